"""contract.h, contract.c and contract_rows.{h,c}: the whole contract as tables, for the gateway and the client."""
from . import names, types
from .checks import is_refusal, split_index
from .model import COMMAND_BYTES_MAX
from .output import NOTE, text, text_or_null, texts


def aliases(enums):
    """A short name for every enum value; refusals have theirs in refusal.h."""
    out = []
    for enum in enums:
        if not is_refusal(enum):
            out += ["#define %s %s\n" % (value, enum.alias(value)) for value, _, _, _ in enum.values]
    return "".join(out)


def write(tree, out):
    write_header(tree, out)
    write_body(tree, out)
    write_rows(tree, out)


def write_header(tree, out):
    body = [NOTE, "#ifndef DANDANG_GEN_CONTRACT_H\n#define DANDANG_GEN_CONTRACT_H\n\n"]
    body += ['#include "%s"\n' % f.header() for f in sorted(tree.contract_files(), key=lambda f: f.name)]
    body += ['#include "runtime/service.h"\n\n']
    for file in tree.contract_files():
        body.append(aliases(file.enums))
    body.append("\n")
    body += ["extern const struct wire_type %s_type;\n" % m.c_type for m in tree.contract_messages()]
    body.append("""
/* Every command and event, sorted by type name; without functions. */
extern const struct command_row contract_commands[];
extern const size_t contract_command_count;
extern const struct event_row contract_events[];
extern const size_t contract_event_count;

/* By message name; NULL when there is none. */
const struct wire_type *contract_message_type(const char *name);
const struct command_row *contract_command(const char *name);
const struct event_row *contract_event(const char *name);
/* Chinese label of an enum value, its short name when it has none, "" when there is no such value. The name is the
 * short name of the enum's descriptor. */
const char *contract_enum_label(const char *enum_name, int value);

#endif
""")
    out.write("contract.h", "".join(body))


def todo_rule(todo):
    return "{ %s, %s, %s, %s }" % (text(todo.kind), text(todo.key), text_or_null(todo.due), text_or_null(todo.role))


def command_arrays(messages):
    return "".join(texts(m.c_lower + "_roles", list(m.command.roles)) for m in messages)


def command_row(message, decide):
    command = message.command
    return ("\t{\n\t\t.type = &%s_type,\n\t\t.service = %s,\n\t\t.path = %s,\n\t\t.roles = %s_roles,\n"
            "\t\t.role_count = %d,\n\t\t.bytes_max = %d,\n\t\t.workflow = %s,\n\t\t.zh = %s,\n%s\t},\n"
            % (message.c_type, text(message.file.service), text(command.path), message.c_lower, len(command.roles),
               command.bytes_max or COMMAND_BYTES_MAX, text(command.workflow), text(command.zh),
               "\t\t.decide = %s,\n" % decide if decide else ""))


def event_arrays(messages):
    also = "".join(texts(m.c_lower + "_also", list(m.event.also)) for m in messages)
    return also + "".join("static const struct todo_rule %s_closes[] = { %s };\n" % (m.c_lower, ", ".join(map(todo_rule, m.event.closes)))
                          for m in messages if m.event.closes)


def event_row(message, functions):
    event = message.event
    also = "\t\t.also = %s_also,\n\t\t.also_count = %d,\n" % (message.c_lower, len(event.also)) if event.also else ""
    opens = "\t\t.opens = %s,\n" % todo_rule(event.opens) if event.HasField("opens") else ""
    closes = ("\t\t.closes = %s_closes,\n\t\t.closes_count = %d,\n" % (message.c_lower, len(event.closes))) if event.closes else ""
    return ("\t{\n\t\t.type = &%s_type,\n\t\t.service = %s,\n\t\t.subject = %s,\n%s\t\t.data_class = %d,\n\t\t.zh = %s,\n"
            "%s%s%s\t},\n"
            % (message.c_type, text(message.file.service), text(event.subject), also, event.data_class, text(event.zh),
               opens, closes, functions))


SEARCH = """
struct named {
\tconst char *name;
\tconst void *item;
};

static const void *find(const struct named *items, size_t count, const char *name)
{
\tsize_t low = 0;
\tsize_t high = count;

\twhile (low < high) {
\t\tsize_t middle = low + (high - low) / 2;
\t\tint order = strcmp(items[middle].name, name);
\t\tif (order == 0)
\t\t\treturn items[middle].item;
\t\tif (order < 0)
\t\t\tlow = middle + 1;
\t\telse
\t\t\thigh = middle;
\t}
\treturn NULL;
}
"""


def lookup(function, kind, array, entries):
    out = ["\nstatic const struct named %s[] = {\n" % array]
    out += ["\t{ %s, %s },\n" % (text(name), item) for name, item in sorted(entries)]
    out.append("};\n\nconst struct %s *%s(const char *name)\n{\n"
               "\treturn find(%s, sizeof(%s) / sizeof(%s[0]), name);\n}\n" % (kind, function, array, array, array))
    return "".join(out)


