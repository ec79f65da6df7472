/* What linking findings to persons changes; confirmed, one is evidence of the special list until it is withdrawn. */
#include "base/require.h"
#include "workflows.h"

static FindingPersonRow link_of(struct tables *t, const char *link_id)
{
	const FindingPersonRow *row = finding_person_find(tables_state(t), link_id);

	REQUIRE(row);
	return *row;
}

void apply_finding_person_linked(struct tables *t, const FindingPersonLinked *e, const struct event *ev)
{
	finding_person_put(t, &(FindingPersonRow){
		.link_id = e->link_id,
		.kind = e->kind,
		.rectification_id = e->rectification_id,
		.inspection_id = e->inspection_id,
		.unit_id = e->unit_id,
		.item_id = e->item_id,
		.cadre_id = e->cadre_id,
		.role = e->role,
		.sentence = e->sentence,
		.found_on = e->found_on,
		.behavior = e->behavior,
		.state = FINDING_PERSON_STATE_LINKED,
		.linked_on = ev->occurred_on,
		.linked_by = ev->actor_account,
		.linked_by_cadre = ev->actor_cadre_id,
	});
}

void apply_finding_person_told(struct tables *t, const FindingPersonTold *e, const struct event *ev)
{
	FindingPersonRow row = link_of(t, e->link_id);

	row.state = FINDING_PERSON_STATE_TOLD;
	row.told_on = e->told_on;
	row.told_by = ev->actor_account;
	row.told_by_cadre = ev->actor_cadre_id;
	row.answer_by = e->answer_by;
	finding_person_put(t, &row);
}

void apply_finding_answered(struct tables *t, const FindingAnswered *e, const struct event *ev)
{
	FindingPersonRow row = link_of(t, e->link_id);

	(void)ev;
	row.answered = true;
	finding_person_put(t, &row);
	finding_answer_put(t, &(FindingAnswerRow){
		.link_id = e->link_id,
		.cadre_id = e->cadre_id,
		.statement = e->statement,
		.answered_on = e->answered_on,
	});
}

/* A finding and the rank of its inspection are one fact to the list. */
void apply_finding_person_confirmed(struct tables *t, const FindingPersonConfirmed *e, const struct event *ev)
{
	FindingPersonRow row = link_of(t, e->link_id);

	row.state = FINDING_PERSON_STATE_CONFIRMED;
	row.confirmed_on = e->confirmed_on;
	row.confirmed_by = ev->actor_account;
	row.evidence_id = ev->id;
	finding_person_put(t, &row);
	evidence_put(t, &(EvidenceRow){
		.cadre_id = row.cadre_id,
		.evidence_id = ev->id,
		.source = SOURCE_KIND_INSPECTION,
		.bearing = row.kind == FINDING_KIND_PROBLEM ? EVIDENCE_BEARING_NEGATIVE : EVIDENCE_BEARING_POSITIVE,
		.summary = row.sentence,
		.observed_on = row.found_on,
		.origin = row.inspection_id,
		.behavior = row.behavior,
	});
}

void apply_finding_person_withdrawn(struct tables *t, const FindingPersonWithdrawn *e, const struct event *ev)
{
	FindingPersonRow row = link_of(t, e->link_id);

	(void)ev;
	if (row.evidence_id[0])
		evidence_delete(t, row.cadre_id, row.evidence_id);
	row.state = FINDING_PERSON_STATE_WITHDRAWN;
	row.withdrawn_on = e->withdrawn_on;
	row.reason = e->reason;
	row.evidence_id = "";
	finding_person_put(t, &row);
}
