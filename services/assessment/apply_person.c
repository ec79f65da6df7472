/* What annual grades of persons change, up to the publicity of the excellent: rounds, people, proposals, objections. */
#include <string.h>

#include "assessment/person.h"
#include "base/require.h"
#include "workflows.h"

static PersonRoundRow round_of(struct tables *t, const char *round_id)
{
	const PersonRoundRow *row = person_round_find(tables_state(t), round_id);

	REQUIRE(row);
	return *row;
}

static PersonAssessmentRow person_row(struct tables *t, const char *round_id, const char *cadre_id)
{
	const PersonAssessmentRow *row = person_assessment_find(tables_state(t), round_id, cadre_id);

	REQUIRE(row);
	return *row;
}

/* Whose people read what is not told yet: those of the unit for its staff, nobody's for members of a team. */
static const char *unit_that_reads(const PersonRoundRow *round)
{
	return round->track == PERSON_TRACK_STAFF ? round->unit_id : "-";
}

void apply_person_round_opened(struct tables *t, const PersonRoundOpened *e, const struct event *ev)
{
	(void)ev;
	person_round_put(t, &(PersonRoundRow){
		.round_id = e->round_id,
		.year = e->year,
		.unit_id = e->unit_id,
		.track = e->track,
		.authority = e->authority,
		.state = PERSON_ROUND_STATE_OPEN,
		.participants = e->participants,
		.summary_by = e->summary_by,
	});
	due_set(t, DUE_PERSON_SUMMARY, e->round_id, e->summary_by);
}

void apply_person_assessment_opened(struct tables *t, const PersonAssessmentOpened *e, const struct event *ev)
{
	(void)ev;
	person_assessment_put(t, &(PersonAssessmentRow){
		.round_id = e->round_id,
		.cadre_id = e->cadre_id,
		.year = e->year,
		.unit_id = e->unit_id,
		.state = PERSON_ASSESSMENT_STATE_OPENED,
		.standing = e->standing,
		.standing_reason = e->standing_reason,
		.demo_evaluation_due = e->demo_evaluation_due,
		.summary_by = e->summary_by,
	});
}

void apply_self_summary_submitted(struct tables *t, const SelfSummarySubmitted *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	row.summarised = true;
	if (row.state == PERSON_ASSESSMENT_STATE_OPENED)
		row.state = PERSON_ASSESSMENT_STATE_SUMMARISED;
	person_assessment_put(t, &row);
}

void apply_self_summary_noted(struct tables *t, const SelfSummaryNoted *e, const struct event *ev)
{
	(void)ev;
	self_summary_put(t, &(SelfSummaryRow){ .round_id = e->round_id, .cadre_id = e->cadre_id, .summary = e->summary });
}

void apply_self_summary_overdue(struct tables *t, const SelfSummaryOverdue *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	row.summary_overdue = true;
	person_assessment_put(t, &row);
}

void apply_demo_evaluation_recorded(struct tables *t, const DemoEvaluationRecorded *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	row.evaluated = true;
	if (row.state < PERSON_ASSESSMENT_STATE_EVALUATED)
		row.state = PERSON_ASSESSMENT_STATE_EVALUATED;
	person_assessment_put(t, &row);
	demo_evaluation_put(t, &(DemoEvaluationRow){
		.round_id = e->round_id,
		.person_id = e->cadre_id,
		.authority = round_of(t, e->round_id).authority,
		.poll_id = e->poll_id,
		.document = e->document,
		.count = e->count,
		.should_attend = e->should_attend,
		.attended = e->attended,
	});
}

void apply_performance_verified(struct tables *t, const PerformanceVerified *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	row.state = PERSON_ASSESSMENT_STATE_VERIFIED;
	row.standing = e->standing;
	row.standing_reason = e->standing_reason;
	row.discipline_heard = e->discipline_heard;
	row.circumstance = e->circumstance;
	row.document = e->document;
	person_assessment_put(t, &row);
}

void apply_performance_noted(struct tables *t, const PerformanceNoted *e, const struct event *ev)
{
	(void)ev;
	performance_note_put(t, &(PerformanceNoteRow){
		.round_id = e->round_id,
		.person_id = e->cadre_id,
		.authority = round_of(t, e->round_id).authority,
		.facts = e->facts,
	});
}

void apply_person_grade_proposed(struct tables *t, const PersonGradeProposed *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);
	PersonRoundRow round = round_of(t, e->round_id);

	(void)ev;
	row.state = PERSON_ASSESSMENT_STATE_PROPOSED;
	person_assessment_put(t, &row);
	round.state = PERSON_ROUND_STATE_OPEN;   /* the caps are to be checked again */
	person_round_put(t, &round);
	person_proposal_put(t, &(PersonProposalRow){
		.round_id = e->round_id,
		.person_id = e->cadre_id,
		.authority = round.authority,
		.unit_id = unit_that_reads(&round),
		.proposal = e->proposal,
		.proposed_by = e->proposed_by,
		.suspended = e->suspended,
	});
}

