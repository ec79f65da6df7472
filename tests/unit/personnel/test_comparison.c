/* The comparison sheet: everybody at the head of the list side by side, each of the others with the reason, before the decision. */
#include "fixture.h"

static ComparedCadre *why(const char *cadre_id, const char *reason)
{
	static ComparedCadre pool[16];
	static size_t used;
	ComparedCadre *one = &pool[used++ % 16];

	compared_cadre__init(one);
	one->cadre_id = cadre_id;
	one->reason = reason;
	return one;
}

static void at_head(const char *cadre_id, uint32_t rank)
{
	GIVEN(ListPlaced, .list_id = "l1", .version = 3, .cadre_id = cadre_id, .tier = LIST_TIER_OUTSTANDING, .rank = rank, .head = true,
	      .valid_until = "2026-12-31");
}

/* c1 is moved by the list l1, at whose head c2 and c3 stand too; c4 does not. The motion says why c2 was not chosen. */
static void moved_by_list(void)
{
	ordinary_day();
	CADRE("c4", "u1", POST_LEVEL_STAFF, .born_on = "1990-03-03");
	at_head("c1", 2);
	at_head("c2", 1);
	at_head("c3", 3);
	GIVEN(ListPlaced, .list_id = "l1", .cadre_id = "c4", .tier = LIST_TIER_FAIR, .rank = 4, .valid_until = "2026-12-31");
	GIVEN(AppointmentMoved, .appointment_id = "a1", .cadre_id = "c1", .kind = APPOINTMENT_KIND_PROMOTION,
	      .ground = APPOINTMENT_GROUND_SPECIAL_LIST, .list_id = "l1", .list_version = 3, .unit_id = "u1", .post_id = "p1",
	      .level = POST_LEVEL_SECTION_HEAD, .authority = CITY, .n_compared = 1,
	      .compared = (ComparedCadre *[]){ why("c2", "已任同级") });
}

static void inspected_by_list(void)
{
	const char *inspectors[] = { "c2", "c3" };

	moved_by_list();
	WHEN(RecordRecommendation, .appointment_id = "a1", .held_on = "2026-03-02", .expected = 9, .present = 9, .in_favour = 9);
	WHEN(StartAppointmentInspection, .appointment_id = "a1", .notice_on = "2026-03-02", .n_inspectors = 2, .inspectors = inspectors);
	all_clear("a1", "2026-03-02");
	WHEN(ConcludeAppointmentInspection, .appointment_id = "a1", .suitable = true, .summary = "好");
}

#define DRAW(...) WHEN(DrawComparison, .appointment_id = "a1", __VA_ARGS__)
#define DRAW_WITH(one) DRAW(.n_compared = 1, .compared = (ComparedCadre *[]){ one })
#define DECIDE() WHEN(DecideAppointment, .appointment_id = "a1", .vote = vote("2026-03-02", 9, 9, 9))

static const ComparisonCandidate *column(const char *cadre_id)
{
	const ComparisonRow *sheet = comparison_find(world_state(), "a1");

	for (size_t i = 0; sheet && i < sheet->n_candidates; i++)
		if (strcmp(sheet->candidates[i]->cadre_id, cadre_id) == 0)
			return sheet->candidates[i];
	return NULL;
}

TEST(everybody_at_the_head_of_the_list_stands_on_the_sheet)
{
	moved_by_list();
	DRAW(.n_compared = 0);
	ACCEPTED();
	const ComparisonDrawn *e = EMITTED(ComparisonDrawn);
	CHECK_INT(e->n_candidates, 3);
	CHECK_TEXT(e->candidates[0]->cadre_id, "c1");
	CHECK(e->candidates[0]->chosen);
	CHECK_TEXT(e->candidates[1]->cadre_id, "c2");
	CHECK_TEXT(e->candidates[2]->cadre_id, "c3");
	CHECK_TEXT(e->candidates[1]->reason, "已任同级");   /* from the motion */
	CHECK_TEXT(e->candidates[2]->reason, "");
	CHECK_INT(e->list_version, 3);
	CHECK(column("c4") == NULL);
}

