#include "aliases.h"

#include <string.h>

const char *alias_kept(const struct state *s, const char *cadre_id)
{
	const CadreAliasRow *alias = cadre_id[0] ? cadre_alias_find(s, cadre_id) : NULL;

	return alias ? alias->cadre_id : cadre_id;
}

/* ---- the event ------------------------------------------------------------------------------------------ */

static void leave_unit(struct tables *t, const char *alias_id)
{
	const CadreRow *old = cadre_find(tables_state(t), alias_id);
	CadreRow row;

	if (!old)
		return;
	row = *old;
	row.unit_id = row.post_id = "";
	row.team_head = row.team_member = false;
	cadre_put(t, &row);
}

static void move_bars(struct tables *t, const char *alias_id, const char *cadre_id)
{
	for (;;) {
		struct row_scan scan = bar_scan_1(tables_state(t), alias_id);
		const BarRow *old = bar_next(&scan);
		BarRow row;
		if (!old)
			return;
		row = *old;
		row.cadre_id = cadre_id;
		bar_delete(t, alias_id, old->bar_id);
		bar_put(t, &row);
	}
}

/* Whatever led to the alias leads to the kept id at once: no chain is ever followed. */
static void move_aliases(struct tables *t, const char *alias_id, const char *cadre_id)
{
	for (;;) {
		struct row_scan scan = cadre_alias_by_cadre_id(tables_state(t), alias_id);
		const CadreAliasRow *old = cadre_alias_next(&scan);
		if (!old)
			return;
		cadre_alias_put(t, &(CadreAliasRow){ .alias_id = old->alias_id, .cadre_id = cadre_id });
	}
}

/* Personnel refuses to merge somebody with himself; what another site tells is not trusted to have been refused. */
void alias_apply(struct tables *t, const CadreMerged *e)
{
	if (strcmp(e->alias_id, e->cadre_id) == 0)
		return;
	leave_unit(t, e->alias_id);
	move_bars(t, e->alias_id, e->cadre_id);
	move_aliases(t, e->alias_id, e->cadre_id);
	cadre_alias_put(t, &(CadreAliasRow){ .alias_id = e->alias_id, .cadre_id = e->cadre_id });
}

/* ---- the question before every command --------------------------------------------------------------------- */

struct naming {
	struct decision *d;
	enum refusal refusal;
	uint32_t row;                  /* of the outermost list; 0 outside */
};

static void look_at(struct naming *n, const char *field, const char *value)
{
	const CadreAliasRow *alias = value && value[0] ? cadre_alias_find(n->d->state, value) : NULL;

	if (alias)
		n->refusal = n->row ? decision_refuse_row(n->d, REFUSAL_CADRE_ALIAS, n->row, field, alias->cadre_id)
				    : decision_refuse(n->d, REFUSAL_CADRE_ALIAS, field, alias->cadre_id);
}

static bool named_id(const char *name)
{
	size_t size = strlen(name);

	return size > 3 && strcmp(name + size - 3, "_id") == 0;
}

/* Ids stand in fields of that format or name, and in lists of text; units and posts have ids of their own. */
static bool may_name(const ProtobufCFieldDescriptor *f, const struct wire_rule *rule)
{
	if (f->type != PROTOBUF_C_TYPE_STRING || strstr(f->name, "unit") || strstr(f->name, "post"))
		return false;
	return rule->format == WIRE_ID || named_id(f->name) || f->label == PROTOBUF_C_LABEL_REPEATED;
}

static void look_through(struct naming *n, const struct wire_type *type, const void *message);

static void look_at_item(struct naming *n, const ProtobufCFieldDescriptor *f, const struct wire_type *inner, const void *item)
{
	if (f->type == PROTOBUF_C_TYPE_MESSAGE && item)
		look_through(n, inner, item);
	else if (f->type == PROTOBUF_C_TYPE_STRING)
		look_at(n, f->name, item);
}

static void look_at_field(struct naming *n, const struct wire_type *type, unsigned i, const char *message)
{
	const ProtobufCFieldDescriptor *f = &type->descriptor->fields[i];
	const struct wire_type *inner = type->nested ? type->nested[i] : NULL;
	const void *const *items;
	const void *item;
	size_t count;

	if (f->type == PROTOBUF_C_TYPE_MESSAGE ? !inner : !may_name(f, &type->rules[i]))
		return;
	if (f->label != PROTOBUF_C_LABEL_REPEATED) {
		memcpy(&item, message + f->offset, sizeof item);
		look_at_item(n, f, inner, item);
		return;
	}
	memcpy(&items, message + f->offset, sizeof items);
	memcpy(&count, message + f->quantifier_offset, sizeof count);
	for (size_t k = 0; k < count; k++) {
		bool outermost = n->row == 0;
		if (outermost)
			n->row = (uint32_t)k + 1;
		look_at_item(n, f, inner, items[k]);
		if (outermost)
			n->row = 0;
	}
}

/* As deep as messages of the contract nest, and none holds itself (checked by the generator). */
static void look_through(struct naming *n, const struct wire_type *type, const void *message)
{
	for (unsigned i = 0; i < type->descriptor->n_fields; i++)
		look_at_field(n, type, i, message);
}

enum refusal people_aliased(struct decision *d, const struct wire_type *type, const ProtobufCMessage *command)
{
	struct naming n = { .d = d };
	struct row_scan scan = cadre_alias_scan(d->state);

	if (cadre_alias_next(&scan)) /* else there is none at all, as in most sites */
		look_through(&n, type, command);
	return n.refusal;
}
