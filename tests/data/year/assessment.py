"""Quarterly inspections, interviews of the bottom-ranked, the special list. Figures M15, Q01."""
from fractions import Fraction

from .plan import CITY, half_up
from .training import place
from .units import find, seat

ITEMS = [("business", "优化营商环境", 25), ("investment", "精准招商", 25), ("epidemic", "疫情防控", 20), ("projects", "重点项目建设", 30)]
LIST_DAYS = (1, 20)         # lists are opened on that day, frozen in February
GROUNDS = ["WEAK_AWARENESS", "WEAK_PUSH", "LONG_STAGNATION"]
BEHAVIORS = ["NOT_SHOULDERING", "INACTION", "SLOW_ACTION", "SHAM_ACTION", "RECKLESS_ACTION"]
NEGATIVE = [("OBSERVATION", "一线考察：遇到矛盾绕着走，任务推进迟缓"), ("SPECIAL_TALK", "专项谈话：对分管重点工作情况不清、办法不多"),
            ("NO_POST_INSPECTION", "无任用考察：服务对象反映推拖绕")]


# ---------------------------------------------------------------- people with a standing task
def prepare(world):
    """Talkers, inspectors, anchors: people other plans rely on and therefore leave alone."""
    story = world.story
    story["anchors"] = {}
    for unit in world.units:
        first = next(p for p in unit.people if p.head)
        first.role = first.role or "anchor"
        story["anchors"][unit.id] = first
    story["talk_head"], story["talk_deputy"], story["inspectors"] = {}, {}, {}
    city = find(world, CITY, name="组织部")[0]
    story["talk_head"][CITY] = city.people[0]
    story["talk_deputy"][CITY] = city.people[1]
    city.people[1].role = "talker"
    for region in world.counties:
        chief = next(p for p in seat(world, region).people if p.level == 32 and not p.role)
        chief.role = "talker"
        story["talk_head"][region] = chief
        story["talk_deputy"][region] = story["anchors"][find(world, region, name="组织部")[0].id]
    for region in world.regions:
        office = find(world, region, name="组织部")[0]
        staff = [p for p in office.people if p.level == 50 and not p.role][:3]
        for p in staff:
            p.role = "inspector"
        story["inspectors"][region] = staff
    # who scores in the quarterly inspections comes from no inspected unit
    bodies = [u for u in find(world, CITY, "INSTITUTION")]
    story["scorers"] = [p for u in bodies for p in u.people if p.level == 50 and not p.role][:4]
    for p in story["scorers"]:
        p.role = "inspector"


# ---------------------------------------------------------------- inspections
def inspected(world):
    return [u for u in world.units if u.kind in ("COUNTY", "CITY_DEPARTMENT")]


def bottoms(world):
    """Which unit is last in each group of three or more, quarter by quarter; a county may come twice, never in a row."""
    groups = {}
    for unit in inspected(world):
        groups.setdefault(unit.group, []).append(unit)
    order = {g: world.rng.sample(units, len(units)) for g, units in groups.items() if len(units) >= 3}
    return [{g: units[q % len(units)] for g, units in order.items()} for q in range(4)]


def inspections(world):
    story = world.story
    story["interviewed"], composites = [], {}
    last_of = bottoms(world)
    for q in range(4):
        for unit, composite in quarter(world, q, last_of[q]).items():
            composites.setdefault(unit, []).append(composite)
    story["inspected", world.year] = {unit: half_up(Fraction(sum(c), 4)) for unit, c in composites.items()}
    day = world.cal.at(1, 6, world.year + 1)
    officer = f"assess.{CITY}"
    world.play.do(world.cal.add(world.cal.at(1, 1, world.year + 1), -1), "rollup", officer, "/assessment/inspections/roll-up", year=world.year, expect="YEAR_NOT_OVER")
    world.play.do(day, "rollup", officer, "/assessment/inspections/roll-up", year=world.year)
    if "Q01" not in world.expected:     # the figures are those of the first year
        world.expected["Q01"] = 4
        world.expected["M15"] = len({p.id for _, p in story["interviewed"]})
        world.expected["M15u"] = len({u.id for u, _ in story["interviewed"]})


