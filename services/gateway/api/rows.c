/* Rows of the daemons: GET <path> in pages, filtered by an index or by the key from its left; GET <path>/<key> one of them. The
 * owner answers. */
#include <stdlib.h>
#include <string.h>

#include "aliases.h"
#include "api.h"
#include "base/hex.h"
#include "base/require.h"
#include "runtime/query.h"
#include "text.h"
#include "visible.h"

#define CURSOR_BYTES_MAX 512
#define KEY_FIELDS_MAX 4
#define JSON_PER_PACKED 3       /* bytes of JSON to one of a packed row, about; names are what makes it so */

struct asked {
	struct call *call;
	const struct contract_row *table;
	bool one;
};

/* The table whose path the request begins with; `rest` is what follows ("" or "/key"). */
static const struct contract_row *table_of(const char *path, const char **rest)
{
	for (size_t i = 0; i < contract_row_count; i++) {
		size_t size = strlen(contract_rows[i].path);
		if (strncmp(path, contract_rows[i].path, size) == 0 && (path[size] == '\0' || path[size] == '/')) {
			*rest = path + size;
			return &contract_rows[i];
		}
	}
	return NULL;
}

bool api_rows_path(const char *path)
{
	const char *rest;
	const struct contract_row *table = table_of(path, &rest);
	size_t parts = 0;

	for (; table && *rest; rest++)
		parts += *rest == '/';
	return table && (parts == 0 || parts == table->key_count);
}

static ProtobufCMessage *row_of(const struct contract_row *table, const QueryReply *rows, size_t i, struct arena *arena)
{
	return wire_unpack(table->type, span_of(rows->rows[i].data, rows->rows[i].len), 1u << 20, false, arena,
			   &(struct wire_result){ 0 });
}

static void add_rows(struct call *c, const struct state *s, const struct contract_row *table, const QueryReply *rows,
		     struct text *t)
{
	struct arena each;      /* a row and its text are needed no longer than it takes to add it */
	size_t shown = 0;

	arena_init(&each, http_arena(c->http)->cap_bytes);
	for (size_t i = 0; i < rows->n_rows; i++) {
		arena_reset(&each);
		ProtobufCMessage *row = row_of(table, rows, i, &each);
		if (!row || !row_visible(c, s, table, row))
			continue;
		text_add(t, shown++ ? "," : "");
		text_add_span(t, wire_to_json(table->type, row, true, &each));
	}
	arena_fini(&each);
}

/* A page may hold fewer rows than asked for, even none, and still have a next one. */
static void list_json(struct call *c, const struct state *s, const struct contract_row *table, const QueryReply *rows)
{
	struct text t = { .arena = http_arena(c->http) };
	char next[2 * CURSOR_BYTES_MAX + 1] = "";
	size_t packed = 0;

	for (size_t i = 0; i < rows->n_rows; i++)
		packed += rows->rows[i].len;
	text_reserve(&t, JSON_PER_PACKED * packed);
	text_add(&t, "{\"items\":[");
	add_rows(c, s, table, rows, &t);
	if (rows->next.len && rows->next.len <= CURSOR_BYTES_MAX)
		hex_encode(rows->next.data, rows->next.len, next);
	text_add(&t, "],\"next\":");
	text_add_json(&t, next);
	text_add(&t, "}");
	answer_json(c, 200, text_span(&t));
}

static void show(struct asked *a, const struct state *s, const QueryReply *rows)
{
	struct call *c = a->call;
	ProtobufCMessage *row;

	if (!a->one) {
		list_json(c, s, a->table, rows);
		return;
	}
	row = rows->n_rows ? row_of(a->table, rows, 0, http_arena(c->http)) : NULL;
	if (row && row_visible(c, s, a->table, row))
		answer_message(c, a->table->type, row);
	else
		answer_refusal(c, REFUSAL_ROW_UNKNOWN, NULL);
}

