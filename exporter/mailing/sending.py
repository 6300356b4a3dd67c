"""A delivery: who is next, at what pace, by which connection, and what became of it.

One thread, the caller's, keeps the ledger; others carry messages. A message is `sending` on the
disk before anybody carries it, and few are at a time: that is all that can become `unknown` when
the program is killed.
"""

from __future__ import annotations

import heapq
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from types import FrameType
from typing import Any, NamedTuple

from exporter.errors import ExporterError
from exporter.mailing.carriers import Answer, Carrier, Envelope, Halted
from exporter.mailing.deliveries import Addressee, Result, Run, count, enter, waiting
from exporter.mailing.ledger import Ledger

# Messages that wait for each connection: enough that none is idle while the ledger is written
AHEAD = 2
# Seconds until a message that was deferred is tried again; then it waits for `resume`
AGAIN = (5.0, 30.0, 120.0)
# So many refusals with nothing accepted between them are about us, not about those addresses
IN_A_ROW = 25
# Seconds of its pace that a delivery catches up with at once
BURST = 0.25

Progress = Callable[[int, int, str], None]
Write = Callable[[Addressee], Envelope]


class Pace(NamedTuple):
    """Messages per second, 0 for as fast as it goes; and when those that were deferred go again."""

    rate: float = 0
    again: tuple[float, ...] = AGAIN
    in_a_row: int = IN_A_ROW


class _Back(NamedTuple):
    """A message that came back: with an answer where it was carried, and with what went wrong."""

    to: Addressee
    answer: Answer | None
    error: BaseException | None = None


@dataclass
class _Course:
    """How far a delivery is: `out` are being carried, `later` go again when it is time."""

    source: Iterator[Addressee]
    total: int
    settled: int
    most: int
    pace: Pace
    out: dict[str, Addressee] = field(default_factory=dict)
    later: list[tuple[float, str, Addressee]] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    exhausted: bool = False
    ends: list[int] = field(default_factory=list)
    next_at: float = field(default_factory=time.monotonic)


class _Hands(NamedTuple):
    """What the carrying threads take from and give back to."""

    todo: queue.SimpleQueue[Addressee | None]
    done: queue.SimpleQueue[_Back]
    stop: threading.Event


def deliver(
    ledger: Ledger,
    run: Run,
    carriers: Sequence[Carrier],
    write: Write,
    pace: Pace,
    stop: threading.Event,
    progress: Progress = lambda _done, _total, _label: None,
) -> None:
    """Send what is pending, once each; the ledger says what became of it.

    Raises Halted where it can't go on to the end; what was not sent stays pending.
    """
    counts = count(ledger, run)
    total = sum(counts.values())
    most = len(carriers) * (1 + AHEAD)
    source = waiting(ledger, run)
    course = _Course(source, total, total - counts.get("pending", 0), most, pace)
    hands = _Hands(queue.SimpleQueue(), queue.SimpleQueue(), stop)
    threads = [
        threading.Thread(target=_work, args=(carrier, write, hands), daemon=True)
        for carrier in carriers
    ]
    for thread in threads:
        thread.start()
    with _ended_politely() as course.ends:
        try:
            _coordinate(ledger, run, hands, course, progress)
        finally:
            # whatever ends it: messages at hand are finished, the others go back
            stop.set()
            for _ in threads:
                hands.todo.put(None)
            for thread in threads:
                thread.join()
            left = [_taken(course, back) for back in _came(hands.done, 0)]
            if left:
                enter(ledger, run, left, ())


