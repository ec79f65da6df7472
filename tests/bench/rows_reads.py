"""Dossiers and lists over HTTP beside nginx handing out the same bytes from a file."""
import http.client
import re
import subprocess

import machine
from ground import CITY, Ground
from measure import column, in_turn, note, short
from peers import Nginx

GROUP = "reads over HTTP"
PEOPLE, COMMANDS = 2_000, 40_000            # twenty lines in each dossier
CONNECTIONS = (1, 64)


def paths(people):
    return {"dossier": (f"/api/v1/dossiers/b{people // 2:06d}", f"org.{CITY}"),
            "list of 100": ("/api/v1/personnel/cadres?limit=100", f"cadre.{CITY}")}


def fetch(port, path, token):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"GET {path}: {answer.status} {body[:200]!r}")
    return body


def wrk(port, path, token, connections, seconds, pids):
    """Requests/s, latency, and CPU of the serving processes for one request."""
    machine.wait_for_quiet(port)            # one address may hold no more than 64 connections
    before = sum(machine.cpu_seconds(pid) for pid in pids)
    text = subprocess.run([machine.found("wrk"), "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency", "-H", f"Authorization: Bearer {token}",
                           f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    cpu = sum(machine.cpu_seconds(pid) for pid in pids) - before
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    if "Non-2xx" in text or "Socket errors" in text or not requests:
        raise RuntimeError(f"wrk {path}: {text}")
    units = {"us": 1, "ms": 1000, "s": 1e6}
    at = {share: float(v) * units[u] for share, v, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", text)}
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), "cpu_us": 1e6 * cpu / requests, "p50_us": at["50"], "p99_us": at["99"]}


def whole(seconds):
    """wrk takes whole seconds."""
    return max(1, round(seconds))


def run(page, rounds, seconds):
    note(f"reads: a site with {PEOPLE} people, {COMMANDS} events")
    with Ground(PEOPLE) as ground, Nginx() as nginx:
        ground.load(64, count=COMMANDS)
        ground.settle(600)
        measurements, bodies = {}, {}
        for name, (path, account) in paths(PEOPLE).items():
            token = ground.token(account)
            bodies[name] = fetch(ground.http_port, path, token)
            nginx.serve(name.split()[0], bodies[name])
            file = f"/{name.split()[0]}"
            if fetch(nginx.port, file, token) != bodies[name]:
                raise RuntimeError(f"nginx hands out other bytes for {name}")
            ours = [ground.processes[s].pid for s in ("gateway", "personnel")]
            for c in CONNECTIONS:
                measurements[f"ours, {name}, c={c}"] = lambda p=path, t=token, c=c: wrk(ground.http_port, p, t, c, whole(seconds), ours)
                measurements[f"nginx, {name}, c={c}"] = lambda p=file, t=token, c=c: wrk(nginx.port, p, t, c, whole(seconds), nginx.pids())
        ground.hang_up()
        results = in_turn(rounds, measurements)
    report(page, results, bodies)


def report(page, results, bodies):
    for name in bodies:
        for c in CONNECTIONS:
            ours, nginx = results[f"ours, {name}, c={c}"], results[f"nginx, {name}, c={c}"]
            target = (">=", 0.4, f"{name} reads at equal CPU / nginx, c={c}") if name == "dossier" and c == 64 else None
            page.ratio(GROUP, f"{name} at equal CPU, c={c}", column(nginx, "cpu_us").over(column(ours, "cpu_us")), target)
            page.ratio(GROUP, f"{name}, requests/s, c={c}", column(ours, "rate").over(column(nginx, "rate")))
    for name, r in results.items():
        page.figure(GROUP, name, f"{column(r, 'rate')} requests/s, {column(r, 'cpu_us')} CPU us/request, p50 {short(column(r, 'p50_us').median)} "
                                 f"p99 {short(column(r, 'p99_us').median)} us")
    page.remark(GROUP, f"bodies: {', '.join(f'{name} {len(body)} bytes' for name, body in bodies.items())}; nginx one worker, keep-alive, open_file_cache, no log; the "
                       "gateway authenticates, looks up, builds the JSON. CPU of ours is that of gateway and personnel together")

