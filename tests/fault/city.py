"""A site whose daemons may die at any moment: each with an environment and, where wanted, a disk of its own, and a supervisor
that starts again what ended by itself and measures how long that takes. A City is one or more such sites.

Threads: the supervisor's own; every other method belongs to the round. What both touch is guarded by `lock`."""
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import date, datetime, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "scenario"))
import harness  # noqa: E402
from disk import Disk  # noqa: E402
from harness import BUILD, SERVICES, Refused, Town  # noqa: E402
from shim import Shim  # noqa: E402

FAULT_BUILD = os.path.join(BUILD, "fault")
SHIM = os.path.abspath(os.path.join(FAULT_BUILD, "shim.so"))
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


def sanitized():
    """Whether the daemons carry AddressSanitizer, which suffers nothing preloaded before it."""
    path = os.path.join(FAULT_BUILD, "bin", "personneld")
    if not os.path.exists(path):
        raise SystemExit(f"{path} is missing: make fault-programs")
    with open(path, "rb") as f:
        return b"__asan_init" in f.read()


SANITIZED = sanitized()
LOOK_S = 0.005
STARTS_MAX = 6            # starts in a row without coming to "ready" before a daemon counts as refusing
START_PAUSE_S = 0.1
PATIENCE_S = 60
ANSWER_S = 5


class Broken(Exception):
    """The site did what it may never do; the round has failed."""


class Watch:
    """One daemon under supervision."""

    def __init__(self, name, process, log_from, armed):
        self.name, self.process, self.log_from, self.armed = name, process, log_from, armed
        self.killed = self.asked = False      # by the round, not by itself; asked to stop
        self.spawned_at, self.ready_at = time.monotonic(), None


