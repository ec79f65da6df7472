/* Requests on the command socket: commands go to the pipeline, reads and upkeep are answered here. */
#include "runtime/server_impl.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/require.h"
#include "runtime/decision_run.h"
#include "runtime/keys.h"
#include "runtime/platform.h"
#include "runtime/query.h"

#define FIGURES_MAX 48

static void deliver(void *context, const void *ticket, struct span reply)
{
	struct server *s = context;
	struct bus_request to;

	memcpy(&to, ticket, sizeof to);
	if (s->endpoint && bus_endpoint_reply(s->endpoint, &to, reply) != ERR_NONE)
		log_warn(&s->log, "an answer found nobody; the client asks again with its key");
}

static void answer(struct server *s, const struct bus_request *from, const Reply *reply)
{
	deliver(s, from, wire_pack(&reply->base, &s->request_arena));
}

static bool has_role(const Actor *actor, const char *role)
{
	for (size_t i = 0; actor && i < actor->n_roles; i++)
		if (strcmp(actor->roles[i], role) == 0)
			return true;
	return false;
}

void server_add_figure(StatusReply *r, struct arena *arena, const char *name, uint64_t value)
{
	Pair *pair = arena_alloc(arena, sizeof *pair);

	REQUIRE(pair && r->n_figures < FIGURES_MAX);
	pair__init(pair);
	pair->name = name;
	pair->value = arena_format(arena, "%llu", (unsigned long long)value);
	r->figures[r->n_figures++] = pair;
}

