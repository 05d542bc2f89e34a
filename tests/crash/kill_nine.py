#!/usr/bin/env python3
"""Kills a host with SIGKILL in the middle of a load, again and again, and looks at what is left.

Several clients post and edit messages over HTTP and remember what was acknowledged. After a random
time the host is killed and started again on the same data. At the end the plugins catch up, and

- every acknowledged message is stored as its last acknowledged text says,
- every message has exactly the enrichments that a quiet run gives for its text, once,
- every topic has exactly the attachments of its texts, once,
- the database is intact.

usage: kill_nine.py --perigee BINARY --plugins DIR [--rounds N] [--seed N] [--clients N]
"""

import argparse
import collections
import http.client
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

# What link-memory says of a message depends on the others; the check wants what its text gives.
CONFIG = """return {
  limits = { requests = { enabled = false } },
  plugins = { ["link-memory"] = { enabled = false } },
}
"""
TEXTS = [
    "PROJ-{n} fixes CVE-2024-{c} and RFC {n}",
    "see https://example.org/{n} and Debian bug #{b}",
    "nothing to see here, really: {n}",
    "panic at src/main.c:{n}: closes: #{b}, #{c}",
    "owner/repo#{n} and PROJ-{n} PROJ-{c} 😀 PROJ-1{n}",
]


def write_config(folder):
    with open(os.path.join(folder, "perigee.lua"), "w", encoding="utf-8") as file:
        file.write(CONFIG)


