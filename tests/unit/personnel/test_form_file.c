/* The appointment form as a file: what is exported and imported again is the same record and the same form. */
#include "cadre_fields.h"
#include "import/import.h"
#include "import_fixture.h"
#include "question_fixture.h"

#define TODAY_IS "2026-03-02"
#define IMPORT(bytes, ...) WHEN(ImportPeople, .content = bytes, .unit_id = "u1", __VA_ARGS__)
/* what a form carries of the record */
static const enum cadre_field carried[] = { CADRE_FIELD_NAME, CADRE_FIELD_ID_NUMBER, CADRE_FIELD_SEX, CADRE_FIELD_BORN_ON,
	CADRE_FIELD_ETHNICITY, CADRE_FIELD_POST_TITLE, CADRE_FIELD_PARTY_JOINED_ON, CADRE_FIELD_WORK_STARTED_ON, CADRE_FIELD_GRADES };
#define CARRIED (sizeof carried / sizeof carried[0])

static struct arena kept; /* what outlives a world */
static struct lrmx_form form;

static const FormFile *exported(const char *cadre_id)
{
	return ASK(AskFormFile, FormFile, TODAY_IS, .cadre_id = cadre_id);
}

static ProtobufCBinaryData content_of(const FormFile *file)
{
	if (!kept.cap_bytes)
		arena_init(&kept, 64u << 20);
	CHECK(file != NULL);
	return file ? (ProtobufCBinaryData){ file->content.len, arena_copy(&kept, file->content.data, file->content.len) }
		    : (ProtobufCBinaryData){ 0 };
}

static const struct lrmx_form *read_back(ProtobufCBinaryData content)
{
	const char *culprit;

	CHECK_INT(lrmx_read(&kept, span_of(content.data, content.len), &form, &culprit), REFUSAL_NONE);
	return &form;
}

static CadreRegistered *record_of(const char *id_number)
{
	struct row_scan scan = cadre_file_by_id_number(world_state(), id_number);
	const CadreFileRow *row = cadre_file_next(&scan);
	struct span packed = wire_pack(&row->file->base, &kept);

	return (CadreRegistered *)wire_unpack(&CadreRegistered_type, packed, 1u << 20, false, &kept, NULL);
}

static void check_carried(const CadreRegistered *a, const CadreRegistered *b)
{
	for (size_t i = 0; i < CARRIED; i++)
		if (!cadre_field_same(carried[i], a, b))
			CHECK_TEXT(cadre_field_name(carried[i]), "as it was exported");
}

static const char full[] =
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Person><XingMing>赵  一样</XingMing><XingBie>女</XingBie>"
	"<ChuShengNianYue>198001</ChuShengNianYue><MinZu>蒙古族</MinZu><JiGuan>内蒙古赤峰</JiGuan><RuDangShiJian>200108；民建</RuDangShiJian>"
	"<CanJiaGongZuoShiJian>200808</CanJiaGongZuoShiJian><JianKangZhuangKuang>健康</JianKangZhuangKuang>"
	"<XianRenZhiWu>某局党组成员、\n副局长</XianRenZhiWu><JianLi>2008.08--2015.03  某局&lt;科员&gt; &amp; \"样\"\n2015.03--         某镇</JianLi>"
	"<NianDuKaoHeJieGuo>2023年年度考核“优秀”等次；2024年年度考核称职。</NianDuKaoHeJieGuo><XueLiBeiZhu>旧版字段</XueLiBeiZhu>"
	"<JiaTingChengYuan><Item><ChengWei>丈夫</ChengWei><XingMing>钱𬱖样</XingMing><ChuShengRiQi>197901</ChuShengRiQi>"
	"<ZhengZhiMianMao>群众</ZhengZhiMianMao><GongZuoDanWeiJiZhiWu>某校教师</GongZuoDanWeiJiZhiWu></Item>"
	"<Item><ChengWei>儿子</ChengWei></Item></JiaTingChengYuan><ShenFenZheng>%s</ShenFenZheng><Version>3.2.1.16</Version></Person>";

TEST(imported_again_here_the_file_changes_nothing)
{
	ordinary_day();
	IMPORT(bytes_of(text_of(full, id_of(1))), .file_name = "");
	ACCEPTED();
	const FormFile *file = exported(world_answer("cadre_id"));
	CHECK_TEXT(file ? file->file_name : "", text_of("赵一样_%s.lrmx", world_answer("cadre_id")));
	IMPORT(content_of(file), .file_name = "");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(CadreRevised), 0);
	CHECK_INT(EMITTED_COUNT(CadreFormFiled), 0);
	CHECK_TEXT(world_answer("unchanged"), "1");
}

