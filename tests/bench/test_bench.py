#!/usr/bin/python3
"""The instruments of the benchmark, each once and small, without peers: they produce numbers, and the work they report was really
done. Never how long anything took."""
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
os.chdir(os.path.dirname(os.path.dirname(HERE)))
import ground  # noqa: E402
import machine  # noqa: E402
import measure  # noqa: E402
import rows_ballots  # noqa: E402
import rows_city  # noqa: E402
import rows_growth  # noqa: E402
import rows_json  # noqa: E402
import rows_propagation  # noqa: E402
import rows_reads  # noqa: E402
import rows_report  # noqa: E402
import rows_scoring  # noqa: E402

PEOPLE, COMMANDS, HOPS = 120, 400, 5
Story = ground.dandang_site.Story


def commands(story, site):
    site.settle()
    site.stop("training")
    before = site.records("training")
    verified = site.journal_size("training")
    site.start("training")
    first = site.load(16, count=COMMANDS, connections=4)
    timed = site.load(8, seconds=0.2, warm=0.05)
    site.stop("training")
    after = site.records("training")
    done = first["accepted"] + timed["accepted"]
    story.check("the load says how many commands were accepted, none refused", first["accepted"] == COMMANDS and first["refused"] == 0, first)
    story.check("the journal holds an event for each of them", after["own"] - before["own"] == done, (before, after, done))
    story.check("the verifier, which shares no code, counts the same records", site.journal_size("training")[0] - verified[0] == after["records"] - before["records"])
    story.check("latencies and rates are numbers in order", 0 < timed["p50_us"] <= timed["p99_us"] <= timed["max_us"] and timed["rate"] > 0, timed)
    site.start("training")
    site.next_command = 0
    try:
        site.load(4, count=10)
        story.check("commands that were given already are not counted as work", False)
    except RuntimeError as e:
        story.check("commands that were given already are not counted as work", "HOURS_EXEMPTION_TWICE" in str(e), e)
    site.next_command = timed["next"]


def propagation(story, site):
    squad = rows_propagation.Squad(site)
    site.settle()
    result = squad.propagate(HOPS)
    story.check("every command went through training, welfare and the gateway", result["sent"] == result["arrived"] == HOPS, result)
    result = squad.propagate_under_load(HOPS)
    story.check("under load, too, and the way of both hops took time", result["arrived"] == HOPS and result["training_to_gateway_p50_us"] > 0, result)
    talks = [r for r in site.rows(f"welfare.{ground.CITY}", "/welfare/talks") if r["trigger"] == "JOB_CHANGE"]
    story.check("welfare has a talk due for each of those cadres", len(talks) == 2 * HOPS, len(talks))


def reads(story, site):
    for name, (path, account) in rows_reads.paths(PEOPLE).items():
        story.check(f"the {name} is read over HTTP", json.loads(rows_reads.fetch(site.http_port, path, site.token(account))), path)
    with tempfile.TemporaryDirectory() as folder:
        for name, (type_name, items) in rows_json.documents(site).items():
            path = os.path.join(folder, "documents")
            with open(path, "w", encoding="utf-8") as f:
                f.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
            result = rows_json.measured(type_name, path, 0.04)
            story.check(f"{name}: all of it is written and read by both", result["documents"] == len(items) and result["bytes"] > 0 and
                        all(result[k] > 0 for k in ("write_us", "write_peer_us", "read_us", "read_peer_us")), result)
    figures = rows_report.read(site)["figures"]
    story.check("the report counts those who were sent out", int(figures["M07"]["value"]) == 2 * HOPS, figures["M07"])
    story.check("the report's figures are those SQL would count", set(figures) == set(rows_report.FIGURES), set(figures) ^ set(rows_report.FIGURES))


