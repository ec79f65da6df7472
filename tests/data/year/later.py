"""The years after the first, in smaller volumes: inspections and the annual assessment as ever, a special list in every region, promotions
from its head and without it, ranks by the pool until it is empty, the annual grades of everybody. People with a part in another year
have none here."""
from . import annual, assessment, persons, selection
from .people import make_grades
from .units import find

HEADS, MIDDLE, TAILS = 4, 2, 2          # of a list, beside those who are promoted by it or by the pool
PROMOTED, BY_LIST = 2, 1                # in each region
POOLED = 2                              # wanted each year; the pool of the first year has POOL_SPARE places left
POOL_SPARE = 6
ROUNDS = (2, 3, 5)


def prepare(world, years):
    """Everybody with a part in a later year, before rosters and posts are written."""
    world.story["later"] = []
    for n in range(1, years):
        view = world.in_year(world.year + n)
        view.story = dict(world.story, jobs=[], frozen={})
        choose = selection.Chooser(view)
        for region in view.regions:
            for i in range(PROMOTED + BY_LIST):
                ground = "SPECIAL_LIST" if i < BY_LIST else "ORDINARY"
                choose.add(region, "PROMOTION", ground, selection.DOMAINS[i % 2], ROUNDS[i % len(ROUNDS)])
        ready = lambda p: p.level == 50 and p.rank == 11 and p.fine and not p.first_secretary
        free = sum(ready(p) and not p.role for p in world.by_authority[world.story["pool_region"]])
        view.story["pooled"] = world.pick(world.story["pool_region"], min(POOLED, free), ready, role="rank")
        choose_lists(view)
        world.story["later"].append(view)


def choose_lists(view):
    story = view.story
    story["list_heads"], story["list_middle"], story["tails"] = {}, {}, {}
    good = lambda p: p.level in (41, 42, 50) and p.fine and p.unit.kind != "INSTITUTION"
    weak = lambda p: p.level in (41, 42) and p.unit.kind in ("TOWNSHIP", "COUNTY_DEPARTMENT", "CITY_DEPARTMENT") and p.fine
    for region in view.regions:
        by_list = [j.person for j in story["jobs"] if j.ground == "SPECIAL_LIST" and j.handler == region]
        pooled = story["pooled"] if region == story["pool_region"] else []
        story["list_heads"][region] = [*by_list, *pooled, *view.pick(region, HEADS, good, role="head")]
        story["list_middle"][region] = view.pick(region, MIDDLE, good, role="middle")
        story["tails"][region] = view.pick(region, TAILS, weak, role="tail")


def plan(world):
    for n, view in enumerate(world.story["later"], 1):
        assessment.inspections(view)
        annual.plan(view)
        assessment.lists(view)
        appointments(view)
        pool(view, n)
        grades(view)


def appointments(view):
    for region in view.regions:
        heads = view.story["list_heads"][region]
        for job in (j for j in view.story["jobs"] if j.handler == region):
            if job.ground == "SPECIAL_LIST":
                job.compared = [p for p in heads if p is not job.person][:2]
            selection.steps(view, job, view.cal.at(*selection.ROUNDS[job.round]))


def pool(view, n):
    """The n-th later year draws on what is left of the pool; what goes beyond is refused."""
    region = view.story["pool_region"]
    for i, person in enumerate(view.story["pooled"]):
        left = POOL_SPARE - (n - 1) * POOLED - i
        start = view.cal.add(view.cal.at(3, 10), i)
        plan_name, slots = view.play.name("rp"), selection.holders(person.unit, 10) // 2
        officer, lane = f"rank.{region}", f"pool-{i}"
        view.play.do(view.cal.add(start, -3), lane, officer, "/personnel/rank-quotas", unit_id=person.unit.id, document="样职数",
                     authorised_posts=len(person.unit.people) + 20, slots=[{"rank": selection.RANK_NAMES[10], "count": slots}])
        view.play.do(start, lane, officer, "/personnel/rank-plans", save={plan_name: "plan_id"}, unit_id=person.unit.id,
                     rank=selection.RANK_NAMES[10], slots=1, document="样晋升方案")
        selection.rank_case(view, lane, officer, f"org.{region}", plan_name, person, start, pooled=True, tease=False, pool_empty=left <= 0)


def grades(view):
    """Everybody's grade of the year, in January; who has a part in the story keeps what he brought along."""
    day = view.cal.at(1, 20, view.year + 1)
    for region in view.regions:
        people = [p for p in view.by_authority[region] if not p.role and not persons.graded_here(view, p)]
        names = {"E": "EXCELLENT", "C": "COMPETENT", "B": "BASICALLY_COMPETENT", "I": "INCOMPETENT", "U": "UNGRADED"}
        entries = [{"cadre_id": p.id, "grade": names[make_grades(view.rng, view.year + 1)[view.year]]} for p in people]
        view.play.do(day, f"grades-{region}", f"cadre.{region}", "/personnel/grades", year=view.year, entries=view.in_any_order(entries),
                     document=f"样年度考核〔{view.year}〕1号")
