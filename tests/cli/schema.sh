#!/bin/bash
# The JSON Schemas of validator/schema: what the readers of the model accept they accept, what is broken both refuse, and
# what the tool writes they describe. Their keys are those of the readers' tables.
# shellcheck disable=SC2016 # what looks like a variable is of jq or of sed
. "${REPO_ROOT:?}/tests/cli/lib.sh"
schemas=validator/schema

# --- the keys, from the tables of the readers
keys_of()	# SCHEMA
{
	jq -r '[.. | objects | .properties? // empty | keys[]] | unique[]' "$schemas/$1.schema.json"
}

read_by()	# SOURCE...: the names in tables of sl_document_key
{
	(cd validator/model && grep -ohE '\{"[a-z_0-9]+", (true|false)\}' "$@") | sed 's/^{"\([^"]*\).*/\1/' | LC_ALL=C sort -u
}

if command -v jq >/dev/null; then
	for pair in repository:repository.c,suppression.c catalog:catalog_read.c manifest:fleet_read.c channel:channel_read.c \
		probes:probes.c ledger:ledger_read.c; do
		IFS=, read -ra sources <<<"${pair#*:}"
		expect "${pair%%:*}: the keys of ${pair#*:}" diff <(keys_of "${pair%%:*}") <(read_by "${sources[@]}")
	done
	for schema in "$schemas"/*.schema.json; do
		name=$(basename "$schema" .schema.json)
		jq -e --arg id "https://sluice.example/$name.schema.json" '."$id" == $id and (.title | length) > 0 and
			([.. | objects | select(.properties? and .additionalProperties == null)] == [])' "$schema" >/dev/null ||
			not_ok "$name: its id, its title, and that all objects are closed"
		grep -qF "($name.schema.json)" "$schemas/README.md" || not_ok "$name is in README.md"
	done
	expect "the words of operators are those of the tool" diff <(jq -r '.properties.operators.items.enum[] | strings' \
		"$schemas/manifest.schema.json") <(sed -n 's/^.*\[CHAN_OPERATOR_.* = "\(.*\)".*/\1/p' validator/model/operators.c)
else
	skip "the keys" "jq is not installed"
fi

if ! /usr/bin/python3 -c 'import jsonschema, yaml' 2>/dev/null; then
	skip "the schemas" "python3-jsonschema or python3-yaml is not installed"
	finish
fi
cat >"$WORK/validate.py" <<'END'
import json, sys, jsonschema, yaml

class Loader(yaml.SafeLoader):  # a date is a text to the tool, as to JSON
    yaml_implicit_resolvers = {first: [(tag, pattern) for tag, pattern in pairs if tag != 'tag:yaml.org,2002:timestamp']
                               for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}

def texts(value):  # the keys of JSON are texts
    if isinstance(value, dict):
        return {str(key): texts(item) for key, item in value.items()}
    return [texts(item) for item in value] if isinstance(value, list) else value

def documents(path):
    with open(path, encoding='utf-8') as stream:
        if path.endswith('.ndjson'):
            return [json.loads(line) for line in stream]
        if path.endswith(('.yaml', '.yml')):
            return [texts(document) for document in yaml.load_all(stream, Loader)]
        return [json.load(stream)]

validators, count = {}, 0
for line in sys.stdin:  # accept|reject SCHEMA FILE, parted by tabs
    want, schema, path = line.rstrip('\n').split('\t')
    if schema not in validators:
        with open(schema, encoding='utf-8') as stream:
            loaded = json.load(stream)
        jsonschema.Draft202012Validator.check_schema(loaded)
        validators[schema] = jsonschema.Draft202012Validator(loaded)
    found = documents(path)
    errors = [error for document in found for error in validators[schema].iter_errors(document)]
    count += 1
    if not found or (want == 'accept') == bool(errors):
        print(f'{path}: not {want}ed by {schema}', *(f'{e.json_path}: {e.message}'[:300] for e in errors[:3]))
print(f'{count} files')
END

want()		# accept|reject SCHEMA FILE...
{
	local file
	for file in "${@:3}"; do
		printf '%s\t%s\t%s\n' "$1" "$schemas/$2.schema.json" "$file" >>"$WORK/list"
	done
}

