"""Section cadres looked at from three sides on a running site (环节干部): who knows one evaluates him; an anonymous appraisal by a model of
five aspects and thirteen indicators, with examples reviewed before they count; and what comes of several sources, typed with reasons, the
person heard where it goes against him. Assessment and the box lose their power on the way; the numbers are worked out again by hand."""
import base64
import json
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "recompute"))
import appraisals  # noqa: E402
import section_cadres  # noqa: E402
from ballot_client import Box, Token, b64  # noqa: E402
from cast import ASSESS, CADRE, CITY, DEPUTY, HEAD, SUPERVISION, TRAIN  # noqa: E402
from harness import ROOT, Chain, Town, all_daemons_stand, arrow, files_with, import_roster, person, recomputed, tell, unit, wait_until  # noqa: E402

DEPARTMENTS, TOWNSHIPS = [f"u-d{i}" for i in range(1, 8)], [f"u-t{i}" for i in range(1, 6)]
SECTION, OTHER = "c-s1", "c-s2"                    # 科样一 and 科样二 of the first two departments
COLLEAGUES = {f"c-e{i}": f"u-d{i}" for i in range(2, 8)}
WORKERS = {f"c-w{i}": f"u-t{i}" for i in range(1, 6)}
VOTERS = [(c, "A") for c in COLLEAGUES] + [(w, "B") for w in WORKERS]
CLASSES = {"A": 60, "B": 40}
POINTS = {"excellent": 9500, "good": 8500, "fair": 6000, "abstain": 0}
with open(os.path.join(ROOT, "deploy", "models", "appraisal.json"), encoding="utf-8") as f:
    MODEL = json.load(f)
LOW, SHIFTED, VAGUE = "push", "initiative.shift", "push.slow"   # marked fair by all; ticked by all colleagues; ticked once, of no worth
NEGATIVE_PERCENT = 30


def account(cadre_id):
    return f"{cadre_id}.self"


def roster():
    units = [unit(u, f"样例市{u[2:]}局", "市直机关", CITY, "综合经济组") for u in DEPARTMENTS]
    units += [unit(u, f"样例苏木{u[2:]}", "苏木乡镇街道", CITY) for u in TOWNSHIPS]
    people = [person(SECTION, "科样一", "u-d1", "乡科级正职", CITY), person(OTHER, "科样二", "u-d2", "乡科级副职", CITY)]
    people += [person(c, f"同样{c[-1]}", u, "科员及以下", CITY) for c, u in COLLEAGUES.items()]
    people += [person(w, f"乡样{w[-1]}", u, "科员及以下", CITY) for w, u in WORKERS.items()]
    return units, people


# ---- who knows, evaluates ------------------------------------------------------------------------------------------------------

def relation(cadre_id, evaluator_id):
    return {"cadre_id": cadre_id, "evaluator_id": evaluator_id, "relation": "PROJECT", "reason": "样例重点项目专班"}


def lists(story, town):
    number = town.do(ASSESS, "/assessment/sections/open", year=2024, title="样例环节干部综合考评", cadre_ids=[SECTION])["evaluation_id"]
    story.barred("本人不评价本人 | nobody evaluates himself", town, ASSESS, "/assessment/sections/relations", "SELF_DEALING",
                 evaluation_id=number, relations=[relation(SECTION, SECTION)])
    town.do(ASSESS, "/assessment/sections/relations", evaluation_id=number, relations=[relation(SECTION, e) for e in [*COLLEAGUES, "c-w1"]])
    story.barred("苏木乡镇街道评价人数不足不得开始 | too few of the townships on the list", town, ASSESS, "/assessment/sections/begin",
                 "SECTION_TOWNSHIP_FEW", evaluation_id=number, closes_on="2025-06-12")
    town.do(ASSESS, "/assessment/sections/relations", evaluation_id=number, relations=[relation(SECTION, w) for w in WORKERS if w != "c-w1"])
    town.do(ASSESS, "/assessment/sections/begin", evaluation_id=number, closes_on="2025-06-12")
    return number


