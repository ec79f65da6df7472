/* The loop: timers, watches, jobs, signals, and pumps over a source that behaves like ZeroMQ's descriptor: readable once
 * per batch of news, however much lies there, and swallowed by whoever asks first. */
#include "loop/loop.h"

#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

struct world {
	struct loop *loop;
	struct loop_timer *timer;
	int fired;
	int stop_at;
	bool flag;
	pthread_t thread;
	int64_t at_ms;
};

static void new_world(struct world *w)
{
	*w = (struct world){ 0 };
	CHECK_INT(loop_new(&w->loop, NULL), ERR_NONE);
}

static void give_up(void *context)
{
	struct world *w = context;

	printf("#   gave up waiting\n");
	tap_failures_here++;
	loop_stop(w->loop);
}

static void run(struct world *w, uint64_t limit_ms)
{
	struct loop_timer *limit = loop_timer_new(w->loop, give_up, w);

	loop_timer_set(limit, limit_ms, 0);
	loop_run(w->loop);
	loop_timer_free(limit);
}

static void stop_now(void *context)
{
	loop_stop(((struct world *)context)->loop);
}

static void count_and_stop(void *context)
{
	struct world *w = context;

	w->at_ms = loop_now_ms(w->loop);
	if (++w->fired == w->stop_at)
		loop_stop(w->loop);
}

TEST(loop_stop_before_run_returns_at_once)
{
	struct world w;

	new_world(&w);
	loop_stop(w.loop);
	loop_run(w.loop);
	loop_free(w.loop);
}

TEST(loop_run_waits_without_any_handle_of_ours)
{
	struct world w;

	new_world(&w);
	w.timer = loop_timer_new(w.loop, stop_now, &w);
	int64_t start = loop_now_ms(w.loop);
	loop_timer_set(w.timer, 30, 0);
	loop_run(w.loop);
	CHECK(loop_now_ms(w.loop) - start >= 29);
	loop_free(w.loop); /* frees the timer */
}

TEST(timer_repeats_and_clears)
{
	struct world w;

	new_world(&w);
	w.stop_at = 3;
	w.timer = loop_timer_new(w.loop, count_and_stop, &w);
	loop_timer_set(w.timer, 5, 5);
	run(&w, 2000);
	CHECK_INT(w.fired, 3);
	loop_timer_clear(w.timer);
	struct loop_timer *end = loop_timer_new(w.loop, stop_now, &w);
	loop_timer_set(end, 40, 0);
	run(&w, 2000);
	CHECK_INT(w.fired, 3);
	loop_timer_free(end);
	loop_timer_free(w.timer);
	loop_free(w.loop);
}

static void set_myself_again(void *context)
{
	struct world *w = context;

	w->fired++;
	loop_timer_set(w->timer, 0, 0);
}

TEST(a_timer_that_sets_itself_to_now_starves_nobody)
{
	struct world w;

	new_world(&w);
	w.timer = loop_timer_new(w.loop, set_myself_again, &w);
	loop_timer_set(w.timer, 0, 0);
	struct loop_timer *end = loop_timer_new(w.loop, stop_now, &w);
	loop_timer_set(end, 50, 0);
	run(&w, 5000);
	CHECK(w.fired > 5);
	loop_free(w.loop);
}

static void work_long_then_set(void *context)
{
	struct world *w = context;

	(void)usleep(60000);
	w->stop_at = w->fired + 1;
	w->at_ms = loop_now_ms(w->loop);
	loop_timer_set(w->timer, 30, 0);
}

TEST(timers_count_from_now_after_long_work)
{
	struct world w;
	int64_t set_at;

	new_world(&w);
	w.stop_at = -1;
	w.timer = loop_timer_new(w.loop, count_and_stop, &w);
	struct loop_timer *busy = loop_timer_new(w.loop, work_long_then_set, &w);
	loop_timer_set(busy, 1, 0);
	set_at = loop_now_ms(w.loop) + 60;
	run(&w, 5000);
	CHECK(w.at_ms - set_at >= 28);
	CHECK(w.at_ms - set_at < 80);
	loop_free(w.loop);
}

static void thread_work(void *context)
{
	struct world *w = context;

	w->flag = !pthread_equal(pthread_self(), w->thread);
}

TEST(jobs_work_elsewhere_and_end_here)
{
	struct world w;

	new_world(&w);
	w.thread = pthread_self();
	w.stop_at = 1;
	loop_job(w.loop, thread_work, count_and_stop, &w);
	run(&w, 5000);
	CHECK(w.flag);
	CHECK_INT(w.fired, 1);
	loop_free(w.loop);
}

