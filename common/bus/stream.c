/* Streams, producing side: a ROUTER and its sessions. The protocol itself stands in stream_producer.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "bus/socket.h"
#include "bus/stream_producer.h"
#include "wire/wire.h"

enum stream_part { PART_IDENTITY, PART_BODY, PART_COUNT };

/* One connection. */
struct stream_peer {
	struct bus_stream *stream;
	uint8_t identity[BUS_IDENTITY_SIZE];
	char key[BUS_KEY_TEXT];
	struct producer_session session;
};

/* A follower as retention sees it; it stays when the connection goes. */
struct stream_known {
	char principal[BUS_PRINCIPAL_MAX];
	char consumer[BUS_CONSUMER_MAX];
	uint64_t durable;
	bool durable_known;
};

struct bus_stream {
	struct bus *bus;
	struct bus_member member;
	struct bus_socket *socket;
	struct loop_timer *timer;
	char *site;
	char *service;
	struct producer_feed feed;
	struct stream_peer *peers[BUS_SESSIONS_MAX];
	size_t peer_count;
	struct stream_known known[BUS_FOLLOWERS_MAX];
	size_t known_count;
	bool work_left;
	struct arena in, batch, packed;
};

/* ---- peers */

static enum err peer_send(void *context, const StreamMessage *message)
{
	struct stream_peer *p = context;
	struct arena *arena = &p->stream->packed;

	arena_reset(arena);
	struct span body = wire_pack(&message->base, arena);
	REQUIRE(!arena->overflowed);
	const struct span parts[PART_COUNT] = { span_of(p->identity, BUS_IDENTITY_SIZE), body };
	return bus_socket_send(p->stream->socket, parts, PART_COUNT);
}

static struct stream_peer *peer_find(struct bus_stream *s, struct span identity)
{
	for (size_t i = 0; i < s->peer_count; i++)
		if (memcmp(s->peers[i]->identity, identity.data, BUS_IDENTITY_SIZE) == 0)
			return s->peers[i];
	return NULL;
}

static void peer_free(struct stream_peer *p)
{
	producer_session_fini(&p->session);
	free(p);
}

static void peers_sweep(struct bus_stream *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->peer_count; i++) {
		if (s->peers[i]->session.state == PRODUCER_ENDED)
			peer_free(s->peers[i]);
		else
			s->peers[kept++] = s->peers[i];
	}
	s->peer_count = kept;
}

/* A session beyond the limit lives for its GOODBYE only. */
static struct stream_peer *peer_add(struct bus_stream *s, struct span identity, const char *key, const char *principal)
{
	struct stream_peer *p = calloc(1, sizeof(*p));

	REQUIRE(p != NULL);
	p->stream = s;
	memcpy(p->identity, identity.data, BUS_IDENTITY_SIZE);
	memcpy(p->key, key, BUS_KEY_TEXT);
	producer_session_init(&p->session, &s->feed, principal, peer_send, p);
	if (s->peer_count == BUS_SESSIONS_MAX) {
		producer_session_end(&p->session, "too many followers", BUS_BACKOFF_MAX_MS);
		peer_free(p);
		return NULL;
	}
	s->peers[s->peer_count++] = p;
	return p;
}

/* ---- followers known to retention */

static struct stream_known *known_find(struct bus_stream *s, const struct producer_session *session)
{
	for (size_t i = 0; i < s->known_count; i++)
		if (strcmp(s->known[i].consumer, session->consumer) == 0 &&
		    strcmp(s->known[i].principal, session->principal) == 0)
			return &s->known[i];
	return NULL;
}

static size_t known_of(const struct bus_stream *s, const char *principal)
{
	size_t count = 0;

	for (size_t i = 0; i < s->known_count; i++)
		if (strcmp(s->known[i].principal, principal) == 0)
			count++;
	return count;
}

/* Whoever has no key any more holds no records back. */
static void known_sweep(struct bus_stream *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->known_count; i++)
		if (allow_has_principal(&s->bus->allow, s->known[i].principal))
			s->known[kept++] = s->known[i];
	s->known_count = kept;
}

