/* The gate: a strict reader of HTTP/1.1 requests that stands between the client's socket and libmicrohttpd. Pure: bytes
 * in, canonical bytes out, or a refusal; no socket, no clock.
 *
 * Why it is there. Of the 19 request-smuggling vectors our tests send, libmicrohttpd 0.9.75 with
 * MHD_OPTION_STRICT_FOR_CLIENT refuses six (chunk size overflow, negative and overflowing Content-Length, HTTP/9.9,
 * "Host :", missing Host) and takes eleven as they come; an unknown Transfer-Encoding it reads until the connection ends.
 * What it takes cannot all be seen afterwards: it hides bare LF and CR, folded lines, NUL bytes, chunk extensions and the
 * line ends of chunks from the application. Looking at the socket first (MSG_PEEK) covers only the first request of a
 * connection and never a chunked body. So the bytes themselves pass through here, all of them, and libmicrohttpd is
 * handed a request written anew: method, "/", version, one Host, and either one decimal Content-Length or
 * "Transfer-Encoding: chunked" with chunks cut by us. There is one interpretation of where a request begins and ends, and
 * it is this file's; the target and the headers people's handlers see are the ones parsed here. The price is one more copy
 * through a socket pair. One request passes at a time: what follows it waits until its answer has been sent.
 *
 * Stricter than the RFC where leniency is what smuggling lives on: no obs-fold, no bare LF or CR, no control bytes, no
 * chunk extensions or trailers, origin-form targets only, fields that frame or authorise at most once. */
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
	GATE_BODY,         /* passing a body of known length */
	GATE_CHUNK_SIZE,   /* chunked body: each step of it */
	GATE_CHUNK_DATA,
	GATE_CHUNK_END,
	GATE_LAST_END,
	GATE_DONE,         /* the request has passed; waits for gate_next */
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
	bool has_length;
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
/* Takes bytes until the head is whole, the request has passed, it is refused, or the input ends. Appends what may go to
 * libmicrohttpd to `out`. Returns the bytes taken. */
size_t gate_feed(struct gate *g, struct span in, struct buffer *out);
/* In GATE_READY: lets the request pass if its body is at most body_max; writes the canonical head to `out`. */
void gate_open(struct gate *g, uint64_t body_max, bool close, struct buffer *out);
/* In GATE_DONE: ready for the next request. */
void gate_next(struct gate *g);
bool gate_refuse(struct gate *g, unsigned status, const char *reason);   /* returns false */
/* The value of the first header of that name (any case), or NULL. */
const char *gate_header(const struct gate *g, const char *name);

/* gate_head.c: parses the lines in g->head. False: refused. */
bool gate_parse_head(struct gate *g);

#endif
