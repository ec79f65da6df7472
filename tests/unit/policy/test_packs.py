#!/usr/bin/python3
"""The rule packs in deploy/policy: well-formed, no contradictions, complete for what the services ask.

Every check is a function that returns its complaints; each is shown a bad pack as well, which it must reject."""
import datetime
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
PACKS = ROOT / "deploy" / "policy"
UNITS = {"wd", "d", "m", "y", "number", "percent", "fen", "text"}
PERIODS = {"wd", "d", "m", "y"}
PERIOD_COUNT_MAX = 36525  # common/policy/policy.h
ROWS_MAX, HOLIDAYS_MAX, MAKEUP_MAX = 1000, 60, 30  # proto/platform.proto
FIELDS = {"rule_id": 64, "value": 2000, "unit": 16, "scope": 64, "effective_from": 10, "effective_to": 10,
          "source": 200, "article": 100, "approved_by": 100}
REQUIRED = ("rule_id", "value", "unit", "effective_from", "source")
FOREVER = "9999-12-31"


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def day(text):
    try:
        return datetime.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except (TypeError, ValueError):
        return None


def row_complaints(row):
    name = row.get("rule_id", "?")
    out = [f"{name}: unknown field {key}" for key in row if key not in FIELDS]
    out += [f"{name}: {key} is missing" for key in REQUIRED if not row.get(key)]
    out += [f"{name}: {key} is no text" for key, value in row.items() if not isinstance(value, str)]
    if out:
        return out
    out += [f"{name}: {key} is too long" for key, value in row.items() if len(value) > FIELDS[key]]
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*(\.[A-Z0-9_]+)+", name):
        out.append(f"{name}: not AREA.NAME")
    if row["unit"] not in UNITS:
        out.append(f"{name}: unit {row['unit']}")
    elif row["unit"] != "text" and not re.fullmatch(r"0|[1-9][0-9]*", row["value"]):
        out.append(f"{name}: {row['value']} is no whole number")
    elif row["unit"] in PERIODS and int(row["value"]) > PERIOD_COUNT_MAX:
        out.append(f"{name}: {row['value']} is too long a period")
    if not day(row["effective_from"]):
        out.append(f"{name}: effective_from {row['effective_from']}")
    if "effective_to" in row and not (day(row["effective_to"]) and row["effective_from"] < row["effective_to"]):
        out.append(f"{name}: effective_to {row['effective_to']}")
    return out


def overlap_complaints(rows):
    """Rows of one rule and scope must not begin on the same day, nor reach into one another."""
    out, by_rule = [], {}
    for row in rows:
        by_rule.setdefault((row["rule_id"], row.get("scope", "")), []).append(row)
    for (rule, scope), versions in by_rule.items():
        versions.sort(key=lambda row: row["effective_from"])
        for earlier, later in zip(versions, versions[1:]):
            if earlier["effective_from"] == later["effective_from"]:
                out.append(f"{rule} {scope}: twice from {later['effective_from']}")
            elif earlier.get("effective_to", FOREVER) > later["effective_from"]:
                out.append(f"{rule} {scope}: {earlier['effective_from']} reaches past {later['effective_from']}")
    return out


def agreement_complaints(packs):
    """One rule may stand in two files only with the same words; returns the rows without such repetitions."""
    out, seen = [], {}
    for name, rows in packs.items():
        for row in rows:
            key = (row["rule_id"], row.get("scope", ""), row["effective_from"])
            if key not in seen or seen[key][0] == name:
                seen.setdefault(key, (name, row))
                continue
            other, first = seen[key]
            if (first["value"], first["unit"]) != (row["value"], row["unit"]):
                out.append(f"{row['rule_id']}: {other} says {first['value']} {first['unit']}, "
                           f"{name} {row['value']} {row['unit']}")
    return out, [row for _, row in seen.values()]


