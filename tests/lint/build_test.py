"""Configuring happens once, and building only as far as asked."""

import os
import unittest

from machine import NOTE, MachineTest

# Leaves behind what cmake does: a cache that remembers whether there are tests, and a build file.
CMAKE = NOTE + """
[[ $1 == --preset ]] || exit "${BUILD_EXIT:-0}"
mkdir -p "build/$2"
for option in "$@"; do
  [[ $option != -DPERIGEE_TESTS=* ]] || echo "PERIGEE_TESTS:BOOL=${option#*=}" >"build/$2/CMakeCache.txt"
done
[[ ! ${CONFIGURE_EXIT-} ]] || exit "$CONFIGURE_EXIT"
: >"build/$2/build.ninja"
"""


class Build(MachineTest):
    def setUp(self):
        super().setUp()
        self.plant("CMakePresets.json", "{}")
        self.fake("cmake", CMAKE)
        self.fake("ninja", 'printf "%s\\n" "bench_json: phony" "bench_json.o: CXX" "bench_ids: phony" "all: phony"')

    def configured(self, result):
        return [call for call in result.calls if "--preset" in call]

    def test_the_host_is_configured_without_tests_and_built_alone(self):
        result = self.shell("build_host release")
        self.assertIn("-DPERIGEE_TESTS=OFF", self.configured(result)[0])
        self.assertTrue(result.calls[-1].endswith("--target perigee"), result.calls)

    def test_nothing_is_configured_twice(self):
        for build in ("build_host", "build_all"):
            self.shell(f"{build} release")
            self.assertEqual([], self.configured(self.shell(f"{build} release")))

    def test_tests_are_added_to_a_folder_that_has_none_and_stay_there(self):
        self.shell("build_host release")
        self.assertIn("-DPERIGEE_TESTS=ON", self.configured(self.shell("build_all release"))[0])
        self.assertEqual([], self.configured(self.shell("build_host release; build_all release")))

    def test_changed_presets_are_configured_anew(self):
        self.shell("build_all release")
        os.utime(os.path.join(self.root, "build/release/build.ninja"), (1, 1))
        result = self.shell("build_host release")
        self.assertEqual(1, len(self.configured(result)))
        self.assertNotIn("PERIGEE_TESTS", result.calls[0])

    def test_after_a_failed_attempt_it_is_configured_again(self):
        failed = self.shell("build_all release", CONFIGURE_EXIT="1")
        self.assertEqual((1, 1), (failed.returncode, len(failed.calls)))
        self.assertIn("error: configuring failed", failed.stderr)
        self.assertEqual(1, len(self.configured(self.shell("build_all release"))))

    def test_a_failed_build_stops_the_script(self):
        result = self.shell("build_all release; echo built", BUILD_EXIT="2")
        self.assertEqual((1, ""), (result.returncode, result.stdout))
        self.assertIn("error: the build failed", result.stderr)

    def test_programs_are_found_among_the_targets_and_chosen_with_or_without_prefix(self):
        self.assertEqual("bench_ids\nbench_json\n", self.shell("programs release bench_").stdout)
        choose = 'chosen bench_ "$(programs release bench_)"'
        self.assertEqual("bench_ids\nbench_json\n", self.shell(choose).stdout)
        self.assertEqual("bench_json\nbench_ids\n", self.shell(f"{choose} json bench_ids").stdout)

    def test_a_program_that_does_not_exist_is_named_beside_those_that_do(self):
        result = self.shell('chosen bench_ "$(programs release bench_)" jason')
        self.assertEqual(1, result.returncode)
        self.assertIn("there is no bench_jason; there is: bench_ids bench_json", result.stderr)

    def test_a_compiler_gets_a_processor_and_a_gib_and_there_is_always_one(self):
        self.fake("nproc", "echo 8")
        for gib, expected in [("3", "3"), ("64", "8"), ("0", "1")]:
            self.fake("awk", f"echo {gib}")
            self.assertEqual(f"{expected}\n", self.shell("parallelism").stdout)


if __name__ == "__main__":
    unittest.main()
