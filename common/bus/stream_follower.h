/* A follower's session with its producer: pure protocol, no ZeroMQ, no loop, no clock. Input: messages, ticks, "ready
 * to send", and the word of what became durable; output: connect, disconnect, messages, verified records, states.
 *
 *   IDLE --time--> CONNECT --HELLO sent--> HELLO --WELCOME--> STREAM --silence, GOODBYE, disorder--> IDLE
 *                     ^                                          |
 *                     +---------- a record is missing -----------+
 *   HELLO, STREAM --poison, fork, trimmed--> HALT --resume--> IDLE      HELLO --not allowed--> IDLE (slowly)
 *
 * Every record is checked before it is handed on: sequence, epoch, chain of header hashes, hash of the payload. What has
 * been handed on and is not yet durable is what the producer's credit is short of; it survives a reconnect, so that the
 * memory behind on_record stays within BUS_CREDIT_*. */
#ifndef DANDANG_BUS_STREAM_FOLLOWER_H
#define DANDANG_BUS_STREAM_FOLLOWER_H

#include "bus/limits.h"
#include "contract.h" /* generated: StreamMessage */

enum follower_phase {
	FOLLOWER_IDLE,    /* no socket; until `deadline_ms` */
	FOLLOWER_CONNECT, /* socket open, HELLO not yet taken */
	FOLLOWER_HELLO,   /* waits for WELCOME */
	FOLLOWER_STREAM,
	FOLLOWER_HALT,    /* waits for a person */
	FOLLOWER_PHASES
};

struct follower_io {
	bool (*connect)(void *context);                               /* a fresh connection */
	void (*disconnect)(void *context);
	bool (*send)(void *context, const StreamMessage *message);    /* false: not now */
	void *context;
	/* As in struct bus_follower_options. They may call _durable and _resume. */
	bool (*on_record)(void *context, const struct record *record, const uint8_t header_bytes[RECORD_HEADER_SIZE]);
	void (*on_state)(void *context, enum bus_follow_state state, const char *reason);
	void *user_context;
};

struct follower_figures {
	uint64_t records;
	uint64_t duplicates;   /* dropped silently: already had them */
	uint64_t gaps;
	uint64_t reconnects;
	uint64_t disorders;    /* messages that break the protocol */
};

struct follower_session {
	struct follower_io io;
	char consumer[BUS_CONSUMER_MAX];
	enum follower_phase phase;
	enum bus_follow_state state;
	struct bus_cursor cursor;
	uint64_t durable;
	uint64_t tail;
	uint64_t epoch;
	uint64_t turn;                         /* counts resumes: a callback may have moved the cursor */

	uint32_t costs[BUS_CREDIT_RECORDS];    /* by sequence: of records handed on, not yet durable */
	uint32_t outstanding_records;
	uint32_t outstanding_bytes;
	uint32_t return_records;               /* credit to give back with the next ACK */
	uint32_t return_bytes;
	bool ack_due;

	int64_t deadline_ms;                   /* of IDLE, CONNECT, HELLO */
	int64_t heard_at_ms;
	int64_t silence_ms;                    /* how long STREAM may be quiet */
	int64_t silence_grown_at_ms;
	int64_t gap_at_ms[BUS_GAPS_MAX];       /* the last ones, oldest first */
	unsigned gap_count;
	unsigned quiet_tails;
	unsigned attempts;                     /* reconnects since things last went well */
	uint64_t random;
	struct follower_figures figures;
};

void follower_session_init(struct follower_session *s, const struct follower_io *io, const char *consumer,
			   const struct bus_cursor *cursor, uint64_t random_seed, int64_t now_ms);
void follower_session_on_message(struct follower_session *s, const StreamMessage *m, int64_t now_ms);
/* Undecodable bytes came. */
void follower_session_on_disorder(struct follower_session *s, int64_t now_ms);
void follower_session_on_tick(struct follower_session *s, int64_t now_ms);
/* The connection stands (again) and takes messages; or it was lost and the transport is mending it. */
void follower_session_on_writable(struct follower_session *s, int64_t now_ms);
void follower_session_on_lost(struct follower_session *s, int64_t now_ms);
void follower_session_durable(struct follower_session *s, uint64_t sequence);
void follower_session_resume(struct follower_session *s, const struct bus_cursor *cursor, int64_t now_ms);
/* The same, but it says hello only in `wait_ms`, or when an earlier rest ends. */
void follower_session_rest(struct follower_session *s, const struct bus_cursor *cursor, int64_t now_ms, int64_t wait_ms);
/* Says GOODBYE when connected; the owner closes the connection. */
void follower_session_end(struct follower_session *s);
/* How long until _on_tick is due, at most a heartbeat. */
int64_t follower_session_wait_ms(const struct follower_session *s, int64_t now_ms);

#endif
