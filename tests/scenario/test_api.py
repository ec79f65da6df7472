"""The API as docs/api.md and /openapi.json promise it, asked of a running site: refusals, idempotency, limits, pages, roles and
regions, read-your-writes, the live stream, sessions, the report and the records behind every figure."""
import base64
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "web")]
from api_client import API, Document, Stream, ask, command, problem  # noqa: E402
from harness import BUILD, DOMAIN, csv_bytes, new_key, tell  # noqa: E402
from small_city import CITY, EAST, STAFF, TODAY, WEST, live, small_city, staff  # noqa: E402

HEAD, CADRE, TRAIN, SUPERVISION = f"org.{CITY}", f"cadre.{CITY}", f"train.{CITY}", f"superv.{CITY}"
SQUAD = {"name": "驻点专班", "programme": "INVESTMENT", "domain": "INVESTMENT", "target": "京津冀", "leader_id": "c-00-1", "starts_on": "2026-04-01",
         "ends_on": "2026-10-01"}
FIGURES = ("M01 M02 M03 M04 M05 M06 M07 M08 M08a M08b M08c M09 M10 M11 M12 M14 M15 M15u M16 M16r M17 M17p M18 M19 Q01 W01 W02 W03 W04 "
           "W05 W06 W06a W06b W07 W07a W07b Q02").split()
BODY_MAX = 2 * 65536 + 4096         # as JSON, of a command whose packed form may have 64 KiB
BY_ITEM, BY_ROW = {"M03", "M15u", "Q01"}, {"M02", "M04", "M16r", "M17"}


# ---- 1 refusals --------------------------------------------------------------------------------------------------------

def refusals(story, town, document):
    def refused(words, body, status, code, field=None, account=TRAIN, path="/training/squads"):
        problem(story, words, document, command(town, account, path, body), status, code, field)

    refused("必填项为空", {**SQUAD, "name": ""}, 400, "FIELD_REQUIRED", "name")
    refused("必填项缺少", {k: v for k, v in SQUAD.items() if k != "target"}, 400, "FIELD_REQUIRED", "target")
    refused("日期不存在", {**SQUAD, "starts_on": "2026-02-30"}, 400, "FIELD_MALFORMED", "starts_on")
    refused("没有这个枚举值", {**SQUAD, "domain": "MOON"}, 400, "FIELD_MALFORMED", "domain")
    refused("没有这个字段", {**SQUAD, "nome": "x"}, 400, "FIELD_UNKNOWN", "nome")
    refused("类型不对", {**SQUAD, "name": 7}, 400, "FIELD_MALFORMED", "name")
    refused("不是 JSON", "{", 400, "BODY_MALFORMED")
    refused("不是对象", [], 400, "BODY_MALFORMED")
    refused("没有内容", b"", 400, "BODY_MALFORMED")
    refused("名称一百零一字", {**SQUAD, "name": "样" * 101}, 400, "FIELD_TOO_LONG", "name")
    refused("队员五百零一人", {"squad_id": "s", "cadre_ids": ["c"] * 501}, 400, "FIELD_TOO_MANY", "cadre_ids", path="/training/squads/members")
    refused("没有角色", SQUAD, 403, "ROLE_MISSING", account="guest")
    refused("没有这条记录", {"squad_id": "nowhere", "cadre_ids": ["c-00-1"]}, 404, "SQUAD_UNKNOWN", path="/training/squads/members")
    a = command(town, CADRE, "/welfare/talks/list", {"talks": [{"cadre_id": "c-00-1", "talker_id": "c-00-3", "held_on": "2026-03-01"},
                                                              {"cadre_id": "c-00-9", "talker_id": "c-00-3", "held_on": "2026-03-01"}]})
    errors = (a.json or {}).get("errors", [])
    story.same("名册类命令逐行指出问题 | a list command names the row", [(e.get("row"), e["code"]) for e in errors], [(2, "CADRE_UNKNOWN")])
    a = command(town, TRAIN, "/training/squads", {"target": "", "name": "", "starts_on": "x"})
    story.same("一次说清所有问题 | all that is wrong at once", sorted(e["field"] for e in (a.json or {}).get("errors", [])),
               ["ends_on", "name", "starts_on", "target"])
    story.same("字段有中文名，里层的也有 | fields have their Chinese names, those within too", ({e["field"]: e.get("label") for e in (a.json or {}).get("errors", [])},
        [(e["field"], e.get("label")) for e in (command(town, CADRE, "/welfare/talks/list", {"talks": [{"cadre_id": "c 1"}]}).json or {}).get("errors", [])][:1]),
        ({"ends_on": "结束日期", "name": "名称", "starts_on": "开始日期", "target": "区域或对象"}, [("talks[0].cadre_id", "干部编码")]))
    a = command(town, TRAIN, "/training/squads", {**SQUAD, "name": "样" * 100})
    story.same("名称一百字可以 | at the limit", (a.status, document.answer(API + "/training/squads", "post", a.json)), (200, ""))


# ---- 2 idempotency -------------------------------------------------------------------------------------------------------

def idempotency(story, town, document):
    key = new_key()
    problem(story, "没有幂等键", document, ask(town, "POST", API + "/training/squads", SQUAD, TRAIN), 400, "KEY_REQUIRED", "Idempotency-Key")
    problem(story, "幂等键为空", document, command(town, TRAIN, "/training/squads", SQUAD, " "), 400, "KEY_REQUIRED", "Idempotency-Key")
    problem(story, "幂等键一百二十九字", document, command(town, TRAIN, "/training/squads", SQUAD, "k" * 129), 400, "FIELD_TOO_LONG",
            "Idempotency-Key")
    story.same("幂等键一百二十八字可以 | 128 are allowed", command(town, TRAIN, "/training/squads", SQUAD, "k" * 128).status, 200)
    first, second = command(town, TRAIN, "/training/squads", SQUAD, key), command(town, TRAIN, "/training/squads", SQUAD, key)
    story.same("重试得到同一答复 | the same answer again", (second.status, second.json, first.headers.get("Idempotency-Replayed"),
                                          second.headers.get("Idempotency-Replayed")), (200, first.json, None, "true"))
    problem(story, "同一幂等键另一内容", document, command(town, TRAIN, "/training/squads", {**SQUAD, "name": "别的"}, key), 422, "KEY_REUSED")
    other = command(town, "everything", "/training/squads", SQUAD, key)
    story.check("幂等键只属于一个账号 | a key belongs to its account", other.status == 200 and other.json["squad_id"] != first.json["squad_id"])
    squads = [s for s in town.rows(TRAIN, "/training/squads") if s["squad_id"] == first.json["squad_id"]]
    story.same("只登记一次 | recorded once", len(squads), 1)
    story.same("拒绝不占用幂等键 | a refusal does not use the key up",
               (command(town, TRAIN, "/training/squads", {**SQUAD, "ends_on": "2026-03-31"}, "r" + key).code,
                command(town, TRAIN, "/training/squads", SQUAD, "r" + key).status), ("DATE_ORDER", 200))


