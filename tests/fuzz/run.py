#!/usr/bin/python3
"""`make fuzz MINUTES=n`: every target n minutes, two at a time. Prints runs, speed, coverage; keeps and minimises what crashes.
Exit status 1 when anything did. Targets may be named: run.py --minutes 5 wire gate."""
import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fuzzing


def one(target, seconds, runs, keep):
    folder = Path(keep) / target if keep else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    run = fuzzing.fuzz(target, seconds, runs, folder)
    took = time.monotonic() - started
    print(f"{target:16} {run.runs:>11} runs {took:>6.0f} s {run.runs / took:>8.0f}/s   cov {run.coverage:>5} ft {run.features:>6}   "
          f"{'clean' if run.clean else 'FAILED'}", flush=True)
    if run.clean:
        return True
    for line in run.why():
        print(f"    {line}")
    if run.crash:
        print(f"    the input is {fuzzing.minimise(run)}", flush=True)
    return False


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=1)
    arguments.add_argument("--runs", type=int, help="ends a target after so many runs, if it comes to that before its time")
    arguments.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    arguments.add_argument("--keep", help="a folder for new inputs, one folder in it for each target")
    arguments.add_argument("targets", nargs="*")
    given = arguments.parse_args()
    chosen = given.targets or fuzzing.targets()
    with ThreadPoolExecutor(given.jobs) as pool:
        clean = list(pool.map(lambda t: one(t, given.minutes * 60, given.runs, given.keep), chosen))
    print(f"{len(clean)} targets, {clean.count(False)} failed")
    return 0 if all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())
