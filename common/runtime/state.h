/* Inside of state and tables; for the runtime's own files only. */
#ifndef DANDANG_RUNTIME_STATE_H
#define DANDANG_RUNTIME_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/store.h"

struct state {
	const struct store_txn *txn;
	struct arena *arena;       /* rows handed out live here */
};

/* Begun anew with each transaction; what is remembered of its tables is remembered until it ends. */
struct tables {
	struct state state;
	struct store_txn *txn;     /* the same transaction, writable */
	bool oldest_known;         /* ledger.c: recorded_at of the oldest answer kept */
	uint64_t oldest_answer_ms;
};

#endif
