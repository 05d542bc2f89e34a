"""Tests of tools/corpus on small machines made up for the purpose. Usage: corpus_test.py PATH"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import unittest

TOOL = sys.argv.pop(1)

DEBIAN = """\
hello (2.0-1) unstable; urgency=medium

  * New upstream version. Closes: #123456
    - with a part
  [ Ada Lovelace ]
  * Second item, wrapped
    onto a line

 -- Jane Doe <jane@example.org>  Mon, 01 Jan 2024 00:00:00 +0000

hello (1.0-1) unstable; urgency=low

  * First version

 -- Joe Doe <joe@example.org>  Sun, 01 Jan 2023 00:00:00 +0000
"""


class Corpus(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = directory.name

    def write(self, path, content):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        with open(path, "wb") as file:
            file.write(gzip.compress(data, mtime=0) if path.endswith(".gz") else data)

    def run_tool(self, *options, status=0):
        result = subprocess.run([TOOL, "--root", self.root, *options], capture_output=True)
        self.stderr = result.stderr.decode()
        self.assertEqual(result.returncode, status, self.stderr)
        return [json.loads(line) for line in result.stdout.decode("utf-8").splitlines()]

    def contents(self, *options, **expected):
        return [message["content"] for message in self.run_tool(*options, **expected)]

    def test_an_item_of_a_packaging_changelog_is_a_message(self):
        self.write("usr/share/doc/hello/changelog.Debian.gz", DEBIAN)
        messages = self.run_tool()
        self.assertEqual(
            messages[0],
            {
                "channel": "debian",
                "topic": "hello",
                "sender": "Jane Doe",
                "content": "New upstream version. Closes: #123456\n- with a part",
            },
        )
        self.assertEqual([m["content"] for m in messages[1:]], ["Second item, wrapped\nonto a line", "First version"])
        self.assertEqual([m["sender"] for m in messages[1:]], ["Ada Lovelace", "Joe Doe"])
        self.assertIn("corpus: 3 messages", self.stderr)

    def test_upstream_changelogs_give_bullets_and_paragraphs(self):
        self.write("usr/share/doc/a/changelog.gz", "2003-01-02  Jane Doe  <j@x>\n\n\t* a.c: One.\n\t* b.c: Two.\n")
        self.write("usr/share/doc/b/changelog", "Version 2\n\nA paragraph\nof two lines\n\n\n- a bullet\n- another\n")
        self.write("usr/share/doc/c/changelog", "commit 1\nAuthor: Joe <j@x>\nDate:   now\n\n    What changed\n")
        messages = self.run_tool()
        self.assertEqual(
            [(m["topic"], m["sender"], m["content"]) for m in messages],
            [
                ("a", "Jane Doe", "a.c: One."),
                ("a", "Jane Doe", "b.c: Two."),
                ("b", "upstream", "Version 2"),
                ("b", "upstream", "A paragraph\nof two lines"),
                ("b", "upstream", "a bullet"),
                ("b", "upstream", "another"),
                ("c", "Joe", "What changed"),
            ],
        )
        self.assertEqual({m["channel"] for m in messages}, {"upstream"})

    def test_files_with_the_same_content_count_once(self):
        self.write("usr/share/doc/a/changelog.Debian.gz", DEBIAN)
        self.write("usr/share/doc/b/changelog.Debian.gz", DEBIAN)
        self.write("usr/share/doc/c/changelog.Debian.gz", DEBIAN.replace("hello", "other"))
        os.symlink("c", os.path.join(self.root, "usr/share/doc/d"))
        os.symlink("changelog.Debian.gz", os.path.join(self.root, "usr/share/doc/c/changelog"))
        self.assertEqual([m["topic"] for m in self.run_tool()], ["a"] * 3 + ["c"] * 3)

    def test_text_is_valid_whatever_the_file_holds(self):
        self.write("usr/share/doc/a/changelog", b"caf\xe9 in Latin 1\n\nNUL \0 and \x1b[1m and CRLF\r\nhere")
        self.write("usr/share/doc/b/changelog", "café in UTF-8")
        self.write("usr/share/doc/c/changelog.Debian.gz", "")
        with open(os.path.join(self.root, "usr/share/doc/c/changelog.gz"), "wb") as file:
            file.write(b"\x1f\x8bbroken")
        self.assertEqual(
            self.contents(), ["café in Latin 1", "NUL  and [1m and CRLF\nhere", "café in UTF-8"]
        )
        self.assertIn("skipped", self.stderr)

    def test_long_items_are_cut_between_characters(self):
        self.write("usr/share/doc/a/changelog", "x" * 65_536 + "\n\n" + "y" * 65_537 + "\n\n" + "😀" * 40_000)
        contents = self.contents()
        self.assertEqual(contents[0], "x" * 65_536)
        self.assertEqual("".join(contents), "x" * 65_536 + "y" * 65_537 + "😀" * 40_000)
        self.assertLessEqual(max(len(c.encode("utf-16-le")) // 2 for c in contents), 65_536)

    def test_stripped_machines_give_other_text(self):
        self.write("usr/share/common-licenses/GPL-9", "One\n\nTwo\n")
        self.write("usr/share/doc/a/copyright", "Three\n\nFour\n")
        self.write("usr/share/doc/b/copyright", "Four\n\nFive\n")
        self.write("usr/share/man/man1/a.1.gz", ".SH NAME\n")
        self.write("usr/include/a/b.h", "int x; /* Six */\n/** Seven\n * eight */")
        self.write("var/lib/dpkg/status", "Package: p\nStatus: install ok installed\nMaintainer: M <m@x>\n"
                   "Architecture: all\nVersion: 1\nDescription: Nine\n ten\n")
        os.makedirs(os.path.join(self.root, "var/lib/dpkg/info"))
        messages = self.run_tool()
        self.assertEqual(
            [(m["channel"], m["topic"], m["content"]) for m in messages],
            [
                ("licences", "GPL-9", "One"),
                ("licences", "GPL-9", "Two"),
                ("documents", "a", "Three"),
                ("documents", "a", "Four"),
                ("documents", "b", "Five"),
                ("packages", "p", "Nine\nten"),
                ("manuals", "a.1.gz", ".SH NAME"),
                ("headers", "b.h", "Six"),
                ("headers", "b.h", "Seven\n * eight"),
            ],
        )
        self.assertEqual(messages[5]["sender"], "M")
        self.assertIn("changelogs gave 0 messages only", self.stderr)

    def test_limit_and_repeat_count_messages_and_rounds(self):
        self.write("usr/share/doc/hello/changelog.Debian.gz", DEBIAN)
        once = self.contents()
        self.assertEqual(self.contents("--limit", "2"), once[:2])
        self.assertEqual(self.contents("--repeat", "3"), once * 3)
        self.assertEqual(self.contents("--repeat", "3", "--limit", "4"), once + once[:1])

    def test_too_few_messages_fail_with_the_reason(self):
        self.write("usr/share/doc/hello/changelog.Debian.gz", DEBIAN)
        self.contents("--min", "3")
        self.assertEqual(len(self.contents("--min", "4", status=1)), 3)
        self.assertIn("fewer than the 4", self.stderr)
        self.contents("--limit", "0", status=2)

    def test_an_empty_machine_fails(self):
        self.assertEqual(self.contents(status=1), [])


if __name__ == "__main__":
    unittest.main()
