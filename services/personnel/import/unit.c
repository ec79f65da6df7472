#include "unit.h"

#include <string.h>

#include "fields.h"

static const struct import_alias aliases[] = {
	{ "单位编码", UNIT_COLUMN_ID },		{ "机构编码", UNIT_COLUMN_ID },
	{ "单位名称", UNIT_COLUMN_NAME },	{ "机构名称", UNIT_COLUMN_NAME },
	{ "单位全称", UNIT_COLUMN_NAME },
	{ "类别", UNIT_COLUMN_KIND },		{ "单位类别", UNIT_COLUMN_KIND },
	{ "行政区划", UNIT_COLUMN_REGION },	{ "行政区划代码", UNIT_COLUMN_REGION },
	{ "所在政区", UNIT_COLUMN_REGION },
	{ "上级单位", UNIT_COLUMN_PARENT },	{ "上级单位编码", UNIT_COLUMN_PARENT },
	{ "隶属单位", UNIT_COLUMN_PARENT },
	{ "考核分组", UNIT_COLUMN_GROUP },	{ "分组", UNIT_COLUMN_GROUP },
	{ "厅局级正职职数", UNIT_COLUMN_LEVEL_FIRST + 0 }, { "厅局级正职", UNIT_COLUMN_LEVEL_FIRST + 0 },
	{ "正厅级职数", UNIT_COLUMN_LEVEL_FIRST + 0 },
	{ "厅局级副职职数", UNIT_COLUMN_LEVEL_FIRST + 1 }, { "厅局级副职", UNIT_COLUMN_LEVEL_FIRST + 1 },
	{ "副厅级职数", UNIT_COLUMN_LEVEL_FIRST + 1 },
	{ "县处级正职职数", UNIT_COLUMN_LEVEL_FIRST + 2 }, { "县处级正职", UNIT_COLUMN_LEVEL_FIRST + 2 },
	{ "正处级职数", UNIT_COLUMN_LEVEL_FIRST + 2 },
	{ "县处级副职职数", UNIT_COLUMN_LEVEL_FIRST + 3 }, { "县处级副职", UNIT_COLUMN_LEVEL_FIRST + 3 },
	{ "副处级职数", UNIT_COLUMN_LEVEL_FIRST + 3 },
	{ "乡科级正职职数", UNIT_COLUMN_LEVEL_FIRST + 4 }, { "乡科级正职", UNIT_COLUMN_LEVEL_FIRST + 4 },
	{ "正科级职数", UNIT_COLUMN_LEVEL_FIRST + 4 },
	{ "乡科级副职职数", UNIT_COLUMN_LEVEL_FIRST + 5 }, { "乡科级副职", UNIT_COLUMN_LEVEL_FIRST + 5 },
	{ "副科级职数", UNIT_COLUMN_LEVEL_FIRST + 5 },
	{ "科员及以下职数", UNIT_COLUMN_LEVEL_FIRST + 6 }, { "科员及以下", UNIT_COLUMN_LEVEL_FIRST + 6 },
	{ "科员职数", UNIT_COLUMN_LEVEL_FIRST + 6 },
};
#define ALIAS_COUNT (sizeof aliases / sizeof aliases[0])

PostLevel unit_level(size_t index)
{
	static const PostLevel levels[UNIT_LEVELS] = {
		POST_LEVEL_BUREAU_HEAD, POST_LEVEL_BUREAU_DEPUTY, POST_LEVEL_COUNTY_HEAD, POST_LEVEL_COUNTY_DEPUTY,
		POST_LEVEL_SECTION_HEAD, POST_LEVEL_SECTION_DEPUTY, POST_LEVEL_STAFF,
	};

	return index < UNIT_LEVELS ? levels[index] : POST_LEVEL_UNSPECIFIED;
}

struct unit_reader {
	struct import_report *report;
	const struct unit_list *list;
	const char *cells[UNIT_COLUMN_COUNT];
	struct unit_entry *out;
};

static void check(struct unit_reader *r, enum refusal refusal, int column)
{
	if (refusal == REFUSAL_NONE)
		return;
	import_fail(r->report, refusal, r->out->row, r->list->label[column], r->cells[column]);
	r->out->bad = true;
}

static enum refusal short_text(const char *text, enum refusal missing)
{
	if (text[0] == '\0')
		return missing;
	return field_short_enough(text, FIELD_TEXT_CHARS_MAX) ? REFUSAL_NONE : REFUSAL_ROW_TEXT_TOO_LONG;
}

