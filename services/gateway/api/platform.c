/* The platform itself: status of every daemon, rules and clock to all of them at once, upkeep of one. */
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "base/require.h"
#include "text.h"

#define FAN_MAX CONFIG_SERVICES

/* One request sent to several services; answered when all have. */
struct fan {
	struct call *call;
	size_t waiting;
	size_t count;
	struct {
		struct fan *fan;
		const char *service;
		const Reply *reply;     /* copied; NULL: no answer */
	} parts[FAN_MAX];
	void (*done)(struct fan *fan);
};

static void part_done(void *context, const Reply *reply)
{
	struct fan **slot = context;
	struct fan *fan = *slot;
	struct arena *arena = http_arena(fan->call->http);

	for (size_t i = 0; i < fan->count; i++)
		if ((void *)&fan->parts[i].fan == context && reply) {
			struct span packed = wire_pack(&reply->base, arena);
			fan->parts[i].reply = (const Reply *)wire_unpack(&Reply_type, packed, BUS_COMMAND_BYTES_MAX, false,
									 arena, &(struct wire_result){ 0 });
		}
	if (--fan->waiting == 0)
		fan->done(fan);
}

static void fan_out(struct call *c, const Request *request, bool self, void (*done)(struct fan *fan))
{
	struct fan *fan = arena_alloc(http_arena(c->http), sizeof *fan);

	REQUIRE(fan);
	fan->call = c;
	fan->done = done;
	fan->count = BACKEND_SERVICES + (self ? 1 : 0);
	fan->waiting = fan->count + 1; /* one for this function, so that nothing ends before all are sent */
	for (size_t i = 0; i < fan->count; i++) {
		fan->parts[i].fan = fan;
		fan->parts[i].service = i < BACKEND_SERVICES ? backend_services[i] : "gateway";
		if (backend_send(c->gateway->backend, fan->parts[i].service, request, part_done, &fan->parts[i].fan) !=
		    ERR_NONE)
			fan->waiting--;
	}
	if (--fan->waiting == 0)
		done(fan);
}

/* ---- commands to all ------------------------------------------------------------------------------ */

static void all_answered(struct fan *fan)
{
	const Reply *worst = NULL;

	for (size_t i = 0; i < fan->count; i++) {
		if (!fan->parts[i].reply) {
			answer_unknown(fan->call);
			return;
		}
		if (!worst || fan->parts[i].reply->status > worst->status)
			worst = fan->parts[i].reply;
	}
	answer_reply(fan->call, "platform", worst);
}

static const struct command_row *platform_row(const char *path)
{
	for (size_t i = 0; i < contract_command_count; i++)
		if (strcmp(contract_commands[i].service, "platform") == 0 && strcmp(contract_commands[i].path, path) == 0)
			return &contract_commands[i];
	return NULL;
}

/* SetPolicy, SetCalendar, AdvanceClock go to every daemon and the gateway; ParkEvent to the one named in ?service=. */
static void command_to_all(struct call *c, const struct command_row *row)
{
	struct arena *arena = http_arena(c->http);
	const char *key;
	ProtobufCMessage *body;
	Request request;

	if (!caller_has(c, row->roles, row->role_count)) {
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
		return;
	}
	key = idempotency_key(c);
	if (!key)
		return;
	body = take_body(c, row->type);
	if (!body)
		return;
	struct span packed = wire_pack(body, arena);
	request__init(&request);
	request.type = row->type->name;
	request.body = (ProtobufCBinaryData){ packed.size, arena_copy(arena, packed.data, packed.size) };
	request.actor = arena_copy(arena, c->actor, sizeof *c->actor);
	request.idempotency_key = key;
	fan_out(c, &request, true, all_answered);
}

/* ---- status --------------------------------------------------------------------------------------- */

