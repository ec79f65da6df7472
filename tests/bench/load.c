/* load keys KEYS NAME                     makes a key pair, prints its public key
 * load commands --keys D --name N --address A --server S --site CODE --people P [options]
 *
 * Keeps a number of commands outstanding on a daemon's command socket: DEALER, CURVE, the daemon's own endpoint. Each
 * answer is looked at. Prints one line of JSON. Exit status 0 when every command was answered.
 *
 *   --command exempt|squad, --squad ID   what is sent (request.h)
 *   --first N                            number of the first command; the JSON's "next" is the first of the next run
 *   --outstanding N --connections N      over all connections together
 *   --seconds S --warm S                 measured time and the time before it
 *   --count N                            instead of --seconds: so many commands, all measured
 *   --rate R                             at most R commands a second, in even steps */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "bus/bus.h"
#include "bus/keys.h"
#include "contract.h"
#include "request.h"
#include "samples.h"
#include "wire/wire.h"

#define OUTSTANDING_MAX 8192u
#define CONNECTIONS_MAX 256u
#define ARENA_BYTES (1u << 20)
#define RETRY_MS 1
#define ANSWERS_WITHIN_S 30

struct slot {
	uint64_t id;       /* 0: free */
	uint64_t sent_ns;
};
struct connection {
	struct load *load;
	struct bus_client *client;
	bool used;
};
struct options {
	const char *keys, *name, *address, *server;
	unsigned outstanding, connections;
	double seconds, warm, rate;
	uint64_t first, count;
};
struct load {
	struct options o;
	struct requests requests;
	struct loop *loop;
	struct loop_timer *timer;
	struct connection connections[CONNECTIONS_MAX];
	struct slot slots[OUTSTANDING_MAX];       /* slot i belongs to connection i % connections */
	bool stopped;                             /* by SIGTERM: what is outstanding is still waited for */
	unsigned used;                            /* connections that have carried a command */
	uint64_t next;                            /* number of the next command */
	uint64_t sent, answered, accepted, refused, replayed, measured;
	uint64_t first_sequence, last_sequence;   /* of accepted commands, in the daemon's journal */
	char refusal[64];                         /* code of the first one */
	uint64_t opened_ns, begun_ns, measure_from_ns, measure_until_ns, last_answer_ns;
	double cpu_at_start_s;
	struct samples latency;
	struct arena arena;
};

static bool exhausted(const struct load *l)
{
	if (l->stopped)
		return true;
	if (l->o.count ? l->sent >= l->o.count : l->begun_ns && now_ns() >= l->measure_until_ns)
		return true;
	return l->next >= requests_distinct(&l->requests);
}

static void begin(struct load *l)
{
	l->begun_ns = now_ns();
	l->measure_from_ns = l->begun_ns + (l->o.count ? 0 : (uint64_t)(l->o.warm * 1e9));
	l->measure_until_ns = l->o.count ? UINT64_MAX : l->measure_from_ns + (uint64_t)(l->o.seconds * 1e9);
	l->cpu_at_start_s = process_cpu_s();
}

/* Fills the slot with the next command; it stays free when the connection takes none just now. */
static void send_from(struct load *l, size_t at)
{
	struct connection *c = &l->connections[at % l->o.connections];
	struct span packed = request_packed(&l->requests, l->next);
	uint64_t id = (l->next << 16 | at) + 1, now = now_ns();

	if (bus_client_send(c->client, id, packed) != ERR_NONE)
		return;
	if (!c->used) {
		c->used = true;
		if (++l->used == l->o.connections)
			begin(l); /* handshakes are no part of it */
	}
	l->slots[at] = (struct slot){ .id = id, .sent_ns = now };
	l->next++;
	l->sent++;
}

static void note(struct load *l, const Reply *reply)
{
	if (!reply || reply->status / 100 != 2) {
		l->refused++;
		if (l->refusal[0] == '\0')
			snprintf(l->refusal, sizeof l->refusal, "%s", reply ? reply->code : "unreadable");
		return;
	}
	l->accepted++;
	l->replayed += reply->replayed ? 1 : 0;
	if (!l->first_sequence || reply->sequence < l->first_sequence)
		l->first_sequence = reply->sequence;
	if (reply->sequence > l->last_sequence)
		l->last_sequence = reply->sequence;
}

