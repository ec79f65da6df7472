"""Selection on a running site: missing evidence is warned of before the freeze, whoever is on the list reads his own place and nobody
else's; an appointment by the list waits for the discipline commission, which answers by message and may object, for other agencies that
are asked numbered questions, and for the sheet that says of everybody else at the head why he was not chosen; one that ends leaves
nothing waiting; a campaign against the middle blockage and a signed negative list lead to proposals only; a team's portrait says by which
rule. Daemons lose their power on the way."""
import base64
import hashlib
import os
import secrets
import sys
from datetime import date

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ballot_client  # noqa: E402
from cast import CADRE, CITY, DISCIPLINE, HEAD, LIN, MOTION, SUPERVISION, UNITS, after, clock_day, people  # noqa: E402
from harness import Chain, Refused, Town, all_daemons_stand, import_roster, person, tell, unit  # noqa: E402

PERSON, COLLEAGUE, PETITIONS, POLICE = "lin.self", "jt.self", "vet.xf", "vet.ga"
PETITION_TEXT, VERDICT_TEXT = "样例一件信访事项未办结", "样例经核与本人无关"
AGENCIES = [unit("u-xf", "样例市信访局", "市直机关", CITY), unit("u-ga", "样例市公安局", "市直机关", CITY)]
SUSPICION, CLUE_TEXT, FACTS = "样例反映其在项目招投标中打招呼", "样例审批窗口拖延两月不办", "样例重点项目三次调度未推进"
BASE = "/personnel/appointments"
OBSERVERS = ["c-zz", "c-dc"]
BEHAVIOR_INACTION = 2
NAMED = {"c-nm": "牧样先", LIN: "林样担"}


def roster():
    return [*people(), person("c-ks", "科样长", "u-jt", "乡科级正职", CITY), person("c-kf", "科样副", "u-jt", "乡科级副职", CITY)]


def todo(town, account, kind):
    return [t for t in town.get(account, "/todos?limit=500")["items"] if t["kind"] == kind]


# ---- 1 the list: evidence in time, and the own page -------------------------------------------------------------------------------

def warned_in_time(story, town):
    number = town.do(CADRE, "/assessment/lists/open", scope="county", title="上半年清单", evidence_from="2025-01-01", freeze_on="2025-04-28",
                     levels=["COUNTY_HEAD", "COUNTY_DEPUTY"])["list_id"]
    town.today("2025-03-30")
    story.same("计划定稿四周前之前不预警 | more than four weeks before nothing is said", todo(town, CADRE, "list_evidence"), [])
    town.kill("assessment")
    town.revive("assessment")
    town.today("2025-03-31")
    warned = Chain(town).one("EvidenceShort", list_id=number)["body"]
    story.same("四周前：范围内五人，五人来源不足三个（断电后照常到期） | four weeks before: five in scope, all short of three sources",
               (warned["people"], warned["short_of_sources"], warned["sources_min"]), (5, 5, 3))
    due = todo(town, CADRE, "list_evidence")
    story.same("预警进入干部科待办，期限是计划定稿日 | it waits for the cadre office until the day of the freeze", [t["due_on"] for t in due], ["2025-04-28"])
    row = town.one(CADRE, f"/assessment/evidence-counts?list_id={number}", cadre_id=LIN)
    story.check("逐人：已有来源、还缺几个、缺哪些 | for each: what there is and what is missing",
                (row["sources"], row["missing"]) == (1, 2) and row["have"] == ["ANNUAL_GRADE"] and "OBSERVATION" in row["without"], row)
    return number


def evidence(town, cadre_id, source, bearing):
    town.do(CADRE, "/assessment/evidence/record", cadre_id=cadre_id, source=source, bearing=bearing, summary=f"样例依据{source}",
            observed_on=clock_day(town))


