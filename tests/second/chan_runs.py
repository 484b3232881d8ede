"""Runs: each record of a later table is owned by exactly one record of an earlier one (FORMAT.md section 2.2)."""

from __future__ import annotations

from chan_fault import Fault

_MEMBER_SIZE = 4


class Runs:
    """How far the runs have come in one owned table.

    `total` is the table's count and `total_at` its place in the header; `rule` is the table's partition rule.
    """

    __slots__ = ("_rule", "_total", "_total_at", "_owned")

    def __init__(self, rule: str, total: int, total_at: int) -> None:
        self._rule = rule
        self._total = total
        self._total_at = total_at
        self._owned = 0

    def begin(self, first: int, first_at: int) -> None:
        """The stored first index is the number of records that earlier runs own."""
        if first != self._owned:
            raise Fault(self._rule, first_at, _MEMBER_SIZE)

    def not_empty(self, count: int, count_at: int) -> None:
        """Where section 3 demands one record or more."""
        if count == 0:
            raise Fault(self._rule, count_at, _MEMBER_SIZE)

    def end(self, count: int, count_at: int) -> None:
        """The run ends within its table. The caller has checked the limit of the count before."""
        if count > self._total - self._owned:
            raise Fault(self._rule, count_at, _MEMBER_SIZE)
        self._owned += count

    def exhausted(self) -> None:
        """After the last record of the owning table, nothing of the owned one is left."""
        if self._owned != self._total:
            raise Fault(self._rule, self._total_at, _MEMBER_SIZE)
