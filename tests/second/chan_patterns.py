"""Patterns: the grammar, the bounds, and the order of the faults (FORMAT.md section 7).

A pattern is read once from left to right. At each byte the construct that begins there is read whole, which shows
the faults of its form. Then its bounds are checked, and at last the weight of all that was read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from chan_classes import read_class
from chan_escapes import Means, read_escape
from chan_fault import PatternFault

MAX_PATTERN = 4_096
MAX_GROUP_DEPTH = 16
MAX_REPEAT = 1_000
MAX_INSTRUCTIONS = 1_024

_FINAL_MATCH = 1
"""The instruction that ends each program (section 7.3)."""
_BAR = 2
"""What each `|` adds: an alternation of k sequences has 2(k - 1) more than they."""

_REPEAT = re.compile(rb"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")
_MAKES_A_REPEAT = frozenset(b"0123456789, \t")
"""A `{` before one of these is no literal (section 7.1)."""
_GROUP_FAULT = re.compile(
    rb"(?P<LOOK_AROUND>\(\?<?[=!])"
    rb"|(?P<ATOMIC>\(\?>)"
    rb"|(?P<NAMED_GROUP>\(\?(?:P?<|'))"
    rb"|(?P<INLINE_FLAGS>\(\?[a-zUJ^-])"
    rb"|(?P<GROUP_KIND>\(\?(?!:).?)",
    re.DOTALL,
)
"""Section 7.4: what begins with `(?` and is not `(?:`. The rows are in the order of the table; the first that fits."""


class Measure(NamedTuple):
    """The size of a pattern or of a part of it (section 7.3)."""

    count: int
    weight: int


class _Bounds(NamedTuple):
    """The numbers of a quantifier. Without `most` it is a loop."""

    least: int
    most: int | None

    def apply(self, atom: Measure) -> Measure:
        """Section 7.3, the table of counts; a loop's weight has the count of its atom once more."""
        if self.most is not None:
            optional = self.most - self.least
            return Measure(
                self.least * atom.count + optional * (atom.count + 1),
                self.least * atom.weight + optional * (atom.weight + 1),
            )
        if self.least == 0:
            return Measure(atom.count + 2, atom.weight + 2 + atom.count)
        return Measure(self.least * atom.count + 1, self.least * atom.weight + 1 + atom.count)


_SIMPLE = {ord("*"): _Bounds(0, None), ord("+"): _Bounds(1, None), ord("?"): _Bounds(0, 1)}


class _Last(Enum):
    """What was read last in the sequence, for a quantifier that may follow."""

    NOTHING = "the start of the sequence, or an assertion"
    ATOM = "an atom whose last byte is ASCII"
    HIGH = "a byte above 7F"
    GREEDY = "a quantifier without ?"
    LAZY = "a quantifier with ?"


@dataclass(slots=True)
class _Level:
    """The pattern itself, or a group that is open. Counts, weights and the product are of all in it so far."""

    open_at: int
    count: int = 0
    weight: int = 0
    product: int = 1
    last: _Last = _Last.NOTHING
    atom: Measure = Measure(0, 0)
    atom_product: int = 1


