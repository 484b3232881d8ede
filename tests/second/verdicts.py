#!/usr/bin/env python3
"""What the second implementation says of channel files, patterns and globs: the same lines as verdicts.c prints.

usage: verdicts.py [--values] FILE...

One line for each: `ok`, or the first fault as `CH1006 92 4` (rule, offset, length). A FILE whose name ends in `.hex` is
annotated hex. --values also checks patterns and globs (CH2013, CH2014), which a parser does not.

The status is 0 if all are ok, 1 if any has a fault, 2 if the command or a file is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chan_fault import Fault, PatternFault
from chan_globs import check_glob
from chan_hex import read_hex
from chan_patterns import read_pattern
from chan_reader import first_fault, read_channel
from chan_value_faults import first_value_fault


def file_verdict(data: bytes) -> str:
    """The line of a channel file."""
    fault = first_fault(data)
    return "ok" if fault is None else str(fault)


def file_and_values_verdict(data: bytes) -> str:
    """The line of a channel file whose patterns and globs are checked too."""
    try:
        fault = first_value_fault(read_channel(data))
    except Fault as parser_fault:
        return str(parser_fault)
    return "ok" if fault is None else str(fault)


def pattern_verdict(pattern: bytes) -> str:
    """The line of a pattern alone: `ok` with its count and weight, or the fault with its name."""
    try:
        measure = read_pattern(pattern)
    except PatternFault as fault:
        return str(fault)
    return f"ok {measure.count} {measure.weight}"


def glob_verdict(glob: bytes) -> str:
    """The line of a glob alone; a fault has its name as a fourth word."""
    try:
        check_glob(glob)
    except PatternFault as fault:
        return str(fault)
    return "ok"


def main() -> int:
    """Check what the arguments name."""
    parser = argparse.ArgumentParser(description="Check channel files from their specification alone.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--values", action="store_true", help="check patterns and globs of the files too")
    arguments = parser.parse_args()
    verdict = file_and_values_verdict if arguments.values else file_verdict
    status = 0
    for path in arguments.files:
        try:
            data = read_hex(path.read_text(encoding="utf-8")) if path.suffix == ".hex" else path.read_bytes()
        except (OSError, ValueError) as error:
            print(f"verdicts.py: {path}: {error}", file=sys.stderr)
            return 2
        line = verdict(data)
        print(line)
        if line != "ok":
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
