"""Units: the real frame of the city and its counties, made-up townships, posts with their numbers."""
from dataclasses import dataclass, field

from .plan import CITY, COUNTIES

CITY_DEPARTMENTS = [
    ("党群政法组", ["市委组织部", "市纪委监委机关", "市委办公室", "市委宣传部", "市委统战部", "市委政法委", "市委编办", "市直属机关工委",
                "市人大机关", "市政协机关", "市总工会", "团市委", "市妇联", "市公安局", "市司法局"]),
    ("综合经济组", ["市发展和改革委员会", "市工业和信息化局", "市财政局", "市自然资源局", "市住房和城乡建设局", "市交通运输局", "市水利局",
                "市农牧局", "市商务局", "市国资委", "市统计局", "市能源局", "市林业和草原局", "市投资促进中心", "市税务局", "市审计局"]),
    ("社会管理组", ["市教育局", "市科学技术局", "市民族事务委员会", "市民政局", "市人力资源和社会保障局", "市生态环境局", "市文化旅游广电局",
                "市卫生健康委员会", "市退役军人事务局", "市应急管理局", "市市场监督管理局", "市体育局", "市医疗保障局", "市信访局",
                "市政务服务局"]),
]
CITY_INSTITUTIONS = ["市委党校", "市疾病预防控制中心", "市委督查评估中心", "市融媒体中心", "市公共资源交易中心", "市住房公积金中心", "市社会保险中心",
                     "市职业技术学院", "市农牧科学研究所", "市医院"]
COUNTY_DEPARTMENTS = ["委组织部", "纪委监委机关", "委宣传部", "委政法委", "发展和改革委员会", "财政局", "教育局", "农牧局", "卫生健康委员会",
                      "人力资源和社会保障局", "自然资源局", "市场监督管理局", "政务服务局"]
COUNTY_INSTITUTIONS = ["委党校", "疾病预防控制中心"]
COUNTY_GROUPS = {
    "城区组": ["150402", "150403", "150404"],
    "牧业旗组": ["150421", "150422", "150423", "150425"],
    "农业旗县组": ["150424", "150426", "150428", "150429", "150430"],
}
NUMERALS = "一二三四五六七八九十"
KINDS = {"COUNTY": "旗县区", "CITY_DEPARTMENT": "市直机关", "COUNTY_DEPARTMENT": "旗县区直机关", "TOWNSHIP": "苏木乡镇街道",
         "INSTITUTION": "事业单位"}
# holders of each level, by kind of unit; full and small
HOLDERS = {
    "COUNTY": ({31: 2, 32: 14}, {31: 2, 32: 6}),
    "CITY_DEPARTMENT": ({31: 1, 32: 3, 41: 8, 42: 6, 50: 10}, {31: 1, 32: 2, 41: 4, 42: 4, 50: 8}),
    "CITY_INSTITUTION": ({31: 1, 32: 2, 41: 5, 42: 4, 50: 10}, {31: 1, 32: 2, 41: 2, 42: 2, 50: 6}),
    "COUNTY_DEPARTMENT": ({41: 1, 42: 3, 50: 13}, {41: 1, 42: 3, 50: 8}),
    "TOWNSHIP": ({41: 2, 42: 7, 50: 18}, {41: 2, 42: 4, 50: 8}),
    "INSTITUTION": ({41: 1, 42: 2, 50: 17}, {41: 1, 42: 2, 50: 6}),
}


@dataclass(eq=False, repr=False)
class Unit:
    id: str
    name: str
    kind: str
    region: str
    parent: str
    group: str
    holders: dict
    incoming: dict = field(default_factory=dict)   # level -> appointments planned into it
    people: list = field(default_factory=list)

    @property
    def team_levels(self):
        """(levels of team heads, of team members)."""
        if self.region == CITY or self.kind == "COUNTY":
            return (31,), (32,)
        return (41,), (42,)

    def post(self, level):
        return f"{self.id}.{level}"

    def title(self, level):
        heads, members = self.team_levels
        if self.kind == "COUNTY":
            return "党政主要负责同志" if level == 31 else "党政班子副职"
        if level in heads:
            return "党政正职" if self.kind == "TOWNSHIP" else "主要负责人"
        if level in members:
            return "党政班子成员" if self.kind == "TOWNSHIP" else "班子副职"
        return {41: "科长", 42: "副科长", 50: "科员"}[level]

    def take(self, level):
        """A place for somebody who will be appointed to that level here; returns the post."""
        self.incoming[level] = self.incoming.get(level, 0) + 1
        return self.post(level)


def build(world):
    small = world.scale.townships < 10
    units = world.units

    def add(region, name, kind, parent, group, shape=None):
        number = sum(1 for u in units if u.region == region) + (0 if region != CITY else 1)
        holders = dict(HOLDERS[shape or kind][1 if small else 0])
        units.append(Unit(f"u-{region}-{number:03d}", name, kind, region, parent, group, holders))
        return units[-1]

    per_group = -(-world.scale.city_departments // len(CITY_DEPARTMENTS))
    left = world.scale.city_departments
    groups = CITY_DEPARTMENTS if not small else CITY_DEPARTMENTS[:2]
    per_group = max(3, per_group) if small else 99
    for group, names in groups:
        for name in names[:min(per_group, left)]:
            add(CITY, "赤峰" + name, "CITY_DEPARTMENT", "", group)
            left -= 1
    for name in CITY_INSTITUTIONS[:world.scale.city_institutions]:
        add(CITY, "赤峰" + name, "INSTITUTION", "", "市直事业单位组", "CITY_INSTITUTION")
    for region in world.counties:
        build_county(world, region, add)


def build_county(world, region, add):
    name = COUNTIES[region]
    group = next(g for g, members in COUNTY_GROUPS.items() if region in members)
    seat = add(region, name, "COUNTY", "", group)
    letter = name[-1]          # 区, 旗, 县: 区委组织部, 旗委组织部
    for department in COUNTY_DEPARTMENTS[:world.scale.county_departments]:
        title = name + department if department[0] != "委" else name[:-1] + letter + department
        add(region, title, "COUNTY_DEPARTMENT", seat.id, f"{name}直属机关组")
    for i in range(world.scale.townships):
        kind = "街道" if letter == "区" and i % 3 == 0 else "苏木" if letter == "旗" and i % 3 == 0 else "镇" if i % 2 else "乡"
        number = NUMERALS[i] if i < 10 else "十" + NUMERALS[i - 10]
        add(region, f"{name}样{number}{kind}", "TOWNSHIP", seat.id, f"{name}{'街道乡镇' if letter == '区' else '苏木乡镇'}组")
    for institution in COUNTY_INSTITUTIONS[:world.scale.county_institutions]:
        add(region, name + institution, "INSTITUTION", seat.id, f"{name}事业单位组")


def find(world, region, kind=None, name=None):
    return [u for u in world.units if u.region == region and (not kind or u.kind == kind) and (not name or name in u.name)]


def seat(world, region):
    return find(world, region, "COUNTY")[0]


def organisation_department(world, region):
    return find(world, region, name="组织部")[0]
