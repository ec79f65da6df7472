#!/bin/bash
# The sample city on this machine: seven daemons, a year of commands, and the report that comes of it. Called by `make run`.
# BUILD: where the programs are. ONCE=1: stop after the report. What it made stays in run/sample; a second run starts from it.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
CONFIG=deploy/config/sample.ini
SERVICES="personnel training assessment accountability welfare gateway ballot"

setting() { sed -n "s/^$1 *= *//p" "$CONFIG" | head -n 1; }
DATA=$(setting data) PORT=$(setting http_port) BASE_PORT=$(setting base_port) HOST=$(setting http_bind)
YEAR=$DATA/year ACCOUNTS=$DATA/accounts.txt
export DANDANG_URL=http://$HOST:$PORT XDG_CONFIG_HOME=$DATA/client DANDANG_ACCOUNT=
say() { printf '\n== %s\n' "$*"; }
stop() { printf 'run-sample: %s\n' "$*" >&2; exit 1; }
ctl() { "$BUILD/bin/dandangctl" "$@"; }
open_port() { (exec 3<>"/dev/tcp/$HOST/$1") 2>/dev/null; }

# ---- daemons, each with a supervisor that starts it again when it ends badly -----------------------
supervise() { # service
	local child=0 status ended=0 wait=1
	trap 'ended=1; [ $child = 0 ] || kill "$child" 2>/dev/null' TERM
	while [ $ended = 0 ]; do
		if [ "$1" = gateway ] && [ ! -e "$DATA/accounts.opened" ]; then
			DANDANG_BOOTSTRAP=$ACCOUNTS "$BUILD/bin/$1d" --config "$CONFIG" 2>>"$DATA/log/$1.log" &
		else
			"$BUILD/bin/$1d" --config "$CONFIG" 2>>"$DATA/log/$1.log" &
		fi
		child=$!
		echo $child >"$DATA/log/$1.pid"
		[ $ended = 0 ] || kill "$child" 2>/dev/null
		wait "$child"; status=$?
		# a signal to us ends the wait early; the daemon is still closing its files
		while kill -0 "$child" 2>/dev/null; do wait "$child"; status=$?; done
		[ $status != 0 ] || break
		[ $status != 65 ] || { echo "run-sample: ${1}d waits for a person, see docs/runbook.md" >>"$DATA/log/$1.log"; break; }
		[ $ended = 1 ] || { echo "run-sample: ${1}d ended with $status, again in $wait s" >>"$DATA/log/$1.log"; sleep $wait; }
		[ $wait -ge 30 ] || wait=$((wait * 2))
	done
}

supervisors=
stop_all() {
	local pid until=$((SECONDS + 20))
	trap '' INT TERM
	[ -n "$supervisors" ] || return
	say "正在停止 / stopping"
	for pid in $supervisors; do kill -TERM "$pid" 2>/dev/null; done
	for pid in $supervisors; do
		while kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $until ]; do sleep 0.1; done
	done
	set -- $SERVICES
	for pid in $supervisors; do # a daemon that does not end in time: the journal makes this safe
		kill -0 "$pid" 2>/dev/null && kill -KILL "$(cat "$DATA/log/$1.pid")" 2>/dev/null
		wait "$pid" 2>/dev/null
		shift
	done
	supervisors=
}

start_all() {
	local service port
	for port in "$PORT" $(seq "$BASE_PORT" $((BASE_PORT + 13))); do
		open_port "$port" && stop "端口 $port 已被占用，请先停止占用它的程序（或另一个样例）/ port $port is in use on $HOST: stop what holds it, perhaps another sample city"
	done
	for service in $SERVICES; do
		[ -x "$BUILD/bin/${service}d" ] || stop "$BUILD/bin/${service}d 不存在 / is not there: run make"
	done
	trap stop_all EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	for service in $SERVICES; do
		supervise "$service" &
		supervisors="$supervisors $!"
	done
}

ready() {
	local status
	exec 3<>"/dev/tcp/$HOST/$PORT" || return 1
	printf 'GET /readyz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$HOST" >&3
	read -r -t 5 _ status _ <&3
	exec 3>&-
	[ "$status" = 200 ]
}

