"""What a contract may not contain. Every refusal names the place and what to do."""
from . import names

KEY_KINDS = ("string", "int32", "uint32", "int64", "uint64", "bool", "enum")


def fail(text, *values):
    from .model import ContractError
    raise ContractError(text % values)


def check_tree(tree):
    check_names(tree)
    for file in tree.all_files():
        for enum in file.enums:
            check_enum(enum)
        for message in file.messages:
            check_message(tree, message, file)
    check_depth(tree)
    check_paths(tree)
    check_refusals(tree)
    for service in tree.services:
        check_service(tree, service)


def check_names(tree):
    seen = {}
    for file in tree.all_files():
        place = file.name if file.origin != "state" else "services/%s/state.proto" % file.service
        for item in file.messages + file.enums:
            if item.name in seen:
                fail("%s stands in %s and in %s: the gateway links both, so names must differ", item.name,
                     seen[item.name], place)
            seen[item.name] = place
    tables = {}
    for file in tree.all_files():
        for message in file.messages:
            if message.row:
                key = (file.service if file.origin == "state" else "", message.row.table)
                if key in tables:
                    fail("%s and %s have the same table name %s", tables[key], message.name, message.row.table)
                tables[key] = message.name


def is_refusal(enum):
    return enum.name.endswith("Refusal")


def check_enum(enum):
    first = [v for v in enum.values if v[1] == 0]
    zero = first[0][0] if first else ""
    if is_refusal(enum):
        if zero != "REFUSAL_NONE" and not zero.endswith("_UNSPECIFIED"):
            fail("enum %s: 0 must be REFUSAL_NONE or %s_UNSPECIFIED", enum.name, names.c_upper(enum.name))
        for value, number, _, refusal in enum.values:
            if number and not refusal:
                fail("%s.%s: a refusal needs (refusal) = {status, zh, en}", enum.name, value)
            if number and (not refusal.zh or not refusal.en or not 400 <= refusal.status <= 599):
                fail("%s.%s: a refusal needs a status of 400-599, zh and en", enum.name, value)
            if number and not value.startswith("REFUSAL_"):
                fail("%s.%s: refusals begin with REFUSAL_", enum.name, value)
        return
    if zero != names.c_upper(enum.name) + "_UNSPECIFIED":
        fail("enum %s: 0 must be %s_UNSPECIFIED", enum.name, names.c_upper(enum.name))
    for value, number, _, _ in enum.values:
        if number < 0:
            fail("%s.%s: enum values may not be negative", enum.name, value)
        if enum.due_kinds and number and (not value.startswith("DUE_") or value in ("DUE_SET", "DUE_CLEAR")):
            fail("%s.%s: due kinds begin with DUE_ (and are not DUE_SET or DUE_CLEAR)", enum.name, value)


def check_message(tree, message, file):
    for field in message.fields:
        if field.rules and field.rules.max < field.rules.min:
            fail("%s.%s: max is below min", message.name, field.name)
        if field.rules and field.rules.format and field.kind != "string":
            fail("%s.%s: only strings have a format", message.name, field.name)
    if (message.command or message.event) and file.origin != "proto":
        fail("%s: commands and events are declared in proto/*.proto", message.name)
    if message.row and file.origin == "proto":
        fail("%s: rows are declared in services/<name>/state.proto", message.name)
    if message.command:
        check_command(message)
    if message.event:
        check_event(message)
    if message.row:
        check_row(message)


def check_command(message):
    if not message.command.roles:
        fail("command %s: no roles", message.name)
    if not message.command.path.startswith("/"):
        fail("command %s: the path must begin with /", message.name)


def need_field(message, name, what):
    if name and not message.field(name):
        fail("%s: %s names the field %s, which does not exist", message.name, what, name)


def check_event(message):
    event = message.event
    need_field(message, event.subject, "subject")
    if not event.data_class:
        fail("event %s: no data_class", message.name)
    for name in event.also:
        need_field(message, name, "also")
    opened = [("opens", event.opens)] if event.HasField("opens") else []
    for what, todo in opened + [("closes", todo) for todo in event.closes]:
        if not todo.kind or not todo.key:
            fail("event %s: %s needs kind and key", message.name, what)
        need_field(message, todo.key, what + ".key")
        need_field(message, todo.due, what + ".due")


