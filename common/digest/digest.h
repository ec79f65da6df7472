/* SHA-256, at once or piece by piece. Any thread; the library behind it is named here only. */
#ifndef DANDANG_DIGEST_H
#define DANDANG_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define SHA256_SIZE 32

void digest_sha256(struct span data, uint8_t out[SHA256_SIZE]);

/* init, add as often as needed, end exactly once: end also frees. */
struct sha256 {
	void *context;
};
void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *data, size_t size);
void sha256_end(struct sha256 *h, uint8_t out[SHA256_SIZE]);

#endif
