"""The stages that a mutant goes through: each says whether it notices."""
import re
import resource
import shutil
import subprocess
from pathlib import Path

from programs import DEAF, MEMORY, ROOM, ROOT, Broken, Variant, quiet, run, seeds_of, target_key

INCLUDE = ["-std=c11", "-Iparser", "-Ivalidator"]
LIBRARY = "libmutant.so"
FUZZ_RUNS = 4000
SECONDS = 1  # of processor time, at least


def includers(path):
    """The sources that a change of the file changes: itself, or those of its room that include it."""
    if path.endswith(".c"):
        return [path]
    room = path.split("/")[0]
    found = []
    for source in sorted((ROOT / room).rglob("*.c")):
        name = str(source.relative_to(ROOT))
        text = subprocess.run(["gcc", *INCLUDE, *ROOM[room], "-MM", name], cwd=ROOT, capture_output=True,
                              text=True, check=True).stdout
        if path in text.replace("\\\n", " ").split():
            found.append(name)
    if not found:
        raise Broken("%s: no source includes it" % path)
    return found


def includes_source(program, path):
    """A suite that includes the source itself is compiled anew instead of linked with it."""
    text = (ROOT / (program + ".c")).read_text()
    return any(path.endswith("/" + name) for name in re.findall(r'#include "([^"]*\.c)"', text))


def quick_variant(work):
    """The debug variant, built once more with optimisation: the suites take half the time."""
    return Variant(work / "base", "debug", "-O1")


class Stage:
    """What all have: one file with its block, programs to run, the limit of each."""
    name = ""

    def __init__(self, build, work):
        self.build, self.work, self.limits = build, work, {}

    def prepare(self, judged):
        """Makes what the programs of these (file, block) need."""

    def folder(self, tree):
        return self.work / ("scratch-%s" % tree.folder.name)


class Suites(Stage):
    """The suites and replays of a variant, with the changed source in place of the library's."""

    def __init__(self, build, work, name, variant):
        super().__init__(build, work)
        self.name, self.variant, self.fast = name, variant, variant.name == "debug"
        self.linked = {}  # (file, program): the program that takes what the file defines from LIBRARY

    def prepare(self, judged):
        self.variant.make({program for _, block in judged for program in block.programs})

    def compile(self, source, out, tree, block):
        if self.fast:
            compiler = [block.compiler, *INCLUDE, "-w", *(["-O0", "-fPIC"] if block.compiler != "tcc" else [])]
            extra = ROOM[source.split("/")[0]]
            return subprocess.run([*compiler, *extra, "-c", "-o", str(out), source], cwd=tree.folder,
                                  check=False, **DEAF).returncode == 0
        return self.variant.compile(source, out, tree.folder)

    def objects(self, block, tree, sources):
        """The changed objects; None if the change is no C."""
        made = []
        for source in sources:
            out = self.work / "objects" / tree.folder.name / (source.replace("/", "-")[:-2] + ".o")
            out.parent.mkdir(parents=True, exist_ok=True)
            if not self.compile(source, out, tree, block):
                return None
            made.append(out)
        return made

    def change(self, file, block, tree):
        """What the file is compiled to in this tree; the quick stage makes a shared library of it as well."""
        made = self.objects(block, tree, includers_of(file))
        if made and self.fast:
            self.variant.share(made, made[0].parent / LIBRARY)
        return made

    def link(self, program, file, tree, made, own):
        """The program with the changed objects. The quick stage links it once and changes its library."""
        if self.fast and not own:
            if (file, program) not in self.linked:
                out = self.work / "linked" / program.replace("/", "-")
                out.parent.mkdir(parents=True, exist_ok=True)
                self.variant.link(program, [made[0].parent / LIBRARY], out)
                self.linked[file, program] = out
            return self.linked[file, program]
        out = self.work / "objects" / tree.folder.name / "program"
        self.variant.link(program, [] if own and includes_source(program, file) else made, out, own)
        return out

    def ask(self, program, made, file, block, tree, log=None):
        """What one program says of the changed objects: (verdict, by)."""
        own = None
        if program in block.anew or includes_source(program, file):
            own = self.objects(block, tree, [program + ".c"])
            if own is None:
                return "invalid", ""
            own = str(own[0])
        out = self.link(program, file, tree, made, own)
        memory = MEMORY if self.fast else 0  # the sanitizers reserve more than there is, and have a limit of their own
        outcome = run([out, *(seeds_of(program) if program.startswith("fuzz/") else [])], self.folder(tree),
                      self.limits.get(program, 60), memory, log=log, library_folder=made[0].parent)
        return ("lived", "") if outcome.ok else ("killed", "%s (%s)" % (Path(program).name, outcome.why))

    def judge(self, file, block, tree):
        made = self.change(file, block, tree)
        if made is None:
            return "invalid", ""
        for program in block.programs:
            verdict = self.ask(program, made, file, block, tree)
            if verdict[0] != "lived":
                return verdict
        return "lived", ""

    def control(self, file, block, tree, trap):
        """
        Unchanged code must pass, which also tells how long each program takes; and where every function of the
        file is a trap, every program must fail: else it does not belong to the file.
        """
        log = self.work / "control.log"
        self.linked.clear()
        made = self.change(file, block, tree)
        if made is None:
            raise Broken("%s: %s does not compile it as it is" % (file, block.compiler))
        for program in block.programs:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            verdict = self.ask(program, made, file, block, tree, log)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            text = log.read_text(errors="replace") if log.is_file() else ""
            if verdict[0] != "lived":
                raise Broken("%s: %s fails on unchanged code: %s: %s" % (file, program, verdict, text[-2000:]))
            if program.startswith("tests/") and not re.search(r"^1\.\.[1-9]", text, re.M):
                raise Broken("%s: %s ran nothing" % (file, program))
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            self.limits[program] = max(self.limits.get(program, SECONDS), int(3 * seconds) + 1)
        if trap is None:
            return
        tree.put(file, trap)
        try:
            made = self.change(file, block, tree)
            if made is None:
                raise Broken("%s: the planted trap does not compile" % file)
            for program in block.programs:
                if self.ask(program, made, file, block, tree)[0] != "killed":
                    raise Broken("%s: %s never comes to it: it does not belong in its block" % (file, program))
        finally:
            tree.restore(file)


