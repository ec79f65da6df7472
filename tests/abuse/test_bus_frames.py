"""Lies inside a valid session: followers and clients whose key is good and whose messages are not. Each is refused in the way the
protocol says, and nobody else notices."""
import secrets
import sys
import time

from peer import Keys, Peer, draft_request, envelope, link, records_of, status_request
from yard import CITY, MIB, TRAINER, Flat, Officer, Story, Yard, judge, size

DOOR = "training"
U32 = (1 << 32) - 1


# ---- a follower that lies ------------------------------------------------------------------------------------------------

def false_follower(story, site, keys):
    records = records_of(site, keys, DOOR)
    tail, pair = len(records), keys.pair("gateway")
    flat = Flat(site.processes[DOOR], "followers that lie")

    def ends(name, *sayings, kind="goodbye", opened=True, **more):
        """Says these after a good hello; the session must end in that kind."""
        with Peer(site, keys, DOOR, stream=True, pair=pair) as p:
            p.ready()
            if opened:
                p.hello(consumer=f"{CITY}/liar", records=0, bytes=0)
                p.hear(but=("tail",))
            for saying in sayings:
                if isinstance(saying, bytes):
                    p.socket.send(saying)
                else:
                    p.say(**saying)
            m = p.hear(3 if kind else 1, but=("tail", "welcome", "records"))
            got = m.WhichOneof("kind") if m else None
            story.check(f"a follower: {name}: {kind or 'not answered'}", got == kind, got)

    def hello(consumer=f"{CITY}/liar", protocol=1, **cursor):
        return {"hello": link.StreamHello(protocol=protocol, consumer=consumer, cursor=envelope.Position(**cursor))}

    ends("an acknowledgement beyond the tail", {"ack": link.StreamAck(durable_sequence=tail + 1)})
    ends("an acknowledgement of what was never sent", {"ack": link.StreamAck(durable_sequence=1)})
    ends("an acknowledgement before hello", {"ack": link.StreamAck(durable_sequence=1)}, opened=False)
    ends("a tail", {"tail": link.StreamTail(tail_sequence=1)})
    ends("a welcome", {"welcome": link.StreamWelcome(epoch=1)})
    ends("records", {"records": link.StreamRecords(records=[link.StreamRecord(header=h, payload=p) for h, p, _ in records[:2]])})
    ends("no message", b"\xff" * 50)
    ends("an empty message", b"", opened=False)
    ends("an unknown field", b"\xfa\x01\x02hi")
    ends("another protocol", hello(protocol=2), opened=False)
    ends("no name", hello(consumer=""), opened=False)
    ends("a name of 128 bytes", hello(consumer="x" * 128), opened=False)
    ends("a hash of 31 bytes", hello(sequence=1, epoch=1, hash=b"x" * 31), opened=False)
    ends("a cursor with another hash", hello(sequence=1, epoch=1, hash=b"x" * 32), kind="reset", opened=False)
    ends("a cursor ahead of the stream", hello(sequence=tail + 100000, epoch=1, hash=b"x" * 32), kind="reset", opened=False)
    ends("a cursor of a later epoch", hello(sequence=0, epoch=99), kind="reset", opened=False)
    ends("a message of 5 KiB", b"\x0a" + b"x" * 5000, kind=None)
    ends("a message of 100 MiB", b"x" * (100 * MIB), kind=None)

    with Peer(site, keys, DOOR, stream=True, pair=pair) as p:
        p.ready()
        p.hello(consumer=f"{CITY}/liar", records=U32, bytes=U32)
        p.hear(but=("tail",))
        for _ in range(50):
            p.say(ack=link.StreamAck(durable_sequence=0, credit_records=U32, credit_bytes=U32))
        got = []
        while len(got) < tail and (m := p.hear(5, but=("tail",))):
            got += [int.from_bytes(r.header[8:16], "big") for r in m.records.records]
        story.check("credit of four thousand million: all records, once", len(got) >= tail and got == list(range(1, len(got) + 1)),
                    (len(got), tail))
        for _ in range(20):                 # hello again and again: each begins anew
            p.hello(consumer=f"{CITY}/liar", records=1, bytes=1)
        kinds = []
        while m := p.hear(0.5, but=("tail",)):
            kinds.append(m.WhichOneof("kind"))
        story.check("hello twenty times: twenty welcomes, no more than the credit each", kinds.count("welcome") == 20 and
                    kinds.count("records") <= 20, kinds)
        count = size(20000, 100000)
        for _ in range(count):
            p.say(ack=link.StreamAck(durable_sequence=0))
        flat.look()
        p.hello(consumer=f"{CITY}/liar", records=1)
        story.check(f"{count} tiny messages, then a hello: answered", p.hear(20, but=("tail", "records")) is not None)

    taken = 0
    for i in range(size(20, 300)):          # one key, many names
        with Peer(site, keys, DOOR, stream=True, pair=pair) as p:
            p.ready()
            p.hello(consumer=f"{CITY}/name-{i}", records=0)
            p.hear(but=("tail",))
            after = p.hear(0.02)
            taken += after is None or after.WhichOneof("kind") != "goodbye"
    story.check("one key cannot take every place by many names", 0 < taken <= 4, taken)
    with Peer(site, keys, DOOR, stream=True, pair=keys.pair("assessment")) as p:
        p.ready()
        p.hello(consumer=f"{CITY}/assessment-2")
        m = p.hear(but=("tail",))
        story.check("another key still finds a place", m and m.WhichOneof("kind") == "welcome")
    flat.judge(story, 24 * MIB)


