#include "follow.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "client.h"
#include "wire/json_pick.h"

struct follow {
	struct exchange x;             /* its answer holds a refusal, if one came */
	struct buffer line;            /* the line being read */
	struct buffer data;            /* of the event being read */
	struct buffer id;
	CURL *curl;
	uint64_t after;                /* last event seen */
	const char *type;
	uint64_t left;
	bool over;                     /* limit reached or nobody reads any more */
	struct arena arena;
};

static void print_event(struct follow *f)
{
	struct span event = buffer_span(&f->data);

	arena_reset(&f->arena);
	if (f->type && strcmp(json_pick_text(event, "type", &f->arena), f->type) != 0)
		return;
	fwrite(event.data, 1, event.size, stdout);
	putchar('\n');
	if (fflush(stdout) != 0 || --f->left == 0)
		f->over = true;
}

static void take_number(const struct buffer *id, uint64_t *out)
{
	uint64_t number = 0;
	size_t i = 0;

	for (; i < id->size && id->data[i] >= '0' && id->data[i] <= '9'; i++)
		number = number * 10 + (uint64_t)(id->data[i] - '0');
	if (i > 0 && i == id->size)
		*out = number;
}

/* An empty line ends an event; "data" and "id" are all we read of it. */
static void take_line(struct follow *f)
{
	struct span line = buffer_span(&f->line);
	struct buffer *to = NULL;
	size_t skip = 0;

	if (line.size > 0 && line.data[line.size - 1] == '\r')
		line.size--;
	if (line.size == 0) {
		take_number(&f->id, &f->after);
		if (f->data.size > 0)
			print_event(f);
		buffer_clear(&f->data);
		return;
	}
	if (line.size >= 5 && memcmp(line.data, "data:", 5) == 0) {
		to = &f->data;
		skip = 5;
		if (to->size > 0)
			buffer_text(to, "\n");
	} else if (line.size >= 3 && memcmp(line.data, "id:", 3) == 0) {
		to = &f->id;
		skip = 3;
		buffer_clear(to);
	}
	if (!to)
		return; /* a heartbeat, or the name of the event */
	skip += skip < line.size && line.data[skip] == ' ';
	buffer_add(to, span_of(line.data + skip, line.size - skip));
}

static size_t take(char *data, size_t one, size_t count, void *context)
{
	struct follow *f = context;
	size_t size = one * count;
	long status = 0;

	curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200) {
		buffer_add(&f->x.answer, span_of(data, size));
		return size;
	}
	for (size_t at = 0; at < size && !f->over;) {
		char *end = memchr(data + at, '\n', size - at);
		size_t part = end ? (size_t)(end - data) - at : size - at;
		if (f->line.size + part > FOLLOW_LINE_BYTES_MAX)
			return 0;
		buffer_add(&f->line, span_of(data + at, part));
		at += part + (end != NULL);
		if (!end)
			break;
		take_line(f);
		buffer_clear(&f->line);
	}
	return f->over ? 0 : size;
}

/* One connection, until it breaks. */
static void connect_once(struct ctl *c, struct follow *f)
{
	char path[96], last[48];
	struct curl_slist *headers;
	CURLcode result;

	snprintf(path, sizeof path, "/api/v1/events/stream?after=%llu", (unsigned long long)f->after);
	snprintf(last, sizeof last, "Last-Event-ID: %llu", (unsigned long long)f->after);
	f->x.method = "GET";
	f->x.path = path;
	f->x.token = c->token;
	buffer_clear(&f->line);
	buffer_clear(&f->data);
	exchange_begin(&f->x, f->curl, c->url);
	headers = curl_slist_append(f->x.headers, last);
	if (headers)
		f->x.headers = headers;
	curl_easy_setopt(f->curl, CURLOPT_HTTPHEADER, f->x.headers);
	curl_easy_setopt(f->curl, CURLOPT_TIMEOUT_MS, 0L);
	curl_easy_setopt(f->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(f->curl, CURLOPT_LOW_SPEED_TIME, FOLLOW_SILENCE_S);
	curl_easy_setopt(f->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(f->curl, CURLOPT_WRITEDATA, f);
	result = curl_easy_perform(f->curl);
	exchange_end(&f->x, f->curl, result);
	f->x.path = NULL;
}

int follow_events(struct ctl *c, uint64_t after, const char *type, uint64_t limit)
{
	struct follow f = { .after = after, .type = type, .left = limit ? limit : UINT64_MAX, .curl = curl_easy_init() };
	int status = CTL_DONE, wait_s = 1;

	arena_init(&f.arena, CTL_ARENA_BYTES);
	while (f.curl && !f.over) {
		uint64_t before = f.after;
		struct timespec pause = { wait_s, 0 };
		connect_once(c, &f);
		if (f.x.status != 0 && f.x.status != 200 && !exchange_again(&f.x)) {
			status = problem_report(&f.x, NULL, &c->arena);
			break;
		}
		wait_s = f.after > before ? 1 : wait_s < FOLLOW_WAIT_MAX_S ? wait_s + 1 : wait_s;
		if (!f.over)
			nanosleep(&pause, NULL);
	}
	curl_easy_cleanup(f.curl);
	buffer_free(&f.line);
	buffer_free(&f.data);
	buffer_free(&f.id);
	exchange_free(&f.x);
	arena_fini(&f.arena);
	return status;
}
