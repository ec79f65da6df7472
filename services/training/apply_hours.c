/* What the events of the hours ledger change. */
#include <string.h>

#include "base/require.h"
#include "ledger.h"
#include "workflows.h"

static HoursYearRow year_row(struct tables *t, const char *cadre_id, uint32_t year)
{
	const HoursYearRow *row = hours_year_find(tables_state(t), cadre_id, year);

	return row ? *row : (HoursYearRow){ .cadre_id = cadre_id, .year = year };
}

/* Adds to the year's sums; `hours` may be negative when an entry is corrected downwards. */
static void year_add(struct tables *t, const HoursEntryRow *entry, int64_t hours)
{
	HoursYearRow row = year_row(t, entry->cadre_id, entry->year);

	row.hours = (uint32_t)((int64_t)row.hours + hours);
	if (entry->venue == VENUE_KIND_ONLINE)
		row.online_hours = (uint32_t)((int64_t)row.online_hours + hours);
	hours_year_put(t, &row);
}

void ledger_post(struct tables *t, const HoursEntryRow *entry)
{
	HoursEntryRow row = *entry;

	row.year = year_of_iso(row.ends_on);
	row.state = HOURS_STATE_POSTED;
	hours_entry_put(t, &row);
	year_add(t, &row, row.hours);
}

static HoursEntryRow entry_row(struct tables *t, const char *cadre_id, const char *entry_id)
{
	const HoursEntryRow *row = hours_entry_find(tables_state(t), cadre_id, entry_id);

	REQUIRE(row);
	return *row;
}

void apply_hours_posted(struct tables *t, const HoursPosted *e, const struct event *ev)
{
	(void)ev;
	ledger_post(t, &(HoursEntryRow){
		.cadre_id = e->cadre_id,
		.entry_id = e->entry_id,
		.title = e->title,
		.venue = e->venue,
		.starts_on = e->starts_on,
		.ends_on = e->ends_on,
		.hours = e->hours,
		.claimed = e->hours,
	});
}

void apply_hours_confirmed(struct tables *t, const HoursConfirmed *e, const struct event *ev)
{
	HoursEntryRow row = entry_row(t, e->cadre_id, e->entry_id);

	(void)ev;
	row.state = HOURS_STATE_CONFIRMED;
	hours_entry_put(t, &row);
}

void apply_hours_disputed(struct tables *t, const HoursDisputed *e, const struct event *ev)
{
	HoursEntryRow row = entry_row(t, e->cadre_id, e->entry_id);

	row.state = HOURS_STATE_DISPUTED;
	row.disputed_by = ev->actor_account;
	row.dispute_id = e->dispute_id;
	row.answer_by = e->answer_by;
	hours_entry_put(t, &row);
	hours_dispute_put(t, &(HoursDisputeRow){ .dispute_id = e->dispute_id, .cadre_id = e->cadre_id,
						 .entry_id = e->entry_id });
	due_set(t, DUE_HOURS_DISPUTE, e->dispute_id, e->answer_by);
}

void apply_hours_dispute_overdue(struct tables *t, const HoursDisputeOverdue *e, const struct event *ev)
{
	(void)t; /* the to-do has passed to the head */
	(void)e;
	(void)ev;
}

void apply_hours_corrected(struct tables *t, const HoursCorrected *e, const struct event *ev)
{
	HoursEntryRow row = entry_row(t, e->cadre_id, e->entry_id);

	(void)ev;
	year_add(t, &row, (int64_t)e->hours - row.hours);
	row.state = HOURS_STATE_CORRECTED;
	row.hours = e->hours;
	row.claimed = e->hours;
	hours_entry_put(t, &row);
	due_clear(t, DUE_HOURS_DISPUTE, e->dispute_id);
}

static void comply(struct tables *t, const char *cadre_id, uint32_t year, HoursCompliance compliance, uint32_t hours,
		   uint32_t required)
{
	HoursYearRow row = year_row(t, cadre_id, year);

	row.compliance = compliance;
	row.checked_hours = hours;
	row.required = required;
	hours_year_put(t, &row);
}

void apply_hours_exempted(struct tables *t, const HoursExempted *e, const struct event *ev)
{
	(void)ev;
	comply(t, e->cadre_id, e->year, HOURS_COMPLIANCE_EXEMPT, 0, 0);
}

void apply_hours_short(struct tables *t, const HoursShort *e, const struct event *ev)
{
	(void)ev;
	comply(t, e->cadre_id, e->year, HOURS_COMPLIANCE_SHORT, e->hours, e->required);
}

void apply_hours_met(struct tables *t, const HoursMet *e, const struct event *ev)
{
	(void)ev;
	comply(t, e->cadre_id, e->year, HOURS_COMPLIANCE_MET, e->hours, e->required);
}

void apply_online_hours_short(struct tables *t, const OnlineHoursShort *e, const struct event *ev)
{
	HoursYearRow row = year_row(t, e->cadre_id, e->year);

	(void)ev;
	row.online_short_at = e->hours + 1; /* one higher: 0 means never told */
	hours_year_put(t, &row);
}

void apply_post_training_opened(struct tables *t, const PostTrainingOpened *e, const struct event *ev)
{
	(void)ev;
	post_training_put(t, &(PostTrainingRow){
		.appointment_id = e->appointment_id,
		.cadre_id = e->cadre_id,
		.hours = e->hours,
		.finish_by = e->finish_by,
		.count_from = e->count_from,
	});
	due_set(t, DUE_POST_TRAINING, e->appointment_id, e->finish_by);
}

void apply_post_training_met(struct tables *t, const PostTrainingMet *e, const struct event *ev)
{
	const PostTrainingRow *found = post_training_find(tables_state(t), e->appointment_id);
	PostTrainingRow row;

	(void)ev;
	REQUIRE(found);
	row = *found;
	row.met = true;
	post_training_put(t, &row);
	due_clear(t, DUE_POST_TRAINING, e->appointment_id);
}

void apply_post_training_short(struct tables *t, const PostTrainingShort *e, const struct event *ev)
{
	(void)t; /* the to-do has passed to the head; the hours may still be made up */
	(void)e;
	(void)ev;
}
