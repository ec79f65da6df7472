/* Appointment to a leading post, first step: the motion (动议). Rows S4, S3; workflow W2.6.
 *
 *   MOTION -> RECOMMENDED -> INSPECTING -> INSPECTED -> DECIDED -> PUBLICITY -> PUBLICITY_OVER
 *     |  \____________________^ (lateral moves and resettlement: without recommendation)   |
 *     |                                                                                    v
 *     +--> ABORTED (from every state up to PUBLICITY_OVER)      PROBATION -> PROBATION_OVER -> CONFIRMED | RETURNED
 *
 * In:  OpenAppointment; assessment's list positions, welfare's observation conclusions, accountability's bars.
 * Out: AppointmentMoved.
 *
 * The motion is where somebody who may not be promoted is stopped; bars, grades and vacancies are asked again at the
 * decision and when the appointment takes effect. Several people may be moved for one vacancy (差额): the vacancy is
 * taken by the decision. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "policy/region.h"
#include "rules.h"

struct motion {
	const OpenAppointment *cmd;
	const CadreRegistered *cadre;
	const PostRow *post;
	const UnitFileRow *unit;
	const UnitFileRow *from;       /* may be NULL */
	const ListPositionRow *list;   /* the position the motion rests on, or NULL */
	const char *home_region;
};

static bool is_head(PostLevel level)
{
	return level == POST_LEVEL_BUREAU_HEAD || level == POST_LEVEL_COUNTY_HEAD || level == POST_LEVEL_SECTION_HEAD;
}

/* The next level below; staff stands below the section deputies. */
static PostLevel level_below(PostLevel level)
{
	switch (level) {
	case POST_LEVEL_BUREAU_HEAD: return POST_LEVEL_BUREAU_DEPUTY;
	case POST_LEVEL_BUREAU_DEPUTY: return POST_LEVEL_COUNTY_HEAD;
	case POST_LEVEL_COUNTY_HEAD: return POST_LEVEL_COUNTY_DEPUTY;
	case POST_LEVEL_COUNTY_DEPUTY: return POST_LEVEL_SECTION_HEAD;
	case POST_LEVEL_SECTION_HEAD: return POST_LEVEL_SECTION_DEPUTY;
	case POST_LEVEL_SECTION_DEPUTY: return POST_LEVEL_STAFF;
	default: return POST_LEVEL_UNSPECIFIED;
	}
}

/* Smaller numbers are higher levels; a record without a level counts as staff. */
static PostLevel level_held(const CadreRegistered *cadre)
{
	return cadre->level == POST_LEVEL_UNSPECIFIED ? POST_LEVEL_STAFF : cadre->level;
}

static enum refusal check_level(struct decision *d, const struct motion *m)
{
	PostLevel held = level_held(m->cadre), sought = m->post->level;

	switch (m->cmd->kind) {
	case APPOINTMENT_KIND_PROMOTION:
		if (sought >= held)
			return decision_refuse(d, REFUSAL_LEVEL_NOT_HIGHER, "post_id", m->post->post_id);
		if (held != level_below(sought) && !m->cmd->exception[0])
			return decision_refuse(d, REFUSAL_LEVEL_SKIPPED, "exception", "");
		return REFUSAL_NONE;
	case APPOINTMENT_KIND_LATERAL:
	case APPOINTMENT_KIND_FURTHER_USE:
		if (sought != held)
			return decision_refuse(d, REFUSAL_LEVEL_DIFFERS, "post_id", m->post->post_id);
		return REFUSAL_NONE;
	case APPOINTMENT_KIND_RESETTLEMENT:
		if (sought < held)
			return decision_refuse(d, REFUSAL_LEVEL_TOO_HIGH, "post_id", m->post->post_id);
		return REFUSAL_NONE;
	case APPOINTMENT_KIND_TRANSFER_IN:
		if (!m->from || m->from->kind != UNIT_KIND_INSTITUTION || m->unit->kind == UNIT_KIND_INSTITUTION)
			return decision_refuse(d, REFUSAL_NOT_TRANSFER_IN, "kind", "");
		return REFUSAL_NONE;
	default:
		return decision_refuse(d, REFUSAL_FIELD_REQUIRED, "kind", "");
	}
}

