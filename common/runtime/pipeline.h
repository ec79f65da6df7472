/* The life of a command, once for all services: authenticate the shape, authorise, known key? decide, apply to the open
 * transaction; then, for the whole batch, journal, make durable, commit, answer. Foreign events and due moments take the
 * same road. No sockets here: the server feeds it, tests drive it directly. Loop thread only.
 *
 * A batch opens with the first piece of work and ends with pipeline_commit. Nothing is answered before it is durable. */
#ifndef DANDANG_RUNTIME_PIPELINE_H
#define DANDANG_RUNTIME_PIPELINE_H

#include "contract.h"
#include "journal/journal.h"
#include "runtime/service.h"
#include "runtime/state.h"
#include "runtime/suspect.h"

#define PIPELINE_BATCH_COMMANDS_MAX 512
#define PIPELINE_BATCH_BYTES_MAX (4u << 20)
#define PIPELINE_ARENA_BYTES_MAX (1u << 30)
#define PIPELINE_KEY_CHARS_MAX 128      /* idempotency key */
#define PIPELINE_UPSTREAMS_MAX 32
#define PIPELINE_MARKER_RECORDS 1000    /* effectless foreign records before their cursor is journalled */

struct pipeline;
struct pipeline_options {
	const struct service *service;
	const char *site;
	struct journal *journal;
	struct store *store;
	bool simulated_clock;
	struct suspects suspects;      /* foreign records that must not be taken in hand again */
	int64_t (*wall_ms)(void *context);
	/* After a commit: the batch's records are durable up to `sequence`. May be NULL. */
	void (*committed)(void *context, uint64_t sequence);
	void *context;
};
/* Who gets the answer. deliver is called from pipeline_commit, with the packed Reply; the span lives until it returns. */
struct answer_to {
	void (*deliver)(void *context, const void *ticket, struct span reply);
	void *context;
	uint8_t ticket[160];
};

struct pipeline *pipeline_new(const struct pipeline_options *options);
void pipeline_free(struct pipeline *p);

void pipeline_command(struct pipeline *p, const Request *request, size_t request_bytes, const struct answer_to *to);
/* One verified record of a followed stream. False: poison (it does not decode, a rule it needs is missing, or it ended the
 * daemon too often); the stream stops there. */
bool pipeline_foreign(struct pipeline *p, const char *site, const char *service, const struct record *record,
		      const uint8_t header_bytes[RECORD_HEADER_SIZE]);
/* Fires every due moment that has come by the service's clock. */
void pipeline_due(struct pipeline *p);
/* True when the batch should be committed before taking more. */
bool pipeline_full(const struct pipeline *p);
bool pipeline_open(const struct pipeline *p);
/* ERR_NONE also when the disk was full: everybody in the batch was then refused STORAGE_FULL and the state is as before
 * (cursors too: call pipeline_stalled). Any other error: end the process. */
enum err pipeline_commit(struct pipeline *p, struct fault *f);
/* The last commit failed for lack of space; followers must resume from pipeline_cursor. */
bool pipeline_stalled(struct pipeline *p);
/* Journals the cursors moved by effectless events (before a clean stop). */
void pipeline_markers(struct pipeline *p);

/* How far an upstream has been taken in, effectless events included. */
Position pipeline_cursor(struct pipeline *p, const char *site, const char *service, uint8_t hash[JOURNAL_HASH_SIZE]);
/* The sequence whose effects are committed, so that a reader finds them, without opening a batch; 0 when nothing was
 * taken in since the start. */
uint64_t pipeline_cursor_sequence(const struct pipeline *p, const char *site, const char *service);
/* The part of it the journal knows: what may be acknowledged. */
uint64_t pipeline_cursor_journalled(const struct pipeline *p, const char *site, const char *service);
/* The clock as the next decision sees it. */
int64_t pipeline_now_ms(struct pipeline *p);
/* The store was rebuilt under the pipeline (no batch may be open). */
void pipeline_store_replaced(struct pipeline *p, struct store *store);
const struct command_row *pipeline_command_row(const struct service *service, const char *type);

struct pipeline_figures {
	uint64_t commands, accepted, refused, replayed, foreign, events, batches, due_fired, full_disk;
};
struct pipeline_figures pipeline_figures(const struct pipeline *p);

#endif