# ---- 3 sizes ---------------------------------------------------------------------------------------------------------------

def sizes(story, town, document):
    whole = json.dumps(SQUAD)
    padded = whole[:-1] + " " * (BODY_MAX - len(whole)) + "}"
    story.same("请求体恰在上限 | at the limit of a body", (len(padded), command(town, TRAIN, "/training/squads", padded).status), (BODY_MAX, 200))
    a = command(town, TRAIN, "/training/squads", padded + " ")
    story.same("多一个字节不行 | one byte more", (a.status, a.code), (413, "BODY_TOO_LARGE"))
    a = ask(town, "GET", f"{API}/todos?" + "&".join(["a=1"] * 65), account=TRAIN)
    story.same("六十五个参数 | too many parameters", (a.status, a.code), (400, "TARGET_MALFORMED"))
    a = ask(town, "GET", "/" + "a" * 9000)
    story.same("地址过长 | too long an address", (a.status, a.code), (414, "REQUEST_LINE_TOO_LONG"))
    for bad in ("0", "-1", "x", "1.5", "99999999999999999999"):
        for path in ("/personnel/cadres", "/todos", "/events", "/report/figures/M17"):
            a = ask(town, "GET", f"{API}{path}?limit={bad}", account="everything")
            if (a.status, a.code) != (400, "FIELD_MALFORMED"):
                story.same(f"limit={bad} {path}", (a.status, a.code), (400, "FIELD_MALFORMED"))
    a = ask(town, "GET", f"{API}/personnel/cadres?limit=5000", account=CADRE)
    story.same("一页最多五百条 | a page holds at most 500", len(a.json["items"]), 500)


# ---- 4 pages -----------------------------------------------------------------------------------------------------------------

def pages(story, town, document):
    first = ask(town, "GET", f"{API}/personnel/cadres?limit=500", account=CADRE).json
    before = {r["cadre_id"] for r in town.rows(CADRE, "/personnel/cadres")}
    people = staff(STAFF + 1, 5) + [{**p, "人员编码": p["人员编码"].replace("c-02-", "a-02-")} for p in staff(STAFF + 100, 5)]
    town.do("cadre.west", "/personnel/imports/people", content=csv_bytes(people), file_name="增补.csv")
    rest = ask(town, "GET", f"{API}/personnel/cadres?limit=500&after={first['next']}", account=CADRE).json
    seen = [r["cadre_id"] for r in first["items"] + rest["items"]]
    story.check("翻页之间有新增：不重复、不遗漏 | rows that come in between pages double nothing and lose nothing",
                len(seen) == len(set(seen)) and before <= set(seen) and rest["next"] == "", f"{len(seen)} {len(set(seen))} {len(before)}")
    story.check("排在后面的新增随后出现 | later ones appear", f"c-02-{STAFF + 1:04d}" in seen and f"a-02-{STAFF + 100:04d}" not in seen)
    story.same("缺省一百条 | 100 by default", len(ask(town, "GET", f"{API}/personnel/cadres", account=CADRE).json["items"]), 100)
    units = town.rows(CADRE, "/personnel/cadres?unit_id=u-00-2")
    story.same("按索引筛选 | filtered by an index", sorted(r["cadre_id"] for r in units), ["c-00-1", "c-00-2"])
    staff_page = town.get(CADRE, "/personnel/cadres?unit_id=u-02-1&limit=3")
    more = town.get(CADRE, f"/personnel/cadres?unit_id=u-02-1&limit=3&after={staff_page['next']}")
    story.same("筛选也能翻页 | a filtered list has pages", ([r["unit_id"] for r in more["items"]], staff_page["items"][2] in more["items"]),
               (["u-02-1"] * 3, False))
    foreign = ask(town, "GET", f"{API}/personnel/cadres?unit_id=u-00-2&after={staff_page['next']}", account=CADRE)
    story.check("别处的游标不越出筛选 | a cursor of elsewhere does not leave the filter",
                all(r["unit_id"] == "u-00-2" for r in (foreign.json or {}).get("items", [])))
    ranked = town.rows(CADRE, "/personnel/cadres?unit_id=u-00-2&rank=CONSULTANT_4")
    story.same("按枚举名称筛选 | by the name of an enum value", [r["cadre_id"] for r in ranked], ["c-00-2"])
    problem(story, "没有这个职级", document, ask(town, "GET", f"{API}/personnel/cadres?unit_id=u-00-2&rank=KING", account=CADRE), 400, "FIELD_MALFORMED")
    for query, field in (("name=x", "name"), ("unit=u", "unit"), ("rank=CONSULTANT_4", "rank"), ("un=u", "un"), ("after=zz", "after"), ("after=abc", "after")):
        a = ask(town, "GET", f"{API}/personnel/cadres?{query}", account=CADRE)
        problem(story, f"参数 {query}", document, a, 400, "FIELD_MALFORMED" if field == "after" else "FIELD_UNKNOWN", field)
    squad = town.rows(TRAIN, "/training/squad-members")[0]["squad_id"]
    story.same("按主键的左边筛选 | filtered by the key from its left", (
        {r["cadre_id"] for r in town.rows(TRAIN, f"/training/squad-members?squad_id={squad}&limit=1")}, town.rows(TRAIN, "/training/squad-members?squad_id=squad-none"),
        [r["cadre_id"] for r in town.rows(TRAIN, f"/training/squad-members?squad_id={squad}&cadre_id=c-00-2")]), ({"c-00-1", "c-00-2"}, [], ["c-00-2"]))
    one = ask(town, "GET", f"{API}/personnel/cadres/c-00-1", account=CADRE)
    story.same("一条记录 | one row", (one.status, one.json["file"]["name"]), (200, "市样长"))
    problem(story, "没有这名干部", document, ask(town, "GET", f"{API}/personnel/cadres/nobody", account=CADRE), 404, "ROW_UNKNOWN")
    problem(story, "档案读取要有角色", document, ask(town, "GET", f"{API}/personnel/cadres", account="sysadmin"), 403, "ROLE_MISSING")


# ---- 5 addresses and methods ---------------------------------------------------------------------------------------------------

