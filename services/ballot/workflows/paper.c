/* Paper ballots (纸质选票), entered by people while the box is open or waits for them: row A5, W3.5. Who had a slip stands in
 * assessment's roll; here a slip is a class and marks. An invalid one counts as come, and is in no mean.
 * In:  RecordPaperBallots, FinishPaperBallots.
 * Out: PaperBallotRecorded (sealed), PaperBallotsFinished. */
#include <string.h>

#include "ballot/judge.h"
#include "ballot/marks.h"
#include "workflows.h"

static enum refusal takes_slips(struct decision *d, const BoxRow *box)
{
	if (!box)
		return decision_refuse(d, REFUSAL_BALLOT_POLL_UNKNOWN, "poll_id", "");
	if (!box->form->paper || box->slips_entered)
		return REFUSAL_BALLOT_NO_PAPER;
	return box->state == BOX_STATE_OPEN || box->state == BOX_STATE_CLOSING ? REFUSAL_NONE : REFUSAL_BALLOT_NOT_OPEN;
}

/* Slips of that class up to and with the one at `at`, and all there are already, online ones too. */
static uint32_t come_with(struct decision *d, const RecordPaperBallots *cmd, size_t at)
{
	const char *class_id = cmd->ballots[at]->class_id;
	const TurnoutRow *turnout = turnout_find(d->state, cmd->poll_id, class_id);
	uint32_t count = turnout ? turnout->ballots + turnout->slips : 0;

	for (size_t i = 0; i <= at; i++)
		count += strcmp(cmd->ballots[i]->class_id, class_id) == 0;
	return count;
}

static enum refusal check_slips(struct decision *d, const BoxRow *box, const RecordPaperBallots *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_ballots; i++) {
		const PollClassSize *size = judge_class_size(box, cmd->ballots[i]->class_id);
		enum refusal r = !size ? REFUSAL_BALLOT_CLASS_UNKNOWN
				 : come_with(d, cmd, i) > size->should_attend ? REFUSAL_BALLOT_PAPER_MANY : REFUSAL_NONE;
		if (r != REFUSAL_NONE)
			decision_refuse_row(d, r, (uint32_t)i + 1, "ballots", cmd->ballots[i]->class_id);
		first = first ? first : r;
	}
	return first;
}

enum refusal record_paper_ballots_decide(struct decision *d, const RecordPaperBallots *cmd)
{
	const BoxRow *box = box_find(d->state, cmd->poll_id);
	enum refusal r = takes_slips(d, box);
	int64_t invalid = 0;

	if (r == REFUSAL_NONE)
		r = check_slips(d, box, cmd);
	if (r != REFUSAL_NONE)
		return r;
	for (size_t i = 0; i < cmd->n_ballots; i++) {
		const PaperBallot *slip = cmd->ballots[i];
		struct marks_fault at = { 0 };
		bool bad = marks_check(box->form, box->thresholds, slip->n_marks, slip->marks, &at) != REFUSAL_NONE;
		invalid += bad;
		emit_paper_ballot_recorded(d, &(PaperBallotRecorded){
			.poll_id = box->poll_id,
			.number = box->slips + (uint32_t)i + 1,
			.class_id = slip->class_id,
			.n_marks = slip->n_marks,
			.marks = slip->marks,
			.invalid = bad,
		});
	}
	decision_answer_number(d, "invalid", invalid);
	return REFUSAL_NONE;
}

enum refusal finish_paper_ballots_decide(struct decision *d, const FinishPaperBallots *cmd)
{
	const BoxRow *box = box_find(d->state, cmd->poll_id);
	enum refusal r = takes_slips(d, box);

	if (r != REFUSAL_NONE)
		return r;
	emit_paper_ballots_finished(d, &(PaperBallotsFinished){ .poll_id = box->poll_id, .slips = box->slips,
								.n_tellers = cmd->n_tellers, .tellers = cmd->tellers });
	return REFUSAL_NONE;
}
