#!/bin/bash
# sluice sensor header, and what compilers and linkers make of it: 20 for 21 does not compile, in C or in C++, and
# the record of a type is in a binary if its inputs are wired there, and only then.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
# A minute and more with the sanitized tool.
case $SLUICE:${THOROUGH:-} in */asan/sluice:)
	skip "with the sanitized tool" "make test-all does; it is compilers that take the time"
	finish
	;;
esac
cd "$WORK" || exit 1
catalog=$REPO_ROOT/corpus/content-291/catalog
# Not -I: libchan has a limits.h of its own, for the quotes alone.
parser=(-iquote "$REPO_ROOT/parser")
c_warnings=(-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wundef -Wvla
	-Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum -Werror)
cxx_warnings=(-std=c++17 -Wall -Wextra -Wpedantic -Werror)
export LC_ALL=C

# --- the command

expect_exit 0 "the newest version of every type" "$SLUICE" sensor header --catalog "$catalog" -o ipc.h
expect_err '^ipc.h: 1 template type$' "is said"
expect "it is the newest" grep -qF 'enum { ipc_type_id = 7, ipc_version = 3, ipc_input_count = 21 };' ipc.h
expect_exit 0 "to stdout" "$SLUICE" sensor header --catalog "$catalog"
expect "the same bytes" cmp ipc.h "$OUT"
expect_exit 0 "to stdout as -" "$SLUICE" sensor header --catalog "$catalog" -o - --type ipc
expect "the same bytes, the type named" cmp ipc.h "$OUT"
expect_exit 0 "again" "$SLUICE" sensor header -q --catalog "$catalog" -o again.h
expect "the same bytes, on every run" cmp ipc.h again.h
cp -r "$catalog" elsewhere
expect_exit 0 "from another folder" "$SLUICE" sensor header --catalog elsewhere -q -o moved.h
expect "the same bytes, wherever the catalog lies" cmp ipc.h moved.h
expect_exit 0 "an older version" "$SLUICE" sensor header --catalog "$catalog" --type ipc:2 -q -o older.h
expect "has one field fewer" grep -qF 'ipc_version = 2, ipc_input_count = 20 };' older.h
expect "and not the 21st" test "$(grep -c CallingModule older.h)" = 0
expect_exit 2 "an unknown type" "$SLUICE" sensor header --catalog "$catalog" --type ipv
expect_err "no such type; did you mean 'ipc'" "is answered with the closest one"
expect_exit 2 "an unknown version" "$SLUICE" sensor header --catalog "$catalog" --type ipc:4
expect_err 'ipc:4: .*its newest is 3' "is answered with the newest one"
expect_exit 2 "a version that is no number" "$SLUICE" sensor header --catalog "$catalog" --type ipc:x
expect_exit 2 "a type twice" "$SLUICE" sensor header --catalog "$catalog" --type ipc --type ipc:2
expect_err 'named twice' "is said so"
expect_exit 2 "no catalog" "$SLUICE" sensor header
expect_exit 2 "a catalog that is not there" "$SLUICE" sensor header --catalog nowhere
expect_exit 2 "a file where none belongs" "$SLUICE" sensor header --catalog "$catalog" file
mkdir broken && printf 'template_type: a\nid: 0\n' >broken/a.yaml && cp ipc.h kept.h
expect_exit 2 "a broken catalog" "$SLUICE" sensor header --catalog broken -o kept.h
expect_err 'a.yaml:.*CH60' "is said with its finding"
expect "and leaves the header that was there" cmp ipc.h kept.h
expect_exit 3 "a header that cannot be written" "$SLUICE" sensor header --catalog "$catalog" -o nowhere/ipc.h
mkfifo fifo
expect_exit 3 "a FIFO as the header" timeout 20 "$SLUICE" sensor header --catalog "$catalog" -o fifo
expect_exit 0 "all log sources that sluice knows" "$SLUICE" catalog infer --known
mkdir known && cp "$OUT" known/all.yaml
expect_exit 0 "have a header" "$SLUICE" sensor header --catalog known -q -o known.h

# --- sources

