import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.tests.factories import make_staff, make_user
from films.models import (
    AlternativeTitle,
    Collection,
    Film,
    FilmRedirect,
    FilmTranslation,
    Keyword,
)
from films.seen import NEXT, recently_seen
from films.tests.factories import make_credit, make_film, make_person
from pages.tests.film_pages import page_of, tree_of
from pages.tests.html import by_class, by_id, links, parse, query, text, texts

pytestmark = pytest.mark.django_db


def details(tree):
    """The facts under Details, by their names."""
    (facts,) = [element for element in by_class(tree, "details") if element.tag == "dl"]
    return {text(row.find("dt")): row.find("dd") for row in facts}


# Addresses


def test_detail_shows_the_film(client):
    film = make_film(title="Solaris")

    response = client.get(f"/films/{film.pk}-solaris/")

    assert response.status_code == 200
    assert text(parse(response).find(".//h1")) == "Solaris 2000"


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/films/{}/", "/films/{}-solaris/"),
        ("/films/{}-wrong/", "/films/{}-solaris/"),
        ("/films/{}-Solaris/", "/films/{}-solaris/"),
        ("/ru/films/{}/", "/ru/films/{}-solaris/"),
        ("/ru/films/{}-wrong/", "/ru/films/{}-solaris/"),
    ],
)
def test_detail_at_another_address_redirects_to_its_own(client, asked, canonical):
    film = make_film(title="Solaris")

    response = client.get(asked.format(film.pk))

    assert response.status_code == 301
    assert response.url == canonical.format(film.pk)


def test_detail_of_a_title_without_latin_letters_has_an_address_without_slug(client):
    film = make_film(title="七人の侍")

    assert client.get(film.get_absolute_url()).status_code == 200
    assert client.get(f"/films/{film.pk}-seven-samurai/").url == film.get_absolute_url()


def test_detail_names_its_canonical_address_and_the_other_language(client):
    film = make_film(title="Solaris")

    tree = parse(client.get(film.get_absolute_url(), {"utm": "x"}))

    address = f"http://testserver{film.get_absolute_url()}"
    assert tree.find(".//link[@rel='canonical']").get("href") == address
    alternates = {link.get("hreflang"): link.get("href") for link in tree.findall(".//link[@hreflang]")}
    assert alternates == {"en": address, "ru": f"http://testserver/ru{film.get_absolute_url()}"}


@pytest.mark.parametrize(
    "address",
    [
        "/films/{}/",
        "/films/{}-x/",
        "/films/{}-x/credits/",
        "/films/{}-x/similar/",
        "/ru/films/{}-x/",
        "/films/99999999999999999999999/",
        "/films/99999999999999999999999-x/credits/",
        "/films/-1/",
        "/films/0/",
        "/films/x/",
        "/films/٣/",
    ],
)
def test_film_that_is_not_there_is_404(client, address):
    film = make_film()

    assert client.get(address.format(film.pk + 1)).status_code == 404


@pytest.mark.parametrize("name", ["detail", "credits", "similar"])
@pytest.mark.parametrize(("make_viewer", "status"), [(None, 404), (make_user, 404), (make_staff, 200)])
def test_adult_film_is_there_for_staff_only(client, name, make_viewer, status):
    film = make_film(adult=True)
    if make_viewer:
        client.force_login(make_viewer())

    assert page_of(client, film, name).status_code == status


@pytest.mark.parametrize(("language", "budget"), [("en", "$1,234,567"), ("ru", "$1 234 567")])
def test_detail_groups_digits_as_its_language_does(client, language, budget):
    film = make_film(budget=1_234_567)

    tree = tree_of(client, film, language=language)

    assert budget in map(text, details(tree).values())


@pytest.mark.parametrize("address", ["/films/{}/", "/films/{}-old-title/", "/ru/films/{}-old-title/"])
def test_merged_film_redirects_to_the_kept_one(client, address):
    kept = make_film(title="Kept")
    FilmRedirect.objects.create(old_id=kept.pk + 100, film=kept)

    response = client.get(address.format(kept.pk + 100))

    assert response.status_code == 301
    assert response.url == address.partition("films/")[0] + f"films/{kept.pk}-kept/"


# Facts


def test_detail_shows_every_fact_that_is_known(client):
    film = make_film(
        title="Le Samouraï",
        title_ru="Самурай",
        original_title="Le Cercle de feu",
        original_language="fr",
        released_on=datetime.date(1967, 10, 25),
        runtime_minutes=105,
        overview="A killer\n\nand his canary.",
        tagline="There is no solitude greater.",
        budget=1_234_567,
        revenue=89,
        imdb_id="tt0062229",
        tmdb_id=5511,
        status=Film.Status.POST_PRODUCTION,
        certification="16+",
        collection=Collection.objects.create(name="Melville's films"),
        genres=["crime", "thriller"],
        countries=["FR", "IT"],
        directors=["Jean-Pierre Melville"],
    )
    film.keywords.add(Keyword.objects.create(name="hit man", slug="наёмник"))
    for title in ("The Godson", "Le Samouraï", "Le Cercle de feu"):
        AlternativeTitle.objects.create(film=film, title=title)

    tree = tree_of(client, film)

    facts = {name: text(value) for name, value in details(tree).items()}
    assert facts == {
        "Released": "Oct. 25, 1967",
        "Status": "Post-production",
        "Language": "French",
        "Part of": "Melville's films",
        "Budget": "$1,234,567",
        "Box office": "$89",
        "Also known as": "The Godson",
        "Keywords": "hit man",
        "Elsewhere": "IMDb TMDB",
    }
    assert query(links(details(tree)["Keywords"])[0]) == [("keyword", "наёмник")]
    assert links(details(tree)["Elsewhere"]) == [
        "https://www.imdb.com/title/tt0062229/",
        "https://www.themoviedb.org/movie/5511",
    ]
    assert texts(by_class(tree, "original")) == ["Le Cercle de feu"]
    assert by_class(tree, "original")[0].get("lang") == "fr"
    assert texts(by_class(tree, "tagline")) == ["There is no solitude greater."]
    assert texts(by_class(tree, "overview")[0].findall("p")) == ["A killer", "and his canary."]
    (shown,) = by_class(tree, "facts")
    assert texts(shown) == ["Age rating: 16+", "1 h 45 min", "France", "Italy", "directed by Jean-Pierre Melville"]
    (head,) = by_class(tree, "film-head")
    assert [query(link) for link in links(head) if "?" in link] == [
        [("year_from", "1967"), ("year_to", "1967")],
        [("country", "FR")],
        [("country", "IT")],
        [("genre", "crime")],
        [("genre", "thriller")],
    ]