class FaultSite(Town):
    """`disks`: "" (folders), "each" (every daemon its own file system) or "one" (one for all)."""

    def __init__(self, code="150400", regions=None, disks="", **more):
        self.lock = threading.RLock()
        self.watches, self.held, self.failed_starts = {}, set(), {}
        self.environment = {}          # service -> variables of its next start only, or a list of those for the next ones
        self.refusing = {}             # service -> the last words of a daemon that would not start
        self.exits = []                # every end the supervisor saw: {service, status, at, log}
        self.starts = []               # seconds from start to ready, one per restart
        self.came_up_before = set()
        self.older = {}                # path -> where an older copy of it lies
        self.big = 0
        self.cadres = []
        self.wait_s = ANSWER_S
        self.faked = more.get("clock") == "real"
        self.closing = threading.Event()
        self.disks, self.shims = {}, {}
        super().__init__(code, regions or (code,), **more)
        for name in SERVICES:
            self.shims[name] = Shim(os.path.join(self.folder, f"{name}.shim"))
        self.make_disks(disks)
        if self.faked:
            for name in SERVICES:
                self.set_clock(name, "+0")
        self.supervisor = threading.Thread(target=self.supervise, daemon=True)
        self.supervisor.start()

    def make_disks(self, disks):
        if disks == "one":
            disk = Disk(os.path.join(self.folder, "data.img"), self.data, 768)
            self.disks = {name: disk for name in SERVICES}
        for name in SERVICES if disks == "each" else []:
            self.disks[name] = Disk(os.path.join(self.folder, f"{name}.img"), os.path.join(self.data, name), 192)

    # ---- starting and ending
    def spawn(self, name):
        own = self.next_environment(name)
        preload = {} if SANITIZED else {"DANDANG_SHIM": self.shims[name].path, "LD_PRELOAD": SHIM}
        environment = {**os.environ, "DANDANG_BOOTSTRAP": self.accounts, **preload, **self.clock_of(name), **own}
        path = os.path.join(self.folder, f"{name}.log")
        with open(path, "ab") as log:
            at = log.tell()
            process = subprocess.Popen([os.path.join(FAULT_BUILD, "bin", f"{name}d"), "--config", self.config_of(name)],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        self.processes[name] = process
        self.watches[name] = Watch(name, process, at, own.get("DANDANG_CRASH", ""))

    def next_environment(self, name):
        """What was asked for its next start; of a list one each for the next ones."""
        asked = self.environment.pop(name, {})
        if isinstance(asked, list):
            asked, rest = asked[0], asked[1:]
            if rest:
                self.environment[name] = rest
        return asked

    def config_of(self, name):
        if name not in self.own_lines:
            return self.config
        own = f"{self.config}.{name}"
        with open(self.config, encoding="utf-8") as shared, open(own, "w", encoding="utf-8") as f:
            f.write(shared.read() + "\n".join(self.own_lines[name]) + "\n")
        return own

    def start(self, *names):
        with self.lock:
            for name in names or SERVICES:
                self.held.discard(name)
                self.refusing.pop(name, None)
                self.failed_starts[name] = 0
                self.spawn(name)

    def supervise(self):
        while not self.closing.wait(LOOK_S):
            with self.lock:
                for name, watch in list(self.watches.items()):
                    self.look_at(name, watch)

    def look_at(self, name, watch):
        status = watch.process.poll()
        if watch.ready_at is None and self.said_since(name, watch.log_from, b'"ready: sequence'):
            self.came_up(name, watch)
        if status is None or name in self.held:
            return
        self.exits.append({"service": name, "status": status, "at": time.monotonic(), "was_ready": watch.ready_at is not None,
                           "armed": watch.armed, "killed": watch.killed, "asked": watch.asked, "words": self.last_words(name, watch.log_from)[-600:]})
        if watch.ready_at is None:
            self.failed_starts[name] = self.failed_starts.get(name, 0) + 1
        if self.failed_starts.get(name, 0) >= STARTS_MAX:
            self.held.add(name)
            self.refusing[name] = self.last_words(name, watch.log_from)
            return
        if watch.ready_at is None and time.monotonic() - watch.spawned_at < START_PAUSE_S:
            time.sleep(START_PAUSE_S)
        self.spawn(name)

    def came_up(self, name, watch):
        watch.ready_at = time.monotonic()
        self.failed_starts[name] = 0
        if name in self.came_up_before:
            self.starts.append(watch.ready_at - watch.spawned_at)
        self.came_up_before.add(name)
        if name == "gateway":
            self.forget_sessions()

    def forget_sessions(self):
        self.connections.clear()
        self.tokens.clear()

    def said_since(self, name, offset, words):
        with open(os.path.join(self.folder, f"{name}.log"), "rb") as f:
            f.seek(offset)
            return words in f.read()

    def last_words(self, name, offset=0):
        with open(os.path.join(self.folder, f"{name}.log"), "rb") as f:
            f.seek(offset)
            return f.read()[-1500:].decode("utf-8", "replace")

    def hold(self, *names):
        """The supervisor lets these be until they are started again."""
        with self.lock:
            self.held.update(names)

    def kill(self, *names, hold=False):
        """Pulls the plug; without `hold` the supervisor starts it again."""
        with self.lock:
            if hold:
                self.held.update(names)
            for name in names:
                self.watches[name].killed = self.processes[name].poll() is None
                self.processes[name].send_signal(signal.SIGKILL)
            for name in names:
                self.processes[name].wait()

    def terminate(self, name):
        """SIGTERM; the supervisor starts it again."""
        with self.lock:
            self.watches[name].asked = True
            self.processes[name].send_signal(signal.SIGTERM)

    def stop(self, *names, seconds=60):
        """A clean stop; returns the exit statuses."""
        names = names or list(self.processes)
        with self.lock:
            self.held.update(names)
            for name in names:
                self.processes[name].send_signal(signal.SIGTERM)
        statuses = {}
        for name in names:
            try:
                statuses[name] = self.processes[name].wait(seconds)
            except subprocess.TimeoutExpired as e:
                raise Broken(f"{name} does not stop: {self.last_words(name)}") from e
        return statuses

    def try_start(self, name, seconds=PATIENCE_S):
        """Starts a held daemon once. "ready", or its last words when it ended instead."""
        with self.lock:
            self.spawn(name)
            watch = self.watches[name]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if watch.ready_at is not None:
                with self.lock:
                    self.held.discard(name)
                return "ready"
            if watch.process.poll() is not None:
                return self.last_words(name, watch.log_from)
            time.sleep(LOOK_S)
        raise Broken(f"{name} neither starts nor ends: {self.last_words(name, watch.log_from)}")

    def wait_up(self, *names, seconds=PATIENCE_S):
        """Waits until every daemon has said it is ready."""
        deadline = time.monotonic() + seconds
        while True:
            with self.lock:
                up = all(self.watches[n].ready_at is not None and self.watches[n].process.poll() is None for n in names or SERVICES)
                if self.refusing:
                    raise Broken("will not start: " + " | ".join(f"{n}: {w}" for n, w in self.refusing.items()))
            if up:
                return
            if time.monotonic() > deadline:
                raise Broken("not up: " + " | ".join(f"{n}: {self.last_words(n)[-300:]}" for n in names or SERVICES))
            time.sleep(LOOK_S)

    def disarm(self):
        for shim in self.shims.values():
            shim.disarm()

    # ---- the wall clock
    def clock_of(self, name):
        """The variables by which a daemon's wall clock can be set from outside, on a site with the real clock."""
        if not self.faked:
            return {}
        return {"LD_PRELOAD": f"{SHIM}:{FAKETIME}", "FAKETIME_TIMESTAMP_FILE": self.clock_file(name), "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "FAKETIME_NO_CACHE": "1", "NO_FAKE_STAT": "1"}

    def clock_file(self, name):
        return os.path.join(self.folder, f"{name}.clock")

    def set_clock(self, name, jump):
        """Seconds ahead ("+3600") or behind, or "frozen" at this moment."""
        text = time.strftime("%Y-%m-%d %H:%M:%S") if jump == "frozen" else jump
        path = self.clock_file(name)
        with open(path + ".new", "w", encoding="ascii") as f:
            f.write(text + "\n")
        os.replace(path + ".new", path)

    # ---- its files
    def last_segment(self, name):
        folder = self.journal(name)
        return os.path.join(folder, max(n for n in os.listdir(folder) if n.endswith(".seg")))

    def records_end(self, name):
        """Offset behind the last record of the last segment."""
        with open(self.last_segment(name), "rb") as f:
            data = f.read()
        at = harness.HEAD_BYTES
        while at + harness.PREFIX_BYTES <= len(data):
            length = int.from_bytes(data[at:at + 4], "big")
            if length == 0:
                break
            at += length
        return at

    # ---- things to do
    def cause_reaction(self):
        """A sanction: welfare answers to it, and it expires some day."""
        self.big += 1
        self.do(f"superv.{self.code}", "/accountability/sanctions/register", cadre_id=self.cadres[self.big % len(self.cadres)], kind="GOV_WARNING",
                organ="CDI", document=f"政务〔2025〕{self.big}号", decided_on=self.day(), effective_on=self.day())

    def a_month_passes(self):
        """Something falls due on the way."""
        self.cause_reaction()
        at = datetime.fromisoformat(self.day(31)).replace(hour=9, tzinfo=harness.dandang_site.CHINA)
        self.do("sysadmin", "/platform/clock", to_ms=int(at.timestamp() * 1000))

    def fill_segment(self):
        """More than a segment of training's journal, in classes of forty kilobytes."""
        for _ in range(28):
            self.big += 1
            self.do(f"train.{self.code}", "/training/classes", plan={
                "title": f"大班{self.big:05d}", "kind": "SPECIAL", "venue": "OTHER", "starts_on": self.day(30), "ends_on": self.day(34), "hours": 30,
                "seats": 40, "instructors": [{"name": "样" * 60, "qualification": "师资库" + "样" * 90, "subject": "专" * 90} for _ in range(50)]})

    def day(self, later=0):
        clock = self.get("sysadmin", "/platform/status")["clock"][:10]
        return (date.fromisoformat(clock) + timedelta(days=later)).isoformat()

    def streams(self, follower):
        """How the streams a daemon follows stand."""
        status = self.get("sysadmin", "/platform/status")
        return {(s["site"], s["service"]): s for x in status["services"] if x["service"] == follower for s in x["streams"]}

    def figure(self, service, name):
        status = self.get("sysadmin", "/platform/status")
        return next((int(f["value"]) for s in status["services"] if s["service"] == service for f in s["figures"] if f["name"] == name), 0)

    def sequence(self, service):
        """The last record of a daemon's journal."""
        status = self.get("sysadmin", "/platform/status")
        return next(int(s["sequence"]) for s in status["services"] if s["service"] == service)

    def snapshot_now(self, name):
        """Takes a snapshot and waits until it is noted."""
        with self.lock:
            at = os.path.getsize(os.path.join(self.folder, f"{name}.log"))
        deadline = time.monotonic() + 10
        self.do("sysadmin", f"/platform/{name}/snapshot")
        while not self.said_since(name, at, b"snapshot at") and time.monotonic() < deadline:
            time.sleep(LOOK_S)

    # ---- the client
    def raw(self, method, path, body=None, headers=None, account=""):
        """As Site.raw, but whoever waits hangs up soon: a question on its way to a daemon that dies is answered late."""
        if self.connections.get(account) is None:
            self.connections[account] = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=self.wait_s)
        return super().raw(method, path, body, headers, account)

    def call(self, account, method, path, body=None, key=None, headers=None):
        """As Site.call, but as long as the site may be coming up again; a command is repeated under its own key."""
        key, deadline = key or harness.new_key(), time.monotonic() + PATIENCE_S
        while True:
            try:
                return super().call(account, method, path, body, key, headers)
            except Refused as e:
                if e.status == 401 and e.code != "LOGIN_FAILED":
                    self.tokens.pop(account, None)
                elif e.status not in (502, 503, 504) or e.code not in ("BUSY", "OUTCOME_UNKNOWN"):
                    raise
                problem = e
            except (OSError, ValueError) as e:
                problem = e
            if time.monotonic() > deadline:
                raise Broken(f"{method} {path} finds no answer: {problem}")
            time.sleep(0.02)

    def settle(self, seconds=PATIENCE_S):
        """Every daemon is up and all that happened has arrived everywhere."""
        self.wait_up()
        try:
            return super().settle(seconds)
        except RuntimeError as e:
            raise Broken(f"{self.code}: {e}; {self.standing()}") from e

    def standing(self):
        """How every stream stands, for a report."""
        status = self.get("sysadmin", "/platform/status")
        return json.dumps([{s["service"]: [s["reachable"], s["sequence"], [[x["service"], x["state"], x["sequence"], x["tail"], x["reason"]]
                                                                           for x in s["streams"]]]} for s in status["services"]],
                          ensure_ascii=False)

    def close(self):
        self.closing.set()
        self.supervisor.join(10)
        for name, process in self.processes.items():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
        for disk in set(self.disks.values()):
            disk.close()
        for shim in self.shims.values():
            shim.close()
        super().close()


class City:
    """What the workload drives and the observers look at."""

    def __init__(self, sites):
        self.sites = sites
        self.expected_restarts = []    # {site, service, why}
        self.damages = []              # {site, service, file, how, outcome}
        self.relay = None              # the line between two sites
        self.forked = False            # restored from an old copy: nothing more can be promised

    def settle(self):
        for site in self.sites:
            site.settle()
        if len(self.sites) > 1 and not sites_caught_up(self):
            raise Broken("the city does not catch up with the county: " + self.sites[0].standing())

    def journal(self, site, service):
        return site.journal(service)

    def close(self):
        for site in self.sites:
            site.close()
        if self.relay:
            self.relay.close()


def sites_caught_up(city):
    """The gateway of the first site holds all that the second has."""
    town, county = city.sites

    def there():
        tail = int(county.get("sysadmin", "/platform/status")["merged_sequence"])
        streams = next(s["streams"] for s in town.get("sysadmin", "/platform/status")["services"] if s["service"] == "gateway")
        line = next(s for s in streams if s["site"] == county.code)
        return line["state"] == "streaming" and int(line["sequence"]) >= tail
    return harness.wait_until(there, PATIENCE_S)
