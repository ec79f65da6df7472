/* Sealed notes and hearings, of whatever matter. */
#include "base/require.h"
#include "workflows.h"

void apply_matter_noted(struct tables *t, const MatterNoted *e, const struct event *ev)
{
	matter_note_put(t, &(MatterNoteRow){
		.matter_id = e->matter_id,
		.note_id = ev->id,
		.kind = e->kind,
		.text = e->text,
		.noted_on = e->noted_on,
		.cadre_id = e->cadre_id,
	});
}

void apply_party_notified(struct tables *t, const PartyNotified *e, const struct event *ev)
{
	(void)ev;
	hearing_put(t, &(HearingRow){
		.matter_id = e->matter_id,
		.cadre_id = e->cadre_id,
		.notified_on = e->notified_on,
		.hear_by = e->hear_by,
	});
	due_set(t, DUE_HEARING, e->matter_id, e->hear_by);
}

void apply_party_heard(struct tables *t, const PartyHeard *e, const struct event *ev)
{
	const HearingRow *old = hearing_find(tables_state(t), e->matter_id);
	HearingRow row;

	(void)ev;
	REQUIRE(old);
	row = *old;
	row.kind = e->kind;
	row.heard_on = e->heard_on;
	row.document = e->document;
	hearing_put(t, &row);
	due_clear(t, DUE_HEARING, e->matter_id);
}

void apply_hearing_overdue(struct tables *t, const HearingOverdue *e, const struct event *ev)
{
	const HearingRow *old = hearing_find(tables_state(t), e->matter_id);
	HearingRow row;

	(void)ev;
	REQUIRE(old);
	row = *old;
	row.overdue = true;
	hearing_put(t, &row);
}
