/* Totals of section cadres: parts, caps, proofs, patterns, feedback. */
#include "section_lib.h"

static const ScoreNode *node(const SectionCadreScored *e, const char *name)
{
	for (size_t i = 0; i < e->n_nodes; i++)
		if (strcmp(e->nodes[i]->node, name) == 0)
			return e->nodes[i];
	return NULL;
}

TEST(a_total_is_its_parts_with_what_is_added_and_taken_off)
{
	one_closed(5);
	performance("d1", 8500);
	adjust(ADJUSTMENT_KIND_BONUS, 300, "表彰1号");
	ACCEPTED();
	adjust(ADJUSTMENT_KIND_DEDUCTION, 150, "处理1号");
	ACCEPTED();
	compute();
	ACCEPTED();
	const SectionCadreScored *e = EMITTED(SectionCadreScored);
	CHECK_INT(e->total, 8500 * 40 / 100 + 8000 * 30 / 100 + 9000 * 30 / 100 + 300 - 150);
	CHECK_INT(node(e, "mutual")->score, 8000);
	CHECK_INT(node(e, "mutual")->value, 7);
	CHECK_INT(node(e, "township")->share_numerator * 10, node(e, "township")->share_denominator * 3);
	CHECK_INT(node(e, "bonus")->score, 300);
	CHECK(node(e, "performance")->source[0] != '\0');
	CHECK_INT(e->rank, 1);
	CHECK_TEXT(e->feedback_by, "2026-04-03");
	compute();
	REFUSED(REFUSAL_SECTION_RESULT_MADE);
	adjust(ADJUSTMENT_KIND_BONUS, 1, "表彰2号");
	REFUSED(REFUSAL_SECTION_RESULT_MADE);
	performance("d1", 8500);
	REFUSED(REFUSAL_SECTION_RESULT_MADE);
}

TEST(no_township_on_the_list_shares_out_its_weight)
{
	one_closed(0);
	performance("d1", 8700);
	compute();
	const SectionCadreScored *e = EMITTED(SectionCadreScored);
	CHECK_INT(node(e, "township")->state, PART_STATE_NOT_APPLICABLE);
	CHECK_INT(e->total, 8400);                     /* (87 x 40 + 80 x 30) / 70 */
	CHECK_INT(node(e, "performance")->share_numerator * 7, node(e, "performance")->share_denominator * 4);
}

TEST(too_few_of_the_townships_give_no_result)
{
	one_open(5);
	for (int i = 2; i <= DEPARTMENTS; i++)
		evaluate(name_of("e%da", i), "s1", 8000);
	for (int i = 1; i <= 4; i++)
		evaluate(name_of("w%d", i), "s1", 9000);
	does_not_know("w5", "s1");
	TODAY("2026-03-21");
	office();
	performance("d1", 8500);
	compute();
	REFUSED(REFUSAL_SECTION_TOWNSHIP_FEW);
	CHECK_TEXT(world_violation(0), "SECTION_TOWNSHIP_FEW 1 subjects");
	WHEN(ReopenSectionEvaluation, .evaluation_id = evaluation_id, .closes_on = "2026-03-23", .reason = "票数不足");
	evaluate("w5", "s1", 9000);
	TODAY("2026-03-24");
	office();
	compute();
	ACCEPTED();
}

TEST(who_does_not_know_is_in_no_mean)
{
	one_open(0);
	for (int i = 2; i <= DEPARTMENTS; i++)
		evaluate(name_of("e%da", i), "s1", i == 2 ? 1000 : 8000);
	does_not_know("e2a", "s1");
	does_not_know("e3a", "s1");
	TODAY("2026-03-21");
	office();
	performance("d1", 8000);
	compute();
	CHECK_INT(EMITTED(SectionCadreScored)->total, 8000);
	one_open(0);
	for (int i = 2; i <= 5; i++)
		evaluate(name_of("e%da", i), "s1", 8000);
	TODAY("2026-03-21");
	office();
	performance("d1", 8000);
	compute();
	REFUSED(REFUSAL_SECTION_MUTUAL_FEW);
}

TEST(a_unit_without_its_performance_is_not_taken_for_zero)
{
	one_closed(0);
	compute();
	REFUSED(REFUSAL_SECTION_PERFORMANCE_MISSING);
	performance("d99", 100);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
}

