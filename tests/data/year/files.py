"""The files real tools would have written, the accounts, and the days on which it all comes in."""
import csv
import io
import os
from datetime import date
from xml.sax.saxutils import escape

from . import annual, persons
from .people import GRADES, LEVELS, LEVEL_NAMES, RANKS, RANK_NAMES, check_digit
from .plan import CITY, COUNTIES, chunks
from .units import KINDS, find, organisation_department, seat

ROLES = {"org": "org.head", "dep": "org.deputy", "cadre": "org.cadre", "train": "org.training", "superv": "org.supervision",
         "rank": "org.civil_servant", "assess": "org.assessment", "principal": "committee.principal", "cdi": "discipline",
         "inspect": "inspector", "school": "party_school"}
OWN_PAGES = 40
TITLES = {"org": "组织部部长", "dep": "组织部副部长", "cadre": "干部科", "train": "干部教育科", "superv": "干部监督科", "rank": "公务员科",
          "assess": "考核办", "principal": "党委主要负责人", "cdi": "纪委监委机关", "inspect": "督查组", "school": "党校",
          "unit": "单位人事"}


def accounts(world):
    """What the play speaks as. `unit` acts for one unit: the seat of the county, a department in the city."""
    rows = [("sysadmin", "系统管理员", CITY, "", "", "system_admin"), ("secadmin", "安全管理员", CITY, "", "", "security_admin"),
            ("audit", "审计管理员", CITY, "", "", "audit_admin")]
    for region in world.regions:
        place = COUNTIES.get(region, "赤峰市")
        rows += [(f"{short}.{region}", f"{place}{TITLES[short]}", region, "", "", role) for short, role in ROLES.items()]
        unit = seat(world, region) if region != CITY else organisation_department(world, CITY)
        rows.append((f"unit.{region}", f"{unit.name}{TITLES['unit']}", region, unit.id, "",
                     "unit.staff,unit.head,unit.hr,unit.party"))
    rows += [(annual.account(u), f"{u.name}数据报送", CITY, u.id, "", "unit.staff") for u in world.story["data_owners"]]
    rows += [(persons.account(u), f"{u.name}主要负责人", CITY, u.id, "", "unit.head,unit.party")
             for u, which in world.story.get("persons", {}).get("rounds", ()) if which == "STAFF"]
    rows += [(f"self.{p.id}", p.name, p.region, p.unit.id, p.id, "cadre") for p in own_pages(world)]
    world.accounts = rows


def own_pages(world):
    """Who can log in as himself: the two the chains are about, the first of the city's special list, and everybody of one department,
    so that an evaluation can be held among them."""
    department = next(u for u in find(world, CITY, "CITY_DEPARTMENT") if u is not organisation_department(world, CITY))
    named = [world.story["chain"]["tail"], world.story["wronged"].person, world.story["list_heads"][CITY][0]]
    return named + [p for p in department.people[:OWN_PAGES] if p not in named]


# ---------------------------------------------------------------- CSV
class Style:
    """How one office writes its roster."""

    def __init__(self, number):
        self.encoding = ("utf-8-sig", "gb18030", "utf-8", "gb18030")[number]
        self.newline = ("\r\n", "\r\n", "\n", "\r\n")[number]
        self.two_rows = number == 2
        self.titled = number == 3
        self.yes, self.no = (("是", "否"), ("1", "0"), ("√", ""), ("是", ""))[number]
        self.headers = HEADERS[number % 2]
        self.number = number

    def day(self, day):
        if not day:
            return ""
        return (day.isoformat(), f"{day:%Y.%m}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月")[self.number]

    def flag(self, value):
        return self.yes if value else self.no

    def level(self, level):
        return (LEVELS[level], {31: "正处级", 32: "副处级", 41: "正科级", 42: "副科级", 50: "科员"}[level])[self.number % 2]

    def name(self, name):
        return f"{name[0]}　{name[1:]}" if self.number == 3 and len(name) == 2 else name

    def grades(self, grades):
        if self.number % 2:
            return "；".join(f"{y}年年度考核{GRADES[g]}" for y, g in sorted(grades.items()))
        return ";".join(f"{y}:{GRADES[g]}" for y, g in sorted(grades.items()))

    def id_number(self, number):
        if self.number == 1:
            return number.lower()
        return "'" + number if self.number == 3 else number


HEADERS = [
    ["人员编码", "姓名", "性别", "身份证号", "出生日期", "民族", "入党时间", "参加工作时间", "单位编码", "岗位编码", "现任职务", "职务层次",
     "任职务层次时间", "职级", "任职级时间", "管理权限", "优秀年轻干部", "驻村第一书记", "易地交流", "家庭所在地", "基层工作年限", "班子主要负责人",
     "班子成员", "近三年考核结果", "备注"],
    ["干部编码", "姓名", "性别（男/女）", "公民身份号码*", "出生年月", "民族", "入党年月", "参加工作年月", "所在单位编码", "岗位编码", "单位及职务",
     "职务级别", "任现职务层次时间", "现职级", "任现职级时间", "干部管理权限", "是否优秀年轻干部", "第一书记", "交流干部", "家庭所在地代码", "基层工作经历年限",
     "主要负责人", "领导班子成员", "年度考核结果", "联系电话"],
]
UPPER = ["基本信息", "", "", "", "", "", "", "", "任职信息", "", "", "", "", "", "", "", "标识", "", "", "", "", "", "", "考核", ""]


