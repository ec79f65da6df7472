"""Reads the contract from protoc's descriptor sets and refuses what docs/contract.md does not allow."""
import os
import subprocess
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from . import names

PLATFORM = "platform"
ROSTER_OWNER = "personnel"
COMMAND_BYTES_MAX = 65536
KEY_FIELDS_MAX = 4
KEY_TEXTS_MAX = 4  # common/runtime/key.h
INDEXES_MAX = 6
DEPTH_MAX = 8
FORMATS = ["WIRE_ANY", "WIRE_DATE", "WIRE_ID", "WIRE_QUARTER", "WIRE_YEAR"]
SCALARS = {3: "int64", 4: "uint64", 5: "int32", 13: "uint32", 15: "sfixed32", 16: "sfixed64", 17: "sint32", 18: "sint64",
           6: "fixed64", 7: "fixed32", 8: "bool", 9: "string", 12: "bytes", 11: "message", 14: "enum"}
C_TYPES = {"string": "const char *", "bool": "bool ", "uint32": "uint32_t ", "fixed32": "uint32_t ",
           "int32": "int32_t ", "sint32": "int32_t ", "sfixed32": "int32_t ", "uint64": "uint64_t ",
           "fixed64": "uint64_t ", "int64": "int64_t ", "sint64": "int64_t ", "sfixed64": "int64_t "}


class ContractError(Exception):
    pass


class Field:
    def __init__(self, proto, options, package, where):
        self.name = proto.name
        self.number = proto.number
        if proto.type not in SCALARS:
            raise ContractError("%s.%s: floating point and groups are not allowed" % (where, proto.name))
        if proto.proto3_optional:
            raise ContractError("%s.%s: proto3 optional is not allowed (protobuf-c cannot generate it)"
                                % (where, proto.name))
        self.kind = SCALARS[proto.type]
        self.repeated = proto.label == 3
        self.type_name = strip(proto.type_name, package) if self.kind in ("message", "enum") else ""
        self.rules = options
        self.zh = ""               # labels.give()
        self.comment = ""

    def c_parameter(self):
        kind = names.c_type(self.type_name) + " " if self.kind == "enum" else C_TYPES[self.kind]
        return kind + names.parameter(self.name)


class Message:
    def __init__(self, name, file):
        self.name = name
        self.file = file
        self.c_type = names.c_type(name)
        self.c_lower = names.c_lower(name)
        self.fields = []
        self.reserved = []
        self.command = self.event = self.row = None
        self.comment = ""

    def field(self, name):
        return next((f for f in self.fields if f.name == name), None)

    def position(self, name):
        return [f.name for f in self.fields].index(name)

    def is_reserved(self, number):
        return any(first <= number < end for first, end in self.reserved)

    def __repr__(self):
        return self.name


class Enum:
    def __init__(self, name, file):
        self.name = name
        self.file = file
        self.values = []          # (name, number, label, refusal options or None)
        self.due_kinds = False

    def short(self, value_name):
        """The value as JSON shows it: without the prefix of its type."""
        prefix = names.c_upper(self.name) + "_"
        return value_name[len(prefix):] if value_name.startswith(prefix) else value_name

    def alias(self, value_name):
        return "%s__%s" % (names.c_upper(self.name), value_name)


class File:
    def __init__(self, name, origin, service):
        self.name = name
        self.stem = name[:-len(".proto")]
        self.origin = origin      # proto, roster or state
        self.service = service    # owner of the commands and events, or of the state
        self.messages = []
        self.enums = []
        self.imports = []
        self.options = None

    def header(self):
        return self.stem + ".pb-c.h"


class Service:
    """One services/<name>/state.proto with the roster files it imports."""

    def __init__(self, name, file, roster):
        self.name = name
        self.file = file
        self.roster = roster
        self.zh = file.options.zh if file.options else ""
        own = list(file.options.adopts) if file.options else []
        self.listed_adopts = own
        self.adopts = own + [e for f in roster if f.options for e in f.options.adopts]
        self.reacts = list(file.options.reacts) if file.options else []
        self.files = roster + [file]

    def rows(self):
        return [m for f in self.files for m in f.messages if m.row]

    def messages(self):
        return [m for f in self.files for m in f.messages]

    def enums(self):
        return [e for f in self.files for e in f.enums]

    def due_kinds(self):
        return [(value, number) for e in self.file.enums if e.due_kinds for value, number, _, _ in e.values if number]


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = []           # proto and roster files, each once
        self.services = []

    def all_files(self):
        return self.files + [s.file for s in self.services]

    def contract_files(self):
        return [f for f in self.files if f.origin == "proto"]

    def contract_messages(self):
        return sorted((m for f in self.contract_files() for m in f.messages), key=lambda m: m.name)

    def commands(self):
        return [m for m in self.contract_messages() if m.command]

    def events(self):
        return [m for m in self.contract_messages() if m.event]

    def message(self, name):
        return next((m for f in self.all_files() for m in f.messages if m.name == name), None)

    def enum(self, name):
        return next((e for f in self.all_files() for e in f.enums if e.name == name), None)


def strip(full, package):
    full = full.lstrip(".")
    return full[len(package) + 1:] if package and full.startswith(package + ".") else full


def include_flags(root, service=None):
    flags = ["-I" + os.path.join(root, "proto"), "-I" + os.path.join(root, "services", "roster")]
    if service:
        flags.insert(0, "-I" + os.path.join(root, "services", service))
    return flags + ["-I/usr/include"]


