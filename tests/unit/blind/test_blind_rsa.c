/* RFC 9474 by its own vectors, and everything that must not pass. */
#include "blind/blind_rsa.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "blind/blind_impl.h"
#include "tap.h"
#include "vectors.h"

static struct span bytes(const char *hex, uint8_t *room)
{
	CHECK(hex_decode(hex, room, strlen(hex) / 2));
	return span_of(room, strlen(hex) / 2);
}

static struct span vector_prepared(const struct vector *v, uint8_t *room)
{
	struct span prefix = bytes(v->prefix, room);
	struct span message = bytes(vector_message, room + prefix.size);

	return span_of(room, prefix.size + message.size);
}

static struct blind_secret *vector_secret(void)
{
	uint8_t n[BLIND_SIZE_MAX], d[BLIND_SIZE_MAX], p[BLIND_SIZE_MAX], q[BLIND_SIZE_MAX];
	struct blind_numbers numbers = { bytes(vector_n, n), bytes(vector_d, d), bytes(vector_p, p), bytes(vector_q, q) };
	struct blind_secret *secret = NULL;

	CHECK_INT(blind_secret_of(&numbers, &secret, NULL), ERR_NONE);
	return secret;
}

static struct blind_public *public_of(const struct blind_secret *secret)
{
	uint8_t modulus[BLIND_SIZE_MAX];
	struct blind_public *public = NULL;

	blind_secret_modulus(secret, modulus);
	CHECK_INT(blind_public_new(span_of(modulus, blind_secret_size(secret)), &public, NULL), ERR_NONE);
	return public;
}

/* One key of the smallest size for all tests but the vectors'. */
static struct blind_secret *own_secret(void)
{
	static struct blind_secret *secret;

	if (!secret)
		CHECK_INT(blind_secret_generate(BLIND_BITS_MIN, &secret, NULL), ERR_NONE);
	return secret;
}

struct token {
	uint8_t prepared[BLIND_PREPARED_MAX];
	size_t prepared_size;
	uint8_t signature[BLIND_SIZE_MAX];
	size_t size;
};

static struct token token_of(enum blind_variant variant, const char *text)
{
	struct blind_public *public = public_of(own_secret());
	struct blinding b;
	struct token t;
	uint8_t blind_signature[BLIND_SIZE_MAX];

	CHECK_INT(blind_prepare(variant, span_text(text), t.prepared, &t.prepared_size, NULL), ERR_NONE);
	struct span prepared = span_of(t.prepared, t.prepared_size);
	CHECK_INT(blind_blind(public, variant, prepared, &b, NULL), ERR_NONE);
	CHECK_INT(blind_sign(own_secret(), span_of(b.message, b.size), blind_signature, NULL), ERR_NONE);
	CHECK_INT(blind_finalize(public, variant, prepared, span_of(blind_signature, b.size), span_of(b.inverse, b.size),
				 t.signature, NULL), ERR_NONE);
	t.size = b.size;
	blind_public_free(public);
	return t;
}

/* ---- vectors -------------------------------------------------------------------------------------- */

TEST(the_vectors_of_the_rfc_encode)
{
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		uint8_t prepared[256], salt[64], want[BLIND_SIZE_MAX], got[BLIND_SIZE_MAX];
		struct span encoded = bytes(vectors[i].encoded, want);

		CHECK_INT(blind_encode(vector_prepared(&vectors[i], prepared), bytes(vectors[i].salt, salt), encoded.size, got, NULL),
			  ERR_NONE);
		CHECK(span_equal(encoded, span_of(got, encoded.size)));
	}
}

TEST(the_vectors_of_the_rfc_blind)
{
	struct blind_secret *secret = vector_secret();
	struct blind_public *public = public_of(secret);

	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		uint8_t prepared[256], salt[64], inverse[BLIND_SIZE_MAX], want[BLIND_SIZE_MAX];
		struct blinding b;

		CHECK_INT(blind_blind_with(public, vectors[i].variant, vector_prepared(&vectors[i], prepared),
					   bytes(vectors[i].salt, salt), bytes(vector_inverse, inverse), &b, NULL), ERR_NONE);
		CHECK(span_equal(bytes(vectors[i].blinded, want), span_of(b.message, b.size)));
	}
	blind_public_free(public);
	blind_secret_free(secret);
}

