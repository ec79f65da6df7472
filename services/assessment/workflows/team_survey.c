/* Evaluation of a leading team after its election (换届后调研评估), up to the result: row S2, W2.3.
 *
 *   SCHEME -> VISIT -> SCORED (dimensions, every member) -> RESULT -> FEEDBACK -> IMPROVEMENT -> CLOSED (team_feedback.c)
 *               ^------ sent back ------'
 *
 * Six dimensions: political quality, ideas and measures, progress, and the consistency on right and wrong, public and private,
 * real and sham. Their weights are policy rows; the composite is rounded once, halves up. The team's and the members' verdicts
 * are given by people and follow from no number. Whoever concludes has not scored (S19).
 *
 * In:  PlanTeamSurvey, RecordTeamVisit, ScoreTeamSurvey, ReturnTeamSurvey, ConcludeTeamSurvey; the last day by the due-table.
 * Out: TeamSurveyPlanned, TeamVisitRecorded, TeamSurveyScored (both sealed), TeamSurveyReturned, FindingReviewNoted (sealed),
 *      TeamEvaluated, MemberEvaluated, TeamSurveyOverdue. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/fieldwork.h"
#include "assessment/ranking.h"
#include "assessment/team_survey.h"
#include "roster/people.h"
#include "workflows.h"

const TeamSurveyRow *team_survey_of(struct decision *d, const char *survey_id, enum refusal *r)
{
	const TeamSurveyRow *row = team_survey_find(d->state, survey_id);

	*r = !row                                                 ? REFUSAL_TEAM_SURVEY_UNKNOWN :
	     strcmp(row->authority, d->actor->region) != 0        ? REFUSAL_OUTSIDE_AUTHORITY :
	     team_survey_member_find(d->state, survey_id, d->actor->cadre_id) ? REFUSAL_SELF_DEALING : REFUSAL_NONE;
	return row;
}

/* ---- the scheme ------------------------------------------------------------------------------------ */

struct team {
	const CadreRow *members[TEAM_MEMBERS_MAX];
	const char *ids[TEAM_MEMBERS_MAX];
	size_t count;
};

static enum refusal team_of(struct decision *d, const char *unit_id, struct team *team)
{
	struct row_scan scan = cadre_by_unit_id(d->state, unit_id);
	const CadreRow *cadre;

	team->count = 0;
	while ((cadre = cadre_next(&scan))) {
		if (!cadre->team_head && !cadre->team_member)
			continue;
		if (team->count == TEAM_MEMBERS_MAX)
			return decision_refuse(d, REFUSAL_FIELD_TOO_MANY, "unit_id", unit_id);
		team->ids[team->count] = cadre->cadre_id;
		team->members[team->count++] = cadre;
	}
	return team->count ? REFUSAL_NONE : decision_refuse(d, REFUSAL_TEAM_EMPTY, "unit_id", unit_id);
}

/* Both ends of the window belong to it. */
static bool in_window(struct decision *d, const char *elected_on)
{
	const char *from = date_add_months(d, elected_on, (int)policy_number(d, "POST_TERM.WINDOW_FROM"));
	const char *until = date_add_months(d, elected_on, (int)policy_number(d, "POST_TERM.WINDOW_UNTIL"));

	return strcmp(d->today, from) >= 0 && strcmp(d->today, until) <= 0;
}

static bool surveyed(const struct state *s, const char *unit_id, const char *elected_on)
{
	struct row_scan scan = team_survey_by_unit_id(s, unit_id);
	const TeamSurveyRow *other;

	while ((other = team_survey_next(&scan)))
		if (other->state < TEAM_SURVEY_STATE_RESULT || strcmp(other->elected_on, elected_on) == 0)
			return true;
	return false;
}

static enum refusal check_team(struct decision *d, const PlanTeamSurvey *cmd, const struct team *team)
{
	struct names surveyors = { cmd->surveyor_ids, cmd->n_surveyor_ids };
	enum refusal r = REFUSAL_NONE;

