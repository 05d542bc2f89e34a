#!/usr/bin/env python3
"""perigee db: SQL on a plugin's database, from the command line, a pipe and a terminal."""

import json
import os
import sqlite3
import subprocess
import unittest

from perigee_process import PERIGEE, Case, line

KEEPER = """
local plugin = { name = "keeper", grants = { "db" } }
function plugin.enrich(ctx, message)
  ctx.db.execute("INSERT INTO seen (text, n) VALUES (?, ?)", message.content, #message.content)
end
return plugin
"""


class Database(Case):
    def setUp(self):
        super().setUp()
        self.write("lua-plugins/keeper/plugin.lua", KEEPER)
        self.write("lua-plugins/keeper/migrations/0001_seen.sql", "CREATE TABLE seen (text TEXT, n INTEGER);")
        done = self.perigee("run", "--stdin", text=line("one") + line("three"))
        self.assertEqual(done.returncode, 0, done.stderr)

    def db(self, *arguments, code=0, text=""):
        done = self.perigee("db", *arguments, text=text)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stderr if code else done.stdout

    def on_terminal(self, *arguments, text):
        """What a terminal shows."""
        terminal, far_end = os.openpty()
        with subprocess.Popen([PERIGEE, "db", *arguments], cwd=self.folder, stdin=far_end, stdout=far_end,
                              stderr=far_end) as process:
            os.close(far_end)
            os.write(terminal, text.encode() + b"\x04")
            shown = b""
            try:
                while chunk := os.read(terminal, 65536):
                    shown += chunk
            except OSError:  # the other side is closed
                pass
            code = process.wait(30)
        os.close(terminal)
        return code, shown.decode().replace("\r\n", "\n")

    def test_a_table(self):
        self.assertEqual(self.db("keeper", "SELECT text, n FROM seen ORDER BY n"),
                         "text   n\none    3\nthree  5\n")
        self.assertEqual(self.db("keeper", "SELECT NULL AS a, 1.5 AS b, x'0aFF' AS c, 'a' || char(10) AS d"),
                         "a       b  c        d\nNULL  1.5  x'0aff'  a\\n\n")
        self.assertEqual(self.db("keeper", "SELECT text FROM seen WHERE n > 9"), "text\n")

    def test_json(self):
        said = self.result("db", "keeper", "SELECT text, n FROM seen ORDER BY n; SELECT 9007199254740993 AS big;")
        self.assertEqual(said["results"], [
            {"columns": ["text", "n"], "rows": [["one", 3], ["three", 5]], "has_more": False},
            {"columns": ["big"], "rows": [[9007199254740993]], "has_more": False}])

    def test_reading_only(self):
        for sql in ("DELETE FROM seen", "CREATE TABLE t (v)", "PRAGMA query_only = OFF; DELETE FROM seen"):
            said = self.db("keeper", sql, code=1)
            self.assertIn("--write", said)
        self.assertEqual(self.db("keeper", "SELECT count(*) AS n FROM seen"), "n\n2\n")

    def test_writing(self):
        self.assertEqual(self.db("keeper", "--write", "UPDATE seen SET n = 0; DELETE FROM seen WHERE text = 'one'"),
                         "2 rows changed\n1 row changed\n")
        self.assertEqual(self.result("db", "keeper", "--write", "INSERT INTO seen VALUES ('x', 1) RETURNING n")
                         ["results"], [{"columns": ["n"], "rows": [[1]], "has_more": False, "changes": 1}])
        said = self.db("keeper", "--write", "BEGIN; DELETE FROM seen;", code=1)
        self.assertIn("was not committed", said)
        self.assertEqual(self.db("keeper", "SELECT count(*) AS n FROM seen"), "n\n2\n")

    def test_while_a_host_runs(self):
        self.serve()
        self.db("keeper", "--write", "DELETE FROM seen")
        self.result("msg", "send", "--topic", "general/hello", "--sender", "ana", "--content", "later")
        self.wait_for(lambda: "later" in self.db("keeper", "SELECT text FROM seen"), "the plugin's row")
        self.assertEqual(self.db("keeper", "SELECT text FROM seen"), "text\nlater\n")

    def test_mistakes(self):
        self.assertIn('did you mean "keeper"?', self.db("keper", "SELECT 1", code=1))
        self.assertIn("there are those of keeper", self.db("../../x", "SELECT 1", code=1))
        self.assertIn('near "SELEC"', self.db("keeper", "SELEC 1", code=1))
        self.assertIn("no such table: nowhere", self.db("keeper", "SELECT * FROM nowhere", code=1))
        self.assertIn("NAME is required", self.db(code=1))

    def test_a_pipe(self):
        shown = self.db("keeper", text="SELECT n\n FROM seen -- ;\n WHERE n = 3; SELECT 'a;b' AS t;\nSELECT 2 AS x")
        self.assertEqual(shown, "n\n3\nt\na;b\nx\n2\n")
        lines = self.db("keeper", "--json", text="SELECT 1 AS a;\nSELECT 2 AS a;\n").splitlines()
        self.assertEqual([json.loads(one)["rows"] for one in lines], [[[1]], [[2]]])
        done = self.perigee("db", "keeper", text="SELECT 1 AS a;\nSELECT missing;\nSELECT 3 AS c;\n")
        self.assertEqual((done.returncode, done.stdout), (1, "a\n1\n"))
        self.assertIn("no such column: missing", done.stderr)
        self.assertRegex(self.db("keeper", text=".tables\n"), r"table +seen\n")
        self.assertIn("CREATE TABLE seen (text TEXT, n INTEGER)", self.db("keeper", text=".schema\n"))
        self.assertEqual(self.db("keeper", text=""), "")

    def test_a_terminal(self):
        code, shown = self.on_terminal("keeper", text="SELECT missing;\nSELECT n\nFROM seen WHERE n = 3;\n.what\n")
        self.assertEqual(code, 0, shown)
        self.assertIn("keeper> ", shown)
        self.assertIn("no such column: missing", shown)
        self.assertIn("n\n3\n", shown)
        self.assertIn("there is no command .what", shown)
        code, shown = self.on_terminal("keeper", "--write", text="BEGIN;\nDELETE FROM seen;\n.quit\n")
        self.assertEqual(code, 1)
        self.assertIn("keeper*> ", shown)
        self.assertIn("was not committed", shown)

    def test_many_rows(self):
        counting = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10001) SELECT n FROM c"
        self.assertTrue(self.db("keeper", counting).endswith("10000\n(and more rows; narrow it with LIMIT)\n"))
        self.assertTrue(self.result("db", "keeper", counting)["results"][0]["has_more"])

    def test_without_databases(self):
        with sqlite3.connect(self.path(".perigee/plugins/keeper.sqlite3")) as db:
            db.execute("SELECT 1")
        db.close()
        os.remove(self.path(".perigee/plugins/keeper.sqlite3"))
        self.assertIn("no plugin has kept anything here", self.db("keeper", "SELECT 1", code=1))


if __name__ == "__main__":
    unittest.main()
