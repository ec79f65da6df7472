/* Sessions, brakes, lockouts, passwords, roles and the bootstrap file, without HTTP; time is given. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/require.h"
#include "contract.h"
#include "session/bootstrap.h"
#include "session/session.h"
#include "session/limiter.h"
#include "session/passwords.h"
#include "session/roles.h"
#include "session/sessions.h"
#include "tap.h"

#define MINUTE 60000
#define HOUR (60 * MINUTE)
#define CHEAP_BYTES 8192
#define CHEAP_PASSES 1

/* ---- sessions */

static const struct session_limits usual = { .sessions_max = 4, .per_account_max = 2, .idle_ms = 30 * MINUTE,
					      .absolute_ms = 12 * HOUR };

TEST(a_token_finds_its_session_and_no_other)
{
	struct sessions *s = sessions_new(&usual);
	char one[SESSION_TOKEN_SIZE], two[SESSION_TOKEN_SIZE];

	CHECK(sessions_open(s, "a", 7, 1000, one) && sessions_open(s, "b", 1, 1000, two));
	CHECK_INT(strlen(one), 43);                      /* 256 bits */
	CHECK(strcmp(one, two) != 0);
	CHECK_TEXT(sessions_find(s, one, 1000)->account, "a");
	CHECK_INT(sessions_find(s, one, 1000)->generation, 7);
	CHECK_TEXT(sessions_find(s, two, 1000)->account, "b");
	one[0] = one[0] == 'A' ? 'B' : 'A';
	CHECK(!sessions_find(s, one, 1000));
	CHECK(!sessions_find(s, "", 1000));
	CHECK(!sessions_find(s, "short", 1000));
	sessions_end(s, two);
	CHECK(!sessions_find(s, two, 1000));
	CHECK_INT(sessions_count(s), 1);
	sessions_free(s);
}

TEST(a_session_ends_when_unused_for_half_an_hour)
{
	struct sessions *s = sessions_new(&usual);
	char token[SESSION_TOKEN_SIZE];

	sessions_open(s, "a", 1, 0, token);
	CHECK(sessions_find(s, token, 30 * MINUTE - 1));         /* used: counts anew */
	CHECK(sessions_find(s, token, 60 * MINUTE - 2));
	CHECK(!sessions_find(s, token, 90 * MINUTE - 2));
	CHECK_INT(sessions_count(s), 0);
	sessions_free(s);
}

TEST(a_session_ends_after_twelve_hours_however_busy)
{
	struct sessions *s = sessions_new(&usual);
	char token[SESSION_TOKEN_SIZE];
	int64_t at = 0;

	sessions_open(s, "a", 1, 0, token);
	for (; at < 12 * HOUR; at += 20 * MINUTE)
		CHECK(sessions_find(s, token, at));
	CHECK(sessions_find(s, token, 12 * HOUR - 1));
	CHECK(!sessions_find(s, token, 12 * HOUR));
	sessions_free(s);
}

TEST(sessions_at_and_past_their_limits)
{
	struct sessions *s = sessions_new(&usual);
	char t[6][SESSION_TOKEN_SIZE];

	for (int i = 0; i < 2; i++)
		sessions_open(s, "a", 1, i, t[i]);
	CHECK(sessions_find(s, t[0], 10));
	CHECK(sessions_find(s, t[1], 9));
	sessions_open(s, "a", 1, 11, t[2]);              /* the one unused longest ends */
	CHECK(sessions_find(s, t[0], 12) && !sessions_find(s, t[1], 12) && sessions_find(s, t[2], 13));
	sessions_open(s, "b", 1, 14, t[3]);
	sessions_open(s, "c", 1, 15, t[4]);
	CHECK_INT(sessions_count(s), 4);
	sessions_open(s, "d", 1, 16, t[5]);              /* past all of them: the oldest of anybody */
	CHECK_INT(sessions_count(s), 4);
	CHECK(!sessions_find(s, t[0], 17) && sessions_find(s, t[5], 17));
	CHECK_INT(sessions_end_all(s, "a"), 1);
	CHECK_INT(sessions_count(s), 3);
	sessions_free(s);
}

