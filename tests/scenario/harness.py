"""What the scenarios share: a site that explains itself when a step fails, a small organisation to tell stories about, and the
checks every story ends with. tests/lib/site.py is loaded by path, since the standard library has a module `site` too."""
import base64
import hashlib
import http.client
import itertools
import importlib.util
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import traceback
from datetime import datetime, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
os.chdir(ROOT)      # rule packs and a relative BUILD are named from the top of the project
_spec = importlib.util.spec_from_file_location("dandang_site", os.path.join(ROOT, "tests", "lib", "site.py"))
dandang_site = importlib.util.module_from_spec(_spec)
sys.modules["dandang_site"] = dandang_site
_spec.loader.exec_module(dandang_site)

sys.path.insert(0, os.path.join(ROOT, "tests", "recompute"))
import book  # noqa: E402

Refused, SERVICES, BUILD, wait_until = dandang_site.Refused, dandang_site.SERVICES, dandang_site.BUILD, dandang_site.wait_until
DOMAIN = [s for s in SERVICES if s != "gateway"]
LOG_LINES_SHOWN = 12
EVENTS_SHOWN = 12
EVENT_CHARS_SHOWN = 260
PATIENCE_S = 30


def new_key():
    """A time-ordered idempotency key."""
    return f"{time.time_ns():020d}-{secrets.token_hex(6)}"


# ---- a site that explains itself ------------------------------------------------------------------------------------

class Town(dandang_site.Site):
    """A Site whose refusals say what was asked, and which shows what it was doing when a story broke off."""
    open_towns = []

    def __init__(self, *args, lines=(), **more):
        self.lines = list(lines)       # further lines of the configuration, e.g. "[journal]", "max_mib = 1"
        self.merged, self.merged_after = [], 0
        self.own_lines = {}            # service -> lines of its own in place of `lines`
        super().__init__(*args, **more)
        Town.open_towns.append(self)

    def write_config(self, upstreams, clock):
        super().write_config(upstreams, clock)
        with open(self.config, "a", encoding="utf-8") as f:
            f.writelines(line + "\n" for line in self.lines)

    def start(self, *names):
        shared = self.config
        for name in sorted(names or SERVICES, key=lambda n: n == "gateway"):   # it waits until every stream stands
            if name in self.own_lines:
                self.config = f"{shared}.{name}"
                with open(shared, encoding="utf-8") as f, open(self.config, "w", encoding="utf-8") as own:
                    own.write(f.read() + "\n".join(self.own_lines[name]) + "\n")
            super().start(name)
            self.config = shared

    def call(self, account, method, path, body=None, key=None, headers=None):
        try:
            return super().call(account, method, path, body, key, headers)
        except Refused as e:
            e.asked = f"{account} {method} {path} {json.dumps(body, ensure_ascii=False)[:1500] if body is not None else ''}"
            raise

    def do(self, account, path, key=None, **body):
        """A command as every client should send it: where no answer came, again with the same key."""
        key, deadline = key or new_key(), time.monotonic() + PATIENCE_S
        while True:
            try:
                return self.call(account, "POST", path, body, key)
            except Refused as e:
                if e.code not in ("BUSY", "OUTCOME_UNKNOWN") or time.monotonic() > deadline:
                    raise
            time.sleep(0.05)

    def events(self, account="audit"):
        """Every merged event, in order; what was read before is not asked for again."""
        while True:
            page = self.get(account, f"/events?after={self.merged_after}&limit=2000")
            self.merged += page["items"]
            if page["next"] == self.merged_after or page["next"] >= page["tail"]:
                self.merged_after = max(page["next"], self.merged_after)
                return list(self.merged)
            self.merged_after = page["next"]

    def again(self, account, path, key, **body):
        """The same command with the same key: (answer, whether the daemon said it was answered before)."""
        headers = {"Authorization": f"Bearer {self.token(account)}", "Content-Type": "application/json", "Idempotency-Key": key}
        status, answer, whole = self.raw("POST", "/api/v1" + path, json.dumps(body), headers, account)
        parsed = json.loads(answer)
        if status // 100 != 2:
            raise Refused(status, parsed)
        return parsed, whole.getheader("Idempotency-Replayed") == "true"

    def revive(self, *names):
        """Starts daemons again and waits until they answer and every stream stands."""
        self.start(*names)
        for name in names:
            if not wait_until(lambda n=name: self.answers(n), PATIENCE_S):
                raise RuntimeError(f"{name} was started again and does not answer")
        self.wait_ready()

    def answers(self, name):
        """The daemon is reached. Asked impatiently: a question that was on its way to the dead process comes back only after
        the gateway's own time limit."""
        token, line = self.token("sysadmin"), http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=1)
        try:
            line.request("GET", "/api/v1/platform/status", None, {"Authorization": f"Bearer {token}"})
            status = json.loads(line.getresponse().read())
            return any(s["service"] == name and s["reachable"] for s in status["services"])
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def pull_the_plug(self, name):
        """SIGKILL and a new start."""
        self.kill(name)
        self.revive(name)

    def hang_up(self, name):
        """SIGHUP: the daemon reads its allow-list again."""
        self.processes[name].send_signal(signal.SIGHUP)

    def keys(self, name=""):
        return os.path.join(self.data, "keys", name)

    def journal(self, service):
        return os.path.join(self.data, service, "journal")

    def refusal(self, account, path, **body):
        """The whole refusal a command meets, or None when it was accepted."""
        try:
            self.do(account, path, **body)
            return None
        except Refused as e:
            return e

    def one(self, account, path, **wanted):
        """The one row of a table with these values."""
        found = [r for r in self.rows(account, path) if all(r.get(k) == v for k, v in wanted.items())]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} rows of {path} have {wanted}: {json.dumps(found, ensure_ascii=False)[:600]}")
        return found[0]

    def close(self):
        if self in Town.open_towns:
            Town.open_towns.remove(self)
        super().close()

    def __exit__(self, *problem):
        if (problem[0] and problem[0] is not SystemExit) or Story.anything_failed:
            explain_site(self)
        self.close()


