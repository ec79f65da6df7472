/* A gateway's question for rows, over a small store: any bytes as a Query. Pages follow one another in order and end;
 * every row handed out is one of the table and begins as asked. */
#include "contract.h"
#include "folder.h"
#include "rows.h"
#include "runtime/query.h"
#include "runtime/state.h"
#include "store/store.h"
#include "wire/wire.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define UNITS 40
#define PAGES_MAX 100

enum { TABLE_UNITS = RUNTIME_TABLE_COUNT, TABLE_UNITS_1, TABLE_UNITS_2, TABLES };

static struct row_table table;      /* unit_files of personnel, numbered as in our store */
static const struct row_table *const tables[] = { &table };
static const struct service service = { .name = "personnel", .rows = tables, .row_count = 1 };
static struct store *store;
static struct arena row_arena;

static void put_units(struct tables *t)
{
	static const char *const regions[] = { "150400", "150402", "150404" };
	char id[32], parent[32];

	for (int i = 0; i < UNITS; i++) {
		UnitFileRow row = UNIT_FILE_ROW__INIT;

		(void)snprintf(id, sizeof id, "u-%02d", i);
		(void)snprintf(parent, sizeof parent, "u-%02d", i / 5);
		row.unit_id = id;
		row.name = "单位";
		row.kind = UNIT_KIND_CITY_DEPARTMENT;
		row.region = regions[i % 3];
		row.parent_id = parent;
		row_put(t, &table, &row.base);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char *names[TABLES];
	static char numbered[TABLES][16], directory[300];
	enum store_trust trust;
	struct fault f = { 0 };
	struct store_txn *txn;

	(void)argc;
	(void)argv;
	fuzz_folder_make();
	for (size_t i = 0; i < TABLES; i++) {
		(void)snprintf(numbered[i], sizeof numbered[i], "t%zu", i);
		names[i] = numbered[i];
	}
	table = unit_file_table;
	table.number = TABLE_UNITS;
	(void)snprintf(directory, sizeof directory, "%s", fuzz_folder);
	struct store_options options = { .directory = directory, .tables = names, .table_count = TABLES,
					 .map_bytes = 16u << 20 };

	PROPERTY(store_open(&store, &options, &trust, &f) == ERR_NONE);
	PROPERTY(store_begin(store, true, &txn, &f) == ERR_NONE);
	arena_init(&row_arena, ARENA_BYTES);
	struct tables t = { .state = { .txn = txn, .arena = &row_arena }, .txn = txn };

	put_units(&t);
	PROPERTY(store_commit(txn, &f) == ERR_NONE);
	return 0;
}

static Reply *ask(const Query *q, struct arena *arena)
{
	static const char *roles[1];
	struct store_txn *txn;
	struct fault f = { 0 };
	Actor actor = ACTOR__INIT;

	roles[0] = table.roles[0];
	actor.n_roles = 1;
	actor.roles = roles;
	PROPERTY(store_begin(store, false, &txn, &f) == ERR_NONE);
	struct state s = { .txn = txn, .arena = arena };
	Reply *reply = query_run(&service, &s, q, &actor, arena);

	PROPERTY(store_commit(txn, &f) == ERR_NONE); /* shows what went wrong while reading */
	PROPERTY(reply && reply->status >= 200 && reply->status < 600);
	return reply;
}

static const QueryReply *rows_of(const Reply *reply, const Query *q, struct arena *arena)
{
	struct wire_result result;
	const QueryReply *rows = (const QueryReply *)wire_unpack(&QueryReply_type, span_of(reply->body.data, reply->body.len),
								 SIZE_MAX, false, arena, &result);

	PROPERTY(rows && rows->n_rows <= QUERY_LIMIT_MAX);
	for (size_t i = 0; i < rows->n_rows; i++) {
		const UnitFileRow *row = (const UnitFileRow *)wire_unpack(
			table.type, span_of(rows->rows[i].data, rows->rows[i].len), SIZE_MAX, false, arena, &result);

		PROPERTY(row && row->unit_id[0] == 'u');
		if (q->n_key)
			PROPERTY(strcmp(row->unit_id, q->key[0]) == 0);
		else if (q->n_prefix > 0)
			PROPERTY(strcmp(q->index == 1 ? row->region : q->index == 2 ? row->parent_id : row->unit_id, q->prefix[0]) == 0);
	}
	return rows;
}

/* From the page asked for to the end. */
static void pages_end(Query *q, struct arena *arena)
{
	size_t rows_seen = 0;

	for (int page = 0; page < PAGES_MAX; page++) {
		Reply *reply = ask(q, arena);

		PROPERTY(reply->status == 200);
		const QueryReply *rows = rows_of(reply, q, arena);
		struct span next = span_of(rows->next.data, rows->next.len), before = span_of(q->after.data, q->after.len);

		rows_seen += rows->n_rows;
		PROPERTY(rows_seen <= UNITS);
		if (next.size == 0)
			return;
		size_t shorter = next.size < before.size ? next.size : before.size;
		int order = shorter ? memcmp(next.data, before.data, shorter) : 0;

		PROPERTY(order > 0 || (order == 0 && next.size > before.size));
		q->after = rows->next;
	}
	PROPERTY(false && "the pages end");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena(ARENA_BYTES);
	struct wire_result result;
	const Query *given = (const Query *)wire_unpack(&Query_type, span_of(data, size), 1u << 16, false, arena, &result);

	if (!given)
		return 0;
	Query q = *given;

	if (q.table[0] == '\0')
		q.table = table.name; /* the only one there is, so that inputs need not spell it */
	Reply *reply = ask(&q, arena);

	if (reply->status != 200)
		return 0;
	if (q.n_key)
		(void)rows_of(reply, &q, arena);
	else
		pages_end(&q, arena);
	return 0;
}
