#include "wire/wire_impl.h"

/* Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t sequence_size(const uint8_t *at, uint8_t *low, uint8_t *high)
{
	*low = 0x80;
	*high = 0xbf;
	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	if (at[0] == 0xe0)
		*low = 0xa0;
	if (at[0] == 0xed)
		*high = 0x9f;
	if (at[0] == 0xf0)
		*low = 0x90;
	if (at[0] == 0xf4)
		*high = 0x8f;
	return at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
}

size_t wire_utf8_next(struct span text)
{
	uint8_t low, high;

	if (text.size == 0)
		return 0;
	size_t size = sequence_size(text.data, &low, &high);

	if (size == 0 || size > text.size)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if (text.data[i] < low || text.data[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return size;
}

/* Eight bytes of ASCII, none of them NUL? Most text is that, and it is read often. */
static bool plain_word(const uint8_t *at)
{
	const uint64_t high = 0x8080808080808080u;
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return ((word | (word - 0x0101010101010101u)) & high) == 0;
}

/* Three bytes whose first needs no closer look at the second: nearly all Chinese characters. */
static bool common_three(const uint8_t *at)
{
	return at[0] >= 0xe1 && at[0] <= 0xec && (at[1] & 0xc0) == 0x80 && (at[2] & 0xc0) == 0x80;
}

bool wire_utf8_valid(struct span text, size_t *chars)
{
	size_t count = 0;

	for (size_t at = 0; at < text.size; count++) {
		for (; text.size - at >= sizeof(uint64_t) && plain_word(text.data + at); count += sizeof(uint64_t))
			at += sizeof(uint64_t);
		for (; text.size - at >= 3 && common_three(text.data + at); count++)
			at += 3;
		if (at == text.size)
			break;
		size_t size = wire_utf8_next(span_of(text.data + at, text.size - at));
		if (size == 0 || text.data[at] == '\0')
			return false;
		at += size;
	}
	if (chars)
		*chars = count;
	return true;
}
