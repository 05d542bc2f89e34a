#!/usr/bin/env python3
"""perigee plugins remove, and what perigee doctor says of databases that are not as they should be."""

import os
import sqlite3
import subprocess
import unittest

from perigee_process import PERIGEE, Case, line

KEEPER = """
local plugin = { name = "keeper", grants = { "db", "state" } }
function plugin.enrich(ctx, message)
  ctx.db.execute("INSERT INTO seen (text) VALUES (?)", message.content)
  ctx.state.incr("runs")
  return { { kind = "kept", span = { 1, 1 }, data = {} } }
end
return plugin
"""


class Kept(Case):
    def setUp(self):
        super().setUp()
        self.write("lua-plugins/keeper/plugin.lua", KEEPER)
        self.write("lua-plugins/keeper/migrations/0001_seen.sql", "CREATE TABLE seen (text TEXT);")
        self.post("one", "two")

    def post(self, *texts):
        done = self.perigee("run", "--stdin", text="".join(line(text) for text in texts))
        self.assertEqual(done.returncode, 0, done.stderr)

    def sql(self, script, name="keeper"):
        with sqlite3.connect(self.path(f".perigee/plugins/{name}.sqlite3")) as db:
            db.executescript(script)
        db.close()

    def files(self):
        return sorted(name for name in os.listdir(self.path(".perigee/plugins"))
                      if not name.endswith(("-wal", "-shm")))  # whoever reads may make them


