"""What the abuse tests share: a real site, a legitimate user who works on while it is abused, figures, sizes.

ABUSE=full plays everything at full size (make abuse); without it the same steps run small, as part of make test."""
import http.client
import importlib.util
import json
import multiprocessing
import os
import resource
import secrets
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
os.chdir(ROOT)
_spec = importlib.util.spec_from_file_location("dandang_site", os.path.join(ROOT, "tests", "lib", "site.py"))
dandang_site = importlib.util.module_from_spec(_spec)
sys.modules["dandang_site"] = dandang_site
_spec.loader.exec_module(dandang_site)

Site, Story, Refused, SERVICES, wait_until = (dandang_site.Site, dandang_site.Story, dandang_site.Refused, dandang_site.SERVICES,
                                              dandang_site.wait_until)
FULL = os.environ.get("ABUSE") == "full"
CITY = "150400"
TRAINER = f"train.{CITY}"
MIB = 1 << 20
FORK = multiprocessing.get_context("fork")


def size(small, full):
    """How many: `small` inside make test, `full` under make abuse."""
    return full if FULL else small


def figure(words, *values):
    print(f"# figure: {words}: " + ", ".join(str(v) for v in values), flush=True)


def raise_descriptors():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def resident(process):
    """Bytes of memory a process holds."""
    with open(f"/proc/{process.pid}/statm", encoding="ascii") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def part_of(values, share):
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def spread(values, unit="ms", scale=1000):
    """p50, p99 and the largest, in words."""
    return " ".join(f"{name} {part_of(values, share) * scale:.1f} {unit}" for name, share in (("p50", .5), ("p99", .99), ("most", 1)))


class Yard(Site):
    """A Site with further lines of configuration, and the figures its daemons tell."""

    def __init__(self, *lines, **more):
        self.lines = lines
        super().__init__(**more)

    def write_config(self, upstreams, clock):
        super().write_config(upstreams, clock)
        with open(self.config, "a", encoding="utf-8") as f:
            f.writelines(line + "\n" for line in self.lines)

    def write_accounts(self, regions, extra):
        """The few that are needed: making a password takes its time on purpose."""
        with open(self.accounts, "w", encoding="utf-8") as f:
            for account, role in (("sysadmin", "system_admin"), ("audit", "audit_admin"), (TRAINER, "org.training"), *extra):
                self.passwords[account] = "Aa1!" + secrets.token_hex(12)
                f.write("\t".join((account, f"样例{role}", CITY, "", "", role, self.passwords[account])) + "\n")

    def ready(self):
        """With rules, a date, and at its working size, so that memory is compared with that."""
        self.load_policy()
        self.today("2025-03-03")
        for i in range(40):
            self.do(TRAINER, "/training/classes", **a_class(900000 + i))
            self.get(TRAINER, "/training/classes?limit=50")
        self.settle()

    def raw(self, method, path, body=None, headers=None, account=""):
        """A connection that was left idle may have been closed, by time or for others; then once more, as browsers do."""
        old = account in self.connections
        try:
            return super().raw(method, path, body, headers, account)
        except OSError:
            if not old:
                raise
            return super().raw(method, path, body, headers, account)

    def figures(self, service):
        status = self.get("sysadmin", "/platform/status")
        found = next(s for s in status["services"] if s["service"] == service)
        return {f["name"]: int(f["value"]) for f in found["figures"]}

    def stream_port(self, service):
        return self.base_port + 2 * SERVICES.index(service) + 1

    def command_port(self, service):
        return self.base_port + 2 * SERVICES.index(service)


# ---- the legitimate user --------------------------------------------------------------------------------------------

def a_class(number):
    return {"plan": {"title": f"班{number:06d}", "kind": "SPECIAL", "venue": "OTHER", "starts_on": "2025-06-02",
                     "ends_on": "2025-06-06", "hours": 30, "seats": 40}}


class Officer:
    """Works from an address of his own in a process of his own: reads, commands, and every so often a new connection, as a
    browser does. Counts what he sent, what was answered, and everything that was not."""
    FRESH_EVERY = 5

    def __init__(self, site, pause_s=0.02, command_every=4, address="127.0.0.1"):
        self.site, self.pause_s, self.command_every, self.address = site, pause_s, command_every, address
        self.token = site.token(TRAINER)
        self.ours, theirs = FORK.Pipe()
        self.process = FORK.Process(target=self.work, args=(theirs,), daemon=True)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *problem):
        if self.process.is_alive():
            self.process.terminate()
        self.process.join()

    def done(self):
        """Stops and tells: {sent, answered, wrong: [what happened instead], seconds: [of each answer]}."""
        self.ours.send("stop")
        told = self.ours.recv()
        self.process.join()
        return told

    def work(self, pipe):
        told = {"sent": 0, "answered": 0, "wrong": [], "seconds": []}
        line, number, run = None, 0, secrets.token_hex(4)
        while not pipe.poll(self.pause_s):
            number += 1
            if line is None or number % self.FRESH_EVERY == 0:
                if line:
                    line.close()
                line = http.client.HTTPConnection("127.0.0.1", self.site.http_port, timeout=60,
                                                  source_address=(self.address, 0))
            told["sent"] += 1
            began = time.monotonic()
            try:
                status, body = self.ask(line, number, run)
                told["seconds"].append(time.monotonic() - began)
                if status // 100 == 2:
                    told["answered"] += 1
                else:
                    told["wrong"].append(f"{status} {body[:120]!r}")
            except (OSError, http.client.HTTPException) as e:
                told["wrong"].append(f"{type(e).__name__} {e}")
                line = None
        pipe.send(told)

    def ask(self, line, number, run):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if number % self.command_every:
            line.request("GET", "/api/v1/training/classes?limit=5", headers=headers)
        else:
            headers["Idempotency-Key"] = f"{time.time_ns():020d}-{secrets.token_hex(6)}"
            body = a_class(number)
            body["plan"]["title"] += run
            line.request("POST", "/api/v1/training/classes", json.dumps(body), headers)
        answer = line.getresponse()
        return answer.status, answer.read()


def judge(story, words, told):
    """The promise: nothing a legitimate user asked was refused or lost."""
    figure(f"legitimate requests, {words}", f"sent {told['sent']}", f"answered {told['answered']}", spread(told["seconds"]))
    story.check(f"no legitimate request refused: {words}", told["sent"] > 0 and told["answered"] == told["sent"],
                f"{len(told['wrong'])} of {told['sent']}: {told['wrong'][:3]}")


class Flat:
    """Memory of a daemon before, at the height of and after an abuse; flat when it grew by no more than `spare` bytes."""

    def __init__(self, process, words):
        self.process, self.words, self.before, self.most = process, words, resident(process), 0

    def look(self):
        self.most = max(self.most, resident(self.process))

    def judge(self, story, spare):
        self.look()
        after = resident(self.process)
        figure(f"memory, {self.words}", *(f"{name} {value / MIB:.1f} MiB" for name, value in
                                         (("before", self.before), ("most", self.most), ("after", after))),
               f"descriptors {descriptors(self.process)}")
        story.check(f"memory stays flat (+{spare // MIB} MiB at most): {self.words}", after <= self.before + spare,
                    f"{self.before} -> {after}")
