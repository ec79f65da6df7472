"""What a request may be, and how much of everything: each limit of services/gateway/http/http_limits.h at it and one past it, the
nineteen smuggling vectors and their relatives over the gateway's own socket behind a good request, senders that take for ever.
Refusals are clear, and a legitimate officer works on undisturbed."""
import json
import os
import re
import secrets
import sys
import threading
import time

from crowd import Crowd
from line import Raw, get, request
from yard import CITY, FULL, MIB, ROOT, TRAINER, Flat, Officer, Story, Yard, a_class, figure, judge, size, wait_until

API = "/api/v1/training/classes"


def limits():
    """The constants of http_limits.h."""
    with open(os.path.join(ROOT, "services/gateway/http/http_limits.h"), encoding="utf-8") as f:
        text = f.read()
    found = {}
    for name, value in re.findall(r"#define HTTP_(\w+) +(\(?[^/\n]+?)\s*(?:/\*|\n)", text):
        value = re.sub(r"\(size_t\)|(?<=\d)u\b", "", value)
        found[name] = eval(value, {"__builtins__": {}}, dict(found))  # noqa: S307 - numbers and shifts of our own header
    return found


L = limits()
CONNECTIONS_MAX = 1000          # of this site: the check is the same as at the default


# ---- sizes -----------------------------------------------------------------------------------------------------------

def one(story, site, words, data, status, code=None, closes=None):
    with Raw(site) as line:
        line.send(data)
        answers = line.listen(1, 20)
        ok = len(answers) == 1 and answers[0][0] == status and (code is None or answers[0][1] == code)
        if closes is not None and ok:
            ok = line.ends(4 if closes else 0.3) == closes
        story.check(f"{words}: {status} {code or ''}", ok, (answers, line.closed))


def head_sizes(story, site, bearer):
    line = len("GET  HTTP/1.1") + len("/livez?")

    def target(total):
        return get("/livez?" + "a" * (total - line))

    one(story, site, "a request line at the limit", target(L["REQUEST_LINE_MAX"]), 200, closes=False)
    one(story, site, "and a byte past it", target(L["REQUEST_LINE_MAX"] + 1), 414, closes=True)
    base = len("Host: a\r\n") + len("X: \r\n")

    def head(total):
        return get("/livez", X="a" * (total - base))

    one(story, site, "header lines at the limit", head(L["HEADER_BYTES_MAX"]), 200, closes=False)
    one(story, site, "and a byte past it", head(L["HEADER_BYTES_MAX"] + 1), 431, closes=True)

    def many(count):
        return get("/livez", **{f"X{i}": "a" for i in range(count - 1)})

    one(story, site, "as many headers as there may be", many(L["HEADERS_MAX"]), 200, closes=False)
    one(story, site, "and one more", many(L["HEADERS_MAX"] + 1), 431, closes=True)

    def query(count):
        return get(API + "?" + "&".join(f"q{i}=1" for i in range(count)), Authorization=bearer)

    one(story, site, "as many query parameters as there may be", query(L["QUERY_PARAMETERS_MAX"]), 400, "FIELD_UNKNOWN", closes=False)
    one(story, site, "and one more", query(L["QUERY_PARAMETERS_MAX"] + 1), 400, closes=True)
    one(story, site, "a method of 10,000 letters", b"A" * 10000 + b" / HTTP/1.1\r\nHost: a\r\n\r\n", 414, closes=True)
    one(story, site, "a header without end, 10 MiB", b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * (10 * MIB), 431, closes=True)