def explain_site(town):
    """The daemons' own words: exits, warnings and errors, and the last events of the merged stream."""
    print(f"#   site {town.code}, data in {town.folder}")
    for name in SERVICES:
        process = town.processes.get(name)
        state = "not started" if process is None else "running" if process.poll() is None else f"ENDED {process.poll()}"
        try:
            lines = town.log(name).splitlines()
        except OSError:
            lines = []
        loud = [x for x in lines if '"level":"info"' not in x.replace(" ", "")] or lines[-2:]
        print(f"#   {name}: {state}")
        for line in loud[-LOG_LINES_SHOWN:]:
            print(f"#       {line[:400]}")
    try:
        status = town.get("sysadmin", "/platform/status")
        print(f"#   clock {status['clock']}, settled {status['settled']}")
        for s in status["services"]:
            streams = " ".join(f"{x['site']}/{x['service']}:{x['state']}:{x['sequence']}/{x['tail']}{(' ' + x['reason']) if x['reason'] else ''}"
                               for x in s["streams"])
            print(f"#   {s['service']} at {s['sequence']} <- {streams}" if s["reachable"] else f"#   {s['service']} DOES NOT ANSWER")
        for e in [x for x in town.events() if x["type"] != "ClockAdvanced"][-EVENTS_SHOWN:]:
            print(f"#   {show(e)}")
    except Exception as e:      # the site may be the very thing that broke
        print(f"#   the gateway says nothing more: {e}")


def show(e):
    """An event on one line, its day as the office counts it."""
    if e["withheld"]:
        return f"(withheld: merged {e['merged_sequence']})"
    day = (datetime.fromisoformat(e["occurred_at"].rstrip("Z")) + timedelta(hours=8)).date()
    return (f"{day} {eid(e)} {e['type']} of {e['subject']} by {e['actor']} because of {e['cause']} "
            f"{json.dumps(e.get('body'), ensure_ascii=False)[:EVENT_CHARS_SHOWN]}")


# ---- a story ---------------------------------------------------------------------------------------------------------

class Story(dandang_site.Story):
    """Steps in an officer's words. `tell` runs them; where one breaks off, it says what was asked and what was answered."""
    anything_failed = False

    def check(self, words, truth, detail=""):
        if not truth:
            Story.anything_failed = True
            detail = f"{where_now()}: {detail() if callable(detail) else detail}"
        super().check(words, truth, detail)
        return truth

    def same(self, words, got, wanted):
        return self.check(words, got == wanted, f"got {got!r}, wanted {wanted!r}")

    def barred(self, words, town, account, path, code="CADRE_BARRED", **body):
        """The command is refused with that code."""
        e = town.refusal(account, path, **body)
        return self.check(words, e is not None and (e.code == code or any(v.get("code") == code for v in e.body.get("errors", []))),
                          lambda: f"wanted {code}, but " + (str(e) if e else "it was accepted"))


