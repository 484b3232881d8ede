#!/bin/bash
# What `make install` puts where, with the release of BUILD: a sensor is built against it, shared and static; nothing
# lies outside of DESTDIR; the same again gives the same bytes; `make uninstall` leaves nothing.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
build=${BUILD:-build}
release=$build/release
case $SLUICE in
*/release/*) ;;
*) skip "install" "once is enough: with the release"; finish ;;
esac
top="$WORK/a folder"
prefix=/opt/nowhere.$$
where=$top$prefix

into()		# DESTDIR [--uninstall]
{
	DESTDIR=$1 PREFIX=$prefix LIBDIR=$prefix/lib BUILD=$build ci/install "${@:2}"
}

expect "make calls ci/install" grep -q "ci/install\$" Makefile
expect_exit 0 "install" into "$top"
expect "nothing lies outside of DESTDIR" test ! -e "$prefix"
expect "nor in it outside of PREFIX" test "$(find "$top" -type f ! -path "$where/*" | wc -l)" = 0
expect_exit 0 "install once more, elsewhere" into "$WORK/again"
expect "has the same bytes" diff -r "$top" "$WORK/again"
for file in bin/sluice lib/libchan.a lib/libchan-trap.a lib/libchan.so.0 include/chan/chan.h include/chan/sensor.h share/man/man1/sluice.1 \
	share/man/man1/sluice-catalog-check.1 share/bash-completion/completions/sluice share/zsh/site-functions/_sluice \
	share/fish/vendor_completions.d/sluice.fish share/sluice/schema/report.schema.json share/sluice/chan.magic \
	share/sluice/channel_file.ksy share/mime/packages/sluice.xml share/doc/sluice/LICENSE lib/pkgconfig/chan.pc; do
	expect "$file" test -s "$where/$file"
done
expect_exit 0 "the tool that is installed gates" "$where/bin/sluice" gate -q -C corpus/content

# --- the shared library
library=$where/lib/libchan.so.0
readelf -d "$library" >"$OUT"
expect_out 'SONAME.*\[libchan\.so\.0\]' "has its soname"
expect_no_out 'NEEDED.*\[lib(yaml|jansson|sodium)' "needs none of the tool's libraries"
nm -D --defined-only "$library" | awk '$2 != "A" { print $3 }' | LC_ALL=C sort >"$WORK/exported"
grep -v '^chan_[a-z0-9_]*@@LIBCHAN_0$' "$WORK/exported" >"$OUT"
expect_no_out . "exports only chan_*, each with its version"

# The functions of the library that the installed headers declare are what it exports.
${CC:-cc} -E -P -x c - <<<'#include <chan/sensor.h>' -I"$where/include" -iquote"$where/include/chan" >"$WORK/declared"
nm --defined-only -g "$release/libchan.a" | awk '$2 == "T" { print $3 }' | LC_ALL=C sort | while read -r name; do
	! grep -qw "$name" "$WORK/declared" || echo "$name@@LIBCHAN_0"
done >"$WORK/public"
expect "exports what its headers declare (parser/share/libchan.map)" diff "$WORK/public" "$WORK/exported"
expect "which is something" test "$(wc -l <"$WORK/exported")" -gt 30

# --- a sensor against it
cat >"$WORK/sensor.c" <<'END'
#include <limits.h> /* that of the C library, whatever libchan's folder holds */
#include <stdio.h>
#include <chan/chan.h>

int main(int count, char **words)
{
	static uint8_t bytes[1 << 20];
	FILE *stream = count == 2 ? fopen(words[1], "rb") : NULL;
	size_t size = stream != NULL ? fread(bytes, 1, sizeof bytes, stream) : 0;
	chan_file file;
	chan_finding fault;
	if (!chan_open(bytes, size, &file, &fault)) {
		printf("CH%u at byte %llu\n", (unsigned)fault.rule, (unsigned long long)fault.offset);
		return 1;
	}
	printf("channel %u, %u templates, %d\n", (unsigned)file.header.channel,
	       (unsigned)chan_table_count(&file.header, CHAN_TABLE_TEMPLATE), INT_MAX);
	return 0;
}
END
# pkg-config parts words at spaces: the copy without one.
PKG_CONFIG_PATH=$WORK/again$prefix/lib/pkgconfig
export PKG_CONFIG_PATH
chan()		# OPTION...: as pkg-config tells it, from where it lies now
{
	pkg-config "--define-variable=prefix=$WORK/again$prefix" "$@" chan
}
"$SLUICE" build -q -C corpus/content -o "$WORK/out" >/dev/null
file=$WORK/out/C-00000291-00000042.chan
expect "its version is the tool's" test "sluice $(chan --modversion)" = "$("$SLUICE" --version | head -n 1)"
# shellcheck disable=SC2046 # words
expect_exit 0 "a sensor, shared" "${CC:-cc}" -Wall -Werror -o "$WORK/shared" "$WORK/sensor.c" $(chan --cflags --libs)
# shellcheck disable=SC2046
expect_exit 0 "a sensor, static" "${CC:-cc}" -Wall -Werror -static -o "$WORK/static" "$WORK/sensor.c" \
	$(chan --cflags --static --libs)
