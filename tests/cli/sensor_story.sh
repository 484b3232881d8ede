#!/bin/bash
# The whole story of July 2024, and how it ends when nobody can state a sensor's inputs but its own binary: catalog,
# header, a sensor that does not compile, the one that does, its manifest, content that is gated against it; then the
# build that lies, at each place where it is caught. The sensors are real: fuzz/sensors/minimal.c.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
# Compilers, and each command of it has a test of its own with the sanitized tool.
case $SLUICE:${THOROUGH:-} in */asan/sluice:)
	skip "with the sanitized tool" "make test-all does"
	finish
	;;
esac
export LC_ALL=C
cp -R corpus/content-291 "$WORK/repo"
chmod -R u+w "$WORK/repo"
rm -f "$WORK/repo"/fleet/*.yaml
cd "$WORK" || exit 1
mkdir binaries binaries/7.10.17605 binaries/7.11.18110
sensors=$REPO_ROOT/fuzz/sensors
build=$sensors/build
fixed=$sensors/minimal.c
# The developer of 7.10 has never heard of a 21st field, and the one of 7.11 forgot it.
perl -0pe 's/,\n\t*ipc_CallingModule\([^;]*\);/);/' "$fixed" >old.c
expect "the older source supplies one input fewer" test "$(grep -c CallingModule old.c)" = 0
export SLUICE CFLAGS=-O1

# The rules of the last run with their builds, one a line; that a manifest was written by hand is another matter.
findings()	# JSON
{
	jq -r '[.findings[]?, .files[].findings[]?] | map(select(.rule != "CH3011")) |
		map([.rule, .severity, (.builds // [] | join(",")), .template // "", .field // ""] | join(" ")) |
		unique[]' "$1"
}
sensor()	# FOLDER FILE EVENTS
{
	"$1/minimal-sensor" "$2" <"$3"
}

rules() { grep -oE "^error CH[0-9]+" "$OUT" | cut -d" " -f2 | sort -u | paste -sd" "; }

# --- March: version 2 of the type, 20 fields

sed '/^---/,$d' "$REPO_ROOT/corpus/content-291/catalog/ipc.yaml" >repo/catalog/ipc.yaml
expect_exit 0 "the catalog of 20 fields: the sensor compiles" \
	"$build" -s old.c -b 7.10.17605 -p windows-x64 s710 repo/catalog
cp s710/minimal-sensor binaries/7.10.17605/sensor
expect_exit 0 "its manifest comes out of the binary" \
	"$SLUICE" fleet add -C repo binaries/7.10.17605/sensor
expect "in a file of its name" test -f repo/fleet/7.10.17605.yaml
expect "with the digest of the binary" grep -q "sha256: .*$(sha256sum <binaries/7.10.17605/sensor | cut -d' ' -f1)" \
	repo/fleet/7.10.17605.yaml
expect_exit 0 "and is what the catalog says" "$SLUICE" fleet check -C repo --binaries binaries
expect_exit 0 "content that needs 20 inputs is made" "$SLUICE" build -q -C repo/v42
file_42=repo/v42/dist/C-00000291-00000042.chan

# --- July: version 3, one field more

cp "$REPO_ROOT/corpus/content-291/catalog/ipc.yaml" repo/catalog/ipc.yaml
# What the four compilers say, each in its own words, of the end that stands where the 21st should.
not_supplied="'ipc_CallingModule_value'.*'chan_all_supplied'|'chan_all_supplied'.*'ipc_CallingModule_value'"
for compiler in gcc clang-19; do
	for language in "-x c -std=c11" "-x c++ -std=c++17"; do
		name="$compiler $language"
		if ! command -v $compiler >/dev/null; then
			skip "20 of 21 does not compile: $name" "no $compiler"
			continue
		fi
		# The flag for the language alone: no C++ library is asked for.
		expect_exit 1 "20 of 21 does not compile: $name" \
			env CC=$compiler LANGUAGE="$language" "$build" -s old.c -l s710/libchan.o -b 7.11.18110 forgot repo/catalog
		expect_err "$not_supplied" "and the compiler names the 21st"
		expect "there is no sensor" test ! -e forgot/minimal-sensor
		expect_exit 0 "with it, it compiles: $name" env CC=$compiler LANGUAGE="$language" \
			"$build" -l s710/libchan.o -b 7.11.18110 -p windows-x64 s711 repo/catalog
	done
done
expect_exit 0 "the fixed sensor compiles" \
	"$build" -l s710/libchan.o -b 7.11.18110 -p windows-x64 s711 repo/catalog
cp s711/minimal-sensor binaries/7.11.18110/sensor
expect_exit 0 "its manifest comes out of the binary" \
	"$SLUICE" fleet add -C repo binaries/7.11.18110/sensor
expect_exit 0 "the fleet is what the catalog and the binaries say" "$SLUICE" fleet check -C repo --binaries binaries
expect_exit 0 "a second time changes nothing" "$SLUICE" fleet add -C repo binaries/7.10.17605/sensor
expect_err 'unchanged' "and says so"

# --- content version 43 reads the 21st input

expect_exit 1 "version 43 is not for a fleet with 7.10 in it" "$SLUICE" gate -q -C repo
expect_out 'CH3001.*' "an input is not supplied"
expect_out '7\.10\.17605' "by 7.10"
expect_no_out '7\.11\.18110' "7.11 is not blamed"
expect_out 'calling_module\.yml' "the rule is named"
mv repo/fleet/7.10.17605.yaml .
expect_exit 0 "where 7.10 is gone, it passes" "$SLUICE" gate -q -C repo
expect_no_out 'CH30' "without a word about manifests"
cp repo/dist/C-00000291-00000043.chan 43.chan
mv 7.10.17605.yaml repo/fleet/

# --- what the sensors themselves do with 43

cat >events <<'END'
PipeName=\kettle_7
RemoteIp=203.0.113.7

END
cat >events-43 <<'END'
!load 43.chan
PipeName=\kettle_7
RemoteIp=203.0.113.7

PipeName=\kettle_7
RemoteIp=127.0.0.1

PipeName=\KETTLE_7

PipeName
RemoteIp=203.0.113.7

END
kettle='201bc202-051c-4343-ac33-8fc404637c01 Named pipe of the Brass Kettle example'
expect_exit 0 "7.10 runs version 42" sensor s710 "$file_42" events
expect_out "^event 1: $kettle" "and matches"
expect_exit 1 "7.10 refuses version 43" sensor s710 "$file_42" events-43
expect_err '43.chan: it asks for an input past the last one .*refused, version 42 is in use' "for the input it lacks"
expect_out "^event 1: $kettle" "and goes on with 42, matching as before"
expect_out '^4 events, 2 matches, 0 refused' "every event"
expect_exit 0 "7.11 takes version 43" sensor s711 "$file_42" events-43
expect_err 'taken, version 43 is in use' "and says so"

# --- the same matches as the reference interpreter

cat >events.ndjson <<'END'
{"type":"ipc","PipeName":"\\kettle_7","RemoteIp":"203.0.113.7"}
{"type":"ipc","PipeName":"\\kettle_7","RemoteIp":"127.0.0.1"}
{"type":"ipc","PipeName":"\\BRASS.AGENT.1"}
{"type":"ipc","PipeName":null,"Operation":"connect"}
{"type":"ipc","Operation":"connect","CallingModule":"c:\\users\\ada\\a.dll","ProcessId":-1,"PipeName":"\\kettle_"}
{"type":"ipc","Operation":"Connect","CallingModule":"C:\\ProgramData\\"}
{"type":"ipc","Operation":"connect","CallingModule":"C:\\Windows\\a.dll"}
{"type":"ipc","RemoteIp":"2001:db8::1","PipeName":"\\kettle_7"}
{"type":"ipc"}
END
# An event of the minimal sensor has a line at least: the last one of nothing is left to a line of a field that is null.
jq -r 'del(.type) | if . == {} then "User" else to_entries[] |
	if .value == null then .key else "\(.key)=\(.value)" end end, (input_line_number | "")' events.ndjson >events.lines
expect_exit 0 "the reference runs the events" "$SLUICE" run -q -C repo --events events.ndjson
jq -r '"event \(.line): \(.rule) \(.title)"' "$OUT" | sort >reference.matches
expect_exit 0 "the sensor runs them" sensor s711 43.chan events.lines
grep '^event' "$OUT" | sort >sensor.matches
expect "both match the same" cmp reference.matches sensor.matches
expect "more than nothing, less than all" test "$(wc -l <sensor.matches)" = 6

# --- events that are none are said to be, and match nothing

refused()	# NAME LINE: an event that would match without the line
{
	printf 'PipeName=\\kettle_7\n%s\n\nPipeName=\\kettle_7\n\n' "$2" >bad.events
	expect_exit 1 "$1" sensor s711 43.chan bad.events
	expect_err '^event 1: a line is none of the inputs' "is said to be none"
	expect_out '^2 events, 1 matches, 1 refused' "and alone does not match"
}
refused "a thing that no input asks for" 'Elsewhere=1'
refused "a thing seen twice" 'PipeName=\kettle_8'
refused "a number past the largest" 'ProcessId=9223372036854775808'
refused "a number with a space" 'ProcessId= 1'
refused "no number" 'ProcessId='
refused "an address of three bytes" 'RemoteIp=127.0.0'
refused "a line that is too long" "User=$(head -c 70000 /dev/zero | tr '\0' u)"
expect_exit 2 "a sensor without a file" s711/minimal-sensor
expect "to be copied: under 300 lines" test "$(wc -l <"$fixed")" -lt 300

# --- the build that lies: version 3 by its number, 20 inputs by its code

"$SLUICE" sensor header -q --catalog repo/catalog --type ipc:2 -o forged.h || exit 1
sed -i 's/ipc_version = 2\b/ipc_version = 3/; s/ version=2 / version=3 /' forged.h
expect_exit 0 "a number that was raised by hand compiles" \
	"$build" -i forged.h -s old.c -l s710/libchan.o -b 7.11.18110 -p windows-x64 liar
expect_exit 1 "but is seen when the build enters the fleet" \
	"$SLUICE" fleet add --replace -C repo liar/minimal-sensor
expect_err 'CH3002' "catalog and build disagree"
expect_err '20' "20 inputs"
expect "its manifest tells the truth" grep -q 'version: 3' repo/fleet/7.11.18110.yaml
expect "which has no 21st input" test "$(grep -c CallingModule repo/fleet/7.11.18110.yaml)" = 0
expect_exit 1 "and every check says so from then on" "$SLUICE" fleet check -C repo
expect_out 'CH3002' "catalog and build disagree"
cp repo/fleet/7.11.18110.yaml liar.yaml

expect_exit 1 "executed, it reads past its inputs" env SLUICE_SKIP_STAGES=fleet,probes,release "$SLUICE_TEST" gate -q -C repo
expect "and by execution alone it is caught" test "$(rules)" = CH4005
expect_out '7\.11\.18110' "the build is named"
expect_out 'CallingModule' "and the field"
expect_exit 1 "the liar itself refuses version 43" sensor liar "$file_42" events-43
expect_err '43.chan: it asks for an input past the last one .*refused, version 42 is in use' "for the input it lacks"
expect_out "^event 1: $kettle" "and goes on with 42"
expect_out '^4 events, 2 matches, 0 refused' "matching as before"

# --- the manifests of the incident, which were written by hand, and those of these sensors

for repository in . v42 v42-honest; do
	[ $repository = v42-honest ] && { rm -f repo/fleet-honest/*; cp repo/fleet/7.10.17605.yaml repo/fleet-honest/; }
	cp -R "$REPO_ROOT/corpus/content-291" by-hand && chmod -R u+w by-hand
	"$SLUICE" gate -q --format json -C "by-hand/$repository" >by-hand.json 2>/dev/null
	want=$?
	expect_exit $want "the fleet of real sensors, $repository: the same verdict" \
		"$SLUICE" gate -q --format json -C "repo/$repository"
	expect "and the same findings" test "$(findings by-hand.json)" = "$(findings "$OUT")"
	[ "$want" = 0 ] || expect "some" test -n "$(findings "$OUT")"
	rm -rf by-hand
done

# --- a manifest that claims what its binary does not have

digest=$(sha256sum <liar/minimal-sensor | cut -d' ' -f1)
"$SLUICE" fleet add -q --replace -C repo binaries/7.11.18110/sensor || exit 1
sed -i "s/sha256: .*/sha256: '$digest'}/" repo/fleet/7.11.18110.yaml
cp liar/minimal-sensor binaries/7.11.18110/sensor
expect_exit 1 "21 by hand for a binary of 20" "$SLUICE" fleet check -C repo --binaries binaries
expect_out 'CH3012' "is seen"
expect_out '7\.11\.18110' "the build is named"

