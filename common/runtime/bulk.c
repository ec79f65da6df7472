#include "runtime/bulk.h"

#include <string.h>

struct bulk bulk_start(struct decision *d, const char *field, bool partial)
{
	return (struct bulk){ .d = d, .field = field, .partial = partial, .first = REFUSAL_NONE };
}

bool bulk_row(struct bulk *b, enum refusal outcome, const char *value)
{
	b->rows++;
	if (outcome == REFUSAL_NONE) {
		b->taken++;
		return true;
	}
	decision_note(b->d, outcome, b->rows, b->field, value);
	if (b->refused++ == 0)
		b->first = outcome;
	return false;
}

enum refusal bulk_end(struct bulk *b)
{
	if (b->refused && (!b->partial || b->taken == 0))
		return b->first;
	decision_answer_number(b->d, "taken", b->taken);
	decision_answer_number(b->d, "refused", b->refused);
	return REFUSAL_NONE;
}

bool bulk_repeated(const char *const *items, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(items[i], items[at]) == 0)
			return true;
	return false;
}
