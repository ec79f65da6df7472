#!/usr/bin/python3
"""The fuzz targets inside `make test`: every input of the repository is replayed, then each target goes on for ten seconds
(FUZZ_SECONDS). A planted bug shows that a crash is seen, kept and made smaller."""
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import fuzzing

SECONDS = int(os.environ.get("FUZZ_SECONDS") or 10)
FILES_MAX, BYTES_MAX = 300, 2 << 20      # what the repository carries
PLANTED = "planted"
done = Counter()


def check(words, truth, details=()):
    done[bool(truth)] += 1
    print(("ok - " if truth else "not ok - ") + words, flush=True)
    for line in details if not truth else ():
        print(f"#   {line}", flush=True)


def corpora():
    sizes = {t: [f.stat().st_size for f in fuzzing.inputs(t)] for t in fuzzing.targets()}
    for target, files in sizes.items():
        check(f"{target} has 1 to {FILES_MAX} inputs in the repository", 0 < len(files) <= FILES_MAX, [len(files)])
    total = sum(map(sum, sizes.values()))
    check(f"all inputs together have at most {BYTES_MAX} bytes", total <= BYTES_MAX, [total])


def judge(words, run):
    details = list(run.why()) if not run.clean else []
    if run.crash:
        details.append(f"the input is {fuzzing.minimise(run)}")
    check(words, run.clean, details)


def a_planted_bug_is_found():
    run = fuzzing.fuzz(PLANTED, 60)
    check("a planted bug is found", not run.clean and run.crash is not None, run.why())
    if run.crash:
        small = fuzzing.minimise(run)
        check("and its input made smaller", small.stat().st_size <= run.crash.stat().st_size)
        for file in {small, run.crash}:
            file.unlink()


def main():
    corpora()
    a_planted_bug_is_found()
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        replayed = list(pool.map(fuzzing.replay, fuzzing.targets()))
        for run in replayed:
            judge(f"{run.target}: the inputs of the repository are handled", run)
            wanted = len(fuzzing.inputs(run.target))
            check(f"{run.target}: every one of them was run", run.runs >= wanted, [run.runs, wanted])
        if SECONDS:
            for run in pool.map(lambda t: fuzzing.fuzz(t, SECONDS), fuzzing.targets()):
                judge(f"{run.target}: {run.runs} more in {SECONDS} s", run)
    print(f"# passed {done[True]} failed {done[False]}")
    return 1 if done[False] else 0


if __name__ == "__main__":
    sys.exit(main())
