#!/usr/bin/env python3
"""perigee up, status, down, init, doctor: starting, what is left behind, stopping."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import time
import unittest

from fake_hub import FakeHub
from perigee_process import PERIGEE, Case

SCHEMA = os.path.join(os.path.dirname(__file__), "../../schema/sqlite/0001_hub.sql")


class Starting(Case):
    def mode(self, name):
        return stat.S_IMODE(os.stat(self.path(name)).st_mode)

    def server_file(self):
        with open(self.path(".perigee/server.json"), encoding="utf-8") as file:
            return json.load(file)

    def test_what_it_announces_and_writes(self):
        host = self.up()
        self.assertEqual(list(host.announced), ["status", "host", "port", "workspace_root", "instance_id"])
        self.assertEqual(host.announced["status"], "running")
        self.assertEqual(host.announced["workspace_root"], self.folder)
        server = self.server_file()
        self.assertEqual(server["pid"], host.process.pid)
        self.assertEqual(server["port"], host.port)
        self.assertEqual(server["host"], "127.0.0.1")
        self.assertEqual(server["protocol_version"], "v1")
        self.assertEqual(server["instance_id"], host.announced["instance_id"])
        self.assertRegex(server["auth_token"], "^[0-9a-f]{64}$")
        self.assertRegex(server["db_id"], "^[0-9a-f-]{36}$")
        with open(self.path(".perigee/locks/writer.lock"), encoding="utf-8") as file:
            self.assertRegex(file.read(), rf"^{host.process.pid}\n\d{{4}}-.*Z$")
        modes = {name: self.mode(".perigee/" + name) for name in ("", "db.sqlite3", "server.json")}
        self.assertEqual(modes, {"": 0o700, "db.sqlite3": 0o600, "server.json": 0o600})

    def test_the_token_is_in_no_stream_and_in_no_argument(self):
        host = self.up()
        host.make_topic()
        with open(f"/proc/{host.process.pid}/cmdline", encoding="utf-8") as file:
            self.assertNotIn(host.token, file.read())
        for arguments in (["status"], ["status", "--json"], ["doctor"], ["up", "--json"], ["down"]):
            done = self.perigee(*arguments)
            self.assertNotIn(host.token, done.stdout + done.stderr)
        self.assertEqual(host.process.wait(30), 0)
        self.assertNotIn(host.token, host.process.stdout.read() + host.log())

    def test_requests_are_logged_after_the_announcement(self):
        host = self.up()
        host.make_topic()
        host.request("GET", "channels?name=secret")
        self.assertEqual(host.stop(), 0)
        lines = [json.loads(one) for one in host.process.stdout]
        self.assertEqual([(one["msg"], one["method"], one["path"], one["status"]) for one in lines],
                         [("request", "POST", "/api/v1/channels", 201),
                          ("request", "POST", "/api/v1/topics", 201),
                          ("request", "GET", "/api/v1/channels", 200)])
        self.assertEqual([one.get("event_ids") for one in lines], [[1], [2], None])
        self.assertEqual({one["instance_id"] for one in lines}, {host.announced["instance_id"]})

    def test_a_log_that_nobody_reads_holds_nothing_up(self):
        self.write("perigee.lua", "return { limits = { requests = { enabled = false } } }")
        host = self.up()
        for _ in range(600):  # far more than a pipe holds
            self.assertEqual(host.request("GET", "channels")[0], 200)
        self.assertEqual(host.stop(), 0)

    def test_the_workspace_is_found_from_below(self):
        self.assertTrue(self.result("init")["created"])
        os.makedirs(self.path("a/b"))
        inside = self.up("--workspace", self.path("a/b"))
        self.assertEqual(inside.announced["workspace_root"], self.folder)
        self.assertFalse(os.path.exists(self.path("a/b/.perigee")))

    def test_only_one_of_two_that_start_at_once_gets_the_directory(self):
        for _ in range(10):
            pair = [subprocess.Popen([PERIGEE, "up", "--json"], cwd=self.folder, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, text=True) for _ in range(2)]
            self.wait_for(lambda: any(one.poll() is not None for one in pair), "one gives up")  # pylint: disable=cell-var-from-loop
            loser, winner = sorted(pair, key=lambda one: one.poll() is None)
            self.assertEqual(loser.wait(), 10)
            error = json.loads(loser.communicate()[1].splitlines()[-1])
            self.assertEqual(error["code"], "WRITER_LOCK_HELD")
            self.assertEqual(error["workspace_root"], self.folder)
            self.assertIn("Writer lock already held by live hub", error["reason"])
            self.wait_for(lambda: os.path.exists(self.path(".perigee/server.json")), "the other serves")
            self.assertEqual(self.server_file()["pid"], winner.pid)  # pylint: disable=no-member
            winner.terminate()
            winner.communicate()
            self.assertEqual(winner.returncode, 0)

    def test_a_conflict_is_told_to_people_too(self):
        self.up()
        done = self.perigee("up")
        self.assertEqual(done.returncode, 10)
        self.assertIn("already running", done.stderr)

    def test_wrong_options_end_with_one(self):
        wrong = [["up", "--port", "70000"], ["up", "--port", "x"], ["up", "--idle-shutdown-ms", "-1"],
                 ["up", "--bogus"], ["up", "--host", "8.8.8.8"], ["up", "--host", "0.0.0.0"], ["nonsense"],
                 ["up", "--workspace", "nowhere"]]
        for arguments in wrong:
            self.assertEqual(self.perigee(*arguments).returncode, 1, arguments)
        self.assertFalse(os.path.exists(self.path(".perigee/locks/writer.lock")))
        self.assertEqual(self.perigee().returncode, 0)
        self.assertEqual(self.perigee("up", "--help").returncode, 0)

    def test_the_digits_of_a_port_count(self):
        host = self.up("--port", "0x", "--host", " LOCALHOST ")
        self.assertEqual(host.request("GET", "channels")[0], 200)

    def test_the_forms_in_which_sdks_start_it(self):
        # An SDK makes the workspace before it starts a hub in it, but not always.
        forms = [("x", "--bun", "-p", "@agentlip/hub", "agentlipd", "up"), ("./agentlipd.ts", "up"),
                 ("agentlipd", "up")]
        for words in forms:
            host = self.up("--workspace", self.folder, "--idle-shutdown-ms", "180000", words=words,
                           data=".agentlip")
            with open(self.path(".agentlip/server.json"), encoding="utf-8") as file:
                self.assertEqual(json.load(file)["pid"], host.process.pid)
            self.assertEqual(self.perigee(*words, "--workspace", self.folder).returncode, 10)
            self.assertEqual(host.stop(), 0)


class LeftBehind(Case):
    def lock(self, pid, age=0):
        path = self.write(".perigee/locks/writer.lock", f"{pid}\n2026-01-01T00:00:00.000Z")
        os.utime(path, (time.time() - age, time.time() - age))
        return path

    def server(self, **changes):
        fields = {"instance_id": "11111111-1111-4111-8111-111111111111", "db_id": "d", "port": 9, "host": "127.0.0.1",
                  "auth_token": "ab" * 32, "pid": 1, "started_at": "2026-01-01T00:00:00.000Z",
                  "protocol_version": "v1", "schema_version": 1, **changes}
        self.write(".perigee/server.json", json.dumps(fields))
        return fields

    def test_a_killed_hub_is_followed_with_the_same_token(self):
        first = self.up()
        topic = first.make_topic()
        message = first.post(topic, "kept")
        first.process.kill()
        first.process.wait()
        self.assertEqual(self.result("status", code=3)["status"], "unreachable")
        second = self.up()
        self.assertEqual(second.token, first.token)
        self.assertNotEqual(second.announced["instance_id"], first.announced["instance_id"])
        self.assertIn("stale lock", second.log())
        self.assertEqual(second.request("GET", "messages?topic_id=" + topic)[1]["messages"][0]["id"], message)
        self.assertEqual(second.stop(), 0)
        self.assertNotEqual(self.up().token, first.token)

    def test_stale_locks_are_taken_over(self):
        for pid, age in ((999999, 0), (1, 3600), (os.getpid(), 0)):
            self.lock(pid, age)
            self.assertEqual(self.up().stop(), 0)

    def test_a_malformed_server_file_is_as_good_as_none(self):
        for text in ("{", "", "[]", '{"auth_token":"x"}', "\x00"):
            self.lock(999999)
            self.write(".perigee/server.json", text)
            host = self.up()
            self.assertRegex(host.token, "^[0-9a-f]{64}$")
            self.assertEqual(host.stop(), 0)

    def test_a_hub_that_knows_no_kernel_lock_is_respected(self):
        with FakeHub() as hub:
            lock = self.lock(os.getpid())
            server = self.server(instance_id=hub.instance_id, port=hub.port)
            for arguments in (["up", "--json"], ["run", "--stdin"], ["run", "--listen", "127.0.0.1:0"]):
                done = self.perigee(*arguments)
                self.assertEqual(done.returncode, 10, done.stderr)
                self.assertIn("Writer lock already held by live hub", done.stderr)
            with open(lock, encoding="utf-8") as file:
                self.assertTrue(file.read().startswith(str(os.getpid())))
            os.unlink(lock)
            self.assertEqual(self.perigee("up").returncode, 10)
            self.assertFalse(os.path.exists(lock))
            with open(self.path(".perigee/server.json"), encoding="utf-8") as file:
                self.assertEqual(json.load(file), server)

    def test_another_hub_at_the_address_is_not_the_one(self):
        with FakeHub() as hub:
            self.lock(999999)
            self.server(instance_id="22222222-2222-4222-8222-222222222222", port=hub.port)
            self.assertEqual(self.up().token, "ab" * 32)

    def test_a_hub_that_is_just_starting_is_waited_for(self):
        with FakeHub() as hub:
            self.lock(os.getpid())
            starting = subprocess.Popen([PERIGEE, "up"], cwd=self.folder, stderr=subprocess.PIPE, text=True)
            self.server(instance_id=hub.instance_id, port=hub.port)
            self.assertIn("already running", starting.communicate(timeout=30)[1])
            self.assertEqual(starting.returncode, 10)

    def test_a_failed_start_leaves_nothing_behind(self):
        taken = self.up("--data", "taken", data="taken")
        self.write("broken/perigee.lua", "return {")
        failing = [(["up", "--workspace", "broken", "--json"], "perigee.lua"),
                   (["up", "--port", str(taken.port), "--json"], str(taken.port)),
                   (["run", "--listen", "127.0.0.1:0", "--plugins", "nowhere"], "nowhere")]
        for arguments, expected in failing:
            done = self.perigee(*arguments)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(expected, done.stderr)
            if "--json" in arguments:
                self.assertEqual(json.loads(done.stderr.splitlines()[-1])["code"], "STARTUP_FAILED")
            for name in (".perigee/server.json", ".perigee/locks/writer.lock"):
                self.assertFalse(os.path.exists(self.path(name)), arguments)

    def test_a_directory_that_cannot_be_written_is_named(self):
        os.mkdir(self.path("closed"))
        os.chmod(self.path("closed"), 0o555)
        os.chmod(self.folder, 0o755)
        user = {"user": 65534} if os.getuid() == 0 else {}
        done = subprocess.run([PERIGEE, "up", "--json", "--workspace", self.path("closed")], cwd="/",
                              capture_output=True, text=True, timeout=60, check=False, **user)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Permission denied", json.loads(done.stderr.splitlines()[-1])["reason"])


class Upgrading(Case):
    def database(self, version):
        os.makedirs(self.path(".perigee"))
        with open(SCHEMA, encoding="utf-8") as schema, sqlite3.connect(self.path(".perigee/db.sqlite3")) as db:
            db.executescript(schema.read())
            db.execute("INSERT INTO channels VALUES ('ch_1', 'kept', NULL, 'then')")
            db.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (version,))
        db.close()

    def backups(self):
        return [name for name in os.listdir(self.path(".perigee")) if "backup" in name]

    def test_a_database_of_another_hub_is_copied_before_it_is_taken_over(self):
        self.database("1")
        self.assertEqual(self.up().stop(), 0)
        [backup] = self.backups()
        self.assertRegex(backup, r"^db\.sqlite3\.backup-v1-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$")
        copy = sqlite3.connect(self.path(".perigee/" + backup))
        self.assertEqual(copy.execute("SELECT name FROM channels").fetchall(), [("kept",)])
        self.assertEqual(copy.execute("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'plugin%'").fetchall(),
                         [(0,)])
        copy.close()
        self.assertEqual(self.up().stop(), 0)
        self.assertEqual(self.backups(), [backup])

    def test_another_schema_is_refused(self):
        for version in ("7", "two"):
            self.folder += "-" + version
            self.database(version)
            done = self.perigee("up", "--json")
            self.assertEqual(done.returncode, 1)
            self.assertIn(f'schema version \\"{version}\\"', done.stderr)
            self.assertEqual(self.backups(), [])
            self.assertEqual(self.query("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'p%migrations'"), [(0,)])


class Stopping(Case):
    def test_nobody_uses_it(self):
        host = self.up("--idle-shutdown-ms", "400")
        self.assertEqual(host.process.wait(30), 0)
        self.assertEqual(json.loads(host.process.stdout.read().splitlines()[-1])["msg"], "idle_shutdown")
        self.assertFalse(os.path.exists(self.path(".perigee/server.json")))

    def test_health_checks_are_no_use_and_a_socket_is(self):
        host = self.up("--idle-shutdown-ms", "600")
        listening = subprocess.Popen([PERIGEE, "listen"], cwd=self.folder, stdout=subprocess.PIPE, text=True)
        self.addCleanup(listening.stdout.close)
        host.request("POST", "channels", {"name": "general"})
        listening.stdout.readline()
        quiet_until = time.monotonic() + 1.5
        while time.monotonic() < quiet_until:
            self.assertEqual(self.perigee("status").returncode, 0)
        listening.terminate()
        listening.wait()
        while self.perigee("status").returncode == 0:  # which asks for health
            self.assertLess(time.monotonic(), quiet_until + 30)
        self.assertEqual(host.process.wait(30), 0)

    def test_a_stop_under_load_loses_nothing_that_was_acknowledged(self):
        self.write("perigee.lua", "return { limits = { requests = { enabled = false } } }")
        for number in (signal.SIGTERM, signal.SIGINT):
            host = self.up()
            created = host.request("POST", "channels", {"name": f"load {number}"})[1]["channel"]["id"]
            topic = host.request("POST", "topics", {"channel_id": created, "title": "t"})[1]["topic"]["id"]
            posted = [host.post(topic, f"before {i}") for i in range(100)]
            host.process.send_signal(number)
            since = time.monotonic()
            try:
                while True:
                    posted.append(host.post(topic, "while it stops"))
            except (OSError, AssertionError, ValueError):
                pass
            self.assertEqual(host.process.wait(30), 0)
            self.assertLess(time.monotonic() - since, 2)
            stored = {one for (one,) in self.query("SELECT id FROM messages")}
            self.assertEqual(set(posted) - stored, set())
            left = sorted(os.listdir(self.path(".perigee")))
            self.assertEqual([name for name in left if not name.startswith("db.sqlite3-")], ["db.sqlite3", "locks"])
            self.assertEqual(os.listdir(self.path(".perigee/locks")), [])

    def test_down(self):
        host = self.up()
        self.assertEqual(self.result("down"), {"status": "stopped", "pid": host.process.pid})
        self.assertEqual(host.process.wait(1), 0)
        self.assertEqual(self.result("down", code=3)["code"], "HUB_NOT_RUNNING")

    def test_down_leaves_a_stranger_alone(self):
        bystander = subprocess.Popen(["sleep", "60"])
        self.addCleanup(bystander.wait)
        self.addCleanup(bystander.kill)
        with FakeHub() as hub:
            self.write(".perigee/server.json", json.dumps(
                {"instance_id": hub.instance_id, "db_id": "d", "port": hub.port, "host": "127.0.0.1",
                 "auth_token": "t", "pid": bystander.pid}))
            self.assertEqual(self.perigee("down").returncode, 3)
        self.assertIsNone(bystander.poll())


class Looking(Case):
    def test_status(self):
        self.assertEqual(list(self.result("status", code=3)), ["status", "error"])
        host = self.up()
        running = self.result("status")
        self.assertEqual(list(running), ["status", "instance_id", "db_id", "schema_version", "protocol_version",
                                         "port", "pid", "uptime_seconds"])
        self.assertEqual((running["status"], running["pid"], running["port"], running["schema_version"]),
                         ("running", host.process.pid, host.port, 1))
        self.assertEqual(self.result("status", "-w", self.folder)["pid"], host.process.pid)
        self.assertRegex(self.perigee("status").stdout, r"status +running\n")
        host.process.kill()
        host.process.wait()
        lost = self.result("status", code=3)
        self.assertEqual(list(lost), ["status", "port", "pid", "error"])
        self.assertEqual((lost["status"], lost["pid"]), ("unreachable", host.process.pid))

    def test_status_of_another_database(self):
        self.up()
        with sqlite3.connect(self.path(".perigee/db.sqlite3")) as db:
            db.execute("UPDATE meta SET value = 'another' WHERE key = 'db_id'")
        db.close()
        mismatch = self.result("status", code=1)
        self.assertEqual(mismatch["status"], "db_mismatch")
        self.assertIn("another", mismatch["error"])

    def test_doctor(self):
        self.assertEqual(self.result("doctor", code=1)["status"], "error")
        self.assertIn("there is no hub in", self.perigee("doctor").stderr)
        self.assertTrue(self.result("init")["created"])
        self.assertFalse(self.result("init")["created"])
        found = self.result("doctor")
        self.assertEqual(found, {"status": "ok", "workspace_root": self.folder,
                                 "db_path": self.path(".perigee/db.sqlite3"), "db_id": found["db_id"],
                                 "schema_version": 1, "query_only": True})

    def test_doctor_of_a_workspace_that_a_client_made(self):
        os.makedirs(self.path(".agentlip"))
        with open(self.path(".agentlip/db.sqlite3"), "wb"):
            pass
        self.assertIn("no hub has run", self.result("doctor", code=1)["error"])


if __name__ == "__main__":
    unittest.main()
