/* Guard of the sealed identities (检举人保密, S06): outgoing texts are read for the names of reporters. Pure. */
#ifndef DANDANG_ACCOUNTABILITY_REPORTERS_H
#define DANDANG_ACCOUNTABILITY_REPORTERS_H

#include <stdbool.h>

#include "runtime/decision.h"

/* `text` holds the name or the contact of somebody who reported this cadre; blanks and name dots between the characters
 * do not hide it. */
bool text_names_reporter(struct decision *d, const char *cadre_id, const char *text);
/* `needle` occurs in `text` when both are read without blanks and dots. */
bool text_holds(struct decision *d, const char *text, const char *needle);
/* One of the words, which a policy row lists with "、" between them, occurs in `text`. */
bool text_holds_one_of(struct decision *d, const char *text, const char *words);

#endif
