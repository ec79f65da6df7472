/* Accepted connections, by descriptor. The library bounds a message part (MAXMSGSIZE) and the messages that wait (HWM), but
 * not the parts of a message that never ends: it would keep them all. And it has no call to end the connection of a peer
 * that says nothing. Both are done here, from outside: the kernel tells how many bytes came over a connection, the sockets
 * tell when a whole message did. */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/tcp.h>

#include "base/require.h"
#include "bus/bus_impl.h"
#include "bus/lines.h"

#define LINES_ROOM_MIN 256u

struct bus_line {
	const void *owner;             /* the socket that accepted it; NULL: no connection of ours */
	uint64_t unread_max;
	uint64_t counted;              /* bytes received when last looked at */
	uint64_t unread;               /* received since a message came, as far as they are more than heartbeats */
	bool spoke;                    /* a whole message came since last looked at */
	char key[BUS_KEY_TEXT];        /* "" before the first message */
};

void lines_opened(struct lines *l, int descriptor, const void *owner, uint64_t unread_max)
{
	if (descriptor < 0)
		return;
	size_t at = (size_t)descriptor;
	if (at >= l->room) {
		size_t room = at * 2 > LINES_ROOM_MIN ? at * 2 : LINES_ROOM_MIN;
		struct bus_line *items = reallocarray(l->items, room, sizeof(*items));

		REQUIRE(items != NULL);
		memset(items + l->room, 0, (room - l->room) * sizeof(*items));
		l->items = items;
		l->room = room;
	}
	l->items[at] = (struct bus_line){ .owner = owner, .unread_max = unread_max };
}

static struct bus_line *line_at(const struct lines *l, int descriptor)
{
	bool ours = descriptor >= 0 && (size_t)descriptor < l->room && l->items[descriptor].owner;

	return ours ? &l->items[descriptor] : NULL;
}

/* The number may already belong to a connection another socket accepted. */
void lines_closed(struct lines *l, int descriptor, const void *owner)
{
	struct bus_line *line = line_at(l, descriptor);

	if (line && line->owner == owner)
		line->owner = NULL;
}

void lines_spoke(struct lines *l, int descriptor, const char *key)
{
	struct bus_line *line = line_at(l, descriptor);

	if (!line)
		return;
	line->spoke = true;
	if (line->key[0] == '\0' && key)
		memcpy(line->key, key, BUS_KEY_TEXT);
}

static bool received(int descriptor, uint64_t *bytes)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);

	if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
		return false; /* closed meanwhile */
	*bytes = info.tcpi_bytes_received;
	return true;
}

/* As in bus_message_cut: the I/O thread finds an end of file and cleans up. */
static void cut(struct bus_line *line, int descriptor)
{
	(void)shutdown(descriptor, SHUT_RDWR);
	line->owner = NULL;
}

uint64_t lines_check(struct lines *l)
{
	uint64_t bytes, overfull = 0;

	for (size_t i = 0; i < l->room; i++) {
		struct bus_line *line = line_at(l, (int)i);

		if (!line || !received((int)i, &bytes))
			continue;
		uint64_t fresh = bytes > line->counted ? bytes - line->counted : 0;
		if (line->spoke)
			line->unread = 0;
		else if (fresh > BUS_LINE_TRICKLE_BYTES)
			line->unread += fresh;
		line->counted = bytes;
		line->spoke = false;
		if (line->unread > line->unread_max) {
			cut(line, (int)i);
			overfull++;
		}
	}
	return overfull;
}

void lines_cut_unknown(struct lines *l, const struct allow *allow)
{
	for (size_t i = 0; i < l->room; i++) {
		struct bus_line *line = line_at(l, (int)i);

		if (line && !allow_principal(allow, line->key))
			cut(line, (int)i);
	}
}

void lines_fini(struct lines *l)
{
	free(l->items);
	*l = (struct lines){ 0 };
}
