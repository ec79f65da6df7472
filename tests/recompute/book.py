"""What the programs of this folder share: a journal as the days and events it tells, and what it says of rules, teams, people, measures
and bars. Taken from the contract and from the rules as they are told; nothing of the daemons' code is used.

A program is a Book: it takes events in their order, works out what was recorded, and keeps every difference. What it compares it names in
RECORDED, and `unseen` plants an error into each of these fields: one that no difference shows is not compared at all."""
import collections
import copy
import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "fault"))
import journals  # noqa: E402
from annual_scores import half_up  # noqa: E402, F401

BASIS = 10000                   # basis points of a whole
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
MEASURE, OPEN_CASE = 1, 3       # grounds of a bar
ELIGIBLE, NOT_EXCELLENT, COMMENT_ONLY, NO_GRADE, MUST_FAIL, ELSEWHERE = 1, 2, 3, 4, 5, 7    # standings
STANDINGS = {"NOT_EXCELLENT": NOT_EXCELLENT, "COMMENT_ONLY": COMMENT_ONLY, "NO_GRADE": NO_GRADE, "INCOMPETENT": MUST_FAIL}
EXCELLENT, COMPETENT, BASICALLY, INCOMPETENT, UNGRADED = 1, 2, 3, 4, 5                      # annual grades
MEMBERS, STAFF = 1, 2           # tracks


Event = collections.namedtuple("Event", "day region id kind body")


def history(directory):
    """Every event of the journal, own and adopted, with the day it took effect and the region it was done for."""
    found = []
    for record in journals.read_journal(directory).records:
        envelope = record.envelope
        if envelope and record.event is not None:
            day = datetime.datetime.fromtimestamp(envelope.occurred_at_ms / 1000, SHANGHAI).date().isoformat()
            name = f"{envelope.site}/{envelope.service}/{envelope.sequence}"
            found.append(Event(day, envelope.actor.region, name, envelope.type, record.event))
    return found


