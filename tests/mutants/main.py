"""
Every check is shown to matter: changes the code in one small way after another and asks the tests, the
sanitizers, a counted fuzz run and the proofs whether they notice. ci/mutants calls this; see there.
"""
import argparse
import hashlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter, OrderedDict
from pathlib import Path

import operators
import stages
import table
from programs import ROOT, SOURCES, Broken, Tree, Variant

ARGUMENTS = ["-std=c11", "-Iparser", "-Ivalidator"]
HERE = Path(__file__).resolve().parent
QUICK = ("suites", "assembler")
TOO_SLOW = "(signal 9)"
COLUMNS = ("suites", "sanitizers", "fuzz", "proof")


def say(text):
    print(text, file=sys.stderr, flush=True)


def digest():
    """Of all that a verdict rests on: the code, what tests it, and the data that the tests read."""
    total = hashlib.sha256()
    for room in ("parser", "validator", "tests", "fuzz", "corpus"):
        for found in sorted((ROOT / room).rglob("*")):
            if found.is_file() and (room == "corpus" or found.suffix in SOURCES):
                total.update(("%s\n" % found.relative_to(ROOT)).encode())
                total.update(hashlib.sha256(found.read_bytes()).digest())
    return total.hexdigest()


class State:
    """What has been found out, a line each, so that a run that was killed goes on where it was."""

    def __init__(self, path, again):
        self.path, self.seen, self.lock = path, {}, threading.Lock()
        first = json.dumps({"of": digest()})
        lines = path.read_text().splitlines() if path.is_file() else []
        if again and lines:
            # What was noticed stays noticed; what lived is judged anew, by suites that may be others.
            lines = [first] + [line for line in lines[1:] if line.endswith("}") and
                               json.loads(line)["verdict"] not in ("lived", "invalid")]
        elif not lines or lines[0] != first:
            lines = [first]
        for line in lines[1:]:
            if line.endswith("}"):
                self.keep(json.loads(line))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")
        self.file = open(path, "a", encoding="utf-8")

    def keep(self, line):
        self.seen[line["key"], line["stage"]] = (line["verdict"], line["by"])

    def add(self, key, stage, verdict, by):
        line = {"key": key, "stage": stage, "verdict": verdict, "by": by}
        with self.lock:
            self.keep(line)
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()


class Run:
    def __init__(self, options):
        self.build = Path(options.build).resolve()
        self.work = self.build / "mutants"
        self.workers = len(os.sched_getaffinity(0))
        self.blocks = table.files_of(table.read_blocks(HERE / "suites.def"))
        self.listed = table.read_listed(HERE / "equivalent.txt")
        self.texts, self.traps, self.mutants = {}, {}, OrderedDict()
        self.files = self.choose(options.files)
        self.changed = table.changed_lines(options.changed) if options.changed else None
        self.every = options.every

    def choose(self, wanted):
        for name in wanted:
            if name not in self.blocks:
                say("mutants: %s: no block of tests/mutants/suites.def has it" % name)
                sys.exit(2)
        return [name for name in self.blocks if not wanted or name in wanted]

    def generate(self):
        for file in self.files:
            through = None if file.endswith(".c") else stages.includers_of(file)[0]
            arguments = ARGUMENTS + stages.ROOM[file.split("/")[0]]
            found, self.traps[file] = operators.mutants_of(file, arguments, through)
            self.texts[file] = (ROOT / file).read_text(encoding="latin-1")
            for mutant in found:
                if mutant.key in self.mutants:
                    raise Broken("two mutants have one key: " + mutant.key)
                self.mutants[mutant.key] = mutant
        say("%d mutants in %d files" % (len(self.mutants), len(self.files)))

    def judged(self):
        """Those that this run is about, in order."""
        seen = Counter()
        for mutant in self.mutants.values():
            lines = range(mutant.first, mutant.last + 1)
            seen[mutant.file] += 1
            if seen[mutant.file] % self.every == 1 % self.every and (
                    self.changed is None or self.changed.get(mutant.file, set()).intersection(lines)):
                yield mutant

    def judge(self, stage, mutant, tree):
        text = self.texts[mutant.file]
        tree.put(mutant.file, text[:mutant.start] + mutant.text + text[mutant.end:])
        try:
            block = self.blocks[mutant.file]
            function = [mutant.function] if stage.name == "proof" else []
            return stage.judge(mutant.file, block, tree, *function)
        finally:
            tree.restore(mutant.file)

    def go_through(self, stage, mutants, state):
        """One stage for these mutants, file after file; yields what it lets live."""
        waiting = [mutant for mutant in mutants if (mutant.key, stage.name) not in state.seen]
        if waiting:
            files = [(file, self.blocks[file]) for file in OrderedDict.fromkeys(m.file for m in waiting)]
            say("%s: %d mutants" % (stage.name, len(waiting)))
            stage.prepare(files)
            for file, _ in files:
                self.file_through(stage, file, [m for m in waiting if m.file == file], state)
        return [mutant for mutant in mutants if state.seen[mutant.key, stage.name][0] == "lived"]

    def file_through(self, stage, file, mutants, state):
        began = time.monotonic()
        if isinstance(stage, stages.Suites):
            stage.control(file, self.blocks[file], self.trees[0], self.traps[file])
        work, faults = queue.SimpleQueue(), []
        for mutant in mutants:
            work.put(mutant)

        def worker(tree):
            while not faults:
                try:
                    mutant = work.get_nowait()
                except queue.Empty:
                    return
                try:
                    state.add(mutant.key, stage.name, *self.judge(stage, mutant, tree))
                except Exception as fault:  # said by the main thread
                    faults.append(fault)

        threads = [threading.Thread(target=worker, args=(tree,), daemon=True) for tree in self.trees]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults:
            raise faults[0]
        found = Counter(state.seen[mutant.key, stage.name][0] for mutant in mutants)
        say("  %-40s %5d: %s; %.0f s" % (file, len(mutants), ", ".join(
            "%d %s" % (found[word], word) for word in ("killed", "equivalent", "invalid", "lived") if found[word]),
            time.monotonic() - began))

    def stages(self):
        yield stages.Suites(self.build, self.work, "suites", stages.quick_variant(self.work))
        yield stages.Assembler(self.build, self.work)
        yield stages.Suites(self.build, self.work, "sanitizers", Variant(self.build, "asan"))
        yield stages.Fuzz(self.build, self.work)
        yield stages.Proof(self.build, self.work)

    def verdicts(self, again, last, listed):
        """What is listed ends with the quick stages, unless it is to go through all."""
        state = State(self.work / "state", again)
        self.trees = [Tree(self.work, worker) for worker in range(self.workers)]
        everything = list(self.judged())
        left = everything
        ran = []
        for stage in self.stages():
            left = self.go_through(stage, left, state)
            ran.append(stage.name)
            if stage.name == QUICK[-1] and not listed:
                left = [mutant for mutant in left if mutant.key not in self.listed]
            if stage.name == last:
                break
        results = []
        for mutant in everything:
            ends = not listed and mutant.key in self.listed
            for name in [stage for stage in ran if stage in QUICK or not ends]:
                verdict, by = state.seen[mutant.key, name]
                if verdict != "lived":
                    break
            if verdict == "lived":
                verdict = "listed" if mutant.key in self.listed else "survived"
                name, by = "", self.listed.get(mutant.key, "")
            results.append({"key": mutant.key, "file": mutant.file, "function": mutant.function, "line": mutant.first,
                            "operator": mutant.operator, "verdict": verdict, "stage": name, "by": by})
        return results

    def stale(self, results):
        """Lines of the list that say nothing true any more. What costs time alone may meet the limit, and may not."""
        verdicts = {result["key"]: result for result in results}
        for key in self.listed:
            if key.split(" ")[0] not in self.blocks:
                yield key, "no block of suites.def has the file"
            elif key.split(" ")[0] in self.files and key not in self.mutants:
                yield key, "there is no such mutant"
            elif key in verdicts and verdicts[key]["verdict"] != "listed" and not verdicts[key]["by"].endswith(TOO_SLOW):
                yield key, "%(verdict)s by %(by)s" % verdicts[key]


