/* Whose merit or fault a finding is: the unit of that day, nobody twice, told before it counts, confirmed by a second officer. */
#include "list_lib.h"

static const char *inspection, *problem;

/* The list of list_lib.h is frozen with c of u3 at its tail; the quarter is published, u3 has a problem to mend. */
static void published(void)
{
	list_frozen();
	ACTOR("org.assessment,org.head,org.deputy,org.cadre", CITY);
	inspection = ranked("2026Q1");
	TODAY("2026-04-08");
	WHEN(PublishInspection, .inspection_id = inspection);
	WHEN(OpenRectification, .inspection_id = inspection, .unit_id = "u3", .item_id = "env", .problem = "拖延");
	problem = world_answer("rectification_id");
}

static const char *blame_on(const char *cadre_id, const char *day)
{
	WHEN(LinkFindingPerson, .kind = FINDING_KIND_PROBLEM, .rectification_id = problem, .cadre_id = cadre_id,
	     .role = FINDING_ROLE_MAIN, .sentence = "两个项目未开工", .found_on = day, .behavior = BEHAVIOR_KIND_SLOW_ACTION);
	return world_answer("link_id");
}

static const char *praise(const char *cadre_id, const char *unit_id, const char *item_id)
{
	WHEN(LinkFindingPerson, .kind = FINDING_KIND_GOOD, .inspection_id = inspection, .unit_id = unit_id, .item_id = item_id,
	     .cadre_id = cadre_id, .role = FINDING_ROLE_DIRECT, .sentence = "一窗办结", .found_on = "2026-03-20");
	return world_answer("link_id");
}

static const FindingPersonRow *link_row(const char *id)
{
	return finding_person_find(world_state(), id);
}

/* Pieces of evidence from findings about c: those of inspections, less the rank of the team's head. */
static uint32_t pieces(const char *cadre_id)
{
	struct row_scan scan = evidence_scan_1(world_state(), cadre_id);
	const EvidenceRow *row;
	uint32_t count = 0;

	while ((row = evidence_next(&scan)))
		count += row->source == SOURCE_KIND_INSPECTION;
	return count;
}

static void second(void)
{
	ACTOR("org.cadre", CITY);
	ACCOUNT("second");
}

