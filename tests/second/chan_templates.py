"""Templates, criteria and values (FORMAT.md sections 3.8 to 3.10)."""

from __future__ import annotations

import struct
from typing import NamedTuple

from chan_fault import Fault
from chan_header import (
    AT_CRITERION_COUNT,
    AT_INSTRUCTION_COUNT,
    AT_VALUE_COUNT,
    CRITERION_SIZE,
    TEMPLATE_SIZE,
    VALUE_SIZE,
    Header,
    Layout,
)
from chan_operators import OPERATORS, Values
from chan_runs import Runs
from chan_tables import check_string
from chan_types import Type

MAX_CRITERIA = 4_096
MAX_INSTRUCTIONS = 16_384
MAX_VALUES = 65_535

ACTIONS = range(1, 4)
LEVELS = range(6)
STATUSES = range(6)

_NIL = bytes(16)
_TEMPLATE = struct.Struct("<16s4I4B4I")
_CRITERION = struct.Struct("<HBBII")


class Template(NamedTuple):
    """A record of section 3.8."""

    uuid: bytes
    type: int
    title: int
    author: int
    link: int
    action: int
    level: int
    status: int
    reserved: int
    first_criterion: int
    criterion_count: int
    first_instruction: int
    instruction_count: int


class Criterion(NamedTuple):
    """A record of section 3.9."""

    field: int
    operator: int
    flags: int
    first_value: int
    value_count: int


def read_templates(
    data: bytes, header: Header, layout: Layout, types: list[Type], strings: list[bytes]
) -> list[Template]:
    """Section 3.8, with the runs of criteria and of instructions (section 2.2)."""
    criterion_runs = Runs("CH1045", header.criterion_count, AT_CRITERION_COUNT)
    instruction_runs = Runs("CH1047", header.instruction_count, AT_INSTRUCTION_COUNT)
    templates: list[Template] = []
    at = layout.templates
    for owner, type_ in enumerate(types):
        uuid_before = _NIL
        for _ in range(type_.template_count):
            template = Template._make(_TEMPLATE.unpack_from(data, at))
            if template.uuid <= uuid_before:
                raise Fault("CH1039", at, 16)
            uuid_before = template.uuid
            if template.type != owner:
                raise Fault("CH1040", at + 16, 4)
            _check_description(template, at, strings)
            criterion_runs.begin(template.first_criterion, at + 36)
            criterion_runs.not_empty(template.criterion_count, at + 40)
            if template.criterion_count > MAX_CRITERIA:
                raise Fault("CH1046", at + 40, 4)
            criterion_runs.end(template.criterion_count, at + 40)
            instruction_runs.begin(template.first_instruction, at + 44)
            instruction_runs.not_empty(template.instruction_count, at + 48)
            if template.instruction_count > MAX_INSTRUCTIONS:
                raise Fault("CH1048", at + 48, 4)
            instruction_runs.end(template.instruction_count, at + 48)
            templates.append(template)
            at += TEMPLATE_SIZE
    criterion_runs.exhausted()
    instruction_runs.exhausted()
    return templates


def _check_description(template: Template, at: int, strings: list[bytes]) -> None:
    """Section 3.8: the members from `title` to `reserved`."""
    if not check_string(strings, template.title, at + 20):
        raise Fault("CH1041", at + 20, 4)
    check_string(strings, template.author, at + 24)
    check_string(strings, template.link, at + 28)
    if template.action not in ACTIONS:
        raise Fault("CH1042", at + 32, 1)
    if template.level not in LEVELS:
        raise Fault("CH1043", at + 33, 1)
    if template.status not in STATUSES:
        raise Fault("CH1044", at + 34, 1)
    if template.reserved != 0:
        raise Fault("CH1008", at + 35, 1)


def read_criteria(
    data: bytes, header: Header, layout: Layout, types: list[Type], templates: list[Template]
) -> list[Criterion]:
    """Section 3.9, with the runs of values (section 2.2)."""
    value_runs = Runs("CH1052", header.value_count, AT_VALUE_COUNT)
    criteria: list[Criterion] = []
    at = layout.criteria
    for template in templates:
        field_count = types[template.type].field_count
        for _ in range(template.criterion_count):
            criterion = Criterion._make(_CRITERION.unpack_from(data, at))
            if criterion.field >= field_count:
                raise Fault("CH1049", at, 2)
            operator = OPERATORS.get(criterion.operator)
            if operator is None:
                raise Fault("CH1050", at + 2, 1)
            if criterion.flags & ~operator.flags:
                raise Fault("CH1051", at + 3, 1)
            value_runs.begin(criterion.first_value, at + 4)
            if (criterion.value_count == 0) != (operator.values is Values.NONE):
                raise Fault("CH1053", at + 8, 4)
            if criterion.value_count > MAX_VALUES:
                raise Fault("CH1054", at + 8, 4)
            value_runs.end(criterion.value_count, at + 8)
            criteria.append(criterion)
            at += CRITERION_SIZE
    value_runs.exhausted()
    return criteria


def read_values(
    data: bytes,
    header: Header,
    layout: Layout,
    types: list[Type],
    templates: list[Template],
    criteria: list[Criterion],
) -> list[int]:
    """Section 3.10: criterion by criterion, for the operator says which table an index is for."""
    values = [index for (index,) in struct.iter_unpack("<I", data[layout.values : layout.instructions])]
    ends = {
        Values.NONE: 0,
        # The empty string is not stored, so the last string has the number string_count (section 2.4).
        Values.STRINGS: header.string_count + 1,
        Values.INTEGERS: header.integer_count,
        Values.NETWORKS: header.network_count,
    }
    for template in templates:
        ends[Values.FIELDS] = types[template.type].field_count
        first = template.first_criterion
        for criterion in criteria[first : first + template.criterion_count]:
            _check_run_of_values(values, criterion, ends[OPERATORS[criterion.operator].values], layout)
    return values


def _check_run_of_values(values: list[int], criterion: Criterion, table_end: int, layout: Layout) -> None:
    """Section 3.10: each index within its table, and greater than the one before it in this criterion."""
    before = -1
    first = criterion.first_value
    for number, index in enumerate(values[first : first + criterion.value_count], first):
        if index >= table_end:
            raise Fault("CH1055", layout.values + number * VALUE_SIZE, VALUE_SIZE)
        if index <= before:
            raise Fault("CH1056", layout.values + number * VALUE_SIZE, VALUE_SIZE)
        before = index
