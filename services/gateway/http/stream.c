/* Server-sent events. What is sent is queued and goes on to the client when the turn comes (stream_flush), a block at a
 * time, the next one when the client has taken the last. The queue of a stream is bounded: a reader that falls further
 * behind is closed and comes back with Last-Event-ID. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "http_impl.h"
#include "problem.h"

#define STREAM_BLOCK_BYTES ((size_t)16 << 10)

/* One block of what is queued, as a chunk; HTTP/1.0 ends the body by closing instead. */
static void send_block(struct conn *c, struct span block)
{
	bool chunked = c->gate.minor > 0;
	char line[24];
	int size = snprintf(line, sizeof(line), "%zx\r\n", block.size);

	if (chunked)
		conn_send(c, span_of(line, (size_t)size));
	conn_send(c, block);
	if (chunked)
		conn_send(c, span_text("\r\n"));
}

bool stream_flush(struct conn *c)
{
	struct http_stream *stream = c->request ? c->request->stream : NULL;

	if (!stream || c->down.size > 0 || stream->finished || (stream->queue.size == 0 && !stream->ended))
		return false;
	struct span queued = buffer_span(&stream->queue);
	size_t size = queued.size < STREAM_BLOCK_BYTES ? queued.size : STREAM_BLOCK_BYTES;

	stream->finished = size == 0;
	send_block(c, span_of(queued.data, size));      /* an empty chunk is the last */
	buffer_consume(&stream->queue, size);
	c->server->stream_bytes -= size;
	return true;
}

static void respond_problem(struct http_request *r, unsigned status, const char *code)
{
	char body[512];
	int size = problem_plain(status, code, body, sizeof(body));

	http_respond(r, status, PROBLEM_CONTENT_TYPE, span_of(body, (size_t)size), NULL, 0);
}

struct http_stream *http_sse_open(struct http_request *r, void (*closed)(void *context), void *context)
{
	static const struct http_header extra[] = { { "X-Accel-Buffering", "no" } };
	struct http_server *s = r->server;
	char retry[32];

	REQUIRE(r->handed && !r->answered);
	struct http_stream *stream = NULL;

	if (s->stream_count < s->options.streams_max && !s->draining && !r->gone)
		stream = calloc(1, sizeof(*stream));
	if (!stream) {
		respond_problem(r, 503, "TOO_MANY_STREAMS");
		return NULL;
	}
	*stream = (struct http_stream){ .request = r, .closed = closed, .context = context,
					.sent_ms = loop_now_ms(s->loop) };
	(void)snprintf(retry, sizeof(retry), "retry: %d\n\n", HTTP_STREAM_RETRY_MS);
	(void)buffer_append(&stream->queue, retry, strlen(retry));
	r->stream = stream;
	s->stream_count++;
	s->stream_bytes += stream->queue.size;
	(void)respond_head(r, 200, "text/event-stream; charset=utf-8", HTTP_SIZE_UNKNOWN, extra, 1);
	server_touch(r->conn);
	return stream;
}

/* Closing waits for the turn: the caller may be in the middle of its own list of streams. */
static bool give_up(struct http_stream *stream)
{
	struct http_request *r = stream->request;

	if (!r->conn->kill)
		r->server->figures.slow_streams++;
	r->conn->kill = true;
	server_touch(r->conn);
	return false;
}

static bool put(struct http_stream *stream, const char *name, struct span value)
{
	return buffer_append(&stream->queue, name, strlen(name)) &&
	       buffer_append(&stream->queue, value.data, value.size) && buffer_append(&stream->queue, "\n", 1);
}

static bool put_lines(struct http_stream *stream, struct span data)
{
	while (data.size > 0) {
		const uint8_t *end = memchr(data.data, '\n', data.size);
		size_t size = end ? (size_t)(end - data.data) : data.size;
		size_t step = end ? size + 1 : size;

		if (!put(stream, "data: ", span_of(data.data, size)))
			return false;
		data = span_of(data.data + step, data.size - step);
	}
	return true;
}

static size_t left_of(size_t max, size_t used)
{
	return used < max ? max - used : 0;
}

static bool within_queue(const struct http_stream *stream, size_t more)
{
	return more <= left_of(stream->request->server->options.stream_queue_bytes, stream->queue.size);
}

bool http_sse_send(struct http_stream *stream, const char *id, const char *event, struct span data)
{
	struct http_request *r = stream->request;
	size_t lines = 1, before = stream->queue.size;

	REQUIRE(!stream->ended);
	for (size_t i = 0; i < data.size; i++)
		lines += data.data[i] == '\n';
	size_t most = data.size + lines * 7 + (id ? strlen(id) + 5 : 0) + (event ? strlen(event) + 8 : 0) + 1;

	if (most > http_sse_room(stream))
		return give_up(stream);
	bool kept = (!id || put(stream, "id: ", span_text(id))) && (!event || put(stream, "event: ", span_text(event))) &&
		    (data.size == 0 ? put(stream, "data: ", data) : put_lines(stream, data)) &&
		    buffer_append(&stream->queue, "\n", 1);

	r->server->stream_bytes += stream->queue.size - before;
	if (!kept)
		return give_up(stream);
	stream->sent_ms = loop_now_ms(r->server->loop);
	server_touch(r->conn);
	return true;
}

size_t http_sse_room(const struct http_stream *stream)
{
	const struct http_server *s = stream->request->server;
	size_t own = left_of(s->options.stream_queue_bytes, stream->queue.size);
	size_t all = left_of(s->options.streams_bytes_max, s->stream_bytes);

	return stream->request->conn->kill ? 0 : own < all ? own : all;
}

void http_sse_close(struct http_stream *stream)
{
	stream->ended = true;
	stream->closed = NULL;
	server_touch(stream->request->conn);
}

void stream_detach(struct http_request *r)
{
	struct http_stream *stream = r->stream;

	if (!stream)
		return;
	r->stream = NULL;
	r->server->stream_count--;
	r->server->stream_bytes -= stream->queue.size;
	if (stream->closed)
		stream->closed(stream->context);
	buffer_free(&stream->queue);
	free(stream);
}

/* A comment now and then keeps proxies from closing an idle stream and shows us a reader that is no longer there. */
void stream_tick(struct http_request *r, int64_t now_ms)
{
	struct http_stream *stream = r->stream;
	static const char heartbeat[] = ": \n\n";

	if (stream->ended || now_ms - stream->sent_ms < r->server->options.heartbeat_ms)
		return;
	stream->sent_ms = now_ms;
	if (!within_queue(stream, sizeof(heartbeat) - 1) ||
	    !buffer_append(&stream->queue, heartbeat, sizeof(heartbeat) - 1)) {
		(void)give_up(stream);
		return;
	}
	r->server->stream_bytes += sizeof(heartbeat) - 1;
	server_touch(r->conn);
}
