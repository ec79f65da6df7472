/* Answers and rows: what the runtime remembers of a table within a transaction, and what it leaves unwritten, must not
 * show in the tables. Every case ends in the digest of a store that was filled another way. */
#include <ftw.h>
#include <unistd.h>

#include "runtime/platform.h"
#include "runtime/row.h"
#include "tap.h"

#define ARENA_BYTES (64u << 20)
#define DAY_MS (24ll * 3600 * 1000)
#define ANSWERS 1500
#define STEPS 4000
#define IDS 40
enum { TABLE_ROWS = RUNTIME_TABLE_COUNT, TABLE_BY_SCOPE, TABLE_BY_VALUE, TABLES };

static const char *const names[TABLES] = { "rt.cursors", "rt.answers", "rt.answer_ages", "rt.due", "rt.due_by_id",
					   "rt.policy", "rt.calendar", "rt.clock", "rt.parked",
					   "rules", "rules.1", "rules.2" };

struct books {
	char directory[64];
	struct store *store;
	struct store_txn *txn;
	struct tables tables;
	struct arena arena;
};

static void begin(struct books *b)
{
	struct fault f = { 0 };

	if (store_begin(b->store, true, &b->txn, &f) != ERR_NONE)
		abort();
	b->tables = (struct tables){ .state = { .txn = b->txn, .arena = &b->arena }, .txn = b->txn };
}

static void commit(struct books *b)
{
	struct fault f = { 0 };

	CHECK(store_commit(b->txn, &f) == ERR_NONE);
	arena_reset(&b->arena);
}

