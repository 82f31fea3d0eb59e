import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.tests.factories import make_staff, make_user
from films.models import (
    AlternativeTitle,
    Collection,
    Country,
    Credit,
    Film,
    FilmRedirect,
    FilmTranslation,
    Genre,
    Keyword,
    Person,
    Video,
)
from films.seen import NEXT, recently_seen
from films.services.ranking import refresh_ranking
from films.tests.factories import make_credit, make_film, make_person
from pages.tests.html import by_class, by_id, card_titles, links, parse, query, text, texts
from reviews.models import Discussion, Review
from reviews.tests.factories import make_discussion, make_review, make_user_film

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def page_of(client, film, name="detail", *, language="en", **kwargs):
    with translation.override(language):
        url = reverse(f"films:{name}", args=[film.pk, film.slug])
        return client.get(url, **kwargs)


def tree_of(client, film, name="detail", **kwargs):
    response = page_of(client, film, name, **kwargs)
    assert response.status_code == 200
    return parse(response)


def details(tree):
    """The facts under Details, by their names."""
    (facts,) = [element for element in by_class(tree, "details") if element.tag == "dl"]
    return {text(row.find("dt")): row.find("dd") for row in facts}


def rate(film, *ratings):
    for rating in ratings:
        make_user_film(film=film, rating=rating)


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


# Credits


def crew_of(film, tree):
    return [(text(row.find("a")), text(row.find("span"))) for row in by_class(tree, "crew")[0]]


def test_detail_names_each_person_of_the_crew_once_with_all_jobs_directors_first(client):
    film = make_film()
    allen, baker, clark = make_person(name="Allen"), make_person(name="Baker"), make_person(name="Clark")
    make_credit(film=film, person=clark, department="Camera", job="Director of Photography")
    make_credit(film=film, person=allen, department="Writing", job="Writer")
    make_credit(film=film, person=allen, department="Writing", job="Screenplay")
    make_credit(film=film, person=allen, department="Writing", job="Writer")
    make_credit(film=film, person=baker, department="Production", job="Producer")
    make_credit(film=film, person=baker, department="Directing", job="Director")
    make_credit(film=film, person=clark, department="Camera", job="Clapper Loader")

    tree = tree_of(client, film)

    assert crew_of(film, tree) == [
        ("Baker", "Director, Producer"),
        ("Allen", "Writer, Screenplay"),
        ("Clark", "Director of Photography"),
    ]


def test_detail_names_a_director_once_in_the_head(client):
    film = make_film(directors=["Lana Wachowski", "Lilly Wachowski"])
    lana = film.credits.get(person__name="Lana Wachowski").person
    make_credit(film=film, person=lana, department="Directing", job="Director")

    tree = tree_of(client, film)

    assert "directed by Lana Wachowski, Lilly Wachowski" in text(by_class(tree, "facts")[0]).replace(" ,", ",")
    assert text(by_class(tree, "facts")[0]).count("Lana") == 1


def test_detail_shows_the_first_twelve_of_the_cast_in_their_order_and_links_all(client):
    film = make_film(cast=[f"Actor {number:02}" for number in range(15)])
    Credit.objects.filter(film=film, order=0).update(order=99)
    make_credit(film=film, person="Grip", department="Camera", job="Grip")

    tree = tree_of(client, film)

    rows = [(text(row.find("a")), text(row.find("span"))) for row in by_class(tree, "cast")[0]]
    assert rows == [(f"Actor {number:02}", f"Role {number}") for number in range(1, 12)]
    person = Credit.objects.get(film=film, order=1).person
    assert by_class(tree, "cast")[0].find("li/a").get("href") == person.get_absolute_url()
    assert reverse("films:credits", args=[film.pk, film.slug]) in links(tree)
    assert "Grip" not in text(tree)


