"""What section 7 of FORMAT.md leaves to the validator: CH2013 and CH2014 of patterns and globs.

The parser does not look at these, so `chan_reader` does not either.
"""

from __future__ import annotations

from chan_fault import Fault, PatternFault
from chan_globs import check_glob
from chan_operators import GLOB, REGEX
from chan_patterns import read_pattern
from chan_reader import Channel


def first_value_fault(channel: Channel) -> Fault | None:
    """The first fault of a pattern or glob, in the order of the criteria and of their values.

    Its place is in the text, at the bytes of the pattern that are wrong.
    """
    begins = _string_begins(channel)
    sound: set[tuple[int, int]] = set()
    for criterion in channel.criteria:
        if criterion.operator not in (REGEX, GLOB):
            continue
        first = criterion.first_value
        for index in channel.values[first : first + criterion.value_count]:
            if (criterion.operator, index) in sound:
                continue
            try:
                if criterion.operator == REGEX:
                    read_pattern(channel.strings[index])
                else:
                    check_glob(channel.strings[index])
            except PatternFault as fault:
                return Fault(fault.rule, begins[index] + fault.offset, fault.length)
            sound.add((criterion.operator, index))
    return None


def _string_begins(channel: Channel) -> list[int]:
    """Where each string begins in the file. The empty one has no place; nothing is ever wrong in it."""
    begins = [channel.layout.text]
    at = channel.layout.text
    for string in channel.strings[1:]:
        begins.append(at)
        at += len(string)
    return begins
