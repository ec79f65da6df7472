/* The batch: open, record, commit. */
#include "runtime/pipeline_impl.h"

#include <stdlib.h>

#include "base/crash_point.h"
#include "base/date.h"
#include "base/require.h"
#include "runtime/fold.h"
#include "runtime/position.h"

#define ENVELOPE_SCHEMA_VERSION 1

struct pipeline *pipeline_new(const struct pipeline_options *options)
{
	struct pipeline *p = calloc(1, sizeof *p);

	REQUIRE(p);
	p->o = *options;
	arena_init(&p->arena, PIPELINE_ARENA_BYTES_MAX);
	p->next_sequence = journal_tail(p->o.journal).sequence + 1;
	return p;
}

void pipeline_free(struct pipeline *p)
{
	if (!p)
		return;
	if (p->txn)
		store_abort(p->txn);
	arena_fini(&p->arena);
	free(p->records);
	free(p);
}

void pipeline_store_replaced(struct pipeline *p, struct store *store)
{
	REQUIRE(!p->txn);
	p->o.store = store;
	p->upstream_count = 0;
}

struct pipeline_figures pipeline_figures(const struct pipeline *p)
{
	return p->figures;
}

void pipeline_begin(struct pipeline *p)
{
	struct fault f = { 0 };

	if (p->txn)
		return;
	/* A write transaction fails to open only for a damaged store; the supervisor's restart rebuilds it. */
	REQUIRE(store_begin(p->o.store, true, &p->txn, &f) == ERR_NONE);
	p->tables = (struct tables){ .state = { .txn = p->txn, .arena = &p->arena }, .txn = p->txn };
	p->next_sequence = journal_tail(p->o.journal).sequence + 1;
}

bool pipeline_open(const struct pipeline *p)
{
	return p->txn != NULL;
}

bool pipeline_full(const struct pipeline *p)
{
	return p->commands >= PIPELINE_BATCH_COMMANDS_MAX || p->record_bytes >= PIPELINE_BATCH_BYTES_MAX ||
	       p->record_count >= JOURNAL_BATCH_RECORDS_MAX - DECISION_EVENTS_MAX - 2;
}

int64_t pipeline_now_ms(struct pipeline *p)
{
	if (!p->o.simulated_clock)
		return p->o.wall_ms(p->o.context);
	pipeline_begin(p);
	return clock_simulated(&p->tables.state);
}

void pipeline_wait(struct pipeline *p, const struct answer_to *to, const Reply *reply)
{
	struct waiting *w = arena_alloc(&p->arena, sizeof *w);

	REQUIRE(w);
	w->to = *to;
	w->reply = wire_pack(&reply->base, &p->arena);
	REQUIRE(w->reply.data || w->reply.size == 0);
	if (p->waiting_last)
		p->waiting_last->next = w;
	else
		p->waiting_first = w;
	p->waiting_last = w;
}

/* ---- records ------------------------------------------------------------------------------------ */

static struct record *new_record(struct pipeline *p)
{
	if (p->record_count == p->record_cap) {
		p->record_cap = p->record_cap ? p->record_cap * 2 : 256;
		p->records = realloc(p->records, p->record_cap * sizeof *p->records);
		REQUIRE(p->records);
	}
	struct record *r = &p->records[p->record_count++];
	*r = (struct record){ 0 };
	r->header.sequence = p->next_sequence++;
	r->header.recorded_at_ms = p->o.wall_ms(p->o.context);
	return r;
}

static void adopt_record(struct pipeline *p, struct record *r, const struct record *foreign, const uint8_t *header)
{
	size_t head = foreign->header.kind == RECORD_ADOPTED && foreign->payload.size ? 0 : RECORD_HEADER_SIZE;
	uint8_t *payload = arena_alloc(&p->arena, head + foreign->payload.size);

	REQUIRE(payload);
	memcpy(payload, header, head);
	if (foreign->payload.size)
		memcpy(payload + head, foreign->payload.data, foreign->payload.size);
	r->header.kind = RECORD_ADOPTED;
	r->header.data_class = foreign->header.data_class;
	r->payload = span_of(payload, head + foreign->payload.size);
}

