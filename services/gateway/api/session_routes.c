/* Who is speaking: every API route but login needs a session. Accounts are opened and passwords changed here, since a
 * password must become a hash before it becomes a command. */
#include <stdlib.h>
#include <string.h>

#include "aliases.h"
#include "api.h"
#include "base/require.h"
#include "runtime/keys.h"
#include "session/account_view.h"
#include "session/bootstrap.h"
#include "session/session.h"
#include "session/session_limits.h"

/* ---- commands that carry a password ---------------------------------------------------------------- */

struct prepared {
	struct call *call;
	const char *type;
	const char *key;
	ProtobufCMessage *body;
};

static void on_answer(void *context, const Reply *reply)
{
	struct prepared *p = context;

	if (reply)
		answer_reply(p->call, "gateway", reply);
	else
		answer_unknown(p->call);
}

static void on_prepared(void *context, enum refusal refusal, const char *field)
{
	struct prepared *p = context;
	struct arena *arena = http_arena(p->call->http);
	Request request;

	if (refusal != REFUSAL_NONE) {
		answer_refusal(p->call, refusal, field);
		return;
	}
	struct span packed = wire_pack(p->body, arena);
	request__init(&request);
	request.type = p->type;
	request.body = (ProtobufCBinaryData){ packed.size, arena_copy(arena, packed.data, packed.size) };
	request.actor = arena_copy(arena, p->call->actor, sizeof *p->call->actor);
	request.idempotency_key = p->key;
	if (backend_send(p->call->gateway->backend, "gateway", &request, on_answer, p) != ERR_NONE)
		answer_refusal(p->call, REFUSAL_BUSY, NULL);
}

/* POST /gateway/accounts and /gateway/passwords; false: another path. */
static bool password_command(struct call *c, const struct account_view *who)
{
	bool opens = strcmp(c->path, "/gateway/accounts") == 0, changes = strcmp(c->path, "/gateway/passwords") == 0;
	const struct wire_type *type = opens ? &OpenAccount_type : &ChangePassword_type;
	struct arena *arena = http_arena(c->http);
	struct prepared *p;

	if ((!opens && !changes) || strcmp(http_method(c->http), "POST") != 0)
		return false;
	p = arena_alloc(arena, sizeof *p);
	REQUIRE(p);
	if (opens && !caller_has_role(c, "security_admin")) { /* before the costly hash */
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
		return true;
	}
	*p = (struct prepared){ .call = c, .type = type->name, .key = idempotency_key(c) };
	if (p->key)
		p->body = take_body(c, type);
	if (!p->body)
		return true;
	if (opens)
		session_prepare_open(c->gateway->sessions, c->http, (OpenAccount *)p->body, p->key, on_prepared, p);
	else
		session_prepare_change(c->gateway->sessions, c->http, who, (ChangePassword *)p->body, p->key, on_prepared,
				       p);
	return true;
}

/* An account opened for an id that was merged since stands for the kept person, in what he reads and in what he may not decide. */
static const Actor *as_kept(struct call *c, const Actor *actor)
{
	const struct state *s = actor && actor->cadre_id[0] ? gateway_state(c->gateway, http_arena(c->http)) : NULL;
	Actor *kept = s ? arena_copy(http_arena(c->http), actor, sizeof *actor) : NULL;

	if (!kept)
		return actor;
	kept->cadre_id = alias_kept(s, actor->cadre_id);
	return kept;
}

bool api_session(struct call *c)
{
	const struct account_view *who;

	if (session_route(c->gateway->sessions, c->http))
		return true;
	who = session_admit(c->gateway->sessions, c->http);
	if (!who)
		return true;
	c->actor = as_kept(c, account_view_actor(who, http_arena(c->http)));
	return password_command(c, who);
}

/* ---- start ----------------------------------------------------------------------------------------- */

/* Asked by requests, and by what outlives them (event streams). */
static bool find_account(void *context, const char *account, struct arena *arena, struct account_view *out)
{
	struct gateway *g = context;
	struct server_view view;
	const struct state *s;
	struct fault f = { 0 };
	bool found;

	if (g->handling) {
		s = gateway_state(g, arena);
		return s && account_view_read(s, account, arena, out);
	}
	if (server_read(g->server, arena, &view, &f) != ERR_NONE)
		return false;
	found = account_view_read(view.state, account, arena, out);
	server_read_end(&view);
	return found;
}

static const char *credential(void *context, const char *account, struct arena *arena)
{
	const struct state *s = gateway_state(context, arena);

	return s ? account_credential(s, account, arena) : "";
}

