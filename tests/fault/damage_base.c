/* The base: real commands and foreign events through the real pipeline of one service. */
#include "damage.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/require.h"
#include "digest/digest.h"
#include "runtime/pipeline.h"
#include "runtime/snapshots.h"
#include "workflows.h"

#define TODAY "2026-03-02"
#define MEMORY (256u << 20)

struct life {
	const struct service *service;
	const char *site;
	char data[DAMAGE_PATH_MAX];
	struct opened opened;
	struct pipeline *pipeline;
	struct arena arena;
	unsigned keys;
	uint64_t foreign;
	uint8_t foreign_hash[JOURNAL_HASH_SIZE];
	unsigned people, classes;
};

static int64_t wall_ms(void *context)
{
	(void)context;
	return (int64_t)time(NULL) * 1000;
}

static struct opening opening_of(const struct service *service, const char *site, const char *data)
{
	return (struct opening){ .service = service, .site = site, .data = data, .segment_bytes = DAMAGE_SEGMENT_BYTES };
}

struct opening base_opening(const char *data)
{
	return opening_of(&training_service, DAMAGE_SITE, data);
}

/* ---- one life ---------------------------------------------------------------------------------------- */

static void begin(struct life *l)
{
	struct opening o = opening_of(l->service, l->site, l->data);
	struct fault f = { 0 };

	if (state_open(&o, &l->opened, &f) != ERR_NONE) {
		fprintf(stderr, "damage: %s\n", f.text);
		exit(1);
	}
	struct pipeline_options po = { .service = l->service, .site = l->site, .journal = l->opened.journal,
				       .store = l->opened.store, .simulated_clock = true, .wall_ms = wall_ms };
	l->pipeline = pipeline_new(&po);
}

static void end(struct life *l)
{
	pipeline_free(l->pipeline);
	store_close(l->opened.store, true);
	journal_close(l->opened.journal);
}

static void commit(struct life *l)
{
	struct fault f = { 0 };

	if (pipeline_commit(l->pipeline, &f) != ERR_NONE) {
		fprintf(stderr, "damage: %s\n", f.text);
		exit(1);
	}
}

static void deliver(void *context, const void *ticket, struct span reply)
{
	struct life *l = context;
	const Reply *r = (const Reply *)wire_unpack(&Reply_type, reply, 1u << 24, false, &l->arena, &(struct wire_result){ 0 });

	(void)ticket;
	if (!r || r->status / 100 != 2) {
		fprintf(stderr, "damage: the base was refused: %s\n", r ? r->code : "?");
		exit(1);
	}
}

static void command(struct life *l, const char *type, const void *message)
{
	static const char *const roles[] = { "system_admin", "org.head", "org.training" };
	struct answer_to to = { .deliver = deliver, .context = l };
	const struct wire_type *t = contract_message_type(type);
	const ProtobufCMessage *whole = wire_clone_shallow(t->descriptor, message, &l->arena);
	struct span body = wire_pack(whole, &l->arena);
	Request request;
	Actor actor;

	actor__init(&actor);
	actor.account = "officer";
	actor.region = DAMAGE_SITE;
	actor.roles = (const char **)(uintptr_t)roles;
	actor.n_roles = 3;
	request__init(&request);
	request.type = type;
	request.body = (ProtobufCBinaryData){ body.size, arena_copy(&l->arena, body.data, body.size) };
	request.actor = &actor;
	request.idempotency_key = arena_format(&l->arena, "key-%08u", ++l->keys);
	pipeline_command(l->pipeline, &request, body.size, &to);
	commit(l);
}

/* An event of personnel's stream. */
static void foreign(struct life *l, const char *type, const void *message)
{
	const struct wire_type *t = contract_message_type(type);
	const ProtobufCMessage *whole = wire_clone_shallow(t->descriptor, message, &l->arena);
	struct span body = wire_pack(whole, &l->arena);
	struct record record = { .header = { .sequence = ++l->foreign, .epoch = 1, .kind = RECORD_EVENT, .data_class = 2 } };
	uint8_t header[RECORD_HEADER_SIZE];
	Envelope envelope;

	envelope__init(&envelope);
	envelope.site = l->site;
	envelope.service = "personnel";
	envelope.sequence = l->foreign;
	envelope.type = type;
	envelope.occurred_at_ms = moment_of_day(day_of_iso(TODAY));
	envelope.payload = (ProtobufCBinaryData){ body.size, arena_copy(&l->arena, body.data, body.size) };
	record.payload = wire_pack(&envelope.base, &l->arena);
	record.header.payload_size = (uint32_t)record.payload.size;
	journal_sha256(record.payload, record.header.payload_hash);
	journal_sha256((struct span){ 0 }, record.header.meta_hash);
	memcpy(record.header.previous_hash, l->foreign_hash, sizeof l->foreign_hash);
	record_header_encode(&record.header, header);
	record_header_hash(header, l->foreign_hash);
	REQUIRE(pipeline_foreign(l->pipeline, l->site, "personnel", &record, header));
	commit(l);
}