static ServiceStatus *service_status(const char *site, const char *service, const StatusReply *st, struct arena *arena)
{
	ServiceStatus *out = arena_alloc(arena, sizeof *out);

	REQUIRE(out);
	service_status__init(out);
	out->site = site;
	out->service = service;
	out->reachable = st != NULL;
	if (!st)
		return out;
	out->sequence = st->sequence;
	out->epoch = st->epoch;
	out->due = st->due_count;
	out->clock = iso_of_moment(arena, st->clock_ms, false);
	out->streams = arena_alloc(arena, (st->n_followers + 1) * sizeof *out->streams);
	out->figures = arena_alloc(arena, (st->n_figures + 1) * sizeof *out->figures);
	REQUIRE(out->streams && out->figures);
	for (size_t i = 0; i < st->n_followers; i++) {
		ServiceStatus__StreamStatus *s = arena_alloc(arena, sizeof *s);
		REQUIRE(s);
		service_status__stream_status__init(s);
		s->site = st->followers[i]->site;
		s->service = st->followers[i]->service;
		s->state = st->followers[i]->state;
		s->sequence = st->followers[i]->sequence;
		s->tail = st->followers[i]->tail;
		s->reason = st->followers[i]->reason;
		out->streams[out->n_streams++] = s;
	}
	for (size_t i = 0; i < st->n_figures; i++) {
		ServiceStatus__Figure *fig = arena_alloc(arena, sizeof *fig);
		REQUIRE(fig);
		service_status__figure__init(fig);
		fig->name = st->figures[i]->name;
		fig->value = st->figures[i]->value;
		out->figures[out->n_figures++] = fig;
	}
	return out;
}

static const StatusReply *status_of(const Reply *reply, struct arena *arena)
{
	return reply ? (const StatusReply *)wire_unpack(&StatusReply_type, span_of(reply->body.data, reply->body.len), 1u << 20,
							false, arena, &(struct wire_result){ 0 }) : NULL;
}

static uint64_t tail_of(const PlatformStatus *p, const char *site, const char *service)
{
	for (size_t i = 0; i < p->n_services; i++)
		if (strcmp(p->services[i]->service, service) == 0 && strcmp(p->services[i]->site, site) == 0)
			return p->services[i]->sequence;
	return 0;
}

/* Settled: everybody reachable, and every stream taken in as far as its owner says it reaches. */
static bool settled(const PlatformStatus *p)
{
	for (size_t i = 0; i < p->n_services; i++) {
		const ServiceStatus *s = p->services[i];
		if (!s->reachable)
			return false;
		for (size_t k = 0; k < s->n_streams; k++)
			if (s->streams[k]->sequence < tail_of(p, s->streams[k]->site, s->streams[k]->service) ||
			    s->streams[k]->sequence < s->streams[k]->tail)
				return false;
	}
	return true;
}

static PlatformStatus *compose_status(struct fan *fan)
{
	struct arena *arena = http_arena(fan->call->http);
	struct server *server = fan->call->gateway->server;
	const char *site = server_config(server)->site;
	PlatformStatus *out = arena_alloc(arena, sizeof *out);

	REQUIRE(out);
	platform_status__init(out);
	out->services = arena_alloc(arena, (fan->count + 1) * sizeof *out->services);
	REQUIRE(out->services);
	for (size_t i = 0; i < fan->count; i++)
		out->services[out->n_services++] =
			service_status(site, fan->parts[i].service, status_of(fan->parts[i].reply, arena), arena);
	out->services[out->n_services++] = service_status(site, "gateway", server_status(server, arena), arena);
	out->merged_sequence = server_sequence(server);
	out->clock = out->services[out->n_services - 1]->clock;
	out->settled = settled(out);
	return out;
}

static void status_answered(struct fan *fan)
{
	answer_message(fan->call, &PlatformStatus_type, &compose_status(fan)->base);
}

/* Prometheus text of every daemon's figures. */
static void metrics_answered(struct fan *fan)
{
	struct text t = { .arena = http_arena(fan->call->http) };
	PlatformStatus *p = compose_status(fan);

	for (size_t i = 0; i < p->n_services; i++) {
		const ServiceStatus *s = p->services[i];
		text_add(&t, arena_format(t.arena, "dandang_up{service=\"%s\"} %d\n", s->service, s->reachable ? 1 : 0));
		text_add(&t, arena_format(t.arena, "dandang_journal_sequence{service=\"%s\"} %llu\n", s->service,
					  (unsigned long long)s->sequence));
		text_add(&t, arena_format(t.arena, "dandang_due{service=\"%s\"} %llu\n", s->service,
					  (unsigned long long)s->due));
		for (size_t k = 0; k < s->n_streams; k++)
			text_add(&t, arena_format(t.arena, "dandang_stream_lag{service=\"%s\",of=\"%s/%s\"} %lld\n", s->service,
						  s->streams[k]->site, s->streams[k]->service,
						  (long long)(s->streams[k]->tail - s->streams[k]->sequence)));
		for (size_t k = 0; k < s->n_figures; k++)
			text_add(&t, arena_format(t.arena, "dandang_%s{service=\"%s\"} %s\n", s->figures[k]->name, s->service,
						  s->figures[k]->value));
	}
	http_respond(fan->call->http, 200, "text/plain; version=0.0.4", text_span(&t), NULL, 0);
}

