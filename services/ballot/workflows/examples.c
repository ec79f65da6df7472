/* Examples of negative ticks, reviewed before they count: row A5, W3.6, SCORE.
 *
 *   CLOSING -> listed by the box, once nothing waits and all slips are entered -> each COUNTS | DOES_NOT -> the box is tallied
 *
 * Whoever reviews reads the example and the statement it was written to, and neither class nor ballot. An example that names nothing to be
 * held against the statement does not count, and its tick is none. Nobody reviews what was written about himself. With the tally the
 * examples are emptied like the ballots.
 * In:  ListExamples (the box itself), ReviewExample.
 * Out: ExamplesListed, ExampleReviewed. */
#include <string.h>

#include "ballot/examples.h"
#include "ballot/marks.h"
#include "workflows.h"

static uint32_t examples_of(const BoxRow *box, const struct written *written)
{
	uint32_t count = 0;

	for (size_t i = 0; i < written->count; i++)
		count += box->form->items[form_item(box->form, written->marks[i]->item_id)]->negative ? 1 : 0;
	return count;
}

static uint32_t count_examples(const struct state *s, const BoxRow *box)
{
	struct row_scan ballots = ballot_scan_1(s, box->poll_id), slips = slip_scan_1(s, box->poll_id);
	struct written written;
	const BallotRow *ballot;
	const SlipRow *slip;
	uint32_t count = 0;

	while ((ballot = ballot_next(&ballots))) {
		written_in_box(ballot, &written);
		count += examples_of(box, &written);
	}
	while ((slip = slip_next(&slips)))
		if (!slip->invalid) {
			written_on_slip(slip, &written);
			count += examples_of(box, &written);
		}
	return count;
}

enum refusal list_examples_decide(struct decision *d, const ListExamples *cmd)
{
	const BoxRow *box = box_find(d->state, cmd->poll_id);

	if (!box)
		return decision_refuse(d, REFUSAL_BALLOT_POLL_UNKNOWN, "poll_id", "");
	if (!examples_to_list(box))
		return REFUSAL_BALLOT_BOX_CLOSED;
	emit_examples_listed(d, &(ExamplesListed){ .poll_id = box->poll_id, .examples = count_examples(d->state, box) });
	return REFUSAL_NONE;
}

enum refusal review_example_decide(struct decision *d, const ReviewExample *cmd)
{
	const BoxRow *box = box_find(d->state, cmd->poll_id);
	const ExampleRow *example = example_find(d->state, cmd->poll_id, cmd->example_id);

	if (!box)
		return decision_refuse(d, REFUSAL_BALLOT_POLL_UNKNOWN, "poll_id", "");
	if (!example)
		return decision_refuse(d, REFUSAL_EXAMPLE_UNKNOWN, "example_id", "");
	if (d->actor->cadre_id[0] && strcmp(d->actor->cadre_id, example->target_id) == 0)
		return decision_refuse(d, REFUSAL_SELF_DEALING, "example_id", "");
	if (example->verdict != EXAMPLE_VERDICT_UNSPECIFIED)
		return decision_refuse(d, REFUSAL_EXAMPLE_REVIEWED, "example_id", "");
	emit_example_reviewed(d, &(ExampleReviewed){ .poll_id = box->poll_id, .example_id = example->example_id, .verdict = cmd->verdict });
	decision_answer_number(d, "open", (int64_t)box->examples_open - 1);
	return REFUSAL_NONE;
}
