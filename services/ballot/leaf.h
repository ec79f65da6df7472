/* What stands on the board for a ballot: SHA-256 over the salt, the hash of the token, the class and the marks, each text as
 * "<bytes>:<text>,". The salt stays in the box: a voter finds his leaf, and can prove to nobody what is behind it. */
#ifndef DANDANG_BALLOT_LEAF_H
#define DANDANG_BALLOT_LEAF_H

#include "contract.h"
#include "digest/digest.h"

#define LEAF_TEXT (2 * SHA256_SIZE + 1) /* hexadecimal, with NUL */

void leaf_of(const char *salt, const char *token_hash, const char *class_id, size_t count, BallotMark *const *marks,
	     char out[LEAF_TEXT]);
/* Hexadecimal SHA-256 of the token. */
void token_hash_of(struct span token, char out[LEAF_TEXT]);
/* The root with one more leaf: SHA-256 of both texts. The root of an empty board is "". `out` may be `root`. */
void root_with(const char *root, const char *leaf, char out[LEAF_TEXT]);

#endif
