/* The event loop: libuv behind four shapes: timers, watched descriptors, pumps (ZeroMQ sockets), worker jobs.
 * The only place that knows libuv. Everything runs on the loop thread but job work functions.
 *
 * Lifetime: _new allocates, _free ends it at once: no callback runs afterwards, also not later in the same turn. The
 * handles behind it close while the loop turns; loop_free turns it until all have, and asserts that nothing is left.
 * Timers and watches still there at loop_free are freed by it; a pump still there is a bug. */
#ifndef DANDANG_LOOP_H
#define DANDANG_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct loop;

enum err loop_new(struct loop **out, struct fault *f);
void loop_run(struct loop *l);             /* until loop_stop; may be called again */
void loop_stop(struct loop *l);            /* from callbacks, or before loop_run, which then returns at once */
void loop_free(struct loop *l);            /* waits for jobs and closing handles */
int64_t loop_now_ms(struct loop *l);       /* monotonic */
/* Calls `callback` once on the loop for SIGTERM or SIGINT; SIGPIPE is ignored; SIGHUP calls `reload` each time (ignored
 * when it is NULL). To be called once per loop. */
void loop_on_stop_signal(struct loop *l, void (*callback)(void *context), void (*reload)(void *context), void *context);

struct loop_timer;                         /* opaque, owned by the loop after _new */
struct loop_timer *loop_timer_new(struct loop *l, void (*callback)(void *context), void *context);
/* Counted from now; 0 means the next turn, so that a timer that sets itself cannot starve the loop. */
void loop_timer_set(struct loop_timer *t, uint64_t after_ms, uint64_t repeat_ms);
void loop_timer_clear(struct loop_timer *t);
void loop_timer_free(struct loop_timer *t);

/* A level-triggered watch on a descriptor (the caller keeps the descriptor open until after _free). One watch or pump
 * per descriptor. An error of the descriptor shows as both readable and writable: the next call on it tells. */
struct loop_watch;
struct loop_watch *loop_watch_new(struct loop *l, int descriptor, bool readable, bool writable,
				  void (*callback)(void *context, bool readable, bool writable), void *context);
void loop_watch_free(struct loop_watch *w);

/* A pump drives a source whose readiness must be asked beside its descriptor (ZeroMQ sockets, whose descriptor is
 * edge-triggered; the HTTP server, which may have connections to look at): prepare asks `pending`, an idle handle keeps the loop from sleeping while work is
 * pending, check calls `work`, which must handle a bounded amount and return. `work` also runs after the descriptor
 * became readable and after a kick, whatever `pending` says. */
struct loop_pump;
struct loop_pump *loop_pump_new(struct loop *l, int descriptor, bool (*pending)(void *context),
				void (*work)(void *context), void *context);
/* To be called after the source was used outside `work` (a send can swallow the edge of a receive): `work` runs once in
 * the next check, before the loop sleeps. */
void loop_pump_kick(struct loop_pump *p);
/* `closed` (may be NULL) runs on the loop once the descriptor is no longer watched: only then may it be closed. */
void loop_pump_free(struct loop_pump *p, void (*closed)(void *context), void *context);

/* Runs `work` on a worker thread and `done` on the loop. */
void loop_job(struct loop *l, void (*work)(void *context), void (*done)(void *context), void *context);

#endif
