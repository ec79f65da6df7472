#!/usr/bin/python3
"""A synthetic prefecture and its year: files as real tools write them, and the year as commands (see README.md)."""
import argparse
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from year import accountability, assessment, files, people, plan, selection, training, units, welfare  # noqa: E402


def generate(out, seed, year, scale):
    world = plan.World(seed=seed, year=year, scale=scale)
    units.build(world)
    people.build(world)
    assessment.prepare(world)
    files.choose_forms(world)
    selection.prepare(world)
    assessment.choose_lists(world)
    training.secondments(world)
    training.squads(world)
    files.plan(world)
    assessment.inspections(world)
    assessment.lists(world)
    training.call_ups(world)
    selection.plan(world)
    accountability.plan(world)
    welfare.plan(world)
    training.plan(world)
    files.accounts(world)
    os.makedirs(out, exist_ok=True)
    files.write(world, out)
    with open(os.path.join(out, "play.ndjson"), "w", encoding="utf-8") as f:
        for line in world.play.lines():
            f.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    with open(os.path.join(out, "expected.json"), "w", encoding="utf-8") as f:
        json.dump({"from": f"{year}-01-01", "to": f"{year + 1}-01-01", "figures": dict(sorted(world.expected.items()))}, f,
                  ensure_ascii=False, indent=1)
        f.write("\n")
    return world


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", required=True)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--year", type=int, default=2025)
    options.add_argument("--scale", choices=("full", "small"), default="full")
    given = options.parse_args()
    world = generate(given.out, given.seed, given.year, plan.FULL if given.scale == "full" else plan.SMALL)
    lines = sum(len(rows) for rows in world.play.days.values())
    print(f"{len(world.units)} units, {len(world.people)} cadres, {lines} lines, {len(world.play.days)} days")


if __name__ == "__main__":
    main()