static void known_note(struct bus_stream *s, struct producer_session *session)
{
	if (session->state != PRODUCER_OPEN)
		return;
	struct stream_known *k = known_find(s, session);
	if (!k && (s->known_count == BUS_FOLLOWERS_MAX ||
		   known_of(s, session->principal) >= BUS_FOLLOWERS_PER_PRINCIPAL_MAX)) {
		producer_session_end(session, "too many followers", BUS_BACKOFF_MAX_MS);
		return;
	}
	if (!k) {
		k = &s->known[s->known_count++];
		memcpy(k->principal, session->principal, sizeof(k->principal));
		memcpy(k->consumer, session->consumer, sizeof(k->consumer));
	}
	if (session->durable_known) {
		k->durable = session->durable;
		k->durable_known = true;
	}
}

uint64_t bus_stream_acked_min(const struct bus_stream *s)
{
	uint64_t lowest = UINT64_MAX;

	for (size_t i = 0; i < s->known_count; i++) {
		const struct stream_known *k = &s->known[i];
		uint64_t held = k->durable_known && k->durable > 0 ? k->durable : 1;

		if (held < lowest)
			lowest = held;
	}
	return s->known_count > 0 ? lowest : 0;
}

/* A follower that connects anew leaves its old connection behind until the line's heartbeat notices. */
static void supersede(struct bus_stream *s, const struct stream_peer *p)
{
	for (size_t i = 0; i < s->peer_count; i++) {
		struct producer_session *other = &s->peers[i]->session;

		if (s->peers[i] != p && strcmp(other->consumer, p->session.consumer) == 0 &&
		    strcmp(other->principal, p->session.principal) == 0)
			producer_session_end(other, "another connection of this follower took over",
					     BUS_BACKOFF_MAX_MS);
	}
}

/* ---- messages in */

static bool well_formed(struct bus_message *m)
{
	struct span identity;

	if (m->count != PART_COUNT)
		return false;
	identity = bus_message_part(m, PART_IDENTITY);
	return identity.size == BUS_IDENTITY_SIZE && identity.data[0] == 0;
}

static void stream_dispatch(struct bus_stream *s, struct stream_peer *p, struct span body)
{
	struct wire_result result = { 0 };

	arena_reset(&s->in);
	ProtobufCMessage *message =
		wire_unpack(&StreamMessage_type, body, BUS_STREAM_ASK_BYTES_MAX, true, &s->in, &result);
	if (!message) {
		s->bus->figures.malformed++;
		producer_session_end(&p->session, "malformed message", BUS_BACKOFF_MAX_MS);
		return;
	}
	const StreamMessage *in = (const StreamMessage *)message;
	producer_session_on_message(&p->session, in, loop_now_ms(s->bus->loop));
	if (in->kind_case == STREAM_MESSAGE__KIND_HELLO && p->session.state == PRODUCER_OPEN)
		supersede(s, p);
	known_note(s, &p->session);
}

static void stream_take(struct bus_stream *s, struct bus_message *m)
{
	if (!well_formed(m)) {
		s->bus->figures.malformed++;
		return;
	}
	struct span identity = bus_message_part(m, PART_IDENTITY);
	const char *key = bus_message_key(m);
	const char *principal = allow_principal(&s->bus->allow, key);
	struct stream_peer *p = peer_find(s, identity);
	if (!principal) {
		s->bus->figures.revoked++;
		if (p)
			producer_session_fini(&p->session);
		if (s->bus->cut_in == 0) /* else what it said crosses its farewell, which a line cut takes along */
			bus_message_cut(m);
		return;
	}
	if (!p)
		p = peer_add(s, identity, key, principal);
	if (p)
		stream_dispatch(s, p, bus_message_part(m, PART_BODY));
}

/* ---- on the loop */

static bool stream_pending(void *context, int events)
{
	struct bus_stream *s = context;

	return s->work_left || (events & ZMQ_POLLIN) != 0;
}

