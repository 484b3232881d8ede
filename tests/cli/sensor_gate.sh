#!/bin/bash
# A vendor's own sensor in the gate: the example sensor is right and passes; with each of its defects it is caught, by the
# finding that says so, and nothing that it does stops the gate.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
# A minute and more with the sanitized tool.
case $SLUICE:${THOROUGH:-} in */asan/sluice:)
	skip "with the sanitized tool" "make test-all does; tests/test_sensor_trial.c runs the host with sanitizers"
	finish
	;;
esac
export LC_ALL=C
# The time in the files, so that the same content has the same bytes and reproducers the same names.
export SOURCE_DATE_EPOCH=1790000000
so=$WORK/so
content=$WORK/content

copy()		# FROM TO
{
	cp -R "$1" "$2"
	chmod -R u+w "$2"
}

gate()		# CODE NAME SENSOR [REPO]: a timeout fails the test, as its status is another
{
	expect_exit "$1" "$2" timeout 300 "$SLUICE" gate -C "${4:-$content}" --sensor "$so/sensor-$3.so" \
		--sensor-seconds "${SECONDS_OF_A_CALL:-2}"
}

# Of the errors: what the fleet of the sample is warned of is no matter here.
rules()		{ grep -oE '^error CH[0-9]+' "$OUT" | cut -d' ' -f2 | sort -u | paste -sd' '; }

caught()	# DEFECT RULES PATTERN [REPO]
{
	gate 1 "$1 is caught" "$1" "${4:-$content}"
	expect "by $2 and nothing else" test "$(rules)" = "$2"
	expect_out "$3" "which says: $3"
}

copy corpus/content "$content"
expect "the example sensor is built, with each of its defects" fuzz/sensors/build-examples "$so"
expect "there are as many as the source has" \
	test "$(find "$so" -name 'sensor-*.so' | wc -l)" = "$(sed -n '/^enum defect/,/^};/p' fuzz/sensors/example.c | grep -cE '^	[A-Z]')"

# --- the one that is right
gate 0 "the sensor that is right passes" none
expect_err '^sensors +ok .* 1 sensors on 3 files: [1-9][0-9]+ events, [1-9][0-9]+ damaged files; 0 problems; processes died 0 times' \
	"and has run events and damaged files"
expect "it leaves no reproducer" test ! -e "$content/sensor-findings"
expect_exit 0 "two sensors" "$SLUICE" gate -C "$content" --sensor "$so/sensor-none.so" --sensor "$so/sensor-none.so"
expect_err '^sensors .* 2 sensors' "are both run"
expect_exit 0 "without one the stage is not there" "$SLUICE" gate -C "$content"
expect "nor listed" test "$(grep -c '^sensors' "$ERR")" = 0

# --- the incident: a manifest that claims 21 inputs, a sensor that supplies 20; static rules see nothing
copy corpus/content-291 "$WORK/291"
rm "$WORK/291/fleet/7.10.yaml"
sed -i 's/MessageBytes\]/MessageBytes, CallingModule]/' "$WORK/291/fleet/7.11.yaml"
expect_exit 0 "a manifest that lies passes where no sensor is run" "$SLUICE" gate -q -C "$WORK/291"
caught supplies_20 "CH4005 CH4006" 'it reads past its inputs, input 21 of 20' "$WORK/291"
expect_out 'it describes 20 inputs of ipc version 3, and the catalog has 21: CallingModule is not supplied' \
	"and what it describes is held against the catalog"
gate 0 "the sensor that supplies 21 passes there" none "$WORK/291"
caught supplies_20 "CH4005 CH4006" 'the manifest of build 7\.13\.19002 has 21: CallingModule is not supplied'

