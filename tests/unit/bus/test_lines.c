/* The watch over accepted connections: a message without end, heartbeats, keys taken off the list. Over real sockets, since
 * the kernel counts. */
#include "bus/lines.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "fixture.h"

#define KEY_A "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define KEY_B "#q:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define UNREAD_MAX 100000u

struct pair {
	int ours, theirs;
};

static struct pair connected(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	struct pair p = { .theirs = socket(AF_INET, SOCK_STREAM, 0) };

	REQUIRE(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 1) == 0);
	REQUIRE(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
	REQUIRE(connect(p.theirs, (struct sockaddr *)&address, size) == 0);
	p.ours = accept(listener, NULL, NULL);
	REQUIRE(p.ours >= 0);
	close(listener);
	return p;
}

static void disconnect(struct pair *p)
{
	close(p->ours);
	close(p->theirs);
}

/* Sends and takes in, as the library does. */
static void send_bytes(const struct pair *p, size_t size)
{
	static char block[10000];

	while (size > 0) {
		size_t part = size < sizeof(block) ? size : sizeof(block);

		REQUIRE(send(p->theirs, block, part, 0) == (ssize_t)part);
		REQUIRE(recv(p->ours, block, part, MSG_WAITALL) == (ssize_t)part);
		size -= part;
	}
}

static bool was_cut(const struct pair *p)
{
	char byte;

	return recv(p->theirs, &byte, 1, MSG_DONTWAIT) == 0;
}

TEST(a_message_without_end_is_cut)
{
	struct lines l = { 0 };
	struct pair p = connected();

	lines_opened(&l, p.ours, &l, UNREAD_MAX);
	send_bytes(&p, UNREAD_MAX);
	CHECK_INT(lines_check(&l), 0);
	CHECK(!was_cut(&p));
	send_bytes(&p, BUS_LINE_TRICKLE_BYTES + 1);
	CHECK_INT(lines_check(&l), 1);
	CHECK(was_cut(&p));
	CHECK_INT(lines_check(&l), 0);                  /* once */
	disconnect(&p);
	lines_fini(&l);
}

TEST(whole_messages_begin_the_count_anew)
{
	struct lines l = { 0 };
	struct pair p = connected();

	lines_opened(&l, p.ours, &l, UNREAD_MAX);
	for (int i = 0; i < 5; i++) {
		send_bytes(&p, UNREAD_MAX / 2 + 1000);
		if (i % 2 == 0)
			lines_spoke(&l, p.ours, KEY_A);
		CHECK_INT(lines_check(&l), 0);
	}
	CHECK(!was_cut(&p));
	disconnect(&p);
	lines_fini(&l);
}

TEST(heartbeats_are_no_message)
{
	struct lines l = { 0 };
	struct pair p = connected();

	lines_opened(&l, p.ours, &l, 1000);
	for (int i = 0; i < 100; i++) {
		send_bytes(&p, BUS_LINE_TRICKLE_BYTES);
		CHECK_INT(lines_check(&l), 0);
	}
	CHECK(!was_cut(&p));
	disconnect(&p);
	lines_fini(&l);
}

TEST(a_number_taken_over_by_another_socket_stays_watched)
{
	struct lines l = { 0 };
	struct pair p = connected();
	int one, other;

	lines_opened(&l, p.ours, &one, 10);
	lines_opened(&l, p.ours, &other, 10);           /* told before the end of the first */
	lines_closed(&l, p.ours, &one);
	send_bytes(&p, 1000);
	CHECK_INT(lines_check(&l), 1);
	lines_closed(&l, p.ours, &other);
	lines_closed(&l, 100000, &other);               /* never heard of */
	lines_spoke(&l, -1, KEY_A);
	disconnect(&p);
	lines_fini(&l);
}

TEST(connections_of_unknown_keys_are_cut)
{
	struct lines l = { 0 };
	struct allow allow;
	struct pair known = connected(), gone = connected(), silent = connected();
	static const char list[] = KEY_A " a\n";

	REQUIRE(allow_parse(span_text(list), &allow, NULL) == ERR_NONE);
	lines_opened(&l, known.ours, &l, UNREAD_MAX);
	lines_opened(&l, gone.ours, &l, UNREAD_MAX);
	lines_opened(&l, silent.ours, &l, UNREAD_MAX);
	lines_spoke(&l, known.ours, KEY_A);
	lines_spoke(&l, gone.ours, KEY_B);
	lines_cut_unknown(&l, &allow);
	CHECK(!was_cut(&known));
	CHECK(was_cut(&gone));
	CHECK(was_cut(&silent));
	disconnect(&known);
	disconnect(&gone);
	disconnect(&silent);
	allow_fini(&allow);
	lines_fini(&l);
}

TEST_MAIN()
