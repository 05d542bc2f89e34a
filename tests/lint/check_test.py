"""The program that runs all checks, and the files it looks at."""

import os
import subprocess
import sys
import unittest

from tree import TOOLS, TreeTest

from project import Project


class Check(TreeTest):
    def run_check(self):
        command = [sys.executable, "-B", os.path.join(TOOLS, "lint.d", "check.py"), self.root]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)

    def git(self, *arguments):
        subprocess.run(["git", "-C", self.root, *arguments], check=True, stdout=subprocess.DEVNULL)

    def test_a_clean_tree_passes_in_silence(self):
        self.plant("host/base/a.h", "// A thing.\n#pragma once\n")
        result = self.run_check()
        self.assertEqual((0, ""), (result.returncode, result.stdout))

    def test_a_planted_upward_include_fails_with_its_place(self):
        self.plant("host/base/a.h", '// A thing.\n#pragma once\n#include "host/hub/topics.h"\n')
        result = self.run_check()
        self.assertEqual(1, result.returncode)
        self.assertRegex(result.stdout, r"^host/base/a\.h:3: host/base may not include host/hub")

    def test_findings_of_all_checks_come_in_the_order_of_files(self):
        self.plant("host/base/b.h", "#pragma once\n")
        self.plant("host/base/a.cpp", "#include <sqlite3.h>\n")
        self.plant("docs/c.md", "HA" "CK\n")
        lines = self.run_check().stdout.splitlines()
        self.assertEqual(["docs/c.md:1", "host/base/a.cpp:1", "host/base/b.h:1"],
                         [line.split(": ")[0] for line in lines])

    def test_in_a_repository_ignored_files_are_not_looked_at_but_new_ones_are(self):
        self.git("init", "--quiet")
        self.plant(".gitignore", "/out/\n")
        self.plant("out/a.h", "")
        self.plant("host/base/new.h", "")
        self.plant("host/base/gone.h", "")
        self.git("add", "host/base/gone.h")
        os.remove(os.path.join(self.root, "host/base/gone.h"))
        self.assertEqual([".gitignore", "host/base/new.h"], Project(self.root).files)

    def test_without_a_repository_all_but_hidden_and_built_files_count(self):
        for path in ("host/build/a.h", "build/a.h", "build-old/a.h", ".cache/a", "tests/http/node_modules/a.mjs", ".ci/run"):
            self.plant(path, "")
        self.assertEqual([".ci/run", "host/build/a.h"], Project(self.root).files)

    def test_patterns_cross_folders_and_can_be_taken_back(self):
        for path in ("host/a.cpp", "host/hub/b.cpp", "host/hub/b.h", "tests/fixtures/c.cpp"):
            self.plant(path, "")
        self.assertEqual(["host/a.cpp", "host/hub/b.cpp"], Project(self.root).matching("*.cpp", "!tests/fixtures/*"))


if __name__ == "__main__":
    unittest.main()
