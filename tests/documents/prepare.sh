# shellcheck shell=bash
# Sourced by the shell of each session, in its empty folder, with the document's path: what a reader of it has before the first
# command. Exit 77 with a word on why skips the document.
document=$1
: "${REPO_ROOT:?}" "${BUILD:=$REPO_ROOT/build}"
case $BUILD in /*) ;; *) BUILD=$REPO_ROOT/$BUILD ;; esac
export BUILD

# Of make itself only the question whether it knows the goal: what the goal does has tests of its own. An installation is one.
make()
{
	local word destination='' prefix=/usr/local
	for word in "$@"; do
		case $word in
		DESTDIR=*) destination=${word#*=} ;;
		PREFIX=*) prefix=${word#*=} ;;
		esac
	done
	case " $* " in
	*" install "*) DESTDIR=$destination PREFIX=$prefix LIBDIR=$prefix/lib "$REPO_ROOT/ci/install" ;;
	*) command make -n -C "$REPO_ROOT" "$@" >/dev/null ;;
	esac
}

need()		# COMMAND...
{
	local command
	for command in "$@"; do
		command -v "$command" >/dev/null || { echo "$command is not installed"; exit 77; }
	done
}

sample()	# NAME...: the sample repositories, where a clone has them
{
	local name
	mkdir -p corpus
	for name in "$@"; do
		cp -R "$REPO_ROOT/corpus/$name" corpus/ && chmod -R u+w "corpus/$name"
	done
	find corpus -name dist -exec rm -rf {} +
}

# Rules as somebody has them who has not heard of sluice: some of the sample, one of an application, one without a field.
rules()		# FOLDER
{
	mkdir -p "$1/process" "$1/kettle"
	cp "$REPO_ROOT"/corpus/content/rules/process/{encoded_command,renamed_tool,shadow_copies_removed}.yml "$1/process"
	cat >"$1/process/any_word.yml" <<-'END'
		title: Words that stand anywhere
		id: 8d0c2d5a-53c4-4b34-9a53-20c4f1a1a7b0
		status: test
		level: low
		author: sluice authors
		logsource: {product: windows, category: process_creation}
		detection:
		  words: [brasskettle, coppersieve]
		  condition: words
	END
	cat >"$1/kettle/boiled_from_outside.yml" <<-'END'
		title: Kettle switched on from outside
		id: 0f7ad6a5-2f2c-4b29-8a0f-55a0c8f9a3c1
		status: test
		level: medium
		author: sluice authors
		logsource: {product: kettle, service: control}
		detection:
		  start:
		    Command: boil
		    Degrees|gte: 90
		  home:
		    RemoteIp: 192.0.2.7
		  condition: start and not home
	END
}

# A sensor that supplies every input of a header, so that it has a manifest; what it supplies is nothing.
sensor()	# HEADER OUT BUILD
{
	local name
	local -a names
	mapfile -t names < <(sed -n 's/^typedef struct \([a-z_0-9]*\)_inputs {$/\1/p' "$1")
	{
		printf '#include "%s"\n#include <stdio.h>\n' "$(realpath "$1")"
		printf 'CHAN_BUILD(limits, "%s", "linux-x64", 4194304, 10000, 256, 65535, 32)\n' "$3"
		for name in "${names[@]}"; do
			printf 'static void see_%s(%s_inputs *inputs)\n{\n\t%s_SUPPLY(inputs' "$name" "$name" "${name^^}"
			sed -n "s/^static inline ${name}_[A-Za-z0-9_]*_value \(${name}_[A-Za-z0-9_]*\)(chan_\([a-z]*\)_value .*/, \1(chan_\2_absent())/p" \
				"$1" | tr -d '\n'
			printf ');\n}\n'
		done
		printf 'int main(void)\n{\n\tchan_memory memory = CHAN_ALL_ZERO;\n\tchan_content content;\n\tchan_file file = CHAN_ALL_ZERO;\n'
		for name in "${names[@]}"; do
			printf '\t%s_inputs %s;\n\tsee_%s(&%s);\n' "$name" "$name" "$name" "$name"
		done
		printf '\treturn !chan_prepare(&file, &memory, &content) || limits().templates == 0;\n}\n'
	} >"$2.c"
	"${CC:-gcc}" -std=c11 -iquote "$REPO_ROOT/parser" -o "$2" "$2.c" "$BUILD/release/libchan.a"
}