# --- the defects that have stopped fleets
caught count_trusted CH4005 'given the first [0-9]+ of [0-9]+ bytes, it reads past the file of [0-9]+ bytes, while it loads the file'
caught half_loaded CH4006 'it does not match [0-9a-f-]+ \(.*\), which the interpreter matches'
caught fixed_array CH4005 'given the file, it (crashes with SIG|ends its process)'
caught absent_matches CH4006 'it matches [0-9a-f-]+ \(.*\), which the interpreter does not'
gate 0 "a version in 32 bits with a sign is fine for a while" version_int32
copy "$content" "$WORK/late"
sed -i 's/^version: 42$/version: 2147483648/' "$WORK/late/channels/291.yaml"
caught version_int32 CH4005 'it refuses the file: the file is older than none' "$WORK/late"
gate 0 "which the right one takes" none "$WORK/late"

copy "$content" "$WORK/slow"
cat >"$WORK/slow/rules/ipc/many_stars.yml" <<'END'
title: A name with many letters in it
id: 0ce2a1c4-8a43-4d0f-9b6e-6e1d4c3c7c11
status: experimental
logsource: {product: windows, category: ipc}
detection:
  selection:
    PipeName: '*a*a*a*a*a*a*a*a*a*a*a*a*b'
  condition: selection
level: low
END
cat >"$WORK/slow/probes/stars.yaml" <<'END'
- event: {type: ipc, PipeName: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}
  match: []
- event: {type: ipc, PipeName: 'aaaaaaaaaaaaaab'}
  match: [0ce2a1c4-8a43-4d0f-9b6e-6e1d4c3c7c11]
END
gate 0 "many stars are nothing to the one that is right" none "$WORK/slow"
SECONDS_OF_A_CALL=1
caught exponential CH4005 'it does not come back within 1 s' "$WORK/slow"
expect_out 'probes/stars\.yaml:1' "and the probe is named"

# --- what a host must survive
caught hangs_in_load CH4005 'it does not come back within 1 s, while it loads the file'
SECONDS_OF_A_CALL=10
# At its end, a process that counts its coverage writes it to a file, for which it is killed.
end_of_process='it ends its process with exit status'
case $SLUICE in */coverage/sluice) end_of_process='it writes to a file' ;; esac
caught exits CH4005 "$end_of_process"
caught writes_input CH4005 'it writes to the text of input [0-9]+'
caught under_read CH4005 'it reads before its 21 inputs'
caught text_without_end CH4005 'it reads past the text of input [0-9]+'
caught crashes_at_null CH4005 'it crashes with SIGSEGV at a null pointer'
caught aborts CH4005 'it crashes with SIGABRT'
expect_out 'its process died 12 times, and [0-9]+ events were not run' "and after so many deaths it is told what was not run"
caught recurses CH4005 'it runs out of stack'
caught floods CH4005 'it writes more than 1024 KiB of output'
# A sanitizer that is in the tool ends the process itself where memory runs out.
caught leaks CH4005 'it wants more than 512 MiB of memory|it ends its process with exit status 1'
expect_out 'but not with this event alone' "and it is said that one event alone does not do it"
leak=$(grep -oE '[^ ]+\.repro' "$OUT" | head -n 1)
caught refuses CH4005 'it refuses the file: it is Friday'
caught invents_match CH4006 'it reports a match of [0-9a-f-]+, which the file does not have'
caught reports_twice CH4006 'it reports the match of [0-9a-f-]+ \(.*\) twice'
caught gives_up CH4006 'it has no verdict of an event that the interpreter judges'
caught crashes_in_unload CH4005 'while it unloads the file'
caught nonsense_answer CH4005 'it answers to load\(\) what is no answer of the ABI'
caught swapped_inputs CH4006 'it describes input 1 of ipc version 3 as Operation, which is PipeName in the catalog'

# --- the same report each time
gate 1 "a second run" supplies_20 "$WORK/291"
cp "$OUT" "$WORK/first"
gate 1 "and a third" supplies_20 "$WORK/291"
expect "say the same" cmp "$OUT" "$WORK/first"

