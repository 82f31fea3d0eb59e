from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import LongTextField
from reviews import markdown
from reviews.models import Discussion
from reviews.models.comments import LONGEST_COMMENT

MARKS = _("Markdown works: **bold**, *italic*, [link](https://…), ||spoiler||. @name tells a member.")


class TextForm(forms.Form):
    """With the text of a comment or of the first post of a discussion; `key` begins the ids of its parts."""

    key: str

    body = LongTextField(
        label=_("Your comment"),
        widget=forms.Textarea,
        max_length=LONGEST_COMMENT,
        strip=False,
        help_text=MARKS,
        error_messages={"required": _("Write something first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs |= {"rows": 4}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the templates have it

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].strip("\n")
        if not markdown.says_something(markdown.excerpt(body)):
            raise ValidationError(self.fields["body"].error_messages["required"], code="required")
        return body


class CommentForm(TextForm):
    """Several are on one page: `key` tells their fields apart."""

    def __init__(self, *args: Any, key: str = "new", **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{key}-%s", **kwargs)
        self.key = key
        if key != "new":  # opened to be written in at once
            self.fields["body"].widget.attrs |= {"autofocus": True}
        if key.startswith("answer"):
            self.fields["body"].label = _("Your answer")


class DiscussionForm(TextForm):
    key = "discussion"
    title = forms.CharField(label=_("Subject"), max_length=150)
    room = forms.ChoiceField(label=_("Room"), choices=Discussion.Room, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Your first post")
        self.fields["body"].widget.attrs |= {"rows": 10}
        self.helper.layout = Layout("title", "body", "room")

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if not markdown.says_something(title):
            raise ValidationError(_("Give it a subject."), code="required")
        return title
