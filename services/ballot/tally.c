#include "ballot/tally.h"

#include <string.h>

#include "ballot/bounds.h"
#include "ballot/examples.h"
#include "ballot/marks.h"
#include "base/require.h"
#include "workflows.h"

__extension__ typedef __int128 wide;

int64_t tally_score(const struct sums *groups, size_t count)
{
	wide numerator = 0, denominator = 0;

	for (size_t i = 0; i < count; i++) {
		wide term = (wide)groups[i].weight * groups[i].points;
		if (groups[i].marks == 0)
			continue;
		for (size_t j = 0; j < count; j++)
			if (j != i && groups[j].marks)
				term *= groups[j].marks;
		numerator += term;
		denominator += groups[i].weight;
	}
	for (size_t i = 0; i < count; i++)
		if (groups[i].marks)
			denominator *= groups[i].marks;
	return denominator ? (int64_t)((2 * numerator + denominator) / (2 * denominator)) : 0;
}

/* ---- counting -------------------------------------------------------------------------------------- */

struct counts {
	uint32_t options[BALLOT_CLASSES_MAX][BALLOT_OPTIONS_MAX];
	uint32_t ticked[BALLOT_CLASSES_MAX];
};
struct counting {
	const struct state *state;
	const BoxRow *box;
	struct counts at[BALLOT_TARGETS_MAX][BALLOT_ITEMS_MAX];
	uint32_t ballots[BALLOT_CLASSES_MAX];   /* valid ones */
	uint32_t slips[BALLOT_CLASSES_MAX];     /* those of them on paper */
	uint32_t invalid[BALLOT_CLASSES_MAX];
	uint32_t all, invalid_all;              /* that came */
};

static size_t class_number(const PollForm *form, const char *class_id)
{
	size_t i = 0;

	while (i < form->n_classes && strcmp(form->classes[i]->class_id, class_id) != 0)
		i++;
	REQUIRE(i < form->n_classes);
	return i;
}

/* A tick counts with its example; where examples are reviewed, with one that was found to count. */
static bool tick_counts(const struct counting *c, const struct written *written, const BallotMark *mark)
{
	char id[LEAF_TEXT];

	if (!c->box->form->examples_reviewed)
		return true;
	example_id_of(written, mark, id);
	const ExampleRow *example = example_find(c->state, c->box->poll_id, id);
	return example && example->verdict == EXAMPLE_VERDICT_COUNTS;
}

static void count_mark(struct counting *c, size_t class, const struct written *written, const BallotMark *mark)
{
	int target = form_target(c->box->form, mark->target_id), item = form_item(c->box->form, mark->item_id);

	REQUIRE(target >= 0 && item >= 0);
	if (c->box->form->items[item]->negative)
		c->at[target][item].ticked[class] += tick_counts(c, written, mark);
	else if (mark->n_option_ids)
		c->at[target][item].options[class][form_option(c->box->form, mark->option_ids[0])]++;
}

static void count_written(struct counting *c, const struct written *written)
{
	size_t class = class_number(c->box->form, written->class_id);

	c->ballots[class]++;
	c->all++;
	for (size_t i = 0; i < written->count; i++)
		count_mark(c, class, written, written->marks[i]);
}

static void count_slips(struct counting *c)
{
	struct row_scan scan = slip_scan_1(c->state, c->box->poll_id);
	struct written written;
	const SlipRow *slip;

	while ((slip = slip_next(&scan))) {
		size_t class = class_number(c->box->form, slip->class_id);
		if (slip->invalid) {
			c->invalid[class]++;
			c->invalid_all++;
			c->all++;
			continue;
		}
		c->slips[class]++;
		written_on_slip(slip, &written);
		count_written(c, &written);
	}
}

static struct counting *count_all(struct decision *d, const BoxRow *box)
{
	struct counting *c = arena_alloc(d->arena, sizeof *c);
	struct row_scan scan = ballot_scan_1(d->state, box->poll_id);
	struct written written;
	const BallotRow *ballot;

