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
import city as cities  # noqa: E402
import disk  # noqa: E402
import faults  # noqa: E402
import harm  # noqa: E402,F401  registers its faults
import invariants  # noqa: E402
import observers  # noqa: E402
import sites  # noqa: E402
from city import Broken  # noqa: E402
from faults import FAULTS  # noqa: E402
from workload import Workload  # noqa: E402

ROUNDS_PER_SITE = 45
KINDS = {"folders": 5, "disks": 6, "disk": 2, "clock": 1, "pair": 1}
THREADS = 3
FIRST_LOAD_S = 0.25
START_ME_AGAIN = 75
DEALS_PER_POINT = 3        # a run that deals each crash point so often on average must have reached them all
LOST, DOUBLED = "accepted, but not in the journal", "recorded "


class Tally:
    """What the whole run adds up to."""

    def __init__(self):
        self.rounds, self.failed, self.counts, self.by_fault, self.starts = 0, [], {}, {}, []
        self.points = {name: 0 for name in faults.points_to_reach()}

    def add(self, name, value=1):
        self.counts[name] = self.counts.get(name, 0) + value

    def percentile(self, share):
        ordered = sorted(self.starts) or [0.0]
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def points_missed(self):
        """Crash points never reached, where the run was long enough for all."""
        missed = [name for name, times in self.points.items() if times == 0]
        return missed if self.by_fault.get("crash point", 0) >= DEALS_PER_POINT * len(self.points) else []


class Round:
    """What a fault sees of its round."""

    def __init__(self, number, fault, rng, city, load, run):
        self.number, self.fault, self.random, self.city, self.load, self.run = number, fault, rng, city, load, run
        self.site = rng.choice(city.sites)
        self.words, self.tally = [], {}

    def say(self, words):
        self.words.append(words)

    def count(self, name, value=1):
        self.tally[name] = self.tally.get(name, 0) + value

    def expect(self, *names):
        """These may be other processes afterwards."""
        self.city.expected_restarts += [{"site": self.site.code, "service": name, "round": self.number} for name in names]

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


def shown(r, site, problems, seconds, seed):
    """One round on one line, what was wrong with it below."""
    print(f"{'not ok' if problems else 'ok'} {r.number} {r.fault.name} [{site.code}]: {'; '.join(r.words)} ({seconds:.1f} s)", flush=True)
    for p in problems:
        print("#   " + p.replace("\n", "\n#   "))
    if problems:
        print(f"#   again: make fault SEED={seed} ROUND={r.number}", flush=True)


