"""A machine that is made up: the shell helpers of tools/lib in a tree of their own, where every
command that they could call is a fake or one of a few harmless real ones."""

import os
import shutil
import subprocess

from tree import TOOLS, TreeTest

HARMLESS = ["awk", "bash", "dirname", "env", "grep", "mkdir", "nproc", "realpath", "sed", "sort", "stat", "tail"]

# For fakes: notes how they were called.
NOTE = 'printf "%s %s\\n" "${0##*/}" "$*" >>"$CALLS"\n'


class MachineTest(TreeTest):
    def setUp(self):
        super().setUp()
        shutil.copytree(os.path.join(TOOLS, "lib"), os.path.join(self.root, "tools/lib"))
        os.makedirs(os.path.join(self.root, "bin"))
        for name in HARMLESS:
            os.symlink(shutil.which(name), os.path.join(self.root, "bin", name))

    def fake(self, name, body=""):
        """A command that does what this bash code says."""
        self.plant(f"bin/{name}", f"#!{shutil.which('bash')}\n{body}\n", executable=True)

    def shell(self, script, **environment):
        """Runs code that uses the helpers; the result has `calls`, what the fakes noted in this run."""
        calls = os.path.join(self.root, "calls")
        with open(calls, "w", encoding="utf-8"):
            pass
        result = subprocess.run(
            [shutil.which("bash"), "-c", f'set -euo pipefail; source "{self.root}/tools/lib/common.sh"; {script}'],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
            env={"PATH": os.path.join(self.root, "bin"), "CALLS": calls, **environment})
        with open(calls, encoding="utf-8") as file:
            result.calls = file.read().splitlines()
        return result
