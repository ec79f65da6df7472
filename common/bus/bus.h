/* The bus: command sockets, stream sockets, keys. ZeroMQ with CURVE behind plain callbacks; the only place that knows
 * ZeroMQ. Callbacks run on the loop thread and must not close the object that calls them.
 *
 * Keys: one CURVE key pair per service in <keys>/<name>.secret (0400) and <keys>/<name>.public, made when missing. The
 * allow-list is the file <keys>/allow: lines "z85-public-key principal"; it is read at start and on bus_reload. ZAP
 * refuses unknown keys at the handshake. A key taken off the list is also cut off its live connections: its streams end
 * with GOODBYE at bus_reload, each message is checked against the list and counted, a command is answered by cutting the
 * line, and what is silent or still on its way to a farewell is cut after BUS_FAREWELL_CHECKS.
 *
 * A _free returns at once and no callback follows; sockets close while the loop turns, at the latest in loop_free. */
#ifndef DANDANG_BUS_H
#define DANDANG_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"
#include "journal/journal.h"
#include "loop/loop.h"

#define BUS_COMMAND_BYTES_MAX (16u << 20)   /* largest request: an import */
#define BUS_STREAM_BYTES_MAX (20u << 20)
#define BUS_STREAM_BATCH_BYTES (256u << 10)
#define BUS_CREDIT_RECORDS 2000
#define BUS_CREDIT_BYTES (4u << 20)
#define BUS_PRINCIPAL_MAX 64

struct bus;
enum err bus_new(struct bus **out, struct loop *l, const char *keys_directory, const char *own_name, struct fault *f);
void bus_free(struct bus *b);               /* after every endpoint, client, server and follower is freed */
enum err bus_reload(struct bus *b, struct fault *f);   /* reads the allow-list again */
/* Makes <directory>/<name>.secret and .public when missing. */
enum err bus_keys_ensure(const char *directory, const char *name, struct fault *f);
/* What was turned away since bus_new. */
struct bus_figures {
	uint64_t connections;   /* accepted by the sockets that listen */
	uint64_t handshakes;    /* admitted */
	uint64_t unknown_keys;  /* handshakes refused */
	uint64_t failed_handshakes; /* not ours at all: another mechanism, garbage, too slow, gone before the end */
	uint64_t revoked;       /* messages of keys taken off the list */
	uint64_t malformed;     /* messages that were no messages of ours */
	uint64_t overfull;      /* connections cut within a message without end, or after one of far too many parts */
};
struct bus_figures bus_figures(const struct bus *b);

/* ---- commands, serving side (ROUTER) */
struct bus_endpoint;
struct bus_request {
	uint8_t peer[64];       /* routing identity; opaque */
	size_t peer_size;
	uint64_t id;            /* the client's number for this request */
	char principal[BUS_PRINCIPAL_MAX];
};
typedef void bus_on_request(void *context, const struct bus_request *from, struct span body);
enum err bus_endpoint_open(struct bus_endpoint **out, struct bus *b, const char *address, bus_on_request *on_request,
			   void *context, struct fault *f);
/* ERR_NOT_FOUND when the peer has gone, ERR_AGAIN when its queue is full (the reply is dropped; the client asks again
 * with the same idempotency key). */
enum err bus_endpoint_reply(struct bus_endpoint *e, const struct bus_request *to, struct span body);
/* Stops reading while `pause` (back-pressure by the pipeline). */
void bus_endpoint_pause(struct bus_endpoint *e, bool pause);
const char *bus_endpoint_address(const struct bus_endpoint *e);   /* as bound: the port in place of "*" */
void bus_endpoint_free(struct bus_endpoint *e);

/* ---- commands, asking side (DEALER) */
struct bus_client;
typedef void bus_on_reply(void *context, uint64_t id, struct span body);
enum err bus_client_open(struct bus_client **out, struct bus *b, const char *address, const char *server_name,
			 bus_on_reply *on_reply, void *context, struct fault *f);
/* ERR_AGAIN: no connection, or its queue is full; ERR_LIMIT: body too large. */
enum err bus_client_send(struct bus_client *c, uint64_t id, struct span body);
void bus_client_free(struct bus_client *c);

/* ---- streams, producing side */
struct bus_stream;
struct bus_stream_options {
	const char *address;
	const struct journal *journal;
	const char *site;
	const char *service;
	/* May this principal follow at all, and may it see payloads of this class? Confidential ones are always withheld. */
	bool (*may_follow)(void *context, const char *principal);
	bool (*may_see)(void *context, const char *principal, const struct record *record);
	/* The journal is damaged where a follower wants to read: it gets no further. May be NULL. */
	void (*damaged)(void *context, const char *text);
	void *context;
};
enum err bus_stream_open(struct bus_stream **out, struct bus *b, const struct bus_stream_options *options,
			 struct fault *f);
void bus_stream_advance(struct bus_stream *s);   /* the journal's durable tail moved: wake followers with credit */
/* Lowest durable cursor of the followers seen since the stream was opened, gone ones included; 0 when there was none.
 * One that has not said yet what it holds durably counts as 1. */
uint64_t bus_stream_acked_min(const struct bus_stream *s);
const char *bus_stream_address(const struct bus_stream *s);
void bus_stream_free(struct bus_stream *s);

/* ---- streams, following side */
struct bus_cursor {
	uint64_t epoch;
	uint64_t sequence;      /* last applied; 0 at the beginning */
	uint8_t hash[JOURNAL_HASH_SIZE];
};
enum bus_follow_state { BUS_CONNECTING, BUS_STREAMING, BUS_BLOCKED, BUS_FORKED, BUS_TRIMMED, BUS_DENIED };
struct bus_follower;
struct bus_follower_options {
	const char *address;
	const char *server_name;    /* whose public key the server must hold: <keys>/<server_name>.public */
	const char *consumer;       /* "site/service" of this follower */
	struct bus_cursor cursor;
	/* One verified record (gap-free, chained, payload hash checked). header_bytes are the canonical header. The span
	 * lives until return. Return false to stop the stream at this record (BUS_BLOCKED): poison. */
	bool (*on_record)(void *context, const struct record *record, const uint8_t header_bytes[RECORD_HEADER_SIZE]);
	void (*on_state)(void *context, enum bus_follow_state state, const char *reason);
	void *context;
};
enum err bus_follower_open(struct bus_follower **out, struct bus *b, const struct bus_follower_options *options,
			   struct fault *f);
/* The effects up to `sequence` are durable: acknowledges and returns credit. */
void bus_follower_durable(struct bus_follower *fo, uint64_t sequence);
/* After BLOCKED (parked by a person): say hello again from this cursor. */
void bus_follower_resume(struct bus_follower *fo, struct bus_cursor cursor);
/* After a failed batch: nothing more is handed on, and in `wait_ms` at the latest hello is said again from this cursor. */
void bus_follower_rest(struct bus_follower *fo, struct bus_cursor cursor, int64_t wait_ms);
uint64_t bus_follower_tail(const struct bus_follower *fo);       /* last known tail of the producer */
uint64_t bus_follower_epoch(const struct bus_follower *fo);
void bus_follower_free(struct bus_follower *fo);

#endif
