/* Plain cells: texts, codes, flags and the code lists. Dates, party membership and grades stand in dates.c and grades.c. */
#include "fields.h"

#include <stdlib.h>
#include <string.h>

#include "policy/region.h"
#include "wire/wire.h"

#define IDEOGRAPHIC_BLANK "\xE3\x80\x80"
#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

/* U+FF01..U+FF5E are the printable ASCII characters in full width. Returns 0 when `at` is none of them. */
static char half_width(const unsigned char *at)
{
	if (at[0] != 0xEF || (at[1] != 0xBC && at[1] != 0xBD))
		return 0;
	int code = (at[1] - 0xBC) * 64 + (at[2] - 0x80); /* from U+FF00 on */
	return code >= 0x01 && code <= 0x5E ? (char)(code + 0x20) : 0;
}

const char *field_plain(struct arena *arena, const char *text)
{
	size_t size = text ? strlen(text) : 0, used = 0, first = 0; /* NULL: the arena is full */
	char *out = arena_alloc(arena, size + 1);

	if (!out)
		return "";
	for (size_t i = 0; i < size; i++) {
		char plain = half_width((const unsigned char *)text + i);
		if (strncmp(text + i, IDEOGRAPHIC_BLANK, 3) == 0)
			plain = ' ';
		if (plain) {
			out[used++] = plain;
			i += 2;
		} else {
			out[used++] = text[i];
		}
	}
	while (used > 0 && strchr(" \t\r\n", out[used - 1]))
		out[--used] = '\0';
	while (first < used && strchr(" \t\r\n", out[first]))
		first++;
	return out + first;
}

const char *field_name(struct arena *arena, const char *text)
{
	size_t size = strlen(text), used = 0;
	char *out = arena_alloc(arena, size + 1);
	bool latin = false;

	for (size_t i = 0; i < size; i++)
		latin = latin || (text[i] > ' ' && text[i] < 0x7F);
	for (size_t i = 0; out && i < size; i++) {
		if (strncmp(text + i, IDEOGRAPHIC_BLANK, 3) == 0) {
			i += 2;
			continue;
		}
		if (strchr("\r\n\t", text[i]) || (text[i] == ' ' && (!latin || used == 0)))
			continue;
		out[used++] = text[i];
	}
	while (out && used > 0 && out[used - 1] == ' ')
		out[--used] = '\0';
	return out ? out : "";
}

bool field_says_none(const char *plain)
{
	return strcmp(plain, "-") == 0 || strcmp(plain, "无") == 0 || strcmp(plain, "(无)") == 0;
}

bool field_short_enough(const char *text, size_t chars_max)
{
	size_t chars = 0;

	return wire_utf8_valid(span_text(text), &chars) && chars <= chars_max;
}

enum refusal field_flag(const char *plain, bool *value)
{
	static const char *const yes[] = { "是", "有", "1", "√", "Y", "y", "true", "TRUE" };
	static const char *const no[] = { "否", "无", "0", "×", "N", "n", "false", "FALSE", "-" };

	for (size_t i = 0; i < COUNT_OF(yes); i++)
		if (strcmp(plain, yes[i]) == 0) {
			*value = true;
			return REFUSAL_NONE;
		}
	for (size_t i = 0; i < COUNT_OF(no); i++)
		if (strcmp(plain, no[i]) == 0) {
			*value = false;
			return REFUSAL_NONE;
		}
	return REFUSAL_ROW_FLAG_MALFORMED;
}

enum refusal field_sex(const char *plain, Sex *sex)
{
	if (strcmp(plain, "男") == 0 || strcmp(plain, "男性") == 0 || strcmp(plain, "1") == 0)
		*sex = SEX_MALE;
	else if (strcmp(plain, "女") == 0 || strcmp(plain, "女性") == 0 || strcmp(plain, "2") == 0)
		*sex = SEX_FEMALE;
	else
		return REFUSAL_ROW_SEX_MALFORMED;
	return REFUSAL_NONE;
}

size_t field_part(const char *text, size_t *mark)
{
	static const char *const marks[] = { ";", "；", "。", "、", "，", ",", "\n" };
	size_t size;

	for (size = 0; text[size]; size++)
		for (size_t i = 0; i < COUNT_OF(marks); i++)
			if (strncmp(text + size, marks[i], strlen(marks[i])) == 0) {
				*mark = strlen(marks[i]);
				return size;
			}
	*mark = 0;
	return size;
}

