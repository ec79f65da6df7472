"""Many at once over HTTP: thousands of idle connections, a thousand at work, thousands of event streams that get every event,
connections that come and go as fast as they can. Nothing is refused to them within the limits, nothing at all to an officer."""
import socket
import struct
import sys
import time

from crowd import Crowd
from line import get
from yard import FORK, MIB, Flat, Officer, Story, Yard, descriptors, figure, judge, raise_descriptors, resident, size, spread, wait_until

WORKER = "train2.150400"
IDLE_S = 60                     # services/gateway/http/http_limits.h: HTTP_IDLE_MS
API = "/api/v1/training/classes?limit=5"


def bearer(site, account):
    return "Bearer " + site.token(account)


def idle(story, site, crowd):
    count = size(600, 10000)
    before = resident(site.processes["gateway"])
    told = crowd.open("idle", count, addresses=count // 50)
    held = site.figures("gateway")["http_connections"]
    time.sleep(size(1, 5))
    each = (resident(site.processes["gateway"]) - before) / count
    figure("idle connections", f"held {held}", f"refused {told['closed']}", f"memory of one {each / 1024:.1f} KiB")
    story.check(f"{count} idle connections are held", told["open"] == count and held >= count, {k: told[k] for k in ("open", "statuses", "failed")})


def at_work(story, site, crowd, account):
    count = size(60, 1000)
    crowd.open("work", count, kind="work", data=get(API, Authorization=bearer(site, account)), addresses=count // 20, first=1000)
    time.sleep(size(2, 15))
    told = crowd.tell("work")
    figure("connections at work", f"{told['open']}", f"answers {told['answers']}", spread(told["seconds"]))
    story.check(f"{count} connections ask without end, all are answered", told["open"] == count and set(told["statuses"]) == {200} and
                told["answers"] >= count, {k: told[k] for k in ("open", "closed", "statuses", "failed")})
    crowd.close("work")


def streams(story, site, crowd):
    """Every stream gets every event, in order; those who stop reading are closed and hold nothing up."""
    count = size(100, 2000)
    tail = site.get("audit", "/events?limit=1&after=0")["tail"]
    ask = get(f"/api/v1/events/stream?after={tail}", Authorization=bearer(site, "audit"), Accept="text/event-stream")
    told = crowd.open("streams", count, data=ask, addresses=count // 20, first=2000)
    told = crowd.until("streams", lambda t: t["statuses"].get(200) == count, 60)
    story.check(f"{count} event streams are open", told["open"] == count and site.figures("gateway")["http_event_streams"] == count,
                {k: told[k] for k in ("open", "closed", "statuses", "failed")})
    deaf = size(20, 200)
    crowd.open("deaf", deaf, kind="deaf", data=get("/api/v1/events/stream?after=0", Authorization=bearer(site, "audit")), addresses=10, first=3000)
    began = time.monotonic()
    for i in range(size(5, 20)):
        site.do("train.150400", "/training/classes", plan={"title": f"大家都看见的班{i}", "kind": "SPECIAL", "venue": "OTHER",
                                                          "starts_on": "2025-06-02", "ends_on": "2025-06-06", "hours": 30, "seats": 40})
    return count, tail, began


def streams_end(story, site, crowd, count, tail, began):
    """Once nothing more happens, every reader has seen the same."""
    site.settle()
    events = [e for e in site.events("audit") if e["merged_sequence"] > tail]
    last = events[-1]["merged_sequence"]
    told = crowd.until("streams", lambda t: min(t["last"]) >= last, 120)
    figure("event streams", f"{told['open']}", f"events each {min(told['events'])}..{max(told['events'])} of {len(events)}",
           f"all had the last after {time.monotonic() - began:.1f} s", f"{told['bytes'] / MIB:.1f} MiB sent")
    story.check("every stream got every event", told["open"] == count and set(told["events"]) == {len(events)} and set(told["last"]) == {last},
                (told["open"], min(told["events"]), max(told["events"]), len(events)))
    crowd.close("streams")
    crowd.close("deaf")


def churner(port, seconds, pipe):
    """Opens and drops connections, every other with a reset, as fast as one process can."""
    count, failed, deadline = 0, 0, time.monotonic() + seconds
    linger = struct.pack("ii", 1, 0)
    while time.monotonic() < deadline:
        line = socket.socket()
        try:
            line.bind((f"127.5.{count % 200 + 1}.{count % 7 + 1}", 0))
            line.connect(("127.0.0.1", port))
            if count % 2:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            elif count % 3 == 0:
                line.send(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            count += 1
        except OSError:
            failed += 1
        line.close()
    pipe.send((count, failed))


def churn(story, site):
    seconds = size(2, 10)
    ours, theirs = FORK.Pipe()
    processes = [FORK.Process(target=churner, args=(site.http_port, seconds, theirs), daemon=True) for _ in range(2)]
    for p in processes:
        p.start()
    done = [ours.recv() for _ in processes]
    for p in processes:
        p.join()
    total, failed = sum(c for c, _ in done), sum(f for _, f in done)
    figure("connections that come and go", f"{total / seconds:.0f} a second for {seconds} s", f"failed {failed}")
    story.check("connections that come and go at once are all taken", total > 0 and failed == 0, failed)


def main():
    story = Story()
    raise_descriptors()
    with Yard("[limits]", "connections_per_address = 200", extra_accounts=[(WORKER, "org.training")]) as site:
        site.ready()
        gateway = site.processes["gateway"]
        first = descriptors(gateway)
        flat = Flat(gateway, "a crowd over HTTP")
        with Crowd(site) as crowd:
            held_at = time.monotonic()
            with Officer(site) as officer:
                idle(story, site, crowd)
                judge(story, "beside idle connections", officer.done())
            with Officer(site) as officer:
                at_work(story, site, crowd, WORKER)
                judge(story, "beside connections at work", officer.done())
            with Officer(site, pause_s=0.1) as officer:
                begun = streams(story, site, crowd)
                time.sleep(size(1, 10))
                told = officer.done()
            judge(story, "beside event streams", told)
            flat.look()
            streams_end(story, site, crowd, *begun)
            with Officer(site) as officer:
                churn(story, site)
                judge(story, "while connections come and go", officer.done())
            flat.look()
            if time.monotonic() - held_at < IDLE_S - 5:
                story.check("the idle ones are still there", crowd.tell("idle")["open"] == size(600, 10000), crowd.tell("idle")["open"])
            else:
                told = crowd.until("idle", lambda t: not t["open"], 90)
                story.check("the idle ones are closed once their time is over", not told["open"], told["open"])
            crowd.close("idle")
        gone = wait_until(lambda: descriptors(gateway) <= first + 4, 30)
        story.check("their descriptors are given back", gone, (first, descriptors(gateway)))
        flat.judge(story, size(32, 128) * MIB)
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
