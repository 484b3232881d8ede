"""The tables that no record owns: strings and their text, integers, networks (FORMAT.md sections 3.2 to 3.5)."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from chan_fault import Fault
from chan_header import AT_TEXT_SIZE, INTEGER_SIZE, NETWORK_SIZE, STRING_SIZE, Header, Layout

MAX_STRING = 65_536
MAX_NAME = 255

_NETWORK = struct.Struct("<BBH16s")
_WIDTH = {4: 32, 6: 128}
"""The bits of an address, by its family (section 3.5)."""
_ADDRESS_BITS = 128

_TABLE_3_7_WITHOUT_NUL = re.compile(
    rb"(?:[\x01-\x7f]++"
    rb"|[\xc2-\xdf][\x80-\xbf]"
    rb"|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|[\xe1-\xec][\x80-\xbf][\x80-\xbf]"
    rb"|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|[\xee-\xef][\x80-\xbf][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf][\x80-\xbf]"
    rb"|[\xf1-\xf3][\x80-\xbf][\x80-\xbf][\x80-\xbf]"
    rb"|\xf4[\x80-\x8f][\x80-\xbf][\x80-\xbf])*+"
)
"""Each row of the Unicode standard's table 3-7, as often as it comes; but for U+0000, which is not allowed here."""


class Network(NamedTuple):
    """A record of section 3.5."""

    family: int
    prefix: int
    reserved: int
    address: bytes


def read_strings(data: bytes, header: Header, layout: Layout) -> list[bytes]:
    """Sections 3.2 and 3.3. In the list, the empty string is number 0 (section 2.4)."""
    strings = [b""]
    before = b""
    begin = 0
    end_at = layout.strings
    for (end,) in struct.iter_unpack("<I", data[layout.strings : layout.text]):
        if not begin < end <= header.text_size:
            raise Fault("CH1020", end_at, STRING_SIZE)
        if end - begin > MAX_STRING:
            raise Fault("CH1021", end_at, STRING_SIZE)
        text_at = layout.text + begin
        text = data[text_at : layout.text + end]
        _check_text(text, text_at)
        # Section 3.3: in Python too, bytes compare as unsigned, and a proper prefix is the lesser.
        if text <= before:
            raise Fault("CH1024", text_at, len(text))
        strings.append(text)
        before = text
        begin = end
        end_at += STRING_SIZE
    if begin != header.text_size:
        # Section 3.2: at the last end, or without strings at text_size.
        raise Fault("CH1020", end_at - STRING_SIZE if header.string_count > 0 else AT_TEXT_SIZE, 4)
    return strings


def good_bytes(text: bytes) -> int:
    """How many bytes are well-formed UTF-8 without a NUL.

    That is the size of the text if all is well. Else it is where the first NUL is, or the first byte of
    the first ill-formed sequence, whichever comes first.
    """
    match = _TABLE_3_7_WITHOUT_NUL.match(text)
    return match.end() if match is not None else 0


def _check_text(text: bytes, text_at: int) -> None:
    """Section 3.3: well-formed UTF-8 without NUL; the breach with the lowest offset is the finding."""
    good = good_bytes(text)
    if good < len(text):
        raise Fault("CH1023" if text[good] == 0 else "CH1022", text_at + good, 1)


def read_integers(data: bytes, layout: Layout) -> list[int]:
    """Section 3.4: signed, and strictly increasing."""
    integers: list[int] = []
    at = layout.integers
    for (number,) in struct.iter_unpack("<q", data[layout.integers : layout.networks]):
        if integers and number <= integers[-1]:
            raise Fault("CH1025", at, INTEGER_SIZE)
        integers.append(number)
        at += INTEGER_SIZE
    return integers


def read_networks(data: bytes, layout: Layout) -> list[Network]:
    """Section 3.5: the members in their order, then the order of the records."""
    networks: list[Network] = []
    before = b""
    for at in range(layout.networks, layout.types, NETWORK_SIZE):
        network = Network._make(_NETWORK.unpack_from(data, at))
        width = _WIDTH.get(network.family)
        if width is None:
            raise Fault("CH1026", at, 1)
        if network.prefix > width:
            raise Fault("CH1027", at + 1, 1)
        if network.reserved != 0:
            raise Fault("CH1008", at + 2, 2)
        past_the_prefix = (1 << (_ADDRESS_BITS - network.prefix)) - 1
        if int.from_bytes(network.address, "big") & past_the_prefix:
            raise Fault("CH1028", at + 4, 16)
        record = data[at : at + NETWORK_SIZE]
        if record <= before:
            raise Fault("CH1029", at, NETWORK_SIZE)
        networks.append(network)
        before = record
    return networks


def check_string(strings: list[bytes], index: int, at: int) -> bytes:
    """Section 2.4: the string of an index."""
    if index >= len(strings):
        raise Fault("CH1030", at, 4)
    return strings[index]


def check_name(strings: list[bytes], index: int, at: int) -> bytes:
    """Section 2.4: a string of 1 to 255 bytes."""
    name = check_string(strings, index, at)
    if not 1 <= len(name) <= MAX_NAME:
        raise Fault("CH1031", at, 4)
    return name
