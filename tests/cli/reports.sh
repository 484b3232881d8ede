#!/bin/bash
# --report FORMAT=FILE: the forms that pipelines read, of a repository that is rejected and of one that passes.
# tests/house/sarif.sh holds SARIF against its schema and a reader of somebody else.
. "${REPO_ROOT:?}/tests/cli/lib.sh"

cp -r corpus/content "$WORK/content" && rm -rf "$WORK/content/dist"
cp -r corpus/content-291 "$WORK/content-291"
cd "$WORK" || exit 2
# Otherwise the files have the time in them, and reports their digests.
export SOURCE_DATE_EPOCH=1700000000
forms="sarif junit github github-summary gitlab"

all_to()	# FOLDER: the options
{
	mkdir -p "$1"
	for form in $forms; do
		printf -- '--report\n%s=%s/%s\n' "$form" "$1" "$form"
	done
}

mapfile -t options < <(all_to bad)
expect_exit 1 "all forms of a rejection at once" "$SLUICE" gate -q -C content-291 "${options[@]}" --format github
expect "what --format writes is what --report does" cmp "$OUT" bad/github
mapfile -t options < <(all_to again)
expect_exit 1 "once more" "$SLUICE" gate -q -C content-291 "${options[@]}"
for form in $forms; do
	expect "the same $form" cmp "bad/$form" "again/$form"
done
mapfile -t options < <(all_to good)
expect_exit 0 "all forms of a pass" "$SLUICE" gate -q -C content "${options[@]}"

line='^::error file=content-291/rules/ipc/calling_module\.yml,line=[0-9]+,col=[0-9]+,title=CH3001 INPUT_NOT_SUPPLIED::'
expect "GitHub is told the line of the rule" grep -qE "$line" bad/github
expect "and the verdict last" grep -qE '^sluice: reject, [0-9]+ errors' bad/github
expect "a pass has no error" test "$(grep -c '^::error' good/github)" = 0
expect "the summary says so" grep -qx '## sluice: reject' bad/github-summary

# --- the page for people
html()		# NAME PATTERN
{
	expect "the page $1" grep -qE -- "$2" bad/html
}
mapfile -t options < <(forms=html all_to bad)
expect_exit 1 "a page" "$SLUICE" gate -q -C content-291 "${options[@]}"
mapfile -t options < <(forms=html all_to good)
expect_exit 0 "a page of a pass" "$SLUICE" gate -q -C content "${options[@]}"
html "says the verdict first" '<h1>Rejected</h1>'
html "has the checks" '<td>fleet<td class="bad">failed'
html "has the finding, open" '<details open><summary><b class="bad">error CH3001 INPUT_NOT_SUPPLIED</b> in content-291/rules/ipc/calling_module.yml:16<'
html "has its line, with a mark" '<i>       \|</i> +<b>\^</b>'
html "has its bytes, marked" '<b>14</b> <b>00</b> 02'
html "has the builds" '<th>7\.10\.17605<th>7\.11\.18110</tr>'
html "has the template on both" '<td class="bad">error<td class="bad">error</tr>'
html "has the evidence of the field" '<td>ipc<td>CallingModule<td class="n">[1-9]'
expect "a pass has all templates on all builds" \
	grep -qE '<td>34 templates(<td class="good">ok){5}</tr>' good/html
expect "nothing is loaded or run" test -z "$(grep -oiE '<script|src=|href=|url\(|@import|https?:' bad/html good/html)"
cp -r content "$WORK/hostile" && chmod -R u+w "$WORK/hostile"
sed -i "0,/^title:.*/s//title: '<script>alert(1)<\/script> \"\&amp; <!--'/" "$WORK/hostile/rules/ipc/"*.yml
printf '%s\n' '- event: {type: ipc, PipeName: nothing}' '  match: [0ce2a1c4-8a43-4d0f-9b6e-6e1d4c3c7c11]' >"$WORK/hostile/probes/<img src=x>.yaml"
"$SLUICE" gate -q -C "$WORK/hostile" --report html=hostile.html >/dev/null
expect "a hostile name is text" test "$(grep -c '&#60;img src=x&#62;' hostile.html)" -gt 0
expect "and no markup" test -z "$(grep -oE '<(script|img|!--)' hostile.html)"