class Run:
    """Sites one after another until all rounds are played."""

    def __init__(self, seed, chosen="", tell=shown):
        self.seed, self.tell, self.tally = seed, tell, Tally()
        self.folder = sites.workplace()
        wanted = [name for name in chosen.split(",") if name and name[0] != "-"]
        self.faults = [f for f in FAULTS.values() if f.possible() and (not wanted or f.name in wanted) and "-" + f.name not in chosen.split(",")]
        self.points = list(self.tally.points)
        random.Random(f"{self.seed}/points").shuffle(self.points)
        self.accepted = 0

    def plan(self, rounds):
        """[(kind, [(number, fault name)])]"""
        out, number, deck = [], 0, []
        kinds = [k for k in KINDS if sites.possible(k) and any(k in f.kinds and f.weight for f in self.faults)]
        while number < rounds:
            if not deck:
                deck = [k for k in kinds for _ in range(KINDS[k])]
                random.Random(f"{self.seed}/kinds/{len(out)}").shuffle(deck)
            kind, here = deck.pop(), min(ROUNDS_PER_SITE, rounds - number)
            out.append((kind, list(enumerate(self.names(kind, here, random.Random(f"{self.seed}/site/{len(out)}")), number))))
            number += here
        return out

    def names(self, kind, count, rng):
        """The faults of one site. A backup is the end of a site, so it comes last, sometimes."""
        fitting = [f for f in self.faults if kind in f.kinds and f.weight]
        names = rng.choices([f.name for f in fitting], [f.weight for f in fitting], k=count)
        if count == ROUNDS_PER_SITE and kind in FAULTS["backup"].kinds and rng.random() < 0.4:
            names[-1] = "backup"
        return names

    def play_site(self, kind, deals):
        """The rounds of one site. Stops at the first that fails."""
        city, history = sites.make(kind), os.path.join(self.folder, f"history-{deals[0][0]:05d}.jsonl")
        load, failed, self.accepted = Workload(city, history, f"{self.seed}/{deals[0][0]}", THREADS), False, 0
        try:
            load.start()
            for number, name in deals:
                failed = bool(self.play(number, name, city, load))
                if failed:
                    break
        finally:
            load.stop()
            for site in city.sites:
                self.tally.starts += site.starts
            self.tally.add("commands accepted", self.accepted)
            if failed:
                keep(city, history)
            city.close()
            os.unlink(history)

    def play(self, number, name, city, load):
        """One round; what was wrong with it."""
        r = Round(number, FAULTS[name], random.Random(f"{self.seed}/round/{number}"), city, load, self)
        began = time.monotonic()
        try:
            load.resume()
            time.sleep(r.random.uniform(0.02, FIRST_LOAD_S))
            r.fault.run(r)
            time.sleep(r.random.uniform(0.0, 0.1))
            load.pause()
            problems = self.judge(r, city)
        except Exception as e:      # whatever it is, it is this round's finding
            problems = [f"{type(e).__name__}: {e}"] + ([] if isinstance(e, Broken) else [traceback.format_exc()])
        self.tally.rounds += 1
        self.tally.by_fault[name] = self.tally.by_fault.get(name, 0) + 1
        for key, value in r.tally.items():
            self.tally.add(key, value)
        if problems:
            self.tally.failed.append(number)
        self.tell(r, r.site, problems, time.monotonic() - began, self.seed)
        return problems

    def judge(self, r, city):
        """Everything that must hold once it is quiet again."""
        for site in city.sites:
            site.disarm()
        problems = [] if city.forked else self.check(city)
        for site in city.sites:
            problems += [f"{e['service']} ended with {e['status']}: {e['words']}" for e in site.exits if not legitimate(e, r)]
            site.exits.clear()
        return problems

    def check(self, city):
        evidence = observers.observe(city)
        found = invariants.check(evidence)
        self.accepted = sum(1 for c in evidence.history.real() if any(a.sequence for a in c.accepted))
        lost = found.get("i1_no_lost_answer", [])
        self.tally.add("lost", sum(1 for v in lost if LOST in v))
        self.tally.add("doubled", sum(1 for v in lost if DOUBLED in v and " times" in v))
        return [f"{name}: {v}" for name, violations in found.items() for v in violations[:5]]

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def keep(city, history):
    """The folder of a failed site stays, for whoever looks into it."""
    to = tempfile.mkdtemp(prefix="dandang-fault-failed-")
    for site in city.sites:
        shutil.copytree(site.folder, os.path.join(to, site.code), ignore=shutil.ignore_patterns("*.img", "older", "kept"), dirs_exist_ok=True)
    if os.path.exists(history):
        shutil.copy(history, to)
    print(f"#   kept in {to}", flush=True)


def summary(tally):
    """The table, and on the last line what all of it was for."""
    print("rounds by fault:")
    for name in sorted(tally.by_fault):
        print(f"  {tally.by_fault[name]:5d}  {name}")
    missed = tally.points_missed()
    print(f"crash points reached: {sum(1 for n in tally.points.values() if n)} of {len(tally.points)}" +
          (f"; never: {', '.join(missed)}" if missed else ""))
    print(f"restart to ready: p50 {tally.percentile(0.5):.3f} s, p99 {tally.percentile(0.99):.3f} s, max {max(tally.starts, default=0):.3f} s "
          f"over {len(tally.starts)} restarts (target p99 2 s)")
    for name in ("calls made to fail", "forks seen"):
        print(f"{name}: {tally.counts.get(name, 0)}")
    if tally.failed:
        print(f"failed rounds: {', '.join(map(str, tally.failed))}")
    print(f"{tally.rounds} rounds, " + ", ".join(f"{tally.counts.get(name, 0)} {name}" for name in
                                                ("commands accepted", "lost", "doubled", "damage tried", "damage missed")))
    return 1 if tally.failed or missed else 0


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=300)
    arguments.add_argument("--seed", default="")
    arguments.add_argument("--only", type=int)
    arguments.add_argument("--faults", default="", help="deal these alone, separated by commas; a minus before a name leaves it out")
    a = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    run = Run(a.seed or secrets.token_hex(4), a.faults)
    print(f"seed {run.seed}", flush=True)
    if not disk.available():
        print("SKIPPED: power cuts and full disks need root and loop devices")
    if cities.SANITIZED:
        print("SKIPPED: nothing is preloaded into daemons with a sanitizer, so disks, memory and clocks do not fail")
    try:
        for kind, deals in run.plan(a.rounds if a.only is None else a.only + 1):
            if a.only is None or a.only in [number for number, _ in deals]:
                run.play_site(kind, deals)
    finally:
        run.close()
        status = summary(run.tally)
    sys.exit(status)


if __name__ == "__main__":
    main()