TEST(imported_elsewhere_it_makes_the_same_record_and_form)
{
	ordinary_day();
	IMPORT(bytes_of(text_of(full, id_of(1))), .file_name = "");
	ProtobufCBinaryData content = content_of(exported(world_answer("cadre_id")));
	CadreRegistered *here = record_of(id_of(1));
	ordinary_day();
	IMPORT(content, .file_name = "");
	ACCEPTED();
	check_carried(here, record_of(id_of(1)));
	CHECK_TEXT(EMITTED(CadreRegistered)->party_joined_on, "2001-08-01");
	const CadreFormFiled *e = EMITTED(CadreFormFiled);
	CHECK_INT(e->n_family, 2);
	CHECK_TEXT(e->family[0]->name, "钱𬱖样");
	CHECK_TEXT(e->family[1]->name, "");
	const struct lrmx_form *again = read_back(content);
	CHECK_TEXT(lrmx_value(again, "XingMing"), "赵  一样");
	CHECK_TEXT(lrmx_value(again, "RuDangShiJian"), "200108；民建");
	CHECK_TEXT(lrmx_value(again, "JianLi"), "2008.08--2015.03  某局<科员> & \"样\"\n2015.03--         某镇");
	CHECK_TEXT(lrmx_value(again, "XueLiBeiZhu"), "旧版字段");
	CHECK_TEXT(lrmx_value(again, "Version"), "3.2.1.16");
}

/* Names of four bytes a character, with a middle dot, of another script, of the longest length. */
TEST(rare_characters_come_back_as_they_were)
{
	static const char *const names[] = { "赵𬱖样", "样·阿拉腾·其其格", "𠮷野样", "〇样㐂", "Ярослав Yang", "ᠮᠣᠩᠭᠣᠯ样", "o'样&<>\"" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		ordinary_day();
		CADRE("c9", "u1", POST_LEVEL_STAFF, .name = names[i], .id_number = id_of(1), .sex = SEX_FEMALE, .born_on = "1980-01-01",
		      .ethnicity = "02", .post_title = "科员𬱖", .party_joined_on = "2008-07-15", .work_started_on = "2005-07-01");
		ProtobufCBinaryData content = content_of(exported("c9"));
		CadreRegistered *here = record_of(id_of(1));
		ordinary_day();
		IMPORT(content, .file_name = "");
		ACCEPTED();
		check_carried(here, record_of(id_of(1)));
		CHECK_TEXT(EMITTED(CadreRegistered)->name, names[i]);
	}
}

/* Each optional part absent in turn, then all of them; no form was ever filed. */
TEST(any_part_may_be_absent)
{
	for (size_t absent = 0; absent <= 5; absent++) {
		ordinary_day();
		CADRE("c9", "u1", POST_LEVEL_STAFF, .name = "赵一样", .id_number = id_of(1), .sex = SEX_FEMALE, .born_on = "1980-01-01",
		      .ethnicity = absent == 0 || absent == 5 ? "" : "01", .post_title = absent == 1 || absent == 5 ? "" : "科员",
		      .party_joined_on = absent == 2 || absent == 5 ? "" : "2008-07-01",
		      .work_started_on = absent == 3 || absent == 5 ? "" : "2005-07-09", .n_grades = absent < 4);
		ProtobufCBinaryData content = content_of(exported("c9"));
		CadreRegistered *here = record_of(id_of(1));
		CHECK_INT(read_back(content)->relative_count, 0);
		ordinary_day();
		IMPORT(content, .file_name = "");
		ACCEPTED();
		check_carried(here, record_of(id_of(1)));
	}
}

TEST(a_birth_date_that_differs_from_the_number_comes_back_with_its_remark)
{
	ordinary_day();
	CADRE("c9", "u1", POST_LEVEL_STAFF, .name = "赵一样", .id_number = id_of(1), .sex = SEX_FEMALE, .born_on = "1979-11-23");
	ProtobufCBinaryData content = content_of(exported("c9"));
	ordinary_day();
	IMPORT(content, .file_name = "");
	ACCEPTED();
	CHECK_TEXT(EMITTED(CadreRegistered)->born_on, "1979-11-23");
	CHECK_TEXT(world_violation(0), "IMPORT_BIRTH_DIFFERS 1 ChuShengNianYue");
}

TEST(what_the_record_says_now_goes_before_what_was_filed)
{
	ordinary_day();
	IMPORT(bytes_of(text_of(full, id_of(1))), .file_name = "");
	const char *id = world_answer("cadre_id");
	IMPORT(bytes_of(text_of("姓名,身份证号,职务,年度考核结果,入党时间\n赵壹样,%s,局长,2025:优秀,-\n", id_of(1))), .file_name = "");
	ACCEPTED();
	const struct lrmx_form *now = read_back(content_of(exported(id)));
	CHECK_TEXT(lrmx_value(now, "XingMing"), "赵壹样");
	CHECK_TEXT(lrmx_value(now, "XianRenZhiWu"), "局长");
	CHECK_TEXT(lrmx_value(now, "NianDuKaoHeJieGuo"), "2023年优秀；2024年称职；2025年优秀");
	CHECK_TEXT(lrmx_value(now, "RuDangShiJian"), "");
	CHECK_TEXT(lrmx_value(now, "MinZu"), "蒙古族");
	CHECK_INT(now->relative_count, 2);
}

