/* Commands over lists. Either one refused row refuses the whole list, or, where the command says `partial`, the good rows
 * are taken and the refused ones listed. Both ways every refused row stands in the answer with its number and reason. */
#ifndef DANDANG_RUNTIME_BULK_H
#define DANDANG_RUNTIME_BULK_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/decision.h"

struct bulk {
	struct decision *d;
	const char *field;         /* name of the list, for violations */
	bool partial;
	uint32_t rows;
	uint32_t taken;
	uint32_t refused;
	enum refusal first;
};

struct bulk bulk_start(struct decision *d, const char *field, bool partial);
/* The next row and what was found about it; `value` names it (an id). True when the row is to be taken. */
bool bulk_row(struct bulk *b, enum refusal outcome, const char *value);
/* What the decision returns: the first refusal, unless partial and something was taken. Answers `taken` and `refused`. */
enum refusal bulk_end(struct bulk *b);

/* Whether items[at] stands among the items before it. */
bool bulk_repeated(const char *const *items, size_t at);

#endif
