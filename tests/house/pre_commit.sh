#!/bin/bash
# The hooks as pre-commit itself runs them: over content that passes, over the incident, over a channel file that is torn, and
# over a content repository below the top.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
pre_commit=/usr/bin/pre-commit
if [ ! -x $pre_commit ] || ! command -v git >/dev/null; then
	skip "pre-commit" "pre-commit or git is not installed"
	finish
fi
mkdir "$WORK/bin"
ln -s "$SLUICE" "$WORK/bin/sluice"
PATH=$WORK/bin:$PATH
export PRE_COMMIT_HOME=$WORK/cache HOME=$WORK GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

commit()	# FOLDER: it becomes a repository of git, with all that is in it
{
	git -C "$1" init -q &&
		git -C "$1" add -A &&
		git -C "$1" -c user.name=somebody -c user.email=somebody@example.org commit -q -m "all of it"
}

mkdir "$WORK/hooks"
cp "$REPO_ROOT/.pre-commit-hooks.yaml" "$WORK/hooks"
expect "a repository with the hooks" commit "$WORK/hooks"
expect_exit 0 "pre-commit finds nothing wrong with them" $pre_commit validate-manifest "$WORK/hooks/.pre-commit-hooks.yaml"

repository()	# NAME FROM [BELOW]: a copy of content of the corpus, that uses the hooks
{
	local top=$WORK/$1 prefix=${3:+$3/}
	mkdir -p "$top"
	cp -R "$REPO_ROOT/corpus/$2" "$top/${3:-.copy}"
	[ $# = 3 ] || { mv "$top/.copy"/* "$top" && rm -r "$top/.copy"; }
	chmod -R u+w "$top"
	rm -rf "$top/${prefix}dist"
	echo "/${prefix}dist/" >"$top/.gitignore"
	cat >"$top/.pre-commit-config.yaml" <<-END
		repos:
		  - repo: $WORK/hooks
		    rev: $(git -C "$WORK/hooks" rev-parse HEAD)
		    hooks:
		      - {id: sluice-gate${3:+, args: [-q, -C, $3]}}
		      - {id: sluice-check${3:+, args: [-q, -C, $3]}}
		      - {id: sluice-catalog-check${3:+, args: [-q, --fleet, $3/fleet, $3/catalog]}}
	END
}

hooks()		# EXIT NAME REPOSITORY GATE CHECK CATALOG: what pre-commit says of each
{
	expect "$2: a repository" commit "$WORK/$3"
	expect_exit "$1" "$2: pre-commit" env -C "$WORK/$3" $pre_commit run --all-files --color never
	expect_out "^sluice gate\.+$4\$" "the gate: $4"
	expect_out "^sluice check\.+$5\$" "check: $5"
	expect_out "^sluice catalog check\.+$6\$" "the catalog: $6"
}

repository passes content
hooks 0 "content that passes" passes Passed '\(no files to check\)Skipped' Passed
repository incident content-291
hooks 1 "the incident" incident Failed '\(no files to check\)Skipped' Failed
expect_out '^error CH3001 INPUT_NOT_SUPPLIED' "with its finding"
repository torn content
head -c 700 "$WORK/passes/dist/C-00000291-00000042.chan" >"$WORK/torn/a torn.chan"
hooks 1 "a torn channel file" torn Passed Failed Passed
expect_out 'CH1001' "with its finding"
repository below content content
hooks 0 "content below the top" below Passed '\(no files to check\)Skipped' Passed
echo '- {event: {type: ipc, PipeName: here}, match: []}' >"$WORK/below/content/probes/another.yaml"
git -C "$WORK/below" add -A
expect_exit 0 "with a probe more" env -C "$WORK/below" $pre_commit run --color never
expect_out '^sluice gate\.+Passed$' "the gate runs"
expect_out '^sluice catalog check\.+\(no files to check\)Skipped$' "the catalog, which is as it was, is left alone"
finish
