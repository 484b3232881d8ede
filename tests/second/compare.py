#!/usr/bin/env python3
"""Holds libchan against the second implementation: the same verdict, rule, offset and length of each record. TAP output.

usage: compare.py [--thorough] [--only PART]... VERDICTS MUTANTS

VERDICTS and MUTANTS are the programs of verdicts.c and mutants.c. What the two disagree about is printed with its bytes.
Where all parts run, every rule 1xxx that FORMAT.md names and every fault of its section 7.4 must have been a verdict,
and the mutator must have told each of its lies.

The status is 0 if they agree about everything, 1 if not, 2 if the command or a program is wrong.
"""

from __future__ import annotations

import argparse
import re
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from chan_hex import read_hex
from input_files import changed_bytes, cuts, sequences, texts, too_many_templates, usual_file
from input_patterns import globs, patterns, short_patterns
from test_edges import FILES
from test_patterns import GLOBS, PATTERNS
from verdicts import file_verdict, glob_verdict, pattern_verdict

_ROOT = Path(__file__).resolve().parents[2]
_SEED = 291
_BATCH_BYTES = 1 << 24
_SHOWN = 10
_SHOWN_BYTES = 4_096
_LENGTH = struct.Struct("<I")


class Part(NamedTuple):
    """Records of one source, what is said of each here, and how the other side is asked."""

    records: Iterator[bytes]
    verdict: Callable[[bytes], str]
    option: str | None


class Disagreement(NamedTuple):
    """A record, by its number in its part."""

    number: int
    record: bytes
    ours: str
    theirs: str


class Tap:
    """Numbered lines, and whether any failed."""

    def __init__(self) -> None:
        self._count = 0
        self.failed = False

    def line(self, is_ok: bool, text: str) -> None:
        """One test."""
        self._count += 1
        self.failed = self.failed or not is_ok
        print(f"{'ok' if is_ok else 'not ok'} {self._count} - {text}", flush=True)

    def end(self) -> None:
        """The plan."""
        print(f"1..{self._count}")


# --- the records


def small_files() -> list[bytes]:
    """Of these, every byte is changed and every prefix is cut."""
    return [FILES[0][1]().sealed(), usual_file()]


def committed_files() -> Iterator[bytes]:
    """The channel files of the corpus and the fuzz seeds; nothing is left out because of its name."""
    for folder in ("accept", "reject", "regress"):
        for path in sorted((_ROOT / "corpus" / folder).iterdir()):
            yield read_hex(path.read_text(encoding="utf-8")) if path.suffix == ".hex" else path.read_bytes()
    for path in sorted((_ROOT / "corpus").glob("**/*.chan")):
        yield path.read_bytes()
    for folder in ("fuzz/seeds/channel", "fuzz/corpus/fuzz_parse"):
        yield from (path.read_bytes() for path in sorted((_ROOT / folder).iterdir()))


def committed_patterns() -> Iterator[bytes]:
    """The inputs of fuzz_pattern, whose first byte is flags."""
    for folder in ("fuzz/seeds/fuzz_pattern", "fuzz/corpus/fuzz_pattern"):
        yield from (path.read_bytes()[1:] for path in sorted((_ROOT / folder).iterdir()))


def edges(is_thorough: bool) -> Iterator[bytes]:
    """The files of test_edges.py."""
    yield from (make().sealed() for _, make, _ in FILES)
    if is_thorough:
        yield too_many_templates()


def read_records(data: bytes) -> Iterator[bytes]:
    """The records of a stream."""
    at = 0
    while at < len(data):
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size + length
        yield data[at - length : at]


