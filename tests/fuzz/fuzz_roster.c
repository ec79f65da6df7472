/* CSV rosters of people and lists of units, in UTF-8 and GB18030. Both encodings of a text read the same; who and what is
 * taken is within the contract; every table is within its limits. */
#include <iconv.h>

#include "fuzz.h"
#include "import/unit.h"
#include "person_checks.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define ARENA_TIGHT ((size_t)200000)

enum { FLAG_UNITS = 1, FLAG_TIGHT = 2 };

/* The text in GB18030; false when it cannot be written so. */
static bool in_gb18030(struct span utf8, struct arena *arena, struct span *out)
{
	size_t room = 4 * utf8.size + 16, left = room, in_left = utf8.size;
	char *to = arena_alloc(arena, room), *at = to;
	char *in = arena_text(arena, (const char *)utf8.data, utf8.size);
	iconv_t converter = iconv_open("GB18030", "UTF-8");

	PROPERTY(to && in && converter != (iconv_t)-1);
	size_t result = iconv(converter, &in, &in_left, &at, &left);

	iconv_close(converter);
	*out = span_of(to, room - left);
	return result != (size_t)-1 && in_left == 0;
}

/* A text that is not also valid UTF-8 by chance must be read as what it was written from. */
static void reads_the_same_in_gb18030(struct span utf8, struct arena *arena)
{
	struct span gb, back;

	if (!in_gb18030(utf8, arena, &gb) || wire_utf8_valid(gb, NULL))
		return;
	PROPERTY(import_text(arena, gb, &back) == REFUSAL_NONE);
	PROPERTY(span_equal(utf8, back));
}

static void table_is_sound(struct span utf8, struct arena *arena)
{
	struct csv_table table;
	uint32_t line = 0;

	if (csv_read(arena, utf8, &table) != REFUSAL_NONE)
		return;
	PROPERTY(table.count > 0 && table.count <= IMPORT_ROWS_MAX + IMPORT_HEADER_SEARCH_ROWS + 1);
	for (size_t i = 0; i < table.count; i++) {
		const struct csv_row *row = &table.rows[i];

		PROPERTY(row->line > line && row->count > 0 && row->count <= IMPORT_COLUMNS_MAX);
		line = row->line;
		for (size_t c = 0; c < row->count; c++)
			PROPERTY(strlen(row->cells[c]) <= IMPORT_CELL_BYTES_MAX);
		PROPERTY(csv_cell(row, row->count)[0] == '\0');
	}
}

static void units_are_sound(const struct import_report *report, const struct unit_list *units)
{
	PROPERTY(report->kept <= IMPORT_ERRORS_MAX && report->kept <= report->total);
	for (size_t i = 0; i < units->count; i++) {
		const struct unit_entry *u = &units->items[i];
		struct wire_result result;
		UnitRegistered event;

		if (u->bad)
			continue;
		unit_registered__init(&event);
		event.unit_id = u->unit_id;
		event.name = u->name;
		event.kind = u->kind;
		event.region = u->region;
		event.parent_id = u->parent_id;
		event.peer_group = u->peer_group;
		PROPERTY(u->name[0] && u->unit_id[0] && u->kind != UNIT_KIND_UNSPECIFIED);
		if (!wire_check(&UnitRegistered_type, &event.base, report->arena, &result)) {
			fprintf(stderr, "%s: problem %d\n", result.items[0].path, result.items[0].problem);
			PROPERTY(false && "a unit that was let in is within the contract");
		}
		for (size_t level = 0; level < UNIT_LEVELS; level++)
			PROPERTY(u->count[level] <= UNIT_POSTS_MAX && unit_level(level) != POST_LEVEL_UNSPECIFIED);
	}
}

static void read_people(struct import_report *report, struct span content)
{
	struct people people = { 0 };
	const char *culprit = NULL;
	enum refusal refusal = people_read_csv(report, content, TODAY, &people, &culprit);

	if (refusal != REFUSAL_NONE)
		refused_plainly(refusal, culprit);
	else if (!report->arena->overflowed)
		people_are_sound(report, &people);
}

static void read_units(struct import_report *report, struct span content)
{
	struct unit_list *units = arena_alloc(report->arena, sizeof *units);
	const char *culprit = NULL;

	if (!units)
		return;
	enum refusal refusal = units_read_csv(report, content, units, &culprit);

	if (refusal != REFUSAL_NONE)
		refused_plainly(refusal, culprit);
	else if (!report->arena->overflowed)
		units_are_sound(report, units);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint8_t flags = take_byte(&in);
	struct arena *arena = fuzz_arena(flags & FLAG_TIGHT ? ARENA_TIGHT : ARENA_BYTES);
	struct import_report *report = fresh_report(arena);
	struct span content = take_rest(&in), utf8;

	if (!report)
		return 0;
	if (flags & FLAG_UNITS)
		read_units(report, content);
	else
		read_people(report, content);
	if (flags & FLAG_TIGHT)
		return 0;
	if (import_text(arena, content, &utf8) == REFUSAL_NONE) {
		PROPERTY(wire_utf8_valid(utf8, NULL));
		table_is_sound(utf8, arena);
		reads_the_same_in_gb18030(utf8, arena);
	}
	return 0;
}
