"""Scoring a whole city's evaluation, beside PostgreSQL doing the same on the same ratings. SCORING_CADRES= makes it smaller."""
import json
import os
import shutil
import subprocess
import tempfile
import time

from ground import tool
from machine import found
from measure import Series, column, in_turn, note, short
from peers import PostgreSQL, run as run_program

GROUP = "scoring"
CADRES, GROUPS, SEED = 50_000, 1_000, 20261126
RATERS = 40
# as in scoring.c, but a table: the peer has its own
CLASSES = [40, 30, 20, 10]
INDICATORS = [10, 10, 10, 8, 8, 8, 8, 8, 6, 6, 6, 6, 6]
WORK_MEM = "4GB"

TABLES = """
CREATE UNLOGGED TABLE ratings (cadre integer NOT NULL, indicator smallint NOT NULL, class smallint NOT NULL, mark smallint NOT NULL);
CREATE TABLE classes (class smallint PRIMARY KEY, weight integer NOT NULL);
CREATE TABLE indicators (indicator smallint PRIMARY KEY, weight integer NOT NULL);
CREATE TABLE cadres (cadre integer PRIMARY KEY, grp integer NOT NULL);
"""
# Whole numbers throughout, so that ties are exact: 60 is the common multiple of the 4, 10, 12 and 6 marks that are left of a class,
# 600000 the denominator of the score.
SCORE = """
WITH numbered AS (
  SELECT cadre, indicator, class, mark, row_number() OVER (PARTITION BY cadre, indicator, class ORDER BY mark) AS place,
         count(*) OVER (PARTITION BY cadre, indicator, class) AS n
  FROM ratings),
cells AS (
  SELECT cadre, indicator, class, sum(mark)::integer AS total, count(*)::integer AS kept
  FROM numbered WHERE place > n / 8 AND place <= n - n / 8 GROUP BY cadre, indicator, class),
scores AS (
  SELECT cadre, sum(i.weight * c.weight * total * (60 / kept)) AS exact
  FROM cells JOIN indicators i USING (indicator) JOIN classes c USING (class) GROUP BY cadre)
SELECT cadre, exact, (2 * 100 * exact + 600000) / (2 * 600000) AS hundredths, rank() OVER (PARTITION BY grp ORDER BY exact DESC) AS rank
FROM scores JOIN cadres USING (cadre)
"""


def values(weights):
    return ", ".join(f"({number}, {weight})" for number, weight in enumerate(weights))