case $document in
README.md)
	sample content content-291
	mkdir -p path/to .catalog
	rules path/to/rules
	sluice catalog infer path/to/rules >.catalog/types.yaml &&
		sluice sensor header -q --catalog .catalog -o .inputs.h && sensor .inputs.h path/to/sensor 7.11.18110
	;;
validator/CONTENT.md)
	sample content
	cat >day.ndjson <<-'END'
		{"type": "ipc", "PipeName": "\\kettle_7", "RemoteIp": "203.0.113.7"}
		{"Event": {"System": {"Channel": "Security", "EventID": 4688}, "EventData": {"NewProcessName": "C:\\a.exe"}}}
	END
	;;
parser/SENSOR.md)
	need cc pkg-config perl
	sample content content-291
	ln -s "$REPO_ROOT/fuzz" "$REPO_ROOT/parser" .
	export CFLAGS=-O1
	perl -0pe 's/,\n\t*ipc_CallingModule\([^;]*\);/);/' fuzz/sensors/minimal.c >old.c
	;;
validator/ADOPT.md)
	need git cc
	rules rules
	mkdir sensor
	{
		echo '#!/bin/bash'
		declare -f sensor
		cat <<-'END'
			mkdir -p "release/$1" && sensor sensor/inputs.h "release/$1/sensor" "$1"
		END
	} >sensor/build
	chmod +x sensor/build
	git init -q . && git config user.name 'A tester' && git config user.email tester@example.com
	printf '%s\n' /.bin/ /.outputs/ /release/ dist/ '*.c' >.gitignore
	git add -A && git commit -q -m 'Rules'
	;;
validator/ROLLOUT.md)
	need git minisign jq
	sample content
	mv corpus/content content && rmdir corpus
	git init -q . && git config user.name 'A tester' && git config user.email tester@example.com
	printf '%s\n' '/.*' dist/ '*.key' >.gitignore
	sluice ledger extend -q -C content >/dev/null && cp -R content/dist shipped &&
		git add -A && git commit -q -m 'Version 42' && git tag v42
	sed -i 's/^version: 42$/version: 43/' content/channels/291.yaml
	cat >content/rules/ipc/user_of_a_kettle.yml <<-'END'
		title: Pipe of somebody who is called like a kettle
		id: 6a1f3b1e-9d4c-4f0b-8a53-3f1b52f0a9d2
		status: test
		level: low
		author: sluice authors
		logsource: {product: windows, category: ipc}
		detection:
		  selection:
		    User|startswith: 'KETTLE\'
		  condition: selection
	END
	cat >content/probes/user_of_a_kettle.yaml <<-'END'
		- event: {type: ipc, PipeName: '\srvsvc', User: 'KETTLE\ada'}
		  match: [6a1f3b1e-9d4c-4f0b-8a53-3f1b52f0a9d2]
	END
	git add -A && git commit -q -m 'Version 43'
	minisign -G -W -f -p release.pub -s release.key >keys.txt
	;;
validator/VERDICT.md)
	need minisign openssl
	sample content
	mv corpus/content content
	;;
fuzz/sensors/README.md)
	need cc ar
	sample content
	mv corpus/content content
	cp "$REPO_ROOT"/parser/*.{h,def} .
	cp "$REPO_ROOT/fuzz/sensors/example.c" adapter.c
	ar rc libfoo.a "$BUILD/release/libchan_shared.o"
	;;
ci/oss-fuzz/README.md)
	ln -s "$REPO_ROOT/ci" .
	;;
esac
