#include "wire/wire_impl.h"

#include "base/require.h"

size_t wire_item_size(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_ENUM:
		return sizeof(int32_t);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return sizeof(int64_t);
	case PROTOBUF_C_TYPE_BOOL:
		return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_FLOAT:
	case PROTOBUF_C_TYPE_DOUBLE:
		break;
	}
	REQUIRE(false && "the generator refuses floating point");
	return 0;
}

const void *wire_item(const void *message, const ProtobufCFieldDescriptor *field, size_t index)
{
	const void *member = wire_member(message, field->offset);
	const uint8_t *items;

	if (index == WIRE_NO_INDEX)
		return member;
	memcpy(&items, member, sizeof items);
	return items + index * wire_item_size(field->type);
}

bool wire_unset_choice(const void *message, const ProtobufCFieldDescriptor *field)
{
	int32_t chosen;

	if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
		return false;
	memcpy(&chosen, wire_member(message, field->quantifier_offset), sizeof chosen);
	return chosen != (int32_t)field->id;
}

uint64_t wire_unsigned(const void *item)
{
	uint64_t number;

	memcpy(&number, item, sizeof number);
	return number;
}

static int64_t small_number(const void *item, ProtobufCType type)
{
	int32_t number;

	memcpy(&number, item, sizeof number);
	if (type == PROTOBUF_C_TYPE_UINT32 || type == PROTOBUF_C_TYPE_FIXED32)
		return (int64_t)(uint32_t)number;
	return type == PROTOBUF_C_TYPE_BOOL ? number != 0 : number;
}

int64_t wire_number(const void *item, ProtobufCType type, bool *past)
{
	*past = false;
	if (wire_item_size(type) == sizeof(int32_t))
		return small_number(item, type);
	uint64_t number = wire_unsigned(item);

	*past = (type == PROTOBUF_C_TYPE_UINT64 || type == PROTOBUF_C_TYPE_FIXED64) &&
		number > INT64_MAX;
	return *past ? INT64_MAX : (int64_t)number;
}

const char *wire_text(const void *item)
{
	const char *text;

	memcpy(&text, item, sizeof text);
	return text ? text : "";
}

struct span wire_bytes(const void *item)
{
	ProtobufCBinaryData bytes;

	memcpy(&bytes, item, sizeof bytes);
	return span_of(bytes.data, bytes.len);
}

const ProtobufCMessage *wire_message(const void *item)
{
	const ProtobufCMessage *message;

	memcpy(&message, item, sizeof message);
	return message;
}

bool wire_empty(const void *item, ProtobufCType type)
{
	bool past;

	switch (type) {
	case PROTOBUF_C_TYPE_STRING:
		return wire_text(item)[0] == '\0';
	case PROTOBUF_C_TYPE_BYTES:
		return wire_bytes(item).size == 0;
	case PROTOBUF_C_TYPE_MESSAGE:
		return !wire_message(item);
	default:
		return wire_number(item, type, &past) == 0;
	}
}
