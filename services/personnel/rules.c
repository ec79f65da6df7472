#include "rules.h"

#include <string.h>

#include "base/date.h"
#include "policy/region.h"
#include "roster/bars.h"

bool rules_upward(AppointmentKind kind)
{
	return kind != APPOINTMENT_KIND_LATERAL && kind != APPOINTMENT_KIND_RESETTLEMENT;
}

static bool opinion_allows(const EligibilityNoteRow *note, AppointmentKind kind)
{
	if (!rules_upward(kind))
		return true;
	switch (note->opinion) {
	case OBSERVATION_OPINION_PROMOTABLE:
		return note->eligible;
	case OBSERVATION_OPINION_FURTHER_USE:
		return note->eligible && kind != APPOINTMENT_KIND_PROMOTION;
	case OBSERVATION_OPINION_RESETTLE:
	case OBSERVATION_OPINION_CONTINUE:
	case OBSERVATION_OPINION_NOT_YET:
	default:
		return false;
	}
}

/* Grades of the years PROMO.GRADE_YEARS looks back on (one by the 2019 regulations). */
static enum refusal last_grade(struct decision *d, const CadreRegistered *cadre)
{
	int year = civil_of_day(day_of_iso(d->today)).year;
	int64_t years = policy_number(d, "PROMO.GRADE_YEARS");

	for (int64_t i = 0; i < years; i++) {
		unsigned of;
		AnnualGrade grade = tenure_last_grade(cadre->grades, cadre->n_grades, year, &of);
		if (grade == ANNUAL_GRADE_BASICALLY_COMPETENT || grade == ANNUAL_GRADE_INCOMPETENT)
			return decision_refuse(d, REFUSAL_GRADE_TOO_LOW, "cadre_id",
					       decision_format(d, "%u", of));
		if (of == 0)
			break;
		year = (int)of;
	}
	return REFUSAL_NONE;
}

enum refusal rules_block(struct decision *d, const CadreRegistered *cadre, AppointmentKind kind)
{
	const BarRow *bar = bar_in_force(d->state, cadre->cadre_id, d->today);
	const EligibilityNoteRow *note = eligibility_note_find(d->state, cadre->cadre_id);

	if (bar) /* a provisional bar is hidden from colleagues: the refusal names no ground */
		return decision_refuse(d, REFUSAL_CADRE_BARRED, "cadre_id", bar->provisional ? "" : bar->until_on);
	if (note && !opinion_allows(note, kind))
		return decision_refuse(d, REFUSAL_OBSERVATION_NOT_CLEARED, "cadre_id", note->observation_id);
	return last_grade(d, cadre);
}

static bool counts_add_up(const AppointmentVote *vote)
{
	return vote->present <= vote->expected &&
	       (uint64_t)vote->in_favour + vote->against + vote->abstained == vote->present;
}

static bool has_text(const char *const *texts, size_t count, const char *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(texts[i], wanted) == 0)
			return true;
	return false;
}

enum refusal rules_vote(struct decision *d, const AppointmentVote *vote, const char *cadre_id, const char *moved_by)
{
	int64_t part = policy_number(d, "PROMO.QUORUM.PART");
	int64_t whole = policy_number(d, "PROMO.QUORUM.WHOLE");
	int64_t percent = policy_number(d, "PROMO.VOTE.PERCENT");

