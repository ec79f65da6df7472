/* Key files and the allow-list. */
#include "bus/keys.h"

#include "bus/allow.h"
#include "fixture.h"

#define KEY_A "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define KEY_B "#q:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

static mode_t mode_of(const char *directory, const char *name)
{
	char path[256];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	return stat(path, &st) == 0 ? st.st_mode & 0777 : 0;
}

TEST(keys_are_made_once_with_narrow_modes)
{
	struct room r;
	struct key_pair first, second;
	char public[BUS_KEY_TEXT];

	room_open(&r);
	CHECK_INT(bus_keys_ensure(r.keys, "training", NULL), ERR_NONE);
	CHECK_INT(mode_of(r.keys, "."), 0700);
	CHECK_INT(mode_of(r.keys, "training.secret"), 0400);
	CHECK_INT(keys_load_pair(r.keys, "training", &first, NULL), ERR_NONE);
	CHECK_INT(bus_keys_ensure(r.keys, "training", NULL), ERR_NONE);
	CHECK_INT(keys_load_pair(r.keys, "training", &second, NULL), ERR_NONE);
	CHECK_TEXT(second.secret, first.secret);
	CHECK_INT(keys_load_public(r.keys, "training", public, NULL), ERR_NONE);
	CHECK_TEXT(public, first.public);
	room_close(&r);
}

TEST(a_lost_public_file_comes_back_from_the_secret_one)
{
	struct room r;
	char path[128], before[BUS_KEY_TEXT], after[BUS_KEY_TEXT];

	room_open(&r);
	CHECK_INT(bus_keys_ensure(r.keys, "a", NULL), ERR_NONE);
	CHECK_INT(keys_load_public(r.keys, "a", before, NULL), ERR_NONE);
	snprintf(path, sizeof path, "%s/a.public", r.keys);
	CHECK_INT(unlink(path), 0);
	CHECK_INT(keys_load_public(r.keys, "a", after, NULL), ERR_NOT_FOUND);
	CHECK_INT(bus_keys_ensure(r.keys, "a", NULL), ERR_NONE);
	CHECK_INT(keys_load_public(r.keys, "a", after, NULL), ERR_NONE);
	CHECK_TEXT(after, before);
	room_close(&r);
}

TEST(a_secret_others_can_read_is_refused)
{
	struct room r;
	struct key_pair pair;
	struct bus *b = NULL;
	char path[128];

	room_open(&r);
	CHECK_INT(bus_keys_ensure(r.keys, "a", NULL), ERR_NONE);
	snprintf(path, sizeof path, "%s/a.secret", r.keys);
	CHECK_INT(chmod(path, 0440), 0);
	CHECK_INT(keys_load_pair(r.keys, "a", &pair, NULL), ERR_DENIED);
	CHECK_INT(bus_new(&b, r.loop, r.keys, "a", NULL), ERR_DENIED);
	room_close(&r);
}

TEST(damaged_and_badly_named_keys_are_refused)
{
	struct room r;
	struct key_pair pair;
	char path[128];

	room_open(&r);
	CHECK_INT(bus_keys_ensure(r.keys, "a", NULL), ERR_NONE);
	CHECK_INT(bus_keys_ensure(r.keys, "../a", NULL), ERR_INVALID);
	CHECK_INT(bus_keys_ensure(r.keys, "", NULL), ERR_INVALID);
	CHECK_INT(bus_keys_ensure(r.keys, ".hidden", NULL), ERR_INVALID);
	snprintf(path, sizeof path, "%s/a.secret", r.keys);
	CHECK_INT(chmod(path, 0600), 0);
	write_text(r.keys, "a.secret", "too short\n");
	CHECK_INT(keys_load_pair(r.keys, "a", &pair, NULL), ERR_CORRUPT);
	room_close(&r);
}

static enum err parse(const char *text, struct allow *out)
{
	return allow_parse(span_text(text), out, NULL);
}

TEST(allow_list_takes_notes_blank_lines_and_keys_that_begin_with_a_hash)
{
	struct allow a = { 0 };

	CHECK_INT(parse("# note\n\n  \n" KEY_A "  440500/training \r\n" KEY_B "\tgateway", &a), ERR_NONE);
	CHECK_INT(a.count, 2);
	CHECK_TEXT(allow_principal(&a, KEY_A), "440500/training");
	CHECK_TEXT(allow_principal(&a, KEY_B), "gateway");
	CHECK(allow_principal(&a, NULL) == NULL);
	CHECK(allow_principal(&a, "") == NULL);
	CHECK(allow_principal(&a, KEY_A "x") == NULL);
	CHECK(allow_principal(&a, "xq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7") == NULL);
	allow_fini(&a);
}

TEST(allow_list_refuses_what_is_wrong_and_keeps_the_old_one)
{
	struct allow a = { 0 };
	struct fault f = { 0 };
	char line[256], name[BUS_PRINCIPAL_MAX + 1];

	CHECK_INT(allow_parse(span_text("# note\nshort name\n"), &a, &f), ERR_INVALID);
	CHECK(strstr(f.text, "line 2") != NULL);
	CHECK_INT(parse(KEY_A "\n", &a), ERR_INVALID);
	CHECK_INT(parse(KEY_A "x name\n", &a), ERR_INVALID);
	CHECK_INT(parse(KEY_A " two words\n", &a), ERR_INVALID);
	CHECK_INT(parse(KEY_A " one\n" KEY_A " two\n", &a), ERR_INVALID);
	memset(name, 'n', sizeof name);
	name[BUS_PRINCIPAL_MAX] = '\0';
	snprintf(line, sizeof line, "%s %s\n", KEY_A, name);
	CHECK_INT(parse(line, &a), ERR_INVALID);
	name[BUS_PRINCIPAL_MAX - 1] = '\0'; /* the longest that fits */
	snprintf(line, sizeof line, "%s %s\n", KEY_A, name);
	CHECK(a.entries == NULL);
	CHECK_INT(parse(line, &a), ERR_NONE);
	CHECK_TEXT(allow_principal(&a, KEY_A), name);
	allow_fini(&a);
}

TEST(allow_list_is_bounded)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-";
	char *text = malloc((BUS_ALLOW_KEYS_MAX + 1) * 44);
	size_t used = 0, at_limit = 0;
	struct allow a = { 0 };

	for (unsigned i = 0; i <= BUS_ALLOW_KEYS_MAX; i++) {
		if (i == BUS_ALLOW_KEYS_MAX)
			at_limit = used;
		memcpy(text + used, KEY_A " n\n", 43);
		text[used] = digits[i % 64];
		text[used + 1] = digits[i / 64 % 64];
		text[used + 2] = digits[i / 4096];
		used += 43;
	}
	CHECK_INT(allow_parse(span_of(text, used), &a, NULL), ERR_LIMIT);
	CHECK_INT(allow_parse(span_of(text, at_limit), &a, NULL), ERR_NONE);
	CHECK_INT(a.count, BUS_ALLOW_KEYS_MAX);
	allow_fini(&a);
	free(text);
}

TEST(a_missing_allow_list_allows_nobody)
{
	struct allow a = { 0 };

	CHECK_INT(allow_read("/nonexistent/allow", &a, NULL), ERR_NONE);
	CHECK_INT(a.count, 0);
	CHECK(allow_principal(&a, KEY_A) == NULL);
	allow_fini(&a);
}

TEST_MAIN()
