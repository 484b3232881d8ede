#!/bin/bash
# sluice dump and assemble: back to the same bytes; and what they say of files that are none.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export SOURCE_DATE_EPOCH=1753000000
cp -R corpus/content "$WORK/content"
chmod -R u+w "$WORK/content"
"$SLUICE" build -q -C "$WORK/content" >/dev/null || not_ok "the sample repository does not build"
cd "$WORK" || exit 1

for good in content/dist/*.chan; do
	name=$(basename "$good")
	expect_exit 0 "dump of $name" "$SLUICE" dump "$good"
	cp "$OUT" dumped.yaml
	expect_exit 0 "assemble it" "$SLUICE" assemble dumped.yaml -o again.chan
	expect "the bytes are the same" cmp "$good" again.chan
	expect_exit 0 "dump in JSON" "$SLUICE" dump --format json "$good"
	! command -v jq >/dev/null || expect "which is JSON" jq -e . "$OUT"
	expect_exit 0 "dump in hex" "$SLUICE" dump --format hex "$good"
	grep -oE '^( *[0-9a-f]{2})+' "$OUT" | tr -d ' \n' | xxd -r -p >from_hex.chan 2>/dev/null
	if command -v xxd >/dev/null; then
		expect "which has every byte" cmp "$good" from_hex.chan
	else
		skip "the bytes of the hex dump" "xxd is not installed"
	fi
done

good=$(find content/dist -name '*.chan' | sort | head -n 1)
head -c 300 "$good" >torn
expect_exit 1 "dump of a torn file" "$SLUICE" dump torn
expect_err 'CH1001' "names the rule"
expect "and prints nothing" test ! -s "$OUT"
expect_exit 0 "its hex can be seen" "$SLUICE" dump --format hex torn
: >empty
expect_exit 0 "so can that of an empty file" "$SLUICE" dump --format hex empty
expect_exit 2 "dump of a folder" "$SLUICE" dump content
expect_exit 2 "dump of nothing" "$SLUICE" dump nowhere

"$SLUICE" dump "$good" >good.yaml
expect_exit 2 "assemble of nothing" "$SLUICE" assemble nowhere -o x.chan
expect_exit 1 "assemble of bytes" "$SLUICE" assemble "$good" -o x.chan
expect_err 'CH6001' "is no YAML"
{ cat good.yaml; echo 'surprise: 1'; } >key.yaml
expect_exit 1 "an unknown key" "$SLUICE" assemble key.yaml -o x.chan
expect_err 'CH6002' "is a finding"
: >empty.yaml
expect_exit 1 "assemble of an empty file" "$SLUICE" assemble empty.yaml -o x.chan
expect "nothing was written" test ! -e x.chan
expect_exit 3 "assemble into a folder that is not there" "$SLUICE" assemble good.yaml -o nowhere/x.chan
expect_exit 3 "assemble onto a folder" "$SLUICE" assemble good.yaml -o content
expect "which is still there" test -d content/rules
closed() { "$SLUICE" dump "$good" >&-; }
expect_exit 3 "dump to a closed stdout" closed
first_line() { "$SLUICE" dump "$good" | head -n 1; }
expect_exit 0 "dump into a pipe that closes early" first_line
expect "without a word" test ! -s "$ERR"
finish
