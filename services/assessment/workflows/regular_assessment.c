/* Quarterly regular assessment of the staff of a unit (平时考核): W3.10, 公务员平时考核办法(试行)(2019).
 *
 *   round:  OPEN -> GRADED -> CLOSED, once everybody was told
 *   person: OPENED -> SUBMITTED (or overdue) -> REVIEWED -> GRADED -> FED_BACK
 *   what follows from 一般 and 较差: OPEN -> SETTLED
 *
 * The self report stands beside what other records of the quarter already say (training, dispatches, honours), so that nobody files it
 * twice. 好 is for at most REGULAR.CAP of those who take part, rounded down.
 *
 * In:  OpenRegularRound, SubmitRegularSelf, ReviewRegular, GradeRegular, FeedBackRegular, SettleRegularFollowUp; the last day of the self
 *      reports by the due-table.
 * Out: RegularRoundOpened, RegularOpened (one per person), RegularSelfSubmitted, RegularSelfNoted (sealed), RegularSelfOverdue,
 *      RegularReviewed (sealed), RegularGradeGiven (sealed), RegularRoundGraded, RegularFedBack, RegularFollowUpOpened,
 *      RegularFollowUpSettled, RegularRoundClosed. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/person.h"
#include "assessment/quarter.h"
#include "base/require.h"
#include "roster/people.h"
#include "workflows.h"

static const char *entry_id(struct decision *d, const char *regular_id, const char *cadre_id)
{
	return decision_format(d, "%s/%s", regular_id, cadre_id);
}

/* ---- opening ------------------------------------------------------------------------------------------- */

static uint32_t staff_of(const struct decision *d)
{
	struct row_scan scan = cadre_by_unit_id(d->state, d->actor->unit_id);
	const CadreRow *cadre;
	uint32_t count = 0;

	while ((cadre = cadre_next(&scan)))
		count += person_belongs(cadre, PERSON_TRACK_STAFF, "");
	return count;
}

/* What gathered by itself and is no secret: never the evidence people recorded, nor warnings and measures. */
static bool prefills(const EvidenceRow *row, const char *first, const char *last)
{
	bool open = row->source == SOURCE_KIND_TRAINING || row->source == SOURCE_KIND_DISPATCH || row->source == SOURCE_KIND_HONOUR;

	return open && row->bearing != EVIDENCE_BEARING_NEGATIVE && strcmp(row->observed_on, first) >= 0 && strcmp(row->observed_on, last) <= 0 &&
	       strchr(row->evidence_id, '/');   /* an event's id: recorded by no hand */
}

static size_t known_of(struct decision *d, const char *cadre_id, const char *quarter, KnownFact *facts, KnownFact **list)
{
	static const char *const begins[] = { "01-01", "04-01", "07-01", "10-01" };
	const char *first = decision_format(d, "%.4s-%s", quarter, begins[(quarter[5] - '1') & 3]), *last = quarter_last_day(d, quarter);
	struct row_scan scan = evidence_scan_1(d->state, cadre_id);
	const EvidenceRow *row;
	size_t count = 0;

	while (count < REGULAR_KNOWN_MAX && (row = evidence_next(&scan))) {
		if (!prefills(row, first, last))
			continue;
		list[count] = &facts[count];
		known_fact__init(&facts[count]);
		facts[count].source = row->source;
		facts[count].summary = row->summary;
		facts[count].on = row->observed_on;
		facts[count++].evidence_id = row->evidence_id;
	}
	return count;
}

static void open_person(struct decision *d, const char *regular_id, const char *quarter, const char *self_by, const CadreRow *cadre)
{
	KnownFact facts[REGULAR_KNOWN_MAX], *list[REGULAR_KNOWN_MAX];
	size_t count = known_of(d, cadre->cadre_id, quarter, facts, list);

	emit_regular_opened(d, &(RegularOpened){
		.entry_id = entry_id(d, regular_id, cadre->cadre_id),
		.regular_id = regular_id,
		.cadre_id = cadre->cadre_id,
		.quarter = quarter,
		.unit_id = cadre->unit_id,
		.self_by = self_by,
		.n_known = count,
		.known = list,
	});
}

enum refusal open_regular_round_decide(struct decision *d, const OpenRegularRound *cmd)
{
	struct row_scan rounds = regular_round_by_unit_id_quarter(d->state, d->actor->unit_id, cmd->quarter);
	struct row_scan scan = cadre_by_unit_id(d->state, d->actor->unit_id);
	const char *self_by = policy_deadline(d, "REGULAR.SELF"), *id;
	uint32_t people = staff_of(d);
	const CadreRow *cadre;

