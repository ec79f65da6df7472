#include "wire/wire_impl.h"

#include "base/require.h"

static void set_member(ProtobufCMessage *copy, unsigned offset, const void *value, size_t size)
{
	memcpy((uint8_t *)copy + offset, value, size);
}

static bool clone_text(ProtobufCMessage *copy, const ProtobufCFieldDescriptor *field)
{
	const char *text = wire_text(wire_item(copy, field, WIRE_NO_INDEX));

	set_member(copy, field->offset, &text, sizeof text);
	return true;
}

static bool clone_message(ProtobufCMessage *copy, const ProtobufCFieldDescriptor *field,
			  struct arena *arena)
{
	const ProtobufCMessage *inner = wire_message(wire_item(copy, field, WIRE_NO_INDEX));

	if (!inner)
		return true;
	inner = wire_clone_shallow(field->descriptor, inner, arena);
	set_member(copy, field->offset, &inner, sizeof inner);
	return inner != NULL;
}

/* Texts and messages get a list of their own; numbers share the caller's. */
static bool clone_list(ProtobufCMessage *copy, const ProtobufCFieldDescriptor *field,
		       struct arena *arena)
{
	size_t count = wire_count(copy, field);
	const void **items;

	if (count == 0 ||
	    (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE))
		return true;
	if (count > SIZE_MAX / sizeof *items ||
	    !(items = arena_alloc(arena, count * sizeof *items)))
		return false;
	for (size_t i = 0; i < count; i++) {
		const void *item = wire_item(copy, field, i);
		if (field->type == PROTOBUF_C_TYPE_STRING) {
			items[i] = wire_text(item);
			continue;
		}
		REQUIRE(wire_message(item));
		items[i] = wire_clone_shallow(field->descriptor, wire_message(item), arena);
		if (!items[i])
			return false;
	}
	set_member(copy, field->offset, &items, sizeof items);
	return true;
}

static bool clone_field(ProtobufCMessage *copy, const ProtobufCFieldDescriptor *field,
			struct arena *arena)
{
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return clone_list(copy, field, arena);
	if (wire_unset_choice(copy, field))
		return true;
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return clone_text(copy, field);
	return field->type != PROTOBUF_C_TYPE_MESSAGE || clone_message(copy, field, arena);
}

/* Calls itself for messages within messages; the generator refuses recursive types and more than
 * WIRE_DEPTH_MAX levels. */
ProtobufCMessage *wire_clone_shallow(const ProtobufCMessageDescriptor *descriptor,
				     const void *message, struct arena *arena)
{
	ProtobufCMessage *copy = arena_copy(arena, message, descriptor->sizeof_message);

	if (!copy)
		return NULL;
	REQUIRE(!copy->descriptor || copy->descriptor == descriptor);
	copy->descriptor = descriptor;
	for (unsigned i = 0; i < descriptor->n_fields; i++)
		if (!clone_field(copy, &descriptor->fields[i], arena))
			return NULL;
	return copy;
}
