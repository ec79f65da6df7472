"""The annual grades of persons on a running site, after the grades of their teams: excellent quotas that explain themselves, the staff
of a county from self summary to signature, somebody inside an influence period, a cap that holds, effects in other daemons, the
bonus to the fen, a quarter's regular assessment. Assessment loses its power on the way."""
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "recompute"))
import bonuses  # noqa: E402
import excellent_quotas  # noqa: E402
import person_grades as persons  # noqa: E402
import test_annual_scores as annual  # noqa: E402
from cast import ASSESS, CADRE, CITY, HEAD, RANK, SUPERVISION, WELFARE, after, clock_day  # noqa: E402
from harness import Chain, Town, all_daemons_stand, import_roster, person, recomputed, tell  # noqa: E402

YEAR, COUNTY = annual.YEAR, "u-c1"
REGION = annual.COUNTIES[COUNTY]
STAFF = [f"s{n:02d}" for n in range(1, 11)]
WARNED, BARRED, LOW, ANGRY = "s03", "s05", "s10", "s02"
UNIT_HEAD, UNIT_DEPUTY = "head.u-c1", "deputy.u-c1"


def roster():
    units, people = annual.roster()
    people += [person(f"d{n}", f"副样长{n}", COUNTY, "县处级副职", CITY, member=True) for n in range(1, 9)]
    people += [person(s, f"样例{s}", COUNTY, "科员及以下" if s != "s01" else "乡科级正职", CITY) for s in STAFF]
    return units, people


def own(cadre):
    return f"own.{cadre}"


def accounts():
    rows = [(annual.OWNER, "样例负责人", CITY, "u-fg", "", "unit.head"), (annual.SECOND, "样例负责人", "150403", "u-c2", "", "unit.head"),
            (UNIT_HEAD, "样例负责人", REGION, COUNTY, "h-u-c1", "unit.head,unit.party"),
            (UNIT_DEPUTY, "样例副职", REGION, COUNTY, "d1", "unit.head")]
    return rows + [(own(c), f"样例{c}", REGION, COUNTY, c, "cadre") for c in STAFF + ["h-u-c1"]]


# ---- quotas -----------------------------------------------------------------------------------------------------------------

