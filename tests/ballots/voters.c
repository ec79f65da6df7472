/* voters issue PORT THREADS FILE OUT SESSIONS    voters fetch their tokens, by common/blind, as their browsers would
 * voters cast PORT THREADS FILE OUT SESSIONS     ballots are cast, without a session
 *
 * issue: a line of FILE is account, password, poll, modulus in hexadecimal, class and marks (JSON), separated by TAB. With marks the ballot is
 * cast as soon as its token is there. A line of OUT: number of the line, prepared, blinded number, blind signature, signature, all hexadecimal,
 * then standing and leaf of the ballot that was cast at once, or "-".
 * cast: a line of FILE is the body of one ballot. A line of OUT: number of the line, status, and standing and leaf, or code and "-".
 *
 * SESSIONS keeps who is logged in from one run to the next.
 *
 * Lines are taken in their order by THREADS at once. Prints one line of JSON: how many, seconds of the requests alone (blinding and logging
 * in come before, unblinding after), and CPU of this program within them. Exit status 0 when every line was done. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/hex.h"
#include "base/require.h"
#include "blind/blind_rsa.h"
#include "http_line.h"
#include "wire/base64.h"

#define THREADS_MAX 16u
#define LOGINS_AT_ONCE 3u             /* the gateway takes four of one address */
#define FIELDS 6
#define SIZE_MAX_BYTES BLIND_SIZE_MAX
#define OWN_BYTES 32
#define PREPARED_BYTES (BLIND_PREFIX_SIZE + OWN_BYTES)
#define TEXT_OF(bytes) (((bytes) + 2) / 3 * 4 + 1)
#define BODY_MAX 65536
#define PATIENCE_S 90
#define VALUE_MAX 1024
#define SESSION_MAX 128

struct line {
	char *text;
	const char *field[FIELDS];
	struct account *account;
	uint8_t prepared[PREPARED_BYTES];
	struct blinding blinding;
	uint8_t blind_signature[SIZE_MAX_BYTES], signature[SIZE_MAX_BYTES];
	char key[40];
	char outcome[2 * VALUE_MAX];
	bool done;
};
/* One session each; whoever finds it ended logs in again. */
struct account {
	const char *name, *password;
	char session[SESSION_MAX];
	pthread_mutex_t lock;
};
struct voters {
	int port;
	unsigned threads;
	struct line *lines;
	size_t count;
	struct account *accounts;
	size_t account_count;
	atomic_size_t next;
	bool (*work)(struct voters *v, struct line *line, struct http_line *http);
	atomic_size_t failed;
};

static double seconds_now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The text of a field in flat JSON; "" when it is not there. */
static void json_text(const char *json, const char *name, char out[VALUE_MAX])
{
	char quoted[64];
	const char *at, *end;

	snprintf(quoted, sizeof quoted, "\"%s\":\"", name);
	at = strstr(json, quoted);
	end = at ? strchr(at + strlen(quoted), '"') : NULL;
	snprintf(out, VALUE_MAX, "%.*s", end ? (int)(end - at - (long)strlen(quoted)) : 0, end ? at + strlen(quoted) : "");
}

static const char *as_base64(const uint8_t *data, size_t size, char out[TEXT_OF(SIZE_MAX_BYTES)])
{
	base64_encode(span_of(data, size), out);
	return out;
}

/* ---- sessions -------------------------------------------------------------------------------------- */

/* "" of `ended`: there was none. */
static bool log_in(struct account *a, struct http_line *http, const char *ended, char session[SESSION_MAX])
{
	char body[BODY_MAX / 64], token[VALUE_MAX];
	bool ok = true;

	pthread_mutex_lock(&a->lock);
	if (strcmp(a->session, ended) == 0) {
		snprintf(body, sizeof body, "{\"account\":\"%s\",\"password\":\"%s\"}", a->name, a->password);
		ok = http_line_post(http, "/session", NULL, NULL, body, PATIENCE_S) == 200;
		json_text(http->answer, "token", token);
		snprintf(a->session, sizeof a->session, "%.127s", token);
	}
	snprintf(session, SESSION_MAX, "%s", a->session);
	pthread_mutex_unlock(&a->lock);
	return ok && session[0];
}

