/* The wire: packed messages in, out and to JSON, from descriptors. Everything from outside passes
 * wire_unpack: size, nesting and amplification are checked on the raw bytes before protobuf-c sees
 * them, then strings (UTF-8, no NUL), enums (known value) and the field rules of the contract. The
 * only place that includes protobuf-c or the JSON library by name (generated contract headers
 * include protobuf-c for their structs). Pure; memory comes from the arena. */
#ifndef DANDANG_WIRE_H
#define DANDANG_WIRE_H

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#define WIRE_DEPTH_MAX      8
#define WIRE_FIELDS_MAX     200000 /* fields and items in one message, all levels */
#define WIRE_CHARS_DEFAULT  200    /* string without chars_max */
#define WIRE_ITEMS_DEFAULT  1000   /* list without items_max */
#define WIRE_JSON_DEPTH_MAX 16

enum wire_format { WIRE_ANY, WIRE_DATE, WIRE_ID, WIRE_QUARTER, WIRE_YEAR };

/* What the contract's (field) options say; generated, parallel to descriptor->fields. */
struct wire_rule {
	bool required;
	uint32_t chars_max;
	uint32_t items_max;
	int64_t min;
	int64_t max;
	enum wire_format format;
	const char *zh;         /* what people call it; NULL: nothing said */
};
struct wire_type {
	const char *name; /* message name */
	const ProtobufCMessageDescriptor *descriptor;
	const struct wire_rule *rules;         /* descriptor->n_fields of them */
	const struct wire_type *const *nested; /* per field: type of a message field, else NULL */
};

enum wire_problem {
	WIRE_OK,
	WIRE_MALFORMED,
	WIRE_TOO_LARGE,
	WIRE_TOO_DEEP,
	WIRE_TOO_MANY_FIELDS,
	WIRE_NOT_UTF8,
	WIRE_REQUIRED,
	WIRE_TOO_LONG,
	WIRE_TOO_MANY,
	WIRE_OUT_OF_RANGE,
	WIRE_BAD_FORMAT,
	WIRE_UNKNOWN_ENUM,
	WIRE_UNKNOWN_FIELD,
	WIRE_NO_MEMORY, /* more than the arena holds */
	WIRE_STARVED,   /* the process had no memory; the same input may be read later */
};
/* One thing wrong; path like "rows[3].rule_id" (the first is [0]; unpacking raw bytes gives no
 * index, and "" is the message itself). value: shortened copy of what was refused (may be NULL). */
struct wire_violation {
	enum wire_problem problem;
	const char *path;
	const char *value;
};
#define WIRE_VIOLATIONS_MAX 50
struct wire_result {
	size_t count;
	struct wire_violation items[WIRE_VIOLATIONS_MAX];
};

/* NULL and violations when refused. The message lives in the arena; nothing is freed one by one.
 * With `rules` false only the structural checks run, strings included (used on records of our own
 * journal and of streams): fields and enum values of a later contract pass. With `rules` they are
 * refused, since half of a command is not to be carried out. `result` may be NULL. */
ProtobufCMessage *wire_unpack(const struct wire_type *type, struct span bytes, size_t bytes_max,
			      bool rules, struct arena *arena, struct wire_result *result);
/* A message this program packed itself, out of a place of its own: no checks but those protobuf-c
 * makes anyway (it stays within `bytes`). NULL when even these fail or the arena overflows. */
ProtobufCMessage *wire_unpack_own(const struct wire_type *type, struct span bytes,
				  struct arena *arena);
/* Packs into the arena; no data when that overflows. Every base within must be set
 * (wire_clone_shallow does). */
struct span wire_pack(const ProtobufCMessage *message, struct arena *arena);
/* A copy of a message being built and of the messages within it, in the arena. Strings and lists of
 * numbers are shared; NULL strings become "". Nothing in `message` needs its base set. NULL when
 * the arena overflows. */
ProtobufCMessage *wire_clone_shallow(const ProtobufCMessageDescriptor *descriptor,
				     const void *message, struct arena *arena);
/* Only the field rules, for messages built otherwise. An empty field passes unless it is required;
 * 0 is empty. */
bool wire_check(const struct wire_type *type, const ProtobufCMessage *message, struct arena *arena,
		struct wire_result *result);

/* JSON of one message: field names as in the contract (snake_case), enums by name without the
 * type's prefix (e.g. "WEAK_PUSH"), 64-bit integers as numbers, bytes as base64, empty fields left
 * out unless `all`. Text ends with NUL. */
struct span wire_to_json(const struct wire_type *type, const ProtobufCMessage *message, bool all,
			 struct arena *arena);
/* Refuses unknown fields, wrong types, unknown enum names, each with its path. Applies the field
 * rules. A null field is an absent one; numbers go to INT64_MAX. */
ProtobufCMessage *wire_from_json(const struct wire_type *type, struct span json,
				 struct arena *arena, struct wire_result *result);

/* "WEAK_PUSH" of CALL_UP_GROUND_WEAK_PUSH: the value without the prefix its type gives it. */
const char *wire_enum_short(const ProtobufCEnumDescriptor *type, const char *value_name);

/* What the contract calls the field at a path like "rows[3].rule_id"; "" when it knows none. */
const char *wire_label(const struct wire_type *type, const char *path);

bool wire_utf8_valid(struct span text, size_t *chars);

#endif