def body_sizes(story, site, bearer):
    def post(path, body, **more):
        key = f"{time.time_ns():020d}-{secrets.token_hex(6)}"
        return request("POST", path, body, Authorization=bearer, Content_Type="application/json", Idempotency_Key=key, **more)

    def padded(total):
        text = json.dumps(a_class(1), ensure_ascii=False).encode()
        return text + b" " * (total - len(text))

    small = L["BODY_SMALL_BYTES"]
    one(story, site, "JSON of a command of 64 KiB", post(API, padded(64 << 10)), 200, closes=False)
    one(story, site, "a body as long as it may be, more than JSON may", post(API, padded(small)), 413, "BODY_TOO_LARGE")
    one(story, site, "and a byte past it: not even read", post(API, padded(small + 1)), 413, "BODY_TOO_LARGE", closes=True)
    one(story, site, "a body to a page that takes none", post("/", b"x"), 413, closes=True)
    one(story, site, "a length past every limit, no body", request("POST", API, None, Content_Length=1 << 60), 413, closes=True)
    chunked = request("POST", API, None, Authorization=bearer, Content_Type="application/json", Transfer_Encoding="chunked",
                      Idempotency_Key=secrets.token_hex(12))
    one(story, site, "a chunk said to hold 4 GiB", chunked + b"ffffffff\r\n", 413, closes=True)
    one(story, site, "a chunk size of nine digits", chunked + b"000000001\r\nx\r\n0\r\n\r\n", 400, closes=True)
    one(story, site, "chunks of one byte, past the limit together", chunked + b"1\r\nx\r\n" * (small + 1), 413, closes=True)
    for words, body, code in (
            ("JSON a hundred deep", b"[" * 100 + b"]" * 100, "BODY_MALFORMED"),
            ("JSON 100,000 deep", b"[" * 100000, "BODY_MALFORMED"),
            ("4,000 fields", ("{" + ",".join(f'"f{i}":1' for i in range(4000)) + "}").encode(), None),
            ("a string of 50,000 letters", json.dumps({"plan": {**a_class(1)["plan"], "title": "a" * 50000}}).encode(), None),
            ("a list of 20,000", json.dumps({"plan": {**a_class(1)["plan"], "instructors": [{}] * 20000}}).encode(), None),
            ("a number of 10,000 digits", b'{"plan":{"hours":' + b"9" * 10000 + b"}}", None)):
        one(story, site, words, post(API, body), 400, code, closes=False)


# ---- smuggling ---------------------------------------------------------------------------------------------------------

def vectors():
    """The vectors of the gate's own test: [(name, bytes, status)]."""
    with open(os.path.join(ROOT, "tests/unit/gateway/test_http_vectors.c"), encoding="utf-8") as f:
        text = f.read()
    text = text[:text.index("static unsigned answers(")]
    post = '"POST /echo HTTP/1.1\\r\\nHost: a\\r\\n"'
    chunked = post + ' "Transfer-Encoding: chunked\\r\\n\\r\\n"'
    found = []
    for name, status, data in re.findall(r'V\("([^"]+)", (\d+),\s*((?:CHUNKED|POST|"(?:[^"\\]|\\.)*"|\s)+)\)', text):
        data = data.replace("CHUNKED", chunked).replace("POST ", post + " ", 1) if not data.startswith('"') else data
        pieces = re.findall(r'"((?:[^"\\]|\\.)*)"', data)
        raw = "".join(pieces).encode().decode("unicode_escape").encode("latin-1")
        found.append((name, raw, int(status)))
    return found


def smuggling(story, site, bearer):
    all_of_them = vectors()
    story.check("the vectors were read from the gate's test", len(all_of_them) == 41, len(all_of_them))
    second = get("/smuggled")
    good = get(API + "?limit=1", Authorization=bearer)
    wrong = []
    for name, data, status in all_of_them:
        data = data.replace(b"/echo", API.encode())
        with Raw(site) as line:
            line.send(good + data + second)      # all in one, as an attacker behind a proxy would
            answers = line.listen(3, 10)
            if [a[0] for a in answers] != [200, status] or not line.ends(5):
                wrong.append((name, answers, line.closed))
    figure("smuggling vectors behind a good request", f"tried {len(all_of_them)}", f"let through {len(wrong)}")
    story.check(f"{len(all_of_them)} smuggling vectors behind a good request: the good one answered, they refused, nothing behind them",
                not wrong, wrong[:3])
    with Raw(site) as line:
        line.send(good + good + second)
        story.check("the check can fail: three good ones are all answered", [a[0] for a in line.listen(3, 10)] == [200, 200, 404], line.answers())


# ---- counts ------------------------------------------------------------------------------------------------------------