/* As somebody who logs in again when the gateway has forgotten him. */
static int post_as(struct account *a, struct http_line *http, const char *path, const char *key, const char *body)
{
	char session[SESSION_MAX];
	int status = 401;

	if (!log_in(a, http, "", session))
		return 0;
	for (int tries = 0; tries < 3; tries++) {
		status = http_line_post(http, path, session, key, body, PATIENCE_S);
		if (status != 401)
			break;
		char ended[SESSION_MAX];
		snprintf(ended, sizeof ended, "%s", session);
		if (!log_in(a, http, ended, session))
			return 0;
	}
	return status;
}

static bool log_in_first(struct voters *v, struct line *line, struct http_line *http)
{
	char session[SESSION_MAX];

	(void)v;
	return log_in(line->account, http, "", session);
}

/* ---- a token --------------------------------------------------------------------------------------- */

static bool public_of(const struct line *line, struct blind_public **out)
{
	uint8_t modulus[SIZE_MAX_BYTES];
	size_t size = strlen(line->field[3]) / 2;

	return size <= sizeof modulus && hex_decode(line->field[3], modulus, size) &&
	       blind_public_new(span_of(modulus, size), out, NULL) == ERR_NONE;
}

static bool blind(struct voters *v, struct line *line, struct http_line *http)
{
	struct blind_public *public;
	uint8_t own[OWN_BYTES], prepared[BLIND_PREPARED_MAX], random[16];
	size_t size = 0;
	bool ok;

	(void)v, (void)http;
	if (!public_of(line, &public))
		return false;
	REQUIRE(getrandom(own, sizeof own, 0) == sizeof own && getrandom(random, sizeof random, 0) == sizeof random);
	hex_encode(random, sizeof random, line->key);
	ok = blind_prepare(BLIND_PSS_RANDOMIZED, span_of(own, sizeof own), prepared, &size, NULL) == ERR_NONE && size == sizeof line->prepared;
	memcpy(line->prepared, prepared, sizeof line->prepared);
	ok = ok && blind_blind(public, BLIND_PSS_RANDOMIZED, span_of(line->prepared, sizeof line->prepared), &line->blinding, NULL) == ERR_NONE;
	blind_public_free(public);
	return ok;
}

static bool unblind(struct voters *v, struct line *line, struct http_line *http)
{
	struct blind_public *public;
	bool ok;

	(void)v, (void)http;
	if (!public_of(line, &public))
		return false;
	ok = blind_finalize(public, BLIND_PSS_RANDOMIZED, span_of(line->prepared, sizeof line->prepared),
			    span_of(line->blind_signature, line->blinding.size), span_of(line->blinding.inverse, line->blinding.size),
			    line->signature, NULL) == ERR_NONE;
	blind_public_free(public);
	return ok;
}

static bool cast_at_once(struct line *line, struct http_line *http)
{
	char body[BODY_MAX], token[TEXT_OF(SIZE_MAX_BYTES)], signature[TEXT_OF(SIZE_MAX_BYTES)], standing[VALUE_MAX], leaf[VALUE_MAX];
	int size = snprintf(body, sizeof body, "{\"poll_id\":\"%s\",\"class_id\":\"%s\",\"token\":\"%s\",\"signature\":\"%s\",\"marks\":%s}",
			    line->field[2], line->field[4], as_base64(line->prepared, sizeof line->prepared, token),
			    as_base64(line->signature, line->blinding.size, signature), line->field[5]);

	if (size < 0 || (size_t)size >= sizeof body || http_line_post(http, "/ballot/casts", NULL, NULL, body, PATIENCE_S) != 200)
		return false;
	json_text(http->answer, "standing", standing);
	json_text(http->answer, "leaf", leaf);
	snprintf(line->outcome, sizeof line->outcome, "%.32s\t%s", standing, leaf[0] ? leaf : "-");
	return true;
}

