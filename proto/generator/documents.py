"""openapi.json (OpenAPI 3.1) and ctl_commands.h, the subcommands of dandangctl."""
import json

from . import answers, names
from .checks import is_refusal, split_index
from .contract import readable_rows
from .output import NOTE, text
from .refusals import collect

CHARS_DEFAULT = 200
KEY_CHARS_MAX = 128        # PIPELINE_KEY_CHARS_MAX of common/runtime
ITEMS_DEFAULT = 1000
RANGES = {"uint32": (0, 2 ** 32 - 1), "fixed32": (0, 2 ** 32 - 1), "int32": (-2 ** 31, 2 ** 31 - 1),
          "uint64": (0, 2 ** 63 - 1), "fixed64": (0, 2 ** 63 - 1), "int64": (-2 ** 63, 2 ** 63 - 1)}
PATTERNS = {1: {"format": "date"}, 2: {"pattern": "^[!-~]{1,64}$"}, 3: {"pattern": "^[0-9]{4}Q[1-4]$"},
            4: {"pattern": "^[0-9]{4}$"}}


def write(tree, out):
    out.write("openapi.json", json.dumps(openapi(tree), ensure_ascii=False, indent=1) + "\n")
    out.write("ctl_commands.h", ctl(tree))


# ---------------------------------------------------------------- OpenAPI

def description(field):
    rules = field.rules
    parts = [field.zh, field.comment, "[%s]" % rules.unit if rules and rules.unit else ""]
    return " ".join(p for p in parts if p)


def number_schema(field):
    low, high = RANGES.get(field.kind, RANGES["int64"])
    if field.rules and (field.rules.min or field.rules.max):
        low, high = max(low, field.rules.min), min(high, field.rules.max)
    return {"type": "integer", "minimum": low, "maximum": high}


def one_schema(field, limits=True):
    if field.kind == "bool":
        return {"type": "boolean"}
    if field.kind == "bytes":
        return {"type": "string", "contentEncoding": "base64"}
    if field.kind == "string" and not limits:
        return {"type": "string"}
    if field.kind == "string":
        schema = {"type": "string", "maxLength": field.rules.chars_max if field.rules and field.rules.chars_max
                  else CHARS_DEFAULT}
        schema.update(PATTERNS.get(field.rules.format, {}) if field.rules else {})
        return schema
    if field.kind in ("enum", "message"):
        schema = {"$ref": "#/components/schemas/" + field.type_name}
        if limits or field.repeated:
            return schema
        return {"anyOf": [schema, {"const": "UNSPECIFIED"} if field.kind == "enum" else {"type": "null"}]}
    return number_schema(field) if limits else {"type": "integer"}


def field_schema(field, limits=True):
    schema = one_schema(field, limits)
    if field.repeated:
        schema = {"type": "array", "items": schema}
        if limits:
            schema["maxItems"] = field.rules.items_max if field.rules and field.rules.items_max else ITEMS_DEFAULT
    note = description(field)
    if note:
        schema["description"] = note
    return schema


def title(message):
    for options in (message.command, message.event, message.row):
        if options and options.zh:
            return options.zh
    return message.name


def message_schema(message, limits):
    """limits: the message is sent by clients; what is only answered may be longer than a default says."""
    schema = {"type": "object", "title": title(message), "additionalProperties": False,
              "properties": {f.name: field_schema(f, limits) for f in message.fields}}
    required = [f.name for f in message.fields if f.rules and f.rules.required]
    if required and limits:
        schema["required"] = required
    if message.comment:
        schema["description"] = message.comment
    return schema


def enum_schema(enum):
    labels = ["%s %s" % (enum.short(v), label) for v, number, label, _ in enum.values if number]
    return {"type": "string", "enum": [enum.short(v) for v, number, _, _ in enum.values if number],
            "description": "; ".join(labels)}


ACCEPTED = {"type": "object", "required": ["service", "sequence"], "additionalProperties": {"type": "string"},
            "description": "recorded and durable; the results of the command stand beside service and sequence by name",
            "properties": {"service": {"type": "string"}, "sequence": {"type": "integer"}, "notes": {
                "type": "array", "items": {"$ref": "#/components/schemas/_Violation"},
                "description": "what was noticed without being refused"}}}
