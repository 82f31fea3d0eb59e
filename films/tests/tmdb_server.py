"""A server on loopback that answers as a test scripts it, and remembers what it was asked."""

import json
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from films.tmdb.client import Client

TOKEN = "a.bearer.token"
KEY = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Seen:
    """A request: when it came, what it said, and how many waited for their answer then, itself among them."""

    time: float
    path: str
    query: dict
    headers: dict
    open: int


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        answer = self.server.begin(self)
        try:
            answer(self)
        except OSError:
            self.close_connection = True
        finally:
            self.server.end(self)

    def send_response(self, *args):
        self.server.end(self)  # before the client can know of the answer
        super().send_response(*args)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them
    request_queue_size = 64

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.requests = []
        self.bytes_sent = 0
        self.connection_count = 0
        self.stopping = threading.Event()
        self._answers = list(answers)
        self._open = set()
        self._connections = set()
        self._lock = threading.Lock()

    def begin(self, handler):
        """Note the request and take its answer, the last one of all for every request after it too."""
        parts = urlsplit(handler.path)
        with self._lock:
            self._open.add(handler)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            seen = Seen(time.monotonic(), parts.path, query, dict(handler.headers), len(self._open))
            self.requests.append(seen)
            return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def end(self, handler):
        with self._lock:
            self._open.discard(handler)

    def process_request(self, request, client_address):
        with self._lock:
            self._connections.add(request)
            self.connection_count += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def drop_connections(self):
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # the client has hung up before
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request, client_address):
        """A client that hangs up is no error here."""


@contextmanager
def serve(*answers):
    server = Server(answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.drop_connections()
        server.server_close()
        thread.join()


class FakeClock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@contextmanager
def connect(server, *, token=TOKEN, clock=None, **options):
    """A client of `server`; with a clock it sleeps by that."""
    if clock:
        options |= {"clock": clock, "sleep": clock.sleep}
    options = {"rate": 50, "api_url": f"{server.url}/3", "image_url": f"{server.url}/t/p"} | options
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with Client(token, export_url=f"{server.url}/exports", **options) as client:
            yield client


def reply(body=b"{}", *, status=200, length=None, **headers):
    """An answer; `Retry_After="2"` becomes the header Retry-After, and `length` a Content-Length that may lie."""

    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)
        if length is not None:
            handler.close_connection = True

    return answer


def reply_json(value, *, status=200, **headers):
    return reply(json.dumps(value).encode(), status=status, Content_Type="application/json", **headers)


def reply_slowly(seconds, body=b"{}"):
    def answer(handler):
        handler.server.stopping.wait(seconds)
        reply(body)(handler)

    return answer


def hang(handler):
    handler.close_connection = True
    handler.server.stopping.wait(30)


def close(handler):
    handler.close_connection = True


def send_raw(data):
    def answer(handler):
        handler.close_connection = True
        handler.wfile.write(data)

    return answer


def drip(*, start=b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", seconds=0.02):
    """After `start`, single bytes for ever."""

    def answer(handler):
        handler.close_connection = True
        handler.wfile.write(start)
        while not handler.server.stopping.wait(seconds):
            handler.wfile.write(b" ")

    return answer


def send_zeros(size, *, status=200, chunked=False, **headers):
    """A body of `size` bytes, counted in `server.bytes_sent`; chunked, it does not say its length before."""
    block = bytes(64 * 1024)

    def answer(handler):
        handler.close_connection = True
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(size))))
        handler.end_headers()
        for _ in range(size // len(block)):
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(block), block) if chunked else block)
            handler.server.bytes_sent += len(block)
        if chunked:
            handler.wfile.write(b"0\r\n\r\n")

    return answer
