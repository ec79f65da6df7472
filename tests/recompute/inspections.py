#!/usr/bin/python3
"""The quarterly inspections once more, by another program in another language: inspections.py <journal of assessment>.

Reads the journal alone: items with their weights, scores from the field, corrections by objection, exemptions. Computes composites, ranks
by item and composite, and the mean of the year in exact fractions, and compares them with what was recorded. Prints one line; exit
status 1 when anything differs."""
import collections
import os
import sys
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "fault"))
import journals  # noqa: E402
from annual_scores import half_up  # noqa: E402


class Inspection:
    def __init__(self, planned):
        self.quarter, self.items = planned.quarter, {i.item_id: i.weight_percent for i in planned.items}
        self.group_of = {u.unit_id: u.peer_group for u in planned.units}
        self.scores, self.recorded, self.composites = {}, {}, {}

    def composite(self, unit):
        return half_up(Fraction(sum(self.scores[unit, item] * weight for item, weight in self.items.items()), 100))

    def rank(self, unit, score_of):
        mine = score_of(unit)
        return 1 + sum(score_of(other) > mine for other in self.recorded if self.group_of[other] == self.group_of[unit])

    def differences(self):
        for unit, told in self.recorded.items():
            if (told.composite, told.rank) != (self.composite(unit), self.rank(unit, self.composite)):
                yield f"{self.quarter} {unit}: {told.composite} rank {told.rank} recorded, {self.composite(unit)} {self.rank(unit, self.composite)} computed"
            for item in told.items:
                score_of = lambda u, i=item.item_id: self.scores[u, i]
                if (item.score, item.rank) != (score_of(unit), self.rank(unit, score_of)):
                    yield f"{self.quarter} {unit} {item.item_id}: {item.score} rank {item.rank} recorded, {score_of(unit)} computed"


class Book:
    def __init__(self):
        self.inspections, self.exempt, self.years = {}, collections.Counter(), 0
        self.compared, self.found = 0, []

    def take(self, kind, e):
        handler = getattr(self, "on_" + kind, None)
        if handler:
            handler(e)

    def on_InspectionPlanned(self, e):
        self.inspections[e.inspection_id] = Inspection(e)

    def on_ItemScoresRecorded(self, e):
        for s in e.scores:
            self.inspections[e.inspection_id].scores[s.unit_id, s.item_id] = s.score

    def on_ObjectionDecided(self, e):
        if e.upheld:
            self.inspections[e.inspection_id].scores[e.unit_id, e.item_id] = e.score

    def on_ExemptedFromInspection(self, e):
        self.exempt[e.unit_id, int(e.quarter[:4])] += 1

    def on_UnitRanked(self, e):
        self.inspections[e.inspection_id].recorded[e.unit_id] = e

    def on_InspectionRanked(self, e):
        inspection = self.inspections[e.inspection_id]
        self.found += inspection.differences()
        self.compared += len(inspection.recorded)

    def on_YearInspected(self, e):
        mine = [i for i in self.inspections.values() if i.quarter.startswith(str(e.year)) and e.unit_id in i.recorded]
        quarters = max(4 - self.exempt[e.unit_id, e.year], len(mine))
        mean = half_up(Fraction(sum(i.composite(e.unit_id) for i in mine), quarters)) if quarters else 0
        self.compared += 1
        if (e.quarters, e.mean, e.contribution) != (quarters, mean, half_up(Fraction(mean * e.weight_percent, 100))):
            self.found.append(f"{e.year} {e.unit_id}: mean {e.mean} of {e.quarters} recorded, {mean} of {quarters} computed")


def check(directory):
    book = Book()
    for record in journals.read_journal(directory).records:
        if record.kind == journals.EVENT:
            book.take(record.envelope.type, record.event)
    return book.compared, book.found


def main():
    compared, found = check(sys.argv[1])
    for line in found:
        print(f"differs: {line}")
    print(f"{compared} results of inspections, {len(found)} differences")
    return 1 if found or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
