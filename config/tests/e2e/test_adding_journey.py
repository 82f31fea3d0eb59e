import pytest
from django.core.management import call_command
from selenium.webdriver.common.by import By

from accounts.tests.factories import make_staff, make_user
from config.tests.e2e.test_accessibility import check
from films.models import Film
from films.tests.factories import make_film
from films.tests.tmdb_server import reply_json
from pages.tests.tmdb_answers import by_path, details, found, page_of, tmdb
from reviews.models import UserFilm

pytestmark = pytest.mark.browser


@pytest.fixture
def server(live_server, settings, monkeypatch):
    make_film(title="Solaris Express")
    films = [found(593, "Solaris", original_title="Солярис"), found(594, "Solaris", release_date="2002-11-27")]
    movie = reply_json(details(593, "Solaris", original_title="Солярис"))
    with tmdb(settings, monkeypatch, by_path(search=page_of(*films), movie=movie)) as server:
        yield server


def rate(browser, film, rating):
    browser.find(f"label[for=r{film.pk}-{rating}]").click()


def test_member_searches_a_missing_film_adds_it_and_rates_it(browser, server):
    browser.log_in(make_user(username="hari"))
    browser.open("/")
    browser.find("header [name=q]").send_keys("solaris")
    browser.submit("header form[role=search]")
    browser.wait_for_path("/search/")

    browser.wait_for_text("#elsewhere", "Солярис")
    status = browser.find("#search-status").get_attribute("textContent")
    assert status == "2 more films at TMDB"
    assert check(browser) == []
    browser.follow(".elsewhere li:first-child button")

    film = Film.objects.get(tmdb_id=593)
    browser.wait_for_path(film.get_absolute_url())
    assert "“Solaris” is in the catalogue now." in browser.find(".alert-success").text
    assert "Solaris" in browser.find("h1").text
    rate(browser, film, 9)
    browser.wait(lambda _driver: UserFilm.objects.filter(film=film, user__username="hari", rating=9).exists())
    assert browser.errors() == []

    browser.open("/search/?q=solaris")
    browser.wait_for_text("#elsewhere", "2002")
    assert len(browser.find_all(".elsewhere li")) == 1
    assert [request.path for request in server.requests] == ["/3/search/movie", "/3/movie/593"]


def test_the_same_without_javascript(browser_without_javascript, server):
    browser = browser_without_javascript
    browser.log_in(make_user(username="hari"))
    browser.open("/search/?q=solaris")

    browser.follow("#elsewhere .no-js-only a")
    browser.wait_for_path("/search/elsewhere/")
    browser.follow(".elsewhere li:first-child button")

    film = Film.objects.get(tmdb_id=593)
    browser.wait_for_path(film.get_absolute_url())
    rate(browser, film, 9)
    browser.follow("form.rating button")
    assert UserFilm.objects.get(film=film).rating == 9


def test_too_many_searches_are_told_in_the_page(browser, server):
    browser.log_in(make_user(username="hari"))
    browser.open("/search/?q=solaris")
    browser.wait_for_text("#elsewhere", "Солярис")
    for number in range(19):
        browser.open(f"/search/elsewhere/?q=film+{number}")

    browser.open("/search/?q=another")

    browser.wait_for_text("#elsewhere", "You have looked at TMDB many times")
    browser.wait_for_text("#elsewhere .btn", "Look again")


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_on_the_page_of_films_elsewhere(browser, server, width, theme):
    browser.log_in(make_user(username="hari"))
    browser.resize(width)
    browser.set_theme(theme)
    for query in ("", "?q=solaris"):
        browser.open(f"/search/elsewhere/{query}")

        assert check(browser) == []


def test_what_staff_edit_stands_after_the_next_sync_and_the_queue_says_what_tmdb_has(browser, server):
    browser.log_in(make_user(username="hari"))
    browser.open("/search/elsewhere/?q=solaris")
    browser.follow(".elsewhere li:first-child button")
    film = Film.objects.get(tmdb_id=593)
    browser.wait_for_path(film.get_absolute_url())
    rate(browser, film, 9)
    browser.wait(lambda _driver: UserFilm.objects.filter(film=film, rating=9).exists())

    browser.log_in(make_staff(username="kelvin"))
    browser.open(f"/admin/films/film/{film.pk}/change/")
    title = browser.find("#id_title")
    title.clear()
    title.send_keys("Solaris (1972)")
    browser.follow("[name=_continue]")
    call_command("sync_tmdb", ids=(593,), verbosity=0)

    browser.open(f"/films/{film.pk}/")
    assert "Solaris (1972)" in browser.find("h1").text
    browser.open("/admin/films/tmdbdifference/")
    browser.wait_for_text("#result_list", "Solaris (1972)")
    row = browser.find("#result_list tbody tr")
    here, there = (row.find_element(By.CSS_SELECTOR, f".field-{name}").text for name in ("here", "there"))
    assert (here, there) == ("Solaris (1972)", "Solaris")
    assert UserFilm.objects.get(film=film).rating == 9
