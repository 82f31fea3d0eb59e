from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.forms import LongTextField
from reviews import markdown
from reviews.models import Review
from reviews.models.reviews import LONGEST_REVIEW
from reviews.services.reviewing import ReviewText


class ReviewForm(forms.Form):
    title = forms.CharField(label=_("Headline"), max_length=150, required=False)
    body = LongTextField(
        label=_("Your review"),
        max_length=LONGEST_REVIEW,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "Markdown works: **bold**, *italic*, > quotation, - list, [link](https://…). "
            "Put ||two bars|| around what spoils the film: it stays covered until asked for. "
            "@name tells a member."
        ),
        error_messages={"required": _("Write something first.")},
    )
    has_spoilers = forms.BooleanField(
        label=_("The whole review tells how the film ends"),
        required=False,
        help_text=_("Its text is covered until a reader asks for it."),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, review: Review | None = None) -> None:
        super().__init__(data, initial=initial_of(review))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("title", "body", Div("language", "has_spoilers", css_class="review-options"))

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].strip("\n")
        if not markdown.excerpt(body):
            raise ValidationError(self.fields["body"].error_messages["required"], code="required")
        return body

    @property
    def text(self) -> ReviewText:
        return ReviewText(**self.cleaned_data)


def initial_of(review: Review | None) -> dict[str, Any]:
    if review is None:
        return {"language": get_language()}
    return {name: getattr(review, name) for name in ("title", "body", "has_spoilers", "language")}
