/* Producers and followers over real loopback TCP with CURVE, on one loop, each with a bus of its own. */
#ifndef DANDANG_TESTS_BUS_STREAM_WORLD_H
#define DANDANG_TESTS_BUS_STREAM_WORLD_H

#include "bus/limits.h"
#include "bus/stream_check.h"
#include "stream_fixture.h"

struct producer {
	struct room *room;
	struct bus *bus;
	struct journal *journal;
	struct bus_stream *stream;
	char name[32];
	char address[128];
	bool refuses;
	uint8_t sees_below;
};

struct reader {
	struct room *room;
	struct bus *bus;
	struct bus_follower *follower;
	struct bus_cursor cursor;
	uint64_t records, withheld, wanted, poison;
	unsigned in_turn;         /* durable after this many records; 0: never */
	unsigned since;
	bool disorder;
	enum bus_follow_state state;
	bool told_to_go;          /* by GOODBYE for its key */
};

static inline bool may_follow(void *context, const char *principal)
{
	struct producer *p = context;

	(void)principal;
	return !p->refuses;
}

static inline bool may_see(void *context, const char *principal, const struct record *record)
{
	struct producer *p = context;

	(void)principal;
	return record->header.data_class < p->sees_below;
}

static inline void producer_start(struct producer *p, const char *address)
{
	const struct bus_stream_options o = { .address = address, .journal = p->journal, .site = "440500",
					      .service = p->name, .may_follow = may_follow, .may_see = may_see,
					      .context = p };
	struct fault f = { 0 };

	p->bus = bus_of(p->room, p->name);
	if (bus_stream_open(&p->stream, p->bus, &o, &f) != ERR_NONE) {
		printf("# %s\n", f.text);
		abort();
	}
	snprintf(p->address, sizeof p->address, "%s", bus_stream_address(p->stream));
}

static inline void producer_open(struct producer *p, struct room *r, const char *name, uint64_t records)
{
	*p = (struct producer){ .room = r, .sees_below = 4 };
	snprintf(p->name, sizeof p->name, "%s", name);
	p->journal = journal_in(r, name, 0);
	append_many(p->journal, "event", records);
	producer_start(p, ANY_PORT);
}

static inline void producer_stop(struct producer *p)
{
	bus_stream_free(p->stream);
	bus_free(p->bus);
	p->stream = NULL;
	p->bus = NULL;
	turn_for(p->room, 50); /* the port is free once the socket has closed */
}

static inline void producer_close(struct producer *p)
{
	bus_stream_free(p->stream);
	bus_free(p->bus);
	journal_close(p->journal);
}

static inline bool on_record(void *context, const struct record *record, const uint8_t header_bytes[RECORD_HEADER_SIZE])
{
	struct reader *r = context;

	if (record->header.sequence == r->poison)
		return false;
	r->disorder |= record->header.sequence != r->cursor.sequence + 1;
	if (!record->withheld && !record_payload_matches(&record->header, record->payload))
		r->disorder = true;
	r->cursor.sequence = record->header.sequence;
	r->cursor.epoch = record->header.epoch;
	record_header_hash(header_bytes, r->cursor.hash);
	r->records++;
	r->withheld += record->withheld;
	if (r->in_turn && ++r->since >= r->in_turn) {
		r->since = 0;
		bus_follower_durable(r->follower, r->cursor.sequence);
	}
	return true;
}

static inline void on_state(void *context, enum bus_follow_state state, const char *reason)
{
	struct reader *r = context;

	r->told_to_go |= reason && strcmp(reason, "this key may not follow any more") == 0;
	r->state = state;
}

static inline void reader_follow(struct reader *r, struct producer *p, const char *consumer)
{
	const struct bus_follower_options o = { .address = p->address, .server_name = p->name, .consumer = consumer,
						.cursor = r->cursor, .on_record = on_record, .on_state = on_state,
						.context = r };

	CHECK_INT(bus_follower_open(&r->follower, r->bus, &o, NULL), ERR_NONE);
}

static inline void reader_open(struct reader *r, struct room *room, const char *name, struct producer *p)
{
	*r = (struct reader){ .room = room, .in_turn = 1 };
	r->bus = bus_of(room, name);
	reader_follow(r, p, name);
}

static inline void reader_close(struct reader *r)
{
	bus_follower_free(r->follower);
	bus_free(r->bus);
}

static inline bool has_wanted(void *context)
{
	struct reader *r = context;

	return r->records >= r->wanted;
}

static inline bool wait_records(struct reader *r, uint64_t wanted)
{
	r->wanted = wanted;
	return turn_until(r->room, has_wanted, r, PATIENCE_MS);
}

struct wait_state {
	struct reader *reader;
	enum bus_follow_state state;
};

static inline bool has_state(void *context)
{
	struct wait_state *w = context;

	return w->reader->state == w->state;
}

static inline bool wait_state(struct reader *r, enum bus_follow_state state)
{
	struct wait_state w = { r, state };

	return turn_until(r->room, has_state, &w, PATIENCE_MS);
}

static inline void room_with_keys(struct room *r)
{
	room_open(r);
	allow_only(r, "training", "personnel", "gateway", "welfare", NULL);
}

#endif
