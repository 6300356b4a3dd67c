"""A mail server that does nothing but take messages, so that the sender is what is measured.

`python -m tests.mailing.sink PORT RECORD` listens on 127.0.0.1, prints `ready`, and appends
`message-id recipient` to RECORD for each message before it accepts it. It takes commands that
come together (RFC 2920), refuses `gone…`, and asks for a text all the same, as such a server may.
Postfix has such a one, `smtp-sink`.
"""

from __future__ import annotations

import asyncio
import os
import sys

from tests.mailing.server import HOST, IDENTITY

LINE, END = b"\r\n", b"\r\n.\r\n"
REPLIES = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


class Taker(asyncio.Protocol):
    """One connection."""

    def __init__(self, record: int) -> None:
        self.record = record
        self.came = bytearray()
        self.recipients: list[bytes] = []
        self.end = LINE

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        # the end of a text may be torn
        begun = max(0, len(self.came) - len(END))
        self.came += data
        while (end := self.came.find(self.end, begun)) >= 0:
            piece, begun = bytes(self.came[:end]), 0
            del self.came[: end + len(self.end)]
            if self.end == LINE:
                self._answer(piece)
            else:
                self._take(piece)

    def _answer(self, command: bytes) -> None:
        word = command[:4].upper()
        reply = REPLIES.get(word, b"250 ok\r\n")
        if word == b"RCPT":
            to = command.partition(b"<")[2].partition(b">")[0]
            if to.startswith(b"gone"):
                reply = b"550 5.1.1 no such user\r\n"
            else:
                self.recipients.append(to)
        if word == b"DATA":
            # the end of the line is the beginning of the end of an empty text
            self.end, self.came[:0] = END, LINE
        self.transport.write(reply)
        if word == b"QUIT":
            self.transport.close()

    def _take(self, text: bytes) -> None:
        if not self.recipients:
            self.end = LINE
            self.transport.write(b"554 no valid recipients\r\n")
            return
        found = IDENTITY.search(text)
        identity = found[1] if found else b"-"
        os.write(self.record, b"".join(b"%b %b\n" % (identity, to) for to in self.recipients))
        self.recipients, self.end = [], LINE
        self.transport.write(b"250 kept\r\n")


async def serve(port: int, record: str) -> None:
    file = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    server = await asyncio.get_running_loop().create_server(lambda: Taker(file), HOST, port)
    print("ready", flush=True)  # noqa: T201 - who started us waits for it
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
