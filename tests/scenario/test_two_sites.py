"""A county on its own server, and its city (docs/county-site.md; 旗县自主运行、市级汇聚).

The county works while nobody at the city listens; the city shows everything afterwards: once, in order, under the county's own
numbers, and with the county's own hash chain to check it by. Cut-offs on the way: the city's gateway is not running, the
county's gateway and then the city's lose their power.
"""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cast import after, clock_day  # noqa: E402
from harness import (HEADER_BYTES, KIND_ADOPTED, Chain, Town, all_daemons_stand, eid, files_with, import_roster, new_key, origin,  # noqa: E402
                     person, records, show, tell, unit, wait_until)

CITY, COUNTY = "150400", "150404"
CADRE, HEAD, DEPUTY, TRAIN, SUPERVISION, WELFARE = (f"{r}.{COUNTY}" for r in ("cadre", "org", "dep", "train", "superv", "welfare"))
STREAM = (COUNTY, "gateway")
REPORTER = "县举样报密丁"

UNITS = [
    unit("u-sq", "样例旗", "旗县区", COUNTY, "农业旗县组"),
    unit("u-zz4", "样例旗委组织部", "旗县区直机关", COUNTY, "旗直机关组", 乡科级正职=1, 乡科级副职=2),
    unit("u-xz", "样例旗样一镇", "苏木乡镇街道", COUNTY, "苏木乡镇组", 乡科级正职=2, 乡科级副职=6, 科员及以下=20),
]
TRAINEES = [f"c-x{i:02d}" for i in range(1, 13)]


def people():
    rows = [person("c-zz4", "旗样部", "u-zz4", "乡科级正职", COUNTY, head=True, area=COUNTY)]
    return rows + [person(code, f"镇样{i:02d}", "u-xz", "科员及以下" if i > 2 else "乡科级副职", COUNTY, member=i <= 2, area=COUNTY)
                   for i, code in enumerate(TRAINEES, 1)]


# ---- the line between two sites -----------------------------------------------------------------------------------------

def exchange_keys(county, city):
    """Steps 2 and 3 of the page: each carries its public key to the other; the county lets the city's gateway follow."""
    shutil.copy(county.keys(f"{COUNTY}-gateway.public"), city.keys())
    shutil.copy(city.keys(f"{CITY}-gateway.public"), county.keys())
    with open(city.keys(f"{CITY}-gateway.public"), encoding="ascii") as f:
        key = f.read(40)
    with open(county.keys("allow"), "a", encoding="ascii") as f:
        f.write(f"{key} {CITY}-gateway\n")
    county.hang_up("gateway")


def connect(county, city):
    """Step 4: the city's configuration names the county."""
    city.write_config({COUNTY: f"tcp://127.0.0.1:{county.base_port + 11}"}, "simulated")


def line(city):
    """How the city's gateway stands with the county: (state, sequence, tail)."""
    for service in city.get("sysadmin", "/platform/status")["services"]:
        for stream in service["streams"]:
            if service["service"] == "gateway" and (stream["site"], stream["service"]) == STREAM:
                return stream["state"], int(stream["sequence"]), int(stream["tail"])
    return "absent", 0, 0


def caught_up(county, city):
    """Waits until the city holds all the county has."""
    county.settle()
    def there():
        tail = int(county.get("sysadmin", "/platform/status")["merged_sequence"])
        state, sequence, _ = line(city)
        return state == "streaming" and sequence >= tail
    if not wait_until(there, 40):
        tail = county.get("sysadmin", "/platform/status")["merged_sequence"]
        raise AssertionError(f"the city did not catch up: {line(city)}, the county is at {tail}")


# ---- the county's own work ------------------------------------------------------------------------------------------------

