/* The issuer does not start when something of a ballot could stand beside the roll. */
#include "assessment/roll_secrecy.h"

#include "assessment_lib.h"

TEST(the_issuer_as_it_is_starts)
{
	CHECK_INT(roll_secrecy_check(&assessment_service, NULL), ERR_NONE);
}

TEST(a_table_with_a_token_or_a_mark_does_not)
{
	static const struct row_table tokens = { .name = "tokens", .type = &CastBallot_type },
				      signatures = { .name = "signed", .type = &BallotTokenSigned_type };
	const struct row_table *rows[] = { &tokens };
	struct service s = assessment_service;
	struct fault f = { 0 };

	s.rows = rows;
	s.row_count = 1;
	CHECK_INT(roll_secrecy_check(&s, &f), ERR_DENIED);
	CHECK(strstr(f.text, "tokens") && strstr(f.text, "token"));
	rows[0] = &signatures;
	CHECK_INT(roll_secrecy_check(&s, &f), ERR_DENIED);
}

TEST(nor_one_that_hears_what_was_cast)
{
	static struct event_row events[1];
	struct service s = assessment_service;

	for (size_t i = 0; i < s.event_count; i++)
		if (strcmp(s.events[i].type->name, "BallotRecorded") == 0)
			events[0] = s.events[i];
	CHECK(events[0].type && !events[0].apply);
	s.events = events;
	s.event_count = 1;
	CHECK_INT(roll_secrecy_check(&s, NULL), ERR_NONE);      /* not applied: it is not kept */
	events[0].apply = assessment_service.events[0].apply;
	for (size_t i = 0; i < assessment_service.event_count && !events[0].apply; i++)
		events[0].apply = assessment_service.events[i].apply;
	CHECK_INT(roll_secrecy_check(&s, NULL), ERR_DENIED);
}

TEST_MAIN()
