"""The flows of allauth without what they leave behind in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest


class NoMessages(BaseStorage):
    def _get(self) -> tuple[list, bool]:
        return [], True

    def _store(self, messages: list, response: object) -> list:
        return []


@contextmanager
def without_traces(request: HttpRequest, *, keep_session: bool = False) -> Iterator[None]:
    """What is put into the session or told in messages meanwhile is dropped; with `keep_session` the messages alone."""
    session, messages = request.session, request._messages  # type: ignore[attr-defined]
    request._messages = NoMessages(request)  # type: ignore[attr-defined]
    if not keep_session:
        request.session = SessionStore()
    try:
        yield
    finally:
        request.session, request._messages = session, messages  # type: ignore[attr-defined]
