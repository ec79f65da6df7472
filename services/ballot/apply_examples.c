/* What the review of examples changes: rows from the listing to the tally, and how many are open. */
#include "ballot/examples.h"
#include "ballot/marks.h"
#include "base/require.h"
#include "workflows.h"

static void list_written(struct tables *t, const BoxRow *box, const struct written *written)
{
	for (size_t i = 0; i < written->count; i++) {
		const BallotMark *mark = written->marks[i];
		char id[LEAF_TEXT];
		if (!box->form->items[form_item(box->form, mark->item_id)]->negative)
			continue;
		example_id_of(written, mark, id);
		example_put(t, &(ExampleRow){
			.poll_id = box->poll_id,
			.example_id = id,
			.target_id = mark->target_id,
			.item_id = mark->item_id,
			.text = mark->example,
		});
	}
}

void apply_examples_listed(struct tables *t, const ExamplesListed *e, const struct event *ev)
{
	struct row_scan ballots = ballot_scan_1(tables_state(t), e->poll_id), slips = slip_scan_1(tables_state(t), e->poll_id);
	const BoxRow *old = box_find(tables_state(t), e->poll_id);
	struct written written;
	const BallotRow *ballot;
	const SlipRow *slip;

	(void)ev;
	REQUIRE(old);
	BoxRow box = *old;
	while ((ballot = ballot_next(&ballots))) {
		written_in_box(ballot, &written);
		list_written(t, &box, &written);
	}
	while ((slip = slip_next(&slips)))
		if (!slip->invalid) {
			written_on_slip(slip, &written);
			list_written(t, &box, &written);
		}
	box.examples_listed = true;
	box.examples_open = e->examples;
	box_put(t, &box);
}

void apply_example_reviewed(struct tables *t, const ExampleReviewed *e, const struct event *ev)
{
	const ExampleRow *example = example_find(tables_state(t), e->poll_id, e->example_id);
	const BoxRow *box = box_find(tables_state(t), e->poll_id);

	(void)ev;
	REQUIRE(example && box && box->examples_open > 0);
	ExampleRow row = *example;
	BoxRow open = *box;
	row.verdict = e->verdict;
	example_put(t, &row);
	open.examples_open--;
	box_put(t, &open);
}
