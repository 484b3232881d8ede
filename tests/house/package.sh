#!/bin/bash
# The Debian packages: the same release gives the same bytes; lintian finds nothing; they install below a folder, the tool there
# works, and purged they leave nothing. tests/house/package_root.sh installs them where nothing of this machine is.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
cd "$REPO_ROOT" || exit 1
BUILD=$(dirname "$(dirname "$SLUICE_TEST")")
export BUILD SOURCE_DATE_EPOCH=1770000000
for tool in dpkg-deb dpkg-shlibdeps; do
	command -v $tool >/dev/null || { skip "the packages" "$tool is not installed"; finish; }
done
for file in sluice libchan.a libchan.so.0; do
	[ -f "$BUILD/release/$file" ] || { skip "the packages" "$file is not built: make package"; finish; }
done
root=$WORK/root
packages=(sluice libchan0 libchan-dev)

expect_exit 0 "ci/package-deb" ci/package-deb "$WORK/one"
(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 ci/package-deb "$WORK/two" >"$OUT" 2>"$ERR")
expect "again, elsewhere and otherwise: the same bytes" diff -r "$WORK/one" "$WORK/two"
expect "three packages" test "$(find "$WORK/one" -name '*.deb' | wc -l)" = 3
version=$("$BUILD/release/sluice" --version | sed -n 's/^sluice //p')
for package in "${packages[@]}"; do
	set -- "$WORK/one/${package}"_*.deb
	expect_exit 0 "$package: --info" dpkg-deb --info "$1"
	expect_out "^ Version: $version-1\$" "has the version of the tool"
	expect_out "^ Depends: [a-z]" "says what it needs"
	expect_out 'md5sums' "and the digests of its files"
	expect_exit 0 "$package: --contents" dpkg-deb --contents "$1"
	expect_out "/usr/share/doc/$package/copyright\$" "has its licence"
	expect_out "/usr/share/doc/$package/changelog.gz\$" "and what has changed"
	grep -v '^[-dl]\(rw\|r-\)[-x]r-[-x]r-[-x] root/root\|^lrwx' "$OUT" >"$WORK/odd"
	expect "all is root's and for all to read" test ! -s "$WORK/odd"
done
expect_exit 0 "the tool" dpkg-deb --field "$WORK/one"/sluice_*.deb Depends
for library in libc6 libjansson4 libsodium23 libyaml-0-2; do
	expect_out "(^|, )$library( |,|\$)" "needs $library"
done
expect_exit 0 "the symbols of the library" dpkg-deb --info "$WORK/one"/libchan0_*.deb symbols
expect "are those of its map" diff <(sed -n 's/^ \(chan_[a-z0-9_]*\)@LIBCHAN_0 .*/\1/p' "$OUT") \
	<(sed -n 's/^\t\t\(chan_[a-z0-9_]*\);$/\1/p' parser/share/libchan.map)
if command -v lintian >/dev/null; then
	user=()
	[ "$(id -u)" != 0 ] || user=(--allow-root)
	expect_exit 0 "lintian" lintian "${user[@]}" --display-info --pedantic "$WORK/one"/*.deb
	expect_no_out . "has nothing to say"
else
	skip "lintian" "lintian is not installed"
fi

# --- what it is asked wrongly

refused()	# CODE NAME WORD VARIABLE=VALUE...
{
	expect_exit "$1" "$2" env "${@:4}" ci/package-deb "$WORK/three"
	expect_err "$3" "is named"
	expect "$2: and nothing is written" test ! -e "$WORK/three"
}
expect_exit 1 "no place for them" ci/package-deb /dev/null/packages
expect_err '/dev/null/packages' "is named"
refused 1 "a date that is none" SOURCE_DATE_EPOCH SOURCE_DATE_EPOCH=today
refused 1 "nothing is built" 'nothing to pack' BUILD="$WORK/nowhere"
refused 2 "a maintainer without an address" MAINTAINER MAINTAINER=somebody
refused 2 "a maintainer of two lines" MAINTAINER MAINTAINER=$'a <b@example.org>\nEssential: yes <b@example.org>'
refused 2 "a revision that is none" REVISION REVISION=1-2
expect_exit 2 "an option that there is not" ci/package-deb --sign
expect_exit 2 "two folders" ci/package-deb "$WORK/three" "$WORK/four"
mkdir "$WORK/here"
(cd "$WORK/here" && REVISION=2 MAINTAINER='A. B <c@example.org>' "$REPO_ROOT/ci/package-deb" 'some packages' >"$OUT" 2>"$ERR")
expect "a folder is seen from where one is" test -f "$WORK/here/some packages/sluice_$version-2_$(dpkg --print-architecture).deb"
expect_exit 0 "the maintainer" dpkg-deb --field "$WORK/here/some packages"/sluice_*.deb Maintainer
expect_out '^A\. B <c@example\.org>$' "is in it"

# --- below a folder; what they depend on is not in it, and need not be for this
as_root=()
if [ "$(id -u)" != 0 ]; then
	if ! command -v fakeroot >/dev/null; then
		skip "install and purge" "needs root or fakeroot"
		finish
	fi
	as_root=(fakeroot)
fi
mkdir -p "$root/var/lib/dpkg"/{info,updates,triggers}
: >"$root/var/lib/dpkg/status"
: >"$root/var/lib/dpkg/available"

contents()	# everything below the root but dpkg's own
{
	(cd "$root" && find . -path ./var/lib/dpkg -prune -o -path ./var/log -prune -o -print | LC_ALL=C sort)
}

package()	# ARGUMENT...
{
	PATH=$PATH:/usr/sbin:/sbin "${as_root[@]}" dpkg "--root=$root" --force-not-root --force-depends \
		--force-script-chrootless --log=/dev/null "$@"
}

contents >"$WORK/before"
expect_exit 0 "install" package -i "$WORK/one"/*.deb
expect_exit 0 "list" package -l "${packages[@]}"
expect "three are installed" test "$(grep -c '^ii ' "$OUT")" = 3
expect_exit 0 "the tool gates" "$root/usr/bin/sluice" gate -q -C corpus/content
expect "and its page is there" test -f "$root/usr/share/man/man1/sluice-gate.1.gz"
expect "a file that dpkg lists is there" test -f "$root$(dpkg-deb -c "$WORK/one"/libchan0_*.deb |
	sed -n 's,^.* \./\(.*libchan\.so\.0\)$,/\1,p')"
expect_exit 0 "verify" package -V "${packages[@]}"
expect_no_out . "all files are as they were packed"
expect_exit 0 "purge" package -P "${packages[@]}"
contents >"$WORK/after"
expect "nothing is left" diff "$WORK/before" "$WORK/after"
finish
