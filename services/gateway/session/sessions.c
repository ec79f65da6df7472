#include "sessions.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"

#define TOKEN_BYTES 32
#define HASH_BYTES crypto_generichash_BYTES
#define BUCKETS 4096

struct node {
	struct session session;
	uint8_t hash[HASH_BYTES];
	struct node *next;
};
struct sessions {
	struct session_limits limits;
	size_t count;
	struct node *buckets[BUCKETS];
};

struct sessions *sessions_new(const struct session_limits *limits)
{
	struct sessions *s = calloc(1, sizeof(*s));

	REQUIRE(sodium_init() >= 0 && limits->sessions_max > 0 && limits->per_account_max > 0);
	if (s)
		s->limits = *limits;
	return s;
}

static void drop(struct sessions *s, struct node **link)
{
	struct node *node = *link;

	*link = node->next;
	sodium_memzero(node, sizeof(*node));
	free(node);
	s->count--;
}

void sessions_free(struct sessions *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		while (s->buckets[i])
			drop(s, &s->buckets[i]);
	free(s);
}

static void hash_token(const char *token, uint8_t hash[HASH_BYTES])
{
	(void)crypto_generichash(hash, HASH_BYTES, (const uint8_t *)token, strlen(token), NULL, 0);
}

static struct node **bucket_of(struct sessions *s, const uint8_t *hash)
{
	return &s->buckets[(hash[0] | (size_t)hash[1] << 8) % BUCKETS];
}

static bool ended(const struct sessions *s, const struct session *session, int64_t now_ms)
{
	return now_ms - session->used_ms >= s->limits.idle_ms || now_ms - session->created_ms >= s->limits.absolute_ms;
}

/* Sessions of the account (of anybody when NULL); *oldest is the link to the one unused longest. Ended ones go. */
static size_t count_of(struct sessions *s, const char *account, int64_t now_ms, struct node ***oldest)
{
	size_t count = 0;

	*oldest = NULL;
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct node **link = &s->buckets[i]; *link;) {
			if (ended(s, &(*link)->session, now_ms)) {
				drop(s, link);
				continue;
			}
			if (!account || strcmp((*link)->session.account, account) == 0) {
				count++;
				if (!*oldest || (*link)->session.used_ms < (**oldest)->session.used_ms)
					*oldest = link;
			}
			link = &(*link)->next;
		}
	}
	return count;
}

bool sessions_open(struct sessions *s, const char *account, uint64_t generation, int64_t now_ms,
		   char token[SESSION_TOKEN_SIZE])
{
	struct node *node = calloc(1, sizeof(*node));
	struct node **oldest = NULL;
	uint8_t random[TOKEN_BYTES];

	if (!node || strlen(account) >= SESSION_ACCOUNT_SIZE) {
		free(node);
		return false;
	}
	if (count_of(s, account, now_ms, &oldest) >= s->limits.per_account_max)
		drop(s, oldest);
	if (s->count >= s->limits.sessions_max && count_of(s, NULL, now_ms, &oldest) >= s->limits.sessions_max)
		drop(s, oldest);
	randombytes_buf(random, sizeof(random));
	(void)sodium_bin2base64(token, SESSION_TOKEN_SIZE, random, sizeof(random),
				sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(random, sizeof(random));
	hash_token(token, node->hash);
	memcpy(node->session.account, account, strlen(account) + 1);
	node->session.generation = generation;
	node->session.created_ms = node->session.used_ms = now_ms;
	struct node **bucket = bucket_of(s, node->hash);

	node->next = *bucket;
	*bucket = node;
	s->count++;
	return true;
}

static struct node **link_of(struct sessions *s, const char *token)
{
	uint8_t hash[HASH_BYTES];

	hash_token(token, hash);
	for (struct node **link = bucket_of(s, hash); *link; link = &(*link)->next)
		if (sodium_memcmp((*link)->hash, hash, HASH_BYTES) == 0)
			return link;
	return NULL;
}

const struct session *sessions_find(struct sessions *s, const char *token, int64_t now_ms)
{
	struct node **link = strlen(token) == SESSION_TOKEN_SIZE - 1 ? link_of(s, token) : NULL;

	if (!link)
		return NULL;
	if (ended(s, &(*link)->session, now_ms)) {
		drop(s, link);
		return NULL;
	}
	(*link)->session.used_ms = now_ms;
	return &(*link)->session;
}

void sessions_end(struct sessions *s, const char *token)
{
	struct node **link = link_of(s, token);

	if (link)
		drop(s, link);
}

size_t sessions_end_all(struct sessions *s, const char *account)
{
	size_t before = s->count;

	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct node **link = &s->buckets[i]; *link;) {
			if (strcmp((*link)->session.account, account) == 0)
				drop(s, link);
			else
				link = &(*link)->next;
		}
	}
	return before - s->count;
}

size_t sessions_count(const struct sessions *s)
{
	return s->count;
}