struct word {
	const char *text;
	int value;
};

static bool find_word(const struct word *words, size_t count, const char *text, int *value)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i].text, text) == 0) {
			*value = words[i].value;
			return true;
		}
	return false;
}

enum refusal field_level(const char *plain, PostLevel *level)
{
	static const struct word words[] = {
		{ "厅局级正职", POST_LEVEL_BUREAU_HEAD },	{ "正厅级", POST_LEVEL_BUREAU_HEAD },
		{ "地厅级正职", POST_LEVEL_BUREAU_HEAD },	{ "1A21", POST_LEVEL_BUREAU_HEAD },
		{ "厅局级副职", POST_LEVEL_BUREAU_DEPUTY },	{ "副厅级", POST_LEVEL_BUREAU_DEPUTY },
		{ "地厅级副职", POST_LEVEL_BUREAU_DEPUTY },	{ "1A22", POST_LEVEL_BUREAU_DEPUTY },
		{ "县处级正职", POST_LEVEL_COUNTY_HEAD },	{ "正处级", POST_LEVEL_COUNTY_HEAD },
		{ "正县级", POST_LEVEL_COUNTY_HEAD },		{ "1A31", POST_LEVEL_COUNTY_HEAD },
		{ "县处级副职", POST_LEVEL_COUNTY_DEPUTY },	{ "副处级", POST_LEVEL_COUNTY_DEPUTY },
		{ "副县级", POST_LEVEL_COUNTY_DEPUTY },		{ "1A32", POST_LEVEL_COUNTY_DEPUTY },
		{ "乡科级正职", POST_LEVEL_SECTION_HEAD },	{ "正科级", POST_LEVEL_SECTION_HEAD },
		{ "乡镇科级正职", POST_LEVEL_SECTION_HEAD },	{ "1A41", POST_LEVEL_SECTION_HEAD },
		{ "乡科级副职", POST_LEVEL_SECTION_DEPUTY },	{ "副科级", POST_LEVEL_SECTION_DEPUTY },
		{ "乡镇科级副职", POST_LEVEL_SECTION_DEPUTY },	{ "1A42", POST_LEVEL_SECTION_DEPUTY },
		{ "科员及以下", POST_LEVEL_STAFF },		{ "科员", POST_LEVEL_STAFF },
		{ "办事员", POST_LEVEL_STAFF },			{ "一般干部", POST_LEVEL_STAFF },
		{ "1A50", POST_LEVEL_STAFF },			{ "1A60", POST_LEVEL_STAFF },
	};
	int value;

	if (!find_word(words, COUNT_OF(words), plain, &value))
		return REFUSAL_ROW_LEVEL_UNKNOWN;
	*level = (PostLevel)value;
	return REFUSAL_NONE;
}

enum refusal field_rank(const char *plain, Rank *rank)
{
	static const struct word words[] = {
		{ "一级巡视员", RANK_INSPECTOR_1 },	{ "1A11", RANK_INSPECTOR_1 },
		{ "二级巡视员", RANK_INSPECTOR_2 },	{ "1A12", RANK_INSPECTOR_2 },
		{ "一级调研员", RANK_CONSULTANT_1 },	{ "1A13", RANK_CONSULTANT_1 },
		{ "二级调研员", RANK_CONSULTANT_2 },	{ "1A14", RANK_CONSULTANT_2 },
		{ "三级调研员", RANK_CONSULTANT_3 },	{ "1A15", RANK_CONSULTANT_3 },
		{ "四级调研员", RANK_CONSULTANT_4 },	{ "1A16", RANK_CONSULTANT_4 },
		{ "一级主任科员", RANK_CHIEF_CLERK_1 },	{ "二级主任科员", RANK_CHIEF_CLERK_2 },
		{ "三级主任科员", RANK_CHIEF_CLERK_3 },	{ "四级主任科员", RANK_CHIEF_CLERK_4 },
		{ "一级科员", RANK_CLERK_1 },		{ "二级科员", RANK_CLERK_2 },
	};
	int value;

	if (!find_word(words, COUNT_OF(words), plain, &value))
		return REFUSAL_ROW_RANK_UNKNOWN;
	*rank = (Rank)value;
	return REFUSAL_NONE;
}

