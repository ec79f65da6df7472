#include "assessment/what_if.h"
#include "runtime/decision_run.h"
#include "runtime/server.h"

#define ASK_BYTES_MAX (256u << 10)   /* four components, 400 indicators, five tiers are far less */

static bool may_ask(const Actor *actor)
{
	static const char *const roles[] = { "org.assessment", "org.head", "org.deputy" };

	for (size_t i = 0; actor && i < actor->n_roles; i++)
		for (size_t k = 0; k < sizeof roles / sizeof *roles; k++)
			if (strcmp(actor->roles[i], roles[k]) == 0)
				return true;
	return false;
}

Reply *what_if_request(struct server *s, const Request *request, struct arena *arena)
{
	struct server_view view;
	const AskWhatIf *ask;
	struct fault f = { 0 };
	Reply *reply;

	if (strcmp(request->type, "AskWhatIf") != 0)
		return NULL;
	if (!may_ask(request->actor))
		return reply_refusal(arena, REFUSAL_ROLE_MISSING, NULL);
	ask = (const AskWhatIf *)wire_unpack(&AskWhatIf_type, span_of(request->body.data, request->body.len), ASK_BYTES_MAX, true,
					     arena, NULL);
	if (!ask)
		return reply_refusal(arena, REFUSAL_BODY_MALFORMED, NULL);
	if (server_read(s, arena, &view, &f) != ERR_NONE)
		return reply_refusal(arena, REFUSAL_BUSY, NULL);
	reply = what_if_answer(view.state, server_config(s)->site, request->actor, ask, arena);
	server_read_end(&view);
	return reply;
}
