"""The annual list of a whole city computed again, and a what-if of one weight, beside PostgreSQL doing the same on the same points.
CITY_UNITS= makes it smaller."""
import json
import os
import shutil
import subprocess
import tempfile

from ground import tool
from machine import found
from measure import column, in_turn, note, short
from peers import PostgreSQL, run as run_program

GROUP = "city"
UNITS, GROUPS, SEED = 10_000, 300, 20261126
# as in city.c, but a table: the peer has its own
INDICATORS = [(0, w) for w in (20, 15, 15, 10, 10, 10, 10, 10)] + [(1, 25)] * 4 + [(2, 20)] * 5 + [(3, 100)]
IN_FORCE, OTHERWISE = [40, 20, 20, 20], [30, 20, 30, 20]

TABLES = """
CREATE UNLOGGED TABLE points (unit integer NOT NULL, grp integer NOT NULL, indicator smallint NOT NULL, points integer NOT NULL);
CREATE TABLE indicators (indicator smallint PRIMARY KEY, component smallint NOT NULL, weight integer NOT NULL);
CREATE TABLE components (component smallint PRIMARY KEY, weight integer NOT NULL, other integer NOT NULL);
"""
# Whole numbers throughout: each division rounds half up, as (2 x sum + 100) / 200 does for sums of weights of 100.
LIST = """
WITH parts AS (
  SELECT unit, grp, component, (2 * sum(points * weight) + 100) / 200 AS score FROM points JOIN indicators USING (indicator) GROUP BY unit, grp, component),
totals AS (
  SELECT unit, grp, (2 * sum(score * components.{weight})::bigint + 100) / 200 AS total FROM parts JOIN components USING (component) GROUP BY unit, grp)
SELECT unit, total, rank() OVER (PARTITION BY grp ORDER BY total DESC) AS rank FROM totals
"""


def values(rows):
    return ", ".join(f"({', '.join(str(v) for v in row)})" for row in rows)


def fill(postgres, path):
    postgres.sql(TABLES + f"INSERT INTO indicators VALUES {values((n, *i) for n, i in enumerate(INDICATORS))};"
                 f"INSERT INTO components VALUES {values((n, *w) for n, w in enumerate(zip(IN_FORCE, OTHERWISE)))};")
    run_program(found("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-c", f"\\copy points FROM '{path}' WITH (FORMAT csv)", env=postgres.environment)
    postgres.sql("ANALYZE")


def peer(postgres, path):
    """One pass of each: times as the server measures them, CPU time of its process; the result is written out afterwards."""
    schedstat = "\\! cut -d ' ' -f 1 /proc/$SERVER/schedstat\n"
    text = postgres.sql("SET work_mem = '1GB'; SET max_parallel_workers_per_gather = 0; SET jit = off;\n"
                        "DROP TABLE IF EXISTS result;\nDROP TABLE IF EXISTS other;\n"
                        "SELECT pg_backend_pid() AS pid \\gset\n\\setenv SERVER :pid\n" + schedstat +
                        f"\\timing on\nCREATE UNLOGGED TABLE result AS {LIST.format(weight='weight')};\n\\timing off\n" + schedstat +
                        f"\\timing on\nCREATE UNLOGGED TABLE other AS {LIST.format(weight='other')};\n\\timing off\n" + schedstat +
                        f"\\o '{path}'\nSELECT unit, r.total, r.rank, o.rank FROM result r JOIN other o USING (unit) ORDER BY unit;\n")
    cpu = [int(line) for line in text.splitlines() if line.isdigit()]
    ms = [float(line.split()[1]) for line in text.splitlines() if line.startswith("Time:")]
    return {"seconds": ms[0] / 1000, "cpu_s": (cpu[1] - cpu[0]) / 1e9, "what_if_seconds": ms[1] / 1000, "what_if_cpu_s": (cpu[2] - cpu[1]) / 1e9}


def generate(units, groups, path):
    subprocess.run([tool("city"), "generate", str(units), str(groups), str(SEED), path], check=True)


def ours(path, units, groups, seconds, result):
    r = subprocess.run([tool("city"), "measure", path, str(units), str(groups), str(seconds), result], capture_output=True, text=True)
    if r.returncode:
        raise RuntimeError(r.stderr.strip()[-400:])
    return json.loads(r.stdout)


def agree(one, other):
    """Every unit's total and both ranks; the first difference is named."""
    with open(one, encoding="ascii") as a, open(other, encoding="ascii") as b:
        left, right = a.read().splitlines(), b.read().splitlines()
    if len(left) != len(right) or not left:
        raise RuntimeError(f"ours ranked {len(left)} units, PostgreSQL {len(right)}")
    for mine, theirs in zip(left, right):
        if mine != theirs:
            raise RuntimeError(f"the results differ: ours {mine}, PostgreSQL {theirs}")


def run(page, rounds, seconds):
    units = int(os.environ.get("CITY_UNITS") or UNITS)
    groups = max(1, GROUPS * units // UNITS)
    note(f"city: {units} units, {groups} groups")
    folder = tempfile.mkdtemp(prefix="bench-city-")
    try:
        path, mine, theirs = (os.path.join(folder, name) for name in ("points.csv", "ours", "peer"))
        generate(units, groups, path)
        with PostgreSQL() as postgres:
            fill(postgres, path)
            results = in_turn(rounds, {"ours": lambda: ours(path, units, groups, seconds, mine), "PostgreSQL": lambda: peer(postgres, theirs)})
            agree(mine, theirs)
    finally:
        shutil.rmtree(folder)
    report(page, results, units, groups)


def report(page, results, units, groups):
    mine, theirs = results["ours"], results["PostgreSQL"]
    if len({r["hash"] for r in mine}) != 1 or not mine[0]["moved"]:
        raise RuntimeError(f"hashes {sorted({r['hash'] for r in mine})}, moved {mine[0]['moved']}")
    for words, key in (("list recomputation of the whole city", ""), ("what-if of one weight", "what_if_")):
        seconds, cpu = key + "seconds", key + "cpu_s"
        page.ratio(GROUP, f"{words}, PostgreSQL's time / ours", column(theirs, seconds).over(column(mine, seconds)))
        page.ratio(GROUP, "the same, CPU time", column(theirs, cpu).over(column(mine, cpu)))
        page.figure(GROUP, f"{words}, ours", f"{column(mine, seconds).times(1000)} ms, CPU {column(mine, cpu).times(1000)} ms")
        page.figure(GROUP, f"{words}, PostgreSQL", f"{column(theirs, seconds).times(1000)} ms, CPU {column(theirs, cpu).times(1000)} ms")
    page.remark(GROUP, f"{short(units)} units in {groups} groups, {len(INDICATORS)} indicators in four components; rounded half up in each component and in the total, ranked "
                       f"1224; every total and both ranks agreed. Ours hashes the list, too, and has the points in memory; PostgreSQL: unlogged table, one statement, no "
                       f"parallel workers. The what-if moves {mine[0]['moved']} units")
