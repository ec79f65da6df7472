"""Appointments and ranks. Figures M08-M11, M14."""
from dataclasses import dataclass, field

from .people import RANK_NAMES, exchange_by_appointment
from .plan import CITY, share
from .training import expect_talk
from .units import find, seat

BASE = "/personnel/appointments"
ROUNDS = [(1, 13), (2, 24), (4, 14), (6, 3), (8, 11), (10, 13), (11, 10)]   # day the motions of a round are made
DOMAINS = ("EPIDEMIC", "RURAL")


@dataclass(eq=False)
class Job:
    """One appointment from the motion to its effect."""
    person: object
    unit: object
    level: int
    kind: str
    ground: str
    domain: str
    round: int
    handler: str = ""              # region whose department handles it
    exchange: bool = False
    name: str = ""
    compared: list = field(default_factory=list)
    hurdle: str = ""               # something that goes wrong on the way and is mended
    before: object = None          # unit the person comes from
    effect: object = None          # the day it takes effect

    @property
    def post(self):
        return self.unit.post(self.level)

    @property
    def plain(self):
        return self.kind == "LATERAL"


def next_level(level):
    return {50: 42, 42: 41, 41: 32}[level]


class Chooser:
    """Finds people and places for a county's or the city's appointments."""

    def __init__(self, world):
        self.world, self.jobs = world, world.story.setdefault("jobs", [])

    def units(self, region):
        kinds = ("CITY_DEPARTMENT",) if region == CITY else ("COUNTY_DEPARTMENT", "TOWNSHIP")
        return [u for u in find(self.world, region) if u.kind in kinds]

    def place(self, region, level, away_from, township=False):
        found = [u for u in self.units(region) if u is not away_from and level in u.holders and
                 (not township or u.kind == "TOWNSHIP")]
        return self.world.rng.choice(found)

    def add(self, region, kind, ground, domain, round_, *, first_secretary=False, seat_post=False, exchange=False):
        long = lambda p: p.fine and p.level_since.year <= self.world.year - 4      # enough years for any promotion
        if seat_post:
            fits = lambda p: p.level == 41 and long(p) and p.unit.kind in ("COUNTY_DEPARTMENT", "TOWNSHIP")
        elif kind == "TRANSFER_IN":
            fits = lambda p: p.unit.kind == "INSTITUTION" and p.level in (42, 50) and p.fine
        elif first_secretary:
            fits = lambda p: p.first_secretary and p.level == 50 and long(p)
        elif kind == "PROMOTION":
            fits = lambda p: p.level in (42, 50) and long(p) and p.unit.kind != "INSTITUTION" and not p.first_secretary
        else:
            fits = lambda p: p.level in (41, 42) and p.fine and p.unit.kind in ("CITY_DEPARTMENT", "COUNTY_DEPARTMENT", "TOWNSHIP")
        person = self.world.pick(region, 1, fits, role="appoint")[0]
        if seat_post:
            unit, level = seat(self.world, region), 32
        else:
            level = next_level(person.level) if kind == "PROMOTION" else person.level
            unit = self.place(region, level, person.unit, township=first_secretary)
        unit.take(level)
        job = Job(person, unit, level, kind, ground, domain, round_, handler=CITY if seat_post else region, exchange=exchange,
                  name=self.world.play.name("ap"), before=person.unit)
        self.jobs.append(job)
        return job


