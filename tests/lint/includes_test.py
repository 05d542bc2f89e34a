"""Includes point downwards, and engines stay in their folders."""

import unittest

from tree import TreeTest

import includes


class Includes(TreeTest):
    def complaints(self, path, *lines):
        self.plant(path, "".join(f"#include {line}\n" for line in lines))
        return self.findings(includes.check)

    def test_every_folder_may_include_itself_and_what_is_below_it(self):
        self.assertEqual([], self.complaints("host/base/a.h", '"host/base/b.h"'))
        self.assertEqual([], self.complaints("host/store/a.cpp", '"host/store/a.h"', '"host/base/b.h"'))
        self.assertEqual([], self.complaints("host/hub/a.cpp", '"host/store/a.h"', '"host/loop/a.h"'))
        self.assertEqual([], self.complaints("host/plugins/a.cpp", '"host/hub/a.h"', '"host/lua/a.h"'))
        self.assertEqual([], self.complaints("bindings/db.cpp", '"host/plugins/a.h"', '"bindings/db.h"'))
        self.assertEqual([], self.complaints("host/http/a.cpp", '"bindings/db.h"', '"host/loop/a.h"'))
        self.assertEqual([], self.complaints("host/main.cpp", '"host/http/a.h"', '"bindings/db.h"', '"host/base/b.h"'))

    def test_no_folder_may_include_one_above_it(self):
        for path, target in [
            ("host/base/a.h", "host/store/a.h"),
            ("host/store/a.cpp", "host/hub/a.h"),
            ("host/hub/a.cpp", "host/plugins/a.h"),
            ("host/plugins/a.cpp", "bindings/db.h"),
            ("bindings/db.cpp", "host/http/a.h"),
        ]:
            with self.subTest(path=path, target=target):
                message = includes.complaint(includes.folder_of(path), target, True)
                self.assertIn("stands above it", message)

    def test_folders_of_one_rank_may_not_include_each_other(self):
        for folders in includes.RANKS:
            for one in folders:
                for other in folders:
                    if one != other:
                        self.assertIn("stands beside it", includes.complaint(one, f"{other}/a.h", True))

    def test_the_finding_names_file_and_line(self):
        found = self.complaints("host/store/a.cpp", "<string>", '"host/base/error.h"', '"host/hub/topics.h"')
        self.assertEqual("host/store/a.cpp:3", found[0][0])
        self.assertIn("host/store may not include host/hub", found[0][1])

    def test_brackets_and_blanks_do_not_hide_an_include(self):
        self.plant("host/base/a.h", "  #  include <host/hub/topics.h>\n")
        self.assertEqual(["host/base/a.h:1"], self.places(includes.check))

    def test_a_folder_below_a_folder_counts_as_it(self):
        self.assertEqual([], self.complaints("host/store/sql/a.cpp", "<sqlite3.h>", '"host/store/b.h"'))
        self.assertEqual(1, len(self.complaints("host/base/deep/a.cpp", '"host/store/b.h"')))

    def test_engines_are_seen_only_by_their_folders(self):
        for header, owners in includes.ENGINES.items():
            for folder in includes.RANK_OF:
                with self.subTest(header=header, folder=folder):
                    allowed = includes.complaint(folder, header, False) is None
                    self.assertEqual(folder in owners, allowed)

    def test_an_engine_is_known_by_any_path(self):
        self.assertIn("belongs to host/lua", includes.complaint("host/hub", "luajit-2.1/lua.h", False))
        self.assertIn("belongs to host/loop", includes.complaint("host/http", "uv.h", True))

    def test_a_header_of_ours_with_an_engines_name_is_no_engine(self):
        self.assertIsNone(includes.complaint("host/plugins", "host/lua/lua.h", True))

    def test_includes_are_written_from_the_root(self):
        self.assertIn("from the root", includes.complaint("host/base", "error.h", True))
        self.assertIn("from the root", includes.complaint("host/base", "../hub/topics.h", True))

    def test_the_host_may_not_include_from_tests_but_tests_may_include_anything(self):
        self.assertEqual([], self.complaints("tests/unit/hub/a_test.cpp", '"host/http/a.h"', "<sqlite3.h>"))
        found = self.complaints("host/hub/a.cpp", '"tests/support/fake_clock.h"')
        self.assertEqual(["host/hub may not include from tests"], [message for _, message in found])

    def test_a_folder_that_nobody_ranked_is_a_finding(self):
        found = self.complaints("host/misc/a.cpp", "<string>")
        self.assertIn("host/misc has no rank", found[0][1])


if __name__ == "__main__":
    unittest.main()
