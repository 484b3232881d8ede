#!/bin/bash
# The comparison must see what it is there for: libchan with a defect of planted.def, each in its part; with THOROUGH those of
# fuzz/planted.def too, in any part. And the mutator must write the same files whoever compiled it, or no run could be had again.
# Prints TAP. MUTANTS is the program of mutants.c by clang, GCC_MUTANTS by gcc; WORK a scratch folder.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
here=tests/second

disagrees()	# LIST DEFECT PART...
{
	local list=$1 defect=$2 folder=$WORK/$2 only=() part what
	shift 2
	for part in "$@"; do
		only+=(--only "$part")
	done
	what="$defect is seen: $(FUZZ_TARGETS=$list target_key "$defect" what)"
	if ! ci/plant "$list" "$defect" "$folder" >"$OUT" 2>"$ERR" ||
		! gcc -std=c11 -w -I"$folder" -o "$folder/verdicts" $here/verdicts.c "$folder"/*.c >"$OUT" 2>"$ERR"; then
		not_ok "$what" "it could not be planted"
		return
	fi
	expect_exit 1 "$what" python3 -B $here/compare.py "${only[@]}" "$folder/verdicts" "$MUTANTS"
	expect_out '^# record [0-9]+: libchan says ' "$defect: with the record and what each says"
	rm -rf "$folder"
}

# shellcheck source=ci/fuzz-list
. ci/fuzz-list
mapfile -t defects < <(FUZZ_TARGETS=$here/planted.def target_names)
expect "there are planted defects" test ${#defects[@]} -gt 3
for defect in "${defects[@]}"; do
	disagrees $here/planted.def "$defect" "$(FUZZ_TARGETS=$here/planted.def target_key "$defect" part)"
done
"${MUTANTS:?}" 291 2000 >"$WORK/by-clang" 2>/dev/null
expect_exit 0 "gcc's mutator runs" "${GCC_MUTANTS:?}" 291 2000
expect "and writes what clang's does" cmp "$OUT" "$WORK/by-clang"
if [ -n "${THOROUGH:-}" ]; then
	mapfile -t defects < <(FUZZ_TARGETS=fuzz/planted.def target_names)
	for defect in "${defects[@]}"; do
		disagrees fuzz/planted.def "$defect" bytes sequences texts mutants
	done
fi
finish