static void people(struct life *l, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const char *id = arena_format(&l->arena, "c-%s-%04u", l->site, l->people++);
		foreign(l, "CadreRegistered",
			&(CadreRegistered){ .cadre_id = id, .name = id, .unit_id = "u1", .authority = l->site,
					    .level = POST_LEVEL_SECTION_HEAD });
	}
}

static void classes(struct life *l, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		ClassPlan plan = { .title = arena_format(&l->arena, "专题班 %s %s %03u", l->site, l->service->name, l->classes++),
				   .kind = CLASS_KIND_THEORY, .venue = VENUE_KIND_PARTY_SCHOOL, .starts_on = "2026-03-16",
				   .ends_on = "2026-03-17", .hours = 14, .seats = 50, .off_job = true };
		command(l, "DraftClass", &(DraftClass){ .plan = &plan });
	}
}

static void pack(struct life *l, const char *path, const char *type)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = fopen(path, "re");

	REQUIRE(file && getdelim(&text, &size, EOF, file) > 0);
	fclose(file);
	const ProtobufCMessage *m = wire_from_json(contract_message_type(type), span_text(text), &l->arena,
						   &(struct wire_result){ 0 });
	REQUIRE(m);
	command(l, type, m);
	free(text);
}

static void snapshot(struct life *l)
{
	char path[OPENING_PATH_MAX];
	uint64_t sequence;
	struct fault f = { 0 };

	opening_path(l->data, "snapshots", path);
	if (snapshots_make(l->opened.store, path, &sequence, &f) != ERR_NONE) {
		fprintf(stderr, "damage: %s\n", f.text);
		exit(1);
	}
	sequence = snapshots_prune(path);
	if (sequence)
		REQUIRE(journal_snapshot_note(l->opened.journal, sequence, path, &f) == ERR_NONE);
}

static void first_days(struct life *l)
{
	command(l, "AdvanceClock", &(AdvanceClock){ .to_ms = moment_of_day(day_of_iso(TODAY)) + 9 * 3600000 });
	pack(l, "deploy/policy/training.json", "SetPolicy");
	pack(l, "deploy/policy/rules.json", "SetPolicy");
	pack(l, "deploy/policy/calendar-2026.json", "SetCalendar");
	foreign(l, "UnitRegistered", &(UnitRegistered){ .unit_id = "u1", .name = "一局", .region = l->site });
	people(l, 60);
	classes(l, 10);
	snapshot(l);
	people(l, 20);
	classes(l, 10);
}

static void later_days(struct life *l)
{
	people(l, 30);
	classes(l, 20);
	snapshot(l);
	people(l, 10);
	classes(l, 10);
}

static void live(const struct service *service, const char *site, const char *root, const char *name, bool older)
{
	struct life l = { .service = service, .site = site };
	char copy[DAMAGE_PATH_MAX];

	snprintf(l.data, sizeof l.data, "%.300s/%s", root, name);
	arena_init(&l.arena, MEMORY);
	begin(&l);
	first_days(&l);
	end(&l);
	if (older) {
		snprintf(copy, sizeof copy, "%.300s/older", root);
		copy_directory(l.data, copy);
	}
	begin(&l);
	later_days(&l);
	end(&l);
	arena_fini(&l.arena);
}

