/* Shouldering performance: sources, type, reasons, review, release, and what the special list makes of it. */
#include "shouldering_lib.h"

#include "assessment/bounds.h"
#include "assessment/sources.h"

TEST(two_kinds_of_source_are_the_least)
{
	struct source_room r = { .count = 0 };

	sources_stand();
	source(&r, SHOULDERING_SOURCE_KIND_ORGANISATION, "组函1号", EVIDENCE_BEARING_POSITIVE);
	source(&r, SHOULDERING_SOURCE_KIND_ORGANISATION, "组函2号", EVIDENCE_BEARING_POSITIVE);
	merge(&r);
	REFUSED(REFUSAL_SHOULDERING_SOURCES_FEW);
	source(&r, SHOULDERING_SOURCE_KIND_INSPECTION, "q1", EVIDENCE_BEARING_NEUTRAL);
	merge(&r);
	ACCEPTED();
	CHECK_INT(EMITTED(ShoulderingMerged)->kinds, 2);
	merge(&r);
	REFUSED(REFUSAL_SHOULDERING_OPEN);
}

TEST(a_source_is_there_settled_and_about_him)
{
	struct source_room r = { .count = 0 };

	sources_stand();
	inspected("q2", "u1", "");                         /* not published */
	inspected("q3", "u3", "2026-03-31");               /* of another unit */
	source(&r, SHOULDERING_SOURCE_KIND_INSPECTION, "q2", EVIDENCE_BEARING_POSITIVE);
	source(&r, SHOULDERING_SOURCE_KIND_INSPECTION, "q3", EVIDENCE_BEARING_POSITIVE);
	source(&r, SHOULDERING_SOURCE_KIND_OBSERVATION, "o9", EVIDENCE_BEARING_POSITIVE);
	source(&r, SHOULDERING_SOURCE_KIND_COMPOSITE, "s99", EVIDENCE_BEARING_POSITIVE);
	source(&r, SHOULDERING_SOURCE_KIND_COMPOSITE, "s25", EVIDENCE_BEARING_POSITIVE);
	source(&r, SHOULDERING_SOURCE_KIND_COMPOSITE, "s25", EVIDENCE_BEARING_POSITIVE);
	merge(&r);
	REFUSED(REFUSAL_SHOULDERING_SOURCE_UNKNOWN);
	CHECK_TEXT(world_violation(0), "SHOULDERING_SOURCE_UNKNOWN 1 sources");
	CHECK_TEXT(world_violation(1), "SHOULDERING_SOURCE_UNKNOWN 2 sources");
	CHECK_TEXT(world_violation(2), "SHOULDERING_SOURCE_UNKNOWN 3 sources");
	CHECK_TEXT(world_violation(3), "SHOULDERING_SOURCE_UNKNOWN 4 sources");
	CHECK_TEXT(world_violation(4), "VALUE_DUPLICATE 6 sources");
}

TEST(a_source_lies_in_the_period_and_in_no_open_matter)
{
	struct source_room r = { .count = 0 };

	sources_stand();
	source(&r, SHOULDERING_SOURCE_KIND_INSPECTION, "q1", EVIDENCE_BEARING_POSITIVE);
	source(&r, SHOULDERING_SOURCE_KIND_COMPOSITE, "s25", EVIDENCE_BEARING_POSITIVE);
	WHEN(MergeShouldering, .cadre_id = "c", .from_on = "2026-02-02", .until_on = "2026-04-01", .n_sources = r.count, .sources = r.list);
	REFUSED(REFUSAL_SHOULDERING_SOURCE_OUTSIDE);
	WHEN(MergeShouldering, .cadre_id = "c", .from_on = "2026-02-01", .until_on = "2026-03-30", .n_sources = r.count, .sources = r.list);
	REFUSED(REFUSAL_SHOULDERING_SOURCE_OUTSIDE);
	WHEN(MergeShouldering, .cadre_id = "c", .from_on = "2026-02-01", .until_on = "2026-01-31", .n_sources = r.count, .sources = r.list);
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(MergeShouldering, .cadre_id = "c", .from_on = "2026-02-01", .until_on = "2026-04-02", .n_sources = r.count, .sources = r.list);
	REFUSED(REFUSAL_DATE_FUTURE);
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "c", .provisional = true, .origin = "r1", .from_on = "2026-03-01",
	      .until_on = "2026-06-01");
	source(&r, SHOULDERING_SOURCE_KIND_ORGANISATION, "r1", EVIDENCE_BEARING_NEGATIVE);
	merge(&r);
	REFUSED(REFUSAL_EVIDENCE_OPEN_MATTER);
	CHECK_TEXT(world_violation(0), "EVIDENCE_OPEN_MATTER 3 sources");
	r.count = 2;
	merge(&r);
	ACCEPTED();
}

