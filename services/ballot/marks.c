#include "ballot/marks.h"

#include <string.h>

#include "ballot/bounds.h"

int form_option(const PollForm *form, const char *option_id)
{
	for (size_t i = 0; i < form->n_options; i++)
		if (strcmp(form->options[i]->option_id, option_id) == 0)
			return (int)i;
	return -1;
}

int form_item(const PollForm *form, const char *item_id)
{
	for (size_t i = 0; i < form->n_items; i++)
		if (strcmp(form->items[i]->item_id, item_id) == 0)
			return (int)i;
	return -1;
}

int form_target(const PollForm *form, const char *target_id)
{
	for (size_t i = 0; i < form->n_targets; i++)
		if (strcmp(form->targets[i]->target_id, target_id) == 0)
			return (int)i;
	return -1;
}

/* What a ballot holds so far. */
struct sheet {
	bool marked[BALLOT_TARGETS_MAX][BALLOT_ITEMS_MAX];
	uint32_t excellent[BALLOT_ITEMS_MAX];
	uint32_t filled;                /* positive items with an option */
};

static enum refusal check_positive(const PollForm *form, const BallotMark *mark, int item, struct sheet *sheet, struct marks_fault *at)
{
	int option;

	at->field = "option_ids";
	if (mark->n_option_ids > 1)
		return REFUSAL_BALLOT_OPTIONS_MANY;
	if (mark->n_option_ids == 0)
		return REFUSAL_NONE; /* blank */
	option = form_option(form, mark->option_ids[0]);
	if (option < 0)
		return REFUSAL_BALLOT_OPTION_UNKNOWN;
	sheet->filled++;
	if (form->options[option]->excellent && form->excellent_max && ++sheet->excellent[item] > form->excellent_max)
		return REFUSAL_BALLOT_EXCELLENT_MANY;
	return REFUSAL_NONE;
}

static enum refusal check_mark(const PollForm *form, const BallotMark *mark, struct sheet *sheet, struct marks_fault *at)
{
	int target = form_target(form, mark->target_id), item = form_item(form, mark->item_id);

	at->field = "target_id";
	if (target < 0)
		return REFUSAL_BALLOT_TARGET_UNKNOWN;
	at->field = "item_id";
	if (item < 0)
		return REFUSAL_BALLOT_ITEM_UNKNOWN;
	if (sheet->marked[target][item])
		return REFUSAL_BALLOT_MARK_TWICE;
	sheet->marked[target][item] = true;
	if (!form->items[item]->negative)
		return check_positive(form, mark, item, sheet, at);
	at->field = "option_ids";
	if (mark->n_option_ids)
		return REFUSAL_BALLOT_NEGATIVE_OPTION;
	at->field = "example";
	return mark->example[0] ? REFUSAL_NONE : REFUSAL_BALLOT_EXAMPLE_MISSING;
}

enum refusal marks_check(const PollForm *form, const PollThresholds *thresholds, size_t count, BallotMark *const *marks,
			 struct marks_fault *at)
{
	struct sheet sheet = { .filled = 0 };
	uint64_t positive = 0, all, blank;

	for (size_t i = 0; i < count; i++) {
		enum refusal r = check_mark(form, marks[i], &sheet, at);
		at->row = (uint32_t)i + 1;
		if (r != REFUSAL_NONE)
			return r;
	}
	for (size_t i = 0; i < form->n_items; i++)
		positive += !form->items[i]->negative;
	all = positive * form->n_targets;
	blank = all - sheet.filled;
	*at = (struct marks_fault){ .row = 0, .field = "marks" };
	if (blank * thresholds->blank_denominator > all * thresholds->blank_numerator)
		return REFUSAL_BALLOT_BLANK;
	return REFUSAL_NONE;
}
