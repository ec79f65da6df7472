#!/usr/bin/python3
"""`make coverage`: which lines of the decoders the corpora of the fuzz targets and the unit tests reach. Prints a table and the
lines that are not reached. Exit status 1 below 90 % in all, or when something that was to be counted did not run well."""
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fuzzing

WANTED = 90.0
DECODERS = [
    "common/wire/*.c",
    *(f"common/journal/{n}.c" for n in ("recover", "reader", "frame", "record", "segment", "window", "snapshot")),
    *(f"common/bus/{n}.c" for n in ("stream_producer", "stream_follower", "stream_receive", "stream_check", "allow")),
    "services/personnel/import/*.c",
    *(f"services/gateway/http/{n}.c" for n in ("gate", "gate_head", "target")),
    "services/gateway/api/position_text.c",
    "services/gateway/session/credentials.c",
    *(f"common/runtime/{n}.c" for n in ("config", "query", "key", "fold", "pipeline_foreign")),
]
TEST_SECONDS = 600


def tool(name):
    return shutil.which(name) or shutil.which(name + "-14") or sys.exit(f"{name} is not installed (package llvm)")


def test_programs():
    return sorted(p for p in (fuzzing.BUILD / "test").rglob("test_*") if p.is_file() and os.access(p, os.X_OK))


def run_test(program, counts):
    """A unit test from the root, as tests/run.sh runs it. What it says when it fails, else None."""
    environment = dict(os.environ, LLVM_PROFILE_FILE=f"{counts}/%p.profraw", BUILD=str(fuzzing.BUILD), FULL="1",
                       JOURNAL_VERIFY=str(fuzzing.BUILD / "bin" / "journal-verify"))
    try:
        done = subprocess.run([str(program)], cwd=fuzzing.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=TEST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"{program.name} did not end"
    said = done.stdout.decode("utf-8", "replace").strip().splitlines()
    good = done.returncode == 0 and said and said[-1].startswith("# passed")
    return None if good else f"{program.name}: status {done.returncode}: {said[-1] if said else ''}"


def run_target(target, counts):
    os.environ["LLVM_PROFILE_FILE"] = f"{counts}/%p.profraw"
    run = fuzzing.replay(target)
    return None if run.clean else f"{target}: {run.why()}"


def count(folder):
    counts = Path(folder) / "counts"
    counts.mkdir()
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        failed = [*pool.map(lambda t: run_target(t, counts), fuzzing.targets()),
                  *pool.map(lambda p: run_test(p, counts), test_programs())]
    merged = Path(folder) / "merged.profdata"
    subprocess.run([tool("llvm-profdata"), "merge", "-sparse", "-o", str(merged), *map(str, counts.glob("*.profraw"))], check=True)
    return merged, [f for f in failed if f]


def lines_of(merged, sources):
    """{source: {line: times reached}}"""
    objects = [str(fuzzing.PROGRAMS / t) for t in fuzzing.targets()] + sorted({str(p.resolve()) for p in test_programs()})
    more = [word for one in objects[1:] for word in ("-object", one)]
    done = subprocess.run([tool("llvm-cov"), "export", "-format=lcov", f"-instr-profile={merged}", objects[0], *more,
                           *map(str, sources)], cwd=fuzzing.ROOT, stdout=subprocess.PIPE, check=True)
    lines, now = {}, {}
    for line in done.stdout.decode().splitlines():
        if line.startswith("SF:"):
            now = lines.setdefault(os.path.relpath(line[3:], fuzzing.ROOT), {})
        elif line.startswith("DA:"):
            number, times = line[3:].split(",")[:2]
            now[int(number)] = max(now.get(int(number), 0), int(times))
    return lines


def ranges(numbers):
    runs = []
    for n in sorted(numbers):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def table(lines, sources):
    total = reached = 0
    for source in sources:
        counted = lines.get(source, {})
        missed = [n for n, times in counted.items() if times == 0]
        total += len(counted)
        reached += len(counted) - len(missed)
        share = 100 * (len(counted) - len(missed)) / len(counted) if counted else 0
        print(f"{source:48} {len(counted):5} {len(counted) - len(missed):5} {share:6.1f} %  {ranges(missed)}")
    share = 100 * reached / total if total else 0
    print(f"{'in all':48} {total:5} {reached:5} {share:6.1f} %")
    return share


def main():
    sources = [str(p.relative_to(fuzzing.ROOT)) for pattern in DECODERS for p in sorted(fuzzing.ROOT.glob(pattern))]
    with tempfile.TemporaryDirectory(prefix="dandang-coverage-") as folder:
        merged, failed = count(folder)
        print(f"{'decoder':48} lines reached            not reached")
        share = table(lines_of(merged, sources), sources)
    for what in failed:
        print(f"did not run well: {what}")
    return 1 if share < WANTED or failed else 0


if __name__ == "__main__":
    sys.exit(main())
