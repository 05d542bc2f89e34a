#!/usr/bin/env python3
"""What plugins keep: their databases, migrations and state, through the real binary."""

import contextlib
import json
import os
import re
import sqlite3
import unittest

from perigee_process import Case, line

COUNTER = """
local plugin = { name = "counter", grants = { "db", "state" } }
function plugin.enrich(ctx, message)
  ctx.db.execute("INSERT INTO seen (text) VALUES (?)", message.content)
  return { { kind = "n", span = { 1, 1 }, data = { rows = ctx.db.value("SELECT count(*) FROM seen"),
                                                  runs = ctx.state.incr("runs") } } }
end
return plugin
"""


class PluginData(Case):
    def post(self, *texts):
        done = self.perigee("run", "--stdin", "--json", text="".join(line(text) for text in texts))
        self.assertEqual(done.returncode, 0, done.stderr)
        return {one["name"]: one for one in json.loads(done.stdout)["plugins"]}

    def own(self, sql):
        with sqlite3.connect(os.path.join(self.folder, ".perigee/plugins/counter.sqlite3")) as db:
            return db.execute(sql).fetchall()

    def copies(self):
        return sorted(name for name in os.listdir(self.path(".perigee/plugins")) if "backup" in name)

    def test_rows_and_state_outlive_the_host(self):
        self.write("lua-plugins/counter/plugin.lua", COUNTER)
        self.write("lua-plugins/counter/migrations/0001_seen.sql", "CREATE TABLE seen (text TEXT);")
        self.post("one", "two")
        self.post("three")
        self.assertEqual(self.own("SELECT text FROM seen ORDER BY rowid"),
                         [("one",), ("two",), ("three",)])
        self.assertEqual([json.loads(row[0]) for row in self.query(
            "SELECT data_json FROM enrichments ORDER BY message_id")],
            [{"rows": n, "runs": n} for n in (1, 2, 3)])
        mode = os.stat(os.path.join(self.folder, ".perigee/plugins/counter.sqlite3")).st_mode
        self.assertEqual(mode & 0o777, 0o600)

    def test_a_broken_migration_stops_its_plugin_alone_and_leaves_its_data(self):
        self.plugin("other", 'return { { kind = "m", span = { 1, 1 }, data = {} } }')
        self.write("lua-plugins/counter/plugin.lua", COUNTER)
        self.write("lua-plugins/counter/migrations/0001_seen.sql", "CREATE TABLE seen (text TEXT);")
        self.post("one")
        self.write("lua-plugins/counter/migrations/0002_more.sql",
                   "DELETE FROM seen;\nALTER TABLE nowhere ADD COLUMN x;\n")
        plugins = self.post("two")
        self.assertEqual(plugins["counter"]["state"], "error")
        self.assertIn("migrations/0002_more.sql:2: ", plugins["counter"]["reason"])
        self.assertEqual(plugins["other"]["enrichments"], 1)
        self.assertEqual(self.own("SELECT text FROM seen"), [("one",)])
        # Mended, it goes on where it was: the message that it missed is not lost.
        self.write("lua-plugins/counter/migrations/0002_more.sql", "ALTER TABLE seen ADD COLUMN x;")
        self.post("three")
        self.assertEqual(self.own("SELECT text FROM seen ORDER BY rowid"),
                         [("one",), ("two",), ("three",)])

    def test_a_database_with_rows_is_copied_before_it_is_upgraded(self):
        self.write("lua-plugins/counter/plugin.lua", COUNTER)
        self.write("lua-plugins/counter/migrations/0001_seen.sql", "CREATE TABLE seen (text TEXT);")
        self.post("one", "two")
        self.assertEqual(self.copies(), [])
        for number in range(2, 7):
            self.write(f"lua-plugins/counter/migrations/000{number}_more.sql",
                       f"ALTER TABLE seen ADD COLUMN c{number};")
            done = self.perigee("run", "--stdin", text=line(str(number)))
            [copy] = re.findall(r"a copy of its database as it was is (\S+)", done.stderr)
            self.assertRegex(copy, rf"/counter.sqlite3.backup-v{number - 1}-e\d+-20[0-9TZ-]+$")
            with contextlib.closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as db:
                self.assertEqual(db.execute("SELECT count(*) FROM seen").fetchall(), [(number,)])
                self.assertEqual(db.execute("SELECT max(name) FROM _perigee_migrations").fetchall()[0][0][:4],
                                 f"000{number - 1}")
        # The oldest went away.
        self.assertEqual([re.search("backup-v.", name)[0] for name in self.copies()],
                         ["backup-v3", "backup-v4", "backup-v5"])
        self.assertEqual(self.own("SELECT count(*) FROM seen"), [(7,)])

    def test_the_operator_may_take_a_grant_away(self):
        self.write("lua-plugins/counter/plugin.lua", COUNTER)
        self.write("perigee.lua", 'return { plugins = { counter = { grants = { "db" } } } }')
        self.post("one")
        failures = json.loads(self.perigee("plugins", "failures", "counter", "--json").stdout)
        self.assertIn("no such table: seen", failures[0]["message"])
        self.write("lua-plugins/counter/migrations/0001_seen.sql", "CREATE TABLE seen (text TEXT);")
        self.post("two")
        failures = json.loads(self.perigee("plugins", "failures", "counter", "--json").stdout)
        self.assertIn('not granted "state"', failures[-1]["message"] + failures[0]["message"])


if __name__ == "__main__":
    unittest.main()
