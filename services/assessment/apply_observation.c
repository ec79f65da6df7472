/* What frontline observations, their talks and recusals change. */
#include <string.h>

#include "assessment/fieldwork.h"
#include "base/require.h"
#include "workflows.h"

void apply_recusal_declared(struct tables *t, const RecusalDeclared *e, const struct event *ev)
{
	recusal_put(t, &(RecusalRow){
		.cadre_id = e->cadre_id,
		.other_id = e->other_id,
		.ground = e->ground,
		.declared_on = ev->occurred_on,
		.declared_by = ev->actor_account,
	});
}

/* The form in force names his relatives; what an older one said is gone with it. */
void apply_cadre_form_filed(struct tables *t, const CadreFormFiled *e, const struct event *ev)
{
	struct row_scan scan = kin_name_scan_1(tables_state(t), e->cadre_id);
	const KinNameRow *old;

	(void)ev;
	while ((old = kin_name_next(&scan)))
		kin_name_delete(t, e->cadre_id, old->name);
	for (size_t i = 0; i < e->n_family; i++)
		if (e->family[i]->name[0])
			kin_name_put(t, &(KinNameRow){
				.cadre_id = e->cadre_id,
				.name = e->family[i]->name,
				.relation = e->family[i]->relation,
			});
}

void apply_finding_review_noted(struct tables *t, const FindingReviewNoted *e, const struct event *ev)
{
	finding_review_note_put(t, &(FindingReviewNoteRow){
		.matter_id = e->matter_id,
		.note_id = e->note_id,
		.cadre_id = e->cadre_id,
		.accepted = e->accepted,
		.note = e->note,
		.noted_on = ev->occurred_on,
		.noted_by = ev->actor_account,
	});
}

static FieldObservationRow observation_of(struct tables *t, const char *observation_id)
{
	const FieldObservationRow *row = field_observation_find(tables_state(t), observation_id);

	REQUIRE(row);
	return *row;
}

void apply_field_observation_planned(struct tables *t, const FieldObservationPlanned *e, const struct event *ev)
{
	field_observation_put(t, &(FieldObservationRow){
		.observation_id = e->observation_id,
		.cadre_id = e->cadre_id,
		.state = FIELD_OBSERVATION_STATE_PLANNED,
		.occasion = e->occasion,
		.domain = e->domain,
		.n_observer_ids = e->n_observer_ids,
		.observer_ids = e->observer_ids,
		.purpose = e->purpose,
		.planned_on = ev->occurred_on,
		.planned_by = ev->actor_account,
		.file_by = e->file_by,
	});
	due_set(t, DUE_FIELD_OBSERVATION, e->observation_id, e->file_by);
}

void apply_field_visit_recorded(struct tables *t, const FieldVisitRecorded *e, const struct event *ev)
{
	FieldObservationRow row = observation_of(t, e->observation_id);

	if (row.state == FIELD_OBSERVATION_STATE_PLANNED)
		row.state = FIELD_OBSERVATION_STATE_OBSERVED;
	row.visits++;
	row.same_texts += e->same_text_as[0] != '\0';
	field_observation_put(t, &row);
	field_visit_put(t, &(FieldVisitRow){
		.observation_id = e->observation_id,
		.visit_id = e->visit_id,
		.cadre_id = e->cadre_id,
		.n_observer_ids = e->n_observer_ids,
		.observer_ids = e->observer_ids,
		.visited_on = e->visited_on,
		.place = e->place,
		.record = e->record,
		.n_evidence = e->n_evidence,
		.evidence = e->evidence,
		.same_text_as = e->same_text_as,
		.recorded_by = ev->actor_account,
	});
	text_keep(t, e->text_digest, e->visit_id);
}

