/* Reminder, inquiry and admonition letters (提醒函、函询、诫勉书): row E4, W4.2.
 *
 *   DRAFTED -> REVIEWED (deputy) -> APPROVED (head) [-> ENDORSED (party committee), admonition only]
 *     -> DELIVERED (receipt, copy to the unit's party head) -> REPLIED | OVERDUE (15 working days) -> CLOSED
 *
 * Reminder and inquiry are the second level of a warning. An admonition letter is handed over with the measure (measure.c).
 * No letter leaves with the name of a reporter in it.
 *
 * In:  DraftLetter, ReviewLetter, ApproveLetter, EndorseLetter, DeliverLetter, RecordReply, AssessReply; the last day for the
 *      reply by the due-table.
 * Out: LetterDrafted, LetterMoved, LetterDelivered, LetterReplied, LetterOverdue, ReplyAssessed, LetterInquiredAgain,
 *      LetterWithdrawn, LetterSettled, and through the warning Level3Proposed or WarningClosed. */
#include <string.h>

#include "accountability/matter.h"
#include "accountability/reporters.h"
#include "accountability/warning.h"
#include "workflows.h"

/* An inquiry nobody answered stays open, and must not keep level 3 from its letter: issuing the measure withdraws it. */
static bool letter_open(const struct state *s, const char *matter_id, LetterKind kind)
{
	struct row_scan scan = letter_by_matter_id(s, matter_id);
	const LetterRow *letter;

	while ((letter = letter_next(&scan)))
		if (letter->state != LETTER_STATE_CLOSED &&
		    (kind != LETTER_KIND_ADMONITION || letter->kind == LETTER_KIND_ADMONITION))
			return true;
	return false;
}

void letters_withdraw(struct decision *d, const char *matter_id, const char *but_letter_id)
{
	struct row_scan scan = letter_by_matter_id(d->state, matter_id);
	const LetterRow *letter;

	while ((letter = letter_next(&scan))) {
		if (letter->state == LETTER_STATE_CLOSED || strcmp(letter->letter_id, but_letter_id) == 0)
			continue;
		if (letter->state < LETTER_STATE_DELIVERED)
			emit_letter_settled(d, &(LetterSettled){ .letter_id = letter->letter_id });
		else
			emit_letter_withdrawn(d, &(LetterWithdrawn){
				.letter_id = letter->letter_id,
				.cadre_id = letter->cadre_id,
			});
	}
}

/* Which letter belongs to which step; the second level needs the first on record. */
static enum refusal check_matter(const DraftLetter *cmd, const WarningRow *warning, const ResponseRow *response)
{
	bool admonition = cmd->kind == LETTER_KIND_ADMONITION;

	if (!warning && !response)
		return REFUSAL_MATTER_UNKNOWN;
	if (response && !admonition)
		return REFUSAL_LETTER_KIND;
	if (response)
		return response->state == RESPONSE_STATE_OPEN ? REFUSAL_NONE : REFUSAL_STATE_WRONG;
	if (admonition)
		return warning->step == WARNING_STEP_LEVEL_3_PROPOSED ? REFUSAL_NONE : REFUSAL_STATE_WRONG;
	if (warning->step < WARNING_STEP_LETTER_DUE)
		return REFUSAL_LEVEL_1_RECORD_MISSING;
	return warning->step == WARNING_STEP_LETTER_DUE ? REFUSAL_NONE : REFUSAL_STATE_WRONG;
}

enum refusal draft_letter_decide(struct decision *d, const DraftLetter *cmd)
{
	const WarningRow *warning = warning_find(d->state, cmd->matter_id);
	const ResponseRow *response = response_find(d->state, cmd->matter_id);
	enum refusal r = check_matter(cmd, warning, response);
	const char *cadre_id = warning ? warning->cadre_id : response ? response->cadre_id : "";
	const char *id;

	if (r)                                               return r;
	if (!matter_cadre(d, cadre_id, &r))                  return r;
	if (letter_open(d->state, cmd->matter_id, cmd->kind)) return REFUSAL_LETTER_OPEN;
	if (text_names_reporter(d, cadre_id, cmd->text))     return REFUSAL_REPORTER_IN_TEXT;