def frozen(story, town, number):
    for cadre_id in ("c-nm", LIN, "c-sw", "c-jt", "c-zz"):
        for source in ("OBSERVATION", "SPECIAL_TALK"):
            evidence(town, cadre_id, source, "NEGATIVE" if cadre_id == "c-jt" else "POSITIVE")
    town.today("2025-04-07")
    town.settle()
    story.same("补足依据，一周后预警解除 | a week later nobody is short: the warning is closed", todo(town, CADRE, "list_evidence"), [])
    entries = [{"cadre_id": c, "tier": "OUTSTANDING", "rank": i, "head": True, "reason": "一贯担当"} for i, c in enumerate(("c-nm", LIN, "c-sw"), 1)]
    entries.append({"cadre_id": "c-jt", "tier": "POOR", "rank": 4, "tail": True, "reason": "推进不力", "ground": "WEAK_PUSH", "behavior": "SLOW_ACTION"})
    town.do(CADRE, "/assessment/lists/draft", list_id=number, entries=entries)
    story.same("初稿阶段本人看不到 | a draft is shown to nobody", town.rows(PERSON, "/assessment/own-list-places"), [])
    town.do(CADRE, "/assessment/lists/inform", list_id=number, cadre_ids=["c-jt"], facts=FACTS)
    told = town.rows(COLLEAGUE, "/assessment/own-list-places")
    story.same("靠后人员一经告知即可查看本人位次和依据 | the tail reads its place and evidence with the notice",
               [(r["state"], r["rank"], r["tail"], len(r["evidence"]), r["facts"]) for r in told], [("INFORMED", 4, True, 3, FACTS)])
    town.do(CADRE, "/assessment/lists/rebuttal", list_id=number, cadre_id="c-jt", statement="有客观原因")
    town.do(CADRE, "/assessment/lists/judge", list_id=number, held_on=clock_day(town), members=9, present=9, in_favour=9, minutes="纪要1号")
    town.do(HEAD, "/assessment/lists/freeze", list_id=number)
    town.settle()


def own_page(story, town, number):
    mine = town.rows(PERSON, "/assessment/own-list-places")
    story.same("定稿后本人看到自己的位次 | frozen, he reads his own place", [(r["cadre_id"], r["state"], r["rank"], r["head"], r["entries"]) for r in mine],
               [(LIN, "IN_FORCE", 2, True, 4)])
    story.same("依据三条，各有来源 | with its evidence, each with its source", sorted({e["source"] for e in mine[0]["evidence"]}),
               ["ANNUAL_GRADE", "OBSERVATION", "SPECIAL_TALK"])
    story.same("看不到他人：按键读 | not another's by its key", code_of(town, PERSON, f"/assessment/own-list-places/c-nm/{number}"), "ROW_UNKNOWN")
    story.same("看不到他人：按人筛选 | nor by a filter", code_of(town, PERSON, "/assessment/own-list-places?cadre_id=c-nm"), "OUTSIDE_AUTHORITY")
    page = town.get(PERSON, "/assessment/own-list-places?limit=1")
    story.check("翻页标记也不泄露他人 | nor does the cursor tell of anybody", b"c-nm" not in bytes.fromhex(page["next"]), page)
    for path in ("/assessment/list-entries", "/assessment/lists", "/assessment/evidence", "/assessment/evidence-counts"):
        story.same(f"清单本身不对本人开放 {path} | the list itself stays closed to him", code_of(town, PERSON, path), "ROLE_MISSING")
    story.same("别处只有人数 | elsewhere there are counts alone", {k: v for k, v in Chain(town).one("ListFrozen")["body"].items() if k in ("entries", "head", "tail")},
               {"entries": 4, "head": 3, "tail": 1})


def code_of(town, account, path):
    try:
        town.get(account, path)
        return None
    except Refused as e:
        return e.code


# ---- 2 the commission is asked and answers ----------------------------------------------------------------------------------------

def moved(town):
    body = {**MOTION, "ground": "SPECIAL_LIST", "compared": [{"cadre_id": "c-nm", "reason": "另有安排"}, {"cadre_id": "c-sw", "reason": "任职年限不足"}]}
    number = town.do(CADRE, BASE, **body)["appointment_id"]
    day = clock_day(town)
    town.do(CADRE, BASE + "/recommendation", appointment_id=number, held_on=day, expected=60, present=50, in_favour=45, talks=10)
    return number


def decide(town, number):
    return {"appointment_id": number, "vote": {"body": "部务会", "met_on": clock_day(town), "expected": 9, "present": 9, "in_favour": 9, "against": 0}}