# How a header's macro is called with every input of every type: a source that uses all of it.
write_uses()	# HEADER
{
	echo "#include \"$1\""
	awk '
		/^static inline .*_value [A-Za-z0-9_]+\(chan_[a-z]+_value [A-Za-z0-9_]+\)$/ {
			name = $4; sub(/\(.*/, "", name)
			kind = $4; sub(/.*\(chan_/, "", kind); sub(/_value$/, "", kind)
			kinds[name] = kind
		}
		/^static inline void .*_supply\(/ {
			prefix = $4; sub(/_supply\(.*/, "", prefix)
			printf "void use_%s(%s_inputs *event, %s_room *room, chan_inputs *out);\n", prefix, prefix, prefix
			printf "void use_%s(%s_inputs *event, %s_room *room, chan_inputs *out)\n{\n", prefix, prefix, prefix
			printf "\t%s_SUPPLY(event", toupper(prefix)
			inside = 1
			next
		}
		inside && /chan_all_supplied/ {
			printf ");\n\t*out = %s_map(event, room);\n}\n", prefix
			inside = 0
		}
		inside {
			field = $2; sub(/,$/, "", field)
			name = prefix "_" field
			printf ",\n\t\t%s(chan_%s_absent())", name, kinds[name]
		}' "$1"
}
write_uses ipc.h >good.c
expect "the call has 21 inputs" test "$(grep -c 'absent()' good.c)" = 21
sed '/ipc_CallingModule(/d; s/\(ipc_MessageBytes(.*)\),$/\1);/' good.c >last.c
sed '/ipc_PipeName(/d' good.c >first.c
sed '/ipc_ServerImage(/d' good.c >middle.c
sed 's/ipc_PipeName(/ipc_other(/; s/ipc_Operation(/ipc_PipeName(/; s/ipc_other(/ipc_Operation(/' good.c >swapped.c
sed 's/ipc_AccessMask(chan_integer/ipc_AccessMask(chan_string/' good.c >wrong_type.c
sed 's/ipc_RemoteIp(chan_ip_absent())/chan_ip_absent()/' good.c >no_name.c
awk '/ipc_CommandLine\(/ { exit } { print }' good.c | sed '$s/,$/);\n\t*out = ipc_map(event, room);\n}/' >five.c
sed 's/\(ipc_CallingModule(.*)\));$/\1,\n\t\tipc_CallingModule(chan_string_absent()));/' good.c >surplus.c
echo '#include "ipc.h"' >unused.c
write_uses known.h >known.c

have()		# COMPILER
{
	command -v "$1" >/dev/null
}

# The source does not compile, and an error or what the compiler notes about it names the type of the field's value.
refuses()	# FIELD SOURCE COMPILER...
{
	local field=$1 source=$2
	shift 2
	if "$@" "${parser[@]}" -fsyntax-only "$source" >"$OUT" 2>"$ERR"; then
		not_ok "$1: $source does not compile"
	elif grep -qE "(error|note):.*\b(ipc_)?$field(_value)?\b" "$ERR"; then
		ok "$1: $source does not compile, for want of $field"
	else
		not_ok "$1: the message about $source names $field"
	fi
}

compiles_in()	# LANGUAGE COMPILER WARNINGS...
{
	local language=$1 compiler=$2 source
	shift 2
	if ! have "$compiler"; then
		skip "$compiler" "it is not installed"
		return
	fi
	for source in good.c unused.c; do
		expect_exit 0 "$compiler compiles $source without a warning" \
			"$compiler" "$@" -x "$language" "${parser[@]}" -O2 -c -o out.o $source
	done
	expect_exit 0 "$compiler has nothing to say about all known types" \
		"$compiler" "$@" -x "$language" "${parser[@]}" -fsyntax-only known.c
	set -- "$compiler" "$@" -x "$language"
	refuses CallingModule last.c "$@"
	refuses PipeName first.c "$@"
	refuses ServerImage middle.c "$@"
	refuses PipeName swapped.c "$@"
	expect_exit 1 "$compiler: wrong_type.c does not compile" "$@" "${parser[@]}" -fsyntax-only wrong_type.c
	expect_err 'ipc_AccessMask\(chan_string' "and the line that is quoted is the field's" # g++ says no more
	refuses RemoteIp no_name.c "$@"
	refuses CommandLine five.c "$@"
	expect_exit 1 "$compiler: surplus.c does not compile" "$@" "${parser[@]}" -fsyntax-only surplus.c
}
compiles_in c gcc "${c_warnings[@]}"
compiles_in c clang-19 "${c_warnings[@]}"
compiles_in c++ g++ "${cxx_warnings[@]}"
compiles_in c++ clang++-19 "${cxx_warnings[@]}"

# --- records

mark='sluice-type 1 ipc id=7 version=3 '
holds()		# FILE NAME
{
	expect "$2: the record is there" grep -qaF "$mark" "$1"
}
lacks()		# FILE NAME
{
	if [ -s "$1" ] && ! grep -qaF "$mark" "$1"; then
		ok "$2: no record"
	else
		not_ok "$2: no record"
	fi
}

# A sensor in sources of which one supplies ipc and one only has a header, so that there is something to drop.
cat >main.c <<'END'
#include "sensor.h"
CHAN_BUILD(build_limits, "test-1", "linux-x64", 4194304, 10000u, 256, 65535, 32)
#ifdef WIRED
int wired(const char *bytes);
#endif
int main(int argc, char **argv)
{
	const chan_sensor_limits limits = build_limits();
	chan_memory memory = CHAN_ALL_ZERO;
	chan_file file;
	chan_finding fault;
	chan_content content;
	if (!chan_open((const uint8_t *)argv[0], (size_t)argc, &file, &fault) || !chan_prepare(&file, &memory, &content))
		return (int)(limits.templates + limits.criteria);
#ifdef WIRED
	return wired(argv[argc - 1]);
#else
	return argc;
#endif
}
END
cat >wired.c <<'END'
#include "ipc.h"
void use_ipc(ipc_inputs *event, ipc_room *room, chan_inputs *out);
int wired(const char *bytes);
int wired(const char *bytes)
{
	ipc_inputs event;
	ipc_room room;
	chan_inputs inputs;
	use_ipc(&event, &room, &inputs);
	return bytes[0] + (int)inputs.array[0].kind;
}
END
cat >idle.c <<'END'
#include "known.h"
int idle(void);
int idle(void)
{
	return windows_input_count;
}
END

in_folder()	# FOLDER COMMAND...
{
	(cd "$1" && shift && "$@")
}

links()		# NAME COMPILER FLAGS...
{
	local name=$1
	shift
	if ! have "$1"; then
		skip "$name" "$1 is not installed"
		return
	fi
	rm -rf libchan && mkdir libchan
	expect_exit 0 "$name: libchan" in_folder libchan "$@" "${parser[@]}" -c "$REPO_ROOT"/parser/*.c
	expect_exit 0 "$name: a sensor that supplies ipc" "$@" "${parser[@]}" -DWIRED -o sensor main.c wired.c \
		idle.c good.c libchan/*.o
	holds sensor "$name"
	expect "$name: so is the build's" grep -qaF \
		'sluice-build 1 test-1 platform=linux-x64 file_bytes=4194304 templates=10000u criteria=256' sensor
	expect "$name: and the engine's" grep -qaF 'sluice-engine 1 level=1 operators=exact,' sensor
	expect "$name: and no other type's" test "$(grep -aoF 'sluice-type 1 ' sensor | sort | wc -l)" = 1
	expect_exit 0 "$name: strip" strip sensor
	holds sensor "$name, stripped"
	if command -v readelf >/dev/null; then
		readelf -p .sluice sensor >"$OUT" 2>"$ERR"
		expect_out 'sluice-type 1 ipc' "$name: in a section of its own"
	fi
	expect_exit 0 "$name: a sensor that does not" "$@" "${parser[@]}" -o plain main.c idle.c libchan/*.o
	lacks plain "$name"
	expect "$name: the build's record all the same" grep -qaF 'sluice-build 1 test-1 ' plain
}
collect=(-ffunction-sections -fdata-sections "-Wl,--gc-sections")
links "gcc -O2" gcc -O2 "${collect[@]}"
# Each is thirty compilations: all of them in make test-all.
if [ -n "${THOROUGH:-}" ]; then
	links "gcc -O0" gcc -O0
	links "gcc -O2 -flto" gcc -O2 -flto "${collect[@]}"
	links "clang -O0" clang-19 -O0
fi
links "clang -O2 -flto" clang-19 -O2 -flto -fuse-ld=lld-19 "${collect[@]}"

# A program that only reads files prepares none.
if have gcc; then
	cat >reader.c <<'END'
#include "chan.h"
int main(void)
{
	static const uint8_t bytes[1];
	chan_file file;
	chan_finding fault;
	return chan_open(bytes, 1, &file, &fault) ? 1 : 0;
}
END
	expect_exit 0 "a program that only reads files" gcc -O2 "${collect[@]}" "${parser[@]}" -o reader reader.c \
		"$REPO_ROOT"/parser/*.c
	expect "has no record of an engine" test "$(grep -caF 'sluice-engine 1 ' reader)" = 0
fi

# Other targets, as objects: clang has headers of its own for what is freestanding.
for target in x86_64-pc-windows-msvc x86_64-w64-mingw32 x86_64-apple-macos11 arm64-apple-macos11 i386-linux-gnu \
	s390x-linux-gnu; do
	if ! have clang-19; then
		skip "$target" "clang-19 is not installed"
		continue
	fi
	for level in ${THOROUGH:+0} 2; do
		expect_exit 0 "$target -O$level: an object that supplies ipc" clang-19 --target=$target -std=c11 \
			-ffreestanding "-O$level" "${parser[@]}" -Wall -Wextra -Werror -c -o good.o good.c
		holds good.o "$target -O$level"
		expect_exit 0 "$target -O$level: one that only has the header" clang-19 --target=$target -std=c11 \
			-ffreestanding "-O$level" "${parser[@]}" -Wall -Wextra -Werror -c -o unused.o unused.c
		lacks unused.o "$target -O$level"
	done
done
if have clang-19; then
	expect_exit 0 "-m32" clang-19 -m32 "${c_warnings[@]}" -ffreestanding -O2 "${parser[@]}" -c -o good.o good.c
	holds good.o "-m32"
	expect_exit 0 "-m32: chan_fits()" clang-19 -m32 "${c_warnings[@]}" -ffreestanding -O2 "${parser[@]}" -c \
		-o out.o "$REPO_ROOT/parser/sensor.c"
fi
finish
