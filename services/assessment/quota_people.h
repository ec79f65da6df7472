/* Who counts when the excellent quota of a unit is computed (W3.9). Pure. */
#ifndef DANDANG_ASSESSMENT_QUOTA_PEOPLE_H
#define DANDANG_ASSESSMENT_QUOTA_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "rows.h"
#include "runtime/decision.h"

struct quota_people {
	uint32_t should_attend;   /* all but those another unit assesses, as far as it is known */
	uint32_t candidates;      /* of them, who may be excellent at all */
	uint32_t barred;          /* inside an influence period today */
	uint32_t heads, head_candidates;
};
/* By the round of the year where one is open (it knows probation, leave, secondment), else by the roster. */
void quota_people_of(struct decision *d, const char *unit_id, uint32_t year, PersonTrack track, const char *authority, struct quota_people *out);

#endif
