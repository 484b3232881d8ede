#!/bin/bash
# Verdicts that go with a release: what gate and check attest, and what verify-verdict makes of it, with forged, altered, expired
# and replayed statements.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export SOURCE_DATE_EPOCH=1790000000
cp -R corpus/content corpus/content-291 "$WORK"
chmod -R u+w "$WORK"/content*
rm -rf "$WORK/content/dist"
cd "$WORK" || exit 2
file=content/dist/C-00000291-00000042.chan

verify()	# CODE NAME [ARGUMENT...]
{
	expect_exit "$1" "$2" "$SLUICE" verify-verdict "${@:3}"
}

# --- what is said
expect_exit 0 "a gate that passes attests it" "$SLUICE" gate -q -C content --attest verdict.json
expect_exit 0 "and again" "$SLUICE" gate -q -C content --attest again.json
expect "the same input gives the same bytes" cmp verdict.json again.json
expect_exit 1 "a gate that rejects attests it, too" "$SLUICE" gate -q -C content-291 --attest bad.json
expect_exit 2 "where nothing is judged" "$SLUICE" gate -q -C nowhere --attest none.json
expect_err 'none.json: not written: nothing was judged' "there is nothing to attest"
expect "and nothing is there" test ! -e none.json
expect_exit 3 "a statement that cannot be written" "$SLUICE" gate -q -C content --attest nowhere/verdict.json
expect_exit 0 "a check attests, too" "$SLUICE" check -q -C content --attest check.json "$file"
digest=$(sha256sum "$file" | cut -d ' ' -f 1)
if command -v jq >/dev/null; then
	# shellcheck disable=SC2016 # a variable of jq
	expect "it is an in-toto statement of the file" jq -e --arg digest "$digest" '
		._type == "https://in-toto.io/Statement/v1" and
		.predicateType == "https://in-toto.io/attestation/test-result/v0.1" and
		any(.subject[]; .digest.sha256 == $digest and .name == "C-00000291-00000042.chan")' verdict.json
	expect "with result, checks, builds and time" jq -e '.predicate | .result == "PASSED" and (.passedTests | length) == 9 and
		.failedTests == [] and (.sluice.builds | length) == 5 and .sluice.judgedAt == "2026-09-21T14:13:20Z"' verdict.json
	for material in sluice.yaml ledger.yaml; do
		expect "it rests on $material" grep -q "$(sha256sum <content/$material | cut -d ' ' -f 1)" verdict.json
	done
	for material in catalog fleet; do
		expect "it rests on the $material" grep -q "$(LC_ALL=C; cat content/$material/*.yaml | sha256sum | cut -d ' ' -f 1)" verdict.json
	done
	expect "a rejection says so" jq -e '.predicate | .result == "FAILED" and any(.failedTests[]; . == "fleet")' bad.json
else
	skip "the facts of the statement" "jq is not installed"
fi

# --- what is made of it
verify 0 "the statement of the file" "$file" verdict.json
expect_out "^ok  it speaks of the file with SHA-256 $digest$" "names its digest"
verify 0 "every point that can be asked for" --build 7.10.17605 --fleet content/fleet --max-age 1s --fail-on warning --no-suppressed \
	--check fleet "$file" verdict.json
head -c 500 "$file" >short.chan
verify 1 "other bytes" short.chan verdict.json
expect_out '^NO  it does not speak of the file' "are another file"
verify 1 "a check that was not run" --check sensors "$file" verdict.json
expect_out '^NO  the check sensors' "is named"
verify 1 "a statement of static checks alone" "$file" check.json
expect_out '^NO  the check execution' "lacks those of the gate"
verify 0 "which need not be asked for" --check structure --check fleet "$file" check.json
verify 1 "a build that was not there" --build 7.14 "$file" verdict.json
cp -R content/fleet later
sed 's/^build: .*/build: 7.14.20001/' content/fleet/7.13.yaml >later/7.14.yaml
verify 1 "a fleet that has a new build" --fleet later "$file" verdict.json
expect_out '^NO  it does not rest on this fleet' "is another fleet"
SOURCE_DATE_EPOCH=1790700000 verify 1 "an expired verdict" --max-age 7d "$file" verdict.json
expect_out '^NO  it was judged at 2026-09-21T14:13:20Z, which is too long ago' "is too old"
SOURCE_DATE_EPOCH=1780000000 verify 1 "one from the future" "$file" verdict.json
expect_out 'which is to come' "is not believed"
sed -i 's/^output:.*/&\nsuppressions:\n  - {rule: CH5005, scope: {channel: 291}, reason: r, owner: o, expires: 2027-01-01}/' content/sluice.yaml
"$SLUICE" gate -q -C content --attest unused.json >/dev/null
verify 0 "warnings are let pass" "$file" unused.json
verify 1 "unless they are refused" --fail-on warning "$file" unused.json

# --- what is none
refused()	# NAME FILE
{
	verify 2 "$1" "$file" "$2"
}
echo '{}' >empty.json
refused "no statement" empty.json
head -c 300 verdict.json >torn.json
refused "a torn one" torn.json
expect_out 'it is no JSON' "is said"
sed 's/"_type"/"_type":"a","_type"/' verdict.json >twice.json
refused "a member twice" twice.json
printf '{"payloadType":"application/vnd.in-toto+json","payload":"%s"}' '!!!' >odd.json
refused "an envelope with what is no base64" odd.json
printf '{"payloadType":"text/plain","payload":"%s"}' "$(base64 -w 0 verdict.json)" >plain.json
refused "an envelope of another type" plain.json
refused "a folder" content
mkfifo fifo
expect_exit 2 "a FIFO" timeout 20 "$SLUICE" verify-verdict "$file" fifo
refused "a file that is not there" nowhere.json
verify 2 "no statement named" "$file"
verify 2 "an age that is none" --max-age soon "$file" verdict.json
verify 2 "a fleet that is none" --fleet nowhere "$file" verdict.json

# --- signed, as VERDICT.md says (tests/cli/documents.sh runs all of it), and then not what was signed
if ! command -v minisign >/dev/null || ! command -v openssl >/dev/null; then
	skip "signatures" "minisign or openssl is not installed"
	finish
fi
key()		# NAME
{
	expect_exit 0 "a key: $1" minisign -G -W -f -p "$1.pub" -s "$1.key"
}
key release
key other
expect_exit 0 "signed" minisign -S -s release.key -m verdict.json
expect_exit 0 "which is seen" minisign -V -q -p release.pub -m verdict.json
sed 's/"PASSED"/"WARNED"/' verdict.json >altered.json
cp verdict.json.minisig altered.json.minisig
expect_exit 1 "an altered statement has no signature" minisign -V -q -p release.pub -m altered.json
cp verdict.json forged.json
expect_exit 0 "a statement signed by somebody else" minisign -S -s other.key -m forged.json
expect_exit 1 "has that of another key" minisign -V -q -p release.pub -m forged.json
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl pkey -in key.pem -pubout -out key.pub
openssl pkeyutl -sign -rawin -inkey key.pem -in verdict.json -out verdict.sig
expect_exit 0 "signed with OpenSSL" openssl pkeyutl -verify -rawin -pubin -inkey key.pub -in verdict.json -sigfile verdict.sig
expect_exit 1 "which says the same of an altered one" \
	openssl pkeyutl -verify -rawin -pubin -inkey key.pub -in altered.json -sigfile verdict.sig
sed -i 's/^version: 42$/version: 43/' content/channels/291.yaml
"$SLUICE" build -q -C content >/dev/null
verify 1 "a signed statement of the version before is no statement of this one" content/dist/C-00000291-00000043.chan verdict.json
finish
