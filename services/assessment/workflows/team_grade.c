/* Annual grades of leading teams (班子年度考核等次): rows A1, A6, W3.7. The system shows scores and ranks and holds the limits of law;
 * people propose and decide.
 *
 *   PROPOSED -> DECIDED (committee) -> NOTIFIED (TEAM.GRADE.OBJECTION) -> READY -> FINAL; an objection upheld: proposed again
 *
 * In:  ProposeTeamGrades, DecideTeamGrades, NotifyTeamGrades, FinalizeTeamGrades; the end of the objections by the due-table.
 * Out: TeamGradesProposed, TeamGradesDecided, TeamGradesNotified, GradeObjectionPeriodEnded, TeamGraded (one per team), TeamGradesFinal;
 *      then what patterns.h sees in the result.
 * Objections stand in grade_objection.c. */
#include <string.h>

#include "assessment/patterns.h"
#include "assessment/scheme.h"
#include "assessment/tiers.h"
#include "assessment/votes.h"
#include "workflows.h"

/* ---- proposing ---------------------------------------------------------------------------------------- */

static const ProposedGrade *grade_of(const ProposeTeamGrades *cmd, const char *unit_id)
{
	for (size_t i = 0; i < cmd->n_grades; i++)
		if (strcmp(cmd->grades[i]->unit_id, unit_id) == 0)
			return cmd->grades[i];
	return NULL;
}

/* A team of the same group that ranks behind this one and got a better grade. */
static bool overtaken(struct decision *d, const ProposeTeamGrades *cmd, const UnitScoreRow *score, TeamGrade grade)
{
	for (size_t i = 0; i < cmd->n_grades; i++) {
		const UnitScoreRow *other = unit_score_find(d->state, cmd->scheme_id, cmd->grades[i]->unit_id);
		if (other && strcmp(other->group_id, score->group_id) == 0 && other->rank > score->rank && cmd->grades[i]->grade < grade)
			return true;
	}
	return false;
}

static enum refusal check_grade(struct decision *d, const ProposeTeamGrades *cmd, const ProposedGrade *one)
{
	const UnitScoreRow *score = unit_score_find(d->state, cmd->scheme_id, one->unit_id);

	if (!score)                                                          return REFUSAL_UNIT_NOT_IN_SCHEME;
	if (score->rank == 0)                                                return REFUSAL_GRADE_WITHOUT_SCORE;
	if (grade_of(cmd, one->unit_id) != one)                              return REFUSAL_VALUE_DUPLICATE;
	if (one->grade == TEAM_GRADE_EXCELLENT && score->vetoes)             return REFUSAL_VETO_EXCELLENT;
	if (one->grade >= TEAM_GRADE_FAIR && one->reason[0] == '\0')         return REFUSAL_GRADE_REASON;
	if (one->reason[0] == '\0' && overtaken(d, cmd, score, one->grade))  return REFUSAL_GRADE_ORDER;
	return REFUSAL_NONE;
}

static enum refusal check_grades(struct decision *d, const ProposeTeamGrades *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_grades; i++) {
		enum refusal r = check_grade(d, cmd, cmd->grades[i]);
		if (r == REFUSAL_NONE)
			continue;
		decision_refuse_row(d, r, (uint32_t)i + 1, "grades", cmd->grades[i]->unit_id);
		first = first ? first : r;
	}
	return first;
}

/* Every team with a score has a grade, and no more are excellent than the share of law, rounded down. */
static enum refusal check_whole(struct decision *d, const ProposeTeamGrades *cmd)
{
	struct row_scan scan = unit_score_scan_1(d->state, cmd->scheme_id);
	const UnitScoreRow *score;
	int64_t teams = 0, excellent = 0;

	while ((score = unit_score_next(&scan))) {
		const ProposedGrade *one = grade_of(cmd, score->unit_id);
		if (score->rank == 0)
			continue;
		if (!one)
			return decision_refuse(d, REFUSAL_GRADES_INCOMPLETE, "grades", score->unit_id);
		teams++;
		excellent += one->grade == TEAM_GRADE_EXCELLENT;
	}
	if (excellent * 100 > teams * policy_number(d, "TEAM.CAP"))
		return decision_refuse(d, REFUSAL_TEAM_CAP, "grades", decision_format(d, "%lld", (long long)excellent));
	return REFUSAL_NONE;
}

enum refusal propose_team_grades_decide(struct decision *d, const ProposeTeamGrades *cmd)
{
	const SchemeRow *scheme = scheme_find(d->state, cmd->scheme_id);
	const ScoringRow *scoring = scoring_find(d->state, cmd->scheme_id);
	const GradingRow *grading = grading_find(d->state, cmd->scheme_id);
	enum refusal r;

