"""Something that answers GET /health as another implementation of the hub does."""

import http.server
import json
import threading
import uuid


class FakeHub:
    """Serves while the `with` block lasts."""

    def __init__(self):
        self.instance_id = str(uuid.uuid4())
        body = json.dumps({"status": "ok", "instance_id": self.instance_id, "db_id": "d", "schema_version": 1,
                           "protocol_version": "v1", "pid": 1, "uptime_seconds": 5}).encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                self.send_response(200 if self.path == "/health" else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
