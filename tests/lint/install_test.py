"""Installing what is missing, on a machine that is made up: every command it can call is a fake."""

import os
import unittest

from machine import NOTE, MachineTest

PACKAGES = """
# groups    package   probe        why
build       gpp       gpp          the compiler
build,test  libuv     -            the loop
build       llhttp    {root}/llhttp.c  the parser
test        catch2    -            tests
"""


class Install(MachineTest):
    def setUp(self):
        super().setUp()
        self.plant("tools/packages", PACKAGES.format(root=self.root))
        self.fake("id", "echo 0")
        self.fake("dpkg-query", 'printf "%s" "$INSTALLED"; exit 1')
        self.fake("apt-get", NOTE + 'echo "apt says: $DEBIAN_FRONTEND"; exit "${APT_EXIT:-0}"')

    def install(self, *groups, **environment):
        return self.shell(f"install_packages {' '.join(groups)}; echo done", **{"INSTALLED": "", **environment})

    def everything_is_there(self):
        self.fake("gpp")
        self.plant("llhttp.c", "")
        return {"INSTALLED": "libuv=installed catch2=installed "}

    def test_nothing_is_said_or_called_when_nothing_is_missing(self):
        result = self.install("build", "test", **self.everything_is_there())
        self.assertEqual((0, "done\n", "", []), (result.returncode, result.stdout, result.stderr, result.calls))

    def test_only_what_is_missing_in_the_wanted_groups_is_installed(self):
        self.fake("gpp")
        result = self.install("build")
        self.assertIn("==> installing: libuv llhttp\n", result.stderr)
        self.assertTrue(result.calls[-1].endswith("install --no-install-recommends libuv llhttp"), result.calls)

    def test_a_library_that_was_removed_but_left_its_configuration_is_missing(self):
        result = self.install("test", INSTALLED="libuv=installed catch2=config-files ")
        self.assertIn("==> installing: catch2\n", result.stderr)

    def test_fresh_lists_are_fetched_once_when_installing_fails_with_the_old_ones(self):
        self.fake("apt-get", NOTE + '[[ $* != *update* ]] || : >"$CALLS-fresh"\n[[ -e $CALLS-fresh ]] || exit 100')
        result = self.install("test")
        self.assertEqual("done\n", result.stdout)
        self.assertEqual(1, sum(call.endswith(" update") for call in result.calls), result.calls)
        self.assertTrue(result.calls[-1].endswith(" libuv catch2"), result.calls)

    def test_fresh_lists_are_not_fetched_when_the_old_ones_suffice(self):
        result = self.install("test")
        self.assertFalse([call for call in result.calls if call.endswith(" update")])

    def test_apt_is_told_not_to_ask(self):
        self.install("test")
        with open(os.path.join(self.root, "build/install.log"), encoding="utf-8") as file:
            self.assertEqual("apt says: noninteractive\n", file.read())

    def test_a_failure_shows_what_apt_said_and_what_to_type(self):
        result = self.install("test", APT_EXIT="100")
        self.assertEqual((1, ""), (result.returncode, result.stdout))
        self.assertIn("apt says", result.stderr)
        self.assertIn("apt-get install -y --no-install-recommends libuv catch2\n", result.stderr)

    def test_a_user_installs_through_sudo_and_is_not_asked_for_a_password_without_a_terminal(self):
        self.fake("id", "echo 1000")
        self.fake("sudo", NOTE + 'shift; env "$@"')
        result = self.install("test")
        self.assertEqual(0, result.returncode, result.stderr)
        self.assertRegex(result.calls[-2], r"^sudo -n DEBIAN_FRONTEND=noninteractive apt-get .* libuv catch2$")

    def test_a_user_without_sudo_is_told_what_root_has_to_type(self):
        self.fake("id", "echo 1000")
        result = self.install("test")
        self.assertEqual((1, ""), (result.returncode, result.stdout))
        self.assertIn("needs root or sudo", result.stderr)
        self.assertEqual([], result.calls)
        self.assertIn("as root: apt-get update && apt-get install -y --no-install-recommends libuv catch2\n", result.stderr)

    def test_a_user_without_sudo_needs_none_when_nothing_is_missing(self):
        self.fake("id", "echo 1000")
        self.assertEqual(0, self.install("build", "test", **self.everything_is_there()).returncode)

    def test_another_system_is_pointed_to_the_list(self):
        os.remove(os.path.join(self.root, "bin/dpkg-query"))
        result = self.install("build")
        self.assertEqual("done\n", result.stdout)
        self.assertIn("tools/packages names", result.stderr)


if __name__ == "__main__":
    unittest.main()