if command -v jq >/dev/null; then
	expect "SARIF has the line first and the bytes second" jq -e '[.runs[0].results[] | select(.ruleId == "CH3001") |
		select(.locations[0].physicalLocation.artifactLocation.uri == "content-291/rules/ipc/calling_module.yml" and
			.locations[0].physicalLocation.region.startLine > 1 and
			.relatedLocations[0].physicalLocation.region.byteLength == 2)] | length > 0' bad/sarif
	expect "every result has a line and a fingerprint of its own" jq -e '.runs[0].results | length > 0 and
		all(.locations[0].physicalLocation.region.startLine >= 1) and
		(map(.partialFingerprints[]) | unique | length) == length' bad/sarif
	# shellcheck disable=SC2016 # a variable of jq
	expect "a result's index is that of its rule" jq -e '.runs[0] | .tool.driver.rules as $rules |
		.results | all($rules[.ruleIndex].id == .ruleId)' bad/sarif
	expect "a clean run declares as many rules" \
		test "$(jq '.runs[0].tool.driver.rules | length' good/sarif)" = "$("$SLUICE" explain | grep -c '^CH')"
	expect "a clean run has no error" jq -e '[.runs[0].results[] | select(.level == "error")] == []' good/sarif
	expect "GitLab has the same fingerprints" test "$(jq -c '[.runs[0].results[].partialFingerprints[]]' bad/sarif)" = \
		"$(jq -c '[.[].fingerprint]' bad/gitlab)"
	expect "GitLab has a path and a line of each" jq -e 'all(.location.path != "" and .location.lines.begin > 0)' bad/gitlab
else
	skip "the facts of SARIF and GitLab" "jq is not installed"
fi

if command -v python3 >/dev/null; then
	junit='import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
cases = root.findall("testsuite/testcase")
assert len(cases) == int(root.get("tests")) > 10
for name in "failure", "error", "skipped":
    counted = len(root.findall("testsuite/testcase/" + name))
    assert counted == int(root.get({"skipped": "skipped"}.get(name, name + "s"))), name
failed = {case.get("name") for case in cases if case.find("failure") is not None}
assert failed == set(sys.argv[2:]), failed'
	expect "JUnit has the checks that failed" python3 -c "$junit" bad/junit fleet execution probes release verdict
	expect "and all passed in a pass" python3 -c "$junit" good/junit
else
	skip "the facts of JUnit" "python3 is not installed"
fi

# --- fingerprints of a later version, whose rules stand elsewhere

prints()
{
	jq -c '[.[].fingerprint] | sort' "$1"
}
if command -v jq >/dev/null; then
	cp -r content-291 moved
	sed -i '1i # a line more' moved/rules/ipc/*.yml
	sed -i 's/^version: 43/version: 44/' moved/channels/*.yaml
	expect_exit 1 "a version later" "$SLUICE" gate -q -C moved --format gitlab
	expect "has the same fingerprints" test "$(prints "$OUT")" = "$(prints bad/gitlab)"
	expect "at other lines" test "$(jq -c '[.[].location.lines.begin]' "$OUT")" != \
		"$(jq -c '[.[].location.lines.begin]' bad/gitlab)"
fi

# --- a summary goes behind what its file has

printf 'before\n' >summary
expect_exit 0 "a summary" "$SLUICE" gate -q -C content --report github-summary=summary
expect "stands behind what was there" test "$(head -n 1 summary)" = before
expect "and is whole" test "$(tail -c +8 summary | cmp - good/github-summary && echo same)" = same
expect_exit 3 "a summary into a folder" "$SLUICE" gate -q -C content --report github-summary=.
mkfifo pipe
expect_exit 3 "a summary into a FIFO" timeout 20 "$SLUICE" gate -q -C content --report github-summary=pipe
expect_err 'pipe: cannot read: it is a' "is refused with its reason"
expect_exit 3 "SARIF into a folder that is not there" "$SLUICE" gate -q -C content --report sarif=nowhere/x
expect_exit 2 "an unknown form" "$SLUICE" gate -q -C content --report xunit=x
expect_err 'there are: text, json, sarif, junit, github, github-summary, gitlab, html' "is answered with the ones there are"

# --- the other commands, and what cannot be judged

printf 'no channel file' >'a b.chan'
expect_exit 1 "check of a file that is none" "$SLUICE" check -q -C content 'a b.chan' --format sarif \
	--report junit=torn.xml
if command -v jq >/dev/null; then
	expect "has an escaped name and the bytes" jq -e '.runs[0].results[0] |
		.ruleId == "CH1002" and .locations[0].physicalLocation == {"artifactLocation": {"uri": "a%20b.chan"},
			"region": {"startLine": 1, "byteOffset": 0, "byteLength": 8}}' "$OUT"
	expect_exit 1 "a file that is named twice" "$SLUICE" check -q -C content 'a b.chan' './a b.chan' --format sarif
	expect "is one artifact" jq -e '(.runs[0].artifacts | length) == 1 and (.runs[0].results | length) == 2' "$OUT"
fi
expect "a check that the file did not come to is skipped" \
	grep -q 'name="meaning" time="0"><skipped' torn.xml
printf 'unknown_key: 1\n' >>moved/sluice.yaml
expect_exit 2 "a repository that cannot be read" "$SLUICE" gate -q -C moved --format junit
expect_out '<error type="verdict" message="unusable"/>' "is an error of JUnit"
finish
