/* Reads of a service's own tables: by key, or in pages by primary order or index. */
#ifndef DANDANG_RUNTIME_QUERY_H
#define DANDANG_RUNTIME_QUERY_H

#include "contract.h"
#include "runtime/service.h"
#include "runtime/state.h"

#define QUERY_LIMIT_DEFAULT 100
#define QUERY_LIMIT_MAX 500

/* Never NULL: a refusal, or status 200 with a packed QueryReply as body. Memory is the arena's. */
Reply *query_run(const struct service *service, const struct state *s, const Query *query, const Actor *actor,
		 struct arena *arena);

#endif
