#!/bin/bash
# Plays every abuse test and adds them up, with their figures. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.."
passed=0 failed=0
for script in tests/abuse/test_*.py; do
	echo "# ---- $script"
	counts=$(timeout "${TEST_SECONDS:-1800}" /usr/bin/python3 -u "$script" 2>&1 | tee >(cat >&2) | grep -a '^# passed [0-9]* failed [0-9]*$' | tail -n 1)
	if [ -z "$counts" ]; then
		echo "not ok - $script came to no end"
		failed=$((failed + 1))
		continue
	fi
	set -- $counts
	passed=$((passed + $3)) failed=$((failed + $5))
done 2>&1
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
