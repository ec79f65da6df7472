/* Inspection that leads to no appointment (无任用考察): row S1, W2.2.
 *
 *   PLANNED -> FIELD (from several angles) -> SUMMARY (of everybody) -> POOLED
 *   one person: PLANNED -> FIELD -> SUMMARY -> POOLED | SPLIT; a summary sent back: FIELD
 *
 * Superiors, peers, subordinates, those served and the site itself are angles; the person himself is none. Whoever stands in an
 * appointment procedure is inspected there (W2.6) and is split off. Whoever pools has written none of the summaries (S19).
 *
 * In:  PlanNoPostInspection, RecordNoPostAngle, SummariseNoPost, ReturnNoPostSummary, SplitNoPostSubject,
 *      PoolNoPostInspection; the last day by the due-table; personnel's appointments say who is in a procedure.
 * Out: NoPostInspectionPlanned, NoPostAngleRecorded, NoPostSummarised (both sealed), NoPostSummaryReturned,
 *      FindingReviewNoted (sealed), NoPostSubjectSplit, NoPostFindingPooled, NoPostInspectionPooled,
 *      NoPostInspectionOverdue. */
#include <string.h>

#include "assessment/fieldwork.h"
#include "roster/people.h"
#include "workflows.h"

static bool appointment_pending(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = pending_appointment_scan_1(s, cadre_id);

	return pending_appointment_next(&scan) != NULL;
}

static enum refusal check_subject(struct decision *d, const PlanNoPostInspection *cmd, size_t i)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_ids[i]);

	if (!cadre)                                          return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))              return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, cadre->cadre_id))             return REFUSAL_SELF_DEALING;
	if (appointment_pending(d->state, cadre->cadre_id))  return REFUSAL_APPOINTMENT_PENDING;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->cadre_ids[j], cadre->cadre_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return REFUSAL_NONE;
}

/* All who cannot be on the list are named at once. */
static enum refusal check_subjects(struct decision *d, const PlanNoPostInspection *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_cadre_ids; i++) {
		enum refusal r = check_subject(d, cmd, i);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "cadre_ids", cmd->cadre_ids[i]);
		first = first ? first : r;
	}
	return first;
}

enum refusal plan_no_post_inspection_decide(struct decision *d, const PlanNoPostInspection *cmd)
{
	const char *id, *pool_by = policy_deadline(d, "NO_POST.POOL_WITHIN");
	enum refusal r = check_subjects(d, cmd);

	for (size_t i = 0; !r && i < cmd->n_cadre_ids; i++)
		r = observers_fit(d, "inspector_ids", (struct names){ cmd->inspector_ids, cmd->n_inspector_ids },
				  cadre_find(d->state, cmd->cadre_ids[i]));
	if (r)
		return r;
	id = decision_new_id(d, "no-post");
	decision_answer(d, "inspection_id", id);
	decision_answer(d, "pool_by", pool_by);
	emit_no_post_inspection_planned(d, &(NoPostInspectionPlanned){
		.inspection_id = id,
		.title = cmd->title,
		.n_cadre_ids = cmd->n_cadre_ids,
		.cadre_ids = cmd->cadre_ids,
		.n_inspector_ids = cmd->n_inspector_ids,
		.inspector_ids = cmd->inspector_ids,
		.authority = d->actor->region,
		.pool_by = pool_by,
	});
	return REFUSAL_NONE;
}

/* ---- one person ------------------------------------------------------------------------------------ */

struct subject {
	const NoPostInspectionRow *inspection;
	const NoPostSubjectRow *row;
	const CadreRow *cadre;
};

static enum refusal subject_of(struct decision *d, const char *inspection_id, const char *cadre_id, struct subject *out)
{
	out->inspection = no_post_inspection_find(d->state, inspection_id);
	out->row = no_post_subject_find(d->state, inspection_id, cadre_id);
	out->cadre = cadre_find(d->state, cadre_id);
	if (!out->inspection)                                              return REFUSAL_NO_POST_UNKNOWN;
	if (strcmp(out->inspection->authority, d->actor->region) != 0)     return REFUSAL_OUTSIDE_AUTHORITY;
	if (!out->row || !out->cadre)
		return decision_refuse(d, REFUSAL_NO_POST_SUBJECT_UNKNOWN, "cadre_id", cadre_id);
	if (actor_is(d->actor, cadre_id))                                  return REFUSAL_SELF_DEALING;
	return REFUSAL_NONE;
}

static bool in_field(const NoPostSubjectRow *row)
{
	return row->state == NO_POST_STATE_PLANNED || row->state == NO_POST_STATE_FIELD;
}

