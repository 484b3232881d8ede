#!/bin/bash
# sluice run: events of every shape against channel files, and the same bytes whatever the number of threads.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
export SOURCE_DATE_EPOCH=1753000000
cd "$WORK" || exit 1

mkdir -p content/catalog content/channels content/rules content/fleet
cat >content/sluice.yaml <<'END'
catalog: catalog/
fleet: fleet/
channels: channels/
output: dist/
END
cat >content/catalog/a.yaml <<'END'
template_type: ipc
id: 7
version: 1
logsource: {product: example, category: ipc}
fields:
  - {name: PipeName, type: string}
  - {name: Mask, type: integer}
---
template_type: start
id: 8
version: 1
logsource: {product: example, category: start}
select: {Channel: [Sys], EventID: [1]}
fields:
  - {name: Image, type: string}
---
template_type: every
id: 9
version: 1
logsource: {product: example, service: every}
select: {Channel: [Sys]}
fields:
  - {name: Image, type: string}
END
rule()		# NUMBER TITLE AUTHOR LOGSOURCE SELECTION: a rule whose id begins with the number
{
	printf 'title: %s\nid: %s0000000-0000-4000-8000-000000000000\n%slogsource: %s\n' \
		"$2" "$1" "${3:+author: $3
}" "$4"
	printf 'detection:\n  selection:\n    %s\n  condition: selection\n' "$5"
}
rule 4 'A pipe' 'Ada "A" Ångström' '{product: example, category: ipc}' 'PipeName|contains: evil' >content/rules/4.yml
rule 2 'A mask' '' '{product: example, category: ipc}' 'Mask|gte: 16' >content/rules/2.yml
rule 3 'A start' '' '{product: example, category: start}' 'Image|endswith: a.exe' >content/rules/3.yml
rule 1 'Any' '' '{product: example, service: every}' 'Image|endswith: .exe' >content/rules/1.yml
printf 'channel: 1\nversion: 1\nrules: [rules/4.yml, rules/3.yml]\n' >content/channels/1.yaml
printf 'channel: 2\nversion: 1\nrules: [rules/2.yml, rules/1.yml]\n' >content/channels/2.yaml
"$SLUICE" build -q -C content >/dev/null || not_ok "the repository does not build"
one=content/dist/C-00000001-00000001.chan two=content/dist/C-00000002-00000001.chan
run() { timeout 60 "$SLUICE" run "$@"; }
same()		# NAME: the last run printed what is on stdin
{
	cat >expected
	expect "$1" cmp "$OUT" expected
}

cat >events.ndjson <<'END'
{"type":"ipc","PipeName":"quiet","Mask":1}
{"type":"ipc","PipeName":"\\EVIL","Mask":"0x10"}

{"Channel":"Sys","EventID":1,"Image":"C:\\a.exe"}
{"Event":{"System":{"Channel":"Sys","EventID":{"#text":2}},"EventData":{"Image":"b.EXE"}}}
{"Image":"a.exe"}
{"type":"ipc","PipeName":"evil","Mask":"many"}
END
expect_exit 0 "events and a repository" run -C content --events events.ndjson
same "one line a match, by line and rule" <<'END'
{"events":"events.ndjson","line":2,"rule":"20000000-0000-4000-8000-000000000000","title":"A mask","type":"ipc"}
{"events":"events.ndjson","line":2,"rule":"40000000-0000-4000-8000-000000000000","title":"A pipe","author":"Ada \"A\" Ångström","type":"ipc"}
{"events":"events.ndjson","line":4,"rule":"10000000-0000-4000-8000-000000000000","title":"Any","type":"every"}
{"events":"events.ndjson","line":4,"rule":"30000000-0000-4000-8000-000000000000","title":"A start","type":"start"}
{"events":"events.ndjson","line":5,"rule":"10000000-0000-4000-8000-000000000000","title":"Any","type":"every"}
{"events":"events.ndjson","line":7,"rule":"40000000-0000-4000-8000-000000000000","title":"A pipe","author":"Ada \"A\" Ångström","type":"ipc"}
END
cp expected matches
expect_err '^6 events, 6 matches of 4 templates; 1 events belong to no type of the catalog; 1 values' \
	"and a summary on stderr"