def summary(results):
    """A line a file, and their sum."""
    rows = OrderedDict()
    for result in results:
        for name in (result["file"], "all"):
            row = rows.setdefault(name, Counter())
            verdict = result["verdict"]
            row["mutants"] += verdict != "invalid"
            row[result["stage"] if verdict == "killed" else verdict] += 1
    if rows:
        rows.move_to_end("all")
    names = ("mutants", "equivalent") + COLUMNS + ("listed", "survived")
    print("%-40s" % "file" + "".join("%11s" % name for name in names))
    for file, row in rows.items():
        print("%-40s" % file + "".join("%11d" % row[name] for name in names))


def main():
    parser = argparse.ArgumentParser(prog="ci/mutants", description="Changes the code and asks the tests.")
    parser.add_argument("files", nargs="*", metavar="FILE", help="only these sources")
    parser.add_argument("--list", action="store_true", help="print the mutants and judge none")
    parser.add_argument("--again", action="store_true", help="judge anew only what lived in the run before")
    parser.add_argument("--every", type=int, default=1, metavar="N",
                        help="a sample: each N-th mutant of a file, from its first")
    parser.add_argument("--last", choices=("suites", "assembler", "sanitizers", "fuzz", "proof"), default="proof",
                        help="the last stage to go through")
    parser.add_argument("--listed", action="store_true",
                        help="what equivalent.txt lists goes through the slow stages too: hours")
    parser.add_argument("--build", default=os.environ.get("BUILD", "build"), help=argparse.SUPPRESS)
    parser.add_argument("--changed", default=os.environ.get("CHANGED", ""), metavar="COMMIT",
                        help="only mutants in lines that are other than in this commit")
    options = parser.parse_args()
    if options.every < 1:
        parser.error("--every: from 1")
    run = Run(options)
    run.generate()
    if options.list:
        for mutant in run.judged():
            print(mutant.key)
        return 0
    results = run.verdicts(options.again, options.last, options.listed)
    if not results and not options.changed:
        raise Broken("there is nothing to judge")
    stale = list(run.stale(results))
    (run.work / "results.json").write_text(json.dumps({"mutants": results, "stale": stale}, indent=1) + "\n")
    summary(results)
    survivors = [result for result in results if result["verdict"] == "survived"]
    for result in survivors:
        print("survived: %(file)s:%(line)d: %(key)s" % result)
    for key, why in stale:
        print("stale: %s: %s" % (key, why))
    return 1 if survivors or stale else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        say("mutants: stopped; the next run goes on from here")
        sys.exit(130)
    except (Broken, subprocess.CalledProcessError) as fault:
        say("mutants: the run is broken: %s" % fault)
        sys.exit(3)
    except Exception:  # a fault of these scripts must not look like a verdict
        traceback.print_exc()
        sys.exit(3)
