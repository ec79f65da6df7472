/* One token a person: who is on the roll has one blinded number recorded, and no second one ever. The signature itself is
 * no decision (issuer.c): it follows from the key and the number, and whoever asks again gets the same.
 * Who votes on paper gets a slip instead, and never both.
 * In:  IssueBallotToken, HandOutPaperBallot.
 * Out: BallotTokenIssued, PaperBallotHandedOut (both sealed). */
#include <string.h>

#include "blind/blind_rsa.h"
#include "digest/digest.h"
#include "workflows.h"

static bool fits_key(const PollRow *poll, const char *class_id, ProtobufCBinaryData blinded)
{
	for (size_t i = 0; i < poll->n_keys; i++)
		if (strcmp(poll->keys[i]->class_id, class_id) == 0)
			return poll->keys[i]->modulus.len == blinded.len &&
			       memcmp(blinded.data, poll->keys[i]->modulus.data, blinded.len) < 0;
	return false;
}

static enum refusal may_issue(const PollRow *poll)
{
	switch (poll->state) {
	case POLL_STATE_DRAFT:     return REFUSAL_STATE_WRONG;
	case POLL_STATE_PUBLISHED: return REFUSAL_POLL_KEYS_MISSING;
	case POLL_STATE_READY:
	case POLL_STATE_VOTING:    return REFUSAL_NONE;
	default:                   return REFUSAL_POLL_VOTING_OVER;
	}
}

enum refusal issue_ballot_token_decide(struct decision *d, const IssueBallotToken *cmd)
{
	const PollRow *poll = poll_find(d->state, cmd->poll_id);
	const PollVoterRow *voter = poll_voter_find(d->state, cmd->poll_id, d->actor->cadre_id);
	uint8_t digest[SHA256_SIZE];
	enum refusal r;

	if (!poll)
		return decision_refuse(d, REFUSAL_POLL_UNKNOWN, "poll_id", cmd->poll_id);
	if (!voter)
		return REFUSAL_POLL_NOT_ON_ROLL;
	if ((r = may_issue(poll)))
		return r;
	if (voter->paper)
		return REFUSAL_POLL_SLIP_GIVEN;
	if (!fits_key(poll, voter->class_id, cmd->blinded))
		return decision_refuse(d, REFUSAL_POLL_BLINDED_MALFORMED, "blinded", "");
	digest_sha256(span_of(cmd->blinded.data, cmd->blinded.len), digest);
	decision_answer(d, "class_id", voter->class_id);
	if (voter->blinded_digest.len)
		return memcmp(voter->blinded_digest.data, digest, sizeof digest) == 0
			       ? REFUSAL_NONE
			       : decision_refuse(d, REFUSAL_POLL_TOKEN_ISSUED, "blinded", "");
	emit_ballot_token_issued(d, &(BallotTokenIssued){
		.poll_id = poll->poll_id,
		.cadre_id = voter->cadre_id,
		.class_id = voter->class_id,
		.blinded_digest = { sizeof digest, digest },
	});
	return REFUSAL_NONE;
}

enum refusal hand_out_paper_ballot_decide(struct decision *d, const HandOutPaperBallot *cmd)
{
	const PollRow *poll = poll_find(d->state, cmd->poll_id);
	const PollVoterRow *voter = poll_voter_find(d->state, cmd->poll_id, cmd->cadre_id);
	enum refusal r;

	if (!poll)
		return decision_refuse(d, REFUSAL_POLL_UNKNOWN, "poll_id", cmd->poll_id);
	if (strcmp(poll->region, d->actor->region) != 0)
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (!poll->form->paper)
		return REFUSAL_POLL_NO_PAPER;
	if ((r = may_issue(poll)))
		return r;
	if (!voter)
		return decision_refuse(d, REFUSAL_POLL_NOT_ON_ROLL, "cadre_id", "");
	if (voter->paper)
		return decision_refuse(d, REFUSAL_POLL_SLIP_GIVEN, "cadre_id", "");
	if (voter->blinded_digest.len)
		return decision_refuse(d, REFUSAL_POLL_TOKEN_ISSUED, "cadre_id", "");
	emit_paper_ballot_handed_out(d, &(PaperBallotHandedOut){ .poll_id = poll->poll_id, .cadre_id = voter->cadre_id });
	return REFUSAL_NONE;
}
