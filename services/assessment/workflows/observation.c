/* Frontline observation (一线考察识别): row S1, W2.1.
 *
 *   PLANNED -> OBSERVED (visit) -> TALKED (special_talk.c) -> CONCLUDED -> REVIEWED -> FILED
 *                                     ^--------- sent back ---------'
 *
 * Whoever concludes, reviews and files are different people (S19). What is filed is evidence of the special list, and the
 * person himself reads its summary; visits and talks stay sealed.
 *
 * In:  PlanFieldObservation, RecordFieldVisit, ConcludeFieldObservation, ReviewFieldObservation, FileFieldObservation; last
 *      days by the due-table.
 * Out: FieldObservationPlanned, FieldVisitRecorded (sealed), FieldObservationConcluded (sealed), FieldReviewDue,
 *      FieldObservationReviewed, FindingReviewNoted (sealed), FieldObservationFiled, SpecialTalkFiled,
 *      FieldObservationOverdue. */
#include <string.h>

#include "assessment/fieldwork.h"
#include "roster/people.h"
#include "workflows.h"

enum refusal plan_field_observation_decide(struct decision *d, const PlanFieldObservation *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);
	const char *id, *file_by = policy_deadline(d, "OBSERVATION.FILE_WITHIN");
	enum refusal r;

	if (!cadre)                                return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	if (!actor_may_manage(d->actor, cadre))    return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, cadre->cadre_id))   return REFUSAL_SELF_DEALING;
	if ((r = observers_fit(d, "observer_ids", (struct names){ cmd->observer_ids, cmd->n_observer_ids }, cadre)))
		return r;

	id = decision_new_id(d, "observation");
	decision_answer(d, "observation_id", id);
	decision_answer(d, "file_by", file_by);
	emit_field_observation_planned(d, &(FieldObservationPlanned){
		.observation_id = id,
		.cadre_id = cadre->cadre_id,
		.occasion = cmd->occasion,
		.domain = cmd->domain,
		.n_observer_ids = cmd->n_observer_ids,
		.observer_ids = cmd->observer_ids,
		.purpose = cmd->purpose,
		.file_by = file_by,
	});
	return REFUSAL_NONE;
}

