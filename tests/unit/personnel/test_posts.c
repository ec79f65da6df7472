/* Posts: established, revised, abolished; never fewer than people in them. */
#include "fixture.h"

#define ESTABLISH(...)                                                                                  \
	WHEN(EstablishPost, .unit_id = "u1", .title = "科长", .level = POST_LEVEL_SECTION_HEAD, .count = 2, __VA_ARGS__)

TEST(a_post_gets_an_id_and_the_organ_that_manages_it)
{
	ordinary_day();
	ESTABLISH(.team_member = true);
	ACCEPTED();
	const PostRow *row = post_find(world_state(), world_answer("post_id"));
	CHECK_INT(row->count, 2);
	CHECK_TEXT(row->authority, CITY);
	ESTABLISH(.unit_id = "t1");
	CHECK_TEXT(EMITTED(PostEstablished)->authority, COUNTY);
	ESTABLISH(.unit_id = "t1", .level = POST_LEVEL_COUNTY_DEPUTY);
	CHECK_TEXT(EMITTED(PostEstablished)->authority, CITY);
	ESTABLISH(.authority = "1504");
	REFUSED(REFUSAL_FIELD_MALFORMED);
}

TEST(another_region_and_an_unknown_unit_are_refused)
{
	ordinary_day();
	ESTABLISH(.unit_id = "nowhere");
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	ACTOR(OFFICERS, COUNTY);
	ESTABLISH(.title = "科长");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ESTABLISH(.unit_id = "t1");
	ACCEPTED();
}

TEST(a_revision_keeps_room_for_those_in_post_and_those_decided)
{
	decided(); /* c1 is decided for p1 */
	CADRE("h", "u1", POST_LEVEL_SECTION_HEAD, .post_id = "p1");
	ESTABLISH(.post_id = "p1", .count = 1);
	REFUSED(REFUSAL_POST_COUNT_BELOW_HOLDERS);
	ESTABLISH(.post_id = "p1", .count = 2);
	ACCEPTED();
	ESTABLISH(.post_id = "p1", .level = POST_LEVEL_SECTION_DEPUTY);
	REFUSED(REFUSAL_POST_LEVEL_FIXED);
	ESTABLISH(.post_id = "p1", .unit_id = "s1");
	REFUSED(REFUSAL_POST_OF_ANOTHER_UNIT);
}

TEST(the_number_of_posts_has_its_limits)
{
	ordinary_day();
	ESTABLISH(.count = 0);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	ESTABLISH(.count = 500);
	ACCEPTED();
	ESTABLISH(.count = 501);
	REFUSED(REFUSAL_FIELD_OUT_OF_RANGE);
}

TEST(an_empty_post_is_abolished_once)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	WHEN(AbolishPost, .post_id = "p1", .reason = "机构改革");
	REFUSED(REFUSAL_POST_OCCUPIED);
	WHEN(AbortAppointment, .appointment_id = "a1", .reason = "机构改革");
	CADRE("h", "u1", POST_LEVEL_SECTION_HEAD, .post_id = "p1");
	WHEN(AbolishPost, .post_id = "p1", .reason = "机构改革");
	REFUSED(REFUSAL_POST_OCCUPIED);
	CADRE("h", "u1", POST_LEVEL_SECTION_HEAD, .post_id = "");
	WHEN(AbolishPost, .post_id = "p1", .reason = "机构改革");
	ACCEPTED();
	WHEN(AbolishPost, .post_id = "p1", .reason = "机构改革");
	REFUSED(REFUSAL_POST_ABOLISHED);
	ESTABLISH(.post_id = "p1");
	REFUSED(REFUSAL_POST_ABOLISHED);
}

TEST_MAIN()