def roster_row(style, p):
    return [p.id, style.name(p.name), p.sex, style.id_number(p.id_number), style.day(p.born), p.ethnicity,
            style.day(p.party) or "无", style.day(p.work), p.unit.id, p.post, p.title, style.level(p.level),
            style.day(p.level_since), RANKS[p.rank], style.day(p.rank_since), p.authority, style.flag(p.young),
            style.flag(p.first_secretary), style.flag(p.exchange), p.home, str(p.grassroots), style.flag(p.head),
            style.flag(p.member), style.grades(p.grades), ""]


def write_csv(folder, name, rows, style):
    text = io.StringIO()
    csv.writer(text, lineterminator=style.newline).writerows(rows)
    with open(os.path.join(folder, name), "wb") as f:
        f.write(text.getvalue().encode(style.encoding))


def write_roster(folder, name, people, style, title):
    head = ([UPPER] if style.two_rows else [[title]] if style.titled else []) + [style.headers]
    write_csv(folder, name, head + [roster_row(style, p) for p in people], style)


def write_units(folder, name, units, style):
    head = ["单位编码", "单位名称", "单位类别", "行政区划代码", "上级单位编码", "考核分组"] + [LEVELS[n] + "职数" for n in (31, 32, 41, 42, 50)]
    rows = [[u.id, u.name, KINDS[u.kind], u.region, u.parent or "无", u.group] +
            [str(places(u, n)) if places(u, n) else "" for n in (31, 32, 41, 42, 50)] for u in units]
    write_csv(folder, name, [head] + rows, style)


def places(unit, level):
    return unit.holders.get(level, 0) + unit.incoming.get(level, 0)


# ---------------------------------------------------------------- lrmx
def form(p, day):
    month = lambda d: f"{d:%Y%m}" if d else ""
    fields = [
        ("XingMing", p.name), ("XingBie", p.sex), ("ChuShengNianYue", month(p.born)), ("MinZu", p.ethnicity),
        ("JiGuan", "内蒙古赤峰"), ("ChuShengDi", "内蒙古赤峰"), ("RuDangShiJian", month(p.party)),
        ("CanJiaGongZuoShiJian", month(p.work)), ("JianKangZhuangKuang", "健康"), ("ZhuanYeJiShuZhiWu", ""),
        ("QuanRiZhiJiaoYu_XueLi", "大学"), ("QuanRiZhiJiaoYu_XueWei", "管理学学士"),
        ("QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi", "样例大学行政管理专业"), ("XianRenZhiWu", p.title), ("NiRenZhiWu", ""),
        ("JianLi", f"{p.work:%Y.%m}--{p.level_since:%Y.%m}  样例单位工作\n{p.level_since:%Y.%m}--         {p.title}"),
        ("JiangChengQingKuang", ""),
        ("NianDuKaoHeJieGuo", "；".join(f"{y}年年度考核“{GRADES[g]}”等次" for y, g in sorted(p.grades.items())) + "。"),
        ("ChengBaoDanWei", "样例组织部"), ("JiSuanNianLingShiJian", f"{day:%Y%m%d}"), ("TianBiaoShiJian", f"{day:%Y%m%d}"),
        ("TianBiaoRen", "样例填表人"), ("ShenFenZheng", p.id_number), ("ZhaoPian", ""), ("Version", "3.2.1.16"),
    ]
    family = ("<JiaTingChengYuan><Item><ChengWei>{}</ChengWei><XingMing>样例家属</XingMing><ChuShengRiQi>{}</ChuShengRiQi>"
              "<ZhengZhiMianMao>群众</ZhengZhiMianMao><GongZuoDanWeiJiZhiWu>样例学校教师</GongZuoDanWeiJiZhiWu></Item><Item/>"
              "</JiaTingChengYuan>").format("妻子" if p.sex == "男" else "丈夫", month(p.born))
    body = "".join(f"  <{tag}>{escape(value).replace(chr(10), '&#10;')}</{tag}>\n" for tag, value in fields)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<Person>\n{body}  {family}\n</Person>\n'


def choose_forms(world):
    """A third of the forms bring leaders on record up to date; the others bring people no roster has."""
    regions = world.regions
    kept = world.scale.forms // 3
    world.story["forms_known"], world.story["forms_new"] = [], []
    for i in range(world.scale.forms):
        region = regions[i % len(regions)]
        if i < kept:
            found = [p for p in world.by_authority[region] if p.head and p not in world.story["forms_known"]]
            world.story["forms_known"].append(world.rng.choice(found))
        else:
            fits = lambda p: p.level == 50 and not p.first_secretary and not persons.graded_here(world, p)
            found = world.pick(region, 1, fits, role="form")[0]
            found.form_only = True
            world.story["forms_new"].append(found)
    for region in regions:
        world.by_authority[region] = [p for p in world.by_authority[region] if not p.form_only]