def scores(world, units, last):
    """Item scores in hundredths; the last of each group is clearly last."""
    rng, found = world.rng, {}
    for unit in units:
        low = unit in last.values()
        base = 6200 if low else rng.randrange(7600, 9300)
        for item, _, _ in ITEMS:
            found[unit.id, item] = base + rng.randrange(0, 300)
    return found


def quarter(world, q, last):
    cal, play = world.cal, world.play
    base, officer = "/assessment/inspections", f"assess.{CITY}"
    name, lane = f"insp{world.year}q{q + 1}", f"inspection-{q + 1}"
    ref = "$" + name
    units = inspected(world)
    month = 3 * q + 3
    plan_day = cal.at(month, 1)
    rank_day = cal.add(plan_day, 9)
    play.do(plan_day, lane, officer, base + "/plan", save={name: "inspection_id"}, quarter=f"{world.year}Q{q + 1}",
            title=f"{world.year}年第{q + 1}季度日常督查", unit_ids=world.in_any_order(u.id for u in units),
            items=[{"item_id": i, "name": n, "weight_percent": w} for i, n, w in ITEMS])
    play.do(cal.add(plan_day, 2), lane, officer, base + "/begin", inspection_id=ref)
    sheet = scores(world, units, last)
    for n, (item, _, _) in enumerate(ITEMS):
        play.do(cal.add(plan_day, 4 + n), lane, officer, base + "/scores", inspection_id=ref,
                inspector_id=world.story["scorers"][n % len(world.story["scorers"])].id, mode=("OPEN", "COVERT")[n % 2],
                evidence=f"督查底稿{world.year}Q{q + 1}-{item}",
                scores=world.in_any_order({"unit_id": u.id, "item_id": item, "score": sheet[u.id, item]} for u in units))
    play.do(rank_day, lane, officer, base + "/rank", inspection_id=ref)
    publish_day = objection(world, q, lane, ref, rank_day, sheet)
    play.do(publish_day, lane, f"org.{CITY}", base + "/publish", inspection_id=ref)
    rectify(world, q, lane, ref, publish_day)
    for i, unit in enumerate(last.values()):
        interview(world, q, f"{lane}-interview-{i}", ref, unit, cal.add(publish_day, 1 + i % 3))
    return {u.id: half_up(Fraction(sum(sheet[u.id, item] * weight for item, _, weight in ITEMS), 100)) for u in units}


def objection(world, q, lane, ref, rank_day, sheet):
    """A county objects to a score; in the second quarter it is right, and everything is ranked again."""
    cal, play = world.cal, world.play
    base, officer = "/assessment/inspections", f"assess.{CITY}"
    region = world.counties[q % len(world.counties)]
    unit, item, upheld = seat(world, region), ITEMS[q][0], q == 1
    name = f"ob{world.year}q{q + 1}"
    play.do(rank_day, lane, f"org.{CITY}", base + "/publish", inspection_id=ref, expect="OBJECTION_PERIOD_RUNS")
    play.do(cal.add(rank_day, 1), lane, f"unit.{region}", base + "/object", save={name + "a": "objection_id"}, inspection_id=ref,
            unit_id=unit.id, item_id=item, reason="现场核查样本与事实不符，申请复核")
    corrected = min(10000, sheet[unit.id, item] + 150) if upheld else None
    play.do(cal.add(rank_day, 2), lane, officer, base + "/decide-objection", objection_id="$" + name + "a", upheld=upheld,
            score=corrected, reason="复核后更正" if upheld else "复核无误，维持原分")
    if not upheld:
        return cal.add(rank_day, 5)
    sheet[unit.id, item] = corrected
    play.do(cal.add(rank_day, 2), lane, officer, base + "/rank", inspection_id=ref)
    return cal.add(rank_day, 7)


