"""A server that takes messages, by SMTP (RFC 5321): a connection that is made again where it is
lost."""

from __future__ import annotations

import random
import smtplib
import threading
import time
from contextlib import suppress

from exporter.mailing.carriers import Answer, Envelope, Halted
from exporter.mailing.smtp_session import connected
from exporter.mailing.smtp_terms import Lost, Patience, Server
from exporter.mailing.smtp_transaction import transacted

# Seconds for which a server that takes nothing is left alone: longer from time to time
SHORTEST_PAUSE = 0.25
LONGEST_PAUSE = 30.0


PATIENT = Patience()


class Line:
    """What all connections of a delivery share: when one last worked, and whether to stop."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self._worked = time.monotonic()

    def works(self) -> None:
        self._worked = time.monotonic()

    def silent(self) -> float:
        """Seconds since a connection worked."""
        return time.monotonic() - self._worked


class Connection:
    """A connection that is made again where it is lost."""

    def __init__(self, server: Server, line: Line, patience: Patience = PATIENT) -> None:
        self._server = server
        self._line = line
        self._patience = patience
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect now, once. Raises Halted where that does not work."""
        try:
            self._smtp = connected(self._server, self._patience)
        except Lost as lost:
            hint = "nothing was sent; its host and port are those of [newsletter.smtp]"
            raise Halted(f"{self._server.named}: {lost}", hint) from lost
        self._line.works()

    def carry(self, envelope: Envelope) -> Answer:
        # a connection may be worn out: the first new one is made at once
        pause = 0.0
        while True:
            try:
                self._smtp = self._smtp or connected(self._server, self._patience)
                answer = transacted(self._smtp, envelope, self._patience)
            except Lost as lost:
                self._drop()
                self._wait(pause, lost)
                pause = min(max(pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE)
                continue
            except BaseException:
                self._drop()
                raise
            if answer.state == "unknown":
                self._drop()
            else:
                self._line.works()
            return answer

    def close(self) -> None:
        if self._smtp:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    def _wait(self, pause: float, lost: Lost) -> None:
        """Raises Halted where it is not worth while any more."""
        if self._line.silent() > self._patience.outage:
            seconds = f"{self._patience.outage:.0f} seconds"
            raise Halted(
                f"{self._server.named} took nothing for {seconds}: {lost}",
                "`exporter newsletter resume` goes on where this ended",
            )
        # not all connections at the same moment
        if self._line.stop.wait(pause * random.uniform(0.75, 1.25)):  # noqa: S311
            raise Halted("interrupted")
