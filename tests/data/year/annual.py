"""The annual assessment of teams: scheme, data, leaders' marks, scores, grades (W3.1, W3.2, W3.7), counties and city departments
apart. Scores are worked out here as well, in exact fractions, since grades are proposed from ranks: a rank the platform saw otherwise
would be refused."""
import random
from fractions import Fraction

from .plan import CITY, half_up
from .units import find

FULL_MARK = 10000           # 100.00
WEIGHTS = {"PERFORMANCE": 40, "YEAR_END": 20, "LEADER": 20, "INSPECTION": 20}
BONUS_CAP, DEDUCTION_CAP = 300, 500
BANDS = ((0, 60, 6000), (60, 90, 8250), (90, 1000, FULL_MARK))
ENDOWMENT = {"城区组": ("重点开发区", "工业和商贸", "城区"), "牧业旗组": ("重点生态功能区", "畜牧业", "北部牧区"), "农业旗县组": ("农产品主产区", "种植业", "南部农区")}
# indicator, name, component, weight, method, measure; one more of each group makes up the weight of the performance part
COMMON = {
    "COUNTY": (("gdp", "经济运行", "PERFORMANCE", 30, "RATIO", "亿元"), ("invest", "精准招商", "PERFORMANCE", 25, "BANDS", "个"),
               ("safety", "安全生产", "PERFORMANCE", 15, "DEDUCTION", "起")),
    "CITY_DEPARTMENT": (("duty", "职能任务", "PERFORMANCE", 40, "RATIO", "项"), ("service", "政务服务", "PERFORMANCE", 30, "POINTS", "分")),
}
OWN_WEIGHT = 30
WHOLE_YEAR = (("year", "年终考核", "YEAR_END", 100, "POINTS", "分"), ("lead", "领导评价", "LEADER", 100, "POINTS", "分"))
PARAMETERS = {"RATIO": {"target": 997}, "DEDUCTION": {"points_each": 175}, "POINTS": {},
              "BANDS": {"bands": [{"from": a, "to": b, "points": p} for a, b, p in BANDS]}}


class Scheme:
    """One scheme of one year: its groups, its data, and what comes of them."""

    def __init__(self, world, kind):
        self.world, self.kind, self.year = world, kind, world.year
        self.name = f"scheme{world.year}{kind[:4].lower()}"
        self.ref, self.lane = "$" + self.name, f"scheme-{kind.lower()}"
        self.groups = groups(world, kind)
        self.values, self.marks, self.adjustments = {}, {}, {}

    @property
    def units(self):
        return [u for members in self.groups.values() for u in members]

    def group_id(self, name):
        return f"g{list(self.groups).index(name) + 1}"

    def indicators(self):
        found = [indicator(self.owner(n), *fields) for n, fields in enumerate(COMMON[self.kind])]
        for n, name in enumerate(self.groups):
            number = f"own{n + 1}"
            found.append(indicator(self.owner(n), number, f"{name}特色指标", "PERFORMANCE", OWN_WEIGHT, "RATIO", "项",
                                   group_id=self.group_id(name)))
        return found + [indicator(self.owner(1), *fields) for fields in WHOLE_YEAR]

    def owner(self, n):
        """Who owns the data; never a unit that is scored by them."""
        owners = self.world.story["data_owners"]
        return owners[n % len(owners)]

    def applies(self, indicator, unit):
        return indicator.get("group_id", "") in ("", self.group_id(unit.group))

    def do(self, day, account, path, **body):
        self.world.play.do(day, self.lane, account, "/assessment" + path, **body)


def indicator(owner, number, name, component, weight, method, measure, **more):
    return {"indicator_id": number, "name": name, "component": component, "weight_percent": weight, "method": method, "measure": measure,
            "data_owner": owner.id, "source": "样例统计", "evidence": "样例报表", **PARAMETERS[method], **more}


