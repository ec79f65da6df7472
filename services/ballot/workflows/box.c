/* The ballot box (投票箱): row A5, W3.5, the half that never learns a voter.
 *
 *   (assessment: PollReadied) READY -> (PollOpened) OPEN -> (PollClosed) CLOSING -> TALLIED -> SEALED
 *
 * A cast ballot is no command: it is kept in an urn (keeping.h), and mixing.c hands over what lies there, shuffled, when voting is
 * over. Here every one is judged again by the rules it was judged by when it was offered. What leaves the daemon while people
 * vote is how many came; the board is put up with the result.
 * In:  CountTurnout, RecordBallots, CloseBox, SealBox, all by the box itself.
 * Out: TurnoutCounted, BallotRecorded (sealed), BoardExtended, ItemTallied, PollTallied, BoxSealed. */
#include <string.h>

#include "ballot/board.h"
#include "ballot/bounds.h"
#include "ballot/examples.h"
#include "ballot/judge.h"
#include "ballot/tally.h"
#include "workflows.h"

static enum refusal find_box(struct decision *d, const char *poll_id, const BoxRow **box)
{
	*box = box_find(d->state, poll_id);
	return *box ? REFUSAL_NONE : decision_refuse(d, REFUSAL_BALLOT_POLL_UNKNOWN, "poll_id", "");
}

static enum refusal check_count(struct decision *d, const BoxRow *box, const ClassCount *count)
{
	const TurnoutRow *turnout = turnout_find(d->state, box->poll_id, count->class_id);
	const PollClassSize *size = judge_class_size(box, count->class_id);

	if (!turnout || !size)
		return decision_refuse(d, REFUSAL_BALLOT_CLASS_UNKNOWN, "counts", count->class_id);
	if (count->ballots <= turnout->ballots || count->ballots > size->should_attend)
		return decision_refuse(d, REFUSAL_BALLOT_COUNT, "counts", count->class_id);
	return REFUSAL_NONE;
}

enum refusal count_turnout_decide(struct decision *d, const CountTurnout *cmd)
{
	const BoxRow *box;
	enum refusal r = find_box(d, cmd->poll_id, &box);

	if (r != REFUSAL_NONE)
		return r;
	if (box->state != BOX_STATE_OPEN)
		return judge_state(box, false);
	for (size_t i = 0; i < cmd->n_counts; i++)
		if ((r = check_count(d, box, cmd->counts[i])))
			return r;
	for (size_t i = 0; i < cmd->n_counts; i++)
		emit_turnout_counted(d, &(TurnoutCounted){ .poll_id = box->poll_id, .class_id = cmd->counts[i]->class_id,
							   .ballots = cmd->counts[i]->ballots });
	return REFUSAL_NONE;
}

static bool token_repeated(const RecordBallots *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->ballots[i]->token_hash, cmd->ballots[at]->token_hash) == 0)
			return true;
	return false;
}

static enum refusal check_ballot(struct decision *d, const BoxRow *box, const RecordBallots *cmd, size_t at)
{
	const Ballot *ballot = cmd->ballots[at];
	struct offer offer = { .poll_id = box->poll_id, .class_id = ballot->class_id,
			       .token = span_of(ballot->token.data, ballot->token.len),
			       .signature = span_of(ballot->signature.data, ballot->signature.len),
			       .count = ballot->n_marks, .marks = ballot->marks };
	struct judgement judged;
	enum refusal r = judge(d->state, box, &offer, &judged);

	if (r != REFUSAL_NONE)
		return r;
	if (judged.standing || token_repeated(cmd, at))
		return REFUSAL_BALLOT_TOKEN_USED;
	return strcmp(judged.token_hash, ballot->token_hash) == 0 ? REFUSAL_NONE : REFUSAL_BALLOT_TOKEN_FORGED;
}

static void emit_ballot(struct decision *d, const BoxRow *box, const Ballot *ballot)
{
	char leaf[LEAF_TEXT];

	leaf_of(ballot->salt, ballot->token_hash, ballot->class_id, ballot->n_marks, ballot->marks, leaf);
	emit_ballot_recorded(d, &(BallotRecorded){
		.poll_id = box->poll_id,
		.token_hash = ballot->token_hash,
		.class_id = ballot->class_id,
		.n_marks = ballot->n_marks,
		.marks = ballot->marks,
		.salt = ballot->salt,
		.leaf = leaf,
	});
}

enum refusal record_ballots_decide(struct decision *d, const RecordBallots *cmd)
{
	const BoxRow *box;
	enum refusal first = find_box(d, cmd->poll_id, &box);

	if (first != REFUSAL_NONE)
		return first;
	if ((first = judge_state(box, true)))
		return first;
	for (size_t i = 0; i < cmd->n_ballots; i++) {
		enum refusal r = check_ballot(d, box, cmd, i);
		if (r != REFUSAL_NONE)
			decision_refuse_row(d, r, (uint32_t)i + 1, "ballots", "");
		first = first ? first : r;
	}
	if (first != REFUSAL_NONE)
		return first;
	for (size_t i = 0; i < cmd->n_ballots; i++)
		emit_ballot(d, box, cmd->ballots[i]);
	return REFUSAL_NONE;
}

enum refusal close_box_decide(struct decision *d, const CloseBox *cmd)
{
	const BoxRow *box;
	enum refusal r = find_box(d, cmd->poll_id, &box);
	struct board board;

	if (r != REFUSAL_NONE)
		return r;
	if (box->state != BOX_STATE_CLOSING || (box->form->paper && !box->slips_entered) || !examples_settled(box))
		return REFUSAL_BALLOT_BOX_CLOSED;
	if ((r = board_emit(d, box, &board)))
		return r;
	tally_emit(d, box, &board);
	return REFUSAL_NONE;
}

enum refusal seal_box_decide(struct decision *d, const SealBox *cmd)
{
	const BoxRow *box;
	enum refusal r = find_box(d, cmd->poll_id, &box);

	if (r != REFUSAL_NONE)
		return r;
	if (box->state != BOX_STATE_TALLIED)
		return REFUSAL_BALLOT_BOX_CLOSED;
	emit_box_sealed(d, &(BoxSealed){ .poll_id = box->poll_id });
	return REFUSAL_NONE;
}
