/* One follower's session at the producer: pure protocol, no ZeroMQ, no loop, no clock. Input: messages, ticks, and the
 * word that the journal's tail moved; output: messages through `send`.
 *
 *   NEW --HELLO ok--> OPEN --HELLO--> OPEN (begins again)        any --refusal, GOODBYE, peer gone--> ENDED
 *
 * The journal is the only buffer. A session holds a reader and at most one record read ahead, and sends what credit
 * allows. Credit: a record costs its header and the payload shown. A record larger than the credit left is sent only when
 * the follower holds everything before it durably, and takes all that is left. */
#ifndef DANDANG_BUS_STREAM_PRODUCER_H
#define DANDANG_BUS_STREAM_PRODUCER_H

#include "base/arena.h"
#include "bus/limits.h"
#include "contract.h" /* generated: StreamMessage */

/* What all sessions of one stream share. */
struct producer_feed {
	const struct journal *journal;
	struct journal_tail tail;          /* as far as may be sent */
	const char *site;
	const char *service;
	bool (*may_follow)(void *context, const char *principal);
	bool (*may_see)(void *context, const char *principal, const struct record *record);
	void (*damaged)(void *context, const char *text); /* may be NULL */
	void *context;
};

enum producer_state { PRODUCER_NEW, PRODUCER_OPEN, PRODUCER_ENDED, PRODUCER_STATES };

struct producer_session {
	const struct producer_feed *feed;
	/* ERR_AGAIN: not now; any other error: the peer has gone. The message is copied. */
	enum err (*send)(void *context, const StreamMessage *message);
	void *send_context;
	char principal[BUS_PRINCIPAL_MAX];
	char consumer[BUS_CONSUMER_MAX];   /* "" before HELLO */

	enum producer_state state;
	struct journal_reader *reader;     /* NULL: to be opened behind `sent` */
	struct record next;                /* read ahead, when `held` */
	bool held;
	bool next_withheld;
	uint64_t sent;                     /* last sequence sent */
	uint64_t durable;                  /* last sequence the follower holds durably */
	bool durable_known;
	uint32_t credit_records;
	uint32_t credit_bytes;
	int64_t sent_at_ms;
	uint64_t records_sent;
};

void producer_session_init(struct producer_session *s, const struct producer_feed *feed, const char *principal,
			   enum err (*send)(void *context, const StreamMessage *message), void *send_context);
void producer_session_fini(struct producer_session *s);

void producer_session_on_message(struct producer_session *s, const StreamMessage *m, int64_t now_ms);
/* Heartbeat. */
void producer_session_on_tick(struct producer_session *s, int64_t now_ms);
/* Has it records to send and credit for them? */
bool producer_session_ready(const struct producer_session *s);
/* Sends what tail and credit allow, some batches at most; true when more could follow at once. Resets the arena. */
bool producer_session_pump(struct producer_session *s, int64_t now_ms, struct arena *arena);
/* Says GOODBYE and ends. */
void producer_session_end(struct producer_session *s, const char *reason, uint32_t retry_after_ms);

#endif
