/* Inside of blind_rsa.c (the protocol), encode.c (EMSA-PSS) and secret.c (keys and their files). */
#ifndef DANDANG_BLIND_IMPL_H
#define DANDANG_BLIND_IMPL_H

#include "blind/blind_rsa.h"

#include <openssl/bn.h>
#include <openssl/evp.h>

struct blind_public {
	EVP_PKEY *pkey;
	BIGNUM *n, *e;
	size_t size;
};

struct blind_secret {
	EVP_PKEY *pkey;
	struct blind_public *public;
};

/* EMSA-PSS-ENCODE of RFC 8017, 9.1.1, with SHA-384 and MGF1 of it, for a modulus of whole bytes. salt.size is
 * BLIND_SALT_SIZE or 0; out holds `size`. */
enum err blind_encode(struct span message, struct span salt, size_t size, uint8_t *out, struct fault *f);

/* 0 < x < n and gcd(x, n) = 1. */
bool blind_is_unit(const BIGNUM *x, const struct blind_public *key, BN_CTX *context);
bool blind_salted(enum blind_variant variant);

#endif
