/* --help of a command: its fields with their limits, as the contract has them. */
#include <string.h>

#include "base/require.h"
#include "command.h"
#include "contract.h"

#define HELP_DEPTH_MAX 6                     /* messages in messages; the contract nests less */

static const char *kind_of(const ProtobufCFieldDescriptor *f)
{
	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING: return "文字";
	case PROTOBUF_C_TYPE_BOOL: return "是否";
	case PROTOBUF_C_TYPE_ENUM: return "选项";
	case PROTOBUF_C_TYPE_BYTES: return "文件";
	case PROTOBUF_C_TYPE_MESSAGE: return "JSON";
	default: return "整数";
	}
}

static const char *format_of(enum wire_format format)
{
	switch (format) {
	case WIRE_DATE: return "，日期 YYYY-MM-DD";
	case WIRE_ID: return "，编号";
	case WIRE_QUARTER: return "，季度 2026Q1";
	case WIRE_YEAR: return "，年度 2026";
	case WIRE_ANY: break;
	}
	return "";
}

static void print_limits(const ProtobufCFieldDescriptor *f, const struct wire_rule *rule)
{
	printf("  %s%s%s", kind_of(f), f->label == PROTOBUF_C_LABEL_REPEATED ? "，可重复" : "", rule->required ? "，必填" : "");
	if (f->label == PROTOBUF_C_LABEL_REPEATED)
		printf("，至多 %u 项", rule->items_max ? rule->items_max : WIRE_ITEMS_DEFAULT);
	if (f->type == PROTOBUF_C_TYPE_STRING && rule->format == WIRE_ANY)
		printf("，至多 %u 字", rule->chars_max ? rule->chars_max : WIRE_CHARS_DEFAULT);
	if (rule->min || rule->max)
		printf("，%lld 至 %lld", (long long)rule->min, (long long)rule->max);
	printf("%s", format_of(rule->format));
}

static void print_values(const ProtobufCEnumDescriptor *values, int indent)
{
	for (unsigned i = 0; i < values->n_values; i++)
		if (values->values[i].value != 0)
			printf("%*s%s  %s\n", indent, "", wire_enum_short(values, values->values[i].name),
			       contract_enum_label(values->short_name, values->values[i].value));
}

/* As deep as messages nest; only the fields of the top level are flags. */
static void print_fields(const struct wire_type *type, int depth)
{
	char flag[COMMAND_FIELD_CHARS];

	REQUIRE(depth <= HELP_DEPTH_MAX);
	for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &type->descriptor->fields[i];
		const struct wire_rule *rule = &type->rules[i];
		command_flag(flag, f->name);
		printf("%*s%s%s  %s", 2 + 4 * depth, "", depth ? "" : "--", depth ? f->name : flag, rule->zh ? rule->zh : "");
		print_limits(f, rule);
		putchar('\n');
		if (f->type == PROTOBUF_C_TYPE_ENUM)
			print_values(f->descriptor, 6 + 4 * depth);
		if (f->type == PROTOBUF_C_TYPE_MESSAGE && type->nested && type->nested[i])
			print_fields(type->nested[i], depth + 1);
	}
}

void command_help(const struct ctl_command *command)
{
	const struct command_row *row = contract_command(command->type);

	REQUIRE(row);
	printf("dandangctl %s %s [--field VALUE]... [--json FILE|-] [--key KEY]\n%s  POST /api/v1%s\n角色 roles:",
	       command->service, command->name, command->zh, command->path);
	for (size_t i = 0; i < row->role_count; i++)
		printf(" %s", row->roles[i]);
	printf("\n至多 %zu 字节 bytes\n\n", row->bytes_max);
	print_fields(row->type, 0);
}
