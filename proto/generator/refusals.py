"""refusal.h and refusal.c: one enum of every refusal of the contract, and what people read."""
from .checks import is_refusal
from .output import NOTE, text, text_or_null


def collect(tree):
    found = []
    for file in tree.all_files():
        for enum in file.enums:
            if is_refusal(enum):
                found += [(number, value, options) for value, number, _, options in enum.values if number]
    return sorted(found, key=lambda row: row[0])


def write(tree, out):
    rows = collect(tree)
    header = [NOTE, "#ifndef DANDANG_GEN_REFUSAL_H\n#define DANDANG_GEN_REFUSAL_H\n\n",
              "enum refusal {\n\tREFUSAL_NONE = 0,\n"]
    header += ["\t%s = %d,\n" % (value, number) for number, value, _ in rows]
    header += ["};\n\n#endif\n"]
    out.write("refusal.h", "".join(header))
    body = [NOTE, '#include "runtime/service.h"\n\n', "static const struct refusal_row rows[] = {\n",
            '\t{ REFUSAL_NONE, "", 200, "", "", NULL },\n']
    for _, value, options in rows:
        body.append("\t{ %s, %s, %d,\n\t  %s,\n\t  %s,\n\t  %s },\n"
                    % (value, text(value[len("REFUSAL_"):]), options.status, text(options.zh), text(options.en),
                       text_or_null(options.rule)))
    body.append("""};
static const struct refusal_row unknown = { REFUSAL_NONE, "UNKNOWN", 500, "未知原因", "unknown refusal", NULL };

const struct refusal_row *refusal_row(enum refusal code)
{
\tsize_t low = 0;
\tsize_t high = sizeof(rows) / sizeof(rows[0]);

\twhile (low < high) {
\t\tsize_t middle = low + (high - low) / 2;
\t\tif (rows[middle].code == code)
\t\t\treturn &rows[middle];
\t\tif (rows[middle].code < code)
\t\t\tlow = middle + 1;
\t\telse
\t\t\thigh = middle;
\t}
\treturn &unknown;
}
""")
    out.write("refusal.c", "".join(body))