static uint64_t resident_bytes(void)
{
	unsigned long long pages_all = 0, pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (file) {
		if (fscanf(file, "%llu %llu", &pages_all, &pages) != 2)
			pages = 0;
		fclose(file);
	}
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void add_bus_figures(struct server *s, StatusReply *r, struct arena *arena)
{
	struct bus_figures b = bus_figures(s->bus);

	server_add_figure(r, arena, "bus_connections_total", b.connections);
	server_add_figure(r, arena, "bus_handshakes_total", b.handshakes);
	server_add_figure(r, arena, "bus_unknown_keys_total", b.unknown_keys);
	server_add_figure(r, arena, "bus_failed_handshakes_total", b.failed_handshakes);
	server_add_figure(r, arena, "bus_revoked_messages_total", b.revoked);
	server_add_figure(r, arena, "bus_malformed_messages_total", b.malformed);
	server_add_figure(r, arena, "bus_overfull_connections_total", b.overfull);
}

static void add_figures(struct server *s, StatusReply *r, struct arena *arena)
{
	struct pipeline_figures p = pipeline_figures(s->pipeline);
	struct store_usage usage = store_usage(s->store);

	r->figures = arena_alloc(arena, FIGURES_MAX * sizeof *r->figures);
	REQUIRE(r->figures);
	server_add_figure(r, arena, "commands_total", p.commands);
	server_add_figure(r, arena, "commands_accepted_total", p.accepted);
	server_add_figure(r, arena, "commands_refused_total", p.refused);
	server_add_figure(r, arena, "commands_replayed_total", p.replayed);
	server_add_figure(r, arena, "foreign_events_total", p.foreign);
	server_add_figure(r, arena, "events_total", p.events);
	server_add_figure(r, arena, "batches_total", p.batches);
	server_add_figure(r, arena, "due_fired_total", p.due_fired);
	server_add_figure(r, arena, "full_disk_refusals_total", p.full_disk);
	server_add_figure(r, arena, "store_used_bytes", usage.used_bytes);
	server_add_figure(r, arena, "store_map_bytes", usage.map_bytes);
	server_add_figure(r, arena, "resident_bytes", resident_bytes());
	server_add_figure(r, arena, "shadow_rebuilds_total", s->shadow_runs);
	server_add_figure(r, arena, "shadow_mismatches_total", s->shadow_mismatches);
	server_add_figure(r, arena, "rebuilt_at_start", s->rebuilt_at_start);
	server_add_figure(r, arena, "journal_segments_read_again_total", s->scrubbed);
	server_add_figure(r, arena, "journal_damages_total", s->damages);
	add_bus_figures(s, r, arena);
	if (s->started && s->hooks && s->hooks->figures)
		s->hooks->figures(s, r, arena);
}

static void add_followers(struct server *s, StatusReply *r, struct arena *arena)
{
	r->followers = arena_alloc(arena, (s->follow_count + 1) * sizeof *r->followers);
	REQUIRE(r->followers);
	for (size_t i = 0; i < s->follow_count; i++) {
		struct follow *fo = &s->follows[i];
		FollowerStatus *st = arena_alloc(arena, sizeof *st);
		REQUIRE(st);
		follower_status__init(st);
		st->site = fo->site;
		st->service = fo->service;
		st->state = follow_state_text(fo->state);
		st->sequence = pipeline_cursor_sequence(s->pipeline, fo->site, fo->service);
		st->tail = bus_follower_tail(fo->follower);
		st->reason = fo->reason;
		r->followers[r->n_followers++] = st;
	}
}

StatusReply *server_status(struct server *s, struct arena *arena)
{
	struct journal_tail tail = journal_tail(s->journal);
	StatusReply *r = arena_alloc(arena, sizeof *r);
	struct server_view view;
	struct fault f = { 0 };

	REQUIRE(r);
	status_reply__init(r);
	r->site = s->config.site;
	r->service = s->service->name;
	r->sequence = tail.sequence;
	r->epoch = tail.epoch;
	r->first_sequence = tail.first_sequence;
	r->snapshot_sequence = s->snapshot_sequence;
	r->clock_ms = pipeline_now_ms(s->pipeline);
	if (server_read(s, arena, &view, &f) == ERR_NONE) {
		r->due_count = due_count(view.state);
		server_read_end(&view);
	}
	add_followers(s, r, arena);
	add_figures(s, r, arena);
	server_arm_commit(s); /* asking for the clock may have opened a batch */
	return r;
}

Reply *server_reply(struct arena *arena, const ProtobufCMessage *body)
{
	Reply *reply = arena_alloc(arena, sizeof *reply);
	struct span packed = wire_pack(body, arena);

	REQUIRE(reply && packed.data);
	reply__init(reply);
	reply->status = 200;
	reply->body = (ProtobufCBinaryData){ packed.size, arena_copy(arena, packed.data, packed.size) };
	return reply;
}

Reply *server_query(struct server *s, const Request *r, struct arena *arena)
{
	const Query *q = (const Query *)wire_unpack(&Query_type, span_of(r->body.data, r->body.len), 1u << 16, false,
						    arena, NULL);
	struct server_view view;
	struct fault f = { 0 };
	Reply *reply;

	if (!q)
		return reply_refusal(arena, REFUSAL_BODY_MALFORMED, NULL);
	if (server_read(s, arena, &view, &f) != ERR_NONE)
		return reply_refusal(arena, REFUSAL_BUSY, NULL);
	reply = query_run(s->service, view.state, q, r->actor, arena);
	server_read_end(&view);
	return reply;
}

/* Upkeep: only for system administrators, answered at once. NULL: not one of these. */
Reply *server_upkeep(struct server *s, const Request *r, struct arena *arena)
{
	bool known = strcmp(r->type, "Rebuild") == 0 || strcmp(r->type, "Verify") == 0 || strcmp(r->type, "Snapshot") == 0;

	if (!known)
		return NULL;
	if (!has_role(r->actor, "system_admin"))
		return reply_refusal(arena, REFUSAL_ROLE_MISSING, NULL);
	if (strcmp(r->type, "Rebuild") == 0)
		return server_rebuild(s, arena);
	if (strcmp(r->type, "Verify") == 0)
		return server_verify(s, arena);
	return server_snapshot(s, arena);
}

static void handle(struct server *s, const struct bus_request *from, const Request *r, size_t size)
{
	struct answer_to to = { .deliver = deliver, .context = s };
	Reply *reply;

	_Static_assert(sizeof(struct bus_request) <= sizeof to.ticket, "a ticket holds a bus request");
	if (strcmp(r->type, "Status") == 0) {
		answer(s, from, server_reply(&s->request_arena, &server_status(s, &s->request_arena)->base));
		return;
	}
	if (strcmp(r->type, "Query") == 0) {
		answer(s, from, server_query(s, r, &s->request_arena));
		return;
	}
	reply = server_upkeep(s, r, &s->request_arena);
	if (reply) {
		answer(s, from, reply);
		return;
	}
	if (s->hooks && s->hooks->request && (reply = s->hooks->request(s, r, &s->request_arena))) {
		answer(s, from, reply);
		return;
	}
	memcpy(to.ticket, from, sizeof *from);
	server_command(s, r, size, &to);
}

/* Only the site's own gateway speaks for people; it authenticated them. */
static bool speaks_for_people(struct server *s, const struct bus_request *from)
{
	char gateway[64];

	key_name(gateway, s->config.site, "gateway");
	return strcmp(from->principal, gateway) == 0;
}

void server_on_request(void *context, const struct bus_request *from, struct span body)
{
	struct server *s = context;
	const Request *r;

	arena_reset(&s->request_arena);
	if (!speaks_for_people(s, from)) { /* before anything of it is read */
		answer(s, from, reply_refusal(&s->request_arena, REFUSAL_ROLE_MISSING, NULL));
		return;
	}
	r = (const Request *)wire_unpack(&Request_type, body, BUS_COMMAND_BYTES_MAX, false, &s->request_arena, NULL);
	if (!r)
		answer(s, from, reply_refusal(&s->request_arena, REFUSAL_BODY_MALFORMED, NULL));
	else
		handle(s, from, r, body.size);
}