def shared_again(rows, cap):
    """Largest remainders by hand, for units that nothing but the law limits: {unit: heads}."""
    law = {r["unit_id"]: r["quota"]["cap"] * r["quota"]["should_attend"] // 10000 for r in rows}
    claims = {}
    for r in rows:
        q = r["quota"]
        members = q["should_attend"] - (1 if q.get("head_excluded") else 0)
        claims[r["unit_id"]] = Fraction(q["ratio"] * members + q.get("carried", 0), 10000)
    total = sum(claims.values())
    room = Fraction(cap * sum(r["quota"]["should_attend"] for r in rows), 10000)
    if total > room:
        claims = {u: c * room / total for u, c in claims.items()}
    return claims, law, int(min(total, room))


def quotas(story, town):
    answer = town.do(ASSESS, "/assessment/quotas/compute", year=YEAR)
    rows = [r for r in town.rows(ASSESS, "/assessment/quotas/units") if r["track"] == "MEMBERS"]
    claims, law, seats = shared_again(rows, 2500)
    story.check("各单位名额的应得额与独立计算一致 | every claim is what an independent computation says",
                all(Fraction(r["quota"].get("claim_numerator", 0), r["quota"]["claim_denominator"]) == claims[r["unit_id"]] for r in rows), rows)
    own_limits = [r for r in rows if not r["quota"].get("pool")]
    story.check("不合并计算的单位不超过法定上限；合计不超过应得 | no unit above the cap of law, the sum not above the claims",
                all(r["quota"].get("heads", 0) <= law[r["unit_id"]] for r in own_limits) and sum(r["quota"].get("heads", 0) for r in rows) <= seats, rows)
    one = next(r["quota"] for r in rows if r["unit_id"] == COUNTY)
    story.check("名额每一步都写明 | every step of a quota is told", len(one["steps"]) >= 5 and "法定上限" in one["steps"][0], one)
    again = town.do(ASSESS, "/assessment/quotas/compute", year=YEAR)
    story.same("重算指纹相同 | computed again it has the same hash", again["hash"], answer["hash"])
    return next(r["quota"].get("heads", 0) for r in town.rows(ASSESS, "/assessment/quotas/units") if r["unit_id"] == COUNTY and r["track"] == "STAFF")


# ---- the staff of one county -----------------------------------------------------------------------------------------------------

def judge(town, account, number, people):
    """Paper summaries, evaluation, verification."""
    for c in people:
        town.do(account, "/assessment/persons/summary", round_id=number, cadre_id=c, summary="样例：一年工作")
    town.do(account, "/assessment/persons/evaluation", round_id=number, document="样例测评记录", should_attend=18, attended=16,
            counts=[{"cadre_id": c, "excellent": 6, "competent": 9, "unknown": 1} for c in people])
    for c in people:
        town.do(account, "/assessment/persons/verify", round_id=number, cadre_id=c, facts="样例：核实")


def sanction(town, cadre, kind, day):
    town.do(SUPERVISION, "/accountability/sanctions/register", cadre_id=cadre, kind=kind, organ="CDI", document=f"样例〔{day}〕{cadre}",
            decided_on=day, effective_on=day)


def opinion(cadre, grade):
    low = grade in ("BASICALLY_COMPETENT", "INCOMPETENT")
    return {"cadre_id": cadre, "grade": grade, "comment": "样例：履职情况", "improvement": "样例：限期改进" if low else ""}


def staff_round(story, town, heads):
    number = town.do(UNIT_HEAD, "/assessment/persons/open", year=YEAR, unit_id=COUNTY, track="STAFF")["round_id"]
    story.barred("本人总结未交、期限未满，不得核实 | no verification while a summary may still come", town, UNIT_HEAD, "/assessment/persons/verify",
                 "PERSON_SUMMARY_MISSING", round_id=number, cadre_id="s04", facts="样例")
    town.do(own("s01"), "/assessment/persons/summary", round_id=number, cadre_id="s01", summary="样例：本人总结")
    story.barred("不得代他人总结 | nobody writes another's summary", town, own("s01"), "/assessment/persons/summary", "PERSON_NOT_ONES_OWN",
                 round_id=number, cadre_id="s04", summary="样例")
    story.barred("内设机构负责人未经民主测评，不得核实 | a head of a section has to be evaluated", town, UNIT_HEAD, "/assessment/persons/verify",
                 "PERSON_EVALUATION_MISSING", round_id=number, cadre_id="s01", facts="样例")
    town.pull_the_plug("assessment")
    judge(town, UNIT_HEAD, number, STAFF[1:])
    town.do(UNIT_HEAD, "/assessment/persons/evaluation", round_id=number, document="样例测评记录", should_attend=18, attended=16,
            counts=[{"cadre_id": "s01", "excellent": 10, "competent": 6}])
    town.do(UNIT_HEAD, "/assessment/persons/verify", round_id=number, cadre_id="s01", facts="样例：核实")
    story.barred("当年受党内警告，不得评为优秀（处分登记在问责服务） | nobody warned by the Party in the year is excellent", town, UNIT_HEAD,
                 "/assessment/persons/propose", "PERSON_NOT_EXCELLENT", round_id=number, proposals=[opinion(WARNED, "EXCELLENT")])
    sanction(town, BARRED, "GOV_WARNING", clock_day(town))
    town.settle()
    story.barred("评定时处于影响期，不得评为优秀 | nobody inside an influence period is excellent", town, UNIT_HEAD,
                 "/assessment/persons/propose", "PERSON_INSIDE_INFLUENCE", round_id=number, proposals=[opinion(BARRED, "EXCELLENT")])
    winners = [s for s in STAFF if s not in (WARNED, BARRED, LOW)][:heads]
    grades = {s: "EXCELLENT" if s in winners else "BASICALLY_COMPETENT" if s == LOW else "COMPETENT" for s in STAFF}
    extra = next(s for s in STAFF if grades[s] == "COMPETENT" and s not in (WARNED, BARRED))
    town.do(UNIT_HEAD, "/assessment/persons/propose", round_id=number, proposals=[opinion(s, g) for s, g in {**grades, extra: "EXCELLENT"}.items()])
    story.barred("优秀人数超过与班子等次挂钩的名额：拒绝 | one more than the quota is refused", town, UNIT_HEAD, "/assessment/persons/check", "PERSON_CAP",
                 round_id=number)
    town.do(UNIT_HEAD, "/assessment/persons/propose", round_id=number, proposals=[opinion(extra, "COMPETENT")])
    story.barred("未核比例不得确定 | nothing is decided before the caps are checked", town, UNIT_HEAD, "/assessment/persons/decide",
                 "PERSON_NOT_CHECKED", round_id=number, body="UNIT_HEAD", held_on=clock_day(town), minutes="样例")
    town.do(UNIT_HEAD, "/assessment/persons/check", round_id=number)
    town.do(UNIT_HEAD, "/assessment/persons/decide", round_id=number, body="UNIT_HEAD", held_on=clock_day(town), minutes="样例批示")
    return number, winners


def told(story, town, number, winners):
    story.barred("优秀未公示，不得告知 | nothing is told without publicity", town, UNIT_HEAD, "/assessment/persons/notify", "PERSON_UNPUBLISHED",
                 round_id=number, document="样例")
    until = town.do(UNIT_HEAD, "/assessment/persons/publish", round_id=number, place="公告栏")["until"]
    town.today(until)
    story.barred("公示满五个工作日前不得告知 | nor before five working days are over", town, UNIT_HEAD, "/assessment/persons/notify",
                 "PERSON_PUBLICITY_RUNS", round_id=number, document="样例")
    mine = town.one(own(winners[0]), "/assessment/persons/people", cadre_id=winners[0])
    story.check("告知前本人看不到等次 | before he is told nobody sees his grade", not mine.get("grade") or mine["grade"] == "UNSPECIFIED", mine)
    town.today(after(until))
    sign_by = town.do(UNIT_HEAD, "/assessment/persons/notify", round_id=number, document="样例考核告知〔2026〕1号")["sign_by"]
    for s in STAFF:
        if s not in (LOW, ANGRY):
            town.do(own(s), "/assessment/persons/sign", round_id=number, opinion="AGREE")
    town.do(own(ANGRY), "/assessment/persons/sign", round_id=number, opinion="DISAGREE", statement="样例：有保留意见")
    review = town.do(own(LOW), "/assessment/persons/ask-review", round_id=number, reason="样例：任务已完成")["review_id"]
    story.barred("提出等次建议的人不得复核 | who proposed does not review", town, UNIT_HEAD, "/assessment/persons/decide-review",
                 "PERSON_REVIEW_SAME_HAND", review_id=review, upheld=False, reason="样例")
    story.barred("复核不得加重 | a review never makes it worse", town, UNIT_DEPUTY, "/assessment/persons/decide-review", "PERSON_REVIEW_WORSE",
                 review_id=review, upheld=True, grade="INCOMPETENT", reason="样例")
    town.do(UNIT_DEPUTY, "/assessment/persons/decide-review", review_id=review, upheld=False, reason="样例：维持")
    story.barred("有人未签且期限未满，不得生效 | not final while somebody may sign", town, UNIT_HEAD, "/assessment/persons/finalize",
                 "PERSON_UNSIGNED", round_id=number, document="样例")
    town.today(after(sign_by))
    story.same("逾期未签记为拒签 | unsigned is recorded as refused", town.one(UNIT_HEAD, "/assessment/persons/people", round_id=number, cadre_id=LOW)["state"],
               "DEEMED_REFUSED")
    town.do(UNIT_HEAD, "/assessment/persons/finalize", round_id=number, document="样例考核〔2026〕8号")


def effects(story, town, winners):
    town.settle()
    files = {r["cadre_id"]: r for r in town.rows(CADRE, "/personnel/cadres")}
    of_year = {c: [g["grade"] for g in files[c]["file"]["grades"] if g["year"] == YEAR] for c in STAFF}
    story.same("等次进入人事记录 | the grades stand in personnel's records", (of_year[winners[0]], of_year[LOW], of_year["s04"] != []),
               (["EXCELLENT"], ["BASICALLY_COMPETENT"], True))
    chain = Chain(town)
    graded = chain.one("PersonGraded", cadre_id=LOW)
    story.check("入档是对考核决定的反应 | personnel's record follows from the grade",
                any(chain.follows(e, graded) for e in chain.of("CadreRevised", cadre_id=LOW)))
    open_effects = {(r["cadre_id"], r["effect"]) for r in town.rows(RANK, "/assessment/persons/effects")}
    story.check("优秀者嘉奖、基本称职者诫勉列为待办 | commendation and admonition are proposed to people",
                {(winners[0], "COMMENDATION"), (LOW, "ADMONITION")} <= open_effects, open_effects)
    award = town.do(WELFARE, "/welfare/award-schemes", year=YEAR, title="担当作为好干部", tiers=[{"name": "科级", "quota": 3}],
                    committee_ids=["d1", "d2"], document="样例方案")["scheme_id"]
    story.barred("基本称职者不得评为好干部（关爱服务） | welfare refuses an award on that grade", town, WELFARE, "/welfare/awards", "AWARD_GRADE_LOW",
                 scheme_id=award, tier="科级", rows=[{"cadre_id": LOW, "deed": "样例事迹"}])


# ---- the other rounds, the bonus ---------------------------------------------------------------------------------------------------

def team_round(story, town, unit_id, members):
    number = town.do(RANK, "/assessment/persons/open", year=YEAR, unit_id=unit_id, track="MEMBERS")["round_id"]
    judge(town, RANK, number, members)
    town.do(RANK, "/assessment/persons/propose", round_id=number, proposals=[opinion(c, "COMPETENT") for c in members])
    town.do(RANK, "/assessment/persons/check", round_id=number)
    if len(members) > 1:
        story.barred("班子成员须集体研究确定 | members of a team are decided by a meeting", town, HEAD, "/assessment/persons/decide", "PERSON_BODY",
                     round_id=number, body="UNIT_HEAD", held_on=clock_day(town), minutes="样例")
    town.do(HEAD, "/assessment/persons/decide", round_id=number, body="COMMITTEE", held_on=clock_day(town), members=9, present=9, in_favour=9,
            minutes="样例纪要")
    return number, town.do(RANK, "/assessment/persons/notify", round_id=number, document="样例")["sign_by"]


def team_rounds(story, town):
    rounds = [team_round(story, town, u, [f"h-{u}"] + ([f"d{n}" for n in range(1, 9)] if u == COUNTY else [])) for u in annual.COUNTIES]
    town.today(after(max(sign_by for _, sign_by in rounds)))
    for number, _ in rounds:
        town.do(HEAD, "/assessment/persons/finalize", round_id=number, document="样例考核〔2026〕9号")


def bonus(story, town, scheme_id):
    asked = {"scheme_id": scheme_id, "budget": 30000001, "base_fen": 1234567, "spend": "WHOLE_BUDGET", "document": "样例财〔2026〕1号"}
    story.barred("预算不够每人最低额：拒绝 | a budget below the minima is refused", town, RANK, "/assessment/bonuses/propose", "BONUS_BUDGET_SHORT",
                 **{**asked, "minimum": 10000000})
    number = town.do(RANK, "/assessment/bonuses/propose", **asked)["proposal_id"]
    units = [r for r in town.rows(RANK, "/assessment/bonuses/units") if r["proposal_id"] == number]
    shares = [s for u in units for s in u.get("shares", [])]
    story.same("测算合计等于预算，一分不差 | the shares add up to the budget, to the fen", sum(s["fen"] for s in shares), 30000001)
    dues = sum(s["base_fen"] * s["coefficient"] for s in shares)
    exact = [Fraction(30000001 * s["base_fen"] * s["coefficient"], dues) for s in shares]
    story.check("每人与独立计算相差不到一分 | every share is within a fen of the exact one",
                all(abs(s["fen"] - e) < 1 for s, e in zip(shares, exact)), shares[:3])
    story.check("基本称职者没有奖金 | nothing is due below competent", LOW not in {s["cadre_id"] for s in shares} and len(shares) == 6 + 8 + len(STAFF) - 1,
                len(shares))
    town.do(HEAD, "/assessment/bonuses/decide", proposal_id=number, approved=True, held_on=clock_day(town), members=9, present=9, in_favour=9, minutes="样例纪要")
    town.settle()
    story.same("批准后每人各有一件 | after the approval everybody has an event of his own", len(Chain(town).of("BonusGranted")), len(shares))
    story.barred("批准后不再测算 | once granted nothing is proposed again", town, RANK, "/assessment/bonuses/propose", "BONUS_DECIDED", **asked)


# ---- a quarter ------------------------------------------------------------------------------------------------------------------------

def quarter(story, town):
    number = town.do(UNIT_HEAD, "/assessment/regular/open", quarter=f"{YEAR}Q4")["regular_id"]
    for s in STAFF:
        town.do(own(s), "/assessment/regular/self", regular_id=number, text="样例：本季完成重点任务")
        town.do(UNIT_HEAD, "/assessment/regular/review", regular_id=number, cadre_id=s, comment="样例：属实")
    page = town.get(own(STAFF[0]), "/assessment/regular/selfs?limit=1")
    story.same("本人翻页只见本人，游标不说出别人 | the own page holds oneself, and its cursor names nobody else", ([x["cadre_id"] for x in page["items"]], page["next"]),
               ([STAFF[0]], ""))
    grades = [{"cadre_id": s, "grade": "GOOD" if i < 5 else "FAIRLY_GOOD"} for i, s in enumerate(STAFF)]
    story.barred("“好”不超过四成 | no more than four in ten are good", town, UNIT_HEAD, "/assessment/regular/grade", "REGULAR_CAP",
                 regular_id=number, grades=grades)
    grades[4] = {"cadre_id": STAFF[4], "grade": "ORDINARY", "reason": "样例：进度滞后"}
    town.do(UNIT_HEAD, "/assessment/regular/grade", regular_id=number, grades=grades)
    for s in STAFF:
        town.do(UNIT_HEAD, "/assessment/regular/feedback", regular_id=number, cadre_id=s, held_on=clock_day(town))
    town.settle()
    story.same("全部反馈后完成，一般等次有谈话提醒待办 | closed once all are told, and the ordinary one is followed up",
               (town.one(UNIT_HEAD, "/assessment/regular/rounds", regular_id=number)["state"],
                town.one(UNIT_HEAD, "/assessment/regular/follow-ups", cadre_id=STAFF[4])["kind"]), ("CLOSED", "REMINDER"))


def person_grades(story):
    with Town(CITY, extra_accounts=accounts()) as town:
        town.today("2025-01-02")
        town.load_policy()
        import_roster(town, CADRE, *roster())
        scheme_id = annual.frozen_scheme(story, town)
        town.today("2025-03-03")
        sanction(town, WARNED, "PARTY_WARNING", "2025-03-03")
        annual.inspected_year(town)
        annual.data(story, town, scheme_id)
        annual.scores(story, town, scheme_id)
        annual.grades(story, town, scheme_id)
        heads = quotas(story, town)
        number, winners = staff_round(story, town, heads)
        told(story, town, number, winners)
        effects(story, town, winners)
        team_rounds(story, town)
        bonus(story, town, scheme_id)
        quarter(story, town)
        recomputed(story, town, excellent_quotas.ExcellentQuotas, "优秀名额 | excellent quotas")
        recomputed(story, town, bonuses.Bonuses, "年度考核奖 | bonuses")
        recomputed(story, town, persons.PersonGrades, "个人等次 | grades of persons")
        all_daemons_stand(story, town)


if __name__ == "__main__":
    tell(person_grades)
