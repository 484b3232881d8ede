#!/bin/bash
# Suppressions of sluice.yaml: what they cover is no part of the verdict, and every report names it; what nobody may suppress;
# what is expired or unused. The rules themselves have their cases in corpus/gate.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export SOURCE_DATE_EPOCH=1790000000 # in September 2026
content=$WORK/content
cp -R corpus/gate/CH3011-by-default "$content"
chmod -R u+w "$content"

suppress()	# RULE SCOPE [EXPIRES [REASON]]
{
	printf 'suppressions:\n  - rule: %s\n    scope: %s\n    reason: %s\n    owner: kettles@example.com\n    expires: %s\n' \
		"$1" "$2" "${4:-the binary is lost}" "${3:-2026-12-31}" >"$content/sluice.yaml"
}

gate()		# CODE NAME [ARGUMENT...]
{
	expect_exit "$1" "$2" "$SLUICE" gate -q -C "$content" "${@:3}"
}

# --- what is covered
gate 1 "a warning rejects where it is asked to" --fail-on warning
suppress CH3011 '{builds: [2.3.0]}'
gate 0 "it does not once it is suppressed" --fail-on warning
expect_out '^suppressed: 1 of CH3011 HAND_WRITTEN_MANIFEST: the binary is lost \(kettles@example.com, until 2026-12-31T00:00:00Z\)$' \
	"and is named, with reason, owner and date"
expect_out ', 0 errors, 0 warnings, 1 suppressed$' "and counted"
gate 0 "with -v" -v
expect_out '^warning CH3011' "the finding itself is shown"
suppress CH3011 '{file: fleet/2.3.0.yaml}'
gate 0 "by the file that it points at" --fail-on warning
suppress CH3011 '{file: fleet/2.3.yaml}'
gate 1 "another file" --fail-on warning
suppress CH3011 '{builds: [2.3.0], field: Degrees}'
gate 1 "every part of a scope must fit" --fail-on warning
suppress CH3011 '{channel: 4}'
gate 1 "what is about no file is of no channel" --fail-on warning

cp -R corpus/gate/CH5001-not-probed "$WORK/novel"
chmod -R u+w "$WORK/novel"
content=$WORK/novel
gate 1 "a finding about a file"
channel=$(find "$content/channels" -name '*.yaml' -exec sed -n 's/^channel: //p' {} +)
suppress CH5001 "{channel: $channel}"
gate 0 "is suppressed by its channel"
expect_out '^suppressed: [0-9]+ of CH5001' "and named"
template=$(sed -n 's/^id: //p' "$(find "$content/rules" -name '*.yml' | head -n 1)")
suppress CH5001 "{template: $template}"
gate 0 "and by its template"
expect_out '^suppressed: [0-9]+ of CH5001' "likewise"
suppress CH5001 "{channel: $((channel + 1))}"
gate 1 "not by another channel"
expect_out 'CH6022 SUPPRESSION_UNUSED' "which is said to be of no use"

# --- a day is a day
content=$WORK/content
suppress CH3011 '{builds: [2.3.0]}' 2026-09-21
gate 1 "one that expired earlier today" --fail-on warning
expect_out 'CH6021 SUPPRESSION_EXPIRED' "is said"
expect_out "1 of this run's findings are in its scope; its owner is kettles@example.com" "with its owner, and what it covered"
expect_out '^warning CH3011' "which is found again"
suppress CH3011 '{builds: [2.3.0]}' 2026-09-22
gate 0 "one that expires tomorrow" --fail-on warning

# --- every report names it
suppress CH3011 '{builds: [2.3.0]}' 2026-12-31 "'a | b <c> ]]> & \"d\"'"
reports=(json sarif junit github github-summary gitlab)
arguments=()
for form in "${reports[@]}"; do
	arguments+=(--report "$form=$WORK/report.$form")
done
gate 0 "all reports at once" "${arguments[@]}"
for form in json sarif gitlab; do
	expect "$form names it" grep -qF 'a | b <c> ]]> & \"d\"' "$WORK/report.$form"
done
expect "junit names it, and stays XML" \
	grep -qF 'a | b &#60;c&#62; ]]&#62; &#38; &#34;d&#34; (kettles@example.com, until' "$WORK/report.junit"
expect "github names it" grep -qF '%0A1 of CH3011: a | b <c> ]]> & "d" (kettles' "$WORK/report.github"
expect "the summary names it" grep -qF '| a &#124; b &#60;c&#62; ' "$WORK/report.github-summary"
if command -v jq >/dev/null; then
	expect "the JSON report holds the finding and who answers" jq -e '.suppressed | length == 1 and
		.[0].finding.rule == "CH3011" and .[0].suppression.owner == "kettles@example.com" and
		.[0].suppression.source.line == 2' "$WORK/report.json"
	expect "SARIF keeps the result, with its justification" jq -e '[.runs[0].results[] | select(.ruleId == "CH3011")] |
		length == 1 and .[0].suppressions[0].status == "accepted" and .[0].suppressions[0].kind == "external"' \
		"$WORK/report.sarif"
	expect "GitLab's is no more than information" jq -e '.[0].severity == "info"' "$WORK/report.gitlab"
else
	skip "the facts of the reports" "jq is not installed"
fi

# --- what nobody can answer for, and what is no suppression
refused()	# NAME PATTERN
{
	gate 2 "$1"
	expect_out "$2" "is said"
}
for rule in CH1001 CH3001 CH4005 CH6003 CH6022 CH9001; do
	suppress $rule '{builds: [2.3.0]}'
	gate 2 "$rule"
	expect_out "$rule cannot be suppressed: nobody can answer for it" "why $rule is not"
done
suppress CH3999 '{builds: [2.3.0]}'
refused "a rule that there is not" 'rule must be the id of a rule'
suppress CH3011 '{}'
refused "a scope of everything" 'nobody can answer for every finding of a rule'
suppress CH3011 '{build: 2.3.0}'
refused "a scope that there is not" 'CH6002'
suppress CH3011 '{template: brew}'
refused "a template that is none" 'template must be the id of a rule'
suppress CH3011 '{channel: 0}'
refused "a channel that is none" 'channel must be'
suppress CH3011 '{builds: []}'
refused "no builds" 'builds must not be an empty list'
suppress CH3011 '{builds: [2.3.0]}' never
refused "no date" 'expires must be a date'
printf 'suppressions:\n  - {rule: CH3011, scope: {builds: [2.3.0]}, expires: 2026-12-31}\n' >"$content/sluice.yaml"
refused "no owner and no reason" 'CH6007'
printf 'suppressions: all\n' >"$content/sluice.yaml"
refused "no list" 'suppressions must be a list'
{ echo 'suppressions:'; for _ in {1..1001}; do
	echo '  - {rule: CH3011, scope: {builds: [a]}, reason: r, owner: o, expires: 2026-12-31}'
done; } >"$content/sluice.yaml"
refused "too many" '1001 suppressions, of at most 1000'
finish