def addresses(story, town, document):
    for path in ("/api/v1/nothing", "/nothing", "/api/v1", "/api/v2/todos", "/api/v1/personnel/cadres/a/b", "/api/v1/dossiers/",
                 "/api/v1/report/figures/M01/more"):
        problem(story, f"没有 {path}", document, ask(town, "GET", path, account=HEAD), 404, "PATH_UNKNOWN")
    problem(story, "没有 M99", document, ask(town, "GET", f"{API}/report/figures/M99", account=HEAD), 404, "ROW_UNKNOWN")
    for method, path, allowed in (("DELETE", "/training/squads", "GET, HEAD, POST"), ("PUT", "/personnel/imports/units", "POST"),
                                  ("GET", "/personnel/imports/units", "POST"), ("POST", "/todos", "GET, HEAD"),
                                  ("PATCH", "/personnel/cadres/c-00-1", "GET, HEAD"), ("PUT", "/platform/status", "GET, HEAD"),
                                  ("POST", "/events/stream", "GET"), ("PUT", "/session", None)):
        a = ask(town, method, API + path, account="everything")
        problem(story, f"{method} {path}", document, a, 405, "METHOD_WRONG")
        if allowed:
            story.same(f"{method} {path}：Allow", a.headers.get("Allow"), allowed)
    a, b = ask(town, "HEAD", f"{API}/todos", account=HEAD), ask(town, "GET", f"{API}/todos", account=HEAD)
    story.same("HEAD 如同 GET 而无内容 | HEAD is GET without the body",
               (a.status, a.bytes, a.headers["Content-Length"]), (200, b"", b.headers["Content-Length"]))
    wanted = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
              "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}
    for path in ("/", "/app.js", "/openapi.json", f"{API}/todos", "/nothing"):
        a = ask(town, "GET", path, account=HEAD)
        policy = a.headers.get("Content-Security-Policy", "")
        odd = [n for n, v in wanted.items() if a.headers.get(n) != v and not (n == "Cache-Control" and a.headers.get(n) == "no-cache")]
        story.check(f"{path} 的安全头 | security headers", not odd and "default-src 'none'" in policy and "unsafe" not in policy, f"{odd} {policy}")
    first = ask(town, "GET", "/contract.js")
    again = ask(town, "GET", "/contract.js", headers={"If-None-Match": first.headers["ETag"]})
    other = ask(town, "GET", "/contract.js", headers={"If-None-Match": '"another"'})
    story.same("没有变的文件不再传 | a file that has not changed is not sent again", (first.status, len(first.bytes) > 100000, again.status, again.bytes, other.status, other.bytes == first.bytes),
               (200, True, 304, b"", 200, True))
    story.check("不报软件名称 | says nothing of the software", "Server" not in a.headers and "X-Powered-By" not in a.headers)


# ---- 6 who may see what ----------------------------------------------------------------------------------------------------------

def roles_and_regions(story, town, document):
    def dossier(account, cadre_id):
        return ask(town, "GET", f"{API}/dossiers/{cadre_id}", account=account)

    problem(story, "东样旗干部科不得打开西样区管理的干部", document, dossier("cadre.east", "c-02-0002"), 404, "CADRE_UNKNOWN")
    problem(story, "也看不出有没有这个人", document, dossier("cadre.east", "c-99-0002"), 404, "CADRE_UNKNOWN")
    problem(story, "市管干部同样", document, dossier("cadre.east", "c-00-1"), 404, "CADRE_UNKNOWN")
    problem(story, "没有角色的人不得打开", document, dossier("guest", "c-02-0002"), 404, "CADRE_UNKNOWN")
    problem(story, "干部本人不得打开别人", document, dossier("self.west", "c-02-0002"), 404, "CADRE_UNKNOWN")
    a = dossier("cadre.west", "c-02-0001")
    story.same("本级干部科可以 | the managing organ may", (a.status, document.answer(API + "/dossiers/{cadre_id}", "get", a.json)), (200, ""))
    story.check("档案说中文 | labels are Chinese", a.json["level_zh"] == "科员及以下" and a.json["level"] == "STAFF")
    story.check("市里看得到各旗县区 | the city sees its counties", dossier(CADRE, "c-02-0002").status == 200)
    story.check("核查期间机关看得到临时限制 | the organ sees the provisional bar",
                a.json["barred"] and [b["ground_zh"] for b in a.json["bars"]] == ["信访举报未了结"])
    own = dossier("self.west", "c-02-0001")
    story.same("本人看自己的档案，不见核查中的推定 | a cadre sees his own, without what is only presumed",
               (own.status, own.json["barred"], own.json["bars"], [e for e in own.json["timeline"] if e["type"] == "BarImposed"]), (200, False, [], []))
    pages_of = []
    after = ""
    while True:
        page = ask(town, "GET", f"{API}/dossiers/c-00-1?limit=2&after={after}", account=CADRE).json
        pages_of += page["timeline"]
        after = page["next"]
        if not after:
            break
    whole = dossier(CADRE, "c-00-1").json["timeline"]
    story.check("时间线新的在前，可翻页 | the timeline is newest first, page by page",
                pages_of == whole and [e["sequence"] for e in whole] == sorted((e["sequence"] for e in whole), reverse=True) and len(whole) > 4)
    story.same("待办按角色和地区 | to-dos by role and region", (
        {i["kind"] for i in town.get("superv.west", "/todos")["items"]}, town.get("cadre.east", "/todos")["items"],
        town.get("hand.west", "/todos")["items"]), ({"report"}, [], []))
    item = town.get("superv.west", "/todos")["items"][0]
    story.same("事项归属其地区 | a matter belongs to its region", (item["region"], item["role_zh"], item["overdue"]), (WEST, "干部监督科", False))
    for path in ("/events", "/events/stream"):
        problem(story, f"旗县区不得读全部事件 {path}", document, ask(town, "GET", API + path, account="head.east"), 403, "ROLE_MISSING")
    mine = town.rows("cadre.west", "/personnel/cadres")
    story.check("名册只列本级管理和本地任职的人 | a county's roster lists its own people",
                len(mine) >= STAFF and {r["authority"] for r in mine} == {WEST}, {r["authority"] for r in mine})
    story.same("东样旗只看东样旗 | and nobody else's", {r["authority"] for r in town.rows("cadre.east", "/personnel/cadres")}, {EAST})
    story.check("市里看全部 | the city sees all", {WEST, EAST, CITY} <= {r["authority"] for r in town.rows(CADRE, "/personnel/cadres")})
    problem(story, "单条也一样", document, ask(town, "GET", f"{API}/personnel/cadres/c-02-0002", account="cadre.east"), 404, "ROW_UNKNOWN")
    members = {r["cadre_id"] for r in town.rows(TRAIN, "/training/squad-members")}
    story.same("队员名单同样：市里看得到，旗县区和别的单位看不到 | lists of a squad's members, too",
               (members, town.rows("train.west", "/training/squad-members"), town.rows("hand.west", "/training/squad-members")), ({"c-00-1", "c-00-2"}, [], []))
    problem(story, "西样区的命令不得用于东样旗", document, command(town, "superv.west", "/accountability/warnings/raise", {
        "cadre_id": "c-04-0001", "ground": "x", "behavior": "INACTION", "origin": "d"}), 403, "OUTSIDE_AUTHORITY")