def test_credits_page_shows_everybody_by_department(client):
    film = make_film(title="Heat", title_ru="Схватка", directors=["Michael Mann"], cast=["Al Pacino", "Val Kilmer"])
    make_credit(film=film, person="Dante Spinotti", department="Camera", job="Director of Photography")
    make_credit(film=film, person="Kate Mulgrew", department="Crew", job="Some Unheard-of Job")

    tree = tree_of(client, film, "credits")

    sections = [
        (text(section.find("div/h2")), texts(section.findall("ul/li/a")), texts(section.findall("ul/li/span")))
        for section in by_class(tree, "section")
    ]
    assert sections == [
        ("Cast", ["Al Pacino", "Val Kilmer"], ["Role 0", "Role 1"]),
        ("Directing", ["Michael Mann"], ["Director"]),
        ("Camera", ["Dante Spinotti"], ["Director of Photography"]),
        ("Crew", ["Kate Mulgrew"], ["Some Unheard-of Job"]),
    ]
    assert tree.find(".//h1/a").get("href") == film.get_absolute_url()
    assert "Схватка" in text(tree_of(client, film, "credits", language="ru").find(".//h1"))


def test_credits_page_shows_a_department_that_is_not_known_last(client):
    film = make_film(directors=["Anna"])
    make_credit(film=film, person="Bea", department="Catering", job="Cook")

    tree = tree_of(client, film, "credits")

    assert [text(section.find("div/h2")) for section in by_class(tree, "section")] == ["Directing", "Catering"]


def test_credits_page_of_a_film_without_credits(client):
    tree = tree_of(client, make_film(), "credits")

    assert by_class(tree, "section") == []


def test_credits_page_shows_a_credit_without_department_and_job(client):
    film = make_film()
    make_credit(film=film, person="Somebody", department="Crew", job="")

    assert "Somebody" in text(tree_of(client, film, "credits"))
    assert page_of(client, film).status_code == 200


# Similar films


def similar(client, film, **kwargs):
    return card_titles(tree_of(client, film, "similar", **kwargs))


def test_similar_films_are_those_with_most_in_common(client):
    keywords = [Keyword.objects.create(name=name, slug=name) for name in ("robot", "city", "love")]
    director = make_person(name="Fritz Lang")
    film = make_film(title="Metropolis", directors=[director], genres=["drama"])
    film.keywords.set(keywords)
    by_director = make_film(title="M", directors=[director])
    by_director.keywords.add(keywords[0])
    make_film(title="Three words").keywords.set(keywords)
    make_film(title="One word").keywords.add(keywords[1])
    make_film(title="Only its genre", genres=["drama"])
    acted = make_film(title="He only acted")
    make_credit(film=acted, person=director, character="Himself")

    assert similar(client, film)[:2] in (["M", "Three words"], ["Three words", "M"])
    assert similar(client, film)[2:] == ["One word"]


def test_similar_films_put_the_collection_before_a_shared_word(client):
    keyword = Keyword.objects.create(name="ring", slug="ring")
    collection = Collection.objects.create(name="Trilogy")
    film = make_film(title="First", collection=collection)
    film.keywords.add(keyword)
    make_film(title="Word", popularity=100).keywords.add(keyword)
    make_film(title="Second", collection=collection)

    assert similar(client, film) == ["Second", "Word"]


def test_similar_films_are_at_most_twelve_and_never_the_film_itself(client):
    director = make_person()
    films = [make_film(title=str(number), directors=[director]) for number in range(15)]

    shown = similar(client, films[0])

    assert len(shown) == len(set(shown)) == 12
    assert "0" not in shown


def test_similar_films_fall_back_to_the_genres(client):
    film = make_film(genres=["horror", "comedy", "drama"])
    make_film(title="Both", genres=["comedy", "horror"])
    make_film(title="One", genres=["horror"])

    assert similar(client, film) == ["Both"]


def test_similar_films_of_a_film_without_anything_are_none(client):
    film = make_film()
    make_film(title="Quite another", genres=["drama"], popularity=100)

    tree = tree_of(client, film, "similar")

    assert card_titles(tree) == []
    assert text(by_id(tree, "similar"))


def test_similar_films_are_never_adult(client):
    director = make_person()
    film = make_film(directors=[director], genres=["drama"])
    make_film(title="Adult", directors=[director], genres=["drama"], adult=True)
    make_film(title="Decent", genres=["drama"])

    assert similar(client, film) == ["Decent"]
    client.force_login(make_user())
    assert similar(client, film) == ["Decent"]


def test_similar_films_as_a_fragment_for_htmx(client):
    film = make_film(genres=["drama"])
    make_film(title="Near", genres=["drama"])

    response = page_of(client, film, "similar", headers=HTMX)

    (root,) = parse(response)
    assert root.get("id") == "similar"
    assert card_titles(root) == ["Near"]
    assert "HX-Request" in response.headers["Vary"]


