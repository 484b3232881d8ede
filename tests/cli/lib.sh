# shellcheck shell=bash
# Sourced first by each tests/cli/*.sh; prints TAP. tests/run sets SLUICE (the tool), SLUICE_TEST (the
# tool with the switches that break it on purpose), REPO_ROOT and WORK (a scratch folder, removed
# afterwards), all absolute, and gives no stdin. The working directory is REPO_ROOT.
#
#	. "${REPO_ROOT:?}/tests/cli/lib.sh"
#	expect_exit 0 "a good repository passes" "$SLUICE" gate -C corpus/content
#	expect_out 'verdict: pass' "and says so"
#	finish
set -u
: "${SLUICE:?}" "${WORK:?}"
# It is sanitized, and looks for leaks in a way that no sandbox allows.
if [ -n "${SLUICE_TEST:-}" ] && [ "${SLUICE_SANDBOX:-auto}" != off ]; then
	mkdir -p "$WORK/.tool"
	printf '#!/bin/sh\nSLUICE_SANDBOX=off exec "%s" "$@"\n' "$SLUICE_TEST" >"$WORK/.tool/sluice-test"
	chmod +x "$WORK/.tool/sluice-test"
	SLUICE_TEST=$WORK/.tool/sluice-test
fi
tap_number=0
tap_failed=0
# What the last expect_exit wrote; free to be read by any further check.
OUT=$WORK/.stdout
ERR=$WORK/.stderr

ok()		# NAME
{
	tap_number=$((tap_number + 1))
	printf 'ok %d - %s\n' $tap_number "$1"
}

not_ok()	# NAME [REASON]
{
	tap_number=$((tap_number + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' $tap_number "$1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'
	[ ! -s "$OUT" ] || { echo "# stdout:"; head -c 4000 "$OUT" | sed 's/^/#   /'; echo; }
	[ ! -s "$ERR" ] || { echo "# stderr:"; head -c 4000 "$ERR" | sed 's/^/#   /'; echo; }
}

# Runs COMMAND, keeps its output in $OUT and $ERR, and compares its exit status. A sanitizer's report is
# a failure whatever the status.
expect_exit()	# CODE NAME COMMAND...
{
	local want=$1 name=$2 got
	shift 2
	"$@" >"$OUT" 2>"$ERR"
	got=$?
	if grep -qE 'AddressSanitizer|LeakSanitizer|runtime error:' "$ERR"; then
		not_ok "$name" "the sanitizer reports (exit $got)"
	elif [ $got != "$want" ]; then
		not_ok "$name" "exit $got, expected $want: $*"
	else
		ok "$name"
	fi
}

tap_search()	# FILE PATTERN NAME
{
	if grep -qE -e "$2" "$1"; then
		ok "$3"
	else
		not_ok "$3" "no line matches: $2"
	fi
}

# A line of stdout (expect_err: of stderr) of the last command matches the extended regular expression.
expect_out()	# PATTERN NAME
{
	tap_search "$OUT" "$1" "$2"
}

expect_err()	# PATTERN NAME
{
	tap_search "$ERR" "$1" "$2"
}

expect_no_out()	# PATTERN NAME
{
	if grep -qE -e "$1" "$OUT"; then
		not_ok "$2" "a line matches: $1"
	else
		ok "$2"
	fi
}

# COMMAND succeeds; for what is no run of the tool: test -f ..., cmp ...
expect()	# NAME COMMAND...
{
	local name=$1
	shift
	if "$@" >"$WORK/.expect" 2>&1; then
		ok "$name"
	else
		not_ok "$name" "failed: $* $(head -c 2000 "$WORK/.expect")"
	fi
}

skip()		# NAME REASON
{
	tap_number=$((tap_number + 1))
	printf 'ok %d - %s # SKIP %s\n' $tap_number "$1" "$2"
}

# Closes the plan; a script that ends without it fails.
finish()
{
	printf '1..%d\n' $tap_number
	[ $tap_failed = 0 ]
	exit $?
}
