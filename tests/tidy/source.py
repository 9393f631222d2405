"""A source file as tidy.py reads it: its lines, its includes, its code without comments and
strings, and where its functions begin and end."""

import re
from collections import namedtuple
from dataclasses import dataclass

CPP_SUFFIXES = (".cc", ".h")
SUFFIXES = (*CPP_SUFFIXES, ".proto", ".py", ".cmake", ".sh")

Include = namedtuple("Include", "line path quoted comment")

# One alternative for each thing in which a brace, a quote or a word is not code.
CPP_NOISE = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<raw>R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
      | (?P<text>"(?:\\.|[^"\\\n])*")
      | (?P<separator>(?<=[0-9a-fA-F])'(?=[0-9a-fA-F]))
      | (?P<letter>'(?:\\.|[^'\\\n])+')""", re.VERBOSE | re.DOTALL)
CMAKE_NOISE = re.compile(r"#[^\n]*")


@dataclass(frozen=True, order=True)
class Finding:
    file: str
    line: int
    what: str
    instead: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.what}: {self.instead}"


class Source:
    def __init__(self, path, name):
        self.name = name
        self.suffix = path.suffix
        self.is_cmake = path.name == "CMakeLists.txt" or path.suffix == ".cmake"
        self.text = path.read_text(encoding="utf-8", errors="replace")
        self.lines = self.text.splitlines()
        self.code = self._without_noise()
        self.includes = list(self._includes()) if self.suffix in CPP_SUFFIXES else []

    @staticmethod
    def is_source(path):
        return path.name == "CMakeLists.txt" or path.suffix in SUFFIXES

    def at(self, line, what, instead):
        return Finding(self.name, line, what, instead)

    def matches(self, pattern):
        """Every match in the code, comments and strings left out, as (line, text)."""
        for match in re.finditer(pattern, self.code):
            yield self.code.count("\n", 0, match.start()) + 1, match[0]

    def _without_noise(self):
        """The text with comments and the insides of strings made blank; line numbers stay."""
        if self.is_cmake:
            return CMAKE_NOISE.sub("", self.text)
        if self.suffix in CPP_SUFFIXES:
            return CPP_NOISE.sub(lambda m: blank(m[0]), self.text)
        return self.text

    def _includes(self):
        for number, line in enumerate(self.lines, 1):
            match = re.match(r'\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)")(.*)', line)
            if match:
                yield Include(number, match[1] or match[2], match[2] is not None, match[3])


def blank(noise):
    if noise == "'":  # Separates digits: 1'000.
        return " "
    edge = noise[0] if noise[0] in "\"'" else " "
    return edge + re.sub(r"[^\n]", " ", noise[1:-1]) + edge


# What may stand between a function's parameters and its brace.
BODY_FOLLOWS = re.compile(r"(\)|\b(const|noexcept|override|final|try|mutable|&&?)|->[^;{}]*"
                          r"|\brequires\b[^;{}]*)\s*$")
TYPE_FOLLOWS = re.compile(r"(^|[\s>\]])(class|struct|union|enum)\b[^()=]*$")
SPACE_FOLLOWS = re.compile(r"\bnamespace\b|^\s*extern\s+\"\s*\"\s*$")


def kind_of_brace(head, parentheses):
    """What a brace outside functions opens, judged by the text since the last statement."""
    if SPACE_FOLLOWS.search(head):
        return "space"
    if TYPE_FOLLOWS.search(head) and parentheses == 0:
        return "space"
    if parentheses > 0 or "(" not in head:
        return "value"
    # A member initialised by braces, before a constructor's body: its name stands right before.
    initialises = re.search(r"\)\s*(noexcept\s*)?:\s", head)
    if initialises and re.search(r"[\w>]\s*$", head):
        return "value"
    if initialises or BODY_FOLLOWS.search(head):
        return "function"
    return "value"


def functions_of(source):
    """First and last line of every function body that stands in a namespace or a type. A
    heuristic: it trusts that clang-format has been over the file."""
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m[0]),
                  source.code, flags=re.MULTILINE)
    stack = []        # Kinds of the open braces.
    head = ""         # The text since the last statement, outside functions.
    parentheses = 0
    line = first = 1
    for letter in code:
        in_function = "function" in stack
        if letter == "{":
            kind = "inner" if in_function else kind_of_brace(head, parentheses)
            stack.append(kind)
            if kind == "function":
                start = first
            if kind == "space":
                head = ""
        elif letter == "}" and stack:
            kind = stack.pop()
            if kind == "function":
                yield start, line
            if kind in ("function", "space"):
                head = ""
            elif not in_function:
                head += "}"
        elif not in_function and "value" not in stack:
            parentheses += {"(": 1, ")": -1}.get(letter, 0)
            ends_access = letter == ":" and re.search(r"^\s*(public|protected|private)$", head)
            if (letter == ";" and parentheses <= 0) or ends_access:
                head, parentheses = "", 0
            else:
                if not head.strip() and not letter.isspace():
                    first = line
                head += letter
        if letter == "\n":
            line += 1
