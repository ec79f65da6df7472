#include "wire/wire_impl.h"

#include "base/date.h"
#include "base/require.h"

static bool all_digits(const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

static bool is_id(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] < '!' || text[i] > '~')
			return false;
	return size <= WIRE_ID_CHARS_MAX;
}

static bool has_format(enum wire_format format, const char *text, size_t size)
{
	switch (format) {
	case WIRE_ANY:
		return true;
	case WIRE_DATE:
		return size == ISO_DAY_SIZE - 1 && day_of_iso(text) != DAY_NONE;
	case WIRE_ID:
		return is_id(text, size);
	case WIRE_QUARTER:
		return size == 6 && all_digits(text, 4) && text[4] == 'Q' && text[5] >= '1' &&
		       text[5] <= '4';
	case WIRE_YEAR:
		return size == 4 && all_digits(text, 4);
	}
	return false;
}

/* TAB and LF are text; the other control characters (C0, DEL, C1) are not. */
static bool has_controls(struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		uint8_t byte = text.data[i];
		if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7f)
			return true;
		if (byte == 0xc2 && i + 1 < text.size && text.data[i + 1] < 0xa0)
			return true;
	}
	return false;
}

static bool check_text(struct wire_report *report, const struct wire_rule *rule, const char *text,
		       const struct wire_path *path)
{
	struct span span = span_text(text);
	size_t chars;

	if (!wire_utf8_valid(span, &chars))
		return wire_refuse(report, WIRE_NOT_UTF8, path, span);
	if (chars > (rule->chars_max ? rule->chars_max : WIRE_CHARS_DEFAULT))
		return wire_refuse(report, WIRE_TOO_LONG, path, span);
	if (has_controls(span))
		return wire_refuse(report, WIRE_BAD_FORMAT, path, span_of(NULL, 0));
	if (!has_format(rule->format, text, span.size))
		return wire_refuse(report, WIRE_BAD_FORMAT, path, span);
	return true;
}

static bool refuse_number(struct wire_report *report, enum wire_problem problem,
			  const struct wire_path *path, int64_t number)
{
	const char *text = arena_format(report->arena, "%lld", (long long)number);

	return wire_refuse(report, problem, path, text ? span_text(text) : span_of(NULL, 0));
}

static bool check_number(struct wire_report *report, const struct wire_rule *rule, const void *item,
			 const ProtobufCFieldDescriptor *field, const struct wire_path *path)
{
	bool past;
	int64_t number = wire_number(item, field->type, &past);

	if (field->type == PROTOBUF_C_TYPE_ENUM &&
	    !protobuf_c_enum_descriptor_get_value(field->descriptor, (int)number))
		return refuse_number(report, WIRE_UNKNOWN_ENUM, path, number);
	if (rule->min == 0 && rule->max == 0)
		return true;
	if (past || number < rule->min || number > rule->max)
		return refuse_number(report, WIRE_OUT_OF_RANGE, path, number);
	return true;
}

/* What check_message calls for the messages within; they call each other no deeper than
 * WIRE_DEPTH_MAX, since the generator refuses deeper and recursive types. */
static bool check_message(struct wire_report *report, const struct wire_type *type,
			  const ProtobufCMessage *message, const struct wire_path *above);

static bool check_item(struct wire_report *report, const struct wire_type *type, unsigned position,
		       const void *item, const struct wire_path *path)
{
	const ProtobufCFieldDescriptor *field = &type->descriptor->fields[position];
	const struct wire_rule *rule = &type->rules[position];

	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		return check_text(report, rule, wire_text(item), path);
	case PROTOBUF_C_TYPE_BYTES:
		if (rule->chars_max && wire_bytes(item).size > rule->chars_max)
			return wire_refuse(report, WIRE_TOO_LONG, path, span_of(NULL, 0));
		return true;
	case PROTOBUF_C_TYPE_MESSAGE:
		REQUIRE(type->nested && type->nested[position]);
		return check_message(report, type->nested[position], wire_message(item), path);
	default:
		return check_number(report, rule, item, field, path);
	}
}

static bool check_list(struct wire_report *report, const struct wire_type *type, unsigned position,
		       const ProtobufCMessage *message, struct wire_path *path)
{
	const ProtobufCFieldDescriptor *field = &type->descriptor->fields[position];
	const struct wire_rule *rule = &type->rules[position];
	size_t count = wire_count(message, field);
	bool good = true;

	if (count == 0)
		return !rule->required ||
		       wire_refuse(report, WIRE_REQUIRED, path, span_of(NULL, 0));
	if (count > (rule->items_max ? rule->items_max : WIRE_ITEMS_DEFAULT))
		return refuse_number(report, WIRE_TOO_MANY, path, (int64_t)count);
	for (size_t i = 0; i < count && !wire_report_full(report); i++) {
		path->index = i;
		good = check_item(report, type, position, wire_item(message, field, i), path) &&
		       good;
	}
	return good;
}

static bool check_field(struct wire_report *report, const struct wire_type *type, unsigned position,
			const ProtobufCMessage *message, const struct wire_path *above)
{
	const ProtobufCFieldDescriptor *field = &type->descriptor->fields[position];
	struct wire_path path = { .above = above, .name = field->name, .index = WIRE_NO_INDEX };

	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return check_list(report, type, position, message, &path);
	if (wire_unset_choice(message, field))
		return true;
	const void *item = wire_item(message, field, WIRE_NO_INDEX);

	if (wire_empty(item, field->type))
		return !type->rules[position].required ||
		       wire_refuse(report, WIRE_REQUIRED, &path, span_of(NULL, 0));
	return check_item(report, type, position, item, &path);
}

static bool check_message(struct wire_report *report, const struct wire_type *type,
			  const ProtobufCMessage *message, const struct wire_path *above)
{
	bool good = true;

	REQUIRE(message && message->descriptor == type->descriptor);
	for (unsigned i = 0; i < type->descriptor->n_fields && !wire_report_full(report); i++)
		good = check_field(report, type, i, message, above) && good;
	return good;
}

bool wire_check_rules(const struct wire_type *type, const ProtobufCMessage *message,
		      struct wire_report *report)
{
	return check_message(report, type, message, NULL);
}

bool wire_check(const struct wire_type *type, const ProtobufCMessage *message, struct arena *arena,
		struct wire_result *result)
{
	struct wire_report report = { arena, result };

	result->count = 0;
	return check_message(&report, type, message, NULL);
}
