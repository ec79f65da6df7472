"""Training: theory and special classes, named call-ups, secondments, squads, hours. Figures M01-M07, W05."""
from datetime import timedelta

from .plan import CITY, COUNTIES, chunks, share

SPECIAL_TOPICS = [
    ("优化营商环境专题班", "BUSINESS"), ("精准招商能力提升专题班", "INVESTMENT"), ("乡村振兴一线干部专题班", "RURAL"),
    ("疫情防控应急处置专题班", "EPIDEMIC"), ("重点项目建设管理专题班", "PROJECT"), ("信访维稳法治化专题班", "PETITION"),
    ("基层治理现代化专题班", "GRASSROOTS"), ("城市更新与投融资专题班", "PROJECT"), ("农牧业产业链招商专题班", "INVESTMENT"),
    ("数字政务能力专题班", "BUSINESS"), ("乡村产业发展专题班", "RURAL"), ("苏木乡镇党政正职专题班", "GRASSROOTS"),
]
INSTRUCTORS = [("样例教授一", "党的创新理论"), ("样例教授二", "党性教育"), ("样例教授三", "专题业务")]


def trainees_of(world, region):
    """Who stays with the same organisation department all year; leaders promoted to the city's list change it."""
    leaving = {j.person.id for j in world.story["jobs"] if j.handler != j.person.authority}
    return [p for p in world.by_authority[region] if p.id not in leaving]


def place(region):
    return COUNTIES.get(region, "市")