expect "without a progress bar where stderr is no terminal" test "$(grep -c . "$ERR")" = 1
expect_exit 0 "quietly" run -q -C content --events events.ndjson
same "the same" <matches
expect "and nothing else" test ! -s "$ERR"
expect_exit 0 "without the index" run --plain -C content --events events.ndjson
same "the same" <matches
expect_exit 0 "channel files behind --" run --catalog content/catalog --events events.ndjson -- $two $one
same "the same, in whatever order the files are" <matches
expect_exit 0 "one channel file" run -C content --events events.ndjson -- $two
grep -v '"[34]0000000' matches >fewer
same "has its own matches" <fewer
expect_exit 0 "standard input" sh -c "'$SLUICE' run -C content --events - <events.ndjson"
same "has a name of its own" < <(sed 's/"events":"events.ndjson"/"events":"stdin"/' matches)
expect_exit 0 "a pipe" bash -c "'$SLUICE' run -C content --events <(cat events.ndjson)"
sed 's/"events":"[^"]*"/"events":"x"/' "$OUT" >piped
sed 's/"events":"[^"]*"/"events":"x"/' matches | cmp -s - piped
expect "has the same matches" test $? = 0
expect_exit 0 "two files of events" run -C content --events events.ndjson events.ndjson
same "come one after the other" < <(cat matches matches)
expect_exit 0 "the option twice" run -C content --events events.ndjson --events events.ndjson
same "is the same" < <(cat matches matches)

: >empty
expect_exit 0 "no event" run -C content --events empty
expect_err '^0 events, 0 matches' "is said so"
printf '[{"type":"ipc","PipeName":"evil"},\n\n{"type":"ipc"},{"type":"ipc","PipeName":"evil"}]' >array
expect_exit 0 "an array" run -C content --events array
expect "numbers its events" test "$(grep -o '"line":[0-9]*' "$OUT" | tr '\n' ' ')" = '"line":1 "line":3 '
printf '{\n  "type": "ipc",\n  "PipeName": "evil"\n}\n' >pretty
expect_exit 0 "a pretty-printed object" run -C content --events pretty
expect_out '"line":1,"rule":"4' "is one event"

head -n 2 events.ndjson >bad
printf '{"type":"ipc","type":"ipc"}\n{"type":"ipc",\n\033[31m\n\xff\n' >>bad
sed -n 2p events.ndjson >>bad
expect_exit 1 "bad lines" run -C content --events bad
expect_err '^bad:3: .*duplicate' "are told: duplicate keys"
expect_err '^bad:4: .*end of file' "a torn object"
expect_err '^bad:5: .*\\x1b' "an escape, which is not sent to the terminal"
expect_err '^bad:6: ' "ill-formed UTF-8"
expect_err '4 events could not be read' "counted"
expect_out '"line":7,"rule":"4' "and the run goes on"
expect_exit 1 "--strict" run --strict -C content --events bad bad
expect_no_out '"line":7' "stops there"
expect_out '"line":2,"rule":"4' "after what stood before"
expect "and tells of one" test "$(grep -c '^bad:' "$ERR")" = 1
head -c -3 array >torn
expect_exit 1 "a torn array" run -C content --events torn
expect_err '^torn:3: ' "is told"
expect_out '"line":1' "its whole events count"
printf '[{"type":"ipc","PipeName":"evil"}' >open
expect_exit 1 "an array without its end" run -C content --events open
expect_err '^open:2: the array of events does not end' "is told"
head -c 20000000 /dev/zero | tr '\0' x >long
{ echo; sed -n 2p events.ndjson; } >>long
expect_exit 1 "a line of 20 MB" run -C content --events long
expect_err '^long:1: the event has more than 16 MiB' "is told"
expect_out '"line":2' "and passed over"

mkfifo pipe
expect_exit 2 "a FIFO" run -C content --events pipe
expect_err 'pipe: is a FIFO' "is told"
expect_exit 2 "a device" run -C content --events /dev/zero
expect_exit 2 "a folder" run -C content --events content
expect_err 'is a folder' "is told"
expect_exit 2 "a folder as standard input" sh -c "'$SLUICE' run -C content --events - <content"
expect_exit 2 "closed standard input" sh -c "'$SLUICE' run -C content --events - <&-"
expect_exit 2 "a file that is not there" run -C content --events events.ndjson nowhere
expect_err 'nowhere: No such file' "is told"
same "and what stood before it is there" <matches
expect_exit 3 "a full output" sh -c "'$SLUICE' run -C content --events events.ndjson >/dev/full"
expect_err 'No space left' "is told"
expect_exit 3 "a closed output" sh -c "'$SLUICE' run -C content --events events.ndjson >&-"