void apply_person_caps_checked(struct tables *t, const PersonCapsChecked *e, const struct event *ev)
{
	PersonRoundRow row = round_of(t, e->round_id);

	(void)ev;
	row.state = PERSON_ROUND_STATE_CHECKED;
	row.should_attend = e->should_attend;
	row.excellent = e->excellent;
	row.heads = e->heads;
	row.basis = e->basis;
	row.percent = e->percent;
	row.same_as_last_year = e->same_as_last_year;
	row.distinct_winners = e->distinct_winners;
	row.wins = e->wins;
	row.years = e->years;
	person_round_put(t, &row);
}

static void set_people(struct tables *t, const char *round_id, PersonAssessmentState state)
{
	struct row_scan scan = person_assessment_scan_1(tables_state(t), round_id);
	const PersonAssessmentRow *old;

	while ((old = person_assessment_next(&scan))) {
		PersonAssessmentRow row = *old;
		row.state = state;
		person_assessment_put(t, &row);
	}
}

void apply_person_grades_decided(struct tables *t, const PersonGradesDecided *e, const struct event *ev)
{
	PersonRoundRow row = round_of(t, e->round_id);

	(void)ev;
	row.state = PERSON_ROUND_STATE_DECIDED;
	row.body = e->body;
	row.held_on = e->held_on;
	row.minutes = e->minutes;
	person_round_put(t, &row);
	set_people(t, e->round_id, PERSON_ASSESSMENT_STATE_DECIDED);
}

/* ---- publicity ----------------------------------------------------------------------------------------------- */

void apply_excellent_published(struct tables *t, const ExcellentPublished *e, const struct event *ev)
{
	PersonRoundRow row = round_of(t, e->round_id);

	(void)ev;
	row.state = PERSON_ROUND_STATE_PUBLICITY;
	row.place = e->place;
	row.publicity_until = e->until;
	person_round_put(t, &row);
	due_set(t, DUE_EXCELLENT_PUBLICITY, e->round_id, e->until);
}

void apply_excellent_publicity_ended(struct tables *t, const ExcellentPublicityEnded *e, const struct event *ev)
{
	PersonRoundRow row = round_of(t, e->round_id);

	(void)ev;
	row.state = PERSON_ROUND_STATE_PUBLISHED;
	person_round_put(t, &row);
}

void apply_excellent_objected(struct tables *t, const ExcellentObjected *e, const struct event *ev)
{
	PersonRoundRow row = round_of(t, e->round_id);

	(void)ev;
	row.objections_open++;
	person_round_put(t, &row);
	excellent_objection_put(t, &(ExcellentObjectionRow){
		.objection_id = e->objection_id,
		.round_id = e->round_id,
		.unit_id = e->unit_id,
		.authority = row.authority,
		.state = OBJECTION_STATE_OPEN,
		.decide_by = e->decide_by,
	});
}

void apply_excellent_objection_noted(struct tables *t, const ExcellentObjectionNoted *e, const struct event *ev)
{
	PersonRoundRow round = round_of(t, e->round_id);

	(void)ev;
	excellent_objection_note_put(t, &(ExcellentObjectionNoteRow){
		.objection_id = e->objection_id,
		.person_id = e->cadre_id,
		.reason = e->reason,
		.authority = round.authority,
		.unit_id = unit_that_reads(&round),
	});
}

void apply_excellent_objection_decided(struct tables *t, const ExcellentObjectionDecided *e, const struct event *ev)
{
	const ExcellentObjectionRow *old = excellent_objection_find(tables_state(t), e->objection_id);
	PersonRoundRow round = round_of(t, e->round_id);

	(void)ev;
	REQUIRE(old && round.objections_open > 0);
	ExcellentObjectionRow row = *old;
	row.state = e->upheld ? OBJECTION_STATE_UPHELD : OBJECTION_STATE_REJECTED;
	excellent_objection_put(t, &row);
	round.objections_open--;
	person_round_put(t, &round);
}

void apply_excellent_withdrawn(struct tables *t, const ExcellentWithdrawn *e, const struct event *ev)
{
	const PersonProposalRow *old = person_proposal_find(tables_state(t), e->round_id, e->cadre_id);
	PersonRoundRow round = round_of(t, e->round_id);

	(void)ev;
	REQUIRE(old);
	PersonProposalRow row = *old;
	PersonProposal proposal = *old->proposal;
	if (proposal.grade == ANNUAL_GRADE_EXCELLENT)
		round.excellent--;
	proposal.grade = e->grade;
	proposal.reason = e->reason;
	row.proposal = &proposal;
	person_proposal_put(t, &row);
	person_round_put(t, &round);
}
