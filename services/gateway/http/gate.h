/* The gate: a strict reader of HTTP/1.1 requests, and the only judge of where one begins and ends. Pure: bytes in; the
 * head's parts and runs of body bytes out, or a refusal; no socket, no clock. One request passes at a time: what follows
 * it waits until its answer has been sent.
 *
 * Stricter than the RFC where leniency is what smuggling lives on: no obs-fold, no bare LF or CR, no control bytes, no
 * chunk extensions or trailers, origin-form targets only, fields that frame or authorise at most once. Why it is our own
 * and not a library's is told in docs/decisions/0009-http-without-a-hop.md. */
#ifndef DANDANG_GATEWAY_HTTP_GATE_H
#define DANDANG_GATEWAY_HTTP_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "buffer.h"
#include "http.h"

enum gate_step {
	GATE_HEAD,         /* reading the head */
	GATE_READY,        /* head parsed; waits for gate_open */
	GATE_BODY,         /* a body of known length */
	GATE_CHUNK_SIZE,   /* chunked body: each step of it */
	GATE_CHUNK_DATA,
	GATE_CHUNK_END,
	GATE_LAST_END,
	GATE_DONE,         /* the request is whole; waits for gate_next */
	GATE_REFUSED,      /* status and reason say why; nothing more passes */
};

struct gate {
	enum gate_step step;
	unsigned status;               /* of the refusal */
	const char *reason;            /* stable code, e.g. "HEADER_FOLDED" */

	struct buffer head;            /* lines without their ends, each closed by NUL */
	size_t line_size;              /* of the line being read */
	size_t header_bytes;
	size_t lines;
	bool cr_seen;

	const char *method;            /* parsed head: texts in `head` */
	const char *target;
	const char *host;
	struct http_header headers[HTTP_HEADERS_MAX];
	size_t header_count;
	unsigned minor;                /* HTTP/1.minor */
	bool chunked;
	bool expects_continue;
	bool wants_close;
	uint64_t length;               /* Content-Length */

	uint64_t body_max;
	uint64_t body_seen;
	uint64_t left;                 /* of the body or the chunk */
	unsigned digits;
};

void gate_init(struct gate *g);
void gate_fini(struct gate *g);
/* Takes bytes until the head is whole, a run of the body has passed, the request is whole, it is refused, or the input
 * ends. Returns the bytes taken; `body` is the run among them (in `in`, often empty). */
size_t gate_feed(struct gate *g, struct span in, struct span *body);
/* In GATE_READY: lets the request pass if its body is at most body_max. */
void gate_open(struct gate *g, uint64_t body_max);
/* In GATE_DONE: ready for the next request. */
void gate_next(struct gate *g);
bool gate_refuse(struct gate *g, unsigned status, const char *reason);   /* returns false */
/* The value of the first header of that name (any case), or NULL. */
const char *gate_header(const struct gate *g, const char *name);

/* gate_head.c: parses the lines in g->head. False: refused. */
bool gate_parse_head(struct gate *g);

#endif
