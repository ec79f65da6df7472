"""What the load does: commands of all five daemons, the gateway and the platform that need little and keep succeeding, beside some
that must be refused. An action is a generator: it yields a Command, gets the answer of an accepted one (None of a refused one)
and may go on from there; one whose outcome is unknown waits until it is known."""
import os
import sys
from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta

import contract

sys.path.insert(0, os.path.join(contract.ROOT, "tests", "scenario"))
from harness import csv_bytes, person, unit  # noqa: E402

POOL_TOTAL = 3                 # slots; more people ask than there are, so some are refused
RANK = "CONSULTANT_3"
HELD_ON = date(2025, 3, 3)     # no record of the load is of a later day
PEOPLE = 24
FIRST_BIRTH, BIRTHS = date(1970, 1, 1), 3650
ROLE = {"org": "org.head", "cadre": "org.cadre", "train": "org.training", "superv": "org.supervision", "rank": "org.civil_servant",
        "assess": "org.assessment", "welfare": "org.welfare"}


@dataclass
class Command:
    service: str               # its owner; "platform": every daemon of the site
    type: str
    path: str
    who: str                   # short name of the account, e.g. "train"
    body: dict
    twist: tuple = ()          # (path of a field, another value): a different body for the same key
    about: str = ""            # the cadre whose dossier shows it

    def twisted(self):
        """The same command with another content."""
        body = {k: (dict(v) if isinstance(v, dict) else v) for k, v in self.body.items()}
        place = body
        for name in self.twist[0][:-1]:
            place = place[name]
        place[self.twist[0][-1]] = self.twist[1]
        return body


@dataclass
class Cast:
    """The people and units of one site the load works with, made by `setting`. Deques are shared by the threads."""
    site: str
    tag: str                   # of this run, so that a second load on the same site finds names of its own
    people: list = field(default_factory=list)
    units: list = field(default_factory=list)
    head: str = ""
    scheme: str = ""
    pool: str = ""
    plan: str = ""
    fresh: deque = field(default_factory=lambda: deque(maxlen=200))      # people imported on the way
    accounts: deque = field(default_factory=deque)
    held: deque = field(default_factory=deque)      # rank cases with a slot of the pool
    born: int = 0

    def next_person(self):
        self.born += 1
        return self.born


def identity_number(site, number):
    """A valid GB 11643 number; the same for the same number, another for another."""
    born = FIRST_BIRTH + timedelta(days=number % BIRTHS)
    first = f"{site}{born:%Y%m%d}{1 + number // BIRTHS % 99:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(c) * w for c, w in zip(first, weights)) % 11]


def someone(cast, code, unit_code, **more):
    number = cast.next_person()
    row = person(code, f"样{number:05d}", unit_code, "县处级副职", cast.site, **more)
    row["身份证号"] = identity_number(cast.site, number)
    return row


# ---- before the load -------------------------------------------------------------------------------------------------------

def setting(cast):
    """Units, people, a talker, a scheme, a pool and a plan; every command must be accepted."""
    cast.units = [f"u-{cast.tag}{i}" for i in range(3)]
    rows = [unit(code, f"负载{code}", "市直机关", cast.site, "综合经济组") for code in cast.units]
    yield Command("personnel", "ImportUnits", "/personnel/imports/units", "cadre", {"content": csv_bytes(rows), "file_name": "单位.csv"})
    cast.head = f"c-{cast.tag}h"
    cast.people = [f"c-{cast.tag}{i:02d}" for i in range(PEOPLE)]
    rows = [someone(cast, cast.head, cast.units[0], head=True, member=True)]
    rows += [someone(cast, code, cast.units[i % 3], rank="四级调研员", member=True) for i, code in enumerate(cast.people)]
    yield Command("personnel", "ImportPeople", "/personnel/imports/people", "cadre", {"content": csv_bytes(rows), "file_name": "干部.csv"})
    rule = {"rule_id": "POOL.REQUIRES_LIST", "value": "0", "unit": "number", "effective_from": "2020-01-01", "source": "负载"}
    yield Command("platform", "SetPolicy", "/platform/policy", "org", {"rows": [rule]})
    answer = yield Command("personnel", "SetRankPool", "/personnel/pools", "rank", {"rank": RANK, "total": POOL_TOTAL, "document": "负载1号"})
    cast.pool = answer["pool_id"]
    answer = yield Command("personnel", "OpenRankPlan", "/personnel/rank-plans", "rank",
                           {"unit_id": cast.units[0], "rank": RANK, "slots": 200})
    cast.plan = answer["plan_id"]


def setting_known(cast):
    """What needs the people known to the other daemons."""
    yield Command("welfare", "NameTalker", "/welfare/talkers", "cadre", {"cadre_id": cast.head, "level": "HEAD"})
    answer = yield Command("welfare", "SetAwardScheme", "/welfare/award-schemes", "org", {
        "year": 2025, "title": "负载评选", "tiers": [{"name": "县处级", "quota": 5}], "committee_ids": [cast.head], "document": "负载2号"})
    cast.scheme = answer["scheme_id"] if answer else ""


