#include "ballot/offer.h"

#include <stdio.h>
#include <string.h>

#include "ballot/chance.h"
#include "ballot/judge.h"
#include "base/require.h"
#include "runtime/decision_run.h"
#include "runtime/server.h"
#include "wire/wire.h"

static Reply *receipt(struct arena *arena, BallotStanding standing, const char *leaf)
{
	BallotReceipt out;

	ballot_receipt__init(&out);
	out.standing = standing;
	out.leaf = leaf;
	return server_reply(arena, &out.base);
}

static bool same_as_waiting(const struct waiting_ballot *one, const CastBallot *cast, struct arena *arena)
{
	const Ballot *ballot = (const Ballot *)wire_unpack_own(&Ballot_type, span_of(one->packed, one->size), arena);
	char leaf[LEAF_TEXT];

	REQUIRE(ballot);
	leaf_of(ballot->salt, one->token_hash, cast->class_id, cast->n_marks, cast->marks, leaf);
	return strcmp(leaf, one->leaf) == 0;
}

static struct span packed_ballot(const CastBallot *cast, const char *token_hash, const char *salt, struct arena *arena)
{
	Ballot ballot;

	ballot__init(&ballot);
	ballot.token_hash = token_hash;
	ballot.class_id = cast->class_id;
	ballot.n_marks = cast->n_marks;
	ballot.marks = cast->marks;
	ballot.salt = salt;
	ballot.token = cast->token;
	ballot.signature = cast->signature;
	return wire_pack(&ballot.base, arena);
}

static Reply *keep(struct keeping *k, struct kept_box *kept, const BoxRow *box, const CastBallot *cast, const char *token_hash,
		   struct arena *arena, struct fault *f)
{
	struct waiting_ballot one = { .class_number = judge_class_number(box, cast->class_id) };
	char salt[CHANCE_HEX_TEXT];
	enum err e;

	chance_hex(salt);
	snprintf(one.poll_id, sizeof one.poll_id, "%s", cast->poll_id);
	snprintf(one.token_hash, sizeof one.token_hash, "%s", token_hash);
	leaf_of(salt, token_hash, cast->class_id, cast->n_marks, cast->marks, one.leaf);
	struct span packed = packed_ballot(cast, token_hash, salt, arena);
	if (!packed.data)
		return reply_refusal(arena, REFUSAL_BALLOT_BOX_FULL, NULL);
	e = keeping_add(k, kept, &one, packed, f);
	if (e == ERR_FULL || e == ERR_LIMIT)
		return reply_refusal(arena, REFUSAL_BALLOT_BOX_FULL, NULL);
	return e == ERR_NONE ? receipt(arena, BALLOT_STANDING_QUEUED, one.leaf) : NULL;
}

/* A ballot that stands is told so however late it is offered again; what is new comes in time or not at all. */
Reply *offer_ballot(struct keeping *k, const struct state *s, const CastBallot *cast, struct arena *arena, struct fault *f)
{
	const BoxRow *box = box_find(s, cast->poll_id);
	struct offer offer = { .poll_id = cast->poll_id, .class_id = cast->class_id,
			       .token = span_of(cast->token.data, cast->token.len),
			       .signature = span_of(cast->signature.data, cast->signature.len),
			       .count = cast->n_marks, .marks = cast->marks };
	const struct waiting_ballot *waits = NULL;
	struct kept_box *kept = NULL;
	struct judgement judged;
	enum refusal r, state;

	if (!box)
		return reply_refusal(arena, REFUSAL_BALLOT_POLL_UNKNOWN, NULL);
	r = judge(s, box, &offer, &judged);
	if (r == REFUSAL_NONE && judged.standing)
		return receipt(arena, BALLOT_STANDING_FINAL, judged.standing->leaf);
	if (box->state == BOX_STATE_OPEN || box->state == BOX_STATE_CLOSING) {
		enum err e = keeping_box(k, s, box, &kept, f);
		if (e != ERR_NONE)
			return e == ERR_FULL ? reply_refusal(arena, REFUSAL_BALLOT_BOX_FULL, NULL) : NULL;
		waits = waiting_find(&k->waiting, cast->poll_id, judged.token_hash);
	}
	state = judge_state(box, waits != NULL);
	if (state != REFUSAL_NONE || r != REFUSAL_NONE)
		return reply_refusal(arena, state != REFUSAL_NONE ? state : r, NULL);
	if (waits)
		return same_as_waiting(waits, cast, arena) ? receipt(arena, BALLOT_STANDING_QUEUED, waits->leaf)
							   : reply_refusal(arena, REFUSAL_BALLOT_TOKEN_USED, NULL);
	return keep(k, kept, box, cast, judged.token_hash, arena, f);
}
