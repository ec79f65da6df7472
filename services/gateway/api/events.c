/* The merged stream for people and machines: pages of events by merged sequence, and a live stream (server-sent events)
 * that resumes from Last-Event-ID. Payloads of confidential records never got here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "base/require.h"
#include "recent_events.h"
#include "rows.h"
#include "runtime/fold.h"
#include "session/session.h"
#include "text.h"

#define EVENTS_PAGE_DEFAULT 200
#define EVENTS_PAGE_MAX 2000
#define EVENTS_SCAN_MAX 20000          /* records looked at for one page */
#define STREAM_EVENTS_PER_TURN 200
#define STREAMS_BACKLOG_PER_TURN 400   /* events read from the journal for all streams, before others get their turn */
#define STREAM_ROOM_MIN (HTTP_STREAM_QUEUE_BYTES / 2)  /* less: the reader first takes what is queued */
#define STREAM_MORE_MS 5
#define STREAM_SESSION_MS 5000         /* a stream ends so long after its session at the latest */
#define STREAM_ARENA_BYTES (16u << 20)

struct event_stream {
	struct gateway *gateway;
	struct http_stream *http;
	uint64_t sequence;             /* last sent */
	char *token;                   /* of the session it was opened with */
	struct event_stream *next;
};
struct event_streams {
	struct event_stream *first;
	struct recent_events *recent;
	struct arena arena;
	struct loop_timer *more;       /* a stream still has something to send */
	struct loop_timer *sessions;   /* looks whether the streams' sessions last */
};

static const Envelope *envelope_of(const struct record *record, struct arena *arena)
{
	struct span envelope = record->payload;

	if (record->header.kind == RECORD_ADOPTED) {
		if (envelope.size <= RECORD_HEADER_SIZE)
			return NULL;
		envelope = span_of(envelope.data + RECORD_HEADER_SIZE, envelope.size - RECORD_HEADER_SIZE);
	}
	return (const Envelope *)wire_unpack(&Envelope_type, envelope, RECORD_PAYLOAD_MAX, false, arena,
					     &(struct wire_result){ 0 });
}

/* One record as JSON: the envelope's facts, and "body" with the event itself. */
static void event_json(struct text *t, const struct service *service, const struct record *record)
{
	const Envelope *e = envelope_of(record, t->arena);
	struct wire_result result = { 0 };
	MergedEvent out;

	merged_event__init(&out);
	out.merged_sequence = record->header.sequence;
	out.data_class = record->header.data_class;
	out.recorded_at = iso_of_moment(t->arena, record->header.recorded_at_ms, true);
	out.withheld = !e || record->header.data_class == DATA_CLASS_CONFIDENTIAL;
	if (e) {
		out.site = e->site;
		out.service = e->service;
		out.sequence = e->sequence;
		out.type = e->type;
		out.subject = e->subject;
		out.actor = e->actor ? e->actor->account : "";
		out.occurred_at = iso_of_moment(t->arena, e->occurred_at_ms, true);
		out.cause = e->cause;
		out.correlation = e->correlation;
	}
	struct span json = wire_to_json(&MergedEvent_type, &out.base, true, t->arena);
	const struct event_row *row = e && !out.withheld ? event_row_find(service, e->type) : NULL;
	ProtobufCMessage *body = row ? wire_unpack(row->type, span_of(e->payload.data, e->payload.len), RECORD_PAYLOAD_MAX,
						   false, t->arena, &result) : NULL;
	if (!body) {
		text_add_span(t, json);
		return;
	}
	text_add_span(t, span_of(json.data, json.size - 1)); /* without its closing brace */
	text_add(t, ",\"body\":");
	text_add_span(t, wire_to_json(row->type, body, true, t->arena));
	text_add(t, "}");
}

static bool is_event(const struct record *record)
{
	return record->header.kind == RECORD_EVENT || record->header.kind == RECORD_ADOPTED;
}

static bool is_of_type(const struct record *record, const char *type, struct arena *arena)
{
	const Envelope *e = type[0] ? envelope_of(record, arena) : NULL;

	return !type[0] || (e && strcmp(e->type, type) == 0);
}

/* What part of the stream a page is made from. */
struct range {
	uint64_t after;
	uint64_t limit;                /* events shown */
	size_t most;                   /* records looked at */
};

/* The one record of that id ("150400/assessment/12", as records give their source); what nobody merged, or was withheld, is an
 * empty end of the stream. False: the state cannot be read now. */