def named_lists(story, town, document):
    """A list is for its owner and whom he grants it to, and the people on it for who may see them anyway."""
    base, places, west = "/personnel/named-lists", "/personnel/named-list-places", "cadre.west"

    def seen(account):
        return ([r["named_list_id"] for r in town.rows(account, base)], {r["cadre_id"] for r in town.rows(account, places)})
    number = town.do(CADRE, base, name="样例后备名单", purpose="换届推荐")["named_list_id"]
    town.do(CADRE, base + "/add", named_list_id=number, cadre_ids=["c-00-2", "c-02-0005", "c-04-0001"], reason="样例理由甲")
    town.settle()
    story.same("名单只有所有者看得到 | a list is its owner's alone", (seen(CADRE), seen(HEAD), seen(west)),
               (([number], {"c-00-2", "c-02-0005", "c-04-0001"}), ([], set()), ([], set())))
    problem(story, "按键也读不到", document, ask(town, "GET", f"{API}{base}/{number}", account=HEAD), 404, "ROW_UNKNOWN")
    grant = {"named_list_id": number, "role": "org.cadre", "region": WEST, "access": "READ", "until_on": "2026-06-30", "reason": "样例共同研究"}
    town.do(CADRE, base + "/grant", **grant)
    town.settle()
    story.same("授权后旗县区只看到自己看得到的人 | granted, a county sees the people it may see", seen(west), ([number], {"c-02-0005"}))
    problem(story, "别处的人按键也读不到", document, ask(town, "GET", f"{API}{places}/{number}/c-00-2", account=west), 404, "ROW_UNKNOWN")
    lines = [(r["change"], r["cadre_id"]) for r in town.rows(west, "/personnel/named-list-changes")]
    story.same("变动记录同样 | nor do the changes tell of them", lines, [("OPENED", ""), ("ADDED", "c-02-0005"), ("GRANTED", "")])
    story.barred("只读不得修改 | who may read may not change", town, west, base + "/add", "NAMED_LIST_READ_ONLY", named_list_id=number,
                 cadre_ids=["c-02-0006"], reason="x")
    town.do(CADRE, base + "/lock", named_list_id=number, reason="样例定稿")
    story.barred("锁定后不得变动 | locked it does not change", town, CADRE, base + "/remove", "NAMED_LIST_LOCKED", named_list_id=number,
                 cadre_ids=["c-00-2"], reason="x")
    town.do(CADRE, base + "/revoke", named_list_id=number, role="org.cadre", region=WEST, reason="样例收回")
    town.settle()
    story.same("收回即看不到 | taken back it is gone", seen(west), ([], set()))
    told = [(r["change"], r["by"], r["reason"]) for r in town.rows(CADRE, "/personnel/named-list-changes") if not r["cadre_id"]]
    story.same("每次变动有人有理由 | every change has who and why", told, [("OPENED", CADRE, "换届推荐"), ("GRANTED", CADRE, "样例共同研究"),
               ("LOCKED", CADRE, "样例定稿"), ("REVOKED", CADRE, "样例收回")])
    computed_list(story, town, base, places, west)
    sealed = [e for e in town.events() if e["type"] in ("NamedListAdded", "NamedListPlaced") or "c-02-0005" in str(e.get("body")) and "NamedList" in e["type"]]
    story.same("事件流里看不出名单上有谁 | the stream does not tell who is on a list", [e for e in sealed if not e["withheld"]], [])


def computed_list(story, town, base, places, west):
    """Members by criteria, counted again from the roster; whoever is left out is told why."""
    roster = {r["cadre_id"]: r["file"] for r in town.rows(west, "/personnel/cadres")}

    def age(born):
        return 2026 - int(born[:4]) - (born[5:] > "03-20")
    answer = town.do(west, base + "/compute", name="样例年轻科员", purpose="样例研究", criteria={"levels": ["STAFF"], "age_min": 30, "age_max": 40, "no_bar": True})
    wanted = {c for c, f in roster.items() if f["level"] == "STAFF" and 30 <= age(f["born_on"]) <= 40}
    town.settle()
    number = answer["named_list_id"]
    rows = town.rows(west, f"{places}?named_list_id={number}&member=true")
    story.same("按条件生成的名单与名册逐人相符 | the computed list is the roster's", ({r["cadre_id"] for r in rows}, int(answer["looked_at"])), (wanted, len(roster)))
    out = next(c for c in sorted(roster) if c not in wanted)
    row = town.get(west, f"{places}/{number}/{out}")
    story.same("未列入的人也查得到原因 | who is left out can be asked why", (row["member"], [(o["criterion"], o["met"], o["value"]) for o in row["outcomes"]][1]),
               (False, ("AGE", False, str(age(roster[out]["born_on"])))))
    story.barred("生成后不再变动 | it never changes", town, west, base + "/add", "NAMED_LIST_FROZEN", named_list_id=number, cadre_ids=[out], reason="x")
    grant = {"named_list_id": number, "account": "cadre.east", "access": "READ", "until_on": "2026-06-30", "reason": "样例"}
    story.same("授权给一个账号 | granted to one account", command(town, west, base + "/grant", grant).status, 200)
    town.settle()
    story.same("授权不多给一个人 | a grant opens the list, not the people", ([r["as_of"] for r in town.rows("cadre.east", base)], town.rows("cadre.east", places)),
               (["2026-03-20"], []))


def todo_pages(story, town):
    """All to-dos of the city's cadre section, one by one, soonest first."""
    whole, seen, after = town.get(CADRE, "/todos"), [], ""
    while True:
        page = town.get(CADRE, f"/todos?limit=1&after={after}")
        seen += page["items"]
        after = page["next"]
        if not after:
            break
    days = [i["due_on"] or "~" for i in whole["items"]]
    story.check("待办按期限先后，可翻页 | to-dos by last day, page by page",
                seen == whole["items"] and days == sorted(days) and whole["total"] == len(seen) >= 2, f"{len(seen)} {days}")


# ---- 7 read your writes ------------------------------------------------------------------------------------------------------------

def read_after(story, town, document):
    late = 0
    for n in range(30):
        answer = command(town, "cadre.west", "/welfare/talks", {"talk": {
            "cadre_id": "c-02-0200", "talker_id": "c-02-0001", "held_on": f"2026-03-{1 + n % 19:02d}", "trigger": "SCHEDULED"}})
        page = ask(town, "GET", f"{API}/report/figures/M17?limit=500&from=2026-03-01&to=2026-04-01&unit=u-02-1", account="cadre.west",
                   headers={"Read-After": f"welfare:{answer.json['sequence']}"})
        late += page.status != 200 or sum(r["person_id"] == "c-02-0200" for r in page.json["records"]) != n + 1
    story.same("写后即读，三十次无一落空 | thirty writes, each read right after", late, 0)
    start = time.monotonic()
    a = ask(town, "GET", f"{API}/todos", account=CADRE, headers={"Read-After": "training:999999999"})
    problem(story, f"等不到的位置：两秒后 503（{time.monotonic() - start:.1f} 秒）", document, a, 503, "BUSY", "Read-After")
    story.check("503 说明何时再来 | says when to come back", a.headers.get("Retry-After", "").isdigit() and 1.5 < time.monotonic() - start < 5)
    for bad in ("training", "training:", "training:x", "nobody:5", "training:5 welfare:6", ":5", "training:99999999999999999999"):
        a = ask(town, "GET", f"{API}/todos", account=CADRE, headers={"Read-After": bad})
        if (a.status, a.code) != (400, "FIELD_MALFORMED"):
            story.same(f"Read-After: {bad}", (a.status, a.code), (400, "FIELD_MALFORMED"))
    a = ask(town, "GET", f"{API}/todos", account=CADRE, headers={"Read-After": "training:1, welfare:1,gateway:5"})
    story.same("可列多个位置 | several positions", a.status, 200)


