#include "dispatches.h"

#include <string.h>

#include "classes.h"

static bool secondment_under_way(const SecondmentRow *row)
{
	return row->state >= SECONDMENT_STATE_NOMINATED && row->state <= SECONDMENT_STATE_IN_POST;
}

const SquadMemberRow *squad_membership(const struct state *s, const char *cadre_id)
{
	const SquadMemberRow *row;
	struct row_scan scan = squad_member_by_cadre_id(s, cadre_id);

	while ((row = squad_member_next(&scan)))
		if (row->active)
			return row;
	return NULL;
}

bool dispatch_overlaps(const struct state *s, const char *cadre_id, const char *from_on, const char *to_on)
{
	const SquadMemberRow *member = squad_membership(s, cadre_id);
	const SecondmentRow *row;
	struct row_scan scan = secondment_by_cadre_id(s, cadre_id);

	if (member && days_overlap(member->starts_on, member->ends_on, from_on, to_on))
		return true;
	while ((row = secondment_next(&scan)))
		if (secondment_under_way(row) && days_overlap(row->starts_on, row->ends_on, from_on, to_on))
			return true;
	return false;
}

const char *secondment_report_by(struct decision *d)
{
	return date_add_months(d, d->today, (int)policy_number(d, "TRAIN.SECONDMENT_REPORT_EVERY"));
}

bool dispatch_appraisal_valid(const char *appraisal)
{
	static const char *const grades[] = { "好", "较好", "一般", "差" };

	for (size_t i = 0; i < sizeof grades / sizeof grades[0]; i++)
		if (strcmp(appraisal, grades[i]) == 0)
			return true;
	return false;
}
