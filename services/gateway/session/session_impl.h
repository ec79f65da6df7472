/* Inside the session folder. */
#ifndef DANDANG_GATEWAY_SESSION_IMPL_H
#define DANDANG_GATEWAY_SESSION_IMPL_H

#include "limiter.h"
#include "passwords.h"
#include "session.h"
#include "sessions.h"

#define SESSION_PATH "/api/v1/session"
#define SESSION_COOKIE_SIZE 256

struct session_store {
	struct session_options options;
	struct sessions *sessions;
	struct limiter *addresses;
	struct limiter *accounts;
	struct limiter *logins;
	struct lockout *lockouts;       /* by name and address */
	struct lockout *name_lockouts;  /* by name */
	struct login *logins_under_way;
	struct passwords *passwords;
};

/* credentials.c: the token of a request and where it came from; browser rules */
struct presented {
	const char *token;      /* NULL: none */
	bool cookie;
};
struct presented session_presented(const struct session_store *s, struct http_request *r);
bool session_is_browser(const struct http_request *r);
/* The request comes from our own pages, or from no browser at all. */
bool session_is_same_site(const struct http_request *r, bool browser_only);
bool session_is_json(const struct http_request *r);
/* Set-Cookie that sets the token, or ends it when token is NULL. */
void session_cookie(const struct session_store *s, const char *token, char out[SESSION_COOKIE_SIZE]);
int64_t session_now_ms(const struct session_store *s);

#endif
