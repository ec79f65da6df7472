"""Fault rounds against whole running sites: rounds.py --rounds n [--seed s] [--only r].

A round: the load runs, one fault at a random moment, what fell is started again, everything comes to rest, the invariants are
checked. Some forty rounds are played on one site, then the next begins. All that is random comes from the seed and the number
of the round; `--only r` plays the site of round r from its first round to r. A failing round keeps the site's folder.
Exit status: 0 when nothing was lost, doubled or missed and every invariant held."""
import argparse
import os
import random
import secrets
import shutil
import signal
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import disk  # noqa: E402
import faults  # noqa: E402
import harm  # noqa: E402,F401  registers its faults
import invariants  # noqa: E402
import observers  # noqa: E402
import sites  # noqa: E402
from city import SERVICES, Broken  # noqa: E402
from faults import FAULTS  # noqa: E402
from workload import Workload  # noqa: E402

ROUNDS_PER_SITE = 45
KINDS = {"folders": 5, "disks": 6, "disk": 2, "clock": 1, "pair": 1}
THREADS = 3
FIRST_LOAD_S = 0.25
START_ME_AGAIN = 75


class Tally:
    """What the whole run adds up to."""

    def __init__(self):
        self.rounds, self.failed, self.counts, self.by_fault, self.starts = 0, [], {}, {}, []
        self.points = {name: 0 for name in faults.crash_points()}

    def add(self, name, value=1):
        self.counts[name] = self.counts.get(name, 0) + value

    def percentile(self, share):
        ordered = sorted(self.starts) or [0.0]
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def missing_points(self):
        return [name for name, times in self.points.items() if times == 0]


class Round:
    """What a fault sees of its round."""

    def __init__(self, number, fault, rng, city, load, run):
        self.number, self.fault, self.random, self.city, self.load, self.run = number, fault, rng, city, load, run
        self.site = rng.choice(city.sites)
        self.words, self.tally = [], {}

    def say(self, words):
        self.words.append(words)

    def expect(self, *names, often=False):
        for name in names:
            self.city.expected_restarts.append({"site": self.site.code, "service": name, "round": self.number, "often": often})

    def pause(self, seconds=None):
        time.sleep(self.random.uniform(0.01, 0.25) if seconds is None else seconds)

    def patiently(self, what, *arguments):
        """Something that may be refused or interrupted, since that is what the round is about."""
        try:
            what(self, *arguments)
        except (sites.Refused, OSError) as e:
            self.say(f"({e})"[:120])

    def next_point(self):
        return self.run.points.pop() if self.run.points else self.random.choice(list(self.run.tally.points))

    def reached(self, point, whether):
        self.run.tally.points[point] += bool(whether)
        if not whether:
            self.say("(never passed there)")
            self.run.points.insert(0, point)       # dealt once more


def legitimate(end, r):
    """May a daemon end like this? Killed or asked to; "start me again"; without memory also a broken requirement or, before it is
    ready, an unreadable configuration or libcrypto's own death (3.0 does not survive that its first allocations fail)."""
    status = end["status"]
    if status == START_ME_AGAIN or status == -signal.SIGKILL and (end["killed"] or end["armed"]) or status == 0 and end["asked"]:
        return True
    return r.fault.aborts and (status == -signal.SIGABRT or status in (64, -signal.SIGSEGV) and not end["was_ready"])


