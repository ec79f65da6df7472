"""The faults. Each is a function of one round: it does its harm while the load runs and returns when the daemons may be expected
to come to rest again. FAULTS names them all, with the kinds of site they need and how often they are dealt."""
import os
import re
import signal
import subprocess
import time

import shim
from city import SANITIZED, SERVICES, Broken

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DOMAIN = [s for s in SERVICES if s != "gateway"]
WAIT_S = 2.0              # for a fault that waits for the load to bring it about
FAULTS = {}


class Fault:
    def __init__(self, name, run, kinds, weight, aborts, preloads):
        self.name, self.run, self.kinds, self.weight, self.aborts, self.preloads = name, run, kinds, weight, aborts, preloads

    def possible(self):
        return not (self.preloads and SANITIZED)


def fault(name, kinds, weight, aborts=False, preloads=False):
    """Registers a fault: the kinds of site it can be done to, its share of the rounds there, whether a daemon may end at a
    requirement that does not hold, and whether it needs something preloaded."""
    def register(run):
        FAULTS[name] = Fault(name, run, kinds, weight, aborts, preloads)
        return run
    return register


ALL_KINDS = ("folders", "disks", "disk", "clock", "pair")
DISKS = ("disks", "disk")


def wait_for(truth, seconds=WAIT_S):
    """Whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not truth():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


# ---- 1 killed --------------------------------------------------------------------------------------------------------

@fault("kill one", ALL_KINDS, 14)
def kill_one(r):
    name = r.random.choice(SERVICES)
    r.say(f"kill -9 {name}")
    r.expect(name)
    r.pause()
    r.site.kill(name)


@fault("kill two", ALL_KINDS, 6)
def kill_two(r):
    names = r.random.sample(SERVICES, 2)
    r.say(f"kill -9 {' and '.join(names)}")
    r.expect(*names)
    r.pause()
    r.site.kill(*names)


@fault("kill again", ALL_KINDS, 4)
def kill_again(r):
    """The second time while it recovers from the first."""
    name = r.random.choice(SERVICES)
    r.say(f"kill -9 {name}, and again while it starts")
    r.expect(name)
    r.pause()
    r.site.kill(name)
    time.sleep(r.random.uniform(0.02, 0.15))
    r.site.kill(name)


# ---- 2 killed at a named place ------------------------------------------------------------------------------------------

def crash_points():
    """Every name, as the sources have it."""
    names = []
    for folder, _, files in os.walk(os.path.join(ROOT, "common")):
        for file in files:
            if file.endswith(".c"):
                with open(os.path.join(folder, file), encoding="utf-8") as f:
                    names += re.findall(r'CRASH_POINT\("([^"]+)"\)', f.read())
    if len(names) != len(set(names)):
        raise AssertionError("a crash point has the name of another")
    return sorted(names)


class Way:
    """How a place comes to be passed: in which daemons, at which passing at the latest, and what has to be done for it."""

    def __init__(self, daemons=SERVICES, passes=1, before_start=None, stir=None, stop=False, shim_rule=None):
        self.daemons, self.passes, self.before_start, self.stir, self.stop, self.shim_rule = \
            daemons, passes, before_start, stir, stop, shim_rule


def big_classes(r, name):
    """More than one segment of journal."""
    r.site.fill_segment()


def snapshot(r, name):
    r.site.do("sysadmin", f"/platform/{name}/snapshot")


def a_month_passes(r, name):
    r.site.a_month_passes()


def torn_tail(r, name):
    """Something half written behind the last record, as a power cut leaves it."""
    with open(r.site.last_segment(name), "r+b") as f:
        f.seek(r.site.records_end(name))
        f.write(b"\x00\x00\x01\x00" + r.random.randbytes(180))


def untrusted(r, name):
    """The state is from another boot, so it will be rebuilt."""
    path = os.path.join(r.site.data, name, "state", "state")
    if os.path.exists(path):
        with open(path, "r+", encoding="ascii") as f:
            if f.read().startswith("open"):
                f.seek(0)
                f.write("open 00000000-0000-0000-0000-000000000000\n")


WAYS = {       # by the longest beginning of the name
    "": Way(passes=12),
    "endpoint.": Way(DOMAIN, passes=8),
    "journal.rotate.": Way(["training"], stir=big_classes),
    "journal.segment.": Way(["training"], stir=big_classes),
    "journal.allocate.": Way(["training"], stir=big_classes),
    "journal.note.": Way(stir=snapshot),
    "journal.take_back.": Way(DOMAIN, shim_rule=(shim.WRITE, shim.ENOSPC)),
    "journal.open.": Way(before_start=lambda r, name: None),
    "journal.open.cut": Way(before_start=torn_tail),
    "journal.close.": Way(stop=True),
    "pipeline.refuse.": Way(DOMAIN, shim_rule=(shim.WRITE, shim.ENOSPC)),
    "pipeline.commit.": Way(passes=12),
    "pipeline.answer.": Way(DOMAIN, passes=8),
    "pipeline.due.": Way(["accountability"], stir=a_month_passes),
    "pipeline.marker.": Way(DOMAIN, stop=True),
    "pipeline.foreign.": Way(passes=8),
    "pipeline.foreign.adopted": Way(["welfare"], stir=lambda r, name: r.site.cause_reaction()),
    "pipeline.foreign.reacted": Way(["welfare"], stir=lambda r, name: r.site.cause_reaction()),
    "rebuild.": Way(before_start=untrusted),
    "server.start.": Way(before_start=lambda r, name: None),
    "server.stop.": Way(stop=True),
    "store.close.": Way(stop=True),
    "store.mark.": Way(stop=True),
    "store.open.": Way(before_start=lambda r, name: None),
    "store.discard.": Way(before_start=untrusted),
    "store.snapshot.": Way(stir=snapshot),
    "store.restore.": Way(before_start=untrusted),
    "stream.": Way(passes=8),
    "stream.hello.": Way(before_start=lambda r, name: None),
    "stream.welcome.": Way(DOMAIN, passes=2),
    "stream.records.": Way(DOMAIN, passes=8),
    "stream.ack.received": Way(DOMAIN, passes=2),
}


def way_of(point):
    return WAYS[max((prefix for prefix in WAYS if point.startswith(prefix)), key=len)]


def points_to_reach():
    return [p for p in crash_points() if not (SANITIZED and way_of(p).shim_rule)]


@fault("crash point", ALL_KINDS, 28)
def crash_point(r):
    point = r.next_point()
    way = way_of(point)
    name = r.random.choice(way.daemons)
    text = f"{point}:{r.random.randint(1, way.passes)}"
    r.say(f"{name} dies at {text}")
    r.expect(name)
    if way.before_start:
        reached = crash_starting(r, name, text, way)
    elif way.stop:
        reached = crash_stopping(r, name, text)
    else:
        reached = crash_running(r, name, text, way)
    r.reached(point, reached)


def died_there(site, name, text, since):
    return any(e["service"] == name and e["armed"] == text and e["status"] == -signal.SIGKILL and not e["killed"]
               for e in site.exits[since:])


def arm(r, name, text):
    """The daemon runs with this crash point armed."""
    r.site.environment[name] = {"DANDANG_CRASH": text}
    r.site.kill(name)
    wait_for(lambda: r.site.watches[name].armed == text or died_there(r.site, name, text, 0))


def crash_running(r, name, text, way):
    since = len(r.site.exits)
    arm(r, name, text)
    if way.shim_rule:
        operation, action = way.shim_rule
        r.site.shims[name].arm(0, operation, action, 1, 1, f"/{name}/journal/")
    if way.stir:
        r.site.wait_up(name)
        r.patiently(way.stir, name)
    reached = wait_for(lambda: died_there(r.site, name, text, since))
    r.site.shims[name].disarm()
    if not reached:
        r.site.kill(name)          # no armed daemon is left behind
    return reached


def crash_stopping(r, name, text):
    since = len(r.site.exits)
    arm(r, name, text)
    r.site.wait_up(name)
    r.pause()
    r.site.terminate(name)
    wait_for(lambda: len([e for e in r.site.exits[since:] if e["service"] == name]) >= 2, 30)
    return died_there(r.site, name, text, since)


def crash_starting(r, name, text, way):
    since = len(r.site.exits)
    if text.startswith(("store.restore.", "rebuild.store.")):      # passed where a snapshot is laid down
        r.site.snapshot_now(name)
    r.pause()
    r.site.kill(name, hold=True)
    way.before_start(r, name)
    r.site.environment[name] = {"DANDANG_CRASH": text}
    r.site.start(name)
    reached = wait_for(lambda: died_there(r.site, name, text, since), 10)
    if not reached:
        r.site.kill(name)
    return reached


# ---- a bug ---------------------------------------------------------------------------------------------------------------

@fault("bug", ("folders", "disks", "disk"), 2, aborts=True)
def bug(r):
    """Taking in one event ends a daemon each time. The third time its stream is blocked there and all else lives; a person parks
    the event, or stops the daemon (to upgrade it) and it is taken in."""
    site, name = r.site, "welfare"
    r.load.pause()
    site.settle()
    r.expect(name)
    if site.stop(name)[name] != 0:
        raise Broken(f"{name} does not stop cleanly")
    site.environment[name] = [{"DANDANG_CRASH": "pipeline.foreign.adopted:-1"}] * 3
    since = len(site.exits)
    site.start(name)
    site.wait_up()
    site.cause_reaction()
    place = (site.code, "accountability")
    if not wait_for(lambda: [e["status"] for e in site.exits[since:] if e["service"] == name] == [-signal.SIGABRT] * 3, 15):
        raise Broken(f"{name} was to die three times: {[e['status'] for e in site.exits[since:]]}")
    site.wait_up()
    if not wait_for(lambda: site.streams(name).get(place, {}).get("state") == "blocked", 15):
        raise Broken(f"the stream is not blocked: {site.streams(name)}")
    if not wait_for(lambda: all(s["state"] == "streaming" for p, s in site.streams(name).items() if p != place), 15):
        raise Broken(f"other streams do not live: {site.streams(name)}")
    if r.random.random() < 0.5:
        number = int(re.search(r"record (\d+) was refused", site.streams(name)[place]["reason"]).group(1))
        site.do("sysadmin", f"/platform/park?at={name}", site=site.code, service="accountability", sequence=number, reason="样例：无法处理")
        r.say(f"{name} dies of record {number} of accountability three times; parked")
    else:
        site.terminate(name)
        wait_for(lambda: [e for e in site.exits[since:] if e["service"] == name and e["asked"]], 15)
        r.say(f"{name} dies of a record of accountability three times; stopped and started, it takes it in")


# ---- 3 the power fails ---------------------------------------------------------------------------------------------------

def cut(r, names):
    """All these lose their power in the same instant, and come back with what was synced."""
    site = r.site
    disks = {site.disks[n] for n in names}
    site.hold(*names)
    for disk in disks:
        disk.cut()
    site.kill(*names, hold=True)
    for disk in disks:
        disk.back()
    for name in names:
        untrusted(r, name)      # after a real power cut the machine has booted anew
    site.start(*names)


@fault("power of one", ("disks",), 14)
def power_of_one(r):
    name = r.random.choice(SERVICES)
    r.say(f"the power of {name} fails")
    r.expect(name)
    r.pause()
    cut(r, [name])


@fault("power of all", DISKS, 5)
def power_of_all(r):
    r.say("the power of all fails")
    r.expect(*SERVICES)
    r.pause()
    cut(r, SERVICES)


@fault("lying disk", ("disks",), 0, preloads=True)      # a planted loss: never dealt, the test of the checker asks for it
def lying_disk(r):
    """The syncs of one journal do nothing for a while, then the power fails: what was accepted meanwhile is gone."""
    name = "personnel"
    r.say(f"the disk of {name} lies about its syncs, then its power fails")
    r.expect(name)
    r.site.shims[name].arm(0, shim.SYNC, shim.LIE, 1, shim.FOR_EVER, f"/{name}/")
    before = r.site.sequence(name)
    wait_for(lambda: r.site.sequence(name) > before + 20, 20)
    cut(r, [name])      # while it still lies: one honest sync would make everything durable
    r.site.shims[name].disarm()


# ---- 4 the disk is full -----------------------------------------------------------------------------------------------------

@fault("disk full", ("disks",), 6)
def disk_full(r):
    """The space runs out for good; the daemon refuses, lives on, and goes on by itself once somebody frees it."""
    name = r.random.choice(DOMAIN)
    r.say(f"the disk of {name} is full, later freed")
    r.load.pause()
    before = r.site.figure(name, "full_disk_refusals_total")
    filler = r.site.disks[name].fill(r.random.choice((0, 1 << 16, 1 << 20, 1 << 24)))
    r.load.resume()
    if not wait_for(lambda: r.site.figure(name, "full_disk_refusals_total") > before, 10):
        raise Broken(f"{name} has no space and refuses nothing")
    r.pause(0.5)
    os.unlink(filler)


@fault("no space once", ALL_KINDS, 5, preloads=True)
def no_space_once(r):
    """The n-th write to the journal, or the making of room for it, finds none; the service goes on by itself."""
    if r.random.random() < 0.1:
        r.say("training cannot make room for a segment")
        r.site.shims["training"].arm(0, shim.ALLOCATE, shim.ENOSPC, 1, r.random.choice((1, 2, 5)), "/training/journal/")
        r.patiently(big_classes, "training")
        r.count("calls made to fail", r.site.shims["training"].hits())
        return
    name = r.random.choice(DOMAIN)
    shimmed(r, name, shim.WRITE, shim.ENOSPC, r.random.randint(1, 8), r.random.choice((1, 1, 3, 40)), f"/{name}/journal/", ends=False)


# ---- 5 the disk fails ----------------------------------------------------------------------------------------------------------

def shimmed(r, name, operation, action, countdown, times, text, ends=True):
    """One rule, until it struck or the patience ends."""
    rule = r.site.shims[name]
    r.say(f"{name}: {['', 'sync', 'write', 'allocation', 'memory'][operation]} {countdown} "
          f"{['fails (EIO)', 'fails (ENOSPC)', 'is short', 'lies'][action]}, {times} times, {text or 'anywhere'}")
    if ends:
        r.expect(name)
    rule.arm(0, operation, action, countdown, times, text)
    wait_for(lambda: rule.hits() >= min(times, 5), 1.5)
    r.count("calls made to fail", rule.hits())
    if not rule.hits():
        r.say("(never called)")
    rule.disarm()


@fault("sync fails", ALL_KINDS, 6, preloads=True)
def sync_fails(r):
    name = r.random.choice(SERVICES)
    shimmed(r, name, shim.SYNC, shim.EIO, r.random.randint(1, 8), 1, r.random.choice((f"/{name}/journal/", f"/{name}/")))


@fault("write fails", ALL_KINDS, 6, preloads=True)
def write_fails(r):
    name = r.random.choice(SERVICES)
    action = r.random.choice((shim.EIO, shim.SHORT, shim.SHORT))
    shimmed(r, name, shim.WRITE, action, r.random.randint(1, 10), r.random.choice((1, 1, 2)), r.random.choice((f"/{name}/journal/", f"/{name}/state/", f"/{name}/")))


@fault("start fails", ALL_KINDS, 3, preloads=True)
def start_fails(r):
    """Any write or sync of a start, recovery included."""
    name = r.random.choice(SERVICES)
    r.pause()
    r.site.kill(name, hold=True)
    operation = r.random.choice((shim.SYNC, shim.WRITE))
    action = r.random.choice((shim.EIO, shim.ENOSPC))
    countdown = r.random.randint(1, 12)
    r.say(f"{name} starts while {'sync' if operation == shim.SYNC else 'write'} {countdown} fails")
    r.expect(name)
    r.site.shims[name].arm(0, operation, action, countdown, 1, f"/{name}/")
    r.site.start(name)
    r.site.wait_up(name)
    r.site.shims[name].disarm()


# ---- 6 no memory --------------------------------------------------------------------------------------------------------------

@fault("no memory", ALL_KINDS, 8, aborts=True, preloads=True)
def no_memory(r):
    name = r.random.choice(SERVICES)
    shimmed(r, name, shim.MEMORY, shim.EIO, r.random.randint(1, 500), r.random.choice((1, 1, 5)), "")


@fault("no memory at start", ALL_KINDS, 3, aborts=True, preloads=True)
def no_memory_at_start(r):
    name = r.random.choice(SERVICES)
    countdown = r.random.randint(1, 3000)
    r.say(f"{name} starts without memory at call {countdown}")
    r.expect(name)
    r.pause()
    r.site.kill(name, hold=True)
    r.site.shims[name].arm(0, shim.MEMORY, shim.EIO, countdown, 1, "")
    r.site.start(name)
    r.site.wait_up(name)
    r.site.shims[name].disarm()


# ---- 7 stopped --------------------------------------------------------------------------------------------------------------------

@fault("stopped", ALL_KINDS, 4)
def stopped(r):
    """SIGSTOP, as a machine that swaps or a debugger holds it; with LONG=1 up to two minutes."""
    name = r.random.choice(SERVICES)
    seconds = r.random.uniform(20, 120) if os.environ.get("LONG") and r.random.random() < 0.2 else r.random.uniform(0.5, 2.5)
    r.say(f"{name} stands still for {seconds:.1f} s")
    r.pause()
    process = r.site.processes[name]
    process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    process.send_signal(signal.SIGCONT)
    if process.poll() is not None:
        raise Broken(f"{name} ended while it stood still: {process.returncode}")


# ---- 8 the clock jumps ----------------------------------------------------------------------------------------------------------------

JUMPS = ("+1", "-1", "+3600", "-3600", "+86400", "-86400")


@fault("clock", ("clock",), 60, preloads=True)
def clock_jumps(r):
    """All daemons' or one daemon's wall clock jumps, or stands still; the monotonic clock goes on."""
    names = SERVICES if r.random.random() < 0.5 else [r.random.choice(SERVICES)]
    jump = r.random.choice(JUMPS + ("frozen",))
    r.say(f"the clock of {'all' if len(names) > 1 else names[0]} {jump}")
    r.pause()
    for name in names:
        r.site.set_clock(name, jump)
    r.pause(0.3)
    if r.random.random() < 0.5:
        victim = r.random.choice(names)
        r.expect(victim)
        r.site.kill(victim)
    r.pause(0.3)
    for name in names:
        r.site.set_clock(name, "+0")


# ---- 11 the line between two sites -----------------------------------------------------------------------------------------------------

@fault("line", ("pair",), 40)
def line_between(r):
    """The county's line to the city breaks, stalls or loses its connection again and again, while both work."""
    how = r.random.choice(("dead", "stalled", "reset", "flapping"))
    r.say(f"the line between county and city: {how}")
    relay = r.city.relay
    for _ in range(3 if how == "flapping" else 1):
        relay.set("dead" if how == "flapping" else how)
        r.pause(0.3 if how == "flapping" else r.random.uniform(0.3, 1.2))
        relay.set("open")
        r.pause(0.1)


def journal_verify(path):
    """What the independent verifier says against a journal; empty when nothing."""
    program = os.path.join(os.environ.get("BUILD", "build"), "bin", "journal-verify")
    run = subprocess.run([program, path, "--from-origin"], capture_output=True, text=True, timeout=120, check=False)
    return "" if run.returncode == 0 else (run.stdout + run.stderr).strip()[-400:]