/* Opened and killed: the state is the same, and no mark speaks for it. */
static void kill_copy(const char *root)
{
	char from[DAMAGE_PATH_MAX], to[DAMAGE_PATH_MAX];
	int status;

	snprintf(from, sizeof from, "%.300s/clean", root);
	snprintf(to, sizeof to, "%.300s/killed", root);
	copy_directory(from, to);
	pid_t child = fork();
	if (child == 0) {
		struct opening o = base_opening(to);
		struct opened opened;
		_exit(state_open(&o, &opened, NULL) == ERR_NONE ? 0 : 1);
	}
	REQUIRE(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

void base_build(const char *root)
{
	/* Another daemon: the same code under another name, so that its rows would pass every check of form. */
	static struct service other;

	other = training_service;
	other.name = "welfare";
	live(&training_service, DAMAGE_SITE, root, "clean", true);
	live(&other, DAMAGE_SITE, root, "service", false);
	live(&training_service, "150404", root, "site", false);
	kill_copy(root);
}

void base_plant(const char *data)
{
	struct opening o = base_opening(data);
	struct opened opened;
	struct store_txn *txn;
	struct store_cursor *cursor;
	struct span key, value;
	uint8_t kept[STORE_KEY_MAX], changed[4096];

	REQUIRE(state_open(&o, &opened, NULL) == ERR_NONE);
	REQUIRE(store_begin(opened.store, true, &txn, NULL) == ERR_NONE);
	REQUIRE(store_cursor_open(txn, TABLE_POLICY, (struct span){ 0 }, (struct span){ 0 }, &cursor) == ERR_NONE);
	REQUIRE(store_cursor_next(cursor, &key, &value) && value.size > 0 && value.size < sizeof changed);
	memcpy(kept, key.data, key.size);
	memcpy(changed, value.data, value.size);
	key.data = kept;
	value.data = changed;
	store_cursor_close(cursor);
	changed[value.size - 1] ^= 1;
	store_put(txn, TABLE_POLICY, key, value);
	REQUIRE(store_commit(txn, NULL) == ERR_NONE);
	store_close(opened.store, true);
	journal_close(opened.journal);
}

/* ---- the truth --------------------------------------------------------------------------------------- */

void record_digest(const struct record *record, uint8_t out[JOURNAL_HASH_SIZE])
{
	uint8_t header[RECORD_HEADER_SIZE];
	struct sha256 h;

	record_header_encode(&record->header, header);
	sha256_init(&h);
	sha256_add(&h, header, sizeof header);
	sha256_add(&h, record->meta.data, record->meta.size);
	sha256_add(&h, record->payload.data, record->payload.size);
	sha256_end(&h, out);
}

static struct span keep(struct span s)
{
	uint8_t *copy = malloc(s.size + 1);

	REQUIRE(copy);
	if (s.size)
		memcpy(copy, s.data, s.size);
	return span_of(copy, s.size);
}

static void keep_rows(const struct store_txn *txn, struct truth *out)
{
	size_t room = 0;

	for (unsigned table = 0; table < training_service.store_table_count; table++) {
		struct store_cursor *cursor;
		struct span key, value;
		REQUIRE(store_cursor_open(txn, table, (struct span){ 0 }, (struct span){ 0 }, &cursor) == ERR_NONE);
		while (store_cursor_next(cursor, &key, &value)) {
			if (out->row_count == room) {
				room = room ? 2 * room : 1024;
				out->rows = realloc(out->rows, room * sizeof *out->rows);
				REQUIRE(out->rows);
			}
			out->rows[out->row_count++] = (struct truth_row){ table, keep(key), keep(value) };
		}
		store_cursor_close(cursor);
	}
}

void base_truth(const char *data, struct truth *out)
{
	struct opening o = base_opening(data);
	struct opened opened;
	struct journal_reader *reader;
	struct record record;
	struct store_txn *txn;

	*out = (struct truth){ 0 };
	REQUIRE(state_open(&o, &opened, NULL) == ERR_NONE);
	out->records = journal_tail(opened.journal).sequence;
	out->record_hashes = calloc(out->records, JOURNAL_HASH_SIZE);
	REQUIRE(out->record_hashes && journal_reader_open(&reader, opened.journal, 1, NULL) == ERR_NONE);
	while (journal_reader_next(reader, &record, NULL) == ERR_NONE)
		record_digest(&record, out->record_hashes[record.header.sequence - 1]);
	journal_reader_close(reader);
	REQUIRE(store_begin(opened.store, false, &txn, NULL) == ERR_NONE);
	store_digest(txn, out->digest);
	keep_rows(txn, out);
	REQUIRE(store_commit(txn, NULL) == ERR_NONE);
	store_close(opened.store, true);
	journal_close(opened.journal);
}
