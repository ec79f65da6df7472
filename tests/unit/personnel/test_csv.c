/* CSV files: encodings, quoting, row numbers, headers, limits. */
#include "import/import.h"
#include "tap.h"

static struct arena arena;

static enum refusal read_text(const char *text, struct csv_table *table)
{
	return csv_read(&arena, span_text(text), table);
}

TEST(utf8_with_and_without_bom_and_gb18030_read_alike)
{
	/* 姓名 in GBK; 㐀 (U+3400) is four bytes in GB18030 */
	static const char gbk[] = "\xD0\xD5\xC3\xFB,\x81\x39\xEE\x39";
	static const char bom[] = "\xEF\xBB\xBF姓名,㐀";
	struct span utf8;

	arena_init(&arena, 1 << 20);
	CHECK_INT(import_text(&arena, span_text(gbk), &utf8), REFUSAL_NONE);
	CHECK(span_equal(utf8, span_text("姓名,㐀")));
	CHECK_INT(import_text(&arena, span_text(bom), &utf8), REFUSAL_NONE);
	CHECK(span_equal(utf8, span_text("姓名,㐀")));
	CHECK_INT(import_text(&arena, span_text("姓名,㐀"), &utf8), REFUSAL_NONE);
	CHECK(span_equal(utf8, span_text("姓名,㐀")));
	arena_fini(&arena);
}

TEST(two_bytes_of_gb18030_may_be_four_of_utf8)
{
	enum { TIMES = 20 };
	char gb[2 * TIMES + 1] = "", expected[4 * TIMES + 1] = "";
	struct span utf8;

	for (int i = 0; i < TIMES; i++) {
		strcat(gb, "\xFE\x51");
		strcat(expected, "\xF0\xA0\x82\x87");
	}
	arena_init(&arena, 1 << 20);
	CHECK_INT(import_text(&arena, span_text(gb), &utf8), REFUSAL_NONE);
	CHECK(span_equal(utf8, span_text(expected)));
	arena_fini(&arena);
}

TEST(text_in_no_known_encoding_is_refused)
{
	static const uint8_t nul[] = { 'a', 0, 'b' };
	struct span utf8;

	arena_init(&arena, 1 << 20);
	CHECK_INT(import_text(&arena, span_text("\xFF\xFE\x01"), &utf8), REFUSAL_IMPORT_ENCODING);
	CHECK_INT(import_text(&arena, span_text("\xEF\xBB\xBF\xD0\xD5"), &utf8), REFUSAL_IMPORT_ENCODING);
	CHECK_INT(import_text(&arena, span_text("abc\x81"), &utf8), REFUSAL_IMPORT_ENCODING);
	CHECK_INT(import_text(&arena, span_of(nul, sizeof nul), &utf8), REFUSAL_IMPORT_ENCODING);
	arena_fini(&arena);
}

TEST(the_size_limit_holds_at_and_past_it)
{
	char *big = malloc(IMPORT_BYTES_MAX + 1);
	struct span utf8;

	memset(big, 'a', IMPORT_BYTES_MAX + 1);
	arena_init(&arena, 64 << 20);
	CHECK_INT(import_text(&arena, span_of(big, IMPORT_BYTES_MAX), &utf8), REFUSAL_NONE);
	CHECK_INT(import_text(&arena, span_of(big, IMPORT_BYTES_MAX + 1), &utf8), REFUSAL_IMPORT_TOO_LARGE);
	arena_fini(&arena);
	free(big);
}

TEST(row_numbers_are_those_of_the_spreadsheet)
{
	struct csv_table t;

	arena_init(&arena, 1 << 20);
	CHECK_INT(read_text("a,b\r\n\r\nc,d\r\n,\r\n\"e\r\nf\",g\r\nh,i", &t), REFUSAL_NONE);
	CHECK_INT(t.count, 4);
	CHECK_INT(t.rows[0].line, 1);
	CHECK_INT(t.rows[1].line, 3);
	CHECK_INT(t.rows[2].line, 5);
	CHECK_TEXT(t.rows[2].cells[0], "e\nf");
	CHECK_INT(t.rows[3].line, 6);
	CHECK_TEXT(csv_cell(&t.rows[3], 1), "i");
	CHECK_TEXT(csv_cell(&t.rows[3], 2), "");
	arena_fini(&arena);
}

TEST(cells_lose_their_control_characters)
{
	struct csv_table t;

	arena_init(&arena, 1 << 20);
	CHECK_INT(read_text("a\x1b[31mb\x7f,\xC2\x9B\x01,c\td\xC2\xA0\n\x02,\x03\n", &t), REFUSAL_NONE);
	CHECK_INT(t.count, 1); /* a row of nothing else is blank */
	CHECK_TEXT(t.rows[0].cells[0], "a[31mb");
	CHECK_TEXT(t.rows[0].cells[1], "");
	CHECK_TEXT(t.rows[0].cells[2], "c\td\xC2\xA0");
	arena_fini(&arena);
}

