#!/bin/bash
# parser/FORMAT.md is normative, and what it numbers stands in the code and in the description for Kaitai Struct too. Here
# each of them is read for itself, and must say the same: record sizes, members, limits, operators.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
case $SLUICE in
*/release/*) ;;
*) skip "the format" "once is enough: with the release"; finish ;;
esac
cd "$REPO_ROOT/parser" || exit 1

# --- each prints, of each table: NAME SIZE, then NAME MEMBER OFFSET WIDTH

layout_of_code()	# LAYOUT.DEF
{
	sed -n 's/^TABLE([A-Z]*, \([a-z]*\), \([0-9]*\))$/\1 \2/p
		s/^MEMBER(\([A-Z]*\), \([a-z_]*\), \([0-9]*\), \([0-9]*\))$/\L\1\E \2 \3 \4/p' "$1"
}

# An instruction is its word: section 6 has no table of members.
layout_of_page()	# FORMAT.MD
{
	awk -F ' *[|] *' '
		/^## / { within = /^## 3\./ }
		!within { next }
		/^### / { section = $1; gsub(/^### | .*/, "", section); next }
		$5 ~ /^(one|3\.[0-9]+|6)$/ || $4 == "one" { number++; table[$5] = $2; size[$2] = $3; place[number] = $5; next }
		$4 ~ /^`[a-z_]+`$/ {
			gsub(/`/, "", $4)
			members[section] = members[section] table[section] " " $4 " " $2 " " $3 "\n"
		}
		END {
			members["6"] = "instruction word 0 " size["instruction"] "\n"
			for (i = 1; i <= number; i++)
				printf "%s %s\n%s", table[place[i]], size[table[place[i]]], members[place[i]]
		}' "$1"
}

# What the description has as a plain number or as text is a table of one member. In C++ operator is a word of the language.
layout_of_description()	# CHANNEL_FILE.KSY
{
	/usr/bin/python3 - "$1" <<'END'
import sys
import yaml

with open(sys.argv[1], encoding="utf-8") as stream:
    described = yaml.safe_load(stream)
types = described["types"]
plain = {member["id"]: member["type"] for member in described["seq"]}


def width_of(member):
    if "contents" in member:
        return sum(len(part) if isinstance(part, str) else 1 for part in member["contents"])
    if "size" in member:
        return member["size"]
    kind = member["type"]
    if kind not in types:
        return int(kind[1:])
    parts = [part["type"] for part in types[kind]["seq"]]
    if all(part.startswith("b") for part in parts):
        return sum(int(part[1:]) for part in parts) // 8
    return sum(map(width_of, types[kind]["seq"]))


def tell(table, members):
    print(table, sum(width for name, width in members))
    offset = 0
    for name, width in members:
        print(table, "operator" if name == "operation" else name, offset, width)
        offset += width


def members_of(kind):
    return [(member["id"], width_of(member)) for member in types[kind]["seq"]]


tell("header", members_of("header"))
tell("string", [("end", int(plain["string_ends"][1:]))])
tell("text", [("byte", 1)])
tell("integer", [("number", int(plain["integers"][1:]))])
tell("network", members_of("network"))
tell("type", members_of("template_type"))
tell("field", members_of("field"))
tell("template", members_of("template"))
tell("criterion", members_of("criterion"))
tell("value", members_of("string_index"))
tell("instruction", members_of("instruction"))
END
}

operators_of_code()	# CHAN.H
{
	sed -n 's/^\tCHAN_OPERATOR_\([A-Z]*\) = \([0-9]*\),$/\2 \L\1/p' "$1"
}

operators_of_page()	# FORMAT.MD
{
	# shellcheck disable=SC2016 # of Markdown
	sed -n '/^## 5\./,/^## 6\./s/^| \([0-9]*\) | `\([a-z]*\)` .*/\1 \2/p' "$1"
}

operators_of_description()	# CHANNEL_FILE.KSY
{
	sed -n "/^  operator:/,/^  [a-z]*:\$/s/^    \([0-9]*\): '\{0,1\}\([a-z]*\)'\{0,1\}\$/\1 \2/p" "$1"
}

limits_of_code()	# LIMITS.H
{
	sed -n 's/^#define CHAN_MAX_\([A-Z_]*\) \([0-9]*\)u.*/\1 \2/p' "$1" | LC_ALL=C sort
}

# Section 4 has words for what section 7.3 has constants for, and the header (3.1) says what a channel is.
limits_of_page()	# FORMAT.MD
{
	awk -F ' *[|] *' '
		BEGIN {
			split("file FILE_SIZE types TYPES templates TEMPLATES string STRING name NAME fields FIELDS " \
				"criteria CRITERIA instructions INSTRUCTIONS values VALUES depth DEPTH", words, " ")
			for (i = 1; i in words; i += 2)
				constant[words[i]] = words[i + 1]
		}
		/^## / { section = $1 }
		{ number = $3; gsub(/,/, "", number) }
		section ~ /^## 4\./ && number ~ /^[0-9]+$/ {
			split($2, word, " ")
			print constant[word[1] == "bytes" ? word[4] : word[1]], number
		}
		$4 == "`channel`" && match($5, /to [0-9,]+/) {
			number = substr($5, RSTART + 3, RLENGTH - 3)
			gsub(/,$|,/, "", number)
			print "CHANNEL", number
		}
		section ~ /^## 7\./ && $4 ~ /^`CHAN_MAX_[A-Z_]+`$/ {
			gsub(/`|CHAN_MAX_/, "", $4)
			print $4, number
		}' "$1" | LC_ALL=C sort -u
}

same()		# NAME COUNT FILE FILE: the same lines, and as many
{
	expect "$1" diff "$3" "$4"
	expect "and these are $2" test "$(wc -l <"$4")" = "$2"
}

layout_of_code layout.def >"$WORK/layout.code"
layout_of_page FORMAT.md >"$WORK/layout.page"
same "layout.def has the records and members of FORMAT.md" 70 "$WORK/layout.page" "$WORK/layout.code"
operators_of_code chan.h >"$WORK/operators.code"
operators_of_page FORMAT.md >"$WORK/operators.page"
operators_of_description share/channel_file.ksy >"$WORK/operators.description"
same "chan.h has the operators of FORMAT.md" 16 "$WORK/operators.page" "$WORK/operators.code"
same "so has the description" 16 "$WORK/operators.page" "$WORK/operators.description"
limits_of_code limits.h >"$WORK/limits.code"
limits_of_page FORMAT.md >"$WORK/limits.page"
same "limits.h has the limits of FORMAT.md" 15 "$WORK/limits.page" "$WORK/limits.code"
if /usr/bin/python3 -c 'import yaml' 2>/dev/null; then
	layout_of_description share/channel_file.ksy >"$WORK/layout.description"
	same "the description has the records and members of layout.def" 70 "$WORK/layout.code" "$WORK/layout.description"
else
	skip "the description's layout" "python3-yaml is not installed"
fi
finish
