"""A name is cleared, and the reporter stays unknown (澄清正名；举报人保密).

A real-name report about Lin turns out to be unfounded. While it is open he is barred everywhere, provisionally and without a word
why; when his name is cleared every trace of the bar is undone in every daemon and somebody talks with him. Who reported is
written once, sealed, in one journal: this story looks for the name in everything else there is. Three daemons lose their power.
"""
import http.client
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cast import CADRE, CITY, HEAD, LIN, MOTION, SUPERVISION, UNITS, WELFARE, clock_day, offers, people  # noqa: E402
from harness import SERVICES, Chain, Refused, Town, all_daemons_stand, arrow, decided, files_with, import_roster, new_key, tell  # noqa: E402

REPORTER, CONTACT = "举样报密甲乙丙", "0476-5550199-样密"
SECRETS = [REPORTER.encode(), CONTACT.encode()]
PERSON = "lin.self"                # Lin's own account
REPORT = {"cadre_id": LIN, "channel": "LETTER", "received_on": "2025-03-10", "content": "反映林某在征拆项目中优亲厚友", "real_name": True,
          "reporter_name": REPORTER, "reporter_contact": CONTACT}


# ---- 1 the report is registered ----------------------------------------------------------------------------------------

def registered(story, town):
    town.today("2025-03-10")
    key = new_key()
    town.kill("training")          # it must learn of the bar later, all the same
    first = town.do(SUPERVISION, "/accountability/reports/register", key, **REPORT)
    town.kill("accountability")
    town.revive("accountability", "training")
    town.settle()
    town.do(SUPERVISION, "/accountability/reports/register", key, **REPORT)
    second, replayed = town.again(SUPERVISION, "/accountability/reports/register", key, **REPORT)
    story.check("登记后问责服务断电：重试得到原编号，不重复登记 | accountability loses its power after registering; the retry gets the same number",
                replayed and second == first, f"{replayed} {first} {second}")
    chain = Chain(town)
    report, bar = chain.one("ReportRegistered"), chain.one("BarImposed")
    decided(story, chain, "登记信访举报 → 临时限制（有末日，不公开理由） | a report is a provisional bar with a last day", report, bar)
    story.same("临时限制止于办理期限 | the provisional bar ends with the time the office has",
               (bar["body"]["provisional"], bar["body"]["until_on"]), (True, first["conclude_by"]))
    text = str(report)
    story.check("公开的登记事件不写反映谁、谁反映、反映什么 | the public event names neither the person nor the reporter nor the content",
                LIN not in text and REPORTER not in text and "征拆" not in text, text)
    return first["report_id"]


# ---- 2 provisionally barred, everywhere, without a word why --------------------------------------------------------------

def provisionally_barred(story, town, offered, report_id):
    for words, account, path, body in [("提拔动议（人事服务） | a motion in personnel", CADRE, "/personnel/appointments", MOTION), *offered]:
        e = town.refusal(account, path, **body)
        told = str(e.body) if e else ""
        story.check(f"核查期间暂不办理：{words}", e is not None and "CADRE_BARRED" in told, told or "accepted")
        story.check("拒绝不透露缘由 | the refusal gives nothing away", report_id not in told and "举报" not in told and "信访" not in told, told)
    number = town.do(CADRE, "/assessment/lists/open", scope="cleared", title="专项清单", evidence_from="2025-01-01")["list_id"]
    town.do(CADRE, "/assessment/lists/draft", list_id=number, entries=[{"cadre_id": LIN, "tier": "GOOD", "rank": 1}])
    story.check("考核服务只作标记，不因未了结事项定档 | assessment marks him and judges nothing by it",
                town.one(CADRE, f"/assessment/list-entries?cadre_id={LIN}")["under_review"])
    story.barred("未了结的信访件不得作为清单依据 | an open report is no evidence for a list", town, CADRE, "/assessment/evidence/record",
                 "EVIDENCE_OPEN_MATTER", cadre_id=LIN, source="SPECIAL_TALK", bearing="NEGATIVE", summary="有反映", observed_on="2025-03-10",
                 origin=report_id)
    story.check("经管人员的档案页记有临时限制 | the officers' page shows the bar", town.get(SUPERVISION, f"/dossiers/{LIN}")["barred"])
    own = town.get(PERSON, f"/dossiers/{LIN}?limit=500")
    story.check("本人看不到有人反映：没有限制，时间线上没有痕迹 | the person himself sees neither the bar nor a trace of it",
                not own["barred"] and not own["bars"] and "BarImposed" not in [e["type"] for e in own["timeline"]], own)
    e = None
    try:
        town.get(f"unit.{CITY}", f"/dossiers/{LIN}")
    except Refused as refused:
        e = refused
    story.check("同事打不开他的档案，也不知有无此人 | a colleague gets no dossier at all", e is not None and e.code == "CADRE_UNKNOWN", e)
    return number


