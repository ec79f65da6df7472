"""Who may speak on the bus: other mechanisms, half handshakes, wrong sockets, unknown, revoked and other services' keys. Everything
is refused and counted, the daemon stays as it was, and an officer works on undisturbed meanwhile."""
import os
import secrets
import socket
import struct
import sys
import threading
import time

import zmq

from peer import Keys, Peer, administrator, admit, connected, link, revoke, status_request
from yard import CITY, FULL, MIB, Flat, Officer, Story, Yard, figure, judge, size, spread, wait_until

DOOR = "training"
REVOCATION_S = 5.0              # the promise
HANDSHAKE_S = 30                # common/bus/limits.h: BUS_HANDSHAKE_MS
SIGNATURE = b"\xff" + 8 * b"\0" + b"\x7f"


# ---- raw connections ------------------------------------------------------------------------------------------------

def dial(site, stream=False, service=DOOR):
    port = site.stream_port(service) if stream else site.command_port(service)
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def greeting(mechanism, major=3, minor=1):
    return SIGNATURE + bytes([major, minor]) + mechanism.ljust(20, b"\0") + b"\0" + 31 * b"\0"


def command(name, body=b""):
    text = bytes([len(name)]) + name + body
    if len(text) > 255:
        return b"\x06" + struct.pack(">Q", len(text)) + text
    return b"\x04" + bytes([len(text)]) + text


def hears(line, seconds=30):
    """All the daemon says until it closes; None when it does not."""
    heard, deadline = b"", time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            line.settimeout(max(0.01, deadline - time.monotonic()))
            part = line.recv(4096)
            if not part:
                return heard
            heard += part
    except socket.timeout:
        return None
    except ConnectionError:
        return heard
    return None


def slowly(line, data, pause_s=0.001):
    for byte in data:
        line.sendall(bytes([byte]))
        time.sleep(pause_s)