def rebuilds(story, site):
    site.settle()
    events = {"training": 0, "gateway": 0}
    site.stop()
    for service in events:
        counted = site.records(service)
        for what in ("full", "shadow"):
            result = ground.rebuild(service, site.journal(service), site.folder, what)
            story.check(f"a {what} rebuild of {service} folds every record and ends equal",
                        result["equal"] and result["records"] == counted["records"] and result["seconds"] > 0, result)
    damaged, state = os.path.join(site.folder, "damaged"), os.path.join(site.folder, "rebuilt")
    os.mkdir(damaged)
    with open(os.path.join(damaged, f"{1:020d}.seg"), "wb") as f:
        f.write(b"no journal" * 100)
    r = subprocess.run([ground.tool("rebuild-training"), damaged, state, "full"], capture_output=True)
    story.check("a rebuild from what is no journal fails", r.returncode != 0 and not r.stdout, r)


def disk(story):
    with tempfile.TemporaryDirectory() as folder:
        for mode in ([], ["append"]):
            path = os.path.join(folder, "raw")
            out = json.loads(subprocess.run([ground.tool("raw"), path, "500", "4", "0.05", *mode], capture_output=True, text=True, check=True).stdout)
            story.check(f"the bare disk was flushed {mode}", out["batches"] > 0 and out["rate"] > 0, out)
        story.check("appended bytes are in the file", os.path.getsize(path) == out["batches"] * 2000, (os.path.getsize(path), out))