class _PatternReader:
    """One pattern, read once from left to right."""

    def __init__(self, pattern: bytes) -> None:
        self._pattern = pattern
        self._level = _Level(open_at=-1)
        self._around: list[_Level] = []
        self._weight = _FINAL_MATCH

    def read(self) -> Measure:
        """The measure of the whole pattern."""
        pattern = self._pattern
        if len(pattern) > MAX_PATTERN:
            raise PatternFault("TOO_LONG", MAX_PATTERN, len(pattern) - MAX_PATTERN)
        at = 0
        while at < len(pattern):
            at = self._construct(at)
        if self._around:
            raise PatternFault("GROUP_OPEN", self._level.open_at, 1)
        return Measure(self._level.count + _FINAL_MATCH, self._weight)

    def _construct(self, at: int) -> int:
        """Read the construct that begins at this offset; the offset after it."""
        pattern = self._pattern
        byte = pattern[at]
        match chr(byte):
            case "\0":
                raise PatternFault("NUL", at, 1)
            case "(":
                return self._open(at)
            case ")":
                return self._close(at)
            case "|":
                return self._bar(at)
            case "[":
                return self._atom(at, read_class(pattern, at))
            case "\\":
                escape = read_escape(pattern, at, in_class=False)
                if escape.means is Means.ASSERTION:
                    return self._assertion(at, at + escape.size)
                return self._atom(at, at + escape.size)
            case "^" | "$":
                return self._assertion(at, at + 1)
            case "*" | "+" | "?":
                return self._quantifier(at, at + 1, _SIMPLE[byte], None)
            case "{" if at + 1 < len(pattern) and pattern[at + 1] in _MAKES_A_REPEAT:
                return self._repeat(at)
            case _:
                return self._atom(at, at + 1)

    def _open(self, at: int) -> int:
        """A `(` or `(?:`: its form, then the depth."""
        fault = _GROUP_FAULT.match(self._pattern, at)
        if fault is not None:
            raise PatternFault(str(fault.lastgroup), at, len(fault.group()))
        if len(self._around) == MAX_GROUP_DEPTH:
            raise PatternFault("GROUP_DEPTH", at, 1)
        self._around.append(self._level)
        self._level = _Level(open_at=at)
        return at + 3 if self._pattern.startswith(b"(?:", at) else at + 1

    def _close(self, at: int) -> int:
        """A `)`: the group becomes an atom of the level around it. Its weight is in the sum already."""
        if not self._around:
            raise PatternFault("GROUP_CLOSE", at, 1)
        group = self._level
        self._level = self._around.pop()
        self._append(_Last.ATOM, Measure(group.count, group.weight), group.product)
        return at + 1

    def _bar(self, at: int) -> int:
        """A `|`, counted in full as soon as it is read."""
        self._level.count += _BAR
        self._level.weight += _BAR
        self._level.last = _Last.NOTHING
        self._add_weight(_BAR, at, at + 1)
        return at + 1

    def _assertion(self, at: int, end: int) -> int:
        """An assertion counts one, and takes no quantifier."""
        self._level.count += 1
        self._level.weight += 1
        self._level.last = _Last.NOTHING
        self._add_weight(1, at, end)
        return end

    def _atom(self, at: int, end: int) -> int:
        """An atom that is no group counts one, and has the product 1."""
        self._append(_Last.HIGH if self._pattern[at] > 0x7F else _Last.ATOM, Measure(1, 1), 1)
        self._add_weight(1, at, end)
        return end

    def _append(self, last: _Last, measure: Measure, product: int) -> None:
        """Put an atom at the end of the sequence."""
        level = self._level
        level.count += measure.count
        level.weight += measure.weight
        level.product = max(level.product, product)
        level.last = last
        level.atom = measure
        level.atom_product = product

    def _repeat(self, at: int) -> int:
        """The production `repeat`: its form comes before everything else."""
        form = _REPEAT.match(self._pattern, at)
        if form is None:
            raise PatternFault("REPEAT_FORM", at, 1)
        least = int(form[1])
        if form[2] is None:
            return self._quantifier(at, form.end(), _Bounds(least, least), least)
        if form[3] is None:
            return self._quantifier(at, form.end(), _Bounds(least, None), least)
        most = int(form[3])
        return self._quantifier(at, form.end(), _Bounds(least, most), most)

    def _quantifier(self, at: int, core_end: int, bounds: _Bounds, factor: int | None) -> int:
        """A quantifier: that it has an atom, the numbers, their order, the product, the weight.

        `core_end` is where it ends without its `?`. `factor` is what a repeat multiplies the product by.
        """
        level = self._level
        core = core_end - at
        end = core_end + 1 if self._pattern.startswith(b"?", core_end) else core_end
        if level.last is not _Last.ATOM:
            raise PatternFault(self._why_no_atom(at), at, core)
        if factor is not None:
            if max(bounds.least, factor) > MAX_REPEAT:
                raise PatternFault("REPEAT_COUNT", at, core)
            if bounds.most is not None and bounds.most < bounds.least:
                raise PatternFault("REPEAT_ORDER", at, core)
            level.atom_product *= max(factor, 1)
            if level.atom_product > MAX_REPEAT:
                raise PatternFault("REPEAT_PRODUCT", at, core)
            level.product = max(level.product, level.atom_product)
        more = bounds.apply(level.atom)
        level.count += more.count - level.atom.count
        level.weight += more.weight - level.atom.weight
        level.last = _Last.LAZY if end > core_end else _Last.GREEDY
        self._add_weight(more.weight - level.atom.weight, at, end)
        return end

    def _why_no_atom(self, at: int) -> str:
        """Section 7.4, for a quantifier that does not follow an atom of ASCII."""
        match self._level.last:
            case _Last.NOTHING:
                return "REPEAT_NOTHING"
            case _Last.HIGH:
                return "REPEAT_NON_ASCII"
            case _Last.GREEDY if self._pattern[at] == ord("+"):
                return "POSSESSIVE"
            case _:
                return "REPEAT_TWICE"

    def _add_weight(self, more: int, at: int, end: int) -> None:
        """The weight of all that was read, final match included, is never over the bound."""
        self._weight += more
        if self._weight > MAX_INSTRUCTIONS:
            raise PatternFault("INSTRUCTIONS", at, end - at)


def read_pattern(pattern: bytes) -> Measure:
    """The count of instructions and the weight of a pattern, or raise its first PatternFault."""
    return _PatternReader(pattern).read()
