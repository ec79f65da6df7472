/* Inside of the pipeline, shared by pipeline.c (batch), pipeline_command.c and pipeline_foreign.c. */
#ifndef DANDANG_RUNTIME_PIPELINE_IMPL_H
#define DANDANG_RUNTIME_PIPELINE_IMPL_H

#include "runtime/decision_run.h"
#include "runtime/pipeline.h"
#include "runtime/platform.h"

struct upstream {
	char site[17];
	char service[33];
	uint64_t epoch;
	uint64_t sequence;
	uint8_t hash[JOURNAL_HASH_SIZE];
	uint64_t committed;           /* sequence whose effects a reader finds in the store */
	uint64_t journalled;          /* sequence the journal knows */
	uint64_t effectless;          /* real events since then that had no effect */
	uint64_t passed;              /* records of any kind since then */
	bool blocked;
	uint64_t blocked_epoch, blocked_sequence;
	uint8_t blocked_hash[JOURNAL_HASH_SIZE];
	char blocked_type[64];
};

struct waiting {
	struct answer_to to;
	struct span reply;            /* packed, in the batch arena */
	struct waiting *next;
};

struct pipeline {
	struct pipeline_options o;
	struct arena arena;
	struct store_txn *txn;        /* the open batch, or NULL */
	struct tables tables;
	struct record *records;
	size_t record_count, record_cap;
	size_t record_bytes;
	uint64_t next_sequence;
	size_t commands;
	struct waiting *waiting_first, *waiting_last;
	struct upstream upstreams[PIPELINE_UPSTREAMS_MAX];
	size_t upstream_count;
	bool stalled;
	enum err broken;              /* a commit within a long run of due moments failed: the next one says so */
	struct fault broken_fault;
	struct pipeline_figures figures;
};

void pipeline_begin(struct pipeline *p);
/* What one decision carries into its records beside its events. */
struct recording {
	Actor *actor;
	int64_t occurred_at_ms;
	const char *cause;
	const char *correlation;
	const char *idempotency_key;   /* with account; NULL when none */
	struct span fingerprint;
	struct span answer;
	const struct upstream *upstream;      /* the cursor to journal, or NULL */
	const struct record *adopt;           /* foreign record to journal first, or NULL */
	const uint8_t *adopt_header;
	DueFired *due;
};
/* Turns the run's events (and the adopted record) into records and folds them into the tables. */
void pipeline_record(struct pipeline *p, struct decision_run *run, const struct recording *r);
/* Gives the record at `at`, not yet written, the cursor of c->upstream. */
void pipeline_move_cursor(struct pipeline *p, size_t at, const struct recording *c);
void pipeline_wait(struct pipeline *p, const struct answer_to *to, const Reply *reply);
/* What falls due before an AdvanceClock takes effect, fired at its own moments. */
void pipeline_advance(struct pipeline *p, const Request *request);
struct upstream *pipeline_upstream(struct pipeline *p, const char *site, const char *service);

#endif
