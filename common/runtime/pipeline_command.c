/* Commands and due moments. */
#include "runtime/pipeline_impl.h"

#include "base/crash_point.h"
#include "base/date.h"
#include "base/require.h"

#define COMMAND_BYTES_DEFAULT (64u << 10)

const struct command_row *pipeline_command_row(const struct service *service, const char *type)
{
	for (size_t i = 0; i < service->command_count; i++)
		if (strcmp(service->commands[i].type->name, type) == 0)
			return &service->commands[i];
	for (size_t i = 0; i < contract_command_count; i++)
		if (strcmp(contract_commands[i].service, "platform") == 0 &&
		    strcmp(contract_commands[i].type->name, type) == 0)
			return &contract_commands[i];
	return NULL;
}

static bool authorised(const struct command_row *row, const struct actor *actor)
{
	for (size_t i = 0; i < row->role_count; i++)
		if (actor_has_role(actor, row->roles[i]))
			return true;
	return actor->system;
}

static struct actor *actor_of(struct arena *arena, const Actor *a)
{
	static const char *const none[] = { NULL };
	struct actor *actor = arena_alloc(arena, sizeof *actor);

	REQUIRE(actor);
	*actor = (struct actor){ .account = "", .cadre_id = "", .region = "", .unit_id = "", .roles = none };
	if (a) {
		actor->account = a->account;
		actor->cadre_id = a->cadre_id;
		actor->region = a->region;
		actor->unit_id = a->unit_id;
		actor->roles = (const char *const *)a->roles;
		actor->role_count = a->n_roles;
	}
	return actor;
}

static enum refusal refusal_of_problem(enum wire_problem problem)
{
	switch (problem) {
	case WIRE_OK: return REFUSAL_NONE;
	case WIRE_TOO_LARGE: return REFUSAL_BODY_TOO_LARGE;
	case WIRE_REQUIRED: return REFUSAL_FIELD_REQUIRED;
	case WIRE_TOO_LONG: return REFUSAL_FIELD_TOO_LONG;
	case WIRE_TOO_MANY: return REFUSAL_FIELD_TOO_MANY;
	case WIRE_OUT_OF_RANGE: return REFUSAL_FIELD_OUT_OF_RANGE;
	case WIRE_BAD_FORMAT:
	case WIRE_NOT_UTF8:
	case WIRE_UNKNOWN_ENUM: return REFUSAL_FIELD_MALFORMED;
	case WIRE_UNKNOWN_FIELD: return REFUSAL_FIELD_UNKNOWN;
	case WIRE_MALFORMED:
	case WIRE_TOO_DEEP:
	case WIRE_TOO_MANY_FIELDS:
	case WIRE_NO_MEMORY: return REFUSAL_BODY_MALFORMED;
	case WIRE_STARVED: return REFUSAL_BUSY;
	}
	return REFUSAL_BODY_MALFORMED;
}

static enum refusal refusal_of_wire(struct decision_run *run, const struct wire_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		decision_violation(run, refusal_of_problem(result->items[i].problem), 0, result->items[i].path,
				   result->items[i].value);
	return result->count ? refusal_of_problem(result->items[0].problem) : REFUSAL_BODY_MALFORMED;
}

/* What one command needs while it is judged. */
struct judged {
	const Request *request;
	const struct command_row *row;
	struct decision_run *run;
	const char *key;               /* "account|key" */
	uint8_t fingerprint[JOURNAL_HASH_SIZE];
	bool replayed;
	struct span earlier;           /* answer of the earlier identical command */
};

static void fingerprint_of(struct pipeline *p, const Request *request, uint8_t out[JOURNAL_HASH_SIZE])
{
	size_t type_size = strlen(request->type) + 1;
	uint8_t *both = arena_alloc(&p->arena, type_size + request->body.len);

	REQUIRE(both);
	memcpy(both, request->type, type_size);
	if (request->body.len)
		memcpy(both + type_size, request->body.data, request->body.len);
	journal_sha256(span_of(both, type_size + request->body.len), out);
}

static enum refusal known_key(struct pipeline *p, struct judged *j)
{
	struct span fingerprint;

	j->key = answer_key(&p->arena, j->run->d.actor->account, j->request->idempotency_key);
	fingerprint_of(p, j->request, j->fingerprint);
	if (!answer_find(&p->tables.state, j->key, &fingerprint, &j->earlier))
		return REFUSAL_NONE;
	if (!span_equal(fingerprint, span_of(j->fingerprint, sizeof j->fingerprint)))
		return REFUSAL_KEY_REUSED;
	j->replayed = true;
	return REFUSAL_NONE;
}

