/* json TYPE FILE SECONDS
 *
 * FILE holds JSON documents, one a line, as the gateway answers them, each a message TYPE of the contract. Measures writing
 * and reading all of them (a page of a list is many), by our encoder from descriptors and by jansson alone on the same
 * text, in turn. Prints one line of JSON: microseconds a pass, and bytes of a pass. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "contract.h"
#include "contract_rows.h"
#include "samples.h"
#include "wire/wire.h"

#define DOCUMENTS_MAX 1000
#define ARENA_BYTES ((size_t)256 << 20)
#define TURNS 10                /* each of the four has its part of the time, so many times over */

/* Beside the rows of all services. */
static const struct wire_type *const types[] = { &Dossier_type, &MergedEvent_type, &HoursExempted_type };

struct bench {
	const struct wire_type *type;
	struct span texts[DOCUMENTS_MAX];
	ProtobufCMessage *messages[DOCUMENTS_MAX];
	json_t *values[DOCUMENTS_MAX];
	size_t count, bytes;
	struct arena kept, scratch;
};

static const struct wire_type *type_named(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(types[i]->name, name) == 0)
			return types[i];
	for (size_t i = 0; i < contract_row_count; i++)
		if (strcmp(contract_rows[i].type->name, name) == 0)
			return contract_rows[i].type;
	return NULL;
}

static void write_ours(struct bench *b)
{
	arena_reset(&b->scratch);
	for (size_t i = 0; i < b->count; i++)
		REQUIRE(wire_to_json(b->type, b->messages[i], false, &b->scratch).size);
}

static void write_peer(struct bench *b)
{
	for (size_t i = 0; i < b->count; i++) {
		char *text = json_dumps(b->values[i], JSON_COMPACT);
		REQUIRE(text);
		free(text);
	}
}

static void read_ours(struct bench *b)
{
	struct wire_result result = { 0 };

	arena_reset(&b->scratch);
	for (size_t i = 0; i < b->count; i++)
		REQUIRE(wire_from_json(b->type, b->texts[i], &b->scratch, &result));
}

static void read_peer(struct bench *b)
{
	for (size_t i = 0; i < b->count; i++) {
		json_t *value = json_loadb((const char *)b->texts[i].data, b->texts[i].size, 0, NULL);
		REQUIRE(value);
		json_decref(value);
	}
}

/* Both ways agree on what the documents say before anything is measured. */
static void load(struct bench *b, FILE *file)
{
	struct wire_result result = { 0 };
	char *line = NULL;
	size_t cap = 0;
	ssize_t size;

	while ((size = getline(&line, &cap, file)) > 1 && b->count < DOCUMENTS_MAX) {
		const uint8_t *copy = arena_copy(&b->kept, line, (size_t)size);
		json_t *ours;
		REQUIRE(copy);
		b->texts[b->count] = span_of(copy, (size_t)size);
		b->messages[b->count] = wire_from_json(b->type, b->texts[b->count], &b->kept, &result);
		b->values[b->count] = json_loadb(line, (size_t)size, 0, NULL);
		if (!b->messages[b->count] || !b->values[b->count]) {
			fprintf(stderr, "json: %s does not read: %s\n", b->type->name, result.count ? result.items[0].path : "?");
			exit(1);
		}
		ours = json_loads((const char *)wire_to_json(b->type, b->messages[b->count], false, &b->kept).data, 0, NULL);
		json_decref(b->values[b->count]);
		REQUIRE(ours);
		b->values[b->count] = ours;   /* the peer writes exactly what ours writes */
		b->count++;
	}
	free(line);
	for (size_t i = 0; i < b->count; i++)
		b->bytes += wire_to_json(b->type, b->messages[i], false, &b->kept).size;
}

int main(int argc, char **argv)
{
	static void (*const ways[])(struct bench *b) = { write_ours, write_peer, read_ours, read_peer };
	static struct bench b;
	double cpu_s[4] = { 0 };
	unsigned long long passes[4] = { 0 };
	FILE *file = argc == 4 ? fopen(argv[2], "re") : NULL;

	b.type = file ? type_named(argv[1]) : NULL;
	if (!b.type) {
		fprintf(stderr, "json: see the top of json.c\n");
		return 2;
	}
	arena_init(&b.kept, ARENA_BYTES);
	arena_init(&b.scratch, ARENA_BYTES);
	load(&b, file);
	fclose(file);
	REQUIRE(b.count);
	uint64_t slice_ns = (uint64_t)(strtod(argv[3], NULL) * 1e9 / (4 * TURNS));
	for (int turn = 0; turn < TURNS; turn++)
		for (int way = 0; way < 4; way++) {
			uint64_t until = now_ns() + slice_ns;
			double before = process_cpu_s();
			do {
				ways[way](&b);
				passes[way]++;
			} while (now_ns() < until);
			cpu_s[way] += process_cpu_s() - before;
		}
	printf("{\"documents\": %zu, \"bytes\": %zu", b.count, b.bytes);
	static const char *const names[] = { "write_us", "write_peer_us", "read_us", "read_peer_us" };
	for (int way = 0; way < 4; way++)
		printf(", \"%s\": %.4f", names[way], 1e6 * cpu_s[way] / (double)passes[way]);
	printf("}\n");
	return 0;
}
