#include "assessment/person_effect.h"

#include "assessment/bounds.h"
#include "assessment/standing.h"
#include "roster/people.h"

/* ---- years that count together ----------------------------------------------------------------------------- */

struct years {
	uint32_t list[GRADE_YEARS_MAX];
	size_t count;
};

static bool suffices(AnnualGrade grade)
{
	return grade == ANNUAL_GRADE_EXCELLENT || grade == ANNUAL_GRADE_COMPETENT;
}

/* The years in a row up to this one, this one first, that had the same grade. */
static void run_of(const CadreRow *cadre, uint32_t year, AnnualGrade grade, struct years *out)
{
	*out = (struct years){ .list = { year }, .count = 1 };
	while (out->count < GRADE_YEARS_MAX && cadre_grade_of(cadre, year - (uint32_t)out->count) == grade) {
		out->list[out->count] = year - (uint32_t)out->count;
		out->count++;
	}
}

/* This year and every other on record with 称职 or better. */
static void sufficient_years(const CadreRow *cadre, uint32_t year, struct years *out)
{
	*out = (struct years){ .list = { year }, .count = 1 };
	for (size_t i = 0; i < cadre->n_grades && out->count < GRADE_YEARS_MAX; i++)
		if (cadre->grades[i]->year < year && suffices(cadre->grades[i]->grade))
			out->list[out->count++] = cadre->grades[i]->year;
}

/* ---- effects -------------------------------------------------------------------------------------------------- */

static void propose(struct decision *d, const struct person *p, GradeEffect effect, const char *rule, const struct years *years, size_t count)
{
	uint32_t list[GRADE_YEARS_MAX];

	for (size_t i = 0; i < count; i++)
		list[i] = years->list[i];
	emit_grade_effect_proposed(d, &(GradeEffectProposed){
		.effect_id = decision_new_id(d, "effect"),
		.cadre_id = p->row->cadre_id,
		.year = p->round->year,
		.effect = effect,
		.rule = rule,
		.n_years = count,
		.years = list,
		.unit_id = p->round->unit_id,
	});
}

/* An effect of every n-th year of that kind. */
static void propose_every(struct decision *d, const struct person *p, GradeEffect effect, const char *rule, const struct years *years)
{
	size_t every = (size_t)policy_number(d, rule);

	if (every && years->count % every == 0)
		propose(d, p, effect, rule, years, every);
}

static void good_effects(struct decision *d, const struct person *p, const CadreRow *cadre, AnnualGrade grade)
{
	struct years years;

	if (grade == ANNUAL_GRADE_EXCELLENT) {
		run_of(cadre, p->round->year, grade, &years);
		propose(d, p, GRADE_EFFECT_COMMENDATION, "公务员考核规定(2020) 第十九条", &years, 1);
		propose_every(d, p, GRADE_EFFECT_MERIT_3, "ASSESS.MERIT_YEARS", &years);
	}
	sufficient_years(cadre, p->round->year, &years);
	propose_every(d, p, GRADE_EFFECT_WAGE_STEP, "ASSESS.WAGE_STEP_YEARS", &years);
	propose_every(d, p, GRADE_EFFECT_WAGE_LEVEL, "ASSESS.WAGE_LEVEL_YEARS", &years);
}

static void low_effects(struct decision *d, const struct person *p, const CadreRow *cadre, AnnualGrade grade)
{
	struct years years;

	run_of(cadre, p->round->year, grade, &years);
	if (grade == ANNUAL_GRADE_BASICALLY_COMPETENT) {
		propose(d, p, GRADE_EFFECT_ADMONITION, "公务员考核规定(2020) 第二十一条", &years, 1);
		propose_every(d, p, GRADE_EFFECT_ADJUSTMENT, "ASSESS.BASIC.ADJUST_YEARS", &years);
	} else {
		propose(d, p, GRADE_EFFECT_DEMOTION, "公务员法 第五十条", &years, 1);
		propose_every(d, p, GRADE_EFFECT_DISMISSAL, "ASSESS.INCOMPETENT.DISMISS_YEARS", &years);
	}
}

void person_grade(struct decision *d, const struct person *p, AnnualGrade grade, const char *document, bool corrects)
{
	const CadreRow *cadre = cadre_find(d->state, p->row->cadre_id);
	const PersonProposalRow *proposal = person_proposal_find(d->state, p->round->round_id, p->row->cadre_id);

	emit_person_graded(d, &(PersonGraded){
		.round_id = p->round->round_id,
		.cadre_id = p->row->cadre_id,
		.year = p->round->year,
		.grade = grade,
		.unit_id = p->round->unit_id,
		.track = p->round->track,
		.standing = p->row->standing,
		.fail_fact = proposal ? proposal->proposal->fail_fact : FAIL_FACT_UNSPECIFIED,
		.document = document,
		.graded_on = d->today,
		.corrects = corrects,
	});
	if (cadre && suffices(grade))
		good_effects(d, p, cadre, grade);
	else if (cadre && grade != ANNUAL_GRADE_UNGRADED)
		low_effects(d, p, cadre, grade);
}

enum refusal person_excellent_may_stay(struct decision *d, const PersonRoundRow *round)
{
	struct row_scan scan = person_proposal_scan_1(d->state, round->round_id);
	const PersonProposalRow *p;

	while ((p = person_proposal_next(&scan))) {
		if (p->proposal->grade != ANNUAL_GRADE_EXCELLENT)
			continue;
		if (standing_inside_influence(d->state, p->person_id, d->today))
			return decision_refuse(d, REFUSAL_PERSON_INSIDE_INFLUENCE, "round_id", p->person_id);
		if (standing_case_open(d->state, p->person_id, d->today))
			return decision_refuse(d, REFUSAL_PERSON_NOT_GRADED, "round_id", p->person_id);
	}
	return REFUSAL_NONE;
}
