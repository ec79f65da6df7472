#!/usr/bin/python3
"""The checker on a real small site: the load runs, two daemons lose their power in the middle, and every invariant holds. Then each
is proved able to fail: two bugs planted for real (a command behind the checker's back, a disk that forgot), the others in copies
of the evidence. Every bug must be told by exactly the invariants meant for it."""
import os
import random
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "scenario")]
import contract  # noqa: E402
import invariants  # noqa: E402
import journals  # noqa: E402
import model  # noqa: E402
import observers  # noqa: E402
from harness import SERVICES, Story, Town, wait_until  # noqa: E402
from plants import CITY, PLANTS, SHORT, append, twin  # noqa: E402
from workload import Workload  # noqa: E402

COMMANDS_WANTED, PART_S = 150, 20


class City:
    """The thinnest city: one site, and nobody but this test ends a daemon."""

    def __init__(self, site):
        self.sites, self.expected_restarts, self.damages, self.forked = [site], [], [], False

    def settle(self):
        for site in self.sites:
            site.settle()

    def journal(self, site, service):
        return site.journal(service)

    def pull_the_plug(self, name):
        self.expected_restarts.append({"site": self.sites[0].code, "service": name})
        self.sites[0].kill(name)
        self.sites[0].start(name)


# ---- 1 with two kills everything holds ---------------------------------------------------------------------------------------

