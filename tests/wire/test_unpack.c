/* Hostile and odd bytes: each trap of protobuf-c must be caught before it, or be harmless. */
#include "raw.h"
#include "wire/wire_impl.h"

#define SLOW_DEPTH 10000 /* nesting that ends protobuf-c's stack */

TEST(no_bytes_are_an_empty_message)
{
	struct raw r = { 0 };
	struct outcome o;

	outcome_of(&o, &Actor_type, &r, false);
	CHECK(o.message != NULL);
	CHECK_INT(o.result.count, 0);
	CHECK_TEXT(((const Actor *)o.message)->account, "");
	arena_fini(&o.arena);
}

TEST(a_message_at_the_size_limit_passes_and_one_byte_more_does_not)
{
	struct raw r = { 0 };
	struct arena arena;
	struct wire_result result = { 0 };

	raw_text(&r, 1, "zhang");
	arena_init(&arena, TEST_ARENA_BYTES);
	CHECK(wire_unpack(&Actor_type, span_of(r.data, r.size), r.size, false, &arena, &result) !=
	      NULL);
	CHECK(wire_unpack(&Actor_type, span_of(r.data, r.size), r.size - 1, false, &arena,
			  &result) == NULL);
	CHECK_INT(result.count, 1);
	CHECK_INT(result.items[0].problem, WIRE_TOO_LARGE);
	arena_fini(&arena);
	raw_free(&r);
}

TEST(the_golden_bytes_of_an_actor)
{
	static const uint8_t golden[] = { 0x0a, 0x02, 'l', 'i',  0x1a, 0x06, '1',  '5',  '0',
					  '4',  '0',  '0', 0x2a, 0x01, 'a',  0x2a, 0x01, 'b' };
	char *roles[] = { (char[]){ "a" }, (char[]){ "b" } };
	Actor actor;
	struct arena arena;

	arena_init(&arena, TEST_ARENA_BYTES);
	actor__init(&actor);
	actor.account = "li";
	actor.region = "150400";
	actor.n_roles = 2;
	actor.roles = (void *)roles;
	struct span packed = wire_pack(&actor.base, &arena);

	CHECK(span_equal(packed, span_of(golden, sizeof golden)));
	arena_fini(&arena);
}

TEST(lengths_past_the_end_are_malformed)
{
	struct raw r = { 0 };

	raw_tag(&r, 1, 2);
	raw_varint(&r, 5);
	raw_byte(&r, 'a');
	CHECK_INT(problem_of(&Actor_type, &r, false), WIRE_MALFORMED);
	raw_tag(&r, 1, 2);
	raw_varint(&r, UINT32_MAX);
	CHECK_INT(problem_of(&Actor_type, &r, false), WIRE_MALFORMED);
	raw_tag(&r, 1, 2); /* no length at all */
	CHECK_INT(problem_of(&Actor_type, &r, false), WIRE_MALFORMED);
}

TEST(a_length_may_not_pass_the_message_it_lies_in)
{
	static const uint8_t inner[] = { 0x0a, 0x03,
					 'a' }; /* Actor.account of 3 bytes in an Actor of 3 */
	struct raw r = { 0 };

	raw_bytes(&r, 6, inner, sizeof inner);
	raw_text(&r, 1, "site");
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_MALFORMED);
}

TEST(varints_have_at_most_ten_bytes_and_64_bits)
{
	struct raw r = { 0 };

	raw_number(&r, 3, UINT64_MAX);
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_OK);
	raw_tag(&r, 3, 0);
	for (int i = 0; i < 9; i++)
		raw_byte(&r, 0xff);
	raw_byte(&r, 0x02); /* bit 64 */
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_MALFORMED);
	raw_tag(&r, 3, 0);
	for (int i = 0; i < 10; i++)
		raw_byte(&r, 0x80);
	raw_byte(&r, 0x00);
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_MALFORMED);
	raw_tag(&r, 3, 0); /* cut off */
	raw_byte(&r, 0x80);
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_MALFORMED);
}

