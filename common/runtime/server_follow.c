/* The streams a service follows: records in, cursors out, poison stops one stream alone. */
#include "runtime/server_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/require.h"
#include "runtime/keys.h"

const char *follow_state_text(enum bus_follow_state state)
{
	switch (state) {
	case BUS_CONNECTING: return "connecting";
	case BUS_STREAMING: return "streaming";
	case BUS_BLOCKED: return "blocked";
	case BUS_FORKED: return "forked";
	case BUS_TRIMMED: return "trimmed";
	case BUS_DENIED: return "denied";
	}
	return "unknown";
}

static bool on_record(void *context, const struct record *record, const uint8_t header_bytes[RECORD_HEADER_SIZE])
{
	struct follow *fo = context;
	struct server *s = fo->server;
	bool taken = pipeline_foreign(s->pipeline, fo->site, fo->service, record, header_bytes);

	if (!taken)
		log_error(&s->log, "stream %s/%s is blocked at %llu: a person must park it or mend the cause", fo->site,
			  fo->service, (unsigned long long)record->header.sequence);
	server_arm_commit(s);
	return taken;
}

static void on_state(void *context, enum bus_follow_state state, const char *reason)
{
	struct follow *fo = context;

	if (fo->state != state && state != BUS_CONNECTING)
		log_info(&fo->server->log, "stream %s/%s: %s%s%s", fo->site, fo->service, follow_state_text(state),
			 reason && *reason ? ": " : "", reason ? reason : "");
	fo->state = state;
	snprintf(fo->reason, sizeof fo->reason, "%s", reason ? reason : "");
}

static struct bus_cursor cursor_of(struct server *s, const struct follow *fo)
{
	struct bus_cursor cursor = { 0 };
	Position p = pipeline_cursor(s->pipeline, fo->site, fo->service, cursor.hash);

	cursor.epoch = p.epoch;
	cursor.sequence = p.sequence;
	return cursor;
}

static enum err follow(struct server *s, const char *site, const char *service, const char *address, struct fault *f)
{
	struct follow *fo;
	char consumer[64], server_name[64];
	enum err e;

	REQUIRE(s->follow_count < SERVER_FOLLOWS_MAX);
	fo = &s->follows[s->follow_count];
	fo->server = s;
	snprintf(fo->site, sizeof fo->site, "%s", site);
	snprintf(fo->service, sizeof fo->service, "%s", service);
	snprintf(consumer, sizeof consumer, "%s/%s", s->config.site, s->service->name);
	key_name(server_name, site, service);
	struct bus_follower_options o = { .address = address, .server_name = server_name, .consumer = consumer,
					  .cursor = cursor_of(s, fo), .on_record = on_record, .on_state = on_state,
					  .context = fo };
	e = bus_follower_open(&fo->follower, s->bus, &o, f);
	if (e != ERR_NONE)
		return fault_wrap(f, "follow %s/%s", site, service);
	s->follow_count++;
	return ERR_NONE;
}

enum err server_follow_all(struct server *s, struct fault *f)
{
	enum err e = ERR_NONE;
	char address[128];

	for (size_t i = 0; i < s->service->follow_count && e == ERR_NONE; i++) {
		config_address(&s->config, s->service->follows[i], true, false, address);
		e = follow(s, s->config.site, s->service->follows[i], address, f);
	}
	/* Another site's merged stream: the same code, one level up. */
	for (unsigned i = 0; s->service->apply_any && i < s->config.upstream_count && e == ERR_NONE; i++)
		e = follow(s, s->config.upstreams[i].site, "gateway", s->config.upstreams[i].address, f);
	server_commit_now(s); /* reading the cursors opened a batch */
	return e;
}

void server_follow_durable(struct server *s)
{
	for (size_t i = 0; i < s->follow_count; i++) {
		struct follow *fo = &s->follows[i];
		uint64_t sequence = pipeline_cursor_journalled(s->pipeline, fo->site, fo->service);
		if (sequence)
			bus_follower_durable(fo->follower, sequence);
	}
}

void server_follow_resume_one(struct server *s, struct follow *fo)
{
	bus_follower_resume(fo->follower, cursor_of(s, fo));
	server_arm_commit(s); /* reading the cursor opened a batch */
}

void server_follow_rest(struct server *s)
{
	for (size_t i = 0; i < s->follow_count; i++)
		bus_follower_rest(s->follows[i].follower, cursor_of(s, &s->follows[i]), SERVER_FULL_REST_MS);
	server_arm_commit(s); /* reading the cursors opened a batch */
}

void server_follow_resume(struct server *s)
{
	for (size_t i = 0; i < s->follow_count; i++)
		server_follow_resume_one(s, &s->follows[i]);
}

void server_follow_unblock(struct server *s)
{
	for (size_t i = 0; i < s->follow_count; i++)
		if (s->follows[i].state == BUS_BLOCKED) {
			server_commit_now(s);
			server_follow_resume_one(s, &s->follows[i]);
		}
}

uint64_t server_followed(const struct server *s, const char *site, const char *service)
{
	return pipeline_cursor_sequence(s->pipeline, site, service);
}

bool server_ready(const struct server *s)
{
	for (size_t i = 0; i < s->follow_count; i++)
		if (strcmp(s->follows[i].site, s->config.site) == 0 && s->follows[i].state != BUS_STREAMING)
			return false;
	return s->started;
}

struct follow *server_follow_find(struct server *s, const char *site, const char *service)
{
	for (size_t i = 0; i < s->follow_count; i++)
		if (strcmp(s->follows[i].site, site) == 0 && strcmp(s->follows[i].service, service) == 0)
			return &s->follows[i];
	return NULL;
}
