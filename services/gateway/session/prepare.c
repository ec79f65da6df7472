/* Commands that carry a password: from clear text to hash, before they go to the pipeline. */
#include <string.h>

#include "base/require.h"
#include "session_impl.h"

struct prepared {
	struct session_store *store;
	struct http_request *request;
	const char *account;
	const char *password;          /* clear; the message no longer holds it */
	const char **hash;             /* where the message wants it */
	const char *seed;
	const char *actor;             /* who proves an old password */
	session_prepared *done;
	void *context;
};

static void finish(struct prepared *p, enum refusal refusal, const char *field)
{
	p->password = "";
	p->done(p->context, refusal, field);
}

static void hashed(void *context, const char *encoded)
{
	struct prepared *p = context;
	const char *kept = encoded ? arena_text(http_arena(p->request), encoded, strlen(encoded)) : NULL;

	if (kept)
		*p->hash = kept;
	finish(p, kept ? REFUSAL_NONE : REFUSAL_BUSY, NULL);
}

static void hash(struct prepared *p)
{
	const char *seed = arena_format(http_arena(p->request), "%s|%s", p->account, p->seed);

	if (!seed || !passwords_hash(p->store->passwords, p->password, seed, hashed, p))
		finish(p, REFUSAL_BUSY, NULL);
}

static void old_verified(void *context, bool right)
{
	struct prepared *p = context;
	int64_t now_ms = session_now_ms(p->store);

	if (!right) {
		lockout_failed(p->store->lockouts, p->actor, now_ms);
		finish(p, REFUSAL_LOGIN_FAILED, "old_password");
		return;
	}
	lockout_clear(p->store->lockouts, p->actor);
	hash(p);
}

/* NULL: no memory, already told. */
static struct prepared *prepared_new(struct session_store *s, struct http_request *r, const char *seed,
				     session_prepared *done, void *context)
{
	struct prepared *p = arena_alloc(http_arena(r), sizeof(*p));

	if (!p) {
		done(context, REFUSAL_BUSY, NULL);
		return NULL;
	}
	*p = (struct prepared){ .store = s, .request = r, .seed = seed ? seed : "", .done = done, .context = context };
	return p;
}

/* What can be told without work. */
static bool acceptable(struct prepared *p, const char *hash_from_outside)
{
	if (hash_from_outside[0] != '\0') {
		finish(p, REFUSAL_PASSWORD_HASH_OUTSIDE, "password_hash");
		return false;
	}
	if (!password_acceptable(p->account, p->password)) {
		finish(p, REFUSAL_PASSWORD_WEAK, "password");
		return false;
	}
	return true;
}

void session_prepare_open(struct session_store *s, struct http_request *r, OpenAccount *cmd, const char *seed,
			  session_prepared *done, void *context)
{
	struct prepared *p = prepared_new(s, r, seed, done, context);

	if (!p)
		return;
	p->account = cmd->account;
	p->password = cmd->password;
	p->hash = &cmd->password_hash;
	cmd->password = "";
	if (acceptable(p, cmd->password_hash))
		hash(p);
}

void session_prepare_change(struct session_store *s, struct http_request *r, const struct account_view *who,
			    ChangePassword *cmd, const char *seed, session_prepared *done, void *context)
{
	struct prepared *p = prepared_new(s, r, seed, done, context);
	const char *old = cmd->old_password;
	bool own = strcmp(who->account, cmd->account) == 0;
	int64_t retry_ms = 0;

	if (!p)
		return;
	p->account = cmd->account;
	p->actor = who->account;
	p->password = cmd->password;
	p->hash = &cmd->password_hash;
	cmd->password = "";
	cmd->old_password = "";
	if (!own && !account_view_has_role(who, "security_admin")) {
		finish(p, REFUSAL_ROLE_MISSING, "account");     /* the decision would say so too, after a hash for nothing */
		return;
	}
	if (!acceptable(p, cmd->password_hash))
		return;
	if (!own)
		hash(p);
	else if (lockout_locked(s->lockouts, who->account, session_now_ms(s), &retry_ms))
		finish(p, REFUSAL_LOGIN_LOCKED, "old_password");
	else if (!passwords_verify(s->passwords, s->options.credential(s->options.context, who->account, http_arena(r)),
				   old, old_verified, p))
		finish(p, REFUSAL_BUSY, NULL);
}
