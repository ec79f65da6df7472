#include "passwords.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"

struct job {
	struct passwords *passwords;
	struct job *next;
	char password[PASSWORD_BYTES_MAX + 1];
	char encoded[PASSWORD_HASH_SIZE];    /* in: to verify; out: made */
	uint8_t salt[crypto_pwhash_SALTBYTES];
	bool verify;
	bool good;
	void (*hashed)(void *context, const char *encoded);
	void (*verified)(void *context, bool right);
	void *context;
};

struct passwords {
	struct loop *loop;
	size_t memory_bytes;
	unsigned passes;
	size_t queue_max;
	size_t queued;
	struct job *first, *last;
	unsigned running;
	unsigned running_most;
	bool closing;
	uint8_t secret[PASSWORD_SECRET_SIZE];
	char dummy[PASSWORD_HASH_SIZE];      /* hash of nobody's password */
};

/* ---- on the worker thread: nothing but the job is touched */

static bool encode(struct job *job)
{
	const struct passwords *p = job->passwords;
	uint8_t hash[32];
	char salt_text[sodium_base64_ENCODED_LEN(crypto_pwhash_SALTBYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
	char hash_text[sodium_base64_ENCODED_LEN(sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];

	if (crypto_pwhash(hash, sizeof(hash), job->password, strlen(job->password), job->salt, p->passes,
			  p->memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return false;
	(void)sodium_bin2base64(salt_text, sizeof(salt_text), job->salt, sizeof(job->salt),
				sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	(void)sodium_bin2base64(hash_text, sizeof(hash_text), hash, sizeof(hash),
				sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	sodium_memzero(hash, sizeof(hash));
	int size = snprintf(job->encoded, sizeof(job->encoded), "$argon2id$v=19$m=%zu,t=%u,p=1$%s$%s",
			    p->memory_bytes / 1024, p->passes, salt_text, hash_text);

	return size > 0 && (size_t)size < sizeof(job->encoded);
}

static void work(void *context)
{
	struct job *job = context;

	job->good = job->verify ? crypto_pwhash_str_verify(job->encoded, job->password, strlen(job->password)) == 0
				: encode(job);
	sodium_memzero(job->password, sizeof(job->password));
}

/* ---- on the loop */

static void job_free(struct job *job)
{
	sodium_memzero(job, sizeof(*job));
	free(job);
}

static void done(void *context);

static void start_more(struct passwords *p)
{
	while (p->first && p->running < PASSWORD_JOBS_MAX) {
		struct job *job = p->first;

		p->first = job->next;
		if (!p->first)
			p->last = NULL;
		p->queued--;
		p->running++;
		if (p->running > p->running_most)
			p->running_most = p->running;
		loop_job(p->loop, work, done, job);
	}
}

static void done(void *context)
{
	struct job *job = context;
	struct passwords *p = job->passwords;

	p->running--;
	if (p->closing) {
		job_free(job);
		if (p->running == 0)
			free(p);
		return;
	}
	start_more(p);
	if (job->verify)
		job->verified(job->context, job->good);
	else
		job->hashed(job->context, job->good ? job->encoded : NULL);
	job_free(job);
}

/* The dummy is a well-formed hash of the same cost that no password meets. */
static void make_dummy(struct passwords *p)
{
	static const char nobody[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

	(void)snprintf(p->dummy, sizeof(p->dummy), "$argon2id$v=19$m=%zu,t=%u,p=1$AAAAAAAAAAAAAAAAAAAAAA$%s",
		       p->memory_bytes / 1024, p->passes, nobody);
}

struct passwords *passwords_new(struct loop *l, size_t memory_bytes, unsigned passes, size_t queue_max,
				const uint8_t secret[PASSWORD_SECRET_SIZE])
{
	struct passwords *p = calloc(1, sizeof(*p));

	REQUIRE(sodium_init() >= 0);
	if (!p)
		return NULL;
	p->loop = l;
	p->memory_bytes = memory_bytes ? memory_bytes : crypto_pwhash_MEMLIMIT_INTERACTIVE;
	p->passes = passes ? passes : (unsigned)crypto_pwhash_OPSLIMIT_INTERACTIVE;
	p->queue_max = queue_max ? queue_max : PASSWORD_QUEUE_MAX;
	_Static_assert(PASSWORD_SECRET_SIZE >= crypto_generichash_KEYBYTES_MIN &&
		       PASSWORD_SECRET_SIZE <= crypto_generichash_KEYBYTES_MAX, "the secret is the key of a hash");
	if (secret)
		memcpy(p->secret, secret, sizeof(p->secret));
	else
		randombytes_buf(p->secret, sizeof(p->secret));
	make_dummy(p);
	return p;
}

void passwords_free(struct passwords *p)
{
	if (!p)
		return;
	for (struct job *job = p->first, *next; job; job = next) {
		next = job->next;
		job_free(job);
	}
	p->first = p->last = NULL;
	p->closing = true;
	if (p->running == 0)
		free(p);
}

static struct job *job_new(struct passwords *p, const char *password, void *context)
{
	struct job *job = p->queued < p->queue_max ? calloc(1, sizeof(*job)) : NULL;

	if (!job)
		return NULL;
	job->passwords = p;
	job->context = context;
	(void)snprintf(job->password, sizeof(job->password), "%s", password);
	return job;
}

static void submit(struct passwords *p, struct job *job)
{
	if (p->last)
		p->last->next = job;
	else
		p->first = job;
	p->last = job;
	p->queued++;
	start_more(p);
}

bool passwords_hash(struct passwords *p, const char *password, const char *seed,
		    void (*hashed)(void *context, const char *encoded), void *context)
{
	REQUIRE(strlen(password) <= PASSWORD_BYTES_MAX);
	struct job *job = job_new(p, password, context);

	if (!job)
		return false;
	job->hashed = hashed;
	if (seed && seed[0])
		(void)crypto_generichash(job->salt, sizeof(job->salt), (const uint8_t *)seed, strlen(seed), p->secret,
					 sizeof(p->secret));
	else
		randombytes_buf(job->salt, sizeof(job->salt));
	submit(p, job);
	return true;
}

/* A password past the limit cannot have been set; it is still worked on (cut), so that time tells nothing. */
bool passwords_verify(struct passwords *p, const char *encoded, const char *password,
		      void (*verified)(void *context, bool right), void *context)
{
	bool possible = encoded && encoded[0] && strlen(password) <= PASSWORD_BYTES_MAX;
	struct job *job = job_new(p, password, context);

	if (!job)
		return false;
	job->verify = true;
	job->verified = verified;
	(void)snprintf(job->encoded, sizeof(job->encoded), "%s", possible ? encoded : p->dummy);
	submit(p, job);
	return true;
}

unsigned passwords_running(const struct passwords *p)
{
	return p->running;
}

unsigned passwords_running_most(const struct passwords *p)
{
	return p->running_most;
}

/* ---- what may be a password */

#define NAME_IN_PASSWORD_MIN 4   /* a shorter name stands in too many words */

static unsigned kinds_of(const char *text)
{
	bool lower = false, upper = false, digit = false, other = false;

	for (; *text; text++) {
		if (*text >= 'a' && *text <= 'z')
			lower = true;
		else if (*text >= 'A' && *text <= 'Z')
			upper = true;
		else if (*text >= '0' && *text <= '9')
			digit = true;
		else
			other = true;
	}
	return (unsigned)lower + (unsigned)upper + (unsigned)digit + (unsigned)other;
}

bool password_acceptable(const char *account, const char *password)
{
	size_t size = strlen(password);

	return size >= PASSWORD_BYTES_MIN && size <= PASSWORD_BYTES_MAX && kinds_of(password) >= PASSWORD_KINDS_MIN &&
	       (strlen(account) < NAME_IN_PASSWORD_MIN || !strcasestr(password, account));
}