def too_many(story, site):
    """More connections than one address may have, and more than there may be."""
    most, each = CONNECTIONS_MAX, L["CONNECTIONS_PER_ADDRESS_MAX"]
    flat = Flat(site.processes["gateway"], "more connections than there may be")
    before = site.figures("gateway")
    with Crowd(site) as crowd:
        told = crowd.open("one address", each + 40)
        told = crowd.until("one address", lambda t: t["closed"] >= 40, 10)
        story.check(f"one address: {each} connections, the others get 503", (told["open"], told["statuses"].get(503)) == (each, 40), told["statuses"])
        crowd.close("one address")
        told = crowd.open("everybody", size(1200, 10000), addresses=size(30, 200))
        held = site.figures("gateway")["http_connections"]
        flat.look()
        figure(f"idle connections where {most} may be", f"tried {size(1200, 10000)}", f"held {held}",
               f"turned away or given up for newer ones {told['closed']}")
        story.check("no more are held than there may be", held <= most, held)
        time.sleep(size(1, 5))
        crowd.close("everybody")
    after = site.figures("gateway")
    story.check("what was turned away is counted", after["http_connections_refused_total"] > before["http_connections_refused_total"], after)
    flat.judge(story, 24 * MIB)


def bodies(story, site, bearer):
    """Many large bodies at once, from people who have logged in and from people who have not."""
    flat = Flat(site.processes["gateway"], "large bodies")
    big = 15 * MIB
    with Crowd(site) as crowd:
        told_at = {}
        for name, token, first in (("strangers", None, 2), ("an insider", bearer, 10)):
            fields = {"Authorization": token} if token else {}
            head = request("POST", "/api/v1/personnel/imports/people", None, Content_Length=big, Content_Type="application/json",
                           Idempotency_Key=secrets.token_hex(12), **fields)
            crowd.open(name, 60, data=head + b"x" * 1000, first=first)
            told_at[name] = crowd.until(name, lambda t: t["closed"] + t["open"] == 60, 10)
            time.sleep(1)
            told_at[name] = crowd.tell(name)
            flat.look()
        figure("bodies announced, 60 of 15 MiB each", *(f"{name}: refused {t['statuses']}" for name, t in told_at.items()),
               f"reserved {site.figures('gateway')['http_body_bytes'] / MIB:.0f} MiB")
        story.check("a stranger's large body is refused before it is sent: 401", told_at["strangers"]["statuses"] == {401: 60}, told_at["strangers"])
        insider = told_at["an insider"]["statuses"]
        story.check("an insider's bodies are taken up to the budget, then 503", set(insider) == {503} and 0 < insider[503] < 60, insider)
        story.check("a small command is taken all the same", site.refused(TRAINER, "/training/classes", **a_class(7)) is None)
        crowd.close("an insider")
    wait_until(lambda: site.figures("gateway")["http_body_bytes"] == 0, 10)
    story.check("the budget is given back", site.figures("gateway")["http_body_bytes"] == 0)
    flat.judge(story, 64 * MIB)


# ---- slow ones -----------------------------------------------------------------------------------------------------------

def slow(story, site, bearer):
    """Heads and bodies that trickle, answers nobody reads. Each is ended by its time limit, and counted."""
    before = site.figures("gateway")
    count = size(20, 200)
    patience = {"heads": L["HEAD_MS"], "bodies": L["BODY_IDLE_MS"], "readers": L["WRITE_IDLE_MS"]}
    flat = Flat(site.processes["gateway"], "slow senders and readers")
    with Crowd(site) as crowd:
        began = time.monotonic()
        crowd.open("heads", count, kind="drip", data=get("/livez", X="a" * 2000), addresses=10, pace_s=0.5)
        body = request("POST", API, None, Content_Length=200, Content_Type="application/json", Authorization=bearer,
                       Idempotency_Key=secrets.token_hex(12))
        crowd.open("bodies", count, data=body + b'{"pla', addresses=10, first=20)
        events = get("/api/v1/events?limit=2000", Authorization="Bearer " + site.token("audit"))
        crowd.open("readers", count, kind="deaf", data=events * 20, addresses=10, first=40)
        told = crowd.until("heads", lambda t: t["closed"] == count, patience["heads"] / 1000 + 20)
        flat.look()
        figure("slow heads", f"tried {count}", f"ended with {told['statuses']} after {time.monotonic() - began:.1f} s")
        story.check("heads that trickle are ended with 408", told["statuses"].get(408) == count and told["closed"] == count, told["statuses"])
        if FULL:
            told = crowd.until("bodies", lambda t: t["closed"] == count, patience["bodies"] / 1000 + 20)
            figure("slow bodies", f"tried {count}", f"ended with {told['statuses']} after {time.monotonic() - began:.1f} s")
            story.check("bodies that stop are ended with 408", told["statuses"].get(408) == count and told["closed"] == count, told["statuses"])
            left = patience["readers"] / 1000 + 20 - (time.monotonic() - began)
            gone = wait_until(lambda: site.figures("gateway")["http_connections"] < 30, max(left, 1) + 30)
            story.check("readers that do not read are cut", gone, site.figures("gateway")["http_connections"])
        for name in ("heads", "bodies", "readers"):
            crowd.close(name)
    sanitized = "asan" in os.environ.get("BUILD", "")                   # keeps what was freed, to see who touches it
    flat.judge(story, (320 if sanitized else 64) * MIB)                 # what they held goes back
    story.check("answers nobody takes stay within their budget", flat.most <= flat.before + 320 * MIB, flat.most)   # HTTP_ANSWERS_BYTES_MAX, and one being made
    grown = site.figures("gateway")["http_time_limits_total"] - before["http_time_limits_total"]
    story.check("time limits are counted", grown >= count, grown)


