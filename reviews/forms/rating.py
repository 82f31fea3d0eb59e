from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.models import UserFilm


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        choices=[(number, number) for number in range(1, 11)],
        coerce=int,
        error_messages={
            "required": _("Choose a rating from 1 to 10."),
            "invalid_choice": _("A rating is a whole number from 1 to 10."),
        },
    )


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=UserFilm.Status, required=False)


class FavoriteForm(forms.Form):
    favorite = forms.BooleanField(required=False)
