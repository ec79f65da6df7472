/* Foreign events: adopt, react, move the cursor, all in one transaction. */
#include "runtime/pipeline_impl.h"

#include <stdio.h>

#include "base/crash_point.h"
#include "base/require.h"
#include "contract.h"
#include "runtime/fold.h"

struct upstream *pipeline_upstream(struct pipeline *p, const char *site, const char *service)
{
	struct upstream *u;
	const Position *known;

	for (size_t i = 0; i < p->upstream_count; i++)
		if (strcmp(p->upstreams[i].site, site) == 0 && strcmp(p->upstreams[i].service, service) == 0)
			return &p->upstreams[i];
	if (p->upstream_count == PIPELINE_UPSTREAMS_MAX || strlen(site) >= sizeof u->site ||
	    strlen(service) >= sizeof u->service)
		return NULL;
	pipeline_begin(p);
	u = &p->upstreams[p->upstream_count++];
	*u = (struct upstream){ 0 };
	snprintf(u->site, sizeof u->site, "%s", site);
	snprintf(u->service, sizeof u->service, "%s", service);
	known = cursor_find(&p->tables.state, site, service);
	if (known) {
		u->epoch = known->epoch;
		u->sequence = u->committed = u->journalled = known->sequence;
		if (known->hash.len == JOURNAL_HASH_SIZE)
			memcpy(u->hash, known->hash.data, JOURNAL_HASH_SIZE);
	}
	return u;
}

Position pipeline_cursor(struct pipeline *p, const char *site, const char *service, uint8_t hash[JOURNAL_HASH_SIZE])
{
	struct upstream *u = pipeline_upstream(p, site, service);
	Position position;

	REQUIRE(u);
	position__init(&position);
	position.site = u->site;
	position.service = u->service;
	position.epoch = u->epoch;
	position.sequence = u->sequence;
	memcpy(hash, u->hash, JOURNAL_HASH_SIZE);
	position.hash = (ProtobufCBinaryData){ JOURNAL_HASH_SIZE, hash };
	return position;
}

uint64_t pipeline_cursor_sequence(const struct pipeline *p, const char *site, const char *service)
{
	for (size_t i = 0; i < p->upstream_count; i++)
		if (strcmp(p->upstreams[i].site, site) == 0 && strcmp(p->upstreams[i].service, service) == 0)
			return p->upstreams[i].committed;
	return 0;
}

uint64_t pipeline_cursor_journalled(const struct pipeline *p, const char *site, const char *service)
{
	for (size_t i = 0; i < p->upstream_count; i++)
		if (strcmp(p->upstreams[i].site, site) == 0 && strcmp(p->upstreams[i].service, service) == 0)
			return p->upstreams[i].journalled;
	return 0;
}

static void move_cursor(struct upstream *u, const struct record *record, const uint8_t *header_bytes)
{
	u->epoch = record->header.epoch;
	u->sequence = record->header.sequence;
	record_header_hash(header_bytes, u->hash);
}

static void block(struct upstream *u, const struct record *record, const uint8_t *header_bytes, const char *type)
{
	u->blocked = true;
	u->blocked_epoch = record->header.epoch;
	u->blocked_sequence = record->header.sequence;
	record_header_hash(header_bytes, u->blocked_hash);
	snprintf(u->blocked_type, sizeof u->blocked_type, "%s", type);
}

/* The journal knows the cursor as it stands. */
static void journalled(struct upstream *u)
{
	u->journalled = u->sequence;
	u->effectless = 0;
	u->passed = 0;
}

static void write_marker(struct pipeline *p, struct upstream *u)
{
	struct recording c = { .cause = "", .correlation = "", .upstream = u };

	pipeline_record(p, NULL, &c);
	journalled(u);
	CRASH_POINT("pipeline.marker.recorded");
}

/* Moves the cursor over a record without effect. It is journalled as a marker once enough went by: what is not journalled
 * is not acknowledged, and the credit is twice that. A marker upstream costs a thousandth of a marker here, so daemons that
 * follow one another do not keep one another busy. */
static void pass(struct pipeline *p, struct upstream *u, bool real)
{
	u->effectless += real;
	if (++u->passed >= PIPELINE_MARKER_RECORDS)
		write_marker(p, u);
}

void pipeline_markers(struct pipeline *p)
{
	for (size_t i = 0; i < p->upstream_count; i++)
		if (p->upstreams[i].effectless) {
			pipeline_begin(p);
			write_marker(p, &p->upstreams[i]);
		}
}

static struct decision_run *react(struct pipeline *p, const struct event_row *row, const ProtobufCMessage *body,
				  const struct event *event)
{
	static const char *const none[] = { NULL };
	static const struct actor self = { .account = "system", .cadre_id = "", .region = "", .unit_id = "",
					   .roles = none, .system = true };
	int64_t now = pipeline_now_ms(p);
	struct decision_run *run;

	if (now < event->occurred_at_ms)
		now = event->occurred_at_ms;
	run = decision_run_new(&p->tables.state, &p->arena, p->o.site, &self, now, p->next_sequence);
	row->react(&run->d, body, event);
	return run;
}