/* ---- brakes and lockouts */

TEST(a_bucket_at_and_past_its_burst_and_filling_again)
{
	struct limiter *l = limiter_new(64, 10, 5);
	int64_t retry = 0;

	for (int i = 0; i < 5; i++)
		CHECK(limiter_take(l, "a", 1000, &retry));
	CHECK(!limiter_take(l, "a", 1000, &retry));
	CHECK_INT(retry, 100);
	CHECK(limiter_take(l, "b", 1000, &retry));       /* others are not braked */
	CHECK(!limiter_take(l, "a", 1099, &retry));
	CHECK_INT(retry, 1);
	CHECK(limiter_take(l, "a", 1100, &retry));
	CHECK(!limiter_take(l, "a", 1100, &retry));
	for (int i = 0; i < 5; i++)                      /* never fuller than the burst */
		CHECK(limiter_take(l, "a", 1000000, &retry));
	CHECK(!limiter_take(l, "a", 1000000, &retry));
	limiter_free(l);
}

TEST(brakes_need_no_more_memory_than_they_have)
{
	struct limiter *l = limiter_new(16, 1, 1);
	int64_t retry = 0;
	char key[32];

	for (int i = 0; i < 10000; i++) {
		snprintf(key, sizeof(key), "10.0.%d.%d", i / 250, i % 250);
		CHECK(limiter_take(l, key, i, &retry));
	}
	limiter_free(l);
}

TEST(five_failures_lock_for_ten_minutes)
{
	struct lockout *l = lockout_new(64, 5, 10 * MINUTE);
	int64_t retry = 0;

	for (int i = 0; i < 4; i++)
		lockout_failed(l, "a", 1000);
	CHECK(!lockout_locked(l, "a", 1000, &retry));
	lockout_failed(l, "a", 1000);
	CHECK(lockout_locked(l, "a", 1000, &retry));
	CHECK_INT(retry, 10 * MINUTE);
	CHECK(!lockout_locked(l, "b", 1000, &retry));
	CHECK(lockout_locked(l, "a", 1000 + 10 * MINUTE - 1, &retry));
	CHECK(!lockout_locked(l, "a", 1000 + 10 * MINUTE, &retry));
	lockout_failed(l, "a", 1000 + 10 * MINUTE);      /* and counts from the beginning */
	CHECK(!lockout_locked(l, "a", 1000 + 10 * MINUTE, &retry));
	for (int i = 0; i < 4; i++)
		lockout_failed(l, "c", 1000);
	lockout_clear(l, "c");
	lockout_failed(l, "c", 1000);
	CHECK(!lockout_locked(l, "c", 1000, &retry));
	lockout_free(l);
}

/* ---- passwords */

struct collected {
	struct loop *loop;
	int want, got, right;
	char encoded[8][PASSWORD_HASH_SIZE];
};

static void on_hash(void *context, const char *encoded)
{
	struct collected *c = context;

	snprintf(c->encoded[c->got % 8], PASSWORD_HASH_SIZE, "%s", encoded ? encoded : "");
	if (++c->got == c->want)
		loop_stop(c->loop);
}

static void on_verify(void *context, bool right)
{
	struct collected *c = context;

	c->right += right;
	if (++c->got == c->want)
		loop_stop(c->loop);
}

static void collect(struct collected *c, int want)
{
	c->want = want;
	c->got = c->right = 0;
}

