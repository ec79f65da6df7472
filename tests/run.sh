#!/bin/bash
# Runs every test program that was built, then the Python ones and the scenarios, two at a time (TEST_LANES), and adds them up.
# The last line is "N passed, N failed"; the exit status is non-zero when anything failed or a program did not come to its end.
# run.sh [part of a name]
set -u -o pipefail
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
export BUILD FULL=${FULL-} JOURNAL_VERIFY="$BUILD/bin/journal-verify"

# One program: its own last line "# passed N failed M" counts; without one it counts as one failure. What it has to say is
# printed at once, ending in the line "# program N M" that the sum is made from.
run_one() {
	local file=$1 name=${1#"$BUILD"/test/} log start=$SECONDS status line
	log=$(mktemp)
	case $file in *.py) set -- /usr/bin/python3 -X faulthandler "$file" ;; *) set -- "$file" ;; esac
	timeout -s ABRT -k 10 "${TEST_SECONDS:-400}" "$@" >"$log" 2>&1    # what hangs says where
	status=$?
	line=$(grep -a '^# passed [0-9]* failed [0-9]*$' "$log" | tail -n 1)
	local passed=0 failed=1
	[ -z "$line" ] || { set -- $line; passed=$3 failed=$5; }
	[ $status = 0 ] || [ "$failed" != 0 ] || failed=1
	(
		flock 9
		if [ -z "$line" ]; then
			echo "not ok $name: ended with status $status before its last line"
			tail -n 30 "$log"
		elif [ "$failed" != 0 ]; then
			echo "not ok $name: $failed failed, status $status"
			grep -a '^not ok' "$log"
			grep -a -v '^ok \|^not ok' "$log" | tail -n 40
		else
			echo "ok $name: $passed in $((SECONDS - start)) s"
		fi
		echo "# program $passed $failed"
	) 9>"$TEST_LOCK"
	rm -f "$log"
}
if [ "${1:-}" = --one ]; then
	run_one "$2"
	exit 0
fi

export TEST_LOCK
TEST_LOCK=$(mktemp)
trap 'rm -f "$TEST_LOCK" "$TEST_LOCK.log"' EXIT
only=${1:-}
# The long ones first, so that no lane ends on one of them alone.
{
	find tests/fault tests/fuzz tests/abuse tests/data tests/years tests/scenario tests/bench tests/web tests/metrics tests/lint tests/wire tests/unit \
		-name 'test_*.py' 2>/dev/null
	find -L "$BUILD/test" -type f -name 'test_*' -perm -u+x | sort
} | grep -F -- "$only" | xargs -r -d '\n' -n 1 -P "${TEST_LANES:-2}" tests/run.sh --one | tee "$TEST_LOCK.log" |
	grep --line-buffered -v '^# program [0-9]* [0-9]*$'
ran=$?
awk '/^# program [0-9]+ [0-9]+$/ { passed += $3; failed += $4 }
	END { printf "%d passed, %d failed\n", passed, failed; exit !(passed > 0 && failed == 0) }' "$TEST_LOCK.log" && [ $ran = 0 ]
