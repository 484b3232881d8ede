"""Globs (FORMAT.md section 5, and the end of section 7.4)."""

from __future__ import annotations

from chan_fault import PatternFault

_STAR = ord("*")
_BACKSLASH = ord("\\")
_ESCAPABLE = b"*?\\"


def check_glob(glob: bytes) -> None:
    """Raise the first fault from the left."""
    at = 0
    while at < len(glob):
        if glob[at] == _BACKSLASH:
            escape = glob[at : at + 2]
            if len(escape) < 2 or escape[1] not in _ESCAPABLE:
                raise PatternFault("GLOB_ESCAPE", at, len(escape))
            at += 2
        elif glob[at] == _STAR and glob[at + 1 : at + 2] == b"*":
            raise PatternFault("GLOB_STARS", at, 2)
        else:
            at += 1
