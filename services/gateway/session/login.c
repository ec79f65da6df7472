/* /session: logging in, looking, logging out. A login takes the same time and gives the same answer whether the account
 * exists or not; failures are counted by name, known or not, and address, and lock it for a while. */
#include <string.h>

#include "base/require.h"
#include "http/problem.h"
#include "session_impl.h"
#include "wire/wire.h"

#define JSON_TYPE "application/json; charset=utf-8"

struct login {
	struct session_store *store;
	struct http_request *request;
	const LogIn *form;
	struct account_view account;
	bool known;
	struct login *next;     /* of those under way */
};

/* ---- those under way */

static unsigned under_way(const struct session_store *s, const char *peer)
{
	unsigned count = 0;

	for (const struct login *l = s->logins_under_way; l; l = l->next)
		count += strcmp(http_peer(l->request), peer) == 0;
	return count;
}

static void begin(struct login *login)
{
	login->next = login->store->logins_under_way;
	login->store->logins_under_way = login;
}

static void end(struct login *login)
{
	struct login **at = &login->store->logins_under_way;

	while (*at != login)
		at = &(*at)->next;
	*at = login->next;
}

/* ---- guessing */

/* A name guessed at from one address is closed to that address, and to all only after many more failures: else anybody
 * could keep anybody out. */
static const char *guesser(struct http_request *r, const char *account)
{
	return arena_format(http_arena(r), "%s\n%s", account, http_peer(r));
}

static bool is_locked(struct session_store *s, struct http_request *r, const char *account, int64_t *retry_ms)
{
	int64_t now_ms = session_now_ms(s);

	return lockout_locked(s->lockouts, guesser(r, account), now_ms, retry_ms) ||
	       lockout_locked(s->name_lockouts, account, now_ms, retry_ms);
}

static void note_failure(struct session_store *s, struct http_request *r, const char *account)
{
	lockout_failed(s->lockouts, guesser(r, account), session_now_ms(s));
	lockout_failed(s->name_lockouts, account, session_now_ms(s));
}

static void note(const struct session_store *s, const char *what, const char *account, const struct http_request *r)
{
	if (s->options.noted)
		s->options.noted(s->options.context, what, account, http_peer(r));
}

/* ---- answering */

static uint32_t seconds_left(struct session_store *s, const char *token)
{
	int64_t now_ms = session_now_ms(s);
	const struct session *session = sessions_find(s->sessions, token, now_ms);

	return session ? (uint32_t)((session->created_ms + s->options.absolute_ms - now_ms) / 1000) : 0;
}

/* `token` is the one just made; NULL: the request's own, which is not shown again. */
static void answer(struct session_store *s, struct http_request *r, const struct account_view *view, const char *token)
{
	bool cookie = token && session_is_browser(r);
	char set[SESSION_COOKIE_SIZE];
	const struct http_header header = { "Set-Cookie", set };
	const char **roles = arena_copy(http_arena(r), view->roles, sizeof(*roles) * view->role_count);
	SessionView answer;

	session_view__init(&answer);
	answer.account = view->account;
	answer.display_name = view->display_name;
	answer.region = view->region;
	answer.unit_id = view->unit_id;
	answer.cadre_id = view->cadre_id;
	answer.n_roles = roles ? view->role_count : 0;
	answer.roles = roles;
	answer.token = token && !cookie ? token : "";
	answer.idle_s = (uint32_t)(s->options.idle_ms / 1000);
	answer.left_s = seconds_left(s, token ? token : session_presented(s, r).token);
	if (cookie)
		session_cookie(s, token, set);
	http_respond(r, 200, JSON_TYPE, wire_to_json(&SessionView_type, &answer.base, false, http_arena(r)), &header,
		     cookie ? 1 : 0);
}

/* ---- logging in */

