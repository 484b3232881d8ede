# shellcheck shell=bash
# Sourced after tests/cli/lib.sh by a test that holds our files against programs of the npm registry. Exactly these bytes are
# fetched, into a scratch folder, and no script of theirs is run.
#
#	npm_packages FOLDER NAME@VERSION=sha512-...    what they depend on is named too

# False, and what called it ends, where they are not to be had (a test skipped) or are others than asked for (one failed).
npm_packages()	# FOLDER PACKAGE=DIGEST...
{
	local folder=$1 program
	shift
	for program in node npm; do
		command -v $program >/dev/null || { skip "the packages of npm" "$program is not installed"; return 1; }
	done
	mkdir -p "$folder"
	echo '{"private": true}' >"$folder/package.json"
	if ! npm install --prefix "$folder" --cache "$folder/.cache" --ignore-scripts --no-audit --no-fund --no-update-notifier \
		--fetch-retries=1 --fetch-timeout=60000 "${@%%=*}" >"$folder/.log" 2>&1; then
		if grep -qE 'npm (error|ERR!) code (ENOTFOUND|EAI_AGAIN|ECONN[A-Z]*|ETIMEDOUT|E5[0-9]*|E403|ENETUNREACH)' "$folder/.log"; then
			skip "the packages of npm" "the registry cannot be reached"
		else
			not_ok "the packages of npm" "$(tail -n 20 "$folder/.log")"
		fi
		return 1
	fi
	printf '%s\n' "$@" | LC_ALL=C sort >"$folder/.wanted"
	# shellcheck disable=SC2016 # of JavaScript
	node -e 'const { packages } = JSON.parse(require("fs").readFileSync(process.argv[1]));
		for (const [place, { version, integrity }] of Object.entries(packages))
			console.log(`${place.replace("node_modules/", "")}@${version}=${integrity}`)' \
		"$folder/node_modules/.package-lock.json" | LC_ALL=C sort >"$folder/.got"
	expect "npm gives the packages that are asked for, and nothing else" diff "$folder/.wanted" "$folder/.got"
	cmp -s "$folder/.wanted" "$folder/.got"
}
