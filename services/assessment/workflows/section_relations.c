/* Who knows a section cadre, evaluates him (谁了解谁评价): row A3, W3.4.
 *
 *   RELATIONS (recorded with what they have to do with each other, corrected) -> OPEN: the lists are frozen
 *
 * An evaluator is named by a work relation and its reason, never by a round list. Nobody of his own unit, no relative and nobody who
 * declared a recusal evaluates him; whoever serves in a township counts among the townships, everybody else among the departments.
 * In:  OpenSectionEvaluation, RecordWorkRelations, RemoveWorkRelation, BeginSectionEvaluation.
 * Out: SectionEvaluationOpened, WorkRelationRecorded, WorkRelationRemoved (sealed), SectionEvaluationBegun. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/section.h"
#include "base/require.h"
#include "fieldwork.h"
#include "roster/people.h"
#include "workflows.h"

#define PERCENT_ALL 100

/* ---- opening ----------------------------------------------------------------------------------------- */

static enum refusal read_rules(struct decision *d, SectionRules *rules)
{
	section_rules__init(rules);
	rules->performance_percent = (uint32_t)policy_number(d, "SECTION.WEIGHT.PERFORMANCE");
	rules->mutual_percent = (uint32_t)policy_number(d, "SECTION.WEIGHT.MUTUAL");
	rules->township_percent = (uint32_t)policy_number(d, "SECTION.WEIGHT.TOWNSHIP");
	rules->bonus_cap = policy_number(d, "SECTION.BONUS_CAP");
	rules->deduction_cap = policy_number(d, "SECTION.DEDUCTION_CAP");
	rules->mutual_min = (uint32_t)policy_number(d, "SECTION.MUTUAL_MIN");
	rules->township_min = (uint32_t)policy_number(d, "SECTION.TOWNSHIP_MIN");
	if (!rules->performance_percent || !rules->mutual_percent || !rules->township_percent ||
	    rules->performance_percent + rules->mutual_percent + rules->township_percent != PERCENT_ALL)
		return decision_refuse(d, REFUSAL_SECTION_WEIGHTS, "SECTION.WEIGHT.PERFORMANCE", "");
	return REFUSAL_NONE;
}

static enum refusal check_subject(const struct decision *d, const OpenSectionEvaluation *cmd, size_t at)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_ids[at]);

	if (!cadre)                                                     return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))                         return REFUSAL_OUTSIDE_AUTHORITY;
	if (cadre->level != POST_LEVEL_SECTION_HEAD && cadre->level != POST_LEVEL_SECTION_DEPUTY)
		return REFUSAL_SECTION_LEVEL;
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->cadre_ids[i], cadre->cadre_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return REFUSAL_NONE;
}

/* Subjects with the unit they serve in today, in the decision's memory. */
static enum refusal list_subjects(struct decision *d, const OpenSectionEvaluation *cmd, SectionSubject ***out)
{
	SectionSubject *subjects = arena_alloc(d->arena, cmd->n_cadre_ids * sizeof *subjects);
	SectionSubject **list = arena_alloc(d->arena, cmd->n_cadre_ids * sizeof *list);
	enum refusal first = REFUSAL_NONE;

	REQUIRE(subjects && list && cmd->n_cadre_ids <= SECTION_SUBJECTS_MAX);
	for (size_t i = 0; i < cmd->n_cadre_ids; i++) {
		enum refusal r = check_subject(d, cmd, i);
		if (r) {
			decision_refuse_row(d, r, (uint32_t)i + 1, "cadre_ids", cmd->cadre_ids[i]);
			first = first ? first : r;
			continue;
		}
		list[i] = &subjects[i];
		section_subject__init(list[i]);
		list[i]->cadre_id = cmd->cadre_ids[i];
		list[i]->unit_id = cadre_find(d->state, cmd->cadre_ids[i])->unit_id;
	}
	*out = list;
	return first;
}

