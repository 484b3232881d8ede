#!/bin/bash
# ci/fuzz-triage over artifacts of a target with a planted defect of each kind, in a small tree of its own.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
tree=$WORK/tree
keep=$tree/keep
artifacts=$keep/fuzz_planted/artifacts
export COUNTER=$WORK/counter
unset BUILD

compile()	# VARIANT PROGRAM SOURCE FLAG...
{
	local variant=$1 program=$2 source=$3 compiler=(gcc) driver=("$REPO_ROOT/fuzz/replay.c")
	shift 3
	if [ "$variant" = fuzz ]; then
		compiler=(clang-19 -fsanitize=fuzzer) driver=()
	fi
	mkdir -p "$tree/build/$variant/fuzz"
	"${compiler[@]}" -std=c11 -g -O1 -w -fno-omit-frame-pointer -fno-sanitize-recover=all -D_POSIX_C_SOURCE=200809L \
		-I"$REPO_ROOT/fuzz" "$@" -o "$tree/build/$variant/fuzz/$program" "$source" "${driver[@]}" || exit 1
}

sanitized=-fsanitize=address,undefined
mkdir -p "$tree/ci" "$tree/fuzz" "$tree/corpus" "$tree/tests" "$tree/build/release"
cp "$REPO_ROOT"/ci/fuzz-{triage,input,log.awk} "$tree/ci/"
cp -r "$REPO_ROOT/corpus/model" "$tree/corpus/"
ln -s "$SLUICE" "$tree/build/release/sluice"
# As the project does: names of sources below the root of the tree.
cp "$REPO_ROOT/tests/house/planted_target.c" "$tree/fuzz/fuzz_planted.c"
cd "$tree" || exit 1
compile asan control "$REPO_ROOT/fuzz/control.c" $sanitized
compile asan fuzz_planted fuzz/fuzz_planted.c $sanitized
triage=(ci/fuzz-triage --minimise 0 keep)

is_found()	# CLASS COUNT KIND FRAMES NAME: a line of findings.tsv says all this
{
	awk -F '\t' -v class="$1" -v count="$2" -v kind="$3" -v frames="$4" '
		$5 == class && $4 == count && $6 == kind && $7 ~ frames && NF == 9 { n++ } END { exit n != 1 }' keep/findings.tsv
	expect "$5" test $? = 0
}

group_of()	# KIND
{
	awk -F '\t' -v kind="$1" '$6 == kind { print $1; exit }' keep/findings.tsv
}

expect_exit 2 "without a folder it is used wrongly" ci/fuzz-triage
expect_exit 2 "a folder that is not there" ci/fuzz-triage none
expect_exit 2 "a limit that is no number" ci/fuzz-triage --limit soon keep
mkdir -p "$artifacts" keep/fuzz_planted/corpus
expect_exit 0 "no artifact, no finding" "${triage[@]}"
expect "the list of findings is there, and empty" test -e keep/findings.tsv -a ! -s keep/findings.tsv

printf 'rxxxxxxxxxxxx' >"$artifacts/libfuzzer-crash-1"
printf 'ryyy' >"$artifacts/afl-crash-2"
printf 'sxx' >"$artifacts/afl-crash-3"
printf 'pzz' >"$artifacts/libfuzzer-crash-4"
printf 'qzz1' >"$artifacts/libfuzzer-crash-5"
printf 'D' >"$artifacts/libfuzzer-crash-6"
printf 'Ex' >"$artifacts/libfuzzer-crash-11"
printf 'uzz' >"$artifacts/libfuzzer-crash-7"
printf 'uyy' >"$artifacts/libfuzzer-crash-8"
printf 'lzz' >"$artifacts/libfuzzer-leak-9"
printf 'dd' >"$artifacts/libfuzzer-crash-10"
printf 'x' >"$artifacts/afl-crash-12"
printf 'y' >"$artifacts/afl-crash-13"
printf 'cc' >"$artifacts/libfuzzer-crash-14"
printf 'mm' >"$artifacts/libfuzzer-crash-15"
printf 'nothing' >"$artifacts/libfuzzer-crash-16"
printf 'nothing' >"$artifacts/libfuzzer-slow-17"
printf 'somebody\telse said this\n' >keep/problems.tsv
expect_exit 1 "findings are an exit of 1" "${triage[@]}"
expect_out '^# triage: 17 inputs, 14 findings, 1 gone$' "all of them are counted"
is_found stable 2 'heap-buffer-overflow READ' '^past fuzz/fuzz_planted.c:[0-9]+ < by_one_way .* < LLVMFuzzer' \
	"two artifacts of one over-read are one finding"
is_found stable 1 'heap-buffer-overflow READ' '^past .* < by_another ' "another way to the same function is another finding"
is_found stable 1 "property: number < 'a'" . "a property"
is_found stable 1 'property: size != 4' . "and another"
is_found stable 1 'disagreement: missed a match' . "a disagreement, by its kind"
is_found stable 1 'disagreement: extra' . "and one that is said as a property"
is_found stable 2 "undefined: shift exponent N is too large for N-bit type 'int'" . "undefined behaviour, whatever its numbers"
is_found stable 1 leak 'fuzz_planted.c' "a leak"
is_found stable 1 'stack-overflow' '^deep ' "an endless recursion is its function, however deep"
is_found stable 1 'exit 0 within a run' '^-$' "a target that ends with success has not passed"
is_found stable 1 'exit 7' '^-$' "nor with another status"
is_found unstable 1 'property: !is_third()' . "one that fails every third time"
is_found stateful 1 'property: runs < 50' . "one that fails after others"
is_found gone 1 'never failed again: crash' . "one that nobody sees again, and which counts"
is_found gone 1 'never failed again: slow' . "a slow run, which does not"
expect "what others said of the harness stays" grep -qx 'somebody.else said this' keep/problems.tsv

