"""Types and their fields (FORMAT.md sections 3.6 and 3.7)."""

from __future__ import annotations

import struct
from typing import NamedTuple

from chan_crc import Crc32c
from chan_fault import Fault
from chan_header import AT_FIELD_COUNT, AT_TEMPLATE_COUNT, FIELD_SIZE, TYPE_SIZE, Header, Layout
from chan_runs import Runs
from chan_tables import check_name

MAX_FIELDS = 256
KINDS = {1: "string", 2: "integer", 3: "ip"}

_TYPE = struct.Struct("<7I")
_FIELD = struct.Struct("<IHHI")


class Type(NamedTuple):
    """A record of section 3.6."""

    name: int
    type_id: int
    version: int
    first_field: int
    field_count: int
    first_template: int
    template_count: int


class Field(NamedTuple):
    """A record of section 3.7."""

    name: int
    kind: int
    reserved: int
    layout_hash: int


def read_types(data: bytes, header: Header, layout: Layout, strings: list[bytes]) -> list[Type]:
    """Section 3.6, with the runs of fields and of templates (section 2.2)."""
    field_runs = Runs("CH1034", header.field_count, AT_FIELD_COUNT)
    template_runs = Runs("CH1036", header.template_count, AT_TEMPLATE_COUNT)
    types: list[Type] = []
    id_before = 0
    for at in range(layout.types, layout.fields, TYPE_SIZE):
        type_ = Type._make(_TYPE.unpack_from(data, at))
        check_name(strings, type_.name, at)
        if type_.type_id <= id_before:
            raise Fault("CH1032", at + 4, 4)
        id_before = type_.type_id
        if type_.version == 0:
            raise Fault("CH1033", at + 8, 4)
        field_runs.begin(type_.first_field, at + 12)
        field_runs.not_empty(type_.field_count, at + 16)
        if type_.field_count > MAX_FIELDS:
            raise Fault("CH1035", at + 16, 4)
        field_runs.end(type_.field_count, at + 16)
        template_runs.begin(type_.first_template, at + 20)
        template_runs.not_empty(type_.template_count, at + 24)
        template_runs.end(type_.template_count, at + 24)
        types.append(type_)
    field_runs.exhausted()
    template_runs.exhausted()
    return types


def read_fields(data: bytes, layout: Layout, types: list[Type], strings: list[bytes]) -> list[Field]:
    """Section 3.7, type by type: the layout hash begins anew with each."""
    fields: list[Field] = []
    at = layout.fields
    for type_ in types:
        layout_hash = Crc32c()
        for _ in range(type_.field_count):
            field = Field._make(_FIELD.unpack_from(data, at))
            name = check_name(strings, field.name, at)
            if field.kind not in KINDS:
                raise Fault("CH1037", at + 4, 2)
            if field.reserved != 0:
                raise Fault("CH1008", at + 6, 2)
            layout_hash.add(name + bytes((0, field.kind)))
            if field.layout_hash != layout_hash.value():
                raise Fault("CH1038", at + 8, 4)
            fields.append(field)
            at += FIELD_SIZE
    return fields
