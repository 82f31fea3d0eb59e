"""What staff edit in a form is locked against the synchronisation with TMDB; the locks stand in the form too."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from films import locks
from films.models import AlternativeTitle, Credit, Film, FilmCountry, FilmGenre, FilmTranslation, Video
from films.services import curation

ROWS: dict[type, str] = {
    FilmGenre: "genres",
    FilmCountry: "countries",
    Credit: "credits",
    AlternativeTitle: "alternative_titles",
    Video: "videos",
}


class LockingForm(forms.ModelForm):
    """The hidden initial choice tells what was lifted here from what somebody else has locked meanwhile."""

    locked = forms.MultipleChoiceField(
        label=gettext_lazy("Locked"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        show_hidden_initial=True,
        help_text=gettext_lazy("TMDB does not overwrite these. What you edit is locked as you save."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict.fromkeys([*lockable_names(type(self.instance)), *self.instance.locked_fields])
        self.fields["locked"].choices = [(name, capfirst(locks.label(name))) for name in names]  # type: ignore[attr-defined]
        self.initial["locked"] = self.instance.locked_fields


class LockingAdmin(admin.ModelAdmin):
    """Its form is a LockingForm."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        before, after = initial_locks(form), set(form.cleaned_data["locked"])
        lifted = before - after
        edited = edited_names(form, formsets) - lifted
        if edited or before != after:
            curation.change_locks(form.instance, lock=edited | (after - before), lift=lifted)

    @admin.display(description=gettext_lazy("locked"))
    def locked(self, obj: Any) -> str:
        """For those who may only look."""
        return ", ".join(locks.label(name) for name in obj.locked_fields) or "–"


def lockable_names(model: type) -> list[str]:
    return locks.names_of_film() if model is Film else list(locks.OF_PERSON)


def initial_locks(form: Any) -> set[str]:
    """The locks that stood in the form as it was opened."""
    bound = form["locked"]
    return set(bound.field.hidden_widget().value_from_datadict(form.data, form.files, bound.html_initial_name) or [])


def edited_names(form: Any, formsets: Iterable[Any]) -> set[str]:
    names = set(form.changed_data) & set(lockable_names(type(form.instance)))
    for formset in formsets:
        if formset.model is FilmTranslation:
            names.update(edited_translations(formset))
        elif formset.model in ROWS and formset.has_changed():
            names.add(ROWS[formset.model])
    return names


def edited_translations(formset: Any) -> Iterator[str]:
    """A row that is deleted, or moved to another language, takes its texts away from a language."""
    for row in formset.forms:
        if not row.has_changed():
            continue
        old, new = row.initial.get("language"), row.cleaned_data.get("language")
        if old and (row in formset.deleted_forms or old != new):
            yield from (locks.translated_name(base, old) for base in locks.TRANSLATED if row.initial.get(base))
        if new and row not in formset.deleted_forms:
            moved = [base for base in locks.TRANSLATED if old != new and row.cleaned_data.get(base)]
            edited = [base for base in locks.TRANSLATED if base in row.changed_data]
            yield from (locks.translated_name(base, new) for base in {*moved, *edited})
