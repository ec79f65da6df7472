/* Results of a play that later lines stand on: name -> value, kept over the whole file. */
#ifndef DANDANG_CTL_PLAY_NAMES_H
#define DANDANG_CTL_PLAY_NAMES_H

#include <stdbool.h>

#include "base/arena.h"
#include "buffer.h"

struct play_name;
struct play_names {
	struct play_name **places;     /* open addressing */
	size_t room;
	size_t count;
	struct arena arena;
};

void play_names_init(struct play_names *n);
void play_names_fini(struct play_names *n);
/* A later value replaces an earlier one. */
void play_names_put(struct play_names *n, struct span name, const char *value);
const char *play_names_find(const struct play_names *n, struct span name);   /* NULL: unknown */

/* Appends JSON with every string value that is exactly "$name" replaced by what was saved. False: a name is unknown yet, and
 * *missing is it. */
bool play_fill_json(struct buffer *out, struct span json, const struct play_names *n, struct span *missing);
/* The same for a path or query: $name up to the next character that is no letter, digit or one of "_.-", percent-encoded. */
bool play_fill_query(struct buffer *out, const char *text, const struct play_names *n, struct span *missing);

#endif