def clearances(town, number):
    day = clock_day(town)
    town.do(CADRE, BASE + "/clearances", appointment_id=number, items=[{"kind": k, "clear": True, "document": f"核{k}", "obtained_on": day}
            for k in ("ARCHIVE", "PERSONAL_MATTERS", "LEADS")])


def asked(story, town, number):
    town.do(SUPERVISION, "/accountability/warnings/raise", cadre_id=LIN, ground="样例：项目进度", behavior="SLOW_ACTION", origin="f-1")
    town.kill("accountability")                # the question waits in personnel's stream
    answer = town.do(CADRE, BASE + "/inspection", appointment_id=number, notice_on=clock_day(town), inspectors=OBSERVERS)
    town.revive("accountability")
    town.settle()
    due = todo(town, DISCIPLINE, "integrity_opinion")
    story.same("征求意见由消息送达纪检监察机关，有期限（其间服务断电） | the question reaches the commission by message, with its last day",
               [(t["matter_id"], t["due_on"]) for t in due], [(answer["request_id"], answer["reply_by"])])
    known = town.get(DISCIPLINE, f"/accountability/integrity-matters/{answer['request_id']}")
    story.same("系统比对在办事项 | what is known is laid beside it", [m["kind"] for m in known["matters"]], ["WARNING"])
    story.same("只有纪检监察机关可读 | the commission alone reads it", code_of(town, HEAD, "/accountability/integrity-matters"), "ROLE_MISSING")
    story.barred("不得代为登记 | nobody enters the opinion for it", town, CADRE, BASE + "/clearances", "INTEGRITY_BY_MESSAGE", appointment_id=number,
                 items=[{"kind": "DISCIPLINE", "clear": True, "document": "x", "obtained_on": clock_day(town)}])
    clearances(town, number)
    town.do(CADRE, BASE + "/inspection-conclusion", appointment_id=number, suitable=True, summary="敢于担当")
    story.barred("没有答复，不得讨论决定 | without an answer nothing is decided", town, HEAD, BASE + "/decision", "INTEGRITY_PENDING", **decide(town, number))
    return answer


def answered(story, town, number, question):
    path, reply = "/accountability/integrity/answer", {"request_id": question["request_id"], "document": "纪函〔2025〕1号"}
    town.today(after(question["reply_by"]))
    story.same("逾期未答复成为干部科待办 | past its day it becomes a matter of who asked", [t["matter_id"] for t in todo(town, CADRE, "integrity_late")],
               [question["request_id"]])
    later = town.do(DISCIPLINE, path, opinion="NOT_YET", ground="正在核实", **reply)["reply_by"]
    town.settle()
    story.same("暂不能答复：另定期限，逾期待办了结 | not yet: a new day, and the reminder is settled",
               ([t["due_on"] for t in todo(town, DISCIPLINE, "integrity_opinion")], todo(town, CADRE, "integrity_late")), ([later], []))
    story.check("暂不能答复不上本人时间线 | that it was put off is not on the person's timeline",
                "IntegrityDeferred" not in [e["type"] for e in town.get(HEAD, f"/dossiers/{LIN}?limit=500")["timeline"]])
    story.barred("有异议须写明理由 | an objection needs its ground", town, DISCIPLINE, path, "INTEGRITY_GROUND", opinion="OBJECTION", **reply)
    town.do(DISCIPLINE, path, opinion="OBJECTION", ground=SUSPICION, **reply)
    town.settle()
    story.barred("有不同意见，不得讨论决定 | with an objection nothing is decided", town, HEAD, BASE + "/decision", "INTEGRITY_OBJECTED", **decide(town, number))
    again = town.do(CADRE, BASE + "/integrity-opinion", appointment_id=number)
    town.settle()
    reply = {"request_id": again["request_id"], "document": "纪函〔2025〕2号"}
    story.barred("有在办事项而无异议的须说明 | no objection beside an open matter has to be explained", town, DISCIPLINE, path, "INTEGRITY_MATTER_OPEN",
                 opinion="NO_OBJECTION", **reply)
    town.do(DISCIPLINE, path, opinion="NO_OBJECTION", ground="预警事项正在整改，不影响任用", **reply)
    town.settle()
    given = Chain(town).one("IntegrityOpinionGiven", request_id=again["request_id"])
    story.check("意见作为事件返回，不含理由 | the answer comes back as an event, without its ground", SUSPICION not in str(town.events()) and
                given["body"]["opinion"] == "NO_OBJECTION", given)


