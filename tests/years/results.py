"""What a played sample came to, without anything that depends on the order in which it was written: ids the platform gave, sequence
numbers and moments are left out, rows are sorted. The same facts in any order must give the same text and so the same hash."""
import hashlib
import json
import re

LEFT_OUT = {"scheme_id", "list_id", "inspection_id", "interview_id", "grant_id", "rank_case_id", "appointment_id", "valid_until", "pool_id",
            "round_id", "effect_id", "proposal_id", "regular_id", "follow_up_id"}
RESULTS = ("UnitScored", "ScoresConfirmed", "InspectionPublished", "YearInspected", "TeamGraded", "TeamGradesFinal", "ListPlaced", "RankPromoted",
           "Appointed", "PooledQuotaGranted", "ExcellentQuotaSet", "ExcellentQuotasComputed", "PersonCapsChecked", "PersonGraded", "PersonRoundFinal",
           "GradeEffectProposed", "BonusUnitProposed", "BonusProposed", "BonusGranted", "RegularRoundGraded", "RegularFedBack",
           "RegularFollowUpOpened")


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if k not in LEFT_OUT and k != "source"}
    if isinstance(value, list):
        return sorted((plain(v) for v in value), key=lambda v: json.dumps(v, sort_keys=True))
    return re.sub(r"^((bonus|deduction)/adjustment)-.*", r"\1", value) if isinstance(value, str) else value


def lines(events):
    return sorted(e["type"] + " " + json.dumps(plain(e["body"]), sort_keys=True, ensure_ascii=False) for e in events if e["type"] in RESULTS)


def official_hashes(events):
    """(year, kind of unit) -> the hash the platform itself gave its ranking."""
    return {(e["body"]["year"], e["body"]["unit_kind"]): e["body"]["hash"] for e in events if e["type"] == "ScoresConfirmed"}


def hash_of(events):
    return hashlib.sha256("\n".join(lines(events)).encode()).hexdigest()