TEST(nobody_evaluates_himself_or_whom_he_does_not_manage)
{
	struct source_room r = { .count = 0 };

	sources_stand();
	source(&r, SHOULDERING_SOURCE_KIND_INSPECTION, "q1", EVIDENCE_BEARING_POSITIVE);
	ACTOR("org.cadre", "150404");
	merge(&r);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR_CADRE("org.cadre", CITY, "u1", "c");
	merge(&r);
	REFUSED(REFUSAL_SELF_DEALING);
}

TEST(the_type_against_him_names_a_behaviour_and_no_other_does)
{
	sources_stand();
	const char *id = merged(EVIDENCE_BEARING_NEGATIVE);
	typed(id, SHOULDERING_TYPE_NOT_SHOULDERING, BEHAVIOR_KIND_UNSPECIFIED);
	REFUSED(REFUSAL_SHOULDERING_BEHAVIOR);
	typed(id, SHOULDERING_TYPE_FAIR, BEHAVIOR_KIND_INACTION);
	REFUSED(REFUSAL_SHOULDERING_BEHAVIOR);
	typed(id, SHOULDERING_TYPE_NOT_SHOULDERING, BEHAVIOR_KIND_INACTION);
	ACCEPTED();
	typed("none", SHOULDERING_TYPE_FAIR, BEHAVIOR_KIND_UNSPECIFIED);
	REFUSED(REFUSAL_SHOULDERING_UNKNOWN);
}

