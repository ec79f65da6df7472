/* Appointment forms: what is read, what is refused. The sample person is invented. */
#include "import/import.h"
#include "tap.h"

static struct arena arena;
static struct lrmx_form form;
static const char *culprit;

static enum refusal read_form(const char *xml)
{
	return lrmx_read(&arena, span_text(xml), &form, &culprit);
}

TEST(a_form_is_read_with_its_family_and_unknown_tags)
{
	arena_init(&arena, 4 << 20);
	CHECK_INT(read_form("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Person><XingMing>赵  一</XingMing>"
			    "<ShenFenZheng>150402198506150019</ShenFenZheng><JianLi>2008.08--2015.03  某局科员&#10;2015.03--         某镇</JianLi>"
			    "<XueLiBeiZhu>旧版字段</XueLiBeiZhu><JiaTingChengYuan><Item><ChengWei>妻子</ChengWei><XingMing>钱二</XingMing></Item>"
			    "<Item><ChengWei></ChengWei></Item></JiaTingChengYuan><ZhaoPian>/9j/4AAQ</ZhaoPian><Version>3.2.1.16</Version></Person>"),
		  REFUSAL_NONE);
	CHECK_TEXT(lrmx_value(&form, "XingMing"), "赵  一");
	CHECK_TEXT(lrmx_value(&form, "XueLiBeiZhu"), "旧版字段");
	CHECK_TEXT(lrmx_value(&form, "ZhaoPian"), "");
	CHECK_TEXT(lrmx_value(&form, "MinZu"), "");
	CHECK(strchr(lrmx_value(&form, "JianLi"), '\n') != NULL);
	CHECK_INT(form.relative_count, 1);
	CHECK_TEXT(form.relatives[0].name, "钱二");
	arena_fini(&arena);
}

TEST(a_doctype_is_refused_before_any_entity_exists)
{
	arena_init(&arena, 4 << 20);
	CHECK_INT(read_form("<!DOCTYPE Person [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Person><XingMing>&x;</XingMing></Person>"),
		  REFUSAL_IMPORT_XML_DOCTYPE);
	CHECK_INT(read_form("<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><Person>&b;</Person>"),
		  REFUSAL_IMPORT_XML_DOCTYPE);
	CHECK_INT(read_form("<!DOCTYPE Person SYSTEM \"http://example.invalid/p.dtd\"><Person/>"), REFUSAL_IMPORT_XML_DOCTYPE);
	CHECK_INT(read_form("<Person><XingMing>&x;</XingMing></Person>"), REFUSAL_IMPORT_XML_MALFORMED);
	arena_fini(&arena);
}

TEST(what_is_no_form_is_refused)
{
	arena_init(&arena, 4 << 20);
	CHECK_INT(read_form("<Person><XingMing>甲</XingMing>"), REFUSAL_IMPORT_XML_MALFORMED);
	CHECK_INT(read_form("<Persons><Person/></Persons>"), REFUSAL_IMPORT_NOT_A_FORM);
	CHECK_INT(read_form("姓名"), REFUSAL_IMPORT_XML_MALFORMED);
	CHECK_INT(read_form(""), REFUSAL_IMPORT_EMPTY);
	CHECK_INT(read_form("<Person><XingMing>\xFF\xFE</XingMing></Person>"), REFUSAL_IMPORT_XML_MALFORMED);
	arena_fini(&arena);
}

TEST(one_tag_twice_is_refused)
{
	arena_init(&arena, 4 << 20);
	CHECK_INT(read_form("<Person><ShenFenZheng>1</ShenFenZheng><ShenFenZheng>2</ShenFenZheng></Person>"),
		  REFUSAL_IMPORT_COLUMN_TWICE);
	CHECK_TEXT(culprit, "ShenFenZheng");
	arena_fini(&arena);
}

TEST(deep_nesting_is_refused_by_the_parser)
{
	char *xml = calloc(1, 40000);

	arena_init(&arena, 4 << 20);
	strcat(xml, "<Person>");
	for (int i = 0; i < 2000; i++)
		strcat(xml, "<a>");
	CHECK_INT(read_form(xml), REFUSAL_IMPORT_XML_MALFORMED);
	arena_fini(&arena);
	free(xml);
}

TEST(a_photo_is_a_jpeg_a_png_or_nothing)
{
	CHECK(lrmx_photo_sound(""));
	CHECK(lrmx_photo_sound("/9j/4AAQ\r\nSkZJRg=="));
	CHECK(lrmx_photo_sound("iVBORw0K"));
	CHECK(!lrmx_photo_sound("R0lGODlh"));
	CHECK(!lrmx_photo_sound("data:image/jpeg;base64,/9j/4AAQ"));
	CHECK(!lrmx_photo_sound("/9j/4AA"));
	CHECK(!lrmx_photo_sound("===="));
}

static enum refusal form_with_value(size_t size)
{
	char *xml = calloc(1, size + 100);
	enum refusal refusal;

	strcpy(xml, "<Person><JianLi>");
	memset(xml + strlen(xml), 'x', size);
	strcat(xml, "</JianLi></Person>");
	refusal = read_form(xml);
	free(xml);
	return refusal;
}

TEST(a_field_ends_at_its_limit)
{
	arena_init(&arena, 4 << 20);
	CHECK_INT(form_with_value(IMPORT_FORM_VALUE_BYTES_MAX), REFUSAL_NONE);
	CHECK_INT(form_with_value(IMPORT_FORM_VALUE_BYTES_MAX + 1), REFUSAL_IMPORT_CELL_TOO_LONG);
	CHECK_TEXT(culprit, "JianLi");
	arena_fini(&arena);
}

TEST_MAIN()