TEST(passwords_are_hashed_with_argon2id_and_verified)
{
	struct loop *loop;
	struct fault f;

	REQUIRE(loop_new(&loop, &f) == ERR_NONE);
	struct passwords *p = passwords_new(loop, CHEAP_BYTES, CHEAP_PASSES, 0, NULL);
	struct collected c = { .loop = loop };

	collect(&c, 4);
	CHECK(passwords_hash(p, "correct horse 1", NULL, on_hash, &c));
	CHECK(passwords_hash(p, "correct horse 1", NULL, on_hash, &c));
	CHECK(passwords_hash(p, "correct horse 1", "acc|key", on_hash, &c));
	CHECK(passwords_hash(p, "correct horse 1", "acc|key", on_hash, &c));
	loop_run(loop);
	CHECK(strncmp(c.encoded[0], "$argon2id$v=19$m=8,t=1,p=1$", 27) == 0);
	CHECK(strcmp(c.encoded[0], c.encoded[1]) != 0);  /* own salt each */
	int same = 0;

	for (int i = 0; i < 4; i++)
		for (int j = i + 1; j < 4; j++)
			same += strcmp(c.encoded[i], c.encoded[j]) == 0;
	CHECK_INT(same, 1);                              /* but for the two of one seed */
	char encoded[PASSWORD_HASH_SIZE];

	memcpy(encoded, c.encoded[0], sizeof(encoded));
	collect(&c, 5);
	CHECK(passwords_verify(p, encoded, "correct horse 1", on_verify, &c));
	CHECK(passwords_verify(p, encoded, "correct horse 2", on_verify, &c));
	CHECK(passwords_verify(p, encoded, "", on_verify, &c));
	CHECK(passwords_verify(p, NULL, "correct horse 1", on_verify, &c));
	CHECK(passwords_verify(p, "junk", "correct horse 1", on_verify, &c));
	loop_run(loop);
	CHECK_INT(c.right, 1);
	passwords_free(p);
	loop_free(loop);
}

/* After a restart of the gateway the same command under the same key must be the same command. */
TEST(the_same_secret_makes_the_same_salt_in_another_process)
{
	static const uint8_t secret[PASSWORD_SECRET_SIZE] = { 1, 2, 3 };
	struct loop *loop;
	struct fault f;

	REQUIRE(loop_new(&loop, &f) == ERR_NONE);
	struct passwords *first = passwords_new(loop, CHEAP_BYTES, CHEAP_PASSES, 0, secret);
	struct passwords *second = passwords_new(loop, CHEAP_BYTES, CHEAP_PASSES, 0, secret);
	struct passwords *stranger = passwords_new(loop, CHEAP_BYTES, CHEAP_PASSES, 0, NULL);
	struct collected c = { .loop = loop };
	char encoded[3][PASSWORD_HASH_SIZE];
	struct passwords *each[] = { first, second, stranger };

	for (int i = 0; i < 3; i++) {
		collect(&c, 1);
		CHECK(passwords_hash(each[i], "correct horse 1", "acc|key", on_hash, &c));
		loop_run(loop);
		memcpy(encoded[i], c.encoded[0], sizeof(encoded[i]));
		passwords_free(each[i]);
	}
	CHECK_TEXT(encoded[0], encoded[1]);
	CHECK(strcmp(encoded[0], encoded[2]) != 0);
	loop_free(loop);
}

TEST(two_hashes_at_once_and_a_bounded_queue)
{
	struct loop *loop;
	struct fault f;

	REQUIRE(loop_new(&loop, &f) == ERR_NONE);
	struct passwords *p = passwords_new(loop, CHEAP_BYTES, CHEAP_PASSES, 3, NULL);
	struct collected c = { .loop = loop };

	collect(&c, PASSWORD_JOBS_MAX + 3);
	for (int i = 0; i < PASSWORD_JOBS_MAX + 3; i++)
		CHECK(passwords_verify(p, NULL, "x", on_verify, &c));
	CHECK(!passwords_verify(p, NULL, "x", on_verify, &c));   /* past the queue */
	CHECK_INT(passwords_running(p), PASSWORD_JOBS_MAX);
	loop_run(loop);
	CHECK_INT(c.got, PASSWORD_JOBS_MAX + 3);
	CHECK_INT(passwords_running_most(p), PASSWORD_JOBS_MAX);
	for (int i = 0; i < 4; i++)                      /* freed with jobs at work and waiting: nobody is called */
		CHECK(passwords_verify(p, NULL, "x", on_verify, &c));
	passwords_free(p);
	loop_free(loop);
	CHECK_INT(c.got, PASSWORD_JOBS_MAX + 3);
}