wait_until() { # seconds, words, command...
	local until=$((SECONDS + $1)) words=$2; shift 2
	until "$@" 2>/dev/null; do
		[ $SECONDS -lt $until ] || { tail -n 3 "$DATA"/log/*.log >&2; stop "$words"; }
		sleep 0.2
	done
}

# ---- what a fresh city needs -----------------------------------------------------------------------
# The accounts of the year with random passwords, readable by the owner alone; made once, given to the gateway at its first start.
make_accounts() {
	local count
	count=$(wc -l <"$YEAR/accounts.tsv")
	(umask 077 && head -c $((count * 18)) /dev/urandom | base64 -w 24 | tr '+/' '-_' | paste "$YEAR/accounts.tsv" - >"$ACCOUNTS.new") &&
		awk -F '\t' 'NF != 7 || length($7) != 24 { bad = 1 } END { exit bad || NR == 0 }' "$ACCOUNTS.new" &&
		mv "$ACCOUNTS.new" "$ACCOUNTS" || stop "无法写出账号 / cannot write $ACCOUNTS"
}

make_year() {
	rm -rf "$YEAR.new"
	/usr/bin/python3 tests/data/generate.py --out "$YEAR.new" --seed 1 || stop "无法生成样例之年 / cannot generate the year"
	mv "$YEAR.new" "$YEAR"
}

accounts_opened() { grep -q '"first accounts handed in"' "$DATA/log/gateway.log"; }

log_in() { # account
	awk -F '\t' -v who="$1" '$1 == who { print $7 }' "$ACCOUNTS" | ctl --account "$1" login --password-file /dev/stdin >/dev/null
}

# ---- from here on in order -------------------------------------------------------------------------
umask 077
mkdir -p "$DATA/log" "$XDG_CONFIG_HOME" || exit 1
[ -e "$YEAR/play.ndjson" ] || { say "生成样例之年 / generating the year"; make_year; }
[ -e "$ACCOUNTS" ] || make_accounts
period=$(sed -n 's/^ *"\(from\|to\)": "\([0-9-]*\)",$/--\1 \2/p' "$YEAR/expected.json")

say "启动七个服务 / starting seven daemons (日志 logs: $DATA/log)"
start_all
wait_until 120 "服务未能就绪 / the daemons do not become ready, see $DATA/log" ready
if [ ! -e "$DATA/accounts.opened" ]; then
	echo "开立 $(wc -l <"$ACCOUNTS") 个账号 / opening accounts"
	wait_until 600 "账号未能开立 / the accounts were not opened, see $DATA/log/gateway.log" accounts_opened
	: >"$DATA/accounts.opened"
fi

if [ ! -e "$DATA/played" ]; then
	say "载入政策规则和工作日历 / loading rules and calendars"
	log_in sysadmin || stop "无法登录 / cannot log in"
	ctl --account sysadmin wait --timeout 60 || stop "账号未能处理完毕 / the accounts do not settle"
	ctl --account sysadmin policy load deploy/policy/*.json >"$DATA/log/policy.log" || stop "无法载入 / cannot load, see $DATA/log/policy.log"
	ctl --account sysadmin wait --timeout 60 || stop "规则未能处理完毕 / the rules do not settle"
	say "重放样例之年 / playing the year"
	ctl play "$YEAR/play.ndjson" --accounts "$ACCOUNTS" --progress "$DATA/play.progress" || stop "重放中断，再次 make run 将从中断处继续 / the play stopped; run again to go on from there"
	: >"$DATA/played"
fi

say "工作报告 / the report"
log_in org.150400 || stop "无法登录 / cannot log in"
ctl --account org.150400 report $period || stop "无法出具报告 / no report"
[ -z "${ONCE:-}" ] || exit 0

say "已就绪 / ready: $DANDANG_URL/"
echo "账号和口令在 $ACCOUNTS（第一列账号，末列口令）/ accounts and passwords, first and last column. 例 for example:"
awk -F '\t' '$1 ~ /^(org|cadre|train|superv|assess|inspect|cdi)\.150400$|^org\.150404$|^sysadmin$/ { printf "  %-22s %s  %s\n", $1, $7, $2 }
	$1 ~ /^self\./ && n++ < 4 { printf "  %-22s %s  %s（本人 / of his own）\n", $1, $7, $2 }' "$ACCOUNTS"
echo "Ctrl-C 停止 / stops"
wait
