"""Damage is seen before it is served (docs/runbook.md): files changed while a daemon runs and while it stands still, a journal
that lost its end, files of another daemon, a daemon put back from yesterday's copy.
"""
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cast import CADRE, CITY, TRAIN, UNITS, people  # noqa: E402
from harness import Refused, Town, all_daemons_stand, csv_bytes, import_roster, person, tell, wait_until  # noqa: E402

START_AGAIN, PERSON_NEEDED = 75, 65


def small_class(number):
    return {"plan": {"title": f"小班{number:03d}", "kind": "SPECIAL", "venue": "OTHER", "starts_on": "2025-06-02", "ends_on": "2025-06-06",
                     "hours": 30, "seats": 40}}


def titles(town):
    return sorted(c["plan"]["title"] for c in town.rows(TRAIN, "/training/classes"))


def digest(town, service):
    answer = town.do("sysadmin", f"/platform/{service}/verify")
    return answer["state_sequence"], answer["digest"]


def folder(town, service, *names):
    return os.path.join(town.data, service, *names)


def ended(town, service):
    """The exit status of a daemon that ends by itself."""
    return town.processes.pop(service).wait(timeout=30)


def started_in_vain(town, service):
    """Starts a daemon that refuses; its exit status and its last words."""
    town.start(service)
    status = ended(town, service)
    return status, town.log(service).splitlines()[-1]


# ---- 1 under a running daemon ----------------------------------------------------------------------------------------------

def changed_row(story, town):
    town.settle()
    before, right = digest(town, "training"), titles(town)
    path = folder(town, "training", "state", "data.mdb")
    with open(path, "r+b") as f:
        data = f.read()
        at, places = data.find("小班001".encode()), 0
        while at >= 0:
            f.seek(at)
            f.write("小班009".encode())
            places += 1
            at = data.find("小班001".encode(), at + 1)
    try:
        served = titles(town)
    except Exception as e:      # whatever a client is told when a daemon ends under its question
        served = str(e)
    story.check(f"运行中的状态文件被改动（{places} 处）：改动过的内容没有发出去 | the file of a running daemon is changed: nothing of it is served",
                places > 0 and "小班009" not in served, served)
    story.same("服务自行结束，请监督程序重新启动 | the daemon ends and asks to be started again", ended(town, "training"), START_AGAIN)
    town.revive("training")
    story.same("重启后状态由日志重建，分毫不差 | started again: rebuilt, not a byte different", (digest(town, "training"), titles(town)), (before, right))


def cut_file(story, town):
    before = digest(town, "training")
    os.truncate(folder(town, "training", "state", "data.mdb"), 8192)
    try:
        titles(town)
    except Exception:      # as above
        pass
    story.check("运行中的状态文件被截断：进程结束，不发错误内容 | the file of a running daemon is cut: the process ends", ended(town, "training") != 0)
    town.revive("training")
    story.same("重启后状态由日志重建 | started again: rebuilt, and equal", digest(town, "training"), before)


# ---- 2 while it stands still -----------------------------------------------------------------------------------------------

def changed_at_rest(story, town):
    town.stop("training")      # journals how far the streams were taken in
    town.revive("training")
    town.settle()
    before = digest(town, "training")
    town.stop("training")
    with open(folder(town, "training", "state", "data.mdb"), "r+b") as f:
        f.seek(-100, os.SEEK_END)
        f.write(b"?")
    town.revive("training")
    story.same("停机期间状态文件被改动一个字节：发现并重建 | one byte of the state changed at rest: seen, and rebuilt", digest(town, "training"), before)
    town.stop("training", "welfare")
    shutil.rmtree(folder(town, "training", "state"))
    shutil.copytree(folder(town, "welfare", "state"), folder(town, "training", "state"))
    town.revive("training", "welfare")
    story.same("状态文件换成别的服务的：不予采信并重建 | the state of another daemon in its place: not believed", digest(town, "training"), before)


def last_segment(town, service):
    segments = sorted(n for n in os.listdir(folder(town, service, "journal")) if n.endswith(".seg"))
    return folder(town, service, "journal", segments[-1])


def lost_end(story, town):
    before = digest(town, "training")
    for stop in ("clean", "killed"):
        town.stop("training") if stop == "clean" else town.kill("training")
        path = last_segment(town, "training")
        with open(path, "rb") as f:
            whole = f.read()
        used = len(whole.rstrip(b"\0"))
        with open(path, "r+b") as f:
            f.seek(used - 700)
            f.write(bytes(700))
        status, words = started_in_vain(town, "training")
        story.check(f"日志尾部被清零（{stop}）：拒绝启动，说明缺几条 | the end of the journal is zeroed: it refuses to start and says how many are missing",
                    status == PERSON_NEEDED and "records are missing" in words, (status, words))
        story.same("再启动仍拒绝 | and again", started_in_vain(town, "training")[0], PERSON_NEEDED)
        with open(path, "r+b") as f:
            f.write(whole)
        town.revive("training")
        story.same("放回日志后照常启动 | the journal is put back: it starts, and nothing is lost", digest(town, "training"), before)