static const char *tenure_rule_of(PostLevel sought)
{
	if (is_head(sought))
		return "PROMO.DEPUTY_TO_HEAD";
	return sought == POST_LEVEL_SECTION_DEPUTY ? "PROMO.STAFF_TO_DEPUTY" : "PROMO.LOWER_HEAD_TO_DEPUTY";
}

/* PROMO.DEPUTY_TO_HEAD, PROMO.LOWER_HEAD_TO_DEPUTY: years at the level below; years not graded 称职 do not count. */
static enum refusal check_tenure(struct decision *d, const struct motion *m)
{
	struct tenure tenure;

	if (m->cmd->exception[0]) /* 破格 */
		return REFUSAL_NONE;
	if (!m->cadre->level_since[0])
		return decision_refuse(d, REFUSAL_APPOINTMENT_QUALIFICATION_MISSING, "level_since", "");
	tenure = rules_tenure(d, m->cadre, m->cadre->level_since, tenure_rule_of(m->post->level), false);
	if (tenure.eligible_day == DAY_NONE || tenure.eligible_day > day_of_iso(d->today))
		return decision_refuse(d, REFUSAL_TENURE_SHORT, "cadre_id", rules_iso(d, tenure.eligible_day));
	return REFUSAL_NONE;
}

/* Posts the person has held at the level, as recorded here; the archive may know more. */
static uint32_t posts_held_at(const CadreFileRow *file, PostLevel level)
{
	uint32_t count = level_held(file->file) == level;

	for (size_t i = 0; i < file->n_former; i++)
		count += file->former[i]->level == level;
	return count;
}

/* PROMO.SENIORITY and PROMO.TWO_POSTS bind from county level up. */
static enum refusal check_seniority(struct decision *d, const struct motion *m, const CadreFileRow *file)
{
	const AppointmentQualification *q = m->cmd->qualification;
	int64_t years = policy_number(d, "PROMO.SENIORITY.WORK_YEARS");
	uint32_t grassroots = (uint32_t)strtoul(m->cadre->grassroots_years, NULL, 10);
	uint32_t posts = posts_held_at(file, level_below(m->post->level));

	if (m->post->level > POST_LEVEL_COUNTY_DEPUTY || m->cmd->exception[0])
		return REFUSAL_NONE;
	if (!m->cadre->work_started_on[0])
		return decision_refuse(d, REFUSAL_APPOINTMENT_QUALIFICATION_MISSING, "work_started_on", "");
	if (strcmp(date_add_months(d, m->cadre->work_started_on, (int)years * 12), d->today) > 0)
		return decision_refuse(d, REFUSAL_WORK_YEARS_SHORT, "work_started_on", m->cadre->work_started_on);
	if (q->grassroots_years > grassroots)
		grassroots = q->grassroots_years;
	if (grassroots < policy_number(d, "PROMO.SENIORITY.GRASSROOTS_YEARS"))
		return decision_refuse(d, REFUSAL_GRASSROOTS_YEARS_SHORT, "qualification.grassroots_years", "");
	if (q->posts_at_level > posts)
		posts = q->posts_at_level;
	if (posts < policy_number(d, "PROMO.TWO_POSTS"))
		return decision_refuse(d, REFUSAL_TWO_POSTS_SHORT, "qualification.posts_at_level", "");
	return REFUSAL_NONE;
}

static enum refusal check_qualification(struct decision *d, const struct motion *m, const CadreFileRow *file)
{
	const AppointmentQualification *q = m->cmd->qualification;
	enum refusal refusal;