	if (!unit_find(d->state, d->actor->unit_id))                              return REFUSAL_UNIT_UNKNOWN;
	if (strcmp(d->today, quarter_last_day(d, cmd->quarter)) <= 0)             return REFUSAL_REGULAR_EARLY;
	if (regular_round_next(&rounds))                                          return REFUSAL_REGULAR_EXISTS;
	if (people == 0)                                                          return REFUSAL_REGULAR_NOBODY;
	if (people > PERSON_ROUND_MAX)                                            return REFUSAL_REGULAR_LARGE;
	id = decision_new_id(d, "regular");
	decision_answer(d, "regular_id", id);
	decision_answer(d, "self_by", self_by);
	emit_regular_round_opened(d, &(RegularRoundOpened){
		.regular_id = id,
		.quarter = cmd->quarter,
		.unit_id = d->actor->unit_id,
		.authority = d->actor->region,
		.participants = people,
		.self_by = self_by,
	});
	while ((cadre = cadre_next(&scan)))
		if (person_belongs(cadre, PERSON_TRACK_STAFF, ""))
			open_person(d, id, cmd->quarter, self_by, cadre);
	return REFUSAL_NONE;
}

/* ---- self report, supervisor's comment ---------------------------------------------------------------------- */

enum refusal submit_regular_self_decide(struct decision *d, const SubmitRegularSelf *cmd)
{
	const char *cadre_id = d->actor->cadre_id;
	const RegularPersonRow *row = cadre_id[0] ? regular_person_find(d->state, cmd->regular_id, cadre_id) : NULL;

	if (!regular_round_find(d->state, cmd->regular_id))                       return REFUSAL_REGULAR_UNKNOWN;
	if (!row)                                                                 return REFUSAL_REGULAR_NOT_IN_ROUND;
	if (row->state != REGULAR_PERSON_STATE_OPENED)                            return REFUSAL_STATE_WRONG;
	emit_regular_self_submitted(d, &(RegularSelfSubmitted){
		.entry_id = entry_id(d, cmd->regular_id, cadre_id),
		.regular_id = cmd->regular_id,
		.cadre_id = cadre_id,
	});
	emit_regular_self_noted(d, &(RegularSelfNoted){ .regular_id = cmd->regular_id, .cadre_id = cadre_id, .text = cmd->text });
	return REFUSAL_NONE;
}

void due_regular_self(struct decision *d, const char *id)
{
	struct row_scan scan = regular_person_scan_1(d->state, id);
	const RegularPersonRow *row;

	while ((row = regular_person_next(&scan)))
		if (!row->self_submitted && row->state == REGULAR_PERSON_STATE_OPENED)
			emit_regular_self_overdue(d, &(RegularSelfOverdue){
				.entry_id = entry_id(d, id, row->cadre_id),
				.regular_id = id,
				.cadre_id = row->cadre_id,
				.self_by = row->self_by,
			});
}

/* A person of the actor's own unit, who is not the actor. */
static enum refusal own_person(struct decision *d, const char *regular_id, const char *cadre_id, const RegularRoundRow **round,
			       const RegularPersonRow **row)
{
	*round = regular_round_find(d->state, regular_id);
	*row = regular_person_find(d->state, regular_id, cadre_id);
	if (!*round)                                                              return REFUSAL_REGULAR_UNKNOWN;
	if (strcmp((*round)->unit_id, d->actor->unit_id) != 0)                    return REFUSAL_NOT_OWN_UNIT;
	if (!*row)
		return decision_refuse(d, REFUSAL_REGULAR_NOT_IN_ROUND, "cadre_id", cadre_id);
	return actor_is(d->actor, cadre_id) ? REFUSAL_SELF_DEALING : REFUSAL_NONE;
}

enum refusal review_regular_decide(struct decision *d, const ReviewRegular *cmd)
{
	const RegularRoundRow *round;
	const RegularPersonRow *row;
	enum refusal r = own_person(d, cmd->regular_id, cmd->cadre_id, &round, &row);

	if (r)
		return r;
	if (row->state > REGULAR_PERSON_STATE_REVIEWED)                           return REFUSAL_STATE_WRONG;
	if (!row->self_submitted && !row->self_overdue)                           return REFUSAL_REGULAR_SELF_MISSING;
	emit_regular_reviewed(d, &(RegularReviewed){
		.regular_id = cmd->regular_id,
		.cadre_id = cmd->cadre_id,
		.comment = cmd->comment,
	});
	return REFUSAL_NONE;
}

/* ---- grades ---------------------------------------------------------------------------------------------------- */

static enum refusal check_grade(struct decision *d, const GradeRegular *cmd, size_t i)
{
	const RegularGradeEntry *one = cmd->grades[i];
	const RegularPersonRow *row = regular_person_find(d->state, cmd->regular_id, one->cadre_id);

	if (!row)                                                                 return REFUSAL_REGULAR_NOT_IN_ROUND;
	if (actor_is(d->actor, one->cadre_id))                                    return REFUSAL_SELF_DEALING;
	if (row->state < REGULAR_PERSON_STATE_REVIEWED)                           return REFUSAL_REGULAR_NOT_REVIEWED;
	if (one->grade >= REGULAR_GRADE_ORDINARY && one->reason[0] == '\0')       return REFUSAL_REGULAR_REASON;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->grades[j]->cadre_id, one->cadre_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return REFUSAL_NONE;
}