def prepare(world):
    """Everybody who will be appointed, before the rosters and units are written: their posts need places."""
    scale = world.scale
    choose = Chooser(world)
    mechanism = world.county("150424")
    for kind, count in zip(("PROMOTION", "TRANSFER_IN", "FURTHER_USE"), scale.m08):
        for i in range(count):
            choose.add(mechanism, kind, "EPIDEMIC_MECHANISM", "EPIDEMIC", 1 + i % 3)
    for i in range(scale.m10):
        choose.add(world.county("150430"), "PROMOTION", "ORDINARY", "RURAL", 3 + i, first_secretary=True)
    results = 0
    for i in range(scale.m14):
        domain = ("GRASSROOTS", "RURAL", "INVESTMENT")[i % 3]
        results += domain == "RURAL"
        choose.add(world.county("150402"), "PROMOTION" if i % 4 else "FURTHER_USE", "ASSESSMENT_RESULT", domain, 2 + i % 2)
    # the wronged cadre of the second chain is promoted late in the year, after his name was cleared
    world.story["wronged"] = choose.add(world.county("150404"), "PROMOTION", "ORDINARY", "RURAL", len(ROUNDS) - 2)
    rest = scale.m09 - sum(scale.m08) - scale.m10 - results - 1
    weights = [len(world.by_authority[r]) if r != CITY else len(world.by_authority[r]) // 3 for r in world.regions]
    for region, count in zip(world.regions, share(rest, weights)):
        ordinary(world, choose, region, count)
    for i, region in enumerate(world.regions * 2):
        choose.add(region, "PROMOTION", "ORDINARY", ("BUSINESS", "PROJECT", "INVESTMENT", "PETITION")[i % 4], i % len(ROUNDS))
    laterals(world, choose)
    hurdles(world)
    rank_people(world)
    low = [p for p in world.by_authority[world.counties[0]] if p.level == 42 and p.grades[world.year - 1] in "BI" and not p.role]
    world.story["low_grade"] = low[:1]
    for p in low[:1]:
        p.role = "low grade"
    world.story["open_post"] = {}
    for region in world.counties:      # a head's place nobody takes: for motions that are refused
        unit = find(world, region, "COUNTY_DEPARTMENT")[1]
        world.story["open_post"][region] = unit.take(41)


def ordinary(world, choose, region, count):
    """What fills M09 in one region: front lines of epidemic control and rural revitalisation."""
    listed = min(count // 6, world.scale.heads_on_list - 3)
    for i in range(count):
        roll = world.rng.random()
        seat_post = region != CITY and i == 0 and count >= 10
        kind = "PROMOTION" if seat_post or roll < 0.62 else "TRANSFER_IN" if roll < 0.68 else "FURTHER_USE"
        on_list = 0 < i <= listed and kind != "TRANSFER_IN"
        rounds = [n for n in range(len(ROUNDS)) if n or not on_list]
        job = choose.add(region, kind, "ORDINARY", DOMAINS[world.rng.random() < 0.55], rounds[i % len(rounds)],
                         seat_post=seat_post)
        if on_list:
            job.ground = "SPECIAL_LIST"


def laterals(world, choose):
    """Moves at the same level; some lead leaders to another county, away from home."""
    away = exchange_by_appointment(world)
    for i in range(away):
        home, target = world.counties[i % len(world.counties)], world.counties[(i + 1) % len(world.counties)]
        leaders = [p for p in seat(world, home).people if p.level == 32 and not p.role]
        person = world.rng.choice(leaders)
        person.role = "exchange"
        unit = seat(world, target)
        unit.take(32)
        choose.jobs.append(Job(person, unit, 32, "LATERAL", "ORDINARY", "NONE", 1 + i % 3, handler=CITY, exchange=True,
                               name=world.play.name("ap"), before=person.unit))
    for i in range(world.scale.lateral - away):
        choose.add(world.regions[i % len(world.regions)], "LATERAL", "ORDINARY", "NONE", 1 + i % (len(ROUNDS) - 1))


def hurdles(world):
    """Some procedures meet an obstacle on the way, as in life."""
    jobs = [j for j in world.story["jobs"] if not j.plain and j.ground == "ORDINARY" and j.domain in DOMAINS and
            j is not world.story["wronged"]]
    for i, hurdle in enumerate(("clearance", "vote", "early", "objection", "objection", "objection")):
        if i < len(jobs):
            jobs[i * max(1, len(jobs) // 7)].hurdle = hurdle


# ---------------------------------------------------------------- the procedure
def steps(world, job, start):
    """All commands of one appointment. The days are the same for everybody of a round."""
    cal, play, rng = world.cal, world.play, world.rng
    region, ref = job.handler, "$" + job.name
    lane = f"appt-{region}-{job.round}"
    office, head = f"cadre.{region}", f"org.{region}"
    day = [cal.add(start, n) for n in (0, 1, 2, 6, 8, 9, 15)]
    body = {"cadre_id": job.person.id, "post_id": job.post, "kind": job.kind, "ground": job.ground, "domain": job.domain,
            "reason": "一线表现突出，实绩明显" if not job.plain else "工作需要"}
    if job.kind in ("PROMOTION", "TRANSFER_IN"):
        body["qualification"] = {"education": "BACHELOR", "grassroots_years": job.person.grassroots, "posts_at_level": 2, "fit": True}
    if job.compared:
        body["compared"] = [{"cadre_id": p.id, "reason": "另有培养安排"} for p in job.compared]
    if job.exchange:
        body.update(exchange=True, home_region=job.before.region)
    play.do(day[0], lane, office, BASE, save={job.name: "appointment_id"}, **body)
    if not job.plain:
        present = rng.randrange(40, 60)
        play.do(day[1], lane, office, BASE + "/recommendation", appointment_id=ref, held_on=day[1], expected=60, present=present,
                in_favour=present - rng.randrange(2, 12), talks=rng.randrange(8, 20))
    inspectors = [p.id for p in world.story["inspectors"][region] if p is not job.person][:2]
    asked = play.name("iq")
    play.do(day[2], lane, office, BASE + "/inspection", save={asked: "request_id"}, appointment_id=ref, notice_on=day[2],
            inspectors=inspectors)
    play.do(day[3], lane, f"cdi.{region}", "/accountability/integrity/answer", request_id="$" + asked, opinion="NO_OBJECTION",
            document=f"样纪函〔{world.year}〕{job.name[2:]}号")
    items = [{"kind": k, "clear": True, "document": f"样核〔{world.year}〕{job.name[2:]}-{n}", "obtained_on": day[3]}
             for n, k in enumerate(("ARCHIVE", "PERSONAL_MATTERS", "LEADS"), 1)]
    thin = job.hurdle == "clearance"
    play.do(day[3], lane, office, BASE + "/clearances", appointment_id=ref, items=items[:2] if thin else items)
    if job.compared:
        others = [p for p in world.story["list_heads"][region] if p is not job.person]
        play.do(day[3], lane, office, "/personnel/comparisons/draw", appointment_id=ref,
                compared=[{"cadre_id": p.id, "reason": "本次岗位要求不同，另有培养安排"} for p in others])
    play.do(day[3], lane, office, BASE + "/inspection-conclusion", appointment_id=ref, suitable=True, summary="政治坚定，敢于担当，群众公认。")
    if thin:
        play.do(day[4], lane, head, BASE + "/decision", appointment_id=ref, vote=world.vote(day[4]), expect="CLEARANCES_INCOMPLETE")
        play.do(day[4], lane, office, BASE + "/clearances", appointment_id=ref, items=items[2:])
    if job.hurdle == "vote":
        play.do(day[4], lane, head, BASE + "/decision", appointment_id=ref, expect="VOTE_FAILED",
                vote={"body": "部务会", "met_on": day[4], "expected": 9, "present": 9, "in_favour": 4, "against": 5})
    play.do(day[4], lane, head, BASE + "/decision", appointment_id=ref, vote=world.vote(day[4]))
    finish(world, job, lane, day)


def finish(world, job, lane, day):
    play, ref, region = world.play, "$" + job.name, job.handler
    office, head = f"cadre.{region}", f"org.{region}"
    job.effect = day[5] if job.plain else day[6]
    if not job.plain:
        play.do(day[5], lane, office, BASE + "/publicity", appointment_id=ref, scope="本单位及任职单位")
        if job.hurdle == "early":
            play.do(day[5], lane, head, BASE + "/effect", appointment_id=ref, document="提前办理", expect="APPOINTMENT_PUBLICITY_RUNNING")
        if job.hurdle == "objection":
            note = play.name("ob")
            play.do(day[5], lane, f"superv.{region}", BASE + "/objections", save={note: "objection_id"}, appointment_id=ref,
                    reference=f"样举〔{world.year}〕{note[2:]}")
            play.do(day[6], lane, head, BASE + "/effect", appointment_id=ref, document="未查清", expect="APPOINTMENT_OBJECTION_OPEN")
            play.do(day[6], lane, f"superv.{region}", BASE + "/objection-findings", appointment_id=ref, objection_id="$" + note,
                    upheld=False, finding="经核查，反映不实，不影响任用。")
    play.do(job.effect, lane, head, BASE + "/effect", appointment_id=ref, document=f"样组干字〔{world.year}〕{job.name[2:]}号")
    heads, members = job.unit.team_levels
    level = "HEAD" if job.level in heads else "DEPUTY" if job.level in members else "SECRETARY"
    authority = CITY if job.level <= 32 or job.unit.region == CITY else job.unit.region
    expect_talk(world, job.effect, job.person, "JOB_CHANGE", level=level, authority=authority, unit=job.unit)


def plan(world):
    jobs = world.story["jobs"]
    for region in world.regions:
        heads = world.story["list_heads"][region]
        for job in jobs:
            if job.ground == "SPECIAL_LIST" and job.person in heads:
                job.compared = [p for p in heads if p is not job.person and p.role == "head"][:2]
    for n, (month, day) in enumerate(ROUNDS):
        start = world.cal.at(month, day)
        for r, region in enumerate(world.regions):
            for job in jobs:
                if job.round == n and job.handler == region:
                    steps(world, job, world.cal.add(start, r % 5))
    refusals(world)
    aborted(world)
    returned(world)
    ranks(world)
    tally(world)


def tally(world):
    """What the plan expects, counted from the jobs themselves."""
    counted = [j for j in world.story["jobs"] if j.kind in ("PROMOTION", "TRANSFER_IN", "FURTHER_USE")]
    mechanism = [j for j in counted if j.ground == "EPIDEMIC_MECHANISM"]
    world.expected.update({
        "M08": len(mechanism),
        "M08a": sum(j.kind == "PROMOTION" for j in mechanism),
        "M08b": sum(j.kind == "TRANSFER_IN" for j in mechanism),
        "M08c": sum(j.kind == "FURTHER_USE" for j in mechanism),
        "M09": len({j.person.id for j in counted if j.domain in DOMAINS}),
        "M10": sum(j.person.first_secretary and j.unit.kind == "TOWNSHIP" for j in counted),
        "M11": len(world.story["pooled"]),
        "M14": sum(j.ground == "ASSESSMENT_RESULT" for j in counted),
    })


def refusals(world):
    """Motions that must be refused, each by the rule it breaks."""
    play, cal = world.play, world.cal
    region, other = world.counties[0], world.counties[-1]
    start = cal.at(4, 14)
    post = world.story["open_post"][region]
    fit = {"education": "BACHELOR", "grassroots_years": 5, "posts_at_level": 2, "fit": True}
    long = lambda p: p.fine and p.level_since.year <= world.year - 4
    staff = world.pick(region, 1, lambda p: p.level == 50 and long(p), role="example")[0]
    deputy = world.pick(region, 1, lambda p: p.level == 42 and long(p), role="example")[0]
    low = world.story["low_grade"]

    def motion(person, kind="PROMOTION", ground="ORDINARY", domain="RURAL", account=f"cadre.{region}", expect=""):
        play.do(start, "refused-appt", account, BASE, cadre_id=person.id, post_id=post, kind=kind, ground=ground, domain=domain,
                qualification=fit, expect=expect)

    motion(staff, expect="LEVEL_SKIPPED")
    if low:
        motion(low[0], expect="GRADE_TOO_LOW")
    motion(deputy, ground="SPECIAL_LIST", expect="NOT_ON_LIST_HEAD")
    motion(deputy, ground="EPIDEMIC_MECHANISM", expect="APPOINTMENT_DOMAIN_WRONG")
    motion(deputy, kind="LATERAL", expect="LEVEL_DIFFERS")
    motion(deputy, account=f"cadre.{other}", expect="OUTSIDE_AUTHORITY")


def aborted(world):
    """Motions that came to nothing."""
    for i, region in enumerate(world.regions[:max(2, len(world.regions) // 2)]):
        start = world.cal.add(world.cal.at(5, 6), i)
        jobs = [j for j in world.story["jobs"] if j.handler == region and j.round >= 4 and j.kind == "PROMOTION" and j.level == 42]
        free = [p for p in world.by_authority[region] if p.level == 50 and p.fine and not p.role and not p.first_secretary and
                p.level_since.year <= world.year - 4 and
                p.unit.kind != "INSTITUTION" and p.level_since.year <= world.year - 4]
        if not jobs or not free:
            continue
        name, person = world.play.name("ap"), world.rng.choice(free)
        person.role = "aborted"
        world.play.do(start, f"abort-{region}", f"cadre.{region}", BASE, save={name: "appointment_id"}, cadre_id=person.id,
                      post_id=jobs[0].post, kind="PROMOTION", ground="ORDINARY", domain="BUSINESS",
                      qualification={"education": "COLLEGE", "grassroots_years": 4, "posts_at_level": 1, "fit": True})
        world.play.do(world.cal.add(start, 3), f"abort-{region}", f"cadre.{region}", BASE + "/abort", appointment_id="$" + name,
                      reason="民主推荐前本人提出放弃")


def returned(world):
    """One probation is not passed: the person goes back before the year is over."""
    job = next(j for j in world.story["jobs"] if j.kind == "PROMOTION" and j.round == 0)
    world.story["returned"] = job
    world.story.setdefault("placed", []).append((job.person, job.before, job.person.level, world.cal.at(12, 10)))
    world.play.do(world.cal.at(12, 10), "probation", f"org.{job.handler}", BASE + "/probation", appointment_id="$" + job.name,
                  passed=True, opinion="表现合格", expect="PROBATION_RUNNING")
    world.play.do(world.cal.at(12, 10), "probation", f"org.{job.handler}", BASE + "/probation", appointment_id="$" + job.name,
                  passed=False, opinion="试用期内不胜任，按程序免去试任职务", placement_title=job.before.name + "干部")


# ---------------------------------------------------------------- ranks
def rank_people(world):
    """Who is promoted in rank: 49 by the county's pool, others by their unit's own quota."""
    scale = world.scale
    region = world.county("150429")
    ready = lambda p: (p.level == 50 and p.rank == 11 and p.fine and not p.first_secretary and
                       p.rank_since.year <= world.year - 3)
    world.story["pool_region"] = region
    world.story["pooled"] = world.pick(region, scale.m11, ready, role="rank")
    others = [r for r in world.counties if r != region]
    world.story["own_quota"] = {r: world.pick(r, n, ready, role="rank")
                                for r, n in zip(others, share(scale.unit_ranks, [1] * len(others))) if n}


def by_unit(people):
    found = {}
    for p in people:
        found.setdefault(p.unit, []).append(p)
    return found.items()


def holders(unit, rank):
    return sum(p.rank == rank for p in unit.people)


def ranks(world):
    cal, play = world.cal, world.play
    region = world.story["pool_region"]
    play.do(cal.at(2, 17), "pool", f"rank.{region}", "/personnel/pools", save={"pool": "pool_id"}, rank="CHIEF_CLERK_4",
            total=world.scale.m11 + 6, document=f"样公〔{world.year}〕1号")
    half = -(-len(world.story["pooled"]) // 2)
    for i, (unit, people) in enumerate(by_unit(world.story["pooled"])):
        start = cal.at(3, 3) if sum(len(v) for _, v in list(by_unit(world.story["pooled"]))[:i]) < half else cal.at(8, 18)
        plan_ranks(world, region, unit, people, cal.add(start, i % 4), f"pool-{i}", pooled=True)
    for r, (region, people) in enumerate(world.story["own_quota"].items()):
        for i, (unit, group) in enumerate(by_unit(people)):
            plan_ranks(world, region, unit, group, cal.add(cal.at(5, 12), r + i), f"quota-{region}-{i}", pooled=False)


def plan_ranks(world, region, unit, people, start, lane, pooled):
    cal, play = world.cal, world.play
    officer, head = f"rank.{region}", f"org.{region}"
    slots = holders(unit, 10) // 2 if pooled else holders(unit, 10) + len(people) + 4    # people come and go during the year
    name = play.name("rp")
    play.do(cal.add(start, -3), lane, officer, "/personnel/rank-quotas", unit_id=unit.id, authorised_posts=len(unit.people) + 20,
            slots=[{"rank": RANK_NAMES[10], "count": slots}], document=f"样职数〔{world.year}〕{unit.id[-3:]}号")
    play.do(start, lane, officer, "/personnel/rank-plans", save={name: "plan_id"}, unit_id=unit.id, rank=RANK_NAMES[10],
            slots=len(people), document=f"样晋升方案{name[2:]}号")
    for n, p in enumerate(people):
        rank_case(world, lane, officer, head, name, p, start, pooled, tease=n == 0)


def rank_case(world, lane, officer, head, plan_name, p, start, pooled, tease, pool_empty=False):
    cal, play = world.cal, world.play
    base, case = "/personnel/rank-cases", play.name("rc")
    ref = "$" + case
    day = [cal.add(start, n) for n in (1, 4, 5, 7, 8, 14)]
    play.do(day[0], lane, officer, base, save={case: "rank_case_id"}, plan_id="$" + plan_name, cadre_id=p.id, reason="表现优秀，实绩突出")
    play.do(day[1], lane, officer, base + "/procedure", rank_case_id=ref, held_on=day[1], expected=20, present=18, in_favour=16,
            inspected=True, summary="群众基础好，实绩突出。")
    if pooled:
        play.do(day[2], lane, officer, base + "/pooled-quota", rank_case_id=ref, reason="本单位该职级无空缺，申请统筹职数")
        play.do(day[2], lane, head, "/personnel/pools/grants", rank_case_id=ref, pool_id="$pool", document=f"样统筹{case[2:]}号",
                expect="POOL_EMPTY" if pool_empty else None)
        if pool_empty:
            return
    else:
        if tease:
            play.do(day[2], lane, officer, base + "/pooled-quota", rank_case_id=ref, reason="误报", expect="UNIT_QUOTA_FREE")
        play.do(day[2], lane, officer, base + "/unit-quota", rank_case_id=ref)
    play.do(day[3], lane, head, base + "/decision", rank_case_id=ref, vote=world.vote(day[3]))
    play.do(day[4], lane, officer, base + "/publicity", rank_case_id=ref)
    play.do(day[5], lane, head, base + "/effect", rank_case_id=ref, document=f"样职级{case[2:]}号")