	for (size_t i = 0; !r && i < team->count; i++)
		r = !actor_may_manage(d->actor, team->members[i]) ? REFUSAL_OUTSIDE_AUTHORITY :
		    actor_is(d->actor, team->ids[i])              ? REFUSAL_SELF_DEALING :
		    observers_fit(d, "surveyor_ids", surveyors, team->members[i]);
	return r;
}

enum refusal plan_team_survey_decide(struct decision *d, const PlanTeamSurvey *cmd)
{
	const char *id, *conclude_by = policy_deadline(d, "POST_TERM.CONCLUDE_WITHIN");
	struct team team;
	enum refusal r;

	if (!unit_find(d->state, cmd->unit_id))             return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", cmd->unit_id);
	if (!in_window(d, cmd->elected_on))                 return decision_refuse(d, REFUSAL_ELECTION_WINDOW, "elected_on", cmd->elected_on);
	if (surveyed(d->state, cmd->unit_id, cmd->elected_on)) return decision_refuse(d, REFUSAL_TEAM_SURVEY_STANDS, "unit_id", cmd->unit_id);
	if ((r = team_of(d, cmd->unit_id, &team)) || (r = check_team(d, cmd, &team)))
		return r;

	id = decision_new_id(d, "team-survey");
	decision_answer(d, "survey_id", id);
	decision_answer(d, "conclude_by", conclude_by);
	emit_team_survey_planned(d, &(TeamSurveyPlanned){
		.survey_id = id,
		.unit_id = cmd->unit_id,
		.elected_on = cmd->elected_on,
		.title = cmd->title,
		.n_surveyor_ids = cmd->n_surveyor_ids,
		.surveyor_ids = cmd->surveyor_ids,
		.n_member_ids = team.count,
		.member_ids = team.ids,
		.authority = d->actor->region,
		.conclude_by = conclude_by,
	});
	return REFUSAL_NONE;
}

/* Apart from every member of the team. */
static enum refusal surveyors_stand_apart(struct decision *d, const char *survey_id, struct names present)
{
	struct row_scan scan = team_survey_member_scan_1(d->state, survey_id);
	const TeamSurveyMemberRow *member;
	enum refusal r = REFUSAL_NONE;

	while (!r && (member = team_survey_member_next(&scan)))
		r = observers_stand_apart(d, "surveyor_ids", present, cadre_find(d->state, member->cadre_id));
	return r;
}

enum refusal record_team_visit_decide(struct decision *d, const RecordTeamVisit *cmd)
{
	enum refusal r;
	const TeamSurveyRow *row = team_survey_of(d, cmd->survey_id, &r);
	struct names present = { cmd->surveyor_ids, cmd->n_surveyor_ids };
	const char *id, *digest;

	if (r)                                              return r;
	if (row->state > TEAM_SURVEY_STATE_VISIT)           return REFUSAL_STATE_WRONG;
	if ((r = observers_named(d, "surveyor_ids", present, (struct names){ row->surveyor_ids, row->n_surveyor_ids })) ||
	    (r = surveyors_stand_apart(d, row->survey_id, present)))
		return r;
	if (strcmp(cmd->visited_on, d->today) > 0)          return decision_refuse(d, REFUSAL_DATE_FUTURE, "visited_on", cmd->visited_on);
	if (strcmp(cmd->visited_on, row->elected_on) < 0)   return decision_refuse(d, REFUSAL_DATE_ORDER, "visited_on", cmd->visited_on);

	id = decision_new_id(d, "team-visit");
	digest = text_digest(d, &cmd->record, 1);
	decision_answer(d, "visit_id", id);
	emit_team_visit_recorded(d, &(TeamVisitRecorded){
		.visit_id = id,
		.survey_id = row->survey_id,
		.n_surveyor_ids = cmd->n_surveyor_ids,
		.surveyor_ids = cmd->surveyor_ids,
		.visited_on = cmd->visited_on,
		.place = cmd->place,
		.record = cmd->record,
		.text_digest = digest,
		.same_text_as = text_seen(d, digest),
	});
	return REFUSAL_NONE;
}

