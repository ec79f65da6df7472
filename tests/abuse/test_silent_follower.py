"""A follower that takes what credit allows and acknowledges nothing, while a month goes by on the simulated clock with events on every
day. It costs its producer neither memory nor time, nobody else notices, the journal keeps what it has not acknowledged, and when it
comes to its senses it catches up to the last record."""
import hashlib
import os
import sys
import time
from datetime import date, timedelta

from peer import CREDIT_BYTES, Keys, Peer, link
from yard import CITY, MIB, TRAINER, Flat, Refused, Story, Yard, a_class, figure, part_of, size, spread, wait_until

DOOR = "training"
DAYS = 30
COMMANDS = size(3, 100)          # of each day
CREDIT_RECORDS = size(50, 2000)
OF_A_KEY = 4                     # BUS_FOLLOWERS_PER_PRINCIPAL_MAX, the true one among them


def follower(site, keys, name, consumer):
    peer = Peer(site, keys, DOOR, stream=True, pair=keys.pair(name))
    assert peer.ready()
    peer.hello(consumer=f"{CITY}/{consumer}", records=CREDIT_RECORDS)
    return peer


class Silent:
    """Followers that say hello with a small credit and never acknowledge."""
    names = ["gateway", "personnel", "assessment", "welfare"]

    def __init__(self, site, keys):
        self.peers = [follower(site, keys, name, f"silent-{i}") for name in self.names for i in range(OF_A_KEY - 1)]

    def close(self):
        for peer in self.peers:
            peer.socket.close()


def day_of(number):
    return (date(2025, 4, 1) + timedelta(days=number)).isoformat()


def a_large_class(number):
    """Some forty kilobytes, so that segments of the journal fill."""
    body = a_class(number)
    body["plan"]["instructors"] = [{"name": "样" * 60, "qualification": "师资库" + "样" * 90, "subject": "专" * 90} for _ in range(50)]
    return body


def month(site, first, waits):
    """Thirty days, each with its commands; the first of a day is large."""
    for day in range(DAYS):
        site.today(day_of(first + day))
        for i in range(COMMANDS):
            number = (first + day) * COMMANDS + i
            body = a_class(number) if i else a_large_class(number)
            began = time.monotonic()
            site.do(TRAINER, "/training/classes", **body)
            waits.append(time.monotonic() - began)


def oldest_segment(site, service):
    return min(os.listdir(os.path.join(site.data, service, "journal")))


def snapshot(site, service):
    """Asks until no other snapshot (the daemon takes its own as the journal grows) is on its way."""
    for _ in range(100):
        try:
            return site.do("sysadmin", f"/platform/{service}/snapshot")
        except Refused as e:
            if e.code != "BUSY":
                raise
            time.sleep(0.1)
    raise TimeoutError("another snapshot without end")


def trimmed(site, service, before):
    """Two snapshots, after which the daemon drops the segments nobody needs. Did it drop any?"""
    for i in range(2):
        snapshot(site, service)
        site.do(TRAINER, "/training/classes", **a_large_class(800000 + i))
    return wait_until(lambda: oldest_segment(site, service) != before, 3)


def tail_of(site, service):
    status = site.get("sysadmin", "/platform/status")
    return next(int(s["sequence"]) for s in status["services"] if s["service"] == service)


def catches_up(site, peer):
    """On its old connection it reads what is on its way, acknowledges and reads on to the tail. (records, tail, how many were not
    the next or did not name the one before)."""
    tail, got, hash_before, broken = tail_of(site, DOOR), 0, None, 0
    while got < tail:
        m = peer.hear(20, but=("tail", "welcome"))
        if m is None or m.WhichOneof("kind") != "records":
            break
        for r in m.records.records:
            sequence = int.from_bytes(r.header[8:16], "big")
            broken += sequence != got + 1 or (hash_before is not None and r.header[104:136] != hash_before)
            got, hash_before = sequence, hashlib.sha256(r.header).digest()
        peer.say(ack=link.StreamAck(durable_sequence=got, credit_records=len(m.records.records), credit_bytes=CREDIT_BYTES))
    return got, tail, broken


def a_month_of_silence(story, site, keys):
    alone, beside = [], []
    month(site, 0, alone)              # the same month without them, for comparison; also the daemon's working size
    site.settle()
    flat = Flat(site.processes[DOOR], "a producer with silent followers")
    silent = Silent(site, keys)
    before = tail_of(site, DOOR)
    month(site, DAYS, beside)
    status = site.settle()
    figure("command latency", f"alone {spread(alone)}", f"beside silent followers {spread(beside)}",
           f"p99 {part_of(beside, .99) / part_of(alone, .99):.2f} of alone")
    figure("a month of silence", f"followers that acknowledge nothing {len(silent.peers)}", f"credit of each {CREDIT_RECORDS} records",
           f"records produced meanwhile {tail_of(site, DOOR) - before}")
    story.check("more was produced than their credit lets through", tail_of(site, DOOR) > CREDIT_RECORDS + before)
    story.check("all others are at the tail", status["settled"])
    flat.judge(story, 16 * MIB)
    return silent


def the_journal_waits(story, site, silent):
    oldest = oldest_segment(site, DOOR)
    story.check("the journal keeps what they have not acknowledged", not trimmed(site, DOOR, oldest), oldest_segment(site, DOOR))
    told = [catches_up(site, peer) for peer in silent.peers]
    figure("the silent followers afterwards", f"took {sum(t[0] for t in told)} records", f"tail {told[0][1]}")
    story.check("each catches up to the last record, every one once and in order", all(got >= tail and not broken for got, tail, broken in told), told)
    story.check("and now it is dropped", trimmed(site, DOOR, oldest), oldest)


def no_more_of_a_key(story, site, keys):
    """Each is remembered, so that nothing it needs is dropped; hence there may be only so many."""
    peer = follower(site, keys, "welfare", "one-more")
    m = peer.hear(20, but=("welcome", "tail"))
    story.check("one more of a key is sent away", m is not None and m.goodbye.reason == "too many followers", m)
    peer.socket.close()


def main():
    story = Story()
    with Yard("[journal]", "segment_mib = 1", "trim = yes") as site:
        site.ready()
        keys = Keys(site)
        silent = a_month_of_silence(story, site, keys)
        no_more_of_a_key(story, site, keys)
        the_journal_waits(story, site, silent)
        silent.close()
        story.check("commands go on", site.do(TRAINER, "/training/classes", **a_class(999999))["class_id"])
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
