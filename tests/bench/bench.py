#!/usr/bin/python3
"""make bench: our figures beside those of peers, measured in turn on this machine. ONLY=commands,reads chooses rows, ROUNDS= and
SECONDS= how often and how long. Asserts no time: the exit status is 0 unless something did not run."""
import os
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
os.chdir(ROOT)
import machine  # noqa: E402
import measure  # noqa: E402
import rows_ballots  # noqa: E402
import rows_city  # noqa: E402
import rows_commands  # noqa: E402
import rows_growth  # noqa: E402
import rows_import  # noqa: E402
import rows_json  # noqa: E402
import rows_propagation  # noqa: E402
import rows_reads  # noqa: E402
import rows_rebuild  # noqa: E402
import rows_report  # noqa: E402
import rows_scoring  # noqa: E402

ROWS = {"commands": rows_commands.run, "propagation": rows_propagation.run, "rebuild": rows_rebuild.run, "reads": rows_reads.run,
        "json": rows_json.run, "import": rows_import.run, "report": rows_report.run,
        "scoring": rows_scoring.run, "city": rows_city.run, "ballots": rows_ballots.run, "growth": rows_growth.run}


def main():
    rounds = int(os.environ.get("ROUNDS") or 5)
    seconds = float(os.environ.get("SECONDS_EACH") or 2)
    only = [name for name in (os.environ.get("ONLY") or "").replace(" ", ",").split(",") if name]
    unknown = [name for name in only if name not in ROWS]
    if unknown:
        print(f"no such rows: {', '.join(unknown)}; there are {', '.join(ROWS)}", file=sys.stderr)
        return 2
    heading = machine.heading(rounds, seconds)
    page, start = measure.Page(), time.monotonic()
    for name in only or ROWS:
        begun = time.monotonic()
        try:
            ROWS[name](page, rounds, seconds)
            measure.note(f"{name}: {time.monotonic() - begun:.0f} s")
        except Exception as problem:    # the other rows still run
            print(traceback.format_exc()[:2000], file=sys.stderr)
            page.failed(name, str(problem)[:500])
    page.print(heading + f"\nthe whole run took {time.monotonic() - start:.0f} s")
    return 1 if page.failures else 0


if __name__ == "__main__":
    sys.exit(main())