expect "the first asks for libchan.so.0" sh -c "readelf -d '$WORK/shared' | grep -q 'NEEDED.*libchan.so.0'"
expect "the second for nothing" sh -c "! readelf -d '$WORK/static' | grep NEEDED"
export LD_LIBRARY_PATH=$WORK/again$prefix/lib
for sensor in shared static; do
	expect_exit 0 "$sensor: opens a channel file" "$WORK/$sensor" "$file"
	expect_out '^channel 291, [0-9]+ templates, 2147483647$' "and reads it"
	expect_exit 1 "$sensor: refuses what is none" "$WORK/$sensor" "$WORK/sensor.c"
	expect_out '^CH1002 at byte 0$' "by the rule"
done
unset LD_LIBRARY_PATH
"$SLUICE" sensor header -q --catalog corpus/content/catalog --type ipc -o "$WORK/inputs.h"
echo '#include "inputs.h"' >"$WORK/inputs.c"
# shellcheck disable=SC2046
expect_exit 0 "a generated header finds sensor.h" "${CC:-cc}" -Wall -c -o "$WORK/inputs.o" "$WORK/inputs.c" $(chan --cflags)

# --- once more, and otherwise
list()		# FOLDER: all that is in it, with modes
{
	(cd "$1" && find . -printf '%y %m %p %l\n' | LC_ALL=C sort)
}
list "$top" >"$WORK/once"
(umask 077 && into "$top") >"$OUT" 2>"$ERR"
expect "twice is as once" diff "$WORK/once" <(list "$top")
(umask 077 && into "$WORK/strict") >"$OUT" 2>"$ERR"
expect "a strict umask hides nothing" diff "$WORK/once" <(list "$WORK/strict")
prefix=/$prefix// expect_exit 0 "install below a PREFIX with more slashes" into "$WORK/slashes"
expect "slashes too many are none" diff -r "$WORK/again" "$WORK/slashes"
quoted="$WORK/it's \$a"
command=$(env -u MAKEFLAGS -u MAKELEVEL DESTDIR="$quoted" make -s -n install BUILD="$build" PREFIX="$prefix" | tail -n 1)
expect_exit 0 "make install, into a folder whose name has quotes" env DESTDIR="$quoted" sh -c "$command"
expect "is the same" diff -r "$WORK/again" "$quoted"
prefix=$WORK/direct expect_exit 0 "install without DESTDIR" into ''
expect "goes into PREFIX itself" test -x "$WORK/direct/bin/sluice"
expect_out "run ldconfig .*$WORK/direct/lib/libchan\.so\.0\$" "and says what the loader needs"
mkdir "$WORK/a tree"
cp -R Makefile ci parser "$WORK/a tree"
expect_exit 0 "a tree below a folder with a blank compiles" env -u MAKEFLAGS -u MAKELEVEL -u BUILD make -s -C "$WORK/a tree" \
	CC="${CC:-gcc}" build/asan/parser/crc32c.o
expect_exit 2 "but a BUILD with one" env -u MAKEFLAGS -u MAKELEVEL make -s -n BUILD='a b'
expect_err 'BUILD may hold no blanks' "is refused, and says so"

# --- taken away
echo mine >"$where/share/doc/sluice/notes"
expect_exit 0 "uninstall" into "$top" --uninstall
expect "takes all of it but what is not ours" test "$(find "$top" ! -type d)" = "$where/share/doc/sluice/notes"
expect_exit 0 "uninstall elsewhere" into "$WORK/again" --uninstall
(cd "$WORK/again$prefix" && find . -type d | LC_ALL=C sort | paste -s -d ' ') >"$OUT"
expect_out '^\. \./bin \./include \./lib \./share \./share/doc \./share/man$' "also its folders, but those that all use"
expect_exit 0 "uninstall what is not there" into "$WORK/again" --uninstall
prefix='/opt/two words' expect_exit 2 "a PREFIX with a space" into "$top"
expect_err 'may hold letters' "says what it may hold"
prefix=opt expect_exit 2 "a PREFIX that is relative" into "$top"
prefix='' expect_exit 2 "no PREFIX" into "$top"
prefix=/opt/../../etc expect_exit 2 "a PREFIX out of DESTDIR" into "$top"
expect_err 'may not lead upwards' "says why"
expect_exit 2 "a DESTDIR that is relative" into relative
expect_exit 2 "another word" ci/install --remove
if [ "$(id -u)" != 0 ]; then
	mkdir "$WORK/closed" && chmod 500 "$WORK/closed"
	expect_exit 1 "a folder that is closed" into "$WORK/closed"
else
	: >"$WORK/closed"
	expect_exit 1 "a file where a folder should be" into "$WORK/closed"
fi
expect_err 'cannot install' "is named"
finish