static const FieldObservationRow *observation_of(struct decision *d, const char *observation_id, enum refusal *r)
{
	const FieldObservationRow *row = field_observation_find(d->state, observation_id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;

	*r = !cadre                                ? REFUSAL_FIELD_OBSERVATION_UNKNOWN :
	     !actor_may_manage(d->actor, cadre)    ? REFUSAL_OUTSIDE_AUTHORITY :
	     actor_is(d->actor, cadre->cadre_id)   ? REFUSAL_SELF_DEALING : REFUSAL_NONE;
	return row;
}

enum refusal record_field_visit_decide(struct decision *d, const RecordFieldVisit *cmd)
{
	enum refusal r;
	const FieldObservationRow *row = observation_of(d, cmd->observation_id, &r);
	struct names present = { cmd->observer_ids, cmd->n_observer_ids };
	const char *id, *digest;

	if (r)                                                   return r;
	if (row->state > FIELD_OBSERVATION_STATE_TALKED)         return REFUSAL_STATE_WRONG;
	if ((r = observers_named(d, "observer_ids", present, (struct names){ row->observer_ids, row->n_observer_ids })) ||
	    (r = observers_stand_apart(d, "observer_ids", present, cadre_find(d->state, row->cadre_id))))
		return r;
	if (strcmp(cmd->visited_on, d->today) > 0)               return decision_refuse(d, REFUSAL_DATE_FUTURE, "visited_on", cmd->visited_on);
	if (strcmp(cmd->visited_on, row->planned_on) < 0)        return decision_refuse(d, REFUSAL_DATE_ORDER, "visited_on", cmd->visited_on);

	id = decision_new_id(d, "visit");
	digest = text_digest(d, &cmd->record, 1);
	decision_answer(d, "visit_id", id);
	emit_field_visit_recorded(d, &(FieldVisitRecorded){
		.visit_id = id,
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.n_observer_ids = cmd->n_observer_ids,
		.observer_ids = cmd->observer_ids,
		.visited_on = cmd->visited_on,
		.place = cmd->place,
		.record = cmd->record,
		.n_evidence = cmd->n_evidence,
		.evidence = cmd->evidence,
		.text_digest = digest,
		.same_text_as = text_seen(d, digest),
	});
	return REFUSAL_NONE;
}

/* ---- the qualitative result ------------------------------------------------------------------------ */

static enum refusal check_conclusion(struct decision *d, const FieldObservationRow *row, const ConcludeFieldObservation *cmd)
{
	Verdict worse = cmd->verdict > cmd->talk_verdict ? cmd->verdict : cmd->talk_verdict;

	if (row->state != FIELD_OBSERVATION_STATE_TALKED)    return REFUSAL_STATE_WRONG;
	if (row->talks_beyond_subordinates == 0)             return REFUSAL_TALK_SUBORDINATES_ONLY;
	if (cmd->n_evidence == 0)                            return decision_refuse(d, REFUSAL_FINDING_EVIDENCE_MISSING, "evidence", NULL);
	return behavior_fits(d, worse, cmd->behavior);
}

enum refusal conclude_field_observation_decide(struct decision *d, const ConcludeFieldObservation *cmd)
{
	enum refusal r;
	const FieldObservationRow *row = observation_of(d, cmd->observation_id, &r);
	const char *digest = text_digest(d, &cmd->finding, 1), *review_by = policy_deadline(d, "OBSERVATION.REVIEW_WITHIN");

	if (r || (r = check_conclusion(d, row, cmd)))
		return r;
	decision_answer(d, "review_by", review_by);
	emit_field_observation_concluded(d, &(FieldObservationConcluded){
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.verdict = cmd->verdict,
		.talk_verdict = cmd->talk_verdict,
		.finding = cmd->finding,
		.summary = cmd->summary,
		.n_evidence = cmd->n_evidence,
		.evidence = cmd->evidence,
		.behavior = cmd->behavior,
		.text_digest = digest,
		.same_text_as = text_seen(d, digest),
	});
	emit_field_review_due(d, &(FieldReviewDue){ .observation_id = row->observation_id, .review_by = review_by });
	return REFUSAL_NONE;
}

/* He planned it, wrote the conclusion or was out there himself. */
static bool took_part(const struct actor *actor, const FieldObservationRow *row)
{
	return strcmp(actor->account, row->concluded_by) == 0 || strcmp(actor->account, row->planned_by) == 0 ||
	       named((struct names){ row->observer_ids, row->n_observer_ids }, actor->cadre_id);
}

enum refusal review_field_observation_decide(struct decision *d, const ReviewFieldObservation *cmd)
{
	enum refusal r;
	const FieldObservationRow *row = observation_of(d, cmd->observation_id, &r);

	if (r)                                                    return r;
	if (row->state != FIELD_OBSERVATION_STATE_CONCLUDED)      return REFUSAL_STATE_WRONG;
	if (took_part(d->actor, row))                             return REFUSAL_FINDING_REVIEW_OWN;

	emit_field_observation_reviewed(d, &(FieldObservationReviewed){
		.observation_id = row->observation_id,
		.accepted = cmd->accepted,
		.reviewed_on = d->today,
	});
	note_review(d, row->observation_id, row->cadre_id, cmd->accepted, cmd->note);
	return REFUSAL_NONE;
}

enum refusal file_field_observation_decide(struct decision *d, const FileFieldObservation *cmd)
{
	enum refusal r;
	const FieldObservationRow *row = observation_of(d, cmd->observation_id, &r);

	if (r)                                                   return r;
	if (row->state != FIELD_OBSERVATION_STATE_REVIEWED)      return REFUSAL_STATE_WRONG;
	if (strcmp(d->actor->account, row->reviewed_by) == 0)    return REFUSAL_FINDING_FILE_OWN;

	emit_field_observation_filed(d, &(FieldObservationFiled){
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.verdict = row->verdict,
		.occasion = row->occasion,
		.domain = row->domain,
		.filed_on = d->today,
	});
	emit_special_talk_filed(d, &(SpecialTalkFiled){
		.observation_id = row->observation_id,
		.cadre_id = row->cadre_id,
		.verdict = row->talk_verdict,
		.talks = row->talks,
		.filed_on = d->today,
	});
	return REFUSAL_NONE;
}

/* ---- last days ------------------------------------------------------------------------------------- */

void due_field_observation(struct decision *d, const char *id)
{
	const FieldObservationRow *row = field_observation_find(d->state, id);

	if (row && row->state != FIELD_OBSERVATION_STATE_FILED)
		emit_field_observation_overdue(d, &(FieldObservationOverdue){
			.observation_id = id,
			.waiting_for = FIELD_OBSERVATION_STATE_FILED,
			.due_on = row->file_by,
		});
}

void due_field_review(struct decision *d, const char *id)
{
	const FieldObservationRow *row = field_observation_find(d->state, id);

	if (row && row->state == FIELD_OBSERVATION_STATE_CONCLUDED)
		emit_field_observation_overdue(d, &(FieldObservationOverdue){
			.observation_id = id,
			.waiting_for = FIELD_OBSERVATION_STATE_REVIEWED,
			.due_on = row->review_by,
		});
}
