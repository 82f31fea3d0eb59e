"""A connection to a server that a test can silence and cut."""

import contextlib
import socket
import threading


class Wire:
    """Listens on a port of its own and passes everything on to what `connect` opens.

    Silent, it still accepts connections and takes what is sent, as the kernel of a stopped machine does, but passes
    nothing on. Cut, it refuses connections and has closed those there were.
    """

    def __init__(self, connect):
        self.connect = connect
        self.flows = threading.Event()
        self.flows.set()
        self.ends = set()
        self.listener = None
        self.port = 0
        self.mend()

    def silence(self):
        self.flows.clear()

    def cut(self):
        # A blocked accept keeps the port open until it is woken.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.listener = None
        for end in list(self.ends):
            close(end)
        self.flows.set()

    def mend(self):
        self.flows.set()
        if self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", self.port))
            self.port = self.listener.getsockname()[1]
            threading.Thread(target=self.accept, args=[self.listener], daemon=True).start()

    def accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                near, _address = listener.accept()
                threading.Thread(target=self.join, args=[near], daemon=True).start()

    def join(self, near):
        self.ends.add(near)
        self.flows.wait()
        try:
            far = self.connect()
        except OSError:
            close(near)
            return
        self.ends.add(far)
        threading.Thread(target=self.pass_on, args=[far, near], daemon=True).start()
        self.pass_on(near, far)

    def pass_on(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self.flows.wait()
                target.sendall(data)
        for end in (source, target):
            close(end)
            self.ends.discard(end)


def close(end):
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