TEST(what_may_be_a_password)
{
	char longest[PASSWORD_BYTES_MAX + 2];

	memset(longest, 'a', sizeof(longest));
	longest[0] = '1';
	longest[PASSWORD_BYTES_MAX] = '\0';
	CHECK(password_acceptable("li", longest));
	longest[PASSWORD_BYTES_MAX] = 'a';
	longest[PASSWORD_BYTES_MAX + 1] = '\0';
	CHECK(!password_acceptable("li", longest));
	CHECK(password_acceptable("li", "abcdefgh1-"));
	CHECK(!password_acceptable("li", "abcdefg1-"));          /* nine */
	CHECK(!password_acceptable("li", "abcdefghij"));         /* one kind */
	CHECK(!password_acceptable("zhang.san", "xZhang.San2026"));
}

/* ---- roles */

TEST(administrators_stand_alone)
{
	const char *const business[] = { "org.head", "org.cadre", "cadre" };
	const char *const two[] = { "system_admin", "audit_admin" };
	const char *const mixed[] = { "org.head", "security_admin" };

	CHECK(roles_compatible(business, 3));
	CHECK(roles_compatible(two, 1));
	CHECK(!roles_compatible(two, 2));
	CHECK(!roles_compatible(mixed, 2));
	CHECK(role_find("org.training") && !role_find("root"));
}

/* Commands a daemon gives itself. No account may hold these, so nobody gives them over HTTP. */
static bool is_of_a_daemon(const char *role)
{
	return strcmp(role, "ballot.box") == 0 || strcmp(role, "ballot.issuer") == 0;
}

TEST(what_a_daemon_tells_itself_nobody_else_may)
{
	unsigned found = 0;

	for (size_t i = 0; i < contract_command_count; i++)
		for (size_t j = 0; j < contract_commands[i].role_count; j++)
			if (is_of_a_daemon(contract_commands[i].roles[j])) {
				found++;
				CHECK_INT(contract_commands[i].role_count, 1);
				CHECK(!role_find(contract_commands[i].roles[j]));
			}
	CHECK_INT(found, 6);
	CHECK(!role_find("public"));                     /* who reads without a session has no account either */
}

/* A role a command or a table asks for but no account may hold would be a door without a key. */
TEST(every_role_of_the_contract_can_be_held)
{
	for (size_t i = 0; i < contract_command_count; i++)
		for (size_t j = 0; j < contract_commands[i].role_count; j++)
			if (!role_find(contract_commands[i].roles[j]) && !is_of_a_daemon(contract_commands[i].roles[j])) {
				printf("#   %s: %s\n", contract_commands[i].type->name, contract_commands[i].roles[j]);
				CHECK(!"known");
			}
	const struct command_row *change = contract_command("ChangePassword");

	for (size_t i = 0; role_at(i); i++) {            /* everybody may change his password */
		bool there = false;

		for (size_t j = 0; j < change->role_count; j++)
			there = there || strcmp(change->roles[j], role_at(i)->name) == 0;
		CHECK(there);
	}
}

/* ---- bootstrap */

#define LINE(name) name "\t张三\t150400\t\t\torg.head,org.cadre\tinitial-2026\n"

static enum err parse(const char *text, struct arena *arena, OpenAccount ***list, size_t *count, struct fault *f)
{
	return bootstrap_parse(text, strlen(text), arena, list, count, f);
}

TEST(the_bootstrap_file_is_read)
{
	struct arena arena;
	OpenAccount **list;
	size_t count;
	struct fault f = { 0 };

	arena_init(&arena, 8 << 20);
	CHECK_INT(parse("# first accounts\n\n" LINE("a") "b\t李四\t150400\tu1\tc1\tcadre\tinitial-2026\r\n", &arena, &list, &count,
			&f),
		  ERR_NONE);
	CHECK_INT(count, 2);
	CHECK_TEXT(list[0]->account, "a");
	CHECK_TEXT(list[0]->display_name, "张三");
	CHECK_INT(list[0]->n_roles, 2);
	CHECK_TEXT(list[0]->roles[1], "org.cadre");
	CHECK_TEXT(list[1]->unit_id, "u1");
	CHECK_TEXT(list[1]->cadre_id, "c1");
	CHECK_TEXT(list[1]->password, "initial-2026");
	arena_fini(&arena);
}

