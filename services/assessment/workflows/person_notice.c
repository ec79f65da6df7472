/* Annual grades of persons told in writing, signed, reviewed: rows A6, W3.8; 公务员法 art. 38, 95, 96. Overview in person_round.c.
 *
 *   DECIDED | PUBLISHED -> NOTIFIED -> SIGNED | DEEMED_REFUSED (ASSESS.SIGN passed)
 *   a review: OPEN -> UPHELD (a better grade) | REJECTED
 *
 * Without publicity of the excellent nothing is told. Who does not sign is recorded as refusing; that takes no right from him. A
 * review never makes a grade worse, and is not decided by the hand that proposed it.
 *
 * In:  NotifyPersonGrades, SignGradeNotice, AskGradeReview, DecideGradeReview; the last days to sign and to decide by the due-table.
 * Out: PersonGradesNotified, PersonGradeNotified (one per person), GradeNoticeSigned, GradeNoticeStated (sealed),
 *      GradeNoticeDeemedRefused, GradeReviewAsked, GradeReviewNoted (sealed), GradeReviewOverdue, GradeReviewDecided, PersonGraded where a
 *      grade that already took effect is corrected. */
#include <string.h>

#include "assessment/person.h"
#include "assessment/person_effect.h"
#include "assessment/standing.h"
#include "roster/people.h"
#include "workflows.h"

/* ---- notice -------------------------------------------------------------------------------------------- */

static enum refusal may_notify(const PersonRoundRow *round)
{
	if (round->state == PERSON_ROUND_STATE_PUBLICITY)                          return REFUSAL_PERSON_PUBLICITY_RUNS;
	if (round->state == PERSON_ROUND_STATE_DECIDED && round->excellent)        return REFUSAL_PERSON_UNPUBLISHED;
	if (round->state != PERSON_ROUND_STATE_DECIDED && round->state != PERSON_ROUND_STATE_PUBLISHED)
		return REFUSAL_STATE_WRONG;
	return round->objections_open ? REFUSAL_PERSON_OBJECTION_OPEN : REFUSAL_NONE;
}

static void notify_person(struct decision *d, const PersonRoundRow *round, const PersonAssessmentRow *row, const char *sign_by)
{
	const PersonProposal *p = person_proposal_find(d->state, round->round_id, row->cadre_id)->proposal;
	const char *rule = p->grade == ANNUAL_GRADE_INCOMPETENT ? "ASSESS.REVIEW.APPLY" : "ASSESS.OBJECTION.APPLY";

	emit_person_grade_notified(d, &(PersonGradeNotified){
		.assessment_id = person_assessment_id(d, round->round_id, row->cadre_id),
		.round_id = round->round_id,
		.cadre_id = row->cadre_id,
		.year = round->year,
		.grade = p->grade,
		.comment = p->comment,
		.improvement = p->improvement,
		.sign_by = sign_by,
		.review_until = policy_deadline(d, rule),
	});
}

enum refusal notify_person_grades_decide(struct decision *d, const NotifyPersonGrades *cmd)
{
	const char *sign_by = policy_deadline(d, "ASSESS.SIGN");
	struct row_scan scan = person_assessment_scan_1(d->state, cmd->round_id);
	const PersonAssessmentRow *row;
	const PersonRoundRow *round;
	enum refusal r = person_round_handled(d, cmd->round_id, &round);

	if (r || (r = may_notify(round)) || (r = person_excellent_may_stay(d, round)))
		return r;
	decision_answer(d, "sign_by", sign_by);
	emit_person_grades_notified(d, &(PersonGradesNotified){
		.round_id = round->round_id,
		.unit_id = round->unit_id,
		.document = cmd->document,
		.sign_by = sign_by,
	});
	while ((row = person_assessment_next(&scan)))
		if (row->standing != GRADE_STANDING_ELSEWHERE)
			notify_person(d, round, row, sign_by);
	return REFUSAL_NONE;
}

/* ---- signature ----------------------------------------------------------------------------------------------- */

enum refusal sign_grade_notice_decide(struct decision *d, const SignGradeNotice *cmd)
{
	struct person p;
	enum refusal r = person_oneself(d, cmd->round_id, &p);

	if (r)
		return r;
	if (p.row->state != PERSON_ASSESSMENT_STATE_NOTIFIED)                        return REFUSAL_PERSON_NOT_NOTIFIED;
	if (cmd->opinion == NOTICE_OPINION_DISAGREE && cmd->statement[0] == '\0')    return REFUSAL_PERSON_STATEMENT;
	emit_grade_notice_signed(d, &(GradeNoticeSigned){
		.assessment_id = person_assessment_id(d, cmd->round_id, p.row->cadre_id),
		.round_id = cmd->round_id,
		.cadre_id = p.row->cadre_id,
		.opinion = cmd->opinion,
		.signed_on = d->today,
	});
	if (cmd->statement[0])
		emit_grade_notice_stated(d, &(GradeNoticeStated){
			.round_id = cmd->round_id,
			.cadre_id = p.row->cadre_id,
			.statement = cmd->statement,
		});
	return REFUSAL_NONE;
}

