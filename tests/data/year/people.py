"""Cadres: made-up names, valid ID numbers, posts, ranks, three years of grades."""
from dataclasses import dataclass, field
from datetime import date, timedelta

from .plan import CITY, share
from .units import seat

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
MONGOL = ["巴", "乌", "苏", "哈", "那", "敖", "包", "白", "斯", "额"]
DIGITS = "〇一二三四五六七八九"
LEVELS = {21: "厅局级正职", 22: "厅局级副职", 31: "县处级正职", 32: "县处级副职", 41: "乡科级正职", 42: "乡科级副职", 50: "科员及以下"}
LEVEL_NAMES = {31: "COUNTY_HEAD", 32: "COUNTY_DEPUTY", 41: "SECTION_HEAD", 42: "SECTION_DEPUTY", 50: "STAFF"}
RANKS = ["", "一级巡视员", "二级巡视员", "一级调研员", "二级调研员", "三级调研员", "四级调研员", "一级主任科员", "二级主任科员", "三级主任科员",
         "四级主任科员", "一级科员", "二级科员"]
RANK_NAMES = ["", "INSPECTOR_1", "INSPECTOR_2", "CONSULTANT_1", "CONSULTANT_2", "CONSULTANT_3", "CONSULTANT_4", "CHIEF_CLERK_1",
              "CHIEF_CLERK_2", "CHIEF_CLERK_3", "CHIEF_CLERK_4", "CLERK_1", "CLERK_2"]
GRADES = {"E": "优秀", "C": "称职", "B": "基本称职", "I": "不称职", "U": "不定等次"}
AGES = {31: (46, 57), 32: (40, 56), 41: (34, 55), 42: (30, 52), 50: (24, 50)}


@dataclass(eq=False, repr=False)
class Person:
    id: str
    name: str
    sex: str
    id_number: str
    born: date
    ethnicity: str
    unit: object
    level: int
    level_since: date
    rank: int
    rank_since: date
    authority: str
    party: date
    work: date
    home: str
    grassroots: int
    grades: dict
    young: bool = False
    first_secretary: bool = False
    exchange: bool = False
    role: str = ""             # what the plan needs the person for; "" is free
    form_only: bool = False    # comes in by an appointment form
    busy: list = field(default_factory=list)   # (from, to) of off-job training

    @property
    def post(self):
        return self.unit.post(self.level)

    @property
    def title(self):
        return self.unit.name + self.unit.title(self.level)

    @property
    def head(self):
        return self.level in self.unit.team_levels[0]

    @property
    def member(self):
        return self.level in self.unit.team_levels[1]

    @property
    def region(self):
        return self.unit.region

    @property
    def fine(self):
        """May be promoted: the last grade stands, no year is lost."""
        return all(g in "EC" for g in self.grades.values())

    def free_between(self, start, end):
        return all(end < a or b < start for a, b in self.busy)


def check_digit(first17):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, weights)) % 11]


class IdNumbers:
    """GB 11643 numbers, each once. None ends in 000, which spreadsheets make of what they have spoilt."""

    def __init__(self, rng):
        self.rng, self.used = rng, set()

    def new(self, area, born, male):
        while True:
            sequence = self.rng.randrange(1, 999)
            if sequence % 2 != male:
                continue
            first = f"{area}{born:%Y%m%d}{sequence:03d}"
            number = first + check_digit(first)
            if number not in self.used and not number.endswith("000"):
                self.used.add(number)
                return number


def numeral(n, digits):
    return "".join(DIGITS[int(c)] for c in f"{n:0{digits}d}")


def make_name(rng, n, digits, mongol):
    if n == 7:
        return "㛃样" + numeral(n, digits)      # a rare character: four bytes in GB18030
    if mongol and rng.random() < 0.5:
        return f"{rng.choice(MONGOL)}样·{numeral(n, digits)}"
    return f"{rng.choice(SURNAMES)}样{numeral(n, digits)}"


def some_day(rng, year):
    return date(year, 1, 1) + timedelta(days=rng.randrange(365))


