/* Messages built by hand, without bases and with NULL strings, as workflows build them. */
#include "raw.h"

TEST(a_message_without_bases_can_be_packed)
{
	GradeOfYear grade = { .year = 2025, .grade = ANNUAL_GRADE_EXCELLENT };
	GradeOfYear *grades[] = { &grade };
	CadreRegistered cadre = { .cadre_id = "c1", .n_grades = 1, .grades = grades };
	CadreRevised revised = { .cadre_id = "c1", .now = &cadre };
	struct arena arena;

	arena_init(&arena, TEST_ARENA_BYTES);
	ProtobufCMessage *copy = wire_clone_shallow(&cadre_revised__descriptor, &revised, &arena);

	CHECK(copy != NULL);
	CHECK(revised.base.descriptor == NULL &&
	      cadre.base.descriptor == NULL); /* the caller's stay as they were */
	struct wire_result result = { 0 };
	struct span packed = wire_pack(copy, &arena);
	const CadreRevised *back =
		(const CadreRevised *)wire_unpack(&CadreRevised_type, packed, TEST_BYTES_MAX, false,
						  &arena, &result);

	CHECK(back != NULL);
	if (back) {
		CHECK_TEXT(back->now->cadre_id, "c1");
		CHECK_INT(back->now->n_grades, 1);
		CHECK_INT(back->now->grades[0]->grade, ANNUAL_GRADE_EXCELLENT);
	}
	arena_fini(&arena);
}

TEST(null_strings_become_empty_ones)
{
	const char *roles[] = { "r", NULL };
	Actor actor = { .n_roles = 2, .roles = (void *)roles };
	struct arena arena;

	arena_init(&arena, TEST_ARENA_BYTES);
	const Actor *copy = (const Actor *)wire_clone_shallow(&actor__descriptor, &actor, &arena);

	CHECK_TEXT(copy->account, "");
	CHECK_TEXT(copy->roles[0], "r");
	CHECK_TEXT(copy->roles[1], "");
	CHECK(roles[1] == NULL);
	arena_fini(&arena);
}

TEST(an_empty_message_packs_to_nothing)
{
	struct arena arena;

	arena_init(&arena, TEST_ARENA_BYTES);
	struct span packed =
		wire_pack(wire_clone_shallow(&actor__descriptor, &(Actor){ 0 }, &arena), &arena);

	CHECK(packed.data != NULL);
	CHECK_INT(packed.size, 0);
	arena_fini(&arena);
}

TEST(a_choice_is_copied_with_its_message)
{
	StreamHello hello = { .protocol = 1, .consumer = "150400/training" };
	StreamMessage message = { .kind_case = STREAM_MESSAGE__KIND_HELLO, .hello = &hello };
	struct arena arena;

	arena_init(&arena, TEST_ARENA_BYTES);
	const StreamMessage *copy =
		(const StreamMessage *)wire_clone_shallow(&stream_message__descriptor, &message,
							  &arena);

	CHECK(copy->hello != &hello);
	CHECK(copy->hello->base.descriptor == &stream_hello__descriptor);
	CHECK(wire_pack(&copy->base, &arena).size > 0);
	arena_fini(&arena);
}

TEST(a_full_arena_gives_no_copy)
{
	char roles_text[] = "r";
	char *roles[100];
	Actor actor = { .n_roles = 100, .roles = (void *)roles };
	struct arena arena;

	for (size_t i = 0; i < 100; i++)
		roles[i] = roles_text;
	arena_init(&arena, sizeof(Actor) + 64);
	CHECK(wire_clone_shallow(&actor__descriptor, &actor, &arena) == NULL);
	CHECK(arena.overflowed);
	arena_fini(&arena);
}

TEST(packing_into_a_full_arena_gives_nothing)
{
	char text[200];
	struct arena arena;
	Actor actor;

	memset(text, 'a', sizeof text);
	text[sizeof text - 1] = '\0';
	actor__init(&actor);
	actor.account = text;
	arena_init(&arena, 64);
	CHECK(wire_pack(&actor.base, &arena).data == NULL);
	arena_fini(&arena);
}

TEST_MAIN()
