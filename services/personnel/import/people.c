/* Whole rosters: which column is what, which tag is what. */
#include "person.h"

#include <string.h>

static const struct import_alias aliases[] = {
	{ "姓名", CADRE_FIELD_NAME },
	{ "身份证号", CADRE_FIELD_ID_NUMBER },	    { "身份证号码", CADRE_FIELD_ID_NUMBER },
	{ "公民身份号码", CADRE_FIELD_ID_NUMBER },  { "身份证", CADRE_FIELD_ID_NUMBER },
	{ "人员编码", CADRE_FIELD_CADRE_ID },	    { "干部编码", CADRE_FIELD_CADRE_ID },
	{ "性别", CADRE_FIELD_SEX },
	{ "出生日期", CADRE_FIELD_BORN_ON },	    { "出生年月", CADRE_FIELD_BORN_ON },
	{ "民族", CADRE_FIELD_ETHNICITY },
	{ "单位编码", CADRE_FIELD_UNIT_ID },	    { "所在单位编码", CADRE_FIELD_UNIT_ID },
	{ "岗位编码", CADRE_FIELD_POST_ID },
	{ "职务", CADRE_FIELD_POST_TITLE },	    { "现任职务", CADRE_FIELD_POST_TITLE },
	{ "单位及职务", CADRE_FIELD_POST_TITLE },   { "工作单位及职务", CADRE_FIELD_POST_TITLE },
	{ "职务层次", CADRE_FIELD_LEVEL },	    { "职务级别", CADRE_FIELD_LEVEL },
	{ "任职时间", CADRE_FIELD_LEVEL_SINCE },    { "任职务层次时间", CADRE_FIELD_LEVEL_SINCE },
	{ "任现职务层次时间", CADRE_FIELD_LEVEL_SINCE }, { "任同职级时间", CADRE_FIELD_LEVEL_SINCE },
	{ "职级", CADRE_FIELD_RANK },		    { "现职级", CADRE_FIELD_RANK },
	{ "任职级时间", CADRE_FIELD_RANK_SINCE },   { "任现职级时间", CADRE_FIELD_RANK_SINCE },
	{ "管理权限", CADRE_FIELD_AUTHORITY },	    { "管理权限代码", CADRE_FIELD_AUTHORITY },
	{ "干部管理权限", CADRE_FIELD_AUTHORITY },
	{ "入党时间", CADRE_FIELD_PARTY_JOINED_ON }, { "入党年月", CADRE_FIELD_PARTY_JOINED_ON },
	{ "参加工作时间", CADRE_FIELD_WORK_STARTED_ON }, { "参加工作年月", CADRE_FIELD_WORK_STARTED_ON },
	{ "工作时间", CADRE_FIELD_WORK_STARTED_ON },
	{ "优秀年轻干部", CADRE_FIELD_YOUNG },	    { "是否优秀年轻干部", CADRE_FIELD_YOUNG },
	{ "驻村第一书记", CADRE_FIELD_FIRST_SECRETARY }, { "第一书记", CADRE_FIELD_FIRST_SECRETARY },
	{ "是否驻村第一书记", CADRE_FIELD_FIRST_SECRETARY },
	{ "易地交流", CADRE_FIELD_EXCHANGE },	    { "交流干部", CADRE_FIELD_EXCHANGE },
	{ "家庭所在地", CADRE_FIELD_HOME_REGION },  { "家庭所在地代码", CADRE_FIELD_HOME_REGION },
	{ "基层工作年限", CADRE_FIELD_GRASSROOTS_YEARS }, { "基层工作经历年限", CADRE_FIELD_GRASSROOTS_YEARS },
	{ "班子主要负责人", CADRE_FIELD_TEAM_HEAD }, { "主要负责人", CADRE_FIELD_TEAM_HEAD },
	{ "班子成员", CADRE_FIELD_TEAM_MEMBER },    { "领导班子成员", CADRE_FIELD_TEAM_MEMBER },
	{ "近三年考核结果", CADRE_FIELD_GRADES },   { "年度考核结果", CADRE_FIELD_GRADES },
	{ "近三年年度考核结果", CADRE_FIELD_GRADES }, { "考核结果", CADRE_FIELD_GRADES },
};
#define ALIAS_COUNT (sizeof aliases / sizeof aliases[0])

