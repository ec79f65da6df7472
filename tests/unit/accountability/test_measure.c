/* Criticism, ordered self-check, admonition. */
#include "accountability_lib.h"

static const char *ready(void)
{
	city("2026-03-02");
	WHEN(OpenResponse, .cadre_id = "c1", .cause = RESPONSE_CAUSE_POST_TERM, .finding = "推进不力",
	     .behavior = BEHAVIOR_KIND_SLOW_ACTION);
	const char *id = world_answer("response_id");
	heard(id);
	return id;
}

TEST(criticism_has_no_influence_period)
{
	const char *id = ready();
	as_deputy();
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_CRITICISM);
	ACCEPTED();
	CHECK_TEXT(EMITTED(MeasureIssued)->influence_until, "");
	CHECK_INT(EMITTED_COUNT(BarImposed), 0);
	CHECK_TEXT(EMITTED(PlanAwaited)->plan_by, "2026-03-16");
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_CRITICISM);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(an_admonition_brings_six_months)
{
	const char *id = ready();
	admonish(id, admonition_letter(id), "2026-03-02");
	ACCEPTED();
	CHECK_TEXT(EMITTED(MeasureIssued)->influence_until, "2026-09-01");
	CHECK_INT(EMITTED(SanctionEffective)->kind, MEASURE_KIND_ADMONITION);
	CHECK_TEXT(EMITTED(SanctionEffective)->origin, world_answer("measure_id"));
	CHECK_TEXT(EMITTED(PlanAwaited)->plan_by, "2026-03-09");
	CHECK(bar_on("2026-09-01") && !bar_on("2026-09-02"));
	CHECK_TEXT(measure_find(world_state(), world_answer("measure_id"))->unit_copy_to, "单位书记");
}

TEST(an_admonition_needs_its_letter_with_both_approvals)
{
	const char *id = ready();
	admonish(id, "none", "2026-03-02");
	REFUSED(REFUSAL_ADMONITION_LETTER_MISSING);
	as_officer();
	WHEN(DraftLetter, .matter_id = id, .kind = LETTER_KIND_ADMONITION, .text = "对你进行诫勉");
	const char *letter = world_answer("letter_id");
	as_deputy();
	WHEN(ReviewLetter, .letter_id = letter);
	as_head();
	WHEN(ApproveLetter, .letter_id = letter);
	admonish(id, letter, "2026-03-02");
	REFUSED(REFUSAL_ADMONITION_NOT_APPROVED);
	as_principal();
	WHEN(EndorseLetter, .letter_id = letter);
	ACCEPTED();
	admonish(id, letter, "2026-03-02");
	ACCEPTED();
	CHECK_INT(letter_find(world_state(), letter)->state, LETTER_STATE_CLOSED);
}

TEST(an_admonition_needs_the_head_the_talk_and_the_copy)
{
	const char *id = ready();
	const char *letter = admonition_letter(id);
	as_deputy();
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_ADMONITION, .letter_id = letter,
	     .talk = talk("2026-03-02", "deputy", "officer"), .unit_copy_to = "单位书记");
	REFUSED(REFUSAL_MEASURE_AUTHORITY);
	as_head();
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_ADMONITION, .letter_id = letter, .unit_copy_to = "单位书记");
	REFUSED(REFUSAL_TALK_RECORD_MISSING);
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_ADMONITION, .letter_id = letter,
	     .talk = talk("2026-03-02", "minister", "minister"), .unit_copy_to = "单位书记");
	REFUSED(REFUSAL_TALK_TWO_STAFF);
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_ADMONITION, .letter_id = letter,
	     .talk = talk("2026-03-03", "minister", "officer"), .unit_copy_to = "单位书记");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_ADMONITION, .letter_id = letter,
	     .talk = talk("2026-03-02", "minister", "officer"));
	REFUSED(REFUSAL_UNIT_COPY_MISSING);
}

TEST(a_second_admonition_within_the_first_needs_a_note)
{
	city("2026-03-02");
	WHEN(RegisterSanction, .cadre_id = "c1", .kind = MEASURE_KIND_ADMONITION, .organ = DECIDING_ORGAN_CDI,
	     .document = "纪诫1号", .decided_on = "2026-03-02", .effective_on = "2026-03-02");
	WHEN(OpenResponse, .cadre_id = "c1", .cause = RESPONSE_CAUSE_POST_TERM, .finding = "推进不力",
	     .behavior = BEHAVIOR_KIND_SLOW_ACTION);
	const char *id = world_answer("response_id");
	heard(id);
	const char *letter = admonition_letter(id);
	admonish(id, letter, "2026-03-02");
	REFUSED(REFUSAL_ESCALATION_NOTE_MISSING);
	as_head();
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_ADMONITION, .letter_id = letter,
	     .talk = talk("2026-03-02", "minister", "officer"), .unit_copy_to = "单位书记", .escalation_note = "屡教不改");
	ACCEPTED();
}

TEST(sanctions_are_no_measures_and_unknown_matters_are_refused)
{
	const char *id = ready();
	as_head();
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_GOV_WARNING);
	REFUSED(REFUSAL_MEASURE_KIND);
	WHEN(IssueMeasure, .matter_id = "none", .kind = MEASURE_KIND_CRITICISM);
	REFUSED(REFUSAL_MATTER_UNKNOWN);
	ACTOR("org.head", "150404");
	WHEN(IssueMeasure, .matter_id = id, .kind = MEASURE_KIND_CRITICISM);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST_MAIN()