def rectify(world, q, lane, ref, day):
    """One county gets a list of what to mend, reports, and is checked."""
    cal, play = world.cal, world.play
    region = world.counties[(q + 1) % len(world.counties)]
    name, base, unit = f"rect{world.year}q{q + 1}", "/assessment/rectifications", seat(world, region)
    play.do(day, lane, f"assess.{CITY}", base + "/open", save={name: "rectification_id"}, inspection_id=ref, unit_id=unit.id,
            item_id=ITEMS[3][0], problem="两个重点项目开工滞后")
    play.do(cal.add(day, 1), lane, f"assess.{CITY}", base + "/check", rectification_id="$" + name, accepted=True, note="尚无佐证",
            expect="PROOF_MISSING")
    play.do(cal.add(day, 5), lane, f"unit.{region}", base + "/report", rectification_id="$" + name, proof="项目已开工，附施工许可")
    play.do(cal.add(day, 7), lane, f"assess.{CITY}", base + "/check", rectification_id="$" + name, accepted=True, note="现场核实，销号")


def interview(world, q, lane, ref, unit, day):
    """The head the first time, a deputy in charge another time: persons, not teams, are counted."""
    cal, play = world.cal, world.play
    seen = {p.id for _, p in world.story["interviewed"]}
    team = [p for p in unit.people if p.role not in ("exchange", "appoint", "talker") and (p.head or p.member) and p.id not in seen]
    person = team[0]
    if not person.role:
        person.role = "interviewed"
    name = play.name("iv")
    base = "/assessment/interviews"
    play.get(day, lane, f"org.{CITY}", base, f"inspection_id={ref}", {"unit_id": unit.id}, {name: "interview_id"})
    play.do(day, lane, f"org.{CITY}", base + "/record", interview_id="$" + name, cadre_id=person.id, held_on=day,
            record=f"约谈{unit.name}：指出第{q + 1}季度督查末位问题，提出整改要求。", plan_demand="十个工作日内报整改方案")
    play.do(cal.add(day, 6), lane, f"assess.{CITY}", base + "/plan", interview_id="$" + name, plan="建立台账，逐项整改，专班推进。")
    check = cal.add(day, 25)
    if check.year == world.year:
        play.do(check, lane, f"org.{CITY}", base + "/check", interview_id="$" + name, progress=q != 1, note="回访：整改有进展" if q != 1
                else "回访：进展不明显")
    world.story["interviewed"].append((unit, person))


