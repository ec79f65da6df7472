#!/usr/bin/python3
"""dandangctl against a scripted gateway: what it sends, what it prints, how it exits, and how it plays a year."""
import base64
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from fake_gateway import Gateway, problem  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.path.join(ROOT, os.environ.get("BUILD", "build"), "bin", "dandangctl")
DONE, REFUSED, USAGE, UNREACHABLE = range(4)


class Case(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.addCleanup(self.gateway.close)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text)
        return self.path(name)

    def run_ctl(self, *words, url=None, given=None, **env):
        self.ran = subprocess.run(
            [PROGRAM, *words], input=given, text=True, capture_output=True, timeout=60,
            env={"PATH": "/usr/bin:/bin", "XDG_CONFIG_HOME": self.folder.name, "DANDANG_URL": url or self.gateway.url, **env})
        return self.ran.returncode

    def log_in(self, account="org.150404"):
        self.assertEqual(self.run_ctl("--account", account, "login", DANDANG_PASSWORD="right password 1"), DONE)


class Session(Case):
    def test_the_token_is_kept_for_its_owner_alone_and_used(self):
        self.log_in()
        files = [f for f in os.listdir(self.path("dandang")) if f.endswith(".token")]
        self.assertEqual(len(files), 1)
        self.assertEqual(stat.S_IMODE(os.stat(self.path("dandang/" + files[0])).st_mode), 0o600)
        self.gateway.pages["/x"] = {"y": 1}
        self.assertEqual(self.run_ctl("get", "/x"), DONE)
        self.assertEqual(self.gateway.asked[-1].token, "token-org.150404")
        self.assertEqual(self.ran.stdout, '{"y":1}\n')

    def test_password_from_a_file_and_from_standard_input(self):
        path = self.write("password", "right password 1\n")
        self.assertEqual(self.run_ctl("--account", "a", "login", "--password-file", path), DONE)
        self.assertEqual(self.run_ctl("--account", "a", "login", given="right password 1\n"), DONE)

    def test_a_wrong_password_is_a_refusal_and_asked_once(self):
        self.assertEqual(self.run_ctl("--account", "a", "login", DANDANG_PASSWORD="wrong"), REFUSED)
        self.assertIn("LOGIN_FAILED", self.ran.stderr)
        self.assertEqual(len(self.gateway.asked), 1)

    def test_logout_ends_the_session_and_forgets_the_token(self):
        self.log_in()
        self.assertEqual(self.run_ctl("logout"), DONE)
        self.assertEqual(self.gateway.asked[-1].method, "DELETE")
        self.assertEqual([f for f in os.listdir(self.path("dandang")) if f.endswith(".token")], [])


