/* Vetting of an appointment by other agencies (联审): row S4; features G3.9, G3.10; workflow W2.6.
 *
 *   ASKED (VETTING.REPLY) -> ANSWERED -> adverse: DECIDED
 *   every state -> WITHDRAWN (asked anew, the agency retired, the appointment ended)
 *
 * Asked with the inspection (appointment_inspect.c) and by hand until the decision; an agency sees its own papers alone and answers by
 * number. The decision is refused while an answer is missing, too old, or adverse and nobody has decided on it.
 *
 * In:  RequestVetting, AnswerVetting, DecideVetting; the last day by the due-table.
 * Out: VettingAsked, VettingWithdrawn, VettingAnswered, VettingAnswersFiled (sealed), VettingAdverse, VettingDecided,
 *      VettingVerdictFiled (sealed), VettingOverdue. */
#include "vetting.h"

#include <string.h>

#include "appointment.h"
#include "roster/people.h"

static bool may_ask(const AppointmentRow *row)
{
	return row->state == APPOINTMENT_STATE_INSPECTING || row->state == APPOINTMENT_STATE_INSPECTED;
}

/* ---- asked ------------------------------------------------------------------------------------------ */

static enum refusal check_named(struct decision *d, const RequestVetting *cmd)
{
	for (size_t i = 0; i < cmd->n_agencies; i++) {
		const char *agency = cmd->agencies[i];
		const VettingRow *paper = vetting_of(d->state, cmd->appointment_id, agency);
		uint32_t row = (uint32_t)i + 1;
		for (size_t j = 0; j < i; j++)
			if (strcmp(cmd->agencies[j], agency) == 0)
				return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, row, "agencies", agency);
		if (!vetting_agency_in_use(d, agency))
			return decision_refuse_row(d, REFUSAL_VETTING_AGENCY_UNKNOWN, row, "agencies", agency);
		if (paper && paper->state == VETTING_STATE_ASKED)
			return decision_refuse_row(d, REFUSAL_VETTING_PENDING, row, "agencies", agency);
	}
	return REFUSAL_NONE;
}

enum refusal request_vetting_decide(struct decision *d, const RequestVetting *cmd)
{
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);
	size_t asked = cmd->n_agencies;

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!may_ask(step.row))
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	refusal = check_named(d, cmd);
	if (refusal != REFUSAL_NONE)
		return refusal;
	for (size_t i = 0; i < cmd->n_agencies; i++)
		vetting_ask(d, step.row, vetting_agency_in_use(d, cmd->agencies[i]));
	if (cmd->n_agencies == 0)
		asked = vetting_ask_all(d, step.row);
	if (asked == 0)
		return decision_refuse(d, REFUSAL_VETTING_NOBODY_LEFT, "agencies", "");
	decision_answer_number(d, "asked", (int64_t)asked);
	return REFUSAL_NONE;
}

void due_vetting_reply(struct decision *d, const char *id)
{
	const VettingRow *paper = vetting_find(d->state, id);

	if (paper && paper->state == VETTING_STATE_ASKED)
		emit_vetting_overdue(d, &(VettingOverdue){
			.vetting_id = id,
			.appointment_id = paper->appointment_id,
			.cadre_id = paper->candidate->cadre_id,
			.agency = paper->agency,
			.reply_by = paper->reply_by,
		});
}

/* ---- answered --------------------------------------------------------------------------------------- */

static enum refusal check_one(struct decision *d, const VettingQuestion *question, const VettingAnswer *answer, uint32_t row, bool *adverse)
{
	bool stands_in_the_way = answer->said != YES_NO_UNSPECIFIED && answer->said == question->adverse;

	if (question->kind == QUESTION_KIND_TEXT && answer->said != YES_NO_UNSPECIFIED)
		return decision_refuse_row(d, REFUSAL_VETTING_ANSWER_KIND, row, "said", "");
	if (question->kind == QUESTION_KIND_TEXT ? !answer->text[0] : answer->said == YES_NO_UNSPECIFIED)
		return decision_refuse_row(d, REFUSAL_VETTING_ANSWER_MISSING, row, "answers", "");
	if (stands_in_the_way && !answer->text[0])
		return decision_refuse_row(d, REFUSAL_VETTING_EXPLANATION, row, "text", "");
	*adverse |= stands_in_the_way;
	return REFUSAL_NONE;
}

