#!/bin/bash
# sluice fleet add and fleet check: manifests out of binaries, and manifests held against them.
. "${REPO_ROOT:?}/tests/cli/lib.sh"

# A repository with one manifest, which was read from its binary.
R=$WORK/r
fresh()
{
	rm -rf "$R"
	cp -R corpus/gate/near-CH3012-same "$R"
	chmod -R u+w "$R"
	manifest=$R/fleet/2.4.1.yaml
}
add()		{ "$SLUICE" fleet add -C "$R" "$@"; }
check()		{ "$SLUICE" fleet check -C "$R" "$@"; }
setting()	{ printf '%s\n' "$@" >"$R/sluice.yaml"; }
# What is left after a command that must change nothing.
unchanged()	{ diff -r "$WORK/before" "$R"; }
remember()	{ rm -rf "$WORK/before"; cp -R "$R" "$WORK/before"; }
by_hand()	# FILE BUILD
{
	cat >"$1" <<END
build: $2
platform: linux-x64
engine: 1
inputs:
  brew: {version: 1, supplies: [Pot, Degrees]}
operators: [exact, prefix, gt]
END
}

# A manifest that is written is that of the corpus, byte for byte, and passes.
fresh
remember
rm -r "$R/fleet"
expect_exit 0 "a binary is added to a fleet that is not there yet" add "$R/binaries/kettle"
expect_err '/fleet/2\.4\.1\.yaml: added: build 2\.4\.1 for linux-x64, types: 1, inputs: 2$' "and what was added is said"
expect "the manifest names the binary, its digest, and each input" unchanged
expect "its first line says where it comes from" grep -q '^# Written by sluice fleet add from kettle; ' "$manifest"
expect "the digest is that of the file" grep -q "$(sha256sum "$R/binaries/kettle" | cut -d' ' -f1)" "$manifest"
expect_exit 0 "it is added again" add "$R/binaries/kettle"
expect_err ': unchanged: ' "which changes nothing"
expect "not even the file" unchanged
expect_exit 0 "twice in one call as well" add -q "$R/binaries/kettle" "$R/binaries/kettle"
expect "quietly nothing is said" test ! -s "$ERR"
expect_exit 0 "from inside the repository" env -C "$R" "$SLUICE" fleet add binaries/kettle
expect_exit 0 "the check passes" check
expect_err '^manifests .*1 manifests, 1 of them from binaries' "says how many manifests there are"
expect_err '^binaries .*1 manifests name a binary, 1 are there and compared' "and how many were compared"
expect_exit 0 "as JSON too" check --format json
expect_out '"verdict": *"pass"' "with its verdict"
expect_exit 0 "the gate compares too" "$SLUICE" gate -C "$R"
expect_err '^fleet .*1 of 1 manifests compared' "and says so"

# A manifest that says otherwise.
fresh
sed -i 's/templates: 5000/templates: 9000/; /name: Degrees/d; s/platform: linux/platform: bsd/' "$manifest"
remember
expect_exit 1 "a manifest that was edited is caught" check
expect_out 'error CH3012 .*the manifest was edited: the limit of templates is 9000 in the manifest and 5000 in kettle' \
	"with what was edited"
expect_out 'CH3012 .*input 2 of brew is nothing in the manifest and Degrees \(integer\) in kettle' "each of it"
expect_out 'CH3012 .*the platform is bsd-x64' "with the old and the new"
expect_out 'error CH3002 .*Degrees' "and the catalog disagrees"
expect_exit 1 "the gate says the same" "$SLUICE" gate -C "$R"
expect_out 'error CH3012' "before anything ships"
expect_exit 1 "adding does not replace it" add "$R/binaries/kettle"
expect_err 'fleet/2\.4\.1\.yaml is there already and says otherwise; --replace' "but says how"
expect_err '^  the limit of templates is 9000 in the manifest and 5000 in kettle$' "and what differs"
expect "it is as it was" unchanged
expect_exit 0 "--replace replaces it" add --replace "$R/binaries/kettle"
expect_err ': replaced: ' "and says so"
expect "by what the binary says" cmp "$manifest" corpus/gate/near-CH3012-same/fleet/2.4.1.yaml
expect_exit 0 "and the check passes" check

# A manifest written by hand under the name of a real build.
fresh
by_hand "$manifest" 2.4.1
expect_exit 1 "a manifest by hand is not replaced" add "$R/binaries/kettle"
expect_err 'the file of the binary is nothing \(written by hand\) in the manifest' "and it is said that it is one"
expect_exit 0 "but with --replace" add --replace "$R/binaries/kettle"

