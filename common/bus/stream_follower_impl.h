/* Inside of the follower session: what stream_follower.c (connection, time, what goes out) lends stream_receive.c (what
 * comes in). */
#ifndef DANDANG_BUS_STREAM_FOLLOWER_IMPL_H
#define DANDANG_BUS_STREAM_FOLLOWER_IMPL_H

#include "bus/stream_follower.h"

void follower_set_state(struct follower_session *s, enum bus_follow_state state, const char *reason);
/* Back to IDLE without a connection, for at least `wait_ms`. */
void follower_retire(struct follower_session *s, int64_t now_ms, int64_t wait_ms);
/* The same with back-off. */
void follower_reconnect(struct follower_session *s, int64_t now_ms, int64_t wait_min_ms, const char *reason);
/* GOODBYE; then only _resume helps. */
void follower_halt(struct follower_session *s, int64_t now_ms, enum bus_follow_state state, const char *reason);
void follower_try_hello(struct follower_session *s, int64_t now_ms);
void follower_try_ack(struct follower_session *s);
uint32_t *follower_cost_of(struct follower_session *s, uint64_t sequence);

#endif
