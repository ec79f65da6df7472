"""The annual report over five years beside the same counts in SQL."""
import json
import os
import time

from ground import CITY, Ground
from measure import Series, column, in_turn, note
from peers import PostgreSQL, run as run_program
from machine import found

GROUP = "report over five years"
PEOPLE = 4_000
YEARS = range(2022, 2027)
PERIOD = "from=2022-01-01&to=2027-01-01"
REPEATS = 5                         # reads in one measurement
# every figure of the report, by what it counts
PERSONS = "M01 M05 M06 M07 M08 M08a M08b M08c M09 M10 M11 M12 M14 M15 M16 M17p M18 M19 W01 W02 W03 W04 W05 W06 W06a W06b W07 W07a W07b"
FIGURES = {f: what for what, names in {"persons": PERSONS, "rows": "M02 M04 M16r M17", "items": "M03 M15u Q01", "latest": "Q02"}.items() for f in names.split()}
WHAT = {"rows": "count(*)", "persons": "count(DISTINCT person_id)", "items": "count(DISTINCT item_id)",
        "latest": "coalesce((array_agg(detail ORDER BY on_day DESC))[1], '0')::bigint"}


def five_years(ground):
    """Each year everybody goes out twice: with an investment squad, then with an assistance squad."""
    for year in YEARS:
        for programme, first, last in (("INVESTMENT", f"{year}-02-15", f"{year}-05-31"), ("ASSIST", f"{year}-06-15", f"{year}-10-31")):
            ground.today(first)
            squad = ground.form_squad(programme, first, last)
            ground.everybody_into(squad)
            for step in ("activate", "close"):
                ground.do(f"train.{CITY}", f"/training/squads/{step}", squad_id=squad)
            ground.settle(600)
        note(f"report: {year} is over")


def read(ground):
    start = time.monotonic()
    for _ in range(REPEATS):
        report = ground.get(f"org.{CITY}", f"/report?{PERIOD}")
    seconds = (time.monotonic() - start) / REPEATS
    return {"ms": 1000 * seconds, "figures": {f["id"]: f for s in report["sections"] for line in s["lines"] for f in line.get("figures", ())}}


def exported(ground, figure):
    """The records behind a figure, as the gateway opens them."""
    after = ""
    while True:
        page = ground.get(f"org.{CITY}", f"/report/figures/{figure}?{PERIOD}&limit=500" + (f"&after={after}" if after else ""))
        yield from page.get("records", ())
        after = page.get("next", "")
        if not after:
            return


def fill(postgres, ground, figures):
    postgres.sql("CREATE TABLE entries (figure text, on_day date, event_id text, person_id text, item_id text, unit_id text, region text, detail text, "
                 "PRIMARY KEY (figure, on_day, event_id))")
    lines = [json.dumps({"figure": f, **record}, ensure_ascii=False) for f in figures for record in exported(ground, f)]
    path = os.path.join(postgres.folder, "entries.ndjson")
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    postgres.sql("CREATE TABLE raw (body jsonb)")
    run_program(found("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-c", f"\\copy raw FROM '{path}' WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')",
                env=postgres.environment)
    postgres.sql("INSERT INTO entries SELECT e.* FROM raw, jsonb_populate_record(NULL::entries, body) e; ANALYZE entries")
    return len(lines)


QUERY = " UNION ALL ".join(f"SELECT '{f}', {WHAT[what]} FROM entries WHERE figure = '{f}' AND on_day >= '2022-01-01' AND on_day < '2027-01-01' AND region LIKE '1504%'"
                           for f, what in FIGURES.items())


def sql_report(postgres):
    """Time as the server measures it: no start of psql in it."""
    text = postgres.sql("\\timing on\n" + (QUERY + ";\n") * REPEATS)
    times = [float(line.split()[1]) for line in text.splitlines() if line.startswith("Time:")]
    counts = dict(line.split("|") for line in text.splitlines() if "|" in line)
    return {"ms": sum(times) / len(times), "counts": {f: int(n) for f, n in counts.items()}}


def run(page, rounds, _):
    note(f"report: five years of {PEOPLE} people")
    with Ground(PEOPLE, clock="simulated") as ground, PostgreSQL() as postgres:
        five_years(ground)
        first = read(ground)["figures"]
        rows = fill(postgres, ground, [f for f in FIGURES if int(first.get(f, {}).get("rows", 0))])
        results = in_turn(rounds, {"ours": lambda: read(ground), "PostgreSQL": lambda: sql_report(postgres)})
    figures, counts = results["ours"][-1]["figures"], results["PostgreSQL"][-1]["counts"]
    for f in FIGURES:
        if f in figures and int(figures[f].get("value", 0)) != counts[f]:
            raise RuntimeError(f"{f}: the report says {figures[f].get('value')}, SQL {counts[f]}")
    ours, peer = column(results["ours"], "ms"), column(results["PostgreSQL"], "ms")
    page.ratio(GROUP, "PostgreSQL's time / ours", peer.over(ours))
    page.figure(GROUP, "ours, GET /report", f"{ours} ms for {rows} counted records, {Series([rows / v / 1000 for v in ours])} M records/s")
    page.figure(GROUP, f"PostgreSQL, the {len(FIGURES)} counts", f"{peer} ms")
    page.remark(GROUP, f"five simulated years in which each of {PEOPLE} people goes out with two squads a year, all by real commands; both count the same {rows} records and agree. "
                       "Ours is timed at the HTTP client and includes the text of the report; SQL is timed in the server")
