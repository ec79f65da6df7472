#include "gate.h"

#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/require.h"

void gate_init(struct gate *g)
{
	*g = (struct gate){ .step = GATE_HEAD };
}

void gate_fini(struct gate *g)
{
	buffer_free(&g->head);
}

void gate_next(struct gate *g)
{
	REQUIRE(g->step == GATE_DONE);
	buffer_free(&g->head);
	gate_init(g);
}

bool gate_refuse(struct gate *g, unsigned status, const char *reason)
{
	if (g->step != GATE_REFUSED) {
		g->step = GATE_REFUSED;
		g->status = status;
		g->reason = reason;
	}
	return false;
}

const char *gate_header(const struct gate *g, const char *name)
{
	for (size_t i = 0; i < g->header_count; i++)
		if (strcasecmp(g->headers[i].name, name) == 0)
			return g->headers[i].value;
	return NULL;
}

/* ---- the head, byte by byte */

static void end_line(struct gate *g)
{
	g->cr_seen = false;
	if (g->line_size == 0) {
		if (g->lines == 0) {
			gate_refuse(g, 400, "REQUEST_LINE_EMPTY");
			return;
		}
		g->step = GATE_READY;
		(void)gate_parse_head(g);
		return;
	}
	if (!buffer_append(&g->head, "", 1)) {
		gate_refuse(g, 503, "BUSY");
		return;
	}
	if (g->lines > 0)
		g->header_bytes += 2;
	g->lines++;
	g->line_size = 0;
	if (g->lines > HTTP_HEADERS_MAX + 1)
		gate_refuse(g, 431, "HEADERS_TOO_MANY");
	else if (g->header_bytes > HTTP_HEADER_BYTES_MAX)
		gate_refuse(g, 431, "HEADERS_TOO_LARGE");
}

static void take_head_byte(struct gate *g, uint8_t c)
{
	if (g->cr_seen && c != '\n')
		gate_refuse(g, 400, "BARE_CR");
	else if (c == '\n' && !g->cr_seen)
		gate_refuse(g, 400, "BARE_LF");
	else if (c == '\n')
		end_line(g);
	else if (c == '\r')
		g->cr_seen = true;
	else if ((c < 0x20 && c != '\t') || c == 0x7f)
		gate_refuse(g, 400, "CONTROL_BYTE");
	else if (g->lines > 0 && g->line_size == 0 && (c == ' ' || c == '\t'))
		gate_refuse(g, 400, "HEADER_FOLDED");
	else if (g->lines == 0 && g->line_size == HTTP_REQUEST_LINE_MAX)
		gate_refuse(g, 414, "REQUEST_LINE_TOO_LONG");
	else if (g->lines > 0 && g->header_bytes == HTTP_HEADER_BYTES_MAX)
		gate_refuse(g, 431, "HEADERS_TOO_LARGE");
	else if (!buffer_append(&g->head, &c, 1))
		gate_refuse(g, 503, "BUSY");
	else {
		g->line_size++;
		if (g->lines > 0)
			g->header_bytes++;
	}
}

/* The same for a run of bytes inside a line that nothing need be asked about; a line's first byte goes the way above. */
static size_t take_head_run(struct gate *g, struct span in)
{
	size_t most = g->lines == 0 ? HTTP_REQUEST_LINE_MAX - g->line_size : HTTP_HEADER_BYTES_MAX - g->header_bytes;
	size_t size = 0;

	if (g->cr_seen || g->line_size == 0 || g->header_bytes > HTTP_HEADER_BYTES_MAX)
		return 0;
	while (size < in.size && size < most && in.data[size] >= 0x20 && in.data[size] != 0x7f)
		size++;
	if (!buffer_append(&g->head, in.data, size)) {
		gate_refuse(g, 503, "BUSY");
		return 0;
	}
	g->line_size += size;
	if (g->lines > 0)
		g->header_bytes += size;
	return size;
}

static size_t take_head(struct gate *g, struct span in)
{
	size_t taken = 0;

	while (taken < in.size && g->step == GATE_HEAD) {
		taken += take_head_run(g, span_of(in.data + taken, in.size - taken));
		if (taken < in.size && g->step == GATE_HEAD)
			take_head_byte(g, in.data[taken++]);
	}
	return taken;
}

void gate_open(struct gate *g, uint64_t body_max)
{
	REQUIRE(g->step == GATE_READY);
	g->body_max = body_max;
	if (g->length > body_max) {
		gate_refuse(g, 413, "BODY_TOO_LARGE");
		return;
	}
	g->left = g->length;
	g->step = g->chunked ? GATE_CHUNK_SIZE : g->length > 0 ? GATE_BODY : GATE_DONE;
}

/* ---- the body */

/* Of a body or a chunk: what is left of it, or all there is. */
static size_t take_data(struct gate *g, struct span in, enum gate_step then, struct span *body)
{
	size_t size = in.size < g->left ? in.size : (size_t)g->left;

	*body = span_of(in.data, size);
	g->left -= size;
	g->body_seen += size;
	if (g->left == 0)
		g->step = then;
	return size;
}

/* The size line: digits and CR LF, nothing else. */
static void take_chunk_size(struct gate *g, uint8_t c)
{
	int digit = hex_digit((char)c);

	if (g->cr_seen) {
		g->cr_seen = false;
		if (c != '\n')
			gate_refuse(g, 400, "CHUNK_MALFORMED");
		else
			g->step = g->left > 0 ? GATE_CHUNK_DATA : GATE_LAST_END;
		return;
	}
	if (c == '\r' && g->digits > 0) {
		g->cr_seen = true;
		g->digits = 0;
		if (g->left > g->body_max || g->body_seen > g->body_max - g->left)
			gate_refuse(g, 413, "BODY_TOO_LARGE");
		return;
	}
	if (digit < 0 || g->digits == HTTP_CHUNK_DIGITS_MAX) {
		gate_refuse(g, 400, c == ';' ? "CHUNK_EXTENSION" : "CHUNK_MALFORMED");
		return;
	}
	g->left = g->left << 4 | (unsigned)digit;
	g->digits++;
}

/* CR LF after a chunk, and after the last one (a trailer would begin with something else). */
static void take_chunk_end(struct gate *g, uint8_t c)
{
	bool last = g->step == GATE_LAST_END;

	if (c != (g->cr_seen ? '\n' : '\r')) {
		gate_refuse(g, 400, last ? "TRAILER" : "CHUNK_MALFORMED");
		return;
	}
	g->cr_seen = c == '\r';
	if (c == '\n')
		g->step = last ? GATE_DONE : GATE_CHUNK_SIZE;
}

size_t gate_feed(struct gate *g, struct span in, struct span *body)
{
	size_t taken = 0;

	*body = (struct span){ 0 };
	while (taken < in.size && body->size == 0) {
		struct span rest = span_of(in.data + taken, in.size - taken);

		switch (g->step) {
		case GATE_HEAD:
			taken += take_head(g, rest);
			break;
		case GATE_BODY:
			taken += take_data(g, rest, GATE_DONE, body);
			break;
		case GATE_CHUNK_SIZE:
			take_chunk_size(g, rest.data[0]);
			taken++;
			break;
		case GATE_CHUNK_DATA:
			taken += take_data(g, rest, GATE_CHUNK_END, body);
			break;
		case GATE_CHUNK_END:
		case GATE_LAST_END:
			take_chunk_end(g, rest.data[0]);
			taken++;
			break;
		case GATE_READY:
		case GATE_DONE:
		case GATE_REFUSED:
			return taken;
		}
	}
	return taken;
}
