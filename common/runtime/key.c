#include "runtime/key.h"

#include <string.h>

void key_text(struct key *k, const char *text)
{
	size_t size = strlen(text) + 1;

	if (k->size + size > sizeof k->bytes) {
		k->too_long = 1;
		return;
	}
	memcpy(k->bytes + k->size, text, size);
	k->size += size;
}

void key_number(struct key *k, uint64_t number)
{
	if (k->size + 8 > sizeof k->bytes) {
		k->too_long = 1;
		return;
	}
	for (int i = 7; i >= 0; i--) {
		k->bytes[k->size + (size_t)i] = (uint8_t)number;
		number >>= 8;
	}
	k->size += 8;
}

uint64_t key_read_number(const uint8_t *bytes)
{
	uint64_t number = 0;

	for (int i = 0; i < 8; i++)
		number = number << 8 | bytes[i];
	return number;
}