def check_row(message):
    from . import model
    row = message.row
    if not row.table or not row.key:
        fail("row %s: needs table and key", message.name)
    if len(row.index) > model.INDEXES_MAX:
        fail("row %s: at most %d indexes", message.name, model.INDEXES_MAX)
    if row.path and not row.path.startswith("/"):
        fail("row %s: the path must begin with /", message.name)
    if row.path and not row.roles:
        fail("row %s: a row with a path needs roles", message.name)
    if "cadre" in row.roles and message.field("cadre_id") and not any(f.split(",")[0].strip() == "cadre_id" for f in [row.key[0], *row.index]):
        fail("row %s: a cadre reads his own rows, so key or an index must begin with cadre_id", message.name)
    for what, fields in [("key", list(row.key))] + [("index", split_index(i)) for i in row.index]:
        if len(fields) > model.KEY_FIELDS_MAX:
            fail("row %s: at most %d fields in a key", message.name, model.KEY_FIELDS_MAX)
        for name in fields:
            need_field(message, name, what)
            field = message.field(name)
            if field.repeated or field.kind not in KEY_KINDS:
                fail("row %s: %s field %s must be a single %s", message.name, what, name, ", ".join(KEY_KINDS))
        parts = fields if what == "key" else fields + list(row.key)
        texts = sum(message.field(name).kind == "string" for name in parts)
        if texts > model.KEY_TEXTS_MAX:
            fail("row %s: %s has %d texts, at most %d fit into a key (an index ends with the key)", message.name, what, texts,
                 model.KEY_TEXTS_MAX)


def split_index(index):
    return [part.strip() for part in index.split(",")]


def check_depth(tree):
    """Recursive messages would need a depth limit protobuf-c does not have."""
    from . import model
    by_name = {m.name: m for f in tree.all_files() for m in f.messages}

    def depth(name, above):
        if name in above:
            fail("message %s contains itself (%s)", name, " > ".join(above[above.index(name):] + [name]))
        message = by_name.get(name)
        if not message:
            return 1
        return 1 + max([depth(f.type_name, above + [name]) for f in message.fields if f.kind == "message"] + [0])

    for name in by_name:
        if depth(name, []) > model.DEPTH_MAX:
            fail("message %s is nested deeper than %d levels", name, model.DEPTH_MAX)


def check_paths(tree):
    seen = {}
    for message in tree.commands():
        path = message.command.path
        if path in seen:
            fail("commands %s and %s have the same path %s", seen[path], message.name, path)
        seen[path] = message.name
    seen = {}
    for service in tree.services:
        for message in service.file.messages:
            if message.row and message.row.path:
                if message.row.path in seen:
                    fail("rows %s and %s have the same path %s", seen[message.row.path], message.name, message.row.path)
                seen[message.row.path] = message.name


def check_refusals(tree):
    numbers = {}
    for file in tree.all_files():
        for enum in file.enums:
            for value, number, _, _ in enum.values if is_refusal(enum) else []:
                if number and number in numbers:
                    fail("%s and %s have the same number %d", numbers[number], value, number)
                numbers[number] = value


def check_service(tree, service):
    events = {m.name: m for m in tree.events()}
    place = "services/%s/state.proto" % service.name
    for name in service.adopts + service.reacts:
        if name not in events:
            fail("%s: there is no event %s", place, name)
    for names_of in (service.listed_adopts, service.reacts):
        for name in names_of:
            if names_of.count(name) > 1:
                fail("%s: %s stands twice among what it adopts or reacts to", place, name)
    for name in service.listed_adopts + service.reacts:
        if events[name].file.service == service.name:
            fail("%s: %s is its own event; adopts and reacts are for those of other services", place, name)
        if events[name].file.service == "platform":
            fail("%s: %s belongs to the runtime and is not streamed to services", place, name)
    stems = {}
    for row in service.rows():
        stem = names.stem(row.name)
        if stem in stems:
            fail("%s: %s and %s have the same function names %s_...", place, stems[stem], row.name, stem)
        stems[stem] = row.name
