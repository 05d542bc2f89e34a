"""Notes to oneself and paths of one's machine stay out of the repository."""

import unittest

from tree import TreeTest

import words


class Words(TreeTest):
    def test_every_note_is_a_finding(self):
        for note in words.NOTES:
            with self.subTest(note=note):
                self.plant("docs/a.md", f"first\n// {note}: later\n")
                self.assertEqual(["docs/a.md:2"], self.places(words.check))

    def test_a_word_that_merely_contains_a_note_is_fine(self):
        inside = " ".join(f"{note}S MY{note} {note.lower()}" for note in words.NOTES)
        self.plant("host/base/a.cpp", f'mkdtemp("/tmp/perigee-{words.NOTES[2] * 2}"); // {inside}\n')
        self.assertEqual([], self.findings(words.check))

    def test_a_path_of_someones_machine_is_a_finding(self):
        for start in ("/wo" "rk/", "/ho" "me/ann/", "/ro" "ot/", "/Us" "ers/ann/"):
            with self.subTest(start=start):
                self.plant("tools/run", f'cd "{start}perigee"\n')
                self.assertEqual(["tools/run:1"], self.places(words.check))

    def test_a_folder_of_that_name_inside_another_is_fine(self):
        self.plant("docs/a.md", "host/ro" "ot/x, ~/wo" "rk/x, ${home}/wo" "rk/x\n")
        self.assertEqual([], self.findings(words.check))

    def test_binary_files_are_not_read(self):
        self.plant("tests/fixtures/a.bin", b"\0" + words.NOTES[0].encode())
        self.assertEqual([], self.findings(words.check))


if __name__ == "__main__":
    unittest.main()
