/* Keys of the store: parts in order, text ended by a 0 byte, numbers as 8 bytes big-endian, so that byte order is the
 * natural order of the parts. */
#ifndef DANDANG_RUNTIME_KEY_H
#define DANDANG_RUNTIME_KEY_H

#include <stdint.h>

#include "base/span.h"
#include "store/store.h"

/* A key under construction. `too_long` stays set once a part does not fit; such a key finds nothing. */
struct key {
	uint8_t bytes[STORE_KEY_MAX];
	size_t size;
	int too_long;
};

void key_text(struct key *k, const char *text);
void key_number(struct key *k, uint64_t number);
static inline struct span key_span(const struct key *k)
{
	return (struct span){ k->bytes, k->size };
}
uint64_t key_read_number(const uint8_t *bytes);

#endif
