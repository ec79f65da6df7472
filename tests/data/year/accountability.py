"""Graded responses, warnings, adjustments, sanctions, reports and cleared names. Figures M12, M16, W01, W02."""
from datetime import timedelta

from .people import LEVEL_NAMES
from .plan import CITY, add_months, share
from .training import expect_talk
from .units import find

BEHAVIORS = ["NOT_SHOULDERING", "INACTION", "SLOW_ACTION", "SHAM_ACTION", "RECKLESS_ACTION"]
BASE = "/accountability"
SITUATIONS = ["U03", "U08", "U09", "U04", "U06", "U08", "U03", "U10"]


def last_day(start, months):
    """The last day of an influence period that begins on `start`."""
    return add_months(start, months) - timedelta(days=1)


class Matter:
    """One matter against a person, in a lane of its own."""

    def __init__(self, world, person, prefix, region=None):
        self.world, self.person = world, person
        self.region = region or person.authority
        self.name = world.play.name(prefix)
        self.ref, self.lane = "$" + self.name, f"{prefix}-{self.name}"

    def do(self, day, office, path, save=None, expect=None, **body):
        self.world.play.do(day, self.lane, f"{office}.{self.region}", BASE + path, save=save, expect=expect, **body)

    def get(self, day, office, path, where, field):
        self.world.play.get(day, self.lane, f"{office}.{self.region}", BASE + path, f"cadre_id={self.person.id}", where,
                            {self.name: field})

    def talk(self, day):
        return {"held_on": day, "place": "组织部谈话室", "talker": "样例谈话人", "recorder": "样例记录人",
                "record": f"与{self.person.name}谈话：指出问题，提出要求。"}

    def told_and_heard(self, day, waived=False):
        self.do(day, "superv", "/hearings/notify", matter_id=self.ref, facts=f"告知{self.person.name}拟处理的事实和依据")
        heard = self.world.cal.add(day, 2)
        if waived:
            self.do(heard, "superv", "/hearings/hear", matter_id=self.ref, kind="WAIVED", document="样弃权书")
        else:
            self.do(heard, "superv", "/hearings/hear", matter_id=self.ref, kind="STATED", statement="认识到问题，愿意整改，请求组织帮助。")
        return heard

    def admonition_letter(self, day):
        """Drafted, reviewed, approved, endorsed: four hands."""
        letter = self.name + "l"
        self.do(day, "superv", "/letters/draft", save={letter: "letter_id"}, matter_id=self.ref, kind="ADMONITION",
                text="诫勉书：指出不担当不作为问题，限期改正。")
        self.do(day, "dep", "/letters/review", letter_id="$" + letter)
        self.do(day, "org", "/letters/approve", letter_id="$" + letter)
        self.do(self.world.cal.add(day, 1), "principal", "/letters/endorse", letter_id="$" + letter)
        return letter

    def admonish(self, day, letter):
        self.do(day, "org", "/measures/issue", matter_id=self.ref, kind="ADMONITION", letter_id="$" + letter, talk=self.talk(day),
                unit_copy_to="单位党组织主要负责人")
        story = self.world.story
        story["measured"].add(self.person.id)
        story["observed"].append({"person": self.person, "from": day, "until": last_day(day, 6), "care": True,
                                  "region": self.region})


