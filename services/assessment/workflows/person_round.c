/* Annual grades of persons (个人年度考核), from opening to verification: rows A6, W3.8.
 *
 *   round:  OPEN -> CHECKED -> DECIDED -> PUBLICITY -> PUBLISHED -> NOTIFIED -> FINAL
 *   person: OPENED -> SUMMARISED -> EVALUATED -> VERIFIED -> PROPOSED -> DECIDED -> NOTIFIED -> SIGNED | DEEMED_REFUSED -> FINAL
 *
 * A round holds the members of one team, or the staff of one unit. Silence does not stop it: a summary that is not there on its
 * last day is recorded as overdue and the verification goes on. An evaluation is obligatory for members of teams and heads of
 * internal organs.
 *
 * In:  OpenPersonRound, SubmitSelfSummary, RecordDemoEvaluation, VerifyPerformance; the last day of the summaries by the due-table.
 * Out: PersonRoundOpened, PersonAssessmentOpened (one per person), SelfSummarySubmitted, SelfSummaryNoted (sealed),
 *      SelfSummaryOverdue, DemoEvaluationRecorded (sealed), PerformanceVerified, PerformanceNoted (sealed).
 * Proposals stand in person_proposal.c, the decision in person_decision.c, what follows in person_notice.c, person_effect.c. */
#include <stdlib.h>
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/person.h"
#include "assessment/standing.h"
#include "roster/people.h"
#include "workflows.h"

/* ---- opening -------------------------------------------------------------------------------------------- */

static bool round_exists(const struct state *s, const OpenPersonRound *cmd)
{
	struct row_scan scan = person_round_by_unit_id_year(s, cmd->unit_id, cmd->year);
	const PersonRoundRow *round;

	while ((round = person_round_next(&scan)))
		if (round->track == cmd->track)
			return true;
	return false;
}

static bool may_open(const struct actor *actor, const OpenPersonRound *cmd)
{
	if (cmd->track == PERSON_TRACK_MEMBERS)
		return actor_has_role(actor, "org.assessment") || actor_has_role(actor, "org.civil_servant");
	return strcmp(actor->unit_id, cmd->unit_id) == 0 && (actor_has_role(actor, "unit.head") || actor_has_role(actor, "unit.party"));
}

/* Who changed units after he was entered elsewhere is graded there: one grade a year. */
static bool takes_part(const struct decision *d, const OpenPersonRound *cmd, const CadreRow *cadre)
{
	struct row_scan scan = person_assessment_by_cadre_id_year(d->state, cadre->cadre_id, cmd->year);

	return person_belongs(cadre, cmd->track, d->actor->region) && !person_assessment_next(&scan);
}

static uint32_t people_of(const struct decision *d, const OpenPersonRound *cmd)
{
	struct row_scan scan = cadre_by_unit_id(d->state, cmd->unit_id);
	const CadreRow *cadre;
	uint32_t count = 0;

	while ((cadre = cadre_next(&scan)))
		count += takes_part(d, cmd, cadre);
	return count;
}

static void open_person(struct decision *d, const OpenPersonRound *cmd, const char *round_id, const char *summary_by, const CadreRow *cadre)
{
	struct standing standing = standing_of(d, cadre->cadre_id, cmd->year, ASSESSMENT_CIRCUMSTANCE_UNSPECIFIED);

	emit_person_assessment_opened(d, &(PersonAssessmentOpened){
		.assessment_id = person_assessment_id(d, round_id, cadre->cadre_id),
		.round_id = round_id,
		.cadre_id = cadre->cadre_id,
		.year = cmd->year,
		.unit_id = cmd->unit_id,
		.standing = standing.standing,
		.standing_reason = standing.reason,
		.demo_evaluation_due = cadre->level != POST_LEVEL_STAFF,
		.summary_by = summary_by,
	});
}

enum refusal open_person_round_decide(struct decision *d, const OpenPersonRound *cmd)
{
	const char *first_day = decision_format(d, "%04u-%s", cmd->year, policy_text(d, "ASSESS.OPEN_FROM"));
	const char *summary_by = policy_deadline(d, "ASSESS.SUMMARY");
	uint32_t people = people_of(d, cmd);
	struct row_scan scan = cadre_by_unit_id(d->state, cmd->unit_id);
	const CadreRow *cadre;
	const char *id;

