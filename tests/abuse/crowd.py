"""Thousands of HTTP connections, held by a process of its own (descriptors are counted per process). Groups of connections have a
name and a kind:

  hold    sends `data`, then nothing more; reads what comes
  drip    sends `data` byte by byte, one in `pace_s`
  work    sends `data`, reads the whole answer, sends it again
  deaf    sends `data`, then never reads
"""
import collections
import errno
import os
import select
import socket
import time

from yard import FORK, raise_descriptors

IP_BIND_ADDRESS_NO_PORT = 24
CONNECTING_MAX = 400
READ_BYTES = 1 << 16


class Line:
    """One connection."""
    __slots__ = ("socket", "group", "connected", "closed", "at", "heard", "size", "events", "asked_at", "last_id")

    def __init__(self, line, group):
        self.socket, self.group, self.connected, self.closed = line, group, False, None
        self.at, self.heard, self.size, self.events, self.asked_at, self.last_id = 0, b"", 0, 0, 0.0, 0


class Group:
    def __init__(self, kind, data, sources, count, pace_s):
        self.kind, self.data, self.sources, self.pace_s = kind, data, sources, pace_s
        self.to_open, self.lines, self.drip_at = count, [], 0.0
        self.statuses, self.failed, self.seconds, self.answers = collections.Counter(), collections.Counter(), [], 0

    def tell(self):
        lines = self.lines
        return {"to_open": self.to_open + sum(not l.connected and not l.closed for l in lines),
                "open": sum(l.connected and not l.closed for l in lines), "closed": sum(bool(l.closed) for l in lines),
                "statuses": dict(self.statuses), "failed": dict(self.failed), "answers": self.answers, "seconds": self.seconds[-20000:],
                "bytes": sum(l.size for l in lines), "events": [l.events for l in lines], "last": [l.last_id for l in lines]}


