/* Packed bytes written by hand, as no well-behaved program would write them. */
#ifndef DANDANG_TESTS_WIRE_RAW_H
#define DANDANG_TESTS_WIRE_RAW_H

#include <stdint.h>
#include <string.h>

#include "tap.h"
#include "contract.h"

#define TEST_ARENA_BYTES (64u << 20)
#define TEST_BYTES_MAX   (8u << 20)

struct raw {
	uint8_t *data;
	size_t size;
	size_t room;
};

static inline void raw_byte(struct raw *r, unsigned byte)
{
	if (r->size == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->data = realloc(r->data, r->room);
		if (!r->data)
			abort();
	}
	r->data[r->size++] = (uint8_t)byte;
}

static inline void raw_varint(struct raw *r, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		raw_byte(r, (unsigned)(value & 0x7f) | 0x80);
	raw_byte(r, (unsigned)value);
}

static inline void raw_tag(struct raw *r, unsigned field, unsigned kind)
{
	raw_varint(r, (uint64_t)field << 3 | kind);
}

static inline void raw_number(struct raw *r, unsigned field, uint64_t value)
{
	raw_tag(r, field, 0);
	raw_varint(r, value);
}

static inline void raw_bytes(struct raw *r, unsigned field, const void *data, size_t size)
{
	raw_tag(r, field, 2);
	raw_varint(r, size);
	for (size_t i = 0; i < size; i++)
		raw_byte(r, ((const uint8_t *)data)[i]);
}

static inline void raw_text(struct raw *r, unsigned field, const char *text)
{
	raw_bytes(r, field, text, strlen(text));
}

static inline void raw_free(struct raw *r)
{
	free(r->data);
	*r = (struct raw){ 0 };
}

/* One unpacking with what came of it. */
struct outcome {
	struct arena arena;
	struct wire_result result;
	ProtobufCMessage *message;
};

static inline void outcome_of(struct outcome *o, const struct wire_type *type, const struct raw *r,
			      bool rules)
{
	arena_init(&o->arena, TEST_ARENA_BYTES);
	o->result.count = 99;
	o->message = wire_unpack(type, span_of(r->data, r->size), TEST_BYTES_MAX, rules, &o->arena,
				 &o->result);
}

/* The first problem of unpacking these bytes, which are freed; WIRE_OK when a message came out. */
static inline enum wire_problem problem_of(const struct wire_type *type, struct raw *r, bool rules)
{
	struct outcome o;
	enum wire_problem problem;

	outcome_of(&o, type, r, rules);
	problem = o.result.count ? o.result.items[0].problem : WIRE_OK;
	CHECK((o.message != NULL) == (problem == WIRE_OK));
	arena_fini(&o.arena);
	raw_free(r);
	return problem;
}

#endif
