/* The canonical record header and SHA-256.
 *
 * Header, big-endian: 0 format version, 1 kind, 2 flags, 3 data class, 4 key id, 8 sequence, 16 epoch, 24 recorded at,
 * 32 meta size, 36 payload size, 40 meta hash, 72 payload hash, 104 previous hash, 136-175 zero. Decoding accepts
 * exactly what encoding produces, so that the hash of a header never depends on who wrote the bytes down. */
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

#include "base/bytes.h"
#include "base/require.h"
#include "journal/journal.h"

#define RECORD_FORMAT 1
#define RECORD_RESERVED_AT 136

/* Fetching the algorithm and making a context cost three times the hash of a header, so both are kept: the algorithm
 * once per process, the context once per thread. This is a cache, not state: nothing depends on what it holds. */
struct digest_cache {
	EVP_MD *algorithm;
	pthread_key_t context;
};

static struct digest_cache *digest_cache(void)
{
	static struct digest_cache cache;

	return &cache;
}

static void context_free(void *context)
{
	EVP_MD_CTX_free(context);
}

static void digest_cache_fill(void)
{
	struct digest_cache *cache = digest_cache();

	cache->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
	REQUIRE(cache->algorithm);
	REQUIRE(pthread_key_create(&cache->context, context_free) == 0);
}

static EVP_MD_CTX *thread_context(struct digest_cache *cache)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	REQUIRE(pthread_once(&once, digest_cache_fill) == 0);
	EVP_MD_CTX *context = pthread_getspecific(cache->context);

	if (!context) {
		context = EVP_MD_CTX_new();
		REQUIRE(context);
		REQUIRE(EVP_DigestInit_ex2(context, cache->algorithm, NULL) == 1);
		REQUIRE(pthread_setspecific(cache->context, context) == 0);
	}
	return context;
}

void journal_sha256(struct span data, uint8_t out[JOURNAL_HASH_SIZE])
{
	static const uint8_t of_nothing[JOURNAL_HASH_SIZE] = {
		0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
		0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
	};

	if (data.size == 0) {
		memcpy(out, of_nothing, JOURNAL_HASH_SIZE);
		return;
	}
	EVP_MD_CTX *context = thread_context(digest_cache());

	/* Starting anew without naming the algorithm again is a third faster than with it. */
	REQUIRE(EVP_DigestInit_ex2(context, NULL, NULL) == 1);
	REQUIRE(EVP_DigestUpdate(context, data.data, data.size) == 1);
	REQUIRE(EVP_DigestFinal_ex(context, out, NULL) == 1);
}

void record_header_hash(const uint8_t header[RECORD_HEADER_SIZE], uint8_t out[JOURNAL_HASH_SIZE])
{
	journal_sha256(span_of(header, RECORD_HEADER_SIZE), out);
}

bool record_payload_matches(const struct record_header *h, struct span payload)
{
	uint8_t hash[JOURNAL_HASH_SIZE];

	if (payload.size != h->payload_size)
		return false;
	journal_sha256(payload, hash);
	return memcmp(hash, h->payload_hash, JOURNAL_HASH_SIZE) == 0;
}

void record_header_encode(const struct record_header *h, uint8_t out[RECORD_HEADER_SIZE])
{
	memset(out, 0, RECORD_HEADER_SIZE);
	out[0] = RECORD_FORMAT;
	out[1] = h->kind;
	out[2] = h->flags;
	out[3] = h->data_class;
	put_u32be(out + 4, h->key_id);
	put_u64be(out + 8, h->sequence);
	put_u64be(out + 16, h->epoch);
	put_u64be(out + 24, (uint64_t)h->recorded_at_ms);
	put_u32be(out + 32, h->meta_size);
	put_u32be(out + 36, h->payload_size);
	memcpy(out + 40, h->meta_hash, JOURNAL_HASH_SIZE);
	memcpy(out + 72, h->payload_hash, JOURNAL_HASH_SIZE);
	memcpy(out + 104, h->previous_hash, JOURNAL_HASH_SIZE);
}

enum err record_header_decode(const uint8_t in[RECORD_HEADER_SIZE], struct record_header *h)
{
	*h = (struct record_header){
		.kind = in[1],
		.flags = in[2],
		.data_class = in[3],
		.key_id = get_u32be(in + 4),
		.sequence = get_u64be(in + 8),
		.epoch = get_u64be(in + 16),
		.recorded_at_ms = (int64_t)get_u64be(in + 24),
		.meta_size = get_u32be(in + 32),
		.payload_size = get_u32be(in + 36),
	};
	memcpy(h->meta_hash, in + 40, JOURNAL_HASH_SIZE);
	memcpy(h->payload_hash, in + 72, JOURNAL_HASH_SIZE);
	memcpy(h->previous_hash, in + 104, JOURNAL_HASH_SIZE);
	uint8_t reserved = 0;

	for (size_t i = RECORD_RESERVED_AT; i < RECORD_HEADER_SIZE; i++)
		reserved |= in[i];
	if (in[0] != RECORD_FORMAT || reserved != 0)
		return ERR_CORRUPT;
	if (h->kind < RECORD_EVENT || h->kind > RECORD_EPOCH || (h->flags & ~RECORD_MORE) != 0)
		return ERR_CORRUPT;
	if (h->sequence == 0 || h->epoch == 0)
		return ERR_CORRUPT;
	if (h->meta_size > RECORD_META_MAX || h->payload_size > RECORD_PAYLOAD_MAX)
		return ERR_CORRUPT;
	return ERR_NONE;
}
