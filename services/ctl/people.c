/* A cadre's dossier and what waits for the caller, as text. */
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "client.h"
#include "wire/json_pick.h"

/* GETs `base` page after page until "next" is empty; each page goes to `show`. */
static int each_page(struct ctl *c, const char *base, void (*show)(struct ctl *c, struct span page, bool first))
{
	const char *next = "";
	int status = CTL_DONE;
	bool first = true;

	do {
		struct exchange x = { 0 };
		struct buffer path = { 0 };
		buffer_format(&path, "%s%s%s", base, next[0] ? "?after=" : "", next);
		status = client_get(c, path.data, &x);
		if (status == CTL_DONE) {
			show(c, buffer_span(&x.answer), first);
			next = json_pick_text(buffer_span(&x.answer), "next", &c->arena);
		}
		first = false;
		buffer_free(&path);
		exchange_free(&x);
	} while (status == CTL_DONE && next[0]);
	return status;
}

static const char *value(struct ctl *c, struct span object, const char *name)
{
	return json_pick_text(object, name, &c->arena);
}

/* The Chinese label of an enum value, its name where a gateway sends none. */
static const char *label(struct ctl *c, struct span object, const char *label_name, const char *name)
{
	const char *text = value(c, object, label_name);

	return text[0] ? text : value(c, object, name);
}

static void show_head(struct ctl *c, struct span d)
{
	struct span bars = json_pick_member(d, "bars"), bar;

	printf("%s (%s)\n%s %s\n%s %s  管理权限 %s\n", value(c, d, "name"), value(c, d, "cadre_id"), value(c, d, "unit_name"),
	       value(c, d, "post_title"), label(c, d, "level_zh", "level"), label(c, d, "rank_zh", "rank"), value(c, d, "authority"));
	printf("%s：%s\n", value(c, d, "as_of"),
	       strcmp(value(c, d, "barred"), "true") == 0 ? "处于影响期或有未了结事项" : "无影响事项");
	while (json_pick_item(&bars, &bar)) {
		const char *until = value(c, bar, "until_on");
		printf("  %s  %s 至 %s%s\n", label(c, bar, "ground_zh", "ground"), value(c, bar, "from_on"), until[0] ? until : "长期",
		       strcmp(value(c, bar, "provisional"), "true") == 0 ? "（暂定）" : "");
	}
}

static void show_dossier(struct ctl *c, struct span page, bool first)
{
	struct span timeline = json_pick_member(page, "timeline"), entry;

	if (first)
		show_head(c, page);
	while (json_pick_item(&timeline, &entry))
		printf("%s  %s  %s  %s\n", value(c, entry, "on_day"), value(c, entry, "zh"), value(c, entry, "type"),
		       value(c, entry, "event_id"));
}

int ctl_dossier(struct ctl *c, int argc, char **argv)
{
	struct words words = { 0 };
	struct buffer path = { 0 };
	int status;

	if (!arguments_parse(NULL, 0, argc, argv, &words) || words.count != 1)
		return CTL_USAGE;
	buffer_text(&path, "/dossiers/");
	buffer_escaped(&path, words.items[0]);
	status = each_page(c, path.data, show_dossier);
	buffer_free(&path);
	return status;
}

static void show_todos(struct ctl *c, struct span page, bool first)
{
	struct span items = json_pick_member(page, "items"), item;

	(void)first;
	while (json_pick_item(&items, &item)) {
		const char *name = value(c, item, "subject_name");
		printf("%s %s  %s  %s  %s %s  (%s)\n", value(c, item, "due_on"),
		       strcmp(value(c, item, "overdue"), "true") == 0 ? "逾期" : "    ", value(c, item, "zh"),
		       name[0] ? name : value(c, item, "subject"), value(c, item, "kind"), value(c, item, "matter_id"),
		       value(c, item, "role"));
	}
}

int ctl_todos(struct ctl *c, int argc, char **argv)
{
	(void)argv;
	if (argc > 0)
		return CTL_USAGE;
	return each_page(c, "/todos", show_todos);
}