static enum refusal check_grades(struct decision *d, const GradeRegular *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_grades; i++) {
		enum refusal r = check_grade(d, cmd, i);
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "grades", cmd->grades[i]->cadre_id);
		first = first ? first : r;
	}
	return first;
}

static uint32_t good_ones(const GradeRegular *cmd)
{
	uint32_t good = 0;

	for (size_t i = 0; i < cmd->n_grades; i++)
		good += cmd->grades[i]->grade == REGULAR_GRADE_GOOD;
	return good;
}

enum refusal grade_regular_decide(struct decision *d, const GradeRegular *cmd)
{
	const RegularRoundRow *round = regular_round_find(d->state, cmd->regular_id);
	uint32_t percent = (uint32_t)policy_number(d, "REGULAR.CAP"), good = good_ones(cmd), heads;
	enum refusal r;

	if (!round)                                                               return REFUSAL_REGULAR_UNKNOWN;
	if (strcmp(round->unit_id, d->actor->unit_id) != 0)                       return REFUSAL_NOT_OWN_UNIT;
	if (round->state != REGULAR_ROUND_STATE_OPEN)                             return REFUSAL_STATE_WRONG;
	if ((r = check_grades(d, cmd)))
		return r;
	if (cmd->n_grades != round->participants)                                 return REFUSAL_REGULAR_INCOMPLETE;
	heads = round->participants * percent / 100;
	if (good > heads)
		return decision_refuse(d, REFUSAL_REGULAR_CAP, "grades", decision_format(d, "%u > %u", good, heads));
	for (size_t i = 0; i < cmd->n_grades; i++)
		emit_regular_grade_given(d, &(RegularGradeGiven){
			.regular_id = cmd->regular_id,
			.cadre_id = cmd->grades[i]->cadre_id,
			.grade = cmd->grades[i]->grade,
			.reason = cmd->grades[i]->reason,
		});
	emit_regular_round_graded(d, &(RegularRoundGraded){
		.regular_id = cmd->regular_id,
		.unit_id = round->unit_id,
		.good = good,
		.heads = heads,
		.percent = percent,
	});
	return REFUSAL_NONE;
}

/* ---- feedback and what follows ------------------------------------------------------------------------------------ */

static void follow_up(struct decision *d, const RegularPersonRow *row, RegularGrade grade)
{
	if (grade < REGULAR_GRADE_ORDINARY)
		return;
	const char *id = decision_new_id(d, "followup");
	decision_answer(d, "follow_up_id", id);
	emit_regular_follow_up_opened(d, &(RegularFollowUpOpened){
		.follow_up_id = id,
		.cadre_id = row->cadre_id,
		.quarter = row->quarter,
		.kind = grade == REGULAR_GRADE_POOR ? REGULAR_FOLLOW_UP_CRITICISM : REGULAR_FOLLOW_UP_REMINDER,
		.unit_id = row->unit_id,
	});
}

enum refusal feed_back_regular_decide(struct decision *d, const FeedBackRegular *cmd)
{
	const RegularOpinionRow *opinion;
	const RegularRoundRow *round;
	const RegularPersonRow *row;
	enum refusal r = own_person(d, cmd->regular_id, cmd->cadre_id, &round, &row);

	if (r)
		return r;
	if (row->state != REGULAR_PERSON_STATE_GRADED)                            return REFUSAL_STATE_WRONG;
	if (strcmp(cmd->held_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "held_on", cmd->held_on);
	opinion = regular_opinion_find(d->state, cmd->regular_id, cmd->cadre_id);
	REQUIRE(opinion);
	emit_regular_fed_back(d, &(RegularFedBack){
		.regular_id = cmd->regular_id,
		.cadre_id = cmd->cadre_id,
		.quarter = round->quarter,
		.grade = opinion->grade,
		.held_on = cmd->held_on,
	});
	follow_up(d, row, opinion->grade);
	if (round->fed_back + 1 == round->participants)
		emit_regular_round_closed(d, &(RegularRoundClosed){
			.regular_id = cmd->regular_id,
			.unit_id = round->unit_id,
			.quarter = round->quarter,
		});
	return REFUSAL_NONE;
}

enum refusal settle_regular_follow_up_decide(struct decision *d, const SettleRegularFollowUp *cmd)
{
	const RegularFollowUpRow *row = regular_follow_up_find(d->state, cmd->follow_up_id);

	if (!row || row->settled)                                                 return REFUSAL_REGULAR_FOLLOW_UP_UNKNOWN;
	if (strcmp(row->unit_id, d->actor->unit_id) != 0)                         return REFUSAL_NOT_OWN_UNIT;
	if (actor_is(d->actor, row->cadre_id))                                    return REFUSAL_SELF_DEALING;
	emit_regular_follow_up_settled(d, &(RegularFollowUpSettled){
		.follow_up_id = cmd->follow_up_id,
		.cadre_id = row->cadre_id,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}