class Host:
    """A perigee process on a data directory."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.process = None
        self.address = None
        self.token = None

    def start(self):
        self.process = subprocess.Popen(
            [self.options.perigee, "run", "--json", "--listen", "127.0.0.1:0", "--data",
             os.path.join(self.folder, "data"), "--plugins", self.options.plugins],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the host did not start")
        self.address = ("127.0.0.1", json.loads(line)["port"])
        with open(os.path.join(self.folder, "data", "server.json"), encoding="utf-8") as file:
            self.token = json.load(file)["auth_token"]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(30) != 0:
            raise SystemExit(f"the host stopped with {self.process.returncode}")

    def connect(self):
        return http.client.HTTPConnection(*self.address, timeout=10)

    def request(self, connection, method, path, body):
        connection.request(method, "/api/v1/" + path, json.dumps(body),
                           {"Authorization": "Bearer " + self.token,
                            "Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())


class Client(threading.Thread):
    """Posts and edits until the host dies; `acknowledged` is what it may rely on."""

    def __init__(self, host, topics, seed, acknowledged):
        super().__init__()
        self.host = host
        self.topics = topics
        self.random = random.Random(seed)
        self.acknowledged = acknowledged
        self.own = []

    def text(self):
        return self.random.choice(TEXTS).format(
            n=self.random.randint(1, 999), c=self.random.randint(1000, 9999),
            b=self.random.randint(100000, 999999))

    def run(self):
        try:
            connection = self.host.connect()
            while True:
                self.step(connection)
        except (OSError, http.client.HTTPException):
            pass  # the host is gone; what was not answered may or may not be stored

    def step(self, connection):
        text = self.text()
        if self.own and self.random.random() < 0.2:
            message = self.random.choice(self.own)
            # Until the answer is here, either text is right.
            self.acknowledged[message] = self.acknowledged[message][-1:] + [text]
            status, _ = self.host.request(connection, "PATCH", "messages/" + message,
                                          {"op": "edit", "content_raw": text})
            if status == 200:
                self.acknowledged[message] = [text]
        else:
            status, answer = self.host.request(
                connection, "POST", "messages",
                {"topic_id": self.random.choice(self.topics), "sender": "x", "content_raw": text})
            if status == 201:
                message = answer["message"]["id"]
                self.acknowledged[message] = [text]
                self.own.append(message)
        if status not in (200, 201):
            raise SystemExit(f"unexpected status {status}")


def make_topics(host):
    connection = host.connect()
    _, answer = host.request(connection, "POST", "channels", {"name": "crash"})
    channel = answer["channel"]["id"]
    return [host.request(connection, "POST", "topics", {"channel_id": channel, "title": f"t{i}"})[1]
            ["topic"]["id"] for i in range(3)]


def wait_until_caught_up(options, folder):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        out = subprocess.run([options.perigee, "plugins", "--json", "--data",
                              os.path.join(folder, "data")], capture_output=True, text=True,
                             check=True).stdout
        if all(plugin["lag"] == 0 and plugin["state"] in ("running", "disabled")
               for plugin in json.loads(out)):
            return
        time.sleep(0.1)
    raise SystemExit("the plugins did not catch up:\n" + out)


def open_database(folder):
    return sqlite3.connect(f"file:{folder}/data/db.sqlite3?mode=ro", uri=True)


def derived(db):
    """What is derived: enrichments by message, and the attachments of all topics."""
    enrichments = collections.defaultdict(list)
    for row in db.execute("SELECT message_id, plugin, kind, span_start, span_end, data_json"
                          " FROM enrichments"):
        enrichments[row[0]].append(row[1:])
    attachments = collections.Counter(
        db.execute("SELECT topic_id, kind, coalesce(key, ''), dedupe_key FROM topic_attachments"
                   " WHERE kind <> 'url'"))
    return enrichments, attachments


def quiet_run(options, texts):
    """The derived rows of each distinct text, from one host that nobody disturbs."""
    folder = tempfile.mkdtemp(prefix="perigee-quiet-")
    write_config(folder)
    lines = "".join(json.dumps({"channel": "q", "topic": f"t{i}", "sender": "x", "content": text})
                    + "\n" for i, text in enumerate(texts))
    subprocess.run([options.perigee, "run", "--stdin", "--data", os.path.join(folder, "data"),
                    "--plugins", options.plugins], input=lines, text=True, check=True,
                   cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open_database(folder) as db:
        enrichments, attachments = derived(db)
        messages = db.execute("SELECT id, topic_id, content_raw FROM messages").fetchall()
    shutil.rmtree(folder)
    by_topic = collections.defaultdict(list)
    for (topic, kind, key, dedupe), count in attachments.items():
        by_topic[topic] += [(kind, key, dedupe)] * count
    return {content: (sorted(enrichments[message]), sorted(by_topic[topic]))
            for message, topic, content in messages}


def check(options, folder, acknowledged):
    problems = []
    with open_database(folder) as db:
        if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            problems.append("the database is damaged")
        rows = db.execute("SELECT id, topic_id, content_raw FROM messages").fetchall()
        enrichments, attachments = derived(db)
        edited = {row[0]: json.loads(row[1]) for row in db.execute(
            "SELECT event_id, data_json FROM events WHERE name = 'message.edited'")}
    stored = {row[0]: row[2] for row in rows}
    for message, texts in acknowledged.items():
        if message not in stored:
            problems.append(f"{message} was acknowledged and is gone")
        elif stored[message] not in texts:
            problems.append(f"{message} has another text than was acknowledged")
    earlier = {(event["message_id"], event["old_content"]) for event in edited.values()}
    quiet = quiet_run(options, sorted(set(stored.values()) | {text for _, text in earlier}))
    for message, _, content in rows:
        if sorted(enrichments[message]) != quiet[content][0]:
            problems.append(f"{message}: {sorted(enrichments[message])} instead of "
                            f"{quiet[content][0]} for {content!r}")
    # Attachments of texts that were edited away stay when their plugin had run, and only then.
    topic_of = {row[0]: row[1] for row in rows}
    needed = {(topic, *item) for _, topic, content in rows for item in quiet[content][1]}
    allowed = needed | {(topic_of[message], *item) for message, text in earlier
                        for item in quiet[text][1]}
    for item in needed - set(attachments):
        problems.append(f"attachment {item} is missing")
    for item, count in attachments.items():
        if item not in allowed or count != 1:
            problems.append(f"attachment {item} is there {count} times")
    return problems, len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--perigee", required=True)
    parser.add_argument("--plugins", required=True)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.perigee = os.path.abspath(options.perigee)
    options.plugins = os.path.abspath(options.plugins)
    chance = random.Random(options.seed)
    folder = tempfile.mkdtemp(prefix="perigee-crash-")
    write_config(folder)
    host = Host(options, folder)
    host.start()
    topics = make_topics(host)
    acknowledged = {}
    for round_number in range(options.rounds):
        if round_number > 0:
            host.start()
        clients = [Client(host, topics, f"{options.seed}-{round_number}-{i}", acknowledged)
                   for i in range(options.clients)]
        for client in clients:
            client.start()
        time.sleep(chance.uniform(0.02, 0.4))
        host.kill()
        for client in clients:
            client.join()
    host.start()
    wait_until_caught_up(options, folder)
    host.stop()
    problems, stored = check(options, folder, acknowledged)
    for problem in problems[:20]:
        print("not ok:", problem)
    print(json.dumps({"rounds": options.rounds, "acknowledged": len(acknowledged),
                      "stored": stored, "problems": len(problems)}))
    if problems:
        print("the data is kept in", re.escape(folder))
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
