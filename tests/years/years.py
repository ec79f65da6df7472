#!/usr/bin/python3
"""`make years`: five years of the full sample city, played on real daemons; what must hold is looked up in the events; every score is
computed again by independent programs; then the same years written in other orders, which must change no result and no hash.
YEARS=n and ORDERS=n say how many; SCALE=small plays one small year (a part of `make test`)."""
import importlib.util
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "tests", "data")]
os.chdir(ROOT)
import evaluations  # noqa: E402
import must_hold  # noqa: E402
import results  # noqa: E402
from generate import generate  # noqa: E402
from test_year import accounts, dandang_site, play  # noqa: E402
from year import plan  # noqa: E402

FIRST_YEAR, SEED = 2024, 1
RECOMPUTE = ("annual_scores.py", "inspections.py", "excellent_quotas.py", "bonuses.py", "person_grades.py")


class Played:
    """One play of the sample: its events, and what the independent programs say of the journal it left."""

    def __init__(self, story, years, scale, order):
        with tempfile.TemporaryDirectory() as folder:
            world = generate(folder, SEED, FIRST_YEAR, scale, years, order, graded=True)
            site = evaluations.Sample(world, evaluations.SMALL if scale is plan.SMALL else evaluations.FULL, folder)
            site.add_accounts(os.path.join(folder, "accounts.tsv"))
            accounts(site, folder)
            with site:
                self.run(story, site, folder, years, f"(order {order})")

    def run(self, story, site, folder, years, words):
        site.load_policy()
        site.load_policy(plan.SAMPLE_CALENDARS)
        site.settle()
        started = time.monotonic()
        self.good, self.said = True, ""
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            evaluations.hold(story, site, year, lambda day: self.play(site, folder, "--until-day", day))
        self.play(site, folder)
        self.seconds = time.monotonic() - started
        story.check(f"every command of {years} years is answered as planned {words}", self.good, self.said)
        self.published = site.published
        site.forget()
        site.settle(600)
        self.events = [e for e in site.events() if e["type"] and not e["withheld"] and e.get("body") is not None]
        self.recomputed = [recompute(program, site) for program in RECOMPUTE]

    def play(self, site, folder, *options):
        done = play(site, folder, "--progress", os.path.join(folder, "done"), *options)
        if done.returncode:
            self.good, self.said = False, self.said + (done.stdout + done.stderr)[-1500:]


def recompute(program, site):
    run = subprocess.run(["/usr/bin/python3", os.path.join(ROOT, "tests", "recompute", program), os.path.join(site.data, "assessment", "journal")],
                         capture_output=True, text=True)
    return run.returncode, (run.stdout + run.stderr).strip()[-600:]


def holds(story, events):
    seen = must_hold.Seen()
    for invariant in must_hold.ALL:
        broken = list(invariant(events, seen))
        story.check(invariant.__name__.replace("_", " "), not broken, broken[:5])
    unseen = [what for what in must_hold.EXPECTED if not seen[what]]
    story.check("each of them had something to look at: " + ", ".join(f"{n} {what}" for what, n in seen.items()), not unseen, unseen)


def can_fail(story, events):
    """One planted breach of each kind is seen."""
    promoted = next(e for e in events if e["type"] == "RankPromoted")
    bar = {"type": "BarImposed", "sequence": 0, "body": {"cadre_id": promoted["body"]["cadre_id"], "bar_id": "planted", "from_on": "2000-01-01"}}
    story.check("a planted bar before a promotion is seen", any(must_hold.nobody_promoted_inside_a_bar([bar, *events], must_hold.Seen())))
    grant = next(e for e in events if e["type"] == "PooledQuotaGranted")
    story.check("a pool drawn on once too often is seen", any(must_hold.pool_never_over_drawn([*events, *[grant] * 99], must_hold.Seen())))
    best = next(e for e in events if e["type"] == "PersonGraded" and e["body"]["grade"] == "EXCELLENT")
    more = [dict(best, body=dict(best["body"], cadre_id=f"planted-{n}")) for n in range(99)]
    story.check("more excellent persons than the quota are seen", any(must_hold.no_more_excellent_than_the_quota([*events, *more], must_hold.Seen())))
    bar = {"type": "BarImposed", "sequence": 0, "body": {"cadre_id": best["body"]["cadre_id"], "bar_id": "planted", "ground": "MEASURE",
                                                         "from_on": "2000-01-01", "until_on": ""}}
    story.check("a planted influence period of somebody excellent is seen",
                any(must_hold.nobody_excellent_inside_an_influence_period([bar, *events], must_hold.Seen())))
    fen = next(e for e in events if e["type"] == "BonusGranted")
    story.check("a fen granted too much is seen", any(must_hold.bonus_within_its_budget([*events, dict(fen, body=dict(fen["body"], fen=1))], must_hold.Seen())))
    changed = [dict(e, body=dict(e["body"], rank=e["body"]["rank"] + 1)) if e["type"] == "UnitScored" else e for e in events]
    story.check("a rank that differs changes the hash", results.hash_of(changed) != results.hash_of(events))


def differences(one, other):
    a, b = set(results.lines(one)), set(results.lines(other))
    return sorted(a - b)[:2] + sorted(b - a)[:2]


def main():
    story = dandang_site.Story()
    small = os.environ.get("SCALE") == "small"
    years, orders = (1, 1) if small else (int(os.environ.get("YEARS") or 5), int(os.environ.get("ORDERS") or 2))
    scale = plan.SMALL if small else plan.FULL
    first = Played(story, years, scale, None)
    print(f"# {len(first.events)} events, played in {first.seconds:.0f} s; hash of all results {results.hash_of(first.events)}", flush=True)
    holds(story, first.events)
    can_fail(story, first.events)
    for status, said in first.recomputed:
        story.check(f"an independent program agrees to the last digit: {said.splitlines()[-1] if said else ''}", status == 0, said)
    for order in range(1, orders + 1):
        other = Played(story, years, scale, order)
        same = results.hash_of(other.events) == results.hash_of(first.events)
        story.check(f"written in order {order}, no result changes", same, differences(first.events, other.events))
        story.check(f"nor any hash of a ranking ({len(results.official_hashes(other.events))} of them)",
                    results.official_hashes(other.events) == results.official_hashes(first.events) != {})
        story.check(f"nor what any evaluation came to ({len(other.published)} results)", other.published == first.published != [],
                    sorted(set(other.published) ^ set(first.published))[:2])
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
