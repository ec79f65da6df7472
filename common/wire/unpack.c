#include "wire/wire_impl.h"

#include "base/require.h"

static void *arena_allocate(void *arena, size_t size)
{
	return arena_alloc_raw(arena, size); /* protobuf-c sets all it reads, as it must with malloc */
}

/* protobuf-c frees what it replaces (a field that stands twice); here the arena goes as a whole. */
static void arena_keep(void *arena, void *data)
{
	(void)arena;
	(void)data;
}

ProtobufCMessage *wire_unpack(const struct wire_type *type, struct span bytes, size_t bytes_max,
			      bool rules, struct arena *arena, struct wire_result *result)
{
	ProtobufCAllocator allocator = { arena_allocate, arena_keep, arena };
	struct wire_report report = { arena, result };
	const struct span none = { 0 };

	if (result)
		result->count = 0;
	if (bytes.size > bytes_max) {
		wire_refuse(&report, WIRE_TOO_LARGE, NULL, none);
		return NULL;
	}
	if (!wire_scan(type->descriptor, bytes, rules, &report))
		return NULL;
	ProtobufCMessage *message =
		protobuf_c_message_unpack(type->descriptor, &allocator, bytes.size, bytes.data);

	if (!message || arena->overflowed) {
		wire_refuse(&report, arena->starved ? WIRE_STARVED : arena->overflowed ? WIRE_NO_MEMORY : WIRE_MALFORMED, NULL, none);
		return NULL;
	}
	if (rules && !wire_check_rules(type, message, &report))
		return NULL;
	return message;
}

ProtobufCMessage *wire_unpack_own(const struct wire_type *type, struct span bytes,
				  struct arena *arena)
{
	ProtobufCAllocator allocator = { arena_allocate, arena_keep, arena };
	ProtobufCMessage *message =
		protobuf_c_message_unpack(type->descriptor, &allocator, bytes.size, bytes.data);

	return arena->overflowed ? NULL : message;
}

struct span wire_pack(const ProtobufCMessage *message, struct arena *arena)
{
	REQUIRE(message && message->descriptor);
	size_t size = protobuf_c_message_get_packed_size(message);
	uint8_t *data = arena_alloc_raw(arena, size);

	if (!data)
		return (struct span){ 0 };
	REQUIRE(protobuf_c_message_pack(message, data) == size);
	return span_of(data, size);
}
