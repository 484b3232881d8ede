#!/bin/bash
# The harness itself: a runner that miscounts, or a replay of nothing that passes, would make every other
# test worthless. A small tree of false suites is run by tests/run, and the replay driver by its control.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
tree=$WORK/tree
replay=$(dirname "$SLUICE_TEST")/fuzz/control

# One false suite, of which STATUS and the lines on stdin are the behaviour.
suite()		# STATUS
{
	rm -rf "$tree"
	mkdir -p "$tree/tests" "$tree/build/debug/tests"
	cp "$REPO_ROOT/tests/run" "$tree/tests/run"
	: >"$tree/tests/test_false.c"
	{
		printf '#!/bin/sh\ncat <<"END"\n'
		cat
		printf 'END\n%s\n' "$1"
	} >"$tree/build/debug/tests/test_false"
	chmod +x "$tree/build/debug/tests/test_false"
}

# The last line must be this one and nothing else; the exit status must agree.
closes_with()	# CODE LINE NAME
{
	expect_exit "$1" "$3: exit $1" env BUILD=build TEST_TIMEOUT=2 "$tree/tests/run" suites:debug
	expect "$3: $2" test "$(tail -n 1 "$OUT")" = "$2"
}

suite 'exit 0' <<'END'
1..2
ok 1 - a
ok 2 - b
END
closes_with 0 '2 passed, 0 failed' "two pass"

suite 'exit 0' <<'END'
1..3
ok 1 - a
not ok 2 # SKIP b
ok 3 - c # SKIP no such thing here
END
closes_with 0 '1 passed, 0 failed, 2 skipped' "cmocka's skip and TAP's"

suite 'exit 1' <<'END'
1..2
ok 1 - a
not ok 2 - says # SKIP in its name
END
closes_with 1 '1 passed, 1 failed' "a failure whose name speaks of skipping"

suite 'exit 0' <<'END'
1..1
not ok 1 - a
END
closes_with 1 '0 passed, 1 failed' "a failure with status 0"

suite 'exit 0' <<'END'
1..3
ok 1 - a
END
closes_with 1 '1 passed, 1 failed' "a plan not kept"

suite 'exit 0' <<'END'
ok 1 - a
END
closes_with 1 '1 passed, 1 failed' "no plan"

suite 'exit 0' </dev/null
closes_with 1 '0 passed, 1 failed' "nothing run"

suite 'exit 0' <<'END'
1..0
END
closes_with 1 '0 passed, 1 failed' "a plan of nothing"

suite 'kill -SEGV $$' <<'END'
1..1
ok 1 - a
END
closes_with 1 '1 passed, 1 failed' "a crash after the last test"

suite 'sleep 20' <<'END'
1..1
ok 1 - a
END
closes_with 1 '1 passed, 1 failed' "a suite that hangs"

suite 'exit 0' </dev/null
rm "$tree/build/debug/tests/test_false"
closes_with 1 '0 passed, 1 failed' "a suite that is not built"

suite 'exit 0' </dev/null
rm "$tree/tests/test_false.c"
closes_with 1 '0 passed, 1 failed' "no suite at all"
expect_exit 2 "an unknown part" "$tree/tests/run" dance

mkdir "$WORK/empty" "$WORK/inputs" "$WORK/seeds"
printf 'abc' >"$WORK/inputs/a"
printf '61 62 # ab\n# nothing\n\n630A' >"$WORK/inputs/b.hex"
expect_exit 0 "the replay counts its inputs" "$replay" "$WORK/inputs"
expect_out '^2 inputs replayed$' "two of them"
expect_exit 1 "a replay of nothing fails" "$replay"
expect_exit 1 "a replay of an empty folder fails" "$replay" "$WORK/empty"
expect_exit 1 "a replay of too few fails" "$replay" -m 3 "$WORK/inputs"
expect_exit 2 "a file that is not there is an error" "$replay" "$WORK/inputs" "$WORK/none"
expect_exit 0 "inputs are written as seeds" "$replay" -o "$WORK/seeds" "$WORK/inputs"
expect "annotated hex becomes bytes" test "$(od -An -tx1 "$WORK"/seeds/*-b | tr -d ' ')" = 6162630a
printf '6' >"$WORK/inputs/c.hex"
expect_exit 2 "half a byte is an error" "$replay" "$WORK/inputs"
printf 'bad' >"$WORK/bad"
"$replay" "$WORK/bad" >"$OUT" 2>"$ERR"
expect "the planted over-read ends the replay" test $? != 0
expect_err 'heap-buffer-overflow' "and is reported"
expect_err "^replay: the input was $WORK/bad\$" "with the input's name"
finish