	if (!unit_find(d->state, cmd->unit_id))     return REFUSAL_UNIT_UNKNOWN;
	if (!may_open(d->actor, cmd))               return REFUSAL_OUTSIDE_AUTHORITY;
	if (strcmp(d->today, first_day) < 0)        return REFUSAL_PERSON_YEAR_RUNNING;
	if (round_exists(d->state, cmd))            return REFUSAL_PERSON_ROUND_EXISTS;
	if (people == 0)                            return REFUSAL_PERSON_ROUND_EMPTY;
	if (people > PERSON_ROUND_MAX)              return REFUSAL_PERSON_ROUND_LARGE;
	id = decision_new_id(d, "round");
	decision_answer(d, "round_id", id);
	decision_answer(d, "summary_by", summary_by);
	emit_person_round_opened(d, &(PersonRoundOpened){
		.round_id = id,
		.year = cmd->year,
		.unit_id = cmd->unit_id,
		.track = cmd->track,
		.authority = d->actor->region,
		.participants = people,
		.summary_by = summary_by,
	});
	while ((cadre = cadre_next(&scan)))
		if (takes_part(d, cmd, cadre))
			open_person(d, cmd, id, summary_by, cadre);
	return REFUSAL_NONE;
}

/* ---- (1) self summary -------------------------------------------------------------------------------------- */

/* By himself, or by the unit from paper. */
static enum refusal summary_case(struct decision *d, const SubmitSelfSummary *cmd, struct person *out)
{
	enum refusal r;

	if (actor_is(d->actor, cmd->cadre_id))
		return person_oneself(d, cmd->round_id, out);
	r = person_handled(d, cmd->round_id, cmd->cadre_id, out);
	return r == REFUSAL_OUTSIDE_AUTHORITY && actor_has_role(d->actor, "cadre") ? REFUSAL_PERSON_NOT_ONES_OWN : r;
}

enum refusal submit_self_summary_decide(struct decision *d, const SubmitSelfSummary *cmd)
{
	struct person p;
	enum refusal r = summary_case(d, cmd, &p);

	if (r)
		return r;
	if (p.row->summarised || p.row->state > PERSON_ASSESSMENT_STATE_EVALUATED)   return REFUSAL_STATE_WRONG;
	emit_self_summary_submitted(d, &(SelfSummarySubmitted){
		.assessment_id = person_assessment_id(d, cmd->round_id, cmd->cadre_id),
		.round_id = cmd->round_id,
		.cadre_id = cmd->cadre_id,
		.on_paper = !actor_is(d->actor, cmd->cadre_id),
	});
	emit_self_summary_noted(d, &(SelfSummaryNoted){
		.round_id = cmd->round_id,
		.cadre_id = cmd->cadre_id,
		.summary = cmd->summary,
	});
	return REFUSAL_NONE;
}

void due_person_summary(struct decision *d, const char *id)
{
	struct row_scan scan = person_assessment_scan_1(d->state, id);
	const PersonAssessmentRow *row;

	while ((row = person_assessment_next(&scan)))
		if (!row->summarised && row->state < PERSON_ASSESSMENT_STATE_VERIFIED)
			emit_self_summary_overdue(d, &(SelfSummaryOverdue){
				.assessment_id = person_assessment_id(d, id, row->cadre_id),
				.round_id = id,
				.cadre_id = row->cadre_id,
				.summary_by = row->summary_by,
			});
}

/* ---- (2) democratic evaluation --------------------------------------------------------------------------------- */

/* EVALUATION.TURNOUT is a fraction, "2/3". */
static bool enough_attended(struct decision *d, const RecordDemoEvaluation *cmd)
{
	char *slash;
	long long numerator = strtoll(policy_text(d, "EVALUATION.TURNOUT"), &slash, 10);
	long long denominator = *slash == '/' ? strtoll(slash + 1, NULL, 10) : 1;

	return cmd->attended * denominator >= cmd->should_attend * numerator;
}

static enum refusal check_source(struct decision *d, const RecordDemoEvaluation *cmd)
{
	const PollRow *poll = cmd->poll_id[0] ? poll_find(d->state, cmd->poll_id) : NULL;