# The same records in another binary, and a binary that can no longer be read.
fresh
printf 'x' >>"$R/binaries/kettle"
expect_exit 1 "another binary with the same records is caught" check
expect_out 'CH3012 .*kettle records the same, but is another binary' "as that"
expect_exit 1 "and is not taken for the same" add "$R/binaries/kettle"
expect_err 'the SHA-256 of the binary is [0-9a-f]{64} in the manifest and [0-9a-f]{64} in kettle' "by its digest"
head -c 500 corpus/gate/near-CH3012-same/binaries/kettle >"$R/binaries/kettle"
expect_exit 1 "a torn binary is caught" check
expect_out 'CH3012 .*no manifest can be read from .*kettle' "with what is wrong with it"
rm "$R/binaries/kettle"
mkfifo "$R/binaries/kettle"
expect_exit 1 "a FIFO in its place does not hang" timeout 20 "$SLUICE" fleet check -C "$R"
expect_out 'CH3012 .*FIFO' "and is named"

# Nothing compared is no pass.
fresh
mkdir "$WORK/empty"
expect_exit 2 "a folder with none of the binaries" check --binaries "$WORK/empty"
expect_err '1 manifests name a binary, 0 are there' "is no comparison"
expect_exit 2 "a folder that is not there" check --binaries "$WORK/nowhere"
expect_out 'CH6018 .*folder of binaries' "is said so"
expect_exit 2 "a file for a folder" check --binaries "$manifest"
rm -r "$R/binaries"
expect_exit 2 "the folder of sluice.yaml is not there" check
expect_exit 1 "and the gate rejects" "$SLUICE" gate -C "$R"
expect_out 'CH6018 .*folder of binaries' "for the comparison was left out"
setting '{}'
expect_exit 0 "no folder is named at all" check
expect_err '^binaries .*no folder of binaries: --binaries, or sluice.yaml' "which is said"
rm "$R"/fleet/*
expect_exit 1 "a fleet of no build" check
expect_out 'CH3000' "is no pass"
expect_exit 2 "a folder without sluice.yaml" "$SLUICE" fleet check -C "$WORK/empty"
expect_exit 2 "the same for fleet add" "$SLUICE" fleet add -C "$WORK/empty" "$SLUICE"
expect_err 'sluice.yaml' "which is said"
expect_exit 2 "no binary is named" "$SLUICE" fleet add -C "$R"
expect_exit 2 "fleet check takes no file" check "$SLUICE"

# The policy for manifests by hand.
fresh
by_hand "$R/fleet/2.3.yaml" 2.3.0
by_hand "$R/fleet/2.2.yaml" 2.2.0
setting '{}'
expect_exit 0 "manifests by hand are a warning" check
expect_out '^warning CH3011 .*2 of 3 manifests .*: 2\.2\.0, 2\.3\.0$' "once, with the builds"
expect "only once" test "$(grep -c 'CH3011' "$OUT")" = 1
expect_exit 1 "on which one may fail" check --fail-on warning
expect_exit 0 "the gate warns too" "$SLUICE" gate -C "$R"
expect_out '^warning CH3011' "of the same"
setting 'hand_written_manifests: refuse'
expect_exit 1 "or they are refused" check
expect_out '^error CH3011' "as an error"
expect_exit 1 "by the gate too" "$SLUICE" gate -C "$R"
expect_out '^error CH3011' "as an error"
setting 'hand_written_manifests: allow'
expect_exit 0 "or allowed" check --fail-on warning
expect_no_out 'CH3011' "and not spoken of"
setting 'hand_written_manifests: no'
expect_exit 2 "another word" check
expect_out 'CH6008 .*hand_written_manifests must be warn, refuse or allow' "is none of those"

# Where a manifest cannot come to stand.
fresh
mv "$manifest" "$R/fleet/kettle.yaml"
remember
expect_exit 1 "the build is in another file" add --replace "$R/binaries/kettle"
expect_err 'build 2\.4\.1 of kettle is in the fleet already, in .*/fleet/kettle\.yaml' "which is named"
expect "and nothing is written" unchanged
fresh
by_hand "$manifest" 2.4.0
remember
expect_exit 1 "its file holds another build" add --replace "$R/binaries/kettle"
expect_err 'fleet/2\.4\.1\.yaml is there already, and is not the manifest of build 2\.4\.1' "which is not lost"
expect "and nothing is written" unchanged
fresh
sed -i 's/5000/5001/' "$manifest"
echo '---' >>"$manifest"
by_hand "$WORK/second" 2.4.0
cat "$WORK/second" >>"$manifest"
remember
expect_exit 1 "its file holds another build as well" add --replace "$R/binaries/kettle"
expect_err 'has other builds as well' "which is not lost either"
expect "and nothing is written" unchanged
fresh
rm "$manifest"
ln -s /nowhere "$manifest"
expect_exit 2 "a fleet that cannot be read" add "$R/binaries/kettle"
expect "a dangling link is not followed" test ! -e "$manifest"