void due_person_sign(struct decision *d, const char *id)
{
	struct row_scan scan = person_assessment_scan_1(d->state, id);
	const PersonAssessmentRow *row;

	while ((row = person_assessment_next(&scan)))
		if (row->state == PERSON_ASSESSMENT_STATE_NOTIFIED)
			emit_grade_notice_deemed_refused(d, &(GradeNoticeDeemedRefused){
				.assessment_id = person_assessment_id(d, id, row->cadre_id),
				.round_id = id,
				.cadre_id = row->cadre_id,
				.sign_by = row->sign_by,
			});
}

/* ---- review ---------------------------------------------------------------------------------------------------- */

static bool review_open(const struct state *s, const PersonAssessmentRow *row)
{
	struct row_scan scan = grade_review_by_cadre_id(s, row->cadre_id);
	const GradeReviewRow *review;

	while ((review = grade_review_next(&scan)))
		if (review->state == OBJECTION_STATE_OPEN && strcmp(review->round_id, row->round_id) == 0)
			return true;
	return false;
}

enum refusal ask_grade_review_decide(struct decision *d, const AskGradeReview *cmd)
{
	struct person p;
	const char *id, *decide_by;
	enum refusal r = person_oneself(d, cmd->round_id, &p);

	if (r)
		return r;
	if (p.row->review_until[0] == '\0' || strcmp(d->today, p.row->review_until) > 0)   return REFUSAL_PERSON_REVIEW_LATE;
	if (p.row->reviewed || review_open(d->state, p.row))                               return REFUSAL_PERSON_REVIEW_OPEN;
	id = decision_new_id(d, "review");
	decide_by = policy_deadline(d, p.row->grade == ANNUAL_GRADE_INCOMPETENT ? "ASSESS.REVIEW.DECIDE" : "ASSESS.OBJECTION.DECIDE");
	decision_answer(d, "review_id", id);
	decision_answer(d, "decide_by", decide_by);
	emit_grade_review_asked(d, &(GradeReviewAsked){
		.review_id = id,
		.round_id = cmd->round_id,
		.cadre_id = p.row->cadre_id,
		.decide_by = decide_by,
	});
	emit_grade_review_noted(d, &(GradeReviewNoted){
		.review_id = id,
		.cadre_id = p.row->cadre_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

void due_grade_review(struct decision *d, const char *id)
{
	const GradeReviewRow *review = grade_review_find(d->state, id);

	if (review && review->state == OBJECTION_STATE_OPEN)
		emit_grade_review_overdue(d, &(GradeReviewOverdue){
			.review_id = id,
			.cadre_id = review->cadre_id,
			.decide_by = review->decide_by,
		});
}

/* Grades are numbered from the best to none at all. */
static enum refusal check_upheld(const DecideGradeReview *cmd, const PersonAssessmentRow *row)
{
	if (!cmd->upheld)                                  return REFUSAL_NONE;
	if (cmd->grade == ANNUAL_GRADE_EXCELLENT)          return REFUSAL_PERSON_EXCELLENT_LATER;
	if (!cmd->grade || cmd->grade >= row->grade)       return REFUSAL_PERSON_REVIEW_WORSE;
	return REFUSAL_NONE;
}

enum refusal decide_grade_review_decide(struct decision *d, const DecideGradeReview *cmd)
{
	const GradeReviewRow *review = grade_review_find(d->state, cmd->review_id);
	const PersonProposalRow *proposal;
	struct person p;
	enum refusal r;

	if (!review)
		return REFUSAL_PERSON_REVIEW_UNKNOWN;
	if ((r = person_round_decided(d, review->round_id, &p.round)) || (r = person_handled(d, review->round_id, review->cadre_id, &p)))
		return r;
	proposal = person_proposal_find(d->state, review->round_id, review->cadre_id);
	if (review->state != OBJECTION_STATE_OPEN)                                      return REFUSAL_STATE_WRONG;
	if (proposal && strcmp(proposal->proposed_by, d->actor->account) == 0)          return REFUSAL_PERSON_REVIEW_SAME_HAND;
	if ((r = check_upheld(cmd, p.row)))
		return r;
	emit_grade_review_decided(d, &(GradeReviewDecided){
		.review_id = review->review_id,
		.round_id = review->round_id,
		.cadre_id = review->cadre_id,
		.upheld = cmd->upheld,
		.grade = cmd->upheld ? cmd->grade : p.row->grade,
		.reason = cmd->reason,
	});
	if (cmd->upheld && p.row->graded_on[0])
		person_grade(d, &p, cmd->grade, p.round->document, true);
	return REFUSAL_NONE;
}