static void on_reply(void *context, uint64_t id, struct span body)
{
	struct load *l = ((struct connection *)context)->load;
	size_t at = (id - 1) & 0xFFFF;
	struct slot *slot = &l->slots[at];
	uint64_t now = now_ns();

	REQUIRE(at < l->o.outstanding && slot->id == id);
	slot->id = 0;
	l->answered++;
	l->last_answer_ns = now;
	arena_reset(&l->arena);
	note(l, (const Reply *)wire_unpack(&Reply_type, body, BUS_COMMAND_BYTES_MAX, false, &l->arena,
					   &(struct wire_result){ 0 }));
	if (l->begun_ns && now >= l->measure_from_ns && now < l->measure_until_ns) {
		l->measured++;
		samples_add(&l->latency, now - slot->sent_ns);
	}
	if (exhausted(l)) {
		if (l->answered == l->sent)
			loop_stop(l->loop);
	} else if (l->o.rate <= 0) {
		send_from(l, at);
	}
}

/* With a rate: has the next command's time come? */
static bool is_time(const struct load *l)
{
	return l->o.rate <= 0 || (double)l->sent < l->o.rate * (double)(now_ns() - l->opened_ns) / 1e9;
}

/* Fills what is free (at the start, and where a queue was full), and gives up on answers that never come. */
static void on_timer(void *context)
{
	struct load *l = context;
	uint64_t waiting_since;

	if (!l->opened_ns)
		l->opened_ns = now_ns();
	for (size_t i = 0; i < l->o.outstanding && !exhausted(l) && is_time(l); i++)
		if (!l->slots[i].id)
			send_from(l, i);
	if (exhausted(l) && l->answered == l->sent)
		loop_stop(l->loop);
	waiting_since = l->last_answer_ns ? l->last_answer_ns : l->opened_ns;
	if (now_ns() - waiting_since > ANSWERS_WITHIN_S * 1000000000ull)
		loop_stop(l->loop);
}

static void on_stop(void *context)
{
	struct load *l = context;

	l->stopped = true;
}

static void print_result(struct load *l)
{
	uint64_t until = l->o.count ? l->last_answer_ns : l->measure_until_ns;
	double seconds = (double)(until - l->measure_from_ns) / 1e9;

	printf("{\"sent\": %llu, \"answered\": %llu, \"accepted\": %llu, \"refused\": %llu, \"replayed\": %llu, "
	       "\"refusal\": \"%s\", \"measured\": %llu, \"seconds\": %.6f, \"rate\": %.1f, \"p50_us\": %.1f, "
	       "\"p99_us\": %.1f, \"max_us\": %.1f, \"first_sequence\": %llu, \"last_sequence\": %llu, \"next\": %llu, "
	       "\"client_cpu_s\": %.6f}\n",
	       (unsigned long long)l->sent, (unsigned long long)l->answered, (unsigned long long)l->accepted,
	       (unsigned long long)l->refused, (unsigned long long)l->replayed, l->refusal,
	       (unsigned long long)l->measured, seconds, (double)l->measured / seconds,
	       samples_percentile_us(&l->latency, 0.5), samples_percentile_us(&l->latency, 0.99),
	       samples_percentile_us(&l->latency, 1), (unsigned long long)l->first_sequence,
	       (unsigned long long)l->last_sequence, (unsigned long long)l->next, process_cpu_s() - l->cpu_at_start_s);
}

static enum err run(struct load *l, struct fault *f)
{
	struct bus *bus;
	enum err e = loop_new(&l->loop, f);

	if (e == ERR_NONE)
		e = bus_new(&bus, l->loop, l->o.keys, l->o.name, f);
	if (e != ERR_NONE)
		return e;
	for (unsigned i = 0; i < l->o.connections && e == ERR_NONE; i++) {
		l->connections[i].load = l;
		e = bus_client_open(&l->connections[i].client, bus, l->o.address, l->o.server, on_reply,
				    &l->connections[i], f);
	}
	if (e != ERR_NONE)
		return e;
	loop_on_stop_signal(l->loop, on_stop, NULL, l);
	l->timer = loop_timer_new(l->loop, on_timer, l);
	loop_timer_set(l->timer, RETRY_MS, RETRY_MS);
	loop_run(l->loop);
	for (unsigned i = 0; i < l->o.connections; i++)
		bus_client_free(l->connections[i].client);
	bus_free(bus);
	loop_free(l->loop);
	return ERR_NONE;
}