static void event_record(struct pipeline *p, struct record *r, const struct emitted *e, const struct recording *c)
{
	Envelope envelope;

	envelope__init(&envelope);
	envelope.site = p->o.site;
	envelope.service = p->o.service->name;
	envelope.sequence = r->header.sequence;
	envelope.type = e->row->type->name;
	envelope.subject = e->subject;
	envelope.actor = c->actor;
	envelope.occurred_at_ms = c->occurred_at_ms;
	envelope.recorded_at_ms = r->header.recorded_at_ms;
	envelope.cause = c->cause;
	envelope.correlation = c->correlation;
	envelope.schema_version = ENVELOPE_SCHEMA_VERSION;
	envelope.data_class = e->row->data_class;
	envelope.payload.len = e->body.size;
	envelope.payload.data = arena_copy(&p->arena, e->body.data, e->body.size);
	r->header.kind = RECORD_EVENT;
	r->header.data_class = (uint8_t)e->row->data_class;
	r->payload = wire_pack(&envelope.base, &p->arena);
	REQUIRE(r->payload.data);
}

static void meta_of(struct pipeline *p, struct record *r, const struct recording *c, bool first, bool last)
{
	RecordMeta meta;
	Position position;

	record_meta__init(&meta);
	if (first && c->due)
		meta.due = c->due;
	if (last && c->idempotency_key) {
		meta.idempotency_key = c->idempotency_key;
		meta.fingerprint = (ProtobufCBinaryData){ c->fingerprint.size,
							  arena_copy(&p->arena, c->fingerprint.data, c->fingerprint.size) };
		meta.answer = (ProtobufCBinaryData){ c->answer.size,
						     arena_copy(&p->arena, c->answer.data, c->answer.size) };
	}
	if (last && c->upstream) {
		position__init(&position);
		position.site = c->upstream->site;
		position.service = c->upstream->service;
		position.epoch = c->upstream->epoch;
		position.sequence = c->upstream->sequence;
		position.hash = (ProtobufCBinaryData){ JOURNAL_HASH_SIZE,
						       arena_copy(&p->arena, c->upstream->hash, JOURNAL_HASH_SIZE) };
		meta.upstream = &position;
	}
	r->meta = wire_pack(&meta.base, &p->arena);
	if (!last)
		r->header.flags = RECORD_MORE;
}

void pipeline_record(struct pipeline *p, struct decision_run *run, const struct recording *c)
{
	size_t first = p->record_count;
	size_t count = (c->adopt ? 1 : 0) + (run ? run->event_count : 0);
	struct fault f = { 0 };

	if (c->adopt)
		adopt_record(p, new_record(p), c->adopt, c->adopt_header);
	for (size_t i = 0; run && i < run->event_count; i++)
		event_record(p, new_record(p), &run->events[i], c);
	if (count == 0) { /* only a cursor or a due row moves */
		new_record(p)->header.kind = RECORD_MARKER;
		count = 1;
	}
	for (size_t i = 0; i < count; i++) {
		struct record *r = &p->records[first + i];
		meta_of(p, r, c, i == 0, i + 1 == count);
		p->record_bytes += r->payload.size + r->meta.size + RECORD_HEADER_SIZE;
		REQUIRE(fold_record(p->o.service, &p->tables, r, &f) == ERR_NONE);
	}
	p->figures.events += run ? run->event_count : 0;
}

void pipeline_move_cursor(struct pipeline *p, size_t at, const struct recording *c)
{
	const RecordMeta *meta;
	struct record *r = &p->records[at];

	meta_of(p, r, c, true, true);
	meta = (const RecordMeta *)wire_unpack_own(&RecordMeta_type, r->meta, &p->arena);
	REQUIRE(meta && meta->upstream);
	cursor_put(&p->tables, meta->upstream);
}

