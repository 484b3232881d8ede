"""What a mutant is: one small change of one function, found in clang's syntax tree.

Nothing is changed inside a macro's own text, in a comment, or outside a function; the exceptions are a
number that a #define names and the numbers of a table, which are the limits and the sets that code rests on.
"""
import re
from collections import Counter, namedtuple

from clang.cindex import CursorKind as Kind, Index, TranslationUnit, TypeKind

from programs import Broken

Mutant = namedtuple("Mutant", "file function operator key start end text first last")
Edit = namedtuple("Edit", "operator start end text")

BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
ARITHMETIC = {"+": "-", "-": "+", "*": "+", "/": "*", "%": "/", "<<": ">>", ">>": "<<", "&": "|",
              "|": "&", "^": "|"}
NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|[0-9]+)([uUlL]*)\Z")
CHARACTER = re.compile(r"'(\\?.|\\x[0-9a-f]+)'\Z")
RULE = re.compile(r"\b(?:CHAN|SL)_RULE_[A-Z0-9_]+\b")
OTHER_RULES = ("CHAN_RULE_RESERVED", "CHAN_RULE_MAGIC")
PLACE = re.compile(r"\b(?:CHAN_AT|SL_AT)\(")
EXTENT_MEMBER = re.compile(r"(?:->|\.)(?:offset|length|width)\Z")
DEFINE = re.compile(r"^#define (\w+) (0[xX][0-9a-fA-F]+|[0-9]+)([uUlL]*)(?=\s|$)", re.M)
WRAPPERS = (Kind.UNEXPOSED_EXPR, Kind.PAREN_EXPR, Kind.CSTYLE_CAST_EXPR)
LITERALS = (Kind.INTEGER_LITERAL, Kind.CHARACTER_LITERAL)
INTEGERS = (TypeKind.UCHAR, TypeKind.USHORT, TypeKind.UINT, TypeKind.ULONG, TypeKind.ULONGLONG,
            TypeKind.SCHAR, TypeKind.SHORT, TypeKind.INT, TypeKind.LONG, TypeKind.LONGLONG)
LONG_TABLE = 64
STATEMENTS = (Kind.CALL_EXPR, Kind.BINARY_OPERATOR, Kind.COMPOUND_ASSIGNMENT_OPERATOR, Kind.UNARY_OPERATOR)


def squeeze(text):
    """Code on one line, without what only lays it out."""
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", " ", text, flags=re.S)).strip()


def neighbours(text):
    """The numbers one off, written as the number is."""
    match = NUMBER.match(text)
    if not match:
        return []
    digits, suffix = match.groups()
    value = int(digits, 0)
    form = "0x%x" if digits[:2] in ("0x", "0X") else "%d"
    return [form % other + suffix for other in ((value + 1, value - 1) if value else (1,))]


def bare(node):
    """The expression without conversions and parentheses around it."""
    while node.kind in WRAPPERS:
        children = [child for child in node.get_children() if child.kind.is_expression()]
        if len(children) != 1:
            break
        node = children[0]
    return node


