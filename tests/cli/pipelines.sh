#!/bin/bash
# What pipelines copy: the pre-commit hooks, the GitHub action, the GitLab template and the container file, and what README.md and
# ADOPT.md show of them. They are read as YAML, and the commands in them are run over the sample content.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
mkdir "$WORK/bin"
ln -s "$SLUICE" "$WORK/bin/sluice"
PATH=$WORK/bin:$PATH
cp -R corpus/content corpus/content-291 "$WORK"
chmod -R u+w "$WORK"/content*
rm -rf "$WORK/content/dist"

# --- the step of the GitHub action
export RUNNER_TEMP="$WORK/a runner" GITHUB_OUTPUT=$WORK/output GITHUB_STEP_SUMMARY=$WORK/summary FAIL_ON=error
mkdir "$RUNNER_TEMP"
action()	# CODE NAME REPOSITORY
{
	: >"$GITHUB_OUTPUT"
	: >"$GITHUB_STEP_SUMMARY"
	REPOSITORY=$3 SLUICE=sluice expect_exit "$1" "$2" ci/github-action/gate
}
action 0 "github: content that passes" "$WORK/content"
for output in sarif json html statement; do
	expect "tells where $output is" test -s "$(sed -n "s/^$output=//p" "$GITHUB_OUTPUT")"
	expect "as action.yml passes it on" grep -qF "\${{ steps.gate.outputs.$output }}" ci/github-action/action.yml
done
expect "and nothing else" test "$(wc -l <"$GITHUB_OUTPUT")" = 4
expect "the summary is written" grep -qi '^#.*pass' "$GITHUB_STEP_SUMMARY"
action 1 "github: content that does not" "$WORK/content-291"
expect_out '^::error .*CH3001' "is annotated"
expect "and has its reports" test "$(wc -l <"$GITHUB_OUTPUT")" = 4
action 2 "github: no repository" "$WORK/nowhere"
expect "tells of no verdict of another step" test "$(sed -n 's/^statement=//p' "$GITHUB_OUTPUT")" = ""
expect "nor of its report" grep -q '"verdict":"unusable"' "$(sed -n 's/^json=//p' "$GITHUB_OUTPUT")"
FAIL_ON=never action 2 "github: an input that is none" "$WORK/content"
(unset GITHUB_OUTPUT; REPOSITORY=. ci/github-action/gate) >"$OUT" 2>&1
expect "without a runner it does nothing" test ! -e "$RUNNER_TEMP/sluice-build"

# --- the container file names what ci/deps does
sed -n '/^FROM.* AS build/,/^COPY/p' ci/container/Containerfile | tr -s ' \t\134' '\n' | grep -xE '[a-z0-9-]+' |
	grep -vxE 'apt-get|update|install|build|-y|--no-install-recommends' | sort >"$WORK/packages"
expect "the container is built with what ci/deps says" diff <(ci/deps --list build) "$WORK/packages"
expect "and is not run as root" grep -qx 'USER 65534:65534' ci/container/Containerfile
if [ -n "${THOROUGH:-}" ] && command -v podman >/dev/null &&
	podman run --rm docker.io/library/debian:12-slim true >/dev/null 2>&1; then
	expect_exit 0 "the container builds" podman build -q -f ci/container/Containerfile -t sluice-test .
	expect_exit 0 "and gates" podman run --rm --user 0 -v "$WORK/content:/content" sluice-test gate -C /content
	expect_exit 0 "and checks, as nobody" podman run --rm -v "$WORK/content:/content:ro" --entrypoint sh sluice-test -c \
		'sluice check -C /content /content/dist/*.chan'
else
	skip "the container builds" "needs THOROUGH, and podman that can run debian:12-slim"
fi

# --- what is YAML
if ! /usr/bin/python3 -c 'import yaml' 2>/dev/null; then
	skip "YAML" "python3-yaml is not installed"
	finish
fi
json_of()	# FILE
{
	/usr/bin/python3 -c 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))' "$1"
}
shown_in()	# DOCUMENT FILE: the block of the document whose first line is "# FILE"
{
	awk -v first="# $2" '/^```/ { inside = 0 } $0 == first { inside = 1 } inside' "$1"
}
json_of ci/github-action/action.yml >"$WORK/action.json"
json_of ci/gitlab/sluice.gitlab-ci.yml >"$WORK/gitlab.json"
json_of .pre-commit-hooks.yaml >"$WORK/hooks.json"
# shellcheck disable=SC2016 # the variable is the runner's
expect "the action is a composite one with one step" jq -e '.runs.using == "composite" and (.runs.steps | length) == 1 and
	.runs.steps[0].run == "\"$GITHUB_ACTION_PATH/gate\""' "$WORK/action.json"
