#!/usr/bin/python3
"""The annual grades of persons once more, and their quarterly ones, by another program in another language: person_grades.py <journal of
assessment>.

Reads the journal alone: who serves where, measures and bars, what was proposed, objected to, reviewed and supplemented, the quotas. Works
out what the law lets everybody be graded, how many of a round may be excellent, which grade takes effect and what follows from it, and
compares it with what was recorded. Prints one line; exit status 1 when anything differs."""
import collections
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import book  # noqa: E402
from book import (BASICALLY, COMMENT_ONLY, COMPETENT, ELIGIBLE, ELSEWHERE, EXCELLENT, INCOMPETENT, MEASURE, MEMBERS, MUST_FAIL,  # noqa: E402
                  NO_GRADE, NOT_EXCELLENT, OPEN_CASE, UNGRADED)

BY_LAW, BY_QUOTA = 1, 2
TEAM_EXCELLENT = 1
CIRCUMSTANCES = {1: COMMENT_ONLY, 2: NO_GRADE, 3: NO_GRADE, 4: ELSEWHERE, 7: MUST_FAIL}    # what the unit states of a year
COMMENDATION, MERIT_3, WAGE_STEP, WAGE_LEVEL, ADMONITION, ADJUSTMENT, DEMOTION, DISMISSAL = range(1, 9)
GOOD, ORDINARY, POOR = 1, 3, 4
REMINDER, CRITICISM = 1, 2


class Round:
    def __init__(self, opened):
        self.opened, self.people, self.checked, self.told = opened, {}, None, []


class Person:
    """One person of a round: what he may be graded, and the grade so far."""

    def __init__(self, standing):
        self.standing, self.grade, self.suspended, self.fail_fact, self.graded = standing, None, False, 0, None