TEST(the_vectors_of_the_rfc_sign_finalize_and_verify)
{
	struct blind_secret *secret = vector_secret();
	struct blind_public *public = public_of(secret);

	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		const struct vector *v = &vectors[i];
		uint8_t room[256], in[BLIND_SIZE_MAX], inverse[BLIND_SIZE_MAX], want[BLIND_SIZE_MAX], got[BLIND_SIZE_MAX];
		struct span prepared = vector_prepared(v, room);

		CHECK_INT(blind_sign(secret, bytes(v->blinded, in), got, NULL), ERR_NONE);
		CHECK(span_equal(bytes(v->blind_signature, want), span_of(got, blind_secret_size(secret))));
		CHECK_INT(blind_finalize(public, v->variant, prepared, bytes(v->blind_signature, in), bytes(vector_inverse, inverse),
					 got, NULL), ERR_NONE);
		CHECK(span_equal(bytes(v->signature, want), span_of(got, blind_secret_size(secret))));
		CHECK(blind_verify(public, v->variant, prepared, bytes(v->signature, in)));
		for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++) {
			bool same_salt = blind_salted(vectors[k].variant) == blind_salted(v->variant);
			CHECK_INT(blind_verify(public, vectors[k].variant, prepared, bytes(v->signature, in)), same_salt);
		}
	}
	blind_public_free(public);
	blind_secret_free(secret);
}

/* ---- the whole way -------------------------------------------------------------------------------- */

TEST(a_token_signed_blindly_verifies_in_every_variant)
{
	struct blind_public *public = public_of(own_secret());

	for (int variant = 0; variant <= BLIND_PSSZERO_DETERMINISTIC; variant++) {
		struct token t = token_of((enum blind_variant)variant, "2026 e1 A");
		CHECK(blind_verify(public, (enum blind_variant)variant, span_of(t.prepared, t.prepared_size),
				   span_of(t.signature, t.size)));
	}
	blind_public_free(public);
}

TEST(what_the_signer_sees_differs_each_time)
{
	struct blind_public *public = public_of(own_secret());
	struct blinding a, b;

	CHECK_INT(blind_blind(public, BLIND_PSSZERO_DETERMINISTIC, span_text("same"), &a, NULL), ERR_NONE);
	CHECK_INT(blind_blind(public, BLIND_PSSZERO_DETERMINISTIC, span_text("same"), &b, NULL), ERR_NONE);
	CHECK(memcmp(a.message, b.message, a.size) != 0);
	blind_public_free(public);
}

TEST(only_randomized_variants_put_a_prefix_in_front)
{
	static uint8_t long_message[BLIND_PREPARED_MAX];
	uint8_t a[BLIND_PREPARED_MAX], b[BLIND_PREPARED_MAX];
	size_t size;

	CHECK_INT(blind_prepare(BLIND_PSS_DETERMINISTIC, span_text("abc"), a, &size, NULL), ERR_NONE);
	CHECK(span_equal(span_text("abc"), span_of(a, size)));
	CHECK_INT(blind_prepare(BLIND_PSS_RANDOMIZED, span_text("abc"), a, &size, NULL), ERR_NONE);
	CHECK_INT(blind_prepare(BLIND_PSS_RANDOMIZED, span_text("abc"), b, &size, NULL), ERR_NONE);
	CHECK_INT(size, BLIND_PREFIX_SIZE + 3);
	CHECK(memcmp(a, b, BLIND_PREFIX_SIZE) != 0 && memcmp(a + BLIND_PREFIX_SIZE, "abc", 3) == 0);
	CHECK_INT(blind_prepare(BLIND_PSS_DETERMINISTIC, span_of(long_message, BLIND_PREPARED_MAX), a, &size, NULL), ERR_NONE);
	CHECK_INT(blind_prepare(BLIND_PSS_RANDOMIZED, span_of(long_message, BLIND_PREPARED_MAX - BLIND_PREFIX_SIZE), a, &size,
				NULL), ERR_NONE);
	CHECK_INT(blind_prepare(BLIND_PSS_RANDOMIZED, span_of(long_message, BLIND_PREPARED_MAX - BLIND_PREFIX_SIZE + 1), a, &size,
				NULL), ERR_LIMIT);
}

/* ---- what must not pass ---------------------------------------------------------------------------- */

TEST(a_forged_or_damaged_token_does_not_verify)
{
	struct blind_public *public = public_of(own_secret());
	struct token t = token_of(BLIND_PSS_RANDOMIZED, "2026 e1 A");
	struct span prepared = span_of(t.prepared, t.prepared_size);

	for (size_t i = 0; i < t.size; i += 37) {
		t.signature[i] ^= 1;
		CHECK(!blind_verify(public, BLIND_PSS_RANDOMIZED, prepared, span_of(t.signature, t.size)));
		t.signature[i] ^= 1;
	}
	for (size_t i = 0; i < t.prepared_size; i += 5) {
		t.prepared[i] ^= 1;
		CHECK(!blind_verify(public, BLIND_PSS_RANDOMIZED, prepared, span_of(t.signature, t.size)));
		t.prepared[i] ^= 1;
	}
	CHECK(!blind_verify(public, BLIND_PSS_RANDOMIZED, prepared, span_of(t.signature, t.size - 1)));
	CHECK(!blind_verify(public, BLIND_PSS_RANDOMIZED, prepared, span_of(t.signature, 0)));
	CHECK(!blind_verify(public, BLIND_PSS_RANDOMIZED, span_of(t.prepared, t.prepared_size - 1), span_of(t.signature, t.size)));
	memset(t.signature, 0, t.size);
	CHECK(!blind_verify(public, BLIND_PSS_RANDOMIZED, prepared, span_of(t.signature, t.size)));
	t.signature[t.size - 1] = 1;
	CHECK(!blind_verify(public, BLIND_PSS_RANDOMIZED, prepared, span_of(t.signature, t.size)));
	memset(t.signature, 0xff, t.size);
	CHECK(!blind_verify(public, BLIND_PSS_RANDOMIZED, prepared, span_of(t.signature, t.size)));
	blind_public_free(public);
}

