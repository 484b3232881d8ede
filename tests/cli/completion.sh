#!/bin/bash
# What shells complete. The program for bash is loaded and asked; those for zsh and fish are where these are installed.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
for shell in bash zsh fish; do
	expect_exit 0 "completion for $shell" "$SLUICE" help --completion $shell
	cp "$OUT" "$WORK/sluice.$shell"
done
expect_exit 2 "for a shell that it has none for" "$SLUICE" help --completion tcsh
expect_err 'bash, zsh, fish' "is answered with those that it has"
expect_exit 2 "for no shell" "$SLUICE" help --completion
expect "shellcheck has nothing to say" sh -c "! command -v shellcheck || shellcheck -s bash '$WORK/sluice.bash'"
mkdir -p "$WORK/here/content" "$WORK/here/contents"
: >"$WORK/here/con.chan"

# What bash offers for the last of these words, as readline would split them.
offers()	# WORD...
{
	COMP_WORDS=("$@")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	COMPREPLY=()
	_sluice
	printf '%s\n' "${COMPREPLY[*]}"
}

completes()	# WANTED WORD...
{
	local wanted=$1 got
	shift
	got=$(cd "$WORK/here" && offers "$@" 2>&1)
	expect "bash: $*: $wanted" test "$got" = "$wanted"
}

compopt() { :; }	# it works inside of a completion alone
# shellcheck source=/dev/null
. "$WORK/sluice.bash"
completes 'gate' sluice ga
completes '--repository --report' sluice gate --re
completes 'check diff infer' sluice catalog ''
completes '--fleet' sluice catalog check --fl
completes 'github github-summary gitlab' sluice gate --format g
completes 'sarif' sluice gate --format = sa
completes 'sarif=' sluice gate --report sa
completes 'con.chan' sluice gate --report json = con.
completes 'con.chan' sluice gate --report = json = con.
completes 'yaml json hex' sluice dump --format ''
completes 'content contents' sluice gate -C cont
completes 'con.chan' sluice check con.
completes '' sluice run -- --c
completes '' sluice gate --sensor-seconds ''
completes 'CH3001' sluice explain CH3001
completes 'catalog' sluice help ca
completes 'check diff infer' sluice help catalog ''
completes 'catalog-check catalog-diff catalog-infer' sluice help --man catalog-
completes 'bash zsh fish' sluice help --completion ''

# Every option of every command is offered, and every value that is offered for a choice is one that the command knows.
"$SLUICE" --help | sed -n 's/^  \([a-z-]\+\( [a-z]\+\)\?\)   *[^ ].*/\1/p' | grep -v '^sluice' >"$WORK/commands"
wrong=''
values=0
while read -r command; do
	read -ra words <<<"$command"
	options=$("$SLUICE" "${words[@]}" --help </dev/null | sed -n 's/^  \(-.,\|   \) \(--[a-z-]*\).*/\2/p' | sort)
	[ "$(offers sluice "${words[@]}" -- | tr ' ' '\n')" != "$options" ] ||
		wrong+="$command: options behind -- "
	[ "$(offers sluice "${words[@]}" - | tr ' ' '\n' | sort)" = "$options" ] || wrong+="$command: other options; "
	for option in --format --fail-on --color; do
		[[ $options == *"$option"* ]] || continue
		for value in $(offers sluice "${words[@]}" $option ''); do
			values=$((values + 1))
			"$SLUICE" "${words[@]}" $option "$value" -C "$WORK/none" "$WORK/none" "$WORK/none" </dev/null 2>&1 |
				grep -q "'$value'" && wrong+="$command $option does not know $value; "
		done
	done
done <"$WORK/commands"
expect "all options of all commands are offered: $wrong" test -z "$wrong"
expect "values were offered and tried ($values)" test $values -gt 30

if command -v zsh >/dev/null; then
	expect "zsh reads it" zsh -fn "$WORK/sluice.zsh"
	cat >"$WORK/ask.zsh" <<'END'
compdef() { : }
_describe() { print -rl -- ${(P)2} }
_arguments() { print -rl -- "$@" }
source $1
shift
words=("$@") CURRENT=$#
_sluice
END
	expect_exit 0 "zsh: a command" zsh -f "$WORK/ask.zsh" "$WORK/sluice.zsh" sluice ga
	expect_out '^gate:the whole gate' "is described"
	expect_exit 0 "zsh: the second word" zsh -f "$WORK/ask.zsh" "$WORK/sluice.zsh" sluice catalog ''
	expect_out '^infer:' "is described"
	expect_no_out '^show:' "and that of no other"
	expect_exit 0 "zsh: options" zsh -f "$WORK/ask.zsh" "$WORK/sluice.zsh" sluice catalog check ''
	expect_out '^--fleet\[.*\]:DIR:_directories$' "are given to _arguments"
else
	skip "zsh" "zsh is not installed"
fi

fish_offers()	# TEXT
{
	(cd "$WORK/here" && HOME=$WORK fish --no-config -c "source '$WORK/sluice.fish'; complete -C '$1'") |
		cut -f 1 | tr '\n' ' '
}

if command -v fish >/dev/null; then
	expect "fish: sluice ga" test "$(fish_offers 'sluice ga')" = 'gate '
	expect "fish: sluice gate --re" test "$(fish_offers 'sluice gate --re')" = '--report --repository '
	expect "fish: the second word" test "$(fish_offers 'sluice catalog ')" = 'check diff infer '
	expect "fish: a value" test "$(fish_offers 'sluice gate --format sa')" = 'sarif '
	expect "fish: a report" test "$(fish_offers 'sluice gate --report sa')" = 'sarif= '
	expect "fish: the file of a report" test "$(fish_offers 'sluice gate --report json=con.')" = 'json=con.chan '
	expect "fish: a folder" test "$(fish_offers 'sluice gate -C contents')" = 'contents/ '
else
	skip "fish" "fish is not installed"
fi
finish
