"""A site to measure on: people imported through the real command, a key of its own for the load, daemons on loopback."""
import base64
import importlib.util
import json
import os
import signal
import subprocess
import time
from datetime import date, timedelta

import machine

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("BUILD", "build")
_spec = importlib.util.spec_from_file_location("dandang_site", os.path.join(ROOT, "tests", "lib", "site.py"))
dandang_site = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(dandang_site)

CITY = "150400"
FILE_ROWS = 5000                    # what one import takes
UNIT_PEOPLE = 100
GRADES = "2019:称职;2020:称职"
FIRST_DAY = "2022-01-04"            # of a simulated clock
IDLE_S = 20
MARKERS_MAX = 1000                  # cursors of followed streams may be journalled between the commands
BIRTH_DAYS = 11_000                 # from 1965-01-01
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(n):
    """A valid GB 11643 number for the n-th person; belongs to nobody."""
    born = (date(1965, 1, 1) + timedelta(days=n % BIRTH_DAYS)).strftime("%Y%m%d")
    round_ = n // BIRTH_DAYS
    first = f"150403{born}{101 + round_ + round_ // 99:03d}"    # none ends in 000: that looks like a spreadsheet's rounding
    return first + "10X98765432"[sum(int(c) * w for c, w in zip(first, WEIGHTS)) % 11]


def unit_of(n):
    return f"bu{n // UNIT_PEOPLE:04d}"


def units_csv(people):
    lines = ["单位编码,单位名称,类别,行政区划"]
    lines += [f"{unit_of(n)},样例单位{n // UNIT_PEOPLE},市直机关,{CITY}" for n in range(0, people, UNIT_PEOPLE)]
    return "\r\n".join(lines)


def people_csv(first, count, grades=GRADES):
    lines = ["人员编码,姓名,身份证号,民族,单位编码,职务层次,任职时间,管理权限,入党时间,参加工作时间,班子主要负责人,班子成员,年度考核结果"]
    lines += [f"b{n:06d},样基{'甲乙丙丁戊己庚辛壬癸'[n % 10]},{id_number(n)},汉族,{unit_of(n)},科员及以下,2018-03-01,{CITY},2003.07,2000.08,否,否,{grades}"
              for n in range(first, first + count)]
    return "\r\n".join(lines)


def packed(text):
    return base64.b64encode(text.encode("utf-8")).decode()


