/* The ledger of training hours (学时台账): row T7, W1.8.
 *
 *   POSTED -> CONFIRMED | DISPUTED -> CORRECTED          year: MET | SHORT | EXEMPT
 *
 * Hours of classes are posted by their closing (graduation.c). No day holds more than TRAIN.HOURS_PER_DAY.
 * In:  PostHours, ConfirmHours, DisputeHours, CorrectHours, ExemptHours, RunHoursCompliance; overdue disputes (due.c).
 * Out: HoursPosted, HoursConfirmed, HoursDisputed, HoursCorrected, HoursExempted, HoursMet, HoursShort,
 *      OnlineHoursShort. */
#include <string.h>

#include "base/date.h"
#include "classes.h"
#include "ledger.h"
#include "roster/people.h"
#include "runtime/bulk.h"

#define COMPLIANCE_PAGE_MAX 3000 /* cadres one command looks at; each may emit two events */

/* A withdrawn trainee cannot get the hours of those days by another door. */
static bool withdrawn_then(const struct state *s, const char *cadre_id, const char *from_on, const char *to_on)
{
	const EnrolmentRow *row;
	struct row_scan scan = enrolment_by_cadre_id_state(s, cadre_id, ENROLMENT_STATE_WITHDRAWN);

	while ((row = enrolment_next(&scan)))
		if (row->withdrawal == WITHDRAWAL_GROUND_LEAVE &&
		    days_overlap(row->starts_on, row->ends_on, from_on, to_on))
			return true;
	return false;
}

static enum refusal posting_outcome(struct decision *d, const PostHours *cmd, const char *cadre_id, uint32_t per_day)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	if (!cadre)
		return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre) || !actor_speaks_for(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (withdrawn_then(d->state, cadre_id, cmd->starts_on, cmd->ends_on))
		return REFUSAL_HOURS_AFTER_WITHDRAWAL;
	if (ledger_credit(d->state, cadre_id, cmd->starts_on, cmd->ends_on, cmd->hours, per_day, "") < cmd->hours)
		return REFUSAL_HOURS_OVER_DAILY;
	return REFUSAL_NONE;
}

static enum refusal period_fits(struct decision *d, const char *from_on, const char *to_on, uint32_t hours,
				uint32_t per_day)
{
	int days = date_days_between(from_on, to_on) + 1;

	if (days < 1)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "ends_on", to_on);
	if (days > CLASS_DAYS_MAX)
		return decision_refuse(d, REFUSAL_CLASS_TOO_LONG, "ends_on", to_on);
	if ((uint64_t)hours > (uint64_t)days * per_day)
		return decision_refuse(d, REFUSAL_HOURS_OVER_PHYSICAL, "hours", "");
	return REFUSAL_NONE;
}

enum refusal post_hours_decide(struct decision *d, const PostHours *cmd)
{
	struct bulk bulk = bulk_start(d, "cadre_ids", cmd->partial);
	uint32_t per_day = (uint32_t)policy_number(d, "TRAIN.HOURS_PER_DAY");
	const char *id;
	enum refusal refusal;

