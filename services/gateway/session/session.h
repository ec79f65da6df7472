/* Who is speaking: sessions over HTTP. The gateway asks session_admit for every request that needs somebody, and gives
 * /session to session_route. Passwords are looked at here and in passwords.c and nowhere else.
 *
 *   POST   /api/v1/session {account, password} -> 200 SessionView; a browser (it sends Sec-Fetch-Site or Origin) gets its
 *          token as a cookie that scripts cannot read, a machine client in the body
 *   GET    /api/v1/session -> SessionView
 *   DELETE /api/v1/session -> 204; with ?all=1 every session of the account ends
 *
 * A cookie is sent by the browser whoever made it ask; so with a cookie anything but GET and HEAD must come from our own
 * pages (Sec-Fetch-Site: same-origin, or an Origin equal to Host) and carry JSON. A bearer token needs none of this. */
#ifndef DANDANG_GATEWAY_SESSION_H
#define DANDANG_GATEWAY_SESSION_H

#include "account_view.h"
#include "contract.h"
#include "http/http.h"
#include "loop/loop.h"

struct session_store;

struct session_options {
	struct loop *loop;
	/* account_view_read and account_credential over the current state. */
	bool (*find)(void *context, const char *account, struct arena *arena, struct account_view *out);
	const char *(*credential)(void *context, const char *account, struct arena *arena);
	/* Told of logins and their failures, for the log; may be NULL. */
	void (*noted)(void *context, const char *what, const char *account, const char *peer);
	void *context;
	const uint8_t *salt_secret;         /* PASSWORD_SECRET_SIZE bytes, copied; NULL: one of this process */
	bool secure;                        /* TLS in front: Secure and the __Host- prefix */
	/* 0: the constant of session_limits.h. */
	int64_t idle_ms, absolute_ms, lock_ms;
	unsigned per_account_max, login_failures_max;
	unsigned address_per_s, address_burst, account_per_s, account_burst, login_per_s, login_burst;
	size_t password_memory_bytes, password_queue_max;
	unsigned password_passes;
};

enum err session_store_new(struct session_store **out, const struct session_options *options, struct fault *f);
/* After http_server_free: requests whose password is being worked on are not answered any more. */
void session_store_free(struct session_store *s);

/* True: it was about /api/v1/session and is answered or will be. */
bool session_route(struct session_store *s, struct http_request *r);
/* The account behind the request, in its arena; NULL: refused and answered (401, 403, 415, 429). */
const struct account_view *session_admit(struct session_store *s, struct http_request *r);
/* For routes open to anybody: only the brake on the address. False: answered 429. */
bool session_brake(struct session_store *s, struct http_request *r);
/* Answers with a problem of that refusal; `retry_ms` > 0 adds Retry-After. */
void session_refuse(struct http_request *r, enum refusal code, const char *field, int64_t retry_ms);

/* Commands that carry a password: checks it, puts password_hash in its place and empties the clear text, then calls
 * `done` on the loop exactly once (maybe before returning) with REFUSAL_NONE or what refuses. The message and `seed` (the
 * idempotency key) must live in the request's arena. ChangePassword of one's own account proves the old password first. */
typedef void session_prepared(void *context, enum refusal refusal, const char *field);
void session_prepare_open(struct session_store *s, struct http_request *r, OpenAccount *cmd, const char *seed,
			  session_prepared *done, void *context);
void session_prepare_change(struct session_store *s, struct http_request *r, const struct account_view *who,
			    ChangePassword *cmd, const char *seed, session_prepared *done, void *context);
size_t session_count(const struct session_store *s);

/* For what outlives its request (an event stream): the token it came with, NULL when none; and whether that session still
 * lasts, with its account as it was when it logged in. Asking counts as use. */
const char *session_token(struct session_store *s, struct http_request *r);
bool session_lasts(struct session_store *s, const char *token, struct arena *arena);

#endif
