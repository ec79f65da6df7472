/* Inside of the loop folder: what loop.c and pump.c share. */
#ifndef DANDANG_LOOP_IMPL_H
#define DANDANG_LOOP_IMPL_H

#include <uv.h>

#include "loop/loop.h"

struct loop {
	uv_loop_t uv;
	uv_prepare_t prepare; /* the triad serves all pumps; prepare and check also keep loop_run running */
	uv_check_t check;
	uv_idle_t idle;
	struct loop_pump *pumps;
	uv_signal_t signals[3];
	unsigned signal_count;
	void (*on_stop)(void *context);
	void (*on_reload)(void *context);
	void *signal_context;
	bool stopping;
	bool in_timer; /* a timer's callback is running */
};

void loop_pumps_init(struct loop *l);
void loop_pumps_fini(struct loop *l);

#endif