	if (m->cmd->kind != APPOINTMENT_KIND_PROMOTION && m->cmd->kind != APPOINTMENT_KIND_TRANSFER_IN)
		return REFUSAL_NONE;
	if (!q || q->education == EDUCATION_LEVEL_UNSPECIFIED)
		return decision_refuse(d, REFUSAL_APPOINTMENT_QUALIFICATION_MISSING, "qualification", "");
	if (q->education < (m->post->level <= POST_LEVEL_BUREAU_DEPUTY ? EDUCATION_LEVEL_BACHELOR : EDUCATION_LEVEL_COLLEGE))
		return decision_refuse(d, REFUSAL_EDUCATION_SHORT, "qualification.education", "");
	if (!q->fit)
		return decision_refuse(d, REFUSAL_APPOINTMENT_NOT_FIT, "qualification.fit", "");
	if (m->cmd->kind == APPOINTMENT_KIND_TRANSFER_IN && m->post->level >= level_held(m->cadre))
		return REFUSAL_NONE; /* no promotion hides in the transfer */
	refusal = check_tenure(d, m);
	return refusal != REFUSAL_NONE ? refusal : check_seniority(d, m, file);
}

/* The comparison sheet: others at the head of the same list, each with the reason, as many as the rule asks for or as
 * there are. */
static enum refusal check_comparison(struct decision *d, const struct motion *m)
{
	const OpenAppointment *cmd = m->cmd;
	struct row_scan scan = list_position_by_list_id(d->state, m->list->list_id);
	const ListPositionRow *other;
	int64_t others = 0, wanted = policy_number(d, "PROMO.COMPARISON_MIN");

	for (size_t i = 0; i < cmd->n_compared; i++) {
		const char *id = cmd->compared[i]->cadre_id;
		const ListPositionRow *position = list_position_find(d->state, id, m->list->list_id);
		if (!position || !position->head || strcmp(id, cmd->cadre_id) == 0)
			return decision_refuse_row(d, REFUSAL_COMPARISON_WRONG, (uint32_t)i + 1, "compared", id);
		for (size_t j = 0; j < i; j++)
			if (strcmp(cmd->compared[j]->cadre_id, id) == 0)
				return decision_refuse_row(d, REFUSAL_COMPARISON_WRONG, (uint32_t)i + 1, "compared", id);
	}
	while (others < wanted && (other = list_position_next(&scan)))
		others += other->head && strcmp(other->cadre_id, cmd->cadre_id) != 0;
	if ((int64_t)cmd->n_compared < (others < wanted ? others : wanted))
		return decision_refuse(d, REFUSAL_COMPARISON_MISSING, "compared", "");
	return REFUSAL_NONE;
}

static enum refusal check_ground(struct decision *d, struct motion *m)
{
	if (m->cmd->ground == APPOINTMENT_GROUND_EPIDEMIC_MECHANISM && m->cmd->domain != FRONTLINE_DOMAIN_EPIDEMIC)
		return decision_refuse(d, REFUSAL_APPOINTMENT_DOMAIN_WRONG, "domain", "");
	if (m->cmd->ground != APPOINTMENT_GROUND_SPECIAL_LIST)
		return REFUSAL_NONE;
	m->list = rules_list_head(d->state, m->cmd->cadre_id, d->today);
	if (!m->list)
		return decision_refuse(d, REFUSAL_NOT_ON_LIST_HEAD, "ground", "");
	return check_comparison(d, m);
}

/* 易地交流: away from where the family lives. */
static enum refusal check_exchange(struct decision *d, struct motion *m)
{
	m->home_region = m->cmd->home_region[0] ? m->cmd->home_region : m->cadre->home_region;
	if (m->cmd->home_region[0] && !region_valid(m->cmd->home_region))
		return decision_refuse(d, REFUSAL_FIELD_MALFORMED, "home_region", m->cmd->home_region);
	if (!m->cmd->exchange)
		return REFUSAL_NONE;
	if (!m->home_region[0] || strcmp(m->home_region, m->unit->region) == 0)
		return decision_refuse(d, REFUSAL_EXCHANGE_NOT_ELSEWHERE, "home_region", m->home_region);
	return REFUSAL_NONE;
}

