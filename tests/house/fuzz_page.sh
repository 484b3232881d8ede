#!/bin/bash
# ci/fuzz-page: what it shows of good and of bad data, and that nothing of the data becomes a part of the page.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
tree=$WORK/tree
unset BUILD
mkdir -p "$tree/ci" "$tree/fuzz" "$tree/keep/findings/leak-1"
cp "$REPO_ROOT/ci/fuzz-page" "$REPO_ROOT/ci/fuzz-list" "$tree/ci/"
block()		# NAME ABOUT: of the list of targets
{
	cat <<LIST
name: $1
about: $2
seeds: corpus
mutator: none
max_len: 100
divide: 1
floor_libfuzzer_runs: 100
floor_afl_runs: 100
floor_features: 30
floor_edges: 30
floor_afl_edges: 30

LIST
}
{
	block fuzz_one '<b>any</b> "bytes" & more'
	block fuzz_two texts
} >"$tree/fuzz/targets.def"
cd "$tree" || exit 1
page=keep/page.html

shows()		# PATTERN NAME
{
	tap_search $page "$1" "$2"
}

shows_not()	# PATTERN NAME
{
	expect "$2" bash -c "! grep -qE -e '$1' $page"
}

expect_exit 2 "without a folder it is used wrongly" ci/fuzz-page
expect_exit 2 "a folder that is not there" ci/fuzz-page none
expect_exit 2 "without a history the harness is broken" ci/fuzz-page keep
expect_err 'history.tsv is missing' "and says why"
shows 'nothing was fuzzed' "and so does the page"
expect "each engine has never run, on each target" test "$(grep -o 'has never run' $page | wc -l)" = 4
shows 'There is no source coverage report yet' "no report of coverage, no link"

round()		# EPOCH TARGET ENGINE FEATURES
{
	printf '%d\t%s\t%s\t300\t3000000\t10000\t%d\t%d\t42\t43008\n' "$1" "$2" "$3" "$4" $(($4 / 2))
}

for epoch in 1795000000 1795086400 1795172800; do
	for engine in libfuzzer afl; do
		round $epoch fuzz_one $engine $((epoch / 1000000 - 1000 + epoch % 100))
		round $epoch fuzz_two $engine 600
	done
done >keep/history.tsv
expect_exit 0 "three rounds, nothing found" ci/fuzz-page keep
shows '>clean</span>' "is clean"
shows 'Last round 2026-11-20 11:06 UTC' "with the time of the last"
shows '36.0 million' "all executions"
shows '12.0 million' "those of the last round"
shows '4 of 4' "engines on targets"
shows '&lt;b&gt;any&lt;/b&gt; &quot;bytes&quot; &amp; more' "what a target is about, as text"
expect "two drawings a target, one of executions" test "$(grep -o '<svg' $page | wc -l)" = 5
shows_not 'below its floor' "nothing is below its floor"
shows_not 'https?://|src=|@import|url\(' "the page needs nothing but itself"
expect "every element that is opened is closed" bash -c "
	for name in div table tr td th svg g span p ul li pre details a h2 style html body main; do
		opened=\$(grep -oE \"<\$name[ >]\" $page | wc -l) closed=\$(grep -oF \"</\$name>\" $page | wc -l)
		[ \$opened = \$closed ] || { echo \$name: \$opened, \$closed; exit 1; }
	done"
cp $page "$WORK/first"
expect_exit 0 "once more" ci/fuzz-page keep
expect "the same data give the same page" cmp $page "$WORK/first"

grep -v 'fuzz_two.afl' keep/history.tsv >"$WORK/part" && mv keep/history.tsv "$WORK/whole" && cp "$WORK/part" keep/history.tsv
expect_exit 0 "an engine that has not run on one target" ci/fuzz-page keep
shows 'nothing found, by 3 of 4' "is no clean page"
cp "$WORK/whole" keep/history.tsv

# A target that has stopped working, a line that was not written to its end, one that is none.
{
	round 1795259200 fuzz_one libfuzzer 12
	printf 'fuzz_one\tnonsense\n1795259\tfuzz_one\tafl\t30'
} >>keep/history.tsv
expect_exit 0 "lines that are not whole" ci/fuzz-page keep
shows '2 lines of the history were not whole' "are counted, and left out"
shows '<b>12</b><br><span class=small>below its floor, 30' "features below the floor are said to be"

# Findings, with what an attacker may put there.
printf 'leak-1\tfuzz_one\tlibfuzzer,afl\t3\tstable\tproperty: a < b && <script>alert(1)</script>\tf one.c:1 < g two.c:2\t1795000000\tfindings/leak-1/input\n' >keep/findings.tsv
printf 'old-2\tfuzz_two\tafl\t1\tgone\tleak\t-\t1795000000\t../../etc/passwd\n' >>keep/findings.tsv
printf '</pre><script>alert(2)</script>\n\033[31mred \377\n' >keep/findings/leak-1/replay.txt
printf 'run it\n' >keep/findings/leak-1/how.txt
: >keep/findings/leak-1/input
expect_exit 0 "findings" ci/fuzz-page keep
shows '>1 finding</span>' "one is open"
shows 'f one.c:1<br>&nbsp;called by g two.c:2' "with its frames"
shows 'by libFuzzer and AFL\+\+ &middot; 3 artifacts &middot; first seen 2026-11-18 11:06 UTC' "who found it, and when"
shows '&lt;/pre&gt;&lt;script&gt;alert\(2\)' "what the replay said is text"
shows_not '<script' "and no program"
expect "and ASCII" bash -c "! LC_ALL=C grep -q '[^[:print:][:space:]]' $page"
shows 'href="findings/leak-1/input"' "the input is linked"
shows_not 'passwd' "a path out of the folder is not"
shows '1 that do not fail any more' "what is gone stands apart"
printf 'crash-3\tfuzz_two\tafl\t1\tgone\tnever failed again: crash\t-\t1795000000\tfindings/none/input\n' >>keep/findings.tsv
expect_exit 0 "a crash that never failed again" ci/fuzz-page keep
shows '>2 findings</span>' "is open"

# A broken harness comes before all findings.
printf 'fuzz_one\tonly 12 features, floor <30>\n' >keep/problems.tsv
mkdir keep/coverage
echo report >keep/coverage/index.html
expect_exit 0 "a problem" ci/fuzz-page keep
shows 'the harness is broken' "is the verdict"
shows '<b>fuzz_one</b>: only 12 features, floor &lt;30&gt;' "and says what"
shows 'href="coverage/index.html"' "the report of coverage is linked"
finish