void apply_special_talk_recorded(struct tables *t, const SpecialTalkRecorded *e, const struct event *ev)
{
	FieldObservationRow row = observation_of(t, e->observation_id);

	row.state = FIELD_OBSERVATION_STATE_TALKED;
	row.talks++;
	row.talks_beyond_subordinates += e->relation != ANGLE_SUBORDINATE;
	row.same_texts += e->same_text_as[0] != '\0';
	field_observation_put(t, &row);
	special_talk_put(t, &(SpecialTalkRow){
		.observation_id = e->observation_id,
		.talk_id = e->talk_id,
		.cadre_id = e->cadre_id,
		.n_talker_ids = e->n_talker_ids,
		.talker_ids = e->talker_ids,
		.relation = e->relation,
		.asked_id = e->asked_id,
		.asked_name = e->asked_name,
		.held_on = e->held_on,
		.n_answers = e->n_answers,
		.answers = e->answers,
		.same_text_as = e->same_text_as,
		.recorded_by = ev->actor_account,
	});
	text_keep(t, e->text_digest, e->talk_id);
}

void apply_field_observation_concluded(struct tables *t, const FieldObservationConcluded *e, const struct event *ev)
{
	FieldObservationRow row = observation_of(t, e->observation_id);

	row.state = FIELD_OBSERVATION_STATE_CONCLUDED;
	row.verdict = e->verdict;
	row.talk_verdict = e->talk_verdict;
	row.finding = e->finding;
	row.summary = e->summary;
	row.n_evidence = e->n_evidence;
	row.evidence = e->evidence;
	row.behavior = e->behavior;
	row.concluded_on = ev->occurred_on;
	row.concluded_by = ev->actor_account;
	/* sent back and concluded again in the same words is no copy of another's */
	row.same_texts += e->same_text_as[0] != '\0' && strcmp(e->same_text_as, e->observation_id) != 0;
	field_observation_put(t, &row);
	text_keep(t, e->text_digest, e->observation_id);
}

void apply_field_review_due(struct tables *t, const FieldReviewDue *e, const struct event *ev)
{
	FieldObservationRow row = observation_of(t, e->observation_id);

	(void)ev;
	row.review_by = e->review_by;
	field_observation_put(t, &row);
	due_set(t, DUE_FIELD_REVIEW, e->observation_id, e->review_by);
}

void apply_field_observation_reviewed(struct tables *t, const FieldObservationReviewed *e, const struct event *ev)
{
	FieldObservationRow row = observation_of(t, e->observation_id);

	row.state = e->accepted ? FIELD_OBSERVATION_STATE_REVIEWED : FIELD_OBSERVATION_STATE_TALKED;
	row.reviewed_by = ev->actor_account;
	field_observation_put(t, &row);
	due_clear(t, DUE_FIELD_REVIEW, e->observation_id);
}

void apply_field_observation_filed(struct tables *t, const FieldObservationFiled *e, const struct event *ev)
{
	FieldObservationRow row = observation_of(t, e->observation_id);

	row.state = FIELD_OBSERVATION_STATE_FILED;
	row.filed_on = e->filed_on;
	row.filed_by = ev->actor_account;
	field_observation_put(t, &row);
	due_clear(t, DUE_FIELD_OBSERVATION, e->observation_id);
	finding_file(t, ev, &(struct finding){
		.cadre_id = e->cadre_id,
		.matter_id = e->observation_id,
		.source = SOURCE_KIND_OBSERVATION,
		.verdict = e->verdict,
		.behavior = e->verdict == VERDICT_POOR ? row.behavior : BEHAVIOR_KIND_UNSPECIFIED,
		.summary = row.summary,
		.filed_on = e->filed_on,
	});
}

void apply_special_talk_filed(struct tables *t, const SpecialTalkFiled *e, const struct event *ev)
{
	FieldObservationRow row = observation_of(t, e->observation_id);

	finding_file(t, ev, &(struct finding){
		.cadre_id = e->cadre_id,
		.matter_id = e->observation_id,
		.source = SOURCE_KIND_SPECIAL_TALK,
		.verdict = e->verdict,
		.behavior = e->verdict == VERDICT_POOR ? row.behavior : BEHAVIOR_KIND_UNSPECIFIED,
		.summary = row.summary,
		.filed_on = e->filed_on,
	});
}

void apply_field_observation_overdue(struct tables *t, const FieldObservationOverdue *e, const struct event *ev)
{
	FieldObservationRow row = observation_of(t, e->observation_id);

	(void)ev;
	row.overdue = true;
	field_observation_put(t, &row);
}
