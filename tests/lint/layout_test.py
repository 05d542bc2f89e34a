"""Files stay small, and headers say what they are."""

import unittest

from tree import TreeTest

import layout

HEADER = "// Time as the host sees it.\n#pragma once\n\n#include <string>\n"


class Layout(TreeTest):
    def test_a_header_with_a_paragraph_and_a_guard_is_fine(self):
        self.plant("host/base/clock.h", HEADER)
        self.plant("bindings/db.h", "// The database of a plugin.\n//\n// Never parses SQL.\n" + HEADER)
        self.assertEqual([], self.findings(layout.check))

    def test_a_header_without_a_paragraph_is_a_finding(self):
        for content in ("#pragma once\n", "\n" + HEADER, "//\n#pragma once\n", "////\n#pragma once\n"):
            with self.subTest(content=content):
                self.plant("host/base/clock.h", content)
                self.assertEqual(["host/base/clock.h:1"], self.places(layout.check))

    def test_a_header_without_a_guard_is_a_finding(self):
        self.plant("host/base/clock.h", "// Time.\n\nnamespace perigee {}\n")
        self.assertEqual([("host/base/clock.h:1", "#pragma once is missing")], self.findings(layout.check))

    def test_nothing_comes_before_the_guard(self):
        self.plant("tests/support/clock.h", "// Time.\n#include <string>\n#pragma once\n")
        self.assertEqual(["tests/support/clock.h:2"], self.places(layout.check))

    def test_an_empty_header_is_a_finding(self):
        self.plant("host/base/clock.h", "")
        self.assertEqual(["host/base/clock.h:1"] * 2, self.places(layout.check))

    def test_four_hundred_lines_are_the_limit(self):
        self.plant("host/base/a.cpp", "\n" * 400)
        self.assertEqual([], self.findings(layout.check))
        self.plant("host/base/a.cpp", "\n" * 401)
        self.assertEqual([("host/base/a.cpp:401", "401 lines, the limit is 400: split it by idea")],
                         self.findings(layout.check))

    def test_the_limit_holds_for_every_kind_of_source(self):
        long = ["bindings/db.lua", "host/hub/a.cpp", "tests/http/client.mjs", "tools/lint.d/a.py"]
        for path in long:
            self.plant(path, "\n" * 401)
        self.assertEqual([f"{path}:401" for path in long], self.places(layout.check))

    def test_fixtures_and_documents_may_be_long(self):
        self.plant("tests/fixtures/hundred_plugins.lua", "\n" * 5000)
        self.plant("docs/API.md", "\n" * 5000)
        self.assertEqual([], self.findings(layout.check))


if __name__ == "__main__":
    unittest.main()