struct handed_in {
	struct loop *loop;
	OpenAccount **accounts;
	size_t count;
	size_t at;
	bool all_hashed;           /* when the first was handed in */
	bool done;
};

static void on_each(void *context, const OpenAccount *cmd)
{
	struct handed_in *h = context;

	CHECK_TEXT(cmd->account, h->accounts[h->at]->account);
	if (h->at++ == 0)
		h->all_hashed = h->accounts[h->count - 1]->password_hash[0] == '$';
}

static void on_bootstrap_done(void *context)
{
	struct handed_in *h = context;

	h->done = true;
	loop_stop(h->loop);
}

/* A gateway killed between two first accounts would start again with some of them, and never make the others. */
TEST(first_accounts_are_handed_in_together)
{
	struct handed_in h = { 0 };
	struct session_store *store;
	struct arena arena;
	struct fault f;

	arena_init(&arena, 1u << 20);
	REQUIRE(loop_new(&h.loop, &f) == ERR_NONE);
	REQUIRE(parse(LINE("a1") LINE("a2") LINE("a3"), &arena, &h.accounts, &h.count, &f) == ERR_NONE);
	REQUIRE(session_store_new(&store, &(struct session_options){ .loop = h.loop, .password_memory_bytes = CHEAP_BYTES,
								     .password_passes = CHEAP_PASSES }, &f) == ERR_NONE);
	bootstrap_hash(store, h.accounts, h.count, &arena, on_each, on_bootstrap_done, &h);
	loop_run(h.loop);
	CHECK(h.done && h.all_hashed);
	CHECK_INT(h.at, 3);
	session_store_free(store);
	loop_free(h.loop);
	arena_fini(&arena);
}

TEST(a_bad_bootstrap_line_is_named)
{
	static const char *const bad[] = {
		"a\t张三\t150400\t\t\torg.head\n",                       /* no password */
		"a\t张三\t150400\t\t\torg.head\tinitial-2026\tmore\n",
		"a\t张三\t150400\t\t\troot\tinitial-2026\n",
		"a\t张三\t150400\t\t\t\tinitial-2026\n",
		"a\t张三\t150400\t\t\tsystem_admin,audit_admin\tinitial-2026\n",
		"a\t张三\t150400\t\t\torg.head\tshort\n",
		"a b\t张三\t150400\t\t\torg.head\tinitial-2026\n",
		"\t张三\t150400\t\t\torg.head\tinitial-2026\n",
		"a\t\xff\t150400\t\t\torg.head\tinitial-2026\n",
	};
	struct arena arena;
	OpenAccount **list;
	size_t count;

	arena_init(&arena, 8 << 20);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct fault f = { 0 };
		char text[256];

		snprintf(text, sizeof(text), "%s%s", LINE("z"), bad[i]);
		CHECK(parse(text, &arena, &list, &count, &f) != ERR_NONE);
		CHECK(strstr(f.text, "line 2"));
		if (!strstr(f.text, "line 2"))
			printf("#   %zu: %s\n", i, f.text);
	}
	arena_fini(&arena);
}

TEST(bootstrap_accounts_at_and_past_their_limit)
{
	char *text = calloc(1, (BOOTSTRAP_ACCOUNTS_MAX + 1) * 80);
	struct arena arena;
	OpenAccount **list;
	size_t count;
	struct fault f = { 0 };

	arena_init(&arena, 64 << 20);
	for (int i = 0; i < BOOTSTRAP_ACCOUNTS_MAX; i++)
		sprintf(text + strlen(text), "a%d\tx\t150400\t\t\torg.head\tinitial-2026\n", i);
	CHECK_INT(parse(text, &arena, &list, &count, &f), ERR_NONE);
	CHECK_INT(count, BOOTSTRAP_ACCOUNTS_MAX);
	strcat(text, LINE("more"));
	CHECK_INT(parse(text, &arena, &list, &count, &f), ERR_LIMIT);
	arena_fini(&arena);
	free(text);
}

TEST_MAIN()