def calendar_complaints(year, pack):
    out = []
    holidays, makeup = pack.get("holidays", []), pack.get("makeup_workdays", [])
    if set(pack) != {"year", "notice", "holidays", "makeup_workdays"}:
        out.append(f"{year}: fields {sorted(pack)}")
    if pack.get("year") != year:
        out.append(f"{year}: says {pack.get('year')}")
    if not re.fullmatch(r"国办发明电〔%d〕\d+号" % (year - 1), pack.get("notice", "")):
        out.append(f"{year}: notice {pack.get('notice')}")
    if any(day(text) is None for text in holidays + makeup):
        return out + [f"{year}: a day that is none"]
    for what, days, most in (("holidays", holidays, HOLIDAYS_MAX), ("make-up days", makeup, MAKEUP_MAX)):
        if days != sorted(set(days)) or not days or len(days) > most:
            out.append(f"{year}: {what} unsorted, repeated, none or too many")
    for text in holidays + makeup:
        if not text.startswith(str(year)) and not text.startswith(f"{year - 1}-12-"):
            out.append(f"{year}: {text} is of another year")
    out += [f"{year}: {text} is holiday and make-up day" for text in set(holidays) & set(makeup)]
    out += [f"{year}: make-up day {text} is no weekend day" for text in makeup if day(text).weekday() < 5]
    statutory = [f"{year}-{text}" for text in ("01-01", "05-01", "10-01", "10-02", "10-03")]
    out += [f"{year}: {text} is worked" for text in statutory if text not in holidays]
    return out


def enum_names(enum):
    text = (ROOT / "proto" / "terms.proto").read_text(encoding="utf-8")
    body = re.search(r"enum %s \{(.*?)\n?\}" % enum, text, re.S).group(1)
    prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", enum).upper() + "_"
    return [name[len(prefix):] for name in re.findall(r"\b(%s[A-Z0-9_]+) *=" % prefix, body)
            if not name.endswith("UNSPECIFIED")]


SET_BY_THE_SITE = {"NEGATIVE_LIST.KEY"}    # no pack can know them: what asks for them refuses until they are set


def asked_rules():
    """Rule ids that stand as literals in the services' code, with a file that asks; less what each site sets for itself."""
    asked = {}
    for path in sorted((ROOT / "services").rglob("*.c")):
        for name in re.findall(r'"([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)+)"', path.read_text(encoding="utf-8")):
            asked.setdefault(name, path.relative_to(ROOT))
    return {name: path for name, path in asked.items() if name not in SET_BY_THE_SITE}


def missing_complaints(wanted, rows):
    known = {row["rule_id"] for row in rows}
    return [f"{name}: no row ({why})" for name, why in wanted.items() if name not in known]


def sum_complaints(rows, prefix):
    parts = [int(row["value"]) for row in rows if row["rule_id"].startswith(prefix) and "effective_to" not in row]
    return [] if sum(parts) == 100 else [f"{prefix}*: {parts} do not add up to 100"]


GOOD_ROW = {"rule_id": "A.B", "value": "5", "unit": "wd", "effective_from": "2026-01-01", "source": "s"}
GOOD_YEAR = {"year": 2026, "notice": "国办发明电〔2025〕7号", "makeup_workdays": ["2026-10-10"],
             "holidays": ["2025-12-31", "2026-01-01", "2026-05-01", "2026-10-01", "2026-10-02", "2026-10-03"]}


