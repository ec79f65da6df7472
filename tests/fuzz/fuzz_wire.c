/* Packed messages from outside: every message of the contract, with the rules and without. What is taken packs to bytes
 * that mean the same, and shows as JSON that is JSON and, with the rules, means the same again. */
#include <jansson.h>

#include "contract.h"
#include "fuzz.h"
#include "messages.h"
#include "wire/wire.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define ARENA_TIGHT ((size_t)3000) /* small enough to run out within some messages */
#define BYTES_MAX ((size_t)1 << 20)

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	json_object_seed(1);
	return 0;
}

static void packs_to_the_same(const struct wire_type *type, const ProtobufCMessage *message, struct arena *arena)
{
	struct wire_result result;
	struct span first = wire_pack(message, arena);

	PROPERTY(first.data);
	ProtobufCMessage *again = wire_unpack(type, first, SIZE_MAX, false, arena, &result);

	PROPERTY(again);
	PROPERTY(span_equal(first, wire_pack(again, arena)));
}

static void shows_as_json(const struct wire_type *type, const ProtobufCMessage *message, bool all, struct arena *arena)
{
	struct span json = wire_to_json(type, message, all, arena);

	PROPERTY(json.data && json.data[json.size] == '\0');
	json_t *parsed = json_loadb((const char *)json.data, json.size, JSON_REJECT_DUPLICATES, NULL);

	/* a number of 64 bits may be past what JSON readers take */
	PROPERTY(parsed || has_large_number(message));
	json_decref(parsed);
}

/* What the rules let in, the same rules let in as JSON. */
static void json_means_the_same(const struct wire_type *type, const ProtobufCMessage *message, struct arena *arena)
{
	struct wire_result result;
	struct span json = wire_to_json(type, message, true, arena);
	ProtobufCMessage *again = wire_from_json(type, json, arena, &result);

	if (!again && has_large_number(message))
		return;
	PROPERTY(again);
	PROPERTY(span_equal(json, wire_to_json(type, again, true, arena)));
	PROPERTY(span_equal(wire_pack(message, arena), wire_pack(again, arena)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint8_t flags = take_byte(&in);
	bool rules = flags & 1, tight = flags & 2;
	const struct wire_type *type = message_type((size_t)take_number(&in, 2));
	struct arena *arena = fuzz_arena(tight ? ARENA_TIGHT : ARENA_BYTES);
	struct wire_result result;
	ProtobufCMessage *message = wire_unpack(type, take_rest(&in), BYTES_MAX, rules, arena, &result);

	if (!message) {
		refused_with_reasons(&result);
		return 0;
	}
	PROPERTY(result.count == 0 && message->descriptor == type->descriptor);
	if (tight)
		return 0;
	packs_to_the_same(type, message, arena);
	shows_as_json(type, message, false, arena);
	shows_as_json(type, message, true, arena);
	if (rules) {
		PROPERTY(wire_check(type, message, arena, &result));
		json_means_the_same(type, message, arena);
	}
	return 0;
}
