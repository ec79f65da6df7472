/* The merged stream: pages of events one JSON a line, the whole of it into a file, or live. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "client.h"
#include "follow.h"
#include "progress.h"
#include "wire/json_pick.h"

#define EVENTS_PAGE 1000

struct reading {
	FILE *out;
	const char *type;              /* NULL: all */
	uint64_t after;
	uint64_t left;
	uint64_t count;
	struct progress *progress;     /* NULL: none */
};

static uint64_t number(struct span page, const char *name, struct arena *arena)
{
	return strtoull(json_pick_text(page, name, arena), NULL, 10);
}

static bool write_items(struct reading *r, struct span page)
{
	struct span items = json_pick_member(page, "items"), item;

	while (r->left > 0 && json_pick_item(&items, &item)) {
		if (fwrite(item.data, 1, item.size, r->out) != item.size || putc('\n', r->out) == EOF)
			return false;
		r->left--;
		r->count++;
	}
	return true;
}

/* One page; *more tells whether the stream goes on behind it. */
static int read_page(struct ctl *c, struct reading *r, bool *more)
{
	struct exchange x = { 0 };
	struct buffer path = { 0 };
	int status;

	buffer_format(&path, "/events?after=%llu&limit=%llu", (unsigned long long)r->after,
		      (unsigned long long)(r->left < EVENTS_PAGE ? r->left : EVENTS_PAGE));
	if (r->type) {
		buffer_text(&path, "&type=");
		buffer_escaped(&path, r->type);
	}
	status = client_get(c, path.data, &x);
	if (status == CTL_DONE) {
		uint64_t next = number(buffer_span(&x.answer), "next", &c->arena);
		uint64_t tail = number(buffer_span(&x.answer), "tail", &c->arena);
		if (!write_items(r, buffer_span(&x.answer))) {
			fprintf(stderr, "dandangctl: 无法写出 / cannot write: %s\n", strerror(errno));
			status = CTL_UNREACHABLE;
		}
		*more = next > r->after && next < tail && r->left > 0;
		r->after = next > r->after ? next : r->after;
		if (r->progress) {
			r->progress->total = tail ? tail : 1;
			progress_at(r->progress, r->after, "");
		}
	}
	buffer_free(&path);
	exchange_free(&x);
	return status;
}

static int read_all(struct ctl *c, struct reading *r)
{
	bool more = true;
	int status = CTL_DONE;

	while (more && status == CTL_DONE) {
		more = false;
		status = read_page(c, r, &more);
	}
	return status;
}

static int export_to(struct ctl *c, struct reading *r, const char *path)
{
	struct progress progress;
	int status;

	r->out = fopen(path, "we");
	if (!r->out) {
		fprintf(stderr, "dandangctl: %s: %s\n", path, strerror(errno));
		return CTL_USAGE;
	}
	progress_begin(&progress, "导出事件", 1);
	r->progress = &progress;
	status = read_all(c, r);
	progress_end(&progress);
	if (fclose(r->out) != 0 && status == CTL_DONE) {
		fprintf(stderr, "dandangctl: %s: %s\n", path, strerror(errno));
		status = CTL_UNREACHABLE;
	}
	if (status == CTL_DONE)
		fprintf(stderr, "%llu 条事件 / events -> %s\n", (unsigned long long)r->count, path);
	return status;
}

int ctl_events(struct ctl *c, int argc, char **argv)
{
	struct argument options[] = { { .name = "after" }, { .name = "type" }, { .name = "limit" },
				      { .name = "follow", .flag = true } };
	struct words words = { 0 };
	struct reading r = { .out = stdout, .left = UINT64_MAX };
	bool follow, to_file;

	if (!arguments_parse(options, 4, argc, argv, &words) || !argument_number(&options[0], &r.after) ||
	    !argument_number(&options[2], &r.left) || r.left == 0)
		return CTL_USAGE;
	r.type = argument_text(&options[1], NULL);
	follow = options[3].count > 0;
	to_file = words.count == 2 && strcmp(words.items[0], "export") == 0;
	if (words.count && (!to_file || follow))
		return CTL_USAGE;
	if (follow)
		return follow_events(c, r.after, r.type, options[2].count ? r.left : 0);
	return to_file ? export_to(c, &r, words.items[1]) : read_all(c, &r);
}
