/* The box does not start when a table could name a voter. */
#include "ballot/secrecy.h"

#include "ballot_lib.h"

static struct service with_table(const struct row_table *table)
{
	static const struct row_table *rows[1];
	struct service s = ballot_service;

	rows[0] = table;
	s.rows = rows;
	s.row_count = 1;
	return s;
}

TEST(the_box_as_it_is_starts)
{
	CHECK_INT(secrecy_check(&ballot_service, NULL), ERR_NONE);
	CHECK(ballot_service.row_count >= 6);
}

TEST(a_table_that_names_a_person_does_not)
{
	static const struct row_table table = { .name = "voters", .type = &PollVoter_type };
	struct service s = with_table(&table);
	struct fault f = { 0 };

	CHECK_INT(secrecy_check(&s, &f), ERR_DENIED);
	CHECK(strstr(f.text, "voters") && strstr(f.text, "cadre_id"));
}

TEST(nor_one_that_names_him_inside_another_message)
{
	static const struct row_table table = { .name = "rolls", .type = &AddPollVoters_type };
	struct service s = with_table(&table);

	CHECK_INT(secrecy_check(&s, NULL), ERR_DENIED);
}

TEST(nor_one_that_dates_a_ballot)
{
	static const struct row_table table = { .name = "clocks", .type = &AdvanceClock_type };
	struct service s = with_table(&table);

	CHECK_INT(secrecy_check(&s, NULL), ERR_DENIED);
}

TEST(nor_a_box_that_hears_who_fetched_a_token)
{
	static struct event_row events[1];
	struct service s = ballot_service;

	for (size_t i = 0; i < s.event_count; i++)
		if (strcmp(s.events[i].type->name, "BallotTokenIssued") == 0)
			events[0] = s.events[i];
	CHECK(events[0].type && !events[0].apply);
	for (size_t i = 0; i < s.event_count && !events[0].apply; i++)
		events[0].apply = s.events[i].apply;    /* any will do: it is not called */
	s.events = events;
	s.event_count = 1;
	CHECK_INT(secrecy_check(&s, NULL), ERR_DENIED);
}

TEST_MAIN()