# ---- log-ins -------------------------------------------------------------------------------------------------------------

def login(site, account, password, address="127.0.0.1", seconds=60):
    body = json.dumps({"account": account, "password": password}).encode()
    with Raw(site, address, seconds) as line:
        line.send(request("POST", "/api/v1/session", body, Content_Type="application/json"))
        answers = line.listen(1, seconds)
        return answers[0] if answers else (0, None)


def login_flood(story, site):
    """Wrong passwords from many addresses at once; the right one is let in meanwhile."""
    flat = Flat(site.processes["gateway"], "a flood of log-ins")
    stop, seen, lock = threading.Event(), {}, threading.Lock()
    flood = [f"127.2.0.{i + 1}" for i in range(size(3, 8))]

    def guess(address, number):
        count = 0
        while not stop.is_set():
            count += 1
            time.sleep(0.02)
            answer = login(site, f"nobody-{number}-{count}", "Wrong-Password-1", address)
            with lock:
                seen[answer] = seen.get(answer, 0) + 1

    threads = [threading.Thread(target=guess, args=(address, f"{address}-{i}")) for address in flood for i in range(24)]
    for t in threads:
        t.start()
    time.sleep(1)
    right, waits = [], []
    for _ in range(size(3, 20)):
        began = time.monotonic()
        right.append(login(site, "audit", site.passwords["audit"]))
        waits.append(time.monotonic() - began)
        flat.look()
    stop.set()
    for t in threads:
        t.join()
    figure("a flood of log-ins", f"addresses {len(flood)}", "answers " + " ".join(f"{s} {c} {n}" for (s, c), n in sorted(seen.items(), key=str)),
           f"right passwords let in {sum(r[0] == 200 for r in right)} of {len(right)}", f"slowest {max(waits):.1f} s")
    story.check("the right password is let in during a flood of wrong ones", all(r[0] == 200 for r in right), right)
    story.check("wrong ones are refused, and the rest is told to come later", set(seen) <= {(401, "LOGIN_FAILED"), (503, "BUSY"), (429, "RATE_LIMITED")}, seen)
    flat.judge(story, 192 * MIB)       # two hashes of 64 MiB are worked on at a time

    for _ in range(6):
        answer = login(site, TRAINER, "Wrong-Password-1", "127.3.0.1")
    story.check("an account guessed at is closed to the guesser", answer == (429, "LOGIN_LOCKED") or answer[1] == "LOGIN_LOCKED", answer)
    answer = login(site, TRAINER, site.passwords[TRAINER])
    story.check("and stays open to its owner, who comes from elsewhere", answer[0] == 200, answer)


def session_flood(story, site):
    """Log-ins of one account without end: the number of sessions stays bounded, the youngest lives."""
    for _ in range(12):
        status = login(site, "audit", site.passwords["audit"], "127.4.0.1")[0]
    site.tokens.pop("audit", None)
    story.check("many sessions of one account: the latest works", status == 200 and site.get("audit", "/events?limit=1"))


def main():
    story = Story()
    with Yard("[limits]", f"connections = {CONNECTIONS_MAX}") as site:
        site.ready()
        bearer = "Bearer " + site.token(TRAINER)
        with Officer(site) as officer:
            head_sizes(story, site, bearer)
            body_sizes(story, site, bearer)
            smuggling(story, site, bearer)
            too_many(story, site)
            bodies(story, site, bearer)
            slow(story, site, bearer)
            login_flood(story, site)
            session_flood(story, site)
            judge(story, "while the limits of HTTP are tried", officer.done())
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