# --- binaries that are none, or no more

cp repo/fleet/7.11.18110.yaml kept.yaml
expect_exit 0 "all that is left of a sensor that was stripped" strip -o stripped s711/minimal-sensor
expect_exit 0 "is its manifest" "$SLUICE" fleet add -q --replace -C repo stripped
cp kept.yaml repo/fleet/7.11.18110.yaml
size=$(stat -c %s s711/minimal-sensor)
bad=''
for length in 0 1 4 16 63 64 100 1000 5000 $((size / 4)) $((size / 2)) $((size - 5000)) $((size - 64)) $((size - 1)); do
	head -c $length s711/minimal-sensor >torn
	"$SLUICE" fleet add --replace -C repo torn >"$OUT" 2>"$ERR" </dev/null
	status=$?
	if [ $status != 1 ] || [ "$(wc -c <"$ERR")" -lt 20 ] || grep -q 'Sanitizer\|runtime error' "$ERR"; then
		bad="$bad $length (exit $status)"
	fi
done
if [ -z "$bad" ]; then
	ok "a torn binary is refused, wherever it is torn"
else
	not_ok "a torn binary is refused, wherever it is torn" "not at:$bad"
fi
perl -0pe 's/sluice-type 1 ipc/sluice-type 9 ipc/' s711/minimal-sensor >damaged
expect_exit 1 "a record of another version" "$SLUICE" fleet add --replace -C repo damaged
perl -0pe 's/layout=[0-9a-f]{8}/layout=00000000/' s711/minimal-sensor >damaged
expect_exit 1 "a record that contradicts itself" "$SLUICE" fleet add --replace -C repo damaged
expect_err 'layout' "is said to"
perl -0pe 's/sluice-type 1 ipc/\xff\xfe\x01\x02ce-type 1 ipc/' s711/minimal-sensor >damaged
expect_exit 1 "a record of bytes" "$SLUICE" fleet add --replace -C repo damaged
mkfifo pipe
expect_exit 1 "a FIFO" timeout 20 "$SLUICE" fleet add -C repo pipe
expect_exit 1 "a folder" "$SLUICE" fleet add -C repo binaries
expect "nothing of it was written" cmp kept.yaml repo/fleet/7.11.18110.yaml
expect "and no other manifest" test "$(find repo/fleet -type f | wc -l)" = 2