# ---- one command each ----------------------------------------------------------------------------------------------------------

def a_day(rng):
    return (HELD_ON - timedelta(days=rng.randrange(1, 800))).isoformat()


def hours(cast, rng, mark):
    who = rng.sample(cast.people, rng.choice((1, 1, 2, 3)))
    day = a_day(rng)
    yield Command("training", "PostHours", "/training/hours", "train", {
        "cadre_ids": who, "title": f"讲座{mark}", "venue": "OTHER", "starts_on": day, "ends_on": day, "hours": rng.choice((1, 1, 2)),
        "recognised_by": "负载认可"}, (("title",), "别的讲座"), about=who[-1])


def a_class(cast, rng, mark):
    yield Command("training", "DraftClass", "/training/classes", "train", {"plan": {
        "title": f"班{mark}", "kind": "SPECIAL", "venue": "OTHER", "starts_on": "2025-06-02", "ends_on": "2025-06-06", "hours": 30,
        "seats": 40, "instructors": [{"name": "样例", "qualification": "师资库" + "样" * rng.randrange(80), "subject": "专题"}]}},
        (("plan", "title"), "别的班"))


def evidence(cast, rng, mark):
    yield Command("assessment", "RecordEvidence", "/assessment/evidence/record", "assess", {
        "cadre_id": rng.choice(cast.people), "source": "OBSERVATION", "bearing": rng.choice(("POSITIVE", "NEUTRAL")),
        "summary": f"实地了解{mark}", "observed_on": a_day(rng)}, (("summary",), "另一事实"))


def report(cast, rng, mark):
    """About people imported on the way only: an open report bars."""
    if not cast.fresh:
        return
    yield Command("accountability", "RegisterReport", "/accountability/reports/register", "superv", {
        "cadre_id": rng.choice(cast.fresh), "channel": "PHONE", "received_on": a_day(rng), "content": f"反映{mark}"},
        (("content",), "反映别的"))


def warning(cast, rng, mark):
    """Others react to it: welfare opens a talk."""
    if not cast.fresh:
        return
    yield Command("accountability", "RaiseWarning", "/accountability/warnings/raise", "superv", {
        "cadre_id": rng.choice(cast.fresh), "ground": f"任务滞后{mark}", "behavior": "SLOW_ACTION", "origin": f"fact-{mark}"},
        (("ground",), "别的原因"))


def held_talk(cast, who, rng, mark):
    return {"cadre_id": who, "talker_id": cast.head, "trigger": "SCHEDULED", "held_on": a_day(rng), "issues": ["CAREER"],
            "summary": f"谈心{mark}"}


def talk(cast, rng, mark):
    who = rng.choice(cast.people)
    yield Command("welfare", "RecordTalk", "/welfare/talks", "cadre", {"talk": held_talk(cast, who, rng, mark)},
                  (("talk", "summary"), "说的是别的"), about=who)


def talks(cast, rng, mark):
    who = rng.sample(cast.people, rng.randrange(2, 5))
    yield Command("welfare", "RecordTalks", "/welfare/talks/list", "cadre",
                  {"talks": [held_talk(cast, w, rng, f"{mark}之{i}") for i, w in enumerate(who)]}, (("partial",), True), about=who[-1])


def nominate(cast, rng, mark):
    """Most are refused: one nomination a person."""
    if not cast.scheme:
        return
    who = rng.choice(list(cast.fresh) or cast.people)
    yield Command("welfare", "NominateForAward", "/welfare/awards", "cadre", {
        "scheme_id": cast.scheme, "tier": "县处级", "rows": [{"cadre_id": who, "deed": f"实绩{mark}"}]}, (("tier",), "别的"), about=who)


def import_people(cast, rng, mark):
    codes = [f"c-{cast.tag}-{mark}-{i}" for i in range(rng.randrange(1, 4))]
    rows = [someone(cast, code, rng.choice(cast.units)) for code in codes]
    answer = yield Command("personnel", "ImportPeople", "/personnel/imports/people", "cadre",
                           {"content": csv_bytes(rows), "file_name": f"{mark}.csv"}, (("file_name",), "别的.csv"), about=codes[-1])
    if answer:
        cast.fresh.extend(codes)


def import_units(cast, rng, mark):
    rows = [unit(f"u-{cast.tag}-{mark}-{i}", f"新{mark}之{i}", "市直机关", cast.site, "综合经济组") for i in range(rng.randrange(1, 3))]
    yield Command("personnel", "ImportUnits", "/personnel/imports/units", "cadre", {"content": csv_bytes(rows), "file_name": f"{mark}.csv"},
                  (("file_name",), "别的.csv"))


def post(cast, rng, mark):
    yield Command("personnel", "EstablishPost", "/personnel/posts", "cadre", {
        "unit_id": rng.choice(cast.units), "title": f"岗{mark}", "level": "SECTION_HEAD", "count": 1, "document": "负载"},
        (("title",), "别的岗"))