static void on_done(void *context, const Reply *reply)
{
	struct asked *a = context;
	struct call *c = a->call;
	struct arena *arena = http_arena(c->http);
	const QueryReply *rows;
	struct server_view view;
	struct fault f = { 0 };

	if (!reply) {
		answer_unknown(c);
		return;
	}
	if (reply->status != 200) {
		answer_reply(c, a->table->service, reply);
		return;
	}
	rows = (const QueryReply *)wire_unpack(&QueryReply_type, span_of(reply->body.data, reply->body.len), 16u << 20, false,
					       arena, &(struct wire_result){ 0 });
	if (!rows) {
		answer_unknown(c);
		return;
	}
	if (server_read(c->gateway->server, arena, &view, &f) != ERR_NONE) {
		answer_refusal(c, REFUSAL_BUSY, NULL);
		return;
	}
	show(a, view.state, rows);
	server_read_end(&view);
}

/* "/a/b" into parts; false when there are more than the key has. */
static bool split_key(struct arena *arena, const char *rest, const char **parts, size_t *count)
{
	*count = 0;
	while (*rest == '/') {
		size_t size = strcspn(rest + 1, "/");
		if (*count == KEY_FIELDS_MAX)
			return false;
		parts[(*count)++] = arena_text(arena, rest + 1, size);
		rest += 1 + size;
	}
	return true;
}

/* Leading fields of the key that are given as parameters. */
static size_t key_prefix(const struct call *c, const struct contract_row *table, const char **prefix)
{
	size_t given = 0;

	while (given < table->key_count && given < KEY_FIELDS_MAX &&
	       (prefix[given] = http_query(c->http, table->keys[given])))
		given++;
	return given;
}

/* The index whose leading fields are all given as parameters, or the key (0: primary order); the longest match wins. */
static uint32_t index_of(const struct call *c, const struct contract_row *table, const char **prefix, size_t *count)
{
	uint32_t best = 0;

	*count = key_prefix(c, table, prefix);
	for (size_t i = 0; i < table->index_count; i++) {
		const char *values[KEY_FIELDS_MAX];
		size_t given = 0;
		for (const char *at = table->indexes[i]; *at && given < KEY_FIELDS_MAX;) {
			size_t size = strcspn(at, ",");
			const char *name = arena_text(http_arena(c->http), at, size);
			const char *value = http_query(c->http, name);
			if (!value)
				break;
			values[given++] = value;
			at += size + (at[size] == ',');
		}
		if (given > *count) {
			best = (uint32_t)i + 1;
			*count = given;
			memcpy(prefix, values, given * sizeof *values);
		}
	}
	return best;
}

static bool names_field(const char *index, const char *name, size_t fields)
{
	for (const char *at = index; *at && fields > 0; fields--) {
		size_t size = strcspn(at, ",");
		if (strlen(name) == size && strncmp(at, name, size) == 0)
			return true;
		at += size + (at[size] == ',');
	}
	return false;
}

static bool filters(const struct contract_row *table, uint32_t index, const char *name, size_t fields)
{
	if (index)
		return names_field(table->indexes[index - 1], name, fields);
	for (size_t i = 0; i < fields; i++)
		if (strcmp(table->keys[i], name) == 0)
			return true;
	return false;
}

/* A filter that would not be applied must not be taken in silence: NULL when every parameter has its effect. */
static const char *idle_parameter(const struct call *c, const struct contract_row *table, uint32_t index, size_t fields)
{
	for (size_t i = 0; i < http_query_count(c->http); i++) {
		const char *name = http_query_at(c->http, i).name;
		if (strcmp(name, "limit") != 0 && strcmp(name, "after") != 0 && !filters(table, index, name, fields))
			return name;
	}
	return NULL;
}

/* Who reads of himself alone is given his own rows from the start: a page that holds others' rows back would still tell their keys by
 * its cursor. False: refused, for he asked for somebody else's. */
static bool keep_to_himself(struct call *c, const struct contract_row *table, Query *q, const char **prefix)
{
	uint32_t own = q->index;
	bool found = filters(table, own, "cadre_id", 1);

	for (uint32_t i = 0; !found && i <= table->index_count; i++) {
		own = i;
		found = filters(table, own, "cadre_id", 1);
	}
	if (!found || !reads_himself(c, table))
		return true;
	if (own == q->index && q->n_prefix && strcmp(prefix[0], c->actor->cadre_id) != 0) {
		answer_refusal(c, REFUSAL_OUTSIDE_AUTHORITY, "cadre_id");
		return false;
	}
	if (own != q->index || q->n_prefix == 0)
		q->n_prefix = 1;
	q->index = own;
	prefix[0] = c->actor->cadre_id;
	return true;
}

