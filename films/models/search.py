from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from films.expressions import Words

from .catalogue import Film
from .people import Person


class SearchEntry(models.Model):
    """One name of a film or a person, as it is searched. Written by triggers only (films/triggers.py)."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, null=True, related_name="search_entries")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="search_entries")
    text = models.CharField(max_length=400)  # words, by films_entry_text
    key = models.CharField(max_length=200)  # the sort key without spaces: spiderman finds Spider-Man

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(film__isnull=False, person__isnull=True) | Q(film__isnull=True, person__isnull=False),
                name="search_entry_of_film_or_person",
            )
        ]
        # Films and people apart: the many people called John must not stand in the way of a film.
        indexes = [
            models.Index(
                fields=["key"],
                opclasses=["text_pattern_ops"],
                include=["film"],
                condition=Q(film__isnull=False),
                name="search_entry_film_key",
            ),
            models.Index(
                fields=["key"],
                opclasses=["text_pattern_ops"],
                include=["person"],
                condition=Q(person__isnull=False),
                name="search_entry_person_key",
            ),
            GinIndex(
                Words("text"),
                fastupdate=False,
                condition=Q(film__isnull=False),
                name="search_entry_film_words",
            ),
            GinIndex(
                Words("text"),
                fastupdate=False,
                condition=Q(person__isnull=False),
                name="search_entry_person_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SearchWord(models.Model):
    """Every word of five letters or more of the search entries, once: what a mistyped word is compared with."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        indexes = [GinIndex(Func(F("word"), function="films_typo_keys"), fastupdate=False, name="search_word_typos")]

    def __str__(self) -> str:
        return self.word
