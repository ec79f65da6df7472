"""A gateway that only remembers what it was asked: the client's tests script its answers."""
import collections
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Asked = collections.namedtuple("Asked", "method path query body key token at")


def problem(status, code, **more):
    return status, {"status": status, "code": code, "title": "题目 " + code, "en": "words " + code, **more}, {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args):
        pass

    def answer(self, status, body, headers):
        data = b"" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_one(self):
        gateway = self.server.gateway
        size = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(size)
        url = urlsplit(self.path)
        asked = Asked(self.command, url.path.replace("/api/v1", "", 1),
                      {k: v[0] for k, v in parse_qs(url.query, keep_blank_values=True).items()},
                      json.loads(data) if data else None, self.headers.get("Idempotency-Key"),
                      (self.headers.get("Authorization") or "")[7:], time.monotonic())
        with gateway.lock:
            gateway.asked.append(asked)
            gateway.running += 1
            gateway.most = max(gateway.most, gateway.running)
        try:
            result = gateway.respond(asked, self)
        except OSError:
            result = "done"  # the client went away, as some tests have it do
            self.close_connection = True
        finally:
            with gateway.lock:
                gateway.running -= 1
        if result == "drop":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif result != "done":
            self.answer(*result)

    do_GET = do_POST = do_DELETE = handle_one


class Gateway:
    """Commands are accepted with ids id1, id2, ...; the same account and key get the same answer. `scripts` maps a path to a
    list of answers given first (each a (status, body, headers), "drop", or a function of the request)."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked, self.scripts, self.answers, self.pages = [], {}, {}, {}
        self.running = self.most = self.sequence = 0
        self.delay = 0
        self.unsettled = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.gateway = self
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = "http://127.0.0.1:%d" % self.server.server_port

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def commands(self, path=None):
        return [a for a in self.asked if a.method == "POST" and a.path != "/session" and (path is None or a.path == path)]

    def respond(self, asked, handler):
        with self.lock:
            script = self.scripts.get(asked.path)
            scripted = script.pop(0) if script else None
        if callable(scripted):
            return scripted(asked, handler)
        if scripted is not None:
            return scripted
        if asked.path == "/session":
            return (204, None, {}) if asked.method == "DELETE" else self.log_in(asked)
        if asked.path == "/platform/status":
            return self.status()
        if asked.method == "POST":
            return self.accept(asked)
        return self.read(asked)

    def log_in(self, asked):
        if asked.body["password"] != "right password 1":
            return problem(401, "LOGIN_FAILED")
        return 200, {"account": asked.body["account"], "display_name": "样某", "token": "token-" + asked.body["account"]}, {}

    def status(self):
        with self.lock:
            self.unsettled -= self.unsettled > 0
            return 200, {"settled": self.unsettled == 0, "merged_sequence": self.sequence, "clock": "", "services": [
                {"site": "150400", "service": "training", "reachable": True, "sequence": 7, "epoch": 1, "due": 2,
                 "clock": "2026-01-01T00:00:00Z", "streams": [], "figures": []}]}, {}

    def accept(self, asked):
        time.sleep(self.delay)
        if not asked.token:
            return problem(401, "SESSION_REQUIRED")
        with self.lock:
            known = self.answers.get((asked.token, asked.key))
            if known and known[1] != asked.body:
                return problem(422, "KEY_REUSED")
            if known:
                return 200, known[0], {"Idempotency-Replayed": "true"}
            self.sequence += 1
            answer = {"service": "training", "sequence": self.sequence, "class_id": "id%d" % self.sequence}
            self.answers[(asked.token, asked.key)] = (answer, asked.body)
            return 200, answer, {}

    def read(self, asked):
        page = self.pages.get(asked.path)
        if page is None:
            return problem(404, "ROW_UNKNOWN")
        return 200, page(asked.query) if callable(page) else page, {}