# ---- 8 the live stream ---------------------------------------------------------------------------------------------------------------

def live_stream(story, town, document):
    town.settle()
    whole = town.events()
    tail = whole[-1]["merged_sequence"]
    story.check("事件页与文件一致 | pages of events are as the document says",
                not document.wrong(document.schemas["_Events"], town.get("audit", "/events?limit=50")))
    talk = next(e for e in whole if e["type"] == "TalkHeld")
    by_id = town.get("audit", f"/events?id={talk['site']}/{talk['service']}/{talk['sequence']}")
    story.same("按编号取一个事件；没有这个编号就是空的 | one event by its id; none by another", (by_id["items"], town.get("audit", "/events?id=150400/welfare/999999999")["items"]), ([talk], []))
    stream = Stream(town, after=0)
    story.same("事件流的类型 | type of the stream", (stream.status, stream.headers["content-type"].split(";")[0]), (200, "text/event-stream"))
    got = list(stream.events(tail))
    stream.close()
    story.check("从头读到尾：与分页一字不差 | the stream from the beginning equals the pages",
                [d for _, d in got] == whole and [n for n, _ in got] == [e["merged_sequence"] for e in whole], f"{len(got)} {len(whole)}")
    middle = whole[len(whole) // 2]["merged_sequence"]
    resumed, stop = [], threading.Event()

    def write():
        while not stop.is_set():
            command(town, TRAIN, "/training/squads", SQUAD)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        last = middle
        for _ in range(6):       # cut off and resume while others write
            stream = Stream(town, last=last)
            for number, data in stream.events(last + 40):
                resumed.append(number)
                last = number
            stream.close()
    finally:
        stop.set()
        writer.join()
    town.settle()
    wanted = [e["merged_sequence"] for e in town.events() if middle < e["merged_sequence"] <= last]
    story.check("断开六次再接上：无缺无重 | cut off six times: no gap, nothing twice", resumed == wanted, f"{len(resumed)} {len(wanted)}")
    stream = Stream(town, last=town.events()[-1]["merged_sequence"])
    squad = command(town, TRAIN, "/training/squads", SQUAD).json["squad_id"]
    number, data = next(stream.events(0))
    stream.close()
    story.same("新事件随即到达 | what happens now arrives", (data["type"], data["body"]["squad_id"]), ("SquadFormed", squad))
    talk = next(e for e in whole if e["type"] == "TalkHeld")
    sealed = [e for e in whole if e["withheld"]]
    story.check("谈话内容不在任何事件里 | what was said is in no event", talk and sealed and "谈话内容" not in json.dumps(whole, ensure_ascii=False))
    for last in ("x", "-1"):
        a = ask(town, "GET", f"{API}/events/stream", account="audit", headers={"Last-Event-ID": last})
        problem(story, f"Last-Event-ID: {last}", document, a, 400, "FIELD_MALFORMED", "Last-Event-ID")


# ---- 9 the document, metrics, health -----------------------------------------------------------------------------------------------------

def the_document(story, town, document):
    paths, gone, odd = document.whole["paths"], [], []
    for path, operations in paths.items():
        real = re.sub(r"\{[a-z_]+\}", "personnel", path)
        for method in operations:
            if path.endswith("/stream") or (path.endswith("/session") and method == "delete"):
                continue
            account = "everything" if method == "get" else "guest"
            a = ask(town, method.upper(), real, {} if method == "post" else None, account, {"Idempotency-Key": new_key()} if method == "post" else None)
            if a.code in ("PATH_UNKNOWN", "TYPE_UNKNOWN", "METHOD_WRONG") or a.status >= 500:
                gone.append(f"{method} {path}: {a.status} {a.code}")
            elif a.status == 200 and method == "get" and "application/json" in operations[method]["responses"]["200"]["content"]:
                odd += [f"{path}: {w}" for w in [document.answer(path, method, a.json)] if w]
            elif a.status != 200:
                odd += [f"{path}: {w}" for w in [document.problem(a.json)] if w]
    story.check(f"文件中的 {len(paths)} 个地址都在 | every path of the document is there", not gone, gone)
    story.check("答复与文件一致 | every answer is as the document says", not odd, odd[:5])
    refs = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document.whole)))
    story.check("引用都有着落 | no reference leads nowhere", refs <= set(document.schemas), refs - set(document.schemas))


# ---- 10 people and units: files, history, days gone by -----------------------------------------------------------------------------------

def form_files(story, town, document):
    path = f"{API}/personnel/form-files/"
    a = ask(town, "GET", path + "c-02-0004", account="cadre.west")
    story.same("任免审批表下载 | the appointment form as a download", (a.status, a.type, a.headers["Content-Disposition"].split("''")[0], a.bytes[:5]),
               (200, "application/xml; charset=utf-8", "attachment; filename*=UTF-8", b"<?xml"))
    names = urllib.parse.unquote(a.headers["Content-Disposition"].split("''")[1])
    story.same("文件名是姓名和编码 | named after the person", names, f"{town.get('cadre.west', '/personnel/cadres/c-02-0004')['file']['name']}_c-02-0004.lrmx")
    again = command(town, "cadre.west", "/personnel/imports/people", {"content": base64.b64encode(a.bytes).decode(), "unit_id": "u-02-1", "authority": WEST})
    story.same("原样导入：档案不变 | imported again: the record stays", (again.json["revised"], [e for e in town.events() if e["type"] == "CadreRevised" and e["subject"] == "c-02-0004"]), ("1", []))
    second = ask(town, "GET", path + "c-02-0004", account="cadre.west")
    again = command(town, "cadre.west", "/personnel/imports/people", {"content": base64.b64encode(second.bytes).decode(), "unit_id": "u-02-1", "authority": WEST})
    story.same("再次往返：什么都不变 | and once more nothing at all changes", (second.bytes, again.json["unchanged"]), (a.bytes, "1"))
    problem(story, "别处的人不给", document, ask(town, "GET", path + "c-02-0004", account="cadre.east"), 404, "CADRE_UNKNOWN", "cadre_id")
    problem(story, "没有角色不给", document, ask(town, "GET", path + "c-02-0004", account="guest"), 403, "ROLE_MISSING")
    problem(story, "多余的参数", document, ask(town, "GET", path + "c-02-0004?photo=1", account="cadre.west"), 400, "FIELD_UNKNOWN", "photo")
    ctl, environment = os.path.join(BUILD, "bin", "dandangctl"), {**os.environ, "DANDANG_URL": f"http://127.0.0.1:{town.http_port}", "XDG_CONFIG_HOME": town.folder,
                                                                  "DANDANG_PASSWORD": town.passwords["cadre.west"]}
    subprocess.run([ctl, "--account", "cadre.west", "login"], env=environment, check=True, capture_output=True, timeout=60)
    out = os.path.join(town.folder, "样.lrmx")
    run = subprocess.run([ctl, "--account", "cadre.west", "form", "c-02-0004", "--out", out], env=environment, capture_output=True, timeout=60)
    with open(out, "rb") as f:
        story.same("dandangctl form 写出同一文件 | writes the same file", (run.returncode, f.read()), (0, a.bytes))