	id = decision_new_id(d, "letter");
	decision_answer(d, "letter_id", id);
	emit_letter_drafted(d, &(LetterDrafted){
		.letter_id = id,
		.matter_id = cmd->matter_id,
		.kind = cmd->kind,
		.drafted_by = actor_person(d->actor),
	});
	matter_note(d, id, cadre_id, NOTE_KIND_LETTER, cmd->text);
	return REFUSAL_NONE;
}

/* One step of the approval, by somebody who has not had the letter in hand before. */
static enum refusal move(struct decision *d, const char *letter_id, LetterState from, LetterState to)
{
	const LetterRow *letter = letter_find(d->state, letter_id);
	const char *person = actor_person(d->actor);
	enum refusal r;

	if (!letter)                                        return REFUSAL_LETTER_UNKNOWN;
	if (!matter_cadre(d, letter->cadre_id, &r))         return r;
	if (letter->state != from)                          return REFUSAL_STATE_WRONG;
	if (strcmp(letter->drafted_by, person) == 0 || strcmp(letter->reviewed_by, person) == 0 ||
	    strcmp(letter->approved_by, person) == 0)
		return REFUSAL_SAME_HAND;
	emit_letter_moved(d, &(LetterMoved){ .letter_id = letter_id, .state = to, .by = person });
	return REFUSAL_NONE;
}

enum refusal review_letter_decide(struct decision *d, const ReviewLetter *cmd)
{
	return move(d, cmd->letter_id, LETTER_STATE_DRAFTED, LETTER_STATE_REVIEWED);
}

enum refusal approve_letter_decide(struct decision *d, const ApproveLetter *cmd)
{
	return move(d, cmd->letter_id, LETTER_STATE_REVIEWED, LETTER_STATE_APPROVED);
}

enum refusal endorse_letter_decide(struct decision *d, const EndorseLetter *cmd)
{
	const LetterRow *letter = letter_find(d->state, cmd->letter_id);

	if (letter && letter->kind != LETTER_KIND_ADMONITION)
		return REFUSAL_LETTER_KIND;
	return move(d, cmd->letter_id, LETTER_STATE_APPROVED, LETTER_STATE_ENDORSED);
}

enum refusal deliver_letter_decide(struct decision *d, const DeliverLetter *cmd)
{
	const LetterRow *letter = letter_find(d->state, cmd->letter_id);
	const char *reply_by = policy_deadline_from(d, "LETTER.REPLY", cmd->received_on);
	enum refusal r;

	if (!letter)                                            return REFUSAL_LETTER_UNKNOWN;
	if (!matter_cadre(d, letter->cadre_id, &r))             return r;
	if (letter->kind == LETTER_KIND_ADMONITION)             return REFUSAL_LETTER_KIND;
	if (letter->state != LETTER_STATE_APPROVED)             return REFUSAL_STATE_WRONG;
	if (strcmp(cmd->received_on, d->today) > 0)             return REFUSAL_DATE_FUTURE;
	if (cmd->unit_copy_to[0] == '\0')                       return REFUSAL_UNIT_COPY_MISSING;

	decision_answer(d, "reply_by", reply_by);
	emit_letter_delivered(d, &(LetterDelivered){
		.letter_id = letter->letter_id,
		.cadre_id = letter->cadre_id,
		.kind = letter->kind,
		.received_on = cmd->received_on,
		.reply_by = reply_by,
		.matter_id = letter->matter_id,
		.unit_copy_to = cmd->unit_copy_to,
	});
	return REFUSAL_NONE;
}

enum refusal record_reply_decide(struct decision *d, const RecordReply *cmd)
{
	const LetterRow *letter = letter_find(d->state, cmd->letter_id);
	enum refusal r;

