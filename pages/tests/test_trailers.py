import pytest

from films.models import (
    Video,
)
from films.tests.factories import make_film
from pages.tests.film_pages import page_of, tree_of
from pages.tests.html import by_class, parse, texts

pytestmark = pytest.mark.django_db


def test_trailers_link_out_and_nothing_is_embedded(client):
    film = make_film()
    Video.objects.create(film=film, key="abc-_1", name="Official <Trailer>")
    Video.objects.create(film=film, key="v2", site="Vimeo", kind="Teaser")
    Video.objects.create(film=film, key="clip", kind="Clip", name="A clip")

    response = page_of(client, film)
    tree = parse(response)

    (trailers,) = by_class(tree, "trailers")
    assert [(link.get("href"), link.get("rel")) for link in trailers.iter("a")] == [
        ("https://www.youtube.com/watch?v=abc-_1", "noopener noreferrer"),
        ("https://vimeo.com/v2", "noopener noreferrer"),
    ]
    assert [link.get("data-player") for link in trailers.iter("a")] == [
        "https://www.youtube-nocookie.com/embed/abc-_1?autoplay=1&rel=0",
        "https://player.vimeo.com/video/v2?autoplay=1&dnt=1",
    ]
    assert texts(trailers.iter("a")) == ["Play: Official <Trailer> YouTube", "Play: Trailer Vimeo"]
    assert [element.tag for element in tree.iter() if element.tag in {"iframe", "embed", "object", "video"}] == []
    sources = [element.get("src") for element in tree.iter() if element.get("src")]
    assert all(source.startswith("/") for source in sources)


def test_trailer_is_drawn_over_the_backdrop_or_the_poster_s_motif(client):
    bare, full = make_film(), make_film(backdrop="backdrops/1-0123456789abcdef-1280.webp")
    for film in (bare, full):
        Video.objects.create(film=film, key="abc")

    (drawn,), (shown,) = (by_class(tree_of(client, film), "trailers") for film in (bare, full))

    assert (len(list(drawn.iter("svg"))), len(list(drawn.iter("img")))) == (1, 0)
    (image,) = shown.iter("img")
    assert image.get("src") == "/media/backdrops/1-0123456789abcdef-1280.webp"
    assert (image.get("alt"), image.get("loading")) == ("", "lazy")


@pytest.mark.parametrize("has_trailer", [True, False])
def test_script_of_the_trailers_is_loaded_only_where_there_are_any(client, has_trailer):
    film = make_film()
    if has_trailer:
        Video.objects.create(film=film, key="abc")

    scripts = [script.get("src") for script in tree_of(client, film).iter("script")]

    assert ("/static/js/trailers.js" in scripts) == has_trailer


def test_only_the_two_players_may_be_framed(client):
    policy = client.get("/about/").headers["Content-Security-Policy"]

    directives = [directive.strip() for directive in policy.split(";")]
    assert "frame-src https://www.youtube-nocookie.com https://player.vimeo.com" in directives


def test_trailers_are_at_most_four(client):
    film = make_film()
    for number in range(6):
        Video.objects.create(film=film, key=f"v{number}")

    assert len(by_class(tree_of(client, film), "trailers")[0]) == 4


def test_trailer_on_an_unknown_site_does_not_break_the_page(client):
    film = make_film()
    Video.objects.create(film=film, key="v1", site="Dailymotion")

    assert page_of(client, film).status_code == 200
