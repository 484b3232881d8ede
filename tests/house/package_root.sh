#!/bin/bash
# The Debian packages where nothing of this machine is: a fresh Debian 12 from the network, in which apt installs them with what
# they depend on. The tool gates there; a sensor is built there with pkg-config, shared and static; they are installed again,
# upgraded, removed and purged, after which the file list is what it was.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
cd "$REPO_ROOT" || exit 1
BUILD=$(dirname "$(dirname "$SLUICE_TEST")")
export BUILD SOURCE_DATE_EPOCH=1770000000 DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
PATH=$PATH:/usr/sbin:/sbin
root=$WORK/root
mirror=http://deb.debian.org/debian
packages=(sluice libchan0 libchan-dev)

skip_all()	# REASON
{
	skip "the packages in a fresh root" "$1"
	finish
}
[ "$(id -u)" = 0 ] || skip_all "needs root"
for tool in debootstrap chroot dpkg-deb dpkg-shlibdeps; do
	command -v $tool >/dev/null || skip_all "$tool is not installed"
done
for file in sluice libchan.a libchan.so.0; do
	[ -f "$BUILD/release/$file" ] || skip_all "$file is not built: make package"
done

# A mount below the scratch folder must not be there when that is removed.
unmount()
{
	local place
	while read -r _ place _; do
		case $place in "$root"/*) umount -l "$place" ;; esac
	done </proc/mounts
}
trap unmount EXIT

inside()	# COMMAND...
{
	chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

# As whom nobody has to trust.
as_nobody()	# COMMAND...
{
	chroot --userspec=65534:65534 --groups= "$root" env -i PATH=/usr/bin:/bin HOME=/ LC_ALL=C.UTF-8 "$@"
}

if ! debootstrap --variant=minbase --include=gcc,libc6-dev,pkg-config bookworm "$root" "$mirror" >"$OUT" 2>&1; then
	grep -qE 'Failed getting release|download|Cannot (mount|install into target)|mknod|Operation not permitted|Unable to execute' "$OUT" ||
		not_ok "debootstrap" "$(tail -n 20 "$OUT" "$root/debootstrap/debootstrap.log" 2>/dev/null)"
	unmount
	skip_all "debootstrap cannot make one here: $(grep '^E:' "$OUT" | tail -n 1)"
fi
unmount
mkdir "$root/packages"
expect_exit 0 "ci/package-deb" ci/package-deb "$root/packages"
version=$(dpkg-deb --field "$root/packages"/sluice_*.deb Version)
mkdir "$WORK/second"
expect_exit 0 "and once more, as the next revision" env REVISION=2 ci/package-deb "$WORK/second"

# What apt and dpkg keep of their own is left aside.
contents()
{
	(cd "$root" && find . \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./packages -o -path ./var/lib/dpkg \
		-o -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log \) -prune -o -printf '%y %m %U:%G %p %l\n' | LC_ALL=C sort)
}

installed()	# VERSION NAME: all three are there, whole, in that version
{
	# shellcheck disable=SC2016 # of dpkg
	inside dpkg-query -W -f '${db:Status-Status} ${Version}\n' "${packages[@]}" >"$OUT" 2>"$ERR"
	expect "$2: three of them, $1" test "$(sort "$OUT" | uniq -c | sed 's/^ *//')" = "3 installed $1"
	expect_exit 0 "$2: all files" inside dpkg --verify "${packages[@]}"
	expect_no_out . "as they were packed"
	expect_exit 0 "$2: the tool" as_nobody sluice --version
	expect_out "^sluice ${version%-*}\$" "answers"
}

contents >"$WORK/before"
inside apt-mark showmanual | sort >"$WORK/manual"
# (libjansson4 is: gcc needs it.)
expect "libsodium and libyaml are not there before" test -z "$(find "$root/usr/lib" -name 'libsodium*' -o -name 'libyaml*')"

