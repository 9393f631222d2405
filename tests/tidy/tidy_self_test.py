#!/usr/bin/env python3
"""Shows that every rule of tidy.py fires on a small bad tree, and that none fires on a good one.
A rule that no case here trips fails the test: a test that cannot fail is no test."""

import tempfile
import unittest
from pathlib import Path

import tidy
from tidy import CHECKS, Tree, findings_in

GOOD = {
    "CMakeLists.txt": "add_subdirectory(base)\n",
    "base/CMakeLists.txt": "torntape_library(base SOURCES instant.cc HEADERS instant.h)\n",
    "base/instant.h": "#pragma once\n\n#include <cstdint>\n",
    "base/instant.cc": "#include \"base/instant.h\"\n\nint Zero() { return 0; }\n",
    "cable/CMakeLists.txt": "torntape_library(cable HEADERS cable.h DEPENDS torntape::base)\n",
    "cable/cable.h": "#pragma once\n\n#include \"base/instant.h\"\n",
}
CORE = "cable/cable.h"
STEPS = "".join(f"  step({n});\n" for n in range(69))  # With its first and last line, 71.

# (the rule, the file, the text appended to it, a piece of the expected message)
BAD = [
    ("core_headers", CORE, "#include <thread>\n", "a core includes <thread>"),
    ("core_headers", CORE, "#include <atomic>\n", "<atomic>"),
    ("core_headers", CORE, "#include <fstream>\n", "<fstream>"),
    ("core_headers", CORE, "#include <filesystem>\n", "<filesystem>"),
    ("core_headers", CORE, "#include <iostream>\n", "<iostream>"),
    ("core_headers", CORE, "#include <cstdio>\n", "<cstdio>"),
    ("core_headers", CORE, "#include <random>\n", "<random>"),
    ("core_headers", CORE, "#include <unordered_map>\n", "unordered: lookup only"),
    ("core_headers", "router/core/x.h", "#include <mutex>\n", "<mutex>"),
    ("core_headers", "nodes/core/x.h", "#include <future>\n", "<future>"),
    ("core_headers", "network/x.h", "#include <thread>\n", "<thread>"),
    ("core_headers", "channel/x.h", "#include <thread>\n", "<thread>"),
    ("core_words", CORE, "auto t = std::chrono::steady_clock::now();\n", "steady_clock"),
    ("core_words", CORE, "auto t = std::chrono::system_clock::now();\n", "system_clock"),
    ("core_words", CORE, "auto e = std::getenv(\"HOME\");\n", "environment"),
    ("core_words", CORE, "void F() { sleep(1); }\n", "sleeps"),
    ("core_words", CORE, "std::random_device seed;\n", "unseeded"),
    ("core_words", CORE, "FILE* file;\n", "uses a file"),
    ("exact_arithmetic", CORE, "double x = std::log(2.0);\n", "std::log"),
    ("exact_arithmetic", "sim/x.h", "double x = std::pow(2.0, 0.5);\n", "std::pow"),
    ("libraries", CORE, "#include <boost/asio/buffer.hpp>\n", "cable includes Boost"),
    ("libraries", CORE, "#include <google/protobuf/message.h>\n", "protobuf"),
    ("libraries", CORE, "#include \"torntape/v1/link.pb.h\"\n", "protobuf"),
    ("libraries", CORE, "#include <spdlog/spdlog.h>\n", "spdlog"),
    ("libraries", "link/x.cc", "#include <yaml-cpp/yaml.h>\n", "yaml-cpp"),
    ("libraries", "sim/x.cc", "#include <CLI/CLI.hpp>\n", "CLI11"),
    ("libraries", "sim/x.cc", "#include <gtest/gtest.h>\n", "only tests may"),
    ("libraries", "proto/x.h", "#include \"torntape/v1/link.pb.h\"\n", "a header includes"),
    ("include_arrows", "base/instant.h", "#include \"cable/cable.h\"\n", "may not lean on cable"),
    ("include_arrows", "router/core/x.h", "#include \"nodes/core/x.h\"\n", "lean on nodes/core"),
    ("include_arrows", "sim/x.h", "#include \"router/shell/x.h\"\n", "lean on router/shell"),
    ("include_arrows", CORE, "#include \"instant.h\"\n", "not named from the root"),
    ("include_arrows", CORE, "#include \"tests/x.h\"\n", "from the tests"),
    ("link_lists", "base/CMakeLists.txt", "target_link_libraries(x torntape::cable)\n",
     "base links torntape::cable"),
    ("link_lists", "cable/CMakeLists.txt", "target_link_libraries(x torntape::asio)\n",
     "cable links torntape::asio"),
    ("links_match_includes", "store/x.h", "#include \"base/instant.h\"\n", "does not link it"),
    ("documented_arrows", "CONTRIBUTING.md", "| `store/` | `cable` | custody |\n", "row of store"),
    ("documented_arrows", "CONTRIBUTING.md", "| `attic/` | `base` | things |\n", "attic"),
    ("coroutines", "link/x.cc", "void F() { co_await G(); }\n", "a coroutine"),
    ("coroutines", "link/x.cc", "boost::asio::awaitable<int> F();\n", "a coroutine"),
    ("coroutines", "cli/x.cc", "void F() { boost::asio::co_spawn(c); }\n", "a coroutine"),
    ("lines", CORE, "// " + "x" * 98 + "\n", "101 columns"),
    ("files", CORE, "\n" * 600, "lines in one file"),
    ("functions", "base/instant.cc", "void F() {\n" + STEPS + "}\n", "a function of 71 lines"),
    ("functions", "base/instant.cc",
     "class X {\n public:\n  X() : a_{1}, b_(2) {\n" + STEPS + "  }\n};\n", "71 lines"),
    ("functions", "base/instant.cc", "TEST(A, B) {\n" + STEPS + "}\n", "71 lines"),
    ("functions", "base/instant.cc", "auto F() -> std::vector<int> {\n" + STEPS + "}\n", "71"),
    ("functions", "base/instant.cc",
     "namespace a {\nint F(int x) const noexcept {\n" + STEPS + "}\n}  // namespace a\n", "71"),
    ("unfinished", CORE, "// FIX" + "ME: later\n", "do it now"),
    ("unfinished", CORE, "// XX" + "X\n", "do it now"),
    ("unfinished", CORE, "// TO" + "DO: later\n", "without its issue"),
    ("unfinished", CORE, "// TO" + "DO(ada): later\n", "without its issue"),
    ("files_are_built", "cable/lost.cc", "int x;\n", "no CMakeLists.txt names"),
    ("files_are_built", "cable/lost.h", "#pragma once\n", "no CMakeLists.txt names"),
    ("files_are_built", "proto/torntape/v1/lost.proto", "syntax = \"proto3\";\n", "names this"),
    ("tests_run", "tests/x_test.cc", "TEST(A, DISABLED_B) {}\n", "a disabled test"),
    ("tests_run", "tests/x_test.cc", "void F() { std::this_thread::sleep_for(s); }\n", "sleeps"),
]

