"""A peer on the bus that holds some key of the site: asks, follows, or pretends to be a producer. The messages are those of the
contract, compiled from proto/; what is wrong in them is put there by the tests."""
import os
import signal
import subprocess
import sys
import tempfile

import zmq
from google.protobuf import json_format

from yard import CITY, ROOT, a_class

HEADER_SIZE = 176
CREDIT_RECORDS, CREDIT_BYTES = 2000, 4 << 20
SEND_MS = 10000


def _compile():
    folder = tempfile.mkdtemp(prefix="dandang-proto-")
    subprocess.run(["protoc", "-I", os.path.join(ROOT, "proto"), "-I", "/usr/include", f"--python_out={folder}",
                    "link.proto", "envelope.proto", "options.proto", "terms.proto", "training.proto",
                    "protobuf-c/protobuf-c.proto"], check=True)
    sys.path.insert(0, folder)
    try:
        import envelope_pb2
        import link_pb2
        import training_pb2
    finally:
        sys.path.remove(folder)
        subprocess.run(["rm", "-r", folder], check=True)
    return link_pb2, envelope_pb2, training_pb2


link, envelope, training = _compile()


class Keys:
    """The key folder of a site, and its allow-list."""

    def __init__(self, site):
        self.site, self.folder = site, os.path.join(site.data, "keys")

    def public(self, name):
        with open(os.path.join(self.folder, f"{name}.public"), "rb") as f:
            return f.read().strip()

    def pair(self, service):
        """(public, secret) of a service of the site."""
        name = f"{self.site.code}-{service}"
        with open(os.path.join(self.folder, f"{name}.secret"), "rb") as f:
            return self.public(name), f.read().strip()

    def allow(self):
        with open(os.path.join(self.folder, "allow"), encoding="ascii") as f:
            return f.read()

    def write_allow(self, text, *services):
        """As the runbook says: the line in, or out, and SIGHUP."""
        path = os.path.join(self.folder, "allow")
        with open(path + ".next", "w", encoding="ascii") as f:
            f.write(text)
        os.rename(path + ".next", path)
        for service in services:
            self.site.processes[service].send_signal(signal.SIGHUP)


def admit(keys, pair, principal, *services):
    keys.write_allow(keys.allow() + f"{pair[0].decode()} {principal}\n", *services)


def revoke(keys, pair, *services):
    kept = [line for line in keys.allow().splitlines(True) if not line.startswith(pair[0].decode() + " ")]
    keys.write_allow("".join(kept), *services)


class Peer:
    """A socket that speaks CURVE with one key pair to one service. Options of ZeroMQ by name."""

    def __init__(self, site, keys, service, stream=False, pair=None, kind=zmq.DEALER, context=None, **options):
        self.socket = (context or zmq.Context.instance()).socket(kind)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.IMMEDIATE, 1)
        self.socket.setsockopt(zmq.SNDTIMEO, SEND_MS)       # a handshake refused is not tried again: no use to wait for ever
        public, secret = pair or keys.pair("gateway")
        self.socket.curve_publickey, self.socket.curve_secretkey = public, secret
        self.socket.curve_serverkey = keys.public(f"{site.code}-{service}")
        for name, value in options.items():
            self.socket.setsockopt(getattr(zmq, name), value)
        port = site.stream_port(service) if stream else site.command_port(service)
        self.socket.connect(f"tcp://127.0.0.1:{port}")

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.socket.close()

    def ready(self, seconds=10):
        """Is there a connection to write to?"""
        return bool(self.socket.poll(int(seconds * 1000), zmq.POLLOUT))

    def receive(self, seconds=10):
        """The parts of a message; None when none came."""
        return self.socket.recv_multipart() if self.socket.poll(int(seconds * 1000)) else None

    # ---- commands
    def send(self, number, body):
        self.socket.send_multipart([number.to_bytes(8, "big"), body])

    def reply(self, seconds=10):
        """(number, Reply); None when none came."""
        parts = self.receive(seconds)
        return (int.from_bytes(parts[0], "big"), link.Reply.FromString(parts[1])) if parts else None

    def ask(self, request, number=1, seconds=10):
        """The Reply to a Request, or None."""
        if not self.ready(seconds):
            return None
        self.send(number, request.SerializeToString())
        answer = self.reply(seconds)
        return answer[1] if answer else None

    # ---- streams
    def say(self, **kind):
        self.socket.send(link.StreamMessage(**kind).SerializeToString())

    def hello(self, consumer="150400/abuse", sequence=0, epoch=0, hash=b"", records=CREDIT_RECORDS, bytes=CREDIT_BYTES, protocol=1):
        cursor = envelope.Position(epoch=epoch, sequence=sequence, hash=hash)
        self.say(hello=link.StreamHello(protocol=protocol, consumer=consumer, cursor=cursor, credit_records=records,
                                        credit_bytes=bytes))

    def hear(self, seconds=10, but=()):
        """The next StreamMessage whose kind is not among `but`; None when none came."""
        while True:
            parts = self.receive(seconds)
            if parts is None:
                return None
            message = link.StreamMessage.FromString(parts[0])
            if message.WhichOneof("kind") not in but:
                return message


def connected(*where, **how):
    """A peer whose handshake is over; one that was refused in a crowd comes again."""
    for _ in range(5):
        peer = Peer(*where, **how)
        if peer.ready(3):
            break
        peer.socket.close()
    return peer


def status_request():
    return link.Request(type="Status")


def administrator(kind):
    return link.Request(type=kind, actor=envelope.Actor(account="sysadmin", region=CITY, roles=["system_admin"]))


def draft_request(key, account, number):
    """A command as the gateway would send it, packed."""
    plan = a_class(number)["plan"]
    plan.update(kind=training.ClassKind.Value("CLASS_KIND_SPECIAL"), venue=training.VenueKind.Value("VENUE_KIND_OTHER"))
    body = json_format.ParseDict({"plan": plan}, training.DraftClass())
    return link.Request(type="DraftClass", body=body.SerializeToString(), idempotency_key=key,
                        actor=envelope.Actor(account=account, region=CITY, roles=["org.training"])).SerializeToString()


def records_of(site, keys, service, after=0, pair=None):
    """Every record a service has, as its followers get them: [(header, payload, withheld)]."""
    found = []
    with Peer(site, keys, service, stream=True, pair=pair) as p:
        assert p.ready()
        p.hello(consumer="150400/reader")
        welcome = p.hear(but=("tail",))
        tail = welcome.welcome.tail_sequence
        while len(found) < tail:
            m = p.hear(but=("tail",))
            found += [(r.header, r.payload, r.withheld) for r in m.records.records]
            p.say(ack=link.StreamAck(durable_sequence=len(found), credit_records=len(m.records.records),
                                     credit_bytes=1 << 20))
        p.say(goodbye=link.StreamGoodbye(reason="done"))
    return found[after:]