TEST(numbers_wider_than_their_field_are_not_cut)
{
	struct raw r = { 0 };

	raw_number(&r, 11, UINT32_MAX);
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_OK);
	raw_number(&r, 11, (uint64_t)UINT32_MAX + 1);
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_MALFORMED);
	raw_number(&r, 17, 1); /* bool */
	CHECK_INT(problem_of(&CadreRegistered_type, &r, false), WIRE_OK);
	raw_number(&r, 17, 2);
	CHECK_INT(problem_of(&CadreRegistered_type, &r, false), WIRE_MALFORMED);
	raw_number(&r, 4, INT32_MAX); /* enum */
	CHECK_INT(problem_of(&CadreRegistered_type, &r, false), WIRE_OK);
	raw_number(&r, 4, (uint64_t)INT32_MAX + 1);
	CHECK_INT(problem_of(&CadreRegistered_type, &r, false), WIRE_MALFORMED);
	raw_number(&r, 4, UINT64_MAX); /* -1 */
	CHECK_INT(problem_of(&CadreRegistered_type, &r, false), WIRE_OK);
}

TEST(tags_are_checked)
{
	struct raw r = { 0 };

	raw_byte(&r, 0x02); /* field 0 */
	raw_byte(&r, 0x00);
	CHECK_INT(problem_of(&Actor_type, &r, false), WIRE_MALFORMED);
	for (int i = 0; i < 5; i++) /* six bytes of tag */
		raw_byte(&r, 0x8a);
	raw_byte(&r, 0x00);
	raw_byte(&r, 0x00);
	CHECK_INT(problem_of(&Actor_type, &r, false), WIRE_MALFORMED);
	for (int i = 0; i < 4; i++) /* five bytes, but above 32 bits */
		raw_byte(&r, 0xff);
	raw_byte(&r, 0x1f);
	raw_byte(&r, 0x00);
	CHECK_INT(problem_of(&Actor_type, &r, false), WIRE_MALFORMED);
}

TEST(groups_and_unknown_wire_types_are_malformed)
{
	for (unsigned kind = 3; kind < 8; kind++) {
		struct raw r = { 0 };
		if (kind == 5)
			continue;
		raw_tag(&r, 100, kind);
		raw_byte(&r, 0);
		CHECK_INT(problem_of(&Actor_type, &r, false), WIRE_MALFORMED);
	}
}

TEST(a_known_field_must_have_its_wire_type)
{
	struct raw r = { 0 };

	raw_number(&r, 1, 7); /* a string as a number */
	CHECK_INT(problem_of(&Actor_type, &r, false), WIRE_MALFORMED);
	raw_text(&r, 3, "7"); /* a number as a string */
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_MALFORMED);
	raw_tag(&r, 3, 1); /* a number as eight bytes */
	for (int i = 0; i < 8; i++)
		raw_byte(&r, 0);
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_MALFORMED);
}

TEST(unknown_fields_pass_in_events_and_not_in_commands)
{
	struct raw r = { 0 };

	raw_number(&r, 1, 5);
	raw_tag(&r, 900, 1);
	for (int i = 0; i < 8; i++)
		raw_byte(&r, 1);
	raw_tag(&r, 901, 5);
	for (int i = 0; i < 4; i++)
		raw_byte(&r, 1);
	raw_text(&r, 902, "later");
	raw_number(&r, 903, 1);
	struct raw copy = { 0 };

	for (size_t i = 0; i < r.size; i++)
		raw_byte(&copy, r.data[i]);
	CHECK_INT(problem_of(&AdvanceClock_type, &r, false), WIRE_OK);
	CHECK_INT(problem_of(&AdvanceClock_type, &copy, true), WIRE_UNKNOWN_FIELD);
	raw_tag(&r, 900, 1); /* cut off */
	raw_byte(&r, 1);
	CHECK_INT(problem_of(&AdvanceClock_type, &r, false), WIRE_MALFORMED);
}

