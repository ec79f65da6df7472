#!/usr/bin/python3
"""The small year for real: generated, played by dandangctl against six daemons, and counted three ways: the plan, the report of
the gateway, the second implementation. Then both chains of the mechanism, read from the events. FULL=1 takes the full year."""
import importlib.util
import json
import os
import secrets
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "tests", "metrics")]
os.chdir(ROOT)
import metrics  # noqa: E402
from generate import generate  # noqa: E402
from year import plan  # noqa: E402

spec = importlib.util.spec_from_file_location("dandang_site", os.path.join(ROOT, "tests", "lib", "site.py"))
dandang_site = importlib.util.module_from_spec(spec)
spec.loader.exec_module(dandang_site)

YEAR = 2025
# what has to happen to the two named cadres, in this order; other events may stand between
TAIL_TO_ELIGIBLE = [
    ("TailInformed", {}), ("RebuttalRecorded", {}), ("ListPlaced", {"tail": True}), ("CallUpProposed", {}), ("CalledUp", {}),
    ("CallUpFailed", {"final": False}), ("CallUpRetakeOrdered", {}), ("CallUpFailed", {"final": True}), ("WarningRaised", {"level": 1}),
    ("WarningTalked", {}), ("WarningRechecked", {"finding": "NO_CHANGE"}), ("WarningRaised", {"level": 2}), ("LetterDelivered", {}),
    ("LetterOverdue", {}), ("Level3Proposed", {}), ("PartyNotified", {}), ("PartyHeard", {}), ("SanctionEffective", {}),
    ("BarImposed", {"provisional": False}), ("MeasureIssued", {"kind": "ADMONITION"}), ("ObservationEnrolled", {}),
    ("ObservationPlanned", {}), ("CalledUp", {"ground": "OBSERVATION"}), ("CallUpPassed", {}), ("SanctionExpired", {}),
    ("BarLifted", {"expired": True}), ("EvaluationDue", {}), ("EvaluationStarted", {}), ("ObservedHeard", {}),
    ("ObservationConcluded", {"eligible": True, "opinion": "PROMOTABLE"}), ("AppointmentMoved", {}), ("AppointmentRecommended", {}),
]
WRONGED_TO_PROMOTED = [
    ("BarImposed", {"provisional": True}), ("BarLifted", {"provisional": True}), ("ClearingProposed", {}), ("ClearingConsented", {}),
    ("ClearingApproved", {}), ("Cleared", {}), ("ClearingVisited", {"settled": True}), ("ClearingClosed", {}), ("Appointed", {}),
]


def accounts(site, folder):
    """The play's accounts in place of the site's own."""
    site.passwords.clear()
    with open(os.path.join(folder, "accounts.tsv"), encoding="utf-8") as f, open(site.accounts, "w", encoding="utf-8") as out:
        for line in f:
            row = line.rstrip("\n").split("\t")
            site.passwords[row[0]] = "Aa1!" + secrets.token_hex(12)
            out.write("\t".join((*row, site.passwords[row[0]])) + "\n")


def play(site, folder, *options):
    ctl = os.path.join(dandang_site.BUILD, "bin", "dandangctl")
    environment = dict(os.environ, DANDANG_URL=f"http://127.0.0.1:{site.http_port}", XDG_CONFIG_HOME=site.folder, HOME=site.folder)
    return subprocess.run([ctl, "play", os.path.join(folder, "play.ndjson"), "--accounts", site.accounts, *options], env=environment,
                          capture_output=True, text=True)


def reported(site, period):
    report = site.get(f"org.{plan.CITY}", f"/report?{period}")
    return {f["id"]: f["value"] for section in report["sections"] for line in section["lines"] for f in line["figures"]}


def differs(found, wanted):
    return {k: (found.get(k), v) for k, v in wanted.items() if found.get(k) != v}


def missing_link(events, cadre_id, links):
    """The first link of the chain that does not follow the one before, by days: within a day the merged stream says nothing about
    the order of two services."""
    left = [e for e in events if e["body"].get("cadre_id") == cadre_id]
    day = ""
    for kind, fields in links:
        found = [e for e in left if e["type"] == kind and metrics.day_of(e) >= day and all(e["body"][k] == v for k, v in fields.items())]
        if not found:
            return kind, fields
        earliest = min(found, key=metrics.day_of)
        left.remove(earliest)
        day = metrics.day_of(earliest)
    return None


def compare(story, site, world, planned):
    events = [e for e in site.events() if e["type"] and not e["withheld"] and e.get("body") is not None]
    second = metrics.figures(events, planned["from"], planned["to"])
    wrong = differs(second, planned["figures"])
    story.check("the second implementation finds what was planned", not wrong, wrong)
    wrong = differs(second, reported(site, f"from={planned['from']}&to={planned['to']}"))
    story.check("the report of the year says the same", not wrong, wrong)
    asked_nothing = site.get(f"org.{plan.CITY}", "/report")
    story.check("in January, with nothing asked, it is the report of the year just ended",
                (asked_nothing["from"], asked_nothing["to"]) == (planned["from"], planned["to"]), asked_nothing["from"])
    for region in (plan.CITY, *world.counties[:4]):
        for q in range(4):
            start, end = f"{YEAR}-{3 * q + 1:02d}-01", f"{YEAR}-{3 * q + 4:02d}-01" if q < 3 else f"{YEAR + 1}-01-01"
            wrong = differs(metrics.figures(events, start, end, region), reported(site, f"quarter={YEAR}Q{q + 1}&region={region}"))
            story.check(f"the report of {region} and quarter {q + 1} says the same", not wrong, wrong)
    tail, wronged = world.story["chain"]["tail"].id, world.story["wronged"].person.id
    broken = missing_link(events, tail, TAIL_TO_ELIGIBLE)
    story.check("from the tail of the list to eligible again", broken is None, broken)
    broken = missing_link(events, wronged, WRONGED_TO_PROMOTED)
    story.check("from an unfounded report to a cleared name and a promotion", broken is None, broken)


def main():
    story = dandang_site.Story()
    with tempfile.TemporaryDirectory() as folder:
        world = generate(folder, 1, YEAR, plan.FULL if os.environ.get("FULL") else plan.SMALL)
        with open(os.path.join(folder, "expected.json"), encoding="utf-8") as f:
            planned = json.load(f)
        site = dandang_site.Site()
        accounts(site, folder)
        with site:
            site.load_policy()
            site.settle()
            done = play(site, folder)
            told = (done.stdout + done.stderr)[-1500:]
            story.check("every command is answered as planned, refusals included", done.returncode == 0, told)
            site.connections.clear()       # idle ones have been closed meanwhile
            site.settle(300)
            compare(story, site, world, planned)
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
