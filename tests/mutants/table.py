"""What is to be mutated and what has to notice: suites.def; what is known to change nothing: equivalent.txt."""
import fnmatch
import re
import subprocess
from collections import namedtuple

from programs import ROOT, Broken

Block = namedtuple("Block", "files programs anew fuzz proof compiler")
LISTED = re.compile(r"(\S+ \S+ [a-z]+: `.*?` -> `.*?` in `.*?`(?: #[0-9]+)?): (\S.*)\Z")


def program(name):
    """tests/test_x or fuzz/fuzz_x, as the Makefile builds it."""
    room = "tests" if name.startswith("test_") else "fuzz"
    if not (ROOT / room / (name + ".c")).is_file():
        raise Broken("suites.def: there is no %s/%s.c" % (room, name))
    return room + "/" + name


def read_blocks(path):
    blocks, now = [], {}
    for number, line in enumerate(path.read_text().splitlines() + [""], 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            if now:
                blocks.append(block_of(now, "%s:%d" % (path.name, number)))
            now = {}
            continue
        key, colon, words = line.partition(":")
        if not colon or key not in ("files", "suites", "anew", "fuzz", "proof", "compiler") or key in now:
            raise Broken("%s:%d: no line of a block: %s" % (path.name, number, line))
        now[key] = words.split()
    return blocks


def block_of(now, place):
    if not now.get("files") or not now.get("suites"):
        raise Broken("%s: a block has no files or no suites" % place)
    proof = (now.get("proof") or [""])[0]
    if proof not in ("", "cursor", "open"):
        raise Broken("%s: a proof is cursor or open, not %s" % (place, proof))
    return Block(now["files"], [program(name) for name in now["suites"]],
                 [program(name) for name in now.get("anew", [])],
                 [program(name) for name in now.get("fuzz", [])], proof, (now.get("compiler") or ["tcc"])[0])


def files_of(blocks):
    """(file, block) of every file that a block names, in the order of the table; the first block has it."""
    tree = sorted(str(found.relative_to(ROOT)) for room in ("parser", "validator")
                  for found in (ROOT / room).rglob("*.[ch]"))
    found = {}
    for block in blocks:
        for pattern in block.files:
            names = [name for name in tree if fnmatch.fnmatch(name, pattern)]
            if not names:
                raise Broken("suites.def: no file is named %s" % pattern)
            for name in names:
                found.setdefault(name, block)
    return found


def read_listed(path):
    """The mutants that change nothing, each with its reason."""
    listed = {}
    for number, line in enumerate(path.read_text().splitlines() if path.is_file() else [], 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = LISTED.match(line)
        if not match or match.group(1) in listed:
            raise Broken("%s:%d: no mutant with a reason, or one that is there already: %s" % (
                path.name, number, line))
        listed[match.group(1)] = match.group(2)
    return listed


def changed_lines(base):
    """The lines of each file that are other than in a commit: {file: set}."""
    done = subprocess.run(["git", "diff", "-U0", "--no-color", "--no-ext-diff", base, "--", "parser", "validator"],
                          cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        raise Broken("CHANGED=%s: %s" % (base, done.stderr.strip()))
    lines, file = {}, None
    for line in done.stdout.splitlines():
        if line.startswith("+++ "):
            file = line[6:] if line.startswith("+++ b/") else None
        match = re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)
        if match and file:
            first, count = int(match.group(1)), int(match.group(2) or 1)
            lines.setdefault(file, set()).update(range(first, first + count))
    return lines
