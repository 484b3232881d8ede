#!/usr/bin/env python3
"""The reader says of each file of the corpus what its first lines expect. TAP output.

An expectation of 1xxx is the parser's. All others come after it, so the parser accepts the file; of these,
CH2013 and CH2014 are held against `chan_value_faults`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from chan_hex import read_expectation, read_hex
from chan_reader import first_fault, read_channel
from chan_value_faults import first_value_fault

_CORPUS = Path(__file__).resolve().parents[2] / "corpus"
_FOLDERS = ("accept", "reject", "regress")
_OF_VALUES = ("CH2013", "CH2014")


def differences(text: str) -> list[str]:
    """What is otherwise than the file expects."""
    findings = read_expectation(text)
    data = read_hex(text)
    found: list[str] = []
    fault = first_fault(data)
    said = "ok" if fault is None else str(fault)
    expected = next((finding for rule, finding in findings if rule.startswith("CH1")), "ok")
    if said != expected:
        found.append(f"the reader says {said}, the file expects {expected}")
    if fault is None:
        value_fault = first_value_fault(read_channel(data))
        said = "ok" if value_fault is None else str(value_fault)
        expected = next((finding for rule, finding in findings if rule in _OF_VALUES), "ok")
        if said != expected:
            found.append(f"of the values the reader says {said}, the file expects {expected}")
    return found


def main() -> int:
    """Run over the whole corpus."""
    paths = [path for folder in _FOLDERS for path in sorted((_CORPUS / folder).iterdir())]
    failed = 0
    for number, path in enumerate(paths, 1):
        try:
            found = differences(path.read_text(encoding="utf-8"))
        except ValueError as error:
            found = [str(error)]
        print(f"{'not ok' if found else 'ok'} {number} - {path.relative_to(_CORPUS)}")
        for line in found:
            print(f"# {line}")
        failed += bool(found)
    print(f"1..{len(paths)}")
    print(f"# {len(paths) - failed} of {len(paths)} agree")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
