/* Keys: order as bytes is order, and no text from outside is too long for one. */
#include "runtime/key.h"

#include "tap.h"

static struct key key_of(const char *first, uint64_t number, const char *second)
{
	struct key k = { .size = 0 };

	key_text(&k, first);
	key_number(&k, number);
	key_text(&k, second);
	return k;
}

static bool same(const struct key *a, const struct key *b)
{
	return span_equal(key_span(a), key_span(b));
}

static char *long_text(char *out, size_t size, char last)
{
	memset(out, 'a', size);
	out[size - 1] = last;
	out[size] = '\0';
	return out;
}

TEST(parts_stand_in_order)
{
	struct key k = key_of("ab", 0x0102, "");

	CHECK(span_equal(key_span(&k), span_of("ab\0\0\0\0\0\0\0\1\2\0", 12)));
	CHECK_INT(key_read_number(k.bytes + 3), 0x0102);
	struct key shorter = key_of("a", UINT64_MAX, "z");
	CHECK(memcmp(shorter.bytes, k.bytes, 3) < 0);
}

TEST(a_text_stands_whole_to_its_limit_and_is_shortened_past_it)
{
	char a[KEY_TEXT_MAX + 2], b[KEY_TEXT_MAX + 2];
	struct key k = { .size = 0 }, other = { .size = 0 };

	key_text(&k, long_text(a, KEY_TEXT_MAX, 'z'));
	CHECK(span_equal(key_span(&k), span_of(a, KEY_TEXT_MAX + 1)));
	k.size = 0;
	key_text(&k, long_text(a, KEY_TEXT_MAX + 1, 'z'));
	CHECK_INT(k.size, KEY_TEXT_MAX + 2); /* longer than any that stands whole, so never equal to one */
	CHECK(strlen((const char *)k.bytes) == KEY_TEXT_MAX + 1 && memcmp(k.bytes, a, 64) == 0);
	key_text(&other, long_text(b, KEY_TEXT_MAX + 1, 'y'));
	CHECK(!same(&k, &other));
	other.size = 0;
	key_text(&other, a);
	CHECK(same(&k, &other));
}

TEST(four_texts_and_ten_numbers_always_fit)
{
	char text[5000];
	struct key k = { .size = 0 };

	long_text(text, sizeof text - 1, 'z');
	for (int i = 0; i < 4; i++)
		key_text(&k, text);
	for (int i = 0; i < 10; i++)
		key_number(&k, UINT64_MAX);
	CHECK(!k.too_long && k.size <= STORE_KEY_MAX);
	for (int i = 0; i < 2; i++)
		key_number(&k, 0);
	CHECK(k.too_long);
}

TEST_MAIN()
