#!/bin/bash
# Wrong usage: every mistake has a message, a hint, and exit status 2; every command explains itself.
. "${REPO_ROOT:?}/tests/cli/lib.sh"

expect_exit 2 "no command" "$SLUICE"
expect_err 'Usage: sluice COMMAND' "which shows the overview on stderr"
expect_exit 0 "--help" "$SLUICE" --help
expect_out '^  gate ' "lists the commands"
expect_exit 0 "--version" "$SLUICE" --version
expect_out '^sluice [0-9]+\.[0-9]+\.[0-9]+$' "prints the version"
expect_exit 2 "an unknown command" "$SLUICE" gaet
expect_err "did you mean 'gate'" "is answered with the closest one"
expect_exit 2 "half a command" "$SLUICE" catalog
expect_err "sluice catalog check" "is answered with the whole ones"
expect_exit 0 "help about half a command" "$SLUICE" catalog --help
expect_out "sluice catalog infer" "lists them"
expect_exit 2 "an unknown option" "$SLUICE" gate --repositry x
expect_err "did you mean --repository" "is answered with the closest one"
expect_exit 2 "an unknown letter" "$SLUICE" gate -Z
expect_exit 2 "an option without its value" "$SLUICE" gate -C
expect_exit 2 "an option with an empty value" "$SLUICE" gate -C ''
expect_exit 2 "an option given twice" "$SLUICE" gate -C a -C b
expect_exit 2 "a flag with a value" "$SLUICE" gate --quiet=yes
expect_exit 2 "a file where none belongs" "$SLUICE" gate file
expect_exit 2 "an unknown report" "$SLUICE" gate --format xml
expect_err 'there are: text' "is answered with the ones there are"
expect_exit 2 "a report without a file" "$SLUICE" gate --report json
expect_exit 2 "an unknown colour" "$SLUICE" gate --color maybe
expect_exit 2 "an unknown severity" "$SLUICE" gate --fail-on notes
expect_exit 2 "check without a file" "$SLUICE" check
expect_exit 2 "dump without a file" "$SLUICE" dump
expect_exit 2 "dump with two files" "$SLUICE" dump a b
expect_exit 2 "dump in a form that is none" "$SLUICE" dump --format xml a
expect_exit 2 "assemble without a target" "$SLUICE" assemble a
expect_exit 2 "init without rules" "$SLUICE" init "$WORK/new"
expect_exit 2 "explain of a rule that is none" "$SLUICE" explain CH0000
expect_exit 2 "catalog check without a folder" "$SLUICE" catalog check
expect_exit 2 "catalog infer without a folder" "$SLUICE" catalog infer

# Every command of the overview, so that none is forgotten here.
"$SLUICE" --help | sed -n 's/^  \([a-z]\+\( [a-z]\+\)\?\)   *[^ ].*/\1/p' | grep -v '^sluice' >"$WORK/commands"
while read -r command; do
	# shellcheck disable=SC2086 # two words are two arguments
	expect_exit 0 "$command --help" "$SLUICE" $command --help
	expect_out "^Usage: sluice $command" "$command --help says its usage"
	# shellcheck disable=SC2086
	expect_exit 0 "help $command" "$SLUICE" help $command
done <"$WORK/commands"
if grep -qx gate "$WORK/commands" && grep -qx 'catalog check' "$WORK/commands"; then
	ok "the overview lists the commands"
else
	not_ok "the overview lists the commands" "$(cat "$WORK/commands")"
fi
finish