TEST(a_token_of_one_key_is_none_of_another)
{
	struct blind_secret *other;
	struct token t = token_of(BLIND_PSS_RANDOMIZED, "2026 e1 A");

	CHECK_INT(blind_secret_generate(BLIND_BITS_MIN, &other, NULL), ERR_NONE);
	struct blind_public *public = public_of(other);
	CHECK(!blind_verify(public, BLIND_PSS_RANDOMIZED, span_of(t.prepared, t.prepared_size), span_of(t.signature, t.size)));
	blind_public_free(public);
	blind_secret_free(other);
}

TEST(a_damaged_blind_signature_does_not_finalize)
{
	struct blind_public *public = public_of(own_secret());
	uint8_t s[BLIND_SIZE_MAX], out[BLIND_SIZE_MAX];
	struct span message = span_text("m");
	struct blinding b;

	CHECK_INT(blind_blind(public, BLIND_PSS_RANDOMIZED, message, &b, NULL), ERR_NONE);
	CHECK_INT(blind_sign(own_secret(), span_of(b.message, b.size), s, NULL), ERR_NONE);
	struct span inverse = span_of(b.inverse, b.size);
	s[b.size / 2] ^= 4;
	CHECK_INT(blind_finalize(public, BLIND_PSS_RANDOMIZED, message, span_of(s, b.size), inverse, out, NULL), ERR_DENIED);
	s[b.size / 2] ^= 4;
	CHECK_INT(blind_finalize(public, BLIND_PSS_RANDOMIZED, message, span_of(s, b.size - 1), inverse, out, NULL), ERR_INVALID);
	CHECK_INT(blind_finalize(public, BLIND_PSS_RANDOMIZED, message, span_of(s, b.size), span_of(b.inverse, b.size - 1), out,
				 NULL), ERR_INVALID);
	CHECK_INT(blind_finalize(public, BLIND_PSS_RANDOMIZED, span_text("n"), span_of(s, b.size), inverse, out, NULL),
		  ERR_DENIED);
	CHECK_INT(blind_finalize(public, BLIND_PSS_RANDOMIZED, message, span_of(s, b.size), inverse, out, NULL), ERR_NONE);
	blind_public_free(public);
}

TEST(the_signer_refuses_numbers_out_of_range)
{
	struct blind_secret *secret = vector_secret();
	uint8_t in[BLIND_SIZE_MAX + 1] = { 0 }, out[BLIND_SIZE_MAX], p[BLIND_SIZE_MAX / 2];
	size_t size = blind_secret_size(secret);

	CHECK_INT(blind_sign(secret, span_of(in, size), out, NULL), ERR_INVALID);       /* 0 */
	in[size - 1] = 1;
	CHECK_INT(blind_sign(secret, span_of(in, size), out, NULL), ERR_NONE);          /* 1 */
	CHECK_INT(blind_sign(secret, span_of(in, size - 1), out, NULL), ERR_INVALID);
	CHECK_INT(blind_sign(secret, span_of(in, size + 1), out, NULL), ERR_INVALID);
	CHECK_INT(blind_sign(secret, span_of(in, 0), out, NULL), ERR_INVALID);
	blind_secret_modulus(secret, in);
	CHECK_INT(blind_sign(secret, span_of(in, size), out, NULL), ERR_INVALID);       /* n */
	in[size - 1]--;
	CHECK_INT(blind_sign(secret, span_of(in, size), out, NULL), ERR_NONE);          /* n - 1 */
	memset(in, 0, size);
	memcpy(in + size / 2, bytes(vector_p, p).data, size / 2);
	CHECK_INT(blind_sign(secret, span_of(in, size), out, NULL), ERR_INVALID);       /* a factor of n */
	for (size_t i = 0; i < size; i++)
		CHECK(out[i] == 0);                                                     /* nothing is left in it */
	blind_secret_free(secret);
}

