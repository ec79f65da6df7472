#include "runtime/ahead.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/require.h"

#define AHEAD_ARENA_BYTES (1u << 30)

struct portion {
	struct arena arena;
	struct decoded items[AHEAD_RECORDS];
	size_t count;
	enum err end;              /* what comes behind the last item; ERR_NONE: the next portion */
	struct fault fault;
};

/* `lock` guards what follows it. A portion belongs to the reading thread until it is counted in `filled`, then to the caller
 * until it is counted in `emptied`. */
struct ahead {
	const struct service *service;
	struct journal_reader *reader;
	uint64_t until, last;      /* the reading thread's: last sequence read */
	struct portion portions[AHEAD_PORTIONS];
	const struct portion *open;/* the caller's */
	size_t at;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	size_t filled, emptied;
	bool stop;
};

static void fill(struct ahead *a, struct portion *p)
{
	struct record record;

	arena_reset(&p->arena);
	p->count = 0;
	p->end = ERR_NONE;
	while (p->end == ERR_NONE && p->count < AHEAD_RECORDS && p->arena.used_bytes < AHEAD_PORTION_BYTES) {
		if (a->last == a->until) {
			p->end = ERR_NOT_FOUND;
			return;
		}
		p->end = journal_reader_next(a->reader, &record, &p->fault);
		if (p->end == ERR_NONE)
			p->end = fold_decode(a->service, &record, &p->arena, &p->items[p->count], &p->fault);
		if (p->end == ERR_NONE) {
			p->count++;
			a->last = record.header.sequence;
		}
	}
}

/* NULL: the caller wants no more. */
static struct portion *wait_for_empty(struct ahead *a)
{
	struct portion *p = NULL;

	(void)pthread_mutex_lock(&a->lock);
	while (!a->stop && a->filled - a->emptied == AHEAD_PORTIONS)
		(void)pthread_cond_wait(&a->moved, &a->lock);
	if (!a->stop)
		p = &a->portions[a->filled % AHEAD_PORTIONS];
	(void)pthread_mutex_unlock(&a->lock);
	return p;
}

static void count(struct ahead *a, size_t *which)
{
	(void)pthread_mutex_lock(&a->lock);
	(*which)++;
	(void)pthread_cond_signal(&a->moved);
	(void)pthread_mutex_unlock(&a->lock);
}

static void *read_ahead(void *context)
{
	struct ahead *a = context;
	struct portion *p = wait_for_empty(a);

	while (p) {
		fill(a, p);
		bool ended = p->end != ERR_NONE;
		count(a, &a->filled);
		p = ended ? NULL : wait_for_empty(a);
	}
	return NULL;
}

enum err ahead_open(struct ahead **out, const struct service *service, const struct journal *journal, uint64_t from,
		    uint64_t until, struct fault *f)
{
	struct ahead *a = calloc(1, sizeof *a);
	enum err e;

	*out = NULL;
	REQUIRE(from >= 1 && until + 1 >= from);
	if (!a)
		return fault_set(f, ERR_MEMORY, "no memory to read the journal ahead");
	a->service = service;
	a->until = until;
	a->last = from - 1;
	e = journal_reader_open(&a->reader, journal, from, f);
	if (e != ERR_NONE) {
		free(a);
		return e;
	}
	for (size_t i = 0; i < AHEAD_PORTIONS; i++)
		arena_init(&a->portions[i].arena, AHEAD_ARENA_BYTES);
	REQUIRE(pthread_mutex_init(&a->lock, NULL) == 0 && pthread_cond_init(&a->moved, NULL) == 0);
	if (pthread_create(&a->thread, NULL, read_ahead, a) != 0) {
		journal_reader_close(a->reader);
		free(a);
		return fault_set(f, ERR_MEMORY, "no thread to read the journal ahead");
	}
	*out = a;
	return ERR_NONE;
}

static void wait_for_filled(struct ahead *a)
{
	(void)pthread_mutex_lock(&a->lock);
	while (a->filled == a->emptied)
		(void)pthread_cond_wait(&a->moved, &a->lock);
	a->open = &a->portions[a->emptied % AHEAD_PORTIONS];
	(void)pthread_mutex_unlock(&a->lock);
	a->at = 0;
}

enum err ahead_next(struct ahead *a, const struct decoded **out, struct fault *f)
{
	*out = NULL;
	if (!a->open)
		wait_for_filled(a);
	while (a->at == a->open->count && a->open->end == ERR_NONE) {
		count(a, &a->emptied);
		wait_for_filled(a);
	}
	if (a->at < a->open->count) {
		*out = &a->open->items[a->at++];
		return ERR_NONE;
	}
	if (a->open->end != ERR_NOT_FOUND)
		*f = a->open->fault;
	return a->open->end;
}

void ahead_close(struct ahead *a)
{
	if (!a)
		return;
	(void)pthread_mutex_lock(&a->lock);
	a->stop = true;
	(void)pthread_cond_signal(&a->moved);
	(void)pthread_mutex_unlock(&a->lock);
	REQUIRE(pthread_join(a->thread, NULL) == 0);
	for (size_t i = 0; i < AHEAD_PORTIONS; i++)
		arena_fini(&a->portions[i].arena);
	(void)pthread_cond_destroy(&a->moved);
	(void)pthread_mutex_destroy(&a->lock);
	journal_reader_close(a->reader);
	free(a);
}