def evaluated(story, town, number):
    story.barred("没有工作关系的人不得评价 | who has no relation does not evaluate", town, account(OTHER), "/assessment/sections/evaluate",
                 "SECTION_NO_RELATION", evaluation_id=number, cadre_id=SECTION, points=9900)
    given = {}
    for n, who in enumerate([*COLLEAGUES, *WORKERS]):
        body = {"unknown": True} if who == "c-e2" else {"points": 7900 + 137 * n}
        town.do(account(who), "/assessment/sections/evaluate", evaluation_id=number, cadre_id=SECTION, **body)
        given[who] = body.get("points")
    return given


def half_up(x):
    return int(x + Fraction(1, 2))


def composite(story, town, number, given):
    def mean(who):
        known = [given[w] for w in who if given[w] is not None]
        return half_up(Fraction(sum(known), len(known)))

    story.barred("没有单位绩效得分不能按零分计 | no performance score is not zero", town, ASSESS, "/assessment/sections/compute",
                 "SECTION_PERFORMANCE_MISSING", evaluation_id=number)
    town.do(ASSESS, "/assessment/sections/performance", evaluation_id=number, unit_id="u-d1", points=8765, document="样例绩效1号")
    adjust = {"evaluation_id": number, "cadre_id": SECTION, "reason": "样例事由"}
    story.barred("减分须有处理决定文号 | a deduction needs its document", town, ASSESS, "/assessment/sections/adjust", "SECTION_DEDUCTION_DOCUMENT",
                 kind="DEDUCTION", points=50, **adjust)
    story.barred("加分不超过上限 | a bonus up to its cap", town, ASSESS, "/assessment/sections/adjust", "SECTION_BONUS_CAP", kind="BONUS", points=501,
                 document="样例表1号", **adjust)
    town.do(ASSESS, "/assessment/sections/adjust", kind="BONUS", points=120, document="样例表1号", **adjust)
    town.do(ASSESS, "/assessment/sections/adjust", kind="DEDUCTION", points=50, document="样例处1号", **adjust)
    town.pull_the_plug("assessment")
    town.do(ASSESS, "/assessment/sections/compute", evaluation_id=number)
    row = town.one(account(SECTION), "/assessment/section-results", evaluation_id=number)
    wanted = half_up(Fraction(40 * 8765 + 30 * mean(COLLEAGUES) + 30 * mean(WORKERS), 100)) + 120 - 50
    story.same("本人看到的总分与手算一致 | he reads his total, and it is the one by hand", row["total"], wanted)
    nodes = {n["node"]: n for n in row["nodes"]}
    story.same("不了解的不计入平均 | who does not know is in no mean", (nodes["mutual"]["value"], nodes["mutual"]["score"]), (5, mean(COLLEAGUES)))
    town.do(ASSESS, "/assessment/sections/feedback", evaluation_id=number, cadre_id=SECTION, told_on="2025-06-13", note="样例：同意")
    story.same("反馈完毕 | everybody was told", town.get(HEAD, f"/assessment/sections/{number}")["state"], "SETTLED")
    story.check("谁评了多少分不出考评服务 | who gave what leaves the daemon as a header only",
                not [e for e in town.events() if e["type"] in ("SectionCadreEvaluated", "WorkRelationRecorded") and not e["withheld"]])


# ---- the appraisal -------------------------------------------------------------------------------------------------------------

