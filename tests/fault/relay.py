"""A TCP relay on loopback between two sites: open, dead (refuses), stalled (holds what comes), reset (cuts what stands, then open)."""
import selectors
import socket
import struct
import threading

PIECE = 65536
RESET = struct.pack("ii", 1, 0)     # SO_LINGER: close sends a reset


class Relay:
    """Listens on a free port; everything goes to `target`. One thread of its own; set() may come from any."""

    def __init__(self, target):
        self.port, self.target = 0, target
        self.state = "open"
        self.lock = threading.Lock()
        self.selector = selectors.DefaultSelector()
        self.pairs = {}
        self.wake, waker = socket.socketpair()
        self.waker = waker
        self.wake.setblocking(False)
        self.selector.register(self.wake, selectors.EVENT_READ)
        self.listener = None
        self.ended = False
        self.listen()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def listen(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        self.selector.register(self.listener, selectors.EVENT_READ)

    def set(self, state):
        with self.lock:
            self.state = state
        self.waker.send(b"x")

    def run(self):
        while not self.ended:
            # while stalled only the wake-up is looked at: what comes stays in the kernel's buffers
            self.turn(self.selector.select(0.05))

    def turn(self, events):
        with self.lock:
            state = self.state
        if any(key.fileobj is self.wake for key, _ in events):
            self.wake.recv(4096)
            self.changed(state)
        if state == "stalled":
            threading.Event().wait(0.01)
            return
        for key, _ in events:
            if key.fileobj is self.listener:
                self.accept(state)
            elif key.fileobj in self.pairs:
                self.pass_on(key.fileobj)

    def changed(self, state):
        if state in ("dead", "reset"):
            self.cut_all()

    def accept(self, state):
        near, _ = self.listener.accept()
        if state == "dead":
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            near.close()
            return
        far = socket.socket()
        try:
            far.connect(("127.0.0.1", self.target))
        except OSError:
            near.close()
            far.close()
            return
        for one, other in ((near, far), (far, near)):
            self.pairs[one] = other
            self.selector.register(one, selectors.EVENT_READ)

    def pass_on(self, one):
        try:
            data = one.recv(PIECE)
            if data:
                self.pairs[one].sendall(data)
                return
        except OSError:
            pass
        self.cut(one)

    def cut(self, one):
        other = self.pairs.pop(one, None)
        self.pairs.pop(other, None)
        for s in (one, other):
            if s is not None:
                self.selector.unregister(s)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                s.close()

    def cut_all(self):
        while self.pairs:
            self.cut(next(iter(self.pairs)))

    def close(self):
        self.ended = True
        self.waker.send(b"x")
        self.thread.join(5)
        self.cut_all()
        for s in (self.listener, self.wake, self.waker):
            s.close()
        self.selector.close()
