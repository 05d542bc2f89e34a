#!/usr/bin/env python3
"""perigee backup and restore: what is in the file, what is refused, and that both ends agree."""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import threading
import unittest

from perigee_process import Case, line

KEEPER = """
local plugin = { name = "keeper", grants = { "db" } }
function plugin.enrich(ctx, message)
  ctx.db.execute("INSERT INTO seen (id) VALUES (?) ON CONFLICT DO NOTHING", message.id)
end
return plugin
"""


class Backups(Case):
    def setUp(self):
        super().setUp()
        self.write("lua-plugins/keeper/plugin.lua", KEEPER)
        self.write("lua-plugins/keeper/migrations/0001_seen.sql", "CREATE TABLE seen (id TEXT PRIMARY KEY);")

    def post(self, *texts, data=".perigee"):
        done = self.perigee("run", "--stdin", "--data", data, text="".join(line(text) for text in texts))
        self.assertEqual(done.returncode, 0, done.stderr)

    def rows(self, sql, file="db.sqlite3", data=".perigee"):
        with sqlite3.connect(f"file:{self.folder}/{data}/{file}?mode=ro", uri=True) as db:
            return db.execute(sql).fetchall()

    def seen(self, data=".perigee"):
        return {row[0] for row in self.rows("SELECT id FROM seen", "plugins/keeper.sqlite3", data)}

    def messages(self, data=".perigee"):
        return {row[0] for row in self.rows("SELECT id FROM messages", data=data)}

    def entries(self, name="one.tar"):
        with tarfile.open(self.path(name)) as archive:
            return {entry.name: archive.extractfile(entry).read() for entry in archive}

    def forge(self, entries, name="forged.tar"):
        with tarfile.open(self.path(name), "w") as archive:
            for entry, content in entries:
                info = tarfile.TarInfo(entry)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))

    def refused(self, *arguments, code=1):
        done = self.perigee(*arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stderr

    def leftovers(self):
        return [name for name in os.listdir(self.folder) if "restoring" in name or "making" in name
                or "partial" in name]


class Making(Backups):
    def test_there_and_back(self):
        self.post("one", "two")
        made = self.result("backup", "one.tar")
        self.assertEqual([file["name"] for file in made["files"]], ["db.sqlite3", "plugins/keeper.sqlite3"])
        self.assertEqual(os.stat(self.path("one.tar")).st_mode & 0o777, 0o600)
        entries = self.entries()
        self.assertEqual(list(entries), ["manifest.json", "db.sqlite3", "plugins/keeper.sqlite3"])
        for file in made["files"]:
            self.assertEqual(hashlib.sha256(entries[file["name"]]).hexdigest(), file["sha256"])
        restored = self.result("restore", "one.tar", "--data", "other")
        self.assertNotIn("kept_as", restored)
        self.assertEqual(self.messages("other"), self.messages())
        self.assertEqual(self.seen("other"), self.messages())
        self.assertEqual(os.stat(self.path("other")).st_mode & 0o777, 0o700)
        self.assertEqual(os.stat(self.path("other/plugins/keeper.sqlite3")).st_mode & 0o777, 0o600)
        self.post("three", data="other")
        self.assertEqual(len(self.seen("other")), 3)
        self.assertEqual(self.leftovers(), [])

    def test_while_a_host_runs(self):
        host = self.serve()
        topic = host.make_topic()
        stop = threading.Event()

        def post():
            number = 0
            while not stop.is_set():
                host.post(topic, f"text {number}")
                number += 1

        poster = threading.Thread(target=post)
        poster.start()
        try:
            for number in range(4):
                self.result("backup", f"{number}.tar")
        finally:
            stop.set()
            poster.join()
        host.stop()
        for number in range(4):
            data = f"data{number}"
            self.result("restore", f"{number}.tar", "--data", data)
            # The plugin knows no message that the hub lost, and what it lacks runs again.
            self.assertLessEqual(self.seen(data), self.messages(data))
            self.post("last", data=data)
            self.assertEqual(self.seen(data), self.messages(data))

    def test_refused(self):
        self.assertIn("there is no hub", self.refused("backup", "one.tar"))
        self.post("one")
        self.write("one.tar", "precious")
        self.assertIn("exists already", self.refused("backup", "one.tar"))
        with open(self.path("one.tar"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious")
        self.assertIn("No such file", self.refused("backup", "no/folder/one.tar"))
        self.assertEqual(self.leftovers(), [])


class Restoring(Backups):
    def setUp(self):
        super().setUp()
        self.post("one", "two")
        self.result("backup", "one.tar")

    def test_a_directory_with_data_is_not_replaced_by_mistake(self):
        self.post("three")
        self.assertIn("is not empty", self.refused("restore", "one.tar"))
        self.assertEqual(len(self.messages()), 3)
        restored = self.result("restore", "one.tar", "--force")
        self.assertEqual(len(self.messages()), 2)
        kept = os.path.relpath(restored["kept_as"], os.path.realpath(self.folder))
        self.assertRegex(kept, r"^\.perigee\.replaced-20[0-9TZ-]+$")
        self.assertEqual(len(self.messages(kept)), 3)
        self.assertEqual(self.leftovers(), [])

    def test_an_empty_directory_is_taken(self):
        os.mkdir(self.path("empty"))
        self.result("restore", "one.tar", "--data", "empty")
        self.assertEqual(len(self.messages("empty")), 2)

    def test_not_under_a_running_host(self):
        host = self.serve()
        said = self.refused("restore", "one.tar", "--force", code=10)
        self.assertIn(f"process {host.process.pid} uses", said)
        self.assertEqual(host.stop(), 0)
        self.assertEqual(len(self.messages()), 2)

    def test_what_is_damaged_is_refused_before_anything_is_touched(self):
        entries = self.entries()
        manifest = json.loads(entries["manifest.json"])
        whole = list(entries.items())
        changed = bytearray(entries["db.sqlite3"])
        changed[5000] ^= 1
        hub = ("db.sqlite3", entries["db.sqlite3"])

        def with_manifest(**changes):
            return ("manifest.json", json.dumps({**manifest, **changes}).encode())

        outside = [*manifest["files"], {"name": "plugins/../../out.sqlite3", "bytes": 1, "sha256": ""}]
        cases = {
            "its checksum is not that": [whole[0], ("db.sqlite3", bytes(changed)), whole[2]],
            "has another size": [whole[0], ("db.sqlite3", entries["db.sqlite3"][:-512]), whole[2]],
            "is missing in it": [whole[0], hub],
            "does not begin with the manifest": [hub, whole[0], whole[2]],
            'holds "extra"': [*whole, ("extra", b"x")],
            'names "plugins/../../out.sqlite3"': [with_manifest(files=outside), *whole[1:]],
            "has version 2": [with_manifest(perigee_backup=2), *whole[1:]],
            "lists no database of a hub": [with_manifest(files=manifest["files"][1:]), *whole[1:]],
            "is no JSON": [("manifest.json", b"[]"), *whole[1:]],
        }
        for words, content in cases.items():
            self.forge(content)
            self.assertIn(words, self.refused("restore", "forged.tar", "--data", "other"), words)
            self.assertIn(words, self.refused("restore", "forged.tar", "--force"), words)
            os.remove(self.path("forged.tar"))
        self.assertFalse(os.path.exists(self.path("other")))
        self.assertEqual(self.leftovers(), [])
        self.assertEqual(len(self.messages()), 2)

    def test_links_and_other_files_are_refused(self):
        entries = self.entries()
        with tarfile.open(self.path("forged.tar"), "w") as archive:
            info = tarfile.TarInfo("manifest.json")
            info.size = len(entries["manifest.json"])
            archive.addfile(info, io.BytesIO(entries["manifest.json"]))
            link = tarfile.TarInfo("db.sqlite3")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(link)
        self.assertIn("is no regular file", self.refused("restore", "forged.tar", "--data", "other"))
        with open(self.path("one.tar"), "rb") as file:
            content = file.read()
        with open(self.path("cut.tar"), "wb") as file:
            file.write(content[:len(content) // 2])
        self.assertIn("cut.tar", self.refused("restore", "cut.tar", "--data", "other"))
        self.write("text.tar", "no archive at all\n" * 100)
        self.assertIn("text.tar cannot be read", self.refused("restore", "text.tar", "--data", "other"))
        self.assertIn("nowhere.tar", self.refused("restore", "nowhere.tar", "--data", "other"))
        self.assertFalse(os.path.exists(self.path("other")))


if __name__ == "__main__":
    unittest.main()