# ---- other agencies are asked and answer by number --------------------------------------------------------------------------------

def agencies(town):
    town.do(HEAD, "/personnel/vetting-agencies", agency="xinfang", name="信访局", unit_id="u-xf", questions=[
        {"number": 1, "text": "是否有未办结的信访事项", "kind": "YES_NO", "adverse": "YES"}, {"number": 2, "text": "其他需要说明的情况", "kind": "TEXT"}])
    town.do(HEAD, "/personnel/vetting-agencies", agency="gongan", name="公安局", unit_id="u-ga", kinds=["PROMOTION"], questions=[
        {"number": 1, "text": "是否有违法犯罪记录", "kind": "YES_NO", "adverse": "YES"}])


def vetted(story, town, number):
    path = "/personnel/vettings"
    mine, theirs = (town.rows(account, path) for account in (PETITIONS, POLICE))
    story.same("随考察自动征求；各单位只见自己的题 | asked with the inspection, each agency its own questions alone",
               [(p["agency"], p["candidate"]["name"], len(p["questions"]), p["state"]) for p in mine + theirs],
               [("xinfang", NAMED[LIN], 2, "ASKED"), ("gongan", NAMED[LIN], 1, "ASKED")])
    story.same("按键也读不到别的单位的 | nor another's by its key", code_of(town, PETITIONS, f"{path}/{theirs[0]['vetting_id']}"), "ROW_UNKNOWN")
    story.same("任用本身不对其开放 | the appointment stays closed to it", code_of(town, PETITIONS, BASE), "ROLE_MISSING")
    waiting = todo(town, PETITIONS, "vetting_reply")
    story.same("待办在其单位 | it waits at its unit", [(t["matter_id"], t["due_on"]) for t in waiting], [(mine[0]["vetting_id"], mine[0]["reply_by"])])
    story.same("逾期成为干部科待办 | past its day it is a matter of who asked", len(todo(town, CADRE, "vetting_late")), 2)
    story.barred("未答复，不得讨论决定 | without every answer nothing is decided", town, HEAD, BASE + "/decision", "VETTING_PENDING", **decide(town, number))
    reply = {"vetting_id": mine[0]["vetting_id"], "document": "信函〔2025〕1号"}
    words = {"number": 2, "text": "无"}
    story.barred("不是自己的题 | not its own paper", town, POLICE, path + "/answer", "OUTSIDE_AUTHORITY", answers=[{"number": 1, "said": "NO"}, words], **reply)
    story.barred("缺一题 | a question left out", town, PETITIONS, path + "/answer", "VETTING_ANSWER_MISSING", answers=[words], **reply)
    story.barred("不利答复须写明 | an adverse answer says what it rests on", town, PETITIONS, path + "/answer", "VETTING_EXPLANATION",
                 answers=[{"number": 1, "said": "YES"}, words], **reply)
    town.do(PETITIONS, path + "/answer", answers=[{"number": 1, "said": "YES", "text": PETITION_TEXT}, words], **reply)
    town.pull_the_plug("personnel")
    town.do(POLICE, path + "/answer", vetting_id=theirs[0]["vetting_id"], document="公函〔2025〕1号", answers=[{"number": 1, "said": "NO"}])
    town.settle()
    story.same("答复即销待办 | answered, the to-dos are gone", (todo(town, PETITIONS, "vetting_reply"), todo(town, CADRE, "vetting_late")), ([], []))
    story.barred("不利答复未研判，不得讨论决定 | an adverse answer waits for a person", town, HEAD, BASE + "/decision", "VETTING_ADVERSE", **decide(town, number))
    story.same("部长待办：研判 | it waits for the head", [t["matter_id"] for t in todo(town, HEAD, "vetting_verdict")], [mine[0]["vetting_id"]])
    story.barred("须有理由 | with a reason", town, HEAD, path + "/verdict", "FIELD_REQUIRED", vetting_id=mine[0]["vetting_id"], allowed=True)
    town.do(HEAD, path + "/verdict", vetting_id=mine[0]["vetting_id"], allowed=True, reason=VERDICT_TEXT)
    town.settle()
    story.same("研判不对联审单位开放 | what was made of it is not the agency's", (code_of(town, PETITIONS, "/personnel/vetting-verdicts"),
               town.one(CADRE, "/personnel/vetting-verdicts")["reason"], todo(town, HEAD, "vetting_verdict")), ("ROLE_MISSING", VERDICT_TEXT, []))


