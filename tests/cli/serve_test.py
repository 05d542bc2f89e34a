#!/usr/bin/env python3
"""perigee run: starting, live reload, stopping."""

import os
import signal
import socket
import unittest

from perigee_process import NO_LIMITS, Case

WORD = 'return {{ {{ kind = "w", span = {{ 1, 1 }}, data = {{ word = "{}" }} }} }}'


class Serve(Case):
    def test_a_message_is_enriched_and_announced(self):
        self.plugin("words", WORD.format("one"))
        host = self.serve()
        message = host.post(host.make_topic(), "hello")
        self.wait_for(lambda: host.enrichments(message) == [("words", {"word": "one"})], "enriched")

    def test_plugins_follow_their_files(self):
        self.write("perigee.lua", f"return {{ {NO_LIMITS} }}")
        os.makedirs(os.path.join(self.folder, "lua-plugins"))
        host = self.serve()
        topic = host.make_topic()

        def answer():
            return host.enrichments(host.post(topic, "hello"))

        self.plugin("words", WORD.format("one"))
        self.wait_for(lambda: ("words", {"word": "one"}) in self.settled(host, topic), "dropped in")
        self.plugin("words", WORD.format("two"))
        self.wait_for(lambda: ("words", {"word": "two"}) in self.settled(host, topic), "reloaded")
        self.write("lua-plugins/words.lua", "return {")
        self.wait_for(lambda: "does not load" in self.state_of("words")["reason"], "the reason is shown")
        self.assertEqual(self.state_of("words")["state"], "running")
        self.assertIn(("words", {"word": "two"}), self.settled(host, topic))
        os.unlink(os.path.join(self.folder, "lua-plugins/words.lua"))
        self.wait_for(lambda: self.state_of("words") is None, "ended")
        self.assertEqual(answer(), [])

    def settled(self, host, topic):
        """What a new message gets once the plugins have seen it."""
        message = host.post(topic, "hello")
        known = self.state_of("words")
        if known:
            self.wait_for(lambda: self.state_of("words")["lag"] == 0, "the plugin has seen it")
        return host.enrichments(message)

    def test_an_edit_replaces_what_was_derived(self):
        self.plugin("words", 'return { { kind = "w", span = { 1, 1 }, data = { text = message.content } } }')
        host = self.serve()
        message = host.post(host.make_topic(), "before")
        self.wait_for(lambda: host.enrichments(message), "enriched")
        edit = {"op": "edit", "content_raw": "after"}
        self.assertEqual(host.request("PATCH", "messages/" + message, edit)[0], 200)
        self.wait_for(lambda: len(host.enrichments(message)) == 2, "enriched again")
        self.assertEqual(self.query("SELECT data_json FROM enrichments"), [('{"text":"after"}',)])

    def test_signals_stop_it_cleanly(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            host = self.serve()
            self.assertEqual(host.stop(number), 0)
            self.assertFalse(os.path.exists(os.path.join(self.folder, ".perigee/server.json")))
            self.assertFalse(os.path.exists(os.path.join(self.folder, ".perigee/locks/writer.lock")))

    def test_stopping_waits_for_no_plugin(self):
        self.write("perigee.lua", "return { limits = { default = { fuel = 10^15, wall_ms = 600000 } } }")
        self.plugin("words", "while true do end")
        host = self.serve()
        message = host.post(host.make_topic(), "hello")
        self.wait_for(lambda: self.state_of("words")["lag"] > 0, "the plugin hangs in a run")
        self.assertEqual(host.stop(), 0)
        self.assertEqual(self.query("SELECT count(*) FROM plugin_failures"), [(0,)])
        self.plugin("words", WORD.format("after"))
        again = self.serve()
        self.wait_for(lambda: again.enrichments(message) == [("words", {"word": "after"})], "run again")

    def test_the_configuration_sets_the_limits_of_the_front(self):
        self.write("perigee.lua", "return { limits = { body_kb = 1, connections = 2, requests = { per_client = 3 } } }")
        host = self.serve()
        self.assertEqual(host.request("POST", "channels", {"name": "x", "description": "d" * 2000})[0], 413)
        self.assertEqual(host.request("POST", "channels", {"name": "x", "description": "d" * 900})[0], 201)
        held = []
        self.wait_for(lambda: self.hold(host, held) == 2, "two connections are held")
        with socket.create_connection(("127.0.0.1", host.port)) as third:
            third.settimeout(20)
            self.assertEqual(third.recv(1), b"", "the third is closed")
        for connection in held:
            connection.close()
        self.wait_for(lambda: self.listed(host) == 429, "three requests a second at most")

    def hold(self, host, held):
        """Adds a connection that is answered, once those before it are no longer counted."""
        connection = socket.create_connection(("127.0.0.1", host.port), timeout=20)
        try:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            is_held = connection.recv(1) != b""
        except ConnectionError:
            is_held = False
        if is_held:
            held.append(connection)
        else:
            connection.close()
        return len(held)

    def listed(self, host):
        try:
            return host.request("GET", "channels")[0]
        except ConnectionError:  # the two that were closed are still counted
            return 0

    def test_two_hosts_do_not_share_a_directory(self):
        host = self.serve()
        second = self.perigee("run", "--listen", "127.0.0.1:0")
        self.assertEqual(second.returncode, 10)
        self.assertIn(f"process {host.process.pid}", second.stderr)
        self.assertEqual(host.request("GET", "channels")[0], 200)

    def test_a_killed_host_leaves_nothing_in_the_way(self):
        first = self.serve()
        token = first.token
        first.process.kill()
        first.process.wait()
        second = self.serve()
        self.assertEqual(second.token, token)
        self.assertEqual(second.request("GET", "channels")[0], 200)

    def test_wrong_input_names_the_thing(self):
        taken = self.serve()
        self.write("unknown.lua", "return { stroe = { durability = 'full' } }")
        self.write("syntax.lua", "return {\n  oops oops\n}")
        self.write("value.lua", "return { store = { durability = 'always' } }")
        wrong = [
            (["run", "--listen", "127.0.0.1:99999"], 'not an address'),
            (["run", "--listen", "8.8.8.8:80", "--data", "other"], "Invalid bind host"),
            (["run", "--listen", f"127.0.0.1:{taken.port}", "--data", "other"], str(taken.port)),
            (["run", "--plugins", "nowhere", "--data", "other"], "nowhere"),
            (["run", "--config", "nowhere.lua", "--data", "other"], "nowhere.lua"),
            (["run", "--config", "unknown.lua", "--data", "other"], 'did you mean "store"'),
            (["run", "--config", "syntax.lua", "--data", "other"], "syntax.lua:2"),
            (["run", "--config", "value.lua", "--data", "other"], "store.durability must be"),
            (["run", "--data", "syntax.lua"], "syntax.lua"),
            (["plugins", "--data", "nowhere"], "no hub in"),
            (["plugins", "retry", "nobody"], '"nobody"'),
            (["walk"], "walk"),
        ]
        for arguments, expected in wrong:
            done = self.perigee(*arguments)
            self.assertNotEqual(done.returncode, 0, arguments)
            self.assertIn(expected, done.stderr + done.stdout, arguments)

    def test_failed_events_run_again_once_the_plugin_is_repaired(self):
        self.plugin("words", 'if message.content == "bad" then error("not yet") end return {}')
        host = self.serve()
        topic = host.make_topic()
        bad = host.post(topic, "bad")
        host.post(topic, "good")
        self.wait_for(lambda: (self.state_of("words") or {"open_failures": 0})["open_failures"] == 1,
                      "the failure is recorded")
        listed = self.perigee("plugins", "failures", "words").stdout
        self.assertRegex(listed, r"EXECUTION_ERROR +1 .*words\.lua:2: not yet")
        self.plugin("words", WORD.format("repaired"))
        self.wait_for(lambda: self.state_of("words")["generation"] == 2, "reloaded")
        self.assertEqual(self.perigee("plugins", "retry", "words").returncode, 0)
        self.wait_for(lambda: host.enrichments(bad) == [("words", {"word": "repaired"})], "run again")
        self.assertEqual(self.state_of("words")["open_failures"], 0)

    def test_a_plugin_can_be_sent_over_the_whole_history(self):
        os.makedirs(os.path.join(self.folder, "lua-plugins"))
        host = self.serve()
        topic = host.make_topic()
        messages = [host.post(topic, f"old {i}") for i in range(5)]
        self.plugin("words", WORD.format("late"))
        self.wait_for(lambda: self.state_of("words"), "dropped in")
        self.assertEqual(host.enrichments(messages[0]), [])
        for _ in range(2):  # twice: replaced, not doubled
            self.assertEqual(self.perigee("plugins", "backfill", "words").returncode, 0)
            before = self.state_of("words")["runs"]
            self.wait_for(lambda n=before: self.state_of("words")["runs"] >= n + 5, "run over it")
            self.assertEqual(self.query("SELECT count(*), count(DISTINCT message_id) FROM enrichments"),
                             [(5, 5)])


if __name__ == "__main__":
    unittest.main()
