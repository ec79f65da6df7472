"""Observation and evaluation, talks, claims of exchange cadres, awards. Figures M17-M19, W03, W04."""
from datetime import date, timedelta

from .accountability import motion
from .plan import CITY, add_months, chunks, share
from .training import observation_course
from .units import find

BASE = "/welfare"
QUESTIONS = ["MATTER_SETTLED", "SITUATION_CALM", "REFLECTION_DEEP", "ATTITUDE_GOOD"]


# ---------------------------------------------------------------- observation
def observations(world):
    """Everybody under an influence period is enrolled by the platform; most are mentored, those whose period ends in the
    year are evaluated."""
    story = world.story
    story["evaluated"] = set()
    opinions = ["FURTHER_USE", "PROMOTABLE", "FURTHER_USE", "RESETTLE", "CONTINUE", "FURTHER_USE", "NOT_YET"]
    chain = story["chain"]["tail"]
    number = 0
    for case in story["observed"]:
        if not case["care"]:
            continue
        ends = case["until"] <= date(world.year, 12, 1)
        care(world, case)
        if ends:
            opinion = "PROMOTABLE" if case["person"] is chain else opinions[number % len(opinions)]
            number += case["person"] is not chain
            evaluate(world, case, opinion)
    world.expected["W03"] = len({c["person"].id for c in story["observed"]})
    world.expected["W04"] = len(story["evaluated"])
    retraining(world)
    finish_chain(world)


def care(world, case):
    """The plan with a mentor and tasks, monthly records, the review at half time."""
    cal, play, p, region = world.cal, world.play, case["person"], case["region"]
    name = play.name("os")
    case["name"], lane, office = name, "observe-" + name[2:], f"superv.{region}"
    case["lane"] = lane
    day = cal.add(case["from"], 2)
    unit = case.get("unit") or p.unit
    mentor = world.story["anchors"][unit.id]
    if mentor is p:
        mentor = world.story["talk_deputy"][p.authority]
    play.get(day, lane, office, BASE + "/observations", f"cadre_id={p.id}", {"state": "ENROLLED"}, {name: "observation_id"})
    if case.get("document") and int(name[2:]) % 4 == 0:
        play.do(day, lane, office, BASE + "/observations/plan", observation_id="$" + name, mentor_id=p.id, tasks=["自己帮带自己"],
                expect="MENTOR_IS_OBSERVED")
    play.do(day, lane, office, BASE + "/observations/plan", observation_id="$" + name, mentor_id=mentor.id,
            tasks=["承担一项重点任务", "每月向帮带人汇报"], reforge=True)
    end = min(case["until"], date(world.year, 12, 15))
    half = case["from"] + (case["until"] - case["from"]) / 2 + timedelta(days=2)
    month, reviewed = date(day.year, day.month, 1), False
    while month <= end:
        last = add_months(month, 1) - timedelta(days=1)
        write = min(cal.add(last, 1), end)
        write = write if cal.works(write) else cal.add(write, -1)
        if write > max(day, month):     # a last month that lies in a holiday has no record
            record(world, case, write, f"{month:%Y-%m}")
            if not reviewed and half < write < end:
                play.do(write, lane, office, BASE + "/observations/review", observation_id="$" + name, opinion="态度端正，改进明显，继续帮带。")
                reviewed = True
        month = add_months(month, 1)


def record(world, case, day, month):
    p = case["person"]
    world.play.do(day, case["lane"], f"superv.{case['region']}", BASE + "/observations/records", observation_id="$" + case["name"],
                  month=month, thought=f"{p.name}思想稳定，主动汇报。", improvement="对照问题逐项改进。", work="完成交办任务，表现较好。")