enum refusal field_unit_kind(const char *plain, UnitKind *kind)
{
	static const struct word words[] = {
		{ "旗县区", UNIT_KIND_COUNTY },			{ "县区", UNIT_KIND_COUNTY },
		{ "市直机关", UNIT_KIND_CITY_DEPARTMENT },	{ "市直部门", UNIT_KIND_CITY_DEPARTMENT },
		{ "旗县区直机关", UNIT_KIND_COUNTY_DEPARTMENT }, { "县区直机关", UNIT_KIND_COUNTY_DEPARTMENT },
		{ "县直机关", UNIT_KIND_COUNTY_DEPARTMENT },	{ "苏木乡镇街道", UNIT_KIND_TOWNSHIP },
		{ "苏木乡镇", UNIT_KIND_TOWNSHIP },		{ "乡镇街道", UNIT_KIND_TOWNSHIP },
		{ "乡镇", UNIT_KIND_TOWNSHIP },			{ "街道", UNIT_KIND_TOWNSHIP },
		{ "苏木", UNIT_KIND_TOWNSHIP },			{ "企事业单位", UNIT_KIND_INSTITUTION },
		{ "事业单位", UNIT_KIND_INSTITUTION },		{ "国有企业", UNIT_KIND_INSTITUTION },
	};
	int value;

	if (!find_word(words, COUNT_OF(words), plain, &value))
		return REFUSAL_ROW_UNIT_KIND_UNKNOWN;
	*kind = (UnitKind)value;
	return REFUSAL_NONE;
}

/* GB/T 3304: the place in the list is the code. */
static const char *const ethnicities[] = {
	"汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼", "哈萨克", "傣",
	"黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉",
	"毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔",
	"独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
};
static const char *const ethnicity_codes[] = {
	"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19",
	"20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32", "33", "34", "35", "36", "37", "38",
	"39", "40", "41", "42", "43", "44", "45", "46", "47", "48", "49", "50", "51", "52", "53", "54", "55", "56",
};
_Static_assert(COUNT_OF(ethnicities) == 56 && COUNT_OF(ethnicity_codes) == 56, "56 in the national list");

enum refusal field_ethnicity(const char *plain, const char **code)
{
	size_t size = strlen(plain);

	for (size_t i = 0; i < COUNT_OF(ethnicities); i++) {
		size_t length = strlen(ethnicities[i]);
		bool named = strncmp(plain, ethnicities[i], length) == 0 &&
			     (size == length || strcmp(plain + length, "族") == 0);
		bool coded = strcmp(plain, ethnicity_codes[i]) == 0 ||
			     (ethnicity_codes[i][0] == '0' && strcmp(plain, ethnicity_codes[i] + 1) == 0);
		if (named || coded) {
			*code = ethnicity_codes[i];
			return REFUSAL_NONE;
		}
	}
	return REFUSAL_ROW_ETHNICITY_UNKNOWN;
}

const char *ethnicity_name(struct arena *arena, const char *code)
{
	for (size_t i = 0; i < COUNT_OF(ethnicities); i++)
		if (strcmp(code, ethnicity_codes[i]) == 0) {
			const char *name = arena_format(arena, "%s族", ethnicities[i]);
			return name ? name : "";
		}
	return "";
}

enum refusal field_code(const char *plain)
{
	size_t size = strlen(plain);

	if (size == 0 || size > FIELD_CODE_BYTES_MAX)
		return REFUSAL_ROW_CODE_MALFORMED;
	for (size_t i = 0; i < size; i++)
		if (!((plain[i] >= '0' && plain[i] <= '9') || (plain[i] >= 'a' && plain[i] <= 'z') ||
		      (plain[i] >= 'A' && plain[i] <= 'Z') || strchr(".-_", plain[i])))
			return REFUSAL_ROW_CODE_MALFORMED;
	return REFUSAL_NONE;
}

enum refusal field_region(const char *plain)
{
	return region_valid(plain) ? REFUSAL_NONE : REFUSAL_ROW_REGION_MALFORMED;
}

enum refusal field_count(const char *plain, uint32_t max, uint32_t *count)
{
	uint32_t value = 0;

	if (plain[0] == '\0' || strlen(plain) > 4)
		return REFUSAL_ROW_COUNT_MALFORMED;
	for (const char *at = plain; *at; at++) {
		if (*at < '0' || *at > '9')
			return REFUSAL_ROW_COUNT_MALFORMED;
		value = value * 10 + (uint32_t)(*at - '0');
	}
	if (value > max)
		return REFUSAL_ROW_COUNT_MALFORMED;
	*count = value;
	return REFUSAL_NONE;
}
