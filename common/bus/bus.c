#include "bus/bus.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <zmq.h>

#include "base/require.h"
#include "bus/bus_impl.h"
#include "bus/socket.h"

uint64_t bus_random(void)
{
	uint64_t value;

	REQUIRE(getrandom(&value, sizeof(value), 0) == (ssize_t)sizeof(value));
	return value;
}

static enum err read_allow_list(const struct bus *b, struct allow *out, struct fault *f)
{
	char path[BUS_PATH_MAX + 8];

	(void)snprintf(path, sizeof(path), "%s/allow", b->directory);
	return allow_read(path, out, f);
}

static void check_lines(void *context)
{
	struct bus *b = context;

	b->figures.overfull += lines_check(&b->lines);
	if (b->cut_in > 0 && --b->cut_in == 0)
		lines_cut_unknown(&b->lines, &b->allow);
}

static enum err open_parts(struct bus *b, const char *own_name, struct fault *f)
{
	enum err e = bus_keys_ensure(b->directory, own_name, f);

	if (e == ERR_NONE)
		e = keys_load_pair(b->directory, own_name, &b->own, f);
	if (e == ERR_NONE)
		e = read_allow_list(b, &b->allow, f);
	if (e != ERR_NONE)
		return e;
	b->zmq_context = zmq_ctx_new();
	if (!b->zmq_context)
		return fault_set(f, ERR_IO, "context: %s", zmq_strerror(errno));
	if (zmq_ctx_set(b->zmq_context, ZMQ_IO_THREADS, BUS_IO_THREADS) != 0 ||
	    zmq_ctx_set(b->zmq_context, ZMQ_MAX_SOCKETS, BUS_SOCKETS_MAX) != 0 ||
	    zmq_ctx_set(b->zmq_context, ZMQ_BLOCKY, 0) != 0)
		return fault_set(f, ERR_INVALID, "context options");
	b->lines_timer = loop_timer_new(b->loop, check_lines, b);
	loop_timer_set(b->lines_timer, BUS_LINES_CHECK_MS, BUS_LINES_CHECK_MS);
	return zap_open(b, f); /* before any other socket: without a handler libzmq would admit every key */
}

enum err bus_new(struct bus **out, struct loop *l, const char *keys_directory, const char *own_name, struct fault *f)
{
	struct bus *b = calloc(1, sizeof(*b));

	if (!b)
		return fault_set(f, ERR_MEMORY, "bus");
	b->loop = l;
	b->references = 1;
	enum err e = ERR_NONE;
	if (!zmq_has("curve"))
		e = fault_set(f, ERR_INVALID, "this libzmq has no CURVE");
	else if (strlen(keys_directory) >= sizeof(b->directory))
		e = fault_set(f, ERR_INVALID, "keys directory: name too long");
	if (e == ERR_NONE) {
		(void)snprintf(b->directory, sizeof(b->directory), "%s", keys_directory);
		e = open_parts(b, own_name, f);
	}
	if (e != ERR_NONE) {
		bus_release(b);
		(void)fault_wrap(f, "bus");
		return e;
	}
	*out = b;
	return ERR_NONE;
}

void bus_reference(struct bus *b)
{
	b->references++;
}

/* Sockets close while the loop turns, after bus_free as a rule: the last of them ends the context, which then has
 * nothing to wait for. */
void bus_release(struct bus *b)
{
	REQUIRE(b->references > 0);
	if (--b->references > 0)
		return;
	REQUIRE(b->members == NULL);
	while (b->zmq_context && zmq_ctx_term(b->zmq_context) != 0)
		REQUIRE(errno == EINTR);
	allow_fini(&b->allow);
	lines_fini(&b->lines);
	explicit_bzero(&b->own, sizeof(b->own));
	free(b);
}

void bus_free(struct bus *b)
{
	if (!b)
		return;
	REQUIRE(b->members == NULL); /* every endpoint, client, stream and follower is freed first */
	bus_socket_close(b->zap);
	b->zap = NULL;
	loop_timer_free(b->lines_timer);
	bus_release(b);
}

void bus_member_add(struct bus *b, struct bus_member *m, void (*reloaded)(void *context), void *context)
{
	*m = (struct bus_member){ .next = b->members, .reloaded = reloaded, .context = context };
	b->members = m;
}

void bus_member_remove(struct bus *b, struct bus_member *m)
{
	struct bus_member **link = &b->members;

	while (*link != m)
		link = &(*link)->next;
	*link = m->next;
}

enum err bus_reload(struct bus *b, struct fault *f)
{
	struct allow list;
	enum err e = read_allow_list(b, &list, f);

	if (e != ERR_NONE)
		return e; /* the old list stays */
	allow_fini(&b->allow);
	b->allow = list;
	for (struct bus_member *m = b->members; m; m = m->next)
		m->reloaded(m->context);
	b->cut_in = BUS_FAREWELL_CHECKS; /* a line cut at once takes its farewell with it, sent or not yet read */
	return ERR_NONE;
}

struct bus_figures bus_figures(const struct bus *b)
{
	return b->figures;
}