def evaluate(world, case, opinion):
    """Four questions, the person heard, the meeting, the opinion told."""
    cal, play, p, region = world.cal, world.play, case["person"], case["region"]
    name, lane, office = case["name"] + "e", case["lane"], f"superv.{region}"
    ref, base = "$" + name, BASE + "/evaluations"
    day = cal.add(case["until"], 2)
    play.get(day, lane, office, base, f"cadre_id={p.id}", {"state": "DUE"}, {name: "evaluation_id"})
    play.do(day, lane, office, base + "/start", evaluation_id=ref)
    answers = [{"question": q, "yes": True, "evidence": "有核实材料和谈话记录佐证"} for q in QUESTIONS]
    if opinion == "PROMOTABLE" and case["person"] is not world.story["chain"]["tail"]:
        play.do(day, lane, office, base + "/answers", evaluation_id=ref, answers=answers[:3], expect="EVALUATION_ANSWER_MISSING")
    play.do(day, lane, office, base + "/answers", evaluation_id=ref, answers=answers)
    play.do(cal.add(day, 1), lane, office, base + "/hearing", evaluation_id=ref, statement="感谢组织不抛弃，今后一定担当作为。",
            heard_on=cal.add(day, 1))
    decided = cal.add(day, 3)
    weak = opinion in ("CONTINUE", "NOT_YET")
    play.do(decided, lane, f"org.{region}", base + "/decide", evaluation_id=ref, opinion=opinion, reason="改进尚需巩固" if weak else None,
            continue_until=add_months(decided, 3) if opinion == "CONTINUE" else None,
            meeting={"held_on": decided, "members": 9, "present": 8, "in_favour": 8})
    world.story["evaluated"].add(p.id)
    case["decided"] = decided
    play.do(cal.add(decided, 1), lane, office, base + "/inform", evaluation_id=ref, informed_on=cal.add(decided, 1))
    if opinion == "RESETTLE":
        target = find(world, p.region, "INSTITUTION")[0] if p.region != CITY else find(world, CITY, "INSTITUTION")[0]
        play.do(cal.add(decided, 8), lane, f"org.{region}", base + "/resettle", evaluation_id=ref, unit_id=target.id, title="工作人员",
                resettled_on=cal.add(decided, 8))


def retraining(world):
    """Retraining belongs to the observation: one course for the chain's county, some for others."""
    story, cal = world.story, world.cal
    chain = story["chain"]
    for r, region in enumerate(world.regions):
        people = [c["person"] for c in story["observed"] if c["care"] and c["region"] == region and c["from"] < date(world.year, 6, 1) and
                  c["until"] > date(world.year, 8, 20)]
        people = [p for p in people if p is not chain["tail"]][:3] + ([chain["tail"]] if region == chain["region"] else [])
        if people:
            over = observation_course(world, region, people, cal.add(cal.at(6, 23), r % 3), "观察期“回炉再造”培训班")
            if region == chain["region"]:
                chain["retrained"] = over
    world.expected["W05"] = len(story["called_up"])


def finish_chain(world):
    """Six months later: eligible. The same motion is accepted now."""
    chain, cal = world.story["chain"], world.cal
    case = next(c for c in world.story["observed"] if c["person"] is chain["tail"])
    motion(world, chain["tail"], cal.add(case["decided"], 2), save={"chainmotion": "appointment_id"})
    world.play.do(cal.add(case["decided"], 3), "chain", f"cadre.{chain['region']}", "/personnel/appointments/recommendation",
                  appointment_id="$chainmotion", held_on=cal.add(case["decided"], 3), expected=40, present=36, in_favour=31)


# ---------------------------------------------------------------- talks
def name_talkers(world):
    day, story = world.story["ready"], world.story
    for region in world.regions:
        world.play.do(day, "talkers", f"cadre.{CITY}", BASE + "/talkers", cadre_id=story["talk_head"][region].id, level="HEAD")
        world.play.do(day, "talkers", f"cadre.{region}", BASE + "/talkers", cadre_id=story["talk_deputy"][region].id, level="DEPUTY")


def talker_for(world, p, level, authority, unit):
    story = world.story
    found = (story["talk_head"][authority] if level == "HEAD" else story["talk_deputy"][authority] if level == "DEPUTY" else
             story["anchors"][unit.id])
    return found if found is not p else story["talk_head"][CITY]


def level_of(p):
    return "HEAD" if p.head else "DEPUTY" if p.member else "SECRETARY"


def talks(world):
    """Those that fell due by themselves are held first; the rest of M17 by plan, month by month, in every region."""
    world.story["talked"] = set()
    due = held_due(world)
    planned = world.scale.m17 - due
    assert planned > 0, f"{due} talks fall due, {world.scale.m17} are planned"
    scheduled(world, planned)
    world.expected.update(M17=world.scale.m17, M17p=len(world.story["talked"]))


