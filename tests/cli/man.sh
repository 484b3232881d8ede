#!/bin/bash
# The man pages: sluice(1) and one a command, from the tables that --help is made from; groff has nothing to say of them.
. "${REPO_ROOT:?}/tests/cli/lib.sh"

# Prints what groff complains of.
complaints()	# FILE...
{
	local page
	for page in "$@"; do
		groff -man -Tutf8 -ww -z "$page" 2>&1 | sed "s,^,${page##*/}: ,"
	done
}

expect_exit 0 "help --man" "$SLUICE" help --man
cp "$OUT" "$WORK/sluice.1"
expect_out '^\.TH SLUICE 1 ' "prints sluice(1)"
for section in NAME SYNOPSIS COMMANDS 'EXIT STATUS' FILES ENVIRONMENT; do
	expect_out "^\.SH $section\$" "which has the section $section"
done

"$SLUICE" --help | sed -n 's/^  \([a-z-]\+\( [a-z]\+\)\?\)   *[^ ].*/\1/p' | grep -v '^sluice' >"$WORK/commands"
expect "the overview lists the commands" grep -qx 'catalog check' "$WORK/commands"
missing=''
while read -r command; do
	page=sluice-${command// /-}
	# shellcheck disable=SC2086 # two words are two arguments
	expect_exit 0 "the page of $command" "$SLUICE" help --man $command
	cp "$OUT" "$WORK/$page.1"
	expect_out "^${page//-/.-} .- " "has the name that whatis looks for"
	expect "$page is in sluice(1)" grep -qxF ".BR ${page//-/\\-} (1)" "$WORK/sluice.1"
	"$SLUICE" help --man "${page#sluice-}" >"$OUT"
	expect "and is found by its own name" cmp "$OUT" "$WORK/$page.1"
	# shellcheck disable=SC2086
	"$SLUICE" $command --help | sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/\2/p' >"$WORK/options"
	sed -n 's/^\(.*, \)\?\\fB\\-\\-\([a-z\\-]*\)\\fR.*/\2/p' "$WORK/$page.1" | tr -d '\134' |
		cmp -s - "$WORK/options" || missing+="$page "
done <"$WORK/commands"
expect "all options of all commands are there, but of: $missing" test -z "$missing"
expect_exit 2 "the page of a command that is none" "$SLUICE" help --man nothing
expect_exit 2 "the page of half a command" "$SLUICE" help --man catalog
# shellcheck disable=SC2016 # it is for the other shell
expect_exit 3 "a page that cannot be printed" sh -c '"$0" help --man >/dev/full' "$SLUICE"

if command -v groff >/dev/null; then
	complaints "$WORK"/*.1 >"$OUT"
	expect_no_out . "groff has nothing to say about them"
	printf '.TH X 1\n.NONE such\n' >"$WORK/wrong"
	complaints "$WORK/wrong" >"$OUT"
	expect_out NONE "but would have, about a macro that is none"
else
	skip "groff has nothing to say about them" "groff is not installed"
fi
finish