TEST(reasons_rely_on_enough_sources_and_answer_the_others)
{
	sources_stand();
	const char *id = merged(EVIDENCE_BEARING_NEGATIVE);
	reasoned(id, "");
	REFUSED(REFUSAL_STATE_WRONG);
	typed(id, SHOULDERING_TYPE_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	WHEN(ReasonShouldering, .evaluation_id = id, .n_references = 1, .references = (const char *[]){ observation_id }, .reason = "理由",
	     .summary = "评价");
	REFUSED(REFUSAL_SHOULDERING_SOURCES_FEW);
	WHEN(ReasonShouldering, .evaluation_id = id, .n_references = 2, .references = (const char *[]){ observation_id, "组函9号" },
	     .reason = "理由", .summary = "评价");
	REFUSED(REFUSAL_SHOULDERING_SOURCE_UNMERGED);
	reasoned(id, "");
	REFUSED(REFUSAL_SHOULDERING_COUNTER);
	AT_FIELD("counter");
	reasoned(id, "该件已查否");
	ACCEPTED();
}

TEST(a_type_no_source_bears_out_is_refused)
{
	sources_stand();
	const char *id = merged(EVIDENCE_BEARING_NEUTRAL);
	typed(id, SHOULDERING_TYPE_NOT_SHOULDERING, BEHAVIOR_KIND_INACTION);
	reasoned(id, "说明");
	REFUSED(REFUSAL_SHOULDERING_UNSUPPORTED);
	typed(id, SHOULDERING_TYPE_FAIR, BEHAVIOR_KIND_UNSPECIFIED);
	ACCEPTED();
	reasoned(id, "");
	ACCEPTED();
}

TEST(writer_reviewer_and_releaser_are_three)
{
	sources_stand();
	const char *id = merged(EVIDENCE_BEARING_POSITIVE);
	officer("cadre.2");
	typed(id, SHOULDERING_TYPE_OUTSTANDING, BEHAVIOR_KIND_UNSPECIFIED);
	officer("cadre.3");
	reasoned(id, "");
	ACCEPTED();
	for (int i = 1; i <= 3; i++) {
		char account[8] = "cadre.0";
		account[6] = (char)('0' + i);
		review(id, account, true);
		REFUSED(REFUSAL_SHOULDERING_REVIEW_OWN);
	}
	WHEN(ReleaseShouldering, .evaluation_id = id);
	REFUSED(REFUSAL_STATE_WRONG);
	review(id, "deputy.1", true);
	ACCEPTED();
	WHEN(ReleaseShouldering, .evaluation_id = id);
	REFUSED(REFUSAL_SHOULDERING_RELEASE_OWN);
	officer("head.1");
	WHEN(ReleaseShouldering, .evaluation_id = id);
	ACCEPTED();
	CHECK_INT(EMITTED(ShoulderingReleased)->type, SHOULDERING_TYPE_OUTSTANDING);
	CHECK_INT(EMITTED(ShoulderingReleased)->kinds, 2);
	CHECK_TEXT(EMITTED(ShoulderingReleased)->origin, "");   /* what the organisation knows stands nowhere else */
}

TEST(sent_back_it_is_typed_again)
{
	sources_stand();
	const char *id = merged(EVIDENCE_BEARING_POSITIVE);
	typed(id, SHOULDERING_TYPE_OUTSTANDING, BEHAVIOR_KIND_UNSPECIFIED);
	reasoned(id, "");
	review(id, "deputy.1", false);
	ACCEPTED();
	CHECK_INT(shouldering_find(world_state(), id)->state, SHOULDERING_STATE_MERGED);
	officer("cadre.1");
	typed(id, SHOULDERING_TYPE_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	ACCEPTED();
}

TEST(as_many_hands_as_a_row_remembers_and_no_more)
{
	char account[16];

	sources_stand();
	const char *id = merged(EVIDENCE_BEARING_POSITIVE);
	for (int i = 1; i < SHOULDERING_AUTHORS_MAX; i++) {
		snprintf(account, sizeof account, "hand.%d", i);
		officer(account);
		typed(id, SHOULDERING_TYPE_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
		ACCEPTED();
	}
	officer("hand.one-too-many");
	typed(id, SHOULDERING_TYPE_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	REFUSED(REFUSAL_FIELD_TOO_MANY);
	officer("hand.1");
	typed(id, SHOULDERING_TYPE_FAIR, BEHAVIOR_KIND_UNSPECIFIED);
	ACCEPTED();
}

static uint32_t kinds_of(void)
{
	return sources_count(world_state(), cadre_find(world_state(), "c"), "2026-01-01").kinds;
}

static void released(const char *id, const char *second)
{
	typed(id, SHOULDERING_TYPE_GOOD, BEHAVIOR_KIND_UNSPECIFIED);
	WHEN(ReasonShouldering, .evaluation_id = id, .n_references = 2, .references = (const char *[]){ observation_id, second },
	     .reason = "理由", .summary = "敢于担当");
	ACCEPTED();
	review(id, "deputy.1", true);
	officer("head.1");
	WHEN(ReleaseShouldering, .evaluation_id = id);
	ACCEPTED();
}

TEST(released_it_is_a_finding_and_a_source_of_its_own_when_it_tells_something_new)
{
	sources_stand();
	uint32_t before = kinds_of();
	released(merged(EVIDENCE_BEARING_POSITIVE), "组函1号");
	CHECK_INT(kinds_of(), before + 1);
	struct row_scan scan = filed_finding_scan_1(world_state(), "c");
	const FiledFindingRow *row, *ours = NULL;
	while ((row = filed_finding_next(&scan)))
		ours = row->source == SOURCE_KIND_SHOULDERING ? row : ours;
	CHECK(ours != NULL);
	CHECK_TEXT(ours ? ours->summary : "", "敢于担当");
	CHECK_INT(ours ? (int)ours->verdict : 0, VERDICT_FAIRLY_GOOD);
}

TEST(what_only_repeats_other_evidence_counts_as_no_further_source)
{
	struct source_room r = { .count = 0 };

	sources_stand();
	uint32_t before = kinds_of();
	source(&r, SHOULDERING_SOURCE_KIND_OBSERVATION, observation_id, EVIDENCE_BEARING_POSITIVE);
	source(&r, SHOULDERING_SOURCE_KIND_INSPECTION, "q1", EVIDENCE_BEARING_NEUTRAL);
	merge(&r);
	ACCEPTED();
	released(world_answer("evaluation_id"), "q1");
	CHECK_TEXT(EMITTED(ShoulderingReleased)->origin, observation_id);
	CHECK_INT(kinds_of(), before);
}
TEST_MAIN()