enum refusal open_section_evaluation_decide(struct decision *d, const OpenSectionEvaluation *cmd)
{
	SectionSubject **subjects;
	SectionRules rules;
	const char *id;
	enum refusal r = read_rules(d, &rules);

	if (r || (r = list_subjects(d, cmd, &subjects)))
		return r;
	if (cmd->scheme_id[0] && !scheme_find(d->state, cmd->scheme_id))
		return decision_refuse(d, REFUSAL_SCHEME_UNKNOWN, "scheme_id", cmd->scheme_id);
	id = decision_new_id(d, "section");
	decision_answer(d, "evaluation_id", id);
	emit_section_evaluation_opened(d, &(SectionEvaluationOpened){
		.evaluation_id = id,
		.year = cmd->year,
		.title = cmd->title,
		.scheme_id = cmd->scheme_id,
		.authority = d->actor->region,
		.rules = &rules,
		.n_subjects = cmd->n_cadre_ids,
		.subjects = subjects,
	});
	return REFUSAL_NONE;
}

/* ---- relations --------------------------------------------------------------------------------------- */

static bool from_township(const struct state *s, const CadreRow *evaluator)
{
	const UnitRow *unit = unit_find(s, evaluator->unit_id);

	return unit && unit->kind == UNIT_KIND_TOWNSHIP;
}

static bool listed_before(const RecordWorkRelations *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->relations[i]->cadre_id, cmd->relations[at]->cadre_id) == 0 &&
		    strcmp(cmd->relations[i]->evaluator_id, cmd->relations[at]->evaluator_id) == 0)
			return true;
	return false;
}

static enum refusal check_relation(struct decision *d, const RecordWorkRelations *cmd, size_t at)
{
	const WorkRelationEntry *entry = cmd->relations[at];
	const CadreRow *about = cadre_find(d->state, entry->cadre_id), *evaluator = cadre_find(d->state, entry->evaluator_id);

	if (!section_subject_find(d->state, cmd->evaluation_id, entry->cadre_id))    return REFUSAL_SECTION_SUBJECT_UNKNOWN;
	if (!about || !evaluator)                                                    return REFUSAL_CADRE_UNKNOWN;
	if (listed_before(cmd, at))                                                  return REFUSAL_VALUE_DUPLICATE;
	if (work_relation_find(d->state, cmd->evaluation_id, entry->cadre_id, entry->evaluator_id))
		return REFUSAL_SECTION_RELATION_STANDS;
	return recusal_of(d, evaluator, about);
}

/* Units among which patterns are looked for: those of the subjects, and those whose people evaluate. */
struct units {
	const char *ids[SECTION_UNITS_MAX];
	size_t count;
	bool full;
};

static void add_unit(struct units *units, const char *unit_id)
{
	for (size_t i = 0; i < units->count; i++)
		if (strcmp(units->ids[i], unit_id) == 0)
			return;
	if (units->count < SECTION_UNITS_MAX)
		units->ids[units->count++] = unit_id;
	else
		units->full = true;
}

static enum refusal check_units(struct decision *d, const RecordWorkRelations *cmd)
{
	struct row_scan subjects = section_subject_scan_1(d->state, cmd->evaluation_id);
	struct row_scan relations = work_relation_scan_1(d->state, cmd->evaluation_id);
	struct units units = { .count = 0 };
	const SectionSubjectRow *subject;
	const WorkRelationRow *relation;

	while ((subject = section_subject_next(&subjects)))
		add_unit(&units, subject->unit_id);
	while ((relation = work_relation_next(&relations)))
		if (!relation->township)
			add_unit(&units, relation->evaluator_unit_id);
	for (size_t i = 0; i < cmd->n_relations; i++) {
		const CadreRow *evaluator = cadre_find(d->state, cmd->relations[i]->evaluator_id);
		if (!from_township(d->state, evaluator))
			add_unit(&units, evaluator->unit_id);
	}
	return units.full ? decision_refuse(d, REFUSAL_SECTION_DEPARTMENTS_MANY, "relations", "") : REFUSAL_NONE;
}

