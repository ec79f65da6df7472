"""What if the weights were others, asked of a running site: the official result with the rules in force, who moves and what it costs
with others, bad weights refused, and nothing written by any of it. Published rankings again from the journal by one command. A rater
who marks far below the others is named for review when grades become final, a person reviews with words, and nothing else happens."""
import json
import os
import subprocess
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "web")]
import test_annual_scores as year  # noqa: E402
from api_client import API, Document  # noqa: E402
from cast import ASSESS, CADRE, CITY, HEAD, after, clock_day  # noqa: E402
from harness import BUILD, Refused, Town, all_daemons_stand, import_roster, person, tell  # noqa: E402

WHAT_IF = "/assessment/what-if"
OTHERS = [{"component": c, "weight_percent": w} for c, w in (("PERFORMANCE", 97), ("YEAR_END", 1), ("LEADER", 1), ("INSPECTION", 1))]
SPECIAL = [{"indicator_id": i, "weight_percent": w} for i, w in (("gdp", 1), ("env", 1), ("invest", 98), ("grain", 98))]


def roster():
    """Ten of the team and as many others in every county, so that ratios give whole persons."""
    units, people = year.roster()
    for u in year.COUNTIES:
        people += [person(f"m-{u}-{i}", f"班样子{u[-1]}{i}", u, "县处级副职", CITY, member=True) for i in range(9)]
        people += [person(f"s-{u}-{i}", f"科样员{u[-1]}{i}", u, "科员及以下", CITY) for i in range(10)]
    return units, people


def confirmed(story, town):
    number = year.frozen_scheme(story, town)
    year.inspected_year(town)
    year.data(story, town, number)
    town.do(ASSESS, "/assessment/scores/leader", scheme_id=number, indicator_id="lead", group_id="town", leader_id="h-u-c1", document="评价表",
            ratings=[{"unit_id": "u-c2", "points": 5900}, {"unit_id": "u-c3", "points": 5200}])       # not of his own county; far below the others
    told = town.do(ASSESS, "/assessment/scores/compute", scheme_id=number)
    town.today(after(told["objection_until"]))
    town.do(HEAD, "/assessment/scores/confirm", scheme_id=number)
    ranked = {r["unit_id"]: r for r in town.rows(ASSESS, "/assessment/scores/units") if r["scheme_id"] == number}
    first = next(u for u, r in ranked.items() if r["rank"] == 1 and not r["vetoes"])
    grades = [{"unit_id": u, "grade": "EXCELLENT" if u == first else "GOOD", "reason": "样例"} for u in ranked]
    town.do(ASSESS, "/assessment/grades/propose", scheme_id=number, grades=grades)
    town.settle()
    return number, told["hash"], first


def stands(town):
    """Where assessment stands: its journal's head and the digest of its state."""
    verified = town.do("sysadmin", "/platform/assessment/verify")
    status = next(s for s in town.get("sysadmin", "/platform/status")["services"] if s["service"] == "assessment")
    return status["sequence"], verified["state_sequence"], verified["digest"]


def ask(town, number, account=ASSESS, **more):
    return town.do(account, WHAT_IF, scheme_id=number, **more)


def at_rest(town):
    """The same, once nothing has been written for longer than places in followed streams wait to be noted."""
    before = stands(town)
    while True:
        time.sleep(6)
        now = stands(town)
        if now == before:
            return now
        before = now


def refusal(town, number, account=ASSESS, **more):
    try:
        return ask(town, number, account, **more)
    except Refused as e:
        return e.code


