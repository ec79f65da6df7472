/* Inside of state and tables; for the runtime's own files only. */
#ifndef DANDANG_RUNTIME_STATE_H
#define DANDANG_RUNTIME_STATE_H

#include "base/arena.h"
#include "store/store.h"

struct state {
	const struct store_txn *txn;
	struct arena *arena;       /* rows handed out live here */
};

struct tables {
	struct state state;
	struct store_txn *txn;     /* the same transaction, writable */
};

#endif
