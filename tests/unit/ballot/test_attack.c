/* Published results against an attacker who solves them. Random small evaluations are counted and published by the box itself; he takes every
 * group of every item, knows its ballots, the counts shown and the mean to the last digit (more than is published: it is rounded, and the score
 * is made of such means), and tries every table of whole numbers that fits. ATTACKS= says how many evaluations. */
#include <stdlib.h>

#include "ballot_lib.h"

#define LEAST 5u
#define ATTACKS_SMALL 300u
#define POLLS_IN_A_WORLD 20u
#define CELLS_MAX 5u

static uint64_t seed = 20251126;

static uint32_t below(uint32_t limit)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % limit;
}

/* ---- one evaluation -------------------------------------------------------------------------------- */

/* What people wrote: counts of the true table, by target, class and cell; the last cell is what is left blank. */
struct truth {
	char poll_id[32];
	struct poll_room room;
	uint32_t ballots[3], count[2][3][CELLS_MAX], ticked[2][3];
	unsigned options, spread, number;
};

static void random_form(struct truth *t)
{
	static const int64_t scales[][4] = { { 10000, 8000, 5000, 0 }, { 10000, 7500, 5000, 2500 }, { 9000, 9000, 3000, 0 }, { 10000, 0, 1, 0 } };
	const int64_t *points = scales[below(4)];

	room_form(&t->room);
	t->options = 2 + below(3);
	t->spread = 1 + below(t->options);
	t->room.form.n_options = t->options;
	for (unsigned i = 0; i < t->options; i++) {
		t->room.options[i].points = points[i];
		t->room.options[i].abstain = i == 3;
	}
	t->room.thresholds.turnout_numerator = 0;
	t->room.thresholds.blank_numerator = 1;
	t->room.thresholds.blank_denominator = 1;
	for (size_t i = 0; i < 3; i++) {
		t->room.size_list[i] = &t->room.sizes[i];
		poll_class_size__init(&t->room.sizes[i]);
		t->room.sizes[i].class_id = class_names[i];
		t->room.sizes[i].should_attend = 50;
	}
}

/* Marks of one ballot for one target; returns how many, at most two. */
static size_t random_marks(struct truth *t, size_t class, unsigned target, BallotMark *marks, const char **options)
{
	unsigned cell = below(8) ? below(t->spread) : below(t->spread + below(2));
	size_t count = 0;

	t->count[target][class][cell]++;
	ballot_mark__init(&marks[0]);
	marks[0].target_id = target ? "t2" : "t1";
	marks[0].item_id = "acts";
	if (cell < t->options) {
		options[0] = t->room.options[cell].option_id;
		marks[0].n_option_ids = 1;
		marks[0].option_ids = options;
		count++;
	}
	if (below(3) == 0) {
		ballot_mark__init(&marks[count]);
		marks[count].target_id = target ? "t2" : "t1";
		marks[count].item_id = "shirks";
		marks[count].example = "推诿";
		t->ticked[target][class]++;
		count++;
	}
	return count;
}

static void random_ballot(struct truth *t, size_t class)
{
	char token_hash[LEAF_TEXT], leaf[LEAF_TEXT];
	BallotMark marks[4], *list[4];
	const char *options[2];
	size_t count = random_marks(t, class, 0, marks, &options[0]);

	count += random_marks(t, class, 1, marks + count, &options[1]);
	for (size_t i = 0; i < count; i++)
		list[i] = &marks[i];
	snprintf(token_hash, sizeof token_hash, "%064x", t->number);
	snprintf(leaf, sizeof leaf, "%064x", ++t->number * 7);
	t->ballots[class]++;
	GIVEN(BallotRecorded, .poll_id = t->poll_id, .token_hash = token_hash, .class_id = class_names[class], .n_marks = count, .marks = list,
	      .salt = "5a", .leaf = leaf);
}