def what_if(story, town, number, official, first):
    before = at_rest(town)
    same = ask(town, number)
    story.same("按现行规则推演，得到已反馈结果的指纹 | with the rules in force the official hash comes out",
               (same["hash"], same["official"], same["moved"]), (official, True, 0))
    other = ask(town, number, components=OTHERS, indicators=SPECIAL)
    moved = {r["unit_id"]: (r["rank_before"], r["rank_after"]) for r in other["rows"] if r["rank_before"] != r["rank_after"]}
    story.check(f"权重几乎全在特色指标：谁的名次变动一目了然（{moved}） | other weights: who moves", moved and other["hash"] != official and not other["official"])
    document = Document(json.loads(town.raw("GET", "/openapi.json")[1]))
    story.same("答复与接口文档一致 | the answer is what the document says", document.answer(API + WHAT_IF, "post", other), "")
    story.same("督查权重与规定不符，注明但不拒绝 | the rule such a scheme would break is named", other["against_rules"], ["TEAM.WEIGHT.INSPECTION"])
    dearer = ask(town, number, tiers=[{"tier": "EXCELLENT", "members_percent": 40, "staff_percent": 25, "bonus_percent": 150}])
    row = next(r for r in dearer["rows"] if r["unit_id"] == first)
    story.same("优秀班子系数由1.2提至1.5：二十人各多三千元；班子优秀名额三人变四人 | what a ratio and a coefficient cost, to the fen",
               (dearer["bonus_after"] - dearer["bonus_before"], row["excellent_members_before"], row["excellent_members_after"], dearer["hash"]),
               (20 * 300000, 3, 4, official))
    story.same("权重合计不足100%：与方案同样拒绝 | weights that do not add up are refused as in a scheme",
               (refusal(town, number, components=OTHERS[:3]), refusal(town, number, indicators=[{"indicator_id": "gdp", "weight_percent": 38}])),
               ("COMPONENT_WEIGHTS", "INDICATOR_WEIGHTS"))
    story.same("无权者、他地不得推演 | only who assesses here may ask", (refusal(town, number, year.SECOND), refusal(town, number, CADRE)),
               ("ROLE_MISSING", "ROLE_MISSING"))
    by_hand(story, town, number, official)
    story.same("推演什么也不写：日志末尾和状态摘要都未变 | nothing is written: journal head and state digest are what they were", stands(town), before)


def replayed(town, kind, number):
    run = subprocess.run([os.path.join(BUILD, "bin", "dandangctl"), "replay", kind, number, "--data", town.data, "--work", town.folder],
                         capture_output=True, text=True, timeout=120)
    return run.returncode, run.stdout + run.stderr


def replays(story, town, number, official):
    """While the daemons run: the journal is copied, never opened."""
    before = stands(town)
    status, said = replayed(town, "scores", number)
    story.check("已公布的得分由日志重算，指纹相同 | the scores again from the journal: the same hash", status == 0 and said.count(official) == 2, said)
    wrong = [f"{status} {said}" for status, said in (replayed(town, "inspection", r["inspection_id"]) for r in town.rows(ASSESS, "/assessment/inspections"))
             if status or said.count("equal") != 2]
    story.check("四次季度督查的排序和通报由日志重算，逐字节相同 | four inspections again, ranks and bulletins", not wrong, wrong)
    story.same("没有公布过的不能重算 | what was never published cannot be replayed", replayed(town, "scores", "nothing")[0], 3)
    story.same("重算不触动服务：日志末尾和状态摘要都未变 | a replay touches nothing", (stands(town), [n for n in os.listdir(town.folder) if "replay" in n]),
               (before, []))


def finalized(story, town, number):
    town.do(HEAD, "/assessment/grades/decide", scheme_id=number, held_on=clock_day(town), members=9, present=8, in_favour=8, minutes="样例纪要")
    town.today(after(town.do(ASSESS, "/assessment/grades/notify", scheme_id=number)["objection_until"]))
    town.do(HEAD, "/assessment/grades/finalize", scheme_id=number)
    town.settle()
    status, said = replayed(town, "grades", number)
    story.check("已定的班子等次由日志重算，逐字节相同 | final grades again from the journal", status == 0 and "equal" in said, said)


