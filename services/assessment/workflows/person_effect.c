/* Annual grades of persons take effect: rows A6, W3.8; 公务员考核规定 art. 18-22, 28. Overview in person_round.c.
 *
 *   NOTIFIED -> FINAL, once everybody has signed or is recorded as refusing and no review is open
 *   kept ungraded by an open case (or an influence period begun since) -> graded when it is closed
 *   an effect: PROPOSED -> SETTLED, done with its document or not done with a reason
 *
 * PersonGraded enters the person's record in personnel and from there every daemon: tenure, promotion, awards, lists rest on it.
 * What the law attaches beyond the record (commendation, wage, admonition, demotion, dismissal) is proposed to people.
 *
 * In:  FinalizePersonGrades, SupplementPersonGrade, SettleGradeEffect.
 * Out: PersonGraded, GradeEffectProposed, PersonRoundFinal, PersonGradeSupplemented, GradeEffectSettled. */
#include <string.h>

#include "assessment/person_effect.h"
#include "assessment/standing.h"
#include "roster/people.h"
#include "workflows.h"

/* ---- finalising -------------------------------------------------------------------------------------------- */

static enum refusal check_signed(struct decision *d, const PersonRoundRow *round)
{
	struct row_scan scan = person_assessment_scan_1(d->state, round->round_id);
	const PersonAssessmentRow *row;

	while ((row = person_assessment_next(&scan)))
		if (row->state == PERSON_ASSESSMENT_STATE_NOTIFIED)
			return decision_refuse(d, REFUSAL_PERSON_UNSIGNED, "round_id", row->cadre_id);
	return REFUSAL_NONE;
}

/* A case was open when the grade was proposed, or is now; or an influence period began after an excellent grade was told: the grade
 * waits, and is supplemented. */
static bool waits(const struct decision *d, const PersonAssessmentRow *row)
{
	const PersonProposalRow *p = person_proposal_find(d->state, row->round_id, row->cadre_id);

	return (p && p->suspended) || standing_case_open(d->state, row->cadre_id, d->today) ||
	       (row->grade == ANNUAL_GRADE_EXCELLENT && standing_inside_influence(d->state, row->cadre_id, d->today));
}

struct graded {
	uint32_t people, excellent;
};

static struct graded grade_all(struct decision *d, const PersonRoundRow *round, const char *document)
{
	struct row_scan scan = person_assessment_scan_1(d->state, round->round_id);
	struct person p = { .round = round };
	struct graded graded = { 0 };

	while ((p.row = person_assessment_next(&scan))) {
		if (p.row->standing == GRADE_STANDING_ELSEWHERE || waits(d, p.row))
			continue;
		person_grade(d, &p, p.row->grade, document, false);
		graded.people++;
		graded.excellent += p.row->grade == ANNUAL_GRADE_EXCELLENT;
	}
	return graded;
}

enum refusal finalize_person_grades_decide(struct decision *d, const FinalizePersonGrades *cmd)
{
	const PersonRoundRow *round;
	struct graded graded;
	enum refusal r = person_round_decided(d, cmd->round_id, &round);

	if (r)
		return r;
	if (round->state != PERSON_ROUND_STATE_NOTIFIED)   return REFUSAL_STATE_WRONG;
	if (round->reviews_open)                           return REFUSAL_PERSON_REVIEW_OPEN;
	if ((r = check_signed(d, round)))
		return r;
	graded = grade_all(d, round, cmd->document);
	emit_person_round_final(d, &(PersonRoundFinal){
		.round_id = round->round_id,
		.unit_id = round->unit_id,
		.year = round->year,
		.graded = graded.people,
		.excellent = graded.excellent,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

/* ---- after an open case ---------------------------------------------------------------------------------------- */

static enum refusal check_supplement(struct decision *d, const SupplementPersonGrade *cmd, const struct person *p)
{
	GradeStanding standing = standing_of(d, cmd->cadre_id, p->round->year, p->row->circumstance).standing;
	bool ungraded = cmd->grade == ANNUAL_GRADE_UNGRADED;

	if (p->round->state != PERSON_ROUND_STATE_FINAL || p->row->graded_on[0])        return REFUSAL_PERSON_NOT_SUSPENDED;
	if (p->row->standing == GRADE_STANDING_ELSEWHERE)                               return REFUSAL_PERSON_NOT_SUSPENDED;
	if (standing_case_open(d->state, cmd->cadre_id, d->today))                      return REFUSAL_PERSON_CASE_OPEN;
	if (cmd->grade == ANNUAL_GRADE_EXCELLENT)                                       return REFUSAL_PERSON_EXCELLENT_LATER;
	if (standing == GRADE_STANDING_INCOMPETENT && cmd->grade != ANNUAL_GRADE_INCOMPETENT)
		return REFUSAL_PERSON_MUST_FAIL;
	if ((standing == GRADE_STANDING_COMMENT_ONLY || standing == GRADE_STANDING_NO_GRADE) && !ungraded)
		return REFUSAL_PERSON_NOT_GRADED;
	return REFUSAL_NONE;
}

enum refusal supplement_person_grade_decide(struct decision *d, const SupplementPersonGrade *cmd)
{
	struct person p;
	enum refusal r = person_round_decided(d, cmd->round_id, &p.round);

	if (r || (r = person_handled(d, cmd->round_id, cmd->cadre_id, &p)) || (r = check_supplement(d, cmd, &p)))
		return r;
	emit_person_grade_supplemented(d, &(PersonGradeSupplemented){
		.round_id = cmd->round_id,
		.cadre_id = cmd->cadre_id,
		.grade = cmd->grade,
		.document = cmd->document,
		.comment = cmd->comment,
	});
	person_grade(d, &p, cmd->grade, cmd->document, true);
	return REFUSAL_NONE;
}

/* ---- effects ------------------------------------------------------------------------------------------------------ */

enum refusal settle_grade_effect_decide(struct decision *d, const SettleGradeEffect *cmd)
{
	const GradeEffectRow *effect = grade_effect_find(d->state, cmd->effect_id);
	const CadreRow *cadre = effect ? cadre_find(d->state, effect->cadre_id) : NULL;

	if (!effect || effect->settled || !cadre)               return REFUSAL_PERSON_EFFECT_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))                 return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, effect->cadre_id))               return REFUSAL_SELF_DEALING;
	if (cmd->done ? cmd->document[0] == '\0' : cmd->reason[0] == '\0')
		return decision_refuse(d, REFUSAL_PERSON_EFFECT_PROOF, cmd->done ? "document" : "reason", "");
	emit_grade_effect_settled(d, &(GradeEffectSettled){
		.effect_id = cmd->effect_id,
		.cadre_id = effect->cadre_id,
		.done = cmd->done,
		.document = cmd->document,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}