	if (cmd->venue == VENUE_KIND_UNSPECIFIED)
		return decision_refuse(d, REFUSAL_VENUE_REQUIRED, "venue", "");
	if (cmd->hours == 0)
		return decision_refuse(d, REFUSAL_HOURS_NOT_POSITIVE, "hours", "0");
	if (cmd->recognised_by[0] == '\0')
		return decision_refuse(d, REFUSAL_HOURS_NOT_RECOGNISED, "recognised_by", "");
	if (strcmp(cmd->ends_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "ends_on", cmd->ends_on);
	refusal = period_fits(d, cmd->starts_on, cmd->ends_on, cmd->hours, per_day);
	if (refusal != REFUSAL_NONE)
		return refusal;
	id = decision_new_id(d, "hours");
	for (size_t i = 0; i < cmd->n_cadre_ids; i++) {
		const char *cadre_id = cmd->cadre_ids[i];
		enum refusal outcome = bulk_repeated((const char *const *)cmd->cadre_ids, i)
					       ? REFUSAL_VALUE_DUPLICATE
					       : posting_outcome(d, cmd, cadre_id, per_day);
		if (bulk_row(&bulk, outcome, cadre_id))
			emit_hours_posted(d, &(HoursPosted){
				.entry_id = id,
				.cadre_id = cadre_id,
				.title = cmd->title,
				.venue = cmd->venue,
				.starts_on = cmd->starts_on,
				.ends_on = cmd->ends_on,
				.hours = cmd->hours,
				.recognised_by = cmd->recognised_by,
			});
	}
	decision_answer(d, "entry_id", id);
	return bulk_end(&bulk);
}

static enum refusal entry_of_actor(struct decision *d, const char *cadre_id, const char *entry_id,
				   const HoursEntryRow **out)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	*out = hours_entry_find(d->state, cadre_id, entry_id);
	if (!*out || !cadre)
		return REFUSAL_HOURS_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	return REFUSAL_NONE;
}

static bool entry_repeated(const ConfirmHours *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->entries[i]->cadre_id, cmd->entries[at]->cadre_id) == 0 &&
		    strcmp(cmd->entries[i]->entry_id, cmd->entries[at]->entry_id) == 0)
			return true;
	return false;
}

enum refusal confirm_hours_decide(struct decision *d, const ConfirmHours *cmd)
{
	struct bulk bulk = bulk_start(d, "entries", cmd->partial);

	for (size_t i = 0; i < cmd->n_entries; i++) {
		const HoursEntryKey *key = cmd->entries[i];
		const HoursEntryRow *entry;
		enum refusal outcome = entry_repeated(cmd, i)
					       ? REFUSAL_VALUE_DUPLICATE
					       : entry_of_actor(d, key->cadre_id, key->entry_id, &entry);
		if (outcome == REFUSAL_NONE && entry->state != HOURS_STATE_POSTED)
			outcome = REFUSAL_STATE_WRONG;
		if (outcome == REFUSAL_NONE && actor_is(d->actor, key->cadre_id))
			outcome = REFUSAL_SELF_DEALING;
		if (bulk_row(&bulk, outcome, key->cadre_id))
			emit_hours_confirmed(d, &(HoursConfirmed){ .entry_id = entry->entry_id,
								   .cadre_id = entry->cadre_id });
	}
	return bulk_end(&bulk);
}

enum refusal dispute_hours_decide(struct decision *d, const DisputeHours *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);
	const HoursEntryRow *entry = hours_entry_find(d->state, cmd->cadre_id, cmd->entry_id);
	const char *id;

	if (!cadre || !entry)
		return decision_refuse(d, REFUSAL_HOURS_UNKNOWN, "entry_id", cmd->entry_id);
	if (!actor_is(d->actor, cmd->cadre_id) &&
	    !(actor_has_role(d->actor, "unit.hr") && actor_speaks_for(d->actor, cadre) &&
	      actor_may_manage(d->actor, cadre)))
		return decision_refuse(d, REFUSAL_HOURS_DISPUTE_OTHERS, "cadre_id", cmd->cadre_id);
	if (entry->state == HOURS_STATE_DISPUTED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "entry_id", cmd->entry_id);
	id = decision_new_id(d, "dispute");
	emit_hours_disputed(d, &(HoursDisputed){
		.entry_id = entry->entry_id,
		.cadre_id = entry->cadre_id,
		.reason = cmd->reason,
		.answer_by = policy_deadline(d, "TRAIN.DISPUTE_WITHIN"),
		.dispute_id = id,
	});
	decision_answer(d, "dispute_id", id);
	return REFUSAL_NONE;
}

