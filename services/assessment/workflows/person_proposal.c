/* Comment, proposal and check of the caps for annual grades of persons: rows A6, W3.8, G4.18. Overview in person_round.c.
 *
 *   VERIFIED -> PROPOSED; the round OPEN -> CHECKED; a proposal changed afterwards: OPEN again
 *
 * Whoever may not be excellent, or gets no grade, is known from sanctions, circumstances and open cases (standing.h); whoever stands
 * inside an influence period is never excellent. More excellent people than the cap allows never pass. Patterns (the same people as
 * last year, everybody once in turn) are named for whoever decides and refuse nothing.
 *
 * In:  ProposePersonGrades, CheckPersonCaps.
 * Out: PersonGradeProposed (one per person, sealed), PersonCapsChecked. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/person.h"
#include "assessment/quarter.h"
#include "assessment/standing.h"
#include "base/require.h"
#include "roster/people.h"
#include "workflows.h"

/* ---- proposing ---------------------------------------------------------------------------------------------- */

static bool head_excluded(const struct decision *d, const PersonRoundRow *round, const CadreRow *cadre)
{
	const TeamGradeRow *team = person_team_grade(d->state, round->unit_id, round->year);

	return cadre && cadre->team_head && team && team->head_excluded;
}

/* Where the quarters of the year were graded, whoever is excellent comes from those who were good in one. */
static bool never_good(const struct decision *d, const struct person *p)
{
	struct row_scan scan = regular_person_by_cadre_id(d->state, p->row->cadre_id);
	const RegularPersonRow *row;
	bool graded = false;

	while ((row = regular_person_next(&scan))) {
		if (!row->grade || quarter_year(row->quarter) != p->round->year)
			continue;
		if (row->grade == REGULAR_GRADE_GOOD)
			return false;
		graded = true;
	}
	return graded;
}

static enum refusal check_excellent(const struct decision *d, const struct person *p)
{
	const char *cadre_id = p->row->cadre_id;

	if (p->row->standing == GRADE_STANDING_NOT_EXCELLENT)                         return REFUSAL_PERSON_NOT_EXCELLENT;
	if (standing_inside_influence(d->state, cadre_id, d->today))                  return REFUSAL_PERSON_INSIDE_INFLUENCE;
	if (head_excluded(d, p->round, cadre_find(d->state, cadre_id)))               return REFUSAL_PERSON_HEAD_EXCLUDED;
	return REFUSAL_NONE;
}

/* The grade fits what the law lets this person be graded. */
static enum refusal check_standing(const struct decision *d, const struct person *p, const PersonProposal *one)
{
	bool ungraded = one->grade == ANNUAL_GRADE_UNGRADED;

	switch (p->row->standing) {
	case GRADE_STANDING_COMMENT_ONLY:
	case GRADE_STANDING_NO_GRADE:
	case GRADE_STANDING_ELSEWHERE:
		return ungraded ? REFUSAL_NONE : REFUSAL_PERSON_NOT_GRADED;
	case GRADE_STANDING_INCOMPETENT:
		return one->grade == ANNUAL_GRADE_INCOMPETENT ? REFUSAL_NONE : REFUSAL_PERSON_MUST_FAIL;
	default:
		if (ungraded && one->reason[0] == '\0')
			return REFUSAL_REASON_MISSING;
		if (one->grade != ANNUAL_GRADE_EXCELLENT)
			return REFUSAL_NONE;
		if (one->reason[0] == '\0' && never_good(d, p))
			return REFUSAL_PERSON_NEVER_GOOD;
		return check_excellent(d, p);
	}
}

static enum refusal check_words(const struct person *p, const PersonProposal *one)
{
	bool by_law = p->row->standing == GRADE_STANDING_INCOMPETENT, fails = one->grade == ANNUAL_GRADE_INCOMPETENT;
	bool low = fails || one->grade == ANNUAL_GRADE_BASICALLY_COMPETENT;

	if (p->row->standing != GRADE_STANDING_ELSEWHERE && one->comment[0] == '\0')  return REFUSAL_PERSON_COMMENT_MISSING;
	if (fails && !by_law && (!one->fail_fact || one->reason[0] == '\0'))          return REFUSAL_PERSON_FAIL_FACT;
	if (low && one->improvement[0] == '\0')                                       return REFUSAL_PERSON_IMPROVEMENT;
	return REFUSAL_NONE;
}

/* While a case is open nothing is written and nothing is graded. */
static enum refusal check_suspended(const PersonProposal *one)
{
	if (one->grade != ANNUAL_GRADE_UNGRADED)   return REFUSAL_PERSON_NOT_GRADED;
	return one->comment[0] ? REFUSAL_PERSON_COMMENT_FORBIDDEN : REFUSAL_NONE;
}

static enum refusal check_proposal(struct decision *d, const ProposePersonGrades *cmd, size_t i)
{
	const PersonProposal *one = cmd->proposals[i];
	struct person p;
	enum refusal r = person_handled(d, cmd->round_id, one->cadre_id, &p);

	for (size_t j = 0; !r && j < i; j++)
		if (strcmp(cmd->proposals[j]->cadre_id, one->cadre_id) == 0)
			r = REFUSAL_VALUE_DUPLICATE;
	if (r)
		return r;
	if (p.row->state < PERSON_ASSESSMENT_STATE_VERIFIED)                          return REFUSAL_PERSON_NOT_VERIFIED;
	if (standing_case_open(d->state, one->cadre_id, d->today))                    return check_suspended(one);
	r = check_standing(d, &p, one);
	return r ? r : check_words(&p, one);
}