# ---------------------------------------------------------------- graded response
def response(world, p, kind, day, cause="LIST_TAIL", no_change=False):
    """Opened from the proposal; told and heard; the measure; the plan; the reviews. Returns the day of the conclusion."""
    cal, m = world.cal, Matter(world, p, "rs")
    m.get(day, "superv", "/responses", {"state": "PROPOSED"}, "response_id")
    m.do(day, "superv", "/responses/open", response_id=m.ref, cadre_id=p.id, cause=cause, finding="经核实，推进重点工作不力，情况属实",
         behavior=BEHAVIORS[int(p.id[-2:]) % 5])
    if world.story.setdefault("teased_measure", 0) < 2:
        world.story["teased_measure"] += 1
        m.do(day, "org", "/measures/issue", matter_id=m.ref, kind="CRITICISM", expect="NOT_NOTIFIED")
    heard = m.told_and_heard(day, waived=int(p.id[-1]) % 5 == 4)
    letter = m.admonition_letter(cal.add(day, 1)) if kind == "ADMONITION" else None
    issued = cal.add(heard, 2)
    if letter:
        m.admonish(issued, letter)
    else:
        m.do(issued, "dep" if kind == "CRITICISM" else "org", "/measures/issue", matter_id=m.ref, kind=kind, talk=m.talk(issued))
        world.story["measured"].add(p.id)
    expect_talk(world, issued, p, "PROBLEM_FOUND")
    m.do(cal.add(issued, 3), "superv", "/responses/plan", response_id=m.ref, self_check=None if kind == "CRITICISM" else "书面检查：深刻反省。",
         plan="建立整改台账，三个月内完成滞后任务。", deadline=add_months(issued, 6))
    return reviews(world, m, kind, issued, no_change)


def reviews(world, m, kind, issued, no_change):
    """At one, three and six months; two working days early, so that nothing is overdue."""
    nodes = {"CRITICISM": 1, "ORDERED_SELF_CHECK": 2, "ADMONITION": 3}[kind]
    for node in range(1, nodes + 1):
        day = world.cal.add(add_months(issued, (1, 3, 6)[node - 1]), -2)
        if day.year > world.year:
            return None
        last = node == nodes
        finding = ("NO_CHANGE" if no_change else "IMPROVED") if last else "CONTINUING"
        m.do(day, "superv", "/responses/review", response_id=m.ref, finding=finding, note="跟踪了解：" + ("没有起色" if no_change and last
                                                                                            else "有明显改进"))
    return day


def responses(world):
    """What becomes of the tails of the lists."""
    story, scale, cal = world.story, world.scale, world.cal
    tails = [p for r in world.regions for p in story["tails"][r] if p is not story["chain"]["tail"]]
    tails = world.rng.sample(tails, len(tails))
    fallen = scale.m12 // 4
    admonished = max(1, scale.admonitions - story["admonished_by_warning"])
    plan_of = ["CRITICISM"] * scale.criticisms + ["ORDERED_SELF_CHECK"] * scale.self_checks + ["ADMONITION"] * admonished
    start = cal.at(2, 20)
    for i, (p, kind) in enumerate(zip(tails, plan_of)):
        # admonitions early in the year, so that some influence periods end within it
        day = cal.add(start, (i % 12) * (2 if kind == "ADMONITION" else 5))
        worse = kind == "CRITICISM" and i < fallen
        over = response(world, p, kind, day, no_change=worse)
        if worse:
            adjust(world, p, cal.add(over, 4), "NO_CHANGE", suggested=True)
    for p in tails[len(plan_of):len(plan_of) + scale.declined]:
        m = Matter(world, p, "rs")
        m.get(start, "superv", "/responses", {"state": "PROPOSED"}, "response_id")
        m.do(start, "superv", "/responses/decline", response_id=m.ref, reason="已在培训中改进，暂不处置")


# ---------------------------------------------------------------- warnings
def warnings(world):
    """Level 1 for all; some go to level 2, few to level 3."""
    scale, story = world.scale, world.story
    second, third = scale.warnings // 3, max(2, scale.warnings // 8)
    fits = lambda p: p.level in (41, 42) and p.unit.kind != "INSTITUTION" and p.fine
    people = [p for r, n in zip(world.regions, share(scale.warnings - 1, [1] * len(world.regions)))
              for p in world.pick(r, n, fits, role="warned")]
    world.rng.shuffle(people)
    story["admonished_by_warning"] = 1 + sum(1 for i in range(third) if i % 2 == 0)     # the chain's person is one
    for i, p in enumerate(people):
        day = world.cal.add(world.cal.at(2, 24), (i * 7) % 120)
        warning(world, p, day, level=3 if i < third else 2 if i < second else 1, admonish=i % 2 == 0, number=i)


