#!/bin/bash
# sluice init: from a folder of Sigma rules to a repository that passes, in two commands.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export SOURCE_DATE_EPOCH=1753000000
cd "$WORK" || exit 1

expect_exit 0 "init from the sample's rules" "$SLUICE" init new --sigma "$REPO_ROOT/corpus/content/rules"
expect_out 'Next: sluice gate -C new' "says what is next"
expect_exit 0 "and its gate passes" "$SLUICE" gate -C new
expect "a channel file is written" test -s new/dist/C-00000001-00000001.chan
expect_exit 2 "init into a folder that is not empty" "$SLUICE" init new --sigma "$REPO_ROOT/corpus/content/rules"
expect_err 'not there yet' "says what to do"
mkdir hollow
expect_exit 0 "init into an empty folder" "$SLUICE" init hollow --sigma "$REPO_ROOT/corpus/content/rules"
expect "makes the same repository" diff -r -x dist new hollow

mkdir -p rules/sub
cat >rules/good.yml <<'RULE'
title: A tool of the tests
id: 5b0d9f7e-6a4c-4b7e-9a70-0d7d1f0c2b11
status: test
level: low
author: sluice authors
logsource: {product: windows, category: process_creation}
detection:
  selection:
    Image|endswith: '\sluice-test.exe'
  condition: selection
RULE
sed -e 's/5b0d9f7e/5b0d9f7f/' -e 's/^  selection:/  keywords: [one, two]\n  selection:/' \
	-e 's/condition: selection/condition: selection and keywords/' rules/good.yml >rules/sub/keywords.yml
printf 'just: data\n' >rules/data.yml
expect_exit 0 "init with a rule that does not compile" "$SLUICE" init mixed --sigma rules
expect "excludes it with its finding" grep -A1 'rule: rules/sub/keywords.yml' mixed/channels/1.yaml
expect "which is CH6009" grep -q 'finding: CH6009' mixed/channels/1.yaml
expect "names what is no rule" grep -q 'data.yml' mixed/channels/1.yaml
expect_exit 0 "and passes" "$SLUICE" gate -C mixed
cp rules/good.yml mixed/rules/sub/keywords.yml
sed -i 's/5b0d9f7e/5b0d9f7d/' mixed/rules/sub/keywords.yml
expect_exit 0 "an exclusion that is no longer needed" "$SLUICE" gate -C mixed
expect_out 'CH6016' "is a warning"
expect_exit 1 "on which one may fail" "$SLUICE" gate -C mixed --fail-on warning

expect_exit 2 "init from nothing" "$SLUICE" init none --sigma nowhere
expect_exit 2 "init from a folder without a rule" "$SLUICE" init none --sigma new/fleet
expect_err 'no Sigma rule' "is said so"
mkfifo fifo
expect_exit 2 "init from a FIFO" timeout 20 "$SLUICE" init none --sigma fifo
: >file
expect_exit 2 "init onto a file" "$SLUICE" init file --sigma rules
expect "nothing is left behind" test -z "$(find . -maxdepth 1 -name 'none*')"

expect_exit 0 "catalog infer" "$SLUICE" catalog infer rules
expect_out '^template_type: process_creation' "prints the type"
expect_exit 0 "all known log sources" "$SLUICE" catalog infer --known
mkdir known && cp "$OUT" known/all.yaml
expect_exit 0 "are a catalog" "$SLUICE" catalog check -q known
expect_exit 0 "that of the sample and its fleet agree" \
	"$SLUICE" catalog check -q --fleet "$REPO_ROOT/corpus/content/fleet" "$REPO_ROOT/corpus/content/catalog"
expect_exit 1 "those of the incident do not" "$SLUICE" catalog check -q \
	--fleet "$REPO_ROOT/corpus/content-291/fleet" "$REPO_ROOT/corpus/content-291/catalog"
expect_out 'CH3002' "for a build lies"

sigma=${SIGMA_RULES:-$REPO_ROOT/../shared/sigma}
if [ -d "$sigma" ]; then
	expect_exit 0 "init from the public rules" "$SLUICE" init public --sigma "$sigma"
	rules=$(sed -nE 's/^public: ([0-9]+) rules.*/\1/p' "$OUT")
	excluded=$(sed -nE 's/.* ([0-9]+) rules excluded$/\1/p' "$OUT")
	expect "at least 95 % of them compile ($excluded of $rules are excluded)" \
		test $((excluded * 20)) -le "$rules"
	expect "the rest is excluded with findings of authoring" \
		test "$(grep -c 'finding: CH6' public/channels/1.yaml)" = "$excluded"
	expect_exit 0 "and the gate passes" "$SLUICE" gate -C public
else
	skip "init from the public rules" "they are not here: $sigma"
fi
finish
