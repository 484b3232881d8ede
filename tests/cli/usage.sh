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

# --- the sandbox
expect_exit 2 "a sandbox of another kind" "$SLUICE" check --sandbox maybe a.chan
expect_exit 2 "with and without" "$SLUICE" check --sandbox required --no-sandbox a.chan
expect_err 'contradict each other' "contradict each other"
expect_exit 2 "another kind in the environment" env SLUICE_SANDBOX=maybe "$SLUICE" check a.chan
expect_err "auto or required, not 'maybe'" "is not taken for none"
expect_exit 0 "the version says" "$SLUICE" --version -v
expect_out '^sandbox: (no )?seccomp, (no )?Landlock.*; at most [0-9]+ MiB of memory' "what this machine has"
if grep -q '^sandbox: seccomp, Landlock' "$OUT" && [ "${SLUICE_SANDBOX:-auto}" != off ]; then
	expect_exit 0 "required, where it is there" "$SLUICE" check --sandbox required -C corpus/content --help
	mkdir -p "$WORK/elsewhere"
	cp -R corpus/content "$WORK/boxed"
	chmod -R u+w "$WORK/boxed"
	expect_exit 0 "the gate passes in it" "$SLUICE" gate -q --sandbox required -C "$WORK/boxed" \
		--report json="$WORK/elsewhere/report.json"
	expect "and writes its report elsewhere" test -s "$WORK/elsewhere/report.json"
	expect_exit 0 "so does build" "$SLUICE" build -q --sandbox required -C "$WORK/boxed" -o "$WORK/new/out"
	expect "where nothing was before" test -s "$WORK/new/out/C-00000291-00000042.chan"
	# The limit is set lower here, and a run ends by no other.
	expect_exit 3 "work that takes too long ends" sh -c "yes '{\"type\":\"ipc\"}' |
		(ulimit -S -t 1; exec '$SLUICE' run -C '$WORK/boxed' --events -)"
	expect_err 'limit on processor time is reached' "and says so"
else
	skip "required, where it is there" "it is not, or is switched off"
fi

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
