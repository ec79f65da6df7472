#!/usr/bin/python3
"""The profiles of behaviour appraisals once more, by another program in another language: appraisals.py <journal of assessment>.

Reads the journal alone: the model, what the box released of each item, the rules of the day. Computes negative and net points of every
indicator, aspects, totals, gaps and the reasons for a talk in exact fractions and compares them with what was recorded. Prints one line;
exit status 1 when anything differs."""
import collections
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import book  # noqa: E402
from book import half_up  # noqa: E402

FULL = 10000                    # 100.00
LOW_TOTAL, LOW_ASPECT, NEGATIVE = 1, 2, 3


def weighted(parts):
    """parts: [(net or None, weight)] -> their mean; None: none of them may be shown. What is withheld shares out its weight."""
    shown = [(net, weight) for net, weight in parts if net is not None]
    return half_up(Fraction(sum(n * w for n, w in shown), sum(w for _, w in shown))) if shown else None


class Appraisals(book.Book):
    RECORDED = tuple(f"AppraisalProfiled.{field}" for field in (
        "total", "ballots", "withheld", "negative_percent", "aspects.net", "aspects.withheld", "indicators.positive", "indicators.negative",
        "indicators.negative_withheld", "indicators.deduction", "indicators.net", "indicators.gap", "indicators.withheld")) + (
        "WeaknessIdentified.capabilities", "AppraisalTalkProposed.reasons", "AppraisalConcluded.profiles", "AppraisalConcluded.talks")

    def __init__(self):
        super().__init__()
        self.models, self.model_of, self.targets = {}, {}, {}
        self.tallied = {}
        self.told, self.gaps, self.reasons = (collections.defaultdict(dict) for _ in range(3))

    def on_AppraisalModelLoaded(self, e):
        self.models[e.model_id] = e

    def on_PollDrafted(self, e):
        self.targets[e.poll_id] = [t.target_id for t in e.form.targets]

    def on_AppraisalDrafted(self, e):
        self.model_of[e.poll_id] = self.models[e.model_id]

    def on_ItemTallied(self, e):
        self.tallied[e.poll_id, e.target_id, e.item_id] = e

    def on_AppraisalProfiled(self, e):
        self.told[e.poll_id][e.cadre_id] = e

    def on_WeaknessIdentified(self, e):
        self.gaps[e.poll_id][e.cadre_id] = list(e.capabilities)

    def on_AppraisalTalkProposed(self, e):
        self.reasons[e.poll_id][e.cadre_id] = list(e.reasons)

    def on_AppraisalConcluded(self, e):
        told = self.told[e.poll_id]
        self.same(f"{e.poll_id}: who has a profile", sorted(told), sorted(self.targets[e.poll_id]))
        self.same(f"{e.poll_id}: how many profiles", e.profiles, len(self.targets[e.poll_id]))
        self.same(f"{e.poll_id}: how many talks", e.talks, sum(self.compare(e.poll_id, told[c]) for c in sorted(told)))

    # ---- one person
    def negative(self, poll_id, cadre_id, indicator):
        """(100 points x the share of voters who ticked any statement, classes weighted; whether a count is not told)"""
        exact, hidden = Fraction(0), False
        for statement in indicator.negatives:
            groups = self.tallied[poll_id, cadre_id, f"{indicator.indicator_id}.{statement.statement_id}"].groups
            weights = sum(g.weight_percent for g in groups)
            exact += sum((Fraction(g.weight_percent * g.ticked, weights * g.ballots) for g in groups if not g.ticked_hidden), Fraction(0))
            hidden = hidden or any(g.ticked_hidden for g in groups)
        return min(FULL, half_up(FULL * exact)), hidden

    def indicator(self, poll_id, cadre_id, indicator, percent):
        """What IndicatorProfile tells, by name; net None: withheld."""
        positive = self.tallied[poll_id, cadre_id, indicator.indicator_id]
        negative, hidden = self.negative(poll_id, cadre_id, indicator)
        found = {"withheld": positive.score_hidden, "negative": negative, "negative_withheld": hidden, "positive": 0, "deduction": 0, "net": None}
        if not positive.score_hidden:
            off = half_up(Fraction(negative * percent, 100))
            found.update(positive=positive.score, deduction=off, net=max(0, positive.score - off))
        found["gap"] = found["net"] is not None and found["net"] < self.number("APPRAISAL.GAP_BELOW")
        return found

    def compare(self, poll_id, told):
        """Whether a talk is due."""
        model, percent, who = self.model_of[poll_id], self.number("APPRAISAL.NEGATIVE_PERCENT"), f"{poll_id} {told.cadre_id}"
        mine = {i.indicator_id: self.indicator(poll_id, told.cadre_id, i, percent) for i in model.indicators}
        aspects = {a.aspect_id: weighted([(mine[i.indicator_id]["net"], i.weight_percent) for i in model.indicators if i.aspect_id == a.aspect_id])
                   for a in model.aspects}
        total = weighted([(aspects[a.aspect_id], a.weight_percent) for a in model.aspects])
        first = self.tallied[poll_id, told.cadre_id, model.indicators[0].indicator_id]
        self.same(f"{who}: indicators", [i.indicator_id for i in told.indicators], list(mine))
        for i in told.indicators:
            for name, value in mine[i.indicator_id].items():
                self.same(f"{who} {i.indicator_id} {name}", getattr(i, name), value or 0)
        self.same(f"{who}: aspects", [(a.aspect_id, a.withheld, a.net) for a in told.aspects], [(a, n is None, n or 0) for a, n in aspects.items()])
        self.same(f"{who}: total", (told.withheld, told.total), (total is None, total or 0))
        self.same(f"{who}: ballots and rule", (told.ballots, told.negative_percent), (sum(g.ballots for g in first.groups), percent))
        gaps = list(dict.fromkeys(i.capability for i in model.indicators if mine[i.indicator_id]["gap"]))
        self.same(f"{who}: what he could learn", self.gaps[poll_id].get(told.cadre_id, []), gaps)
        reasons = self.talk(total, aspects.values(), [i["negative"] for i in mine.values()])
        self.same(f"{who}: why there is a talk", self.reasons[poll_id].get(told.cadre_id, []), reasons)
        return bool(reasons)

    def talk(self, total, aspects, negatives):
        low = lambda value, rule: value is not None and value < self.number(rule)
        found = [(LOW_TOTAL, low(total, "APPRAISAL.TALK_TOTAL_BELOW")), (LOW_ASPECT, any(low(a, "APPRAISAL.TALK_ASPECT_BELOW") for a in aspects)),
                 (NEGATIVE, any(n >= self.number("APPRAISAL.TALK_NEGATIVE_FROM") for n in negatives))]
        return [reason for reason, holds in found if holds]


if __name__ == "__main__":
    sys.exit(book.main(Appraisals, "appraisals"))
