/* The protocol of RFC 9474, 4: prepare, blind, sign, finalize, verify. */
#include "blind/blind_impl.h"

#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "base/require.h"

#define BLIND_TRIES 8   /* an r that divides n would give its factors away: it does not happen once */

bool blind_salted(enum blind_variant variant)
{
	return variant == BLIND_PSS_RANDOMIZED || variant == BLIND_PSS_DETERMINISTIC;
}

static bool randomized(enum blind_variant variant)
{
	return variant == BLIND_PSS_RANDOMIZED || variant == BLIND_PSSZERO_RANDOMIZED;
}

bool blind_is_unit(const BIGNUM *x, const struct blind_public *key, BN_CTX *context)
{
	BIGNUM *gcd = BN_new();
	bool unit = gcd && !BN_is_zero(x) && BN_cmp(x, key->n) < 0 && BN_gcd(gcd, x, key->n, context) == 1 && BN_is_one(gcd);

	BN_free(gcd);
	return unit;
}

enum err blind_prepare(enum blind_variant variant, struct span message, uint8_t *out, size_t *size, struct fault *f)
{
	size_t prefix = randomized(variant) ? BLIND_PREFIX_SIZE : 0;

	if (message.size > BLIND_PREPARED_MAX - prefix)
		return fault_set(f, ERR_LIMIT, "a message of %zu bytes", message.size);
	if (prefix && RAND_bytes(out, (int)prefix) != 1)
		return fault_set(f, ERR_IO, "no randomness");
	if (message.size)
		memcpy(out + prefix, message.data, message.size);
	*size = prefix + message.size;
	return ERR_NONE;
}

/* message = m * r^e, where r is the inverse of `inverse`. */
static enum err blind_numbers(const struct blind_public *key, const uint8_t *encoded, const BIGNUM *inverse,
			      struct blinding *out, BN_CTX *context, struct fault *f)
{
	BIGNUM *m = BN_bin2bn(encoded, (int)key->size, NULL), *r = BN_secure_new(), *z = BN_new();
	enum err e = ERR_NONE;

	if (!m || !r || !z)
		e = fault_set(f, ERR_MEMORY, "numbers");
	else if (!blind_is_unit(m, key, context))
		e = fault_set(f, ERR_INVALID, "the message is not prime to the modulus");
	else if (!BN_mod_inverse(r, inverse, key->n, context))
		e = fault_set(f, ERR_INVALID, "the blinding factor has no inverse");
	else if (BN_mod_exp(z, r, key->e, key->n, context) != 1 || BN_mod_mul(z, z, m, key->n, context) != 1 ||
		 BN_bn2binpad(z, out->message, (int)key->size) < 0 || BN_bn2binpad(inverse, out->inverse, (int)key->size) < 0)
		e = fault_set(f, ERR_MEMORY, "numbers");
	out->size = key->size;
	BN_free(m);
	BN_clear_free(r);
	BN_free(z);
	return e;
}

enum err blind_blind_with(const struct blind_public *key, enum blind_variant variant, struct span prepared, struct span salt,
			  struct span inverse, struct blinding *out, struct fault *f)
{
	uint8_t encoded[BLIND_SIZE_MAX];
	BN_CTX *context = BN_CTX_secure_new();
	BIGNUM *inv = NULL;
	enum err e;

	if (inverse.size != key->size || salt.size != (blind_salted(variant) ? BLIND_SALT_SIZE : 0))
		e = fault_set(f, ERR_INVALID, "an inverse of %zu bytes, a salt of %zu", inverse.size, salt.size);
	else
		e = blind_encode(prepared, salt, key->size, encoded, f);
	if (e == ERR_NONE) {
		inv = BN_bin2bn(inverse.data, (int)inverse.size, NULL);
		if (!context || !inv)
			e = fault_set(f, ERR_MEMORY, "numbers");
		else if (!blind_is_unit(inv, key, context))
			e = fault_set(f, ERR_INVALID, "the inverse is not prime to the modulus");
		else
			e = blind_numbers(key, encoded, inv, out, context, f);
	}
	BN_clear_free(inv);
	BN_CTX_free(context);
	return e;
}

/* Uniform among the units: the inverse of a uniform r is uniform itself. */
static enum err random_inverse(const struct blind_public *key, uint8_t *out, struct fault *f)
{
	BN_CTX *context = BN_CTX_secure_new();
	BIGNUM *r = BN_secure_new();
	bool found = false;

	for (int i = 0; context && r && i < BLIND_TRIES && !found; i++)
		found = BN_priv_rand_range(r, key->n) == 1 && blind_is_unit(r, key, context) &&
			BN_bn2binpad(r, out, (int)key->size) > 0;
	BN_clear_free(r);
	BN_CTX_free(context);
	return found ? ERR_NONE : fault_set(f, ERR_IO, "no randomness");
}

