"""The made-up machine itself: what a test fakes stays in its tree."""

import os
import unittest

from machine import MachineTest


class Machine(MachineTest):
    def test_a_fake_takes_the_place_of_a_link_and_leaves_the_command_behind_it_alone(self):
        self.plant("real/tool", "the real one")
        real = os.path.join(self.root, "real/tool")
        os.symlink(real, os.path.join(self.root, "bin/tool"))
        self.fake("tool", "echo fake")
        self.assertEqual("fake\n", self.shell("tool").stdout)
        with open(real, encoding="utf-8") as file:
            self.assertEqual("the real one", file.read())

    def test_commands_that_are_neither_harmless_nor_faked_do_not_exist(self):
        self.assertNotEqual(0, self.shell("apt-get --version").returncode)
        self.assertNotEqual(0, self.shell("sudo --version").returncode)


if __name__ == "__main__":
    unittest.main()