VIOLATION = {"type": "object", "required": ["code"], "additionalProperties": False, "properties": {n: {"type": "string"} for n in ("code", "field", "label", "zh", "en", "value")}}
VIOLATION["properties"]["row"] = {"type": "integer"}


def problem(tree):
    codes = sorted(value[len("REFUSAL_"):] for _, value, _ in collect(tree) if value != "REFUSAL_NONE")
    return {"type": "object", "description": "RFC 9457 problem; title and detail are Chinese, en is English",
            "required": ["type", "title", "status", "code", "en"], "additionalProperties": False, "properties": {
                "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
                "code": {"type": "string", "description": "the refusal; OUTCOME_UNKNOWN and what is refused before it is "
                         "known whose request it is (BODY_TOO_LARGE, BUSY, ...) stand beside these: " + ", ".join(codes)},
                "en": {"type": "string"}, "detail": {"type": "string", "description": "the first thing wrong, in words"},
                "rule": {"type": "string", "description": "law and article, or rule, that refuses"},
                "errors": {"type": "array", "items": {"$ref": "#/components/schemas/_Violation"}}}}


def json_body(name):
    return {"application/json": {"schema": {"$ref": "#/components/schemas/" + name}}}


def problem_response():
    return {"description": "refused", "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/_Problem"}}}}


def command_operation(message):
    command = message.command
    return {
        "operationId": message.name, "tags": [message.file.service], "summary": command.zh or message.name,
        "description": " ".join(p for p in (message.comment, command.workflow and "(%s)" % command.workflow,
                                            "Roles: " + ", ".join(command.roles)) if p),
        "parameters": [{"name": "Idempotency-Key", "in": "header", "required": True,
                        "schema": {"type": "string", "minLength": 1, "maxLength": KEY_CHARS_MAX}}] + (
                            [answers.SERVICE_AT] if message.name == "ParkEvent" else []),
        "requestBody": {"required": True, "content": json_body(message.name)},
        "responses": {"200": {"description": "accepted; Idempotency-Replayed: true when it was before",
                              "content": json_body("_Accepted")},
                      "default": problem_response()}}


def parameter(field, where, required):
    schema = {k: v for k, v in field_schema(field).items() if k != "description"}
    return {"name": field.name, "in": where, "required": required, "schema": schema}


def row_paths(owner, message):
    row = message.row
    reads = "Roles: " + ", ".join(row.roles)
    filters = list(row.key)
    for index in row.index:
        filters += [n for n in split_index(index) if n not in filters]
    page = answers.page(answers.ROWS_MAX)
    listing = {"type": "object", "required": ["items", "next"], "additionalProperties": False, "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/" + message.name}}, "next": {"type": "string"}}}
    many = {"operationId": "list" + message.name, "tags": [owner], "summary": row.zh or row.table, "description": reads,
            "parameters": [parameter(message.field(n), "query", False) for n in filters] + page,
            "responses": {"200": {"description": "rows", "content": {"application/json": {"schema": listing}}},
                          "default": problem_response()}}
    one = {"operationId": "get" + message.name, "tags": [owner], "summary": row.zh or row.table, "description": reads,
           "parameters": [parameter(message.field(n), "path", True) for n in row.key],
           "responses": {"200": {"description": "row", "content": json_body(message.name)},
                         "default": problem_response()}}
    return [("/api/v1" + row.path, many), ("/api/v1" + row.path + "".join("/{%s}" % n for n in row.key), one)]


def reachable(tree, messages):
    """The messages and enums a document has to describe: these and what they hold."""
    found, enums, waiting = {}, {}, list(messages)
    while waiting:
        message = waiting.pop()
        if message.name in found:
            continue
        found[message.name] = message
        for field in message.fields:
            if field.kind == "message":
                waiting.append(tree.message(field.type_name))
            elif field.kind == "enum":
                enums[field.type_name] = tree.enum(field.type_name)
    return found, enums


