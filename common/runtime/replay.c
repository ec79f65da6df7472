#include "runtime/replay.h"

#include <string.h>

#include "base/hex.h"
#include "base/require.h"
#include "digest/digest.h"
#include "runtime/decision_run.h"
#include "runtime/fold.h"
#include "runtime/pipeline.h"
#include "runtime/rebuild.h"

/* One event, as recorded or as decided again. */
struct replayed {
	const struct event_row *row;   /* NULL: its type is unknown here */
	const char *type, *subject;
	struct span body;
};
struct side {
	struct replayed *events;
	size_t count;
};
/* By whom, where and when. */
struct decided {
	const Actor *actor;
	const char *site;
	int64_t at_ms;
};

/* ---- finding the decision ---------------------------------------------------------------------------- */

/* A pass over the journal, decision by decision. */
struct walk {
	const struct replay_options *o;
	struct arena arena;            /* of one record */
	uint64_t begun;                /* first record of the decision at hand */
	bool found;                    /* it has the marker */
	uint64_t first, last;          /* of the last decision that had it */
};

static bool is_marker(struct walk *w, const Envelope *e)
{
	const struct event_row *row = event_row_find(w->o->service, e->type);
	const ProtobufCMessage *body;

	if (strcmp(e->type, w->o->step->marker) != 0 || !row)
		return false;
	body = wire_unpack_own(row->type, span_of(e->payload.data, e->payload.len), &w->arena);
	return body && strcmp(message_text(body, w->o->step->key, &w->arena), w->o->id) == 0;
}

static enum err look_at(struct walk *w, const struct record *record, struct fault *f)
{
	const Envelope *e;

	arena_reset(&w->arena);
	if (!w->begun)
		w->begun = record->header.sequence;
	if (record->header.kind == RECORD_EVENT) {
		e = (const Envelope *)wire_unpack_own(&Envelope_type, record->payload, &w->arena);
		if (!e)
			return fault_set(f, ERR_CORRUPT, "record %llu does not decode", (unsigned long long)record->header.sequence);
		w->found = w->found || is_marker(w, e);
	}
	if (record->header.flags & RECORD_MORE)
		return ERR_NONE;
	if (w->found) {
		w->first = w->begun;
		w->last = record->header.sequence;
	}
	w->begun = 0;
	w->found = false;
	return ERR_NONE;
}

static enum err find(const struct replay_options *o, struct replay_result *out, struct fault *f)
{
	struct walk w = { .o = o };
	struct journal_reader *reader;
	struct record record;
	enum err e = journal_reader_open(&reader, o->journal, journal_tail(o->journal).first_sequence, f);

	if (e != ERR_NONE)
		return e;
	arena_init(&w.arena, RECORD_PAYLOAD_MAX * 4);
	while ((e = journal_reader_next(reader, &record, f)) == ERR_NONE)
		if ((e = look_at(&w, &record, f)) != ERR_NONE)
			break;
	journal_reader_close(reader);
	arena_fini(&w.arena);
	if (e != ERR_NOT_FOUND)        /* the tail */
		return e;
	if (w.first <= 1)              /* before the first record there are no rules and nothing to decide about */
		return fault_set(f, ERR_NOT_FOUND, "no decision with %s of %s is recorded", o->step->marker, o->id);
	out->first = w.first;
	out->last = w.last;
	return ERR_NONE;
}

/* ---- as recorded --------------------------------------------------------------------------------------- */

static void *must(void *memory)
{
	REQUIRE(memory);
	return memory;
}

static enum err take_recorded(const struct replay_options *o, const struct record *record, struct side *side, struct decided *d,
			      struct fault *f)
{
	struct span payload = span_of(must(arena_copy(o->arena, record->payload.data, record->payload.size)), record->payload.size);
	const Envelope *e = (const Envelope *)wire_unpack_own(&Envelope_type, payload, o->arena);

	if (!e)
		return fault_set(f, ERR_CORRUPT, "record %llu does not decode", (unsigned long long)record->header.sequence);
	side->events[side->count++] = (struct replayed){
		.row = event_row_find(o->service, e->type),
		.type = e->type,
		.subject = e->subject,
		.body = span_of(e->payload.data, e->payload.len),
	};
	d->actor = e->actor;
	d->site = e->site;
	d->at_ms = e->occurred_at_ms;
	return ERR_NONE;
}

