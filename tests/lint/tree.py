"""A source tree in a temporary folder, and the way to what is tested."""

import os
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = os.path.join(ROOT, "tools")
sys.path.insert(0, os.path.join(TOOLS, "lint.d"))

from project import Project  # noqa: E402 (it is found only now)


class TreeTest(unittest.TestCase):
    """A test with an empty tree, which is gone after it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.realpath(folder.name)

    def plant(self, path, content, executable=False):
        """Writes a file with the folders on its way. A link in its place is replaced, never followed:
        behind it may be a command of the machine."""
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        if os.path.lexists(full):
            os.remove(full)
        with open(full, "xb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(full, 0o755 if executable else 0o644)

    def findings(self, check):
        """What one check says about the tree, as path:line and message."""
        return sorted((f"{found.path}:{found.line}", found.message) for found in check(Project(self.root)))

    def places(self, check):
        return [place for place, _ in self.findings(check)]
