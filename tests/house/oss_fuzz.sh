#!/bin/bash
# The project files of OSS-Fuzz and ClusterFuzzLite. With THOROUGH the build script runs as their containers run it, with
# each engine and sanitizer, and what it has built is judged as they judge it; then broken builds must be found out.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
cd "$REPO_ROOT" || exit 1
unset BUILD FUZZ_TARGETS

# --- the files

not()		# COMMAND...
{
	! "$@"
}

has_words()	# FILE WORD...
{
	local file=$1 word missing=0
	shift
	for word in "$@"; do
		grep -qwF -e "$word" "$file" || { echo "$file: no $word"; missing=1; }
	done
	return "$missing"
}

sanitizers_of()	# PROJECT: as one line
{
	sed -n '/^sanitizers:/,/^[^ ]*:/s/^  - //p' "$1" | sort | paste -sd ' '
}

mapfile -t packages < <(ci/deps --list build)
for folder in ci/oss-fuzz .clusterfuzzlite; do
	for file in project.yaml Dockerfile build.sh; do
		expect "$folder/$file is there" test -s "$folder/$file"
	done
	# shellcheck disable=SC2016 # as the file has it
	expect "$folder: the image has what the build needs" \
		has_words "$folder/Dockerfile" "${packages[@]}" zip '$SRC/sluice' WORKDIR
	expect "$folder: the sanitizers that all our libraries can have" test "$(sanitizers_of $folder/project.yaml)" = "address undefined"
	expect "$folder: the language" grep -qx 'language: c' $folder/project.yaml
done
source=$(sed -n 's/^COPY \(\.\/[^ ]*\) .*/\1/p' .clusterfuzzlite/Dockerfile)
expect "ClusterFuzzLite copies a script that is there" test -f "$source"

workflows=ci/clusterfuzzlite
for mode in code-change batch prune coverage; do
	expect "a workflow runs $mode" grep -qE "^ +mode: $mode\$" -r $workflows
