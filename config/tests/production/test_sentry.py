import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli

from config.tests.production.site import Site


class Collector(ThreadingHTTPServer):
    """Takes what is reported, as Sentry does."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Envelope)
        self.reports = []
        self.came = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *error):
        self.shutdown()
        super().__exit__(*error)


class Envelope(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = [json.loads(line) for line in brotli.decompress(body).splitlines() if line]
        self.server.reports += [part for part in parts if "exception" in part]
        self.send_response(200)
        self.end_headers()
        if self.server.reports:
            self.server.came.set()

    def log_message(self, *args):
        pass


def test_report_says_what_broke_and_nothing_of_the_visitor(wire, tmp_path):
    secret = "hunter2-" * 4
    headers = {
        "Cookie": f"__Host-sessionid={secret}",
        "Authorization": f"Bearer {secret}",
        "X-Request-ID": "request-42",
    }
    with Collector() as collector:
        dsn = f"http://{'0' * 32}@127.0.0.1:{collector.server_port}/1"
        with Site(tmp_path, wire.port, SENTRY_DSN=dsn) as site:
            wire.cut()
            site.ask(f"/search/feed/?token={secret}&q=x", headers={**headers, "X-Request-ID": "request-42"})
            assert collector.came.wait(20)

    report = collector.reports[0]
    assert report["exception"]["values"][-1]["type"] == "OperationalError"
    assert report["request"]["url"].endswith("/search/feed/")
    assert report["tags"]["request_id"] == "request-42"
    assert "hunter2" not in json.dumps(collector.reports)
    assert "192.0.2.1" not in json.dumps(collector.reports)
