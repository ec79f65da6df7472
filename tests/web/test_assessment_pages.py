"""The pages of selection and assessment in a real browser: a scheme is drafted, asked about, frozen; a quarter is inspected, objected to
and published; a score opens down to the event it rests on; a list says why somebody stands where he stands; candidates stand side by
side; and everything is there in English."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser  # noqa: E402
from reader import Reader  # noqa: E402
SCENARIO = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "scenario")
sys.path.insert(0, SCENARIO)
import test_annual_scores as year  # noqa: E402
from cast import ASSESS, CADRE, CITY, HEAD, LIN, SUPERVISION, after, clock_day, people  # noqa: E402
from cast import UNITS as BUREAUS  # noqa: E402
from harness import Town, import_roster, tell  # noqa: E402

UNIT, OTHER, CHIEF = "head.u-c2", "head.u-c3", "h2.self"
ACCOUNTS = [(year.OWNER, "样例负责人", CITY, "u-fg", "", "unit.head"), (UNIT, "样例负责人", "150403", "u-c2", "", "unit.head"), (OTHER, "样例负责人", "150404", "u-c3", "", "unit.head"),
            (CHIEF, "旗样长2", "150403", "u-c2", "h-u-c2", "cadre"), ("lin.self", "林样担", CITY, "u-jt", LIN, "cadre")]


def words(cell):
    return {True: True, False: False}.get(cell, str(cell))


# ---- the scheme --------------------------------------------------------------------------------------------------------

def scheme_form():
    """The scheme of the annual story as people type it."""
    s = year.scheme()

    def indicator(i):
        bands = "；".join(f"{x['from']}~{x['to']}={x['points'] / 100:.2f}" for x in i.get("bands", []))
        each = {"points_each": f"{i['points_each'] / 100:.2f}"} if "points_each" in i else {}
        return {**{k: words(i[k]) for k in ("indicator_id", "name", "component", "weight_percent", "method", "measure", "data_owner", "source", "evidence")},
                "group_id": i.get("group_id", ""), "target": words(i.get("target", "")), "bands": bands, **each}

    return {"title": s["title"], "year": words(s["year"]), "unit_kind": s["unit_kind"], "components": [{k: words(v) for k, v in c.items()} for c in s["components"]],
            "groups": [{**{k: v for k, v in g.items() if k != "unit_ids"}, "unit_ids": " ".join(g["unit_ids"])} for g in s["groups"]],
            "indicators": [indicator(i) for i in s["indicators"]], "vetoes": s["vetoes"], "bonus_cap": "3", "deduction_cap": "5.00"}


def scheme(story, r, town):
    b = r.browser
    r.begin(ASSESS, "schemes", "考核方案")
    story.check("没有方案时说明 | no scheme yet is said", "没有考核方案" in b.text("main"))
    b.click("main a.button")
    b.title("起草考核方案")
    form = scheme_form()
    gap = [dict(i) for i in form["indicators"]]
    gap[2]["bands"] = gap[2]["bands"].replace("50~100", "50~99")
    r.send("scheme", {**form, "indicators": gap}, done=False)
    lines = r.refused("scheme")
    story.check("分档表有缺口：拒绝，指明行 | bands with a gap are refused and the row is named", "分档表有缺口" in lines[0] and any("第 3 行" in x and "分档表" in x for x in lines), lines)
    story.same("错在哪一格就标在哪一格 | the very cell is marked", b.run("return [...document.querySelectorAll('.wrong-row td:first-child')].map(e => e.textContent).concat("
               "[...document.querySelectorAll('#scheme [aria-invalid]')].map(e => e.name))"), ["3", "bands"])
    r.readable("起草方案")
    b.noted()              # the browser notes the 400
    r.send("scheme", {"indicators": form["indicators"]})
    b.title("考核方案")
    number = b.run("return new URLSearchParams(location.hash.split('?')[1]).get('id')")
    row = town.get(ASSESS, f"/assessment/schemes/{number}")
    story.same("存下的就是填的 | what is kept is what was typed", (row["title"], row["bonus_cap"], row["deduction_cap"], [c["weight_percent"] for c in row["components"]]),
               ("旗县区年度考核方案", 300, 500, [40, 20, 20, 20]))
    story.check("缺什么写明 | what is missing is told", "尚未征求单位意见" in b.text(".missing"))
    story.same("各组权重合计 100% | the weights are summed", b.run("return document.querySelectorAll('main td.number .good').length"), 6)
    r.send("consult")
    story.check("征求意见期限写明 | the last day of the consultation is told", "征求意见至" in b.text(".missing"), b.text(".missing"))
    until = town.get(ASSESS, f"/assessment/schemes/{number}")["comment_until"]
    r.begin(UNIT, f"scheme?id={number}", "考核方案")
    r.send("comment", {"text": "招商分档建议下调"})
    r.begin(ASSESS, f"scheme?id={number}", "考核方案")
    story.check("有意见未答复 | a comment has no answer", "1 条意见尚未答复" in b.text(".missing"), b.text(".missing"))
    comment = town.one(ASSESS, "/assessment/scheme-comments", scheme_id=number)["comment_id"]
    r.send("answer", {"comment_id": comment, "adopted": False, "answer": "分档与往年一致"})
    town.today(after(until))
    r.begin(HEAD, f"scheme?id={number}", "考核方案")
    r.send("approve", {}, done=False)
    story.check("没有审定文号：拒绝 | approval without its document is refused", any("审定文号" in x for x in r.refused("approve")), r.told("approve"))
    b.console()
    r.send("approve", {"document": "样例考核〔2025〕1号"})
    r.unfold("freeze")
    r.submit("freeze")
    story.same("定稿须先确认不可撤回 | freezing asks for a confirmation first", town.get(ASSESS, f"/assessment/schemes/{number}")["state"], "APPROVED")
    r.send("freeze", sure=True)
    story.check("定稿 | frozen", "已定稿" in b.text(".steps .now") and "年度计分尚未启动" in b.text(".missing"), b.text("main")[:300])
    r.readable("方案")
    r.clean("方案")
    return number


# ---- a quarter ---------------------------------------------------------------------------------------------------------

def scores_of(values):
    """{(unit, item): text} into the cells of the grid."""
    return {f"scores-scores-{u}-{i}": v for (u, i), v in values.items()}


GRID = """
for (const [id, value] of Object.entries(arguments[0])) { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event('input', {bubbles: true})); }"""


def quarter(story, r, town):
    b = r.browser
    town.today("2025-04-07")
    r.begin(ASSESS, "inspections", "季度督查")
    items = [{"item_id": "project", "name": "重点项目", "weight_percent": "60"}, {"item_id": "service", "name": "营商环境", "weight_percent": "30"}]
    plan = {"quarter": "2025Q1", "title": "一季度督查", "items": items, "unit_ids": list(year.COUNTIES)}
    r.send("plan", plan, done=False)
    story.check("权重不足：拒绝并说明依据 | weights short of 100 are refused with the rule", "依据：督考联动实施细则" in r.refused("plan"), r.told("plan"))
    r.readable("督查计划")
    b.console()
    r.send("plan", {"items": [items[0], {**items[1], "weight_percent": "40"}]})
    number = b.run("return new URLSearchParams(location.hash.split('?')[1]).get('id')")
    r.send("begin")
    story.check("缺的赋分逐项列出 | the scores that lack are listed by item", "“重点项目”缺 6 个单位的赋分" in b.text(".missing"), b.text(".missing"))
    units = list(year.COUNTIES)
    values = {(u, i): f"{90 - 3 * n - k}.25" for n, u in enumerate(units) for k, i in enumerate(("project", "service"))}
    r.unfold("scores")
    b.phone()
    b.wait(lambda: b.run("return innerWidth") == 390, "the window is a phone's")
    story.same("赋分页在手机上不横向滚动，格子带栏名 | scores are entered on a phone, too", b.run(
        "return [document.documentElement.scrollWidth, getComputedStyle(document.querySelector('#scores table.entry tbody td'), '::before').content]"), [390, '"重点项目"'])
    b.cdp("Emulation.clearDeviceMetricsOverride")
    b.run(GRID, scores_of(values))
    r.send("scores", {"inspector_id": "c-dc", "mode": "COVERT", "evidence": "底稿2025-01"})
    story.same("赋分按百分之一分存下 | scores are kept in hundredths", sorted(s["score"] for s in town.rows(ASSESS, f"/assessment/item-scores?inspection_id={number}"))[:2], [7425, 7525])
    story.check("赋分齐全 | all scores are there", "赋分齐全" in b.text(".missing"), b.text(".missing"))
    r.send("rank")
    story.same("综合得分和名次与接口一致 | composite and ranks are the API's", b.run(
        "return [...document.querySelectorAll('main table tbody tr')].filter(e => e.children.length === 6 && !e.closest('details')).map(e => e.children[0].textContent + ' ' + e.children[2].textContent)"),
        [f"{x['rank']} {x['composite'] // 100}.{x['composite'] % 100:02d}" for x in sorted(town.rows(ASSESS, f"/assessment/inspection-results?inspection_id={number}"),
                                                                                           key=lambda x: (x["peer_group"], x["rank"]))])
    r.send("publish", done=False, sure=True)
    lines = r.refused("publish")
    story.check("异议期未满不得通报，依据写明 | no publication while units may object, and the rule is named", lines[0] == "异议期未满，不能通报" and "依据：INSPECTION.OBJECTION" in lines, lines)
    b.console()
    r.begin(UNIT, f"inspection?id={number}", "季度督查")
    r.send("object", {"item_id": "service", "reason": "样例：办件数漏计"})
    r.begin(ASSESS, f"inspection?id={number}", "季度督查")
    objection = town.one(ASSESS, "/assessment/score-objections", inspection_id=number)["objection_id"]
    r.send("decide", {"objection_id": objection, "upheld": True, "score": "95.5", "reason": "样例：核实补计"})
    story.check("更正后须重新排序 | a correction asks for new ranks", "赋分已更正，须重新排序" in b.text(".missing"), b.text(".missing"))
    r.send("rank")
    until = town.get(ASSESS, f"/assessment/inspections/{number}")["objection_until"]
    town.today(after(until))
    r.go(f"inspection?id={number}&after=objections", "季度督查")
    r.send("publish", sure=True)
    story.same("通报 | published", (town.get(ASSESS, f"/assessment/inspections/{number}")["state"], "没有缺项" in b.text("main")), ("PUBLISHED", True))
    r.send("rectify", {"unit_id": "u-c2", "item_id": "project", "problem": "样例：两个项目未开工"})
    r.begin(UNIT, f"inspection?id={number}", "季度督查")
    matter = town.one(ASSESS, "/assessment/rectifications", inspection_id=number)["rectification_id"]
    story.same("单位只看到本单位的督查结果和整改 | a unit sees the results and rectifications of its own alone",
               ({x["unit_id"] for x in town.rows(UNIT, f"/assessment/inspection-results?inspection_id={number}")}, len(town.rows(UNIT, "/assessment/rectifications")),
                len(town.rows(OTHER, "/assessment/rectifications")), len(town.rows(HEAD, "/assessment/rectifications"))), ({"u-c2"}, 1, 0, 1))
    told = {"rectification_id": matter, "percent": "60", "reached_on": clock_day(town), "done": "样例：一个项目开工"}
    r.send("rectification-progress", told)
    r.send("rectification-progress", {**told, "percent": "50"}, done=False)
    story.check("完成率回落须写明理由 | the percentage does not fall without a reason", any("完成率回落的理由" in x for x in r.refused("rectification-progress")), r.told("rectification-progress"))
    b.console()
    r.send("report-rectification", {"rectification_id": matter, "proof": "样例：开工照片"})
    r.begin(ASSESS, f"inspection?id={number}", "季度督查")
    r.send("check-rectification", {"rectification_id": matter, "accepted": False, "note": "样例：缺许可证"})
    r.begin(UNIT, f"inspection?id={number}", "季度督查")
    story.check("完成率和退回次数在表里 | the table shows the percentage and the returns", b.text("main td[data-label='完成率']").startswith("60%") and
                b.text("main td[data-label='退回次数']") == "1", b.text("main"))
    r.send("report-rectification", {"rectification_id": matter, "proof": "样例：开工照片、许可证"})
    r.begin(ASSESS, f"inspection?id={number}", "季度督查")
    r.send("check-rectification", {"rectification_id": matter, "accepted": True, "note": "样例：现场核实"})
    closed = town.one(ASSESS, "/assessment/rectifications", inspection_id=number)
    story.same("整改销号，退回次数留存 | the rectification is closed; how often it was sent back stays", (closed["state"], closed["percent"], closed["returns"]), ("CLOSED", 100, 1))
    whose(story, r, town, number, matter)
    r.readable("督查")
    r.begin(ASSESS, "inspections", "季度督查")
    r.unfold("plan")
    story.same("下一季度的计划以上次的事项和单位为底稿 | the next plan begins with items and units of the last", b.run(
        "return [document.querySelector('#plan [name=quarter]').value, [...document.querySelectorAll('#plan [name=name]')].map(e => e.value), document.querySelectorAll('#plan [name=unit_ids]:checked').length]"),
        ["2025Q2", ["重点项目", "营商环境"], 6])
    r.clean("督查")


def whose(story, r, town, number, matter):
    """A problem is linked to a person, who reads it on his own page and answers; a second officer confirms it as evidence."""
    b = r.browser
    link = {"kind": "PROBLEM", "rectification_id": matter, "cadre_id": "h-u-c3", "role": "MAIN", "sentence": "样例：两个项目未开工", "found_on": "2025-03-20", "behavior": "SLOW_ACTION"}
    r.send("link-finding", link, done=False)
    story.check("别的单位的人：拒绝 | somebody of another unit is refused", "发现之日此人不在该单位" in r.refused("link-finding")[0], r.told("link-finding"))
    b.console()
    r.send("link-finding", {**link, "cadre_id": "h-u-c2"})
    number_of_link = town.one(ASSESS, "/assessment/finding-persons", cadre_id="h-u-c2")["link_id"]
    r.send("tell-finding", {"link_id": number_of_link, "told_on": clock_day(town)})
    town.settle()
    story.same("他人的本人页看不到 | nobody else reads it on his page", town.get("lin.self", "/assessment/finding-persons?limit=1"), {"items": [], "next": ""})
    r.begin(CHIEF, "dossier", "干部档案")
    story.check("本人页上有这项发现 | it stands on his own page", "督查发现与本人" in b.text("main") and "两个项目未开工" in b.text("main"), b.text("main")[:400])
    r.send("answer-finding", {"link_id": number_of_link, "statement": "样例：土地手续未批"})
    r.begin(CADRE, f"inspection?id={number}", "季度督查")
    r.send("confirm-finding", {"link_id": number_of_link})
    story.check("复核确认后才是清单依据 | confirmed, it is evidence of the special list",
                any(e["summary"] == "样例：两个项目未开工" and e["bearing"] == "NEGATIVE" for e in town.rows(CADRE, "/assessment/evidence?cadre_id=h-u-c2")))


CURVE = """
const table = [...document.querySelectorAll('main table')].find(e => e.querySelector('svg.curve'));
return table ? [...table.querySelectorAll('tbody tr')].map(e => [...e.children].slice(1, -1).map(c => c.textContent).concat(e.querySelector('polyline').getAttribute('points').split(' ').length)) : [];"""


def curves(story, r, town):
    """The page of the last quarter draws the four of them, as the rows of the API say."""
    r.rest()
    number = town.one(ASSESS, "/assessment/inspections", quarter="2025Q4")["inspection_id"]
    r.begin(ASSESS, f"inspection?id={number}&unit=u-c2", "季度督查")
    points = town.rows(ASSESS, "/assessment/inspection-curves?unit_id=u-c2")

    def text(p):
        rank = f"，升 {p['rank_change']} 位" if p["rank_change"] > 0 else f"，降 {-p['rank_change']} 位" if p["rank_change"] < 0 else ""
        hundredths = abs(p["score_change"])
        sign = "+" if p["score_change"] > 0 else "-" if p["score_change"] < 0 else ""
        return f"{p['score'] // 100}.{p['score'] % 100:02d}（第 {p['rank']}）" + (f"{sign}{hundredths // 100}.{hundredths % 100:02d}{rank}" if p["compared"] else "")

    wanted = [[text(p) for p in sorted((p for p in points if p["item_id"] == item), key=lambda p: p["quarter"])] + [4] for item in ("*", "project", "service")]
    story.same("四个季度的得分、位次、变化和走势线 | score, rank, change and a line over four quarters", r.browser.run(CURVE), wanted)
    story.check("变化是比上一季度的 | the change is the one to the quarter before", any(p["score_change"] for p in points) and
                all(p["compared"] == (p["quarter"] != "2025Q1") for p in points), points)
    story.same("单位只看到本单位的走势 | a unit sees the curves of its own alone", len(town.rows(OTHER, "/assessment/inspection-curves?unit_id=u-c2")), 0)
    r.readable("走势")
    r.clean("走势")
    return number


def other_quarters(r, town):
    r.rest()
    items = [{"item_id": "project", "name": "重点项目", "weight_percent": 60}, {"item_id": "service", "name": "营商环境", "weight_percent": 40}]
    for n, day in ((2, "2025-07-07"), (3, "2025-10-09"), (4, "2026-01-05")):
        town.today(day)
        number = town.do(ASSESS, "/assessment/inspections/plan", quarter=f"2025Q{n}", title="督查", items=items, unit_ids=list(year.COUNTIES))["inspection_id"]
        town.do(ASSESS, "/assessment/inspections/begin", inspection_id=number)
        town.do(ASSESS, "/assessment/inspections/scores", inspection_id=number, inspector_id="c-dc", mode="OPEN", evidence="底稿",
                scores=[{"unit_id": u, "item_id": i["item_id"], "score": 9000 - 100 * k} for k, u in enumerate(year.COUNTIES) for i in items])
        town.today(after(town.do(ASSESS, "/assessment/inspections/rank", inspection_id=number)["objection_until"]))
        town.do(ASSESS, "/assessment/inspections/publish", inspection_id=number)
    town.do(ASSESS, "/assessment/inspections/roll-up", year=2025)


# ---- a score, down to its event -----------------------------------------------------------------------------------------

def opened(b, *nodes):
    """Opens a derivation node by node as a reader does; the text of the last."""
    for node in nodes:
        b.run("document.querySelector(`details[data-node='${arguments[0]}']`).open = true", node)
    return b.text(f"details[data-node='{nodes[-1]}']")


def score(story, r, town, number):
    r.rest()
    b = r.browser
    town.do(ASSESS, "/assessment/scores/open", year=2025, unit_kind="COUNTY")
    r.begin(ASSESS, f"scheme?id={number}", "考核方案")
    story.check("缺的数据按指标列出，写明谁欠 | data that lack are listed with who owes them", "缺 6 个单位的数据" in b.text(".missing") and "样例市发改委" in b.text(".missing"), b.text(".missing"))
    supply = year.supply
    supply(town, number, "gdp", year.values(year.COUNTIES, lambda n: 9973 - 401 * n))
    supply(town, number, "env", year.values(year.COUNTIES, lambda n: n))
    supply(town, number, "invest", year.values(year.TOWNS, lambda n: 120 - 55 * n))
    supply(town, number, "grain", year.values(year.FARMS, lambda n: 700 + 31 * n))
    supply(town, number, "year", year.values(year.COUNTIES, lambda n: 9100 - 333 * n))
    for group, units in (("town", year.TOWNS), ("farm", year.FARMS)):
        town.do(ASSESS, "/assessment/scores/leader", scheme_id=number, indicator_id="lead", group_id=group, leader_id="c-ld", document="评价表",
                ratings=[{"unit_id": u, "points": p} for u, p in zip(units, (9000, 8200, 7700))])
    r.go(f"scores?id={number}", "年度得分")
    r.send("compute")
    town.settle()
    r.begin(HEAD, f"scores?id={number}", "年度得分")
    rows = {x["unit_id"]: x for x in town.rows(HEAD, f"/assessment/scores/units?scheme_id={number}")}
    story.same("排名表与接口一致 | the ranking is the API's", sorted(b.run("return [...document.querySelectorAll('main tbody tr')].map(e => e.children[2].textContent)")),
               sorted(f"{x['total'] // 100}.{x['total'] % 100:02d}" for x in rows.values()))
    r.readable("年度得分")
    b.click("main a[href*='unit=u-c2']")
    b.title("得分由来")
    text = opened(b, "total", "performance", "performance/gdp")
    story.check("总分逐层点开到原始数据 | the total opens down to the raw record", "9572 分" in text and "样例统〔2026〕1号" in text and "37%" in text, text)
    r.readable("得分由来")
    b.click("details[data-node='performance/gdp'] a[href^='#event']")
    b.title("事件")
    told = b.text("main")
    story.check("再点开到登记它的事件 | and down to the event that recorded it", "IndicatorScored" in told and "u-c2" in told and "9572" in told, told)
    r.readable("事件")
    r.clean("得分")


def what_if(story, r, town, number):
    b = r.browser
    official = town.one(HEAD, "/assessment/scores/years", scheme_id=number)["hash"]
    r.go(f"scores?id={number}", "年度得分")
    b.click("main a[href^='#whatif']")
    b.title("考核推演")
    story.check("按现行规则推演就是已反馈的结果 | with the rules in force it is the official result", "与已反馈的结果一致" in b.text("#answer") and b.text("#answer").count(official) == 2, b.text("#answer"))
    r.readable("推演")
    weights = [("PERFORMANCE", "5"), ("YEAR_END", "5"), ("LEADER", "5"), ("INSPECTION", "80")]
    r.send("whatif", {"components": [{"component": c, "weight_percent": w} for c, w in weights]}, done=False)
    lines = r.refused("whatif")
    story.check("权重合计不足：同方案一样拒绝 | weights that do not add up are refused as in a scheme", "依据：四位一体考核" in lines and "代码 COMPONENT_WEIGHTS" in lines, lines)
    b.console()
    weights[3] = ("INSPECTION", "85")
    r.send("whatif", {"components": [{"component": c, "weight_percent": w} for c, w in weights]}, done=False)
    b.wait(lambda: "不作任何记录" in b.text("#answer"), "the answer has come")
    text = b.text("#answer")
    story.check("改权重：谁动了、违反哪条写明，指纹不同 | other weights: who moves, which rule it breaks, another hash", "TEAM.WEIGHT.INSPECTION" in text and text.count(official) == 1 and "→" in text, text)
    story.same("什么也不记录 | nothing is recorded", town.one(HEAD, "/assessment/scores/years", scheme_id=number)["hash"], official)
    r.clean("推演")


# ---- the special list ------------------------------------------------------------------------------------------------------

def why(story, r, town):
    r.rest()
    b, today = r.browser, clock_day(town)
    for source, bearing, origin in (("SPECIAL_TALK", "NEGATIVE", "talk-1"), ("OBSERVATION", "NEGATIVE", "field-1"), ("TRAINING", "POSITIVE", "class-1"), ("DISPATCH", "NEUTRAL", "class-1")):
        town.do(CADRE, "/assessment/evidence/record", cadre_id=LIN, source=source, bearing=bearing, summary=f"样例事实{origin}", observed_on="2025-06-08", origin=origin, behavior="SLOW_ACTION")
    town.do(CADRE, "/assessment/evidence/record", cadre_id=LIN, source="HONOUR", bearing="POSITIVE", summary="样例旧事", observed_on="2024-01-08", origin="old-1")
    r.begin(CADRE, "lists", "专项清单")
    r.send("open-list", {"scope": "county-deputies", "title": "县处级副职专项清单", "levels": ["COUNTY_DEPUTY"], "evidence_from": "2025-01-01"})
    number = b.run("return new URLSearchParams(location.hash.split('?')[1]).get('id')")
    tail = {"cadre_id": LIN, "tier": "POOR", "rank": "3", "head": False, "tail": True, "reason": "分管项目连续滞后", "ground": "WEAK_PUSH", "behavior": "SLOW_ACTION"}
    others = [{"cadre_id": "c-nm", "tier": "OUTSTANDING", "rank": "1", "head": True, "tail": False, "reason": "招商项目当年落地"}, {"cadre_id": "c-sw", "tier": "GOOD", "rank": "2", "head": False, "tail": False}]
    r.send("draft", {"entries": [*others, {**tail, "reason": ""}]}, done=False)
    lines = r.refused("draft")
    story.check("靠后没有理由：拒绝，依据和行写明 | no tail without a reason; rule and row are named", "依据：个人信息保护法第二十四条" in lines and any("第 3 行" in x for x in lines), lines)
    b.console()
    r.send("draft", {"entries": [*others, tail]})
    story.check("靠后未告知写在“还缺什么”里 | what is missing: the tail was not informed", "林样担：列为靠后，尚未告知" in b.text(".missing"), b.text(".missing"))
    r.send("inform", {"cadre_ids": [LIN], "facts": "样例：两方面依据"})
    r.send("rebuttal", {"cadre_id": LIN, "statement": "样例：确有推进不够之处"})
    r.send("judge", {"held_on": today, "members": "9", "present": "8", "in_favour": "7", "minutes": "部务会纪要〔2026〕1号", "dissents": [{"member": "样例委员", "opinion": "样例：再看一季"}]})
    r.begin(HEAD, f"list?id={number}", "专项清单")
    r.send("freeze", sure=True)
    story.check("定稿后没有缺项 | frozen: nothing is missing", "清单已定稿" in b.text("main"), b.text("main")[:300])
    r.readable("清单")
    b.click(f"main a[href*='cadre={LIN}']")
    b.title("位次由来")
    text = opened(b, "sources", "SPECIAL_TALK", "TRAINING", "DISPATCH", "rebuttal", "meeting")
    whole = b.text("main")
    story.check("为什么在这一位：理由、来源、陈述、会议 | why: reason, sources, statement, meeting", "林样担为什么是第 3 位" in whole and "研判理由：分管项目连续滞后" in whole and
                "担当作为专项谈话：1 条，其中反向 1 条" in whole and "确有推进不够" in whole and "样例委员" in whole and text, whole)
    story.check("早于起始日的依据不计，列明 | what is too old does not count, and is said", "1 条早于依据起始日 2025-01-01，不计" in whole, whole)
    inner = b.run("document.querySelectorAll('details').forEach(e => { e.open = true; }); return document.querySelector('main').innerText")
    story.check("同一材料只计一次，写明 | one document counts once, and that is said", inner.count("只计一次") == 2, inner)
    r.readable("位次由来")
    r.begin("lin.self", "dossier", "干部档案")
    text = b.text("main")
    story.check("本人页上有自己的位次、理由和依据，没有查别人的地方 | one's own page tells place, reason and evidence, and asks for nobody else", "本人在专项清单的位次和依据" in text and
                "第 3 位 · 较差 · 靠后" in text and "研判理由\n分管项目连续滞后" in text and "样例事实talk-1" in text and not b.find("#cadre") and "并列比较" not in text, text)
    r.readable("本人的位次")
    r.clean("清单")
    r.begin(HEAD)
    return number


def side_by_side(story, r, town, number):
    b = r.browser
    r.go(f"list?id={number}", "专项清单")
    for cadre in ("c-nm", LIN, "c-sw"):
        b.click(f"input[name=compare][value='{cadre}']")
    b.click("#compare-chosen")
    b.title("并列比较")
    heads = b.run("return [...document.querySelectorAll('.matrix thead th')].map(e => e.textContent)")
    lines = b.run("return Object.fromEntries([...document.querySelectorAll('.matrix tbody tr')].map(e => [e.children[0].textContent, [...e.children].slice(1).map(c => c.textContent)]))")
    story.same("三人并列 | three people side by side", heads, ["项目", "牧样先", "商样中", "林样担"])
    story.same("相同的不标，不同的标“≠” | what differs is marked, what does not is not", (lines.get("职务层次"), lines.get("≠ 单位")), (["县处级副职"] * 3, ["样例市农牧局", "样例市商务局", "样例市交通运输局"]))
    story.check("专项清单位次在内 | places on the list are there", any("第 3 位 · 较差 · 靠后" in v for v in lines.get(f"≠ 专项清单 {number}", [])), lines)
    b.click("#only-different")
    story.same("可只看不同的 | only what differs", b.run("return [...document.querySelectorAll('.matrix tbody tr')].filter(e => e.checkVisibility() && !e.matches('.differs')).length"), 0)
    r.readable("并列比较")
    r.clean("并列比较")


# ---- English ------------------------------------------------------------------------------------------------------------------

# Chinese that stands in the page and is no datum: buttons, heads, labels, captions, steps
CHROME = """
const chinese = /[\\u4e00-\\u9fff]/;
return [...document.querySelectorAll('nav a, header button, h3, th, caption, dt, summary, button, label, legend, .steps li, .hint, option')]
  .filter(e => e.id !== 'language' && e.checkVisibility() && chinese.test(e.textContent) && !/样例|督查|重点项目|营商环境|城区组|农牧组|旗县组/.test(e.textContent)).map(e => e.tagName + ' ' + e.textContent.slice(0, 40));"""


def in_english(story, r, town, scheme_id, list_id, inspection_id):
    b = r.browser
    b.click("#language")
    b.title("Side by side")
    story.check("切换后同一页变成英文 | the same page turns English", b.run("return document.documentElement.lang") == "en" and
                b.do("GET", "/title") == "Side by side · Dandang" and b.text("nav a[aria-current]") == "Side by side")
    left = {}
    for page, title in ((f"scheme?id={scheme_id}", "Schemes"), ("inspections", "Inspections"), (f"inspection?id={inspection_id}", "Inspections"), (f"scores?id={scheme_id}", "Annual scores"), (f"whatif?id={scheme_id}", "What if"), ("polls", "Evaluations"), (f"list?id={list_id}", "Special lists"),
                        ("todos", "To do"), ("status", "Platform"), ("vote", "Vote")):
        r.go(page, title)
        chrome = b.run(CHROME)
        if chrome:
            left[page] = chrome
    story.same("界面上没有剩下的中文 | no Chinese is left in the frame", left, {})
    story.check("状态也是英文 | states, too", "Frozen" in r_text(r, f"list?id={list_id}", "Special lists"))
    r.begin(ASSESS, "inspections", "Inspections")
    r.send("plan", {"quarter": "2026Q1", "title": "x", "items": [{"item_id": "a", "name": "a", "weight_percent": "50"}], "unit_ids": ["u-c1"]}, done=False)
    lines = r.refused("plan")
    story.check("拒绝也用英文说，依据保留原名 | a refusal is told in English, its rule by its name", "the weights of the items do not add up to 100 percent" in lines and any("督考联动实施细则" in x for x in lines), lines)
    b.console()
    b.open(r.base + "/")
    b.wait(lambda: b.find("#view:not([hidden])"), "the page is back")
    story.same("语言在重新打开后保持 | the choice lasts", b.run("return document.documentElement.lang"), "en")
    b.click("#language")
    b.wait(lambda: b.run("return document.documentElement.lang") == "zh-CN", "and back again")


def r_text(r, page, title):
    r.go(page + "&look=1", title)
    return r.browser.text("main")


def pages(story):
    units, staff = year.roster()
    with Town(extra_accounts=ACCOUNTS) as town:
        town.today("2025-01-06")
        town.load_policy()
        bureaus = [u for u in BUREAUS if u["单位编码"] != "u-dc"]
        import_roster(town, CADRE, [*units, *bureaus], [*staff, *[p for p in people() if p["人员编码"] != "c-dc"]])
        with Browser() as browser:
            r = Reader(story, town, browser)
            try:
                scheme_id = scheme(story, r, town)
                quarter(story, r, town)
                other_quarters(r, town)
                inspection_id = curves(story, r, town)
                score(story, r, town, scheme_id)
                what_if(story, r, town, scheme_id)
                list_id = why(story, r, town)
                side_by_side(story, r, town, list_id)
                in_english(story, r, town, scheme_id, list_id, inspection_id)
            except Exception:
                if os.environ.get("SCREENSHOT"):
                    browser.screenshot(os.environ["SCREENSHOT"])
                raise


if __name__ == "__main__":
    tell(pages)