/* Personnel has moved its rows to the kept id: who asks by an alias is given those. What others recorded under the alias stands there. */
static const char *kept_id(struct call *c, const struct contract_row *table, const char *field, const char *value)
{
	const struct state *s;

	if (strcmp(table->service, "personnel") != 0 || strcmp(field, "cadre_id") != 0)
		return value;
	s = gateway_state(c->gateway, http_arena(c->http));
	return s ? alias_kept(s, value) : value;
}

/* A page: the index its filters name, the cursor. False: refused. */
static bool page_query(struct call *c, const struct contract_row *table, Query *q)
{
	const char **prefix = arena_alloc(http_arena(c->http), KEY_FIELDS_MAX * sizeof *prefix);
	uint8_t *cursor = arena_alloc(http_arena(c->http), CURSOR_BYTES_MAX);
	const char *after = parameter(c, "after"), *idle;
	size_t count = 0, size = strlen(after) / 2;
	uint64_t limit;

	REQUIRE(prefix && cursor);
	q->index = index_of(c, table, prefix, &count);
	q->n_prefix = count;
	q->prefix = prefix;
	if (q->n_prefix && filters(table, q->index, "cadre_id", 1))
		prefix[0] = kept_id(c, table, "cadre_id", prefix[0]);
	if (!keep_to_himself(c, table, q, prefix))
		return false;
	idle = idle_parameter(c, table, q->index, q->n_prefix);
	if (idle)
		answer_refusal(c, REFUSAL_FIELD_UNKNOWN, idle);
	else if (!number_parameter(c, "limit", QUERY_LIMIT_DEFAULT, &limit) || limit == 0)
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "limit");
	else if (size > CURSOR_BYTES_MAX || !hex_decode(after, cursor, size))
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "after");
	else {
		q->limit = limit > QUERY_LIMIT_MAX ? QUERY_LIMIT_MAX : (uint32_t)limit;
		q->after = (ProtobufCBinaryData){ size, cursor };
		return true;
	}
	return false;
}

static void ask(struct call *c, struct asked *a, Query *q)
{
	struct arena *arena = http_arena(c->http);
	struct span packed = wire_pack(&q->base, arena);
	Request request;

	request__init(&request);
	request.type = "Query";
	request.body = (ProtobufCBinaryData){ packed.size, arena_copy(arena, packed.data, packed.size) };
	request.actor = arena_copy(arena, c->actor, sizeof *c->actor);
	if (backend_send(c->gateway->backend, a->table->service, &request, on_done, a) != ERR_NONE)
		answer_refusal(c, REFUSAL_BUSY, NULL);
}

bool api_rows(struct call *c)
{
	struct arena *arena = http_arena(c->http);
	const char *rest;
	const struct contract_row *table = table_of(c->path, &rest);
	const char *parts[KEY_FIELDS_MAX];
	struct asked *a = arena_alloc(arena, sizeof *a);
	size_t count = 0;
	Query q;

	if (!table || !is_get(c))
		return false;
	REQUIRE(a);
	query__init(&q);
	q.table = table->name;
	if (!split_key(arena, rest, parts, &count) || (count && count != table->key_count))
		return false;
	if (!caller_has(c, table->roles, table->role_count)) {
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
		return true;
	}
	if (count && http_query_count(c->http)) {
		answer_refusal(c, REFUSAL_FIELD_UNKNOWN, http_query_at(c->http, 0).name);
		return true;
	}
	if (!count && !page_query(c, table, &q))
		return true;
	for (size_t i = 0; i < count; i++)
		parts[i] = kept_id(c, table, table->keys[i], parts[i]);
	q.n_key = count;
	q.key = parts;
	*a = (struct asked){ .call = c, .table = table, .one = count > 0 };
	ask(c, a, &q);
	return true;
}
