/* Told, heard, judged. */
#include "list_lib.h"

TEST(the_tail_is_told_and_heard_before_the_meeting)
{
	const char *id = list_drafted();
	judge(id, 9, 9, 9);
	REFUSED(REFUSAL_TAIL_NOT_INFORMED);
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .statement = "有客观原因");
	REFUSED(REFUSAL_TAIL_NOT_INFORMED);
	inform(id, "c");
	ACCEPTED();
	CHECK_TEXT(EMITTED(TailInformed)->rebut_by, "2026-04-16");
	judge(id, 9, 9, 9);
	REFUSED(REFUSAL_STATEMENT_MISSING);
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .statement = "有客观原因");
	ACCEPTED();
	judge(id, 9, 9, 9);
	ACCEPTED();
}

TEST(only_the_tail_is_informed)
{
	const char *id = list_drafted();
	inform(id, "a");
	REFUSED(REFUSAL_NOT_TAIL);
	inform(id, "nobody");
	REFUSED(REFUSAL_ENTRY_UNKNOWN);
}

TEST(a_waiver_is_in_writing_and_silence_is_none)
{
	const char *id = list_drafted();
	inform(id, "c");
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .waived = true);
	REFUSED(REFUSAL_WAIVER_DOCUMENT);
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c");
	REFUSED(REFUSAL_STATEMENT_MISSING);
	TODAY("2026-04-17");
	CHECK_INT(EMITTED_COUNT(RebuttalOverdue), 1);
	judge(id, 9, 9, 9);
	REFUSED(REFUSAL_STATEMENT_MISSING);
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .waived = true, .document = "放弃书");
	ACCEPTED();
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .statement = "还是说几句");  /* better late than never */
	ACCEPTED();
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .statement = "再说几句");
	REFUSED(REFUSAL_REBUTTAL_TWICE);
	judge(id, 9, 9, 9);
	ACCEPTED();
}

TEST(the_person_states_for_himself_only)
{
	const char *id = list_drafted();
	inform(id, "c");
	ACTOR_CADRE("cadre", CITY, "u1", "a");
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .statement = "有客观原因");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("cadre", CITY, "u3", "c");
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .statement = "有客观原因");
	ACCEPTED();
}

TEST(the_meeting_needs_quorum_majority_and_its_dissents)
{
	const char *id = list_heard();
	judge(id, 9, 5, 5);
	REFUSED(REFUSAL_QUORUM_MISSING);
	judge(id, 9, 6, 4);
	REFUSED(REFUSAL_VOTE_FAILED);
	judge(id, 9, 10, 9);
	REFUSED(REFUSAL_VOTE_COUNT);
	WHEN(RecordJudgement, .list_id = id, .held_on = "2026-04-01", .members = 9, .present = 6, .in_favour = 5,
	     .minutes = "纪要3号");
	REFUSED(REFUSAL_DISSENT_MISSING);
	judge(id, 9, 6, 5);
	ACCEPTED();
	CHECK_INT(special_list_find(world_state(), id)->n_dissents, 1);
	WHEN(FreezeList, .list_id = id);
	ACCEPTED();
}

TEST(ranks_have_no_gap_and_tiers_fall_with_them)
{
	const char *id = list_heard();
	draft(id, entry("b", 4, LIST_TIER_GOOD));
	judge(id, 9, 9, 9);
	REFUSED(REFUSAL_RANK_GAP);
	draft(id, entry("b", 1, LIST_TIER_GOOD));
	judge(id, 9, 9, 9);
	REFUSED(REFUSAL_RANK_GAP);
	draft(id, entry("b", 2, LIST_TIER_POOR));
	REFUSED(REFUSAL_EVIDENCE_INSUFFICIENT);
	draft(id, entry("a", 2, LIST_TIER_OUTSTANDING));
	draft(id, entry("b", 1, LIST_TIER_GOOD));
	judge(id, 9, 9, 9);
	REFUSED(REFUSAL_TIER_ORDER);
}

TEST(who_stays_at_the_tail_need_not_be_told_again)
{
	const char *id = list_heard();
	draft(id, entry("c", 3, LIST_TIER_POOR));
	judge(id, 9, 9, 9);
	ACCEPTED();
	inform(id, "c");
	REFUSED(REFUSAL_LIST_JUDGED);
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .statement = "再说几句");
	REFUSED(REFUSAL_LIST_JUDGED);
}

TEST(nothing_is_frozen_unjudged_and_no_empty_list_is_judged)
{
	const char *id = list_opened();
	WHEN(FreezeList, .list_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
	judge(id, 9, 9, 9);
	REFUSED(REFUSAL_LIST_EMPTY);
	WHEN(FreezeList, .list_id = "none");
	REFUSED(REFUSAL_LIST_UNKNOWN);
}

TEST_MAIN()
