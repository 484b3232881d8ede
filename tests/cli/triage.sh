#!/bin/bash
# sluice triage: damaged channel files are moved aside and good ones are not touched, also when the tool is killed in the
# middle; the static build does the same.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export LC_ALL=C SOURCE_DATE_EPOCH=1790000000
static=$(dirname "$(dirname "$SLUICE")")/static/sluice

cp -R corpus/content "$WORK/content"
chmod -R u+w "$WORK/content"
expect_exit 0 "good files are built" "$SLUICE" build -q -C "$WORK/content" -o "$WORK/good"
rm -f "$WORK/good/"*.map
channel=C-00000291-00000042.chan
other=C-00000100-00000007.chan
size=$(stat -c %s "$WORK/good/$channel")

set_byte()	# FILE OFFSET OCTAL
{
	printf '%b' "\\0$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# Thirteen files that no sensor may load, each in its own way, in versions 50 and up of channel 291.
damage()	# FOLDER
{
	local good=$WORK/good/$channel version
	for version in $(seq 50 62); do
		cp "$good" "$1/C-00000291-000000$version.chan"
	done
	: >"$1/C-00000291-00000050.chan"                             # empty
	head -c "$size" /dev/zero >"$1/C-00000291-00000051.chan"     # zeroed, as on 19 July 2024
	head -c 50 "$good" >"$1/C-00000291-00000052.chan"            # torn in the header
	head -c $((size - 1)) "$good" >"$1/C-00000291-00000053.chan" # torn at the end
	echo >>"$1/C-00000291-00000054.chan"                         # something behind it
	sed 's/$/\r/' "$good" >"$1/C-00000291-00000055.chan"         # sent as text
	set_byte "$1/C-00000291-00000056.chan" 20 177                # a byte of the header
	set_byte "$1/C-00000291-00000057.chan" 2000 377              # a byte of the body
	tr -d '\200-\377' <"$good" >"$1/C-00000291-00000058.chan"    # through a seven-bit channel
	echo '<html>502 Bad Gateway</html>' >"$1/C-00000291-00000059.chan"
	truncate -s 3G "$1/C-00000291-00000060.chan"                 # larger than any may be
	cp "$WORK/good/$other" "$1/C-00000291-00000061.chan"         # another channel's
	# 62: a good one under another version's name
}
damaged=13

# Names, contents, owners, modes, times and inodes, in one order.
facts()		# FOLDER NAME...
{
	local folder=$1
	shift
	(cd "$folder" && stat -c '%n %s %U %a %y %i' "$@" && sha256sum "$@") 2>&1
}
# The bytes of everything, without names; a large hole is nothing to read each time.
contents()	# FOLDER...
{
	find "$@" -type f ! -name 'journal.ndjson' ! -name '*0060.chan*' -exec sha256sum {} + | cut -d' ' -f1 | sort
}

fresh()		# and in it
{
	cd "$WORK" || exit 2
	rm -rf "$WORK/host"
	mkdir -p "$WORK/host/content"
	cp -p "$WORK/good/"*.chan "$WORK/host/content"
	damage "$WORK/host/content"
	cd "$WORK/host" || exit 2
}

# --- looking
fresh
before=$(facts content .)
expect_exit 1 "damaged files are rejected" "$SLUICE" triage content
for rule in 50:CH1001 51:CH1002 52:CH1001 53:CH1001 54:CH1005 55:CH1002 56:CH1006 57:CH1007 58:CH1002 59:CH1002 60:CH1005 \
	61:CH5003 62:CH5003; do
	expect_out "^C-00000291-000000${rule%:*}.chan: REJECTED: ${rule#*:} " "version ${rule%:*}: ${rule#*:}"
done
expect_out "^$channel: good$" "a good one is good"
expect_out "^NOT GOOD: content: 3 good, $damaged rejected \(0 moved aside\), 0 not judged" "and counted"
expect "nothing was changed" test "$before" = "$(facts content .)"
expect "nothing was made" test "$(find . -mindepth 1 -maxdepth 1)" = ./content
expect_exit 1 "as JSON" "$SLUICE" triage --format json content
if command -v jq >/dev/null; then
	jq -r '.files[] | select(.state == "rejected") | .name' "$OUT" >"$WORK/names"
	expect "all rejected ones are in it" test "$(wc -l <"$WORK/names")" = $damaged
fi
mkdir "$WORK/host/sound" && cp "$WORK/good/"*.chan "$WORK/host/sound"
expect_exit 0 "a sound folder is good" "$SLUICE" triage sound
expect_out '^GOOD: sound: 3 good, 0 rejected' "and says so"

# --- moving aside
good_facts=$(cd "$WORK/good" && facts "$WORK/host/content" -- *.chan)
bad_facts=$(stat -c '%s %U %a %y %i' content/C-00000291-00000053.chan)
all=$(contents content)
expect_exit 0 "they are moved aside" "$SLUICE" triage --quarantine quarantine content
expect_out 'moved to quarantine/C-00000291-00000053\.chan\.1$' "and it says where"
expect_out "^GOOD: content: 3 good, $damaged rejected \($damaged moved aside\)" "what is left is good"
expect "the good ones were not touched" \
	test "$good_facts" = "$(cd "$WORK/good" && facts "$WORK/host/content" -- *.chan)"
expect "nothing else is left" diff <(cd "$WORK/good" && ls) <(ls content)
expect "nothing was lost" test "$all" = "$(contents content quarantine)"
expect "a moved file is the same file" \
	test "$bad_facts" = "$(stat -c '%s %U %a %y %i' quarantine/C-00000291-00000053.chan.1)"
expect "each move is in the journal, twice" test "$(grep -c '"did":"end"' quarantine/journal.ndjson)" = $damaged
journal=$(cat quarantine/journal.ndjson)
expect_exit 0 "a second run has nothing to do" "$SLUICE" triage --quarantine quarantine content
expect "and writes nothing" test "$journal" = "$(cat quarantine/journal.ndjson)"
cp "$WORK/host/content/$channel" content/C-00000291-00000053.chan
expect_exit 0 "the same name once more" "$SLUICE" triage --quarantine quarantine content
expect "gets another name" test -s quarantine/C-00000291-00000053.chan.2

# --- what is not understood is left alone
fresh
mkdir content/folder.chan content/sub
cp "content/C-00000291-00000051.chan" content/sub
cp "content/C-00000291-00000051.chan" content/291.chan
cp "content/C-00000291-00000051.chan" content/.C-00000291-00000051.chan
cp "content/C-00000291-00000051.chan" content/C-00000291-00000051.chan.map
cp "content/C-00000291-00000051.chan" content/c-00000291-00000051.CHAN
ln -s C-00000291-00000051.chan content/C-00000291-00000070.chan
mkfifo content/C-00000291-00000071.chan
echo rules >content/sensor.conf
left=(folder.chan sub/C-00000291-00000051.chan 291.chan .C-00000291-00000051.chan C-00000291-00000051.chan.map
	c-00000291-00000051.CHAN C-00000291-00000070.chan C-00000291-00000071.chan sensor.conf)
before=$(cd content && stat -c '%n %s %y %i %F' "${left[@]}")
expect_exit 1 "strange things beside them" "$SLUICE" triage --quarantine quarantine content
expect "stay where they are" test "$before" = "$(cd content && stat -c '%n %s %y %i %F' "${left[@]}")"
expect_out '^291\.chan: REJECTED: CH1002 .*' "what has the ending is judged"
expect_out '  NOT MOVED: its name is none of a channel file' "and not moved"
expect_out 'C-00000291-00000070\.chan: NOT JUDGED, left alone: .* it is a symbolic link' "a link is not followed"
expect_out 'C-00000291-00000071\.chan: NOT JUDGED, left alone: .* it is a FIFO' "a FIFO is not waited for"
expect_out 'folder\.chan: NOT JUDGED, left alone: .* it is a folder' "a folder is none"

# --- putting back
fresh
rm "content/$channel"
expect_exit 1 "a channel without a good file" "$SLUICE" triage --quarantine quarantine content
expect_out '^channel 291: there is no good file' "is named"
mkdir former && cp "$WORK/good/$channel" former && head -c 900 "$WORK/good/$channel" >former/C-00000291-00000048.chan
expect_exit 0 "is filled, by a later run too" "$SLUICE" triage --quarantine quarantine --restore former content
expect_out "^channel 291: $channel is back, from former$" "with the newest good one"
expect "which is whole" cmp "content/$channel" "$WORK/good/$channel"
expect "the other was not taken" test ! -e content/C-00000291-00000048.chan
expect_exit 0 "after that there is nothing to do" "$SLUICE" triage --quarantine quarantine --restore former content
rm "content/$channel" "former/$channel"
expect_exit 1 "no good file anywhere" "$SLUICE" triage --quarantine quarantine --restore former content
expect_out '^channel 291: there is no good file, and no good file of it is in former$' "and says so"

# --- sound, and recalled
fresh
rm content/C-00000291-0000005* content/C-00000291-0000006*
{
	echo '# withdrawn on 19 July'
	echo
	sha256sum "content/$channel" | tr a-f A-F
} >recalled
expect_exit 1 "a recalled file" "$SLUICE" triage --recalled recalled content
expect_out "^$channel: REJECTED: CH5007 RECALLED" "is rejected"
cp "$WORK/good/$channel" "$WORK/host"
mkdir former && mv "$WORK/host/$channel" former
expect_exit 1 "and never put back" "$SLUICE" triage --recalled recalled --quarantine quarantine --restore former content
expect_out '^channel 291: there is no good file' "though it is sound"
echo 'C-00000291-00000042.chan' >>recalled
expect_exit 2 "a list that is none" "$SLUICE" triage --recalled recalled content
expect_err 'recalled: line 4 does not begin with a SHA-256' "and says where"

# --- wrong usage, and quarantines that are none
fresh
expect_exit 2 "no folder" "$SLUICE" triage
expect_exit 2 "two folders" "$SLUICE" triage content content
expect_exit 2 "a folder that is not there" "$SLUICE" triage nowhere
expect_err 'nowhere: cannot read the folder: No such file' "and says so"
expect_exit 2 "a file" "$SLUICE" triage "content/$channel"
expect_exit 2 "restore without quarantine" "$SLUICE" triage --restore former content
expect_err 'restore goes with --quarantine' "and says why"
expect_exit 2 "another format" "$SLUICE" triage --format xml content
mkdir empty
expect_exit 2 "nothing to judge" "$SLUICE" triage empty
expect_out '^NOTHING TO JUDGE' "is no pass"
before=$(contents content)
expect_exit 2 "the folder itself" "$SLUICE" triage --quarantine content/../content content
expect_err 'the quarantine is the folder itself' "is no quarantine"
expect_exit 2 "a file is none" "$SLUICE" triage --quarantine "content/$channel" content
if [ -d /dev/shm ] && [ "$(stat -c %d /dev/shm)" != "$(stat -c %d .)" ] && far=$(mktemp -d /dev/shm/sluice.XXXXXX); then
	expect_exit 2 "another file system" "$SLUICE" triage --quarantine "$far" content
	expect_err 'is on another file system' "is none"
	rm -rf "$far"
else
	skip "another file system" "there is none to write to"
fi
mkdir quarantine && mkfifo quarantine/journal.ndjson
expect_exit 2 "a journal that is a FIFO" "$SLUICE" triage --quarantine quarantine content
rm quarantine/journal.ndjson
ln -s ../sensor.log quarantine/journal.ndjson
expect_exit 2 "a journal that is a link" "$SLUICE" triage --quarantine quarantine content
rm -r quarantine
expect "none of them touched a file" test "$before" = "$(contents content)"
mkdir quarantine
printf '%s\n' 'garbage' '{"did":"begin","file":"../../etc/passwd","as":"../../etc/passwd.1","size":1}' >quarantine/journal.ndjson
printf '{"did":"begin","file":"C-00000291-00000050.cha' >>quarantine/journal.ndjson
expect_exit 0 "a journal with other lines, and a torn one" "$SLUICE" triage --quarantine quarantine content
expect_out 'journal.ndjson: 2 lines are none of sluice' "says so"
expect "and goes on below them" test "$(grep -c '^{"did":"end"' quarantine/journal.ndjson)" = $damaged
if command -v flock >/dev/null; then
	expect_exit 2 "a second triage at the same time" \
		flock quarantine/journal.ndjson "$SLUICE" triage --quarantine quarantine content
	expect_err 'another triage is at work' "waits its turn"
fi
if [ "$(id -u)" != 0 ]; then
	fresh
	chmod a-w content
	expect_exit 1 "a folder that cannot be written" "$SLUICE" triage --quarantine quarantine content
	expect_out '  NOT MOVED: .*Permission denied' "says why"
	chmod u+w content
fi

# --- the static build says the same, byte for byte
if [ -x "$static" ]; then
	fresh
	"$SLUICE" triage --format json --quarantine quarantine --restore former content >"$WORK/dynamic"
	mv quarantine/journal.ndjson "$WORK/journal"
	fresh
	expect_exit 0 "the static build" "$static" triage --format json --quarantine quarantine --restore former content
	expect "says the same" cmp "$OUT" "$WORK/dynamic"
	expect "and writes the same" cmp quarantine/journal.ndjson "$WORK/journal"
	expect_exit 2 "it has no other command" "$static" gate
	expect_exit 0 "and its help says so" "$static" --help
	expect_out 'This is the static build' "in a line"
	if command -v file >/dev/null; then
		file -b "$static" >"$OUT"
		expect_out 'statically linked' "it needs no library"
	fi
else
	skip "the static build" "it is not there: $static"
fi

# --- a power cut before each system call: nothing is lost, the good ones are as they were, the next run ends it
tool=$SLUICE
case $SLUICE in */asan/*) tool="" ;; esac
if [ -z "$tool" ]; then
	skip "killed in the middle" "with the release tool"
	finish
fi
"${CC:-gcc}" -std=c11 -O1 -Wall -Werror -o "$WORK/kill_at" "$REPO_ROOT/tests/failing/kill_at.c" 2>"$ERR" || rm -f "$WORK/kill_at"
few()		# three bad files, two good ones, and a channel that lost its own
{
	cd "$WORK" || exit 2
	rm -rf "$WORK/host"
	mkdir -p "$WORK/host/content" "$WORK/host/former"
	cp -p "$WORK/good/"*.chan "$WORK/host/content"
	: >"$WORK/host/content/C-00000291-00000050.chan"
	echo two >"$WORK/host/content/C-00000100-00000009.chan"
	mv "$WORK/host/content/$channel" "$WORK/host/former"
	echo three >"$WORK/host/content/$channel"
	cd "$WORK/host" || exit 2
}
arguments=(triage --quarantine quarantine --restore former content)
few
few_bytes=$(contents content former)
"$tool" "${arguments[@]}" >/dev/null
wanted=$(ls content quarantine; contents content quarantine)
killed=0
wrong=""
for number in $([ -x "$WORK/kill_at" ] && seq 1 2000); do
	few
	good_facts=$(facts content "$other" C-00000101-00000012.chan)
	"$WORK/kill_at" "$number" "$tool" "${arguments[@]}" >/dev/null 2>&1
	status=$?
	[ $status = 0 ] || break
	killed=$((killed + 1))
	[ -z "$(comm -23 <(sort -u <<<"$few_bytes") <(contents content former quarantine 2>/dev/null | sort -u))" ] ||
		wrong="$wrong $number:lost"
	"$tool" "${arguments[@]}" >"$OUT" 2>"$ERR" || wrong="$wrong $number:status"
	[ "$good_facts" = "$(facts content "$other" C-00000101-00000012.chan)" ] || wrong="$wrong $number:touched"
	[ "$wanted" = "$(ls content quarantine; contents content quarantine)" ] || wrong="$wrong $number:other"
done
if [ $killed -gt 30 ] && [ "$status" = 1 ] && [ -z "$wrong" ]; then
	ok "killed before each of $killed system calls: nothing is lost, and the next run ends it"
elif [ ! -x "$WORK/kill_at" ] || [ "${status:-}" = 77 ]; then
	skip "killed in the middle" "this machine cannot do it"
else
	not_ok "killed in the middle" "of $killed calls, then status ${status:-}:$wrong"
fi
finish
