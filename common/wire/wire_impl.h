/* Inside of the wire: where a field stands, what is reported, how a member of a message is read
 * through its descriptor. */
#ifndef DANDANG_WIRE_IMPL_H
#define DANDANG_WIRE_IMPL_H

#include <string.h>

#include "wire/wire.h"

#define WIRE_VALUE_BYTES_MAX 64 /* of a refused value that is shown again */
#define WIRE_ID_CHARS_MAX    64 /* an id (FIELD_FORMAT_ID) */
#define WIRE_NO_INDEX        SIZE_MAX

/* A place in a message; the parts stand on the stack of who walks it and are written out only for a
 * violation. */
struct wire_path {
	const struct wire_path *above; /* NULL: top level */
	const char *name;
	size_t index; /* in a list, else WIRE_NO_INDEX */
};

struct wire_report {
	struct arena *arena;
	struct wire_result *result;
};
/* Always returns false. Past WIRE_VIOLATIONS_MAX nothing is added. `value` may be NULL. */
bool wire_refuse(struct wire_report *report, enum wire_problem problem,
		 const struct wire_path *path, struct span value);
static inline bool wire_report_full(const struct wire_report *report)
{
	return report->result && report->result->count == WIRE_VIOLATIONS_MAX;
}

/* The structure of packed bytes; with `strict` unknown fields are refused too. */
bool wire_scan(const ProtobufCMessageDescriptor *descriptor, struct span bytes, bool strict,
	       struct wire_report *report);
/* wire_check with a report already begun. */
bool wire_check_rules(const struct wire_type *type, const ProtobufCMessage *message,
		      struct wire_report *report);

/* Length of the valid UTF-8 character at the start of `text`, 0 when there is none. Never 0 for
 * NUL. */
size_t wire_utf8_next(struct span text);

/* ---- members ---- */

static inline const void *wire_member(const void *message, unsigned offset)
{
	return (const uint8_t *)message + offset;
}

static inline size_t wire_count(const void *message, const ProtobufCFieldDescriptor *field)
{
	size_t count;

	memcpy(&count, wire_member(message, field->quantifier_offset), sizeof count);
	return count;
}

/* Bytes of one member or list item in memory. */
size_t wire_item_size(ProtobufCType type);
/* The list item, or with index WIRE_NO_INDEX the member itself. */
const void *wire_item(const void *message, const ProtobufCFieldDescriptor *field, size_t index);
/* A field of a oneof in which another field (or none) is set. */
bool wire_unset_choice(const void *message, const ProtobufCFieldDescriptor *field);
/* Numbers, enums and bools; `*past` is set when an unsigned number is above INT64_MAX (and
 * INT64_MAX returned). */
int64_t wire_number(const void *item, ProtobufCType type, bool *past);
uint64_t wire_unsigned(const void *item);
const char *wire_text(const void *item); /* never NULL */
struct span wire_bytes(const void *item);
const ProtobufCMessage *wire_message(const void *item); /* may be NULL */
/* Whether a member (not a list) is empty: "", 0, no bytes, no message. */
bool wire_empty(const void *item, ProtobufCType type);

#endif
