"""Channel files for the comparison, beside those of the mutator: changed bytes, cuts, strings about the edges of UTF-8."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import product
from random import Random

from build_file import File, sealed
from chan_crc import crc32c
from chan_header import AT_BODY_CHECKSUM, AT_FILE_SIZE, AT_HEADER_CHECKSUM, HEADER_SIZE, MAX_TEMPLATES

# What begins or ends a row of table 3-7 in the Unicode standard, and what lies beside it.
_EDGES = bytes.fromhex("00 01 2f 7f 80 8f 90 9f a0 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 ff")
_FOUR_BYTE_LEADS = bytes.fromhex("f0 f1 f3 f4 f5")
_CONTINUATION_EDGES = bytes.fromhex("7f 80 bf c0")
_CHARACTERS = [
    character.encode() for character in "\x01a\x7f\x80\u07ff\u0800\u0fff\u1000\ud7ff\ue000\uffff\U00010000\U0010ffff"
]
# libchan compares strings by 32 bytes first, and reads text by 8 and by 64: lengths about these, and others.
_LENGTHS = (1, 2, 3, 7, 8, 9, 24, 31, 32, 33, 39, 40, 41, 63, 64, 65, 130)


def usual_file() -> bytes:
    """A small file that has something in each table, and of most tables more than one record."""
    hash_of_address = crc32c(b"Address\0\3")
    hash_of_text = crc32c(b"Address\0\3" + b"Text\0\1")
    hash_of_number = crc32c(b"Number\0\2")
    v4, v6 = b"\x04\x08\0\0\x0a" + bytes(15), b"\x06\x7f\0\0" + b"\xfd" + bytes(14) + b"\xfe"
    return File(
        expires_at=2,
        text=[b"Address", b"Number", b"Text", b"a*\xc3\xa4", b"title"],
        integers=[-1, 1],
        networks=[v4, v6],
        types=[(1, 1, 1, 0, 2, 0, 2), (2, 7, 3, 2, 1, 2, 1)],
        fields=[(1, 3, 0, hash_of_address), (3, 1, 0, hash_of_text), (2, 2, 0, hash_of_number)],
        uuids=[bytes(15) + b"\1", bytes(14) + b"\1\0", bytes(15) + b"\1"],
        templates=[
            (0, 5, 4, 3, 1, 5, 5, 0, 0, 2, 0, 4),
            (0, 5, 0, 0, 2, 1, 1, 0, 2, 2, 4, 3),
            (1, 5, 0, 0, 3, 0, 0, 0, 4, 1, 7, 3),
        ],
        criteria=[(0, 7, 0, 0, 2), (1, 6, 3, 2, 2), (1, 5, 1, 4, 1), (0, 15, 0, 5, 1), (0, 8, 0, 6, 2)],
        values=[0, 1, 3, 4, 0, 1, 0, 1],
        instructions=[0, 1, 0x8002, 0x8000, 0, 1, 0x8001, 0, 0x8002, 0x8002],
    ).sealed()


def too_many_templates() -> bytes:
    """The one limit that takes a file of 52 MiB (CH1015)."""
    count = MAX_TEMPLATES + 1
    return File(uuids=[bytes(16)] * count, templates=[(0,) * 12] * count).sealed()


def changed_bytes(data: bytes, every_value: bool) -> Iterator[bytes]:
    """Each byte with other values, under a seal that is right; a checksum that is changed itself stays so."""
    for at, byte in enumerate(data):
        others = range(256) if every_value else [byte ^ 1 << bit for bit in range(8)]
        for other in others:
            if other == byte:
                continue
            changed = data[:at] + bytes((other,)) + data[at + 1 :]
            if at < AT_BODY_CHECKSUM or at >= HEADER_SIZE:
                changed = sealed(changed)
            elif at < AT_HEADER_CHECKSUM:
                head = changed[:AT_HEADER_CHECKSUM]
                changed = head + struct.pack("<I", crc32c(head)) + changed[HEADER_SIZE:]
            yield changed


def cuts(data: bytes) -> Iterator[bytes]:
    """Each proper prefix, as it is; and sealed, with the size that it has."""
    for size in range(len(data)):
        yield data[:size]
        if size >= HEADER_SIZE:
            yield sealed(data[:AT_FILE_SIZE] + struct.pack("<I", size) + data[AT_FILE_SIZE + 4 : size])


def _file_of(strings: list[bytes], ends: list[int] | None = None) -> bytes:
    """A file whose names and title are its first string."""
    hash_of_field = crc32c(strings[0] + b"\0\1")
    return File(text=strings, ends=ends, fields=[(1, 1, 0, hash_of_field)]).sealed()


def sequences() -> Iterator[bytes]:
    """A string of every three bytes from the edges of table 3-7, and of four behind what begins four."""
    for three in product(_EDGES, repeat=3):
        yield _file_of([bytes(three)])
    for four in product(_FOUR_BYTE_LEADS, _EDGES, _CONTINUATION_EDGES, _CONTINUATION_EDGES):
        yield _file_of([bytes(four)])


def _string(random: Random, length: int) -> bytes:
    """So many bytes of characters or little more, seldom with one that is none."""
    string = b""
    plain = random.randrange(3) > 0
    while len(string) < length:
        if random.randrange(60) == 0:
            string += bytes((random.choice(_EDGES),))
        elif plain:
            string += random.choice((b"a", b"b"))
        else:
            string += random.choice(_CHARACTERS)
    return string


def _strings(random: Random) -> list[bytes]:
    """A few strings that begin alike, in their order for the most part."""
    start = _string(random, random.choice(_LENGTHS)) if random.randrange(2) else b""
    strings = {start + _string(random, random.choice(_LENGTHS)) for _ in range(random.randrange(1, 7))}
    if start and random.randrange(3) == 0:
        strings.add(start)
    in_order = sorted(strings)
    if len(in_order) > 1 and random.randrange(4) == 0:
        at = random.randrange(len(in_order) - 1)
        in_order[at : at + 2] = random.choice(([in_order[at + 1], in_order[at]], [in_order[at]] * 2))
    return in_order


def texts(random: Random, count: int) -> Iterator[bytes]:
    """Strings about their edges; in some files one ends elsewhere, so that it may cut a character."""
    for _ in range(count):
        strings = _strings(random)
        ends: list[int] | None = None
        if random.randrange(4) == 0:
            ends = File(text=strings).string_ends()
            ends[random.randrange(len(ends))] += random.choice((-3, -2, -1, 1, 2, 3))
            ends = [max(end, 0) for end in ends]
        yield _file_of(strings, ends)
