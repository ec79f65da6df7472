#!/usr/bin/python3
"""The results of section cadres once more, by another program in another language: section_cadres.py <journal of assessment>.

Reads the journal alone: who was named to evaluate whom, where they serve, what they said, what his unit achieved, what was added and taken
off. Computes means, parts, totals and ranks in exact fractions and compares them with what was recorded, node by node. Prints one line;
exit status 1 when anything differs."""
import collections
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import book  # noqa: E402
from book import half_up  # noqa: E402

SCORED, NOT_APPLICABLE = 1, 2
BONUS, DEDUCTION = 1, 2
TOWNSHIP = 4                    # kind of unit
LEAST_SHOWN = 5                 # means of fewer are never told
Node = collections.namedtuple("Node", "state score weight share value source")


class SectionCadres(book.Book):
    RECORDED = ("WorkRelationRecorded.township", "WorkRelationRecorded.evaluator_unit_id", "SectionCadreScored.total", "SectionCadreScored.rank",
                "SectionCadreScored.group_size", "SectionCadreScored.nodes.score", "SectionCadreScored.nodes.source", "SectionCadreScored.cadre_id",
                "SectionResultsMade.subjects")

    def __init__(self):
        super().__init__()
        self.opened, self.confirmed = {}, set()
        self.named = collections.defaultdict(dict)      # (evaluation, cadre) -> evaluator -> whether of a township
        self.said = collections.defaultdict(dict)       # (evaluation, cadre) -> evaluator -> points, None: does not know him
        self.adjusted = collections.defaultdict(list)
        self.by_hand, self.told = {}, collections.defaultdict(dict)

    def on_SectionEvaluationOpened(self, e):
        self.opened[e.evaluation_id] = e

    def on_WorkRelationRecorded(self, e):
        evaluator = self.cadres[e.relation.evaluator_id]
        self.same(f"{e.evaluation_id} {evaluator.cadre_id}: unit and side", (e.evaluator_unit_id, e.township),
                  (evaluator.unit_id, self.units[evaluator.unit_id].kind == TOWNSHIP))
        self.named[e.evaluation_id, e.relation.cadre_id][evaluator.cadre_id] = e.township

    def on_WorkRelationRemoved(self, e):
        self.named[e.evaluation_id, e.cadre_id].pop(e.evaluator_id)

    def on_SectionCadreEvaluated(self, e):
        self.said[e.evaluation_id, e.cadre_id][e.evaluator_id] = None if e.unknown else e.points

    def on_SectionScoreAdjusted(self, e):
        self.adjusted[e.evaluation_id, e.cadre_id].append((e.kind, e.adjustment_id, e.points, self.event_id))

    def on_SectionPerformanceRecorded(self, e):
        self.by_hand[e.evaluation_id, e.unit_id] = (e.points, self.event_id)

    def on_ScoresConfirmed(self, e):
        self.confirmed.add(e.scheme_id)

    def on_SectionCadreScored(self, e):
        self.told[e.evaluation_id][e.cadre_id] = e

    def on_SectionResultsMade(self, e):
        opened, told = self.opened[e.evaluation_id], self.told[e.evaluation_id]
        computed = {s.cadre_id: self.nodes(opened, s) for s in opened.subjects}
        self.same(f"{e.evaluation_id}: who has a result", sorted(told), sorted(computed))
        self.same(f"{e.evaluation_id}: how many", e.subjects, len(computed))
        for cadre_id in sorted(set(told) & set(computed)):
            self.compare(told[cadre_id], computed[cadre_id], 1 + sum(n["total"].score > computed[cadre_id]["total"].score for n in computed.values()),
                         len(computed))

    def compare(self, told, nodes, rank, size):
        who = f"{told.evaluation_id} {told.cadre_id}"
        self.same(f"{who}: total", told.total, nodes["total"].score)
        self.same(f"{who}: rank", (told.rank, told.group_size), (rank, size))
        recorded = {n.node: Node(n.state, n.score, n.weight_percent, Fraction(n.share_numerator, n.share_denominator), n.value, n.source)
                    for n in told.nodes}
        self.same(f"{who}: nodes", sorted(recorded), sorted(nodes))
        for name in sorted(set(nodes) & set(recorded)):
            self.same(f"{who} {name}", recorded[name], nodes[name])

    # ---- one person
    def mean(self, opened, cadre_id, township, least):
        """(how many know him and said so, their mean); None: nobody of this side was named."""
        named = [who for who, side in self.named[opened.evaluation_id, cadre_id].items() if side == township]
        said = [self.said[opened.evaluation_id, cadre_id].get(who) for who in named]
        points = [p for p in said if p is not None]
        if not named and township:
            return None
        if len(points) < max(least, LEAST_SHOWN):
            self.same(f"{opened.evaluation_id} {cadre_id}: evaluators of one side", len(points), f"{max(least, LEAST_SHOWN)} at least")
        return len(points), half_up(Fraction(sum(points), max(1, len(points))))

    def performance(self, opened, unit_id):
        """What the scheme of the year came to once it is confirmed, else what was entered."""
        score = self.scores.get((opened.scheme_id, unit_id))
        if opened.scheme_id in self.confirmed and score and score.state == SCORED:
            return score.total, opened.scheme_id
        return self.by_hand[opened.evaluation_id, unit_id]

    def nodes(self, opened, subject):
        rules, cadre_id = opened.rules, subject.cadre_id
        points, source = self.performance(opened, subject.unit_id)
        parts = {"performance": (rules.performance_percent, points, 0, source)}
        for name, township, percent, least in (("mutual", False, rules.mutual_percent, rules.mutual_min),
                                               ("township", True, rules.township_percent, rules.township_min)):
            mean = self.mean(opened, cadre_id, township, least)
            parts[name] = (percent, mean[1], mean[0], "") if mean else (percent, None, 0, "")
        counting = sum(weight for weight, score, _, _ in parts.values() if score is not None)
        nodes = {name: Node(SCORED, score, weight, Fraction(weight, counting), value, source) if score is not None else
                 Node(NOT_APPLICABLE, 0, weight, Fraction(0), 0, "") for name, (weight, score, value, source) in parts.items()}
        total = half_up(sum(n.share * n.score for n in nodes.values()))
        for name, kind, cap, sign in (("bonus", BONUS, rules.bonus_cap, 1), ("deduction", DEDUCTION, rules.deduction_cap, -1)):
            mine = [(number, points, source) for k, number, points, source in self.adjusted[opened.evaluation_id, cadre_id] if k == kind]
            if mine:
                together = min(cap, sum(points for _, points, _ in mine))
                nodes[name] = Node(SCORED, together, 0, Fraction(0), 0, "")
                nodes.update({f"{name}/{number}": Node(SCORED, points, 0, Fraction(0), 0, source) for number, points, source in mine})
                total += sign * together
        nodes["total"] = Node(SCORED, max(0, total), 100, Fraction(1), 0, "")
        return nodes


if __name__ == "__main__":
    sys.exit(book.main(SectionCadres, "section cadres"))
