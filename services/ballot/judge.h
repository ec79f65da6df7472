/* Is this ballot to be taken? The same for a ballot offered and for a batch recorded. Pure: state and the offer, no more. */
#ifndef DANDANG_BALLOT_JUDGE_H
#define DANDANG_BALLOT_JUDGE_H

#include "ballot/leaf.h"
#include "ballot/marks.h"
#include "rows.h"

struct offer {
	const char *poll_id;
	const char *class_id;
	struct span token, signature;
	size_t count;
	BallotMark *const *marks;
};
struct judgement {
	char token_hash[LEAF_TEXT];
	const BallotRow *standing;      /* the same ballot stands in the box already; NULL: it does not */
	struct marks_fault at;
};

/* Which states of the box take ballots: what waited when voting ended is still written, nothing more is taken. */
enum refusal judge_state(const BoxRow *box, bool waited);
/* REFUSAL_NONE with `standing` set: offered again, and final. */
enum refusal judge(const struct state *s, const BoxRow *box, const struct offer *offer, struct judgement *out);

/* How many of a class should come; NULL: no such class. */
const PollClassSize *judge_class_size(const BoxRow *box, const char *class_id);
/* The number of a class in the form. It is one: its token was verified with the key of the class. */
size_t judge_class_number(const BoxRow *box, const char *class_id);

#endif
