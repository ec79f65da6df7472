/* Whose journal this is, and whether it still reaches where it once did. A tail that was cut or zeroed looks like a clean
 * end; only what others have seen of the journal tells. Asked while opening, before anything is cut: what an operator could
 * still mend is left as it lies there. */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/require.h"
#include "journal/file_impl.h"

/* What is known of another owner's journal says nothing about ours. */
static bool is_ours(const struct journal *j, const struct journal_known *known)
{
	return known->sequence > 0 &&
	       (!j->owned || memcmp(known->id, j->owner, JOURNAL_OWNER_SIZE) == 0);
}

void journal_told(struct journal *j, const struct journal_options *options)
{
	uint8_t hash[JOURNAL_HASH_SIZE];

	j->accept_loss = options->accept_loss;
	j->owned = options->owner != NULL;
	if (j->owned) {
		journal_sha256(span_text(options->owner), hash);
		memcpy(j->owner, hash, JOURNAL_OWNER_SIZE);
	}
	for (size_t i = 0; i < options->known_count && !j->accept_loss; i++)
		if (is_ours(j, &options->known[i]) &&
		    options->known[i].sequence > j->known.sequence)
			j->known = options->known[i];
}

enum err journal_new_id(const struct journal *j, uint8_t id[JOURNAL_ID_SIZE], struct fault *f)
{
	if (getrandom(id, JOURNAL_ID_SIZE, 0) != JOURNAL_ID_SIZE)
		return fault_errno(f, "get", "random bytes");
	if (j->owned)
		memcpy(id, j->owner, JOURNAL_OWNER_SIZE);
	return ERR_NONE;
}

enum err journal_check_owner(const struct journal *j, const char *name, struct fault *f)
{
	if (!j->owned || memcmp(j->id, j->owner, JOURNAL_OWNER_SIZE) == 0)
		return ERR_NONE;
	return fault_set(f, ERR_CORRUPT, "segment %s offset 16: belongs to another daemon", name);
}

enum err journal_check_none(struct journal *j, struct fault *f)
{
	uint64_t reached = j->shared->snapshot_sequence;

	if (j->accept_loss)
		return ERR_NONE;
	if (j->known.sequence > reached)
		reached = j->known.sequence;
	if (reached == 0)
		return ERR_NONE;
	return fault_set(f, ERR_LOST, "every segment is missing, but the state had reached %llu",
			 (unsigned long long)reached);
}

static enum err lost(uint64_t sequence, uint64_t reached, const char *who, struct fault *f)
{
	return fault_set(f, ERR_LOST,
			 "%llu records are missing: it ends at %llu, but %s had reached %llu",
			 (unsigned long long)(reached - sequence), (unsigned long long)sequence, who,
			 (unsigned long long)reached);
}

static enum err check_end(const struct journal *j, uint64_t sequence, struct fault *f)
{
	uint64_t noted = j->shared->snapshot_sequence;

	if (noted > sequence)
		return lost(sequence, noted, "a snapshot", f);
	if (j->known.sequence == 0)
		return ERR_NONE;
	if (memcmp(j->known.id, j->id, JOURNAL_ID_SIZE) != 0)
		return j->owned ? fault_set(f, ERR_LOST,
					    "the state was made from another journal of this service") :
				  ERR_NONE;
	return j->known.sequence > sequence ? lost(sequence, j->known.sequence, "the state", f) :
					      ERR_NONE;
}

enum err journal_check_reach(struct journal *j, uint64_t sequence, struct fault *f)
{
	uint64_t first = j->shared->segments.items[0].first;
	bool begins_late = first > j->kept_first;

	if (j->accept_loss) {
		bool forget = j->shared->snapshot_sequence > sequence;

		return begins_late || forget ? journal_accept_begin(j, forget, f) : ERR_NONE;
	}
	if (begins_late)
		return fault_set(f, ERR_LOST,
				 "records are missing: it begins at %llu, but was trimmed only to %llu",
				 (unsigned long long)first, (unsigned long long)j->kept_first);
	return check_end(j, sequence, f);
}