# What is sent, and whether it takes the daemon's patience (HANDSHAKE_S) to end it.
def hostile():
    null, plain, curve = greeting(b"NULL"), greeting(b"PLAIN"), greeting(b"CURVE")
    ready = command(b"READY", b"\x0bSocket-Type\0\0\0\x06DEALER")
    return [
        ("NULL", null + ready, False),
        ("NULL, byte by byte", [null + ready], False),
        ("PLAIN", plain + command(b"HELLO", b"\x05admin\x05admin"), False),
        ("an unknown mechanism", greeting(b"KERBEROS"), False),
        ("version 1", b"\x01\0", False),
        ("version 2", SIGNATURE + b"\x01\x05\0\0", False),
        ("garbage", secrets.token_bytes(1024), None),
        ("HTTP", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", None),
        ("CURVE, then an empty HELLO", curve + command(b"HELLO"), False),
        ("CURVE, then a HELLO of zeros", curve + command(b"HELLO", bytes(194)), False),
        ("CURVE, then INITIATE without HELLO", curve + command(b"INITIATE", bytes(250)), False),
        ("CURVE, then READY as if it were NULL", curve + ready, False),
        ("CURVE, then a message", curve + b"\0\5hello", False),
        ("CURVE, then a frame said to hold 2^63 bytes", curve + b"\x06" + struct.pack(">Q", 1 << 63), None),
        ("a greeting and nothing more", curve, True),
        ("half a greeting", curve[:20], True),
        ("nothing at all", b"", True),
    ]


def refuse_strangers(story, site):
    before = site.figures(DOOR)
    lines = []
    for stream in (False, True):
        for name, data, patience in hostile():
            if patience is not False and not FULL:
                continue                # make abuse waits for them
            line = dial(site, stream)
            try:
                if isinstance(data, list):
                    slowly(line, data[0])
                else:
                    line.sendall(data)
            except ConnectionError:
                pass                    # refused before it had said everything
            lines.append((f"{name}{' (stream)' if stream else ''}", line))
    open_still, spoken = [], []
    for name, line in lines:
        heard = hears(line, HANDSHAKE_S + 10)
        if heard is None:
            open_still.append(name)
        elif b"\x05READY" in heard:
            spoken.append(name)
        line.close()
    story.check(f"{len(lines)} strangers are shown the door", not open_still, open_still)
    story.check("none of them was welcomed", not spoken, spoken)
    after = site.figures(DOOR)
    grown = {name: after[name] - before[name] for name in after if name.startswith("bus_")}
    figure("strangers", f"connections {grown['bus_connections_total']}", f"failed handshakes {grown['bus_failed_handshakes_total']}")
    story.check("every connection is counted, and no handshake among them",
                (grown["bus_connections_total"], grown["bus_handshakes_total"]) == (len(lines), 0), grown)
    story.check("failed handshakes are counted", grown["bus_failed_handshakes_total"] >= len(lines) // 2, grown)


def refuse_many_half_open(story, site):
    """Connections that say nothing: held no longer than the handshake may take, and no one else waits for them."""
    count = size(200, 2000)
    lines = [dial(site, bool(i % 2), "assessment") for i in range(count)]
    flat = Flat(site.processes["assessment"], f"{count} half-open connections")
    began = time.monotonic()
    if FULL:
        ended = sum(hears(line, HANDSHAKE_S + 30) is not None for line in lines)
        figure("half-open connections", f"held {count}", f"all ended after {time.monotonic() - began:.1f} s")
        story.check(f"{count} half-open connections are all ended by the daemon", ended == count, ended)
    else:
        time.sleep(1)
    for line in lines:
        line.close()
    flat.judge(story, 16 * MIB)


def wrong_sockets(story, site, keys):
    before = site.figures(DOOR)
    heard = []
    for kind in (zmq.PUB, zmq.SUB, zmq.PUSH, zmq.PULL, zmq.PAIR, zmq.REP):
        with Peer(site, keys, DOOR, kind=kind) as p:
            if kind in (zmq.PUB, zmq.PUSH, zmq.PAIR):
                try:
                    p.socket.send_multipart([bytes(8), status_request().SerializeToString()], zmq.DONTWAIT)
                except zmq.Again:
                    pass
            if kind not in (zmq.PUB, zmq.PUSH) and p.socket.poll(300):
                heard.append(kind)
    story.check("sockets of another type are not answered", not heard, heard)
    with connected(site, keys, DOOR, kind=zmq.REQ) as p:        # begins every message with an empty frame
        p.socket.send_multipart([bytes(8), status_request().SerializeToString()])
        story.check("a REQ, whose messages have one part more, is not answered", p.receive(0.5) is None)
    with Peer(site, keys, DOOR, ROUTING_ID=b"gateway") as p:
        story.check("who picks an identity of his own is not answered", p.ask(status_request(), seconds=0.5) is None)
    after = site.figures(DOOR)
    story.check("their messages are counted as malformed", after["bus_malformed_messages_total"] >= before["bus_malformed_messages_total"] + 2)


# ---- keys ------------------------------------------------------------------------------------------------------------

def wrong_keys(story, site, keys):
    before = site.figures(DOOR)
    with Peer(site, keys, DOOR, pair=zmq.curve_keypair()) as p, Peer(site, keys, DOOR, stream=True, pair=zmq.curve_keypair()) as s:
        story.check("an unknown key gets no connection", not p.ready(1) and not s.ready(0.5))
    after = site.figures(DOOR)
    story.check("unknown keys are counted", after["bus_unknown_keys_total"] >= before["bus_unknown_keys_total"] + 2, after)
    welfare = keys.pair("welfare")
    for kind in ("Status", "Verify", "Query", "OpenClass", "no such type"):
        with Peer(site, keys, DOOR, pair=welfare) as p:
            answer = p.ask(administrator(kind))
            story.check(f"welfare's key does not speak for people: {kind}", answer and answer.code == "ROLE_MISSING", answer)
    with connected(site, keys, DOOR, pair=welfare) as p:
        p.send(7, b"\xff\xff not a request")
        number, answer = p.reply()
        story.check("nor is what it says read at all", number == 7 and answer.code == "ROLE_MISSING", answer)
    gateway_public = keys.pair("gateway")[0]
    with Peer(site, keys, DOOR, pair=(gateway_public, welfare[1])) as p:
        story.check("the gateway's public key with another's secret gets no connection", not p.ready(1))


class Listener:
    """A client that asks without end and a follower, both with one key that may be taken away."""

    def __init__(self, site, keys, pair):
        self.commands = Peer(site, keys, DOOR, pair=pair)
        self.stream = Peer(site, keys, DOOR, stream=True, pair=pair)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.commands.socket.close()
        self.stream.socket.close()

    def begins(self):
        """Both are served. One whose handshake was refused, just before the list was read, is not tried again by the library: no
        use to wait for it."""
        if not (self.commands.ready(3) and self.stream.ready(3)):
            return False
        self.stream.hello(consumer=f"{CITY}/revoked")
        welcome = self.stream.hear(but=("tail",))
        return welcome is not None and welcome.WhichOneof("kind") == "welcome" and \
            self.commands.ask(status_request()) is not None

    def last_served(self, seconds):
        """Asks and listens for that long: when the last reply came, when the last record or heartbeat, whether GOODBYE came."""
        replied = streamed = None
        goodbye, number, deadline, asked_at = False, 100, time.monotonic() + seconds, 0.0
        poller = zmq.Poller()
        poller.register(self.commands.socket, zmq.POLLIN)
        poller.register(self.stream.socket, zmq.POLLIN)
        while (now := time.monotonic()) < deadline:
            if now - asked_at > 0.002 and self.commands.socket.poll(0, zmq.POLLOUT):
                self.commands.send(number, status_request().SerializeToString())
                number, asked_at = number + 1, now
            for ready, _ in poller.poll(2):
                parts = ready.recv_multipart()
                if ready is self.commands.socket:
                    replied = time.monotonic()
                    continue
                kind = link.StreamMessage.FromString(parts[0]).WhichOneof("kind")
                goodbye = goodbye or kind == "goodbye"
                streamed = streamed if kind == "goodbye" else time.monotonic()
        return replied, streamed, goodbye


def taking_away(story, site, keys):
    """A key is taken off the list while it is in use, many times: how long is it still served?"""
    commands, streams, silent, refused, kept = [], [], 0, 0, 0
    rounds, watch_s = size(12, 150), 0.7
    for _ in range(rounds):
        pair = zmq.curve_keypair()
        admit(keys, pair, f"{CITY}-gateway", DOOR)
        begun = False
        for _ in range(50):             # the daemon reads its list when it gets to it
            with Listener(site, keys, pair) as l:
                begun = l.commands.ready(0.1) and l.begins()
                if not begun:
                    time.sleep(0.02)
                    continue
                revoke(keys, pair, DOOR)
                taken_away = time.monotonic()
                replied, streamed, goodbye = l.last_served(watch_s)
                commands.append(max(0.0, (replied or 0) - taken_away))
                streams.append(max(0.0, (streamed or 0) - taken_away))
                silent += goodbye
                break
        kept += begun
        with Peer(site, keys, DOOR, pair=pair) as p:
            refused += not p.ready(0.2)
    figure(f"revocation of a key in use, {rounds} times", f"last reply after {spread(commands)}", f"last record after {spread(streams)}")
    story.check("every key worked before it was taken away", kept == rounds, f"{kept} of {rounds}")
    story.check("a key taken away is not served after 5 s, commands and streams", commands and max(commands) <= REVOCATION_S
                and max(streams) <= REVOCATION_S and max(commands) < watch_s - 0.1)
    story.check("its follower is told with GOODBYE", silent == rounds, f"{silent} of {rounds}")
    story.check("it gets no new connection", refused == rounds, f"{refused} of {rounds}")


def taken_away_and_given_back(story, site, keys):
    pair = zmq.curve_keypair()
    admit(keys, pair, f"{CITY}-gateway", DOOR)
    time.sleep(0.2)
    with Listener(site, keys, pair) as l:
        story.check("a second key of the gateway is served", l.begins())
        keys.write_allow(keys.allow(), DOOR)     # a reload that takes nothing away: the check above must be able to fail
        now = time.monotonic()
        replied, _, goodbye = l.last_served(0.7)
        story.check("the watch would see it: a key still on the list is served on after a reload",
                    not goodbye and replied and replied - now > 0.5, (replied, goodbye))
        revoke(keys, pair, DOOR)
        l.last_served(0.5)
    admit(keys, pair, f"{CITY}-gateway", DOOR)
    time.sleep(0.2)
    with Listener(site, keys, pair) as l:
        story.check("a key given back is served again", l.begins())
    before = site.figures(DOOR)
    keys.write_allow(keys.allow() + "no key at all\n", DOOR)
    time.sleep(0.2)
    with Listener(site, keys, pair) as l:
        story.check("a list that cannot be read leaves the old one in force", l.begins())
    revoke(keys, pair, DOOR)
    keys.write_allow("".join(l for l in keys.allow().splitlines(True) if "no key" not in l), DOOR)
    story.check("messages of keys taken away are counted", before["bus_revoked_messages_total"] > 0, before)


def main():
    story = Story()
    with Yard() as site:
        site.ready()
        keys = Keys(site)
        flat = Flat(site.processes[DOOR], "strangers and keys")
        with Officer(site) as officer:
            patient = threading.Thread(target=refuse_many_half_open, args=(story, site))
            patient.start()
            refuse_strangers(story, site)
            patient.join()
            wrong_sockets(story, site, keys)
            wrong_keys(story, site, keys)
            taking_away(story, site, keys)
            taken_away_and_given_back(story, site, keys)
            judge(story, "while strangers knock at the bus", officer.done())
        flat.judge(story, 16 * MIB)
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
