"""A democratic evaluation nobody can unmask (网络民主测评).

Sixty voters of three classes fetch tokens and cast them without a session. The box loses its power while ballots wait in its
urn; nothing is lost and nothing counted twice, whether they are offered again or not. Double, forged, wrong-class and late ballots are
refused. Afterwards everything on the disk is read: what the issuer knows of voters and what the box knows of ballots share no
eight bytes. The result is counted again by hand, and the board is verified by a program that shares no code with the box.
"""
import base64
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ballot_client import Box, Token, b64  # noqa: E402
from cast import ASSESS, CITY, HEAD, UNITS, people  # noqa: E402
from harness import Refused, Town, import_roster, person, tell, wait_until  # noqa: E402

SIZES = {"A": 8, "B": 20, "C": 32}
VOTERS = [(f"voter-{c}-{n:03d}", c) for c, size in SIZES.items() for n in range(size)]
ACCOUNTS = [(f"{v}.self", v, CITY, "u-nm", v, "cadre") for v, _ in VOTERS]
POINTS = {"excellent": 10000, "good": 8000, "fair": 6000, "abstain": None}
WEIGHTS = {"A": 40, "B": 30, "C": 30}
FORM = {"options": [{"option_id": o, "title": o, "points": p or 0, "abstain": p is None, "excellent": o == "excellent"} for o, p in POINTS.items()],
        "items": [{"item_id": "acts", "title": "敢担当"}, {"item_id": "shirks", "title": "推诿", "negative": True}],
        "targets": [{"target_id": "c-jt", "title": "局样长"}, {"target_id": "c-sw", "title": "商样中"},
                    {"target_id": "c-nm", "title": "牧样先"}],
        "classes": [{"class_id": c, "title": f"{c}票", "weight_percent": w} for c, w in WEIGHTS.items()], "excellent_max": 1}


class Hall(Town):
    """Every voter has an account, and each password takes its time."""

    def wait_ready(self, seconds=240):
        super().wait_ready(seconds)

    def today(self, iso_day):
        """What was unused while so many logged in may be closed by the other side: new connections, then."""
        for connection in self.connections.values():
            connection.close()
        self.connections.clear()
        super().today(iso_day)


def evenly(cadre_id, class_id):
    """Marks without a small count: class A agrees, B and C are divided in halves."""
    return "fair" if class_id != "A" and int(cadre_id[-3:]) % 2 else "good"


class Voter:
    def __init__(self, cadre_id, class_id):
        self.cadre_id, self.class_id, self.account = cadre_id, class_id, f"{cadre_id}.self"
        self.token = self.leaf = None
        self.example = "事例" + hashlib.sha256(os.urandom(16)).hexdigest()[:24]
        first, second = random.choice(list(POINTS)), random.choice([o for o in POINTS if o != "excellent"])
        self.marks = [{"target_id": "c-jt", "item_id": "acts", "option_ids": [first]},
                      {"target_id": "c-sw", "item_id": "acts", "option_ids": [second]},
                      {"target_id": "c-nm", "item_id": "acts", "option_ids": [evenly(cadre_id, class_id)]}]
        self.ticks = random.random() < 0.4
        if self.ticks:
            self.marks.append({"target_id": "c-sw", "item_id": "shirks", "example": self.example})

    def issue(self, town, poll_id, keys):
        self.token = Token(keys[self.class_id])
        town.do(self.account, "/assessment/polls/tokens", poll_id=poll_id, blinded=b64(self.token.blinded))
        answer = town.call(self.account, "POST", "/assessment/polls/signatures", {"poll_id": poll_id, "blinded": b64(self.token.blinded)})
        self.token.finalize(base64.b64decode(answer["blind_signature"]))
        town.connections.pop(self.account).close()     # one address may hold so many

    def cast(self, box, poll_id):
        standing, leaf = box.cast(poll_id, self.class_id, self.token, self.marks)
        self.leaf = leaf or self.leaf
        return standing


