#!/bin/bash
# The format once more: parser/share/channel_file.ksy, compiled by Kaitai Struct to JavaScript, reads every channel file
# that our parser accepts, and tells of it what `sluice dump --format json` tells. A description with one wrong width does not.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
. "$REPO_ROOT/tests/npm_packages.sh"
cd "$REPO_ROOT" || exit 1
/usr/bin/python3 -c 'import yaml' 2>/dev/null || { skip "Kaitai Struct" "python3-yaml is not installed"; finish; }
npm_packages "$WORK/npm" \
	kaitai-struct@0.11.0=sha512-fcBvQONhZlM/dhrafsLAR9eboaQxYUJ8lEsl8EnWjqY0bs9GkIFNMUcMjKAk4oVz/Ik/OzhqIKjpQkawa28RIw== \
	kaitai-struct-compiler@0.11.0=sha512-GJYIS7w8y6oh91GcDwUXMbbOhKzTQqMx4CXVw8iY12xJgCEEvYaoobgxMvi8XTzV/8uDSPYk5GP+Z/KfPuiEsA== ||
	finish
modules=$WORK/npm/node_modules
description=$WORK/description.json
/usr/bin/python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' \
	<parser/share/channel_file.ksy >"$description"
mkdir -p "$WORK"/{files,rejected,ours,theirs,mutants,mutated}

# --- every channel file that there is: cases, seeds, what the fuzzers found, what the repositories of the corpus become

cat >"$WORK/gather.py" <<'END'
import os, sys

into = sys.argv[1]
for top in "corpus", "fuzz/seeds", "fuzz/corpus":
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as stream:
                content = stream.read()
            if name.endswith(".hex"):
                content = bytes.fromhex("".join(line.partition("#")[0] for line in content.decode().splitlines()))
            elif top != "fuzz/corpus" and not name.endswith(".chan"):
                continue
            with open(os.path.join(into, path.replace("/", "@")), "wb") as stream:
                stream.write(content)
END
/usr/bin/python3 "$WORK/gather.py" "$WORK/files"
find corpus -name sluice.yaml -printf '%h\n' | sort >"$WORK/repositories"
while read -r repository; do
	mkdir "$WORK/built"
	"$SLUICE" build -q -C "$repository" -o "$WORK/built" >/dev/null 2>&1
	for file in "$WORK/built"/*.chan; do
		[ ! -f "$file" ] || mv "$file" "$WORK/files/${repository//\//@}@${file##*/}"
	done
	rm -r "$WORK/built"
done <"$WORK/repositories"
: >"$WORK/odd"
for file in "$WORK/files"/*; do
	name=${file##*/}
	"$SLUICE" dump -q --format json "$file" >"$WORK/ours/$name.json" 2>/dev/null
	case $? in
	0) ;;
	1) rm "$WORK/ours/$name.json"; mv "$file" "$WORK/rejected" ;;
	*) echo "$name: sluice dump: exit $?" >>"$WORK/odd" ;;
	esac
done
expect "sluice dump accepts or rejects each" diff /dev/null "$WORK/odd"
accepted=$(find "$WORK/files" -type f | wc -l)
expect "$accepted are accepted, at least 150 that no fuzzer made" test "$(find "$WORK/files" -type f ! -name 'fuzz@corpus@*' | wc -l)" -ge 150
expect "those of corpus/accept all are" test "$(find "$WORK/files" -name 'corpus@accept@*' | wc -l)" = \
	"$(find corpus/accept -name '*.hex' | wc -l)"
expect "and those of the sample content" test "$(find "$WORK/files" -name 'corpus@content@C-*' | wc -l)" = 3

# --- the same facts

cat >"$WORK/compare.py" <<'END'
import json, os, sys

def facts(path):  # in their order, numbers as they are written
    with open(path, encoding="utf-8") as stream:
        return json.load(stream, object_pairs_hook=lambda pairs: ["object", pairs], parse_int=lambda text: ["number", text])

