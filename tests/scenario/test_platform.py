"""What the platform promises when the machine under it fails (docs/runbook.md): a full disk, a dead process, an impatient client,
a state that may be damaged, a key taken away, a clock that was off for a year, a clean stop.
"""
import http.client
import json
import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cast import CADRE, CITY, HEAD, LIN, SUPERVISION, TRAIN, UNITS, after, people  # noqa: E402
from harness import (SERVICES, Chain, Refused, Town, all_daemons_stand, csv_bytes, import_roster, new_key, person, show, tell,  # noqa: E402
                     verify_journal, wait_until)

DAY_MS = 86_400_000
FULL_AFTER = 200                  # commands at most until one MiB of journal is full
STREAMS_REST_S = 1                # a daemon that found the disk full asks its streams again after this


# ---- a class plan of about forty kilobytes -----------------------------------------------------------------------------

def big_class(number):
    return {"plan": {"title": f"大班{number:03d}", "kind": "SPECIAL", "venue": "OTHER", "starts_on": "2025-06-02", "ends_on": "2025-06-06",
                     "hours": 30, "seats": 40, "instructors": [
                         {"name": "样" * 60, "qualification": "师资库" + "样" * 90, "subject": "专" * 90} for _ in range(50)]}}


def small_class(number):
    return {"plan": {"title": f"小班{number:03d}", "kind": "SPECIAL", "venue": "OTHER", "starts_on": "2025-06-02", "ends_on": "2025-06-06",
                     "hours": 30, "seats": 40}}


def titles(town):
    return sorted(c["plan"]["title"] for c in town.rows(TRAIN, "/training/classes"))


def digest(town, service):
    """(sequence, digest of the state) of one daemon."""
    answer = town.do("sysadmin", f"/platform/{service}/verify")
    return answer["state_sequence"], answer["digest"]


def figure(town, service, name):
    status = town.get("sysadmin", "/platform/status")
    return next(int(f["value"]) for s in status["services"] if s["service"] == service for f in s["figures"] if f["name"] == name)


def at_rest(town, service):
    """Its digest once it no longer changes: while the disk is full its streams rest for a second and try again, and small things may
    still fit."""
    before = None
    while before != (before := digest(town, service)):
        time.sleep(2 * STREAMS_REST_S)
    return before


# ---- 1 the disk is full ---------------------------------------------------------------------------------------------------

def disk_full(story, town):
    accepted, refused, key = [], None, None
    while refused is None and len(accepted) < FULL_AFTER:
        key = new_key()
        try:
            town.do(TRAIN, "/training/classes", key, **big_class(len(accepted)))
            accepted.append(f"大班{len(accepted):03d}")
        except Refused as e:
            refused = e
    story.check(f"日志达到上限（{len(accepted)} 个班之后）：507，如实告知 | the journal is full: 507 after {len(accepted)} classes",
                refused is not None and (refused.status, refused.code) == (507, "STORAGE_FULL"), refused)
    story.same("已受理的都在，被拒的一个字节也没有 | all that was accepted is there, nothing of what was refused", titles(town), accepted)
    story.check("读照常，其他服务照常办理 | reading goes on, the other daemons work on",
                town.do(CADRE, "/personnel/imports/people", content=csv_bytes([person("c-new", "新样来", "u-sw", "乡科级正职", CITY)]))["registered"] == "1")
    story.same("再试仍拒，不重试磁盘也不退出 | asked again it refuses again and does not end",
               [getattr(town.refusal(TRAIN, "/training/classes", **big_class(999)), "status", None) for _ in range(3)], [507] * 3)
    story.check("状态页看得见 | the status says so", figure(town, "training", "full_disk_refusals_total") >= 4)

    before = at_rest(town, "training")
    town.pull_the_plug("training")
    wait_until(lambda: digest(town, "training") == before)
    story.same("磁盘满时断电：重启后状态不变 | a power loss with a full disk: the same state after the restart", digest(town, "training"), before)
    story.same("重启后仍满仍拒，已受理的仍在 | still full, still refusing, still complete",
               (getattr(town.refusal(TRAIN, "/training/classes", **big_class(998)), "status", None), titles(town)), (507, accepted))

    town.own_lines["training"] = ["[journal]", "max_mib = 64"]
    town.stop("training")
    town.revive("training")
    answer = town.do(TRAIN, "/training/classes", key, **big_class(len(accepted)))
    story.check("放宽上限并重启：当初被拒的那条用原幂等键现在受理 | the limit is raised: the refused command is accepted under its old key",
                answer["class_id"] and titles(town) == accepted + [f"大班{len(accepted):03d}"], lambda: titles(town)[-2:])
    town.settle()
    called = town.refusal(TRAIN, "/training/call-ups", cadre_id="c-new", ground="WEAK_PUSH", reason="核对")
    story.check("磁盘满期间别的服务发生的事也补上了 | what the others did meanwhile has arrived too", called is None, called)


