#!/bin/bash
# sluice diff: what a release changes, in the words of its rules; the pair of the incident first.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export SOURCE_DATE_EPOCH=1790000000
cp -R corpus/content-291 corpus/content "$WORK"
chmod -R u+w "$WORK"/content*
cd "$WORK" || exit 2
"$SLUICE" build -q -C content-291/v42 -o old >"$WORK/log" 2>&1
"$SLUICE" build -q -C content-291 -o new >"$WORK/log" 2>&1
old=old/C-00000291-00000042.chan
new=new/C-00000291-00000043.chan
expect "the pair of the incident is built" test -s $old -a -s $new

diff_of()	# CODE NAME ARGUMENT...
{
	expect_exit "$1" "$2" "$SLUICE" diff "${@:3}"
}

# --- the incident, on the first screen
diff_of 1 "versions 42 and 43 of July 2024" -C content-291 $old $new
cp "$OUT" incident
below()		# HEADING: the line below it
{
	sed -n "/^$1:\$/{n;p}" incident
}
expect "the input that no sensor had ever been asked for comes first, and who does not supply it" \
	test "$(sed -n 5p incident)" = '! CallingModule, the 21st input of ipc; no release has read it; not supplied by 7.10.17605, 7.11.18110 (CH3001)'
expect "then what is asked of it" test "$(below 'Asked of sensors for the first time')" = \
	'! type ipc, field CallingModule, operator prefix, action detect; it has never shipped'
expect_out '^  type ipc, field Operation, operator exact, action detect; it has shipped$' "then what another release has shown"
expect "then what the check says, the new fault first" \
	grep -qE '^! new: error CH3001 on 7\.10\.17605, 7\.11\.18110: .*CallingModule is the 21st input' <(below 'What the check finds, with 2 builds')
expect_out '^  as before: error CH3002 on 7\.11\.18110: ' "and what was wrong already, which is said"
expect_out '^next: do not release: 7\.10\.17605, 7\.11\.18110 cannot take what the old file did not ask$' "and what follows from it"
expect_out '^\+ Pipe call out of a module .*\(ipc, level high, cd5a18ba-52f5-41e2-bab0-c3a0c0f16317\)$' "the template is named"
expect_out '^    at content-291/rules/ipc/calling_module\.yml:[0-9]+$' "with the line of its rule"
expect_out "^    \+ CallingModule prefix 'c:\\\\programdata\\\\' or 'c:\\\\users\\\\'$" "and its criteria, in words"
expect_out '^    condition: Operation exact and CallingModule prefix$' "and how they are joined"
expect "all of that on one screen" test "$(wc -l <incident)" -lt 24
diff_of 1 "without a fleet" $old $new
expect_out '^next: a new version, to a few machines first: ' "it is a matter of care"
expect_out '^Builds were not looked at: ' "and that no build was asked is said"
expect_no_out '7\.1[01]\.' "none is named"
diff_of 1 "with a ledger alone" --ledger content-291/ledger.yaml $old $new
expect_out '^! CallingModule, the 21st input of ipc; no release has read it$' "it says what is new to the field"
diff_of 1 "backwards" -C content-291 $new $old
expect_out '^next: raise the version' "the version must rise"
expect_out '^  no more: error CH3001 on 7\.10\.17605, 7\.11\.18110: ' "the fault of the builds is gone"
expect_out '^Not asked of sensors any more:$' "and what is gone is said"
expect_out '^- Pipe call out of' "with the template"

