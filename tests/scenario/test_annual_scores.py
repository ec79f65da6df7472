"""A year of differentiated assessment on a running site: the scheme is drafted, asked about, frozen; data come from their owners;
totals explain themselves down to the event they rest on; a unit objects; the result is confirmed. Assessment loses its power on
the way. An independent program computes every score again from the journal."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "recompute"))
import annual_scores  # noqa: E402
from cast import ASSESS, CADRE, CITY, HEAD, after, clock_day  # noqa: E402
from harness import Town, all_daemons_stand, import_roster, person, tell, unit  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RECOMPUTE = os.path.join(ROOT, "tests", "recompute", "annual_scores.py")
COUNTIES = {"u-c1": "150402", "u-c2": "150403", "u-c3": "150404", "u-c4": "150421", "u-c5": "150422", "u-c6": "150423"}
TOWNS, FARMS = ["u-c1", "u-c2", "u-c3"], ["u-c4", "u-c5", "u-c6"]
OWNER, SECOND = "head.u-fg", "head.u-c2"
YEAR = 2025


def roster():
    units = [unit(u, f"样例旗县{i}", "旗县区", region, "旗县组") for i, (u, region) in enumerate(COUNTIES.items(), 1)]
    units += [unit("u-fg", "样例市发改委", "市直机关", CITY), unit("u-dc", "样例市委督查评估中心", "企事业单位", CITY)]
    people = [person("c-dc", "督样查", "u-dc", "乡科级正职", CITY), person("c-ld", "领样导", "u-fg", "县处级正职", CITY)]
    people += [person(f"h-{u}", f"旗样长{u[-1]}", u, "县处级正职", CITY, head=True) for u in COUNTIES]
    return units, people


def indicator(number, component, weight, method, **more):
    return {"indicator_id": number, "name": f"样例指标{number}", "component": component, "weight_percent": weight, "method": method,
            "measure": "分", "data_owner": "u-fg", "source": "样例统计", "evidence": "样例报表", **more}


def scheme(scheme_id="", **changed):
    return {"scheme_id": scheme_id, "year": YEAR, "unit_kind": "COUNTY", "title": "旗县区年度考核方案",
            "components": [{"component": c, "weight_percent": w} for c, w in (("PERFORMANCE", 40), ("YEAR_END", 20), ("LEADER", 20), ("INSPECTION", 20))],
            "groups": [{"group_id": g, "name": n, "function": f, "endowment": e, "location": l, "unit_ids": u} for g, n, f, e, l, u in (
                ("town", "城区组", "重点开发区", "工业", "城区", TOWNS), ("farm", "农牧组", "农产品主产区", "农牧业", "边远", FARMS))],
            "indicators": [
                indicator("gdp", "PERFORMANCE", 37, "RATIO", target=9973),
                indicator("env", "PERFORMANCE", 33, "DEDUCTION", points_each=175),
                indicator("invest", "PERFORMANCE", 30, "BANDS", group_id="town", bands=[
                    {"from": 0, "to": 50, "points": 6000}, {"from": 50, "to": 100, "points": 8250}, {"from": 100, "to": 1000, "points": 10000}]),
                indicator("grain", "PERFORMANCE", 30, "RATIO", group_id="farm", target=777),
                indicator("year", "YEAR_END", 100, "POINTS"), indicator("lead", "LEADER", 100, "POINTS")],
            "vetoes": [{"veto_id": "safety", "name": "重大生产安全事故", "legal_base": "安全生产法"}],
            "bonus_cap": 300, "deduction_cap": 500, **changed}


# ---- the scheme ------------------------------------------------------------------------------------------------------------

def asking():
    """The scheme that asks for acceptance row by row, and for checked evidence of one indicator."""
    s = scheme(acceptance=True)
    s["indicators"][0]["checked_evidence"] = True
    return s


def frozen_scheme(story, town, wanted=None):
    town.today("2025-01-06")
    gap = scheme()
    gap["indicators"][2]["bands"][1]["to"] = 99
    refusal = town.refusal(ASSESS, "/assessment/schemes/draft", **gap)
    story.same("分档表有缺口：拒绝，指明行列 | bands with a gap are refused with row and column",
               (refusal.code, refusal.body["errors"][0]["row"], refusal.body["errors"][0]["field"]), ("RULE_GAP", 3, "indicators.bands[3]"))
    number = town.do(ASSESS, "/assessment/schemes/draft", **(wanted or scheme()))["scheme_id"]
    until = town.do(ASSESS, "/assessment/schemes/consult", scheme_id=number)["comment_until"]
    comment = town.do(SECOND, "/assessment/schemes/comment", scheme_id=number, text="招商分档建议下调")["comment_id"]
    town.do(ASSESS, "/assessment/schemes/answer", comment_id=comment, adopted=False, answer="分档与往年一致")
    town.today(after(until))
    town.do(HEAD, "/assessment/schemes/approve", scheme_id=number, document="样例考核〔2025〕1号")
    town.do(HEAD, "/assessment/schemes/freeze", scheme_id=number)
    story.barred("定稿后不得再改草案 | a frozen scheme is no draft any more", town, ASSESS, "/assessment/schemes/draft", "SCHEME_NOT_DRAFT",
                 **scheme(number))
    story.barred("修订只能向后生效 | an amendment goes forward only", town, ASSESS, "/assessment/schemes/amend", "AMENDMENT_BACKDATED",
                 scheme_id=number, effective_from="2025-01-01", reason="样例")
    return number


# ---- four inspections and their year ------------------------------------------------------------------------------------------

def inspected_year(town):
    items = [{"item_id": "project", "name": "重点项目", "weight_percent": 60}, {"item_id": "service", "name": "营商环境", "weight_percent": 40}]
    for quarter, day in ((1, "2025-04-07"), (2, "2025-07-07"), (3, "2025-10-09"), (4, "2026-01-05")):
        town.today(day)
        plan = town.do(ASSESS, "/assessment/inspections/plan", quarter=f"{YEAR}Q{quarter}", title="督查", items=items, unit_ids=list(COUNTIES))
        number = plan["inspection_id"]
        town.do(ASSESS, "/assessment/inspections/begin", inspection_id=number)
        scores = [{"unit_id": u, "item_id": i["item_id"], "score": 9000 - 137 * n - 61 * quarter - 13 * k}
                  for n, u in enumerate(COUNTIES) for k, i in enumerate(items)]
        town.do(ASSESS, "/assessment/inspections/scores", inspection_id=number, inspector_id="c-dc", mode="OPEN", evidence="底稿", scores=scores)
        until = town.do(ASSESS, "/assessment/inspections/rank", inspection_id=number)["objection_until"]
        town.today(after(until))
        town.do(ASSESS, "/assessment/inspections/publish", inspection_id=number)
    town.do(ASSESS, "/assessment/inspections/roll-up", year=YEAR)


# ---- data ------------------------------------------------------------------------------------------------------------------

def values(units, of):
    return [{"unit_id": u, "state": "SCORED", "value": of(n), "evidence": "样例报表"} for n, u in enumerate(units)]


def supply(town, number, indicator_id, rows):
    town.do(OWNER, "/assessment/scores/data", scheme_id=number, indicator_id=indicator_id, document="样例统〔2026〕1号", values=rows)


def data(story, town, number):
    town.do(ASSESS, "/assessment/scores/open", year=YEAR, unit_kind="COUNTY")
    story.barred("非数据责任单位不得报送 | only the owner supplies the data", town, SECOND, "/assessment/scores/data", "NOT_DATA_OWNER",
                 scheme_id=number, indicator_id="gdp", document="样例", values=values(TOWNS, lambda n: 1))
    supply(town, number, "gdp", values(COUNTIES, lambda n: 9973 - 401 * n))
    supply(town, number, "env", values(COUNTIES, lambda n: (n * 5) % 7))
    supply(town, number, "invest", values(TOWNS, lambda n: 120 - 55 * n))
    supply(town, number, "grain", values(FARMS, lambda n: 700 + 31 * n))
    town.pull_the_plug("assessment")
    supply(town, number, "year", values(COUNTIES, lambda n: 9100 - 333 * n))
    missing = [{"unit_id": "u-c3", "state": "MISSING", "reason": "样例：未报"}, {"unit_id": "u-c2", "state": "NOT_APPLICABLE", "reason": "样例：无此任务"}]
    supply(town, number, "invest", missing)
    for leader, marks in (("c-ld", (9000, 8200, 7700)), ("c-dc", (8800, 8900, 7001))):
        for group, units in (("town", TOWNS), ("farm", FARMS)):
            town.do(ASSESS, "/assessment/scores/leader", scheme_id=number, indicator_id="lead", group_id=group, leader_id=leader,
                    document="评价表", ratings=[{"unit_id": u, "points": p} for u, p in zip(units, marks)])
    town.do(ASSESS, "/assessment/scores/adjust", scheme_id=number, unit_id="u-c4", kind="BONUS", points=250, reason="样例：获表彰", document="样例表〔2025〕3号")
    town.do(ASSESS, "/assessment/scores/adjust", scheme_id=number, unit_id="u-c4", kind="BONUS", points=100, reason="样例：试点", document="样例改〔2025〕8号")
    town.do(HEAD, "/assessment/scores/veto", scheme_id=number, unit_id="u-c6", veto_id="safety", document="样例安〔2025〕2号")


# ---- checked evidence, acceptance row by row ---------------------------------------------------------------------------------

def evidence(story, town, number):
    """What the scheme asks for of one indicator: files, each looked at by a second person."""
    files = [town.do(OWNER, "/assessment/scores/evidence/register", scheme_id=number, indicator_id="gdp", unit_id=u, file_name="样例报表.pdf", bytes=20480 + n,
                     sha256=f"{n:064x}", kept_at="样例档案室3柜")["evidence_id"] for n, u in enumerate(COUNTIES)]
    check = "/assessment/scores/evidence/check"
    story.barred("登记人不得核验 | who registered it does not check it", town, OWNER, check, "INDICATOR_EVIDENCE_OWN", evidence_id=files[0], accepted=True)
    story.barred("被考核单位不得核验 | nor does the unit that is measured", town, SECOND, check, "SELF_DEALING", evidence_id=files[1], accepted=True)
    for f in files[:-1]:
        town.do(ASSESS, check, evidence_id=f, accepted=True)
    story.same("佐证由数据责任单位全看，被考核单位只看本单位的 | the owner reads all of it, a unit what is about itself",
               (len(town.rows(OWNER, "/assessment/scores/evidence")), [e["unit_id"] for e in town.rows(SECOND, "/assessment/scores/evidence")]), (6, ["u-c2"]))
    return files[-1]


def accepted(story, town, number):
    unchecked = evidence(story, town, number)
    path, rows = "/assessment/scores/accept", [{"indicator_id": r["indicator_id"], "unit_id": r["unit_id"], "accepted": True}
                                               for r in town.rows(ASSESS, f"/assessment/scores/indicators?scheme_id={number}")]
    refusal = town.refusal(ASSESS, path, scheme_id=number, rows=rows)
    story.same("佐证未核验的行不予验收，指明行 | a row whose evidence nobody checked is not accepted, and named",
               (refusal.code, [rows[e["row"] - 1] for e in refusal.body["errors"]]), ("INDICATOR_EVIDENCE_UNCHECKED", [{"indicator_id": "gdp", "unit_id": "u-c6", "accepted": True}]))
    town.do(ASSESS, "/assessment/scores/evidence/check", evidence_id=unchecked, accepted=True)
    town.do(ASSESS, path, scheme_id=number, rows=rows)
    story.barred("验收即锁定 | what is accepted is locked", town, OWNER, "/assessment/scores/data", "DATA_LOCKED", scheme_id=number, indicator_id="env",
                 document="样例", values=values(["u-c1"], lambda n: 1))
    town.do(HEAD, "/assessment/scores/unlock", scheme_id=number, indicator_id="env", unit_id="u-c1", reason="样例：口径调整")
    story.barred("方案要求逐行验收，有一行未验收即不合成 | one row that is not accepted, and nothing is composed", town, ASSESS, "/assessment/scores/compute",
                 "DATA_NOT_ACCEPTED", scheme_id=number)
    supply(town, number, "env", values(["u-c1"], lambda n: 0))
    town.do(ASSESS, path, scheme_id=number, rows=[{"indicator_id": "env", "unit_id": "u-c1", "accepted": True}])


# ---- scores ----------------------------------------------------------------------------------------------------------------

def recomputed(town):
    run = subprocess.run(["/usr/bin/python3", RECOMPUTE, town.journal("assessment")], capture_output=True, text=True, timeout=120)
    return run.returncode, (run.stdout + run.stderr).strip()


def can_fail(town):
    """One recorded total changed by a hundredth: the independent program has to see it."""
    book = annual_scores.read(town.journal("assessment"))
    scheme_id, recorded, told, computed = book.results[0]
    recorded[0].total += 1
    return list(annual_scores.differences(scheme_id, recorded, told, computed))


def why(story, town, number):
    """Down from a total to the event its parts rest on."""
    row = town.one(ASSESS, "/assessment/scores/units", scheme_id=number, unit_id="u-c3")
    nodes = {n["node"]: n for n in row["nodes"]}
    story.check("总分逐层可追：组成部分、指标、原始数据 | the total opens down to the raw record",
                {"total", "performance", "performance/gdp", "inspection", "leader/lead"} <= set(nodes) and nodes["performance/gdp"]["value"] == 9171)
    events = {f"{e['site']}/{e['service']}/{e['sequence']}": e for e in town.events()}
    source = events.get(nodes["performance/gdp"]["source"])
    story.check("指标得分指向登记它的事件 | an indicator names the event it rests on",
                source and source["type"] == "IndicatorScored" and source["body"]["unit_id"] == "u-c3", source)
    story.check("缺失一项按零分计并注明 | what is missing is zero by name", "缺失 1 项" in nodes["performance"]["note"], nodes["performance"])
    other = {n["node"]: n for n in town.one(ASSESS, "/assessment/scores/units", scheme_id=number, unit_id="u-c2")["nodes"]}
    story.same("不适用项的权重由其余指标分担 | what does not apply shares out its weight",
               (other["performance/gdp"]["share_numerator"] * 70, other["performance/invest"]["share_numerator"]),
               (other["performance/gdp"]["share_denominator"] * 37, 0))


def scores(story, town, number):
    first = town.do(ASSESS, "/assessment/scores/compute", scheme_id=number)
    why(story, town, number)
    status, said = recomputed(town)
    story.check(f"独立程序由日志重算，一分不差（{said}） | an independent program computes every score again", status == 0, said)
    story.same("记录的总分差百分之一分，独立程序看得出来 | a total that is off by a hundredth is seen", len(can_fail(town)), 1)
    objection = town.do(SECOND, "/assessment/scores/object", scheme_id=number, indicator_id="env", reason="样例：多扣一次")["objection_id"]
    town.do(HEAD, "/assessment/scores/decide-objection", objection_id=objection, upheld=True, value=3, reason="样例：核实")
    second = town.do(ASSESS, "/assessment/scores/compute", scheme_id=number)
    story.check("更正后得分变化，结果指纹随之变化 | a correction changes the hash", first["hash"] != second["hash"])
    story.barred("异议期未满，不得确认 | no confirmation while units may object", town, HEAD, "/assessment/scores/confirm",
                 "OBJECTION_PERIOD_RUNS", scheme_id=number)
    town.today(after(second["objection_until"]))
    town.pull_the_plug("assessment")
    town.do(HEAD, "/assessment/scores/confirm", scheme_id=number)
    town.settle()
    year = town.one(ASSESS, "/assessment/scores/years", scheme_id=number)
    story.same("确认的结果指纹即合成时的指纹 | what is confirmed has the hash that was computed", (year["state"], year["hash"]),
               ("CONFIRMED", second["hash"]))
    status, said = recomputed(town)
    story.check(f"更正后再由日志重算，仍一分不差（{said}） | and again after the correction", status == 0 and said.startswith("2 results, 12 scores"), said)


# ---- grades ----------------------------------------------------------------------------------------------------------------

def grades(story, town, number):
    ranked = {r["unit_id"]: r for r in town.rows(ASSESS, "/assessment/scores/units") if r["scheme_id"] == number}
    vetoed = next(u for u, r in ranked.items() if r["vetoes"])
    proposal = [{"unit_id": u, "grade": "GOOD"} for u in ranked]
    story.barred("有一票否决不得评优 | a vetoed team is not excellent", town, ASSESS, "/assessment/grades/propose", "VETO_EXCELLENT", scheme_id=number,
                 grades=[{**g, "grade": "EXCELLENT" if g["unit_id"] == vetoed else "GOOD", "reason": "样例"} for g in proposal])
    firsts = [u for u, r in ranked.items() if r["rank"] == 1 and u != vetoed]
    best = [{**g, "grade": "EXCELLENT" if g["unit_id"] in firsts[:1] else "GOOD"} for g in proposal]
    over = [{**g, "grade": "EXCELLENT", "reason": "样例"} if g["unit_id"] != vetoed else g for g in proposal]
    story.barred("优秀班子超过三成：拒绝 | more than three in ten excellent: refused", town, ASSESS, "/assessment/grades/propose", "TEAM_CAP",
                 scheme_id=number, grades=over)
    town.do(ASSESS, "/assessment/grades/propose", scheme_id=number, grades=best)
    town.do(HEAD, "/assessment/grades/decide", scheme_id=number, held_on=clock_day(town), members=9, present=8, in_favour=7, minutes="样例纪要",
            dissents=[{"member": "样例委员", "opinion": "样例：保留意见"}])
    until = town.do(ASSESS, "/assessment/grades/notify", scheme_id=number)["objection_until"]
    town.today(after(until))
    town.do(HEAD, "/assessment/grades/finalize", scheme_id=number)
    town.settle()
    graded = {e["body"]["unit_id"]: e["body"] for e in town.events() if e["type"] == "TeamGraded"}
    story.same("每个班子定等次，优秀班子成员优秀比例三成、奖金系数1.2 | every team is graded; the excellent one is linked to its ratio and bonus",
               (len(graded), graded[firsts[0]]["grade"], graded[firsts[0]]["members_percent"], graded[firsts[0]]["bonus_percent"]),
               (6, "EXCELLENT", 30, 120))


def annual(story):
    accounts = [(OWNER, "样例负责人", CITY, "u-fg", "", "unit.head"), (SECOND, "样例负责人", "150403", "u-c2", "", "unit.head")]
    with Town(CITY, extra_accounts=accounts) as town:
        town.today("2025-01-02")
        town.load_policy()
        import_roster(town, CADRE, *roster())
        number = frozen_scheme(story, town, asking())
        inspected_year(town)
        data(story, town, number)
        accepted(story, town, number)
        scores(story, town, number)
        grades(story, town, number)
        all_daemons_stand(story, town)


if __name__ == "__main__":
    tell(annual)