def patterns(story, town, number):
    rows = [r for r in town.rows(HEAD, "/assessment/patterns") if r["scheme_id"] == number]
    named = [r for r in rows if r["pattern"]["statement"] == "NAMED"]
    story.same("定等次时四类检视各有记录 | every kind of look is recorded", sorted({r["pattern"]["kind"] for r in rows}),
               ["COMPRESSION", "LENIENCY", "RECIPROCAL", "ROTATION"])
    story.same("宽严悬殊的评价人提请复核，附规则、阈值 | the severe rater is named, with rule and threshold",
               [(r["pattern"]["kind"], r["pattern"]["rater_id"], r["pattern"]["rule"], r["pattern"]["threshold"]) for r in named],
               [("LENIENCY", "h-u-c1", "PATTERN.LENIENCY.SPREAD", "3.000000")])
    story.check("资料不足的不作判断，写明局限 | too little is not judged, and its limits are said",
                all(r["pattern"]["statement"] == "NOT_STATED" and r["pattern"]["limits"] for r in rows if r["pattern"]["kind"] == "ROTATION"), rows)
    number_of = named[0]["pattern_id"]
    waiting = lambda: [t for t in town.get(HEAD, "/todos?limit=500")["items"] if t["kind"] == "pattern_review"]  # noqa: E731
    story.same("复核列入待办 | a review waits", [t["matter_id"] for t in waiting()], [number_of])
    grades = town.rows(ASSESS, "/assessment/grades/teams")
    refused = town.refusal(ASSESS, "/assessment/patterns/review", pattern_id=number_of, verdict="EXPLAINED", words="样例")
    story.same("评估岗不得复核 | who assesses does not review", refused and refused.code, "ROLE_MISSING")
    town.do(HEAD, "/assessment/patterns/review", pattern_id=number_of, verdict="EXPLAINED", words="样例：只评两县，当年督办任务滞后")
    town.settle()
    row = town.one(HEAD, "/assessment/patterns", pattern_id=number_of)
    story.same("由人复核并写明意见，待办消除 | a person reviews with words, the to-do is gone", (row["verdict"], row["words"], waiting()),
               ("EXPLAINED", "样例：只评两县，当年督办任务滞后", []))
    story.same("检视和复核不改变任何等次 | no grade is touched", town.rows(ASSESS, "/assessment/grades/teams"), grades)
    seen = [e for e in town.events() if not e["withheld"] and e["type"] in ("PatternLookedFor", "PatternReviewed")]
    story.check("检视内容不出本服务 | what was found and said leaves as headers only", not seen, seen)


def by_hand(story, town, number, official):
    """The same by the command line."""
    ctl = os.path.join(BUILD, "bin", "dandangctl")
    environment = dict(os.environ, DANDANG_URL=f"http://127.0.0.1:{town.http_port}", XDG_CONFIG_HOME=town.folder, DANDANG_PASSWORD=town.passwords[ASSESS])
    subprocess.run([ctl, "--account", ASSESS, "login"], env=environment, check=True, capture_output=True, timeout=60)
    plain = subprocess.run([ctl, "--account", ASSESS, "what-if", number], env=environment, capture_output=True, text=True, timeout=60)
    story.check("命令行按现行规则推演 | dandangctl what-if", plain.returncode == 0 and official in plain.stdout and "official result" in plain.stdout,
                plain.stdout + plain.stderr)
    words = [f"--component={c['component']}={c['weight_percent']}" for c in OTHERS]
    words += [f"--indicator={i['indicator_id']}={i['weight_percent']}" for i in SPECIAL]
    other = subprocess.run([ctl, "--account", ASSESS, "what-if", number, *words, "--tier", "EXCELLENT=40/25/150"], env=environment, capture_output=True,
                           text=True, timeout=60)
    story.check("命令行改变权重和系数 | other weights and coefficients by flags", other.returncode == 0 and "→" in other.stdout and "not the official" in other.stdout,
                other.stdout + other.stderr)


def tale(story):
    accounts = [(year.OWNER, "样例负责人", CITY, "u-fg", "", "unit.head"), (year.SECOND, "样例负责人", "150403", "u-c2", "", "unit.head")]
    with Town(CITY, extra_accounts=accounts) as town:
        town.today("2025-01-02")
        town.load_policy()
        import_roster(town, CADRE, *roster())
        number, official, first = confirmed(story, town)
        what_if(story, town, number, official, first)
        replays(story, town, number, official)
        finalized(story, town, number)
        patterns(story, town, number)
        all_daemons_stand(story, town)


if __name__ == "__main__":
    tell(tale)
