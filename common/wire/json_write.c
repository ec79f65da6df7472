/* A message as JSON, written straight into the arena: fields in the order of their numbers, so that
 * the same message always gives the same text. */
#include "wire/wire_impl.h"

#include <ctype.h>

#include "base/require.h"
#include "wire/base64.h"

#define BUFFER_BYTES_MIN 1024
#define NUMBER_CHARS_MAX 20

struct buffer {
	struct arena *arena;
	char *data;
	size_t size;
	size_t room;
};

static bool grow(struct buffer *b, size_t size)
{
	size_t room = b->room ? b->room * 2 : BUFFER_BYTES_MIN;

	while (room - b->size < size)
		room *= 2;
	char *data = arena_alloc_raw(b->arena, room);

	if (!data)
		return false;
	if (b->size)
		memcpy(data, b->data, b->size);
	b->data = data;
	b->room = room;
	return true;
}

/* Room for `size` more bytes; NULL once the arena is full, and then for ever. */
static char *claim(struct buffer *b, size_t size)
{
	if (size > b->room - b->size && !grow(b, size))
		return NULL;
	char *at = b->data + b->size;

	b->size += size;
	return at;
}

static void put(struct buffer *b, const char *text, size_t size)
{
	char *at = claim(b, size);

	if (at && size)
		memcpy(at, text, size);
}

static void put_text(struct buffer *b, const char *text)
{
	put(b, text, strlen(text));
}

/* ---- strings ---- */

static bool is_plain(uint8_t byte)
{
	return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

#define EIGHT(byte) (0x0101010101010101u * (byte))

/* The high bit of a byte is set when that byte is 0, perhaps of those above such a one, too. */
static uint64_t zero_bytes(uint64_t eight)
{
	return (eight - EIGHT(1)) & ~eight;
}

static bool are_plain(const uint8_t *bytes)
{
	uint64_t eight;

	memcpy(&eight, bytes, sizeof eight);
	uint64_t control = (eight - EIGHT(0x20)) & ~eight;
	uint64_t special = zero_bytes(eight ^ EIGHT('"')) | zero_bytes(eight ^ EIGHT('\\')) |
			   zero_bytes(eight ^ EIGHT(0x7f));

	return ((eight | control | special) & EIGHT(0x80)) == 0;
}

/* U+1000 to U+CFFF, where nearly all Chinese text stands: any two continuation bytes make it whole. */
static bool is_usual_three(const uint8_t *bytes)
{
	return bytes[0] >= 0xe1 && bytes[0] <= 0xec && (bytes[1] & 0xc0) == 0x80 &&
	       (bytes[2] & 0xc0) == 0x80;
}

/* How much of the beginning goes out as it is: valid UTF-8 without anything to escape. */
static size_t plain_size(struct span text)
{
	size_t at = 0;

	while (at < text.size) {
		const uint8_t *next = text.data + at;
		size_t left = text.size - at, step;

		if (*next < 0x80)
			step = left >= 8 && are_plain(next) ? 8 : is_plain(*next) ? 1 : 0;
		else
			step = left >= 3 && is_usual_three(next) ? 3 : wire_utf8_next(span_of(next, left));
		if (step == 0)
			break;
		at += step;
	}
	return at;
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

/* `plain`: how much of it needs no change. What is no UTF-8 (only a bug could bring it here) shows
 * as U+FFFD. */
static void put_changed(struct buffer *b, struct span text, size_t plain)
{
	put(b, "\"", 1);
	while (plain < text.size) {
		uint8_t byte = text.data[plain];

		put(b, (const char *)text.data, plain);
		if (byte < 0x80)
			put_escaped(b, byte);
		else
			put_text(b, "\xef\xbf\xbd");
		text = span_of(text.data + plain + 1, text.size - plain - 1);
		plain = plain_size(text);
	}
	put(b, (const char *)text.data, plain);
	put(b, "\"", 1);
}

static void put_string(struct buffer *b, const char *text)
{
	struct span whole = span_text(text);
	size_t plain = plain_size(whole);

	if (plain < whole.size) {
		put_changed(b, whole, plain);
		return;
	}
	char *at = claim(b, plain + 2);

	if (!at)
		return;
	at[0] = '"';
	memcpy(at + 1, text, plain);
	at[plain + 1] = '"';
}

/* Names of the contract need no escaping. */
static void put_name(struct buffer *b, char before, const char *name)
{
	size_t size = strlen(name);
	char *at = claim(b, size + 4);

	if (!at)
		return;
	at[0] = before;
	at[1] = '"';
	memcpy(at + 2, name, size);
	at[size + 2] = '"';
	at[size + 3] = ':';
}

static void put_base64(struct buffer *b, struct span bytes)
{
	put(b, "\"", 1);
	char *at = claim(b, BASE64_SIZE(bytes.size));

	if (at)
		base64_encode(bytes, at);
	put(b, "\"", 1);
}

/* ---- members ---- */

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
	char *at = text + sizeof text;
	bool past;
	int64_t number = wire_number(item, type, &past);
	uint64_t left = past ? wire_unsigned(item) : number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do
		*--at = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (number < 0)
		put(b, "-", 1);
	put(b, at, (size_t)(text + sizeof text - at));
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
	char before = '{';

	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		if (!is_shown(message, field, all))
			continue;
		put_name(b, before, field->name);
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			put_list(b, message, field, all);
		else
			put_item(b, field, wire_item(message, field, WIRE_NO_INDEX), all);
		before = ',';
	}
	put_text(b, before == '{' ? "{}" : "}");
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
