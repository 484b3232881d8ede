"""A reader of channel files, written from FORMAT.md alone.

It checks what a parser must check: sections 2 to 6, rules 1xxx, nothing but the bytes. The checks come in the
order that section 3.1 fixes, so the fault that it raises is the first one. Each table has its module:

    chan_header      3.1         the header, and where the tables lie
    chan_tables      3.2 to 3.5  strings and text, integers, networks
    chan_types       3.6, 3.7    types and fields
    chan_templates   3.8 to 3.10 templates, criteria, values
    chan_conditions  6           instructions
    chan_runs        2.2         runs, for all of these
    chan_operators   5           what each operator has

Patterns and globs are not the parser's (section 7). `chan_value_faults` checks them, for who asks.
"""

from __future__ import annotations

from typing import NamedTuple

from chan_conditions import read_instructions
from chan_fault import Fault
from chan_header import Header, Layout, read_header
from chan_tables import Network, read_integers, read_networks, read_strings
from chan_templates import Criterion, Template, read_criteria, read_templates, read_values
from chan_types import Field, Type, read_fields, read_types


class Channel(NamedTuple):
    """An accepted file. Strings are numbered as in the file: 0 is the empty one."""

    header: Header
    layout: Layout
    strings: list[bytes]
    integers: list[int]
    networks: list[Network]
    types: list[Type]
    fields: list[Field]
    templates: list[Template]
    criteria: list[Criterion]
    values: list[int]
    instructions: list[int]


def read_channel(data: bytes) -> Channel:
    """Read a channel file, or raise its first Fault (section 3.1: the tables in file order)."""
    header, layout = read_header(data)
    strings = read_strings(data, header, layout)
    integers = read_integers(data, layout)
    networks = read_networks(data, layout)
    types = read_types(data, header, layout, strings)
    fields = read_fields(data, layout, types, strings)
    templates = read_templates(data, header, layout, types, strings)
    criteria = read_criteria(data, header, layout, types, templates)
    values = read_values(data, header, layout, types, templates, criteria)
    instructions = read_instructions(data, layout, templates)
    return Channel(
        header,
        layout,
        strings,
        integers,
        networks,
        types,
        fields,
        templates,
        criteria,
        values,
        instructions,
    )


def first_fault(data: bytes) -> Fault | None:
    """The first fault of a file, or none if a parser accepts it."""
    try:
        read_channel(data)
    except Fault as fault:
        return fault
    return None
