#include "key.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "base/hex.h"
#include "base/require.h"
#include "digest/digest.h"

#define CONTENT_HASH_BYTES 16

void key_new(char out[KEY_CHARS])
{
	struct timespec now;
	uint8_t id[16];
	char hex[HEX_SIZE(sizeof id)];

	REQUIRE(getrandom(id, sizeof id, 0) == (ssize_t)sizeof id);
	clock_gettime(CLOCK_REALTIME, &now);
	uint64_t ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;

	for (int i = 0; i < 6; i++)
		id[i] = (uint8_t)(ms >> (40 - 8 * i));
	id[6] = (uint8_t)(0x70 | (id[6] & 0x0f));
	id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
	hex_encode(id, sizeof id, hex);
	snprintf(out, KEY_CHARS, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

void key_of_content(char out[KEY_CHARS], const char *word, struct span content)
{
	uint8_t digest[SHA256_SIZE];
	char hex[HEX_SIZE(CONTENT_HASH_BYTES)];

	digest_sha256(content, digest);
	hex_encode(digest, CONTENT_HASH_BYTES, hex);
	REQUIRE(snprintf(out, KEY_CHARS, "%s-%s", word, hex) < KEY_CHARS);
}