def unit_history(story, town, document):
    """After everything else: units and people change here."""
    base, day, city = f"{API}/personnel", TODAY, "cadre.150400"
    change = {"from_on": day, "document": "编发〔2026〕1号"}
    a = command(town, "cadre.west", "/personnel/units/rename", {"unit_id": "u-02-2", "name": "西样区水利局", **change})
    story.same("单位更名 | a unit is renamed", (a.status, document.answer(f"{base}/units/rename", "post", a.json)), (200, ""))
    town.settle()
    story.same("别处的名称随之改变，编码不变 | elsewhere the name follows, the id stays", town.get(HEAD, "/report?year=2026&unit=u-02-2")["region_name"], "西样区水利局")
    story.barred("还有人员的单位不得撤销 | not with people in it", town, "cadre.west", "/personnel/units/abolish", "UNIT_PEOPLE_LEFT", unit_id="u-02-1", **change)
    story.barred("不得早于登记 | not before it began", town, "cadre.west", "/personnel/units/abolish", "UNIT_BEFORE_BEGIN", unit_id="u-02-2",
                 from_on="2026-01-04", document="x")
    story.barred("承接单位须存在 | into a unit there is", town, "cadre.west", "/personnel/units/merge", "UNIT_UNKNOWN", unit_id="u-02-2", into_id="u-99", **change)
    town.do("cadre.west", "/personnel/units/merge", unit_id="u-02-2", into_id="u-02-1", **change)
    rows = town.rows(city, "/personnel/unit-changes?unit_id=u-02-2")
    story.same("沿革逐条：登记、更名、并入 | a row per change", [(r["change"], r["name"], r["from_on"], r["successor_ids"]) for r in rows],
               [("REGISTERED", "西样区水务局", "2026-01-05", []), ("RENAMED", "西样区水利局", day, []), ("MERGED", "西样区水利局", day, ["u-02-1"])])
    story.barred("并入之后不再设岗 | and no post is set up there", town, "cadre.west", "/personnel/posts", "UNIT_ENDED", unit_id="u-02-2", title="样", level="STAFF", count=1)
    before = ask(town, "GET", f"{base}/units-as-of?on=2026-03-19", account=city)
    after = ask(town, "GET", f"{base}/units-as-of?on={day}", account=city)
    story.same("某日的机构 | the units of a day", (document.answer(f"{base}/units-as-of", "get", before.json), len(before.json["units"]), len(after.json["units"]),
               {u["unit_id"]: u["name"] for u in before.json["units"]}["u-02-2"]), ("", 7, 6, "西样区水务局"))
    story.same("登记之前不猜测 | before anything was recorded nothing is guessed", [(u["units"], u["later_recorded"], u["gaps"]) for u in
               [town.get(city, "/personnel/units-as-of?on=2026-01-04")]], [([], 7, ["UNIT_BEFORE_RECORD"])])
    for query, code, field in (("", "FIELD_REQUIRED", "on"), ("?on=2026-02-30", "FIELD_MALFORMED", "on"), ("?on=2030-01-01", "DATE_FUTURE", "on"),
                               ("?on=2026-01-06&of=x", "FIELD_UNKNOWN", "of")):
        problem(story, f"units-as-of{query}", document, ask(town, "GET", f"{base}/units-as-of{query}", account=city), 400, code, field)


def merged_people(story, town, document):
    base, kept, other = f"{API}/personnel", "c-02-0300", "c-02-0301"
    body = {"cadre_id": kept, "alias_id": other, "document": "核〔2026〕1号"}
    problem(story, "身份证号不同须说明", document, command(town, "cadre.west", "/personnel/aliases/merge", body), 400, "MERGE_UNPROVEN", "reason")
    problem(story, "核查期间不得合并", document, command(town, "cadre.west", "/personnel/aliases/merge", {**body, "alias_id": "c-02-0001", "reason": "x"}), 409,
            "MERGE_BARRED", "alias_id")
    town.do("cadre.west", "/welfare/talks", talk={"cadre_id": other, "talker_id": "c-02-0001", "held_on": "2026-03-02", "trigger": "SCHEDULED"})
    town.settle()
    story.same("合并 | merged", command(town, "cadre.west", "/personnel/aliases/merge", {**body, "reason": "旧号登记有误"}).status, 200)
    town.settle()
    a = ask(town, "GET", f"{base}/cadres/{other}", account="cadre.west")
    story.same("按旧编码读到保留的一条 | a read by the alias answers with the kept key", (a.status, a.json["cadre_id"]), (200, kept))
    story.same("筛选也一样 | so does a filter", [r["alias_id"] for r in town.rows("cadre.west", f"/personnel/aliases?cadre_id={other}")], [other])
    dossier = town.get("cadre.west", f"/dossiers/{other}")
    story.check("一份档案，两个编码的经历都在 | one dossier with what happened under both", dossier["cadre_id"] == kept and
                [e["type"] for e in dossier["timeline"]].count("CadreRegistered") == 2 and "TalkHeld" in [e["type"] for e in dossier["timeline"]], dossier)
    a = command(town, "cadre.west", "/welfare/talks", {"talk": {"cadre_id": other, "talker_id": "c-02-0001", "held_on": "2026-03-03", "trigger": "SCHEDULED"}})
    problem(story, "别的服务按旧编码办理，指明新编码", document, a, 409, "CADRE_ALIAS")
    story.same("指明的是保留的编码 | the kept id is named", [e["value"] for e in a.json["errors"]], [kept])
    town.do("cadre.west", "/personnel/aliases/rekey", cadre_id=kept, new_id="c-02-9300", document="核〔2026〕2号")
    town.settle()
    story.same("更换编码后两个旧编码都指向新编码 | keyed anew, both old ids lead to the new one",
               [ask(town, "GET", f"{base}/cadres/{i}", account="cadre.west").json["cadre_id"] for i in (kept, other)], ["c-02-9300"] * 2)