def two_kills(story, city, work):
    rng = random.Random(work.seed)
    for victim in (rng.choice(SERVICES[:-1]), "gateway"):
        before = work.history.accepted
        work.resume()
        wait_until(lambda reached=before: work.history.accepted >= reached + COMMANDS_WANTED // 2, PART_S)
        observers.glance(city)
        city.pull_the_plug(victim)
        time.sleep(0.3)
        work.pause()
    work.resume()
    wait_until(lambda: work.unknown() == 0, PART_S)
    work.pause()
    evidence = observers.observe(city)
    history = evidence.history
    types = {c.type for c in history.real() if c.accepted}
    ends = {a.event for c in history.real() for a in c.attempts}
    print(f"# {len(history.commands)} commands of {len(types)} types, {sum(len(c.attempts) for c in history.commands.values())} attempts, "
          f"{len(history.reads)} reads, {sum(len(d.journal.records) for d in evidence.daemons.values())} records")
    story.same("the load did its work: every kind of end, commands of every daemon",
               (sorted(ends), sorted({c.service for c in history.real() if c.accepted} & set(SERVICES[:-1]))),
               (["accepted", "refused", "unknown"], sorted(SERVICES[:-1])))
    story.check("commands were sent again, also with another body, and reads were made",
                any(a.replayed for c in history.real() for a in c.attempts) and history.reads and
                any(a.code == "KEY_REUSED" for c in history.real() for a in c.attempts) and any(c.probe for c in history.commands.values()))
    story.same("two daemons were killed under load: all twelve invariants hold", invariants.check(evidence), {})
    return evidence


# ---- 2 bugs planted in copies ----------------------------------------------------------------------------------------------------

def planted(story, evidence):
    for words, wanted, change in PLANTS:
        bug = twin(evidence)
        try:
            change(bug)
        except (StopIteration, IndexError) as e:
            story.check(f"planted: {words}", False, f"the evidence has nothing to plant it in: {e!r}")
            continue
        bug.index = None
        found = invariants.check(bug)
        story.check(f"planted: {words} - told by {' '.join(sorted(n.split('_')[0] for n in wanted))}", set(found) == wanted,
                    lambda f=found: {n: v[:2] for n, v in f.items()})
    meant = set().union(*(wanted for _, wanted, _ in PLANTS))
    story.same("every invariant has a bug that it tells", sorted(meant), sorted(SHORT.values()))


def a_pool_overdrawn(story):
    """The ledger itself: three slots of two, and one given back twice."""
    journal = journals.Journal("/personnel/journal", end=(1, 128, (0, 1, journals.ZERO_HASH)))
    granted, returned = contract.message("PooledQuotaGranted"), contract.message("PooledQuotaReturned")
    append(journal, "RankPoolSet", contract.message("RankPoolSet")(pool_id="p", total=2))
    for grant in ("g1", "g2"):
        append(journal, "PooledQuotaGranted", granted(pool_id="p", grant_id=grant))
    fine = model.pools_of(journal)
    append(journal, "PooledQuotaGranted", granted(pool_id="p", grant_id="g3"))
    overdrawn = model.pools_of(journal)[1]
    for _ in range(2):
        append(journal, "PooledQuotaReturned", returned(pool_id="p", grant_id="g3"))
    twice = model.pools_of(journal)[1]
    story.same("a pool within its total, overdrawn, and given back twice", (fine, len(overdrawn), len(twice)), (({"p": (2, 2)}, []), 1, 2))


# ---- 3 bugs planted for real -----------------------------------------------------------------------------------------------------

def behind_the_back(story, city):
    """A command the history does not know: only its own record tells."""
    town = city.sites[0]
    del town.call              # the load no longer listens
    town.do(f"train.{CITY}", "/training/classes", plan={"title": "背着记录的班", "kind": "SPECIAL", "venue": "OTHER",
                                                       "starts_on": "2025-06-02", "ends_on": "2025-06-06", "hours": 30, "seats": 40})
    found = invariants.check(observers.observe(city))
    story.same("for real: a command behind the checker's back is a phantom", (sorted(found), len(found.get(SHORT["i2"], []))),
               ([SHORT["i2"]], 1))


def a_disk_that_forgot(story, city):
    """The gateway's disk said it had an account and had not: the power fails, the account is gone."""
    town = city.sites[0]
    secret = town.call("secadmin", "POST", "/gateway/accounts", {
        "account": "a-forgotten", "display_name": "样", "password": "Load!9-gone", "region": CITY, "roles": ["auditor"]}, "key-forgotten")
    history = city.observer.history
    history.take({"t": 1, "id": -1, "event": "invoke", "site": CITY, "service": "gateway", "key": "secadmin|key-forgotten",
                  "command": "", "via": "call", "path": "/gateway/accounts", "body": {}})
    history.take({"t": 2, "id": -1, "event": "accepted", "status": 200, "code": "", "answer": secret, "sequence": secret["sequence"],
                  "replayed": False})
    before = invariants.check(observers.observe(city))
    city.expected_restarts.append({"site": CITY, "service": "gateway"})
    town.kill("gateway")
    journal = journals.read_journal(town.journal("gateway"))
    gone = journal.at(secret["sequence"])
    with open(os.path.join(town.journal("gateway"), f"{gone.segment:020d}.seg"), "r+b") as f:
        f.truncate(gone.offset)
    shutil.rmtree(os.path.join(town.data, "gateway", "state"))
    town.start("gateway")
    found = invariants.check(observers.observe(city))
    expected = {SHORT["i1"], SHORT["i2"], SHORT["i11"]}        # the phantom of before is still there
    story.same("for real: a disk forgot an accepted account", (sorted(before), set(found), len(found.get(SHORT["i1"], []))),
               ([SHORT["i2"]], expected, 1))


def main():
    story = Story()
    folder = tempfile.mkdtemp(prefix="dandang-history-")
    work = None
    try:
        with Town(CITY) as town:
            town.today("2025-03-03")
            town.load_policy()
            city = City(town)
            work = Workload(city, os.path.join(folder, "history.ndjson"), seed=os.environ.get("SEED", "1"), threads=4)
            work.start()
            evidence = two_kills(story, city, work)
            work.stop()
            planted(story, evidence)
            a_pool_overdrawn(story)
            behind_the_back(story, city)
            a_disk_that_forgot(story, city)
    finally:
        if work:
            work.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
