/* The head of a request, once its lines are whole: request line, then headers. Every rule that refuses stands here on its
 * own line. */
#include <string.h>
#include <strings.h>

#include "base/require.h"
#include "gate.h"

#define LENGTH_DIGITS_MAX 15

static bool is_token_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_token(const char *text)
{
	if (*text == '\0')
		return false;
	for (; *text; text++)
		if (!is_token_char(*text))
			return false;
	return true;
}

/* Methods people's routes may use. CONNECT and TRACE are not among them and never will be. */
static bool is_our_method(const char *method)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strcmp(method, methods[i]) == 0)
			return true;
	return false;
}

/* Origin form: an absolute path and a query of visible ASCII. Absolute form names a second host; refused. */
static bool is_origin_form(const char *target)
{
	if (target[0] != '/')
		return false;
	for (const char *c = target; *c; c++)
		if (*c <= ' ' || *c > '~' || *c == '#')
			return false;
	return true;
}

static bool parse_version(struct gate *g, const char *version)
{
	if (strcmp(version, "HTTP/1.1") == 0)
		g->minor = 1;
	else if (strcmp(version, "HTTP/1.0") == 0)
		g->minor = 0;
	else
		return gate_refuse(g, strncmp(version, "HTTP/", 5) == 0 ? 505 : 400, "VERSION_UNSUPPORTED");
	g->wants_close = g->minor == 0;
	return true;
}

static bool parse_request_line(struct gate *g, char *line)
{
	char *target = strchr(line, ' ');

	if (!target)
		return gate_refuse(g, 400, "REQUEST_LINE_MALFORMED");
	*target++ = '\0';
	char *version = strchr(target, ' ');

	if (!version)
		return gate_refuse(g, 400, "REQUEST_LINE_MALFORMED");
	*version++ = '\0';
	if (!is_token(line))
		return gate_refuse(g, 400, "METHOD_MALFORMED");
	if (!parse_version(g, version))
		return false;
	if (!is_our_method(line))
		return gate_refuse(g, 501, "METHOD_UNKNOWN");
	if (!is_origin_form(target))
		return gate_refuse(g, 400, "TARGET_MALFORMED");
	g->method = line;
	g->target = target;
	return true;
}

/* Headers that frame, route or authorise: twice means two readers may choose differently. */
static bool is_singular(const char *name)
{
	static const char *const names[] = {
		"host", "content-length", "transfer-encoding", "content-type", "content-encoding", "authorization",
		"cookie", "origin", "referer", "sec-fetch-site", "idempotency-key", "if-match", "last-event-id", "expect",
		"range",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool parse_header(struct gate *g, char *line)
{
	char *value = strchr(line, ':');

	if (!value)
		return gate_refuse(g, 400, "HEADER_MALFORMED");
	*value++ = '\0';
	if (!is_token(line))       /* also "Host :" */
		return gate_refuse(g, 400, "HEADER_NAME_MALFORMED");
	while (*value == ' ' || *value == '\t')
		value++;
	for (char *end = value + strlen(value); end > value && (end[-1] == ' ' || end[-1] == '\t'); end--)
		end[-1] = '\0';
	if (is_singular(line) && gate_header(g, line))
		return gate_refuse(g, 400, "HEADER_TWICE");
	REQUIRE(g->header_count < HTTP_HEADERS_MAX);
	g->headers[g->header_count++] = (struct http_header){ .name = line, .value = value };
	return true;
}

static bool parse_host(struct gate *g)
{
	g->host = gate_header(g, "Host");
	if (!g->host)
		return g->minor == 0 ? true : gate_refuse(g, 400, "HOST_MISSING");
	if (g->host[0] == '\0')
		return gate_refuse(g, 400, "HOST_MALFORMED");
	for (const char *c = g->host; *c; c++)
		if (!is_token_char(*c) && !strchr(":[]", *c))
			return gate_refuse(g, 400, "HOST_MALFORMED");
	return true;
}

static bool parse_length(struct gate *g, const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || text[digits] != '\0')
		return gate_refuse(g, 400, "LENGTH_MALFORMED");
	if (digits > LENGTH_DIGITS_MAX)
		return gate_refuse(g, 413, "BODY_TOO_LARGE");
	for (const char *c = text; *c; c++)
		g->length = g->length * 10 + (uint64_t)(*c - '0');
	return true;
}

static bool parse_framing(struct gate *g)
{
	const char *length = gate_header(g, "Content-Length");
	const char *encoding = gate_header(g, "Transfer-Encoding");

	if (length && encoding)
		return gate_refuse(g, 400, "LENGTH_AND_ENCODING");
	if (encoding && g->minor == 0)
		return gate_refuse(g, 400, "ENCODING_IN_HTTP_1_0");
	if (encoding && strcasecmp(encoding, "chunked") != 0)
		return gate_refuse(g, 501, "ENCODING_UNKNOWN");
	g->chunked = encoding != NULL;
	return length ? parse_length(g, length) : true;
}

/* A list value that names `token`, any case. */
static bool list_has(const char *list, const char *token)
{
	size_t size = strlen(token);

	while (*list) {
		list += strspn(list, " \t,");
		size_t item = strcspn(list, ",");
		size_t trimmed = item;

		while (trimmed > 0 && (list[trimmed - 1] == ' ' || list[trimmed - 1] == '\t'))
			trimmed--;
		if (trimmed == size && strncasecmp(list, token, size) == 0)
			return true;
		list += item;
	}
	return false;
}

static bool parse_connection(struct gate *g)
{
	const char *expect = gate_header(g, "Expect");

	if (expect && strcasecmp(expect, "100-continue") != 0)
		return gate_refuse(g, 417, "EXPECTATION_UNKNOWN");
	g->expects_continue = expect != NULL && g->minor == 1;
	for (size_t i = 0; i < g->header_count; i++)
		if (strcasecmp(g->headers[i].name, "Connection") == 0 && list_has(g->headers[i].value, "close"))
			g->wants_close = true;
	return true;
}

bool gate_parse_head(struct gate *g)
{
	char *line = (char *)g->head.data + g->head.start;
	char *end = line + g->head.size;
	char *next = line + strlen(line) + 1;

	if (!parse_request_line(g, line))
		return false;
	for (line = next; line < end; line = next) {
		next = line + strlen(line) + 1;
		if (!parse_header(g, line))
			return false;
	}
	return parse_host(g) && parse_framing(g) && parse_connection(g);
}