# ---- 3 unfounded, closed -------------------------------------------------------------------------------------------------

def closed_unfounded(story, town, report_id):
    extended = town.do(HEAD, "/accountability/reports/extend", report_id=report_id, reason="需调取征拆档案")
    conclude = {"report_id": report_id, "conclusion": "UNFOUNDED", "finding": "查阅全部征拆协议并逐户走访，反映失实。"}
    story.barred("核查须二人以上 | an investigation needs two people", town, SUPERVISION, "/accountability/reports/conclude", "TWO_INVESTIGATORS",
                 investigators=["核查员甲"], **conclude)
    town.today("2025-04-21")
    chain = Chain(town)
    story.same("延期后临时限制随之延至新的期限，仍是同一条 | the extension moves the end of the same bar",
               [(b["body"]["bar_id"], b["body"]["until_on"]) for b in chain.of("BarImposed")][-1], (report_id, extended["conclude_by"]))
    town.do(SUPERVISION, "/accountability/reports/conclude", investigators=["核查员甲", "核查员乙"], **conclude)
    story.barred("未向实名举报人反馈，不得了结 | no closing before the reporter was told", town, SUPERVISION, "/accountability/reports/close",
                 "REPORTER_NOT_TOLD", report_id=report_id, approved_by="部务会")
    town.do(SUPERVISION, "/accountability/reports/close", report_id=report_id, told_on=clock_day(town), approved_by="部务会")
    town.settle()
    chain = Chain(town)
    decided(story, chain, "结论失实 → 临时限制随结论解除 | unfounded: the same decision lifts the bar",
            chain.one("ReportConcluded"), chain.one("BarLifted", provisional=True))
    story.same("解除的是提前解除，不是到期 | lifted, not expired", chain.one("BarLifted")["body"]["expired"], False)
    closed = chain.one("ReportClosed")["body"]
    todo = [t for t in town.get(SUPERVISION, "/todos?limit=500")["items"] if t["kind"] == "report_feedback"]
    story.check("了结，须在期限内提出澄清 | closed; a clearing has to be proposed in time", closed["clear_by"] and not todo, (closed, todo))


# ---- 4 the clearing --------------------------------------------------------------------------------------------------------

def cleared(story, town, report_id):
    propose = {"report_id": report_id, "trigger": "CAREER", "scope": "UNIT"}
    path = "/accountability/clearings/propose"
    story.barred("澄清文本不得出现举报人 | the text may not name the reporter", town, SUPERVISION, path, "REPORTER_IN_TEXT",
                 text=f"经查，{REPORTER[:3]} {REPORTER[3:]}反映的问题失实。", **propose)
    story.barred("只澄清问题，不作整体评价 | it speaks about the question and praises nobody", town, SUPERVISION, path, "OVERALL_PRAISE",
                 text="该同志一贯优秀，反映失实。", **propose)
    number = town.do(SUPERVISION, path, text="经查，关于征拆项目优亲厚友的反映失实。", **propose)["clearing_id"]
    story.barred("未经本人同意不得批准 | no approval before the person has chosen", town, HEAD, "/accountability/clearings/approve",
                 "CONSENT_MISSING", clearing_id=number)
    story.barred("不同意公开的，不得用公开方式 | a public form needs consent", town, PERSON, "/accountability/clearings/consent",
                 "CONSENT_MISSING", clearing_id=number, consents=False, form="MEETING", document="本人意见书")
    town.do(PERSON, "/accountability/clearings/consent", clearing_id=number, consents=True, form="MEETING", document="本人意见书")
    town.do(HEAD, "/accountability/clearings/approve", clearing_id=number)

    execute = {"clearing_id": number, "form": "MEETING", "scope": "UNIT", "executed_on": clock_day(town)}
    story.barred("澄清范围须与影响范围一致 | the scope is that of the harm", town, SUPERVISION, "/accountability/clearings/execute",
                 "SCOPE_DIFFERS", **{**execute, "scope": "REGION"})
    key = new_key()
    town.kill("welfare")           # the talk it owes must come all the same, once
    first = town.do(SUPERVISION, "/accountability/clearings/execute", key, **execute)
    town.kill("gateway")
    town.revive("welfare", "gateway")
    town.settle()
    second, replayed = town.again(SUPERVISION, "/accountability/clearings/execute", key, **execute)
    story.check("召开会议澄清后网关断电：重试不重复 | the gateway loses its power after the clearing; the retry changes nothing",
                replayed and second == first, f"{replayed} {first} {second}")
    chain = Chain(town)
    done, talk = chain.one("Cleared"), chain.of("TalkDue", origin=number)
    story.same("应谈话一次，不因断电遗漏或重复 | one talk is due, no more, no less", len(talk), 1)
    arrow(story, chain, "澄清正名 → 应谈话 | who was cleared is talked with", talk[0], done)
    return number, talk[0]["body"]["talk_id"]