def openapi(tree):
    paths = {}
    rows = readable_rows(tree)
    for message in tree.commands():
        paths.setdefault("/api/v1" + message.command.path, {})["post"] = command_operation(message)
    for owner, message in rows:
        for path, operation in row_paths(owner, message):
            paths.setdefault(path, {})["get"] = operation
    answered = [tree.message(name) for name in answers.MESSAGES]
    whole = all(answered)        # not the small contracts of the tests
    if whole:
        for path, operations in answers.paths(json_body, problem_response).items():
            paths.setdefault(path, {}).update(operations)
    sent = tree.commands() + ([tree.message("LogIn")] if whole else [])
    messages, enums = reachable(tree, sent + [m for _, m in rows] + (answered if whole else []))
    limited, _ = reachable(tree, sent)
    schemas = {n: message_schema(m, n in limited) for n, m in sorted(messages.items())}
    schemas.update({n: enum_schema(e) for n, e in sorted(enums.items()) if not is_refusal(e)})
    schemas.update({"_Accepted": ACCEPTED, "_Violation": VIOLATION, "_Problem": problem(tree)})
    if whole:
        schemas.update({"_Event": answers.event(schemas["MergedEvent"]), "_Events": answers.EVENTS})
    return {"openapi": "3.1.0", "info": {"title": "Dandang (担当)", "version": "1"},
            "security": [{"token": []}, {"cookie": []}], "paths": {k: paths[k] for k in sorted(paths)},
            "components": {"schemas": schemas, "securitySchemes": answers.SECURITY}}


# ---------------------------------------------------------------- client

CTL_TYPES = """#ifndef DANDANG_GEN_CTL_COMMANDS_H
#define DANDANG_GEN_CTL_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

enum ctl_kind { CTL_TEXT, CTL_NUMBER, CTL_FLAG, CTL_ENUM, CTL_BYTES, CTL_MESSAGE };
struct ctl_field {
	const char *name;             /* as in JSON */
	enum ctl_kind kind;
	bool repeated;
	bool required;
	const char *zh;
	const char *values;           /* of an enum: "A|B|C" */
};
struct ctl_command {
	const char *service;
	const char *name;             /* "call-up" */
	const char *type;             /* "CallUp" */
	const char *path;             /* below /api/v1 */
	const char *zh;
	const struct ctl_field *fields;
	size_t field_count;
};
struct ctl_table {
	const char *service;
	const char *name;             /* "call-ups" */
	const char *path;
	const char *zh;
	const char *keys;             /* "a,b" */
	const char *indexes;          /* "a;b,c" */
};

"""
KINDS = {"string": "CTL_TEXT", "bool": "CTL_FLAG", "enum": "CTL_ENUM", "bytes": "CTL_BYTES", "message": "CTL_MESSAGE"}


def ctl_field(tree, field):
    values = ""
    if field.kind == "enum":
        enum = tree.enum(field.type_name)
        values = "|".join(enum.short(v) for v, number, _, _ in enum.values if number)
    rules = field.rules
    flag = lambda value: "true" if value else "false"  # noqa: E731
    return "\t{ %s, %s, %s, %s, %s, %s },\n" % (
        text(field.name), KINDS.get(field.kind, "CTL_NUMBER"), flag(field.repeated), flag(rules and rules.required),
        text(field.zh), text(values))


def ctl(tree):
    body = [NOTE, CTL_TYPES]
    commands = sorted(tree.commands(), key=lambda m: (m.file.service, names.kebab(m.name)))
    for message in commands:
        if message.fields:
            body.append("static const struct ctl_field %s_fields[] = {\n" % message.c_lower)
            body += [ctl_field(tree, f) for f in message.fields]
            body.append("};\n")
    body.append("static const struct ctl_command ctl_commands[] = {\n")
    for message in commands:
        body.append("\t{ %s, %s, %s, %s, %s, %s, %d },\n" % (
            text(message.file.service), text(names.kebab(message.name)), text(message.name), text(message.command.path),
            text(message.command.zh), message.c_lower + "_fields" if message.fields else "NULL", len(message.fields)))
    body.append("};\n#define CTL_COMMAND_COUNT %d\n\nstatic const struct ctl_table ctl_tables[] = {\n" % len(commands))
    for owner, message in readable_rows(tree):
        row = message.row
        indexes = ";".join(",".join(split_index(i)) for i in row.index)
        body.append("\t{ %s, %s, %s, %s, %s, %s },\n" % (
            text(owner), text(row.table.replace("_", "-")), text(row.path), text(row.zh), text(",".join(row.key)),
            text(indexes)))
    body.append("\t{ NULL, NULL, NULL, NULL, NULL, NULL },\n};\n#define CTL_TABLE_COUNT %d\n\n#endif\n"
                % len(readable_rows(tree)))
    return "".join(body)
