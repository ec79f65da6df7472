#include <string.h>

#include "wire/wire.h"

/* The field of that name, or n_fields. */
static unsigned field_named(const struct wire_type *type, const char *name, size_t size)
{
	unsigned i = 0;

	while (i < type->descriptor->n_fields && (strncmp(type->descriptor->fields[i].name, name, size) != 0 ||
						  type->descriptor->fields[i].name[size]))
		i++;
	return i;
}

const char *wire_label(const struct wire_type *type, const char *path)
{
	const char *zh = "";

	while (*path) {
		size_t size = strcspn(path, "[.");
		unsigned i = type ? field_named(type, path, size) : 0;

		if (!type || i == type->descriptor->n_fields)
			return "";
		zh = type->rules[i].zh ? type->rules[i].zh : "";
		type = type->nested ? type->nested[i] : NULL;
		path += strcspn(path, ".");
		path += *path == '.';
	}
	return zh;
}