TEST(it_counts_only_once_the_person_was_told_and_a_second_officer_confirmed)
{
	published();
	const char *id = blame_on("c", "2026-03-20");
	ACCEPTED();
	CHECK_INT(link_row(id)->state, FINDING_PERSON_STATE_LINKED);
	CHECK_TEXT(link_row(id)->unit_id, "u3");
	second();
	WHEN(ConfirmFindingPerson, .link_id = id);
	REFUSED(REFUSAL_FINDING_NOT_TOLD);
	ACTOR("org.assessment", CITY);
	WHEN(TellFindingPerson, .link_id = id, .told_on = "2026-04-08");
	ACCEPTED();
	CHECK_TEXT(world_answer("answer_by"), "2026-04-15");
	TODAY("2026-04-15");
	second();
	WHEN(ConfirmFindingPerson, .link_id = id);
	REFUSED(REFUSAL_FINDING_ANSWER_RUNS);
	TODAY("2026-04-16");
	ACTOR("org.assessment", CITY);
	WHEN(ConfirmFindingPerson, .link_id = id);
	REFUSED(REFUSAL_FINDING_SECOND_OFFICER);
	CHECK_INT(pieces("c"), 0);
	second();
	WHEN(ConfirmFindingPerson, .link_id = id);
	ACCEPTED();
	CHECK_INT(pieces("c"), 1);
	const EvidenceRow *piece = evidence_find(world_state(), "c", link_row(id)->evidence_id);
	CHECK(piece && piece->bearing == EVIDENCE_BEARING_NEGATIVE && piece->behavior == BEHAVIOR_KIND_SLOW_ACTION);
	CHECK_TEXT(piece->origin, inspection);
	CHECK_TEXT(piece->observed_on, "2026-03-20");
	WHEN(ConfirmFindingPerson, .link_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(his_answer_is_his_own_and_ends_the_waiting)
{
	published();
	const char *id = blame_on("c", "2026-03-20");
	ACTOR_CADRE("cadre", CITY, "u3", "c");
	WHEN(AnswerFinding, .link_id = id, .statement = "说明");
	REFUSED(REFUSAL_STATE_WRONG);
	ACTOR("org.assessment", CITY);
	WHEN(TellFindingPerson, .link_id = id, .told_on = "2026-04-08");
	ACTOR_CADRE("cadre", CITY, "u3", "d3");
	WHEN(AnswerFinding, .link_id = id, .statement = "说明");
	REFUSED(REFUSAL_FINDING_PERSON_UNKNOWN);
	ACTOR_CADRE("cadre", CITY, "u3", "c");
	WHEN(AnswerFinding, .link_id = id, .statement = "有客观原因");
	ACCEPTED();
	CHECK_TEXT(finding_answer_find(world_state(), id)->statement, "有客观原因");
	second();
	WHEN(ConfirmFindingPerson, .link_id = id);
	ACCEPTED();
}

TEST(neither_who_told_nor_the_person_himself_confirms)
{
	published();
	const char *id = blame_on("c", "2026-03-20");
	ACTOR_CADRE("org.cadre", CITY, "u4", "i1");
	ACCOUNT("teller");
	WHEN(TellFindingPerson, .link_id = id, .told_on = "2026-04-08");
	ACCEPTED();
	TODAY("2026-04-16");
	WHEN(ConfirmFindingPerson, .link_id = id);
	REFUSED(REFUSAL_FINDING_SECOND_OFFICER);
	ACTOR_CADRE("org.cadre", CITY, "u4", "i1");
	ACCOUNT("teller.elsewhere");
	WHEN(ConfirmFindingPerson, .link_id = id);
	REFUSED(REFUSAL_FINDING_SECOND_OFFICER);
	ACTOR_CADRE("org.cadre", CITY, "u3", "c");
	ACCOUNT("himself");
	WHEN(ConfirmFindingPerson, .link_id = id);
	REFUSED(REFUSAL_SELF_DEALING);
	ACTOR("org.cadre", "150404");
	WHEN(ConfirmFindingPerson, .link_id = id);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(told_on_a_day_since_the_link_that_has_come)
{
	published();
	const char *id = blame_on("c", "2026-03-20");
	WHEN(TellFindingPerson, .link_id = id, .told_on = "2026-04-09");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(TellFindingPerson, .link_id = id, .told_on = "2026-04-07");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(TellFindingPerson, .link_id = id, .told_on = "2026-04-08");
	ACCEPTED();
	WHEN(TellFindingPerson, .link_id = id, .told_on = "2026-04-08");
	REFUSED(REFUSAL_STATE_WRONG);
	WHEN(TellFindingPerson, .link_id = "none", .told_on = "2026-04-08");
	REFUSED(REFUSAL_FINDING_PERSON_UNKNOWN);
}

TEST(withdrawn_it_is_no_evidence_and_the_tail_is_judged_again)
{
	published();
	const char *id = blame_on("c", "2026-03-20");
	WHEN(TellFindingPerson, .link_id = id, .told_on = "2026-04-08");
	TODAY("2026-04-16");
	second();
	WHEN(ConfirmFindingPerson, .link_id = id);
	CHECK_INT(pieces("c"), 1);
	WHEN(WithdrawFindingPerson, .link_id = id, .reason = "");
	REFUSED(REFUSAL_FIELD_REQUIRED);
	WHEN(WithdrawFindingPerson, .link_id = id, .reason = "查明非其分管");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(RejudgementProposed), 1);
	CHECK_INT(pieces("c"), 0);
	CHECK_TEXT(link_row(id)->reason, "查明非其分管");
	WHEN(WithdrawFindingPerson, .link_id = id, .reason = "x");
	REFUSED(REFUSAL_STATE_WRONG);
	ACTOR("org.assessment", CITY);
	blame_on("c", "2026-03-20");
	ACCEPTED();
}

TEST(withdrawn_before_it_counted_it_leaves_the_list_alone)
{
	published();
	const char *id = blame_on("c", "2026-03-20");
	WHEN(WithdrawFindingPerson, .link_id = id, .reason = "录入有误");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(RejudgementProposed), 0);
}

TEST(a_good_item_is_evidence_for_the_person)
{
	published();
	praise("h1", "u8", "env");
	REFUSED(REFUSAL_UNIT_NOT_INSPECTED);
	praise("h1", "u1", "none");
	REFUSED(REFUSAL_ITEM_UNKNOWN);
	const char *id = praise("h1", "u1", "env");
	ACCEPTED();
	praise("h1", "u1", "env");
	REFUSED(REFUSAL_FINDING_PERSON_LINKED);
	praise("h1", "u1", "project");
	ACCEPTED();
	WHEN(TellFindingPerson, .link_id = id, .told_on = "2026-04-08");
	TODAY("2026-04-16");
	uint32_t before = pieces("h1");
	second();
	WHEN(ConfirmFindingPerson, .link_id = id);
	ACCEPTED();
	CHECK_INT(pieces("h1"), before + 1);
	CHECK_INT(evidence_find(world_state(), "h1", link_row(id)->evidence_id)->bearing, EVIDENCE_BEARING_POSITIVE);
}

TEST(a_problem_names_its_form_of_behaviour_and_a_good_item_none)
{
	published();
	WHEN(LinkFindingPerson, .kind = FINDING_KIND_PROBLEM, .rectification_id = problem, .cadre_id = "c", .role = FINDING_ROLE_MAIN,
	     .sentence = "x", .found_on = "2026-03-20");
	REFUSED(REFUSAL_FIELD_REQUIRED);
	AT_FIELD("behavior");
	WHEN(LinkFindingPerson, .kind = FINDING_KIND_GOOD, .inspection_id = inspection, .unit_id = "u3", .item_id = "env", .cadre_id = "c",
	     .role = FINDING_ROLE_MAIN, .sentence = "x", .found_on = "2026-03-20", .behavior = BEHAVIOR_KIND_INACTION);
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
	WHEN(LinkFindingPerson, .kind = FINDING_KIND_PROBLEM, .cadre_id = "c", .role = FINDING_ROLE_MAIN, .sentence = "x",
	     .found_on = "2026-03-20", .behavior = BEHAVIOR_KIND_INACTION);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	AT_FIELD("rectification_id");
	problem = "none";
	blame_on("c", "2026-03-20");
	REFUSED(REFUSAL_RECTIFICATION_UNKNOWN);
}

TEST(the_unit_of_that_day_decides)
{
	published();
	TODAY("2026-04-20");
	cadre("d3", "u1", false, true);
	blame_on("d3", "2026-03-20");
	ACCEPTED();
	blame_on("h1", "2026-03-20");
	REFUSED(REFUSAL_FINDING_PERSON_UNIT);
	AT_FIELD("cadre_id");
	cadre("h1", "u3", false, true);
	blame_on("h1", "2026-03-20");
	REFUSED(REFUSAL_FINDING_PERSON_UNIT);
}

TEST(on_the_day_of_a_move_the_new_unit_counts)
{
	list_frozen();
	ACTOR("org.assessment,org.head,org.deputy,org.cadre", CITY);
	inspection = ranked("2026Q1");
	TODAY("2026-04-03");
	cadre("h1", "u2", false, true);
	cadre("h1", "u3", false, true);
	TODAY("2026-04-08");
	WHEN(PublishInspection, .inspection_id = inspection);
	WHEN(OpenRectification, .inspection_id = inspection, .unit_id = "u3", .item_id = "env", .problem = "拖延");
	problem = world_answer("rectification_id");
	blame_on("h1", "2026-04-02");
	REFUSED(REFUSAL_FINDING_PERSON_UNIT);
	blame_on("h1", "2026-04-03");
	ACCEPTED();
}

TEST(the_day_lies_between_the_quarter_and_its_publication)
{
	published();
	blame_on("c", "2025-12-31");
	REFUSED(REFUSAL_FINDING_DAY);
	AT_FIELD("found_on");
	blame_on("c", "2026-04-09");
	REFUSED(REFUSAL_FINDING_DAY);
	blame_on("c", "2026-01-01");
	ACCEPTED();
	blame_on("d3", "2026-04-08");
	ACCEPTED();
}

TEST(nobody_is_linked_twice_and_at_most_twenty_are)
{
	static char ids[21][8];

	published();
	for (int i = 0; i < 21; i++) {
		snprintf(ids[i], sizeof ids[i], "m%02d", i);
		cadre(ids[i], "u3", false, false);
	}
	for (int i = 0; i < 20; i++) {
		blame_on(ids[i], "2026-03-20");
		ACCEPTED();
	}
	blame_on(ids[0], "2026-03-20");
	REFUSED(REFUSAL_FINDING_PERSON_LINKED);
	blame_on(ids[20], "2026-03-20");
	REFUSED(REFUSAL_FINDING_PERSONS_MANY);
	praise(ids[20], "u3", "env");
	ACCEPTED();
}

TEST(one_links_people_of_the_own_authority_and_never_oneself)
{
	published();
	blame_on("nobody", "2026-03-20");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	ACTOR("org.assessment", "150404");
	blame_on("c", "2026-03-20");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("org.assessment", CITY, "u3", "c");
	blame_on("c", "2026-03-20");
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(before_it_is_published_nothing_is_anybodys)
{
	city("2026-04-01");
	inspection = ranked("2026Q1");
	praise("h1", "u1", "env");
	REFUSED(REFUSAL_NOT_PUBLISHED);
	inspection = "none";
	praise("h1", "u1", "env");
	REFUSED(REFUSAL_INSPECTION_UNKNOWN);
}
TEST_MAIN()
