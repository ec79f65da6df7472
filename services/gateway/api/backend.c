#include "backend.h"

#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "runtime/keys.h"

#define BACKEND_ARENA_BYTES (64u << 20)
#define BACKEND_CHECK_MS 500

struct pending {
	uint64_t id;                  /* 0: free */
	int64_t deadline_ms;
	backend_done *done;
	void *context;
};

struct backend {
	struct server *server;
	struct bus_client *clients[BACKEND_SERVICES];
	struct pending pending[BACKEND_PENDING_MAX];  /* slot = id modulo size */
	uint64_t last_id;
	size_t waiting;
	struct loop_timer *timer;
	struct arena arena;
	struct arena local_arena;
};

const char *const backend_services[BACKEND_SERVICES] = { "personnel",      "training", "assessment",
							 "accountability", "welfare",  "ballot" };

static int client_number(const char *service)
{
	for (int i = 0; i < BACKEND_SERVICES; i++)
		if (strcmp(backend_services[i], service) == 0)
			return i;
	return -1;
}

static struct pending *slot_of(struct backend *b, uint64_t id)
{
	return &b->pending[id % BACKEND_PENDING_MAX];
}

static void finish(struct backend *b, struct pending *p, const Reply *reply)
{
	struct pending done = *p;

	p->id = 0;
	b->waiting--;
	done.done(done.context, reply);
}

static void on_reply(void *context, uint64_t id, struct span body)
{
	struct backend *b = context;
	struct pending *p = slot_of(b, id);

	if (p->id != id)
		return; /* it came after its time limit */
	arena_reset(&b->arena);
	finish(b, p, (const Reply *)wire_unpack(&Reply_type, body, BUS_COMMAND_BYTES_MAX, false, &b->arena,
						&(struct wire_result){ 0 }));
}

static void on_timer(void *context)
{
	struct backend *b = context;
	int64_t now = loop_now_ms(server_loop(b->server));

	for (size_t i = 0; i < BACKEND_PENDING_MAX && b->waiting; i++)
		if (b->pending[i].id && b->pending[i].deadline_ms < now)
			finish(b, &b->pending[i], NULL);
}

enum err backend_open(struct backend **out, struct server *server, struct fault *f)
{
	struct backend *b = calloc(1, sizeof *b);
	const struct config *c = server_config(server);
	enum err e = ERR_NONE;

	REQUIRE(b);
	*out = b;
	b->server = server;
	arena_init(&b->arena, BACKEND_ARENA_BYTES);
	arena_init(&b->local_arena, BACKEND_ARENA_BYTES);
	for (int i = 0; i < BACKEND_SERVICES && e == ERR_NONE; i++) {
		char address[128], name[64];
		config_address(c, backend_services[i], false, false, address);
		key_name(name, c->site, backend_services[i]);
		e = bus_client_open(&b->clients[i], server_bus(server), address, name, on_reply, b, f);
	}
	b->timer = loop_timer_new(server_loop(server), on_timer, b);
	loop_timer_set(b->timer, BACKEND_CHECK_MS, BACKEND_CHECK_MS);
	return e;
}

void backend_give_up(struct backend *b)
{
	for (size_t i = 0; b && i < BACKEND_PENDING_MAX && b->waiting; i++)
		if (b->pending[i].id)
			finish(b, &b->pending[i], NULL);
}

void backend_free(struct backend *b)
{
	if (!b)
		return;
	loop_timer_free(b->timer);
	for (int i = 0; i < BACKEND_SERVICES; i++)
		if (b->clients[i])
			bus_client_free(b->clients[i]);
	arena_fini(&b->arena);
	arena_fini(&b->local_arena);
	free(b);
}

/* ---- the gateway itself --------------------------------------------------------------------------- */

struct local {
	backend_done *done;
	void *context;
};

static void deliver_local(void *context, const void *ticket, struct span packed)
{
	struct backend *b = context;
	struct local to;

	memcpy(&to, ticket, sizeof to);
	arena_reset(&b->local_arena);
	to.done(to.context, (const Reply *)wire_unpack(&Reply_type, packed, BUS_COMMAND_BYTES_MAX, false,
						       &b->local_arena, &(struct wire_result){ 0 }));
}

static void local_command(struct backend *b, const Request *request, size_t size, backend_done *done, void *context)
{
	struct local to = { .done = done, .context = context };
	struct answer_to answer = { .deliver = deliver_local, .context = b };

	memcpy(answer.ticket, &to, sizeof to);
	server_command(b->server, request, size, &answer);
}

enum err backend_send(struct backend *b, const char *service, const Request *request, backend_done *done,
		      void *context)
{
	int64_t limit_ms = strcmp(request->type, "Status") == 0 ? BACKEND_STATUS_MS : BACKEND_TIMEOUT_MS;
	int number = client_number(service);
	struct pending *p;
	struct span packed;

	if (number < 0 && strcmp(request->type, "Query") == 0) {
		arena_reset(&b->local_arena);
		done(context, server_query(b->server, request, &b->local_arena));
		return ERR_NONE;
	}
	if (number < 0) {
		local_command(b, request, request->body.len, done, context);
		return ERR_NONE;
	}
	p = slot_of(b, b->last_id + 1);
	if (p->id)
		return ERR_AGAIN;
	arena_reset(&b->arena);
	packed = wire_pack(&request->base, &b->arena);
	if (!packed.data)
		return ERR_AGAIN;
	if (bus_client_send(b->clients[number], b->last_id + 1, packed) != ERR_NONE)
		return ERR_AGAIN;
	*p = (struct pending){ .id = ++b->last_id, .done = done, .context = context,
			       .deadline_ms = loop_now_ms(server_loop(b->server)) + limit_ms };
	b->waiting++;
	return ERR_NONE;
}