	if (!letter)                                            return REFUSAL_LETTER_UNKNOWN;
	if (!matter_cadre(d, letter->cadre_id, &r))             return r;
	if (letter->state == LETTER_STATE_CLOSED)               return REFUSAL_LETTER_CLOSED;
	if (letter->state != LETTER_STATE_DELIVERED &&
	    letter->state != LETTER_STATE_OVERDUE)              return REFUSAL_STATE_WRONG;
	if (strcmp(cmd->replied_on, d->today) > 0)              return REFUSAL_DATE_FUTURE;
	if (strcmp(cmd->replied_on, letter->received_on) < 0)   return REFUSAL_DATE_ORDER;
	if (strcmp(cmd->replied_on, letter->reply_by) > 0 && cmd->late_reason[0] == '\0')
		return REFUSAL_LATE_REASON_MISSING;

	emit_letter_replied(d, &(LetterReplied){
		.letter_id = letter->letter_id,
		.cadre_id = letter->cadre_id,
		.replied_on = cmd->replied_on,
		.late_reason = cmd->late_reason,
	});
	matter_note(d, letter->letter_id, letter->cadre_id, NOTE_KIND_REPLY, cmd->reply);
	return REFUSAL_NONE;
}

static enum refusal check_assessment(struct decision *d, const LetterRow *letter, const WarningRow *warning,
				     const AssessReply *cmd)
{
	if (letter->state == LETTER_STATE_CLOSED)      return REFUSAL_LETTER_CLOSED;
	if (letter->state != LETTER_STATE_REPLIED)     return REFUSAL_STATE_WRONG;
	if (cmd->outcome != REPLY_OUTCOME_INQUIRE_AGAIN)
		return REFUSAL_NONE;
	/* once level 3 is proposed, another question would only put the decision off */
	if (warning && warning->step != WARNING_STEP_LETTER_SENT)
		return REFUSAL_STATE_WRONG;
	if (letter->inquiries >= policy_number(d, "LETTER.INQUIRIES_MAX"))
		return REFUSAL_INQUIRED_TOO_OFTEN;
	return REFUSAL_NONE;
}

enum refusal assess_reply_decide(struct decision *d, const AssessReply *cmd)
{
	const LetterRow *letter = letter_find(d->state, cmd->letter_id);
	const WarningRow *warning = letter ? warning_find(d->state, letter->matter_id) : NULL;
	enum refusal r;

	if (!letter)                                            return REFUSAL_LETTER_UNKNOWN;
	if (!matter_cadre(d, letter->cadre_id, &r))             return r;
	if ((r = check_assessment(d, letter, warning, cmd)))    return r;

	emit_reply_assessed(d, &(ReplyAssessed){
		.letter_id = letter->letter_id,
		.cadre_id = letter->cadre_id,
		.outcome = cmd->outcome,
		.assessed_on = d->today,
	});
	matter_note(d, letter->letter_id, letter->cadre_id, NOTE_KIND_REVIEW, cmd->finding);
	if (cmd->outcome == REPLY_OUTCOME_INQUIRE_AGAIN) {
		emit_letter_inquired_again(d, &(LetterInquiredAgain){
			.letter_id = letter->letter_id,
			.cadre_id = letter->cadre_id,
			.reply_by = policy_deadline(d, "LETTER.REPLY"),
		});
	} else if (warning && cmd->outcome == REPLY_OUTCOME_CLEAR && warning_is_open(warning)) {
		letters_withdraw(d, letter->matter_id, letter->letter_id);
		warning_close(d, warning, true);
	} else if (warning && warning->step == WARNING_STEP_LETTER_SENT) {
		warning_propose_level_3(d, warning, "函询后没有转变");
	}
	return REFUSAL_NONE;
}

/* No reply in fifteen working days: the system proposes level 3; what follows, people decide. */
void due_letter_reply(struct decision *d, const char *id)
{
	const LetterRow *letter = letter_find(d->state, id);
	const WarningRow *warning = letter ? warning_find(d->state, letter->matter_id) : NULL;

	if (!letter || letter->state != LETTER_STATE_DELIVERED)
		return;
	emit_letter_overdue(d, &(LetterOverdue){
		.letter_id = id,
		.cadre_id = letter->cadre_id,
		.reply_by = letter->reply_by,
		.matter_id = letter->matter_id,
	});
	if (warning && warning->step == WARNING_STEP_LETTER_SENT)
		warning_propose_level_3(d, warning, "逾期未回复函询");
}