def mutants(program: str, count: int, told: Counter[str]) -> Iterator[bytes]:
    """So many files of the mutator, some thousand at a time; `told` is what it says that it made."""
    for seed in range(_SEED, _SEED + count // 5_000):
        made = subprocess.run([program, str(seed), "5000"], capture_output=True, check=True)
        for line in made.stderr.decode().splitlines():
            what, _, number = line.rpartition(" ")
            told[what] += int(number)
        yield from read_records(made.stdout)


# --- the comparison


def batches(records: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The records, in lists that are not too large."""
    batch: list[bytes] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record) + 64
        if size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def theirs(program: str, option: str | None, batch: list[bytes]) -> list[str]:
    """What libchan says of these."""
    stream = b"".join(part for record in batch for part in (_LENGTH.pack(len(record)), record))
    command = [program] if option is None else [program, option]
    lines = subprocess.run(command, input=stream, capture_output=True, check=True).stdout.decode().splitlines()
    if len(lines) != len(batch):
        raise ValueError(f"{program} said {len(lines)} lines of {len(batch)} records")
    return lines


def compare(part: Part, program: str, said: Counter[str]) -> tuple[int, list[Disagreement]]:
    """How many records there were, and about which the two disagree. `said` counts the verdicts that they agree upon."""
    number = 0
    differences: list[Disagreement] = []
    for batch in batches(part.records):
        for record, their_line in zip(batch, theirs(program, part.option, batch), strict=True):
            our_line = part.verdict(record)
            if our_line == their_line:
                words = our_line.split()
                said[words[0]] += 1
                said[words[-1]] += len(words) == 4
            else:
                differences.append(Disagreement(number, record, our_line, their_line))
            number += 1
    return number, differences


def show(difference: Disagreement) -> None:
    """A disagreement, and the bytes to try again."""
    print(f"# record {difference.number}: libchan says {difference.theirs}, the second {difference.ours}")
    if len(difference.record) <= _SHOWN_BYTES:
        print(f"# {difference.record.hex()}")


# --- what must have been met


def rules_of(text: str) -> set[str]:
    """The rules 1xxx that FORMAT.md names."""
    return set(re.findall(r"\bCH1[0-9]{3}\b", text))


def faults_of(text: str) -> set[str]:
    """The faults of patterns and globs in FORMAT.md: the first column of the table in 7.4, the sentence after it."""
    section = text[text.index("### 7.4") : text.index("## 8")]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE)) | {"GLOB_ESCAPE", "GLOB_STARS"}


def main() -> int:
    """Compare the parts."""
    parser = argparse.ArgumentParser(description="Hold libchan against the second implementation.")
    parser.add_argument("--thorough", action="store_true", help="some minutes: every byte, prefix and short pattern")
    parser.add_argument("--only", action="append", metavar="PART", help="this part alone")
    parser.add_argument("verdicts", metavar="VERDICTS")
    parser.add_argument("mutants", metavar="MUTANTS")
    arguments = parser.parse_args()
    is_thorough: bool = arguments.thorough
    count = 100_000 if is_thorough else 10_000
    small = small_files()
    told: Counter[str] = Counter()
    cut = chain(small, committed_files()) if is_thorough else small
    known_patterns = chain((text for text, _ in PATTERNS), committed_patterns())
    parts = {
        "corpus": Part(committed_files(), file_verdict, None),
        "edges": Part(edges(is_thorough), file_verdict, None),
        "bytes": Part(chain.from_iterable(changed_bytes(data, is_thorough) for data in small), file_verdict, None),
        "cuts": Part(chain.from_iterable(map(cuts, cut)), file_verdict, None),
        "sequences": Part(islice(sequences(), 0, None, 1 if is_thorough else 7), file_verdict, None),
        "texts": Part(texts(Random(_SEED), count // 5), file_verdict, None),
        "mutants": Part(mutants(arguments.mutants, count, told), file_verdict, None),
        "patterns": Part(chain(known_patterns, patterns(Random(_SEED), count)), pattern_verdict, "--patterns"),
        "short-patterns": Part(short_patterns(4 if is_thorough else 2), pattern_verdict, "--patterns"),
        "globs": Part(chain((text for text, _ in GLOBS), globs(Random(_SEED), count)), glob_verdict, "--globs"),
    }
    chosen: list[str] = arguments.only or list(parts)
    for name in chosen:
        if name not in parts:
            parser.error(f"there is no part {name}; there are: {', '.join(parts)}")
    tap = Tap()
    said: Counter[str] = Counter()
    for name in chosen:
        start = time.monotonic()
        accepted_before = said["ok"]
        number, differences = compare(parts[name], arguments.verdicts, said)
        accepted = said["ok"] - accepted_before
        # A part that is all good, or all bad, would tell little; of cuts nearly all are refused.
        is_telling = number > accepted and (accepted > 0 or name == "cuts")
        tap.line(is_telling and not differences, f"{name}: {number} compared, {accepted} accepted by both")
        for difference in differences[:_SHOWN]:
            show(difference)
        print(f"# {len(differences)} disagreements, {time.monotonic() - start:.1f} s")
    if not arguments.only:
        page = (_ROOT / "parser/FORMAT.md").read_text(encoding="utf-8")
        rules = rules_of(page) - (set() if is_thorough else {"CH1015"})
        missing = [name for name in sorted(rules | faults_of(page)) if not said[name]]
        tap.line(not missing, f"each rule 1xxx and each fault of 7.4 was found {' '.join(missing)}".rstrip())
        untold = [name for name, times in told.items() if not times]
        tap.line(bool(told) and not untold, f"the mutator told each lie {' '.join(untold)}".rstrip())
    tap.end()
    return 1 if tap.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"compare.py: {error}", file=sys.stderr)
        sys.exit(2)
