#!/usr/bin/env python3
"""Kills perigee with SIGKILL inside transactions of plugins, inside `perigee upgrade` and inside its
rollback, again and again, and looks at what is left.

Each plugin counts every message in two tables that one transaction changes. Each upgrade has a new
migration that makes two tables and changes every row. After each kill

- every database is intact,
- the ledger of a plugin names exactly the migrations whose tables are there, and every row has
  exactly the changes of these: a migration happened as a whole or not at all,
- both tables of a transaction agree,
- every copy with the name of a complete one is intact and agrees with itself in the same way.

At the end an upgrade runs undisturbed, and every plugin has seen every message.

usage: kill_upgrade.py --perigee BINARY [--rounds N] [--seed N]
"""

import argparse
import contextlib
import glob
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

PLUGINS = ["anna", "bert", "carla"]
PLUGIN = """
local plugin = {{ name = "{name}", grants = {{ "db", "state" }} }}
function plugin.enrich(ctx, message)
  ctx.db.transaction(function()
    ctx.db.execute("INSERT INTO seen (id, n) VALUES (?, 0) ON CONFLICT DO NOTHING", message.id)
    ctx.db.execute("INSERT INTO also_seen (id) VALUES (?) ON CONFLICT DO NOTHING", message.id)
  end)
end
function plugin.migrate_storage(ctx)
  local done = ctx.db.execute("UPDATE also_seen SET marked = 1 WHERE marked = 0").changes
  return {{ scanned = done, migrated = done }}
end
return plugin
"""
FIRST = """CREATE TABLE seen (id TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;
CREATE TABLE also_seen (id TEXT PRIMARY KEY, marked INTEGER NOT NULL DEFAULT 0) STRICT;
"""
STEP = """CREATE TABLE first_{n} (v);
UPDATE seen SET n = n + 1;
CREATE TABLE second_{n} (v);
"""


