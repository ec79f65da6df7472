/* Who may read which named list of personnel, as its owner's grants say: the reads of its rows ask here. */
#ifndef DANDANG_GATEWAY_LISTS_H
#define DANDANG_GATEWAY_LISTS_H

#include <stdbool.h>

#include "rows.h"
#include "runtime/event.h"
#include "runtime/state.h"

struct list_reader {
	const char *account;
	const char *region;
	const char *const *roles;
	size_t role_count;
};

/* Takes over what an event says of owners and grants. */
void lists_apply(struct tables *t, const struct event *e);
/* As owner, or by a grant to the account or to one of its roles in its region that is not over. */
bool list_readable(const struct state *s, const char *named_list_id, const struct list_reader *reader, const char *today);

#endif