def theory_class(county, title, starts_on, trainees):
    """A class of theory at the party school, from its draft to its closing."""
    plan = {"title": title, "kind": "THEORY", "venue": "PARTY_SCHOOL", "starts_on": starts_on, "ends_on": after(starts_on, 4), "hours": 40,
            "seats": 30, "instructors": [{"name": "样例教授", "qualification": "师资库2025-01", "subject": "党的创新理论"}]}
    number = county.do(TRAIN, "/training/classes", plan=plan)["class_id"]
    county.do(TRAIN, "/training/classes/submit", class_id=number)
    county.do(HEAD, "/training/classes/approve", class_id=number)
    county.do(TRAIN, "/training/classes/nominate", class_id=number, cadre_ids=trainees)
    county.do(TRAIN, "/training/classes/confirm", class_id=number, cadre_ids=trainees)
    county.today(starts_on)
    county.do(TRAIN, "/training/classes/close-enrolment", class_id=number)
    county.do(TRAIN, "/training/classes/start", class_id=number)
    county.today(after(starts_on, 4))
    county.do(TRAIN, "/training/classes/attendance", class_id=number, from_on=starts_on, to_on=after(starts_on, 4),
              rows=[{"cadre_id": c, "hours": 40} for c in trainees])
    county.do(TRAIN, "/training/classes/end", class_id=number)
    county.do(TRAIN, "/training/classes/results", class_id=number, rows=[{"cadre_id": c, "passed": True, "score": 8000} for c in trainees])
    county.do(TRAIN, "/training/classes/close", class_id=number)


def talks(county, cadres, word):
    """A heart-to-heart talk with each; what was said is sealed."""
    county.do(DEPUTY, "/welfare/talks/list", talks=[
        {"cadre_id": c, "talker_id": "c-zz4", "held_on": clock_day(county), "issues": ["CAREER"], "sealed": f"{word}：{c}谈成长进步，{i}"}
        for i, c in enumerate(cadres)])


def alone(story, county, city):
    """The city's gateway is not running."""
    city.stop("gateway")
    county.today("2025-03-03")
    county.load_policy()
    answer = import_roster(county, CADRE, UNITS, people())
    county.do(CADRE, "/welfare/talkers", cadre_id="c-zz4", level="DEPUTY")
    story.same("市级网关停机，旗县照常导入人员 | the city's gateway is down, the county imports its people", answer["registered"], str(len(TRAINEES) + 1))
    theory_class(county, "理论培训第一期", "2025-03-17", TRAINEES)
    talks(county, TRAINEES[2:6], "三月")
    county.do(SUPERVISION, "/accountability/reports/register", cadre_id=TRAINEES[5], channel="LETTER", received_on="2025-03-18",
              content="反映问题", real_name=True, reporter_name=REPORTER)
    county.settle()
    story.same("旗县自己的报告已有数 | the county's own report counts already", figures(county)["M02"], len(TRAINEES))


# ---- what the city must show ------------------------------------------------------------------------------------------------

def figures(town, region=COUNTY):
    report = town.get(f"org.{town.code}", f"/report?year=2025&region={region}")
    return {f["id"]: int(f["value"]) for s in report["sections"] for row in s["lines"] for f in row["figures"]}


def told(e):
    """What an event says, without its place in a merged stream."""
    return {k: v for k, v in e.items() if k not in ("merged_sequence", "recorded_at")}


def same_story(story, county, city, words):
    """The city shows all the county's events: once, in the county's order, unchanged."""
    caught_up(county, city)
    ours = [e for e in Chain(county).all if e["site"] == COUNTY]
    theirs = [e for e in Chain(city).all if e["site"] == COUNTY]
    wrong = next((f"at {i}: county {show(a)} — city {show(b)}" for i, (a, b) in enumerate(zip(ours, theirs)) if told(a) != told(b)), "")
    story.check(f"{words}：旗县 {len(ours)} 件事件市级全部可见，次序、编号、内容不变 | all of it, in order, unchanged",
                ours and len(ours) == len(theirs) and not wrong, wrong or f"county {len(ours)}, city {len(theirs)}")
    ids = [eid(e) for e in theirs]
    story.check(f"{words}：一件不重 | nothing twice", len(ids) == len(set(ids)), lambda: [i for i in set(ids) if ids.count(i) > 1][:5])
    withheld = [sum(e["withheld"] for e in town.events()) for town in (county, city)]
    story.check(f"{words}：密封内容在市级只见其位 | sealed records show their place and no more", withheld[1] >= withheld[0] > 0, withheld)


