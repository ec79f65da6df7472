/* The report of a period, region and unit, and the records each of its figures counts. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "read.h"
#include "report/report.h"
#include "rows.h"

#define YEAR_FIRST 1900
#define YEAR_LAST 2199
#define CURSOR_DAY_CHARS 10
#define PLACES_MAX 128

/* ---- what is asked -------------------------------------------------------------------------------- */

static bool year_of(const char *text, size_t size, int *year)
{
	*year = 0;
	for (size_t i = 0; i < size; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*year = *year * 10 + (text[i] - '0');
	}
	return size == 4 && *year >= YEAR_FIRST && *year <= YEAR_LAST;
}

static void whole_year(struct arena *arena, int year, struct figure_scope *scope)
{
	scope->from = read_must(arena_format(arena, "%04d-01-01", year));
	scope->to = read_must(arena_format(arena, "%04d-01-01", year + 1));
}

static bool quarter_of(struct arena *arena, const char *text, struct figure_scope *scope)
{
	int year, quarter = strlen(text) == 6 && text[4] == 'Q' ? text[5] - '0' : 0;

	if (quarter < 1 || quarter > 4 || !year_of(text, 4, &year))
		return false;
	scope->from = read_must(arena_format(arena, "%04d-%02d-01", year, 3 * quarter - 2));
	scope->to = quarter == 4 ? read_must(arena_format(arena, "%04d-01-01", year + 1)) :
				   read_must(arena_format(arena, "%04d-%02d-01", year, 3 * quarter + 1));
	return true;
}

/* A quarter, else a year, else days [from, to); one of these left open reaches as far as records may. Nothing asked: the
 * year of the clock, in January the year before, whose report is then being written. Returns the parameter that is wrong, NULL when none is. */
static const char *read_period(const struct call *c, const struct state *s, struct figure_scope *scope)
{
	struct arena *arena = http_arena(c->http);
	const char *year = parameter(c, "year"), *quarter = parameter(c, "quarter");
	char today[ISO_DAY_SIZE];
	int number;

	scope->from = parameter(c, "from");
	scope->to = parameter(c, "to");
	if (quarter[0])
		return quarter_of(arena, quarter, scope) ? NULL : "quarter";
	if (year[0]) {
		if (!year_of(year, strlen(year), &number))
			return "year";
		whole_year(arena, number, scope);
		return NULL;
	}
	if (!scope->from[0] && !scope->to[0]) {
		iso_of_day(day_of_moment(gateway_clock_ms(c->gateway, s)), today);
		if (!year_of(today, 4, &number))
			number = YEAR_FIRST;
		if (strncmp(today + 4, "-01-", 4) == 0)
			number--;
		whole_year(arena, number, scope);
	}
	if (!scope->from[0])
		scope->from = "1900-01-01";
	if (!scope->to[0])
		scope->to = "2200-01-01";
	if (day_of_iso(scope->from) == DAY_NONE)
		return "from";
	return day_of_iso(scope->to) == DAY_NONE || strcmp(scope->from, scope->to) >= 0 ? "to" : NULL;
}

bool read_scope(struct call *c, const struct state *s, struct figure_scope *out)
{
	const char *site = server_config(c->gateway->server)->site;
	bool whole = strcmp(c->actor->region, site) == 0;
	const char *wrong = read_period(c, s, out);

	out->region = parameter(c, "region");
	out->unit_id = parameter(c, "unit");
	if (wrong) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, wrong);
		return false;
	}
	if (!out->region[0] && !whole)
		out->region = c->actor->region;
	if (out->region[0] && !region_covers(c->actor->region, out->region)) {
		answer_refusal(c, REFUSAL_OUTSIDE_AUTHORITY, "region");
		return false;
	}
	if (out->unit_id[0] && !unit_find(s, out->unit_id)) {
		answer_refusal(c, REFUSAL_UNIT_UNKNOWN, "unit");
		return false;
	}
	return true;
}

/* ---- report --------------------------------------------------------------------------------------- */

static const char *place_name(const struct call *c, const struct state *s, const struct figure_scope *scope)
{
	const struct config *config = server_config(c->gateway->server);
	const UnitRow *unit = scope->unit_id[0] ? unit_find(s, scope->unit_id) : NULL;
	struct row_scan scan;

	if (unit)
		return unit->name;
	if (!scope->region[0] || strcmp(scope->region, config->site) == 0)
		return config->name;
	scan = unit_by_region(s, scope->region);
	while ((unit = unit_next(&scan)))
		if (unit->kind == UNIT_KIND_COUNTY)
			return unit->name;
	return scope->region;
}

