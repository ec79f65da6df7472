"""Rebuild of a state from its journal, alone and as a shadow beside the live one; PostgreSQL folds as many rows of an outbox."""
import os
import shutil
import tempfile
import time

from ground import Ground, rebuild
from measure import Series, column, in_turn, note, short
from peers import PostgreSQL

GROUP = "rebuild"
PEOPLE, COMMANDS = 10_000, 200_000
SERVICES = ("training", "gateway")

FOLD_SQL = """
CREATE UNLOGGED TABLE outbox (sequence bigint PRIMARY KEY, body jsonb NOT NULL);
INSERT INTO outbox SELECT n, jsonb_build_object('type', 'HoursExempted', 'key', 'train|' || lpad(n::text, 23, '0'), 'cadre_id', 'b' || lpad((n %% %(people)d)::text, 6, '0'),
  'year', 2000 + n / %(people)d, 'reason', '全年驻村帮扶，经组织部批准免除', 'document', '样组干〔2020〕' || n || '号')
  FROM generate_series(1, %(events)d) n;
ANALYZE outbox;
CREATE FUNCTION fold() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE e jsonb; folded bigint := 0;
BEGIN
  DROP TABLE IF EXISTS hours_years, answers;
  CREATE UNLOGGED TABLE hours_years (cadre_id text, year integer, compliance integer, PRIMARY KEY (cadre_id, year));
  CREATE UNLOGGED TABLE answers (key text PRIMARY KEY, sequence bigint);
  FOR e IN SELECT body FROM outbox ORDER BY sequence LOOP
    IF e->>'type' = 'HoursExempted' THEN
      INSERT INTO hours_years VALUES (e->>'cadre_id', (e->>'year')::integer, 3) ON CONFLICT (cadre_id, year) DO UPDATE SET compliance = 3;
    END IF;
    folded := folded + 1;
    INSERT INTO answers VALUES (e->>'key', folded);
  END LOOP;
  RETURN folded;
END $$;
"""


def fold(postgres, events):
    start = time.monotonic()
    folded = int(postgres.sql("SELECT fold();"))
    seconds = time.monotonic() - start
    if folded != events:
        raise RuntimeError(f"PostgreSQL folded {folded} of {events} rows")
    return {"rate": events / seconds, "seconds": seconds}


def copies(folder):
    """Journals of the measured services, from a site that was given work."""
    with Ground(PEOPLE) as ground:
        start = time.monotonic()
        ground.load(512, count=COMMANDS)
        ground.settle(900)
        intake = COMMANDS / (time.monotonic() - start)
        ground.stop()
        for service in SERVICES:
            shutil.copytree(ground.journal(service), os.path.join(folder, service))
    return intake


def run(page, rounds, _):
    folder = tempfile.mkdtemp(prefix="bench-rebuild-")
    try:
        note(f"rebuild: {COMMANDS} commands on {PEOPLE} people")
        intake = copies(folder)
        with PostgreSQL() as postgres:
            postgres.sql(FOLD_SQL % {"people": PEOPLE, "events": COMMANDS})
            measurements = {f"{what} {service}": (lambda s=service, w=what: rebuild(s, os.path.join(folder, s), folder, w))
                            for service in SERVICES for what in ("full", "shadow")}
            results = in_turn(rounds, measurements | {"PostgreSQL": lambda: fold(postgres, COMMANDS)})
    finally:
        shutil.rmtree(folder)
    report(page, results, intake)


def report(page, results, intake):
    peer = column(results["PostgreSQL"], "rate")
    for service in SERVICES:
        rate = column(results[f"full {service}"], "rate")
        page.ratio(GROUP, f"{service}, events/s / PostgreSQL, a plpgsql fold into unlogged tables", rate.over(peer))
        page.target(f"rebuild of {service}, events/s", rate.median, ">=", 200_000, str(rate))
    for name, r in results.items():
        rate = column(r, "rate")
        if name == "PostgreSQL":
            page.figure(GROUP, "PostgreSQL fold", f"{rate} rows/s")
            continue
        first = r[0]
        events = first["own"] + first["adopted"]
        records = Series(v["records"] / v["seconds"] for v in r)
        cpu = Series(1e6 * v["cpu_s"] / events for v in r)
        page.figure(GROUP, name, f"{rate} events/s, {short(records.median)} records/s, {short(cpu.median)} CPU us/event; {events} events, "
                                 f"{short(first['bytes'] / events)} bytes each")
    page.figure(GROUP, "load and intake by the gateway together", f"{short(intake)} commands/s")
    page.remark(GROUP, f"the journal of {PEOPLE} imported people and {COMMANDS} ExemptHours; full verifies every checksum, hash and link of the chain and folds; "
                       "shadow adds the digests of both states and compares them. PostgreSQL verifies nothing and folds one kind of event")
