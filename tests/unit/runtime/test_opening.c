/* What a daemon does at its start with files that are old, damaged, foreign or gone, and with damage met while it works. */
#include <ftw.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/require.h"
#include "runtime/opening.h"
#include "runtime/pipeline.h"
#include "runtime/rebuild.h"
#include "runtime/snapshots.h"
#include "tap.h"

static const char *const tables[] = { "rt.cursors", "rt.answers", "rt.answer_ages", "rt.due", "rt.due_by_id",
				      "rt.policy", "rt.calendar", "rt.clock", "rt.parked" };
extern const struct event_row contract_events[];
extern const size_t contract_event_count;
static struct service plain = { .name = "welfare", .store_tables = tables, .store_table_count = RUNTIME_TABLE_COUNT, .layout = 7 };

struct home {
	char path[64];
	struct opened opened;
	struct pipeline *pipeline;
	struct arena arena;
	struct fault fault;
	unsigned keys;
	unsigned answers;
	unsigned status;
};

static int64_t wall_ms(void *context)
{
	(void)context;
	return (int64_t)time(NULL) * 1000;
}

static struct opening opening_of(const struct home *h)
{
	return (struct opening){ .service = &plain, .site = "150400", .data = h->path,
				 .segment_bytes = JOURNAL_SEGMENT_BYTES_MIN };
}

static enum err start(struct home *h)
{
	struct opening o = opening_of(h);
	enum err e = state_open(&o, &h->opened, &h->fault);

	h->pipeline = NULL;
	if (e != ERR_NONE)
		return e;
	struct pipeline_options po = { .service = &plain, .site = "150400", .journal = h->opened.journal,
				       .store = h->opened.store, .simulated_clock = true, .wall_ms = wall_ms };
	h->pipeline = pipeline_new(&po);
	return e;
}

static void stop(struct home *h, bool clean)
{
	pipeline_free(h->pipeline);
	store_close(h->opened.store, clean);
	journal_close(h->opened.journal);
}

