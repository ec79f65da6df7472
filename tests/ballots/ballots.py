#!/usr/bin/python3
"""make ballots [N=10000]: nobody can say who wrote which ballot, and none is lost, counted twice or smuggled in.

    ballots.py N

Two sites are run. In the first, people vote in several evaluations, N ballots in all, while daemons are killed and started again. The second
is smaller and its box is planted: it draws no lots, so that ballots stand in the order they came in; the checks must see that. What both sites
have in common besides is no secret of either."""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "scenario")]
import disk  # noqa: E402
import matcher  # noqa: E402
import tallied  # noqa: E402
from ballot_client import b64  # noqa: E402
from cast import HEAD  # noqa: E402
from hall import Hall  # noqa: E402
from harness import BUILD, tell, wait_until  # noqa: E402
from voters import AT_ONCE, EARLY, library  # noqa: E402

MODES = [EARLY, AT_ONCE]
PLANTED = 240                        # ballots of the planted site
BALLOTS_A_POLL, POLLS_MAX = 100, 16  # keys take their time, too: the same people vote in several evaluations
OTHERS = ["personnel", "training", "assessment", "accountability", "welfare", "gateway"]
SAMPLES_LEAST = 20
LOG_LINES_A_START = 25
RUN, SHOWN = 5, 400                 # SHOWN_MAX of shared.c


def note(words):
    print(f"# {time.strftime('%H:%M:%S')} {words}", flush=True)


# ---- 1 everybody votes -------------------------------------------------------------------------------------------------

def vote(story, hall, kills):
    early = [b for b in hall.ballots if b.poll.mode == EARLY]
    at_once = [b for b in hall.ballots if b.poll.mode == AT_ONCE]
    random.shuffle(early)
    random.shuffle(at_once)
    if early:
        said = hall.issue(early, False, [(1, "assessment"), (2, "assessment")] if kills else [])
        note(f"{said['count']} tokens in {said['seconds']:.1f} s")
        story.same("断电重启之中，每人领到凭证 | everybody gets a token, whoever was killed meanwhile", said["failed"], 0)
    hall.open()
    if at_once:
        said = hall.issue(at_once, True, [(2, "ballot"), (2, "assessment")] if kills else [])
        note(f"{said['count']} tokens fetched and cast at once in {said['seconds']:.1f} s")
        story.same("领到就投的也都投出 | and who casts at once has cast", said["failed"], 0)
    random.shuffle(early)                   # not the order in which tokens were fetched
    if early:
        said = hall.cast(early, [(0.5, "ballot"), (2, "gateway"), (2, "ballot")] if kills else [], first=True)
        note(f"{said['count']} ballots in {said['seconds']:.1f} s")
    offered_again(story, hall, kills)


STEP = 5                            # in which turn-out is told


def offered_again(story, hall, kills):
    """Browsers keep what is not counted and offer it again; the box knows it after every kill."""
    for _ in range(2 if kills else 1):
        leaves = {b.token_hash: b.leaf for b in hall.ballots if b.leaf}
        again = random.sample(hall.ballots, len(hall.ballots))
        hall.cast(again, [(0.3, "ballot")] if kills else [])
        other = [b.token_hash for b in hall.ballots if leaves.get(b.token_hash, b.leaf) != b.leaf]
        story.same("再次提交，叶子不变：断电没有丢掉一张 | offered again, each has the leaf it had: no kill lost one", other, [])
    story.same("每张票都在箱中待计 | every ballot waits in the box", {b.standing for b in hall.ballots}, {"QUEUED"})
    note(f"{len(hall.ballots)} wait for the close; daemons were killed {hall.killed} times")
    expected = {}
    for poll in hall.polls:
        size = {}
        for _, class_id in hall.voters:
            size[class_id] = size.get(class_id, 0) + 1
        for class_id, should in size.items():
            all_ = sum(b.class_id == class_id for b in poll.ballots)
            expected[poll.poll_id, class_id] = all_ if all_ == should else all_ // STEP * STEP
    came = wait_until(lambda: turnout(hall) == expected, 60)
    story.check("实时投票人数，五人一报，到齐即报 | live turn-out, in steps of five, or everybody", came, (turnout(hall), expected))
    story.same("票箱的日志里还没有一张票 | no ballot stands in the box's journal yet", len(disk.Boxed(hall, {b.leaf for b in hall.ballots}).of), 0)


