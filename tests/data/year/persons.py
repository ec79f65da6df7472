"""Annual grades of persons, excellent quotas, bonus, quarterly assessment (W3.8-W3.10), on demand: members of every team of one scheme, so
that its bonus can be shared, and the staff of some city departments. Self summaries mostly do not come, nobody signs: silence does not
hold a round up. The excellent stay below any quota their unit can get, for the plan does not know the remainders of years before."""
from collections import namedtuple
from fractions import Fraction

from .plan import CITY
from .units import find

BASE = "/assessment/persons"
RATIOS = {"MEMBERS": {"EXCELLENT": 30, "GOOD_UPPER": 25, "GOOD_LOWER": 20, "FAIR": 10},
          "STAFF": {"EXCELLENT": 20, "GOOD_UPPER": 20, "GOOD_LOWER": 18, "FAIR": 15}}
SHRUNK = Fraction(9, 10)        # what the cap of the city may leave of a claim, at the least
QUARTERS, GOOD_PERCENT = ((4, 2), (7, 2), (10, 9), (1, 4)), 40
QUARTER_UNITS, STAFF_UNITS = 2, 3
TOUCHED = ("sanctioned", "adjust", "adjusted", "cleared", "reported", "tail")     # who may not be graded in the first year
MEETING = {"members": 9, "present": 9, "in_favour": 8, "dissents": [{"member": "样例委员", "opinion": "建议再核一人"}]}
Move = namedtuple("Move", "person unit level day")


def prepare(world):
    """Which units are graded, and by which tracks."""
    kind = "COUNTY" if len(world.counties) >= 3 else "CITY_DEPARTMENT"
    chosen = [(u, "MEMBERS") for u in world.units if u.kind == kind]
    departments = find(world, CITY, "CITY_DEPARTMENT")
    if kind == "COUNTY":
        groups = dict.fromkeys(u.group for u in departments)
        departments = [[u for u in departments if u.group == g][3] for g in groups][:STAFF_UNITS]
    world.story["persons"] = {"scheme": kind, "rounds": chosen + [(u, "STAFF") for u in departments], "quarters": departments[:QUARTER_UNITS]}


def track(unit, level):
    heads, members = unit.team_levels
    return "MEMBERS" if level in heads + members else "STAFF"


def graded_here(world, p):
    """For people without a part in the story, who never move. Nobody graded here comes in by a form: his number would depend on the order."""
    return (p.unit, track(p.unit, p.level)) in world.story.get("persons", {}).get("rounds", ())


def account(unit):
    return f"head.{unit.id}"


def plan(world):
    if "persons" not in world.story:
        return
    views = (world, *world.story["later"])
    jobs = [j for v in views for j in v.story["jobs"] if j.effect]
    moves = [Move(j.person, j.unit, j.level, j.effect) for j in jobs] + [Move(*placed) for placed in world.story.get("placed", ())]
    for view in views:
        year = Year(view, moves, view is world)
        for unit in world.story["persons"]["quarters"]:
            for q in range(4):
                quarter(year, unit, q)
        rounds(year)


class Year:
    def __init__(self, view, moves, first):
        self.world, self.year, self.cal, self.moves, self.first = view, view.year, view.cal, moves, first
        self.chosen = view.story["persons"]

    def people(self, unit, which, day):
        """Who serves there on the evening before that day."""
        at = {}
        for move in sorted(self.moves, key=lambda m: m.day):
            if move.day < day:
                at[move.person] = move
        here = [(p, p.level) for p in unit.people if p not in at] + [(p, m.level) for p, m in at.items() if m.unit is unit]
        return sorted((p for p, level in here if track(unit, level) == which), key=lambda p: p.id)

    def quiet(self, day):
        """That day or the next on which nobody moves."""
        while any(m.day == day for m in self.moves):
            day = self.cal.add(day, 1)
        return day

    def plain(self, people):
        """Of whom nothing is known that could speak against them."""
        return [p for p in people if not p.role and p.fine]

    def do(self, day, lane, account_, path, **body):
        self.world.play.do(day, lane, account_, path, **body)


