"""The kinds of city the rounds are played in, made ready to work: people imported, rules loaded."""
import os
import shutil
import tempfile
from datetime import date

import disk
from city import SANITIZED, City, FaultSite, Refused  # noqa: F401
from harness import import_roster, person, unit
from relay import Relay

CITY, COUNTY = "150400", "150404"
LINES = ["[journal]", "segment_mib = 1"]
PEOPLE = 30
ROOM_BYTES = 2 << 30
FIRST_DAY = "2025-03-03"


def workplace():
    """A folder for all of it: in memory where there is room, since a power cut is made by the file system, not by the disk."""
    shm = "/dev/shm"
    if os.access(shm, os.W_OK) and shutil.disk_usage(shm).free > ROOM_BYTES and not os.environ.get("FAULT_ON_DISK"):
        tempfile.tempdir = shm
    return tempfile.mkdtemp(prefix="dandang-fault-")


def possible(kind):
    return disk.available() if kind in ("disks", "disk") else not SANITIZED if kind == "clock" else True


def make(kind):
    """folders: plain folders. disks: a file system for every daemon. disk: one for all. clock: the real clock, which can be set.
    pair: a county and its city, with a line between them that can be cut."""
    if kind == "pair":
        return pair()
    site = FaultSite(CITY, disks={"disks": "each", "disk": "one"}.get(kind, ""), clock="real" if kind == "clock" else "simulated",
                     lines=LINES)
    city = City([site])
    try:
        begin(site)
        settle_in(site)
    except BaseException:
        city.close()
        raise
    return city


def begin(site):
    """The very first start: the accounts are made on the way."""
    site.start()
    site.wait_up()
    site.wait_ready()


def settle_in(site):
    """Rules, units and people."""
    if site.faked:
        this_year(site)
    else:
        site.today(FIRST_DAY)
    site.load_policy()
    region, number = site.code, site.code[-2:]
    units = [unit(f"u-{number}{i}", f"样例{number}局{i}", "市直机关", region, "综合经济组", 县处级正职=1, 县处级副职=8, 乡科级正职=8) for i in range(3)]
    people = [person(f"c-{number}{i:02d}", f"样{number}员{i:02d}", f"u-{number}{i % 3}", "县处级副职" if i < 12 else "乡科级正职", region, member=i < 12)
              for i in range(PEOPLE)]
    import_roster(site, f"cadre.{region}", units, people)
    site.cadres = [p["人员编码"] for p in people]


def this_year(site):
    """On the real clock the calendars of the years around today are needed; without holidays they will do here."""
    for year in range(date.today().year - 1, date.today().year + 3):
        site.do("sysadmin", "/platform/calendar", year=year, notice=f"样例{year}", holidays=[f"{year}-01-01"], makeup_workdays=[])


def pair():
    """Both at work, the city following the county through a relay."""
    county = FaultSite(COUNTY, lines=LINES)
    relay = Relay(county.base_port + 11)
    city = FaultSite(CITY, lines=LINES, upstreams={COUNTY: f"tcp://127.0.0.1:{relay.port}"})
    both = City([city, county])
    both.relay = relay
    try:
        for site in both.sites:
            begin(site)
        exchange_keys(county, city)
        for site in both.sites:
            settle_in(site)
    except BaseException:
        both.close()
        raise
    return both


def exchange_keys(county, city):
    """docs/county-site.md, steps 2 and 3."""
    shutil.copy(county.keys(f"{COUNTY}-gateway.public"), city.keys())
    shutil.copy(city.keys(f"{CITY}-gateway.public"), county.keys())
    with open(city.keys(f"{CITY}-gateway.public"), encoding="ascii") as f:
        key = f.read(40)
    with open(county.keys("allow"), "a", encoding="ascii") as f:
        f.write(f"{key} {CITY}-gateway\n")
    county.hang_up("gateway")
