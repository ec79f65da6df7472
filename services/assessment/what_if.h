/* What if the weights, the ratios or the bonus were others (W3.2, W3.7, W3.9): the annual scores of a scheme put together again, on
 * rows that are only read, beside the result that was told. Nothing is emitted, and with the rules in force the official hash comes
 * out, for both come out of score_table.h.
 *
 * Grades stay with the places of a group: whoever comes to the second place is reckoned with the grade the second place has now, of
 * equal ranks the one that stood before; a team under a veto is good at most. Seats go by score/quota.h, small teams of a peer group
 * measured together, who is under a bar in force being no candidate; money by score/bonus.h, to the fen. Rules are read as of the day
 * the result became what it is (final, else confirmed, else the end of the objections), so the answer does not change from day to day. */
#ifndef DANDANG_ASSESSMENT_WHAT_IF_H
#define DANDANG_ASSESSMENT_WHAT_IF_H

#include "workflows.h"

struct server;

/* Never NULL: a refusal, or 200 with a packed WhatIf. Only the actor's own authority may ask. Pure; memory is the arena's. */
Reply *what_if_answer(const struct state *s, const char *site, const Actor *actor, const AskWhatIf *ask, struct arena *arena);
/* AskWhatIf of the gateway; NULL: another request. Loop thread; opens a view and writes nothing. */
Reply *what_if_request(struct server *s, const Request *request, struct arena *arena);

#endif