# ---------------------------------------------------------------- the quarter
def quarter(year, unit, q):
    month, first = QUARTERS[q]
    open_on = year.quiet(year.cal.at(month, first, year.year + (q == 3)))
    people, name = year.people(unit, "STAFF", open_on), f"reg{year.year}q{q + 1}-{unit.id}"
    lane, who, ref, base = f"regular-{unit.id}", account(unit), "$" + name, "/assessment/regular"
    year.do(open_on, lane, who, base + "/open", save={name: "regular_id"}, quarter=f"{year.year}Q{q + 1}")
    review = year.cal.add(open_on, 6)
    for p in people:
        year.do(review, lane, who, base + "/review", regular_id=ref, cadre_id=p.id, comment="属实，完成季度任务")
    best = year.plain(people) + [p for p in people if p not in year.plain(people)]
    good = len(people) * GOOD_PERCENT // 100
    grades = [{"cadre_id": p.id, "grade": "GOOD" if i < good else "FAIRLY_GOOD"} for i, p in enumerate(best)]
    grades[-1] = {"cadre_id": best[-1].id, "grade": "ORDINARY", "reason": "季度任务进度滞后"}
    one_more = [dict(g, grade="GOOD") if i == good else g for i, g in enumerate(grades)]
    year.do(review, lane, who, base + "/grade", regular_id=ref, grades=one_more, expect="REGULAR_CAP")
    year.do(review, lane, who, base + "/grade", regular_id=ref, grades=year.world.in_any_order(grades))
    told = year.cal.add(review, 1)
    for p in people:
        save = {name + "f": "follow_up_id"} if p is best[-1] else None
        year.do(told, lane, who, base + "/feedback", save=save, regular_id=ref, cadre_id=p.id, held_on=told)
    year.do(told, lane, who, base + "/settle", follow_up_id="$" + name + "f", document=f"样谈〔{year.year}〕{q + 1}号")


# ---------------------------------------------------------------- the year
def rounds(year):
    """Opened in December, verified in January, graded once every team has its grade, in effect some weeks later."""
    quotas = year.cal.add(max(year.world.story["graded", year.year].values()), 1)
    opened = year.quiet(year.cal.at(12, 10))
    year.do(quotas, "quotas", f"assess.{CITY}", "/assessment/quotas/compute", year=year.year)
    for unit, which in year.chosen["rounds"]:
        one_round(year, unit, which, opened, quotas)
    bonus(year, year.cal.add(quotas, 17))


def one_round(year, unit, which, opened, quotas):
    cal, people, name = year.cal, year.people(unit, which, opened), f"round{year.year}-{unit.id}-{which[0]}"
    lane, ref = f"persons-{unit.id}-{which}", "$" + name
    who, head = (f"assess.{CITY}", f"org.{CITY}") if which == "MEMBERS" else (account(unit),) * 2
    year.do(opened, lane, who, BASE + "/open", save={name: "round_id"}, year=year.year, unit_id=unit.id, track=which)
    for p in people[::4]:
        year.do(cal.add(opened, 2), lane, who, BASE + "/summary", round_id=ref, cadre_id=p.id, summary="样例：一年工作（书面）")
    counts = [{"cadre_id": p.id, "excellent": 9, "competent": 20, "unknown": 1} for p in people]
    year.do(cal.add(opened, 3), lane, who, BASE + "/evaluation", round_id=ref, document=f"样测评〔{year.year}〕", should_attend=36, attended=30,
            counts=year.world.in_any_order(counts))
    for p in people:
        year.do(cal.add(opened, 12), lane, who, BASE + "/verify", round_id=ref, cadre_id=p.id, facts="样例：核实")
    best = excellent(year, unit, which, people)
    propose(year, quotas, lane, who, ref, people, best)
    year.do(cal.add(quotas, 1), lane, who, BASE + "/check", round_id=ref)
    meeting = MEETING if which == "MEMBERS" else {}
    year.do(cal.add(quotas, 1), lane, head, BASE + "/decide", round_id=ref, body="COMMITTEE" if meeting else "UNIT_HEAD",
            held_on=cal.add(quotas, 1), minutes=f"样纪要〔{year.year}〕", **meeting)
    if best:
        year.do(cal.add(quotas, 1), lane, who, BASE + "/publish", round_id=ref, place="公告栏")
        year.do(cal.add(quotas, 1), lane, who, BASE + "/notify", round_id=ref, document="样例〔提前〕", expect="PERSON_PUBLICITY_RUNS")
    year.do(cal.add(quotas, 8), lane, who, BASE + "/notify", round_id=ref, document=f"样告知〔{year.year}〕")
    year.do(cal.add(quotas, 15), lane, head, BASE + "/finalize", round_id=ref, document=f"样考核〔{year.year}〕{unit.id[-3:]}号")


