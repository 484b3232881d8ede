#!/usr/bin/env python3
"""The edges of the rules and the order of checks, on files that are made here. TAP output.

The corpus has a file for most rules. Here are the limits for which a file would be large (CH1014, CH1015, CH1021,
CH1054), and files with two faults, of which FORMAT.md says which comes first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from build_file import File
from chan_crc import crc32c
from chan_tables import good_bytes
from verdicts import file_verdict

# The least file: strings @96, text @100, type @101, field @129, template @141, criterion @193, instruction @205.
_TEMPLATE = (0, 1, 0, 0, 1, 0, 0, 0)


def _conditions(criteria: int, instructions: list[int]) -> File:
    """The least file, with more criteria `any` and this condition."""
    template = (*_TEMPLATE, 0, criteria, 0, len(instructions))
    return File(templates=[template], criteria=[(0, 16, 0, 0, 0)] * criteria, instructions=instructions)


FILES: list[tuple[str, Callable[[], File], str]] = [
    ("the least file", File, "ok"),
    ("all of the header is wrong", lambda: File(engine_level=0, channel=0, reserved=1), "CH1010 10 2"),
    ("channel before content version", lambda: File(channel=0, content_version=0), "CH1011 12 4"),
    ("a lifetime of unsigned seconds", lambda: File(created_at=2**63 - 1, expires_at=2**63), "ok"),
    ("an expiry before the creation", lambda: File(created_at=2**63, expires_at=1), "CH1013 32 8"),
    ("a stated size below the header's", lambda: File(size_off_by=-200), "CH1005 7 200"),
    ("4,097 types", lambda: File(types=[(0,) * 7] * 4_097), "CH1014 60 4"),
    ("4,096 types, all zero", lambda: File(types=[(0,) * 7] * 4_096), "CH1031 101 4"),
    ("no type, and no template", lambda: File(types=[], templates=[], uuids=[], reserved=1), "CH1016 68 4"),
    ("no type, but a field", lambda: File(types=[]), "CH1034 64 4"),
    ("no type, but a template", lambda: File(types=[], fields=[]), "CH1036 68 4"),
    ("a string of 65,537 bytes, ill-formed", lambda: File(text=[b"\xff" * 65_537]), "CH1021 96 4"),
    ("a string of 65,536 bytes", lambda: File(text=[b"t", b"t" * 65_536]), "ok"),
    ("the text of a string before the next end", lambda: File(text=[b"\xff", b"u"], ends=[1, 1]), "CH1022 104 1"),
    ("a NUL in a sequence", lambda: File(text=[b"a\xe2\0"]), "CH1022 101 1"),
    ("a NUL before a sequence", lambda: File(text=[b"a\0\xe2"]), "CH1023 101 1"),
    ("a sequence cut by the end of its string", lambda: File(text=[b"\xc3", b"\xa4"]), "CH1022 104 1"),
    ("text without strings", lambda: File(ends=[]), "CH1020 48 4"),
    ("an integer before a network", lambda: File(integers=[1, 1], networks=[bytes(20)]), "CH1025 109 8"),
    ("a family before its prefix", lambda: File(networks=[b"\5\xff" + bytes(18)]), "CH1026 101 1"),
    ("reserved before the address", lambda: File(networks=[b"\4\0\1\0" + b"\1" * 16]), "CH1008 103 2"),
    ("the family first in the order", lambda: File(networks=[b"\6" + bytes(19), b"\4" + bytes(19)]), "CH1029 121 20"),
    ("a run of fields: first before count", lambda: File(types=[(1, 1, 1, 1, 257, 0, 1)]), "CH1034 113 4"),
    ("a run of fields: limit before end", lambda: File(types=[(1, 1, 1, 0, 257, 0, 1)]), "CH1035 117 4"),
    ("a run of fields: end", lambda: File(types=[(1, 1, 1, 0, 256, 0, 1)]), "CH1034 117 4"),
    ("types before their fields", lambda: File(fields=[(9, 9, 9, 9)], types=[(1, 1, 1, 0, 1, 0, 2)]), "CH1036 125 4"),
    ("a run of no criteria", lambda: File(templates=[(*_TEMPLATE, 0, 0, 0, 1)]), "CH1045 181 4"),
    ("criteria that are left", lambda: File(criteria=[(0, 16, 0, 0, 0)] * 2), "CH1045 72 4"),
    ("instructions that are left", lambda: File(instructions=[0, 0]), "CH1047 80 4"),
    ("values that are left", lambda: File(values=[0]), "CH1052 76 4"),
    ("the nil id", lambda: File(uuids=[bytes(16)]), "CH1039 141 16"),
    ("a level of 6", lambda: File(templates=[(0, 1, 0, 0, 1, 6, 0, 0, 0, 1, 0, 1)]), "CH1043 174 1"),
    ("an operator before its flags", lambda: File(criteria=[(0, 17, 255, 1, 1)]), "CH1050 195 1"),
    ("flags before the run", lambda: File(criteria=[(0, 16, 1, 1, 1)]), "CH1051 196 1"),
    ("the run's first before the number of values", lambda: File(criteria=[(0, 16, 0, 1, 1)]), "CH1052 197 4"),
    ("the number of values before its limit", lambda: File(criteria=[(0, 16, 0, 0, 65_536)]), "CH1053 201 4"),
    ("the limit before the end of the table", lambda: File(criteria=[(0, 1, 0, 0, 65_536)]), "CH1054 201 4"),
    ("the empty string as a value", lambda: File(criteria=[(0, 1, 0, 0, 2)], values=[0, 1]), "ok"),
    ("past the table before the order", lambda: File(criteria=[(0, 1, 0, 0, 1)], values=[2]), "CH1055 205 4"),
    ("a field of no such index", lambda: File(criteria=[(0, 15, 0, 0, 1)], values=[1]), "CH1055 205 4"),
    ("the last push is an instruction", lambda: File(instructions=[0x0FFF]), "CH1058 205 2"),
    ("the next word is none", lambda: File(instructions=[0x1000]), "CH1057 205 2"),
    ("nor is the one after not", lambda: File(instructions=[0x8003]), "CH1057 205 2"),
    ("the result before what is unused", lambda: _conditions(2, [0, 0]), "CH1062 219 2"),
    ("what is unused", lambda: _conditions(2, [0]), "CH1063 181 4"),
    ("an index before the first use", lambda: _conditions(2, [2]), "CH1058 217 2"),
    ("the first use before the stack", lambda: _conditions(2, [1]), "CH1059 217 2"),
    ("64 values, and a 65th", lambda: _conditions(1, [0] * 65), "CH1061 333 2"),
    ("64 values", lambda: _conditions(1, [0] * 64 + [0x8000] * 63), "ok"),
    ("not of nothing", lambda: _conditions(1, [0x8002, 0]), "CH1060 205 2"),
]


def main() -> int:
    """Hold each file against its answer."""
    checks = [(name, file_verdict(make().sealed()), answer) for name, make, answer in FILES]
    checks.append(("CRC-32C of 123456789", hex(crc32c(b"123456789")), "0xe3069283"))
    rows = "\x01\x7f\x80\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff".encode()
    checks.append(("the ends of the rows of table 3-7", str(good_bytes(rows)), str(len(rows))))
    failed = 0
    for number, (name, said, answer) in enumerate(checks, 1):
        print(f"{'ok' if said == answer else 'not ok'} {number} - {name}")
        if said != answer:
            print(f"# said {said}, expected {answer}")
            failed += 1
    print(f"1..{len(checks)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
