"""The small city of the stories: five units, six cadres, and what one of them can be put forward for."""
from datetime import date, timedelta

from harness import person, unit

CITY = "150400"
LIN = "c-lin"                      # 林样担, deputy head of the transport bureau: the stories are about him
HEAD, DEPUTY, CADRE, TRAIN = f"org.{CITY}", f"dep.{CITY}", f"cadre.{CITY}", f"train.{CITY}"
SUPERVISION, RANK, ASSESS, WELFARE, COMMITTEE = f"superv.{CITY}", f"rank.{CITY}", f"assess.{CITY}", f"welfare.{CITY}", f"committee.{CITY}"
DISCIPLINE = f"cdi.{CITY}"

UNITS = [
    unit("u-zz", "样例市委组织部", "市直机关", CITY, 县处级副职=2),
    unit("u-jt", "样例市交通运输局", "市直机关", CITY, "综合经济组", 县处级正职=1, 县处级副职=2),
    unit("u-nm", "样例市农牧局", "市直机关", CITY, "综合经济组", 县处级正职=1, 县处级副职=2),
    unit("u-sw", "样例市商务局", "市直机关", CITY, "综合经济组", 县处级正职=1, 县处级副职=2),
    unit("u-dc", "样例市委督查评估中心", "企事业单位", CITY, "", 乡科级正职=2),
]


def people():
    return [
        person("c-zz", "部样长", "u-zz", "县处级副职", CITY, member=True),
        person("c-jt", "局样长", "u-jt", "县处级正职", CITY, post="u-jt.31", head=True),
        person(LIN, "林样担", "u-jt", "县处级副职", CITY, post="u-jt.32", rank="四级调研员", member=True),
        person("c-nm", "牧样先", "u-nm", "县处级副职", CITY, post="u-nm.32", member=True),
        person("c-sw", "商样中", "u-sw", "县处级副职", CITY, post="u-sw.32", member=True),
        person("c-dc", "督样查", "u-dc", "乡科级正职", CITY),
    ]


# promotion to the head of another bureau, whose post is vacant
MOTION = {"cadre_id": LIN, "post_id": "u-nm.31", "kind": "PROMOTION", "ground": "ORDINARY",
          "qualification": {"education": "BACHELOR", "grassroots_years": 6, "posts_at_level": 2, "fit": True}}


def offers(town, first_day, last_day):
    """What Lin could be named for in three daemons: (words, account, path, body). The plans behind it are made now; the same
    bodies are sent while he is barred and again when he is not."""
    rank = town.do(RANK, "/personnel/rank-plans", unit_id="u-jt", rank="CONSULTANT_3", slots=1)["plan_id"]
    second = town.do(TRAIN, "/training/secondment-plans", title="赴发达地区挂职", programme="SECONDMENT", domain="INVESTMENT",
                     destination="样例开发区", host_post="招商局副局长", posts=2, starts_on=first_day, ends_on=last_day)["plan_id"]
    award = town.do(WELFARE, "/welfare/award-schemes", year=2025, title="担当作为好干部", tiers=[{"name": "县处级", "quota": 3}],
                    committee_ids=["c-zz", "c-jt"], document="方案〔2025〕1号")["scheme_id"]
    return [
        ("职级晋升（人事服务） | a rank case in personnel", RANK, "/personnel/rank-cases", {"plan_id": rank, "cadre_id": LIN}),
        ("挂职推荐（培训服务） | a secondment in training", TRAIN, "/training/secondments",
         {"plan_id": second, "rows": [{"cadre_id": LIN, "fit": True, "mentor": "样例帮带人"}]}),
        ("评先评优（关爱服务） | an award nomination in welfare", WELFARE, "/welfare/awards",
         {"scheme_id": award, "tier": "县处级", "rows": [{"cadre_id": LIN, "deed": "带队完成重点项目征拆"}]}),
    ]


def after(iso_day, days=1):
    return (date.fromisoformat(iso_day) + timedelta(days=days)).isoformat()


def clock_day(town):
    """The simulated day; the clock stands at nine in the morning, so that it is the same day in UTC."""
    return town.get("sysadmin", "/platform/status")["clock"][:10]
