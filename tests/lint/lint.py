"""The gates of `make lint`. Each is a function from files to complaints, so that test_lint.py can show every gate a bad file
it must reject. Run from the root: lint.py checks the tree and prints complaints; exit status 1 when there are any."""
import os
import re
import subprocess
import sys
from pathlib import Path

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500

# Includes go one way. A folder may include itself, what stands here, and base.
LAYERS = {
    "common/base": set(),
    "common/digest": set(),
    "common/blind": set(),
    "common/wire": set(),
    "common/journal": {"digest"},
    "common/store": {"digest"},
    "common/loop": set(),
    "common/policy": set(),
    "common/bus": {"journal", "loop", "wire"},
    "common/runtime": {"wire", "journal", "store", "bus", "loop", "policy", "digest"},
}
COMMON = {"base", "wire", "journal", "store", "bus", "loop", "policy", "runtime", "digest", "blind"}

# A foreign header stands in one folder only; OpenSSL in two, for it hashes and it signs.
FOREIGN = {
    r"openssl/": ("common/digest", "common/blind"),
    r"lmdb\.h": "common/store",
    r"uv\.h": "common/loop",
    r"zmq\.h": "common/bus",
    r"protobuf-c/": "common/wire",
    r"jansson\.h": "common/wire",
    r"ini\.h": "common/runtime",
    r"sodium": "services/gateway/session",
    r"libxml/": "services/personnel/import",
    r"csv\.h": "services/personnel/import",
    r"iconv\.h": "services/personnel/import",
    r"curl/": "services/ctl",
}
# The verifier shares no code with the writer, so it has its own way to the hash.
FOREIGN_EXCEPT = {"common/journal/verify/journal_verify.c"}

BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|alloca)\s*\(")
TODO = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)

# What a workflow must not call.
IMPURE = {"time", "clock_gettime", "gettimeofday", "localtime", "localtime_r", "gmtime", "rand", "random", "getrandom", "open", "fopen",
          "read", "write", "printf", "fprintf", "puts", "malloc", "calloc", "realloc", "free", "getenv", "socket", "send", "recv",
          "log_info", "log_warn", "log_error", "strdup", "snprintf_to_file", "exit", "abort", "system"}


def folder(path):
    return str(Path(path).parent)


def c_files(root="."):
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.c", "*.h"], cwd=root,
                         capture_output=True, text=True, check=True).stdout.split()
    return [p for p in out if (Path(root) / p).exists() and not p.startswith("tests/lint/bad/")]


def layers(files):
    """services -> runtime -> {wire, journal, store, bus, loop, policy} -> base, and no service includes another's header."""
    for path, text in files:
        for _, name in INCLUDE.findall(text):
            top = name.split("/")[0]
            home = next((f for f in LAYERS if path.startswith(f + "/")), None)
            if home and top in COMMON and top not in LAYERS[home] | {"base", home.split("/")[1]}:
                yield f"{path}: {home} may not include {name}"
            if home and (top in SERVICES or top == "roster"):
                yield f"{path}: common knows nothing of {name}"
            if path.startswith("services/"):
                own = path.split("/")[1]
                if top in SERVICES and top != own:
                    yield f"{path}: services meet only in proto/, not in {name}"


SERVICES = {"personnel", "training", "assessment", "accountability", "welfare", "gateway", "ballot", "ctl"}


def foreign(files):
    """A foreign header stands in one folder only."""
    for path, text in files:
        if path in FOREIGN_EXCEPT or not path.startswith(("common/", "services/")):
            continue
        for bracket, name in INCLUDE.findall(text):
            if bracket != "<":
                continue
            for pattern, home in FOREIGN.items():
                homes = (home,) if isinstance(home, str) else home
                if re.match(pattern, name) and not path.startswith(tuple(h + "/" for h in homes)):
                    yield f"{path}: <{name}> belongs to {' and '.join(homes)}"


def banned(files):
    """Functions that overflow or hide errors, and TODOs nobody owns."""
    for path, text in files:
        code = re.sub(r"/\*.*?\*/|//[^\n]*|\"(\\.|[^\"\\])*\"", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)
        for m in BANNED.finditer(code):
            yield f"{path}: {m.group(1)} is banned"
        for m in TODO.finditer(text):
            yield f"{path}: {m.group(1)} without an issue number"