def policy(cast, rng, mark):
    """To every daemon of the site at once."""
    rule = {"rule_id": f"LOAD.{cast.tag}.{rng.randrange(20)}", "value": str(rng.randrange(1000)), "unit": "number",
            "effective_from": a_day(rng), "source": f"负载{mark}"}
    yield Command("platform", "SetPolicy", "/platform/policy", "org", {"rows": [rule]}, (("rows",), [{**rule, "value": "1001"}]))


def account(cast, rng, mark):
    """Opened and later closed. The password becomes a hash on the way, which costs: seldom."""
    name = f"a-{cast.tag}-{mark}"
    answer = yield Command("gateway", "OpenAccount", "/gateway/accounts", "secadmin", {
        "account": name, "display_name": "负载", "password": f"Load!9-{mark}", "region": cast.site, "roles": ["auditor"]},
        (("display_name",), "别人"))
    if answer:
        cast.accounts.append(name)


def close_account(cast, rng, mark):
    if cast.accounts:
        yield Command("gateway", "CloseAccount", "/gateway/account-closures", "secadmin",
                      {"account": cast.accounts.popleft(), "reason": f"负载{mark}"}, (("reason",), "别的"))


def rank_case(cast, rng, mark):
    """Up to a slot of the pool and back: name, procedure, ask, grant; then it comes to nothing and the slot is free again."""
    who = rng.choice(cast.people[::3])          # of the plan's unit
    base = "/personnel/rank-cases"
    answer = yield Command("personnel", "NameRankCandidate", base, "rank", {"plan_id": cast.plan, "cadre_id": who, "reason": f"负载{mark}"},
                           (("reason",), "别的"), about=who)
    if not answer:
        return
    case = answer["rank_case_id"]
    yield Command("personnel", "RecordRankProcedure", base + "/procedure", "rank", {
        "rank_case_id": case, "held_on": HELD_ON.isoformat(), "expected": 20, "present": 18, "in_favour": 16, "inspected": True},
        (("in_favour",), 17), about=who)
    yield Command("personnel", "RequestPooledQuota", base + "/pooled-quota", "rank", {"rank_case_id": case, "reason": "无空缺"},
                  (("reason",), "别的"), about=who)
    granted = yield Command("personnel", "GrantPooledQuota", "/personnel/pools/grants", "org",
                            {"rank_case_id": case, "pool_id": cast.pool, "document": "负载"}, (("document",), "别的"), about=who)
    if granted and rng.random() < 0.5:
        cast.held.append(case)
    else:
        yield abort(case, mark)


def abort(case, mark):
    return Command("personnel", "AbortRankCase", "/personnel/rank-cases/abort", "rank", {"rank_case_id": case, "reason": f"终止{mark}"},
                   (("reason",), "别的"))


def give_back(cast, rng, mark):
    """A slot held for a while is free again."""
    if cast.held:
        yield abort(cast.held.popleft(), mark)


# ---- refused on purpose ----------------------------------------------------------------------------------------------------------

def refused(cast, rng, mark):
    """Unknown people, days in the future, malformed values, a field nobody knows."""
    kind = rng.randrange(4)
    if kind == 0:
        yield Command("assessment", "RecordEvidence", "/assessment/evidence/record", "assess", {
            "cadre_id": "c-nobody", "source": "OBSERVATION", "bearing": "POSITIVE", "summary": mark, "observed_on": "2025-01-01"})
    elif kind == 1:
        yield Command("welfare", "RecordTalk", "/welfare/talks", "cadre", {"talk": {
            "cadre_id": rng.choice(cast.people), "talker_id": cast.head, "held_on": "2099-01-01", "summary": mark}})
    elif kind == 2:
        yield Command("training", "PostHours", "/training/hours", "train", {
            "cadre_ids": [rng.choice(cast.people)], "title": mark, "venue": "OTHER", "starts_on": "2025-02-30", "ends_on": "2025-02-28",
            "hours": 1, "recognised_by": "x"})
    else:
        yield Command("personnel", "EstablishPost", "/personnel/posts", "cadre", {
            "unit_id": "u-nowhere", "title": mark, "level": "SECTION_HEAD", "count": 1})


ACTIONS = [(hours, 22), (a_class, 12), (evidence, 14), (report, 6), (warning, 5), (talk, 14), (talks, 6), (nominate, 5), (import_people, 8),
           (import_units, 3), (post, 6), (policy, 4), (account, 1), (close_account, 1), (rank_case, 10),
           (give_back, 4), (refused, 6)]


# ---- what nobody may -------------------------------------------------------------------------------------------------------------

def probes(cast, rng, mark):
    """(how, Command): how = none (no session), forged (a token nobody gave), role, region, or a key on the command socket that does
    not speak for people: daemon, stranger."""
    body = {"cadre_id": rng.choice(cast.people), "source": "OBSERVATION", "bearing": "POSITIVE", "summary": f"越权{mark}",
            "observed_on": "2025-01-01"}
    how = rng.choice(("none", "forged", "role", "role", "daemon", "stranger"))
    who = "train" if how == "role" else "assess"
    return how, Command("assessment", "RecordEvidence", "/assessment/evidence/record", who, body)
