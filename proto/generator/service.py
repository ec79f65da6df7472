"""Per service: rows.h, rows.c, workflows.h, service.c."""
import hashlib

from . import names, types
from .checks import split_index
from .contract import aliases, command_arrays, command_row, event_arrays, event_row
from .model import PLATFORM
from .output import NOTE, text, text_or_null, texts

RUNTIME_TABLES = ["rt.cursors", "rt.answers", "rt.answer_ages", "rt.due", "rt.due_by_id", "rt.policy", "rt.calendar",
                  "rt.clock", "rt.parked"]
GATEWAY = "gateway"
PEOPLE = "people.proto"        # of the roster


def write(tree, service, out):
    folder = service.name + "/"
    out.write(folder + "rows.h", rows_header(service))
    out.write(folder + "rows.c", rows_body(service))
    out.write(folder + "workflows.h", workflows_header(tree, service))
    out.write(folder + "service.c", service_body(tree, service))


# ---------------------------------------------------------------- rows

def rows_header(service):
    guard = "DANDANG_GEN_%s_ROWS_H" % service.name.upper()
    body = [NOTE, "#ifndef %s\n#define %s\n\n" % (guard, guard), '#include "contract.h"\n']
    body += ['#include "%s"\n' % f.header() for f in service.files]
    body += ['#include "runtime/row.h"\n\n', aliases(service.enums()), "\n"]
    body += ["extern const struct wire_type %s_type;\n" % m.c_type for m in service.messages()]
    for row in service.rows():
        body.append(accessors(row))
    body.append("\n#endif\n")
    return "".join(body)


def part(field):
    name = names.parameter(field.name)
    if field.kind == "string":
        return "{ .text = %s ? %s : \"\" }" % (name, name)
    return "{ .number = (int64_t)%s }" % name


def parts(fields):
    return "(const struct row_part[]){ %s }, %d" % (", ".join(part(f) for f in fields), len(fields))


def scan_function(stem, name, index, fields):
    parameters = "".join(", " + f.c_parameter() for f in fields)
    given = parts(fields) if fields else "NULL, 0"
    return ("static inline struct row_scan %s_%s(const struct state *s%s)\n{\n"
            "\treturn row_scan_start(s, &%s_table, %d, %s);\n}\n" % (stem, name, parameters, stem, index, given))


def scans(row, stem):
    """Every scan of a row: all, by leading key fields, by leading index fields; each name once."""
    found = {"scan": scan_function(stem, "scan", 0, [])}
    key = [row.field(n) for n in row.row.key]
    for count in range(1, len(key)):
        found["scan_%d" % count] = scan_function(stem, "scan_%d" % count, 0, key[:count])
    indexes = [(i + 1, [row.field(n) for n in split_index(one)]) for i, one in enumerate(row.row.index)]
    for whole in (True, False):   # an index of exactly these fields goes before a longer one that begins with them
        for number, fields in indexes:
            for count in [len(fields)] if whole else range(1, len(fields)):
                name = "by_" + "_".join(f.name for f in fields[:count])
                found.setdefault(name, scan_function(stem, name, number, fields[:count]))
    return "".join(found.values())


def accessors(row):
    stem = names.stem(row.name)
    key = [row.field(n) for n in row.row.key]
    parameters = ", ".join(f.c_parameter() for f in key)
    kind = row.c_type
    return ("\n/* %s%s */\nextern const struct row_table %s_table;\n" % (row.row.table, " " + row.row.zh, stem)
            + "static inline const %s *%s_find(const struct state *s, %s)\n{\n"
            "\treturn (const %s *)row_find(s, &%s_table, %s);\n}\n" % (kind, stem, parameters, kind, stem, parts(key))
            + "void %s_put(struct tables *t, const %s *row);\n" % (stem, kind)
            + "static inline void %s_delete(struct tables *t, %s)\n{\n\trow_delete(t, &%s_table, %s);\n}\n"
            % (stem, parameters, stem, parts(key))
            + scans(row, stem)
            + "static inline const %s *%s_next(struct row_scan *scan)\n{\n\treturn (const %s *)row_scan_next(scan);\n}\n"
            % (kind, stem, kind))


def key_positions(row, fields):
    return "{ %d, { %s } }" % (len(fields), ", ".join(str(row.position(n)) for n in fields))


def rows_body(service):
    body = [NOTE, '#include "rows.h"\n\n']
    for message in types.inner_first(service.messages()):
        body.append(types.definition(message, "", lambda n: "&%s_type" % names.c_type(n)))
    number = 0
    for row in service.rows():
        body.append(row_table(row, number))
        number += 1 + len(row.row.index)
    return "".join(body)


