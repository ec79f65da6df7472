"""What must hold in every year of the sample, looked up in the events alone. Each function yields what breaks it, and counts what it
looked at: an invariant that saw nothing says nothing."""
import collections

TEAM_CAP = 30                   # percent of teams excellent (党政领导干部考核工作条例)
RAISES = ("PROMOTION", "TRANSFER_IN")


class Seen(collections.Counter):
    """How many cases each invariant looked at."""


def nobody_promoted_inside_a_bar(events, seen):
    """On any route: posts and ranks. A bar holds from its first day until it is lifted."""
    bars = collections.defaultdict(dict)
    for e in events:
        body = e["body"]
        if e["type"] == "BarImposed":
            bars[body["cadre_id"]][body["bar_id"]] = body["from_on"]
            seen["bars"] += 1
        elif e["type"] == "BarLifted":
            bars[body["cadre_id"]].pop(body["bar_id"], None)
        elif e["type"] == "RankPromoted" or e["type"] == "Appointed" and body["kind"] in RAISES:
            seen["promotions"] += 1
            day = body["effective_on"]
            for bar, start in bars[body["cadre_id"]].items():
                if start <= day:
                    yield f"{body['cadre_id']} promoted on {day} inside bar {bar} since {start}"


def pool_never_over_drawn(events, seen):
    total, used = {}, collections.Counter()
    for e in events:
        body = e["body"]
        if e["type"] == "RankPoolSet":
            total[body["pool_id"]] = body["total"]
        elif e["type"] == "PooledQuotaGranted":
            used[body["pool_id"]] += 1
            seen["grants"] += 1
        elif e["type"] == "PooledQuotaReturned":
            used[body["pool_id"]] -= 1
        for pool, count in used.items():
            if count > total.get(pool, 0):
                yield f"pool {pool}: {count} of {total.get(pool, 0)} in use at {e['sequence']}"


def excellent_teams_within_the_cap(events, seen):
    teams, excellent = collections.Counter(), collections.Counter()
    for e in events:
        if e["type"] == "TeamGraded":
            teams[e["body"]["scheme_id"]] += 1
            excellent[e["body"]["scheme_id"]] += e["body"]["grade"] == "EXCELLENT"
    for scheme, count in teams.items():
        seen["schemes graded"] += 1
        if excellent[scheme] * 100 > count * TEAM_CAP:
            yield f"{scheme}: {excellent[scheme]} of {count} teams excellent"


def each_place_is_filled_once(events, seen):
    """Ranks of a published inspection are those of its composites: equal ones share, and nobody overtakes."""
    for e in events:
        if e["type"] != "InspectionPublished":
            continue
        seen["inspections"] += 1
        groups = collections.defaultdict(list)
        for unit in e["body"]["units"]:
            groups[unit["peer_group"]].append(unit)
        for group, units in groups.items():
            for unit in units:
                if unit["rank"] not in (0, 1 + sum(u["composite"] > unit["composite"] for u in units)):
                    yield f"{e['body']['quarter']} {group} {unit['unit_id']}: rank {unit['rank']}"


def tails_were_heard(events, seen):
    """Nobody stands at the tail of a frozen list who was not told and heard, or waived it."""
    heard = set()
    for e in events:
        body = e["body"]
        if e["type"] == "RebuttalRecorded":
            heard.add((body["list_id"], body["cadre_id"]))
        elif e["type"] == "ListPlaced" and body["tail"]:
            seen["tails"] += 1
            if (body["list_id"], body["cadre_id"]) not in heard:
                yield f"{body['cadre_id']} on {body['list_id']} was not heard"


def no_more_excellent_than_the_quota(events, seen):
    """Of a round with a quota: persons graded excellent, a supplement or a review later included."""
    heads, rounds, excellent = {}, {}, collections.defaultdict(set)
    for e in events:
        body = e["body"]
        if e["type"] == "ExcellentQuotaSet":
            heads[body["year"], body["unit_id"], body["quota"]["track"]] = body["quota"]["heads"]
        elif e["type"] == "PersonGraded":
            rounds[body["round_id"]] = (body["year"], body["unit_id"], body["track"])
            (excellent[body["round_id"]].add if body["grade"] == "EXCELLENT" else excellent[body["round_id"]].discard)(body["cadre_id"])
    for number, key in rounds.items():
        seen["rounds with a quota"] += key in heads
        if key in heads and len(excellent[number]) > heads[key]:
            yield f"{key}: {len(excellent[number])} excellent, {heads[key]} may be"


def nobody_excellent_inside_an_influence_period(events, seen):
    bars = collections.defaultdict(dict)
    for e in events:
        body = e["body"]
        if e["type"] == "BarImposed" and body["ground"] == "MEASURE":
            bars[body["cadre_id"]][body["bar_id"]] = (body["from_on"], body["until_on"] or "9999")
        elif e["type"] == "BarLifted":
            bars[body["cadre_id"]].pop(body["bar_id"], None)
        elif e["type"] == "PersonGraded" and body["grade"] == "EXCELLENT":
            seen["excellent persons"] += 1
            for first, last in bars[body["cadre_id"]].values():
                if first <= body["graded_on"] <= last:
                    yield f"{body['cadre_id']} excellent on {body['graded_on']} inside {first} to {last}"


def bonus_within_its_budget(events, seen):
    """To the fen: what the units get is what is spent, what is granted is what was approved, and nothing goes beyond the budget."""
    units, proposed, approved, granted = collections.Counter(), {}, set(), collections.Counter()
    for e in events:
        body = e["body"]
        if e["type"] == "BonusUnitProposed":
            units[body["proposal_id"]] += sum(s["fen"] for s in body["shares"])
        elif e["type"] == "BonusProposed":
            proposed[body["proposal_id"]] = body
        elif e["type"] == "BonusDecided" and body["approved"]:
            approved.add(body["proposal_id"])
        elif e["type"] == "BonusGranted":
            granted[body["proposal_id"]] += body["fen"]
    for number, p in proposed.items():
        seen["bonus proposals"] += 1
        wanted = p["spent"] if number in approved else 0
        if not (units[number] == p["spent"] <= p["budget"] and p["spent"] + p["unspent"] == p["budget"] and granted[number] == wanted):
            yield f"{number}: {units[number]} for units, {p['spent']} spent, {granted[number]} granted of {p['budget']}"


ALL = (nobody_promoted_inside_a_bar, pool_never_over_drawn, excellent_teams_within_the_cap, each_place_is_filled_once, tails_were_heard,
       no_more_excellent_than_the_quota, nobody_excellent_inside_an_influence_period, bonus_within_its_budget)
EXPECTED = ("bars", "promotions", "grants", "schemes graded", "inspections", "tails", "rounds with a quota", "excellent persons", "bonus proposals")