TEST(of_many_grades_the_newest_that_a_form_is_read_with)
{
	GradeOfYear *years[21];

	ordinary_day();
	for (size_t i = 0; i < 21; i++)
		years[i] = grade((unsigned)(2005 + i), ANNUAL_GRADE_COMPETENT);
	CADRE("c9", "u1", POST_LEVEL_STAFF, .name = "赵一样", .id_number = id_of(1), .sex = SEX_FEMALE, .born_on = "1980-01-01", .n_grades = 21,
	      .grades = years);
	ProtobufCBinaryData content = content_of(exported("c9"));
	ordinary_day();
	IMPORT(content, .file_name = "");
	ACCEPTED();
	CHECK_INT(EMITTED(CadreRegistered)->n_grades, 20);
	CHECK_INT(EMITTED(CadreRegistered)->grades[0]->year, 2006);
}

TEST(only_the_organs_concerned_are_given_it)
{
	ordinary_day();
	CADRE("c8", "t1", POST_LEVEL_STAFF, .authority = COUNTY, .id_number = id_of(2));
	CHECK(exported("c8") != NULL);
	question_region = COUNTY;
	CHECK(exported("c8") != NULL);
	CHECK(!exported("c1"));
	ASK_REFUSED(REFUSAL_CADRE_UNKNOWN);
	question_region = "150402";
	CHECK(!exported("c8"));
	ASK_REFUSED(REFUSAL_CADRE_UNKNOWN);
	ASK_AT_FIELD("cadre_id");
	question_region = CITY;
	CHECK(!exported("nobody"));
	ASK_REFUSED(REFUSAL_CADRE_UNKNOWN);
	question_role = "org.training";
	CHECK(!exported("c8"));
	ASK_REFUSED(REFUSAL_ROLE_MISSING);
	question_role = "org.cadre";
}

TEST(a_character_that_xml_cannot_hold_is_named)
{
	ordinary_day();
	CADRE("c9", "u1", POST_LEVEL_STAFF, .name = "赵\xEF\xBF\xBF样", .id_number = id_of(1));
	CHECK(!exported("c9"));
	ASK_REFUSED(REFUSAL_FORM_CHARACTER);
	ASK_AT_FIELD("XingMing");
	CADRE("c9", "u1", POST_LEVEL_STAFF, .name = "赵\xEF\xBF\xBD样", .id_number = id_of(1));
	CHECK(exported("c9") != NULL);
}

/* The record adds what the form did not say: a form filed full has no room for it. */
static void filed_with(size_t fields, size_t bytes)
{
	static char tags[IMPORT_FORM_FIELDS_MAX][24], value[IMPORT_FORM_VALUE_BYTES_MAX + 1];
	static FormField items[IMPORT_FORM_FIELDS_MAX], *list[IMPORT_FORM_FIELDS_MAX];

	memset(value, 'x', sizeof value - 1);
	for (size_t i = 0; i < fields; i++) {
		size_t size = bytes > sizeof value - 1 ? sizeof value - 1 : bytes;
		snprintf(tags[i], sizeof tags[i], "T%zu", i);
		list[i] = &items[i];
		form_field__init(list[i]);
		items[i].tag = tags[i];
		items[i].value = size ? value + (sizeof value - 1 - size) : "x";
		bytes -= size;
	}
	GIVEN(CadreFormFiled, .cadre_id = "c9", .n_fields = fields, .fields = list, .filed_on = TODAY_IS);
}

TEST(the_limits_of_a_file_are_those_of_an_import)
{
	ordinary_day();
	CADRE("c9", "u1", POST_LEVEL_STAFF, .name = "赵一样", .id_number = id_of(1), .sex = SEX_FEMALE, .born_on = "1980-01-01");
	/* of the record: name, number, sex, birth, title, work, grades */
	filed_with(IMPORT_FORM_FIELDS_MAX - 7, 0);
	ProtobufCBinaryData at_the_limit = content_of(exported("c9"));
	CHECK_INT(read_back(at_the_limit)->field_count, IMPORT_FORM_FIELDS_MAX);
	filed_with(IMPORT_FORM_FIELDS_MAX - 6, 0);
	CHECK(!exported("c9"));
	ASK_REFUSED(REFUSAL_FORM_LARGE);
	filed_with(3, 0);
	size_t others = lrmx_bytes(read_back(content_of(exported("c9")))) - 3;
	filed_with(3, IMPORT_FORM_BYTES_MAX - others);
	CHECK_INT(lrmx_bytes(read_back(content_of(exported("c9")))), IMPORT_FORM_BYTES_MAX);
	filed_with(3, IMPORT_FORM_BYTES_MAX - others + 1);
	CHECK(!exported("c9"));
	ASK_REFUSED(REFUSAL_FORM_LARGE);
}

TEST_MAIN()