/* ---- commit ------------------------------------------------------------------------------------- */

static void forget_batch(struct pipeline *p)
{
	p->txn = NULL;
	p->record_count = 0;
	p->record_bytes = 0;
	p->commands = 0;
	p->waiting_first = p->waiting_last = NULL;
	arena_reset(&p->arena);
}

static void deliver_one(const struct waiting *w, struct span reply)
{
	CRASH_POINT("pipeline.answer.ready");
	w->to.deliver(w->to.context, w->to.ticket, reply);
	CRASH_POINT("pipeline.answer.given");
}

static void deliver_all(struct pipeline *p, const Reply *instead)
{
	struct span packed = instead ? wire_pack(&instead->base, &p->arena) : (struct span){ 0 };

	for (struct waiting *w = p->waiting_first; w; w = w->next)
		deliver_one(w, instead ? packed : w->reply);
}

/* Nothing of the batch happened: everybody is refused, the cursors fall back to what the journal knows. */
static void refuse_batch(struct pipeline *p)
{
	store_abort(p->txn);
	p->figures.full_disk++;
	p->stalled = true;
	p->upstream_count = 0;
	CRASH_POINT("pipeline.refuse.aborted");
	deliver_all(p, reply_refusal(&p->arena, REFUSAL_STORAGE_FULL, NULL));
	forget_batch(p);
}

/* The state stands on the last record just written. */
static void set_position(struct pipeline *p)
{
	struct journal_tail tail = journal_tail(p->o.journal);
	struct store_position position = position_of(&tail, tail.sequence, tail.hash);

	store_set_position(p->txn, &position);
}

enum err pipeline_commit(struct pipeline *p, struct fault *f)
{
	enum err e = ERR_NONE;
	uint64_t sequence;

	if (p->broken != ERR_NONE) {
		*f = p->broken_fault;
		return p->broken;
	}
	if (!p->txn)
		return ERR_NONE;
	p->stalled = false;
	/* What was decided on a damaged row must neither be recorded nor answered. And what the journal takes the state must be
	 * able to take too, so its room is asked for before. */
	e = store_fault(p->txn, f);
	if (e == ERR_NONE && p->record_count && !store_has_room(p->o.store))
		e = ERR_FULL;
	if (e == ERR_FULL) {
		refuse_batch(p);
		return ERR_NONE;
	}
	if (e != ERR_NONE)
		return fault_wrap(f, "work on the state");
	if (p->record_count) {
		CRASH_POINT("pipeline.commit.begun");
		e = journal_append(p->o.journal, p->records[0].header.sequence, p->records, p->record_count, f);
		if (e == ERR_FULL) {
			refuse_batch(p);
			return ERR_NONE;
		}
		if (e != ERR_NONE)
			return fault_wrap(f, "append to the journal");
		CRASH_POINT("pipeline.commit.journalled");
		set_position(p);
		e = store_commit(p->txn, f);
		if (e != ERR_NONE) /* the journal is ahead; a restart folds the rest in */
			return fault_wrap(f, "commit the store");
		p->figures.batches++;
	} else {
		store_abort(p->txn);
	}
	sequence = p->record_count ? p->records[p->record_count - 1].header.sequence : 0;
	for (size_t i = 0; i < p->upstream_count; i++)
		p->upstreams[i].committed = p->upstreams[i].sequence;
	CRASH_POINT("pipeline.commit.stored");
	deliver_all(p, NULL);
	CRASH_POINT("pipeline.commit.answered");
	forget_batch(p);
	if (sequence && p->o.committed)
		p->o.committed(p->o.context, sequence);
	return ERR_NONE;
}

bool pipeline_stalled(struct pipeline *p)
{
	bool stalled = p->stalled;

	p->stalled = false;
	return stalled;
}
