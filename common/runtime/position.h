/* Where a state stands in the journal it is folded from. */
#ifndef DANDANG_RUNTIME_POSITION_H
#define DANDANG_RUNTIME_POSITION_H

#include <string.h>

#include "journal/journal.h"
#include "store/store.h"

_Static_assert(STORE_HASH_SIZE == JOURNAL_HASH_SIZE && STORE_JOURNAL_ID_SIZE == JOURNAL_ID_SIZE,
	       "a position holds what a journal names");

static inline struct store_position position_of(const struct journal_tail *tail, uint64_t sequence,
						const uint8_t hash[JOURNAL_HASH_SIZE])
{
	struct store_position position = { .sequence = sequence };

	memcpy(position.journal, tail->id, sizeof position.journal);
	memcpy(position.hash, hash, sizeof position.hash);
	return position;
}

#endif