static enum refusal check_angle(struct decision *d, const struct subject *subject, const RecordNoPostAngle *cmd)
{
	const NoPostInspectionRow *inspection = subject->inspection;
	struct names present = { cmd->inspector_ids, cmd->n_inspector_ids };
	enum refusal r;

	if (!in_field(subject->row))                return REFUSAL_STATE_WRONG;
	if (cmd->angle == ANGLE_SELF)               return decision_refuse(d, REFUSAL_ANGLE_SELF, "angle", NULL);
	if ((r = observers_named(d, "inspector_ids", present,
				 (struct names){ inspection->inspector_ids, inspection->n_inspector_ids })) ||
	    (r = observers_stand_apart(d, "inspector_ids", present, subject->cadre)))
		return r;
	if (strcmp(cmd->observed_on, d->today) > 0) return decision_refuse(d, REFUSAL_DATE_FUTURE, "observed_on", cmd->observed_on);
	if (strcmp(cmd->observed_on, inspection->planned_on) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "observed_on", cmd->observed_on);
	return asked_fits(d, subject->cadre, cmd->angle, cmd->asked_id, cmd->asked_name);
}

enum refusal record_no_post_angle_decide(struct decision *d, const RecordNoPostAngle *cmd)
{
	struct subject subject;
	enum refusal r = subject_of(d, cmd->inspection_id, cmd->cadre_id, &subject);
	const char *id, *digest;

	if (r || (r = check_angle(d, &subject, cmd)))
		return r;
	id = decision_new_id(d, "angle");
	digest = text_digest(d, &cmd->record, 1);
	decision_answer(d, "angle_id", id);
	emit_no_post_angle_recorded(d, &(NoPostAngleRecorded){
		.angle_id = id,
		.inspection_id = cmd->inspection_id,
		.cadre_id = cmd->cadre_id,
		.angle = cmd->angle,
		.n_inspector_ids = cmd->n_inspector_ids,
		.inspector_ids = cmd->inspector_ids,
		.asked_id = cmd->asked_id,
		.asked_name = cmd->asked_name,
		.observed_on = cmd->observed_on,
		.record = cmd->record,
		.n_evidence = cmd->n_evidence,
		.evidence = cmd->evidence,
		.text_digest = digest,
		.same_text_as = text_seen(d, digest),
	});
	return REFUSAL_NONE;
}

static enum refusal check_summary(struct decision *d, const struct subject *subject, const SummariseNoPost *cmd)
{
	if (!in_field(subject->row))                                    return REFUSAL_STATE_WRONG;
	if (appointment_pending(d->state, cmd->cadre_id))               return REFUSAL_APPOINTMENT_PENDING;
	if (subject->row->n_angles < (size_t)policy_number(d, "NO_POST.ANGLES_MIN"))
		return decision_refuse(d, REFUSAL_ANGLES_TOO_FEW, "cadre_id", cmd->cadre_id);
	if (cmd->n_evidence == 0)
		return decision_refuse(d, REFUSAL_FINDING_EVIDENCE_MISSING, "evidence", NULL);
	return behavior_fits(d, cmd->verdict, cmd->behavior);
}

enum refusal summarise_no_post_decide(struct decision *d, const SummariseNoPost *cmd)
{
	struct subject subject;
	enum refusal r = subject_of(d, cmd->inspection_id, cmd->cadre_id, &subject);
	const char *digest = text_digest(d, &cmd->finding, 1);

	if (r || (r = check_summary(d, &subject, cmd)))
		return r;
	emit_no_post_summarised(d, &(NoPostSummarised){
		.inspection_id = cmd->inspection_id,
		.cadre_id = cmd->cadre_id,
		.verdict = cmd->verdict,
		.finding = cmd->finding,
		.summary = cmd->summary,
		.n_evidence = cmd->n_evidence,
		.evidence = cmd->evidence,
		.behavior = cmd->behavior,
		.text_digest = digest,
		.same_text_as = text_seen(d, digest),
	});
	return REFUSAL_NONE;
}

/* He planned it, wrote this summary or was one of the inspectors. */
static bool took_part(const struct actor *actor, const NoPostInspectionRow *inspection, const NoPostSubjectRow *row)
{
	return strcmp(actor->account, row->summarised_by) == 0 || strcmp(actor->account, inspection->planned_by) == 0 ||
	       named((struct names){ inspection->inspector_ids, inspection->n_inspector_ids }, actor->cadre_id);
}

