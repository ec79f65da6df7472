#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/require.h"
#include "http_impl.h"
#include "problem.h"

/* Headers every answer carries unless the handler names its own. Personal data are the rule here, so nothing is stored
 * by default; the console's files say otherwise themselves. */
static const struct http_header standard[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "DENY" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Cache-Control", "no-store" },
	{ "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
				     "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
				     "base-uri 'none'" },
};
#define STANDARD_COUNT (sizeof(standard) / sizeof(standard[0]))
static const struct http_header transport = { "Strict-Transport-Security", "max-age=31536000; includeSubDomains" };

static bool names(const struct http_header *headers, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(headers[i].name, name) == 0)
			return true;
	return false;
}

/* libmicrohttpd refuses values with line ends, so that no header can be smuggled out either; such an answer is a bug. */
static void add(struct MHD_Response *response, const char *name, const char *value)
{
	REQUIRE(MHD_add_response_header(response, name, value) == MHD_YES);
}

void respond_with(struct http_request *r, unsigned status, struct MHD_Response *response, const char *content_type,
		  const struct http_header *extra, size_t extra_count)
{
	REQUIRE(response && extra_count <= HTTP_EXTRA_HEADERS_MAX);
	r->answered = true;
	r->on_gone = NULL;
	if (!r->conn) {
		MHD_destroy_response(response);
		request_release(r);
		return;
	}
	for (size_t i = 0; i < STANDARD_COUNT; i++)
		if (!names(extra, extra_count, standard[i].name))
			add(response, standard[i].name, standard[i].value);
	if (r->server->options.secure)
		add(response, transport.name, transport.value);
	if (content_type)
		add(response, "Content-Type", content_type);
	for (size_t i = 0; i < extra_count; i++)
		add(response, extra[i].name, extra[i].value);
	if (r->server->draining)
		add(response, "Connection", "close");
	r->status = status;
	r->response = response;
	conn_progress(r->conn);
	engine_resume(r);
}

void http_respond(struct http_request *r, unsigned status, const char *content_type, struct span body,
		  const struct http_header *extra, size_t extra_count)
{
	REQUIRE(r->handed && !r->answered);
	/* the library copies and does not write; its parameter is older than const */
	void *data = (void *)(uintptr_t)(const void *)(body.size ? body.data : (const uint8_t *)"");

	respond_with(r, status, MHD_create_response_from_buffer(body.size, data, MHD_RESPMEM_MUST_COPY), content_type,
		     extra, extra_count);
}

/* ---- answers without libmicrohttpd: what the gate or a limit refuses; the connection ends with them */

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