class Removing(Kept):
    def test_without_purge_it_explains(self):
        shown = self.perigee("plugins", "remove", "keeper")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        for words in ("lua-plugins/keeper", "keeper.sqlite3", "--purge", "Nothing was changed", "seen"):
            self.assertIn(words, shown.stdout)
        self.assertIn("keeper.sqlite3", self.files())
        self.assertFalse(self.result("plugins", "remove", "keeper")["deleted"])

    def test_purge(self):
        self.write("lua-plugins/keeper/migrations/0002_more.sql", "ALTER TABLE seen ADD COLUMN x;")
        self.post("three")
        self.assertEqual(len(self.files()), 2)  # with the copy from before the migration
        self.assertIn("--yes", self.perigee("plugins", "remove", "keeper", "--purge").stderr)
        self.assertEqual(len(self.files()), 2)
        done = self.result("plugins", "remove", "keeper", "--purge", "--yes")
        self.assertTrue(done["deleted"])
        self.assertEqual({table["table"]: table["rows"] for table in done["tables"]}["seen"], 3)
        self.assertGreaterEqual(len(done["files"]), 2)
        self.assertEqual(os.listdir(self.path(".perigee/plugins")), [])
        for table in ("cursors", "failures", "stats", "states"):
            self.assertEqual(self.query(f"SELECT count(*) FROM plugin_{table} WHERE plugin = 'keeper'"), [(0,)])
        self.assertEqual(self.query("SELECT count(*) FROM enrichments"), [(3,)])
        # It may come back, and begins anew.
        self.post("four")
        self.assertEqual(self.result("db", "keeper", "SELECT text FROM seen")["results"][0]["rows"], [["four"]])

    def test_a_terminal_is_asked(self):
        for answer, gone in (("no", False), ("", False), ("keeper", True)):
            terminal, far_end = os.openpty()
            with subprocess.Popen([PERIGEE, "plugins", "remove", "keeper", "--purge"], cwd=self.folder,
                                  stdin=far_end, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
                os.write(terminal, answer.encode() + b"\n")
                _, said = process.communicate(timeout=30)
            os.close(far_end)
            os.close(terminal)
            self.assertIn("Type keeper to delete it", said)
            self.assertIn("seen", said)
            self.assertEqual(process.returncode, 0 if gone else 1)
            self.assertEqual(self.files() == [], gone)

    def test_not_under_the_host_that_has_it(self):
        host = self.serve()
        done = self.perigee("plugins", "remove", "keeper", "--purge", "--yes")
        self.assertEqual(done.returncode, 10)
        self.assertIn('a host is running with the plugin "keeper"', done.stderr)
        self.assertIn("keeper.sqlite3", self.files())
        host.stop()
        self.write("perigee.lua", "return { plugins = { keeper = { enabled = false } } }")
        self.serve()
        self.wait_for(lambda: (self.state_of("keeper") or {}).get("state") == "disabled", "disabled")
        self.assertTrue(self.result("plugins", "remove", "keeper", "--purge", "--yes")["deleted"])

    def test_mistakes(self):
        done = self.perigee("plugins", "remove", "keepr", "--purge", "--yes")
        self.assertEqual(done.returncode, 1)
        self.assertIn('did you mean "keeper"?', done.stderr)
        done = self.perigee("plugins", "remove", "../../db", "--purge", "--yes")
        self.assertEqual(done.returncode, 1)
        self.assertTrue(os.path.exists(self.path(".perigee/db.sqlite3")))


class Doctor(Kept):
    def problems(self, code=1):
        return {(one["problem"], one["what"]) for one in
                self.result("doctor", code=code).get("plugin_databases", [])}

    def test_as_it_should_be(self):
        self.assertEqual(self.problems(code=0), set())
        self.assertEqual(self.result("doctor")["status"], "ok")

    def test_drift(self):
        self.sql("CREATE TABLE extra (v); CREATE INDEX extra_seen ON seen (text);"
                 "CREATE VIEW looked AS SELECT 1; CREATE TRIGGER t AFTER INSERT ON seen BEGIN SELECT 1; END;")
        self.assertEqual(self.problems(), {("extra", "table extra"), ("extra", "index extra_seen"),
                                           ("extra", "view looked"), ("extra", "trigger t")})
        shown = self.perigee("doctor")
        self.assertEqual(shown.returncode, 1)
        self.assertIn("keeper: table extra was made by no migration", shown.stdout)

    def test_gone_and_changed(self):
        self.sql("ALTER TABLE seen ADD COLUMN more;")
        self.assertEqual(self.problems(), {("changed", "table seen")})
        self.sql("DROP TABLE seen;")
        self.assertEqual(self.problems(), {("missing", "table seen")})

    def test_changed_files(self):
        self.write("lua-plugins/keeper/migrations/0001_seen.sql", "CREATE TABLE seen (text TEXT, x);")
        self.assertEqual(self.problems(), {("file", "migrations/0001_seen.sql was changed")})
        os.rename(self.path("lua-plugins/keeper/migrations/0001_seen.sql"), self.path("elsewhere.sql"))
        self.assertEqual(self.problems(), {("file", "migrations/0001_seen.sql is gone")})

    def test_pending_files_are_no_drift(self):
        self.write("lua-plugins/keeper/migrations/0002_more.sql", "CREATE TABLE more (v);")
        self.assertEqual(self.problems(code=0), set())

    def test_orphans(self):
        os.rename(self.path("lua-plugins/keeper"), self.path("gone"))
        [(problem, what)] = self.problems()
        self.assertEqual(problem, "orphan")
        self.assertTrue(what.endswith("keeper.sqlite3"))

    def test_migrations_that_read_the_hub(self):
        self.write("lua-plugins/reader/plugin.lua", 'return { name = "reader", grants = { "db" },'
                   ' hub_tables = { "messages" }, enrich = function() end }')
        self.write("lua-plugins/reader/migrations/0001_copy.sql",
                   "CREATE TABLE copied (text TEXT);\nINSERT INTO copied SELECT content_raw FROM hub.messages;")
        self.post("three")
        self.assertEqual(self.problems(code=0), set())

    def test_a_plugin_that_cannot_be_read(self):
        os.remove(self.path("lua-plugins/keeper/plugin.lua"))
        self.write("lua-plugins/keeper/other.lua", "return 1")
        [(problem, what)] = self.problems()
        self.assertEqual(problem, "unclear")
        self.assertIn("has no plugin.lua", what)


if __name__ == "__main__":
    unittest.main()