tried=0
bad=''
for library in /usr/lib/*-linux-gnu*/*.so.*; do
	if [ ! -f "$library" ] || [ $tried = 20 ]; then
		continue
	fi
	tried=$((tried + 1))
	"$SLUICE" fleet add -C repo "$library" >"$OUT" 2>"$ERR" </dev/null
	status=$?
	if [ $status != 1 ] || ! grep -qi 'no .*record' "$ERR" || grep -q 'Sanitizer\|runtime error' "$ERR"; then
		bad="$bad $library (exit $status)"
	fi
done
if [ $tried -lt 20 ]; then
	skip "system libraries without a manifest" "there are but $tried"
elif [ -z "$bad" ]; then
	ok "20 system libraries without a manifest: said so, exit 1"
else
	not_ok "20 system libraries without a manifest: said so, exit 1" "$bad"
fi

# --- another format of binaries

if command -v x86_64-w64-mingw32-gcc >/dev/null; then
	expect_exit 0 "a sensor for Windows" env CC=x86_64-w64-mingw32-gcc CFLAGS="-O1 -D__USE_MINGW_ANSI_STDIO=1" \
		"$build" -b 7.12.1 -p windows-x64 windows repo/catalog
	expect_exit 0 "has its manifest" "$SLUICE" fleet add -C repo windows/minimal-sensor.exe
	expect "with the 21 inputs" test \
		"$(sed '/^\(build\|platform\|binary\|#\)/d; /^ *sha256/d' repo/fleet/7.12.1.yaml)" = \
		"$(sed '/^\(build\|platform\|binary\|#\)/d; /^ *sha256/d' kept.yaml)"
else
	skip "a sensor for Windows" "no x86_64-w64-mingw32-gcc"
fi
finish
