"""From commit to commit: training records, welfare answers, the gateway merges; idle and under load."""
import json
import os
import shutil
import subprocess
import tempfile
from datetime import date, timedelta

from ground import Ground, tool
from measure import Series, column, in_turn, note, short

GROUP = "propagation"
PEOPLE = 8_000
EACH = 300                          # cadres put into a squad in one measurement
PAUSE_MS = 3
LOAD_PER_S = 2_000
SYNC_BYTES = 4096
LEGS = {"training_to_welfare": "training durable -> welfare's answer durable", "welfare_to_gateway": "welfare durable -> gateway durable",
        "training_to_gateway": "both hops: training -> welfare -> gateway", "answer": "command sent -> answered"}


class Squad:
    """One squad that people are put into, each once."""

    def __init__(self, ground):
        self.ground, self.next = ground, 0
        today = date.today()
        self.id = ground.form_squad("INVESTMENT", today.isoformat(), (today + timedelta(days=90)).isoformat())

    def propagate(self, count):
        g = self.ground
        r = subprocess.run([tool("propagate"), "--keys", g.keys, "--name", "bench", "--base-port", str(g.base_port), "--site", g.code, "--people",
                            str(g.people), "--squad", self.id, "--first", str(self.next), "--count", str(count), "--pause-ms", str(PAUSE_MS)],
                           capture_output=True, text=True)
        if r.returncode:
            raise RuntimeError(f"propagate: {r.stderr.strip()[-300:]} {r.stdout}")
        result = json.loads(r.stdout)
        self.next = result["next"]
        return result

    def propagate_under_load(self, count):
        """The same beside a steady stream of other commands into the same daemon."""
        g = self.ground
        load = subprocess.Popen(g.load_command("--first", g.next_command, "--outstanding", 256, "--rate", LOAD_PER_S, "--seconds", 600, "--warm", 0),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            result = self.propagate(count)
        finally:
            load.terminate()
            out, problem = load.communicate()
        loaded = json.loads(out) if load.returncode == 0 else None
        if not loaded or loaded["refused"]:
            raise RuntimeError(f"the load beside it: {out} {problem}")
        g.next_command = loaded["next"]
        return result


def flushes(folder, seconds):
    r = subprocess.run([tool("raw"), os.path.join(folder, "sync"), str(SYNC_BYTES), "1", str(seconds), "append"], capture_output=True, text=True, check=True)
    return json.loads(r.stdout)


def run(page, rounds, _):
    note(f"propagation: a site with {PEOPLE} people")
    folder = tempfile.mkdtemp(prefix="bench-sync-")
    try:
        with Ground(PEOPLE) as ground:
            squad = Squad(ground)
            ground.settle()
            results = in_turn(rounds, {"flush": lambda: flushes(folder, 1), "idle": lambda: squad.propagate(EACH),
                                       "under load": lambda: squad.propagate_under_load(EACH)})
    finally:
        shutil.rmtree(folder)
    report(page, results)


def report(page, results):
    flush = column(results["flush"], "p50_us")
    for state in ("idle", "under load"):
        for leg, words in LEGS.items():
            p50, p99 = column(results[state], f"{leg}_p50_us"), column(results[state], f"{leg}_p99_us")
            page.figure(GROUP, f"{state}, {words}", f"p50 {short(p50.median)} us, p99 {p99} us")
            if leg != "answer":
                page.ratio(GROUP, f"{state}, {words}: p99 / p50 of a flush", p99.over(flush))
    hops = Series(max(a, b) for a, b in zip(column(results["idle"], "training_to_welfare_p99_us"), column(results["idle"], "welfare_to_gateway_p99_us")))
    both = column(results["idle"], "training_to_gateway_p99_us")
    for words, series in (("one hop", hops), ("both hops", both)):
        ratio = series.over(flush)
        page.target(f"propagation p99 when idle, {words} / fdatasync p50", ratio.median, "<=", 10, str(ratio))
    page.figure(GROUP, f"append of {SYNC_BYTES} bytes and fdatasync", f"p50 {flush} us, p99 {column(results['flush'], 'p99_us')} us")
    page.remark(GROUP, f"seen by a follower of the three streams, which shows a record once it is durable: every leg includes one delivery. {EACH} commands a "
                       f"round, one at a time; under load {LOAD_PER_S} other commands/s go into training, and the gateway takes their events in, too")