static bool fetch(struct voters *v, struct line *line, struct http_line *http)
{
	char body[BODY_MAX / 8], number[TEXT_OF(SIZE_MAX_BYTES)], answer[VALUE_MAX];
	size_t size = 0;
	int status;

	snprintf(body, sizeof body, "{\"poll_id\":\"%s\",\"blinded\":\"%s\"}", line->field[2],
		 as_base64(line->blinding.message, line->blinding.size, number));
	status = post_as(line->account, http, "/assessment/polls/tokens", line->key, body);
	if (status == 200)
		status = post_as(line->account, http, "/assessment/polls/signatures", line->key, body);
	json_text(http->answer, "blind_signature", answer);
	if (status != 200 || strlen(answer) != TEXT_OF(line->blinding.size) - 1 ||
	    !base64_decode(span_of(answer, strlen(answer)), line->blind_signature, &size) || size != line->blinding.size) {
		fprintf(stderr, "voters: %s of %s: %d %.300s\n", line->field[2], line->field[0], status, http->answer);
		return false;
	}
	return !line->field[5][0] || (unblind(v, line, http) && cast_at_once(line, http));
}

static void write_token(FILE *out, size_t number, const struct line *line)
{
	char hex[HEX_SIZE(SIZE_MAX_BYTES)];
	const struct { const uint8_t *data; size_t size; } values[] = {
		{ line->prepared, sizeof line->prepared }, { line->blinding.message, line->blinding.size },
		{ line->blind_signature, line->blinding.size }, { line->signature, line->blinding.size } };

	fprintf(out, "%zu", number);
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		hex_encode(values[i].data, values[i].size, hex);
		fprintf(out, "\t%s", hex);
	}
	fprintf(out, "\t%s\n", line->outcome[0] ? line->outcome : "-\t-");
}

/* ---- a ballot -------------------------------------------------------------------------------------- */

static bool cast(struct voters *v, struct line *line, struct http_line *http)
{
	char first[VALUE_MAX], second[VALUE_MAX] = "";
	int status = http_line_post(http, "/ballot/casts", NULL, NULL, line->text, PATIENCE_S);

	(void)v;
	json_text(http->answer, status == 200 ? "standing" : "code", first);
	if (status == 200)
		json_text(http->answer, "leaf", second);
	snprintf(line->outcome, sizeof line->outcome, "%d\t%.64s\t%s", status, first, second[0] ? second : "-");
	return status != 0;
}

/* ---- many at once ---------------------------------------------------------------------------------- */

static void *take_lines(void *context)
{
	struct voters *v = context;
	struct http_line *http = malloc(sizeof *http);
	size_t at;

	REQUIRE(http);
	http_line_init(http, v->port);
	while ((at = atomic_fetch_add(&v->next, 1)) < v->count) {
		v->lines[at].done = v->work(v, &v->lines[at], http);
		if (!v->lines[at].done)
			atomic_fetch_add(&v->failed, 1);
	}
	http_line_close(http);
	free(http);
	return NULL;
}