def in_scenario(frames):
    """The innermost of these frames that belongs to a story."""
    ours = [f for f in frames if os.path.dirname(os.path.abspath(f.filename)) == HERE]
    ours = [f for f in ours if not f.filename.endswith("harness.py")] or ours
    return ours[-1] if ours else None


def where_now():
    frame = in_scenario(traceback.extract_stack())
    return f"{os.path.basename(frame.filename)}:{frame.lineno}" if frame else ""


def where():
    """The line of the scenario that broke."""
    frame = in_scenario(traceback.extract_tb(sys.exc_info()[2]))
    return f"{os.path.basename(frame.filename)}:{frame.lineno}: {frame.line}" if frame else ""


def tell(tale):
    """Runs a story to its end and exits with its status."""
    story, start = Story(), time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))     # a time limit from outside: no daemon is left behind
    try:
        tale(story)
    except Exception as e:
        line = where()
        detail = [f"at {line}"]
        if isinstance(e, Refused):
            detail += [f"asked: {getattr(e, 'asked', '')}", f"answer: {json.dumps(e.body, ensure_ascii=False)}"]
        else:
            detail += [f"{type(e).__name__}: {e}"]
        story.check("the story comes to its end", False, "\n#   ".join(["broke off"] + detail))
        if not isinstance(e, (Refused, AssertionError, RuntimeError)):
            print("#   " + traceback.format_exc().replace("\n", "\n#   "))
    finally:
        for town in list(Town.open_towns):
            town.close()
    print(f"# {time.monotonic() - start:.1f} s")
    sys.exit(story.end())


# ---- people and units ------------------------------------------------------------------------------------------------

LEVELS = {"县处级正职", "县处级副职", "乡科级正职", "乡科级副职", "科员及以下"}
_serial = itertools.count(1)


def id_number(area, born, male=True):
    """A valid GB 11643 number nobody else in this run has."""
    n = next(_serial)
    first = f"{area}{born.replace('-', '')}{(2 * n + (1 if male else 0)) % 998 + (0 if male else 2):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(c) * w for c, w in zip(first, weights)) % 11]


def csv_bytes(rows):
    """A CSV as a spreadsheet writes it; rows are dicts, the first one's keys are the header."""
    header = list(rows[0])
    lines = [",".join(header)] + [",".join(str(r.get(k, "")) for k in header) for r in rows]
    return base64.b64encode("\r\n".join(lines).encode("utf-8-sig")).decode()


def unit(code, name, kind, region, group="", **posts):
    """One row of a units file; posts: level -> number."""
    return {"单位编码": code, "单位名称": name, "类别": kind, "行政区划": region, "考核分组": group,
            **{f"{level}职数": posts.get(level, "") for level in ("县处级正职", "县处级副职", "乡科级正职", "乡科级副职", "科员及以下")}}


def person(code, name, unit_code, level, authority, born="1978-05-20", post="", rank="", head=False, member=False, area="150403"):
    """One row of a roster."""
    yes = {True: "是", False: "否"}
    return {"人员编码": code, "姓名": name, "身份证号": id_number(area, born), "民族": "汉族", "单位编码": unit_code, "岗位编码": post,
            "现任职务": "", "职务层次": level, "任职时间": "2018-03-01", "职级": rank, "任现职级时间": "2019-06-01" if rank else "",
            "管理权限": authority, "入党时间": "2003.07", "参加工作时间": "2000.08", "基层工作年限": "6",
            "班子主要负责人": yes[head], "班子成员": yes[member], "年度考核结果": "2022:称职;2023:称职;2024:称职"}


def import_roster(town, account, units, people):
    """Both files, as an officer would load them."""
    town.do(account, "/personnel/imports/units", content=csv_bytes(units), file_name="单位.csv")
    answer = town.do(account, "/personnel/imports/people", content=csv_bytes(people), file_name="干部.csv")
    town.settle()
    return answer


# ---- events ----------------------------------------------------------------------------------------------------------

def eid(e):
    return f"{e['site']}/{e['service']}/{e['sequence']}"


class Chain:
    """The merged stream of a site, to ask what caused what."""

    def __init__(self, town, account="audit"):
        self.all = [e for e in town.events(account) if not e["withheld"]]
        self.by_id = {eid(e): e for e in self.all}

    def of(self, kind, **body):
        """Events of a type whose body has these values, in merged order."""
        return [e for e in self.all if e["type"] == kind and all(e.get("body", {}).get(k) == v for k, v in body.items())]

    def one(self, kind, **body):
        found = self.of(kind, **body)
        if len(found) != 1:
            raise AssertionError(f"{len(found)} events {kind} with {body}: " + " | ".join(show(e) for e in found[:4]))
        return found[0]

    def follows(self, effect, cause):
        """`effect` was a reaction to `cause`, and both belong to the same chain."""
        return effect["cause"] == eid(cause) and effect["correlation"] == cause["correlation"]

    def together(self, *events):
        """All came out of one decision or one due moment of one daemon, one right after another."""
        first = events[0]
        return all(e["cause"] == first["cause"] and e["correlation"] == first["correlation"] and e["service"] == first["service"]
                   for e in events)