def undone_everywhere(story, town, offered, list_id):
    for words, account, path, body in [("提拔动议（人事服务） | a motion in personnel", CADRE, "/personnel/appointments", MOTION), *offered]:
        e = town.refusal(account, path, **body)
        story.check(f"澄清后同一命令被接受：{words}", e is None, str(e))
    town.do(CADRE, "/assessment/lists/draft", list_id=list_id, entries=[
        {"cadre_id": LIN, "tier": "OUTSTANDING", "rank": 1, "head": True, "reason": "一线表现突出，依据充分"}])
    story.check("考核服务撤下标记，可列靠前 | assessment takes the mark off and may put him first",
                not town.one(CADRE, f"/assessment/list-entries?cadre_id={LIN}")["under_review"])
    dossier = town.get(HEAD, f"/dossiers/{LIN}")
    story.same("全息档案没有任何限制 | the dossier shows no bar at all", (dossier["barred"], dossier["bars"]), (False, []))


def looked_after(story, town, clearing_id, talk_id):
    town.do(WELFARE, "/welfare/talks", talk={"talk_id": talk_id, "cadre_id": LIN, "talker_id": "c-zz", "held_on": clock_day(town),
                                             "issues": ["CAREER"], "sealed": "说明核查经过和结论，本人放下包袱。"})
    story.barred("未回访不得办结 | no closing without the visit", town, SUPERVISION, "/accountability/clearings/close", "VISIT_MISSING",
                 clearing_id=clearing_id)
    visit_by = Chain(town).one("ClearingExecuted")["body"]["visit_by"]
    town.today(visit_by)
    town.do(SUPERVISION, "/accountability/clearings/visit", clearing_id=clearing_id, settled=True, note="单位同事均已知晓结论，影响消除")
    town.do(SUPERVISION, "/accountability/clearings/close", clearing_id=clearing_id)
    town.settle()
    story.same("谈心、回访、办结，无一逾期 | talk, visit and closing in time",
               [len(Chain(town).of(k)) for k in ("TalkHeld", "ClearingClosed", "ClearingOverdue", "TalkOverdue", "ClearingForgotten")], [1, 1, 0, 0, 0])
    report = town.get(HEAD, "/report?year=2025")
    figures = {f["id"]: f["value"] for s in report["sections"] for line in s["lines"] for f in line["figures"]}
    story.same("年度报告：澄清正名一人一件，谈话一人次 | the annual report counts one cleared name and one talk",
               [int(figures[k]) for k in ("M16", "M16r", "M17")], [1, 1, 1])


# ---- 5 the reporter ----------------------------------------------------------------------------------------------------------

def holds_secret(data):
    return any(s in data for s in SECRETS)


def answers_with_secret(town):
    """Every table and every page, asked by every account of the site."""
    api = json.loads(town.raw("GET", "/openapi.json")[1])
    paths = sorted(p for p, methods in api["paths"].items() if "get" in methods and "{" not in p and "stream" not in p)
    paths = [p if p.startswith("/api/v1") else "/api/v1" + p for p in paths]
    paths += [f"/api/v1/dossiers/{LIN}?limit=500", "/api/v1/events?limit=2000", "/api/v1/report?year=2025", "/api/v1/todos?limit=500",
              "/api/v1/report/figures/M16?year=2025", "/metrics", "/api/v1/platform/status"]
    found, asked, answered = [], 0, 0
    for account in town.passwords:
        for path in dict.fromkeys(paths):
            status, body, _ = town.raw("GET", path, None, {"Authorization": f"Bearer {town.token(account)}"}, account)
            asked += 1
            answered += status == 200
            if holds_secret(body):
                found.append(f"{account} {path}")
    return found, asked, answered


