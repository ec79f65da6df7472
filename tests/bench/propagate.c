/* propagate --keys D --name N --base-port P --site CODE --people P --squad ID --first N --count N --pause-ms MS
 *
 * Follows the streams of training, welfare and the gateway from outside. Then, one at a time with a pause between, puts a
 * cadre into a squad: training records Dispatched, welfare answers it with TalkDue, the gateway merges TalkDue. A stream
 * shows only durable records, so their arrivals here are the moments of durability plus one delivery, the same on every
 * leg. Prints percentiles of each leg as JSON. Exit status 0 when every command went the whole way. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "bus/bus.h"
#include "contract.h"
#include "request.h"
#include "samples.h"
#include "wire/wire.h"

#define ARENA_BYTES ((size_t)32 << 20)
#define TICK_MS 1
#define BEHIND_MAX 100         /* records: a stream this close to its tail has caught up */
#define WAY_WITHIN_NS 30000000000ull

enum place { TRAINING, WELFARE, GATEWAY, PLACES };
static const struct {
	const char *service, *type;
	int stream_port;           /* above the base port */
} places[PLACES] = { { "training", "Dispatched", 3 }, { "welfare", "TalkDue", 9 }, { "gateway", "TalkDue", 11 } };
#define TRAINING_PORT 2

enum leg { ANSWER, TO_WELFARE, TO_GATEWAY, WHOLE, LEGS };
static const char *const leg_names[LEGS] = { "answer", "training_to_welfare", "welfare_to_gateway", "training_to_gateway" };

struct follow {
	struct probe *probe;
	enum place place;
	struct bus_follower *follower;
	bool streaming;
	uint64_t sequence;         /* last heard */
};
struct probe {
	const char *keys, *name;
	unsigned base_port, pause_ms;
	uint64_t next, count, sent, arrived, refused;
	struct requests requests;
	struct loop *loop;
	struct bus *bus;
	struct bus_client *client;
	struct follow follows[PLACES];
	/* the command on its way; 0: not yet */
	bool on_its_way;
	uint64_t sent_ns, answered_ns, at_ns[PLACES], due_ns;
	char cadre_id[16];
	struct samples legs[LEGS];
	struct arena arena;
};

static void add_leg(struct probe *p, enum leg leg, uint64_t from_ns, uint64_t to_ns)
{
	samples_add(&p->legs[leg], to_ns > from_ns ? to_ns - from_ns : 0); /* two deliveries may overtake each other */
}

static void look_whether_arrived(struct probe *p)
{
	if (!p->on_its_way || !p->answered_ns || !p->at_ns[TRAINING] || !p->at_ns[WELFARE] || !p->at_ns[GATEWAY])
		return;
	add_leg(p, ANSWER, p->sent_ns, p->answered_ns);
	add_leg(p, TO_WELFARE, p->at_ns[TRAINING], p->at_ns[WELFARE]);
	add_leg(p, TO_GATEWAY, p->at_ns[WELFARE], p->at_ns[GATEWAY]);
	add_leg(p, WHOLE, p->at_ns[TRAINING], p->at_ns[GATEWAY]);
	p->on_its_way = false;
	p->arrived++;
	p->due_ns = now_ns() + p->pause_ms * 1000000ull;
	if (p->arrived == p->count)
		loop_stop(p->loop);
}

static void on_reply(void *context, uint64_t id, struct span body)
{
	struct probe *p = context;
	const Reply *reply;

	(void)id;
	p->answered_ns = now_ns();
	arena_reset(&p->arena);
	reply = (const Reply *)wire_unpack(&Reply_type, body, BUS_COMMAND_BYTES_MAX, false, &p->arena,
					   &(struct wire_result){ 0 });
	if (!reply || reply->status / 100 != 2) {
		fprintf(stderr, "propagate: refused: %s\n", reply ? reply->code : "unreadable");
		p->refused++;
		loop_stop(p->loop);
	}
	look_whether_arrived(p);
}

/* The envelope of the record's event; an adopted one stands behind the header its origin gave it. */
static const Envelope *envelope_of(struct probe *p, const struct record *r)
{
	bool adopted = r->header.kind == RECORD_ADOPTED;
	size_t skip = adopted ? RECORD_HEADER_SIZE : 0;

	if (r->withheld || (!adopted && r->header.kind != RECORD_EVENT) || r->payload.size < skip)
		return NULL;
	arena_reset(&p->arena);
	return (const Envelope *)wire_unpack(&Envelope_type, span_of(r->payload.data + skip, r->payload.size - skip),
					     RECORD_PAYLOAD_MAX, false, &p->arena, &(struct wire_result){ 0 });
}

static bool on_record(void *context, const struct record *record, const uint8_t header_bytes[RECORD_HEADER_SIZE])
{
	struct follow *fo = context;
	struct probe *p = fo->probe;
	uint64_t now = now_ns();
	const Envelope *e = p->on_its_way ? envelope_of(p, record) : NULL;

	(void)header_bytes;
	fo->sequence = record->header.sequence;
	if (e && !p->at_ns[fo->place] && strcmp(e->type, places[fo->place].type) == 0 && strcmp(e->subject, p->cadre_id) == 0)
		p->at_ns[fo->place] = now;
	bus_follower_durable(fo->follower, record->header.sequence);
	look_whether_arrived(p);
	return true;
}

static void on_state(void *context, enum bus_follow_state state, const char *reason)
{
	struct follow *fo = context;

	fo->streaming = state == BUS_STREAMING;
	if (state != BUS_CONNECTING && state != BUS_STREAMING)
		fprintf(stderr, "propagate: stream of %s: %s\n", places[fo->place].service, reason ? reason : "");
}