def labels(enums):
    enums = sorted((e for e in enums if not is_refusal(e)), key=lambda e: e.name)
    out = ["\nstruct label {\n\tint value;\n\tconst char *text;\n};\n"]
    for enum in enums:
        out.append("static const struct label %s_labels[] = {\n" % names.c_lower(enum.name))
        out += ["\t{ %d, %s },\n" % (number, text(label or ("" if number == 0 else enum.short(value))))
                for value, number, label, _ in enum.values]
        out.append("\t{ 0, NULL },\n};\n")
    out.append("static const struct named enum_labels[] = {\n")
    out += ["\t{ %s, %s_labels },\n" % (text(e.name), names.c_lower(e.name)) for e in enums]
    out.append("""};

const char *contract_enum_label(const char *enum_name, int value)
{
\tconst struct label *label = find(enum_labels, sizeof(enum_labels) / sizeof(enum_labels[0]), enum_name);

\tfor (; label && label->text; label++)
\t\tif (label->value == value)
\t\t\treturn label->text;
\treturn "";
}
""")
    return "".join(out)


def write_body(tree, out):
    messages = tree.contract_messages()
    body = [NOTE, '#include "contract.h"\n\n#include <string.h>\n\n']
    for message in types.inner_first(messages):
        body.append(types.definition(message, "", lambda n: "&%s_type" % names.c_type(n)))
    commands, events = tree.commands(), tree.events()
    body += [command_arrays(commands), "const struct command_row contract_commands[] = {\n"]
    body += [command_row(m, None) for m in commands]
    body += ["};\nconst size_t contract_command_count = sizeof(contract_commands) / sizeof(contract_commands[0]);\n\n"]
    body += [event_arrays(events), "const struct event_row contract_events[] = {\n"]
    body += [event_row(m, "") for m in events]
    body += ["};\nconst size_t contract_event_count = sizeof(contract_events) / sizeof(contract_events[0]);\n", SEARCH]
    body.append(lookup("contract_message_type", "wire_type", "types_by_name",
                       [(m.name, "&%s_type" % m.c_type) for m in messages]))
    body.append(lookup("contract_command", "command_row", "commands_by_name",
                       [(m.name, "&contract_commands[%d]" % i) for i, m in enumerate(commands)]))
    body.append(lookup("contract_event", "event_row", "events_by_name",
                       [(m.name, "&contract_events[%d]" % i) for i, m in enumerate(events)]))
    body.append(labels([e for f in tree.all_files() for e in f.enums]))
    out.write("contract.c", "".join(body))


ROWS_HEADER = """#ifndef DANDANG_GEN_CONTRACT_ROWS_H
#define DANDANG_GEN_CONTRACT_ROWS_H

#include "wire/wire.h"

/* A table people may read through the gateway: GET <path> lists it, GET <path>/<key>[/<key>...] shows one row. */
struct contract_row {
\tconst char *service;
\tconst char *name;             /* table */
\tconst char *path;             /* below /api/v1 */
\tconst char *zh;
\tconst char *const *roles;
\tsize_t role_count;
\tconst char *const *keys;      /* field names */
\tsize_t key_count;
\tconst char *const *indexes;   /* each "field" or "field,field"; index i is number i + 1 of a Query */
\tsize_t index_count;
\tconst struct wire_type *type;
};
extern const struct contract_row contract_rows[];
extern const size_t contract_row_count;

#endif
"""


def readable_rows(tree):
    """(owner, message) of every row with a path, the shared ones of the roster once."""
    shared = [(f.service, m) for f in tree.files if f.origin == "roster" for m in f.messages]
    own = [(s.name, m) for s in tree.services for m in s.file.messages]
    return sorted(((o, m) for o, m in shared + own if m.row and m.row.path), key=lambda row: row[1].row.path)


def reached(tree, messages):
    """The messages outside proto/ that the given ones need, themselves included."""
    found = []

    def visit(message):
        if message in found or message.file.origin == "proto":
            return
        found.append(message)
        for field in message.fields:
            if field.kind == "message":
                visit(tree.message(field.type_name))

    for message in messages:
        visit(message)
    return types.inner_first(found)


def write_rows(tree, out):
    rows = readable_rows(tree)
    out.write("contract_rows.h", NOTE + ROWS_HEADER)
    body = [NOTE, '#include "contract_rows.h"\n\n#include "contract.h"\n\n']
    needed = reached(tree, [m for _, m in rows])
    body += ["extern const ProtobufCMessageDescriptor %s__descriptor;\n" % m.c_lower for m in needed]
    body.append("\n")
    body += [types.definition(m, "static ", lambda n: "&%s_type" % names.c_type(n)) for m in needed]
    for _, message in rows:
        low = message.c_lower
        body.append(texts(low + "_roles", list(message.row.roles)))
        body.append(texts(low + "_keys", list(message.row.key)))
        body.append(texts(low + "_indexes", [",".join(split_index(i)) for i in message.row.index]))
    body.append("\nconst struct contract_row contract_rows[] = {\n")
    for owner, message in rows:
        row, low = message.row, message.c_lower
        body.append("\t{\n\t\t.service = %s,\n\t\t.name = %s,\n\t\t.path = %s,\n\t\t.zh = %s,\n\t\t.roles = %s_roles,\n"
                    "\t\t.role_count = %d,\n\t\t.keys = %s_keys,\n\t\t.key_count = %d,\n\t\t.indexes = %s,\n"
                    "\t\t.index_count = %d,\n\t\t.type = &%s_type,\n\t},\n"
                    % (text(owner), text(row.table), text(row.path), text(row.zh), low, len(row.roles), low,
                       len(row.key), low + "_indexes" if row.index else "NULL", len(row.index), message.c_type))
    if not rows:
        body.append("\t{ .service = NULL },\n")
    body.append("};\nconst size_t contract_row_count = %d;\n" % len(rows))
    out.write("contract_rows.c", "".join(body))
