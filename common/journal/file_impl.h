/* What the files of engine "file" share; nobody else includes this. */
#ifndef DANDANG_JOURNAL_FILE_IMPL_H
#define DANDANG_JOURNAL_FILE_IMPL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "journal/journal.h"
#include "journal/segment.h"

/* Space is allocated ahead in steps: one fdatasync per step pays for the file's metadata, the
 * others find the file already as long as it needs to be. */
#define JOURNAL_ALLOCATE_STEP ((uint64_t)4 << 20)
#define JOURNAL_BUFFER_KEPT ((size_t)4 << 20) /* encoding memory kept from one append to the next  \
					       */

/* Ids of one owner's journals begin alike, so that a file of another daemon is told from an older one of one's own. */
#define JOURNAL_OWNER_SIZE 8

/* What readers on other threads see. `lock` guards the members up to `snapshot_path`; the rest is
 * atomic. */
struct journal_shared {
	pthread_mutex_t lock;
	struct segment_list segments;
	struct journal_tail tail;
	uint64_t snapshot_sequence; /* 0: none noted */
	char snapshot_path[JOURNAL_PATH_MAX];
	atomic_uint_fast64_t durable; /* tail.sequence, readable without the lock */
	atomic_bool failed;
	atomic_uint readers;
};

struct journal {
	struct journal_shared *shared;
	struct journal_io io;
	void (*notice)(void *context, const char *text);
	void *context;
	uint64_t segment_bytes;
	uint64_t total_bytes_max;
	int dir_fd;
	int lock_fd;
	uint8_t id[JOURNAL_ID_SIZE];
	uint32_t seed; /* CRC of the id */
	/* What opening was told. */
	bool owned;
	bool accept_loss;
	uint8_t owner[JOURNAL_OWNER_SIZE]; /* what the id begins with */
	struct journal_known known; /* the furthest of this owner; sequence 0: nothing */
	/* The appender's own view; equal to shared->tail between calls. */
	struct chain chain;
	int fd;               /* last segment */
	uint64_t first;       /* of the last segment */
	uint64_t end;         /* where the next frame goes */
	uint64_t allocated;   /* length of the file */
	uint64_t kept_first;  /* where trimming, by the note, has let the journal begin */
	uint64_t total_bytes; /* of all segments, space ahead not counted */
	bool allocates;       /* the file system can fallocate */
	uint8_t *buffer;
	size_t buffer_capacity;
};

void journal_notice(const struct journal *j, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Marks the journal unusable and returns ERR_IO. */
enum err journal_fail(struct journal *j, struct fault *f);
bool journal_failed(const struct journal *j, struct fault *f);

/* append.c: records of any kind, for journal_append and journal_epoch_bump. */
enum err journal_append_batch(struct journal *j, struct record *records, size_t count,
			      struct fault *f);
/* snapshot.c: reads the note into shared; none, or a damaged one, is no error. */
enum err journal_snapshot_read(struct journal *j, struct fault *f);
/* A person accepted that the journal begins where it does, and perhaps that the noted snapshot counts no more: noted. */
enum err journal_accept_begin(struct journal *j, bool forget_snapshot, struct fault *f);

/* lost.c: what opening was told about owner and past. */
void journal_told(struct journal *j, const struct journal_options *options);
/* An id for a new journal; the errors of getrandom. */
enum err journal_new_id(const struct journal *j, uint8_t id[JOURNAL_ID_SIZE], struct fault *f);
/* ERR_LOST when there should be segments. */
enum err journal_check_none(struct journal *j, struct fault *f);
/* ERR_CORRUPT when the id in segment `name` is another owner's. */
enum err journal_check_owner(const struct journal *j, const char *name, struct fault *f);
/* ERR_LOST when the journal ends at `sequence`, before what was known or noted of it, or begins later than it was trimmed. */
enum err journal_check_reach(struct journal *j, uint64_t sequence, struct fault *f);

#endif
