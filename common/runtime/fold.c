#include "runtime/fold.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/require.h"
#include "runtime/platform.h"

const struct event_row *event_row_find(const struct service *service, const char *type)
{
	size_t low = 0, high = service->event_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(service->events[middle].type->name, type);
		if (order == 0)
			return &service->events[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Own bytes were packed by this service and come from its journal, which checked them against their hash. What others
 * packed is looked at each time: a type unknown when it was adopted may be known by now. */
static ProtobufCMessage *unpack(const struct wire_type *type, struct span bytes, bool own, struct arena *arena)
{
	return own ? wire_unpack_own(type, bytes, arena) :
		     wire_unpack(type, bytes, RECORD_PAYLOAD_MAX, false, arena, NULL);
}

/* "site/service/sequence", made for every event: a third of what a format string takes. */
static const char *event_id(const Envelope *e, struct arena *arena)
{
	char digits[20];
	size_t count = 0, site = strlen(e->site), service = strlen(e->service);
	uint64_t left = e->sequence;

	do
		digits[count++] = (char)('0' + left % 10);
	while (left /= 10);
	char *id = arena_alloc_raw(arena, site + service + count + 3), *at = id;
	REQUIRE(id);
	at = mempcpy(at, e->site, site);
	*at++ = '/';
	at = mempcpy(at, e->service, service);
	*at++ = '/';
	while (count)
		*at++ = digits[--count];
	*at = '\0';
	return id;
}

static enum err decode(const struct service *service, struct span envelope, bool own, struct arena *arena,
		       struct event *out, const struct event_row **row, const ProtobufCMessage **body, struct fault *f)
{
	const Envelope *e = (const Envelope *)unpack(&Envelope_type, envelope, own, arena);
	char iso[ISO_DAY_SIZE];

	if (!e)
		return fault_set(f, ERR_CORRUPT, "an envelope does not decode");
	iso_of_day(day_of_moment(e->occurred_at_ms), iso);
	*out = (struct event){
		.site = e->site,
		.service = e->service,
		.sequence = e->sequence,
		.id = event_id(e, arena),
		.type = e->type,
		.subject = e->subject,
		.actor_account = e->actor ? e->actor->account : "",
		.actor_cadre_id = e->actor ? e->actor->cadre_id : "",
		.actor_region = e->actor ? e->actor->region : "",
		.occurred_at_ms = e->occurred_at_ms,
		.occurred_on = arena_text(arena, iso, ISO_DAY_SIZE - 1),
		.cause = e->cause,
		.correlation = e->correlation,
	};
	*row = event_row_find(service, e->type);
	*body = NULL;
	if (*row) {
		*body = unpack((*row)->type, span_of(e->payload.data, e->payload.len), own, arena);
		if (!*body)
			return fault_set(f, ERR_CORRUPT, "event %s of type %s does not decode", out->id, e->type);
	}
	out->body = *body;
	return ERR_NONE;
}

enum err event_decode(const struct service *service, struct span envelope, struct arena *arena, struct event *out,
		      const struct event_row **row, const ProtobufCMessage **body, struct fault *f)
{
	return decode(service, envelope, false, arena, out, row, body, f);
}

static enum err decode_event(const struct service *service, const struct record *record, struct arena *arena,
			     struct decoded *out, struct fault *f)
{
	struct span envelope = record->payload;
	bool own = record->header.kind == RECORD_EVENT;

	out->has_event = true;
	if (!own) {
		REQUIRE(envelope.size >= RECORD_HEADER_SIZE);
		envelope = span_of(envelope.data + RECORD_HEADER_SIZE, envelope.size - RECORD_HEADER_SIZE);
	}
	if (!own && envelope.size == 0) {
		/* Its header alone came with the stream, or its payload did not. The gateway still counts it. */
		out->event = (struct event){ .site = "", .service = "", .id = "", .type = "", .subject = "",
					     .withheld = true };
	} else {
		enum err e = decode(service, envelope, own, arena, &out->event, &out->row, &out->body, f);
		if (e != ERR_NONE)
			return e;
	}
	out->event.local_sequence = record->header.sequence;
	out->event.adopted = !own;
	return ERR_NONE;
}

enum err fold_decode(const struct service *service, const struct record *record, struct arena *arena,
		     struct decoded *out, struct fault *f)
{
	*out = (struct decoded){ .header = record->header,
				 .meta = (const RecordMeta *)wire_unpack_own(&RecordMeta_type, record->meta, arena) };
	if (!out->meta)
		return fault_set(f, ERR_CORRUPT, "the meta part of record %llu does not decode",
				 (unsigned long long)record->header.sequence);
	if (record->header.kind != RECORD_EVENT && record->header.kind != RECORD_ADOPTED)
		return ERR_NONE;
	return decode_event(service, record, arena, out, f);
}

void fold_apply(const struct service *service, struct tables *t, const struct decoded *d)
{
	if (d->meta->due)
		due_clear(t, d->meta->due->kind, d->meta->due->id);
	if (d->row && d->row->apply)
		d->row->apply(t, d->body, &d->event);
	else if (d->row && !d->event.adopted)
		platform_apply(t, d->event.type, d->body);
	if (d->has_event && service->apply_any)
		service->apply_any(t, &d->event);
	if (d->meta->idempotency_key[0])
		answer_put(t, d->meta, d->header.recorded_at_ms, d->header.sequence);
	if (d->meta->upstream)
		cursor_put(t, d->meta->upstream);
	store_set_sequence(t->txn, d->header.sequence);
}

enum err fold_record(const struct service *service, struct tables *t, const struct record *record, struct fault *f)
{
	struct decoded decoded;
	enum err e = fold_decode(service, record, t->state.arena, &decoded, f);

	if (e == ERR_NONE)
		fold_apply(service, t, &decoded);
	return e;
}