static void slow_work(void *context)
{
	(void)context;
	(void)usleep(50000);
}

static void count(void *context)
{
	((struct world *)context)->fired++;
}

TEST(loop_free_waits_for_jobs)
{
	struct world w;

	new_world(&w);
	loop_job(w.loop, slow_work, count, &w);
	loop_free(w.loop);
	CHECK_INT(w.fired, 1);
}

static void watch_read(void *context, bool readable, bool writable)
{
	struct world *w = context;

	w->fired++;
	w->flag = readable && !writable;
	loop_stop(w->loop);
}

TEST(a_watch_sees_a_readable_descriptor)
{
	struct world w;
	int ends[2];

	new_world(&w);
	CHECK_INT(pipe(ends), 0);
	struct loop_watch *watch = loop_watch_new(w.loop, ends[0], true, false, watch_read, &w);
	CHECK_INT(write(ends[1], "x", 1), 1);
	run(&w, 2000);
	CHECK(w.flag);
	run(&w, 2000); /* level-triggered: still there */
	CHECK_INT(w.fired, 2);
	loop_watch_free(watch);
	loop_free(w.loop);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static void on_stop(void *context)
{
	struct world *w = context;

	w->fired++;
	loop_stop(w->loop);
}

static void on_reload(void *context)
{
	((struct world *)context)->stop_at++;
}

static void raise_twice(void *context)
{
	(void)context;
	(void)kill(getpid(), SIGHUP);
	(void)kill(getpid(), SIGPIPE);
	(void)kill(getpid(), SIGTERM);
	(void)kill(getpid(), SIGINT);
}

TEST(the_first_stop_signal_calls_once_and_hup_reloads)
{
	struct world w;

	new_world(&w);
	loop_on_stop_signal(w.loop, on_stop, on_reload, &w);
	w.timer = loop_timer_new(w.loop, raise_twice, &w);
	loop_timer_set(w.timer, 1, 0);
	run(&w, 2000);
	struct loop_timer *end = loop_timer_new(w.loop, stop_now, &w);
	loop_timer_set(end, 20, 0);
	run(&w, 2000);
	CHECK_INT(w.fired, 1);
	CHECK_INT(w.stop_at, 1);
	loop_free(w.loop);
}

/* ---- pumps */

struct source {
	struct world *w;
	struct loop_pump *pump;
	int descriptor;
	int queued;    /* messages lying there */
	int handled;
	int works;
	int per_work;
	int closed;
	struct source *other;
};

/* Asking drains the descriptor, as ZMQ_EVENTS does. */
static bool source_pending(void *context)
{
	struct source *s = context;
	uint64_t value;

	(void)!read(s->descriptor, &value, sizeof value);
	return s->queued > 0;
}

static void source_work(void *context)
{
	struct source *s = context;

	s->works++;
	for (int i = 0; i < s->per_work && s->queued > 0; i++) {
		s->queued--;
		s->handled++;
	}
	if (s->handled == s->w->stop_at)
		loop_stop(s->w->loop);
}

static void source_closed(void *context)
{
	struct source *s = context;

	s->closed++;
	(void)close(s->descriptor);
}

static void source_open(struct source *s, struct world *w, int per_work)
{
	*s = (struct source){ .w = w, .descriptor = eventfd(0, EFD_NONBLOCK), .per_work = per_work };
	s->pump = loop_pump_new(w->loop, s->descriptor, source_pending, source_work, s);
}

static void announce(struct source *s, int messages)
{
	uint64_t one = 1;

	s->queued += messages;
	CHECK_INT(write(s->descriptor, &one, sizeof one), (int)sizeof one);
}

static void announce_many(void *context)
{
	announce(context, 1000);
}

TEST(a_pump_works_off_all_after_one_edge_in_bounded_turns)
{
	struct world w;
	struct source s;

	new_world(&w);
	source_open(&s, &w, 64);
	w.stop_at = 1000;
	w.timer = loop_timer_new(w.loop, announce_many, &s);
	loop_timer_set(w.timer, 1, 0);
	run(&w, 2000);
	CHECK_INT(s.handled, 1000);
	CHECK(s.works >= 16);
	loop_pump_free(s.pump, source_closed, &s);
	CHECK_INT(s.closed, 0);
	loop_free(w.loop);
	CHECK_INT(s.closed, 1);
}

/* A timer takes the edge away, as a send does: the messages must be handled all the same, and at once. */
static void arrive_and_swallow(void *context)
{
	struct source *s = context;

	announce(s, 1);
	(void)source_pending(s);
}

TEST(a_swallowed_edge_is_not_missed)
{
	struct world w;
	struct source s;

	new_world(&w);
	source_open(&s, &w, 64);
	w.stop_at = 50;
	w.timer = loop_timer_new(w.loop, arrive_and_swallow, &s);
	loop_timer_set(w.timer, 2, 2);
	int64_t start = loop_now_ms(w.loop);
	run(&w, 5000);
	CHECK_INT(s.handled, 50);
	CHECK(loop_now_ms(w.loop) - start < 2000);
	loop_pump_free(s.pump, source_closed, &s);
	loop_free(w.loop);
}

static void work_feeds_other(void *context)
{
	struct source *s = context;

	if (s->queued > 0 && s->handled < 100) {
		s->queued--;
		s->handled++;
		s->other->queued++; /* no edge for it at all */
	}
	if (s->w->fired++ > 300 || (s->handled == 100 && s->other->handled == 100))
		loop_stop(s->w->loop);
}

TEST(pumps_feed_one_another_without_edges)
{
	struct world w;
	struct source a, b;

	new_world(&w);
	a = (struct source){ .w = &w, .descriptor = eventfd(0, EFD_NONBLOCK), .queued = 1, .other = &b };
	b = (struct source){ .w = &w, .descriptor = eventfd(0, EFD_NONBLOCK), .other = &a };
	a.pump = loop_pump_new(w.loop, a.descriptor, source_pending, work_feeds_other, &a);
	b.pump = loop_pump_new(w.loop, b.descriptor, source_pending, work_feeds_other, &b);
	run(&w, 2000);
	CHECK_INT(a.handled, 100);
	CHECK_INT(b.handled, 100);
	loop_pump_free(a.pump, source_closed, &a);
	loop_pump_free(b.pump, NULL, NULL);
	loop_free(w.loop);
	(void)close(b.descriptor);
	CHECK_INT(a.closed, 1);
}

static void kick(void *context)
{
	loop_pump_kick(((struct source *)context)->pump);
}

static void work_counts(void *context)
{
	struct source *s = context;

	s->works++;
	loop_stop(s->w->loop);
}

TEST(a_kick_runs_work_once_though_nothing_is_pending)
{
	struct world w;
	struct source s;

	new_world(&w);
	s = (struct source){ .w = &w, .descriptor = eventfd(0, EFD_NONBLOCK) };
	s.pump = loop_pump_new(w.loop, s.descriptor, source_pending, work_counts, &s);
	w.timer = loop_timer_new(w.loop, kick, &s);
	loop_timer_set(w.timer, 5, 0);
	run(&w, 2000);
	struct loop_timer *end = loop_timer_new(w.loop, stop_now, &w);
	loop_timer_set(end, 20, 0);
	run(&w, 2000);
	CHECK_INT(s.works, 1);
	loop_pump_free(s.pump, source_closed, &s);
	loop_free(w.loop);
}

static void work_frees_other(void *context)
{
	struct source *s = context;

	s->works++;
	if (s->other->pump) {
		loop_pump_free(s->other->pump, source_closed, s->other);
		s->other->pump = NULL;
	}
	s->queued = 0;
	if (s->w->fired++ > 3)
		loop_stop(s->w->loop);
	loop_pump_kick(s->pump);
}

TEST(a_freed_pump_is_not_called_in_the_same_turn)
{
	struct world w;
	struct source a, b;

	new_world(&w);
	a = (struct source){ .w = &w, .descriptor = eventfd(0, EFD_NONBLOCK), .queued = 1, .other = &b };
	b = (struct source){ .w = &w, .descriptor = eventfd(0, EFD_NONBLOCK), .queued = 1, .other = &a };
	b.pump = loop_pump_new(w.loop, b.descriptor, source_pending, work_frees_other, &b);
	a.pump = loop_pump_new(w.loop, a.descriptor, source_pending, work_frees_other, &a);
	run(&w, 2000);
	CHECK((a.works == 0) != (b.works == 0));
	CHECK_INT(a.closed + b.closed, 1);
	loop_pump_free(a.pump ? a.pump : b.pump, source_closed, a.pump ? &a : &b);
	loop_free(w.loop);
	CHECK_INT(a.closed + b.closed, 2);
}

TEST(loop_free_refuses_a_pump_left_behind)
{
	pid_t child = fork();

	if (child == 0) {
		struct world w;
		struct source s;

		(void)!freopen("/dev/null", "w", stderr);
		new_world(&w);
		source_open(&s, &w, 1);
		loop_free(w.loop);
		_exit(0);
	}
	int status = 0;
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

TEST_MAIN()