# What looks bad and is not: (the rule that must stay silent, the file, the text appended).
FINE = [
    ("core_headers", CORE, "#include <unordered_map>  // unordered: lookup only\n"),
    ("core_headers", CORE, "#include <cstdio>  // stderr: last words\n"),
    ("core_headers", "router/shell/x.cc", "#include <thread>\n"),
    ("core_words", CORE, "// steady_clock is what a core must not read.\n"),
    ("core_words", CORE, "const char* kName = \"steady_clock\";\n"),
    ("core_words", "router/shell/x.cc", "auto t = std::chrono::steady_clock::now();\n"),
    ("exact_arithmetic", "cli/x.cc", "double x = std::log(2.0);\n"),
    ("libraries", "link/x.cc", "#include <boost/asio/buffer.hpp>\n"),
    ("libraries", "proto/x.cc", "#include \"torntape/v1/link.pb.h\"\n"),
    ("coroutines", "link/x.cc", "// No co_await here.\n"),
    ("coroutines", "link/x.cc", "const char* kText = R\"(co_await)\";\n"),
    ("lines", CORE, "// " + "x" * 97 + "\n"),
    ("lines", CORE, "// " + "é" * 97 + "\n"),
    ("functions", "base/instant.cc", "void F() {\n" + STEPS.replace("  step(0);\n", "") + "}\n"),
    ("functions", "base/instant.cc", "const int kTable[] = {\n" + "  1,\n" * 200 + "};\n"),
    ("functions", "base/instant.cc", "class X {\n" + "  int F();\n" * 200 + "};\n"),
    ("functions", "base/instant.cc", "namespace a {\n" + "int F() { return 1'0; }\n" * 200 + "}\n"),
    ("unfinished", CORE, "// TO" + "DO(#12): the other profiles\n"),
    ("unfinished", CORE, "// ZNR UUUXX" + "X is garbled.\n"),
]


def findings(files, rule=None):
    """What tidy.py says about a tree of these files, by one rule or by all."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if rule is None:
            return findings_in(root)[1]
        return list(getattr(tidy, "check_" + rule)(Tree.read(root)))


def grown(name, text):
    return GOOD | {name: GOOD.get(name, "") + text}


class TidySelfTest(unittest.TestCase):
    def test_good_tree_is_clean(self):
        self.assertEqual(findings(GOOD), [])

    def test_bad_trees_are_reported(self):
        for rule, name, text, message in BAD:
            with self.subTest(rule=rule, text=text[:60]):
                said = [str(finding) for finding in findings(grown(name, text), rule)]
                self.assertTrue(any(message in one for one in said), said)

    def test_fine_trees_are_not(self):
        for rule, name, text in FINE:
            with self.subTest(rule=rule, text=text[:60]):
                self.assertEqual(findings(grown(name, text), rule), [])

    def test_every_rule_has_a_bad_tree(self):
        self.assertEqual({check.__name__ for check in CHECKS},
                         {"check_" + rule for rule, *_ in BAD})

    def test_finding_names_its_place(self):
        said = findings(grown(CORE, "#include <thread>\n"), "core_headers")
        self.assertEqual([(one.file, one.line) for one in said], [(CORE, 4)])


if __name__ == "__main__":
    unittest.main()