static const struct {
	const char *tag;
	enum cadre_field field;
} tags[] = {
	{ "XingMing", CADRE_FIELD_NAME },
	{ "XingBie", CADRE_FIELD_SEX },
	{ "ChuShengNianYue", CADRE_FIELD_BORN_ON },
	{ "MinZu", CADRE_FIELD_ETHNICITY },
	{ "RuDangShiJian", CADRE_FIELD_PARTY_JOINED_ON },
	{ "CanJiaGongZuoShiJian", CADRE_FIELD_WORK_STARTED_ON },
	{ "XianRenZhiWu", CADRE_FIELD_POST_TITLE },
	{ "NianDuKaoHeJieGuo", CADRE_FIELD_GRADES },
	{ "ShenFenZheng", CADRE_FIELD_ID_NUMBER },
};

const char *person_tag(enum cadre_field field)
{
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		if (tags[i].field == field)
			return tags[i].tag;
	return NULL;
}

void person_cells_of_form(const struct lrmx_form *form, struct person_cells *cells)
{
	*cells = (struct person_cells){ .row = 1 };
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		cells->text[tags[i].field] = lrmx_value(form, tags[i].tag);
		cells->label[tags[i].field] = tags[i].tag;
	}
}

static void note_ignored(struct arena *arena, const struct import_columns *columns, struct people *out)
{
	out->ignored = arena_alloc(arena, (columns->count + 1) * sizeof *out->ignored);
	for (size_t c = 0; out->ignored && c < columns->count; c++)
		if (columns->field[c] < 0 && columns->header[c][0])
			out->ignored[out->ignored_count++] = columns->header[c];
}

static void label_columns(struct arena *arena, const struct import_columns *columns, struct person_cells *cells)
{
	for (size_t c = 0; c < columns->count; c++)
		if (columns->field[c] >= 0)
			cells->label[columns->field[c]] =
				arena_format(arena, "%s（第%zu列）", columns->header[c], c + 1);
}

enum refusal people_read_csv(struct import_report *report, struct span content, const char *today, struct people *out,
			     const char **culprit)
{
	static const int required[] = { CADRE_FIELD_NAME, CADRE_FIELD_ID_NUMBER };
	struct import_columns *columns = arena_alloc(report->arena, sizeof *columns);
	struct person_cells cells = { .spreadsheet = true };
	struct csv_table table;
	struct span utf8;
	enum refusal refusal = import_text(report->arena, content, &utf8);

	*culprit = "";
	if (refusal == REFUSAL_NONE)
		refusal = columns ? csv_read(report->arena, utf8, &table) : REFUSAL_IMPORT_TOO_LARGE;
	if (refusal == REFUSAL_NONE)
		refusal = import_columns_find(report->arena, &table, aliases, ALIAS_COUNT, required, 2, columns, culprit);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (columns->first_data_row >= table.count)
		return REFUSAL_IMPORT_EMPTY;
	if (table.count - columns->first_data_row > IMPORT_ROWS_MAX)
		return REFUSAL_IMPORT_TOO_MANY_ROWS;
	note_ignored(report->arena, columns, out);
	label_columns(report->arena, columns, &cells);
	out->items = arena_alloc(report->arena, (table.count - columns->first_data_row) * sizeof *out->items);
	if (!out->items)
		return REFUSAL_IMPORT_TOO_LARGE;
	for (size_t i = columns->first_data_row; i < table.count; i++) {
		cells.row = table.rows[i].line;
		for (size_t c = 0; c < columns->count; c++)
			if (columns->field[c] >= 0)
				cells.text[columns->field[c]] = csv_cell(&table.rows[i], c);
		person_read(report, &cells, today, &out->items[out->count++]);
	}
	return REFUSAL_NONE;
}

enum refusal people_read_lrmx(struct import_report *report, struct span content, const char *today, struct people *out,
			      const char **culprit)
{
	struct person_cells cells;
	enum refusal refusal;

	*culprit = "";
	out->form = arena_alloc(report->arena, sizeof *out->form);
	out->items = arena_alloc(report->arena, sizeof *out->items);
	if (!out->form || !out->items)
		return REFUSAL_IMPORT_TOO_LARGE;
	refusal = lrmx_read(report->arena, content, out->form, culprit);
	if (refusal != REFUSAL_NONE)
		return refusal;
	person_cells_of_form(out->form, &cells);
	person_read(report, &cells, today, &out->items[out->count++]);
	return REFUSAL_NONE;
}
