from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from . import images
from .models import User


class SignupForm(allauth.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_plainly(self, email=_("E-mail"), username=_("Username"), password1=_("Password"))
        self.fields["email"].help_text = _("We send a link there to confirm it. Nobody else sees it.")
        self.fields["username"].help_text = _(
            "3 to 30 Latin letters and digits, with dots, hyphens or underscores between them. It is in the address of "
            "your profile."
        )
        self.fields["username"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Save the member, or answer in the same way and the same time if the address already is a member's."""
        if self.account_already_exists:
            get_adapter().keep_name(self.cleaned_data["username"])
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def save(self, request: HttpRequest) -> User:
        """Raises IntegrityError if another sign-up took the name or the address after they were checked."""
        with transaction.atomic():
            return super().save(request)


class LoginForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_plainly(self, login=_("E-mail or username"), password=_("Password"), remember=_("Keep me logged in"))
        self.fields["login"].widget.attrs.update(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )

    def user_credentials(self) -> dict[str, str]:
        """Usernames have no @, so the login is one or the other.

        Given as both, an address of a member would cost one more password hash than another: a difference to measure.
        """
        login = self.cleaned_data["login"]
        return {"email" if "@" in login else "username": login, "password": self.cleaned_data["password"]}


class AddEmailForm(allauth.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_plainly(self, email=_("New e-mail"))

    def save(self, request: HttpRequest) -> EmailAddress:
        """Sent twice at once, the form has one effect."""
        try:
            return super().save(request)
        except IntegrityError:
            return EmailAddress.objects.get_for_user(self.user, self.cleaned_data["email"])


class ResetPasswordForm(allauth.ResetPasswordForm):
    users: list[User]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_plainly(self, email=_("E-mail"))

    def clean_email(self) -> str:
        """An address that a member only wants to change to, perhaps mistyped, gives no access to the account."""
        email = super().clean_email()
        self.users = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class ReauthenticateForm(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_plainly(self, password=_("Password"))


class ChangePasswordForm(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_plainly(self, oldpassword=_("Your password now"), **NEW_PASSWORD)


class SetPasswordForm(allauth.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_plainly(self, **NEW_PASSWORD)


class ResetPasswordKeyForm(allauth.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_plainly(self, **NEW_PASSWORD)


NEW_PASSWORD = {"password1": _("New password"), "password2": _("New password again")}
PASSWORD_HELP = _("At least 10 characters, not only digits, and nothing common.")


def name_plainly(form: forms.Form, **labels: Any) -> None:
    """Give the fields of a form of allauth our words; a placeholder would only repeat them."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)
    if "password1" in labels:
        form.fields["password1"].help_text = PASSWORD_HELP


class LongTextField(forms.CharField):
    """Counts a line break as one character, as the browser does while one types."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class SettingsForm(forms.ModelForm):
    """A member's settings. Checking fills the object it is given, so that must be a copy of the member."""

    avatar = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 5 MB. Shown as a square."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    remove_avatar = forms.BooleanField(label=_("Remove the picture"), required=False)

    class Meta:
        model = User
        fields = ["name", "bio", "is_private", "spoiler_safe", "language", "theme"]
        field_classes = {"bio": LongTextField}
        help_texts = {
            "bio": _("A few lines, plain text."),
            "language": _("Of the mails we send you and of the page after you log in."),
        }

    def __init__(self, *args: Any, is_suspended: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bio"].widget.attrs["rows"] = 5
        if not self.instance.avatar or is_suspended:
            del self.fields["remove_avatar"]
        if is_suspended:
            del self.fields["avatar"]
            self.fields["name"].disabled = self.fields["bio"].disabled = True
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("Your profile"), *self.picture(), "name", "bio", "is_private"),
            Fieldset(_("The site for you"), "spoiler_safe", "language", "theme"),
            Submit("save", _("Save")),
        )

    def picture(self) -> list[str]:
        return [name for name in ("avatar", "remove_avatar") if name in self.fields]

    def clean_avatar(self) -> File | None:
        file = self.cleaned_data["avatar"]
        if file:
            images.validate_image(file)
        return file or None

    def clean(self) -> dict[str, Any]:
        """`avatar` becomes what `services.update_profile` takes: a picture, False to remove it, None to keep it."""
        data = super().clean() or self.cleaned_data
        if data.pop("remove_avatar", False) and data.get("avatar") is None:
            data["avatar"] = False
        return data


class DeleteAccountForm(forms.Form):
    username = forms.CharField(
        label=_("Type your username to confirm"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = FormHelper()
        self.helper.form_action = reverse_lazy("delete_account")
        self.helper.layout = Layout(
            "username", StrictButton(_("Delete my account"), type="submit", css_class="btn-danger")
        )

    def clean_username(self) -> str:
        if self.cleaned_data["username"] != self.user.username:
            raise forms.ValidationError(_("That is not your username."))
        return self.user.username