# ---- 1 form, roll, keys ------------------------------------------------------------------------------------------------

def prepared(story, town):
    poll_id = town.do(ASSESS, "/assessment/polls/draft", title="年度民主测评", form=FORM, opens_on="2025-06-10", closes_on="2025-06-12")["poll_id"]
    story.barred("被测评人不得参加对自己的测评 | nobody votes on himself", town, ASSESS, "/assessment/polls/voters", "POLL_VOTER_IS_TARGET",
                 poll_id=poll_id, voters=[{"cadre_id": "c-jt", "class_id": "A"}])
    for at in range(0, len(VOTERS), 60):
        town.do(ASSESS, "/assessment/polls/voters", poll_id=poll_id,
                voters=[{"cadre_id": v, "class_id": c} for v, c in VOTERS[at:at + 60]])
    town.do(ASSESS, "/assessment/polls/publish", poll_id=poll_id)
    ready = wait_until(lambda: town.get(ASSESS, f"/assessment/polls/{poll_id}")["state"] == "READY", 60)
    story.check("公布后系统自行生成每票类一把密钥 | the daemon makes one key a class by itself", ready, town.log("assessment")[-600:])
    folder = os.path.join(town.data, "assessment", "ballot-keys")
    story.check("私钥只在各自的文件里，仅属主可读 | secrets lie in files of their own, readable by the owner alone",
                len(os.listdir(folder)) == 3 and all(os.stat(os.path.join(folder, n)).st_mode & 0o777 == 0o400 for n in os.listdir(folder)))
    town.settle()
    return poll_id


# ---- 2 tokens ----------------------------------------------------------------------------------------------------------

def issued(story, town, box, poll_id):
    keys = {k["class_id"]: base64.b64decode(k["modulus"]) for k in box.rows("/ballot/boxes")[0]["keys"]}
    story.same("三把公钥各不相同，3072 位 | three different public keys of 3072 bits", sorted(len(k) for k in set(keys.values())), [384] * 3)
    voters = [Voter(*v) for v in VOTERS]
    for v in voters:
        v.issue(town, poll_id, keys)
    one = voters[0]
    story.barred("每人只发一次凭证 | one token a person", town, one.account, "/assessment/polls/tokens", "POLL_TOKEN_ISSUED", poll_id=poll_id,
                 blinded=b64(Token(keys["A"]).blinded))
    again = town.call(one.account, "POST", "/assessment/polls/signatures", {"poll_id": poll_id, "blinded": b64(one.token.blinded)})
    story.same("答复丢失可再取，签名相同 | a lost answer is asked for again, the signature is the same", again["blind_signature"], b64(one.token.blind_signature))
    try:
        town.call(voters[1].account, "POST", "/assessment/polls/signatures", {"poll_id": poll_id, "blinded": b64(one.token.blinded)})
        code = None
    except Refused as e:
        code = e.code
    story.same("别人的数不签 | nobody's number but one's own is signed", code, "POLL_TOKEN_NOT_ISSUED")
    story.same("名单上没有的人领不到 | who is not on the roll gets none", town.refused("lin.self", "/assessment/polls/tokens", poll_id=poll_id, blinded=b64(one.token.blinded)),
               "POLL_NOT_ON_ROLL")
    story.same("投票尚未开始 | voting has not opened", one.cast(box, poll_id), "BALLOT_NOT_OPEN")
    return voters


# ---- 3 casting, with a power cut ---------------------------------------------------------------------------------------

def turnout(box, poll_id):
    return {r["class_id"]: r.get("ballots", 0) for r in box.rows("/ballot/turnouts") if r["poll_id"] == poll_id}


