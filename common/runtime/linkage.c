#include "runtime/linkage.h"

/* The contract's messages never contain themselves, so this ends. */
static const char *first_forbidden(const ProtobufCMessageDescriptor *type, bool (*forbidden)(const char *field))
{
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		const char *within;

		if (forbidden(field->name))
			return field->name;
		within = field->type == PROTOBUF_C_TYPE_MESSAGE ? first_forbidden(field->descriptor, forbidden) : NULL;
		if (within)
			return within;
	}
	return NULL;
}

enum err linkage_check(const struct service *service, bool (*forbidden)(const char *field), struct fault *f)
{
	const char *field;

	for (size_t i = 0; i < service->row_count; i++)
		if ((field = first_forbidden(service->rows[i]->type->descriptor, forbidden)))
			return fault_set(f, ERR_DENIED, "the table %s has a field %s: it could link roll and ballot", service->rows[i]->name,
					 field);
	for (size_t i = 0; i < service->event_count; i++) {
		const struct event_row *event = &service->events[i];
		if ((event->apply || event->react) && (field = first_forbidden(event->type->descriptor, forbidden)))
			return fault_set(f, ERR_DENIED, "the event %s has a field %s: it could link roll and ballot", event->type->name,
					 field);
	}
	return ERR_NONE;
}
