import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

from films.tmdb.exceptions import DeadlineError

MAX_IN_FLIGHT = 8
WINDOW = 1.02  # of a second, in case the server's clock runs faster


class RateLimiter:
    """At most `rate` requests in any second by the server's clock and eight at once, from all threads together.

    The server sees a request at some moment between sending and answer. So each request takes one of `rate` tokens and
    gives it back with the answer, and the token rests for a second: no delay on the way can bring more than `rate`
    requests into one second. Beyond that the requests are spaced evenly.
    """

    def __init__(
        self, rate: int, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._interval = 1 / rate
        self._next_at = -inf
        self._tokens_usable_at = deque([-inf] * rate)
        self._lock = threading.Lock()
        # One who holds a slot always finds a token, resting or not: there are no fewer tokens than slots.
        self._slots = threading.BoundedSemaphore(min(rate, MAX_IN_FLIGHT))

    @contextmanager
    def turn(self, deadline: float = inf) -> Iterator[None]:
        """Wait until a request may be sent, and count it as open for the length of the block.

        Raises DeadlineError at once when the wait would end after `deadline`.
        """
        if not self._slots.acquire(timeout=min(max(deadline - self._clock(), 0), threading.TIMEOUT_MAX)):
            raise DeadlineError("the time is up while other requests are open")
        try:
            self._take_token(deadline)
            try:
                yield
            finally:
                self._return_token()
        finally:
            self._slots.release()

    def pause(self, seconds: float) -> None:
        """Let no request start for so long, whichever thread's."""
        with self._lock:
            self._next_at = max(self._next_at, self._clock() + seconds)

    def _take_token(self, deadline: float) -> None:
        while (delay := self._try_to_take_token()) > 0:
            if self._clock() + delay > deadline:
                raise DeadlineError("the time is up before the next request may be sent")
            self._sleep(delay)

    def _try_to_take_token(self) -> float:
        """Seconds to wait before the next attempt; 0 when the token is taken."""
        with self._lock:
            now = self._clock()
            delay = max(self._next_at, self._tokens_usable_at[0]) - now
            if delay <= 0:
                self._tokens_usable_at.popleft()
                self._next_at = now + self._interval
            return max(delay, 0)

    def _return_token(self) -> None:
        with self._lock:
            self._tokens_usable_at.append(self._clock() + WINDOW)
