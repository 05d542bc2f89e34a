#!/usr/bin/env python3
"""perigee run --stdin: what it posts, reports and returns."""

import json
import os
import signal
import subprocess
import tempfile
import unittest

from perigee_process import PERIGEE, Case, line

MARK = 'return { { kind = "m", span = { 1, 1 }, data = { first = message.content:sub(1, 1) } } }'


def read_terminal(descriptor):
    """What comes next, nothing when the other side is closed."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


class Stdin(Case):
    def test_messages_are_posted_and_pass_the_plugins(self):
        self.plugin("mark", MARK)
        done = self.perigee("run", "--stdin", "--json", text=line("abc") + line("xyz", topic="two"))
        self.assertEqual(done.returncode, 0, done.stderr)
        summary = json.loads(done.stdout)
        self.assertEqual((summary["lines"], summary["posted"], summary["refused"]), (2, 2, 0))
        self.assertEqual(summary["plugins"][0]["enrichments"], 2)
        self.assertEqual(self.query("SELECT data_json FROM enrichments ORDER BY id"),
                         [('{"first":"a"}',), ('{"first":"x"}',)])
        self.assertEqual(self.query("SELECT count(*) FROM channels"), [(1,)])
        self.assertEqual(self.query("SELECT count(*) FROM topics"), [(2,)])

    def test_a_plugin_shows_what_it_may_do_and_what_it_costs(self):
        self.write("lua-plugins/keeper.lua",
                   'return { grants = { "db", "state", "http" }, enrich = function(ctx) '
                   'ctx.state.set("seen", true) return {} end }')
        self.write("perigee.lua", 'return { plugins = { keeper = { grants = { "db", "state" } } } }')
        done = self.perigee("run", "--stdin", text=line("a") + line("b"))
        self.assertEqual(done.returncode, 0, done.stderr)
        shown = self.perigee("plugins", "show", "keeper").stdout
        self.assertIn("declares db, state, http; gets db, state; has used state", shown)
        self.assertIn("not used since it was loaded: db;", shown)
        self.assertRegex(shown, r"host calls  2\n")
        told = json.loads(self.perigee("plugins", "show", "keeper", "--json").stdout)[0]
        self.assertEqual(told["grants_used"], "state")
        self.assertGreater(told["mean_fuel"], 0)
        self.assertGreater(told["peak_bytes"], 10_000)
        self.assertNotEqual(self.perigee("plugins", "show", "nobody").returncode, 0)

    def test_a_wrong_line_is_reported_with_its_number_and_the_rest_goes_on(self):
        wrong = {
            2: ("{oops", "Invalid JSON.*one object a line: channel, topic, sender, content"),
            3: ("[1]", "must be a JSON object"),
            4: ('{"channel":"c","topic":"t","sender":"s"}', "content is missing"),
            5: (line("x", sender=7).strip(), "sender must be a string"),
            6: (line("x", sender=" ").strip(), "sender must be a non-empty string"),
            7: (line("x", channel="").strip(), "channel: name must be a non-empty string"),
            8: (line("x", topic="t" * 201).strip(), "topic: title exceeds maximum length of 200"),
            9: (line("x" * 65537).strip(), "Content too large"),
            10: (line("x" * 1_100_000).strip(), "longer than"),
        }
        text = line("first") + "".join(item[0] + "\n" for item in wrong.values()) + line("last")
        done = self.perigee("run", "--stdin", text=text)
        self.assertEqual(done.returncode, 1)
        for number, (_, expected) in wrong.items():
            self.assertRegex(done.stderr, f"line {number}: .*{expected}")
        self.assertEqual(self.query("SELECT content_raw FROM messages ORDER BY id"),
                         [("first",), ("last",)])
        self.assertIn("2 of 11 lines posted", done.stdout)

    def test_nothing_is_no_error(self):
        done = self.perigee("run", "--stdin")
        self.assertEqual(done.returncode, 0)
        self.assertIn("0 of 0 lines posted", done.stdout)

    def test_a_terminal_shows_the_progress_and_then_the_summary(self):
        self.plugin("slow", "local n = 0 for i = 1, 3000000 do n = n + i end")
        with tempfile.TemporaryFile() as lines:
            lines.write((line("x") * 40).encode())
            lines.seek(0)
            terminal, far_end = os.openpty()
            with subprocess.Popen([PERIGEE, "run", "--stdin"], cwd=self.folder, stdin=lines,
                                  stdout=far_end, stderr=far_end) as process:
                os.close(far_end)
                shown = b""
                while chunk := read_terminal(terminal):
                    shown += chunk
                self.assertEqual(process.wait(60), 0)
            os.close(terminal)
        self.assertRegex(shown.decode(), r"40 messages, \d+/s, plugins at most \d+ events behind")
        self.assertIn("40 of 40 lines posted", shown.decode())

    def test_line_ends_and_blank_lines_do_not_matter(self):
        text = line("one").replace("\n", "\r\n") + "\n  \n" + line("two").rstrip("\n")
        done = self.perigee("run", "--stdin", text=text)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.query("SELECT content_raw FROM messages ORDER BY id"),
                         [("one",), ("two",)])

    def test_a_signal_ends_the_reading_and_keeps_what_was_posted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen([PERIGEE, "run", "--stdin", "--json"], cwd=self.folder,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
            process.stdin.write(line(f"before {number}"))
            process.stdin.flush()
            self.wait_for(lambda n=number: self.posted(f"before {n}"), "the message is stored")
            process.send_signal(number)
            summary = json.loads(process.stdout.read())
            self.assertEqual(process.wait(30), 0)
            self.assertTrue(summary["interrupted"])
            process.stdin.close()
            process.stdout.close()

    def posted(self, content):
        try:
            return (content,) in self.query("SELECT content_raw FROM messages")
        except Exception:  # pylint: disable=broad-except
            return False  # there is no database yet

    def test_bad_plugins_concern_nobody_else(self):
        self.plugin("mark", MARK)
        self.plugin("spinner", "while true do end")
        self.plugin("hog", 'local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end')
        self.plugin("thrower", 'error("no luck today")')
        self.plugin("rubbish", 'return { { kind = "m", span = { 5 }, data = {} } }')
        self.write("lua-plugins/syntax.lua", "return {\n  name = 'syntax',\n  enrich = function(\n}\n")
        self.write("lua-plugins/unreadable.lua/x", "")
        self.write("lua-plugins/twin.lua", "return { name = 'twin', enrich = function() end }")
        self.write("lua-plugins/twin/plugin.lua", "return { name = 'twin', enrich = function() end }")
        self.plugin("options", "return {}")
        self.write("perigee.lua", "return { plugins = { options = { config = { colour = 'red' } } } }")
        done = self.perigee("run", "--stdin", "--json", text=line("abc") * 50)
        self.assertEqual(done.returncode, 0)
        plugins = {(one["name"], one["state"]): one for one in json.loads(done.stdout)["plugins"]}
        self.assertEqual(plugins["mark", "running"]["enrichments"], 50)
        self.assertEqual(plugins["twin", "running"]["runs"], 50)
        log = done.stderr
        self.assertRegex(log, r"spinner\.enrich: .*spinner\.lua:2: timed out: it used up its fuel of "
                              r"100000000 instructions .*limits\.fuel = 200000000")
        self.assertRegex(log, r"\[MEMORY_EXCEEDED\] hog\.enrich: .*limit")
        self.assertRegex(log, r"thrower\.enrich: .*thrower\.lua:2: no luck today")
        self.assertRegex(log, r"rubbish\.enrich: .*result\[1\]\.span must be")
        self.assertRegex(log, r"syntax: \[LOAD_ERROR\] .*syntax\.lua:4:")
        self.assertRegex(log, r'twin: \[LOAD_ERROR\] another plugin is called "twin" too')
        self.assertRegex(log, r'plugins\["options"\]|plugins\.options')
        self.assertIn("colour is not a known key", log)
        self.assertEqual(plugins["spinner", "paused"]["failures"], 3)


if __name__ == "__main__":
    unittest.main()
