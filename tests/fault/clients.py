"""The two ways to a daemon: HTTP through the gateway, as people and programs come, and the command socket itself, as the gateway
comes (CURVE with a key of the site). A client belongs to one thread; only `abort` may be called from another."""
import http.client
import json
import os
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

import contract
import zmq

PORT_OF = {name: number for number, name in enumerate(contract.SERVICES)}   # two ports a service, commands first
PATIENCE_S = 4                 # then the caller hangs up and knows nothing
LOGIN_PATIENCE_S = 5


@dataclass
class Outcome:
    event: str                 # accepted, refused, unknown
    status: int = 0
    code: str = ""
    answer: dict = field(default_factory=dict)
    sequence: int = 0
    replayed: bool = False


def outcome_of(status, answer, replayed):
    """What an answer of the API says about the command. Only a refusal by rule says surely that nothing was recorded."""
    code = answer.get("code", "")
    if status // 100 == 2:
        return Outcome("accepted", status, "", answer, int(answer.get("sequence", 0)), replayed)
    if status >= 500 and code not in ("BUSY", "STORAGE_FULL"):
        return Outcome("unknown", status, code)
    return Outcome("refused", status, code, {"title": answer.get("title", ""), "errors": answer.get("errors", [])})


class Sessions:
    """The tokens of one site's accounts, shared by all threads; given up when the gateway no longer knows one."""

    def __init__(self, site):
        self.site, self.lock, self.tokens = site, threading.Lock(), {}

    def token(self, account):
        with self.lock:
            if account not in self.tokens:
                self.tokens[account] = self.log_in(account)
            return self.tokens[account]

    def log_in(self, account):
        line = http.client.HTTPConnection("127.0.0.1", self.site.http_port, timeout=LOGIN_PATIENCE_S)
        try:
            line.request("POST", "/api/v1/session", json.dumps({"account": account, "password": self.site.passwords[account]}),
                         {"Content-Type": "application/json"})
            answer = line.getresponse()
            body = answer.read()
        finally:
            line.close()
        if answer.status != 200:
            raise OSError(f"no session for {account}: {answer.status}")
        return json.loads(body)["token"]

    def forget(self, account, token):
        with self.lock:
            if self.tokens.get(account) == token:
                del self.tokens[account]


class HttpClient:
    def __init__(self, site, sessions):
        self.site, self.sessions, self.line = site, sessions, None

    def ask(self, method, path, body, headers):
        """(status, JSON, response) or OSError."""
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.site.http_port, timeout=PATIENCE_S)
        try:
            self.line.request(method, "/api/v1" + path, body, headers)
            response = self.line.getresponse()
            answer = response.read()
            return response.status, json.loads(answer) if answer else {}, response
        except (OSError, http.client.HTTPException, ValueError) as e:
            self.close()
            raise OSError(str(e)) from e

    def as_account(self, account, method, path, body=None, headers=None):
        """With a session; one that ended is renewed once, for a request without a session does nothing."""
        for last in (False, True):
            token = self.sessions.token(account)
            status, answer, response = self.ask(method, path, body, {"Authorization": f"Bearer {token}", **(headers or {})})
            if status != 401 or last:
                return status, answer, response
            self.sessions.forget(account, token)

    def post(self, account, path, body, key):
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        try:
            status, answer, response = self.as_account(account, "POST", path, json.dumps(body), headers)
        except OSError as e:
            return Outcome("unknown", 0, str(e)[:80])
        return outcome_of(status, answer, response.getheader("Idempotency-Replayed") == "true")

    def get(self, account, path, headers=None):
        """(status, JSON); status 0 when no answer came."""
        try:
            status, answer, _ = self.as_account(account, "GET", path, headers=headers)
            return status, answer
        except OSError:
            return 0, {}

    def abort(self):
        """Whoever waits is sent away at once."""
        line = self.line
        try:
            if line is not None and line.sock is not None:
                line.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self):
        if self.line is not None:
            self.line.close()
        self.line = None


class BusClient:
    """Straight to the command sockets of one site's daemons. `key_of`: whose key it shows."""

    def __init__(self, site, key_of="gateway"):
        self.site, self.key_of, self.context, self.sockets, self.number = site, key_of, zmq.Context.instance(), {}, 0
        self.aborted = threading.Event()

    def key(self, name):
        with open(os.path.join(self.site.data, "keys", name), encoding="ascii") as f:
            return f.read(40).encode()

    def socket(self, service):
        if service not in self.sockets:
            s = self.context.socket(zmq.DEALER)
            s.linger = 0
            if self.key_of == "nobody":
                s.curve_publickey, s.curve_secretkey = zmq.curve_keypair()
            else:
                secret = self.key(f"{self.site.code}-{self.key_of}.secret")
                s.curve_publickey, s.curve_secretkey = zmq.curve_public(secret), secret
            s.curve_serverkey = self.key(f"{self.site.code}-{service}.public")
            s.connect(f"tcp://127.0.0.1:{self.site.base_port + 2 * PORT_OF[service]}")
            self.sockets[service] = s
        return self.sockets[service]

    def ask(self, service, request, patience_s=PATIENCE_S):
        """The Reply; OSError when none came. Frames: number of the request (8 bytes, big-endian), body."""
        self.number += 1
        number = struct.pack(">Q", self.number)
        self.aborted.clear()
        try:
            s = self.socket(service)
            s.send_multipart([number, request.SerializeToString()], zmq.NOBLOCK)
            return self.reply(s, number, patience_s)
        except (zmq.ZMQError, OSError) as e:
            self.close(service)          # what is still queued must not be sent later
            raise OSError(str(e)) from e

    def reply(self, s, number, patience_s):
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline and not self.aborted.is_set():
            if s.poll(50):
                frames = s.recv_multipart()
                if len(frames) == 2 and frames[0] == number:
                    return contract.Reply.FromString(frames[1])
        raise OSError("no answer")

    def command(self, service, kind, body, actor, key):
        """`actor`: fields of Actor."""
        request = contract.Request(type=kind, body=contract.from_json(kind, body).SerializeToString(), idempotency_key=key)
        request.actor.SetInParent()
        for name, value in actor.items():
            if name == "roles":
                request.actor.roles.extend(value)
            else:
                setattr(request.actor, name, value)
        try:
            reply = self.ask(service, request)
        except OSError as e:
            return Outcome("unknown", 0, str(e)[:80])
        if reply.status // 100 == 2:
            return outcome_of(reply.status, answer_of(service, reply), reply.replayed)
        return outcome_of(reply.status, {"code": reply.code, "title": reply.en}, False)

    def abort(self):
        self.aborted.set()

    def close(self, service=None):
        for name in [service] if service else list(self.sockets):
            if name in self.sockets:
                self.sockets.pop(name).close(0)


def answer_of(service, reply):
    """A reply as the gateway would show it to a client of HTTP."""
    answer = {"service": service, "sequence": reply.sequence, **{p.name: p.value for p in reply.result}}
    if reply.violations:
        answer["notes"] = [contract.as_json(v) for v in reply.violations]
    return answer