static void open_books(struct books *b)
{
	enum store_trust trust;
	struct fault f = { 0 };

	*b = (struct books){ .directory = "/tmp/dandang-books-XXXXXX" };
	if (!mkdtemp(b->directory))
		abort();
	arena_init(&b->arena, ARENA_BYTES);
	struct store_options o = { .directory = b->directory, .tables = names, .table_count = TABLES,
				   .map_bytes = ARENA_BYTES, .layout = 7 };
	if (store_open(&b->store, &o, &trust, &f) != ERR_NONE)
		abort();
	begin(b);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Also leaves how many rows stood in `table`. */
static uint64_t close_books(struct books *b, unsigned table, uint8_t digest[STORE_DIGEST_SIZE])
{
	struct fault f = { 0 };

	commit(b);
	if (store_begin(b->store, false, &b->txn, &f) != ERR_NONE)
		abort();
	store_digest(b->txn, digest);
	uint64_t rows = store_count(b->txn, table);
	store_abort(b->txn);
	store_close(b->store, false);
	arena_fini(&b->arena);
	nftw(b->directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return rows;
}

/* ---- answers ------------------------------------------------------------------------------------- */

/* Twenty days; of each hundred records ten with a clock that was set back, mostly to before all the others. */
static int64_t recorded_at(unsigned i)
{
	int64_t at = 1700000000000ll + (int64_t)i * (20 * DAY_MS / ANSWERS);

	return i % 100 >= 90 ? at - (i % 7) * 2 * DAY_MS : at;
}

static uint64_t fill_answers(unsigned count, unsigned batch, uint8_t digest[STORE_DIGEST_SIZE])
{
	struct books b;

	open_books(&b);
	for (unsigned i = 0; i < count; i++) {
		RecordMeta meta;
		char key[32];
		if (i > 0 && i % batch == 0) {
			commit(&b);
			begin(&b);
		}
		snprintf(key, sizeof key, "officer|%u", i * 7919 % ANSWERS);
		record_meta__init(&meta);
		meta.idempotency_key = key;
		answer_put(&b.tables, &meta, recorded_at(i), i + 1);
	}
	return close_books(&b, TABLE_ANSWERS, digest);
}

/* The rule itself, told slowly: after each record up to four of the oldest go, as long as they are older than a week. */
static uint64_t answers_left(unsigned count)
{
	static bool gone[ANSWERS];
	uint64_t left = 0;

	memset(gone, 0, sizeof gone);
	for (unsigned i = 0; i < count; i++)
		for (int n = 0; n < ANSWERS_FORGOTTEN_PER_RECORD; n++) {
			unsigned oldest = i;
			for (unsigned k = 0; k <= i; k++)
				if (!gone[k] && (gone[oldest] || recorded_at(k) < recorded_at(oldest)))
					oldest = k;
			if (!gone[oldest] && recorded_at(oldest) < recorded_at(i) - ANSWER_KEPT_MS)
				gone[oldest] = true;
		}
	for (unsigned i = 0; i < count; i++)
		left += !gone[i];
	return left;
}

/* Also in the middle: 110 is soon after the clock was set back for the first time. */
TEST(the_same_answers_are_forgotten_however_the_batches_fall)
{
	static const unsigned counts[] = { 95, 101, 110, 700, ANSWERS }, batches[] = { 1, 2, 13, 64, ANSWERS };
	uint8_t first[STORE_DIGEST_SIZE], digest[STORE_DIGEST_SIZE];

	for (size_t n = 0; n < sizeof counts / sizeof counts[0]; n++) {
		uint64_t left = answers_left(counts[n]);
		CHECK_INT(fill_answers(counts[n], batches[0], first), left);
		CHECK(left < counts[n] || n == 0);
		for (size_t i = 1; i < sizeof batches / sizeof batches[0]; i++) {
			CHECK_INT(fill_answers(counts[n], batches[i], digest), left);
			CHECK(memcmp(first, digest, sizeof digest) == 0);
		}
	}
}

/* ---- rows: a PolicyRow by rule_id; indexes by scope, and by value and unit ------------------------ */

static unsigned position_of(const char *field)
{
	const ProtobufCFieldDescriptor *f = protobuf_c_message_descriptor_get_field_by_name(&policy_row__descriptor, field);

	if (!f)
		abort();
	return (unsigned)(f - policy_row__descriptor.fields);
}

static struct row_table rules(void)
{
	return (struct row_table){
		.name = "rules", .type = &PolicyRow_type, .number = TABLE_ROWS,
		.key = { .count = 1, .fields = { position_of("rule_id") } },
		.index_count = 2,
		.indexes = { { .count = 1, .fields = { position_of("scope") } },
			     { .count = 2, .fields = { position_of("value"), position_of("unit") } } },
	};
}

struct rule {
	bool there;
	unsigned scope, value, unit, source;
};

static void put_rule(struct books *b, const struct row_table *table, unsigned id, const struct rule *rule)
{
	char texts[5][16];
	PolicyRow row;

	snprintf(texts[0], sizeof texts[0], "r%u", id);
	snprintf(texts[1], sizeof texts[1], "s%u", rule->scope);
	snprintf(texts[2], sizeof texts[2], "v%u", rule->value);
	snprintf(texts[3], sizeof texts[3], "u%u", rule->unit);
	snprintf(texts[4], sizeof texts[4], "%u", rule->source);
	policy_row__init(&row);
	row.rule_id = texts[0];
	row.scope = texts[1];
	row.value = texts[2];
	row.unit = texts[3];
	row.source = texts[4];
	row_put(&b->tables, table, &row.base);
}

static void delete_rule(struct books *b, const struct row_table *table, unsigned id)
{
	char text[16];

	snprintf(text, sizeof text, "r%u", id);
	row_delete(&b->tables, table, &(struct row_part){ .text = text }, 1);
}

/* Many puts (often of the same row again, or of one whose index fields stay) and deletes, against the last state put into
 * an empty store: rows and both indexes must be the same. */
TEST(rows_and_indexes_say_only_what_was_put_last)
{
	const struct row_table table = rules();
	struct rule last[IDS] = { 0 };
	uint8_t stepwise[STORE_DIGEST_SIZE], at_once[STORE_DIGEST_SIZE];
	struct books b;
	uint64_t rows = 0;

	srand(1);
	open_books(&b);
	for (unsigned i = 0; i < STEPS; i++) {
		struct rule *rule = &last[rand() % IDS];
		unsigned what = (unsigned)rand() % 8;
		rule->there = what != 0;
		if (what == 1)
			rule->scope = (unsigned)rand() % 5;
		else if (what == 2)
			rule->value = (unsigned)rand() % 5;
		else if (what == 3)
			rule->unit = (unsigned)rand() % 3;
		else if (what < 6)
			rule->source = (unsigned)rand() % 100;
		if (rule->there)
			put_rule(&b, &table, (unsigned)(rule - last), rule);
		else
			delete_rule(&b, &table, (unsigned)(rule - last));
		if (i % 97 == 0) {
			commit(&b);
			begin(&b);
		}
	}
	rows = close_books(&b, TABLE_BY_VALUE, stepwise);
	open_books(&b);
	for (unsigned i = 0; i < IDS; i++)
		if (last[i].there)
			put_rule(&b, &table, i, &last[i]);
	CHECK_INT(close_books(&b, TABLE_BY_VALUE, at_once), rows);
	CHECK(rows > 0);
	CHECK(memcmp(stepwise, at_once, sizeof at_once) == 0);
}

TEST_MAIN()
