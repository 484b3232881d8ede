#!/bin/bash
# What the documents show is what happens: tests/documents/check.py runs their commands, and holds their links. Then it is
# run over a small tree of documents that are wrong on purpose, and must say so.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
case $SLUICE:${THOROUGH:-} in */asan/sluice:)
	skip "with the sanitized tool" "make test-all does"
	finish
	;;
esac
if ! /usr/bin/python3 -c '' 2>/dev/null; then
	skip "the documents" "python3 is not installed"
	finish
fi
check=(/usr/bin/python3 -B "$REPO_ROOT/tests/documents/check.py")
"${check[@]}" # prints TAP of its own, with a plan of its own

# --- documents that are wrong
mkdir -p "$WORK/wrong/tests/documents"
cp "$REPO_ROOT/tests/documents/prepare.sh" "$WORK/wrong/tests/documents"
cd "$WORK/wrong" || exit 2
cat >tests/documents/not_run <<'END'
wrong.md | sluice gate -C nowhere | tests/cli/nowhere.sh runs it
wrong.md | what is gone | nobody
END
cat >wrong.md <<'END'
# A heading

[gone](nowhere.md), [no heading](#another), [a heading](#a-heading), [outside](../tests/lib.sh)

```console
$ echo one
two
$ false
$ printf 'one\ntwo\nthree\n'
one
[...]
$ printf 'one\ntwo\nthree 1.5 ms\n'
one
[...]
thr[...]   7.0 ms
$ false
$ echo $?
1
$ printf 'one\ntwo\n'
one
$ sluice gate -C nowhere
```

```
no language
```

```yaml
no: file
```

```text
$ sluice gate
```

	indented

~~~
waves
~~~
END
cat >hangs.md <<'END'
```console
$ exit 0
$ echo never
```

```sh
false
true
```

```console
output of nothing
```
END
printf '```console\n$ true\n' >open.md
WORK=$WORK/sessions expect_exit 1 "documents that are wrong" "${check[@]}" --root .
while IFS='|' read -r pattern name; do
	expect_out "$pattern" "$name"
done <<'END'
^# line 3: nowhere\.md: there is no nowhere\.md$|a link to nowhere
^# line 3: #another: wrong\.md has no heading|a link to no heading
^# line 3: \.\./tests/lib\.sh: there is no \.\./tests|a link out of the tree
^not ok [0-9]+ - wrong\.md:6: echo one|an output that is another
^not ok [0-9]+ - wrong\.md:8: false|a command that fails, and nobody says so
^ok [0-9]+ - wrong\.md:9: printf|lines that are left out
^ok [0-9]+ - wrong\.md:12: printf|a time, and a part of a line
^ok [0-9]+ - wrong\.md:16: false|a command that fails, and the document says so
^not ok [0-9]+ - wrong\.md:19: printf|an output with a line more
^# line 24: a block of no language that nothing runs|a block that nobody runs
^# line 28: a block of yaml that nothing runs|another
^# line 32: commands in a block of text|commands that hide
^# line 36: a block of code by its indent|a block that no test sees
^# line 38: a block of code between ~~~|another
^not ok [0-9]+ - hangs\.md:2: exit 0|a command that ends the session
^not ok [0-9]+ - hangs\.md:3: echo never|and the one after it
^not ok [0-9]+ - hangs\.md:7: false|a script that fails in its first line
^not ok [0-9]+ - hangs\.md:12: false|an output without a command
^# line 1: a block of code that does not end|a block that does not end
^# wrong\.md . what is gone: no such block|an entry of not_run for what is gone
^# wrong\.md . sluice gate -C nowhere: tests/cli/nowhere\.sh is not there|an entry with a test that is gone
END
expect_no_out 'a-heading' "a link that is right is not told of"
finish