# ---- 2 an impatient client and a dead process ------------------------------------------------------------------------------

class Impatient(threading.Thread):
    """Sends its commands one after another; where no answer comes in time it hangs up and asks again with the same key."""

    def __init__(self, town, count):
        super().__init__(daemon=True)
        self.town, self.count, self.answers, self.retries = town, count, [], 0
        self.headers = {"Authorization": f"Bearer {town.token(TRAIN)}", "Content-Type": "application/json"}

    def run(self):
        for number in range(self.count):
            key, deadline = new_key(), time.monotonic() + 30
            while time.monotonic() < deadline:
                if self.send(key, small_class(number)):
                    break
                self.retries += 1
                time.sleep(0.05)

    def send(self, key, body):
        line = http.client.HTTPConnection("127.0.0.1", self.town.http_port, timeout=1)
        try:
            line.request("POST", "/api/v1/training/classes", json.dumps(body), {**self.headers, "Idempotency-Key": key})
            answer = line.getresponse()
            if answer.status // 100 == 2:
                self.answers.append(json.loads(answer.read())["class_id"])
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
        return False


def killed_in_the_middle(story, town):
    before, client = titles(town), Impatient(town, 150)
    client.start()
    for _ in range(2):
        wait_until(lambda reached=len(client.answers): len(client.answers) >= reached + 40 or not client.is_alive(), 10)
        town.kill("training")
        town.start("training")
    client.join(60)
    town.wait_ready()
    town.settle()
    made = [t for t in titles(town) if t not in before]
    story.same(f"办理途中两次断电，客户端重试 {client.retries} 次：每件恰好一次 | killed twice in the middle: every command took effect exactly once",
               (made, len(set(client.answers))), ([f"小班{i:03d}" for i in range(150)], 150))
    key = new_key()
    town.do(TRAIN, "/training/classes", key, **small_class(500))
    town.pull_the_plug("training")
    e = None
    try:
        town.do(TRAIN, "/training/classes", key, **small_class(501))
    except Refused as refused:
        e = refused
    story.check("断电之后仍记得：同一键换内容被拒 | after a power cut the key is still known: another body is refused", e is not None and e.code == "KEY_REUSED", e)


# A password becomes a hash with a salt before it becomes a command: the salt must be the same after a restart, or the same command
# would be another one and its retry be refused.
def an_account_is_opened_once_over_a_restart(story, town):
    key, body = new_key(), {"account": "a-once", "display_name": "样", "password": "Load!9-once", "region": CITY, "roles": ["auditor"]}
    first = town.call("secadmin", "POST", "/gateway/accounts", body, key)
    town.pull_the_plug("gateway")
    again = None
    try:
        again = town.call("secadmin", "POST", "/gateway/accounts", body, key)
    except Refused as e:
        again = str(e)
    story.same("网关断电后以同一键再开同一账号：答复相同 | the gateway was killed, the same account under the same key: the same answer", again, first)


# ---- 3 a state that is not to be trusted -------------------------------------------------------------------------------------

def unclean_stop(story, town):
    town.settle()
    before = digest(town, "personnel")
    town.pull_the_plug("personnel")
    story.same("非正常停机：状态由日志重建，与原状态相同 | an unclean stop: rebuilt from the journal, and equal",
               (figure(town, "personnel", "rebuilt_at_start"), digest(town, "personnel")), (1, before))
    story.check("日志里写明重建 | and the log says so", "was rebuilt from the journal" in town.log("personnel"))
    town.stop("personnel")
    town.revive("personnel")
    story.same("正常停机：不必重建 | a clean stop: no rebuild",
               (figure(town, "personnel", "rebuilt_at_start"), digest(town, "personnel")), (0, before))


