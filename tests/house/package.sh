#!/bin/bash
# The Debian packages: the same release gives the same bytes; they install into a fresh root, the tool in it works, and
# purged they leave nothing.
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
	expect_out "^ Version: $version\$" "has the version of the tool"
	expect_out "^ Depends: [a-z]" "says what it needs"
	expect_out 'md5sums' "and the digests of its files"
	expect_exit 0 "$package: --contents" dpkg-deb --contents "$1"
	expect_out "/usr/share/doc/$package/copyright\$" "has its licence"
	grep -v '^[-dl]\(rw\|r-\)[-x]r-[-x]r-[-x] root/root\|^lrwx' "$OUT" >"$WORK/odd"
	expect "all is root's and for all to read" test ! -s "$WORK/odd"
done
expect_exit 0 "the tool" dpkg-deb --field "$WORK/one"/sluice_*.deb Depends
for library in libc6 libjansson4 libsodium23 libyaml-0-2; do
	expect_out "(^|, )$library( |,|\$)" "needs $library"
done
expect_exit 1 "no place for them" ci/package-deb /dev/null/packages
SOURCE_DATE_EPOCH=today expect_exit 1 "a date that is none" ci/package-deb "$WORK/three"
expect_err 'SOURCE_DATE_EPOCH' "is named"
expect_exit 2 "an option that there is not" ci/package-deb --sign

# --- in a fresh root; what they depend on is not in it, and need not be for this
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

if command -v lintian >/dev/null; then
	lintian --fail-on error "$WORK/one"/*.deb >"$OUT" 2>"$ERR"
	expect "lintian has no error" test $? = 0
else
	skip "lintian" "lintian is not installed"
fi
finish