static void verified(void *context, bool right)
{
	struct login *login = context;
	struct session_store *s = login->store;
	struct http_request *r = login->request;
	const char *account = login->form->account;
	char token[SESSION_TOKEN_SIZE];

	end(login);
	if (!right || !login->known || login->account.closed) {
		note_failure(s, r, account);
		note(s, "login failed", account, r);
		session_refuse(r, REFUSAL_LOGIN_FAILED, NULL, 0);
		return;
	}
	lockout_clear(s->lockouts, guesser(r, account));
	if (!sessions_open(s->sessions, login->account.account, login->account.generation, session_now_ms(s), token)) {
		session_refuse(r, REFUSAL_BUSY, NULL, 1000);
		return;
	}
	/* a new login ends the session the browser came with */
	struct presented old = session_presented(s, r);

	if (old.token)
		sessions_end(s->sessions, old.token);
	note(s, "login", account, r);
	answer(s, r, &login->account, token);
}

static enum refusal may_log_in(struct session_store *s, const struct http_request *r, int64_t *retry_ms)
{
	if (!session_is_same_site(r, true))
		return REFUSAL_CROSS_SITE;
	if (!session_is_json(r))
		return REFUSAL_JSON_REQUIRED;
	if (!limiter_take(s->logins, http_peer(r), session_now_ms(s), retry_ms))
		return REFUSAL_RATE_LIMITED;
	return REFUSAL_NONE;
}

static void log_in(struct session_store *s, struct http_request *r)
{
	struct login *login = arena_alloc(http_arena(r), sizeof(*login));
	struct wire_result result = { 0 };
	int64_t retry_ms = 0;
	enum refusal wrong = may_log_in(s, r, &retry_ms);

	if (wrong != REFUSAL_NONE) {
		session_refuse(r, wrong, NULL, retry_ms);
		return;
	}
	const LogIn *form = (const LogIn *)wire_from_json(&LogIn_type, http_body(r), http_arena(r), &result);

	if (!form || !login) {
		bool starved = result.count && result.items[0].problem == WIRE_STARVED;
		session_refuse(r, starved ? REFUSAL_BUSY : REFUSAL_BODY_MALFORMED, result.count ? result.items[0].path : NULL, 0);
		return;
	}
	if (is_locked(s, r, form->account, &retry_ms)) {
		note(s, "login while locked", form->account, r);
		session_refuse(r, REFUSAL_LOGIN_LOCKED, NULL, retry_ms);
		return;
	}
	*login = (struct login){ .store = s, .request = r, .form = form };
	login->known = s->options.find(s->options.context, form->account, http_arena(r), &login->account);
	const char *hash = login->known ? s->options.credential(s->options.context, form->account, http_arena(r)) : NULL;

	if (under_way(s, http_peer(r)) >= LOGINS_PER_ADDRESS_MAX ||
	    !passwords_verify(s->passwords, hash, form->password, verified, login))
		session_refuse(r, REFUSAL_BUSY, NULL, 1000);
	else
		begin(login);
}

/* ---- logging out */

static void log_out(struct session_store *s, struct http_request *r, const struct account_view *view)
{
	struct presented shown = session_presented(s, r);
	const char *all = http_query(r, "all");
	char set[SESSION_COOKIE_SIZE];
	const struct http_header header = { "Set-Cookie", set };

	if (all && strcmp(all, "1") == 0)
		(void)sessions_end_all(s->sessions, view->account);
	else
		sessions_end(s->sessions, shown.token);
	note(s, "logout", view->account, r);
	session_cookie(s, NULL, set);
	http_respond(r, 204, NULL, (struct span){ 0 }, &header, shown.cookie ? 1 : 0);
}

bool session_route(struct session_store *s, struct http_request *r)
{
	const char *method = http_method(r);

	if (strcmp(http_path(r), SESSION_PATH) != 0)
		return false;
	if (strcmp(method, "POST") == 0) {
		if (session_brake(s, r))
			log_in(s, r);
		return true;
	}
	if (strcmp(method, "GET") != 0 && strcmp(method, "DELETE") != 0) {
		session_refuse(r, REFUSAL_METHOD_WRONG, NULL, 0);
		return true;
	}
	const struct account_view *view = session_admit(s, r);

	if (view && strcmp(method, "GET") == 0)
		answer(s, r, view, NULL);
	else if (view)
		log_out(s, r, view);
	return true;
}