def days_gone_by(story, town, document):
    base = f"{API}/personnel"
    number = town.rows("cadre.west", "/personnel/cadres?cadre_id=c-02-0310")[0]["id_number"]
    town.today("2026-03-23")
    town.do("cadre.west", "/personnel/imports/people", content=csv_bytes([{"姓名": "样调", "身份证号": number, "单位编码": "u-02"}]), file_name="调动.csv")
    a = ask(town, "GET", f"{base}/cadres-as-of/c-02-0310?on=2026-03-22", account="cadre.west")
    story.same("某日任职：原单位，说明按录入日计 | of a day: the old unit, with what is not known",
               (document.answer(base + "/cadres-as-of/{cadre_id}", "get", a.json), a.json["unit_id"], a.json["until_on"], a.json["gaps"]),
               ("", "u-02-1", "2026-03-23", ["DAY_OF_ENTRY"]))
    story.same("当日任职：新单位 | and on the day itself the new one", town.get("cadre.west", "/personnel/cadres-as-of/c-02-0310?on=2026-03-23")["unit_id"], "u-02")
    problem(story, "别处的人", document, ask(town, "GET", f"{base}/cadres-as-of/c-02-0310?on=2026-03-22", account="cadre.east"), 404, "CADRE_UNKNOWN", "cadre_id")
    a = ask(town, "GET", f"{base}/teams-as-of/u-00-2?on=2026-03-01", account=CADRE)
    story.same("某日班子：主要负责人在前 | a team of a day, its head first", (document.answer(base + "/teams-as-of/{unit_id}", "get", a.json), [(p["cadre_id"], p["post_id"],
               p["team_head"]) for p in a.json["people"]], a.json["gaps"]), ("", [("c-00-1", "u-00-2.31", True), ("c-00-2", "u-00-2.32", False)], []))
    a = ask(town, "GET", f"{base}/teams-as-of/u-00-2?on=2026-01-04", account=CADRE)
    story.same("登记之前：没有人，说明不明 | before the record: nobody, and it says so", (a.json["people"], a.json["later_recorded"], a.json["gaps"]),
               ([], 2, ["UNIT_BEFORE_RECORD", "BEFORE_RECORD"]))
    problem(story, "五百人以上", document, ask(town, "GET", f"{base}/teams-as-of/u-02-1?on=2026-03-22", account=CADRE), 409, "AS_OF_PEOPLE_MANY", "unit_id")


def measured(story, town):
    text = ask(town, "GET", "/metrics")
    sample = re.compile(r'^([a-z_][a-z0-9_]*)(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? (-?[0-9]+(\.[0-9]+)?)$')
    bad = [line for line in text.bytes.decode().splitlines() if line and not line.startswith("# ") and not sample.match(line)]
    names = {m.group(1) + (m.group(2) or "") for m in map(sample.match, text.bytes.decode().splitlines()) if m}
    story.check("/metrics 可解析 | parses", text.status == 200 and text.type.startswith("text/plain") and not bad and len(names) > 20, bad[:3])
    story.check("各服务都在 | every daemon is there", all(f'dandang_up{{service="{s}"}}' in names for s in [*DOMAIN, "gateway"]), sorted(names)[:5])
    story.same("健康检查 | health", [(a.status, a.json) for a in (ask(town, "GET", "/livez"), ask(town, "GET", "/readyz"))],
               [(200, {"live": True}), (200, {"ready": True})])
    for path in (f"{API}/todos", f"{API}/report", f"{API}/nothing", f"{API}/platform/status"):
        a = ask(town, "GET", path)
        if (a.status, a.code, a.headers.get("WWW-Authenticate")) != (401, "SESSION_REQUIRED", "Bearer"):
            story.check(f"未登录不得读 {path} | nothing without a session", False, f"{a.status} {a.code}")


# ---- 11 sessions -------------------------------------------------------------------------------------------------------------------------