def drafted(story, town):
    short = dict(MODEL, indicators=MODEL["indicators"][:-1])
    story.barred("指标不是十三个，不予载入 | another count of indicators is refused", town, ASSESS, "/assessment/appraisal-models/load",
                 "APPRAISAL_INDICATORS", **short)
    model = town.do(ASSESS, "/assessment/appraisal-models/load", **MODEL)["model_id"]
    town.do(HEAD, "/assessment/appraisal-models/approve", model_id=model, document="样例批1号")
    poll = town.do(ASSESS, "/assessment/appraisals/draft", model_id=model, title="样例行为特征测评", cadre_ids=[SECTION],
                   options=[{"option_id": o, "title": o, "points": p, "abstain": o == "abstain", "excellent": o == "excellent"} for o, p in POINTS.items()],
                   classes=[{"class_id": c, "title": f"{c}票", "weight_percent": w} for c, w in CLASSES.items()],
                   opens_on="2025-06-10", closes_on="2025-06-12")["poll_id"]
    town.do(ASSESS, "/assessment/polls/voters", poll_id=poll, voters=[{"cadre_id": v, "class_id": c} for v, c in VOTERS])
    town.do(ASSESS, "/assessment/polls/publish", poll_id=poll)
    story.check("密钥就绪 | the keys stand", wait_until(lambda: town.get(ASSESS, f"/assessment/polls/{poll}")["state"] == "READY", 120))
    town.settle()
    return poll


def slips(voter, class_id):
    """What a voter marks: everything good, one thing fair; colleagues tick one statement with an example, one worker another vaguely."""
    marks = [{"target_id": SECTION, "item_id": i["indicator_id"], "option_ids": ["fair" if i["indicator_id"] == LOW else "good"]}
             for i in MODEL["indicators"]]
    if class_id == "A":
        marks.append({"target_id": SECTION, "item_id": SHIFTED, "example": f"样例事例{voter}：三月把征拆协调会推给下级"})
    if voter == "c-w1":
        marks.append({"target_id": SECTION, "item_id": VAGUE, "example": "听说不太行"})
    return marks


def voted(story, town, box, poll):
    keys = {k["class_id"]: base64.b64decode(k["modulus"]) for k in next(b for b in box.rows("/ballot/boxes") if b["poll_id"] == poll)["keys"]}
    standing = set()
    for voter, class_id in VOTERS:
        token = Token(keys[class_id])
        town.do(account(voter), "/assessment/polls/tokens", poll_id=poll, blinded=b64(token.blinded))
        answer = town.call(account(voter), "POST", "/assessment/polls/signatures", {"poll_id": poll, "blinded": b64(token.blinded)})
        token.finalize(base64.b64decode(answer["blind_signature"]))
        marks = slips(voter, class_id)
        if voter == "c-e2":
            bare = [dict(m, example="") if "example" in m else m for m in marks]
            story.same("反向表现须写事例 | a negative one only with an example", box.cast(poll, class_id, token, bare)[0], "BALLOT_EXAMPLE_MISSING")
        standing.add(box.cast(poll, class_id, token, marks)[0])
    story.check("选票全部收到 | every ballot is taken", standing <= {"QUEUED", "FINAL"}, standing)


def examples_of(town, poll):
    return [r for r in town.rows(SUPERVISION, "/ballot/examples") if r["poll_id"] == poll]


def reviewed(story, town, poll):
    ready = wait_until(lambda: len(examples_of(town, poll)) == len(COLLEAGUES) + 1, 60)
    rows = examples_of(town, poll)
    story.check("截止后事例列出待审 | after the close the examples are listed", ready, rows)
    story.check("事例不带票类、凭证 | an example tells neither class nor token", all(not {"class_id", "token_hash", "leaf"} & set(r) for r in rows), rows[:1])
    town.pull_the_plug("ballot")
    story.same("审核完才计票 | no tally before they are reviewed", [r for r in town.rows(HEAD, "/ballot/tallies") if r["poll_id"] == poll], [])
    for r in rows:
        town.do(SUPERVISION, "/ballot/examples/review", poll_id=poll, example_id=r["example_id"],
                verdict="NOT_CONCRETE" if r["item_id"] == VAGUE else "COUNTS")
    story.check("随后自动计票 | then the box is tallied", wait_until(lambda: [r for r in town.rows(HEAD, "/ballot/tallies") if r["poll_id"] == poll], 60))
    story.same("计票后事例清空 | with the tally the examples are gone", examples_of(town, poll), [])
    town.settle()
    return [r["text"].encode() for r in rows]


