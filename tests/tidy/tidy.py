#!/usr/bin/env python3
"""Reads the source tree and reports what the compiler lets pass: an arrow between folders that
the architecture forbids, a clock in a core, a file that nobody builds, a function too long to read.

    tidy.py [ROOT]      one line a finding: file:line: what: do this instead
                        exit 0 without findings, 1 with, 2 if it could not read the tree

The rules are the functions named check_*; tidy_self_test.py shows that each of them fires.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from source import CPP_SUFFIXES, Finding, Source, functions_of

# The arrows: a folder may include from, and link, only the folders of its row. CONTRIBUTING.md
# shows the same table, and check_documented_arrows holds the two together.
ARROWS = {
    "base": [],
    "cable": ["base"],
    "network": ["base", "cable"],
    "channel": ["base", "cable", "network"],
    "proto": ["base", "cable", "network"],
    "link": ["base", "cable", "proto"],
    "store": ["base", "cable", "network", "channel"],
    "shell": ["base", "cable", "network", "channel", "proto", "link", "store"],
    "router/core": ["base", "cable", "network", "channel"],
    "router/shell": ["base", "cable", "network", "channel", "proto", "link", "store", "shell",
                     "router/core"],
    "nodes/core": ["base", "cable", "network", "channel"],
    "nodes/shell": ["base", "cable", "network", "channel", "proto", "link", "store", "shell",
                    "nodes/core"],
    "sim": ["base", "cable", "network", "channel", "proto", "store", "router/core", "nodes/core"],
    "cli": ["base", "cable", "network", "channel", "proto", "link", "store", "shell",
            "router/core", "router/shell", "nodes/core", "nodes/shell", "sim"],
}
CORES = ["base", "cable", "network", "channel", "router/core", "nodes/core"]

# Libraries from outside that only some folders may include. A header in /usr/include is open to
# every target, so link lists alone would not stop a careless #include.
SHELLS = ["link", "shell", "router/shell", "nodes/shell", "sim", "cli"]
LIBRARIES = [
    (re.compile(r"^boost/"), "Boost", SHELLS),
    (re.compile(r"^google/protobuf/|\.pb\.h$"), "protobuf", ["proto"]),
    (re.compile(r"^yaml-cpp/"), "yaml-cpp", ["proto"]),
    (re.compile(r"^spdlog/"), "spdlog", SHELLS),
    (re.compile(r"^CLI/"), "CLI11", ["cli"]),
    (re.compile(r"^(xxhash|xxh_x86dispatch)\.h$"), "xxHash", ["base", "store"]),
    (re.compile(r"^(gtest|gmock|rapidcheck)(/|\.h$)"), "a test library", []),
]

# Standard headers that a core must not include: (names, why not and what instead, and the comment
# on the include's own line that makes it legal, if there is one).
CORE_HEADERS = [
    ("thread mutex shared_mutex atomic future condition_variable stop_token semaphore latch "
     "barrier", "a core runs on one thread; leave threads to the shell (docs/decisions/0004)",
     None),
    ("fstream filesystem iostream unistd.h fcntl.h sys/socket.h sys/stat.h dirent.h",
     "a core does no input or output; return a value and let the shell act "
     "(docs/decisions/0002)", None),
    ("cstdio stdio.h", "a core does no input or output; for an assertion's last words alone, write "
     "`// stderr: last words` on this line", "// stderr: last words"),
    ("random", "its distributions differ between libraries; use base/prng.h", None),
    ("ctime time.h sys/time.h", "time comes in as an Instant argument; use base/instant.h "
     "(docs/decisions/0005)", None),
    ("unordered_map unordered_set", "its order differs between runs; use a sorted container, or, "
     "if nothing ever iterates it, write `// unordered: lookup only` on this line",
     "// unordered: lookup only"),
]

CORE_WORDS = [
    (r"\b(system|steady|high_resolution|utc|tai|gps|file)_clock\b", "a core reads a clock",
     "take an Instant argument (docs/decisions/0005)"),
    (r"\b(clock_gettime|gettimeofday|localtime|gmtime|mktime)\s*\(", "a core reads a clock",
     "take an Instant argument (docs/decisions/0005)"),
    (r"\b(secure_)?getenv\s*\(", "a core reads the environment",
     "take the value as an argument"),
    (r"\b(sleep|sleep_for|sleep_until|usleep|nanosleep)\s*\(", "a core sleeps",
     "answer with the Instant at which to be called again"),
    (r"\brandom_device\b|\bs?rand\s*\(", "a core draws an unseeded random number",
     "take a Prng (base/prng.h)"),
    (r"\bFILE\s*\*|\bfopen\s*\(", "a core uses a file", "let the shell or the store do it"),
]

# Functions of libm whose last bit differs between machines; sqrt and fabs are exact everywhere.
INEXACT = re.compile(r"\bstd::(log|log2|log10|log1p|exp|exp2|expm1|pow|cbrt|hypot|sin|cos|tan|asin"
                     r"|acos|atan|atan2|sinh|cosh|tanh|lgamma|tgamma|erf|erfc)\s*\(")

LINE_MAX = 100
FUNCTION_MAX = 70
FILE_MAX = 600
# Put together from halves, so that this file does not report itself.
UNFINISHED = re.compile(r"\b(FIX" + r"ME|XX" + r"X)\b")
UNNUMBERED = re.compile(r"\bTO" + r"DO\b(?!\(#\d+\))")
SKIPPED_FOLDERS = {"build", "runs", "node_modules", "__pycache__"}


@dataclass
class Tree:
    root: Path
    sources: list = field(default_factory=list)  # Source: every text file that has rules.
    cmake: list = field(default_factory=list)    # The Sources among them that are CMake's.

    @staticmethod
    def read(root):
        tree = Tree(root)
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(root)
            if any(part in SKIPPED_FOLDERS or part.startswith(".") for part in relative.parts[:-1]):
                continue
            if path.is_file() and Source.is_source(path):
                tree.sources.append(Source(path, relative.as_posix()))
        tree.cmake = [s for s in tree.sources if s.is_cmake]
        return tree


def folder_of(path):
    """The folder of the house that a path lies in, or None for tests/, bench/ and the top."""
    for folder in ARROWS:
        if path.startswith(folder + "/"):
            return folder
    return None


def target_of(folder):
    return "torntape::" + folder.replace("/", "_")


def cpp(tree):
    return [source for source in tree.sources if source.suffix in CPP_SUFFIXES]


def in_cores(tree):
    return [source for source in cpp(tree) if folder_of(source.name) in CORES]


def check_core_headers(tree):
    for source in in_cores(tree):
        for include in source.includes:
            for names, instead, permit in CORE_HEADERS:
                if include.path not in names.split():
                    continue
                if permit is None or permit not in include.comment:
                    yield source.at(include.line, f"a core includes <{include.path}>", instead)


def check_core_words(tree):
    for source in in_cores(tree):
        for pattern, what, instead in CORE_WORDS:
            for line, text in source.matches(pattern):
                yield source.at(line, f"{what} ({text.strip(' (')})", instead)


def check_exact_arithmetic(tree):
    for source in cpp(tree):
        folder = folder_of(source.name)
        if folder in CORES or folder == "sim":
            for line, text in source.matches(INEXACT):
                yield source.at(line, f"{text.strip(' (')} differs between machines",
                                "use integers, or a table (CONTRIBUTING.md, The same bytes)")


def check_libraries(tree):
    for source in cpp(tree):
        folder = folder_of(source.name)
        if folder is None:
            continue
        for include in source.includes:
            for pattern, library, allowed in LIBRARIES:
                if not pattern.search(include.path):
                    continue
                if folder not in allowed:
                    where = ", ".join(allowed) or "tests"
                    yield source.at(include.line, f"{folder} includes {library}",
                                    f"only {where} may; give what you need an interface of ours")
                elif include.path.endswith(".pb.h") and source.suffix == ".h":
                    yield source.at(include.line, "a header includes generated code",
                                    "keep *.pb.h in the .cc files of proto/")


def check_include_arrows(tree):
    for source in cpp(tree):
        folder = folder_of(source.name)
        for include in source.includes:
            if not include.quoted or include.path.endswith(".pb.h"):
                continue
            target = folder_of(include.path)
            if target is None and not include.path.startswith(("tests/", "bench/")):
                yield source.at(include.line, f"\"{include.path}\" is not named from the root",
                                "write \"folder/file.h\"")
            elif folder is None:
                continue
            elif target is None:
                yield source.at(include.line, f"{folder} includes from the tests",
                                "move what both need into a folder of the house")
            elif target != folder and target not in ARROWS[folder]:
                may = ", ".join(ARROWS[folder]) or "nothing"
                yield source.at(include.line, f"{folder} may not lean on {target}",
                                f"it may use {may} (CONTRIBUTING.md, The folders)")


def links_of(tree, folder):
    """The torntape:: targets that a folder's CMakeLists.txt names, with their first lines."""
    links = {}
    for source in tree.cmake:
        if source.name == f"{folder}/CMakeLists.txt":
            for line, text in source.matches(r"\btorntape::\w+"):
                links.setdefault(text, (source, line))
    return links


