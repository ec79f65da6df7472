/* The signature under a negative list: what is signed, and whether it verifies. Pure. */
#ifndef DANDANG_ACCOUNTABILITY_NEGATIVE_H
#define DANDANG_ACCOUNTABILITY_NEGATIVE_H

#include <stdbool.h>

#include "digest/digest.h"
#include "rows.h"
#include "runtime/decision.h"

#define NEGATIVE_DIGEST_SIZE (2 * SHA256_SIZE + 1)

/* The digits that are signed, with a NUL. The contract says how they come about. */
void negative_digest(const ReceiveNegativeList *cmd, char out[NEGATIVE_DIGEST_SIZE]);
/* `modulus_hex` is the key; false as well when it is none. */
bool negative_signed(struct decision *d, const char *modulus_hex, const char *digest, struct span signature);

#endif
