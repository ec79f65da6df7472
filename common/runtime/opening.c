#include "runtime/opening.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/require.h"
#include "runtime/rebuild.h"
#include "runtime/snapshots.h"

#define OWNER_MAX 64

void opening_path(const char *data, const char *what, char out[OPENING_PATH_MAX])
{
	int size = snprintf(out, OPENING_PATH_MAX, "%s/%s", data, what);

	REQUIRE(size > 0 && size < OPENING_PATH_MAX);
}

#define KNOWN_MAX (SNAPSHOTS_LISTED_MAX + 1)

/* What the state and every copy of it say they had reached. */
struct known {
	size_t count;
	struct store_position positions[KNOWN_MAX];
};

static void collect(const struct opening *o, struct known *out)
{
	char path[OPENING_PATH_MAX], snapshot[SNAPSHOT_PATH_MAX];
	struct store_position position;
	struct snapshots list;

	out->count = 0;
	opening_path(o->data, "state", path);
	position = store_known(path);
	if (position.sequence > 0)
		out->positions[out->count++] = position;
	opening_path(o->data, "snapshots", path);
	snapshots_list(path, &list);
	for (size_t i = 0; i < list.count; i++) {
		snapshots_path(path, list.sequences[i], snapshot);
		if (store_snapshot_position(snapshot, &position, NULL) == ERR_NONE)
			out->positions[out->count++] = position;
	}
}

/* `known` NULL: a person accepts what is lost. */
static enum err open_journal(const struct opening *o, const struct known *known, struct journal **out, struct fault *f)
{
	struct journal_known reached[KNOWN_MAX];
	char path[OPENING_PATH_MAX], owner[OWNER_MAX];
	struct journal_options jo = { .engine = "file", .directory = path, .owner = owner, .known = reached,
				      .segment_bytes = o->segment_bytes, .total_bytes_max = o->journal_bytes_max,
				      .notice = o->notice, .context = o->context, .accept_loss = !known };

	REQUIRE((size_t)snprintf(owner, sizeof owner, "%s/%s", o->site, o->service->name) < sizeof owner);
	for (size_t i = 0; known && i < known->count; i++) {
		reached[i].sequence = known->positions[i].sequence;
		memcpy(reached[i].id, known->positions[i].journal, sizeof reached[i].id);
		jo.known_count++;
	}
	opening_path(o->data, "journal", path);
	return journal_open(out, &jo, f);
}

/* Whatever was made from this very journal must stand on records it still has: else it was put back from an older copy and
 * went on, and what was accepted in between is missing. */
static enum err check_history(const struct journal *journal, const struct known *known, struct fault *f)
{
	struct journal_tail tail = journal_tail(journal);

	for (size_t i = 0; i < known->count; i++) {
		const struct store_position *p = &known->positions[i];
		if (memcmp(p->journal, tail.id, sizeof tail.id) != 0 || p->sequence + 1 < tail.first_sequence)
			continue;
		if (rebuild_fits(journal, p, f) == ERR_CONFLICT)
			return fault_set(f, ERR_LOST,
					 "records are missing: the state was made from another record %llu than the journal has",
					 (unsigned long long)p->sequence);
	}
	return ERR_NONE;
}

enum err state_open(const struct opening *o, struct opened *out, struct fault *f)
{
	char state[OPENING_PATH_MAX], snapshots[OPENING_PATH_MAX];
	struct known known;
	enum err e;

	*out = (struct opened){ 0 };
	collect(o, &known);
	e = open_journal(o, &known, &out->journal, f);
	if (e != ERR_NONE)
		return e;
	opening_path(o->data, "state", state);
	opening_path(o->data, "snapshots", snapshots);
	struct rebuild_options ro = { .service = o->service, .directory = state, .journal = out->journal,
				      .snapshots = snapshots };
	e = check_history(out->journal, &known, f);
	if (e == ERR_NONE)
		e = store_open_current(&out->store, &ro, &out->rebuilt, f);
	if (e != ERR_NONE) {
		journal_close(out->journal);
		out->journal = NULL;
	}
	return e;
}

/* Copies that stand on records the journal no longer has. */
static void remove_misfits(const struct opening *o, const struct journal *journal)
{
	char path[OPENING_PATH_MAX], snapshot[SNAPSHOT_PATH_MAX];
	struct store_position position;
	struct snapshots list;

	opening_path(o->data, "snapshots", path);
	snapshots_list(path, &list);
	for (size_t i = 0; i < list.count; i++) {
		snapshots_path(path, list.sequences[i], snapshot);
		if (store_snapshot_position(snapshot, &position, NULL) != ERR_NONE ||
		    rebuild_fits(journal, &position, NULL) != ERR_NONE)
			(void)unlink(snapshot);
	}
}

/* The epoch first: should the machine fall behind it, what is left still disagrees with the journal and the next start
 * refuses again. */
enum err state_accept_loss(const struct opening *o, int64_t now_ms, struct journal_tail *tail, struct fault *f)
{
	char state[OPENING_PATH_MAX];
	struct journal *journal;
	enum err e = open_journal(o, NULL, &journal, f);

	if (e != ERR_NONE)
		return e;
	e = journal_epoch_bump(journal, now_ms, f);
	opening_path(o->data, "state", state);
	if (e == ERR_NONE)
		e = store_discard(state, f);
	if (e == ERR_NONE)
		remove_misfits(o, journal);
	*tail = journal_tail(journal);
	journal_close(journal);
	return e;
}
