"""A city with two counties, six hundred people and some of what happens to them: what the API test and the page test look at."""
import contextlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "scenario"))
from harness import Town, csv_bytes, person, unit  # noqa: E402

CITY, WEST, EAST = "150400", "150402", "150404"
TODAY = "2026-03-20"
STAFF = 520                       # of the western county: more than one page of 500
BUSINESS = ("org.head,org.deputy,org.cadre,org.training,org.supervision,org.civil_servant,org.assessment,org.welfare,org.finance,"
            "discipline,committee.principal,inspector,party_school,auditor")
ACCOUNTS = [
    ("head.east", "东样旗部长", EAST, "", "", "org.head"), ("cadre.east", "东样旗干部科", EAST, "", "", "org.cadre"),
    ("cadre.west", "西样区干部科", WEST, "", "", "org.cadre"), ("train.west", "西样区教育科", WEST, "", "", "org.training"),
    ("superv.west", "西样区监督科", WEST, "", "", "org.supervision"),
    ("self.west", "区样员", WEST, "u-02-1", "c-02-0001", "cadre"), ("hand.west", "西样区单位", WEST, "u-02-1", "", "unit.head,unit.hr"),
    ("everything", "样例全部业务", CITY, "", "", BUSINESS), ("guest", "样例查阅", CITY, "", "", "auditor"),
    ("leaver", "样例离职", CITY, "", "", "org.head"),
]
UNITS = [
    unit("u-00-1", "样例市委组织部", "市直机关", CITY, 县处级正职=1, 县处级副职=2),
    unit("u-00-2", "样例市商务局", "市直机关", CITY, 县处级正职=1, 县处级副职=2),
    unit("u-02", "西样区", "旗县区", WEST, 县处级正职=1), unit("u-04", "东样旗", "旗县区", EAST, 县处级正职=1),
    unit("u-02-1", "西样区教育局", "旗县区直机关", WEST, 乡科级正职=1, 乡科级副职=2),
    unit("u-02-2", "西样区水务局", "旗县区直机关", WEST, 乡科级正职=1, 乡科级副职=2),
    unit("u-04-1", "东样旗林草局", "旗县区直机关", EAST, 乡科级正职=1),
]


def staff(first, count, unit_code="u-02-1", region=WEST, prefix="c-02"):
    return [person(f"{prefix}-{n:04d}", f"区样{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}", unit_code, "科员及以下", region, born=f"19{70 + n % 29}-0{1 + n % 9}-1{n % 9}",
                   area=region) for n in range(first, first + count)]


def leaders():
    return [person("c-00-1", "市样长", "u-00-2", "县处级正职", CITY, rank="二级调研员", head=True, post="u-00-2.31"),
            person("c-00-2", "市样副", "u-00-2", "县处级副职", CITY, rank="四级调研员", member=True, post="u-00-2.32"),
            person("c-00-3", "市样谈", "u-00-1", "县处级副职", CITY, member=True, post="u-00-1.32")]


@contextlib.contextmanager
def small_city():
    """The running site with its units and people; not yet anything that happened."""
    with Town(regions=(CITY,), extra_accounts=ACCOUNTS) as town:
        town.today("2026-01-05")
        town.load_policy()
        town.do("cadre.150400", "/personnel/imports/units", content=csv_bytes(UNITS), file_name="单位.csv")
        town.do("cadre.150400", "/personnel/imports/people", content=csv_bytes(leaders()), file_name="干部.csv")
        town.do("cadre.west", "/personnel/imports/people", content=csv_bytes(staff(1, STAFF)), file_name="西样区.csv")
        town.do("cadre.east", "/personnel/imports/people", content=csv_bytes(staff(1, 6, "u-04-1", EAST, "c-04")), file_name="东样旗.csv")
        town.settle()
        town.today(TODAY)
        yield town


def talk(cadre_id, talker_id, day):
    return {"cadre_id": cadre_id, "talker_id": talker_id, "held_on": day, "issues": ["CAREER"], "sealed": "谈话内容只有谈话人知道"}


def live(town):
    """Talks, an investment squad and a warning: figures above zero, timelines, to-dos."""
    town.do("cadre.150400", "/welfare/talkers", cadre_id="c-00-3", level="HEAD")
    town.do("cadre.west", "/welfare/talkers", cadre_id="c-02-0001", level="SECRETARY")
    town.do("cadre.150400", "/welfare/talks/list", talks=[talk("c-00-2", "c-00-3", "2026-02-10"), talk("c-00-1", "c-00-3", "2026-03-10")])
    west = [talk(f"c-02-{n:04d}", "c-02-0001", f"2026-0{1 + n % 3}-1{n % 5}") for n in range(2, 152)]
    town.do("cadre.west", "/welfare/talks/list", talks=west[:100])
    town.do("cadre.west", "/welfare/talks/list", talks=west[100:] + [talk("c-02-0002", "c-02-0001", "2026-03-18")])
    squad = town.do("train.150400", "/training/squads", name="长三角招商小分队", programme="INVESTMENT", domain="INVESTMENT", target="长三角",
                    leader_id="c-00-1", starts_on="2026-03-20", ends_on="2026-09-20")["squad_id"]
    town.do("train.150400", "/training/squads/members", squad_id=squad, cadre_ids=["c-00-1", "c-00-2"])
    town.do("train.150400", "/training/squads/activate", squad_id=squad)
    town.do("superv.west", "/accountability/warnings/raise", cadre_id="c-02-0003", ground="推进重点工作不力", behavior="SLOW_ACTION", origin="doc-1")
    town.do("superv.west", "/accountability/reports/register", cadre_id="c-02-0001", channel="LETTER", received_on="2026-03-19",
            content="反映区样乙办事拖拉", real_name=False)
    town.settle()
    return squad
