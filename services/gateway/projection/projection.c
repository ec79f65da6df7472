/* The read models: every merged event passes here once, in stream order. */
#include "projection.h"

#include <string.h>

#include "contract.h"
#include "figures.h"
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

static void timeline_add(struct tables *t, const struct event *e, const char *cadre_id, const char *zh)
{
	if (!cadre_id[0] || !cadre_find(tables_state(t), cadre_id))
		return;
	timeline_put(t, &(TimelineRow){
		.cadre_id = cadre_id,
		.sequence = e->local_sequence,
		.on_day = e->occurred_on,
		.type = e->type,
		.zh = zh,
		.event_id = e->id,
	});
}

static void timeline_apply(struct tables *t, const struct event *e, const struct event_row *row)
{
	timeline_add(t, e, e->subject, row->zh);
	for (size_t i = 0; i < row->also_count; i++)
		timeline_add(t, e, field_of(row, e, row->also[i]), row->zh);
}

static void todo_apply(struct tables *t, const struct event *e, const struct event_row *row)
{
	const struct state *s = tables_state(t);

	if (row->closes.kind)
		todo_delete(t, row->closes.kind, field_of(row, e, row->closes.key));
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
			.region = cadre ? cadre->authority : unit ? unit->region : "",
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
	timeline_apply(t, e, row);
	todo_apply(t, e, row);
	figures_apply(t, e);
}