/* ---- scores ---------------------------------------------------------------------------------------- */

static const char *const weight_rules[TEAM_DIMENSIONS] = {
	"POST_TERM.WEIGHT.POLITICAL",   "POST_TERM.WEIGHT.IDEAS",          "POST_TERM.WEIGHT.PROGRESS",
	"POST_TERM.WEIGHT.RIGHT_WRONG", "POST_TERM.WEIGHT.PUBLIC_PRIVATE", "POST_TERM.WEIGHT.REAL_SHAM",
};

static enum refusal weigh(struct decision *d, uint32_t weights[TEAM_DIMENSIONS])
{
	uint32_t sum = 0;

	for (size_t i = 0; i < TEAM_DIMENSIONS; i++)
		sum += weights[i] = (uint32_t)policy_number(d, weight_rules[i]);
	return sum == 100 ? REFUSAL_NONE : REFUSAL_SURVEY_WEIGHTS;
}

static enum refusal check_dimensions(struct decision *d, const ScoreTeamSurvey *cmd, int64_t scores[TEAM_DIMENSIONS])
{
	bool given[TEAM_DIMENSIONS] = { false };

	for (size_t i = 0; i < cmd->n_dimensions; i++) {
		const DimensionScore *one = cmd->dimensions[i];
		size_t at = (size_t)one->dimension - 1;
		enum refusal r = at >= TEAM_DIMENSIONS     ? REFUSAL_FIELD_OUT_OF_RANGE :
				 given[at]                 ? REFUSAL_VALUE_DUPLICATE :
				 one->evidence[0] == '\0'  ? REFUSAL_SURVEY_EVIDENCE_MISSING : REFUSAL_NONE;
		if (r)
			return decision_refuse_row(d, r, (uint32_t)i + 1, "dimensions", NULL);
		given[at] = true;
		scores[at] = one->score;
	}
	for (size_t i = 0; i < TEAM_DIMENSIONS; i++)
		if (!given[i])
			return decision_refuse(d, REFUSAL_DIMENSION_MISSING, "dimensions", weight_rules[i]);
	return REFUSAL_NONE;
}

static enum refusal check_member(struct decision *d, const ScoreTeamSurvey *cmd, size_t i)
{
	const MemberEvaluation *one = cmd->members[i];

	if (!team_survey_member_find(d->state, cmd->survey_id, one->cadre_id)) return REFUSAL_TEAM_MEMBER_UNKNOWN;
	if (one->evidence[0] == '\0')                                          return REFUSAL_SURVEY_EVIDENCE_MISSING;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->members[j]->cadre_id, one->cadre_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return behavior_fits(d, one->verdict, one->behavior);
}

static bool evaluates(const ScoreTeamSurvey *cmd, const char *cadre_id)
{
	for (size_t i = 0; i < cmd->n_members; i++)
		if (strcmp(cmd->members[i]->cadre_id, cadre_id) == 0)
			return true;
	return false;
}

/* Wrong rows and missing members are all named at once. */
static enum refusal check_members(struct decision *d, const ScoreTeamSurvey *cmd)
{
	struct row_scan scan = team_survey_member_scan_1(d->state, cmd->survey_id);
	const TeamSurveyMemberRow *member;
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_members; i++) {
		enum refusal r = check_member(d, cmd, i);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "members", cmd->members[i]->cadre_id);
		first = first ? first : r;
	}
	while ((member = team_survey_member_next(&scan)))
		if (!evaluates(cmd, member->cadre_id)) {
			decision_refuse(d, REFUSAL_TEAM_MEMBER_MISSING, "members", member->cadre_id);
			first = first ? first : REFUSAL_TEAM_MEMBER_MISSING;
		}
	return first;
}

enum refusal score_team_survey_decide(struct decision *d, const ScoreTeamSurvey *cmd)
{
	enum refusal r;
	const TeamSurveyRow *row = team_survey_of(d, cmd->survey_id, &r);
	uint32_t weights[TEAM_DIMENSIONS];
	int64_t scores[TEAM_DIMENSIONS] = { 0 }, composite;