def fill(postgres, path, cadres, groups):
    """Loads by COPY; seconds."""
    postgres.sql(TABLES + f"INSERT INTO classes VALUES {values(CLASSES)}; INSERT INTO indicators VALUES {values(INDICATORS)};"
                 f"INSERT INTO cadres SELECT i, i % {groups} FROM generate_series(0, {cadres - 1}) i")
    start = time.monotonic()
    run_program(found("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-c", f"\\copy ratings FROM '{path}' WITH (FORMAT csv)", env=postgres.environment)
    seconds = time.monotonic() - start
    postgres.sql("ANALYZE")
    return seconds


def peer(postgres, path):
    """One pass: time as the server measures it, CPU time of its process; the result is written out afterwards."""
    schedstat = "\\! cut -d ' ' -f 1 /proc/$SERVER/schedstat\n"
    text = postgres.sql(f"SET work_mem = '{WORK_MEM}'; SET hash_mem_multiplier = 2; SET max_parallel_workers_per_gather = 0; SET jit = off;\n"
                        "DROP TABLE IF EXISTS result;\nSELECT pg_backend_pid() AS pid \\gset\n\\setenv SERVER :pid\n" + schedstat +
                        f"\\timing on\nCREATE UNLOGGED TABLE result AS {SCORE};\n\\timing off\n" + schedstat +
                        f"\\o '{path}'\nSELECT cadre, exact, hundredths, rank FROM result ORDER BY cadre;\n")
    cpu = [int(line) for line in text.splitlines() if line.isdigit()]
    ms = next(float(line.split()[1]) for line in text.splitlines() if line.startswith("Time:"))
    return {"seconds": ms / 1000, "cpu_s": (cpu[1] - cpu[0]) / 1e9}


def generate(cadres, path):
    subprocess.run([tool("scoring"), "generate", str(cadres), str(SEED), path], check=True)


def ours(path, cadres, groups, seconds, result):
    r = subprocess.run([tool("scoring"), "measure", path, str(cadres), str(groups), str(seconds), result], capture_output=True, text=True)
    if r.returncode:
        raise RuntimeError(r.stderr.strip()[-400:])
    return json.loads(r.stdout)


def agree(one, other):
    """Every cadre's exact score, shown score and rank; the first difference is named."""
    with open(one, encoding="ascii") as a, open(other, encoding="ascii") as b:
        left, right = a.read().splitlines(), b.read().splitlines()
    if len(left) != len(right) or not left:
        raise RuntimeError(f"ours scored {len(left)} cadres, PostgreSQL {len(right)}")
    for mine, theirs in zip(left, right):
        if mine != theirs:
            raise RuntimeError(f"the results differ: ours {mine}, PostgreSQL {theirs}")


def run(page, rounds, seconds):
    cadres = int(os.environ.get("SCORING_CADRES") or CADRES)
    groups = max(1, GROUPS * cadres // CADRES)
    note(f"scoring: {cadres} cadres, {groups} groups")
    folder = tempfile.mkdtemp(prefix="bench-scoring-")
    try:
        path, mine, theirs = (os.path.join(folder, name) for name in ("ratings.csv", "ours", "peer"))
        generate(cadres, path)
        with PostgreSQL() as postgres:
            load = fill(postgres, path, cadres, groups)
            note(f"scoring: loaded in {load:.1f} s")
            results = in_turn(rounds, {"ours": lambda: ours(path, cadres, groups, seconds, mine), "PostgreSQL": lambda: peer(postgres, theirs)})
            agree(mine, theirs)
    finally:
        shutil.rmtree(folder)
    report(page, results, load, cadres, groups)


def report(page, results, load, cadres, groups):
    mine, theirs = results["ours"], results["PostgreSQL"]
    count = mine[0]["ratings"]
    if count != cadres * len(INDICATORS) * RATERS or len({r["hash"] for r in mine}) != 1:
        raise RuntimeError(f"{count} ratings, hashes {sorted({r['hash'] for r in mine})}")
    page.ratio(GROUP, f"{short(count)} ratings, PostgreSQL's time / ours, one thread each", column(theirs, "seconds").over(column(mine, "seconds")),
               (">=", 200, "scoring, PostgreSQL's time / ours"))
    page.ratio(GROUP, "the same, CPU time", column(theirs, "cpu_s").over(column(mine, "cpu_s")))
    page.figure(GROUP, "ours, one thread", f"{column(mine, 'seconds').times(1000)} ms, CPU {column(mine, 'cpu_s').times(1000)} ms; "
                       f"{Series(r['ratings'] / r['seconds'] / 1e6 for r in mine)} M ratings/s")
    page.figure(GROUP, "ours, two threads", f"{column(mine, 'seconds_two').times(1000)} ms, CPU {column(mine, 'cpu_two_s').times(1000)} ms")
    page.figure(GROUP, "PostgreSQL", f"{column(theirs, 'seconds')} s, CPU {column(theirs, 'cpu_s')} s")
    page.figure(GROUP, "loading the file", f"ours {column(mine, 'load_s')} s, COPY {load:.1f} s; not in the times above")
    page.remark(GROUP, f"{cadres} cadres, 13 indicators, 4 + 12 + 16 + 8 raters, an eighth left out at each end, weighted, ranked in {groups} groups; both exact in whole "
                       f"numbers, and every score and rank agreed. PostgreSQL: unlogged table, one statement with window functions, work_mem {WORK_MEM}, "
                       "no parallel workers. Ours has the marks in memory as bytes")