static void emit_motion(struct decision *d, const struct motion *m, const char *id)
{
	const OpenAppointment *cmd = m->cmd;

	emit_appointment_moved(d, &(AppointmentMoved){
		.appointment_id = id,
		.cadre_id = cmd->cadre_id,
		.kind = cmd->kind,
		.ground = cmd->ground,
		.domain = cmd->domain,
		.unit_id = m->post->unit_id,
		.post_id = m->post->post_id,
		.post_title = m->post->title,
		.level = m->post->level,
		.from_unit_id = m->cadre->unit_id,
		.from_level = m->cadre->level,
		.list_id = m->list ? m->list->list_id : "",
		.list_version = m->list ? m->list->version : 0,
		.list_rank = m->list ? m->list->rank : 0,
		.n_compared = cmd->n_compared,
		.compared = cmd->compared,
		.elected = cmd->elected,
		.exchange = cmd->exchange,
		.home_region = m->home_region,
		.exception = cmd->exception,
		.moved_on = d->today,
		.authority = m->post->authority,
		.qualification = cmd->qualification,
		.reason = cmd->reason,
	});
}

static enum refusal check_post(struct decision *d, const struct motion *m)
{
	if (!m->post)
		return decision_refuse(d, REFUSAL_POST_UNKNOWN, "post_id", m->cmd->post_id);
	if (m->post->abolished)
		return decision_refuse(d, REFUSAL_POST_ABOLISHED, "post_id", m->cmd->post_id);
	if (strcmp(m->cadre->post_id, m->post->post_id) == 0)
		return decision_refuse(d, REFUSAL_ALREADY_IN_POST, "post_id", m->cmd->post_id);
	if (rules_open_appointment(d->state, m->cmd->cadre_id))
		return decision_refuse(d, REFUSAL_APPOINTMENT_ALREADY_OPEN, "cadre_id", m->cmd->cadre_id);
	if (rules_post_vacancies(d->state, m->post, "", true) <= 0)
		return decision_refuse(d, REFUSAL_POST_NO_VACANCY, "post_id", m->cmd->post_id);
	return REFUSAL_NONE;
}

enum refusal open_appointment_decide(struct decision *d, const OpenAppointment *cmd)
{
	const CadreFileRow *file = cadre_file_find(d->state, cmd->cadre_id);
	struct motion m = { .cmd = cmd, .post = post_find(d->state, cmd->post_id) };
	enum refusal refusal;
	const char *id;

	if (!file)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	m.cadre = file->file;
	refusal = rules_handler(d, m.cadre, m.post ? m.post->authority : "");
	if (refusal == REFUSAL_NONE)
		refusal = check_post(d, &m);
	if (refusal != REFUSAL_NONE)
		return refusal;
	m.unit = unit_file_find(d->state, m.post->unit_id);
	m.from = unit_file_find(d->state, m.cadre->unit_id);
	if (!m.unit)
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "post_id", m.post->unit_id);
	refusal = check_level(d, &m);
	if (refusal == REFUSAL_NONE && rules_upward(cmd->kind))
		refusal = rules_block(d, m.cadre, cmd->kind);
	if (refusal == REFUSAL_NONE)
		refusal = check_qualification(d, &m, file);
	if (refusal == REFUSAL_NONE)
		refusal = check_ground(d, &m);
	if (refusal == REFUSAL_NONE)
		refusal = check_exchange(d, &m);
	if (refusal != REFUSAL_NONE)
		return refusal;
	id = decision_new_id(d, "appt");
	decision_answer(d, "appointment_id", id);
	emit_motion(d, &m, id);
	return REFUSAL_NONE;
}
