/* What if the weights were others: who would stand where, and what it would cost. Asks assessment, which records nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "client.h"
#include "table.h"
#include "wire/json_pick.h"

#define ROWS_MAX 400           /* teams of a scheme */
#define COLUMNS 8

enum { COMPONENT, INDICATOR, TIER, BONUS_BASE, JSON, OPTIONS };

/* ---- the question ---------------------------------------------------------------------------------- */

static bool is_number(const char *text, size_t size)
{
	return size > 0 && size < 10 && strspn(text, "0123456789") >= size && (text[0] != '0' || size == 1);
}

static bool complain(const struct argument *a, const char *value, const char *form)
{
	fprintf(stderr, "dandangctl: --%s %s: 应为 / expected %s\n", a->name, value, form);
	return false;
}

/* NAME=NUMBER */
static bool add_weights(struct buffer *body, const struct argument *a, const char *list, const char *field)
{
	for (size_t i = 0; i < a->count; i++) {
		const char *value = a->values[i], *equals = strchr(value, '=');
		if (!equals || !is_number(equals + 1, strlen(equals + 1)))
			return complain(a, value, "NAME=PERCENT");
		if (i == 0)
			buffer_format(body, ",\"%s\":[", list);
		buffer_format(body, "%s{\"%s\":", i ? "," : "", field);
		buffer_json(body, span_of(value, (size_t)(equals - value)));
		buffer_format(body, ",\"weight_percent\":%s}", equals + 1);
	}
	if (a->count)
		buffer_text(body, "]");
	return true;
}

/* TIER=MEMBERS/STAFF/BONUS */
static bool add_tiers(struct buffer *body, const struct argument *a)
{
	static const char *const fields[] = { "members_percent", "staff_percent", "bonus_percent" };

	for (size_t i = 0; i < a->count; i++) {
		const char *value = a->values[i], *at = strchr(value, '=');
		if (!at)
			return complain(a, value, "TIER=MEMBERS/STAFF/BONUS");
		buffer_text(body, i ? ",{\"tier\":" : ",\"tiers\":[{\"tier\":");
		buffer_json(body, span_of(value, (size_t)(at - value)));
		for (size_t k = 0; k < 3; k++) {
			size_t size = strcspn(++at, "/");
			if (!is_number(at, size) || (at[size] == '\0') != (k == 2))
				return complain(a, value, "TIER=MEMBERS/STAFF/BONUS");
			buffer_format(body, ",\"%s\":%.*s", fields[k], (int)size, at);
			at += size;
		}
		buffer_text(body, "}");
	}
	if (a->count)
		buffer_text(body, "]");
	return true;
}

static bool question(struct buffer *body, const char *scheme_id, const struct argument *options)
{
	uint64_t base = 0;

	buffer_text(body, "{\"scheme_id\":");
	buffer_json(body, span_text(scheme_id));
	if (!add_weights(body, &options[COMPONENT], "components", "component") ||
	    !add_weights(body, &options[INDICATOR], "indicators", "indicator_id") || !add_tiers(body, &options[TIER]) ||
	    !argument_number(&options[BONUS_BASE], &base))
		return false;
	if (base)
		buffer_format(body, ",\"bonus_base\":%llu", (unsigned long long)base);
	buffer_text(body, "}");
	return true;
}

/* ---- the answer ------------------------------------------------------------------------------------- */

static const char *value(struct ctl *c, struct span object, const char *name)
{
	const char *text = json_pick_text(object, name, &c->arena);

	return text[0] ? text : "0";   /* what is left out is empty */
}

static const char *points(struct ctl *c, struct span row, const char *name)
{
	long long score = strtoll(value(c, row, name), NULL, 10);

	return arena_format(&c->arena, "%lld.%02lld", score / 100, score % 100);
}

static const char *yuan(struct ctl *c, long long fen)
{
	return arena_format(&c->arena, "%s%lld.%02lld", fen < 0 ? "-" : "", llabs(fen) / 100, llabs(fen) % 100);
}

static const char *change(struct ctl *c, struct span row, const char *before, const char *after)
{
	const char *from = value(c, row, before), *to = value(c, row, after);

	return strcmp(from, to) == 0 ? to : arena_format(&c->arena, "%s→%s", from, to);
}

static const char *bonus_change(struct ctl *c, struct span row)
{
	return yuan(c, strtoll(value(c, row, "bonus_after"), NULL, 10) - strtoll(value(c, row, "bonus_before"), NULL, 10));
}

static void print_rows(struct ctl *c, struct span answer)
{
	const char *cells[(ROWS_MAX + 1) * COLUMNS] = { "分组", "单位", "", "得分", "名次", "优秀名额（班子）", "优秀名额（其他）", "奖金变化（元）" };
	struct span rows = json_pick_member(answer, "rows"), row;
	size_t count = 1;

	while (count <= ROWS_MAX && json_pick_item(&rows, &row)) {
		const char **cell = &cells[count++ * COLUMNS];
		cell[0] = json_pick_text(row, "group_id", &c->arena);
		cell[1] = json_pick_text(row, "unit_id", &c->arena);
		cell[2] = json_pick_text(row, "unit_name", &c->arena);
		cell[3] = arena_format(&c->arena, "%s→%s", points(c, row, "score_before"), points(c, row, "score_after"));
		cell[4] = change(c, row, "rank_before", "rank_after");
		cell[5] = change(c, row, "excellent_members_before", "excellent_members_after");
		cell[6] = change(c, row, "excellent_staff_before", "excellent_staff_after");
		cell[7] = bonus_change(c, row);
	}
	table_print(cells, count, COLUMNS);
}

static void print_answer(struct ctl *c, struct span answer)
{
	struct span against = json_pick_member(answer, "against_rules"), rule;

	print_rows(c, answer);
	printf("变动 %s 个单位；可评优秀 %s 人；奖金合计变化 %s 元\n", value(c, answer, "moved"),
	       change(c, answer, "excellent_before", "excellent_after"), bonus_change(c, answer));
	printf("结果指纹 %s（%s）\n", value(c, answer, "hash"),
	       strcmp(value(c, answer, "official"), "true") == 0 ? "即已反馈的结果 / the official result" : "推演，不是已反馈的结果 / not the official result");
	while (json_pick_item(&against, &rule))
		printf("与现行规则不符 / against the rule: %s\n", json_pick_value(rule, &c->arena));
}

int ctl_what_if(struct ctl *c, int argc, char **argv)
{
	struct argument options[OPTIONS] = {
		[COMPONENT] = { .name = "component", .most = 4 },
		[INDICATOR] = { .name = "indicator", .most = ARGUMENT_VALUES_MAX },
		[TIER] = { .name = "tier", .most = 5 },
		[BONUS_BASE] = { .name = "bonus-base" },
		[JSON] = { .name = "json", .flag = true },
	};
	struct exchange x = { .method = "POST", .path = "/api/v1/assessment/what-if" };
	struct words words = { 0 };
	struct buffer body = { 0 };
	int status = CTL_USAGE;

	if (arguments_parse(options, OPTIONS, argc, argv, &words) && words.count == 1 && question(&body, words.items[0], options)) {
		x.body = buffer_span(&body);
		status = client_ask(c, &x);
	}
	if (status == CTL_DONE && options[JSON].count)
		printf("%s\n", x.answer.data ? x.answer.data : "");
	else if (status == CTL_DONE)
		print_answer(c, buffer_span(&x.answer));
	buffer_free(&body);
	exchange_free(&x);
	return status;
}
