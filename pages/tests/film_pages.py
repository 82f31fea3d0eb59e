from django.urls import reverse
from django.utils import translation

from films.models import (
    AlternativeTitle,
    Country,
    Genre,
    Keyword,
    Video,
)
from films.tests.factories import make_credit, make_film
from pages.tests.html import parse
from reviews.tests.factories import rate


def page_of(client, film, name="detail", *, language="en", **kwargs):
    with translation.override(language):
        url = reverse(f"films:{name}", args=[film.pk, film.slug])
        return client.get(url, **kwargs)


def tree_of(client, film, name="detail", **kwargs):
    response = page_of(client, film, name, **kwargs)
    assert response.status_code == 200
    return parse(response)


def make_full_film(number):
    """A film with `number` rows of everything."""
    film = make_film(
        title="Full",
        title_ru="Полный",
        genres=list(Genre.objects.order_by("pk").values_list("slug", flat=True)[: min(number, 6)]),
        countries=list(Country.objects.order_by("pk").values_list("pk", flat=True)[: min(number, 6)]),
        overview="words " * 100,
        directors=[f"Director {n}" for n in range(min(number, 2))],
        cast=[f"Actor {n}" for n in range(number)],
    )
    for n in range(number):
        film.keywords.add(Keyword.objects.get_or_create(name=f"word {n}", slug=f"word-{n}")[0])
        AlternativeTitle.objects.create(film=film, title=f"Other title {n}")
        Video.objects.create(film=film, key=f"v{n}")
        make_credit(film=film, person=f"Writer {n}", department="Writing", job="Writer")
    rate(film, *([7] * 3))
    return film
