"""Patterns and globs for the comparison: of the grammar, and next to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

_ATOMS = (
    *rb"a B z 0 9 . - ] } , : = {a {} \d \D \w \W \s \S \a \f \n \r \t \x41 \xfF \. \\ [a] [^a-f] () (?:a|b)".split(),
    *(b"\\ ", b"\\\x7f", b"\x01", b"\xc3\xa4", b"\xf0\x9f\x98\x80", b"\x80", b"\xff"),
)
_ASSERTIONS = (b"^", b"$", b"\\b", b"\\B")
_NUMBERS = (0, 1, 2, 3, 9, 10, 31, 32, 33, 100, 500, 511, 512, 999, 1000, 1001, 1 << 16, 1 << 32, (1 << 64) + 1)
_STRAYS = (
    *rb"\x00 \ \1 \9 \g \k \0 \x \x4 \xg1 \x{41} \p \P \q \A \v (?= (?! (?<= (?<! (?> (?P< (?< (?' (?i (?U (?J (?-".split(),
    *rb"(?^ (? (?# (?P (?P= ( (?: ) [ [] [^] [:a:] [.a.] [=a=] [::] [^:a:] [c-a] {,3} {1 {01} {1,02} {,".split(),
    *(b"\x00", b"\\\xc3", b"\\\x00", b"(?\x00", b"(?\xc3", b"{ ", b"{\t"),
)
_QUANTIFIERS = tuple(b"* + ? *? +? ?? {2} {0} {1,} {0,} {0,2} {2,1} {3}? {1,3}?".split())
_MEMBERS = (
    *rb"a b - - - ^ [ : . = ] ( | \] \- \d \S \n \x62 a-z z-a --/ a- \d- [:alpha:] [:^word:] [:xdigit:] [:Alpha:]".split(),
    *rb"[:alphas:] [:^ [. [= [: \q \b \1 \p \x \x00 \ ".split(),
    *(b"\xc3\xa4", b"\x80", b"\x00"),
)
_BRIEF = [bytes((byte,)) for byte in b"a-^[]:\\d{1,}*+?()|"] + [b"\xc3", b"\x00"]
_GLOB_PARTS = (b"*", b"*", b"?", b"\\", b"\\*", b"\\?", b"\\\\", b"a", b"\xc3\xa4", b"\x00", b"[a]")


def _many(random: Random, parts: tuple[bytes, ...], most: int) -> bytes:
    """Up to so many of the parts."""
    return b"".join(random.choice(parts) for _ in range(random.randrange(most + 1)))


def _class(random: Random) -> bytes:
    """A class, or what looks like one."""
    members = random.choice((b"", b"", b"^", b"]", b"^]", b":", b"^:")) + _many(random, _MEMBERS, 6)
    return b"[" + members + random.choice((b"]", b"]", b"]", b":]", b".]", b""))


def _repeat(random: Random) -> bytes:
    """A quantifier with numbers about the bounds."""
    numbers = (random.choice(_NUMBERS), random.choice(_NUMBERS))
    form = random.choice((b"{%d}", b"{%d,}", b"{%d,%d}", b"{%d,%d}?"))
    return form % numbers[: form.count(b"%")]


def _sequence(random: Random, depth: int) -> bytes:
    """Atoms with their quantifiers, in groups."""
    parts: list[bytes] = []
    for _ in range(random.randrange(1, 5)):
        choice = random.randrange(16)
        if choice < 3 and depth < 5:
            inner = b"|".join(_sequence(random, depth + 1) for _ in range(random.randrange(1, 4)))
            parts.append(random.choice((b"(", b"(?:")) + inner + b")")
        elif choice < 5:
            parts.append(_class(random))
        elif choice == 5:
            parts.append(random.choice(_ASSERTIONS))
        elif choice == 6 and random.randrange(4) == 0:
            parts.append(random.choice(_STRAYS))
        else:
            parts.append(random.choice(_ATOMS))
        if random.randrange(3) == 0:
            parts.append(random.choice(_QUANTIFIERS) if random.randrange(4) else _repeat(random))
    return b"".join(parts)


def _soup(random: Random) -> bytes:
    """Anything beside anything."""
    return _many(random, _ATOMS + _STRAYS + _QUANTIFIERS + _ASSERTIONS + (b"|", b"(", b")"), 8)


def _deep(random: Random) -> bytes:
    """Groups about as deep as they may be, in loops."""
    depth = random.randrange(14, 19)
    opens = b"".join(random.choice((b"(", b"(?:")) + random.choice((b"", b"a")) for _ in range(depth))
    closes = b"".join(b")" + random.choice((b"", b"", b"*", b"+?", b"{2}")) for _ in range(depth))
    return opens + closes


def _heavy(random: Random) -> bytes:
    """A weight about the bound: what is repeated, a run of literals, and what may go over it."""
    atom = random.choice((b"a", b"(ab)", b"(a|b)", b"(a*)", b"(a{%d})" % random.randrange(1, 40)))
    count = random.choice((1000, 500, 341, 340, 255, 100, 33, 20))
    form = random.choice((b"{%d}", b"{%d,}", b"{%d}?", b"{0,%d}"))
    start = atom + form % count
    rest = b"b" * max(0, random.choice((1024 - count, 1024 - 2 * count, 1024 - 3 * count)) - random.randrange(8))
    return start + rest + _sequence(random, 4)


def _long(random: Random) -> bytes:
    """About as long as a pattern may be; classes weigh least for their length."""
    length = random.randrange(4093, 4100)
    return (b"[" + b"a" * 4085 + b"]" + b"b" * 32)[:length]


_KINDS = (_sequence, _soup, _class, _deep, _heavy, _long)
_WEIGHTS = (40, 25, 20, 4, 10, 1)


def _scar(random: Random, pattern: bytes) -> bytes:
    """One byte taken out, doubled or another."""
    at = random.randrange(len(pattern))
    instead = random.choice((b"", pattern[at : at + 1] * 2, random.choice(_BRIEF), bytes((random.randrange(256),))))
    return pattern[:at] + instead + pattern[at + 1 :]


def patterns(random: Random, count: int) -> Iterator[bytes]:
    """Of the grammar, near to it, and about the bounds."""
    for _ in range(count):
        kind = random.choices(_KINDS, _WEIGHTS)[0]
        pattern = kind(random, 0) if kind is _sequence else kind(random)
        if pattern and random.randrange(4) == 0:
            pattern = _scar(random, pattern)
        yield pattern


def short_patterns(longest: int) -> Iterator[bytes]:
    """All patterns of so many of the bytes that mean most, alone and in a class."""
    for length in range(longest + 1):
        for parts in product(_BRIEF, repeat=length):
            yield b"".join(parts)
            yield b"[" + b"".join(parts) + b"]"


def globs(random: Random, count: int) -> Iterator[bytes]:
    """Globs, and what is next to one."""
    for _ in range(count):
        yield _many(random, _GLOB_PARTS, 8)
