"""Durable commands a second, beside PostgreSQL, Redis and the bare disk."""
import json
import os
import shutil
import subprocess
import tempfile

from ground import Ground, tool
from measure import column, in_turn, note, short
from peers import COMMAND_SQL, PIPELINE, PIPELINED, PostgreSQL, Redis

GROUP = "durable commands"
PEOPLE = 20_000
LEVELS = (1, 16, 64, 256, 1024)
RAW_BATCHES = (1, 16, 64, 256)


class Disk:
    """One file; what the disk gives for the journal's bytes."""

    def __init__(self, bytes_per_command):
        self.folder = tempfile.mkdtemp(prefix="bench-raw-")
        self.size = bytes_per_command

    def commands(self, batch, seconds):
        r = subprocess.run([tool("raw"), os.path.join(self.folder, "raw"), str(self.size), str(batch), str(seconds)], capture_output=True,
                           text=True, check=True)
        return json.loads(r.stdout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)


def journal_bytes(ground, count=4000):
    """Bytes one command takes in the journal, padding and frame included."""
    before = counted(ground)
    ground.load(64, count=count)
    after = counted(ground)
    if after["own"] - before["own"] != count:
        raise RuntimeError(f"{count} commands left {after['own'] - before['own']} events in the journal")
    return round((after["bytes"] - before["bytes"]) / count)


def counted(ground):
    ground.stop("training")
    records = ground.records("training")
    ground.start("training")
    return records


def run(page, rounds, seconds):
    note(f"commands: a site with {PEOPLE} people")
    with Ground(PEOPLE) as ground, PostgreSQL() as postgres, Redis() as redis:
        postgres.sql(COMMAND_SQL)
        followed = {"ours 64, gateway following": lambda: ground.load(64, seconds)}
        with_gateway = in_turn(rounds, followed)
        ground.settle(600)
        ground.stop(*[name for name in ground.processes if name != "training"])
        size = journal_bytes(ground)
        with Disk(size) as disk:
            measurements = {f"ours {n}": (lambda n=n: ground.load(n, seconds)) for n in LEVELS}
            measurements["ours 64, 16 connections"] = lambda: ground.load(64, seconds, connections=16)
            measurements["ours 1024, 64 connections"] = lambda: ground.load(1024, seconds, connections=64)
            measurements |= {f"PostgreSQL {n}": (lambda n=n: postgres.commands(n, seconds)) for n in (1, 16, 64)}
            measurements["PostgreSQL pipelined"] = lambda: postgres.commands(4, seconds, PIPELINE, PIPELINED)
            measurements |= {f"Redis {n}": (lambda n=n: redis.commands(n, seconds)) for n in (1, 50, 500)}
            measurements["Redis pipelined"] = lambda: redis.commands(50, seconds, 16)
            measurements |= {f"raw {n}": (lambda n=n: disk.commands(n, seconds)) for n in RAW_BATCHES}
            results = in_turn(rounds, measurements)
    results |= with_gateway
    report(page, results, size)


def report(page, results, size):
    rate = {name: column(r, "rate") for name, r in results.items()}

    def ratio(words, ours, peer, target=None):
        page.ratio(GROUP, words, rate[ours].over(rate[peer]), target)

    ratio("64 outstanding / PostgreSQL function, 64 clients", "ours 64", "PostgreSQL 64", (">=", 6, "commands, 64 outstanding / PostgreSQL 64 clients"))
    ratio("64 outstanding / Redis, 50 connections", "ours 64", "Redis 50", (">=", 2, "commands, 64 outstanding / Redis 50 connections"))
    ratio("1 outstanding / PostgreSQL function, 1 client", "ours 1", "PostgreSQL 1", (">=", 0.8, "commands, 1 outstanding / PostgreSQL 1 client"))
    ratio("256 outstanding / raw disk, 256 a flush", "ours 256", "raw 256", (">=", 0.25, "commands, 256 outstanding / raw disk 256 a flush"))
    ratio("16 outstanding / PostgreSQL function, 16 clients", "ours 16", "PostgreSQL 16")
    ratio("64 outstanding / PostgreSQL pipelined, 4 x 16 a transaction", "ours 64", "PostgreSQL pipelined")
    ratio("1 outstanding / Redis, 1 connection", "ours 1", "Redis 1")
    ratio("1024 outstanding / Redis, 500 connections", "ours 1024", "Redis 500")
    ratio("1024 outstanding / Redis, 50 connections x 16 pipelined", "ours 1024", "Redis pipelined")
    for n in (1, 16, 64):
        ratio(f"{n} outstanding / raw disk, {n} a flush", f"ours {n}", f"raw {n}")
    ratio("64 outstanding, 16 connections / 1 connection", "ours 64, 16 connections", "ours 64")
    ratio("1024 outstanding, 64 connections / 1 connection", "ours 1024, 64 connections", "ours 1024")
    for name, r in results.items():
        text = f"{short(rate[name].median)}/s [{short(min(rate[name]))}..{short(max(rate[name]))}]"
        text += f", p50 {short(column(r, 'p50_us').median / 1000)} p99 {short(column(r, 'p99_us').median / 1000)} ms"
        if "cpu_us" in r[0]:
            text += f", CPU us/command: daemon {short(column(r, 'cpu_us').median)}, load {short(column(r, 'client_us').median)}"
        page.figure(GROUP, name, text)
    page.remark(GROUP, f"ours: ExemptHours into trainingd over CURVE, answered after the flush; {size} bytes of journal a command; one row, one event, the "
                       f"answer kept under its key. {PEOPLE} people")
    page.remark(GROUP, "peers take ready-made bytes over a unix socket (no encryption, no protobuf, no rules, no chain of hashes): 16 byte key, 200 byte "
                       "state, 250 byte event")
    page.remark(GROUP, "pipelined rows: p50 and p99 are those of a transaction (PostgreSQL) or of a command in its pipeline (Redis); raw rows: of a flush")
