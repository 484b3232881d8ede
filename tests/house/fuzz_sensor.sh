#!/bin/bash
# ci/fuzz-sensor: a sensor that is right has nothing found and everything compared; defects are found, named and left as
# reproducers; one that an engine cannot see inside is complained of. Runs are counted, so that a slow machine does the same.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
cd "$REPO_ROOT" || exit 1
BUILD=$(dirname "$(dirname "$SLUICE_TEST")")
export BUILD
tool=$BUILD/release/sluice
so=$WORK/so
# What this suite's own programs need of sanitizers is none of the engines' business.
unset ASAN_OPTIONS

sensor()	# CODE NAME ARGUMENT...
{
	local code=$1 name=$2
	shift 2
	"$REPO_ROOT/ci/fuzz-sensor" --keep "$WORK/keep" "$@" >"$OUT" 2>"$ERR" </dev/null
	local got=$?
	if [ $got = "$code" ]; then ok "$name"; else not_ok "$name" "exit $got, expected $code: $*"; fi
}

compile()	# COMPILER FLAGS FOLDER DEFECT...
{
	local compiler=$1 options=$2
	shift 2
	CC=$compiler CFLAGS=$options AFL_QUIET=1 fuzz/sensors/build-examples "$@"
}

# --- what is no sensor, and no way to ask
sensor 2 "no sensor"
sensor 2 "a sensor that is not there" "$WORK/nowhere.so"
expect_err 'nowhere\.so: no such file' "which is said"
sensor 2 "a folder" "$WORK"
mkfifo "$WORK/fifo"
sensor 2 "a FIFO" "$WORK/fifo"
echo "no library" >"$WORK/text.so"
sensor 2 "a text" "$WORK/text.so"
expect_err 'neither a shared object nor an object' "which is said"
echo 'int nothing;' | gcc -x c -shared -fPIC -o "$WORK/empty.so" -
sensor 2 "a library without the symbol" --runs 1 "$WORK/empty.so"
expect_err 'no chan_sensor_describe' "which is named"
echo 'int nothing;' | gcc -x c -c -o "$WORK/empty.o" -
sensor 2 "an object without the symbol" --runs 1 "$WORK/empty.o"
expect_err 'no chan_sensor_describe' "which is named"
printf '#include "sensor_abi.h"\nconst chan_sensor_abi *chan_sensor_describe(void) { return 0; }\n' |
	gcc -x c -shared -fPIC -Iparser -o "$WORK/void.so" -
sensor 2 "a sensor that describes nothing" --runs 1 "$WORK/void.so"
expect_err 'describes nothing' "which is said"
sensor 2 "no runs and no time" --runs 0 --seconds 0 "$WORK/empty.so"
sensor 2 "a time that is no number" --seconds soon "$WORK/empty.so"
sensor 2 "an engine that there is not" --engine steam "$WORK/empty.so"
sensor 2 "an option without its value" "$WORK/empty.so" --runs
sensor 2 "two shared objects" "$WORK/empty.so" "$WORK/void.so"
sensor 2 "a catalog that is not there" --catalog "$WORK/nowhere" "$WORK/empty.so"

# --- as libFuzzer sees inside
expect "a sensor with libFuzzer's counters is built" \
	compile clang-19 "-fsanitize=fuzzer-no-link" "$so/seen" NONE VERSION_INT32
sensor 0 "the sensor that is right has nothing found" --runs 300 "$so/seen/sensor-none.so"
expect_out '^libfuzzer: [0-9]+ runs in .* 0 findings; coverage of the sensor: yes' "and its coverage is seen"
expect_out ', [1-9][0-9]* that the validator accepts, [1-9][0-9]* events, [1-9][0-9]* matches' "and it is said what was compared"
expect "nothing is complained of" test ! -s "$ERR"
sensor 1 "a version in 32 bits is found" --runs 300 "$so/seen/sensor-version_int32.so"
expect_out '^finding: the sensor agrees \(refused\): it refuses a file that the validator accepts' "as what it is"
sensor 2 "what AFL++ cannot see may be refused" --engine afl --need-coverage "$so/seen/sensor-none.so"
expect_err 'THE SENSOR ADDS NO COVERAGE COUNTERS TO afl' "and loudly is"

