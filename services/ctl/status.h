/* Whether the platform has come to rest. */
#ifndef DANDANG_CTL_STATUS_H
#define DANDANG_CTL_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* Two answers in a row that say settled at the same merged sequence: nothing was under way between them. */
struct settling {
	bool before;
	uint64_t sequence;
};
bool settling_seen(struct settling *s, struct span status);

#endif