	if (strcmp(vote->met_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "vote.met_on", vote->met_on);
	if (!counts_add_up(vote))
		return decision_refuse(d, REFUSAL_APPOINTMENT_VOTE_COUNTS, "vote.in_favour", NULL);
	if (vote->present * whole < vote->expected * part)
		return decision_refuse(d, REFUSAL_QUORUM_MISSING, "vote.present", NULL);
	if (vote->in_favour * INT64_C(100) <= vote->expected * percent)
		return decision_refuse(d, REFUSAL_VOTE_FAILED, "vote.in_favour", NULL);
	if (has_text(vote->voters, vote->n_voters, cadre_id))
		return decision_refuse(d, REFUSAL_SELF_DEALING, "vote.voters", cadre_id);
	for (size_t i = 0; i < vote->n_recused; i++)
		if (has_text(vote->voters, vote->n_voters, vote->recused[i]))
			return decision_refuse(d, REFUSAL_SELF_DEALING, "vote.recused", vote->recused[i]);
	if (!d->actor->system && strcmp(d->actor->account, moved_by) == 0)
		return decision_refuse(d, REFUSAL_APPOINTMENT_PROPOSER_DECIDES, "actor", moved_by);
	return REFUSAL_NONE;
}

enum refusal rules_publicity(struct decision *d, const char *rule_id, const char *starts_on, const char *ends_on,
			     const char *not_before, const char **from, const char **until)
{
	const char *shortest;

	*from = starts_on[0] ? starts_on : d->today;
	if (strcmp(*from, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "starts_on", *from);
	if (strcmp(*from, not_before) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "starts_on", *from);
	shortest = policy_deadline_from(d, rule_id, *from);
	*until = ends_on[0] ? ends_on : shortest;
	if (strcmp(*until, shortest) < 0)
		return decision_refuse(d, REFUSAL_APPOINTMENT_PUBLICITY_TOO_SHORT, "ends_on", *until);
	return REFUSAL_NONE;
}

/* The organ of the post handles its own cadres and those of the level below; a move between two counties is for the organ
 * above both. */
static bool handles(const char *region, const char *post_authority, const char *cadre_authority)
{
	if (region_within(post_authority, cadre_authority))
		return strcmp(region, post_authority) == 0;
	return region_within(region, post_authority) && region_within(region, cadre_authority);
}

enum refusal rules_handler(struct decision *d, const CadreRegistered *cadre, const char *authority)
{
	const char *managing = authority[0] ? authority : cadre->authority;

	if (d->actor->cadre_id[0] && strcmp(d->actor->cadre_id, cadre->cadre_id) == 0)
		return decision_refuse(d, REFUSAL_SELF_DEALING, "cadre_id", cadre->cadre_id);
	if (d->actor->system)
		return REFUSAL_NONE;
	if (!handles(d->actor->region, managing, cadre->authority))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "cadre_id", cadre->cadre_id);
	return REFUSAL_NONE;
}

struct tenure rules_tenure(struct decision *d, const CadreRegistered *cadre, const char *iso_start,
			   const char *rule_years, bool shortened)
{
	struct tenure_rule rule = { .months = (int)policy_number(d, rule_years) * 12 };

	if (shortened)
		rule.months_per_excellent = (int)policy_number(d, "RANK.EXCELLENT_SHORTENS");
	return tenure_count(day_of_iso(iso_start), rule, cadre->grades, cadre->n_grades, day_of_iso(d->today));
}

int rules_full_years(const char *from_iso, const char *to_iso)
{
	int32_t from = day_of_iso(from_iso), to = day_of_iso(to_iso);
	struct civil first, last;

	if (from == DAY_NONE || to == DAY_NONE || to < from)
		return -1;
	first = civil_of_day(from);
	last = civil_of_day(to);
	return last.year - first.year - (last.month < first.month || (last.month == first.month && last.day < first.day));
}

const char *rules_iso(struct decision *d, int32_t day)
{
	char iso[ISO_DAY_SIZE];

	if (day == DAY_NONE)
		return "";
	iso_of_day(day, iso);
	return decision_format(d, "%s", iso);
}

const ListPositionRow *rules_list_head(const struct state *s, const char *cadre_id, const char *today)
{
	struct row_scan scan = list_position_scan_1(s, cadre_id);
	const ListPositionRow *newest = NULL;
	const ListPositionRow *position;

	while ((position = list_position_next(&scan))) {
		bool over = position->valid_until[0] && strcmp(position->valid_until, today) < 0;
		if (!over && (!newest || strcmp(position->placed_on, newest->placed_on) >= 0))
			newest = position;
	}
	return newest && newest->head ? newest : NULL;
}

bool rules_appointment_open(AppointmentState state)
{
	return state >= APPOINTMENT_STATE_MOTION && state <= APPOINTMENT_STATE_PUBLICITY_OVER;
}

bool rules_rank_case_open(RankCaseState state)
{
	return state >= RANK_CASE_STATE_NAMED && state <= RANK_CASE_STATE_PUBLICITY_OVER;
}

const AppointmentRow *rules_open_appointment(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = appointment_by_cadre_id(s, cadre_id);
	const AppointmentRow *appointment;

	while ((appointment = appointment_next(&scan)))
		if (rules_appointment_open(appointment->state))
			return appointment;
	return NULL;
}

int64_t rules_post_holders(const struct state *s, const char *post_id)
{
	struct row_scan scan = cadre_file_by_post_id(s, post_id);
	int64_t count = 0;

	while (cadre_file_next(&scan))
		count++;
	return count;
}

static bool decided(AppointmentState state)
{
	return state >= APPOINTMENT_STATE_DECIDED && state <= APPOINTMENT_STATE_PUBLICITY_OVER;
}

int64_t rules_post_claims(const struct state *s, const char *post_id, const char *except)
{
	struct row_scan scan = appointment_by_post_id(s, post_id);
	const AppointmentRow *claim;
	int64_t count = 0;

	while ((claim = appointment_next(&scan)))
		count += decided(claim->state) && strcmp(claim->appointment_id, except) != 0;
	return count;
}

int64_t rules_post_vacancies(const struct state *s, const PostRow *post, const char *except, bool before_decision)
{
	struct row_scan holders = cadre_file_by_post_id(s, post->post_id);
	const CadreFileRow *holder;
	int64_t taken = rules_post_claims(s, post->post_id, except);

	while ((holder = cadre_file_next(&holders))) {
		const AppointmentRow *leaving = rules_open_appointment(s, holder->cadre_id);
		bool goes = leaving && strcmp(leaving->post_id, post->post_id) != 0 &&
			    (before_decision || decided(leaving->state));
		taken += !goes;
	}
	return (int64_t)post->count - taken;
}

const char *rules_post_authority(struct decision *d, const UnitFileRow *unit, PostLevel level)
{
	char city[REGION_DIGITS + 1];

	if (level > POST_LEVEL_COUNTY_DEPUTY || !region_valid(unit->region))
		return unit->region;
	region_city(unit->region, city);
	return decision_format(d, "%s", city);
}
