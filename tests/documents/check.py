"""
Holds the documents of the tree (*.md) to what they say, and prints TAP:

  every block of code is run, in the order of the document, in one shell in a folder of its own, and what it shows is what
  comes out; or it stands in the list not_run, with what runs it instead;
  every link leads somewhere, every picture and every anchor is there.

  check.py [--root TREE] [--show] [DOCUMENT...]    --show: what comes out of each command

A block `console` is what is typed after "$ ", with what is then seen: "[...]" stands for any lines, in a line for any text,
and times are all the same. A command must exit with 0, unless "$ echo $?" is next. A block `sh` is a script. Any other whose
first line names a file in a comment ("# content/probes/ipc.yaml") becomes that file, or its end (", at its end").
`text` and `abnf` are for people.

SLUICE names the tool, WORK a scratch folder. Each session begins with prepare.sh, which puts there what a reader has.
"""

import os
import re
import sys

sys.dont_write_bytecode = True
import markdown
import session

FOR_PEOPLE = ("text", "abnf")
# Made by the tool, which has its own tests; its examples are rules and numbers, not commands.
MADE = ("validator/RULES.md",)
READ_AT = "1790000000"  # the day of the documents, in September 2026
count = failed = 0


def say(name, problem=None, skip=None):
    global count, failed
    count += 1
    failed += problem is not None
    print(f"{'ok' if problem is None else 'not ok'} {count} - {name}{' # SKIP ' + skip if skip else ''}")
    if problem is not None:
        print("\n".join("# " + line for line in problem.split("\n")))


def read_tree(root):
    documents = {}
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in ("build", ".git"))
        for name in sorted(files):
            if name.endswith(".md"):
                path = os.path.relpath(os.path.join(folder, name), root)
                with open(os.path.join(root, path), encoding="utf-8") as stream:
                    documents[path] = markdown.Document(path, stream.read())
    return documents


def read_not_run(path):
    """Lines of: DOCUMENT | the first line of the block, or of the command | reason"""
    entries = {}
    if not os.path.exists(path):
        return entries
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            if line.strip() and not line.startswith("#"):
                document, _, rest = line.strip().partition(" | ")
                first, _, reason = rest.rpartition(" | ")
                entries[(document, first)] = reason
    return entries


def check_links(root, document, documents):
    problems = []
    for line, target in document.links:
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = os.path.normpath(os.path.join(os.path.dirname(document.path), path)) if path else document.path
        if found.startswith("..") or not os.path.exists(os.path.join(root, found)):
            problems.append(f"line {line}: {target}: there is no {found}")
        elif anchor and (found not in documents or anchor not in documents[found].anchors):
            problems.append(f"line {line}: {target}: {found} has no heading of that name")
    return problems


def looks_typed(block):
    return any(re.match(r"(\$ )?(sluice|make|ci/|git|cc|gcc|pkg-config|python3|cp|mkdir) ", line) or line.startswith("$ ")
               for line in block.lines)


def plan(document, not_run, used):
    """The commands to run, and what is wrong with blocks that are none."""
    commands, problems = [], []
    for block in document.blocks:
        first = block.lines[0] if block.lines else ""
        found = session.commands_of(block)
        if (document.path, first.strip()) in not_run:
            used.add((document.path, first.strip()))
        elif found is not None:
            for command in found:
                key = (document.path, command.text.split("\n")[0])
                if block.language == "console" and key in not_run:
                    used.add(key)
                else:
                    commands.append(command)
        elif block.language not in FOR_PEOPLE:
            problems.append(f"line {block.line}: a block of {block.language or 'no language'} that nothing runs, and that "
                            "names no file; or say in tests/documents/not_run what does")
        elif looks_typed(block):
            problems.append(f"line {block.line}: commands in a block of {block.language}: make it a console, so that they are run")
    return commands, problems


def run_document(place, prepare, document, commands, clock, show):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE") and key != "MFLAGS"}
    for name in ("CC", "SOURCE_DATE_EPOCH"):  # as Debian has it
        environment.pop(name, None)
    environment.update(LC_ALL="C", HOME=place, READ_AT=READ_AT, PATH=f"{place}/.bin:{os.environ['PATH']}")
    skip = "there is no C compiler"
    if clock is not None:
        session.put_tool(f"{place}/.bin", os.environ["SLUICE"], clock)
        skip = session.run(place, prepare, document.path, commands, environment)
    for number, command in enumerate(commands):
        name = f"{document.path}:{command.line}: {command.name}"
        if show:
            print(f"--- {name}\n{command.output}")
        if skip is not None:
            say(name, skip=skip)
        else:
            following = commands[number + 1] if number + 1 < len(commands) else None
            say(name, session.problem(command, following))


def main():
    arguments = sys.argv[1:]
    root = os.environ["REPO_ROOT"]
    if arguments[:1] == ["--root"]:
        root, arguments = os.path.abspath(arguments[1]), arguments[2:]
    show = arguments[:1] == ["--show"]
    wanted = arguments[show:]
    here = os.path.join(root, "tests/documents")
    not_run, used = read_not_run(f"{here}/not_run"), set()
    documents = read_tree(root)
    os.makedirs(os.environ["WORK"], exist_ok=True)
    clock = session.put_clock(os.environ["WORK"])
    for path in wanted:
        if path not in documents:
            sys.exit(f"check.py: there is no document {path} in {root}")
    for number, (path, document) in enumerate(documents.items()):
        if wanted and path not in wanted:
            continue
        problems = [f"line {line}: {what}" for line, what in document.problems] + check_links(root, document, documents)
        commands = []
        if path not in MADE:
            commands, more = plan(document, not_run, used)
            problems += more
        say(f"{path}: links, anchors, blocks", "\n".join(problems) or None)
        if commands:
            place = os.path.join(os.environ["WORK"], f"document-{number}")
            os.makedirs(place)
            run_document(place, f"{here}/prepare.sh", document, commands, clock, show)
    if not wanted:
        gone = [f"{' | '.join(key)}: no such block" for key in not_run if key not in used]
        gone += [f"{' | '.join(key)}: {word} is not there" for key, reason in not_run.items()
                 for word in re.findall(r"tests/[\w./-]*\w", reason) if not os.path.exists(os.path.join(root, word))]
        say("tests/documents/not_run lists what there is", "\n".join(gone) or None)
    print(f"1..{count}")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