def refused_ballots(story, town, box, poll_id, voters):
    v = voters[0]
    other = next(x for x in voters if x.class_id == "B")
    story.same("A 票凭证不能投 B 票 | a token of class A is none of class B", box.cast(poll_id, "B", v.token, v.marks)[0], "BALLOT_TOKEN_FORGED")
    damaged = bytearray(v.token.signature)
    damaged[100] ^= 1
    story.same("伪造的签名不收 | a forged signature is refused", box.cast(poll_id, "A", v.token, v.marks, signature=b64(bytes(damaged)))[0], "BALLOT_TOKEN_FORGED")
    story.same("借用他人签名不收 | somebody else's signature is refused", box.cast(poll_id, "A", v.token, v.marks, signature=b64(other.token.signature))[0],
               "BALLOT_TOKEN_FORGED")
    story.same("反向指标须写事例 | a negative item needs its example",
               box.cast(poll_id, "A", v.token, v.marks[:3] + [{"target_id": "c-jt", "item_id": "shirks"}])[0], "BALLOT_EXAMPLE_MISSING")
    both = [dict(v.marks[0], option_ids=["excellent"]), dict(v.marks[1], option_ids=["excellent"]), v.marks[2]]
    story.same("优秀票不超限额 | excellent marks up to the limit", box.cast(poll_id, "A", v.token, both)[0], "BALLOT_EXCELLENT_MANY")
    story.same("一项只选一个 | one option an item", box.cast(poll_id, "A", v.token, [dict(v.marks[0], option_ids=["good", "fair"]), *v.marks[1:3]])[0],
               "BALLOT_OPTIONS_MANY")
    body = {"poll_id": poll_id, "class_id": "A", "token": b64(v.token.prepared), "signature": b64(v.token.signature), "marks": v.marks}
    status, answer = box.ask("POST", "/ballot/casts", body, {"Authorization": f"Bearer {town.token(v.account)}"})
    story.same("带登录信息的选票退回 | a ballot that brings a session is turned away", (status, answer.get("code")), (400, "BALLOT_WITH_SESSION"))


def cast_all(story, town, box, poll_id, voters):
    order = random.sample(voters, len(voters))
    first, rest = order[:7], order[7:]
    story.same("投出的票进箱待计 | a cast ballot is queued", {v.cast(box, poll_id) for v in first}, {"QUEUED"})
    leaves = [v.leaf for v in first]
    story.check("当即告知叶子 | its leaf is told at once", all(leaves) and len(set(leaves)) == len(leaves), leaves)
    changed = [dict(first[0].marks[0], option_ids=["fair" if first[0].marks[0]["option_ids"] != ["fair"] else "good"]), *first[0].marks[1:]]
    story.same("待计中同一凭证换票不收 | while it waits, the same token with another ballot is refused",
               box.cast(poll_id, first[0].class_id, first[0].token, changed)[0], "BALLOT_TOKEN_USED")
    town.kill("ballot")
    town.revive("ballot")
    story.same("断电之后换票仍不收：票还在箱中 | after the power cut it is refused still: the ballot lies in the box",
               box.cast(poll_id, first[0].class_id, first[0].token, changed)[0], "BALLOT_TOKEN_USED")
    story.same("再次提交，还是同一张票 | offered again, it is the same ballot", {v.cast(box, poll_id) for v in first}, {"QUEUED"})
    story.same("叶子不变 | with the same leaf", [v.leaf for v in first], leaves)
    unanswered = []
    for at, v in enumerate(rest):
        v.cast(box, poll_id)
        if at in (15, 35):             # between the urn and its answer, as often as not
            threading.Timer(0.05, town.kill, ["ballot"]).start()
            unanswered += [x for x in rest[at + 1:at + 4] if not cast_into_the_dark(x, box, poll_id)]
            wait_until(lambda: "ballot" not in town.processes, 10)
            town.revive("ballot")
    for x in unanswered:               # only those who had no answer offer theirs again
        x.cast(box, poll_id)
    wait_until(lambda: sum(turnout(box, poll_id).values()) == 60, 20)
    story.same("全部投完，实时人数即应到人数 | everybody came, and live turn-out says so", turnout(box, poll_id), SIZES)
    story.same("已投的票换内容不收 | a token that is used stays used", box.cast(poll_id, first[0].class_id, first[0].token, changed)[0], "BALLOT_TOKEN_USED")
    story.same("截止前公示板是空的，不暴露先后 | no board before the close, which would date its leaves", box.rows(f"/ballot/board?poll_id={poll_id}"), [])
    return order


