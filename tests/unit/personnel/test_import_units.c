/* Lists of units: matched by code, with their parents and numbers of posts. */
#include "import_fixture.h"

#include "import/fields.h"

#define IMPORT(text, ...) WHEN(ImportUnits, .content = bytes_of(text), __VA_ARGS__)
#define HEADER "单位编码,单位名称,类别,行政区划,上级单位,考核分组,乡科级正职职数\n"

TEST(units_are_registered_with_their_posts)
{
	ordinary_day();
	IMPORT(HEADER "u-1,某局,市直机关,150400,,经济组,3\nu-2,某科,事业单位,150400,u-1,,\n", .file_name = "单位.csv");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(UnitRegistered), 2);
	CHECK_TEXT(EMITTED(UnitRegistered)->peer_group, "经济组");
	CHECK_TEXT(EMITTED_AT(UnitRegistered, 1)->parent_id, "u-1");
	CHECK_INT(EMITTED_COUNT(PostEstablished), 1);
	CHECK_INT(post_find(world_state(), "u-1.41")->count, 3);
	CHECK_TEXT(post_find(world_state(), "u-1.41")->authority, CITY);
	CHECK_TEXT(world_answer("registered"), "2");
	CHECK_TEXT(unit_find(world_state(), "u-1")->name, "某局");
}

/* 600 bytes, more than a key of the store holds; units are found by their group. */
TEST(the_longest_name_of_a_group_is_kept_and_found)
{
	char group[FIELD_TEXT_CHARS_MAX * 3 + 1] = "";
	struct row_scan scan;

	for (size_t i = 0; i < FIELD_TEXT_CHARS_MAX; i++)
		strcat(group, "组");
	ordinary_day();
	IMPORT(text_of(HEADER "u-1,某局,市直机关,150400,,%s,\nu-2,某科,事业单位,150400,,%.*s,\n", group, (int)sizeof group - 4, group),
	       .file_name = "");
	ACCEPTED();
	scan = unit_by_peer_group(world_state(), group);
	const UnitRow *found = unit_next(&scan);
	CHECK_TEXT(found ? found->unit_id : NULL, "u-1");
	CHECK(!unit_next(&scan));
}

TEST(the_same_list_again_changes_nothing)
{
	ordinary_day();
	IMPORT(HEADER "u-1,某局,市直机关,150400,,,3\n", .file_name = "");
	IMPORT(HEADER "u-1,某局,市直机关,150400,,,3\n", .file_name = "");
	CHECK_INT(EMITTED_COUNT(UnitRegistered), 0);
	CHECK_INT(EMITTED_COUNT(PostEstablished), 0);
	CHECK_TEXT(world_answer("unchanged"), "1");
	IMPORT(HEADER "u-1,某局,市直机关,150400,,,4\n", .file_name = "");
	CHECK_INT(EMITTED_COUNT(UnitRegistered), 0);
	CHECK_INT(EMITTED(PostEstablished)->count, 4);
	CHECK_TEXT(world_answer("revised"), "1");
}

TEST(bad_rows_are_told_by_line_and_column)
{
	ordinary_day();
	IMPORT(HEADER "u 1,,外星,赤峰,-,,x\n", .file_name = "");
	REFUSED(REFUSAL_IMPORT_ROWS_REFUSED);
	CHECK_TEXT(world_violation(0), "ROW_CODE_MALFORMED 2 单位编码（第1列）");
	CHECK_TEXT(world_violation(1), "ROW_NAME_MISSING 2 单位名称（第2列）");
	CHECK_TEXT(world_violation(2), "ROW_UNIT_KIND_UNKNOWN 2 类别（第3列）");
	CHECK_TEXT(world_violation(3), "ROW_REGION_MALFORMED 2 行政区划（第4列）");
	CHECK_TEXT(world_violation(4), "ROW_COUNT_MALFORMED 2 乡科级正职职数（第7列）");
	CHECK_INT(world_events(), 0);
}

TEST(parents_exist_and_make_no_circle)
{
	ordinary_day();
	IMPORT(HEADER "u-1,甲,市直机关,150400,nowhere,,\n", .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_PARENT_UNKNOWN 2 上级单位（第5列）");
	IMPORT(HEADER "u-1,甲,市直机关,150400,u-2,,\nu-2,乙,市直机关,150400,u-1,,\n", .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_PARENT_CYCLE 2 上级单位（第5列）");
	IMPORT(HEADER "u-1,甲,市直机关,150400,u-1,,\n", .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_PARENT_CYCLE 2 上级单位（第5列）");
	/* a refused row is nobody's parent */
	IMPORT(HEADER "u-1,甲,外星,150400,,,\nu-2,乙,市直机关,150400,u-1,,\nu-3,丙,市直机关,150400,u-2,,\nu-4,丁,市直机关,150400,,,\n",
	       .accept_valid = true);
	CHECK_INT(EMITTED_COUNT(UnitRegistered), 1);
	CHECK_TEXT(world_answer("refused"), "3");
}

TEST(a_code_stands_once)
{
	ordinary_day();
	IMPORT(HEADER "u-1,甲,市直机关,150400,,,\nu-1,乙,市直机关,150400,,,\n", .file_name = "");
	REFUSED(REFUSAL_IMPORT_ROWS_REFUSED);
	CHECK_TEXT(world_violation(0), "ROW_CODE_TWICE 3 单位编码（第1列）");
}

TEST(posts_are_not_cut_below_their_holders)
{
	ordinary_day();
	IMPORT(HEADER "u-1,某局,市直机关,150400,,,2\n", .file_name = "");
	CADRE("h1", "u-1", POST_LEVEL_SECTION_HEAD, .post_id = "u-1.41");
	CADRE("h2", "u-1", POST_LEVEL_SECTION_HEAD, .post_id = "u-1.41");
	IMPORT(HEADER "u-1,某局,市直机关,150400,,,1\n", .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_COUNT_BELOW_HOLDERS 2 乡科级正职职数（第7列）");
}

TEST(a_county_imports_its_own_units)
{
	ordinary_day();
	ACTOR(OFFICERS, COUNTY);
	IMPORT(HEADER "u-1,甲,旗县区直机关,150404,,,1\n", .file_name = "");
	ACCEPTED();
	CHECK_TEXT(EMITTED(PostEstablished)->authority, COUNTY);
	IMPORT(HEADER "u-2,乙,市直机关,150400,,,\n", .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_OUTSIDE_AUTHORITY 2 行政区划（第4列）");
	IMPORT(HEADER "u1,改,旗县区直机关,150404,,,\n", .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_OUTSIDE_AUTHORITY 2 行政区划（第4列）");
}

TEST(a_dry_run_records_nothing)
{
	ordinary_day();
	IMPORT(HEADER "u-1,甲,市直机关,150400,,,1\nu1,改名,市直机关,150400,,,\n", .dry_run = true);
	ACCEPTED();
	CHECK_INT(world_events(), 0);
	CHECK_TEXT(world_violation(0), "IMPORT_WOULD_REGISTER 2 单位编码");
	CHECK_TEXT(world_violation(1), "IMPORT_WOULD_REVISE 3 单位编码");
}

TEST_MAIN()