def test_detail_loads_similar_films_when_they_come_into_view_and_links_them_too(client):
    film = make_film()
    address = reverse("films:similar", args=[film.pk, film.slug])

    tree = tree_of(client, film)

    assert by_id(tree, "similar").get("hx-get") == address
    assert address in links(tree)


@pytest.mark.parametrize("others", [1, 30])
def test_similar_films_take_the_same_queries(client, django_assert_num_queries, others):
    director = make_person()
    film = make_film(directors=[director])
    for _number in range(others):
        make_film(directors=[director])

    with django_assert_num_queries(3):
        similar(client, film)


# Figures


def figures_of(client, film, **kwargs):
    return by_id(tree_of(client, film, **kwargs), "figures")


def test_figures_of_a_film_that_nobody_rated(client):
    figures = figures_of(client, make_film())

    assert by_class(figures, "big-mean") == []
    assert by_class(figures, "histogram") == []
    assert "Nobody has rated it yet" in text(figures)


@pytest.mark.parametrize(("ratings", "missing"), [([4], "2 more ratings"), ([4, 4], "1 more rating.")])
def test_figures_hide_the_mean_of_fewer_than_three_ratings(client, ratings, missing):
    film = make_film()
    rate(film, *ratings)

    figures = figures_of(client, film)

    assert by_class(figures, "big-mean") == []
    assert by_class(figures, "histogram") == []
    assert missing in text(figures)


def test_figures_show_mean_count_histogram_and_place(client):
    best, film = make_film(), make_film()
    rate(best, 10, 10, 10)
    rate(film, 1, 9, 9, 8)
    make_user_film(film=film, rating=None, status="planned", favorite=True)
    refresh_ranking()

    figures = figures_of(client, film)

    assert text(by_class(figures, "big-mean")[0]) == "6.8 from 4 ratings"
    (histogram,) = by_class(figures, "histogram")
    assert histogram.get("role") == "img"
    label = histogram.get("aria-label")
    assert label.endswith("1: 1, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 1, 9: 2, 10: 0")
    bars = histogram.findall("rect")
    assert [bar.get("height") for bar in bars] == ["28", *["1"] * 6, "28", "56", "1"]
    assert texts(bars)[8] == "9: 2"
    assert "No. 2 of all films" in text(figures)
    assert [text(span).partition(" ")[0] for span in by_class(figures, "counts")[0].findall("span")] == ["4", "1", "1"]
    assert query(links(figures)[0]) == [("sort", "ranking")]


def test_figures_do_not_count_adult_films_in_the_place(client):
    film, adult = make_film(), make_film(adult=True)
    rate(film, 5, 5, 5)
    rate(adult, 10, 10, 10)

    assert "No. 1 of all films" in text(figures_of(client, film))


def test_figures_tell_no_place_below_the_ranked(client, monkeypatch):
    from films import selectors

    monkeypatch.setattr(selectors, "RANKED", 2)
    films = [make_film() for _number in range(3)]
    for number, film in enumerate(films):
        rate(film, *[9 - number] * 3)

    told = ["of all films" in text(figures_of(client, film)) for film in films]

    assert told == [True, True, False]


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


# Trailers


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


# What the viewer can do


def test_detail_has_no_control_for_visitors_but_the_way_to_the_login_and_back(client):
    film = make_film()

    tree = tree_of(client, film)

    my = by_id(tree, "my")
    assert list(my.iter("form")) == []
    login, signup = links(my)
    assert login.startswith(reverse("account_login"))
    assert signup.startswith(reverse("account_signup"))
    assert query(login) == query(signup) == [("next", film.get_absolute_url())]


def test_detail_shows_the_member_what_they_said(client):
    mark = make_user_film(rating=7, favorite=True)
    make_user_film(film=mark.film, rating=2)
    client.force_login(mark.user)

    control = by_id(tree_of(client, mark.film), f"control-{mark.film.pk}")

    checked = [radio.get("value") for radio in control.iter("input") if "checked" in radio.attrib]
    assert checked == ["7"]
    pressed = [(b.get("name"), b.get("value")) for b in control.iter("button") if b.get("aria-pressed") == "true"]
    assert pressed == [("status", ""), ("favorite", "")]
    assert [form.get("action") for form in control.iter("form")] == [
        reverse("reviews:rate", args=[mark.film.pk]),
        reverse("reviews:set_status", args=[mark.film.pk]),
    ]
    actions = {button.get("formaction") for button in control.iter("button")}
    assert reverse("reviews:clear_rating", args=[mark.film.pk]) in actions