static bool caught_up(const struct probe *p)
{
	for (int i = 0; i < PLACES; i++) {
		const struct follow *fo = &p->follows[i];
		if (!fo->streaming || !fo->sequence || fo->sequence + BEHIND_MAX < bus_follower_tail(fo->follower))
			return false;
	}
	return true;
}

static void on_timer(void *context)
{
	struct probe *p = context;
	uint64_t now = now_ns();

	if (p->on_its_way && now - p->sent_ns > WAY_WITHIN_NS) {
		loop_stop(p->loop);
		return;
	}
	if (p->on_its_way || p->sent == p->count || now < p->due_ns || !caught_up(p))
		return;
	struct span packed = request_packed(&p->requests, p->next);
	request_cadre(&p->requests, p->next, p->cadre_id, sizeof p->cadre_id);
	p->sent_ns = now_ns();
	if (bus_client_send(p->client, p->next + 1, packed) != ERR_NONE)
		return;
	p->on_its_way = true;
	p->answered_ns = 0;
	memset(p->at_ns, 0, sizeof p->at_ns);
	p->next++;
	p->sent++;
}

static enum err open_all(struct probe *p, struct fault *f)
{
	char address[64], server[64], consumer[64];
	enum err e;

	snprintf(consumer, sizeof consumer, "%s/%s", p->requests.site, p->name);
	for (int i = 0; i < PLACES; i++) {
		struct follow *fo = &p->follows[i];
		*fo = (struct follow){ .probe = p, .place = (enum place)i };
		snprintf(address, sizeof address, "tcp://127.0.0.1:%u", p->base_port + (unsigned)places[i].stream_port);
		snprintf(server, sizeof server, "%s-%s", p->requests.site, places[i].service);
		struct bus_follower_options o = { .address = address, .server_name = server, .consumer = consumer,
						  .on_record = on_record, .on_state = on_state, .context = fo };
		e = bus_follower_open(&fo->follower, p->bus, &o, f);
		if (e != ERR_NONE)
			return e;
	}
	snprintf(address, sizeof address, "tcp://127.0.0.1:%u", p->base_port + TRAINING_PORT);
	snprintf(server, sizeof server, "%s-training", p->requests.site);
	return bus_client_open(&p->client, p->bus, address, server, on_reply, p, f);
}

static enum err run(struct probe *p, struct fault *f)
{
	struct loop_timer *timer;
	enum err e = loop_new(&p->loop, f);

	if (e == ERR_NONE)
		e = bus_new(&p->bus, p->loop, p->keys, p->name, f);
	if (e == ERR_NONE)
		e = open_all(p, f);
	if (e != ERR_NONE)
		return e;
	timer = loop_timer_new(p->loop, on_timer, p);
	loop_timer_set(timer, TICK_MS, TICK_MS);
	loop_run(p->loop);
	loop_timer_free(timer);
	bus_client_free(p->client);
	for (int i = 0; i < PLACES; i++)
		bus_follower_free(p->follows[i].follower);
	bus_free(p->bus);
	loop_free(p->loop);
	return ERR_NONE;
}

static bool read_options(struct probe *p, int argc, char **argv)
{
	static const struct option known[] = {
		{ "keys", 1, NULL, 'k' }, { "name", 1, NULL, 'n' }, { "base-port", 1, NULL, 'b' }, { "site", 1, NULL, 'i' },
		{ "people", 1, NULL, 'p' }, { "squad", 1, NULL, 'q' }, { "first", 1, NULL, 'f' }, { "count", 1, NULL, 'm' },
		{ "pause-ms", 1, NULL, 'u' }, { NULL, 0, NULL, 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (option) {
		case 'k': p->keys = optarg; break;
		case 'n': p->name = optarg; break;
		case 'b': p->base_port = (unsigned)strtoul(optarg, NULL, 10); break;
		case 'i': p->requests.site = optarg; break;
		case 'p': p->requests.people = strtoull(optarg, NULL, 10); break;
		case 'q': p->requests.squad_id = optarg; break;
		case 'f': p->next = strtoull(optarg, NULL, 10); break;
		case 'm': p->count = strtoull(optarg, NULL, 10); break;
		case 'u': p->pause_ms = (unsigned)strtoul(optarg, NULL, 10); break;
		default: return false;
		}
	return p->keys && p->name && p->base_port && p->requests.site && p->requests.people && p->requests.squad_id && p->count;
}

int main(int argc, char **argv)
{
	static struct probe p = { .requests = { .command = COMMAND_SQUAD } };
	struct fault f = { 0 };

	if (!read_options(&p, argc, argv)) {
		fprintf(stderr, "propagate: see the top of propagate.c\n");
		return 2;
	}
	arena_init(&p.arena, ARENA_BYTES);
	arena_init(&p.requests.arena, ARENA_BYTES);
	if (run(&p, &f) != ERR_NONE) {
		fprintf(stderr, "propagate: %s\n", f.text);
		return 1;
	}
	printf("{\"sent\": %llu, \"arrived\": %llu, \"next\": %llu", (unsigned long long)p.sent, (unsigned long long)p.arrived,
	       (unsigned long long)p.next);
	for (int i = 0; i < LEGS; i++)
		printf(", \"%s_p50_us\": %.1f, \"%s_p99_us\": %.1f", leg_names[i], samples_percentile_us(&p.legs[i], 0.5),
		       leg_names[i], samples_percentile_us(&p.legs[i], 0.99));
	printf("}\n");
	return p.arrived == p.count ? 0 : 1;
}
