#include "assessment/person.h"

#include <string.h>

#include "roster/people.h"

static bool officer(const struct actor *actor)
{
	return actor_has_role(actor, "org.assessment") || actor_has_role(actor, "org.civil_servant") || actor_has_role(actor, "org.head");
}

static bool of_the_unit(const struct actor *actor, const PersonRoundRow *round)
{
	return strcmp(actor->unit_id, round->unit_id) == 0 && (actor_has_role(actor, "unit.head") || actor_has_role(actor, "unit.party"));
}

enum refusal person_round_handled(struct decision *d, const char *round_id, const PersonRoundRow **out)
{
	const PersonRoundRow *round = *out = person_round_find(d->state, round_id);
	bool handles;

	if (!round)
		return REFUSAL_PERSON_ROUND_UNKNOWN;
	handles = round->track == PERSON_TRACK_MEMBERS ? officer(d->actor) && strcmp(d->actor->region, round->authority) == 0 :
							 of_the_unit(d->actor, round);
	return handles ? REFUSAL_NONE : REFUSAL_OUTSIDE_AUTHORITY;
}

enum refusal person_round_decided(struct decision *d, const char *round_id, const PersonRoundRow **out)
{
	enum refusal r = person_round_handled(d, round_id, out);

	if (r)
		return r;
	return actor_has_role(d->actor, (*out)->track == PERSON_TRACK_MEMBERS ? "org.head" : "unit.head") ? REFUSAL_NONE :
													     REFUSAL_OUTSIDE_AUTHORITY;
}

enum refusal person_handled(struct decision *d, const char *round_id, const char *cadre_id, struct person *out)
{
	enum refusal r = person_round_handled(d, round_id, &out->round);

	if (r)
		return r;
	out->row = person_assessment_find(d->state, round_id, cadre_id);
	if (!out->row)
		return decision_refuse(d, REFUSAL_PERSON_NOT_IN_ROUND, "cadre_id", cadre_id);
	return actor_is(d->actor, cadre_id) ? REFUSAL_SELF_DEALING : REFUSAL_NONE;
}

enum refusal person_oneself(struct decision *d, const char *round_id, struct person *out)
{
	out->round = person_round_find(d->state, round_id);
	if (!out->round)
		return REFUSAL_PERSON_ROUND_UNKNOWN;
	out->row = d->actor->cadre_id[0] ? person_assessment_find(d->state, round_id, d->actor->cadre_id) : NULL;
	return out->row ? REFUSAL_NONE : REFUSAL_PERSON_NOT_IN_ROUND;
}

const char *person_assessment_id(struct decision *d, const char *round_id, const char *cadre_id)
{
	return decision_format(d, "%s/%s", round_id, cadre_id);
}

bool person_belongs(const CadreRow *cadre, PersonTrack track, const char *authority)
{
	bool member = cadre->team_head || cadre->team_member;

	return track == PERSON_TRACK_MEMBERS ? member && strcmp(cadre->authority, authority) == 0 : !member;
}

const TeamGradeRow *person_team_grade(const struct state *s, const char *unit_id, uint32_t year)
{
	struct row_scan scan = team_grade_by_unit_id(s, unit_id);
	const TeamGradeRow *row;

	while ((row = team_grade_next(&scan)))
		if (row->year == year && row->final)
			return row;
	return NULL;
}

/* ---- the cap ------------------------------------------------------------------------------------------- */

static void count_people(const struct state *s, const PersonRoundRow *round, struct person_cap *cap)
{
	struct row_scan scan = person_assessment_scan_1(s, round->round_id);
	const PersonAssessmentRow *row;

	while ((row = person_assessment_next(&scan))) {
		const PersonProposalRow *p = person_proposal_find(s, round->round_id, row->cadre_id);
		cap->should_attend += row->standing != GRADE_STANDING_ELSEWHERE;
		cap->excellent += p && p->proposal->grade == ANNUAL_GRADE_EXCELLENT;
	}
}

static uint32_t percent_of_law(struct decision *d, const PersonRoundRow *round, const TeamGradeRow *team)
{
	bool excellent_team = team && team->grade == TEAM_GRADE_EXCELLENT;
	const char *rule = excellent_team ? "LEADER.CAP.EXCELLENT_TEAM" : "LEADER.CAP";

	if (round->track == PERSON_TRACK_STAFF)
		rule = "ASSESS.CAP.DEFAULT";
	return (uint32_t)policy_number(d, rule);
}

/* ASSESS.CAP.ROUNDING: "floor" never exceeds the share; a locality may say "half_up". */
static uint32_t heads_of(struct decision *d, uint32_t people, uint32_t percent)
{
	bool half_up = strcmp(policy_text(d, "ASSESS.CAP.ROUNDING"), "half_up") == 0;

	return (people * percent + (half_up ? 50 : 0)) / 100;
}

/* A quota is of the day it was computed: people who left since make the cap of law smaller, but for a unit pooled with others. */
static uint32_t quota_heads(struct decision *d, const ExcellentQuota *quota, uint32_t should_attend)
{
	uint32_t law = heads_of(d, should_attend, quota->cap / 100);

	return quota->pool[0] || quota->heads < law ? quota->heads : law;
}

enum refusal person_cap_of(struct decision *d, const PersonRoundRow *round, struct person_cap *out)
{
	const TeamGradeRow *team = person_team_grade(d->state, round->unit_id, round->year);
	const ExcellentQuotaRow *quota = excellent_quota_find(d->state, round->year, round->unit_id, round->track);

	*out = (struct person_cap){ .basis = quota ? CAP_BASIS_QUOTA : CAP_BASIS_LAW };
	count_people(d->state, round, out);
	if (quota) {
		out->heads = quota_heads(d, quota->quota, out->should_attend);
		return REFUSAL_NONE;
	}
	if (team)
		return decision_refuse(d, REFUSAL_PERSON_QUOTA_MISSING, "round_id", round->unit_id);
	out->percent = percent_of_law(d, round, team);
	out->heads = heads_of(d, out->should_attend, out->percent);
	return REFUSAL_NONE;
}