	if (r)                                             return r;
	if (row->state != TEAM_SURVEY_STATE_VISIT)         return REFUSAL_STATE_WRONG;
	if ((r = weigh(d, weights)))                       return r;
	if ((r = check_dimensions(d, cmd, scores)))        return r;
	if ((r = check_members(d, cmd)))                   return r;

	composite = score_composite(scores, weights, TEAM_DIMENSIONS);
	decision_answer_number(d, "composite", composite);
	emit_team_survey_scored(d, &(TeamSurveyScored){
		.survey_id = row->survey_id,
		.n_dimensions = cmd->n_dimensions,
		.dimensions = cmd->dimensions,
		.n_members = cmd->n_members,
		.members = cmd->members,
		.composite = composite,
	});
	return REFUSAL_NONE;
}

/* ---- review and result ----------------------------------------------------------------------------- */

static enum refusal check_reviewer(const struct decision *d, const TeamSurveyRow *row)
{
	const struct actor *actor = d->actor;

	if (row->state != TEAM_SURVEY_STATE_SCORED)                 return REFUSAL_STATE_WRONG;
	if (strcmp(actor->account, row->scored_by) == 0 || strcmp(actor->account, row->planned_by) == 0 ||
	    named((struct names){ row->surveyor_ids, row->n_surveyor_ids }, actor->cadre_id))
		return REFUSAL_FINDING_REVIEW_OWN;
	return REFUSAL_NONE;
}

enum refusal return_team_survey_decide(struct decision *d, const ReturnTeamSurvey *cmd)
{
	enum refusal r;
	const TeamSurveyRow *row = team_survey_of(d, cmd->survey_id, &r);

	if (r || (r = check_reviewer(d, row)))
		return r;
	emit_team_survey_returned(d, &(TeamSurveyReturned){ .survey_id = row->survey_id, .unit_id = row->unit_id });
	note_review(d, row->survey_id, "", false, cmd->note);
	return REFUSAL_NONE;
}

static void emit_members(struct decision *d, const TeamSurveyRow *row)
{
	struct row_scan scan = team_survey_member_scan_1(d->state, row->survey_id);
	const TeamSurveyMemberRow *member;

	while ((member = team_survey_member_next(&scan)))
		emit_member_evaluated(d, &(MemberEvaluated){
			.survey_id = row->survey_id,
			.unit_id = row->unit_id,
			.cadre_id = member->cadre_id,
			.verdict = member->evaluation->verdict,
			.condition = member->evaluation->condition,
			.role = member->evaluation->role,
			.evaluated_on = d->today,
		});
}

enum refusal conclude_team_survey_decide(struct decision *d, const ConcludeTeamSurvey *cmd)
{
	enum refusal r;
	const TeamSurveyRow *row = team_survey_of(d, cmd->survey_id, &r);
	const TeamSurveyScoreRow *scores = team_survey_score_find(d->state, cmd->survey_id);
	const char *feedback_by = policy_deadline(d, "POST_TERM.FEEDBACK_WITHIN");

	if (r || (r = check_reviewer(d, row)))
		return r;
	decision_answer(d, "feedback_by", feedback_by);
	emit_team_evaluated(d, &(TeamEvaluated){
		.survey_id = row->survey_id,
		.unit_id = row->unit_id,
		.verdict = cmd->verdict,
		.composite = scores->composite,
		.opinion = cmd->opinion,
		.evaluated_on = d->today,
		.feedback_by = feedback_by,
	});
	emit_members(d, row);
	return REFUSAL_NONE;
}

void due_team_survey(struct decision *d, const char *id)
{
	const TeamSurveyRow *row = team_survey_find(d->state, id);

	if (row && row->state < TEAM_SURVEY_STATE_RESULT)
		emit_team_survey_overdue(d, &(TeamSurveyOverdue){
			.survey_id = id,
			.unit_id = row->unit_id,
			.waiting_for = TEAM_SURVEY_STATE_RESULT,
			.due_on = row->conclude_by,
		});
}