enum refusal correct_hours_decide(struct decision *d, const CorrectHours *cmd)
{
	const HoursEntryRow *entry;
	const EnrolmentRow *trainee;
	uint32_t per_day = (uint32_t)policy_number(d, "TRAIN.HOURS_PER_DAY");
	enum refusal refusal = entry_of_actor(d, cmd->cadre_id, cmd->entry_id, &entry);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "entry_id", cmd->entry_id);
	if (entry->state != HOURS_STATE_DISPUTED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "entry_id", cmd->entry_id);
	if (strcmp(entry->disputed_by, d->actor->account) == 0 || actor_is(d->actor, entry->cadre_id))
		return decision_refuse(d, REFUSAL_HOURS_CORRECTION_OWN, "entry_id", cmd->entry_id);
	refusal = period_fits(d, entry->starts_on, entry->ends_on, cmd->hours, per_day);
	if (refusal != REFUSAL_NONE)
		return refusal;
	trainee = entry->class_id[0] ? enrolment_find(d->state, entry->class_id, entry->cadre_id) : NULL;
	if (trainee && trainee->state == ENROLMENT_STATE_WITHDRAWN)
		return decision_refuse(d, REFUSAL_HOURS_AFTER_WITHDRAWAL, "entry_id", cmd->entry_id);
	if (ledger_credit(d->state, entry->cadre_id, entry->starts_on, entry->ends_on, cmd->hours, per_day,
			  entry->entry_id) < cmd->hours)
		return decision_refuse(d, REFUSAL_HOURS_OVER_DAILY, "hours", "");
	emit_hours_corrected(d, &(HoursCorrected){
		.entry_id = entry->entry_id,
		.cadre_id = entry->cadre_id,
		.hours_before = entry->hours,
		.hours = cmd->hours,
		.reason = cmd->reason,
		.dispute_id = entry->dispute_id,
	});
	return REFUSAL_NONE;
}

enum refusal exempt_hours_decide(struct decision *d, const ExemptHours *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);
	const HoursYearRow *year = hours_year_find(d->state, cmd->cadre_id, cmd->year);

	if (!cadre)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	if (!actor_may_manage(d->actor, cadre))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "cadre_id", cmd->cadre_id);
	if (actor_is(d->actor, cmd->cadre_id))
		return decision_refuse(d, REFUSAL_SELF_DEALING, "cadre_id", cmd->cadre_id);
	if (year && year->compliance == HOURS_COMPLIANCE_EXEMPT)
		return decision_refuse(d, REFUSAL_HOURS_EXEMPTION_TWICE, "year", "");
	emit_hours_exempted(d, &(HoursExempted){ .cadre_id = cmd->cadre_id, .year = cmd->year, .reason = cmd->reason,
						 .document = cmd->document });
	return REFUSAL_NONE;
}

/* ---- the yearly check --------------------------------------------------------------------------- */

struct requirement {
	uint32_t year;
	uint32_t town_year;        /* TRAIN.TOWN1Y: section level and below, each year */
	uint32_t leader_year;      /* TRAIN.LEADER1Y: the pace of the five years */
	uint32_t leader_period;    /* TRAIN.LEADER5Y: county level and above, in the last year of the period */
	uint32_t period_years;     /* TRAIN.LEADER5Y.YEARS */
	uint32_t leader_online;    /* TRAIN.ONLINE */
	bool period_ends;
};

/* 县处级 and above, or 四级调研员 and above. */
static bool county_level(const CadreRow *cadre)
{
	return (cadre->level >= POST_LEVEL_BUREAU_HEAD && cadre->level <= POST_LEVEL_COUNTY_DEPUTY) ||
	       (cadre->rank >= RANK_INSPECTOR_1 && cadre->rank <= RANK_CONSULTANT_4);
}

static uint32_t hours_of_years(const struct state *s, const char *cadre_id, uint32_t last, uint32_t count)
{
	uint32_t hours = 0;

	for (uint32_t i = 0; i < count; i++) {
		const HoursYearRow *row = hours_year_find(s, cadre_id, last - i);
		hours += row ? row->hours : 0;
	}
	return hours;
}