def aborted(story, town):
    """Another procedure ends early: nothing of it waits for anybody any more."""
    body = {**MOTION, "cadre_id": "c-sw", "post_id": "u-sw.31"}
    number, day = town.do(CADRE, BASE, **body)["appointment_id"], clock_day(town)
    town.do(CADRE, BASE + "/recommendation", appointment_id=number, held_on=day, expected=60, present=50, in_favour=45, talks=10)
    town.do(CADRE, BASE + "/inspection", appointment_id=number, notice_on=day, inspectors=OBSERVERS)
    town.settle()

    def waiting():
        return [len([t for t in todo(town, account, kind) if t["subject"] in ("c-sw", "u-xf")]) for account, kind in
                ((CADRE, "clearance"), (DISCIPLINE, "integrity_opinion"), (PETITIONS, "vetting_reply"))]
    story.same("考察中三方待办 | while it runs three wait", waiting(), [1, 1, 1])
    digest, items = town.get(CADRE, "/todos/digest"), town.get(CADRE, "/todos?limit=500")["items"]
    story.same("今日提醒：与待办逐项相符 | the day's digest is the to-dos counted once",
               [digest[k] for k in ("total", "overdue", "due_today", "later", "without_day", "reminded", "on_day")],
               [len(items), sum(t["overdue"] for t in items), sum(bool(t["due_on"]) and t["days_left"] == 0 for t in items),
                sum(t["days_left"] > 0 for t in items), sum(not t["due_on"] for t in items), sum(t["reminded"] for t in items), day])
    due = next(t for t in items if t["kind"] == "clearance" and t["subject"] == "c-sw")
    left = (date.fromisoformat(due["due_on"]) - date.fromisoformat(day)).days
    story.same("剩余天数 | days left", (due["days_left"], due["reminded"]), (left, left in (10, 5, 3, 1, 0)))
    town.do(CADRE, BASE + "/abort", appointment_id=number, reason="样例本人提出")
    town.settle()
    story.same("程序终止，各方待办即销 | ended, none waits", waiting(), [0, 0, 0])


# ---- 3 the comparison sheet ---------------------------------------------------------------------------------------------------------

def compared(story, town, number):
    story.barred("清单依据的任用须有比选表 | an appointment by the list needs its sheet", town, HEAD, BASE + "/decision", "COMPARISON_NOT_DRAWN", **decide(town, number))
    town.do(CADRE, "/personnel/comparisons/draw", appointment_id=number)
    sheet = town.get(CADRE, f"/personnel/comparisons/{number}")
    story.same("清单前列三人同屏，按清单排序，动议时的理由已带入 | all three at the head side by side, the motion's reasons brought along",
               [(c["cadre_id"], c["list_rank"], c["tier"], c["chosen"], bool(c["reason"])) for c in sheet["candidates"]],
               [(LIN, 2, "OUTSTANDING", True, False), ("c-nm", 1, "OUTSTANDING", False, True), ("c-sw", 3, "OUTSTANDING", False, True)])
    one = next(c for c in sheet["candidates"] if c["cadre_id"] == "c-nm")
    story.check("固定字段来自人事记录 | the fields come from the record", one["name"] == NAMED["c-nm"] and one["unit_name"] == "样例市农牧局" and
                one["age"] == 46 and len(one["grades"]) == 3 and one["level"] == "COUNTY_DEPUTY", one)
    story.same("本人无权查看比选表 | the sheet is not for the cadres themselves", code_of(town, PERSON, "/personnel/comparisons"), "ROLE_MISSING")
    town.pull_the_plug("personnel")
    town.do(HEAD, BASE + "/decision", **decide(town, number))
    story.same("比选齐全、意见无异议：讨论决定 | compared and cleared: decided", town.get(CADRE, f"{BASE}/{number}")["state"], "DECIDED")


