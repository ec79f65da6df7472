/* Who may read what the gateway has merged, and what all those reads share. */
#include "read.h"

#include <string.h>

#include "base/require.h"

void *read_must(void *memory)
{
	REQUIRE(memory);
	return memory;
}

const char *read_label(const ProtobufCEnumDescriptor *type, int value)
{
	const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(type, value);
	const char *label = contract_enum_label(type->short_name, value);

	if (label[0] || value == 0)
		return label;
	return v ? wire_enum_short(type, v->name) : "";
}

bool read_limit(struct call *c, size_t *limit)
{
	uint64_t asked;

	if (!number_parameter(c, "limit", READ_PAGE_DEFAULT, &asked) || asked == 0) {
		answer_refusal(c, REFUSAL_FIELD_MALFORMED, "limit");
		return false;
	}
	*limit = asked > READ_PAGE_MAX ? READ_PAGE_MAX : (size_t)asked;
	return true;
}

static bool may_read_report(const struct call *c)
{
	static const char *const readers[] = { "org.head", "org.deputy", "org.cadre", "org.training", "org.supervision",
					       "org.assessment", "org.civil_servant", "org.welfare", "discipline",
					       "committee.principal", "party_school", "auditor", "audit_admin" };

	return caller_has(c, readers, sizeof readers / sizeof readers[0]);
}

static const char *behind(const char *path, const char *prefix)
{
	size_t size = strlen(prefix);

	return strncmp(path, prefix, size) == 0 && path[size] && !strchr(path + size, '/') ? path + size : NULL;
}

bool api_read(struct call *c)
{
	const char *cadre_id = behind(c->path, "/dossiers/"), *figure_id = behind(c->path, "/report/figures/");
	bool is_report = strcmp(c->path, "/report") == 0, is_todos = strcmp(c->path, "/todos") == 0;
	bool is_digest = strcmp(c->path, "/todos/digest") == 0;
	const struct state *s;

	if (!is_get(c) || !(cadre_id || figure_id || is_report || is_todos || is_digest))
		return false;
	s = gateway_state(c->gateway, http_arena(c->http));
	if (!s)
		answer_refusal(c, REFUSAL_BUSY, NULL);
	else if (cadre_id)
		read_dossier(c, s, cadre_id);
	else if (is_todos)
		read_todos(c, s);
	else if (is_digest)
		read_todo_digest(c, s);
	else if (!may_read_report(c))
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
	else if (is_report)
		read_report(c, s);
	else
		read_figure(c, s, figure_id);
	return true;
}
