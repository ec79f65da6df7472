/* Democratic evaluation over HTTP. A ballot is cast without a session, and one that brings a session is turned away, so that no
 * client gives its voter away by mistake; nothing of the request is logged, journalled or kept, and its answer is forgotten
 * with it. Forms, turn-out and the board are read without a session too. The blind signature, and the
 * class whose key it is made with, are asked for by somebody known. */
#include <string.h>

#include "api.h"
#include "ask.h"
#include "base/require.h"
#include "session/session.h"

#define CASTS "/ballot/casts"
#define SIGNATURES "/assessment/polls/signatures"
#define CLASS "/assessment/polls/class"

bool api_ballot_path(const char *path)
{
	return strcmp(path, CASTS) == 0;
}

static bool is_public_table(const char *path)
{
	static const char *const tables[] = { "/ballot/boxes", "/ballot/turnouts", "/ballot/board" };

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		size_t size = strlen(tables[i]);
		if (strncmp(path, tables[i], size) == 0 && (path[size] == '\0' || path[size] == '/'))
			return true;
	}
	return false;
}

static void cast(struct call *c)
{
	if (http_header(c->http, "Cookie") || http_header(c->http, "Authorization"))
		answer_refusal(c, REFUSAL_BALLOT_WITH_SESSION, NULL);
	else
		ask_daemon(c, "ballot", &CastBallot_type, &BallotReceipt_type, NULL);
}

/* Whoever asks is the public here, whoever else he may be. */
static bool read_public(struct call *c)
{
	static const char *roles[] = { "public" };
	Actor *actor = arena_alloc(http_arena(c->http), sizeof *actor);

	REQUIRE(actor);
	actor__init(actor);
	actor->n_roles = 1;
	actor->roles = roles;
	c->actor = actor;
	return api_rows(c);
}

bool api_ballot(struct call *c)
{
	bool casts = api_ballot_path(c->path) && strcmp(http_method(c->http), "POST") == 0;

	if (!casts && !(is_get(c) && is_public_table(c->path)))
		return false;
	if (!session_brake(c->gateway->sessions, c->http))
		return true;
	if (casts)
		cast(c);
	else if (!read_public(c))
		answer_no_route(c);
	return true;
}

bool api_signature(struct call *c)
{
	bool signs = strcmp(c->path, SIGNATURES) == 0;

	if (!(signs || strcmp(c->path, CLASS) == 0) || strcmp(http_method(c->http), "POST") != 0)
		return false;
	if (!caller_has_role(c, "cadre"))
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
	else if (signs)
		ask_daemon(c, "assessment", &SignBallotToken_type, &BallotTokenSigned_type, c->actor);
	else
		ask_daemon(c, "assessment", &ShowBallotClass_type, &BallotClassShown_type, c->actor);
	return true;
}