class PersonGrades(book.Book):
    RECORDED = ("PersonRoundOpened.participants", "PersonAssessmentOpened.cadre_id", "PersonAssessmentOpened.standing", "PerformanceVerified.standing",
                *(f"PersonCapsChecked.{f}" for f in ("should_attend", "excellent", "heads", "basis", "same_as_last_year", "distinct_winners",
                                                     "wins", "years")),
                "PersonGradeProposed.suspended", "PersonGradesDecided.excellent", "ExcellentPublished.cadre_ids", "PersonGradeNotified.grade",
                "PersonGraded.grade", "PersonGraded.standing", "PersonGraded.year", "PersonGraded.fail_fact", "PersonRoundFinal.graded",
                "PersonRoundFinal.excellent", "GradeEffectProposed.effect", "GradeEffectProposed.years", "GradeEffectProposed.cadre_id",
                "RegularRoundOpened.participants", "RegularRoundGraded.good", "RegularRoundGraded.heads", "RegularRoundGraded.percent",
                "RegularFedBack.grade", "RegularFollowUpOpened.kind")

    def __init__(self):
        super().__init__()
        self.rounds, self.quotas = {}, {}
        self.effects, self.awaited = [], []
        self.regular, self.given, self.follow_up = {}, collections.defaultdict(dict), None

    def person(self, e):
        return self.rounds[e.round_id].people[e.cadre_id]

    # ---- who is in a round, and what he may be graded
    def on_PersonRoundOpened(self, e):
        self.rounds[e.round_id] = Round(e)
        self.same(f"{e.round_id}: participants", e.participants, len(self.people_of(e.unit_id, e.track, e.authority)))

    def on_PersonAssessmentOpened(self, e):
        self.rounds[e.round_id].people[e.cadre_id] = Person(e.standing)
        self.same(f"{e.round_id} {e.cadre_id}: standing", e.standing, self.by_measures(e.cadre_id, e.year))

    def on_PerformanceVerified(self, e):
        self.whole(e.round_id)
        year = self.rounds[e.round_id].opened.year
        self.person(e).standing = e.standing
        self.same(f"{e.round_id} {e.cadre_id}: standing", e.standing, max(self.by_measures(e.cadre_id, year), CIRCUMSTANCES.get(e.circumstance, ELIGIBLE)))

    def whole(self, number):
        """The events of everybody came right after that of the round."""
        opened = self.rounds[number].opened
        self.same(f"{number}: everybody", opened.participants, len(self.rounds[number].people))

    # ---- proposals and caps
    def on_PersonGradeProposed(self, e):
        p = self.person(e)
        p.grade, p.suspended, p.fail_fact = e.proposal.grade, e.suspended, e.proposal.fail_fact
        who = f"{e.round_id} {e.cadre_id}: "
        self.same(who + "suspended", e.suspended, self.barred(e.cadre_id, OPEN_CASE))
        self.same(who + "a grade the law allows", self.allowed(e.round_id, e.cadre_id, p.grade), True)

    def allowed(self, number, cadre_id, grade):
        p, opened = self.rounds[number].people[cadre_id], self.rounds[number].opened
        if self.barred(cadre_id, OPEN_CASE) or p.standing in (COMMENT_ONLY, NO_GRADE, ELSEWHERE):
            return grade == UNGRADED
        if p.standing == MUST_FAIL:
            return grade == INCOMPETENT
        team = self.team(opened.unit_id, opened.year)
        head = team is not None and team.head_excluded and self.cadres[cadre_id].team_head
        return grade != EXCELLENT or not (p.standing == NOT_EXCELLENT or self.barred(cadre_id, MEASURE) or head)

    def team(self, unit_id, year):
        return next((t for t in self.teams.values() if t.unit_id == unit_id and t.year == year), None)

    def on_ExcellentQuotaSet(self, e):
        self.quotas[e.year, e.unit_id, e.quota.track] = e.quota

    def cap(self, number):
        """(who counts, how many are excellent, how many may be, by what, percent of the law)"""
        opened, people = self.rounds[number].opened, self.rounds[number].people
        should, excellent = sum(p.standing != ELSEWHERE for p in people.values()), sum(p.grade == EXCELLENT for p in people.values())
        up = 50 if self.rule("ASSESS.CAP.ROUNDING") == "half_up" else 0
        quota, team = self.quotas.get((opened.year, opened.unit_id, opened.track)), self.team(opened.unit_id, opened.year)
        if quota:
            law = (should * (quota.cap // 100) + up) // 100
            return should, excellent, quota.heads if quota.pool else min(quota.heads, law), BY_QUOTA, 0
        rule = "ASSESS.CAP.DEFAULT"
        if opened.track == MEMBERS:
            rule = "LEADER.CAP.EXCELLENT_TEAM" if team is not None and team.grade == TEAM_EXCELLENT else "LEADER.CAP"
        percent = self.number(rule)
        return should, excellent, (should * percent + up) // 100, BY_LAW, percent

    def on_PersonCapsChecked(self, e):
        cap, years, year = self.cap(e.round_id), self.number("ASSESS.ROTATION_YEARS"), self.rounds[e.round_id].opened.year
        people = self.rounds[e.round_id].people
        now = {c for c, p in people.items() if p.grade == EXCELLENT}
        before = {c: {g.year for g in self.cadres[c].grades if g.grade == EXCELLENT and year - years < g.year < year} for c in people}
        wins = {c: len(before[c]) + (c in now) for c in people}
        last = {c for c in people if year - 1 in before[c]} if years > 1 else set()
        self.same(f"{e.round_id}: cap", (e.should_attend, e.excellent, e.heads, e.basis, e.percent), cap)
        self.same(f"{e.round_id}: within the cap", cap[1] <= cap[2], True)
        self.same(f"{e.round_id}: pattern", (e.same_as_last_year, e.distinct_winners, e.wins, e.years),
                  (bool(now) and now == last, sum(n > 0 for n in wins.values()), sum(wins.values()), years))

    # ---- decision, publicity, notice
    def excellent(self, number):
        return sorted(c for c, p in self.rounds[number].people.items() if p.grade == EXCELLENT)

    def still_may(self, number, when):
        """Days have passed: nobody excellent is inside an influence period or in an open case today, and there are no more than may be."""
        wrong = [c for c in self.excellent(number) if self.barred(c, MEASURE) or self.barred(c, OPEN_CASE)]
        self.same(f"{number}: excellent all the same, {when}", wrong, [])

    def on_PersonGradesDecided(self, e):
        self.same(f"{e.round_id}: excellent when decided", e.excellent, len(self.excellent(e.round_id)))
        self.still_may(e.round_id, "when decided")
        self.same(f"{e.round_id}: within the cap when decided", len(self.excellent(e.round_id)) <= self.cap(e.round_id)[2], True)

    def on_ExcellentPublished(self, e):
        self.same(f"{e.round_id}: published", sorted(e.cadre_ids), self.excellent(e.round_id))

    def on_ExcellentWithdrawn(self, e):
        self.person(e).grade = e.grade

    def on_PersonGradesNotified(self, e):
        self.still_may(e.round_id, "when told")

    def on_PersonGradeNotified(self, e):
        self.same(f"{e.round_id} {e.cadre_id}: the grade he is told", e.grade, self.person(e).grade)

    def on_GradeReviewDecided(self, e):
        p = self.person(e)
        if e.upheld:
            self.same(f"{e.round_id} {e.cadre_id}: a review never makes it worse", EXCELLENT < e.grade < p.grade, True)
            p.grade = e.grade
        else:
            self.same(f"{e.round_id} {e.cadre_id}: a review rejected changes nothing", e.grade, p.grade)

    # ---- grades in effect
    def on_PersonGradeSupplemented(self, e):
        self.person(e).grade, self.person(e).suspended = e.grade, False

    def waits(self, cadre_id, p):
        return p.suspended or self.barred(cadre_id, OPEN_CASE) or (p.grade == EXCELLENT and self.barred(cadre_id, MEASURE))

    def on_PersonGraded(self, e):
        self.settled()
        p, one = self.person(e), self.rounds[e.round_id]
        p.graded = e.grade
        who = f"{e.round_id} {e.cadre_id}: "
        self.same(who + "grade in effect", (e.grade, e.standing, e.fail_fact), (p.grade, p.standing, p.fail_fact))
        self.same(who + "year, unit, track", (e.year, e.unit_id, e.track), (one.opened.year, one.opened.unit_id, one.opened.track))
        self.same(who + "excellent inside an influence period", e.grade == EXCELLENT and self.barred(e.cadre_id, MEASURE), False)
        if not e.corrects:
            one.told.append(e.cadre_id)
        self.awaited = [(e.cadre_id, *effect) for effect in self.effects_of(e)]

    def on_PersonRoundFinal(self, e):
        self.settled()
        one = self.rounds[e.round_id]
        due = [c for c, p in one.people.items() if p.standing != ELSEWHERE and not self.waits(c, p)]
        self.same(f"{e.round_id}: who is graded", sorted(one.told), sorted(due))
        self.same(f"{e.round_id}: counts", (e.graded, e.excellent), (len(due), sum(one.people[c].grade == EXCELLENT for c in due)))
        self.same(f"{e.round_id}: no more excellent than may be", len(self.excellent(e.round_id)) <= self.cap(e.round_id)[2], True)

    def effects_of(self, e):
        """(effect, years) of what somebody now has to see to, from the grades on record."""
        if e.cadre_id not in self.cadres:
            return []
        record = {g.year: g.grade for g in self.cadres[e.cadre_id].grades}
        row = [e.year]
        while record.get(row[-1] - 1) == e.grade:
            row.append(row[-1] - 1)
        sufficient = [e.year] + [y for y, g in record.items() if y < e.year and g in (EXCELLENT, COMPETENT)]
        every = lambda effect, rule, years: [(effect, years[:n])] if (n := self.number(rule)) and len(years) % n == 0 else []
        if e.grade in (EXCELLENT, COMPETENT):
            best = [(COMMENDATION, row[:1])] + every(MERIT_3, "ASSESS.MERIT_YEARS", row) if e.grade == EXCELLENT else []
            return best + every(WAGE_STEP, "ASSESS.WAGE_STEP_YEARS", sufficient) + every(WAGE_LEVEL, "ASSESS.WAGE_LEVEL_YEARS", sufficient)
        if e.grade == BASICALLY:
            return [(ADMONITION, row[:1])] + every(ADJUSTMENT, "ASSESS.BASIC.ADJUST_YEARS", row)
        return [(DEMOTION, row[:1])] + every(DISMISSAL, "ASSESS.INCOMPETENT.DISMISS_YEARS", row) if e.grade == INCOMPETENT else []

    def on_GradeEffectProposed(self, e):
        self.effects.append((e.cadre_id, e.effect, list(e.years)))

    def settled(self):
        """What followed from the grade before."""
        self.same("effects of a grade", self.effects, self.awaited)
        self.effects, self.awaited = [], []

    # ---- quarters
    def on_RegularRoundOpened(self, e):
        self.regular[e.regular_id] = e
        self.same(f"{e.regular_id}: participants", e.participants, len(self.people_of(e.unit_id, book.STAFF, "")))

    def on_RegularGradeGiven(self, e):
        self.given[e.regular_id][e.cadre_id] = e.grade

    def on_RegularRoundGraded(self, e):
        given, percent = self.given[e.regular_id], self.number("REGULAR.CAP")
        heads = self.regular[e.regular_id].participants * percent // 100
        good = sum(grade == GOOD for grade in given.values())
        self.same(f"{e.regular_id}: good ones", (e.good, e.heads, e.percent), (good, heads, percent))
        self.same(f"{e.regular_id}: everybody graded, within the cap", (len(given), good <= heads), (self.regular[e.regular_id].participants, True))

    def on_RegularFedBack(self, e):
        self.followed()
        grade = self.given[e.regular_id][e.cadre_id]
        self.same(f"{e.regular_id} {e.cadre_id}: told", e.grade, grade)
        self.follow_up = (e.cadre_id, CRITICISM if grade == POOR else REMINDER) if grade >= ORDINARY else None

    def on_RegularFollowUpOpened(self, e):
        self.same(f"{e.quarter} {e.cadre_id}: what follows", (e.cadre_id, e.kind), self.follow_up)
        self.follow_up = None

    def followed(self):
        self.same("what follows from a quarter's grade", None, self.follow_up)

    def close(self):
        self.settled()
        self.followed()


if __name__ == "__main__":
    sys.exit(book.main(PersonGrades, "persons"))