# ---- 4 the campaign against the middle blockage ------------------------------------------------------------------------------------

def campaign(story, town):
    base = "/accountability/campaigns"
    plan = {"title": "中梗阻专项整治", "ends_on": after(clock_day(town), 30), "document": "整治〔2025〕1号"}
    story.barred("不得设数量指标 | no number to be reached", town, SUPERVISION, base + "/open", "CAMPAIGN_QUOTA", clues_min=5, **plan)
    number = town.do(SUPERVISION, base + "/open", **plan)["campaign_id"]
    clue = {"campaign_id": number, "source": "VISIT", "behavior": "SLOW_ACTION", "content": CLUE_TEXT}
    story.barred("县处级以上移送，不登记 | above the section level it is routed elsewhere", town, SUPERVISION, base + "/clues", "CLUE_ABOVE_SECTION",
                 cadre_id=LIN, source_id="v-1", **clue)
    story.barred("线索须有来源 | a clue has a source", town, SUPERVISION, base + "/clues", "CLUE_SOURCE_MISSING", cadre_id="c-ks", **clue)
    first = town.do(SUPERVISION, base + "/clues", cadre_id="c-ks", source_id="v-1", **clue)["clue_id"]
    second = town.do(SUPERVISION, base + "/clues", cadre_id="c-kf", source_id="v-1", **clue)["clue_id"]
    publish = {"campaign_id": number, "text": "样例局某科长拖延审批"}
    story.barred("未核实不得通报 | nothing unverified is published", town, HEAD, base + "/publish", "CLUE_UNVERIFIED", clue_ids=[first], **publish)
    for clue_id in (first, second):
        town.do(SUPERVISION, base + "/verify", clue_id=clue_id, investigators=["样核一", "样核二"])
    story.barred("未告知听取，不得认定 | nobody is held to it unheard", town, HEAD, base + "/conclude", "NOT_NOTIFIED", clue_id=first, outcome="ADMONITION",
                 finding="属实")
    town.do(SUPERVISION, "/accountability/hearings/notify", matter_id=first, facts="样例事实")
    town.do(SUPERVISION, "/accountability/hearings/hear", matter_id=first, kind="STATED", statement="样例陈述")
    town.do(HEAD, base + "/conclude", clue_id=first, outcome="ADMONITION", finding="属实")
    town.do(HEAD, base + "/conclude", clue_id=second, outcome="INVESTIGATION", finding="涉嫌违纪")
    town.settle()
    chain = Chain(town)
    outcome, proposed = chain.one("BlockOutcome", cadre_id="c-ks"), chain.one("ResponseProposed", cadre_id="c-ks")
    story.same("认定诫勉只提出分级处置建议，由人决定 | an admonition is proposed, and people decide", (outcome["body"]["outcome"], proposed["body"]["cause"],
               chain.of("MeasureIssued", cadre_id="c-ks")), ("ADMONITION", "MIDDLE_BLOCKAGE", []))
    pieces = [e["source"] for e in town.rows(CADRE, "/assessment/evidence") if e["cadre_id"] == "c-ks"]
    story.same("认定成为专项清单的依据 | it is evidence for the list", pieces, ["MEASURE"])
    story.check("移交不在事件流里点名 | what is handed over is not named in the stream", not [e for e in chain.all if e["subject"] == "c-kf" and
                "Clue" in e["type"]] and len(todo(town, DISCIPLINE, "clue_hand_over")) == 1, "")
    town.do(DISCIPLINE, base + "/take-over", clue_id=second, receipt="收〔2025〕1号")
    story.barred("移交的不得通报 | what the commission investigates is not published", town, HEAD, base + "/publish", "CLUE_AT_COMMISSION", clue_ids=[second], **publish)
    story.barred("未批准点名，不得出现姓名 | no name without approval", town, HEAD, base + "/publish", "BATCH_NAMES", clue_ids=[first],
                 **{**publish, "text": "样例局科样长拖延审批"})
    town.do(HEAD, base + "/publish", clue_ids=[first], **publish)
    town.today(after(plan["ends_on"]))
    story.same("期满待总结 | its end calls for the summary", len(todo(town, SUPERVISION, "campaign_summary")), 1)
    town.do(SUPERVISION, base + "/summarise", campaign_id=number, summary="样例总结")
    counts = town.get(SUPERVISION, f"{base}/{number}")["counts"]
    story.same("总结数由登记而来 | the counts come from the register", {k: v for k, v in counts.items() if v},
               {"clues": 2, "visits": 2, "admonitions": 1, "investigations": 1, "published": 1})


