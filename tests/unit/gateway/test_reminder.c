/* Reminder days before and after a due day, as policy lists them. */
#include "api/reminder.h"

#include "tap.h"

TEST(the_days_listed_and_no_others)
{
	CHECK(reminder_today("10,5,1,0", "1,5", 10));
	CHECK(reminder_today("10,5,1,0", "1,5", 1));
	CHECK(reminder_today("10,5,1,0", "1,5", 0));
	CHECK(!reminder_today("10,5,1,0", "1,5", 9));
	CHECK(!reminder_today("10,5,1,0", "1,5", 11));
	CHECK(!reminder_today("10,5,1", "1,5", 0));
}

TEST(overdue_days_have_a_list_of_their_own)
{
	CHECK(reminder_today("10", "1,5", -1));
	CHECK(reminder_today("10", "1,5", -5));
	CHECK(!reminder_today("10", "1,5", -10));
	CHECK(!reminder_today("10", "1,5", 5));
	CHECK(!reminder_today("0", "", 1));
	CHECK(!reminder_today("", "0", 0));
}

TEST(what_is_no_day_names_none)
{
	CHECK(reminder_names(" 7 , 3 ", 7));
	CHECK(reminder_names(" 7 , 3 ", 3));
	CHECK(!reminder_names("", 0));
	CHECK(!reminder_names(",,", 0));
	CHECK(!reminder_names("7d,x,-3,3.5", 7));
	CHECK(!reminder_names("7d,x,-3,3.5", 3));
	CHECK(!reminder_names("x0", 0));
	CHECK(reminder_names("x,2", 2));
	CHECK(!reminder_names("2", -2));
}

TEST(a_year_is_the_limit)
{
	CHECK(reminder_names("366", 366));
	CHECK(!reminder_names("367", 367));
	CHECK(!reminder_names("0001", 1));
	CHECK(!reminder_names("99999999999999999999", 366));
}

TEST_MAIN()
