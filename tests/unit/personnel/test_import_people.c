/* Rosters and forms: who is who, what is new, what is refused and how that is said. */
#include "import/import.h"
#include "import_fixture.h"

#define IMPORT(text, ...) WHEN(ImportPeople, .content = bytes_of(text), .unit_id = "u1", __VA_ARGS__)
#define HEADER "姓名,身份证号,职务,职务层次,任职时间,职级,任职级时间,近三年考核结果\n"

static const CadreFileRow *person(const char *id_number)
{
	struct row_scan scan = cadre_file_by_id_number(world_state(), id_number);

	return cadre_file_next(&scan);
}

TEST(a_roster_registers_people)
{
	ordinary_day();
	IMPORT(text_of(HEADER "赵  一,%s,科长,正科级,2020.03,三级主任科员,2021-06,2024:优秀;2025:称职\n钱二,%s,,,,,,\n", id_of(1), id_of(2)),
	       .file_name = "干部名册.csv");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(CadreRegistered), 2);
	const CadreRegistered *e = EMITTED(CadreRegistered);
	CHECK_TEXT(e->name, "赵一");
	CHECK_TEXT(e->authority, CITY);
	CHECK_INT(e->level, POST_LEVEL_SECTION_HEAD);
	CHECK_TEXT(e->level_since, "2020-03-01");
	CHECK_TEXT(e->born_on, "1980-01-01");
	CHECK_INT(e->sex, SEX_FEMALE);
	CHECK_INT(e->n_grades, 2);
	CHECK_INT(EMITTED(FileImported)->registered, 2);
	CHECK_TEXT(world_answer("registered"), "2");
	CHECK_TEXT(person(id_of(1))->cadre_id, e->cadre_id);
	CHECK_TEXT(cadre_find(world_state(), e->cadre_id)->unit_id, "u1");
}

TEST(the_same_file_again_changes_nobody)
{
	const char *text = text_of(HEADER "赵一,%s,科长,正科级,2020.03,,,2025:称职\n", id_of(1));

	ordinary_day();
	IMPORT(text, .file_name = "");
	IMPORT(text, .file_name = "");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(CadreRevised), 0);
	CHECK_INT(EMITTED_COUNT(CadreRegistered), 0);
	CHECK_TEXT(world_answer("unchanged"), "1");
}

TEST(a_known_number_is_a_revision_with_what_changed)
{
	ordinary_day();
	IMPORT(text_of(HEADER "赵一,%s,副科长,副科级,2020.03,,,2024:优秀\n", id_of(1)), .file_name = "");
	const char *id = world_answer("cadre_id");
	IMPORT(text_of(HEADER "赵壹,%s,科长,正科级,2026.02,,,2025:称职\n", id_of(1)), .file_name = "");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(CadreRegistered), 0);
	const CadreRevised *e = EMITTED(CadreRevised);
	CHECK_TEXT(e->cadre_id, id);
	CHECK_TEXT(e->now->name, "赵壹");
	CHECK_INT(e->now->n_grades, 2);
	CHECK_INT(e->n_changed, 5);
	CHECK_TEXT(e->changed[0], "name");
	CHECK_TEXT(e->changed[1], "post_title");
	CHECK_TEXT(e->changed[2], "level");
	CHECK_TEXT(world_answer("revised"), "1");
}

TEST(an_empty_cell_says_nothing_and_a_dash_says_none)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号,职务,入党时间\n赵一,%s,科长,2008.07\n", id_of(1)), .file_name = "");
	IMPORT(text_of("姓名,身份证号,职务,入党时间\n赵一,%s,,-\n", id_of(1)), .file_name = "");
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreRevised)->now->post_title, "科长");
	CHECK_TEXT(EMITTED(CadreRevised)->now->party_joined_on, "");
	CHECK_INT(EMITTED(CadreRevised)->n_changed, 1);
}

TEST(names_never_identify)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号\n王伟,%s\n王伟,%s\n", id_of(1), id_of(3)), .file_name = "");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(CadreRegistered), 2);
}

TEST(one_bad_row_refuses_the_file_and_says_where)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号,任职时间\n赵一,%s,2020.03\n钱二,,2020.1\n", id_of(1)), .file_name = "");
	REFUSED(REFUSAL_IMPORT_ROWS_REFUSED);
	CHECK_TEXT(world_violation(0), "ROW_ID_MISSING 3 身份证号（第2列）");
	CHECK_TEXT(world_violation(1), "ROW_DATE_MALFORMED 3 任职时间（第3列）");
	CHECK_INT(world_events(), 0);
}

