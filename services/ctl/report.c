/* The annual work report as text with its figures in place, what each figure counts, and the records behind one. */
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "client.h"
#include "table.h"
#include "wire/json_pick.h"

#define REPORT_FIGURES_MAX 400
#define FIGURE_COLUMNS 5
#define SCOPE_OPTIONS 6

static const struct argument scope_options[SCOPE_OPTIONS] = {
	{ .name = "year" }, { .name = "quarter" }, { .name = "from" }, { .name = "to" }, { .name = "region" }, { .name = "unit" },
};

/* "?year=2026&region=150404" of the options given. */
static void add_scope(struct buffer *path, const struct argument *options)
{
	for (size_t i = 0; i < SCOPE_OPTIONS; i++)
		if (options[i].count) {
			buffer_format(path, "%c%s=", strchr(path->data, '?') ? '&' : '?', options[i].name);
			buffer_escaped(path, options[i].values[0]);
		}
}

/* ---- the report ----------------------------------------------------------------------------------- */

static const char *figure_value(struct ctl *c, struct span line, const char *id, size_t size)
{
	struct span figures = json_pick_member(line, "figures"), figure;

	while (json_pick_item(&figures, &figure)) {
		const char *found = json_pick_text(figure, "id", &c->arena);
		if (strlen(found) == size && memcmp(found, id, size) == 0)
			return json_pick_text(figure, "value", &c->arena);
	}
	return "?";
}

/* "{M01}" becomes its figure. */
static void print_line(struct ctl *c, struct span line)
{
	const char *text = json_pick_text(line, "text", &c->arena), *open;

	printf("    ");
	while ((open = strchr(text, '{')) && strchr(open, '}')) {
		size_t size = strcspn(open + 1, "}");
		printf("%.*s%s", (int)(open - text), text, figure_value(c, line, open + 1, size));
		text = open + 1 + size + 1;
	}
	printf("%s\n", text);
}

static void print_sections(struct ctl *c, struct span report)
{
	struct span sections = json_pick_member(report, "sections"), section, lines, line;

	printf("%s\n%s  %s 至 %s（不含）  截至 %s，合并事件 %s  口径 %s  %s\n\n", json_pick_text(report, "title", &c->arena),
	       json_pick_text(report, "region_name", &c->arena), json_pick_text(report, "from", &c->arena),
	       json_pick_text(report, "to", &c->arena), json_pick_text(report, "as_of", &c->arena),
	       json_pick_text(report, "as_of_sequence", &c->arena), json_pick_text(report, "formula_version", &c->arena),
	       json_pick_text(report, "classification", &c->arena));
	while (json_pick_item(&sections, &section)) {
		printf("%s\n", json_pick_text(section, "title", &c->arena));
		lines = json_pick_member(section, "lines");
		while (json_pick_item(&lines, &line))
			print_line(c, line);
		putchar('\n');
	}
}

static size_t add_figures(struct ctl *c, struct span line, const char **cells, size_t rows)
{
	struct span figures = json_pick_member(line, "figures"), f;

	while (rows < REPORT_FIGURES_MAX && json_pick_item(&figures, &f)) {
		const char **cell = cells + rows++ * FIGURE_COLUMNS;
		cell[0] = json_pick_text(f, "id", &c->arena);
		cell[1] = json_pick_text(f, "zh", &c->arena);
		cell[2] = arena_format(&c->arena, "%s %s", json_pick_text(f, "value", &c->arena),
				       json_pick_text(f, "unit", &c->arena));
		cell[3] = json_pick_text(f, "formula", &c->arena);
		cell[4] = arena_format(&c->arena, "%s (%s 条)", json_pick_text(f, "href", &c->arena),
				       json_pick_text(f, "rows", &c->arena));
	}
	return rows;
}

static void print_figures(struct ctl *c, struct span report)
{
	static const char *const head[FIGURE_COLUMNS] = { "编号", "指标", "数值", "算法", "明细" };
	const char **cells = arena_alloc(&c->arena, (REPORT_FIGURES_MAX + 1) * FIGURE_COLUMNS * sizeof *cells);
	struct span sections = json_pick_member(report, "sections"), section, lines, line;
	size_t rows = 1;

	if (!cells)
		return;
	memcpy(cells, head, sizeof head);
	while (json_pick_item(&sections, &section)) {
		lines = json_pick_member(section, "lines");
		while (json_pick_item(&lines, &line))
			rows = add_figures(c, line, cells, rows);
	}
	table_print(cells, rows, FIGURE_COLUMNS);
}

int ctl_report(struct ctl *c, int argc, char **argv)
{
	struct argument options[SCOPE_OPTIONS];
	struct words words = { 0 };
	struct buffer path = { 0 };
	struct exchange x = { 0 };
	int status;

	memcpy(options, scope_options, sizeof options);
	if (!arguments_parse(options, SCOPE_OPTIONS, argc, argv, &words) || words.count)
		return CTL_USAGE;
	buffer_text(&path, "/report");
	add_scope(&path, options);
	status = client_get(c, path.data, &x);
	if (status == CTL_DONE) {
		print_sections(c, buffer_span(&x.answer));
		print_figures(c, buffer_span(&x.answer));
	}
	buffer_free(&path);
	exchange_free(&x);
	return status;
}

/* ---- one figure ----------------------------------------------------------------------------------- */

static void print_records(struct ctl *c, struct span page, bool first)
{
	struct span figure = json_pick_member(page, "figure"), records = json_pick_member(page, "records"), r;

	if (first)
		printf("%s %s = %s %s（%s 条）\n%s\n", json_pick_text(figure, "id", &c->arena),
		       json_pick_text(figure, "zh", &c->arena), json_pick_text(figure, "value", &c->arena),
		       json_pick_text(figure, "unit", &c->arena), json_pick_text(figure, "rows", &c->arena),
		       json_pick_text(figure, "formula", &c->arena));
	while (json_pick_item(&records, &r))
		printf("%s  %s %s  %s  %s  %s %s  %s\n", json_pick_text(r, "on_day", &c->arena),
		       json_pick_text(r, "person_id", &c->arena), json_pick_text(r, "person_name", &c->arena),
		       json_pick_text(r, "unit_name", &c->arena), json_pick_text(r, "region", &c->arena),
		       json_pick_text(r, "item_id", &c->arena), json_pick_text(r, "detail", &c->arena),
		       json_pick_text(r, "event_id", &c->arena));
}

int ctl_figure(struct ctl *c, int argc, char **argv)
{
	struct argument options[SCOPE_OPTIONS];
	struct words words = { 0 };
	const char *next = "";
	int status = CTL_DONE;
	bool first = true;

	memcpy(options, scope_options, sizeof options);
	if (!arguments_parse(options, SCOPE_OPTIONS, argc, argv, &words) || words.count != 1)
		return CTL_USAGE;
	do {
		struct buffer path = { 0 };
		struct exchange x = { 0 };
		buffer_text(&path, "/report/figures/");
		buffer_escaped(&path, words.items[0]);
		add_scope(&path, options);
		if (next[0])
			buffer_format(&path, "%cafter=%s", strchr(path.data, '?') ? '&' : '?', next);
		status = client_get(c, path.data, &x);
		if (status == CTL_DONE) {
			print_records(c, buffer_span(&x.answer), first);
			next = json_pick_text(buffer_span(&x.answer), "next", &c->arena);
		}
		first = false;
		buffer_free(&path);
		exchange_free(&x);
	} while (status == CTL_DONE && next[0]);
	return status;
}
