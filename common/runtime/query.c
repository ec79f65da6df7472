#include "runtime/query.h"

#include <stdlib.h>

#include "base/require.h"
#include "runtime/decision_run.h"
#include "runtime/key.h"

static const struct row_table *table_of(const struct service *service, const char *name)
{
	for (size_t i = 0; i < service->row_count; i++)
		if (strcmp(service->rows[i]->name, name) == 0)
			return service->rows[i];
	return NULL;
}

static bool may_read(const struct row_table *table, const Actor *actor)
{
	for (size_t i = 0; i < table->role_count; i++)
		for (size_t k = 0; actor && k < actor->n_roles; k++)
			if (strcmp(table->roles[i], actor->roles[k]) == 0)
				return true;
	return false;
}

static bool enum_value(const ProtobufCEnumDescriptor *type, const char *text, long long *value)
{
	for (unsigned i = 0; i < type->n_values; i++)
		if (strcmp(wire_enum_short(type, type->values[i].name), text) == 0) {
			*value = type->values[i].value;
			return true;
		}
	return false;
}

/* A number by its digits, an enum value by the name JSON shows (or its number), a flag as true or false. */
static bool number_of_text(const ProtobufCFieldDescriptor *f, const char *text, long long *value)
{
	char *end;

	*value = strtoll(text, &end, 10);
	if (text[0] && !*end)
		return true;
	if (f->type == PROTOBUF_C_TYPE_ENUM)
		return enum_value(f->descriptor, text, value);
	*value = strcmp(text, "true") == 0;
	return f->type == PROTOBUF_C_TYPE_BOOL && (*value || strcmp(text, "false") == 0);
}

/* Parts come as text. */
static bool key_of_texts(struct key *k, const struct row_table *table, const struct row_key *fields,
			 const char *const *texts, size_t count)
{
	if (count > fields->count)
		return false;
	for (size_t i = 0; i < count; i++) {
		const ProtobufCFieldDescriptor *f = &table->type->descriptor->fields[fields->fields[i]];
		if (f->type == PROTOBUF_C_TYPE_STRING) {
			key_text(k, texts[i]);
			continue;
		}
		long long value;
		if (!number_of_text(f, texts[i], &value))
			return false;
		key_number(k, (uint64_t)value ^ (1ull << 63));
	}
	return !k->too_long;
}

static void take(struct arena *arena, ProtobufCBinaryData *out, struct span data)
{
	out->len = data.size;
	out->data = arena_copy(arena, data.data, data.size);
	REQUIRE(out->data || data.size == 0);
}

static void one_row(const struct state *s, const struct row_table *table, struct span key, QueryReply *reply,
		    struct arena *arena)
{
	struct span value;

	if (!store_get(s->txn, table->number, key, &value))
		return;
	reply->rows = arena_alloc(arena, sizeof *reply->rows);
	REQUIRE(reply->rows);
	take(arena, &reply->rows[0], value);
	reply->n_rows = 1;
}

static void page(const struct state *s, const struct row_table *table, const Query *q, struct span prefix,
		 QueryReply *reply, struct arena *arena)
{
	size_t limit = q->limit == 0 ? QUERY_LIMIT_DEFAULT : q->limit > QUERY_LIMIT_MAX ? QUERY_LIMIT_MAX : q->limit;
	struct store_cursor *cursor;
	struct span key, value;

	reply->rows = arena_alloc(arena, limit * sizeof *reply->rows);
	REQUIRE(reply->rows);
	if (store_cursor_open(s->txn, table->number + q->index, prefix, span_of(q->after.data, q->after.len), &cursor) !=
	    ERR_NONE)
		return;
	while (reply->n_rows < limit && store_cursor_next(cursor, &key, &value)) {
		struct span row = value;
		if (q->index && !store_get(s->txn, table->number, value, &row))
			continue;
		take(arena, &reply->rows[reply->n_rows++], row);
		if (reply->n_rows == limit)
			take(arena, &reply->next, key);
	}
	if (reply->n_rows == limit && !store_cursor_next(cursor, &key, &value))
		reply->next = (ProtobufCBinaryData){ 0 };
	store_cursor_close(cursor);
}

Reply *query_run(const struct service *service, const struct state *s, const Query *query, const Actor *actor,
		 struct arena *arena)
{
	const struct row_table *table = table_of(service, query->table);
	struct key k = { .size = 0 };
	QueryReply rows;
	Reply *reply;

	if (!table || !table->path)
		return reply_refusal(arena, REFUSAL_TYPE_UNKNOWN, NULL);
	if (!may_read(table, actor))
		return reply_refusal(arena, REFUSAL_ROLE_MISSING, NULL);
	query_reply__init(&rows);
	if (query->n_key) {
		if (query->n_key != table->key.count ||
		    !key_of_texts(&k, table, &table->key, (const char *const *)query->key, query->n_key))
			return reply_refusal(arena, REFUSAL_FIELD_MALFORMED, NULL);
		one_row(s, table, key_span(&k), &rows, arena);
		if (rows.n_rows == 0)
			return reply_refusal(arena, REFUSAL_ROW_UNKNOWN, NULL);
	} else {
		if (query->index > table->index_count ||
		    !key_of_texts(&k, table, query->index ? &table->indexes[query->index - 1] : &table->key,
				  (const char *const *)query->prefix, query->n_prefix))
			return reply_refusal(arena, REFUSAL_FIELD_MALFORMED, NULL);
		page(s, table, query, key_span(&k), &rows, arena);
	}
	reply = arena_alloc(arena, sizeof *reply);
	REQUIRE(reply);
	reply__init(reply);
	reply->status = 200;
	struct span packed = wire_pack(&rows.base, arena);
	take(arena, &reply->body, packed);
	return reply;
}
