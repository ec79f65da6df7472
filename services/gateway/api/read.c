/* Reads from what the gateway has merged: the report and what its figures count, dossiers, to-dos. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api.h"
#include "base/date.h"
#include "base/require.h"
#include "report/report.h"
#include "roster/bars.h"
#include "rows.h"

#define PAGE_DEFAULT 100
#define PAGE_MAX 500

static size_t page_limit(const struct call *c)
{
	unsigned long limit = strtoul(parameter(c, "limit"), NULL, 10);

	return limit == 0 ? PAGE_DEFAULT : limit > PAGE_MAX ? PAGE_MAX : limit;
}

static void *must(void *memory)
{
	REQUIRE(memory);
	return memory;
}

/* Days given as from and to, or as year=2026, or as quarter=2026Q1; default: the year so far of the clock. */
static bool scope_of(const struct call *c, struct figure_scope *scope)
{
	struct arena *arena = http_arena(c->http);
	const char *year = parameter(c, "year"), *quarter = parameter(c, "quarter");
	int y, q;

	scope->from = parameter(c, "from");
	scope->to = parameter(c, "to");
	scope->region = parameter(c, "region");
	scope->unit_id = parameter(c, "unit");
	if (sscanf(quarter, "%4dQ%1d", &y, &q) == 2 && q >= 1 && q <= 4) {
		scope->from = must(arena_format(arena, "%04d-%02d-01", y, 3 * q - 2));
		scope->to = q == 4 ? must(arena_format(arena, "%04d-01-01", y + 1)) :
				     must(arena_format(arena, "%04d-%02d-01", y, 3 * q + 1));
	} else if (sscanf(year, "%4d", &y) == 1) {
		scope->from = must(arena_format(arena, "%04d-01-01", y));
		scope->to = must(arena_format(arena, "%04d-01-01", y + 1));
	}
	if (!scope->from[0])
		scope->from = "1900-01-01";
	if (!scope->to[0])
		scope->to = "2200-01-01";
	return day_of_iso(scope->from) != DAY_NONE && day_of_iso(scope->to) != DAY_NONE &&
	       strcmp(scope->from, scope->to) < 0;
}

static const char *iso_now(struct arena *arena)
{
	char at[32];
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", &utc);
	return must(arena_text(arena, at, strlen(at)));
}

static const char *region_name(const struct state *s, const struct config *config, const char *region)
{
	const UnitRow *unit;
	struct row_scan scan;

	if (!region[0] || strcmp(region, config->site) == 0)
		return config->name;
	scan = unit_by_region(s, region);
	while ((unit = unit_next(&scan)))
		if (unit->kind == UNIT_KIND_COUNTY)
			return unit->name;
	return region;
}

static void report(struct call *c, const struct state *s)
{
	struct figure_scope scope;
	struct arena *arena = http_arena(c->http);
	const struct config *config = server_config(c->gateway->server);

	if (!scope_of(c, &scope)) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "from");
		return;
	}
	Report *r = report_compose(s, &scope, region_name(s, config, scope.region), iso_now(arena),
				   server_sequence(c->gateway->server), arena);
	answer_message(c, &Report_type, &r->base);
}

static FigureRecord *record_of(const struct state *s, const FigureEntryRow *row, struct arena *arena)
{
	FigureRecord *out = must(arena_alloc(arena, sizeof *out));
	const CadreRow *cadre = row->person_id[0] ? cadre_find(s, row->person_id) : NULL;
	const UnitRow *unit = row->unit_id[0] ? unit_find(s, row->unit_id) : NULL;

	figure_record__init(out);
	out->event_id = row->event_id;
	out->on_day = row->on_day;
	out->person_id = row->person_id;
	out->person_name = cadre ? cadre->name : "";
	out->unit_id = row->unit_id;
	out->unit_name = unit ? unit->name : "";
	out->region = row->region;
	out->item_id = row->item_id;
	out->detail = row->detail;
	return out;
}