finding=keep/findings/$(awk -F '\t' '$4 == 2 && $6 ~ /READ/ { print $1 }' keep/findings.tsv)
expect "the smallest input stands for the finding" cmp "$artifacts/afl-crash-2" "$finding/input"
expect "with the stack" grep -q 'in past' "$finding/replay.txt"
expect "and both artifacts" test "$(wc -l <"$finding/artifacts.txt")" = 2
command=$(grep -m 1 'build/asan' "$finding/how.txt")
expect "and the command that runs it again" bash -c "! $command"
expect "which says what it says there" bash -c "$command 2>&1 | grep -q 'heap-buffer-overflow'"
rm "$artifacts"/*-[4-9] "$artifacts"/*-1[0-7]
find keep/findings -mindepth 1 -maxdepth 1 ! -name 'heap*' -exec rm -r {} +
sed -i '/^heap/!d' keep/findings.tsv
sha256sum keep/findings/*/input >"$WORK/before"
cut -f 1-8 keep/findings.tsv >"$WORK/list"
expect_exit 1 "once more" "${triage[@]}"
expect "finds the same, first seen when it was" diff "$WORK/list" <(cut -f 1-8 keep/findings.tsv)
expect "with the same inputs" diff "$WORK/before" <(sha256sum keep/findings/*/input)

# A channel file becomes a case that the suites read: its bytes with their names, and what the check says of them.
rm -rf keep/findings "$artifacts" && mkdir -p "$artifacts" "$WORK/bytes"
build/asan/fuzz/control -o "$WORK/bytes" "$REPO_ROOT/corpus/reject/CH2012-contains.hex" >/dev/null
cp "$WORK"/bytes/* "$artifacts/afl-crash-1"
: >keep/findings.tsv
expect_exit 1 "a channel file" "${triage[@]}"
case=$(echo keep/findings/*/case.hex)
expect "the case begins with what the check says" diff <(head -n 1 "$REPO_ROOT/corpus/reject/CH2012-contains.hex") \
	<(head -n 1 "$case")
mkdir "$WORK/again"
build/asan/fuzz/control -o "$WORK/again" "$case" >/dev/null
expect "and spells the input" cmp "$artifacts/afl-crash-1" "$WORK"/again/*
expect "with the names of the members" grep -q '# magic$' "$case"

# A run without an end.
rm -rf keep/findings "$artifacts" && mkdir -p "$artifacts"
: >keep/findings.tsv
printf 'h' >"$artifacts/afl-hang-1"
printf 'hhh' >"$artifacts/afl-hang-2"
expect_exit 1 "hangs" ci/fuzz-triage --limit 1 --minimise 0 keep
is_found stable 2 hang 'endless ' "are one finding, with the function in which they hang"

# What is repaired is gone, and is said so; what never failed is the reader's to judge.
printf 'rx' >"$artifacts/libfuzzer-crash-1"
printf 'nothing' >"$artifacts/libfuzzer-crash-2"
rm "$artifacts"/afl-hang-*
rm -rf keep/findings
: >keep/findings.tsv
expect_exit 1 "before the repair" "${triage[@]}"
compile asan fuzz_planted fuzz/fuzz_planted.c $sanitized -DREPAIRED
expect_exit 1 "after it, what never failed again is left" "${triage[@]}"
is_found gone 1 'heap-buffer-overflow READ' '^past ' "what was repaired keeps its name, and is gone"
rm -r "$artifacts/libfuzzer-crash-2" "keep/findings/$(group_of 'never failed again: crash')"
sed -i '/never failed again/d' keep/findings.tsv
expect_exit 0 "until somebody has removed it" "${triage[@]}"

# Minimised by the engine's own build, with the same key.
if command -v clang-19 >/dev/null; then
	compile asan fuzz_planted fuzz/fuzz_planted.c $sanitized
	compile fuzz fuzz_planted fuzz/fuzz_planted.c $sanitized
	rm -rf keep/findings "$artifacts" && mkdir -p "$artifacts"
	: >keep/findings.tsv
	head -c 300 /dev/zero | tr '\0' r >"$artifacts/libfuzzer-crash-1"
	expect_exit 1 "a long input" ci/fuzz-triage --minimise 4 keep
	expect "becomes shorter" test "$(stat -c %s keep/findings/*/input)" -lt 300
	expect "and is the same finding" grep -q 'in by_one_way' keep/findings/*/replay.txt
	build/asan/fuzz/fuzz_planted keep/findings/*/input >"$OUT" 2>"$ERR"
	expect_err 'heap-buffer-overflow' "which the short input shows"
else
	skip "minimising" "clang-19 is not here"
fi

# A harness that sees nothing may not call everything gone.
compile asan control "$REPO_ROOT/fuzz/control.c"
expect_exit 2 "a control that does not fail" "${triage[@]}"
expect "is a problem of the harness" grep -q '^control.triage: the over-read .* is not seen' keep/problems.tsv
rm build/asan/fuzz/control
expect_exit 2 "a control that is not there" "${triage[@]}"
compile asan control "$REPO_ROOT/fuzz/control.c" $sanitized
rm build/asan/fuzz/fuzz_planted
expect_exit 2 "a target that is not there" "${triage[@]}"
expect "is named" grep -q '^fuzz_planted.triage: there is no ' keep/problems.tsv
expect "and what was said before of the control is not said again" bash -c '! grep -q ^control keep/problems.tsv'
finish
