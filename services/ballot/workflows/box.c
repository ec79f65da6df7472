/* The ballot box (投票箱): row A5, W3.5, the half that never learns a voter.
 *
 *   (assessment: PollReadied) READY -> (PollOpened) OPEN -> (PollClosed) CLOSING -> TALLIED -> SEALED
 *
 * A cast ballot is no command: mixing.c keeps it in memory, and hands over what waited together, shuffled. Here every one
 * is judged again by the rules it was judged by when it was offered.
 * In:  RecordBallots, CloseBox, SealBox, all by the box itself.
 * Out: BallotRecorded (sealed), BoardExtended, ItemTallied, PollTallied, BoxSealed. */
#include <string.h>

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

static const char **emit_ballots(struct decision *d, const BoxRow *box, const RecordBallots *cmd)
{
	const char **leaves = arena_alloc(d->arena, cmd->n_ballots * sizeof *leaves);

	for (size_t i = 0; leaves && i < cmd->n_ballots; i++) {
		const Ballot *ballot = cmd->ballots[i];
		char leaf[LEAF_TEXT];
		leaf_of(ballot->salt, ballot->token_hash, ballot->class_id, ballot->n_marks, ballot->marks, leaf);
		leaves[i] = decision_format(d, "%s", leaf);
		emit_ballot_recorded(d, &(BallotRecorded){
			.poll_id = box->poll_id,
			.token_hash = ballot->token_hash,
			.class_id = ballot->class_id,
			.n_marks = ballot->n_marks,
			.marks = ballot->marks,
			.salt = ballot->salt,
			.leaf = leaves[i],
		});
	}
	return leaves;
}

enum refusal record_ballots_decide(struct decision *d, const RecordBallots *cmd)
{
	const BoxRow *box;
	enum refusal first = find_box(d, cmd->poll_id, &box);
	char root[LEAF_TEXT] = "";
	const char **leaves;

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
	leaves = emit_ballots(d, box, cmd);
	if (!leaves)
		return REFUSAL_DECISION_TOO_LARGE;
	memcpy(root, box->root, strlen(box->root) + 1);
	for (size_t i = 0; i < cmd->n_ballots; i++)
		root_with(root, leaves[i], root);
	emit_board_extended(d, &(BoardExtended){
		.poll_id = box->poll_id,
		.first = box->leaves + 1,
		.n_leaves = cmd->n_ballots,
		.leaves = leaves,
		.root = root,
	});
	return REFUSAL_NONE;
}

enum refusal close_box_decide(struct decision *d, const CloseBox *cmd)
{
	const BoxRow *box;
	enum refusal r = find_box(d, cmd->poll_id, &box);

	if (r != REFUSAL_NONE)
		return r;
	if (box->state != BOX_STATE_CLOSING || (box->form->paper && !box->slips_entered) || !examples_settled(box))
		return REFUSAL_BALLOT_BOX_CLOSED;
	tally_emit(d, box);
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
