#!/bin/bash
# sluice catalog diff: what changed between two catalogs, whom it touches, what ships first; and wrong uses.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
old=corpus/content/catalog new=$WORK/new repository=$WORK/content

# The new catalog: the 22nd field of ipc under a new version.
mkdir "$new"
cp "$old"/*.yaml "$new"
chmod -R u+w "$new"
{
	echo '---'
	awk '/^---$/ { document++; next } document == 2' "$old/ipc.yaml" |
		sed 's/^version: 3$/version: 4/; s/^match_all:.*/  - {name: CallerCompany, type: string}/'
} >"$new/ipc4.yaml"

expect_exit 0 "a catalog and itself" "$SLUICE" catalog diff "$old" "$old"
expect_out '^The catalogs are identical\.$' "are identical"
expect_out '^PASSED: 0 differences, 0 errors$' "and pass"
cp -R "$old" "$WORK/same"
chmod -R u+w "$WORK/same"
echo '# A remark.' >>"$WORK/same/ipc.yaml"
expect_exit 0 "with a remark" "$SLUICE" catalog diff "$old" "$WORK/same"
expect_out '^The catalogs are identical in all that they say; their files differ\.$' "they say the same"

expect_exit 0 "a new version is no finding" "$SLUICE" catalog diff "$old" "$new"
expect_out '^ipc, id 7$' "it names the type"
expect_out '^  \+ version 4 is new: 22 fields, layout [0-9a-f]{8}$' "and the version"
expect_out '^  \+ version 4: field 22 CallerCompany \(string\) is appended$' "and the field"
expect_out 'ipc4.yaml:[0-9]+:5$' "where it is"
expect_out '^ +[0-9]+ \|   - \{name: CallerCompany, type: string\}$' "and its line"
expect_out 'sensor first: content may use it when every build supplies it' "sensors go first"
expect_out '^  1\. the sensors, with what is new' "in the order"
expect_out '^  2\. the content, built and gated anew' "content second"
expect_no_out 'builds? (without|ha)' "no word on builds without a repository"
expect_exit 0 "the other way round it is gone" "$SLUICE" catalog diff "$new" "$old"
expect_out '^  - version 4 is gone: it had 22 fields' "as a version"
expect_out '^  1\. the content, without what is gone$' "and content goes first"

cp -R corpus/content "$repository"
chmod -R u+w "$repository"
rm -rf "$repository/dist"
expect_exit 0 "a repository without channel files" "$SLUICE" catalog diff -C "$repository" "$old" "$new"
expect_out 'no channel file in .*/dist, so which templates are touched is not known: build it first$' "says so"
expect_out '^      5 builds without it: 7\.10\.17605, ' "its builds are told"
expect_no_out '^ +([0-9]+|no) templates? touched' "its templates not"
expect_exit 0 "it is built" "$SLUICE" build -q -C "$repository"
expect_exit 0 "then" "$SLUICE" catalog diff -C "$repository" "$old" "$new"
expect_out ': 5 builds; [0-9]+ templates in 3 channel files$' "its files are read"
expect_out '^      no template touched$' "nothing reads what is new"

# What has shipped must not change: the 21 fields of version 3 become 20, and others.
mkdir "$WORK/bad"
sed '/name: CallingModule/d; s/{name: RemoteIp, type: ip}/{name: RemoteIp, type: string}/' \
	"$old/ipc.yaml" >"$WORK/bad/ipc.yaml"
cp "$old/windows.yaml" "$WORK/bad"
expect_exit 1 "a changed version is rejected" "$SLUICE" catalog diff -C "$repository" "$old" "$WORK/bad"
expect_out '^error CH5008 LAYOUT_CHANGED: .* version 3 of ipc had 21 fields \(layout [0-9a-f]{8}\) and has 20 ' "with its layouts"
expect_out 'so the change needs version 4$' "and what it needs"
expect_out '^  ! version 3: field 21 CallingModule \(string\) is gone$' "a field is gone"
expect_out '^  ! version 3: field 14 RemoteIp was of type ip and is of type string$' "one has another type"
expect_out '^      4 builds have it: 7\.11\.18110, ' "builds have it"
expect_out '^        1ebd9f07-5d10-4c07-9493-60983595a0bf  Administrative pipe opened from outside' "templates read it"
expect_out '^  nothing, before the new catalog has as it was what is marked with !$' "nothing ships"
expect_out '^REJECTED: [0-9]+ differences, [0-9]+ errors$' "it says so at its end"
cp "$OUT" "$WORK/first.txt"
expect_exit 1 "once more" "$SLUICE" catalog diff -C "$repository" "$old" "$WORK/bad"
expect "the same bytes" cmp "$WORK/first.txt" "$OUT"
expect_exit 1 "the old one may be the bad one" "$SLUICE" catalog diff "$WORK/bad" "$old"