enum refusal return_no_post_summary_decide(struct decision *d, const ReturnNoPostSummary *cmd)
{
	struct subject subject;
	enum refusal r = subject_of(d, cmd->inspection_id, cmd->cadre_id, &subject);

	if (r)                                                        return r;
	if (subject.row->state != NO_POST_STATE_SUMMARY)              return REFUSAL_STATE_WRONG;
	if (took_part(d->actor, subject.inspection, subject.row))     return REFUSAL_FINDING_REVIEW_OWN;

	emit_no_post_summary_returned(d, &(NoPostSummaryReturned){ .inspection_id = cmd->inspection_id, .cadre_id = cmd->cadre_id });
	note_review(d, cmd->inspection_id, cmd->cadre_id, false, cmd->note);
	return REFUSAL_NONE;
}

enum refusal split_no_post_subject_decide(struct decision *d, const SplitNoPostSubject *cmd)
{
	struct subject subject;
	enum refusal r = subject_of(d, cmd->inspection_id, cmd->cadre_id, &subject);

	if (r)                                                                       return r;
	if (!in_field(subject.row) && subject.row->state != NO_POST_STATE_SUMMARY)   return REFUSAL_STATE_WRONG;
	emit_no_post_subject_split(d, &(NoPostSubjectSplit){
		.inspection_id = cmd->inspection_id,
		.cadre_id = cmd->cadre_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

/* ---- pooling --------------------------------------------------------------------------------------- */

static enum refusal check_pooled(struct decision *d, const NoPostInspectionRow *inspection, const NoPostSubjectRow *row)
{
	if (row->state != NO_POST_STATE_SUMMARY)                 return REFUSAL_NO_POST_NOT_SUMMARISED;
	if (appointment_pending(d->state, row->cadre_id))        return REFUSAL_APPOINTMENT_PENDING;
	if (took_part(d->actor, inspection, row))                return REFUSAL_FINDING_REVIEW_OWN;
	if (actor_is(d->actor, row->cadre_id))                   return REFUSAL_SELF_DEALING;
	return REFUSAL_NONE;
}

static enum refusal check_all_pooled(struct decision *d, const NoPostInspectionRow *inspection)
{
	struct row_scan scan = no_post_subject_scan_1(d->state, inspection->inspection_id);
	const NoPostSubjectRow *row;
	enum refusal first = REFUSAL_NONE;

	for (uint32_t i = 1; (row = no_post_subject_next(&scan)); i++) {
		enum refusal r = row->state == NO_POST_STATE_SPLIT ? REFUSAL_NONE : check_pooled(d, inspection, row);
		if (r)
			decision_refuse_row(d, r, i, "cadre_ids", row->cadre_id);
		first = first ? first : r;
	}
	return first;
}

enum refusal pool_no_post_inspection_decide(struct decision *d, const PoolNoPostInspection *cmd)
{
	const NoPostInspectionRow *inspection = no_post_inspection_find(d->state, cmd->inspection_id);
	struct row_scan scan = no_post_subject_scan_1(d->state, cmd->inspection_id);
	const NoPostSubjectRow *row;
	uint32_t persons = 0;
	enum refusal r;

	if (!inspection)                                                   return REFUSAL_NO_POST_UNKNOWN;
	if (strcmp(inspection->authority, d->actor->region) != 0)          return REFUSAL_OUTSIDE_AUTHORITY;
	if (inspection->state == NO_POST_STATE_POOLED)                     return REFUSAL_STATE_WRONG;
	if ((r = check_all_pooled(d, inspection)))                         return r;

	while ((row = no_post_subject_next(&scan))) {
		if (row->state == NO_POST_STATE_SPLIT)
			continue;
		persons++;
		emit_no_post_finding_pooled(d, &(NoPostFindingPooled){
			.inspection_id = row->inspection_id,
			.cadre_id = row->cadre_id,
			.verdict = row->verdict,
			.angles = (uint32_t)row->n_angles,
			.pooled_on = d->today,
		});
	}
	emit_no_post_inspection_pooled(d, &(NoPostInspectionPooled){
		.inspection_id = inspection->inspection_id,
		.persons = persons,
		.pooled_on = d->today,
	});
	return REFUSAL_NONE;
}

void due_no_post_inspection(struct decision *d, const char *id)
{
	const NoPostInspectionRow *inspection = no_post_inspection_find(d->state, id);

	if (inspection && inspection->state != NO_POST_STATE_POOLED)
		emit_no_post_inspection_overdue(d, &(NoPostInspectionOverdue){ .inspection_id = id, .due_on = inspection->pool_by });
}