def cast_into_the_dark(voter, box, poll_id):
    """The box may die at any moment. Was there an answer?"""
    try:
        return voter.cast(box, poll_id) == "QUEUED"
    except OSError:
        return False


def kendall(places):
    n = len(places)
    agree = sum(1 if places[i] < places[j] else -1 for i in range(n) for j in range(i + 1, n))
    return agree / (n * (n - 1) / 2)


def mixed(story, box, poll_id, order):
    """The board against the order in which people cast."""
    story.same("截止后每张票都已入箱，无一丢失 | after the close every ballot is final, none lost", {v.cast(box, poll_id) for v in order}, {"FINAL"})
    story.same("没有一张计两次 | none is counted twice", turnout(box, poll_id), SIZES)
    place = {r["leaf"]: r["number"] for r in box.rows(f"/ballot/board?poll_id={poll_id}")}
    story.same("公示板上正好是这些票 | the board holds exactly these ballots", sorted(place), sorted(v.leaf for v in order))
    n = len(order)
    tau, sd = kendall([place[v.leaf] for v in order]), (2 * (2 * n + 5) / (9 * n * (n - 1))) ** 0.5
    story.check("公示板的次序与投票先后无关 | the order of the board tells nothing of who came first", abs(tau) < 4 * sd, f"tau {tau:.3f}, sd {sd:.3f}")


# ---- 4 the close -------------------------------------------------------------------------------------------------------

def score_of(voters, target):
    numerator = denominator = 0
    from fractions import Fraction
    for class_id, weight in WEIGHTS.items():
        points = [POINTS[m["option_ids"][0]] for v in voters if v.class_id == class_id for m in v.marks if m["target_id"] == target and m["item_id"] == "acts"]
        points = [p for p in points if p is not None]
        if points:
            numerator, denominator = numerator + weight * Fraction(sum(points), len(points)), denominator + weight
    return int(numerator / denominator + Fraction(1, 2))


def closed(story, town, box, poll_id, voters):
    story.same("截止前没有结果 | no result before the close", town.rows(HEAD, "/ballot/tallies"), [])
    spare = Token(base64.b64decode(next(k["modulus"] for k in box.rows("/ballot/boxes")[0]["keys"] if k["class_id"] == "A")))
    spare.signature = voters[0].token.signature
    town.today("2025-06-13")
    wait_until(lambda: town.rows(HEAD, "/ballot/tallies"), 30)
    town.pull_the_plug("ballot")       # within the ritual, as often as not
    town.settle()
    total = town.one(HEAD, "/ballot/tallies", poll_id=poll_id)
    story.same("应到、实到、有效 | should attend, came, valid", (total["should_attend"], total["ballots"], total.get("valid")), (60, 60, True))
    story.same("截止后不再收票 | a late ballot is refused", box.cast(poll_id, "A", spare, voters[0].marks)[0], "BALLOT_LATE")
    story.same("已入箱的票截止后仍可确认 | a final ballot is confirmed after the close too", voters[5].cast(box, poll_id), "FINAL")
    story.same("测评随之转入已计票 | assessment hears of it", town.get(HEAD, f"/assessment/polls/{poll_id}")["state"], "TALLIED")
    story.same("没有小单元的得分手算一致 | a score without small counts, by hand", town.one(HEAD, f"/ballot/item-tallies?poll_id={poll_id}", target_id="c-nm",
               item_id="acts").get("score"), 40 * 80 + 30 * 70 + 30 * 70)
    for target in ("c-jt", "c-sw", "c-nm"):
        row = town.one(HEAD, f"/ballot/item-tallies?poll_id={poll_id}", target_id=target, item_id="acts")
        if row.get("score_hidden"):
            story.check(f"{target}：有小单元，得分隐去 | a small cell hides the score", any(g.get("mean_hidden") for g in row["groups"]), row)
        else:
            story.same(f"{target}：得分与独立计算一致 | the score agrees with an independent count", row["score"], score_of(voters, target))
        for g in row["groups"]:
            shown = [c["count"] for c in g["counts"] if not c.get("hidden") and c.get("count")]
            story.check("公布的单元不小于五 | no count below five is shown", all(n >= 5 for n in shown), g)
    town.do(HEAD, "/assessment/polls/release", poll_id=poll_id)
    return total


