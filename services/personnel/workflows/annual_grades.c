/* The final annual grades of a year enter the records (年度考核等次). Rows A6, S4; rules PROMO.BLOCK, RANK.TENURE.*.
 *
 * In:  RecordAnnualGrades (many people of one managing organ at once, all or none); assessment's PersonGraded, the end of the whole
 *      procedure (W3.8).
 * Out: CadreRevised for everybody whose grade is new or corrected; nothing for those whose record says the same. */
#include <stdlib.h>
#include <string.h>

#include "aliases.h"
#include "base/date.h"
#include "people.h"
#include "revise.h"

static int by_cadre(const void *a, const void *b)
{
	const GradeEntry *const *x = a, *const *y = b;

	return strcmp((*x)->cadre_id, (*y)->cadre_id);
}

static enum refusal refuse_twice(struct decision *d, const RecordAnnualGrades *cmd)
{
	const GradeEntry **sorted = arena_alloc(d->arena, cmd->n_entries * sizeof *sorted);

	if (!sorted)
		return decision_refuse(d, REFUSAL_FIELD_TOO_MANY, "entries", "");
	for (size_t i = 0; i < cmd->n_entries; i++)
		sorted[i] = cmd->entries[i];
	qsort(sorted, cmd->n_entries, sizeof *sorted, by_cadre);
	for (size_t i = 1; i < cmd->n_entries; i++)
		if (by_cadre(&sorted[i - 1], &sorted[i]) == 0)
			return decision_refuse(d, REFUSAL_VALUE_DUPLICATE, "entries", sorted[i]->cadre_id);
	return REFUSAL_NONE;
}

static enum refusal check_entry(struct decision *d, const GradeEntry *entry, uint32_t row)
{
	const CadreRow *cadre = cadre_find(d->state, entry->cadre_id);

	if (!cadre)
		return decision_refuse_row(d, REFUSAL_CADRE_UNKNOWN, row, "cadre_id", entry->cadre_id);
	if (!actor_may_manage(d->actor, cadre))
		return decision_refuse_row(d, REFUSAL_OUTSIDE_AUTHORITY, row, "cadre_id", entry->cadre_id);
	if (actor_is(d->actor, entry->cadre_id))
		return decision_refuse_row(d, REFUSAL_SELF_DEALING, row, "cadre_id", entry->cadre_id);
	return REFUSAL_NONE;
}

static bool record(struct decision *d, const CadreRegistered *before, AnnualGrade given, unsigned year, const char *document)
{
	CadreRegistered now = *before, stated;
	GradeOfYear grade, *list[] = { &grade };

	grade_of_year__init(&grade);
	grade.year = year;
	grade.grade = given;
	cadre_registered__init(&stated);
	stated.n_grades = 1;
	stated.grades = list;
	cadre_field_take(CADRE_FIELD_GRADES, &now, &stated, d->arena);
	return cadre_revise(d, before, &now, document, false);
}

enum refusal record_annual_grades_decide(struct decision *d, const RecordAnnualGrades *cmd)
{
	enum refusal refusal = refuse_twice(d, cmd);
	int64_t revised = 0;

	if ((int)cmd->year >= civil_of_day(day_of_iso(d->today)).year)
		return decision_refuse(d, REFUSAL_GRADE_YEAR_RUNNING, "year", "");
	for (size_t i = 0; i < cmd->n_entries && refusal == REFUSAL_NONE; i++)
		refusal = check_entry(d, cmd->entries[i], (uint32_t)i + 1);
	if (refusal != REFUSAL_NONE)
		return refusal;
	for (size_t i = 0; i < cmd->n_entries; i++)
		revised += record(d, cadre_file_find(d->state, cmd->entries[i]->cadre_id)->file, cmd->entries[i]->grade, cmd->year, cmd->document);
	decision_answer_number(d, "revised", revised);
	return REFUSAL_NONE;
}

void react_person_graded(struct decision *d, const PersonGraded *e, const struct event *ev)
{
	const CadreFileRow *file = cadre_file_find(d->state, alias_kept(d->state, e->cadre_id));

	(void)ev;
	if (file) /* else managed elsewhere: the record is not kept here */
		record(d, file->file, e->grade, e->year, e->document);
}