# ---------------------------------------------------------------- the special list
def choose_lists(world):
    """Heads and tails of each region's list. Who is promoted by the list or by the pool stands at its head."""
    story, scale = world.story, world.scale
    story["list_heads"], story["list_middle"], story["tails"] = {}, {}, {}
    # the first chain: from the tail of the list to eligibility; a township deputy with years enough to be promoted
    chained = world.county("150404")
    ready = lambda p: p.level == 42 and p.unit.kind == "TOWNSHIP" and p.fine and p.level_since.year <= world.year - 4
    tail = world.pick(chained, 1, ready, role="tail")[0]
    story["chain"] = {"region": chained, "tail": tail}
    for region in world.regions:
        by_list = [j.person for j in story["jobs"] if j.ground == "SPECIAL_LIST" and j.handler == region]
        pooled = story["pooled"] if region == story["pool_region"] else []
        good = lambda p: p.level in (41, 42, 50) and p.fine and p.unit.kind != "INSTITUTION"
        others = world.pick(region, max(3, scale.heads_on_list - len(by_list)), good, role="head")
        story["list_heads"][region] = [*by_list, *pooled, *others]
        story["list_middle"][region] = world.pick(region, scale.heads_on_list // 2, good, role="middle")
        weak = lambda p: p.level in (41, 42) and p.unit.kind in ("TOWNSHIP", "COUNTY_DEPARTMENT", "CITY_DEPARTMENT") and p.fine
        first = [tail] if region == chained else []
        story["tails"][region] = first + world.pick(region, scale.tails_on_list - len(first), weak, role="tail")


def lists(world):
    story = world.story
    story["frozen"] = {}
    for r, region in enumerate(world.regions):
        special_list(world, region, r)


def special_list(world, region, r):
    cal, play = world.cal, world.play
    story, base = world.story, "/assessment/lists"
    lane, officer, name = "list-" + region, f"cadre.{region}", f"list{world.year}r{r}"
    ref = "$" + name
    start = cal.at(*LIST_DAYS)
    heads, middle, tails = story["list_heads"][region], story["list_middle"][region], story["tails"][region]
    for p in heads:
        evidence(world, cal.add(start, -5), lane, officer, p, "OBSERVATION", "POSITIVE", "一线考察：急难险重任务冲在前、干得好")
    for p in middle:
        evidence(world, cal.add(start, -5), lane, officer, p, "SPECIAL_TALK", "NEUTRAL", "专项谈话：情况较清楚，措施一般")
    for i, p in enumerate(tails):
        for n, (source, summary) in enumerate(NEGATIVE):
            evidence(world, cal.add(start, -5 + n), lane, officer, p, source, "NEGATIVE", summary, BEHAVIORS[i % 5])
    play.do(start, lane, officer, base + "/open", save={name: "list_id"}, scope=f"list-{region}",
            title=f"{place(region)}{world.year}年担当作为专项清单", evidence_from=cal.at(1, 1, world.year))
    entries = [{"cadre_id": p.id, "tier": "OUTSTANDING" if i < len(heads) // 2 else "GOOD", "head": True, "reason": "一贯表现突出"}
               for i, p in enumerate(heads)]
    entries += [{"cadre_id": p.id, "tier": "FAIR"} for p in middle]
    entries += [{"cadre_id": p.id, "tier": "POOR", "tail": True, "reason": "多来源反映一致，经研判列入靠后",
                 "ground": GROUNDS[i % 3], "behavior": BEHAVIORS[i % 5]} for i, p in enumerate(tails)]
    for i, entry in enumerate(entries):
        entry["rank"] = i + 1
    if r == 0:
        single = {**entries[-1], "cadre_id": middle[0].id, "rank": len(entries) + 1}
        play.do(cal.add(start, 1), lane, officer, base + "/draft", list_id=ref, entries=[single], expect="EVIDENCE_INSUFFICIENT")
    play.do(cal.add(start, 1), lane, officer, base + "/draft", list_id=ref, entries=entries)
    play.do(cal.add(start, 2), lane, officer, base + "/inform", list_id=ref, cadre_ids=[p.id for p in tails],
            facts="告知拟列靠后的事实、来源和依据，听取本人陈述")
    judge = cal.at(2, 12)
    if r == 0:
        play.do(cal.add(start, 3), lane, f"org.{region}", base + "/judge", list_id=ref, held_on=cal.add(start, 3), members=9, present=9,
                in_favour=9, minutes="样纪要〔提前〕", expect="STATEMENT_MISSING")
    for i, p in enumerate(tails):
        waived = i % 4 == 3
        play.do(cal.add(judge, -4 + i % 3), lane, officer, base + "/rebuttal", list_id=ref, cadre_id=p.id, waived=waived or None,
                statement=None if waived else f"{p.name}：认识到差距，愿意整改。", document=f"样弃权{i + 1}号" if waived else None)
    play.do(judge, lane, f"org.{region}", base + "/judge", list_id=ref, held_on=judge, members=9, present=9, in_favour=8,
            dissents=[{"member": "样例委员", "opinion": "建议再观察一人"}], minutes=f"样纪要〔{world.year}〕{r + 1}号")
    frozen = cal.add(judge, 1)
    play.do(frozen, lane, f"org.{region}", base + "/freeze", list_id=ref)
    story["frozen"][region] = frozen


def evidence(world, day, lane, officer, p, source, bearing, summary, behavior=None):
    world.play.do(day, lane, officer, "/assessment/evidence/record", cadre_id=p.id, source=source, bearing=bearing, summary=summary,
                  observed_on=day, behavior=behavior)
