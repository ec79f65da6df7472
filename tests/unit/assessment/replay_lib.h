/* Replaying decisions of a world's journal, and of copies of it in which one event is another. After a lib with WORLD. */
#ifndef TESTS_REPLAY_LIB_H
#define TESTS_REPLAY_LIB_H

#include <ftw.h>

#include "assessment/replay_kinds.h"
#include "given.h"
#include "runtime/pipeline_impl.h"

#define MEMORY (256u << 20)
#define DECISION_RECORDS_MAX 512

static struct arena memory;
static struct replay_result result;
static char folder[64];

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void clean(void)
{
	if (folder[0])
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	folder[0] = '\0';
}

static inline const char *path_in_folder(const char *name)
{
	if (!memory.cap_bytes)
		arena_init(&memory, MEMORY);
	if (!folder[0]) {
		snprintf(folder, sizeof folder, "/tmp/dandang-replay-test-XXXXXX");
		if (!mkdtemp(folder))
			abort();
	}
	return arena_format(&memory, "%s/%s", folder, name);
}

static inline const struct journal *journal_of_world(void)
{
	return world_pipeline()->o.journal;
}

static inline enum err replay(const struct journal *journal, size_t kind, size_t step, const char *id)
{
	struct fault f = { 0 };
	const char *work = path_in_folder("state");
	struct replay_options o = { .service = world_under_test, .journal = journal, .work = work, .step = &replay_kinds[kind].steps[step],
				    .id = id, .arena = &memory };

	return replay_decision(&o, &result, &f);
}

static inline size_t kind_of(const char *name)
{
	size_t i = 0;

	while (strcmp(replay_kinds[i].name, name) != 0)
		i++;
	return i;
}

/* ---- a journal in which something is another -------------------------------------------------------------- */

typedef bool change_body(ProtobufCMessage *body);   /* true: this was the one */

struct change {
	const char *type;
	change_body *change;
	bool done;
};

static inline struct span copied(struct span s)
{
	return span_of(arena_copy(&memory, s.data, s.size), s.size);
}

static inline void change_record(struct record *record, struct change *c)
{
	Envelope *e;
	ProtobufCMessage *body;

	record->meta = copied(record->meta);
	record->payload = copied(record->payload);
	if (record->header.kind != RECORD_EVENT || c->done)
		return;
	e = (Envelope *)(void *)wire_unpack_own(&Envelope_type, record->payload, &memory);
	if (strcmp(e->type, c->type) != 0)
		return;
	body = wire_unpack_own(contract_message_type(e->type), span_of(e->payload.data, e->payload.len), &memory);
	c->done = c->change(body);
	struct span packed = wire_pack(body, &memory);
	e->payload = (ProtobufCBinaryData){ packed.size, arena_copy(&memory, packed.data, packed.size) };
	record->payload = copied(wire_pack(&e->base, &memory));
}

/* The world's journal again, whole and chained anew, with one event changed. */
static inline struct journal *changed(const char *type, change_body *change)
{
	static struct record records[DECISION_RECORDS_MAX];
	struct change c = { .type = type, .change = change };
	struct journal_options jo = { .engine = "file", .directory = path_in_folder("data/assessment/journal"), .segment_bytes = 8u << 20 };
	struct journal_reader *reader;
	struct journal *out;
	struct fault f = { 0 };
	size_t count = 0;
	uint64_t next = 1;

	CHECK(journal_open(&out, &jo, &f) == ERR_NONE);
	CHECK(journal_reader_open(&reader, journal_of_world(), 1, &f) == ERR_NONE);
	while (journal_reader_next(reader, &records[count], &f) == ERR_NONE) {
		change_record(&records[count], &c);
		if (records[count++].header.flags & RECORD_MORE)
			continue;
		CHECK(journal_append(out, next, records, count, &f) == ERR_NONE);
		next += count;
		count = 0;
	}
	journal_reader_close(reader);
	CHECK(c.done);
	return out;
}

static inline bool no_change(ProtobufCMessage *body)
{
	(void)body;
	return true;
}

#endif