static void read_unit(struct unit_reader *r)
{
	struct unit_entry *u = r->out;

	u->unit_id = r->cells[UNIT_COLUMN_ID];
	u->name = r->cells[UNIT_COLUMN_NAME];
	u->region = r->cells[UNIT_COLUMN_REGION];
	u->parent_id = field_says_none(r->cells[UNIT_COLUMN_PARENT]) ? "" : r->cells[UNIT_COLUMN_PARENT];
	u->peer_group = field_says_none(r->cells[UNIT_COLUMN_GROUP]) ? "" : r->cells[UNIT_COLUMN_GROUP];
	check(r, field_code(u->unit_id), UNIT_COLUMN_ID);
	check(r, short_text(u->name, REFUSAL_ROW_NAME_MISSING), UNIT_COLUMN_NAME);
	check(r, field_unit_kind(r->cells[UNIT_COLUMN_KIND], &u->kind), UNIT_COLUMN_KIND);
	check(r, field_region(u->region), UNIT_COLUMN_REGION);
	check(r, u->parent_id[0] ? field_code(u->parent_id) : REFUSAL_NONE, UNIT_COLUMN_PARENT);
	check(r, short_text(u->peer_group, REFUSAL_NONE), UNIT_COLUMN_GROUP);
	for (size_t i = 0; i < UNIT_LEVELS; i++) {
		int column = UNIT_COLUMN_LEVEL_FIRST + (int)i;
		if (r->cells[column][0] == '\0')
			continue;
		u->counted[i] = true;
		check(r, field_count(r->cells[column], UNIT_POSTS_MAX, &u->count[i]), column);
	}
}

static void label_columns(struct arena *arena, const struct import_columns *columns, struct unit_list *out)
{
	static const char *const names[UNIT_COLUMN_LEVEL_FIRST] = { "单位编码", "单位名称", "类别", "行政区划", "上级单位", "考核分组" };

	for (size_t i = 0; i < UNIT_COLUMN_COUNT; i++)
		out->label[i] = i < UNIT_COLUMN_LEVEL_FIRST ? names[i] : "职数";
	out->ignored = arena_alloc(arena, (columns->count + 1) * sizeof *out->ignored);
	for (size_t c = 0; c < columns->count; c++)
		if (columns->field[c] >= 0)
			out->label[columns->field[c]] = arena_format(arena, "%s（第%zu列）", columns->header[c], c + 1);
		else if (columns->header[c][0] && out->ignored)
			out->ignored[out->ignored_count++] = columns->header[c];
}

enum refusal units_read_csv(struct import_report *report, struct span content, struct unit_list *out, const char **culprit)
{
	static const int required[] = { UNIT_COLUMN_ID, UNIT_COLUMN_NAME, UNIT_COLUMN_KIND, UNIT_COLUMN_REGION };
	struct arena *arena = report->arena;
	struct import_columns *columns = arena_alloc(arena, sizeof *columns);
	struct csv_table table;
	struct span utf8;
	enum refusal refusal = import_text(arena, content, &utf8);

	*culprit = "";
	if (refusal == REFUSAL_NONE)
		refusal = columns ? csv_read(arena, utf8, &table) : REFUSAL_IMPORT_TOO_LARGE;
	if (refusal == REFUSAL_NONE)
		refusal = import_columns_find(arena, &table, aliases, ALIAS_COUNT, required, 4, columns, culprit);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (columns->first_data_row >= table.count)
		return REFUSAL_IMPORT_EMPTY;
	if (table.count - columns->first_data_row > IMPORT_ROWS_MAX)
		return REFUSAL_IMPORT_TOO_MANY_ROWS;
	label_columns(arena, columns, out);
	out->items = arena_alloc(arena, (table.count - columns->first_data_row) * sizeof *out->items);
	if (!out->items)
		return REFUSAL_IMPORT_TOO_LARGE;
	for (size_t i = columns->first_data_row; i < table.count; i++) {
		struct unit_reader r = { .report = report, .list = out, .out = &out->items[out->count++] };
		r.out->row = table.rows[i].line;
		for (size_t c = 0; c < UNIT_COLUMN_COUNT; c++)
			r.cells[c] = "";
		for (size_t c = 0; c < columns->count; c++)
			if (columns->field[c] >= 0)
				r.cells[columns->field[c]] = field_plain(arena, csv_cell(&table.rows[i], c));
		read_unit(&r);
	}
	return REFUSAL_NONE;
}
