/* dandangctl: [--url URL] [--account A] <group> <command> ... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "client.h"
#include "token.h"

struct word {
	const char *name;
	ctl_run *run;
	const char *usage;
	const char *zh;
};
static const struct word words[] = {
	{ "login", ctl_login, "[--password-file FILE]", "登录（口令：文件、DANDANG_PASSWORD 或键盘输入）" },
	{ "logout", ctl_logout, "", "退出登录" },
	{ "rows", ctl_rows, "PATH [--limit N] [--filter FIELD=VALUE]...", "逐页读取一张表，每行一条 JSON" },
	{ "get", ctl_get, "PATH", "读取一个地址" },
	{ "report", ctl_report, "[--year Y | --quarter 2026Q1 | --from DAY --to DAY] [--region R] [--unit U]", "工作报告" },
	{ "figure", ctl_figure, "ID [--year Y | --quarter Q | --from DAY --to DAY] [--region R] [--unit U]",
	  "报告数字背后的记录" },
	{ "dossier", ctl_dossier, "CADRE", "干部全息档案" },
	{ "form", ctl_form, "CADRE [--out FILE]", "干部任免审批表文件（lrmx）" },
	{ "todos", ctl_todos, "", "待办" },
	{ "events", ctl_events, "[export FILE] [--after N] [--type T] [--limit N] [--follow]", "合并事件流，每行一条 JSON" },
	{ "status", ctl_status, "[--json]", "各服务运行状态" },
	{ "wait", ctl_wait, "[--timeout SECONDS]", "等待全部事件处理完毕" },
	{ "verify", ctl_verify, "SERVICE", "重放核对：日志与状态是否一致" },
	{ "rebuild", ctl_rebuild, "SERVICE", "由日志重建状态" },
	{ "snapshot", ctl_snapshot, "SERVICE", "立即快照" },
	{ "policy", ctl_policy, "load FILE...", "载入政策规则和工作日历" },
	{ "clock", ctl_clock, "advance DAY|MOMENT", "推进演练时钟" },
	{ "journal", ctl_journal, "verify DIRECTORY [--from-origin]", "校验日志文件（不经网关）" },
	{ "replay", ctl_replay, "scores|grades|inspection|list ID --data DIR [--work DIR]",
	  "由日志重算一次已公布的排序，指纹须相同（不经网关；DIR 为站点数据目录）" },
	{ "what-if", ctl_what_if, "SCHEME [--component NAME=PERCENT]... [--indicator ID=PERCENT]... [--tier TIER=MEMBERS/STAFF/BONUS]... [--bonus-base FEN] [--json]",
	  "考核推演：权重、优秀比例、奖金改变后谁的名次变动、费用多少（只读）" },
	{ "play", ctl_play, "FILE --accounts FILE [--from-day DAY] [--until-day DAY] [--in-flight N] [--progress FILE] [--timings]", "按日重放一年的命令" },
};
#define WORD_COUNT (sizeof words / sizeof words[0])

static void usage(FILE *out)
{
	fprintf(out, "dandangctl [--url URL] [--account A] <command> ...\n"
		     "  URL: %s, DANDANG_URL; A: DANDANG_ACCOUNT，默认为上次登录的账号 / default: who logged in last\n\n",
		CTL_URL_DEFAULT);
	for (size_t i = 0; i < WORD_COUNT; i++)
		fprintf(out, "  %s %s\n      %s\n", words[i].name, words[i].usage, words[i].zh);
	fprintf(out, "\n  <group> <command> [--field VALUE]... [--json FILE|-] [--key KEY]\n      业务命令；--help 列出字段和限制\n");
	fflush(out);
	if (out == stdout)
		ctl_list_groups();
	fprintf(out, "\n退出状态 exit status: 0 完成, 1 拒绝 refused, 2 用法 usage, 3 无答复或结果未知 no certain answer\n");
}

static const struct word *word_of(const char *name)
{
	for (size_t i = 0; i < WORD_COUNT; i++)
		if (strcmp(words[i].name, name) == 0)
			return &words[i];
	return NULL;
}

/* Options before the command; the index of the command, or -1. */
static int global_options(struct ctl *c, int argc, char **argv)
{
	int i = 1;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--url") == 0)
			c->url = argv[i + 1];
		else if (strcmp(argv[i], "--account") == 0)
			c->account = argv[i + 1];
		else
			return -1;
	}
	return i < argc ? i : -1;
}

static bool set_defaults(struct ctl *c)
{
	const char *url = getenv("DANDANG_URL"), *account = getenv("DANDANG_ACCOUNT");
	size_t size;
	char *bare;

	if (!c->url)
		c->url = url && url[0] ? url : CTL_URL_DEFAULT;
	if (!c->account)
		c->account = account ? account : "";
	size = strlen(c->url);
	while (size > 0 && c->url[size - 1] == '/')
		size--;
	bare = arena_text(&c->arena, c->url, size);
	REQUIRE(bare);
	c->url = bare;
	c->token = "";
	return size > 0 && size < CTL_URL_MAX && strlen(c->account) <= CTL_ACCOUNT_MAX;
}

static int run(struct ctl *c, int argc, char **argv)
{
	const struct word *word = word_of(argv[0]);
	int status;

	if (!word && !ctl_contract_group(argv[0])) {
		fprintf(stderr, "dandangctl: 没有这个命令 / there is no such command: %s\n", argv[0]);
		return CTL_USAGE;
	}
	if (word && argc > 1 && strcmp(argv[1], "--help") == 0) {
		printf("dandangctl %s %s\n  %s\n", word->name, word->usage, word->zh);
		if (word->run == ctl_rows)
			ctl_list_tables();
		return CTL_DONE;
	}
	token_load(c);
	c->client = client_new();
	status = word ? word->run(c, argc - 1, argv + 1) : ctl_contract_command(c, argc, argv);
	client_free(c->client);
	if (word && status == CTL_USAGE)
		fprintf(stderr, "usage: dandangctl %s %s\n", word->name, word->usage);
	return status;
}

int main(int argc, char **argv)
{
	struct ctl c = { 0 };
	int at = global_options(&c, argc, argv), status = CTL_USAGE;

	arena_init(&c.arena, CTL_ARENA_BYTES);
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
		usage(stdout);
		status = CTL_DONE;
	} else if (at < 0 || !set_defaults(&c)) {
		usage(stderr);
	} else {
		status = run(&c, argc - at, argv + at);
	}
	if (fflush(stdout) != 0 && status == CTL_DONE)
		status = CTL_UNREACHABLE;
	arena_fini(&c.arena);
	return status;
}
