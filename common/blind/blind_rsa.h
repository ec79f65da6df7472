/* Blind signatures after RFC 9474 (RSABSSA, SHA-384): who signs learns nothing of what he signs, and nobody can tell later
 * which of his signatures became which. OpenSSL does the mathematics; it is named in this folder's sources only.
 *
 *	asks                          signs                       checks
 *	blind_prepare, blind_blind -> blind_sign -> blind_finalize -> blind_verify
 *
 * Sizes are bytes, numbers big-endian and as long as the modulus. A key signs one kind of thing for one occasion and one
 * variant only (RFC 9474, 5 and 6): to know the key is to know what was signed. Any thread; a key may be used by several. */
#ifndef DANDANG_BLIND_RSA_H
#define DANDANG_BLIND_RSA_H

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"

#define BLIND_BITS_MIN 3072u
#define BLIND_BITS_MAX 4096u
#define BLIND_SIZE_MAX (BLIND_BITS_MAX / 8)
#define BLIND_EXPONENT 65537u
#define BLIND_PREFIX_SIZE 32u      /* the randomness in front of a prepared message */
#define BLIND_SALT_SIZE 48u
#define BLIND_PREPARED_MAX 4096u

/* The four variants of RFC 9474, 5. Ballots use the first. */
enum blind_variant {
	BLIND_PSS_RANDOMIZED,
	BLIND_PSSZERO_RANDOMIZED,
	BLIND_PSS_DETERMINISTIC,
	BLIND_PSSZERO_DETERMINISTIC
};

struct blind_public;
struct blind_secret;

/* ERR_INVALID: not an odd number of whole bytes from BLIND_BITS_MIN to BLIND_BITS_MAX. The exponent is BLIND_EXPONENT. Free
 * with blind_public_free. */
enum err blind_public_new(struct span modulus, struct blind_public **out, struct fault *f);
void blind_public_free(struct blind_public *key);
size_t blind_public_size(const struct blind_public *key);

/* A fresh key. A second or so. ERR_INVALID: bits out of range. Free with blind_secret_free, which wipes it. */
enum err blind_secret_generate(unsigned bits, struct blind_secret **out, struct fault *f);
/* From numbers; for published vectors. */
struct blind_numbers {
	struct span n, d, p, q;
};
enum err blind_secret_of(const struct blind_numbers *numbers, struct blind_secret **out, struct fault *f);
void blind_secret_free(struct blind_secret *key);
size_t blind_secret_size(const struct blind_secret *key);
/* Writes blind_secret_size bytes. */
void blind_secret_modulus(const struct blind_secret *key, uint8_t *out);

/* The secret's file: PKCS#8 PEM, mode 0400, never overwritten, durable when this returns. ERR_CONFLICT: it is there. */
enum err blind_secret_save(const struct blind_secret *key, const char *path, struct fault *f);
/* ERR_NOT_FOUND: no such file. ERR_DENIED: others could read it. ERR_CORRUPT: no key of ours. */
enum err blind_secret_load(const char *path, struct blind_secret **out, struct fault *f);

/* The message with its random prefix, or as it is where the variant asks for none. out holds BLIND_PREPARED_MAX.
 * ERR_LIMIT: too long. */
enum err blind_prepare(enum blind_variant variant, struct span message, uint8_t *out, size_t *size, struct fault *f);

struct blinding {
	uint8_t message[BLIND_SIZE_MAX];   /* for the signer */
	uint8_t inverse[BLIND_SIZE_MAX];   /* kept secret until blind_finalize */
	size_t size;
};
enum err blind_blind(const struct blind_public *key, enum blind_variant variant, struct span prepared, struct blinding *out,
		     struct fault *f);
/* The same with salt and inverse given; for published vectors. */
enum err blind_blind_with(const struct blind_public *key, enum blind_variant variant, struct span prepared, struct span salt,
			  struct span inverse, struct blinding *out, struct fault *f);

/* Writes blind_secret_size bytes. The result is checked against the public key before it is handed out, so that a faulty
 * computation cannot give the secret away. ERR_INVALID: not as long as the modulus, 0, not below it, or not prime to it. */
enum err blind_sign(const struct blind_secret *key, struct span blinded, uint8_t *out, struct fault *f);

/* Writes blind_public_size bytes. ERR_INVALID: wrong sizes; ERR_DENIED: what comes out is no signature. */
enum err blind_finalize(const struct blind_public *key, enum blind_variant variant, struct span prepared,
			struct span blind_signature, struct span inverse, uint8_t *out, struct fault *f);

bool blind_verify(const struct blind_public *key, enum blind_variant variant, struct span prepared, struct span signature);

#endif
