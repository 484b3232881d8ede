# shellcheck shell=bash disable=SC2154 # what tests/prove/run sets
# What tests/prove/run does with CBMC, where it is installed (Debian 13 has 6.6, Debian 12 none): the cursor once more, by bits.
# Sourced. Needs: work, parser, result(), skip(), copy(), weaken(). CBMC names the program.

cbmc=${CBMC:-cbmc}

# Prints FAILURE or SUCCESSFUL, or nothing.
ask_cbmc() { # FOLDER FUNCTION
	timeout 600 "$cbmc" --function "$2" --bounds-check --pointer-check --pointer-overflow-check --unsigned-overflow-check \
		--signed-overflow-check --conversion-check --undefined-shift-check --unwind 65 --unwinding-assertions --object-bits 16 \
		-I "$1" tests/prove/cbmc_cursor.c >"$work/cbmc-$2.log" 2>&1
	sed -n 's/^VERIFICATION //p' "$work/cbmc-$2.log"
}

check_cursor() {
	local function
	if ! command -v "$cbmc" >/dev/null; then
		skip "CBMC: the cursor" "cbmc is absent"
		return
	fi
	while read -r function; do
		if [ "$(ask_cbmc "$parser" "$function")" = SUCCESSFUL ]; then
			result ok "CBMC: $function()"
		else
			result "not ok" "CBMC: $function() ($work/cbmc-$function.log)"
		fi
	done < <(sed -n 's/^void \(check_[a-z0-9_]*\)(void)$/\1/p' tests/prove/cbmc_cursor.c)
	control_cbmc check_u32 'c->priv_pos > c->priv_end - 4)' 'c->priv_pos > c->priv_end - 3)'
	control_cbmc check_take 'sub->priv_end = next;' 'sub->priv_end = next + 1;'
}

control_cbmc() { # FUNCTION OLD NEW
	copy "$work/control-cbmc"
	weaken "$work/control-cbmc/cursor.h" "$2" "$3"
	if [ "$(ask_cbmc "$work/control-cbmc" "$1")" = FAILED ]; then
		result ok "CBMC: $1() fails for a weakened check"
	else
		result "not ok" "CBMC: $1() does not see '$3' ($work/cbmc-$1.log)"
	fi
}
