"""Reads a document as GitHub renders it, as far as its tests need: blocks of code, links, anchors."""

import re


class Block:
    """A fenced block of code: where it begins, its language, its lines."""

    def __init__(self, line, language):
        self.line = line
        self.language = language
        self.lines = []

    def file(self):
        """The file that the first line names in a comment, and whether the block goes to its end; or None."""
        named = self.lines and re.match(r"(?:#|//|/\*) ([\w.][\w./-]*\.\w+)(, at its end)?(?![\w/])", self.lines[0])
        return (named.group(1), bool(named.group(2))) if named else None


class Document:
    def __init__(self, path, text):
        self.path = path
        self.blocks = []
        self.links = []  # (line, target)
        self.anchors = set()
        self.problems = []  # (line, what)
        self._read(text.split("\n"))

    def _read(self, lines):
        block, fence, in_list, blank = None, "", False, True
        for number, line in enumerate(lines, 1):
            bare = line.strip()
            if block is not None:
                if bare == "```":
                    block = None
                else:
                    block.lines.append(line[len(fence):] if line.startswith(fence) else line.lstrip())
                continue
            opened = re.match(r"( *)```\s*(\w*)", line)
            if opened:
                fence = opened.group(1)
                block = Block(number, opened.group(2))
                self.blocks.append(block)
            elif bare.startswith("~~~"):
                self.problems.append((number, "a block of code between ~~~, which no test sees: fence it with ```"))
            elif blank and not in_list and re.match(r"( {4}|\t)\S", line):
                self.problems.append((number, "a block of code by its indent, which no test sees: fence it"))
            elif bare:
                self._prose(number, line)
            if bare and not line.startswith((" ", "\t")):
                in_list = bool(re.match(r"([-*+]|\d+\.) ", line))
            blank = not bare
        if block is not None:
            self.problems.append((block.line, "a block of code that does not end"))

    def _prose(self, number, line):
        heading = re.match(r"#+ +(.*)", line)
        if heading:
            self._anchor(heading.group(1))
        self.anchors.update(re.findall(r'<a (?:id|name)="([^"]+)"', line))
        plain = re.sub(r"(`+)(?:(?!\1).)+\1", "", line)
        for target in re.findall(r"\]\(([^()\s]+)\)", plain) + re.findall(r'(?:src|href)="([^"]+)"', plain):
            self.links.append((number, target))

    def _anchor(self, heading):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
        slug = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        anchor, copies = slug, 0
        while anchor in self.anchors:
            copies += 1
            anchor = f"{slug}-{copies}"
        self.anchors.add(anchor)
