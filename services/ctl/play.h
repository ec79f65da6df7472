/* The player: days one after another, the lanes of a day at once.
 *
 *   lane:  ready -> (waits for its account's login | for a name another lane saves) -> in flight -> accepted, next line
 *                                                                                -> no certain answer: again, same key
 *                                                                                -> refused: as expected, or the end
 * Moving the clock and waiting until the platform has settled are lanes of one step, so that they retry alike. */
#ifndef DANDANG_CTL_PLAY_H
#define DANDANG_CTL_PLAY_H

#include "ctl.h"
#include "play_accounts.h"
#include "play_file.h"
#include "play_names.h"
#include "play_timings.h"
#include "pool.h"
#include "progress.h"
#include "status.h"

#define PLAY_IN_FLIGHT 32u
#define PLAY_LOGINS 2u                       /* at once: the gateway hashes two passwords at a time */
#define PLAY_LANES_MAX 100000u               /* of one day */
#define PLAY_PATIENCE_MS 120000              /* without a certain answer to one command, or without settling */
#define PLAY_ROW_PATIENCE_MS 20000           /* until a row that must exist does */
#define PLAY_WAIT_FIRST_MS 5                 /* doubled from try to try */
#define PLAY_WAIT_MAX_MS 2000
#define PLAY_DAY_BYTES_MAX ((size_t)1 << 30)

struct play_lane {
	const char *name;
	struct play_step *step;        /* the next one; NULL: ended */
	struct play_step *last;
	bool replayed;                 /* the step before was answered from memory: a run before came at least to here */
	unsigned tries;                /* of this step */
	int64_t since_ms;              /* first try of this step */
	int64_t not_before_ms;
	const char *after;             /* page cursor of a get; "" at its first page */
	struct play_lane *next;        /* in the queue it stands in */
};
struct play_queue {
	struct play_lane *first, *last;
	size_t count;
};

/* What is on its way. */
struct play_flight {
	struct exchange x;             /* first: pool_next hands it back */
	struct buffer path, body;
	char key[KEY_CHARS];
	struct play_lane *lane;        /* a step; or */
	struct play_account *login;    /* a login */
	struct play_flight *next_free;
};

struct play_counts {
	uint64_t commands, replayed, refused, skipped, reads, retries;
	int64_t clock_ms, settle_ms;   /* time the days waited for */
};

struct play {
	struct ctl *ctl;
	struct pool *pool;
	struct play_file file;
	struct play_accounts accounts;
	struct play_account *operator; /* who moves the clock */
	struct play_names names;
	struct play_flight flights[POOL_SLOTS_MAX];
	struct play_flight *free_flight;
	unsigned flying, logging_in;

	struct arena day_arena;        /* steps and lanes of the day */
	struct play_queue ready, delayed, starved;
	struct play_account *logins;   /* first in the queue of accounts that want to log in */
	size_t lanes_left;
	struct settling settling;
	uint64_t merged_sequence;      /* when it last settled */

	FILE *done;                    /* --progress: what is done; NULL: none */
	struct play_names done_lines;  /* of the day that was not ended, by number */
	size_t done_line;              /* last line of the last day that was ended; 0: none */
	struct progress progress;
	struct play_counts counts;
	struct play_timings *timings;  /* --timings; NULL: none */
	const char *day;
	bool day_replayed;             /* the clock stood at this day before: an earlier run came to it */
	size_t lines_done;
	bool failed;
	int status;                    /* exit status when failed */
};

/* play_lanes.c: runs the lanes put into `ready` to their ends. False when the play has failed. */
bool play_run_lanes(struct play *p);
void play_enqueue(struct play_queue *q, struct play_lane *lane);
struct play_lane *play_dequeue(struct play_queue *q);
/* The step is done; on with the next. */
void play_next_step(struct play *p, struct play_lane *lane);
/* The same step again after a while. False: that has been going on for `patience_ms`. */
bool play_again(struct play *p, struct play_lane *lane, int64_t patience_ms);
/* Stops the play and says where: `words`, then the answer (x may be NULL) and what was sent. */
void play_fail(struct play *p, const struct play_step *step, const char *words, const struct play_flight *flight,
	       int status);

/* play_send.c: puts a step or a login on its way. */
enum play_sent { PLAY_SENT, PLAY_STARVED, PLAY_CANNOT };
enum play_sent play_send_step(struct play *p, struct play_flight *f);
void play_send_login(struct play *p, struct play_flight *f);

/* play_answer.c: what came back. */
void play_step_answered(struct play *p, struct play_flight *f);
void play_login_answered(struct play *p, struct play_flight *f);

/* play_done.c: what is done, in a file beside, so that a second run begins where the first one was stopped. */
enum err play_done_open(struct play *p, const char *path, struct fault *fault);
void play_done_close(struct play *p);
void play_done_name(struct play *p, size_t line, struct span name, const char *value);
bool play_done_has(const struct play *p, size_t line);
void play_done_day(struct play *p, size_t line);

#endif