# --- builds, one by one: what some had already is not new to them
mkdir few && cp content-291/fleet-honest/*.yaml few
diff_of 1 "with the honest build alone" --catalog content-291/catalog --fleet few $old $new
expect_out '^next: do not release: 7\.10\.17605 cannot take' "it is named alone"
expect_no_out '7\.11' "and no other"
cp -R content-291 narrow
sed -i 's/operators: \[exact, prefix, /operators: [exact, /' narrow/fleet/7.10.yaml
sed -i 's/operators: \[exact, /operators: [/' narrow/fleet/7.11.yaml
diff_of 1 "where one build has not the operator of the old file, and another not that of the new one" -C narrow $old $new
expect_out '^! new: error CH3006 on 7\.11\.18110: ' "the one that new content asks for is new"
expect_out '^  as before: error CH3006 on 7\.10\.17605: ' "the other is not, though another template asks for it now"

# --- the same, and little things
diff_of 0 "a file and itself" -C content-291 $old $old
expect_out 'there is no need to release$' "do the same"
"$SLUICE" dump $old >old.yaml
edit()		# SCRIPT: a copy of the old file
{
	sed "$1" old.yaml >edited.yaml
	"$SLUICE" assemble edited.yaml -o edited.chan >"$WORK/log" 2>&1
}
edit 's/^content_version: 42/content_version: 44/; s/^created_at: .*/created_at: 1790000001/'
diff_of 0 "another version and time alone" $old edited.chan
changed()	# LINE-PATTERN NAME SCRIPT: one thing is changed, and said
{
	edit "$3; s/^content_version: 42/content_version: 44/"
	diff_of 1 "$2" $old edited.chan
	expect_out "$1" "is said"
}
changed "^    level: high -> low$" "another level" 's/^    level: high/    level: low/'
expect_out '^~ Named pipe' "of a template that has changed"
expect_out '^next: a new version: it asks of sensors what the old file asked, too$' "which asks nothing new"
changed "^    status: stable -> test$" "another status" 's/status: stable/status: test/'
changed "^    action: detect -> prevent$" "another action" 's/action: detect/action: prevent/'
expect_out '^  type ipc, field PipeName, operator prefix, action prevent$' "as a capability, too"
expect_out '^next: a new version, to a few machines first' "and taken for what it is"
changed "^    author: 'sluice authors' -> 'another''s'$" "another author" "s/author: .*/author: another's/"
changed "^    link: '.*' -> 'https://example.org/x'$" "another link" "s#link: .*#link: 'https://example.org/x'#"
changed "^    title: '.*' -> 'Other'$" "another title" 's/    title: .*/    title: Other/'
changed "^    ~ PipeName prefix: \+ '.aaa'; 2 values as before$" "one value more" 's/^      - \\brass.agent/      - \\aaa\n&/'
changed "^    ~ PipeName prefix: \+ '.kettle-' - '.kettle_'; 1 value as before$" "one value for another" 's/\\kettle_/\\kettle-/'
changed "^    - RemoteIp cidr 127.0.0.0/8$" "one network for another" 's#127.0.0.0/8#10.0.0.0/8#'
expect_out '^    \+ RemoteIp cidr 10\.0\.0\.0/8$' "both of them"
expect_no_out 'condition:' "and nothing of the condition, which is as it was"
changed "^    condition: PipeName prefix and not RemoteIp cidr -> PipeName prefix or not RemoteIp cidr$" "another condition" \
	's/\[0, 1, not, and\]/[0, 1, not, or]/'
changed "^    ~ PipeName prefix: .*|^    - PipeName prefix " "cased for caseless" '0,/      operator: prefix/s//&\n      flags: [cased]/'
expect_out "^    \+ PipeName prefix cased " "with the flag"
changed '^  expires: never -> 2030-01-01T00:00:00Z$' "a date of expiry" 's/^expires_at: 0/expires_at: 1893456000/'
changed '^  engine level: 1 -> 2$' "another engine level" 's/^engine_level: 1/engine_level: 2/'
expect_out '^next: a new version, to a few machines first' "which not every engine has"
changed '^  channel: 291 -> 292$' "another channel" 's/^channel: 291/channel: 292/'
changed '^  ipc: the 3rd input was Image \(string\) and is Picture \(string\)$' "another name of an input" 's/name: Image,/name: Picture,/'
changed '^  ipc: version 3 -> 2, 21 -> 20 inputs; the 21st, CallingModule \(string\), is gone$' "an older version of the type" \
	'/name: CallingModule/d; s/  version: 3/  version: 2/'
