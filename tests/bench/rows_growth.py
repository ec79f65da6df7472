"""Growth: the same work at ten times the people and at ten times the journal, side by side, with the exponent."""
import contextlib
import math
import os
import shutil
import tempfile
from datetime import date, timedelta

import machine
from ground import CITY, Ground, rebuild
from measure import Series, column, in_turn, note, short
from rows_reads import fetch, whole, wrk

GROUP = "growth"
SIZES = {"base": (3_000, 30_000), "people x10": (30_000, 30_000), "journal x10": (3_000, 300_000)}    # people, commands
REPORT, REPORTS = "/api/v1/report?from=2020-01-01&to=2200-01-01", 5
AGAIN = 2_000                       # people imported again
ITEM_MAX, WHOLE_MAX = 0.1, 1.1      # exponents of one item's time, of the whole work's; n log n stays below both


class Grown(Ground):
    """A site of a given size, in which everybody once went out with a squad."""

    def __init__(self, people, commands):
        super().__init__(people)
        self.commands = commands
        self.imports = 0

    def prepare(self):
        super().prepare()
        today = date.today()
        self.everybody_into(self.form_squad("INVESTMENT", today.isoformat(), (today + timedelta(days=90)).isoformat()))
        self.load(512, count=self.commands)
        self.settle(900)
        self.hang_up()

    def cpu_us(self, services, work):
        """CPU of these daemons while the work is done: other processes' turns do not show in it."""
        before = sum(machine.cpu_seconds(self.processes[s].pid) for s in services)
        work()
        return 1e6 * (sum(machine.cpu_seconds(self.processes[s].pid) for s in services) - before)

    def read_us(self, path, account, seconds):
        token = self.token(account)
        self.hang_up()
        return wrk(self.http_port, path, token, 1, seconds, [self.processes[s].pid for s in ("gateway", "personnel")])["cpu_us"]

    def report_us(self):
        token = self.token(f"org.{CITY}")
        return self.cpu_us(["gateway"], lambda: [fetch(self.http_port, REPORT, token) for _ in range(REPORTS)]) / REPORTS

    def import_us(self):
        """Of one person in a file that gives everybody in it another grade."""
        self.token(f"cadre.{CITY}")
        self.imports += 1
        grades = f"2018:{'称职' if self.imports % 2 else '优秀'};2019:称职;2020:称职"
        us = self.cpu_us(["personnel"], lambda: self.import_people(0, AGAIN, grades)) / AGAIN
        self.settle(60)
        return us


def measurements(site, seconds, folder):
    return {
        "a command, 64 outstanding": lambda: site.load(64, seconds)["cpu_us"],
        "ten lines of a dossier": lambda: site.read_us(f"/api/v1/dossiers/b{site.people // 2:06d}?limit=10", f"org.{CITY}", whole(seconds)),
        "a page of a list": lambda: site.read_us("/api/v1/personnel/cadres?limit=100", f"cadre.{CITY}", whole(seconds)),
        "a person imported again": site.import_us,
        "the report": site.report_us,
        "a rebuild of training": lambda: 1e6 * rebuild("training", folder, folder, "full")["cpu_s"],
    }


ITEMS = ("a command, 64 outstanding", "ten lines of a dossier", "a page of a list", "a person imported again")


def exponent(times, base, factor):
    """Round by round: log(t10 / t1) / log(n10 / n1)."""
    return Series(math.log(t) / math.log(factor) for t in times.over(base))


def run(page, rounds, seconds):
    folder = tempfile.mkdtemp(prefix="bench-growth-")
    sizes, records, work = {}, {}, {}
    try:
        with contextlib.ExitStack() as stack:
            for size, (people, commands) in SIZES.items():
                note(f"growth: {size}: {people} people, {commands} commands")
                site = stack.enter_context(Grown(people, commands))
                sizes[size] = site
                site.stop("training")
                copy = os.path.join(folder, size.replace(" ", "-"))
                shutil.copytree(site.journal("training"), copy)
                records[size] = site.records("training")["records"]
                site.start("training")
                work |= {f"{size}: {what}": (lambda f=f: {"us": f()}) for what, f in measurements(site, seconds, copy).items()}
            for size in sizes:
                sizes[size].settle(60)
            order = sorted(work, key=lambda name: name.split(": ")[1])      # the three sizes of one work next to each other
            results = in_turn(rounds, {name: work[name] for name in order})
    finally:
        shutil.rmtree(folder)
    report(page, {name: column(r, "us") for name, r in results.items()}, records)


def report(page, us, records):
    whats = [name.removeprefix("base: ") for name in us if name.startswith("base: ")]
    for what in whats:
        base = us[f"base: {what}"]
        page.figure(GROUP, what, ", ".join(f"{size} {short(us[f'{size}: {what}'].median)} us" for size in SIZES))
        for size in SIZES:
            if size == "base":
                continue
            # a rebuild's work is its records; a report's work the people counted; everything else is one item
            factor = records[size] / records["base"] if "rebuild" in what else 10
            e = exponent(us[f"{size}: {what}"], base, factor)
            bound = ITEM_MAX if what in ITEMS or (what == "the report" and size == "journal x10") else WHOLE_MAX
            page.ratio(GROUP, f"{what}, {size}: exponent", e)
            page.target(f"growth of {what}, {size}", e.median, "<=", bound, str(e))
    page.remark(GROUP, f"base: {SIZES['base'][0]} people, {SIZES['base'][1]} commands; an exponent of 0 is a time that does not grow, 1 is in proportion; n log n over this step is "
                       "1.1 for the whole work and 0.1 for one item. A rebuild is held against its records "
                       f"({', '.join(f'{size} {short(n)}' for size, n in records.items())}), everything else against the factor ten")
    page.remark(GROUP, "all of it is CPU time of the daemons that do the work (gateway and personnel for reads); journal x10 also makes each person's history ten times as "
                       "long, of which a read takes the newest ten lines")