def verified(story, box, poll_id, total, voters):
    tool = os.path.join("services", "ballot", "verify", "verify_board.py")
    board = box.rows(f"/ballot/board?poll_id={poll_id}")

    def run(rows, *more):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
            json.dump(rows, f)
            f.flush()
            return subprocess.run(["/usr/bin/python3", tool, f.name, "--root", total["root"], "--leaves", str(total["leaves"]), *more],
                                  capture_output=True, text=True).returncode

    receipts = [x for v in voters[:10] for x in ("--receipt", v.leaf)]
    story.same("公示板与根一致，收据都在板上 | the board verifies with its receipts", run(board, *receipts), 0)
    story.same("少一张被发现 | a dropped ballot is seen", run(board[:-1]), 1)
    changed = [dict(r) for r in board]
    changed[7]["leaf"] = hashlib.sha256(b"x").hexdigest()
    story.same("换一张被发现 | a changed ballot is seen", run(changed), 1)
    story.same("多一张被发现 | an added ballot is seen", run(board + [{"number": len(board) + 1, "leaf": hashlib.sha256(b"y").hexdigest()}]), 1)
    swapped = [dict(r) for r in board]
    swapped[0]["leaf"], swapped[1]["leaf"] = swapped[1]["leaf"], swapped[0]["leaf"]
    story.same("换次序被发现 | two exchanged are seen", run(swapped), 1)


def sealed(story, town, box, poll_id, before):
    """The ritual: what lay in the urn while people voted, and in the store while they were counted, stands nowhere outside the journal any more."""
    story.same("投票期间选票内容只在票箱的瓮里 | while people vote, what they wrote lies in the urn alone", before, [poll_id])
    done = wait_until(lambda: [b for b in box.rows("/ballot/boxes") if b["poll_id"] == poll_id and b["state"] == "SEALED"], 30)
    story.check("计票后票箱压缩重写并封存 | after the tally the box is rewritten and sealed", done, town.log("ballot")[-600:])
    story.same("票箱存储、快照和瓮里不再有任何选票内容 | neither the store nor a copy of it nor the urn holds a mark", residue(town), [])
    story.same("瓮已销毁 | the urn is gone", os.listdir(os.path.join(town.data, "ballot", "urns")), [])


def residue(town):
    """Files of the box outside its journal that hold an example somebody wrote."""
    found = []
    for part in ("state", "snapshots", "urns"):
        for folder, _, names in os.walk(os.path.join(town.data, "ballot", part)):
            for name in names:
                with open(os.path.join(folder, name), "rb") as f:
                    data = f.read()
                found += [name for text in town.canaries if text in data][:1]
    return found


# ---- 5 what is on the disk ---------------------------------------------------------------------------------------------

# what eight bytes of a value are when it stands raw, as hexadecimal and as base64
FORMS = ((8, lambda v: v), (16, lambda v: v.hex().encode()), (12, base64.b64encode))


