#include "ballot/examples.h"

#include <inttypes.h>
#include <stdio.h>

/* The leaf of a ballot is public, so the secret is another hash: its salt never leaves the box. */
void written_in_box(const BallotRow *ballot, struct written *out)
{
	out->class_id = ballot->class_id;
	out->count = ballot->n_marks;
	out->marks = ballot->marks;
	leaf_of(ballot->token_hash, ballot->salt, ballot->class_id, 0, NULL, out->secret);
}

/* A slip has no salt; all that stands on it together is what nobody else knows. */
void written_on_slip(const SlipRow *slip, struct written *out)
{
	char number[16];

	snprintf(number, sizeof number, "%" PRIu32, slip->number);
	out->class_id = slip->class_id;
	out->count = slip->n_marks;
	out->marks = slip->marks;
	leaf_of("slip", number, slip->class_id, slip->n_marks, slip->marks, out->secret);
}

void example_id_of(const struct written *written, const BallotMark *mark, char out[LEAF_TEXT])
{
	BallotMark copy = *mark, *one[] = { &copy };

	leaf_of(written->secret, "example", written->class_id, 1, one, out);
}

bool examples_to_list(const BoxRow *box)
{
	return box->form->examples_reviewed && !box->examples_listed && box->state == BOX_STATE_CLOSING &&
	       (!box->form->paper || box->slips_entered);
}

bool examples_settled(const BoxRow *box)
{
	return !box->form->examples_reviewed || (box->examples_listed && box->examples_open == 0);
}