def live_stream_with_secret(town):
    """The live stream from the beginning, read until it pauses."""
    line = http.client.HTTPConnection("127.0.0.1", town.http_port, timeout=2)
    line.request("GET", "/api/v1/events/stream?after=0", None, {"Authorization": f"Bearer {town.token('audit')}"})
    answer, data = line.getresponse(), b""
    try:
        while chunk := answer.read1(65536):
            data += chunk
            if b"ClearingClosed" in data:
                break
    except OSError:
        pass
    line.close()
    return holds_secret(data), data.count(b"event: ")


def reporter_stays_unknown(story, town, report_id):
    inside = [s for s in SERVICES if files_with(os.path.join(town.data, s), SECRETS)]
    story.same("姓名只在问责服务自己的密封记录里，其余五个服务的日志、状态、快照里都没有 | the name lies in accountability alone, in no other journal or state",
               inside, ["accountability"])
    elsewhere = [f for f in files_with(town.folder, SECRETS) if not f.startswith("data/accountability/")]
    story.same("运行日志、配置、密钥目录里没有 | nor in any log, configuration or key folder", elsewhere, [])
    found, asked, answered = answers_with_secret(town)
    story.check(f"全部账号读遍全部接口（{asked} 次，{answered} 次有答复）：没有 | every account reads every page of the API: nowhere",
                not found and answered > 100, found or answered)
    leaked, events = live_stream_with_secret(town)
    story.check(f"实时事件流（{events} 条）里没有 | nor in the live stream", not leaked and events > 50, (leaked, events))
    story.check("汇聚流里这些记录只有位置，没有内容 | the merged stream shows that the records exist and nothing more",
                sum(e["withheld"] for e in town.events()) >= 5)

    request = town.do(SUPERVISION, "/accountability/unseals/request", report_id=report_id, purpose="回访实名举报人")["unseal_id"]
    story.barred("一人不得自请自批启封 | nobody approves his own request to open it", town, SUPERVISION, "/accountability/unseals/read",
                 "UNSEAL_NOT_APPROVED", unseal_id=request)
    town.do(HEAD, "/accountability/unseals/approve", unseal_id=request)
    story.barred("批准人自己也不能看 | the one who approved may not read", town, f"cdi.{CITY}", "/accountability/unseals/read",
                 "UNSEAL_NOT_APPROVED", unseal_id=request)
    answer = town.do(SUPERVISION, "/accountability/unseals/read", unseal_id=request)
    story.same("两人共同启封，当事人看到一次 | two persons together open it, once", answer.get("name"), REPORTER)
    story.barred("第二次不再可看 | not a second time", town, SUPERVISION, "/accountability/unseals/read", "UNSEAL_NOT_APPROVED", unseal_id=request)
    row = town.one(f"auditor.{CITY}", "/accountability/unseals")
    story.same("谁申请、谁批准、何时看过，审计可查 | the auditor sees who asked, who approved, and when it was read",
               (row["requested_by"], row["approved_by"], row["state"]), (SUPERVISION, HEAD, "READ"))
    town.settle()
    inside = [s for s in SERVICES if files_with(os.path.join(town.data, s), SECRETS)]
    story.same("启封之后仍只在问责服务 | after the opening, still in accountability alone", inside, ["accountability"])


def clearing(story):
    own = (PERSON, "林样担", CITY, "u-jt", LIN, "cadre")
    with Town(CITY, extra_accounts=[own]) as town:
        town.today("2025-03-03")
        town.load_policy()
        import_roster(town, CADRE, UNITS, people())
        town.do(CADRE, "/welfare/talkers", cadre_id="c-zz", level="DEPUTY")
        offered = offers(town, "2025-06-01", "2025-11-30")
        report = registered(story, town)
        listed = provisionally_barred(story, town, offered, report)
        closed_unfounded(story, town, report)
        number, talk = cleared(story, town, report)
        undone_everywhere(story, town, offered, listed)
        looked_after(story, town, number, talk)
        reporter_stays_unknown(story, town, report)
        all_daemons_stand(story, town)


if __name__ == "__main__":
    tell(clearing)
