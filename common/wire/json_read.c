/* JSON into a message, field by field, then the rules. What the JSON library does not bound is
 * bounded here before it runs: nesting and the number of values. */
#include "wire/wire_impl.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/require.h"
#include "wire/base64.h"

static const struct span nothing;

/* Depth and number of values of the raw text, before it is parsed. */
static bool check_shape(struct span json, struct wire_report *report)
{
	size_t depth = 0, values = 0;
	bool quoted = false;

	for (size_t i = 0; i < json.size; i++) {
		uint8_t c = json.data[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
			continue;
		}
		quoted = c == '"';
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth > 0)
			depth--;
		if (c == ',' || c == '{' || c == '[')
			values++;
		if (depth > WIRE_JSON_DEPTH_MAX)
			return wire_refuse(report, WIRE_TOO_DEEP, NULL, nothing);
		if (values > WIRE_FIELDS_MAX)
			return wire_refuse(report, WIRE_TOO_MANY_FIELDS, NULL, nothing);
	}
	return true;
}

/* The library leaves a character out where its buffer cannot grow, and goes on (jansson 2.14, lex_save). So what it asked for in
 * vain is remembered here, and nothing it read meanwhile is believed. */
static _Thread_local bool starved;

static void *allocate(size_t size)
{
	void *memory = malloc(size);

	starved = starved || !memory;
	return memory;
}

__attribute__((constructor)) static void watch_memory(void)
{
	json_set_alloc_funcs(allocate, free);
}

/* The library's words say where; NULL and a violation when the text is no JSON. */
static json_t *parse(struct span text, struct wire_report *report)
{
	json_error_t error;

	starved = false;
	json_t *json = json_loadb((const char *)text.data, text.size, JSON_REJECT_DUPLICATES, &error);
	if (starved) {
		json_decref(json);
		wire_refuse(report, WIRE_STARVED, NULL, nothing);
		return NULL;
	}
	if (json)
		return json;
	switch (json_error_code(&error)) {
	case json_error_out_of_memory:
		wire_refuse(report, WIRE_STARVED, NULL, nothing);
		break;
	case json_error_invalid_utf8:
		wire_refuse(report, WIRE_NOT_UTF8, NULL, span_text(error.text));
		break;
	case json_error_numeric_overflow:
		wire_refuse(report, WIRE_OUT_OF_RANGE, NULL, span_text(error.text));
		break;
	default:
		wire_refuse(report, WIRE_MALFORMED, NULL, span_text(error.text));
	}
	return NULL;
}

struct reader {
	struct arena *arena;
	struct wire_report *report;
};

static bool wrong(struct reader *r, const struct wire_path *path)
{
	return wire_refuse(r->report, WIRE_BAD_FORMAT, path, nothing);
}

static bool full(struct reader *r, const struct wire_path *path)
{
	return wire_refuse(r->report, r->arena->starved ? WIRE_STARVED : WIRE_NO_MEMORY, path, nothing);
}

static bool read_text(struct reader *r, json_t *json, void *slot, const struct wire_path *path)
{
	if (!json_is_string(json))
		return wrong(r, path);
	const char *text = arena_text(r->arena, json_string_value(json), json_string_length(json));

	memcpy(slot, &text, sizeof text);
	return text || full(r, path);
}

static bool read_bytes(struct reader *r, json_t *json, void *slot, const struct wire_path *path)
{
	ProtobufCBinaryData bytes = { 0, NULL };

	if (!json_is_string(json))
		return wrong(r, path);
	struct span text = span_of(json_string_value(json), json_string_length(json));

	bytes.data = arena_alloc(r->arena, text.size / 4 * 3);
	if (!bytes.data)
		return full(r, path);
	if (!base64_decode(text, bytes.data, &bytes.len))
		return wrong(r, path);
	memcpy(slot, &bytes, sizeof bytes);
	return true;
}

static bool read_bool(struct reader *r, json_t *json, void *slot, const struct wire_path *path)
{
	protobuf_c_boolean flag = json_is_true(json);

	if (!json_is_boolean(json))
		return wrong(r, path);
	memcpy(slot, &flag, sizeof flag);
	return true;
}

static bool read_enum(struct reader *r, json_t *json, const ProtobufCEnumDescriptor *type,
		      void *slot, const struct wire_path *path)
{
	if (!json_is_string(json))
		return wrong(r, path);
	for (unsigned i = 0; i < type->n_values; i++) {
		int32_t number = type->values[i].value;
		const char *name = wire_enum_short(type, type->values[i].name);

		if (strcmp(name, json_string_value(json)) == 0) {
			memcpy(slot, &number, sizeof number);
			return true;
		}
	}
	return wire_refuse(r->report, WIRE_UNKNOWN_ENUM, path, span_text(json_string_value(json)));
}

