/* Rows of the daemons: GET <path> in pages, filtered by an index; GET <path>/<key> one of them. The owner answers. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "base/hex.h"
#include "base/require.h"
#include "contract_rows.h"
#include "text.h"

#define CURSOR_BYTES_MAX 512
#define KEY_FIELDS_MAX 4

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

	return table_of(path, &rest) != NULL;
}

static void list_json(struct call *c, const struct contract_row *table, const QueryReply *rows)
{
	struct text t = { .arena = http_arena(c->http) };
	char next[2 * CURSOR_BYTES_MAX + 1] = "";

	text_add(&t, "{\"items\":[");
	for (size_t i = 0; i < rows->n_rows; i++) {
		struct wire_result result = { 0 };
		ProtobufCMessage *row = wire_unpack(table->type, span_of(rows->rows[i].data, rows->rows[i].len), 1u << 20,
						    false, t.arena, &result);
		if (!row)
			continue;
		text_add(&t, i ? "," : "");
		text_add_span(&t, wire_to_json(table->type, row, true, t.arena));
	}
	if (rows->next.len && rows->next.len <= CURSOR_BYTES_MAX)
		hex_encode(rows->next.data, rows->next.len, next);
	text_add(&t, "],\"next\":");
	text_add_json(&t, next);
	text_add(&t, "}");
	answer_json(c, 200, text_span(&t));
}

static void on_done(void *context, const Reply *reply)
{
	struct asked *a = context;
	struct call *c = a->call;
	struct wire_result result = { 0 };
	struct arena *arena = http_arena(c->http);
	const QueryReply *rows;

	if (!reply) {
		answer_unknown(c);
		return;
	}
	if (reply->status != 200) {
		answer_reply(c, a->table->service, reply);
		return;
	}
	rows = (const QueryReply *)wire_unpack(&QueryReply_type, span_of(reply->body.data, reply->body.len), 16u << 20, false,
					       arena, &result);
	if (!rows) {
		answer_unknown(c);
		return;
	}
	if (!a->one) {
		list_json(c, a->table, rows);
		return;
	}
	ProtobufCMessage *row = rows->n_rows ? wire_unpack(a->table->type, span_of(rows->rows[0].data, rows->rows[0].len),
							   1u << 20, false, arena, &result) : NULL;
	if (row)
		answer_message(c, a->table->type, row);
	else
		answer_refusal(c, REFUSAL_ROW_UNKNOWN, NULL);
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

/* The index whose leading fields are all given as parameters; the longest match wins. 0: primary order. */
static uint32_t index_of(const struct call *c, const struct contract_row *table, const char **prefix, size_t *count)
{
	uint32_t best = 0;

	*count = 0;
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

static bool known_parameters(const struct call *c, const struct contract_row *table)
{
	for (size_t i = 0; i < http_query_count(c->http); i++) {
		const char *name = http_query_at(c->http, i).name;
		bool known = strcmp(name, "limit") == 0 || strcmp(name, "after") == 0;
		for (size_t k = 0; k < table->index_count && !known; k++)
			known = strstr(table->indexes[k], name) != NULL;
		if (!known)
			return false;
	}
	return true;
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
	const char *parts[KEY_FIELDS_MAX], *prefix[KEY_FIELDS_MAX];
	struct asked *a = arena_alloc(arena, sizeof *a);
	const char *after = parameter(c, "after");
	size_t count = 0;
	Query q;

	if (!table || !is_get(c))
		return false;
	REQUIRE(a);
	query__init(&q);
	q.table = table->name;
	if (!caller_has(c, table->roles, table->role_count)) {
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
		return true;
	}
	if (!split_key(arena, rest, parts, &count) || (count && count != table->key_count) ||
	    !known_parameters(c, table)) {
		answer_refusal(c, REFUSAL_FIELD_UNKNOWN, NULL);
		return true;
	}
	if (count) {
		q.n_key = count;
		q.key = parts;
	} else {
		q.index = index_of(c, table, prefix, &count);
		q.n_prefix = count;
		q.prefix = prefix;
		q.limit = (uint32_t)strtoul(parameter(c, "limit"), NULL, 10);
		size_t size = strlen(after) / 2;
		uint8_t *cursor = arena_alloc(arena, CURSOR_BYTES_MAX);
		REQUIRE(cursor);
		if (size > CURSOR_BYTES_MAX || (size && !hex_decode(after, cursor, size))) {
			answer_refusal(c, REFUSAL_FIELD_MALFORMED, "after");
			return true;
		}
		q.after = (ProtobufCBinaryData){ size, cursor };
	}
	*a = (struct asked){ .call = c, .table = table, .one = q.n_key > 0 };
	ask(c, a, &q);
	return true;
}