def held_due(world):
    """The person of a due talk, its id learnt from the platform; lists of one region and day go in one command."""
    cal, play = world.cal, world.play
    lists, seen = {}, set()
    for n, due in enumerate(sorted(world.talks_due, key=lambda t: (t["opened"], t["person"].id))):
        p = due["person"]
        key = (p.id, due["trigger"])
        day = cal.add(due["opened"], 3 + n % 4)
        if key in seen or day >= date(world.year, 12, 26):
            continue
        seen.add(key)
        lists.setdefault((due["authority"], day), []).append(due)
    count = 0
    for (authority, day), group in sorted(lists.items()):
        rows = []
        lane = f"talks-due-{authority}"
        for due in group:
            p, name = due["person"], play.name("tk")
            talker = talker_for(world, p, due["level"] or level_of(p), authority, due["unit"])
            play.get(day, lane, f"cadre.{authority}", BASE + "/talks", f"cadre_id={p.id}", {"state": "TRIGGERED", "trigger": due["trigger"]},
                     {name: "talk_id"})
            world.story["talked"].add(p.id)
            rows.append({"talk_id": "$" + name, "cadre_id": p.id, "talker_id": talker.id, "held_on": day, "issues": ["CAREER"],
                         "summary": f"与{p.name}谈心，了解近况（{name}）。"})
        play.do(day, lane, f"cadre.{authority}", BASE + "/talks/list", talks=rows)
        count += len(rows)
    world.story["talks_due_held"] = count
    return count


ISSUES = [["WORK_PRESSURE"], ["CAREER"], ["NONE"], ["TREATMENT", "FAMILY"], ["RELATIONS"], ["DISCIPLINE"], ["HEALTH"]]


def scheduled(world, planned):
    """Talks by plan, with people whose team does not change during the year."""
    weights = [len(world.by_authority[r]) for r in world.regions]
    number = 0
    for r, (region, count) in enumerate(zip(world.regions, share(planned, weights))):
        crowd = [p for p in world.by_authority[region] if p.role in ("", "anchor", "head", "middle", "interviewed", "inspector", "exchange")
                 and p is not world.story["talk_head"][CITY] and not moved(world, p)]
        for month, size in enumerate(share(count, [6, 7, 9, 8, 9, 8, 8, 8, 9, 8, 8, 9]), 1):
            day = world.cal.add(world.cal.at(month, 15), r % 5)
            people = world.rng.choices(crowd, k=size) if size > len(crowd) else world.rng.sample(crowd, size)
            for part in chunks(people, 150):
                rows = []
                for p in part:
                    number += 1
                    rows.append(planned_talk(world, p, region, day, number))
                world.play.do(day, f"talks-{region}", f"cadre.{region}", BASE + "/talks/list", talks=rows)
    talk_refusals(world)


def moved(world, p):
    """Exchange cadres who come by appointment change their unit within the year."""
    return any(j.person is p for j in world.story["jobs"])


def planned_talk(world, p, region, day, number):
    talker = talker_for(world, p, level_of(p), region, p.unit)
    world.story["talked"].add(p.id)
    return {"cadre_id": p.id, "talker_id": talker.id, "trigger": "SCHEDULED", "held_on": day, "issues": ISSUES[number % len(ISSUES)],
            "summary": f"常态化谈心谈话第{number}次：谈思想、谈工作、谈生活。"}


def talk_refusals(world):
    """One talk with a wish, acted on and fed back, is counted in the lists above; here what may not be counted."""
    region = world.counties[0]
    day, play = world.cal.at(5, 20), world.play
    p = next(q for q in world.by_authority[region] if q.role == "" and q.level == 50)
    boss = world.story["anchors"][p.unit.id]
    path, lane, account = BASE + "/talks", "refused-talk", f"cadre.{region}"
    play.do(day, lane, account, path, talk={"cadre_id": p.id, "talker_id": boss.id, "held_on": world.cal.add(day, 3)}, expect="TALK_NOT_HELD")
    play.do(day, lane, account, path, talk={"cadre_id": p.id, "talker_id": p.id, "held_on": day}, expect="TALK_WITH_SELF")
    play.do(day, lane, account, path, talk={"cadre_id": boss.id, "talker_id": p.id, "held_on": day}, expect="TALKER_LEVEL")
    play.do(day, lane, account, path, talk={"cadre_id": p.id, "talker_id": boss.id, "held_on": day, "summary": "谈到抑郁情况"},
            expect="TALK_HEALTH_IN_SUMMARY")


