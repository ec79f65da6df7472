#include "ask.h"

#include "base/require.h"

#define ANSWER_BYTES_MAX (4u << 20)

struct asked {
	struct call *call;
	const struct wire_type *type;          /* of the answer */
	ask_answer *answer;
};

static void on_done(void *context, const Reply *reply)
{
	struct asked *a = context;
	struct arena *arena = http_arena(a->call->http);
	const ProtobufCMessage *body;

	if (!reply) {
		answer_unknown(a->call);
		return;
	}
	if (reply->status != 200) {
		answer_reply(a->call, "", reply); /* a refusal */
		return;
	}
	body = wire_unpack(a->type, span_of(reply->body.data, reply->body.len), ANSWER_BYTES_MAX, false, arena, NULL);
	if (body)
		a->answer(a->call, a->type, body);
	else
		answer_unknown(a->call);
}

void ask_daemon_for(struct call *c, const char *service, const struct wire_type *in, const ProtobufCMessage *body,
		    const struct wire_type *out, const Actor *actor, ask_answer *answer)
{
	struct arena *arena = http_arena(c->http);
	struct asked *a = arena_alloc(arena, sizeof *a);
	struct span packed = wire_pack(body, arena);
	Request request;

	REQUIRE(a);
	*a = (struct asked){ .call = c, .type = out, .answer = answer };
	request__init(&request);
	request.type = in->name;
	request.body = (ProtobufCBinaryData){ packed.size, arena_copy(arena, packed.data, packed.size) };
	request.actor = actor ? arena_copy(arena, actor, sizeof *actor) : NULL;
	if (backend_send(c->gateway->backend, service, &request, on_done, a) != ERR_NONE)
		answer_refusal(c, REFUSAL_BUSY, NULL);
}

void ask_daemon(struct call *c, const char *service, const struct wire_type *in, const struct wire_type *out, const Actor *actor)
{
	ProtobufCMessage *body = take_body(c, in);

	if (body)
		ask_daemon_for(c, service, in, body, out, actor, answer_message);
}
