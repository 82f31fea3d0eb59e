"""A mail server that first takes connections and says nothing, and later takes mail."""

import socketserver
import threading

ANSWERS = {b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        if self.server.is_silent:
            self.server.over.wait()
            return
        self.say(b"220 ready")
        for line in self.rfile:
            verb = line[:4].upper()
            self.say(ANSWERS.get(verb, b"250 ok"))
            if verb == b"DATA":
                self.server.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.say(b"250 taken")

    def say(self, line):
        self.wfile.write(line + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    is_silent = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails = []
        self.over = threading.Event()
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *error):
        self.over.set()
        self.shutdown()
        super().__exit__(*error)