static void check_hours(struct decision *d, const struct requirement *r, const CadreRow *cadre,
			const HoursYearRow *row)
{
	bool leader = county_level(cadre);
	bool period = leader && r->period_ends;
	uint32_t required = period ? r->leader_period : leader ? r->leader_year : r->town_year;
	uint32_t hours = hours_of_years(d->state, cadre->cadre_id, r->year, period ? r->period_years : 1);

	if (hours < required) {
		if (!row || row->compliance != HOURS_COMPLIANCE_SHORT || row->checked_hours != hours)
			emit_hours_short(d, &(HoursShort){ .cadre_id = cadre->cadre_id, .year = r->year,
							   .hours = hours, .required = required });
	} else if (!row || row->compliance != HOURS_COMPLIANCE_MET) {
		emit_hours_met(d, &(HoursMet){ .cadre_id = cadre->cadre_id, .year = r->year, .hours = hours,
					       .required = required });
	}
}

static void check_online(struct decision *d, const struct requirement *r, const CadreRow *cadre,
			 const HoursYearRow *row)
{
	uint32_t hours = row ? row->online_hours : 0;

	if (!county_level(cadre) || hours >= r->leader_online)
		return;
	if (!row || row->online_short_at != hours + 1) /* stored one higher: 0 means never told */
		emit_online_hours_short(d, &(OnlineHoursShort){ .cadre_id = cadre->cadre_id, .year = r->year,
								.hours = hours, .required = r->leader_online });
}

static struct requirement requirement_of(struct decision *d, uint32_t year)
{
	int64_t from = policy_number(d, "TRAIN.LEADER5Y_FROM");
	int64_t years = policy_number(d, "TRAIN.LEADER5Y.YEARS");

	return (struct requirement){
		.year = year,
		.town_year = (uint32_t)policy_number(d, "TRAIN.TOWN1Y"),
		.leader_year = (uint32_t)policy_number(d, "TRAIN.LEADER1Y"),
		.leader_period = (uint32_t)policy_number(d, "TRAIN.LEADER5Y"),
		.leader_online = (uint32_t)policy_number(d, "TRAIN.ONLINE"),
		.period_years = (uint32_t)years,
		.period_ends = years > 0 && year >= from && (year - from) % years == years - 1,
	};
}

enum refusal run_hours_compliance_decide(struct decision *d, const RunHoursCompliance *cmd)
{
	const char *from = decision_format(d, "%04u-%s", cmd->year, policy_text(d, "TRAIN.COMPLIANCE_FROM"));
	struct requirement requirement = requirement_of(d, cmd->year);
	struct row_scan scan = people_after(d->state, cmd->unit_id, cmd->after);
	const CadreRow *cadre = NULL;
	const char *last = "";
	uint32_t looked_at = 0, checked = 0;

	if (strcmp(d->today, from) < 0)
		return decision_refuse(d, REFUSAL_HOURS_COMPLIANCE_EARLY, "year", from);
	if (cmd->unit_id[0] && !unit_find(d->state, cmd->unit_id))
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", cmd->unit_id);
	while (looked_at < COMPLIANCE_PAGE_MAX && (cadre = cadre_next(&scan))) {
		const HoursYearRow *row;
		looked_at++;
		last = cadre->cadre_id;
		if (!actor_may_manage(d->actor, cadre))
			continue;
		row = hours_year_find(d->state, cadre->cadre_id, cmd->year);
		checked++;
		if (row && row->compliance == HOURS_COMPLIANCE_EXEMPT)
			continue;
		check_hours(d, &requirement, cadre, row);
		check_online(d, &requirement, cadre, row);
	}
	decision_answer_number(d, "checked", checked);
	decision_answer(d, "next_after", cadre ? last : "");
	return REFUSAL_NONE;
}