static bool narrow_to(struct call *c, const char *id, struct range *r)
{
	const struct state *s = gateway_state(c->gateway, http_arena(c->http));
	const MergedRow *row = s ? merged_find(s, id) : NULL;
	bool wanted = row && row->sequence > r->after;

	r->after = wanted ? row->sequence - 1 : server_sequence(c->gateway->server);
	r->most = wanted ? 1 : 0;
	return s != NULL;
}

/* False: refused. */
static bool range_asked(struct call *c, struct range *r)
{
	const char *id = parameter(c, "id");

	r->most = EVENTS_SCAN_MAX;
	if (!number_parameter(c, "limit", EVENTS_PAGE_DEFAULT, &r->limit) || r->limit == 0)
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "limit");
	else if (!number_parameter(c, "after", 0, &r->after))
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "after");
	else if (id[0] && !narrow_to(c, id, r))
		answer_refusal(c, REFUSAL_BUSY, NULL);
	else
		return true;
	return false;
}

/* The events of the range; the last sequence looked at. */
static uint64_t events_of(struct call *c, const struct range *r, struct text *t)
{
	const char *type = parameter(c, "type");
	uint64_t last = r->after, limit = r->limit > EVENTS_PAGE_MAX ? EVENTS_PAGE_MAX : r->limit, count = 0;
	struct journal_reader *reader;
	struct record record;
	struct arena each;      /* an envelope looked at is needed no longer than that takes */
	struct fault f = { 0 };

	if (journal_reader_open(&reader, server_journal(c->gateway->server), r->after + 1, &f) != ERR_NONE)
		return last;
	arena_init(&each, RECORD_PAYLOAD_MAX * 4);
	for (size_t seen = 0; count < limit && seen < r->most; seen++) {
		if (journal_reader_next(reader, &record, &f) != ERR_NONE)
			break;
		last = record.header.sequence;
		arena_reset(&each);
		if (!is_event(&record) || !is_of_type(&record, type, &each))
			continue;
		text_add(t, count++ ? "," : "");
		event_json(t, server_service(c->gateway->server), &record);
	}
	arena_fini(&each);
	journal_reader_close(reader);
	return last;
}

static void page(struct call *c)
{
	struct text t = { .arena = http_arena(c->http) };
	struct range range;
	uint64_t last;

	if (!range_asked(c, &range))
		return;
	text_add(&t, "{\"items\":[");
	last = events_of(c, &range, &t);
	text_add(&t, "],\"next\":");
	text_add_number(&t, (long long)last);
	text_add(&t, ",\"tail\":");
	text_add_number(&t, (long long)server_sequence(c->gateway->server));
	text_add(&t, "}");
	answer_json(c, 200, text_span(&t));
}

/* ---- live ----------------------------------------------------------------------------------------- */

static void stream_free(struct event_stream *s)
{
	free(s->token);
	free(s);
}

static void on_closed(void *context)
{
	struct event_stream *gone = context;
	struct event_streams *all = gone->gateway->streams;

	for (struct event_stream **at = &all->first; *at; at = &(*at)->next)
		if (*at == gone) {
			*at = gone->next;
			break;
		}
	stream_free(gone);
}

static void on_sessions(void *context)
{
	struct gateway *g = context;
	struct event_streams *all = g->streams;

	for (struct event_stream **at = &all->first; *at;) {
		struct event_stream *s = *at;
		arena_reset(&all->arena);
		if (session_lasts(g->sessions, s->token, &all->arena)) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		http_sse_close(s->http);
		stream_free(s);
	}
}

static bool write_event(struct text *t, struct server *server, const struct record *record)
{
	if (!is_event(record))
		return false;
	event_json(t, server_service(server), record);
	return true;
}

/* False: too slow; it is closed and comes back with Last-Event-ID. */
static bool send_event(struct event_stream *s, struct span json)
{
	char id[24];

	snprintf(id, sizeof id, "%llu", (unsigned long long)s->sequence);
	return http_sse_send(s->http, id, "event", json);
}

/* From the last events, as far as they reach. */
static int pump_recent(struct event_stream *s)
{
	struct span json;
	int count = 0;

	while (count < STREAM_EVENTS_PER_TURN && http_sse_room(s->http) > STREAM_ROOM_MIN &&
	       recent_events_at(s->gateway->streams->recent, s->sequence + 1, &json)) {
		s->sequence++;
		if (json.size == 0)
			continue;
		count++;
		if (!send_event(s, json))
			break;
	}
	return count;
}

/* Sends what lies behind the stream's position, a bounded amount. `budget` pays for events read from the journal. True:
 * there is more. */