TEST(the_valid_rows_are_taken_when_asked)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号\n赵一,%s\n钱二,1\n", id_of(1)), .accept_valid = true);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(CadreRegistered), 1);
	CHECK_TEXT(world_answer("refused"), "1");
	CHECK_TEXT(world_violation(0), "ROW_ID_LENGTH 3 身份证号（第2列）");
	CHECK_INT(EMITTED(FileImported)->refused, 1);
}

TEST(a_dry_run_records_nothing_and_shows_the_difference)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号,职务\n赵一,%s,科长\n", id_of(1)), .file_name = "");
	IMPORT(text_of("姓名,身份证号,职务\n赵一,%s,局长\n钱二,%s,科员\n孙三,,\n", id_of(1), id_of(2)), .dry_run = true);
	ACCEPTED();
	CHECK_INT(world_events(), 0);
	CHECK_TEXT(world_answer("revised"), "1");
	CHECK_TEXT(world_answer("registered"), "1");
	CHECK_TEXT(world_answer("refused"), "1");
	CHECK_TEXT(world_violation(0), "ROW_ID_MISSING 4 身份证号（第2列）");
	CHECK_TEXT(world_violation(1), "IMPORT_WOULD_REVISE 2 职务");
	CHECK_TEXT(world_violation(2), "IMPORT_WOULD_REGISTER 3 姓名");
	CHECK(person(id_of(2)) == NULL);
}

TEST(the_same_number_twice_refuses_both_rows)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号\n赵一,%s\n赵二,%s\n孙三,%s\n", id_of(1), id_of(1), id_of(2)), .accept_valid = true);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(CadreRegistered), 1);
	CHECK_TEXT(world_answer("refused"), "2");
	CHECK_TEXT(world_violation(0), "ROW_ID_TWICE 2 身份证号（第2列）");
	CHECK_TEXT(world_violation(1), "ROW_ID_TWICE 3 身份证号（第2列）");
}

TEST(every_kind_of_bad_cell_has_its_code)
{
	static const struct {
		const char *header, *value, *code;
	} rows[] = {
		{ "性别", "未知", "ROW_SEX_MALFORMED" },	{ "性别", "女", "ROW_ID_SEX" },
		{ "民族", "火星族", "ROW_ETHNICITY_UNKNOWN" },	{ "职务层次", "大官", "ROW_LEVEL_UNKNOWN" },
		{ "职级", "五级主任科员", "ROW_RANK_UNKNOWN" },	{ "优秀年轻干部", "或许", "ROW_FLAG_MALFORMED" },
		{ "近三年考核结果", "都好", "ROW_GRADE_MALFORMED" }, { "入党时间", "很早", "ROW_PARTY_MALFORMED" },
		{ "出生日期", "1980-13-01", "ROW_DATE_MALFORMED" }, { "任职时间", "2026-03-03", "ROW_DATE_FUTURE" },
		{ "家庭所在地", "赤峰", "ROW_REGION_MALFORMED" }, { "单位编码", "u1 x", "ROW_CODE_MALFORMED" },
		{ "单位编码", "nowhere", "ROW_UNIT_UNKNOWN" },	{ "岗位编码", "nowhere", "ROW_POST_UNKNOWN" },
		{ "管理权限", COUNTY, "ROW_OUTSIDE_AUTHORITY" },
	};

	ordinary_day();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char expected[200];
		IMPORT(text_of("姓名,身份证号,%s\n赵一,%s,%s\n", rows[i].header, id_of(2), rows[i].value), .file_name = "");
		snprintf(expected, sizeof expected, "%s 2 %s（第3列）", rows[i].code, rows[i].header);
		CHECK_TEXT(world_violation(0), expected);
		REFUSED(REFUSAL_IMPORT_ROWS_REFUSED);
	}
}

TEST(a_birth_date_that_differs_is_kept_with_a_remark)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号,出生日期\n赵一,%s,1979.11\n", id_of(1)), .file_name = "");
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreRegistered)->born_on, "1979-11-01");
	CHECK_TEXT(world_violation(0), "IMPORT_BIRTH_DIFFERS 2 出生日期（第3列）");
	IMPORT(text_of("姓名,身份证号,出生日期\n钱二,%s,1980.01\n", id_of(3)), .file_name = "");
	CHECK_TEXT(EMITTED(CadreRegistered)->born_on, "1980-01-01");
	CHECK_TEXT(world_violation(0), "");
}

TEST(gb18030_and_unknown_columns)
{
	/* "姓名,身份证号,爱好" in GBK */
	ordinary_day();
	IMPORT(text_of("\xD0\xD5\xC3\xFB,\xC9\xED\xB7\xDD\xD6\xA4\xBA\xC5,\xB0\xAE\xBA\xC3\n\xD5\xD4\xD2\xBB,%s,x\n", id_of(1)),
	       .file_name = "");
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreRegistered)->name, "赵一");
	CHECK_TEXT(world_violation(0), "IMPORT_COLUMN_IGNORED 0 content");
}

