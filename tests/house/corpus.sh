#!/bin/bash
# From a crash to a committed case: ci/fuzz-repro, ci/corpus-add, ci/corpus-minimise, inputs as named tests, and what is
# committed: the corpus under its cap, the page about fuzzing beside the list of targets.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
BUILD=$(cd "$(dirname "$SLUICE_TEST")/.." && pwd)
export BUILD FUZZ_NO_BUILD=1
cd "$REPO_ROOT" || exit 2
# shellcheck source=ci/fuzz-list
. ci/fuzz-list
CAP=2000000 # bytes of all that the targets start from and is committed
replayed=(corpus/accept corpus/reject corpus/regress fuzz/seeds fuzz/corpus)

# --- what is committed

total=$(find "${replayed[@]}" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')
expect "the committed corpus has $total bytes, of at most $CAP" test "$total" -le $CAP
expect "and is there" test "$(find fuzz/corpus -type f | wc -l)" -ge 100

# A name of another form than a hash was given by hand.
misnamed()
{
	find fuzz/corpus -type f -exec sha256sum {} + | awk -v known=" $(target_names | paste -s -d ' ') " '
		{
			hash = substr($1, 1, 16)
			split($2, part, "/")
			if (!index(known, " " part[3] " ")) print $2 ": of no target"
			if (part[4] ~ /^[0-9a-f]+$/ && length(part[4]) == 16 && part[4] != hash) print $2 ": its bytes have the hash " hash
		}'
}
text=$(misnamed)
expect "each file of fuzz/corpus is named by its bytes, for a target that there is: ${text:-all are}" test -z "$text"
text=$(find fuzz/corpus -type f -exec sha256sum {} + | sed 's,^\([0-9a-f]*\) *\(fuzz/corpus/[^/]*\)/.*,\1 \2,' | sort | uniq -d)
expect "none is there twice for one target" test -z "$text"
expect "git leaves their bytes alone" test "$(git check-attr text fuzz/corpus/any/name 2>/dev/null | grep -v 'unset$')" = ""

page_lacks()
{
	local name line word
	for name in $(target_names); do
		line="| \`$name\` | $(target_key "$name" about) |"
		grep -qxF -e "$line" fuzz/README.md || echo "fuzz/README.md lacks the line: $line"
	done
	# shellcheck disable=SC2016 # no command
	grep -oE '^\| `fuzz_[a-z0-9]+` ' fuzz/README.md | tr -d '|` ' | while IFS= read -r name; do
		target_known "$name" || echo "fuzz/README.md has the target $name, which is gone"
	done
	grep -oE '\]\([^)#:]+\)' fuzz/README.md | sed 's/^](//; s/)$//' | while IFS= read -r word; do
		[ -e "fuzz/$word" ] || echo "fuzz/README.md links $word, which is not there"
	done
	grep -oE '\bci/[a-z][a-z-]*[a-z]' fuzz/README.md | sort -u | while IFS= read -r word; do
		[ -e "$word" ] || echo "fuzz/README.md names $word, which is not there"
	done
	grep -oE '(^|`)make [a-z][a-z-]*' fuzz/README.md | sed 's/.*make //' | sort -u | while IFS= read -r word; do
		grep -q "^$word:" Makefile || echo "fuzz/README.md says make $word, which the Makefile has not"
	done
}
text=$(page_lacks)
expect "fuzz/README.md speaks of the targets, files, scripts and goals that there are${text:+: $text}" test -z "$text"

# --- make repro

mkdir -p "$WORK/kept/nightly/fuzz_parse/artifacts" "$WORK/kept/findings/some" "$WORK/plain"
printf 'bad' >"$WORK/plain/bad"
printf 'good' >"$WORK/plain/good"
expect_exit 1 "repro: what fails" ci/fuzz-repro "$WORK/plain/bad" control
expect_out '^finding: AddressSanitizer: heap-buffer-overflow .*READ of 1' "says the finding"
expect_out '^  LLVMFuzzerTestOneInput +fuzz/control\.c:[0-9]+' "and where in our functions"
expect_out '^  bad$' "and the text"
expect_exit 0 "repro: what does not fail" ci/fuzz-repro "$WORK/plain/good" control
expect_out '^finding: none' "says so"
case=$(find corpus/accept -name '*.hex' | sort | head -n 1)
expect_exit 0 "repro: a channel file" ci/fuzz-repro "$case" parse
expect_out '^  89 43 48 41 4e 0d 0a 1a # magic' "its fields are named"
expect_exit 0 "repro: a rejected one" ci/fuzz-repro corpus/reject/CH1002-zeroed.hex fuzz_parse
expect_out '^  00 00 00 00 00 00 00 00 # magic' "and its fields as far as it goes"
printf '\211C' >"$WORK/kept/nightly/fuzz_parse/artifacts/libfuzzer-crash-1"
expect_exit 0 "repro: the path names the target" ci/fuzz-repro "$WORK/kept/nightly/fuzz_parse/artifacts/libfuzzer-crash-1"
expect_out '^target: fuzz_parse$' "which is run"
echo fuzz_pattern >"$WORK/kept/findings/some/target"
cp "$WORK/plain/good" "$WORK/kept/findings/some/input"
expect_exit 0 "repro: a finding's folder names it" ci/fuzz-repro "$WORK/kept/findings/some/input"
expect_out '^target: fuzz_pattern$' "which is run"
cp "$WORK/plain/good" "$WORK/plain/clusterfuzz-testcase-minimized-fuzz_pattern-123"
expect_exit 0 "repro: a name of OSS-Fuzz" ci/fuzz-repro "$WORK/plain/clusterfuzz-testcase-minimized-fuzz_pattern-123"
printf 'a: \033[31m\n' >"$WORK/plain/colour"
expect_exit 0 "repro: no byte that a terminal obeys" ci/fuzz-repro "$WORK/plain/colour" sigma
expect "is printed" test "$(LC_ALL=C grep -c $'\033' "$OUT")" = 0
expect_exit 0 "repro: a name with a space and a quote" \
	ci/fuzz-repro "$(cp "$WORK/plain/good" "$WORK/plain/it's one" && echo "$WORK/plain/it's one")" pattern

mkfifo "$WORK/plain/fifo"
truncate -s 17M "$WORK/plain/huge"
printf 'zz' >"$WORK/plain/not.hex"
for file in "$WORK/plain/none" "$WORK/plain" "$WORK/plain/fifo" "$WORK/plain/huge" "$WORK/plain/not.hex" ""; do
	expect_exit 2 "repro: ${file#"$WORK/"} is refused" ci/fuzz-repro "$file" parse
	expect_exit 2 "corpus-add: ${file#"$WORK/"} is refused" ci/corpus-add "$file" parse
done
expect_exit 2 "repro: no file" ci/fuzz-repro
expect_exit 2 "repro: a target that is not there" ci/fuzz-repro "$WORK/plain/good" dance
expect_exit 2 "repro: no target" ci/fuzz-repro "$WORK/plain/good"
expect_err 'TARGET=\.\.\. is one of: .*fuzz_parse' "says which there are"

# --- make corpus-add

export CORPUS_ROOT=$WORK/root
added()		# NAME: the first line of the case
{
	head -n 1 "$CORPUS_ROOT/corpus/regress/$1.hex" 2>/dev/null
}
judged=0
wrong=""
mapfile -t again < <(grep -LE '^# (builds|name): ' corpus/reject/CH*.hex | awk 'NR % 17 == 1')
for file in "${again[@]}"; do
	name=again-$(basename "$file" .hex | tr '[:upper:]' '[:lower:]')
	ci/corpus-add "$file" parse "$name" >"$OUT" 2>"$ERR"
	judged=$((judged + 1))
	[ "$(added "$name")" = "$(head -n 1 "$file")" ] || wrong="$wrong $file: $(added "$name" || cat "$ERR")"
done
expect "corpus-add: $judged cases get the findings that they had${wrong:+:$wrong}" test -z "$wrong"
expect "corpus-add: enough of them" test $judged -ge 8

# A case that nobody has: the last byte of an accepted file is another.
"$BUILD/asan/fuzz/fuzz_parse" -o "$WORK/plain" "$case" >"$OUT" 2>"$ERR"
input=$(find "$WORK/plain" -name '00000-*')
{ head -c -1 "$input"; printf '\376'; } >"$WORK/plain/changed"
expect_exit 0 "corpus-add: a new one" ci/corpus-add "$WORK/plain/changed" check the-last-byte
expect_out '^next: .*git add corpus/regress/the-last-byte\.hex$' "says what comes next"
expect "it has its finding" grep -qE '^# expect: CH1' "$CORPUS_ROOT/corpus/regress/the-last-byte.hex"
expect "and its fields" grep -q '# magic' "$CORPUS_ROOT/corpus/regress/the-last-byte.hex"
expect_exit 2 "corpus-add: the same bytes again" ci/corpus-add "$WORK/plain/changed" parse other-name
expect_err 'there already, as the-last-byte' "are there already"
{ head -c -1 "$input"; printf '\375'; } >"$WORK/plain/changed2"
expect_exit 2 "corpus-add: other bytes under the same name" ci/corpus-add "$WORK/plain/changed2" parse the-last-byte
for name in ../up 'a b' Big .hidden; do
	expect_exit 2 "corpus-add: no such name: $name" ci/corpus-add "$WORK/plain/changed2" parse "$name"
done
expect_exit 2 "corpus-add: not for the control" ci/corpus-add "$WORK/plain/changed2" control
expect_exit 0 "corpus-add: what the check accepts" ci/corpus-add "$case" check fine
expect "is kept for its target" test -s "$CORPUS_ROOT/fuzz/corpus/fuzz_check/fine.hex"
printf 'title: mine\n' >"$WORK/plain/rule"
expect_exit 0 "corpus-add: a text" ci/corpus-add "$WORK/plain/rule" sigma mine
expect "stays as it is" cmp -s "$WORK/plain/rule" "$CORPUS_ROOT/fuzz/seeds/fuzz_sigma/mine"

# The suite that judges the cases must take the new ones, and notice one that says something else.
mkdir -p "$WORK/tree/corpus"
ln -s "$REPO_ROOT/tests" "$WORK/tree/tests"
ln -s "$REPO_ROOT/corpus/accept" "$REPO_ROOT/corpus/reject" "$WORK/tree/corpus/"
cp -r "$CORPUS_ROOT/corpus/regress" "$WORK/tree/corpus/"
judge()
{
	CMOCKA_MESSAGE_OUTPUT=TAP REPO_ROOT=$WORK/tree "$BUILD/asan/tests/test_corpus"
}
expect_exit 0 "tests/test_corpus takes what was added" judge
expect_out '^ok [0-9]+ - the-last-byte\.hex$' "by its name"
sed -i '1s/.*/# expect: CH1002 @0+8/' "$WORK/tree/corpus/regress/the-last-byte.hex"
judge >"$OUT" 2>"$ERR"
expect "and not with another finding" test $? != 0
expect_out '^not ok [0-9]+ - the-last-byte\.hex$' "which it names"

# --- make corpus

expect_exit 2 "corpus: nothing was fuzzed" ci/corpus-minimise --from "$WORK/none" rule
expect_exit 2 "corpus: no such target" ci/corpus-minimise dance
expect_exit 2 "corpus: no number" ci/corpus-minimise --bytes few rule
mkdir -p "$WORK/keep/fuzz_rule/corpus" "$CORPUS_ROOT/fuzz/corpus/fuzz_rule"
cp fuzz/corpus/fuzz_rule/* "$WORK/keep/fuzz_rule/corpus/"
printf 'by hand' >"$CORPUS_ROOT/fuzz/corpus/fuzz_rule/mine"
printf 'gone' >"$CORPUS_ROOT/fuzz/corpus/fuzz_rule/0123456789abcdef"
head -c 3000 /dev/zero >"$WORK/keep/fuzz_rule/corpus/zeros"
count=$(find fuzz/corpus/fuzz_rule -type f | wc -l)
expect_exit 0 "corpus: a set is chosen" ci/corpus-minimise --from "$WORK/keep" rule
chosen=$(find "$CORPUS_ROOT/fuzz/corpus/fuzz_rule" -regextype posix-egrep -regex '.*/[0-9a-f]{16}' | wc -l)
expect "corpus: of $((count + 2)) inputs $chosen" test "$chosen" -ge 1 -a "$chosen" -le "$((count + 1))"
expect "what was added by hand stays" test -s "$CORPUS_ROOT/fuzz/corpus/fuzz_rule/mine"
expect "what is chosen no more goes" test ! -e "$CORPUS_ROOT/fuzz/corpus/fuzz_rule/0123456789abcdef"
unset CORPUS_ROOT

# --- inputs as named tests

if gcc -std=c11 -g -D_POSIX_C_SOURCE=200809L -Ifuzz -o "$WORK/planted" fuzz/replay.c fuzz/replay_tests.c \
	tests/house/planted_target.c -lcmocka >"$OUT" 2>"$ERR"; then
	ok "a target with planted defects links the named tests"
else
	not_ok "a target with planted defects links the named tests"
fi
mkdir "$WORK/inputs"
printf '.' >"$WORK/inputs/1-fine"
printf 'qqqq' >"$WORK/inputs/2-property"
printf '.' >"$WORK/inputs/3-fine"
CMOCKA_MESSAGE_OUTPUT=TAP "$WORK/planted" -t "$WORK/inputs" >"$OUT" 2>"$ERR"
expect "a property that does not hold fails the run" test $? = 1
expect_out '^1\.\.3$' "each input is a test"
expect_out "^not ok 2 - planted/$WORK/inputs/2-property" "one fails, by its name"
expect_out "^ok 3 - planted/$WORK/inputs/3-fine" "and the next is run"
expect_err "^replay: the input was $WORK/inputs/2-property\$" "it is named on stderr"
expect_exit 1 "tests of nothing fail" "$WORK/planted" -t
expect_exit 1 "and tests of too few" "$WORK/planted" -t -m 2 "$WORK/inputs/1-fine"
expect_exit 2 "tests and an export do not go together" "$WORK/planted" -t -o "$WORK/seeds" "$WORK/inputs"
finish