class Ground(dandang_site.Site):
    """With clock = real nothing is simulated. No limit of requests a second gets in the way of the load."""

    def __init__(self, people, clock="real", imported=None):
        super().__init__(code=CITY, regions=(CITY,), clock=clock)
        self.people, self.clock = people, clock
        self.imported = people if imported is None else imported     # when prepared
        self.next_command = 0
        self.used = {}

    def write_config(self, upstreams, clock):
        super().write_config(upstreams, clock)
        with open(self.config, encoding="utf-8") as f:
            text = f.read()
        with open(self.config, "w", encoding="utf-8") as f:
            f.write(text.replace("requests_per_s = 20000", "requests_per_s = 1000000"))

    def __enter__(self):
        try:
            self.prepare()
        except BaseException:
            self.close()
            raise
        return self

    def prepare(self):
        """Starts everything, loads the rules, imports the people."""
        self.start()
        if self.clock == "simulated":
            self.today(FIRST_DAY)
        self.load_policy()
        self.import_units()
        self.import_people(0, self.imported)
        self.settle(600)
        self.allow("bench")

    def import_units(self):
        self.do(f"cadre.{CITY}", "/personnel/imports/units", content=packed(units_csv(self.people)), file_name="单位.csv")

    def import_people(self, first, count, grades=GRADES):
        """In files of the largest size; returns the seconds the commands took."""
        seconds = 0
        for at in range(first, first + count, FILE_ROWS):
            rows = min(FILE_ROWS, first + count - at)
            content = packed(people_csv(at, rows, grades))
            start = time.monotonic()
            answer = self.do(f"cadre.{CITY}", "/personnel/imports/people", content=content, file_name="干部.csv")
            seconds += time.monotonic() - start
            if int(answer["registered"]) + int(answer["revised"]) != rows:
                raise RuntimeError(f"import: of {rows} people {answer}")
        return seconds

    def raw(self, method, path, body=None, headers=None, account=""):
        """A connection unused for a while may be closed by the other side at any moment: a new one, then."""
        now = time.monotonic()
        if now - self.used.get(account, now) > IDLE_S and account in self.connections:
            self.connections.pop(account).close()
        try:
            return super().raw(method, path, body, headers, account)
        finally:
            self.used[account] = time.monotonic()

    def hang_up(self):
        """Closes the client's connections: one address may hold no more than 64."""
        for connection in self.connections.values():
            connection.close()
        self.connections.clear()

    # ---- the load
    @property
    def keys(self):
        return os.path.join(self.data, "keys")

    def allow(self, name):
        """A key for the load, admitted as the gateway: only the gateway speaks for people."""
        key = subprocess.run([tool("load"), "keys", self.keys, name], capture_output=True, text=True, check=True).stdout.strip()
        with open(os.path.join(self.keys, "allow"), "a", encoding="ascii") as f:
            f.write(f"{key} {self.code}-gateway\n")
        for process in self.processes.values():
            process.send_signal(signal.SIGHUP)

    def address(self, service, stream=False):
        return f"tcp://127.0.0.1:{self.base_port + 2 * dandang_site.SERVICES.index(service) + (1 if stream else 0)}"

    def load_command(self, *options):
        return [tool("load"), "commands", "--keys", self.keys, "--name", "bench", "--address", self.address("training"), "--server",
                f"{self.code}-training", "--site", self.code, "--people", str(self.people), *map(str, options)]

    def load(self, outstanding, seconds=None, count=None, connections=1, warm=0.5):
        """Commands into training, as many outstanding; what load.c says, with the daemon's CPU beside it."""
        span = ["--count", count] if count else ["--seconds", seconds, "--warm", warm]
        pid = self.processes["training"].pid
        before = machine.cpu_seconds(pid)
        r = subprocess.run(self.load_command("--first", self.next_command, "--outstanding", outstanding, "--connections", connections, *span),
                           capture_output=True, text=True)
        if r.returncode:
            raise RuntimeError(f"load: {r.stderr.strip()} {r.stdout.strip()}")
        result = json.loads(r.stdout)
        self.next_command = result["next"]
        result["cpu_us"] = 1e6 * (machine.cpu_seconds(pid) - before) / result["answered"]
        result["client_us"] = 1e6 * result["client_cpu_s"] / result["answered"]
        if result["refused"] or result["replayed"]:
            raise RuntimeError(f"load: {result['refused']} refused ({result['refusal']}), {result['replayed']} replayed")
        grown = result["last_sequence"] - result["first_sequence"] + 1
        if not result["accepted"] <= grown <= result["accepted"] + MARKERS_MAX:
            raise RuntimeError(f"load: {result['accepted']} commands accepted, {grown} records journalled")
        return result

    def form_squad(self, programme, first_day, last_day):
        return self.do(f"train.{CITY}", "/training/squads", name="样例工作队", programme=programme, domain="INVESTMENT", target="样例开发区",
                       leader_id="b000000", starts_on=first_day, ends_on=last_day)["squad_id"]

    def everybody_into(self, squad):
        """Each of the people imported joins, by a command of his own."""
        r = subprocess.run(self.load_command("--command", "squad", "--squad", squad, "--first", 0, "--outstanding", 256, "--count", self.people),
                           capture_output=True, text=True)
        if r.returncode or json.loads(r.stdout)["refused"]:
            raise RuntimeError(f"load: {r.stderr.strip()} {r.stdout.strip()}")

    def journal(self, service):
        return os.path.join(self.data, service, "journal")

    def records(self, service):
        """What the journal of a stopped daemon holds, counted one by one."""
        return rebuild(service, self.journal(service), self.folder, "count")

    def journal_size(self, service):
        """(records, bytes) as the verifier, which shares no code with the writer, finds them. The daemon must be down."""
        text = subprocess.run([os.path.join(BUILD, "bin", "journal-verify"), self.journal(service)], capture_output=True, text=True, check=True).stdout
        words = text.split()
        return int(words[1]), int(words[6])


def tool(name):
    return os.path.join(BUILD, "bench", name)


def rebuild(service, journal, folder, what):
    state = os.path.join(folder, "rebuilt")
    r = subprocess.run([tool(f"rebuild-{service}"), journal, state, what], capture_output=True, text=True)
    if r.returncode:
        raise RuntimeError(f"rebuild of {service}: {r.stderr.strip()} {r.stdout.strip()}")
    return json.loads(r.stdout)
