"""People who vote: what they know, what they write, how they come."""
import base64
import hashlib
import json
import os
import random
import subprocess
import threading
import time
from dataclasses import dataclass, field

from ballot_client import Box, b64
from harness import BUILD, wait_until

SHARES = {"A": 0.10, "B": 0.30, "C": 0.60}           # of the voters
WEIGHTS = {"A": 40, "B": 30, "C": 30}
POINTS = {"excellent": 10000, "good": 8000, "fair": 6000, "abstain": None}
LEANING = {"A": (5, 4, 2, 1), "B": (3, 5, 4, 1), "C": (2, 4, 5, 1)}
TARGETS, ITEMS, NEGATIVE = ("c-jt", "c-sw", "c-nm"), ("acts", "works"), "shirks"
FORM = {"options": [{"option_id": o, "title": o, "points": p or 0, "abstain": p is None, "excellent": o == "excellent"} for o, p in POINTS.items()],
        "items": [{"item_id": i, "title": i} for i in ITEMS] + [{"item_id": NEGATIVE, "title": NEGATIVE, "negative": True}],
        "targets": [{"target_id": t, "title": t} for t in TARGETS],
        "classes": [{"class_id": c, "title": c, "weight_percent": w} for c, w in WEIGHTS.items()]}
BLANK = 0.04
THREADS = 4
ROLL_ROWS = 400

# how voters of an evaluation come: token days before, and the ballot whenever they like; both at once
EARLY, AT_ONCE = "early", "at once"


@dataclass
class Ballot:
    """One voter in one evaluation, with what only he knows."""
    voter: str
    account: str
    name: str
    class_id: str
    poll: "Poll"
    marks: list = field(default_factory=list)
    example: str = ""
    prepared: bytes = b""
    blinded: bytes = b""
    blind_signature: bytes = b""
    signature: bytes = b""
    standing: str = ""
    leaf: str = ""
    cast_order: int = 0

    @property
    def digest(self):
        return hashlib.sha256(self.blinded).digest()

    @property
    def token_hash(self):
        return hashlib.sha256(self.prepared).hexdigest()

    def body(self, **changed):
        return json.dumps({"poll_id": self.poll.poll_id, "class_id": self.class_id, "token": b64(self.prepared), "signature": b64(self.signature),
                           "marks": self.marks, **changed}, ensure_ascii=False, separators=(",", ":"))


@dataclass
class Poll:
    mode: str
    poll_id: str = ""
    keys: dict = field(default_factory=dict)
    ballots: list = field(default_factory=list)


def class_of(n, count):
    bound = 0
    for class_id, share in SHARES.items():
        bound += share
        if n < round(bound * count):
            return class_id
    return "C"


def marks_of(class_id, example):
    options, marks = list(POINTS), []
    for target in TARGETS:
        for item in ITEMS:
            if random.random() >= BLANK:
                marks.append({"target_id": target, "item_id": item, "option_ids": random.choices(options, LEANING[class_id])})
    filled = sum(1 for _ in marks)
    while filled * 3 < len(TARGETS) * len(ITEMS) * 2:        # a third may be blank
        missing = next((t, i) for t in TARGETS for i in ITEMS if not any(m["target_id"] == t and m["item_id"] == i for m in marks))
        marks.append({"target_id": missing[0], "item_id": missing[1], "option_ids": random.choices(options, LEANING[class_id])})
        filled += 1
    if random.random() < 0.4:
        marks.append({"target_id": random.choice(TARGETS), "item_id": NEGATIVE, "example": "事例" + example})
    return marks


def library(name):
    return os.path.abspath(os.path.join(BUILD, "ballots", f"{name}.so"))


QUICK_PASSWORDS = {"gateway": library("quick_passwords")}


