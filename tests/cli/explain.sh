#!/bin/bash
# sluice explain: every rule by id and by name, and the page that is generated from them.
. "${REPO_ROOT:?}/tests/cli/lib.sh"

expect_exit 0 "a rule by its id" "$SLUICE" explain CH3001
expect_out 'INPUT_NOT_SUPPLIED' "names it"
expect_out 'D01' "names the defect class"
expect_exit 0 "the same by number and by name" "$SLUICE" explain 3001 INPUT_NOT_SUPPLIED
expect_exit 0 "all rules" "$SLUICE" explain
expect "at least eighty of them" test "$(grep -cE '^ *CH[0-9]{4} ' "$OUT")" -ge 80
while read -r id; do
	"$SLUICE" explain "$id" >"$WORK/one" 2>&1 || not_ok "explain $id"
	[ "$(wc -l <"$WORK/one")" -ge 8 ] || not_ok "explain $id says too little"
done < <("$SLUICE" explain | grep -oE '^ *CH[0-9]{4}')
ok "each of them has its explanation"
expect_exit 0 "the generated page" "$SLUICE" explain --markdown
expect "is the one in the tree" cmp "$OUT" validator/RULES.md
finish