# --- installed
expect_exit 0 "apt installs them" inside sh -c 'apt-get install -y --no-install-recommends /packages/*.deb'
installed "$version" "installed"
expect_exit 0 "no dependency is open" inside apt-get check
expect_exit 0 "no library is missing" inside ldd /usr/bin/sluice
expect_no_out 'not found' "of the tool"
cp -R corpus/content "$root/tmp/content"
rm -rf "$root/tmp/content/dist"
chown -R 65534:65534 "$root/tmp/content"
expect_exit 0 "the tool gates" as_nobody sluice gate -C /tmp/content
expect_out '^PASSED: 3 files against 5 builds, 0 errors, 0 warnings$' "the sample content"
expect "and its page is there" test -f "$root/usr/share/man/man1/sluice-gate.1.gz"

# --- a sensor
cat >"$root/tmp/sensor.c" <<'END'
#include <stdio.h>
#include <chan/chan.h>

int main(int count, char **words)
{
	static uint8_t bytes[1 << 20];
	FILE *stream = count == 2 ? fopen(words[1], "rb") : NULL;
	const size_t size = stream != NULL ? fread(bytes, 1, sizeof bytes, stream) : 0;
	chan_file file;
	chan_finding fault;

	if (!chan_open(bytes, size, &file, &fault)) {
		printf("CH%u at byte %llu\n", (unsigned)fault.rule, (unsigned long long)fault.offset);
		return 1;
	}
	printf("channel %u, version %llu\n", (unsigned)file.header.channel,
	       (unsigned long long)file.header.content_version);
	return 0;
}
END
chmod 1777 "$root/tmp"
expect_exit 0 "pkg-config knows the library" inside pkg-config --modversion chan
expect_out "^${version%-*}\$" "in the version of the tool"
# shellcheck disable=SC2016 # of the shell inside
expect_exit 0 "a sensor, shared" as_nobody sh -c 'cc -Wall -Wextra -Werror -o /tmp/shared /tmp/sensor.c $(pkg-config --cflags --libs chan)'
# shellcheck disable=SC2016
expect_exit 0 "a sensor, static" as_nobody sh -c \
	'cc -Wall -Wextra -Werror -static -o /tmp/static /tmp/sensor.c $(pkg-config --static --cflags --libs chan)'
expect "the first asks for the library" test "$(readelf -d "$root/tmp/shared" | grep -c 'NEEDED.*\[libchan\.so\.0\]')" = 1
expect "the second for none" test "$(readelf -d "$root/tmp/static" | grep -c NEEDED)" = 0
for sensor in shared static; do
	expect_exit 0 "$sensor: opens a channel file" as_nobody "/tmp/$sensor" /tmp/content/dist/C-00000291-00000042.chan
	expect_out '^channel 291, version 42$' "and reads it"
	expect_exit 1 "$sensor: refuses what is none" as_nobody "/tmp/$sensor" /tmp/sensor.c
	expect_out '^CH1002 at byte 0$' "by the rule"
done

# --- again, the next one, and back out
expect_exit 0 "the same once more" inside sh -c 'dpkg -i /packages/*.deb'
installed "$version" "once more"
rm "$root/packages"/*
cp "$WORK/second"/*.deb "$root/packages"
expect_exit 0 "an upgrade" inside sh -c 'apt-get install -y --no-install-recommends /packages/*.deb'
installed "${version%-*}-2" "upgraded"
expect_exit 0 "a program that was linked before" as_nobody /tmp/shared /tmp/content/dist/C-00000291-00000042.chan
expect_exit 0 "remove" inside apt-get remove -y "${packages[@]}"
expect "the tool is gone" test ! -e "$root/usr/bin/sluice"
expect_exit 0 "purge" inside dpkg --purge "${packages[@]}"
expect_exit 0 "what only they needed goes too" inside apt-get autoremove -y --purge
contents >"$WORK/after"
expect "the file list is what it was" diff "$WORK/before" "$WORK/after"
expect "which is long" test "$(wc -l <"$WORK/before")" -gt 3000
inside apt-mark showmanual | sort >"$WORK/manual.after"
expect "and so is what was asked for by hand" diff "$WORK/manual" "$WORK/manual.after"
finish
