"""CRC-32C (FORMAT.md section 3.1).

Polynomial 0x1EDC6F41, reflected in and out, initial value and final exclusive-or 0xFFFFFFFF.
Four bytes are taken at a time: the checksum is linear, so the two halves of a word can be looked up apart.
"""

from __future__ import annotations

import struct

_POLYNOMIAL_REFLECTED = 0x82F63B78
_ONES = 0xFFFFFFFF


def _after_byte(state: int) -> int:
    """The state after eight more bits, which have been exclusive-ored into its low byte."""
    for _ in range(8):
        state = (state >> 1) ^ _POLYNOMIAL_REFLECTED if state & 1 else state >> 1
    return state


_BYTE = [_after_byte(byte) for byte in range(256)]


def _zeros(state: int, count: int) -> int:
    """The state after `count` bytes of zero."""
    for _ in range(count):
        state = _BYTE[state & 0xFF] ^ (state >> 8)
    return state


def _half(first: list[int], second: list[int]) -> list[int]:
    """The table for two bytes from the tables of each: first + 256 * second."""
    return [low ^ high for high in second for low in first]


_AFTER = [[_zeros(byte, count) for byte in range(256)] for count in range(1, 5)]
"""_AFTER[n - 1][b]: what a byte b has become when it and n - 1 bytes after it are read."""
_HIGH_HALF = _half(_AFTER[1], _AFTER[0])
_LOW_HALF = _half(_AFTER[3], _AFTER[2])


class Crc32c:
    """A checksum over bytes that come in several pieces."""

    __slots__ = ("_state",)

    def __init__(self) -> None:
        self._state = _ONES

    def add(self, data: bytes | memoryview) -> None:
        """Take more bytes in."""
        state = self._state
        size = len(data)
        words = size >> 2
        if words > 0:
            for word in struct.unpack_from(f"<{words}I", data):
                word ^= state
                state = _LOW_HALF[word & 0xFFFF] ^ _HIGH_HALF[word >> 16]
        for index in range(words << 2, size):
            state = _BYTE[(state ^ data[index]) & 0xFF] ^ (state >> 8)
        self._state = state

    def value(self) -> int:
        """The checksum of all bytes so far."""
        return self._state ^ _ONES


def crc32c(data: bytes | memoryview) -> int:
    """The checksum of these bytes."""
    checksum = Crc32c()
    checksum.add(data)
    return checksum.value()