# ---- a client that lies --------------------------------------------------------------------------------------------------

def false_client(story, site, keys):
    flat = Flat(site.processes[DOOR], "clients that lie")
    good = status_request().SerializeToString()

    def asked(name, body, *codes, number=5):
        with Peer(site, keys, DOOR) as p:
            p.ready()
            p.send(number, body)
            answer = p.reply(3)
            story.check(f"a client: {name}: {'/'.join(c or 'accepted' for c in codes) or 'not answered'}",
                        answer[0] == number and answer[1].code in codes if codes and answer else not codes and not answer, answer)

    asked("a good one, for comparison", good, "")
    asked("a request cut short", link.Request(type="Status", correlation="x" * 40).SerializeToString()[:-3], "BODY_MALFORMED")
    asked("bytes that are none", b"\xff" * 64, "BODY_MALFORMED")
    asked("an unknown type", link.Request(type="DropTables", idempotency_key="k" * 20).SerializeToString(), "TYPE_UNKNOWN")
    asked("a type of 64 KiB", link.Request(type="S" * 65536).SerializeToString(), "TYPE_UNKNOWN")
    asked("strings that are not UTF-8", b"\x0a\x06\xff\xfe\xfdabc", "BODY_MALFORMED")
    asked("10,000 roles", link.Request(type="Verify", actor=envelope.Actor(account="a", roles=["r"] * 10000)).SerializeToString(),
          "ROLE_MISSING")
    asked("16 MiB", link.Request(type="Status", body=b"x" * (16 * MIB - 100)).SerializeToString(), "")
    asked("one byte past 16 MiB", b"x" * (16 * MIB + 1))
    asked("300,000 fields", b"\x0a\x01S" * 300000, "BODY_MALFORMED")

    with Peer(site, keys, DOOR) as p:
        p.ready()
        for parts in ([], [bytes(8)], [bytes(7), good], [bytes(9), good], [bytes(8), good, good], [b""] * 100):
            if parts:
                p.socket.send_multipart(parts)
        story.check("messages of other shapes are not answered", p.reply(0.5) is None)
        p.send(9, good)
        answer = p.reply()
        story.check("and the connection goes on", answer and answer[0] == 9, answer)

    replay(story, site, keys)
    flat.judge(story, 64 * MIB)         # a request of 16 MiB leaves its arena behind


def replay(story, site, keys):
    """The bytes of a command sent again, on the same and on other connections, and its reply numbers used twice."""
    key, account = f"{time.time_ns():020d}-{secrets.token_hex(6)}", TRAINER
    seen = []
    with Peer(site, keys, DOOR) as p:
        p.ready()
        for _ in range(5):
            p.send(1, draft_request(key, account, 7))
        seen += [p.reply() for _ in range(5)]
    with Peer(site, keys, DOOR) as p:
        seen.append((1, p.ask(link.Request.FromString(draft_request(key, account, 7)))))
        other = p.ask(link.Request.FromString(draft_request(key, account, 8)))
        stranger = p.ask(link.Request.FromString(draft_request(key, "somebody.else", 7)))
    ids = {pair.value for n, r in seen if r for pair in r.result if pair.name == "class_id"}
    story.check("the same bytes six times: six answers, one class", len(seen) == 6 and all(n == 1 and r and r.status == 200 for n, r in seen)
                and len(ids) == 1, (ids, [(r.status, r.code) for _, r in seen if r]))
    story.check("five of them say they were answered from the record", sum(r.replayed for _, r in seen if r) == 5,
                [r.replayed for _, r in seen if r])
    story.check("the same key with another body is refused", other and other.status == 422, other and (other.status, other.code))
    story.check("the same key of another account is another command", stranger and not stranger.replayed, stranger)


def main():
    story = Story()
    with Yard() as site:
        site.ready()
        keys = Keys(site)
        with Officer(site) as officer:
            false_follower(story, site, keys)
            false_client(story, site, keys)
            judge(story, "while followers and clients lie", officer.done())
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
