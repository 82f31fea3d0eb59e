"""Asking TMDB while somebody waits for a page: within so many seconds, whatever TMDB, the network or the DNS do."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from films.tmdb.client import Client
from films.tmdb.exceptions import DeadlineError, NotConfiguredError, TmdbError

logger = logging.getLogger("films.tmdb")
T = TypeVar("T")

# The client limits what it reads, but nothing limits how long a name is looked up, or how many addresses it has.
threads = ThreadPoolExecutor(8, thread_name_prefix="tmdb-page")


def ask(question: Callable[[Client], T], *, about: str, seconds: float) -> T:
    """The answer to `question`, tried once, in another thread: it must not use the database.

    Raises TmdbError after noting it in the log as one `about` the film or the search.
    """
    deadline = time.monotonic() + seconds

    def answer() -> T:
        with Client.from_settings(seconds=seconds, tries=1, deadline=deadline) as client:
            return question(client)

    future = threads.submit(copy_context().run, answer)
    try:
        return wait_for(future, seconds)
    except NotConfiguredError:
        raise
    except TmdbError as error:
        logger.warning("%s: %s", about, error)
        raise


def wait_for(future: Future[T], seconds: float) -> T:
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        future.cancel()  # if no thread has come to it yet
        raise DeadlineError(f"no answer within {seconds} s") from None
