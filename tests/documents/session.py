"""Runs the blocks of one document in one shell, one after another, and compares what comes out with what is shown."""

import difflib
import os
import re
import shutil
import subprocess

LIMIT = 300  # seconds, so that a document which hangs ends at some time


class Command:
    """What is typed, and what the document shows of its output; None: nothing is shown."""

    def __init__(self, line, text, shown, name=None):
        self.line = line
        self.text = text
        self.name = (name or text).split("\n")[0][:90]
        self.shown = shown
        self.status = None  # None: it was not reached
        self.output = ""

    def asks_for_status(self):
        return self.text.strip() == "echo $?"


def console(block):
    """A console: "$ " begins a command; it goes on after a backslash, and in lines that begin with "> "."""
    commands = []
    for offset, line in enumerate(block.lines, 1):
        last = commands[-1] if commands else None
        if line.startswith("$ "):
            commands.append(Command(block.line + offset, line[2:], []))
        elif last and not last.shown and last.text.endswith("\\"):
            last.text += "\n" + line
        elif last and not last.shown and line.startswith("> "):
            last.text += "\n" + line[2:]
        elif last:
            last.shown.append(line)
        else:
            commands.append(Command(block.line + offset, "false # no command", [line]))
    return commands


def commands_of(block):
    """The commands of a block; None: it is of a language that nothing runs."""
    if block.language == "console":
        return console(block)
    text = "\n".join(block.lines)
    if block.file():
        path, at_end = block.file()
        put = f'mkdir -p "$(dirname {path})" && cat {">>" if at_end else ">"}{path} <<\\BLOCK\n{text}\nBLOCK'
        return [Command(block.line + 1, put, None, text)]
    if block.language == "sh":
        return [Command(block.line + 1, f"(set -eu\n{text}\n)", None, text)]
    return None


def put_clock(work):
    """A library by which time goes on from command to command, and not otherwise; None: it cannot be built."""
    if shutil.which("cc") is None:
        return None
    library = os.path.join(work, "clock.so")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clock.c")
    subprocess.run(["cc", "-std=c11", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


def put_tool(folder, tool, clock):
    """The tool under its name, with the clock."""
    os.makedirs(folder)
    path = os.path.join(folder, "sluice")
    with open(path, "w", encoding="utf-8") as script:
        script.write(f"#!/bin/sh\nLD_PRELOAD='{clock}' exec '{tool}' \"$@\"\n")
    os.chmod(path, 0o755)


def run(place, prepare, path, commands, environment):
    """Runs them in the folder place, after the script prepare. None, or why the document is skipped."""
    outputs = os.path.join(place, ".outputs")
    os.makedirs(outputs)
    script = [f'. "{prepare}" "{path}" || exit', "typed=0"]
    for number, command in enumerate(commands):
        out = os.path.join(outputs, str(number))
        # A minute after the one before: what holds only for a moment does not hold.
        script.append(f'export READ_AT=$((READ_AT + 60)); (exit $typed)\n{{\n{command.text}\n}} >"{out}" 2>&1\ntyped=$?; echo $typed >"{out}.status"')
    with open(os.path.join(outputs, "prepare"), "w", encoding="utf-8") as log:
        try:
            done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=place, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=log, stderr=log, timeout=LIMIT, check=False).returncode
        except subprocess.TimeoutExpired:
            done = None
    for number, command in enumerate(commands):
        out = os.path.join(outputs, str(number))
        if os.path.exists(out):
            with open(out, encoding="utf-8", errors="replace") as stream:
                command.output = stream.read()
        if os.path.exists(out + ".status"):
            with open(out + ".status", encoding="utf-8") as stream:
                command.status = int(stream.read())
    if commands[0].status is None and not commands[0].output:
        with open(os.path.join(outputs, "prepare"), encoding="utf-8", errors="replace") as log:
            commands[0].output = log.read()
        if done == 77:
            return commands[0].output.strip()
    return None


def lines(text):
    """Lines as they are compared: a time is a time, and blanks at the end are not seen."""
    return [re.sub(r" *\b[0-9]+\.[0-9] ms\b", " N ms", line).rstrip() for line in text]


def fits(shown, seen):
    """Whether the lines seen are those shown, where a line "[...]" stands for lines, and else for some text."""
    pattern = []
    for line in lines(shown):
        if line.strip() == "[...]":
            pattern.append(r"(?:[^\n]*\n)+?")
        else:
            pattern.append(r"[^\n]+".join(re.escape(part) for part in line.split("[...]")) + r"\n")
    return re.fullmatch("".join(pattern), "".join(line + "\n" for line in lines(seen))) is not None


def shortened(text):
    """A text of at most 60 lines."""
    whole = text.rstrip("\n").split("\n")
    return "\n".join(whole if len(whole) <= 60 else whole[:30] + [f"... {len(whole) - 60} lines ..."] + whole[-30:])


def problem(command, following):
    """Why the command is not what the document says; None: it is."""
    if command.status is None:
        return "it was not reached, or did not end; what was printed:\n" + shortened(command.output)
    if command.status != 0 and not (following and following.asks_for_status()):
        return f"exit {command.status}, and the document does not say so:\n" + shortened(command.output)
    if command.shown is None:
        return None
    seen = command.output.split("\n")
    if seen and seen[-1] == "":
        seen.pop()
    # A command of which nothing is shown is as good as its exit status.
    if not command.shown or fits(command.shown, seen):
        return None
    return shortened("\n".join(difflib.unified_diff(lines(command.shown), lines(seen), "shown", "seen", lineterm="", n=2)))
