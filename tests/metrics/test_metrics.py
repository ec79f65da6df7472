#!/usr/bin/python3
"""The second implementation by itself, on a handful of made-up events."""
import os
import sys
from collections import Counter

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import metrics  # noqa: E402

done = Counter()


def event(kind, body, at="2025-03-03T01:00:00.000Z", **more):
    return {"site": "150400", "service": "x", "type": kind, "occurred_at": at, "withheld": False, "body": body, **more}


ROSTER = [
    event("UnitRegistered", {"unit_id": "u1", "region": "150404"}), event("UnitRegistered", {"unit_id": "u2", "region": "150429"}),
    event("CadreRegistered", {"cadre_id": "c1", "unit_id": "u1", "authority": "150404"}),
    event("CadreRegistered", {"cadre_id": "c2", "unit_id": "u2", "authority": "150429"}),
]


def trained(who, course, on="2025-03-03", kind="THEORY", venue="PARTY_SCHOOL"):
    return event("TrainingCompleted", {"cadre_id": who, "class_id": course, "kind": kind, "venue": venue, "completed_on": on})


def appointed(who, kind="PROMOTION", ground="ORDINARY", domain="RURAL", **more):
    return event("Appointed", {"cadre_id": who, "kind": kind, "ground": ground, "domain": domain, "effective_on": "2025-03-03",
                               "was_first_secretary": False, "township_leadership": False, **more})


def check(words, events, wanted, start="2025-01-01", end="2026-01-01", region="", unit=""):
    found = metrics.figures(ROSTER + events, start, end, region, unit)
    wrong = {k: (found[k], v) for k, v in wanted.items() if found[k] != v}
    done[not wrong] += 1
    print(f"{'not ok' if wrong else 'ok'} - {words}" + (f"  [{wrong}]" if wrong else ""))


def main():
    twice = [trained("c1", "k1"), trained("c1", "k2"), trained("c2", "k1")]
    check("people and person-times are kept apart", twice, {"M01": 2, "M02": 3, "M03": 0})
    check("a special class counts as a class and by its people", [trained("c1", "k1", kind="SPECIAL", venue="OTHER"),
          trained("c2", "k1", kind="SPECIAL", venue="OTHER")], {"M01": 0, "M02": 0, "M03": 1, "M04": 2})
    check("the last day of the period is not in it", [trained("c1", "k1", on="2026-01-01")], {"M02": 0})
    check("the first day of the period is in it", [trained("c1", "k1", on="2025-01-01")], {"M02": 1})
    check("a county sees its own people", twice, {"M01": 1, "M02": 2}, region="150404")
    check("a city covers its counties", twice, {"M01": 2, "M02": 3}, region="150400")
    check("a province covers its cities", twice, {"M01": 2}, region="150000")
    check("another city sees nothing", twice, {"M01": 0}, region="150500")
    check("one unit", twice, {"M01": 1, "M02": 1}, unit="u2")
    moved = event("CadreRevised", {"cadre_id": "c1", "now": {"unit_id": "u2", "authority": "150429"}})
    check("what happened before a move stays where it happened", [trained("c1", "k1"), moved, trained("c1", "k2")], {"M02": 1},
          region="150404")
    check("somebody of an unknown unit counts where he is managed", [event("CadreRegistered", {"cadre_id": "c3", "unit_id": "?",
          "authority": "150404"}), trained("c3", "k1")], {"M01": 1}, region="150404")
    check("lateral moves count nowhere", [appointed("c1", kind="LATERAL", ground="EPIDEMIC_MECHANISM", domain="EPIDEMIC")],
          {"M08": 0, "M09": 0})
    check("the mechanism, by kind", [appointed("c1", ground="EPIDEMIC_MECHANISM", domain="EPIDEMIC"),
          appointed("c2", kind="FURTHER_USE", ground="EPIDEMIC_MECHANISM", domain="EPIDEMIC")],
          {"M08": 2, "M08a": 1, "M08b": 0, "M08c": 1, "M09": 2})
    check("one person appointed twice is one person", [appointed("c1"), appointed("c1", domain="EPIDEMIC")], {"M09": 1})
    check("a first secretary counts when he leads a township", [appointed("c1", was_first_secretary=True, township_leadership=True),
          appointed("c2", was_first_secretary=True)], {"M10": 1})
    rank = {"cadre_id": "c1", "effective_on": "2025-03-03"}
    check("only pooled ranks", [event("RankPromoted", {**rank, "quota_source": "UNIT"}), event("RankPromoted", {**rank, "cadre_id": "c2",
          "quota_source": "POOL"})], {"M11": 1})
    seen = {"cadre_id": "c1", "recognised_on": "2025-03-03"}
    check("recognitions by outcome", [event("FrontlineRecognised", {**seen, "outcome": "PROMOTE_TRACK"}), event("FrontlineRecognised", {**seen,
          "cadre_id": "c2", "outcome": "NOTE"})], {"W06": 2, "W06a": 1, "W06b": 0, "M08": 0})
    used = {"cadre_id": "c1", "used_on": "2025-03-03", "first_secretary": False}
    check("what became of them", [event("FrontlineUsed", {**used, "use": "RANK_PROMOTED"}), event("FrontlineUsed", {**used, "cadre_id": "c2",
          "use": "PROMOTED", "first_secretary": True})], {"W07": 1, "W07a": 1, "W07b": 1, "M10": 0, "M11": 0})
    talk = {"cadre_id": "c1", "held_on": "2025-03-03"}
    check("talks are person-times", [event("TalkHeld", {**talk, "talk_id": "t1"}), event("TalkHeld", {**talk, "talk_id": "t2"})],
          {"M17": 2, "M17p": 1})
    cleared = {"cadre_id": "c1", "cleared_on": "2025-03-03"}
    check("one person cleared twice", [event("Cleared", {**cleared, "clearing_id": "a"}), event("Cleared", {**cleared, "clearing_id": "b"})],
          {"M16": 1, "M16r": 2})
    warned = event("WarningRaised", {"cadre_id": "c1"}, at="2025-12-31T16:00:00.000Z")
    check("a day begins at midnight in China", [warned], {"W01": 0})
    check("and ends there", [event("WarningRaised", {"cadre_id": "c1"}, at="2025-12-31T15:59:59.999Z")], {"W01": 1})
    check("what is withheld is not counted", [event("TalkHeld", None, withheld=True)], {"M17": 0})
    held = event("InspectionPublished", {"inspection_id": "i1", "published_on": "2025-03-03", "units": []})
    check("an inspection belongs to the site that held it", [held], {"Q01": 1}, region="150400")
    check("and not to one of its counties", [held], {"Q01": 0}, region="150404")
    print(f"# passed {done[True]} failed {done[False]}")
    return 1 if done[False] else 0


if __name__ == "__main__":
    sys.exit(main())
