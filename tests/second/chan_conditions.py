"""Conditions: a run of instructions for a machine with a stack of booleans (FORMAT.md section 6)."""

from __future__ import annotations

import struct

from chan_fault import Fault
from chan_header import INSTRUCTION_SIZE, TEMPLATE_SIZE, Layout
from chan_templates import Template

MAX_DEPTH = 64

LAST_PUSH = 0x0FFF
AND = 0x8000
OR = 0x8001
NOT = 0x8002

_OPERANDS = {AND: 2, OR: 2, NOT: 1}
"""How many booleans an instruction takes. Each leaves one."""


def read_instructions(data: bytes, layout: Layout, templates: list[Template]) -> list[int]:
    """Section 6, template by template."""
    words = [word for (word,) in struct.iter_unpack("<H", data[layout.instructions : layout.end])]
    template_at = layout.templates
    for template in templates:
        _check_condition(words, template, template_at, layout.instructions)
        template_at += TEMPLATE_SIZE
    return words


def _check_condition(words: list[int], template: Template, template_at: int, instructions_at: int) -> None:
    """Run the condition without an event: only the depth of the stack counts."""
    depth = 0
    different_pushed = 0
    first = template.first_instruction
    at = instructions_at + first * INSTRUCTION_SIZE
    for word in words[first : first + template.instruction_count]:
        if word <= LAST_PUSH:
            if word >= template.criterion_count:
                raise Fault("CH1058", at, INSTRUCTION_SIZE)
            # Criteria are numbered in the order of first use, so those that were pushed are 0 to n - 1.
            if word > different_pushed:
                raise Fault("CH1059", at, INSTRUCTION_SIZE)
            if word == different_pushed:
                different_pushed += 1
            depth += 1
        else:
            operands = _OPERANDS.get(word)
            if operands is None:
                raise Fault("CH1057", at, INSTRUCTION_SIZE)
            if depth < operands:
                raise Fault("CH1060", at, INSTRUCTION_SIZE)
            depth -= operands - 1
        if depth > MAX_DEPTH:
            raise Fault("CH1061", at, INSTRUCTION_SIZE)
        at += INSTRUCTION_SIZE
    if depth != 1:
        raise Fault("CH1062", at - INSTRUCTION_SIZE, INSTRUCTION_SIZE)
    if different_pushed != template.criterion_count:
        raise Fault("CH1063", template_at + 40, 4)