static bool pump(struct event_stream *s, int *budget)
{
	struct arena *arena = &s->gateway->streams->arena;
	struct journal_reader *reader;
	struct record record;
	struct fault f = { 0 };
	enum err e = ERR_NONE;
	int count = pump_recent(s);

	if (s->sequence >= server_sequence(s->gateway->server))
		return false;
	if (count == STREAM_EVENTS_PER_TURN || http_sse_room(s->http) <= STREAM_ROOM_MIN)
		return true;
	if (journal_reader_open(&reader, server_journal(s->gateway->server), s->sequence + 1, &f) != ERR_NONE)
		return false;
	while (count < STREAM_EVENTS_PER_TURN && http_sse_room(s->http) > STREAM_ROOM_MIN &&
	       (e = journal_reader_next(reader, &record, &f)) == ERR_NONE) {
		s->sequence = record.header.sequence;
		if (!is_event(&record))
			continue;
		arena_reset(arena);
		struct text t = { .arena = arena };
		event_json(&t, server_service(s->gateway->server), &record);
		count++;
		--*budget;
		if (!send_event(s, text_span(&t)))
			break;
	}
	journal_reader_close(reader);
	return e == ERR_NONE; /* stopped by a bound, not by the end */
}

/* Next time it is first. */
static void begin_with(struct event_streams *all, struct event_stream *s)
{
	struct event_stream **end = &s->next, **before = &all->first;

	if (all->first == s)
		return;
	while (*end)
		end = &(*end)->next;
	while (*before != s)
		before = &(*before)->next;
	*before = NULL;
	*end = all->first;
	all->first = s;
}

void event_streams_wake(struct gateway *g, uint64_t sequence)
{
	struct event_streams *all = g->streams;
	struct event_stream *s, *next;
	int budget = STREAMS_BACKLOG_PER_TURN;
	bool more = false;

	if (all->first)
		recent_events_advance(all->recent, sequence);
	else
		recent_events_forget(all->recent);
	for (s = all->first; s && budget > 0; s = next) {
		next = s->next;
		if (s->sequence < sequence && pump(s, &budget))
			more = true;
	}
	if (s)
		begin_with(all, s);
	if (s || more)
		loop_timer_set(all->more, STREAM_MORE_MS, 0);
}

static void on_more(void *context)
{
	struct gateway *g = context;

	event_streams_wake(g, server_sequence(g->server));
}

static void live(struct call *c)
{
	const char *last = http_header(c->http, "Last-Event-ID");
	struct gateway *g = c->gateway;
	struct event_stream *s;
	uint64_t after = 0;

	if (!(last && last[0] ? number_text(last, &after) : number_parameter(c, "after", 0, &after))) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, last && last[0] ? "Last-Event-ID" : "after");
		return;
	}
	s = calloc(1, sizeof *s);
	REQUIRE(s);
	s->gateway = g;
	s->sequence = after;
	s->token = strdup(session_token(g->sessions, c->http));
	REQUIRE(s->token);
	s->http = http_sse_open(c->http, on_closed, s);
	if (!s->http) {
		stream_free(s);
		return;
	}
	s->next = g->streams->first;
	g->streams->first = s;
	loop_timer_set(g->streams->more, STREAM_MORE_MS, 0);
}

struct event_streams *event_streams_new(struct gateway *g)
{
	struct event_streams *s = calloc(1, sizeof *s);

	REQUIRE(s);
	arena_init(&s->arena, STREAM_ARENA_BYTES);
	s->recent = recent_events_new(g->server, write_event);
	s->more = loop_timer_new(server_loop(g->server), on_more, g);
	s->sessions = loop_timer_new(server_loop(g->server), on_sessions, g);
	loop_timer_set(s->sessions, STREAM_SESSION_MS, STREAM_SESSION_MS);
	return s;
}

void event_streams_free(struct event_streams *s)
{
	struct event_stream *next;

	for (struct event_stream *at = s->first; at; at = next) {
		next = at->next;
		http_sse_close(at->http);
		stream_free(at);
	}
	recent_events_free(s->recent);
	loop_timer_free(s->more);
	loop_timer_free(s->sessions);
	arena_fini(&s->arena);
	free(s);
}

bool api_events(struct call *c)
{
	static const char *const readers[] = { "audit_admin", "org.head", "org.supervision", "discipline" };
	bool is_page = strcmp(c->path, "/events") == 0, is_live = strcmp(c->path, "/events/stream") == 0;

	if (!(is_page && is_get(c)) && !(is_live && strcmp(http_method(c->http), "GET") == 0))
		return false;
	if (!caller_has(c, readers, sizeof readers / sizeof readers[0]) ||
	    strcmp(c->actor->region, server_config(c->gateway->server)->site) != 0)
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
	else if (is_page)
		page(c);
	else
		live(c);
	return true;
}