mkdir "$WORK/less"
cp "$old/ipc.yaml" "$WORK/less"
expect_exit 1 "types that builds have" "$SLUICE" catalog diff -C "$repository" "$old" "$WORK/less"
expect_out '^error CH3002 CATALOG_DISAGREES: .*type process_creation is gone from the catalog, and 5 builds have it$' "must not go"
expect_exit 0 "without a fleet nobody has them" "$SLUICE" catalog diff "$old" "$WORK/less"

# A version that does more than append to the one before it is read, and told.
mkdir "$WORK/history"
sed 's/^  - {name: CallerCompany/  - {name: Before, type: ip}\n&/; /name: PipeName/d' "$new/ipc4.yaml" >"$WORK/history/ipc4.yaml"
cp "$old"/*.yaml "$WORK/history"
expect_exit 1 "a version that lacks a field" "$SLUICE" catalog diff "$old" "$WORK/history"
expect_out '^error CH6019 CATALOG_HISTORY' "is CH6019"
expect_out '^  ! version 4: field 1 PipeName \(string\) is gone$' "and a difference"
expect_exit 0 "what is past is not" "$SLUICE" catalog diff "$WORK/history" "$old"

expect_exit 1 "as JSON" "$SLUICE" catalog diff -C "$repository" --format json "$old" "$WORK/bad"
cp "$OUT" "$WORK/bad.json"
"$SLUICE" catalog diff --format json "$old" "$old" >"$WORK/same.json"
"$SLUICE" catalog diff --format json "$old" "$new" >"$WORK/new.json"
"$SLUICE" catalog diff --format json -C "$repository" "$WORK/less" "$new" >"$WORK/less.json"
validate='import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
for path in sys.argv[2:]:
    jsonschema.Draft202012Validator(schema).validate(json.load(open(path)))'
if /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
	expect "all are as the schema says" /usr/bin/python3 -c "$validate" \
		validator/report/catalog-diff.schema.json "$WORK"/{bad,same,new,less}.json
	sed 's/"order"/"ordre"/' "$WORK/bad.json" >"$WORK/wrong.json"
	expect_exit 1 "and a wrong one is not" /usr/bin/python3 -c "$validate" \
		validator/report/catalog-diff.schema.json "$WORK/wrong.json"
else
	skip "the JSON schema" "python3-jsonschema is not installed"
fi
facts='import json, sys
report = json.load(open(sys.argv[1]))
retyped = [d for d in report["differences"] if d["difference"] == "field_retyped"]
assert report["verdict"] == "reject" and not report["identical"]
assert len(retyped) == 3 and all(d["order"] == "never" and d["in_place"] for d in retyped)
assert [d["old"]["version"] for d in retyped] == [1, 2, 3]
assert all(d["old"]["kind"] == "ip" and d["new"]["kind"] == "string" for d in retyped)
assert [len(d["builds_with_it"]) for d in retyped] == [0, 1, 4]
assert all(d["templates"] for d in retyped)
assert [f["rule"] for f in report["findings"]] == ["CH5008"] * 3'
expect "with all facts" /usr/bin/python3 -c "$facts" "$WORK/bad.json"

mkdir "$WORK/empty" "$WORK/broken" "$WORK/pipe" "$WORK/twice" "$WORK/bare"
expect_exit 0 "the first catalog of all" "$SLUICE" catalog diff "$WORK/empty" "$old"
expect_out '^  \+ the type is new, with version 3 as its newest$' "is all new"
expect_exit 0 "the last one" "$SLUICE" catalog diff "$old" "$WORK/empty"
expect_out '^  - the type is gone; its newest version was 3$' "is all gone"
expect_exit 2 "two empty folders" "$SLUICE" catalog diff "$WORK/empty" "$WORK/empty"
expect_err 'there is nothing to compare' "are nothing"
expect_exit 2 "no folder" "$SLUICE" catalog diff
expect_exit 2 "one" "$SLUICE" catalog diff "$old"
expect_err 'needs two folders' "is too few"
expect_exit 2 "three" "$SLUICE" catalog diff "$old" "$old" "$old"
expect_exit 2 "an unknown form" "$SLUICE" catalog diff --format xml "$old" "$old"
expect_exit 2 "a folder that is not there" "$SLUICE" catalog diff "$old" "$WORK/nowhere"
expect_err 'CH6018' "is unreadable"
expect_exit 2 "as the old one too" "$SLUICE" catalog diff "$WORK/nowhere" "$old"
expect_exit 2 "a file for a folder" "$SLUICE" catalog diff "$old" "$old/ipc.yaml"
echo 'template_type: [' >"$WORK/broken/a.yaml"
expect_exit 2 "broken YAML" "$SLUICE" catalog diff "$old" "$WORK/broken"
expect_err 'a.yaml:[0-9]+:[0-9]+: CH6001' "has its place"
mkfifo "$WORK/pipe/a.yaml" "$WORK/fifo"
expect_exit 2 "a FIFO in a catalog" timeout 10 "$SLUICE" catalog diff "$old" "$WORK/pipe"
expect_exit 2 "a FIFO for a catalog" timeout 10 "$SLUICE" catalog diff "$WORK/fifo" "$old"
cat "$old/ipc.yaml" "$old/ipc.yaml" >"$WORK/twice/a.yaml"
expect_exit 2 "a version that is there twice" "$SLUICE" catalog diff "$old" "$WORK/twice"
expect_err 'CH6020|CH6001' "is no catalog"

expect_exit 2 "a repository that is none" "$SLUICE" catalog diff -C "$WORK/empty" "$old" "$new"
expect_err 'sluice.yaml' "lacks its settings"
cp "$repository/sluice.yaml" "$WORK/bare"
expect_exit 0 "one without a fleet and files" "$SLUICE" catalog diff -C "$WORK/bare" "$old" "$new"
expect_out ': 0 builds; no channel file in ' "has no build"
cp -R "$repository" "$WORK/torn"
head -c 100 "$repository/dist/C-00000291-00000042.chan" >"$WORK/torn/dist/C-00000291-00000042.chan"
expect_exit 2 "a torn channel file" "$SLUICE" catalog diff -C "$WORK/torn" "$old" "$new"
expect_err 'CH1001' "says what it is"
cp "$repository/dist/C-00000100-00000007.chan" "$WORK/torn/dist/C-00000291-00000042.chan"
expect_exit 2 "one under another name" "$SLUICE" catalog diff -C "$WORK/torn" "$old" "$new"
expect_err 'CH5003' "too"
rm "$WORK/torn/dist/C-00000291-00000042.chan"
mkfifo "$WORK/torn/dist/C-00000291-00000042.chan"
expect_exit 2 "a FIFO" timeout 10 "$SLUICE" catalog diff -C "$WORK/torn" "$old" "$new"
rm "$WORK/torn/dist/C-00000291-00000042.chan"
echo x >"$WORK/torn/dist/other.chan"
cp "$repository/dist/C-00000291-00000042.chan" "$WORK/torn/dist/C-00000291-00000041.chan"
cp "$repository/dist/C-00000291-00000042.chan" "$WORK/torn/dist"
expect_exit 0 "of each channel the newest file is read alone" "$SLUICE" catalog diff -C "$WORK/torn" "$old" "$new"
expect_err 'not looked at, .*/other.chan$' "what is none is said"
expect_out ' in 3 channel files$' "one for each"

