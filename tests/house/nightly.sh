#!/bin/bash
# ci/nightly over a harmless target and one that must be found out, in a folder of its own: a clean night, findings, each way
# in which the harness can be broken, and a night that is killed. And of ci/fuzz-run, that a counted run repeats exactly.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
cd "$REPO_ROOT" || exit 1
real=$(dirname "$(dirname "$SLUICE_TEST")")
export BUILD=$WORK/build FUZZ_TARGETS=$WORK/targets.def RESTARTS=2
keep=$WORK/keep

# The programs of the project under other names: a control that finds nothing is a target that is right.
programs()	# NAME AS
{
	local variant
	for variant in asan fuzz afl; do
		mkdir -p "$BUILD/$variant/fuzz"
		ln -sf "$real/$variant/fuzz/$1" "$BUILD/$variant/fuzz/$2"
	done
}

block()		# NAME SEEDS FLOOR
{
	printf 'name: %s\nseeds: %s\nmax_len: 64\nfloor_edges: %d\nfloor_afl_edges: 3\nfloor_libfuzzer_runs: 1\n\n' "$@"
}

list()		# FLOOR: of the harmless one's edges
{
	{
		block fuzz_pattern fuzz/seeds/fuzz_pattern "$1"
		block fuzz_other fuzz/seeds/fuzz_pattern 100
		block fuzz_planted "$WORK/seeds" 1
	} >"$FUZZ_TARGETS"
}

night()		# CODE NAME ARGUMENT...
{
	local code=$1 name=$2
	shift 2
	expect_exit "$code" "$name" ci/nightly --built --minimise 0 --keep "$keep" "$@"
}

problem_is()	# PATTERN NAME
{
	expect "$2" grep -qE "$1" "$keep/problems.tsv"
}

# One bit away from what the control fails on, so that a few hundred runs find it.
mkdir "$WORK/seeds"
for word in bae baf bal bat bcd bed bid bqd cad fad jad rad; do
	printf '%s' $word >"$WORK/seeds/$word"
done
programs control control
programs control fuzz_planted
programs fuzz_pattern fuzz_pattern
programs fuzz_pattern fuzz_other
list 100

# --- wrong uses: nothing is begun

night 2 "a target that is in no list" nothing
expect_err 'nothing is no target of .*; there are: fuzz_pattern fuzz_other fuzz_planted' "says which there are"
night 2 "no length of time" --budget soon
expect_err '^nightly: --budget: no length of time: soon' "says so"
night 2 "a budget of nothing" --budget 0
night 2 "an option without its value" --budget
night 2 "no number of seconds" --minimise long
night 2 "an option that there is not" --other
night 2 "an engine that there is not" --engines honggfuzz
expect_err 'no engine is named honggfuzz: libfuzzer, afl' "says which there are"
CLANG=no-such-clang night 2 "an engine that is not installed" --engines libfuzzer
expect_err 'no-such-clang is not installed; make deps' "says what to do"
night 2 "a commit that there is not" --bisect no-such-commit
expect "none of them has begun" test ! -e "$keep"
expect_exit 2 "a folder that cannot be made" ci/nightly --built --keep "$WORK/seeds/bae/keep" pattern
expect_err 'seeds/bae/keep: cannot be written' "says so"
BUILD=$WORK/empty night 2 "programs that are not there" --engines libfuzzer pattern
expect_err 'is not built' "says so"
rm -rf "$keep"

# --- a clean night, with both engines

night 0 "a clean night" --each 1 pattern
expect_out '^1 targets, [0-9]+ executions in [0-9]+ s' "says what it has done"
expect_out 'slice 2 of 2; .* 0 artifacts, 0 problems' "and how far it is, a line a slice"
expect "each engine has a line in the history" test "$(cut -f 2,3 "$keep/history.tsv" | LC_ALL=C sort | paste -s -d ' ')" = \
	$'fuzz_pattern\tafl fuzz_pattern\tlibfuzzer'
expect "the corpus has more than its seeds" test "$(find "$keep/fuzz_pattern/corpus" -type f | wc -l)" -gt \
	"$(wc -l <"$keep/fuzz_pattern/seeds.known")"
expect "AFL++ has found the control, and left it" test -n "$(find "$keep/control/control/artifacts" -name 'afl-crash-*')"
expect "there is a page" grep -q fuzz_pattern "$keep/page.html"

# --- what makes the harness worthless