static void ask_status(struct call *c, void (*done)(struct fan *fan))
{
	Request request;

	request__init(&request);
	request.type = "Status";
	fan_out(c, &request, false, done);
}

void platform_metrics(struct call *c)
{
	ask_status(c, metrics_answered);
}

/* ---- upkeep of one service ------------------------------------------------------------------------ */

static void upkeep_done(void *context, const Reply *reply)
{
	struct call *c = context;

	if (reply)
		answer_reply(c, "platform", reply);
	else
		answer_unknown(c);
}

/* A rebuild throws the store away that this very request has read: its session was looked up there. */
static void own_upkeep(struct call *c, const Request *request)
{
	gateway_state_end(c->gateway);
	upkeep_done(c, server_upkeep(c->gateway->server, request, http_arena(c->http)));
}

/* POST /platform/<service>/<rebuild|verify|snapshot> */
static bool upkeep(struct call *c)
{
	static const struct { const char *word, *type; } known[] = {
		{ "rebuild", "Rebuild" }, { "verify", "Verify" }, { "snapshot", "Snapshot" },
	};
	char service[33], word[17];
	Request request;

	if (sscanf(c->path, "/platform/%32[a-z]/%16[a-z]", service, word) != 2 || config_service_number(service) < 0)
		return false;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].word, word) != 0)
			continue;
		request__init(&request);
		request.type = known[i].type;
		request.actor = arena_copy(http_arena(c->http), c->actor, sizeof *c->actor);
		if (!caller_has_role(c, "system_admin"))
			answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
		else if (strcmp(service, "gateway") == 0)
			own_upkeep(c, &request);
		else if (backend_send(c->gateway->backend, service, &request, upkeep_done, c) != ERR_NONE)
			answer_refusal(c, REFUSAL_BUSY, NULL);
		return true;
	}
	return false;
}

/* ParkEvent goes to the daemon whose stream is blocked: ?at=<service>. */
static void park(struct call *c, const struct command_row *row)
{
	struct arena *arena = http_arena(c->http);
	const char *at = parameter(c, "at"), *key;
	ProtobufCMessage *body;
	Request request;

	if (!caller_has(c, row->roles, row->role_count)) {
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
		return;
	}
	key = idempotency_key(c);
	if (!key)
		return;
	if (config_service_number(at) < 0) {
		answer_refusal(c, REFUSAL_FIELD_REQUIRED, "at");
		return;
	}
	body = take_body(c, row->type);
	if (!body)
		return;
	struct span packed = wire_pack(body, arena);
	request__init(&request);
	request.type = row->type->name;
	request.body = (ProtobufCBinaryData){ packed.size, arena_copy(arena, packed.data, packed.size) };
	request.actor = arena_copy(arena, c->actor, sizeof *c->actor);
	request.idempotency_key = key;
	if (backend_send(c->gateway->backend, at, &request, upkeep_done, c) != ERR_NONE)
		answer_refusal(c, REFUSAL_BUSY, NULL);
}

bool api_platform(struct call *c)
{
	const struct command_row *row = platform_row(c->path);
	bool post = strcmp(http_method(c->http), "POST") == 0;

	if (row && post) {
		if (strcmp(row->type->name, "ParkEvent") == 0)
			park(c, row);
		else
			command_to_all(c, row);
		return true;
	}
	if (post)
		return upkeep(c);
	if (is_get(c) && strcmp(c->path, "/platform/status") == 0) {
		ask_status(c, status_answered);
		return true;
	}
	return false;
}
