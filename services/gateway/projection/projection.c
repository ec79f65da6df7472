/* The read models: every merged event passes here once, in stream order. */
#include "projection.h"

#include <string.h>

#include "aliases.h"
#include "contract.h"
#include "figures.h"
#include "lists.h"
#include "runtime/fold.h"
#include "workflows.h"

/* Value of a text field by name; "" when the event has none. */
static const char *field_of(const struct event_row *row, const struct event *e, const char *name)
{
	const ProtobufCFieldDescriptor *f;
	const char *text;

	if (!name || !name[0])
		return "";
	f = protobuf_c_message_descriptor_get_field_by_name(row->type->descriptor, name);
	if (!f || f->type != PROTOBUF_C_TYPE_STRING || f->label == PROTOBUF_C_LABEL_REPEATED)
		return "";
	memcpy(&text, (const char *)e->body + f->offset, sizeof text);
	return text ? text : "";
}

/* A bar imposed while something is looked into, and the end of such a bar. */
static bool is_provisional(const struct event_row *row, const struct event *e)
{
	const ProtobufCFieldDescriptor *f =
		protobuf_c_message_descriptor_get_field_by_name(row->type->descriptor, "provisional");
	protobuf_c_boolean flag = false;

	if (f && f->type == PROTOBUF_C_TYPE_BOOL && f->label != PROTOBUF_C_LABEL_REPEATED)
		memcpy(&flag, (const char *)e->body + f->offset, sizeof flag);
	return flag;
}

/* Also before personnel's own stream has brought the person: the streams are merged side by side. */
static bool is_about_cadre(const struct state *s, const struct event *e, const struct event_row *row)
{
	return e->subject[0] && (strcmp(row->subject, "cadre_id") == 0 || cadre_find(s, e->subject));
}

const char *event_region(const struct state *s, const struct event *e)
{
	const SubjectRow *known = subject_find(s, e->subject);

	if (known)
		return known->region;
	return e->actor_region[0] ? e->actor_region : e->site;
}

static void subject_apply(struct tables *t, const struct event *e, const struct event_row *row)
{
	const struct state *s = tables_state(t);

	if (!e->adopted || !e->subject[0] || !e->actor_region[0] || is_about_cadre(s, e, row) || unit_find(s, e->subject) ||
	    subject_find(s, e->subject))
		return;
	subject_put(t, &(SubjectRow){ .subject = e->subject, .region = e->actor_region });
}

static void timeline_add(struct tables *t, const struct event *e, const char *cadre_id, const struct event_row *row)
{
	if (!cadre_id[0])
		return;
	timeline_put(t, &(TimelineRow){
		.cadre_id = alias_kept(tables_state(t), cadre_id),
		.sequence = e->local_sequence,
		.on_day = e->occurred_on,
		.type = e->type,
		.zh = row->zh,
		.event_id = e->id,
		.provisional = is_provisional(row, e),
	});
}

static void timeline_apply(struct tables *t, const struct event *e, const struct event_row *row)
{
	if (is_about_cadre(tables_state(t), e, row))
		timeline_add(t, e, e->subject, row);
	for (size_t i = 0; i < row->also_count; i++)
		timeline_add(t, e, field_of(row, e, row->also[i]), row);
}

/* What happened to the person under the alias belongs to his one timeline. */
static void timeline_merge(struct tables *t, const CadreMerged *e)
{
	for (;;) {
		struct row_scan scan = timeline_scan_1(tables_state(t), e->alias_id);
		const TimelineRow *old = timeline_next(&scan);
		TimelineRow row;
		if (!old)
			return;
		row = *old;
		row.cadre_id = e->cadre_id;
		timeline_delete(t, e->alias_id, old->sequence);
		timeline_put(t, &row);
	}
}

static void todo_apply(struct tables *t, const struct event *e, const struct event_row *row)
{
	const struct state *s = tables_state(t);

	for (size_t i = 0; i < row->closes_count; i++)
		todo_delete(t, row->closes[i].kind, field_of(row, e, row->closes[i].key));
	if (row->opens.kind) {
		const CadreRow *cadre = cadre_find(s, e->subject);
		const UnitRow *unit = cadre ? NULL : unit_find(s, e->subject);
		todo_put(t, &(TodoRow){
			.kind = row->opens.kind,
			.matter_id = field_of(row, e, row->opens.key),
			.due_on = field_of(row, e, row->opens.due),
			.role = row->opens.role ? row->opens.role : "",
			.zh = row->zh,
			.subject = e->subject,
			.region = cadre ? cadre->authority : unit ? unit->region : event_region(s, e),
			.opened_on = e->occurred_on,
			.event_id = e->id,
		});
	}
}

void gateway_apply_any(struct tables *t, const struct event *e)
{
	const struct event_row *row;

	if (e->withheld)
		return;
	merged_put(t, &(MergedRow){ .event_id = e->id, .sequence = e->local_sequence });
	row = event_row_find(&gateway_service, e->type);
	if (!row || !e->body)
		return;
	if (strcmp(e->type, "CadreMerged") == 0)
		timeline_merge(t, e->body);
	subject_apply(t, e, row);
	timeline_apply(t, e, row);
	todo_apply(t, e, row);
	figures_apply(t, e);
	lists_apply(t, e);
}
