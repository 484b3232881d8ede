#!/bin/bash
# sluice ledger: what has shipped is recorded once, after a passed gate; recalled files never pass again.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
unset SOURCE_DATE_EPOCH
repository=$WORK/content ledger=$WORK/content/ledger.yaml
cp -R corpus/content "$repository"
chmod -R u+w "$WORK"
rm -rf "$repository/dist"
first=$repository/dist/C-00000291-00000042.chan

expect_exit 0 "the ledger is shown" "$SLUICE" ledger show -C "$repository"
expect_out '^channel 291$' "by channel"
expect_out '^  version 41  2026-06-30T09:00:00Z  [0-9]+ templates  [0-9]+ bytes$' "with its releases"
expect_out '^  ipc PipeName regex detect  since version 41$' "and its capabilities"
expect_exit 0 "as JSON" "$SLUICE" ledger show -C "$repository" --format json
expect_out '^\{"version":41,"sha256":"[0-9a-f]{64}","created":"2026-06-30T09:00:00Z",' "too"
expect_exit 2 "in no other form" "$SLUICE" ledger show -C "$repository" --format xml

expect_exit 0 "gate records nothing" "$SLUICE" gate -q -C "$repository"
expect "and leaves the ledger as it was" cmp corpus/content/ledger.yaml "$ledger"
rm -rf "$repository/dist"

expect_exit 0 "after a passed gate the ledger is extended" "$SLUICE" ledger extend -C "$repository" --attest "$WORK/verdict.json"
expect_out '^PASSED: 3 files' "the gate has run"
expect_err '3 of 3 files recorded' "and all files are new"
expect "the files are written" test -s "$first"
expect "the verdict speaks of what was written" \
	grep -q "$(sha256sum "$first" | cut -d' ' -f1)" "$WORK/verdict.json"
