"""A site in which some hundred people vote in several evaluations at once."""
import os
import shutil
import time

from cast import ASSESS, CITY, UNITS, people
from harness import Town, import_roster, person
from voters import QUICK_PASSWORDS, Poll, Voters, class_of

OPENS, CLOSES, AFTER = "2025-06-10", "2025-06-12", "2025-06-13"
IDLE_S = 20


class Hall(Voters, Town):
    """`stem`: how its voters' ids begin; no two halls share one."""

    def __init__(self, stem, voters, modes, work):
        self.stem, self.count, self.work, self.office = stem, voters, work, ASSESS
        self.voters = [(f"{stem}{n:04d}{os.urandom(3).hex()}", class_of(n, voters)) for n in range(voters)]
        self.polls = [Poll(mode) for mode in modes]
        self.preload = dict(QUICK_PASSWORDS)
        self.killed = 0
        self.used = {}                                       # connection -> when
        super().__init__(extra_accounts=[(f"{v}.self", f"样例{v}", CITY, "u-nm", v, "cadre") for v, _ in self.voters])

    def raw(self, method, path, body=None, headers=None, account=""):
        """What was unused for a while may be closed by the other side at any moment: a new connection, then."""
        now = time.monotonic()
        if now - self.used.get(account, now) > IDLE_S and account in self.connections:
            self.connections.pop(account).close()
        try:
            return super().raw(method, path, body, headers, account)
        finally:
            self.used[account] = time.monotonic()

    # ---- before the vote
    def prepare(self):
        self.load_policy()
        self.today("2025-06-02")
        rows = [person(v, f"样例{v}", "u-nm", "科员及以下", CITY, born=f"{1960 + n // 300}-05-20") for n, (v, _) in enumerate(self.voters)]
        import_roster(self, f"cadre.{CITY}", UNITS, people() + rows)
        for poll in self.polls:
            self.publish(poll, OPENS, CLOSES)
        return self.keys_stand()

    @property
    def before(self):
        """The box's files as they were before anybody cast a ballot."""
        return os.path.join(self.work, "before")

    def open(self):
        self.today(OPENS)
        shutil.copytree(os.path.join(self.data, "ballot"), self.before)

    @property
    def urns(self):
        """The urns as they were when voting was over."""
        return os.path.join(self.work, "urns")

    def over(self):
        shutil.copytree(os.path.join(self.data, "ballot", "urns"), self.urns)
        self.today(AFTER)