def excellent(year, unit, which, people):
    """Fewer than any quota: a remainder of the year before takes less than one person away."""
    ratio = RATIOS[which][year.world.story["tiers", year.year][unit.id]]
    seats = int(SHRUNK * Fraction(ratio * len(people), 100)) - 1
    return year.plain(people)[:max(0, seats)]


def propose(year, day, lane, who, ref, people, best):
    """Everybody else is competent, somebody basically; in the first year what a measure forbids is not graded. One proposal goes far
    beyond the cap."""
    after = [p for p in year.plain(people) if p not in best]
    rows = []
    for p in people:
        row = {"cadre_id": p.id, "grade": "EXCELLENT" if p in best else "COMPETENT", "comment": "样例：履职情况", "reason": "样例：实绩"}
        if year.first and p.role in TOUCHED:
            row.update(grade="UNGRADED", reason="年内受处理，暂不定等次")
        elif len(after) > 3 and p is after[-1]:
            row.update(grade="BASICALLY_COMPETENT", improvement="限期改进")
        rows.append(row)
    year.do(day, lane, who, BASE + "/propose", round_id=ref, proposals=year.world.in_any_order(rows))
    if best and 2 * len(year.plain(people)) > len(people):
        many = [dict(r, grade="EXCELLENT") for r in rows if r["cadre_id"] in {p.id for p in after[:-1]}]
        year.do(day, lane, who, BASE + "/propose", round_id=ref, proposals=many)
        year.do(day, lane, who, BASE + "/check", round_id=ref, expect="PERSON_CAP")
        year.do(day, lane, who, BASE + "/propose", round_id=ref, proposals=[r for r in rows if r["cadre_id"] in {m["cadre_id"] for m in many}])


def bonus(year, day):
    """Proposed twice: all of the budget, which the meeting rejects; then what is due, with a minimum and some bases of their own."""
    ref, officer, head = year.world.story["scheme", year.chosen["scheme"]], f"rank.{CITY}", f"org.{CITY}"
    name, lane, base = f"bonus{year.year}", "bonus", "/assessment/bonuses"
    unit = next(u for u, which in year.chosen["rounds"] if which == "MEMBERS")
    own = [{"cadre_id": p.id, "fen": 1500001 + 977 * i} for i, p in enumerate(year.plain(year.people(unit, "MEMBERS", day))[:3])]
    plain = {"scheme_id": ref, "base_fen": 1234567 + year.year, "document": f"样财〔{year.year}〕1号"}
    year.do(day, lane, officer, base + "/propose", save={name + "a": "proposal_id"}, budget=150000007, spend="WHOLE_BUDGET", **plain)
    year.do(day, lane, officer, base + "/propose", save={name + "b": "proposal_id"}, budget=900000001, spend="UP_TO_DUE", minimum=1100000,
            bases=year.world.in_any_order(own), **plain)
    held = year.cal.add(day, 1)
    meeting = {**MEETING, "held_on": held, "minutes": f"样纪要〔{year.year}〕"}
    year.do(held, lane, head, base + "/decide", proposal_id="$" + name + "a", approved=False, **meeting)
    year.do(held, lane, head, base + "/decide", proposal_id="$" + name + "b", approved=True, **meeting)