for file in "$repository"/dist/*.chan; do
	digest=$(sha256sum "$file" | cut -d ' ' -f 1)
	expect "with the digest of $(basename "$file")" grep -q "sha256: '$digest'" "$ledger"
done
diff corpus/content/ledger.yaml "$ledger" >"$WORK/difference"
expect "no line of it was changed" test "$(grep -c '^<' "$WORK/difference")" = 0
expect "each release is one line" test "$(grep -c '^> .*{version: ' "$WORK/difference")" = 3
cp "$ledger" "$WORK/once.yaml"
cp "$first" "$WORK/shipped.chan"
sleep 1.1 # by the clock another file would come out
expect_exit 0 "a second time" "$SLUICE" ledger extend -C "$repository"
expect_err '0 of 3 files recorded' "there is nothing new"
expect "nothing changes" cmp "$WORK/once.yaml" "$ledger"
expect "not even the file, which has its time from the ledger" cmp "$WORK/shipped.chan" "$first"
expect_exit 0 "what has shipped passes the gate" "$SLUICE" gate -q -C "$repository"
expect_exit 1 "its version with other bytes does not" \
	env SOURCE_DATE_EPOCH=1753000000 "$SLUICE" gate -q -C "$repository"
expect_out 'error CH5002 VERSION_NOT_RISING' "for versions rise"
expect_exit 1 "nor is it recorded" \
	env SOURCE_DATE_EPOCH=1753000000 "$SLUICE" ledger extend -q -C "$repository"
expect "the ledger stays" cmp "$WORK/once.yaml" "$ledger"
expect "and the file too" cmp "$WORK/shipped.chan" "$first"

expect_exit 2 "a recall needs a reason" "$SLUICE" ledger recall -C "$repository" "$first"
expect_exit 2 "of one line" "$SLUICE" ledger recall -C "$repository" --reason $'a\nb' "$first"
expect_exit 2 "and a file or a digest" "$SLUICE" ledger recall -C "$repository" --reason x
expect_exit 2 "a file that is there" \
	"$SLUICE" ledger recall -C "$repository" --reason x "$WORK/nowhere"
expect_exit 2 "and no folder" "$SLUICE" ledger recall -C "$repository" --reason x "$WORK"
mkfifo "$WORK/fifo"
expect_exit 2 "nor a FIFO" timeout 10 "$SLUICE" ledger recall -C "$repository" --reason x "$WORK/fifo"
expect "nothing was recalled" cmp "$WORK/once.yaml" "$ledger"
expect_exit 0 "a file is recalled" \
	"$SLUICE" ledger recall -C "$repository" --reason "it's wrong: all of it" "$first"
expect_err 'version 42 of channel 291' "and named"
cp "$ledger" "$WORK/recalled.yaml"
expect_exit 0 "by its digest again" "$SLUICE" ledger recall -C "$repository" \
	--reason "it's wrong: all of it" "$(sha256sum "$first" | cut -d ' ' -f 1 | tr a-f A-F)"
expect "changes nothing" cmp "$WORK/recalled.yaml" "$ledger"
expect_exit 1 "it does not pass again" "$SLUICE" gate -q -C "$repository"
expect_out "error CH5007 RECALLED: .*it's wrong: all of it" "for the reason that was given"
expect_exit 0 "the ledger shows it" "$SLUICE" ledger show -C "$repository"
expect_out "bytes  recalled$" "with the release"
expect_exit 0 "another file may be unknown" \
	"$SLUICE" ledger recall -C "$repository" --reason x "$(printf 'a%.0s' {1..64})"
expect_err 'no release in the ledger' "which is said"
sed -i 's/^version: 42$/version: 43/' "$repository/channels/291.yaml"
expect_exit 0 "a version above it passes" "$SLUICE" gate -q -C "$repository"
expect_exit 0 "and is recorded" "$SLUICE" ledger extend -C "$repository"
expect_err '1 of 3 files recorded' "alone"

cp -R corpus/content-291 "$WORK/incident" && chmod -R u+w "$WORK/incident"
expect_exit 1 "rejected content" "$SLUICE" ledger extend -q -C "$WORK/incident"
expect "is not recorded" cmp corpus/content-291/ledger.yaml "$WORK/incident/ledger.yaml"
expect "nor written" test ! -e "$WORK/incident/dist"

printf 'channels: {}\nrecaled: []\n' >"$WORK/incident/ledger.yaml"
for command in 'ledger show' 'ledger extend -q' 'gate -q'; do
	# shellcheck disable=SC2086
	expect_exit 2 "sluice $command: a ledger with an unknown key" \
		"$SLUICE" $command -C "$WORK/incident"
	cat "$OUT" "$ERR" >"$WORK/both"
	expect "is refused by line" grep -q 'ledger.yaml:2:1' "$WORK/both"
	expect "with what was meant" grep -q "did you mean 'recalled'" "$WORK/both"
done
expect_exit 2 "it takes no recall" "$SLUICE" ledger recall -C "$WORK/incident" --reason x \
	"$(printf 'a%.0s' {1..64})"
expect "and stays as it is" test "$(wc -l <"$WORK/incident/ledger.yaml")" = 2
rm "$WORK/incident/ledger.yaml" && mkfifo "$WORK/incident/ledger.yaml"
expect_exit 2 "a FIFO is no ledger" timeout 10 "$SLUICE" ledger show -C "$WORK/incident"
rm "$WORK/incident/ledger.yaml"
expect_exit 0 "no ledger" "$SLUICE" ledger show -C "$WORK/incident"
expect_out '^nothing has shipped$' "says that nothing has shipped"
expect_exit 1 "the incident as a first release" "$SLUICE" gate -q -C "$WORK/incident"
expect_out '^warning CH5001 .*CallingModule' "has a novelty that only warns"
expect_exit 2 "no repository" "$SLUICE" ledger show -C "$WORK/fifo"

if [ -x "${SLUICE_TEST:-}" ]; then
	expect_exit 1 "novelty alone rejects the incident" env \
		SLUICE_SKIP_STAGES=fleet,execution,probes,transitions \
		"$SLUICE_TEST" gate -q -C corpus/content-291
	expect_out '^error CH5001 .*CallingModule' "for no release has used the 21st field"
	expect_out 'rules/ipc/calling_module.yml:[0-9]+:[0-9]+' "at the rule's line"
	expect_no_out '^error CH(3|4)' "and no other net was there"
else
	skip "novelty alone rejects the incident" "no tool with faults"
fi
finish
