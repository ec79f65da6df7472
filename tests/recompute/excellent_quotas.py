#!/usr/bin/python3
"""The excellent quotas of a year once more, by another program in another language: excellent_quotas.py <journal of assessment>.

Reads the journal alone: final grades and places of teams, who serves where, measures, bars and open cases, rounds of the year, last year's
remainders, the rules of the day. Computes what teams' grades are linked to, candidates, claims, seats, carries and the hash in exact
fractions and compares them with what was recorded. Prints one line; exit status 1 when anything differs."""
import collections
import hashlib
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import book  # noqa: E402
from book import BASIS, ELIGIBLE, ELSEWHERE, MEASURE, MEMBERS, OPEN_CASE, STAFF  # noqa: E402

TIERS = ("EXCELLENT", "GOOD_UPPER", "GOOD_LOWER", "FAIR", "POOR")
FAIR = 3                        # from this tier on the head is not excellent
LIMIT_NONE, LIMIT_CANDIDATES, LIMIT_LAW = 1, 2, 3
TEAM_EXCELLENT, TEAM_GOOD, TEAM_FAIR = 1, 2, 3


def tier_of(grade, upper_half):
    return {TEAM_EXCELLENT: 0, TEAM_GOOD: 1 if upper_half else 2, TEAM_FAIR: FAIR}.get(grade, 4)


class Team:
    """One unit and track on its way from people to seats."""

    def __init__(self, graded, tier, group, people, rules):
        self.graded, self.tier, self.group, self.rules = graded, tier, group, rules
        self.should, self.barred = len(people), sum(barred for _, barred, _ in people.values())
        counted = [p for p in people.values() if not (p[0] and rules["track"] == MEMBERS and tier >= FAIR)]
        self.members, self.candidates = len(counted), sum(may for _, _, may in counted)
        self.head_excluded = self.members < self.should
        self.ratio, self.cap = rules["ratio"][tier], rules["cap"][tier]
        self.pooled = self.should < rules["small_below"]
        self.seats, self.by_minimum, self.by_remainder, self.limit, self.room = 0, False, False, LIMIT_NONE, None

    @property
    def standing(self):
        return self.tier, -self.members, self.graded.unit_id

    def seat(self):
        """One more seat where a candidate is left and the law has room for him."""
        if self.seats == self.candidates:
            self.limit = LIMIT_CANDIDATES
        elif self.room[0] == 0:
            self.limit = LIMIT_LAW
        else:
            self.seats += 1
            self.room[0] -= 1
            return True
        return False


def share(teams, rules):
    """Whole parts, the minimum, the largest remainders. Persons are fractions; the sum of seats and the cap of the city are whole."""
    pools = collections.defaultdict(list)
    for t in teams:
        pools[("pool", t.graded.scheme_id, t.group) if t.pooled else ("unit", t.graded.unit_id)].append(t)
    for together in pools.values():
        room = [int(sum(Fraction(t.cap * t.should, BASIS) for t in together))]
        for t in together:
            t.room, t.law = room, room[0]
    asked = sum(max(0, t.asked) for t in teams)
    city = Fraction(rules["city"] * sum(t.should for t in teams), BASIS)
    for t in teams:
        t.claim = max(Fraction(0), t.asked) * (city / asked if asked > city else 1)
        t.whole = int(t.claim)
    left = int(min(asked, city))
    best_first = sorted(teams, key=lambda t: t.standing)
    for t in best_first:
        while t.seats < t.whole and t.seat():
            pass
    for t in best_first:
        small = t.whole > 0 or t.asked <= 0 or not rules["minimum_from"] or t.should < rules["minimum_from"]
        if not small and sum(o.seats for o in teams) < int(city):
            t.by_minimum = t.seat()
    left -= sum(t.whole + t.by_minimum for t in teams)
    for t in sorted(teams, key=lambda t: (t.whole - t.claim, t.standing)):
        if rules["remainders"] and left > 0 and not t.by_minimum and t.claim > t.whole:
            t.by_remainder = t.seat()
            left -= t.by_remainder
    for t in teams:
        rest = (t.asked if t.asked < 0 else t.claim) - max(t.seats, t.whole)
        t.carry = max(1 - BASIS, int(rest * BASIS)) if rules["carry"] else 0      # int() rounds towards zero
    return int(city), asked > city