/* JSON numbers go to INT64_MAX, also for uint64 fields. */
static bool read_number(struct reader *r, json_t *json, ProtobufCType type, void *slot,
			const struct wire_path *path)
{
	bool is_unsigned = type == PROTOBUF_C_TYPE_UINT32 || type == PROTOBUF_C_TYPE_FIXED32 ||
			   type == PROTOBUF_C_TYPE_UINT64 || type == PROTOBUF_C_TYPE_FIXED64;
	bool small = wire_item_size(type) == sizeof(int32_t);

	if (!json_is_integer(json))
		return wrong(r, path);
	int64_t number = json_integer_value(json);
	int64_t max = !small ? INT64_MAX : is_unsigned ? (int64_t)UINT32_MAX : INT32_MAX;
	int64_t min = is_unsigned ? 0 : small ? INT32_MIN : INT64_MIN;

	if (number < min || number > max)
		return wire_refuse(r->report, WIRE_OUT_OF_RANGE, path, nothing);
	uint32_t low = (uint32_t)(uint64_t)number;

	if (small)
		memcpy(slot, &low, sizeof low);
	else
		memcpy(slot, &number, sizeof number);
	return true;
}

/* read_message and read_item call each other no deeper than the generator lets messages nest. */
static ProtobufCMessage *read_message(struct reader *r, json_t *json,
				      const ProtobufCMessageDescriptor *type,
				      const struct wire_path *above);

static bool read_item(struct reader *r, json_t *json, const ProtobufCFieldDescriptor *field,
		      void *slot, const struct wire_path *path)
{
	ProtobufCMessage *message;

	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		return read_text(r, json, slot, path);
	case PROTOBUF_C_TYPE_BYTES:
		return read_bytes(r, json, slot, path);
	case PROTOBUF_C_TYPE_BOOL:
		return read_bool(r, json, slot, path);
	case PROTOBUF_C_TYPE_ENUM:
		return read_enum(r, json, field->descriptor, slot, path);
	case PROTOBUF_C_TYPE_MESSAGE:
		message = read_message(r, json, field->descriptor, path);
		memcpy(slot, &message, sizeof message);
		return message != NULL;
	default:
		return read_number(r, json, field->type, slot, path);
	}
}

static bool read_list(struct reader *r, json_t *json, const ProtobufCFieldDescriptor *field,
		      ProtobufCMessage *message, struct wire_path *path)
{
	size_t count = json_array_size(json);
	size_t item_size = wire_item_size(field->type);
	bool good = true;

	if (!json_is_array(json))
		return wrong(r, path);
	if (count == 0)
		return true;
	uint8_t *items = arena_alloc(r->arena, count * item_size);

	if (!items)
		return full(r, path);
	for (size_t i = 0; i < count && !wire_report_full(r->report); i++) {
		path->index = i;
		good = read_item(r, json_array_get(json, i), field, items + i * item_size, path) &&
		       good;
	}
	memcpy((uint8_t *)message + field->offset, &items, sizeof items);
	memcpy((uint8_t *)message + field->quantifier_offset, &count, sizeof count);
	return good;
}

static bool read_field(struct reader *r, const char *name, json_t *json, ProtobufCMessage *message,
		       const struct wire_path *above)
{
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
	struct wire_path path = { .above = above, .name = name, .index = WIRE_NO_INDEX };

	if (!field) /* a long name stands as the value, which is shortened */
		return wire_refuse(r->report, WIRE_UNKNOWN_FIELD,
				   strlen(name) > WIRE_VALUE_BYTES_MAX ? above : &path,
				   span_text(name));
	if (json_is_null(json))
		return true; /* as if it were absent */
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return read_list(r, json, field, message, &path);
	if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
		int32_t chosen;
		memcpy(&chosen, wire_member(message, field->quantifier_offset), sizeof chosen);
		if (chosen != 0)
			return wrong(r, &path); /* two of the choices */
		chosen = (int32_t)field->id;
		memcpy((uint8_t *)message + field->quantifier_offset, &chosen, sizeof chosen);
	}
	return read_item(r, json, field, (uint8_t *)message + field->offset, &path);
}

static ProtobufCMessage *read_message(struct reader *r, json_t *json,
				      const ProtobufCMessageDescriptor *type,
				      const struct wire_path *above)
{
	ProtobufCMessage *message;
	bool good = true;

	if (!json_is_object(json)) {
		wrong(r, above);
		return NULL;
	}
	message = arena_alloc(r->arena, type->sizeof_message);
	if (!message) {
		full(r, above);
		return NULL;
	}
	type->message_init(message);
	for (void *at = json_object_iter(json); at && !wire_report_full(r->report);
	     at = json_object_iter_next(json, at))
		good = read_field(r, json_object_iter_key(at), json_object_iter_value(at), message,
				  above) &&
		       good;
	return good ? message : NULL;
}

ProtobufCMessage *wire_from_json(const struct wire_type *type, struct span json,
				 struct arena *arena, struct wire_result *result)
{
	struct wire_report report = { arena, result };
	struct reader reader = { arena, &report };

	result->count = 0;
	if (!check_shape(json, &report))
		return NULL;
	json_t *parsed = parse(json, &report);

	if (!parsed)
		return NULL;
	ProtobufCMessage *message = read_message(&reader, parsed, type->descriptor, NULL);

	json_decref(parsed);
	if (!message || !wire_check_rules(type, message, &report))
		return NULL;
	return message;
}
