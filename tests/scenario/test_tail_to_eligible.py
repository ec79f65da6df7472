"""From the tail of the list to eligible again (末位与清单靠后 → 回炉 → 三级预警 → 诫勉 → 观察期 → 重新可用).

The whole chain of the mechanism with six running daemons. What the system does by itself is a proposal, a deadline or a bar
that the law attaches to a measure; whatever weighs on a person is done by a person. Three daemons lose their power on the way.
Read it from `chain` downwards: it is the manual page of the mechanism.
"""
import os
import sys
from datetime import date, timedelta

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cast import (ASSESS, CADRE, CITY, COMMITTEE, DEPUTY, HEAD, LIN, MOTION, SUPERVISION, TRAIN, UNITS, WELFARE, after, clock_day,  # noqa: E402
                  offers, people)
from harness import Chain, Town, all_daemons_stand, arrow, decided, eid, import_roster, new_key, show, tell  # noqa: E402


def waits_for(town, account, kind):
    """The last day of that matter of Lin's among what waits for this account; None when it does not."""
    found = [t for t in town.get(account, "/todos?limit=500")["items"] if t["subject"] == LIN and t["kind"] == kind]
    return found[0]["due_on"] or "no last day" if found else None


def month_ends(first, last):
    """Last days of the months from `first` to `last` (YYYY-MM)."""
    year, month = map(int, first.split("-"))
    while f"{year}-{month:02d}" <= last:
        following = date(year + month // 12, month % 12 + 1, 1)
        yield f"{year}-{month:02d}", (following - timedelta(days=1)).isoformat()
        year, month = following.year, following.month


# ---- 1 the inspection ------------------------------------------------------------------------------------------------

def inspection(story, town):
    town.today("2025-04-07")
    items = [{"item_id": "project", "name": "重点项目推进", "weight_percent": 60}, {"item_id": "service", "name": "营商环境", "weight_percent": 40}]
    units = ["u-jt", "u-nm", "u-sw"]
    plan = town.do(ASSESS, "/assessment/inspections/plan", quarter="2025Q1", title="一季度督查", items=items, unit_ids=units)
    number = plan["inspection_id"]
    town.do(ASSESS, "/assessment/inspections/begin", inspection_id=number)
    scores = [{"unit_id": u, "item_id": i["item_id"], "score": s} for u, s in zip(units, (5100, 8800, 8200)) for i in items]
    town.do(ASSESS, "/assessment/inspections/scores", inspection_id=number, inspector_id="c-dc", mode="COVERT", evidence="底稿2025-01",
            scores=scores)
    ranked = town.do(ASSESS, "/assessment/inspections/rank", inspection_id=number)
    story.barred("督查排序征求意见期未满，不得通报 | no publication while units may still object", town, ASSESS,
                 "/assessment/inspections/publish", "OBJECTION_PERIOD_RUNS", inspection_id=number)
    town.today(after(ranked["objection_until"]))
    town.do(ASSESS, "/assessment/inspections/publish", inspection_id=number)
    town.settle()
    chain = Chain(town)
    published, opened = chain.one("InspectionPublished"), chain.one("InterviewOpened")
    last = [u["unit_id"] for u in published["body"]["units"] if u["last"]]
    story.same("季度督查通报：交通运输局末位 | the quarterly inspection is published; the transport bureau ranks last", last, ["u-jt"])
    decided(story, chain, "末位约谈随通报自动立项 | the interview of the last unit opens in the same decision", published, opened)
    town.do(HEAD, "/assessment/interviews/record", interview_id=opened["body"]["interview_id"], cadre_id="c-jt",
            held_on=opened["body"]["talk_by"][:8] + "11", record="约谈：三个重点项目滞后，限期整改。")
    story.check("组织部部长约谈班子主要负责人 | the head of the department interviews the head of the team",
                town.one(HEAD, "/assessment/interviews")["state"] == "TALKED")
    return number


# ---- 2 the special list ----------------------------------------------------------------------------------------------

def special_list(story, town, inspection_id):
    for source, bearing, summary, origin in (
            ("SPECIAL_TALK", "NEGATIVE", "专项谈话：多人反映分管项目推进不力", "talk-2025-07"),
            ("OBSERVATION", "NEGATIVE", "一线考察：现场协调不到位", "field-2025-03"),
            ("INSPECTION", "NEGATIVE", "分管的重点项目督查得分末位", inspection_id)):
        town.do(CADRE, "/assessment/evidence/record", cadre_id=LIN, source=source, bearing=bearing, summary=summary,
                observed_on="2025-04-08", origin=origin, behavior="SLOW_ACTION")
    opened = town.do(CADRE, "/assessment/lists/open", scope="county-deputies", title="县处级副职担当作为专项清单", levels=["COUNTY_DEPUTY"],
                     evidence_from="2025-01-01")["list_id"]
    entry = {"cadre_id": LIN, "tier": "POOR", "rank": 3, "tail": True, "ground": "WEAK_PUSH", "behavior": "SLOW_ACTION",
             "reason": "分管项目连续滞后，三方面依据一致"}
    town.do(CADRE, "/assessment/lists/draft", list_id=opened, entries=[
        {"cadre_id": "c-nm", "tier": "OUTSTANDING", "rank": 1, "head": True, "reason": "招商项目当年落地"},
        {"cadre_id": "c-sw", "tier": "GOOD", "rank": 2}, entry])
    judge = {"list_id": opened, "held_on": "2025-04-11", "members": 9, "present": 8, "in_favour": 8, "minutes": "部务会纪要〔2025〕6号"}
    story.barred("靠后人员未告知，部务会不得研判 | the meeting may not judge a tail that has not been told", town, HEAD,
                 "/assessment/lists/judge", "TAIL_NOT_INFORMED", **judge)
    town.do(CADRE, "/assessment/lists/inform", list_id=opened, cadre_ids=[LIN], facts="三方面依据：专项谈话、一线考察、季度督查")
    town.do(SUPERVISION, "/assessment/lists/rebuttal", list_id=opened, cadre_id=LIN, statement="征拆协调难度大，但确有推进不够之处")
    town.do(HEAD, "/assessment/lists/judge", **judge)

    # training is down while the list is frozen, assessment loses its power right after it has answered
    town.kill("training")
    key = new_key()
    first = town.do(HEAD, "/assessment/lists/freeze", key, list_id=opened)
    town.kill("assessment")
    town.revive("assessment", "training")
    town.settle()
    second, replayed = retry(town, HEAD, "/assessment/lists/freeze", key, list_id=opened)
    story.check("考核服务断电重启后，同一幂等键再次定稿得到原答复 | after a power loss of assessment the same key is answered as before",
                replayed and second == first, f"{replayed} {first} {second}")
    chain = Chain(town)
    story.same("清单只定稿一次 | the list was frozen once", len(chain.of("ListFrozen")), 1)
    placed, proposed = chain.one("ListPlaced", cadre_id=LIN), chain.one("CallUpProposed")
    arrow(story, chain, "清单靠后 → 培训服务建议点名调训（停机期间的事件一次不漏、不重） | the tail becomes a proposal, once, though training was down",
          proposed, placed)
    arrow(story, chain, "清单靠后 → 问责服务建议分级处置 | and a proposal of a graded response", chain.one("ResponseProposed", cadre_id=LIN), placed)
    story.same("只是建议：没有人被点名 | a proposal only: nobody has been called up", chain.of("CalledUp"), [])
    story.check("建议进入培训处待办 | the proposal waits for the training office", waits_for(town, TRAIN, "call_up_proposal"))
    return proposed["body"]["call_up_id"]


def retry(town, account, path, key, **body):
    """Asks again with the same key until the daemon that was away answers."""
    town.do(account, path, key, **body)
    return town.again(account, path, key, **body)


# ---- 3 retraining ----------------------------------------------------------------------------------------------------

def reforge_class(town, title, starts_on):
    """A reforging class of five days, drafted by the training office and approved by the head."""
    plan = {"title": title, "kind": "REFORGE", "venue": "PARTY_SCHOOL", "starts_on": starts_on, "ends_on": after(starts_on, 4), "hours": 40,
            "seats": 30, "off_job": True, "instructors": [{"name": "样例教授", "qualification": "师资库2025-01", "subject": "党性教育"}]}
    number = town.do(TRAIN, "/training/classes", plan=plan)["class_id"]
    town.do(TRAIN, "/training/classes/submit", class_id=number)
    town.do(HEAD, "/training/classes/approve", class_id=number)
    return number


def hold_class(town, number, starts_on, passed, score):
    """The class takes place and Lin's result is entered."""
    town.today(starts_on)
    town.do(TRAIN, "/training/classes/close-enrolment", class_id=number)
    town.do(TRAIN, "/training/classes/start", class_id=number)
    town.today(after(starts_on, 4))
    town.do(TRAIN, "/training/classes/attendance", class_id=number, from_on=starts_on, to_on=after(starts_on, 4),
            rows=[{"cadre_id": LIN, "hours": 40}])
    town.do(TRAIN, "/training/classes/end", class_id=number)
    town.do(TRAIN, "/training/classes/results", class_id=number, rows=[{"cadre_id": LIN, "passed": passed, "score": score}])
    town.do(TRAIN, "/training/classes/close", class_id=number)
    town.settle()


def retraining(story, town, call_up_id):
    number = reforge_class(town, "回炉再造第一期", "2025-05-12")
    town.do(HEAD, "/training/call-ups", call_up_id=call_up_id, class_id=number, reason="推进重点项目力度不够")
    story.check("部长点名：林样担参加回炉再造 | the head calls Lin up by name", town.one(TRAIN, "/training/call-ups")["state"] == "CALLED_UP")
    hold_class(town, number, "2025-05-12", passed=False, score=4800)
    row = town.one(TRAIN, "/training/call-ups")
    story.same("回炉不合格，责令补训，尚不预警 | failed; a retake is ordered, no warning yet",
               (row["state"], len(Chain(town).of("WarningRaised"))), ("FAILED", 0))
    number = reforge_class(town, "回炉再造第二期", "2025-06-09")
    town.do(TRAIN, "/training/call-ups/assign", call_up_id=call_up_id, class_id=number)
    hold_class(town, number, "2025-06-09", passed=False, score=5500)
    chain = Chain(town)
    failed = chain.one("CallUpFailed", final=True)
    warned = chain.one("WarningRaised", level=1)
    arrow(story, chain, "补训仍不合格 → 一级预警 | the retake failed too: warning level 1", warned, failed)
    arrow(story, chain, "一级预警 → 应谈话 | a warning is a talk due", chain.one("TalkDue", origin=warned["body"]["warning_id"]), warned)
    return warned["body"]["warning_id"]


# ---- 4 three levels of warning ---------------------------------------------------------------------------------------

def heart_to_heart(town, note):
    """The deputy of the department holds the talk that is due with Lin; what was said stays sealed."""
    due = town.one(WELFARE, f"/welfare/talks?cadre_id={LIN}", state="TRIGGERED")
    town.do(DEPUTY, "/welfare/talks", talk={"talk_id": due["talk_id"], "cadre_id": LIN, "talker_id": "c-zz", "held_on": clock_day(town),
                                            "issues": ["WORK_PRESSURE"], "sealed": note})
    town.settle()


def level_two(story, town, warning_id):
    town.do(HEAD, "/accountability/warnings/talk", warning_id=warning_id, held_on=clock_day(town), record="与部长面对面：讲清问题，约定三个月。")
    heart_to_heart(town, "本人情绪平稳，承认畏难，愿意改进，希望得到业务支持。")
    story.barred("没有一级预警复查记录，不得发函 | no letter before level 1 is on record", town, SUPERVISION, "/accountability/letters/draft",
                 "LEVEL_1_RECORD_MISSING", matter_id=warning_id, kind="INQUIRY", text="函询")
    town.today("2025-07-14")
    town.do(SUPERVISION, "/accountability/warnings/recheck", warning_id=warning_id, finding="NO_CHANGE", note="三个项目仍未开工，没有转变")
    town.settle()
    chain = Chain(town)
    decided(story, chain, "谈话后没有转变 → 二级预警 | the talk was held, nothing changed: level 2",
            chain.one("WarningRechecked"), chain.one("WarningRaised", level=2))
    heart_to_heart(town, "再次谈话：约定每周报告进度，单位安排专人帮助协调征拆。")

    letter = town.do(SUPERVISION, "/accountability/letters/draft", matter_id=warning_id, kind="INQUIRY", text="函询：请说明三个项目滞后的原因。")["letter_id"]
    town.do(DEPUTY, "/accountability/letters/review", letter_id=letter)
    town.do(HEAD, "/accountability/letters/approve", letter_id=letter)
    key, body = new_key(), {"letter_id": letter, "received_on": clock_day(town), "unit_copy_to": "局样长"}
    first = town.do(SUPERVISION, "/accountability/letters/deliver", key, **body)
    town.pull_the_plug("accountability")
    second, replayed = retry(town, SUPERVISION, "/accountability/letters/deliver", key, **body)
    story.check("函询送达后问责服务断电：重试得到原答复，不重复送达 | accountability loses its power after delivery; the retry changes nothing",
                replayed and second == first, f"{replayed} {first} {second}")

    town.today(first["reply_by"])
    story.same("最后一日仍可回复 | on the last day a reply is not late", Chain(town).of("LetterOverdue"), [])
    town.today(after(first["reply_by"]))
    chain = Chain(town)
    late, proposed = chain.one("LetterOverdue", letter_id=letter), chain.one("Level3Proposed")
    decided(story, chain, "逾期未回复（到期表，断电未丢） → 建议三级预警 | no reply: the due-table survived and proposes level 3", late, proposed)
    story.check("触发者是到期的时刻 | what caused it is the moment itself", late["cause"].startswith("due/") and letter in late["cause"], late["cause"])
    story.same("建议进入部长待办，十个工作日内决定 | it waits for the head, with its last day", waits_for(town, HEAD, "warning_level_3"),
               proposed["body"]["decide_by"])
    story.same("系统不自动处理人：没有诫勉 | the system punishes nobody: no measure yet", chain.of("MeasureIssued"), [])


def level_three(story, town, warning_id):
    issue = {"matter_id": warning_id, "kind": "ADMONITION", "unit_copy_to": "局样长",
             "talk": {"held_on": clock_day(town), "place": "组织部谈话室", "talker": "c-zz", "recorder": "c-dc", "record": "诫勉谈话记录。"}}
    story.barred("未告知事实和依据，不得诫勉 | nobody is admonished without being told", town, HEAD, "/accountability/measures/issue",
                 "NOT_NOTIFIED", **issue)
    town.do(SUPERVISION, "/accountability/hearings/notify", matter_id=warning_id, facts="函询逾期未回复；三个项目没有转变；拟予诫勉。")
    town.do(SUPERVISION, "/accountability/hearings/hear", matter_id=warning_id, kind="STATED", statement="接受组织处理，立即整改。")
    letter = town.do(SUPERVISION, "/accountability/letters/draft", matter_id=warning_id, kind="ADMONITION", text="诫勉书")["letter_id"]
    town.do(DEPUTY, "/accountability/letters/review", letter_id=letter)
    town.do(HEAD, "/accountability/letters/approve", letter_id=letter)
    issue["letter_id"] = letter
    story.barred("诫勉须党委（党组）主要负责人批准 | an admonition needs the principal of the party committee", town, HEAD,
                 "/accountability/measures/issue", "ADMONITION_NOT_APPROVED", **issue)
    town.do(COMMITTEE, "/accountability/letters/endorse", letter_id=letter)

    key = new_key()
    first = town.do(HEAD, "/accountability/measures/issue", key, **issue)
    town.kill("gateway")
    town.revive("gateway")
    town.settle()
    second, replayed = retry(town, HEAD, "/accountability/measures/issue", key, **issue)
    story.check("部长作出诫勉后网关断电：重试得到原答复 | the gateway loses its power; asked again with the same key the answer is the same",
                replayed and second == first, f"{replayed} {first} {second}")
    chain = Chain(town)
    measure, sanction, bar = chain.one("MeasureIssued"), chain.one("SanctionEffective"), chain.one("BarImposed", cadre_id=LIN)
    decided(story, chain, "一个决定：诫勉、入库、影响期、三级预警 | one decision: the measure, its registry entry, the bar, level 3",
            measure, sanction, bar, chain.one("WarningRaised", level=3), chain.one("Level3Settled"))
    story.same("影响期六个月，止于同一天 | the influence period ends on the day the law says",
               (first["influence_until"], bar["body"]["until_on"]), (measure["body"]["influence_until"], first["influence_until"]))
    enrolled = chain.one("ObservationEnrolled", cadre_id=LIN)
    story.check("处理生效 → 纳入观察期 | observation opens", chain.follows(enrolled, sanction) or chain.follows(enrolled, measure), eid(enrolled))
    due = chain.of("TalkDue")[-1]
    story.check("处理生效 → 应谈话 | a talk is due", due["cause"] in (eid(sanction), eid(measure), eid(chain.one("WarningRaised", level=3))),
                due["cause"])
    again = chain.of("CallUpProposed")
    story.check("处理生效 → 再次建议回炉，且只有一次 | retraining is proposed again, once",
                len(again) == 2 and again[1]["cause"] in (eid(measure), eid(enrolled)), again)
    return first["influence_until"], enrolled["body"]["observation_id"], again[1]["body"]["call_up_id"]


# ---- 5 barred everywhere ---------------------------------------------------------------------------------------------

def as_head_of_list(town):
    """A new version of the list with Lin at its head: what assessment thinks of the bar."""
    number = town.do(CADRE, "/assessment/lists/open", scope=f"again-{clock_day(town)}", title="下一版清单", evidence_from="2025-01-01")["list_id"]
    return {"list_id": number, "entries": [{"cadre_id": LIN, "tier": "OUTSTANDING", "rank": 1, "head": True, "reason": "表现好转"}]}


def barred_everywhere(story, town, offered, until):
    story.barred("影响期内提拔动议被拒（人事服务） | a motion to promote is refused in personnel", town, CADRE, "/personnel/appointments", **MOTION)
    for words, account, path, body in offered:
        story.barred(f"影响期内被拒：{words}", town, account, path, **body)
    story.barred("影响期内不得列入清单靠前（考核服务） | nobody under a bar heads a list in assessment", town, CADRE, "/assessment/lists/draft",
                 **as_head_of_list(town))
    dossier = town.get(HEAD, f"/dossiers/{LIN}")
    story.same("全息档案显示影响期和末日（网关） | the dossier shows the bar and its last day",
               (dossier["barred"], [b["until_on"] for b in dossier["bars"]]), (True, [until]))


# ---- 6 observation, until the bar is lifted ----------------------------------------------------------------------------

def observation(story, town, observation_id, call_up_id, until):
    story.barred("本人不能做自己的帮带人 | nobody mentors himself", town, SUPERVISION, "/welfare/observations/plan", "MENTOR_IS_OBSERVED",
                 observation_id=observation_id, mentor_id=LIN, tasks=["推进三个项目开工"])
    town.do(SUPERVISION, "/welfare/observations/plan", observation_id=observation_id, mentor_id="c-nm", reforge=True,
            tasks=["三个滞后项目年内开工", "每月向帮带人报告一次"])
    heart_to_heart(town, "说明影响期不是否定，讲清出路：观察、帮带、回炉、评估。")

    number = reforge_class(town, "回炉再造第三期", "2025-09-15")
    town.do(HEAD, "/training/call-ups", call_up_id=call_up_id, class_id=number, reason="观察期回炉")
    hold_class(town, number, "2025-09-15", passed=True, score=8600)
    chain = Chain(town)
    decided(story, chain, "观察期内再次回炉：合格 | retrained in the observation period: passed", chain.one("CallUpPassed", cadre_id=LIN),
            chain.one("ClassClosed", completed=1))

    enrolled = chain.one("ObservationEnrolled")["body"]["enrolled_on"]
    for month, last in month_ends(enrolled[:7], until[:7]):
        today = min(last, until)
        if today > clock_day(town):
            town.today(today)
        town.do(SUPERVISION, "/welfare/observations/records", observation_id=observation_id, month=month, thought=f"{month}：认识到位",
                improvement="主动认领任务", work="项目按期推进")
    story.same("逐月记录，无一缺漏 | a record for every month, none missed", Chain(town).of("ObservationRecordMissed"), [])
    story.barred("影响期最后一日仍不得提拔 | on the last day the bar still stands", town, CADRE, "/personnel/appointments", **MOTION)

    town.today(after(until))
    chain = Chain(town)
    expired, lifted = chain.one("SanctionExpired"), chain.one("BarLifted", cadre_id=LIN)
    decided(story, chain, "六个月期满：影响期由到期表自动解除 | six months passed: the due-table lifts the bar", expired, lifted)
    due = chain.one("EvaluationDue")
    # welfare hears of the expiry by the stream and has the same last day in its own due-table: whichever comes first, once
    own_moment = due["cause"].startswith("due/") and due["cause"].endswith(f"{observation_id}/{until}")
    story.check("影响期满 → 待综合评估，一次 | the evaluation is due, once", chain.follows(due, expired) or own_moment, lambda: show(due))
    story.same("评估进入监督处待办 | it waits for the supervision office", waits_for(town, SUPERVISION, "evaluation"), due["body"]["start_by"])
    return due["body"]["evaluation_id"]


def lifted_everywhere(story, town, offered):
    for words, account, path, body in offered:
        e = town.refusal(account, path, **body)
        if path.startswith("/personnel/"):  # what goes upward also waits for the evaluation
            story.check(f"期满、评估之前，晋升仍须等评估结论：{words}", e and e.code == "OBSERVATION_NOT_CLEARED", str(e))
        else:
            story.check(f"期满后同一命令被接受：{words}", e is None, str(e))
    story.barred("期满、评估之前，提拔动议仍须等评估结论 | the bar is over, the evaluation is not: no motion yet", town, CADRE,
                 "/personnel/appointments", "OBSERVATION_NOT_CLEARED", **MOTION)
    e = town.refusal(CADRE, "/assessment/lists/draft", **as_head_of_list(town))
    story.check("期满后可列入清单（考核服务） | assessment may put him on a list again", e is None, str(e))
    dossier = town.get(HEAD, f"/dossiers/{LIN}")
    story.same("全息档案不再显示影响期（网关） | the dossier shows no bar", (dossier["barred"], dossier["bars"]), (False, []))


# ---- 7 evaluated, eligible again ----------------------------------------------------------------------------------------

def evaluation(story, town, evaluation_id, warning_id):
    decide = {"evaluation_id": evaluation_id, "opinion": "PROMOTABLE", "reason": "四项均好",
              "meeting": {"held_on": clock_day(town), "members": 9, "present": 9, "in_favour": 9}}
    town.do(SUPERVISION, "/welfare/evaluations/start", evaluation_id=evaluation_id)
    questions = ("MATTER_SETTLED", "SITUATION_CALM", "REFLECTION_DEEP", "ATTITUDE_GOOD")
    town.do(SUPERVISION, "/welfare/evaluations/answers", evaluation_id=evaluation_id,
            answers=[{"question": q, "yes": True, "evidence": "帮带人、单位、项目台账三方印证"} for q in questions])
    story.barred("未听取本人意见，不得评估定论 | no opinion before the person was heard", town, HEAD, "/welfare/evaluations/decide",
                 "STATEMENT_MISSING", **decide)
    town.do(SUPERVISION, "/welfare/evaluations/hearing", evaluation_id=evaluation_id, statement="感谢组织，继续努力", heard_on=clock_day(town))
    town.do(HEAD, "/welfare/evaluations/decide", **decide)
    town.do(HEAD, "/welfare/evaluations/inform", evaluation_id=evaluation_id, informed_on=clock_day(town))
    warning = town.one(SUPERVISION, "/accountability/warnings", warning_id=warning_id)
    if warning["follow_up_by"] > clock_day(town):
        town.today(warning["follow_up_by"])
    town.do(SUPERVISION, "/accountability/warnings/close", warning_id=warning_id, finding="IMPROVING", note="三个项目全部开工")
    town.settle()
    chain = Chain(town)
    concluded = chain.one("ObservationConcluded")
    decided(story, chain, "四看四评、集体研究：可以提拔 | four questions, heard, a meeting: may be promoted", chain.one("EvaluationDecided"), concluded)
    story.check("评估结论到达人事服务 | the conclusion reached personnel", town.one(CADRE, "/personnel/eligibility-notes")["eligible"])
    story.check("三级预警解除 | the warning is closed", town.one(SUPERVISION, "/accountability/warnings", warning_id=warning_id)["improved"])
    moved = town.do(CADRE, "/personnel/appointments", **MOTION)
    story.check("同一提拔动议现在被受理：重新可用 | the very same motion is accepted now: eligible again", moved["appointment_id"])


def the_dossier(story, town):
    """Everything stands in the person's file, in the order it happened."""
    town.settle()
    lines = town.get(HEAD, f"/dossiers/{LIN}?limit=500")["timeline"][::-1]
    wanted = ["ListPlaced", "CallUpProposed", "CalledUp", "CallUpFailed", "WarningRaised", "WarningTalked", "LetterDelivered", "LetterOverdue",
              "Level3Proposed", "MeasureIssued", "BarImposed", "ObservationEnrolled", "CallUpPassed", "BarLifted", "EvaluationDue",
              "ObservationConcluded", "AppointmentMoved"]
    first = [next((i for i, e in enumerate(lines) if e["type"] == kind), None) for kind in wanted]
    days = [lines[i]["on_day"] if i is not None else None for i in first]
    story.check("全息档案按时间记载全过程 | the dossier tells the whole story in order", None not in days and days == sorted(days),
                list(zip(wanted, days)))
    for account in (HEAD, SUPERVISION, TRAIN, CADRE, DEPUTY):
        late = [t for t in town.get(account, "/todos?limit=500")["items"] if t["subject"] == LIN and t["kind"] in
                ("call_up_start", "call_up_result", "warning", "warning_recheck", "letter_reply", "warning_level_3", "hearing", "evaluation")]
        story.same(f"{account} 名下没有遗留待办 | nothing of this story is left to do", late, [])


def chain(story):
    with Town(CITY) as town:
        town.today("2025-03-03")
        town.load_policy()
        answer = import_roster(town, CADRE, UNITS, people())
        story.same("单位和干部导入 | units and people are imported", (answer["rows"], answer["refused"]), ("6", "0"))
        town.do(CADRE, "/welfare/talkers", cadre_id="c-zz", level="DEPUTY")
        offered = offers(town, "2026-06-01", "2026-11-30")

        inspected = inspection(story, town)
        call_up = special_list(story, town, inspected)
        warning = retraining(story, town, call_up)
        level_two(story, town, warning)
        until, observed, second_call_up = level_three(story, town, warning)
        barred_everywhere(story, town, offered, until)
        evaluated = observation(story, town, observed, second_call_up, until)
        lifted_everywhere(story, town, offered)
        evaluation(story, town, evaluated, warning)
        the_dossier(story, town)
        all_daemons_stand(story, town)


if __name__ == "__main__":
    tell(chain)
