"""A short run of the fault rounds, every class of fault at least once, and the proof that a loss would be seen: a disk that lies
about its syncs, and then loses its power, loses what was accepted, and the checker says so."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import disk  # noqa: E402
import rounds  # noqa: E402
import sites  # noqa: E402
from faults import FAULTS  # noqa: E402
from harness import Story  # noqa: E402

SEED = os.environ.get("SEED", "short")
PLAN = [
    ("disks", ["kill one", "crash point", "power of one", "sync fails", "kill two", "disk full", "write fails", "crash point", "no memory",
               "power of all", "no space once", "start fails", "damage", "kill again", "stopped", "no memory at start", "damage", "crash point"]),
    ("pair", ["line", "crash point", "line", "kill two", "backup"]),
    ("clock", ["clock", "clock", "kill one"]),
]
LIE = [("disks", ["lying disk"])]


def main():
    story = Story()

    def tell(r, site, problems, seconds, seed):
        story.check(f"{r.fault.name} [{site.code}]: {'; '.join(r.words)} ({seconds:.1f} s)", not problems, " | ".join(problems))

    run, number = rounds.Run(SEED, tell=tell), 0
    try:
        for kind, names in PLAN:
            kind = kind if sites.possible(kind) else "folders"
            fitting = [n for n in names if kind in FAULTS[n].kinds and FAULTS[n].possible()]
            if len(fitting) < len(names):
                print(f"# SKIPPED here: {', '.join(sorted(set(names) - set(fitting)))}")
            if fitting:
                run.play_site(kind, list(enumerate(fitting, number)))
            number += len(names)
        rounds.summary(run.tally)
    finally:
        run.close()
    if sites.possible("disks") and FAULTS["lying disk"].possible():
        a_lie_is_seen(story)
    sys.exit(story.end())


def a_lie_is_seen(story):
    found = []
    run = rounds.Run(SEED, tell=lambda r, site, problems, seconds, seed: found.extend(problems))
    try:
        run.play_site("disks", [(0, "lying disk")])
    finally:
        run.close()
    story.check(f"a disk that lies about its syncs: {run.tally.counts.get('lost', 0)} accepted commands are reported lost",
                run.tally.counts.get("lost", 0) > 0 and any(rounds.LOST in p for p in found), found[:5])


if __name__ == "__main__":
    disk.available()
    main()
