"""Damage to the files of a daemon that is down, and copies from yesterday. What was written is known, so what the daemon says
afterwards can be judged: it names the damage and refuses, or it serves the truth; anything else is a damage missed."""
import glob
import os
import shutil

import disk
import sites
from city import SERVICES, Broken
from faults import DOMAIN, fault, journal_verify, wait_for

BLOCK = 4096
HOWS = ("flip", "zero", "cut", "stale", "foreign", "grow")


def truth_of(site, name):
    """(sequence, digest) of a daemon at rest."""
    answer = site.do("sysadmin", f"/platform/{name}/verify")
    return int(answer["state_sequence"]), answer["digest"]


def files_of(site, name):
    """What can be damaged: journal segments, the store and its mark, snapshots and their note."""
    base = os.path.join(site.data, name)
    patterns = ("journal/*.seg", "journal/*.seg", "state/data.mdb", "state/data.mdb", "state/state", "journal/snapshot", "snapshots/*.mdb")
    return [path for pattern in patterns for path in sorted(glob.glob(os.path.join(base, pattern)))]


def used_bytes(site, name, path):
    """Up to where a file says something: behind the last record a segment is empty space."""
    return site.records_end(name) if path == site.last_segment(name) else os.path.getsize(path)


def damage(r, name, path, how):
    """Does it; False when it changed nothing."""
    site, used = r.site, used_bytes(r.site, name, path)
    with open(path, "rb") as f:
        before = f.read()
    if how == "stale":
        shutil.copyfile(site.older[path], path)
    elif how == "foreign":
        other = r.random.choice([s for s in SERVICES if s != name])
        twins = glob.glob(os.path.join(site.data, other, os.path.relpath(os.path.dirname(path), os.path.join(site.data, name)), "*" + os.path.splitext(path)[1]))
        twins = [t for t in twins if os.path.isfile(t)]
        if not twins:
            return False
        shutil.copyfile(r.random.choice(twins), path)
    else:
        hurt(r.random, path, how, used)
    with open(path, "rb") as f:
        return f.read() != before


def hurt(random, path, how, used):
    at = random.randrange(max(used, 1))
    with open(path, "r+b") as f:
        if how == "flip":
            f.seek(at)
            byte = f.read(1) or b"\0"
            f.seek(at)
            f.write(bytes([byte[0] ^ (1 << random.randrange(8))]))
        elif how == "zero":
            start = at // BLOCK * BLOCK
            f.seek(start)
            f.write(bytes(min(BLOCK, max(used - start, 1))))
        elif how == "cut":
            f.truncate(at)
        else:
            f.seek(0, os.SEEK_END)
            f.write(random.randbytes(random.randint(1, 3 * BLOCK)))


def named(words, path):
    """The refusal says which file it will not trust."""
    base = os.path.basename(path)
    return any(word in words for word in (base, "snapshot", "the store", "journal", "state"))


@fault("damage", ("folders", "disks", "disk"), 14)
def damaged_while_down(r):
    site = r.site
    name = r.random.choice(SERVICES)
    r.load.pause()
    site.settle()
    known = truth_of(site, name)
    clean = r.random.random() < 0.5
    r.expect(name)
    if clean:
        statuses = site.stop(name)
        if statuses[name] != 0:
            raise Broken(f"{name} stopped with {statuses[name]}")
    else:
        site.kill(name, hold=True)
    path, how = r.random.choice(files_of(site, name)), r.random.choice(HOWS)
    if how == "stale" and path not in site.older:
        how = "flip"
    r.say(f"{os.path.relpath(path, site.data)} of the {'stopped' if clean else 'killed'} {name}: {how}")
    keep = os.path.join(site.folder, "kept")
    shutil.rmtree(keep, ignore_errors=True)
    shutil.copytree(os.path.join(site.data, name), keep)
    if not damage(r, name, path, how):
        site.start(name)
        return
    disk.settle(os.path.join(site.data, name))
    r.count("damage tried")
    outcome = judge(r, name, path, known)
    r.city.damages.append({"site": site.code, "service": name, "file": os.path.relpath(path, site.data), "how": how, "outcome": outcome})
    if outcome == "missed":
        r.count("damage missed")
        raise Broken(f"damage was not seen: {how} of {os.path.relpath(path, site.data)}")
    if outcome == "refused":
        bring_back(site, name, keep)
    older = keep_older(site, name, keep)
    site.older.update({os.path.join(site.data, name, p): os.path.join(older, p) for p in relative_files(older)})
    r.say(outcome)