static enum refusal check_proposals(struct decision *d, const ProposePersonGrades *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_proposals; i++) {
		enum refusal r = check_proposal(d, cmd, i);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "proposals", cmd->proposals[i]->cadre_id);
		first = first ? first : r;
	}
	return first;
}

enum refusal propose_person_grades_decide(struct decision *d, const ProposePersonGrades *cmd)
{
	const PersonRoundRow *round;
	enum refusal r = person_round_handled(d, cmd->round_id, &round);

	if (r)
		return r;
	if (round->state > PERSON_ROUND_STATE_CHECKED)
		return REFUSAL_STATE_WRONG;
	if ((r = check_proposals(d, cmd)))
		return r;
	for (size_t i = 0; i < cmd->n_proposals; i++)
		emit_person_grade_proposed(d, &(PersonGradeProposed){
			.round_id = cmd->round_id,
			.cadre_id = cmd->proposals[i]->cadre_id,
			.proposal = cmd->proposals[i],
			.proposed_by = d->actor->account,
			.suspended = standing_case_open(d->state, cmd->proposals[i]->cadre_id, d->today),
		});
	return REFUSAL_NONE;
}

/* ---- the caps ------------------------------------------------------------------------------------------------- */

/* Everybody is proposed, and whoever is to be excellent may still be: days have passed since. */
static enum refusal check_round(struct decision *d, const PersonRoundRow *round)
{
	struct row_scan scan = person_assessment_scan_1(d->state, round->round_id);
	const PersonAssessmentRow *row;

	while ((row = person_assessment_next(&scan))) {
		const PersonProposalRow *p = person_proposal_find(d->state, round->round_id, row->cadre_id);
		struct person person = { round, row };
		enum refusal r = REFUSAL_NONE;
		if (!p)
			r = REFUSAL_PERSON_UNPROPOSED;
		else if (p->proposal->grade == ANNUAL_GRADE_EXCELLENT)
			r = standing_case_open(d->state, row->cadre_id, d->today) ? REFUSAL_PERSON_NOT_GRADED : check_excellent(d, &person);
		if (r)
			return decision_refuse(d, r, "round_id", row->cadre_id);
	}
	return REFUSAL_NONE;
}

/* Excellent grades of the people of this round over ASSESS.ROTATION_YEARS, the proposed ones as the last year. */
struct pattern {
	uint32_t wins, distinct, last_year, kept;   /* kept: excellent last year and proposed again */
};

static void add_person(struct pattern *pattern, const CadreRow *cadre, bool proposed, uint32_t year, uint32_t years)
{
	uint32_t wins = proposed;
	bool last_year = cadre && cadre_grade_of(cadre, year - 1) == ANNUAL_GRADE_EXCELLENT;

	for (uint32_t back = 1; cadre && back < years; back++)
		wins += cadre_grade_of(cadre, year - back) == ANNUAL_GRADE_EXCELLENT;
	pattern->wins += wins;
	pattern->distinct += wins > 0;
	pattern->last_year += last_year;
	pattern->kept += last_year && proposed;
}

static struct pattern pattern_of(const struct decision *d, const PersonRoundRow *round, uint32_t years)
{
	struct row_scan scan = person_proposal_scan_1(d->state, round->round_id);
	struct pattern pattern = { 0 };
	const PersonProposalRow *p;

	while ((p = person_proposal_next(&scan)))
		add_person(&pattern, cadre_find(d->state, p->person_id), p->proposal->grade == ANNUAL_GRADE_EXCELLENT, round->year, years);
	return pattern;
}

enum refusal check_person_caps_decide(struct decision *d, const CheckPersonCaps *cmd)
{
	uint32_t years = (uint32_t)policy_number(d, "ASSESS.ROTATION_YEARS");
	const PersonRoundRow *round;
	struct person_cap cap;
	struct pattern pattern;
	enum refusal r = person_round_handled(d, cmd->round_id, &round);

	if (r)
		return r;
	if (round->state > PERSON_ROUND_STATE_CHECKED)
		return REFUSAL_STATE_WRONG;
	if ((r = check_round(d, round)) || (r = person_cap_of(d, round, &cap)))
		return r;
	if (cap.excellent > cap.heads)
		return decision_refuse(d, REFUSAL_PERSON_CAP, "round_id", decision_format(d, "%u > %u", cap.excellent, cap.heads));
	pattern = pattern_of(d, round, years < GRADE_YEARS_MAX ? years : GRADE_YEARS_MAX);
	emit_person_caps_checked(d, &(PersonCapsChecked){
		.round_id = round->round_id,
		.unit_id = round->unit_id,
		.should_attend = cap.should_attend,
		.excellent = cap.excellent,
		.heads = cap.heads,
		.basis = cap.basis,
		.percent = cap.basis == CAP_BASIS_LAW ? cap.percent : 0,
		.same_as_last_year = cap.excellent && pattern.kept == cap.excellent && pattern.last_year == cap.excellent,
		.distinct_winners = pattern.distinct,
		.wins = pattern.wins,
		.years = years,
	});
	return REFUSAL_NONE;
}
