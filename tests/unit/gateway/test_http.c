/* The HTTP server from outside: what a request becomes, limits at and past the limit, slow and greedy clients. */
#include "http_fixture.h"

static struct reply ask_text(const char *text)
{
	return ask(text, strlen(text));
}

/* "GET <target>" alone on a connection; returns the status and, in `body` when not NULL, the body's text. */
static int get_status(const char *target, char *body, size_t size)
{
	char *text = malloc(strlen(target) + 128);

	sprintf(text, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", target);
	struct reply reply = ask_text(text);
	int status = reply.status;

	if (body)
		snprintf(body, size, "%.*s", (int)reply.body_size, reply.body ? reply.body : "");
	free(text);
	reply_free(&reply);
	return status;
}

TEST(a_request_is_seen_decoded)
{
	char body[256];

	start((struct http_options){ 0 });
	CHECK_INT(get_status("/a%20b/%E5%B9%B2%E9%83%A8?q=%E6%8B%85+%E5%BD%93&x", body, sizeof(body)), 200);
	CHECK_TEXT(body, "GET|/a b/干部|担 当|-|0|127.0.0.1");
	struct reply reply = ask_text("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");

	CHECK_INT(reply.status, 200);
	CHECK(reply.body_size == 5 && memcmp(reply.body, "hello", 5) == 0);
	reply_free(&reply);
	reply = ask_text("POST /x HTTP/1.1\r\nHost: a\r\nX-TEST: y\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
			 "3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n");
	CHECK(reply_has(&reply, "POST|/x|-|y|19|"));
	reply_free(&reply);
	stop();
}

TEST(targets_that_could_mean_two_things_are_refused)
{
	static const char *const bad[] = { "/a/../b", "/a/..", "/./a", "//a", "/a//b", "/a%2Fb", "/a%2e%2e/..%2f", "/%2e%2e/a",
					   "/a%00b", "/a%0ab", "/a%zz", "/a%2", "/a%", "/%ff%fe", "/a\\b", "/a%5cb", "/?q=%00",
					   "/?q=%ff", "/?%zz=1", "a", "*", "/a#b" };
	start((struct http_options){ 0 });
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (get_status(bad[i], NULL, 0) != 400) {
			printf("#   %s\n", bad[i]);
			CHECK(!"refused");
		}
	CHECK_INT(get_status("/a/.b/..c/d..", NULL, 0), 200);
	stop();
}

TEST(answers_carry_the_security_headers)
{
	start((struct http_options){ .secure = true });
	struct reply reply = ask_text("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

	CHECK(reply_has(&reply, "X-Content-Type-Options: nosniff\r\n"));
	CHECK(reply_has(&reply, "Content-Security-Policy: default-src 'none'; script-src 'self';"));
	CHECK(reply_has(&reply, "frame-ancestors 'none'"));
	CHECK(reply_has(&reply, "Cache-Control: no-store\r\n"));
	CHECK(reply_has(&reply, "Referrer-Policy: no-referrer\r\n"));
	CHECK(reply_has(&reply, "Strict-Transport-Security: max-age="));
	reply_free(&reply);
	reply = ask_text("GET /own HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	CHECK(reply_has(&reply, "Cache-Control: max-age=60\r\n") && reply_has(&reply, "X-Own: 1\r\n"));
	CHECK(!reply_has(&reply, "no-store"));
	reply_free(&reply);
	stop();
	start((struct http_options){ 0 });
	reply = ask_text("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	CHECK(!reply_has(&reply, "Strict-Transport-Security"));
	reply_free(&reply);
	stop();
}

/* ---- limits */

TEST(request_line_at_and_past_its_limit)
{
	char *target = malloc(HTTP_REQUEST_LINE_MAX + 16);
	size_t most = HTTP_REQUEST_LINE_MAX - strlen("GET  HTTP/1.1");

	start((struct http_options){ 0 });
	memset(target, 'a', most + 1);
	target[0] = '/';
	target[most] = '\0';
	CHECK_INT(get_status(target, NULL, 0), 200);
	target[most] = 'a';
	target[most + 1] = '\0';
	CHECK_INT(get_status(target, NULL, 0), 414);
	free(target);
	stop();
}

/* A request whose header lines, with their ends, have exactly `bytes` bytes in `count` lines. */
static int status_with_headers(size_t bytes, size_t count)
{
	char *text = calloc(1, bytes + 4096);
	size_t at = (size_t)sprintf(text, "GET / HTTP/1.1\r\n");
	size_t begin = at;

	at += (size_t)sprintf(text + at, "Host: a\r\nConnection: close\r\n");
	for (size_t i = 2; i < count; i++) {
		size_t left = bytes - (at - begin);
		size_t rest = count - i - 1;              /* lines after this one */
		size_t size = rest > 0 ? (left / (rest + 1)) : left;

		at += (size_t)sprintf(text + at, "X%04zu: ", i);
		memset(text + at, 'v', size - 9);
		at += size - 9;
		at += (size_t)sprintf(text + at, "\r\n");
	}
	sprintf(text + at, "\r\n");
	struct reply reply = ask_text(text);
	int status = reply.status;

	free(text);
	reply_free(&reply);
	return status;
}

TEST(headers_at_and_past_their_limits)
{
	start((struct http_options){ 0 });
	CHECK_INT(status_with_headers(2000, HTTP_HEADERS_MAX), 200);
	CHECK_INT(status_with_headers(2000, HTTP_HEADERS_MAX + 1), 431);
	CHECK_INT(status_with_headers(HTTP_HEADER_BYTES_MAX, 10), 200);
	CHECK_INT(status_with_headers(HTTP_HEADER_BYTES_MAX + 1, 10), 431);
	CHECK_INT(status_with_headers(HTTP_HEADER_BYTES_MAX, 3), 200);
	CHECK_INT(status_with_headers(HTTP_HEADER_BYTES_MAX + 1, 3), 431);
	stop();
}

TEST(query_parameters_at_and_past_their_limit)
{
	char target[1024] = "/?a=1";

	start((struct http_options){ 0 });
	for (unsigned i = 1; i < HTTP_QUERY_PARAMETERS_MAX; i++)
		strcat(target, "&a=1");
	CHECK_INT(get_status(target, NULL, 0), 200);
	strcat(target, "&a=1");
	CHECK_INT(get_status(target, NULL, 0), 400);
	stop();
}

static struct reply post_sized(const char *path, size_t size, bool chunked)
{
	char *text = malloc(size + 512);
	size_t at = (size_t)sprintf(text, "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", path);

	at += (size_t)(chunked ? sprintf(text + at, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", size)
			       : sprintf(text + at, "Content-Length: %zu\r\n\r\n", size));
	for (size_t i = 0; i < size; i++)
		text[at + i] = (char)('a' + i % 26);
	at += size;
	if (chunked)
		at += (size_t)sprintf(text + at, "\r\n0\r\n\r\n");
	struct reply reply = ask(text, at);

	free(text);
	return reply;
}

TEST(bodies_at_and_past_their_limit)
{
	start((struct http_options){ .linger_ms = 500 });
	for (int chunked = 0; chunked < 2; chunked++) {
		struct reply reply = post_sized("/echo", HTTP_BODY_BYTES_MAX, chunked);
		bool same = reply.status == 200 && reply.body_size == HTTP_BODY_BYTES_MAX;

		for (size_t i = 0; same && i < reply.body_size; i++)
			same = reply.body[i] == (char)('a' + i % 26);
		CHECK(same);
		reply_free(&reply);
		reply = post_sized("/echo", HTTP_BODY_BYTES_MAX + 1, chunked);
		CHECK_INT(reply.status, 413);
		reply_free(&reply);
		reply = post_sized("/small", 10, chunked);
		CHECK_INT(reply.status, 200);
		reply_free(&reply);
		reply = post_sized("/small", 11, chunked);
		CHECK_INT(reply.status, 413);
		reply_free(&reply);
	}
	struct reply reply = ask_text("POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
				      "6\r\nabcdef\r\n5\r\nabcde\r\n0\r\n\r\n");

	CHECK_INT(reply.status, 413);           /* past it in the second chunk */
	reply_free(&reply);
	CHECK_INT(stop().body_bytes, 0);
}

TEST(all_bodies_together_have_a_limit)
{
	start((struct http_options){ .bodies_bytes_max = 1000 });
	int first = dial();

	put_text(first, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\nabc");
	sleep_ms(50);
	struct reply reply = post_sized("/echo", 401, false);

	CHECK_INT(reply.status, 503);
	CHECK(reply_has(&reply, "Retry-After: "));
	reply_free(&reply);
	reply = post_sized("/echo", 401, true);
	CHECK_INT(reply.status, 503);
	reply_free(&reply);
	reply = post_sized("/echo", 400, false);
	CHECK_INT(reply.status, 200);
	reply_free(&reply);
	close(first);
	sleep_ms(50);
	reply = post_sized("/echo", 1000, true);
	CHECK_INT(reply.status, 200);
	reply_free(&reply);
	CHECK_INT(stop().body_bytes, 0);
}

/* Four connections in the middle of a request, as many as there may be. */
static void fill(int fds[4])
{
	start((struct http_options){ .connections_max = 4 });
	for (int i = 0; i < 4; i++) {
		fds[i] = dial();
		put_text(fds[i], "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
		sleep_ms(20);
	}
}

TEST(a_body_may_be_refused_for_another_reason_than_its_size)
{
	start((struct http_options){ 0 });
	struct reply reply = post_sized("/known", 11, false);

	CHECK_INT(reply.status, 401);
	CHECK(reply_has(&reply, "SESSION_REQUIRED"));
	reply_free(&reply);
	reply = post_sized("/known", 1, true);          /* how much will come in chunks is not known */
	CHECK_INT(reply.status, 401);
	reply_free(&reply);
	reply = post_sized("/known", 10, false);
	CHECK_INT(reply.status, 200);
	reply_free(&reply);
	CHECK_INT(stop().refused, 2);
}

TEST(large_bodies_leave_room_for_small_ones)
{
	int large = HTTP_BODY_SMALL_BYTES + 1;

	start((struct http_options){ .bodies_bytes_max = 4 * HTTP_BODY_SMALL_BYTES });
	int first = dial(), second = dial();

	put_text(first, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 262145\r\n\r\nabc");
	put_text(second, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 262145\r\n\r\nabc");
	sleep_ms(50);
	struct reply reply = post_sized("/echo", large, false);

	CHECK_INT(reply.status, 503);
	reply_free(&reply);
	reply = post_sized("/echo", large - 1, false);
	CHECK_INT(reply.status, 200);
	reply_free(&reply);
	close(first);
	close(second);
	sleep_ms(50);
	CHECK_INT(stop().body_bytes, 0);
}

TEST(large_answers_nobody_takes_have_a_limit_together)
{
	struct reply reply;

	start((struct http_options){ .answers_bytes_max = 2 * 12000000 });
	int first = dial_with(65536), second = dial_with(65536), third = dial();

	put_text(first, "GET /big?size=12000000 HTTP/1.1\r\nHost: a\r\n\r\n");
	put_text(second, "GET /big?size=12000000 HTTP/1.1\r\nHost: a\r\n\r\n");
	wait_readable(first);
	wait_readable(second);
	put_text(third, "GET /big?size=262145 HTTP/1.1\r\nHost: a\r\n\r\nGET /big?size=262145 HTTP/1.1\r\nHost: a\r\n\r\n");
	reply = get_reply(third, true);
	CHECK_INT(reply.status, 503);
	CHECK(reply_has(&reply, "\"BUSY\"") && reply_has(&reply, "Retry-After: ") && reply_has(&reply, "Connection: close"));
	reply_free(&reply);
	CHECK_INT(atomic_load(&fx.handled), 3); /* what it asked besides is not worked out */
	close(third);
	third = dial();
	put_text(third, "GET /big?size=262144 HTTP/1.1\r\nHost: a\r\n\r\n");
	reply = get_reply(third, false);
	CHECK_INT(reply.status, 200); /* small ones go on */
	reply_free(&reply);
	reply = get_reply(first, false);
	CHECK_INT(reply.body_size, 12000000); /* the first is read at last, whole */
	reply_free(&reply);
	put_text(third, "GET /big?size=12000000 HTTP/1.1\r\nHost: a\r\n\r\n");
	reply = get_reply(third, false);
	CHECK_INT(reply.body_size, 12000000);
	reply_free(&reply);
	close(first);
	close(second);
	close(third);
	sleep_ms(50);
	CHECK_INT(stop().answer_bytes, 0);
}

TEST(past_the_most_connections_the_one_that_owes_a_request_longest_gives_way)
{
	int fds[4];

	start((struct http_options){ .connections_max = 4 });
	for (int i = 0; i < 4; i++) {
		fds[i] = dial();
		put_text(fds[i], i == 0 ? "GET / HT" : "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		sleep_ms(20);
	}
	for (int i = 1; i < 4; i++) {
		struct reply reply = get_reply(fds[i], false);

		CHECK_INT(reply.status, 200);
		reply_free(&reply);
	}
	CHECK_INT(get_status("/", NULL, 0), 200);
	struct reply cut = get_reply(fds[0], true);

	CHECK(cut.closed);
	CHECK_INT(cut.status, 0);
	reply_free(&cut);
	put_text(fds[1], "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	struct reply kept = get_reply(fds[1], false);

	CHECK_INT(kept.status, 200);
	reply_free(&kept);
	for (int i = 0; i < 4; i++)
		close(fds[i]);
	struct http_figures figures = stop();

	CHECK_INT(figures.given_up, 1);
	CHECK_INT(figures.turned_away, 0);
}

TEST(connections_at_and_past_their_limits)
{
	int fds[4];

	fill(fds);
	CHECK_INT(get_status("/", NULL, 0), 503);
	close(fds[0]);
	sleep_ms(50);
	CHECK_INT(get_status("/", NULL, 0), 200);
	for (int i = 1; i < 4; i++)
		close(fds[i]);
	CHECK_INT(stop().turned_away, 1);

	static const char *const proxies[] = { "127.0.0.1" };

	start((struct http_options){ .connections_per_address_max = 1 });
	fds[0] = dial();
	sleep_ms(30);
	CHECK_INT(get_status("/", NULL, 0), 503);
	close(fds[0]);
	stop();
	start((struct http_options){ .connections_per_address_max = 1, .trusted_proxies = proxies,
				     .trusted_proxy_count = 1 });
	fds[0] = dial();
	sleep_ms(30);
	CHECK_INT(get_status("/", NULL, 0), 200);       /* a proxy brings everybody's connections */
	close(fds[0]);
	stop();
}

TEST(only_a_trusted_proxy_may_name_the_peer)
{
	static const char *const proxies[] = { "127.0.0.1" };
	static const char text[] = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1, 10.0.0.9\r\nConnection: close\r\n\r\n";
	static const char junk[] = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: <script>\r\nConnection: close\r\n\r\n";

	start((struct http_options){ 0 });
	struct reply reply = ask_text(text);

	CHECK(reply_has(&reply, "|127.0.0.1"));
	reply_free(&reply);
	stop();
	start((struct http_options){ .trusted_proxies = proxies, .trusted_proxy_count = 1 });
	reply = ask_text(text);
	CHECK(reply_has(&reply, "|10.0.0.9"));
	reply_free(&reply);
	reply = ask_text(junk);
	CHECK(reply_has(&reply, "|127.0.0.1"));
	reply_free(&reply);
	stop();
}

/* ---- connections */

TEST(a_connection_serves_many_requests_and_pipelined_ones_in_order)
{
	char text[8192] = "";

	start((struct http_options){ 0 });
	int fd = dial();

	for (int i = 0; i < 50; i++) {
		char target[64];

		sprintf(target, "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n", i);
		put_text(fd, target);
		struct reply reply = get_reply(fd, false);

		sprintf(target, "GET|/%d|", i);
		CHECK(reply.status == 200 && reply_has(&reply, target));
		reply_free(&reply);
	}
	for (int i = 0; i < 100; i++)
		sprintf(text + strlen(text), "%s /%s%d HTTP/1.1\r\nHost: a\r\n%s\r\n", i % 3 ? "GET" : "POST",
			i % 10 == 5 ? "later?" : "p", i, i % 3 ? "" : "Content-Length: 0\r\n");
	put_text(fd, text);
	shutdown(fd, SHUT_WR);                      /* half-closed: still to be answered */
	struct reply all = get_reply(fd, true);
	const char *at = all.data;

	for (int i = 0; i < 100 && at; i++) {
		char want[64];

		sprintf(want, i % 10 == 5 ? "later" : "%s|/p%d|", i % 3 ? "GET" : "POST", i);
		at = strstr(at, want);
		CHECK(at);
	}
	CHECK(all.closed);
	reply_free(&all);
	close(fd);
	CHECK_INT(stop().requests, 150);
}

TEST(http_1_0_is_answered_and_closed)
{
	start((struct http_options){ 0 });
	struct reply reply = ask_text("GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n");

	CHECK(reply.status == 200 && reply.closed);
	CHECK_INT(atomic_load(&fx.handled), 1);
	reply_free(&reply);
	stop();
}

TEST(a_client_may_ask_whether_to_send_its_body)
{
	static const char head[] = "POST /%s HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n";
	char text[256];

	start((struct http_options){ .linger_ms = 100 });
	int fd = dial();

	sprintf(text, head, "x");
	put_text(fd, text);
	ssize_t got = recv(fd, text, sizeof(text) - 1, 0);

	CHECK(got > 0 && strncmp(text, "HTTP/1.1 100 ", 13) == 0);
	put_text(fd, "hello world");
	struct reply reply = get_reply(fd, false);

	CHECK(reply_has(&reply, "POST|/x|-|-|11|"));
	reply_free(&reply);
	close(fd);
	sprintf(text, head, "small");               /* past the limit of its route: told before it sends */
	reply = ask_text(text);
	CHECK_INT(reply.status, 413);
	reply_free(&reply);
	stop();
}

TEST(slow_senders_are_cut_off)
{
	start((struct http_options){ .head_ms = 150, .body_idle_ms = 150, .body_ms = 400, .idle_ms = 150, .linger_ms = 50 });
	int head = dial(), body = dial(), idle = dial(), drip = dial();

	put_text(head, "GET / HTTP/1.1\r\nHo");
	put_text(body, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
	put_text(drip, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
	for (int i = 0; i < 12; i++) {
		sleep_ms(50);
		if (i < 6)
			put_text(head, "s");        /* dripping does not extend the time of a head */
		put_text(drip, "x");                /* nor that of a whole body for ever */
	}
	struct reply reply = get_reply(head, true);

	CHECK(reply.status == 408 && reply.closed);
	reply_free(&reply);
	reply = get_reply(body, true);
	CHECK(reply.status == 408 && reply.closed);
	reply_free(&reply);
	reply = get_reply(drip, true);
	CHECK(reply.status == 408);
	reply_free(&reply);
	reply = get_reply(idle, true);
	CHECK(reply.size == 0 && reply.closed);
	reply_free(&reply);
	close(head);
	close(body);
	close(idle);
	close(drip);
	CHECK_INT(stop().requests, 0);
}

TEST(a_client_that_does_not_read_is_cut_off)
{
	start((struct http_options){ .write_idle_ms = 200 });
	int fd = dial_with(65536);
	put_text(fd, "GET /big?size=20000000 HTTP/1.1\r\nHost: a\r\n\r\n");
	wait_readable(fd);
	sleep_ms(600);
	struct reply reply = get_reply(fd, true);

	CHECK(reply.size > 0 && reply.size < 20000000);
	reply_free(&reply);
	close(fd);
	CHECK_INT(stop().expired, 1);
	start((struct http_options){ 0 });
	fd = dial();
	put_text(fd, "GET /big?size=20000000 HTTP/1.1\r\nHost: a\r\n\r\n");
	reply = get_reply(fd, false);
	CHECK_INT(reply.body_size, 20000000);
	reply_free(&reply);
	close(fd);
	stop();
}

TEST_MAIN()