/* A reaction must see what was adopted, and both must become durable together: the adopted record is folded first, then
 * gets RECORD_MORE when events follow it, or the cursor when none do. A reaction that lacks a policy row blocks the
 * stream with the cursor where it was; once a person loaded the rule the event comes again. */
static bool take_reaction(struct pipeline *p, struct upstream *u, struct recording *c, const struct event_row *row,
			  const ProtobufCMessage *body, const struct event *event)
{
	const struct record *foreign = c->adopt;
	struct decision_run *run;
	size_t adopted_at = p->record_count;

	if (foreign) {
		c->upstream = NULL;
		pipeline_record(p, NULL, c);
		c->adopt = NULL;
		c->upstream = u;
	}
	CRASH_POINT("pipeline.foreign.adopted");
	run = react(p, row, body, event);
	CRASH_POINT("pipeline.foreign.reacted");
	if (run->sticky != REFUSAL_NONE)
		return false;
	c->occurred_at_ms = run->d.now_ms;
	c->cause = event->id;
	c->correlation = event->correlation[0] ? event->correlation : event->id;
	if (run->event_count && foreign)
		p->records[adopted_at].header.flags |= RECORD_MORE;
	if (run->event_count)
		pipeline_record(p, run, c);
	else if (foreign)
		pipeline_move_cursor(p, adopted_at, c);
	else
		pass(p, u, true);
	if (run->event_count || foreign)
		journalled(u);
	return true;
}

/* A producer keeps back what is confidential and what it adopted from others, and no event of its own beside: the chain
 * would not show that one had been suppressed. */
static bool withheld_without_reason(const struct record *record)
{
	return record->withheld && record->header.kind == RECORD_EVENT &&
	       record->header.data_class < DATA_CLASS_CONFIDENTIAL;
}

/* A record that cannot be what its kind says, or could not be kept here with its header before it. */
static bool misshapen(const struct record *record)
{
	size_t size = record->payload.size;

	if (record->header.kind == RECORD_ADOPTED)
		return size > 0 && size < RECORD_HEADER_SIZE;
	return size > RECORD_PAYLOAD_MAX - RECORD_HEADER_SIZE;
}

/* What the foreign record does here: adopted and/or answered by events, in one decision. */
static bool take_event(struct pipeline *p, struct upstream *u, const struct record *record,
		       const uint8_t *header_bytes)
{
	struct span envelope = record->payload;
	const struct service *service = p->o.service;
	const struct event_row *row = NULL;
	const ProtobufCMessage *body = NULL;
	struct event event = { 0 };
	struct fault f = { 0 };
	Actor actor;
	struct recording c = { .cause = "", .correlation = "", .adopt_header = header_bytes };

	if (misshapen(record) || withheld_without_reason(record)) {
		block(u, record, header_bytes, "");
		return false;
	}
	if (record->header.kind == RECORD_ADOPTED && envelope.size > 0)
		envelope = span_of(envelope.data + RECORD_HEADER_SIZE, envelope.size - RECORD_HEADER_SIZE);
	if (!record->withheld && envelope.size &&
	    event_decode(service, envelope, &p->arena, &event, &row, &body, &f) != ERR_NONE) {
		block(u, record, header_bytes, event.type ? event.type : "");
		return false;
	}
	struct upstream before = *u;
	CRASH_POINT("pipeline.foreign.decoded");
	move_cursor(u, record, header_bytes);
	bool adopts = service->apply_any != NULL || (row && row->adopts && body);
	if (!adopts && !(row && row->react && body)) {
		pass(p, u, true);
		return true;
	}
	actor__init(&actor);
	actor.account = "system";
	c.actor = &actor;
	c.upstream = u;
	c.adopt = adopts ? record : NULL;
	if (row && row->react && body) {
		if (take_reaction(p, u, &c, row, body, &event))
			return true;
		*u = before;
		block(u, record, header_bytes, event.type);
		return false;
	}
	pipeline_record(p, NULL, &c);
	journalled(u);
	return true;
}

bool pipeline_foreign(struct pipeline *p, const char *site, const char *service, const struct record *record,
		      const uint8_t header_bytes[RECORD_HEADER_SIZE])
{
	struct upstream *u;

	pipeline_begin(p);
	u = pipeline_upstream(p, site, service);
	REQUIRE(u);
	if (record->header.sequence <= u->sequence)
		return true;
	p->figures.foreign++;
	if (record->header.kind != RECORD_EVENT && record->header.kind != RECORD_ADOPTED) {
		move_cursor(u, record, header_bytes);
		pass(p, u, false);
		return true;
	}
	if (suspect_is(&p->o.suspects, u->site, u->service, record->header.sequence)) {
		block(u, record, header_bytes, "");
		return false;
	}
	suspect_hold(u->site, u->service, record->header.sequence);
	bool taken = take_event(p, u, record, header_bytes);
	suspect_release();
	return taken;
}
