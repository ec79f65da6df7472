"""Every gate of lint.py must reject its bad file and pass a good one."""
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import lint  # noqa: E402

BAD = Path(__file__).parent / "bad"
passed = failed = 0


def check(name, good, bad):
    """`good` must be silent, `bad` must complain."""
    global passed, failed
    good, bad = list(good), list(bad)
    ok = not good and bool(bad)
    passed, failed = passed + ok, failed + (not ok)
    print(f"{'ok' if ok else 'not ok'} - the gate '{name}' rejects its bad file" + ("" if ok else f": good {good}, bad {bad}"))


def text_of(name):
    return (BAD / name).read_text(encoding="utf-8")


check("layers: common upwards", lint.layers([("common/store/x.c", '#include "base/span.h"\n')]),
      lint.layers([("common/store/x.c", text_of("layer_up.c"))]))
check("layers: common knows no service", lint.layers([("common/runtime/x.c", '#include "wire/wire.h"\n')]),
      lint.layers([("common/runtime/x.c", text_of("layer_service.c"))]))
check("layers: services meet only in the contract", lint.layers([("services/training/x.c", '#include "roster/people.h"\n')]),
      lint.layers([("services/training/x.c", text_of("layer_sideways.c"))]))
check("foreign headers", lint.foreign([("common/store/x.c", "#include <lmdb.h>\n")]),
      lint.foreign([("common/bus/x.c", text_of("foreign_header.c"))]))
check("foreign headers: OpenSSL", lint.foreign([(f"common/{home}/x.c", "#include <openssl/evp.h>\n") for home in ("digest", "blind")]),
      lint.foreign([("common/bus/x.c", "#include <openssl/evp.h>\n")]))
check("banned words", lint.banned([("x.c", 'const char *s = "strcpy(";\n')]), lint.banned([("x.c", text_of("banned_word.c"))]))
check("TODO without a number", lint.banned([("x.c", "/* TODO(#12) later */\n")]), lint.banned([("x.c", text_of("todo.c"))]))
check("file sizes", lint.file_sizes([("x.c", "\n" * 500)]), lint.file_sizes([("x.c", "\n" * 501)]))
check("workflow tests", lint.tests_exist(["services/training/workflows/a.c", "tests/unit/training/test_a.c"]),
      lint.tests_exist(["services/training/workflows/a.c"]))

with tempfile.TemporaryDirectory() as folder:
    long = "int f(void)\n{\n" + "\t;\n" * 68 + "\treturn 0;\n}\n"
    (Path(folder) / "long.c").write_text(long)
    (Path(folder) / "fine.c").write_text(long.replace("\t;\n", "", 3))
    check("function sizes", lint.function_sizes(["fine.c"], folder), lint.function_sizes(["long.c"], folder))
    for name in ("impure_clock.c", "impure_data.c", "pure.c"):
        subprocess.run(["gcc", "-c", str(BAD / name), "-o", f"{folder}/{name}.o"], check=True)
    check("purity: clock", lint.purity([f"{folder}/pure.c.o"]), lint.purity([f"{folder}/impure_clock.c.o"]))
    check("purity: mutable data", lint.purity([f"{folder}/pure.c.o"]), lint.purity([f"{folder}/impure_data.c.o"]))
    (Path(folder) / "alone.h").write_text("struct a { int x; };\n")
    (Path(folder) / "leaning.h").write_text(text_of("leaning.h"))
    check("headers alone", lint.headers_alone(["alone.h"], [], folder), lint.headers_alone(["leaning.h"], [], folder))

print(f"# passed {passed} failed {failed}")
sys.exit(1 if failed else 0)