	REQUIRE(c);
	memset(c, 0, sizeof *c);
	c->state = d->state;
	c->box = box;
	while ((ballot = ballot_next(&scan))) {
		written_in_box(ballot, &written);
		count_written(c, &written);
	}
	count_slips(c);
	return c;
}

/* ---- groups ---------------------------------------------------------------------------------------- */

/* Classes counted as one. A class nobody of voted is in none. */
struct group {
	const char *class_ids[BALLOT_CLASSES_MAX];
	size_t numbers[BALLOT_CLASSES_MAX];
	size_t count;
	uint32_t weight, ballots;
};
struct groups {
	struct group of[BALLOT_CLASSES_MAX];
	size_t count;
};

static size_t smallest(const struct groups *g)
{
	size_t at = 0;

	for (size_t i = 1; i < g->count; i++)
		if (g->of[i].ballots < g->of[at].ballots)
			at = i;
	return at;
}

static struct group take_smallest(struct groups *g)
{
	size_t at = smallest(g);
	struct group taken = g->of[at];

	memmove(&g->of[at], &g->of[at + 1], (g->count - at - 1) * sizeof g->of[0]);
	g->count--;
	return taken;
}

static struct groups groups_of(const struct counting *c)
{
	const PollForm *form = c->box->form;
	struct groups g = { .count = 0 };

	for (size_t i = 0; i < form->n_classes; i++)
		if (c->ballots[i])
			g.of[g.count++] = (struct group){ .class_ids = { form->classes[i]->class_id }, .numbers = { i }, .count = 1,
							  .weight = form->classes[i]->weight_percent, .ballots = c->ballots[i] };
	while (g.count > 1 && g.of[smallest(&g)].ballots < c->box->thresholds->cell_min) {
		struct group small = take_smallest(&g), *with = &g.of[smallest(&g)];
		for (size_t i = 0; i < small.count; i++) {
			with->class_ids[with->count] = small.class_ids[i];
			with->numbers[with->count++] = small.numbers[i];
		}
		with->weight += small.weight;
		with->ballots += small.ballots;
	}
	return g;
}

/* ---- one item of one target ------------------------------------------------------------------------ */

/* What is shown of one group, with the memory it stands in. */
struct shown {
	TallyGroup group;
	OptionCount counts[SUPPRESS_CELLS_MAX], *list[SUPPRESS_CELLS_MAX];
	struct sums sums;
};

/* Cells: the options, then the blanks. */
static size_t cells_of(const struct counting *c, const struct group *g, size_t target, size_t item, struct cell *cells)
{
	const PollForm *form = c->box->form;
	uint32_t marked = 0;

	for (size_t o = 0; o < form->n_options; o++) {
		cells[o] = (struct cell){ .counts = !form->options[o]->abstain, .points = form->options[o]->points };
		for (size_t i = 0; i < g->count; i++)
			cells[o].count += c->at[target][item].options[g->numbers[i]][o];
		marked += cells[o].count;
	}
	cells[form->n_options] = (struct cell){ .count = g->ballots - marked };
	return form->n_options + 1;
}

static void show_counts(const struct counting *c, const struct group *g, size_t target, size_t item, struct shown *out)
{
	const PollForm *form = c->box->form;
	struct cell cells[SUPPRESS_CELLS_MAX];
	size_t count = cells_of(c, g, target, item, cells);
	bool hidden = g->ballots < c->box->thresholds->cell_min;

	for (size_t i = 0; i < count; i++)
		if (cells[i].counts) {
			out->sums.marks += cells[i].count;
			out->sums.points += cells[i].points * cells[i].count;
		}
	out->group.mean_hidden = !suppress_row(cells, count, c->box->thresholds->cell_min) || hidden;
	for (size_t i = 0; i < count; i++) {
		out->list[i] = &out->counts[i];
		option_count__init(out->list[i]);
		out->list[i]->option_id = i < form->n_options ? form->options[i]->option_id : "";
		out->list[i]->hidden = cells[i].hidden || hidden;
		out->list[i]->count = out->list[i]->hidden ? 0 : cells[i].count;
	}
	out->group.n_counts = count;
	out->group.counts = out->list;
	out->group.counts_hidden = hidden;
	if (!out->group.mean_hidden && out->sums.marks)
		out->group.mean = (2 * out->sums.points + out->sums.marks) / (2 * (int64_t)out->sums.marks);
}