# shellcheck disable=SC2016 # those are of GitHub and of jq
expect "each of its inputs is used" jq -e '[.inputs | keys[] | "${{ inputs.\(.) }}"] | sort ==
	([$step.env[]] | sort)' --argjson step "$(jq '.runs.steps[0]' "$WORK/action.json")" "$WORK/action.json"
expect "what it runs is there" test -x ci/github-action/gate

jq -r '."sluice-gate".script[]' "$WORK/gitlab.json" >"$WORK/script"
expect "the job of GitLab has a script" test "$(wc -l <"$WORK/script")" = 2
job()		# CODE NAME REPOSITORY
{
	rm -rf "$WORK/job"
	mkdir "$WORK/job"
	expect_exit "$1" "$2" env -C "$WORK/job" SLUICE_REPOSITORY="$3" \
		SLUICE_FAIL_ON="$(jq -r .variables.SLUICE_FAIL_ON "$WORK/gitlab.json")" bash -e "$WORK/script"
	for report in $(jq -r '."sluice-gate".artifacts.reports[]' "$WORK/gitlab.json"); do
		expect "leaves $report" test -s "$WORK/job/$report"
	done
}
job 0 "gitlab: content that passes" "$WORK/content"
job 1 "gitlab: content that does not" "$WORK/content-291"

# --- the hooks, as pre-commit would call them in the folder of the repository
hook()		# CODE ID [FILE...]
{
	local words=() word
	while read -r word; do
		words+=("$word")
	done < <(jq -r --arg id "$2" '.[] | select(.id == $id) | (.entry | split(" ")[]), .args[]' "$WORK/hooks.json")
	expect_exit "$1" "the hook $2: exit $1" "${words[@]}" "${@:3}"
}
cd "$WORK/content" || exit 1
hook 0 sluice-gate
hook 0 sluice-check dist/*.chan
hook 0 sluice-catalog-check
cd "$WORK/content-291" || exit 1
hook 1 sluice-gate
hook 1 sluice-catalog-check
head -c 700 "$WORK/content/dist/C-00000291-00000042.chan" >torn.chan
hook 1 sluice-check torn.chan
expect "these are all of them" test "$(jq length "$WORK/hooks.json")" = 3

# --- what the documents show of them
cd "$REPO_ROOT" || exit 1
version=v$("$SLUICE" --version | head -n 1 | cut -d ' ' -f 2)
shown_in README.md .github/workflows/content.yml >"$WORK/workflow.yml"
shown_in README.md .gitlab-ci.yml >"$WORK/gitlab-ci.yml"
shown_in validator/ADOPT.md .pre-commit-config.yaml >"$WORK/pre-commit.yaml"
for shown in workflow.yml gitlab-ci.yml pre-commit.yaml; do
	json_of "$WORK/$shown" >"$WORK/$shown.json"
done
# shellcheck disable=SC2016 # variables of jq
expect "README.md: the workflow uses the action, as it is" jq -e --arg uses "OWNER/sluice/ci/github-action@$version" \
	--slurpfile action "$WORK/action.json" '.jobs.gate.steps | map(select(.uses == $uses)) | length == 1 and
	(.[0].with | keys - ($action[0].inputs | keys)) == []' "$WORK/workflow.yml.json"
# shellcheck disable=SC2016
expect "README.md: the include is the template, with variables that it has" jq -e --arg version "$version" \
	--slurpfile template "$WORK/gitlab.json" '.include.ref == $version and
	.include.file == "ci/gitlab/sluice.gitlab-ci.yml" and (.variables | keys - ($template[0].variables | keys)) == []' \
	"$WORK/gitlab-ci.yml.json"
# shellcheck disable=SC2016
expect "ADOPT.md: the hook is there" jq -e --arg version "$version" --slurpfile hooks "$WORK/hooks.json" '.repos[0] |
	.rev == $version and ([.hooks[].id] - [$hooks[0][].id]) == []' "$WORK/pre-commit.yaml.json"
mapfile -t words < <(jq -r '.repos[0].hooks[0].args[]' "$WORK/pre-commit.yaml.json")
expect_exit 0 "and its arguments are understood" env -C "$WORK" sluice gate "${words[@]}"
finish
