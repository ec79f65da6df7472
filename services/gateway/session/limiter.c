#include "limiter.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"

#define WAYS 4
#define MILLI 1000

struct place {
	uint64_t key;           /* 0: free */
	int64_t value;          /* limiter: thousandths of a token left; lockout: failures */
	int64_t at_ms;          /* last change */
};
struct table {
	struct place *places;
	size_t sets;
	uint8_t secret[crypto_shorthash_KEYBYTES];
};

static bool table_init(struct table *t, size_t entries)
{
	REQUIRE(entries >= WAYS && sodium_init() >= 0);
	t->sets = entries / WAYS;
	t->places = calloc(t->sets * WAYS, sizeof(*t->places));
	randombytes_buf(t->secret, sizeof(t->secret));
	return t->places != NULL;
}

static uint64_t table_key(const struct table *t, const char *text)
{
	uint8_t hash[crypto_shorthash_BYTES];
	uint64_t key = 0;

	_Static_assert(sizeof(hash) == sizeof(key), "a short hash is a key");
	(void)crypto_shorthash(hash, (const uint8_t *)text, strlen(text), t->secret);
	memcpy(&key, hash, sizeof(key));
	return key ? key : 1;
}

static struct place *table_find(const struct table *t, uint64_t key)
{
	struct place *set = &t->places[key % t->sets * WAYS];

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].key == key)
			return &set[i];
	return NULL;
}

/* The key's place, or the one of its set that is free or unused longest, with the key new in it. */
static struct place *table_take(struct table *t, uint64_t key, int64_t fresh, int64_t now_ms)
{
	struct place *set = &t->places[key % t->sets * WAYS];
	struct place *place = table_find(t, key);

	if (place)
		return place;
	place = &set[0];
	for (size_t i = 1; i < WAYS && place->key; i++)
		if (!set[i].key || set[i].at_ms < place->at_ms)
			place = &set[i];
	*place = (struct place){ .key = key, .value = fresh, .at_ms = now_ms };
	return place;
}

/* ---- token buckets */

struct limiter {
	struct table table;
	int64_t per_s;
	int64_t burst;
};

struct limiter *limiter_new(size_t entries, unsigned per_s, unsigned burst)
{
	struct limiter *l = calloc(1, sizeof(*l));

	REQUIRE(per_s > 0 && burst > 0);
	if (!l || !table_init(&l->table, entries)) {
		free(l);
		return NULL;
	}
	l->per_s = per_s;
	l->burst = burst;
	return l;
}

void limiter_free(struct limiter *l)
{
	if (l)
		free(l->table.places);
	free(l);
}

bool limiter_take(struct limiter *l, const char *key, int64_t now_ms, int64_t *retry_ms)
{
	int64_t full = l->burst * MILLI;
	struct place *place = table_take(&l->table, table_key(&l->table, key), full, now_ms);
	int64_t gone_ms = now_ms - place->at_ms;
	int64_t most_ms = full / l->per_s + 1;          /* enough to fill any bucket */

	place->value += l->per_s * (gone_ms < most_ms ? gone_ms : most_ms);
	if (place->value > full)
		place->value = full;
	place->at_ms = now_ms;
	*retry_ms = 0;
	if (place->value < MILLI) {
		*retry_ms = (MILLI - place->value + l->per_s - 1) / l->per_s;
		return false;
	}
	place->value -= MILLI;
	return true;
}

/* ---- lockouts */

struct lockout {
	struct table table;
	int64_t failures_max;
	int64_t lock_ms;
};

struct lockout *lockout_new(size_t entries, unsigned failures_max, int64_t lock_ms)
{
	struct lockout *l = calloc(1, sizeof(*l));

	if (!l || !table_init(&l->table, entries)) {
		free(l);
		return NULL;
	}
	l->failures_max = failures_max;
	l->lock_ms = lock_ms;
	return l;
}

void lockout_free(struct lockout *l)
{
	if (l)
		free(l->table.places);
	free(l);
}

bool lockout_locked(const struct lockout *l, const char *key, int64_t now_ms, int64_t *retry_ms)
{
	const struct place *place = table_find(&l->table, table_key(&l->table, key));
	bool locked = place && place->value >= l->failures_max && now_ms - place->at_ms < l->lock_ms;

	*retry_ms = locked ? l->lock_ms - (now_ms - place->at_ms) : 0;
	return locked;
}

/* Failures are forgotten once the time of a lock has passed since the last one. */
void lockout_failed(struct lockout *l, const char *key, int64_t now_ms)
{
	struct place *place = table_take(&l->table, table_key(&l->table, key), 0, now_ms);

	if (now_ms - place->at_ms >= l->lock_ms)
		place->value = 0;
	place->value++;
	place->at_ms = now_ms;
}

void lockout_clear(struct lockout *l, const char *key)
{
	struct place *place = table_find(&l->table, table_key(&l->table, key));

	if (place)
		*place = (struct place){ 0 };
}
