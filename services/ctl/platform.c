/* For those who run the platform: upkeep of one service, rules and calendars, the sample city's clock, journals. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "client.h"
#include "key.h"
#include "moment.h"
#include "wire/json_pick.h"

/* ---- upkeep --------------------------------------------------------------------------------------- */

static int post(struct ctl *c, const char *path, struct span body, const char *key)
{
	struct exchange x = { .method = "POST", .path = path, .body = body, .key = key };
	int status = client_ask(c, &x);

	if (status == CTL_DONE)
		printf("%s\n", x.answer.data ? x.answer.data : "");
	exchange_free(&x);
	return status;
}

static int upkeep(struct ctl *c, const char *word, int argc, char **argv)
{
	struct words words = { 0 };
	struct buffer path = { 0 };
	int status;

	if (!arguments_parse(NULL, 0, argc, argv, &words) || words.count != 1)
		return CTL_USAGE;
	buffer_text(&path, "/api/v1/platform/");
	buffer_escaped(&path, words.items[0]);
	buffer_format(&path, "/%s", word);
	status = post(c, path.data, span_text("{}"), NULL);
	buffer_free(&path);
	return status;
}

int ctl_verify(struct ctl *c, int argc, char **argv)
{
	return upkeep(c, "verify", argc, argv);
}

int ctl_rebuild(struct ctl *c, int argc, char **argv)
{
	return upkeep(c, "rebuild", argc, argv);
}

int ctl_snapshot(struct ctl *c, int argc, char **argv)
{
	return upkeep(c, "snapshot", argc, argv);
}

/* ---- rules and calendars -------------------------------------------------------------------------- */

/* The key comes from the content: loading the same file again changes nothing. */
static int load_file(struct ctl *c, const char *path)
{
	struct buffer body = { 0 };
	char key[KEY_CHARS];
	int status = CTL_USAGE;
	bool rules, calendar;

	if (!buffer_file(&body, path)) {
		buffer_free(&body);
		return CTL_USAGE;
	}
	rules = json_pick_member(buffer_span(&body), "rows").size > 0;
	calendar = json_pick_member(buffer_span(&body), "year").size > 0;
	if (rules == calendar) {
		fprintf(stderr, "dandangctl: %s: 既非规则也非日历 / neither rules (rows) nor a calendar (year)\n", path);
	} else {
		key_of_content(key, rules ? "policy" : "calendar", buffer_span(&body));
		printf("%s: ", path);
		fflush(stdout);
		status = post(c, rules ? "/api/v1/platform/policy" : "/api/v1/platform/calendar", buffer_span(&body), key);
	}
	buffer_free(&body);
	return status;
}

int ctl_policy(struct ctl *c, int argc, char **argv)
{
	struct words words = { 0 };
	int status = CTL_DONE;

	if (!arguments_parse(NULL, 0, argc, argv, &words) || words.count < 2 || strcmp(words.items[0], "load") != 0)
		return CTL_USAGE;
	for (size_t i = 1; i < words.count && status == CTL_DONE; i++)
		status = load_file(c, words.items[i]);
	return status;
}

/* ---- clock and journals --------------------------------------------------------------------------- */

int ctl_clock(struct ctl *c, int argc, char **argv)
{
	struct words words = { 0 };
	struct buffer body = { 0 };
	char key[KEY_CHARS];
	int64_t moment;
	int status;

	if (!arguments_parse(NULL, 0, argc, argv, &words) || words.count != 2 || strcmp(words.items[0], "advance") != 0)
		return CTL_USAGE;
	if (!moment_of_text(words.items[1], &moment)) {
		fprintf(stderr, "dandangctl: 不是日期或时刻 / no day or moment: %s\n", words.items[1]);
		return CTL_USAGE;
	}
	buffer_format(&body, "{\"to_ms\":%lld}", (long long)moment);
	key_new(key);
	status = post(c, "/api/v1/platform/clock", buffer_span(&body), key);
	buffer_free(&body);
	return status;
}

/* Becomes a program that stands beside this one; argv[0] is replaced by its path. Returns only when it cannot. */
static int become(const char *name, char **argv)
{
	char path[1024];
	ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
	char *slash;

	path[size > 0 ? size : 0] = '\0';
	slash = strrchr(path, '/');
	if (slash && (size_t)(slash - path) + strlen(name) + 2 <= sizeof path)
		memcpy(slash + 1, name, strlen(name) + 1);
	argv[0] = path;
	execv(path, argv); /* argv ends with NULL as main's does */
	fprintf(stderr, "dandangctl: %s: %s\n", path, strerror(errno));
	return CTL_USAGE;
}

int ctl_journal(struct ctl *c, int argc, char **argv)
{
	(void)c;
	if (argc < 2 || strcmp(argv[0], "verify") != 0)
		return CTL_USAGE;
	return become("journal-verify", argv);
}

/* The daemon that published a ranking replays it. Its own words from here on: argv[-1] is this subcommand's name. */
int ctl_replay(struct ctl *c, int argc, char **argv)
{
	char **whole = argv - 2;

	(void)c;
	if (argc < 2)
		return CTL_USAGE;
	return become("assessmentd", whole);
}