# What is no sensor: said politely, each by its name, and the others are added all the same.
fresh
rm "$manifest"
mkfifo "$WORK/fifo"
: >"$WORK/nothing"
expect_exit 1 "one binary of several is none" timeout 60 "$SLUICE" fleet add -C "$R" \
	"$SLUICE" "$WORK/fifo" "$WORK/empty" "$WORK/nothing" "$WORK/nowhere" sluice.yaml "$R/binaries/kettle"
expect_err 'sluice: has the engine of sluice in it, but is no sensor' "sluice itself is no sensor"
expect_err '/fifo: .*FIFO' "a FIFO is none"
expect_err '/empty: .*folder' "nor is a folder"
expect_err '/nothing: ' "nor an empty file"
expect_err '/nowhere: .*No such file' "nor what is not there"
expect "each has its line" test "$(grep -c '^sluice fleet add: ' "$ERR")" = 6
expect "and the sensor was added" cmp "$manifest" corpus/gate/near-CH3012-same/fleet/2.4.1.yaml
mapfile -t libraries < <(find /usr/lib /lib -name 'lib*.so.*' ! -name '*.TOC' -type f -size -4096k 2>/dev/null | sort -u | head -n 20)
if [ ${#libraries[@]} = 20 ]; then
	remember
	expect_exit 1 "20 libraries of the system" add "${libraries[@]}"
	expect "each is said to be no sensor" test "$(grep -c 'holds no sluice records' "$ERR")" = 20
	expect "and nothing is written" unchanged
else
	skip "20 libraries of the system" "there are ${#libraries[@]}"
fi

# The name of the file is anything.
fresh
rm "$manifest"
cp "$R/binaries/kettle" "$R/binaries/a 'b: #c"
expect_exit 0 "a name with a blank and a quote" add "$R/binaries/a 'b: #c"
expect_exit 0 "reads back" check
cp "$R/binaries/kettle" "$WORK/new
line"
expect_exit 1 "one of two lines" add --replace "$WORK/new
line"
expect_err 'cannot hold this name' "is refused"

# A build that contradicts the catalog is written down all the same.
fresh
rm "$manifest"
sed -i 's/name: Degrees, type: integer/name: Degrees, type: string/' "$R/catalog/brew.yaml"
expect_exit 1 "a build that contradicts the catalog" add "$R/binaries/kettle"
expect_err 'CH3002: .*build 2\.4\.1 .*Degrees' "is said to"
expect "and its manifest is there" cmp "$manifest" corpus/gate/near-CH3012-same/fleet/2.4.1.yaml
expect_exit 1 "adding it again" add "$R/binaries/kettle"
expect_err 'CH3002' "says it again"
expect_exit 1 "and so does the check" check
expect_out 'CH3002' "of course"

# The name of the build is anything, too: an object with its records, as CHAN_RECORD makes them.
object()	# FILE BUILD
{
	cat >"$WORK/records.c" <<END
#define RECORD static const __attribute__((section(".sluice"), used)) char
RECORD type[] = "sluice-type 1 brew id=12 version=1 layout=fafb06fe inputs=2 string:Pot integer:Degrees";
RECORD build[] = "sluice-build 1 $2 platform=x file_bytes=1 templates=1 criteria=1 values=1 version_bits=64";
RECORD engine[] = "sluice-engine 1 level=1 operators=exact,gt";
END
	"${CC:-gcc}" -c -o "$1" "$WORK/records.c"
}
if [ "$(uname -s)" = Linux ] && command -v "${CC:-gcc}" >/dev/null; then
	fresh
	object "$WORK/slash" '..%2F..%2Fx%20y'
	object "$WORK/dot" '.hidden'
	object "$WORK/under" '_hidden'
	expect_exit 0 "a name with slashes and dots" add "$WORK/slash"
	expect "does not lead out of the fleet" test -f "$R/fleet/_._.._x_y.yaml"
	expect_exit 0 "a name that would be hidden" add "$WORK/dot"
	expect "is not" test -f "$R/fleet/_hidden.yaml"
	expect_exit 1 "two builds of one name of a file" add --replace "$WORK/under"
	expect_err 'is not the manifest of build _hidden' "are not taken for one"
	mkdir -p "$R/binaries/_._.._x_y"
	cp "$WORK/slash" "$R/binaries/_._.._x_y/slash"
	cp "$WORK/under" "$R/binaries/slash"
	expect_exit 0 "a binary in the folder of its build" check
	expect_err '3 manifests name a binary, 2 are there' "goes before one beside it"
	mapfile -t many < <(for n in $(seq 9); do object "$WORK/sensor$n" "3.$n" && echo "$WORK/sensor$n"; done)
	expect_exit 0 "nine sensors at once" add "${many[@]}"
	expect "have nine manifests" test "$(find "$R/fleet" -name '3.*.yaml' | wc -l)" = 9
else
	skip "names of builds" "there is no compiler for ELF objects"
fi

expect "no temporary file stays" test -z "$(find "$R" -name '.*.??????')"
finish
