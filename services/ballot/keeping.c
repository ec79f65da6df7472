#include "ballot/keeping.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ballot/judge.h"
#include "ballot/urn.h"
#include "base/require.h"
#include "wire/wire.h"

#define KEEPING_ARENA_BYTES (8u << 20)
#define KEEPING_PATH_MAX 400

enum err keeping_init(struct keeping *k, const char *data, const struct log *log, struct fault *f)
{
	*k = (struct keeping){ .log = log };
	REQUIRE(snprintf(k->folder, sizeof k->folder, "%s/ballot/urns", data) < (int)sizeof k->folder);
	if (mkdir(k->folder, 0700) != 0 && errno != EEXIST)
		return fault_set(f, ERR_IO, "make %s: %s", k->folder, strerror(errno));
	return ERR_NONE;
}

static void drop_box(struct kept_box *kept)
{
	urn_close(kept->urn);
	free(kept);
}

void keeping_fini(struct keeping *k)
{
	for (struct kept_box *kept = k->boxes, *next; kept; kept = next) {
		next = kept->next;
		drop_box(kept);
	}
	waiting_fini(&k->waiting);
}

static void path_of(const struct keeping *k, const char *poll_id, char out[KEEPING_PATH_MAX])
{
	REQUIRE(snprintf(out, KEEPING_PATH_MAX, "%s/%s", k->folder, poll_id) < KEEPING_PATH_MAX);
}

static struct kept_box *find_kept(const struct keeping *k, const char *poll_id)
{
	struct kept_box *kept = k->boxes;

	while (kept && strcmp(kept->poll_id, poll_id) != 0)
		kept = kept->next;
	return kept;
}

/* ---- what an urn holds from before ------------------------------------------------------------------ */

struct taking {
	struct keeping *k;
	const struct state *state;
	const BoxRow *box;
	struct kept_box *kept;
	struct arena arena;
};

static void wait_again(struct taking *t, const Ballot *ballot, struct span packed)
{
	struct waiting_ballot one = { .class_number = judge_class_number(t->box, ballot->class_id) };

	snprintf(one.poll_id, sizeof one.poll_id, "%s", t->box->poll_id);
	snprintf(one.token_hash, sizeof one.token_hash, "%s", ballot->token_hash);
	leaf_of(ballot->salt, ballot->token_hash, ballot->class_id, ballot->n_marks, ballot->marks, one.leaf);
	waiting_add(&t->k->waiting, &one, packed);
	t->kept->counts[one.class_number]++;
}

/* What a batch wrote before a kill lies in the urn still, and a ballot whose answer was lost may lie there twice. */
static void take(void *context, struct span packed)
{
	struct taking *t = context;

	arena_reset(&t->arena);
	const Ballot *ballot = (const Ballot *)wire_unpack_own(&Ballot_type, packed, &t->arena);
	REQUIRE(ballot);
	if (!ballot_find(t->state, t->box->poll_id, ballot->token_hash) &&
	    !waiting_find(&t->k->waiting, t->box->poll_id, ballot->token_hash))
		wait_again(t, ballot, packed);
}

static enum err open_urn(struct keeping *k, const struct state *s, const BoxRow *box, struct kept_box *kept, struct fault *f)
{
	struct taking t = { .k = k, .state = s, .box = box, .kept = kept };
	char path[KEEPING_PATH_MAX];
	size_t damaged = 0;

	path_of(k, box->poll_id, path);
	arena_init(&t.arena, KEEPING_ARENA_BYTES);
	enum err e = urn_open(&kept->urn, path, take, &t, &damaged, f);
	arena_fini(&t.arena);
	if (e == ERR_NONE && damaged)
		log_warn(k->log, "%s: %zu cells of a write that was cut off, or damaged", path, damaged);
	return e;
}

enum err keeping_box(struct keeping *k, const struct state *s, const BoxRow *box, struct kept_box **out, struct fault *f)
{
	enum err e;

	if ((*out = find_kept(k, box->poll_id)))
		return ERR_NONE;
	struct kept_box *kept = calloc(1, sizeof *kept);
	REQUIRE(kept);
	snprintf(kept->poll_id, sizeof kept->poll_id, "%s", box->poll_id);
	e = open_urn(k, s, box, kept, f);
	if (e != ERR_NONE) {
		free(kept);
		return e;
	}
	kept->next = k->boxes;
	k->boxes = *out = kept;
	return ERR_NONE;
}

/* ---- put in, taken out ------------------------------------------------------------------------------ */

enum err keeping_add(struct keeping *k, struct kept_box *kept, const struct waiting_ballot *one, struct span packed, struct fault *f)
{
	enum err e;

	if (k->waiting.count == BALLOT_WAITING_MAX)
		return fault_set(f, ERR_LIMIT, "%u ballots wait", BALLOT_WAITING_MAX);
	e = urn_put(kept->urn, packed, f);
	if (e != ERR_NONE)
		return e;
	waiting_add(&k->waiting, one, packed);
	kept->counts[one->class_number]++;
	return ERR_NONE;
}

struct leaving {
	struct keeping *k;
	bool final;
};

static bool leaves(void *context, const struct waiting_ballot *one)
{
	const struct leaving *l = context;

	if (!one->sent || !(l->final || one->alone))
		return false;
	if (!l->final)
		log_error(l->k->log, "the box refused a ballot it had judged good");
	find_kept(l->k, one->poll_id)->counts[one->class_number]--;
	return true;
}

static bool leaves_with_box(void *context, const struct waiting_ballot *one)
{
	return strcmp(one->poll_id, context) == 0;
}

void keeping_sent(struct keeping *k, bool final)
{
	struct leaving l = { .k = k, .final = final };

	waiting_forget(&k->waiting, leaves, &l);
	for (size_t i = 0; i < k->waiting.count; i++)
		k->waiting.items[i].alone = k->waiting.items[i].alone || k->waiting.items[i].sent;
	keeping_not_sent(k);
}

void keeping_not_sent(struct keeping *k)
{
	for (size_t i = 0; i < k->waiting.count; i++)
		k->waiting.items[i].sent = false;
}

enum err keeping_destroy(struct keeping *k, const char *poll_id, struct fault *f)
{
	char path[KEEPING_PATH_MAX], id[WAITING_ID_MAX];
	struct kept_box **at = &k->boxes;

	path_of(k, poll_id, path);
	snprintf(id, sizeof id, "%s", poll_id);
	while (*at && strcmp((*at)->poll_id, poll_id) != 0)
		at = &(*at)->next;
	if (*at) {
		struct kept_box *kept = *at;
		*at = kept->next;
		drop_box(kept);
	}
	waiting_forget(&k->waiting, leaves_with_box, id);
	return urn_destroy(path, f);
}