TEST(without_a_unit_a_new_person_has_no_place)
{
	ordinary_day();
	WHEN(ImportPeople, .content = bytes_of(text_of("姓名,身份证号\n赵一,%s\n", id_of(1))));
	REFUSED(REFUSAL_IMPORT_ROWS_REFUSED);
	CHECK_TEXT(world_violation(0), "ROW_UNIT_MISSING 2 单位编码");
}

TEST(a_stated_cadre_id_belongs_to_one_person)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号,人员编码\n赵一,%s,c-9\n", id_of(1)), .file_name = "");
	CHECK_TEXT(EMITTED(CadreRegistered)->cadre_id, "c-9");
	IMPORT(text_of("姓名,身份证号,人员编码\n钱二,%s,c-9\n", id_of(2)), .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_CADRE_ID_TAKEN 2 人员编码（第3列）");
	IMPORT(text_of("姓名,身份证号,人员编码\n赵一,%s,c-10\n", id_of(1)), .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_CADRE_ID_TAKEN 2 人员编码（第3列）");
	IMPORT(text_of("姓名,身份证号,人员编码\n孙三,%s,c-11\n李四,%s,c-11\n", id_of(3), id_of(4)), .file_name = "");
	REFUSED(REFUSAL_IMPORT_ROWS_REFUSED);
}

TEST(posts_hold_as_many_as_they_have_places)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号,岗位编码\n赵一,%s,p1\n", id_of(1)), .file_name = "");
	CHECK_TEXT(EMITTED(CadreRegistered)->post_title, "p1");
	CHECK_INT(EMITTED(CadreRegistered)->level, POST_LEVEL_SECTION_HEAD);
	IMPORT(text_of("姓名,身份证号,岗位编码\n钱二,%s,p1\n", id_of(2)), .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_POST_FULL 2 岗位编码（第3列）");
	/* one file may swap them */
	IMPORT(text_of("姓名,身份证号,岗位编码\n钱二,%s,p1\n赵一,%s,-\n", id_of(2), id_of(1)), .file_name = "");
	ACCEPTED();
	CHECK_TEXT(person(id_of(2))->post_id, "p1");
	CHECK_TEXT(person(id_of(1))->post_id, "");
}

TEST(who_is_in_a_procedure_is_not_moved_by_an_import)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号,人员编码\n赵一,%s,c-9\n", id_of(1)), .file_name = "");
	GIVEN(AppointmentMoved, .appointment_id = "a9", .cadre_id = "c-9", .kind = APPOINTMENT_KIND_PROMOTION, .post_id = "p1",
	      .unit_id = "u1", .authority = CITY);
	IMPORT(text_of("姓名,身份证号,单位编码\n赵一,%s,s1\n", id_of(1)), .file_name = "");
	CHECK_TEXT(world_violation(0), "ROW_MOVE_IN_PROCESS 2 单位编码（第3列）");
	IMPORT(text_of("姓名,身份证号,民族\n赵一,%s,蒙古族\n", id_of(1)), .file_name = "");
	ACCEPTED();
}

TEST(only_the_managing_organ_imports_its_people)
{
	ordinary_day();
	IMPORT(text_of("姓名,身份证号\n赵一,%s\n", id_of(1)), .file_name = "");
	ACTOR(OFFICERS, COUNTY);
	WHEN(ImportPeople, .content = bytes_of(text_of("姓名,身份证号\n赵一,%s\n", id_of(1))), .unit_id = "t1");
	CHECK_TEXT(world_violation(0), "ROW_OUTSIDE_AUTHORITY 2 管理权限");
	WHEN(ImportPeople, .content = bytes_of(text_of("姓名,身份证号\n钱二,%s\n", id_of(2))), .unit_id = "t1");
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreRegistered)->authority, COUNTY);
	ACTOR("org.training", CITY);
	IMPORT("x", .file_name = "");
	REFUSED(REFUSAL_ROLE_MISSING);
}

#define FORM                                                                                                    \
	"<?xml version=\"1.0\" encoding=\"utf-8\"?><Person><XingMing>赵  一</XingMing><XingBie>女</XingBie>"      \
	"<ChuShengNianYue>198001</ChuShengNianYue><MinZu>蒙古族</MinZu><RuDangShiJian>200807</RuDangShiJian>"     \
	"<CanJiaGongZuoShiJian>200308</CanJiaGongZuoShiJian><XianRenZhiWu>某局副局长</XianRenZhiWu>"              \
	"<JianLi>%s</JianLi><NianDuKaoHeJieGuo>2024年年度考核“优秀”等次；2025年年度考核称职。</NianDuKaoHeJieGuo>" \
	"<JiaTingChengYuan><Item><ChengWei>丈夫</ChengWei><XingMing>钱二</XingMing></Item></JiaTingChengYuan>"    \
	"<ShenFenZheng>%s</ShenFenZheng></Person>"

