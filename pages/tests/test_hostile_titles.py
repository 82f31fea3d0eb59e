import pytest
from django.urls import reverse
from django.utils import translation

from accounts.tests.factories import make_user
from films.models import (
    FilmTranslation,
)
from films.tests.factories import make_film
from pages.tests.html import by_class, parse, text, texts

pytestmark = pytest.mark.django_db


HOSTILE = [
    '<script>alert("1")</script>',
    "\" onmouseover='alert(1)' x=\"",
    "{{ 7|add:7 }} {% now 'Y' %}",
    "\u202eRight to left\u202c שלום עולם",
    "W" * 300,
    "七人の侍と三百人の敵の長い長い物語" * 10,
    "🎬 Zalgo t̶̢̛͔̖͕̄̈́͐ę̷̛̺̭̬̍̒x̷̧͉̯̊t",
    "&lt;b&gt; & &amp;",
    "…",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_texts_are_escaped_everywhere(client, title):
    film = make_film(
        title=title,
        original_title=f"{title} "[:300],
        overview=title,
        tagline=title,
        directors=[title[:200]],
        cast=[title[:200]],
    )
    FilmTranslation.objects.create(film=film, language="ru", title=title, overview=title, tagline=title)
    client.force_login(make_user())

    for language in ("en", "ru"):
        for name in ("detail", "credits", "similar"):
            with translation.override(language):
                address = reverse(f"films:{name}", args=[film.pk, film.slug or "-"])
            response = client.get(address, follow=True)
            tree = parse(response)
            assert response.status_code == 200
            assert " ".join(title.split()) in text(tree.find(".//h1"))
            assert all(not key.startswith("on") for element in tree.iter() for key in element.attrib)
            assert {script.get("src", "")[:8] for script in tree.iter("script")} == {"/static/"}
            assert len(response.content) < 60 * 1024


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_fit_their_poster(client, title):
    film = make_film(title=title)

    (poster,) = by_class(parse(client.get(film.get_absolute_url())), "tp")

    lines = texts(poster.iter("tspan"))
    assert 1 <= len(lines) <= 5
    assert all(0 < len(line) <= 25 for line in lines)
    assert int(poster.find("text").get("y")) > 0