TEST(adjustments_have_their_paper_and_their_cap)
{
	one_closed(0);
	adjust(ADJUSTMENT_KIND_BONUS, 100, "");
	REFUSED(REFUSAL_SECTION_PROOF);
	adjust(ADJUSTMENT_KIND_DEDUCTION, 100, "");
	REFUSED(REFUSAL_SECTION_DEDUCTION_DOCUMENT);
	adjust(ADJUSTMENT_KIND_BONUS, 501, "表彰1号");
	REFUSED(REFUSAL_SECTION_BONUS_CAP);
	adjust(ADJUSTMENT_KIND_BONUS, 300, "表彰1号");
	ACCEPTED();
	adjust(ADJUSTMENT_KIND_BONUS, 201, "表彰2号");
	REFUSED(REFUSAL_SECTION_BONUS_CAP);
	adjust(ADJUSTMENT_KIND_BONUS, 200, "表彰2号");
	ACCEPTED();
	adjust(ADJUSTMENT_KIND_DEDUCTION, 1001, "处理1号");
	REFUSED(REFUSAL_SECTION_DEDUCTION_CAP);
	adjust(ADJUSTMENT_KIND_DEDUCTION, 1000, "处理1号");
	ACCEPTED();
	ACTOR_CADRE("org.assessment", CITY, "d1", "s1");
	adjust(ADJUSTMENT_KIND_DEDUCTION, 1, "处理2号");
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(a_scheme_scores_its_units_by_itself)
{
	departments();
	GIVEN(SchemeDrafted, .scheme_id = "sc1", .year = 2025, .authority = CITY);
	GIVEN(ScoringOpened, .scheme_id = "sc1", .year = 2025, .submit_by = "2026-05-01");
	GIVEN(UnitScored, .scheme_id = "sc1", .unit_id = "d1", .state = PART_STATE_SCORED, .total = 9100);
	WHEN(OpenSectionEvaluation, .year = 2025, .title = "x", .scheme_id = "sc1", .n_cadre_ids = 1, .cadre_ids = (const char *[]){ "s1" });
	ACCEPTED();
	snprintf(evaluation_id, sizeof evaluation_id, "%s", world_answer("evaluation_id"));
	relate_all(1, 0);
	begin();
	for (int i = 2; i <= DEPARTMENTS; i++)
		evaluate(name_of("e%da", i), "s1", 9100);
	TODAY("2026-03-21");
	office();
	compute();
	REFUSED(REFUSAL_SECTION_PERFORMANCE_MISSING);  /* not confirmed */
	GIVEN(ScoresConfirmed, .scheme_id = "sc1", .confirmed_on = "2026-03-21");
	compute();
	ACCEPTED();
	CHECK_INT(EMITTED(SectionCadreScored)->total, 9100);
}

/* Every department marks every other about 80, but d1 and d2 give each other 99. */
static void all_marked(bool friends)
{
	static const char *const everybody[] = { "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8" };

	departments();
	open_of(everybody, DEPARTMENTS);
	for (int i = 1; i <= DEPARTMENTS; i++)
		relate_all(i, 0);
	begin();
	for (int i = 1; i <= DEPARTMENTS; i++)
		for (int j = 1; j <= DEPARTMENTS; j++)
			if (i != j)
				evaluate(name_of("e%da", j), name_of("s%d", i),
					 friends && i + j == 3 ? 9900 : 8000 + (i * 37 + j * 53 + i * j * 11) % 100);
	TODAY("2026-03-21");
	office();
	for (int i = 1; i <= DEPARTMENTS; i++)
		performance(name_of("d%d", i), 8000 + i * 10);
	compute();
	ACCEPTED();
}

TEST(two_units_high_with_each_other_are_named_and_nothing_else_happens)
{
	all_marked(true);
	CHECK_INT(EMITTED_COUNT(SectionCadreScored), DEPARTMENTS);
	CHECK_INT(EMITTED_COUNT(ReciprocalNamed), 1);
	const ReciprocalNamed *e = EMITTED(ReciprocalNamed);
	CHECK(e && e->unit_id[1] + e->other_unit_id[1] == '1' + '2');
	CHECK(e && e->one_of_other > 0 && e->other_of_one > 0);
	int64_t sum = 9900;
	for (int j = 3; j <= DEPARTMENTS; j++)
		sum += 8000 + (37 + j * 53 + j * 11) % 100;
	CHECK_INT(node(EMITTED(SectionCadreScored), "mutual")->score, (2 * sum + 7) / 14);     /* the marks stand until people decide */
	CHECK_INT(EMITTED(SectionResultsMade)->patterns, 1);
}

TEST(where_nobody_favours_nobody_is_named)
{
	all_marked(false);
	CHECK_INT(EMITTED_COUNT(ReciprocalNamed), 0);
}

TEST(everybody_is_told_and_it_shows_when_not)
{
	one_closed(0);
	WHEN(FeedBackSectionResult, .evaluation_id = evaluation_id, .cadre_id = "s1", .told_on = "2026-03-21");
	REFUSED(REFUSAL_STATE_WRONG);
	performance("d1", 8000);
	compute();
	WHEN(FeedBackSectionResult, .evaluation_id = evaluation_id, .cadre_id = "s2", .told_on = "2026-03-21");
	REFUSED(REFUSAL_SECTION_SUBJECT_UNKNOWN);
	WHEN(FeedBackSectionResult, .evaluation_id = evaluation_id, .cadre_id = "s1", .told_on = "2026-03-22");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(FeedBackSectionResult, .evaluation_id = evaluation_id, .cadre_id = "s1", .told_on = "2026-03-20");
	REFUSED(REFUSAL_DATE_ORDER);
	TODAY("2026-04-04");
	CHECK_INT(EMITTED(SectionFeedbackOverdue)->open, 1);
	office();
	WHEN(FeedBackSectionResult, .evaluation_id = evaluation_id, .cadre_id = "s1", .told_on = "2026-04-04", .note = "同意");
	ACCEPTED();
	CHECK(EMITTED(SectionResultFedBack)->last);
	CHECK_INT(section_evaluation_find(world_state(), evaluation_id)->state, SECTION_STATE_SETTLED);
	WHEN(FeedBackSectionResult, .evaluation_id = evaluation_id, .cadre_id = "s1", .told_on = "2026-04-04");
	REFUSED(REFUSAL_SECTION_FED_BACK);
}
TEST_MAIN()
