/* What quarterly regular assessment changes. */
#include "base/require.h"
#include "workflows.h"

static RegularRoundRow round_of(struct tables *t, const char *regular_id)
{
	const RegularRoundRow *row = regular_round_find(tables_state(t), regular_id);

	REQUIRE(row);
	return *row;
}

static RegularPersonRow person_of(struct tables *t, const char *regular_id, const char *cadre_id)
{
	const RegularPersonRow *row = regular_person_find(tables_state(t), regular_id, cadre_id);

	REQUIRE(row);
	return *row;
}

void apply_regular_round_opened(struct tables *t, const RegularRoundOpened *e, const struct event *ev)
{
	(void)ev;
	regular_round_put(t, &(RegularRoundRow){
		.regular_id = e->regular_id,
		.quarter = e->quarter,
		.unit_id = e->unit_id,
		.authority = e->authority,
		.state = REGULAR_ROUND_STATE_OPEN,
		.participants = e->participants,
		.self_by = e->self_by,
	});
	due_set(t, DUE_REGULAR_SELF, e->regular_id, e->self_by);
}

void apply_regular_opened(struct tables *t, const RegularOpened *e, const struct event *ev)
{
	(void)ev;
	regular_person_put(t, &(RegularPersonRow){
		.regular_id = e->regular_id,
		.cadre_id = e->cadre_id,
		.quarter = e->quarter,
		.unit_id = e->unit_id,
		.state = REGULAR_PERSON_STATE_OPENED,
		.self_by = e->self_by,
		.n_known = e->n_known,
		.known = e->known,
	});
}

void apply_regular_self_submitted(struct tables *t, const RegularSelfSubmitted *e, const struct event *ev)
{
	RegularPersonRow row = person_of(t, e->regular_id, e->cadre_id);

	(void)ev;
	row.self_submitted = true;
	row.state = REGULAR_PERSON_STATE_SUBMITTED;
	regular_person_put(t, &row);
}

void apply_regular_self_noted(struct tables *t, const RegularSelfNoted *e, const struct event *ev)
{
	(void)ev;
	regular_self_put(t, &(RegularSelfRow){ .regular_id = e->regular_id, .cadre_id = e->cadre_id, .text = e->text });
}

void apply_regular_self_overdue(struct tables *t, const RegularSelfOverdue *e, const struct event *ev)
{
	RegularPersonRow row = person_of(t, e->regular_id, e->cadre_id);

	(void)ev;
	row.self_overdue = true;
	regular_person_put(t, &row);
}

void apply_regular_reviewed(struct tables *t, const RegularReviewed *e, const struct event *ev)
{
	RegularPersonRow row = person_of(t, e->regular_id, e->cadre_id);
	RegularRoundRow round = round_of(t, e->regular_id);

	(void)ev;
	row.state = REGULAR_PERSON_STATE_REVIEWED;
	regular_person_put(t, &row);
	regular_opinion_put(t, &(RegularOpinionRow){
		.regular_id = e->regular_id,
		.person_id = e->cadre_id,
		.authority = round.authority,
		.unit_id = round.unit_id,
		.comment = e->comment,
	});
}

void apply_regular_grade_given(struct tables *t, const RegularGradeGiven *e, const struct event *ev)
{
	const RegularOpinionRow *old = regular_opinion_find(tables_state(t), e->regular_id, e->cadre_id);
	RegularPersonRow row = person_of(t, e->regular_id, e->cadre_id);

	(void)ev;
	REQUIRE(old);
	RegularOpinionRow opinion = *old;
	opinion.grade = e->grade;
	opinion.reason = e->reason;
	regular_opinion_put(t, &opinion);
	row.state = REGULAR_PERSON_STATE_GRADED;
	regular_person_put(t, &row);
}

void apply_regular_round_graded(struct tables *t, const RegularRoundGraded *e, const struct event *ev)
{
	RegularRoundRow row = round_of(t, e->regular_id);

	(void)ev;
	row.state = REGULAR_ROUND_STATE_GRADED;
	row.good = e->good;
	row.heads = e->heads;
	regular_round_put(t, &row);
}

void apply_regular_fed_back(struct tables *t, const RegularFedBack *e, const struct event *ev)
{
	RegularPersonRow row = person_of(t, e->regular_id, e->cadre_id);
	RegularRoundRow round = round_of(t, e->regular_id);

	(void)ev;
	row.state = REGULAR_PERSON_STATE_FED_BACK;
	row.grade = e->grade;
	row.fed_back_on = e->held_on;
	regular_person_put(t, &row);
	round.fed_back++;
	regular_round_put(t, &round);
}

void apply_regular_follow_up_opened(struct tables *t, const RegularFollowUpOpened *e, const struct event *ev)
{
	(void)ev;
	regular_follow_up_put(t, &(RegularFollowUpRow){
		.follow_up_id = e->follow_up_id,
		.cadre_id = e->cadre_id,
		.quarter = e->quarter,
		.kind = e->kind,
		.unit_id = e->unit_id,
	});
}

void apply_regular_follow_up_settled(struct tables *t, const RegularFollowUpSettled *e, const struct event *ev)
{
	const RegularFollowUpRow *old = regular_follow_up_find(tables_state(t), e->follow_up_id);

	(void)ev;
	REQUIRE(old);
	RegularFollowUpRow row = *old;
	row.settled = true;
	row.document = e->document;
	regular_follow_up_put(t, &row);
}

void apply_regular_round_closed(struct tables *t, const RegularRoundClosed *e, const struct event *ev)
{
	RegularRoundRow row = round_of(t, e->regular_id);

	row.state = REGULAR_ROUND_STATE_CLOSED;
	row.closed_on = ev->occurred_on;
	regular_round_put(t, &row);
}