def bad_packs_are_rejected():
    bad_rows = [{"value": "-1"}, {"value": "1.5"}, {"value": ""}, {"value": 5}, {"value": "05"}, {"unit": "weeks"},
                {"value": "36526"}, {"rule_id": "lower.case"}, {"rule_id": "NODOT"}, {"rule_id": "A." + "B" * 63},
                {"source": ""}, {"source": "长" * 201}, {"effective_from": "2026-02-30"}, {"effective_from": "2026-1-1"},
                {"effective_to": "2026-01-01"}, {"effective_to": "soon"}, {"comment": "x"}]
    bad_years = [{"year": 2025}, {"notice": "2026"}, {"makeup_workdays": ["2026-10-09"]}, {"holidays": ["2026-01-01"]},
                 {"makeup_workdays": ["2026-10-03"]}, {"makeup_workdays": ["2026-10-10", "2026-10-10"]},
                 {"holidays": GOOD_YEAR["holidays"] + ["2027-01-01"]}, {"holidays": GOOD_YEAR["holidays"][::-1]},
                 {"holidays": ["2025-11-30"] + GOOD_YEAR["holidays"]}, {"holidays": ["x"]}, {"more": 1}]
    out = [f"accepted row with {change}" for change in bad_rows if not row_complaints({**GOOD_ROW, **change})]
    out += [f"accepted year with {change}" for change in bad_years if not calendar_complaints(2026, {**GOOD_YEAR, **change})]
    later = {**GOOD_ROW, "effective_from": "2026-02-01"}
    ended = {**GOOD_ROW, "effective_to": "2026-02-01"}
    out += ["accepted the same row twice"] if not overlap_complaints([GOOD_ROW, dict(GOOD_ROW)]) else []
    out += ["accepted an overlap"] if not overlap_complaints([later, GOOD_ROW]) else []
    out += ["accepted a contradiction"] if not agreement_complaints({"a": [GOOD_ROW], "b": [{**GOOD_ROW, "value": "6"}]})[0] else []
    out += ["accepted a gap"] if not missing_complaints({"A.C": "test"}, [GOOD_ROW]) else []
    out += ["accepted a wrong sum"] if not sum_complaints([GOOD_ROW], "A.") else []
    # and the good ones pass
    out += row_complaints(GOOD_ROW) + calendar_complaints(2026, GOOD_YEAR) + overlap_complaints([later, ended])
    return out + overlap_complaints([GOOD_ROW, {**GOOD_ROW, "scope": "150404"}])


def main():
    calendars = {int(path.stem[-4:]): load(path) for path in sorted(PACKS.glob("calendar-*.json"))}
    packs = {path.name: load(path)["rows"] for path in sorted(PACKS.glob("*.json")) if not path.name.startswith("calendar-")}
    contradictions, rows = agreement_complaints(packs)
    base = packs["rules.json"]
    tests = {
        "bad_packs_are_rejected": bad_packs_are_rejected(),
        "rows_are_well_formed": [c for pack in packs.values() for row in pack for c in row_complaints(row)],
        "packs_fit_one_command": [f"{name}: {len(pack)} rows" for name, pack in packs.items() if not 0 < len(pack) <= ROWS_MAX],
        "no_rule_overlaps_itself": [c for pack in packs.values() for c in overlap_complaints(pack)] + overlap_complaints(rows),
        "packs_do_not_contradict": contradictions,
        "years_2022_to_2026_are_there": [str(year) for year in range(2022, 2027) if year not in calendars],
        "calendars_are_well_formed": [c for year, pack in calendars.items() for c in calendar_complaints(year, pack)],
        "every_measure_has_its_period": missing_complaints({"INFLUENCE." + name: "terms.proto" for name in enum_names("MeasureKind")}, base),
        "every_rank_has_its_tenure": missing_complaints({"RANK.TENURE." + name: "terms.proto" for name in enum_names("Rank")}, base),
        "weights_add_up": sum_complaints(base, "TEAM.WEIGHT.") + sum_complaints(base, "EVAL.WEIGHT."),
        "every_rule_asked_for_is_there": missing_complaints(asked_rules(), rows),
    }
    if len(enum_names("MeasureKind")) < 19 or len(enum_names("Rank")) != 12:
        tests["the_contract_is_read"] = ["enums of terms.proto not found"]
    failed = 0
    for name, complaints in tests.items():
        for complaint in complaints:
            print(f"#   {complaint}")
        print(f"{'not ok' if complaints else 'ok'} - {name}")
        failed += bool(complaints)
    print(f"# passed {len(tests) - failed} failed {failed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
