#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/require.h"
#include "http_impl.h"

/* ---- made from the gate's head */

/* The address the outermost trusted proxy saw: the last one of X-Forwarded-For. Anything else in it was written by whom
 * we do not know. */
static const char *forwarded_peer(struct http_request *r, const struct conn *c)
{
	const char *list = NULL;
	struct in6_addr parsed;

	for (size_t i = 0; i < r->header_count; i++)
		if (strcasecmp(r->headers[i].name, "X-Forwarded-For") == 0)
			list = r->headers[i].value;
	if (c->counted || !list)
		return c->peer;
	const char *comma = strrchr(list, ',');
	const char *last = comma ? comma + 1 : list;

	last += strspn(last, " \t");
	if (inet_pton(AF_INET, last, &parsed) != 1 && inet_pton(AF_INET6, last, &parsed) != 1)
		return c->peer;
	return last;
}

/* The memory of the gate's head becomes the request's, which may outlive the connection. */
static bool take_over_head(struct http_request *r, struct conn *c)
{
	struct gate *g = &c->gate;

	r->headers = arena_copy(&r->arena, g->headers, sizeof(*r->headers) * g->header_count);
	if (!r->headers)
		return false;
	r->header_count = g->header_count;
	r->method = g->method;
	r->head = g->head;
	g->head = (struct buffer){ 0 };
	const char *peer = forwarded_peer(r, c);

	r->peer = arena_text(&r->arena, peer, strlen(peer));
	return r->peer != NULL;
}

static struct http_request *request_memory(struct http_server *s)
{
	struct http_request *r = s->spare;

	if (r) {
		s->spare = r->next;
		s->spare_count--;
		r->next = NULL;
		return r;
	}
	r = calloc(1, sizeof(*r));
	if (r)
		arena_init(&r->arena, HTTP_ARENA_BYTES_MAX);
	return r;
}

struct http_request *request_new(struct conn *c, unsigned *status, const char **reason)
{
	struct http_request *r = request_memory(c->server);

	*status = 503;
	*reason = "BUSY";
	if (!r)
		return NULL;
	r->server = c->server;
	r->conn = c;
	r->next = c->server->requests;
	if (r->next)
		r->next->previous = r;
	c->server->requests = r;
	if (!take_over_head(r, c)) {
		request_free(r);
		return NULL;
	}
	if (!target_parse(r, c->gate.target)) {
		*status = 400;
		*reason = "TARGET_MALFORMED";
		request_free(r);
		return NULL;
	}
	return r;
}

/* ---- body */

bool request_reserve(struct http_request *r, size_t size)
{
	struct http_server *s = r->server;

	size_t max = s->options.bodies_bytes_max;

	if (r->reserved + size > HTTP_BODY_SMALL_BYTES)
		max -= max / 4;
	if (s->body_bytes > max || size > max - s->body_bytes)
		return false;
	s->body_bytes += size;
	r->reserved += size;
	return true;
}

/* One more byte than the body, always 0, so that text can be read as text. */
bool request_take_body(struct http_request *r, struct span data)
{
	size_t whole = r->body_size + data.size;

	if (whole > r->reserved && !request_reserve(r, whole - r->reserved))
		return false;
	if (whole + 1 > r->body_room) {
		size_t room = r->body_room * 2 > whole + 1 ? r->body_room * 2 : whole + 1;

		if (room < r->reserved + 1)
			room = r->reserved + 1;
		uint8_t *grown = realloc(r->body, room);

		if (!grown)
			return false;
		r->body = grown;
		r->body_room = room;
	}
	memcpy(r->body + r->body_size, data.data, data.size);
	r->body_size = whole;
	r->body[whole] = '\0';
	return true;
}

/* ---- life */

void request_gone(struct http_request *r)
{
	void (*callback)(void *) = r->on_gone;

	r->gone = true;
	r->on_gone = NULL;
	if (callback && !r->answered)
		callback(r->gone_context);
}

void request_release(struct http_request *r)
{
	if (!r->conn && (!r->handed || r->answered))
		request_free(r);
}

static void memory_free(struct http_request *r)
{
	arena_fini(&r->arena);
	free(r);
}

void request_forget(struct http_request *r)
{
	arena_fini(&r->arena);
	free(r->body);
	r->body = NULL;
	r->body_size = r->body_room = 0;
	r->server->body_bytes -= r->reserved;
	r->reserved = 0;
}

void request_free(struct http_request *r)
{
	struct http_server *s = r->server;
	struct arena arena = r->arena;

	REQUIRE(!r->stream);
	if (r->previous)
		r->previous->next = r->next;
	else
		s->requests = r->next;
	if (r->next)
		r->next->previous = r->previous;
	s->body_bytes -= r->reserved;
	free(r->body);
	buffer_free(&r->head);
	if (s->spare_count == HTTP_SPARE_REQUESTS) {
		memory_free(r);
		return;
	}
	arena_reset(&arena);
	*r = (struct http_request){ .arena = arena, .next = s->spare };
	s->spare = r;
	s->spare_count++;
}

void request_drop_spare(struct http_server *s)
{
	while (s->spare) {
		struct http_request *r = s->spare;

		s->spare = r->next;
		memory_free(r);
	}
}

/* ---- accessors */

const char *http_method(const struct http_request *r)
{
	return r->method;
}

const char *http_path(const struct http_request *r)
{
	return r->path;
}

const char *http_query(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->query_count; i++)
		if (strcmp(r->query[i].name, name) == 0)
			return r->query[i].value;
	return NULL;
}

size_t http_query_count(const struct http_request *r)
{
	return r->query_count;
}

struct http_header http_query_at(const struct http_request *r, size_t index)
{
	REQUIRE(index < r->query_count);
	return r->query[index];
}

const char *http_header(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->header_count; i++)
		if (strcasecmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	return NULL;
}

struct span http_body(const struct http_request *r)
{
	return r->body_size ? span_of(r->body, r->body_size) : (struct span){ .data = (const uint8_t *)"" };
}

const char *http_peer(const struct http_request *r)
{
	return r->peer;
}

struct arena *http_arena(struct http_request *r)
{
	return &r->arena;
}

void http_set_user(struct http_request *r, void *user)
{
	r->user = user;
}

void *http_user(const struct http_request *r)
{
	return r->user;
}

bool http_client_gone(const struct http_request *r)
{
	return r->gone;
}

void http_on_gone(struct http_request *r, void (*gone)(void *context), void *context)
{
	r->on_gone = gone;
	r->gone_context = context;
}