	if (cmd->poll_id[0] == '\0' && cmd->document[0] == '\0')  return REFUSAL_PERSON_EVALUATION_SOURCE;
	if (cmd->poll_id[0] && (!poll || !poll->valid))           return REFUSAL_PERSON_POLL_INVALID;
	if (cmd->attended > cmd->should_attend)                   return REFUSAL_PERSON_EVALUATION_COUNT;
	if (!enough_attended(d, cmd))                             return REFUSAL_PERSON_TURNOUT;
	return REFUSAL_NONE;
}

static enum refusal check_count(struct decision *d, const RecordDemoEvaluation *cmd, size_t i)
{
	const DemoEvaluationCount *count = cmd->counts[i];
	const PersonAssessmentRow *row = person_assessment_find(d->state, cmd->round_id, count->cadre_id);
	uint64_t marks = (uint64_t)count->excellent + count->competent + count->basically + count->incompetent + count->unknown;

	if (!row)                                                 return REFUSAL_PERSON_NOT_IN_ROUND;
	if (row->state > PERSON_ASSESSMENT_STATE_EVALUATED)       return REFUSAL_STATE_WRONG;
	if (marks == 0 || marks > cmd->attended)                  return REFUSAL_PERSON_EVALUATION_COUNT;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->counts[j]->cadre_id, count->cadre_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return REFUSAL_NONE;
}

static enum refusal check_counts(struct decision *d, const RecordDemoEvaluation *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_counts; i++) {
		enum refusal r = check_count(d, cmd, i);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "counts", cmd->counts[i]->cadre_id);
		first = first ? first : r;
	}
	return first;
}

enum refusal record_demo_evaluation_decide(struct decision *d, const RecordDemoEvaluation *cmd)
{
	const PersonRoundRow *round;
	enum refusal r = person_round_handled(d, cmd->round_id, &round);

	if (r || (r = check_source(d, cmd)) || (r = check_counts(d, cmd)))
		return r;
	for (size_t i = 0; i < cmd->n_counts; i++)
		emit_demo_evaluation_recorded(d, &(DemoEvaluationRecorded){
			.round_id = cmd->round_id,
			.cadre_id = cmd->counts[i]->cadre_id,
			.poll_id = cmd->poll_id,
			.document = cmd->document,
			.count = cmd->counts[i],
			.should_attend = cmd->should_attend,
			.attended = cmd->attended,
		});
	return REFUSAL_NONE;
}

/* ---- (3) verification ------------------------------------------------------------------------------------------- */

static enum refusal check_verification(const VerifyPerformance *cmd, const struct person *p, GradeStanding standing)
{
	bool graded = standing <= GRADE_STANDING_NOT_EXCELLENT;

	if (p->round->state != PERSON_ROUND_STATE_OPEN)                           return REFUSAL_STATE_WRONG;
	if (p->row->state > PERSON_ASSESSMENT_STATE_VERIFIED)                     return REFUSAL_STATE_WRONG;
	if (cmd->circumstance && cmd->document[0] == '\0')                        return REFUSAL_PERSON_CIRCUMSTANCE_DOCUMENT;
	if (graded && !p->row->summarised && !p->row->summary_overdue)            return REFUSAL_PERSON_SUMMARY_MISSING;
	if (graded && p->row->demo_evaluation_due && !p->row->evaluated)          return REFUSAL_PERSON_EVALUATION_MISSING;
	return REFUSAL_NONE;
}

enum refusal verify_performance_decide(struct decision *d, const VerifyPerformance *cmd)
{
	struct standing standing;
	struct person p;
	enum refusal r = person_handled(d, cmd->round_id, cmd->cadre_id, &p);

	if (r)
		return r;
	standing = standing_of(d, cmd->cadre_id, p.round->year, cmd->circumstance);
	if ((r = check_verification(cmd, &p, standing.standing)))
		return r;
	emit_performance_verified(d, &(PerformanceVerified){
		.round_id = cmd->round_id,
		.cadre_id = cmd->cadre_id,
		.standing = standing.standing,
		.standing_reason = standing.reason,
		.discipline_heard = cmd->discipline_heard,
		.circumstance = cmd->circumstance,
		.document = cmd->document,
	});
	emit_performance_noted(d, &(PerformanceNoted){
		.round_id = cmd->round_id,
		.cadre_id = cmd->cadre_id,
		.facts = cmd->facts,
	});
	return REFUSAL_NONE;
}