static void stream_work(void *context)
{
	struct bus_stream *s = context;
	struct bus_message m;

	for (int i = 0; i < BUS_DRAIN_MAX && bus_socket_receive(s->socket, &m); i++) {
		stream_take(s, &m);
		bus_message_free(&m);
	}
	s->work_left = false;
	for (size_t i = 0; i < s->peer_count; i++)
		if (producer_session_pump(&s->peers[i]->session, loop_now_ms(s->bus->loop), &s->batch))
			s->work_left = true;
	peers_sweep(s);
}

/* Heartbeats; also comes back to sessions whose queue was full. */
static void stream_tick(void *context)
{
	struct bus_stream *s = context;

	for (size_t i = 0; i < s->peer_count; i++) {
		producer_session_on_tick(&s->peers[i]->session, loop_now_ms(s->bus->loop));
		if (producer_session_ready(&s->peers[i]->session))
			s->work_left = true;
	}
	peers_sweep(s);
}

static void stream_reloaded(void *context)
{
	struct bus_stream *s = context;

	for (size_t i = 0; i < s->peer_count; i++) {
		struct producer_session *session = &s->peers[i]->session;
		const char *principal = allow_principal(&s->bus->allow, s->peers[i]->key);

		if (!principal || strcmp(principal, session->principal) != 0 ||
		    !s->feed.may_follow(s->feed.context, principal))
			producer_session_end(session, "this key may not follow any more", BUS_BACKOFF_MAX_MS);
	}
	peers_sweep(s);
	known_sweep(s);
}

void bus_stream_advance(struct bus_stream *s)
{
	s->feed.tail = journal_tail(s->feed.journal);
	bus_socket_kick(s->socket);
}

/* ---- opening and closing */

enum err bus_stream_open(struct bus_stream **out, struct bus *b, const struct bus_stream_options *o, struct fault *f)
{
	struct bus_stream *s = calloc(1, sizeof(*s));

	if (!s)
		return fault_set(f, ERR_MEMORY, "stream");
	s->bus = b;
	s->site = strdup(o->site);
	s->service = strdup(o->service);
	REQUIRE(s->site && s->service);
	s->feed = (struct producer_feed){ .journal = o->journal, .tail = journal_tail(o->journal),
					  .site = s->site, .service = s->service, .may_follow = o->may_follow,
					  .may_see = o->may_see, .damaged = o->damaged, .context = o->context };
	arena_init(&s->in, BUS_STREAM_ARENA_BYTES);
	arena_init(&s->batch, BUS_STREAM_ARENA_BYTES);
	arena_init(&s->packed, BUS_STREAM_ARENA_BYTES);
	bus_member_add(b, &s->member, stream_reloaded, s);
	const struct bus_socket_options options = { .type = ZMQ_ROUTER, .address = o->address, .hwm = BUS_STREAM_HWM,
						    .bytes_max = BUS_STREAM_ASK_BYTES_MAX + BUS_FRAME_SLACK,
						    .unread_max = BUS_STREAM_LINE_UNREAD_MAX,
						    .pending = stream_pending, .work = stream_work, .context = s };
	enum err e = bus_socket_open(&s->socket, b, &options, f);
	if (e != ERR_NONE) {
		bus_stream_free(s);
		return e;
	}
	s->timer = loop_timer_new(b->loop, stream_tick, s);
	loop_timer_set(s->timer, BUS_STREAM_TICK_MS, BUS_STREAM_TICK_MS);
	*out = s;
	return ERR_NONE;
}

const char *bus_stream_address(const struct bus_stream *s)
{
	return bus_socket_address(s->socket);
}

void bus_stream_free(struct bus_stream *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->peer_count; i++) {
		producer_session_end(&s->peers[i]->session, "stopping", BUS_BACKOFF_MS);
		peer_free(s->peers[i]);
	}
	bus_member_remove(s->bus, &s->member);
	loop_timer_free(s->timer);
	bus_socket_close(s->socket);
	free(s->site);
	free(s->service);
	arena_fini(&s->in);
	arena_fini(&s->batch);
	arena_fini(&s->packed);
	free(s);
}
