"""The contract as the checker sees it: message classes made by protoc from proto/, nothing of the product's own code."""
import base64
import functools
import glob
import os
import re
import subprocess
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("BUILD", "build")
SERVICES = ["personnel", "training", "assessment", "accountability", "welfare", "gateway", "ballot"]
CONFIDENTIAL = 4                # data class whose payloads no stream carries


def _descriptor_set():
    """The compiled contract; made anew when a proto file is newer."""
    sources = sorted(glob.glob(os.path.join(ROOT, "proto", "*.proto")))
    folder = os.path.join(ROOT, BUILD, "gen")
    path = os.path.join(folder, "contract.desc")
    if not os.path.exists(path) or os.path.getmtime(path) < max(map(os.path.getmtime, sources)):
        os.makedirs(folder, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=folder)
        os.close(handle)
        made = subprocess.run(["protoc", "--include_imports", "-o", fresh, "-I" + os.path.join(ROOT, "proto"), "-I/usr/include",
                               *sources], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise RuntimeError(made.stderr)
        os.replace(fresh, path)     # tests run side by side
    with open(path, "rb") as f:
        return descriptor_pb2.FileDescriptorSet.FromString(f.read())


_pool = descriptor_pool.DescriptorPool()
for _file in _descriptor_set().file:
    _pool.Add(_file)
_factory = message_factory.MessageFactory(_pool)
_classes = {}


def message(name):
    """The class of a message; None when the contract has none of that name."""
    if name not in _classes:
        try:
            _classes[name] = _factory.GetPrototype(_pool.FindMessageTypeByName("dandang." + name))
        except KeyError:
            _classes[name] = None
    return _classes[name]


Envelope, RecordMeta, Reply, Request, Actor = (message(n) for n in ("Envelope", "RecordMeta", "Reply", "Request", "Actor"))


def body_of(envelope):
    """The event inside an envelope; None when its type is unknown."""
    kind = message(envelope.type)
    return kind.FromString(envelope.payload) if kind else None


# ---- JSON as the API writes it: enum values without the name of their type --------------------------------------------

def _prefix(enum):
    """PostLevel -> POST_LEVEL_"""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", enum.name).upper() + "_"


def _plain(field, value):
    if field.message_type:
        return as_json(value)
    if field.enum_type:
        number = field.enum_type.values_by_number.get(value)
        return number.name.removeprefix(_prefix(field.enum_type)) if number else value
    return value


def as_json(message_):
    """Every field by name, the unset ones too."""
    out = {}
    for field in message_.DESCRIPTOR.fields:
        value = getattr(message_, field.name)
        if field.label == field.LABEL_REPEATED:
            out[field.name] = [_plain(field, v) for v in value]
        elif field.message_type and not message_.HasField(field.name):
            out[field.name] = None
        else:
            out[field.name] = _plain(field, value)
    return out


def _number(field, value):
    if field.type == field.TYPE_BYTES and isinstance(value, str):
        return base64.b64decode(value)
    if field.enum_type and isinstance(value, str):
        return field.enum_type.values_by_name[_prefix(field.enum_type) + value].number
    return value


def _fill(message_, values):
    for name, value in values.items():
        field = message_.DESCRIPTOR.fields_by_name[name]
        target = getattr(message_, name)
        if field.message_type and field.label == field.LABEL_REPEATED:
            for each in value:
                _fill(target.add(), each)
        elif field.message_type:
            target.SetInParent()
            _fill(target, value)
        elif field.label == field.LABEL_REPEATED:
            target.extend(_number(field, v) for v in value)
        else:
            setattr(message_, name, _number(field, value))


def from_json(name, values):
    """A message from what a client would post."""
    out = message(name)()
    _fill(out, values)
    return out


# ---- who takes what from whom -----------------------------------------------------------------------------------------

def _service_option(path, word):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    option = re.search(r"option \(service\) = \{(.*?)\};", text, re.S)
    found = re.search(word + r":\s*\[(.*?)\]", option.group(1), re.S) if option else None
    imports = re.findall(r'^import "(people|bars)\.proto"', text, re.M)
    names = set(re.findall(r'"(\w+)"', found.group(1))) if found else set()
    for each in imports:
        names |= _service_option(os.path.join(ROOT, "services", "roster", each + ".proto"), word)
    return names


@functools.cache
def adopts(service):
    """Types of events the service journals as they are; None: all of them (the gateway)."""
    if service == "gateway":
        return None
    return _service_option(os.path.join(ROOT, "services", service, "state.proto"), "adopts")
