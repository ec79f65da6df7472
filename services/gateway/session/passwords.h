/* Passwords: argon2id on worker jobs, at most PASSWORD_JOBS_MAX at once, the rest waits in a bounded queue. */
#ifndef DANDANG_GATEWAY_PASSWORDS_H
#define DANDANG_GATEWAY_PASSWORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop/loop.h"
#include "session_limits.h"

struct passwords;
/* memory_bytes and passes: the cost; 0: libsodium's interactive profile (64 MiB, 2). secret: what salts are made with,
 * copied; NULL: one of this process. */
struct passwords *passwords_new(struct loop *l, size_t memory_bytes, unsigned passes, size_t queue_max,
				const uint8_t secret[PASSWORD_SECRET_SIZE]);
/* Jobs at work end by themselves; nobody is called back any more. */
void passwords_free(struct passwords *p);

/* Long enough, of more than one kind, not the account's name. */
bool password_acceptable(const char *account, const char *password);

/* `done` is called on the loop with the encoded hash (NULL: out of memory), never before the call returns. `seed` makes
 * the salt together with the secret: the same password for the same seed gives the same hash, so that a command sent again
 * with the same idempotency key has the same body, after a restart too. Empty or NULL: a random salt. False: queue full. */
bool passwords_hash(struct passwords *p, const char *password, const char *seed,
		    void (*done)(void *context, const char *encoded), void *context);
/* encoded NULL or "": nobody's; takes the same time and is wrong. False: queue full. */
bool passwords_verify(struct passwords *p, const char *encoded, const char *password,
		      void (*done)(void *context, bool right), void *context);
unsigned passwords_running(const struct passwords *p);
unsigned passwords_running_most(const struct passwords *p);   /* ever at once */

#endif
