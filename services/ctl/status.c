/* The state of every daemon, and waiting until all have taken in everything. */
#include "status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arguments.h"
#include "client.h"
#include "progress.h"
#include "table.h"
#include "wire/json_pick.h"

#define STATUS_COLUMNS 6
#define STATUS_SERVICES_MAX 200
#define STATUS_ALL "/platform/status"
#define WAIT_SECONDS 60
#define WAIT_STEP_MS 50

static const char *text(struct ctl *c, struct span object, const char *name)
{
	return json_pick_text(object, name, &c->arena);
}

static bool is_true(struct span value)
{
	return span_equal(value, span_text("true"));
}

/* What a service follows and has not yet taken in, e.g. "personnel +12"; blocked streams with their reason. */
static const char *behind(struct ctl *c, struct span service)
{
	struct span streams = json_pick_member(service, "streams"), s;
	const char *out = "";

	while (json_pick_item(&streams, &s)) {
		unsigned long long at = strtoull(text(c, s, "sequence"), NULL, 10);
		unsigned long long tail = strtoull(text(c, s, "tail"), NULL, 10);
		const char *reason = text(c, s, "reason");
		if (at >= tail && !reason[0])
			continue;
		out = arena_format(&c->arena, "%s%s/%s +%llu %s %s  ", out, text(c, s, "site"), text(c, s, "service"),
				   tail > at ? tail - at : 0, text(c, s, "state"), reason);
	}
	return out[0] ? out : "-";
}

static void print_status(struct ctl *c, struct span status)
{
	static const char *const head[STATUS_COLUMNS] = { "服务", "可达", "序号", "期限", "时钟", "未处理" };
	const char **cells = arena_alloc(&c->arena, (STATUS_SERVICES_MAX + 1) * STATUS_COLUMNS * sizeof *cells);
	struct span services = json_pick_member(status, "services"), s;
	size_t rows = 1;

	if (!cells)
		return;
	memcpy(cells, head, sizeof head);
	while (rows <= STATUS_SERVICES_MAX && json_pick_item(&services, &s)) {
		const char **cell = cells + rows++ * STATUS_COLUMNS;
		cell[0] = arena_format(&c->arena, "%s/%s", text(c, s, "site"), text(c, s, "service"));
		cell[1] = is_true(json_pick_member(s, "reachable")) ? "是" : "否";
		cell[2] = arena_format(&c->arena, "%s.%s", text(c, s, "epoch"), text(c, s, "sequence"));
		cell[3] = text(c, s, "due");
		cell[4] = text(c, s, "clock");
		cell[5] = behind(c, s);
	}
	table_print(cells, rows, STATUS_COLUMNS);
	printf("合并事件 %s  时钟 %s  %s\n", text(c, status, "merged_sequence"), text(c, status, "clock"),
	       is_true(json_pick_member(status, "settled")) ? "已全部处理" : "尚在处理");
}

int ctl_status(struct ctl *c, int argc, char **argv)
{
	struct argument options[] = { { .name = "json", .flag = true } };
	struct words words = { 0 };
	struct exchange x = { 0 };
	int status;

	if (!arguments_parse(options, 1, argc, argv, &words) || words.count)
		return CTL_USAGE;
	status = client_get(c, STATUS_ALL, &x);
	if (status == CTL_DONE && options[0].count)
		printf("%s\n", x.answer.data ? x.answer.data : "");
	else if (status == CTL_DONE)
		print_status(c, buffer_span(&x.answer));
	exchange_free(&x);
	return status;
}

bool settling_seen(struct settling *s, struct span status)
{
	struct span number = json_pick_member(status, "merged_sequence");
	bool settled = is_true(json_pick_member(status, "settled")) && number.size > 0;
	uint64_t sequence = 0;
	bool twice;

	for (size_t i = 0; i < number.size && number.data[i] >= '0' && number.data[i] <= '9'; i++)
		sequence = sequence * 10 + (number.data[i] - '0');
	twice = settled && s->before && s->sequence == sequence;
	*s = (struct settling){ .before = settled, .sequence = sequence };
	return twice;
}

int ctl_wait(struct ctl *c, int argc, char **argv)
{
	struct argument options[] = { { .name = "timeout" } };
	struct words words = { 0 };
	struct exchange x = { 0 };
	struct settling settling = { 0 };
	struct timespec step = { 0, WAIT_STEP_MS * 1000000L };
	uint64_t seconds = WAIT_SECONDS;
	int status;

	if (!arguments_parse(options, 1, argc, argv, &words) || words.count || !argument_number(&options[0], &seconds))
		return CTL_USAGE;
	int64_t until = progress_clock_ms() + (int64_t)seconds * 1000;

	for (;;) {
		status = client_get(c, STATUS_ALL, &x);
		if (status != CTL_DONE || settling_seen(&settling, buffer_span(&x.answer)))
			break;
		if (progress_clock_ms() >= until) {
			print_status(c, buffer_span(&x.answer));
			fprintf(stderr, "dandangctl: 未在限时内处理完毕 / not settled within %llu s\n",
				(unsigned long long)seconds);
			status = CTL_UNREACHABLE;
			break;
		}
		nanosleep(&step, NULL);
	}
	exchange_free(&x);
	return status;
}