static enum err read_recorded(const struct replay_options *o, struct replay_result *out, struct side *side, struct decided *d,
			      struct fault *f)
{
	struct journal_reader *reader;
	struct record record;
	enum err e = journal_reader_open(&reader, o->journal, out->first, f);

	side->events = must(arena_alloc(o->arena, (size_t)(out->last - out->first + 1) * sizeof *side->events));
	if (e != ERR_NONE)
		return e;
	for (uint64_t at = out->first; at <= out->last && e == ERR_NONE; at++) {
		e = journal_reader_next(reader, &record, f);
		if (e == ERR_NONE && record.header.kind == RECORD_EVENT)
			e = take_recorded(o, &record, side, d, f);
	}
	journal_reader_close(reader);
	out->events = side->count;
	return e;
}

/* ---- decided again --------------------------------------------------------------------------------------- */

static struct actor *actor_of(struct arena *arena, const Actor *a)
{
	static const char *const none[] = { NULL };
	struct actor *actor = must(arena_alloc(arena, sizeof *actor));

	*actor = (struct actor){ .account = "", .cadre_id = "", .region = "", .unit_id = "", .roles = none };
	if (!a)
		return actor;
	actor->account = a->account;
	actor->cadre_id = a->cadre_id;
	actor->region = a->region;
	actor->unit_id = a->unit_id;
	actor->roles = (const char *const *)a->roles;
	actor->role_count = a->n_roles;
	return actor;
}

static ProtobufCMessage *command_of(const struct replay_options *o, const struct command_row *row)
{
	const ProtobufCMessageDescriptor *type = row->type->descriptor;
	const ProtobufCFieldDescriptor *key = protobuf_c_message_descriptor_get_field_by_name(type, o->step->key);
	ProtobufCMessage *command = must(arena_alloc(o->arena, type->sizeof_message));

	REQUIRE(key && key->type == PROTOBUF_C_TYPE_STRING);
	type->message_init(command);
	memcpy((uint8_t *)command + key->offset, &o->id, sizeof o->id);
	return command;
}

static void take_decided(const struct replay_options *o, const struct decision_run *run, struct side *side)
{
	side->events = must(arena_alloc(o->arena, (run->event_count + 1) * sizeof *side->events));
	for (size_t i = 0; i < run->event_count; i++)
		side->events[side->count++] = (struct replayed){
			.row = run->events[i].row,
			.type = run->events[i].row->type->name,
			.subject = run->events[i].subject,
			.body = span_of(must(arena_copy(o->arena, run->events[i].body.data, run->events[i].body.size)), run->events[i].body.size),
		};
}

/* What refuses now, "" when it is decided. */
static enum err decide_again(const struct replay_options *o, uint64_t first, const struct decided *d, struct side *side,
			     const char **refused, struct fault *f)
{
	const struct command_row *row = pipeline_command_row(o->service, o->step->command);
	struct rebuild_options ro = { .service = o->service, .directory = o->work, .journal = o->journal, .snapshots = o->snapshots,
				      .until = first - 1 };
	struct store *store;
	struct store_txn *txn;
	enum err e = rebuild(&store, &ro, f);

	REQUIRE(row && row->decide);
	if (e != ERR_NONE)
		return e;
	e = store_begin(store, false, &txn, f);
	if (e == ERR_NONE) {
		struct state state = { .txn = txn, .arena = o->arena };
		struct decision_run *run = decision_run_new(&state, o->arena, d->site, actor_of(o->arena, d->actor), d->at_ms, first);
		enum refusal r = row->decide(&run->d, command_of(o, row));
		r = r ? r : run->sticky;
		*refused = r ? refusal_row(r)->symbol : "";
		take_decided(o, run, side);
		e = store_commit(txn, f);      /* damage met on the way */
	}
	store_close(store, false);
	return e;
}

/* ---- comparing --------------------------------------------------------------------------------------------- */

