#!/usr/bin/python3
"""Getting to know people outside an appointment (rows S1, S2, the front-line part of S4), on a real site through HTTP: a frontline
observation with its special talk, a no-post inspection, the evaluation of a team after its election, recognition in an epidemic.
What each files becomes a source of the special list; the person reads the summary about him, his colleagues nothing; what was said
in talks leaves the daemon nowhere. The daemons are killed in the middle."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import SERVICES, Chain, Refused, Town, all_daemons_stand, arrow, decided, files_with, import_roster, new_key, person, tell, unit  # noqa: E402
from cast import CADRE, CITY, DEPUTY, DISCIPLINE, HEAD, LIN, UNITS, after, clock_day, people  # noqa: E402

PERSON, COLLEAGUE, PARTY = "p.lin", "p.ju", "party.jt"
OBSERVERS = ["c-zz1", "c-zz2"]
SPOKEN = "村支书说他七天七夜没有下堤坝，嗓子喊哑了还在组织转移老人"
SEEN = "在东河堤防看到他带队装填沙袋，转移群众二百余人无一伤亡"
HEARD = "工友反映他每周三到工地，欠薪问题当场协调解决从不推诿"
SECRETS = [s.encode() for s in (SPOKEN, SEEN, HEARD)]
ANSWERS = {"asks": ["思路清楚，重点是堤防加固", SPOKEN, "建议增加应急物资"], "looks": ["堤防现场秩序好", "带头值守", "群众认可"],
           "discusses": ["作风扎实", "统筹协调有待加强", "愿到基层"]}


def roster():
    more = [person("c-zz1", "部样甲", "u-zz", "乡科级正职", CITY), person("c-zz2", "部样乙", "u-zz", "乡科级副职", CITY),
            person("c-jtk", "科样长", "u-jt", "乡科级正职", CITY)]
    rows = people() + more
    for row in rows:
        row["驻村第一书记"] = "是" if row["人员编码"] == "c-nm" else "否"
    return rows


def sees(story, words, town, account, path, count):
    story.same(words, len(town.rows(account, path)), count)


# ---- 1 frontline observation and special talk (W2.1) -------------------------------------------------------------------------

def planned(story, town):
    plan = {"cadre_id": LIN, "occasion": "CRISIS", "domain": "EPIDEMIC", "purpose": "防汛防疫一线表现"}
    path = "/assessment/observations/plan"
    story.barred("一个人不能去考察 | one observer is too few", town, CADRE, path, "OBSERVERS_TOO_FEW", **plan, observer_ids=["c-zz1"])
    story.barred("同单位的人应当回避 | somebody of his own unit stands back", town, CADRE, path, "OBSERVER_SAME_UNIT", **plan,
                 observer_ids=["c-zz1", "c-jtk"])
    town.do(CADRE, "/assessment/recusals/declare", cadre_id="c-dc", other_id=LIN, ground="INTEREST")
    story.barred("申报过回避的人不得参加 | a declared recusal holds", town, CADRE, path, "OBSERVER_RECUSED", **plan,
                 observer_ids=["c-zz1", "c-dc"])
    number = town.do(CADRE, path, **plan, observer_ids=OBSERVERS)["observation_id"]
    town.settle()
    story.check("计划列出即有待办 | planning opens a to-do", any(t["kind"] == "field_observation" and t["matter_id"] == number for t in
                town.get(CADRE, "/todos?limit=500")["items"]))
    story.check("本人时间线上看不到考察计划 | his own timeline does not announce the visit",
                "FieldObservationPlanned" not in [t["type"] for t in town.get(PERSON, f"/dossiers/{LIN}?limit=500")["timeline"]])
    return number


def observed(story, town, number):
    day = clock_day(town)
    talk = {"observation_id": number, "talker_ids": OBSERVERS, "held_on": day}
    story.barred("先考察后谈话 | one looks before one talks", town, CADRE, "/assessment/observations/talk", "STATE_WRONG", **talk, relation="PEER",
                 asked_id="c-jt", **ANSWERS)
    town.do(CADRE, "/assessment/observations/visit", observation_id=number, observer_ids=OBSERVERS, visited_on=day, place="东河堤防", record=SEEN,
            evidence=["照片17"])
    story.barred("必谈缺项不予登记 | an item of the form is missing", town, CADRE, "/assessment/observations/talk", "TALK_ITEM_MISSING", **talk,
                 relation="SUPERIOR", asked_id="c-jt", **{**ANSWERS, "discusses": ["作风扎实", "统筹协调有待加强"]})
    story.barred("下级不能充作同级 | a subordinate does not pass as a peer", town, CADRE, "/assessment/observations/talk", "ASKED_RELATION", **talk,
                 relation="PEER", asked_id="c-jtk", **ANSWERS)
    town.do(CADRE, "/assessment/observations/talk", **talk, relation="SUBORDINATE", asked_id="c-jtk", **{**ANSWERS, "asks": ["一", "二", "三"]})
    conclude = {"observation_id": number, "verdict": "GOOD", "talk_verdict": "FAIRLY_GOOD", "finding": "急难险重任务面前靠前指挥，担当有为",
                "summary": "防汛防疫一线靠前指挥，表现突出"}
    path = "/assessment/observations/conclude"
    story.barred("只与下级谈话不得评价 | subordinates alone carry no verdict", town, CADRE, path, "TALK_SUBORDINATES_ONLY", **conclude, evidence=["照片17"])

    key = new_key()
    body = {**talk, "relation": "SERVED", "asked_name": "东河村支书", **ANSWERS}
    first = town.do(CADRE, "/assessment/observations/talk", key, **body)
    town.pull_the_plug("assessment")
    second, replayed = town.again(CADRE, "/assessment/observations/talk", key, **body)
    story.check("谈话登记后考核服务断电：重试得到原编号，不重复登记 | assessment is killed after the talk; the retry gets the same number",
                replayed and second == first, f"{replayed} {first} {second}")
    row = town.one(CADRE, f"/assessment/observations?cadre_id={LIN}")
    story.same("谈话两次，其中一次不是下级 | two talks, one beyond subordinates", (row["talks"], row["talks_beyond_subordinates"]), (2, 1))
    story.barred("没有佐证不得评价 | a verdict needs evidence", town, CADRE, path, "FINDING_EVIDENCE_MISSING", **conclude)
    town.do(CADRE, path, **conclude, evidence=["照片17", "谈话记录2份"])


def filed(story, town, number):
    path = "/assessment/observations/review"
    sees(story, "复核归档前本人无评价可读 | before it is filed there is nothing for him to read", town, PERSON, "/assessment/findings", 0)
    story.barred("未复核不得归档 | no filing before the review", town, CADRE, "/assessment/observations/file", "STATE_WRONG", observation_id=number)
    town.do(DEPUTY, path, observation_id=number, accepted=True, note="事实清楚")
    story.barred("复核人不得归档 | the reviewer does not file", town, DEPUTY, "/assessment/observations/file", "FINDING_FILE_OWN", observation_id=number)
    town.do(CADRE, "/assessment/observations/file", observation_id=number)
    town.settle()
    chain = Chain(town)
    decided(story, chain, "归档：考察和谈话各成一条依据 | filing makes one piece of each", chain.one("FieldObservationFiled"), chain.one("SpecialTalkFiled"))
    pieces = sorted(e["source"] for e in town.rows(CADRE, "/assessment/evidence") if e["cadre_id"] == LIN)
    story.same("清单依据里有一线考察和专项谈话 | the list has both as sources of their own", pieces, ["OBSERVATION", "SPECIAL_TALK"])
    mine = town.rows(PERSON, "/assessment/findings")
    story.same("本人可读归档摘要 | he reads the summary about himself", sorted({m["summary"] for m in mine}), ["防汛防疫一线靠前指挥，表现突出"])
    sees(story, "同事读不到 | a colleague reads nothing of it", town, COLLEAGUE, "/assessment/findings", 0)
    story.same("翻页的游标也不说出别人 | nor does the cursor of a page name anybody else", town.get(COLLEAGUE, "/assessment/findings?limit=1"), {"items": [], "next": ""})
    story.check("待办已销 | the to-do is gone", not [t for t in town.get(CADRE, "/todos?limit=500")["items"] if t["matter_id"] == number])


def copied(story, town):
    """A second observation with the text of the first is taken, and shown."""
    number = town.do(CADRE, "/assessment/observations/plan", cadre_id="c-sw", occasion="POST", domain="BUSINESS", observer_ids=OBSERVERS,
                     purpose="日常")["observation_id"]
    town.do(CADRE, "/assessment/observations/visit", observation_id=number, observer_ids=OBSERVERS, visited_on=clock_day(town), place="商务局",
            record=SEEN)
    row = town.one(CADRE, "/assessment/observations?cadre_id=c-sw")
    visit = town.one(CADRE, "/assessment/observation-visits", observation_id=number)
    story.check("雷同记录照收，并标明与哪份相同 | the same text is taken and marked with the record that had it first",
                row["same_texts"] == 1 and visit["same_text_as"].startswith("visit-"), (row, visit))


# ---- 2 no-post inspection (W2.2) -----------------------------------------------------------------------------------------------

def no_post(story, town):
    motion = {"cadre_id": "c-sw", "post_id": "u-nm.31", "kind": "PROMOTION", "ground": "ORDINARY",
              "qualification": {"education": "BACHELOR", "grassroots_years": 6, "posts_at_level": 2, "fit": True}}
    town.kill("assessment")            # it must learn of the procedure later, all the same
    town.do(CADRE, "/personnel/appointments", **motion)
    town.revive("assessment")
    town.settle()
    plan = {"title": "年中无任用考察", "inspector_ids": OBSERVERS}
    e = town.refusal(CADRE, "/assessment/no-post-inspections/plan", **plan, cadre_ids=[LIN, "c-sw"])
    story.check("正在任用程序中的人应分出，指明第几行 | who stands in an appointment procedure is named with his row",
                e is not None and e.code == "APPOINTMENT_PENDING" and e.body["errors"][0]["row"] == 2, e and e.body)
    number = town.do(CADRE, "/assessment/no-post-inspections/plan", **plan, cadre_ids=[LIN])["inspection_id"]
    path, day = "/assessment/no-post-inspections/angle", clock_day(town)
    looked = {"inspection_id": number, "cadre_id": LIN, "inspector_ids": OBSERVERS, "observed_on": day}
    summary = {"inspection_id": number, "cadre_id": LIN, "verdict": "GOOD", "finding": "多角度了解，反映一致", "summary": "协调解决难题有办法",
               "evidence": ["座谈记录"]}
    story.barred("本人自述不算角度 | the person himself is no angle", town, CADRE, path, "ANGLE_SELF", **looked, angle="SELF", asked_id=LIN, record="自述")
    town.do(CADRE, path, **looked, angle="SUPERIOR", asked_id="c-jt", record="主要负责人认为可以放心交任务")
    town.do(CADRE, path, **looked, angle="SERVED", asked_name="工友", record=HEARD)
    story.barred("两个角度不够 | two angles are too few", town, CADRE, "/assessment/no-post-inspections/summarise", "ANGLES_TOO_FEW", **summary)
    town.do(CADRE, path, **looked, angle="SITE", asked_name="公路工地", record="现场台账完整")
    town.do(CADRE, "/assessment/no-post-inspections/summarise", **summary)
    story.barred("写小结的人不得汇入 | the author does not pool", town, CADRE, "/assessment/no-post-inspections/pool", "ROLE_MISSING", inspection_id=number)
    town.do(DEPUTY, "/assessment/no-post-inspections/return", inspection_id=number, cadre_id=LIN, note="补充同级反映")
    town.do(CADRE, path, **looked, angle="SUBORDINATE", asked_id="c-jtk", record="对下属要求严、带得动")
    town.do(CADRE, "/assessment/no-post-inspections/summarise", **summary)
    town.do(DEPUTY, "/assessment/no-post-inspections/pool", inspection_id=number)
    town.settle()
    chain = Chain(town)
    decided(story, chain, "汇入：一人一条结果 | pooling gives one result a person", chain.one("NoPostFindingPooled", cadre_id=LIN),
            chain.one("NoPostInspectionPooled"))
    story.same("结果写明四个角度 | four angles stand in the result", chain.one("NoPostFindingPooled")["body"]["angles"], 4)


# ---- 3 a team after its election (W2.3) --------------------------------------------------------------------------------------

def surveyed(story, town):
    plan = {"unit_id": "u-jt", "title": "换届后调研", "surveyor_ids": OBSERVERS}
    story.barred("换届不满三个月不评估 | too early after the election", town, CADRE, "/assessment/team-surveys/plan", "ELECTION_WINDOW", **plan,
                 elected_on="2025-02-10")
    number = town.do(CADRE, "/assessment/team-surveys/plan", **plan, elected_on="2024-10-10")["survey_id"]
    town.do(CADRE, "/assessment/team-surveys/visit", survey_id=number, surveyor_ids=OBSERVERS, visited_on=clock_day(town), place="交通局",
            record="走访三个处室和两个项目部，听取十二人意见")
    dims = [{"dimension": d, "score": 8500, "evidence": "走访记录"} for d in
            ("POLITICAL", "IDEAS", "PROGRESS", "RIGHT_WRONG", "PUBLIC_PRIVATE", "REAL_SHAM")]
    dims[2]["score"] = 9002
    head = {"cadre_id": "c-jt", "condition": "GOOD", "role": "GOOD", "verdict": "GOOD", "summary": "主持有力", "evidence": "座谈"}
    lin = {**head, "cadre_id": LIN, "role": "FAIRLY_GOOD", "verdict": "FAIRLY_GOOD", "summary": "分管工作推进快"}
    path = "/assessment/team-surveys/score"
    e = town.refusal(CADRE, path, survey_id=number, dimensions=dims, members=[head])
    story.check("漏评成员指名 | the member left out is named", e is not None and e.code == "TEAM_MEMBER_MISSING" and LIN in str(e.body), e and e.body)
    story.barred("评分须有依据 | a score rests on evidence", town, CADRE, path, "SURVEY_EVIDENCE_MISSING", survey_id=number,
                 dimensions=[{**dims[0], "evidence": ""}, *dims[1:]], members=[head, lin])
    answer = town.do(CADRE, path, survey_id=number, dimensions=dims, members=[head, lin])
    story.same("综合得分按权重、四舍五入到百分之一分 | the composite by the weights, a half rounded up", int(answer["composite"]), 8626)
    town.do(DEPUTY, "/assessment/team-surveys/conclude", survey_id=number, verdict="GOOD", opinion="班子状态好，是非面前立场鲜明")
    town.settle()
    chain = Chain(town)
    decided(story, chain, "结果：班子一条、成员各一条 | one result for the team and one for each member", chain.one("TeamEvaluated"),
            *chain.of("MemberEvaluated", survey_id=number))
    town.do(CADRE, "/assessment/team-surveys/feedback", survey_id=number, told_on=clock_day(town), improvements=["加强项目前期"])
    sees(story, "班子看得到自己的反馈 | the team reads its own feedback", town, PARTY, "/assessment/team-surveys", 1)
    sees(story, "别的单位看不到 | another unit does not", town, "party.nm", "/assessment/team-surveys", 0)
    story.barred("改进须有佐证 | an improvement needs proof", town, PARTY, "/assessment/team-surveys/improvement", "SURVEY_EVIDENCE_MISSING",
                 survey_id=number, measures="建立项目前期专班")
    town.do(PARTY, "/assessment/team-surveys/improvement", survey_id=number, measures="建立项目前期专班", proof="专班文件")
    town.do(CADRE, "/assessment/team-surveys/check", survey_id=number, accepted=True, note="已见成效")
    story.same("改进验收 | closed", town.get(CADRE, f"/assessment/team-surveys/{number}")["state"], "CLOSED")


# ---- 4 recognised in the epidemic, and used (W2.5) -------------------------------------------------------------------------------

def recognised(story, town):
    front = town.do(HEAD, "/assessment/frontlines/declare", title="三月疫情", kind="EPIDEMIC", domain="EPIDEMIC", starts_on="2025-03-01",
                    unit_ids=["u-jt"], document="通知〔2025〕3号")["frontline_id"]
    deed = {"frontline_id": front, "deed": "连续二十天值守交通卡口，未漏一车一人", "evidence": ["卡口日志"]}
    path = "/assessment/frontlines/recommend"
    story.barred("不在一线的单位不得推荐 | a unit that is not at that front does not recommend", town, "party.nm", path, "RECOMMENDER_NOT_AT_FRONT",
                 cadre_id="c-nm", **deed)
    lin = town.do(PARTY, path, cadre_id=LIN, **deed)["recommendation_id"]
    secretary = town.do(PARTY, path, cadre_id="c-nm", **{**deed, "deed": "包村防控，组织群众自救互助二十余天"})["recommendation_id"]
    story.barred("同一人不重复推荐 | nobody is recommended twice", town, PARTY, path, "RECOMMENDED_ALREADY", cadre_id=LIN, **deed)
    verify = {"verifier_ids": OBSERVERS, "borne_out": True, "finding": "查阅日志并走访，属实", "evidence": ["走访记录"]}
    for number in (lin, secretary):
        town.do(CADRE, "/assessment/frontlines/verify", recommendation_id=number, **verify)
    town.do(HEAD, "/assessment/frontlines/recognise", recommendation_id=lin, outcome="TIMELY_REWARD", document="嘉奖〔2025〕2号",
            summary="卡口值守二十天，及时奖励")
    story.barred("纳入提拔使用须写方向 | the promotion track names its direction", town, HEAD, "/assessment/frontlines/recognise", "TRACK_REQUIRED",
                 recommendation_id=secretary, outcome="PROMOTE_TRACK", summary="包村防控有力")
    town.do(HEAD, "/assessment/frontlines/recognise", recommendation_id=secretary, outcome="PROMOTE_TRACK", track="FURTHER_USE", summary="包村防控有力")
    town.settle()
    chain = Chain(town)
    story.same("认定写明结果、方向、领域和是否驻村第一书记 | the recognition says outcome, track, front and village first secretary",
               [(e["body"]["cadre_id"], e["body"]["outcome"], e["body"]["track"], e["body"]["domain"], e["body"]["first_secretary"])
                for e in chain.of("FrontlineRecognised")],
               [(LIN, "TIMELY_REWARD", "UNSPECIFIED", "EPIDEMIC", False), ("c-nm", "PROMOTE_TRACK", "FURTHER_USE", "EPIDEMIC", True)])
    town.do(HEAD, "/assessment/frontlines/end", frontline_id=front, ended_on=clock_day(town))
    return front


def used(story, town):
    """Personnel appoints him by its own procedure, while assessment is down."""
    day, base = clock_day(town), "/personnel/appointments"
    number = town.do(CADRE, base, cadre_id="c-nm", post_id="u-sw.32", kind="FURTHER_USE", ground="EPIDEMIC_MECHANISM", domain="EPIDEMIC",
                     qualification={"education": "BACHELOR", "grassroots_years": 6, "posts_at_level": 2, "fit": True})["appointment_id"]
    town.settle()
    story.barred("进入任用程序即不再列入无任用考察 | once the procedure has begun he is on no such list", town, CADRE,
                 "/assessment/no-post-inspections/plan", "APPOINTMENT_PENDING", title="再次考察", cadre_ids=["c-nm"], inspector_ids=OBSERVERS)
    town.do(CADRE, base + "/recommendation", appointment_id=number, held_on=day, expected=60, present=50, in_favour=45, talks=10)
    asked = town.do(CADRE, base + "/inspection", appointment_id=number, notice_on=day, inspectors=OBSERVERS)["request_id"]
    town.settle()
    town.do(DISCIPLINE, "/accountability/integrity/answer", request_id=asked, opinion="NO_OBJECTION", document="纪函〔2025〕1号")
    town.settle()
    town.do(CADRE, base + "/clearances", appointment_id=number, items=[{"kind": k, "clear": True, "document": f"核{k}", "obtained_on": day}
            for k in ("ARCHIVE", "PERSONAL_MATTERS", "LEADS")])
    town.do(CADRE, base + "/inspection-conclusion", appointment_id=number, suitable=True, summary="敢于担当，群众公认")
    town.do(HEAD, base + "/decision", appointment_id=number, vote={"body": "部务会", "met_on": day, "expected": 9, "present": 9, "in_favour": 9,
                                                                  "against": 0})
    town.do(CADRE, base + "/publicity", appointment_id=number, scope="两单位")
    town.today("2025-03-17")
    town.kill("assessment")
    town.do(HEAD, base + "/effect", appointment_id=number, document="任〔2025〕7号")
    town.revive("assessment")
    town.settle()
    chain = Chain(town)
    appointed, note = chain.one("Appointed", cadre_id="c-nm"), chain.one("FrontlineUsed")
    arrow(story, chain, "任职 → 认定记明使用结果 | the appointment is noted with the recognition", note, appointed)
    story.same("使用方式、领域、来源 | how, which front, from which appointment",
               [note["body"][k] for k in ("use", "domain", "origin", "first_secretary")], ["FURTHER_USED", "EPIDEMIC", number, False])
    report = town.get(HEAD, "/report?year=2025")
    figures = {f["id"]: int(f["value"]) for s in report["sections"] for line in s["lines"] for f in line["figures"]}
    story.same("报告：认定二人，提拔使用、奖励各一，进一步使用一人；原有指标照旧只数任职 | the report counts recognitions beside what it counted before",
               [figures[k] for k in ("W06", "W06a", "W06b", "W07", "W07a", "W07b", "M08", "M08c")], [2, 1, 1, 1, 0, 0, 1, 1])


def closed_after_sixty_days(story, town, front):
    until = town.get(CADRE, f"/assessment/frontlines/{front}")["recommend_until"]
    town.today(until)
    story.check("补报期最后一日仍可推荐 | the last day still takes a recommendation", town.refusal(PARTY, "/assessment/frontlines/recommend",
                frontline_id=front, cadre_id="c-jt", deed="统筹全市交通卡口", evidence=["方案"]) is None)
    town.kill("gateway")               # it must take in the closing it misses
    town.start("gateway")
    town.today(after(until))
    story.barred("过期不再受理 | the day after does not", town, PARTY, "/assessment/frontlines/recommend", "RECOMMENDED_LATE", frontline_id=front,
                 cadre_id="c-jtk", deed="值守", evidence=["日志"])
    states = {r["cadre_id"]: r["state"] for r in town.rows(CADRE, "/assessment/recommendations")}
    story.same("已认定的随事件办结，未核实的照旧待办 | the recognised are closed with it, who waits still waits",
               (states[LIN], states["c-nm"], states["c-jt"]), ("CLOSED", "CLOSED", "RECOMMENDED"))


# ---- 5 what the list makes of it, and what stays inside ------------------------------------------------------------------------

def list_sees(story, town):
    number = town.do(CADRE, "/assessment/lists/open", scope="seen", title="专项清单", evidence_from="2025-01-01")["list_id"]
    town.do(CADRE, "/assessment/lists/draft", list_id=number, entries=[
        {"cadre_id": LIN, "tier": "OUTSTANDING", "rank": 1, "head": True, "reason": "一线考察、无任用考察、换届评估一致好评"}])
    pieces = sorted(e["source"] for e in town.rows(CADRE, "/assessment/evidence") if e["cadre_id"] == LIN)
    story.same("五条依据，各有来源 | five pieces, each with its source", pieces,
               ["FRONTLINE", "NO_POST_INSPECTION", "OBSERVATION", "POST_TERM", "SPECIAL_TALK"])
    story.same("独立来源：考察和谈话算一个，另有年度考核 | independent sources: observation and talk count once, the annual grade comes beside them",
               town.one(CADRE, f"/assessment/list-entries?cadre_id={LIN}")["sources"], 5)
    sees(story, "本人读到五条归档评价 | he reads all five", town, PERSON, "/assessment/findings", 5)
    sees(story, "同事只读到关于自己的那条 | his colleague reads the one about himself", town, COLLEAGUE, "/assessment/findings", 1)


def sealed(story, town):
    inside = [s for s in SERVICES if files_with(os.path.join(town.data, s), SECRETS)]
    story.same("所见所谈只在考核服务里 | what was seen and said lies in assessment alone", inside, ["assessment"])
    elsewhere = [f for f in files_with(town.folder, SECRETS) if not f.startswith("data/assessment/")]
    story.same("运行日志里没有 | nor in any log", elsewhere, [])
    text = str(town.events())
    story.check("事件流里没有 | nor in the stream", not any(s.decode() in text for s in SECRETS))
    try:
        town.get(CADRE, "/assessment/special-talks")
        told = "read"
    except Refused as e:
        told = e.code
    story.same("谈话记录只有部领导可读 | only the heads read the record of a talk", (told, len(town.rows(HEAD, "/assessment/special-talks"))),
               ("ROLE_MISSING", 2))


def observation(story):
    accounts = [(PERSON, "林样担", CITY, "u-jt", LIN, "cadre"), (COLLEAGUE, "局样长", CITY, "u-jt", "c-jt", "cadre"),
                (PARTY, "交通局党组", CITY, "u-jt", "", "unit.party"), ("party.nm", "农牧局党组", CITY, "u-nm", "", "unit.party")]
    with Town(CITY, extra_accounts=accounts) as town:
        town.today("2025-03-03")
        town.load_policy()
        import_roster(town, CADRE, UNITS, roster())
        number = planned(story, town)
        observed(story, town, number)
        filed(story, town, number)
        copied(story, town)
        no_post(story, town)
        surveyed(story, town)
        front = recognised(story, town)
        used(story, town)
        closed_after_sixty_days(story, town, front)
        list_sees(story, town)
        sealed(story, town)
        all_daemons_stand(story, town)


if __name__ == "__main__":
    tell(observation)
