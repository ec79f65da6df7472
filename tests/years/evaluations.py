"""The democratic evaluations of the sample: every November some of its cadres fetch tokens and vote, for real, between the commands of the
year. What was published is counted again from what people wrote; and it may not depend on the order in which anything came."""
import json
import os
import random
import sys
from datetime import date, timedelta

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(TESTS, "ballots"), os.path.join(TESTS, "scenario")]
import tallied  # noqa: E402
from cast import ASSESS, CITY, HEAD  # noqa: E402
from harness import Refused, Town, wait_until  # noqa: E402
from voters import AT_ONCE, EARLY, QUICK_PASSWORDS, Poll, Voters, class_of  # noqa: E402

FULL, SMALL = (5, 430), (1, 60)         # evaluations a year, who may vote in each
STAYS_AWAY = 0.05
PUBLISHED, OPENS, CLOSES, AFTER = 9, 16, 18, 19     # days of November
TALLIED_IN = 300                        # seconds


class Sample(Voters, Town):
    """The site of the sample, some of whose people vote."""

    def __init__(self, world, shape, work):
        self.count, self.work, self.office, self.preload = shape[0], work, ASSESS, QUICK_PASSWORDS
        free = sorted((p for p in world.people if not p.role and p.fine), key=lambda p: p.id)
        chosen = random.Random(world.seed).sample(free, min(shape[1], len(free)))
        self.voters = [(p.id, class_of(n, len(chosen))) for n, p in enumerate(chosen)]
        self.voters_accounts = [(f"{p.id}.self", p.name, CITY, p.unit.id, p.id, "cadre") for p in chosen]
        self.published = []             # of every evaluation, in an order of its own
        super().__init__()

    def add_accounts(self, path):
        """The voters beside those who play."""
        with open(path, "a", encoding="utf-8") as f:
            f.writelines("\t".join(row) + "\n" for row in self.voters_accounts)

    def forget(self):
        """What was idle while the year was played is closed by now, and every session has ended."""
        self.connections.clear()
        self.tokens.clear()

    def day(self, day):
        self.forget()
        try:
            self.today(day)
        except Refused as e:
            if e.code != "CLOCK_BACKWARDS":
                raise
            self.settle()


def november(year, day):
    return f"{year}-11-{day:02d}"


def come_to(site, day, play_until):
    """Everything of that day has been played, and nothing of the next."""
    play_until(str(date.fromisoformat(day) + timedelta(days=1)))
    site.day(day)


def hold(story, site, year, play_until):
    """All evaluations of a year. `play_until(day)` plays what comes before that day."""
    come_to(site, november(year, PUBLISHED), play_until)
    site.polls = [Poll(EARLY if n % 2 == 0 else AT_ONCE) for n in range(site.count)]
    for n, poll in enumerate(site.polls):
        random.seed(f"{year}/{n}")      # whoever votes writes the same in every play
        site.publish(poll, november(year, OPENS), november(year, CLOSES))
        poll.ballots = [b for b in poll.ballots if random.random() >= STAYS_AWAY]
    random.seed()
    story.check(f"{year}: the keys of {site.count} evaluations stand", site.keys_stand())
    vote(story, site, year, play_until)
    come_to(site, november(year, AFTER), play_until)
    count(story, site, year)


def vote(story, site, year, play_until):
    early = [b for b in site.ballots if b.poll.mode == EARLY]
    at_once = [b for b in site.ballots if b.poll.mode == AT_ONCE]
    random.shuffle(early)
    random.shuffle(at_once)
    failed = site.issue(early, False)["failed"]
    come_to(site, november(year, OPENS), play_until)
    failed += site.issue(at_once, True)["failed"] if at_once else 0
    random.shuffle(early)
    failed += site.cast(early, first=True)["failed"]
    story.check(f"{year}: {len(site.ballots)} ballots are cast", failed == 0 and {b.standing for b in site.ballots} == {"QUEUED"},
                (failed, {b.standing for b in site.ballots}))


def count(story, site, year):
    polls = {p.poll_id for p in site.polls}
    sealed = lambda: all(b["state"] == "SEALED" for b in site.box.rows("/ballot/boxes") if b["poll_id"] in polls)
    story.check(f"{year}: every box is tallied and sealed", wait_until(sealed, TALLIED_IN), site.log("ballot")[-600:])
    site.settle()
    site.cast(site.ballots)
    story.check(f"{year}: every ballot is final", {b.standing for b in site.ballots} == {"FINAL"}, {b.standing for b in site.ballots})
    for n, poll in enumerate(site.polls):
        tallied.check(story, site, poll)
        site.do(HEAD, "/assessment/polls/release", poll_id=poll.poll_id)
        rows = site.rows(HEAD, f"/ballot/item-tallies?poll_id={poll.poll_id}")
        site.published += sorted(json.dumps({**row, "poll_id": f"{year}/{n}"}, sort_keys=True) for row in rows)
