#!/bin/bash
# Runs every test program that was built, then the Python ones and the scenarios, and adds them up. The last line is
# "N passed, N failed"; the exit status is non-zero when anything failed or a program did not come to its end.
set -u
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
export BUILD FULL=${FULL-1} JOURNAL_VERIFY="$BUILD/bin/journal-verify"
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# One program: its own last line "# passed N failed M" counts; without one it counts as one failure.
run() {
	local name=$1; shift
	local start=$SECONDS
	timeout "${TEST_SECONDS:-300}" "$@" >"$log" 2>&1
	local status=$?
	local line
	line=$(grep -a '^# passed [0-9]* failed [0-9]*$' "$log" | tail -n 1)
	if [ -z "$line" ]; then
		failed=$((failed + 1))
		echo "not ok $name: ended with status $status before its last line"
		tail -n 30 "$log"
		return
	fi
	set -- $line
	passed=$((passed + $3)) failed=$((failed + $5))
	if [ "$5" != 0 ] || [ $status != 0 ]; then
		[ "$5" != 0 ] || failed=$((failed + 1))
		echo "not ok $name: $5 failed, status $status"
		grep -a -v '^ok ' "$log" | tail -n 40
	else
		echo "ok $name: $3 in $((SECONDS - start)) s"
	fi
}

only=${1:-}
for program in $(find "$BUILD/test" -type f -name 'test_*' -perm -u+x | sort); do
	case $program in *"$only"*) run "${program#"$BUILD"/test/}" "$program" ;; esac
done
for script in $(find tests/unit tests/wire tests/scenario tests/lint tests/data tests/metrics tests/web tests/fault tests/abuse tests/fuzz tests/bench -name 'test_*.py' 2>/dev/null | sort); do
	case $script in *"$only"*) TEST_SECONDS=600 run "$script" /usr/bin/python3 "$script" ;; esac
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
