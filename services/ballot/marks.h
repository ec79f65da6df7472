/* What makes a ballot invalid. Pure. */
#ifndef DANDANG_BALLOT_MARKS_H
#define DANDANG_BALLOT_MARKS_H

#include "contract.h"
#include "refusal.h"

/* Where it is at fault: the 1-based mark, 0 when the whole; and the field. */
struct marks_fault {
	uint32_t row;
	const char *field;
};

/* Positions in the form; -1: not there. */
int form_option(const PollForm *form, const char *option_id);
int form_item(const PollForm *form, const char *item_id);
int form_target(const PollForm *form, const char *target_id);

enum refusal marks_check(const PollForm *form, const PollThresholds *thresholds, size_t count, BallotMark *const *marks,
			 struct marks_fault *at);

#endif