enum refusal record_work_relations_decide(struct decision *d, const RecordWorkRelations *cmd)
{
	const SectionEvaluationRow *evaluation;
	enum refusal first = section_find(d, cmd->evaluation_id, &evaluation);

	if (first)
		return first;
	if (evaluation->state != SECTION_STATE_RELATIONS)
		return REFUSAL_SECTION_FROZEN;
	for (size_t i = 0; i < cmd->n_relations; i++) {
		enum refusal r = check_relation(d, cmd, i);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "relations", cmd->relations[i]->evaluator_id);
		first = first ? first : r;
	}
	if (first || (first = check_units(d, cmd)))
		return first;
	for (size_t i = 0; i < cmd->n_relations; i++) {
		const CadreRow *evaluator = cadre_find(d->state, cmd->relations[i]->evaluator_id);
		emit_work_relation_recorded(d, &(WorkRelationRecorded){
			.evaluation_id = cmd->evaluation_id,
			.relation = cmd->relations[i],
			.township = from_township(d->state, evaluator),
			.evaluator_unit_id = evaluator->unit_id,
		});
	}
	return REFUSAL_NONE;
}

enum refusal remove_work_relation_decide(struct decision *d, const RemoveWorkRelation *cmd)
{
	const SectionEvaluationRow *evaluation;
	enum refusal r = section_find(d, cmd->evaluation_id, &evaluation);

	if (r)
		return r;
	if (evaluation->state != SECTION_STATE_RELATIONS)
		return REFUSAL_SECTION_FROZEN;
	if (!work_relation_find(d->state, cmd->evaluation_id, cmd->cadre_id, cmd->evaluator_id))
		return decision_refuse(d, REFUSAL_SECTION_NO_RELATION, "evaluator_id", cmd->evaluator_id);
	emit_work_relation_removed(d, &(WorkRelationRemoved){
		.evaluation_id = cmd->evaluation_id,
		.cadre_id = cmd->cadre_id,
		.evaluator_id = cmd->evaluator_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

/* ---- freezing ---------------------------------------------------------------------------------------- */

/* Enough on the list, or there could be no result; of the townships enough or none. */
static enum refusal check_lists(struct decision *d, const SectionEvaluationRow *evaluation)
{
	struct row_scan scan = section_subject_scan_1(d->state, evaluation->evaluation_id);
	const SectionSubjectRow *subject;
	enum refusal first = REFUSAL_NONE;
	uint32_t row = 0;

	while ((subject = section_subject_next(&scan))) {
		uint32_t departments = section_voices(d->state, evaluation->evaluation_id, subject->cadre_id, false).named;
		uint32_t townships = section_voices(d->state, evaluation->evaluation_id, subject->cadre_id, true).named;
		enum refusal r = departments < section_least(evaluation->rules->mutual_min) ? REFUSAL_SECTION_MUTUAL_FEW
				 : townships && townships < section_least(evaluation->rules->township_min) ? REFUSAL_SECTION_TOWNSHIP_FEW
													   : REFUSAL_NONE;
		row++;
		if (r)
			decision_refuse_row(d, r, row, "subjects", subject->cadre_id);
		first = first ? first : r;
	}
	return first;
}

enum refusal begin_section_evaluation_decide(struct decision *d, const BeginSectionEvaluation *cmd)
{
	const SectionEvaluationRow *evaluation;
	enum refusal r = section_find(d, cmd->evaluation_id, &evaluation);

	if (r)
		return r;
	if (evaluation->state != SECTION_STATE_RELATIONS)
		return REFUSAL_SECTION_FROZEN;
	if (strcmp(cmd->closes_on, d->today) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "closes_on", cmd->closes_on);
	if ((r = check_lists(d, evaluation)))
		return r;
	emit_section_evaluation_begun(d, &(SectionEvaluationBegun){ .evaluation_id = cmd->evaluation_id, .closes_on = cmd->closes_on });
	return REFUSAL_NONE;
}
