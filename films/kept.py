"""Parts of pages that are pure functions of what they are drawn from, and are kept in memory by it.

Nothing has to be invalidated: what changed is drawn from something else.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings
from django.utils.translation import get_language

Drawn = TypeVar("Drawn")


class Kept(Generic[Drawn]):
    """The `size` parts that were shown last, each by its key and the language."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.parts: dict[Hashable, Drawn] = {}
        self.lock = Lock()

    def get(self, key: Hashable, draw: Callable[[], Drawn]) -> Drawn:
        """That of `key`, which must have in it all that `draw` reads."""
        if settings.DEBUG:  # a changed template shows at once
            return draw()
        key = (get_language(), key)
        with self.lock:
            part = self.parts.pop(key, None)
        return self.keep(key, draw() if part is None else part)

    def keep(self, key: Hashable, part: Drawn) -> Drawn:
        with self.lock:
            self.parts[key] = part
            if len(self.parts) > self.size:
                del self.parts[next(iter(self.parts))]
        return part