class Workspace:
    def __init__(self, perigee, chance):
        self.perigee = perigee
        self.chance = chance
        self.folder = tempfile.mkdtemp(prefix="perigee-upgrade-")
        self.data = os.path.join(self.folder, "data")
        self.posted = 0
        for name in PLUGINS:
            self.write(f"lua-plugins/{name}/plugin.lua", PLUGIN.format(name=name))
            self.write(f"lua-plugins/{name}/migrations/0001_seen.sql", FIRST)
        self.write("perigee.lua", 'return { migrations = "manual", store = { durability = "normal" } }')
        self.steps = 1

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def add_step(self):
        self.steps += 1
        for name in PLUGINS:
            self.write(f"lua-plugins/{name}/migrations/{self.steps:04}_step.sql", STEP.format(n=self.steps))

    def start(self, *arguments, text=""):
        process = subprocess.Popen([self.perigee, *arguments, "--data", self.data], cwd=self.folder, text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            process.stdin.write(text)
            process.stdin.close()
        except BrokenPipeError:
            pass
        return process

    def run(self, *arguments, text=""):
        process = self.start(*arguments, text=text)
        said = process.stderr.read()
        if process.wait(120) != 0:
            raise SystemExit(f"{arguments} ended with {process.returncode}: {said}")

    def kill(self, *arguments, within, text=""):
        """Starts a command and kills it at some moment; whether it was still there."""
        process = self.start(*arguments, text=text)
        time.sleep(self.chance.uniform(0, within))
        process.send_signal(signal.SIGKILL)
        process.stderr.close()
        return process.wait() == -signal.SIGKILL

    def messages(self, count):
        self.posted += count
        return "".join(json.dumps({"channel": "c", "topic": "t", "sender": "x", "content": f"m {i}"}) + "\n"
                       for i in range(count))


def check_plugin(file):
    """What is wrong with a plugin's database."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return ["it is damaged"]
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if "_perigee_migrations" not in tables:
            return []
        applied = [int(row[0][:4]) for row in db.execute("SELECT name FROM _perigee_migrations ORDER BY name")]
        problems = []
        if applied != list(range(1, len(applied) + 1)):
            problems.append(f"the ledger has a gap: {applied}")
        steps = {number for number in applied if number > 1}
        for part in ("first", "second"):
            made = {int(name.split("_")[1]) for name in tables if name.startswith(part + "_")}
            if made != steps:
                problems.append(f"tables {part}_N of {made}, but the ledger has {steps}")
        if ("seen" in tables) != (1 in applied):
            problems.append("the first migration is torn")
        if 1 in applied:
            wrong = db.execute("SELECT count(*) FROM seen WHERE n > ?", (len(steps),)).fetchone()[0]
            if wrong:
                problems.append(f"{wrong} rows were changed without their migration")
            one, other = (db.execute(f"SELECT group_concat(id) FROM (SELECT id FROM {table} ORDER BY id)").fetchone()
                          for table in ("seen", "also_seen"))
            if one != other:
                problems.append("a transaction is torn")
    return problems


def check(workspace):
    problems = []
    with contextlib.closing(sqlite3.connect(f"file:{workspace.data}/db.sqlite3?mode=ro", uri=True)) as db:
        if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            problems.append("the hub's database is damaged")
    for file in sorted(glob.glob(workspace.data + "/plugins/*.sqlite3*")):
        if not file.endswith(("-wal", "-shm", ".partial", "-journal")):
            problems += [f"{os.path.basename(file)}: {problem}" for problem in check_plugin(file)]
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--perigee", required=True)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    workspace = Workspace(os.path.abspath(options.perigee), random.Random(options.seed))
    began = time.monotonic()
    workspace.run("run", "--stdin")  # makes the hub; the plugins wait for the upgrade
    workspace.run("upgrade")
    workspace.run("run", "--stdin", text=workspace.messages(300))
    began = time.monotonic()
    workspace.add_step()
    workspace.run("upgrade")
    took = 1.2 * (time.monotonic() - began)
    problems = []
    killed = {"run": 0, "upgrade": 0, "rollback": 0}
    for number in range(options.rounds):
        killed["run"] += workspace.kill("run", "--stdin", text=workspace.messages(200), within=2 * took)
        problems += [f"round {number}, run: {problem}" for problem in check(workspace)]
        workspace.add_step()
        killed["upgrade"] += workspace.kill("upgrade", within=took)
        problems += [f"round {number}, upgrade: {problem}" for problem in check(workspace)]
        if number % 3 == 2:
            # There is always something to go back to: an upgrade that was cut short may have made no copy.
            workspace.run("upgrade")
            workspace.add_step()
            workspace.run("upgrade")
            killed["rollback"] += workspace.kill("upgrade", "--rollback", within=took)
            problems += [f"round {number}, rollback: {problem}" for problem in check(workspace)]
        if problems:
            break
    if not problems:
        workspace.run("upgrade")
        workspace.run("run", "--stdin", text=workspace.messages(1))
        problems += check(workspace)
        with contextlib.closing(sqlite3.connect(f"{workspace.data}/db.sqlite3")) as db:
            stored = {row[0] for row in db.execute("SELECT id FROM messages")}
        for name in PLUGINS:
            with contextlib.closing(sqlite3.connect(f"{workspace.data}/plugins/{name}.sqlite3")) as db:
                steps = db.execute("SELECT count(*) FROM _perigee_migrations").fetchone()[0]
                seen = {row[0] for row in db.execute("SELECT id FROM seen")}
            if steps != workspace.steps:
                problems.append(f"{name} has {steps} of {workspace.steps} migrations at the end")
            if seen != stored:
                problems.append(f"{name} has seen {len(seen & stored)} of {len(stored)} messages"
                                f" and {len(seen - stored)} others")
    for problem in problems[:20]:
        print("not ok:", problem)
    print(json.dumps({"rounds": options.rounds, "killed": killed, "migrations": workspace.steps,
                      "problems": len(problems)}))
    if problems:
        print("the data is kept in", workspace.folder)
        return 1
    shutil.rmtree(workspace.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