def check_link_lists(tree):
    for folder, arrows in ARROWS.items():
        own = target_of(folder)
        allowed = {target_of(arrow) for arrow in arrows}
        allowed |= {"torntape::asio"} if folder in SHELLS else set()
        for target, (source, line) in links_of(tree, folder).items():
            if target not in allowed and not target.startswith(own):
                yield source.at(line, f"{folder} links {target}",
                                "its row of the arrows does not name it (tests/tidy/tidy.py)")


def check_links_match_includes(tree):
    linked = {folder: set(links_of(tree, folder)) for folder in ARROWS}
    for source in cpp(tree):
        folder = folder_of(source.name)
        if folder is None:
            continue
        for include in source.includes:
            target = folder_of(include.path) if include.quoted else None
            if target in ARROWS[folder] and target_of(target) not in linked[folder]:
                linked[folder].add(target_of(target))  # Once is enough to know.
                yield source.at(include.line, f"{folder} includes {target} and does not link it",
                                f"add {target_of(target)} to {folder}/CMakeLists.txt")


def check_documented_arrows(tree):
    document = tree.root / "CONTRIBUTING.md"
    if not document.exists():
        return
    rows = {}
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        row = re.match(r"\| `([a-z/]+)/` \| ([^|]*) \|", line)
        if row:
            rows[row[1]] = (number, sorted(re.findall(r"`([a-z/]+)`", row[2])))
    for folder, arrows in ARROWS.items():
        number, shown = rows.pop(folder, (1, None))
        wanted = [] if folder == "cli" else sorted(arrows)  # Its row says "everything" in words.
        if shown != wanted:
            yield Finding("CONTRIBUTING.md", number, f"the row of {folder} differs from tidy.py",
                          f"write {', '.join(wanted) or 'no folder'}")
    for folder, (number, _) in rows.items():
        yield Finding("CONTRIBUTING.md", number, f"a row for {folder}, which tidy.py does not have",
                      "add it to ARROWS, or take the row away")


