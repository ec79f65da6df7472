#!/usr/bin/python3
"""Verifies the public board of a democratic evaluation; shares no code with the box.

    verify_board.py board.json --root HEX [--leaves N] [--receipt HEX ...] [--earlier HEX --earlier-leaves N]

board.json: the rows of GET /api/v1/ballot/board?poll_id=..., as a list or in pages, each {"number": n, "leaf": hex}. The chain over
the leaves in their order must end in the root that was given out at the close; with --earlier it must also pass through a root that was
given out before, so that nothing under it was exchanged; every receipt must stand on the board exactly once. Exit status: 0 when all
holds, 1 when anything does not, 2 when the input cannot be read."""
import argparse
import hashlib
import json
import sys


def rows_of(value):
    if isinstance(value, dict):
        value = value["items"]
    out = []
    for one in value:
        out += rows_of(one) if isinstance(one, list) or "items" in one else [one]
    return out


def is_hex(text):
    return isinstance(text, str) and len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def faults_of(rows, root, count=None, receipts=(), earlier=None):
    """What is wrong with the board; empty when nothing is."""
    faults, chain, roots = [], "", {0: ""}
    for expected, row in enumerate(sorted(rows, key=lambda r: r["number"]), 1):
        if row["number"] != expected:
            faults.append(f"leaf {expected} is missing or stands twice")
            break
        if not is_hex(row["leaf"]):
            faults.append(f"leaf {expected} is no hash")
            break
        chain = hashlib.sha256((chain + row["leaf"]).encode()).hexdigest()
        roots[expected] = chain
    leaves = [row["leaf"] for row in rows]
    if len(set(leaves)) != len(leaves):
        faults.append("a leaf stands twice")
    if chain != root:
        faults.append(f"the chain ends in {chain or 'nothing'}, not in the root given out")
    if count is not None and len(rows) != count:
        faults.append(f"{len(rows)} leaves, not {count}")
    if earlier and roots.get(earlier[1]) != earlier[0]:
        faults.append("the board was not what it was when the earlier root was given out")
    faults += [f"receipt {r} does not stand on the board" for r in receipts if leaves.count(r) != 1]
    return faults


def main():
    parser = argparse.ArgumentParser(description="verify the board of a ballot box")
    parser.add_argument("board")
    parser.add_argument("--root", required=True)
    parser.add_argument("--leaves", type=int)
    parser.add_argument("--receipt", action="append", default=[])
    parser.add_argument("--earlier")
    parser.add_argument("--earlier-leaves", type=int, default=0)
    args = parser.parse_args()
    try:
        with open(args.board, encoding="utf-8") as f:
            rows = rows_of(json.load(f))
        faults = faults_of(rows, args.root, args.leaves, args.receipt,
                           (args.earlier, args.earlier_leaves) if args.earlier else None)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"verify_board: cannot read {args.board}: {error}", file=sys.stderr)
        return 2
    for fault in faults:
        print(f"verify_board: {fault}")
    if not faults:
        print(f"verify_board: {len(rows)} leaves stand as the root says")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
