/* What the commission's negative list changes. */
#include "base/require.h"
#include "workflows.h"

static NegativeEntryRow entry_of(struct tables *t, const char *entry_id)
{
	const NegativeEntryRow *row = negative_entry_find(tables_state(t), entry_id);

	REQUIRE(row);
	return *row;
}

void apply_negative_list_received(struct tables *t, const NegativeListReceived *e, const struct event *ev)
{
	(void)ev;
	negative_source_put(t, &(NegativeSourceRow){ .authority = e->authority, .sequence = e->sequence });
	negative_message_put(t, &(NegativeMessageRow){
		.message_id = e->message_id,
		.authority = e->authority,
		.sequence = e->sequence,
		.issued_on = e->issued_on,
		.valid_until = e->valid_until,
		.entries = e->entries,
		.digest = e->digest,
		.received_on = e->received_on,
	});
}

void apply_negative_entry_sealed(struct tables *t, const NegativeEntrySealed *e, const struct event *ev)
{
	(void)ev;
	negative_entry_put(t, &(NegativeEntryRow){
		.entry_id = e->entry_id,
		.message_id = e->message_id,
		.cadre_id = e->entry->cadre_id,
		.name = e->entry->name,
		.behavior = e->entry->behavior,
		.evidence_index = e->entry->evidence_index,
		.state = e->matched ? NEGATIVE_ENTRY_STATE_MATCHED : NEGATIVE_ENTRY_STATE_RECEIVED,
		.issued_on = e->issued_on,
		.valid_until = e->valid_until,
		.authority = e->authority,
	});
}

void apply_negative_entry_awaited(struct tables *t, const NegativeEntryAwaited *e, const struct event *ev)
{
	NegativeEntryRow row = entry_of(t, e->entry_id);

	(void)ev;
	row.ack_by = e->ack_by;
	negative_entry_put(t, &row);
	due_set(t, DUE_NEGATIVE_ACK, e->entry_id, e->ack_by);
}

static void settle(struct tables *t, const char *entry_id, NegativeEntryState state)
{
	NegativeEntryRow row = entry_of(t, entry_id);

	row.state = state;
	row.overdue = false;
	negative_entry_put(t, &row);
	due_clear(t, DUE_NEGATIVE_ACK, entry_id);
}

void apply_negative_entry_acknowledged(struct tables *t, const NegativeEntryAcknowledged *e, const struct event *ev)
{
	(void)ev;
	settle(t, e->entry_id, NEGATIVE_ENTRY_STATE_ACKNOWLEDGED);
}

void apply_negative_entry_returned(struct tables *t, const NegativeEntryReturned *e, const struct event *ev)
{
	(void)ev;
	settle(t, e->entry_id, NEGATIVE_ENTRY_STATE_RETURNED);
}

void apply_negative_entry_linked(struct tables *t, const NegativeEntryLinked *e, const struct event *ev)
{
	NegativeEntryRow row = entry_of(t, e->entry_id);

	(void)ev;
	row.state = NEGATIVE_ENTRY_STATE_LINKED;
	row.response_id = e->response_id;
	negative_entry_put(t, &row);
}

void apply_negative_ack_overdue(struct tables *t, const NegativeAckOverdue *e, const struct event *ev)
{
	NegativeEntryRow row = entry_of(t, e->entry_id);

	(void)ev;
	row.overdue = true;
	negative_entry_put(t, &row);
}
