/* Token buckets and lockouts for many keys in bounded memory: a fixed table, four places a key may stand in, the one
 * unused longest gives way. Keys are hashed with a secret, so that nobody can aim at another's place. Pure but for that
 * secret: the time is given. */
#ifndef DANDANG_GATEWAY_LIMITER_H
#define DANDANG_GATEWAY_LIMITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct limiter;
/* A key may do `per_s` in a second and `burst` at once. NULL: out of memory. */
struct limiter *limiter_new(size_t entries, unsigned per_s, unsigned burst);
void limiter_free(struct limiter *l);
/* False: too many; *retry_ms says when the next one is due. */
bool limiter_take(struct limiter *l, const char *key, int64_t now_ms, int64_t *retry_ms);

struct lockout;
struct lockout *lockout_new(size_t entries, unsigned failures_max, int64_t lock_ms);
void lockout_free(struct lockout *l);
bool lockout_locked(const struct lockout *l, const char *key, int64_t now_ms, int64_t *retry_ms);
void lockout_failed(struct lockout *l, const char *key, int64_t now_ms);
void lockout_clear(struct lockout *l, const char *key);

#endif
