#include "ballot/waiting.h"

#include <stdlib.h>
#include <string.h>

#include "ballot/chance.h"
#include "base/require.h"

#define WAITING_ROOM_MIN 256u

static void make_room(struct waiting *w)
{
	if (w->count < w->room)
		return;
	w->room = w->room ? 2 * w->room : WAITING_ROOM_MIN;
	w->items = reallocarray(w->items, w->room, sizeof *w->items);
	REQUIRE(w->items);
}

void waiting_add(struct waiting *w, const struct waiting_ballot *of, struct span packed)
{
	make_room(w);
	struct waiting_ballot *one = &w->items[w->count++];
	*one = *of;
	one->packed = malloc(packed.size);
	REQUIRE(one->packed);
	memcpy(one->packed, packed.data, packed.size);
	one->size = packed.size;
}

struct waiting_ballot *waiting_find(struct waiting *w, const char *poll_id, const char *token_hash)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->items[i].token_hash, token_hash) == 0 && strcmp(w->items[i].poll_id, poll_id) == 0)
			return &w->items[i];
	return NULL;
}

void waiting_shuffle(struct waiting *w)
{
	for (size_t i = w->count; i > 1; i--) {
		size_t at = chance_below(i);
		struct waiting_ballot swapped = w->items[at];
		w->items[at] = w->items[i - 1];
		w->items[i - 1] = swapped;
	}
}

static void forget(struct waiting_ballot *one)
{
	explicit_bzero(one->packed, one->size);
	free(one->packed);
	explicit_bzero(one, sizeof *one);
}

void waiting_forget(struct waiting *w, bool (*is_gone)(void *context, const struct waiting_ballot *one), void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->count; i++) {
		if (is_gone(context, &w->items[i]))
			forget(&w->items[i]);
		else
			w->items[kept++] = w->items[i];
	}
	w->count = kept;
}

void waiting_fini(struct waiting *w)
{
	for (size_t i = 0; i < w->count; i++)
		forget(&w->items[i]);
	free(w->items);
	*w = (struct waiting){ 0 };
}
