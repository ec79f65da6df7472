#include "negative.h"

#include "base/hex.h"
#include "base/require.h"
#include "blind/blind_rsa.h"

#define FORMAT_LINE "dandang-negative-list-1\n"

static void add_text(struct sha256 *h, const char *text, const char *end)
{
	sha256_add(h, text, strlen(text));
	sha256_add(h, end, strlen(end));
}

static void add_number(struct sha256 *h, uint64_t number, const char *end)
{
	char digits[21], *at = digits + sizeof digits - 1;

	*at = '\0';
	do
		*--at = (char)('0' + number % 10);
	while (number /= 10);
	add_text(h, at, end);
}

void negative_digest(const ReceiveNegativeList *cmd, char out[NEGATIVE_DIGEST_SIZE])
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 h;

	sha256_init(&h);
	add_text(&h, FORMAT_LINE, "");
	add_text(&h, cmd->message_id, "\n");
	add_number(&h, cmd->sequence, "\n");
	add_text(&h, cmd->issued_on, "\n");
	add_text(&h, cmd->valid_until, "\n");
	for (size_t i = 0; i < cmd->n_entries; i++) {
		add_text(&h, cmd->entries[i]->cadre_id, "\t");
		add_text(&h, cmd->entries[i]->name, "\t");
		add_number(&h, (uint64_t)cmd->entries[i]->behavior, "\t");
		add_text(&h, cmd->entries[i]->evidence_index, "\n");
	}
	sha256_end(&h, digest);
	hex_encode(digest, sizeof digest, out);
}

bool negative_signed(struct decision *d, const char *modulus_hex, const char *digest, struct span signature)
{
	size_t size = strlen(modulus_hex) / 2;
	uint8_t *modulus = arena_alloc(d->arena, size + 1);
	struct blind_public *key = NULL;
	struct fault f = { 0 };
	bool good;

	REQUIRE(modulus);
	if (!hex_decode(modulus_hex, modulus, size) || blind_public_new(span_of(modulus, size), &key, &f) != ERR_NONE)
		return false;
	good = blind_verify(key, BLIND_PSS_DETERMINISTIC, span_text(digest), signature);
	blind_public_free(key);
	return good;
}