	if (!scheme)                                                         return REFUSAL_SCHEME_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))                                 return REFUSAL_OUTSIDE_AUTHORITY;
	if (!scoring || scoring->state != SCORING_STATE_CONFIRMED)           return REFUSAL_SCORES_NOT_CONFIRMED;
	if (grading && grading->state == GRADING_STATE_FINAL)                return REFUSAL_GRADES_FINAL;
	if (grading && grading->state != GRADING_STATE_PROPOSED)             return REFUSAL_STATE_WRONG;
	if ((r = check_grades(d, cmd)) || (r = check_whole(d, cmd)))
		return r;
	emit_team_grades_proposed(d, &(TeamGradesProposed){
		.scheme_id = cmd->scheme_id,
		.year = scheme->year,
		.n_grades = cmd->n_grades,
		.grades = cmd->grades,
	});
	return REFUSAL_NONE;
}

/* ---- deciding and telling ------------------------------------------------------------------------------- */

/* The grading of the actor's authority in that state. */
static enum refusal find_grading(struct decision *d, const char *scheme_id, GradingState state, const GradingRow **out)
{
	const SchemeRow *scheme = scheme_find(d->state, scheme_id);

	*out = grading_find(d->state, scheme_id);
	if (!scheme || !*out)                           return REFUSAL_GRADES_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))            return REFUSAL_OUTSIDE_AUTHORITY;
	if ((*out)->state == GRADING_STATE_FINAL)       return REFUSAL_GRADES_FINAL;
	return (*out)->state == state ? REFUSAL_NONE : REFUSAL_STATE_WRONG;
}

enum refusal decide_team_grades_decide(struct decision *d, const DecideTeamGrades *cmd)
{
	const struct votes votes = { cmd->members, cmd->present, cmd->in_favour, cmd->n_dissents };
	const GradingRow *grading;
	enum refusal r = find_grading(d, cmd->scheme_id, GRADING_STATE_PROPOSED, &grading);

	if (r)
		return r;
	if (strcmp(cmd->held_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "held_on", cmd->held_on);
	if ((r = votes_check(&votes)))
		return r;
	emit_team_grades_decided(d, &(TeamGradesDecided){
		.scheme_id = cmd->scheme_id,
		.held_on = cmd->held_on,
		.members = cmd->members,
		.present = cmd->present,
		.in_favour = cmd->in_favour,
		.n_dissents = cmd->n_dissents,
		.dissents = cmd->dissents,
		.minutes = cmd->minutes,
	});
	return REFUSAL_NONE;
}

enum refusal notify_team_grades_decide(struct decision *d, const NotifyTeamGrades *cmd)
{
	const char *until = policy_deadline(d, "TEAM.GRADE.OBJECTION");
	const GradingRow *grading;
	enum refusal r = find_grading(d, cmd->scheme_id, GRADING_STATE_DECIDED, &grading);

	if (r)
		return r;
	decision_answer(d, "objection_until", until);
	emit_team_grades_notified(d, &(TeamGradesNotified){
		.scheme_id = cmd->scheme_id,
		.objection_until = until,
		.units = grading->units,
	});
	return REFUSAL_NONE;
}

void due_grade_objection(struct decision *d, const char *id)
{
	const GradingRow *grading = grading_find(d->state, id);

	if (grading && grading->state == GRADING_STATE_NOTIFIED)
		emit_grade_objection_period_ended(d, &(GradeObjectionPeriodEnded){ .scheme_id = id });
}

/* ---- final, and what is linked to it ------------------------------------------------------------------------ */

static void emit_team(struct decision *d, const TeamGradeRow *team, const UnitScoreRow *score)
{
	bool upper_half = team_upper_half(score->rank, score->group_size);
	TierLink link = team_link(d, team_tier(team->grade, upper_half));

	emit_team_graded(d, &(TeamGraded){
		.scheme_id = team->scheme_id,
		.unit_id = team->unit_id,
		.year = team->year,
		.grade = team->grade,
		.group_rank = score->rank,
		.group_size = score->group_size,
		.upper_half = upper_half,
		.members_percent = link.members_percent,
		.staff_percent = link.staff_percent,
		.bonus_percent = link.bonus_percent,
		.head_excluded = team_head_excluded(link.tier),
		.vetoes = score->vetoes,
		.last = score->last,
	});
}

enum refusal finalize_team_grades_decide(struct decision *d, const FinalizeTeamGrades *cmd)
{
	struct row_scan scan = team_grade_scan_1(d->state, cmd->scheme_id);
	const TeamGradeRow *team;
	const GradingRow *grading;
	enum refusal r = find_grading(d, cmd->scheme_id, GRADING_STATE_READY, &grading);

	if (r == REFUSAL_STATE_WRONG && grading->state == GRADING_STATE_NOTIFIED)
		return REFUSAL_OBJECTION_PERIOD_RUNS;
	if (r)
		return r;
	if (grading->objections_open)
		return REFUSAL_OBJECTION_OPEN;
	while ((team = team_grade_next(&scan)))
		emit_team(d, team, unit_score_find(d->state, team->scheme_id, team->unit_id));
	emit_team_grades_final(d, &(TeamGradesFinal){
		.scheme_id = cmd->scheme_id,
		.year = grading->year,
		.units = grading->units,
		.excellent = grading->excellent,
		.final_on = d->today,
	});
	patterns_look(d, scheme_find(d->state, cmd->scheme_id));
	return REFUSAL_NONE;
}
