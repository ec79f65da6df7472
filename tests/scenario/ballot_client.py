"""A voter's browser in Python: makes a token by RFC 9474 with its own big integers (RSABSSA-SHA384-PSS-Randomized), casts without a
session, keeps its ballot and offers it again. Shares nothing with the daemons."""
import base64
import hashlib
import http.client
import json
import math
import secrets

HASH, SALT, PREFIX, EXPONENT = 48, 48, 32, 65537


def mgf1(seed, size):
    out = b""
    for counter in range(-(-size // HASH)):
        out += hashlib.sha384(seed + counter.to_bytes(4, "big")).digest()
    return out[:size]


def pss_encode(message, size):
    """EMSA-PSS-ENCODE for a modulus of `size` whole bytes."""
    salt = secrets.token_bytes(SALT)
    digest = hashlib.sha384(b"\0" * 8 + hashlib.sha384(message).digest() + salt).digest()
    block = b"\0" * (size - SALT - HASH - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, mgf1(digest, len(block))))
    masked[0] &= 0x7F
    return bytes(masked) + digest + b"\xbc"


def b64(data):
    return base64.b64encode(data).decode()


class Token:
    """prepared: what is signed; blinded: what the issuer sees; signature: what comes of it."""

    def __init__(self, modulus):
        self.n, self.size = int.from_bytes(modulus, "big"), len(modulus)
        self.prepared = secrets.token_bytes(PREFIX) + secrets.token_bytes(32)
        while True:
            r = secrets.randbelow(self.n)
            if r > 1 and math.gcd(r, self.n) == 1:
                break
        self.inverse = pow(r, -1, self.n)
        m = int.from_bytes(pss_encode(self.prepared, self.size), "big")
        self.blinded = (m * pow(r, EXPONENT, self.n) % self.n).to_bytes(self.size, "big")
        self.blind_signature = self.signature = b""

    def finalize(self, blind_signature):
        self.blind_signature = blind_signature
        s = int.from_bytes(blind_signature, "big") * self.inverse % self.n
        self.signature = s.to_bytes(self.size, "big")
        return self


class Box:
    """What anybody reaches without a session."""

    def __init__(self, port):
        self.port = port

    def ask(self, method, path, body=None, headers=None):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None,
                         {"Content-Type": "application/json", **(headers or {})})
            answer = line.getresponse()
            raw = answer.read()
            return answer.status, json.loads(raw) if raw else {}
        finally:
            line.close()

    def cast(self, poll_id, class_id, token, marks, **changed):
        """(standing, leaf) or (refusal code, "")."""
        body = {"poll_id": poll_id, "class_id": class_id, "token": b64(token.prepared), "signature": b64(token.signature),
                "marks": marks, **changed}
        status, answer = self.ask("POST", "/ballot/casts", body)
        return (answer["standing"], answer.get("leaf", "")) if status == 200 else (answer.get("code", str(status)), "")

    def rows(self, path):
        items, after = [], ""
        while True:
            mark = "&" if "?" in path else "?"
            status, page = self.ask("GET", f"{path}{mark}limit=500" + (f"&after={after}" if after else ""))
            if status != 200:
                raise RuntimeError(f"{path}: {status} {page}")
            items += page["items"]
            after = page["next"]
            if not after:
                return items
