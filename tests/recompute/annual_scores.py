#!/usr/bin/python3
"""The annual scores of teams once more, by another program in another language: annual_scores.py <journal of assessment>.

Reads the journal alone, takes schemes, data, leaders' marks, adjustments and inspections from their events, computes every score
and rank in exact fractions, and compares them with what was recorded: totals, states, every node of the derivation, ranks, the hash.
Prints one line per result; exit status 1 when anything differs."""
import collections
import hashlib
import os
import sys
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "fault"))
import journals  # noqa: E402

PERFORMANCE, YEAR_END, LEADER, INSPECTION = 1, 2, 3, 4
NAMES = {PERFORMANCE: "performance", YEAR_END: "year_end", LEADER: "leader", INSPECTION: "inspection"}
SCORED, NOT_APPLICABLE, MISSING, PENDING = 1, 2, 3, 4
POINTS, RATIO, BANDS, DEDUCTION = 1, 2, 3, 4
FULL = 10000                    # 100.00


def half_up(x):
    return (Fraction(x) + Fraction(1, 2)).__floor__()


def points_of(indicator, value):
    if indicator.method == RATIO:
        return min(FULL, half_up(Fraction(value * FULL, indicator.target)))
    if indicator.method == BANDS:
        return next(b.points for b in indicator.bands if getattr(b, "from") <= value < b.to)
    if indicator.method == DEDUCTION:
        return max(0, FULL - value * indicator.points_each)
    return value


def compose(parts):
    """parts: [(state, score, weight)] -> (state, exact score, [share])"""
    if any(state == PENDING for state, _, _ in parts):
        state = PENDING
    elif all(state == NOT_APPLICABLE for state, _, _ in parts):
        state = NOT_APPLICABLE
    else:
        state = SCORED
    counting = sum(w for s, _, w in parts if s != NOT_APPLICABLE)
    shares = [Fraction(w, counting) if s != NOT_APPLICABLE else Fraction(0) for s, _, w in parts]
    exact = sum((share * (score if s == SCORED else 0) for (s, score, _), share in zip(parts, shares)), Fraction(0))
    return state, exact if state == SCORED else Fraction(0), shares


class Book:
    """What the journal tells, as it stood at every moment."""

    def __init__(self):
        self.schemes, self.groups, self.indicators = {}, {}, {}
        self.data, self.marks = {}, collections.defaultdict(dict)
        self.adjustments = collections.defaultdict(list)
        self.means, self.exempt = {}, set()
        self.results = []                   # (scheme, [UnitScored], ScoresTold)
        self.pending = collections.defaultdict(list)

    def take(self, kind, e):
        handler = getattr(self, "on_" + kind, None)
        if handler:
            handler(e)

    def on_SchemeDrafted(self, e):
        self.schemes[e.scheme_id], self.groups[e.scheme_id], self.indicators[e.scheme_id] = e, {}, {}

    def on_SchemeGroupSet(self, e):
        self.groups[e.scheme_id][e.group.group_id] = list(e.group.unit_ids)

    def on_SchemeIndicatorSet(self, e):
        self.indicators[e.scheme_id][e.indicator.indicator_id] = e.indicator

    def on_IndicatorScored(self, e):
        self.data[e.scheme_id, e.unit_id, e.indicator_id] = (e.state, e.value)

    def on_LeaderEvaluated(self, e):
        for r in e.ratings:
            self.marks[e.scheme_id, r.unit_id, e.indicator_id][e.leader_id] = r.points

    def on_AdjustmentRecorded(self, e):
        self.adjustments[e.scheme_id, e.unit_id].append((e.kind, e.points))

    def on_YearInspected(self, e):
        self.means[e.year, e.unit_id] = e.mean

    def on_ExemptedFromInspection(self, e):
        self.exempt.add((e.unit_id, e.quarter))

    def on_UnitScored(self, e):
        self.pending[e.scheme_id].append(e)

    def on_ScoresTold(self, e):
        recorded = self.pending.pop(e.scheme_id)
        self.results.append((e.scheme_id, recorded, e, {u.unit_id: self.score(e.scheme_id, u.unit_id) for u in recorded}))

    # ---- one unit
    def group_of(self, scheme_id, unit_id):
        return next(g for g, units in self.groups[scheme_id].items() if unit_id in units)

    def indicator(self, scheme_id, unit_id, indicator):
        if indicator.component == LEADER:
            marks = self.marks[scheme_id, unit_id, indicator.indicator_id]
            return SCORED, half_up(Fraction(sum(marks.values()), len(marks)))
        state, value = self.data[scheme_id, unit_id, indicator.indicator_id]
        return state, points_of(indicator, value) if state == SCORED else 0

    def inspections(self, scheme, unit_id):
        if (scheme.year, unit_id) in self.means:
            return SCORED, self.means[scheme.year, unit_id]
        exempt = all((unit_id, f"{scheme.year}Q{q}") in self.exempt for q in (1, 2, 3, 4))
        return (NOT_APPLICABLE if exempt else MISSING), 0

    def score(self, scheme_id, unit_id):
        """{node: (state, score, share)}; the total under "total"."""
        scheme, group, nodes, parts = self.schemes[scheme_id], self.group_of(scheme_id, unit_id), {}, []
        for c in scheme.components:
            name = NAMES[c.component]
            if c.component == INSPECTION:
                state, score = self.inspections(scheme, unit_id)
            else:
                mine = [i for i in self.indicators[scheme_id].values() if i.component == c.component and i.group_id in ("", group)]
                below = [(*self.indicator(scheme_id, unit_id, i), i.weight_percent) for i in mine]
                state, exact, shares = compose(below)
                score = half_up(exact)
                for i, (s, points, _), share in zip(mine, below, shares):
                    nodes[f"{name}/{i.indicator_id}"] = (s, points, share)
            parts.append((name, state, score, c.weight_percent))
        state, exact, shares = compose([p[1:] for p in parts])
        for (name, s, score, _), share in zip(parts, shares):
            nodes[name] = (s, score, share)
        total = half_up(exact)
        if state == SCORED:
            total = max(0, total + self.adjusted(scheme, unit_id, 1, scheme.bonus_cap) - self.adjusted(scheme, unit_id, 2, scheme.deduction_cap))
        nodes["total"] = (state, total, Fraction(1))
        return nodes

    def adjusted(self, scheme, unit_id, kind, cap):
        return min(cap, sum(points for k, points in self.adjustments[scheme.scheme_id, unit_id] if k == kind))


