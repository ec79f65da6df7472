/* The gate beside a parser of good name (http-parser, which Node.js and many proxies stood on): whatever the gate lets
 * through, the other reads as the same request with the same end, or refuses. So nothing can be smuggled past a proxy that
 * reads as it does. */
#include <http_parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/gate.h"
#include "mutations.h"
#include "tap.h"

#define SEED 20260711u
#define ROUNDS 60000
#define TOLD_BYTES 4096

/* What a request is, as text. */
struct told {
	char text[TOLD_BYTES];
	size_t size;
	char last;              /* what was added last: several pieces of one thing stand together */
	unsigned whole;
};

static void add(struct told *t, const char *data, size_t size)
{
	size_t room = sizeof(t->text) - t->size;
	size_t taken = size < room ? size : room;

	if (taken > 0)
		memcpy(t->text + t->size, data, taken);
	t->size += taken;
}

static void tell(struct told *t, char kind, const char *data, size_t size)
{
	if (t->last == 'v' && kind != 'v')              /* blanks behind a value are not its own */
		while (t->size > 0 && (t->text[t->size - 1] == ' ' || t->text[t->size - 1] == '\t'))
			t->size--;
	if (t->last != kind) {
		add(t, "\n", 1);
		add(t, &kind, 1);
	}
	add(t, data, size);
	t->last = kind;
}

/* ---- ours */

/* Returns the bytes the gate took for the request; 0: it did not let one through. */
static size_t by_gate(const char *bytes, size_t size, struct told *t)
{
	struct gate g;
	size_t taken = 0;

	gate_init(&g);
	while (taken < size && g.step != GATE_DONE && g.step != GATE_REFUSED) {
		struct span body;

		taken += gate_feed(&g, span_of(bytes + taken, size - taken), &body);
		if (g.step == GATE_READY) {
			tell(t, 'm', g.method, strlen(g.method));
			tell(t, 't', g.target, strlen(g.target));
			for (size_t i = 0; i < g.header_count; i++) {
				tell(t, 'n', g.headers[i].name, strlen(g.headers[i].name));
				tell(t, 'v', g.headers[i].value, strlen(g.headers[i].value));
			}
			tell(t, 'h', "", 0);
			gate_open(&g, MUTATION_BYTES);
		}
		if (body.size > 0)
			tell(t, 'b', (const char *)body.data, body.size);
	}
	bool done = g.step == GATE_DONE;

	gate_fini(&g);
	return done ? taken : 0;
}

/* ---- theirs */

static int on_url(http_parser *p, const char *data, size_t size)
{
	struct told *t = p->data;
	const char *method = http_method_str((enum http_method)p->method);

	if (t->last != 't')
		tell(t, 'm', method, strlen(method));
	tell(t, 't', data, size);
	return 0;
}

static int on_name(http_parser *p, const char *data, size_t size)
{
	tell(p->data, 'n', data, size);
	return 0;
}

static int on_value(http_parser *p, const char *data, size_t size)
{
	tell(p->data, 'v', data, size);
	return 0;
}

static int on_headers(http_parser *p)
{
	tell(p->data, 'h', "", 0);
	return 0;
}

static int on_body(http_parser *p, const char *data, size_t size)
{
	tell(p->data, 'b', data, size);
	return 0;
}

static int on_whole(http_parser *p)
{
	struct told *t = p->data;

	t->whole++;
	return 0;
}

static enum http_errno by_peer(const char *bytes, size_t size, struct told *t)
{
	static const http_parser_settings settings = { .on_url = on_url, .on_header_field = on_name,
						       .on_header_value = on_value, .on_headers_complete = on_headers,
						       .on_body = on_body, .on_message_complete = on_whole };
	http_parser p;

	http_parser_init(&p, HTTP_REQUEST);
	p.data = t;
	(void)http_parser_execute(&p, &settings, bytes, size);
	return HTTP_PARSER_ERRNO(&p);
}

TEST(what_the_gate_lets_through_a_peer_reads_alike)
{
	static struct told ours, theirs, early;
	unsigned state = SEED, through = 0, alike = 0;
	char text[MUTATION_BYTES];

	for (int i = 0; i < ROUNDS; i++) {
		size_t size = mutate(text, &state);

		memset(&ours, 0, sizeof(ours));
		memset(&theirs, 0, sizeof(theirs));
		memset(&early, 0, sizeof(early));
		size_t taken = by_gate(text, size, &ours);

		if (taken == 0)
			continue;
		through++;
		enum http_errno error = by_peer(text, taken, &theirs);
		(void)by_peer(text, taken - 1, &early);
		bool refused = error != HPE_OK && theirs.whole == 0;    /* "Transfer-Encoding-: chunked" frames, it thinks */
		bool same = error == HPE_OK && theirs.whole == 1 && early.whole == 0 && ours.size == theirs.size &&
			    memcmp(ours.text, theirs.text, ours.size) == 0;

		alike += same;
		CHECK(same || refused);
		if (!same && !refused)
			printf("#   %s, %u whole (%u a byte earlier), of %.*s\n#   ours %.*s\n#   theirs %.*s\n",
			       http_errno_name(error), theirs.whole, early.whole, (int)taken, text, (int)ours.size,
			       ours.text, (int)theirs.size, theirs.text);
	}
	CHECK(through > ROUNDS / 10 && alike > through - through / 10);
	printf("# seed %u: %u of %u let through, %u read alike, the rest refused by the peer\n", SEED, through, ROUNDS, alike);
}

TEST_MAIN()
