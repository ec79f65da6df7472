/* The gate alone: what it lets through means one thing, however the bytes were cut; and problem documents. */
#include "http/gate.h"

#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "http/problem.h"
#include "mutations.h"
#include "tap.h"

#define SEED 20260302u
#define ROUNDS 20000

struct passed {
	enum gate_step step;
	unsigned status;
	const char *reason;
	size_t taken;
	struct buffer out;      /* the body */
	char method[16];
	char target[64];
	uint64_t length;
	bool chunked, expects_continue, wants_close;
};

/* Feeds `bytes` in pieces of `piece` (0: at once), opening the gate when the head is whole. */
static struct passed feed(const char *bytes, size_t size, size_t piece)
{
	struct passed p = { 0 };
	struct gate g;

	gate_init(&g);
	while (p.taken < size && g.step != GATE_DONE && g.step != GATE_REFUSED) {
		size_t most = piece && piece < size - p.taken ? piece : size - p.taken;
		size_t end = p.taken + most;

		while (p.taken < end && g.step != GATE_DONE && g.step != GATE_REFUSED) {
			struct span in = span_of(bytes + p.taken, end - p.taken), body;
			size_t taken = gate_feed(&g, in, &body);

			p.taken += taken;
			if (body.size > 0) {
				CHECK(body.data >= in.data && body.data + body.size <= in.data + taken);
				buffer_append(&p.out, body.data, body.size);
			}
			if (g.step == GATE_READY) {
				snprintf(p.method, sizeof(p.method), "%s", g.method);
				snprintf(p.target, sizeof(p.target), "%s", g.target);
				gate_open(&g, 1000);
			}
		}
	}
	p.step = g.step;
	p.status = g.status;
	p.reason = g.reason;
	p.length = g.length;
	p.chunked = g.chunked;
	p.expects_continue = g.expects_continue;
	p.wants_close = g.wants_close;
	CHECK_INT(g.body_seen, p.out.size);
	gate_fini(&g);
	return p;
}

static bool out_is(const struct passed *p, const char *text)
{
	struct span out = buffer_span(&p->out);

	return span_equal(out, span_text(text));
}

static struct passed feed_text(const char *text)
{
	return feed(text, strlen(text), 0);
}

TEST(a_head_is_taken_apart)
{
	struct passed p = feed_text("GET /a?b=c HTTP/1.1\r\nhost: evil\r\nX-Y: z\r\nCookie: sid=1\r\nUpgrade: h2c\r\n\r\n");

	CHECK_INT(p.step, GATE_DONE);
	CHECK(out_is(&p, ""));
	CHECK_TEXT(p.method, "GET");
	CHECK_TEXT(p.target, "/a?b=c");
	CHECK(!p.wants_close && !p.chunked && !p.expects_continue && p.length == 0);
	p = feed_text("POST / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\nContent-Length: 0003\r\nExpect: 100-Continue\r\n\r\nabcGET");
	CHECK_INT(p.step, GATE_DONE);
	CHECK(out_is(&p, "abc"));                        /* what is behind stays behind */
	CHECK(p.wants_close && !p.chunked && p.expects_continue && p.length == 3);
	buffer_free(&p.out);
}

TEST(chunks_are_put_together)
{
	static const char text[] = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0003\r\nabc\r\nA\r\n0123456789\r\n"
				   "000\r\n\r\nGET";
	struct passed p = feed_text(text);

	CHECK_INT(p.step, GATE_DONE);
	CHECK_INT(p.taken, sizeof(text) - 1 - 3);        /* what is behind stays behind */
	CHECK(p.chunked && out_is(&p, "abc0123456789"));
	buffer_free(&p.out);
}

TEST(chunk_digits_at_and_past_their_limit)
{
	static const char head[] = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
	char text[256];

	snprintf(text, sizeof(text), "%s00000003\r\nabc\r\n0\r\n\r\n", head);
	struct passed p = feed_text(text);

	CHECK_INT(p.step, GATE_DONE);
	buffer_free(&p.out);
	snprintf(text, sizeof(text), "%s000000003\r\nabc\r\n0\r\n\r\n", head);
	p = feed_text(text);
	CHECK_TEXT(p.reason, "CHUNK_MALFORMED");
	buffer_free(&p.out);
	snprintf(text, sizeof(text), "%sffffffff\r\n", head);
	p = feed_text(text);
	CHECK_INT(p.status, 413);
	buffer_free(&p.out);
	for (int over = 0; over < 2; over++) {                   /* 1000 allowed: 600 + 400 + over */
		char *long_text = calloc(1, 2000);

		sprintf(long_text, "%s258\r\n%0600d\r\n%x\r\n%0*d\r\n0\r\n\r\n", head, 0, 400u + (unsigned)over, 400 + over, 0);
		p = feed_text(long_text);
		CHECK_INT(p.step, over ? GATE_REFUSED : GATE_DONE);
		buffer_free(&p.out);
		free(long_text);
	}
}