static void noted(void *context, const char *what, const char *account, const char *peer)
{
	struct gateway *g = context;

	log_info(server_log(g->server), "session: %s: %s from %s", what, account, peer);
}

/* The first accounts of a site: hashed on workers, opened through the pipeline. Lives until the last is done. */
struct bootstrap {
	struct gateway *gateway;
	struct arena arena;
	size_t opened;
};

static void bootstrap_answered(void *context, const Reply *reply)
{
	struct bootstrap *b = context;

	if (reply && reply->status == 200)
		b->opened++;
	else
		log_error(server_log(b->gateway->server), "a first account was refused: %s", reply ? reply->code : "no answer");
}

static void bootstrap_each(void *context, const OpenAccount *cmd)
{
	struct bootstrap *b = context;
	const char *region = server_config(b->gateway->server)->site;
	struct span packed = wire_pack(&cmd->base, &b->arena);
	Request request;

	request__init(&request);
	request.type = "OpenAccount";
	request.body = (ProtobufCBinaryData){ packed.size, arena_copy(&b->arena, packed.data, packed.size) };
	request.actor = arena_copy(&b->arena, bootstrap_actor(region, &b->arena), sizeof(Actor));
	request.idempotency_key = bootstrap_key(cmd, &b->arena);
	REQUIRE(backend_send(b->gateway->backend, "gateway", &request, bootstrap_answered, b) == ERR_NONE);
}

static void bootstrap_done(void *context)
{
	struct bootstrap *b = context;

	b->gateway->bootstrapping = NULL;
	b->gateway->accounts_ready = true;
	log_info(server_log(b->gateway->server), "first accounts handed in");
	/* answers of the last batch are still to come on this loop turn: the memory goes with the gateway */
	b->gateway->bootstrapped = b;
}

static enum err bootstrap_start(struct gateway *g, const char *path, struct fault *f)
{
	struct bootstrap *b = calloc(1, sizeof *b);
	OpenAccount **accounts;
	size_t count;
	enum err e;

	REQUIRE(b);
	b->gateway = g;
	arena_init(&b->arena, 16u << 20);
	e = bootstrap_read(path, &b->arena, &accounts, &count, f);
	if (e != ERR_NONE) {
		arena_fini(&b->arena);
		free(b);
		return fault_wrap(f, "first accounts");
	}
	g->bootstrapping = b;
	g->accounts_ready = false;
	bootstrap_hash(g->sessions, accounts, count, &b->arena, bootstrap_each, bootstrap_done, b);
	return ERR_NONE;
}

static bool no_account_yet(struct gateway *g, struct fault *f)
{
	struct arena arena;
	struct server_view view;
	bool none = false;

	arena_init(&arena, 1u << 20);
	if (server_read(g->server, &arena, &view, f) == ERR_NONE) {
		none = account_view_none(view.state);
		server_read_end(&view);
	}
	arena_fini(&arena);
	return none;
}

enum err gateway_sessions_start(struct gateway *g, struct fault *f)
{
	const struct config *config = server_config(g->server);
	const char *path = getenv(BOOTSTRAP_ENVIRONMENT);
	uint8_t salt_secret[KEYS_DERIVED_SIZE];
	struct session_options o = { .loop = server_loop(g->server), .find = find_account, .credential = credential,
				     .noted = noted, .context = g,
				     .secure = config->http_secure, .salt_secret = salt_secret,
				     .address_per_s = config->requests_per_s,
				     .account_per_s = config->requests_per_s,
				     .address_burst = config->requests_per_s * 2,
				     .account_burst = config->requests_per_s * 2,
				     .login_per_s = config->requests_per_s,
				     .login_burst = config->requests_per_s };
	enum err e = keys_derive(config, "gateway", "salts of passwords", salt_secret, f);

	_Static_assert(KEYS_DERIVED_SIZE == PASSWORD_SECRET_SIZE, "the derived secret is the one salts are made with");
	if (e == ERR_NONE)
		e = session_store_new(&g->sessions, &o, f);
	explicit_bzero(salt_secret, sizeof salt_secret);
	g->accounts_ready = true;
	if (e == ERR_NONE && path && path[0] && no_account_yet(g, f))
		e = bootstrap_start(g, path, f);
	return e;
}

void gateway_sessions_stop(struct gateway *g)
{
	struct bootstrap *b = g->bootstrapping ? g->bootstrapping : g->bootstrapped;

	if (g->sessions)
		session_store_free(g->sessions);
	if (b) {
		arena_fini(&b->arena);
		free(b);
	}
}