static void figure_page(struct call *c, const struct state *s, const char *id)
{
	struct arena *arena = http_arena(c->http);
	const struct figure *f = figure_find(id);
	size_t limit = page_limit(c), skip = strtoul(parameter(c, "after"), NULL, 10), at = 0;
	struct figure_scope scope;
	const FigureEntryRow *row;
	FigurePage page;

	if (!f) {
		answer_refusal(c, REFUSAL_ROW_UNKNOWN, "id");
		return;
	}
	if (!scope_of(c, &scope)) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "from");
		return;
	}
	figure_page__init(&page);
	page.figure = report_figure(s, f, &scope, arena);
	page.records = must(arena_alloc(arena, limit * sizeof *page.records));
	struct figure_scan scan = figure_scan_start(s, f, &scope);
	while ((row = figure_scan_next(&scan))) {
		if (at++ < skip)
			continue;
		if (page.n_records == limit) {
			page.next = must(arena_format(arena, "%zu", skip + limit));
			break;
		}
		page.records[page.n_records++] = record_of(s, row, arena);
	}
	answer_message(c, &FigurePage_type, &page.base);
}

/* ---- dossier -------------------------------------------------------------------------------------- */

static const char *label_of(const ProtobufCEnumDescriptor *d, int value)
{
	const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(d, value);

	return v ? v->name : "";
}

static void dossier_bars(const struct state *s, Dossier *d, const char *today, struct arena *arena)
{
	struct row_scan scan = bar_scan_1(s, d->cadre_id);
	const BarRow *bar;

	d->bars = must(arena_alloc(arena, 64 * sizeof *d->bars));
	while ((bar = bar_next(&scan)) && d->n_bars < 64) {
		DossierBar *out = must(arena_alloc(arena, sizeof *out));
		dossier_bar__init(out);
		out->bar_id = bar->bar_id;
		out->ground = label_of(&bar_ground__descriptor, bar->ground);
		out->from_on = bar->from_on;
		out->until_on = bar->until_on;
		out->provisional = bar->provisional;
		d->bars[d->n_bars++] = out;
	}
	d->barred = bar_in_force(s, d->cadre_id, today) != NULL;
}

/* Newest first: the timeline of one person is short enough to be turned in memory. */
static void dossier_timeline(const struct call *c, const struct state *s, Dossier *d, struct arena *arena)
{
	struct row_scan scan = timeline_scan_1(s, d->cadre_id);
	size_t limit = page_limit(c), skip = strtoul(parameter(c, "after"), NULL, 10), count = 0, cap = 64;
	const TimelineRow **all = must(arena_alloc(arena, cap * sizeof *all));
	const TimelineRow *row;

	while ((row = timeline_next(&scan))) {
		if (count == cap) {
			const TimelineRow **grown = must(arena_alloc(arena, 2 * cap * sizeof *grown));
			memcpy(grown, all, count * sizeof *grown);
			all = grown;
			cap *= 2;
		}
		all[count++] = row;
	}
	d->timeline = must(arena_alloc(arena, (limit + 1) * sizeof *d->timeline));
	for (size_t i = skip; i < count && d->n_timeline < limit; i++) {
		const TimelineRow *entry = all[count - 1 - i];
		DossierEntry *out = must(arena_alloc(arena, sizeof *out));
		dossier_entry__init(out);
		out->on_day = entry->on_day;
		out->type = entry->type;
		out->zh = entry->zh;
		out->event_id = entry->event_id;
		out->sequence = entry->sequence;
		d->timeline[d->n_timeline++] = out;
	}
	if (skip + limit < count)
		d->next = must(arena_format(arena, "%zu", skip + limit));
}

/* Whose dossier may be opened: one's own; and by officers with the region's authority. */
static bool may_open(const struct call *c, const CadreRow *cadre)
{
	static const char *const officers[] = { "org.head", "org.deputy", "org.cadre", "org.supervision", "discipline",
						"audit_admin" };

	if (c->actor->cadre_id[0] && strcmp(c->actor->cadre_id, cadre->cadre_id) == 0)
		return true;
	if (!caller_has(c, officers, sizeof officers / sizeof officers[0]))
		return false;
	return strcmp(c->actor->region, cadre->authority) == 0 ||
	       strcmp(c->actor->region, server_config(c->gateway->server)->site) == 0;
}