/* The counties the caller may ask for. */
static void places(const struct call *c, const struct state *s, Report *r, struct arena *arena)
{
	struct row_scan scan = unit_scan(s);
	const UnitRow *unit;

	r->places = read_must(arena_alloc(arena, PLACES_MAX * sizeof *r->places));
	while ((unit = unit_next(&scan)) && r->n_places < PLACES_MAX) {
		if (unit->kind != UNIT_KIND_COUNTY || !region_covers(c->actor->region, unit->region))
			continue;
		ReportPlace *out = read_must(arena_alloc(arena, sizeof *out));
		report_place__init(out);
		out->region = unit->region;
		out->name = unit->name;
		r->places[r->n_places++] = out;
	}
}

void read_report(struct call *c, const struct state *s)
{
	struct figure_scope scope;
	struct arena *arena = http_arena(c->http);

	if (!read_scope(c, s, &scope))
		return;
	Report *r = report_compose(s, &scope, place_name(c, s, &scope),
				   iso_of_moment(arena, gateway_clock_ms(c->gateway, s), false),
				   server_sequence(c->gateway->server), arena);
	places(c, s, r, arena);
	answer_message(c, &Report_type, &r->base);
}

/* ---- the records of a figure ---------------------------------------------------------------------- */

static const char *copy(struct arena *arena, const char *text)
{
	return read_must(arena_text(arena, text, strlen(text)));
}

static const char *detail_label(const char *detail)
{
	const ProtobufCEnumDescriptor *kinds = &appointment_kind__descriptor;

	for (unsigned i = 0; detail[0] && i < kinds->n_values; i++)
		if (strcmp(wire_enum_short(kinds, kinds->values[i].name), detail) == 0)
			return read_label(kinds, kinds->values[i].value);
	return detail;
}

static FigureRecord *record_of(const struct state *s, const FigureEntryRow *row, struct arena *arena)
{
	FigureRecord *out = read_must(arena_alloc(arena, sizeof *out));
	const CadreRow *cadre = row->person_id[0] ? cadre_find(s, row->person_id) : NULL;
	const UnitRow *unit = row->unit_id[0] ? unit_find(s, row->unit_id) : NULL;

	figure_record__init(out);
	out->event_id = copy(arena, row->event_id);
	out->on_day = copy(arena, row->on_day);
	out->person_id = copy(arena, row->person_id);
	out->person_name = cadre ? cadre->name : "";
	out->unit_id = copy(arena, row->unit_id);
	out->unit_name = unit ? unit->name : "";
	out->region = copy(arena, row->region);
	out->item_id = copy(arena, row->item_id);
	out->detail = copy(arena, row->detail);
	out->detail_zh = detail_label(out->detail);
	return out;
}

/* "2026-05-01:4711": the last record of the page before. Records that come in later do not move it. */
static bool read_cursor(const struct call *c, struct figure_place *place, bool *given)
{
	const char *after = parameter(c, "after");
	char *day = arena_text(http_arena(c->http), after, strnlen(after, CURSOR_DAY_CHARS));

	*given = after[0] != '\0';
	if (!*given)
		return true;
	place->day = read_must(day);
	return day_of_iso(day) != DAY_NONE && after[CURSOR_DAY_CHARS] == ':' &&
	       number_text(after + CURSOR_DAY_CHARS + 1, &place->sequence);
}

static void fill(const struct state *s, struct figure_scan *scan, size_t limit, FigurePage *page, struct arena *arena)
{
	const FigureEntryRow *row;
	const char *place = "";

	page->records = read_must(arena_alloc(arena, limit * sizeof *page->records));
	while ((row = figure_scan_next(scan))) {
		if (page->n_records == limit) {
			page->next = place;
			return;
		}
		if (page->n_records + 1 == limit)
			place = read_must(arena_format(arena, "%s:%llu", row->on_day, (unsigned long long)row->sequence));
		page->records[page->n_records++] = record_of(s, row, arena);
	}
}

void read_figure(struct call *c, const struct state *s, const char *figure_id)
{
	struct arena *arena = http_arena(c->http);
	const struct figure *f = figure_find(figure_id);
	struct figure_place place = { 0 };
	struct figure_scope scope;
	struct figure_scan scan;
	bool behind = false;
	FigurePage page;
	size_t limit;

	if (!f) {
		answer_refusal(c, REFUSAL_ROW_UNKNOWN, NULL);
		return;
	}
	if (!read_limit(c, &limit) || !read_scope(c, s, &scope))
		return;
	if (!read_cursor(c, &place, &behind)) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "after");
		return;
	}
	figure_page__init(&page);
	page.figure = report_figure(s, f, &scope, arena);
	figure_scan_start(&scan, s, f, &scope, behind ? &place : NULL);
	fill(s, &scan, limit, &page, arena);
	figure_scan_end(&scan);
	answer_message(c, &FigurePage_type, &page.base);
}