def sessions(story, town, document):
    mine = {"account": "leaver", "password": town.passwords["leaver"]}
    origin = {"Origin": f"http://127.0.0.1:{town.http_port}", "Host": f"127.0.0.1:{town.http_port}"}

    def log_in(**headers):
        return ask(town, "POST", f"{API}/session", mine, headers=headers)

    def todos(token):
        return ask(town, "GET", f"{API}/todos", headers={"Authorization": "Bearer " + token})

    a = log_in()
    story.same("登录 | login", (a.status, document.answer(API + "/session", "post", a.json), bool(a.json["token"]), "Set-Cookie" in a.headers),
               (200, "", True, False))
    token = a.json["token"]
    story.same("退出后令牌失效 | logging out ends it", (todos(token).status, ask(town, "DELETE", f"{API}/session", headers={
        "Authorization": "Bearer " + token}).status, todos(token).status), (200, 204, 401))
    wrong = ask(town, "POST", f"{API}/session", {**mine, "password": "not this one 1"})
    unknown = ask(town, "POST", f"{API}/session", {"account": "nobody", "password": "not this one 1"})
    problem(story, "口令不对", document, wrong, 401, "LOGIN_FAILED")
    story.same("不透露有没有这个账号 | the same for an unknown account", unknown.json, wrong.json)
    a = log_in(**origin)
    cookie = a.headers.get("Set-Cookie", "")
    story.check("浏览器得到脚本读不到的 cookie，不得令牌 | a browser gets a cookie and no token",
                a.status == 200 and not a.json.get("token") and "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie, cookie)
    jar = {"Cookie": cookie.split(";")[0], "Idempotency-Key": new_key()}
    story.same("cookie 可读 | reads with it", ask(town, "GET", f"{API}/todos", headers=jar).status, 200)
    changed = {"account": "leaver", "old_password": mine["password"], "password": "New-one-2026-样"}
    for words, more in (("没有来源", {}), ("别的来源", {"Origin": "http://evil.example"}), ("跨站", {"Sec-Fetch-Site": "cross-site"}),
                        ("同站不同源", {"Sec-Fetch-Site": "same-site"})):
        problem(story, f"cookie 会话的写入：{words}", document, ask(town, "POST", f"{API}/gateway/passwords", changed, headers={**jar, **more}), 403, "CROSS_SITE")
    problem(story, "cookie 会话须发 JSON", document, ask(town, "POST", f"{API}/gateway/passwords", "a=1", headers={
        **jar, **origin, "Content-Type": "application/x-www-form-urlencoded"}), 415, "JSON_REQUIRED")
    problem(story, "跨站登录", document, log_in(Origin="http://evil.example"), 403, "CROSS_SITE")
    kept = [log_in().json["token"] for _ in range(5)]
    story.same("第六个会话结束最早的一个 | the sixth session ends the one unused longest",
               [ask(town, "GET", f"{API}/todos", headers=jar).status] + [todos(t).status for t in kept], [401] + [200] * 5)
    stream = Stream(town, account="leaver")
    a = ask(town, "POST", f"{API}/gateway/passwords", changed, headers={"Authorization": "Bearer " + kept[4], "Idempotency-Key": new_key()})
    story.same("改口令 | the password is changed", (a.status, a.code), (200, None))
    mine["password"] = changed["password"]
    town.passwords["leaver"] = changed["password"]
    story.same("改口令结束旧会话 | and ends the older sessions", [todos(t).status for t in kept], [401] * 5)
    ended = time.monotonic()
    try:
        for _ in stream.events(1 << 60):
            pass
    except OSError:
        ended = 0
    story.check("旧会话的事件流也结束 | and the streams of older sessions", ended and time.monotonic() - ended < 12)
    stream.close()
    last = log_in().json["token"]
    closing = command(town, "secadmin", "/gateway/account-closures", {"account": "leaver", "reason": "调离"})
    story.same("安全管理员注销账号 | the security administrator closes the account", closing.status, 200)
    story.same("注销账号即刻失效 | a closed account is out at once", (todos(last).status, log_in().code), (401, "LOGIN_FAILED"))


# ---- 12 the report ---------------------------------------------------------------------------------------------------------------------------

def figures_of(report):
    return {f["id"]: f for s in report["sections"] for line in s["lines"] for f in line["figures"]}


def opens_to_its_records(story, town, account, scope, limit):
    """Every figure equals what can be counted from its records, over all pages."""
    wrong, nonzero = [], 0
    report = figures_of(town.get(account, f"/report?{scope}"))
    if sorted(report) != sorted(FIGURES):
        wrong.append(sorted(set(FIGURES) ^ set(report)))
    for name, f in report.items():
        records, after = [], ""
        path = f["href"].replace(API, "", 1)
        while True:
            page = town.get(account, f"{path}&limit={limit}&after={after}")
            records += page["records"]
            after = page["next"]
            if not after:
                break
        keys = [r["item_id"] if name in BY_ITEM else r["event_id"] + r["item_id"] if name in BY_ROW else r["person_id"] for r in records]
        nonzero += f["value"] > 0
        counted = len(set(keys)) if name != "Q02" else int(records[-1]["detail"]) if records else 0
        if (counted, len(records)) != (f["value"], f["rows"]) or page["figure"] != f:
            wrong.append(f"{name}: {f['value']}/{f['rows']}, counted {len(set(keys))}/{len(records)}")
    story.check(f"每个数字打开正是所数的记录（{scope or '本年'}，{account}，{nonzero} 个非零） | every figure opens to what it counts", not wrong, wrong)
    return report


def the_report(story, town, document):
    whole = town.get(HEAD, "/report")
    story.same("报告 | the report", (document.answer(API + "/report", "get", whole), len(whole["sections"]), whole["from"], whole["to"], whole["as_of"][:10]),
               ("", 6, "2026-01-01", "2027-01-01", "2026-03-20"))
    year = opens_to_its_records(story, town, HEAD, "", 40)
    story.check("数字不全是零 | not all of it is zero", all(year[n]["value"] for n in ("M07", "M17", "M17p", "W01")), {n: f["value"] for n, f in year.items()})
    quarter = opens_to_its_records(story, town, HEAD, "quarter=2026Q1", 500)
    story.same("一季度即本年 | the first quarter is all there is", {n: f["value"] for n, f in quarter.items()}, {n: f["value"] for n, f in year.items()})
    west = opens_to_its_records(story, town, HEAD, f"year=2026&region={WEST}", 500)
    city = opens_to_its_records(story, town, HEAD, "year=2026&unit=u-00-2", 500)
    east = opens_to_its_records(story, town, "cadre.east", "", 500)
    story.same("西样区与市直相加 | the county and the city's bureau add up",
               (west["M17"]["value"] + city["M17"]["value"], city["M07"]["value"], west["M07"]["value"]), (year["M17"]["value"], 2, 0))
    story.check("旗县区只看本地 | a county sees itself", all(f["value"] == 0 for f in east.values()))
    story.same("未指定地区即本地 | and that is its default", town.get("cadre.west", "/report")["region"], WEST)
    problem(story, "旗县区不得看别处", document, ask(town, "GET", f"{API}/report?region={WEST}", account="cadre.east"), 403, "OUTSIDE_AUTHORITY", "region")
    problem(story, "也不得看全市", document, ask(town, "GET", f"{API}/report/figures/M17?region={CITY}", account="cadre.east"), 403, "OUTSIDE_AUTHORITY", "region")
    problem(story, "没有这个单位", document, ask(town, "GET", f"{API}/report?unit=u-none", account=HEAD), 404, "UNIT_UNKNOWN", "unit")
    problem(story, "干部本人不看报告", document, ask(town, "GET", f"{API}/report", account="self.west"), 403, "ROLE_MISSING")
    for query, field in (("year=26", "year"), ("year=x", "year"), ("quarter=2026Q5", "quarter"), ("quarter=2026Q1x", "quarter"), ("from=2026-02-30", "from"),
                         ("to=x", "to"), ("from=2026-03-01&to=2026-03-01", "to")):
        problem(story, f"期间 {query}", document, ask(town, "GET", f"{API}/report?{query}", account=HEAD), 400, "FIELD_MALFORMED", field)
    for after in ("x", "2026-01-01", "2026-01-01:", "2026-13-01:5", "2026-01-01:x"):
        a = ask(town, "GET", f"{API}/report/figures/M17?after={after}", account=HEAD)
        if (a.status, a.code) != (400, "FIELD_MALFORMED"):
            story.same(f"游标 {after}", (a.status, a.code), (400, "FIELD_MALFORMED"))
    first = town.get(HEAD, "/report/figures/M17?limit=5")
    town.do(CADRE, "/welfare/talks", talk={"cadre_id": "c-00-2", "talker_id": "c-00-3", "held_on": "2026-01-06", "trigger": "SCHEDULED"})
    town.settle()
    rest = town.get(HEAD, f"/report/figures/M17?limit=500&after={first['next']}")
    seen = [r["event_id"] for r in first["records"] + rest["records"]]
    story.check("翻页之间补登更早的记录：不重复 | an earlier record that comes in between doubles nothing",
                len(seen) == len(set(seen)) == first["figure"]["rows"], f"{len(seen)} {len(set(seen))} {first['figure']['rows']}")


def api(story):
    with small_city() as town:
        document = Document(json.loads(ask(town, "GET", "/openapi.json").bytes))
        live(town)
        refusals(story, town, document)
        idempotency(story, town, document)
        sizes(story, town, document)
        pages(story, town, document)
        addresses(story, town, document)
        roles_and_regions(story, town, document)
        named_lists(story, town, document)
        todo_pages(story, town)
        the_report(story, town, document)
        read_after(story, town, document)
        live_stream(story, town, document)
        the_document(story, town, document)
        form_files(story, town, document)
        unit_history(story, town, document)
        merged_people(story, town, document)
        days_gone_by(story, town, document)
        measured(story, town)
        sessions(story, town, document)


if __name__ == "__main__":
    tell(api)
