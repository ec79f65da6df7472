/* SHA-256 (FIPS 180-4), streaming. Here because the store may not include the journal's OpenSSL:
 * digests and snapshot seals need one hash and nothing more. */
#ifndef DANDANG_STORE_SHA256_H
#define DANDANG_STORE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE  32
#define SHA256_BLOCK 64

struct sha256 {
	uint32_t state[8];
	uint64_t size;               /* bytes taken so far */
	uint8_t block[SHA256_BLOCK]; /* the unfinished block: size % SHA256_BLOCK bytes of it are
					filled */
};

void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *data, size_t size);
void sha256_end(struct sha256 *h, uint8_t out[SHA256_SIZE]);

#endif
