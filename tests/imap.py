"""An IMAP server on loopback with one mailbox, which knows the commands that the site sends."""

import re
import socketserver
import threading
from typing import Self


class ImapServer:
    """`mails` by their UID; `flags` of each. `password` is the one it takes."""

    def __init__(self, *mails: bytes, password: str = "secret") -> None:
        self.mails = dict(enumerate(mails, start=101))
        self.flags: dict[int, set[str]] = {uid: set() for uid in self.mails}
        self.password = password
        self.heard: list[str] = []

    def __enter__(self) -> Self:
        mailbox = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"* OK ready\r\n")
                for line in self.rfile:
                    tag, _, command = line.decode().strip().partition(" ")
                    mailbox.heard.append(command)
                    for answer in mailbox.answer(command):
                        self.wfile.write(answer.replace(b"TAG", tag.encode()) + b"\r\n")

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host, self.port = self._server.server_address
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, command: str) -> list[bytes]:
        if command.startswith("CAPABILITY"):
            return [b"* CAPABILITY IMAP4rev1", b"TAG OK done"]
        if command.startswith("LOGIN"):
            known = command.endswith(f'"{self.password}"')
            return [b"TAG OK done" if known else b"TAG NO who are you"]
        if command.startswith("SELECT"):
            return [b"* %d EXISTS" % len(self.mails), b"TAG OK [READ-WRITE] done"]
        if command == "UID SEARCH UNSEEN":
            unseen = [str(uid) for uid in self.mails if r"\Seen" not in self.flags[uid]]
            return [f"* SEARCH {' '.join(unseen)}".encode(), b"TAG OK done"]
        if fetch := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command):
            uid, most = map(int, fetch.groups())
            raw = self.mails[uid][:most]
            head = b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n" % (uid, len(raw))
            return [head + raw + b")", b"TAG OK done"]
        if store := re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \((.*)\)", command):
            self.flags[int(store[1])] |= set(store[2].split())
            return [b"TAG OK done"]
        if command == "EXPUNGE":
            for uid in [uid for uid, flags in self.flags.items() if r"\Deleted" in flags]:
                del self.mails[uid], self.flags[uid]
            return [b"TAG OK done"]
        if command == "LOGOUT":
            return [b"* BYE", b"TAG OK done"]
        return [b"TAG BAD unknown"]
