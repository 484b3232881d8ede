"""Annotated hex: bytes as pairs of digits; what follows a `#` is a comment."""

from __future__ import annotations

import re

_EXPECT = re.compile(r"^# expect: *(.*)$", re.MULTILINE)
_FINDING = re.compile(r"(CH[0-9]{4})(?: @([0-9]+)\+([0-9]+))?$")


def read_hex(text: str) -> bytes:
    """The bytes of an annotated hex file."""
    return bytes.fromhex("".join(line.partition("#")[0] for line in text.splitlines()))


def read_expectation(text: str) -> list[tuple[str, str]]:
    """The findings that the file must have, as (rule, "rule offset length"); none for `accept`."""
    match = _EXPECT.search(text)
    if match is None:
        raise ValueError("no line begins with '# expect:'")
    if match[1].strip() == "accept":
        return []
    findings: list[tuple[str, str]] = []
    for part in match[1].split(","):
        finding = _FINDING.match(part.strip())
        if finding is None:
            raise ValueError(f"not a finding: {part.strip()!r}")
        findings.append((finding[1], " ".join(group for group in finding.groups() if group is not None)))
    return findings
