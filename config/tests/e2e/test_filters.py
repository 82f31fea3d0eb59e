import pytest

from films.tests.factories import make_film

pytestmark = pytest.mark.browser


@pytest.fixture
def films(live_server):
    make_film(title="Solaris", genres=["drama"])
    make_film(title="Metropolis", genres=["science-fiction"])


def address(browser):
    return browser.driver.current_url.removeprefix(browser.url)


def test_address_holds_only_the_filters_that_are_set(browser, films):
    browser.open("/films/")

    browser.find("[name=genre][value=drama] + span").click()
    browser.wait_for_text(".count", "1 film")
    chosen = address(browser)
    browser.follow(".chips a")

    assert chosen == "/films/?genre=drama"
    assert address(browser) == "/films/"
    assert "2 films" in browser.find(".count").text