def same_report(story, county, city, words):
    here, there = figures(county), figures(city)
    story.same(f"{words}：市级按旗县生成的报告与旗县自己的报告逐项相等 | the city's report for the county equals the county's own",
               {k: (here[k], there.get(k)) for k in here if here[k] != there.get(k)}, {})
    return here


def origins_and_chain(story, county, city):
    """The city's journal alone proves what the county wrote."""
    ours = {r.payload for r in records(county.journal("gateway")) if r.kind == KIND_ADOPTED and len(r.payload) > HEADER_BYTES}
    theirs = [r for r in records(city.journal("gateway")) if r.kind == KIND_ADOPTED]
    missing = ours - {r.payload for r in theirs}
    story.check("市级保存的是旗县原始字节 | the city keeps the county's records byte for byte", ours and not missing,
                f"{len(missing)} of {len(ours)} differ")
    arrived = {origin(r).header for r in theirs}
    links = broken = 0
    for service in ("personnel", "training", "welfare", "accountability"):
        own = [r for r in records(county.journal(service)) if r.header in arrived]
        for before, record in zip(own, own[1:]):
            if record.sequence == before.sequence + 1:
                links += 1
                broken += record.previous != before.hash
    story.check(f"凭市级一处即可核对旗县各服务的哈希链（{links} 环） | the chain of every county daemon can be checked at the city",
                links > 100 and broken == 0, (links, broken))
    page = city.get(f"org.{CITY}", f"/report/figures/M02?year=2025&region={COUNTY}&limit=500")
    story.check("数字点开，记录来自旗县并带旗县编号 | behind the figure stand the county's records with the county's numbers",
                page["records"] and all(r["event_id"].startswith(f"{COUNTY}/training/") for r in page["records"]), page["records"][:2])
    story.same("旗县的举报人不出旗县 | the county's reporter never leaves the county", files_with(city.folder, [REPORTER.encode()]), [])


# ---- the story ----------------------------------------------------------------------------------------------------------------

def two_sites(story):
    with Town(COUNTY, regions=(COUNTY,)) as county, Town(CITY, regions=(CITY,)) as city:
        exchange_keys(county, city)
        connect(county, city)
        alone(story, county, city)

        city.start("gateway")
        same_story(story, county, city, "市级上线后补齐")
        same_report(story, county, city, "补齐后")

        # the county's gateway loses its power in the middle of its work
        key, body = new_key(), {"talks": [{"cadre_id": c, "talker_id": "c-zz4", "held_on": clock_day(county), "issues": ["FAMILY"],
                                           "sealed": f"断电前后：{c}家庭情况"} for c in TRAINEES[6:9]]}
        first = county.do(DEPUTY, "/welfare/talks/list", key, **body)
        county.kill("gateway")
        story.check("旗县网关断电，市级如实显示线路中断 | the county's gateway is dead and the city says so",
                    wait_until(lambda: line(city)[0] != "streaming", 15), lambda: line(city))
        story.check("市级照常可读 | the city goes on reading", figures(city)["M02"] == len(TRAINEES))
        county.start("gateway")
        county.do(DEPUTY, "/welfare/talks/list", key, **body)
        second, replayed = county.again(DEPUTY, "/welfare/talks/list", key, **body)
        story.check("同一幂等键重试不重复登记 | the retry with the same key records nothing twice", replayed and first == second, (first, second))
        theory_class(county, "理论培训第二期", "2025-05-12", TRAINEES[:4])
        same_story(story, county, city, "旗县断电之后")

        # the city loses its power while the county keeps on
        city.kill("gateway")
        talks(county, TRAINEES[9:], "五月")
        city.start("gateway")
        talks(county, TRAINEES[:3], "五月再谈")
        same_story(story, county, city, "市级断电之后")
        numbers = same_report(story, county, city, "全程之后")
        story.same("数字与所做的事一致 | and the figures are those of the story: persons, person-times, talks",
                   [numbers[k] for k in ("M01", "M02", "M17")], [len(TRAINEES), len(TRAINEES) + 4, 4 + 3 + 3 + 3])
        origins_and_chain(story, county, city)
        all_daemons_stand(story, county, "旗县：")
        all_daemons_stand(story, city, "市级：")


if __name__ == "__main__":
    tell(two_sites)
