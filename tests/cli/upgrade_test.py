#!/usr/bin/env python3
"""perigee upgrade: order, failures, rehearsal, rollback, and who may do it when."""

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import unittest

from perigee_process import PERIGEE, Case, line

SCHEMA = os.path.join(os.path.dirname(__file__), "../../schema/sqlite")

KEEPER = """
local plugin = {{ name = "{name}", grants = {{ "db", "state" }} }}
function plugin.enrich(ctx, message)
  ctx.db.execute("INSERT INTO seen (id, text) VALUES (?, ?) ON CONFLICT DO NOTHING", message.id, message.content)
end
{more}
return plugin
"""
# Moves texts in capitals into a column of their own; a second time there is nothing left to do.
HOOK = """
function plugin.migrate_storage(ctx)
  local all = ctx.db.value("SELECT count(*) FROM seen")
  local done = ctx.db.execute("UPDATE seen SET loud = upper(text) WHERE loud IS NULL").changes
  return { scanned = all, migrated = done, existing = all - done }
end
"""
SEEN = "CREATE TABLE seen (id TEXT PRIMARY KEY, text TEXT);"


class Upgrading(Case):
    def keeper(self, name="keeper", more=""):
        self.write(f"lua-plugins/{name}/plugin.lua", KEEPER.format(name=name, more=more))
        self.migration(name, 1, SEEN)

    def migration(self, name, number, sql):
        return self.write(f"lua-plugins/{name}/migrations/000{number}_step.sql", sql)

    def post(self, *texts):
        done = self.perigee("run", "--stdin", "--json", text="".join(line(text) for text in texts))
        self.assertEqual(done.returncode, 0, done.stderr)
        return {one["name"]: one for one in json.loads(done.stdout)["plugins"]}

    def own(self, sql, name="keeper"):
        path = f"file:{self.folder}/.perigee/plugins/{name}.sqlite3?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as db:
            return db.execute(sql).fetchall()

    def files(self):
        found = {}
        for folder, _, names in os.walk(self.path(".perigee")):
            for name in names:
                if name.endswith(("-wal", "-shm")):  # whoever reads may make them
                    continue
                with open(os.path.join(folder, name), "rb") as file:
                    found[os.path.relpath(os.path.join(folder, name), self.folder)] = file.read()
        return found

    def plugins_of(self, report):
        return {one["name"]: one for one in report["plugins"]}


