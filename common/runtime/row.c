#include "runtime/row.h"

#include <string.h>

#include "base/require.h"
#include "runtime/key.h"
#include "runtime/state.h"

#define ROW_BYTES_MAX (1u << 20)

/* Signed numbers keep their order as bytes when the sign bit is turned. */
static uint64_t ordered(int64_t number)
{
	return (uint64_t)number ^ (1ull << 63);
}

static void key_part(struct key *k, const struct row_part *part)
{
	if (part->text)
		key_text(k, part->text);
	else
		key_number(k, ordered(part->number));
}

static struct row_part part_of_field(const ProtobufCMessage *row, unsigned field)
{
	const ProtobufCFieldDescriptor *f = &row->descriptor->fields[field];
	const uint8_t *member = (const uint8_t *)row + f->offset;
	struct row_part part = { 0 };

	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING:
		memcpy(&part.text, member, sizeof part.text);
		if (!part.text)
			part.text = "";
		break;
	case PROTOBUF_C_TYPE_ENUM:
	case PROTOBUF_C_TYPE_INT32: {
		int32_t number;
		memcpy(&number, member, sizeof number);
		part.number = number;
		break;
	}
	case PROTOBUF_C_TYPE_UINT32: {
		uint32_t number;
		memcpy(&number, member, sizeof number);
		part.number = number;
		break;
	}
	case PROTOBUF_C_TYPE_BOOL: {
		protobuf_c_boolean flag;
		memcpy(&flag, member, sizeof flag);
		part.number = flag;
		break;
	}
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
		memcpy(&part.number, member, sizeof part.number);
		break;
	default:
		REQUIRE(false && "a key field of this type");
	}
	return part;
}

static void key_of_fields(struct key *k, const struct row_key *fields, const ProtobufCMessage *row)
{
	for (size_t i = 0; i < fields->count; i++) {
		struct row_part part = part_of_field(row, fields->fields[i]);
		key_part(k, &part);
	}
}

static const ProtobufCMessage *unpack(const struct state *s, const struct row_table *table, struct span value)
{
	const ProtobufCMessage *row = wire_unpack_own(table->type, value, s->arena);

	REQUIRE(row); /* we packed it; LMDB damage is what the shadow rebuild is for */
	return row;
}

static const ProtobufCMessage *find_key(const struct state *s, const struct row_table *table, struct span key)
{
	struct span value;

	if (!store_get(s->txn, table->number, key, &value))
		return NULL;
	return unpack(s, table, value);
}

const ProtobufCMessage *row_find(const struct state *s, const struct row_table *table, const struct row_part *parts,
				 size_t count)
{
	struct key k = { .size = 0 };

	REQUIRE(count == table->key.count);
	for (size_t i = 0; i < count; i++)
		key_part(&k, &parts[i]);
	return k.too_long ? NULL : find_key(s, table, key_span(&k));
}

static void index_key(struct key *k, const struct row_table *table, size_t index, const ProtobufCMessage *row)
{
	key_of_fields(k, &table->indexes[index], row);
	key_of_fields(k, &table->key, row);
	REQUIRE(!k->too_long);
}

static void drop_indexes(struct tables *t, const struct row_table *table, const ProtobufCMessage *old)
{
	for (size_t i = 0; i < table->index_count; i++) {
		struct key k = { .size = 0 };
		index_key(&k, table, i, old);
		store_delete(t->txn, table->number + 1 + (unsigned)i, key_span(&k));
	}
}

/* Moves the entries of one row in one index; one that stays where it was is left alone. */
static void move_index(struct tables *t, const struct row_table *table, size_t index, const ProtobufCMessage *old,
		       const ProtobufCMessage *row, struct span primary)
{
	unsigned number = table->number + 1 + (unsigned)index;
	struct key before = { .size = 0 }, after = { .size = 0 };

	index_key(&after, table, index, row);
	if (old) {
		index_key(&before, table, index, old);
		if (span_equal(key_span(&before), key_span(&after)))
			return;
		store_delete(t->txn, number, key_span(&before));
	}
	store_put(t->txn, number, key_span(&after), primary);
}

void row_put(struct tables *t, const struct row_table *table, const ProtobufCMessage *row)
{
	struct key primary = { .size = 0 };
	struct span packed = wire_pack(row, t->state.arena), value;
	const ProtobufCMessage *old = NULL;

	REQUIRE(row->descriptor == table->type->descriptor);
	REQUIRE(packed.data && packed.size <= ROW_BYTES_MAX);
	key_of_fields(&primary, &table->key, row);
	REQUIRE(!primary.too_long);
	if (table->index_count && store_get(t->txn, table->number, key_span(&primary), &value)) {
		if (span_equal(value, packed))
			return;
		old = unpack(&t->state, table, value);
	}
	store_put(t->txn, table->number, key_span(&primary), packed);
	for (size_t i = 0; i < table->index_count; i++)
		move_index(t, table, i, old, row, key_span(&primary));
}

void row_delete(struct tables *t, const struct row_table *table, const struct row_part *parts, size_t count)
{
	const ProtobufCMessage *old = row_find(&t->state, table, parts, count);
	struct key k = { .size = 0 };

	if (!old)
		return;
	drop_indexes(t, table, old);
	for (size_t i = 0; i < count; i++)
		key_part(&k, &parts[i]);
	store_delete(t->txn, table->number, key_span(&k));
}

struct row_scan row_scan_start(const struct state *s, const struct row_table *table, unsigned index,
			       const struct row_part *parts, size_t count)
{
	struct row_scan scan = { .state = s, .table = table, .index = index };
	struct key k = { .size = 0 };

	REQUIRE(index <= table->index_count);
	for (size_t i = 0; i < count; i++)
		key_part(&k, &parts[i]);
	scan.ended = k.too_long;
	scan.prefix_size = k.size;
	memcpy(scan.prefix, k.bytes, k.size);
	return scan;
}

/* The next values, as many as may be kept: they are gone with the next write. */
static void fill_page(struct row_scan *scan)
{
	size_t room = store_writes(scan->state->txn) ? 1 : ROW_SCAN_PAGE;
	struct store_cursor *cursor;
	struct span key, last = { 0 };

	scan->page_at = scan->page_size = 0;
	if (store_cursor_open(scan->state->txn, scan->table->number + scan->index,
			      span_of(scan->prefix, scan->prefix_size), span_of(scan->after, scan->after_size),
			      &cursor) != ERR_NONE) {
		scan->ended = true;
		return;
	}
	while (scan->page_size < room && store_cursor_next(cursor, &key, &scan->page[scan->page_size])) {
		last = key;
		scan->page_size++;
	}
	scan->ended = scan->page_size < room;
	REQUIRE(last.size <= sizeof scan->after);
	if (last.size > 0)
		memcpy(scan->after, last.data, last.size);
	scan->after_size = last.size;
	store_cursor_close(cursor);
}

const ProtobufCMessage *row_scan_next(struct row_scan *scan)
{
	if (scan->page_at == scan->page_size && !scan->ended)
		fill_page(scan);
	if (scan->page_at == scan->page_size)
		return NULL;
	struct span value = scan->page[scan->page_at++];

	return scan->index ? find_key(scan->state, scan->table, value) : unpack(scan->state, scan->table, value);
}