def row_table(row, number):
    stem = names.stem(row.name)
    options = row.row
    roles = texts(row.c_lower + "_roles", list(options.roles))
    indexes = ""
    if options.index:
        indexes = ("\t.index_count = %d,\n\t.indexes = {\n" % len(options.index)
                   + "".join("\t\t%s,\n" % key_positions(row, split_index(i)) for i in options.index) + "\t},\n")
    return (roles + "const struct row_table %s_table = {\n\t.name = %s,\n\t.path = %s,\n" % (
                stem, text(options.table), text_or_null(options.path))
            + ("\t.roles = %s_roles,\n\t.role_count = %d,\n" % (row.c_lower, len(options.roles)) if roles else "")
            + "\t.type = &%s_type,\n\t.number = RUNTIME_TABLE_COUNT + %d,\n\t.key = %s,\n%s\t.zh = %s,\n};\n"
            % (row.c_type, number, key_positions(row, list(options.key)), indexes, text(options.zh))
            + "void %s_put(struct tables *t, const %s *row)\n{\n"
            "\tconst ProtobufCMessage *copy = wire_clone_shallow(&%s__descriptor, row, tables_arena(t));\n\n"
            "\tif (copy) /* else the arena overflowed, which the pipeline sees before it commits */\n"
            "\t\trow_put(t, &%s_table, copy);\n}\n\n"
            % (stem, row.c_type, row.c_lower, stem))


def store_tables(service):
    tables = list(RUNTIME_TABLES)
    for row in service.rows():
        tables.append(row.row.table)
        tables += ["%s.%d" % (row.row.table, i + 1) for i in range(len(row.row.index))]
    return tables


def layout(tree, service):
    """A 64-bit hash over everything the bytes of the tables depend on."""
    lines = []

    def describe(message, depth):
        for field in message.fields:
            lines.append("%d %d %s %s %s %d" % (depth, field.number, field.name, field.kind, field.type_name,
                                                field.repeated))
            if field.kind == "message":
                describe(tree.message(field.type_name), depth + 1)

    for row in service.rows():
        lines.append("%s %s %s" % (row.row.table, ",".join(row.row.key),
                                   " ".join(",".join(split_index(i)) for i in row.row.index)))
        describe(row, 0)
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()[:16]


# ---------------------------------------------------------------- dispatch

class Parts:
    """What of the contract concerns one service."""

    def __init__(self, tree, service):
        events = tree.events()
        self.commands = [m for m in tree.commands() if m.file.service == service.name]
        self.own = [m for m in events if m.file.service == service.name]
        self.adopted = [m for m in events if m.name in service.adopts and m.file.service != service.name]
        self.reacting = [m for m in events if m.name in service.reacts]
        self.applied = self.own + self.adopted
        self.knows_people = any(f.name == PEOPLE for f in service.roster)
        owners = {m.file.service for m in self.adopted + self.reacting}
        if service.name == GATEWAY:
            owners |= {m.file.service for m in events} | {s.name for s in tree.services}
        self.follows = sorted(owners - {service.name, PLATFORM})


def workflows_header(tree, service):
    part_of = Parts(tree, service)
    guard = "DANDANG_GEN_%s_WORKFLOWS_H" % service.name.upper()
    body = [NOTE, "#ifndef %s\n#define %s\n\n" % (guard, guard),
            '#include "contract.h"\n#include "rows.h"\n#include "runtime/decision.h"\n#include "runtime/event.h"\n'
            '#include "runtime/service.h"\n#include "runtime/tables.h"\n\n',
            "extern const struct service %s_service;\n" % service.name]
    section = [("Commands: decided by the service.", ["enum refusal %s_decide(struct decision *d, const %s *cmd);\n"
                                                      % (m.c_lower, m.c_type) for m in part_of.commands]),
               ("Asked before a command is decided: a person under an id that was merged into another.",
                ["enum refusal people_aliased(struct decision *d, const struct wire_type *type, const ProtobufCMessage *command);\n"]
                if part_of.knows_people else []),
               ("Events a decision may emit: copied, so that they need no base and may point anywhere.",
                ["void emit_%s(struct decision *d, const %s *e);\n" % (m.c_lower, m.c_type) for m in part_of.own]),
               ("What events change: total, no refusal.",
                ["void apply_%s(struct tables *t, const %s *e, const struct event *ev);\n" % (m.c_lower, m.c_type)
                 for m in part_of.applied]),
               ("Events of others answered by a decision.",
                ["void react_%s(struct decision *d, const %s *e, const struct event *ev);\n" % (m.c_lower, m.c_type)
                 for m in part_of.reacting]),
               ("Due moments.", ["void %s(struct decision *d, const char *id);\n" % value.lower()
                                 for value, _ in service.due_kinds()])]
    if service.name == GATEWAY:
        section.append(("Every event of every stream.",
                        ["void gateway_apply_any(struct tables *t, const struct event *e);\n"]))
    for title, lines in section:
        if lines:
            body.append("\n/* %s */\n%s" % (title, "".join(lines)))
    body.append("\n#endif\n")
    return "".join(body)


