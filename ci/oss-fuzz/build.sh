#!/bin/bash -eu
# Builds every fuzz target for OSS-Fuzz and ClusterFuzzLite, whatever the engine and the sanitizer: both call it in the
# root of the project, with SRC, OUT, WORK, CC, CXX, CFLAGS, CXXFLAGS and LIB_FUZZING_ENGINE in the environment.
# OUT receives, for each target of fuzz/targets.def: NAME, NAME_seed_corpus.zip, NAME.options and NAME.dict where there is
# one; for AFL++ channel_mutator.so as well.
# Engines bring their own flags, so nothing of the Makefile's variants is used but their rules.

[ -e fuzz/targets.def ] || cd "$SRC/sluice"
# shellcheck source=ci/fuzz-list
. ci/fuzz-list
build=$WORK/sluice

# MSan takes what an uninstrumented library has written for uninitialised.
if [ "${SANITIZER:-address}" = memory ]; then
	echo "build.sh: no memory sanitizer: libyaml, jansson and libsodium are not instrumented" >&2
	exit 1
fi

goals=()
for name in $(target_names); do
	goals+=("$build/fuzz/fuzz/$name")
done
# Objects come from CC, programs from CXX, which knows the C++ library of the engine. Where the targets run there is none
# of our three libraries: they are linked in. An archive is searched where it stands, so the engine comes last once more,
# for what targets want of it. CURDIR keeps the paths whole, by which the coverage report finds the sources.
# shellcheck disable=SC2016 # make expands it
make "BUILD=$build" 'CC_fuzz=$(if $(filter %.o,$@),$(CC),$(CXX))' "CC=$CC" "CXX=$CXX" "CFLAGS=$CFLAGS" LDFLAGS= \
	FLAGS_fuzz=-w "LINK_fuzz=$CXXFLAGS" "ENGINE_fuzz=$LIB_FUZZING_ENGINE" CURDIR=/nowhere \
	"LIBRARIES=-Wl,-Bstatic -lyaml -ljansson -lsodium -Wl,-Bdynamic -pthread -ldl -lm $LIB_FUZZING_ENGINE" "${goals[@]}"

# The seeds are annotated hex in the tree. A replay program that is no part of the build writes them as bytes.
plain=$(command -v clang || command -v clang-19 || command -v gcc)
seeds=$WORK/seeds
rm -rf "$seeds"
mkdir -p "$seeds/asan/fuzz"
(unset CFLAGS && "$plain" -std=c11 -D_POSIX_C_SOURCE=200809L -o "$seeds/replay" fuzz/replay.c fuzz/control.c)

for name in $(target_names); do
	cp "$build/fuzz/fuzz/$name" "$OUT/$name"
	ln "$seeds/replay" "$seeds/asan/fuzz/$name"
	BUILD=$seeds target_seeds "$name" "$seeds/$name"
	rm -f "$OUT/${name}_seed_corpus.zip"
	(cd "$seeds/$name" && zip -q -X -r "$OUT/${name}_seed_corpus.zip" .)
	{
		printf '[libfuzzer]\nmax_len = %s\n' "$(target_key "$name" max_len)"
		if [ -e "fuzz/$name.dict" ]; then
			cp "fuzz/$name.dict" "$OUT/$name.dict"
			printf 'dict = %s.dict\n' "$name"
		fi
	} >"$OUT/$name.options"
done

# libFuzzer has the mutator in its targets; afl-fuzz loads it, AFL_CUSTOM_MUTATOR_LIBRARY names it, and it is no target.
if [ "${FUZZING_ENGINE:-libfuzzer}" = afl ]; then
	make "BUILD=$build" "CC=$plain" "$build/afl/fuzz/channel_mutator.so"
	install -m 644 "$build/afl/fuzz/channel_mutator.so" "$OUT/channel_mutator.so"
fi
