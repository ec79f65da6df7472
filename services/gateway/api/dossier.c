/* The dossier of a cadre (全息档案): who he is, what bars him now, and everything that happened, newest first. */
#include <string.h>

#include "aliases.h"
#include "base/date.h"
#include "read.h"
#include "roster/bars.h"
#include "rows.h"

#define BARS_MAX 64

/* How the dossier is shown: what is presumed while something is looked into is not shown to the person himself. */
struct reading {
	struct call *call;
	const struct state *state;
	struct arena *arena;
	bool provisional;
	char today[ISO_DAY_SIZE];
};

static bool may_manage(const struct call *c, const CadreRow *cadre)
{
	static const char *const officers[] = { "org.head", "org.deputy", "org.cadre", "org.supervision", "discipline",
						"audit_admin" };

	if (!caller_has(c, officers, sizeof officers / sizeof officers[0]))
		return false;
	return strcmp(c->actor->region, cadre->authority) == 0 ||
	       strcmp(c->actor->region, server_config(c->gateway->server)->site) == 0;
}

static bool is_self(const struct call *c, const CadreRow *cadre)
{
	return c->actor->cadre_id[0] && strcmp(c->actor->cadre_id, cadre->cadre_id) == 0;
}

static bool in_force(const BarRow *bar, const char *today)
{
	return strcmp(bar->from_on, today) <= 0 && (!bar->until_on[0] || strcmp(bar->until_on, today) >= 0);
}

static const char *short_name(const ProtobufCEnumDescriptor *type, int value)
{
	const ProtobufCEnumValue *v = value ? protobuf_c_enum_descriptor_get_value(type, value) : NULL;

	return v ? wire_enum_short(type, v->name) : "";
}

static void bars(const struct reading *r, Dossier *d)
{
	struct row_scan scan = bar_scan_1(r->state, d->cadre_id);
	const BarRow *bar;

	d->bars = read_must(arena_alloc(r->arena, BARS_MAX * sizeof *d->bars));
	while ((bar = bar_next(&scan)) && d->n_bars < BARS_MAX) {
		if (bar->provisional && !r->provisional)
			continue;
		DossierBar *out = read_must(arena_alloc(r->arena, sizeof *out));
		dossier_bar__init(out);
		out->bar_id = bar->bar_id;
		out->ground = short_name(&bar_ground__descriptor, (int)bar->ground);
		out->ground_zh = read_label(&bar_ground__descriptor, (int)bar->ground);
		out->from_on = bar->from_on;
		out->until_on = bar->until_on;
		out->provisional = bar->provisional;
		out->in_force = in_force(bar, r->today);
		d->barred = d->barred || out->in_force;
		d->bars[d->n_bars++] = out;
	}
}

static DossierEntry *entry_of(const TimelineRow *row, struct arena *arena)
{
	DossierEntry *out = read_must(arena_alloc(arena, sizeof *out));

	dossier_entry__init(out);
	out->on_day = row->on_day;
	out->type = row->type;
	out->zh = row->zh;
	out->event_id = row->event_id;
	out->sequence = row->sequence;
	return out;
}

/* The timeline stands oldest first: a ring keeps the newest `limit` lines before `before`. */
static void timeline(const struct reading *r, Dossier *d, uint64_t before, size_t limit)
{
	struct row_scan scan = timeline_scan_1(r->state, d->cadre_id);
	const TimelineRow **ring = read_must(arena_alloc(r->arena, limit * sizeof *ring));
	const TimelineRow *row;
	size_t count = 0;

	while ((row = timeline_next(&scan)) && row->sequence < before)
		if (r->provisional || !row->provisional)
			ring[count++ % limit] = row;
	size_t shown = count < limit ? count : limit;
	d->timeline = read_must(arena_alloc(r->arena, (shown + 1) * sizeof *d->timeline));
	for (; d->n_timeline < shown; d->n_timeline++)
		d->timeline[d->n_timeline] = entry_of(ring[(count - 1 - d->n_timeline) % limit], r->arena);
	if (count > limit)
		d->next = read_must(arena_format(r->arena, "%llu",
						 (unsigned long long)d->timeline[shown - 1]->sequence));
}

static void identity(const struct reading *r, const CadreRow *cadre, Dossier *d)
{
	const UnitRow *unit = unit_find(r->state, cadre->unit_id);

	dossier__init(d);
	d->cadre_id = cadre->cadre_id;
	d->name = cadre->name;
	d->unit_id = cadre->unit_id;
	d->unit_name = unit ? unit->name : "";
	d->post_title = cadre->post_title;
	d->level = short_name(&post_level__descriptor, (int)cadre->level);
	d->level_zh = read_label(&post_level__descriptor, (int)cadre->level);
	d->rank = short_name(&rank__descriptor, (int)cadre->rank);
	d->rank_zh = read_label(&rank__descriptor, (int)cadre->rank);
	d->authority = cadre->authority;
	d->as_of = r->today;
}

void read_dossier(struct call *c, const struct state *s, const char *cadre_id)
{
	struct reading r = { .call = c, .state = s, .arena = http_arena(c->http) };
	const CadreRow *cadre = cadre_find(s, alias_kept(s, cadre_id));
	bool manages = cadre && may_manage(c, cadre);
	uint64_t before;
	size_t limit;
	Dossier d;

	if (!cadre || !(manages || is_self(c, cadre))) { /* the same answer: nobody learns who exists */
		answer_refusal(c, REFUSAL_CADRE_UNKNOWN, NULL);
		return;
	}
	if (!read_limit(c, &limit))
		return;
	if (!number_parameter(c, "after", UINT64_MAX, &before)) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "after");
		return;
	}
	r.provisional = !is_self(c, cadre);
	iso_of_day(day_of_moment(gateway_clock_ms(c->gateway, s)), r.today);
	identity(&r, cadre, &d);
	bars(&r, &d);
	timeline(&r, &d, before, limit);
	answer_message(c, &Dossier_type, &d.base);
}