def test_detail_shows_a_new_member_an_empty_control(client):
    film = make_film()
    client.force_login(make_user())

    control = by_id(tree_of(client, film), f"control-{film.pk}")

    assert [radio for radio in control.iter("input") if "checked" in radio.attrib] == []
    radios = [radio.get("value") for radio in control.iter("input") if radio.get("type") == "radio"]
    assert radios == [str(number) for number in range(1, 11)]
    assert {b.get("aria-pressed") for b in control.iter("button") if "aria-pressed" in b.attrib} == {"false"}


# Cost


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


@pytest.mark.parametrize("number", [1, 30])
def test_detail_takes_three_queries_for_a_visitor(client, django_assert_num_queries, number):
    film = make_full_film(number)

    with django_assert_num_queries(3):
        page_of(client, film)


@pytest.mark.parametrize("number", [1, 30])
def test_detail_takes_six_queries_for_a_member(client, django_assert_num_queries, number):
    film = make_full_film(number)
    mark = make_user_film(film=film)
    client.force_login(mark.user)

    with django_assert_num_queries(6):
        page_of(client, film)


@pytest.mark.parametrize("number", [1, 30])
def test_credits_page_takes_two_queries(client, django_assert_num_queries, number):
    film = make_full_film(number)

    with django_assert_num_queries(2):
        page_of(client, film, "credits")


@pytest.mark.parametrize("make_viewer", [None, make_user])
def test_detail_is_under_25_kb(client, make_viewer):
    film = make_full_film(30)
    if make_viewer:
        client.force_login(make_viewer())

    assert len(page_of(client, film).content) < 25 * 1024


# Parts that are kept in memory


CHANGES = [
    (lambda: Film.objects.update(overview="Another ocean."), "Another ocean."),
    (lambda: Film.objects.update(runtime_minutes=61), "1 h 1 min"),
    (lambda: Credit.objects.update(character="Hari"), "Hari"),
    (lambda: Keyword.objects.update(name="Thought"), "Thought"),
    (lambda: Video.objects.update(name="Last trailer"), "Last trailer"),
    (lambda: AlternativeTitle.objects.filter(title="Other title 1").update(title="Солярис"), "Солярис"),
    (lambda: Review.objects.update(title="On second thought"), "On second thought"),
    (lambda: User.objects.update(name="Tarkovsky"), "Tarkovsky"),
    (lambda: Discussion.objects.update(title="Why the ocean?"), "Why the ocean?"),
    (lambda: Person.objects.update(name="Natalya"), "Natalya"),
    (lambda: Genre.objects.update(name="Philosophy"), "Philosophy"),
    (lambda: Collection.objects.update(name="Ocean films"), "Ocean films"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_detail_shows_at_once_what_changed(client, change, said):
    film = make_full_film(2)
    film.collection = Collection.objects.create(name="Soviet films")
    film.save(update_fields=["collection"])
    make_review(film=film)
    make_discussion(film=film)
    before = text(tree_of(client, film))

    change()

    assert said not in before
    assert said in text(tree_of(client, film))


def test_detail_shows_a_visitor_nothing_of_what_was_drawn_for_staff(client):
    film = make_film()
    make_review(film=film, title="Private thoughts", user=make_user(is_private=True))
    staff = make_staff()

    for viewer, sees in ((None, False), (staff, True), (None, False), (make_user(), False), (staff, True)):
        client.logout()
        if viewer:
            client.force_login(viewer)

        assert ("Private thoughts" in page_of(client, film).content.decode()) is sees


def test_detail_keeps_its_languages_apart(client):
    film = make_full_film(2)

    headings = [
        [text(heading) for heading in tree_of(client, film, language=language).iter("h2")]
        for language in ("en", "ru", "en")
    ]

    assert "Details" in headings[0]
    assert "Details" not in headings[1]
    assert headings[0] == headings[2]


# Hostile titles

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
