#!/usr/bin/env python3
"""Runs what the documents tell people to type.

    run_shell_blocks.py --program build/release/torntape --root . [FILE...]

Every block fenced as ```sh in README.md and docs/**/*.md is run line by line, in order, one folder
a document: a temporary one that holds a copy of configs/, with the program first in PATH. A line
that ends in a backslash goes on, and so does one that leaves a quote or a here-document open. A
command must succeed, or end as its comment `# exit: N` says. Blocks fenced otherwise are not run.
Commands that set up a machine or build the project itself (SKIPPED) are read over, and counted.
Exit: 0 all did as promised, 1 one did not.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# The tests have done these already, or must not do them.
SKIPPED = ["./run-demo", "./run-tests", "git clone", "apt", "apt-get", "sudo", "cmake", "ctest",
           "scripts/install-packages", ".ci/run", "cd torntape"]
TIMEOUT = 60  # Seconds for one command; a document's examples are short.


def blocks_of(text):
    """The ```sh blocks of a document, as (number of the first line, lines)."""
    language, first, block = None, 0, []
    for number, line in enumerate(text.splitlines(), 1):
        fence = re.match(r"\s*```(\S*)", line)
        if fence and language is None:
            language, first, block = fence[1] or "text", number + 1, []
        elif fence:
            if language == "sh":
                yield first, block
            language = None
        elif language is not None:
            block.append(line)
    if language is not None:
        raise ValueError(f"line {first - 1}: a fence that is never closed")


def is_whole(command):
    """Whether the shell would run this, or wait for another line."""
    if command.endswith("\\"):
        return False
    # What runs in the background belongs to what is done with it, up to the line that waits for it.
    if re.search(r"(?<![&>])&(?![&>])", command) and not re.search(r"\bwait\b", command):
        return False
    here = re.search(r"<<-?\s*['\"]?(\w+)['\"]?", command)
    if here:
        return re.search(rf"^\s*{here[1]}$", command, re.MULTILINE) is not None
    return subprocess.run(["bash", "-n", "-c", command], capture_output=True,
                          check=False).returncode == 0


def commands_of(first, block):
    """The commands of a block, as (line number, text)."""
    start, text = first, ""
    for number, line in enumerate(block, first):
        if not text:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            start = number
        text = f"{text}\n{line}" if text else re.sub(r"^\$ ", "", line)
        if is_whole(text):
            yield start, text
            text = ""
    if text:
        yield start, text  # Unfinished: the shell will say what is wrong with it.


def is_skipped(command):
    return any(re.match(rf"{re.escape(start)}(\s|$)", command.strip()) for start in SKIPPED)


def run(command, folder, environment):
    """What the command did wrong, or None."""
    promised = re.search(r"#\s*exit:\s*(\d+)\s*$", command)
    expected = int(promised[1]) if promised else 0
    try:
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, check=False,
                              env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace",
                              timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return f"did not end within {TIMEOUT} s"
    if done.returncode == expected:
        return None
    return f"exit {done.returncode}, promised {expected}\n{done.stdout[-4000:]}"


def run_document(document, root, program):
    """Runs a document's blocks; returns (commands run, commands skipped, complaints)."""
    ran, skipped, complaints = 0, 0, []
    name = document.relative_to(root)
    with tempfile.TemporaryDirectory(prefix="torntape-docs-") as folder:
        if (root / "configs").exists():
            shutil.copytree(root / "configs", Path(folder) / "configs")
        environment = dict(os.environ, NO_COLOR="1", HOME=folder,
                           PATH=f"{program.parent}:{os.environ['PATH']}")
        for first, block in blocks_of(document.read_text(encoding="utf-8")):
            for line, command in commands_of(first, block):
                if is_skipped(command):
                    skipped += 1
                    continue
                ran += 1
                wrong = run(command, folder, environment)
                if wrong:
                    complaints.append(f"{name}:{line}: {command}\n  {wrong}")
    return ran, skipped, complaints


def main():
    parser = argparse.ArgumentParser(description="Runs the shell blocks of the documents.")
    parser.add_argument("--program", type=Path, required=True, help="the built torntape")
    parser.add_argument("--root", type=Path, required=True, help="the source tree")
    parser.add_argument("documents", type=Path, nargs="*", help="instead of README.md and docs/")
    arguments = parser.parse_args()
    root, program = arguments.root.resolve(), arguments.program.resolve()
    if not program.exists():
        print(f"{program}: not built", file=sys.stderr)
        return 1

    documents = [path.resolve() for path in arguments.documents] or [
        path for path in (root / "README.md", *sorted((root / "docs").rglob("*.md")))
        if path.exists()]
    ran = skipped = failed = 0
    for document in documents:
        more_ran, more_skipped, complaints = run_document(document, root, program)
        ran, skipped, failed = ran + more_ran, skipped + more_skipped, failed + len(complaints)
        print("\n".join(complaints), end="\n" if complaints else "")
    print(f"{len(documents)} documents: {ran} commands run, {skipped} skipped, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
