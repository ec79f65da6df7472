/* A look at the descriptors: every table of the box with all it contains, and every event it takes from others. Names are
 * a poor proof that nothing is linked, and a good alarm for whoever adds a field to a ballot one day. */
#include "ballot/secrecy.h"

#include <string.h>

static bool names_a_voter(const char *field)
{
	static const char *const words[] = { "cadre", "account", "person", "voter_id", "actor", "address", "peer", "session",
					     "device", "agent", "blind" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(field, words[i]))
			return true;
	return false;
}

static bool is_moment(const char *field)
{
	size_t size = strlen(field);

	return (size > 3 && strcmp(field + size - 3, "_ms") == 0) || (size > 3 && strcmp(field + size - 3, "_at") == 0);
}

/* The first field within that must not be there; NULL: none. */
static const char *linking_field(const ProtobufCMessageDescriptor *type)
{
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		const char *within;

		if (names_a_voter(field->name) || is_moment(field->name))
			return field->name;
		within = field->type == PROTOBUF_C_TYPE_MESSAGE ? linking_field(field->descriptor) : NULL;
		if (within)
			return within;
	}
	return NULL;
}

enum err secrecy_check(const struct service *service, struct fault *f)
{
	const char *field;

	for (size_t i = 0; i < service->row_count; i++)
		if ((field = linking_field(service->rows[i]->type->descriptor)))
			return fault_set(f, ERR_DENIED, "the table %s has a field %s: it could link roll and ballot", service->rows[i]->name,
					 field);
	for (size_t i = 0; i < service->event_count; i++) {
		const struct event_row *event = &service->events[i];
		bool kept = event->apply || event->react;
		if (kept && (field = linking_field(event->type->descriptor)))
			return fault_set(f, ERR_DENIED, "the event %s has a field %s: it could link roll and ballot", event->type->name,
					 field);
	}
	return ERR_NONE;
}