/* ---- mutations, the same whatever the pieces */

/* The body is as long as the head said, or came in chunks. */
static bool is_framed(const struct passed *p)
{
	return p->chunked || p->out.size == p->length;
}

static bool same(const struct passed *a, const struct passed *b)
{
	return a->step == b->step && a->status == b->status && a->taken == b->taken && a->reason == b->reason &&
	       strcmp(a->method, b->method) == 0 && strcmp(a->target, b->target) == 0 &&
	       span_equal(buffer_span(&a->out), buffer_span(&b->out)) && a->wants_close == b->wants_close;
}

TEST(mutated_requests_mean_one_thing_however_they_are_cut)
{
	unsigned state = SEED, through = 0, refused = 0;
	char text[1024];

	for (int i = 0; i < ROUNDS; i++) {
		size_t size = mutate(text, &state);
		struct passed whole = feed(text, size, 0);
		struct passed single = feed(text, size, 1);
		struct passed cut = feed(text, size, 1 + next_random(&state) % 7);

		CHECK(same(&whole, &single) && same(&whole, &cut));
		if (whole.step == GATE_DONE) {
			through++;
			CHECK(is_framed(&whole));
		}
		refused += whole.step == GATE_REFUSED;
		buffer_free(&whole.out);
		buffer_free(&single.out);
		buffer_free(&cut.out);
	}
	CHECK(through > ROUNDS / 10 && refused > ROUNDS / 10);   /* both happen */
	printf("# seed %u: %u through, %u refused, %u unfinished\n", SEED, through, refused, ROUNDS - through - refused);
}

/* ---- problem documents */

TEST(a_reply_becomes_a_problem_document)
{
	struct arena arena;
	Violation one, two, *list[] = { &one, &two };
	Reply reply;

	arena_init(&arena, 1 << 20);
	reply__init(&reply);
	violation__init(&one);
	violation__init(&two);
	reply.status = 409;
	reply.code = "CLASS_FULL";
	reply.zh = "名额\"已\\满\"";
	reply.en = "full\n\x01";
	reply.rule = "第三条";
	one.code = "FIELD_REQUIRED";
	one.field = "rows[3].name";
	one.row = 3;
	one.zh = "必填";
	two.code = "X";
	two.value = "v";
	reply.n_violations = 2;
	reply.violations = list;
	CHECK_TEXT((const char *)problem_from_reply(&reply, &arena).data,
		   "{\"type\":\"/problems/CLASS_FULL\",\"title\":\"名额\\\"已\\\\满\\\"\",\"status\":409,\"code\":\"CLASS_FULL\","
		   "\"en\":\"full\\u000a\\u0001\",\"rule\":\"第三条\",\"detail\":\"必填\",\"errors\":["
		   "{\"code\":\"FIELD_REQUIRED\",\"field\":\"rows[3].name\",\"row\":3,\"zh\":\"必填\"},"
		   "{\"code\":\"X\",\"value\":\"v\"}]}");
	reply__init(&reply);
	reply.status = 404;
	CHECK_TEXT((const char *)problem_from_reply(&reply, &arena).data,
		   "{\"type\":\"about:blank\",\"title\":\"没有这个地址或记录\",\"status\":404,\"en\":\"Not Found\"}");
	arena_fini(&arena);
	arena_init(&arena, 64);
	CHECK(!problem_from_reply(&reply, &arena).data);         /* out of memory shows */
	arena_fini(&arena);
}

TEST(a_refusal_becomes_a_problem_document)
{
	const struct refusal_row *row = refusal_row(REFUSAL_FIELD_MALFORMED);
	struct arena arena;

	arena_init(&arena, 1 << 20);
	char *want = arena_format(&arena, "{\"type\":\"/problems/%s\",\"title\":\"%s\",\"status\":%u,\"code\":\"%s\",\"en\":\"%s\"",
				  row->symbol, row->zh, (unsigned)row->status, row->symbol, row->en);
	const char *plain = (const char *)problem_from_refusal(REFUSAL_FIELD_MALFORMED, NULL, &arena).data;
	const char *named = (const char *)problem_from_refusal(REFUSAL_FIELD_MALFORMED, "limit", &arena).data;

	CHECK(strncmp(plain, want, strlen(want)) == 0 && !strstr(plain, "errors"));
	CHECK(strstr(named, "\"errors\":[{\"code\":\"FIELD_MALFORMED\",\"field\":\"limit\""));
	arena_fini(&arena);
}

TEST_MAIN()
