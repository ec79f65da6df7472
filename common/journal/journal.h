/* The journal: append-only truth of one service. Engine-neutral; engine "file" lives in file.c and friends, an engine
 * "postgres" can stand behind the same six calls.
 *
 * A record is a fixed header, a meta part (private to the service) and a payload. The header carries the hashes of meta
 * and payload and the hash of the previous header, so the chain runs over headers alone and a payload can be withheld
 * from a reader who still verifies that nothing is missing. Records of one decision share one transaction: all but the
 * last carry RECORD_MORE, and a tail that ends inside a transaction is cut on open.
 *
 * Faults: an error of write or fdatasync is never retried: append returns ERR_IO and the caller must end the process.
 * ERR_FULL (ENOSPC, EDQUOT, the named limit) leaves the journal as it was before the call; appending may be tried again
 * later. Thread: one appending thread; readers (struct journal_reader) may run on any thread. */
#ifndef DANDANG_JOURNAL_H
#define DANDANG_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#define JOURNAL_HASH_SIZE 32
#define JOURNAL_ID_SIZE 16
#define RECORD_HEADER_SIZE 176
#define RECORD_PAYLOAD_MAX (16u << 20)   /* an import may be large; events are limited to 64 KiB by the contract */
#define RECORD_META_MAX (1u << 20)
#define JOURNAL_BATCH_RECORDS_MAX 16384
#define JOURNAL_BATCH_BYTES_MAX (256u << 20) /* on disk, of one append; a batch never spans segments */
#define JOURNAL_SEGMENT_BYTES_DEFAULT (64u << 20)
#define JOURNAL_SEGMENT_BYTES_MIN 4096u
#define JOURNAL_PATH_MAX 512              /* snapshot path with its NUL */

enum record_kind {
	RECORD_EVENT = 1,   /* payload: a packed Envelope of this service */
	RECORD_ADOPTED = 2, /* payload: the origin's RECORD_HEADER_SIZE header bytes, then its payload (a packed Envelope) */
	RECORD_MARKER = 3,  /* no payload: an upstream position moved without effects (in meta) */
	RECORD_EPOCH = 4,   /* no payload: a new epoch begins (restore) */
};
enum record_flags { RECORD_MORE = 1 };  /* the decision continues in the next record */

struct record_header {
	uint64_t sequence;      /* 1, 2, 3, ... without gaps */
	uint64_t epoch;
	int64_t recorded_at_ms; /* UTC */
	uint8_t kind;
	uint8_t flags;
	uint8_t data_class;
	uint32_t key_id;        /* 0: payload is plain; else the key that sealed it */
	uint32_t meta_size;
	uint32_t payload_size;
	uint8_t meta_hash[JOURNAL_HASH_SIZE];
	uint8_t payload_hash[JOURNAL_HASH_SIZE];
	uint8_t previous_hash[JOURNAL_HASH_SIZE]; /* zero in the first record */
};

struct record {
	struct record_header header;
	struct span meta;
	struct span payload;    /* empty and `withheld` when a reader may not see it */
	bool withheld;
};

/* Header bytes are the canonical form (big-endian, with a format version); the record's hash is SHA-256 over them. */
void record_header_encode(const struct record_header *h, uint8_t out[RECORD_HEADER_SIZE]);
enum err record_header_decode(const uint8_t in[RECORD_HEADER_SIZE], struct record_header *h); /* ERR_CORRUPT */
void record_header_hash(const uint8_t header[RECORD_HEADER_SIZE], uint8_t out[JOURNAL_HASH_SIZE]);
void journal_sha256(struct span data, uint8_t out[JOURNAL_HASH_SIZE]);
/* Does `payload` match h->payload_hash? */
bool record_payload_matches(const struct record_header *h, struct span payload);

struct journal;