# --- as nobody does
expect "sensors without counters are built" \
	compile gcc "" "$so/blind" NONE SUPPLIES_20 COUNT_TRUSTED FIXED_ARRAY EXITS WRITES_INPUT EXPONENTIAL
sensor 0 "a sensor without counters is fuzzed all the same" --runs 100 "$so/blind/sensor-none.so"
expect_err 'THE SENSOR ADDS NO COVERAGE COUNTERS TO libfuzzer' "and loudly complained of"
expect_out 'coverage of the sensor: NO' "at the end too"

caught()	# DEFECT PATTERN
{
	sensor 1 "$1 is caught" --runs 300 --limit 2 "$so/blind/sensor-$1.so"
	expect_out "$2" "as what it is: $2"
}

caught supplies_20 '^finding: CH4005 .*reads past its inputs, input 21 of 20'
repro=$(sed -n 's/^  alone .* \(.*\.repro\)$/\1/p' "$OUT" | head -n 1)
expect_exit 1 "its reproducer repeats it" "$tool" sensor replay --sensor "$so/blind/sensor-supplies_20.so" "$repro"
expect_out 'reads past its inputs, input 21 of 20' "in the same words"
expect_exit 0 "the sensor that is right has nothing to repeat" "$tool" sensor replay --sensor "$so/blind/sensor-none.so" "$repro"
caught count_trusted '^finding: CH4005 .*reads past the file'
caught exits '^finding: CH4005 .*ends its process with exit status 0'
# Half a minute of replays.
if [ -n "${THOROUGH:-}" ]; then
	caught fixed_array '^finding: (CH4005|AddressSanitizer)'
	caught writes_input '^finding: CH4005 .*writes to the text of input'
	caught exponential '^finding: .*(does not come back|timeout)'
else
	skip "an array that overflows, a write to the input, a matcher that tries every way" "make test-all does"
fi
sensor 1 "a sensor that supplies less than the catalog has" --runs 1 --catalog corpus/content-291/catalog \
	"$so/blind/sensor-supplies_20.so"
expect_out '^finding: CH4006 .*CallingModule is not supplied' "is told so before it is run"

# --- objects, with a libchan of their own
mkdir -p "$WORK/o"
for file in parser/*.c; do
	gcc -std=c11 -O1 -ffreestanding -Iparser -c -o "$WORK/o/$(basename "$file" .c).o" "$file" || exit 1
done
ar rc "$WORK/libown.a" "$WORK"/o/*.o
gcc -std=c11 -O1 -D_POSIX_C_SOURCE=200809L -DDEFECT=HALF_LOADED -Iparser -c -o "$WORK/adapter.o" fuzz/sensors/example.c
sensor 1 "an object and an archive are linked in" --runs 300 "$WORK/adapter.o" "$WORK/libown.a"
expect_out '^finding: the sensor agrees \(missed\)' "and a defect in them is found"
sensor 2 "an object that lacks something" --runs 1 "$WORK/empty.o" "$WORK/adapter.o" --link -lnosuchlibrary
expect_err 'cannot be linked' "is said not to link"

# --- AFL++
expect "sensors with AFL++'s counters are built" compile afl-clang-fast "" "$so/afl" NONE HALF_LOADED
sensor 0 "AFL++, for a sensor that was compiled for it" --runs 300 "$so/afl/sensor-none.so"
expect_out '^afl: [1-9][0-9]* runs in .* 0 findings; coverage of the sensor: yes' "which it sees"
sensor 1 "a defect under AFL++" --runs 300 "$so/afl/sensor-half_loaded.so"
expect_out '^finding: the sensor agrees \(missed\)' "is found"
expect "and reported once" test "$(grep -c '^finding' "$OUT")" = 1
sensor 2 "what libFuzzer would not load" --engine libfuzzer "$so/afl/sensor-none.so"
expect_err 'compiled for AFL\+\+' "is said so"
finish