static void show_ticks(const struct counting *c, const struct group *g, size_t target, size_t item, struct shown *out)
{
	uint32_t least = c->box->thresholds->cell_min, ticked = 0, rest;

	for (size_t i = 0; i < g->count; i++)
		ticked += c->at[target][item].ticked[g->numbers[i]];
	rest = g->ballots - ticked;
	out->group.ticked_hidden = g->ballots < least || (ticked && ticked < least) || (rest && rest < least);
	out->group.ticked = out->group.ticked_hidden ? 0 : ticked;
}

static void emit_item(struct decision *d, const struct counting *c, struct groups *g, size_t target, size_t item)
{
	const PollForm *form = c->box->form;
	struct shown shown[BALLOT_CLASSES_MAX];
	TallyGroup *list[BALLOT_CLASSES_MAX];
	struct sums sums[BALLOT_CLASSES_MAX];
	bool hidden = form->items[item]->negative || g->count == 0;

	memset(shown, 0, sizeof shown);
	for (size_t i = 0; i < g->count; i++) {
		tally_group__init(&shown[i].group);
		list[i] = &shown[i].group;
		list[i]->n_class_ids = g->of[i].count;
		list[i]->class_ids = g->of[i].class_ids;
		list[i]->weight_percent = g->of[i].weight;
		list[i]->ballots = g->of[i].ballots;
		shown[i].sums.weight = g->of[i].weight;
		if (form->items[item]->negative)
			show_ticks(c, &g->of[i], target, item, &shown[i]);
		else
			show_counts(c, &g->of[i], target, item, &shown[i]);
		hidden = hidden || shown[i].group.mean_hidden;
		sums[i] = shown[i].sums;
	}
	emit_item_tallied(d, &(ItemTallied){
		.poll_id = c->box->poll_id,
		.target_id = form->targets[target]->target_id,
		.item_id = form->items[item]->item_id,
		.n_groups = g->count,
		.groups = list,
		.score_hidden = hidden,
		.score = hidden ? 0 : tally_score(sums, g->count),
	});
}

/* ---- the whole ------------------------------------------------------------------------------------- */

static uint32_t should_attend(const BoxRow *box, const char *class_id)
{
	for (size_t i = 0; i < box->n_sizes; i++)
		if (strcmp(box->sizes[i]->class_id, class_id) == 0)
			return box->sizes[i]->should_attend;
	return 0;
}

void tally_emit(struct decision *d, const BoxRow *box, const struct board *board)
{
	const PollForm *form = box->form;
	struct counting *c = count_all(d, box);
	ClassTurnout classes[BALLOT_CLASSES_MAX], *list[BALLOT_CLASSES_MAX];
	uint64_t should = 0;

	for (size_t i = 0; i < form->n_classes; i++) {
		list[i] = &classes[i];
		class_turnout__init(list[i]);
		list[i]->class_id = form->classes[i]->class_id;
		list[i]->should_attend = should_attend(box, list[i]->class_id);
		list[i]->ballots = c->ballots[i];
		list[i]->paper = c->slips[i];
		list[i]->invalid = c->invalid[i];
		list[i]->redistributed_percent = c->ballots[i] ? 0 : form->classes[i]->weight_percent;
		should += list[i]->should_attend;
	}
	bool valid = (uint64_t)c->all * box->thresholds->turnout_denominator >= should * box->thresholds->turnout_numerator;
	struct groups groups = groups_of(c);
	for (size_t t = 0; valid && t < form->n_targets; t++)
		for (size_t i = 0; i < form->n_items; i++)
			emit_item(d, c, &groups, t, i);
	emit_poll_tallied(d, &(PollTallied){
		.poll_id = box->poll_id,
		.valid = valid,
		.should_attend = (uint32_t)should,
		.ballots = c->all,
		.n_classes = form->n_classes,
		.classes = list,
		.root = board->root,
		.leaves = board->leaves,
		.invalid = c->invalid_all,
	});
}