class Applying(Upgrading):
    def test_migrations_then_storage(self):
        self.keeper(more=HOOK)
        self.keeper("other")
        self.post("one", "two")
        self.migration("keeper", 2, "ALTER TABLE seen ADD COLUMN loud TEXT;")
        report = self.result("upgrade")
        self.assertEqual((report["status"], report["dry_run"], report["hub_applied"]), ("ok", False, 0))
        self.assertEqual(report["plugins"], [
            {"name": "keeper", "state": "upgraded", "applied": ["0002_step.sql"],
             "storage": {"scanned": 2, "migrated": 2, "existing": 0, "missing": 0, "skipped": 0}},
            {"name": "other", "state": "up to date", "applied": []}])
        self.assertEqual(self.own("SELECT loud FROM seen ORDER BY id"), [("ONE",), ("TWO",)])
        [copy] = report["copies"]
        self.assertIn("keeper.sqlite3.backup-v1-e", copy)
        # Once more: nothing to do, and no copy for nothing.
        again = self.result("upgrade")
        self.assertEqual(again["copies"], [])
        self.assertEqual(again["plugins"][0]["storage"],
                         {"scanned": 2, "migrated": 0, "existing": 2, "missing": 0, "skipped": 0})
        self.assertEqual([name for name in self.files() if "backup" in name],
                         [os.path.relpath(copy, os.path.realpath(self.folder))])
        shown = self.perigee("upgrade")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertRegex(shown.stdout, r"keeper +up to date +- +0 of 2 migrated, 2 existing\n")

    def test_one_failure_leaves_the_others_alone(self):
        self.keeper("a", more="function plugin.migrate_storage(ctx) error('lost its way') end")
        for name in ("b", "c", "d"):
            self.keeper(name, more=HOOK if name == "d" else "")
        self.post("one")
        self.migration("b", 2, "ALTER TABLE nowhere ADD COLUMN x;")
        self.migration("c", 2, "ALTER TABLE seen ADD COLUMN x;")
        self.migration("d", 2, "ALTER TABLE seen ADD COLUMN loud TEXT;")
        report = self.result("upgrade", code=1)
        self.assertEqual(report["status"], "failed")
        plugins = self.plugins_of(report)
        self.assertEqual([plugins[name]["state"] for name in "abcd"],
                         ["failed", "failed", "upgraded", "upgraded"])
        self.assertIn("lost its way", plugins["a"]["error"])
        self.assertIn("migrations/0002_step.sql:1: ", plugins["b"]["error"])
        self.assertEqual(plugins["d"]["storage"]["migrated"], 1)
        shown = self.perigee("upgrade")
        self.assertEqual(shown.returncode, 1)
        self.assertIn("b: [SCHEMA_ERROR]", shown.stdout)
        # What failed changed nothing, and leaves no copy.
        self.assertEqual([name for name in self.files() if "b.sqlite3.backup" in name], [])

    def test_what_the_hook_returns_is_checked(self):
        self.keeper(more="function plugin.migrate_storage(ctx) return { migrate = 1 } end")
        self.post("one")
        plugin = self.plugins_of(self.result("upgrade", code=1))["keeper"]
        self.assertEqual(plugin["code"], "INVALID_OUTPUT")
        self.assertIn("migrate", plugin["error"])

    def test_the_hook_starts_nothing(self):
        self.write("lua-plugins/busy.lua", 'return { name = "busy", grants = { "db", "tasks" },'
                   ' migrate_storage = function(ctx) assert(ctx.tasks.create_list("mine")) end }')
        self.post("one")
        self.assertIn("ctx.tasks is not available", self.result("upgrade", code=1)["plugins"][0]["error"])

    def test_the_hook_needs_something_to_migrate(self):
        self.plugin("bare", "return {}")
        self.post("one")
        self.write("lua-plugins/bare.lua", 'return { name = "bare", migrate_storage = function(ctx) end }')
        self.assertIn("granted neither", self.result("upgrade", code=1)["plugins"][0]["error"])

    def test_one_plugin(self):
        self.keeper("a")
        self.keeper("b")
        self.post("one")
        for name in ("a", "b"):
            self.migration(name, 2, "ALTER TABLE seen ADD COLUMN x;")
        report = self.result("upgrade", "--plugin", "b")
        self.assertEqual([one["name"] for one in report["plugins"]], ["b"])
        self.assertEqual(len(self.own("SELECT * FROM _perigee_migrations", "a")), 1)
        self.assertEqual(len(self.own("SELECT * FROM _perigee_migrations", "b")), 2)
        wrong = self.perigee("upgrade", "--plugin", "bb")
        self.assertEqual(wrong.returncode, 1)
        self.assertIn('did you mean "b"?', wrong.stderr)

    def test_a_disabled_plugin_is_left_alone(self):
        self.keeper()
        self.post("one")
        self.migration("keeper", 2, "ALTER TABLE seen ADD COLUMN x;")
        self.write("perigee.lua", "return { plugins = { keeper = { enabled = false } } }")
        self.assertEqual(self.result("upgrade")["plugins"],
                         [{"name": "keeper", "state": "disabled", "applied": []}])

    def test_without_a_hub(self):
        done = self.perigee("upgrade")
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no hub in", done.stderr)
        self.assertFalse(os.path.exists(self.path(".perigee")))

    def test_a_running_host_is_named(self):
        self.keeper()
        host = self.serve()
        done = self.perigee("upgrade")
        self.assertEqual(done.returncode, 10)
        self.assertIn(f"process {host.process.pid} uses", done.stderr)
        self.assertEqual(self.perigee("upgrade", "--rollback").returncode, 10)
        # A rehearsal is on a copy.
        self.assertEqual(self.result("upgrade", "--dry-run")["status"], "ok")


    def test_two_upgrades_exclude_each_other(self):
        self.keeper(more="function plugin.migrate_storage(ctx) while not ctx.state.get('go') do end end")
        self.post("one")
        first = subprocess.Popen([PERIGEE, "upgrade"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, text=True)
        try:
            first.stderr.readline()  # the copy is made: it holds the lock
            second = self.perigee("upgrade")
            self.assertEqual(second.returncode, 10)
            self.assertIn(f"process {first.pid} uses", second.stderr)
        finally:
            first.kill()
            first.communicate()
        # Nobody has to clear away a lock.
        self.assertEqual(self.perigee("upgrade", "--dry-run", "--plugin", "nobody").returncode, 1)
        self.keeper()
        self.assertEqual(self.perigee("upgrade").returncode, 0)


class Manual(Upgrading):
    def test_the_host_applies_nothing(self):
        self.keeper()
        self.post("one")
        self.write("perigee.lua", 'return { migrations = "manual" }')
        self.migration("keeper", 2, "ALTER TABLE seen ADD COLUMN x;")
        state = self.post("two")["keeper"]
        self.assertEqual(state["state"], "error")
        self.assertIn("1 migration is not applied yet, the first is migrations/0002_step.sql", state["reason"])
        self.assertIn("`perigee upgrade`", state["reason"])
        self.assertEqual(self.own("SELECT text FROM seen"), [("one",)])
        self.assertEqual(self.result("upgrade")["plugins"][0]["applied"], ["0002_step.sql"])
        self.assertEqual(self.post("three")["keeper"]["state"], "running")
        self.assertEqual(self.own("SELECT text FROM seen ORDER BY id"), [("one",), ("two",), ("three",)])

    def test_a_wrong_word_is_refused(self):
        self.keeper()
        self.write("perigee.lua", 'return { migrations = "never" }')
        done = self.perigee("run", "--stdin")
        self.assertEqual(done.returncode, 1)
        self.assertIn('must be "automatic" or "manual", not "never"', done.stderr)


class Rehearsing(Upgrading):
    def test_nothing_real_changes(self):
        self.keeper(more=HOOK)
        self.post("one", "two")
        self.migration("keeper", 2, "ALTER TABLE seen ADD COLUMN loud TEXT;\n"
                                    "CREATE TABLE words (w);\nINSERT INTO words VALUES ('a'), ('b'), ('c');"
                                    "DELETE FROM seen WHERE text = 'one';")
        before = self.files()
        report = self.result("upgrade", "--dry-run")
        self.assertEqual(self.files(), before)
        self.assertTrue(report["dry_run"])
        self.assertEqual(report["copies"], [])
        self.assertEqual(report["plugins"][0]["storage"]["migrated"], 1)
        rows = {(row["plugin"], row["table"]): (row["before"], row["after"]) for row in report["rows"]}
        self.assertEqual(rows["keeper", "seen"], (2, 1))
        self.assertEqual(rows["keeper", "words"], (None, 3))
        self.assertEqual(rows["", "messages"], (2, 2))
        self.assertFalse(any(table.startswith("sqlite_") for _, table in rows))
        shown = self.perigee("upgrade", "--dry-run").stdout
        self.assertIn("nothing was changed", shown)
        self.assertRegex(shown, r"keeper +words +- +3\n")

    def test_a_failure_shows(self):
        self.keeper()
        self.post("one")
        self.migration("keeper", 2, "SELECT nothing;")
        before = self.files()
        self.assertEqual(self.result("upgrade", "--dry-run", code=1)["plugins"][0]["state"], "failed")
        self.assertEqual(self.files(), before)


class RollingBack(Upgrading):
    def test_a_plugin_goes_back_and_catches_up(self):
        self.keeper()
        self.post("one", "two")
        second = self.migration("keeper", 2, "DELETE FROM seen; ALTER TABLE seen ADD COLUMN x;")
        self.result("upgrade")
        self.post("three")
        self.assertEqual(self.own("SELECT text FROM seen"), [("three",)])
        shown = self.result("upgrade", "--rollback", "--dry-run")
        self.assertEqual(self.own("SELECT text FROM seen"), [("three",)])
        done = self.result("upgrade", "--rollback")
        self.assertEqual([one["copy"] for one in done["databases"]], [one["copy"] for one in shown["databases"]])
        self.assertEqual(self.own("SELECT text FROM seen ORDER BY id"), [("one",), ("two",)])
        with sqlite3.connect(done["databases"][0]["kept_as"]) as kept:
            self.assertEqual(kept.execute("SELECT text FROM seen").fetchall(), [("three",)])
        # What came after the copy runs again: the plugin has all of it.
        os.remove(second)
        self.post("four")
        self.assertEqual(self.own("SELECT text FROM seen ORDER BY id"), [("one",), ("two",), ("three",), ("four",)])
        done = self.perigee("upgrade", "--rollback")
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no copy from before an upgrade", done.stderr)

    def forget_newest_migration(self):
        """The hub as the perigee before this one left it; returns the number of what it lacks."""
        newest = sorted(os.listdir(SCHEMA))[-1]
        with open(os.path.join(SCHEMA, newest), encoding="utf-8") as file:
            text = file.read()
        number = int(newest[:4])
        with contextlib.closing(sqlite3.connect(self.path(".perigee/db.sqlite3"))) as db:
            for table in reversed(re.findall(r"^CREATE (?:VIRTUAL )?TABLE (\w+)", text, re.MULTILINE)):
                db.execute(f"DROP TABLE {table}")
            for table, column in re.findall(r"^ALTER TABLE (\w+) ADD COLUMN (\w+)", text, re.MULTILINE):
                db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
            db.execute("DELETE FROM perigee_migrations WHERE number = ?", (number,))
            db.commit()
        return number

    def test_the_hub_goes_back_with_its_plugins(self):
        self.keeper()
        self.post("one")
        newest = self.forget_newest_migration()
        report = self.result("upgrade")
        self.assertEqual(report["hub_applied"], 1)
        self.assertEqual(len(report["copies"]), 2)
        self.post("two")
        refused = self.perigee("upgrade", "--rollback", "--plugin", "keeper")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("roll back without --plugin", refused.stderr)
        done = self.result("upgrade", "--rollback")
        self.assertEqual((len(done["databases"]), done["messages_newer"]), (2, 1))
        self.assertEqual(self.query("SELECT content_raw FROM messages"), [("one",)])
        self.assertEqual(self.query("SELECT max(number) FROM perigee_migrations"), [(newest - 1,)])
        self.assertEqual(self.own("SELECT text FROM seen"), [("one",)])
        self.post("three")
        self.assertEqual(self.own("SELECT text FROM seen ORDER BY id"), [("one",), ("three",)])

    def test_a_damaged_copy_is_refused(self):
        self.keeper()
        self.post(*(f"text {i}" for i in range(50)))
        self.migration("keeper", 2, "DELETE FROM seen;")
        [copy] = self.result("upgrade")["copies"]
        with open(copy, "r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * 4096)
        done = self.perigee("upgrade", "--rollback")
        self.assertEqual(done.returncode, 1)
        self.assertIn(copy, done.stderr)
        self.assertEqual(self.own("SELECT count(*) FROM seen"), [(0,)])

    def test_an_open_database_is_refused(self):
        self.keeper()
        self.post("one")
        self.migration("keeper", 2, "DELETE FROM seen;")
        self.result("upgrade")
        with sqlite3.connect(self.path(".perigee/plugins/keeper.sqlite3")) as db:
            db.execute("SELECT * FROM seen").fetchall()
            db.execute("BEGIN")
            db.execute("SELECT * FROM seen").fetchall()
            done = self.perigee("upgrade", "--rollback")
        db.close()
        self.assertEqual(done.returncode, 1)
        self.assertIn("another program has", done.stderr)
        self.assertEqual(self.perigee("upgrade", "--rollback").returncode, 0)
        self.assertEqual(self.own("SELECT text FROM seen"), [("one",)])


if __name__ == "__main__":
    unittest.main()
