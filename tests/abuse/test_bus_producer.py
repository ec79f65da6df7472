"""A false producer: it holds the producer's own key and sits in its place, and sends records that are not so. Whatever it sends,
nothing false is applied; the stream stops and says why, or goes on with the truth; other streams are not touched."""
import secrets
import struct
import sys
import time

import zmq

from peer import HEADER_SIZE, Keys, Peer, administrator, link, records_of, status_request
from yard import CITY, MIB, TRAINER, Story, Yard, a_class, figure, wait_until

VICTIM, LIAR = "welfare", "training"     # the victim follows the liar
U64 = (1 << 64) - 1
U32 = (1 << 32) - 1


# ---- a false producer --------------------------------------------------------------------------------------------------

class FalseProducer:
    """Sits on the port of a service that was stopped, with its key."""

    def __init__(self, site, keys):
        self.site, self.socket, self.identity = site, zmq.Context.instance().socket(zmq.ROUTER), None
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.curve_server = True
        self.socket.curve_secretkey = keys.pair(LIAR)[1]
        self.socket.bind(f"tcp://127.0.0.1:{site.stream_port(LIAR)}")

    def close(self):
        self.socket.close()

    def say(self, **kind):
        self.send(link.StreamMessage(**kind).SerializeToString())

    def send(self, *parts):
        self.socket.send_multipart([self.identity, *parts])

    def hello(self, seconds=15):
        """Waits until the victim says hello; its StreamHello, or None."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not self.socket.poll(int(left * 1000)):
                return None
            identity, body = self.socket.recv_multipart()
            message = link.StreamMessage.FromString(body)
            if message.WhichOneof("kind") == "hello" and message.hello.consumer == f"{CITY}/{VICTIM}":
                self.identity = identity
                return message.hello
        return None

    def kinds(self, seconds):
        """The kinds of messages the victim sends meanwhile."""
        seen, deadline = [], time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if self.socket.poll(int(left * 1000)):
                identity, body = self.socket.recv_multipart()
                if identity == self.identity:
                    seen.append(link.StreamMessage.FromString(body).WhichOneof("kind"))
        return seen


def field(header, at, value):
    return header[:at] + value + header[at + len(value):]


def record(header, payload=b"", withheld=False):
    return link.StreamRecord(header=header, payload=payload, withheld=withheld)


def batch(*items, tail=1 << 40):
    return {"records": link.StreamRecords(records=[record(*i) for i in items], tail_sequence=tail)}


class Lies:
    """What the false producer may send. `true` are the records behind the victim's cursor that it has not seen, `old` those
    before it, `foreign` those of another service."""

    def __init__(self, welcome, true, old, foreign):
        self.welcome, self.true, self.old, self.foreign = welcome, true, old, foreign

    def all(self):
        """(name, messages, state the victim's stream ends in; None when it may go on)."""
        t, o = self.true, self.old
        first = t[0]
        hurt = first[1][:-1] + bytes([first[1][-1] ^ 1])
        event = next(r for r in t if r[1])
        return [
            ("a sequence left out", [batch(*t[1:])], "blocked"),
            ("two records exchanged", [batch(t[1], t[0])], "blocked"),
            ("a sequence far ahead", [batch((field(first[0], 8, struct.pack(">Q", U64)), first[1]))], "blocked"),
            ("another previous hash", [batch((field(first[0], 104, secrets.token_bytes(32)), first[1]))], "forked"),
            ("a payload with one bit changed", [batch((first[0], hurt))], "blocked"),
            ("a payload cut short", [batch((first[0], first[1][:-1]))], "blocked"),
            ("a payload left out", [batch((first[0], b""))], "blocked"),
            ("a payload of another record", [batch((first[0], o[-1][1] + b"x"))], "blocked"),
            ("an event withheld that everybody may see", [batch((event[0], b"", True))] if event is first else
             [batch(*t[:t.index(event)]), batch((event[0], b"", True))], "blocked"),
            ("withheld, and yet a payload", [batch((first[0], first[1], True))], "blocked"),
            ("a header cut short", [batch((first[0][:-1], first[1]))], "blocked"),
            ("a header of zeros", [batch((bytes(HEADER_SIZE), b""))], "blocked"),
            ("bytes where the header keeps none", [batch((field(first[0], 170, b"\1"), first[1]))], "blocked"),
            ("an unknown kind of record", [batch((field(first[0], 1, b"\x09"), first[1]))], "blocked"),
            ("epoch 0", [batch((field(first[0], 16, bytes(8)), first[1]))], "blocked"),
            ("a payload said to hold 4 GiB", [batch((field(first[0], 36, b"\xff\xff\xff\xff"), first[1]))], "blocked"),
            ("records of another service", [batch(*self.foreign)], None),
            ("old records again", [batch(*o[-50:])] * 20, None),
            ("a message cut short", [link.StreamMessage(**batch(*t)).SerializeToString()[:-7]], None),
            ("no message at all", [b"\xff" * 100], None),
            ("an empty message", [b""], None),
            ("more parts than one", [(b"", b"", b"")], None),
            ("a hello from the producer", [{"hello": link.StreamHello(protocol=1, consumer="x")}], None),
            ("an acknowledgement from the producer", [{"ack": link.StreamAck(durable_sequence=U64)}], None),
            ("welcome twice", [{"welcome": self.welcome}], None),
            ("a reset without a reason", [{"reset": link.StreamReset(reason=0)}], None),
            ("told that it forked", [{"reset": link.StreamReset(reason=2, text="forked")}], "forked"),
            ("told that all is trimmed", [{"reset": link.StreamReset(reason=1, text="x" * 5000)}], None),
            ("goodbye for ever", [{"goodbye": link.StreamGoodbye(reason="x" * 100, retry_after_ms=U32)}], None),
            ("more records in one message than the wire takes", [batch(*([o[0]] * 1001))], None),
            ("a message past the largest", [b"\0" * (21 * MIB)], None),
            ("a tail far ahead, and nothing else", [{"tail": link.StreamTail(tail_sequence=U64, epoch=U64)}] * 4, None),
        ]


def stand(site, keys, service):
    """(state digest, sequence, {followed stream: (state, cursor)}) as the daemon itself tells."""
    with Peer(site, keys, service) as p:
        verify = p.ask(administrator("Verify"))
        status = link.StatusReply.FromString(p.ask(status_request(), 2).body)
    told = {pair.name: pair.value for pair in verify.result}
    return (told["digest"], status.sequence,
            {f"{f.service}": (f.state, f.sequence) for f in status.followers})


def tell(producer, message):
    if isinstance(message, dict):
        producer.say(**message)
    elif isinstance(message, tuple):
        producer.send(*message)
    else:
        producer.send(message)


def take_the_place(site, keys):
    """The victim misses the last records of the liar, which then stops. (all its records, records of another service)."""
    site.settle()
    site.stop(VICTIM)
    for i in range(8):
        site.do(TRAINER, "/training/classes", **a_class(i))
    everything, foreign = records_of(site, keys, LIAR), records_of(site, keys, "personnel")
    site.stop(LIAR)
    return everything, foreign


def false_producer(story, site, keys):
    everything, foreign = take_the_place(site, keys)
    producer = FalseProducer(site, keys)
    site.start(VICTIM)
    producer.hello()
    count, applied = len(Lies(None, everything, everything, foreign).all()), 0
    for i in range(count):
        site.stop(VICTIM)
        site.start(VICTIM)
        cursor = producer.hello().cursor
        before = stand(site, keys, VICTIM)
        welcome = link.StreamWelcome(epoch=max(1, cursor.epoch), first_sequence=1, tail_sequence=len(everything), site=CITY, service=LIAR)
        lies = Lies(welcome, everything[cursor.sequence:], everything[:cursor.sequence], foreign)
        applied += not tell_until(story, site, keys, producer, *lies.all()[i], welcome, before)
    figure("lies of a false producer", f"told {count}", f"applied {applied}")
    producer.close()
    site.stop(VICTIM)
    site.start(LIAR, VICTIM)
    site.tokens.clear()
    site.settle()
    story.check("the true producer is followed again, to its end", stand(site, keys, VICTIM)[2][LIAR][0] == "streaming")


def a_true_story(story, site, keys):
    """The tests above must be able to fail: the same false producer telling the truth is believed."""
    everything, _ = take_the_place(site, keys)
    producer = FalseProducer(site, keys)
    site.start(VICTIM)
    cursor = producer.hello().cursor
    before = stand(site, keys, VICTIM)
    welcome = link.StreamWelcome(epoch=max(1, cursor.epoch), first_sequence=1, tail_sequence=len(everything), site=CITY, service=LIAR)
    producer.say(welcome=welcome)
    tell(producer, batch(*everything[cursor.sequence:]))
    moved = wait_until(lambda: stand(site, keys, VICTIM)[2][LIAR][1] == len(everything), 10)
    story.check("the truth from the same producer is applied", moved and before[2][LIAR][1] < len(everything),
                (before, stand(site, keys, VICTIM)))
    producer.close()


def tell_until(story, site, keys, producer, name, messages, state, welcome, before):
    """Repeats the lie to a victim that asks again, until it shows the state; then nothing may have changed."""
    digest, sequence, follows = before
    producer.say(welcome=welcome)
    for message in messages:
        tell(producer, message)

    def again():
        now = stand(site, keys, VICTIM)[2][LIAR][0]
        if state is None or now == state:
            return True
        if producer.hello(0.3):
            producer.say(welcome=welcome)
            for message in messages:
                tell(producer, message)
        return False

    reached = wait_until(again, 20)
    if state is None:
        time.sleep(0.1)
    now = stand(site, keys, VICTIM)
    same = now[0] == digest and now[2][LIAR][1] == follows[LIAR][1]
    others = all(now[2][s][0] in ("streaming", "connecting") for s in now[2] if s != LIAR)
    story.check(f"{name}: nothing applied" + (f", the stream is {state}" if state else ""), reached and same and others, (before, now))
    return bool(same)


def main():
    story = Story()
    with Yard() as site:
        site.ready()
        false_producer(story, site, Keys(site))
        a_true_story(story, site, Keys(site))
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
