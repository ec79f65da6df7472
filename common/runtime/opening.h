/* Opening what a service keeps, as every daemon does at its start: first what the state and its copies say they had
 * reached, then the journal, which must reach there, then the state. Before there are threads. */
#ifndef DANDANG_RUNTIME_OPENING_H
#define DANDANG_RUNTIME_OPENING_H

#include "journal/journal.h"
#include "runtime/service.h"
#include "store/store.h"

struct opening {
	const struct service *service;
	const char *site;
	const char *data;              /* <data>/<service>; journal, state and snapshots lie below */
	uint64_t segment_bytes;        /* as in journal_options */
	uint64_t journal_bytes_max;
	void (*notice)(void *context, const char *text); /* lines for the log; may be NULL */
	void *context;
};
struct opened {
	struct journal *journal;
	struct store *store;
	bool rebuilt;                  /* the state was not to be trusted */
};

/* ERR_CORRUPT: the journal is damaged, or is another daemon's. ERR_LOST: it lacks records that were accepted. Both need a
 * person. Nothing is left open then. */
enum err state_open(const struct opening *o, struct opened *out, struct fault *f);

/* A person decided that the journal counts as it stands (restored from a backup, or what it lost cannot be had back): begins
 * a new epoch, which followers see, and removes every state and copy made from what is lost. */
enum err state_accept_loss(const struct opening *o, int64_t now_ms, struct journal_tail *tail, struct fault *f);

/* "<data>/journal", ".../state", ".../snapshots". */
#define OPENING_PATH_MAX 512
void opening_path(const char *data, const char *what, char out[OPENING_PATH_MAX]);

#endif
