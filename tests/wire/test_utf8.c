/* What counts as text, looked at several bytes at a time. */
#include "raw.h"
#include "wire/wire_impl.h"

TEST(utf8_counts_characters)
{
	size_t chars = 0;

	CHECK(wire_utf8_valid(span_text("a担当𠮷"), &chars));
	CHECK_INT(chars, 4);
	CHECK(wire_utf8_valid(span_of("", 0), &chars));
	CHECK_INT(chars, 0);
}

/* ASCII is looked at eight bytes at a time: what is wrong must be found at every place of such a word. */
TEST(nothing_hides_in_a_long_plain_text)
{
	char text[24];
	size_t chars = 0;

	for (size_t size = 0; size <= sizeof text; size++) {
		memset(text, 'a', sizeof text);
		CHECK(wire_utf8_valid(span_of(text, size), &chars));
		CHECK_INT(chars, size);
		for (size_t at = 0; at < size; at++) {
			for (unsigned byte = 0; byte < 256; byte++) {
				text[at] = (char)byte;
				CHECK(wire_utf8_valid(span_of(text, size), NULL) == (byte > 0 && byte < 0x80));
			}
			text[at] = 'a';
		}
	}
}

static bool valid_one_by_one(struct span text)
{
	for (size_t at = 0; at < text.size;) {
		size_t size = wire_utf8_next(span_of(text.data + at, text.size - at));

		if (size == 0 || text.data[at] == '\0')
			return false;
		at += size;
	}
	return true;
}

/* Chinese characters are looked at whole: whatever stands in any byte of a sentence, it counts as it would one by one. */
TEST(nothing_hides_in_a_long_chinese_text)
{
	char text[] = "担当作为a容错";

	for (size_t at = 0; at + 1 < sizeof text; at++) {
		char kept = text[at];

		for (unsigned byte = 0; byte < 256; byte++) {
			struct span whole = span_of(text, sizeof text - 1);

			text[at] = (char)byte;
			CHECK(wire_utf8_valid(whole, NULL) == valid_one_by_one(whole));
		}
		text[at] = kept;
	}
}
TEST_MAIN()