ours, theirs = sys.argv[1:]
names = sorted(os.listdir(ours))
unlike = [name for name in names if not os.path.exists(os.path.join(theirs, name)) or
          facts(os.path.join(ours, name)) != facts(os.path.join(theirs, name))]
for name in unlike:
    print(name)
print(len(names) - len(unlike), "alike")
sys.exit(len(unlike) > 0 or not names)
END
expect_exit 0 "all are read by the description" sh -c 'node tests/house/kaitai_facts.js "$@"' - \
	"$modules" "$description" "$WORK/theirs" "$WORK/files"/*
expect_exit 0 "and it tells the same of each" /usr/bin/python3 "$WORK/compare.py" "$WORK/ours" "$WORK/theirs"
expect_out "^$accepted alike\$" "of all $accepted"

# --- what is none is not read: the magic, the version and the size are in the description
cp "$WORK/rejected"/corpus@reject@CH100[1235]* "$WORK/mutated"
for file in "$WORK/mutated"/*; do
	node tests/house/kaitai_facts.js "$modules" "$description" "$WORK/mutants" "$file" >/dev/null 2>&1 &&
		not_ok "${file##*@} is refused"
done
expect "torn files are refused" test -z "$(ls "$WORK/mutants")"
rm "$WORK/mutated"/*

# --- the control: each number one size wider or narrower, each by itself

cat >"$WORK/mutate.py" <<'END'
import json, os, sys

other = {"u1": "u2", "u2": "u4", "u4": "u2", "u8": "u4", "s8": "s4", 16: 15}
with open(sys.argv[1], encoding="utf-8") as stream:
    text = stream.read()
places = [(None, number) for number in range(len(json.loads(text)["seq"]))]
places += [(name, number) for name, kind in json.loads(text)["types"].items() for number in range(len(kind["seq"]))]
for name, number in places:
    mutant = json.loads(text)
    member = (mutant if name is None else mutant["types"][name])["seq"][number]
    for key in "type", "size":
        if member.get(key) in other:
            member[key] = other[member[key]]
            with open(os.path.join(sys.argv[2], f"{name or 'file'}.{member['id']}"), "w", encoding="utf-8") as stream:
                json.dump(mutant, stream)
END
/usr/bin/python3 "$WORK/mutate.py" "$description" "$WORK/mutants"
mkdir "$WORK/sample"
sample=("$WORK/files"/corpus@content@C-* "$WORK/files/corpus@accept@near-runs.hex") # which has all kinds of values
for file in "${sample[@]}"; do
	cp "$WORK/ours/${file##*/}.json" "$WORK/sample"
done
count=0
: >"$WORK/odd"
for mutant in "$WORK/mutants"/*; do
	count=$((count + 1))
	rm -f "$WORK/mutated"/*
	node tests/house/kaitai_facts.js "$modules" "$mutant" "$WORK/mutated" "${sample[@]}" >/dev/null 2>&1 &&
		/usr/bin/python3 "$WORK/compare.py" "$WORK/sample" "$WORK/mutated" >/dev/null &&
		echo "${mutant##*/}" >>"$WORK/odd"
done
expect "a wrong width is noticed, each of $count" diff /dev/null "$WORK/odd"
expect "which are those of all members" test "$count" -ge 50

# --- and not in JavaScript alone
# shellcheck disable=SC2016 # of JavaScript
expect_exit 0 "the description compiles to every language" node -e 'const [modules, file] = process.argv.slice(1);
	const compiler = require(`${modules}/kaitai-struct-compiler`);
	const description = JSON.parse(require("fs").readFileSync(file, "utf8"));
	(async () => {
		for (const language of compiler.languages) {
			const made = await compiler.compile(language, description, null, false);
			if (Object.values(made).every((text) => text.length < 1000)) throw new Error(`${language}: nothing was made`);
			console.log(language);
		}
	})().catch((fault) => { console.error(fault); process.exit(1); });' "$modules" "$description"
expect_out '^python$' "Python"
expect_out '^cpp_stl$' "and C++ among them"
finish