def by_hand():
    """Net of every indicator, of every aspect, and the total, in hundredths."""
    negative = {SHIFTED.split(".")[0]: CLASSES["A"] * 100}
    net = {}
    for i in MODEL["indicators"]:
        positive = POINTS["fair"] if i["indicator_id"] == LOW else POINTS["good"]
        net[i["indicator_id"]] = positive - half_up(Fraction(negative.get(i["indicator_id"], 0) * NEGATIVE_PERCENT, 100))
    aspects = {a["aspect_id"]: half_up(Fraction(sum(net[i["indicator_id"]] * i["weight_percent"] for i in MODEL["indicators"]
                                                    if i["aspect_id"] == a["aspect_id"]), 100)) for a in MODEL["aspects"]}
    return net, aspects, half_up(Fraction(sum(aspects[a["aspect_id"]] * a["weight_percent"] for a in MODEL["aspects"]), 100))


def profiled(story, town, poll):
    story.barred("发布前不得画像 | no profile before the release", town, ASSESS, "/assessment/appraisals/profile", "APPRAISAL_NOT_RELEASED", poll_id=poll)
    town.do(HEAD, "/assessment/polls/release", poll_id=poll)
    town.do(ASSESS, "/assessment/appraisals/profile", poll_id=poll)
    town.settle()
    net, aspects, total = by_hand()
    row = town.one(account(SECTION), "/assessment/appraisal-profiles", poll_id=poll)
    story.same("画像总分与手算一致 | the total of the profile, by hand", row["total"], total)
    story.same("各指标一致 | every indicator", {i["indicator_id"]: i["net"] for i in row["indicators"]}, net)
    story.same("各方面一致 | every aspect", {a["aspect_id"]: a["net"] for a in row["aspects"]}, aspects)
    story.same("未采信的事例不扣分 | what was not upheld takes nothing off",
               next(i for i in row["indicators"] if i["indicator_id"] == LOW).get("negative", 0), 0)
    gaps = sorted(i["capability"] for i in MODEL["indicators"] if net[i["indicator_id"]] < 7000)
    needs = sorted(r["capability"] for r in town.rows(TRAIN, "/training/needs") if r["cadre_id"] == SECTION)
    story.same("能力短板成为培训需求 | gaps are needs of training", needs, gaps)
    chain = Chain(town)
    proposed = chain.one("AppraisalTalkProposed", cadre_id=SECTION)
    arrow(story, chain, "测评触发谈话 | the appraisal opens a talk", chain.one("TalkDue", cadre_id=SECTION), proposed)
    story.same("只有汇总的原因代码 | codes of what is aggregated, no more", proposed["body"]["reasons"], ["NEGATIVE"])


# ---- shouldering performance -----------------------------------------------------------------------------------------------------

def merged(town, cadre_id, section, bearing):
    sources = [{"kind": "COMPOSITE", "reference": section, "bearing": bearing, "note": "样例：综合考评"},
               {"kind": "ORGANISATION", "reference": "样例组〔2025〕1号", "bearing": bearing, "note": "样例：一贯了解"}]
    return town.do(CADRE, "/assessment/shouldering/merge", cadre_id=cadre_id, from_on="2025-01-01", until_on="2025-06-13", sources=sources)["evaluation_id"]


def reasoned(town, number, **kind):
    town.do(CADRE, "/assessment/shouldering/type", evaluation_id=number, **kind)
    sources = [s["reference"] for s in town.get(CADRE, f"/assessment/shouldering/{number}")["sources"]]
    town.do(CADRE, "/assessment/shouldering/reason", evaluation_id=number, references=sources, reason="样例理由", counter="样例说明", summary="样例评价")


