"""wire_type and rules of messages."""
from . import model
from .output import number, text, text_or_null


def rule(field):
    rules = field.rules
    parts = []
    if rules and rules.required:
        parts.append(".required = true")
    if field.kind == "string":
        parts.append(".chars_max = %s" % (rules.chars_max if rules and rules.chars_max else "WIRE_CHARS_DEFAULT"))
    elif rules and rules.chars_max:
        parts.append(".chars_max = %d" % rules.chars_max)
    if field.repeated:
        parts.append(".items_max = %s" % (rules.items_max if rules and rules.items_max else "WIRE_ITEMS_DEFAULT"))
    if rules and (rules.min or rules.max):
        parts.append(".min = %s, .max = %s" % (number(rules.min), number(rules.max)))
    if rules and rules.format:
        parts.append(".format = " + model.FORMATS[rules.format])
    if field.zh:
        parts.append(".zh = " + text(field.zh))
    return "\t{ %s }, /* %s */\n" % (", ".join(parts) or ".required = false", field.name)


def definition(message, storage, type_of):
    """The constants of one message; type_of gives the C expression of a nested message's type."""
    low = message.c_lower
    out = []
    rules = nested = "NULL"
    if message.fields:
        rules = low + "_rules"
        out.append("static const struct wire_rule %s[] = {\n" % rules)
        out += [rule(f) for f in message.fields]
        out.append("};\n")
    if any(f.kind == "message" for f in message.fields):
        nested = low + "_nested"
        out.append("static const struct wire_type *const %s[] = {\n" % nested)
        out += ["\t%s,\n" % (type_of(f.type_name) if f.kind == "message" else "NULL") for f in message.fields]
        out.append("};\n")
    out.append("%sconst struct wire_type %s_type = {\n\t.name = %s,\n\t.descriptor = &%s__descriptor,\n"
               "\t.rules = %s,\n\t.nested = %s,\n};\n\n"
               % (storage, message.c_type, text(message.name), low, rules, nested))
    return "".join(out)


def inner_first(messages):
    """Messages in an order in which nested ones come before those that hold them."""
    by_name = {m.name: m for m in messages}
    order = []

    def visit(message):
        if message in order:
            return
        for field in message.fields:
            if field.kind == "message" and field.type_name in by_name:
                visit(by_name[field.type_name])
        order.append(message)

    for message in messages:
        visit(message)
    return order


__all__ = ["definition", "inner_first", "text_or_null"]
