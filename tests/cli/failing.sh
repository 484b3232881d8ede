#!/bin/bash
# Every allocation and every system call of the tool fails, in turn, once and then for good: always the right exit code, and
# nothing half-written. tests/failing/sweep.c says what is right.
#
# Too much for each time: FAILING=every does it, and FAILING=places takes of the allocations with the same callers the first
# and the last, and every call. Otherwise some of these are taken, evenly spread; more with
# THOROUGH, and fewer with the sanitized tool, as each of its runs takes ten times as long.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export SOURCE_DATE_EPOCH=1790000000 LC_ALL=C
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:exitcode=99:verify_asan_link_order=0:allocator_may_return_null=1"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-}:exitcode=99"
sweep=$WORK/sweep
library=$WORK/library.so
dated=C-00000291-00000042

compile()	# OUTPUT ARGUMENT...
{
	local to=$1
	shift
	"${CC:-gcc}" -std=c11 -O1 -g -Wall -Wextra -Werror -D_POSIX_C_SOURCE=200809L -o "$to" "$@"
}

case $SLUICE in
*/asan/*) sanitized=1 ;;
*) sanitized="" ;;
esac
if [ "$(uname -s)" != Linux ] || ! command -v "${CC:-gcc}" >/dev/null; then
	skip "failing allocations and system calls" "wants Linux and a compiler"
	finish
fi
if [ -n "$sanitized" ] && [ -z "${THOROUGH:-}" ]; then
	skip "with the sanitized tool" "make test-all does"
	finish
fi
expect "the sweep is built" compile "$sweep" tests/failing/sweep.c tests/failing/launch.c tests/failing/tree.c
expect "and what goes into the tool" compile "$library" -shared -fPIC tests/failing/library.c

# --- a repository of one channel, with other files of the same names in the way
template=$WORK/template
mkdir -p "$template/"{catalog,fleet,channels,probes,events,rules,dist,old}
cp corpus/content/{sluice,ledger}.yaml "$template"
cp corpus/content/catalog/ipc.yaml "$template/catalog"
cp corpus/content/channels/291.yaml "$template/channels"
cp -R corpus/content/rules/ipc "$template/rules"
cp corpus/content/probes/ipc.yaml "$template/probes"
cp corpus/content/events/ipc-clean.ndjson "$template/events"
for build in 7.10 7.13; do
	# The catalog is of ipc alone, and so are the builds.
	awk '/^  [a-z_]+:/ { keep = $1 == "ipc:" } /^[a-z]/ { keep = 1 } keep' \
		"corpus/content/fleet/$build.yaml" >"$template/fleet/$build.yaml"
done
chmod -R u+w "$template"
cp -R "$template" "$WORK/first"
expect_exit 0 "the repository is built" "$SLUICE" build -q -C "$WORK/first"
cp "$WORK/first/dist/$dated.chan"{,.map} "$template/old"
echo before >"$template/dist/$dated.chan"
echo before >"$template/dist/$dated.chan.map"
cp -R "$template" "$WORK/content"
expect_exit 0 "the repository passes" "$SLUICE" gate -q -C "$WORK/content"
# A version that shipped before, which the gate goes back to.
sed -i 's/^version: 42/version: 41/' "$WORK/content/channels/291.yaml"
expect_exit 0 "so does the version before" "$SLUICE" build -q -C "$WORK/content" -o "$template/dist"
former=$(sha256sum "$template/dist/C-00000291-00000041.chan" | cut -d' ' -f1)
sed -i "/version: 41,/s/sha256: '[0-9a-f]*'/sha256: '$former'/" "$template/ledger.yaml"
head -c 1000 "$template/old/$dated.chan" >"$template/old/torn.chan"
"$SLUICE" dump "$template/old/$dated.chan" >"$template/old/dated.yaml"
digest=$(sha256sum "$template/old/$dated.chan" | cut -d' ' -f1)

if [ "${FAILING:-}" = every ]; then
	most_memory=()
	most_calls=()
elif [ "${FAILING:-}" = places ]; then
	most_memory=(--stacks)
	most_calls=()
elif [ -n "${THOROUGH:-}" ] && [ -z "$sanitized" ]; then
	most_memory=(--stacks --at-most 200)
	most_calls=()
elif [ -n "$sanitized" ]; then
	most_memory=(--at-most 5)
	most_calls=(--at-most 10)
else
	most_memory=(--stacks --at-most 16)
	most_calls=(--at-most 16)
fi

one_sweep()	# KIND MODE STATUS ARGUMENT...
{
	local kind=$1 mode=$2 status=$3 options=("${most_memory[@]}") got
	[ "$kind" = memory ] || options=("${most_calls[@]}")
	shift 3
	rm -rf "$WORK/content" "$WORK/scratch"
	cp -R "$repository" "$WORK/content"
	mkdir "$WORK/scratch"
	: >"$ERR"
	"$sweep" "$kind" "$mode" "${options[@]}" "$status" "$WORK/content" "$library" "$WORK/scratch" \
		"$SLUICE" "$@" >"$OUT" 2>"$ERR"
	got=$?
	if [ $got = 0 ]; then
		ok "$*: $kind fails $mode: $(tail -n 1 "$OUT")"
	elif [ $got = 77 ]; then
		skip "$*: $kind fails $mode" "$(cat "$ERR")"
	else
		not_ok "$*: $kind fails $mode" "the sweep ends with $got: sluice $*"
	fi
}

sweeps()	# STATUS ARGUMENT...: of a run without failures
{
	local kind
	for kind in memory calls; do
		one_sweep $kind once "$@"
		one_sweep $kind for-good "$@"
	done
}

repository=$template
sweeps 0 build
sweeps 0 check "old/$dated.chan"
sweeps 1 check old/torn.chan
sweeps 0 gate --report json=report.json --report sarif=report.sarif
sweeps 0 run --catalog catalog --events events/ipc-clean.ndjson -- "old/$dated.chan"
sweeps 0 dump --format json "old/$dated.chan"
sweeps 0 assemble old/dated.yaml -o dist/new.chan
sweeps 0 init new --sigma rules
sweeps 0 fleet check
sweeps 0 catalog infer rules
sweeps 0 catalog diff catalog catalog
sweeps 0 ledger extend
sweeps 0 ledger recall --reason withdrawn "$digest"
sweeps 0 sensor header --catalog catalog -o inputs.h
repository=$WORK/binaries
cp -R corpus/gate/near-CH3012-same "$repository"
chmod -R u+w "$repository"
rm "$repository/fleet/2.4.1.yaml"
sweeps 0 fleet add binaries/kettle

# --- the sweep itself sees what is wrong: a tool that takes a failure for nothing, and one that leaves half a file
cat >"$WORK/careless.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
int main(int count, char **words)
{
	FILE *file = fopen("dist/half", "w");
	void *memory = malloc(100);
	(void)words;
	setvbuf(file, NULL, _IONBF, 0);
	fputs("one ", file);
	if (count == 1 && memory == NULL) {
		return 3;
	}
	fputs(memory != NULL ? "two" : "nothing", file);
	return 0;
}
END
expect "a careless tool is built" compile "$WORK/careless" "$WORK/careless.c"
careless()	# NAME PATTERN KIND [ARGUMENT]
{
	rm -rf "$WORK/content"
	cp -R "$template" "$WORK/content"
	expect_exit 1 "$1" "$sweep" "$3" once 0 "$WORK/content" "$library" "$WORK/scratch" "$WORK/careless" "${@:4}"
	expect_out "$2" "and says so"
}
careless "half a file is seen" 'dist/half is neither' memory
careless "another file under the same status is seen" 'dist/half is neither' memory more
[ "$(tail -n 1 "$OUT")" ] && "$sweep" calls once 0 "$WORK/content" "$library" "$WORK/scratch" "$WORK/careless" \
	>"$OUT" 2>"$ERR"
[ $? = 77 ] || careless "a write that failed unseen is seen" 'dist/half is neither' calls
finish
