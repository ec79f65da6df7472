/* What letters change. */
#include "base/require.h"
#include "workflows.h"

static LetterRow letter_of(struct tables *t, const char *letter_id)
{
	const LetterRow *row = letter_find(tables_state(t), letter_id);

	REQUIRE(row);
	return *row;
}

void apply_letter_drafted(struct tables *t, const LetterDrafted *e, const struct event *ev)
{
	const WarningRow *warning = warning_find(tables_state(t), e->matter_id);
	const ResponseRow *response = response_find(tables_state(t), e->matter_id);

	(void)ev;
	letter_put(t, &(LetterRow){
		.letter_id = e->letter_id,
		.matter_id = e->matter_id,
		.cadre_id = warning ? warning->cadre_id : response ? response->cadre_id : "",
		.kind = e->kind,
		.state = LETTER_STATE_DRAFTED,
		.drafted_by = e->drafted_by,
	});
}

void apply_letter_moved(struct tables *t, const LetterMoved *e, const struct event *ev)
{
	LetterRow row = letter_of(t, e->letter_id);

	(void)ev;
	row.state = e->state;
	if (e->state == LETTER_STATE_REVIEWED)
		row.reviewed_by = e->by;
	else if (e->state == LETTER_STATE_APPROVED)
		row.approved_by = e->by;
	else if (e->state == LETTER_STATE_ENDORSED)
		row.endorsed_by = e->by;
	letter_put(t, &row);
}

void apply_letter_delivered(struct tables *t, const LetterDelivered *e, const struct event *ev)
{
	LetterRow row = letter_of(t, e->letter_id);
	const WarningRow *warning = warning_find(tables_state(t), e->matter_id);

	(void)ev;
	row.state = LETTER_STATE_DELIVERED;
	row.received_on = e->received_on;
	row.reply_by = e->reply_by;
	row.unit_copy_to = e->unit_copy_to;
	letter_put(t, &row);
	due_set(t, DUE_LETTER_REPLY, e->letter_id, e->reply_by);
	if (warning) {
		WarningRow sent = *warning;
		sent.step = WARNING_STEP_LETTER_SENT;
		sent.due_on = e->reply_by;
		warning_put(t, &sent);
		due_clear(t, DUE_WARNING_LETTER, e->matter_id);
	}
}

void apply_letter_replied(struct tables *t, const LetterReplied *e, const struct event *ev)
{
	LetterRow row = letter_of(t, e->letter_id);

	(void)ev;
	row.state = LETTER_STATE_REPLIED;
	row.replied_on = e->replied_on;
	row.late_reason = e->late_reason;
	letter_put(t, &row);
	due_clear(t, DUE_LETTER_REPLY, e->letter_id);
}

void apply_letter_overdue(struct tables *t, const LetterOverdue *e, const struct event *ev)
{
	LetterRow row = letter_of(t, e->letter_id);

	(void)ev;
	row.state = LETTER_STATE_OVERDUE;
	letter_put(t, &row);
}

void apply_reply_assessed(struct tables *t, const ReplyAssessed *e, const struct event *ev)
{
	LetterRow row = letter_of(t, e->letter_id);

	(void)ev;
	row.outcome = e->outcome;
	if (e->outcome != REPLY_OUTCOME_INQUIRE_AGAIN)
		row.state = LETTER_STATE_CLOSED;
	letter_put(t, &row);
}

void apply_letter_inquired_again(struct tables *t, const LetterInquiredAgain *e, const struct event *ev)
{
	LetterRow row = letter_of(t, e->letter_id);

	(void)ev;
	row.state = LETTER_STATE_DELIVERED;
	row.reply_by = e->reply_by;
	row.inquiries++;
	letter_put(t, &row);
	due_set(t, DUE_LETTER_REPLY, e->letter_id, e->reply_by);
}

static void end_letter(struct tables *t, const char *letter_id)
{
	LetterRow row = letter_of(t, letter_id);

	row.state = LETTER_STATE_CLOSED;
	letter_put(t, &row);
	due_clear(t, DUE_LETTER_REPLY, letter_id);
}

void apply_letter_withdrawn(struct tables *t, const LetterWithdrawn *e, const struct event *ev)
{
	(void)ev;
	end_letter(t, e->letter_id);
}

void apply_letter_settled(struct tables *t, const LetterSettled *e, const struct event *ev)
{
	(void)ev;
	end_letter(t, e->letter_id);
}
