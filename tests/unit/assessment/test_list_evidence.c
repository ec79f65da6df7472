/* Evidence counted weeks before the planned freeze. */
#include "list_lib.h"

/* Opened on 1 April, to be frozen on 1 June: four weeks before is 4 May. */
static const char *planned_for_june(void)
{
	PostLevel levels[] = { POST_LEVEL_COUNTY_HEAD };

	city("2026-04-01");
	cadre("a", "u1", false, true);
	GIVEN(CadreRegistered, .cadre_id = "staff", .unit_id = "u1", .authority = CITY, .level = POST_LEVEL_STAFF);
	GIVEN(CadreRegistered, .cadre_id = "away", .unit_id = "u9", .authority = "150404", .level = POST_LEVEL_COUNTY_HEAD);
	WHEN(OpenSpecialList, .scope = "s", .title = "上半年", .evidence_from = "2026-01-01", .n_levels = 1, .levels = levels,
	     .freeze_on = "2026-06-01");
	return world_answer("list_id");
}

static const EvidenceCountRow *count_of(const char *list_id, const char *cadre_id)
{
	return evidence_count_find(world_state(), list_id, cadre_id);
}

TEST(everybody_in_scope_is_counted_four_weeks_before)
{
	const char *id = planned_for_june();
	evidence("a", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE, "o1");
	evidence("a", SOURCE_KIND_SPECIAL_TALK, EVIDENCE_BEARING_POSITIVE, "o2");
	TODAY("2026-05-03");
	CHECK_INT(EMITTED_COUNT(EvidenceShort), 0);
	TODAY("2026-05-04");
	const EvidenceShort *e = EMITTED(EvidenceShort);
	CHECK_INT(e->people, 5);                        /* h1, h3, d3, i1 and a; neither staff nor another county */
	CHECK_INT(e->short_of_sources, 5);
	CHECK_INT(e->sources_min, 3);
	CHECK_TEXT(e->freeze_on, "2026-06-01");
	CHECK_TEXT(e->check_after, "2026-05-10");
	CHECK_INT(count_of(id, "a")->sources, 2);
	CHECK_INT(count_of(id, "a")->missing, 1);
	CHECK_INT(count_of(id, "a")->n_have, 2);
	CHECK_INT(count_of(id, "a")->n_without, 4);
	CHECK_INT(count_of(id, "a")->without[0], SOURCE_KIND_NO_POST_INSPECTION);
	CHECK_INT(count_of(id, "h1")->missing, 3);
	CHECK(count_of(id, "staff") == NULL);
	CHECK(count_of(id, "away") == NULL);
	CHECK(special_list_find(world_state(), id)->evidence_short);
}

TEST(counted_again_every_week_until_the_freeze)
{
	const char *id = planned_for_june();
	const char *people[] = { "h1", "h3", "d3", "i1", "a" };
	TODAY("2026-05-04");
	for (int i = 0; i < 5; i++)
		against(people[i]);
	TODAY("2026-05-11");
	CHECK_INT(EMITTED_COUNT(EvidenceShort), 0);
	CHECK_INT(EMITTED(EvidenceEnough)->people, 5);
	CHECK_INT(count_of(id, "a")->missing, 0);
	CHECK_TEXT(EMITTED(EvidenceEnough)->check_after, "2026-05-17");
	cadre("new", "u2", false, true);                /* somebody came into the scope */
	TODAY("2026-05-18");
	CHECK_INT(EMITTED(EvidenceShort)->short_of_sources, 1);
	TODAY("2026-05-25");
	CHECK_TEXT(EMITTED(EvidenceShort)->check_after, "2026-05-31");
	TODAY("2026-06-01");                            /* the day itself, in the morning, once more */
	CHECK_TEXT(EMITTED(EvidenceShort)->check_after, "");
	TODAY("2026-07-01");
	CHECK_INT(EMITTED_COUNT(EvidenceShort), 0);
}

TEST(two_facts_of_one_origin_are_one_source)
{
	const char *id = planned_for_june();
	evidence("a", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_POSITIVE, "o1");
	evidence("a", SOURCE_KIND_SPECIAL_TALK, EVIDENCE_BEARING_POSITIVE, "o1");
	TODAY("2026-05-04");
	CHECK_INT(count_of(id, "a")->sources, 1);
	CHECK_INT(count_of(id, "a")->n_have, 2);        /* both kinds speak, though not independently */
}

TEST(a_freeze_planned_too_soon_is_warned_of_tomorrow)
{
	city("2026-04-01");
	WHEN(OpenSpecialList, .scope = "s", .title = "上半年", .evidence_from = "2026-01-01", .freeze_on = "2026-04-01");
	REFUSED(REFUSAL_FREEZE_PLANNED_PAST);
	AT_FIELD("freeze_on");
	WHEN(OpenSpecialList, .scope = "s", .title = "上半年", .evidence_from = "2026-01-01", .freeze_on = "2026-04-02");
	ACCEPTED();
	CHECK_TEXT(EMITTED(SpecialListOpened)->check_after, "2026-04-01");
	TODAY("2026-04-02");
	CHECK_INT(EMITTED(EvidenceShort)->people, 4);
}

TEST(without_a_planned_day_the_rule_gives_one)
{
	city("2026-04-01");
	POLICY("LIST.FREEZE_WITHIN", "3", "m");
	POLICY("LIST.EVIDENCE_WARNING_WEEKS", "2", "number");
	WHEN(OpenSpecialList, .scope = "s", .title = "上半年", .evidence_from = "2026-01-01");
	CHECK_TEXT(EMITTED(SpecialListOpened)->freeze_on, "2026-07-01");
	CHECK_TEXT(EMITTED(SpecialListOpened)->check_after, "2026-06-16");
}

TEST(the_freeze_ends_the_warning)
{
	const char *id = list_heard();
	TODAY("2026-05-04");
	CHECK(EMITTED(EvidenceShort) != NULL);
	ACTOR("org.assessment,org.head,org.deputy,org.cadre,org.supervision", CITY);
	judge(id, 9, 9, 9);
	WHEN(FreezeList, .list_id = id);
	CHECK_INT(EMITTED_COUNT(EvidenceEnough), 1);
	CHECK(!special_list_find(world_state(), id)->evidence_short);
	TODAY("2026-08-01");
	CHECK_INT(EMITTED_COUNT(EvidenceShort), 0);
}

/* More people than one event holds. */
TEST(a_large_scope_comes_in_portions)
{
	const char *id = planned_for_june();
	char name[16];
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof name, "x%03d", i);
		cadre(name, "u4", false, false);
	}
	TODAY("2026-05-04");
	CHECK_INT(EMITTED_COUNT(EvidenceCounted), 2);
	CHECK_INT(EMITTED_AT(EvidenceCounted, 0)->n_people, 200);
	CHECK_INT(EMITTED_AT(EvidenceCounted, 1)->n_people, 5);
	CHECK_INT(EMITTED(EvidenceShort)->people, 205);
	CHECK(count_of(id, "x199") != NULL);
}
TEST_MAIN()
