#!/bin/bash
# ci/fuzz-first-bad in a small repository whose history is known.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
tree=$WORK/tree
unset BUILD
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
mkdir -p "$tree/ci" "$tree/fuzz" "$WORK/finding"
cd "$tree" || exit 1
git init -q .
cp "$REPO_ROOT/ci/fuzz-first-bad" ci/
# shellcheck disable=SC2016 # for make, and for the shell of the target
printf '$(BUILD)/asan/fuzz/%%: fuzz/%%.c\n\tmkdir -p $(@D) && cp $< $@ && chmod +x $@ && ! grep -q broken $<\n' >Makefile
echo /build/ >.gitignore

state()		# WHAT NUMBER: a commit; what it does with the input
{
	{
		echo '#!/bin/sh'
		echo "# $2"
		[ "$1" != broken ] || echo '# broken'
		# shellcheck disable=SC2016 # as above
		if [ "$1" = bad ]; then
			echo 'grep -q bad "$1" && exit 1'
		fi
		echo 'echo "1 inputs replayed"'
	} >fuzz/fuzz_x.c
	git add . && git commit -q -m "commit $2"
}

state good 1
good=$(git rev-parse HEAD)
state broken 2
state good 3
state bad 4
state bad 5
state bad 6
printf 'bad' >"$WORK/finding/input"
echo fuzz_x >"$WORK/finding/target"
expect_exit 2 "it wants a commit and a finding" ci/fuzz-first-bad
expect_exit 2 "a commit that is not there" ci/fuzz-first-bad nonsense "$WORK/finding"
expect_exit 2 "a finding that is not there" ci/fuzz-first-bad "$good" "$WORK/none"
expect_exit 0 "the first that fails" ci/fuzz-first-bad "$good" "$WORK/finding"
expect_out ': commit 4$' "is found, past one that does not build"
expect "the tree is as it was" test -z "$(git status --porcelain)"
expect_exit 1 "one that fails already is no good one" ci/fuzz-first-bad HEAD~1 "$WORK/finding"
expect_err 'it fails too' "and is said to be none"
printf 'fine' >"$WORK/finding/input"
expect_exit 1 "what does not fail has no first" ci/fuzz-first-bad "$good" "$WORK/finding"
expect_err 'with HEAD it does not fail' "and it says so"
finish
