/* Damage tried on everything a service keeps on disk: what is opened or read afterwards is right, or it is refused. */
#ifndef DANDANG_TESTS_DAMAGE_H
#define DANDANG_TESTS_DAMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/opening.h"

#define DAMAGE_PATH_MAX 400
#define DAMAGE_SITE "150400"
#define DAMAGE_SEGMENT_BYTES (16u << 10)

/* ---- the base: one small life of a service, copied and damaged again and again */

/* <root>/clean: stopped cleanly; <root>/killed: the same, its process killed; <root>/older: yesterday's copy of it all;
 * <root>/service, <root>/site: the files of another daemon and of another site. */
void base_build(const char *root);
struct opening base_opening(const char *data);
void copy_directory(const char *from, const char *to);
void remove_directory(const char *path);
/* Opens and rewrites one row with right checksums, then stops cleanly: damage nobody could see. */
void base_plant(const char *data);

struct truth_row {
	unsigned table;
	struct span key, value;
};
/* What is right, read from an undamaged copy. */
struct truth {
	uint8_t digest[STORE_DIGEST_SIZE];
	uint64_t records;
	uint8_t (*record_hashes)[JOURNAL_HASH_SIZE]; /* over header, meta and payload, by sequence - 1 */
	struct truth_row *rows;
	size_t row_count;
};
void base_truth(const char *data, struct truth *out);
void record_digest(const struct record *record, uint8_t out[JOURNAL_HASH_SIZE]);

/* ---- chance: the same seed, the same damage */

struct chance {
	uint64_t state;
};
uint64_t chance_next(struct chance *c);
uint64_t chance_below(struct chance *c, uint64_t limit); /* limit > 0 */

/* ---- the damages */

enum where {
	JOURNAL_HEADER, JOURNAL_FIRST, JOURNAL_MIDDLE, JOURNAL_LAST, JOURNAL_TAIL, JOURNAL_FILES, JOURNAL_NOTE,
	STATE_META, STATE_PAGES, STATE_MARK, STATE_FILES, SNAPSHOT_NEWEST, SNAPSHOT_OLDER, SNAPSHOT_BOTH, LOCKS,
	LIVE_PAGES, PLACES
};
const char *where_name(enum where w);
/* Damages the copy at `data`; `text` tells what was done. */
void damage(enum where w, const char *root, const char *data, struct chance *c, char text[256]);
/* The same for the file of a running store: no replacing, since the open file would not notice. */
void damage_live(const char *data, struct chance *c, char text[256]);

/* ---- the verdict */

enum outcome {
	HEALED,  /* opened, and everything is right */
	REFUSED, /* not opened: the journal is damaged or lacks records */
	SEEN,    /* opened and right; the journal's damage was met when its records were read */
	ENDED,   /* live: a fault of the read, or the end of the process */
	LATE,    /* live: a single read was wrong, the check of the whole table saw it */
	MISSED,  /* something else than the truth was given out */
	OUTCOMES
};
/* Opens as a daemon does and reads everything. */
enum outcome judge(const char *data, const struct truth *truth, char text[256]);
/* Opens, damages the running store, reads everything. */
enum outcome judge_live(const char *data, const struct truth *truth, struct chance *c, char text[256]);

#endif