def run(command):
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False)
    messages = [line for line in done.stderr.decode("utf-8", "replace").splitlines()
                if "is unused" not in line and "no_generate" not in line]
    if done.returncode:
        raise ContractError("%s failed:\n%s" % (command[0], "\n".join(messages)))


def descriptor_set(root, files, service=None):
    """The files with their imports, parsed with the contract's own options known."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "schema.desc")
        run(["protoc", "--include_imports", "--include_source_info", "-o", path] + include_flags(root, service) + files)
        with open(path, "rb") as data:
            raw = data.read()
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(raw).file:
        pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())
    kind = pool.FindMessageTypeByName("google.protobuf.FileDescriptorSet")
    if hasattr(message_factory, "GetMessageClass"):
        return pool, message_factory.GetMessageClass(kind).FromString(raw)
    return pool, message_factory.MessageFactory(pool).GetPrototype(kind).FromString(raw)


class Reader:
    def __init__(self, pool):
        self.pool = pool

    def option(self, options, name):
        extension = self.pool.FindExtensionByName("dandang." + name)
        if extension.message_type is not None:
            return options.Extensions[extension] if options.HasExtension(extension) else None
        return options.Extensions[extension]

    def enum(self, proto, prefix, file):
        enum = Enum(prefix + proto.name, file)
        enum.due_kinds = self.option(proto.options, "due_kinds")
        for value in proto.value:
            enum.values.append((value.name, value.number, self.option(value.options, "label"),
                                self.option(value.options, "refusal")))
        file.enums.append(enum)

    def message(self, proto, prefix, package, file, comments, path):
        message = Message(prefix + proto.name, file)
        if proto.options.map_entry:
            raise ContractError("%s: maps are not allowed (their order is not promised)" % message.name)
        message.command = self.option(proto.options, "command")
        message.event = self.option(proto.options, "event")
        message.row = self.option(proto.options, "row")
        message.comment = comments.get(tuple(path), "")
        message.reserved = [(r.start, r.end) for r in proto.reserved_range]
        for i, field in enumerate(proto.field):
            one = Field(field, self.option(field.options, "field"), package, message.name)
            one.comment = comments.get(tuple(path + [2, i]), "")
            message.fields.append(one)
        message.fields.sort(key=lambda f: f.number)
        file.messages.append(message)
        for i, nested in enumerate(proto.nested_type):
            self.message(nested, message.name + ".", package, file, comments, path + [3, i])
        for nested in proto.enum_type:
            self.enum(nested, message.name + ".", file)

    def file(self, proto, origin, service):
        file = File(proto.name, origin, service)
        file.options = self.option(proto.options, "service")
        file.imports = list(proto.dependency)
        comments = {}
        for place in proto.source_code_info.location:
            note = place.leading_comments or place.trailing_comments
            if note:
                comments[tuple(place.path)] = " ".join(note.split())
        for i, message in enumerate(proto.message_type):
            self.message(message, "", proto.package, file, comments, [4, i])
        for enum in proto.enum_type:
            self.enum(enum, "", file)
        return file


def proto_names(folder):
    return sorted(n for n in os.listdir(folder) if n.endswith(".proto"))


def context_of(name):
    """assessment.proto and assessment_scheme.proto are both of the assessment context."""
    return name[:-len(".proto")].split("_")[0]


def read_tree(root, only):
    tree = Tree(root)
    contract = [n for n in proto_names(os.path.join(root, "proto")) if n != "options.proto"]
    roster_folder = os.path.join(root, "services", "roster")
    roster = proto_names(roster_folder) if os.path.isdir(roster_folder) else []
    pool, files = descriptor_set(root, contract + roster)
    reader = Reader(pool)
    for proto in files.file:
        if proto.name in contract:
            tree.files.append(reader.file(proto, "proto", context_of(proto.name)))
        elif proto.name in roster:
            tree.files.append(reader.file(proto, "roster", ROSTER_OWNER))
    for name in sorted(os.listdir(os.path.join(root, "services"))):
        if os.path.isfile(os.path.join(root, "services", name, "state.proto")) and (not only or name in only):
            tree.services.append(read_service(tree, root, name))
    missing = set(only) - {s.name for s in tree.services}
    if missing:
        raise ContractError("services/%s/state.proto does not exist" % sorted(missing)[0])
    return tree


def read_service(tree, root, name):
    pool, files = descriptor_set(root, ["state.proto"], name)
    proto = next(f for f in files.file if f.name == "state.proto")
    file = Reader(pool).file(proto, "state", name)
    if not file.options or file.options.name != name:
        raise ContractError("services/%s/state.proto: option (service) must give name: \"%s\"" % (name, name))
    roster = [f for i in file.imports for f in tree.files if f.origin == "roster" and f.name == i]
    return Service(name, file, roster)


def run_codecs(tree, out):
    """protoc-c over everything; the state files of the services into a folder each."""
    shared = [f.name for f in tree.files]
    codecs(tree.root, shared, None, out, "")
    for service in tree.services:
        codecs(tree.root, ["state.proto"], service.name, out, service.name)


def codecs(root, files, service, out, folder):
    with tempfile.TemporaryDirectory() as temporary:
        run(["protoc-c", "--c_out=" + temporary] + include_flags(root, service) + files)
        for name in os.listdir(temporary):
            with open(os.path.join(temporary, name), "rb") as data:
                out.write(os.path.join(folder, name), data.read())


# Kept apart so that reading and refusing stay two things.
from .checks import check_tree  # noqa: E402,F401