class Course:
    """One class from its draft to its closing, in a lane of its own."""

    def __init__(self, world, region, title, kind, venue, start, days, hours, seats, domain="NONE", off_job=False, main=False):
        self.world, self.region, self.kind, self.venue = world, region, kind, venue
        self.start, self.end = start, world.cal.add(start, days - 1)
        self.hours, self.days, self.off_job = hours, days, off_job
        self.name = world.play.name("k")
        self.lane = "class-" + self.name[1:]
        self.trainer, self.head = f"train.{region}", f"org.{region}"
        self.called = []
        names = [{"name": n, "qualification": f"师资库2025-{i + 1:02d}", "subject": s} for i, (n, s) in enumerate(INSTRUCTORS)]
        self.plan = {
            "title": title, "kind": kind, "venue": venue, "venue_name": f"样例{place(region)}培训基地", "starts_on": self.start,
            "ends_on": self.end, "hours": hours, "seats": seats, "off_job": off_job, "domain": domain, "main_class": main,
            "theory_hours": hours * 3 // 4 if main else None, "spirit_hours": hours // 4 if main else None,
            "instructors": names, "first_course": "习近平新时代中国特色社会主义思想",
        }

    def do(self, day, account, step, save=None, expect=None, **body):
        self.world.play.do(day, self.lane, account, "/training/classes" + step, save=save, expect=expect, **body)

    def publish(self, day):
        """Draft, review, publication on one day, by two accounts."""
        self.do(day, self.trainer, "", save={self.name: "class_id"}, plan=self.plan)
        self.do(day, self.trainer, "/submit", class_id="$" + self.name)
        self.do(day, self.head, "/approve", class_id="$" + self.name)

    def enrol(self, day, trainees):
        """Nominated one day, confirmed the next."""
        for p in trainees:
            if self.off_job:
                p.busy.append((self.start, self.end))
        for part in chunks([p.id for p in trainees], 500):
            self.do(day, self.trainer, "/nominate", class_id="$" + self.name, cadre_ids=part)
        for part in chunks([p.id for p in trainees], 500):
            self.do(self.world.cal.add(day, 1), self.trainer, "/confirm", class_id="$" + self.name, cadre_ids=part)

    def run(self, passed, failed=(), left=()):
        """`failed` sit to the end without success; `left` miss more than a seventh and are withdrawn."""
        cal, ref = self.world.cal, "$" + self.name
        self.do(cal.add(self.start, -2), self.trainer, "/close-enrolment", class_id=ref)
        self.do(self.start, self.trainer, "/start", class_id=ref)
        rows = []
        for i, p in enumerate([*passed, *failed]):
            leave = self.hours // 8 if self.hours >= 16 and i % 17 == 5 else 0
            rows.append({"cadre_id": p.id, "hours": self.hours - leave, **({"leave_hours": leave} if leave else {})})
        rows += [{"cadre_id": p.id, "hours": self.hours // 2, "leave_hours": self.hours - self.hours // 2} for p in left]
        for part in chunks(rows, 500):
            self.do(self.end, self.trainer, "/attendance", class_id=ref, from_on=self.start, to_on=self.end, rows=part)
        self.do(self.end, self.trainer, "/end", class_id=ref)
        rng = self.world.rng
        results = [{"cadre_id": p.id, "passed": True, "score": rng.randrange(7000, 9900)} for p in passed]
        results += [{"cadre_id": p.id, "passed": False, "score": rng.randrange(3000, 5900)} for p in failed]
        for part in chunks(results, 500):
            self.do(cal.add(self.end, 3), self.trainer, "/results", class_id=ref, rows=part)
        self.do(cal.add(self.end, 4), self.trainer, "/close", class_id=ref)
        count(self.world, self, passed)

    def teach(self, passed, failed=(), left=()):
        self.publish(self.world.cal.add(self.start, -9))
        self.enrol(self.world.cal.add(self.start, -7), [*passed, *failed, *left])
        self.run(passed, failed, left)


def count(world, course, passed):
    """What the class adds to the plan's figures."""
    got = world.story.setdefault("trained", {"school": set(), "theory": 0, "special": 0, "classes": set()})
    if course.venue == "PARTY_SCHOOL":
        got["school"] |= {p.id for p in passed}
    if course.kind == "THEORY":
        got["theory"] += len(passed)
    if course.kind == "SPECIAL":
        got["special"] += len(passed)
        got["classes"].add(course.name)


def spread_starts(world, count, first_month, last_month):
    """`count` first days of a class, evenly over the months; five working days in one week where possible."""
    cal = world.cal
    days = []
    for i in range(count):
        place_in_year = (first_month - 1) * 30 + (last_month - first_month + 1) * 30 * (i + 0.5) / count
        month, day = int(place_in_year // 30) + 1, int(place_in_year % 30) + 1
        found = cal.at(min(month, 12), min(day, 27))
        while found.weekday() != 0 or not cal.works(found):
            found = cal.add(found, 1)
        days.append(found)
    return days


# ---------------------------------------------------------------- theory
def party_school(world):
    """Main classes of the party schools: everybody of M01 comes once."""
    parts = share(world.scale.m01, [4] + [1] * len(world.counties))
    for r, (region, size) in enumerate(zip(world.regions, parts)):
        free = [p for p in trainees_of(world, region) if not p.busy]
        trainees = world.rng.sample(sorted(free, key=lambda p: (p.level, p.id))[:max(size, len(free) * 2 // 3)], size)
        world.story.setdefault("school", {})[region] = trainees
        groups = chunks(trainees, world.scale.party_class)
        starts = spread_starts(world, len(groups) + 1, 3, 10)
        for i, group in enumerate(groups):
            start = world.cal.add(starts[i], 5 * (r % 3))
            title = f"{place(region)}党校主体班（第{i + 1}期）"
            course = Course(world, region, title, "THEORY", "PARTY_SCHOOL", start, 5, 40, len(group) + 5, off_job=True, main=True)
            course.teach(group)
            if i == 0 and region == CITY:
                refusals(world, course, group)


def refusals(world, course, group):
    """What an officer may get wrong, and what the platform answers."""
    cal, play = world.cal, world.play
    day = cal.add(course.start, -5)
    ref, lane = "$" + course.name, "refused-class"
    path = "/training/classes"
    late = {**course.plan, "title": "学时有误的班", "hours": 99, "theory_hours": None, "spirit_hours": None, "main_class": None}
    own = {**course.plan, "title": "自审自批的班", "starts_on": cal.add(day, 20), "ends_on": cal.add(day, 24)}
    soon = {**course.plan, "title": "通知过晚的班", "starts_on": cal.add(day, 2), "ends_on": cal.add(day, 6)}
    clash = {**course.plan, "title": "时间重叠的班", "main_class": None, "theory_hours": None, "spirit_hours": None}
    play.do(day, lane, course.trainer, path + "/nominate", class_id=ref, cadre_ids=[group[0].id], expect="ENROLLED_TWICE")
    play.do(day, lane, course.trainer, path, plan=late, expect="HOURS_OVER_PHYSICAL")
    play.do(day, lane, course.trainer, path, plan=own, save={"kown": "class_id"})
    play.do(day, lane, course.trainer, path + "/submit", class_id="$kown")
    play.do(day, lane, course.trainer, path + "/approve", class_id="$kown", expect="CLASS_REVIEW_OWN")
    play.do(day, lane, course.head, path + "/return", class_id="$kown", reason="本期与其他班次合并举办")
    play.do(day, lane, course.trainer, path, plan=soon, save={"ksoon": "class_id"})
    play.do(day, lane, course.trainer, path + "/submit", class_id="$ksoon")
    play.do(day, lane, course.head, path + "/approve", class_id="$ksoon", expect="CLASS_NOTICE_SHORT")
    play.do(day, lane, course.head, path + "/cancel", class_id="$ksoon", reason="通知时间不足，取消")
    play.do(day, lane, course.trainer, path, plan=clash, save={"kclash": "class_id"})
    play.do(day, lane, course.trainer, path + "/submit", class_id="$kclash")
    play.do(day, lane, course.head, path + "/approve", class_id="$kclash")
    play.do(day, lane, course.trainer, path + "/nominate", class_id="$kclash", cadre_ids=[group[1].id], expect="CLASS_OVERLAP")
    play.do(day, lane, f"train.{world.counties[0]}", path + "/nominate", class_id="$kclash", cadre_ids=[group[1].id],
            expect="OUTSIDE_AUTHORITY")
    play.do(day, lane, course.head, path + "/cancel", class_id="$kclash", reason="与主体班时间重叠，取消")


def theory(world):
    """Everything else that counts into M02, quarter by quarter, in units and online."""
    rest = world.scale.m02 - world.scale.m01
    people = {r: trainees_of(world, r) for r in world.regions}
    for r, (region, quota) in enumerate(zip(world.regions, share(rest, [len(people[r]) for r in world.regions]))):
        for q, size in enumerate(share(quota, [23, 26, 25, 26])):
            theory_quarter(world, region, r, q, people[region], size)


def theory_quarter(world, region, r, q, people, size):
    order = world.rng.sample(people, len(people))
    trainees, spare = order[:size], order[size:]
    groups = chunks(trainees, world.scale.theory_class)
    first, last = ((2, 3), (4, 6), (7, 9), (10, 11))[q]
    starts = spread_starts(world, len(groups) + 1, first, last)
    for i, group in enumerate(groups):
        start = world.cal.add(starts[i], r % 4 + (6 if q == 0 else 0))
        title = f"{place(region)}党的创新理论集中培训（第{q + 1}季度第{i + 1}班）"
        days = 1 + (i + q) % 2
        course = Course(world, region, title, "THEORY", ("UNIT", "ONLINE")[(i + q) % 2], start, days, 8 * days, len(group) + 10)
        extra, spare = spare[:2], spare[2:]
        course.teach(group, failed=extra[:1] if i % 3 == 0 else [], left=extra[1:] if i % 4 == 0 else [])


def special(world):
    scale = world.scale
    owners = [CITY if i % 3 == 0 else world.counties[(i * 5) % len(world.counties)] for i in range(scale.m03)]
    starts = spread_starts(world, scale.m03, 3, 11)
    for i, (region, size) in enumerate(zip(owners, share(scale.m04, [1] * scale.m03))):
        topic, domain = SPECIAL_TOPICS[i]
        school = world.story["school"][region]
        start = starts[i]
        end = world.cal.add(start, 2)
        at_school = [p for p in school if p.free_between(start - timedelta(2), end + timedelta(2))]
        use_school = i % 3 == 0 and len(at_school) >= size
        crowd = at_school if use_school else [p for p in trainees_of(world, region) if p.free_between(start, end)]
        course = Course(world, region, f"{place(region)}{topic}", "SPECIAL", "PARTY_SCHOOL" if use_school else "OTHER", start,
                        3, 24, size + 5, domain=domain, off_job=True)
        course.teach(world.rng.sample(crowd, size))


def others(world):
    """Classes that count in no figure: discussions, initial training, training for a new post."""
    starts = spread_starts(world, len(world.regions), 4, 11)
    kinds = [("DISCUSSION", "担当作为交流研讨"), ("POST", "新任职干部任职培训"), ("INITIAL", "新录用公务员初任培训")]
    for i, region in enumerate(world.regions):
        kind, title = kinds[i % 3]
        start = world.cal.add(starts[i], 2)
        crowd = [p for p in trainees_of(world, region) if p.free_between(start, world.cal.add(start, 2))]
        course = Course(world, region, f"{place(region)}{title}", kind, "OTHER", start, 2, 16, 60)
        course.teach(world.rng.sample(crowd, min(40, len(crowd) // 3)))


# ---------------------------------------------------------------- named call-ups
def call_ups(world):
    """The tail of each list is called up, a few are declined; who fails is called again, and once more fails for good."""
    world.story["called_up"] = set()
    world.story["failed_twice"] = []
    chain = world.story["chain"]
    for r, region in enumerate(world.regions):
        tails = list(world.story["tails"][region])
        frozen = world.story["frozen"][region]
        keep = tails if region == chain["region"] else tails[:max(2, len(tails) - (1 if r % 2 else 0))]
        declined = [p for p in tails if p not in keep]
        for p in declined:
            decline(world, region, p, world.cal.add(frozen, 2))
        reforge(world, region, r, keep, world.cal.add(frozen, 2), chain)


def decline(world, region, p, day):
    name = world.play.name("cu")
    world.play.get(day, "callup-" + region, f"train.{region}", "/training/call-ups", f"cadre_id={p.id}", {"state": "PROPOSED"},
                   {name: "call_up_id"})
    world.play.do(day, "callup-" + region, f"train.{region}", "/training/call-ups/decline", call_up_id="$" + name,
                  reason="已在主管部门跟班整改，暂不点名")


def reforge(world, region, r, called, day, chain):
    play, cal = world.play, world.cal
    course = Course(world, region, f"{place(region)}“回炉再造”培训班（第1期）", "REFORGE", "OTHER", cal.add(day, 8), 5, 40,
                    len(called) + 2, off_job=True)
    course.publish(cal.add(day, -1))
    names = {p.id: play.name("cu") for p in called}
    for p in called:
        p.busy.append((course.start, course.end))
        course.world.play.do(day, course.lane, f"superv.{region}", "/training/call-ups", save={names[p.id]: "call_up_id"},
                             cadre_id=p.id, reason="专项清单排序靠后", class_id="$" + course.name)
        world.story["called_up"].add(p.id)
    play.do(day, course.lane, f"superv.{region}", "/training/call-ups", cadre_id=called[-1].id, ground="WEAK_PUSH",
            expect="ALREADY_CALLED_UP")
    fails = [chain["tail"]] if region == chain["region"] else called[:1] if r % 3 == 0 else []
    course.run([p for p in called if p not in fails], failed=fails)
    if fails:
        retake(world, region, fails, names, cal.add(course.end, 6), final=region == chain["region"])


def retake(world, region, fails, names, day, final):
    """The one retake. In the chain's county it fails as well."""
    course = Course(world, region, f"{place(region)}“回炉再造”补训班", "REFORGE", "OTHER", world.cal.add(day, 8), 3, 24, 10,
                    off_job=True)
    course.publish(day)
    for p in fails:
        p.busy.append((course.start, course.end))
        world.play.do(world.cal.add(day, 1), course.lane, course.trainer, "/training/call-ups/assign",
                      call_up_id="$" + names[p.id], class_id="$" + course.name)
    course.run([] if final else fails, failed=fails if final else [])
    if final:
        world.story["failed_twice"] += [(p, world.cal.add(course.end, 4)) for p in fails]


def observation_course(world, region, people, day, title):
    """Retraining that belongs to an observation: the proposals are there already, one person answers for each. Returns the
    day it is over."""
    course = Course(world, region, title, "REFORGE", "OTHER", world.cal.add(day, 8), 3, 24, len(people) + 2, off_job=True)
    course.publish(world.cal.add(day, -1))
    for p in people:
        assert p.free_between(course.start, course.end), p.id
        p.busy.append((course.start, course.end))
        world.play.do(day, course.lane, f"superv.{region}", "/training/call-ups", cadre_id=p.id, ground="OBSERVATION",
                      reason="观察期回炉再造", class_id="$" + course.name)
        world.story["called_up"].add(p.id)
    course.run(people)
    return world.cal.add(course.end, 4)


# ---------------------------------------------------------------- secondments
def secondments(world):
    scale, cal = world.scale, world.cal
    young = lambda p: p.young and p.level in (41, 42, 50) and p.fine and p.born.year >= world.year - 44
    assist = {r: world.pick(r, n, young, role="dispatch") for r, n in zip(world.regions, share(scale.m05, [1] * len(world.regions)))}
    capital_of = share(scale.m06, [max(1, len(world.counties) // 2)] + [1] * len(world.counties))
    capital = {r: world.pick(r, n, young, role="dispatch") for r, n in zip(world.regions, capital_of)}
    for region, people in assist.items():
        if people:
            second(world, region, f"{place(region)}“三服务一促进”专项行动下沉帮扶", "ASSIST", "RURAL", "苏木乡镇", cal.at(3, 10),
                   cal.at(9, 5), {region: people}, young_only=True)
    second(world, CITY, "赴北京市挂职学习", "CAPITAL", "BUSINESS", "北京市样例区", cal.at(4, 1), cal.at(9, 30), capital, young_only=True)
    kinds = [("STATIONED", "EPIDEMIC", "疫情防控一线蹲点实践"), ("STATIONED", "RURAL", "乡村振兴重点村蹲点实践"),
             ("SECONDMENT", "PETITION", "信访维稳一线挂职"), ("SHADOWING", "BUSINESS", "发达省市跟班学习")]
    for r, region in enumerate(world.regions):
        programme, domain, title = kinds[r % 4]
        people = world.pick(region, scale.other_secondments, lambda p: p.level in (42, 50) and p.fine, role="dispatch")
        start = (cal.at(3, 17), cal.at(5, 12), cal.at(7, 7), cal.at(8, 18))[r % 4]
        second(world, region, f"{place(region)}{title}", programme, domain, "样例一线", start, cal.add(start, 75), {region: people})


def second(world, region, title, programme, domain, destination, start, end, nominees, young_only=False):
    play, cal = world.play, world.cal
    plan, lane = play.name("sp"), "second-" + play.name("s")[1:]
    base = "/training/secondments"
    total = sum(len(v) for v in nominees.values())
    play.do(cal.add(start, -8), lane, f"train.{region}", "/training/secondment-plans", save={plan: "plan_id"}, title=title,
            programme=programme, domain=domain, destination=destination, host_post="副职或业务岗位", posts=total, starts_on=start,
            ends_on=end, young_only=young_only)
    for owner, people in nominees.items():
        if not people:
            continue
        ids = []
        for p in people:
            name = play.name("sc")
            ids.append(name)
            play.do(cal.add(start, -7), f"{lane}-{owner}", f"train.{owner}", base, save={name: "secondment_id"}, plan_id="$" + plan,
                    rows=[{"cadre_id": p.id, "fit": True, "mentor": "样例导师"}])
        refs = ["$" + i for i in ids]
        play.do(cal.add(start, -5), f"{lane}-{owner}", f"org.{owner}", base + "/approve", secondment_ids=refs)
        play.do(cal.add(start, -2), f"{lane}-{owner}", f"train.{owner}", base + "/dispatch", secondment_ids=refs)
        play.do(start, f"{lane}-{owner}", f"train.{owner}", base + "/arrive", secondment_ids=refs)
        for p in people:
            expect_talk(world, cal.add(start, -2), p, "JOB_CHANGE", keep=programme in ("ASSIST", "CAPITAL"))
        follow_up(world, f"{lane}-{owner}", owner, people, ids, start, end)


def follow_up(world, lane, owner, people, ids, start, end):
    """Quarterly reports, the host's appraisal, the return."""
    play, cal = world.play, world.cal
    base = "/training/secondments"
    day = start + timedelta(days=80)
    while day < end - timedelta(days=10):
        day = day if cal.works(day) else cal.add(day, 1)
        for p, name in zip(people, ids):
            play.do(day, lane, f"train.{owner}", base + "/report", secondment_id="$" + name,
                    quarter=f"{day.year}Q{(day.month + 2) // 3}", report=f"{p.name}挂职季度报告：按计划推进。", mentor_opinion="表现良好")
        day += timedelta(days=85)
    play.do(end, lane, f"train.{owner}", base + "/end", secondment_ids=["$" + i for i in ids])
    for p, name in zip(people, ids):
        play.do(cal.add(end, 6), lane, f"train.{owner}", base + "/appraise", secondment_id="$" + name,
                appraisal=world.rng.choice(("好", "好", "较好", "较好", "一般")), opinion="能担当、肯吃苦，完成交办任务。",
                self_report=f"{p.name}：在一线提升了能力。")
    play.do(cal.add(end, 8), lane, f"train.{owner}", base + "/return", secondment_ids=["$" + i for i in ids])


def expect_talk(world, opened, p, trigger, keep=True, level=None, authority=None, unit=None):
    """A talk falls due by itself on `opened`; kept ones are held within the deadline (welfare.py writes them down)."""
    if keep:
        world.talks_due.append({"opened": opened, "person": p, "trigger": trigger, "level": level,
                                "authority": authority or p.authority, "unit": unit or p.unit})


# ---------------------------------------------------------------- squads
SQUAD_REGIONS = ["京津冀", "长三角", "粤港澳大湾区", "山东半岛"]


def squads(world):
    """Squads for investment; every squad's members belong to one organisation department."""
    scale, cal = world.scale, world.cal
    weights = [2] + [1] * len(world.counties) if scale.m07 >= 100 else [1] * len(world.regions)
    for r, (region, size) in enumerate(zip(world.regions, share(scale.m07, weights))):
        fits = lambda p: p.fine and (p.level in (41, 42) or p.young)
        members = world.pick(region, size, fits, role="dispatch")
        for i, team in enumerate(chunks(members, scale.squad_size)):
            start = (cal.at(2, 24), cal.at(5, 19), cal.at(8, 25))[(r + i) % 3]
            squad(world, region, f"{place(region)}{SQUAD_REGIONS[(r + i) % 4]}招商小分队", SQUAD_REGIONS[(r + i) % 4], start,
                  cal.add(start, 60), team, r * 10 + i)


def squad(world, region, title, target, start, end, team, number):
    play, cal, name = world.play, world.cal, world.play.name("sq")
    lane, trainer, ref = "squad-" + name[2:], f"train.{region}", "$" + name
    base = "/training/squads"
    play.do(cal.add(start, -4), lane, trainer, base, save={name: "squad_id"}, name=title, programme="INVESTMENT",
            domain="INVESTMENT", target=target, leader_id=team[0].id, starts_on=start, ends_on=end)
    play.do(cal.add(start, -3), lane, trainer, base + "/members", squad_id=ref, cadre_ids=[p.id for p in team])
    for p in team:
        expect_talk(world, cal.add(start, -3), p, "JOB_CHANGE", keep=number % 3 == 0)
    play.do(start, lane, trainer, base + "/activate", squad_id=ref)
    project = f"{world.year}-1504-{number:03d}"
    for kind, after, amount in (("LEAD", 8, 0), ("VISIT", 15, 0), ("SIGNED", 40, 1), ("LANDED", 55, 1)):
        if kind == "LANDED" and number % 2:
            continue
        day = cal.add(start, after)
        play.do(day, lane, trainer, base + "/results", squad_id=ref, kind=kind, project=project, title=f"样例招商项目{number:03d}号",
                amount_fen=amount * world.rng.randrange(5, 90) * 10**9 or None, achieved_on=day,
                document=f"样招〔{world.year}〕{number}号")
    play.do(end, lane, trainer, base + "/close", squad_id=ref)
    play.do(cal.add(end, 5), lane, f"org.{region}", base + "/evaluate", squad_id=ref, appraisal=("好", "较好")[number % 2],
            opinion="线索质量较高，项目跟进及时。")
    if number == 0:
        world.play.do(cal.add(start, -2), "refused-squad", trainer, base + "/members", squad_id=ref, cadre_ids=[team[1].id],
                      expect="MEMBER_IN_SQUAD")
        world.play.do(cal.add(start, 9), "refused-squad", trainer, base + "/results", squad_id=ref, kind="LEAD", project=project,
                      title="重复项目", achieved_on=cal.add(start, 9), document="样招重复", expect="PROJECT_COUNTED")


# ---------------------------------------------------------------- hours
def hours(world):
    """Online hours of everybody each quarter, part by part; the yearly check in December, page by page."""
    cal, play = world.cal, world.play
    for region in world.regions:
        crowd = [p.id for p in trainees_of(world, region)]
        for q in range(4):
            first, last = cal.at(3 * q + 1, 20 if q == 0 else 8), cal.at(3 * q + 2, 20)
            for part in chunks(crowd, 500):
                play.do(cal.at(3 * q + 3, 3), "online-" + region, f"train.{region}", "/training/hours", cadre_ids=part,
                        title=f"干部网络学院第{q + 1}季度必修课", venue="ONLINE", starts_on=first, ends_on=last, hours=14,
                        recognised_by=f"样组训〔{world.year}〕{q + 1}号", partial=True)
    day = cal.at(12, 22)
    play.do(cal.at(11, 24), "hours-check", f"train.{CITY}", "/training/hours/compliance", year=world.year,
            expect="HOURS_COMPLIANCE_EARLY")
    pages = -(-len(world.people) // 3000)
    for region in world.regions:
        after = None
        for _ in range(pages):
            name = play.name("hc")
            play.do(day, "hours-" + region, f"train.{region}", "/training/hours/compliance", year=world.year,
                    after="$" + after if after else None, save={name: "next_after"} if _ < pages - 1 else None)
            after = name


def plan(world):
    party_school(world)
    special(world)
    theory(world)
    others(world)
    hours(world)
    got = world.story["trained"]
    world.expected.update({"M01": len(got["school"]), "M02": got["theory"], "M03": len(got["classes"]), "M04": got["special"],
                           "M05": world.scale.m05, "M06": world.scale.m06, "M07": world.scale.m07})
