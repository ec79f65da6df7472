#!/usr/bin/python3
"""The generator by itself: identity numbers, repeatability, the volumes of the mission, every line within the contract."""
import filecmp
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from generate import generate  # noqa: E402
from year import people, plan  # noqa: E402

done = Counter()
# what the mechanism's report gives, or what was chosen where it says "more than"
MISSION = {"M01": 1836, "M02": 35420, "M03": 12, "M04": 1328, "M05": 25, "M06": 19, "M07": 288, "M08": 19, "M09": 493, "M10": 2,
           "M11": 49, "M12": 88, "M14": 8, "M15": 24, "M16": 10, "M17": 4853, "M18": 112, "M19": 60, "Q01": 4}


def check(words, truth, detail=""):
    done[bool(truth)] += 1
    print(("ok - " if truth else "not ok - ") + words + (f"  [{detail}]" if not truth else ""), flush=True)


def contract_faults(folder):
    found = subprocess.run(["/usr/bin/python3", os.path.join(HERE, "check.py"), folder], capture_output=True, text=True)
    return found.returncode, found.stdout


def same(a, b):
    names = [os.path.relpath(os.path.join(at, f), a) for at, _, files in os.walk(a) for f in files]
    return bool(names) and not any(filecmp.cmpfiles(a, b, names, shallow=False)[1:])


def identity():
    for number in ("11010519491231002X", "440524188001010014", "150402198506150019", "150426197811035128"):
        check(f"the check digit of {number}", people.check_digit(number[:17]) == number[17])
    world = plan.World(seed=3, year=2025, scale=plan.SMALL)
    numbers = people.IdNumbers(world.rng)
    drawn = [(numbers.new("150404", date(1990, 2, 28), male), male) for male in (True, False) * 200]
    check("numbers are drawn once only", len({n for n, _ in drawn}) == len(drawn))
    check("the seventeenth digit tells the sex", all(int(n[16]) % 2 == male for n, male in drawn))
    check("no number ends in 000", not any(n.endswith("000") for n, _ in drawn))


def calendar():
    cal = plan.Calendar(2025)
    check("New Year's Day is no working day", not cal.works(date(2025, 1, 1)))
    check("a Sunday before the Spring Festival is worked", cal.works(date(2025, 1, 26)))
    check("working days skip the festival", cal.add(date(2025, 1, 27), 1) == date(2025, 2, 5))
    check("the end of a month", plan.add_months(date(2025, 1, 31), 1) == date(2025, 2, 28))
    check("parts add up", plan.share(493, [7, 3, 3, 2]) == sorted(plan.share(493, [7, 3, 3, 2]), reverse=True) and
          sum(plan.share(493, [7, 3, 3, 2])) == 493)


def encodings(folder):
    read = lambda name: open(os.path.join(folder, name), "rb").read()
    rosters = [read(n) for n in sorted(os.listdir(folder)) if n.startswith("cadres-") and "draft" not in n]
    check("a roster is UTF-8 with BOM", any(r.startswith(b"\xef\xbb\xbf") for r in rosters))
    check("a roster is GB18030", any("姓名".encode("gb18030") in r for r in rosters))
    form = os.path.join("forms", os.listdir(os.path.join(folder, "forms"))[0])
    check("an appointment form names its person", "<XingMing>".encode() in read(form))


def small(folder):
    first, second, other = (os.path.join(folder, n) for n in ("a", "b", "c"))
    generate(first, 1, 2025, plan.SMALL)
    generate(second, 1, 2025, plan.SMALL)
    generate(other, 2, 2025, plan.SMALL)
    check("the same seed gives the same files", same(first, second))
    check("another seed gives others", not same(first, other))
    encodings(first)
    graded = os.path.join(folder, "d")
    generate(graded, 1, 2024, plan.SMALL, 2, graded=True)
    for name in (first, other, graded):
        status, told = contract_faults(name)
        check("every line of the small year is within the contract", status == 0, told[-500:])
    spoil(first)


def spoil(folder):
    """A check that accepts everything would check nothing."""
    path = os.path.join(folder, "play.ndjson")
    with open(path, encoding="utf-8") as f:
        lines = [json.loads(line) for line in f]
    course = next(n for n, line in enumerate(lines) if line.get("do") == "/training/classes")
    for words, change in (("an enum value", lambda b: b["plan"].update(kind="NOPE")), ("a range", lambda b: b["plan"].update(seats=5000)),
                          ("an unknown field", lambda b: b["plan"].update(extra=1)), ("a required field", lambda b: b["plan"].pop("title")),
                          ("a day", lambda b: b["plan"].update(starts_on="2025-02-30"))):
        bad = json.loads(json.dumps(lines))
        change(bad[course]["body"])
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(line) + "\n" for line in bad)
        status, told = contract_faults(folder)
        check(f"a line wrong in {words} is found", status == 1 and f"{course + 1}: " in told, told[-300:])


def full(folder):
    generate(folder, 1, 2025, plan.FULL)
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as f:
        planned = json.load(f)["figures"]
    for name, value in MISSION.items():
        check(f"{name} is planned as {value}", planned.get(name) == value, planned.get(name))
    with open(os.path.join(folder, "play.ndjson"), encoding="utf-8") as f:
        lines = [json.loads(line) for line in f]
    check("fewer than 25,000 lines", len(lines) < 25000, len(lines))
    check("days ascend", all(a["day"] <= b["day"] for a, b in zip(lines, lines[1:])))
    check("refusals are expected, too", sum("expect" in line for line in lines) > 30)
    status, told = contract_faults(folder)
    check("every line of the full year is within the contract", status == 0, told[-500:])


def main():
    with tempfile.TemporaryDirectory() as folder:
        identity()
        calendar()
        small(os.path.join(folder, "small"))
        full(os.path.join(folder, "full"))
    print(f"# passed {done[True]} failed {done[False]}")
    return 1 if done[False] else 0


if __name__ == "__main__":
    sys.exit(main())
