# shellcheck shell=bash disable=SC2016,SC2154 # inner shells; what tests/prove/run sets
# What tests/prove/run does with WP: each function of libchan against its contract, any bytes of any size.
# Sourced. Needs: work, parser, cores, result(), copy(), weaken().

# All of libchan as one unit, as the release compiles it. The architecture is hidden, so that the table
# computes the checksums: Frama-C does not read instructions.
wp_unit() { # FOLDER
	local file
	for file in "$1"/*.c; do
		case ${file##*/} in eva_* | wp_*) ;; *) echo "#include \"${file##*/}\"" ;; esac
	done >"$1/wp_libchan.c"
}

# The functions that a file defines, but for those of unproved.tsv.
functions_of() { # FILE
	local only='^[a-zA-Z]'
	case $1 in *.h) only='^(CHAN_MUST_USE )?static ' ;; esac
	grep -E "$only" "$1" |
		sed -nE 's/^([A-Za-z_][A-Za-z0-9_]* )+\*?([a-z0-9_]+)\([^;]*$/\2/p' |
		grep -vxF -f <(sed -n 's/^\([a-z0-9_]*\)\t.*/\1/p' tests/prove/unproved.tsv) | sort -u | paste -sd,
}

# Prints "proved total". Frama-C 25 does not fail for an unproved goal: only its count tells.
wp() { # LOG FOLDER MACHINE ARGUMENTS...
	local log=$1 folder=$2 machine=$3
	shift 3
	frama-c -c11 -machdep "$machine" -cpp-extra-args="-I$folder -U__x86_64__ -U__i386__" \
		-wp -wp-rte -warn-unsigned-overflow -warn-unsigned-downcast -wp-par 1 \
		"$@" "$folder/wp_libchan.c" >"$log" 2>&1
	sed -n 's/^\[wp\] Proved goals: *\([0-9]*\) \/ \([0-9]*\)$/\1 \2/p' "$log"
}

# One file of libchan; prints "FILE proved total floor". Limits are of the clock, so a busy machine may miss a goal:
# what is not proved in a minute gets five; what was is taken from the cache of this run.
wp_file() { # MACHINE FLOOR FILE
	local machine=$1 floor=$2 file=$3 proved total seconds
	rm -rf "$work/cache-$machine-$file"
	for seconds in 60 300; do
		read -r proved total < <(wp "$work/wp-$machine-$file.log" "$parser" "$machine" \
			-wp-fct "$(functions_of "parser/$file")" -wp-prop=-@lemma -wp-prover cvc4 -wp-timeout $seconds \
			-wp-cache update -wp-cache-dir "$work/cache-$machine-$file")
		[ "${proved:-0}" != "${total:-0}" ] || break
	done
	echo "$file ${proved:-0} ${total:-0} $floor"
}
export -f wp wp_unit wp_file functions_of

# The lemmas of a header: in the unit, or, if they are of products alone, as a file of their own, where no other lemma
# leads CVC4 astray. A shift of a byte is a product, and products rise: that takes WP's own tactics.
lemmas_of() { sed -n 's/^  lemma \([a-z0-9_]*\).*/\1/p' "parser/$1"; }

prove_lemmas() {
	local proved total products of_products
	rm -rf "$work/session" "$work/products" && mkdir -p "$work/products"
	read -r proved total < <(wp "$work/lemmas.log" "$parser" gcc_x86_64 -wp-session "$work/session" \
		-wp-prop="$(lemmas_of cursor.h | paste -sd,)" -wp-prover cvc4,tip -wp-auto wp:bitshift -wp-timeout 60)
	{
		echo '/*@'
		sed -n '/axiomatic chan_products/,/\*\//p' parser/evaluate.h
	} >"$work/products/wp_libchan.c"
	read -r products of_products < <(wp "$work/products.log" "$work/products" gcc_x86_64 \
		-wp-prop=@lemma -wp-prover cvc4 -wp-timeout 60)
	proved=$((${proved:-0} + ${products:-0})) total=$((${total:-0} + ${of_products:-0}))
	echo "# WP: $proved of $total lemmas"
	if [ "$proved" = "$total" ] && [ "$total" -ge "$lemmas_floor" ]; then
		result ok "WP: the lemmas that the contracts rest on"
	else
		result "not ok" "WP: the lemmas that the contracts rest on ($work/lemmas.log, $work/products.log)"
	fi
}