class Commands(Case):
    def setUp(self):
        super().setUp()
        self.log_in()

    def test_flags_become_json(self):
        self.assertEqual(self.run_ctl("training", "call-up", "--cadre-id", "c1", "--ground", "WEAK_PUSH", '--reason=说"好"'), DONE)
        asked = self.gateway.commands()[-1]
        self.assertEqual(asked.path, "/training/call-ups")
        self.assertEqual(asked.body, {"cadre_id": "c1", "ground": "WEAK_PUSH", "reason": '说"好"'})
        self.assertRegex(asked.key, "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        self.assertIn('"class_id":"id1"', self.ran.stdout)

    def test_a_json_file_and_flags_join_and_the_key_is_ours(self):
        self.assertEqual(self.run_ctl("training", "call-up", "--json", "-", "--reason", "r", "--key", "k1",
                                      given='{ "cadre_id" : "c1" }\n'), DONE)
        asked = self.gateway.commands()[-1]
        self.assertEqual((asked.body, asked.key), ({"cadre_id": "c1", "reason": "r"}, "k1"))

    def test_repeated_message_and_number_fields(self):
        self.assertEqual(self.run_ctl("platform", "set-calendar", "--year", "2026", "--notice", "n", "--holidays", "2026-01-01",
                                      "--holidays", "2026-01-02"), DONE)
        self.assertEqual(self.gateway.commands()[-1].body,
                         {"year": 2026, "notice": "n", "holidays": ["2026-01-01", "2026-01-02"]})
        self.assertEqual(self.run_ctl("platform", "set-policy", "--rows", '{"rule_id":"A"}', "--rows", '{"rule_id":"B"}'), DONE)
        self.assertEqual(self.gateway.commands()[-1].body, {"rows": [{"rule_id": "A"}, {"rule_id": "B"}]})

    def test_usage_is_refused_before_anything_is_sent(self):
        before = len(self.gateway.asked)
        for words in (["training", "call-up", "--no-such", "1"], ["training", "no-such"], ["nothing"],
                      ["training", "call-up", "--ground", "NO_GROUND"], ["training", "call-up", "--cadre-id"],
                      ["training", "call-up", "--cadre-id", "1", "--cadre-id", "2"], ["training", "call-up", "word"],
                      ["platform", "set-calendar", "--year", "twenty"], ["platform", "set-policy", "--rows", "[1]"],
                      ["training", "call-up", "--json", "/no/such/file"], ["events", "--after", "-1"], ["rows"],
                      ["clock", "advance", "2026-02-30"], ["play", "x"], ["--no-such"], []):
            self.assertEqual(self.run_ctl(*words), USAGE, words)
        self.assertEqual(len(self.gateway.asked), before)

    def test_help_tells_fields_limits_and_labels(self):
        self.assertEqual(self.run_ctl("training", "call-up", "--help"), DONE)
        for words in ("--cadre-id", "WEAK_PUSH  推进工作力度不够", "至多 500 字", "org.training"):
            self.assertIn(words, self.ran.stdout)

    def test_a_refusal_is_told_with_code_field_and_rule(self):
        self.gateway.scripts["/training/call-ups"] = [problem(409, "CADRE_BARRED", rule="条例第一条", errors=[
            {"code": "FIELD_REQUIRED", "field": "rows[3].x", "zh": "必填", "en": "required", "value": "v"}])]
        self.assertEqual(self.run_ctl("training", "call-up", "--cadre-id", "c1"), REFUSED)
        for words in ("CADRE_BARRED", "题目", "words", "条例第一条", "rows[3].x", "FIELD_REQUIRED", "必填 / required"):
            self.assertIn(words, self.ran.stderr)
        self.assertEqual(self.ran.stdout, "")

    def test_an_unknown_outcome_is_asked_again_with_the_same_key(self):
        self.gateway.scripts["/training/call-ups"] = [problem(504, "OUTCOME_UNKNOWN"), "drop", problem(503, "BUSY")]
        self.assertEqual(self.run_ctl("training", "call-up", "--cadre-id", "c1"), DONE)
        asked = self.gateway.commands("/training/call-ups")
        self.assertGreaterEqual(len(asked), 4)
        self.assertEqual(len({a.key for a in asked}), 1)

    def test_an_outcome_that_stays_unknown_says_how_to_ask_again(self):
        self.gateway.scripts["/training/call-ups"] = [problem(504, "OUTCOME_UNKNOWN")] * 20
        self.assertEqual(self.run_ctl("training", "call-up", "--cadre-id", "c1", "--key", "k9"), UNREACHABLE)
        self.assertIn("--key k9", self.ran.stderr)

    def test_nobody_listening(self):
        self.assertEqual(self.run_ctl("training", "call-up", "--cadre-id", "c1", url="http://127.0.0.1:9"), UNREACHABLE)


class Reads(Case):
    def setUp(self):
        super().setUp()
        self.log_in()

    def test_rows_go_through_all_pages(self):
        def page(query):
            at = int(query.get("after", "0"))
            return {"items": [{"n": i, "text": "a,]}\"\\ 好"} for i in range(at, at + 2)], "next": str(at + 2) if at < 4 else ""}
        self.gateway.pages["/training/call-ups"] = page
        self.assertEqual(self.run_ctl("rows", "training/call-ups", "--filter", "state=A B&c"), DONE)
        self.assertEqual([json.loads(l)["n"] for l in self.ran.stdout.splitlines()], list(range(6)))
        self.assertEqual(self.gateway.asked[-1].query["state"], "A B&c")
        self.assertEqual(self.run_ctl("rows", "/training/call-ups", "--limit", "3"), DONE)
        self.assertEqual(len(self.ran.stdout.splitlines()), 3)

    def test_the_report_has_its_figures_in_place_and_a_table(self):
        figure = {"id": "M01", "value": 1802, "unit": "人", "zh": "党校培训", "formula": "按人计", "rows": 1802, "href": "/f/M01"}
        self.gateway.pages["/report"] = {"title": "报告", "sections": [
            {"title": "一、强化", "lines": [{"text": "{M01}名干部，{M01}人。", "figures": [figure]}]}]}
        self.assertEqual(self.run_ctl("report", "--year", "2026", "--region", "150404"), DONE)
        self.assertIn("1802名干部，1802人。", self.ran.stdout)
        self.assertRegex(self.ran.stdout, "M01 +党校培训 +1802 人 +按人计 +/f/M01")
        self.assertEqual(self.gateway.asked[-1].query, {"year": "2026", "region": "150404"})

    def test_figure_pages(self):
        self.gateway.pages["/report/figures/M01"] = lambda q: {
            "figure": {"id": "M01"}, "records": [{"person_id": "p" + q.get("after", "0")}], "next": "" if q.get("after") else "1"}
        self.assertEqual(self.run_ctl("figure", "M01", "--year", "2026"), DONE)
        self.assertIn("p0", self.ran.stdout)
        self.assertIn("p1", self.ran.stdout)
        self.assertEqual(self.gateway.asked[-1].query, {"year": "2026", "after": "1"})

    def test_dossier_todos_and_status(self):
        self.gateway.pages["/dossiers/c1"] = {"name": "王样", "barred": True, "bars": [{"ground": "ADMONISHED"}], "timeline": [
            {"on_day": "2026-01-02", "zh": "点名调训"}], "next": ""}
        self.gateway.pages["/todos"] = {"items": [{"zh": "谈话", "due_on": "2026-01-01", "overdue": True}], "next": ""}
        self.assertEqual(self.run_ctl("dossier", "c1"), DONE)
        for words in ("王样", "ADMONISHED", "2026-01-02  点名调训"):
            self.assertIn(words, self.ran.stdout)
        self.assertEqual(self.run_ctl("todos"), DONE)
        self.assertIn("逾期  谈话", self.ran.stdout)
        self.assertEqual(self.run_ctl("status"), DONE)
        self.assertIn("150400/training", self.ran.stdout)

    def events(self, query):
        after, limit = int(query["after"]), int(query["limit"])
        items = [{"merged_sequence": i, "type": "A" if i % 2 else "B"} for i in range(after + 1, min(after + limit, 2500) + 1)]
        return {"items": [i for i in items if query.get("type", i["type"]) == i["type"]],
                "next": min(after + limit, 2500), "tail": 2500}

    def test_events_in_pages_and_exported(self):
        self.gateway.pages["/events"] = self.events
        self.assertEqual(self.run_ctl("events", "--after", "2400", "--type", "A"), DONE)
        self.assertEqual(len(self.ran.stdout.splitlines()), 50)
        self.assertEqual(self.run_ctl("events", "export", self.path("out")), DONE)
        with open(self.path("out")) as f:
            self.assertEqual([json.loads(l)["merged_sequence"] for l in f], list(range(1, 2501)))

    def test_the_live_stream_resumes_where_it_broke_off(self):
        seen = []

        def stream(first, last):
            def send(asked, handler):
                seen.append(handler.headers.get("Last-Event-ID"))
                handler.send_response(200)
                handler.send_header("Content-Type", "text/event-stream")
                handler.send_header("Connection", "close")
                handler.end_headers()
                for i in range(first, last + 1):
                    handler.wfile.write(b'id: %d\nevent: event\ndata: {"n":%d,"type":"%s"}\n\n:beat\n\n' %
                                        (i, i, b"A" if i % 2 else b"B"))
                handler.wfile.write(b'id: 99\ndata: {"n":99')  # torn: not an event
                handler.close_connection = True
                return "done"
            return send
        self.gateway.scripts["/events/stream"] = [stream(6, 8), problem(503, "BUSY"), stream(9, 11)]
        self.assertEqual(self.run_ctl("events", "--follow", "--after", "5", "--limit", "5"), DONE)
        self.assertEqual([json.loads(l)["n"] for l in self.ran.stdout.splitlines()], [6, 7, 8, 9, 10])
        self.assertEqual(seen, ["5", "8"])


class Platform(Case):
    def setUp(self):
        super().setUp()
        self.log_in("sysadmin")

    def test_policy_files_go_where_they_belong_under_a_key_of_their_content(self):
        rules = self.write("rules.json", '{"rows":[{"rule_id":"A"}]}')
        days = self.write("calendar.json", '{"year":2026,"notice":"n"}')
        self.assertEqual(self.run_ctl("policy", "load", rules, days), DONE)
        self.assertEqual(self.run_ctl("policy", "load", rules, days), DONE)
        asked = self.gateway.commands()
        self.assertEqual([a.path for a in asked], ["/platform/policy", "/platform/calendar"] * 2)
        self.assertEqual(asked[0].key, asked[2].key)
        self.assertNotEqual(asked[0].key, asked[1].key)
        self.assertEqual(self.run_ctl("policy", "load", self.write("other.json", '{"x":1}')), USAGE)

    def test_the_clock_takes_days_and_moments(self):
        for text, ms in (("2026-01-05", 1767574800000), ("2026-01-05T00:00", 1767542400000),
                         ("2026-01-05T00:00:01Z", 1767571201000), ("2026-01-05T09:00+08:00", 1767574800000)):
            self.assertEqual(self.run_ctl("clock", "advance", text), DONE)
            self.assertEqual(self.gateway.commands()[-1].body, {"to_ms": ms}, text)

    def test_upkeep_and_waiting(self):
        self.assertEqual(self.run_ctl("verify", "training"), DONE)
        self.assertEqual(self.gateway.asked[-1].path, "/platform/training/verify")
        self.gateway.unsettled = 5
        self.assertEqual(self.run_ctl("wait", "--timeout", "10"), DONE)
        self.gateway.unsettled = 10 ** 6
        self.assertEqual(self.run_ctl("wait", "--timeout", "0"), UNREACHABLE)


class Play(Case):
    ACCOUNTS = ("# account display region unit cadre roles password\n"
                "sysadmin\t系统\t150400\t\t\tsystem_admin\tright password 1\n"
                "org\t部长\t150400\t\t\torg.head,org.cadre\tright password 1\n"
                "train\t教育\t150400\t\t\torg.training\tright password 1\n")

    def play(self, lines, *options):
        path = self.write("play.ndjson", "".join(json.dumps(l, ensure_ascii=False) + "\n" for l in lines))
        return self.run_ctl("play", path, "--accounts", self.write("accounts", self.ACCOUNTS), *options)

    @staticmethod
    def line(day, lane, path, body=None, **more):
        return {"day": day, "lane": lane, "as": "org", "do": path, "body": body or {}, **more}

    def figures(self):
        words = re.search(r"commands (\d+)（重放 replayed (\d+)），按预期拒绝 refused as expected (\d+)，查询 reads (\d+)，"
                          r"略过 passed over (\d+)，重试 retries (\d+)", self.ran.stdout)
        return dict(zip(("commands", "replayed", "refused", "reads", "skipped", "retries"), map(int, words.groups())))

    def test_days_follow_one_another_and_lanes_keep_their_order(self):
        self.gateway.delay = 0.02
        lines = [self.line(day, "lane%d" % lane, "/x", {"day": day, "lane": lane, "n": n})
                 for day in ("2026-01-05", "2026-01-06") for n in range(3) for lane in range(8)]
        self.assertEqual(self.play(lines), DONE, self.ran.stderr if hasattr(self, "ran") else "")
        asked = self.gateway.commands("/x")
        self.assertEqual(len(asked), 48)
        for day in ("2026-01-05", "2026-01-06"):
            for lane in range(8):
                self.assertEqual([a.body["n"] for a in asked if a.body["lane"] == lane and a.body["day"] == day], [0, 1, 2])
        self.assertEqual([a.body["day"] for a in asked], ["2026-01-05"] * 24 + ["2026-01-06"] * 24)
        self.assertGreaterEqual(self.gateway.most, 6)
        clock = self.gateway.commands("/platform/clock")
        self.assertEqual([a.body["to_ms"] for a in clock], [1767574800000, 1767661200000])
        self.assertEqual({a.token for a in clock}, {"token-sysadmin"})
        self.assertEqual(len({a.key for a in self.gateway.commands()}), 50)
        self.assertEqual(self.figures()["commands"], 48)

    def test_what_is_saved_reaches_other_lanes_and_later_days(self):
        lines = [self.line("2026-01-05", "b", "/use", {"ids": ["$k1", "x"], "price": "$5 k1", "text": "cost $k1"}),
                 self.line("2026-01-05", "a", "/make", save={"k1": "class_id"}),
                 self.line("2026-01-06", "c", "/use", {"deep": {"id": "$k1"}})]
        self.assertEqual(self.play(lines), DONE)
        made = next(v[0]["class_id"] for k, v in self.gateway.answers.items() if v[0]["sequence"] == 2)
        used = self.gateway.commands("/use")
        self.assertEqual(used[0].body, {"ids": [made, "x"], "price": "$5 k1", "text": "cost $k1"})
        self.assertEqual(used[1].body, {"deep": {"id": made}})

    def test_a_name_nobody_saves_stops_the_play(self):
        self.assertEqual(self.play([self.line("2026-01-05", "a", "/use", {"id": "$none"})]), USAGE)
        self.assertIn("play.ndjson:1:", self.ran.stderr)

    def test_busy_unknown_and_lost_are_asked_again_with_the_same_key(self):
        self.gateway.scripts["/x"] = [problem(503, "BUSY"), "drop", problem(504, "OUTCOME_UNKNOWN"), problem(429, "RATE_LIMITED")]
        self.assertEqual(self.play([self.line("2026-01-05", "a", "/x", {"n": 1})]), DONE)
        asked = self.gateway.commands("/x")
        self.assertGreaterEqual(len(asked), 5)
        self.assertEqual(len({a.key for a in asked}), 1)
        self.assertGreaterEqual(self.figures()["retries"], 3)  # a lost kept connection libcurl repairs by itself

    def test_a_session_that_ended_is_opened_again(self):
        self.gateway.scripts["/x"] = [problem(401, "SESSION_REQUIRED")]
        self.assertEqual(self.play([self.line("2026-01-05", "a", "/x")]), DONE)
        self.assertEqual(len([a for a in self.gateway.asked if a.path == "/session" and a.body["account"] == "org"]), 2)

    def test_an_expected_refusal_goes_on_and_any_other_stops(self):
        expect = self.line("2026-01-05", "a", "/x", expect="CLASS_FULL")
        self.gateway.scripts["/x"] = [problem(409, "CLASS_FULL")]
        self.assertEqual(self.play([expect, self.line("2026-01-05", "a", "/y")]), DONE)
        self.assertEqual((self.figures()["refused"], self.figures()["commands"]), (1, 1))
        self.gateway.scripts["/x"] = [problem(409, "OTHER")]
        self.assertEqual(self.play([{**expect, "day": "2026-02-05"}]), REFUSED)
        self.assertIn("OTHER", self.ran.stderr)
        self.assertEqual(self.play([{**expect, "day": "2026-03-05"}]), REFUSED)  # accepted is not what was expected
        self.gateway.scripts["/x"] = [problem(409, "CLASS_FULL")]
        lines = [self.line("2026-04-05", "a", "/y"), self.line("2026-04-05", "a", "/x", {"who": "张"}), self.line("2026-04-05", "a", "/z")]
        self.assertEqual(self.play(lines), REFUSED)
        for words in ("play.ndjson:2:", "CLASS_FULL", '{"who": "张"}'):
            self.assertIn(words, self.ran.stderr)
        self.assertEqual(self.gateway.commands("/z"), [])

    def test_a_file_goes_into_its_field(self):
        self.write("form.lrmx", "表\0格")
        self.assertEqual(self.play([self.line("2026-01-05", "a", "/x", {"name": "n"}, body_file="form.lrmx", field="content"),
                                    self.line("2026-01-05", "a", "/x", body_file="form.lrmx", field="content")]), DONE)
        content = base64.b64encode("表\0格".encode()).decode()
        self.assertEqual([a.body for a in self.gateway.commands("/x")], [{"name": "n", "content": content}, {"content": content}])

    def test_a_read_finds_the_row_the_platform_made(self):
        tries = []

        def page(query):
            tries.append(query)
            if len(tries) < 3:
                return {"items": [], "next": ""}
            at = query.get("after", "0")
            return {"items": [{"talk_id": "t" + at, "cadre_id": "id" + at, "n": 2}], "next": "2" if at == "0" else ""}
        self.gateway.pages["/welfare/talks"] = page
        lines = [self.line("2026-01-05", "a", "/make", save={"c": "class_id"}),
                 {"day": "2026-01-05", "lane": "a", "as": "org", "get": "/welfare/talks", "query": "cadre_id=$c&state=OPEN",
                  "where": {"cadre_id": "$c", "n": 2}, "save": {"t": "talk_id"}},
                 self.line("2026-01-05", "a", "/use", {"id": "$t"})]
        self.assertEqual(self.play(lines), DONE)
        self.assertEqual(tries[0], {"cadre_id": "id2", "state": "OPEN"})
        self.assertEqual(self.gateway.commands("/use")[0].body, {"id": "t2"})
        self.assertEqual(self.figures()["reads"], 1)

    def test_settling_holds_back_the_next_day(self):
        self.gateway.scripts["/x"] = [lambda a, h: setattr(self.gateway, "unsettled", 6) or self.gateway.accept(a)]
        lines = [self.line("2026-01-05", "a", "/x", settle=True), {"day": "2026-01-06"}, self.line("2026-01-07", "a", "/y")]
        self.assertEqual(self.play(lines), DONE)
        order = [a.path for a in self.gateway.asked]
        between = order[order.index("/x") + 1:len(order) - order[::-1].index("/platform/clock") - 1]
        self.assertGreaterEqual(between.count("/platform/status"), 7)
        self.assertEqual(between.count("/platform/clock"), 1)

    def test_a_second_run_doubles_nothing(self):
        lines = [self.line("2026-01-05", "a", "/x", save={"k": "class_id"}), self.line("2026-01-05", "a", "/full", expect="CLASS_FULL"),
                 self.line("2026-01-06", "a", "/y", {"id": "$k"})]
        self.gateway.scripts["/full"] = [problem(409, "CLASS_FULL")]
        self.assertEqual(self.play(lines), DONE)
        self.assertEqual(self.play(lines), DONE)
        self.assertEqual(self.figures(), {"commands": 2, "replayed": 2, "refused": 0, "reads": 0, "skipped": 1, "retries": 0})
        self.assertEqual(len(self.gateway.commands("/full")), 1)

    def test_progress_kept_beside_lets_a_second_run_begin_where_the_first_stopped(self):
        lines = [self.line("2026-01-05", "a", "/x", {"n": 1}, save={"k": "class_id"}, settle=True),
                 self.line("2026-01-06", "a", "/y", save={"m": "class_id"}, settle=True), self.line("2026-01-06", "a", "/stop"),
                 self.line("2026-01-07", "a", "/z", {"ids": ["$k", "$m"]})]
        self.gateway.scripts["/stop"] = [problem(409, "NO")]
        self.assertEqual(self.play(lines, "--progress", self.path("done")), REFUSED)
        with open(self.path("done"), "a") as f:
            f.write("N\t4\tz")  # torn by a power cut
        before = len(self.gateway.asked)
        self.assertEqual(self.play(lines, "--progress", self.path("done")), DONE)
        self.assertEqual([a.path for a in self.gateway.commands()[-4:]],
                         ["/platform/clock", "/stop", "/platform/clock", "/z"])
        self.assertNotIn("/x", [a.path for a in self.gateway.asked[before:]])
        self.assertEqual(self.gateway.commands("/z")[-1].body["ids"], ["id2", "id4"])
        self.gateway.sequence = 0  # other data: what the file says is not believed
        self.gateway.answers.clear()
        self.assertEqual(self.play(lines, "--progress", self.path("done")), DONE)
        self.assertEqual(self.gateway.commands()[-7].path, "/platform/clock")
        self.assertEqual(self.figures()["commands"], 4)

    def test_from_day_asks_again_only_for_what_is_saved(self):
        lines = [self.line("2026-01-05", "a", "/x", save={"k": "class_id"}), self.line("2026-01-05", "a", "/y"),
                 self.line("2026-01-06", "a", "/z", {"id": "$k"})]
        self.assertEqual(self.play(lines, "--from-day", "2026-01-06"), DONE)
        self.assertEqual([a.path for a in self.gateway.commands()], ["/x", "/platform/clock", "/z"])

    def test_until_day_stops_before_it_and_a_later_run_goes_on_there(self):
        lines = [self.line("2026-01-05", "a", "/x", save={"k": "class_id"}, settle=True), self.line("2026-01-06", "a", "/y", {"id": "$k"}),
                 self.line("2026-01-07", "a", "/z")]
        self.assertEqual(self.play(lines, "--progress", self.path("done"), "--until-day", "2026-01-06"), DONE)
        self.assertEqual([a.path for a in self.gateway.commands()], ["/platform/clock", "/x"])
        self.assertEqual(self.play(lines, "--progress", self.path("done")), DONE)
        self.assertEqual([a.path for a in self.gateway.commands()[2:]], ["/platform/clock", "/y", "/platform/clock", "/z"])
        self.assertEqual(self.gateway.commands("/y")[0].body["id"], "id2")
        self.assertEqual(self.play(lines, "--until-day", "2026-02-30"), USAGE)

    def test_a_file_that_is_wrong_is_refused_with_its_line(self):
        good = self.line("2026-01-05", "a", "/x")
        for bad in ({**good, "day": "2026-02-30"}, {**good, "day": "2026-01-04"}, {**good, "typo": 1}, {**good, "body": "$x"},
                    {"day": "2026-01-05", "do": "/x"}, {**good, "body_file": "f"}, [1]):
            self.assertEqual(self.play([good, bad]), USAGE, bad)
            self.assertIn("play.ndjson:2:", self.ran.stderr, bad)
        self.assertEqual(self.play([{**good, "as": "nobody"}]), USAGE)


def main():
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(unittest.defaultTestLoader.loadTestsFromModule(
        sys.modules[__name__]) if len(sys.argv) < 2 else unittest.defaultTestLoader.loadTestsFromNames(
            sys.argv[1:], sys.modules[__name__]))
    failed = len({str(t) for t, _ in result.failures + result.errors})
    print("# passed %d failed %d" % (result.testsRun - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
