#!/bin/bash
# tests/coverage/gaps.py over a small tree whose gaps are known: what is not listed and what is listed for nothing fail.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
gaps=$REPO_ROOT/tests/coverage/gaps.py
for tool in clang-19 llvm-profdata-19 llvm-cov-19 python3; do
	if ! command -v $tool >/dev/null; then
		skip "the gate of coverage" "$tool is not here"
		finish
	fi
done
cd "$WORK" || exit 1
mkdir -p parser validator/base

cat >parser/small.h <<'END'
static inline int is_small(int number) { return number < 10 ? 1 : 0; }
END
cat >parser/a.c <<'END'
#include "small.h"
int both(int a, int b, int c);
int choose(int number);
int unused(void);

int both(int a, int b, int c)
{
	if (a > 0 && b > 0 &&
	    c > 0)
		return is_small(a);
	return 0;
}

int choose(int number)
{
	switch (number) {
	case 1:
		return 10;
	case 2:
		return 20;
	}
	return 0;
}

int unused(void)
{
	return 1;
}
END
cat >validator/base/b.c <<'END'
int half(int number);

int half(int number)
{
	if (number > 0) {
		number++;
		number++;
		number++;
		number++;
		number++;
		return number;
	}
	return 0;
}
END
cat >main.c <<'END'
int both(int a, int b, int c);
int choose(int number);
int half(int number);

int main(int count, char **words)
{
	(void)words;
	half(count > 1 ? 1 : 0);
	choose(1);
	choose(2);
	both(0, 1, 1);
	both(1, 1, 1);
	if (count > 2)
		both(1, 0, 1);
	return 0;
}
END

measure()	# WORD...: what the program covers when it is run with those words
{
	clang-19 -O0 -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc -fdebug-compilation-dir=. \
		-ffile-prefix-map="$WORK=." -o program main.c parser/a.c validator/base/b.c &&
		LLVM_PROFILE_FILE=$WORK/one.profraw ./program "$@" &&
		llvm-profdata-19 merge -sparse -o all.profdata one.profraw &&
		llvm-cov-19 export -instr-profile all.profdata program >export.json
}

# What is not covered in parser/ when the program is run with one word.
all_listed()
{
	cat <<'END'
# A comment.

The condition holds in every call.
	parser/a.c both: never false: b > 0
	parser/a.c both: never false: c > 0
	parser/a.c choose: never another: number
	parser/small.h is_small: never false: number < 10

OPEN: not covered yet.
	parser/a.c unused: never called
END
}

judge()		# CODE NAME
{
	expect_exit "$1" "$2" python3 -B "$gaps" export.json list
}

expect "the small tree is measured" measure 1
all_listed >list
judge 0 "all gaps are listed"
expect_out '^branches [0-9]+: [0-9]+ covered, [1-9][0-9]* listed with a reason, 0 open$' "the branches are counted"
expect_out '^conditions 3: 1 covered, 2 listed with a reason, 0 open$' "and the conditions"
expect_out '^functions [0-9]+: [0-9]+ covered, 0 listed with a reason, 1 open$' "and functions, one of them open"
expect_out '^open: parser/a.c unused: never called$' "which is named"
expect_out '^lines of validator/base/ [0-9]+: [0-9]+ covered, 9[0-9]\.[0-9] %$' "other folders are measured by lines"

sed -i '/never false: c > 0/d' list
judge 1 "a gap that is not listed"
expect_out 'parser/a.c both: never false: c > 0' "is named by its text"

all_listed | sed 's/^OPEN.*/&\n\tparser\/a.c both: never true: a > 0/' >list
judge 1 "a line of the list that is covered"
expect_out 'listed, and covered or gone' "is stale"
expect_out 'parser/a.c both: never true: a > 0' "and named"

all_listed | sed 's/^\tparser\/a.c both: never false: c.*/&\n&/' >list
judge 1 "a gap that is listed twice"

all_listed >list
sed -i '6i /* moved */' parser/a.c
measure 1
judge 0 "a gap is known wherever its line is"
measure 1 2
judge 1 "one that is covered now"
expect_out 'never false: b > 0' "must leave the list"

all_listed >list
measure
judge 1 "too few lines"
expect_out '^validator/base/ has [0-9.]+ % of its lines covered, fewer than 90 %$' "of a folder"

echo "	parser/a.c both: never false: c > 0" >list
judge 2 "a list that begins without a reason"
rm list
judge 2 "a list that is not there"
echo '{"data": [{"files": [], "functions": []}]}' >export.json
all_listed >list
judge 2 "an export of nothing"
expect_err 'nothing was measured' "which is said"
echo 'not JSON' >export.json
judge 2 "and one that is none"
finish