# ---- 5 the commission's negative list ------------------------------------------------------------------------------------------------

SMALL_PRIMES = [p for p in range(3, 2000, 2) if all(p % q for q in range(3, int(p ** 0.5) + 1, 2))]


def prime(bits):
    while True:
        n = secrets.randbits(bits) | 3 << (bits - 2) | 1
        if all(n % p for p in SMALL_PRIMES) and n % ballot_client.EXPONENT != 1 and all(pow(base, n - 1, n) == 1 for base in (2, 3, 5)):
            return n


class Commission:
    """The commission's machine: an RSA key of 3072 bits and its signature, in Python's own integers."""

    def __init__(self):
        p, q = prime(1536), prime(1536)
        self.modulus, self.private = p * q, pow(ballot_client.EXPONENT, -1, (p - 1) * (q - 1))

    def signed(self, town, sequence, entries, **changed):
        day = clock_day(town)
        body = {"message_id": f"cdi-{sequence}", "sequence": sequence, "issued_on": day, "valid_until": after(day, 180), "entries": entries, **changed}
        lines = ["dandang-negative-list-1", body["message_id"], str(sequence), body["issued_on"], body["valid_until"]]
        lines += ["\t".join([e["cadre_id"], e["name"], str(BEHAVIOR_INACTION), e["evidence_index"]]) for e in entries]
        digest = hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest().encode()
        encoded = int.from_bytes(ballot_client.pss_encode(digest, 384), "big")
        body["signature"] = base64.b64encode(pow(encoded, self.private, self.modulus).to_bytes(384, "big")).decode()
        return body


def entry(cadre_id, name, index):
    return {"cadre_id": cadre_id, "name": name, "behavior": "INACTION", "evidence_index": index}


def negative_list(story, town):
    base, sender = "/accountability/negative-lists", Commission()
    story.barred("未登记公钥不接收 | without the commission's key nothing is taken in", town, DISCIPLINE, base + "/receive", "NEGATIVE_KEY_MISSING",
                 **sender.signed(town, 1, [entry("c-kf", "科样副", "z-1")]))
    town.do("sysadmin", "/platform/policy", rows=[{"rule_id": "NEGATIVE_LIST.KEY", "value": f"{sender.modulus:x}", "unit": "text",
            "effective_from": "2025-01-01", "source": "样例纪委监委函"}])
    message = sender.signed(town, 1, [entry("c-kf", "科样副", "z-1"), entry("c-sw", "商样种", "z-2")])
    forged = {**message, "entries": [entry("c-kf", "科样副", "z-9"), message["entries"][1]]}
    story.barred("改动一字，签名不符 | changed by a letter the signature fails", town, DISCIPLINE, base + "/receive", "NEGATIVE_SIGNATURE", **forged)
    story.barred("不在册的人 | somebody who is not here", town, DISCIPLINE, base + "/receive", "NEGATIVE_PERSON_UNKNOWN",
                 **sender.signed(town, 1, [entry("c-none", "无此人", "z-1")]))
    story.barred("过了有效期 | past its validity", town, DISCIPLINE, base + "/receive", "NEGATIVE_EXPIRED",
                 **sender.signed(town, 1, [entry("c-kf", "科样副", "z-1")], valid_until=after(clock_day(town), -1)))
    town.do(DISCIPLINE, base + "/receive", **message)
    story.barred("重放 | a replay", town, DISCIPLINE, base + "/receive", "NEGATIVE_REPLAY", **message)
    town.settle()
    rows = {r["cadre_id"]: r for r in town.rows(SUPERVISION, "/accountability/negative-entries")}
    story.same("一条相符、一条姓名不符；确认前事件流不知是谁 | one matches, one does not; the stream does not know whom", (rows["c-kf"]["state"], rows["c-sw"]["state"],
               Chain(town).of("NegativeEntryAcknowledged")), ("MATCHED", "RECEIVED", []))
    town.today(after(rows["c-kf"]["ack_by"]))
    story.same("三个工作日未确认即逾期 | three working days to acknowledge", len(Chain(town).of("NegativeAckOverdue")), 2)
    story.barred("姓名不符只能退回 | a mismatch can only be returned", town, SUPERVISION, base + "/acknowledge", "NEGATIVE_MISMATCH", entry_id=rows["c-sw"]["entry_id"])
    town.do(SUPERVISION, base + "/return", entry_id=rows["c-sw"]["entry_id"], reason="姓名不符")
    town.do(SUPERVISION, base + "/acknowledge", entry_id=rows["c-kf"]["entry_id"])
    town.settle()
    proposed = Chain(town).one("ResponseProposed", cadre_id="c-kf")["body"]
    story.same("确认后建议分级处置，成为清单依据 | acknowledged it proposes a response and is evidence", (proposed["cause"], [e["source"] for e in
               town.rows(CADRE, "/assessment/evidence") if e["cadre_id"] == "c-kf"]), ("NEGATIVE_LIST", ["NEGATIVE_LIST"]))
    town.do(SUPERVISION, "/accountability/responses/open", response_id=proposed["response_id"], cadre_id="c-kf", cause="NEGATIVE_LIST",
            origin=proposed["origin"], finding="样例事实", behavior="INACTION")
    town.do(SUPERVISION, base + "/link", entry_id=rows["c-kf"]["entry_id"], response_id=proposed["response_id"])
    story.same("关联处置 | linked to its case", town.get(SUPERVISION, f"/accountability/negative-entries/{rows['c-kf']['entry_id']}")["state"], "LINKED")


