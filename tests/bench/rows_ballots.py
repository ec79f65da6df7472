"""Ballots a second: a token issued and blindly signed, and a ballot cast without a session, over HTTP on running daemons; beside what OpenSSL
gives of the one operation neither can do without. BALLOT_VOTERS= says how many voters an evaluation has."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path += [os.path.join(TESTS, "ballots"), os.path.join(TESTS, "scenario")]
import machine  # noqa: E402
from hall import OPENS, Hall  # noqa: E402
from measure import Series, column, in_turn, note, short  # noqa: E402
from voters import EARLY  # noqa: E402

GROUP = "ballots"
VOTERS = 250
SPEED = re.compile(r"^rsa\s+3072 bits\s+\S+\s+\S+\s+([\d.]+)\s+([\d.]+)$", re.M)


class Polls:
    """One evaluation a round."""

    def __init__(self, rounds, voters):
        self.work = tempfile.mkdtemp(prefix="bench-ballots-")
        self.hall = Hall("bn", voters, [EARLY] * rounds, self.work)
        self.next = {"issue": 0, "cast": 0}

    def __enter__(self):
        self.hall.start()
        if not self.hall.prepare():
            raise RuntimeError("the keys were not made")
        self.hall.today(OPENS)
        return self

    def __exit__(self, *_):
        self.hall.close()
        shutil.rmtree(self.work, ignore_errors=True)

    def measure(self, what, daemon, work):
        """One round of the client over one evaluation, with what it cost whom."""
        poll = self.hall.polls[self.next[what]]
        self.next[what] += 1
        pids = {name: self.hall.processes[name].pid for name in (daemon, "gateway")}
        before = {name: machine.cpu_seconds(pid) for name, pid in pids.items()}
        said = work(poll.ballots)
        if said["failed"]:
            raise RuntimeError(f"{what}: {said}")
        spent = {name: machine.cpu_seconds(pid) - before[name] for name, pid in pids.items()}
        return {"rate": said["count"] / said["seconds"], "count": said["count"], "cpu_us": 1e6 * spent[daemon] / said["count"],
                "gateway_us": 1e6 * spent["gateway"] / said["count"], "client_us": 1e6 * said["cpu_s"] / said["count"]}

    def issue(self):
        return self.measure("issue", "assessment", lambda ballots: self.hall.issue(ballots, False))

    def cast(self):
        result = self.measure("cast", "ballot", lambda ballots: self.hall.cast(ballots, first=True))
        ballots = self.hall.polls[self.next["cast"] - 1].ballots
        if {b.standing for b in ballots} - {"QUEUED", "FINAL"}:
            raise RuntimeError(f"cast: {sorted({b.standing for b in ballots})}")
        return result


def openssl(seconds):
    """Private and public operations a second of one thread, as OpenSSL measures itself."""
    text = subprocess.run(["openssl", "speed", "-seconds", str(max(1, round(seconds))), "rsa3072"], capture_output=True, text=True, check=True).stdout
    found = SPEED.search(text)
    if not found:
        raise RuntimeError(f"openssl speed says {text[-300:]}")
    return {"private": float(found.group(1)), "public": float(found.group(2))}


def run(page, rounds, seconds):
    voters = int(os.environ.get("BALLOT_VOTERS") or VOTERS)
    note(f"ballots: {rounds} evaluations with {voters} voters each")
    with Polls(rounds, voters) as polls:
        results = in_turn(rounds, {"issue": polls.issue, "cast": polls.cast, "openssl": lambda: openssl(seconds)})
    report(page, results)


def report(page, results):
    issue, cast, limit = results["issue"], results["cast"], results["openssl"]
    page.ratio(GROUP, "tokens issued and signed / RSA-3072 private operations of OpenSSL, one thread", column(issue, "rate").over(column(limit, "private")))
    page.ratio(GROUP, "ballots cast / RSA-3072 public operations of OpenSSL, one thread", column(cast, "rate").over(column(limit, "public")))
    page.ratio(GROUP, "CPU of the issuer a token / of a private operation", cost(issue).over(Series(1e6 / r["private"] for r in limit)))
    page.ratio(GROUP, "CPU of the box a ballot / of a public operation", cost(cast).over(Series(1e6 / r["public"] for r in limit)))
    for words, r, daemon in (("issue and sign", issue, "issuer"), ("cast", cast, "box")):
        page.figure(GROUP, words, f"{column(r, 'rate')} a second; CPU us each: {daemon} {column(r, 'cpu_us')}, gateway {column(r, 'gateway_us')}, "
                                  f"client {column(r, 'client_us')}")
    page.figure(GROUP, "OpenSSL, RSA-3072", f"{column(limit, 'private')} private, {column(limit, 'public')} public operations a second")
    page.remark(GROUP, f"{short(issue[0]['count'])} voters an evaluation, four at a time, over HTTP: a durable command and a signature a token, the key read from its "
                       "file each time; a ballot is verified twice, when it is offered and when its batch is written. The client blinds and unblinds outside the time")


def cost(results):
    return column(results, "cpu_us")