def groups(world, kind):
    """Groups of three or more: smaller ones are not ranked, so they are not in a scheme."""
    found = {}
    for unit in world.units:
        if unit.kind == kind:
            found.setdefault(unit.group, []).append(unit)
    return {name: units for name, units in found.items() if len(units) >= 3}


def prepare(world):
    world.story["data_owners"] = find(world, CITY, "INSTITUTION")[:3]
    leaders = [p for u in world.story["data_owners"] for p in u.people if p.level in (31, 32) and not p.role][:2]
    for p in leaders:
        p.role = "rates"
    world.story["leaders"] = leaders


def account(owner):
    return f"data.{owner.id}"


# ---------------------------------------------------------------- the scheme
def plan(world):
    """Scheme in spring, data in December, scores and grades in January."""
    for kind in COMMON:
        if groups(world, kind):
            scheme = Scheme(world, kind)
            write(scheme)
            supply(scheme)
            compose_and_grade(scheme)


def write(s):
    world, cal = s.world, s.world.cal
    start, officer, head = cal.at(2, 22), f"assess.{CITY}", f"org.{CITY}"
    before = world.story.get(("scheme", s.kind))
    if before:
        s.do(start, officer, "/schemes/copy", save={s.name: "scheme_id"}, scheme_id=before, year=s.year)
    else:
        s.do(start, officer, "/schemes/draft", save={s.name: "scheme_id"}, **draft(s))
    world.story["scheme", s.kind] = s.ref
    s.do(start, officer, "/schemes/consult", scheme_id=s.ref)
    if s.kind == "COUNTY":
        comment = f"comment{s.year}"
        s.do(cal.add(start, 3), f"unit.{s.units[0].region}", "/schemes/comment", save={comment: "comment_id"}, scheme_id=s.ref,
             text="建议下调招商分档下限")
        s.do(cal.add(start, 5), officer, "/schemes/answer", comment_id="$" + comment, answer="分档与往年一致，暂不调整")
    s.do(cal.add(start, 5), head, "/schemes/approve", scheme_id=s.ref, document="样例〔提前〕", expect="CONSULTATION_RUNS")
    s.do(cal.add(start, 12), head, "/schemes/approve", scheme_id=s.ref, document=f"样考核〔{s.year}〕1号")
    s.do(cal.add(start, 12), head, "/schemes/freeze", scheme_id=s.ref)


def draft(s):
    any_order = s.world.in_any_order
    place = lambda name: ENDOWMENT.get(name, ("机关履职", name, "市区"))
    return {"year": s.year, "unit_kind": s.kind, "title": ("旗县区" if s.kind == "COUNTY" else "市直部门") + "差异化考核方案",
            "components": any_order({"component": c, "weight_percent": w} for c, w in WEIGHTS.items()),
            "groups": any_order({"group_id": s.group_id(name), "name": name, **dict(zip(("function", "endowment", "location"), place(name))),
                                 "unit_ids": any_order(u.id for u in units)} for name, units in s.groups.items()),
            "indicators": any_order(s.indicators()),
            "vetoes": [{"veto_id": "safety", "name": "重大生产安全事故", "legal_base": "安全生产法"}],
            "bonus_cap": BONUS_CAP, "deduction_cap": DEDUCTION_CAP}


# ---------------------------------------------------------------- data
DRAWN_FROM = {"RATIO": (700, 1080), "BANDS": (20, 140), "DEDUCTION": (0, 8), "POINTS": (7000, 9900)}