def file_sizes(files):
    for path, text in files:
        lines = text.count("\n")
        if lines > FILE_LINES_MAX:
            yield f"{path}: {lines} lines, at most {FILE_LINES_MAX}"


def function_sizes(paths, root="."):
    """Function lengths by Universal Ctags."""
    sources = [p for p in paths if p.endswith(".c")]
    if not sources:
        return
    out = subprocess.run(["ctags", "-x", "--c-kinds=f", "--_xformat=%N\t%F\t%n\t%{end}", "-L", "-"], input="\n".join(sources),
                         cwd=root, capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        name, path, first, last = line.split("\t")
        if last.isdigit() and int(last) - int(first) + 1 > FUNCTION_LINES_MAX:
            yield f"{path}:{first}: {name} has {int(last) - int(first) + 1} lines, at most {FUNCTION_LINES_MAX}"


def purity(objects):
    """Objects of workflows: no clock, randomness, file, memory or log; no mutable data."""
    for obj in objects:
        out = subprocess.run(["objdump", "-t", obj], capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            m = re.match(r"[0-9a-f]{16} .{7} (\S+)\s+[0-9a-f]{16}\s+(?:\.hidden )?(\S+)$", line)
            if not m:
                continue
            section, name = m.group(1), m.group(2).split("@")[0]
            # constant tables of pointers lie in .data.rel.ro
            mutable = section in (".bss", "*COM*") or (section.startswith(".data") and not section.startswith(".data.rel.ro"))
            if mutable and not name.startswith((".", "__")):
                yield f"{obj}: mutable data {name}"
            if section == "*UND*" and name in IMPURE:
                yield f"{obj}: calls {name}"


def headers_alone(paths, includes, root="."):
    """Every header compiles by itself."""
    for path in paths:
        if not path.endswith(".h"):
            continue
        own = []
        if path.startswith("services/"):
            service = path.split("/")[1]
            service = "training" if service == "roster" else service
            own = [f"-Iservices/{service}", "-Iservices/roster"] + [f"-I{i}/{service}" for i in includes if i.endswith("/gen")]
        r = subprocess.run(["gcc", "-std=c17", "-D_GNU_SOURCE", "-fsyntax-only", "-x", "c", "-Wno-unused-function", "-"] +
                           ["-I."] + [f"-I{i}" for i in includes] + own, input=f'#include "{path}"\n', cwd=root,
                           capture_output=True, text=True)
        if r.returncode:
            yield f"{path}: does not compile alone: {r.stderr.splitlines()[0] if r.stderr else ''}"


def tests_exist(paths):
    """Every workflow file has a test file of its name."""
    have = set(paths)
    for path in paths:
        m = re.fullmatch(r"services/(\w+)/workflows/(\w+)\.c", path)
        if m and f"tests/unit/{m.group(1)}/test_{m.group(2)}.c" not in have:
            yield f"{path}: no tests/unit/{m.group(1)}/test_{m.group(2)}.c"


def gate_input(root, paths):
    return [(p, (Path(root) / p).read_text(encoding="utf-8")) for p in paths]


def main():
    build = os.environ.get("BUILD", "build")
    paths = c_files()
    files = gate_input(".", paths)
    ours = [p for p in paths if p.startswith(("common/", "services/"))]
    objects = [str(p) for p in Path(build, "obj").glob("*/*/workflows/*.o")]
    gates = {
        "layers": layers(files),
        "foreign headers": foreign(files),
        "banned words": banned([f for f in files if not f[0].startswith("tests/")]),
        "file sizes": file_sizes(files),
        "function sizes": function_sizes([p for p in ours]),
        "purity of workflows": purity(objects),
        "headers alone": headers_alone(ours, ["common", "services", f"{build}/gen"]),
        "workflow tests": tests_exist(paths),
    }
    bad = 0
    for name, complaints in gates.items():
        found = list(complaints)
        bad += len(found)
        print(f"{'ok' if not found else 'not ok'} - {name}" + (f" ({len(objects)} objects)" if "purity" in name else ""))
        for c in found:
            print(f"#   {c}")
    if not objects:
        print("not ok - purity of workflows: no object was checked")
        bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