/* Every question once, by its number. */
static enum refusal check_answers(struct decision *d, const AnswerVetting *cmd, const VettingRow *paper, bool *adverse)
{
	enum refusal refusal = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_answers && refusal == REFUSAL_NONE; i++) {
		const VettingAnswer *answer = cmd->answers[i];
		uint32_t row = (uint32_t)i + 1;
		if (answer->number > paper->n_questions)
			return decision_refuse_row(d, REFUSAL_VETTING_ANSWER_UNKNOWN, row, "number", "");
		for (size_t j = 0; j < i; j++)
			if (cmd->answers[j]->number == answer->number)
				return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, row, "number", "");
		refusal = check_one(d, paper->questions[answer->number - 1], answer, row, adverse);
	}
	if (refusal == REFUSAL_NONE && cmd->n_answers < paper->n_questions)
		refusal = decision_refuse(d, REFUSAL_VETTING_ANSWER_MISSING, "answers", "");
	return refusal;
}

static enum refusal check_answerer(struct decision *d, const VettingRow *paper)
{
	if (!paper)
		return REFUSAL_VETTING_UNKNOWN;
	if (strcmp(d->actor->unit_id, paper->unit_id) != 0 || strcmp(d->actor->region, paper->authority) != 0)
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, paper->candidate->cadre_id))
		return REFUSAL_SELF_DEALING;
	return paper->state == VETTING_STATE_ASKED ? REFUSAL_NONE : REFUSAL_VETTING_SETTLED;
}

enum refusal answer_vetting_decide(struct decision *d, const AnswerVetting *cmd)
{
	const VettingRow *paper = vetting_find(d->state, cmd->vetting_id);
	enum refusal refusal = check_answerer(d, paper);
	bool adverse = false;

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "vetting_id", cmd->vetting_id);
	refusal = check_answers(d, cmd, paper, &adverse);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_vetting_answered(d, &(VettingAnswered){
		.vetting_id = cmd->vetting_id,
		.appointment_id = paper->appointment_id,
		.cadre_id = paper->candidate->cadre_id,
		.agency = paper->agency,
		.document = cmd->document,
		.answered_on = d->today,
		.late = strcmp(d->today, paper->reply_by) > 0,
	});
	emit_vetting_answers_filed(d, &(VettingAnswersFiled){
		.vetting_id = cmd->vetting_id,
		.n_answers = cmd->n_answers,
		.answers = cmd->answers,
		.adverse = adverse,
	});
	if (adverse)
		emit_vetting_adverse(d, &(VettingAdverse){ .vetting_id = cmd->vetting_id, .appointment_id = paper->appointment_id });
	return REFUSAL_NONE;
}

/* ---- decided ---------------------------------------------------------------------------------------- */

enum refusal decide_vetting_decide(struct decision *d, const DecideVetting *cmd)
{
	const VettingRow *paper = vetting_find(d->state, cmd->vetting_id);
	struct appointment_step step;
	enum refusal refusal;

	if (!paper)
		return decision_refuse(d, REFUSAL_VETTING_UNKNOWN, "vetting_id", cmd->vetting_id);
	refusal = appointment_begin(d, paper->appointment_id, &step);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (paper->state != VETTING_STATE_ANSWERED || !paper->adverse)
		return decision_refuse(d, REFUSAL_VETTING_NOT_ADVERSE, "vetting_id", cmd->vetting_id);
	if (strcmp(d->actor->account, step.row->moved_by) == 0)
		return decision_refuse(d, REFUSAL_APPOINTMENT_PROPOSER_DECIDES, "actor", step.row->moved_by);
	emit_vetting_decided(d, &(VettingDecided){
		.vetting_id = cmd->vetting_id,
		.appointment_id = paper->appointment_id,
		.decided_on = d->today,
	});
	emit_vetting_verdict_filed(d, &(VettingVerdictFiled){
		.vetting_id = cmd->vetting_id,
		.allowed = cmd->allowed,
		.reason = cmd->reason,
		.authority = paper->authority,
	});
	return REFUSAL_NONE;
}
