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
first=$(sed -n '/^Asked of sensors for the first time:/{n;p}' incident)
expect "what no sensor had ever been asked comes first" \
	test "$first" = '  type ipc, field CallingModule, operator prefix, action detect; it has never shipped'
expect_out '^  type ipc, field Operation, operator exact, action detect; it has shipped$' "then what another release has shown"
expect "then the builds that cannot take it, the new fault first" \
	grep -qE '^  7\.10\.17605, 7\.11\.18110: CH3001 .*CallingModule is the 21st input' <(head -n 9 incident)
expect_out 'CH3002 .* \(as before\)$' "and what was wrong already, which is said"
expect_out '^next: do not release: ' "and what follows from it"
expect_out '^\+ Pipe call out of a module .*\(ipc, cd5a18ba-52f5-41e2-bab0-c3a0c0f16317\)$' "the template is named"
expect_out "^    \+ CallingModule prefix 'c:\\\\programdata\\\\' or 'c:\\\\users\\\\'$" "and its criteria, in words"
expect "all of that on one screen" test "$(wc -l <incident)" -lt 24
diff_of 1 "without a fleet" $old $new
expect_out 'to a few machines first' "it is a matter of care"
expect "and no build is named" test "$(grep -c '^Builds' "$OUT")" = 0
diff_of 1 "backwards" $new $old
expect_out '^next: raise the version' "the version must rise"
expect_out '^Not asked of sensors any more:$' "and what is gone is said"
expect_out '^- Pipe call out of' "with the template"

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
level=$(sed -n 's/^    level: //p' old.yaml | head -n 1)
edit "0,/^    level: .*/s//    level: low/; s/^content_version: 42/content_version: 44/"
diff_of 1 "another level" $old edited.chan
expect_out "^    level: $level -> low$" "is said"
expect_out '^~ ' "of a template that has changed"
expect_out '^next: a new version: it asks of sensors what the old file asked, too$' "which asks nothing new"
edit "0,/^    title: .*/s//    title: '<b>a | b<\\/b> [x](y)'/; s/^content_version: 42/content_version: 44/"
diff_of 1 "a hostile title" --format markdown $old edited.chan
expect "is text in Markdown" test -z "$(grep -E '<b>|\[x\]' "$OUT")"
expect_out '&#60;b&#62;a &#124; b' "every mark of it"

# --- forms
diff_of 1 "as JSON" --format json -C content-291 $old $new
cp "$OUT" incident.json
diff_of 1 "to a file" --format json -C content-291 -o out.json $old $new
expect "the same bytes" cmp out.json incident.json
if command -v jq >/dev/null; then
	expect "JSON has it all" jq -e '.old.version == 42 and .new.version == 43 and .differs and (.first_uses | length) == 2 and
		(.builds | length) == 2 and (.templates | map(.change)) == ["added"] and (.templates[0].what | length) == 2' out.json
else
	skip "the facts of the JSON" "jq is not installed"
fi
diff_of 1 "as Markdown" --format markdown -C content-291 $old $new
expect_out '^### Asked of sensors for the first time$' "with its headings"
diff_of 3 "where it cannot be written" -o nowhere/x $old $new
closed() { "$SLUICE" diff "$old" "$new" >&-; }
expect_exit 3 "to a closed stdout" closed

# --- what cannot be compared
head -c 700 $old >torn.chan
diff_of 2 "a torn file" torn.chan $new
expect_err 'CH1[0-9]{3}' "is said with its finding"
diff_of 2 "a file that is not there" $old nowhere.chan
diff_of 2 "a folder" $old old
mkfifo fifo
expect_exit 2 "a FIFO" timeout 20 "$SLUICE" diff fifo $new
diff_of 2 "one file" $old
diff_of 2 "three" $old $new $new
diff_of 2 "another form" --format xml $old $new
diff_of 2 "a fleet without a catalog" --fleet content-291/fleet $old $new
diff_of 2 "a repository that is none" -C nowhere $old $new
diff_of 2 "a ledger that is none" --ledger $old $old $new
finish