/* The system calls a fault test may replace; a NULL member is the real call. */
struct journal_io {
	ssize_t (*pwritev)(int fd, const struct iovec *parts, int count, off_t offset);
	int (*fdatasync)(int fd);
	int (*fallocate)(int fd, int mode, off_t offset, off_t size);
	int (*fsync)(int fd);  /* of the directory */
};
/* What others have seen of a journal: proof that it once reached there. Sequence 0: nothing. */
struct journal_known {
	uint64_t sequence;
	uint8_t id[JOURNAL_ID_SIZE];
};
struct journal_options {
	const char *engine;            /* "file" */
	const char *owner;             /* "site/service"; the journal of another is refused. NULL: anybody's */
	const struct journal_known *known; /* opening refuses with ERR_LOST a journal of this owner that does not reach them */
	size_t known_count;
	bool accept_loss;              /* opens it all the same, and forgets a snapshot noted past its end */
	const char *directory;         /* engine file: made when missing; locked while open (ERR_LOCKED) */
	uint64_t segment_bytes;        /* 0: JOURNAL_SEGMENT_BYTES_DEFAULT */
	uint64_t total_bytes_max;      /* 0: no limit but the disk; past it append returns ERR_FULL */
	void (*notice)(void *context, const char *text); /* log lines such as "torn tail cut"; may be NULL */
	void *context;
	const struct journal_io *io;   /* NULL: the system's calls */
};
struct journal_tail {
	uint64_t first_sequence;       /* first record still kept; 0 when empty */
	uint64_t sequence;             /* last durable record; 0 when empty */
	uint64_t epoch;
	uint8_t hash[JOURNAL_HASH_SIZE]; /* header hash of the last record; zero when empty */
	uint8_t id[JOURNAL_ID_SIZE];   /* of the journal: no two are alike, and those of one owner begin alike */
};

/* Cuts a torn tail, refuses a broken middle with ERR_CORRUPT naming segment and offset in `f`, and, before it cuts anything,
 * with ERR_LOST a journal that ends before what was known or noted of it. */
enum err journal_open(struct journal **out, const struct journal_options *options, struct fault *f);
void journal_close(struct journal *j);         /* every reader is closed before */

/* 1 append: fills sequence, epoch, hashes into records[i].header (caller gives kind, flags, data_class, key_id,
 * recorded_at_ms, meta, payload), writes them with one write and one fdatasync. expected_sequence is the sequence the
 * first record must get, else ERR_CONFLICT. All or nothing. ERR_LIMIT past a size above; ERR_INVALID for a record of
 * kind RECORD_EPOCH (see journal_epoch_bump), a payload on a kind that has none, or a last record with RECORD_MORE. */
enum err journal_append(struct journal *j, uint64_t expected_sequence, struct record *records, size_t count,
			struct fault *f);
/* 2 read: a reader positioned so that the next record is `from` (>= first_sequence, else ERR_NOT_FOUND). */
struct journal_reader;
enum err journal_reader_open(struct journal_reader **out, const struct journal *j, uint64_t from, struct fault *f);
/* ERR_NOT_FOUND at the tail, `f` untouched (call again after more was appended). ERR_CONFLICT: the record was trimmed
 * before this reader came to it. CRC, chain and the hashes of meta and payload are checked: ERR_CORRUPT. The record's
 * spans live until the next call on this reader; one reader belongs to one thread at a time. */
enum err journal_reader_next(struct journal_reader *r, struct record *out, struct fault *f);
void journal_reader_close(struct journal_reader *r);
/* 3 tail */
struct journal_tail journal_tail(const struct journal *j);
/* 4 trim: drops whole segments whose records are all < keep_from and not past the snapshot noted last; without a
 * snapshot nothing is dropped. The last record is always kept. Appending thread only, like 5 and 6. */
enum err journal_trim(struct journal *j, uint64_t keep_from, struct fault *f);
/* 5 snapshot: notes durably that a good state snapshot at `sequence` lies at `path`; trim never passes it. A damaged note
 * counts as none. */
enum err journal_snapshot_note(struct journal *j, uint64_t sequence, const char *path, struct fault *f);
enum err journal_snapshot_last(const struct journal *j, uint64_t *sequence, char path[JOURNAL_PATH_MAX]);
/* (ERR_NOT_FOUND when none was noted) */
/* 6 lease: engine file holds a lock from open to close; epoch_bump starts a new epoch (after a restore). */
enum err journal_epoch_bump(struct journal *j, int64_t recorded_at_ms, struct fault *f);

/* Reads the segment that holds `from` (or the oldest) from the disk and checks everything in it; *next: where to go on, the
 * oldest again after the last. ERR_CORRUPT names the damage. Any thread. */
enum err journal_scrub(const struct journal *j, uint64_t from, uint64_t *next, struct fault *f);
/* Bytes of all segments. Appending thread only. */
uint64_t journal_bytes(const struct journal *j);

#endif
