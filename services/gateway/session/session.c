#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "http/problem.h"
#include "session_impl.h"

static void options_default(struct session_options *o)
{
#define DEFAULT(field, value) o->field = o->field ? o->field : (value)
	DEFAULT(idle_ms, SESSION_IDLE_MS);
	DEFAULT(absolute_ms, SESSION_ABSOLUTE_MS);
	DEFAULT(lock_ms, LOGIN_LOCK_MS);
	DEFAULT(per_account_max, SESSIONS_PER_ACCOUNT_MAX);
	DEFAULT(login_failures_max, LOGIN_FAILURES_MAX);
	DEFAULT(address_per_s, RATE_ADDRESS_PER_S);
	DEFAULT(address_burst, RATE_ADDRESS_BURST);
	DEFAULT(account_per_s, RATE_ACCOUNT_PER_S);
	DEFAULT(account_burst, RATE_ACCOUNT_BURST);
	DEFAULT(login_per_s, RATE_LOGIN_PER_S);
	DEFAULT(login_burst, RATE_LOGIN_BURST);
#undef DEFAULT
}

enum err session_store_new(struct session_store **out, const struct session_options *options, struct fault *f)
{
	struct session_store *s = calloc(1, sizeof(*s));

	*out = NULL;
	if (!s)
		return fault_set(f, ERR_MEMORY, "sessions");
	s->options = *options;
	options_default(&s->options);
	const struct session_options *o = &s->options;

	s->sessions = sessions_new(&(struct session_limits){ .sessions_max = SESSIONS_MAX,
							     .per_account_max = o->per_account_max,
							     .idle_ms = o->idle_ms,
							     .absolute_ms = o->absolute_ms });
	s->addresses = limiter_new(RATE_ENTRIES, o->address_per_s, o->address_burst);
	s->accounts = limiter_new(RATE_ENTRIES, o->account_per_s, o->account_burst);
	s->logins = limiter_new(RATE_ENTRIES, o->login_per_s, o->login_burst);
	s->lockouts = lockout_new(LOGIN_LOCK_ENTRIES, o->login_failures_max, o->lock_ms);
	s->name_lockouts = lockout_new(LOGIN_LOCK_ENTRIES, LOGIN_FAILURES_NAME_MAX, o->lock_ms);
	s->passwords = passwords_new(o->loop, o->password_memory_bytes, o->password_passes, o->password_queue_max,
				     o->salt_secret);
	if (!s->sessions || !s->addresses || !s->accounts || !s->logins || !s->lockouts || !s->name_lockouts ||
	    !s->passwords) {
		session_store_free(s);
		return fault_set(f, ERR_MEMORY, "sessions");
	}
	*out = s;
	return ERR_NONE;
}

void session_store_free(struct session_store *s)
{
	if (!s)
		return;
	passwords_free(s->passwords);
	lockout_free(s->name_lockouts);
	lockout_free(s->lockouts);
	limiter_free(s->logins);
	limiter_free(s->accounts);
	limiter_free(s->addresses);
	sessions_free(s->sessions);
	free(s);
}

size_t session_count(const struct session_store *s)
{
	return sessions_count(s->sessions);
}

int64_t session_now_ms(const struct session_store *s)
{
	return loop_now_ms(s->options.loop);
}

/* ---- refusing */

void session_refuse(struct http_request *r, enum refusal code, const char *field, int64_t retry_ms)
{
	unsigned status = refusal_row(code)->status;
	struct http_header extra[2];
	size_t count = 0;
	char seconds[24];

	if (retry_ms > 0) {
		(void)snprintf(seconds, sizeof(seconds), "%lld", (long long)((retry_ms + 999) / 1000));
		extra[count++] = (struct http_header){ "Retry-After", seconds };
	}
	if (status == 401)
		extra[count++] = (struct http_header){ "WWW-Authenticate", "Bearer" };
	http_respond(r, status, PROBLEM_CONTENT_TYPE, problem_from_refusal(code, field, http_arena(r)), extra, count);
}

/* ---- admitting */

bool session_brake(struct session_store *s, struct http_request *r)
{
	int64_t retry_ms = 0;

	if (limiter_take(s->addresses, http_peer(r), session_now_ms(s), &retry_ms))
		return true;
	session_refuse(r, REFUSAL_RATE_LIMITED, NULL, retry_ms);
	return false;
}

/* The account of a live session, still as it was when it logged in. */
static struct account_view *account_of(struct session_store *s, struct arena *arena, const char *token)
{
	const struct session *session = sessions_find(s->sessions, token, session_now_ms(s));
	struct account_view *view = arena_alloc(arena, sizeof(*view));
	/* a copy: the session may end while the request is worked on */
	const char *name = session ? arena_text(arena, session->account, strlen(session->account)) : NULL;

	if (!name || !view)
		return NULL;
	if (s->options.find(s->options.context, name, arena, view) && !view->closed &&
	    view->generation == session->generation)
		return view;
	sessions_end(s->sessions, token);
	return NULL;
}

const char *session_token(struct session_store *s, struct http_request *r)
{
	return session_presented(s, r).token;
}

bool session_lasts(struct session_store *s, const char *token, struct arena *arena)
{
	return account_of(s, arena, token) != NULL;
}

/* GET and HEAD change nothing; everything else that a browser may have been made to send must come from our pages. */
static enum refusal check_origin(const struct http_request *r)
{
	const char *method = http_method(r);
	bool reads = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;

	if (reads)
		return REFUSAL_NONE;
	if (!session_is_same_site(r, false))
		return REFUSAL_CROSS_SITE;
	if (!session_is_json(r) && strcmp(method, "DELETE") != 0)
		return REFUSAL_JSON_REQUIRED;
	return REFUSAL_NONE;
}

const struct account_view *session_admit(struct session_store *s, struct http_request *r)
{
	struct presented shown = session_presented(s, r);
	int64_t retry_ms = 0;

	if (!session_brake(s, r))
		return NULL;
	struct account_view *view = shown.token ? account_of(s, http_arena(r), shown.token) : NULL;
	enum refusal wrong = view ? REFUSAL_NONE : REFUSAL_SESSION_REQUIRED;

	if (view && shown.cookie)
		wrong = check_origin(r);
	if (wrong == REFUSAL_NONE && !limiter_take(s->accounts, view->account, session_now_ms(s), &retry_ms))
		wrong = REFUSAL_RATE_LIMITED;
	if (wrong == REFUSAL_NONE)
		return view;
	session_refuse(r, wrong, NULL, retry_ms);
	return NULL;
}
