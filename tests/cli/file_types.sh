#!/bin/bash
# What file(1) and desktops know of channel files: parser/share/chan.magic tells of each accepted file what `sluice dump` tells, and
# knows none that lacks the magic; parser/share/chan-mime.xml is as shared-mime-info has it, and is found by name and by content.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
case $SLUICE in
*/release/*) ;;
*) skip "file types" "once is enough: with the release"; finish ;;
esac
magic=$REPO_ROOT/parser/share/chan.magic
mime=$REPO_ROOT/parser/share/chan-mime.xml
type=application/vnd.sluice.channel
mkdir "$WORK"/{accepted,rejected,built}

# The cases are hexadecimal with comments.
binary()	# CASE.HEX
{
	printf '%b' "$(sed 's/#.*//; s/[[:space:]]//g; s/../\\x&/g' "$1" | tr -d '\n')"
}
for case in corpus/accept/*.hex; do
	binary "$case" >"$WORK/accepted/$(basename "$case" .hex)"
done
for case in corpus/reject/CH1002-*.hex; do
	binary "$case" >"$WORK/rejected/$(basename "$case" .hex)"
done
"$SLUICE" build -q -C corpus/content -o "$WORK/built" >/dev/null
mv "$WORK/built"/*.chan "$WORK/accepted"
count=$(find "$WORK/accepted" -type f | wc -l)
expect "$count accepted files" test "$count" -ge 30
one=$WORK/accepted/C-00000291-00000042.chan

# --- file(1)
if command -v file >/dev/null; then
	: >"$WORK/ours"
	: >"$WORK/theirs"
	for accepted in "$WORK/accepted"/*; do
		"$SLUICE" dump --format json "$accepted" >"$WORK/dump.json"
		templates=$(grep -o '"condition":\[' "$WORK/dump.json" | wc -l)
		read -r format level channel version < <(sed -n \
			'1s/^{"format_version":\([0-9]*\),"engine_level":\([0-9]*\),"channel":\([0-9]*\),"content_version":\([0-9]*\),.*/\1 \2 \3 \4/p' \
			"$WORK/dump.json")
		said="$templates templates"
		[ "$templates" != 1 ] || said="1 template"
		echo "Channel file, format $format, engine level $level, channel $channel, version $version, $said" >>"$WORK/ours"
		file -b -m "$magic" "$accepted" >>"$WORK/theirs"
	done
	expect "file tells of each what dump tells" diff "$WORK/ours" "$WORK/theirs"
	expect "of all $count" test "$(wc -l <"$WORK/theirs")" = "$count"
	expect "and its type" test "$(file -b --mime-type -m "$magic" "$one")" = $type
	expect "and its ending" test "$(file -b --extension -m "$magic" "$one")" = chan
	file -b -m "$magic" "$WORK/rejected"/* >"$OUT" 2>"$ERR"
	expect_no_out 'Channel file' "it knows none without the magic"
	expect "of which there are some" test "$(wc -l <"$OUT")" -ge 2
	(cd "$WORK" && file -C -m "$magic") >"$OUT" 2>&1
	expect "the magic compiles without a warning" diff /dev/null "$OUT"
else
	skip "file" "file is not installed"
fi

# --- shared-mime-info
if ! command -v update-mime-database >/dev/null; then
	skip "the MIME type" "update-mime-database is not installed"
	finish
fi
mkdir -p "$WORK/share/mime/packages"
cp "$mime" "$WORK/share/mime/packages/sluice.xml"
expect_exit 0 "the MIME type is read" update-mime-database "$WORK/share/mime"
expect "and known by name" grep -qxF "50:$type:*.chan" "$WORK/share/mime/globs2"
expect "and by content" grep -qF "[80:$type]" "$WORK/share/mime/magic"
rules=/usr/share/mime/packages/freedesktop.org.xml
if command -v xmllint >/dev/null && grep -q '^<!DOCTYPE mime-info \[' $rules 2>/dev/null; then
	sed -n '/^<!DOCTYPE mime-info \[/,/^\]>/{/^<!DOCTYPE/d;/^\]>/d;p}' $rules >"$WORK/mime.dtd"
	expect_exit 0 "it is as shared-mime-info's own types are" xmllint --noout --dtdvalid "$WORK/mime.dtd" "$mime"
	sed 's/offset="0"/place="0"/' "$mime" >"$WORK/wrong.xml"
	expect_exit 3 "and a wrong one is not" xmllint --noout --dtdvalid "$WORK/mime.dtd" "$WORK/wrong.xml"
else
	skip "the form of the MIME type" "xmllint or freedesktop.org.xml is not there"
fi
if command -v gio >/dev/null; then
	content_type()	# FILE
	{
		XDG_DATA_HOME=$WORK/nothing XDG_DATA_DIRS=$WORK/share gio info -a standard::content-type "$1" |
			sed -n 's/^ *standard::content-type: //p'
	}
	cp "$one" "$WORK/without_an_ending"
	expect "a desktop knows one by its content" test "$(content_type "$WORK/without_an_ending")" = $type
	expect "and by its name" test "$(content_type "$one")" = $type
	tail -c +2 "$one" >"$WORK/torn"
	expect "and no torn one" test "$(content_type "$WORK/torn")" != $type
else
	skip "what a desktop knows" "gio is not installed"
fi
finish
