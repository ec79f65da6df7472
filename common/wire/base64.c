#include "wire/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct span data, char *out)
{
	for (size_t at = 0; at < data.size; at += 3, out += 4) {
		size_t left = data.size - at;
		uint32_t bits = (uint32_t)data.data[at] << 16;

		if (left > 1)
			bits |= (uint32_t)data.data[at + 1] << 8;
		if (left > 2)
			bits |= data.data[at + 2];
		out[0] = digits[bits >> 18];
		out[1] = digits[bits >> 12 & 63];
		out[2] = left > 1 ? digits[bits >> 6 & 63] : '=';
		out[3] = left > 2 ? digits[bits & 63] : '=';
	}
}

static int digit_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four characters of which the last `padding` are '='. Bits the padding leaves over must be 0. */
static bool decode_group(const uint8_t *text, unsigned padding, uint8_t *out)
{
	uint32_t bits = 0;

	for (unsigned i = 0; i < 4; i++) {
		int digit = i < 4 - padding ? digit_of(text[i]) : 0;
		if (digit < 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
	}
	out[0] = (uint8_t)(bits >> 16);
	if (padding < 2)
		out[1] = (uint8_t)(bits >> 8);
	if (padding < 1)
		out[2] = (uint8_t)bits;
	return (bits & ((1u << (8 * padding)) - 1)) == 0;
}

bool base64_decode(struct span text, uint8_t *out, size_t *size)
{
	*size = 0;
	if (text.size % 4 != 0)
		return false;
	for (size_t at = 0; at < text.size; at += 4) {
		bool last = at + 4 == text.size;
		unsigned padding = 0;

		while (last && padding < 2 && text.data[at + 3 - padding] == '=')
			padding++;
		if (!decode_group(text.data + at, padding, out + *size))
			return false;
		*size += 3 - padding;
	}
	return true;
}
