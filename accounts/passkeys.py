"""allauth's forms of security keys, for which junk in place of a key's answer is an invalid form and not a crash."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn import forms as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _


class CredentialField(forms.JSONField):
    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:  # nested too deeply, or a number of thousands of digits
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except (RecursionError, ValueError):
            return InvalidJSONInput("")


def refuse_junk(clean: Callable[[], Any]) -> Any:
    """The libraries that read a key's answer raise whatever comes when it has not the shape of one."""
    try:
        return clean()
    except ValidationError:
        raise
    except Exception as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddForm(allauth.AddWebAuthnForm):
    credential = CredentialField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["passwordless"].label = _("Log in with this key alone")
        self.fields["passwordless"].help_text = _("Instead of the password the key asks for your fingerprint or a PIN.")

    def clean(self) -> dict[str, Any]:
        return refuse_junk(super().clean)


class AuthenticateForm(allauth.AuthenticateWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return refuse_junk(super().clean_credential)


class LoginForm(allauth.LoginWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return refuse_junk(super().clean_credential)


class ReauthenticateForm(allauth.ReauthenticateWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return refuse_junk(super().clean_credential)