class Source:
    """The edits of one file: each is collected where the syntax tree has something to change."""

    def __init__(self, path, unit):
        self.path = path
        # Clang counts bytes: one character a byte keeps its places.
        with open(path, encoding="latin-1", newline="") as file:
            self.text = file.read()
        self.edits, self.bodies = [], []
        self.macros = sorted(
            (node.extent.start.offset, node.extent.end.offset)
            for node in unit.cursor.get_children()
            if node.kind == Kind.MACRO_INSTANTIATION and self.holds(node))

    def holds(self, node):
        return node.location.file is not None and node.location.file.name == self.path

    def of(self, node):
        return self.text[node.extent.start.offset:node.extent.end.offset]

    def within_macro(self, start, end):
        return any(first <= start < last and not (start == first and end >= last)
                   for first, last in self.macros)

    def put(self, operator, start, end, text):
        if start < end and not self.within_macro(start, end) and self.text[start:end] != text:
            self.edits.append(Edit(operator, start, end, text))

    def replace(self, operator, node, text):
        self.put(operator, node.extent.start.offset, node.extent.end.offset, text)

    def operator_between(self, left, right):
        """Where the operator of two operands stands, and what it is; nothing if a macro hides it."""
        start, end = left.extent.end.offset, right.extent.start.offset
        between = self.text[start:end]
        match = re.fullmatch(r"[\s)]*?([^\s\w()]+)[\s(]*", re.sub(
            r"/\*.*?\*/", lambda comment: " " * len(comment.group()), between, flags=re.S))
        return (start + match.start(1), match.group(1)) if match else (start, "")

    def is_chain(self, node, sign):
        children = list(node.get_children())
        return node.kind == Kind.BINARY_OPERATOR and len(children) == 2 and (
            self.operator_between(*children)[1] == sign)

    def condition(self, node, loop=False):
        """Forced true would only make a loop endless, which tells nothing of its condition."""
        if self.of(node) not in ("0", "1", "true", "false"):
            if not loop:
                self.replace("condition", node, "1")
            self.replace("condition", node, "0")

    # --- one method a kind of node

    def binary(self, node, children):
        if len(children) != 2:
            return
        left, right = children
        place, sign = self.operator_between(left, right)
        put = lambda operator, text: self.put(operator, place, place + len(sign), text)
        if sign in BOUNDARY:
            put("relational", BOUNDARY[sign])
        elif sign in ("==", "!="):
            put("relational", "!=" if sign == "==" else "==")
            plain = [bare(child) for child in children]
            if all(child.kind not in LITERALS for child in plain) and all(
                    child.type.get_canonical().kind in INTEGERS for child in plain):
                for other in ("<=", ">=") if sign == "==" else ("<", ">"):
                    put("relational", other)
        elif sign in ("&&", "||"):
            # Of a chain each operand is dropped by itself: the left one is a chain that is visited later.
            if not self.is_chain(left, sign):
                self.put("operand", left.extent.start.offset, right.extent.start.offset, "")
            self.put("operand", left.extent.end.offset, right.extent.end.offset, "")
        elif sign in ARITHMETIC:
            put("arithmetic", ARITHMETIC[sign])
        elif sign == "=" and EXTENT_MEMBER.search(self.of(left)):
            end = right.extent.end.offset
            self.put("extent", end - 1, end, self.text[end - 1] + " + 1")

    def compound_assignment(self, children):
        place, sign = self.operator_between(*children)
        if sign[:-1] in ARITHMETIC:
            self.put("arithmetic", place, place + len(sign), ARITHMETIC[sign[:-1]] + "=")

    def unary(self, node, child):
        start, end = node.extent.start.offset, node.extent.end.offset
        for sign in ("++", "--"):
            other = "--" if sign == "++" else "++"
            if self.text.startswith(sign, start):
                self.put("arithmetic", start, start + 2, other)
                return
            if self.text.startswith(sign, end - 2):
                self.put("arithmetic", end - 2, end, other)
                return
        if self.text[start] in "!~-":
            self.put("negation", start, child.extent.start.offset, "")

    def literal(self, node, in_declaration):
        text = self.of(node)
        if text in ("true", "false"):
            self.replace("constant", node, "false" if text == "true" else "true")
            return
        for other in neighbours(text):
            # An array one longer than it needs to be changes nothing.
            if not (in_declaration and int(NUMBER.match(other).group(1), 0) >
                    int(NUMBER.match(text).group(1), 0)):
                self.replace("constant", node, other)
        if CHARACTER.match(text):
            self.replace("constant", node, "(%s + 1)" % text)

    def for_condition(self, node):
        depth, parts, start = 0, [], self.text.index("(", node.extent.start.offset) + 1
        for place in range(start, node.extent.end.offset):
            letter = self.text[place]
            depth += (letter in "([{") - (letter in ")]}")
            if depth < 0:
                break
            if letter == ";" and depth == 0:
                parts.append(place)
        if len(parts) == 2 and self.text[parts[0] + 1:parts[1]].strip():
            begin = parts[0] + 1
            while self.text[begin].isspace():
                begin += 1
            self.put("condition", begin, parts[1], "0")

    def statement(self, node):
        """The statement is deleted; its semicolon stays."""
        if node.kind in STATEMENTS or node.kind in (Kind.BREAK_STMT, Kind.CONTINUE_STMT):
            self.replace("deletion", node, "")

    def result(self, node, children, function_type):
        if not children:
            self.replace("deletion", node, "")
            return
        kind = function_type.get_canonical().kind
        if kind == TypeKind.BOOL:
            others = ("true", "false")
        elif kind in INTEGERS or kind == TypeKind.ENUM:
            others = ("0",)
        else:
            others = ()
        for other in others:
            if self.of(children[0]) not in ("true", "false", "0"):
                self.replace("return", children[0], other)

    def visit(self, node, function_type, in_declaration=False):
        if not self.holds(node):
            return
        kind, children = node.kind, list(node.get_children())
        if kind == Kind.BINARY_OPERATOR:
            self.binary(node, children)
        elif kind == Kind.COMPOUND_ASSIGNMENT_OPERATOR:
            self.compound_assignment(children)
        elif kind == Kind.UNARY_OPERATOR:
            self.unary(node, children[0])
        elif kind in LITERALS:
            self.literal(node, in_declaration)
        elif kind in (Kind.IF_STMT, Kind.CONDITIONAL_OPERATOR):
            self.condition(children[0])
        elif kind == Kind.WHILE_STMT:
            self.condition(children[0], loop=True)
        elif kind == Kind.DO_STMT:
            self.condition(children[-1], loop=True)
        elif kind == Kind.FOR_STMT:
            self.for_condition(node)
        elif kind == Kind.RETURN_STMT:
            self.result(node, children, function_type)
        for child in children:
            last = child == children[-1]
            if kind == Kind.COMPOUND_STMT or (last and kind in (
                    Kind.WHILE_STMT, Kind.FOR_STMT, Kind.CASE_STMT, Kind.DEFAULT_STMT)) or (
                        kind == Kind.IF_STMT and child != children[0]) or (
                            kind == Kind.DO_STMT and not last):
                self.statement(child)
            # The length of an array stands beside what it is set to, which comes from a list or a call.
            length = kind == Kind.VAR_DECL and child.kind == Kind.INTEGER_LITERAL and (
                node.type.kind == TypeKind.CONSTANTARRAY)
            self.visit(child, function_type, length)

    def texts(self, start, end):
        """Rule ids and places of findings: found as words, since macros hide them from the tree."""
        for match in RULE.finditer(self.text, start, end):
            other = OTHER_RULES[match.group() == OTHER_RULES[0]]
            self.edits.append(Edit("rule", match.start(), match.end(), other))
        for match in PLACE.finditer(self.text, start, end):
            depth, commas = 1, []
            for place in range(match.end(), end):
                letter = self.text[place]
                depth += (letter in "([{") - (letter in ")]}")
                if letter == "," and depth == 1:
                    commas.append(place)
                if depth == 0:
                    break
            # CHAN_AT(TABLE, member, record), SL_AT(checked, TABLE, record, member)
            at = place if match.group().startswith("CHAN") else commas[-1]
            self.edits.append(Edit("extent", at - 1, at, self.text[at - 1] + " + 1"))

    def table(self, node):
        """The numbers of a table at file scope; of a long one, which was computed, the first and the last."""
        numbers = [child for child in node.walk_preorder()
                   if child.kind == Kind.INTEGER_LITERAL and self.holds(child)]
        for child in numbers if len(numbers) <= LONG_TABLE else (numbers[0], numbers[-1]):
            self.literal(child, False)