def warning(world, p, day, level, admonish, number):
    cal, m = world.cal, Matter(world, p, "wn")
    m.do(day, "superv", "/warnings/raise", save={m.name: "warning_id"}, cadre_id=p.id, ground="重点任务连续滞后",
         behavior=BEHAVIORS[number % 5], origin=f"fact-{world.year}-{number:04d}")
    world.story["warned"].add(p.id)
    expect_talk(world, day, p, "PROBLEM_FOUND")
    if number == 0:
        m.do(day, "superv", "/warnings/raise", cadre_id=p.id, ground="重复", behavior="INACTION", origin="fact-again",
             expect="WARNING_OPEN")
        m.do(day, "superv", "/letters/draft", matter_id=m.ref, kind="INQUIRY", text="未谈话先发函", expect="LEVEL_1_RECORD_MISSING")
    talked = cal.add(day, 4)
    if number == 1:
        m.do(talked, "dep", "/warnings/talk", warning_id=m.ref, held_on=talked, record="无委托谈话", expect="TALK_NOT_BY_HEAD")
    m.do(talked, "org", "/warnings/talk", warning_id=m.ref, held_on=talked, record=f"与{p.name}面对面谈话，提醒、鞭策。")
    again = cal.add(talked, 18)
    m.do(again, "superv", "/warnings/recheck", warning_id=m.ref, finding="IMPROVING" if level == 1 else "NO_CHANGE",
         note="复查：" + ("正在转变" if level == 1 else "没有转变"))
    if level > 1:
        second_level(world, m, cal.add(again, 1), level, admonish)


def second_level(world, m, day, level, admonish):
    """The written inquiry; answered well it ends here."""
    cal, letter = world.cal, m.name + "q"
    inquiry(m, day, letter)
    answered = cal.add(day, 11)
    m.do(answered, "superv", "/letters/reply", letter_id="$" + letter, reply="说明情况，列出整改措施。", replied_on=answered)
    m.do(cal.add(answered, 2), "superv", "/letters/assess", letter_id="$" + letter, outcome="CLEAR" if level == 2 else "NO_CHANGE",
         finding="说明清楚，已改正" if level == 2 else "措施空泛，没有转变")
    if level == 3:
        third_level(world, m, cal.add(answered, 3), admonish)


def inquiry(m, day, letter):
    m.do(day, "superv", "/letters/draft", save={letter: "letter_id"}, matter_id=m.ref, kind="INQUIRY", text="函询：请就任务滞后原因作出说明。")
    m.do(day, "dep", "/letters/review", letter_id="$" + letter)
    m.do(day, "org", "/letters/approve", letter_id="$" + letter)
    delivered = m.world.cal.add(day, 1)
    m.do(delivered, "superv", "/letters/deliver", letter_id="$" + letter, received_on=delivered, unit_copy_to="单位党组织主要负责人")


def third_level(world, m, day, admonish):
    if admonish:
        heard = m.told_and_heard(day)
        letter = m.admonition_letter(world.cal.add(day, 1))
        m.admonish(world.cal.add(heard, 2), letter)
    else:
        adjust(world, m.person, day, "WARNING", origin=m.ref)


