"""What a check can say: the rule that is broken, and where.

FORMAT.md sections 3.1 and 7.4: the first check that fails is the finding. So a check raises, and nothing after it runs.
"""

from __future__ import annotations

_OVER_A_BOUND = frozenset(
    ("TOO_LONG", "GROUP_DEPTH", "REPEAT_COUNT", "REPEAT_PRODUCT", "INSTRUCTIONS"),
)


class Fault(Exception):
    """A breach of the format: its rule, and the bytes of the file that are wrong."""

    def __init__(self, rule: str, offset: int, length: int) -> None:
        super().__init__(rule, offset, length)
        self.rule = rule
        self.offset = offset
        self.length = length

    def __str__(self) -> str:
        return f"{self.rule} {self.offset} {self.length}"


class PatternFault(Exception):
    """The first fault of a pattern or glob. Offset and length are in bytes of the pattern."""

    def __init__(self, name: str, offset: int, length: int) -> None:
        super().__init__(name, offset, length)
        self.name = name
        self.offset = offset
        self.length = length

    @property
    def rule(self) -> str:
        """CH2014 for what is over a bound, CH2013 for what is outside the dialect."""
        return "CH2014" if self.name in _OVER_A_BOUND else "CH2013"

    def __str__(self) -> str:
        return f"{self.rule} {self.offset} {self.length} {self.name}"