# --- reproducers
found=$(grep -oE '[^ ]+over-read[^ ]+\.repro' "$OUT" | head -n 1)
expect "a reproducer lies in the repository" test -s "$found"
expect "it says what happened" grep -qaE '^# CH4005: the sensor reads past its inputs, input 21 of 20' "$found"
command=$(grep -oE 'sluice sensor replay .*\.repro' "$OUT" | head -n 1)
# shellcheck disable=SC2086 # the words of the command that the finding names
expect_exit 1 "the command of the finding repeats it" "$SLUICE" ${command#sluice }
expect_out '^CH4005 SENSOR_FAILED: .*: given event 1, it reads past its inputs, input 21 of 20' "in the same words"
expect_exit 0 "the corrected sensor has nothing to repeat" "$SLUICE" sensor replay --sensor "$so/sensor-none.so" "$found"
expect_out 'nothing is wrong: 1 of 1 events run, the file loaded' "and says what it has run"
expect_exit 1 "what takes many events has them" "$SLUICE" sensor replay --sensor "$so/sensor-leaks.so" "$leak"
gate 1 "a torn file" count_trusted
torn=$(grep -oE '[^ ]+\.repro' "$OUT" | head -n 1)
expect_exit 1 "is repeated" "$SLUICE" sensor replay --sensor "$so/sensor-count_trusted.so" "$torn"
expect_out 'given the file, it reads past the file' "in the same words"
expect_exit 0 "and refused by the one that is right" "$SLUICE" sensor replay --sensor "$so/sensor-none.so" "$torn"
expect_out 'the file refused as it must be' "which is said"
expect_exit 1 "--save" "$SLUICE" gate -q -C "$WORK/291" --sensor "$so/sensor-supplies_20.so" --save "$WORK/saved"
expect "says where reproducers go" test -s "$WORK/saved/$(basename "$found")"

# --- reproducers that are none
head -c 40 "$found" >"$WORK/cut"
expect_exit 2 "a reproducer that is cut off" "$SLUICE" sensor replay --sensor "$so/sensor-none.so" "$WORK/cut"
{ cat "$found"; echo; } >"$WORK/longer"
expect_exit 2 "one with a byte more" "$SLUICE" sensor replay --sensor "$so/sensor-none.so" "$WORK/longer"
sed 's/^event .*/event x/' "$found" >"$WORK/wrong"
expect_exit 2 "one with a wrong line" "$SLUICE" sensor replay --sensor "$so/sensor-none.so" "$WORK/wrong"
expect_err 'line [0-9]+ is not one of a reproducer' "whose number is said"
expect_exit 2 "none" "$SLUICE" sensor replay --sensor "$so/sensor-none.so" "$WORK/nowhere"
expect_exit 2 "no sensor" "$SLUICE" sensor replay "$found"

# --- sensors that are none
copy corpus/gate/near-CH4003-clean-event "$WORK/start"
gate 1 "a sensor on which nothing can be run is no pass" none "$WORK/start"
expect_out 'CH4005 .*nothing was run on it' "which is said"
expect_exit 2 "a sensor that is not there" "$SLUICE" gate -C "$content" --sensor "$WORK/nowhere.so"
mkfifo "$WORK/fifo"
expect_exit 2 "a FIFO" timeout 20 "$SLUICE" gate -C "$content" --sensor "$WORK/fifo"
expect_exit 2 "a folder" "$SLUICE" gate -C "$content" --sensor "$WORK"
echo "no library" >"$WORK/text.so"
expect_exit 1 "a file that is no library" "$SLUICE" gate -q -C "$content" --sensor "$WORK/text.so"
expect_out 'CH4005 .*the sensor cannot be loaded' "is a finding"
echo 'int nothing;' | ${CC:-gcc} -x c -shared -fPIC -o "$WORK/empty.so" -
expect_exit 1 "a library without the symbol" "$SLUICE" gate -q -C "$content" --sensor "$WORK/empty.so"
expect_out 'chan_sensor_describe' "which is named"
expect_exit 2 "no time at all" "$SLUICE" gate -C "$content" --sensor "$so/sensor-none.so" --sensor-seconds 0
finish
