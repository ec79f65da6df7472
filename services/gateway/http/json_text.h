/* Writes small JSON texts (problems, the session): members in the order they are written, text escaped. Messages of the
 * contract go through wire_to_json instead. */
#ifndef DANDANG_GATEWAY_HTTP_JSON_TEXT_H
#define DANDANG_GATEWAY_HTTP_JSON_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

struct json_text {
	struct arena *arena;
	char *data;
	size_t size;
	size_t room;
	bool comma;      /* one is due before the next value */
	bool failed;     /* out of memory: sticky */
};

void json_start(struct json_text *j, struct arena *arena);
struct span json_end(struct json_text *j);                /* NULL data: out of memory; ends with NUL behind it */

void json_open(struct json_text *j, char bracket);        /* '{' or '[' */
void json_close(struct json_text *j, char bracket);
void json_name(struct json_text *j, const char *name);
void json_string(struct json_text *j, const char *text);
void json_string_2(struct json_text *j, const char *first, const char *second);   /* one string of two parts */
void json_number(struct json_text *j, int64_t value);
void json_bool(struct json_text *j, bool value);
void json_member(struct json_text *j, const char *name, const char *text);        /* nothing when NULL or empty */

#endif