# ---------------------------------------------------------------- claims
def claims(world):
    """Transport of exchange cadres: claimed by the unit, checked by the cadre office, paid by the head."""
    people = [p for p in world.people if p.role == "exchange"]
    arrive = {j.person.id: (j.effect, j.unit) for j in world.story["jobs"] if j.exchange}
    paid = {}
    number = 0
    for p in people:
        since, unit = arrive.get(p.id, (date(world.year, 1, 1), p.unit))
        home = p.unit.region if p.id in arrive else p.home
        begun = add_months(date(since.year, since.month, 1), 1)
        months = {max(begun, add_months(date(world.year, 2, 1), 3 * k + int(p.id[-1]) % 3)) for k in range(3)}
        for month in sorted(m for m in months if m <= date(world.year, 11, 1)):
            number += 1
            paid.setdefault(month, []).append(claim(world, p, unit, home, month, number))
    for month, claims_of in sorted(paid.items()):
        day = world.cal.add(add_months(month, 1), 9)
        for part in chunks(claims_of, 300):
            world.play.do(day, "claims-pay", f"org.{CITY}", BASE + "/claims/pay", claim_ids=["$" + n for n, _ in part],
                          voucher=f"样支付{month:%Y%m}")
    world.expected["M18"] = len({p for group in paid.values() for _, p in group})
    claim_refusals(world, people)


def claim(world, p, unit, home, month, number):
    cal, play, name = world.cal, world.play, world.play.name("cl")
    region = unit.region
    day = cal.add(add_months(month, 1), 3)
    lane = f"claims-{region}"
    vehicles = (("RAIL_SECOND", 12600), ("COACH", 6800), ("OWN_CAR", 31000), ("RAIL_FIRST", 20100))
    vehicle, fare = vehicles[number % 4]
    trips = []
    for leg in range(2 if number % 3 else 4):
        trips.append({"ticket": f"T{world.year}{number:05d}{leg}", "travelled_on": month + timedelta(days=4 + 6 * leg),
                      "from_region": region if leg % 2 == 0 else home, "to_region": home if leg % 2 == 0 else region,
                      "vehicle": vehicle, "fare_fen": fare + 10 * leg})
    play.do(day, lane, f"unit.{region}", BASE + "/claims", save={name: "claim_id"}, cadre_id=p.id, month=f"{month:%Y-%m}", trips=trips)
    play.do(cal.add(day, 2), lane, f"cadre.{CITY}", BASE + "/claims/check", claim_id="$" + name)
    return name, p.id


def claim_refusals(world, people):
    p = people[0]
    day, unit = world.cal.at(6, 10), p.unit
    account, lane = f"unit.{unit.region}", "refused-claim"
    trip = {"ticket": "TX1", "travelled_on": date(world.year, 5, 6), "from_region": unit.region, "to_region": p.home, "vehicle": "COACH",
            "fare_fen": 5000}
    path = BASE + "/claims"
    local = next(q for q in unit.people if not q.exchange and q.role != "exchange")
    world.play.do(day, lane, account, path, cadre_id=p.id, month="2025-05".replace("2025", str(world.year)), trips=[trip, trip],
                  expect="TICKET_DUPLICATE")
    world.play.do(day, lane, account, path, cadre_id=local.id, month=f"{world.year}-05", trips=[trip], expect="NOT_EXCHANGE_CADRE")
    world.play.do(day, lane, f"unit.{world.counties[-1] if unit.region != world.counties[-1] else world.counties[0]}", path, cadre_id=p.id,
                  month=f"{world.year}-05", trips=[trip], expect="CLAIM_OTHERS")


