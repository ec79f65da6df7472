/* Rows of the daemons, page by page, as one JSON object a line; and any single address. */
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "client.h"
#include "wire/json_pick.h"

#define ROWS_PAGE 200

/* "training/call-ups", "/training/call-ups" and "/api/v1/training/call-ups" are the same table. */
static void add_path(struct buffer *out, const char *path)
{
	static const char prefix[] = "/api/v1";

	if (strncmp(path, prefix, sizeof prefix - 1) == 0)
		path += sizeof prefix - 1;
	buffer_format(out, "%s%s", path[0] == '/' ? "" : "/", path);
}

/* Filters as a query, each with a '&' behind it. */
static bool add_filters(struct buffer *out, const struct argument *filters)
{
	for (size_t i = 0; i < filters->count; i++) {
		const char *equals = strchr(filters->values[i], '=');
		if (!equals) {
			fprintf(stderr, "dandangctl: --filter FIELD=VALUE: %s\n", filters->values[i]);
			return false;
		}
		buffer_add(out, span_of(filters->values[i], (size_t)(equals + 1 - filters->values[i])));
		buffer_escaped(out, equals + 1);
		buffer_text(out, "&");
	}
	return true;
}

/* Prints at most `left` items; how many there were. */
static uint64_t print_items(struct span page, uint64_t left)
{
	struct span items = json_pick_member(page, "items"), item;
	uint64_t count = 0;

	while (count < left && json_pick_item(&items, &item)) {
		fwrite(item.data, 1, item.size, stdout);
		putchar('\n');
		count++;
	}
	return count;
}

static int print_pages(struct ctl *c, const char *query, uint64_t limit)
{
	const char *next = "";
	int status = CTL_DONE;

	while (status == CTL_DONE && limit > 0) {
		struct exchange x = { 0 };
		struct buffer path = { 0 };
		buffer_format(&path, "%slimit=%llu", query, (unsigned long long)(limit < ROWS_PAGE ? limit : ROWS_PAGE));
		if (next[0])
			buffer_format(&path, "&after=%s", next);
		status = client_get(c, path.data, &x);
		if (status == CTL_DONE) {
			limit -= print_items(buffer_span(&x.answer), limit);
			next = json_pick_text(buffer_span(&x.answer), "next", &c->arena);
		}
		buffer_free(&path);
		exchange_free(&x);
		if (!next[0])
			break;
	}
	return status;
}

int ctl_rows(struct ctl *c, int argc, char **argv)
{
	struct argument options[] = { { .name = "limit" }, { .name = "filter", .most = ARGUMENT_VALUES_MAX } };
	struct words words = { 0 };
	struct buffer query = { 0 };
	uint64_t limit = UINT64_MAX;
	int status = CTL_USAGE;

	if (!arguments_parse(options, 2, argc, argv, &words) || words.count != 1 || !argument_number(&options[0], &limit))
		return CTL_USAGE;
	add_path(&query, words.items[0]);
	buffer_text(&query, "?");
	if (add_filters(&query, &options[1]))
		status = print_pages(c, query.data, limit);
	buffer_free(&query);
	return status;
}

int ctl_get(struct ctl *c, int argc, char **argv)
{
	struct words words = { 0 };
	struct buffer path = { 0 };
	struct exchange x = { 0 };
	int status;

	if (!arguments_parse(NULL, 0, argc, argv, &words) || words.count != 1)
		return CTL_USAGE;
	add_path(&path, words.items[0]);
	status = client_get(c, path.data, &x);
	if (status == CTL_DONE) {
		fwrite(x.answer.data ? x.answer.data : "", 1, x.answer.size, stdout);
		putchar('\n');
	}
	buffer_free(&path);
	exchange_free(&x);
	return status;
}
