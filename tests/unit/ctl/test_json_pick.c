/* Values picked out of JSON text: what a client reads answers with. */
#include "tap.h"

#include "wire/json_pick.h"

static const char answer[] = " { \"a\" : \"x\\\"y\\n\\u4f60\\ud83d\\ude00\" , \"n\":-12, \"t\":true,\"z\":null ,\n"
			     "\"list\":[ 1 ,\"two]\",{\"k\":[3,{}]},[],[[\"}\"]] ], \"a b\" : {} } ";

#define WITH_ARENA(name) \
	struct arena name; \
	arena_init(&name, 1u << 20)

TEST(members_are_found_and_decoded)
{
	struct span json = span_text(answer);
	WITH_ARENA(arena);

	CHECK_TEXT(json_pick_text(json, "a", &arena), "x\"y\n你😀");
	CHECK_TEXT(json_pick_text(json, "n", &arena), "-12");
	CHECK_TEXT(json_pick_text(json, "t", &arena), "true");
	CHECK_TEXT(json_pick_text(json, "z", &arena), "");
	CHECK_TEXT(json_pick_text(json, "none", &arena), "");
	CHECK(span_equal(json_pick_member(json, "a b"), span_text("{}")));
	CHECK(json_pick_member(json, "k").size == 0); /* only of the object itself, not of what it holds */
	arena_fini(&arena);
}

TEST(lists_are_walked_item_by_item)
{
	static const char *const expected[] = { "1", "\"two]\"", "{\"k\":[3,{}]}", "[]", "[[\"}\"]]" };
	struct span rest = json_pick_member(span_text(answer), "list"), item;
	size_t count = 0;

	while (json_pick_item(&rest, &item)) {
		CHECK(count < 5 && span_equal(item, span_text(expected[count])));
		count++;
	}
	CHECK_INT(count, 5);
	rest = span_text("[]");
	CHECK(!json_pick_item(&rest, &item));
	rest = span_text("[ ]");
	CHECK(!json_pick_item(&rest, &item));
	rest = span_text("{}");
	CHECK(!json_pick_item(&rest, &item));
}

TEST(escapes_that_are_none_give_nothing)
{
	static const char *const wrong[] = { "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\\"" };
	WITH_ARENA(arena);

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		CHECK_TEXT(json_pick_value(span_text(wrong[i]), &arena), "");
	CHECK_TEXT(json_pick_value(span_text("\"\\ud83d\""), &arena), "\xef\xbf\xbd");
	CHECK_TEXT(json_pick_value(span_text("\"\\ud83dx\""), &arena), "\xef\xbf\xbdx");
	CHECK_TEXT(json_pick_value(span_text("\"\\ude00\\u0000\""), &arena), "\xef\xbf\xbd\xef\xbf\xbd");
	CHECK_TEXT(json_pick_value(span_text("\""), &arena), "");
	CHECK_TEXT(json_pick_value((struct span){ 0 }, &arena), "");
	arena_fini(&arena);
}

TEST(a_text_is_one_value_of_its_kind_or_not)
{
	CHECK(json_pick_is(span_text(answer), '{'));
	CHECK(json_pick_is(span_text("[1]\n"), '['));
	CHECK(!json_pick_is(span_text("[1]"), '{'));
	CHECK(!json_pick_is(span_text("{} {}"), '{'));
	CHECK(!json_pick_is(span_text("{\"a\":1"), '{'));
	CHECK(!json_pick_is(span_text("{\"a\":\"}"), '{'));
	CHECK(!json_pick_is(span_text(""), '{'));
}

/* Nothing past the end is read (AddressSanitizer sees it: each piece is a copy of its own size). */
TEST(cut_and_damaged_text_is_read_no_further_than_it_goes)
{
	size_t whole = sizeof answer - 1, items = 0;
	unsigned seed = 1;

	for (unsigned round = 0; round < 20000; round++) {
		size_t size = round < whole ? round : whole;
		char *text = malloc(size + 1);
		WITH_ARENA(arena);
		CHECK(text != NULL);
		if (!text)
			return;
		memcpy(text, answer, size);
		for (unsigned i = 0; i < 3 && round >= whole; i++) {
			seed = seed * 1103515245u + 12345u;
			text[(seed >> 8) % size] = "{}[]\",:\\u0 "[(seed >> 4) % 11];
		}
		char *exact = malloc(size ? size : 1);
		CHECK(exact != NULL);
		memcpy(exact, text, size);
		struct span rest = span_of(exact, size), name, value, item;
		while (json_pick_next(&rest, &name, &value)) {
			struct span inner = value;
			(void)json_pick_value(value, &arena);
			while (json_pick_item(&inner, &item))
				items++;
		}
		(void)json_pick_is(span_of(exact, size), '{');
		free(exact);
		free(text);
		arena_fini(&arena);
	}
	CHECK(items > 0);
}

TEST_MAIN()
