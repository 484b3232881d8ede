#!/usr/bin/env python3
"""Patterns and globs, each with the answer that FORMAT.md sections 5 and 7 give. TAP output.

A row is what is read and its answer: `rule offset length NAME`, or `ok` with its count and weight (section 7.3).
"""

from __future__ import annotations

import sys

from verdicts import glob_verdict, pattern_verdict

PATTERNS: list[tuple[bytes, str]] = [
    # 7.3, the table of counts
    (b"", "ok 1 1"),
    (b"abc", "ok 4 4"),
    (b"^\\bx.$", "ok 6 6"),
    (b"\xc3\xa4", "ok 3 3"),
    (b"[a-z]\\d\\x41", "ok 4 4"),
    (b"a|b|c", "ok 8 8"),
    (b"()", "ok 1 1"),
    (b"(?:ab|c)", "ok 6 6"),
    (b"a?", "ok 3 3"),
    (b"a*", "ok 4 5"),
    (b"a+", "ok 3 4"),
    (b"a{3}", "ok 4 4"),
    (b"a{3,}", "ok 5 6"),
    (b"a{0,}", "ok 4 5"),
    (b"a{2,4}", "ok 7 7"),
    (b"a{0}", "ok 1 1"),
    (b"a{0,0}", "ok 1 1"),
    (b"(a{5}){0}b", "ok 2 2"),
    # 7.3, the example of the weight
    (b"(a+b)*", "ok 6 10"),
    (b"((a+)+)+", "ok 5 11"),
    # 7.3, the bound of the weight
    (b"a{1000}", "ok 1001 1001"),
    (b"a{1000}" + b"b" * 23, "ok 1024 1024"),
    (b"a{1000}" + b"b" * 24, "CH2014 30 1 INSTRUCTIONS"),
    (b"a{1000}" + b"b" * 23 + b"|", "CH2014 30 1 INSTRUCTIONS"),
    (b"a{1000}" + b"b" * 23 + b"^", "CH2014 30 1 INSTRUCTIONS"),
    (b"a{1000}" + b"b" * 23 + b"\\B", "CH2014 30 2 INSTRUCTIONS"),
    (b"a{1000}" + b"b" * 23 + b"[a-z]", "CH2014 30 5 INSTRUCTIONS"),
    (b"a{1000}" + b"b" * 23 + b"\\x41", "CH2014 30 4 INSTRUCTIONS"),
    (b"(a{1000}a{1000}){0}", "CH2014 9 6 INSTRUCTIONS"),
    (b"a{1000}" + b"b" * 23 + b"+", "CH2014 30 1 INSTRUCTIONS"),
    (b"a{1000}" + b"b" * 23 + b"+?", "CH2014 30 2 INSTRUCTIONS"),
    # 7.3, the product
    (b"(a{10}){100}", "ok 1001 1001"),
    (b"(a{10}|b{100}){11}", "CH2014 14 4 REPEAT_PRODUCT"),
    (b"((a{0}){0,1000}){1}", "ok 1001 1001"),
    (b"((a{0}){0,1000}){2}", "CH2014 16 3 REPEAT_PRODUCT"),
    (b"(a*){100}", "ok 301 401"),
    # 7.3, the other bounds
    (b"(" * 16 + b")" * 16, "ok 1 1"),
    (b"(" * 17 + b")" * 17, "CH2014 16 1 GROUP_DEPTH"),
    (b"(" * 16 + b"(?:", "CH2014 16 1 GROUP_DEPTH"),
    (b"(" * 16 + b"(?=", "CH2013 16 3 LOOK_AROUND"),
    (b"(?:a)" * 200, "ok 201 201"),
    (b"(" * 4097, "CH2014 4096 1 TOO_LONG"),
    (b"a{1001}?", "CH2014 1 6 REPEAT_COUNT"),
    (b"a{0,1001}", "CH2014 1 8 REPEAT_COUNT"),
    (b"a{1001,}", "CH2014 1 7 REPEAT_COUNT"),
    (b"a{1001,1}", "CH2014 1 8 REPEAT_COUNT"),
    (b"a{2,1}?", "CH2013 1 5 REPEAT_ORDER"),
    (b"a{99999999999999999999}", "CH2014 1 22 REPEAT_COUNT"),
    # 7.4, escapes
    (b"a\0", "CH2013 1 1 NUL"),
    (b"a\\x00", "CH2013 1 4 NUL"),
    (b"[\\x00]", "CH2013 1 4 NUL"),
    (b"[\0]", "CH2013 1 1 NUL"),
    (b"a\\", "CH2013 1 1 TRAILING_BACKSLASH"),
    (b"[a\\", "CH2013 2 1 TRAILING_BACKSLASH"),
    (b"\\1", "CH2013 0 2 BACK_REFERENCE"),
    (b"\\g", "CH2013 0 2 BACK_REFERENCE"),
    (b"\\0", "CH2013 0 2 OCTAL"),
    (b"[\\9]", "CH2013 1 2 OCTAL"),
    (b"[\\k]", "CH2013 1 2 ESCAPE"),
    (b"[\\b]", "CH2013 1 2 ESCAPE"),
    (b"\\x4", "CH2013 0 2 HEX"),
    (b"\\x{41}", "CH2013 0 2 HEX"),
    (b"\\pL", "CH2013 0 2 PROPERTY"),
    (b"[\\P]", "CH2013 1 2 PROPERTY"),
    (b"\\A", "CH2013 0 2 ESCAPE"),
    (b"\\v", "CH2013 0 2 ESCAPE"),
    (b"\\\xc3\xa4", "CH2013 0 2 ESCAPE"),
    (b"\\\0", "CH2013 0 2 ESCAPE"),
    (b"\\ \\_\\-\\\x7f", "ok 5 5"),
    # 7.4, groups
    (b"(?=a)", "CH2013 0 3 LOOK_AROUND"),
    (b"(?!a)", "CH2013 0 3 LOOK_AROUND"),
    (b"(?<=a)", "CH2013 0 4 LOOK_AROUND"),
    (b"(?<!a)", "CH2013 0 4 LOOK_AROUND"),
    (b"(?>a)", "CH2013 0 3 ATOMIC"),
    (b"(?P<n>a)", "CH2013 0 4 NAMED_GROUP"),
    (b"(?<n>a)", "CH2013 0 3 NAMED_GROUP"),
    (b"(?'n'a)", "CH2013 0 3 NAMED_GROUP"),
    (b"(?i)a", "CH2013 0 3 INLINE_FLAGS"),
    (b"(?-i)a", "CH2013 0 3 INLINE_FLAGS"),
    (b"(?^)a", "CH2013 0 3 INLINE_FLAGS"),
    (b"(?U)a", "CH2013 0 3 INLINE_FLAGS"),
    (b"(?P=n)", "CH2013 0 3 GROUP_KIND"),
    (b"(?#c)", "CH2013 0 3 GROUP_KIND"),
    (b"(?\n)", "CH2013 0 3 GROUP_KIND"),
    (b"(?", "CH2013 0 2 GROUP_KIND"),
    (b"a(b(c)", "CH2013 1 1 GROUP_OPEN"),
    (b"(a(b", "CH2013 2 1 GROUP_OPEN"),
    (b"a)b", "CH2013 1 1 GROUP_CLOSE"),
    # 7.1 and 7.4, classes
    (b"[]a]", "ok 2 2"),
    (b"[^]a]", "ok 2 2"),
    (b"[]-a]", "ok 2 2"),
    (b"[]", "CH2013 0 1 CLASS_OPEN"),
    (b"[^]", "CH2013 0 1 CLASS_OPEN"),
    (b"x[a-", "CH2013 1 1 CLASS_OPEN"),
    (b"[a-]", "ok 2 2"),
    (b"[-a]", "ok 2 2"),
    (b"[^-a]", "ok 2 2"),
    (b"[--/]", "ok 2 2"),
    (b"[---]", "ok 2 2"),
    (b"[a-z-9]", "ok 2 2"),
    (b"[a-c--/]", "ok 2 2"),
    (b"[a--]", "CH2013 1 3 CLASS_ORDER"),
    (b"[z-a]", "CH2013 1 3 CLASS_ORDER"),
    (b"[\\x7a-\\n]", "CH2013 1 7 CLASS_ORDER"),
    (b"[\\x80-\\xff]", "ok 2 2"),
    (b"[\\d-]", "ok 2 2"),
    (b"[-\\d]", "ok 2 2"),
    (b"[a-z-\\d]", "ok 2 2"),
    (b"[\\d-z]", "CH2013 3 1 CLASS_RANGE"),
    (b"[a-\\d]", "CH2013 2 1 CLASS_RANGE"),
    (b"[[:alpha:]-z]", "CH2013 10 1 CLASS_RANGE"),
    (b"[a-[:alpha:]]", "CH2013 2 1 CLASS_RANGE"),
    (b"[\\d-\\q]", "CH2013 3 1 CLASS_RANGE"),
    (b"[\\d-", "CH2013 3 1 CLASS_RANGE"),
    (b"[a-\\q]", "CH2013 3 2 ESCAPE"),
    (b"[[:^word:][:ascii:]]", "ok 2 2"),
    (b"[[:Alpha:]]", "CH2013 1 2 CLASS_POSIX"),
    (b"[[.a.]]", "CH2013 1 2 CLASS_POSIX"),
    (b"[[=a=]]", "CH2013 1 2 CLASS_POSIX"),
    (b"[a-[:x:]]", "CH2013 3 2 CLASS_POSIX"),
    (b"x[:alpha:]", "CH2013 1 9 CLASS_POSIX"),
    (b"[:]", "ok 2 2"),
    (b"[::]", "CH2013 0 4 CLASS_POSIX"),
    (b"[.a\\.]", "CH2013 0 6 CLASS_POSIX"),
    (b"[^:a:]", "ok 2 2"),
    (b"[[]", "ok 2 2"),
    (b"[a[]", "ok 2 2"),
    (b"[\xc3\xa4]", "CH2013 1 2 CLASS_NON_ASCII"),
    (b"[a-\xf0\x9f\x98\x80]", "CH2013 3 4 CLASS_NON_ASCII"),
    # 7.1 and 7.4, quantifiers
    (b"{", "ok 2 2"),
    (b"a{b}", "ok 5 5"),
    (b"a{}", "ok 4 4"),
    (b"a{-1}", "ok 6 6"),
    (b"a{,3}", "CH2013 1 1 REPEAT_FORM"),
    (b"a{1", "CH2013 1 1 REPEAT_FORM"),
    (b"a{01}", "CH2013 1 1 REPEAT_FORM"),
    (b"a{1,02}", "CH2013 1 1 REPEAT_FORM"),
    (b"a{ 1}", "CH2013 1 1 REPEAT_FORM"),
    (b"a{\t", "CH2013 1 1 REPEAT_FORM"),
    (b"{,3}", "CH2013 0 1 REPEAT_FORM"),
    (b"*a", "CH2013 0 1 REPEAT_NOTHING"),
    (b"a|+?", "CH2013 2 1 REPEAT_NOTHING"),
    (b"(*a)", "CH2013 1 1 REPEAT_NOTHING"),
    (b"^{2}?", "CH2013 1 3 REPEAT_NOTHING"),
    (b"\\b*", "CH2013 2 1 REPEAT_NOTHING"),
    (b"{1001}", "CH2013 0 6 REPEAT_NOTHING"),
    (b"a**?", "CH2013 2 1 REPEAT_TWICE"),
    (b"a*?+", "CH2013 3 1 REPEAT_TWICE"),
    (b"a*??", "CH2013 3 1 REPEAT_TWICE"),
    (b"a{2}{3}", "CH2013 4 3 REPEAT_TWICE"),
    (b"a*+", "CH2013 2 1 POSSESSIVE"),
    (b"a{2}+", "CH2013 4 1 POSSESSIVE"),
    (b"a?+", "CH2013 2 1 POSSESSIVE"),
    (b"\xc3\xa4*", "CH2013 2 1 REPEAT_NON_ASCII"),
    (b"\xc3\xa4{1001}", "CH2013 2 6 REPEAT_NON_ASCII"),
    (b"(?:\xc3\xa4)*", "ok 5 7"),
    (b"\\xe4*", "ok 4 5"),
]

GLOBS: list[tuple[bytes, str]] = [
    (b"a*b?c\\*\\?\\\\", "ok"),
    (b"\\**", "ok"),
    (b"a**", "CH2013 1 2 GLOB_STARS"),
    (b"***", "CH2013 0 2 GLOB_STARS"),
    (b"a\\", "CH2013 1 1 GLOB_ESCAPE"),
    (b"a\\b**", "CH2013 1 2 GLOB_ESCAPE"),
    (b"**\\b", "CH2013 0 2 GLOB_STARS"),
]


def main() -> int:
    """Hold each row against its answer."""
    rows = [("pattern", text, pattern_verdict(text), answer) for text, answer in PATTERNS]
    rows += [("glob", text, glob_verdict(text), answer) for text, answer in GLOBS]
    failed = 0
    for number, (kind, text, said, answer) in enumerate(rows, 1):
        # TAP gives # a meaning of its own.
        shown = repr(text[:40])[1:].replace("#", "\\x23")
        print(f"{'ok' if said == answer else 'not ok'} {number} - {kind} {shown}")
        if said != answer:
            print(f"# said {said}, expected {answer}")
            failed += 1
    print(f"1..{len(rows)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