static enum refusal decide(struct pipeline *p, struct judged *j, const ProtobufCMessage *command)
{
	enum refusal outcome;

	if (j->row->decide) {
		outcome = j->row->decide(&j->run->d, command);
	} else {
		Position position;
		struct platform_context c = { .simulated_clock = p->o.simulated_clock };
		if (command->descriptor == &park_event__descriptor) {
			const ParkEvent *park = (const ParkEvent *)command;
			struct upstream *u = pipeline_upstream(p, park->site, park->service);
			if (u && u->blocked) {
				position__init(&position);
				position.sequence = u->blocked_sequence;
				c.blocked = &position;
				c.blocked_type = u->blocked_type;
			}
		}
		outcome = platform_decide(&j->run->d, command, &c);
	}
	if (p->arena.overflowed)
		return p->arena.starved ? REFUSAL_BUSY : REFUSAL_DECISION_TOO_LARGE;
	return j->run->sticky != REFUSAL_NONE ? j->run->sticky : outcome;
}

/* Statute of the pipeline: one refusal a line. */
static enum refusal judge(struct pipeline *p, struct judged *j, size_t request_bytes)
{
	const Request *r = j->request;
	struct wire_result result; /* wire_unpack begins it */
	const ProtobufCMessage *command;
	enum refusal refusal;

	if (!j->row)
		return REFUSAL_TYPE_UNKNOWN;
	if (request_bytes > (j->row->bytes_max ? j->row->bytes_max : COMMAND_BYTES_DEFAULT))
		return REFUSAL_BODY_TOO_LARGE;
	if (!authorised(j->row, j->run->d.actor))
		return REFUSAL_ROLE_MISSING;
	if (!r->idempotency_key[0])
		return REFUSAL_KEY_REQUIRED;
	if (strlen(r->idempotency_key) > PIPELINE_KEY_CHARS_MAX)
		return decision_refuse(&j->run->d, REFUSAL_FIELD_TOO_LONG, "idempotency_key", NULL);
	if (r->expires_at_ms && r->expires_at_ms < p->o.wall_ms(p->o.context))
		return REFUSAL_EXPIRED;
	refusal = known_key(p, j);
	if (refusal != REFUSAL_NONE || j->replayed)
		return refusal;
	command = wire_unpack(j->row->type, span_of(r->body.data, r->body.len), RECORD_PAYLOAD_MAX, true, &p->arena, &result);
	if (!command)
		return refusal_of_wire(j->run, &result);
	return decide(p, j, command);
}

static const Reply *replay_of(struct pipeline *p, const struct judged *j)
{
	Reply *reply = (Reply *)wire_unpack_own(&Reply_type, j->earlier, &p->arena);

	REQUIRE(reply);
	reply->replayed = true;
	return reply;
}

/* A decision that parks an event also moves the cursor past it. */
static const struct upstream *parked_upstream(struct pipeline *p, const struct judged *j)
{
	if (j->row->decide || j->row->type->descriptor != &park_event__descriptor)
		return NULL;
	const ParkEvent *park = (const ParkEvent *)wire_unpack(
		j->row->type, span_of(j->request->body.data, j->request->body.len), RECORD_PAYLOAD_MAX, false, &p->arena,
		NULL);
	struct upstream *u = park ? pipeline_upstream(p, park->site, park->service) : NULL;
	if (!u)
		return NULL;
	u->epoch = u->blocked_epoch;
	u->sequence = u->blocked_sequence;
	memcpy(u->hash, u->blocked_hash, JOURNAL_HASH_SIZE);
	u->blocked = false;
	u->journalled = u->sequence;
	return u;
}

static void record_command(struct pipeline *p, struct judged *j, const Reply *reply)
{
	const Request *r = j->request;
	struct recording c = {
		.actor = r->actor,
		.occurred_at_ms = j->run->d.now_ms,
		.cause = j->key,
		.correlation = r->correlation[0] ? r->correlation : j->key,
		.idempotency_key = j->key,
		.fingerprint = span_of(j->fingerprint, sizeof j->fingerprint),
		.answer = wire_pack(&reply->base, &p->arena),
		.upstream = parked_upstream(p, j),
	};

	pipeline_record(p, j->run, &c);
}