def places(scores, group_of):
    """{unit: (rank, size)} of those that have a score; equal totals share a rank."""
    groups = collections.defaultdict(list)
    for unit, nodes in scores.items():
        if nodes["total"][0] == SCORED:
            groups[group_of[unit]].append(nodes["total"][1])
    return {unit: (1 + sum(t > nodes["total"][1] for t in groups[group_of[unit]]), len(groups[group_of[unit]]))
            if nodes["total"][0] == SCORED else (0, 0) for unit, nodes in scores.items()}


def hash_of(scores, ranks, group_of):
    lines = sorted((group_of[u], ranks[u][0], u, nodes["total"][1]) for u, nodes in scores.items())
    return hashlib.sha256("".join(f"{g} {r} {u} {t}\n" for g, r, u, t in lines).encode()).hexdigest()


def differences(scheme_id, recorded, told, scores):
    group_of = {u.unit_id: u.group_id for u in recorded}
    ranks = places(scores, group_of)
    for unit in recorded:
        mine = scores[unit.unit_id]
        if (unit.state, unit.total) != mine["total"][:2]:
            yield f"{unit.unit_id}: total {unit.total} recorded, {mine['total'][1]} computed"
        if (unit.rank, unit.group_size) != ranks[unit.unit_id]:
            yield f"{unit.unit_id}: rank {unit.rank} of {unit.group_size} recorded, {ranks[unit.unit_id]} computed"
        nodes = {n.node: n for n in unit.nodes}
        for name, (state, score, share) in mine.items():
            n = nodes.get(name)
            if n is None or n.state != state or (state == SCORED and n.score != score) or Fraction(n.share_numerator, n.share_denominator) != share:
                yield f"{unit.unit_id} {name}: {n} recorded, {(state, score, share)} computed"
    if told.hash != hash_of(scores, ranks, group_of):
        yield f"{scheme_id}: hash {told.hash} recorded, {hash_of(scores, ranks, group_of)} computed"


def read(directory):
    book = Book()
    for record in journals.read_journal(directory).records:
        if record.kind == journals.EVENT:
            book.take(record.envelope.type, record.event)
    return book


def check(directory):
    """(results compared, scores compared, what differs)"""
    found, scores, book = [], 0, read(directory)
    for scheme_id, recorded, told, computed in book.results:
        found += differences(scheme_id, recorded, told, computed)
        scores += len(recorded)
    return len(book.results), scores, found


def main():
    results, scores, found = check(sys.argv[1])
    for line in found:
        print(f"differs: {line}")
    print(f"{results} results, {scores} scores, {len(found)} differences")
    return 1 if found or not results else 0


if __name__ == "__main__":
    sys.exit(main())