# ---------------------------------------------------------------- adjustment
def adjust(world, p, day, cause, suggested=False, origin=None, mode=None):
    """The four steps in their order; personnel vacates the post by itself."""
    cal, m = world.cal, Matter(world, p, "aj")
    number = len(world.story["adjusted"])
    mode = mode or ("LATERAL", "LATERAL", "TO_RANK", "REMOVAL", "LATERAL", "TO_RANK", "DEMOTION", "LATERAL")[number % 8]
    if suggested:
        m.get(day, "cadre", "/adjustments", {"state": "SUGGESTED"}, "adjustment_id")
    body = {"adjustment_id": m.ref if suggested else None, "cadre_id": p.id, "situation": SITUATIONS[number % 8], "cause": cause,
            "origin": origin, "behavior": BEHAVIORS[number % 5]}
    m.do(day, "cadre", "/adjustments/open", save={m.name: "adjustment_id"}, **body)
    sources = ("ANNUAL_ASSESSMENT", "DEMOCRATIC_EVALUATION", "MASSES", "RESPONSE")
    m.do(cal.add(day, 3), "cadre", "/adjustments/verify", adjustment_id=m.ref,
         evidence=[{"source": s, "summary": "反映履职不力，情况属实", "reference": f"样核实{number}-{i}"} for i, s in enumerate(sources)])
    target = placement(world, p)
    level = {"LATERAL": p.level, "DEMOTION": 42 if p.level == 41 else 50}.get(mode)
    m.do(cal.add(day, 5), "cadre", "/adjustments/propose", adjustment_id=m.ref, mode=mode, reason="庸懒散拖，工作没有起色",
         placement_unit_id=None if mode == "REMOVAL" else target.id, placement_title=None if mode == "REMOVAL" else target.name + "干部",
         placement_level=LEVEL_NAMES[level] if level else None, unit_opinion="单位党组织同意调整")
    if number == 0:
        meeting = {"body": "部务会", "held_on": cal.add(day, 5), "members": 9, "present": 9, "in_favour": 9, "minutes": "样纪要0"}
        m.do(cal.add(day, 5), "org", "/adjustments/decide", adjustment_id=m.ref, meeting=meeting, expect="NOT_NOTIFIED")
    heard = m.told_and_heard(cal.add(day, 5))
    decided = cal.add(heard, 2)
    m.do(decided, "principal" if mode == "DEMOTION" else "org", "/adjustments/decide", adjustment_id=m.ref,
         meeting={"body": "党委会", "held_on": decided, "members": 11, "present": 10, "in_favour": 9, "minutes": f"样纪要〔{world.year}〕{number}号"})
    m.do(cal.add(decided, 1), "dep", "/adjustments/talk", adjustment_id=m.ref, talk=m.talk(cal.add(decided, 1)))
    done = cal.add(decided, 2)
    m.do(done, "cadre", "/adjustments/execute", adjustment_id=m.ref, document=f"样组调〔{world.year}〕{number}号")
    world.story["adjusted"].append((p, done))
    world.story.setdefault("placed", []).append((p, p.unit if mode == "REMOVAL" else target, level or p.level, done))
    world.story["observed"].append({"person": p, "from": done, "until": last_day(done, 24 if mode in ("REMOVAL", "DEMOTION") else 12),
                                    "care": number % 3 == 0, "region": m.region, "unit": target if mode != "REMOVAL" else p.unit})
    expect_talk(world, done, p, "JOB_CHANGE", level="HEAD")
    p.role = "adjusted"


def placement(world, p):
    kinds = ("CITY_DEPARTMENT", "INSTITUTION") if p.region == CITY else ("COUNTY_DEPARTMENT", "INSTITUTION")
    found = [u for u in find(world, p.region) if u.kind in kinds and u is not p.unit]
    return world.rng.choice(found)


