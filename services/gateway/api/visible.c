/* Which rows of the daemons a caller may see beside his role: personal ones follow management authority (干部管理权限). The
 * owners check roles; who manages whom is decided here, for they answer everybody through this gateway. */
#include "visible.h"

#include <string.h>

#include "base/date.h"
#include "projection/figures.h"
#include "projection/lists.h"
#include "rows.h"

/* Value of a text field by name; NULL when the row has no such field. */
static const char *text_of(const ProtobufCMessage *row, const char *name)
{
	const ProtobufCFieldDescriptor *f = protobuf_c_message_descriptor_get_field_by_name(row->descriptor, name);
	const char *text;

	if (!f || f->type != PROTOBUF_C_TYPE_STRING || f->label == PROTOBUF_C_LABEL_REPEATED)
		return NULL;
	memcpy(&text, (const char *)row + f->offset, sizeof text);
	return text ? text : "";
}

/* The caller reads as an officer, by a role that is neither his unit's nor his own person's. */
static bool is_officer(const struct call *c, const struct contract_row *table)
{
	for (size_t i = 0; i < table->role_count; i++)
		if (strncmp(table->roles[i], "unit.", 5) != 0 && strcmp(table->roles[i], "cadre") != 0 &&
		    caller_has_role(c, table->roles[i]))
			return true;
	return false;
}

/* The caller reads for his unit, by a role the table grants: a cadre who serves there reads of himself alone. */
static bool reads_for_unit(const struct call *c, const struct contract_row *table)
{
	for (size_t i = 0; i < table->role_count; i++)
		if (strncmp(table->roles[i], "unit.", 5) == 0 && caller_has_role(c, table->roles[i]))
			return true;
	return false;
}

bool reads_himself(const struct call *c, const struct contract_row *table)
{
	return c->actor->cadre_id[0] && !is_officer(c, table) && !reads_for_unit(c, table);
}

static bool unit_in_region(const struct state *s, const char *unit_id, const char *region)
{
	const UnitRow *unit = unit_find(s, unit_id);

	return unit && region_covers(region, unit->region);
}

/* Of a person: by the organ that manages him and the organ where he serves; by his unit's people; by himself. */
static bool person_visible(const struct call *c, const struct state *s, const struct contract_row *table,
			   const char *cadre_id)
{
	const CadreRow *cadre = cadre_find(s, cadre_id);

	if (c->actor->cadre_id[0] && strcmp(c->actor->cadre_id, cadre_id) == 0)
		return true;
	if (!cadre)
		return false;
	if (!is_officer(c, table))
		return reads_for_unit(c, table) && c->actor->unit_id[0] && strcmp(c->actor->unit_id, cadre->unit_id) == 0;
	return region_covers(c->actor->region, cadre->authority) || unit_in_region(s, cadre->unit_id, c->actor->region);
}

/* What belongs to a named list is for its readers alone, whatever their region. */
static bool list_allows(const struct call *c, const struct state *s, const ProtobufCMessage *row)
{
	const char *id = text_of(row, "named_list_id");
	struct list_reader reader = { c->actor->account, c->actor->region, (const char *const *)c->actor->roles, c->actor->n_roles };
	char today[ISO_DAY_SIZE];

	if (!id)
		return true;
	iso_of_day(day_of_moment(gateway_clock_ms(c->gateway, s)), today);
	return list_readable(s, id, &reader, today);
}

/* The row is about the caller's unit, or about what his unit owns. */
static bool of_own_unit(const struct call *c, const ProtobufCMessage *row)
{
	const char *unit_id = text_of(row, "unit_id"), *owner = text_of(row, "owner_unit_id");

	return c->actor->unit_id[0] && ((unit_id && strcmp(c->actor->unit_id, unit_id) == 0) ||
					(owner && strcmp(c->actor->unit_id, owner) == 0));
}

bool row_visible(const struct call *c, const struct state *s, const struct contract_row *table,
		 const ProtobufCMessage *row)
{
	const char *site = server_config(c->gateway->server)->site;
	const char *cadre_id = text_of(row, "cadre_id"), *authority = text_of(row, "authority");
	const char *unit_id = text_of(row, "unit_id");
	bool officer = is_officer(c, table);

	if (!list_allows(c, s, row))
		return false;
	if (strcmp(table->service, "gateway") == 0 || (officer && strcmp(c->actor->region, site) == 0))
		return true;
	if (cadre_id && cadre_id[0])
		return person_visible(c, s, table, cadre_id);
	if (authority && authority[0] && unit_id && unit_id[0] && !officer) /* an organ's matter about one unit */
		return of_own_unit(c, row);
	if (authority && authority[0] && reads_for_unit(c, table) && region_covers(authority, c->actor->region))
		return true; /* what an organ lays down for the units below it: they are asked about it and bound by it */
	if (authority && authority[0])
		return region_covers(c->actor->region, authority) ||
		       (unit_id && unit_in_region(s, unit_id, c->actor->region));
	return true;
}
