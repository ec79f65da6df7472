/* CSV through libcsv, strict: quotes must match. Row numbers count blank lines, as a spreadsheet does. */
#include "import.h"

#include <csv.h>
#include <string.h>

struct reading {
	struct arena *arena;
	struct csv_table *table;
	const char *cells[IMPORT_COLUMNS_MAX];
	size_t count;
	bool filled;             /* some cell of the row is not empty */
	uint32_t line;
	int last_end;            /* the character that ended the last line */
	enum refusal refusal;
};

static void on_cell(void *data, size_t size, void *context)
{
	struct reading *r = context;
	char *text;

	r->last_end = 0;
	if (r->refusal != REFUSAL_NONE)
		return;
	if (r->count == IMPORT_COLUMNS_MAX) {
		r->refusal = REFUSAL_IMPORT_CSV_MALFORMED;
		return;
	}
	if (size > IMPORT_CELL_BYTES_MAX) {
		r->refusal = REFUSAL_IMPORT_CELL_TOO_LONG;
		return;
	}
	text = arena_text(r->arena, data, size);
	if (!text) {
		r->refusal = REFUSAL_IMPORT_TOO_LARGE;
		return;
	}
	r->filled = import_clean(text, size) > 0 || r->filled;
	r->cells[r->count++] = text;
}

static bool make_room(struct reading *r)
{
	struct csv_table *t = r->table;
	size_t cap = t->cap ? t->cap * 2 : 64;
	struct csv_row *grown;

	if (t->count < t->cap)
		return true;
	grown = arena_alloc(r->arena, cap * sizeof *grown);
	if (!grown)
		return false;
	if (t->count)
		memcpy(grown, t->rows, t->count * sizeof *grown);
	t->rows = grown;
	t->cap = cap;
	return true;
}

static void keep_row(struct reading *r)
{
	struct csv_row *row;
	const char **cells;

	if (r->table->count == IMPORT_ROWS_MAX + IMPORT_HEADER_SEARCH_ROWS + 1) {
		r->refusal = REFUSAL_IMPORT_TOO_MANY_ROWS;
		return;
	}
	cells = arena_copy(r->arena, r->cells, r->count * sizeof *cells);
	if (!cells || !make_room(r)) {
		r->refusal = REFUSAL_IMPORT_TOO_LARGE;
		return;
	}
	row = &r->table->rows[r->table->count++];
	*row = (struct csv_row){ .line = r->line, .count = r->count, .cells = cells };
}

/* libcsv reports every CR and LF; a LF right after the CR that ended a line is not another line. */
static void on_line_end(int end, void *context)
{
	struct reading *r = context;

	if (r->refusal != REFUSAL_NONE)
		return;
	if (r->count == 0 && end == '\n' && r->last_end == '\r') {
		r->last_end = 0;
		return;
	}
	r->line++;
	if (r->filled)
		keep_row(r);
	r->count = 0;
	r->filled = false;
	r->last_end = end;
}

enum refusal csv_read(struct arena *arena, struct span utf8, struct csv_table *out)
{
	struct reading *r = arena_alloc(arena, sizeof *r);
	struct csv_parser parser;
	bool sound;

	*out = (struct csv_table){ 0 };
	if (!r || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
		return REFUSAL_IMPORT_TOO_LARGE;
	r->arena = arena;
	r->table = out;
	sound = csv_parse(&parser, utf8.data, utf8.size, on_cell, on_line_end, r) == utf8.size &&
		csv_fini(&parser, on_cell, on_line_end, r) == 0;
	csv_free(&parser);
	if (r->refusal != REFUSAL_NONE)
		return r->refusal;
	if (!sound)
		return REFUSAL_IMPORT_CSV_MALFORMED;
	return out->count ? REFUSAL_NONE : REFUSAL_IMPORT_EMPTY;
}

const char *csv_cell(const struct csv_row *row, size_t column)
{
	return column < row->count ? row->cells[column] : "";
}
