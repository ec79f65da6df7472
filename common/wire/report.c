#include "wire/wire_impl.h"

#include "base/require.h"

/* "rows[3].rule_id"; "" at the top or when the arena is full. */
static const char *path_text(struct arena *arena, const struct wire_path *path)
{
	const struct wire_path *parts[WIRE_JSON_DEPTH_MAX + 1];
	size_t count = 0;
	const char *text = "";

	for (const struct wire_path *p = path; p; p = p->above) {
		REQUIRE(count < sizeof parts / sizeof parts[0]);
		parts[count++] = p;
	}
	while (count > 0 && text) {
		const struct wire_path *p = parts[--count];
		const char *dot = text[0] ? "." : "";
		if (p->index == WIRE_NO_INDEX)
			text = arena_format(arena, "%s%s%s", text, dot, p->name);
		else
			text = arena_format(arena, "%s%s%s[%zu]", text, dot, p->name, p->index);
	}
	return text ? text : "";
}

/* The beginning of a refused value, whole characters of it; NULL when it is no text. */
static const char *value_text(struct arena *arena, struct span value)
{
	size_t size = 0;

	if (!value.data || !wire_utf8_valid(value, NULL))
		return NULL;
	while (size < value.size) {
		size_t next = wire_utf8_next(span_of(value.data + size, value.size - size));
		if (size + next > WIRE_VALUE_BYTES_MAX)
			break;
		size += next;
	}
	return arena_text(arena, (const char *)value.data, size);
}

bool wire_refuse(struct wire_report *report, enum wire_problem problem,
		 const struct wire_path *path, struct span value)
{
	struct wire_result *result = report->result;

	REQUIRE(problem != WIRE_OK);
	if (result && !wire_report_full(report))
		result->items[result->count++] = (struct wire_violation){
			.problem = problem,
			.path = path_text(report->arena, path),
			.value = value_text(report->arena, value),
		};
	return false;
}
