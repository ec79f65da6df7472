#include "assessment/votes.h"

enum refusal votes_check(const struct votes *v)
{
	if (v->present > v->members || v->in_favour > v->present) return REFUSAL_VOTE_COUNT;
	if (v->present * 3 < v->members * 2)                      return REFUSAL_QUORUM_MISSING;
	if (v->in_favour * 2 <= v->members)                       return REFUSAL_VOTE_FAILED;
	if (v->dissents < v->present - v->in_favour)              return REFUSAL_DISSENT_MISSING;
	return REFUSAL_NONE;
}