def turnout(hall):
    return {(r["poll_id"], r["class_id"]): r.get("ballots", 0) for r in hall.box.rows("/ballot/turnouts")}


# ---- 2 what is refused -------------------------------------------------------------------------------------------------

def outcomes(hall, bodies):
    _, answers = hall.voters_do("cast", bodies)
    seen = {}
    for status, what, _ in answers.values():
        key = what if status != "200" else f"{status} {what}"
        seen[key] = seen.get(key, 0) + 1
    return seen


def another_ballot(b):
    """The same token with another ballot."""
    marks = [dict(m) for m in b.marks]
    marks[0]["option_ids"] = ["fair" if marks[0].get("option_ids") != ["fair"] else "good"]
    return b.body(marks=marks)


def forged(b):
    damaged = bytearray(b.signature)
    damaged[random.randrange(1, len(damaged))] ^= 1 << random.randrange(8)
    return b.body(signature=b64(bytes(damaged)))


def refused(story, hall):
    count = max(SAMPLES_LEAST, len(hall.ballots) // 100)
    some = random.sample(hall.ballots, min(count, len(hall.ballots)))
    n = len(some)
    story.same(f"{n} 张用过的凭证投另一张票：全部拒收 | double ballots are refused", outcomes(hall, [another_ballot(b) for b in some]), {"BALLOT_TOKEN_USED": n})
    story.same(f"{n} 个伪造或损坏的签名：全部拒收 | forged ones are refused", outcomes(hall, [forged(b) for b in some]), {"BALLOT_TOKEN_FORGED": n})
    wrong = [b.body(class_id=random.choice([c for c in "ABC" if c != b.class_id])) for b in some]
    story.same(f"{n} 张投到别的票类：全部拒收 | of another class: refused", outcomes(hall, wrong), {"BALLOT_TOKEN_FORGED": n})
    elsewhere = [b.body(poll_id=random.choice([p for p in hall.polls if p is not b.poll]).poll_id) for b in some]
    story.same(f"{n} 张投到别的测评：全部拒收 | in another evaluation: refused", outcomes(hall, elsewhere), {"BALLOT_TOKEN_FORGED": n})


def late(story, hall):
    """Tokens that were issued and never used: the close has passed."""
    story.same("截止后未用过的凭证：全部拒收 | late ballots are refused", outcomes(hall, [b.body() for b in hall.unused]), {"BALLOT_LATE": len(hall.unused)})


def keep_some_unused(hall):
    """One voter in fifty of the last evaluation has a token and stays away."""
    polls = [p for p in hall.polls if p.mode == EARLY]
    hall.unused = []
    for poll in polls[:1]:
        stay = random.sample([b for b in poll.ballots if b.class_id == "C"], max(2, len(poll.ballots) // 50))
        hall.unused = stay
        hall.issue(stay, False)
        poll.ballots = [b for b in poll.ballots if b not in stay]


# ---- 3 the close -------------------------------------------------------------------------------------------------------

def closed(story, hall):
    story.same("截止前公示板是空的 | no board before the close", [r for p in hall.polls for r in hall.box.rows(f"/ballot/board?poll_id={p.poll_id}")], [])
    story.same("截止前没有结果 | no result before the close", hall.rows(HEAD, "/ballot/tallies"), [])
    hall.over()
    story.check("所有票箱计票并封存 | every box is tallied and sealed",
                wait_until(lambda: all(b["state"] == "SEALED" for b in hall.box.rows("/ballot/boxes")), 600), hall.log("ballot")[-600:])
    hall.settle()
    hall.cast(hall.ballots)
    story.same("每张票都已入箱，无一丢失 | every ballot is final, none lost", {b.standing for b in hall.ballots}, {"FINAL"})
    hall.board = {}
    for poll in hall.polls:
        rows = hall.box.rows(f"/ballot/board?poll_id={poll.poll_id}")
        hall.board |= {r["leaf"]: r["number"] for r in rows}
        verified(story, hall, poll, rows)
        tallied.check(story, hall, poll)


def verified(story, hall, poll, rows):
    total = hall.one(HEAD, "/ballot/tallies", poll_id=poll.poll_id)
    path = os.path.join(hall.work, "board.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(rows, f)
    receipts = [x for b in random.sample(poll.ballots, min(20, len(poll.ballots))) for x in ("--receipt", b.leaf)]
    run = subprocess.run([sys.executable, os.path.join("services", "ballot", "verify", "verify_board.py"), path, "--root", total["root"], "--leaves",
                          str(total["leaves"]), *receipts], capture_output=True, text=True, check=False)
    story.check(f"{poll.poll_id}：公示板核验无误，恰为投出的票 | the board verifies and holds exactly the ballots cast",
                run.returncode == 0 and sorted(r["leaf"] for r in rows) == sorted(b.leaf for b in poll.ballots), run.stdout)


# ---- 4 values ----------------------------------------------------------------------------------------------------------

def voter_values(hall):
    out = []
    for b in hall.ballots + hall.unused:
        out += [b.blinded, b.digest, b.blind_signature, b.voter.encode(), b.account.encode(), b.name.encode()]
    return out


def ballot_values(hall):
    """Token, signature, hash of the token, what was written by hand; and the salt, which only the box's journal has."""
    out = [x for b in hall.ballots for x in (b.prepared, b.signature, bytes.fromhex(b.token_hash), b.example.encode())]
    salts = set()
    for record in disk.records(hall.journal("ballot")):
        if record.data_class >= disk.CONFIDENTIAL:
            salts.update(m.group() for m in disk.LEAF.finditer(record.payload))
    known = {b.leaf.encode() for b in hall.ballots} | {b.token_hash.encode() for b in hall.ballots}
    return out + [bytes.fromhex(s.decode()) for s in salts - known]


def values_apart(story, hall, sister):
    work = hall.work
    box, others = list(disk.owned(hall, "ballot")), list(disk.owned(hall, *OTHERS))
    roll, ballots = disk.written(work, "roll", voter_values(hall)), disk.written(work, "votes", ballot_values(hall))
    counted, found = disk.common(work, "roll-in-box", [roll], box)
    story.check(f"票箱一侧（{size_of(box)}）没有投票人的任何 8 字节（{counted['different']} 个） | nothing of a voter in the box", not counted["common"], found[:5])
    counted, found = disk.common(work, "votes-elsewhere", [ballots], others)
    story.check(f"其余各侧（{size_of(others)}）没有选票的任何 8 字节（{counted['different']} 个） | nothing of a ballot elsewhere", not counted["common"], found[:5])
    apart(story, hall, sister, box, others)
    planted(story, hall, roll, ballots)


def apart(story, hall, sister, box, others):
    """Not what we know to look for, but whatever stands on both sides; less what is told to everybody, what the box held before anybody cast
    a ballot (rules, calendar, forms), when it said that it starts or stops, and what a site with other voters and other ballots has as well.
    None of this may hold a value of either. At this size chance alone brings some 8 bytes together, the end of one thing with the beginning of
    the next; so what counts are RUN of them in a row, 12 bytes. Shorter values are looked for by name, above."""
    told = disk.public_records(hall, "assessment", "ballot") + disk.places_come_to(hall, OTHERS) + disk.moments_of(hall, "ballot")
    control = [disk.written(hall.work, "public", told), *disk.below(hall.before)]
    lines = len(disk.moments_of(hall, "ballot"))
    story.check(f"票箱的日志只有启停记录（{lines} 行），不随选票增加 | the box's log speaks of starts and stops, not of ballots",
                lines <= LOG_LINES_A_START * (hall.killed + 2), hall.log("ballot")[-2000:])
    for words, name in (("投票人", "roll"), ("选票", "votes")):
        known, found = disk.common(hall.work, "control", [os.path.join(hall.work, name)], control)
        story.check(f"对照里没有{words}的值，不掩盖泄漏 | the control itself holds no such value", not known["common"], found[:5])
    control += disk.owned(sister, "ballot", *OTHERS)
    counted, found = disk.common(hall.work, "both", box, others, control)
    run, where = disk.longest_run(found)
    story.check(f"两侧比对：票箱 {counted['different']} 个 8 字节之中，扣除对照后剩 {counted['common']} 个巧合，相连的不过 {run} 个 | nothing on both sides but coincidences",
                run < RUN and counted["common"] < SHOWN, where + "\n#   " + "\n#   ".join(found[:40]))
    voter = random.choice(hall.ballots)
    for words, value in (("number", voter.digest), ("id", voter.voter.encode())):
        path = disk.written(hall.work, "plant", os.urandom(1000) + value + os.urandom(1000))
        _, found = disk.common(hall.work, "planted-both", [path], others, control)
        story.check(f"植入票箱的投票人值，两侧比对也能发现 | a voter's {words} planted in the box is found so, too", disk.longest_run(found)[0] >= RUN, found)


def size_of(paths):
    return f"{sum(os.path.getsize(p) for p in paths) >> 20} MiB"


FORMS = {"raw": lambda v: b"\x01\x02\x03" + v + b"\x04", "hex": lambda v: b"x" + v.hex().encode() + b"y",
         "base64": lambda v: b64(b"\x77" + v + b"\x01\x02\x03").encode()}


def planted(story, hall, roll, ballots):
    """Eight bytes of one voter in the box, of one ballot elsewhere, in every form: the same search finds each."""
    voter, ballot = random.choice(hall.ballots), random.choice(hall.ballots)
    leaks = {roll: {"a voter's number": voter.digest, "a voter's signature": voter.blind_signature[:24]},
             ballots: {"a token": ballot.prepared[:24], "a token's hash": bytes.fromhex(ballot.token_hash)}}
    for values, some in leaks.items():
        paths = {}
        for words, value in some.items():
            for n, (name, form) in enumerate(FORMS.items()):      # other bytes in each, for a value that is found twice is told once
                path = disk.written(hall.work, f"plant-{len(paths)}", os.urandom(1000) + form(value[8 * n:8 * n + 8]) + os.urandom(1000))
                paths[path] = f"{words}, {name}"
        _, found = disk.common(hall.work, "planted", [values], list(paths))
        missed = {words for path, words in paths.items() if not any(line.split("\t")[1] == path for line in found)}
        story.check(f"植入的 {len(paths)} 处泄漏全部被发现：{'；'.join(paths.values())} | every planted leak is found", not missed, missed)


# ---- 5 the matcher -----------------------------------------------------------------------------------------------------

class Known:
    """What stands on the disks of a stopped site, by ballot."""

    def __init__(self, hall):
        self.issues = disk.Issues(hall, {b.digest for b in hall.ballots}).of
        self.boxed = disk.Boxed(hall, {b.leaf for b in hall.ballots}).of
        self.stored = disk.places_in_store(hall, "ballot", {b.leaf for b in hall.ballots})
        self.in_urn = disk.places_in_urns(hall.urns, {b.token_hash for b in hall.ballots})
        self.entered = disk.log_ins(hall)
        self.roll = {v: n for n, (v, _) in enumerate(hall.voters)}
        self.board = hall.board

    def guess(self, name, hall, mine, theirs, modes=(EARLY, AT_ONCE), batch=False):
        guess = matcher.Guess(name, 2 if batch else matcher.QUARTERS)
        groups = {}
        for b in hall.ballots:
            if b.poll.mode in modes:
                groups.setdefault((b.poll.poll_id, b.class_id, self.boxed[b.leaf]["batch"] if batch else 0), []).append(b)
        for group in groups.values():
            guess.group([mine(b) for b in group], [theirs(b) for b in group])
        return guess


def strategies(hall):
    k = Known(hall)
    issue, moment, size = (lambda b: k.issues[b.digest]["order"]), (lambda b: k.issues[b.digest]["moment"]), (lambda b: k.issues[b.digest]["size"])
    came, roll, entered = (lambda b: b.cast_order), (lambda b: k.roll[b.voter]), (lambda b: k.entered.get(b.account, 0))
    board, stored, in_urn = (lambda b: k.board[b.leaf]), (lambda b: k.stored[b.leaf]), (lambda b: k.in_urn[b.token_hash])
    boxed, boxed_size, hour = ((lambda b, f=f: k.boxed[b.leaf][f]) for f in ("order", "size", "moment"))
    return [
        k.guess("order of issue / number on the board", hall, issue, board),
        k.guess("order of casting, as seen on the wire / number on the board", hall, came, board),
        k.guess("order of log-in / number on the board", hall, entered, board),
        k.guess("order of the roll / number on the board", hall, roll, board),
        k.guess("order of issue / place in the urn", hall, issue, in_urn),
        k.guess("order of casting / place in the urn", hall, came, in_urn),
        k.guess("order of issue / place in the store's file", hall, issue, stored),
        k.guess("order of casting / place in the store's file", hall, came, stored),
        k.guess("order of the roll / order in the box's journal", hall, roll, boxed),
        k.guess("order of issue / order in the box's journal, tokens fetched early", hall, issue, boxed, (EARLY,)),
        k.guess("order of issue / order in the box's journal, cast as soon as issued", hall, issue, boxed, (AT_ONCE,)),
        k.guess("moment of issue / hour in the box's journal", hall, moment, hour),
        k.guess("size of the issue / size of the ballot", hall, size, boxed_size),
        k.guess("order of issue / order within a batch, the batch being known", hall, issue, boxed, batch=True),
        k.guess("order of casting / order within a batch, the batch being known", hall, came, boxed, batch=True),
    ], k


def matched(story, hall, sister):
    for words, truth in matcher.self_test():
        story.check(f"检验自身：{words} | the test tests itself", truth)
    some, known = strategies(hall)
    level = matcher.ALPHA / len(some)
    for guess in some:
        note(str(guess))
        story.check(f"不比猜测更准：{guess.name} | no better than chance at {matcher.ALPHA} over {len(some)} strategies", guess.groups and guess.p >= level, guess)
    ordered, _ = strategies(sister)
    found = {g.name: g.p < level for g in ordered if "within a batch" in g.name}
    for guess in ordered:
        if "within a batch" in guess.name:
            note(f"planted: {guess}")
    story.check("植入不打乱的票箱被发现 | the planted box that does not mix is found", all(found.values()), found)
    for b in hall.ballots:
        known.board[b.leaf] = b.cast_order
    guess = known.guess("planted board", hall, lambda b: b.cast_order, lambda b: known.board[b.leaf])
    story.check("按投票先后排的公示板被发现 | a board in the order of casting is found", guess.p < level, guess)


# ---- the whole ---------------------------------------------------------------------------------------------------------

def shape(total):
    """(voters, evaluations) for so many ballots."""
    polls = min(POLLS_MAX, max(len(MODES), -(-total // BALLOTS_A_POLL) // len(MODES) * len(MODES)))
    return -(-total // polls), [MODES[i % len(MODES)] for i in range(polls)]


def site(story, stem, total, work, kills, preload=None):
    voters, modes = shape(total)
    hall = Hall(stem, voters, modes, work)
    hall.preload |= preload or {}
    hall.unused = []
    shape_of_it = f"{len(modes)} evaluations, {voters} voters"
    note(f"{'planted site' if preload else 'site'}: {shape_of_it}")
    hall.start()
    story.check(f"{shape_of_it}：密钥就绪 | the keys stand", hall.prepare(), hall.log("assessment")[-600:])
    for name in ("ballot", "assessment", "gateway") if preload else ():
        hall.pull_the_plug(name)                # its logs say what those of the other site say of kills
    if not preload:
        keep_some_unused(hall)
    vote(story, hall, kills)
    if not preload:
        refused(story, hall)
    closed(story, hall)
    if not preload:
        late(story, hall)
    hall.stop()
    return hall


def attacked(story, count):
    run = subprocess.run([os.path.join(BUILD, "test", "ballot", "test_attack")], capture_output=True, text=True, check=False,
                         env=dict(os.environ, ATTACKS=str(count)))
    note(" ".join(re.findall(r"# (evaluations .*)", run.stdout)))
    story.check(f"{count} 次测评的公布结果经求解，没有小单元被反推 | published results of that many evaluations give no small count back",
                run.returncode == 0, run.stdout[-800:])


def tale(story):
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    work = tempfile.mkdtemp(prefix="ballots-")
    random.seed(os.environ.get("SEED"))
    begun = time.monotonic()
    try:
        os.mkdir(os.path.join(work, "sister"))
        sister = site(story, "xq", PLANTED, os.path.join(work, "sister"), False,
                      {"ballot": library("unmixed")})
        hall = site(story, "vt", total, work, True)
        note(f"{len(hall.ballots)} ballots after {time.monotonic() - begun:.0f} s; now the disks")
        values_apart(story, hall, sister)
        matched(story, hall, sister)
        attacked(story, max(300, total // 4))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    tell(tale)
