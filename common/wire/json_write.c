/* A message as JSON, written straight into the arena: fields in the order of their numbers, so that
 * the same message always gives the same text. */
#include "wire/wire_impl.h"

#include <ctype.h>
#include <stdio.h>

#include "base/require.h"
#include "wire/base64.h"

#define BUFFER_BYTES_MIN 512
#define NUMBER_CHARS_MAX 24

struct buffer {
	struct arena *arena;
	char *data;
	size_t size;
	size_t room;
};

/* Room for `size` more bytes; NULL once the arena is full, and then for ever. */
static char *grow(struct buffer *b, size_t size)
{
	if (size > b->room - b->size) {
		size_t room = b->room ? b->room * 2 : BUFFER_BYTES_MIN;

		while (room - b->size < size)
			room *= 2;
		char *data = arena_alloc(b->arena, room);

		if (!data)
			return NULL;
		if (b->size)
			memcpy(data, b->data, b->size);
		b->data = data;
		b->room = room;
	}
	char *at = b->data + b->size;

	b->size += size;
	return at;
}

static void put(struct buffer *b, const char *text, size_t size)
{
	char *at = grow(b, size);

	if (at && size)
		memcpy(at, text, size);
}

static void put_text(struct buffer *b, const char *text)
{
	put(b, text, strlen(text));
}

static void put_escaped(struct buffer *b, uint8_t byte)
{
	static const char hex[] = "0123456789abcdef";
	char unicode[] = "\\u0000";
	char pair[2] = { '\\', (char)byte };

	switch (byte) {
	case '"':
	case '\\':
		put(b, pair, 2);
		return;
	case '\n':
		put(b, "\\n", 2);
		return;
	case '\t':
		put(b, "\\t", 2);
		return;
	default:
		unicode[4] = hex[byte >> 4];
		unicode[5] = hex[byte & 15];
		put(b, unicode, sizeof unicode - 1);
	}
}

/* Runs of plain characters go out at once. What is no UTF-8 (only a bug could bring it here) shows
 * as U+FFFD. */
static void put_string(struct buffer *b, const char *text)
{
	struct span left = span_text(text);
	size_t plain = 0;

	put(b, "\"", 1);
	while (plain < left.size) {
		uint8_t byte = left.data[plain];
		size_t size = wire_utf8_next(span_of(left.data + plain, left.size - plain));
		if (size > 0 && byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f) {
			plain += size;
			continue;
		}
		put(b, (const char *)left.data, plain);
		if (size > 0)
			put_escaped(b, byte);
		else
			put_text(b, "\xef\xbf\xbd");
		left = span_of(left.data + plain + 1, left.size - plain - 1);
		plain = 0;
	}
	put(b, (const char *)left.data, plain);
	put(b, "\"", 1);
}

static void put_base64(struct buffer *b, struct span bytes)
{
	put(b, "\"", 1);
	char *at = grow(b, BASE64_SIZE(bytes.size));

	if (at)
		base64_encode(bytes, at);
	put(b, "\"", 1);
}

const char *wire_enum_short(const ProtobufCEnumDescriptor *type, const char *value_name)
{
	const char *at = value_name;
	bool upper_before = true;

	for (const char *c = type->short_name; *c; c++) {
		bool upper = isupper((unsigned char)*c) != 0;
		if (upper && !upper_before && *at++ != '_')
			return value_name;
		if (*at++ != (char)toupper((unsigned char)*c))
			return value_name;
		upper_before = upper;
	}
	return at[0] == '_' && at[1] ? at + 1 : value_name;
}

static void put_number(struct buffer *b, const void *item, ProtobufCType type)
{
	char text[NUMBER_CHARS_MAX];
	bool past;
	int64_t number = wire_number(item, type, &past);
	int size =
		past ? snprintf(text, sizeof text, "%llu", (unsigned long long)wire_unsigned(item))
		     : snprintf(text, sizeof text, "%lld", (long long)number);

	REQUIRE(size > 0 && (size_t)size < sizeof text);
	put(b, text, (size_t)size);
}

static void put_enum(struct buffer *b, const void *item, const ProtobufCEnumDescriptor *type)
{
	bool past;
	int number = (int)wire_number(item, PROTOBUF_C_TYPE_ENUM, &past);
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);

	if (value)
		put_string(b, wire_enum_short(type, value->name));
	else
		put_number(b, item, PROTOBUF_C_TYPE_ENUM); /* of a later version of the contract */
}

/* put_message and put_item call each other no deeper than the generator lets messages nest. */
static void put_message(struct buffer *b, const ProtobufCMessage *message, bool all);

static void put_item(struct buffer *b, const ProtobufCFieldDescriptor *field, const void *item,
		     bool all)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		put_string(b, wire_text(item));
		break;
	case PROTOBUF_C_TYPE_BYTES:
		put_base64(b, wire_bytes(item));
		break;
	case PROTOBUF_C_TYPE_ENUM:
		put_enum(b, item, field->descriptor);
		break;
	case PROTOBUF_C_TYPE_BOOL:
		put_text(b, wire_empty(item, field->type) ? "false" : "true");
		break;
	case PROTOBUF_C_TYPE_MESSAGE:
		if (wire_message(item))
			put_message(b, wire_message(item), all);
		else
			put_text(b, "null");
		break;
	default:
		put_number(b, item, field->type);
	}
}

static void put_list(struct buffer *b, const ProtobufCMessage *message,
		     const ProtobufCFieldDescriptor *field, bool all)
{
	size_t count = wire_count(message, field);

	put(b, "[", 1);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			put(b, ",", 1);
		put_item(b, field, wire_item(message, field, i), all);
	}
	put(b, "]", 1);
}

static bool is_shown(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
		     bool all)
{
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return all || wire_count(message, field) > 0;
	if (wire_unset_choice(message, field))
		return false;
	return all || !wire_empty(wire_item(message, field, WIRE_NO_INDEX), field->type);
}

static void put_message(struct buffer *b, const ProtobufCMessage *message, bool all)
{
	const char *before = "{";

	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		if (!is_shown(message, field, all))
			continue;
		put_text(b, before);
		put_string(b, field->name);
		put(b, ":", 1);
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			put_list(b, message, field, all);
		else
			put_item(b, field, wire_item(message, field, WIRE_NO_INDEX), all);
		before = ",";
	}
	put_text(b, before[0] == '{' ? "{}" : "}");
}

struct span wire_to_json(const struct wire_type *type, const ProtobufCMessage *message, bool all,
			 struct arena *arena)
{
	struct buffer b = { .arena = arena };

	REQUIRE(message && message->descriptor == type->descriptor);
	put_message(&b, message, all);
	put(&b, "", 1); /* the NUL */
	if (arena->overflowed)
		return (struct span){ 0 };
	return span_of(b.data, b.size - 1);
}
