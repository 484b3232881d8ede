"""Suites and fuzz targets, linked with a changed part in place of the library's own, and run within limits."""
import os
import select
import shlex
import shutil
import signal
import subprocess
from collections import namedtuple
from pathlib import Path

ROOT = Path.cwd()
SOURCES = (".c", ".h", ".def", ".inc")
MEMORY = 4 << 20  # KiB of address space
DEAF = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
ROOM = {"parser": ["-ffreestanding"], "validator": ["-D_POSIX_C_SOURCE=200809L"],
        "tests": ["-D_POSIX_C_SOURCE=200809L", "-Itests", "-Ifuzz"]}
SANITIZERS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:allocator_may_return_null=1:hard_rss_limit_mb=4096",
    "UBSAN_OPTIONS": "halt_on_error=1"}


class Broken(Exception):
    """The run itself is worth nothing: exit status 3."""


Outcome = namedtuple("Outcome", "ok why")


def quiet(command, folder=ROOT):
    """The output of a command that has to succeed."""
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    if done.returncode != 0:
        raise Broken("failed: %s\n%s" % (shlex.join(map(str, command)), done.stdout[-2000:]))
    return done.stdout


def target_key(name, key, default=""):
    here = False
    for line in (ROOT / "fuzz/targets.def").read_text().splitlines():
        if line.startswith("name: "):
            here = line == "name: " + name
        elif here and line.startswith(key + ": "):
            return line[len(key) + 2:]
    return default


class Variant:
    """What the Makefile builds for one VARIANT, with more flags if need be, and how it compiles and links."""

    def __init__(self, build, name, flags=""):
        self.name, self.folder, self.flags = name, Path(build) / name, flags
        self.libraries = quiet(["pkg-config", "--libs", "yaml-0.1", "jansson", "libsodium"]).split()
        self.command, self.link_template = None, None

    def make(self, programs):
        wanted = sorted(str(self.folder / path) for path in programs)
        quiet(["make", "-j%d" % len(os.sched_getaffinity(0)), "VARIANT=" + self.name, "CFLAGS=" + self.flags,
               "BUILD=%s" % self.folder.parent, *wanted])
        words = shlex.split((self.folder / "flags").read_text())
        # What is compiled here may well have an unused variable; dependencies are nobody's business.
        self.command = [word for word in words if word not in ("-MMD", "-MP", "-Werror")] + ["-w"]
        if self.name == "debug":
            self.link_template = self.linker()

    def linker(self):
        """The call of the linker that the compiler would make: made directly, it takes half as long."""
        text = subprocess.run([self.command[0], "-###", "-o", "OUT", "-lIN"], capture_output=True,
                              text=True, check=True, cwd=ROOT).stderr.splitlines()[-1]
        return shlex.split(text)

    def compile(self, source, out, tree, extra=()):
        """False if the change is no C."""
        command = [*self.command, *ROOM[source.split("/")[0]], *extra, "-c", "-o", str(out), source]
        return subprocess.run(command, cwd=tree, check=False, **DEAF).returncode == 0

    def parts(self, path):
        """What stands before and behind the changed objects; a fuzz target brings its driver or its engine."""
        own = [str(self.folder / (path + ".o"))]
        libchan, libsluice = str(self.folder / "libchan.a"), str(self.folder / "libsluice.a")
        if path.startswith("tests/"):
            behind = [str(self.folder / "tests/libsupport.a")]
            behind += [libchan] if path.startswith("tests/test_chan_") else [libsluice, libchan]
            return own, behind + self.libraries + ["-lcmocka"]
        skip = {"control", *(found.stem for found in (ROOT / "fuzz").glob("fuzz_*.c"))}
        if self.name == "fuzz":
            skip |= {found.stem for found in (ROOT / "fuzz").glob("replay*.c")}
        own += [str(self.folder / "fuzz" / (found.stem + ".o"))
                for found in sorted((ROOT / "fuzz").glob("*.c")) if found.stem not in skip]
        engine = ["-fsanitize=fuzzer"] if self.name == "fuzz" else ["-lcmocka"]
        return own, [libsluice, libchan] + self.libraries + engine

    def share(self, objects, out):
        """The objects as a shared library: made in a tenth of the time that linking a program takes."""
        quiet([self.link_template[0], "-shared", "-soname", out.name, "-S", "-z", "noexecstack", "-o", out, *objects])

    def link(self, path, objects, out, own=None):
        """The program, with these objects in place of the libraries' own; own replaces the program's."""
        before, behind = self.parts(path)
        if own:
            before[0] = own
        inputs = [*before, *map(str, objects), *behind]
        if self.link_template:
            command = []
            for word in self.link_template:
                command += inputs if word == "-lIN" else [str(out)] if word == "OUT" else [word]
            command += ["-S", "-z", "noexecstack", "--export-dynamic"]
        else:
            command = [*self.command, "-o", str(out), *inputs]
        done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", check=False)
        if done.returncode != 0:
            raise Broken("cannot link %s: %s" % (path, done.stderr[-2000:]))


def seeds_of(path):
    return target_key(Path(path).name, "seeds").split()


def ends_within(child, seconds):
    """wait() with a time limit looks again every 50 ms: longer than most programs here take."""
    end = os.pidfd_open(child.pid)
    try:
        waiting = select.poll()
        waiting.register(end, select.POLLIN)
        return bool(waiting.poll(1000 * seconds))
    finally:
        os.close(end)


def run(command, scratch, processor, memory=MEMORY, tree=ROOT, log=None, library_folder=None):
    """
    Runs a program within limits on processor time and memory, alone in its group, in a fresh folder;
    library_folder is where the shared library is that it needs.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    environment = dict(os.environ, REPO_ROOT=str(ROOT), WORK=str(scratch), TMPDIR=str(scratch),
                       CMOCKA_MESSAGE_OUTPUT="TAP", LC_ALL="C", **SANITIZERS)
    if library_folder:
        environment["LD_LIBRARY_PATH"] = str(library_folder)
    limits = "ulimit -t %d; ulimit -c 0; ulimit -v %s; exec \"$@\"" % (processor, memory or "unlimited")
    with open(log or os.devnull, "wb") as output:
        child = subprocess.Popen(["/bin/sh", "-c", limits, "sh", *map(str, command)], cwd=tree,
                                 env=environment, stdin=subprocess.DEVNULL, stdout=output,
                                 stderr=subprocess.STDOUT, start_new_session=True)
        waits = not ends_within(child, 20 + 10 * processor)  # it sleeps: that takes no processor time
        try:
            os.killpg(child.pid, signal.SIGKILL)  # and what it has started
        except ProcessLookupError:
            pass
        status = child.wait()
    if waits:
        return Outcome(False, "waits")
    return Outcome(status == 0, "signal %d" % -status if status < 0 else "exit %d" % status)


class Tree:
    """A copy of the sources, one a worker, in which one file at a time is another."""

    def __init__(self, folder, worker):
        self.folder = Path(folder) / ("tree-%d" % worker)
        shutil.rmtree(self.folder, ignore_errors=True)
        for room in ("parser", "validator", "tests", "fuzz"):
            for found in sorted((ROOT / room).rglob("*")):
                if found.is_file() and (found.suffix in SOURCES or found.name == "run"):
                    place = self.folder / found.relative_to(ROOT)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(found, place)

    def put(self, path, text):
        (self.folder / path).write_text(text, encoding="latin-1", newline="")

    def restore(self, path):
        shutil.copyfile(ROOT / path, self.folder / path)
