#!/usr/bin/env python3
"""The plugin link-memory, through the real binary."""

import json
import os
import shutil
import unittest

from perigee_process import Case, line

SHELF = os.path.join(os.path.dirname(__file__), "../../lua-plugins")


class LinkMemory(Case):
    def setUp(self):
        super().setUp()
        shutil.copytree(os.path.join(SHELF, "link-memory"),
                        os.path.join(self.folder, "lua-plugins/link-memory"))

    def post(self, *texts, **changes):
        done = self.perigee("run", "--stdin",
                            text="".join(line(text, **changes) for text in texts))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.perigee("plugins", "failures", "link-memory", "--json").stdout, "[]\n")

    def marks(self):
        """(text of the message, what is marked, data), in the order of the messages."""
        rows = self.query("SELECT m.content_raw, e.span_start, e.span_end, e.data_json FROM enrichments e"
                          " JOIN messages m ON m.id = e.message_id ORDER BY m.id, e.span_start")
        return [(text, text[first:last], json.loads(data)) for text, first, last, data in rows]

    def test_what_was_seen_before_is_marked_with_what_is_known_of_it(self):
        self.post("PROJ-17 breaks", sender="ana")
        self.post("see PROJ-17, and PROJ-18", sender="ben")
        self.post("PROJ-17!", sender="ana")
        marks = [(marked, data["count"], data["senders"], data["first_by"], data["kind"])
                 for _, marked, data in self.marks()]
        self.assertEqual(marks, [("PROJ-17", 1, 1, "ana", "key"), ("PROJ-17", 2, 2, "ana", "key")])

    def test_a_link_is_the_same_without_its_punctuation_and_its_place_in_the_page(self):
        self.post("https://example.org/a(b) is new", "(https://example.org/a(b)#top).",
                  "é https://example.org/a(b), https://example.org/other", "HTTPS://example.org/PROJ-1 x")
        self.assertEqual([(marked, data["item"]) for _, marked, data in self.marks()],
                         [("https://example.org/a(b)#top", "https://example.org/a(b)"),
                          ("https://example.org/a(b)", "https://example.org/a(b)")])

    def test_channels_have_memories_of_their_own(self):
        self.post("PROJ-17", channel="one")
        self.post("PROJ-17", channel="two")
        self.assertEqual(self.marks(), [])

    def test_the_configuration_chooses_what_is_remembered(self):
        self.write("perigee.lua",
                   'return { plugins = { ["link-memory"] = { config = { links = false } } } }')
        self.post("https://a.example/ PROJ-17", "https://a.example/ PROJ-17")
        self.assertEqual([marked for _, marked, _ in self.marks()], ["PROJ-17"])

    def test_a_backfill_reads_what_was_there_and_counts_nothing_twice(self):
        shutil.move(os.path.join(self.folder, "lua-plugins/link-memory"),
                    os.path.join(self.folder, "later"))
        os.makedirs(os.path.join(self.folder, "lua-plugins"), exist_ok=True)
        self.assertEqual(self.perigee("run", "--stdin", text=line("PROJ-17") * 3).returncode, 0)
        shutil.move(os.path.join(self.folder, "later"),
                    os.path.join(self.folder, "lua-plugins/link-memory"))
        self.post("PROJ-17 again")
        self.assertEqual(self.marks(), [])
        for _ in range(2):
            self.assertEqual(self.perigee("plugins", "backfill", "link-memory").returncode, 0)
            self.post()
            self.assertEqual([data["count"] for _, _, data in self.marks()], [1, 2, 3])

    def test_an_edited_message_is_remembered_as_it_is_then(self):
        host = self.serve()
        topic = host.make_topic()
        first = host.post(topic, "PROJ-17")
        self.assertEqual(host.request("PATCH", f"messages/{first}",
                                      {"op": "edit", "content_raw": "PROJ-18"})[0], 200)
        last = host.post(topic, "PROJ-17 or PROJ-18")
        found = self.wait_for(lambda: host.enrichments(last), "enrichments of the last message")
        self.assertEqual([data["item"] for _, data in found], ["PROJ-18"])


if __name__ == "__main__":
    unittest.main()
