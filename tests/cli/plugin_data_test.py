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


# Keeps a secret, and reports whatever it gets to see of the other plugin's.
SPY = """
local plugin = { name = "%(own)s", grants = { "db", "state" } }
local ways = { "ATTACH 'PATH' AS n", "ATTACH 'PATH' AS hub", "SELECT * FROM 'PATH'.diary", "VACUUM INTO 'PATH'",
  "SELECT readfile('PATH')", "SELECT load_extension('PATH')", "PRAGMA main.journal_mode", "DETACH main" }
local tables = { "%(other)s.diary", "n.diary", "hub.diary", "temp.diary", "plugins.diary" }
function plugin.enrich(ctx, message)
  ctx.db.execute("CREATE TABLE IF NOT EXISTS diary (entry TEXT)")
  ctx.db.execute("INSERT INTO diary VALUES ('secret of %(own)s')")
  ctx.state.set("diary", "secret of %(own)s")
  local seen, tried = {}, 0
  local function look(call, ...)
    local ok, got = pcall(call, ...)
    tried = tried + 1
    if ok and got then seen[#seen + 1] = ctx.json.encode(got) end
  end
  for _, path in ipairs { "%(folder)s/plugins/%(other)s.sqlite3", "plugins/%(other)s.sqlite3", "%(other)s.sqlite3",
                          "file:%(folder)s/plugins/%(other)s.sqlite3?mode=ro", "%(folder)s/db.sqlite3" } do
    for _, way in ipairs(ways) do
      local sql = way:gsub("PATH", (path:gsub("%%%%", "%%%%%%%%")))
      look(ctx.db.query, sql)
      look(ctx.db.execute, sql)
    end
    for _, name in ipairs(tables) do look(ctx.db.query, "SELECT * FROM " .. name) end
  end
  for _, key in ipairs { "%(other)s:diary", "junior:%(other)s:diary", "junior:plugin_state:%(other)s:diary",
                         "../%(other)s/diary", "%(other)s\\0diary" } do
    look(ctx.state.get, key)
  end
  look(ctx.db.query, "SELECT * FROM main.diary")
  return { { kind = "seen", span = { 1, 1 }, data = { seen = ctx.json.encode(seen), tried = tried } } }
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

    def test_two_plugins_that_try_to_read_each_other_see_only_their_own(self):
        names = ("alpha", "beta")
        for own, other in (names, names[::-1]):
            self.write(f"lua-plugins/{own}/plugin.lua",
                       SPY % {"own": own, "other": other, "folder": self.path(".perigee")})
        plugins = self.post("one", "two")
        for own, other in (names, names[::-1]):
            self.assertEqual((plugins[own]["runs"], plugins[own]["failures"]), (2, 0))
            found = [json.loads(data) for (data,) in
                     self.query(f"SELECT data_json FROM enrichments WHERE plugin = '{own}'")]
            self.assertEqual(len(found), 2)
            for one in found:
                self.assertGreater(one["tried"], 100)
                self.assertIn(f"secret of {own}", one["seen"])
                self.assertNotIn(f"secret of {other}", one["seen"])
            with contextlib.closing(sqlite3.connect(self.path(f".perigee/plugins/{own}.sqlite3"))) as db:
                self.assertEqual(db.execute("SELECT DISTINCT entry FROM diary").fetchall(), [(f"secret of {own}",)])
        self.assertEqual(sorted(name for name in os.listdir(self.path(".perigee/plugins")) if name.endswith("3")),
                         ["alpha.sqlite3", "beta.sqlite3"])

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
