/* Read-your-writes: an accepted command is answered with service and sequence; a read that names them in the header
 * "Read-After: training:4711" (several separated by commas) waits until the merged stream has taken them in. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "base/require.h"

struct waiting {
	struct call *call;             /* NULL: free */
	int64_t deadline_ms;
};
struct waiting_reads {
	struct gateway *gateway;
	struct waiting slots[GATEWAY_WAITING_MAX];
	size_t count;
	struct loop_timer *timer;
};

enum arrival { REACHED, NOT_YET, MALFORMED };

static enum arrival arrival_of(const struct call *c, const char *positions)
{
	const struct config *config = server_config(c->gateway->server);
	enum arrival arrival = REACHED;

	for (const char *at = positions; *at;) {
		char service[POSITION_SERVICE_SIZE];
		uint64_t sequence;
		if (!position_text(&at, service, &sequence))
			return MALFORMED;
		if (strcmp(service, "gateway") != 0 &&
		    server_followed(c->gateway->server, config->site, service) < sequence)
			arrival = NOT_YET;
	}
	return arrival;
}

bool read_after(struct call *c)
{
	const char *positions = http_header(c->http, "Read-After");
	struct waiting_reads *w = c->gateway->waiting;

	enum arrival arrival = positions ? arrival_of(c, positions) : REACHED;

	if (arrival == REACHED)
		return false;
	if (arrival == MALFORMED) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "Read-After");
		return true;
	}
	for (size_t i = 0; i < GATEWAY_WAITING_MAX; i++)
		if (!w->slots[i].call) {
			w->slots[i] = (struct waiting){
				.call = c,
				.deadline_ms = loop_now_ms(server_loop(c->gateway->server)) + GATEWAY_READ_AFTER_MS,
			};
			w->count++;
			return true;
		}
	answer_refusal(c, REFUSAL_BUSY, NULL);
	return true;
}

static void look(struct waiting_reads *w, bool expire)
{
	int64_t now = loop_now_ms(server_loop(w->gateway->server));

	for (size_t i = 0; i < GATEWAY_WAITING_MAX && w->count; i++) {
		struct call *c = w->slots[i].call;
		if (!c)
			continue;
		bool there = arrival_of(c, http_header(c->http, "Read-After")) == REACHED;
		if (!there && !(expire && w->slots[i].deadline_ms <= now))
			continue;
		w->slots[i].call = NULL;
		w->count--;
		if (there)
			gateway_handle(w->gateway, c, api_route);
		else
			answer_refusal(c, REFUSAL_BUSY, "Read-After");
	}
}

void read_after_wake(struct gateway *g)
{
	if (g->waiting->count)
		look(g->waiting, false);
}

static void on_timer(void *context)
{
	look(context, true);
}

struct waiting_reads *read_after_new(struct gateway *g)
{
	struct waiting_reads *w = calloc(1, sizeof *w);

	REQUIRE(w);
	w->gateway = g;
	w->timer = loop_timer_new(server_loop(g->server), on_timer, w);
	loop_timer_set(w->timer, 100, 100);
	return w;
}

void read_after_free(struct waiting_reads *w)
{
	loop_timer_free(w->timer);
	free(w);
}
