/* A connection's bytes through the HTTP gate: however they are cut the requests and their bodies are the same, and a body
 * is as long as its head says. Requests follow one another as on a kept connection. */
#include "fuzz.h"
#include "http/gate.h"
#include "wire/wire.h"

#define REQUESTS_MAX 8
#define TOLD_BYTES_MAX ((size_t)1 << 20)

/* What those behind the gate are told, as text, so that two ways of cutting compare as bytes. */
struct told {
	char *text;
	size_t size;
};

static void tell_bytes(struct told *t, const void *data, size_t size)
{
	PROPERTY(size <= TOLD_BYTES_MAX - t->size);
	if (size > 0)
		memcpy(t->text + t->size, data, size);
	t->size += size;
}

static void tell(struct told *t, const char *word, const char *value)
{
	tell_bytes(t, word, strlen(word));
	tell_bytes(t, value ? value : "(none)", value ? strlen(value) + 1 : 7);
}

static void tell_number(struct told *t, const char *word, uint64_t number)
{
	char digits[24];

	(void)snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
	tell(t, word, digits);
}

/* ---- the head */

static void head_is_sound(const struct gate *g)
{
	PROPERTY(g->method[0] && g->target[0] == '/');
	PROPERTY(g->host || g->minor == 0);
	PROPERTY(g->header_count <= HTTP_HEADERS_MAX);
	PROPERTY(!g->chunked || g->length == 0);
	for (size_t i = 0; i < g->header_count; i++) {
		PROPERTY(g->headers[i].name[0] && !strpbrk(g->headers[i].name, " \t\r\n:"));
		PROPERTY(!strpbrk(g->headers[i].value, "\r\n"));
	}
}

static void tell_head(struct told *t, const struct gate *g)
{
	tell(t, "method ", g->method);
	tell(t, "target ", g->target);
	tell(t, "host ", g->host);
	for (size_t i = 0; i < g->header_count; i++) {
		tell(t, "name ", g->headers[i].name);
		tell(t, "value ", g->headers[i].value);
	}
	tell_number(t, "close ", g->wants_close);
}

/* ---- one way of cutting */

struct cuts {
	uint32_t seed;  /* 0: not cut at all */
	bool single;    /* byte by byte */
};

static size_t next_piece(struct cuts *c, size_t left)
{
	size_t size = 1;

	if (!c->seed && !c->single)
		return left;
	if (!c->single) {
		c->seed = c->seed * 1664525u + 1013904223u;
		size = 1 + (c->seed >> 16) % 37;
	}
	return size < left ? size : left;
}

/* `body`: what has come of it */
static void finish_request(struct told *t, const struct gate *g, struct buffer *body)
{
	struct span whole = buffer_span(body);

	PROPERTY(whole.size == g->body_seen);
	if (g->step == GATE_DONE)
		PROPERTY(g->chunked || whole.size == g->length);
	tell(t, "body ", "");
	tell_bytes(t, whole.data, whole.size);
	tell_number(t, "seen ", g->body_seen);
	tell_number(t, "step ", g->step);
	buffer_free(body);
}

/* Takes a piece as a connection does: opens the gate at a whole head, goes on behind a whole request. */
static size_t take_piece(struct told *t, struct gate *g, struct span piece, uint64_t body_max, struct buffer *body,
			 unsigned *requests)
{
	size_t taken = 0;

	for (;;) {
		struct span rest = span_of(piece.data + taken, piece.size - taken), run;
		size_t took = gate_feed(g, rest, &run);

		PROPERTY(run.size == 0 || (run.data >= rest.data && run.data + run.size <= rest.data + took));
		PROPERTY(buffer_append(body, run.data, run.size));
		taken += took;
		if (g->step == GATE_READY) {
			head_is_sound(g);
			tell_head(t, g);
			gate_open(g, body_max);
			continue;
		}
		if (run.size > 0 && g->step != GATE_DONE)
			continue;
		if (g->step != GATE_DONE || ++*requests == REQUESTS_MAX)
			return taken;
		PROPERTY(g->body_seen <= body_max);
		finish_request(t, g, body);
		gate_next(g);
	}
}

static void pass(struct told *t, struct span bytes, uint64_t body_max, struct cuts cuts)
{
	struct gate g;
	struct buffer body = { 0 };
	size_t taken = 0;
	unsigned requests = 0;

	gate_init(&g);
	while (taken < bytes.size && g.step != GATE_REFUSED && requests < REQUESTS_MAX) {
		size_t size = next_piece(&cuts, bytes.size - taken);
		size_t took = take_piece(t, &g, span_of(bytes.data + taken, size), body_max, &body, &requests);

		PROPERTY(took == size || g.step == GATE_REFUSED || requests == REQUESTS_MAX);
		taken += took;
	}
	if (g.step == GATE_REFUSED) {
		PROPERTY(g.status >= 400 && g.status < 600 && g.reason);
		tell_number(t, "refused ", g.status);
		tell(t, "", g.reason);
		/* how much of a refused body went on before is the line's business */
		buffer_free(&body);
	} else {
		finish_request(t, &g, &body);
	}
	tell_number(t, "taken ", taken);
	gate_fini(&g);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char texts[3][TOLD_BYTES_MAX];
	struct told whole = { texts[0], 0 }, cut = { texts[1], 0 }, single = { texts[2], 0 };
	struct input in = { data, size };
	uint32_t seed = (uint32_t)take_number(&in, 2) | 1;
	uint64_t body_max = take_number(&in, 2);
	struct span bytes = take_rest(&in);

	pass(&whole, bytes, body_max, (struct cuts){ 0 });
	pass(&cut, bytes, body_max, (struct cuts){ .seed = seed });
	pass(&single, bytes, body_max, (struct cuts){ .single = true });
	PROPERTY(whole.size == cut.size && memcmp(whole.text, cut.text, whole.size) == 0);
	PROPERTY(whole.size == single.size && memcmp(whole.text, single.text, whole.size) == 0);
	return 0;
}