head -c -1 $one >torn.chan
expect_exit 1 "a torn channel file" run --catalog content/catalog --events events.ndjson -- $two torn.chan
expect_err 'CH1001' "is refused by its finding"
expect "and nothing runs" test ! -s "$OUT"
sed 's/name: Mask/name: Masks/' content/catalog/a.yaml >other.yaml
mkdir other && mv other.yaml other/
expect_exit 1 "another catalog" run --catalog other --events events.ndjson -- $one $two
expect_err 'CH2003' "is a finding"
expect_exit 2 "no catalog at all" run --catalog nowhere --events events.ndjson -- $one
expect_exit 2 "no channel file at all" run -C content --events events.ndjson -- nowhere.chan
expect_exit 2 "no repository" run -C nowhere --events events.ndjson
expect_exit 2 "no events" run -C content
expect_err 'needs events' "is told"
expect_exit 2 "no content" run --events events.ndjson
expect_err 'needs content' "is told"
expect_exit 2 "no catalog to channel files" run --events events.ndjson -- $one
for jobs in 0 -1 x 257 99999999999999999999; do
	expect_exit 2 "--jobs $jobs" run -C content --jobs=$jobs --events events.ndjson
done
expect_exit 0 "256 threads" run -C content -j 256 --events events.ndjson
same "have little to do" <matches
cp -R content fresh && rm -rf fresh/dist && mkdir fresh/dist
expect_exit 2 "a repository that was not built" run -C fresh --events events.ndjson
expect_err 'no channel file' "is told"
cp $one content/dist/C-00000001-00000000.chan
expect_exit 0 "of two versions of a channel" run -C content --events events.ndjson
same "the newest runs" <matches
rm content/dist/C-00000001-00000000.chan
# Version 100000000 is newer than 99999999, though its name comes first.
rm fresh/channels/2.yaml
for version in 99999999:2 100000000:4; do
	printf 'channel: 1\nversion: %s\nrules: [rules/%s.yml]\n' "${version%:*}" "${version#*:}" \
		>fresh/channels/1.yaml
	"$SLUICE" build -q -C fresh >/dev/null || not_ok "version ${version%:*} does not build"
done
expect "both versions are there" test "$(find fresh/dist -name '*.chan' | wc -l)" = 2
expect_exit 0 "of versions of eight and nine digits" run -C fresh --events events.ndjson
grep '"rule":"4' matches >matches.newest
same "the higher number runs" <matches.newest

# Enough for many blocks, with bad lines among them.
sed "s/$/$(printf '%2000s' '')/" events.ndjson >wide
for _ in $(seq 400); do cat wide; done >many
{ echo '{'; cat many; echo ']'; } >many.ndjson
expect_exit 1 "many events, one thread" run -j 1 -C content --events many.ndjson
cp "$OUT" many.out
grep '^many' "$ERR" >many.err
expect "all match" test "$(wc -l <many.out)" = $((6 * 400))
expect "both bad lines are told" test "$(wc -l <many.err)" = 2
for jobs in 2 4 9; do
	expect_exit 1 "many events, $jobs threads" run -j $jobs -C content --events many.ndjson
	same "give the same bytes" <many.out
	expect "and the same complaints" sh -c "grep '^many' '$ERR' | cmp - many.err"
done
expect_exit 1 "many events, plain" run --plain -C content --events many.ndjson
same "give the same bytes" <many.out

# Who has seen enough closes the pipe: the tool ends by the signal, in silence.
bash -c "'$SLUICE' run -q -j 4 -C content --events many.ndjson 2>pipe.err | head -n 1 >pipe.out; echo \${PIPESTATUS[0]} >status"
expect "a closed pipe ends the run" grep -qx '141\|1' status
expect "after what was asked for" sh -c 'head -n 1 many.out | cmp - pipe.out'
expect "without a crash" sh -c "! grep -q 'Sanitizer\|runtime error' pipe.err"

# A match is there as soon as its event is: the writer waits for it before it goes on.
mkfifo answers
live()
{
	sed -n 2p events.ndjson
	read -r first <&3
	echo "$first" >first
	sed -n 7p events.ndjson
}
exec 3<>answers
live | timeout 60 "$SLUICE" run -q -C content --events - >answers &
wait $!
exec 3>&-
expect "a match does not wait for the end of its pipe" grep -q '"line":1,"rule":"2' first
finish