TEST(a_form_registers_one_person_and_keeps_what_it_says)
{
	ordinary_day();
	IMPORT(text_of(FORM, "2003.08--  某局", id_of(1)), .level = POST_LEVEL_COUNTY_DEPUTY, .level_since = "2021-05-01");
	ACCEPTED();
	const CadreRegistered *e = EMITTED(CadreRegistered);
	CHECK_TEXT(e->name, "赵一");
	CHECK_TEXT(e->ethnicity, "02");
	CHECK_TEXT(e->party_joined_on, "2008-07-01");
	CHECK_INT(e->level, POST_LEVEL_COUNTY_DEPUTY);
	CHECK_INT(e->n_grades, 2);
	CHECK_INT(EMITTED(FileImported)->format, IMPORT_FORMAT_LRMX);
	const CadreFormRow *form = cadre_form_find(world_state(), e->cadre_id);
	CHECK_INT(form->n_family, 1);
	for (size_t i = 0; i < form->n_fields; i++)
		CHECK(strcmp(form->fields[i]->tag, "ShenFenZheng") != 0);
	CHECK_TEXT(world_answer("cadre_id"), e->cadre_id);
}

TEST(the_same_form_again_is_unchanged_and_a_new_resume_is_filed)
{
	ordinary_day();
	IMPORT(text_of(FORM, "甲", id_of(1)), .file_name = "");
	IMPORT(text_of(FORM, "甲", id_of(1)), .file_name = "");
	CHECK_TEXT(world_answer("unchanged"), "1");
	IMPORT(text_of(FORM, "乙", id_of(1)), .file_name = "");
	CHECK_INT(EMITTED_COUNT(CadreFormFiled), 1);
	CHECK_INT(EMITTED_COUNT(CadreRevised), 0);
	CHECK_TEXT(world_answer("revised"), "1");
}

TEST(a_file_of_the_wrong_kind_is_refused)
{
	ordinary_day();
	IMPORT(text_of(FORM, "甲", id_of(1)), .format = IMPORT_FORMAT_CSV);
	CHECK(world_status() / 100 == 4);
	IMPORT("姓名,身份证号\n", .format = IMPORT_FORMAT_LRMX);
	REFUSED(REFUSAL_IMPORT_XML_MALFORMED);
	IMPORT("姓名,身份证号\n", .file_name = "");
	REFUSED(REFUSAL_IMPORT_EMPTY);
	IMPORT("姓名\n赵一\n", .file_name = "");
	REFUSED(REFUSAL_IMPORT_HEADER_MISSING);
	IMPORT("姓名,民族\n赵一,汉\n", .file_name = "");
	REFUSED(REFUSAL_IMPORT_COLUMN_MISSING);
	IMPORT("", .file_name = "");
	REFUSED(REFUSAL_FIELD_REQUIRED);
}

static char *roster(unsigned people, size_t *size)
{
	char *text = malloc(64 + (size_t)people * 64);
	size_t used = (size_t)sprintf(text, "姓名,身份证号\n");

	for (unsigned n = 0; n < people; n++)
		used += (size_t)sprintf(text + used, "某人,%s\n", id_of(n));
	*size = used;
	return text;
}

static void import_many(unsigned people)
{
	size_t size;
	char *text = roster(people, &size);

	WHEN(ImportPeople, .content = { size, (uint8_t *)text }, .unit_id = "u1");
	free(text);
}

TEST(five_thousand_rows_at_once_and_not_one_more)
{
	ordinary_day();
	import_many(IMPORT_ROWS_MAX + 1);
	REFUSED(REFUSAL_IMPORT_TOO_MANY_ROWS);
	import_many(IMPORT_ROWS_MAX);
	ACCEPTED();
	CHECK_TEXT(world_answer("registered"), "5000");
}

TEST(eight_mebibytes_are_read_and_one_byte_more_is_not)
{
	char *text = malloc(IMPORT_BYTES_MAX + 1);

	ordinary_day();
	memset(text, '\n', IMPORT_BYTES_MAX + 1);
	WHEN(ImportPeople, .content = { IMPORT_BYTES_MAX, (uint8_t *)text });
	REFUSED(REFUSAL_IMPORT_EMPTY);
	WHEN(ImportPeople, .content = { IMPORT_BYTES_MAX + 1, (uint8_t *)text });
	CHECK_INT(world_status() / 100, 4);
	CHECK(strcmp(world_code(), "IMPORT_EMPTY") != 0);
	free(text);
}

TEST_MAIN()
