#!/usr/bin/python3
"""Writes the C that follows from the contract (docs/contract.md).

    proto/generate.py --out build/gen [--root .] [--service NAME ...] [--update-lock | --check-lock]

Runs protoc and protoc-c over proto/*.proto, services/roster/*.proto and every services/<name>/state.proto, checks the
contract and writes its C, the API document, the table of the client and what the console knows of it. Files whose content did not change keep their
time stamp, so that make rebuilds only what has to be rebuilt.
"""
import argparse
import os
import sys

sys.dont_write_bytecode = True

from generator import console, contract, documents, labels, lock, model, refusals, service  # noqa: E402
from generator.output import Output  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description="generate C from the contract")
    parser.add_argument("--out", required=True, help="folder of the generated files")
    parser.add_argument("--root", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    parser.add_argument("--service", action="append", default=[], help="only this service (may be repeated)")
    parser.add_argument("--update-lock", action="store_true", help="add new field numbers to proto/fields.lock")
    parser.add_argument("--check-lock", action="store_true", help="fail when proto/fields.lock lacks a field")
    return parser.parse_args()


def main():
    args = arguments()
    try:
        tree = model.read_tree(os.path.normpath(args.root), args.service)
        model.check_tree(tree)
        labels.give(tree)
        lock.check(tree, update=args.update_lock, strict=args.check_lock)
    except model.ContractError as error:
        print("generate.py: %s" % error, file=sys.stderr)
        return 1
    out = Output(args.out)
    try:
        model.run_codecs(tree, out)
    except model.ContractError as error:
        print("generate.py: %s" % error, file=sys.stderr)
        return 1
    refusals.write(tree, out)
    contract.write(tree, out)
    for one in tree.services:
        service.write(tree, one, out)
    documents.write(tree, out)
    console.write(tree, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
