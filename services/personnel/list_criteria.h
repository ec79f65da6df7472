/* Membership of a named list by stated criteria: each criterion beside the person's own value. Pure. */
#ifndef DANDANG_PERSONNEL_LIST_CRITERIA_H
#define DANDANG_PERSONNEL_LIST_CRITERIA_H

#include <stdbool.h>
#include <stddef.h>

#include "workflows.h"

#define LIST_CRITERIA_MAX 10

/* Refuses criteria that say nothing, cross their bounds or are half stated; names the field. */
enum refusal list_criteria_check(struct decision *d, const ListCriteria *criteria);
/* Judges one person as of a day. `outcomes` has room for LIST_CRITERIA_MAX and gets one for each criterion stated; true: all are met. */
bool list_criteria_judge(struct decision *d, const ListCriteria *criteria, const CadreRegistered *person, const char *as_of,
			 ListOutcome **outcomes, size_t *count);

#endif