/* Everybody votes, and the box says what came of it. */
static void hold(struct truth *t, unsigned number)
{
	static const uint32_t most[] = { 3, 9, 20, 40 };

	*t = (struct truth){ .number = number * 1000 };
	snprintf(t->poll_id, sizeof t->poll_id, "poll-150400-%u", number);
	random_form(t);
	GIVEN(PollReadied, .poll_id = t->poll_id, .title = "测评", .form = &t->room.form, .opens_on = "2026-03-10", .closes_on = "2026-03-12",
	      .n_sizes = 3, .sizes = t->room.size_list, .thresholds = &t->room.thresholds);
	GIVEN(PollOpened, .poll_id = t->poll_id);
	for (size_t class = 0; class < 3; class++)
		for (uint32_t i = below(most[below(4)] + 1); i > 0; i--)
			random_ballot(t, class);
	GIVEN(PollClosed, .poll_id = t->poll_id);
	WHEN(CloseBox, .poll_id = t->poll_id);
	ACCEPTED();
}

/* ---- the attacker ---------------------------------------------------------------------------------- */

/* One group of one item, as published, and what is true of it. */
struct row {
	const struct truth *truth;
	size_t count;
	uint32_t ballots, true_count[CELLS_MAX], shown[CELLS_MAX];
	bool hidden[CELLS_MAX], mean_shown;
	int64_t true_points, true_marks;
	uint32_t guess[CELLS_MAX], low[CELLS_MAX], high[CELLS_MAX];
	unsigned solutions;
};

static bool counts(const struct row *r, size_t cell)
{
	return cell < r->truth->options && !r->truth->room.options[cell].abstain;
}

static void fold_mean(const struct row *r, const uint32_t *of, int64_t *points, int64_t *marks)
{
	*points = *marks = 0;
	for (size_t i = 0; i < r->count; i++)
		if (counts(r, i)) {
			*points += r->truth->room.options[i].points * of[i];
			*marks += of[i];
		}
}

static bool fits(const struct row *r)
{
	int64_t points, marks;

	if (!r->mean_shown)
		return true;
	fold_mean(r, r->guess, &points, &marks);
	return (marks == 0) == (r->true_marks == 0) && points * r->true_marks == r->true_points * marks;
}

static void try_from(struct row *r, size_t at, uint32_t left)
{
	if (at == r->count) {
		if (left > 0 || !fits(r))
			return;
		r->solutions++;
		for (size_t i = 0; i < r->count; i++) {
			r->low[i] = r->guess[i] < r->low[i] ? r->guess[i] : r->low[i];
			r->high[i] = r->guess[i] > r->high[i] ? r->guess[i] : r->high[i];
		}
		return;
	}
	uint32_t from = r->hidden[at] ? 0 : r->shown[at], to = r->hidden[at] ? left : r->shown[at];
	for (uint32_t x = from; x <= to && x <= left; x++) {
		r->guess[at] = x;
		try_from(r, at + 1, left - x);
	}
}

/* How narrow he gets the small count he knows best; UINT32_MAX: there is none. */
static uint32_t attack(struct row *r)
{
	uint32_t best = UINT32_MAX;

	r->solutions = 0;
	for (size_t i = 0; i < r->count; i++) {
		r->low[i] = UINT32_MAX;
		r->high[i] = 0;
	}
	try_from(r, 0, r->ballots);
	CHECK(r->solutions > 0);                        /* the truth is one */
	for (size_t i = 0; i < r->count; i++)
		if (r->true_count[i] > 0 && r->true_count[i] < LEAST && r->high[i] - r->low[i] < best)
			best = r->high[i] - r->low[i];
	return best;
}

static size_t class_of(const char *class_id)
{
	return (size_t)(class_id[0] - 'A');
}

static void published(const struct truth *t, const ItemTallied *item, const TallyGroup *group, struct row *r)
{
	size_t target = strcmp(item->target_id, "t2") == 0;

	*r = (struct row){ .truth = t, .count = group->n_counts, .ballots = group->ballots, .mean_shown = !group->mean_hidden };
	CHECK_INT(r->count, t->options + 1);
	for (size_t i = 0; i < r->count; i++) {
		r->hidden[i] = group->counts[i]->hidden;
		r->shown[i] = group->counts[i]->count;
		for (size_t c = 0; c < group->n_class_ids; c++)
			r->true_count[i] += t->count[target][class_of(group->class_ids[c])][i];
		CHECK(r->hidden[i] ? r->shown[i] == 0 : r->shown[i] == r->true_count[i]);
		CHECK(r->hidden[i] || r->true_count[i] == 0 || r->true_count[i] >= LEAST);
	}
	fold_mean(r, r->true_count, &r->true_points, &r->true_marks);
}

