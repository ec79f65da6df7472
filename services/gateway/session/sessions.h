/* Sessions: reference tokens of 256 random bits. Only their BLAKE2b hash is kept, in memory alone: a restart of the
 * gateway ends every session. Time is given, on the monotonic clock. */
#ifndef DANDANG_GATEWAY_SESSIONS_H
#define DANDANG_GATEWAY_SESSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SESSION_TOKEN_SIZE 44       /* 43 characters of base64url and NUL */
#define SESSION_ACCOUNT_SIZE 65

struct session {
	char account[SESSION_ACCOUNT_SIZE];
	uint64_t generation;            /* of the account's password when it logged in */
	int64_t created_ms;
	int64_t used_ms;
};
struct session_limits {
	size_t sessions_max;
	size_t per_account_max;
	int64_t idle_ms;
	int64_t absolute_ms;
};

struct sessions;
struct sessions *sessions_new(const struct session_limits *limits);
void sessions_free(struct sessions *s);
/* Writes the token, which is kept nowhere. Past a limit the session unused longest ends. False: out of memory. */
bool sessions_open(struct sessions *s, const char *account, uint64_t generation, int64_t now_ms,
		   char token[SESSION_TOKEN_SIZE]);
/* The session of a token, its idle time starting anew; NULL: none, or it has ended. Lives until the next call. */
const struct session *sessions_find(struct sessions *s, const char *token, int64_t now_ms);
void sessions_end(struct sessions *s, const char *token);
size_t sessions_end_all(struct sessions *s, const char *account);
size_t sessions_count(const struct sessions *s);

#endif
