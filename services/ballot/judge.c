#include "ballot/judge.h"

#include <string.h>

#include "ballot/bounds.h"
#include "base/require.h"
#include "blind/blind_rsa.h"

enum refusal judge_state(const BoxRow *box, bool waited)
{
	switch (box->state) {
	case BOX_STATE_READY:   return REFUSAL_BALLOT_NOT_OPEN;
	case BOX_STATE_OPEN:    return REFUSAL_NONE;
	case BOX_STATE_CLOSING: return waited ? REFUSAL_NONE : REFUSAL_BALLOT_LATE;
	default:                return REFUSAL_BALLOT_LATE;
	}
}

static const PollKey *key_of(const BoxRow *box, const char *class_id)
{
	for (size_t i = 0; i < box->n_keys; i++)
		if (strcmp(box->keys[i]->class_id, class_id) == 0)
			return box->keys[i];
	return NULL;
}

static enum refusal check_token(const BoxRow *box, const struct offer *offer)
{
	const PollKey *key = key_of(box, offer->class_id);
	struct blind_public *public;
	bool good;

	if (!key)
		return REFUSAL_BALLOT_CLASS_UNKNOWN;
	if (offer->token.size != BALLOT_TOKEN_SIZE ||
	    blind_public_new(span_of(key->modulus.data, key->modulus.len), &public, NULL) != ERR_NONE)
		return REFUSAL_BALLOT_TOKEN_FORGED;
	good = blind_verify(public, BLIND_PSS_RANDOMIZED, offer->token, offer->signature);
	blind_public_free(public);
	return good ? REFUSAL_NONE : REFUSAL_BALLOT_TOKEN_FORGED;
}

static bool same_ballot(const BallotRow *row, const struct offer *offer)
{
	char leaf[LEAF_TEXT];

	if (!row->salt[0])
		return true;           /* counted and gone: nobody can say any more what was on it */
	leaf_of(row->salt, row->token_hash, offer->class_id, offer->count, offer->marks, leaf);
	return strcmp(leaf, row->leaf) == 0;
}

enum refusal judge(const struct state *s, const BoxRow *box, const struct offer *offer, struct judgement *out)
{
	enum refusal r = check_token(box, offer);
	const BallotRow *row;

	*out = (struct judgement){ .at.field = "signature" };
	if (r != REFUSAL_NONE)
		return r;
	token_hash_of(offer->token, out->token_hash);
	row = ballot_find(s, offer->poll_id, out->token_hash);
	if (row) {
		out->standing = same_ballot(row, offer) ? row : NULL;
		return out->standing ? REFUSAL_NONE : REFUSAL_BALLOT_TOKEN_USED;
	}
	return marks_check(box->form, box->thresholds, offer->count, offer->marks, &out->at);
}

const PollClassSize *judge_class_size(const BoxRow *box, const char *class_id)
{
	for (size_t i = 0; i < box->n_sizes; i++)
		if (strcmp(box->sizes[i]->class_id, class_id) == 0)
			return box->sizes[i];
	return NULL;
}

size_t judge_class_number(const BoxRow *box, const char *class_id)
{
	size_t i = 0;

	while (i < box->form->n_classes && strcmp(box->form->classes[i]->class_id, class_id) != 0)
		i++;
	REQUIRE(i < box->form->n_classes && i < BALLOT_CLASSES_MAX);
	return i;
}