# ---- 6 the team's portrait, and what stays inside -------------------------------------------------------------------------------------

def portrait(story, town):
    town.do(CADRE, "/personnel/posts", post_id="u-jt.32", unit_id="u-jt", title="副局长", level="COUNTY_DEPUTY", count=2, team_member=True)
    town.do(CADRE, "/personnel/team-portraits/draw", unit_ids=["u-jt"])
    flags = {f["kind"]: f for f in town.get(CADRE, "/personnel/team-portraits/u-jt")["flags"]}
    story.same("班子画像：缺配与无年轻干部，各注明规则、数值、阈值 | the portrait: vacancies and no young member, each with rule, value, threshold",
               {k: (f["rule_id"], int(f["value"]), int(f["threshold"])) for k, f in flags.items()},
               {"VACANCY": ("PORTRAIT.VACANCIES_MAX", 1, 0), "YOUNG_FEW": ("PORTRAIT.YOUNG_MIN", 0, 1)})


def sealed(story, town):
    text, logs = str(town.events()), "".join(town.log(s) for s in town.processes)
    story.check("不同意见的理由、线索内容不在事件流和日志里 | grounds and clues are in no stream and no log",
                not any(s in text or s in logs for s in (SUSPICION, CLUE_TEXT, FACTS, PETITION_TEXT, VERDICT_TEXT)))


def selection(story):
    accounts = [(PERSON, "林样担", CITY, "u-jt", LIN, "cadre"), (COLLEAGUE, "局样长", CITY, "u-jt", "c-jt", "cadre"),
                (PETITIONS, "信样访", CITY, "u-xf", "", "unit.vetting"), (POLICE, "公样安", CITY, "u-ga", "", "unit.vetting")]
    with Town(CITY, extra_accounts=accounts) as town:
        town.today("2025-03-03")
        town.load_policy()
        import_roster(town, CADRE, UNITS + AGENCIES, roster())
        number = warned_in_time(story, town)
        frozen(story, town, number)
        own_page(story, town, number)
        agencies(town)
        appointment = moved(town)
        question = asked(story, town, appointment)
        answered(story, town, appointment, question)
        vetted(story, town, appointment)
        compared(story, town, appointment)
        aborted(story, town)
        campaign(story, town)
        negative_list(story, town)
        portrait(story, town)
        sealed(story, town)
        all_daemons_stand(story, town)


if __name__ == "__main__":
    tell(selection)
