#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/require.h"
#include "http_impl.h"
#include "problem.h"

#define HEAD_BYTES_USUAL 1024   /* one allocation for head and body */

/* Headers every answer carries unless the handler names its own. Personal data are the rule here, so nothing is stored
 * by default; the console's files say otherwise themselves. */
#define STANDARD(name, value) { name, name ": " value "\r\n", sizeof(name ": " value "\r\n") - 1 }
static const struct {
	const char *name;
	const char *line;
	size_t size;
} standard[] = {
	STANDARD("X-Content-Type-Options", "nosniff"),
	STANDARD("X-Frame-Options", "DENY"),
	STANDARD("Referrer-Policy", "no-referrer"),
	STANDARD("Cross-Origin-Opener-Policy", "same-origin"),
	STANDARD("Cross-Origin-Resource-Policy", "same-origin"),
	STANDARD("Cache-Control", "no-store"),
	STANDARD("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
		 "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
};
#define STANDARD_COUNT (sizeof(standard) / sizeof(standard[0]))
static const char transport[] = "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";

static bool names(const struct http_header *headers, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(headers[i].name, name) == 0)
			return true;
	return false;
}

/* Without memory for a few hundred bytes nothing useful can be done any more. */
static void put(struct buffer *head, const char *text, size_t size)
{
	REQUIRE(buffer_append(head, text, size));
}

static void put_text(struct buffer *head, const char *text)
{
	put(head, text, strlen(text));
}

/* No header can be smuggled out: a value with a line end is a bug of the handler's. */
static void put_header(struct buffer *head, const char *name, const char *value)
{
	REQUIRE(name[0] && !strpbrk(name, "\r\n: ") && !strpbrk(value, "\r\n"));
	put_text(head, name);
	put(head, ": ", 2);
	put_text(head, value);
	put(head, "\r\n", 2);
}

/* The Date line changes once a second. */
static void put_date(struct http_server *s, struct buffer *head)
{
	time_t now = time(NULL);
	struct tm utc;

	if (now != s->date_s && gmtime_r(&now, &utc)) {
		s->date_s = now;
		(void)strftime(s->date, sizeof(s->date), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
	}
	put_text(head, s->date);
}

/* How long the body is. An answer to HEAD tells it and sends none; 204 and 304 have none. */
static void put_framing(struct http_request *r, unsigned status, size_t body_size)
{
	struct buffer *head = &r->conn->down;
	char text[48];

	if (body_size == HTTP_SIZE_UNKNOWN && r->conn->gate.minor > 0) {
		put_text(head, "Transfer-Encoding: chunked\r\n");
	} else if (body_size != HTTP_SIZE_UNKNOWN && status != 204 && status != 304) {
		int size = snprintf(text, sizeof(text), "Content-Length: %zu\r\n", body_size);

		put(head, text, (size_t)size);
	}
	if (r->conn->gate.wants_close || r->server->draining)
		put_text(head, "Connection: close\r\n");
}

bool respond_head(struct http_request *r, unsigned status, const char *content_type, size_t body_size,
		  const struct http_header *extra, size_t extra_count)
{
	char line[64];

	REQUIRE(r->handed && !r->answered && extra_count <= HTTP_EXTRA_HEADERS_MAX);
	r->answered = true;
	r->on_gone = NULL;
	if (!r->conn) {
		request_release(r);
		return false;
	}
	struct buffer *head = &r->conn->down;
	size_t known = body_size == HTTP_SIZE_UNKNOWN ? 0 : body_size;

	if (!buffer_reserve(head, HEAD_BYTES_USUAL + known)) {
		r->conn->kill = true;
		server_touch(r->conn);
		return false;
	}
	int size = snprintf(line, sizeof(line), "HTTP/1.1 %u %s\r\n", status, problem_phrase(status));

	REQUIRE(size > 0 && (size_t)size < sizeof(line));
	put(head, line, (size_t)size);
	put_date(r->server, head);
	put_framing(r, status, body_size);
	for (size_t i = 0; i < STANDARD_COUNT; i++)
		if (!names(extra, extra_count, standard[i].name))
			put(head, standard[i].line, standard[i].size);
	if (r->server->options.secure)
		put(head, transport, sizeof(transport) - 1);
	if (content_type)
		put_header(head, "Content-Type", content_type);
	for (size_t i = 0; i < extra_count; i++)
		put_header(head, extra[i].name, extra[i].value);
	put(head, "\r\n", 2);
	return true;
}

/* What the client has asked besides would be worked out for nothing, too: the connection ends. */
static void respond_busy(struct http_request *r)
{
	char body[512], seconds[16];
	int size = problem_plain(503, "BUSY", body, sizeof(body));

	r->conn->gate.wants_close = true;
	(void)snprintf(seconds, sizeof(seconds), "%d", HTTP_RETRY_AFTER_S);
	http_respond(r, 503, PROBLEM_CONTENT_TYPE, span_of(body, (size_t)size), &(struct http_header){ "Retry-After", seconds }, 1);
}

void http_respond(struct http_request *r, unsigned status, const char *content_type, struct span body,
		  const struct http_header *extra, size_t extra_count)
{
	bool silent = strcmp(r->method, "HEAD") == 0 || status == 204 || status == 304;

	if (r->conn && !silent && !conn_hold(r->conn, body.size)) {
		respond_busy(r);
		return;
	}
	if (respond_head(r, status, content_type, body.size, extra, extra_count))
		conn_send(r->conn, silent ? (struct span){ 0 } : body);
}

/* ---- what the gate or a limit refuses; the connection ends with it */

struct span respond_raw(unsigned status, const char *reason, char *room, size_t size)
{
	char body[512];
	int body_size = problem_plain(status, reason, body, sizeof(body));
	int used = snprintf(room, size,
			    "HTTP/1.1 %u %s\r\n"
			    "Content-Type: application/problem+json; charset=utf-8\r\n"
			    "Content-Length: %d\r\n"
			    "Connection: close\r\n"
			    "X-Content-Type-Options: nosniff\r\n"
			    "Cache-Control: no-store\r\n",
			    status, problem_phrase(status), body_size);

	if (status == 503 && used > 0 && (size_t)used < size)
		used += snprintf(room + used, size - (size_t)used, "Retry-After: %d\r\n", HTTP_RETRY_AFTER_S);
	if (used > 0 && (size_t)used < size)
		used += snprintf(room + used, size - (size_t)used, "\r\n%s", body);
	REQUIRE(used > 0 && (size_t)used < size);
	return span_of(room, (size_t)used);
}
