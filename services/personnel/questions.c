#include "questions.h"

#include <string.h>
#include <time.h>

#include "base/require.h"
#include "policy/region.h"
#include "runtime/decision_run.h"
#include "runtime/platform.h"
#include "runtime/server.h"

#define ASK_BYTES_MAX 1024u     /* an id, a day */
#define ROLES_MAX 7

struct question {
	const struct wire_type *ask;
	const struct wire_type *answer;
	const char *roles[ROLES_MAX];
	enum refusal (*run)(struct decision *d, const ProtobufCMessage *ask, ProtobufCMessage *out);
};

static enum refusal run_form_file(struct decision *d, const ProtobufCMessage *ask, ProtobufCMessage *out)
{
	return form_file_answer(d, (const AskFormFile *)ask, (FormFile *)out);
}

static enum refusal run_person_as_of(struct decision *d, const ProtobufCMessage *ask, ProtobufCMessage *out)
{
	return person_as_of_answer(d, (const AskPersonAsOf *)ask, (PersonAsOf *)out);
}

static enum refusal run_team_as_of(struct decision *d, const ProtobufCMessage *ask, ProtobufCMessage *out)
{
	return team_as_of_answer(d, (const AskTeamAsOf *)ask, (TeamAsOf *)out);
}

static enum refusal run_units_as_of(struct decision *d, const ProtobufCMessage *ask, ProtobufCMessage *out)
{
	return units_as_of_answer(d, (const AskUnitsAsOf *)ask, (UnitsAsOf *)out);
}

/* Roles as those of the tables behind them. */
static const struct question questions[] = {
	{ &AskFormFile_type, &FormFile_type, { "org.cadre", "org.head" }, run_form_file },
	{ &AskPersonAsOf_type, &PersonAsOf_type, { "org.cadre", "org.head", "org.civil_servant" }, run_person_as_of },
	{ &AskTeamAsOf_type, &TeamAsOf_type, { "org.cadre", "org.head", "org.civil_servant" }, run_team_as_of },
	{ &AskUnitsAsOf_type, &UnitsAsOf_type,
	  { "org.cadre", "org.head", "org.civil_servant", "org.training", "org.supervision", "org.assessment", "org.welfare" },
	  run_units_as_of },
};

bool question_sees(const struct decision *d, const char *authority, const char *unit_id)
{
	const UnitFileRow *unit = unit_file_find(d->state, unit_id);
	const char *region = d->actor->region;

	return strcmp(region, d->site) == 0 || (authority[0] && region_within(region, authority)) ||
	       (unit && region_within(region, unit->region));
}

static bool may_ask(const struct question *q, const Actor *actor)
{
	for (size_t i = 0; actor && i < actor->n_roles; i++)
		for (size_t k = 0; k < ROLES_MAX && q->roles[k]; k++)
			if (strcmp(actor->roles[i], q->roles[k]) == 0)
				return true;
	return false;
}

static struct actor *asker(const Actor *a, struct arena *arena)
{
	struct actor *actor = arena_alloc(arena, sizeof *actor);

	REQUIRE(actor);
	*actor = (struct actor){ .account = a->account, .cadre_id = a->cadre_id, .region = a->region, .unit_id = a->unit_id,
				 .roles = (const char *const *)a->roles, .role_count = a->n_roles };
	return actor;
}

static Reply *answer_question(const struct question *q, struct decision_run *run, const Request *request)
{
	struct arena *arena = run->d.arena;
	ProtobufCMessage *out = arena_alloc(arena, q->answer->descriptor->sizeof_message);
	ProtobufCMessage *ask = wire_unpack(q->ask, span_of(request->body.data, request->body.len), ASK_BYTES_MAX, true, arena, NULL);
	enum refusal refusal;
	Reply *reply;

	REQUIRE(out);
	if (!ask)
		return reply_refusal(arena, REFUSAL_BODY_MALFORMED, NULL);
	protobuf_c_message_init(q->answer->descriptor, out);
	refusal = q->run(&run->d, ask, out);
	reply = decision_reply(run, refusal ? refusal : run->sticky, 0);
	if (reply->status == 200) {
		struct span packed = wire_pack(out, arena);
		reply->body = (ProtobufCBinaryData){ packed.size, arena_copy(arena, packed.data, packed.size) };
	}
	return reply;
}

static const struct question *question_of(const char *type)
{
	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
		if (strcmp(questions[i].ask->name, type) == 0)
			return &questions[i];
	return NULL;
}

Reply *question_answer(const struct state *s, const char *site, int64_t now_ms, const Request *request, struct arena *arena)
{
	const struct question *q = question_of(request->type);

	if (!q)
		return NULL;
	if (!may_ask(q, request->actor))
		return reply_refusal(arena, REFUSAL_ROLE_MISSING, NULL);
	return answer_question(q, decision_run_new(s, arena, site, asker(request->actor, arena), now_ms, 0), request);
}

static int64_t clock_of(const struct server *s, const struct state *state)
{
	struct timespec now;

	if (server_config(s)->simulated_clock)
		return clock_simulated(state);
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

Reply *question_request(struct server *s, const Request *request, struct arena *arena)
{
	struct server_view view;
	struct fault f = { 0 };
	Reply *reply;

	if (!question_of(request->type))
		return NULL;
	if (server_read(s, arena, &view, &f) != ERR_NONE)
		return reply_refusal(arena, REFUSAL_BUSY, NULL);
	reply = question_answer(view.state, server_config(s)->site, clock_of(s, view.state), request, arena);
	server_read_end(&view);
	return reply;
}
