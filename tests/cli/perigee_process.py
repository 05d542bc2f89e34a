"""Runs the binary for tests: in a folder of its own, with what it prints, and over HTTP."""

import http.client
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

PERIGEE = os.environ["PERIGEE"]
NO_LIMITS = "limits = { requests = { enabled = false } }"


class Case(unittest.TestCase):
    """A test with a workspace; hosts that it starts are killed at its end."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="perigee-cli-")
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        # As editors do: the new file is complete before it has the name.
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".new", path)
        return path

    def plugin(self, name, body):
        """A linkifier whose enrich has this body."""
        return self.write(f"lua-plugins/{name}.lua",
                          f'return {{ name = "{name}", enrich = function(ctx, message)\n{body}\nend }}\n')

    def perigee(self, *arguments, text=""):
        return subprocess.run([PERIGEE, *arguments], cwd=self.folder, input=text, timeout=60,
                              capture_output=True, text=True, check=False)

    def query(self, sql):
        with sqlite3.connect(f"file:{self.folder}/.perigee/db.sqlite3?mode=ro", uri=True) as db:
            return db.execute(sql).fetchall()

    def path(self, name):
        return os.path.join(self.folder, name)

    def serve(self, *arguments):
        host = Serving(self.folder, arguments)
        self.addCleanup(host.kill)
        return host

    def up(self, *arguments, words=("up",), data=".perigee"):
        """A hub as programs start it."""
        host = Serving(self.folder, [*words, "--json", *arguments], data=data)
        self.addCleanup(host.kill)
        return host

    def result(self, *arguments, code=0, text=""):
        """What a command says with --json, once it ended with that code."""
        done = self.perigee(*arguments, "--json", text=text)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def wait_for(self, condition, what):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            result = condition()
            if result:
                return result
            time.sleep(0.02)
        return self.fail("never happened: " + what)

    def state_of(self, plugin):
        out = self.perigee("plugins", "--json").stdout
        return next((one for one in json.loads(out) if one["name"] == plugin), None)


def line(content, **changes):
    """A JSON line for standard input."""
    fields = {"channel": "general", "topic": "hello", "sender": "ana", "content": content}
    return json.dumps({**fields, **changes}) + "\n"


class Serving:
    """A host that serves, on a free port."""

    def __init__(self, folder, arguments, data=".perigee"):
        if not arguments or arguments[0].startswith("-"):
            arguments = ["run", "--json", "--listen", "127.0.0.1:0", *arguments]
        self.log_path = os.path.join(folder, "log")
        with open(self.log_path, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([PERIGEE, *arguments], cwd=folder, stdout=subprocess.PIPE,
                                            stderr=log, text=True)
        self.announced = self.read_announcement()
        self.port = self.announced["port"]
        with open(os.path.join(folder, data, "server.json"), encoding="utf-8") as file:
            self.token = json.load(file)["auth_token"]

    def read_announcement(self):
        """The first JSON of standard output, on one line or several."""
        text = ""
        for one in self.process.stdout:
            text += one
            if one.rstrip().endswith("}"):
                return json.loads(text)
        raise AssertionError("the host did not start: " + self.log())

    def log(self):
        with open(self.log_path, encoding="utf-8") as file:
            return file.read()

    def request(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        connection.request(method, "/api/v1/" + path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        status, answer = response.status, json.loads(response.read())
        connection.close()
        return status, answer

    def make_topic(self):
        channel = self.request("POST", "channels", {"name": "general"})[1]["channel"]["id"]
        topic = {"channel_id": channel, "title": "hello"}
        return self.request("POST", "topics", topic)[1]["topic"]["id"]

    def post(self, topic, content):
        body = {"topic_id": topic, "sender": "ana", "content_raw": content}
        status, answer = self.request("POST", "messages", body)
        assert status == 201, answer
        return answer["message"]["id"]

    def enrichments(self, message):
        """What plugins made of a message, as the events say: (plugin, data)."""
        events = self.request("GET", "events?tail=1000")[1]["events"]
        return [(event["data_json"]["plugin_name"], item["data"]) for event in events
                if event["name"] == "message.enriched" and event["entity"]["id"] == message
                for item in event["data_json"]["enrichments"]]

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(30)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
