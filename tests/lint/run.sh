#!/bin/bash
# `make lint`: the gates over the tree, then every gate against the bad files it must reject.
cd "$(dirname "$0")/../.." || exit 1
/usr/bin/python3 tests/lint/lint.py; tree=$?
/usr/bin/python3 tests/lint/test_lint.py; gates=$?
[ $tree = 0 ] && [ $gates = 0 ]
