#!/usr/bin/env python3
"""perigee tasks: what people see and change, and what a plugin makes of messages."""

import unittest

from perigee_process import Case

PLUGIN = """
local plugin = { name = "todo", description = "Tasks of messages", grants = { "tasks" } }
function plugin.extract(ctx, message)
  ctx.tasks.create_list("todo")
  for text in message.content:gmatch("task: ([^\\n]+)") do
    ctx.tasks.create("todo", { id = message.id, subject = text })
  end
  return {}
end
return plugin
"""


class Tasks(Case):
    def setUp(self):
        super().setUp()
        self.host = self.up()
        self.result("tasks", "add", "home", "buy paint", "--id", "p1", "--owner", "ana")
        self.result("tasks", "add", "home", "paint", "--id", "p2")
        self.result("tasks", "link", "home#p1", "home#p2")

    def listed(self, *arguments):
        return [task["ref"]["item"] for task in self.result("tasks", "list", *arguments)["tasks"]]

    def test_tasks_are_listed_with_or_without_a_hub(self):
        for running in (True, False):
            self.assertEqual(self.listed(), ["p1", "p2"])
            self.assertEqual(self.listed("--owner", "ana"), ["p1"])
            self.assertEqual(self.listed("--keyword", "paint"), ["p2", "p1"])
            self.assertEqual(self.listed("home", "--status", "completed"), [])
            if running:
                self.assertEqual(self.host.stop(), 0)
        self.assertRegex(self.perigee("tasks", "list").stdout,
                         r"^TASK +STATUS +OWNER +BLOCKED BY +BLOCKS +SUBJECT\n"
                         r"home#p1 +pending +ana +0 +1 +buy paint\nhome#p2 +pending +1 +0 +paint\n$")

    def test_done_makes_the_next_one_ready(self):
        self.assertEqual(self.listed("--ready"), ["p1"])
        self.assertEqual(self.perigee("tasks", "done", "home#p1").stdout, "completed home#p1\n")
        self.assertEqual(self.listed("--ready"), ["p2"])
        self.assertIn("completed  2", self.perigee("tasks", "show", "home#p1").stdout)

    def test_the_graph_is_text_or_graphviz(self):
        self.assertEqual(self.perigee("tasks", "graph", "home#p2").stdout,
                         "home#p2  [pending] paint\nhome#p1  [pending] buy paint\n  -> home#p2\n")
        self.result("tasks", "add", "home", 'say "hi"\\', "--id", "p3")
        self.result("tasks", "link", "home#p2", "home#p3")
        dot = self.perigee("tasks", "graph", "home#p2", "--dot").stdout
        self.assertIn('"home#p3" [label = "home#p3: say \\"hi\\"\\\\"];', dot)
        self.assertIn('"home#p1" -> "home#p2";', dot)

    def test_an_edge_is_added_once_and_taken_away_once(self):
        self.assertFalse(self.result("tasks", "link", "home#p1", "home#p2")["changed"])
        self.assertTrue(self.result("tasks", "link", "home#p1", "home#p2", "--remove")["changed"])
        self.assertEqual(self.listed("--ready"), ["p1", "p2"])

    def test_wrong_input_names_the_thing(self):
        for arguments, expected in [
                (["show", "home#gone"], "there is no task home#gone"),
                (["show", "home"], "an item is meant"),
                (["list", "nowhere"], 'no list of tasks "nowhere"'),
                (["list", "--status", "done"], '"done" is no status'),
                (["done", "home#p1", "--status", "finished"], 'not "finished"'),
                (["add", "home", "again", "--id", "p1"], "there is a task home#p1"),
                (["link", "home#p1", "home#"], "names no item")]:
            done = self.perigee("tasks", *arguments)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertIn(expected, done.stderr, arguments)
        self.assertEqual(self.host.stop(), 0)
        self.assertEqual(self.perigee("tasks", "add", "home", "x").returncode, 3)

    def test_a_plugin_makes_tasks_of_messages(self):
        self.write("lua-plugins/todo.lua", PLUGIN)
        self.assertEqual(self.host.stop(), 0)
        host = self.up()
        message = host.post(host.make_topic(), "task: sweep the floor")
        self.wait_for(lambda: message in self.listed(), "the task is there")
        self.assertEqual(self.result("tasks", "show", "todo#" + message)["task"]["subject"], "sweep the floor")


if __name__ == "__main__":
    unittest.main()
