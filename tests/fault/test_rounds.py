"""A short run of the fault rounds, every class of fault at least once, and the proof that a loss would be seen: a disk that lies
about its syncs, and then loses its power, loses what was accepted, and the checker says so."""
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import disk  # noqa: E402
import invariants  # noqa: E402
import journals  # noqa: E402
import model  # noqa: E402
import observers  # noqa: E402
import rounds  # noqa: E402
import sites  # noqa: E402
from city import SERVICES  # noqa: E402
from faults import FAULTS  # noqa: E402
from harness import Story  # noqa: E402

SEED = os.environ.get("SEED", "short")
PLAN = [
    ("disks", ["kill one", "crash point", "power of one", "sync fails", "kill two", "disk full", "write fails", "crash point", "no memory",
               "power of all", "no space once", "start fails", "damage", "kill again", "stopped", "no memory at start", "damage", "bug", "crash point"]),
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
    """Its followers are ahead of it afterwards, so it never comes to rest; the journals are looked at as they lie there."""
    run, city = rounds.Run(SEED), sites.make("disks")
    history = os.path.join(run.folder, "history.jsonl")
    load = rounds.Workload(city, history, SEED, rounds.THREADS)
    try:
        load.start()
        r = rounds.Round(0, FAULTS["lying disk"], random.Random(SEED), city, load, run)
        r.fault.run(r)
        load.pause()
        load.stop()
        daemons = {(city.sites[0].code, s): observers.Daemon(city.sites[0].code, s, journals.read_journal(city.sites[0].journal(s)))
                   for s in SERVICES}
        found = invariants.i1_no_lost_answer(observers.Evidence(daemons=daemons, history=model.History(history).read()))
    finally:
        city.close()
        run.close()
    lost = [v for v in found if rounds.LOST in v and "/personnel " in v]
    story.check(f"a disk that lies about its syncs: {len(lost)} accepted commands are reported lost, of that daemon alone",
                lost and len(lost) == len(found), found[:5])


if __name__ == "__main__":
    disk.available()
    main()
