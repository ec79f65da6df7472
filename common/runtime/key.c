#include "runtime/key.h"

#include <string.h>

#include "base/bytes.h"
#include "base/hex.h"
#include "digest/digest.h"

#define HASH_BYTES 16

static void append(struct key *k, const void *data, size_t size)
{
	if (k->size + size > sizeof k->bytes) {
		k->too_long = 1;
		return;
	}
	memcpy(k->bytes + k->size, data, size);
	k->size += size;
}

/* The beginning, then a hash of it all: KEY_TEXT_MAX + 1 bytes, so it is never equal to a text that stands whole. */
static void append_shortened(struct key *k, struct span text)
{
	char shortened[KEY_TEXT_MAX + 2];
	uint8_t hash[SHA256_SIZE];

	digest_sha256(text, hash);
	memcpy(shortened, text.data, sizeof shortened);
	hex_encode(hash, HASH_BYTES, shortened + sizeof shortened - HEX_SIZE(HASH_BYTES));
	append(k, shortened, sizeof shortened);
}

void key_text(struct key *k, const char *text)
{
	size_t size = strlen(text);

	if (size > KEY_TEXT_MAX)
		append_shortened(k, span_of(text, size));
	else
		append(k, text, size + 1);
}

void key_number(struct key *k, uint64_t number)
{
	uint8_t bytes[8];

	put_u64be(bytes, number);
	append(k, bytes, sizeof bytes);
}

uint64_t key_read_number(const uint8_t *bytes)
{
	return get_u64be(bytes);
}