def supply(s):
    cal = s.world.cal
    day = cal.at(12, 5)
    s.do(day, f"assess.{CITY}", "/scores/open", year=s.year, unit_kind=s.kind)
    for n, one in enumerate(s.world.in_any_order(s.indicators())):
        if one["component"] == "LEADER":
            continue
        rows = [value(s, one, u) for u in s.units if s.applies(one, u)]
        s.world.play.do(cal.add(day, 1), f"{s.lane}-data-{n}", f"data.{one['data_owner']}", "/assessment/scores/data", scheme_id=s.ref,
                        indicator_id=one["indicator_id"], document=f"样统〔{s.year}〕{one['indicator_id']}", values=s.world.in_any_order(rows))
    for leader in s.world.story["leaders"]:
        rate(s, leader, cal.add(day, 2))
    best, worst = s.units[s.year % len(s.units)], s.units[(s.year + 1) % len(s.units)]
    adjust(s, cal.add(day, 3), best, "BONUS", 200, "获自治区表彰")
    adjust(s, cal.add(day, 3), best, "BONUS", 150, "承担国家试点")
    adjust(s, cal.add(day, 3), worst, "DEDUCTION", 120, "被上级通报")


def value(s, one, unit):
    """What a unit did, or why there is nothing to say of it; now and then an indicator does not apply, or the data are missing. Drawn by
    unit and indicator, so that the order of rows changes nothing."""
    rng = random.Random(f"{s.world.seed}/{s.year}/{unit.id}/{one['indicator_id']}")
    roll, number = rng.random(), rng.randrange(*DRAWN_FROM[one["method"]])
    state = "NOT_APPLICABLE" if roll < 0.01 and one["component"] == "PERFORMANCE" else "MISSING" if roll < 0.02 else "SCORED"
    row = {"unit_id": unit.id, "state": state}
    s.values[unit.id, one["indicator_id"]] = (state, number)
    if state == "SCORED":
        return {**row, "value": number, "evidence": "样例报表"}
    return {**row, "reason": "无此项任务" if state == "NOT_APPLICABLE" else "未按期报送"}


def rate(s, leader, day):
    """A leader rates a whole group at one sitting, two in five at most in the highest band."""
    for name, units in s.groups.items():
        rng = random.Random(f"{s.world.seed}/{s.year}/{leader.id}/{name}")
        top = len(units) * 2 // 5
        marks = [rng.randrange(9000, 9800) for _ in range(top)] + [rng.randrange(7600, 8990) for _ in range(len(units) - top)]
        rng.shuffle(marks)
        for unit, mark in zip(units, marks):
            s.marks.setdefault(unit.id, []).append(mark)
        ratings = [{"unit_id": u.id, "points": m} for u, m in zip(units, marks)]
        s.world.play.do(day, f"{s.lane}-{leader.id}", f"assess.{CITY}", "/assessment/scores/leader", scheme_id=s.ref, indicator_id="lead",
                        group_id=s.group_id(name), leader_id=leader.id, document=f"样评〔{s.year}〕", ratings=s.world.in_any_order(ratings))


def adjust(s, day, unit, kind, points, reason):
    s.adjustments.setdefault((unit.id, kind), []).append(points)
    s.do(day, f"assess.{CITY}", "/scores/adjust", scheme_id=s.ref, unit_id=unit.id, kind=kind, points=points, reason=reason,
         document=f"样例〔{s.year}〕{points}号")


# ---------------------------------------------------------------- scores, exactly
def points(one, number):
    if one["method"] == "RATIO":
        return min(FULL_MARK, half_up(Fraction(number * FULL_MARK, one["target"])))
    if one["method"] == "BANDS":
        return next(p for a, b, p in BANDS if a <= number < b)
    return max(0, FULL_MARK - number * one["points_each"]) if one["method"] == "DEDUCTION" else number


def component(s, name, unit):
    """(counts at all, score): what does not apply shares out its weight, what is missing is nothing."""
    if name == "INSPECTION":
        return True, s.world.story["inspected", s.year][unit.id]
    if name == "LEADER":
        return True, half_up(Fraction(sum(s.marks[unit.id]), len(s.marks[unit.id])))
    below = [(o, *s.values[unit.id, o["indicator_id"]]) for o in s.indicators() if o["component"] == name and s.applies(o, unit)]
    below = [(o["weight_percent"], points(o, number) if state == "SCORED" else 0) for o, state, number in below if state != "NOT_APPLICABLE"]
    weight = sum(w for w, _ in below)
    return weight > 0, half_up(Fraction(sum(w * p for w, p in below), weight)) if weight else 0


