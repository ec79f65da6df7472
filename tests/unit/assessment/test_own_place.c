/* What a person on the special list reads of himself, and from when. */
#include "list_lib.h"

static const OwnListPlaceRow *page(const char *cadre_id, const char *list_id)
{
	return own_list_place_find(world_state(), cadre_id, list_id);
}

TEST(nothing_is_shown_before_he_is_told)
{
	const char *id = list_drafted();
	CHECK(page("a", id) == NULL);
	CHECK(page("c", id) == NULL);
}

TEST(the_tail_reads_its_place_and_evidence_with_the_notice)
{
	const char *id = list_drafted();
	inform(id, "c");
	const OwnListPlaceRow *p = page("c", id);
	CHECK_INT(p->state, OWN_PLACE_STATE_INFORMED);
	CHECK(p->tail);
	CHECK_INT(p->rank, 3);
	CHECK_INT(p->sources, 3);
	CHECK_INT(p->n_evidence, 3);
	CHECK_TEXT(p->evidence[0]->summary, "事实");
	CHECK_INT(p->rebuttal, REBUTTAL_STATE_INFORMED);
	CHECK_TEXT(p->facts, "事实和依据");
	CHECK(page("a", id) == NULL);
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .statement = "有客观原因");
	CHECK_INT(page("c", id)->rebuttal, REBUTTAL_STATE_STATED);
	CHECK_TEXT(page("c", id)->facts, "事实和依据");
}

TEST(a_draft_changed_after_the_notice_changes_the_page)
{
	const char *id = list_drafted();
	inform(id, "c");
	evidence("c", SOURCE_KIND_INSPECTION, EVIDENCE_BEARING_NEGATIVE, "o4");
	draft(id, entry("c", 4, LIST_TIER_POOR));
	CHECK_INT(page("c", id)->rank, 4);
	CHECK_INT(page("c", id)->n_evidence, 4);
	draft(id, entry("c", 3, LIST_TIER_FAIR));       /* no longer meant for the tail */
	CHECK(page("c", id) == NULL);
	draft(id, entry("c", 3, LIST_TIER_POOR));
	inform(id, "c");
	CHECK(page("c", id) != NULL);
	WHEN(RemoveListEntry, .list_id = id, .cadre_id = "c", .reason = "调离");
	CHECK(page("c", id) == NULL);
}

TEST(everybody_reads_his_place_once_the_list_is_frozen)
{
	const char *id = list_frozen();
	CHECK_INT(page("a", id)->state, OWN_PLACE_STATE_IN_FORCE);
	CHECK(page("a", id)->head);
	CHECK_INT(page("a", id)->entries, 3);
	CHECK_TEXT(page("a", id)->valid_until, special_list_find(world_state(), id)->valid_until);
	CHECK_INT(page("b", id)->rank, 2);
	CHECK_INT(page("c", id)->state, OWN_PLACE_STATE_IN_FORCE);
}

TEST(a_list_that_is_over_says_so)
{
	const char *id = list_frozen();
	TODAY("2027-04-02");
	CHECK_INT(page("a", id)->state, OWN_PLACE_STATE_EXPIRED);
	CHECK_TEXT(page("a", id)->expired_on, "2027-04-01");
}

TEST(annual_grades_stand_among_the_evidence)
{
	GradeOfYear old, last, *grades[] = { &old, &last };

	grade_of_year__init(&old);
	old.year = 2023;
	old.grade = ANNUAL_GRADE_COMPETENT;
	grade_of_year__init(&last);
	last.year = 2025;
	last.grade = ANNUAL_GRADE_EXCELLENT;
	const char *id = list_heard();
	GIVEN(CadreRegistered, .cadre_id = "a", .unit_id = "u1", .authority = CITY, .level = POST_LEVEL_COUNTY_HEAD, .n_grades = 2,
	      .grades = grades);
	judge(id, 9, 9, 9);
	WHEN(FreezeList, .list_id = id);
	CHECK_INT(page("a", id)->n_evidence, 1);
	CHECK_INT(page("a", id)->evidence[0]->year, 2025);
	CHECK_INT(page("a", id)->evidence[0]->grade, ANNUAL_GRADE_EXCELLENT);
}

/* The page never tells that something is being looked into. */
TEST(what_belongs_to_an_open_matter_is_left_out)
{
	const char *id = list_heard();
	evidence("a", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE, "o7");
	evidence("a", SOURCE_KIND_SPECIAL_TALK, EVIDENCE_BEARING_NEGATIVE, "r1");
	GIVEN(BarImposed, .bar_id = "r1", .cadre_id = "a", .ground = BAR_GROUND_OPEN_REPORT, .origin = "r1", .from_on = "2026-04-01",
	      .until_on = "2026-06-01", .provisional = true);
	judge(id, 9, 9, 9);
	WHEN(FreezeList, .list_id = id);
	ACCEPTED();
	CHECK_INT(page("a", id)->n_evidence, 1);
	CHECK_INT(page("a", id)->evidence[0]->source, SOURCE_KIND_OBSERVATION);
}

TEST(a_hundred_pieces_are_shown_and_the_rest_is_said)
{
	const char *id = list_heard();
	for (int i = 0; i < 100; i++)
		evidence("a", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE, "");
	judge(id, 9, 9, 9);
	WHEN(FreezeList, .list_id = id);
	CHECK_INT(page("a", id)->n_evidence, 100);
	CHECK(!page("a", id)->more);
	evidence("b", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE, "");
	WHEN(OpenSpecialList, .scope = "next", .title = "下半年", .evidence_from = "2026-01-01");
	id = world_answer("list_id");
	evidence("a", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE, "");
	draft(id, entry("a", 1, LIST_TIER_OUTSTANDING));
	judge(id, 9, 9, 9);
	WHEN(FreezeList, .list_id = id);
	CHECK_INT(page("a", id)->n_evidence, 100);
	CHECK(page("a", id)->more);
}
TEST_MAIN()