static bool read_options(struct load *l, int argc, char **argv)
{
	static const struct option known[] = {
		{ "keys", 1, NULL, 'k' }, { "name", 1, NULL, 'n' }, { "address", 1, NULL, 'a' }, { "server", 1, NULL, 'v' },
		{ "site", 1, NULL, 'i' }, { "people", 1, NULL, 'p' }, { "command", 1, NULL, 'c' }, { "squad", 1, NULL, 'q' },
		{ "first", 1, NULL, 'f' }, { "outstanding", 1, NULL, 'o' }, { "connections", 1, NULL, 'x' },
		{ "seconds", 1, NULL, 's' }, { "warm", 1, NULL, 'w' }, { "count", 1, NULL, 'm' },
		{ "rate", 1, NULL, 'r' }, { NULL, 0, NULL, 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (option) {
		case 'k': l->o.keys = optarg; break;
		case 'n': l->o.name = optarg; break;
		case 'a': l->o.address = optarg; break;
		case 'v': l->o.server = optarg; break;
		case 'i': l->requests.site = optarg; break;
		case 'p': l->requests.people = strtoull(optarg, NULL, 10); break;
		case 'c': l->requests.command = strcmp(optarg, "squad") == 0 ? COMMAND_SQUAD : COMMAND_EXEMPT; break;
		case 'q': l->requests.squad_id = optarg; break;
		case 'f': l->o.first = strtoull(optarg, NULL, 10); break;
		case 'o': l->o.outstanding = (unsigned)strtoul(optarg, NULL, 10); break;
		case 'x': l->o.connections = (unsigned)strtoul(optarg, NULL, 10); break;
		case 's': l->o.seconds = strtod(optarg, NULL); break;
		case 'w': l->o.warm = strtod(optarg, NULL); break;
		case 'r': l->o.rate = strtod(optarg, NULL); break;
		case 'm': l->o.count = strtoull(optarg, NULL, 10); break;
		default: return false;
		}
	return l->o.keys && l->o.name && l->o.address && l->o.server && l->requests.site && l->requests.people &&
	       l->o.outstanding && l->o.outstanding <= OUTSTANDING_MAX && l->o.connections &&
	       l->o.connections <= CONNECTIONS_MAX && l->o.connections <= l->o.outstanding &&
	       (l->o.count || l->o.seconds > 0) && (l->requests.command != COMMAND_SQUAD || l->requests.squad_id);
}

static int print_key(const char *directory, const char *name)
{
	struct fault f = { 0 };
	struct key_pair pair;

	if (bus_keys_ensure(directory, name, &f) != ERR_NONE || keys_load_pair(directory, name, &pair, &f) != ERR_NONE) {
		fprintf(stderr, "load: %s\n", f.text);
		return 1;
	}
	printf("%s\n", pair.public);
	return 0;
}

int main(int argc, char **argv)
{
	static struct load l = { .o = { .outstanding = 1, .connections = 1 }, .requests = { .squad_id = "" } };
	struct fault f = { 0 };

	if (argc == 4 && strcmp(argv[1], "keys") == 0)
		return print_key(argv[2], argv[3]);
	if (argc < 2 || strcmp(argv[1], "commands") != 0 || !read_options(&l, argc - 1, argv + 1)) {
		fprintf(stderr, "load: see the top of load.c\n");
		return 2;
	}
	l.next = l.o.first;
	arena_init(&l.arena, ARENA_BYTES);
	arena_init(&l.requests.arena, ARENA_BYTES);
	if (run(&l, &f) != ERR_NONE) {
		fprintf(stderr, "load: %s\n", f.text);
		return 1;
	}
	print_result(&l);
	return l.answered == l.sent && l.sent ? 0 : 1;
}