# ---------------------------------------------------------------- awards
def awards(world):
    """Good cadres who take responsibility: in the city and in every county."""
    scale, cal = world.scale, world.cal
    weights = [max(1, len(world.counties) // 4)] + [1] * len(world.counties)
    world.story["awarded"] = []
    for r, (region, count) in enumerate(zip(world.regions, share(scale.m19, weights))):
        if count:
            award(world, region, count, cal.add(cal.at(9, 8), r % 6), r)
    world.expected["M19"] = len(world.story["awarded"])


def award(world, region, count, start, r):
    cal, play = world.cal, world.play
    office, head, lane, name = f"cadre.{region}", f"org.{region}", f"award-{region}", f"as{r}"
    base, tier = BASE + "/awards", "县处级" if region == CITY else "乡科级"
    committee = [p.id for p in world.story["inspectors"][region]]
    play.do(start, lane, head, BASE + "/award-schemes", save={name: "scheme_id"}, year=world.year, title=f"{world.year}年度担当作为好干部评选",
            tiers=[{"name": tier, "quota": count}], excellent_required=True, committee_ids=committee, document=f"样评〔{world.year}〕{r + 1}号")
    worthy = [p for p in world.by_authority[region] if p.fine and p.grades[world.year - 1] == "E" and p.unit.kind != "INSTITUTION" and
              p.role in ("", "head", "middle", "dispatch")]
    people = world.rng.sample(worthy, min(count + 2, len(worthy)))
    for p in people:
        p.role = p.role or "award"
    names = [play.name("aw") for _ in people]
    domains = ("RURAL", "EPIDEMIC", "PROJECT", "GRASSROOTS")
    for i, (p, ref) in enumerate(zip(people, names)):
        play.do(cal.add(start, 3), lane, office, base, save={ref: "award_id"}, scheme_id="$" + name, tier=tier,
                rows=[{"cadre_id": p.id, "deed": f"{p.name}在急难险重任务中冲锋在前，实绩突出。", "domain": domains[i % 4]}])
    if r == 0:
        low = next(p for p in world.by_authority[region] if p.grades[world.year - 1] == "C" and not p.role)
        play.do(cal.add(start, 3), lane, office, base, scheme_id="$" + name, tier=tier, rows=[{"cadre_id": low.id, "deed": "等次不符"}],
                expect="AWARD_GRADE_LOW")
    other = world.story["anchors"][find(world, region, name="组织部")[0].id].unit
    for p, ref in zip(people, names):
        checker = other if p.unit is not other else next(u for u in find(world, region) if u is not other)
        play.do(cal.add(start, 5), lane, office, base + "/verify", award_id="$" + ref, unit_id=checker.id, true_deed=True, document="样核实")
        for gate in ("POLITICAL", "ABILITY"):
            play.do(cal.add(start, 6), lane, office, base + "/gates", award_id="$" + ref, gate=gate, passed=True, opinion="合格")
        play.do(cal.add(start, 7), lane, f"superv.{region}", base + "/gates", award_id="$" + ref, gate="INTEGRITY", passed=True,
                opinion="三项意见均无问题", discipline_document="样纪意见", personal_matters_document="样个人事项", petition_document="样信访意见")
    play.do(cal.add(start, 8), lane, office, base + "/compare", scheme_id="$" + name,
            rows=[{"award_id": "$" + ref, "score": 9500 - 50 * i} for i, ref in enumerate(names)])
    chosen = ["$" + ref for ref in names[:count]]
    meeting = {"held_on": cal.add(start, 9), "members": 9, "present": 9, "in_favour": 8}
    if r == 0:
        play.do(cal.add(start, 9), lane, head, base + "/choose", scheme_id="$" + name, meeting=meeting, award_ids=["$" + n for n in names],
                expect="AWARD_QUOTA_EXCEEDED")
    play.do(cal.add(start, 9), lane, head, base + "/choose", scheme_id="$" + name, meeting=meeting, award_ids=chosen)
    objected = r % 4 == 0
    if objected:
        play.do(cal.add(start, 11), lane, f"superv.{region}", base + "/objections", award_id=chosen[0], objection="反映事迹有夸大")
        play.do(cal.add(start, 13), lane, f"superv.{region}", base + "/objections/settle", award_id=chosen[0], upheld=False, reason="核实无误")
    if r == 0:
        play.do(cal.add(start, 12), lane, head, base + "/decide", award_ids=chosen, document="过早", expect="AWARD_PUBLICITY_OPEN")
    play.do(cal.add(start, 16), lane, head, base + "/decide", award_ids=chosen, document=f"样表彰〔{world.year}〕{r + 1}号")
    play.do(cal.add(start, 18), lane, head, base + "/grant", award_ids=chosen)
    world.story["awarded"] += people[:count]


def plan(world):
    name_talkers(world)
    observations(world)
    awards(world)
    claims(world)
    talks(world)
