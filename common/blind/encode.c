/* EMSA-PSS-ENCODE by hand: OpenSSL encodes only what it signs at once, and what is blinded in between it never sees. */
#include "blind/blind_impl.h"

#include "base/bytes.h"

#define HASH_SIZE 48u
#define TRAILER 0xbcu

struct piece {
	const void *data;
	size_t size;
};

static bool sha384(const struct piece *pieces, size_t count, uint8_t out[HASH_SIZE])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool ok = context && EVP_DigestInit_ex(context, EVP_sha384(), NULL) == 1;

	for (size_t i = 0; ok && i < count; i++)
		ok = EVP_DigestUpdate(context, pieces[i].data, pieces[i].size) == 1;
	ok = ok && EVP_DigestFinal_ex(context, out, NULL) == 1;
	EVP_MD_CTX_free(context);
	return ok;
}

/* Adds (exclusive or) MGF1(seed) to what stands in out. */
static bool mask(const uint8_t seed[HASH_SIZE], uint8_t *out, size_t size)
{
	uint8_t counter[4], block[HASH_SIZE];

	for (size_t at = 0; at < size; at += HASH_SIZE) {
		put_u32be(counter, (uint32_t)(at / HASH_SIZE));
		const struct piece pieces[] = { { seed, HASH_SIZE }, { counter, sizeof counter } };
		if (!sha384(pieces, 2, block))
			return false;
		for (size_t i = 0; i < HASH_SIZE && at + i < size; i++)
			out[at + i] ^= block[i];
	}
	return true;
}

enum err blind_encode(struct span message, struct span salt, size_t size, uint8_t *out, struct fault *f)
{
	static const uint8_t zeros[8] = { 0 };
	const struct piece whole[] = { { message.data, message.size } };
	uint8_t digest[HASH_SIZE];
	size_t block = size - HASH_SIZE - 1;         /* maskedDB: zeros, 01, salt */
	uint8_t *hash = out + block;

	if (size < 2 * HASH_SIZE + 2 || (salt.size != 0 && salt.size != BLIND_SALT_SIZE))
		return fault_set(f, ERR_INVALID, "a salt of %zu bytes", salt.size);
	if (!sha384(whole, 1, digest))
		return fault_set(f, ERR_MEMORY, "SHA-384");
	const struct piece salted[] = { { zeros, sizeof zeros }, { digest, sizeof digest }, { salt.data, salt.size } };
	memset(out, 0, block);
	out[block - salt.size - 1] = 1;
	if (salt.size)
		memcpy(out + block - salt.size, salt.data, salt.size);
	if (!sha384(salted, 3, hash) || !mask(hash, out, block))
		return fault_set(f, ERR_MEMORY, "SHA-384");
	out[0] &= 0x7f;                              /* one bit less than the modulus */
	out[size - 1] = TRAILER;
	return ERR_NONE;
}
