#!/usr/bin/env python3
"""The commands that read and change what a hub holds: their JSON, their exit codes, names for ids."""

import fcntl
import json
import os
import re
import sqlite3
import struct
import subprocess
import termios
import unittest

from perigee_process import PERIGEE, Case


SCHEMA = os.path.join(os.path.dirname(__file__), "../../schema/sqlite/0001_hub.sql")


def on_terminal(folder, *arguments, columns, **variables):
    """What a command prints on a terminal of that width."""
    terminal, far_end = os.openpty()
    fcntl.ioctl(far_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm", **variables}
    with subprocess.Popen([PERIGEE, *arguments], cwd=folder, stdin=far_end, stdout=far_end, env=environment) as process:
        os.close(far_end)
        shown = b""
        try:
            while chunk := os.read(terminal, 65536):
                shown += chunk
        except OSError:  # the other side is closed
            pass
        process.wait(30)
    os.close(terminal)
    return shown.decode().replace("\r\n", "\n")


class Commands(Case):
    def setUp(self):
        super().setUp()
        self.host = self.up()
        self.channel = self.result("channel", "create", "general", "--description", "all of it")["channel"]
        self.topic = self.result("topic", "create", "release", "--channel", "general")["topic"]

    def send(self, content, topic="general/release"):
        return self.result("msg", "send", "--topic-id", topic, "--sender", "ana", "--content", content)["message_id"]

    def stop(self):
        self.assertEqual(self.host.stop(), 0)


class Reading(Commands):
    def test_channel_list(self):
        for running in (True, False):
            listed = self.result("channel", "list")
            self.assertEqual(listed, {"status": "ok", "channels": [self.channel], "count": 1})
            if running:
                self.stop()
        self.assertRegex(self.perigee("channel", "list").stdout,
                         rf"^CHANNEL +ID +CREATED +DESCRIPTION\ngeneral +{self.channel['id']} .*all of it\n$")

    def test_json_may_stand_anywhere(self):
        for arguments in (["--json", "channel", "list"], ["channel", "--json", "list"], ["channel", "list", "--json"]):
            self.assertEqual(json.loads(self.perigee(*arguments).stdout)["count"], 1)

    def test_topic_list(self):
        second = self.result("topic", "create", "--title", "plans", "--channel-id", self.channel["id"])["topic"]
        for name in ("general", self.channel["id"]):
            listed = self.result("topic", "list", "--channel-id", name)
            self.assertEqual(listed["topics"], sorted([self.topic, second], reverse=True,
                                                      key=lambda one: (one["updated_at"], one["id"])))
            self.assertEqual((listed["count"], listed["hasMore"]), (2, False))
        page = self.result("topic", "list", "general", "--limit", "1")
        self.assertEqual((page["count"], page["hasMore"]), (1, True))
        self.assertEqual(self.result("topic", "list", "general", "--offset", "2")["topics"], [])
        self.assertEqual(self.result("topic", "list", "--channel-id", "ch_unknown"),
                         {"status": "ok", "topics": [], "count": 0, "hasMore": False})

    def test_messages(self):
        ids = [self.send(f"message {i}") for i in range(5)]
        newest = self.result("msg", "tail", "--topic-id", self.topic["id"], "--limit", "2")
        self.assertEqual([one["id"] for one in newest["messages"]], [ids[4], ids[3]])
        self.assertEqual((newest["count"], list(newest)), (2, ["status", "messages", "count"]))
        self.assertEqual(list(newest["messages"][0]),
                         ["id", "topic_id", "channel_id", "sender", "content_raw", "version", "created_at",
                          "edited_at", "deleted_at", "deleted_by"])
        page = self.result("msg", "page", "--topic-id", "release", "--before-id", ids[3], "--limit", "2")
        self.assertEqual([one["id"] for one in page["messages"]], [ids[2], ids[1]])
        self.assertTrue(page["hasMore"])
        page = self.result("msg", "page", "--topic-id", "general/release", "--after-id", ids[2])
        self.assertEqual([one["id"] for one in page["messages"]], [ids[4], ids[3]])
        self.assertFalse(page["hasMore"])
        self.assertEqual(self.result("msg", "tail", "--topic-id", "topic_unknown")["messages"], [])

    def test_messages_for_people(self):
        self.send("first\nline two \x1b[31mred\x1b[0m")
        self.send("second")
        text = self.perigee("msg", "tail", "release").stdout
        self.assertLess(text.index("first"), text.index("second"))
        self.assertIn("  line two \\x1b[31mred", text)
        self.assertNotIn("\x1b", text)

    def test_a_table_fits_the_terminal(self):
        self.result("channel", "create", "long", "--description", "words " * 50)
        shown = on_terminal(self.folder, "channel", "list", columns=80, NO_COLOR="1")
        self.assertNotIn("\x1b", shown)
        self.assertEqual({len(line) <= 80 for line in shown.splitlines()}, {True})
        self.assertIn("…\n", shown)
        coloured = on_terminal(self.folder, "channel", "list", columns=80)
        self.assertEqual(re.sub(r"\x1b\[\d*m", "", coloured), shown)
        self.assertTrue(coloured.startswith("\x1b[1m"))
        self.assertIn("words " * 50, self.perigee("channel", "list").stdout)

    def test_attachments(self):
        added = self.result("attachment", "add", "--topic-id", "release", "--kind", "note", "--key", "k",
                            "--value-json", '{"b":1,"a":[2]}')
        self.assertEqual(list(added), ["status", "attachment", "event_id", "deduplicated"])
        self.assertFalse(added["deduplicated"])
        self.assertEqual(added["attachment"]["value_json"], {"b": 1, "a": [2]})
        again = self.result("attachment", "add", "--topic-id", "release", "--kind", "note", "--key", "k",
                            "--value-json", '{"b":1,"a":[2]}')
        self.assertEqual((again["deduplicated"], again["event_id"]), (True, None))
        self.assertEqual(again["attachment"], added["attachment"])
        listed = self.result("attachment", "list", "--topic-id", "release")
        self.assertEqual(listed, {"status": "ok", "attachments": [added["attachment"]], "count": 1})
        self.assertEqual(self.result("attachment", "list", "release", "--kind", "other")["count"], 0)
        self.assertEqual(self.result("attachment", "list", "--topic-id", "topic_unknown")["count"], 0)
        wrong = self.perigee("attachment", "add", "--topic-id", "release", "--kind", "note", "--value-json", "[1]",
                             "--json")
        self.assertEqual((wrong.returncode, wrong.stdout), (1, ""))

    def test_search(self):
        ids = [self.send(text) for text in ("the quick fox", "a lazy dog", "the fox sleeps")]
        self.wait_for(lambda: self.result("search", "-q", "sleeps")["count"] == 1, "indexed")
        for running in (True, False):
            found = self.result("search", "--query", "fox")
            self.assertEqual(list(found), ["status", "messages", "count"])
            self.assertEqual([one["id"] for one in found["messages"]], [ids[2], ids[0]])
            if running:
                self.stop()
        self.assertEqual(self.result("search", "fox", "--limit", "1")["messages"][0]["id"], ids[2])
        self.assertEqual(self.result("search", "-q", '"quick fox"')["count"], 1)
        self.assertEqual(self.result("search", "-q", "nowhere"), {"status": "ok", "messages": [], "count": 0})
        self.assertIn("  the quick fox\n", self.perigee("search", "quick").stdout)

    def test_search_without_an_index(self):
        with open(SCHEMA, encoding="utf-8") as schema:
            os.mkdir(self.path("foreign"))
            db = sqlite3.connect(self.path("foreign/db.sqlite3"))
            db.executescript(schema.read())
            db.close()
        failure = self.result("search", "-q", "x", "--data", "foreign", code=1)
        self.assertEqual((list(failure), failure["status"]), (["status", "error"], "error"))
        self.assertIn("no search index", failure["error"])

    def test_without_a_hub(self):
        self.stop()
        os.mkdir(self.path("empty"))
        for arguments in (["channel", "list"], ["topic", "list", "general"], ["msg", "tail", "release"],
                          ["attachment", "list", "release"]):
            self.assertEqual(self.result(*arguments)["status"], "ok")
            missing = self.result(*arguments, "--data", "empty", code=1)
            self.assertEqual(list(missing), ["status", "error"])
            self.assertIn("no hub in", missing["error"])


class Changing(Commands):
    def failure(self, *arguments, code):
        """What a change says that fails: one line of JSON."""
        done = self.perigee(*arguments, "--json")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("\n"), 1)
        error = json.loads(done.stdout)
        self.assertEqual(error["status"], "error")
        return error

    def message(self, message_id):
        return next(one for one in self.result("msg", "tail", "release")["messages"] if one["id"] == message_id)

    def test_send(self):
        sent = self.result("msg", "send", "--topic-id", self.topic["id"], "--sender", "ana", "--content", "hällo")
        self.assertEqual(list(sent), ["status", "message_id", "event_id"])
        self.assertEqual(self.message(sent["message_id"])["content_raw"], "hällo")
        piped = self.result("msg", "send", "--topic", "release", "--sender", "ana", "--stdin", text="a\nb\n")
        self.assertEqual(self.message(piped["message_id"])["content_raw"], "a\nb")
        done = self.perigee("msg", "send", "--topic", "release", "--sender", "ana")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("needs a text", done.stderr)

    def test_words_of_the_content_are_no_commands(self):
        for content in ("agentlipd", "run", "--json"):
            sent = self.result("msg", "send", "--topic=release", "--sender=list", "--content=" + content)
            self.assertEqual(self.message(sent["message_id"])["content_raw"], content)
        self.assertEqual(self.result("channel", "create", "up")["channel"]["name"], "up")

    def test_edit(self):
        message = self.send("before")
        edited = self.result("msg", "edit", message, "--content", "after", "--expected-version", "1")
        self.assertEqual(list(edited), ["status", "message", "event_id"])
        self.assertEqual((edited["message"]["content_raw"], edited["message"]["version"]), ("after", 2))
        conflict = self.failure("msg", "edit", message, "--content", "late", "--expected-version", "1", code=2)
        self.assertEqual((conflict["code"], conflict["details"]), ("VERSION_CONFLICT", {"current": 2}))
        self.assertEqual(self.message(message)["content_raw"], "after")
        self.assertEqual(self.failure("msg", "edit", "msg_none", "--content", "x", code=1)["code"], "NOT_FOUND")
        self.assertEqual(self.failure("msg", "edit", "a b/c", "--content", "x", code=1)["code"], "NOT_FOUND")

    def test_delete(self):
        message = self.send("gone")
        self.assertEqual(self.failure("msg", "delete", message, "--actor", "bo", "--expected-version", "7",
                                      code=2)["details"], {"current": 1})
        deleted = self.result("msg", "delete", message, "--actor", "bo")
        self.assertEqual((deleted["deleted"], list(deleted)), (True, ["status", "deleted", "event_id"]))
        self.assertIsInstance(deleted["event_id"], int)
        self.assertIsNone(self.result("msg", "delete", message, "--actor", "cy")["event_id"])
        self.assertEqual(self.message(message)["deleted_by"], "bo")
        self.assertIn("(deleted by bo)", self.perigee("msg", "tail", "release").stdout)

    def test_retopic(self):
        other = self.result("topic", "create", "plans", "--channel", "general")["topic"]["id"]
        ids = [self.send(str(i)) for i in range(3)]
        refused = self.failure("msg", "retopic", ids[0], "--to-topic-id", other, "--mode", "all", code=1)
        self.assertIn("mode all", refused["error"])
        moved = self.result("msg", "retopic", ids[1], "--to-topic-id", "general/plans", "--mode", "later")
        self.assertEqual((moved["affected_count"], len(moved["event_ids"])), (2, 2))
        self.assertEqual(self.failure("msg", "retopic", ids[0], "--to-topic-id", other, "--mode", "one",
                                      "--expected-version", "9", code=2)["code"], "VERSION_CONFLICT")
        moved = self.result("msg", "retopic", ids[0], "--to-topic-id", other, "--mode", "all", "--force")
        self.assertEqual(moved["affected_count"], 1)
        self.result("channel", "create", "elsewhere")
        far = self.result("topic", "create", "far", "--channel", "elsewhere")["topic"]["id"]
        self.assertEqual(self.failure("msg", "retopic", ids[0], "--to-topic-id", far, "--mode", "one", code=1)["code"],
                         "CROSS_CHANNEL_MOVE")
        self.assertEqual(self.perigee("msg", "retopic", ids[0], "--to-topic-id", other, "--mode", "some").returncode, 1)

    def test_topics_and_channels(self):
        renamed = self.result("topic", "rename", self.topic["id"], "--title", "launch")
        self.assertEqual(list(renamed), ["status", "topic", "event_id"])
        self.assertEqual(renamed["topic"]["title"], "launch")
        self.assertEqual(self.result("topic", "rename", "general/launch", "--title", "x")["topic"]["title"], "x")
        taken = self.failure("channel", "create", "general", code=1)
        self.assertEqual(taken["code"], "INVALID_INPUT")
        self.assertIn("already exists", taken["error"])

    def test_names_that_mean_nothing_are_answered_with_the_nearest(self):
        for arguments, expected in ((["topic", "list", "genral"], 'did you mean "general"?'),
                                    (["msg", "tail", "general/relase"], 'did you mean "general/release"?'),
                                    (["msg", "send", "--topic", "relaese", "--sender", "a", "--content", "x"],
                                     'did you mean "release"?'),
                                    (["chanel", "list"], 'did you mean "channel"?')):
            done = self.perigee(*arguments)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(expected, done.stderr)

    def test_without_a_hub(self):
        message = self.send("x")
        changes = (["msg", "send", "--topic", "release", "--sender", "a", "--content", "x"],
                   ["msg", "edit", message, "--content", "x"], ["msg", "delete", message, "--actor", "a"],
                   ["msg", "retopic", message, "--to-topic", "release", "--mode", "one"],
                   ["topic", "rename", "release", "--title", "x"], ["channel", "create", "x"],
                   ["topic", "create", "x", "--channel", "general"],
                   ["attachment", "add", "--topic", "release", "--kind", "k", "--value-json", "{}"])
        self.host.process.kill()
        self.host.process.wait()
        for arguments in changes:
            self.assertEqual(self.failure(*arguments, code=3)["code"], "CONNECTION_FAILED", arguments)
        os.unlink(self.path(".perigee/server.json"))
        for arguments in changes:
            self.assertEqual(self.failure(*arguments, code=3)["code"], "HUB_NOT_RUNNING", arguments)

    def test_with_a_wrong_token(self):
        with open(self.path(".perigee/server.json"), encoding="utf-8") as file:
            server = json.load(file)
        self.write(".perigee/server.json", json.dumps({**server, "auth_token": "f" * 64}))
        self.assertEqual(self.failure("channel", "create", "x", code=4)["code"], "INVALID_AUTH")

    def test_proxies_are_not_used(self):
        os.environ["http_proxy"] = "http://127.0.0.1:9"
        self.addCleanup(os.environ.pop, "http_proxy")
        self.send("straight")


if __name__ == "__main__":
    unittest.main()
