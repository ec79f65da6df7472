"""Running fuzz targets: where their programs, corpora and dictionaries are, one run of one, what came of it."""
import os
import re
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / os.environ.get("BUILD", "build")
PROGRAMS = BUILD / "fuzz"
FOUND = PROGRAMS / "found"              # what a run found and was not in the repository
MAX_LEN = 4096
LONGER = {"journal_bytes": 8192}        # where an input must hold more to say anything
MINIMISE_SECONDS = 30


def targets():
    return sorted(p.stem[len("fuzz_"):] for p in HERE.glob("fuzz_*.c"))


def folders(target):
    """The inputs of a target that stand in the repository."""
    return [p for p in (HERE / "corpus" / target, HERE / "found" / target) if p.is_dir()]


def inputs(target):
    return sorted(f for folder in folders(target) for f in folder.iterdir() if f.is_file())


def options(target):
    given = ["-timeout=60", "-rss_limit_mb=1536", f"-max_len={LONGER.get(target, MAX_LEN)}", "-print_final_stats=1"]
    dictionary = HERE / "dict" / f"{target}.dict"
    return given + ([f"-dict={dictionary}"] if dictionary.exists() else [])


class Run:
    """One process of a target, ended. `crash`: a kept input that shows what went wrong, or None."""

    def __init__(self, target, status, log, crash):
        self.target, self.status, self.log, self.crash = target, status, log, crash
        self.runs = self.number(r"stat::number_of_executed_units:\s*(\d+)")
        self.per_second = self.number(r"stat::average_exec_per_sec:\s*(\d+)")
        self.coverage = self.number(r"cov: (\d+)")
        self.features = self.number(r"ft: (\d+)")

    def number(self, pattern):
        found = re.findall(pattern, self.log)
        return int(found[-1]) if found else 0

    @property
    def clean(self):
        return self.status == 0 and self.runs > 0

    def why(self):
        """The lines of the log that say what went wrong."""
        said = [line for line in self.log.splitlines()
                if re.search(r"ERROR|SUMMARY|property:|required:|runtime error|problem|^    #[0-9] ", line)]
        return said[:20] or self.log.splitlines()[-5:]


def start(target, arguments, program=None):
    """Runs the program to its end, in a temporary folder of its own (in memory where possible)."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    kept = FOUND / target
    kept.mkdir(parents=True, exist_ok=True)
    before = set(kept.iterdir())
    with tempfile.TemporaryDirectory(prefix="dandang-fuzz-", dir=memory) as scratch:
        done = subprocess.run([str(program or PROGRAMS / target), f"-artifact_prefix={kept}/", *arguments], cwd=scratch,
                              env=dict(os.environ, TMPDIR=scratch), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    new = sorted(set(kept.iterdir()) - before)
    return Run(target, done.returncode, done.stdout.decode("utf-8", "replace"), new[0] if new else None)


def replay(target):
    """Every input of the repository once."""
    return start(target, [*options(target), "-runs=0", *map(str, folders(target))])


def fuzz(target, seconds, runs=None, keep=None, program=None):
    """Goes on from the repository's inputs. New ones go to `keep`, if given, else they are forgotten."""
    with tempfile.TemporaryDirectory(prefix="dandang-fuzz-") as forgotten:
        limit = [f"-max_total_time={int(seconds)}"] + ([f"-runs={runs}"] if runs else [])
        return start(target, [*options(target), *limit, str(keep or forgotten), *map(str, folders(target))], program)


def minimise(run, program=None):
    """A smaller input that shows the same, beside the crash; the crash itself when there is none."""
    small = run.crash.with_name("small-" + run.crash.name)
    subprocess.run([str(program or PROGRAMS / run.target), "-minimize_crash=1", f"-max_total_time={MINIMISE_SECONDS}",
                    f"-exact_artifact_path={small}", str(run.crash)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   check=False)
    return small if small.exists() else run.crash
