#!/bin/bash
# The gate tests itself first: with a rule that is broken on purpose there is no verdict, only exit 3.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
cp -R corpus/content "$WORK/content"
chmod -R u+w "$WORK/content"

expect_exit 0 "the test tool passes the sample" "$SLUICE_TEST" gate -q -C "$WORK/content"
for rule in 1002 1007 2010 3001 3002; do
	expect_exit 3 "with CH$rule broken the gate fails" \
		env SLUICE_BREAK_RULE=$rule "$SLUICE_TEST" gate -q -C "$WORK/content"
	expect_out 'error CH9001 SELF_TEST' "and says so"
	expect_out '^THE GATE FAILED' "and gives no verdict"
done
rm -rf "$WORK/content/dist"
expect_exit 3 "broken" env SLUICE_BREAK_RULE=3001 "$SLUICE_TEST" gate -q -C "$WORK/content"
expect "it writes nothing" test ! -e "$WORK/content/dist"
expect_exit 3 "check fails as well" \
	env SLUICE_BREAK_RULE=3001 "$SLUICE_TEST" check -q -C "$WORK/content" "$WORK/content/sluice.yaml"
expect_exit 0 "the product does not know the switch" \
	env SLUICE_BREAK_RULE=3001 "$SLUICE" gate -q -C "$WORK/content"
finish
