/* The special list: drafting and freezing. */
#include "list_lib.h"

TEST(a_scope_has_one_draft_at_a_time)
{
	const char *id = list_opened();
	CHECK(id[0]);
	WHEN(OpenSpecialList, .scope = "county-level", .title = "下半年", .evidence_from = "2026-01-01");
	REFUSED(REFUSAL_LIST_OPEN);
	WHEN(OpenSpecialList, .scope = "section-level", .title = "上半年", .evidence_from = "2026-04-02");
	REFUSED(REFUSAL_DATE_FUTURE);
	ACTOR("org.cadre", "150404");
	WHEN(OpenSpecialList, .scope = "county-level", .title = "下半年", .evidence_from = "2026-01-01");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(the_tail_needs_three_independent_sources)
{
	const char *id = list_opened();
	evidence("c", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_NEGATIVE, "o1");
	evidence("c", SOURCE_KIND_SPECIAL_TALK, EVIDENCE_BEARING_NEGATIVE, "o2");
	draft(id, entry("c", 1, LIST_TIER_POOR));
	REFUSED(REFUSAL_EVIDENCE_INSUFFICIENT);
	evidence("c", SOURCE_KIND_POST_TERM, EVIDENCE_BEARING_NEUTRAL, "o2");   /* the same origin: no third source */
	draft(id, entry("c", 1, LIST_TIER_POOR));
	REFUSED(REFUSAL_EVIDENCE_INSUFFICIENT);
	evidence("c", SOURCE_KIND_POST_TERM, EVIDENCE_BEARING_NEUTRAL, "o3");
	draft(id, entry("c", 1, LIST_TIER_POOR));
	ACCEPTED();
	CHECK_INT(EMITTED(ListEntryDrafted)->sources, 3);
}

TEST(a_single_source_against_him_is_not_enough)
{
	const char *id = list_opened();
	evidence("c", SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_NEGATIVE, "o1");
	evidence("c", SOURCE_KIND_SPECIAL_TALK, EVIDENCE_BEARING_POSITIVE, "o2");
	evidence("c", SOURCE_KIND_POST_TERM, EVIDENCE_BEARING_NEUTRAL, "o3");
	draft(id, entry("c", 1, LIST_TIER_POOR));
	REFUSED(REFUSAL_TAIL_SINGLE_SOURCE);
}

TEST(old_evidence_does_not_count)
{
	const char *id = list_opened();
	against("c");
	WHEN(RecordEvidence, .cadre_id = "a", .source = SOURCE_KIND_OBSERVATION, .bearing = EVIDENCE_BEARING_NEGATIVE,
	     .summary = "事实", .observed_on = "2025-12-31");
	draft(id, entry("a", 1, LIST_TIER_GOOD));
	CHECK_INT(EMITTED(ListEntryDrafted)->sources, 0);
}

TEST(an_open_report_is_no_reason_for_the_tail)
{
	const char *id = list_opened();
	against("c");
	GIVEN(BarImposed, .bar_id = "r1", .cadre_id = "c", .ground = BAR_GROUND_OPEN_REPORT, .origin = "o1",
	      .from_on = "2026-03-20", .until_on = "2026-05-20", .provisional = true);
	draft(id, entry("c", 1, LIST_TIER_POOR));
	REFUSED(REFUSAL_EVIDENCE_INSUFFICIENT);            /* what came from the open report does not count */
	evidence("c", SOURCE_KIND_INSPECTION, EVIDENCE_BEARING_NEGATIVE, "o4");
	draft(id, entry("c", 1, LIST_TIER_POOR));
	ACCEPTED();
	CHECK(EMITTED(ListEntryDrafted)->under_review);    /* marked, and placed for other reasons */
}

TEST(levels_outside_the_scope_and_foreign_cadres_are_refused)
{
	PostLevel levels[] = { POST_LEVEL_SECTION_HEAD };

	city("2026-04-01");
	cadre("a", "u1", false, true);
	WHEN(OpenSpecialList, .scope = "section-level", .title = "上半年", .n_levels = 1, .levels = levels,
	     .evidence_from = "2026-01-01");
	const char *id = world_answer("list_id");
	draft(id, entry("a", 1, LIST_TIER_GOOD));
	REFUSED(REFUSAL_OUTSIDE_SCOPE);
	GIVEN(CadreRegistered, .cadre_id = "x", .authority = "150404", .level = POST_LEVEL_SECTION_HEAD);
	draft(id, entry("x", 1, LIST_TIER_GOOD));
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	draft(id, entry("nobody", 1, LIST_TIER_GOOD));
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	ACTOR_CADRE("org.cadre", CITY, "u1", "a");
	draft(id, entry("a", 1, LIST_TIER_GOOD));
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(head_and_tail_need_a_reason_and_a_fitting_tier)
{
	const char *id = list_opened();
	ListEntry *e = entry("a", 1, LIST_TIER_OUTSTANDING);
	e->reason = "";
	draft(id, e);
	REFUSED(REFUSAL_REASON_MISSING);
	e->reason = "综合研判";
	e->tier = LIST_TIER_FAIR;
	draft(id, e);
	REFUSED(REFUSAL_TIER_ORDER);
	e->tier = LIST_TIER_GOOD;
	e->tail = true;
	draft(id, e);
	REFUSED(REFUSAL_HEAD_AND_TAIL);
	against("c");
	e = entry("c", 1, LIST_TIER_POOR);
	e->ground = CALL_UP_GROUND_HINT_UNSPECIFIED;
	draft(id, e);
	REFUSED(REFUSAL_FIELD_REQUIRED);
}

TEST(a_barred_cadre_is_not_placed_at_the_head)
{
	const char *id = list_opened();
	GIVEN(BarImposed, .bar_id = "s1", .cadre_id = "a", .ground = BAR_GROUND_MEASURE, .from_on = "2026-01-01",
	      .until_on = "2026-04-01");
	draft(id, entry("a", 1, LIST_TIER_OUTSTANDING));
	REFUSED(REFUSAL_CADRE_BARRED);
	TODAY("2026-04-02");
	draft(id, entry("a", 1, LIST_TIER_OUTSTANDING));
	ACCEPTED();
}

TEST(a_frozen_list_places_everybody_and_expires)
{
	const char *id = list_frozen();
	ACCEPTED();
	CHECK_INT(EMITTED(ListFrozen)->entries, 3);
	CHECK_INT(EMITTED(ListFrozen)->head, 1);
	CHECK_INT(EMITTED(ListFrozen)->tail, 1);
	CHECK_INT(EMITTED(ListFrozen)->version, 1);
	CHECK_TEXT(EMITTED(ListFrozen)->valid_until, "2027-04-01");
	CHECK_INT(EMITTED_COUNT(ListPlaced), 3);
	const ListPlaced *last = EMITTED_AT(ListPlaced, 2);
	CHECK_TEXT(last->cadre_id, "c");
	CHECK(last->tail && last->ground == CALL_UP_GROUND_HINT_WEAK_PUSH);
	draft(id, entry("b", 4, LIST_TIER_GOOD));
	REFUSED(REFUSAL_LIST_JUDGED);
	TODAY("2027-04-02");
	CHECK_INT(EMITTED_COUNT(ListExpired), 1);
	CHECK_INT(special_list_find(world_state(), id)->state, LIST_STATE_EXPIRED);
}

TEST(a_new_version_replaces_the_old_one)
{
	const char *first = list_frozen();
	WHEN(OpenSpecialList, .scope = "county-level", .title = "更正", .evidence_from = "2026-01-01");
	CHECK_TEXT(world_answer("version"), "2");
	const char *second = world_answer("list_id");
	draft(second, entry("a", 1, LIST_TIER_GOOD));
	judge(second, 9, 9, 9);
	WHEN(FreezeList, .list_id = second);
	ACCEPTED();
	CHECK_TEXT(EMITTED(ListExpired)->list_id, first);
	CHECK_TEXT(EMITTED(ListExpired)->replaced_by, second);
	CHECK_INT(EMITTED(ListFrozen)->version, 2);
}

TEST(an_entry_can_be_taken_out_until_judged)
{
	const char *id = list_drafted();
	WHEN(RemoveListEntry, .list_id = id, .cadre_id = "b", .reason = "调离");
	ACCEPTED();
	WHEN(RemoveListEntry, .list_id = id, .cadre_id = "b", .reason = "调离");
	REFUSED(REFUSAL_ENTRY_UNKNOWN);
	CHECK_INT(special_list_find(world_state(), id)->entries, 2);
}

TEST(a_cleared_name_at_the_tail_calls_for_a_new_judgement)
{
	list_frozen();
	GIVEN(Cleared, .clearing_id = "cl1", .cadre_id = "c", .report_id = "r1");
	CHECK_INT(EMITTED_COUNT(RejudgementProposed), 1);
	GIVEN(Cleared, .clearing_id = "cl2", .cadre_id = "b", .report_id = "r2");
	CHECK_INT(EMITTED_COUNT(RejudgementProposed), 0);
}

TEST(many_are_drafted_at_once_and_no_more_than_that)
{
	static ListEntry entries[501];
	static ListEntry *list[501];
	static char ids[501][24];

	const char *id = list_opened();
	for (int i = 0; i < 501; i++) {
		snprintf(ids[i], sizeof ids[i], "many-%03d", i);
		cadre(ids[i], "u1", false, false);
		list_entry__init(&entries[i]);
		entries[i].cadre_id = ids[i];
		entries[i].rank = (uint32_t)i + 1;
		entries[i].tier = LIST_TIER_FAIR;
		list[i] = &entries[i];
	}
	WHEN(DraftListEntries, .list_id = id, .n_entries = 501, .entries = list);
	REFUSED(REFUSAL_FIELD_TOO_MANY);
	WHEN(DraftListEntries, .list_id = id, .n_entries = 500, .entries = list);
	ACCEPTED();
	CHECK_INT(special_list_find(world_state(), id)->entries, 500);
	list[1] = list[0];
	WHEN(DraftListEntries, .list_id = id, .n_entries = 2, .entries = list);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
}

TEST_MAIN()
