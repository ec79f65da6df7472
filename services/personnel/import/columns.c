/* Header rows: matched by a table of aliases, never guessed. Two-row headers (a merged cell above, names below) are read
 * column by column, the lower name first. */
#include "import.h"

#include <string.h>

/* Removes blanks, line breaks, stars and the ideographic space; cuts a bracketed remark when `cut`. */
static const char *plain(struct arena *arena, const char *header, bool cut)
{
	size_t size = strlen(header), used = 0;
	char *out = arena_alloc(arena, size + 1);

	if (!out)
		return "";
	for (size_t i = 0; i < size;) {
		if (strncmp(header + i, "\xE3\x80\x80", 3) == 0 || strncmp(header + i, "＊", 3) == 0) {
			i += 3;
			continue;
		}
		if (cut && used > 0 && (header[i] == '(' || strncmp(header + i, "（", 3) == 0))
			break;
		if (!strchr(" \t\r\n*", header[i]))
			out[used++] = header[i];
		i++;
	}
	return out;
}

static int meaning(struct arena *arena, const char *header, const struct import_alias *aliases, size_t count)
{
	for (int cut = 0; cut <= 1; cut++) {
		const char *name = plain(arena, header, cut);
		for (size_t i = 0; i < count; i++)
			if (strcmp(name, aliases[i].header) == 0)
				return aliases[i].field;
	}
	return -1;
}

struct header_reading {
	struct arena *arena;
	const struct csv_table *table;
	const struct import_alias *aliases;
	size_t alias_count;
};

/* How many cells of the row are known names. */
static size_t known_names(const struct header_reading *h, size_t row)
{
	size_t known = 0;

	if (row >= h->table->count)
		return 0;
	for (size_t c = 0; c < h->table->rows[row].count; c++)
		known += meaning(h->arena, h->table->rows[row].cells[c], h->aliases, h->alias_count) >= 0;
	return known;
}

static void read_header(const struct header_reading *h, size_t row, bool two_rows, struct import_columns *out)
{
	const struct csv_row *upper = &h->table->rows[row];
	const struct csv_row *lower = two_rows ? &h->table->rows[row + 1] : upper;

	out->count = upper->count > lower->count ? upper->count : lower->count;
	out->first_data_row = row + (two_rows ? 2 : 1);
	for (size_t c = 0; c < out->count; c++) {
		int below = meaning(h->arena, csv_cell(lower, c), h->aliases, h->alias_count);
		int above = meaning(h->arena, csv_cell(upper, c), h->aliases, h->alias_count);
		bool use_lower = below >= 0 || (above < 0 && csv_cell(lower, c)[0]);
		out->field[c] = below >= 0 ? below : above;
		out->header[c] = use_lower ? csv_cell(lower, c) : csv_cell(upper, c);
	}
}

static bool has_field(const struct import_columns *columns, int field)
{
	for (size_t c = 0; c < columns->count; c++)
		if (columns->field[c] == field)
			return true;
	return false;
}

static enum refusal check_columns(const struct import_columns *columns, const struct import_alias *aliases,
				  size_t alias_count, const int *required, size_t required_count, const char **culprit)
{
	for (size_t c = 0; c < columns->count; c++)
		for (size_t other = 0; other < c; other++)
			if (columns->field[c] >= 0 && columns->field[c] == columns->field[other]) {
				*culprit = columns->header[c];
				return REFUSAL_IMPORT_COLUMN_TWICE;
			}
	for (size_t i = 0; i < required_count; i++)
		if (!has_field(columns, required[i])) {
			for (size_t a = alias_count; a-- > 0;)
				if (aliases[a].field == required[i])
					*culprit = aliases[a].header; /* the first name given */
			return REFUSAL_IMPORT_COLUMN_MISSING;
		}
	return REFUSAL_NONE;
}

/* The row with the most known names among the first few; at least two, so that a title does not pass for a header. */
static bool find_row(const struct header_reading *h, size_t *found)
{
	size_t best = 1;

	for (size_t row = 0; row < h->table->count && row < IMPORT_HEADER_SEARCH_ROWS; row++) {
		size_t known = known_names(h, row);
		if (known > best) {
			best = known;
			*found = row;
		}
	}
	return best > 1;
}

enum refusal import_columns_find(struct arena *arena, const struct csv_table *table, const struct import_alias *aliases,
				 size_t alias_count, const int *required, size_t required_count,
				 struct import_columns *out, const char **culprit)
{
	struct header_reading h = { arena, table, aliases, alias_count };
	size_t row = 0;
	bool two_rows;

	*culprit = "";
	if (!find_row(&h, &row))
		return REFUSAL_IMPORT_HEADER_MISSING;
	if (row > 0 && known_names(&h, row - 1) > 0) /* the lower row has more names than the merged one above */
		row--;
	two_rows = known_names(&h, row + 1) > 0;
	read_header(&h, row, two_rows, out);
	return check_columns(out, aliases, alias_count, required, required_count, culprit);
}