changed '^  type 7 was ipc and is cpi$' "another name of a type" 's/name: ipc/name: cpi/'

# --- what cannot be seen in a line is a difference all the same
long=$(printf '%0400d' 0)
edit "s/\\\\kettle_/z${long}x/"
mv edited.chan long.chan
edit "s/\\\\kettle_/z${long}y/; s/^content_version: 42/content_version: 44/"
diff_of 1 "values that differ behind their first 400 bytes" long.chan edited.chan
expect_out "- 'z0.*\.\.\.' \(402 bytes, SHA-256 [0-9a-f]{12}\.\.\.\) \+ 'z0.*\.\.\.' \(402 bytes, SHA-256 [0-9a-f]{12}" "are told apart"
edit 's/\\kettle_/"\\x01"/'
mv edited.chan control.chan
edit "s/\\\\kettle_/'\\\\x01'/; s/^content_version: 42/content_version: 44/"
diff_of 1 "a control byte, and the text that shows it" control.chan edited.chan
expect_out "'.x01' \(1 bytes?, SHA-256 " "are told apart"
many=$(for i in {100..999}; do printf '      - v%s\\n' "$i"; done)
edit "s/^      - \\\\brass.agent/${many}&/"
mv edited.chan many.chan
edit "s/^      - \\\\brass.agent/${many/v555/v555a}&/; s/^content_version: 42/content_version: 44/"
diff_of 1 "one of 902 values" many.chan edited.chan
expect_out "^    ~ PipeName prefix: - 'v555' \+ 'v555a'; 901 values as before$" "is found"
edit "s/^      - \\\\brass.agent/${many}&/; s/^content_version: 42/content_version: 44/"
diff_of 1 "900 values more" $old edited.chan
expect_out ", and 892 more came, 0 went; 2 values as before$" "are counted"
# An id that two types share breaks a rule of meaning, and none of the structure.
sed '/^types:/,$d' old.yaml >twice.yaml
sed -n '/^types:/,$p' old.yaml >>twice.yaml
sed -n '/^- name: ipc/,$p' old.yaml | sed 's/name: ipc/name: ipd/; s/^  id: 7/  id: 8/' >>twice.yaml
"$SLUICE" assemble twice.yaml -o twice.chan >"$WORK/log" 2>&1
expect "a file with one id in two types" test -s twice.chan
diff_of 0 "is as itself" twice.chan twice.chan
diff_of 1 "and not as one of them" $old twice.chan
expect_out '^\+ Named pipe' "one has come"

# --- hostile texts
edit "s/^    title: .*/    title: '<script>a | b<\\/script> [x](y) \`c\` **d**'/; s/^content_version: 42/content_version: 44/"
diff_of 1 "a hostile title" --format markdown $old edited.chan
# shellcheck disable=SC2016 # no command is meant
expect "is text in Markdown" test -z "$(grep -E '<script>|\[x\]|`c`|\*\*d' "$OUT")"
expect_out '&#60;script&#62;a &#124; b' "every mark of it"
edit 's/^    title: .*/    title: "a\\n\\n# b\\e[31m \\u202E"/; s/^content_version: 42/content_version: 44/'
for form in text markdown json; do
	diff_of 1 "lines and escapes in a title, as $form" --format $form $old edited.chan
	expect "do nothing" test -z "$(LC_ALL=C grep -E $'^# b|\e|\u202e' "$OUT")"
done

# --- events
printf '%s\n' '{"type":"ipc","PipeName":"\\brass.agent7","RemoteIp":"10.0.0.1"}' '{"type":"ipc","PipeName":"none"}' \
	'{"type":"ipc","Operation":"connect","CallingModule":"C:\\Users\\x.dll"}' >events.ndjson
