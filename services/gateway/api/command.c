/* Commands: POST /api/v1<path of the contract>, JSON in, the owner's answer out. */
#include <string.h>

#include "api.h"
#include "base/require.h"
#include "session/session.h"

static const struct command_row *row_of(const char *path)
{
	for (size_t i = 0; i < contract_command_count; i++)
		if (strcmp(contract_commands[i].path, path) == 0)
			return &contract_commands[i];
	return NULL;
}

struct sent {
	struct call *call;
	const struct command_row *row;
};

static void on_done(void *context, const Reply *reply)
{
	struct sent *sent = context;

	if (reply)
		answer_reply(sent->call, sent->row->service, reply);
	else
		answer_unknown(sent->call);
}

bool api_command(struct call *c)
{
	struct arena *arena = http_arena(c->http);
	const struct command_row *row = row_of(c->path);
	const char *key;
	struct sent *sent = arena_alloc(arena, sizeof *sent);
	ProtobufCMessage *body;
	Request request;

	if (!row || strcmp(http_method(c->http), "POST") != 0 || strcmp(row->service, "platform") == 0)
		return false;
	REQUIRE(sent);
	*sent = (struct sent){ .call = c, .row = row };
	if (!caller_has(c, row->roles, row->role_count)) {
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
		return true;
	}
	key = idempotency_key(c);
	if (!key)
		return true;
	body = take_body(c, row->type);
	if (!body)
		return true;
	struct span packed = wire_pack(body, arena);
	request__init(&request);
	request.type = row->type->name;
	request.body = (ProtobufCBinaryData){ packed.size, arena_copy(arena, packed.data, packed.size) };
	request.actor = arena_copy(arena, c->actor, sizeof *c->actor);
	request.idempotency_key = key;
	if (backend_send(c->gateway->backend, row->service, &request, on_done, sent) != ERR_NONE)
		answer_refusal(c, REFUSAL_BUSY, NULL);
	return true;
}

static const char prefix[] = "/api/v1";

static bool takes_ballot(const char *path)
{
	return strncmp(path, prefix, sizeof prefix - 1) == 0 && api_ballot_path(path + sizeof prefix - 1);
}

static size_t route_body_max(struct http_request *r)
{
	const char *path = http_path(r);
	const struct command_row *row;

	if (strcmp(http_method(r), "POST") != 0)
		return 0;
	if (strncmp(path, prefix, sizeof prefix - 1) != 0)
		return 0;
	row = row_of(path + sizeof prefix - 1);
	if (takes_ballot(path))
		return HTTP_BODY_BALLOT_BYTES;
	/* JSON of a packed command: base64 and escapes make it longer, at most twice and some names. */
	if (row && row->bytes_max)
		return row->bytes_max * 2 + 4096 < HTTP_BODY_BYTES_MAX ? row->bytes_max * 2 + 4096 : HTTP_BODY_BYTES_MAX;
	return HTTP_BODY_SMALL_BYTES;
}

/* Memory for bodies is for people we know: others may send what a log-in needs, or a ballot. Whether a session lasts is asked here only
 * when it matters. */
struct http_body_limit api_body_max(void *context, struct http_request *r, uint64_t announced)
{
	struct gateway *g = context;
	struct http_body_limit limit = { .bytes = route_body_max(r) };
	const char *token;

	if (announced <= HTTP_BODY_STRANGER_BYTES || limit.bytes <= HTTP_BODY_STRANGER_BYTES ||
	    takes_ballot(http_path(r)))
		return limit;
	token = session_token(g->sessions, r);
	if (token && session_lasts(g->sessions, token, http_arena(r)))
		return limit;
	return (struct http_body_limit){ .bytes = HTTP_BODY_STRANGER_BYTES, .status = 401, .reason = "SESSION_REQUIRED" };
}
