/* SHA-256 against the published vectors (FIPS 180-4 examples, NIST CAVS). */
#include "digest/digest.h"
#include "tap.h"

static const char *hex_of(const uint8_t hash[SHA256_SIZE])
{
	static char text[2 * SHA256_SIZE + 1];

	for (size_t i = 0; i < SHA256_SIZE; i++)
		snprintf(text + 2 * i, 3, "%02x", hash[i]);
	return text;
}

/* The hash of `text` given in pieces of `step` bytes. */
static const char *hash_of(const char *text, size_t step)
{
	struct sha256 h;
	uint8_t hash[SHA256_SIZE];
	size_t size = strlen(text);

	sha256_init(&h);
	for (size_t at = 0; at < size; at += step)
		sha256_add(&h, text + at, size - at < step ? size - at : step);
	sha256_end(&h, hash);
	return hex_of(hash);
}

TEST(published_vectors)
{
	CHECK_TEXT(hash_of("", 1),
		   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	CHECK_TEXT(hash_of("abc", 3),
		   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	CHECK_TEXT(hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
		   "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	CHECK_TEXT(hash_of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
			   "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
			   112),
		   "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
}

TEST(a_million_letters)
{
	static char letters[1000];
	struct sha256 h;
	uint8_t hash[SHA256_SIZE];

	memset(letters, 'a', sizeof letters);
	sha256_init(&h);
	for (int i = 0; i < 1000; i++)
		sha256_add(&h, letters, sizeof letters);
	sha256_end(&h, hash);
	CHECK_TEXT(hex_of(hash),
		   "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(pieces_do_not_matter)
{
	char text[200], whole[2 * SHA256_SIZE + 1];

	for (size_t size = 50; size < sizeof text; size++) {
		memset(text, 'q', size);
		text[size] = '\0';
		snprintf(whole, sizeof whole, "%s", hash_of(text, size));
		for (size_t step = 1; step < 70; step += 9)
			CHECK_TEXT(hash_of(text, step), whole);
	}
}

TEST_MAIN()