def snapshot(story, town):
    town.settle()
    folder = os.path.join(town.data, "training", "snapshots")
    def done():
        return "snapshot at" in town.log("training")
    town.do("sysadmin", "/platform/training/snapshot")
    story.check("快照在后台完成 | a snapshot is made in the background", wait_until(done) and os.listdir(folder), lambda: town.log("training")[-400:])
    for number in range(600, 605):
        town.do(TRAIN, "/training/classes", **small_class(number))
    town.settle()
    before = digest(town, "training")
    town.pull_the_plug("training")
    story.same("快照加日志尾部重建，与原状态相同 | rebuilt from the snapshot and the tail of the journal: equal",
               (figure(town, "training", "rebuilt_at_start"), digest(town, "training")), (1, before))
    town.kill("training")
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "r+b") as f:
            f.truncate(100)
    town.revive("training")
    story.same("快照坏了就从第一条记录重建 | with a broken snapshot from the first record: equal", digest(town, "training"), before)


# ---- 4 a key is taken away -----------------------------------------------------------------------------------------------------

def stream_state(town, service, of):
    for s in town.get("sysadmin", "/platform/status")["services"]:
        for stream in s["streams"]:
            if s["service"] == service and stream["service"] == of:
                return stream["state"], int(stream["sequence"])
    return "absent", 0


def knows(town, cadre_id):
    """Welfare has heard of this person."""
    e = town.refusal(HEAD, "/welfare/talkers", cadre_id=cadre_id, level="SECRETARY")
    return e is None or e.code != "CADRE_UNKNOWN"


def revoked_key(story, town):
    allow = town.keys("allow")
    with open(allow, encoding="ascii") as f:
        lines = f.read().splitlines()
    with open(allow, "w", encoding="ascii") as f:
        f.writelines(line + "\n" for line in lines if not line.endswith("-welfare"))
    town.hang_up("personnel")
    story.check("收回关爱服务的密钥：人事服务的事件流数秒内中断 | the key is taken away: the stream is cut off within seconds",
                wait_until(lambda: stream_state(town, "welfare", "personnel")[0] != "streaming", 15), lambda: stream_state(town, "welfare", "personnel"))
    town.do(CADRE, "/personnel/imports/people", content=csv_bytes([person("c-cut", "断样流", "u-sw", "乡科级正职", CITY)]))
    story.check("其他服务照常收到 | the others go on receiving",
                wait_until(lambda: town.refusal(TRAIN, "/training/call-ups", cadre_id="c-cut", ground="WEAK_PUSH") is None, 10))
    time.sleep(0.5)
    story.check("被收回者什么也收不到 | the one cut off receives nothing", not knows(town, "c-cut"))
    with open(allow, "w", encoding="ascii") as f:
        f.writelines(line + "\n" for line in lines)
    town.hang_up("personnel")
    town.pull_the_plug("welfare")      # by itself it asks again within half a minute; started anew, at once
    story.check("恢复密钥后从断处补齐 | given back, it catches up from where it stopped", wait_until(lambda: knows(town, "c-cut"), 40),
                lambda: stream_state(town, "welfare", "personnel"))
    town.settle()


# ---- 5 the clock was off for a year ------------------------------------------------------------------------------------------

