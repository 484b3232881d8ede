# What a run that failed says in its log: prints kind, frames and key, by tabs. Two logs with one key are of one finding: the
# kind of the oracle, its words or the rule, and the three top functions of ours; of a disagreement, its kind alone.
# Variables: status, of the program; target; root, the project's folder with a slash at its end. Locale C.
function clean(text) {
	gsub(/[^ -~]/, " ", text)
	sub(/ +$/, "", text)
	return substr(text, 1, 200)
}
function general(text) {
	text = clean(text)
	gsub(/0x[0-9a-f]+/, "N", text)
	gsub(/-?[0-9]+/, "N", text)
	return text
}
# A frame of ours has a source file that lies below the root, or is a sensor's, elsewhere; never of the runtime libraries.
function is_ours(file) {
	if (file ~ /(^|\/)fuzz\/replay[a-z_]*\.c:/ || file ~ /\/(compiler-rt|libsanitizer|llvm-[^\/]*)\//)
		return 0
	return file ~ /^(\.\/)?(parser|validator|fuzz|tests|ci)\// || file ~ /^\//
}
function note(what, words) {
	if (kind != "")
		return
	kind = what
	record = words
}
{ sub(/\r$/, "") }
/^disagreement: / { disagreement = clean(substr($0, 15)) }
/^CH[0-9][0-9][0-9][0-9]: / && rule == "" { rule = substr($0, 1, 6) }
match($0, /: does not hold: /) {
	word = clean(substr($0, RSTART + RLENGTH))
	# "the sensor agrees (missed)": which of the two is wrong is not known, and where it shows is not where it is.
	if (match(word, / agrees \([a-z0-9 -]+\)$/)) disagreement = substr(word, RSTART + 9, RLENGTH - 10)
	else if (word ~ /^the naive evaluator says /) disagreement = word
	note("property", word)
}
match($0, /: runtime error: /) { note("undefined", general(substr($0, RSTART + RLENGTH))) }
match($0, /: Assertion `.*' failed/) { note("assertion", clean(substr($0, RSTART + 12, RLENGTH - 20))) }
/ERROR: LeakSanitizer/ { note("leak", "") }
match($0, /ERROR: AddressSanitizer: /) {
	word = substr($0, RSTART + RLENGTH)
	if (word ~ /^attempting double-free/) word = "double-free"
	else if (word ~ /^attempting free/) word = "bad-free"
	else if (word ~ /^requested allocation size/) word = "allocation-size-too-big"
	sub(/[ :(].*/, "", word)
	if (word != "ABRT") { note(word, ""); memory = 1 }
}
/hard rss limit exhausted/ { note("out-of-memory", "") }
match($0, /ERROR: libFuzzer: (timeout|out-of-memory|fuzz target exited|fuzz target overwrites)/) {
	word = substr($0, RSTART + 18, RLENGTH - 18)
	sub(/^fuzz target /, "", word)
	note(word == "timeout" ? "hang" : word, "")
}
/returned something else than 0/ { note("returned", "something else than 0") }
memory && access == "" && /^(READ|WRITE) of size/ { access = $1 }
memory && access == "" && match($0, /caused by a (READ|WRITE) memory access/) {
	access = substr($0, RSTART + 12, RLENGTH - 26)
}
/^ *#[0-9]+ 0x[0-9a-f]+ / && !stack_over {
	in_stack = 1
	file = $NF
	name = $4
	if (index(file, root) == 1) file = substr(file, length(root) + 1)
	sub(/^\.\//, "", file)
	sub(/\.(constprop|part|isra|cold)\.[0-9.a-z]*$/, "", name)
	if ($3 == "in" && is_ours(file) && count < 400) {
		sub(/:[0-9]+:[0-9]+$/, substr(file, match(file, /:[0-9]+:/), RLENGTH - 1), file)
		count++
		names[count] = name
		files[count] = file
	}
	next
}
in_stack { stack_over = 1 }
function add(at) {
	if (!at || used >= 3)
		return
	used++
	frames = frames (used > 1 ? " < " : "") names[at] " " files[at]
	key = key "|" names[at]
}
# Where an endless recursion ends is chance; which functions call each other is not.
function cycle(   i, k, best, last) {
	for (k = 0; k < 3; k++) {
		best = 0
		for (i = 1; i <= count && i <= 60; i++)
			if (names[i] > last && (!best || names[i] < names[best]))
				best = i
		if (!best)
			return
		last = names[best]
		add(best)
	}
}
END {
	if (disagreement != "") {
		kind = "disagreement"
		record = disagreement
		rule = ""
	}
	if (kind == "" || kind == "hang") {
		if (status == 124 || status == 137 || kind == "hang") { kind = "hang"; record = "" }
		else if (status > 128) kind = "signal " status - 128
		else if (status == 0) kind = "exit 0 within a run"
		else kind = "exit " status
	}
	if (access != "") kind = kind " " access
	if (rule != "") record = rule (record == "" ? "" : " " record)
	shown = kind (record == "" ? "" : ": " record)
	key = shown
	if (kind == "disagreement") { for (i = 1; i <= 3; i++) if (i <= count) frames = frames (i > 1 ? " < " : "") names[i] " " files[i] }
	else if (kind ~ /^stack-overflow/) cycle()
	else if (kind == "hang") {
		# The loop is below what was called first; what it happens to do when its time is over is not the same twice.
		last = count
		while (last > 1 && names[last] != "LLVMFuzzerTestOneInput") last--
		if (last > 1) last--
		for (i = last > 3 ? last - 2 : 1; i <= last; i++) add(i)
	} else
		for (i = 1; i <= 3 && i <= count; i++) add(i)
	if (!used && kind != "disagreement") key = key "|" target
	printf "%s\t%s\t%s\n", shown, frames == "" ? "-" : frames, key
}