# 65,536 fields, all in another order.
mkdir "$WORK/wide" "$WORK/wider"
awk 'BEGIN { for (t = 1; t <= 256; t++) {
	printf "---\ntemplate_type: t%d\nid: %d\nversion: 1\nlogsource: {service: s%d}\nfields:\n", t, t, t
	for (f = 0; f < 256; f++) printf "  - {name: f%d, type: string}\n", f } }' >"$WORK/wide/a.yaml"
awk '/name: f0,/ { kept = $0; next } { print } /name: f255,/ { print kept }' "$WORK/wide/a.yaml" >"$WORK/wider/a.yaml"
expect_exit 1 "many fields" timeout 60 "$SLUICE" catalog diff "$WORK/wide" "$WORK/wider"
expect "a difference a type" test "$(grep -c '^  ! version 1: f0 was field 1 and is field 256$' "$OUT")" = 256
expect_out '^REJECTED: 256 differences, 256 errors$' "all of them"
expect_exit 0 "help" "$SLUICE" catalog diff --help
expect_out 'content first' "tells the marks"
if [ -w /dev/full ]; then
	full() { "$SLUICE" catalog diff "$old" "$new" >/dev/full; }
	expect_exit 3 "a full stdout" full
else
	skip "a full stdout" "/dev/full cannot be written"
fi
finish