def a_year_at_once(story, town):
    """Deadlines of different lengths are armed; then a year passes in one step."""
    town.do(SUPERVISION, "/accountability/warnings/raise", cadre_id="c-nm", ground="任务滞后", behavior="SLOW_ACTION", origin="fact-1")
    town.do(SUPERVISION, "/accountability/reports/register", cadre_id=LIN, channel="PHONE", received_on="2025-03-03", content="反映问题")
    sanction = town.do(SUPERVISION, "/accountability/sanctions/register", cadre_id="c-sw", kind="GOV_WARNING", organ="CDI", document="政务〔2025〕1号",
                       decided_on="2025-03-03", effective_on="2025-03-03")
    town.do(HEAD, "/training/call-ups", cadre_id=LIN, ground="WEAK_PUSH", reason="推进不力")
    town.settle()
    before = len(Chain(town).all)
    town.today("2026-03-04")
    chain = Chain(town)
    fired = [e for e in chain.all[before:] if e["cause"].startswith("due/")]
    moments = [(e["occurred_at"], e["cause"].split("/")[-1]) for e in fired]
    wrong = [show(e) for e in fired if not on_its_own_day(e)]
    story.check(f"时钟一步推进一年：{len(fired)} 件到期事项各按自己的时刻发生 | a year in one step: {len(fired)} things fell due, each at its own moment",
                len(fired) >= 6 and not wrong, wrong or moments)
    mixed = {}
    for service in SERVICES:       # reactions to what other daemons' clocks let fall due may come in between
        own = [e["occurred_at"] for e in fired if e["service"] == service]
        if own != sorted(own):
            mixed[service] = own
    story.same("各服务按到期先后，次序不乱 | every daemon in the order in which things fell due", mixed, {})
    expired = chain.one("SanctionExpired", sanction_id=sanction["sanction_id"])
    story.check("处分影响期届满、临时限制到期、预警和调训逾期都在其中 | the sanction expired, the provisional bar ended, warning and call-up are overdue",
                expired and chain.one("BarLifted", cadre_id=LIN)["body"]["expired"] and chain.of("WarningOverdue", cadre_id="c-nm") and
                chain.one("CallUpFailed", cadre_id=LIN, final=True))
    warned = chain.one("WarningRaised", cadre_id=LIN)
    story.check("逾期未报到引出的一级预警是一个反应，原因写明 | what followed from it is a reaction and says from what",
                chain.follows(warned, chain.one("CallUpFailed", cadre_id=LIN)), show(warned))
    e = town.refusal("sysadmin", "/platform/clock", to_ms=1_000_000)
    story.check("时钟不能倒退 | the clock does not go back", e is not None and e.code == "CLOCK_BACKWARDS", e)


def on_its_own_day(e):
    """00:00 of the day after the last day, Shanghai time."""
    last = e["cause"].split("/")[-1]
    return e["occurred_at"].startswith(f"{last}T16:00:00")


# ---- 6 a clean stop -----------------------------------------------------------------------------------------------------------

def waiting_request(town, process):
    """Somebody who waits for an answer of a daemon that does not give one."""
    headers = {"Authorization": f"Bearer {town.token(TRAIN)}"}

    def ask():
        line = http.client.HTTPConnection("127.0.0.1", town.http_port, timeout=20)
        try:
            line.request("GET", "/api/v1/training/classes?limit=1", None, headers)
            line.getresponse().read()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
    process.send_signal(signal.SIGSTOP)
    asked = threading.Thread(target=ask, daemon=True)
    asked.start()
    time.sleep(0.2)
    return asked


def clean_stop(story, town):
    before = ([e["merged_sequence"] for e in town.events()], titles(town))
    running = dict(town.processes)
    asked = waiting_request(town, running["training"])
    for process in running.values():
        process.send_signal(signal.SIGTERM)
    running["gateway"].wait(timeout=30)
    running["training"].send_signal(signal.SIGCONT)
    ends = {name: process.wait(timeout=30) for name, process in running.items()}
    asked.join(10)
    town.processes.clear()
    story.same("SIGTERM：各服务（有人正等着答复）都正常结束 | SIGTERM: all end with 0, though somebody waits for an answer", ends, {s: 0 for s in ends})
    bad = [f"{s}: {said}" for s in SERVICES for good, said in [verify_journal(town.journal(s))] if not good]
    story.same("停机后日志完好 | the journals are whole", bad, [])
    town.start()
    town.settle()
    story.same("再启动：不必重建 | started again: no rebuild", [figure(town, s, "rebuilt_at_start") for s in SERVICES], [0] * len(SERVICES))
    story.check("一件不多，一件不少 | nothing more and nothing less than before",
                ([e["merged_sequence"] for e in town.events()], titles(town)) == before)


def platform(story):
    with Town(CITY) as town:
        town.today("2025-03-03")
        town.load_policy()
        import_roster(town, CADRE, UNITS, people())
        town.own_lines["training"] = ["[journal]", "max_mib = 1"]
        town.stop("training")
        town.revive("training")
        disk_full(story, town)
        killed_in_the_middle(story, town)
        an_account_is_opened_once_over_a_restart(story, town)
        unclean_stop(story, town)
        snapshot(story, town)
        revoked_key(story, town)
        a_year_at_once(story, town)
        clean_stop(story, town)
        all_daemons_stand(story, town)


if __name__ == "__main__":
    tell(platform)
