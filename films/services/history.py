"""What staff did to a film outside of the admin, where the admin tells it: at the film's history."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.utils.translation import override

from accounts.models import User
from films.models import Film


def note_addition(*, editor: User, film: Film) -> None:
    note(editor, film, ADDITION, [{"added": {}}])


def note_change(*, editor: User, film: Film, names: Iterable[str]) -> None:
    """`names` of fields, as `films.services.writing` takes them."""
    with override(None):  # the admin translates them for who reads
        fields = [verbose_name_of(name) for name in sorted(names)]
    note(editor, film, CHANGE, [{"changed": {"fields": fields}}])


def note_deletion(*, editor: User, film: Film) -> None:
    """Before it is deleted."""
    note(editor, film, DELETION, "")


def note(editor: User, film: Film, flag: int, message: Any) -> None:
    LogEntry.objects.log_actions(editor.pk, [film], flag, message, single_object=True)


def verbose_name_of(name: str) -> str:
    """The texts in Russian are columns of another table."""
    base, _, language = name.rpartition("_")
    if base and language == "ru":
        return f"{verbose_name_of(base)} ({language})"
    field: Any = Film._meta.get_field(name)
    return str(field.verbose_name)