/* ---- many of them ---------------------------------------------------------------------------------- */

struct figures {
	unsigned evaluations, rows, with_small, means, caught, planted;
};

static void complain(const struct row *r, uint32_t range)
{
	CHECK(!"the attacker came closer");
	printf("#   %s: range %u, mean %s, counts", r->truth->poll_id, range, r->mean_shown ? "shown" : "hidden");
	for (size_t i = 0; i < r->count; i++)
		printf(" %u%s", r->true_count[i], r->hidden[i] ? "*" : "");
	printf("\n");
}

/* Only what is small itself is hidden: the complements are given away. */
static void plant(struct row *r, struct figures *f)
{
	unsigned small = 0;

	for (size_t i = 0; i < r->count; i++) {
		r->hidden[i] = r->true_count[i] > 0 && r->true_count[i] < LEAST;
		small += r->hidden[i];
		r->shown[i] = r->hidden[i] ? 0 : r->true_count[i];
	}
	if (small != 1)
		return;
	f->planted++;
	f->caught += attack(r) < LEAST;
}

static void attack_group(const struct truth *t, const ItemTallied *item, const TallyGroup *group, struct figures *f)
{
	uint32_t range;
	struct row r;

	published(t, item, group, &r);
	f->rows++;
	f->means += r.mean_shown;
	if (r.ballots < LEAST) {
		CHECK(group->counts_hidden && group->mean_hidden);      /* nothing is shown of so few */
		return;
	}
	range = attack(&r);
	f->with_small += range != UINT32_MAX;
	if (range < LEAST)
		complain(&r, range);
	if (range != UINT32_MAX)
		plant(&r, f);
}

/* A tick is yes or no: of either there are none, or as many as may be shown. */
static void attack_ticks(const struct truth *t, const ItemTallied *item, const TallyGroup *group)
{
	size_t target = strcmp(item->target_id, "t2") == 0;
	uint32_t ticked = 0;

	for (size_t c = 0; c < group->n_class_ids; c++)
		ticked += t->ticked[target][class_of(group->class_ids[c])];
	if (group->ticked_hidden)
		CHECK_INT(group->ticked, 0);
	else
		CHECK(group->ticked == ticked && (ticked == 0 || ticked >= LEAST) && (ticked == group->ballots || group->ballots - ticked >= LEAST));
}

static void attack_poll(const struct truth *t, struct figures *f)
{
	f->evaluations++;
	for (unsigned i = 0; i < EMITTED_COUNT(ItemTallied); i++) {
		const ItemTallied *item = EMITTED_AT(ItemTallied, i);
		bool mean_hidden = false, negative = strcmp(item->item_id, "shirks") == 0;
		for (size_t g = 0; g < item->n_groups; g++) {
			mean_hidden = mean_hidden || item->groups[g]->mean_hidden;
			if (negative)
				attack_ticks(t, item, item->groups[g]);
			else
				attack_group(t, item, item->groups[g], f);
		}
		/* one mean that is hidden could be had from the others and a score */
		CHECK(negative || item->n_groups == 0 || item->score_hidden == mean_hidden);
	}
}

TEST(no_published_result_bounds_a_small_count_tighter_than_the_threshold)
{
	const char *wanted = getenv("ATTACKS");
	unsigned count = wanted ? (unsigned)strtoul(wanted, NULL, 10) : ATTACKS_SMALL;
	struct figures f = { 0 };
	static struct truth truth;

	for (unsigned i = 0; i < count; i++) {
		if (i % POLLS_IN_A_WORLD == 0) {
			OPEN("2026-03-10");
			ACTOR("ballot.box", "150400");
		}
		hold(&truth, i + 1);
		attack_poll(&truth, &f);
	}
	CHECK_INT(f.evaluations, count);
	CHECK(f.with_small > count / 4 && f.with_small < f.rows);
	CHECK(f.means > count / 4 && f.means < f.rows);         /* it is not safe by hiding everything */
	CHECK(f.planted > count / 10);
	CHECK_INT(f.caught, f.planted);                         /* a single small count without complement is had from the total */
	printf("# evaluations %u, rows %u, with a small count %u, means shown %u; without complements %u, found out %u\n", f.evaluations, f.rows,
	       f.with_small, f.means, f.planted, f.caught);
}

TEST_MAIN()