TEST(unknown_fields_survive_repacking)
{
	struct raw r = { 0 };
	struct outcome o;

	raw_number(&r, 1, 5);
	raw_text(&r, 902, "later");
	outcome_of(&o, &ClockAdvanced_type, &r, false);
	CHECK(o.message != NULL);
	if (o.message)
		CHECK(span_equal(wire_pack(o.message, &o.arena), span_of(r.data, r.size)));
	arena_fini(&o.arena);
	raw_free(&r);
}

TEST(strings_must_be_utf8_without_nul)
{
	static const struct {
		const char *bytes;
		size_t size;
		bool good;
	} cases[] = {
		{ "\xe6\x8b\x85\xe5\xbd\x93", 6, true }, /* 担当 */
		{ "\xf0\xa0\xae\xb7", 4, true },         /* 𠮷 with its plane */
		{ "\xef\xbf\xbd", 3, true },
		{ "\xff\xfe", 2, false },
		{ "a\0b", 3, false },
		{ "\0", 1, false },
		{ "\xc0\x80", 2, false },         /* overlong NUL */
		{ "\xc1\xbf", 2, false },         /* overlong */
		{ "\xe0\x9f\xbf", 3, false },     /* overlong */
		{ "\xed\xa0\x80", 3, false },     /* surrogate */
		{ "\xf0\x8f\xbf\xbf", 4, false }, /* overlong */
		{ "\xf4\x90\x80\x80", 4, false }, /* above U+10FFFF */
		{ "\xf4\x8f\xbf\xbf", 4, true },
		{ "\xe6\x8b", 2, false }, /* cut off */
		{ "\x80", 1, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct raw r = { 0 };
		raw_bytes(&r, 1, cases[i].bytes, cases[i].size);
		CHECK_INT(problem_of(&Actor_type, &r, false),
			  cases[i].good ? WIRE_OK : WIRE_NOT_UTF8);
	}
}

TEST(own_bytes_come_back_and_broken_ones_do_not)
{
	Actor actor;
	struct arena arena;

	arena_init(&arena, TEST_ARENA_BYTES);
	actor__init(&actor);
	actor.account = "li";
	struct span packed = wire_pack(&actor.base, &arena);
	const Actor *again = (const Actor *)wire_unpack_own(&Actor_type, packed, &arena);

	CHECK(again != NULL);
	if (again)
		CHECK_TEXT(again->account, "li");
	CHECK(wire_unpack_own(&Actor_type, span_of(packed.data, packed.size - 1), &arena) == NULL);
	arena_fini(&arena);
	arena_init(&arena, 16);
	CHECK(wire_unpack_own(&Actor_type, packed, &arena) == NULL);
	arena_fini(&arena);
}

TEST(a_refusal_needs_no_result)
{
	struct raw r = { 0 };
	struct arena arena;

	raw_bytes(&r, 1, "\xff", 1);
	arena_init(&arena, TEST_ARENA_BYTES);
	CHECK(wire_unpack(&Actor_type, span_of(r.data, r.size), r.size, true, &arena, NULL) == NULL);
	CHECK(wire_unpack(&Actor_type, span_of(r.data, r.size), 0, true, &arena, NULL) == NULL);
	arena_fini(&arena);
	raw_free(&r);
}

/* Wraps the bytes once more as field `field`. */
static void wrap(struct raw *r, unsigned field)
{
	struct raw outer = { 0 };

	raw_bytes(&outer, field, r->data, r->size);
	raw_free(r);
	*r = outer;
}

TEST(what_nests_as_unknown_bytes_costs_nothing)
{
	struct raw r = { 0 };

	for (int i = 0; i < SLOW_DEPTH / 10; i++)
		wrap(&r, 6);
	/* Envelope.actor (6) is an Actor, whose field 6 is unknown: the rest is a run of bytes. */
	CHECK_INT(problem_of(&Envelope_type, &r, false), WIRE_OK);
}

/* A chain of types that hold themselves; the generator refuses it in the contract, so it is built
 * by hand. */
struct chain {
	ProtobufCMessage base;
	struct chain *inner;
};
extern const ProtobufCMessageDescriptor chain_descriptor;
static void chain_init(void *message)
{
	*(struct chain *)message = (struct chain){ .base = { .descriptor = &chain_descriptor } };
}
static const ProtobufCFieldDescriptor chain_fields[] = {
	{ .name = "inner",
	  .id = 1,
	  .label = PROTOBUF_C_LABEL_OPTIONAL,
	  .type = PROTOBUF_C_TYPE_MESSAGE,
	  .offset = offsetof(struct chain, inner),
	  .descriptor = &chain_descriptor },
};
static const unsigned chain_by_name[] = { 0 };
static const ProtobufCIntRange chain_ranges[] = { { 1, 0 }, { 0, 1 } };
const ProtobufCMessageDescriptor chain_descriptor = {
	.magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
	.name = "Chain",
	.short_name = "Chain",
	.c_name = "Chain",
	.package_name = "",
	.sizeof_message = sizeof(struct chain),
	.n_fields = 1,
	.fields = chain_fields,
	.fields_sorted_by_name = chain_by_name,
	.n_field_ranges = 1,
	.field_ranges = chain_ranges,
	.message_init = (ProtobufCMessageInit)(void (*)(void))chain_init,
};
static const struct wire_type chain_type = { .name = "Chain", .descriptor = &chain_descriptor };

TEST(nesting_is_refused_past_the_limit_however_deep)
{
	struct raw r = { 0 };

	for (int level = 1; level < WIRE_DEPTH_MAX; level++)
		wrap(&r, 1);
	CHECK_INT(problem_of(&chain_type, &r, false), WIRE_OK);
	for (int level = 1; level < WIRE_DEPTH_MAX + 1; level++)
		wrap(&r, 1);
	CHECK_INT(problem_of(&chain_type, &r, false), WIRE_TOO_DEEP);
	for (int level = 1; level < SLOW_DEPTH; level++)
		wrap(&r, 1);
	CHECK_INT(problem_of(&chain_type, &r, false), WIRE_TOO_DEEP);
}

TEST(fields_are_counted_up_to_the_limit)
{
	struct raw r = { 0 };

	for (int i = 0; i < WIRE_FIELDS_MAX; i++)
		raw_bytes(&r, 1, "", 0); /* QueryReply.rows */
	CHECK_INT(problem_of(&QueryReply_type, &r, false), WIRE_OK);
	for (int i = 0; i < WIRE_FIELDS_MAX + 1; i++)
		raw_bytes(&r, 1, "", 0);
	CHECK_INT(problem_of(&QueryReply_type, &r, false), WIRE_TOO_MANY_FIELDS);
}

TEST(packed_items_count_like_fields)
{
	struct raw list = { 0 }, r = { 0 };

	for (int i = 0; i < WIRE_FIELDS_MAX - 1; i++)
		raw_byte(&list, 0);
	raw_bytes(&r, 3, list.data, list.size); /* OpenSpecialList.levels */
	CHECK_INT(problem_of(&OpenSpecialList_type, &r, false), WIRE_OK);
	raw_byte(&list, 0);
	raw_bytes(&r, 3, list.data, list.size);
	CHECK_INT(problem_of(&OpenSpecialList_type, &r, false), WIRE_TOO_MANY_FIELDS);
	raw_free(&list);
}

TEST(packed_and_single_items_are_the_same_list)
{
	static const uint8_t packed[] = { 31, 32 };
	struct raw r = { 0 };
	struct outcome o;

	raw_bytes(&r, 3, packed, sizeof packed);
	raw_number(&r, 3, 41);
	outcome_of(&o, &OpenSpecialList_type, &r, false);
	CHECK(o.message != NULL);
	if (o.message) {
		const OpenSpecialList *list = (const OpenSpecialList *)o.message;
		CHECK_INT(list->n_levels, 3);
		CHECK_INT(list->levels[0], POST_LEVEL_COUNTY_HEAD);
		CHECK_INT(list->levels[2], POST_LEVEL_SECTION_HEAD);
	}
	arena_fini(&o.arena);
	raw_free(&r);
}

TEST(a_packed_list_may_not_end_within_an_item)
{
	static const uint8_t cut[] = { 31, 0x80 };
	struct raw r = { 0 };

	raw_bytes(&r, 3, cut, sizeof cut);
	CHECK_INT(problem_of(&OpenSpecialList_type, &r, false), WIRE_MALFORMED);
}

TEST(amplification_ends_at_the_arena)
{
	struct raw r = { 0 };
	struct arena arena;
	struct wire_result result = { 0 };

	for (int i = 0; i < 100000; i++)
		raw_bytes(&r, 1, "", 0); /* 2 bytes each, a PolicyRow of some 100 in memory */
	arena_init(&arena, 1u << 20);
	CHECK(wire_unpack(&SetPolicy_type, span_of(r.data, r.size), r.size, false, &arena,
			  &result) == NULL);
	CHECK_INT(result.count, 1);
	CHECK_INT(result.items[0].problem, WIRE_NO_MEMORY);
	CHECK(arena.used_bytes <= 1u << 20);
	arena_fini(&arena);
	raw_free(&r);
}

TEST(a_submessage_that_stands_twice_is_merged)
{
	static const uint8_t first[] = { 0x0a, 0x01, 'a', 0x12, 0x01, 'c' };
	static const uint8_t second[] = { 0x0a, 0x01, 'b', 0x2a, 0x01, 'r' };
	struct raw r = { 0 };
	struct outcome o;

	raw_bytes(&r, 6, first, sizeof first);
	raw_bytes(&r, 6, second, sizeof second);
	raw_text(&r, 1, "x");
	raw_text(&r, 1, "y");
	outcome_of(&o, &Envelope_type, &r, false);
	CHECK(o.message != NULL);
	if (o.message) {
		const Envelope *e = (const Envelope *)o.message;
		CHECK_TEXT(e->site, "y");
		CHECK_TEXT(e->actor->account, "b");
		CHECK_TEXT(e->actor->cadre_id, "c");
		CHECK_INT(e->actor->n_roles, 1);
	}
	arena_fini(&o.arena);
	raw_free(&r);
}

TEST(merging_again_and_again_ends_at_the_arena)
{
	static const uint8_t role[] = { 0x2a, 0x01, 'r' };
	struct raw r = { 0 };
	struct arena arena;
	struct wire_result result = { 0 };

	for (int i = 0; i < 5000; i++)
		raw_bytes(&r, 6, role, sizeof role);
	arena_init(&arena, 4u << 20);
	CHECK(wire_unpack(&Envelope_type, span_of(r.data, r.size), r.size, false, &arena,
			  &result) == NULL);
	CHECK_INT(result.items[0].problem, WIRE_NO_MEMORY);
	arena_fini(&arena);
	raw_free(&r);
}

TEST(a_choice_holds_what_came_last)
{
	static const uint8_t hello[] = { 0x08, 0x01 };
	struct raw r = { 0 };
	struct outcome o;

	raw_bytes(&r, 1, hello, sizeof hello);
	raw_bytes(&r, 7, "", 0);
	outcome_of(&o, &StreamMessage_type, &r, false);
	CHECK(o.message != NULL);
	if (o.message)
		CHECK_INT(((const StreamMessage *)o.message)->kind_case,
			  STREAM_MESSAGE__KIND_GOODBYE);
	arena_fini(&o.arena);
	raw_free(&r);
}

TEST_MAIN()
