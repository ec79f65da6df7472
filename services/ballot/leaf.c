#include "ballot/leaf.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"

static void add_text(struct sha256 *h, const char *text)
{
	char size[24];
	int digits = snprintf(size, sizeof size, "%zu:", strlen(text));

	sha256_add(h, size, (size_t)digits);
	sha256_add(h, text, strlen(text));
	sha256_add(h, ",", 1);
}

void leaf_of(const char *salt, const char *token_hash, const char *class_id, size_t count, BallotMark *const *marks,
	     char out[LEAF_TEXT])
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 h;

	sha256_init(&h);
	add_text(&h, salt);
	add_text(&h, token_hash);
	add_text(&h, class_id);
	for (size_t i = 0; i < count; i++) {
		add_text(&h, marks[i]->target_id);
		add_text(&h, marks[i]->item_id);
		add_text(&h, marks[i]->n_option_ids ? marks[i]->option_ids[0] : "");
		add_text(&h, marks[i]->example);
	}
	sha256_end(&h, digest);
	hex_encode(digest, sizeof digest, out);
}

void token_hash_of(struct span token, char out[LEAF_TEXT])
{
	uint8_t digest[SHA256_SIZE];

	digest_sha256(token, digest);
	hex_encode(digest, sizeof digest, out);
}

void root_with(const char *root, const char *leaf, char out[LEAF_TEXT])
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, root, strlen(root));
	sha256_add(&h, leaf, strlen(leaf));
	sha256_end(&h, digest);
	hex_encode(digest, sizeof digest, out);
}
