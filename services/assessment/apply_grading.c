/* What grading of teams changes: the grading, the grades, objections. */
#include "base/require.h"
#include "workflows.h"

static GradingRow grading_of(struct tables *t, const char *scheme_id)
{
	const GradingRow *row = grading_find(tables_state(t), scheme_id);

	REQUIRE(row);
	return *row;
}

static void set_state(struct tables *t, const char *scheme_id, GradingState state)
{
	GradingRow row = grading_of(t, scheme_id);

	row.state = state;
	grading_put(t, &row);
}

void apply_team_grades_proposed(struct tables *t, const TeamGradesProposed *e, const struct event *ev)
{
	const GradingRow *old = grading_find(tables_state(t), e->scheme_id);
	GradingRow row = { .scheme_id = e->scheme_id, .year = e->year, .state = GRADING_STATE_PROPOSED, .units = (uint32_t)e->n_grades,
			   .objections_open = old ? old->objections_open : 0 };

	(void)ev;
	for (size_t i = 0; i < e->n_grades; i++) {
		row.excellent += e->grades[i]->grade == TEAM_GRADE_EXCELLENT;
		team_grade_put(t, &(TeamGradeRow){
			.scheme_id = e->scheme_id,
			.unit_id = e->grades[i]->unit_id,
			.year = e->year,
			.grade = e->grades[i]->grade,
			.reason = e->grades[i]->reason,
		});
	}
	grading_put(t, &row);
}

void apply_team_grades_decided(struct tables *t, const TeamGradesDecided *e, const struct event *ev)
{
	GradingRow row = grading_of(t, e->scheme_id);

	(void)ev;
	row.state = GRADING_STATE_DECIDED;
	row.held_on = e->held_on;
	row.minutes = e->minutes;
	grading_put(t, &row);
}

void apply_team_grades_notified(struct tables *t, const TeamGradesNotified *e, const struct event *ev)
{
	GradingRow row = grading_of(t, e->scheme_id);

	(void)ev;
	row.state = GRADING_STATE_NOTIFIED;
	row.objection_until = e->objection_until;
	grading_put(t, &row);
	due_set(t, DUE_GRADE_OBJECTION, e->scheme_id, e->objection_until);
}

void apply_grade_objected(struct tables *t, const GradeObjected *e, const struct event *ev)
{
	GradingRow row = grading_of(t, e->scheme_id);

	(void)ev;
	row.objections_open++;
	grading_put(t, &row);
	grade_objection_put(t, &(GradeObjectionRow){
		.objection_id = e->objection_id,
		.scheme_id = e->scheme_id,
		.unit_id = e->unit_id,
		.reason = e->reason,
		.state = OBJECTION_STATE_OPEN,
	});
}

/* One upheld sends all grades back; the other objections stay open and are decided too. */
void apply_grade_objection_decided(struct tables *t, const GradeObjectionDecided *e, const struct event *ev)
{
	GradingRow row = grading_of(t, e->scheme_id);
	const GradeObjectionRow *old = grade_objection_find(tables_state(t), e->objection_id);

	(void)ev;
	REQUIRE(old && row.objections_open > 0);
	GradeObjectionRow objection = *old;
	row.objections_open--;
	if (e->upheld)
		row.state = GRADING_STATE_PROPOSED;
	grading_put(t, &row);
	objection.state = e->upheld ? OBJECTION_STATE_UPHELD : OBJECTION_STATE_REJECTED;
	objection.decision_reason = e->reason;
	grade_objection_put(t, &objection);
}

void apply_grade_objection_period_ended(struct tables *t, const GradeObjectionPeriodEnded *e, const struct event *ev)
{
	(void)ev;
	set_state(t, e->scheme_id, GRADING_STATE_READY);
}

void apply_team_graded(struct tables *t, const TeamGraded *e, const struct event *ev)
{
	const TeamGradeRow *old = team_grade_find(tables_state(t), e->scheme_id, e->unit_id);

	(void)ev;
	REQUIRE(old);
	TeamGradeRow row = *old;
	row.final = true;
	row.group_rank = e->group_rank;
	row.group_size = e->group_size;
	row.upper_half = e->upper_half;
	row.members_percent = e->members_percent;
	row.staff_percent = e->staff_percent;
	row.bonus_percent = e->bonus_percent;
	row.head_excluded = e->head_excluded;
	team_grade_put(t, &row);
}

void apply_team_grades_final(struct tables *t, const TeamGradesFinal *e, const struct event *ev)
{
	GradingRow row = grading_of(t, e->scheme_id);

	(void)ev;
	row.state = GRADING_STATE_FINAL;
	row.final_on = e->final_on;
	grading_put(t, &row);
}
