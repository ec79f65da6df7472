/* What the gateway refused, in words people can act on: Chinese first, English beside it, with code, field and rule. */
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "wire/json_pick.h"

static void print_errors(struct span body, struct arena *arena)
{
	struct span list = json_pick_member(body, "errors"), each;

	while (json_pick_item(&list, &each)) {
		const char *row = json_pick_text(each, "row", arena), *value = json_pick_text(each, "value", arena);
		const char *field = json_pick_text(each, "field", arena), *label = json_pick_text(each, "label", arena);
		if (label[0])
			fprintf(stderr, "  %s (%s): ", label, field);
		else
			fprintf(stderr, field[0] ? "  字段 field %s: " : "  %s", field);
		if (row[0])
			fprintf(stderr, "第 %s 行 (row %s): ", row, row);
		fprintf(stderr, "%s / %s [%s]", json_pick_text(each, "zh", arena), json_pick_text(each, "en", arena),
			json_pick_text(each, "code", arena));
		fprintf(stderr, value[0] ? " = %s\n" : "%s\n", value);
	}
}

static int unreachable(const struct exchange *x, const char *key)
{
	fprintf(stderr, "没有得到答复：%s\nno answer: %s\n", x->reason, x->reason);
	if (key && key[0])
		fprintf(stderr, "结果未知；可用同一幂等键重试 / the outcome is unknown, ask again with --key %s\n", key);
	return CTL_UNREACHABLE;
}

int problem_report(const struct exchange *x, const char *key, struct arena *arena)
{
	struct span body = buffer_span(&x->answer);
	const char *code, *rule;

	if (x->status == 0)
		return unreachable(x, key);
	code = json_pick_text(body, "code", arena);
	rule = json_pick_text(body, "rule", arena);
	fprintf(stderr, "拒绝 %s (%u)：%s\nrefused %s (%u): %s\n", code, x->status, json_pick_text(body, "title", arena), code,
		x->status, json_pick_text(body, "en", arena));
	if (rule[0])
		fprintf(stderr, "  依据 rule: %s\n", rule);
	print_errors(body, arena);
	if (x->status == 401)
		fprintf(stderr, "  请先登录 / log in first: dandangctl --account NAME login\n");
	if (x->status < 500)
		return CTL_REFUSED;
	if (key && key[0])
		fprintf(stderr, "可用同一幂等键重试 / ask again with --key %s\n", key);
	return CTL_UNREACHABLE;
}
