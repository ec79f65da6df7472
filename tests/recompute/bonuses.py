#!/usr/bin/python3
"""The bonuses of a year once more, by another program in another language: bonuses.py <journal of assessment>.

Reads the journal alone: grades of teams and of persons, bases, budget, minimum. Finds who falls below the minimum, shares the rest to the
fen and compares every share, the sums, the hash and what was granted with what was recorded. Prints one line; exit status 1 when anything
differs."""
import collections
import hashlib
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import book  # noqa: E402
from book import BASIS, COMPETENT, EXCELLENT  # noqa: E402

WHOLE_BUDGET = 1
Payee = collections.namedtuple("Payee", "cadre_id unit_id base coefficient")


def due(p):
    """In 1/10000 fen."""
    return p.base * p.coefficient


def share(payees, spent, minimum):
    """({cadre: (fen, at the minimum, by remainder)}, what is shared in proportion). Who has the smallest dues falls below the minimum first:
    so many are raised to it as it takes until the next one reaches it by himself."""
    rising = sorted(payees, key=due)
    raised, money, dues = 0, spent, sum(map(due, rising))
    while raised < len(rising) and money * due(rising[raised]) < minimum * dues:
        money, dues, raised = money - minimum, dues - due(rising[raised]), raised + 1
    sharing = rising[raised:]
    exact = {p.cadre_id: Fraction(money * due(p), dues) if dues else Fraction(0) for p in sharing}
    left = money - sum(int(x) for x in exact.values()) if dues else 0
    order = sorted(sharing, key=lambda p: (int(exact[p.cadre_id]) - exact[p.cadre_id], -p.coefficient, p.cadre_id))
    one_more = {p.cadre_id for p in order[:left]}
    found = {p.cadre_id: (minimum, True, False) for p in rising[:raised]}
    found.update({c: (int(x) + (c in one_more), False, c in one_more) for c, x in exact.items()})
    return found, money, dues


class Bonuses(book.Book):
    RECORDED = tuple(f"BonusUnitProposed.{field}" for field in ("team_grade", "coefficient", "persons", "fen", "unit_id")) + tuple(
        f"BonusUnitProposed.shares.{field}" for field in ("cadre_id", "coefficient", "due", "fen", "at_minimum", "by_remainder")) + tuple(
        f"BonusProposed.{field}" for field in ("persons", "spent", "unspent", "shared", "dues", "at_minimum", "hash", "year")) + (
        "BonusGranted.fen", "BonusGranted.cadre_id", "BonusGranted.unit_id", "BonusGranted.year")

    def __init__(self):
        super().__init__()
        self.grades = collections.defaultdict(dict)     # round -> cadre -> grade in effect
        self.final = collections.defaultdict(set)       # (unit, year) -> rounds
        self.proposed = collections.defaultdict(list)
        self.shares, self.due_to, self.granted, self.years = {}, {}, collections.defaultdict(list), {}
        self.approved = set()

    def on_PersonGraded(self, e):
        self.grades[e.round_id][e.cadre_id] = e.grade

    def on_PersonRoundFinal(self, e):
        self.final[e.unit_id, e.year].add(e.round_id)

    def on_BonusUnitProposed(self, e):
        self.proposed[e.proposal_id].append(e)

    def payees(self, scheme_id, bases, common):
        """Everybody graded competent or better in a unit whose team the scheme grades."""
        found = []
        for (scheme, unit_id), team in self.teams.items():
            for number in self.final[unit_id, team.year] if scheme == scheme_id else ():
                found += [Payee(c, unit_id, bases.get(c, common), team.bonus_percent * 100) for c, grade in self.grades[number].items()
                          if grade in (EXCELLENT, COMPETENT)]
        return sorted(found)

    def on_BonusProposed(self, e):
        units, name = self.proposed.pop(e.proposal_id), e.proposal_id
        told = {s.cadre_id: s for u in units for s in u.shares}
        payees = self.payees(e.scheme_id, {c: s.base_fen for c, s in told.items()}, e.base_fen)
        dues, minima = sum(map(due, payees)), e.minimum * len(payees)
        spent = e.budget if e.spend == WHOLE_BUDGET else min(e.budget, max(dues // BASIS, minima))
        shares, money, sharing = share(payees, spent, e.minimum)
        self.shares[name], self.years[name], self.due_to[name] = shares, e.year, {p.cadre_id: p.unit_id for p in payees}
        self.same(f"{name}: who is paid", sorted(told), sorted(shares))
        for p in payees:
            if p.cadre_id in told:
                s = told[p.cadre_id]
                self.same(f"{name} {p.cadre_id}", (s.coefficient, s.due, s.fen, s.at_minimum, s.by_remainder),
                          (p.coefficient, due(p), *shares[p.cadre_id]))
        self.same(f"{name}: units", sorted(u.unit_id for u in units), sorted(u for scheme, u in self.teams if scheme == e.scheme_id))
        for u in units:
            self.unit(e.scheme_id, u, [shares[p.cadre_id][0] for p in payees if p.unit_id == u.unit_id])
        self.same(f"{name}: sums", (e.year, e.persons, e.spent, e.unspent, e.shared, e.dues, e.at_minimum),
                  (self.schemes[e.scheme_id].year, len(payees), sum(fen for fen, _, _ in shares.values()), e.budget - spent, money, sharing,
                   sum(at_minimum for _, at_minimum, _ in shares.values())))
        lines = (f"{p.cadre_id} {p.base} {p.coefficient} {shares[p.cadre_id][0]}\n" for p in payees)
        self.same(f"{name}: hash", e.hash, hashlib.sha256("".join(lines).encode()).hexdigest())

    def unit(self, scheme_id, u, fen):
        team = self.teams.get((scheme_id, u.unit_id))
        if team:
            self.same(f"{u.proposal_id} {u.unit_id}", (u.team_grade, u.coefficient, u.persons, u.fen, [s.cadre_id for s in u.shares]),
                      (team.grade, team.bonus_percent * 100, len(fen), sum(fen), sorted(s.cadre_id for s in u.shares)))

    def on_BonusDecided(self, e):
        if e.approved:
            self.approved.add(e.proposal_id)

    def close(self):
        for name in sorted(self.approved):
            self.same(f"{name}: to whom it was granted", sorted(self.granted[name]), sorted(self.shares[name]))

    def on_BonusGranted(self, e):
        self.granted[e.proposal_id].append(e.cadre_id)
        fen = self.shares[e.proposal_id].get(e.cadre_id, (None,))[0]
        self.same(f"{e.proposal_id} {e.cadre_id} granted", (e.fen, e.unit_id, e.year),
                  (fen, self.due_to[e.proposal_id].get(e.cadre_id), self.years[e.proposal_id]))


if __name__ == "__main__":
    sys.exit(book.main(Bonuses, "bonuses"))
