"""The files of the project and the shape of a finding. What the checks here share.

As a program: project.py ROOT [PATTERN…] prints the matching paths, each ended by a NUL.
"""

import fnmatch
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, order=True)
class Finding:
    """Something to repair: a path from the root, a line from 1, and what to do."""

    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


class Project:
    """A source tree. Reads; never writes."""

    def __init__(self, root):
        self.root = os.path.abspath(root)

    @cached_property
    def files(self):
        """All paths from the root with slashes, sorted: what git knows or would add."""
        listed = self._from_git() if os.path.exists(os.path.join(self.root, ".git")) else self._walked()
        return sorted(path for path in listed if os.path.isfile(os.path.join(self.root, path)))

    def matching(self, *patterns):
        """Paths that match one of the patterns and none that begins with `!`; `*` crosses slashes."""
        wanted = [pattern for pattern in patterns if not pattern.startswith("!")] or ["*"]
        unwanted = [pattern[1:] for pattern in patterns if pattern.startswith("!")]

        def matches(path, several):
            return any(fnmatch.fnmatchcase(path, pattern) for pattern in several)

        return [path for path in self.files if matches(path, wanted) and not matches(path, unwanted)]

    def lines(self, path):
        """The lines of a text file without their ends; none for a binary one."""
        with open(os.path.join(self.root, path), "rb") as file:
            content = file.read()
        if b"\0" in content:
            return []
        return content.decode("utf-8", "replace").splitlines()

    def _from_git(self):
        # The tree may belong to someone else, as it does when root builds a user's clone.
        command = ["git", "-c", f"safe.directory={self.root}", "-C", self.root]
        command += ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        return set(filter(None, listed.decode("utf-8", "surrogateescape").split("\0")))

    def _walked(self):
        """For an unpacked archive: everything but hidden folders and what builds leave behind."""
        for folder, folders, names in os.walk(self.root):
            relative = os.path.relpath(folder, self.root)
            if relative == ".":
                folders[:] = [name for name in folders if name != "build" and not name.startswith("build-")]
            folders[:] = [name for name in folders if name != "node_modules" and (name[0] != "." or name == ".ci")]
            for name in names:
                yield os.path.normpath(os.path.join(relative, name))


if __name__ == "__main__":
    for match in Project(sys.argv[1]).matching(*sys.argv[2:]):
        sys.stdout.buffer.write(os.fsencode(match) + b"\0")
