/* The connections the listening sockets of a bus hold: what came over them, and whose key they proved. Loop thread only. */
#ifndef DANDANG_BUS_LINES_H
#define DANDANG_BUS_LINES_H

#include "bus/allow.h"

struct bus_line;
struct lines {
	struct bus_line *items; /* by descriptor */
	size_t room;
};

/* `owner` tells the sockets apart. Past `unread_max` bytes without a whole message a connection is cut. */
void lines_opened(struct lines *l, int descriptor, const void *owner, uint64_t unread_max);
void lines_closed(struct lines *l, int descriptor, const void *owner);
/* A whole message came; `key` may be NULL. */
void lines_spoke(struct lines *l, int descriptor, const char *key);
/* To be called every BUS_LINES_CHECK_MS. How many connections were cut. */
uint64_t lines_check(struct lines *l);
/* Cuts the connections of keys that are not on the list, and those that have not said yet whose they are; these come
 * back by themselves. */
void lines_cut_unknown(struct lines *l, const struct allow *allow);
void lines_fini(struct lines *l);

#endif