enum err blind_blind(const struct blind_public *key, enum blind_variant variant, struct span prepared, struct blinding *out,
		     struct fault *f)
{
	uint8_t salt[BLIND_SALT_SIZE], inverse[BLIND_SIZE_MAX];
	struct span used = span_of(salt, blind_salted(variant) ? sizeof salt : 0);
	enum err e;

	if (used.size && RAND_bytes(salt, sizeof salt) != 1)
		return fault_set(f, ERR_IO, "no randomness");
	e = random_inverse(key, inverse, f);
	if (e == ERR_NONE)
		e = blind_blind_with(key, variant, prepared, used, span_of(inverse, key->size), out, f);
	OPENSSL_cleanse(inverse, sizeof inverse);
	return e;
}

/* The plain private operation: OpenSSL blinds the base and computes in constant time. */
static bool private_operation(const struct blind_secret *key, struct span in, uint8_t *out)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->pkey, NULL);
	size_t size = key->public->size;
	bool ok = context && EVP_PKEY_decrypt_init(context) == 1 &&
		  EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
		  EVP_PKEY_decrypt(context, out, &size, in.data, in.size) == 1 && size == key->public->size;

	EVP_PKEY_CTX_free(context);
	return ok;
}

static bool raises_to(const struct blind_public *key, const uint8_t *s, const BIGNUM *z, BN_CTX *context)
{
	BIGNUM *base = BN_bin2bn(s, (int)key->size, NULL), *power = BN_new();
	bool ok = base && power && BN_cmp(base, key->n) < 0 &&
		  BN_mod_exp(power, base, key->e, key->n, context) == 1 && BN_cmp(power, z) == 0;

	BN_free(base);
	BN_free(power);
	return ok;
}

enum err blind_sign(const struct blind_secret *key, struct span blinded, uint8_t *out, struct fault *f)
{
	const struct blind_public *public = key->public;
	BN_CTX *context;
	BIGNUM *z;
	enum err e = ERR_NONE;

	if (blinded.size != public->size)
		return fault_set(f, ERR_INVALID, "%zu bytes to sign, not %zu", blinded.size, public->size);
	context = BN_CTX_new();
	z = BN_bin2bn(blinded.data, (int)blinded.size, NULL);
	if (!context || !z)
		e = fault_set(f, ERR_MEMORY, "numbers");
	else if (!blind_is_unit(z, public, context))
		e = fault_set(f, ERR_INVALID, "the number to sign is out of range");
	else if (!private_operation(key, blinded, out) || !raises_to(public, out, z, context))
		e = fault_set(f, ERR_IO, "the signature did not come out right and was not handed out");
	if (e != ERR_NONE)
		OPENSSL_cleanse(out, public->size);
	BN_free(z);
	BN_CTX_free(context);
	return e;
}

enum err blind_finalize(const struct blind_public *key, enum blind_variant variant, struct span prepared,
			struct span blind_signature, struct span inverse, uint8_t *out, struct fault *f)
{
	BN_CTX *context = BN_CTX_secure_new();
	BIGNUM *z = NULL, *inv = NULL;
	enum err e = ERR_NONE;

	if (blind_signature.size != key->size || inverse.size != key->size) {
		e = fault_set(f, ERR_INVALID, "a blind signature of %zu bytes, an inverse of %zu", blind_signature.size,
			      inverse.size);
	} else {
		z = BN_bin2bn(blind_signature.data, (int)key->size, NULL);
		inv = BN_bin2bn(inverse.data, (int)key->size, NULL);
		if (!context || !z || !inv || BN_mod_mul(z, z, inv, key->n, context) != 1 ||
		    BN_bn2binpad(z, out, (int)key->size) < 0)
			e = fault_set(f, ERR_MEMORY, "numbers");
	}
	if (e == ERR_NONE && !blind_verify(key, variant, prepared, span_of(out, key->size)))
		e = fault_set(f, ERR_DENIED, "the signature does not verify");
	BN_free(z);
	BN_clear_free(inv);
	BN_CTX_free(context);
	return e;
}

bool blind_verify(const struct blind_public *key, enum blind_variant variant, struct span prepared, struct span signature)
{
	EVP_MD_CTX *context;
	EVP_PKEY_CTX *with;
	int salt = blind_salted(variant) ? (int)BLIND_SALT_SIZE : 0;
	bool ok;

	if (signature.size != key->size)
		return false;
	context = EVP_MD_CTX_new();
	REQUIRE(context);
	ok = EVP_DigestVerifyInit(context, &with, EVP_sha384(), NULL, key->pkey) == 1 &&
	     EVP_PKEY_CTX_set_rsa_padding(with, RSA_PKCS1_PSS_PADDING) == 1 &&
	     EVP_PKEY_CTX_set_rsa_mgf1_md(with, EVP_sha384()) == 1 && EVP_PKEY_CTX_set_rsa_pss_saltlen(with, salt) == 1 &&
	     EVP_DigestVerify(context, signature.data, signature.size, prepared.data, prepared.size) == 1;
	EVP_MD_CTX_free(context);
	return ok;
}
