/* Pumps: one prepare/check/idle triad for all of them.
 *
 *   poll     readable: only wakes the loop and marks the pump
 *   prepare  any pump marked or pending? then start the idle handle, so that the loop does not sleep
 *   check    stop the idle handle; call `work` of each pump marked or pending
 *
 * Since prepare asks again before every sleep, a send in a timer, a poll callback or another pump's `work` cannot leave
 * a message lying: ZeroMQ's descriptor is edge-triggered, and a send may swallow the edge of a receive. */
#include <stdlib.h>

#include "base/require.h"
#include "loop/loop_impl.h"

struct loop_pump {
	struct loop *loop;
	struct loop_pump *next;
	uv_poll_t poll;
	bool marked;
	bool dead; /* freed by its owner, poll handle still closing */
	bool (*pending)(void *context);
	void (*work)(void *context);
	void (*closed)(void *context);
	void *context;
	void *closed_context;
};

static bool pump_ready(const struct loop_pump *p)
{
	return !p->dead && (p->marked || p->pending(p->context));
}

static void pumps_idle(uv_idle_t *handle)
{
	(void)handle;
}

static void pumps_prepare(uv_prepare_t *handle)
{
	struct loop *l = handle->data;

	/* libuv computes how long to sleep from the start of the turn, which long work may have left far behind. */
	uv_update_time(&l->uv);
	for (struct loop_pump *p = l->pumps; p; p = p->next) {
		if (pump_ready(p)) {
			(void)uv_idle_start(&l->idle, pumps_idle);
			return;
		}
	}
}

/* A pump freed by some `work` stays in the list, dead, until its handle has closed, and new ones go to the front:
 * the walk is safe. */
static void pumps_check(uv_check_t *handle)
{
	struct loop *l = handle->data;

	(void)uv_idle_stop(&l->idle);
	for (struct loop_pump *p = l->pumps; p; p = p->next) {
		if (pump_ready(p)) {
			p->marked = false;
			p->work(p->context);
		}
	}
}

void loop_pumps_init(struct loop *l)
{
	l->prepare.data = l;
	l->check.data = l;
	REQUIRE(uv_prepare_init(&l->uv, &l->prepare) == 0);
	REQUIRE(uv_check_init(&l->uv, &l->check) == 0);
	REQUIRE(uv_idle_init(&l->uv, &l->idle) == 0);
	REQUIRE(uv_prepare_start(&l->prepare, pumps_prepare) == 0);
	REQUIRE(uv_check_start(&l->check, pumps_check) == 0);
}

void loop_pumps_fini(struct loop *l)
{
	for (struct loop_pump *p = l->pumps; p; p = p->next)
		REQUIRE(p->dead);
	uv_close((uv_handle_t *)&l->prepare, NULL);
	uv_close((uv_handle_t *)&l->check, NULL);
	uv_close((uv_handle_t *)&l->idle, NULL);
}

static void pump_readable(uv_poll_t *handle, int status, int events)
{
	struct loop_pump *p = handle->data;

	(void)status;
	(void)events;
	p->marked = true;
}

struct loop_pump *loop_pump_new(struct loop *l, int descriptor, bool (*pending)(void *context),
				void (*work)(void *context), void *context)
{
	struct loop_pump *p = calloc(1, sizeof(*p));

	REQUIRE(p != NULL);
	p->loop = l;
	p->pending = pending;
	p->work = work;
	p->context = context;
	p->poll.data = p;
	REQUIRE(uv_poll_init(&l->uv, &p->poll, descriptor) == 0);
	REQUIRE(uv_poll_start(&p->poll, UV_READABLE, pump_readable) == 0);
	p->next = l->pumps;
	l->pumps = p;
	return p;
}

void loop_pump_kick(struct loop_pump *p)
{
	p->marked = true;
}

static void pump_closed(uv_handle_t *handle)
{
	struct loop_pump *p = handle->data;
	struct loop_pump **link = &p->loop->pumps;

	while (*link != p)
		link = &(*link)->next;
	*link = p->next;
	if (p->closed)
		p->closed(p->closed_context);
	free(p);
}

void loop_pump_free(struct loop_pump *p, void (*closed)(void *context), void *context)
{
	if (!p)
		return;
	REQUIRE(!p->dead);
	p->dead = true;
	p->closed = closed;
	p->closed_context = context;
	uv_close((uv_handle_t *)&p->poll, pump_closed);
}