def scored_by_hand(path, groups):
    """What SQL is asked for, in fractions; the lines of a result."""
    cells, scores = {}, {}
    with open(path, encoding="ascii") as f:
        for line in f:
            cadre, indicator, cls, mark = map(int, line.split(","))
            cells.setdefault((cadre, indicator, cls), []).append(mark)
    for (cadre, indicator, cls), marks in cells.items():
        kept = sorted(marks)[len(marks) // 8:len(marks) - len(marks) // 8]
        scores[cadre] = scores.get(cadre, 0) + Fraction(sum(kept), len(kept)) * rows_scoring.CLASSES[cls] * rows_scoring.INDICATORS[indicator] / 10_000
    for cadre in sorted(scores):
        rank = 1 + sum(other > scores[cadre] for peer, other in scores.items() if peer % groups == cadre % groups)
        yield f"{cadre}|{scores[cadre] * 600_000}|{math.floor(scores[cadre] * 100 + Fraction(1, 2))}|{rank}"


def scoring(story):
    cadres, groups = 130, 4
    with tempfile.TemporaryDirectory() as folder:
        path, ours, by_hand = (os.path.join(folder, name) for name in ("ratings", "ours", "by_hand"))
        rows_scoring.generate(cadres, path)
        result = rows_scoring.ours(path, cadres, groups, 0.01, ours)
        story.check("every rating was read and scored", result["ratings"] == cadres * 13 * rows_scoring.RATERS and result["seconds"] > 0 and result["cpu_s"] > 0, result)
        with open(by_hand, "w", encoding="ascii") as f:
            f.writelines(line + "\n" for line in scored_by_hand(path, groups))
        rows_scoring.agree(ours, by_hand)
        story.check("every score and rank is that of fractions worked out in Python", True)
        with open(by_hand, encoding="ascii") as f:
            lines = f.readlines()
        with open(by_hand, "w", encoding="ascii") as f:
            f.writelines(lines[:7] + [lines[7].replace("|", "|1", 1)] + lines[8:])
        try:
            rows_scoring.agree(ours, by_hand)
            story.check("a score that differs fails the row", False)
        except RuntimeError as e:
            story.check("a score that differs fails the row", "differ" in str(e), e)


def listed_by_hand(path, weights):
    """Totals of a list in fractions, each component and the total rounded half up; {unit: (group, total, rank)}."""
    parts, group_of = {}, {}
    half_up = lambda x: math.floor(x + Fraction(1, 2))  # noqa: E731
    with open(path, encoding="ascii") as f:
        for line in f:
            unit, group, indicator, points = map(int, line.split(","))
            component, weight = rows_city.INDICATORS[indicator]
            group_of[unit] = group
            parts[unit, component] = parts.get((unit, component), 0) + Fraction(points * weight, 100)
    totals = {unit: half_up(sum(Fraction(half_up(parts[unit, c]) * w, 100) for c, w in enumerate(weights))) for unit in group_of}
    return {u: (group_of[u], t, 1 + sum(o > t for p, o in totals.items() if group_of[p] == group_of[u])) for u, t in totals.items()}


def city(story):
    units, groups = 130, 4
    with tempfile.TemporaryDirectory() as folder:
        path, ours, by_hand = (os.path.join(folder, name) for name in ("points", "ours", "by_hand"))
        rows_city.generate(units, groups, path)
        result = rows_city.ours(path, units, groups, 0.01, ours)
        now, other = listed_by_hand(path, rows_city.IN_FORCE), listed_by_hand(path, rows_city.OTHERWISE)
        with open(by_hand, "w", encoding="ascii") as f:
            f.writelines(f"{u}|{now[u][1]}|{now[u][2]}|{other[u][2]}\n" for u in sorted(now))
        rows_city.agree(ours, by_hand)
        story.check("the city's list and its what-if are those of fractions worked out in Python", True)
        story.check("the movers are counted, times are numbers", result["moved"] == sum(now[u][2] != other[u][2] for u in now) > 0 and result["cpu_s"] > 0
                    and result["what_if_seconds"] > 0, result)
        lines = "".join(f"{g} {r} {u} {t}\n" for u, (g, t, r) in sorted(now.items(), key=lambda one: (one[1][0], one[0])))
        story.check("its hash is that of the list", result["hash"] == hashlib.sha256(lines.encode()).hexdigest(), result["hash"])


def ballots(story):
    voters = 12
    with rows_ballots.Polls(1, voters) as polls:
        issued, cast = polls.issue(), polls.cast()
        story.check("every voter got a token and cast his ballot, and it was seen what that cost",
                    all(r["count"] == voters and r["rate"] > 0 and r["client_us"] > 0 for r in (issued, cast)), (issued, cast))
        try:
            polls.next["issue"] = 0
            polls.issue()
            story.check("a second token for the same voters is no work done", False)
        except RuntimeError as e:
            story.check("a second token for the same voters is no work done", True, e)
    limit = rows_ballots.openssl(1)
    story.check("OpenSSL says what its operations take, the private ones more", limit["public"] > limit["private"] > 0, limit)


def page(story):
    turns = []
    measure.in_turn(2, {name: (lambda n=name: turns.append(n)) for name in "abc"})
    story.check("measurements take turns", "".join(turns) == "abcabc", turns)
    ours, peer = measure.Series([10, 30, 20]), measure.Series([5, 10, 20])
    story.check("ratios are made within a round", ours.over(peer) == [2, 3, 1] and ours.over(peer).median == 2)
    p = measure.Page()
    p.ratio("g", "w", ours.over(peer), (">=", 3, "claim"))
    p.target("other", 2, "<=", 2)
    story.check("a target missed is said to be missed, one just met is met", [t[0] for t in p.targets] == [False, True], p.targets)
    linear = rows_growth.exponent(measure.Series([100.0]), measure.Series([10.0]), 10).median
    flat = rows_growth.exponent(measure.Series([10.0]), measure.Series([10.0]), 10).median
    story.check("tenfold time for tenfold work is exponent 1, equal time 0", abs(linear - 1) < 1e-9 and flat == 0, (linear, flat))
    story.check("the heading names machine and versions", "machine:" in machine.heading(1, 1) and "libzmq" in machine.heading(1, 1))


def main():
    story = Story()
    page(story)
    disk(story)
    scoring(story)
    city(story)
    ballots(story)
    with ground.Ground(PEOPLE) as site:
        commands(story, site)
        propagation(story, site)
        reads(story, site)
        rebuilds(story, site)
    return story.end()


if __name__ == "__main__":
    sys.exit(main())
