"""Channel files, table by table and as raw as a test needs them: right but for what it sets."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from chan_crc import crc32c
from chan_header import AT_BODY_CHECKSUM, HEADER_SIZE


@dataclass
class File:
    """A channel file, table by table, as raw as the tests need it. It starts as the least file that is accepted.

    One type "t" with one field "t", one template with the criterion `any`.
    """

    format_version: int = 1
    engine_level: int = 1
    channel: int = 291
    content_version: int = 1
    created_at: int = 1
    expires_at: int = 0
    reserved: int = 0
    size_off_by: int = 0
    text: list[bytes] = field(default_factory=lambda: [b"t"])
    ends: list[int] | None = None
    integers: list[int] = field(default_factory=list)
    networks: list[bytes] = field(default_factory=list)
    types: list[tuple[int, ...]] = field(default_factory=lambda: [(1, 1, 1, 0, 1, 0, 1)])
    fields: list[tuple[int, int, int, int]] = field(default_factory=lambda: [(1, 1, 0, crc32c(b"t\0\1"))])
    uuids: list[bytes] = field(default_factory=lambda: [bytes(15) + b"\1"])
    templates: list[tuple[int, ...]] = field(default_factory=lambda: [(0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1)])
    criteria: list[tuple[int, ...]] = field(default_factory=lambda: [(0, 16, 0, 0, 0)])
    values: list[int] = field(default_factory=list)
    instructions: list[int] = field(default_factory=lambda: [0])

    def counts(self) -> tuple[int, ...]:
        """The counts in the order of the header, from `string_count`."""
        text_size = sum(map(len, self.text))
        tables = (self.integers, self.networks, self.types, self.fields, self.templates)
        rest = (self.criteria, self.values, self.instructions)
        return (len(self.string_ends()), text_size, *map(len, tables), *map(len, rest))

    def string_ends(self) -> list[int]:
        """The ends that are set, or those of the text."""
        if self.ends is not None:
            return self.ends
        ends: list[int] = []
        for string in self.text:
            ends.append(len(string) + (ends[-1] if ends else 0))
        return ends

    def body(self) -> bytes:
        """All tables."""
        ends = self.string_ends()
        parts = [struct.pack(f"<{len(ends)}I", *ends), *self.text]
        parts += [struct.pack("<q", number) for number in self.integers]
        parts += self.networks
        parts += [struct.pack("<7I", *record) for record in self.types]
        parts += [struct.pack("<IHHI", *record) for record in self.fields]
        pairs = zip(self.uuids, self.templates, strict=True)
        parts += [uuid + struct.pack("<4I4B4I", *record) for uuid, record in pairs]
        parts += [struct.pack("<HBBII", *record) for record in self.criteria]
        parts.append(struct.pack(f"<{len(self.values)}I", *self.values))
        parts.append(struct.pack(f"<{len(self.instructions)}H", *self.instructions))
        return b"".join(parts)

    def sealed(self) -> bytes:
        """The file with both checksums as they must be."""
        body = self.body()
        head = struct.pack(
            "<8sHHIQQQ13I",
            b"\x89CHAN\r\n\x1a",
            self.format_version,
            self.engine_level,
            self.channel,
            self.content_version,
            self.created_at,
            self.expires_at,
            HEADER_SIZE + len(body) + self.size_off_by,
            *self.counts(),
            self.reserved,
            0,
        )
        return sealed(head + bytes(4) + body)


def sealed(data: bytes) -> bytes:
    """The file, header and all, with both checksums written anew."""
    head = data[:AT_BODY_CHECKSUM] + struct.pack("<I", crc32c(data[HEADER_SIZE:]))
    return head + struct.pack("<I", crc32c(head)) + data[HEADER_SIZE:]