def total(s, unit):
    parts = [(WEIGHTS[name], *component(s, name, unit)) for name in WEIGHTS]
    weight = sum(w for w, counts, _ in parts if counts)
    score = half_up(Fraction(sum(w * p for w, counts, p in parts if counts), weight))
    bonus = min(BONUS_CAP, sum(s.adjustments.get((unit.id, "BONUS"), [])))
    return max(0, score + bonus - min(DEDUCTION_CAP, sum(s.adjustments.get((unit.id, "DEDUCTION"), []))))


# ---------------------------------------------------------------- scores and grades
def compose_and_grade(s):
    cal, officer, head = s.world.cal, f"assess.{CITY}", f"org.{CITY}"
    start = cal.at(1, 7, s.year + 1)
    s.do(start, officer, "/scores/compute", scheme_id=s.ref)
    day = object_to(s, start) if s.kind == "COUNTY" else start
    s.do(day, head, "/scores/confirm", scheme_id=s.ref, expect="OBJECTION_PERIOD_RUNS")
    day = cal.add(day, 6)
    s.do(day, head, "/scores/confirm", scheme_id=s.ref)
    s.do(day, officer, "/grades/propose", scheme_id=s.ref, grades=s.world.in_any_order(grades(s)))
    s.do(cal.add(day, 1), head, "/grades/decide", scheme_id=s.ref, held_on=cal.add(day, 1), members=9, present=9, in_favour=8,
         minutes=f"样纪要〔{s.year + 1}〕", dissents=[{"member": "样例委员", "opinion": "建议再核一个单位"}])
    s.do(cal.add(day, 1), officer, "/grades/notify", scheme_id=s.ref)
    s.do(cal.add(day, 7), head, "/grades/finalize", scheme_id=s.ref)
    s.world.story.setdefault(("graded", s.year), {})[s.kind] = cal.add(day, 7)


def object_to(s, day):
    """A county was deducted once too often; everything is composed again."""
    cal, unit, name = s.world.cal, s.units[s.year % len(s.units)], f"iob{s.year}"
    state, number = s.values[unit.id, "safety"]
    if state != "SCORED" or number == 0:
        return day
    s.do(cal.add(day, 1), f"unit.{unit.region}", "/scores/object", save={name: "objection_id"}, scheme_id=s.ref, indicator_id="safety",
         reason="一起事故不在本辖区，申请复核")
    s.do(cal.add(day, 2), f"org.{CITY}", "/scores/decide-objection", objection_id="$" + name, upheld=True, value=number - 1,
         reason="复核属实，予以更正")
    s.values[unit.id, "safety"] = (state, number - 1)
    s.do(cal.add(day, 2), f"assess.{CITY}", "/scores/compute", scheme_id=s.ref)
    return cal.add(day, 2)


def grades(s):
    """Three in ten of each group excellent, by rank; the last one fair."""
    found, tiers = [], s.world.story.setdefault(("tiers", s.year), {})
    for units in s.groups.values():
        ranked = sorted(units, key=lambda u: (-total(s, u), u.id))
        excellent = len(units) * 3 // 10
        for n, unit in enumerate(ranked):
            last = n == len(ranked) - 1 and total(s, unit) < total(s, ranked[n - 1])
            grade = "EXCELLENT" if n < excellent else "FAIR" if last else "GOOD"
            upper = 2 * (1 + sum(total(s, u) > total(s, unit) for u in units)) <= len(units) + 1
            tiers[unit.id] = grade if grade != "GOOD" else "GOOD_UPPER" if upper else "GOOD_LOWER"
            found.append({"unit_id": unit.id, "grade": grade, **({"reason": "组内末位，重点指标差距较大"} if last else {})})
    return found