TEST(who_asks_refuses_salts_and_inverses_out_of_range)
{
	struct blind_public *public = public_of(own_secret());
	size_t size = blind_public_size(public);
	uint8_t salt[BLIND_SALT_SIZE] = { 0 }, inverse[BLIND_SIZE_MAX] = { 0 };
	struct span s = span_of(salt, sizeof salt), none = span_of(salt, 0);
	struct blinding b;

	CHECK_INT(blind_blind_with(public, BLIND_PSS_RANDOMIZED, span_text("m"), s, span_of(inverse, size), &b, NULL), ERR_INVALID);
	inverse[size - 1] = 2;
	CHECK_INT(blind_blind_with(public, BLIND_PSS_RANDOMIZED, span_text("m"), s, span_of(inverse, size), &b, NULL), ERR_NONE);
	CHECK_INT(blind_blind_with(public, BLIND_PSS_RANDOMIZED, span_text("m"), none, span_of(inverse, size), &b, NULL),
		  ERR_INVALID);
	CHECK_INT(blind_blind_with(public, BLIND_PSSZERO_RANDOMIZED, span_text("m"), s, span_of(inverse, size), &b, NULL),
		  ERR_INVALID);
	CHECK_INT(blind_blind_with(public, BLIND_PSS_RANDOMIZED, span_text("m"), s, span_of(inverse, size - 1), &b, NULL),
		  ERR_INVALID);
	memset(inverse, 0xff, sizeof inverse);
	CHECK_INT(blind_blind_with(public, BLIND_PSS_RANDOMIZED, span_text("m"), s, span_of(inverse, size), &b, NULL), ERR_INVALID);
	blind_public_free(public);
}

/* ---- keys ------------------------------------------------------------------------------------------ */

TEST(a_modulus_of_another_size_or_even_is_no_key)
{
	uint8_t modulus[BLIND_SIZE_MAX + 1];
	struct blind_public *public;
	struct blind_secret *secret;

	memset(modulus, 0xff, sizeof modulus);
	CHECK_INT(blind_public_new(span_of(modulus, BLIND_BITS_MIN / 8 - 1), &public, NULL), ERR_INVALID);
	CHECK_INT(blind_public_new(span_of(modulus, BLIND_SIZE_MAX + 1), &public, NULL), ERR_INVALID);
	CHECK_INT(blind_public_new(span_of(modulus, BLIND_SIZE_MAX), &public, NULL), ERR_NONE);
	blind_public_free(public);
	CHECK_INT(blind_public_new(span_of(modulus, BLIND_BITS_MIN / 8), &public, NULL), ERR_NONE);
	blind_public_free(public);
	modulus[0] = 0x7f;
	CHECK_INT(blind_public_new(span_of(modulus, BLIND_BITS_MIN / 8), &public, NULL), ERR_INVALID);
	modulus[0] = 0xff;
	modulus[BLIND_BITS_MIN / 8 - 1] = 0xfe;
	CHECK_INT(blind_public_new(span_of(modulus, BLIND_BITS_MIN / 8), &public, NULL), ERR_INVALID);
	CHECK_INT(blind_secret_generate(BLIND_BITS_MIN - 8, &secret, NULL), ERR_INVALID);
	CHECK_INT(blind_secret_generate(BLIND_BITS_MAX + 8, &secret, NULL), ERR_INVALID);
	CHECK_INT(blind_secret_generate(BLIND_BITS_MIN + 4, &secret, NULL), ERR_INVALID);
}

TEST(a_secret_comes_back_from_its_file_and_nobody_else_may_read_it)
{
	char path[] = "/tmp/blind-secret-XXXXXX";
	struct blind_secret *again = NULL;
	uint8_t a[BLIND_SIZE_MAX], b[BLIND_SIZE_MAX];
	struct stat st;
	FILE *file;

	close(mkstemp(path));
	CHECK_INT(blind_secret_save(own_secret(), path, NULL), ERR_CONFLICT);           /* never over another */
	unlink(path);
	CHECK_INT(blind_secret_load(path, &again, NULL), ERR_NOT_FOUND);
	CHECK_INT(blind_secret_save(own_secret(), path, NULL), ERR_NONE);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0400);
	CHECK_INT(blind_secret_load(path, &again, NULL), ERR_NONE);
	blind_secret_modulus(own_secret(), a);
	blind_secret_modulus(again, b);
	CHECK_INT(blind_secret_size(again), BLIND_BITS_MIN / 8);
	CHECK(memcmp(a, b, BLIND_BITS_MIN / 8) == 0);
	blind_secret_free(again);
	chmod(path, 0440);
	CHECK_INT(blind_secret_load(path, &again, NULL), ERR_DENIED);
	chmod(path, 0600);
	file = fopen(path, "w");
	CHECK(file && fputs("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", file) > 0);
	if (file)
		fclose(file);
	CHECK_INT(blind_secret_load(path, &again, NULL), ERR_CORRUPT);
	unlink(path);
}

TEST_MAIN()
