"""A real site for scenario tests: seven daemons on loopback with a data folder of their own, started and stopped by pid, and
a client that speaks as any of its accounts. Only the standard library."""
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from datetime import datetime, timedelta, timezone

SERVICES = ["personnel", "training", "assessment", "accountability", "welfare", "gateway", "ballot"]
BUILD = os.environ.get("BUILD", "build")
CHINA = timezone(timedelta(hours=8))
ROLES = {
    "org": "org.head", "dep": "org.deputy", "cadre": "org.cadre", "train": "org.training", "superv": "org.supervision",
    "rank": "org.civil_servant", "assess": "org.assessment", "welfare": "org.welfare", "finance": "org.finance",
    "cdi": "discipline", "committee": "committee.principal", "inspect": "inspector", "school": "party_school",
    "unit": "unit.head,unit.party,unit.hr,unit.staff", "auditor": "auditor",
}


class Refused(Exception):
    """An answer that is not 2xx: .status, .code and the whole problem in .body."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body.get('code')} {body.get('title')} {body.get('rule', '')} {body.get('errors', '')}")
        self.status, self.body, self.code = status, body, body.get("code")


def free_ports(count):
    """`count` consecutive free ports."""
    while True:
        base = 20000 + secrets.randbelow(12000)      # below the ports the kernel gives to connections
        try:
            held = []
            for port in range(base, base + count):
                s = socket.socket()
                s.bind(("127.0.0.1", port))
                held.append(s)
            return base
        except OSError:
            continue
        finally:
            for s in held:
                s.close()


class Site:
    def __init__(self, code="150400", regions=("150400",), upstreams=None, clock="simulated", extra_accounts=()):
        self.code = code
        self.folder = tempfile.mkdtemp(prefix=f"dandang-{code}-")
        self.data = os.path.join(self.folder, "data")
        self.base_port = free_ports(15)
        self.http_port = self.base_port + 14
        self.processes = {}
        self.tokens = {}
        self.passwords = {}
        self.connections = {}
        self.config = os.path.join(self.folder, "site.ini")
        self.accounts = os.path.join(self.folder, "accounts.txt")
        os.makedirs(self.data)
        self.write_config(upstreams or {}, clock)
        self.write_accounts(regions, extra_accounts)

    def write_config(self, upstreams, clock):
        lines = ["[site]", f"code = {self.code}", f"name = 样例{self.code}", f"data = {self.data}", f"clock = {clock}",
                 "[net]", "bind = 127.0.0.1", f"base_port = {self.base_port}", f"http_port = {self.http_port}",
                 "[limits]", "requests_per_s = 20000", "[background]", "snapshot_minutes = 0", "shadow_minutes = 0"]
        if upstreams:
            lines.append("[upstreams]")
            lines += [f"{site} = {address}" for site, address in upstreams.items()]
        with open(self.config, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")

    def write_accounts(self, regions, extra):
        rows = [("sysadmin", "系统管理员", self.code, "", "", "system_admin"),
                ("secadmin", "安全管理员", self.code, "", "", "security_admin"),
                ("audit", "审计管理员", self.code, "", "", "audit_admin")]
        for region in regions:
            rows += [(f"{short}.{region}", f"样例{role}", region, "", "", role) for short, role in ROLES.items()]
        rows += list(extra)
        with open(self.accounts, "w", encoding="utf-8") as f:
            for row in rows:
                password = "Aa1!" + secrets.token_hex(12)
                self.passwords[row[0]] = password
                f.write("\t".join((*row, password)) + "\n")

    # ---- processes
    def start_with(self, name, *flags):
        """One daemon with these flags beside its configuration."""
        environment = dict(os.environ, DANDANG_BOOTSTRAP=self.accounts)
        with open(os.path.join(self.folder, f"{name}.log"), "ab") as log:
            self.processes[name] = subprocess.Popen([os.path.join(BUILD, "bin", f"{name}d"), "--config", self.config, *flags],
                                                    stdout=log, stderr=log, env=environment)

    def start(self, *names):
        for name in names or SERVICES:
            self.start_with(name)
        if "gateway" in (names or SERVICES):
            self.connections.clear()
            self.tokens.clear()
            self.wait_ready()

    def wait_ready(self, seconds=300):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended with {process.returncode}: {self.log(name)[-600:]}")
            try:
                if self.raw("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("not ready: " + " | ".join(self.log(n)[-300:] for n in self.processes))

    def kill(self, name):
        """Pulls the plug on one daemon."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes.pop(name).wait()
        if name == "gateway":
            self.connections.clear()
            self.tokens.clear()

    def stop(self, *names):
        for name in list(names or self.processes):
            if name in self.processes:
                self.processes[name].send_signal(signal.SIGTERM)
        for name in list(names or self.processes):
            process = self.processes.pop(name, None)
            if process and process.wait(timeout=30) != 0:
                raise RuntimeError(f"{name} ended with {process.returncode}: {self.log(name)[-800:]}")

    def close(self):
        for process in self.processes.values():
            process.kill()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self, name):
        with open(os.path.join(self.folder, f"{name}.log"), encoding="utf-8", errors="replace") as f:
            return f.read()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()        # nobody else would: no daemon is left behind
            raise
        return self

    def __exit__(self, *problem):
        if problem[0]:
            for name in SERVICES:
                print(f"#   --- {name}: " + self.log(name)[-500:].replace("\n", "\n#   "))
        self.close()

    # ---- the client
    def raw(self, method, path, body=None, headers=None, account=""):
        connection = self.connections.get(account)
        if connection is None:
            connection = self.connections[account] = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer
        except (OSError, http.client.HTTPException) as e:
            self.connections.pop(account, None)
            connection.close()
            raise OSError(str(e)) from e

    def token(self, account):
        if account not in self.tokens:
            status, body, _ = self.raw("POST", "/api/v1/session",
                                       json.dumps({"account": account, "password": self.passwords[account]}),
                                       {"Content-Type": "application/json"}, account)
            if status != 200:
                raise Refused(status, json.loads(body))
            self.tokens[account] = json.loads(body)["token"]
        return self.tokens[account]

    def call(self, account, method, path, body=None, key=None, headers=None):
        h = {"Authorization": f"Bearer {self.token(account)}", "Content-Type": "application/json", **(headers or {})}
        if method == "POST":
            h["Idempotency-Key"] = key or f"{time.time_ns():020d}-{secrets.token_hex(6)}"
        status, answer, _ = self.raw(method, "/api/v1" + path, json.dumps(body) if body is not None else None, h, account)
        try:
            parsed = json.loads(answer) if answer else {}
        except ValueError:
            parsed = {"title": answer.decode("utf-8", "replace")}
        if status // 100 != 2:
            raise Refused(status, parsed)
        return parsed

    def do(self, account, path, key=None, **body):
        """A command; returns the answer."""
        return self.call(account, "POST", path, body, key)

    def get(self, account, path, **headers):
        return self.call(account, "GET", path, headers=headers)

    def refused(self, account, path, **body):
        """The code of the refusal a command meets; None when it was accepted."""
        try:
            self.do(account, path, **body)
            return None
        except Refused as e:
            return e.code

    def settle(self, seconds=60):
        """Waits until every stream has been taken in by everyone who follows it, twice in a row at the same place."""
        deadline, before = time.monotonic() + seconds, None
        while time.monotonic() < deadline:
            status = self.get("sysadmin", "/platform/status")
            now = (status["settled"], [(s["service"], s["sequence"]) for s in status["services"]])
            if status["settled"] and now == before:
                return status
            before = now
            time.sleep(0.02)
        raise RuntimeError(f"did not settle: {before}")

    def today(self, iso_day):
        """Moves the simulated clock to 09:00 of that day and lets everything that falls due have its effects."""
        at = datetime.fromisoformat(iso_day).replace(hour=9, tzinfo=CHINA)
        self.do("sysadmin", "/platform/clock", to_ms=int(at.timestamp() * 1000))
        self.settle()

    def load_policy(self, folder="deploy/policy"):
        for name in sorted(os.listdir(folder)):
            if name.endswith(".json"):
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    pack = json.load(f)
                self.do("sysadmin", "/platform/calendar" if name.startswith("calendar") else "/platform/policy", **pack)

    def rows(self, account, path):
        """Every row of a table, page by page."""
        items, after = [], ""
        while True:
            mark = "&" if "?" in path else "?"
            page = self.get(account, f"{path}{mark}limit=500" + (f"&after={after}" if after else ""))
            items += page["items"]
            after = page["next"]
            if not after:
                return items

    def events(self, account="audit"):
        """Every merged event, in order."""
        items, after = [], 0
        while True:
            page = self.get(account, f"/events?after={after}&limit=2000")
            items += page["items"]
            if page["next"] == after or page["next"] >= page["tail"]:
                return items
            after = page["next"]


class Story:
    """Steps in an officer's words; each is a check that prints one line."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, words, truth, detail=""):
        self.passed += bool(truth)
        self.failed += not truth
        print(f"{'ok' if truth else 'not ok'} - {words}" + ("" if truth else f"  [{detail}]"), flush=True)

    def end(self):
        print(f"# passed {self.passed} failed {self.failed}")
        return 1 if self.failed or not self.passed else 0


def wait_until(truth, seconds=30):
    """Asks again until the answer is true; returns it."""
    deadline = time.monotonic() + seconds
    while True:
        answer = truth()
        if answer or time.monotonic() > deadline:
            return answer
        time.sleep(0.05)
