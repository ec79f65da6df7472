"""Many at once on the bus: thousands of clients that stay, all of them coming back in one moment, and peers with a good key that
send messages without end."""
import sys
import time

import zmq

from peer import Keys, Peer, connected, status_request
from yard import MIB, Flat, Officer, Story, Yard, descriptors, figure, judge, raise_descriptors, resident, size, spread, wait_until

DOOR = "training"
PATIENCE_S = 300


def all_answered(clients, seconds):
    """Every client asks once; seconds until each had its answer, None for those that had none. Looks at one after another:
    a poll over thousands of ZeroMQ sockets costs more than what is measured."""
    body, began = status_request().SerializeToString(), time.monotonic()
    waits, asked, waiting = [None] * len(clients), [False] * len(clients), list(range(len(clients)))
    while waiting and time.monotonic() - began < seconds:
        still = []
        for i in waiting:
            socket = clients[i].socket
            events = socket.getsockopt(zmq.EVENTS)
            if asked[i] and events & zmq.POLLIN:
                socket.recv_multipart()
                waits[i] = time.monotonic() - began
                continue
            if not asked[i] and events & zmq.POLLOUT:
                socket.send_multipart([bytes(8), body])
                asked[i] = True
            still.append(i)
        waiting = still
        time.sleep(0.005)
    return waits


def crowd(story, site, keys):
    count = size(150, 2000)
    context = zmq.Context()
    context.set(zmq.MAX_SOCKETS, count + 10)
    context.set(zmq.IO_THREADS, 2)
    before, first = resident(site.processes[DOOR]), descriptors(site.processes[DOOR])
    flat = Flat(site.processes[DOOR], f"{count} clients come and go")
    pair = keys.pair("gateway")
    clients = [Peer(site, keys, DOOR, pair=pair, context=context) for _ in range(count)]
    waits = all_answered(clients, PATIENCE_S)
    story.check(f"{count} clients connect at once and are all answered", None not in waits, waits.count(None))
    held = descriptors(site.processes[DOOR]) - first
    figure(f"{count} new CURVE clients at once", f"connections held {held}", f"answered after {spread([w for w in waits if w])}",
           f"memory of a connection {(resident(site.processes[DOOR]) - before) / max(1, held) / 1024:.1f} KiB")
    story.check("they are all held", held >= count, held)

    again = clients[:size(150, 1500)]
    address = f"tcp://127.0.0.1:{site.command_port(DOOR)}"
    for _ in range(size(1, 3)):
        for client in again:
            client.socket.disconnect(address)
        for client in again:
            client.socket.connect(address)
        waits = all_answered(again, PATIENCE_S)
        figure(f"{len(again)} CURVE reconnects at once", f"answered after {spread([w for w in waits if w])}")
        story.check(f"{len(again)} clients reconnect at once and are all answered", None not in waits, waits.count(None))
        flat.look()
    for client in clients:
        client.socket.close()
    context.term()
    gone = wait_until(lambda: descriptors(site.processes[DOOR]) <= first + 4, 30)
    story.check("their descriptors are given back", gone, descriptors(site.processes[DOOR]))
    flat.judge(story, 16 * MIB + count * 128 * 1024)    # what the library keeps for the next crowd


def without_end(story, site, keys):
    """Parts and parts, of a message that is not to end before memory does."""
    process = site.processes[DOOR]
    flat = Flat(process, "messages without end")
    most = size(300, 2000) * MIB        # of what is sent; the daemon must not keep it
    for stream, part in ((False, 60_000), (True, 4_000), (True, 40)):
        before = site.figures(DOOR)["bus_overfull_connections_total"]
        with connected(site, keys, DOOR, stream=stream, pair=keys.pair("welfare"), SNDHWM=0, RECONNECT_IVL=-1) as p:
            try:
                for _ in range(min(most // part, 300_000)):
                    p.socket.send(bytes(part), zmq.SNDMORE | zmq.DONTWAIT)
                p.socket.send(b"", zmq.DONTWAIT)
            except zmq.Again:
                pass                        # cut already
            cut = wait_until(lambda: flat.look() or site.figures(DOOR)["bus_overfull_connections_total"] > before, 30)
        story.check(f"a message without end, parts of {part} bytes{', to a stream' if stream else ''}: cut", cut)
    story.check("the daemon never held much of it (256 MiB at most)", flat.most <= flat.before + 256 * MIB, flat.most)
    flat.judge(story, 192 * MIB)


def main():
    story = Story()
    raise_descriptors()
    with Yard() as site:
        site.ready()
        keys = Keys(site)
        with Officer(site) as officer:
            crowd(story, site, keys)
            without_end(story, site, keys)
            judge(story, "while a crowd is on the bus", officer.done())
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
