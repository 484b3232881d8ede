"""Escapes of the pattern dialect, in and outside a class (FORMAT.md sections 7.1 and 7.4)."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from chan_fault import PatternFault


class Means(Enum):
    """What an escape is in the grammar."""

    BYTE = "escape"
    SET = "set"
    ASSERTION = "assertion"


class Escape(NamedTuple):
    """An escape that was read whole. `byte` counts only if it means one."""

    means: Means
    byte: int
    size: int


_CONTROLS = {ord("a"): 0x07, ord("f"): 0x0C, ord("n"): 0x0A, ord("r"): 0x0D, ord("t"): 0x09}
_HEX_DIGITS = frozenset(b"0123456789ABCDEFabcdef")
_MARKS = frozenset(
    (*range(0x01, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x80)),
)


def read_escape(pattern: bytes, at: int, in_class: bool) -> Escape:
    """Read the escape whose backslash is at `at`, or raise its fault."""
    if at + 1 == len(pattern):
        raise PatternFault("TRAILING_BACKSLASH", at, 1)
    letter = pattern[at + 1]
    if letter in _MARKS:
        return Escape(Means.BYTE, letter, 2)
    if letter in _CONTROLS:
        return Escape(Means.BYTE, _CONTROLS[letter], 2)
    if letter in b"dDwWsS":
        return Escape(Means.SET, 0, 2)
    if letter in b"bB" and not in_class:
        return Escape(Means.ASSERTION, 0, 2)
    if letter == ord("x"):
        return _read_hex(pattern, at)
    raise PatternFault(_name_of_fault(letter, in_class), at, 2)


def _read_hex(pattern: bytes, at: int) -> Escape:
    """The production `hex`: two digits, and not 00."""
    digits = pattern[at + 2 : at + 4]
    if len(digits) < 2 or not _HEX_DIGITS.issuperset(digits):
        raise PatternFault("HEX", at, 2)
    byte = int(digits, 16)
    if byte == 0:
        raise PatternFault("NUL", at, 4)
    return Escape(Means.BYTE, byte, 4)


def _name_of_fault(letter: int, in_class: bool) -> str:
    """Section 7.4, for a backslash before a byte that makes no escape with it."""
    if letter == ord("0"):
        return "OCTAL"
    if letter in b"123456789":
        return "OCTAL" if in_class else "BACK_REFERENCE"
    if letter in b"gk" and not in_class:
        return "BACK_REFERENCE"
    if letter in b"pP":
        return "PROPERTY"
    return "ESCAPE"
