import pytest
from selenium.webdriver.common.keys import Keys

from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.tests.factories import make_user, make_user_film

pytestmark = pytest.mark.browser


@pytest.fixture
def film(live_server):
    return make_film(title="Solaris")


@pytest.fixture
def member(browser, film):
    member = make_user()
    browser.log_in(member)
    return member


def focused(browser):
    return browser.driver.switch_to.active_element


def test_dialog_gives_focus_back_to_the_card_that_rating_changed(browser, film, member):
    browser.open("/films/")
    browser.find(".acts .rate").send_keys(Keys.ENTER)
    browser.find("dialog[open] .scale-10 input").send_keys(Keys.ARROW_LEFT)
    browser.find(".acts .rated")

    focused(browser).send_keys(Keys.ESCAPE)

    browser.wait(lambda driver: not browser.find_all("dialog[open]"))
    browser.wait(lambda driver: focused(browser) == browser.find(".acts .rate"))


def test_clearing_a_rating_leaves_focus_on_the_scale(browser, film, member):
    make_user_film(user=member, film=film, rating=8)
    browser.open(film.get_absolute_url())

    browser.find(".control .btn-link").send_keys(Keys.ENTER)

    browser.wait(lambda driver: focused(browser).get_attribute("name") == "rating")
    assert UserFilm.objects.get().rating is None
