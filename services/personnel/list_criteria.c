#include "list_criteria.h"

#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "cadre_fields.h"
#include "rules.h"

#define UNKNOWN "未登记"

/* ---- what may be asked ------------------------------------------------------------------------------- */

static bool is_empty(const ListCriteria *c)
{
	return !c->n_unit_kinds && !c->n_levels && !c->rank_highest && !c->rank_lowest && !c->age_min && !c->age_max && !c->level_years_min &&
	       !c->rank_years_min && !c->grassroots_years_min && !c->no_bar && !c->grade_years && !c->n_grades && !c->excellent_min;
}

enum refusal list_criteria_check(struct decision *d, const ListCriteria *c)
{
	if (is_empty(c))
		return decision_refuse(d, REFUSAL_NAMED_LIST_CRITERIA_EMPTY, "criteria", "");
	if (c->rank_highest && c->rank_lowest && c->rank_highest > c->rank_lowest) /* the higher rank has the lower number */
		return decision_refuse(d, REFUSAL_NAMED_LIST_CRITERIA_CROSSED, "rank_lowest", "");
	if (c->age_max && c->age_min > c->age_max)
		return decision_refuse(d, REFUSAL_NAMED_LIST_CRITERIA_CROSSED, "age_max", "");
	if (!c->grade_years != !(c->n_grades || c->excellent_min))
		return decision_refuse(d, REFUSAL_NAMED_LIST_GRADES_INCOMPLETE, "grade_years", "");
	if (c->excellent_min > c->grade_years)
		return decision_refuse(d, REFUSAL_NAMED_LIST_CRITERIA_CROSSED, "excellent_min", "");
	return REFUSAL_NONE;
}

/* ---- one person -------------------------------------------------------------------------------------- */

struct judged {
	struct decision *d;
	const ListCriteria *criteria;
	const CadreRegistered *person;
	const char *as_of;
	ListOutcome **outcomes;
	size_t count;
	bool all_met;
};

static void note(struct judged *j, ListCriterion criterion, bool met, const char *value)
{
	ListOutcome *outcome = arena_alloc(j->d->arena, sizeof *outcome);

	REQUIRE(outcome && j->count < LIST_CRITERIA_MAX);
	list_outcome__init(outcome);
	outcome->criterion = criterion;
	outcome->met = met;
	outcome->value = value[0] ? value : UNKNOWN;
	j->outcomes[j->count++] = outcome;
	j->all_met &= met;
}

static void note_years(struct judged *j, ListCriterion criterion, const char *since, uint32_t min)
{
	int years = rules_full_years(since, j->as_of);

	note(j, criterion, years >= (int)min, years < 0 ? "" : decision_format(j->d, "%d", years));
}

static void unit_kind(struct judged *j)
{
	const UnitFileRow *unit = unit_file_find(j->d->state, j->person->unit_id);
	bool met = false;

	for (size_t i = 0; unit && i < j->criteria->n_unit_kinds; i++)
		met |= j->criteria->unit_kinds[i] == unit->kind;
	note(j, LIST_CRITERION_UNIT_KIND, met, unit ? unit_kind_label(unit->kind) : "");
}

static void level(struct judged *j)
{
	bool met = false;

	for (size_t i = 0; i < j->criteria->n_levels; i++)
		met |= j->criteria->levels[i] == j->person->level;
	note(j, LIST_CRITERION_LEVEL, met, level_label(j->person->level));
}

static void rank(struct judged *j)
{
	Rank highest = j->criteria->rank_highest, lowest = j->criteria->rank_lowest, own = j->person->rank;

	note(j, LIST_CRITERION_RANK, own && (!highest || own >= highest) && (!lowest || own <= lowest), rank_label(own));
}

static void age(struct judged *j)
{
	int years = rules_full_years(j->person->born_on, j->as_of);
	uint32_t max = j->criteria->age_max;

	note(j, LIST_CRITERION_AGE, years >= 0 && years >= (int)j->criteria->age_min && (!max || years <= (int)max),
	     years < 0 ? "" : decision_format(j->d, "%d", years));
}

static void grassroots(struct judged *j)
{
	const char *text = j->person->grassroots_years;

	note(j, LIST_CRITERION_GRASSROOTS_YEARS, text[0] && strtol(text, NULL, 10) >= (long)j->criteria->grassroots_years_min, text);
}

/* A presumption while something is looked into tells nothing of a person, and is not told here. */
static void no_bar(struct judged *j)
{
	struct row_scan scan = bar_scan_1(j->d->state, j->person->cadre_id);
	const char *until = NULL;
	const BarRow *bar;

	while ((bar = bar_next(&scan))) {
		bool in_force = strcmp(bar->from_on, j->as_of) <= 0 && (!bar->until_on[0] || strcmp(bar->until_on, j->as_of) >= 0);
		if (!bar->provisional && in_force && (!until || !bar->until_on[0] || (until[0] && strcmp(bar->until_on, until) > 0)))
			until = bar->until_on;
	}
	note(j, LIST_CRITERION_NO_BAR, !until, !until ? "无" : until[0] ? decision_format(j->d, "至%s", until) : "有");
}

static bool is_allowed(const ListCriteria *c, AnnualGrade grade)
{
	for (size_t i = 0; i < c->n_grades; i++)
		if (c->grades[i] == grade)
			return true;
	return false;
}

/* The latest grades on record, newest first, as many as are looked back on; fewer do not meet what is asked of them all. */
static void grades(struct judged *j)
{
	const CadreRegistered *person = j->person;
	uint32_t seen = 0, excellent = 0, allowed = 0;
	const char *told = "";
	int year = 9999;
	unsigned of;

	for (; seen < j->criteria->grade_years; seen++, year = (int)of) {
		AnnualGrade grade = tenure_last_grade(person->grades, person->n_grades, year, &of);
		if (of == 0)
			break;
		excellent += grade == ANNUAL_GRADE_EXCELLENT;
		allowed += is_allowed(j->criteria, grade);
		told = decision_format(j->d, "%s%s%u:%s", told, told[0] ? ";" : "", of, grade_label(grade));
	}
	if (j->criteria->n_grades)
		note(j, LIST_CRITERION_GRADES, allowed == j->criteria->grade_years, told);
	if (j->criteria->excellent_min)
		note(j, LIST_CRITERION_EXCELLENT, excellent >= j->criteria->excellent_min, decision_format(j->d, "%u", excellent));
}

bool list_criteria_judge(struct decision *d, const ListCriteria *c, const CadreRegistered *person, const char *as_of, ListOutcome **outcomes,
			 size_t *count)
{
	struct judged j = { .d = d, .criteria = c, .person = person, .as_of = as_of, .outcomes = outcomes, .all_met = true };

	if (c->n_unit_kinds)
		unit_kind(&j);
	if (c->n_levels)
		level(&j);
	if (c->rank_highest || c->rank_lowest)
		rank(&j);
	if (c->age_min || c->age_max)
		age(&j);
	if (c->level_years_min)
		note_years(&j, LIST_CRITERION_LEVEL_YEARS, person->level_since, c->level_years_min);
	if (c->rank_years_min)
		note_years(&j, LIST_CRITERION_RANK_YEARS, person->rank_since, c->rank_years_min);
	if (c->grassroots_years_min)
		grassroots(&j);
	if (c->no_bar)
		no_bar(&j);
	if (c->grade_years)
		grades(&j);
	*count = j.count;
	return j.all_met;
}