class Assembler(Stage):
    """Whether gcc -O2 makes the same of it: then it is the same program."""
    name = "assembler"

    def prepare(self, judged):
        shutil.rmtree(self.work / "unchanged", ignore_errors=True)
        (self.work / "unchanged").mkdir(parents=True)
        for file, _ in judged:
            for source in includers_of(file):
                quiet(self.command(file, source, self.unchanged(file, source)))

    def unchanged(self, file, source):
        return self.work / "unchanged" / (source.replace("/", "-") + (".o" if file.endswith(".c") else ".kept.o"))

    def command(self, file, source, out):
        # What only others use of a header is no part of the object, unless it is kept.
        keep = [] if file.endswith(".c") else ["-fkeep-inline-functions", "-fkeep-static-functions"]
        return ["gcc", *INCLUDE, "-O2", "-w", *keep, *ROOM[source.split("/")[0]], "-c", "-o", str(out), source]

    def judge(self, file, _, tree):
        out = self.work / "objects" / tree.folder.name / "optimised.o"
        out.parent.mkdir(parents=True, exist_ok=True)
        for source in includers_of(file):
            if subprocess.run(self.command(file, source, out), cwd=tree.folder, check=False, **DEAF).returncode != 0:
                return "invalid", ""
            if out.read_bytes() != self.unchanged(file, source).read_bytes():
                return "lived", ""
        return "equivalent", "gcc -O2"


class Fuzz(Stage):
    """A counted run of libFuzzer, always the same one."""
    name = "fuzz"

    def __init__(self, build, work):
        super().__init__(build, work)
        self.variant = Variant(build, "fuzz")

    def prepare(self, judged):
        programs = {program for _, block in judged for program in block.fuzz}
        if not programs:
            return
        self.variant.make(programs)
        replays = quick_variant(self.work)
        replays.make(programs)
        for program in programs:
            seeds = self.work / "seeds" / Path(program).name
            shutil.rmtree(seeds, ignore_errors=True)
            seeds.mkdir(parents=True)
            quiet([replays.folder / program, "-o", seeds, *seeds_of(program)])
            target = self.work / "target"
            self.variant.link(program, [], target)
            outcome = self.run(program, target, self.work / "scratch-control")
            if not outcome.ok:
                raise Broken("%s fails on unchanged code (%s)" % (program, outcome.why))

    def run(self, program, target, scratch):
        name = Path(program).name
        runs = FUZZ_RUNS // int(target_key(name, "divide", "1"))
        # With the same seed it does the same only where its addresses are the same.
        fixed = ["setarch", "-R"] if subprocess.run(["setarch", "-R", "true"], check=False,
                                                    **DEAF).returncode == 0 else []
        return run([*fixed, target, "-seed=291", "-runs=%d" % runs, "-reload=0", "-timeout=10",
                    "-rss_limit_mb=2560", "-max_len=" + target_key(name, "max_len", "4096"),
                    "-artifact_prefix=%s/" % scratch, self.work / "seeds" / name], scratch, 120, 0)

    def judge(self, file, block, tree):
        if not block.fuzz:
            return "lived", ""
        made = []
        for source in includers_of(file):
            out = self.work / "objects" / tree.folder.name / (source.replace("/", "-")[:-2] + ".o")
            if not self.variant.compile(source, out, tree.folder):
                return "invalid", ""
            made.append(out)
        for program in block.fuzz:
            out = self.work / "objects" / tree.folder.name / "target"
            self.variant.link(program, made, out)
            outcome = self.run(program, out, self.folder(tree))
            if not outcome.ok:
                return "killed", "%s (%s)" % (Path(program).name, outcome.why)
        return "lived", ""


class Proof(Stage):
    """The part of tests/prove/run that speaks of the function, where it holds of the unchanged code."""
    name = "proof"
    held = {}

    def run(self, part, sources, tree):
        scratch = self.folder(tree)
        return run(["env", "BUILD=%s" % scratch, "tests/prove/run", *part], scratch, 600, 0, sources)

    def judge(self, file, block, tree, function=""):
        if not block.proof or not shutil.which("frama-c"):
            return "lived", ""
        part = ("cursor", function) if block.proof == "cursor" else ("open", "256", "256")
        if part not in self.held:
            self.held[part] = self.run(part, ROOT, tree).ok
        if not self.held[part] or self.run(part, tree.folder, tree).ok:
            return "lived", ""
        return "killed", "tests/prove/run " + " ".join(part)


_includers = {}


def includers_of(file):
    if file not in _includers:
        _includers[file] = includers(file)
    return _includers[file]
