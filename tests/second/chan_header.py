"""The header (FORMAT.md section 3.1), and where each table lies (section 2.2)."""

from __future__ import annotations

import struct
from typing import NamedTuple

from chan_crc import crc32c
from chan_fault import Fault

HEADER_SIZE = 96
MAGIC = b"\x89CHAN\r\n\x1a"
FORMAT_VERSION = 1

LAST_CHANNEL = 99_999_999
MAX_FILE_SIZE = 1_073_741_824
MAX_TYPES = 4_096
MAX_TEMPLATES = 1_048_576

STRING_SIZE = 4
INTEGER_SIZE = 8
NETWORK_SIZE = 20
TYPE_SIZE = 28
FIELD_SIZE = 12
TEMPLATE_SIZE = 52
CRITERION_SIZE = 12
VALUE_SIZE = 4
INSTRUCTION_SIZE = 2

AT_FORMAT_VERSION = 8
AT_ENGINE_LEVEL = 10
AT_CHANNEL = 12
AT_CONTENT_VERSION = 16
AT_CREATED_AT = 24
AT_EXPIRES_AT = 32
AT_FILE_SIZE = 40
AT_TEXT_SIZE = 48
AT_TYPE_COUNT = 60
AT_FIELD_COUNT = 64
AT_TEMPLATE_COUNT = 68
AT_CRITERION_COUNT = 72
AT_VALUE_COUNT = 76
AT_INSTRUCTION_COUNT = 80
AT_RESERVED = 84
AT_BODY_CHECKSUM = 88
AT_HEADER_CHECKSUM = 92

_HEADER = struct.Struct("<8sHHIQQQ14I")


class Header(NamedTuple):
    """The members of the header, in their order."""

    magic: bytes
    format_version: int
    engine_level: int
    channel: int
    content_version: int
    created_at: int
    expires_at: int
    file_size: int
    string_count: int
    text_size: int
    integer_count: int
    network_count: int
    type_count: int
    field_count: int
    template_count: int
    criterion_count: int
    value_count: int
    instruction_count: int
    reserved: int
    body_checksum: int
    header_checksum: int


class Layout(NamedTuple):
    """The offset of each table, and that of the end of the last one."""

    strings: int
    text: int
    integers: int
    networks: int
    types: int
    fields: int
    templates: int
    criteria: int
    values: int
    instructions: int
    end: int


def lay_out(header: Header) -> Layout:
    """Section 2.2: no place is stored, each follows from the counts before it. The numbers do not wrap."""
    strings = HEADER_SIZE
    text = strings + header.string_count * STRING_SIZE
    integers = text + header.text_size
    networks = integers + header.integer_count * INTEGER_SIZE
    types = networks + header.network_count * NETWORK_SIZE
    fields = types + header.type_count * TYPE_SIZE
    templates = fields + header.field_count * FIELD_SIZE
    criteria = templates + header.template_count * TEMPLATE_SIZE
    values = criteria + header.criterion_count * CRITERION_SIZE
    instructions = values + header.value_count * VALUE_SIZE
    end = instructions + header.instruction_count * INSTRUCTION_SIZE
    return Layout(strings, text, integers, networks, types, fields, templates, criteria, values, instructions, end)


def read_header(data: bytes) -> tuple[Header, Layout]:
    """Section 3.1: the nine checks, in their order."""
    size = len(data)
    # 1. the magic
    if size < len(MAGIC):
        raise Fault("CH1001", size, 0)
    if not data.startswith(MAGIC):
        raise Fault("CH1002", 0, len(MAGIC))
    # 2. the header is there
    if size < HEADER_SIZE:
        raise Fault("CH1001", size, 0)
    header = Header._make(_HEADER.unpack_from(data))
    # 3. the version; all that comes after it may be otherwise in another one
    if header.format_version != FORMAT_VERSION:
        raise Fault("CH1003", AT_FORMAT_VERSION, 2)
    # 4. the header is intact
    if crc32c(data[:AT_HEADER_CHECKSUM]) != header.header_checksum:
        raise Fault("CH1006", AT_HEADER_CHECKSUM, 4)
    # 5. the stated size is within the limit (section 4)
    if header.file_size > MAX_FILE_SIZE:
        raise Fault("CH1009", AT_FILE_SIZE, 4)
    # 6. the file has its stated size
    if size < header.file_size:
        raise Fault("CH1001", size, 0)
    if size > header.file_size:
        raise Fault("CH1005", header.file_size, size - header.file_size)
    # 7. the tables have it too
    layout = lay_out(header)
    if layout.end != header.file_size:
        raise Fault("CH1004", AT_FILE_SIZE, 4)
    # 8. the rest is intact
    if crc32c(data[HEADER_SIZE:]) != header.body_checksum:
        raise Fault("CH1007", AT_BODY_CHECKSUM, 4)
    # 9. the members
    _check_members(header)
    return header, layout


def _check_members(header: Header) -> None:
    """Section 3.1, check 9: in the order of its text."""
    if header.engine_level == 0:
        raise Fault("CH1010", AT_ENGINE_LEVEL, 2)
    if not 1 <= header.channel <= LAST_CHANNEL:
        raise Fault("CH1011", AT_CHANNEL, 4)
    if header.content_version == 0:
        raise Fault("CH1012", AT_CONTENT_VERSION, 8)
    if header.created_at == 0:
        raise Fault("CH1013", AT_CREATED_AT, 8)
    if header.expires_at != 0 and header.expires_at <= header.created_at:
        raise Fault("CH1013", AT_EXPIRES_AT, 8)
    if header.type_count > MAX_TYPES:
        raise Fault("CH1014", AT_TYPE_COUNT, 4)
    if header.template_count > MAX_TEMPLATES:
        raise Fault("CH1015", AT_TEMPLATE_COUNT, 4)
    if header.template_count == 0:
        raise Fault("CH1016", AT_TEMPLATE_COUNT, 4)
    if header.reserved != 0:
        raise Fault("CH1008", AT_RESERVED, 4)
