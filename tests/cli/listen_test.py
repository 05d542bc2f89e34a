#!/usr/bin/env python3
"""perigee listen: every event once and in order, whatever happens to the hub meanwhile."""

import json
import os
import signal
import subprocess
import unittest

from perigee_process import NO_LIMITS, PERIGEE, Case


class Listening:
    """perigee listen, and the events that it has printed."""

    def __init__(self, case, *arguments):
        self.out = case.path(f"heard-{len(os.listdir(case.folder))}")
        with open(self.out, "w", encoding="utf-8") as out, open(self.out + ".log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([PERIGEE, "listen", *arguments], cwd=case.folder, stdout=out, stderr=log)
        case.addCleanup(self.process.wait)
        case.addCleanup(self.process.kill)

    def lines(self):
        with open(self.out, encoding="utf-8") as file:
            return file.read().split("\n")[:-1]

    def ids(self):
        return [json.loads(line)["event_id"] for line in self.lines()]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


class Listen(Case):
    def setUp(self):
        super().setUp()
        self.write("perigee.lua", f"return {{ {NO_LIMITS} }}")

    def test_events_of_the_past_and_of_now(self):
        host = self.up()
        topic = host.make_topic()
        listening = Listening(self)
        self.wait_for(lambda: listening.ids() == [1, 2], "the past")
        host.post(topic, "now")
        self.wait_for(lambda: len(listening.lines()) == 3, "now")
        event = json.loads(listening.lines()[2])
        self.assertEqual(list(event), ["type", "event_id", "ts", "name", "scope", "entity", "data"])
        self.assertEqual((event["name"], event["data"]["message"]["content_raw"]), ("message.created", "now"))
        self.assertNotIn(": ", listening.lines()[0])
        self.assertEqual(listening.stop(), 0)
        later = Listening(self, "--since", "2")
        self.wait_for(lambda: later.ids() == [3], "since")

    def test_filters_take_names_and_ids(self):
        host = self.up()
        topic = host.make_topic()
        other = self.result("channel", "create", "other")["channel"]["id"]
        by_channel = Listening(self, "--channel", "other", "--since", "3")
        by_topic = Listening(self, "--topic-id", "general/hello", "--channel", other, "--since", "3")
        host.post(topic, "not for the first")
        self.result("topic", "create", "here", "--channel", "other")
        self.wait_for(lambda: by_channel.ids() == [5] and by_topic.ids() == [4, 5], "filtered")
        unknown = self.perigee("listen", "--channel", "oter")
        self.assertEqual(unknown.returncode, 1)
        self.assertIn('did you mean "other"?', unknown.stderr)

    def test_text_for_people(self):
        host = self.up()
        host.post(host.make_topic(), "red \x1b[31m text")
        listening = Listening(self, "--format", "text")
        self.wait_for(lambda: len(listening.lines()) == 3, "printed")
        self.assertRegex(listening.lines()[2], r"^\d{4}-.* 3  message\.created  msg_\w+  ana: red \\x1b\[31m text$")

    def test_a_killed_hub_leaves_no_gap_and_no_repetition(self):
        host = self.up()
        topic = host.make_topic()
        listening = Listening(self)
        self.wait_for(lambda: listening.ids() == [1, 2], "connected")
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
            for i in range(50):
                host.post(topic, f"message {i}")
            host.process.send_signal(number)
            host.process.wait(30)
            host = self.up()
            host.post(topic, "back")
        newest = host.request("GET", "events?tail=1")[1]["replay_until"]
        self.wait_for(lambda: listening.ids()[-1] == newest, "caught up")
        self.assertEqual(listening.ids(), list(range(1, newest + 1)))
        self.assertEqual(listening.stop(), 0)

    def test_a_long_past_is_complete(self):
        text = "".join(json.dumps({"channel": "c", "topic": "t", "sender": "a", "content": str(i)}) + "\n"
                       for i in range(3000))
        self.assertEqual(self.perigee("run", "--stdin", text=text).returncode, 0)
        self.up()
        listening = Listening(self)
        self.wait_for(lambda: len(listening.lines()) == 3002, "replayed")
        self.assertEqual(listening.ids(), list(range(1, 3003)))

    def test_large_events_arrive_whole(self):
        host = self.up()
        topic = host.make_topic()
        message = host.post(topic, "a" * 60_000)
        host.request("PATCH", "messages/" + message, {"op": "edit", "content_raw": "b" * 60_000})
        listening = Listening(self)
        self.wait_for(lambda: len(listening.lines()) == 4, "arrived")
        self.assertEqual(json.loads(listening.lines()[3])["data"]["new_content"], "b" * 60_000)

    def test_without_a_hub_it_says_so(self):
        failure = self.result("listen", code=3)
        self.assertEqual(failure["code"], "HUB_NOT_RUNNING")
        host = self.up()
        host.process.kill()
        host.process.wait()
        self.assertEqual(self.result("listen", code=3)["code"], "CONNECTION_FAILED")

    def test_a_wrong_token_ends_it(self):
        self.up()
        with open(self.path(".perigee/server.json"), encoding="utf-8") as file:
            server = json.load(file)
        self.write(".perigee/server.json", json.dumps({**server, "auth_token": "f" * 64}))
        self.assertEqual(self.result("listen", code=4)["code"], "INVALID_AUTH")

    def test_another_database_is_not_mixed_in(self):
        host = self.up()
        host.make_topic()
        listening = Listening(self)
        self.wait_for(lambda: listening.ids() == [1, 2], "connected")
        self.assertEqual(host.stop(), 0)
        for name in os.listdir(self.path(".perigee")):
            if name.startswith("db.sqlite3"):
                os.unlink(self.path(".perigee/" + name))
        self.up()
        self.assertEqual(listening.process.wait(30), 1)
        with open(listening.out + ".log", encoding="utf-8") as log:
            self.assertIn("another database", log.read())


if __name__ == "__main__":
    unittest.main()
