#!/bin/bash
# Our SARIF before two who did not write it: the schema of SARIF 2.1.0 by ajv, and Microsoft's SARIF Multitool, which judges it
# by its own rules and GitHub's. What the Multitool has read of it is what our JSON report says. Damaged SARIF is refused.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
. "$REPO_ROOT/tests/npm_packages.sh"
[ "$(uname -sm)" = "Linux x86_64" ] || { skip "the SARIF Multitool" "is for Linux on x86-64"; finish; }
npm_packages "$WORK/npm" \
	@microsoft/sarif-multitool-linux@5.7.0=sha512-NxUbpq6ISCWoTQ/NfOYEwEDKq1Heka/rMoJ5R5LMydcAZQX/X7g5mWHcgxDub+0M07LC96tZ5LZHvF1Qy3gjTA== \
	ajv@8.20.0=sha512-Thbli+OlOj+iMPYFBVBfJ3OmCAnaSyNn4M1vz9T6Gka5Jt9ba/HIR56joy65tY6kx/FCF5VXNB819Y7/GUrBGA== \
	ajv-formats@3.0.1=sha512-8iUql50EUR+uUcdRQ3HDqa6EVyo3docL8g5WJ3FNcWmu62IbkGUue/pEyLBW8VGKKucTPgqeks4fIU1DA4yowQ== \
	fast-deep-equal@3.1.3=sha512-f3qQ9oQy9j2AhBe/H9VC91wLmKBCCU/gDOnKNAYG5hswO7BLKj09Hc5HYNz9cGI++xlpDCIgDaitVs03ATR84Q== \
	fast-uri@3.1.9=sha512-hS/0Wt3Ya043oKXs0sIxrMpKQITXhMLIrVAKKXi4gozGC9v7YRWVnXIZzjNPTO02M9BdxLCWqK1yRXgNziVyJQ== \
	json-schema-traverse@1.0.0=sha512-NM8/P9n3XjXhIZn1lLhkFaACTOURQXjWhV4BA/RnOv8xvgqtqpAX9IO4mRQxSx1Rlo4tqzeqb0sOlruaOy3dug== \
	require-from-string@2.0.2=sha512-Xf0nWe6RseziFMu+Ap9biiUbmplq6S9/p+7w7YXP/JBHhrUDDUhwa+vANyubuqfZWTveU//DYVGsDG7RKL/vEw== ||
	finish
modules=$WORK/npm/node_modules
multitool=$modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod u+x "$multitool"
# It unpacks itself, and would want ICU, which Debian has by another version.
export DOTNET_BUNDLE_EXTRACT_BASE_DIR=$WORK/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
if ! "$multitool" --version >"$OUT" 2>&1 && ! grep -q '^SARIF Multitool' "$OUT"; then
	skip "the SARIF Multitool" "does not run here: $(head -n 1 "$OUT")"
	finish
fi

# --- the reports

export SOURCE_DATE_EPOCH=1790000000 # in September 2026
mkdir "$WORK"/{strange,reports}
cp -R corpus/content corpus/content-291 corpus/gate/CH3011-by-default "$WORK"
mv "$WORK/CH3011-by-default" "$WORK/suppressed"
chmod -R u+w "$WORK"/{content,content-291,suppressed}
cat >"$WORK/suppressed/sluice.yaml" <<'END'
suppressions:
  - rule: CH3011
    scope: {builds: [2.3.0]}
    reason: 'a | b <c> [d](e) ]]> & "f" \[g\](h) {0}'
    owner: kettles@example.com
    expires: 2026-12-31
END
cp -R "$WORK/content-291" "$WORK/hostile"
sed -i "0,/^title:.*/s//title: '[a](https:\/\/example.org) <script>\"{0} {{1}} %41 \\\\'/" "$WORK/hostile/rules/ipc/"*.yml
mv "$WORK/hostile/probes/ipc.yaml" "$WORK/hostile/probes/[a](b) %41 {0} é:#?.yaml"
cp -R "$WORK/content-291" "$WORK/unusable"
echo 'unknown_key: 1' >>"$WORK/unusable/sluice.yaml"
cd "$WORK" || exit 1
for name in 'a b' 'p%41' 'é' "日本\\" 'a:b' '[a](b:c)' '#?&=;' 'http:' $'bad\xff' $'two\nlines' $'esc\e[31m' '{0}'; do
	printf 'no channel file' >"strange/$name.chan"
done