TEST(a_column_has_record_list_grades_and_bars)
{
	moved_by_list();
	CADRE("c3", "u1", POST_LEVEL_STAFF, .born_on = "1990-03-03", .sex = SEX_FEMALE, .young = true, .rank = RANK_CLERK_1,
	      .rank_since = "2022-01-01");
	GIVEN(AwardGranted, .award_id = "w1", .cadre_id = "c3", .granted_on = "2025-06-01");
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "c3", .ground = BAR_GROUND_MEASURE, .from_on = "2026-01-01", .until_on = "2026-07-01");
	GIVEN(BarImposed, .bar_id = "b2", .cadre_id = "c2", .ground = BAR_GROUND_OPEN_REPORT, .from_on = "2026-03-01",
	      .until_on = "2026-05-01", .provisional = true);
	DRAW(.n_compared = 0);
	const ComparisonCandidate *c = column("c3");
	CHECK_INT(c->age, 35);                              /* her birthday is tomorrow */
	CHECK_INT(c->sex, SEX_FEMALE);
	CHECK_TEXT(c->unit_name, "u1");
	CHECK_INT(c->level, POST_LEVEL_STAFF);
	CHECK_INT(c->rank, RANK_CLERK_1);
	CHECK(c->young);
	CHECK_INT(c->n_grades, 1);
	CHECK_INT(c->grades[0]->grade, ANNUAL_GRADE_COMPETENT);
	CHECK_INT(c->tier, LIST_TIER_OUTSTANDING);
	CHECK_INT(c->list_rank, 3);
	CHECK_INT(c->recognitions, 1);
	CHECK(c->barred);
	CHECK_TEXT(c->barred_until, "2026-07-01");
	CHECK(!column("c2")->barred);                       /* a presumption is not shown */
}

TEST(the_list_is_no_ground_without_a_sheet_that_explains_everybody)
{
	inspected_by_list();
	DECIDE();
	REFUSED(REFUSAL_COMPARISON_NOT_DRAWN);
	DRAW(.n_compared = 0);
	DECIDE();
	REFUSED(REFUSAL_COMPARISON_UNEXPLAINED);
	CHECK_TEXT(world_violation(0), "COMPARISON_UNEXPLAINED 3 compared");
	DRAW_WITH(why("c3", "任职年限不足"));
	ACCEPTED();
	CHECK_TEXT(column("c2")->reason, "已任同级");       /* kept from the sheet before */
	DECIDE();
	ACCEPTED();
	DRAW(.n_compared = 0);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(somebody_who_came_to_the_head_after_the_sheet_is_missing_on_it)
{
	inspected_by_list();
	DRAW_WITH(why("c3", "任职年限不足"));
	CADRE("c5", "u1", POST_LEVEL_STAFF, .rank = RANK_UNSPECIFIED);
	at_head("c5", 5);
	DECIDE();
	REFUSED(REFUSAL_COMPARISON_UNEXPLAINED);
	at_head("stranger", 6);                             /* no record here: nobody can be asked about him */
	DRAW_WITH(why("c5", "专业不符"));
	CHECK(column("stranger") == NULL);
	DECIDE();
	ACCEPTED();
}

TEST(only_others_at_the_head_are_compared)
{
	moved_by_list();
	DRAW_WITH(why("c4", "x"));
	REFUSED(REFUSAL_COMPARISON_WRONG);
	DRAW_WITH(why("c1", "x"));
	REFUSED(REFUSAL_COMPARISON_WRONG);
	DRAW_WITH(why("ghost", "x"));
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	DRAW(.n_compared = 2, .compared = (ComparedCadre *[]){ why("c3", "x"), why("c3", "y") });
	REFUSED(REFUSAL_COMPARISON_WRONG);
	CHECK_TEXT(world_violation(0), "COMPARISON_WRONG 2 compared");
}

TEST(by_another_ground_those_named_stand_side_by_side)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	GIVEN(CadreRegistered, .cadre_id = "far", .unit_id = "x", .authority = "150500", .level = POST_LEVEL_STAFF);
	at_head("c2", 7);
	DRAW_WITH(why("c2", "已任同级"));
	ACCEPTED();
	CHECK_INT(EMITTED(ComparisonDrawn)->n_candidates, 2);
	CHECK_INT(column("c2")->list_rank, 7);              /* the newest list in force */
	DRAW_WITH(why("far", "x"));
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	DRAW_WITH(why("c3", "x"));
	CHECK(column("c2") == NULL);                        /* drawn anew: who is not named is not on it */
}

TEST(a_sheet_holds_two_hundred)
{
	char id[16];

	moved_by_list();
	for (uint32_t i = 0; i < 197; i++) {
		snprintf(id, sizeof id, "m%03u", i);
		GIVEN(CadreRegistered, .cadre_id = id, .name = id, .unit_id = "u1", .authority = CITY);
		at_head(id, 10 + i);
	}
	DRAW(.n_compared = 0);
	ACCEPTED();
	CHECK_TEXT(world_answer("candidates"), "200");
	GIVEN(CadreRegistered, .cadre_id = "one-more", .name = "x", .unit_id = "u1", .authority = CITY);
	at_head("one-more", 300);
	DRAW(.n_compared = 0);
	REFUSED(REFUSAL_COMPARISON_FULL);
}
TEST_MAIN()