diff_of 1 "with events" -C content-291 --events events.ndjson $old $new
expect_out '^3 events; 1 match before, 1 gained, 0 lost:$' "what matches is counted"
expect_out '^  Pipe call out .*: 0 before, 1 gained \(events\.ndjson:3\)$' "and shown"
diff_of 1 "the other way round, twice" --catalog content-291/catalog --events events.ndjson --events events.ndjson $new $old
expect_out '^6 events; 4 matches before, 0 gained, 2 lost:$' "it is lost"
expect_out ': 2 before, 2 lost \(events\.ndjson:3, events\.ndjson:3\)$' "at each"
edit 's/\\brass.agent/\\brass.agents/; s/^content_version: 42/content_version: 44/'
diff_of 1 "a narrower template" --catalog content-291/catalog --events - $old edited.chan <events.ndjson
expect_out '^  Named pipe .*: 1 before, 1 lost \(stdin:1\)$' "loses, and standard input is read"
diff_of 0 "a file and itself with events" --catalog content-291/catalog --events events.ndjson $old $old
expect_out '^3 events; 1 match before, 0 gained, 0 lost\.$' "have nothing to tell"
echo '{"type":' >>events.ndjson
diff_of 2 "an event that cannot be read" -C content-291 --events events.ndjson $old $new
expect_err '^sluice diff: events\.ndjson:4: ' "is told"
expect_out '1 event that cannot be read:$' "and counted, with the rest"
diff_of 2 "no file of events" -C content-291 --events none.ndjson $old $new
expect_err 'none\.ndjson' "is told"
mkfifo fifo
expect_exit 2 "a FIFO of events" timeout 20 "$SLUICE" diff -C content-291 --events fifo $old $new
diff_of 2 "events for content that has no meaning" -C content-291 --events events.ndjson $old twice.chan
expect_err 'CH2001' "are not run"

# --- forms
diff_of 1 "as JSON" --format json -C content-291 $old $new
cp "$OUT" incident.json
diff_of 1 "to a file" --format json -C content-291 -o out.json $old $new
expect "the same bytes" cmp out.json incident.json
if command -v jq >/dev/null; then
	expect "JSON has it all" jq -e '.old.version == 42 and .new.version == 43 and .differs and .step == "refused" and
		.inputs[0] == {type: "ipc", field: "CallingModule", position: 21, shipped: false, not_supplied_by: ["7.10.17605", "7.11.18110"]} and
		(.first_uses | map(.shipped)) == [false, true] and (.last_uses | length) == 0 and
		(.fleet.findings | map(.state + " " + .rule)) == ["new CH3001", "kept CH3002"] and (.fleet.builds_that_cannot_take_it | length) == 2 and
		(.templates | map(.change)) == ["added"] and (.templates[0].what | length) == 3 and
		(.templates[0].source.path | endswith("calling_module.yml")) and (has("matches") | not)' out.json
	edit 's/^content_version: 42/content_version: 18446744073709551615/; s/level: high/level: low/'
	diff_of 1 "the highest version, as JSON" --format json $old edited.chan
	expect_out '"version":18446744073709551615,' "is not rounded"
	expect "and it is JSON" jq -e '(has("fleet") | not) and (.first_uses | length) == 0 and .step == "content"' "$OUT"
else
	skip "the facts of the JSON" "jq is not installed"
