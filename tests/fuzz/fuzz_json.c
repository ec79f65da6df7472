/* JSON from outside into every command, event and frame. What is taken shows as JSON that is taken again and shows the
 * same; and the packed message passes the rules, since the gateway sends it on to a daemon that applies them. */
#include <jansson.h>

#include "fuzz.h"
#include "messages.h"
#include "wire/wire.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define ARENA_TIGHT ((size_t)3000)

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	json_object_seed(1);
	return 0;
}

static void shows_the_same(const struct wire_type *type, const ProtobufCMessage *message, bool all, struct arena *arena)
{
	struct wire_result result;
	struct span shown = wire_to_json(type, message, all, arena);

	PROPERTY(shown.data);
	ProtobufCMessage *again = wire_from_json(type, shown, arena, &result);

	PROPERTY(again);
	PROPERTY(span_equal(shown, wire_to_json(type, again, all, arena)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	bool tight = take_byte(&in) & 1;
	const struct wire_type *type = message_type((size_t)take_number(&in, 2));
	struct arena *arena = fuzz_arena(tight ? ARENA_TIGHT : ARENA_BYTES);
	struct wire_result result;
	ProtobufCMessage *message = wire_from_json(type, take_rest(&in), arena, &result);

	if (!message) {
		refused_with_reasons(&result);
		return 0;
	}
	PROPERTY(result.count == 0);
	if (tight)
		return 0;
	shows_the_same(type, message, false, arena);
	shows_the_same(type, message, true, arena);
	struct span packed = wire_pack(message, arena);

	PROPERTY(packed.data);
	PROPERTY(wire_unpack(type, packed, SIZE_MAX, true, arena, &result));
	return 0;
}