# ---------------------------------------------------------------- days
def write(world, folder):
    os.makedirs(os.path.join(folder, "forms"), exist_ok=True)
    write_units(folder, f"units-{CITY}.csv", [u for u in world.units if u.region == CITY or u.kind == "COUNTY"], Style(0))
    for i, region in enumerate(world.counties):
        write_units(folder, f"units-{region}.csv", [u for u in find(world, region) if u.kind != "COUNTY"], Style(i % 4))
    for i, (name, region, people) in enumerate(rosters(world)):
        write_roster(folder, name, people, Style(i % 4), f"{COUNTIES.get(region, '赤峰市')}干部花名册")
    write_spoilt(world, folder)
    for p in world.story["forms_known"] + world.story["forms_new"]:
        with open(os.path.join(folder, "forms", p.id + ".lrmx"), "w", encoding="utf-8") as f:
            f.write(form(p, date(world.year, 1, 9)))
    with open(os.path.join(folder, "accounts.tsv"), "w", encoding="utf-8") as f:
        f.writelines("\t".join(row) + "\n" for row in world.accounts)


def rosters(world):
    """(file, region, people): leaders and departments of the city apart, one file for each county."""
    leaders = [p for p in world.by_authority[CITY] if p.unit.kind == "COUNTY"]
    for i, part in enumerate(chunks([p for p in world.by_authority[CITY] if p.unit.kind != "COUNTY"], 900)):
        yield f"cadres-{CITY}-{i + 1}.csv", CITY, part
    yield f"cadres-{CITY}-leaders.csv", CITY, leaders
    for region in world.counties:
        yield f"cadres-{region}.csv", region, world.by_authority[region]


def spoilt(number):
    """The same number with a wrong check digit."""
    return number[:17] + ("1" if check_digit(number[:17]) != "1" else "2")


def write_spoilt(world, folder):
    region = world.counties[0]
    style = Style(0)
    rows = [roster_row(style, p) for p in world.by_authority[region][:40]]
    rows[11][3] = spoilt(rows[11][3])
    rows[23][3] = "1.50402E+17"
    write_csv(folder, f"cadres-{region}-draft.csv", [style.headers] + rows, style)


def plan(world):
    cal, play = world.cal, world.play
    first = cal.at(1, 2)
    days = [cal.add(first, n) for n in range(6)]
    play.do(days[0], "import-" + CITY, f"cadre.{CITY}", "/personnel/imports/units", body_file=f"units-{CITY}.csv",
            file_name=f"units-{CITY}.csv")
    play.do(days[0], "import-x", f"train.{CITY}", "/personnel/imports/units", body_file=f"units-{CITY}.csv",
            expect="ROLE_MISSING")
    for region in world.counties:
        play.do(days[1], "import-" + region, f"cadre.{region}", "/personnel/imports/units", body_file=f"units-{region}.csv",
                file_name=f"units-{region}.csv")
    for unit in world.units:
        establish_posts(world, days[2], unit)
    for name, region, _ in rosters(world):
        lane = "import-" + region
        if region == world.counties[0]:
            draft = f"cadres-{region}-draft.csv"
            play.do(days[3], lane, f"cadre.{region}", "/personnel/imports/people", body_file=draft, file_name=draft,
                    dry_run=True)
            play.do(days[3], lane, f"cadre.{region}", "/personnel/imports/people", body_file=draft, file_name=draft,
                    expect="IMPORT_ROWS_REFUSED")
        play.do(days[3], lane, f"cadre.{region}", "/personnel/imports/people", body_file=name, file_name=name, format="CSV")
    for p in world.story["forms_known"]:
        play.do(days[4], "forms-" + p.authority, f"cadre.{p.authority}", "/personnel/imports/people",
                body_file=f"forms/{p.id}.lrmx", file_name=f"{p.id}.lrmx", format="LRMX")
    for p in world.story["forms_new"]:
        play.do(days[4], "forms-" + p.authority, f"cadre.{p.authority}", "/personnel/imports/people",
                body_file=f"forms/{p.id}.lrmx", file_name=f"{p.id}.lrmx", unit_id=p.unit.id, post_id=p.post,
                level=LEVEL_NAMES[p.level], level_since=p.level_since, rank=RANK_NAMES[p.rank] if p.rank else None,
                rank_since=p.rank_since)
    world.story["ready"] = days[5]


def establish_posts(world, day, unit):
    """Titles and team posts; the numbers came with the units."""
    heads, members = unit.team_levels
    for level in sorted(set(unit.holders) | set(unit.incoming)):
        if level == 50:
            continue
        world.play.do(day, "posts-" + unit.region, f"cadre.{unit.region}", "/personnel/posts", post_id=unit.post(level),
                      unit_id=unit.id, title=unit.name + unit.title(level), level=LEVEL_NAMES[level],
                      count=places(unit, level), team_head=level in heads, team_member=level in members,
                      document=f"样编发〔{world.year - 1}〕{unit.id[-3:]}号")
