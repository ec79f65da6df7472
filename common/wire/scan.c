/* A walk over packed bytes before protobuf-c sees them. It allocates nothing and goes as deep as
 * WIRE_DEPTH_MAX, so that a hostile message is refused at the price of reading it once. What passes
 * has only these left to fail in protobuf-c: memory. */
#include "wire/wire_impl.h"

#define TAG_BYTES_MAX    5
#define VARINT_BYTES_MAX 10

enum wire_kind { KIND_VARINT = 0, KIND_64 = 1, KIND_LENGTH = 2, KIND_32 = 5 };

struct level {
	const ProtobufCMessageDescriptor *descriptor;
	const uint8_t *end;
	struct wire_path path; /* of the field whose value this level is */
};
struct scan {
	struct level levels[WIRE_DEPTH_MAX];
	size_t depth; /* levels open */
	const uint8_t *at;
	size_t fields;
	bool strict;
	struct wire_report *report;
};

static const struct level *top(const struct scan *s)
{
	return &s->levels[s->depth - 1];
}

/* Refuses at the message now open, or at its field. */
static bool refuse(struct scan *s, enum wire_problem problem, const ProtobufCFieldDescriptor *field)
{
	const struct wire_path *above = s->depth > 1 ? &top(s)->path : NULL;
	struct wire_path path = { .above = above,
				  .name = field ? field->name : "",
				  .index = WIRE_NO_INDEX };

	return wire_refuse(s->report, problem, field ? &path : above, span_of(NULL, 0));
}

static bool count_field(struct scan *s)
{
	return ++s->fields <= WIRE_FIELDS_MAX || refuse(s, WIRE_TOO_MANY_FIELDS, NULL);
}

static bool read_varint(const uint8_t **at, const uint8_t *end, size_t bytes_max, uint64_t *value)
{
	uint64_t result = 0;

	for (size_t i = 0; i < bytes_max && *at < end; i++) {
		uint8_t byte = *(*at)++;
		if (i == VARINT_BYTES_MAX - 1 && byte > 1)
			return false;
		result |= (uint64_t)(byte & 0x7f) << (7 * i);
		if (!(byte & 0x80)) {
			*value = result;
			return true;
		}
	}
	return false;
}

static bool read_length(const uint8_t **at, const uint8_t *end, struct span *value)
{
	uint64_t size;

	if (!read_varint(at, end, TAG_BYTES_MAX, &size) || size > (uint64_t)(end - *at))
		return false;
	*value = span_of(*at, (size_t)size);
	*at += size;
	return true;
}

static bool skip_value(const uint8_t **at, const uint8_t *end, unsigned kind)
{
	uint64_t ignored;
	struct span bytes;
	ptrdiff_t width = kind == KIND_64 ? 8 : 4;

	switch (kind) {
	case KIND_VARINT:
		return read_varint(at, end, VARINT_BYTES_MAX, &ignored);
	case KIND_LENGTH:
		return read_length(at, end, &bytes);
	case KIND_64:
	case KIND_32:
		if (end - *at < width)
			return false;
		*at += width;
		return true;
	default:
		return false; /* groups and what does not exist */
	}
}

static unsigned kind_of(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_FLOAT:
		return KIND_32;
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_DOUBLE:
		return KIND_64;
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_BYTES:
	case PROTOBUF_C_TYPE_MESSAGE:
		return KIND_LENGTH;
	default:
		return KIND_VARINT;
	}
}

/* protobuf-c would cut a longer number to the width of the field without a word. */
static bool fits(ProtobufCType type, uint64_t value)
{
	switch (type) {
	case PROTOBUF_C_TYPE_BOOL:
		return value <= 1;
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_SINT32:
		return value <= UINT32_MAX;
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_ENUM:
		return value <= INT32_MAX || value >= (uint64_t)INT32_MIN;
	default:
		return true;
	}
}

static bool scan_single(struct scan *s, const ProtobufCFieldDescriptor *field, const uint8_t **at,
			const uint8_t *end)
{
	unsigned kind = kind_of(field->type);
	uint64_t value;

	if (kind != KIND_VARINT)
		return skip_value(at, end, kind) || refuse(s, WIRE_MALFORMED, field);
	if (!read_varint(at, end, VARINT_BYTES_MAX, &value) || !fits(field->type, value))
		return refuse(s, WIRE_MALFORMED, field);
	return true;
}

static bool scan_packed(struct scan *s, const ProtobufCFieldDescriptor *field, struct span list)
{
	const uint8_t *at = list.data;

	while (at < list.data + list.size)
		if (!count_field(s) || !scan_single(s, field, &at, list.data + list.size))
			return false;
	return true;
}

static bool open_level(struct scan *s, const ProtobufCFieldDescriptor *field, struct span inner)
{
	const struct wire_path *above = s->depth > 1 ? &top(s)->path : NULL;

	if (s->depth == WIRE_DEPTH_MAX)
		return refuse(s, WIRE_TOO_DEEP, field);
	s->levels[s->depth++] = (struct level){
		.descriptor = field->descriptor,
		.end = inner.data + inner.size,
		.path = { .above = above, .name = field->name, .index = WIRE_NO_INDEX },
	};
	s->at = inner.data;
	return true;
}

static bool scan_length(struct scan *s, const ProtobufCFieldDescriptor *field)
{
	struct span value;

	if (!read_length(&s->at, top(s)->end, &value))
		return refuse(s, WIRE_MALFORMED, field);
	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		return open_level(s, field, value);
	case PROTOBUF_C_TYPE_STRING:
		return wire_utf8_valid(value, NULL) || refuse(s, WIRE_NOT_UTF8, field);
	case PROTOBUF_C_TYPE_BYTES:
		return true;
	default:
		return scan_packed(s, field, value);
	}
}

static bool scan_field(struct scan *s)
{
	uint64_t tag;

	if (!read_varint(&s->at, top(s)->end, TAG_BYTES_MAX, &tag) || tag > UINT32_MAX ||
	    tag >> 3 == 0)
		return refuse(s, WIRE_MALFORMED, NULL);
	if (!count_field(s))
		return false;
	unsigned kind = tag & 7;
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field(top(s)->descriptor, (unsigned)(tag >> 3));

	if (!field) {
		if (s->strict)
			return refuse(s, WIRE_UNKNOWN_FIELD, NULL);
		return skip_value(&s->at, top(s)->end, kind) || refuse(s, WIRE_MALFORMED, NULL);
	}
	bool packed = kind == KIND_LENGTH && field->label == PROTOBUF_C_LABEL_REPEATED;

	if (kind != kind_of(field->type) && !packed)
		return refuse(s, WIRE_MALFORMED, field);
	return kind == KIND_LENGTH ? scan_length(s, field)
				   : scan_single(s, field, &s->at, top(s)->end);
}

bool wire_scan(const ProtobufCMessageDescriptor *descriptor, struct span bytes, bool strict,
	       struct wire_report *report)
{
	struct scan s = { .depth = 1, .at = bytes.data, .strict = strict, .report = report };

	if (bytes.size == 0)
		return true;
	s.levels[0] = (struct level){ .descriptor = descriptor, .end = bytes.data + bytes.size };
	while (s.depth > 0) {
		if (s.at == top(&s)->end)
			s.depth--;
		else if (!scan_field(&s))
			return false;
	}
	return true;
}
