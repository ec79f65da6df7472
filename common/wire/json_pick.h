/* Single values out of JSON text, for a reader that has no message for it: a client that shows answers must not refuse a
 * field a later gateway adds. Works on slices of the text and copies only what is decoded. It does not judge: text that is
 * no JSON gives absent values and ends lists early, never more. Pure. */
#ifndef DANDANG_WIRE_JSON_PICK_H
#define DANDANG_WIRE_JSON_PICK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"

/* The raw text of a member of an object, e.g. `"c1"` with its quotes; no data when it is absent. Names are compared as they
 * stand, escapes are not decoded. */
struct span json_pick_member(struct span object, const char *name);

/* One item or member after another: *rest begins as the whole list or object. False at the end. */
bool json_pick_item(struct span *rest, struct span *item);
bool json_pick_next(struct span *rest, struct span *name, struct span *value);

/* A raw value as text: a string decoded, numbers and words as they stand; "" when absent, null or not decodable. */
const char *json_pick_value(struct span value, struct arena *arena);
/* json_pick_value of json_pick_member. */
const char *json_pick_text(struct span object, const char *name, struct arena *arena);
/* Whether the whole text is one value of that kind ('{', '[' or '"'), as far as its brackets and quotes tell. */
bool json_pick_is(struct span text, char kind);

#endif