@contextmanager
def _ended_politely() -> Iterator[list[int]]:
    """The signals that want an end, for the loop to see between two steps: in the midst of one, an
    exception would lose an answer. What they do otherwise they do at last; a second one at once."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return

    def hear(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            handlers[number](number, frame)

    handlers: dict[int, Any] = {
        number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield came
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if came and callable(handlers[came[0]]):
        handlers[came[0]](came[0], None)


def _work(carrier: Carrier, write: Write, hands: _Hands) -> None:
    while (to := hands.todo.get()) is not None:
        hands.done.put(_Back(to, None) if hands.stop.is_set() else _carried(to, carrier, write))
    carrier.close()


def _carried(to: Addressee, carrier: Carrier, write: Write) -> _Back:
    try:
        envelope = write(to)
    except Exception as error:  # noqa: BLE001 - the caller's thread raises it
        return _Back(to, None, error)
    try:
        return _Back(to, carrier.carry(envelope))
    except Halted as error:
        return _Back(to, None, error)
    except Exception as error:  # noqa: BLE001
        # a fault of ours, at whatever point it was: the message may have gone
        return _Back(to, Answer("unknown", 0, f"{type(error).__name__}: {error}"), error)


def _coordinate(
    ledger: Ledger, run: Run, hands: _Hands, course: _Course, progress: Progress
) -> None:
    came: list[_Back] = []
    while True:
        results = [_taken(course, back) for back in came]
        failure = next((back.error for back in came if back.error), None)
        if failure is None and course.refused >= course.pace.in_a_row:
            failure = _too_many(course, results[-1])
        ended = bool(failure or course.ends)
        batch = [] if ended else list(_next(course))
        claimed = enter(ledger, run, results, batch) if results or batch else []
        if failure:
            raise failure
        if ended:
            return
        # who left the list meanwhile is done with
        course.settled += len(batch) - len(claimed)
        for to in claimed:
            course.out[to.key] = to
            hands.todo.put(to)
        progress(course.settled, course.total, "")
        if course.exhausted and not course.out and not course.later:
            return
        came = _came(hands.done, _pause(course))


def _next(course: _Course) -> Iterator[Addressee]:
    """Those that go now: as many as there is room for, and as the pace allows."""
    now = time.monotonic()
    free = course.most - len(course.out)
    if rate := course.pace.rate:
        course.next_at = max(course.next_at, now - BURST)
        free = min(free, int((now - course.next_at) * rate) + 1 if course.next_at <= now else 0)
    for _ in range(free):
        if course.later and course.later[0][0] <= now:
            to = heapq.heappop(course.later)[2]
        elif not (found := next(course.source, None)):
            course.exhausted = True
            return
        else:
            to = found
        if rate:
            course.next_at += 1 / rate
        yield to


def _pause(course: _Course) -> float:
    """Seconds to wait for an answer before there may be something else to do."""
    now = time.monotonic()
    moments = [now + 1.0]
    if len(course.out) < course.most:
        slot = course.next_at if course.pace.rate else now
        moments += [] if course.exhausted else [slot]
        moments += [max(course.later[0][0], slot)] if course.later else []
    return max(0.0, min(moments) - now)


def _came(done: queue.SimpleQueue[_Back], pause: float) -> list[_Back]:
    """All that came back by now, and at least one if it comes within `pause` seconds."""
    try:
        first = done.get(timeout=pause) if pause else done.get_nowait()
    except queue.Empty:
        return []
    return [first, *islice(iter(done.get_nowait, None), done.qsize())]


def _taken(course: _Course, back: _Back) -> Result:
    """What the ledger says of a message that came back."""
    to, answer = back.to, back.answer
    course.out.pop(to.key, None)
    if answer is None:
        return Result(to.key, "pending", tried=False)
    course.refused = course.refused + 1 if answer.state == "refused" else 0
    number = course.tries.get(to.key, 0)
    if answer.state == "deferred" and number < len(course.pace.again):
        course.tries[to.key] = number + 1
        heapq.heappush(course.later, (time.monotonic() + course.pace.again[number], to.key, to))
    else:
        course.settled += 1
    return Result(to.key, answer.state, answer.code, answer.reply)


def _too_many(course: _Course, last: Result) -> ExporterError:
    return Halted(
        f"{course.refused} messages in a row were refused, the last: {last.code} {last.reply}",
        "that is hardly about each of these addresses; once it is mended, "
        "`exporter newsletter resume --retry-refused` goes on",
    )
