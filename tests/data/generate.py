#!/usr/bin/python3
"""A synthetic prefecture and its year: files as real tools write them, and the year as commands (see README.md)."""
import argparse
import json
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from year import accountability, annual, assessment, files, later, people, persons, plan, selection, training, units, welfare  # noqa: E402


def generate(out, seed, year, scale, years=1, shuffle=None, graded=False):
    world = plan.World(seed=seed, year=year, scale=scale, shuffle=random.Random(shuffle) if shuffle is not None else None)
    units.build(world)
    people.build(world)
    assessment.prepare(world)
    annual.prepare(world)
    if graded:
        persons.prepare(world)
    files.choose_forms(world)
    selection.prepare(world)
    assessment.choose_lists(world)
    training.secondments(world)
    training.squads(world)
    later.prepare(world, years)
    files.plan(world)
    assessment.inspections(world)
    annual.plan(world)
    assessment.lists(world)
    training.call_ups(world)
    selection.plan(world)
    accountability.plan(world)
    welfare.plan(world)
    training.plan(world)
    later.plan(world)
    persons.plan(world)
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
    options.add_argument("--years", type=int, default=1, help="years to play, the first with everything, later ones with less")
    options.add_argument("--shuffle", type=int, help="a seed: what has no order is written in another one")
    options.add_argument("--persons", action="store_true", help="with annual and quarterly grades of persons, quotas, bonus")
    options.add_argument("--scale", choices=("full", "small"), default="full")
    given = options.parse_args()
    world = generate(given.out, given.seed, given.year, plan.FULL if given.scale == "full" else plan.SMALL,
                     given.years, given.shuffle, given.persons)
    lines = sum(len(rows) for rows in world.play.days.values())
    print(f"{len(world.units)} units, {len(world.people)} cadres, {lines} lines, {len(world.play.days)} days")


if __name__ == "__main__":
    main()