TEST(quotes_that_do_not_match_refuse_the_file)
{
	struct csv_table t;

	arena_init(&arena, 1 << 20);
	CHECK_INT(read_text("a,\"b\r\nc,d", &t), REFUSAL_IMPORT_CSV_MALFORMED);
	CHECK_INT(read_text("a,b\"c\"\r\n", &t), REFUSAL_IMPORT_CSV_MALFORMED);
	CHECK_INT(read_text("a,\"b\"\"c\"\r\n", &t), REFUSAL_NONE);
	CHECK_TEXT(t.rows[0].cells[1], "b\"c");
	CHECK_INT(read_text("", &t), REFUSAL_IMPORT_EMPTY);
	CHECK_INT(read_text("\r\n\r\n,,\r\n", &t), REFUSAL_IMPORT_EMPTY);
	arena_fini(&arena);
}

TEST(cells_and_columns_end_at_their_limits)
{
	char *text = calloc(1, 16384);
	struct csv_table t;

	arena_init(&arena, 8 << 20);
	memset(text, 'x', IMPORT_CELL_BYTES_MAX);
	CHECK_INT(read_text(text, &t), REFUSAL_NONE);
	text[IMPORT_CELL_BYTES_MAX] = 'x';
	CHECK_INT(read_text(text, &t), REFUSAL_IMPORT_CELL_TOO_LONG);
	memset(text, 0, 16384);
	text[0] = 'a';
	memset(text + 1, ',', IMPORT_COLUMNS_MAX - 1);
	CHECK_INT(read_text(text, &t), REFUSAL_NONE);
	CHECK_INT(t.rows[0].count, IMPORT_COLUMNS_MAX);
	text[IMPORT_COLUMNS_MAX] = ',';
	CHECK_INT(read_text(text, &t), REFUSAL_IMPORT_CSV_MALFORMED);
	arena_fini(&arena);
	free(text);
}

enum { NAME, CODE, SINCE, LEVEL };
static const struct import_alias aliases[] = {
	{ "姓名", NAME }, { "身份证号", CODE }, { "证号", CODE }, { "任职时间", SINCE }, { "职务层次", LEVEL },
};
static const int required[] = { NAME, CODE };

static enum refusal header(const char *text, struct import_columns *columns, const char **culprit)
{
	struct csv_table t;

	CHECK_INT(read_text(text, &t), REFUSAL_NONE);
	return import_columns_find(&arena, &t, aliases, 5, required, 2, columns, culprit);
}

TEST(a_header_is_found_below_a_title)
{
	static struct import_columns c;
	const char *culprit;

	arena_init(&arena, 1 << 20);
	CHECK_INT(header("某市干部名册,,\n姓 名*,身份证号（必填）,爱好\n张三,1,钓鱼\n", &c, &culprit), REFUSAL_NONE);
	CHECK_INT(c.first_data_row, 2);
	CHECK_INT(c.field[0], NAME);
	CHECK_INT(c.field[1], CODE);
	CHECK_INT(c.field[2], -1);
	CHECK_TEXT(c.header[2], "爱好");
	arena_fini(&arena);
}

TEST(a_header_of_two_rows_is_read_column_by_column)
{
	static struct import_columns c;
	const char *culprit;

	arena_init(&arena, 1 << 20);
	CHECK_INT(header("姓名,身份证号,现职,\n,,职务层次,任职时间\n张三,1,正科级,2020.01\n", &c, &culprit), REFUSAL_NONE);
	CHECK_INT(c.first_data_row, 2);
	CHECK_INT(c.field[0], NAME);
	CHECK_INT(c.field[2], LEVEL);
	CHECK_INT(c.field[3], SINCE);
	arena_fini(&arena);
}

TEST(headers_missing_or_standing_twice_are_named)
{
	static struct import_columns c;
	const char *culprit;

	arena_init(&arena, 1 << 20);
	CHECK_INT(header("甲,乙\n1,2\n", &c, &culprit), REFUSAL_IMPORT_HEADER_MISSING);
	CHECK_INT(header("姓名,任职时间\n1,2\n", &c, &culprit), REFUSAL_IMPORT_COLUMN_MISSING);
	CHECK_TEXT(culprit, "身份证号");
	CHECK_INT(header("姓名,身份证号,证号\n1,2,3\n", &c, &culprit), REFUSAL_IMPORT_COLUMN_TWICE);
	CHECK_TEXT(culprit, "证号");
	arena_fini(&arena);
}

TEST_MAIN()