def refused_rebuild(town, service):
    try:
        town.do("sysadmin", f"/platform/{service}/rebuild")
    except Refused as e:
        return e.status, e.code
    return "rebuilt"


def damaged_history(story, town):
    """A record that no read needs any more: the state at hand is then the better one."""
    town.settle()
    before = digest(town, "training")
    path = last_segment(town, "training")
    with open(path, "r+b") as f:
        data = f.read()
        at = data.find("小班001".encode())
        f.seek(at)
        f.write("小班009".encode())
    story.same("日志中间被改动：拒绝重建，原状态保留 | a record changed in the journal: a rebuild is refused", refused_rebuild(town, "training"),
               (409, "JOURNAL_DAMAGED"))
    story.check("日志写明何处损坏 | the log says where", "ALARM: the journal is damaged: segment" in town.log("training"))
    story.same("服务照常，状态未变 | the daemon goes on with the state it had", digest(town, "training"), before)
    with open(path, "r+b") as f:
        f.seek(at)
        f.write("小班001".encode())
    answer = town.do("sysadmin", "/platform/training/rebuild")
    story.same("放回后重建，分毫不差 | put back: rebuilt, and equal", (answer["equal"], answer["digest_after"]), ("yes", before[1]))


def anothers_journal(story, town):
    town.stop("training", "welfare")
    own, theirs = folder(town, "training", "journal"), folder(town, "welfare", "journal")
    os.rename(own, own + ".kept")
    shutil.copytree(theirs, own)
    status, words = started_in_vain(town, "training")
    story.check("别的服务的日志：拒绝启动 | the journal of another daemon: refused", status == PERSON_NEEDED and "another daemon" in words, (status, words))
    shutil.rmtree(own)
    status, words = started_in_vain(town, "training")
    story.check("日志不见了：拒绝启动，不另起一本 | no journal at all: refused, and no new one begun",
                status == PERSON_NEEDED and "every segment is missing" in words, (status, words))
    shutil.rmtree(own)
    os.rename(own + ".kept", own)
    town.revive("training", "welfare")


# ---- 3 yesterday's copy ----------------------------------------------------------------------------------------------------

def streams_of(town, service):
    """state of every stream that follows this service"""
    status = town.get("sysadmin", "/platform/status")
    return {s["service"]: stream["state"] for s in status["services"] for stream in s["streams"] if stream["service"] == service}


def yesterdays_copy(story, town):
    town.settle()
    town.stop("personnel")
    kept = folder(town, "personnel", "journal")
    shutil.copytree(kept, kept + ".yesterday")
    town.revive("personnel")
    town.do(CADRE, "/personnel/imports/people", content=csv_bytes([person("c-late", "晚样来", "u-sw", "乡科级正职", CITY)]))
    town.settle()
    town.stop("personnel")
    shutil.rmtree(kept)
    os.rename(kept + ".yesterday", kept)
    status, words = started_in_vain(town, "personnel")
    story.check("恢复成昨天的日志：拒绝启动，说明缺几条 | yesterday's journal: refused, with the number of records missing",
                status == PERSON_NEEDED and "records are missing" in words, (status, words))
    town.start_with("personnel", "--accept-loss")
    story.same("接受损失：记入日志并结束 | --accept-loss: done and ended", ended(town, "personnel"), 0)
    story.check("日志里写明 | the log says so", "LOSS ACCEPTED" in town.log("personnel") and "Epoch 2" in town.log("personnel"))
    town.start("personnel")
    story.check("照常启动 | it starts as ever", wait_until(lambda: town.answers("personnel")))
    wait_until(lambda: set(streams_of(town, "personnel").values()) == {"forked"})
    story.same("每个订阅者都看见分叉 | every follower sees the fork", set(streams_of(town, "personnel").values()), {"forked"})
    time.sleep(0.5)
    story.same("分叉之后什么也不接收 | and takes in nothing more", set(streams_of(town, "personnel").values()), {"forked"})


def damaged(story):
    with Town(CITY) as town:
        town.today("2025-03-03")
        town.load_policy()
        import_roster(town, CADRE, UNITS, people())
        for number in range(8):
            town.do(TRAIN, "/training/classes", **small_class(number))
        changed_row(story, town)
        cut_file(story, town)
        changed_at_rest(story, town)
        damaged_history(story, town)
        lost_end(story, town)
        anothers_journal(story, town)
        all_daemons_stand(story, town)
        yesterdays_copy(story, town)


if __name__ == "__main__":
    tell(damaged)
