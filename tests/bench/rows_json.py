"""JSON from and into messages of the contract, beside jansson alone on the same text."""
import json
import os
import subprocess

from ground import CITY, Ground, tool
from measure import column, in_turn, note, short

GROUP = "JSON"
PEOPLE, COMMANDS = 500, 10_000
PAGE = 100


def documents(ground):
    """What the gateway answers, as messages of the contract: an event, a dossier, a page of rows."""
    tail = ground.get("audit", "/events?after=0&limit=1")["tail"]
    event = ground.get("audit", f"/events?after={tail - 1}&limit=1")["items"][0]
    event.pop("body", None)
    return {"event": ("MergedEvent", [event]), "dossier": ("Dossier", [ground.get(f"org.{CITY}", f"/dossiers/b{ground.people // 2:06d}")]),
            f"list of {PAGE}": ("CadreFileRow", ground.get(f"cadre.{CITY}", f"/personnel/cadres?limit={PAGE}")["items"])}


def measured(type_name, path, seconds):
    r = subprocess.run([tool("json"), type_name, path, str(seconds)], capture_output=True, text=True)
    if r.returncode:
        raise RuntimeError(r.stderr.strip())
    return json.loads(r.stdout)


def run(page, rounds, seconds):
    note(f"json: a site with {PEOPLE} people")
    with Ground(PEOPLE) as ground:
        ground.load(64, count=COMMANDS)
        ground.settle(600)
        measurements = {}
        for name, (type_name, items) in documents(ground).items():
            path = os.path.join(ground.folder, name.split()[0] + ".ndjson")
            with open(path, "w", encoding="utf-8") as f:
                f.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
            measurements[name] = lambda t=type_name, p=path: measured(t, p, seconds)
        ground.stop()
        results = in_turn(rounds, measurements)
    for name, r in results.items():
        page.ratio(GROUP, f"{name}, writing, jansson's time / ours", column(r, "write_peer_us").over(column(r, "write_us")))
        page.ratio(GROUP, f"{name}, reading, jansson's time / ours", column(r, "read_peer_us").over(column(r, "read_us")))
        size = r[0]["bytes"]
        for way in ("write", "read"):
            ours, peer = column(r, f"{way}_us"), column(r, f"{way}_peer_us")
            page.figure(GROUP, f"{name}, {way}", f"{ours} us, {short(size / ours.median)} MB/s; jansson {peer} us; {size} bytes, {r[0]['documents']} messages")
    page.remark(GROUP, "CPU time. Ours writes from packed structs by descriptor; jansson writes a tree it already holds (building it is not counted). Ours reads with "
                       "jansson and then applies every rule of the contract")
