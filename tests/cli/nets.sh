#!/bin/bash
# The incident of July 2024 meets three nets, and each holds without the others: the fleet (static), execution, and what
# the ledger has not seen. The test's tool can leave stages out; the product cannot.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
cp -R corpus/content-291 "$WORK/content-291"
chmod -R u+w "$WORK/content-291"

rules() { grep -oE "^error CH[0-9]+" "$OUT" | cut -d" " -f2 | sort -u | paste -sd" "; }

caught()	# NAME STAGES RULES
{
	expect_exit 1 "$1" env SLUICE_SKIP_STAGES="$2" "$SLUICE_TEST" gate -q -C "$WORK/content-291"
	expect "by $3, and by nothing else" test "$(rules)" = "$3"
	expect_out 'CallingModule' "the field is named"
}
caught "the fleet alone holds it" execution,probes,release "CH3001 CH3002"
caught "execution alone holds it" fleet,probes,release "CH4005"
expect_out '7\.11\.18110' "the build is named"
caught "probes alone hold it" fleet,execution,release "CH4002 CH4005"
caught "novelty alone holds it" fleet,execution,probes "CH5001"
expect_exit 0 "without any net it would have shipped, as it did" \
	env SLUICE_SKIP_STAGES=fleet,execution,probes,release "$SLUICE_TEST" gate -q -C "$WORK/content-291"
expect_exit 1 "the product does not know the switch" \
	env SLUICE_SKIP_STAGES=fleet,execution,probes,release "$SLUICE" gate -q -C "$WORK/content-291"
finish