def shouldered(story, town, section):
    story.barred("来源不足两类不得评价 | one kind of source is too few", town, CADRE, "/assessment/shouldering/merge", "SHOULDERING_SOURCES_FEW",
                 cadre_id=SECTION, from_on="2025-01-01", until_on="2025-06-13",
                 sources=[{"kind": "COMPOSITE", "reference": section, "bearing": "POSITIVE", "note": "样例"}])
    good = merged(town, SECTION, section, "POSITIVE")
    reasoned(town, good, type="GOOD")
    story.barred("未经复核不得发布 | not released before it is reviewed", town, HEAD, "/assessment/shouldering/release", "STATE_WRONG", evaluation_id=good)
    town.do(DEPUTY, "/assessment/shouldering/review", evaluation_id=good, accepted=True, note="样例：同意")
    town.do(HEAD, "/assessment/shouldering/release", evaluation_id=good)
    piece = town.one(CADRE, "/assessment/evidence", cadre_id=SECTION, source="SHOULDERING")
    story.same("成为专项清单的依据 | it is evidence of the special list", (piece["bearing"], piece["summary"]), ("POSITIVE", "样例评价"))
    story.same("本人可看 | he reads it himself", town.one(account(SECTION), "/assessment/findings", source="SHOULDERING")["summary"], "样例评价")

    bad = merged(town, SECTION, section, "NEGATIVE")
    reasoned(town, bad, type="NOT_SHOULDERING", behavior="SLOW_ACTION")
    story.barred("不担当类不经听取陈述不得复核 | against him nothing is reviewed unheard", town, DEPUTY, "/assessment/shouldering/review",
                 "SHOULDERING_HEARING", evaluation_id=bad, accepted=True, note="样例")
    town.do(CADRE, "/assessment/shouldering/inform", evaluation_id=bad)
    town.do(account(SECTION), "/assessment/shouldering/hear", evaluation_id=bad, statement="样例：当时在防汛一线")
    town.do(DEPUTY, "/assessment/shouldering/review", evaluation_id=bad, accepted=False, note="样例：陈述属实")
    story.same("陈述属实，退回 | his account holds, it goes back", town.get(CADRE, f"/assessment/shouldering/{bad}")["state"], "MERGED")
    story.check("陈述内容不出考评服务 | what he said stays", not [e for e in town.events() if e["type"] == "ShoulderingStated" and not e["withheld"]])


# ---- the story -------------------------------------------------------------------------------------------------------------------

def story_of_a_section_cadre(story):
    everybody = [(account(v), v, CITY, u, v, "cadre") for v, u in {**COLLEAGUES, **WORKERS, SECTION: "u-d1", OTHER: "u-d2"}.items()]
    with Town(extra_accounts=everybody) as town:
        town.start_order = ["personnel", "training", "assessment", "accountability", "welfare", "gateway", "ballot"]
        town.load_policy()
        town.today("2025-06-02")
        import_roster(town, CADRE, *roster())
        box = Box(town.http_port)
        section = lists(story, town)
        poll = drafted(story, town)
        town.today("2025-06-10")
        given = evaluated(story, town, section)
        voted(story, town, box, poll)
        town.today("2025-06-13")
        texts = reviewed(story, town, poll)
        profiled(story, town, poll)
        composite(story, town, section, given)
        shouldered(story, town, section)
        recomputed(story, town, section_cadres.SectionCadres, "环节干部考评结果 | results of section cadres")
        recomputed(story, town, appraisals.Appraisals, "行为特征画像 | profiles of appraisals")
        sealed = wait_until(lambda: [b for b in box.rows("/ballot/boxes") if b["poll_id"] == poll and b["state"] == "SEALED"], 60)
        story.check("封箱后票箱存储里没有事例 | once sealed, no example is left in the box's store",
                    sealed and not files_with(os.path.join(town.data, "ballot", "state"), texts), sealed)
        story.same("其他服务里没有事例 | and none is anywhere else",
                   [s for s in ("assessment", "welfare", "training", "gateway") if files_with(os.path.join(town.data, s), texts)], [])
        all_daemons_stand(story, town)


if __name__ == "__main__":
    tell(story_of_a_section_cadre)