def relative_files(folder):
    return [os.path.relpath(os.path.join(path, file), folder) for path, _, files in os.walk(folder) for file in files]


def keep_older(site, name, keep):
    """Today's copy is the stale one of a later round."""
    to = os.path.join(site.folder, "older", name)
    if os.path.isdir(keep):
        shutil.rmtree(to, ignore_errors=True)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        os.rename(keep, to)
    return to


def bring_back(site, name, keep):
    """The good copy again, as from a backup made this instant."""
    site.hold(name)
    base = os.path.join(site.data, name)
    for entry in os.listdir(base):
        if entry != "lost+found":
            path = os.path.join(base, entry)
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
    for entry in os.listdir(keep):
        if entry != "lost+found":
            source = os.path.join(keep, entry)
            (shutil.copytree if os.path.isdir(source) else shutil.copy2)(source, os.path.join(base, entry))
    disk.settle(base)
    site.start(name)


def judge(r, name, path, known):
    """What became of a damage: "refused", "served the truth" or "missed"."""
    site = r.site
    words = site.try_start(name)
    if words != "ready":
        if not named(words, path):
            raise Broken(f"{name} refuses without naming what is wrong: {words}")
        return "refused"
    # Up: it may still find the damage when it reads there. In the state: it ends, and starts again through verification. In an old
    # segment behind the last snapshot: it keeps what it has, and says so.
    try:
        answer = site.do("sysadmin", f"/platform/{name}/rebuild")
    except sites.Refused as e:
        if e.code != "JOURNAL_DAMAGED" or not journal_verify(site.journal(name)):
            raise
        site.kill(name, hold=True)
        return "refused"
    same = answer["equal"] == "yes" and answer["digest_before"] == answer["digest_after"]
    return "served the truth" if same and int(answer["state_sequence"]) >= known[0] and not journal_verify(site.journal(name)) else "missed"


# ---- 10 yesterday's backup -------------------------------------------------------------------------------------------------

@fault("backup", ("folders", "disks", "pair"), 0)      # dealt by hand: the site is thrown away afterwards
def yesterdays_backup(r):
    """Journal and snapshots of one daemon are those of yesterday; it writes on. Whoever followed it must say so and take nothing."""
    site, name = r.site, r.random.choice(DOMAIN)
    r.say(f"{name} is restored from yesterday's backup")
    r.load.pause()
    site.settle()
    copy = os.path.join(site.folder, "backup")
    base = os.path.join(site.data, name)
    site.stop(name)
    for part in ("journal", "snapshots"):
        if os.path.isdir(os.path.join(base, part)):
            shutil.copytree(os.path.join(base, part), os.path.join(copy, part))
    site.start(name)
    site.wait_up()
    work(r, 1.0)
    site.settle()
    before = {s: (taken(site, s, name)) for s in SERVICES if s != name and taken(site, s, name)}
    site.stop(name)
    for part in ("journal", "snapshots", "state"):
        shutil.rmtree(os.path.join(base, part), ignore_errors=True)
        if os.path.isdir(os.path.join(copy, part)):
            shutil.copytree(os.path.join(copy, part), os.path.join(base, part))
    disk.settle(base)
    site.start(name)
    site.wait_up(name)
    work(r, 0.7)
    if not wait_for(lambda: all(state_of(site, s, name) == "forked" for s in before), 40):
        raise Broken(f"a fork of {name} was not seen: " + ", ".join(f"{s} says {state_of(site, s, name)}" for s in before))
    # Killed, a follower knows only what it journalled. The gateway journals all; another may have passed over, without effect,
    # everything the copy lacks, and then nothing it holds is of the lost history.
    follower = "gateway" if "gateway" in before else r.random.choice(sorted(before))
    site.kill(follower)
    site.wait_up()
    if not wait_for(lambda: state_of(site, follower, name) == "forked", 40):
        raise Broken(f"{follower}, started again, follows the fork of {name}")
    after = {s: taken(site, s, name) for s in before}
    if any(after[s] > before[s] for s in before):
        raise Broken(f"taken in from a fork of {name}: before {before}, after {after}")
    r.count("forks seen", len(before))
    r.city.forked = True


def work(r, seconds):
    r.load.resume()
    r.pause(seconds)
    r.load.pause()


def state_of(site, follower, producer):
    return site.streams(follower).get((site.code, producer), {"state": "absent"})["state"]


def taken(site, follower, producer):
    """How far a follower took in a stream; 0 when it does not follow it."""
    return int(site.streams(follower).get((site.code, producer), {"sequence": 0})["sequence"])