def adjustments(world):
    """Whoever is adjusted without having stood at the tail of a list."""
    causes = ["POST_TERM", "CONSECUTIVE_BOTTOM", "NEGATIVE_LIST", "ANNUAL_GRADE"]
    missing = world.scale.m12 - len(world.story["adjusted"])
    fits = lambda p: p.level in (41, 42) and p.unit.kind in ("COUNTY_DEPARTMENT", "TOWNSHIP", "CITY_DEPARTMENT")
    weights = [len(world.by_authority[r]) if r != CITY else len(world.by_authority[r]) // 3 for r in world.regions]
    number = 0
    for region, count in zip(world.regions, share(missing, weights)):
        for p in world.pick(region, count, fits, role="adjust"):
            adjust(world, p, world.cal.add(world.cal.at(2, 17), (number * 13) % 190), causes[number % 4])
            number += 1


# ---------------------------------------------------------------- sanctions
KINDS = [("GOV_WARNING", 6), ("PARTY_WARNING", 12), ("GOV_DEMERIT", 12), ("GOV_WARNING", 6), ("PARTY_SERIOUS_WARNING", 18),
         ("GOV_WARNING", 6)]


def sanctions(world):
    """Decisions of the discipline organs, entered into the registry; two are appealed, one with success."""
    cal = world.cal
    fits = lambda p: p.level in (42, 50) and p.unit.kind != "INSTITUTION"
    people = [p for r, n in zip(world.regions, share(world.scale.sanctions, [1] * len(world.regions)))
              for p in world.pick(r, n, fits, role="sanctioned")]
    for i, p in enumerate(people):
        kind, months = KINDS[i % len(KINDS)]
        day = cal.add(cal.at(1, 16), (i * 11) % 100)
        m = Matter(world, p, "sn")
        body = {"cadre_id": p.id, "kind": kind, "organ": "CDI", "document": f"样纪〔{world.year}〕{i + 1}号", "decided_on": day,
                "effective_on": day, "matter": f"case-{world.year}-{i + 1:03d}", "behavior": BEHAVIORS[i % 5]}
        if i == 0:
            m.do(day, "superv", "/sanctions/register", **{**body, "influence_until": last_day(day, months + 1)}, expect="PERIOD_NOT_TABLE")
        m.do(day, "superv", "/sanctions/register", save={m.name: "sanction_id"}, **body)
        if i == 0:
            m.do(day, "superv", "/sanctions/register", **body, expect="SANCTION_DUPLICATE")
        expect_talk(world, day, p, "PROBLEM_FOUND")
        revoked = appeal(world, m, i, day) if i in (1, 2) and i < len(people) else False
        world.story["observed"].append({"person": p, "from": day, "until": last_day(day, months), "care": not revoked,
                                        "region": m.region, "document": body["document"]})


def appeal(world, m, i, day):
    """Never suspends; fresh people in odd number decide."""
    cal, name = world.cal, m.name + "a"
    filed = cal.add(day, 8)
    m.do(filed, "superv", "/appeals/file", save={name: "appeal_id"}, object="SANCTION", object_id=m.ref, ground="本人对事实认定有异议")
    m.do(cal.add(filed, 5), "org", "/appeals/decide", appeal_id="$" + name, panel=["样例委员一", "样例委员二"], outcome="UPHELD",
         reason="人数为双数", document="样复0号", expect="PANEL_EVEN")
    m.do(cal.add(filed, 5), "org", "/appeals/decide", appeal_id="$" + name, panel=["样例委员一", "样例委员二", "样例委员三"],
         outcome=("UPHELD", "REVOKED")[i - 1], reason="经复核" + ("，维持原决定" if i == 1 else "，事实不清，撤销原决定"), document=f"样复{i}号")
    return i == 2


# ---------------------------------------------------------------- reports and cleared names
def reports(world):
    """Unfounded reports end with a cleared name; the first of them is the second chain (一个被诬告的干部)."""
    scale, story, cal = world.scale, world.story, world.cal
    fits = lambda p: p.level in (41, 42) and p.fine and p.unit.kind in ("COUNTY_DEPARTMENT", "TOWNSHIP", "CITY_DEPARTMENT")
    job = story["wronged"]
    others = [p for r, n in zip(world.regions, share(scale.m16 - 1, [1] * len(world.regions)))
              for p in world.pick(r, n, fits, role="cleared")]
    for i, p in enumerate([job.person, *others]):
        day = cal.add(cal.at(3, 5), (i * 17) % 150)
        cleared = unfounded(world, p, day, i)
        expect_talk(world, cleared, p, "MOOD")
        if i == 1:
            unfounded(world, p, cal.add(cleared, 12), 100)      # reported again, cleared again: one person, two clearings
    for i, region in enumerate((world.regions * 2)[:scale.reports_true]):
        p = world.pick(region, 1, fits, role="reported")[0]
        founded(world, p, cal.add(cal.at(3, 20), i * 6), i)
    story["cleared"] = [job.person, *others]


def register(world, m, day, number, real_name):
    m.do(day, "superv", "/reports/register", save={m.name: "report_id"}, cadre_id=m.person.id,
         channel=("LETTER", "NETWORK", "PHONE", "VISIT")[number % 4], received_on=day, content="反映工作中推诿、违规决策等问题",
         real_name=real_name or None, reporter_name="样例举报人" if real_name else None,
         reporter_contact="样例电话" if real_name else None, behavior=BEHAVIORS[number % 5])


def unfounded(world, p, day, number):
    cal, m = world.cal, Matter(world, p, "rp")
    real_name = number % 2 == 0
    register(world, m, day, number, real_name)
    if number == 0:
        chain_b(world, m, day)
    concluded = cal.add(day, 15)
    m.do(concluded, "superv", "/reports/conclude", report_id=m.ref, conclusion=("UNFOUNDED", "UNSUBSTANTIATED")[number % 2],
         finding="经核查，反映问题不属实", investigators=["样例核查人一", "样例核查人二"])
    if number == 1:
        m.do(concluded, "superv", "/clearings/propose", report_id=m.ref, trigger="CAREER", scope="UNIT", text="就反映的问题说明：不属实。",
             expect="REPORT_NOT_CLOSED")
    closed = cal.add(concluded, 2)
    m.do(closed, "superv", "/reports/close", report_id=m.ref, told_on=closed if real_name else None, approved_by="样例部务会")
    return clear(world, m, cal.add(closed, 1), number)


def clear(world, m, day, number):
    """Proposed, the form chosen by the person, approved, carried out in the scope of the harm, visited."""
    cal, name = world.cal, m.name + "c"
    ref, form = "$" + name, ("MEETING", "NOTICE", "BULLETIN", "NOTICE", "TALK")[number % 5]
    base = "/clearings"
    m.do(day, "superv", base + "/propose", save={name: "clearing_id"}, report_id=m.ref, trigger=("CAREER", "LIFE", "REPEATED")[number % 3],
         scope="UNIT", text="就反映的具体问题说明：经核查不属实。")
    m.do(cal.add(day, 1), "superv", base + "/consent", clearing_id=ref, consents=True, form=form, document=f"样签字{number}号")
    m.do(cal.add(day, 2), "org", base + "/approve", clearing_id=ref)
    done = cal.add(day, 4)
    if number == 0:
        m.do(done, "superv", base + "/execute", clearing_id=ref, form="LETTER", scope="UNIT", executed_on=done, expect="FORM_NOT_CHOSEN")
    m.do(done, "superv", base + "/execute", clearing_id=ref, form=form, scope="UNIT", executed_on=done)
    world.story["clearings"] += 1
    visit = cal.add(done, 40)
    m.do(visit, "superv", base + "/visit", clearing_id=ref, settled=True, note="回访：影响已消除，工作劲头足")
    m.do(cal.add(visit, 1), "superv", base + "/close", clearing_id=ref)
    return done


def chain_b(world, m, day):
    """While the report is open the person is barred, and nobody is told why; the reporter is read by two hands only."""
    job, name = world.story["wronged"], m.name + "u"
    world.play.do(world.cal.add(day, 2), m.lane, f"cadre.{m.region}", "/personnel/appointments", cadre_id=m.person.id, post_id=job.post,
                  kind="PROMOTION", ground="ORDINARY", domain="RURAL", expect="CADRE_BARRED",
                  qualification={"education": "BACHELOR", "grassroots_years": 5, "posts_at_level": 2, "fit": True})
    m.do(world.cal.add(day, 3), "superv", "/unseals/request", save={name: "unseal_id"}, report_id=m.ref, purpose="向实名举报人核实情况")
    m.do(world.cal.add(day, 3), "org", "/unseals/approve", unseal_id="$" + name)
    m.do(world.cal.add(day, 3), "superv", "/unseals/read", unseal_id="$" + name)


def founded(world, p, day, number):
    cal, m = world.cal, Matter(world, p, "rp")
    register(world, m, day, number, False)
    if number == 0:
        m.do(cal.add(day, 20), "org", "/reports/extend", report_id=m.ref, reason="情况复杂，延长办理")
    m.do(cal.add(day, 25), "superv", "/reports/conclude", report_id=m.ref, conclusion="SUBSTANTIATED", finding="反映问题部分属实",
         investigators=["样例核查人一", "样例核查人三"])
    if number == 0:
        m.do(cal.add(day, 26), "superv", "/clearings/propose", report_id=m.ref, trigger="CAREER", scope="UNIT", text="说明",
             expect="REPORT_SUBSTANTIATED")
    m.do(cal.add(day, 28), "superv", "/reports/close", report_id=m.ref, approved_by="样例部务会")
    response(world, p, "ORDERED_SELF_CHECK", cal.add(day, 30), cause="REPORT")


# ---------------------------------------------------------------- the first chain
def chain_a(world):
    """Failed twice -> level 1 -> no change -> level 2 -> no reply -> admonished -> not promotable -> (welfare.py) observed,
    retrained, evaluated, eligible again."""
    cal, chain = world.cal, world.story["chain"]
    p, failed = next((p, d) for p, d in world.story["failed_twice"] if p is chain["tail"])
    m = Matter(world, p, "wn")
    start = cal.add(failed, 1)
    m.get(start, "superv", "/warnings", {"step": "TALK_DUE"}, "warning_id")
    world.story["warned"].add(p.id)
    expect_talk(world, failed, p, "PROBLEM_FOUND")
    m.do(cal.add(start, 2), "org", "/warnings/talk", warning_id=m.ref, held_on=cal.add(start, 2), record=f"一级预警：与{p.name}面对面谈话。")
    again = cal.add(start, 9)
    m.do(again, "superv", "/warnings/recheck", warning_id=m.ref, finding="NO_CHANGE", note="复查：没有转变")
    letter = m.name + "q"
    inquiry(m, cal.add(again, 1), letter)
    delivered = cal.add(again, 2)
    silent = cal.add(delivered, 16)        # the fifteenth working day has passed without a reply
    m.do(silent, "superv", "/letters/reply", letter_id="$" + letter, reply="迟复：未及时说明。", replied_on=silent, expect="LATE_REASON_MISSING")
    m.do(silent, "superv", "/letters/reply", letter_id="$" + letter, reply="迟复：未及时说明。", replied_on=silent, late_reason="本人拖延")
    m.do(silent, "superv", "/letters/assess", letter_id="$" + letter, outcome="NO_CHANGE", finding="逾期且没有转变")
    heard = m.told_and_heard(cal.add(silent, 1))
    admonition = m.admonition_letter(cal.add(silent, 2))
    admonished = cal.add(heard, 2)
    m.admonish(admonished, admonition)
    chain["admonished"] = admonished
    motion(world, p, cal.add(admonished, 3), expect="CADRE_BARRED")


def motion(world, p, day, expect=None, save=None):
    """A motion to promote the person of the chain."""
    world.play.do(day, "chain", f"cadre.{p.authority}", "/personnel/appointments", save=save, expect=expect, cadre_id=p.id,
                  post_id=world.story["open_post"][p.authority], kind="PROMOTION", ground="ORDINARY", domain="GRASSROOTS",
                  qualification={"education": "BACHELOR", "grassroots_years": 6, "posts_at_level": 2, "fit": True})


def plan(world):
    world.story.update(measured=set(), warned=set(), adjusted=[], observed=[], clearings=0)
    warnings(world)
    chain_a(world)
    responses(world)
    adjustments(world)
    sanctions(world)
    reports(world)
    world.expected.update({"M12": len({p.id for p, _ in world.story["adjusted"]}), "M16": len({p.id for p in world.story["cleared"]}),
                           "M16r": world.story["clearings"], "W01": len(world.story["warned"]), "W02": len(world.story["measured"])})
