#!/usr/bin/env python3
"""Holds what the tests do not cover against the list of what they need not.

    gaps.py EXPORT LIST     EXPORT  llvm-cov export, of the suites and the command line alone
                            LIST    tests/coverage/uncovered.txt

In parser/ and validator/rules/ every outcome of every branch is wanted, that every condition has once decided
alone (MC/DC), and that every function is called; in each other folder 90 of 100 lines. A gap is known by its file,
its function and its text, never by its line. It fails on a gap that is not listed, and on a line of the list that
is no gap any more. 0 as it must be, 1 not so, 2 unreadable input.
"""

import collections
import json
import os
import sys

EVERY_CONDITION = ("parser/", "validator/rules/")
LEAST_LINES = 90
OPEN = "OPEN"


class Unreadable(Exception):
    pass


class Source:
    """A file, and which function each of its lines is in."""

    def __init__(self, name):
        try:
            with open(name, encoding="utf-8") as file:
                self.lines = file.read().split("\n")
        except OSError as error:
            raise Unreadable(f"{name}: {error.strerror}; run it where the paths of the export begin") from error
        self.functions = {}

    def text(self, place):
        first, begin, last, end = place
        if first == last:
            return self.lines[first - 1][begin - 1:end - 1]
        parts = [self.lines[first - 1][begin - 1:], *self.lines[first:last - 1], self.lines[last - 1][:end - 1]]
        return " ".join(part.strip() for part in parts)

    def function(self, line):
        for (first, last), (name, _) in self.functions.items():
            if first <= line <= last:
                return name
        return "-"

    def is_switch(self, place):
        return self.lines[place[0] - 1][:place[1] - 1].endswith("switch (")


class Counted:
    """Branches, or conditions: how many there are, and the gap that each one without cover belongs to."""

    def __init__(self):
        self.total = 0
        self.gaps = []


def read_functions(data, sources):
    for function in data["functions"]:
        name = function["filenames"][0]
        if name not in sources:
            continue
        body = function["regions"][0]
        place = (body[0], body[2])
        known = sources[name].functions
        count = function["count"] + known.get(place, ("", 0))[1]
        known[place] = (function["name"].split(":")[-1], count)


def read_branches(file, source, branches):
    """The outcomes that are missing, by place; a function in a header is counted over all that include it."""
    counts = collections.defaultdict(lambda: [0, 0])
    for branch in file["branches"]:
        place = tuple(branch[:4])
        counts[place][0] += branch[4]
        counts[place][1] += branch[5]
    missing = {}
    for place, (yes, no) in sorted(counts.items()):
        branches.total += 2
        text = source.text(place)
        words = ("never true", "never false")
        if source.is_switch(place):
            words = ("never another", "never a case")
        elif text == "default" or text.startswith("case "):
            words = ("never", "never another than")
        key = f"{file['filename']} {source.function(place[0])}"
        missing[place] = [f"{key}: {word}: {text}" for word, count in zip(words, (yes, no)) if count == 0]
        branches.gaps += missing[place]
    return missing


def read_conditions(file, source, missing, conditions):
    """A condition with an outcome that is missing cannot have decided: that is one gap, not two."""
    decided = collections.defaultdict(list)
    for record in file["mcdc_records"]:
        decided[tuple(record[:4])].append(record[6])
    for place, records in sorted(decided.items()):
        inside = [other for other in missing if place[:2] <= other[:2] and other[2:] <= place[2:]]
        covered = [any(each) for each in zip(*records)]
        conditions.total += len(covered)
        key = f"{file['filename']} {source.function(place[0])}: never decides"
        for number, seen in enumerate(covered):
            if seen:
                continue
            if len(inside) != len(covered):
                conditions.gaps.append(f"{key}: condition {number + 1} of {source.text(place)}")
            elif missing[inside[number]]:
                conditions.gaps.append(missing[inside[number]][0])
            else:
                conditions.gaps.append(f"{key}: {source.text(inside[number])}")


def read_export(name):
    try:
        with open(name, encoding="utf-8") as file:
            data = json.load(file)["data"][0]
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise Unreadable(f"{name}: no export of llvm-cov: {error}") from error
    files = [file for file in data["files"] if file["filename"].startswith(EVERY_CONDITION)]
    if not files:
        raise Unreadable(f"{name}: it has no file of {' or '.join(EVERY_CONDITION)}: nothing was measured")
    sources = {file["filename"]: Source(file["filename"]) for file in files}
    read_functions(data, sources)
    branches, conditions, functions = Counted(), Counted(), Counted()
    for file in files:
        source = sources[file["filename"]]
        missing = read_branches(file, source, branches)
        read_conditions(file, source, missing, conditions)
        functions.total += len(source.functions)
        functions.gaps += [f"{file['filename']} {function}: never called"
                           for function, count in source.functions.values() if count == 0]
    return data["files"], {"branches": branches, "conditions": conditions, "functions": functions}


def read_list(name):
    """Reasons start their line; below each, behind a tab, the gaps that it is the reason of."""
    listed = collections.defaultdict(list)
    reason = None
    try:
        with open(name, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError as error:
        raise Unreadable(f"{name}: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        if not line.startswith("\t"):
            reason = line
        elif reason is None:
            raise Unreadable(f"{name}:{number}: a gap before any reason; a reason starts its line")
        else:
            listed[line.strip()].append(reason)
    return listed


def low_folders(files):
    lines = collections.defaultdict(lambda: [0, 0])
    for file in files:
        if not file["filename"].startswith(EVERY_CONDITION):
            folder = lines[os.path.dirname(file["filename"]) + "/"]
            folder[0] += file["summary"]["lines"]["covered"]
            folder[1] += file["summary"]["lines"]["count"]
    for folder, (covered, count) in sorted(lines.items()):
        percent = 100 * covered / count if count else 100
        print(f"lines of {folder} {count}: {covered} covered, {percent:.1f} %")
        if percent < LEAST_LINES:
            yield f"{folder} has {percent:.1f} % of its lines covered, fewer than {LEAST_LINES} %"


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        files, counted = read_export(arguments[0])
        listed = read_list(arguments[1])
    except Unreadable as error:
        print(f"gaps.py: {error}", file=sys.stderr)
        return 2

    wrong = list(low_folders(files))
    is_open = {gap for gap, reasons in listed.items() if any(reason.startswith(OPEN) for reason in reasons)}
    found = collections.Counter(counted["branches"].gaps + counted["functions"].gaps)
    found.update(gap for gap in counted["conditions"].gaps if ": never decides: " in gap)
    for what, each in counted.items():
        open_count = sum(gap in is_open for gap in each.gaps)
        reasoned = sum(gap in listed for gap in each.gaps) - open_count
        print(f"{what} {each.total}: {each.total - len(each.gaps)} covered, {reasoned} listed with a reason, "
              f"{open_count} open")
    for gap in sorted(is_open & set(found)):
        print(f"open: {gap}")
    for gap, count in sorted(found.items()):
        missing = count - len(listed[gap])
        if missing > 0:
            wrong.append(f"not covered, and not listed{f' {missing} times' if missing > 1 else ''}:\n\t{gap}")
    for gap, reasons in sorted(listed.items()):
        if len(reasons) > found[gap]:
            wrong.append(f"listed, and covered or gone: take it off the list:\n\t{gap}")
    for line in wrong:
        print(line)
    if wrong:
        print(f"{len(wrong)} things are wrong; a gap wants a test, or a line in {arguments[1]} below its reason")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