reports()	# EXIT NAME COMMAND...: its reports are NAME.sarif and NAME.json
{
	local code=$1 name=$2
	shift 2
	expect_exit "$code" "$name" "$SLUICE" "$@" -q --report "sarif=reports/$name.sarif" --report "json=reports/$name.json"
}
reports 0 pass gate -C content
reports 1 reject gate -C content-291
reports 0 suppressed gate -C suppressed
reports 1 hostile gate -C hostile
reports 1 strange check -C content strange/*.chan 'strange/../strange/a b.chan' './strange/a b.chan' "$WORK/strange/p%41.chan"
reports 2 unusable gate -C unusable
all=(pass reject suppressed hostile strange unusable)

# --- the schema, which the Multitool brings

cat >validate.js <<'END'
"use strict";
const fs = require("fs");
const [modules, schema, ...files] = process.argv.slice(2);
const Ajv = require(`${modules}/ajv/dist/2020`);
const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true }); // the schema requires in one place what it describes in another
require(`${modules}/ajv-formats`)(ajv);
const valid = ajv.compile(JSON.parse(fs.readFileSync(schema)));
for (const file of files) {
	if (valid(JSON.parse(fs.readFileSync(file)))) {
		console.log("valid");
		continue;
	}
	process.exitCode = 1;
	for (const { instancePath, message } of valid.errors)
		console.log(`${file}: ${instancePath} ${message}`);
}
END
schema=$modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json
expect_exit 0 "all are as the schema says" node validate.js "$modules" "$schema" reports/*.sarif

# --- the Multitool: what it finds, and what it has read, written anew from its own objects

judged_by_multitool()	# NAME: its findings, a line each
{
	"$multitool" validate "$1.sarif" --rule-kind 'Sarif;Gh' --log ForceOverwrite -o judged.sarif >"$OUT" 2>"$ERR"
	[ -s judged.sarif ] || { echo "nothing is judged"; return; }
	/usr/bin/python3 - <<'END'
import json
with open("judged.sarif", encoding="utf-8-sig") as stream:
    run = json.load(stream)["runs"][0]
for result in run.get("results", []):
    print(result["ruleId"], result.get("level", "warning"), *result["message"].get("arguments", [])[:2])
for invocation in run["invocations"]:
    for kind in "toolExecutionNotifications", "toolConfigurationNotifications":
        for told in invocation.get(kind, []):
            print(told["message"]["text"])
END
}

cat >compare.py <<'END'
import collections, json, re, sys, urllib.parse

ours_path, theirs_path, repository = sys.argv[1:]


def load(path):
    with open(path, encoding="utf-8-sig") as stream:
        return json.load(stream)


def path_of(location):
    """As our report has paths: what is no UTF-8 or would move a terminal's cursor stands there in hexadecimal."""
    raw = urllib.parse.unquote_to_bytes(location["artifactLocation"]["uri"].removeprefix("file://"))
    text = raw.decode("utf-8", "backslashreplace")
    return re.sub("[\x00-\x1f\x7f]", lambda mark: f"\\x{ord(mark.group()):02x}", text)


def plain(path):
    return path.removeprefix("./")


def expected(finding, file, suppression):
    source = finding.get("source")
    if source:
        place = plain(source["path"]), source["line"], source.get("column")
    elif file:
        place = plain(file), 1, None
    else:
        place = repository + "/sluice.yaml", 1, None
    at = (finding["offset"], finding["length"]) if "offset" in finding and file else None
    answered = suppression and (plain(suppression["source"]["path"]), suppression["source"]["line"],
                                f"{suppression['reason']} ({suppression['owner']}, until {suppression['expires']})")
    return (finding["rule"], finding["name"], finding["severity"], finding["message"], place, at,
            finding.get("template"), finding.get("field"), tuple(finding.get("builds", [])), answered)


def text_of(message):
    assert re.fullmatch(r"([^{}]|\{\{|\}\})*", message["text"])
    return message["text"].replace("\\](", "](").replace("{{", "{").replace("}}", "}")


def read(result, rules):
    where = result["locations"][0]["physicalLocation"]
    region = where["region"]
    place = path_of(where), region["startLine"], region.get("startColumn")
    related = result.get("relatedLocations")
    bytes_of = related[0]["physicalLocation"]["region"] if related else region
    # The Multitool does not write a length of 0, nor a level that is "warning".
    at = (bytes_of["byteOffset"], bytes_of.get("byteLength", 0)) if "byteOffset" in bytes_of else None
    rule = rules[result["ruleIndex"]]
    assert rule["id"] == result["ruleId"]
    facts = result.get("properties", {})
    answered = None
    for one in result.get("suppressions", []):
        assert (one["kind"], one["status"]) == ("external", "accepted") and answered is None
        line = one["location"]["physicalLocation"]
        answered = path_of(line), line["region"]["startLine"], one["justification"]
    return (rule["id"], rule["name"], result.get("level", "warning"), text_of(result["message"]), place, at,
            facts.get("template"), facts.get("field"), tuple(facts.get("builds", [])), answered)


report, run = load(ours_path), load(theirs_path)["runs"][0]
ours = [expected(finding, None, None) for finding in report["findings"]]
ours += [expected(finding, file["path"], None) for file in report["files"] for finding in file["findings"]]
ours += [expected(one["finding"], one.get("file"), one["suppression"]) for one in report["suppressed"]]
theirs = [read(result, run["tool"]["driver"]["rules"]) for result in run.get("results", [])]
for finding in (collections.Counter(ours) - collections.Counter(theirs)).elements():
    print("only in our report:", *finding)
for finding in (collections.Counter(theirs) - collections.Counter(ours)).elements():
    print("only the Multitool has:", *finding)
assert run["tool"]["driver"]["name"] == "sluice" and run["tool"]["driver"]["version"] == report["tool"]["version"]
verdict = run["invocations"][0]["exitCodeDescription"], run["invocations"][0]["executionSuccessful"]
assert verdict == (report["verdict"], report["verdict"] in ("pass", "reject")), verdict
files = {plain(file["path"]): file.get("sha256") for file in report["files"]}
assert files == {path_of({"artifactLocation": one["location"]}): one.get("hashes", {}).get("sha-256")
                 for one in run.get("artifacts", [])}
print(len(ours), "findings")
sys.exit(collections.Counter(ours) != collections.Counter(theirs))
END

read_by_multitool()	# NAME FINDINGS REPOSITORY
{
	expect_exit 0 "$1: the Multitool reads it" "$multitool" rewrite "reports/$1.sarif" -o "$1.rewritten" --log ForceOverwrite
	expect_exit 0 "$1: and has read what our report says" /usr/bin/python3 compare.py "reports/$1.json" "$1.rewritten" "$3"
	expect_out "^$2 findings\$" "of $2 findings"
}

# The project has no address that a tool could tell of.
for name in "${all[@]}"; do
	judged_by_multitool "reports/$name" >"$WORK/judged"
	expect "$name: nothing is wrong by the rules of the Multitool" diff - "$WORK/judged" <<<"SARIF2005 warning runs[0].tool.driver sluice"
done
read_by_multitool pass 0 content
read_by_multitool reject 7 content-291
read_by_multitool suppressed 1 suppressed
read_by_multitool hostile 7 hostile
read_by_multitool strange 15 content
read_by_multitool unusable 1 unusable
expect "the hostile title is in it, with its braces as they were" grep -qF '"{0} {{1}} %41' reports/hostile.json
expect "and its suppression, with its owner" grep -qF '(kettles@example.com, until 2026' suppressed.rewritten
sed 's/"rule":"CH3001"/"rule":"CH3002"/' reports/reject.json >other.json
expect_exit 1 "a report that says something else is told apart" /usr/bin/python3 compare.py other.json reject.rewritten content-291
expect_out '^only in our report: CH3002 INPUT_NOT_SUPPLIED' "by the finding"

# --- what is damaged is refused

damaged()	# NAME SED-PROGRAM
{
	sed "$2" reports/reject.sarif >damaged.sarif
	expect "$1: is another file" test "$(cmp -s reports/reject.sarif damaged.sarif; echo $?)" = 1
}

refused_by_schema()
{
	expect_exit 1 "refused by the schema" node validate.js "$modules" "$schema" damaged.sarif
	expect_out '^damaged.sarif: /runs/0/' "which says where"
}

refused_by_multitool()	# PATTERN
{
	judged_by_multitool damaged >judged
	expect "and by the Multitool" grep -qE -e "$1" judged
}

# Its `validate` says nothing at all of what it cannot read, which is why above it must say something.
damaged "a level that there is not" 's/"level":"error","message"/"level":"fatal","message"/'
refused_by_schema
"$multitool" rewrite damaged.sarif -o damaged.rewritten --log ForceOverwrite >"$OUT" 2>"$ERR"
expect "and not read by the Multitool" test ! -e damaged.rewritten
damaged "a line 0" 's/"startLine":16/"startLine":0/'
refused_by_schema
refused_by_multitool '^JSON[0-9]+ error'
damaged "a result without a message" '0,/"message":{"text":"[^"]*"},"locations"/s//"locations"/'
refused_by_schema
refused_by_multitool '^JSON[0-9]+ error'
damaged "a URI with a space" 's/"uri":"content-291/"uri":"content 291/'
refused_by_schema
refused_by_multitool '^(SARIF|JSON)[0-9]+ error'
damaged "a rule that there is not" 's/"ruleIndex":[0-9]*/"ruleIndex":9999/'
refused_by_multitool '^SARIF[0-9]+ error'
finish
