/* The table of agencies: numbered questions in versions, and what becomes of the papers of one that retires. */
#include "vetting_lib.h"

TEST(questions_have_versions_and_the_paper_keeps_its_own)
{
	asked();
	VettingQuestion *one[] = { question(1, QUESTION_KIND_TEXT, YES_NO_UNSPECIFIED) };
	WHEN(DefineVettingAgency, .agency = "xinfang", .name = "信访局", .unit_id = "u-xf", .n_questions = 1, .questions = one);
	ACCEPTED();
	CHECK_INT(vetting_agency_find(world_state(), CITY, "xinfang")->version, 2);
	CHECK_INT(paper("xinfang")->version, 1);
	CHECK_INT(paper("xinfang")->n_questions, 2);
}

TEST(a_table_is_checked)
{
	VettingQuestion *gap[] = { question(1, QUESTION_KIND_TEXT, YES_NO_UNSPECIFIED), question(3, QUESTION_KIND_TEXT, YES_NO_UNSPECIFIED) };
	VettingQuestion *words[] = { question(1, QUESTION_KIND_TEXT, YES_NO_YES) };
	VettingQuestion *good[] = { question(1, QUESTION_KIND_TEXT, YES_NO_UNSPECIFIED) };
	AppointmentKind twice[] = { APPOINTMENT_KIND_PROMOTION, APPOINTMENT_KIND_PROMOTION };

	ordinary_day();
	WHEN(DefineVettingAgency, .agency = "x", .name = "x", .unit_id = "none", .n_questions = 1, .questions = good);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	WHEN(DefineVettingAgency, .agency = "x", .name = "x", .unit_id = "u1", .n_questions = 2, .questions = gap);
	REFUSED(REFUSAL_VETTING_NUMBERS);
	CHECK_TEXT(world_violation(0), "VETTING_NUMBERS 2 questions");
	WHEN(DefineVettingAgency, .agency = "x", .name = "x", .unit_id = "u1", .n_questions = 1, .questions = words);
	REFUSED(REFUSAL_VETTING_TEXT_ADVERSE);
	WHEN(DefineVettingAgency, .agency = "x", .name = "x", .unit_id = "u1", .n_questions = 1, .questions = good, .n_kinds = 2, .kinds = twice);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	WHEN(DefineVettingAgency, .agency = "x", .name = "x", .unit_id = "u1");
	REFUSED(REFUSAL_FIELD_REQUIRED);
	ACTOR("org.head", COUNTY);
	WHEN(DefineVettingAgency, .agency = "x", .name = "x", .unit_id = "u1", .n_questions = 1, .questions = good);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR("org.cadre", CITY);
	WHEN(DefineVettingAgency, .agency = "x", .name = "x", .unit_id = "u1", .n_questions = 1, .questions = good);
	REFUSED(REFUSAL_ROLE_MISSING);
}

TEST(a_region_has_thirty_agencies_at_most)
{
	VettingQuestion *good[] = { question(1, QUESTION_KIND_TEXT, YES_NO_UNSPECIFIED) };
	char agency[8];

	ordinary_day();
	for (unsigned i = 0; i < 30; i++) {
		snprintf(agency, sizeof agency, "g%u", i);
		WHEN(DefineVettingAgency, .agency = agency, .name = "x", .unit_id = "u1", .n_questions = 1, .questions = good);
		ACCEPTED();
	}
	WHEN(DefineVettingAgency, .agency = "g30", .name = "x", .unit_id = "u1", .n_questions = 1, .questions = good);
	REFUSED(REFUSAL_VETTING_AGENCIES_MANY);
	WHEN(DefineVettingAgency, .agency = "g29", .name = "x", .unit_id = "u1", .n_questions = 1, .questions = good);
	ACCEPTED();
}

TEST(twenty_questions_at_most)
{
	VettingQuestion *many[21];

	ordinary_day();
	for (unsigned i = 0; i < 21; i++)
		many[i] = question(i + 1, QUESTION_KIND_TEXT, YES_NO_UNSPECIFIED);
	WHEN(DefineVettingAgency, .agency = "x", .name = "x", .unit_id = "u1", .n_questions = 20, .questions = many);
	ACCEPTED();
	WHEN(DefineVettingAgency, .agency = "x", .name = "x", .unit_id = "u1", .n_questions = 21, .questions = many);
	REFUSED(REFUSAL_FIELD_TOO_MANY);
}

TEST(a_retired_agency_owes_no_answer)
{
	asked();
	VettingQuestion *one[] = { question(1, QUESTION_KIND_YES_NO, YES_NO_NO) };
	gongan_says(YES_NO_YES);
	WHEN(DefineVettingAgency, .agency = "xinfang", .name = "信访局", .unit_id = "u-xf", .n_questions = 1, .questions = one, .retired = true);
	CHECK_INT(EMITTED_COUNT(VettingWithdrawn), 1);
	const char *named[] = { "xinfang" };
	WHEN(RequestVetting, .appointment_id = "a1", .n_agencies = 1, .agencies = named);
	REFUSED(REFUSAL_VETTING_AGENCY_UNKNOWN);
	DECIDE();
	ACCEPTED();
}

TEST_MAIN()
