/* Cells: dates, grades, party membership, code lists, names. */
#include "import/fields.h"
#include "tap.h"

#define TODAY_IS "2026-03-02"

static struct arena arena;

static const char *date(const char *text)
{
	const char *iso = "";
	enum refusal refusal = field_date(&arena, text, TODAY_IS, &iso);

	return refusal == REFUSAL_NONE ? iso : refusal == REFUSAL_ROW_DATE_FUTURE ? "future" : "malformed";
}

TEST(days_are_read_as_people_write_them)
{
	arena_init(&arena, 1 << 20);
	CHECK_TEXT(date("2024-03-05"), "2024-03-05");
	CHECK_TEXT(date("2024/3/5"), "2024-03-05");
	CHECK_TEXT(date("2024.03.05"), "2024-03-05");
	CHECK_TEXT(date("20240305"), "2024-03-05");
	CHECK_TEXT(date("2024年3月5日"), "2024-03-05");
	CHECK_TEXT(date("２０２４．０３"), "2024-03-01");
	CHECK_TEXT(date("2024.03"), "2024-03-01");
	CHECK_TEXT(date("202403"), "2024-03-01");
	CHECK_TEXT(date("2024-03"), "2024-03-01");
	CHECK_TEXT(date("2024年3月"), "2024-03-01");
	CHECK_TEXT(date("2024-03-05 00:00:00"), "2024-03-05");
	CHECK_TEXT(date(" 2024.12 "), "2024-12-01");
	arena_fini(&arena);
}

TEST(day_numbers_of_a_spreadsheet_are_days)
{
	arena_init(&arena, 1 << 20);
	CHECK_TEXT(date("45356"), "2024-03-05");
	CHECK_TEXT(date("36526"), "2000-01-01");
	CHECK_TEXT(date("9999"), "malformed");
	arena_fini(&arena);
}

TEST(a_month_that_may_be_a_spoilt_october_is_refused)
{
	arena_init(&arena, 1 << 20);
	CHECK_TEXT(date("2024.1"), "malformed");
	CHECK_TEXT(date("2024.2"), "2024-02-01");
	CHECK_TEXT(date("2024.10"), "2024-10-01");
	CHECK_TEXT(date("2024年1月"), "2024-01-01");
	CHECK_TEXT(date("2024.1.5"), "2024-01-05");
	arena_fini(&arena);
}

TEST(days_that_do_not_exist_and_days_to_come_are_refused)
{
	arena_init(&arena, 1 << 20);
	CHECK_TEXT(date("2023-02-29"), "malformed");
	CHECK_TEXT(date("2024-02-29"), "2024-02-29");
	CHECK_TEXT(date("2024-13"), "malformed");
	CHECK_TEXT(date("2024-00"), "malformed");
	CHECK_TEXT(date("2024"), "malformed");
	CHECK_TEXT(date("去年"), "malformed");
	CHECK_TEXT(date("2024-03-05 17:20"), "malformed");
	CHECK_TEXT(date("2026-03-02"), "2026-03-02");
	CHECK_TEXT(date("2026-03-03"), "future");
	arena_fini(&arena);
}

static const char *grades(const char *text)
{
	GradeOfYear **list;
	size_t count;
	const char *out = "";

	if (field_grades(&arena, text, TODAY_IS, &list, &count) != REFUSAL_NONE)
		return "malformed";
	for (size_t i = 0; i < count; i++)
		out = arena_format(&arena, "%s%s%u:%d", out, i ? " " : "", list[i]->year, (int)list[i]->grade);
	return out;
}

TEST(grades_are_read_from_rosters_and_forms)
{
	arena_init(&arena, 1 << 20);
	CHECK_TEXT(grades("2023:优秀;2024:称职;2025:称职"), "2023:1 2024:2 2025:2");
	CHECK_TEXT(grades("2023年年度考核“优秀”等次；2024年年度考核称职。"), "2023:1 2024:2");
	CHECK_TEXT(grades("2023 基本称职、2024 不称职、2025 不定等次"), "2023:3 2024:4 2025:5");
	CHECK_TEXT(grades("2025:基本合格"), "2025:3");
	arena_fini(&arena);
}

TEST(grades_without_a_year_or_twice_for_one_year_are_refused)
{
	arena_init(&arena, 1 << 20);
	CHECK_TEXT(grades("近三年均为称职"), "malformed");
	CHECK_TEXT(grades("2024:良好"), "malformed");
	CHECK_TEXT(grades("2024:优秀;2024:称职"), "malformed");
	CHECK_TEXT(grades("2027:优秀"), "malformed");
	CHECK_TEXT(grades("2023-2025:优秀"), "malformed");
	arena_fini(&arena);
}

static const char *party(const char *text)
{
	const char *iso = "";

	return field_party(&arena, text, TODAY_IS, &iso) == REFUSAL_NONE ? iso : "malformed";
}