# --- every repository of the corpus whose files the model reads
for repository in corpus/content corpus/content-291 corpus/gate/*; do
	[ -f "$repository/sluice.yaml" ] || continue
	want accept repository "$repository/sluice.yaml"
	[ ! -f "$repository/ledger.yaml" ] || want accept ledger "$repository/ledger.yaml"
	for pair in catalog:catalog fleet:manifest channels:channel probes:probes; do
		for file in "$repository/${pair%:*}"/*.yaml; do
			[ ! -f "$file" ] || want accept "${pair#*:}" "$file"
		done
	done
done
want accept catalog corpus/model/catalog/*.yaml
want accept manifest corpus/model/fleet/*.yaml

# --- what the tool writes
"$SLUICE" gate -q -C corpus/content --attest "$WORK/passed.json" >/dev/null
"$SLUICE" gate -q -C corpus/content-291 --attest "$WORK/failed.json" >/dev/null
"$SLUICE" build -q -C corpus/content -o "$WORK/out" >/dev/null
"$SLUICE" ledger show -C corpus/content --format json >"$WORK/ledger.json"
"$SLUICE" build -q -C corpus/content-291 -o "$WORK/incident" >/dev/null
"$SLUICE" diff -C corpus/content-291 --format json "$WORK"/out/*291*.chan "$WORK"/incident/*.chan >"$WORK/diff.json"
"$SLUICE" diff --format json "$WORK"/out/*100*.chan "$WORK"/out/*101*.chan >"$WORK/diff-bare.json"
printf '%s\n' '{"type":"ipc","Operation":"connect","CallingModule":"C:\\Users\\x"}' >"$WORK/call.ndjson"
"$SLUICE" diff -C corpus/content-291 --events "$WORK/call.ndjson" --format json "$WORK"/out/*291*.chan "$WORK"/incident/*.chan >"$WORK/diff-run.json"
"$SLUICE" init -q "$WORK/made" --sigma corpus/content/rules >/dev/null
want accept statement "$WORK/passed.json" "$WORK/failed.json"
want accept diff "$WORK/diff.json" "$WORK/diff-bare.json" "$WORK/diff-run.json"
want accept ledger-show "$WORK/ledger.json"
for file in "$WORK"/out/*.chan; do
	cp "$file.map" "$WORK/$(basename "$file").map.json"
	want accept source-map "$WORK/$(basename "$file").map.json"
	"$SLUICE" dump "$file" >"$file.yaml"
	want accept content "$file.yaml"
	"$SLUICE" dump --format json "$file" >"$file.json"
	want accept dump "$file.json"
done
want accept repository "$WORK/made/sluice.yaml"
want accept catalog "$WORK"/made/catalog/*.yaml
want accept manifest "$WORK"/made/fleet/*.yaml
want accept channel "$WORK"/made/channels/*.yaml
printf '%s\n' '{"type":"process_creation","CommandLine":"powershell /enc SQBFAFgA","Image":"C:\\powershell.exe"}' >"$WORK/event.ndjson"
"$SLUICE" run -q -C corpus/content --events "$WORK/event.ndjson" -- "$WORK"/out/*.chan >"$WORK/match.ndjson" 2>"$ERR"
expect "an event matches" test -s "$WORK/match.ndjson"
want accept match "$WORK/match.ndjson"

mkdir "$WORK/host" "$WORK/former"
cp "$WORK"/out/*.chan "$WORK/former"
cp "$WORK"/out/*100*.chan "$WORK/host"
echo torn >"$WORK/host/$(basename "$WORK"/out/*101*.chan)"
echo torn >"$WORK/host/C-00000007-00000001.chan"
ln -s nowhere "$WORK/host/link.chan"
"$SLUICE" triage --format json "$WORK/host" >"$WORK/triage.json"
"$SLUICE" triage --format json --quarantine "$WORK/quarantine" --restore "$WORK/former" "$WORK/host" >"$WORK/triage-moved.json"
want accept triage "$WORK/triage.json" "$WORK/triage-moved.json"
want accept quarantine-journal "$WORK/quarantine/journal.ndjson"

# --- what is broken: the tool refuses it, and so does the schema
number=0
broken()	# SCHEMA FILE SED: of a repository that passes
{
	local file
	number=$((number + 1))
	cp -R "$WORK/whole" "$WORK/broken$number"
	file=$WORK/broken$number/$2
	sed -i "$3" "$file"
	if cmp -s "$file" "$WORK/whole/$2"; then
		not_ok "$2: $3" "changes nothing"
	fi
	"$SLUICE" gate -q -C "$WORK/broken$number" >"$OUT" 2>"$ERR"
	local status=$?
	[ $status = 1 ] || [ $status = 2 ] || not_ok "$2: $3" "the tool's exit status is $status"
	want reject "$1" "$file"
}
cp -R corpus/gate/near-CH5001-probed "$WORK/whole"
chmod -R u+w "$WORK/whole"
cat >>"$WORK/whole/sluice.yaml" <<'END'
growth: {percent: 900, templates: 10, bytes: 5000}
suppressions:
  - {rule: CH5005, scope: {channel: 1, builds: [1.0.1]}, reason: why not, owner: me, expires: 9999-12-31}
END
expect_exit 0 "the repository that is broken in many ways" "$SLUICE" gate -q -C "$WORK/whole"
expect_out 'CH6022' "has nothing but a suppression that covers nothing"
expect "in one place" test "$(grep -c '^\(error\|warning\) CH' "$OUT")" = 1
want accept repository "$WORK/whole/sluice.yaml"
s=sluice.yaml f=fleet/1.0.yaml c=catalog/start.yaml h=channels/1.yaml p=probes/start.yaml l=ledger.yaml
broken repository $s 's/^growth:/growht:/'
broken repository $s 's/: allow$/: perhaps/'
broken repository $s 's/percent: 900/percent: many/'
broken repository $s 's/templates: 10/templates: -1/'
broken repository $s 's/CH5005/CH3001/'
broken repository $s 's/CH5005/5005/'
broken repository $s 's/owner: me, //'
broken repository $s 's/9999-12-31/some day/'
broken repository $s 's/{channel: 1, builds: \[1.0.1\]}/{}/'
broken repository $s 's/channel: 1,/channel: 0,/'
broken repository $s 's/\[1.0.1\]/[]/'
broken catalog $c 's/^id: 9/id: nine/'
broken catalog $c 's/^version: 1/version: 0/'
broken catalog $c '/^logsource/d'
broken catalog $c 's/{product.*}/{}/'
broken catalog $c 's/product/produce/'
broken catalog $c 's/type: string/type: text/'
broken catalog $c '$a match_all: often'
broken catalog $c '$a select: [1]'
broken catalog $c '$a select: {EventID: []}'
broken manifest $f '/^platform/d'
broken manifest $f 's/^engine: 1/engine: 0/'
broken manifest $f 's/exact/exactly/'
broken manifest $f 's/exact, //; s/prefix/exact, exact/'
broken manifest $f 's/^operators.*/operators: []/'
broken manifest $f 's/supplies: \[/supplies: [{type: ip}, /'
broken manifest $f 's/supplies:/supply:/'
broken manifest $f "s/{version: 1/{version: 1, layout: '1234'/"
broken manifest $f '$a limits: {file_bytes: 0}'
broken manifest $f '$a limits: {version_bits: 65}'
broken manifest $f '$a binary: {file: a/b, sha256: 2222222222222222222222222222222222222222222222222222222222222222}'
broken channel $h 's/^channel: 1/channel: 100000000/'
broken channel $h 's/^version: 3/version: 18446744073709551616/'
broken channel $h 's/^rules.*/rules: []/'
broken channel $h 's/2026-06-01/June/'
broken channel $h '$a action: destroy'
broken channel $h '$a exclude: [{rule: x.yml, finding: CH6003}]'
broken channel $h '$a exclude: [{rule: x.yml, finding: 6003, reason: it is}]'
broken probes $p 's/^- event/- evnet/'
broken probes $p '$a\  type: start'
broken probes $p '$a\  events: x.ndjson'
broken probes $p 's/\[3f0c1d52/[3f0c1d5/'
broken probes $p '/^  match/d'
broken probes $p '1s/Image: [^,]*,/Image: [1],/'
broken ledger $l 's/^  1:/  zero:/'
broken ledger $l "s/'2222/'/"
broken ledger $l 's/bytes: 324, //'
broken ledger $l 's/operator: suffix/operator: sufix/'
broken ledger $l 's/since: 2/since: 0/'
broken ledger $l '$a recalled: [{sha256: none, reason: it is}]'
broken ledger $l 's/^channels:/channel:/'

