#include "given.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/require.h"
#include "runtime/fold.h"
#include "runtime/pipeline_impl.h"
#include "runtime/rebuild.h"

#define WORLD_SITE "150400"
#define WORLD_MEMORY (256u << 20)
#define WORLD_UPSTREAMS 8
#define MORNING_MS (9 * 3600 * 1000)

struct sender {
	char service[33];
	uint64_t sequence;
	uint8_t hash[JOURNAL_HASH_SIZE];
};

struct world {
	const struct service *service;
	char directory[256], journal_path[300], store_path[300];
	struct journal *journal;
	struct store *store;
	struct pipeline *pipeline;
	struct arena arena;            /* lives as long as the world */
	struct store_txn *read;
	struct state state;
	Actor actor;
	const Reply *reply;
	uint64_t step_first;           /* first sequence of the last step */
	unsigned keys;
	const char *last_type;
	struct span last_body;
	struct sender senders[WORLD_UPSTREAMS];
	size_t sender_count;
};

static struct world world;

static int64_t wall_ms(void *context)
{
	(void)context;
	return (int64_t)time(NULL) * 1000;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void end_read(void)
{
	if (world.read)
		store_abort(world.read);
	world.read = NULL;
}

/* What was built step by step must equal what the journal alone gives. */
static void check_rebuild(void)
{
	char shadow_path[300];
	struct shadow shadow = { 0 };
	struct fault f = { 0 };

	snprintf(shadow_path, sizeof shadow_path, "%s/shadow", world.directory);
	struct rebuild_options o = { .service = world.service, .directory = shadow_path, .journal = world.journal };
	if (shadow_rebuild(world.store, &o, &shadow, &f) != ERR_NONE || !shadow.equal) {
		printf("#   a rebuild from the journal differs: %s\nnot ok - rebuild\n# passed 0 failed 1\n", f.text);
		fflush(stdout);
		_exit(1);
	}
}

static void world_close(void)
{
	if (!world.pipeline)
		return;
	end_read();
	check_rebuild();
	pipeline_free(world.pipeline);
	store_close(world.store, false);
	journal_close(world.journal);
	arena_fini(&world.arena);
	nftw(world.directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	world = (struct world){ 0 };
}

static void commit(void)
{
	struct fault f = { 0 };

	end_read();
	if (pipeline_commit(world.pipeline, &f) != ERR_NONE) {
		printf("#   commit: %s\n", f.text);
		abort();
	}
}

static void deliver(void *context, const void *ticket, struct span reply)
{
	(void)context;
	(void)ticket;
	const void *copy = arena_copy(&world.arena, reply.data, reply.size);
	world.reply = (const Reply *)wire_unpack(&Reply_type, span_of(copy, reply.size), 1u << 24, false, &world.arena,
						 &(struct wire_result){ 0 });
	REQUIRE(world.reply);
}

static void send(const char *type, struct span body, const char *key)
{
	struct answer_to to = { .deliver = deliver };
	Request request;

	request__init(&request);
	request.type = type;
	request.body = (ProtobufCBinaryData){ body.size, arena_copy(&world.arena, body.data, body.size) };
	request.actor = &world.actor;
	request.idempotency_key = key;
	end_read();
	world.step_first = journal_tail(world.journal).sequence + 1;
	pipeline_command(world.pipeline, &request, body.size, &to);
	commit();
}

static const char *next_key(void)
{
	return arena_format(&world.arena, "key-%08u", ++world.keys);
}

static struct span packed(const char *type, const void *message)
{
	const struct wire_type *t = contract_message_type(type);

	REQUIRE(t);
	const ProtobufCMessage *copy = wire_clone_shallow(t->descriptor, message, &world.arena);
	REQUIRE(copy);
	return wire_pack(copy, &world.arena);
}

static void as_system_admin(Actor *saved)
{
	static const char *const roles[] = { "system_admin", "org.head" };

	*saved = world.actor;
	world.actor.account = "admin";
	world.actor.roles = (const char **)(uintptr_t)roles;
	world.actor.n_roles = 2;
}

static void load_pack(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = fopen(path, "re");
	struct wire_result result = { 0 };

	REQUIRE(file);
	if (getdelim(&text, &size, EOF, file) < 0) {
		fclose(file);
		free(text);
		return;
	}
	fclose(file);
	const char *type = strstr(path, "calendar-") ? "SetCalendar" : "SetPolicy";
	ProtobufCMessage *m = wire_from_json(contract_message_type(type), span_text(text), &world.arena, &result);
	if (!m) {
		printf("#   %s: %s\n", path, result.count ? result.items[0].path : "malformed");
		abort();
	}
	world_when(type, m);
	if (world_status() != 200) {
		printf("#   %s refused: %s %s\n", path, world_code(), world_violation(0));
		abort();
	}
	free(text);
}

static void load_packs(void)
{
	const char *folder = getenv("DANDANG_POLICY") ? getenv("DANDANG_POLICY") : "deploy/policy";
	struct dirent **names;
	char path[512];
	Actor saved;
	int count = scandir(folder, &names, NULL, alphasort);

	REQUIRE(count >= 0);
	as_system_admin(&saved);
	for (int i = 0; i < count; i++) {
		size_t size = strlen(names[i]->d_name);
		if (size > 5 && strcmp(names[i]->d_name + size - 5, ".json") == 0) {
			snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
			load_pack(path);
		}
		free(names[i]);
	}
	free(names);
	world.actor = saved;
}

bool world_open(const struct service *service, const char *iso_day)
{
	static bool registered;
	struct fault f = { 0 };
	bool rebuilt;

	if (!registered)
		atexit(world_close);
	registered = true;
	world_close();
	world.service = service;
	snprintf(world.directory, sizeof world.directory, "%s/dandang-test-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	REQUIRE(mkdtemp(world.directory));
	snprintf(world.journal_path, sizeof world.journal_path, "%s/journal", world.directory);
	snprintf(world.store_path, sizeof world.store_path, "%s/state", world.directory);
	arena_init(&world.arena, WORLD_MEMORY);
	struct journal_options jo = { .engine = "file", .directory = world.journal_path, .segment_bytes = 8u << 20 };
	struct rebuild_options ro = { .service = service, .directory = world.store_path };
	if (journal_open(&world.journal, &jo, &f) != ERR_NONE) {
		printf("#   %s\n", f.text);
		return false;
	}
	ro.journal = world.journal;
	if (store_open_current(&world.store, &ro, &rebuilt, &f) != ERR_NONE) {
		printf("#   %s\n", f.text);
		return false;
	}
	struct pipeline_options po = { .service = service, .site = WORLD_SITE, .journal = world.journal,
				       .store = world.store, .simulated_clock = true, .wall_ms = wall_ms };
	world.pipeline = pipeline_new(&po);
	actor__init(&world.actor);
	world_actor("org.head,org.deputy,org.cadre,org.training,org.supervision,org.civil_servant", WORLD_SITE, "", "");
	world_today(iso_day);
	load_packs();
	return true;
}

void world_today(const char *iso_day)
{
	AdvanceClock cmd;
	Actor saved;

	advance_clock__init(&cmd);
	cmd.to_ms = moment_of_day(day_of_iso(iso_day)) + MORNING_MS;
	as_system_admin(&saved);
	world_when("AdvanceClock", &cmd);
	world.actor = saved;
}

void world_actor(const char *roles, const char *region, const char *unit_id, const char *cadre_id)
{
	const char **list = arena_alloc(&world.arena, 16 * sizeof *list);
	size_t count = 0;

	REQUIRE(list);
	for (const char *at = roles; *at && count < 16;) {
		size_t size = strcspn(at, ",");
		list[count++] = arena_text(&world.arena, at, size);
		at += size + (at[size] == ',');
	}
	actor__init(&world.actor);
	world.actor.account = "officer";
	world.actor.region = arena_text(&world.arena, region, strlen(region));
	world.actor.unit_id = arena_text(&world.arena, unit_id, strlen(unit_id));
	world.actor.cadre_id = arena_text(&world.arena, cadre_id, strlen(cadre_id));
	world.actor.roles = list;
	world.actor.n_roles = count;
}

void world_account(const char *name)
{
	world.actor.account = arena_text(&world.arena, name, strlen(name));
}

void world_policy(const char *rule_id, const char *value, const char *unit)
{
	char today[ISO_DAY_SIZE];
	PolicyRow row, *rows[] = { &row };
	SetPolicy cmd;
	Actor saved;

	iso_of_day(day_of_moment(pipeline_now_ms(world.pipeline)), today);
	policy_row__init(&row);
	row.rule_id = rule_id;
	row.value = value;
	row.unit = unit;
	row.effective_from = today;
	row.source = "test";
	set_policy__init(&cmd);
	cmd.n_rows = 1;
	cmd.rows = rows;
	as_system_admin(&saved);
	world_when("SetPolicy", &cmd);
	world.actor = saved;
}

/* ---- given ---------------------------------------------------------------------------------------- */

static const struct event_row *event_of(const char *type)
{
	const struct event_row *row = event_row_find(world.service, type);

	REQUIRE(row);
	return row;
}

static void given_own(const struct event_row *row, const void *message)
{
	static const char *const none[] = { NULL };
	struct actor self = { .account = "given", .cadre_id = "", .region = "", .unit_id = "", .roles = none, .system = true };
	int64_t now = pipeline_now_ms(world.pipeline);
	struct pipeline *p = world.pipeline;
	struct decision_run *run = decision_run_new(&p->tables.state, &p->arena, WORLD_SITE, &self, now, p->next_sequence);
	Actor actor;
	struct recording c = { .actor = &actor, .occurred_at_ms = now, .cause = "given", .correlation = "given" };

	actor__init(&actor);
	actor.account = "given";
	decision_emit(&run->d, row, wire_clone_shallow(row->type->descriptor, message, &p->arena));
	pipeline_record(p, run, &c);
}

static struct sender *sender_of(const char *service)
{
	for (size_t i = 0; i < world.sender_count; i++)
		if (strcmp(world.senders[i].service, service) == 0)
			return &world.senders[i];
	REQUIRE(world.sender_count < WORLD_UPSTREAMS);
	struct sender *s = &world.senders[world.sender_count++];
	snprintf(s->service, sizeof s->service, "%s", service);
	return s;
}

static void given_foreign(const struct event_row *row, const void *message)
{
	struct sender *s = sender_of(row->service);
	const ProtobufCMessage *whole = wire_clone_shallow(row->type->descriptor, message, &world.arena);
	struct span body = wire_pack(whole, &world.arena);
	struct record record = { .header = { .sequence = ++s->sequence, .epoch = 1, .kind = RECORD_EVENT,
					     .data_class = (uint8_t)row->data_class } };
	uint8_t header[RECORD_HEADER_SIZE];
	Envelope envelope;

	envelope__init(&envelope);
	envelope.site = WORLD_SITE;
	envelope.service = row->service;
	envelope.sequence = s->sequence;
	envelope.type = row->type->name;
	envelope.subject = message_text(whole, row->subject, &world.arena);
	envelope.occurred_at_ms = pipeline_now_ms(world.pipeline);
	envelope.payload = (ProtobufCBinaryData){ body.size, arena_copy(&world.arena, body.data, body.size) };
	record.payload = wire_pack(&envelope.base, &world.arena);
	record.header.payload_size = (uint32_t)record.payload.size;
	journal_sha256(record.payload, record.header.payload_hash);
	journal_sha256((struct span){ 0 }, record.header.meta_hash);
	memcpy(record.header.previous_hash, s->hash, sizeof s->hash);
	record_header_encode(&record.header, header);
	record_header_hash(header, s->hash);
	CHECK(pipeline_foreign(world.pipeline, WORLD_SITE, row->service, &record, header));
}

void world_given(const char *type, const void *message)
{
	const struct event_row *row = event_of(type);

	end_read();
	world.step_first = journal_tail(world.journal).sequence + 1;
	world.reply = NULL;
	pipeline_begin(world.pipeline);
	if (strcmp(row->service, world.service->name) == 0)
		given_own(row, message);
	else
		given_foreign(row, message);
	commit();
}

/* ---- when and then -------------------------------------------------------------------------------- */

void world_when(const char *type, const void *message)
{
	world.last_type = type;
	world.last_body = packed(type, message);
	send(type, world.last_body, next_key());
}

void world_again(void)
{
	send(world.last_type, world.last_body, arena_format(&world.arena, "key-%08u", world.keys));
}

unsigned world_status(void)
{
	return world.reply ? world.reply->status : 0;
}

const char *world_code(void)
{
	return world.reply ? world.reply->code : "";
}

const char *world_field(void)
{
	return world.reply && world.reply->n_violations ? world.reply->violations[0]->field : "";
}

const char *world_violation(unsigned n)
{
	if (!world.reply || n >= world.reply->n_violations)
		return "";
	const Violation *v = world.reply->violations[n];
	return arena_format(&world.arena, "%s %u %s", v->code, v->row, v->field);
}

bool world_replayed(void)
{
	return world.reply && world.reply->replayed;
}

const char *world_answer(const char *name)
{
	for (size_t i = 0; world.reply && i < world.reply->n_result; i++)
		if (strcmp(world.reply->result[i]->name, name) == 0)
			return world.reply->result[i]->value;
	return "";
}

/* Visits the own events of the last step; returns how many of `type` (NULL: of any) there are and the n-th. */
static unsigned visit(const char *type, unsigned n, const void **found)
{
	struct journal_reader *reader;
	struct record record;
	struct fault f = { 0 };
	unsigned count = 0;

	if (journal_reader_open(&reader, world.journal, world.step_first, &f) != ERR_NONE)
		return 0;
	while (journal_reader_next(reader, &record, &f) == ERR_NONE) {
		const struct event_row *row;
		const ProtobufCMessage *body;
		struct event event;
		if (record.header.kind != RECORD_EVENT)
			continue;
		struct span copy = span_of(arena_copy(&world.arena, record.payload.data, record.payload.size),
					   record.payload.size);
		REQUIRE(event_decode(world.service, copy, &world.arena, &event, &row, &body, &f) == ERR_NONE);
		if (type && strcmp(event.type, type) != 0)
			continue;
		if (count++ == n && found)
			*found = body;
	}
	journal_reader_close(reader);
	return count;
}

const void *world_emitted(const char *type, unsigned n)
{
	const void *found = NULL;

	visit(type, n, &found);
	if (!found)
		printf("#   no %s (%u) was emitted\n", type, n);
	return found;
}

unsigned world_emitted_count(const char *type)
{
	return visit(type, 0, NULL);
}

unsigned world_events(void)
{
	return visit(NULL, 0, NULL);
}

const struct state *world_state(void)
{
	struct fault f = { 0 };

	end_read();
	REQUIRE(store_begin(world.store, false, &world.read, &f) == ERR_NONE);
	world.state = (struct state){ .txn = world.read, .arena = &world.arena };
	return &world.state;
}

struct pipeline *world_pipeline(void)
{
	end_read();
	return world.pipeline;
}
