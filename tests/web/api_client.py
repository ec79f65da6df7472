"""Single requests as they stand, and answers held against the API document. Only the standard library."""
import http.client
import json
import socket

from harness import new_key

API = "/api/v1"


class Answer:
    def __init__(self, status, body, headers):
        self.status, self.bytes, self.headers = status, body, headers
        self.type = headers.get("Content-Type", "")
        self.json = json.loads(body) if "json" in self.type and body else None
        self.code = self.json.get("code") if isinstance(self.json, dict) else None


def ask(town, method, path, body=None, account=None, headers=None):
    """One request as it stands, on a connection of its own."""
    h = dict(headers or {})
    if account:
        h["Authorization"] = "Bearer " + town.token(account)
    if body is not None and not isinstance(body, (str, bytes)):
        body = json.dumps(body)
    if body is not None:
        h.setdefault("Content-Type", "application/json")
    connection = http.client.HTTPConnection("127.0.0.1", town.http_port, timeout=20)
    try:
        connection.request(method, path, body.encode() if isinstance(body, str) else body, h)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), answer.headers)
    finally:
        connection.close()


def command(town, account, path, body, key=None, **headers):
    return ask(town, "POST", API + path, body, account, {"Idempotency-Key": key or new_key(), **headers})


# ---- the API document ------------------------------------------------------------------------------------------------

class Document:
    def __init__(self, whole):
        self.whole, self.schemas = whole, whole["components"]["schemas"]

    def wrong(self, schema, value, where="$"):
        """The first place where value is not what the schema says; "" when it is."""
        if "$ref" in schema:
            return self.wrong(self.schemas[schema["$ref"].rsplit("/", 1)[1]], value, where)
        if "anyOf" in schema:
            tried = [self.wrong(s, value, where) for s in schema["anyOf"]]
            return "" if "" in tried else tried[0]
        if "const" in schema:
            return "" if value == schema["const"] else f"{where}: {value!r} is not {schema['const']!r}"
        kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
        if not isinstance(value, kinds[schema["type"]]) or (schema["type"] == "integer" and isinstance(value, bool)):
            return f"{where}: {value!r} is no {schema['type']}"
        if "enum" in schema and value not in schema["enum"]:
            return f"{where}: {value!r} is not in the list"
        if schema["type"] == "array":
            return next((w for i, v in enumerate(value) for w in [self.wrong(schema["items"], v, f"{where}[{i}]")] if w), "")
        if schema["type"] != "object":
            return ""
        missing = [n for n in schema.get("required", []) if n not in value]
        if missing:
            return f"{where}: {missing} missing"
        more = schema.get("additionalProperties", True)
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name, more)
            said = f"{where}.{name} is not in the document" if inner is False else \
                self.wrong(inner, item, f"{where}.{name}") if isinstance(inner, dict) else ""
            if said:
                return said
        return ""

    def answer(self, path, method, value, status="200"):
        content = self.whole["paths"][path][method]["responses"][status]["content"]
        return self.wrong(content["application/json"]["schema"], value)

    def problem(self, value):
        return self.wrong(self.schemas["_Problem"], value)


def problem(story, words, document, answer, status, code, field=None):
    """A refusal has every part it promises."""
    p = answer.json or {}
    wrong = [] if answer.status == status and answer.code == code else [f"{answer.status} {answer.code}"]
    if answer.type.split(";")[0] != "application/problem+json":
        wrong.append(answer.type)
    if p.get("type") != "/problems/" + str(code) or p.get("status") != answer.status or not p.get("title") or not p.get("en"):
        wrong.append(json.dumps(p, ensure_ascii=False)[:300])
    if field is not None and (p.get("errors") or [{}])[0].get("field") != field:
        wrong.append(f"names {p.get('errors')}")
    wrong += [w for w in [document.problem(p)] if w]
    story.check(f"{words} | {status} {code}", not wrong, wrong)


class Stream:
    """A reader of server-sent events with a socket of its own."""

    def __init__(self, town, after=None, last=None, account="audit"):
        self.socket = socket.create_connection(("127.0.0.1", town.http_port), timeout=15)
        more = f"Last-Event-ID: {last}\r\n" if last is not None else ""
        query = f"?after={after}" if after is not None else ""
        self.socket.sendall(f"GET {API}/events/stream{query} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {town.token(account)}\r\n{more}\r\n".encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().strip()):
            name, value = line.decode().split(": ", 1)
            self.headers[name.lower()] = value
        self.left = b""

    def lines(self):
        """Lines of the body, chunks put together."""
        while True:
            while b"\n" in self.left:
                line, self.left = self.left.split(b"\n", 1)
                yield line.decode()
            size = self.file.readline().strip()
            if not size or int(size, 16) == 0:
                return
            self.left += self.file.read(int(size, 16))
            self.file.readline()

    def events(self, until):
        """(id, data) up to and with the event numbered `until`."""
        number = None
        for line in self.lines():
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("data: "):
                yield number, json.loads(line[6:])
                if number >= until:
                    return

    def close(self):
        self.file.close()
        self.socket.close()