def wrappers(part_of):
    out = []
    for m in part_of.commands:
        decide = "%s_decide(d, (const %s *)command)" % (m.c_lower, m.c_type)
        if part_of.knows_people:
            decide = "alias ? alias : " + decide
        out.append("static enum refusal run_%s(struct decision *d, const ProtobufCMessage *command)\n{\n" % m.c_lower)
        if part_of.knows_people:
            out.append("\tenum refusal alias = people_aliased(d, &%s_type, command);\n\n" % m.c_type)
        out.append("\treturn %s;\n}\n\n" % decide)
    for m in part_of.applied:
        out.append("static void run_apply_%s(struct tables *t, const ProtobufCMessage *body, const struct event *e)\n{\n"
                   "\tapply_%s(t, (const %s *)body, e);\n}\n\n" % (m.c_lower, m.c_lower, m.c_type))
    for m in part_of.reacting:
        out.append("static void run_react_%s(struct decision *d, const ProtobufCMessage *body, const struct event *e)\n"
                   "{\n\treact_%s(d, (const %s *)body, e);\n}\n\n" % (m.c_lower, m.c_lower, m.c_type))
    return "".join(out)


def event_functions(service, part_of, message):
    out = ""
    if message in part_of.applied:
        out += "\t\t.apply = run_apply_%s,\n" % message.c_lower
    if message in part_of.reacting:
        out += "\t\t.react = run_react_%s,\n" % message.c_lower
    if message in part_of.adopted or service.name == GATEWAY:
        out += "\t\t.adopts = true,\n"
    return out


def emits(events, part_of):
    out = ["\nvoid decision_emit(struct decision *d, const struct event_row *row, const ProtobufCMessage *body);\n"]
    for message in part_of.own:
        out.append("\nvoid emit_%s(struct decision *d, const %s *e)\n{\n"
                   "\tconst ProtobufCMessage *copy = wire_clone_shallow(&%s__descriptor, e, d->arena);\n\n"
                   "\tif (copy) /* else the arena overflowed, which the pipeline sees before it records */\n"
                   "\t\tdecision_emit(d, &events[%d], copy);\n}\n"
                   % (message.c_lower, message.c_type, message.c_lower, events.index(message)))
    return "".join(out) if part_of.own else ""


def array(declaration, name, rows):
    """An array, or a single unused element when there is nothing to hold: C has no empty arrays."""
    return "%s %s[] = {\n%s};\n" % (declaration, name, "".join(rows)) if rows else ""


def service_body(tree, service):
    part_of = Parts(tree, service)
    events = tree.events()
    body = [NOTE, '#include "workflows.h"\n\n', wrappers(part_of), command_arrays(part_of.commands)]
    body.append(array("static const struct command_row", "commands",
                      [command_row(m, "run_" + m.c_lower) for m in part_of.commands]))
    body.append(event_arrays(events))
    body.append(array("static const struct event_row", "events",
                      [event_row(m, event_functions(service, part_of, m)) for m in events]))
    body.append(array("static const struct due_row", "dues",
                      ["\t{ .kind = %s, .name = %s, .fire = %s },\n"
                       % (value, text(value[len("DUE_"):].lower()), value.lower()) for value, _ in service.due_kinds()]))
    rows = service.rows()
    body.append(array("static const struct row_table *const", "rows",
                      ["\t&%s_table,\n" % names.stem(r.name) for r in rows]))
    tables = store_tables(service)
    body.append(array("static const char *const", "store_tables", ["\t%s,\n" % text(t) for t in tables]))
    body.append(texts("follows", part_of.follows))
    body.append(emits(events, part_of))
    body.append("\nconst struct service %s_service = {\n\t.name = %s,\n\t.zh = %s,\n"
                % (service.name, text(service.name), text(service.zh)))
    for field, counter, values in (("commands", "command_count", part_of.commands), ("events", "event_count", events),
                                   ("rows", "row_count", rows), ("store_tables", "store_table_count", tables),
                                   ("dues", "due_count", service.due_kinds()),
                                   ("follows", "follow_count", part_of.follows)):
        if values:
            body.append("\t.%s = %s,\n\t.%s = %d,\n" % (field, field, counter, len(values)))
    body.append("\t.layout = UINT64_C(0x%s),\n" % layout(tree, service))
    if service.name == GATEWAY:
        body.append("\t.apply_any = gateway_apply_any,\n")
    body.append("};\n")
    return "".join(body)
