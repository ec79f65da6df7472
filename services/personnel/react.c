/* What personnel answers to: an adjustment of somebody unfit for the post (Adjusted, W2.9) vacates the post, ends the open
 * procedures of that person and revises the record by the placement decided. List positions, observation conclusions,
 * commendations and bars only enter the tables (apply_foreign.c): people decide what follows from them. */
#include "aliases.h"
#include "appointment.h"
#include "ranks.h"
#include "revise.h"

static void end_appointments(struct decision *d, const char *cadre_id)
{
	struct row_scan scan = appointment_by_cadre_id(d->state, cadre_id);
	const AppointmentRow *row;

	while ((row = appointment_next(&scan)))
		if (rules_appointment_open(row->state))
			appointment_abort(d, row, "不适宜担任现职调整");
}

static void end_rank_cases(struct decision *d, const char *cadre_id)
{
	struct row_scan scan = rank_case_by_cadre_id(d->state, cadre_id);
	const RankCaseRow *row;

	while ((row = rank_case_next(&scan)))
		if (rules_rank_case_open(row->state))
			rank_abort(d, row, "不适宜担任现职调整");
}

/* 平职调整 keeps the level; 转任职级公务员 leaves the leading post and keeps the rank; 免职 leaves without a post; 降职 takes
 * the level decided. A placement that is not filled in, or names a unit unknown here or ended, leaves the person in the unit. */
static CadreRegistered placed(const struct state *s, const CadreRegistered *before, const Adjusted *e)
{
	const UnitFileRow *unit = unit_file_find(s, e->placement_unit_id);
	CadreRegistered now = *before;

	now.post_id = "";
	now.team_head = now.team_member = false;
	now.post_title = e->placement_title;
	if (unit && unit->ended_on[0] == '\0')
		now.unit_id = e->placement_unit_id;
	if (e->placement_level != POST_LEVEL_UNSPECIFIED && e->placement_level != now.level) {
		now.level = e->placement_level;
		now.level_since = e->adjusted_on;
	}
	return now;
}

void react_adjusted(struct decision *d, const Adjusted *e, const struct event *ev)
{
	const CadreFileRow *file = cadre_file_find(d->state, alias_kept(d->state, e->cadre_id));
	CadreRegistered now;

	(void)ev;
	if (!file) /* managed elsewhere: the record is not kept here */
		return;
	end_appointments(d, file->cadre_id);
	end_rank_cases(d, file->cadre_id);
	now = placed(d->state, file->file, e);
	cadre_revise(d, file->file, &now, e->adjustment_id, true);
}