fi
diff_of 1 "as Markdown" --format markdown -C content-291 $old $new
expect_out '^\| \*\*inputs read for the first time\*\* \| CallingModule, the 21st input of ipc; ' "with the table first"
expect_out '^\| \*\*builds that cannot take it\*\* \| 7&#46;10&#46;17605, 7&#46;11&#46;18110; 2 of 2 builds \|$' "and the builds in it"
expect "what is folded is closed" test "$(grep -c '^<details>' "$OUT")" = "$(grep -c '^</details>$' "$OUT")"
"$SLUICE" build -q -C content -o sample >"$WORK/log" 2>&1
diff_of 1 "another channel" --format markdown -C content sample/C-00000100-*.chan sample/C-00000101-*.chan
expect "fits into a comment" test "$(wc -c <"$OUT")" -lt 65536
diff_of 1 "again" --format markdown -C content sample/C-00000100-*.chan sample/C-00000101-*.chan
cp "$OUT" again
diff_of 1 "and again" --format markdown -C content sample/C-00000100-*.chan sample/C-00000101-*.chan
expect "with the same bytes" cmp "$OUT" again
# A channel with a thousand templates more than one that has none of them.
awk '/^  - id:/ {start = NR} {line[NR] = $0} END {for (i = 1; i < start; i++) print line[i]
	for (n = 0; n < 1000; n++) {printf "  - id: \x27%08x-051c-4343-ac33-8fc404637c01\x27\n", n
		for (i = start + 1; i <= NR; i++) print line[i]}}' old.yaml | sed 's/^content_version: 42/content_version: 44/' >large.yaml
"$SLUICE" assemble large.yaml -o large.chan >"$WORK/log" 2>&1
diff_of 1 "a thousand templates" --format markdown $old large.chan
expect "fit into a comment" test "$(wc -c <"$OUT")" -lt 65536
expect_out '^- and 95[01] more$' "with their number"
expect "and it is closed" test "$(tail -n 1 "$OUT")" = '</details>'
diff_of 1 "a thousand templates as text" $old large.chan
expect_out '^  and 95[01] more \(-v\)$' "are shortened, too"
diff_of 1 "a thousand templates in full" -v $old large.chan
expect "all of them" test "$(grep -c '^+ ' "$OUT")" = 1000
diff_of 3 "where it cannot be written" -o nowhere/x $old $new
diff_of 3 "to a device" -o /dev/full $old $new
closed() { "$SLUICE" diff "$old" "$new" >&-; }
expect_exit 3 "to a closed stdout" closed
full() { "$SLUICE" diff "$old" "$new" >/dev/full; }
if [ -c /dev/full ]; then
	expect_exit 3 "to a full disk" full
else
	skip "to a full disk" "there is no /dev/full"
fi

# --- what cannot be compared
head -c 700 $old >torn.chan
diff_of 2 "a torn file" torn.chan $new
expect_err 'CH1[0-9]{3}' "is said with its finding"
diff_of 2 "a torn file as the new one" $old torn.chan
diff_of 2 "an empty file" /dev/null $new
: >empty.chan
diff_of 2 "a file of no bytes" empty.chan $new
expect_err 'CH1001' "is said, too"
diff_of 2 "a file that is not there" $old nowhere.chan
diff_of 2 "a folder" $old old
expect_exit 2 "a FIFO" timeout 20 "$SLUICE" diff fifo $new
diff_of 2 "one file" $old
diff_of 2 "three" $old $new $new
diff_of 2 "another form" --format xml $old $new
diff_of 2 "a fleet without a catalog" --fleet content-291/fleet $old $new
diff_of 2 "events without a catalog" --events events.ndjson $old $new
diff_of 2 "a catalog for nothing" --catalog content-291/catalog $old $new
diff_of 2 "a repository that is none" -C nowhere $old $new
diff_of 2 "a ledger that is none" --ledger $old $old $new
diff_of 2 "a fleet that is none" --catalog content-291/catalog --fleet nowhere $old $new

# --- the words of the steps stand in one place, and --help has each
"$SLUICE" diff --help >"$OUT"
sed -n 's/^STEP([A-Z]*, "\([a-z]*\)".*/\1/p' "$REPO_ROOT/validator/diff/steps.def" >steps
expect "there are steps" test "$(wc -l <steps)" -ge 5
while read -r step; do
	expect_out "^  $step  *[a-z]" "--help says when the step is $step"
done <steps
finish
