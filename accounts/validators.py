from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

RESERVED_USERNAMES = frozenset(
    [
        "about",
        "account",
        "accounts",
        "admin",
        "administrator",
        "api",
        "filmtracker",
        "help",
        "home",
        "me",
        "moderator",
        "root",
        "staff",
        "support",
        "system",
    ]
)

username_characters = RegexValidator(
    r"^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?\Z",
    _("Use Latin letters, digits, and dots, hyphens or underscores between them."),
)


def validate_username_not_reserved(value: str) -> None:
    if value.lower() in RESERVED_USERNAMES:
        raise ValidationError(_("This name is reserved. Choose another one."))


username_validators: list[Callable[[str], None]] = [username_characters, validate_username_not_reserved]
