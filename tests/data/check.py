#!/usr/bin/python3
"""Holds every line of a play against the contract: paths, fields, required ones, types, enum values, limits, formats, roles
of the account, known refusal codes, names saved before they are used.

    check.py DIR [--root REPOSITORY]"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import date

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "proto"))


class Contract:
    """Commands, tables and enums as protoc's descriptor set has them, through the generator's own model."""

    def __init__(self, root):
        with tempfile.TemporaryDirectory() as out:
            subprocess.run(["/usr/bin/python3", os.path.join(root, "proto", "generate.py"), "--root", root, "--out", out], check=True,
                           stdout=subprocess.DEVNULL)
            with open(os.path.join(out, "openapi.json"), encoding="utf-8") as f:
                self.api = json.load(f)
            with open(os.path.join(out, "refusal.c"), encoding="utf-8") as f:
                self.codes = set(re.findall(r'"([A-Z][A-Z0-9_]+)"', f.read()))
        self.paths = {p.removeprefix("/api/v1"): v for p, v in self.api["paths"].items()}

    def schema(self, node):
        while "$ref" in node:
            node = self.api["components"]["schemas"][node["$ref"].rsplit("/", 1)[1]]
        return node


class Check:
    def __init__(self, contract, folder):
        self.contract, self.folder = contract, folder
        self.faults, self.saved = [], set()
        with open(os.path.join(folder, "accounts.tsv"), encoding="utf-8") as f:
            self.roles = {row[0]: set(row[5].split(",")) for row in (line.rstrip("\n").split("\t") for line in f)}

    def fault(self, number, what):
        self.faults.append(f"{number}: {what}")

    def line(self, number, line):
        if "as" not in line:
            return
        if line["as"] not in self.roles:
            self.fault(number, f"no account {line['as']}")
        if "get" in line:
            self.read(number, line)
        else:
            self.command(number, line)
        self.saved |= set(line.get("save", {}))

    def role(self, number, line, operation):
        found = re.search(r"Roles: ([a-z_., ]+)", operation.get("description", ""))
        allowed = set(found.group(1).split(", ")) if found else set()
        if allowed and not allowed & self.roles.get(line["as"], set()) and line.get("expect") != "ROLE_MISSING":
            self.fault(number, f"{line['as']} may not {line.get('do', line.get('get'))}: {sorted(allowed)}")

    def read(self, number, line):
        operation = self.contract.paths.get(line["get"], {}).get("get")
        if not operation:
            self.fault(number, f"no GET {line['get']}")
            return
        self.role(number, line, operation)
        self.names(number, line.get("query", "").replace("&", " ").replace("=", " ").split())

    def command(self, number, line):
        operation = self.contract.paths.get(line["do"], {}).get("post")
        if not operation:
            self.fault(number, f"no POST {line['do']}")
            return
        self.role(number, line, operation)
        if line.get("expect") and line["expect"] not in self.contract.codes:
            self.fault(number, f"no refusal {line['expect']}")
        if "body_file" in line and not os.path.exists(os.path.join(self.folder, line["body_file"])):
            self.fault(number, f"no file {line['body_file']}")
        content = next(iter(operation["requestBody"]["content"].values()))
        body = dict(line.get("body", {}))
        if "field" in line:
            body[line["field"]] = "file"
        self.value(number, line["do"], body, content["schema"])

    def names(self, number, values):
        for v in values:
            if isinstance(v, str) and v.startswith("$") and v[1:] not in self.saved:
                self.fault(number, f"{v} is not saved yet")

    def value(self, number, where, value, schema):
        schema = self.contract.schema(schema)
        if isinstance(value, str) and value.startswith("$"):
            self.names(number, [value])
            return
        kind = schema.get("type")
        python = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}.get(kind)
        if isinstance(kind, str) and python and not isinstance(value, python) or isinstance(value, bool) and kind == "integer":
            self.fault(number, f"{where}: {value!r} is no {kind}")
            return
        if isinstance(value, dict):
            self.object(number, where, value, schema)
        elif isinstance(value, list):
            self.list(number, where, value, schema)
        else:
            self.scalar(number, where, value, schema)

    def object(self, number, where, value, schema):
        known = schema.get("properties", {})
        for name in schema.get("required", []):
            if value.get(name) in (None, "", 0, []):
                self.fault(number, f"{where}.{name} is required")
        for name, inner in value.items():
            if name not in known:
                self.fault(number, f"{where}.{name} is unknown")
            else:
                self.value(number, f"{where}.{name}", inner, known[name])

    def list(self, number, where, value, schema):
        if len(value) > schema.get("maxItems", len(value)):
            self.fault(number, f"{where}: {len(value)} items, {schema['maxItems']} at most")
        for inner in value:
            self.value(number, where + "[]", inner, schema["items"])

    def scalar(self, number, where, value, schema):
        if "enum" in schema and value not in schema["enum"]:
            self.fault(number, f"{where}: {value!r} is none of the values")
        if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
            self.fault(number, f"{where}: {len(value)} characters")
        if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            self.fault(number, f"{where}: {value} is out of range")
        if schema.get("format") == "date":
            try:
                date.fromisoformat(value)
            except ValueError:
                self.fault(number, f"{where}: {value!r} is no day")


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder")
    options.add_argument("--root", default=os.path.abspath(os.path.join(here, "..", "..")))
    given = options.parse_args()
    check, day, count = Check(Contract(given.root), given.folder), "", 0
    with open(os.path.join(given.folder, "play.ndjson"), encoding="utf-8") as f:
        for number, text in enumerate(f, 1):
            line = json.loads(text)
            if line["day"] < day:
                check.fault(number, "the day lies before the one above")
            day, count = line["day"], number
            check.line(number, line)
    for fault in check.faults[:60]:
        print(fault)
    print(f"{count} lines, {len(check.faults)} faults")
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