def windows(raw, texts=()):
    """{size: windows of that size} of raw values in every form they could be written in, and of texts as they are."""
    out = {size: set() for size, _ in FORMS}
    for size, form in FORMS:
        for value in map(form, raw):
            out[size].update(value[i:i + size] for i in range(len(value) - size + 1))
    for size, text in texts:
        out[size].update(text[i:i + size] for i in range(len(text) - size + 1))
    return out


def files_of(town, *services):
    for service in services:
        for folder, _, names in os.walk(os.path.join(town.data, service)):
            if not folder.endswith("ballot-keys"):
                yield from (os.path.join(folder, n) for n in names)
        yield os.path.join(town.folder, f"{service}.log")


def hits(paths, wanted):
    """(file, window) of the first window found in each file; long runs of zeros are holes."""
    found, size = [], 0
    for path in paths:
        with open(path, "rb") as f:
            data = f.read()
        for piece in re.split(rb"\0{16,}", data):
            size += len(piece)
            hit = next((piece[i:i + n] for n, some in wanted.items() if some for i in range(len(piece) - n + 1) if piece[i:i + n] in some), None)
            if hit:
                found.append((os.path.basename(os.path.dirname(path)) + "/" + os.path.basename(path), hit))
                break
    return found, size


def unlinkable(story, town, voters):
    town.stop()
    ballots = windows([x for v in voters for x in (v.token.prepared, v.token.signature, hashlib.sha256(v.token.prepared).digest())],
                      [(16, v.example[2:].encode()) for v in voters])
    roll = windows([x for v in voters for x in (v.token.blinded, v.token.blind_signature, hashlib.sha256(v.token.blinded).digest())],
                   [(8, x.encode()) for v in voters for x in (v.cadre_id, v.account)])
    everyone = [s for s in town.start_order if s != "ballot"]
    found, size = hits(files_of(town, *everyone), ballots)
    story.check(f"发证一侧和网关的存储、日志里没有任何选票的 8 字节（{size >> 10} KiB） | no 8 bytes of a ballot outside the box", not found and size > 1 << 16, found)
    found, size = hits(files_of(town, "ballot"), roll)
    story.check(f"票箱的存储、日志里没有任何投票人的 8 字节（{size >> 10} KiB） | no 8 bytes of a voter in the box", not found and size > 1 << 14, found)
    found, _ = hits(files_of(town, "ballot"), windows([], [(16, v.example[2:].encode()) for v in voters if v.ticks]))
    story.check("同一搜索能找到箱中的选票 | the same search does find the ballots where they are", found)
    found, _ = hits(files_of(town, "assessment"), windows([hashlib.sha256(v.token.blinded).digest() for v in voters]))
    story.check("也能找到名册一侧的发证记录 | and the issues where they are", found)


def story_of_a_ballot(story):
    random.seed(20250610)
    lin = ("lin.self", "林样担", CITY, "u-jt", "c-lin", "cadre")
    with Hall(extra_accounts=[lin, *ACCOUNTS]) as town:
        town.start_order = ["personnel", "training", "assessment", "accountability", "welfare", "gateway", "ballot"]
        town.load_policy()
        town.today("2025-06-02")
        import_roster(town, f"cadre.{CITY}", UNITS, people() + [person(v, f"样例{v}", "u-nm", "科员及以下", CITY) for v, _ in VOTERS])
        box = Box(town.http_port)
        poll_id = prepared(story, town)
        voters = issued(story, town, box, poll_id)
        town.today("2025-06-10")
        refused_ballots(story, town, box, poll_id, voters)
        order = cast_all(story, town, box, poll_id, voters)
        town.canaries = [v.example[2:].encode() for v in voters if v.ticks]
        before = residue(town)
        total = closed(story, town, box, poll_id, voters)
        mixed(story, box, poll_id, order)
        sealed(story, town, box, poll_id, before)
        verified(story, box, poll_id, total, voters)
        unlinkable(story, town, voters)


if __name__ == "__main__":
    tell(story_of_a_ballot)
