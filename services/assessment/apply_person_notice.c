/* What annual grades of persons change from the written notice on: signatures, reviews, grades in effect, what follows from them. */
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

void apply_person_grades_notified(struct tables *t, const PersonGradesNotified *e, const struct event *ev)
{
	PersonRoundRow row = round_of(t, e->round_id);

	(void)ev;
	row.state = PERSON_ROUND_STATE_NOTIFIED;
	row.notice = e->document;
	row.sign_by = e->sign_by;
	person_round_put(t, &row);
	due_set(t, DUE_PERSON_SIGN, e->round_id, e->sign_by);
}

void apply_person_grade_notified(struct tables *t, const PersonGradeNotified *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	row.state = PERSON_ASSESSMENT_STATE_NOTIFIED;
	row.grade = e->grade;
	row.comment = e->comment;
	row.improvement = e->improvement;
	row.sign_by = e->sign_by;
	row.review_until = e->review_until;
	person_assessment_put(t, &row);
}

void apply_grade_notice_signed(struct tables *t, const GradeNoticeSigned *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	row.state = PERSON_ASSESSMENT_STATE_SIGNED;
	row.opinion = e->opinion;
	row.signed_on = e->signed_on;
	person_assessment_put(t, &row);
}

void apply_grade_notice_stated(struct tables *t, const GradeNoticeStated *e, const struct event *ev)
{
	(void)ev;
	notice_statement_put(t, &(NoticeStatementRow){ .round_id = e->round_id, .cadre_id = e->cadre_id, .statement = e->statement });
}

void apply_grade_notice_deemed_refused(struct tables *t, const GradeNoticeDeemedRefused *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	row.state = PERSON_ASSESSMENT_STATE_DEEMED_REFUSED;
	person_assessment_put(t, &row);
}

/* ---- reviews ------------------------------------------------------------------------------------------------- */

void apply_grade_review_asked(struct tables *t, const GradeReviewAsked *e, const struct event *ev)
{
	PersonRoundRow round = round_of(t, e->round_id);

	(void)ev;
	round.reviews_open++;
	person_round_put(t, &round);
	grade_review_put(t, &(GradeReviewRow){
		.review_id = e->review_id,
		.round_id = e->round_id,
		.cadre_id = e->cadre_id,
		.state = OBJECTION_STATE_OPEN,
		.decide_by = e->decide_by,
	});
	due_set(t, DUE_GRADE_REVIEW, e->review_id, e->decide_by);
}

void apply_grade_review_noted(struct tables *t, const GradeReviewNoted *e, const struct event *ev)
{
	(void)ev;
	grade_review_note_put(t, &(GradeReviewNoteRow){ .review_id = e->review_id, .cadre_id = e->cadre_id, .reason = e->reason });
}

void apply_grade_review_overdue(struct tables *t, const GradeReviewOverdue *e, const struct event *ev)
{
	const GradeReviewRow *old = grade_review_find(tables_state(t), e->review_id);

	(void)ev;
	REQUIRE(old);
	GradeReviewRow row = *old;
	row.overdue = true;
	grade_review_put(t, &row);
}

void apply_grade_review_decided(struct tables *t, const GradeReviewDecided *e, const struct event *ev)
{
	const GradeReviewRow *old = grade_review_find(tables_state(t), e->review_id);
	PersonRoundRow round = round_of(t, e->round_id);
	PersonAssessmentRow person = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	REQUIRE(old && round.reviews_open > 0);
	GradeReviewRow row = *old;
	row.state = e->upheld ? OBJECTION_STATE_UPHELD : OBJECTION_STATE_REJECTED;
	row.grade = e->grade;
	row.decision_reason = e->reason;
	grade_review_put(t, &row);
	round.reviews_open--;
	person_round_put(t, &round);
	person.reviewed = true;
	person.grade = e->grade;
	person_assessment_put(t, &person);
}

/* ---- effects -------------------------------------------------------------------------------------------------- */

void apply_person_graded(struct tables *t, const PersonGraded *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	row.state = PERSON_ASSESSMENT_STATE_FINAL;
	row.grade = e->grade;
	row.graded_on = e->graded_on;
	person_assessment_put(t, &row);
}

void apply_person_round_final(struct tables *t, const PersonRoundFinal *e, const struct event *ev)
{
	PersonRoundRow row = round_of(t, e->round_id);

	row.state = PERSON_ROUND_STATE_FINAL;
	row.final_on = ev->occurred_on;
	row.document = e->document;
	person_round_put(t, &row);
}

void apply_person_grade_supplemented(struct tables *t, const PersonGradeSupplemented *e, const struct event *ev)
{
	PersonAssessmentRow row = person_row(t, e->round_id, e->cadre_id);

	(void)ev;
	row.grade = e->grade;
	row.comment = e->comment;
	row.document = e->document;
	person_assessment_put(t, &row);
}

void apply_grade_effect_proposed(struct tables *t, const GradeEffectProposed *e, const struct event *ev)
{
	grade_effect_put(t, &(GradeEffectRow){
		.effect_id = e->effect_id,
		.cadre_id = e->cadre_id,
		.year = e->year,
		.effect = e->effect,
		.rule = e->rule,
		.n_years = e->n_years,
		.years = e->years,
		.unit_id = e->unit_id,
		.proposed_on = ev->occurred_on,
	});
}

void apply_grade_effect_settled(struct tables *t, const GradeEffectSettled *e, const struct event *ev)
{
	const GradeEffectRow *old = grade_effect_find(tables_state(t), e->effect_id);

	(void)ev;
	REQUIRE(old);
	GradeEffectRow row = *old;
	row.settled = true;
	row.done = e->done;
	row.document = e->document;
	row.reason = e->reason;
	grade_effect_put(t, &row);
}
