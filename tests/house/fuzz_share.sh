#!/bin/bash
# ci/fuzz-share: two AFL++ instances that exchange what they find through a folder; one that is stopped and goes on; what
# it refuses. It waits for what they do, however slow the machine is.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
cd "$REPO_ROOT" || exit 1
BUILD=$(dirname "$(dirname "$SLUICE_TEST")")
export BUILD
folder=$WORK/shared
both=$folder/fuzz_assemble

share()		# CODE NAME ARGUMENT...
{
	local code=$1 name=$2
	shift 2
	expect_exit "$code" "$name" ci/fuzz-share "$@"
}

inputs_of()	# INSTANCE OTHER: how many in the queue of the first are from the second
{
	find "$both/$1/queue" -name "*sync:$2,*" | wc -l
}

runs_of()	# INSTANCE
{
	sed -n 's/^execs_done *: //p' "$both/$1/fuzzer_stats"
}

wait_for()	# PATTERN: until a file of that name is there, or two minutes are over
{
	local _
	for _ in {1..600}; do
		compgen -G "$1" >"$WORK/there" && return
		sleep 0.2
	done
}

stop()		# PROCESS NAME
{
	kill "$1"
	wait "$1"
	expect "$2, and says so by its status" test $? = 143
}

share 2 "no target"
share 2 "a target that is in no list" "$folder" nothing
expect_err 'no target of fuzz/targets.def is named nothing' "and says so"
share 2 "a name that AFL++ would refuse" --name 'a b' "$folder" assemble
share 2 "a name that is a path" --name ../a "$folder" assemble
share 2 "a name that is too long" --name "$(printf 'n%.0s' {1..33})" "$folder" assemble
share 2 "runs that are no number" --runs many "$folder" assemble
share 2 "no runs" --runs 0 "$folder" assemble
share 2 "an option that there is not" --other "$folder" assemble
expect "none of them has begun" test ! -e "$folder"
BUILD=$WORK/none share 2 "nothing is built" "$folder" assemble
expect_err 'is not built: make VARIANT=afl all' "and says what to do"

# Both at once: the second takes from the main one at its start, and the main one from the second when it goes on.
ci/fuzz-share --main --name first "$folder" assemble >"$WORK/first" 2>&1 &
first=$!
wait_for "$both/first/queue/*,op:*"
ci/fuzz-share --name second "$folder" assemble >"$WORK/second" 2>&1 &
second=$!
wait_for "$both/second/queue/*sync:first,*"
expect "the second takes what the first has found" test "$(inputs_of second first)" -gt 0
wait_for "$both/second/queue/*,op:*"
stop "$first" "the main instance is stopped"
runs=$(runs_of first)
share 0 "the main instance goes on" --main --name first --runs $((runs + 2000)) "$folder" assemble
expect_out '^fuzz_assemble, first: [0-9]+ runs, [1-9][0-9]* inputs of others, 0 crashes' "and takes what the second has found"
expect "as its queue says" test "$(inputs_of first second)" -gt 0

: >"$both/first/is_main_node"
share 2 "a second main instance" --main --name third --runs 10 "$folder" assemble
expect_err 'the main instance is first already' "and says which there is"

stop "$second" "the second is stopped"
expect "and takes afl-fuzz with it" test -z "$(pgrep -f -- "-o $both -S second")"
runs=$(runs_of second)
share 0 "it goes on where it was" --name second --runs $((runs + 100)) "$folder" assemble
expect "as its log says" grep -q 'Resuming' "$both/second.log"

# With our mutator, in the profile of the list.
share 0 "a target that has our mutator" --main --name mutated --runs 400 "$folder" run
expect "is changed by it" grep -q 'Custom mutator.*installed successfully' "$folder/fuzz_run/mutated.log"

# What is found decides, not how the engine ended; nor is it forgotten when the instance goes on.
mkdir -p "$folder/fuzz_run/mutated/crashes"
: >"$folder/fuzz_run/mutated/crashes/id:000000,planted"
share 1 "a crash that lies there" --main --name mutated --runs 401 "$folder" run
expect_out ' 1 crashes and hangs in ' "and is counted"
finish
