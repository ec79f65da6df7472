"""proto/fields.lock: every field number of the contract ever used, so that none is used again for something else.

Journals are kept for decades, so a number keeps its name and type for ever. A field that is taken out of a message stays in the lock
and its number must be `reserved`. A plain run refuses what contradicts the lock; --update-lock adds new fields."""
import os
import sys

from .model import ContractError

HEADING = "# message number name type: every field number ever used in proto/*.proto (proto/generate.py --update-lock)\n"


def read(path):
    rows = {}
    try:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if line.strip() and not line.startswith("#"):
                    message, number, name, kind = line.split()
                    rows[(message, int(number))] = (name, kind)
    except FileNotFoundError:
        pass
    return rows


def field_kind(field):
    kind = field.type_name if field.kind in ("enum", "message") else field.kind
    return ("repeated:" if field.repeated else "") + kind


def locked_files(tree):
    return [f for f in tree.files if f.origin == "proto"]


def check(tree, update, strict):
    path = os.path.join(tree.root, "proto", "fields.lock")
    rows = read(path)
    wrong = []
    new = {}
    seen = set()
    messages = {m.name: m for f in locked_files(tree) for m in f.messages}
    for message in messages.values():
        for field in message.fields:
            key, value = (message.name, field.number), (field.name, field_kind(field))
            seen.add(key)
            if key not in rows:
                new[key] = value
            elif rows[key] != value:
                wrong.append("%s field %d was `%s %s` and may not become `%s %s`: reserve the number and take a new one"
                             % (message.name, field.number, rows[key][1], rows[key][0], value[1], value[0]))
    for (name, number), value in rows.items():
        if (name, number) in seen or name not in messages:
            continue
        if not messages[name].is_reserved(number):
            wrong.append("%s field %d (`%s`) was removed: write `reserved %d;`" % (name, number, value[0], number))
    if wrong:
        raise ContractError("proto/fields.lock:\n  " + "\n  ".join(wrong))
    if not new:
        return
    if strict:
        raise ContractError("proto/fields.lock lacks %d fields, e.g. %s %d: run proto/generate.py with --update-lock"
                            % ((len(new),) + sorted(new)[0]))
    if update:
        rows.update(new)
        with open(path, "w", encoding="utf-8") as out:
            out.write(HEADING)
            for (name, number), (field, kind) in sorted(rows.items()):
                out.write("%s %d %s %s\n" % (name, number, field, kind))
    else:
        print("generate.py: %d fields are not yet in proto/fields.lock (--update-lock adds them)" % len(new),
              file=sys.stderr)
