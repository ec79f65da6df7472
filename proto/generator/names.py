"""How names of the contract turn into names in C; the first three follow protoc-c."""

KEYWORDS = set("""
and and_eq asm auto bitand bitor bool break case catch char class compl const const_cast continue default delete do
double dynamic_cast else enum explicit extern false float for friend goto if inline int long mutable namespace new not
not_eq operator or or_eq private protected public register reinterpret_cast return short signed sizeof static
static_cast struct switch template this throw true try typedef typeid typename union unsigned using virtual void
volatile wchar_t while xor xor_eq restrict
""".split())


def snake(camel):
    out = []
    upper_before = True
    for char in camel:
        if char.isupper():
            if not upper_before:
                out.append("_")
            out.append(char.lower())
            upper_before = True
        else:
            out.append(char)
            upper_before = False
    return "".join(out)


def c_lower(name):
    return "__".join(snake(part) for part in name.split("."))


def c_type(name):
    return "__".join(part[0].upper() + part[1:] for part in name.split("."))


def c_upper(name):
    return c_lower(name).upper()


def stem(row_name):
    """CallUpRow -> call_up"""
    return snake(row_name[:-3] if row_name.endswith("Row") and row_name != "Row" else row_name)


def parameter(field_name):
    return field_name + "_" if field_name in KEYWORDS or field_name in ("s", "t", "row", "scan") else field_name


def kebab(camel):
    return snake(camel).replace("_", "-")
