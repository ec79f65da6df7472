#include "people.h"

#include <string.h>

void people_put_unit(struct tables *t, const UnitRegistered *e)
{
	unit_put(t, &(UnitRow){
		.unit_id = e->unit_id,
		.name = e->name,
		.kind = e->kind,
		.region = e->region,
		.parent_id = e->parent_id,
		.peer_group = e->peer_group,
	});
}

void people_put_cadre(struct tables *t, const CadreRegistered *e)
{
	cadre_put(t, &(CadreRow){
		.cadre_id = e->cadre_id,
		.name = e->name,
		.unit_id = e->unit_id,
		.post_id = e->post_id,
		.post_title = e->post_title,
		.level = e->level,
		.level_since = e->level_since,
		.rank = e->rank,
		.rank_since = e->rank_since,
		.authority = e->authority,
		.home_region = e->home_region,
		.exchange = e->exchange,
		.young = e->young,
		.first_secretary = e->first_secretary,
		.team_head = e->team_head,
		.team_member = e->team_member,
		.born_on = e->born_on,
		.work_started_on = e->work_started_on,
		.n_grades = e->n_grades,
		.grades = e->grades,
	});
}

void people_keep_former_unit(struct tables *t, const CadreRegistered *e, const char *iso_day)
{
	const CadreRow *old = cadre_find(tables_state(t), e->cadre_id);

	if (old && strcmp(old->unit_id, e->unit_id) != 0 && !former_unit_find(tables_state(t), e->cadre_id, iso_day))
		former_unit_put(t, &(FormerUnitRow){ .cadre_id = e->cadre_id, .left_on = iso_day, .unit_id = old->unit_id });
}

const char *people_unit_on(const struct state *s, const CadreRow *cadre, const char *iso_day)
{
	struct row_scan scan = former_unit_scan_1(s, cadre->cadre_id);
	const FormerUnitRow *row;

	while ((row = former_unit_next(&scan)))
		if (strcmp(row->left_on, iso_day) > 0)
			return row->unit_id;
	return cadre->unit_id;
}

bool actor_may_manage(const struct actor *actor, const CadreRow *cadre)
{
	return actor->system || strcmp(actor->region, cadre->authority) == 0;
}

bool actor_is(const struct actor *actor, const char *cadre_id)
{
	return actor->cadre_id[0] != '\0' && strcmp(actor->cadre_id, cadre_id) == 0;
}

bool actor_did(const struct actor *actor, const char *account, const char *cadre_id)
{
	return strcmp(actor->account, account) == 0 || actor_is(actor, cadre_id);
}

AnnualGrade cadre_grade_of(const CadreRow *cadre, unsigned year)
{
	for (size_t i = 0; i < cadre->n_grades; i++)
		if (cadre->grades[i]->year == year)
			return cadre->grades[i]->grade;
	return ANNUAL_GRADE_UNSPECIFIED;
}

struct row_scan people_after(const struct state *s, const char *unit_id, const char *after)
{
	struct row_scan scan = unit_id[0] ? cadre_by_unit_id(s, unit_id) : cadre_scan(s);
	size_t prefix = scan.prefix_size;
	size_t size = strlen(after) + 1; /* the keys end with the cadre's id and its NUL */

	if (after[0] && prefix + size <= sizeof scan.after) {
		memcpy(scan.after, scan.prefix, prefix);
		memcpy(scan.after + prefix, after, size);
		scan.after_size = prefix + size;
	}
	return scan;
}
