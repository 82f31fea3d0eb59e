import re
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import LongTextField
from reviews.models import Viewing
from reviews.services.diary import EARLIEST, Entry, latest
from reviews.wording import RATING_WORDS

Precision = Viewing.Precision
NO_DATE = _("When was it? If you do not know, choose a wider range.")
MONTH = re.compile(
    r"\s*(?:(?P<year>\d{4})\D{1,3}(?P<month>\d{1,2})|(?P<month_first>\d{1,2})\D{1,3}(?P<year_last>\d{4}))\s*"
)


class MonthField(forms.Field):
    """A month as browsers send it, 2026-03, or as people type it: 03/2026, 3.2026. Its value is the first day."""

    default_error_messages = {"invalid": _("A month is written like 2026-03.")}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        match = MONTH.fullmatch(str(value))
        try:
            if match is None:
                raise ValueError
            return date(int(match["year"] or match["year_last"]), int(match["month"] or match["month_first"]), 1)
        except ValueError:  # no month at all, or the 13th
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


def year_start(year: int) -> date:
    """Its first day; of a year that no calendar has, the nearest that one has."""
    return date(min(max(year, MINYEAR), MAXYEAR), 1, 1)


def check_day(first: date, today: date) -> None:
    """Of a viewing: the first day of what is known of it."""
    if not EARLIEST <= first <= latest(today):
        raise forms.ValidationError(_("Viewings are between 1888, the year of the first film, and today."))


def rating_choices() -> list[tuple[int | str, str]]:
    numbers = [(number, f"{number} – {word}") for number, word in enumerate(RATING_WORDS, start=1)]
    return [("", gettext("no rating")), *numbers]


class ViewingForm(forms.Form):
    """A viewing of a day, a month, a year or of no known date; the field of the chosen precision alone is read."""

    precision = forms.ChoiceField(label=_("When"), choices=Precision, widget=forms.RadioSelect, initial=Precision.DAY)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("A day is written like 2026-03-14.")},
    )
    month = MonthField(
        label=_("Month"), required=False, widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"})
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, error_messages={"invalid": _("A year is written like 2026.")}
    )
    is_rewatch = forms.BooleanField(label=_("Not for the first time"), required=False)
    rating = forms.TypedChoiceField(
        label=_("Rating at the time"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=rating_choices,
        error_messages={"invalid_choice": _("A rating is a whole number from 1 to 10.")},
    )
    note = LongTextField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(
        label=_("Place"), required=False, max_length=100, help_text=_("A cinema, a festival, a friend's sofa.")
    )
    is_private = forms.BooleanField(
        label=_("Only for me"),
        required=False,
        help_text=_("Nobody else sees this entry, and its rating does not become your rating of the film."),
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "viewing_%s", **kwargs})
        self.today = today
        self.is_repetition = False
        self.fields["day"].widget.attrs |= {"min": EARLIEST.isoformat(), "max": latest(today).isoformat()}
        self.fields["year"].widget.attrs |= {"min": EARLIEST.year, "max": latest(today).year}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Div(
                Field("precision", wrapper_class="when-how"),
                *(Field(name, wrapper_class=f"when-{name}") for name in ("day", "month", "year")),
                css_class="when",
            ),
            Div("rating", "is_rewatch", css_class="viewing-pair"),
            "note",
            "place",
            "is_private",
            "confirmed",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        precision = data.get("precision")
        data["watched_on"] = None
        if precision and precision != Precision.UNKNOWN:
            data["watched_on"] = self.chosen_day(precision)
        for name in {"day", "month", "year"} - {precision}:
            self.errors.pop(name, None)  # what stands in a field that was not chosen does not matter
        return data

    def chosen_day(self, precision: str) -> date | None:
        """The first day of what was chosen; None where that field has an error."""
        if precision in self.errors:
            return None
        value = self.cleaned_data.get(precision)
        if value is None:
            self.add_error(precision, NO_DATE)
            return None
        first = year_start(value) if precision == Precision.YEAR else value
        try:
            check_day(first, self.today)
        except forms.ValidationError as error:
            self.add_error(precision, error)
            return None
        return first

    def entry(self) -> Entry:
        names = ("watched_on", "precision", "is_rewatch", "rating", "note", "place", "is_private")
        return Entry(**{name: self.cleaned_data[name] for name in names})

    @property
    def is_confirmed(self) -> bool:
        """Whether the member said of this very day that they saw the film twice then."""
        day = self.cleaned_data["watched_on"]
        return day is not None and self.cleaned_data["confirmed"] == day.isoformat()

    def ask_to_repeat(self) -> None:
        """Let the form say that the film is in the diary on that day, and take the next submission for an answer."""
        self.is_repetition = True
        self.data = {**self.data.dict(), "confirmed": self.cleaned_data["watched_on"].isoformat()}  # type: ignore[attr-defined]