def test_detail_shows_nothing_of_what_is_not_known(client):
    film = make_film(title="Bare", released_on=None, runtime_minutes=None)

    tree = tree_of(client, film)

    assert text(tree.find(".//h1")) == "Bare"
    assert details(tree) == {}
    for name in ("original", "tagline", "overview", "year", "cast", "crew", "trailers", "tag"):
        assert by_class(tree, name) == []
    assert text(by_class(tree, "facts")[0]) == ""
    assert "None" not in text(tree)
    assert by_id(tree, "trailers") is None
    assert reverse("films:credits", args=[film.pk, film.slug]) not in links(tree)


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, ""), (1, "1 min"), (59, "59 min"), (60, "1 h 0 min"), (439, "7 h 19 min")]
)
def test_detail_shows_the_runtime_in_hours(client, minutes, shown):
    tree = tree_of(client, make_film(runtime_minutes=minutes))

    assert text(by_class(tree, "facts")[0]) == shown


def test_detail_hides_the_original_title_where_it_is_the_title(client):
    film = make_film(title="Heat", title_ru="Схватка", original_title="Heat")

    assert by_class(tree_of(client, film), "original") == []
    assert texts(by_class(tree_of(client, film, language="ru"), "original")) == ["Heat"]


# Russian


def test_detail_in_russian_shows_russian_texts(client):
    film = make_film(title="Solaris", overview="A station.", tagline="In English", genres=["drama"], countries=["SU"])
    FilmTranslation.objects.create(film=film, language="ru", title="Солярис", overview="Станция.", tagline="Слоган")
    film.keywords.add(Keyword.objects.create(name="station", name_ru="станция", slug="station"))
    make_credit(film=film, person=make_person(name="Andrei Tarkovsky", name_ru="Андрей Тарковский"), job="Director")

    tree = tree_of(client, film, language="ru")

    assert text(tree.find(".//h1")) == "Солярис 2000"
    assert "Солярис" in text(tree.find(".//title"))
    assert tree.find("html").get("lang") == "ru"
    assert texts(by_class(tree, "tagline")) == ["Слоган"]
    (overview,) = by_class(tree, "overview")
    assert (text(overview), overview.get("lang")) == ("Станция.", "ru")
    assert texts(by_class(tree, "tag")) == ["Драма", "станция"]
    assert "СССР" in text(by_class(tree, "facts")[0])
    assert "Андрей Тарковский" in text(tree)
    assert "Andrei Tarkovsky" not in text(tree)
    assert all(link.startswith("/ru/") for link in links(by_class(tree, "film")[0]) if link.startswith("/"))


def test_detail_in_russian_falls_back_to_english(client):
    film = make_film(title="Solaris", overview="A station.", tagline="In English")
    FilmTranslation.objects.create(film=film, language="ru", title="Солярис")

    tree = tree_of(client, film, language="ru")

    (overview,) = by_class(tree, "overview")
    assert (text(overview), overview.get("lang")) == ("A station.", "en")
    assert by_class(tree, "tagline") == []


def test_detail_in_english_never_shows_russian(client):
    film = make_film(title="Solaris")
    FilmTranslation.objects.create(film=film, language="ru", title="Солярис", overview="Станция.", tagline="Слоган")

    tree = tree_of(client, film)

    assert by_class(tree, "overview") == []
    assert by_class(tree, "tagline") == []
    assert "Станция" not in text(tree)


# Backdrop


def test_backdrop_lies_behind_the_head_and_says_nothing(client):
    film = make_film(backdrop="backdrops/1-0123456789abcdef-1280.webp")

    (backdrop,) = by_class(tree_of(client, film), "backdrop")

    (image,) = backdrop.iter("img")
    assert image.get("src") == "/media/backdrops/1-0123456789abcdef-1280.webp"
    assert image.get("srcset") == (
        "/media/backdrops/1-0123456789abcdef-780.webp 780w, /media/backdrops/1-0123456789abcdef-1280.webp 1280w"
    )
    assert (image.get("alt"), image.get("width"), image.get("height")) == ("", "1280", "720")
    assert (image.get("fetchpriority"), image.get("loading")) == ("high", None)


def test_film_without_backdrop_has_no_band(client):
    assert by_class(tree_of(client, make_film()), "backdrop") == []


# Seen


def test_film_of_tmdb_that_is_looked_at_is_noted_once(client):
    film = make_film(tmdb_id=593)
    ours = make_film()
    hidden = make_film(tmdb_id=594, adult=True)

    for _number in range(2):
        for shown in (film, ours, hidden):
            page_of(client, shown)

    assert recently_seen() == {film.pk}
    assert cache.get(NEXT) == 1
