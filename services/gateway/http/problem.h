/* Answers that say no: RFC 9457 application/problem+json, from the Reply of a daemon or from a code of our own. */
#ifndef DANDANG_GATEWAY_HTTP_PROBLEM_H
#define DANDANG_GATEWAY_HTTP_PROBLEM_H

#include <stddef.h>

#include "base/arena.h"
#include "base/span.h"
#include "contract.h"

#define PROBLEM_CONTENT_TYPE "application/problem+json; charset=utf-8"
#define PROBLEM_TYPE_PREFIX "/problems/"     /* type is a page of the console's manual: prefix and code */

/* {type, title (zh), status, detail, code, en, rule, errors[]}; empty members are left out. NULL data: out of memory. */
struct span problem_from_reply(const Reply *reply, struct arena *arena);
/* The same of a refusal; `field` (may be NULL) names the input it is about and becomes the one item of errors[]. */
struct span problem_from_refusal(enum refusal code, const char *field, struct arena *arena);
/* Into `room`, without memory of its own; title by status. Returns the size; `code` must need no escaping. */
int problem_plain(unsigned status, const char *code, char *room, size_t size);
/* "Bad Request" and the like, for the status line. */
const char *problem_phrase(unsigned status);

#endif