done
for file in "$workflows"/*.yml; do
	name=$(basename "$file")
	# shellcheck disable=SC2016 # for awk
	expect "$name: what it builds is what it runs, in C" awk '
		/uses:/ { last = $2 }
		/language: c$/ { language[last]++ }
		/^ +sanitizer: / && last { sanitizer = substr($0, index($0, ":") + 2); uses[last]++ }
		/run_fuzzers/ && last ~ /run_fuzzers/ { built = sanitizer; ran++ }
		/^ +sanitizer: / && last ~ /run_fuzzers/ && sanitizer != built { exit 1 }
		END { for (action in uses) if (uses[action] != language[action] || action !~ /@v1$/) exit 1 }' "$file"
	expect "$name: may not write to the repository" grep -qx 'permissions: read-all' "$file"
	if grep -q 'matrix:' "$file"; then
		expect "$name: all sanitizers" grep -qx ' *sanitizer: \[address, undefined\]' "$file"
	fi
done
if python3 -c 'import yaml' 2>/dev/null; then
	for file in "$workflows"/*.yml ci/oss-fuzz/project.yaml .clusterfuzzlite/project.yaml; do
		expect "$file: YAML" python3 -c 'import sys, yaml; assert isinstance(yaml.safe_load(open(sys.argv[1])), dict)' "$file"
	done
else
	skip "workflows are YAML" "python3 has no yaml here"
fi

export_to()	# CODE NAME ARGUMENT...
{
	local code=$1 name=$2
	shift 2
	expect_exit "$code" "$name" ci/oss-fuzz/export "$@"
}
export_to 0 "export writes the folder of a pull request" https://git.example/us/sluice.git we@git.example "$WORK/projects/sluice"
expect "export: the repository" grep -qx 'main_repo: "https://git.example/us/sluice.git"' "$WORK/projects/sluice/project.yaml"
expect "export: its page" grep -qx 'homepage: "https://git.example/us/sluice"' "$WORK/projects/sluice/project.yaml"
expect "export: the person" grep -qx 'primary_contact: "we@git.example"' "$WORK/projects/sluice/project.yaml"
expect "export: the image takes the repository" grep -q 'git clone --depth 1 https://git.example/us/sluice.git' \
	"$WORK/projects/sluice/Dockerfile"
expect "export: no address of ours is left" not grep -rF sluice.example "$WORK/projects/sluice"
expect "export: the build script" cmp ci/oss-fuzz/build.sh "$WORK/projects/sluice/build.sh"
export_to 2 "export: no address" not-an-address we@git.example "$WORK/none"
export_to 2 "export: no person" https://git.example/us/sluice.git we "$WORK/none"
export_to 2 "export: an address that would end the word" 'https://git.example/"; run' we@git.example "$WORK/none"
export_to 2 "export: too little" https://git.example/us/sluice.git
expect "export: nothing written then" not test -e "$WORK/none"

expect_exit 2 "check-build: no folder" ci/oss-fuzz/check-build
expect_exit 2 "check-build: a folder that is not there" ci/oss-fuzz/check-build "$WORK/none"
FUZZING_ENGINE=honggfuzz expect_exit 2 "check-build: an engine that is not built" ci/oss-fuzz/check-build "$WORK"
expect "check-build: the folder is where it was" test -d "$WORK/projects"
WORK=$WORK SANITIZER=memory expect_exit 1 "build.sh: no memory sanitizer" bash -eu ci/oss-fuzz/build.sh
expect_err 'not instrumented' "and says why"

# --- the builds

if [ -z "${THOROUGH:-}" ]; then
	skip "the builds of OSS-Fuzz" "four builds of everything: make test-all"
	finish
fi

common="-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
undefined=bool,array-bounds,float-divide-by-zero,function,integer-divide-by-zero,return,shift,signed-integer-overflow
undefined+=,vla-bound
# shellcheck disable=SC2034 # by name, in build()
flags_address="-fsanitize=address -fsanitize-address-use-after-scope"
# shellcheck disable=SC2034
flags_undefined="-fsanitize=$undefined,unsigned-integer-overflow -fno-sanitize-recover=$undefined"
flags_coverage="-fprofile-instr-generate -fcoverage-mapping -pthread -Wl,--no-as-needed -Wl,-ldl -Wl,-lm"
flags_coverage+=" -Wno-unused-command-line-argument"

# As their `compile` does: a copy of the tree in SRC, WORKDIR there, the environment of the image and nothing else.
build()		# ENGINE SANITIZER SCRIPT
{
	local flags=flags_$2 engine=-fsanitize=fuzzer compiler=(clang-19 clang++-19) all
	all="$common ${!flags}"
	case $1:$2 in
	afl:*)
		compiler=(afl-clang-fast afl-clang-fast++)
		engine=$(dirname "$(readlink -f "$(command -v afl-fuzz)")")/../lib/afl/libAFLDriver.a
		;;
	*:coverage) ;;
	*) all+=" -fsanitize=fuzzer-no-link" ;;
	esac
	room=$WORK/$1-$2
	mkdir -p "$room/src/sluice" "$room/out" "$room/work"
	cp -r Makefile .clusterfuzzlite ci corpus fuzz parser validator "$room/src/sluice/"
	cp "$3" "$room/src/build.sh"
	(cd "$room/src/sluice" && exec env -i PATH="$PATH" HOME="$room" AFL_QUIET=1 \
		ASAN_OPTIONS=detect_leaks=0:symbolize=0:detect_odr_violation=0:abort_on_error=1 \
		SRC="$room/src" OUT="$room/out" WORK="$room/work" CC="${compiler[0]}" CXX="${compiler[1]}" CFLAGS="$all" \
		CXXFLAGS="$all" LIB_FUZZING_ENGINE="$engine" FUZZING_ENGINE="$1" SANITIZER="$2" ARCHITECTURE=x86_64 \
		bash -eux "$room/src/build.sh") >"$room/log" 2>&1 </dev/null
}

builds()	# ENGINE SANITIZER SCRIPT
{
	local status
	build "$@"
	status=$?
	[ $status = 0 ] || tail -n 30 "$room/log" | sed 's/^/# /'
	expect "$1, $2: $3 builds" test $status = 0
}

# The sources and objects are out of reach, as where targets run.
judged()	# CODE NAME [FOLDER]
{
	mv "$room/src" "$room/gone"
	expect_exit "$1" "$2" ci/oss-fuzz/check-build "${3:-$room/out}"
	mv "$room/gone" "$room/src"
}

builds libfuzzer address .clusterfuzzlite/build.sh
FUZZING_ENGINE=libfuzzer SANITIZER=address judged 0 "libfuzzer, address: as they check it"
good=$room/out
builds libfuzzer undefined ci/oss-fuzz/build.sh
FUZZING_ENGINE=libfuzzer SANITIZER=undefined judged 0 "libfuzzer, undefined: as they check it"
other=$room/out
builds afl address ci/oss-fuzz/build.sh
FUZZING_ENGINE=afl SANITIZER=address judged 0 "afl, address: as they check it"

builds libfuzzer coverage ci/oss-fuzz/build.sh
unzip -q "$room/out/fuzz_pattern_seed_corpus.zip" -d "$room/seeds"
LLVM_PROFILE_FILE=$room/raw expect_exit 0 "coverage: a target runs its seeds" "$room/out/fuzz_pattern" -runs=0 "$room/seeds"
expect "coverage: leaves a profile" llvm-profdata-19 merge -o "$room/profile" "$room/raw"
expect_exit 0 "coverage: the report finds the sources" llvm-cov-19 report -instr-profile "$room/profile" \
	"$room/out/fuzz_pattern" "$room/src/sluice/parser/regex.c"
expect_out '^TOTAL .*[1-9][0-9]*\.[0-9]+%' "and they are covered"

# --- builds that are broken, each in its way: two targets, one of them broken

two=$WORK/two.def
awk -v RS= -v ORS='\n\n' '/name: fuzz_(pattern|rule)\n/' fuzz/targets.def >"$two"
export FUZZ_TARGETS=$two FUZZING_ENGINE=libfuzzer SANITIZER=address
room=$WORK/broken
mkdir -p "$room/src"
anew()
{
	rm -rf "$room/out"
	mkdir -p "$room/out"
	cp "$good"/fuzz_pattern* "$good"/fuzz_rule* "$room/out/"
}

is_found()	# WHAT: by exactly this line, and by nothing about the other target
{
	judged 1 "broken: $1" "$room/out"
	expect_out "^not ok [0-9]+ - $2" "by: $2"
	expect_no_out "^not ok [0-9]+ - fuzz_rule" "the other target is as it was"
}

stub()		# CODE FLAG...: another program in place of fuzz_pattern
{
	printf '%s\n' "$1" >"$room/stub.c"
	shift
	clang-19 -w -include stdlib.h -include jansson.h -o "$room/out/fuzz_pattern" "$room/stub.c" "$@" || exit 1
}
target='int LLVMFuzzerTestOneInput(const unsigned char *data, unsigned long size)'

anew
judged 0 "the two targets as they were built"
rm "$room/out/fuzz_pattern"
is_found "no target" "fuzz_pattern: is a target"
anew
chmod -x "$room/out/fuzz_pattern"
is_found "a target that may not run" "fuzz_pattern: is a target"
anew
rm "$room/out/fuzz_pattern_seed_corpus.zip"
is_found "no seeds" "fuzz_pattern: has seeds"
anew
head -c 300 "$good/fuzz_pattern_seed_corpus.zip" >"$room/out/fuzz_pattern_seed_corpus.zip"
is_found "seeds cut short" "fuzz_pattern: has seeds"
anew
rm "$room/out/fuzz_pattern.dict"
is_found "no dictionary" "fuzz_pattern: options and dictionary"
anew
sed -i 's/^max_len.*/max_len = 1/' "$room/out/fuzz_pattern.options"
is_found "another length than the list's" "fuzz_pattern: options and dictionary"
anew
cp "$other/fuzz_pattern" "$room/out/"
is_found "another sanitizer" "fuzz_pattern: has the address sanitizer"
anew
stub "$target { return 0; }" -fsanitize=fuzzer,address
is_found "a target of nothing" "fuzz_pattern: starts, and fuzzes"
anew
stub "int LLVMFuzzerInitialize(int *c, char ***v) { exit(0); } $target { return 0; }" -fsanitize=fuzzer,address
is_found "a target that leaves at once" "fuzz_pattern: starts, and fuzzes"
anew
stub "$target { return !json_null(); }" -fsanitize=fuzzer,address -ljansson
is_found "a library that is not everywhere" "fuzz_pattern: needs no library"
anew
stub "$target { if (size > 3) __builtin_trap(); return 0; }" -fsanitize=fuzzer,address
is_found "a seed that fails" "fuzz_pattern: runs its [0-9]+ seeds"
anew
cp "$good/fuzz_pattern" "$room/out/fuzz_more"
is_found "a target that is in no list" "there is no target that the list does not know"
finish
