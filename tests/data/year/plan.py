"""What all parts share: the scale, working days, the commands gathered so far, and who may be picked for what."""
import copy
import json
import os
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
POLICY = os.path.join(ROOT, "deploy", "policy")
SAMPLE_CALENDARS = os.path.join(ROOT, "tests", "data", "calendars")     # of years whose notice is not out: made up, for tests
CITY = "150400"
COUNTIES = {
    "150402": "红山区", "150403": "元宝山区", "150404": "松山区", "150421": "阿鲁科尔沁旗", "150422": "巴林左旗",
    "150423": "巴林右旗", "150424": "林西县", "150425": "克什克腾旗", "150426": "翁牛特旗", "150428": "喀喇沁旗",
    "150429": "宁城县", "150430": "敖汉旗",
}


@dataclass
class Scale:
    """The volumes of the year; the full ones are those the mechanism's report gives."""
    counties: list
    city_departments: int
    city_institutions: int
    county_departments: int
    townships: int
    county_institutions: int
    forms: int                 # lrmx forms
    m01: int
    m02: int
    m03: int
    m04: int
    m05: int
    m06: int
    m07: int
    m08: tuple                 # promoted, transferred in, further used
    m09: int
    m10: int
    m11: int
    m12: int
    m14: int
    m16: int
    m17: int
    m18: int
    m19: int
    heads_on_list: int         # per region
    tails_on_list: int
    lateral: int
    theory_class: int          # trainees of an ordinary theory class
    party_class: int
    squad_size: int
    unit_ranks: int            # rank promotions from the unit's own quota
    other_secondments: int     # per region
    warnings: int
    criticisms: int
    self_checks: int
    admonitions: int
    sanctions: int
    reports_true: int
    declined: int


FULL = Scale(
    counties=list(COUNTIES), city_departments=46, city_institutions=10, county_departments=13, townships=13,
    county_institutions=2, forms=36, m01=1836, m02=35420, m03=12, m04=1328, m05=25, m06=19, m07=288, m08=(11, 3, 5), m09=493,
    m10=2, m11=49, m12=88, m14=8, m16=10, m17=4853, m18=112, m19=60, heads_on_list=20, tails_on_list=8, lateral=40,
    theory_class=240, party_class=60, squad_size=12, unit_ranks=60, other_secondments=8, warnings=60, criticisms=40,
    self_checks=30, admonitions=24, sanctions=12, reports_true=8, declined=10)
SMALL = Scale(
    counties=["150404", "150429"], city_departments=6, city_institutions=1, county_departments=4, townships=3,
    county_institutions=1, forms=6, m01=40, m02=240, m03=2, m04=30, m05=2, m06=2, m07=12, m08=(2, 1, 1), m09=16, m10=1, m11=3,
    m12=4, m14=2, m16=2, m17=120, m18=6, m19=6, heads_on_list=6, tails_on_list=3, lateral=3, theory_class=60, party_class=14,
    squad_size=4, unit_ranks=2, other_secondments=1, warnings=6, criticisms=3, self_checks=2, admonitions=2, sanctions=2,
    reports_true=2, declined=1)


class Calendar:
    """Working days by the calendar packs the platform itself is given."""

    def __init__(self, year):
        self.year = year
        self.holidays, self.makeup = set(), set()
        for y in (year - 1, year, year + 1):
            path = os.path.join(POLICY, f"calendar-{y}.json")
            if not os.path.exists(path):
                path = os.path.join(SAMPLE_CALENDARS, f"calendar-{y}.json")
            if os.path.exists(path):
                with open(path, encoding="utf-8") as f:
                    pack = json.load(f)
                self.holidays |= {date.fromisoformat(d) for d in pack["holidays"]}
                self.makeup |= {date.fromisoformat(d) for d in pack["makeup_workdays"]}

    def works(self, day):
        return day in self.makeup or (day.weekday() < 5 and day not in self.holidays)

    def add(self, day, count):
        """The count-th working day after `day`; negative counts go back."""
        step = timedelta(days=1 if count >= 0 else -1)
        while count:
            day += step
            if self.works(day):
                count -= 1 if count > 0 else -1
        return day

    def at(self, month, day, year=None):
        """That day, or the next working day."""
        found = date(year or self.year, month, day)
        while not self.works(found):
            found += timedelta(days=1)
        return found

    def nth(self, month, n):
        """The n-th working day of a month (1 is the first)."""
        return self.add(self.at(month, 1), n - 1)


