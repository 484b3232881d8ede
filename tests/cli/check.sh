#!/bin/bash
# sluice check: bad input of every kind has a clear answer and the right exit status.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export SOURCE_DATE_EPOCH=1753000000
cp -R corpus/content "$WORK/content"
chmod -R u+w "$WORK/content"
"$SLUICE" build -q -C "$WORK/content" >/dev/null || not_ok "the sample repository does not build"
file=C-00000291-00000042.chan
good=$WORK/content/dist/$file
cd "$WORK" || exit 1
check() { "$SLUICE" check -q -C content "$@"; }
damage()	# NAME OFFSET BYTES: a copy with other bytes at the offset
{
	cp "$good" "$1" && printf '%b' "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

expect_exit 0 "a good file" check "$good"
expect_exit 0 "with folders instead of a repository" \
	"$SLUICE" check -q --catalog content/catalog --fleet content/fleet "$good"
expect_exit 0 "from inside the repository" env -C content "$SLUICE" check -q "dist/$file"
expect_exit 0 "every file of the repository" check content/dist/*.chan
expect_exit 2 "no catalog" "$SLUICE" check "$good"
expect_err 'catalog' "is said so"
expect_exit 1 "no fleet" "$SLUICE" check -q --catalog content/catalog "$good"
expect_out 'CH3000' "is a rejection"
expect_exit 2 "a catalog that is not there" "$SLUICE" check --catalog nowhere --fleet content/fleet "$good"

: >empty
expect_exit 1 "an empty file" check empty
expect_out 'CH1001' "is truncated"
head -c "$(wc -c <"$good")" /dev/zero >zeroed
expect_exit 1 "a zeroed file" check zeroed
expect_out 'CH1002' "has no magic"
printf '\211PNG\r\n\032\n0000IHDR' >picture
expect_exit 1 "a PNG" check picture
expect_out 'CH1002' "has another magic"
head -c 500 "$good" >torn
expect_exit 1 "a torn file" check torn
expect_out 'CH1001' "is truncated"
{ cat "$good"; echo; } >longer
expect_exit 1 "one byte more" check longer
expect_out 'CH1005' "trails"
truncate -s 2G sparse
expect_exit 1 "a sparse file of 2 GiB" timeout 20 "$SLUICE" check -q -C content sparse
expect_out 'CH1002' "has no magic"
cp "$good" sparse && truncate -s 2G sparse
expect_exit 1 "a good file with 2 GiB behind it" timeout 20 "$SLUICE" check -q -C content sparse
expect_out 'CH1005' "trails"
rm -f sparse
expect_exit 2 "a folder" check content
expect_out 'not a regular file|[Ii]s a (directory|folder)|is no' "is said so"
mkfifo pipe
expect_exit 2 "a FIFO" timeout 20 "$SLUICE" check -q -C content pipe
expect_exit 2 "a device" timeout 20 "$SLUICE" check -q -C content /dev/zero
expect_exit 2 "a file that is not there" check nowhere.chan
expect_out 'No such file' "is said so"
cp "$good" secret && chmod 000 secret
if [ -r secret ]; then
	skip "a file that may not be read" "root may read everything"
else
	expect_exit 2 "a file that may not be read" check secret
	expect_out 'Permission denied' "is said so"
fi
cp "$good" "C-00000291-00000043.chan"
expect_exit 1 "a file under another name" check "C-00000291-00000043.chan"
expect_out 'CH5003' "has the wrong name"
expect_exit 1 "one good and one bad file" check "$good" zeroed

# One byte of the header changed in each of these; the name has to stay, so each has a folder.
for offset in $(seq 0 95); do
	byte=$(od -An -tu1 -j"$offset" -N1 "$good" | tr -d ' ')
	mkdir -p "changed/$offset"
	damage "changed/$offset/$file" "$offset" "$(printf '\\%03o' $((byte ^ 1)))"
done
expect_exit 1 "each byte of the header, changed in turn" check --format json changed/*/"$file"
expect "is a finding 10xx in each of the 96" \
	test "$(grep -oE '"path":"changed/[0-9]+/[^}]*"rule":"CH10' "$OUT" | cut -d/ -f2 | sort -u | wc -l)" = 96
damage "$file" 200 '\377'
expect_exit 1 "a changed byte in the body" check "$file"
expect_out 'CH1007' "breaks the checksum"
expect_out '^ +[0-9a-f]{8} ' "and its bytes are shown"
expect "the source map of other bytes is not believed" test -s "$good.map"
finish
