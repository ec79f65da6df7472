/* The gateway's hooks into the running service, and the way of a request from HTTP to its route. */
#include "gateway.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/api.h"
#include "base/require.h"
#include "runtime/platform.h"
#include "session/session.h"

int64_t gateway_clock_ms(const struct gateway *g, const struct state *s)
{
	struct timespec now;

	if (server_config(g->server)->simulated_clock)
		return clock_simulated(s);
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- what a request reads ------------------------------------------------------------------------- */

struct handling {
	struct server_view view;           /* txn NULL: it has not asked yet */
	struct handling *outer;
};

static void view_end(struct handling *h)
{
	if (h->view.txn)
		server_read_end(&h->view);
	h->view = (struct server_view){ 0 };
}

void gateway_handle(struct gateway *g, struct call *c, void (*route)(struct call *c))
{
	struct handling mine = { .outer = g->handling };

	g->handling = &mine;
	route(c);
	view_end(&mine);
	g->handling = mine.outer;
}

void gateway_state_end(struct gateway *g)
{
	for (struct handling *h = g->handling; h; h = h->outer)
		view_end(h);
}

const struct state *gateway_state(struct gateway *g, struct arena *arena)
{
	struct fault f = { 0 };

	REQUIRE(g->handling);
	struct server_view *view = &g->handling->view;
	if (!view->txn && server_read(g->server, arena, view, &f) != ERR_NONE)
		*view = (struct server_view){ 0 };
	return view->state;
}

/* ---- routing -------------------------------------------------------------------------------------- */

/* Reads first: they are most of what is asked. */
void api_route(struct call *c)
{
	if (api_read(c) || api_signature(c) || api_what_if(c) || api_question(c) || api_platform(c) || api_events(c) || api_command(c) ||
	    api_rows(c))
		return;
	answer_no_route(c);
}

static void handle(struct call *c)
{
	static const char prefix[] = "/api/v1";

	if (strncmp(c->path, prefix, sizeof prefix - 1) != 0 || c->path[sizeof prefix - 1] != '/') {
		if (!api_pages(c))
			answer_no_route(c);
		return;
	}
	c->path += sizeof prefix - 1;
	if (api_ballot(c))
		return; /* before anybody is asked who he is */
	if (api_session(c))
		return; /* login, or already refused */
	if (!read_after(c))
		api_route(c);
}

void api_handle(void *context, struct http_request *r)
{
	struct gateway *g = context;
	struct call *c = arena_alloc(http_arena(r), sizeof *c);

	REQUIRE(c);
	*c = (struct call){ .gateway = g, .http = r, .path = http_path(r) };
	http_set_user(r, c);
	gateway_handle(g, c, handle);
}

/* ---- hooks ---------------------------------------------------------------------------------------- */

static enum err start(struct gateway *g, struct fault *f)
{
	const struct config *config = server_config(g->server);
	char address[96];
	enum err e = backend_open(&g->backend, g->server, f);

	if (e != ERR_NONE)
		return fault_wrap(f, "reach the daemons");
	g->waiting = read_after_new(g);
	g->streams = event_streams_new(g);
	e = gateway_sessions_start(g, f);
	if (e != ERR_NONE)
		return e;
	snprintf(address, sizeof address, "%s:%d", config->http_bind, config->http_port);
	const char *proxies[CONFIG_PROXIES_MAX];
	for (unsigned i = 0; i < config->trusted_proxy_count; i++)
		proxies[i] = config->trusted_proxies[i];
	struct http_options o = { .address = address, .handler = api_handle, .body_max = api_body_max, .context = g,
				  .secure = config->http_secure, .trusted_proxies = proxies,
				  .trusted_proxy_count = config->trusted_proxy_count,
				  .connections_max = config->connections,
				  .connections_per_address_max = config->connections_per_address,
				  .streams_max = config->event_streams };
	e = http_server_new(&g->http, server_loop(g->server), &o, f);
	if (e != ERR_NONE)
		return fault_wrap(f, "listen on %s", address);
	log_info(server_log(g->server), "http on %s", address);
	return ERR_NONE;
}

enum err gateway_start(struct server *s, struct fault *f)
{
	struct gateway *g = calloc(1, sizeof *g);
	enum err e;

	REQUIRE(g);
	g->server = s;
	server_set_context(s, g);
	e = start(g, f);
	if (e != ERR_NONE)
		gateway_stop(s);
	return e;
}

void gateway_stop(struct server *s)
{
	struct gateway *g = server_context(s);

	backend_give_up(g->backend); /* whoever waits is answered while his request still lives */
	if (g->http)
		http_server_free(g->http);
	if (g->streams)
		event_streams_free(g->streams);
	if (g->waiting)
		read_after_free(g->waiting);
	backend_free(g->backend);
	gateway_sessions_stop(g);
	free(g);
	server_set_context(s, NULL);
}

void gateway_committed(struct server *s, uint64_t sequence)
{
	struct gateway *g = server_context(s);

	if (g) {
		read_after_wake(g);
		event_streams_wake(g, sequence);
	}
}

void gateway_figures(struct server *s, StatusReply *r, struct arena *arena)
{
	const struct gateway *g = server_context(s);
	struct http_figures h = http_server_figures(g->http);

	server_add_figure(r, arena, "http_connections", h.connections);
	server_add_figure(r, arena, "http_event_streams", h.streams);
	server_add_figure(r, arena, "http_body_bytes", h.body_bytes);
	server_add_figure(r, arena, "http_answer_bytes", h.answer_bytes);
	server_add_figure(r, arena, "http_connections_total", h.accepted);
	server_add_figure(r, arena, "http_connections_refused_total", h.turned_away);
	server_add_figure(r, arena, "http_connections_given_up_total", h.given_up);
	server_add_figure(r, arena, "http_requests_total", h.requests);
	server_add_figure(r, arena, "http_requests_refused_total", h.refused);
	server_add_figure(r, arena, "http_time_limits_total", h.expired);
	server_add_figure(r, arena, "http_slow_streams_total", h.slow_streams);
}