/* Every line once; returns how long it took. */
static double all_lines(struct voters *v, unsigned threads, bool (*work)(struct voters *, struct line *, struct http_line *))
{
	pthread_t thread[THREADS_MAX];
	double begun = seconds_now(CLOCK_MONOTONIC);

	v->work = work;
	atomic_store(&v->next, 0);
	for (unsigned i = 0; i < threads; i++)
		REQUIRE(pthread_create(&thread[i], NULL, take_lines, v) == 0);
	for (unsigned i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	return seconds_now(CLOCK_MONOTONIC) - begun;
}

static double timed(struct voters *v, bool (*work)(struct voters *, struct line *, struct http_line *), double *cpu)
{
	double before = seconds_now(CLOCK_PROCESS_CPUTIME_ID), seconds = all_lines(v, v->threads, work);

	*cpu = seconds_now(CLOCK_PROCESS_CPUTIME_ID) - before;
	return seconds;
}

static struct account *account_of(struct voters *v, const char *name, const char *password)
{
	struct account *a = v->accounts;

	while (a < v->accounts + v->account_count && strcmp(a->name, name) != 0)
		a++;
	if (a == v->accounts + v->account_count) {
		*a = (struct account){ .name = name, .password = password };
		pthread_mutex_init(&a->lock, NULL);
		v->account_count++;
	}
	return a;
}

static void split(struct voters *v, struct line *line)
{
	char *rest = line->text;

	for (int i = 0; i < FIELDS; i++) {
		line->field[i] = rest ? rest : "";
		rest = rest ? strchr(rest, '\t') : NULL;
		if (rest)
			*rest++ = '\0';
	}
	line->account = account_of(v, line->field[0], line->field[1]);
}

static bool read_lines(struct voters *v, const char *path, bool fields)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t room = 0, cap = 0;
	ssize_t size;

	if (!in)
		return false;
	while ((size = getline(&text, &room, in)) > 0) {
		if (v->count == cap) {
			cap = cap ? 2 * cap : 256;
			v->lines = realloc(v->lines, cap * sizeof *v->lines);
			REQUIRE(v->lines);
		}
		if (text[size - 1] == '\n')
			text[size - 1] = '\0';
		v->lines[v->count++] = (struct line){ .text = strdup(text) };
	}
	free(text);
	fclose(in);
	v->accounts = calloc(v->count + 1, sizeof *v->accounts);
	REQUIRE(v->accounts);
	for (size_t i = 0; fields && i < v->count; i++)
		split(v, &v->lines[i]);
	return v->count > 0;
}

static void read_sessions(struct voters *v, const char *path)
{
	char name[SESSION_MAX], session[SESSION_MAX];
	FILE *in = fopen(path, "r");

	while (in && fscanf(in, "%127s %127s", name, session) == 2)
		for (size_t i = 0; i < v->account_count; i++)
			if (strcmp(v->accounts[i].name, name) == 0)
				snprintf(v->accounts[i].session, SESSION_MAX, "%s", session);
	if (in)
		fclose(in);
}

static bool write_sessions(const struct voters *v, const char *path)
{
	FILE *out = fopen(path, "w");

	for (size_t i = 0; out && i < v->account_count; i++)
		fprintf(out, "%s %s\n", v->accounts[i].name, v->accounts[i].session);
	return out && fclose(out) == 0;
}

static bool write_lines(struct voters *v, const char *path, bool tokens)
{
	FILE *out = fopen(path, "w");

	for (size_t i = 0; out && i < v->count; i++)
		if (v->lines[i].done && tokens)
			write_token(out, i, &v->lines[i]);
		else if (v->lines[i].done)
			fprintf(out, "%zu\t%s\n", i, v->lines[i].outcome);
	return out && fclose(out) == 0;
}

int main(int argc, char **argv)
{
	bool issues = argc == 7 && strcmp(argv[1], "issue") == 0;
	static struct voters v;
	double seconds, cpu;

	if (argc != 7 || (!issues && strcmp(argv[1], "cast") != 0)) {
		fprintf(stderr, "voters: see the top of voters.c\n");
		return 2;
	}
	v.port = (int)strtol(argv[2], NULL, 10);
	v.threads = (unsigned)strtoul(argv[3], NULL, 10);
	if (v.threads < 1 || v.threads > THREADS_MAX || !read_lines(&v, argv[4], issues)) {
		fprintf(stderr, "voters: cannot read %s\n", argv[4]);
		return 2;
	}
	if (issues) {
		read_sessions(&v, argv[6]);
		all_lines(&v, v.threads, blind);
		all_lines(&v, v.threads < LOGINS_AT_ONCE ? v.threads : LOGINS_AT_ONCE, log_in_first);
	}
	seconds = timed(&v, issues ? fetch : cast, &cpu);
	if (issues)
		all_lines(&v, v.threads, unblind);
	printf("{\"count\": %zu, \"failed\": %zu, \"seconds\": %.6f, \"cpu_s\": %.6f}\n", v.count, (size_t)v.failed, seconds, cpu);
	return write_lines(&v, argv[5], issues) && (!issues || write_sessions(&v, argv[6])) && v.failed == 0 ? 0 : 1;
}