class Voters:
    """Of a site, which lends the rest. `voters`: (id, class) of everybody who may vote; `<id>.self` is his account, `office` whose the
    evaluations are, `work` a folder for what is written on the way."""
    voters, polls, office, work, killed = (), (), "", "", 0
    preload = {}                                             # service -> library

    def start_with(self, name, *flags):
        library = self.preload.get(name)
        before = os.environ.get("LD_PRELOAD")
        if library:
            os.environ["LD_PRELOAD"] = library
        try:
            super().start_with(name, *flags)
        finally:
            if library:
                os.environ.pop("LD_PRELOAD") if before is None else os.environ.update(LD_PRELOAD=before)

    def publish(self, poll, opens, closes):
        poll.poll_id = self.do(self.office, "/assessment/polls/draft", title="年度民主测评", form=FORM, opens_on=opens, closes_on=closes)["poll_id"]
        roll = random.sample(self.voters, len(self.voters))
        for at in range(0, len(roll), ROLL_ROWS):
            self.do(self.office, "/assessment/polls/voters", poll_id=poll.poll_id,
                    voters=[{"cadre_id": v, "class_id": c} for v, c in roll[at:at + ROLL_ROWS]])
        self.do(self.office, "/assessment/polls/publish", poll_id=poll.poll_id)
        for voter, class_id in roll:
            example = os.urandom(12).hex()
            poll.ballots.append(Ballot(voter, f"{voter}.self", f"样例{voter}", class_id, poll, marks_of(class_id, example), example))

    @property
    def box(self):
        """What anybody reaches without a session."""
        return Box(self.http_port)

    def keys_stand(self):
        """Waits for the keys of every evaluation."""
        polls = {p.poll_id for p in self.polls}
        here = lambda: {b["poll_id"]: b for b in self.box.rows("/ballot/boxes") if b["poll_id"] in polls}
        ready = wait_until(lambda: time.sleep(1) or len(here()) == len(polls), 900)
        self.settle()
        boxes = here()
        for poll in self.polls:
            poll.keys = {k["class_id"]: k["modulus"] for k in boxes[poll.poll_id]["keys"]}
        return ready

    # ---- voters at their browsers
    def voters_do(self, what, lines, kills=()):
        """Runs the client over these lines while daemons are killed and started again; what it says, and its lines by number."""
        source, out = os.path.join(self.work, "lines"), os.path.join(self.work, "out")
        with open(source, "w", encoding="utf-8") as f:
            f.writelines(line + "\n" for line in lines)
        client = subprocess.Popen([os.path.join(BUILD, "ballots", "voters"), what, str(self.http_port), str(THREADS), source, out,
                                   os.path.join(self.work, "sessions")], stdout=subprocess.PIPE, text=True)
        harm = threading.Thread(target=self.harm, args=(client, kills))
        harm.start()
        said, _ = client.communicate(timeout=3600)
        harm.join()
        with open(out, encoding="utf-8") as f:
            answers = {int(line.split("\t", 1)[0]): line.rstrip("\n").split("\t")[1:] for line in f}
        return json.loads(said), answers

    def harm(self, client, kills):
        """(seconds from the start, daemon): killed without warning while the client works, and started again."""
        begun = time.monotonic()
        for after, name in kills:
            while client.poll() is None and time.monotonic() < begun + after:
                time.sleep(0.01)
            if client.poll() is not None:
                return
            self.kill(name)
            self.revive(name)
            self.killed += 1

    def issue(self, ballots, at_once, kills=()):
        lines = ["\t".join((b.account, self.passwords[b.account], b.poll.poll_id, decoded(b.poll.keys[b.class_id]).hex(), b.class_id,
                            json.dumps(b.marks, ensure_ascii=False) if at_once else "")) for b in ballots]
        said, answers = self.voters_do("issue", lines, kills)
        for at, b in enumerate(ballots):
            if at in answers:
                b.prepared, b.blinded, b.blind_signature, b.signature = map(bytes.fromhex, answers[at][:4])
                if at_once:
                    b.standing, b.cast_order = answers[at][4], at
        return said

    def cast(self, ballots, kills=(), first=False):
        said, answers = self.voters_do("cast", [b.body() for b in ballots], kills)
        for at, b in enumerate(ballots):
            status, standing, leaf = answers.get(at, ("0", "", "-"))
            b.standing = standing
            b.leaf = leaf if leaf != "-" else b.leaf
            if first:
                b.cast_order = at
        return said

    @property
    def ballots(self):
        return [b for p in self.polls for b in p.ballots]


def decoded(text):
    return base64.b64decode(text)