static void dossier(struct call *c, const struct state *s, const char *cadre_id)
{
	struct arena *arena = http_arena(c->http);
	const CadreRow *cadre = cadre_find(s, cadre_id);
	const UnitRow *unit = cadre ? unit_find(s, cadre->unit_id) : NULL;
	char today[ISO_DAY_SIZE];
	Dossier d;

	if (!cadre || !may_open(c, cadre)) { /* the same answer: nobody learns who exists */
		answer_refusal(c, REFUSAL_CADRE_UNKNOWN, NULL);
		return;
	}
	iso_of_day(day_of_moment(gateway_clock_ms(c->gateway, s)), today);
	dossier__init(&d);
	d.cadre_id = cadre->cadre_id;
	d.name = cadre->name;
	d.unit_id = cadre->unit_id;
	d.unit_name = unit ? unit->name : "";
	d.post_title = cadre->post_title;
	d.level = label_of(&post_level__descriptor, cadre->level);
	d.rank = label_of(&rank__descriptor, cadre->rank);
	d.authority = cadre->authority;
	d.as_of = today;
	dossier_bars(s, &d, today, arena);
	dossier_timeline(c, s, &d, arena);
	answer_message(c, &Dossier_type, &d.base);
}

/* ---- to-dos --------------------------------------------------------------------------------------- */

static TodoItem *todo_item(const struct state *s, const TodoRow *row, const char *today, struct arena *arena)
{
	TodoItem *out = must(arena_alloc(arena, sizeof *out));
	const CadreRow *cadre = cadre_find(s, row->subject);
	const UnitRow *unit = cadre ? NULL : unit_find(s, row->subject);

	todo_item__init(out);
	out->kind = row->kind;
	out->matter_id = row->matter_id;
	out->due_on = row->due_on;
	out->role = row->role;
	out->zh = row->zh;
	out->subject = row->subject;
	out->subject_name = cadre ? cadre->name : unit ? unit->name : "";
	out->region = row->region;
	out->opened_on = row->opened_on;
	out->event_id = row->event_id;
	out->overdue = row->due_on[0] && strcmp(row->due_on, today) < 0;
	return out;
}

/* What waits for the caller: role by role, his region, soonest due first. */
static void todos(struct call *c, const struct state *s)
{
	struct arena *arena = http_arena(c->http);
	size_t limit = page_limit(c), skip = strtoul(parameter(c, "after"), NULL, 10), at = 0;
	char today[ISO_DAY_SIZE];
	const TodoRow *row;
	TodoPage page;

	iso_of_day(day_of_moment(gateway_clock_ms(c->gateway, s)), today);
	todo_page__init(&page);
	page.items = must(arena_alloc(arena, limit * sizeof *page.items));
	for (size_t i = 0; c->actor && i < c->actor->n_roles && !page.next[0]; i++) {
		struct row_scan scan = todo_by_role(s, c->actor->roles[i]);
		while ((row = todo_next(&scan))) {
			if (strcmp(row->region, c->actor->region) != 0 || at++ < skip)
				continue;
			if (page.n_items == limit) {
				page.next = must(arena_format(arena, "%zu", skip + limit));
				break;
			}
			page.items[page.n_items++] = todo_item(s, row, today, arena);
		}
	}
	answer_message(c, &TodoPage_type, &page.base);
}

static bool is_officer(const struct call *c)
{
	static const char *const readers[] = { "org.head", "org.deputy", "org.cadre", "org.training", "org.supervision",
					       "org.civil_servant", "discipline", "party_school", "audit_admin" };

	return caller_has(c, readers, sizeof readers / sizeof readers[0]);
}

static bool route(struct call *c, const struct state *s)
{
	static const char figures_prefix[] = "/report/figures/", dossier_prefix[] = "/dossiers/";

	if (strncmp(c->path, dossier_prefix, sizeof dossier_prefix - 1) == 0) {
		dossier(c, s, c->path + sizeof dossier_prefix - 1);
		return true;
	}
	if (strcmp(c->path, "/todos") == 0) {
		todos(c, s);
		return true;
	}
	bool is_report = strcmp(c->path, "/report") == 0;
	bool is_figure = strncmp(c->path, figures_prefix, sizeof figures_prefix - 1) == 0;
	if (!is_report && !is_figure)
		return false;
	if (!is_officer(c))
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
	else if (is_report)
		report(c, s);
	else
		figure_page(c, s, c->path + sizeof figures_prefix - 1);
	return true;
}

bool api_read(struct call *c)
{
	struct server_view view;
	struct fault f = { 0 };
	bool mine;

	if (strcmp(http_method(c->http), "GET") != 0)
		return false;
	if (server_read(c->gateway->server, http_arena(c->http), &view, &f) != ERR_NONE) {
		answer_refusal(c, REFUSAL_BUSY, NULL);
		return true;
	}
	mine = route(c, view.state);
	server_read_end(&view);
	return mine;
}
