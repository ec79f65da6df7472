/* The event loop: libuv behind four shapes: timers, watched descriptors, pumps (ZeroMQ sockets), worker jobs.
 * The only place that knows libuv. Everything runs on the loop thread but job work functions.
 *
 * Lifetime: structs are the caller's memory, zeroed before _start; after _stop the memory may be reused only once the
 * loop has turned (loop_run returned) or in the stop callback. loop_fini asserts that nothing is left open. */
#ifndef DANDANG_LOOP_H
#define DANDANG_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct loop;

enum err loop_new(struct loop **out, struct fault *f);
void loop_run(struct loop *l);             /* until loop_stop; then closes every handle still open and drains */
void loop_stop(struct loop *l);            /* safe to call from callbacks */
void loop_free(struct loop *l);
int64_t loop_now_ms(struct loop *l);       /* monotonic */
/* Calls `callback` once on the loop for SIGTERM or SIGINT; SIGPIPE is ignored; SIGHUP calls `reload` when not NULL. */
void loop_on_stop_signal(struct loop *l, void (*callback)(void *context), void (*reload)(void *context), void *context);

struct loop_timer;                         /* opaque, owned by the loop after _new */
struct loop_timer *loop_timer_new(struct loop *l, void (*callback)(void *context), void *context);
void loop_timer_set(struct loop_timer *t, uint64_t after_ms, uint64_t repeat_ms);
void loop_timer_clear(struct loop_timer *t);
void loop_timer_free(struct loop_timer *t);

/* A level-triggered watch on a descriptor (the caller keeps the descriptor open until after _free). */
struct loop_watch;
struct loop_watch *loop_watch_new(struct loop *l, int descriptor, bool readable, bool writable,
				  void (*callback)(void *context, bool readable, bool writable), void *context);
void loop_watch_free(struct loop_watch *w);

/* A pump drives a source whose descriptor is edge-triggered and whose readiness must be asked (ZeroMQ sockets, the
 * epoll descriptor of libmicrohttpd): prepare asks `pending`, an idle handle keeps the loop from sleeping while work is
 * pending, check calls `work`, which must handle a bounded amount and return. */
struct loop_pump;
struct loop_pump *loop_pump_new(struct loop *l, int descriptor, bool (*pending)(void *context),
				void (*work)(void *context), void *context);
void loop_pump_free(struct loop_pump *p, void (*closed)(void *context), void *context);

/* Runs `work` on a worker thread and `done` on the loop. */
void loop_job(struct loop *l, void (*work)(void *context), void (*done)(void *context), void *context);

#endif
