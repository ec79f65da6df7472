#include "loop/loop.h"

#include <signal.h>
#include <stdlib.h>

#include "base/require.h"
#include "loop/loop_impl.h"

/* Without memory for a handle of some hundred bytes nothing useful can be done any more. */
static void *loop_calloc(size_t size)
{
	void *memory = calloc(1, size);

	REQUIRE(memory != NULL);
	return memory;
}

enum err loop_new(struct loop **out, struct fault *f)
{
	struct loop *l = calloc(1, sizeof(*l));

	if (!l)
		return fault_set(f, ERR_MEMORY, "loop");
	int rc = uv_loop_init(&l->uv);
	if (rc != 0) {
		free(l);
		return fault_set(f, ERR_IO, "loop: %s", uv_strerror(rc));
	}
	loop_pumps_init(l);
	*out = l;
	return ERR_NONE;
}

/* uv_run also returns when uv_stop was called from a callback that belongs to an earlier stop; hence the loop. */
void loop_run(struct loop *l)
{
	while (!l->stopping)
		(void)uv_run(&l->uv, UV_RUN_DEFAULT);
	l->stopping = false;
}

void loop_stop(struct loop *l)
{
	l->stopping = true;
	uv_stop(&l->uv);
}

static void close_leftover(uv_handle_t *handle, void *context)
{
	(void)context;
	if (uv_is_closing(handle))
		return;
	REQUIRE(handle->type == UV_TIMER || handle->type == UV_POLL);
	if (handle->type == UV_TIMER)
		loop_timer_free(handle->data);
	else
		loop_watch_free(handle->data);
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	loop_pumps_fini(l);
	for (unsigned i = 0; i < l->signal_count; i++)
		uv_close((uv_handle_t *)&l->signals[i], NULL);
	/* Jobs still at work end first, with everything they may use still open; then the rest. */
	while (uv_loop_alive(&l->uv) && l->uv.active_reqs.count > 0)
		(void)uv_run(&l->uv, UV_RUN_ONCE);
	uv_walk(&l->uv, close_leftover, NULL);
	while (uv_run(&l->uv, UV_RUN_DEFAULT) != 0)
		;
	REQUIRE(uv_loop_close(&l->uv) == 0);
	free(l);
}

/* uv_now is as old as the turn; a long batch may have run since. */
int64_t loop_now_ms(struct loop *l)
{
	(void)l;
	return (int64_t)(uv_hrtime() / 1000000u);
}

/* ---- signals */

static void signal_arrived(uv_signal_t *handle, int number)
{
	struct loop *l = handle->data;

	if (number == SIGHUP) {
		if (l->on_reload)
			l->on_reload(l->signal_context);
		return;
	}
	void (*callback)(void *) = l->on_stop;
	l->on_stop = NULL;
	if (callback)
		callback(l->signal_context);
}

void loop_on_stop_signal(struct loop *l, void (*callback)(void *context), void (*reload)(void *context), void *context)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGHUP };

	REQUIRE(l->signal_count == 0);
	l->on_stop = callback;
	l->on_reload = reload;
	l->signal_context = context;
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a file-size limit is a full disk, not an end */
	for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uv_signal_t *handle = &l->signals[i];

		handle->data = l;
		REQUIRE(uv_signal_init(&l->uv, handle) == 0);
		REQUIRE(uv_signal_start(handle, signal_arrived, numbers[i]) == 0);
		l->signal_count++;
	}
}

/* ---- timers */

struct loop_timer {
	uv_timer_t uv;
	struct loop *loop;
	void (*callback)(void *context);
	void *context;
};

struct loop_timer *loop_timer_new(struct loop *l, void (*callback)(void *context), void *context)
{
	struct loop_timer *t = loop_calloc(sizeof(*t));

	t->loop = l;
	t->callback = callback;
	t->context = context;
	REQUIRE(uv_timer_init(&l->uv, &t->uv) == 0);
	t->uv.data = t;
	return t;
}

static void timer_fired(uv_timer_t *handle)
{
	struct loop_timer *t = handle->data;
	struct loop *l = t->loop;

	l->in_timer = true;
	t->callback(t->context);
	l->in_timer = false;
}

/* libuv counts from the start of the turn, which long work may have left far behind; hence `late`. And it runs a
 * timer set to 0 by a timer in the same pass, for ever if that timer sets itself; hence 1. */
void loop_timer_set(struct loop_timer *t, uint64_t after_ms, uint64_t repeat_ms)
{
	uint64_t cached = uv_now(t->uv.loop), now = uv_hrtime() / 1000000u;
	uint64_t late = now > cached ? now - cached : 0;

	REQUIRE(!uv_is_closing((uv_handle_t *)&t->uv));
	if (after_ms > 0)
		after_ms += late;
	else if (t->loop->in_timer)
		after_ms = 1;
	REQUIRE(uv_timer_start(&t->uv, timer_fired, after_ms, repeat_ms) == 0);
}

void loop_timer_clear(struct loop_timer *t)
{
	(void)uv_timer_stop(&t->uv);
}

static void timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void loop_timer_free(struct loop_timer *t)
{
	if (t)
		uv_close((uv_handle_t *)&t->uv, timer_closed);
}

/* ---- watches */

struct loop_watch {
	uv_poll_t uv;
	void (*callback)(void *context, bool readable, bool writable);
	void *context;
};

static void watch_fired(uv_poll_t *handle, int status, int events)
{
	struct loop_watch *w = handle->data;
	bool failed = status < 0;

	w->callback(w->context, failed || (events & UV_READABLE) != 0, failed || (events & UV_WRITABLE) != 0);
}

struct loop_watch *loop_watch_new(struct loop *l, int descriptor, bool readable, bool writable,
				  void (*callback)(void *context, bool readable, bool writable), void *context)
{
	struct loop_watch *w = loop_calloc(sizeof(*w));

	w->callback = callback;
	w->context = context;
	REQUIRE(uv_poll_init(&l->uv, &w->uv, descriptor) == 0);
	w->uv.data = w;
	REQUIRE(uv_poll_start(&w->uv, (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0), watch_fired) == 0);
	return w;
}

static void watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void loop_watch_free(struct loop_watch *w)
{
	if (w)
		uv_close((uv_handle_t *)&w->uv, watch_closed);
}

/* ---- jobs */

struct loop_work {
	uv_work_t uv;
	void (*work)(void *context);
	void (*done)(void *context);
	void *context;
};

static void work_on_thread(uv_work_t *request)
{
	struct loop_work *job = request->data;

	job->work(job->context);
}

static void work_done(uv_work_t *request, int status)
{
	struct loop_work *job = request->data;
	struct loop_work copy = *job;

	REQUIRE(status == 0); /* jobs are never cancelled */
	free(job);
	if (copy.done)
		copy.done(copy.context);
}

void loop_job(struct loop *l, void (*work)(void *context), void (*done)(void *context), void *context)
{
	struct loop_work *job = loop_calloc(sizeof(*job));

	*job = (struct loop_work){ .work = work, .done = done, .context = context };
	job->uv.data = job;
	REQUIRE(uv_queue_work(&l->uv, &job->uv, work_on_thread, work_done) == 0);
}
