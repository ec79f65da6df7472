"""Import of 100,000 people from CSV through the real command, file by file beside PostgreSQL's COPY of the same file."""
import subprocess
import time

from ground import FILE_ROWS, WEIGHTS, Ground, people_csv, units_csv
from machine import found
from measure import Series, note, short
from peers import PostgreSQL

GROUP = "import"
PEOPLE = 100_000

# GB 11643 written out: a function would be called row by row
SUM = " + ".join(f"substr(id_number, {i + 1}, 1)::int * {w}" for i, w in enumerate(WEIGHTS))
ID_VALID = f"id_number ~ '^[0-9]{{17}}[0-9X]$' AND substr('10X98765432', 1 + ({SUM}) % 11, 1) = substr(id_number, 18, 1)"
TABLES = f"""
CREATE TABLE units (unit_id text PRIMARY KEY, name text NOT NULL, kind text NOT NULL, region text NOT NULL);
CREATE TABLE people (cadre_id text PRIMARY KEY, name text NOT NULL CHECK (name <> ''), id_number text NOT NULL UNIQUE CHECK ({ID_VALID}),
  ethnicity text NOT NULL, unit_id text NOT NULL REFERENCES units, level text NOT NULL, level_since date NOT NULL CHECK (level_since <= current_date),
  authority text NOT NULL CHECK (authority ~ '^[0-9]{{6}}$'), party_joined text, work_started text, team_head text CHECK (team_head IN ('是', '否')),
  team_member text CHECK (team_member IN ('是', '否')), grades text);
CREATE INDEX ON people (unit_id);
"""


def copied(postgres, table, text):
    """Seconds of one COPY without the start of psql; it is durable when it returns."""
    r = subprocess.run([found("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-c", "\\timing on", "-c", f"COPY {table} FROM STDIN WITH (FORMAT csv, HEADER)"],
                       input=text, env=postgres.environment, capture_output=True, text=True)
    if r.returncode:
        raise RuntimeError(f"COPY: {r.stderr.strip()[:300]}")
    return float(next(line for line in r.stdout.splitlines() if line.startswith("Time:")).split()[1]) / 1000


def run(page, rounds, _):
    people = PEOPLE if rounds >= 5 else FILE_ROWS * 2 * rounds
    note(f"import: {people} people in files of {FILE_ROWS}")
    ours, peer = Series(), Series()
    with Ground(people, imported=0) as ground, PostgreSQL() as postgres:
        postgres.sql(TABLES)
        copied(postgres, "units", units_csv(people))
        start, answered = time.monotonic(), 0
        for first in range(0, people, FILE_ROWS):
            seconds = ground.import_people(first, FILE_ROWS)
            ours.append(FILE_ROWS / seconds)
            answered += seconds
            copy_start = time.monotonic()
            peer.append(FILE_ROWS / copied(postgres, "people", people_csv(first, FILE_ROWS)))
            start += time.monotonic() - copy_start
        ground.settle(900)
        everywhere = time.monotonic() - start
        counted = int(postgres.sql("SELECT count(*) FROM people"))
        registered = sum(s["sequence"] for s in ground.get("sysadmin", "/platform/status")["services"] if s["service"] == "personnel")
    if counted != people or registered < people:
        raise RuntimeError(f"of {people} people PostgreSQL has {counted}, the journal of personnel {registered} records")
    page.ratio(GROUP, "people/s / PostgreSQL COPY into one table with the same constraints", ours.over(peer))
    page.figure(GROUP, "ours, a file answered", f"{ours} people/s; first file {short(ours[0])}, last {short(ours[-1])}")
    page.figure(GROUP, f"ours, {people} people", f"{answered:.1f} s until all files were answered, {everywhere:.1f} s until all six daemons had them "
                                                 f"({short(people / everywhere)} people/s)")
    page.figure(GROUP, "PostgreSQL COPY", f"{peer} people/s")
    page.remark(GROUP, "COPY does less: it reads one layout, checks shapes, keys and the check digit, and stores; the import recognises columns and encodings, matches "
                       "people, keeps an event a person with its old and new values, and five other daemons take each of them in")
