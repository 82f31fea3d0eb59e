import pytest

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.browser


@pytest.fixture
def film(live_server):
    """A film whose mean is 7.3."""
    film = make_film(title="Vertigo")
    for rating in (6, 8, 8):
        make_user_film(film=film, rating=rating)
    return film


def test_figures_show_when_asked_and_once_the_film_is_watched(browser, film):
    member = make_user(spoiler_safe=True)
    browser.log_in(member)

    browser.open(film.get_absolute_url())
    browser.wait_for_text("#figures", "Hidden until you have watched the film.")
    assert browser.find_all(".big-mean, .histogram") == []
    assert "7.3" not in browser.driver.page_source

    browser.find("#figures .veil a").click()
    browser.wait_for_text(".big-mean", "7.3")
    assert browser.find_all("#figures .veil") == []

    browser.open("/films/")
    assert "7.3" not in browser.driver.page_source

    browser.open(film.get_absolute_url())
    browser.find("#figures .veil")
    browser.find(f"#s{film.pk}-3").click()
    browser.wait_for_text(".big-mean", "7.3")
    assert browser.find_all("#figures .veil") == []
    assert UserFilm.objects.get(user=member).status == "watched"

    browser.open("/films/")
    assert browser.find(".film-card .mean").text == "7.3"
    assert browser.errors() == []


def test_the_same_without_javascript(browser_without_javascript, film):
    browser = browser_without_javascript
    browser.log_in(make_user(spoiler_safe=True))

    browser.open(film.get_absolute_url())
    assert "7.3" not in browser.driver.page_source
    browser.follow("#figures .veil a")
    assert "7.3" in browser.find(".big-mean").text

    browser.open(film.get_absolute_url())
    browser.follow(f"#s{film.pk}-3")
    assert "7.3" in browser.find(".big-mean").text


def test_film_leaves_the_watchlist_by_one_click(browser, live_server):
    member = make_user()
    for title in ("Vertigo", "Psycho"):
        make_user_film(user=member, film=make_film(title=title), rating=None, status="planned")
    browser.log_in(member)

    browser.open("/my/watchlist/")
    browser.wait_for_text(".results .count", "2 films")
    browser.find(".remove").click()
    browser.wait_for_text(".results .count", "1 film")
    assert [card.text for card in browser.find_all(".card-title")] == ["Vertigo"]
    browser.wait(lambda driver: driver.switch_to.active_element.get_attribute("id") == "results")

    browser.find(".acts button[title='Watched']").click()
    browser.wait_for_text(".results", "What will you watch next?")
    assert browser.errors() == []
