#!/bin/bash
# Two builds of the same source, in folders of different names, at different times, by users with another umask, are the same
# bytes: the tool, libchan, the static build and the Debian packages.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
cd "$REPO_ROOT" || exit 1
unset BUILD
made=(build/release/sluice build/release/libchan.a build/release/libchan.so.0 build/static/sluice)

copy_source()	# FOLDER
{
	mkdir -p "$1"
	(cd "$REPO_ROOT" && git ls-files -z | xargs -0 cp --parents -t "$1")
}

if ! git rev-parse --show-toplevel >/dev/null 2>&1; then
	skip "two builds" "this is no clone: what is source and what is not?"
	finish
fi
packages=yes
command -v dpkg-deb >/dev/null || packages=""
command -v musl-gcc >/dev/null || unset "made[3]"
for place in one two/with-a-longer-name; do
	copy_source "$WORK/$place"
	cd "$WORK/$place" || exit 1
	umask 022
	[ "$place" = one ] || umask 077
	expect_exit 0 "$place: builds" make "${made[@]}"
	[ -z "$packages" ] || expect_exit 0 "$place: makes packages" env SOURCE_DATE_EPOCH=1790000000 make package
	sha256sum "${made[@]}" ${packages:+build/packages/*.deb} >"$WORK/$(basename "$place").sums" 2>"$ERR"
	expect "$place: all are there" test "$(grep -c . "$WORK/$(basename "$place").sums")" -ge ${#made[@]}
	sleep 1.1 # another second in every time that might be kept
done
expect "they are the same" diff "$WORK/one.sums" "$WORK/with-a-longer-name.sums"
# What differs is seen: the same with one letter changed in a comment is the same, in a text it is not.
cd "$WORK/one" || exit 1
sed -i '1s/\./ /' parser/open.c
expect_exit 0 "with another comment" make build/release/libchan.a
expect "it is the same" test "$(sha256sum build/release/libchan.a | cut -c 1-64)" = \
	"$(sed -n 's,  build/release/libchan.a,,p' "$WORK/one.sums")"
sed -i 's/"0.1.0"/"0.1.9"/' validator/base/version.h
expect_exit 0 "with another version" make build/release/sluice
expect "it is not" test "$(sha256sum build/release/sluice | cut -c 1-64)" != \
	"$(sed -n 's,  build/release/sluice,,p' "$WORK/one.sums")"
finish
