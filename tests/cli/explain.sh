#!/bin/bash
# sluice explain: every rule by id and by name, and the page that is generated from them.
. "${REPO_ROOT:?}/tests/cli/lib.sh"

expect_exit 0 "a rule by its id" "$SLUICE" explain CH3001
expect_out 'INPUT_NOT_SUPPLIED' "names it"
expect_out 'D01' "names the defect class"
expect_exit 0 "the same by number and by name" "$SLUICE" explain 3001 INPUT_NOT_SUPPLIED
expect_exit 0 "all rules" "$SLUICE" explain
expect "at least eighty of them" test "$(grep -cE '^ *CH[0-9]{4} ' "$OUT")" -ge 80
mapfile -t ids < <(grep -oE '^ *CH[0-9]{4}' "$OUT" | tr -d ' ')
expect_exit 0 "every rule at once" "$SLUICE" explain "${ids[@]}"
expect "each of them has its explanation" awk -v rules=${#ids[@]} '
	/^CH[0-9][0-9][0-9][0-9] / { if (seen++ && lines < 8) short++; lines = 0 }
	{ lines++ }
	END { exit seen != rules || short > 0 || lines < 8 }' "$OUT"
expect_exit 0 "the generated page" "$SLUICE" explain --markdown
expect "is the one in the tree" cmp "$OUT" validator/RULES.md
finish