file=$(find "$WORK/out" -name '*291*.chan.yaml')
unreadable()	# SED: of the yaml form of a channel file
{
	number=$((number + 1))
	sed "$1" "$file" >"$WORK/broken$number.yaml"
	! cmp -s "$file" "$WORK/broken$number.yaml" || not_ok "content: $1" "changes nothing"
	! "$SLUICE" assemble -q -o "$WORK/none.chan" "$WORK/broken$number.yaml" >"$OUT" 2>"$ERR" ||
		not_ok "content: $1" "the tool assembles it"
	want reject content "$WORK/broken$number.yaml"
}
unreadable '/^engine_level/d'
unreadable '0,/action: detect/s//action: destroy/'
unreadable '0,/level: medium/s//level: middle/'
unreadable '0,/flags: \[cased\]/s//flags: [caseless]/'
unreadable '0,/condition: \[/s//condition: [xor, /'
unreadable '0,/kind: integer/s//kind: float/'
unreadable '0,/title: /s//titel: /'
unreadable "0,/  - id: '/s//  - id: 'x/"
expect "there were broken ones ($number)" test "$number" -gt 50

# --- a report with a member too many or too few is none of theirs
for pair in statement:passed.json ledger-show:ledger.json diff:diff.json triage:triage.json; do
	number=$((number + 1))
	jq '.more = 1' "$WORK/${pair#*:}" >"$WORK/broken$number.json"
	want reject "${pair%%:*}" "$WORK/broken$number.json"
	number=$((number + 1))
	jq 'del(.[keys[0]])' "$WORK/${pair#*:}" >"$WORK/broken$number.json"
	want reject "${pair%%:*}" "$WORK/broken$number.json"
done

expect_exit 0 "the validator runs" /usr/bin/python3 "$WORK/validate.py" <"$WORK/list"
expect_out "^$(wc -l <"$WORK/list") files\$" "over all of them"
expect_no_out 'not (accept|reject)ed' "each file is judged as it should be"
finish