class Run:
    """Sites one after another until all rounds are played."""

    def __init__(self, seed, folder, chosen=""):
        self.seed, self.folder, self.tally = seed, folder, Tally()
        wanted = [name for name in chosen.split(",") if name and name[0] != "-"]
        self.faults = [f for f in FAULTS.values() if (not wanted or f.name in wanted) and "-" + f.name not in chosen.split(",")]
        self.points = list(self.tally.points)
        random.Random(f"{seed}/points").shuffle(self.points)

    def plan(self, rounds):
        """[(kind, [(number, fault name)])]"""
        out, number, deck = [], 0, []
        while number < rounds:
            if not deck:
                deck = [k for k, weight in KINDS.items() for _ in range(weight) if (k in ("folders", "clock", "pair") or disk.available()) and
                        any(k in f.kinds and f.weight for f in self.faults)]
                random.Random(f"{self.seed}/kinds/{len(out)}").shuffle(deck)
            kind, here = deck.pop(), min(ROUNDS_PER_SITE, rounds - number)
            rng = random.Random(f"{self.seed}/site/{len(out)}")
            fitting = [f for f in self.faults if kind in f.kinds and f.weight]
            names = rng.choices([f.name for f in fitting], [f.weight for f in fitting], k=here)
            if here == ROUNDS_PER_SITE and kind in FAULTS["backup"].kinds and rng.random() < 0.4:
                names[-1] = "backup"
            out.append((kind, list(enumerate(names, number))))
            number += here
        return out

    def play_site(self, kind, deals):
        """The rounds of one site. Stops at the first that fails."""
        city = sites.make(kind)
        history = os.path.join(self.folder, f"history-{deals[0][0]:05d}.jsonl")
        load = Workload(city, history, f"{self.seed}/{deals[0][0]}", THREADS)
        kept = False
        try:
            load.start()
            for number, name in deals:
                if not self.play(number, name, city, load):
                    kept = True
                    return
            self.finish(city, load, deals[-1][0])
        finally:
            load.stop()
            for site in city.sites:
                self.tally.starts += site.starts
            if kept:
                keep(city, history)
            city.close()
            if not kept:
                os.unlink(history)

    def play(self, number, name, city, load):
        r = Round(number, FAULTS[name], random.Random(f"{self.seed}/round/{number}"), city, load, self)
        began = time.monotonic()
        try:
            r.load.resume()
            time.sleep(r.random.uniform(0.02, FIRST_LOAD_S))
            FAULTS[name].run(r)
            time.sleep(r.random.uniform(0.0, 0.1))
            load.pause()
            for site in city.sites:
                site.disarm()
            problems = self.judge(r, city)
        except Exception as e:      # whatever it is, it is this round's finding
            problems = [f"{type(e).__name__}: {e}"] + ([] if isinstance(e, Broken) else [traceback.format_exc()])
        self.tally.rounds += 1
        self.tally.by_fault[name] = self.tally.by_fault.get(name, 0) + 1
        for key, value in r.tally.items():
            self.tally.add(key, value)
        print(f"{'not ok' if problems else 'ok'} {number} {name} [{r.site.code}]: {'; '.join(r.words)} ({time.monotonic() - began:.1f} s)", flush=True)
        if problems:
            self.tally.failed.append(number)
            for p in problems:
                print("#   " + p.replace("\n", "\n#   "))
            print(f"#   again: make fault SEED={self.seed} ROUND={number}")
        return not problems

    def judge(self, r, city):
        """Everything that must hold once it is quiet again."""
        problems = []
        if not city.forked:
            city.settle()
        for site in city.sites:
            problems += [f"{e['service']} ended with {e['status']}: {e['words']}" for e in site.exits if not legitimate(e, r)]
            site.exits.clear()
        if city.forked:
            return problems
        return problems + self.check(city)

    def check(self, city):
        found = invariants.check(observers.observe(city))
        return [f"{name}: {v}" for name, violations in found.items() for v in violations[:5]]

    def finish(self, city, load, number):
        """The end of a site: everything once more, from the first record."""
        if city.forked:
            return
        load.pause()
        city.settle()
        problems = sites.everything_stands(city)
        if problems:
            self.tally.failed.append(number)
            for p in problems:
                print(f"not ok the end of a site: {p}")


def keep(city, history):
    """The folder of a failed site stays, for whoever looks into it."""
    to = tempfile.mkdtemp(prefix="dandang-fault-", dir=tempfile.gettempdir())
    for site in city.sites:
        shutil.copytree(site.folder, os.path.join(to, site.code), ignore=shutil.ignore_patterns("*.img", "older", "kept"), dirs_exist_ok=True)
    if os.path.exists(history):
        shutil.copy(history, to)
    print(f"#   kept in {to}")


def summary(tally):
    print("rounds by fault:")
    for name in sorted(tally.by_fault):
        print(f"  {tally.by_fault[name]:5d}  {name}")
    points = sum(1 for n in tally.points.values() if n)
    print(f"crash points reached: {points} of {len(tally.points)}" + (f"; never: {', '.join(tally.missing_points())}" if tally.missing_points() else ""))
    print(f"restart to ready over {len(tally.starts)} restarts: p50 {tally.percentile(0.5):.3f} s, p99 {tally.percentile(0.99):.3f} s, "
          f"max {max(tally.starts, default=0):.3f} s (target p99 2 s)")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=300)
    arguments.add_argument("--seed", default="")
    arguments.add_argument("--only", type=int)
    arguments.add_argument("--faults", default="", help="deal these alone, separated by commas; a minus before a name leaves it out")
    a = arguments.parse_args()
    seed = a.seed or secrets.token_hex(4)
    folder = sites.workplace()
    run = Run(seed, folder, a.faults)
    print(f"seed {seed}", flush=True)
    if not disk.available():
        print("SKIPPED: power cuts and full disks need root and loop devices")
    try:
        for kind, deals in run.plan(a.rounds if a.only is None else a.only + 1):
            if a.only is None or a.only in [number for number, _ in deals]:
                run.play_site(kind, deals)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    summary(run.tally)
    sys.exit(1 if run.tally.failed else 0)


if __name__ == "__main__":
    main()
