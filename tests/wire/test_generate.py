"""The generator must refuse what docs/contract.md does not allow: each case is a small contract with one thing wrong."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
HEAD = """syntax = "proto3";
package dandang;
import "options.proto";
import "protobuf-c/protobuf-c.proto";
option (pb_c_file).const_strings = true;
option (pb_c_file).c_package = "";
"""
CONTRACT = HEAD + """
enum Mood { MOOD_UNSPECIFIED = 0; MOOD_GOOD = 1 [(label) = "好"]; }
message Note { string text = 1; }
message Greet {
  option (command) = { roles: ["a", "b"], path: "/demo/greet", workflow: "W0", zh: "问候" };
  string name = 1 [(field) = {required: true, chars_max: 5, format: FIELD_FORMAT_ID, zh: "姓名"}];
  Mood mood = 2; repeated Note notes = 3 [(field) = {items_max: 2}]; int64 score = 4 [(field) = {min: -1, max: 7}];
}
message Greeted {
  option (event) = { subject: "name", data_class: DATA_CLASS_PUBLIC, zh: "已问候", also: ["other"],
                     opens: {kind: "answer", key: "name", due: "due_on", role: "a"},
                     closes: [{kind: "ask", key: "name"}, {kind: "wait", key: "other"}] };
  string name = 1; string other = 2; string due_on = 3;
}
enum DemoRefusal {
  DEMO_REFUSAL_UNSPECIFIED = 0;
  REFUSAL_RUDE = 7001 [(refusal) = {status: 409, zh: "不可", en: "rude"}];
}
"""
OTHER = HEAD + """
message Heard { option (event) = { subject: "id", data_class: DATA_CLASS_PUBLIC, zh: "听到" }; string id = 1; }
"""
STATE = HEAD.replace('import "protobuf-c', 'import "demo.proto";\nimport "shared.proto";\nimport "protobuf-c') + """
option (service) = { name: "demo", zh: "演示", adopts: ["Heard"], reacts: ["Heard"] };
enum DemoDue { option (due_kinds) = true; DEMO_DUE_UNSPECIFIED = 0; DUE_ANSWER = 1; }
message GreetingRow {
  option (row) = { table: "greetings", key: ["name", "number"], index: ["mood", "other,flag"], path: "/demo/greetings",
                   roles: ["a"], zh: "问候" };
  string name = 1; uint64 number = 2; Mood mood = 3; string other = 4; bool flag = 5; repeated Note notes = 6;
}
"""
SHARED = HEAD + """
option (service) = { name: "shared", adopts: ["Heard"] };
message SharedRow { option (row) = { table: "shared", key: ["id"] }; string id = 1; }
"""


class Tree:
    """A contract of its own in a folder that goes away."""

    def __init__(self, **changes):
        self.root = tempfile.mkdtemp()
        files = {"proto/demo.proto": CONTRACT, "proto/other.proto": OTHER, "services/demo/state.proto": STATE,
                 "services/roster/shared.proto": SHARED}
        for folder in ("proto", "services/demo", "services/roster"):
            os.makedirs(os.path.join(self.root, folder))
        shutil.copy(os.path.join(ROOT, "proto", "options.proto"), os.path.join(self.root, "proto"))
        for path, content in files.items():
            self.write(path, content)
        for path, content in changes.get("files", {}).items():
            self.write(path, content)
        self.out = os.path.join(self.root, "out")

    def write(self, path, content):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as out:
            out.write(content)

    def read(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as data:
            return data.read()

    def run(self, *flags):
        done = subprocess.run([os.path.join(ROOT, "proto", "generate.py"), "--root", self.root, "--out", self.out]
                              + list(flags), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout.decode("utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        shutil.rmtree(self.root)


def refused(words, path, old, new):
    """With `old` in the file replaced by `new` the generator ends with 1 and says why."""
    with Tree() as tree:
        content = tree.read(path)
        assert old in content, "the case does not apply: %r" % old
        tree.write(path, content.replace(old, new))
        status, said = tree.run()
        assert status == 1, "accepted: %s -> %s\n%s" % (old, new, said)
        assert words in said, "refused for another reason: %s" % said
        assert not os.path.exists(os.path.join(tree.out, "contract.c")), "wrote in spite of it"


DEMO, STATE_PATH = "proto/demo.proto", "services/demo/state.proto"
REFUSALS = {
    "recursive message": ("contains itself", DEMO, "message Note { string text = 1; }",
                          "message Note { string text = 1; Page page = 2; } message Page { Note note = 1; }"),
    "proto3 optional": ("optional", DEMO, "string text = 1;", "optional string text = 1;"),
    "floating point": ("floating point", DEMO, "string text = 1;", "double text = 1;"),
    "map": ("maps", DEMO, "string text = 1;", "map<string, string> text = 1;"),
    "enum without unspecified": ("MOOD_UNSPECIFIED", DEMO, "MOOD_UNSPECIFIED = 0;", "MOOD_NONE = 0;"),
    "command without roles": ("no roles", DEMO, 'roles: ["a", "b"], ', ""),
    "command without path": ("path", DEMO, ' path: "/demo/greet",', ""),
    "path taken": ("same path", "proto/other.proto", "message Heard",
                   'message Wave { option (command) = { roles: ["a"], path: "/demo/greet" }; }\nmessage Heard'),
    "subject": ("subject", DEMO, 'subject: "name"', 'subject: "nobody"'),
    "also": ("also", DEMO, 'also: ["other"]', 'also: ["nobody"]'),
    "todo key": ("opens.key", DEMO, 'key: "name"', 'key: "nobody"'),
    "todo closed": ("closes.key", DEMO, 'key: "other"', 'key: "nobody"'),
    "todo due": ("opens.due", DEMO, 'due: "due_on"', 'due: "nobody"'),
    "data class": ("data_class", DEMO, "data_class: DATA_CLASS_PUBLIC, ", ""),
    "row key": ("key names the field", STATE_PATH, 'key: ["name", "number"]', 'key: ["nobody"]'),
    "row without key": ("needs table and key", STATE_PATH, 'key: ["name", "number"], ', ""),
    "row index": ("index names the field", STATE_PATH, '"other,flag"', '"other,nobody"'),
    "list as a key": ("must be a single", STATE_PATH, '"other,flag"', '"notes"'),
    "too many indexes": ("at most 6 indexes", STATE_PATH, 'index: ["mood", "other,flag"]',
                         'index: ["mood", "mood", "mood", "mood", "mood", "mood", "mood"]'),
    "more texts than a key holds": ("at most 4 fit into a key", STATE_PATH, '"other,flag"', '"other,name,other,name"'),
    "row path without roles": ("needs roles", STATE_PATH, '\n                   roles: ["a"],', ""),
    "own rows without an index": ("key or an index must begin with cadre_id", STATE_PATH, 'roles: ["a"], zh: "问候" };\n',
                                  'roles: ["a", "cadre"], zh: "问候" };\n  string cadre_id = 7;\n'),
    "row in the contract": ("rows are declared in", DEMO, "message Note {",
                            'message Note { option (row) = { table: "notes", key: ["text"] };'),
    "command in a state file": ("declared in proto", STATE_PATH, "message GreetingRow {",
                                'message Wave { option (command) = { roles: ["a"], path: "/w" }; }\nmessage GreetingRow {'),
    "unknown event adopted": ("there is no event Nothing", STATE_PATH, 'adopts: ["Heard"]', 'adopts: ["Nothing"]'),
    "an event adopted twice": ("Heard stands twice", STATE_PATH, 'adopts: ["Heard"]', 'adopts: ["Heard", "Heard"]'),
    "unknown event reacted to": ("there is no event Nothing", STATE_PATH, 'reacts: ["Heard"]', 'reacts: ["Nothing"]'),
    "own event reacted to": ("its own event", STATE_PATH, 'reacts: ["Heard"]', 'reacts: ["Greeted"]'),
    "another service's name": ('name: "demo"', STATE_PATH, 'name: "demo"', 'name: "demons"'),
    "due kind": ("DUE_", STATE_PATH, "DUE_ANSWER = 1", "ANSWER = 1"),
    "refusal without words": ("zh and en", DEMO, ', en: "rude"', ""),
    "refusal number": ("same number", "proto/other.proto", "message Heard",
                       'enum OtherRefusal { OTHER_REFUSAL_UNSPECIFIED = 0; REFUSAL_X = 7001 [(refusal) = '
                       '{status: 400, zh: "x", en: "x"}]; }\nmessage Heard'),
    "max below min": ("max is below min", DEMO, "min: -1, max: 7", "min: 7, max: 1"),
    "format of a number": ("only strings", DEMO, "min: -1, max: 7", "format: FIELD_FORMAT_DATE"),
    "syntax error": ("protoc failed", DEMO, "message Note {", "message {"),
}


def test_a_good_contract_is_accepted():
    with Tree() as tree:
        status, said = tree.run()
        assert status == 0, said
        for name in ("contract.h", "contract.c", "refusal.h", "refusal.c", "contract_rows.c", "openapi.json",
                     "ctl_commands.h", "demo.pb-c.c", "shared.pb-c.c", "demo/state.pb-c.c", "demo/rows.h", "demo/rows.c",
                     "demo/workflows.h", "demo/service.c"):
            assert os.path.exists(os.path.join(tree.out, name)), name


def test_the_generated_c_compiles_without_a_warning():
    flags = ("-std=c17 -D_GNU_SOURCE -fsyntax-only -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion "
             "-Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Werror").split()
    with Tree() as tree:
        assert tree.run()[0] == 0
        for name in ("contract.c", "refusal.c", "contract_rows.c", "demo/rows.c", "demo/service.c"):
            done = subprocess.run(["gcc"] + flags + ["-I" + os.path.join(ROOT, "common"), "-I" + tree.out,
                                                     "-I" + os.path.join(tree.out, "demo"),
                                                     os.path.join(tree.out, name)],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            assert done.returncode == 0, done.stdout.decode("utf-8", "replace")


def test_names_and_rules_come_out_as_documented():
    with Tree() as tree:
        assert tree.run()[0] == 0
        workflows, rows = tree.read("out/demo/workflows.h"), tree.read("out/demo/rows.h")
        for line in ("enum refusal greet_decide(struct decision *d, const Greet *cmd);",
                     "void emit_greeted(struct decision *d, const Greeted *e);",
                     "void apply_greeted(struct tables *t, const Greeted *e, const struct event *ev);",
                     "void apply_heard(struct tables *t, const Heard *e, const struct event *ev);",
                     "void react_heard(struct decision *d, const Heard *e, const struct event *ev);",
                     "void due_answer(struct decision *d, const char *id);"):
            assert workflows.count(line) == 1, line
        for name in ("greeting_find(const struct state *s, const char *name, uint64_t number)",
                     "greeting_scan_1(const struct state *s, const char *name)",
                     "greeting_by_mood(const struct state *s, Mood mood)",
                     "greeting_by_other(const struct state *s, const char *other)",
                     "greeting_by_other_flag(const struct state *s, const char *other, bool flag)"):
            assert name in rows, name
        contract = tree.read("out/contract.c")
        assert ".required = true, .chars_max = 5, .format = WIRE_ID" in contract
        assert ".min = -1, .max = 7" in contract
        service = tree.read("out/demo/service.c")
        assert 'greeted_closes[] = { { "ask", "name", NULL, NULL }, { "wait", "other", NULL, NULL } };' in service
        assert ".closes = greeted_closes,\n\t\t.closes_count = 2," in service
        assert '"rt.parked",\n\t"shared",\n\t"greetings",\n\t"greetings.1",\n\t"greetings.2",\n' in service
        assert 'follows[] = { "other" }' in service


LABELS = "id 编号\nmood 心情\nnotes 说明\nscore 分\ntext 文字\nGreetingRow.name 名\nnumber 号\nother 另一人\nflag 标记\n"


def test_a_field_without_a_label_is_refused_and_so_is_one_said_twice():
    for labels, complaint in ((LABELS, None), (LABELS.replace("text 文字\n", ""), "Note.text"), (LABELS + "name 姓名\n", "leave it out: Greet.name"),
                              (LABELS + "never 从不\n", "never")):
        with Tree(files={"proto/labels.txt": labels}) as tree:
            status, said = tree.run()
            assert (status == 0) == (complaint is None) and (complaint or "") in said, said
            if not complaint:
                contract = tree.read("out/contract.c")
                assert '.max = 7, .zh = "分"' in contract and '.format = WIRE_ID, .zh = "姓名"' in contract
                assert '"description": "心情"' in tree.read("out/openapi.json")


def test_the_console_learns_who_may_do_what():
    with Tree() as tree:
        assert tree.run()[0] == 0
        script = tree.read("out/console/access.js")
        assert 'SENDERS = {\n  "/demo/greet": ["a", "b"],\n};' in script and 'READERS = {\n  "/demo/greetings": ["a"],\n};' in script


def test_the_api_document_is_whole():
    with Tree() as tree:
        assert tree.run()[0] == 0
        document = json.loads(tree.read("out/openapi.json"))
        assert set(document["paths"]) == {"/api/v1/demo/greet", "/api/v1/demo/greetings",
                                          "/api/v1/demo/greetings/{name}/{number}"}
        schema = document["components"]["schemas"]["Greet"]
        assert schema["required"] == ["name"] and schema["properties"]["name"]["maxLength"] == 5
        assert document["components"]["schemas"]["Mood"]["enum"] == ["GOOD"]
        for place in json.dumps(document).split('"$ref": "#/components/schemas/')[1:]:
            assert place.split('"')[0] in document["components"]["schemas"], place[:40]


def test_unchanged_files_keep_their_time():
    with Tree() as tree:
        assert tree.run()[0] == 0
        path = os.path.join(tree.out, "contract.c")
        os.utime(path, (1, 1))
        assert tree.run()[0] == 0 and os.stat(path).st_mtime == 1
        tree.write(DEMO, CONTRACT.replace("chars_max: 5", "chars_max: 6"))
        assert tree.run()[0] == 0 and os.stat(path).st_mtime != 1


def test_the_layout_changes_with_the_rows():
    def layout(tree):
        assert tree.run()[0] == 0
        return tree.read("out/demo/service.c").split(".layout = ")[1].split(",")[0]

    with Tree() as tree:
        before = layout(tree)
        tree.write(DEMO, CONTRACT.replace("string text = 1;", "string text = 1; string more = 2;"))
        assert layout(tree) != before, "a message within a row changed"


def test_row_names_differ_between_services():
    with Tree(files={"services/second/state.proto": STATE.replace('name: "demo"', 'name: "second"')}) as tree:
        status, said = tree.run()
        assert status == 1 and "names must differ" in said, said


def test_one_service_can_be_generated_alone():
    second = HEAD + 'option (service) = { name: "second" };\nmessage ARow { option (row) = { table: "a", key: ["id"] }; string id = 1; }\n'
    with Tree(files={"services/second/state.proto": second}) as tree:
        assert tree.run("--service", "second")[0] == 0
        assert os.path.exists(os.path.join(tree.out, "second/rows.h"))
        assert not os.path.exists(os.path.join(tree.out, "demo"))
        assert tree.run("--service", "third")[0] == 1


def lock_refuses(words, old, new):
    with Tree() as tree:
        assert tree.run("--update-lock")[0] == 0
        assert "Note 1 text string\n" in tree.read("proto/fields.lock")
        assert tree.run("--check-lock")[0] == 0
        tree.write(DEMO, CONTRACT.replace(old, new))
        for flags in ([], ["--update-lock"], ["--check-lock"]):
            status, said = tree.run(*flags)
            assert status == 1 and words in said, said


def test_a_locked_number_keeps_its_name():
    lock_refuses("may not become", "string text = 1;", "string words = 1;")


def test_a_locked_number_keeps_its_type():
    lock_refuses("may not become", "string text = 1;", "bytes text = 1;")
    lock_refuses("may not become", "string text = 1;", "repeated string text = 1;")


def test_a_removed_number_must_be_reserved():
    lock_refuses("reserved 1", "string text = 1;", "string more = 2;")


def test_a_reserved_number_may_go_and_a_new_one_come():
    with Tree() as tree:
        assert tree.run("--update-lock")[0] == 0
        tree.write(DEMO, CONTRACT.replace("string text = 1;", "reserved 1; string more = 2;"))
        assert tree.run()[0] == 0
        status, said = tree.run("--check-lock")
        assert status == 1 and "lacks" in said, said
        assert tree.run("--update-lock")[0] == 0
        assert tree.run("--check-lock")[0] == 0
        lock = tree.read("proto/fields.lock")
        assert "Note 1 text string\n" in lock and "Note 2 more string\n" in lock


def main():
    passed = failed = 0
    cases = [("refused: " + name, lambda case=case: refused(*case)) for name, case in REFUSALS.items()]
    cases += [(name[5:], body) for name, body in sorted(globals().items()) if name.startswith("test_")]
    for name, body in cases:
        try:
            body()
        except AssertionError:
            failed += 1
            print("not ok - " + name)
            print("# " + traceback.format_exc().replace("\n", "\n# "))
        else:
            passed += 1
            print("ok - " + name)
    print("# passed %d failed %d" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
