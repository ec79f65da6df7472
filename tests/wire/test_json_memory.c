/* No memory while JSON is read: it is refused, and never read with something left out. Found by a fault round: an accepted title had lost
 * a character. */
#include "raw.h"

#include "failing_malloc.h"

/* A text of `length` letters, no two neighbours alike. */
static char *text_of(size_t length)
{
	char *text = calloc(1, length + 1);

	for (size_t i = 0; i < length; i++)
		text[i] = (char)('a' + i % 26);
	return text;
}

/* 1: read whole, 0: refused for want of memory, -1: anything else. */
static int read_with_failing(const char *json, const char *wanted, long call)
{
	struct wire_result result = { 0 };
	struct arena arena;
	int outcome = -1;

	arena_init(&arena, TEST_ARENA_BYTES);
	failing_from(call);
	const Actor *actor = (const Actor *)wire_from_json(&Actor_type, span_text(json), &arena, &result);
	failing_from(0);
	if (actor)
		outcome = strcmp(actor->account, wanted) == 0 ? 1 : -1;
	else if (result.count && result.items[0].problem == WIRE_STARVED)
		outcome = 0;
	arena_fini(&arena);
	return outcome;
}

TEST(a_text_is_read_whole_or_refused)
{
	static const size_t lengths[] = { 3, 15, 16, 17, 31, 32, 33, 60 };
	int refused = 0, read = 0;

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		char json[200], *text = text_of(lengths[i]);
		snprintf(json, sizeof json, "{\"account\":\"%s\"}", text);
		for (long call = 1; call <= 40; call++) {
			int outcome = read_with_failing(json, text, call);
			CHECK(outcome >= 0);
			refused += outcome == 0;
			read += outcome == 1;
		}
		free(text);
	}
	CHECK(read > 0);
	CHECK(!FAILING_MALLOC || refused > 20);
}

TEST_MAIN()