class Book:
    RECORDED = ()               # "Event.field", "Event.list.field": what is computed again

    def __init__(self):
        self.compared, self.found = 0, []
        self.day = self.region = self.event_id = ""
        self.rules = collections.defaultdict(dict)
        self.cadres, self.units, self.serving = {}, {}, collections.defaultdict(set)
        self.measures, self.bars = collections.defaultdict(dict), collections.defaultdict(dict)
        self.teams, self.scores, self.schemes = {}, {}, {}

    def take(self, event):
        self.day, self.region, self.event_id = event.day, event.region, event.id
        for prefix in ("fact_", "on_"):
            handler = getattr(self, prefix + event.kind, None)
            try:
                if handler:
                    handler(event.body)
            except (LookupError, TypeError, ValueError) as e:
                self.found.append(f"{event.id} {event.kind}: cannot be followed, {e!r}")

    def close(self):
        """What can be said only at the end."""

    def same(self, what, recorded, computed):
        self.compared += 1
        if recorded != computed:
            self.found.append(f"{what}: {recorded} recorded, {computed} computed")

    # ---- rules
    def fact_PolicySet(self, e):
        self.rules[e.rule_id, e.row.scope][e.row.effective_from] = e.row

    def rule(self, rule_id):
        """The value in force today: of the region where it has one, else of everybody; None: there is none."""
        for scope in dict.fromkeys((self.region, "")):
            begun = [day for day in self.rules.get((rule_id, scope), {}) if day <= self.day]
            row = self.rules[rule_id, scope][max(begun)] if begun else None
            if row and (not row.effective_to or self.day < row.effective_to):
                return row.value
        return None

    def number(self, rule_id):
        return int(self.rule(rule_id))

    # ---- people and teams
    def fact_UnitRegistered(self, e):
        self.units[e.unit_id] = e

    def fact_CadreRegistered(self, e):
        if e.cadre_id in self.cadres:
            self.serving[self.cadres[e.cadre_id].unit_id].discard(e.cadre_id)
        self.serving[e.unit_id].add(e.cadre_id)
        self.cadres[e.cadre_id] = e

    def fact_CadreRevised(self, e):
        self.fact_CadreRegistered(e.now)

    def belongs(self, cadre, track, authority):
        """Members of a team are graded by the organ that manages them, everybody else by the unit."""
        member = cadre.team_head or cadre.team_member
        return member and cadre.authority == authority if track == MEMBERS else not member

    def people_of(self, unit_id, track, authority):
        return sorted(c for c in self.serving[unit_id] if self.belongs(self.cadres[c], track, authority))

    def fact_SchemeDrafted(self, e):
        self.schemes[e.scheme_id] = e

    def fact_UnitScored(self, e):
        self.scores[e.scheme_id, e.unit_id] = e

    def fact_TeamGraded(self, e):
        self.teams[e.scheme_id, e.unit_id] = e

    # ---- what bears on a grade
    def fact_BarImposed(self, e):
        self.bars[e.cadre_id][e.bar_id] = e

    def fact_BarLifted(self, e):
        self.bars[e.cadre_id].pop(e.bar_id, None)

    def barred(self, cadre_id, ground):
        return any(b.ground == ground and b.from_on <= self.day and (not b.until_on or self.day <= b.until_on) for b in self.bars[cadre_id].values())

    def fact_MeasureIssued(self, e):
        self.note_measure(e, e.measure_id, e.issued_on)

    def fact_SanctionEffective(self, e):
        self.note_measure(e, e.sanction_id, e.effective_on)

    def fact_SanctionRevoked(self, e):
        self.measures[e.cadre_id].pop(e.sanction_id, None)

    def note_measure(self, e, number, day):
        kind = e.DESCRIPTOR.fields_by_name["kind"].enum_type.values_by_number[e.kind].name.removeprefix("MEASURE_KIND_")
        if day:
            self.measures[e.cadre_id][number] = (kind, int(day[:4]))

    def by_measures(self, cadre_id, year):
        """The heaviest that any measure makes of the year; the words of its rule are of the year it came and those after."""
        heaviest = ELIGIBLE
        for kind, since in self.measures[cadre_id].values():
            words = (self.rule("ASSESS.SPECIAL." + kind) or "").split(",")
            if 0 <= year - since < len(words):
                heaviest = max(heaviest, STANDINGS.get(words[year - since], ELIGIBLE))
        return heaviest


# ---- running a program -----------------------------------------------------------------------------------------------------------

def run(program, events):
    book = program()
    for event in events:
        book.take(event)
    book.close()
    return book


def main(program, what):
    book = run(program, history(sys.argv[1]))
    for line in book.found:
        print(f"differs: {line}")
    print(f"{book.compared} figures of {what}, {len(book.found)} differences")
    return 1 if book.found or not book.compared else 0


# ---- planted errors --------------------------------------------------------------------------------------------------------------

def another(value):
    """Off by one, the other way, or with another last letter."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else value + "x"


def spoil(body, path):
    """A copy with the last of these fields changed; None where there is none."""
    changed = copy.deepcopy(body)
    *way, last = path
    at = changed
    for name in way:
        at = getattr(at, name)
        if hasattr(at, "append"):
            if not at:
                return None
            at = at[-1]
    value = getattr(at, last)
    if hasattr(value, "append"):
        if not value:
            return None
        value[-1] = another(value[-1])
    else:
        setattr(at, last, another(value))
    return changed


def unseen(program, events):
    """Which recorded fields may be wrong without a difference; a field no event has counts among them."""
    blind, known = [], len(run(program, events).found)
    for field in program.RECORDED:
        kind, *path = field.split(".")
        for at in range(len(events) - 1, -1, -1):
            changed = spoil(events[at].body, path) if events[at].kind == kind else None
            if changed is not None:
                break
        else:
            blind.append(field)
            continue
        if len(run(program, [*events[:at], events[at]._replace(body=changed), *events[at + 1:]]).found) == known:
            blind.append(field)
    return blind
