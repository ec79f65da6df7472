/* GB 11643: checksum, area, real date, sex; and what a spreadsheet does to such numbers. */
#include "import/id_number.h"
#include "tap.h"

#define TODAY_IS "2026-03-02"

static enum refusal sheet(const char *text, struct id_number *id)
{
	struct arena arena;
	enum refusal refusal;

	arena_init(&arena, 1 << 16);
	refusal = id_number_read(id_number_plain(&arena, text), TODAY_IS, true, id);
	arena_fini(&arena);
	return refusal;
}

TEST(numbers_of_the_standard_are_read)
{
	struct id_number id;

	CHECK_INT(sheet("11010519491231002X", &id), REFUSAL_NONE);
	CHECK_INT(id.sex, SEX_FEMALE);
	CHECK_TEXT(id.born_on, "1949-12-31");
	CHECK_INT(sheet("440524188001010014", &id), REFUSAL_NONE);
	CHECK_TEXT(id.born_on, "1880-01-01");
	CHECK_INT(id.sex, SEX_MALE);
	CHECK_INT(sheet("150402198506150019", &id), REFUSAL_NONE);
	CHECK_INT(sheet("150426197811035128", &id), REFUSAL_NONE);
	CHECK_INT(id.sex, SEX_FEMALE);
}

TEST(a_day_that_does_not_exist_is_refused_although_the_checksum_fits)
{
	struct id_number id;

	CHECK_INT(sheet("150404199002290023", &id), REFUSAL_ROW_ID_DATE);
}

TEST(a_birth_after_today_is_refused_and_today_is_not)
{
	struct id_number id;

	CHECK_INT(id_number_read("150402198506150019", "1985-06-15", true, &id), REFUSAL_NONE);
	CHECK_INT(id_number_read("150402198506150019", "1985-06-14", true, &id), REFUSAL_ROW_ID_DATE);
}

TEST(one_wrong_digit_anywhere_breaks_the_checksum)
{
	const char *good = "150402198506150019";
	char bad[19];
	struct id_number id;
	int caught = 0;

	for (int i = 0; i < 18; i++) {
		memcpy(bad, good, 19);
		bad[i] = bad[i] == '9' ? '8' : (char)(bad[i] + 1);
		caught += sheet(bad, &id) != REFUSAL_NONE;
	}
	CHECK_INT(caught, 18);
	CHECK_INT(sheet("150402198506150018", &id), REFUSAL_ROW_ID_CHECKSUM);
	CHECK_INT(sheet("15040219850615001A", &id), REFUSAL_ROW_ID_CHECKSUM);
	CHECK_INT(sheet("15040219850B150019", &id), REFUSAL_ROW_ID_CHECKSUM);
}

TEST(seventeen_fifteen_and_nineteen_characters_are_refused)
{
	struct id_number id;

	CHECK_INT(sheet("15040219850615001", &id), REFUSAL_ROW_ID_LENGTH);
	CHECK_INT(sheet("150402850615001", &id), REFUSAL_ROW_ID_LENGTH);
	CHECK_INT(sheet("1504021985061500190", &id), REFUSAL_ROW_ID_LENGTH);
	CHECK_INT(sheet("", &id), REFUSAL_ROW_ID_MISSING);
	CHECK_INT(sheet("   ", &id), REFUSAL_ROW_ID_MISSING);
}

TEST(what_a_spreadsheet_destroys_is_recognised)
{
	struct id_number id;

	CHECK_INT(sheet("150402198506150000", &id), REFUSAL_ROW_ID_EXCEL);
	CHECK_INT(sheet("1.50402E+17", &id), REFUSAL_ROW_ID_EXCEL);
	CHECK_INT(id_number_read("150426197811035000", TODAY_IS, false, &id), REFUSAL_ROW_ID_CHECKSUM);
}

TEST(an_area_outside_the_country_is_refused)
{
	struct id_number id;

	CHECK_INT(sheet("160402198506150019", &id), REFUSAL_ROW_ID_AREA);
	CHECK_INT(sheet("990402198506150019", &id), REFUSAL_ROW_ID_AREA);
	CHECK_INT(sheet("150000198506150019", &id), REFUSAL_ROW_ID_AREA);
}

TEST(writing_habits_are_forgiven)
{
	struct id_number id;

	CHECK_INT(sheet("'11010519491231002x", &id), REFUSAL_NONE);
	CHECK_INT(sheet(" 110105 19491231 002X ", &id), REFUSAL_NONE);
	CHECK_INT(sheet("１１０１０５１９４９１２３１００２Ｘ", &id), REFUSAL_NONE);
	CHECK_INT(sheet("１１０１０５１９４９１２３１００２ｘ", &id), REFUSAL_NONE);
}

TEST_MAIN()