def check_coroutines(tree):
    for source in cpp(tree):
        for line, text in source.matches(r"\bco_(await|spawn|return|yield)\b|\bawaitable\s*<"):
            yield source.at(line, f"a coroutine ({text})",
                            "g++ 12 miscompiles them; use a handler (docs/decisions/0001)")


def check_lines(tree):
    for source in tree.sources:
        for number, line in enumerate(source.lines, 1):
            if len(line) > LINE_MAX:
                yield source.at(number, f"{len(line)} columns",
                                f"break the line at {LINE_MAX}")


def check_files(tree):
    for source in tree.sources:
        if len(source.lines) > FILE_MAX:
            yield source.at(FILE_MAX + 1, f"{len(source.lines)} lines in one file",
                            f"divide it by what its parts do; {FILE_MAX} is the most")


def check_functions(tree):
    for source in cpp(tree):
        for first, last in functions_of(source):
            length = last - first + 1
            if length > FUNCTION_MAX:
                yield source.at(first, f"a function of {length} lines",
                                f"divide it by what its parts do; {FUNCTION_MAX} is the most")


def check_unfinished(tree):
    for source in tree.sources:
        for number, line in enumerate(source.lines, 1):
            if UNFINISHED.search(line):
                yield source.at(number, f"{UNFINISHED.search(line)[0]}",
                                "do it now, or open an issue and write TO" + "DO(#number)")
            if UNNUMBERED.search(line):
                yield source.at(number, "a TO" + "DO without its issue",
                                "open an issue and write TO" + "DO(#number)")


def check_files_are_built(tree):
    named = {}  # Folder of a CMake file -> the words in it.
    for source in tree.cmake:
        folder = Path(source.name).parent.as_posix()
        named.setdefault(folder, set()).update(re.split(r"[\s()\"]+", source.code))
    everywhere = {word for words in named.values() for word in words}
    for source in tree.sources:
        if source.suffix not in (*CPP_SUFFIXES, ".proto"):
            continue
        path = Path(source.name)
        by_folder = any(path.relative_to(parent).as_posix() in named.get(parent.as_posix(), set())
                        for parent in path.parents)
        below_root = any(word.endswith("}/" + source.name) for word in everywhere)
        by_proto_root = path.suffix == ".proto" and any(source.name.endswith("/" + word)
                                                        for word in everywhere if "/" in word)
        if not (by_folder or below_root or by_proto_root):
            yield source.at(1, "no CMakeLists.txt names this file",
                            "name it in its folder's CMakeLists.txt, or delete it")


def check_tests_run(tree):
    for source in cpp(tree):
        if not source.name.startswith("tests/"):
            continue
        for line, text in source.matches(r"\bDISABLED_\w*"):
            yield source.at(line, f"a disabled test ({text})",
                            "mend it, or GTEST_SKIP() << \"#number: why\"")
        for line, text in source.matches(r"\b(sleep|sleep_for|sleep_until|usleep)\s*\("):
            yield source.at(line, f"a test sleeps ({text.strip(' (')})",
                            "wait for the event itself, with a deadline")


CHECKS = [check for name, check in sorted(globals().items()) if name.startswith("check_")]


def findings_in(root):
    tree = Tree.read(root)
    return tree, sorted({finding for check in CHECKS for finding in check(tree)})


def main(arguments):
    root = Path(arguments[1] if len(arguments) > 1 else Path(__file__).parents[2]).resolve()
    if not (root / "CMakeLists.txt").exists():
        print(f"{root}: holds no CMakeLists.txt: name the root of the source tree", file=sys.stderr)
        return 2
    tree, found = findings_in(root)
    for finding in found:
        print(finding)
    print(f"{len(tree.sources)} files, {len(CHECKS)} rules, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