class Holder:
    """Inside the process."""

    def __init__(self, pipe, port):
        self.pipe, self.port, self.groups, self.lines = pipe, port, {}, {}
        self.epoll, self.connecting = select.epoll(), 0
        self.epoll.register(pipe.fileno(), select.EPOLLIN)

    def run(self):
        raise_descriptors()
        while True:
            for fd, events in self.epoll.poll(0.005 if self.busy() else 0.05, 1024):
                if fd == self.pipe.fileno():
                    if not self.order(self.pipe.recv()):
                        return
                elif fd in self.lines:
                    self.event(self.lines[fd], events)
            for group in self.groups.values():
                self.open_some(group)
                if group.kind == "drip":
                    self.drip(group)

    def busy(self):
        return any(g.to_open or g.kind == "drip" for g in self.groups.values())

    def order(self, words):
        what, name, *rest = words
        if what == "quit":
            return False
        if what == "open":
            self.groups[name] = Group(*rest)
        elif what == "tell":
            self.pipe.send(self.groups[name].tell())
        elif what == "close":
            for line in self.groups.pop(name).lines:
                self.end(line, "closed by us")
            self.pipe.send(True)
        return True

    # ---- lines
    def open_some(self, group):
        while group.to_open and self.connecting < CONNECTING_MAX:
            group.to_open -= 1
            line = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            line.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
            if group.kind == "deaf":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.bind((group.sources[group.to_open % len(group.sources)], 0))
            l = Line(line, group)
            group.lines.append(l)
            self.lines[line.fileno()] = l
            self.connecting += 1
            code = line.connect_ex(("127.0.0.1", self.port))
            if code not in (0, errno.EINPROGRESS):
                self.end(l, errno.errorcode[code])
                continue
            self.epoll.register(line.fileno(), select.EPOLLOUT | select.EPOLLIN)

    def end(self, line, why):
        if line.closed:
            return
        line.closed = why
        if not line.connected:
            self.connecting -= 1
            line.group.failed[why] += 1
        fd = line.socket.fileno()
        self.lines.pop(fd, None)
        line.socket.close()

    def event(self, line, events):
        if not line.connected:
            code = line.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                self.end(line, errno.errorcode[code])
                return
            line.connected = True
            self.connecting -= 1
            self.epoll.modify(line.socket.fileno(), 0 if line.group.kind == "deaf" else select.EPOLLIN)
            if line.group.kind != "drip":
                self.ask(line)
        if events & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR) and not line.closed:
            self.read(line)

    def ask(self, line):
        line.asked_at = time.monotonic()
        try:
            if line.group.data:
                line.socket.send(line.group.data)
        except OSError as e:
            self.end(line, errno.errorcode.get(e.errno, "?"))

    def drip(self, group):
        now = time.monotonic()
        if now < group.drip_at:
            return
        group.drip_at = now + group.pace_s
        for line in group.lines:
            if line.connected and not line.closed and line.at < len(group.data):
                try:
                    line.socket.send(group.data[line.at:line.at + 1])
                    line.at += 1
                except BlockingIOError:
                    pass
                except OSError as e:
                    self.end(line, errno.errorcode.get(e.errno, "?"))

    def read(self, line):
        try:
            part = line.socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError as e:
            self.end(line, errno.errorcode.get(e.errno, "?"))
            return
        if not part:
            self.end(line, "closed by the server")
            return
        line.size += len(part)
        line.heard += part
        self.understand(line)

    def understand(self, line):
        """Counts answers and events in what was heard, and keeps the rest."""
        while True:
            head, mark, rest = line.heard.partition(b"\r\n\r\n")
            if line.events >= 0 and not head.startswith(b"HTTP/"):
                break
            if not mark:
                return
            fields = dict(l.lower().split(b": ", 1) for l in head.split(b"\r\n")[1:] if b": " in l)
            length = int(fields.get(b"content-length", 0))
            if len(rest) < length:
                return
            line.group.statuses[int(head[9:12])] += 1
            line.group.answers += 1
            line.group.seconds.append(time.monotonic() - line.asked_at)
            line.heard = rest[length:]
            if line.group.kind == "work":
                self.ask(line)
            if not line.heard:
                return
        lines = line.heard.split(b"\n")
        for text in lines[:-1]:
            if text.startswith(b"id: "):
                line.events += 1
                line.last_id = int(text[4:])
        line.heard = lines[-1]


def _hold(pipe, port):
    try:
        Holder(pipe, port).run()
    finally:
        os._exit(0)


class Crowd:
    """In the test: what the process is asked to do."""

    def __init__(self, site):
        self.pipe, theirs = FORK.Pipe()
        self.process = FORK.Process(target=_hold, args=(theirs, site.http_port), daemon=True)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *problem):
        try:
            self.pipe.send(("quit", ""))
            self.process.join(5)
        except OSError:
            pass
        if self.process.is_alive():
            self.process.kill()
        self.process.join()

    def open(self, name, count, kind="hold", data=b"", addresses=1, pace_s=1.0, first=2, wait_s=120):
        """From `addresses` of 127.1.x.y; waits until every connection stands or was refused. What stands."""
        sources = [f"127.1.{(first + i) // 250}.{(first + i) % 250 + 1}" for i in range(addresses)]
        self.pipe.send(("open", name, kind, data, sources, count, pace_s))
        deadline = time.monotonic() + wait_s
        while time.monotonic() < deadline:
            told = self.tell(name)
            if not told["to_open"]:
                return told
            time.sleep(0.05)
        return self.tell(name)

    def tell(self, name):
        self.pipe.send(("tell", name))
        return self.pipe.recv()

    def close(self, name):
        self.pipe.send(("close", name))
        return self.pipe.recv()

    def until(self, name, truth, seconds=60):
        """Waits until `truth` holds of what is told; that."""
        deadline = time.monotonic() + seconds
        while True:
            told = self.tell(name)
            if truth(told) or time.monotonic() > deadline:
                return told
            time.sleep(0.1)