void pipeline_command(struct pipeline *p, const Request *request, size_t request_bytes, const struct answer_to *to)
{
	struct judged j = { .request = request };
	const Reply *reply;
	enum refusal outcome;

	pipeline_begin(p);
	p->commands++;
	p->figures.commands++;
	if (p->o.simulated_clock && strcmp(request->type, "AdvanceClock") == 0)
		pipeline_advance(p, request);
	j.row = pipeline_command_row(p->o.service, request->type);
	j.run = decision_run_new(&p->tables.state, &p->arena, p->o.site, actor_of(&p->arena, request->actor),
				 pipeline_now_ms(p), p->next_sequence);
	outcome = judge(p, &j, request_bytes);
	if (outcome == REFUSAL_NONE && j.replayed) {
		p->figures.replayed++;
		reply = replay_of(p, &j);
	} else if (outcome != REFUSAL_NONE) {
		p->figures.refused++;
		reply = decision_reply(j.run, outcome, 0);
	} else {
		p->figures.accepted++;
		uint64_t last = j.run->event_count ? p->next_sequence + j.run->event_count - 1 : 0;
		reply = decision_reply(j.run, REFUSAL_NONE, last);
		if (last)
			record_command(p, &j, reply);
	}
	pipeline_wait(p, to, reply);
}

/* ---- due moments -------------------------------------------------------------------------------- */

static void fire(struct pipeline *p, unsigned kind, const char *id, const char *last_day, int64_t now_ms)
{
	static const char *const none[] = { NULL };
	static const struct actor self = { .account = "system", .cadre_id = "", .region = "", .unit_id = "",
					   .roles = none, .system = true };
	Actor actor;
	DueFired due;
	struct decision_run *run = decision_run_new(&p->tables.state, &p->arena, p->o.site, &self, now_ms,
						    p->next_sequence);
	struct recording c = { .actor = &actor, .occurred_at_ms = now_ms, .due = &due };

	actor__init(&actor);
	actor.account = self.account;
	due_fired__init(&due);
	due.kind = kind;
	due.id = id;
	due.last_day = last_day;
	c.cause = arena_format(&p->arena, "due/%u/%s/%s", kind, id, last_day);
	c.correlation = c.cause;
	for (size_t i = 0; i < p->o.service->due_count; i++)
		if (p->o.service->dues[i].kind == kind)
			p->o.service->dues[i].fire(&run->d, id);
	REQUIRE(run->sticky == REFUSAL_NONE || run->sticky == REFUSAL_POLICY_MISSING ||
		run->sticky == REFUSAL_CALENDAR_MISSING);
	if (run->sticky != REFUSAL_NONE)
		return; /* stays armed; the missing rule shows in the status, a person loads it */
	p->figures.due_fired++;
	pipeline_record(p, run, &c);
	CRASH_POINT("pipeline.due.fired");
}

/* Fires what is due up to `limit_ms`, each at its own moment, oldest first. */
static void fire_until(struct pipeline *p, int64_t limit_ms)
{
	unsigned kind;
	const char *id, *last_day;
	char today[ISO_DAY_SIZE];

	iso_of_day(day_of_moment(limit_ms), today);
	pipeline_begin(p);
	while (due_next(&p->tables.state, today, &kind, &id, &last_day)) {
		int64_t moment = moment_of_day(day_of_iso(last_day) + 1);
		uint64_t before = p->next_sequence;
		int64_t clock = p->o.simulated_clock ? clock_simulated(&p->tables.state) : moment;
		fire(p, kind, id, last_day, p->o.simulated_clock ? (moment > clock ? moment : clock) : limit_ms);
		if (p->next_sequence == before)
			return;
		if (pipeline_full(p)) { /* many due moments: one batch after another */
			p->broken = pipeline_commit(p, &p->broken_fault);
			if (p->broken != ERR_NONE)
				return;
			pipeline_begin(p);
		}
	}
}

void pipeline_due(struct pipeline *p)
{
	fire_until(p, pipeline_now_ms(p));
}

void pipeline_advance(struct pipeline *p, const Request *request)
{
	const AdvanceClock *cmd = (const AdvanceClock *)wire_unpack(
		&AdvanceClock_type, span_of(request->body.data, request->body.len), 64, false, &p->arena, NULL);

	if (cmd && cmd->to_ms > clock_simulated(&p->tables.state))
		fire_until(p, cmd->to_ms);
}
