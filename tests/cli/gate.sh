#!/bin/bash
# sluice gate: the sample repository passes, the incident does not, and nothing half-written stays.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export SOURCE_DATE_EPOCH=1753000000
cp -R corpus/content "$WORK/content"
cp -R corpus/content-291 "$WORK/content-291"
chmod -R u+w "$WORK"

expect_exit 0 "the sample repository passes" "$SLUICE" gate -C "$WORK/content"
expect_out '^PASSED: ' "and the report says so"
expect_err '^self-test +ok ' "the self-test is the first stage"
for stage in build structure meaning fleet release; do
	expect_err "^$stage +(ok|warn) " "the stage $stage has run"
done
expect "a channel file is written" test -s "$WORK/content/dist/C-00000291-00000042.chan"
expect "with its source map" test -s "$WORK/content/dist/C-00000291-00000042.chan.map"
expect_exit 0 "quietly it passes too" "$SLUICE" gate -q -C "$WORK/content"
expect "and says nothing on stderr" test ! -s "$ERR"

cp -R "$WORK/content/dist" "$WORK/first"
expect_exit 0 "it passes again" "$SLUICE" gate -C "$WORK/content" --report json="$WORK/a.json"
expect "with the same bytes" diff -r "$WORK/first" "$WORK/content/dist"
expect_exit 0 "and again" "$SLUICE" gate -C "$WORK/content" --report json="$WORK/b.json"
expect "with the same report" cmp "$WORK/a.json" "$WORK/b.json"
expect_exit 0 "from inside the repository" env -C "$WORK/content" "$SLUICE" gate
expect "with the same bytes" diff -r "$WORK/first" "$WORK/content/dist"

expect_exit 1 "version 43 of channel 291 is rejected" "$SLUICE" gate -C "$WORK/content-291"
expect_out 'error CH3001 INPUT_NOT_SUPPLIED' "because an input is not supplied"
expect_out 'error CH3002 CATALOG_DISAGREES' "and because a build disagrees with the catalog"
expect_out 'builds? .*7\.11' "the build is named"
expect_out 'rules/ipc/[a-z_0-9]+\.yml:[0-9]+:[0-9]+' "the rule's file, line and column are named"
expect_out '^ +[0-9]+ \| ' "its line is shown"
expect_out '^REJECTED: ' "and the verdict"
expect "nothing is written" test ! -e "$WORK/content-291/dist"
expect_exit 1 "version 42 is rejected as well" "$SLUICE" gate -C "$WORK/content-291/v42"
expect_out 'error CH3002' "for this is the latent state of March 2024"
expect_no_out 'CH3001' "and nothing else"
expect_out '7\.11' "it names the build"
expect_exit 0 "without the lying build version 42 passes" \
	"$SLUICE" gate -C "$WORK/content-291/v42-honest"

expect_exit 2 "a folder without sluice.yaml" "$SLUICE" gate -C "$WORK"
expect_out 'sluice.yaml' "is said so"
expect_exit 2 "a folder that is not there" "$SLUICE" gate -C "$WORK/nowhere"
expect_exit 2 "a repository that is a file" "$SLUICE" gate -C "$WORK/a.json"

rm -rf "$WORK/none" && cp -R corpus/content "$WORK/none" && chmod -R u+w "$WORK/none"
rm -f "$WORK"/none/fleet/*
expect_exit 1 "no build at all" "$SLUICE" gate -C "$WORK/none"
expect_out 'CH3000' "is no pass"
rm -f "$WORK"/none/channels/*
expect_exit 2 "no channel at all" "$SLUICE" gate -C "$WORK/none"

rm -rf "$WORK/broken" && cp -R corpus/content "$WORK/broken" && chmod -R u+w "$WORK/broken"
rule=$(find "$WORK/broken/rules/ipc" -name '*.yml' | sort | head -n 1)
printf '  : [\n' >>"$rule"
expect_exit 1 "a rule that is no YAML" "$SLUICE" gate -C "$WORK/broken"
expect_out 'CH6001' "is a finding"
expect_out "$(basename "$rule"):[0-9]+:[0-9]+" "with its line"
printf 'unknown_key: 1\n' >>"$WORK/broken/sluice.yaml"
expect_exit 2 "an unknown key in sluice.yaml" "$SLUICE" gate -C "$WORK/broken"
expect_out 'CH6002' "is a finding"

expect_exit 1 "the JSON report of a rejection" "$SLUICE" gate -C "$WORK/content-291" --format json
cp "$OUT" "$WORK/report.json"
if command -v jq >/dev/null; then
	expect "has the verdict" jq -e '.verdict == "reject"' "$WORK/report.json"
	expect "has the finding with its facts" jq -e '[.files[].findings[] | select(.rule == "CH3001") |
		select((.builds | length) > 0 and .field != null and .source.line > 0 and .length > 0)] |
		length > 0' "$WORK/report.json"
	expect "lists the checks" jq -e '[.checks[].name] ==
		["self-test", "build", "structure", "meaning", "fleet", "execution", "probes", "transitions", "release"]' "$WORK/report.json"
else
	skip "the facts of the JSON report" "jq is not installed"
fi
validate='import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
for path in sys.argv[2:]:
    jsonschema.Draft202012Validator(schema).validate(json.load(open(path)))'
if /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
	expect_exit 2 "the JSON report of an unusable repository" \
		"$SLUICE" gate -C "$WORK/broken" --format json
	cp "$OUT" "$WORK/unusable.json"
	expect "all reports are as the schema says" /usr/bin/python3 -c "$validate" \
		validator/report/report.schema.json "$WORK/a.json" "$WORK/report.json" "$WORK/unusable.json"
	sed 's/"verdict"/"verdikt"/' "$WORK/a.json" >"$WORK/wrong.json"
	expect_exit 1 "and a wrong one is not" /usr/bin/python3 -c "$validate" \
		validator/report/report.schema.json "$WORK/wrong.json"
else
	skip "the JSON schema" "python3-jsonschema is not installed"
fi

mkfifo "$WORK/fifo"
expect_exit 3 "a report into a FIFO" timeout 20 "$SLUICE" gate -C "$WORK/content" --report json="$WORK/fifo"
expect_exit 3 "a report into a folder" "$SLUICE" gate -C "$WORK/content" --report json="$WORK"
expect_exit 3 "a report nowhere" "$SLUICE" gate -C "$WORK/content" --report json="$WORK/nowhere/x"
closed() { "$SLUICE" gate -q -C "$WORK/content" >&-; }
expect_exit 3 "a closed stdout" closed
expect_err 'standard output' "is said so"
if [ -w /dev/full ]; then
	full() { "$SLUICE" gate -q -C "$WORK/content" >/dev/full; }
	expect_exit 3 "a full stdout" full
	expect_err 'No space left' "is said so"
else
	skip "a full stdout" "there is no /dev/full"
fi
no_stdin() { "$SLUICE" gate -C "$WORK/content" <&-; }
expect_exit 0 "a closed stdin is of no interest" no_stdin

expect "no temporary file stays" test -z "$(find "$WORK/content" "$WORK/content-291" -name '.*.??????')"
finish
