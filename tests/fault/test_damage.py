"""A part of `make damage`: every kind of damage at every place, and a planted one that shows that the tool can fail."""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOL = os.path.join(os.environ.get("BUILD", "build"), "fault", "damage")
TRIES, PLANTED = 384, 3


def run(*args):
    done = subprocess.run([TOOL, *map(str, args)], cwd=ROOT, capture_output=True, text=True, timeout=280)
    last = done.stdout.splitlines()[-1] if done.stdout else ""
    return done, {name: int(n) for name, n in re.findall(r"(tried|healed|refused|seen|ended|missed) (\d+)", last)}


def main():
    checks = []
    done, counts = run(TRIES, 20)
    print("\n".join("# " + line for line in (done.stdout + done.stderr).splitlines()))
    checks.append((f"{TRIES} damages, none missed", done.returncode == 0 and counts.get("tried") == TRIES and counts.get("missed") == 0))
    checks.append(("some of every outcome", all(counts.get(k, 0) > 0 for k in ("healed", "refused", "seen", "ended"))))
    done, counts = run(PLANTED, 20, "--planted")
    checks.append(("a wrong row under right checksums is reported as missed", done.returncode == 1 and counts.get("missed") == PLANTED))
    for words, truth in checks:
        print(f"{'ok' if truth else 'not ok'} - {words}")
    failed = sum(not truth for _, truth in checks)
    print(f"# passed {len(checks) - failed} failed {failed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