def arrow(story, chain, words, effect, cause):
    story.check(words, chain.follows(effect, cause), lambda: f"{show(effect)}\n#     does not name as its cause\n#     {show(cause)}")


def decided(story, chain, words, *events):
    story.check(words, chain.together(*events), lambda: "not of one decision:\n#     " + "\n#     ".join(show(e) for e in events))


# ---- journals --------------------------------------------------------------------------------------------------------

HEAD_BYTES, PREFIX_BYTES, HEADER_BYTES = 128, 16, 176
KIND_EVENT, KIND_ADOPTED = 1, 2


class Record:
    """One record as it lies in a segment (the format is told in common/journal/verify/journal_verify.c)."""

    def __init__(self, header, payload):
        self.header, self.payload = header, payload
        self.kind, self.data_class = header[1], header[3]
        self.sequence = int.from_bytes(header[8:16], "big")
        self.hash, self.previous = hashlib.sha256(header).digest(), header[104:136]


def records(folder):
    """The records of a journal, first to last."""
    for name in sorted(n for n in os.listdir(folder) if n.endswith(".seg")):
        with open(os.path.join(folder, name), "rb") as f:
            data = f.read()
        at = HEAD_BYTES
        while at + PREFIX_BYTES <= len(data):
            length = int.from_bytes(data[at:at + 4], "big")
            if length == 0:
                break
            header = data[at + PREFIX_BYTES:at + PREFIX_BYTES + HEADER_BYTES]
            meta, payload = (int.from_bytes(header[i:i + 4], "big") for i in (32, 36))
            start = at + PREFIX_BYTES + HEADER_BYTES + meta
            yield Record(header, data[start:start + payload])
            at += length


def files_with(folder, secrets_):
    """Files below a folder that hold one of these byte strings."""
    found = []
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), "rb") as f:
                data = f.read()
            if any(s in data for s in secrets_):
                found.append(os.path.relpath(os.path.join(path, name), folder))
    return sorted(found)


def origin(record):
    """The header an adopted record had where it was written, and what it held there."""
    return Record(record.payload[:HEADER_BYTES], record.payload[HEADER_BYTES:])


# ---- figures once more ------------------------------------------------------------------------------------------------

def recomputed(story, town, program, words):
    """A program of tests/recompute finds every figure as recorded, and sees each of them where it is wrong."""
    zh, en = words.split(" | ")
    events = book.history(town.journal("assessment"))
    found = book.run(program, events)
    story.check(f"{zh}由独立程序从日志重算，{found.compared}个数一致 | {en}: an independent program computes the same",
                found.compared and not found.found, lambda: "\n#     ".join(found.found[:8]))
    story.same(f"{zh}任何一项有误，独立程序都看得出来 | {en}: a field that is wrong is seen, whichever it is", book.unseen(program, events), [])


# ---- how every story ends ----------------------------------------------------------------------------------------------

def verify_journal(path):
    """(whether the independent verifier accepts it, what it says)."""
    run = subprocess.run([os.path.join(BUILD, "bin", "journal-verify"), path, "--from-origin"], capture_output=True, text=True,
                         timeout=120, check=False)
    return run.returncode == 0, (run.stdout + run.stderr).strip()[-400:]


def all_daemons_stand(story, town, words=""):
    """Every state rebuilt from its journal is the same state, and every journal passes the independent verifier."""
    town.settle()
    different = []
    for service in SERVICES:
        answer = town.do("sysadmin", f"/platform/{service}/rebuild")
        if answer.get("equal") != "yes" or answer["digest_before"] != answer["digest_after"]:
            different.append(f"{service}: {answer}")
    story.check(f"{words}各服务的状态由日志重建后与原状态逐字节相同 | every state rebuilt from its journal is equal",
                not different, different)
    bad = []
    for service in SERVICES:
        good, said = verify_journal(town.journal(service))
        if not good:
            bad.append(f"{service}: {said}")
    story.check(f"{words}各本日志经独立程序核验无误 | journal-verify accepts every journal", not bad, bad)
    town.settle()