def first_of_month(rng, first_year, last_year):
    return date(rng.randrange(first_year, last_year + 1), rng.randrange(1, 13), 1)


def make_grades(rng, year):
    grades = {}
    for y in range(year - 3, year):
        roll = rng.random()
        grades[y] = "E" if roll < 0.19 else "C" if roll < 0.972 else "U" if roll < 0.985 else "B" if roll < 0.997 else "I"
    return grades


def make_rank(rng, level, unit, since):
    """Ranks of the ladder that go with the level; leaders of counties mostly hold none beside the post."""
    if unit.kind == "INSTITUTION":
        return 0, None
    if level == 50:
        rank = rng.choice((12, 11, 11, 11, 10, 10, 9, 8))
    elif level == 42:
        rank = rng.choice((10, 9, 9, 0))
    elif level == 41:
        rank = rng.choice((8, 7, 7, 0))
    else:
        rank = 0
    return rank, max(since, date(2019, 6, 1)) if rank else None


def person(world, numbers, n, digits, unit, level):
    rng, year = world.rng, world.year
    male = rng.random() < 0.62
    mongol = rng.random() < 0.24
    low, high = AGES[level]
    born = some_day(rng, year - rng.randrange(low, high + 1))
    home = unit.region if unit.region != CITY else rng.choice(world.counties)
    work = date(born.year + rng.randrange(21, 24), rng.choice((7, 8, 9)), 1)
    earliest = max(work.year + {31: 18, 32: 13, 41: 8, 42: 5, 50: 1}[level], 2008)
    since = first_of_month(rng, min(earliest, year - 5), year - 5)
    if since < work:
        since = work
    rank, rank_since = make_rank(rng, level, unit, since)
    party = first_of_month(rng, work.year, min(work.year + 8, year - 1)) if rng.random() < 0.86 else None
    authority = CITY if level <= 32 else unit.region
    return Person(
        id=f"c-{authority}-{n:06d}", name=make_name(rng, n, digits, mongol), sex="男" if male else "女",
        id_number=numbers.new(home, born, male), born=born,
        ethnicity="蒙古族" if mongol else rng.choice(("汉族",) * 12 + ("满族", "回族")), unit=unit, level=level,
        level_since=since, rank=rank, rank_since=rank_since, authority=authority, party=party, work=work, home=home,
        grassroots=rng.randrange(2, 16), grades=make_grades(rng, year),
        young=level in (32, 41, 42) and year - born.year <= 36 + (32 == level) * 6 or level == 50 and rng.random() < 0.05)


def build(world):
    numbers = IdNumbers(world.rng)
    total = sum(sum(u.holders.values()) for u in world.units)
    digits = len(str(total))
    n = 0
    for unit in world.units:
        for level, count in unit.holders.items():
            for _ in range(count):
                n += 1
                p = person(world, numbers, n, digits, unit, level)
                world.people.append(p)
                unit.people.append(p)
    for region in world.regions:
        world.by_authority[region] = [p for p in world.people if p.authority == region]
    mark_exchange(world)
    mark_first_secretaries(world)


def mark_exchange(world):
    """Leaders who serve away from home. Some more come by appointment during the year (selection.py)."""
    by_import = world.scale.m18 - exchange_by_appointment(world)
    for region, count in zip(world.counties, share(by_import, [1] * len(world.counties))):
        leaders = [p for p in seat(world, region).people if p.level == 32][:count]
        assert len(leaders) == count, region
        for p in leaders:
            p.exchange = True
            p.home = world.rng.choice([r for r in world.counties if r != region])
            p.role = "exchange"


def exchange_by_appointment(world):
    return world.scale.m18 // 9


def mark_first_secretaries(world):
    for region in world.counties:
        staff = [p for p in world.by_authority[region] if p.level == 50 and p.unit.kind == "COUNTY_DEPARTMENT" and not p.role]
        for p in world.rng.sample(staff, max(4, len(staff) // 14)):
            p.first_secretary = True
