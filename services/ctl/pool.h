/* Many exchanges at once over kept connections. */
#ifndef DANDANG_CTL_POOL_H
#define DANDANG_CTL_POOL_H

#include <stdbool.h>

#include "exchange.h"

#define POOL_SLOTS_MAX 60u                   /* the gateway takes 64 connections of one address */

struct pool;

struct pool *pool_new(const char *url, unsigned slots);
/* Drops what is still under way. */
void pool_free(struct pool *p);
bool pool_full(const struct pool *p);
/* The exchange, its path and its body must stay where they are until pool_next hands it back. Not when full. */
void pool_start(struct pool *p, struct exchange *x);
/* One that has ended; NULL when none did within the time, or the time was cut short. */
struct exchange *pool_next(struct pool *p, int timeout_ms);

#endif