TEST(the_day_of_joining_the_party_is_found_among_other_parties)
{
	arena_init(&arena, 1 << 20);
	CHECK_TEXT(party("200807"), "2008-07-01");
	CHECK_TEXT(party("2008.07"), "2008-07-01");
	CHECK_TEXT(party("民盟"), "");
	CHECK_TEXT(party("九三；民建"), "");
	CHECK_TEXT(party("200108；民建"), "2001-08-01");
	CHECK_TEXT(party("民建2001.08"), "");
	CHECK_TEXT(party("无党派人士"), "");
	CHECK_TEXT(party("中共党员 2008.07"), "2008-07-01");
	CHECK_TEXT(party("群众"), "");
	CHECK_TEXT(party("无"), "");
	CHECK_TEXT(party("何时不详"), "malformed");
	CHECK_TEXT(party("民建何时不详"), "malformed");
	arena_fini(&arena);
}

TEST(names_lose_their_padding_and_keep_their_parts)
{
	arena_init(&arena, 1 << 20);
	CHECK_TEXT(field_name(&arena, "赵  一"), "赵一");
	CHECK_TEXT(field_name(&arena, "赵　一 "), "赵一");
	CHECK_TEXT(field_name(&arena, "乌云其木格·博尔济吉特"), "乌云其木格·博尔济吉特");
	CHECK_TEXT(field_name(&arena, "𠮷永"), "𠮷永");
	CHECK_TEXT(field_name(&arena, " John  Smith "), "John  Smith");
	arena_fini(&arena);
}

TEST(code_lists_know_labels_colloquial_names_and_codes)
{
	const char *code = "";
	PostLevel level = POST_LEVEL_UNSPECIFIED;
	Rank rank = RANK_UNSPECIFIED;
	bool flag = false;

	CHECK_INT(field_ethnicity("蒙古族", &code), REFUSAL_NONE);
	CHECK_TEXT(code, "02");
	CHECK_INT(field_ethnicity("土家族", &code), REFUSAL_NONE);
	CHECK_TEXT(code, "15");
	CHECK_INT(field_ethnicity("土", &code), REFUSAL_NONE);
	CHECK_TEXT(code, "30");
	CHECK_INT(field_ethnicity("56", &code), REFUSAL_NONE);
	CHECK_INT(field_ethnicity("蒙", &code), REFUSAL_ROW_ETHNICITY_UNKNOWN);
	CHECK_INT(field_level("副科级", &level), REFUSAL_NONE);
	CHECK_INT(level, POST_LEVEL_SECTION_DEPUTY);
	CHECK_INT(field_level("1A31", &level), REFUSAL_NONE);
	CHECK_INT(level, POST_LEVEL_COUNTY_HEAD);
	CHECK_INT(field_level("大科", &level), REFUSAL_ROW_LEVEL_UNKNOWN);
	CHECK_INT(field_rank("三级主任科员", &rank), REFUSAL_NONE);
	CHECK_INT(rank, RANK_CHIEF_CLERK_3);
	CHECK_INT(field_rank("主任科员", &rank), REFUSAL_ROW_RANK_UNKNOWN);
	CHECK_INT(field_flag("√", &flag), REFUSAL_NONE);
	CHECK(flag);
	CHECK_INT(field_flag("大概", &flag), REFUSAL_ROW_FLAG_MALFORMED);
}

TEST(codes_and_counts_end_at_their_limits)
{
	char code[66];
	uint32_t count = 0;

	memset(code, 'a', 65);
	code[64] = '\0';
	CHECK_INT(field_code(code), REFUSAL_NONE);
	code[64] = 'a';
	code[65] = '\0';
	CHECK_INT(field_code(code), REFUSAL_ROW_CODE_MALFORMED);
	CHECK_INT(field_code("u 1"), REFUSAL_ROW_CODE_MALFORMED);
	CHECK_INT(field_code(""), REFUSAL_ROW_CODE_MALFORMED);
	CHECK_INT(field_count("500", 500, &count), REFUSAL_NONE);
	CHECK_INT(count, 500);
	CHECK_INT(field_count("501", 500, &count), REFUSAL_ROW_COUNT_MALFORMED);
	CHECK_INT(field_count("-1", 500, &count), REFUSAL_ROW_COUNT_MALFORMED);
	CHECK_INT(field_count("2.5", 500, &count), REFUSAL_ROW_COUNT_MALFORMED);
	CHECK_INT(field_region("150404"), REFUSAL_NONE);
	CHECK_INT(field_region("15040"), REFUSAL_ROW_REGION_MALFORMED);
	CHECK_INT(field_region("1504044"), REFUSAL_ROW_REGION_MALFORMED);
}

TEST_MAIN()