static const char *hash_of(const struct replay_options *o, const struct side *side)
{
	uint8_t digest[SHA256_SIZE];
	char *text = must(arena_alloc(o->arena, HEX_SIZE(SHA256_SIZE)));
	struct sha256 h;

	for (size_t i = 0; i < side->count; i++) {
		const struct replayed *e = &side->events[i];
		const ProtobufCMessage *body;
		if (strcmp(e->type, o->step->marker) != 0 || !protobuf_c_message_descriptor_get_field_by_name(e->row->type->descriptor, "hash"))
			continue;
		body = wire_unpack_own(e->row->type, e->body, o->arena);
		return body ? message_text(body, "hash", o->arena) : "";
	}
	sha256_init(&h);
	for (size_t i = 0; i < side->count; i++) {
		const char *head = arena_format(o->arena, "%s %zu\n", side->events[i].type, side->events[i].body.size);
		sha256_add(&h, must((void *)(uintptr_t)head), strlen(head));
		sha256_add(&h, side->events[i].body.data, side->events[i].body.size);
	}
	sha256_end(&h, digest);
	hex_encode(digest, sizeof digest, text);
	return text;
}

static bool is_plain(const ProtobufCFieldDescriptor *f)
{
	return f->label != PROTOBUF_C_LABEL_REPEATED && f->type != PROTOBUF_C_TYPE_MESSAGE && f->type != PROTOBUF_C_TYPE_BYTES;
}

/* A message with nothing but this field, as JSON. */
static const char *field_json(const struct wire_type *type, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *f,
			      struct arena *arena)
{
	ProtobufCMessage *one = must(arena_alloc(arena, type->descriptor->sizeof_message));
	size_t size = f->type == PROTOBUF_C_TYPE_STRING ? sizeof(char *) :
		      f->type == PROTOBUF_C_TYPE_INT64 || f->type == PROTOBUF_C_TYPE_UINT64 ? sizeof(int64_t) :
		      f->type == PROTOBUF_C_TYPE_BOOL ? sizeof(protobuf_c_boolean) : sizeof(int32_t);

	type->descriptor->message_init(one);
	memcpy((uint8_t *)one + f->offset, (const uint8_t *)message + f->offset, size);
	return (const char *)wire_to_json(type, one, false, arena).data;
}

/* The first plain field that differs, as both sides have it; else that something within does. */
static const char *body_difference(const struct replayed *a, const struct replayed *b, struct arena *arena)
{
	const struct wire_type *type = a->row ? a->row->type : NULL;
	const ProtobufCMessage *x = type ? wire_unpack_own(type, a->body, arena) : NULL, *y = type ? wire_unpack_own(type, b->body, arena) : NULL;

	for (unsigned i = 0; x && y && i < type->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &type->descriptor->fields[i];
		if (!is_plain(f))
			continue;
		const char *left = field_json(type, x, f, arena), *right = field_json(type, y, f, arena);
		if (strcmp(left, right) != 0)
			return arena_format(arena, "published %s, recomputed %s", left, right);
	}
	return "what stands within it differs";
}

static const char *difference(const struct replay_options *o, const struct side *published, const struct side *again)
{
	for (size_t i = 0; i < published->count && i < again->count; i++) {
		const struct replayed *a = &published->events[i], *b = &again->events[i];
		if (strcmp(a->type, b->type) != 0)
			return arena_format(o->arena, "event %zu: %s published, %s recomputed", i + 1, a->type, b->type);
		if (!span_equal(a->body, b->body))
			return arena_format(o->arena, "%s of %s: %s", a->type, a->subject, body_difference(a, b, o->arena));
	}
	if (published->count != again->count)
		return arena_format(o->arena, "%zu events published, %zu recomputed", published->count, again->count);
	return "";
}

enum err replay_decision(const struct replay_options *o, struct replay_result *out, struct fault *f)
{
	struct side published = { .count = 0 }, again = { .count = 0 };
	struct decided d = { .site = "" };
	const char *refused = "";
	enum err e;

	*out = (struct replay_result){ .published = "", .recomputed = "", .difference = "" };
	e = find(o, out, f);
	if (e == ERR_NONE)
		e = read_recorded(o, out, &published, &d, f);
	if (e == ERR_NONE)
		e = decide_again(o, out->first, &d, &again, &refused, f);
	if (e != ERR_NONE)
		return e;
	out->decided_at_ms = d.at_ms;
	out->published = hash_of(o, &published);
	out->recomputed = refused[0] ? "" : hash_of(o, &again);
	out->difference = refused[0] ? arena_format(o->arena, "refused this time: %s", refused) : difference(o, &published, &again);
	out->equal = out->difference[0] == '\0' && strcmp(out->published, out->recomputed) == 0;
	return ERR_NONE;
}
