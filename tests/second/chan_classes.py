"""Classes of the pattern dialect: `[...]` (FORMAT.md sections 7.1 and 7.4)."""

from __future__ import annotations

import re

from chan_escapes import Means, read_escape
from chan_fault import PatternFault

_OPEN = ord("[")
_CLOSE = ord("]")
_DASH = ord("-")
_CARET = ord("^")
_BACKSLASH = ord("\\")
_POSIX_MARKS = b":.="
_POSIX = re.compile(
    rb"\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]"
)
_NON_ASCII = re.compile(rb"[\x80-\xff][\x80-\xbf]*")


class _ClassReader:
    """One class, read once from left to right."""

    def __init__(self, pattern: bytes, start: int) -> None:
        self._pattern = pattern
        self._start = start
        self._at = start + 1

    def read(self) -> int:
        """The offset after the closing bracket."""
        if self._next() == _CARET:
            self._at += 1
        # A `]` that comes first is a character.
        self._member()
        while self._next() != _CLOSE:
            self._member()
        self._at += 1
        self._check_not_posix_alone()
        return self._at

    def _next(self) -> int:
        """The next byte. Every class needs one more until its `]` is read."""
        if self._at == len(self._pattern):
            raise PatternFault("CLASS_OPEN", self._start, 1)
        return self._pattern[self._at]

    def _range_follows(self) -> bool:
        """A `-` is next and no `]` follows it."""
        return self._pattern[self._at : self._at + 1] == b"-" and self._pattern[self._at + 1 : self._at + 2] != b"]"

    def _member(self) -> None:
        """The production `member`, and the prose after the grammar: neither side of a range may be a set or a posix."""
        first_at = self._at
        first = self._item()
        if not self._range_follows():
            return
        dash_at = self._at
        if first is None:
            raise PatternFault("CLASS_RANGE", dash_at, 1)
        self._at += 1
        last = self._item()
        if last is None:
            raise PatternFault("CLASS_RANGE", dash_at, 1)
        if last < first:
            raise PatternFault("CLASS_ORDER", first_at, self._at - first_at)

    def _item(self) -> int | None:
        """A `char`, whose byte it returns, or a `set` or `posix`, for which it returns None."""
        byte = self._next()
        if byte == _BACKSLASH:
            escape = read_escape(self._pattern, self._at, in_class=True)
            self._at += escape.size
            return escape.byte if escape.means is Means.BYTE else None
        if byte == _OPEN and self._pattern[self._at + 1 : self._at + 2] in (b":", b".", b"="):
            posix = _POSIX.match(self._pattern, self._at)
            if posix is None:
                raise PatternFault("CLASS_POSIX", self._at, 2)
            self._at = posix.end()
            return None
        if byte == 0:
            raise PatternFault("NUL", self._at, 1)
        non_ascii = _NON_ASCII.match(self._pattern, self._at)
        if non_ascii is not None:
            raise PatternFault("CLASS_NON_ASCII", self._at, len(non_ascii.group()))
        self._at += 1
        return byte

    def _check_not_posix_alone(self) -> None:
        """Section 7.1: a class must not begin with one of `:` `.` `=` and end with the same byte at another place."""
        members = self._pattern[self._start + 1 : self._at - 1]
        if len(members) > 1 and members[0] in _POSIX_MARKS and members[0] == members[-1]:
            raise PatternFault("CLASS_POSIX", self._start, self._at - self._start)


def read_class(pattern: bytes, at: int) -> int:
    """The offset after the class whose `[` is at `at`, or its first fault."""
    return _ClassReader(pattern, at).read()