def add_months(day, count):
    """The same day-number `count` months later, or the last day of that month."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def rules():
    """rule_id -> (value, unit) of every pack: the plan must know the deadlines it has to keep."""
    found = {}
    for name in sorted(os.listdir(POLICY)):
        if name.endswith(".json") and not name.startswith("calendar"):
            with open(os.path.join(POLICY, name), encoding="utf-8") as f:
                for row in json.load(f)["rows"]:
                    found[row["rule_id"]] = (row["value"], row["unit"])
    return found


class Play:
    """The commands of the year in the order they were planned; sorted by day at the end."""

    def __init__(self):
        self.days = {}
        self.names = 0

    def _put(self, day, lane, line):
        day = day.isoformat() if isinstance(day, date) else day
        self.days.setdefault(day, []).append({"day": day, **({"lane": lane} if lane else {}), **line})

    def do(self, day, lane, account, path, save=None, expect=None, body_file=None, **body):
        line = {"as": account, "do": path, "body": clean(body)}
        if body_file:
            line["body_file"], line["field"] = body_file, "content"
        if save:
            line["save"] = save
        if expect:
            line["expect"] = expect
        self._put(day, lane, line)

    def get(self, day, lane, account, path, query, where, save):
        self._put(day, lane, {"as": account, "get": path, "query": query, "where": where, "save": save})

    def mark(self, day):
        """A day on which something falls due that later commands rely on."""
        self._put(day, "", {})

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def lines(self):
        for day in sorted(self.days):
            rows = self.days[day]
            spoken = [row for row in rows if "as" in row]
            rows = spoken or rows[:1]
            for i, row in enumerate(rows):
                yield {**row, "settle": True} if i == len(rows) - 1 else row


def clean(value):
    """Dates as ISO text; what is None is left out."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: clean(v) for k, v in value.items() if v is not None}
    if isinstance(value, (list, tuple)):
        return [clean(v) for v in value]
    return value


@dataclass
class World:
    seed: int
    year: int
    scale: Scale
    rng: random.Random = None
    cal: Calendar = None
    play: Play = field(default_factory=Play)
    rules: dict = field(default_factory=rules)
    units: list = field(default_factory=list)
    people: list = field(default_factory=list)
    by_authority: dict = field(default_factory=dict)
    accounts: list = field(default_factory=list)
    expected: dict = field(default_factory=dict)
    talks_due: list = field(default_factory=list)   # (day it is held, cadre, trigger) of talks the platform opens by itself
    story: dict = field(default_factory=dict)       # named persons of the two chains
    shuffle: random.Random = None                   # given: what has no order is written in another one

    def __post_init__(self):
        self.rng = random.Random(self.seed)
        self.cal = Calendar(self.year)

    def in_year(self, year):
        """The same world, people and play, planned for another year; what is drawn for it changes no draw of other years."""
        view = copy.copy(self)
        view.year, view.cal, view.rng = year, Calendar(year), random.Random(f"{self.seed}/{year}")
        return view

    def in_any_order(self, items):
        """Rows whose order means nothing: as they are, or as the shuffle has them."""
        items = list(items)
        if self.shuffle:
            self.shuffle.shuffle(items)
        return items

    @property
    def regions(self):
        return [CITY, *self.scale.counties]

    @property
    def counties(self):
        return self.scale.counties

    def county(self, preferred):
        """A county for a volume the report puts into one county: the preferred one if it is in scale."""
        return preferred if preferred in self.counties else self.counties[-1]

    def pick(self, authority, count, fits=lambda p: True, mark=True, role=""):
        """People nobody has a role for yet, spread over their units by the seed."""
        free = [p for p in self.by_authority[authority] if not p.role and fits(p)]
        assert len(free) >= count, f"{authority}: {len(free)} people for {count} ({role})"
        found = self.rng.sample(free, count)
        for p in found:
            if mark:
                p.role = role or "picked"
        return found

    def vote(self, day):
        """A vote that carries."""
        expected = self.rng.choice((9, 11, 13))
        absent = self.rng.choice((0, 0, 1))
        against = self.rng.choice((0, 0, 0, 1))
        return {"body": "部务会", "met_on": day, "expected": expected, "present": expected - absent,
                "in_favour": expected - absent - against, "against": against}


def half_up(exact):
    """To the nearest whole, halves up."""
    return (exact + Fraction(1, 2)).__floor__()


def share(total, weights):
    """Whole parts of `total` in proportion to `weights` (largest remainders)."""
    whole = sum(weights)
    parts = [total * w // whole for w in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[:total - sum(parts)]:
        parts[i] += 1
    return parts


def chunks(items, size):
    """Pieces of nearly equal size, none longer than `size`."""
    count = max(1, -(-len(items) // size))
    at, pieces = 0, []
    for n in share(len(items), [1] * count):
        pieces.append(items[at:at + n])
        at += n
    return [p for p in pieces if p]