# The files that tests/prove/floors.tsv has for the machine, in its order.
with_floor() { awk -v machine="$1" -F'\t' '$1 == machine { print $3 }' tests/prove/floors.tsv; } # MACHINE

# Each of these files, on all cores.
prove_files() { # MACHINE FILES
	local file proved total floor sum=0
	while read -r file proved total floor; do
		sum=$((sum + proved))
		if [ "$proved" = "$total" ] && [ "$total" -ge "$floor" ]; then
			result ok "WP, $1: $file, $total goals"
		else
			grep -vE ': Valid|^\[rte|Computing' "$work/wp-$1-$file.log" | sed 's/^/# /' | tail -30
			result "not ok" "WP, $1: $file, $proved of $total goals, at least $floor ($work/wp-$1-$file.log)"
		fi
	done < <(awk -v machine="$1" -F'\t' 'FNR == NR { if ($1 == machine) floor[$3] = $2; next }
			{ print machine, $1 in floor ? floor[$1] : 1, $1 }' tests/prove/floors.tsv - <<<"$2" |
		xargs -P "$cores" -L 1 bash -c 'wp_file "$0" "$1" "$2"')
	echo "# WP, $1: $sum goals"
}

# Each file of libchan that has a function is proved, or is listed with the reason why not, on the page too.
account_for_files() {
	local file name missing=
	for file in parser/*.[ch]; do
		grep -q '^{' "$file" || continue
		awk -F'\t' '{ print $1; print $3 }' tests/prove/floors.tsv tests/prove/unproved.tsv |
			grep -qxF "${file##*/}" || missing="$missing ${file##*/}"
	done
	while read -r name; do
		grep -qE "\`$name(\(\))?\`" parser/PROOF.md || missing="$missing $name"
	done < <(sed -n 's/^\([a-z][^\t]*\)\t.*/\1/p' tests/prove/unproved.tsv)
	if [ -z "$missing" ]; then
		result ok "WP: each file of libchan is proved or is listed with a reason, which PROOF.md has"
	else
		result "not ok" "WP: neither proved nor listed with a reason in unproved.tsv and PROOF.md:$missing"
	fi
}

prove_function() { # FUNCTION
	local proved total
	read -r proved total < <(wp "$work/function.log" "$parser" gcc_x86_64 -wp-fct "$1" \
		-wp-prop=-@lemma -wp-prover cvc4 -wp-timeout 10)
	if [ "${total:-0}" -gt 0 ] && [ "${proved:-0}" = "$total" ]; then
		result ok "WP: $1() keeps its contract: $proved goals"
	else
		result "not ok" "WP: $1() keeps its contract: ${proved:-0} of ${total:-0} goals ($work/function.log)"
	fi
}

# A proof that holds of a broken check proves nothing: a line of tests/prove/controls.tsv weakens one. The function
# must be proved as it is, by the same means, and must lose a goal. Prints a line for result().
control_one() { # LINE
	local name function file old new proved total folder
	IFS=$'\t' read -r name function file old new <<<"$1"
	folder=$work/control-wp-$function
	read -r proved total < <(wp "$folder.whole.log" "$parser" gcc_x86_64 -wp-fct "$function" \
		-wp-prop=-@lemma -wp-prover cvc4 -wp-timeout 60)
	if [ "${total:-0}" = 0 ] || [ "$proved" != "$total" ]; then
		echo "not ok WP: $name: $function() is not wholly proved before (${proved:-0} of ${total:-0}, $folder.whole.log)"
		return
	fi
	copy "$folder"
	wp_unit "$folder"
	weaken "$folder/$file" "$old" "$new" || {
		echo "not ok WP: $name: nothing to weaken"
		return
	}
	read -r proved total < <(wp "$folder.log" "$folder" gcc_x86_64 -wp-fct "$function" \
		-wp-prop=-@lemma -wp-prover cvc4 -wp-timeout 30)
	if [ "${total:-0}" -gt 0 ] && [ "${proved:-0}" -lt "$total" ]; then
		echo "ok WP: $name loses a goal ($proved of $total)"
	else
		echo "not ok WP: $name loses a goal (${proved:-0} of ${total:-0}, $folder.log)"
	fi
}
export -f control_one

control_wp() {
	local line
	while read -r line; do
		case $line in
		not*) result "not ok" "${line#not ok }" ;;
		*) result ok "${line#ok }" ;;
		esac
	done < <(grep -v '^#' tests/prove/controls.tsv |
		xargs -d '\n' -n 1 -P "$cores" bash -c 'control_one "$0"')
}
