#!/bin/bash
# The picture in README.md: small enough for a page, and ci/report-picture makes it anew.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
picture=validator/report/report.png

is_picture()	# FILE
{
	[ "$(head -c 8 "$1" | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] && [ "$(stat -c %s "$1")" -le 150000 ]
}
expect "README.md shows it" grep -qF "]($picture)" README.md
expect "it is a PNG of at most 150 kB" is_picture $picture
expect_exit 2 "a word that is no file" ci/report-picture --all
expect_exit 1 "without a release" env BUILD="$WORK" ci/report-picture "$WORK/none.png"
expect_err 'is not built; run make' "is said"
expect_exit 1 "without a browser" env CHROMIUM=no-such-browser ci/report-picture "$WORK/none.png"
expect_err 'no-such-browser is not installed; run ci/deps picture' "is said"
expect "and nothing is written" test ! -e "$WORK/none.png"
if ! command -v chromium >/dev/null || ! command -v pngquant >/dev/null; then
	skip "the picture, anew" "chromium or pngquant is not installed"
	finish
fi
expect_exit 0 "the picture, anew" ci/report-picture "$WORK/new.png"
expect "is one" is_picture "$WORK/new.png"
expect_exit 1 "a browser that makes none" env CHROMIUM=true ci/report-picture "$WORK/new.png"
expect_err 'true made no picture' "is said"
expect "and the picture stays" is_picture "$WORK/new.png"
finish
