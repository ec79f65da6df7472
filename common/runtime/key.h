/* Keys of the store: parts in order, text ended by a 0 byte, numbers as 8 bytes big-endian, so that byte order is the
 * natural order of the parts. What is in a key comes from people and from peers, so a text too long for it is no mistake of
 * ours: it stands in the key as its beginning and a hash, and is found by the whole text alone. Four texts and ten numbers
 * always fit; no table of the contract has more (checked by the generator). */
#ifndef DANDANG_RUNTIME_KEY_H
#define DANDANG_RUNTIME_KEY_H

#include <stdint.h>

#include "base/span.h"
#include "store/store.h"

#define KEY_TEXT_MAX 102 /* bytes of a text that stands whole */

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
