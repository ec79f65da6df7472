/* Answers that come later or never, clients that leave, event streams, and the drain. */
#include "http_fixture.h"

static int open_small(const char *target, int receive_bytes)
{
	char text[256];
	int fd = dial_with(receive_bytes);

	sprintf(text, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", target);
	put_text(fd, text);
	return fd;
}

static int open_with(const char *target)
{
	return open_small(target, 0);
}

/* Reads until `text` has come or the time is over; appends to `got`. */
static bool read_until(int fd, char *got, size_t size, const char *text)
{
	size_t at = strlen(got);

	while (!strstr(got, text) && at + 1 < size) {
		ssize_t n = recv(fd, got + at, size - at - 1, 0);

		if (n <= 0)
			return false;
		at += (size_t)n;
		got[at] = '\0';
	}
	return strstr(got, text) != NULL;
}

TEST(answers_may_come_later_and_others_do_not_wait_for_them)
{
	start((struct http_options){ 0 });
	int later = open_with("/later");
	int now = open_with("/now");
	struct reply reply = get_reply(now, false);

	CHECK_INT(reply.status, 200);
	struct pollfd waiting = { .fd = later, .events = POLLIN };

	CHECK_INT(poll(&waiting, 1, 0), 0);
	reply_free(&reply);
	for (int i = 0; i < 3; i++) {
		reply = get_reply(later, false);
		CHECK(reply.status == 200 && reply_has(&reply, "later"));
		reply_free(&reply);
		if (i < 2)
			put_text(later, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
	}
	close(later);
	close(now);
	stop();
}

TEST(a_client_that_leaves_before_the_answer_is_noticed)
{
	start((struct http_options){ 0 });
	int fd = open_with("/never");

	CHECK(wait_for(&fx.handled, 1));
	close(fd);
	CHECK(wait_for(&fx.gone, 1));
	control('a');                                   /* answering then is harmless */
	fd = open_with("/after");
	struct reply reply = get_reply(fd, false);

	CHECK_INT(reply.status, 200);
	reply_free(&reply);
	close(fd);

	struct linger hard = { .l_onoff = 1 };          /* and so is a reset */

	fd = open_with("/never");
	CHECK(wait_for(&fx.handled, 3));
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(fd);
	CHECK(wait_for(&fx.gone, 2));
	control('a');
	CHECK_INT(stop().requests, 3);
}

TEST(a_half_closed_client_still_gets_its_answer)
{
	start((struct http_options){ 0 });
	int fd = open_with("/never");

	CHECK(wait_for(&fx.handled, 1));
	shutdown(fd, SHUT_WR);
	CHECK(wait_for(&fx.gone, 1));
	control('a');
	struct reply reply = get_reply(fd, true);

	CHECK(reply.status == 200 && reply_has(&reply, "gone"));
	reply_free(&reply);
	close(fd);
	stop();
}

TEST(an_answer_that_never_comes_becomes_504)
{
	start((struct http_options){ .answer_ms = 100, .linger_ms = 50 });
	int fd = open_with("/never");
	struct reply reply = get_reply(fd, true);

	CHECK_INT(reply.status, 504);
	CHECK_INT(atomic_load(&fx.gone), 1);
	reply_free(&reply);
	control('a');                                   /* too late; nobody is hurt */
	close(fd);
	fd = open_with("/after");
	reply = get_reply(fd, false);
	CHECK_INT(reply.status, 200);
	reply_free(&reply);
	close(fd);
	CHECK_INT(stop().expired, 1);
}

TEST(stopping_frees_requests_nobody_answered)
{
	start((struct http_options){ 0 });
	int fd = open_with("/never");
	int later = open_with("/stream");

	CHECK(wait_for(&fx.handled, 2));
	CHECK_INT(stop().requests, 2);                  /* leaks would show in the sanitised run */
	CHECK_INT(atomic_load(&fx.closed), 1);
	close(fd);
	close(later);
}

/* ---- event streams */

TEST(events_stream_with_ids_names_and_heartbeats)
{
	char got[4096] = "";

	start((struct http_options){ .heartbeat_ms = 60 });
	int fd = open_with("/stream");

	CHECK(read_until(fd, got, sizeof(got), "retry: 3000\n\n"));
	CHECK(strstr(got, "Content-Type: text/event-stream; charset=utf-8\r\n"));
	CHECK(strstr(got, "X-Accel-Buffering: no\r\n") && strstr(got, "Cache-Control: no-store\r\n"));
	control('e');
	CHECK(read_until(fd, got, sizeof(got), "id: 7.9\nevent: note\ndata: one\ndata: two\n\n"));
	got[0] = '\0';
	CHECK(read_until(fd, got, sizeof(got), ": \n\n"));
	control('c');
	CHECK(read_until(fd, got, sizeof(got), "0\r\n\r\n"));
	CHECK_INT(atomic_load(&fx.closed), 0);          /* its own close is not told back */
	put_text(fd, "GET /again HTTP/1.1\r\nHost: a\r\n\r\n");
	struct reply reply = get_reply(fd, false);

	CHECK(reply_has(&reply, "GET|/again|"));        /* the connection lives on */
	reply_free(&reply);
	close(fd);
	CHECK_INT(stop().streams, 0);
}

TEST(a_reader_that_leaves_ends_its_stream)
{
	start((struct http_options){ 0 });
	int fd = open_with("/stream");

	CHECK(wait_for(&fx.handled, 1));
	close(fd);
	CHECK(wait_for(&fx.closed, 1));
	CHECK_INT(stop().streams, 0);
}

TEST(a_reader_that_is_too_slow_is_closed_and_others_are_not)
{
	start((struct http_options){ 0 });
	int slow = open_small("/stream", 65536);

	CHECK(wait_for(&fx.handled, 1));
	for (int i = 0; i < 200 && !atomic_load(&fx.refused_send); i++) {
		control('f');
		CHECK(wait_for(&fx.flooded, i + 1));    /* else what is left of them floods the quick one */
	}
	CHECK(wait_for(&fx.refused_send, 1));
	CHECK(wait_for(&fx.closed, 1));
	struct reply reply = get_reply(slow, true);

	CHECK(reply.closed || reply.size > 0);
	reply_free(&reply);
	close(slow);
	int quick = open_with("/stream");
	char got[4096] = "";

	CHECK(wait_for(&fx.handled, 2));
	control('e');
	CHECK(read_until(quick, got, sizeof(got), "data: two\n\n"));
	close(quick);
	CHECK_INT(stop().slow_streams, 1);
}

TEST(a_stalled_reader_of_a_stream_is_cut_off)
{
	start((struct http_options){ .write_idle_ms = 200, .stream_queue_bytes = 64u << 20 });
	int fd = open_small("/stream", 65536);

	CHECK(wait_for(&fx.handled, 1));
	control('f');                                   /* past all socket buffers, within the queue */
	CHECK(wait_for(&fx.closed, 1));
	close(fd);
	CHECK_INT(stop().expired, 1);
}

TEST(streams_at_and_past_their_limit)
{
	start((struct http_options){ .streams_max = 2 });
	int first = open_with("/stream"), second = open_with("/stream");

	CHECK(wait_for(&fx.handled, 2));
	int third = open_with("/stream");
	struct reply reply = get_reply(third, false);

	CHECK_INT(reply.status, 503);
	reply_free(&reply);
	close(first);
	CHECK(wait_for(&fx.closed, 1));
	int fourth = open_with("/stream");
	char got[4096] = "";

	CHECK(read_until(fourth, got, sizeof(got), "retry: "));
	close(second);
	close(third);
	close(fourth);
	stop();
}

TEST(all_streams_together_have_a_limit)
{
	char got[4096] = "";

	start((struct http_options){ .streams_bytes_max = 3000, .write_idle_ms = 60000 });
	int fd = open_with("/stream");

	CHECK(read_until(fd, got, sizeof(got), "retry: "));
	control('e');                                   /* within it */
	CHECK(read_until(fd, got, sizeof(got), "data: two\n\n"));
	control('f');                                   /* 1,000 bytes each, nobody reads meanwhile: the third is past it */
	CHECK(wait_for(&fx.refused_send, 1));
	CHECK_INT(atomic_load(&fx.sent), 3);
	CHECK(wait_for(&fx.closed, 1));
	close(fd);
	fd = open_with("/stream");                      /* and what the closed one held is free again */
	got[0] = '\0';
	CHECK(read_until(fd, got, sizeof(got), "retry: "));
	control('e');
	CHECK(read_until(fd, got, sizeof(got), "data: two\n\n"));
	close(fd);
	CHECK_INT(stop().slow_streams, 1);
}

/* ---- waiting */

static double server_cpu_ms(void)
{
	clockid_t clock;
	struct timespec t;

	REQUIRE(pthread_getcpuclockid(fx.thread, &clock) == 0 && clock_gettime(clock, &t) == 0);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void check_idle(const char *what)
{
	sleep_ms(50);
	double before = server_cpu_ms();

	sleep_ms(250);
	double used = server_cpu_ms() - before;

	CHECK(used < 60);
	if (used >= 60)
		printf("#   %s: %.0f ms of 250\n", what, used);
}

TEST(waiting_for_anybody_costs_nothing)
{
	int fds[8];

	start((struct http_options){ .linger_ms = 5000 });
	check_idle("no connection");
	fds[0] = open_with("/x");
	check_idle("keep-alive");
	fds[1] = open_with("/never");
	put_text(fds[1], "GET /pipelined HTTP/1.1\r\nHost: a\r\n\r\n");
	check_idle("a handler, with more requests waiting");
	shutdown(fds[1], SHUT_WR);
	check_idle("a handler, half-closed");
	fds[2] = open_with("/stream");
	check_idle("a stream");
	fds[3] = open_small("/big?size=20000000", 4096);
	wait_readable(fds[3]);
	check_idle("a reader that does not read");
	fds[4] = dial();
	put_text(fds[4], "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
	check_idle("half a body");
	fds[5] = dial();
	put_text(fds[5], "nonsense\r\n\r\n");
	check_idle("a refused client that stays");
	fds[6] = dial();
	put_text(fds[6], "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nmore");
	check_idle("an answered client that stays");
	fds[7] = dial_with(4096);
	put_text(fds[7], "GET /big?size=3000000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	wait_readable(fds[7]);
	check_idle("the last bytes of an answer");
	control('a');
	for (int i = 0; i < 8; i++)
		close(fds[i]);
	check_idle("nobody");
	CHECK_INT(stop().connections, 0);
}

TEST(lingering_has_an_end)
{
	start((struct http_options){ .linger_ms = 150 });
	int fd = dial();

	put_text(fd, "nonsense\r\n\r\n");
	sleep_ms(600);                                  /* neither reads nor closes */
	CHECK_INT(stop().connections, 0);
	close(fd);
}

/* ---- drain */

TEST(draining_ends_what_is_under_way_and_nothing_else)
{
	start((struct http_options){ .linger_ms = 100 });
	int idle = open_with("/first");
	struct reply reply = get_reply(idle, false);

	CHECK_INT(reply.status, 200);
	reply_free(&reply);
	int busy = open_with("/never"), stream = open_with("/stream");

	CHECK(wait_for(&fx.handled, 3));
	control('d');
	reply = get_reply(idle, true);
	CHECK(reply.size == 0 && reply.closed);
	reply_free(&reply);
	CHECK(wait_for(&fx.closed, 1));
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(fx.port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int late = socket(AF_INET, SOCK_STREAM, 0);

	CHECK(connect(late, (struct sockaddr *)&to, sizeof(to)) != 0);
	CHECK_INT(atomic_load(&fx.drained), 0);
	control('a');
	reply = get_reply(busy, true);
	CHECK(reply.status == 200 && reply_has(&reply, "Connection: close\r\n"));
	reply_free(&reply);
	close(busy);
	CHECK(wait_for(&fx.drained, 1));
	close(idle);
	close(stream);
	close(late);
	CHECK_INT(stop().connections, 0);
}

TEST_MAIN()
