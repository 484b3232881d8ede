#!/bin/bash
# ci/mutants in a small tree of which it is known what its tests notice.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
tree=$WORK/tree
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export BUILD=$tree/build MAKEFLAGS='' MAKELEVEL=0
unset CHANGED
if ! /usr/bin/python3 -c 'import clang.cindex' 2>/dev/null || ! command -v tcc >/dev/null; then
	skip "mutants" "python3-clang-19 or tcc is not installed"
	finish
fi
mkdir -p "$tree/parser" "$tree/tests/mutants" "$tree/ci" "$tree/fuzz" "$tree/corpus" "$tree/validator"
cd "$tree" || exit 1
cp "$REPO_ROOT/Makefile" .
cp "$REPO_ROOT/ci/mutants" "$REPO_ROOT/ci/deps" ci/
cp "$REPO_ROOT"/tests/mutants/*.py tests/mutants/

cat >parser/small.h <<'END'
#ifndef SMALL_H
#define SMALL_H
unsigned chan_small(unsigned size, unsigned want);
unsigned chan_sum(unsigned count);
unsigned chan_nothing(unsigned at);
static inline unsigned chan_twice(unsigned n)
{
	return n * 2;
}
#endif
END
cat >parser/small.c <<'END'
#include "small.h"

unsigned chan_small(unsigned size, unsigned want)
{
	if (want > size)
		return 0;
	return size - want;
}

unsigned chan_sum(unsigned count)
{
	unsigned table[4] = {1, 2, 3, 4}, sum = 0, i;

	if (count > 4)
		count = 4;
	for (i = 0; i < count; i++)
		sum = sum + table[i];
	return sum;
}

unsigned chan_nothing(unsigned at)
{
	volatile unsigned table[2] = {1, 2};

	return at < 2 ? table[at] * 0 : 0;
}
END
suite()		# TEST...: a suite with these assertions
{
	{
		printf '#include <%s>\n' setjmp.h stdarg.h stddef.h stdint.h cmocka.h
		echo '#include "small.h"'
		echo 'static void small(void **state)'
		echo '{'
		echo '	(void)state;'
		printf '	assert_int_equal(%s);\n' "$@"
		echo '}'
		echo 'int main(void)'
		echo '{'
		echo '	const struct CMUnitTest tests[] = {cmocka_unit_test(small)};'
		echo '	return cmocka_run_group_tests(tests, NULL, NULL);'
		echo '}'
	} >tests/test_chan_small.c
}
survivors()
{
	sed -n 's/^survived: [^ ]*: //p' "$OUT"
}

: >tests/mutants/equivalent.txt
printf '%s\n' 'files: parser/small.c' 'suites: test_chan_small' '' 'files: parser/small.h' 'suites: test_chan_small' \
	'anew: test_chan_small' >tests/mutants/suites.def
weak=("chan_small(5, 3), 2" "chan_small(3, 5), 0" "chan_sum(3), 6" "chan_sum(9), 10" "chan_twice(2), 4")
suite "${weak[@]}"
git init -q . && git add . && git commit -q -m one

# --- what there is to change

expect_exit 0 "the mutants of a file" ci/mutants --list parser/small.c
# shellcheck disable=SC2016 # the quotes of the list
for line in 'chan_small relational: `>` -> `>=` in `if (want > size)`' \
	'chan_small condition: `want > size` -> `1` in `if (want > size)`' \
	'chan_small condition: `want > size` -> `0` in `if (want > size)`' \
	'chan_small arithmetic: `-` -> `+` in `return size - want;`' \
	'chan_sum deletion: `count = 4` -> `` in `count = 4;`' \
	'chan_sum constant: `4` -> `3` in `count = 4;`'; do
	expect "has $line" grep -qxF "parser/small.c $line" "$OUT"
done
expect "an array gets no longer" test "$(grep -c 'unsigned table\[4\]' "$OUT")" = 10
expect_exit 0 "a sample of them" ci/mutants --list --every 3 parser/small.c
expect "is a third" test "$(wc -l <"$OUT")" = 15
expect_exit 2 "no sample" ci/mutants --every 0
expect_exit 2 "a file that no block has" ci/mutants parser/other.c

# --- what is noticed

expect_exit 1 "tests that are too weak" ci/mutants
# shellcheck disable=SC2016 # as above
{
	expect_out '^survived: parser/small\.c:5: .*`>` -> `>=` in `if \(want > size\)`$' "the boundary survives, and where it stands"
	expect "the rest of the function does not" test "$(survivors | grep -c ' chan_small ')" = 1
	expect_out '^parser/small\.h +[1-9]' "a header is judged"
	expect_out '`\*` -> `\+` in `return n \* 2;`$' "and what 2 + 2 does not tell from 2 * 2 survives"
}
expect "each verdict is kept" test "$(jq '[.mutants[] | select(.verdict == "survived")] | length' build/mutants/results.json)" = \
	"$(survivors | wc -l)"
cp "$OUT" first
wc -l <build/mutants/state >lines
expect_exit 1 "once more" ci/mutants
expect "says the same" cmp first "$OUT"
expect "and has run nothing again" test "$(wc -l <build/mutants/state)" = "$(cat lines)"
head -n 9 build/mutants/state >stopped && printf '{"key": "par' >>stopped && cp stopped build/mutants/state
expect_exit 1 "a run that was stopped in the middle of a line" ci/mutants
expect "goes on to the same end" cmp first "$OUT"

# --- cases, and the list

suite "${weak[@]}" "chan_small(7, 7), 0" "chan_twice(5), 10" "chan_sum(5), 10" "chan_sum(0), 0" "chan_nothing(2), 0"
survivors >before
expect_exit 1 "better tests, and only what had lived" ci/mutants --again
survivors >after
expect "fewer live" test "$(wc -l <after)" -lt "$(wc -l <before)"
expect "none of them for the first time" test -z "$(comm -13 <(sort before) <(sort after))"
sed 's/$/: for this test/' after >tests/mutants/equivalent.txt
expect_exit 0 "all that is left is listed" ci/mutants
expect_out "^all .* $(wc -l <after) +0$" "and counted"
expect_no_out '^(survived|stale):' "nothing is left to do"
# shellcheck disable=SC2016 # as above
{
	outside='parser/small.c chan_nothing relational: `<` -> `<=` in `return at < 2 ? table[at] * 0 : 0;`'
	expect "what only a sanitizer notices is none of them" test "$(grep -cxF "$outside" after)" = 0
	cp tests/mutants/equivalent.txt others
	echo "$outside: only read past its end" >>tests/mutants/equivalent.txt
}
expect_exit 0 "a line about it" ci/mutants
expect_exit 1 "that is not believed" ci/mutants --listed
expect_out '^stale: .*at < 2 .*: killed by test_chan_small' "is stale"
cp others tests/mutants/equivalent.txt
# shellcheck disable=SC2016 # as above
killed='parser/small.c chan_small arithmetic: `-` -> `+` in `return size - want;`'
echo "$killed: it is noticed" >>tests/mutants/equivalent.txt
expect_exit 1 "a line about what is noticed" ci/mutants
# shellcheck disable=SC2016 # as above
expect_out '^stale: .*`-` -> `\+` in `return size - want;`: killed by test_chan_small' "is stale"
sed -i '$d' tests/mutants/equivalent.txt
# shellcheck disable=SC2016 # as above
echo 'parser/small.c chan_gone constant: `1` -> `2` in `return 1;`: it was there once' >>tests/mutants/equivalent.txt
expect_exit 1 "a line about what is gone" ci/mutants
expect_out '^stale: parser/small\.c chan_gone .*: there is no such mutant$' "is stale"
sed -i '$d' tests/mutants/equivalent.txt
echo 'nonsense' >>tests/mutants/equivalent.txt
expect_exit 3 "a line that is none" ci/mutants
expect_err 'equivalent\.txt:[0-9]+: no mutant with a reason' "is said"
sed -i '$d' tests/mutants/equivalent.txt

# --- only what has changed

git add . && git commit -q -m two
sed -i 's/return size - want;/return (size - want);/' parser/small.c
CHANGED=HEAD expect_exit 0 "what has changed since a commit" ci/mutants
expect_out '^all +[2-9] ' "is one line"
CHANGED=nonsense expect_exit 3 "a commit that is not there" ci/mutants
git checkout -q parser/small.c

# --- a run that would prove nothing

suite "chan_small(5, 3), 3"
expect_exit 3 "a suite that fails on unchanged code" ci/mutants
expect_err 'test_chan_small fails on unchanged code' "is said"
suite "1, 1"
expect_exit 3 "a suite that never comes to the code" ci/mutants
expect_err 'never comes to it' "is said"
finish