class ExcellentQuotas(book.Book):
    RECORDED = tuple(f"TeamGraded.{field}" for field in (
        "group_rank", "group_size", "upper_half", "members_percent", "staff_percent", "bonus_percent", "head_excluded", "last")) + tuple(
        f"ExcellentQuotaSet.quota.{field}" for field in (
            "scheme_id", "team_grade", "tier", "ratio", "cap", "should_attend", "candidates", "head_excluded", "barred", "pool", "carried", "asked",
            "claim_numerator", "claim_denominator", "whole", "by_minimum", "by_remainder", "legal_cap", "limit", "heads", "carry")) + tuple(
        f"ExcellentQuotasComputed.{field}" for field in (
            "member_teams", "member_heads", "member_cap", "members_shrunk", "staff_units", "staff_heads", "staff_cap", "staff_shrunk", "hash"))

    def __init__(self):
        super().__init__()
        self.rounds, self.standings = {}, collections.defaultdict(dict)
        self.told, self.last = {}, {}

    # ---- what a grade is linked to
    def on_TeamGraded(self, e):
        score = self.scores[e.scheme_id, e.unit_id]
        upper = 2 * score.rank <= score.group_size + 1
        tier = tier_of(e.grade, upper)
        links = [self.number(f"TEAM.LINK.{what}.{TIERS[tier]}") for what in ("MEMBERS", "STAFF", "BONUS")]
        others = [s for (scheme, _), s in self.scores.items() if scheme == e.scheme_id and s.group_id == score.group_id and s.rank]
        last = len(others) >= self.number("SCHEME.GROUP_MIN") and score.rank == max(s.rank for s in others) > 1
        self.same(f"{e.scheme_id} {e.unit_id}: place and links", (e.group_rank, e.group_size, e.upper_half, e.members_percent, e.staff_percent,
                                                                  e.bonus_percent, e.head_excluded, e.last),
                  (score.rank, score.group_size, upper, *links, tier >= FAIR, last))

    # ---- who counts
    def on_PersonRoundOpened(self, e):
        self.rounds[e.year, e.unit_id, e.track] = e.round_id

    def on_PersonAssessmentOpened(self, e):
        self.standings[e.round_id][e.cadre_id] = e.standing

    def on_PerformanceVerified(self, e):
        self.standings[e.round_id][e.cadre_id] = e.standing

    def people(self, unit_id, year, track, authority):
        """cadre -> (head of the team, inside an influence period, may be excellent), of those whom no other unit assesses."""
        number = self.rounds.get((year, unit_id, track))
        standings = self.standings[number] if number else {c: self.by_measures(c, year) for c in self.people_of(unit_id, track, authority)}
        found = {}
        for cadre_id, standing in standings.items():
            if standing != ELSEWHERE and cadre_id in self.cadres:
                barred = self.barred(cadre_id, MEASURE)
                may = standing == ELIGIBLE and not barred and not self.barred(cadre_id, OPEN_CASE)
                found[cadre_id] = (self.cadres[cadre_id].team_head, barred, may)
        return found

    # ---- the quotas
    def rules_of(self, track, approved):
        percent = lambda rule: self.number(rule) * 100
        who = "MEMBERS" if track == MEMBERS else "STAFF"
        plain, best = ("LEADER.CAP", "LEADER.CAP.EXCELLENT_TEAM") if track == MEMBERS else ("ASSESS.CAP.DEFAULT", "ASSESS.CAP.MAX")
        higher = track == MEMBERS or approved
        caps = [percent(best if tier == "EXCELLENT" and higher else plain) for tier in TIERS]
        return {"track": track, "cap": caps, "ratio": [min(cap, percent(f"TEAM.LINK.{who}.{tier}")) for cap, tier in zip(caps, TIERS)],
                "city": percent(f"QUOTA.CITY_CAP.{who}"), "small_below": self.number("QUOTA.SMALL_BELOW"),
                "minimum_from": self.number("QUOTA.MINIMUM_FROM"), "remainders": self.number("QUOTA.SHARE_REMAINDERS") != 0,
                "carry": self.number("QUOTA.CARRY_OVER") != 0}

    def teams_of(self, e, track, rules):
        for (scheme_id, unit_id), graded in sorted(self.teams.items(), key=lambda item: item[0][1]):
            people = self.people(unit_id, e.year, track, e.authority)
            if graded.year == e.year and self.schemes[scheme_id].authority == e.authority and people:
                score = self.scores[scheme_id, unit_id]
                team = Team(graded, tier_of(graded.grade, graded.upper_half), score.group_id, people, rules)
                team.carried = self.last.get((e.year - 1, unit_id, track), 0) if rules["carry"] else 0
                team.asked = Fraction(team.ratio * team.members + team.carried, BASIS)
                yield team

    def on_ExcellentQuotaSet(self, e):
        self.told[e.year, e.unit_id, e.quota.track] = e.quota

    def on_ExcellentQuotasComputed(self, e):
        told, lines, totals = self.told, [], []
        self.told = {}
        for track in (MEMBERS, STAFF):
            rules = self.rules_of(track, bool(e.approval))
            teams = list(self.teams_of(e, track, rules))
            city, shrunk = share(teams, rules)
            totals += [len(teams), sum(t.seats for t in teams), city, shrunk]
            for t in teams:
                lines.append(f"{track} {t.graded.unit_id} {t.tier} {t.should} {t.candidates} {t.seats} {t.carry}\n")
                quota = told.pop((e.year, t.graded.unit_id, track), None)
                self.same(f"{e.year} {t.graded.unit_id} track {track}: a quota", quota is not None, True)
                if quota:
                    self.compare(f"{e.year} {t.graded.unit_id} track {track}", quota, t)
                    self.last[e.year, t.graded.unit_id, track] = quota.carry
        self.same(f"{e.year}: quotas of nobody", sorted(told), [])
        self.same(f"{e.year}: totals", [e.member_teams, e.member_heads, e.member_cap, e.members_shrunk, e.staff_units, e.staff_heads, e.staff_cap,
                                        e.staff_shrunk], totals)
        self.same(f"{e.year}: hash", e.hash, hashlib.sha256("".join(lines).encode()).hexdigest())

    def compare(self, what, q, t):
        computed = {"scheme_id": t.graded.scheme_id, "team_grade": t.graded.grade, "tier": t.tier + 1, "ratio": t.ratio, "cap": t.cap,
                    "should_attend": t.should, "candidates": t.candidates, "head_excluded": t.head_excluded, "barred": t.barred,
                    "pool": t.group if t.pooled else "", "carried": t.carried, "asked": int(t.asked * BASIS), "whole": t.whole,
                    "by_minimum": t.by_minimum, "by_remainder": t.by_remainder, "legal_cap": t.law, "limit": t.limit, "heads": t.seats,
                    "carry": t.carry}
        for field, value in computed.items():
            self.same(f"{what} {field}", getattr(q, field), value)
        self.same(f"{what} claim", Fraction(q.claim_numerator, q.claim_denominator), t.claim)


if __name__ == "__main__":
    sys.exit(book.main(ExcellentQuotas, "excellent quotas"))