find "$keep/fuzz_pattern/corpus" -type f | tail -n +2 | xargs rm
list 1000000
sed -i 1d "$keep/history.tsv"
night 2 "a corpus that has shrunk, a floor that is not reached, a history that has shrunk" --each 1 --engines libfuzzer pattern
problem_is '^fuzz_pattern	the corpus has shrunk: 1 files, of [0-9]+' "the corpus"
problem_is '^fuzz_pattern	libfuzzer: edges: [0-9]+, of at least 1000000 \(floor_edges\)' "the floor"
problem_is '^history	history.tsv has shrunk: 1 lines, of 2' "the history"
expect_out '^problem: fuzz_pattern: the corpus has shrunk' "all of it is said at the end"
list 100

# --- a finding

rm -rf "$keep"
night 1 "a night with a finding" --each 3 --engines libfuzzer planted
expect_out '^finding: fuzz_planted: heap-buffer-overflow' "says what it is"
expect "the engine has left it" test -n "$(find "$keep/fuzz_planted/artifacts" -name "libfuzzer-crash-*")"
expect "it is one finding" test "$(wc -l <"$keep/findings.tsv")" = 1
[ -z "${THOROUGH:-}" ] || night 1 "found once, it is found until it is mended" --each 1 --engines libfuzzer pattern

# --- killed, and begun again with the same command

rm -rf "$keep"
# nproc takes this for the number of cores: one slice after the other.
command=(env OMP_NUM_THREADS=1 ci/nightly --built --keep "$keep" --each 2 --engines libfuzzer pattern other)
"${command[@]}" >"$WORK/killed" 2>&1 &
night=$!
for ((i = 0; i < 600; i++)); do
	grep -qs '^done 1 fuzz_' "$keep/night.log" && break
	sleep 0.1
done
kill -9 $night
wait $night 2>/dev/null
expect "one slice was done when it was killed" test "$(grep -c '^done' "$keep/night.log")" = 1
expect_exit 0 "the same command goes on" "${command[@]}"
expect_out 'goes on with the night that was stopped after [0-9]+ s' "says so"
expect "no slice is done twice" test "$(sort "$keep/night.log" | uniq -d | grep -c '^done')" = 0
expect "nor left out" test "$(grep -c '^done' "$keep/night.log")" = 2

# --- what takes its time, and is for make test-all

thorough()
{
	expect_exit 0 "and then a new night" ci/nightly --built --keep "$keep" --budget 2s --engines libfuzzer pattern
	expect_no_out 'goes on with' "which does not go on with anything"
	expect "it has minimised the corpus" test -s "$keep/fuzz_pattern/corpus.least"
	rm -rf "$keep"
	programs fuzz_pattern control
	rm "$BUILD/asan/fuzz/control"
	ln -s "$real/asan/fuzz/control" "$BUILD/asan/fuzz/control"
	CONTROL_SECONDS=1 night 2 "an engine that does not see the control" --each 1 --engines libfuzzer pattern
	problem_is '^control	libfuzzer does not find the planted over-read' "says so"
	programs control control
	printf '#!/bin/sh\nexit 0\n' >"$WORK/silent"
	rm "$BUILD/fuzz/fuzz/fuzz_planted"
	install -m 755 "$WORK/silent" "$BUILD/fuzz/fuzz/fuzz_planted"
	night 2 "an engine that ends at once and well" --each 1 --engines libfuzzer planted
	problem_is '^fuzz_planted	libfuzzer ran nothing \(exit 0\)' "ran nothing"
	rm "$BUILD/fuzz/fuzz/fuzz_planted"
	programs control fuzz_planted
}

[ -z "${THOROUGH:-}" ] || thorough

# --- counted runs

unset FUZZ_TARGETS
export BUILD=$real
for i in 1 2; do
	expect_exit 0 "a counted run, time $i" ci/fuzz-run --runs 300 --keep "$WORK/counted-$i" binary
	grep 'with libfuzzer' "$OUT" >"$WORK/counted-$i.tap"
	(cd "$WORK/counted-$i/fuzz_binary/libfuzzer/corpus" && LC_ALL=C ls) >"$WORK/counted-$i.corpus"
done
if setarch "$(uname -m)" -R true 2>/dev/null; then
	expect "has the same executions, edges and features" cmp "$WORK/counted-1.tap" "$WORK/counted-2.tap"
	expect "and the same corpus" cmp "$WORK/counted-1.corpus" "$WORK/counted-2.corpus"
else
	skip "repeats exactly" "addresses cannot be fixed here"
fi
expect_exit 2 "a counted run of a target that there is not" ci/fuzz-run --runs 1 nothing
finish
