"""What section 5 of FORMAT.md gives each operator: its flags, the number of its values, and what they index."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

CASED = 1
MULTILINE = 2


class Values(Enum):
    """What the values of an operator index (sections 3.10 and 5)."""

    NONE = "none"
    STRINGS = "strings"
    INTEGERS = "integers"
    NETWORKS = "networks"
    FIELDS = "fields of the type"


class Operator(NamedTuple):
    """A row of the table in section 5. All that have values have one or more."""

    name: str
    values: Values
    flags: int


EXACT, PREFIX, SUFFIX, CONTAINS, GLOB, REGEX = range(1, 7)

OPERATORS = {
    EXACT: Operator("exact", Values.STRINGS, CASED),
    PREFIX: Operator("prefix", Values.STRINGS, CASED),
    SUFFIX: Operator("suffix", Values.STRINGS, CASED),
    CONTAINS: Operator("contains", Values.STRINGS, CASED),
    GLOB: Operator("glob", Values.STRINGS, CASED),
    REGEX: Operator("regex", Values.STRINGS, CASED | MULTILINE),
    7: Operator("cidr", Values.NETWORKS, 0),
    8: Operator("eq", Values.INTEGERS, 0),
    9: Operator("lt", Values.INTEGERS, 0),
    10: Operator("le", Values.INTEGERS, 0),
    11: Operator("gt", Values.INTEGERS, 0),
    12: Operator("ge", Values.INTEGERS, 0),
    13: Operator("exists", Values.NONE, 0),
    14: Operator("null", Values.NONE, 0),
    15: Operator("fieldref", Values.FIELDS, CASED),
    16: Operator("any", Values.NONE, 0),
}
