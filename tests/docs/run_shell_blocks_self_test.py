#!/usr/bin/env python3
"""Shows that run_shell_blocks.py runs what it should, and notices what goes wrong."""

import tempfile
import unittest
from pathlib import Path

from run_shell_blocks import blocks_of, commands_of, run_document


def outcome(text):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "configs").mkdir()
        (root / "configs" / "one.yaml").write_text("a: 1\n", encoding="utf-8")
        (root / "bin").mkdir()
        program = root / "bin" / "torntape"
        program.write_text("#!/bin/sh\nexit \"${1:-0}\"\n", encoding="utf-8")
        program.chmod(0o755)
        document = root / "README.md"
        document.write_text(text, encoding="utf-8")
        return run_document(document, root, program)


class ShellBlocksSelfTest(unittest.TestCase):
    def test_program_and_configs_are_there(self):
        self.assertEqual(outcome("```sh\ntorntape\ncat configs/one.yaml\n```\n"), (2, 0, []))

    def test_failure_is_noticed_with_its_place(self):
        ran, skipped, complaints = outcome("Text.\n\n```sh\ntorntape\n$ torntape 1\n```\n")
        self.assertEqual((ran, skipped, len(complaints)), (2, 0, 1))
        self.assertIn("README.md:5: torntape 1", complaints[0])

    def test_failure_inside_a_pipe_is_noticed(self):
        self.assertEqual(len(outcome("```sh\ntorntape 1 | cat\n```\n")[2]), 1)

    def test_promised_exit(self):
        self.assertEqual(outcome("```sh\ntorntape 1   # exit: 1\n```\n"), (1, 0, []))
        self.assertEqual(len(outcome("```sh\ntorntape   # exit: 1\n```\n")[2]), 1)

    def test_other_fences_are_not_run(self):
        self.assertEqual(outcome("```text\nfalse\n```\n```\nfalse\n```\n"), (0, 0, []))

    def test_set_up_is_skipped(self):
        text = "```sh\n./run-demo\n./run-tests -L cable\nsudo apt-get install x\naptitude\n```\n"
        ran, skipped, complaints = outcome(text)
        self.assertEqual((ran, skipped, len(complaints)), (1, 3, 1))

    def test_files_last_from_block_to_block(self):
        self.assertEqual(outcome("```sh\necho a > x\n```\n```sh\ngrep a x\n```\n"), (2, 0, []))

    def test_open_fence_is_an_error(self):
        with self.assertRaises(ValueError):
            list(blocks_of("```sh\ntrue\n"))

    def test_background_is_one_command_up_to_its_wait(self):
        block = ["sleep 9 & it=$!", "true && true", "kill $it; wait $it", "true"]
        self.assertEqual([line for line, _ in commands_of(1, block)], [1, 4])

    def test_commands_of_several_lines(self):
        block = ["# why", "echo a \\", "  b", "cat <<END", "x", "END", "echo 'a", "b'"]
        self.assertEqual([line for line, _ in commands_of(10, block)], [11, 13, 16])


if __name__ == "__main__":
    unittest.main()