static void make(struct home *h)
{
	plain.events = contract_events;
	plain.event_count = contract_event_count;
	*h = (struct home){ .path = "/dev/shm/dandang-opening-XXXXXX" };
	if (access("/dev/shm", W_OK) != 0)
		snprintf(h->path, sizeof h->path, "/tmp/dandang-opening-XXXXXX");
	REQUIRE(mkdtemp(h->path));
	arena_init(&h->arena, 64u << 20);
	CHECK_INT(start(h), ERR_NONE);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void leave(struct home *h)
{
	arena_fini(&h->arena);
	nftw(h->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void deliver(void *context, const void *ticket, struct span reply)
{
	struct home *h = context;
	const Reply *r = (const Reply *)wire_unpack(&Reply_type, reply, 1u << 20, false, &h->arena, &(struct wire_result){ 0 });

	(void)ticket;
	REQUIRE(r);
	h->answers++;
	h->status = r->status;
}

/* A calendar year, with the key of that number. */
static enum err command(struct home *h, uint32_t year, unsigned key)
{
	static const char *const roles[] = { "system_admin" };
	struct answer_to to = { .deliver = deliver, .context = h };
	SetCalendar cmd;
	Request request;
	Actor actor;

	set_calendar__init(&cmd);
	cmd.year = year;
	cmd.notice = "a notice long enough to be found again in a file";
	struct span body = wire_pack(&cmd.base, &h->arena);
	actor__init(&actor);
	actor.account = "officer";
	actor.region = "150400";
	actor.roles = (const char **)(uintptr_t)roles;
	actor.n_roles = 1;
	request__init(&request);
	request.type = "SetCalendar";
	request.body = (ProtobufCBinaryData){ body.size, arena_copy(&h->arena, body.data, body.size) };
	request.actor = &actor;
	request.idempotency_key = arena_format(&h->arena, "key-%08u", key);
	pipeline_command(h->pipeline, &request, body.size, &to);
	return pipeline_commit(h->pipeline, &h->fault);
}

static void work(struct home *h, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		h->keys++;
		CHECK_INT(command(h, 2000 + h->keys % 100, h->keys), ERR_NONE);
		CHECK_INT(h->status, 200);
	}
}

static void digest_now(struct home *h, uint8_t out[STORE_DIGEST_SIZE])
{
	struct store_txn *txn;

	REQUIRE(store_begin(h->opened.store, false, &txn, NULL) == ERR_NONE);
	store_digest(txn, out);
	REQUIRE(store_commit(txn, NULL) == ERR_NONE);
}

static void path_of(const struct home *h, const char *folder, const char *name, char out[256])
{
	snprintf(out, 256, "%s/%s%s%s", h->path, folder, name[0] ? "/" : "", name);
}

static void flip(const struct home *h, const char *folder, const char *name, long at)
{
	char path[256];

	path_of(h, folder, name, path);
	FILE *file = fopen(path, "r+b");
	REQUIRE(file && fseek(file, at, at < 0 ? SEEK_END : SEEK_SET) == 0);
	int byte = fgetc(file);
	REQUIRE(byte >= 0 && fseek(file, -1, SEEK_CUR) == 0);
	fputc(byte ^ 4, file);
	fclose(file);
}

static uint64_t snapshot(struct home *h)
{
	char path[256];
	uint64_t sequence;

	path_of(h, "snapshots", "", path);
	CHECK_INT(snapshots_make(h->opened.store, path, &sequence, &h->fault), ERR_NONE);
	return sequence;
}

static const char *snapshot_name(uint64_t sequence)
{
	static char name[64];

	snprintf(name, sizeof name, "%llu.mdb", (unsigned long long)sequence);
	return name;
}

#define FIRST_SEGMENT "00000000000000000001.seg"
#define A_PAYLOAD 600 /* a byte in the first segment's records */

TEST(a_clean_stop_needs_no_rebuild_anything_else_does)
{
	struct home h;
	uint8_t before[STORE_DIGEST_SIZE], after[STORE_DIGEST_SIZE];

	make(&h);
	CHECK(!h.opened.rebuilt);
	work(&h, 30);
	digest_now(&h, before);
	stop(&h, true);
	CHECK_INT(start(&h), ERR_NONE);
	CHECK(!h.opened.rebuilt);
	digest_now(&h, after);
	CHECK(memcmp(before, after, sizeof before) == 0);
	work(&h, 1);
	digest_now(&h, before);
	stop(&h, false);
	CHECK_INT(start(&h), ERR_NONE);
	CHECK(h.opened.rebuilt);
	digest_now(&h, after);
	CHECK(memcmp(before, after, sizeof before) == 0);
	stop(&h, true);
	leave(&h);
}

TEST(a_rebuild_begins_with_the_newest_snapshot_that_is_good)
{
	struct home h;
	uint8_t before[STORE_DIGEST_SIZE], after[STORE_DIGEST_SIZE];
	char path[256];

	make(&h);
	work(&h, 30);
	uint64_t older = snapshot(&h);
	work(&h, 10);
	uint64_t newest = snapshot(&h);
	work(&h, 10);
	digest_now(&h, before);
	stop(&h, false);
	flip(&h, "journal", FIRST_SEGMENT, A_PAYLOAD); /* from the first record it could not be */
	CHECK_INT(start(&h), ERR_NONE);
	digest_now(&h, after);
	CHECK(memcmp(before, after, sizeof before) == 0);
	stop(&h, false);
	flip(&h, "snapshots", snapshot_name(newest), 5000);
	CHECK_INT(start(&h), ERR_NONE);
	digest_now(&h, after);
	CHECK(memcmp(before, after, sizeof before) == 0);
	stop(&h, false);
	flip(&h, "snapshots", snapshot_name(older), 5000);
	CHECK_INT(start(&h), ERR_CORRUPT);
	CHECK(strstr(h.fault.text, FIRST_SEGMENT) != NULL); /* names the damage */
	flip(&h, "journal", FIRST_SEGMENT, A_PAYLOAD);
	CHECK_INT(start(&h), ERR_NONE); /* from the first record now */
	digest_now(&h, after);
	CHECK(memcmp(before, after, sizeof before) == 0);
	work(&h, 5);
	newest = snapshot(&h);
	path_of(&h, "snapshots", "", path);
	CHECK_INT(snapshots_prune(path), 0); /* the two damaged ones go, one alone is nothing to trim by */
	work(&h, 1);
	snapshot(&h);
	work(&h, 1);
	uint64_t last = snapshot(&h);
	CHECK(snapshots_prune(path) > newest);
	struct snapshots list;
	snapshots_list(path, &list);
	CHECK_INT(list.count, SNAPSHOTS_KEPT);
	CHECK_INT(list.sequences[0], last);
	stop(&h, true);
	leave(&h);
}

TEST(without_a_good_snapshot_a_trimmed_journal_is_refused)
{
	struct home h;
	uint8_t before[STORE_DIGEST_SIZE], after[STORE_DIGEST_SIZE];

	make(&h);
	work(&h, 30);
	uint64_t sequence = snapshot(&h);
	CHECK_INT(journal_snapshot_note(h.opened.journal, sequence, "snapshot", &h.fault), ERR_NONE);
	CHECK_INT(journal_trim(h.opened.journal, sequence, &h.fault), ERR_NONE);
	CHECK(journal_tail(h.opened.journal).first_sequence > 1);
	work(&h, 3);
	digest_now(&h, before);
	stop(&h, false);
	CHECK_INT(start(&h), ERR_NONE);
	digest_now(&h, after);
	CHECK(memcmp(before, after, sizeof before) == 0);
	stop(&h, false);
	flip(&h, "snapshots", snapshot_name(sequence), 5000);
	CHECK_INT(start(&h), ERR_CORRUPT);
	CHECK(strstr(h.fault.text, "no snapshot") != NULL);
	leave(&h);
}

TEST(a_state_that_was_made_from_other_records_is_refused)
{
	struct home h;
	char kept[256], journal[256], command_line[2000];

	make(&h);
	work(&h, 5);
	stop(&h, true);
	path_of(&h, "kept", "", kept);
	path_of(&h, "journal", "", journal);
	snprintf(command_line, sizeof command_line, "cp -a '%s' '%s'", journal, kept);
	REQUIRE(system(command_line) == 0);
	CHECK_INT(start(&h), ERR_NONE);
	work(&h, 5);
	snapshot(&h);
	stop(&h, true);

	/* The older journal is put back and, without its state, goes on to other records. */
	snprintf(command_line, sizeof command_line, "mv '%s' '%s.first' && mv '%s' '%s' && mv '%s/state' '%s/state.first' && mv '%s/snapshots' '%s/kept'",
		 journal, journal, kept, journal, h.path, h.path, h.path, h.path);
	REQUIRE(system(command_line) == 0);
	CHECK_INT(start(&h), ERR_NONE);
	work(&h, 9);
	stop(&h, true);
	snprintf(command_line, sizeof command_line, "rm -r '%s/state' && mv '%s/state.first' '%s/state'", h.path, h.path, h.path);
	REQUIRE(system(command_line) == 0);
	CHECK_INT(start(&h), ERR_LOST);
	CHECK(strstr(h.fault.text, "another record") != NULL);
	CHECK_INT(start(&h), ERR_LOST); /* refusing leaves everything as it lies there */
	snprintf(command_line, sizeof command_line, "rm -r '%s/state' && mv '%s/kept' '%s/snapshots'", h.path, h.path, h.path);
	REQUIRE(system(command_line) == 0);
	CHECK_INT(start(&h), ERR_LOST); /* a snapshot knows it, too */
	struct opening o = opening_of(&h);
	struct journal_tail tail;
	CHECK_INT(state_accept_loss(&o, 0, &tail, &h.fault), ERR_NONE);
	CHECK_INT(tail.epoch, 2);
	CHECK_INT(start(&h), ERR_NONE);
	CHECK_INT(journal_tail(h.opened.journal).epoch, 2);
	stop(&h, true);
	leave(&h);
}

/* Every place of the open state's file where the text stands. */
static unsigned change_state(const struct home *h, const char *text)
{
	char path[256];
	struct stat st;
	unsigned places = 0;

	path_of(h, "state", "data.mdb", path);
	FILE *file = fopen(path, "r+b");
	REQUIRE(file && fstat(fileno(file), &st) == 0);
	uint8_t *bytes = malloc((size_t)st.st_size);
	REQUIRE(bytes && fread(bytes, 1, (size_t)st.st_size, file) == (size_t)st.st_size);
	for (off_t at = 0; at + (off_t)strlen(text) <= st.st_size; at++)
		if (memcmp(bytes + at, text, strlen(text)) == 0) {
			fseek(file, at, SEEK_SET);
			fputc(text[0] ^ 1, file);
			places++;
		}
	fclose(file);
	free(bytes);
	return places;
}

/* The answer to a key cannot be read: the command must not be taken for a new one. */
TEST(what_is_decided_on_a_damaged_row_is_neither_recorded_nor_answered)
{
	struct home h;

	make(&h);
	work(&h, 5);
	uint64_t tail = journal_tail(h.opened.journal).sequence;
	unsigned answers = h.answers;
	CHECK_INT(command(&h, 2003, 3), ERR_NONE); /* known: answered as before */
	CHECK_INT(h.answers, answers + 1);
	CHECK_INT(journal_tail(h.opened.journal).sequence, tail);
	CHECK(change_state(&h, "officer|key-00000003") > 0);
	CHECK_INT(command(&h, 2003, 3), ERR_CORRUPT);
	CHECK_INT(h.answers, answers + 1);
	CHECK_INT(journal_tail(h.opened.journal).sequence, tail);
	stop(&h, true); /* asked to, it still leaves no mark */
	CHECK_INT(start(&h), ERR_NONE);
	CHECK(h.opened.rebuilt);
	CHECK_INT(command(&h, 2003, 3), ERR_NONE);
	CHECK_INT(journal_tail(h.opened.journal).sequence, tail);
	stop(&h, true);
	leave(&h);
}

TEST(a_shadow_rebuild_says_when_the_live_state_is_damaged)
{
	struct home h;
	struct shadow shadow;
	char path[256];

	make(&h);
	work(&h, 5);
	path_of(&h, "shadow", "", path);
	struct rebuild_options o = { .service = &plain, .directory = path, .journal = h.opened.journal };
	CHECK_INT(shadow_rebuild(h.opened.store, &o, &shadow, &h.fault), ERR_NONE);
	CHECK(shadow.equal && !shadow.live_damaged);
	CHECK(change_state(&h, "a notice long enough") > 0);
	CHECK_INT(shadow_rebuild(h.opened.store, &o, &shadow, &h.fault), ERR_CORRUPT);
	CHECK(shadow.live_damaged);
	stop(&h, false);
	leave(&h);
}

TEST_MAIN()