def definitions(source, unit):
    """(name, edits) of each function, table and named number of the file."""
    for node in unit.cursor.get_children():
        if not source.holds(node):
            continue
        source.edits = []
        if node.kind == Kind.FUNCTION_DECL and node.is_definition():
            body = list(node.get_children())[-1]
            source.bodies.append(body.extent.start.offset + 1)
            source.visit(body, node.result_type)
            source.texts(body.extent.start.offset, body.extent.end.offset)
        elif node.kind == Kind.VAR_DECL:
            values = [child for child in node.get_children() if child.kind == Kind.INIT_LIST_EXPR]
            for value in values:
                source.table(value)
        else:
            continue
        yield node.spelling, source.edits
    for match in DEFINE.finditer(source.text):
        yield match.group(1), [
            Edit("constant", match.start(2), match.end(3), other)
            for other in neighbours(match.group(2) + match.group(3))]


def mutants_of(path, arguments, through=None):
    """
    The mutants of a file, in its order, and its text with a trap at the start of each function (None if it has
    none). A header is read through a source file that includes it.
    """
    unit = Index.create().parse(through or path, args=arguments,
                                options=TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD)
    faults = [str(fault) for fault in unit.diagnostics if fault.severity >= 3]
    if faults:
        raise Broken("%s: clang cannot read it: %s" % (path, faults[0]))
    source = Source(path, unit)
    seen, names, found = set(), Counter(), []
    for function, edits in definitions(source, unit):
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            if (edit.start, edit.end, edit.text) in seen:
                continue
            seen.add((edit.start, edit.end, edit.text))
            found.append(mutant_of(source, function, edit, names))
    return found, trapped(source) if source.bodies else None


def trapped(source):
    text = source.text
    for place in sorted(source.bodies, reverse=True):
        text = text[:place] + " *(volatile char *)0 = 0; " + text[place:]
    return text


def mutant_of(source, function, edit, names):
    text = source.text
    first = text.rfind("\n", 0, edit.start) + 1
    last = text.find("\n", edit.start)
    line = squeeze(text[first:last])
    change = "`%s` -> `%s`" % (squeeze(text[edit.start:edit.end]), squeeze(edit.text))
    key = "%s %s %s: %s in `%s`" % (source.path, function, edit.operator, change, line)
    names[key] += 1
    if names[key] > 1:
        key += " #%d" % names[key]
    return Mutant(source.path, function, edit.operator, key, edit.start, edit.end, edit.text,
                  text.count("\n", 0, edit.start) + 1, text.count("\n", 0, edit.end) + 1)
